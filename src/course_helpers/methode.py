"""Prospecter ou fidéliser : le diagnostic, les douze étapes, la cotation, les visites et le plan d’action.

Les douze étapes viennent d’un organisme de formation (2016) : c’est un exemple parmi d’autres méthodes. Les
poids, les échelles et les fréquences sont ceux du cours et se modifient.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from fractions import Fraction
from importlib import import_module
from math import lcm

import numpy as np
import pandas as pd

from course_helpers.controles import (
    exiger_choix,
    exiger_dates,
    exiger_entier,
    exiger_entiers,
    exiger_nombre,
    exiger_nombres,
    exiger_noms,
    exiger_table,
    lire_date,
    lire_fraction,
    refuser_vides,
)
from course_helpers.erreurs import ErreurCours

FIDELISER, PROSPECTER, NON_TRANCHE = "fidéliser", "prospecter", "non tranché"
# Les quatre sous-questions de la question 2 : c’est à elles seules que s’applique « au moins 2 sur 4 ».
BESOINS = {
    "revente": "vendre de nouveau le même produit",
    "entites": "vendre à d’autres services ou sites du client",
    "produits": "vendre d’autres produits",
    "part": "prendre une plus grande part de ses achats",
}
# Réponses possibles aux autres questions → verdict, raison, conseil.
_CYCLES = {
    "long": (
        FIDELISER,
        "Les clients restent longtemps.",
        "Faire en sorte que tous les clients restent aussi longtemps.",
    ),
    "court_allongeable": (
        NON_TRANCHE,
        "Les clients restent peu, mais l’offre permet de les garder.",
        "Chercher d’abord à allonger le cycle.",
    ),
    "court": (
        PROSPECTER,
        "Les clients restent peu et l’offre ne permet pas de les garder.",
        "Remplacer ceux qui partent.",
    ),
}
_PRESSIONS = {
    "faible": (NON_TRANCHE, "Les concurrents pressent peu nos clients.", "Surveiller ce qu’ils proposent."),
    "moyenne": (NON_TRANCHE, "Les concurrents approchent nos clients.", "Surveiller ce qu’ils proposent."),
    "forte": (FIDELISER, "Les concurrents pressent nos clients.", "Protéger les clients actuels."),
}
_PEU = "Ne pas en faire une priorité, sans l’abandonner : prospecter s’apprend."
_PROSPECTIONS = {
    "non": (NON_TRANCHE, "On ne prospecte pas encore.", _PEU),
    "peu": (NON_TRANCHE, "On prospecte peu.", _PEU),
    "oui": (
        NON_TRANCHE,
        "La prospection est en place.",
        "Continuer, et chercher ce qui réussit (type de prospect, accroche, approche) : "
        "l’effort y rapporte davantage, à temps égal.",
    ),
}


@dataclass(frozen=True)
class Etape:
    """Une étape de la méthode : ce qu’elle produit, et les étapes qui la précèdent, avec la raison.

    Examples
    --------
    >>> dixieme = ETAPES[9]
    >>> dixieme.nom, list(dixieme.apres)
    ('Répartir les visites clients', [2, 3, 6, 9])
    """

    numero: int
    nom: str
    produit: str
    apres: Mapping[int, str]


ETAPES = (
    Etape(
        1,
        "Préparer les outils d’organisation commerciale",
        "Un fichier sans doublon, des agendas partagés, des fiches et un modèle de compte rendu communs.",
        {},
    ),
    Etape(
        2,
        "Mesurer le temps disponible pour l’action",
        "Le nombre de visites possibles sur la période, congés et réunions déduits.",
        {1: "Le temps se mesure dans des agendas tenus à jour."},
    ),
    Etape(
        3,
        "Se fixer un objectif de nombre de visites prospects",
        "Le nombre de visites réservées à la conquête.",
        {2: "On réserve des visites sur un temps déjà mesuré."},
    ),
    Etape(
        4,
        "Segmenter le portefeuille (critère 1)",
        "Un premier critère, l’importance : par exemple la classe ABC de chaque client.",
        {1: "Le découpage part d’un fichier sans doublon."},
    ),
    Etape(
        5,
        "Qualifier le portefeuille (critère 2)",
        "Un deuxième critère, le potentiel : ce que chaque client achète ailleurs, en euros par an.",
        {4: "On enquête d’abord sur les clients les plus importants."},
    ),
    Etape(
        6,
        "Répartir les clients en comptes",
        "Des comptes clés, de croissance ou d’entretien, chacun avec un responsable et un suivi.",
        {
            4: "Un compte dépend de ce que le client achète.",
            5: "Il dépend aussi de ce que le client achète ailleurs.",
        },
    ),
    Etape(
        7,
        "Établir une typologie client",
        "Quelques portraits de clients qui se ressemblent : fidèle, à développer, déclinant, douteux.",
        {5: "On dessine les portraits avec les informations recueillies."},
    ),
    Etape(
        8,
        "Intégrer la typologie à la méthode (critère 3)",
        "Un troisième critère : les points que vaut le portrait de chaque client.",
        {7: "On rattache chaque client à un portrait déjà décrit."},
    ),
    Etape(
        9,
        "Établir la grille de cotation multicritère",
        "Une note par client (le scoring), donc un ordre de priorité.",
        dict.fromkeys((4, 5, 8), "La grille réunit les trois critères : il faut les avoir tous."),
    ),
    Etape(
        10,
        "Répartir les visites clients",
        "Un nombre de visites par client sur la période.",
        {
            2: "On prend les visites sur le temps disponible.",
            3: "On retire d’abord les visites aux prospects.",
            6: "Le responsable et le mode de suivi dépendent du compte.",
            9: "Quand le temps manque, la note dit qui passe d’abord.",
        },
    ),
    Etape(
        11,
        "Établir le plan d’action commerciale (clients et prospects)",
        "Un calendrier de visites, avec un objectif pour chacune.",
        {
            3: "Le plan contient les visites aux prospects.",
            10: "Il contient aussi les visites aux clients, une fois leur nombre fixé.",
        },
    ),
    Etape(
        12,
        "Préparer la prise de rendez-vous selon les visites planifiées",
        "Des appels préparés et des rendez-vous aux dates du plan.",
        {11: "On propose au client une date que le plan donne."},
    ),
)


def verifier_ordre(ordre: Sequence[int]) -> list[tuple[int, int, str]]:
    """Relever les étapes placées avant une étape dont elles ont besoin.

    Parameters
    ----------
    ordre : suite d’entiers
        Numéros d’étapes (1 à 12), tous ou une partie, dans l’ordre proposé.

    Returns
    -------
    list of (int, int, str)
        Pour chaque faute : l’étape qui doit précéder, celle qui doit suivre, la raison. Vide si l’ordre
        convient ; plusieurs ordres conviennent.

    Raises
    ------
    ErreurCours
        « Étape inconnue : 13. Les étapes vont de 1 à 12. » ; « L’étape 3 est citée deux fois : gardez-en
        une. »

    Examples
    --------
    >>> verifier_ordre([3, 2])
    [(2, 3, 'On réserve des visites sur un temps déjà mesuré.')]
    >>> verifier_ordre(range(1, 13))
    []
    """
    places = {}
    for place, numero in enumerate(ordre):
        if numero not in range(1, len(ETAPES) + 1):
            raise ErreurCours(f"Étape inconnue : {numero}. Les étapes vont de 1 à {len(ETAPES)}.")
        if numero in places:
            raise ErreurCours(f"L’étape {numero} est citée deux fois : gardez-en une.")
        places[numero] = place
    return [
        (avant, etape.numero, raison)
        for etape in ETAPES
        for avant, raison in etape.apres.items()
        if avant in places and etape.numero in places and places[avant] > places[etape.numero]
    ]


def diagnostiquer(*, cycle: str, besoins: Iterable[str], pression: str, prospection: str) -> pd.DataFrame:
    """Répondre aux quatre questions qui départagent prospection et fidélisation.

    Les quatre verdicts ne se totalisent pas : la question est celle du temps à répartir, non d’un choix
    exclusif. « Au moins deux sur quatre » ne vaut qu’à l’intérieur de la question 2.

    Parameters
    ----------
    cycle : {"long", "court_allongeable", "court"}
        Question 1 : combien de temps un client reste-t-il, et l’offre permet-elle de le garder ?
    besoins : suite de str
        Question 2 : les occasions présentes, parmi les clés de ``BESOINS`` ; vide s’il n’y en a pas.
    pression : {"faible", "moyenne", "forte"}
        Question 3 : pression des concurrents chez nos clients (présence, discours, positionnement).
    prospection : {"non", "peu", "oui"}
        Question 4 : prospecte-t-on déjà ?

    Returns
    -------
    DataFrame
        Quatre lignes, dans l’ordre des questions : ``question``, ``verdict`` (« fidéliser »,
        « prospecter » ou « non tranché »), ``raison``, ``conseil``.

    Raises
    ------
    ErreurCours
        « Pression inconnue : « énorme ». Choisissez parmi : faible, moyenne, forte. » ; de même pour un
        cycle, un besoin ou la prospection.

    Examples
    --------
    >>> diagnostiquer(cycle="long", besoins=["part"], pression="forte", prospection="oui")["verdict"].tolist()
    ['fidéliser', 'non tranché', 'fidéliser', 'non tranché']
    """
    cites = {besoin: _choisir("Besoin inconnu", besoin, BESOINS) for besoin in besoins}
    liste = ", ".join(texte for besoin, texte in BESOINS.items() if besoin in cites) or "aucun"
    ventes = f"{len(cites)} besoin{'s' * (len(cites) > 1)} sur 4 : {liste}."
    lignes = [
        ("1. Combien de temps un client reste-t-il ?", *_choisir("Cycle inconnu", cycle, _CYCLES)),
        (
            "2. Que peut-on encore vendre aux clients ?",
            FIDELISER if len(cites) >= 2 else NON_TRANCHE,
            ventes,
            "Vendre davantage aux clients actuels." if len(cites) >= 2 else "Regarder les autres questions.",
        ),
        ("3. Que font les concurrents chez eux ?", *_choisir("Pression inconnue", pression, _PRESSIONS)),
        ("4. Prospecte-t-on déjà ?", *_choisir("Réponse inconnue", prospection, _PROSPECTIONS)),
    ]
    return pd.DataFrame(lignes, columns=["question", "verdict", "raison", "conseil"])


def coter_clients(
    clients: pd.DataFrame,
    poids: Mapping[str, float],
    *,
    echelles: Mapping[str, tuple[float, float]] | None = None,
    client: str = "client",
) -> pd.DataFrame:
    """Coter les clients sur plusieurs critères pondérés (*scoring*) et les classer.

    Chaque valeur est ramenée entre 0 (la pire de son échelle) et 1 (la meilleure) ; la note est leur
    moyenne pondérée, sur 100. Le calcul est exact : deux notes égales le sont vraiment.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : la colonne ``client`` et une colonne de nombres par critère.
    poids : dict
        Critère → poids, positif ou nul, l’un au moins non nul. Seules leurs proportions comptent.
    echelles : dict, optional
        Critère → (pire, meilleure) valeur, dans l’unité de la colonne ; (1, 5) partout par défaut. Une
        échelle descendante, (100, 0) pour des kilomètres, donne la meilleure note à la plus petite valeur.
    client : str

    Returns
    -------
    DataFrame
        ``rang`` (les ex æquo partagent le meilleur), le client, ses critères, ``note`` (0 à 100), de la
        meilleure note à la moins bonne ; à note égale, dans l’ordre des identifiants.

    Raises
    ------
    ErreurCours
        « Colonne « potentiel » : nombre impossible (1 ligne), d’abord ligne 2 (« 7 ») : donnez un nombre de
        1 à 5… » ; « « poids potentiel » vaut « −1 » : donnez un nombre de 0 à… » ; poids tous nuls, échelle
        absente ou vide, colonne absente, client en double.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Garage", "Mairie"], "ca": [2, 5], "potentiel": [4, 2]})
    >>> coter_clients(clients, {"ca": 2, "potentiel": 1})
       rang  client  ca  potentiel       note
    0     1  Mairie   5          2  75.000000
    1     2  Garage   2          4  41.666667
    """
    return _coter(clients, poids, echelles, client)[0]


def _coter(clients, poids, echelles, client) -> tuple[pd.DataFrame, dict[str, "_Parts"]]:
    """Coter ; rendre aussi les parts de chaque critère, dans l'ordre de la cotation."""
    parts = _ramener(clients, poids, echelles, client)
    base = _lire_poids(poids)
    sommes, commun = _sommer(parts, base)
    total = sum(base.values())
    haut, bas = 100 * total.denominator, commun * total.numerator
    cotation = clients[[client, *poids]].assign(note=[haut * somme / bas for somme in sommes])
    cotation.insert(0, "rang", _ranger(sommes))
    noms = [str(nom) for nom in clients[client]]
    ordre = sorted(range(len(noms)), key=lambda i: (-sommes[i], noms[i]))
    rangees = {nom: ([lues[i] for i in ordre], unite) for nom, (lues, unite) in parts.items()}
    return cotation.iloc[ordre].reset_index(drop=True), rangees


