"""L'entonnoir de prospection : du contact au client, ses taux de passage et ce que chaque étage coûte.

Les étages sont ceux que Claire Aubin relève dans les comptes rendus ; une autre entreprise a les siens.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pandas as pd

from course_helpers.controles import exiger_choix, exiger_entier, exiger_nombre, exiger_noms, exiger_table
from course_helpers.erreurs import ErreurCours

# Dans l'ordre : qui a atteint un étage a passé tous ceux d'avant.
ETAGES = ("contact", "rendez-vous", "devis", "commande")
# L'étage le plus avancé → ce qu'est l'établissement : une convention de ce cours.
TEMPERATURES = {
    "contact": "prospect froid",
    "rendez-vous": "prospect tiède",
    "devis": "prospect chaud",
    "commande": "client",
}


def compter_entonnoir(demarches: pd.DataFrame) -> pd.DataFrame:
    """Compter les établissements qui ont atteint chaque étage, et les taux de passage.

    Parameters
    ----------
    demarches : DataFrame
        Une ligne par établissement contacté : ``etablissement`` et ``etape``, la plus avancée (une valeur de
        ``ETAGES``).

    Returns
    -------
    DataFrame
        Une ligne par étage : ``etage``, ``nombre`` (établissements qui l'ont atteint), ``passage_pct`` (en %
        de l'étage d'avant ; vide pour le premier), ``global_pct`` (en % des contacts).

    Raises
    ------
    ErreurCours
        « Étape inconnue : « relance ». Choisissez parmi : contact, rendez-vous, devis, commande. » ; table
        vide, colonne absente, établissement en double.

    Examples
    --------
    >>> demarches = pd.DataFrame({"etablissement": list("abcd"),
    ...     "etape": ["contact", "rendez-vous", "commande", "devis"]})
    >>> compter_entonnoir(demarches)["nombre"].tolist()
    [4, 3, 2, 1]
    """
    exiger_table(demarches, "etablissement", "etape", vide=False)
    exiger_noms(demarches["etablissement"])
    for etape in demarches["etape"].unique():
        exiger_choix("Étape inconnue", etape, ETAGES)
    rangs = demarches["etape"].map(ETAGES.index)
    return _mesurer([int((rangs >= rang).sum()) for rang in range(len(ETAGES))])


def descendre_entonnoir(contacts: int, taux: Sequence[float]) -> pd.DataFrame:
    """Prévoir ce que donnent des contacts, étage après étage.

    Chaque étage est arrondi à l'établissement le plus proche (la demie vers le haut) : c'est une convention.

    Parameters
    ----------
    contacts : int
        Établissements contactés, un au moins.
    taux : suite de nombres
        Les trois taux de passage, en % : du contact au rendez-vous, au devis, à la commande.

    Returns
    -------
    DataFrame
        Comme :func:`compter_entonnoir`.

    Raises
    ------
    ErreurCours
        « « contacts » vaut « 0 » : donnez un nombre entier d'établissements… » ; un taux hors de 0 à 100 ;
        « Donnez 3 taux de passage : il y en a 2. »

    Examples
    --------
    >>> descendre_entonnoir(100, [60, 50, 50])["nombre"].tolist()
    [100, 60, 30, 15]
    """
    nombres = [exiger_entier("contacts", contacts, 1, quoi="un nombre entier d’établissements")]
    for part in _lire_taux(taux, 0):
        nombres.append(int(nombres[-1] * part + Fraction(1, 2)))
    return _mesurer(nombres)


def remonter_entonnoir(clients: int, taux: Sequence[float]) -> int:
    """Compter les contacts qu'il faut pour gagner des clients, aux taux de passage donnés.

    Le nombre est arrondi à l'établissement supérieur : avec un contact de moins, l'objectif ne serait pas
    atteint.

    Parameters
    ----------
    clients : int
        Nouveaux clients voulus, un au moins.
    taux : suite de nombres
        Les trois taux de passage, en %, plus grands que 0.

    Returns
    -------
    int

    Raises
    ------
    ErreurCours
        Nombre de clients ou taux impossible.

    Examples
    --------
    >>> remonter_entonnoir(20, [60, 50, 50])
    134
    """
    besoin = Fraction(exiger_entier("clients", clients, 1))
    for part in reversed(_lire_taux(taux, Fraction(1, 1000))):
        besoin /= part
    return ceil(besoin)


def chiffrer_entonnoir(entonnoir: pd.DataFrame, budget: float) -> pd.DataFrame:
    """Rapporter un budget à chaque étage : coût d'un contact, d'un rendez-vous, d'un devis, d'un client.

    C'est toujours le budget entier que l'on divise : un rendez-vous supporte aussi le coût des contacts qui
    n'en ont pas donné.

    Parameters
    ----------
    entonnoir : DataFrame
        Le résultat de :func:`compter_entonnoir` ou de :func:`descendre_entonnoir`.
    budget : nombre
        Tout ce que la campagne a coûté, temps compris, en €.

    Returns
    -------
    DataFrame
        L'entonnoir et ``cout`` (€ par établissement de cet étage, au centime ; vide si l'étage est vide).

    Raises
    ------
    ErreurCours
        Budget négatif ou illisible, colonne absente.

    Examples
    --------
    >>> chiffrer_entonnoir(descendre_entonnoir(100, [60, 50, 50]), 6000)["cout"].tolist()
    [60.0, 100.0, 200.0, 400.0]
    """
    exiger_table(entonnoir, "etage", "nombre")
    centimes = 100 * exiger_nombre("budget", budget, 0)
    couts = [
        int(centimes / int(nombre) + Fraction(1, 2)) / 100 if nombre else None
        for nombre in entonnoir["nombre"]
    ]
    return entonnoir.assign(cout=pd.Series(couts, index=entonnoir.index, dtype=float))


def comparer_profils(demarches: pd.DataFrame, colonne: str) -> pd.DataFrame:
    """Comparer, selon une colonne, les établissements contactés à ceux qui sont devenus clients.

    Parameters
    ----------
    demarches : DataFrame
        Une ligne par établissement contacté : ``etape`` et la colonne choisie.
    colonne : str
        Par exemple le secteur, la fonction de l'interlocuteur ou l'accroche.

    Returns
    -------
    DataFrame
        Une ligne par valeur : la colonne, ``contactes``, ``rendez_vous``, ``gagnes``, ``rendez_vous_pct``
        et ``taux`` (en % des contactés), du meilleur taux au moins bon ; à taux égal, par ordre alphabétique.

    Raises
    ------
    ErreurCours
        Colonne absente, table vide.

    Examples
    --------
    >>> demarches = pd.DataFrame({"secteur": ["Santé", "Santé", "Garages"],
    ...     "etape": ["commande", "contact", "devis"]})
    >>> comparer_profils(demarches, "secteur")[["secteur", "contactes", "gagnes", "taux"]].values.tolist()
    [['Santé', 2, 1, 50.0], ['Garages', 1, 0, 0.0]]
    """
    exiger_table(demarches, colonne, "etape", vide=False)
    rangs = demarches["etape"].map(ETAGES.index)
    groupes = pd.DataFrame(
        {
            colonne: demarches[colonne],
            "contactes": 1,
            "rendez_vous": (rangs >= ETAGES.index("rendez-vous")).astype(int),
            "gagnes": (demarches["etape"] == "commande").astype(int),
        }
    )
    table = groupes.groupby(colonne, as_index=False).sum()
    return table.assign(
        rendez_vous_pct=100 * table["rendez_vous"] / table["contactes"],
        taux=100 * table["gagnes"] / table["contactes"],
    ).sort_values(["taux", colonne], ascending=[False, True], ignore_index=True)


def _mesurer(nombres: list[int]) -> pd.DataFrame:
    passages = [100 * apres / avant if avant else None for avant, apres in pairwise(nombres)]
    return pd.DataFrame(
        {
            "etage": ETAGES,
            "nombre": nombres,
            "passage_pct": pd.Series([None, *passages], dtype=float),
            "global_pct": [100 * nombre / nombres[0] for nombre in nombres],
        }
    )


def _lire_taux(taux: Sequence[float], minimum) -> list[Fraction]:
    if len(taux) != len(ETAGES) - 1:
        raise ErreurCours(f"Donnez {len(ETAGES) - 1} taux de passage : il y en a {len(taux)}.")
    return [
        exiger_nombre(f"taux vers {etage}", part, minimum, 100, "un pourcentage") / 100
        for etage, part in zip(ETAGES[1:], taux, strict=True)
    ]
