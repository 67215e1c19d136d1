"""Reconnaître ce que dit une colonne à son en-tête : son rôle, son unité, sa devise."""

import re
from dataclasses import dataclass
from functools import lru_cache

from course_helpers.lecture.mots import simplifier

# Nom d'une colonne du cours, et l'en-tête que l'on conseille.
EXEMPLES = {
    "client": "Client",
    "facture": "N° facture",
    "date": "Date facture",
    "montant_ht": "Montant HT",
    "ca": "CA HT",
}
REQUIS = {
    "factures": ("facture", "date", "client", "montant_ht"),
    "clients": ("client",),
    "prospects": ("client",),
    "table": (),
}
# Ce que l'on en dit à qui ne programme pas.
LIBELLES = {
    "client": "Nom du client",
    "code_client": "Code du client",
    "prenom": "Prénom",
    "devise": "Devise",
    "facture": "Numéro de facture",
    "date": "Date de la facture",
    "famille": "Famille de produits",
    "quantite": "Quantité",
    "montant_ht": "Montant hors taxes (HT)",
    "cout_achat_ht": "Coût d’achat hors taxes (HT)",
    "prix_unitaire": "Prix unitaire",
    "remise": "Remise",
    "statut": "Statut de la pièce",
    "annulation": "Annulation",
    "type": "Type de pièce",
    "rembourse": "Montant remboursé",
    "ttc": "Montant toutes taxes comprises (TTC)",
    "tva": "Montant de la TVA",
    "secteur": "Secteur",
    "ville": "Ville",
    "code_postal": "Code postal",
    "commercial": "Commercial",
    "premier_contact": "Premier contact",
    "origine_contact": "Origine du contact",
    "ca": "Chiffre d’affaires hors taxes (HT)",
    "cout_achat": "Coût d’achat",
    "charges": "Charges",
    "marge": "Marge",
    "nb_factures": "Nombre de factures",
}
MONTANTS = {"factures": "montant_ht", "clients": "ca", "prospects": "ca"}
NOMBRES = ("quantite", "montant_ht", "cout_achat_ht", "ca", "cout_achat", "charges", "marge", "nb_factures")
DATES = ("date", "premier_contact", "collecte", "dernier_contact")
# Ce qui sert à lire, mais garde dans le tableau l'en-tête du fichier.
AIDES = (
    "statut",
    "annulation",
    "type",
    "rembourse",
    "devise",
    "prenom",
    "ttc",
    "tva",
    "prix_unitaire",
    "remise",
)