def decomposer_notes(
    clients: pd.DataFrame,
    poids: Mapping[str, float],
    *,
    echelles: Mapping[str, tuple[float, float]] | None = None,
    client: str = "client",
) -> pd.DataFrame:
    """Dire ce que chaque critère apporte à la note de chaque client.

    Parameters
    ----------
    clients, poids, echelles, client
        Comme :func:`coter_clients`.

    Returns
    -------
    DataFrame
        ``rang``, le client, ``note``, dans l’ordre de :func:`coter_clients` ; une colonne par critère, ses
        points sur 100 : leur somme est la note.

    Raises
    ------
    ErreurCours
        Les refus de :func:`coter_clients`.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Garage", "Mairie"], "ca": [2, 5], "potentiel": [5, 2]})
    >>> decomposer_notes(clients, {"ca": 1, "potentiel": 1})
       rang  client  note    ca  potentiel
    0     1  Garage  62.5  12.5       50.0
    1     1  Mairie  62.5  50.0       12.5
    """
    cotation, parts = _coter(clients, poids, echelles, client)
    base = _lire_poids(poids)
    total = sum(base.values())
    points = {}
    for nom, (lues, unite) in parts.items():
        facteur = 100 * base[nom] / total / unite
        points[nom] = [facteur.numerator * lue / facteur.denominator for lue in lues]
    return cotation[["rang", client, "note"]].assign(**points)


