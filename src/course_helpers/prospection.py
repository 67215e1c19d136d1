"""Prospecter dans le droit : qui peut-on contacter, par quel canal, et pourquoi.

Chaque règle est une clé de ``book/droit.toml``, qui porte l'article, les mots du texte et la date où il a été
relu. Ce module les applique à un fichier ; il ne remplace pas la lecture du texte.
"""

from dataclasses import dataclass

import pandas as pd

from course_helpers.controles import exiger_choix, exiger_noms, exiger_table, lire_date, refuser_lignes

TELEPHONE, COURRIEL, SMS, COURRIER = CANAUX = ("téléphone", "courriel", "SMS", "courrier postal")
CONSOMMATEUR, PROFESSIONNEL = PUBLICS = ("consommateur", "professionnel")
# Ce que propose le message, pour qui le reçoit.
ANALOGUE, AUTRE, LOGEMENT = OBJETS = (
    "des produits analogues à ses achats",
    "d’autres produits",
    "des travaux d’économie d’énergie",
)
DUREE_ANNEES = 3  # recommandation de la CNIL, après le dernier contact venu du prospect
COLONNES = ("contact", "public", "accords", "client", "contrat", "dernier_contact", "opposition")


@dataclass(frozen=True)
class Avis:
    """Peut-on contacter cette personne, et pourquoi.

    Parameters
    ----------
    permis : bool
    raison : str
        Une phrase.
    regle : str
        La clé de la règle dans ``book/droit.toml``.
    """

    permis: bool
    raison: str
    regle: str


def juger_contact(
    canal: str,
    objet: str,
    *,
    public: str,
    accord: bool = False,
    client: bool = False,
    contrat: bool = False,
    perime: bool = False,
    opposition: bool = False,
) -> Avis:
    """Dire si l'on peut contacter une personne par un canal.

    Parameters
    ----------
    canal : {"téléphone", "courriel", "SMS", "courrier postal"}
    objet : str
        Une valeur de ``OBJETS``.
    public : {"consommateur", "professionnel"}
        Un professionnel est contacté à ses coordonnées professionnelles, pour un sujet lié à son métier.
    accord : bool
        A consenti à être prospecté par ce canal.
    client : bool
        A donné ses coordonnées à l'occasion d'un achat, et pouvait refuser.
    contrat : bool
        A un contrat en cours, et l'appel a un rapport avec son objet.
    perime : bool
        N'a donné aucun signe depuis plus de ``DUREE_ANNEES`` ans.
    opposition : bool
        A refusé d'être prospecté.

    Returns
    -------
    Avis

    Raises
    ------
    ErreurCours
        « Canal inconnu : « fax ». Choisissez parmi : téléphone, courriel, SMS, courrier postal. » ; de même
        pour un public ou un objet.

    Examples
    --------
    >>> juger_contact("téléphone", ANALOGUE, public="consommateur").raison
    'Consommateur : il n’a pas consenti à être appelé.'
    >>> juger_contact("courrier postal", ANALOGUE, public="consommateur").permis
    True

    References
    ----------
    Code de la consommation, art. L. 223-1 ; Code des postes et des communications électroniques, art.
    L. 34-5 ; RGPD, art. 21 ; CNIL, fiches sur la prospection commerciale.
    """
    exiger_choix("Canal inconnu", canal, CANAUX)
    exiger_choix("Public inconnu", public, PUBLICS)
    exiger_choix("Objet inconnu", objet, OBJETS)
    if opposition:
        return Avis(False, "Opposition : ses données ne servent plus à la prospecter.", "opposition")
    if perime:
        return Avis(False, "Aucun signe depuis plus de trois ans : on efface, ou l’on archive.", "durees")
    if public == PROFESSIONNEL:
        if canal in (COURRIEL, SMS):
            return Avis(True, "Professionnel : sujet lié à son métier, il peut refuser.", "professionnels")
        return Avis(True, "Professionnel : informé, il peut refuser.", "postal")
    if canal == TELEPHONE:
        return _juger_appel(objet, accord=accord, contrat=contrat)
    if canal == COURRIER:
        return Avis(True, "Consommateur : informé, il peut refuser ; aucun accord n’est demandé.", "postal")
    regle = "courriel" if canal == COURRIEL else "sms"
    if accord:
        return Avis(True, "Consommateur : il a consenti à recevoir ces messages.", regle)
    if client and objet == ANALOGUE:
        return Avis(True, "Client : produits analogues à ses achats, il peut refuser.", regle)
    if client:
        return Avis(False, "Client, mais pour d’autres produits que ses achats : il faut son accord.", regle)
    return Avis(False, "Consommateur : il n’a pas consenti à recevoir ces messages.", regle)


