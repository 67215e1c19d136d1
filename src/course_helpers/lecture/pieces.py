"""Reconnaître ce qu'une ligne est : une facture, un avoir, un devis, un total, un client sans nom."""

import re

from course_helpers.lecture.mots import simplifier

GARDER = "garder"
ECARTER = "écarter"
# « Total », « Sous-total HT », « TOTAL (220 clients) », mais pas « Total Nettoyage ».
_TOTAL = re.compile(
    r"(?:(?:sous |grand |sub)?tota(?:l|ux)|somme|cumul|report|a reporter)"
    r"(?: (?:general|generaux|global|ht|ttc|clients?|factures?|lignes?|ventes|ca|chiffre|affaires|montants?"
    r"|periode|annee|exercice|mois|euros?|resultats?|\d+|d|de|du|des|la|l))*"
)
_SOUS_TOTAL = re.compile(
    r"(?:(?:sous )?tota(?:l|ux)|somme)(?: (?:general|client|cliente|facture|piece|tiers|pour|du|de la|de"
    r"|des|d))* (?P<nom>.+)"
    r"|(?P<nom2>.+) (?:(?:sous )?total|somme|resultat)"
)
MOTS_TOTAL = ("tota", "somme", "cumul", "report", "sultat")
_STATUTS = (
    ("pièce annulée", r"\b(?:annul|abandon|cancel|void|supprim|delet|extourn)"),
    ("brouillon", r"\b(?:brouillon|draft|provisoire|prov\b)"),
    ("devis", r"\b(?:devis|proforma|pro forma)"),
    ("paiement échoué", r"\b(?:echec|echou|failed|declined)"),
)
_DOUTEUX = re.compile(
    r"\b(?:rembours|refund|litige|disput|chargeback|non valid|a valider|invalid|refus|rejet|suspend|archiv"
    r"|expire"
    r"|contest|reverse|non envoy|non emis|a emettre|a facturer|non factur|to invoice)"
)
_GARDES = re.compile(
    r"\b(?:pay|impay|paid|unpaid|regl|non regl|solde|encaiss|envoy|emis|valid|transmis|depos|recu|recep"
    r"|accept|factur|compta"
    r"|retard|echu|echeance|relanc|du$|due$|ouvert|open|sent|overdue|post|complet|fulfill|unfulfill|termin"
    r"|clos"
    r"|clotur|livr|expedi|ship|deliver|partiel|partial|lettr|definiti|final|achev|finish|succe|success"
    r"|succeeded"
    r"|approuv|approv|process|en preparation|prepar|ok$|confirm|impress|imprim|edit|transf|normal|actif$"
    r"|active$"
    r"|attente (?:de |du )?(?:paiement|reglement)|mise en demeure|contentieux|recouvrement)"
)
_ATTENTE = re.compile(r"\b(?:attente|pending|en cours|authorized|non|oui|yes|no)\b")
_TYPES = (
    ("devis", r"devis|quotes?|quotations?|propositions?(?: commerciales?)?|offres?|estimates?|dv|dev|de"),
    ("proforma", r"(?:factures? )?pro ?formas?|pf|fp|facture pro forma"),
    ("commande", r"(?:bons? de )?commandes?(?: clients?)?|bc|cde|sales orders?|order|cc"),
    ("bon de livraison", r"(?:bons? de )?livraisons?|bl|delivery(?: note)?|bon de retour|br"),
    ("brouillon", r"brouillons?|draft|facture brouillon"),
    (
        "règlement",
        r"reglements?(?: clients?)?|paiements?|payments?|encaissements?|virements?|versements?|payouts?"
        r"|transfers?|rg|vir",
    ),
)
_FACTURE = re.compile(
    r"(?:factures?|fact?|fac|fa|f|invoices?|inv|380|ventes?|standard|tickets?|vente comptoir|out invoice"
    r"|fv|fc)"
    r"|factures? (?:de |du )?(?:ventes?|clients?|doit|comptoir|standard|definitives?|simples?|normale?s?"
    r"|services?)"
    r"|(?:factures? )?(?:de )?(?:remplacement|doit)|customer invoices?|sale|charge"
)
_AVOIR = re.compile(
    r"(?:avoirs?|av|a|notes? de credit|credit notes?|credit memos?|refunds?|381|out refund|nc|cn|fa ?av"
    r"|facav)"
    r"|(?:factures? )?(?:d )?avoirs?(?: (?:clients?|financiers?|de vente|partiels?|sur facture))?|retours?"
    r"|customer credit note"
    r"|remboursements?"
)
NUMERO_AVOIR = re.compile(
    r"^\(?(?:av|avo|avoir|nc|cn|rf|fav|fa-?av)[-_ /.]?(?=\d)", re.IGNORECASE | re.MULTILINE
)
NUMERO_BROUILLON = re.compile(r"^(?:\(?prov\W?\d*\)?|/|brouillon.*|draft.*)$", re.IGNORECASE | re.MULTILINE)
_SANS_NOM = re.compile(
    r"(?:clients? |ventes? )?(?:divers|comptoir|de passage|passage|anonymes?|inconnue?s?|occasionnels?"
    r"|internet|web)"
    r"|particuliers?|sans nom|n a|na|nc|n c|neant|null|none|nan|x+|tbd|non renseigne|vide|client|guest"
    r"|unknown|divers clients"
)


