"""Classement ABC, loi de Pareto et concentration d'un portefeuille de clients.

Toutes les comparaisons se font en centimes entiers : un pourcentage ne sert qu'à être lu. Les montants
sont donc arrondis au centime le plus proche avant tout calcul, comme en comptabilité.
"""

from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd

from course_helpers.controles import (
    citer,
    compter_centimes,
    exiger_choix,
    exiger_noms,
    exiger_table,
    lire_fraction,
)
from course_helpers.erreurs import ErreurCours

CLASSES = ("A", "B", "C")
HORS_CLASSEMENT = "hors classement"
# Seuils du cours, en pourcentage : part cumulée du montant, ou part du nombre de clients.
SEUILS = {"cumul": (80, 95), "effectif": (10, 50)}


def classer_abc(
    clients: pd.DataFrame,
    *,
    client: str = "client",
    montant: str = "ca",
    methode: str = "cumul",
    seuils: tuple[float, float] | None = None,
    avoirs: str = "refuser",
) -> pd.DataFrame:
    """Classer les clients en A, B et C, du plus gros montant au plus petit.

    Deux méthodes donnent deux classements différents :

    - ``cumul`` : A tant que la part cumulée *avant* le client est inférieure au premier seuil, B tant
      qu'elle est inférieure au second, C ensuite. Le client qui franchit un seuil reste donc dans la
      meilleure classe, et A n'est jamais vide ;
    - ``effectif`` : A jusqu'au rang ⌈10 % n⌉, B jusqu'au rang ⌈50 % n⌉, C ensuite.

    À montant égal, l'ordre est celui des identifiants de clients. Un montant nul est classé et compté.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client, avec au moins les colonnes ``client`` et ``montant``.
    client, montant : str
        Noms de la colonne des identifiants et de celle des montants (en €, arrondis au centime).
    methode : {"cumul", "effectif"}
    seuils : (float, float), optional
        Fins de A et de B, en % : du montant cumulé (80 et 95 par défaut) ou du nombre de clients
        (10 et 50 par défaut).
    avoirs : {"refuser", "a_part"}
        ``"a_part"`` met les totaux négatifs dans la classe « hors classement », hors de toute base de
        calcul ; leur rang et leurs parts restent vides.

    Returns
    -------
    DataFrame
        Une ligne par client, triée par rang, les avoirs à la fin : ``rang``, les deux colonnes reçues
        sous leur nom, ``part_pct``, ``part_cumulee_pct`` (en %), ``classe``. ``attrs`` garde
        ``montant`` (le nom de sa colonne), ``methode``, ``seuils``, ``hors_classement`` (effectif) et
        ``ex_aequo`` : les montants égaux que sépare une limite de classe.

    Raises
    ------
    ErreurCours
        Colonne absente, table vide, client sans nom ou présent deux fois, montant illisible, manquant ou
        négatif (« Colonne « ca » : montant négatif (2 lignes), d'abord ligne 3 (« −5 ») : vérifiez ces avoirs
        ou mettez-les à part. »), total nul, méthode ou seuils impossibles.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel", "Garage"], "ca": [80, 15, 5]})
    >>> classer_abc(clients)[["rang", "client", "part_cumulee_pct", "classe"]]
       rang  client  part_cumulee_pct classe
    0     1  Mairie              80.0      A
    1     2   Hôtel              95.0      B
    2     3  Garage             100.0      C

    References
    ----------
    Vilfredo Pareto, *Cours d'économie politique*, 1896-1897, pour la régularité observée. Les seuils
    80/95 et 10/50 sont des conventions de gestion.
    """
    fin_a, fin_b = _lire_seuils(methode, seuils)
    table, centimes = _preparer(clients, client, montant, avoirs)
    # Le tri est stable : trier d'abord par client fixe l'ordre des ex æquo. Les avoirs finissent derniers.
    if not table[client].is_monotonic_increasing:
        par_client = _ordonner(table[client])
        table, centimes = table.iloc[par_client], centimes[par_client]
    ordre = np.argsort(-centimes, kind="stable")
    classement, centimes = table.iloc[ordre].reset_index(drop=True), centimes[ordre]

    hors = centimes < 0
    mis_a_part = int(hors.sum())
    effectif = len(centimes) - mis_a_part
    total = _totaliser(centimes[:effectif], montant)
    cumul = np.cumsum(centimes)
    rangs = np.arange(1, len(centimes) + 1)
    if methode == "cumul":
        # « part cumulée avant < seuil » s'écrit, en entiers, « cumul avant < ⌈seuil × total⌉ ».
        avant = cumul - centimes
        classes = (avant >= ceil(fin_a * total)).astype(np.int8) + (avant >= ceil(fin_b * total))
    else:
        classes = (rangs > ceil(fin_a * effectif)).astype(np.int8) + (rangs > ceil(fin_b * effectif))

    classement.insert(0, "rang", pd.arrays.IntegerArray(rangs, hors))
    classement["part_pct"] = np.where(hors, np.nan, 100.0 * centimes / total)
    classement["part_cumulee_pct"] = np.where(hors, np.nan, 100.0 * cumul / total)
    classement["classe"] = pd.Categorical.from_codes(
        np.where(hors, 3, classes),
        categories=[*CLASSES, HORS_CLASSEMENT] if mis_a_part else list(CLASSES),
        ordered=True,
    )
    classement.attrs = {
        "montant": montant,
        "methode": methode,
        "seuils": [float(100 * fin_a), float(100 * fin_b)],
        "hors_classement": mis_a_part,
        "ex_aequo": _relever_ex_aequo(centimes[:effectif], classes[:effectif]),
    }
    return classement