def chercher_bascules(
    clients: pd.DataFrame,
    poids: Mapping[str, float],
    *,
    echelles: Mapping[str, tuple[float, float]] | None = None,
    client: str = "client",
) -> pd.DataFrame:
    """Chercher de combien chaque poids doit bouger pour que le premier client perde sa place.

    Un seul poids bouge à la fois, les autres restant fixes. Le calcul est exact.

    Parameters
    ----------
    clients, poids, echelles, client
        Comme :func:`coter_clients`. Entre premiers ex æquo, le premier identifiant est tenu pour premier.

    Returns
    -------
    DataFrame
        Une ligne par critère, dans l’ordre des poids : ``critere``, ``poids``, ``poids_min`` et ``poids_max``
        (les bornes entre lesquelles le premier garde sa place, NaN quand il la garde toujours de ce côté),
        ``suivant_min`` et ``suivant_max`` (le client qui le rejoint à la borne ; vide quand il n’y en a pas).

    Raises
    ------
    ErreurCours
        Les refus de :func:`coter_clients`.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Garage", "Mairie"], "ca": [2, 5], "potentiel": [5, 2]})
    >>> bascules = chercher_bascules(clients, {"ca": 5, "potentiel": 4})
    >>> bascules[["critere", "poids", "poids_min", "poids_max"]]
         critere  poids  poids_min  poids_max
    0         ca    5.0        4.0        NaN
    1  potentiel    4.0        NaN        5.0
    >>> bascules["suivant_min"].tolist()
    ['Garage', '']
    """
    cotation, parts = _coter(clients, poids, echelles, client)
    base = _lire_poids(poids)
    noms = cotation[client].tolist()
    sommes, commun = _sommer(parts, base)
    lignes = []
    for critere, actuel in base.items():
        bas, haut = [], []
        lues, unite = parts[critere]
        for rang in range(1, len(noms)):
            if ecart := lues[0] - lues[rang]:
                # Ôter au poids avance ÷ écart annule l’avance du premier : c’est la borne.
                avance = Fraction((sommes[0] - sommes[rang]) * unite, commun * ecart)
                (bas if ecart > 0 else haut).append((actuel - avance, abs(ecart), rang))
        # La borne la plus proche ; à borne égale, qui prend la tête au-delà. Un poids n’est jamais négatif.
        bas = max((b for b in bas if b[0] > 0), key=lambda b: (b[0], b[1], -b[2]), default=None)
        haut = min(haut, key=lambda b: (b[0], -b[1], b[2]), default=None)
        lignes.append(
            {
                "critere": critere,
                "poids": float(actuel),
                "poids_min": float(bas[0]) if bas else np.nan,
                "suivant_min": noms[bas[2]] if bas else "",
                "poids_max": float(haut[0]) if haut else np.nan,
                "suivant_max": noms[haut[2]] if haut else "",
            }
        )
    return pd.DataFrame(lignes)