def _juger_appel(objet: str, *, accord: bool, contrat: bool) -> Avis:
    if contrat and objet == ANALOGUE:
        return Avis(True, "Contrat en cours, et l’appel a un rapport avec lui.", "teleprospection")
    if objet == LOGEMENT:
        return Avis(False, "Travaux d’énergie : l’appel est interdit, même avec un accord.", "logement")
    if accord:
        return Avis(
            True, "Consommateur : il a consenti à être appelé, on en garde la preuve.", "teleprospection"
        )
    return Avis(False, "Consommateur : il n’a pas consenti à être appelé.", "teleprospection")


def trier_contacts(contacts: pd.DataFrame, canal: str, date: object, objet: str = ANALOGUE) -> pd.DataFrame:
    """Trier un fichier avant une campagne : qui contacter, qui écarter, et pourquoi.

    Parameters
    ----------
    contacts : DataFrame
        Une ligne par personne : les colonnes de ``COLONNES``. ``accords`` énumère les canaux acceptés,
        séparés par des virgules (vide s'il n'y en a pas) ; ``client``, ``contrat`` et ``opposition`` valent
        « oui » ou « non » ; ``dernier_contact`` est une date.
    canal : str
        Une valeur de ``CANAUX``.
    date : date, ou texte JJ/MM/AAAA
        Le jour de la campagne.
    objet : str
        Une valeur de ``OBJETS``.

    Returns
    -------
    DataFrame
        Les lignes de ``contacts``, et ``permis`` (booléen), ``raison``, ``regle``. Un client n'est jamais
        périmé : la durée ne vaut que pour les prospects.

    Raises
    ------
    ErreurCours
        Colonne absente, contact en double, réponse autre que « oui » ou « non », date illisible.

    Examples
    --------
    >>> contacts = pd.DataFrame([
    ...     ("Mme Vernat", "consommateur", "courriel", "non", "non", "01/06/2026", "non"),
    ...     ("Garage Tissier", "professionnel", "", "non", "non", "01/06/2023", "non"),
    ... ], columns=COLONNES)
    >>> trier_contacts(contacts, "courriel", "01/10/2026")["permis"].tolist()
    [True, False]
    """
    exiger_table(contacts, *COLONNES)
    exiger_noms(contacts["contact"])
    jour = lire_date(date)
    reponses = {colonne: _lire_reponses(contacts[colonne]) for colonne in ("client", "contrat", "opposition")}
    limite = jour - pd.DateOffset(years=DUREE_ANNEES)
    avis = [
        juger_contact(
            canal,
            objet,
            public=ligne.public,
            accord=canal in _lire_accords(ligne.accords),
            client=client,
            contrat=contrat,
            perime=not client and lire_date(ligne.dernier_contact) < limite,
            opposition=opposition,
        )
        for ligne, client, contrat, opposition in zip(contacts.itertuples(), *reponses.values(), strict=True)
    ]
    return contacts.assign(
        permis=[un.permis for un in avis],
        raison=[un.raison for un in avis],
        regle=[un.regle for un in avis],
    )


def _lire_reponses(colonne: pd.Series) -> list[bool]:
    refuser_lignes(
        colonne,
        [reponse not in ("oui", "non") for reponse in colonne],
        "réponse inconnue",
        "écrivez oui ou non",
    )
    return [reponse == "oui" for reponse in colonne]


def _lire_accords(accords: object) -> list[str]:
    return [] if pd.isna(accords) else [accord.strip() for accord in str(accords).split(",")]