def resumer_abc(classement: pd.DataFrame) -> pd.DataFrame:
    """Compter les clients et les montants de chaque classe.

    Parameters
    ----------
    classement : DataFrame
        Le résultat de :func:`classer_abc`. Les avoirs « hors classement » ne comptent dans aucune base.

    Returns
    -------
    DataFrame
        Les lignes A, B et C, toujours présentes : ``effectif``, ``part_effectif_pct`` (en %),
        ``montant`` (en €), ``part_montant_pct`` (en %).

    Raises
    ------
    ErreurCours
        La table ne vient pas de :func:`classer_abc`.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": list("abcde"), "ca": [60, 20, 10, 5, 5]})
    >>> resumer_abc(classer_abc(clients))
            effectif  part_effectif_pct  montant  part_montant_pct
    classe
    A              2               40.0     80.0              80.0
    B              2               40.0     15.0              15.0
    C              1               20.0      5.0               5.0
    """
    montant = classement.attrs.get("montant")
    if montant not in classement or not {"rang", "classe"} <= set(classement.columns):
        raise ErreurCours("Ce tableau n’est pas un classement : donnez-lui le résultat de classer_abc.")
    classes = classement.loc[classement["classe"] != HORS_CLASSEMENT]
    centimes = pd.Series(compter_centimes(classes[montant]))
    groupes = centimes.groupby(classes["classe"].astype(str).to_numpy())
    resume = pd.DataFrame({"effectif": groupes.size(), "montant": groupes.sum()})
    resume = resume.reindex(pd.Index(CLASSES, name="classe"), fill_value=0)
    resume.insert(1, "part_effectif_pct", 100 * resume["effectif"] / resume["effectif"].sum())
    resume["part_montant_pct"] = 100 * resume["montant"] / resume["montant"].sum()
    resume["montant"] /= 100
    return resume


def nommer_methode(classement: pd.DataFrame) -> str:
    """Nommer la méthode et les seuils d'un classement.

    Parameters
    ----------
    classement : DataFrame
        Le résultat de :func:`classer_abc`.

    Returns
    -------
    str

    Examples
    --------
    >>> nommer_methode(classer_abc(pd.DataFrame({"client": ["a"], "ca": [1]}), methode="effectif"))
    'ABC par effectif, seuils 10/50'
    """
    seuils = "/".join(f"{seuil:g}".replace(".", ",") for seuil in classement.attrs["seuils"])
    return f"ABC par {classement.attrs['methode']}, seuils {seuils}"