def repartir_visites(
    besoins: Mapping[str, int], capacite: int, *, prospects: int = 0, regle: str = "proportionnelle"
) -> dict[str, int]:
    """Répartir les visites possibles entre des groupes de clients.

    Les visites aux prospects se retirent d’abord. Si le reste suffit, chacun reçoit son besoin. Sinon :

    - ``proportionnelle`` : la même part de chaque besoin, arrondie par les plus forts restes ; à reste
      égal, le premier groupe cité est servi ;
    - ``priorite`` : chaque groupe est servi en entier, dans l’ordre, jusqu’à épuisement.

    Parameters
    ----------
    besoins : dict
        Groupe → nombre de visites souhaitées sur la période.
    capacite : int
        Nombre de visites possibles sur la période.
    prospects : int
        Visites réservées aux prospects, comprises dans ``capacite``.
    regle : {"proportionnelle", "priorite"}

    Returns
    -------
    dict
        Les mêmes groupes → nombre de visites. Le total est le plus petit du besoin et de la capacité
        restante ; nul ne reçoit plus que son besoin.

    Raises
    ------
    ErreurCours
        « « besoin A » vaut « 2,5 » : donnez un nombre entier de visites de 0 à… » ;
        « 40 visites aux prospects dépassent les 30 possibles : baissez l’objectif ou ajoutez du temps. » ;
        « Règle inconnue : « alphabétique ». Choisissez parmi : proportionnelle, priorite. »

    Examples
    --------
    >>> repartir_visites({"A": 60, "B": 80, "C": 50}, 180, prospects=30)
    {'A': 47, 'B': 63, 'C': 40}
    >>> repartir_visites({"A": 60, "B": 80, "C": 50}, 180, prospects=30, regle="priorite")
    {'A': 60, 'B': 80, 'C': 10}

    References
    ----------
    Méthode des plus forts restes, dite de Hamilton (1792) ou de Hare.
    """
    exiger_choix("Règle inconnue", regle, ("proportionnelle", "priorite"))
    besoins = {nom: _lire_visites(f"besoin {nom}", besoin) for nom, besoin in besoins.items()}
    capacite, prospects = _lire_visites("capacite", capacite), _lire_visites("prospects", prospects)
    if prospects > capacite:
        raise ErreurCours(
            f"{prospects} visites aux prospects dépassent les {capacite} possibles : "
            "baissez l’objectif ou ajoutez du temps."
        )
    total, reste = sum(besoins.values()), capacite - prospects
    if total <= reste:
        return besoins
    visites = {}
    if regle == "priorite":
        for nom, besoin in besoins.items():
            visites[nom] = min(besoin, reste)
            reste -= visites[nom]
        return visites
    visites = {nom: besoin * reste // total for nom, besoin in besoins.items()}
    # Le tri est stable : à reste égal, l’ordre des groupes décide.
    servis = sorted(besoins, key=lambda nom: -(besoins[nom] * reste % total))
    for nom in servis[: reste - sum(visites.values())]:
        visites[nom] += 1
    return visites


def lister_feries(annee: int) -> list[date]:
    """Lister les onze jours fériés français d’une année, hors régimes locaux.

    Le calcul est fait ici, non par une bibliothèque : le plan se dresse ainsi aussi dans le navigateur.

    Parameters
    ----------
    annee : int
        De 2008 à 2100 : avant, le lundi de Pentecôte a changé de statut.

    Returns
    -------
    list of date
        Dans l’ordre de l’année.

    Raises
    ------
    ErreurCours
        « « annee » vaut « 1950 » : donnez une année de 2008 à 2100. »

    Examples
    --------
    >>> [f"{jour:%d/%m}" for jour in lister_feries(2026)][:5]
    ['01/01', '06/04', '01/05', '08/05', '14/05']

    References
    ----------
    Code du travail, article L3133-1. Pâques : algorithme de Butcher, « The ecclesiastical calendar », 1876.
    """
    if annee not in range(2008, 2101):
        raise ErreurCours(f"« annee » vaut « {annee} » : donnez une année de 2008 à 2100.")
    siecle, rang = divmod(annee, 100)
    lune = (19 * (annee % 19) + siecle - siecle // 4 - (siecle - (siecle + 8) // 25 + 1) // 3 + 15) % 30
    semaine = (32 + 2 * (siecle % 4) + 2 * (rang // 4) - lune - rang % 4) % 7
    recul = (annee % 19 + 11 * lune + 22 * semaine) // 451
    mois, jour = divmod(lune + semaine - 7 * recul + 114, 31)
    paques = date(annee, mois, jour + 1)
    mobiles = [paques + timedelta(days=jours) for jours in (1, 39, 50)]
    fixes = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    return sorted([*mobiles, *(date(annee, mois, jour) for mois, jour in fixes)])


def lister_jours_de_visite(
    debut: str | date,
    *,
    semaines: int,
    fermetures: Iterable[date] = (),
    feries: Iterable[date] | None = None,
) -> list[date]:
    """Lister les jours où l’on peut visiter : du lundi au vendredi, ni fériés ni fermés.

    Parameters
    ----------
    debut, semaines, fermetures, feries
        Comme :func:`planifier_visites`.

    Returns
    -------
    list of date

    Raises
    ------
    ErreurCours
        Date illisible, nombre de semaines impossible.

    Examples
    --------
    >>> [jour.day for jour in lister_jours_de_visite("2026-05-04", semaines=1, fermetures=["2026-05-05"])]
    [4, 6, 7]
    """
    premier, semaines = lire_date(debut).date(), exiger_entier("semaines", semaines, 1, 520)
    fin = premier + timedelta(weeks=semaines)
    if feries is None:
        feries = [jour for annee in range(premier.year, fin.year + 1) for jour in lister_feries(annee)]
    fermes = {lire_date(jour).date() for jour in [*feries, *fermetures]}
    jours = (premier + timedelta(days=n) for n in range((fin - premier).days))
    return [jour for jour in jours if jour.weekday() < 5 and jour not in fermes]


def compter_visites(frequence: int, semaines: int) -> int:
    """Ramener une fréquence annuelle de visites à une période.

    Parameters
    ----------
    frequence : int
        Visites par client dans l’année (52 semaines).
    semaines : int
        Durée de la période.

    Returns
    -------
    int
        La part de la fréquence, arrondie à la visite la plus proche (la demie vers le haut).

    Raises
    ------
    ErreurCours
        Nombre de visites ou de semaines impossible.

    Examples
    --------
    >>> [compter_visites(frequence, 13) for frequence in (12, 6, 2)]
    [3, 2, 1]
    """
    frequence, semaines = _lire_visites("frequence", frequence), exiger_entier("semaines", semaines, 1, 520)
    return (2 * frequence * semaines + 52) // 104


def planifier_visites(
    comptes: pd.DataFrame,
    debut: str | date,
    *,
    semaines: int,
    par_jour: int = 4,
    fermetures: Iterable[date] = (),
    feries: Iterable[date] | None = None,
) -> pd.DataFrame:
    """Dater les visites d’un commercial : le plan d’action commerciale.

    Les visites de chaque compte sont espacées régulièrement, jamais deux le même jour, et la charge est la
    même chaque jour, à une visite près, du lundi au vendredi, hors jours fériés français et fermetures.
    Le plan s’exporte par :func:`exporter_calendrier` ou, en classeur, par ``donnees.exporter_xlsx``.

    Parameters
    ----------
    comptes : DataFrame
        Une ligne par client ou prospect : ``client`` et ``visites`` (nombre sur la période, au plus une par
        semaine). Les autres colonnes (nature, objectif…) sont reportées dans le plan.
    debut : date, ou texte JJ/MM/AAAA ou AAAA-MM-JJ
        Premier jour possible.
    semaines : int
        Durée, en semaines de sept jours à partir de ``debut``.
    par_jour : int
        Nombre maximal de visites par jour.
    fermetures : suite de dates
        Congés, salons… Aucune visite ces jours-là.
    feries : suite de dates, optional
        Remplace les jours fériés de :func:`lister_feries`.

    Returns
    -------
    DataFrame
        Une ligne par visite, par date : ``semaine`` (« 2026-S02 », ISO 8601), ``date`` (datetime64),
        ``client``, ``visite`` (son numéro, de 1 à ``visites``), ``visites``, les colonnes reportées.

    Raises
    ------
    ErreurCours
        « 30 visites pour 20 places (5 jours × 4) : allongez la période ou réduisez les visites. » ;
        « Colonne « visites » : nombre impossible (1 ligne), d’abord ligne 1 (« 9 ») : donnez au plus une
        visite par semaine, soit un nombre entier de 0 à 4… » ; « « Mairie » serait visité deux fois le
        04/05/2026 : allongez la période ou rouvrez des jours. » ; « Le plan écrit lui-même la colonne
        « date » : renommez la vôtre. » ; nombre ou date illisible, client en double.

    Examples
    --------
    >>> comptes = pd.DataFrame({"client": ["Mairie", "Garage"], "visites": [2, 1]})
    >>> planifier_visites(comptes, "2026-05-04", semaines=2)[["semaine", "date", "client", "visite"]]
        semaine       date  client  visite
    0  2026-S19 2026-05-04  Mairie       1
    1  2026-S19 2026-05-06  Garage       1
    2  2026-S20 2026-05-12  Mairie       2
    """
    exiger_table(comptes, "client", "visites")
    semaines, par_jour = exiger_entier("semaines", semaines, 1, 520), exiger_entier("par_jour", par_jour, 1)
    reservees = {"semaine", "date", "visite"} & set(comptes.columns)
    if reservees:
        raise ErreurCours(f"Le plan écrit lui-même la colonne « {min(reservees)} » : renommez la vôtre.")
    premier = lire_date(debut).date()
    exiger_noms(comptes["client"])
    quoi = "au plus une visite par semaine, soit un nombre entier"
    visites = exiger_nombres(comptes["visites"], 0, semaines, quoi, entiers=True)
    comptes = comptes.assign(visites=np.array(visites, dtype=int))
    jours = lister_jours_de_visite(premier, semaines=semaines, fermetures=fermetures, feries=feries)
    total = int(comptes["visites"].sum())
    if total > len(jours) * par_jour:
        raise ErreurCours(
            f"{total} visites pour {len(jours) * par_jour} places ({len(jours)} jours × {par_jour}) : "
            "allongez la période ou réduisez les visites."
        )
    # Chaque visite vise un instant de la période (de 0 à 1) ; les comptes de même fréquence se décalent
    # entre eux. Rangées par instant, les visites remplissent ensuite les jours à parts égales.
    visees = []
    for frequence, groupe in comptes.reset_index(drop=True).groupby("visites"):
        for decalage, ligne in enumerate(groupe.index):
            for numero in range(frequence):
                instant = Fraction(2 * (numero * len(groupe) + decalage) + 1, 2 * len(groupe) * frequence)
                visees.append((instant, ligne, numero + 1))
    visees.sort()
    dates = pd.to_datetime([jours[place * len(jours) // total] for place in range(total)])
    plan = comptes.iloc[[ligne for _, ligne, _ in visees]].reset_index(drop=True)
    plan.insert(0, "semaine", ["{}-S{:02}".format(*jour.isocalendar()[:2]) for jour in dates])
    plan.insert(1, "date", dates)
    plan.insert(plan.columns.get_loc("visites"), "visite", [numero for _, _, numero in visees])
    doublons = plan[plan.duplicated(["client", "date"])]
    if len(doublons):
        nom, jour = doublons.iloc[0][["client", "date"]]
        raise ErreurCours(
            f"« {nom} » serait visité deux fois le {jour:%d/%m/%Y} : "
            "allongez la période ou rouvrez des jours."
        )
    return plan


def exporter_calendrier(plan: pd.DataFrame) -> bytes:
    """Écrire un plan d’action en fichier de calendrier (``.ics``), une journée entière par visite.

    Le même plan donne toujours les mêmes octets : ni heure courante ni identifiant tiré au sort. Importé
    deux fois, il ne crée donc pas de doublon.

    Parameters
    ----------
    plan : DataFrame
        Le résultat de :func:`planifier_visites`, ou une table avec ``date`` (datetime64) et ``client``.

    Returns
    -------
    bytes
        Calendrier au format iCalendar (RFC 5545), en UTF-8.

    Raises
    ------
    ErreurCours
        « Cette fonction demande la bibliothèque « icalendar » : installez-la avec pip install icalendar. » ;
        « Ligne 2 : visite déjà écrite plus haut. Retirez le doublon. » ; colonne absente.

    Examples
    --------
    >>> comptes = pd.DataFrame({"client": ["Mairie"], "visites": [1]})
    >>> octets = exporter_calendrier(planifier_visites(comptes, "2026-05-04", semaines=1))
    >>> [ligne for ligne in octets.decode().splitlines() if ligne.startswith("DTSTART")]
    ['DTSTART;VALUE=DATE:20260504']

    References
    ----------
    RFC 5545, *Internet Calendaring and Scheduling Core Object Specification*, 2009.
    """
    icalendar = _importer("icalendar")
    exiger_table(plan, "date", "client")
    exiger_dates(plan["date"])
    refuser_vides(plan["date"])
    doublons = np.flatnonzero(plan.duplicated())
    if len(doublons):
        raise ErreurCours(f"Ligne {doublons[0] + 1} : visite déjà écrite plus haut. Retirez le doublon.")
    calendrier = icalendar.Calendar()
    calendrier.add("prodid", "-//Gérer son portefeuille de clients//FR")
    calendrier.add("version", "2.0")
    for visite in plan.to_dict("records"):
        jour = pd.Timestamp(visite["date"]).to_pydatetime()
        details = "\n".join(f"{nom} : {valeur}" for nom, valeur in visite.items() if nom != "date")
        evenement = icalendar.Event()
        evenement.add("uid", hashlib.sha256(f"{jour.date()}\n{details}".encode()).hexdigest()[:32])
        evenement.add("dtstamp", jour.replace(tzinfo=UTC))
        evenement.add("dtstart", jour.date())
        evenement.add("dtend", jour.date() + timedelta(days=1))
        evenement.add("summary", f"Visite : {visite['client']}")
        evenement.add("description", details)
        calendrier.add_component(evenement)
    return calendrier.to_ical()


def _importer(nom: str):
    try:
        return import_module(nom)
    except ImportError:
        raise ErreurCours(
            f"Cette fonction demande la bibliothèque « {nom} » : installez-la avec pip install {nom}."
        ) from None


# Les parts d'un critère, de 0 à 1 : des entiers, et ce qui les divise tous ; des fractions coûtent cher.
_Parts = tuple[list[int], int]


def _ramener(clients, poids, echelles, client) -> dict[str, _Parts]:
    """Vérifier la table ; ramener les valeurs de chaque critère entre 0 et 1."""
    exiger_table(clients, client, *poids)
    exiger_noms(clients[client])
    parts = {}
    for critere in poids:
        pire, meilleure = _lire_echelle(critere, echelles)
        lues, unite = exiger_entiers(clients[critere], min(pire, meilleure), max(pire, meilleure))
        commun = lcm(unite, pire.denominator, meilleure.denominator)
        facteur, debut, fin = commun // unite, int(pire * commun), int(meilleure * commun)
        sens = 1 if fin > debut else -1
        parts[critere] = [sens * (lue * facteur - debut) for lue in lues], abs(fin - debut)
    return parts


def _lire_echelle(critere: str, echelles) -> tuple[Fraction, Fraction]:
    echelle = (1, 5) if echelles is None else echelles.get(critere)
    bornes = [lire_fraction(borne) for borne in echelle or ()]
    if len(bornes) != 2 or None in bornes or bornes[0] == bornes[1]:
        raise ErreurCours(
            f"Échelle impossible pour « {critere} » : {echelle}. "
            "Donnez deux nombres différents, la pire valeur puis la meilleure."
        )
    return bornes[0], bornes[1]


def _lire_poids(poids: Mapping) -> dict[str, Fraction]:
    lus = {critere: exiger_nombre(f"poids {critere}", valeur, 0) for critere, valeur in poids.items()}
    if not any(lus.values()):
        raise ErreurCours("Tous les poids sont nuls : donnez du poids à un critère au moins.")
    return lus


def _sommer(parts: Mapping[str, _Parts], poids: Mapping[str, Fraction]) -> _Parts:
    """Additionner, client par client, chaque part multipliée par son poids."""
    facteurs = {nom: poids[nom] / unite for nom, (_, unite) in parts.items()}
    commun = lcm(*(facteur.denominator for facteur in facteurs.values()))
    entiers = [int(facteurs[nom] * commun) for nom in parts]
    produits = [
        [entier * lue for lue in lues] for entier, (lues, _) in zip(entiers, parts.values(), strict=True)
    ]
    return list(map(sum, zip(*produits, strict=True))), commun


def _ranger(notes: list[int]) -> list[int]:
    """Donner les rangs ; les ex æquo partagent le meilleur."""
    premiers = {}
    for rang, note in enumerate(sorted(notes, reverse=True), start=1):
        premiers.setdefault(note, rang)
    return [premiers[note] for note in notes]


def _choisir(refus: str, valeur: str, choix: Mapping):
    exiger_choix(refus, valeur, choix)
    return choix[valeur]


def _lire_visites(nom: str, nombre) -> int:
    return exiger_entier(nom, nombre, quoi="un nombre entier de visites")