_DE = r"(?: de| d| du| des| la| l)*"
_NO = r"(?:n|no|num|numero|ref|reference|id|identifiant|code)"
_HT = r"(?:ht|h t|hors taxes?|hors tva)"
_SOMME = (
    r"(?:montants?|mt|mnt|total|totaux|tot|sous total|prix total|net|somme|valeur|ca|chiffres? d affaires?"
    r"|base"
    r"|ventes?|facturation|montants? (?:facturee?s?|total|net|vendu)|montant" + _DE + r" facture"
    r"|total (?:facture|net|general|document|piece|commande)|total" + _DE + r" facture|net commercial)"
)
# Rôle : ses écritures, de la plus précise à la plus vague ; la plus précise l'emporte.
_COMMUNS = {
    "client": (
        rf"client|clients|cliente|noms?{_DE} clients?(?: cliente)?|client nom|clients nom|nom{_DE} cliente"
        r"|client facture|client (?:raison sociale|societe)|customer(?: name)?|client name|nom{_DE} tiers"
        rf"|intitule{_DE} (?:client|tiers)|libelle{_DE} (?:client|tiers)|client final",
        r"raison sociale(?: (?:du )?client)?|societe|entreprise|denomination(?: sociale)?|tiers|partenaire"
        r"|nom{_DE} (?:societe|entreprise|partenaire)|etablissement client|company(?: name)?"
        r"|billing company|societe facturation|nom partenaire affiche[ a-z]*"
        rf"|nom d affichage{_DE} partenaire[ a-z]*|acheteur|customer company",
        r"nom|name|nom{_DE} famille|last name|billing (?:last )?name|nom complet|destinataire"
        r"|nom facturation|nom (?:et )?prenom|contact|customer description|beneficiaire|etiquettes de lignes"
        r"|row labels",
    ),
    "code_client": (
        rf"{_NO}{_DE} (?:client|clients|cli|tiers)|client (?:id|code|no|n|numero|ref)|customer (?:id"
        rf"|number|no)"
        rf"|(?:n|no|num|numero)? ?compte{_DE} (?:client|tiers|auxiliaire)|tiers code|client identifiant"
        r"|customer email|email client",
        r"code|compte|n compte|no compte|numero compte|numero de compte|matricule",
    ),
    "prenom": (
        r"prenoms?|prenom (?:du )?client|client prenom|first name|billing first name|prenom facturation",
    ),
    "devise": (r"devises?|monnaie|currency|code devise|devise (?:facture|document|code)|iso devise",),
}
_FAMILLE_NOM = re.compile(r"nom|name|nom{_DE} famille|last name|billing last name".replace("{_DE}", _DE))
_PIECES = {
    "facture": (
        rf"{_NO}{_DE} (?:factures?|pieces?|documents?|doc|fact)(?: client| vente)?|factures?|piece|fact"
        r"|invoice(?: number| no| id)?|facture (?:n|no|num|numero|ref|reference)|(?:piece|document) (?:n"
        r"|no|num|numero|ref)"
        r"|piece comptable|facture numero|n facture avoir|numero facture avoir|document number",
        r"numero|no|n|num|number|ref|reference|document|id facture|nom document",
        rf"{_NO}{_DE} (?:ventes?|commandes?|tickets?|transactions?|order|ecriture)|commande|order(?: id"
        rf"| number)?"
        r"|ticket|transaction(?: id)?|ecriture|id|id order|name order"
        r"|receipt(?: number)?|code{_DE} transaction",
    ),
    "date": (
        rf"date{_DE} (?:factures?|fact|facturation|pieces?|documents?|doc)|facture date"
        rf"|date{_DE} (?:facture|piece)"
        r"|invoice date|date facture avoir",
        rf"date|jour|date{_DE} (?:emission|ecriture|operation|comptable|creation|saisie|vente|transaction)"
        r"|emission|emise? le|cree le|creee le|created|created at|date comptabilisation|date created",
        rf"date{_DE} (?:commandes?|order)|order date|date add|created(?: date)? utc"
        r"|horodateur|horodatage|timestamp|date utc|date et heure|date heure"
        rf"|completed at"
        r"|paid at|date{_DE} paiement acceptee",
    ),
    "famille": (
        r"famille|famille articles?|famille d articles|famille produits?|famille de produits?|categorie|rayon"
        r"|gamme",
    ),
    "quantite": (r"quantites?|qte|qtes|quantite facturee|qte facturee|qty|quantity|lineitem quantity",),
    "montant_ht": (
        rf"{_SOMME}(?: {_HT})?{_DE} lignes?(?:{_DE} facture)?(?: {_HT})?(?: net)?|lignes? {_SOMME}(?: {_HT})?"
        rf"|lignes?{_DE} factures? {_SOMME}(?: {_HT})?|{_HT}{_DE} lignes?|prix{_DE} lignes? {_HT}",
        rf"{_SOMME}(?: total| net)? {_HT}(?: net| total| signe| remises? deduites?)?"
        rf"|{_HT}(?: net| total| signe)?"
        rf"|{_HT} {_SOMME}|untaxed amount(?: signed)?|amount excl(?:uding)? (?:tax|vat)(?: cents)?"
        rf"|sommes? (?:de |des |d )?{_SOMME} {_HT}|total (?:paid |products )?tax excl(?:uded)?"
        r"|(?:sub)?total excl(?:uding)? (?:tax|vat)|net amount excl tax|amount without tax|total without tax",
        r"montants?|ca|chiffres? d affaires?",
        rf"{_SOMME}|amount|gross(?: amount)?|brut|net sales|subtotal|total sales|order total|total paid"
        r"|avant commission|order (?:sub)?total amount"
        r"|total{_DE} commande|montant{_DE} commande|montant{_DE} transaction|total paye|montant{_DE} vente",
    ),
    "prix_unitaire": (
        rf"(?:(?:prix|tarif){_DE} (?:de vente )?(?:unitaires?|u)|p ?u)(?: de vente| net| brut| {_HT})*"
        r"|puht|(?:sales |selling )?unit ?price|(?:lineitem|item) price",
    ),
    "remise": (
        rf"(?:(?:taux|montants?){_DE} )?(?:remises?|rabais|ristournes?)(?: (?:ligne|ht|eur|euros?))*"
        r"|(?:lineitem |line )?discounts?(?: amount| rate| percent)?",
    ),
    "cout_achat_ht": (r"cout(?: d)? achats?(?: ht)?|couts? d achat(?: ht)?",),
    "statut": (
        r"(?:statut|etat|status|state)(?: [a-z0-9 ]+)?|(?:financial|payment|order|invoice) status"
        r"|fulfillment status|(?:est )?(?:validee?s?|finalisee?s?)|(?:is )?(?:validated|finali[sz]ed)",
    ),
    "annulation": (
        r"annulee?s?(?: le)?|date{_DE} annulation|cancelled at|canceled at|annulation|(?:est )?supprimee?s?"
        r"|(?:is )?(?:deleted|voided|cancelled|canceled|draft)"
        r"|(?:est )?(?:un |une )?(?:brouillon|provisoire)",
    ),
    "type": (
        rf"type|nature|types?{_DE} (?:pieces?|documents?|doc|factures?)|natures?{_DE} (?:pieces?|documents?)"
        r"|genre{_DE} (?:piece|document)|type (?:facture|piece|document|code)|document type|move type|sens",
    ),
    "rembourse": (
        r"(?:est )?(?:une? )?(?:avoirs?|notes? de credit)|is (?:a )?(?:credit note|refund)|avoirs? ht"
        r"|(?:montants? |total |amount )?(?:des? |de l )?(?:avoirs?|rembourse(?:e|ment)?s?"
        r"|refund(?:ed)?)(?: ht)?"
        r"|(?:order )?refund(?:ed)? amount",
    ),
}
_FICHE = {
    "secteur": (r"secteur|secteur d activite|activite|branche",),
    "ville": (r"ville|commune|localite",),
    "code_postal": (r"code postal|cp",),
    "commercial": (r"commercial|commerciale|representant|vendeur",),
    "premier_contact": (r"date du premier contact|premier contact|date premier contact",),
    "origine_contact": (r"origine du contact|origine contact|origine",),
    "ca": (
        rf"ca(?: annuel| total| realise| net)?(?: {_HT})?|ca(?: {_HT})? n"
        rf"|sommes? (?:de |des |d )?{_SOMME} {_HT}"
        rf"|chiffres? d affaires?(?: annuel| total"
        rf"| net)?(?: {_HT})?"
        rf"|montants?|{_SOMME}(?: annuel| total| net)? {_HT}(?: net| total)?|{_HT}",
        rf"{_SOMME}|amount|total sales|net sales|ventes?",
    ),
    "cout_achat": (r"cout(?: d)? achats?(?: ht)?|couts? d achat(?: ht)?",),
    "charges": (r"charges|charges client|charges ht",),
    "marge": (r"marge|marge ht|marge nette",),
    "nb_factures": (r"nombre de factures|nb factures|nb de factures",),
}
_PROSPECTS = {
    "collecte": (r"date de collecte|collecte|date collecte",),
    "dernier_contact": (r"date du dernier contact|dernier contact|date dernier contact",),
    "opposition": (r"opposition|opposition a la prospection|oppose",),
}
_TAXES = {
    "ttc": (
        r".*\bttc\b.*|t t c|.*\btoutes taxes\b.*|(?:net )?a payer|total incl(?:uding)? (?:tax|vat)"
        r"|gross total|total tax included|.*\btax inclu.*",
    ),
    "tva": (
        r"(?:montants?|mt|total|dont)? ?(?:de |de la )?(?:tva|t v a|taxes?)(?: (?:due|collectee|total"
        r"|facturee))?"
        r"|tax(?: amount)?|vat(?: amount)?|total tax|montant(?: des)? taxes?|order total tax(?: amount)?",
    ),
}
TABLES = {
    "factures": _COMMUNS | _PIECES | _TAXES,
    "clients": _COMMUNS | _FICHE | _TAXES,
    "prospects": _COMMUNS | _FICHE | _PROSPECTS | _TAXES,
    "table": {},
}
# Un seul motif par nature ; le nom du groupe dit le rôle et le rang.
_MOTIFS = {
    genre: re.compile(
        "|".join(
            f"(?P<{role}__{rang}>{motif})"
            for role, motifs in table.items()
            for rang, motif in enumerate(motifs)
        ).replace("{_DE}", _DE)
        or "(?!)"
    )
    for genre, table in TABLES.items()
}
# « CA 2025 », « Ventes HT de l'exercice 2025 » ; une année seule ne dit pas ce qu'elle compte.
_CA_ANNEE = re.compile(
    rf"(?:(?P<somme>c a|{_SOMME})(?: annuel| total| realise| net)*(?: (?P<ht>{_HT}))?{_DE}"
    r"(?: annee| exercice| an)? ?)?(?P<annee>20\d\d)(?P<ht_derriere> ht| hors taxes?)?"
)
_CA_PRECIS = re.compile(r"c ?a|chiffres? d affaires?|montants?|net commercial")
_UNITES = {
    1e3: re.compile(r"\bk ?(?:€|eur|euros?)|\bkeur|\bmilliers", re.IGNORECASE),
    0.01: re.compile(r"(?<![a-z])cen(?:time|t)s?(?![a-z])", re.IGNORECASE),
    1e6: re.compile(r"\bm ?(?:€|eur|euros?)\b|\bmeur|\bmillions|\(m€\)|\bm€", re.IGNORECASE),
}
_DEVISES = {
    "USD": r"\$|usd|us\$|dollars?",
    "GBP": r"£|gbp|livres? sterling",
    "CHF": r"chf|francs? suisses?",
    "JPY": r"¥|jpy|yens?",
    "XOF": r"f ?cfa|xof|xaf",
    "MAD": r"mad|dirhams?|dhs?",
    "DZD": r"dzd|dinars?|da",
    "TND": r"tnd|dt",
    "CAD": r"cad|\$ca",
    "XPF": r"xpf|cfp",
    "autre": r"aud|nzd|sek|nok|dkk|pln|czk|huf|ron|bgn|try|rub|cny|inr|brl|mxn|zar|hkd|sgd|krw|aed|ils|thb",
}
_DEVISE_ENTETE = re.compile(
    "|".join(rf"(?P<{code}>(?<![a-z])(?:{motif})(?![a-z]))" for code, motif in _DEVISES.items()),
    re.IGNORECASE,
)
_MOTS_UNITE = re.compile(
    # Entre parenthèses : une unité, une forme de date ; « (N-1) » ou « (objectif) » diraient autre chose.
    r"[(\[](?:en )?(?:[km]?[€$£¥]|k?eur(?:os?)?|[km] ?(?:€|eur(?:os?)?)|centimes?|cents?"
    r"|milliers d.euros|meur"
    r"|millions d.euros|usd|gbp|chf|jpy|f ?cfa|xof|xaf|mad|dzd|tnd|cad|dirhams?|dinars?"
    r"|dollars?|livres?|yens?"
    r"|h\.?t\.?|hors taxes?|net|heures?|h|u|unités?|jours?|jj.mm.aa(?:aa)?|dd.mm.yy(?:yy)?|mm.dd.yy(?:yy)?"
    r"|aaaa.mm.jj|yyyy.mm.dd)[)\]]"
    r"|[€$£¥]|\b(?:en )?(?:k ?€|m ?€|keur|meur|k?eur|k?euros?"
    r"|milliers d.euros|milliers)"
    r"|\ben centimes?\b|\b(?:en )?(?:usd|gbp|chf|jpy|f ?cfa|xof|xaf|mad|dzd|tnd|cad)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Indice:
    """Ce qu'un en-tête laisse penser de sa colonne.

    Parameters
    ----------
    role : str
        Le rôle.
    rang : int
        Sa place parmi les écritures de ce rôle : 0 pour la plus précise.
    """

    role: str
    rang: int


def lire_entete(entete: object, genre: str) -> Indice | None:
    """Reconnaître le rôle que dit un en-tête.

    Parameters
    ----------
    entete : object
    genre : {"factures", "clients", "prospects", "table"}

    Returns
    -------
    Indice or None

    Examples
    --------
    >>> lire_entete("Réf. facture", "factures"), lire_entete("Couleur", "factures")
    (Indice(role='facture', rang=0), None)
    """
    return _lire_texte(entete, genre) if isinstance(entete, str) else None


@lru_cache(maxsize=10_000)  # on cherche les en-têtes parmi les premières lignes, pour chaque séparateur
def _lire_texte(entete: str, genre: str) -> Indice | None:
    if len(entete) > 80:
        return None
    for texte in dict.fromkeys((entete, _MOTS_UNITE.sub(" ", entete))):
        cle = simplifier(texte)
        if "%" in entete and "tva" in cle.split():
            return None  # un taux n'est pas un montant
        if lu := _MOTIFS[genre].fullmatch(cle):
            role, rang = lu.lastgroup.split("__")
            return Indice(role, int(rang))
        if genre in ("clients", "prospects") and (lu := _CA_ANNEE.fullmatch(cle)):
            # Comme « Ventes » ou « Total », un mot vague ne dit pas si le montant est hors taxes.
            precis = lu["ht"] or lu["ht_derriere"] or _CA_PRECIS.fullmatch(lu["somme"] or "")
            return Indice(f"ca_{lu['annee']}", 0 if precis else 1)
    return None


def nommer_role(role: str) -> str:
    """Dire un rôle à qui ne programme pas.

    Examples
    --------
    >>> nommer_role("client"), nommer_role("ca_2025")
    ('Nom du client', 'Chiffre d’affaires hors taxes (HT) de 2025')
    """
    annee = role.removeprefix("ca_")
    return f"{LIBELLES['ca']} de {annee}" if annee.isdigit() else LIBELLES.get(role, role)


def compter_reconnus(cellules: list, genre: str) -> int:
    """Compter les rôles que reconnaît une ligne.

    Examples
    --------
    >>> compter_reconnus(["Client", "CA", "Couleur"], "clients")
    2
    """
    return len({indice.role for cellule in cellules if (indice := lire_entete(cellule, genre))})


def lire_unite(entete: object) -> float:
    """Ce que vaut, en unités, un nombre de cette colonne : 1000 pour « CA (k€) ».

    Examples
    --------
    >>> lire_unite("CA HT (k€)"), lire_unite("CA HT (€)")
    (1000.0, 1.0)
    """
    return next((facteur for facteur, motif in _UNITES.items() if motif.search(str(entete))), 1.0)


def lire_devise(texte: object) -> str | None:
    """La devise étrangère que nomme un texte, ou None.

    Examples
    --------
    >>> lire_devise("Montant HT ($)"), lire_devise("Montant HT (€)")
    ('USD', None)
    """
    trouvee = _DEVISE_ENTETE.search(str(texte))
    if trouvee is None:
        return None
    return trouvee[0].upper() if trouvee.lastgroup == "autre" else trouvee.lastgroup


def lister_manquants(roles: set[str | None], nature: str) -> list[str]:
    """Lister les rôles sans lesquels rien ne se lit, parmi ceux que l'on n'a pas.

    Examples
    --------
    >>> lister_manquants({"code_client", "date", "montant_ht"}, "factures")
    ['facture']
    """
    presents = roles | ({"client"} if "code_client" in roles else set())
    return [role for role in REQUIS[nature] if role not in presents]


_NOMS_DU_COURS = re.compile(
    rf"\b(?:{'|'.join(role for role in LIBELLES if '_' in role)}"
    r"|(?:ca|facture|quantite)(?= (?:vide|illisible|en devise étrangère)))\b"
)


def traduire_roles(phrase: str) -> str:
    """Dire sans les noms de colonnes du cours une raison ou un refus.

    Examples
    --------
    >>> traduire_roles("montant_ht illisible"), traduire_roles("facture vide"), traduire_roles("ligne vide")
    ('montant hors taxes (HT) illisible', 'numéro de facture vide', 'ligne vide')
    """
    return _NOMS_DU_COURS.sub(lambda lu: LIBELLES[lu[0]][0].lower() + LIBELLES[lu[0]][1:], phrase)


def est_nombre(role: str | None) -> bool:
    """Dire si les colonnes d'un rôle sont des nombres.

    Examples
    --------
    >>> est_nombre("ca_2024"), est_nombre("client"), est_nombre(None)
    (True, False, False)
    """
    return role is not None and (role in NOMBRES or role.startswith("ca_"))


def dire_hors_taxe(entete: object) -> bool:
    """Dire si un en-tête précise « hors taxes ».

    Examples
    --------
    >>> dire_hors_taxe("Total HT"), dire_hors_taxe("Total")
    (True, False)
    """
    cle = simplifier(entete)
    return re.search(rf"\b{_HT}\b|\bexcl|untaxed|without tax", cle) is not None


def est_une_etiquette(entete: object) -> bool:
    """Dire si un en-tête est celui que donne un tableau croisé, quoi qu'il énumère.

    Examples
    --------
    >>> est_une_etiquette("Étiquettes de lignes"), est_une_etiquette("Client")
    (True, False)
    """
    return simplifier(entete) in ("etiquettes de lignes", "row labels")


def est_nom_de_famille(entete: object) -> bool:
    """Dire si une colonne peut ne porter que le nom d'une personne.

    Examples
    --------
    >>> est_nom_de_famille("Nom"), est_nom_de_famille("Société")
    (True, False)
    """
    return _FAMILLE_NOM.fullmatch(simplifier(entete)) is not None