def mesurer_concentration(clients: pd.DataFrame, *, client: str = "client", montant: str = "ca") -> pd.Series:
    """Mesurer combien le portefeuille repose sur quelques clients.

    Parameters
    ----------
    clients, client, montant
        Comme :func:`classer_abc`.

    Returns
    -------
    Series
        ``effectif`` · ``total`` (en €) · ``part_premier_pct``, ``part_3_premiers_pct``,
        ``part_5_premiers_pct`` (en % du montant) · ``part_20pct_premiers_pct`` (part des ⌈20 % n⌉
        premiers) · ``clients_pour_80pct`` (combien de clients, du plus gros au plus petit, atteignent
        80 % du montant) et ``clients_pour_80pct_pct`` (en % des clients) · ``gini`` (de 0 à 1) ·
        ``ihh`` (de 0 à 10 000).

    Raises
    ------
    ErreurCours
        Les mêmes refus que :func:`classer_abc`.

    Notes
    -----
    Le Gini mesure l'inégalité entre les clients, non la dépendance : avec un client unique, il vaut 0,
    et l'IHH 10 000.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": range(10), "ca": [600, *[75] * 4, *[20] * 5]})
    >>> mesures = mesurer_concentration(clients)
    >>> float(mesures["part_20pct_premiers_pct"]), int(mesures["clients_pour_80pct"])
    (67.5, 4)

    References
    ----------
    Gini : formule de population, 2 Σ i·xᵢ / (n Σ xᵢ) − (n + 1) / n, montants croissants.
    IHH (indice de Herfindahl-Hirschman) : somme des carrés des parts exprimées en %.
    """
    _, centimes = _preparer(clients, client, montant, "refuser")
    total = _totaliser(centimes, montant)
    decroissants = np.sort(centimes)[::-1]
    cumul = np.cumsum(decroissants)
    effectif = len(centimes)
    suffisants = int(np.searchsorted(cumul, ceil(Fraction(80, 100) * total))) + 1
    rangs = np.arange(effectif, 0, -1)

    def part(premiers: int) -> float:
        return 100 * int(cumul[min(premiers, effectif) - 1]) / total

    return pd.Series(
        {
            "effectif": effectif,
            "total": total / 100,
            "part_premier_pct": part(1),
            "part_3_premiers_pct": part(3),
            "part_5_premiers_pct": part(5),
            "part_20pct_premiers_pct": part(ceil(Fraction(20, 100) * effectif)),
            "clients_pour_80pct": suffisants,
            "clients_pour_80pct_pct": 100 * suffisants / effectif,
            "gini": float(np.dot(2.0 * rangs - effectif - 1, decroissants)) / (effectif * total),
            "ihh": float(np.square(100.0 * decroissants / total).sum()),
        },
        name=montant,
        dtype=object,
    )


def calculer_lorenz(clients: pd.DataFrame, *, client: str = "client", montant: str = "ca") -> pd.DataFrame:
    """Cumuler les clients et leurs montants, du plus gros au plus petit.

    Parameters
    ----------
    clients, client, montant
        Comme :func:`classer_abc`.

    Returns
    -------
    DataFrame
        n + 1 lignes, de (0, 0) à (100, 100) : ``part_clients_pct``, ``part_montant_pct`` (en %).

    Raises
    ------
    ErreurCours
        Les mêmes refus que :func:`classer_abc`.

    Examples
    --------
    >>> calculer_lorenz(pd.DataFrame({"client": ["a", "b"], "ca": [75, 25]}))
       part_clients_pct  part_montant_pct
    0               0.0               0.0
    1              50.0              75.0
    2             100.0             100.0

    References
    ----------
    Max O. Lorenz, « Methods of Measuring the Concentration of Wealth », 1905. Lorenz range du plus
    petit au plus gros ; le cours range du plus gros au plus petit, comme le tableau ABC.
    """
    _, centimes = _preparer(clients, client, montant, "refuser")
    total = _totaliser(centimes, montant)
    cumul = np.cumsum(np.sort(centimes)[::-1])
    return pd.DataFrame(
        {
            "part_clients_pct": 100 * np.arange(len(centimes) + 1) / len(centimes),
            "part_montant_pct": 100.0 * np.append(0, cumul) / total,
        }
    )


def simuler_depart(
    clients: pd.DataFrame, partants: list, *, client: str = "client", montant: str = "ca"
) -> pd.DataFrame:
    """Comparer la concentration du portefeuille avant et après le départ de clients.

    Parameters
    ----------
    clients, client, montant
        Comme :func:`classer_abc`.
    partants : list
        Les identifiants des clients qui partent.

    Returns
    -------
    DataFrame
        Une ligne par mesure de :func:`mesurer_concentration`, colonnes ``avant`` et ``apres``, et une
        première ligne ``perte_pct`` : la part du montant qui disparaît (en %).

    Raises
    ------
    ErreurCours
        Un partant inconnu, plus aucun client après le départ, et les refus de :func:`classer_abc`.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel", "École"], "ca": [60, 30, 10]})
    >>> simuler_depart(clients, ["Mairie"]).loc[["perte_pct", "total", "part_premier_pct"]]
                      avant  apres
    perte_pct           0.0   60.0
    total             100.0   40.0
    part_premier_pct   60.0   75.0
    """
    avant = mesurer_concentration(clients, client=client, montant=montant)
    perte = mesurer_perte(clients, partants, client=client, montant=montant)
    partent = clients[client].isin(partants)
    if partent.all():
        raise ErreurCours("Tous les clients partiraient : laissez-en au moins un pour mesurer la suite.")
    apres = mesurer_concentration(clients[~partent], client=client, montant=montant)
    comparaison = pd.DataFrame({"avant": avant, "apres": apres})
    perte_pct = pd.DataFrame({"avant": 0.0, "apres": perte}, index=["perte_pct"])
    return pd.concat([perte_pct, comparaison])