def est_total(texte: object) -> bool:
    """Dire si le premier texte d'une ligne annonce un total.

    Examples
    --------
    >>> est_total("Total général :"), est_total("Total Nettoyage")
    (True, False)
    """
    return _TOTAL.fullmatch(simplifier(texte)) is not None


def lire_sous_total(texte: object) -> str | None:
    """Ce dont une ligne serait le sous-total : à comparer aux noms du fichier.

    Examples
    --------
    >>> lire_sous_total("Total Hôtel Bief"), lire_sous_total("Hôtel Bief")
    ('hotel bief', None)
    """
    lue = _SOUS_TOTAL.fullmatch(simplifier(texte))
    return (lue["nom"] or lue["nom2"]) if lue else None


def classer_statut(valeur: object, *, paiement: bool = False) -> str | None:
    """Ce qu'un statut dit de faire d'une pièce.

    Parameters
    ----------
    valeur : object
        Le statut.
    paiement : bool
        C'est l'état d'un paiement : « en attente » n'y ôte rien à la vente.

    Returns
    -------
    str or None
        ``"garder"``, la raison d'écarter, ou None si le mot n'est pas connu.

    Examples
    --------
    >>> classer_statut("Payée"), classer_statut("Annulée"), classer_statut("En attente")
    ('garder', 'pièce annulée', None)
    """
    mot = simplifier(valeur)
    if not mot:
        return GARDER
    for raison, motif in _STATUTS:
        if re.search(motif, mot) and not re.search(rf"\b(?:non|not) (?={motif[2:]})", mot):
            return raison
    if _DOUTEUX.search(mot):
        return None
    if _GARDES.search(mot) or (paiement and _ATTENTE.search(mot)):
        return GARDER
    return None


def classer_type(valeur: object) -> str | None:
    """Le genre d'une pièce : ``"facture"``, ``"avoir"``, une raison de l'écarter, ou None s'il est inconnu.

    Examples
    --------
    >>> classer_type("Avoir client"), classer_type("Devis"), classer_type("Acompte")
    ('avoir', 'devis', None)
    """
    mot = simplifier(valeur)
    if _FACTURE.fullmatch(mot):
        return "facture"
    if _AVOIR.fullmatch(mot):
        return "avoir"
    return next((raison for raison, motif in _TYPES if re.fullmatch(motif, mot)), None)


def reperer(motif: re.Pattern, numeros: list) -> list[int]:
    """Les rangs des numéros de pièce qui ont une forme : celle des avoirs, celle des brouillons.

    Examples
    --------
    >>> reperer(NUMERO_AVOIR, ["FA2501-0003", "AV2501-0003"]), reperer(NUMERO_BROUILLON, ["(PROV12)"])
    ([1], [0])
    """
    textes = list(map(str, numeros))
    if not motif.search("\n".join(textes)):
        return []
    return [rang for rang, texte in enumerate(textes) if motif.search(texte)]


_PERIODE = re.compile(
    r"janvier|janv|fevrier|fevr|mars|avril|mai|juin|juillet|juil|aout|septembre|sept|octobre|oct|novembre|nov"
    r"|decembre|dec|[1-4]e?r? trim(?:estre)?|trim(?:estre)? ?[1-4]|t[1-4]|(?:19|20)\d\d"
)


def est_une_periode(nom: object) -> bool:
    """Dire si un nom est celui d'un mois, d'un trimestre ou d'une année.

    Examples
    --------
    >>> est_une_periode("Février"), est_une_periode("Hôtel Bief")
    (True, False)
    """
    return _PERIODE.fullmatch(simplifier(nom)) is not None


def est_sans_nom(nom: object) -> bool:
    """Dire si un nom de client ne désigne personne.

    Examples
    --------
    >>> est_sans_nom("Client divers"), est_sans_nom("-"), est_sans_nom("Hôtel Bief")
    (True, True, False)
    """
    mot = simplifier(nom)
    return not mot or _SANS_NOM.fullmatch(mot) is not None