def mesurer_perte(
    clients: pd.DataFrame, partants: list, *, client: str = "client", montant: str = "ca"
) -> float:
    """Mesurer la part d'un montant qui disparaît avec des clients ; la marge peut être négative.

    Parameters
    ----------
    clients, client, montant
        Comme :func:`classer_abc`.
    partants : list
        Les identifiants des clients qui partent.

    Returns
    -------
    float
        La perte, en % du total ; négative si les partants coûtaient plus qu'ils ne rapportaient.

    Raises
    ------
    ErreurCours
        Un partant inconnu, un total nul ou négatif, et les refus de :func:`classer_abc`.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel", "Garage"], "marge": [15, 90, -5]})
    >>> mesurer_perte(clients, ["Mairie"], montant="marge")
    15.0
    """
    table, centimes = _preparer(clients, client, montant, "a_part")
    total = _totaliser(centimes, montant)
    if total < 0:
        raise ErreurCours(f"Le total de « {montant} » est négatif : une part de ce total n’a pas de sens.")
    connus = set(table[client])
    for partant in partants:
        if partant not in connus:
            raise ErreurCours(f"Client inconnu : « {partant} ». Reprenez un nom de la colonne « {client} ».")
    return 100 * int(centimes[table[client].isin(partants)].sum()) / total


def _lire_seuils(methode: str, seuils) -> tuple[Fraction, Fraction]:
    """Rendre les deux seuils en fractions exactes de 1."""
    exiger_choix("Méthode inconnue", methode, SEUILS)
    lus = [lire_fraction(seuil, 0, 100) for seuil in (SEUILS[methode] if seuils is None else seuils)]
    if len(lus) != 2 or None in lus or not 0 < lus[0] < lus[1]:
        recus = " et ".join(citer(seuil) for seuil in seuils)
        raise ErreurCours(
            f"Seuils impossibles : {recus}. Il faut 0 < premier seuil < second seuil ≤ 100, en %."
        )
    return lus[0] / 100, lus[1] / 100


def _preparer(clients, client, montant, avoirs) -> tuple[pd.DataFrame, np.ndarray]:
    """Vérifier la table ; rendre ses deux colonnes utiles et les montants en centimes."""
    exiger_choix("Choix inconnu pour les avoirs", avoirs, ("refuser", "a_part"))
    exiger_table(clients, client, montant, vide=False)
    if client == montant:
        raise ErreurCours(f"La colonne « {client} » ne peut pas être à la fois le client et le montant.")
    exiger_noms(clients[client])
    return clients[[client, montant]], compter_centimes(clients[montant], avoirs=avoirs == "a_part")


def _totaliser(centimes: np.ndarray, nom: str) -> int:
    total = int(centimes.sum())
    if total == 0:
        raise ErreurCours(f"Le total de « {nom} » est nul : aucune part ne peut être calculée.")
    return total


def _ordonner(identifiants: pd.Series) -> np.ndarray:
    """Ordre des identifiants ; des types mélangés se comparent comme des textes."""
    try:
        return identifiants.argsort().to_numpy()
    except TypeError:
        return identifiants.astype(str).argsort().to_numpy()


def _relever_ex_aequo(centimes: np.ndarray, classes: np.ndarray) -> list[dict]:
    """Relever les montants égaux que sépare une limite de classe."""
    limites = np.flatnonzero((centimes[1:] == centimes[:-1]) & (classes[1:] != classes[:-1]))
    return [
        {
            "limite": f"{CLASSES[classes[i]]}/{CLASSES[classes[i + 1]]}",
            "montant": int(centimes[i]) / 100,
            "effectif": int((centimes == centimes[i]).sum()),
        }
        for i in limites
    ]
