"""La carte d'un portefeuille : distances au dépôt, zones de chalandise, tournées.

Une commune est un point : ``x_km`` vers l'est et ``y_km`` vers le nord, en kilomètres depuis le dépôt de
l'entreprise. Une distance est arrondie à l'hectomètre, sans passer par un flottant : un rayon atteint tout
juste l'est partout.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt

import pandas as pd

from course_helpers.controles import (
    compter_centimes,
    exiger_choix,
    exiger_entier,
    exiger_nombre,
    exiger_nombres,
    exiger_noms,
    exiger_table,
    refuser_lignes,
)
from course_helpers.erreurs import ErreurCours

ZONES = ("zone primaire", "zone secondaire", "zone tertiaire", "au-delà")
# Combien de kilomètres de route pour un kilomètre à vol d'oiseau : une convention du cours.
SINUOSITE = Fraction(13, 10)
FORMES = ("marguerite", "zigzag", "escargot")
QUARTS = ("nord-est", "sud-est", "sud-ouest", "nord-ouest")
DEPOT, MAGASIN = "dépôt", "magasin"
# Ce qui occupe une commune, selon qui est au centre de la carte.
BASES = {DEPOT: "établissement", MAGASIN: "ménage"}

_Point = tuple[Fraction, Fraction]


def mesurer_distances(communes: pd.DataFrame) -> pd.Series:
    """Mesurer la distance de chaque commune au dépôt, à vol d'oiseau.

    Parameters
    ----------
    communes : DataFrame
        Colonnes ``commune``, ``x_km``, ``y_km`` (en km, de −1 000 à 1 000).

    Returns
    -------
    Series
        En km, arrondis à l'hectomètre, dans l'ordre de la table.

    Raises
    ------
    ErreurCours
        Colonne absente, coordonnée illisible, commune en double.

    Examples
    --------
    >>> mesurer_distances(pd.DataFrame({"commune": ["A", "B"], "x_km": [3, 1], "y_km": [-4, 1]})).tolist()
    [5.0, 1.4]
    """
    points = _placer(communes)
    return pd.Series(
        [_mesurer((0, 0), point, 1) / 10 for point in points.values()],
        index=communes.index,
        name="distance_km",
        dtype="float64",
    )


def peupler_communes(communes: pd.DataFrame, clients: pd.DataFrame, prospects: pd.DataFrame) -> pd.DataFrame:
    """Compter, dans chaque commune, les clients, ce qu'ils achètent et les prospects.

    Parameters
    ----------
    communes : DataFrame
        Colonnes ``commune``, ``x_km``, ``y_km``, ``etablissements`` (ce que la commune en compte en tout).
    clients : DataFrame
        Une ligne par client : ``ville``, ``ca`` (€ HT).
    prospects : DataFrame
        Une ligne par prospect : ``ville``.

    Returns
    -------
    DataFrame
        La table reçue et quatre colonnes : ``distance_km``, ``clients``, ``ca``, ``prospects``.

    Raises
    ------
    ErreurCours
        « Colonne « ville » : commune inconnue de la carte (1 ligne)… » ;
        « Colonne « etablissements » : moins d'établissements que de clients et de prospects… »

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": ["A", "B"], "x_km": [3, 1], "y_km": [4, 1],
    ...     "etablissements": [20, 10]})
    >>> clients = pd.DataFrame({"ville": ["A", "A"], "ca": [100.5, 200]})
    >>> table = peupler_communes(communes, clients, pd.DataFrame({"ville": ["B"]}))
    >>> table[["clients", "ca", "prospects"]].values.tolist()
    [[2.0, 300.5, 0.0], [0.0, 0.0, 1.0]]
    """
    exiger_table(communes, "commune", "etablissements")
    exiger_table(clients, "ville", "ca")
    exiger_table(prospects, "ville")
    for table in (clients, prospects):
        inconnues = ~table["ville"].isin(communes["commune"])
        refuser_lignes(table["ville"], inconnues, "commune inconnue de la carte", "ajoutez-la aux communes")
    # L'index est celui de clients : un montant reste à sa ligne.
    centimes = pd.Series(compter_centimes(clients["ca"]), index=clients.index)
    sommes = centimes.groupby(clients["ville"].to_numpy()).sum()
    nombres = {nom: table["ville"].value_counts() for nom, table in (("c", clients), ("p", prospects))}

    def reporter(comptes: pd.Series) -> pd.Series:
        return communes["commune"].map(comptes).fillna(0).astype("int64")

    peuplees = communes.assign(
        distance_km=mesurer_distances(communes),
        clients=reporter(nombres["c"]),
        ca=reporter(sommes) / 100,
        prospects=reporter(nombres["p"]),
    )
    effectifs = pd.Series(
        exiger_nombres(communes["etablissements"], 0, quoi="un nombre d’établissements", entiers=True),
        index=communes.index,
    )
    refuser_lignes(
        communes["etablissements"],
        effectifs < peuplees["clients"] + peuplees["prospects"],
        "moins d’établissements que de clients et de prospects",
        "corrigez ce nombre",
    )
    return peuplees


def mesurer_penetration(table: pd.DataFrame) -> pd.Series:
    """Mesurer le taux de pénétration de chaque ligne, rapporté à **tous** ses établissements.

    Une enquête d'un établissement sur dix ne permet pas de retirer les non-consommateurs absolus, commune par
    commune : le taux de l'entreprise, au chapitre 2, les retire.

    Parameters
    ----------
    table : DataFrame
        Colonnes ``clients`` et ``etablissements``, par commune ou par zone.

    Returns
    -------
    Series
        En %, clients ÷ établissements ; vide sans établissement.

    Examples
    --------
    >>> mesurer_penetration(pd.DataFrame({"clients": [4, 0], "etablissements": [40, 0]})).tolist()
    [10.0, nan]
    """
    exiger_table(table, "clients", "etablissements")
    return (100 * table["clients"] / table["etablissements"]).where(table["etablissements"] > 0)


def ranger_zones(communes: pd.DataFrame, rayons: Sequence[float]) -> pd.DataFrame:
    """Ranger chaque commune dans une zone, d'après sa distance au dépôt à vol d'oiseau.

    Un rayon atteint tout juste compte : la commune appartient à la zone la plus proche.

    Parameters
    ----------
    communes : DataFrame
        Colonnes ``commune``, ``x_km``, ``y_km``.
    rayons : sequence of float
        Les trois rayons, en km, du plus petit au plus grand.

    Returns
    -------
    DataFrame
        La table reçue, ``distance_km`` et ``zone`` (l'une des ``ZONES``, ordonnées).

    Raises
    ------
    ErreurCours
        « « rayon de la zone secondaire » vaut « 10 » : donnez un nombre de kilomètres de 15,1 à… »

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": list("AB"), "x_km": [15, 15.1], "y_km": [0, 0]})
    >>> ranger_zones(communes, (15, 30, 45))["zone"].tolist()
    ['zone primaire', 'zone secondaire']
    """
    bornes = _lire_rayons(rayons)
    distances = mesurer_distances(communes)
    # En dixièmes de kilomètre, donc entiers : ce que le tableau écrit est ce que l'on compare.
    rangs = [sum(round(10 * distance) > 10 * borne for borne in bornes) for distance in distances]
    zones = pd.Categorical([ZONES[rang] for rang in rangs], categories=list(ZONES), ordered=True)
    return communes.assign(distance_km=distances, zone=zones)


def resumer_zones(peuplees: pd.DataFrame, rayons: Sequence[float]) -> pd.DataFrame:
    """Compter ce que porte chaque zone : établissements, clients, chiffre d'affaires, prospects.

    Parameters
    ----------
    peuplees : DataFrame
        Le résultat de :func:`peupler_communes`.
    rayons : sequence of float
        Comme :func:`ranger_zones`.

    Returns
    -------
    DataFrame
        Les quatre ``ZONES``, dans l'ordre : ``zone``, ``de_km``, ``a_km`` (vide au-delà), ``communes``,
        ``etablissements``, ``clients``, ``ca`` (€), ``prospects``, ``penetration_pct`` (voir
        :func:`mesurer_penetration`), ``part_clients_pct``, ``part_ca_pct`` et
        ``part_prospects_pct`` (parts du total ; vides quand il est nul).

    Raises
    ------
    ErreurCours
        Colonne absente, rayons qui ne croissent pas.

    Examples
    --------
    >>> peuplees = pd.DataFrame({"commune": list("AB"), "x_km": [5, 20], "y_km": [0, 0],
    ...     "etablissements": [40, 10], "clients": [4, 2], "ca": [300.0, 100.0], "prospects": [3, 1]})
    >>> zones = resumer_zones(peuplees, (15, 30, 45)).set_index("zone")
    >>> zones.loc["zone secondaire", ["penetration_pct", "part_ca_pct"]].tolist()
    [20.0, 25.0]
    """
    exiger_table(peuplees, "etablissements", "clients", "ca", "prospects")
    bornes = [float(borne) for borne in _lire_rayons(rayons)]
    rangees = ranger_zones(peuplees, rayons).assign(
        centimes=compter_centimes(peuplees["ca"]),
        communes=1,
    )
    comptes = ["communes", "etablissements", "clients", "centimes", "prospects"]
    sommes = rangees.groupby("zone", observed=False)[comptes].sum().reset_index()

    def partager(colonne: str) -> pd.Series:
        total = sommes[colonne].sum()
        return 100 * sommes[colonne] / total if total else pd.Series(float("nan"), index=sommes.index)

    return pd.DataFrame(
        {
            "zone": sommes["zone"].astype(str),
            "de_km": [0.0, *bornes],
            "a_km": [*bornes, float("nan")],
            **{nom: sommes[nom] for nom in ("communes", "etablissements", "clients")},
            "ca": sommes["centimes"] / 100,
            "prospects": sommes["prospects"],
            "penetration_pct": mesurer_penetration(sommes),
            "part_clients_pct": partager("clients"),
            "part_ca_pct": partager("centimes"),
            "part_prospects_pct": partager("prospects"),
        }
    )


def trouver_quart(x: float, y: float) -> str:
    """Dire dans quel quart de la boussole, vu du dépôt, se trouve un point ; le nord est au nord-est.

    Examples
    --------
    >>> [trouver_quart(x, y) for x, y in ((0, 5), (5, 0), (0, -5), (-5, 0))]
    ['nord-est', 'sud-est', 'sud-ouest', 'nord-ouest']
    """
    return QUARTS[_orienter((Fraction(x), Fraction(y)))[0]]


def ordonner_tournee(communes: pd.DataFrame, forme: str) -> list[list[str]]:
    """Ordonner les communes d'une tournée selon sa forme.

    - ``marguerite`` : un pétale par quart de la boussole, du nord-est au nord-ouest ; dans un pétale, les
      communes se suivent dans le sens des aiguilles d'une montre. On repasse au dépôt entre deux pétales ;
    - ``zigzag`` : on va d'abord à la commune la plus éloignée ; on revient en prenant les autres de la plus
      avancée à la moins avancée sur l'axe qui mène du dépôt à la première ;
    - ``escargot`` : deux tours dans le sens des aiguilles d'une montre, d'abord de la moitié la plus proche
      (l'unité de plus lui revient) en partant de la plus proche, puis des autres.

    Parameters
    ----------
    communes : DataFrame
        Au moins une ligne : ``commune``, ``x_km``, ``y_km``.
    forme : {"marguerite", "zigzag", "escargot"}

    Returns
    -------
    list of list of str
        Les boucles ; chacune part du dépôt et y revient. Chaque commune y est une fois.

    Raises
    ------
    ErreurCours
        « Forme de tournée inconnue : « trèfle ». Choisissez parmi… » ; table vide.

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": ["Est", "Loin", "Ouest"], "x_km": [2, 9, -3], "y_km": [1, 2, 1]})
    >>> ordonner_tournee(communes, "marguerite")
    [['Est', 'Loin'], ['Ouest']]
    >>> ordonner_tournee(communes, "zigzag")
    [['Loin', 'Est', 'Ouest']]
    """
    exiger_choix("Forme de tournée inconnue", forme, FORMES)
    exiger_table(communes, "commune", "x_km", "y_km", vide=False)
    points = _placer(communes)
    eloignes = sorted(points, key=lambda nom: (_norme(points[nom]), nom))
    caps = {nom: (*_orienter(point), _norme(point), nom) for nom, point in points.items()}
    tournant = sorted(points, key=caps.get)
    if forme == "marguerite":
        petales = [[nom for nom in tournant if caps[nom][0] == quart] for quart in range(4)]
        return [petale for petale in petales if petale]
    if forme == "zigzag":
        ax, ay = points[eloignes[-1]]

        def reculer(nom: str) -> tuple:
            x, y = points[nom]
            return (-(x * ax + y * ay), -_norme((x, y)), nom)

        reste = sorted((nom for nom in points if nom != eloignes[-1]), key=reculer)
        return [[eloignes[-1], *reste]]
    proches = set(eloignes[: (len(eloignes) + 1) // 2])
    premier = _faire_le_tour([nom for nom in tournant if nom in proches], caps, caps[eloignes[0]])
    second = [nom for nom in tournant if nom not in proches]
    return [premier + _faire_le_tour(second, caps, caps[premier[-1]])]


def _faire_le_tour(noms: list[str], caps: dict, depart: tuple) -> list[str]:
    """Les noms rangés par cap, en commençant par le premier qui atteint celui du départ."""
    avant = [nom for nom in noms if caps[nom] < depart]
    return [nom for nom in noms if caps[nom] >= depart] + avant


def mesurer_tournee(
    communes: pd.DataFrame, boucles: Sequence[Sequence[str]], *, sinuosite: float = SINUOSITE
) -> pd.DataFrame:
    """Mesurer chaque trajet d'une tournée, par la route.

    Parameters
    ----------
    communes : DataFrame
        Colonnes ``commune``, ``x_km``, ``y_km``.
    boucles : sequence of sequence of str
        Comme les rend :func:`ordonner_tournee`.
    sinuosite : float
        Kilomètres de route pour un kilomètre à vol d'oiseau, de 1 à 3.

    Returns
    -------
    DataFrame
        Un trajet par ligne : ``boucle`` (à partir de 1), ``de``, ``a``, ``km`` (arrondi à l'hectomètre ; la
        longueur de la tournée est la somme de ces trajets).

    Raises
    ------
    ErreurCours
        « La commune « … » n'est pas sur la carte : … » ; sinuosité hors bornes.

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": ["A", "B"], "x_km": [3, 3], "y_km": [0, 4]})
    >>> mesurer_tournee(communes, [["A", "B"]], sinuosite=1)["km"].tolist()
    [3.0, 4.0, 5.0]
    """
    coefficient = exiger_nombre("sinuosite", sinuosite, 1, 3, "un coefficient")
    points = {DEPOT: (Fraction(0), Fraction(0)), **_placer(communes)}
    trajets = []
    for rang, boucle in enumerate(boucles, start=1):
        etapes = [DEPOT, *boucle, DEPOT]
        for de, a in pairwise(etapes):
            for nom in (de, a):
                if nom not in points:
                    raise ErreurCours(
                        f"La commune « {nom} » n’est pas sur la carte : ajoutez-la à la table des communes."
                    )
            km = _mesurer(points[de], points[a], coefficient) / 10
            trajets.append({"boucle": rang, "de": de, "a": a, "km": km})
    return pd.DataFrame(trajets, columns=["boucle", "de", "a", "km"])


def minuter_tournee(
    km: float, visites: int, *, minutes_visite: float, vitesse_kmh: float, journee_min: float = 480
) -> pd.Series:
    """Compter les minutes d'une tournée, et les visites qu'une journée permet sur ce trajet.

    Parameters
    ----------
    km : float
        Longueur de la tournée, par la route.
    visites : int
        Nombre de visites prévues.
    minutes_visite : float
        Durée d'une visite, attente comprise, en minutes.
    vitesse_kmh : float
        Vitesse moyenne, arrêts et villages compris.
    journee_min : float
        Durée de la journée, pause exclue ; huit heures par défaut.

    Returns
    -------
    Series
        ``route_min``, ``visites_min``, ``total_min`` (minutes arrondies à l'unité, un demi vers le haut) et
        ``visites_possibles`` (combien tiennent dans le temps que laisse la route).

    Raises
    ------
    ErreurCours
        « « vitesse_kmh » vaut « 0 » : donnez une vitesse en km/h de 5 à 130. »

    Examples
    --------
    >>> minuter_tournee(120, 4, minutes_visite=45, vitesse_kmh=60).tolist()
    [120, 180, 300, 8]
    """
    longueur = exiger_nombre("km", km, 0, 10_000, "une longueur en km")
    prevues = exiger_entier("visites", visites, 0, 1000, "un nombre entier de visites")
    duree = exiger_nombre("minutes_visite", minutes_visite, 1, 1440, "une durée en minutes")
    vitesse = exiger_nombre("vitesse_kmh", vitesse_kmh, 5, 130, "une vitesse en km/h")
    journee = exiger_nombre("journee_min", journee_min, 1, 1440, "une durée en minutes")
    route = 60 * longueur / vitesse
    minutes = {"route_min": route, "visites_min": prevues * duree, "total_min": route + prevues * duree}
    return pd.Series(
        {nom: int(valeur + Fraction(1, 2)) for nom, valeur in minutes.items()}
        | {"visites_possibles": max(0, int((journee - route) // duree))},
        dtype="int64",
    )


def _placer(communes: pd.DataFrame) -> dict[str, _Point]:
    exiger_table(communes, "commune", "x_km", "y_km")
    exiger_noms(communes["commune"])
    x, y = (exiger_nombres(communes[axe], -1000, 1000, "des kilomètres") for axe in ("x_km", "y_km"))
    return dict(zip(communes["commune"], zip(x, y, strict=True), strict=True))


def _norme(point: _Point) -> Fraction:
    return point[0] ** 2 + point[1] ** 2


def _mesurer(de: _Point, a: _Point, coefficient: Fraction | int) -> int:
    """La longueur d'un trajet, en hectomètres, un demi vers le haut."""
    carre = _norme((de[0] - a[0], de[1] - a[1])) * coefficient**2 * 100
    return (isqrt(int(4 * carre)) + 1) // 2


def _orienter(point: _Point) -> tuple[int, Fraction]:
    """Le quart de la boussole (0 : du nord à l'est, exclu), puis la tangente de l'angle dans ce quart."""
    x, y = point
    if x == y == 0:
        return 0, Fraction(0)
    if x >= 0 and y > 0:
        return 0, Fraction(x) / y
    if x > 0:
        return 1, Fraction(-y) / x
    if y < 0:
        return 2, Fraction(-x) / -y
    return 3, Fraction(y) / -x


def _lire_rayons(rayons: Sequence[float]) -> list[Fraction]:
    bornes, mini, pas = [], Fraction(1, 10), Fraction(1, 10)
    if len(rayons) != 3:
        raise ErreurCours(f"Il faut trois rayons, en km : {len(rayons)} reçus.")
    for zone, rayon in zip(ZONES, rayons, strict=False):
        bornes.append(exiger_nombre(f"rayon de la {zone}", rayon, mini, 1000, "un nombre de kilomètres"))
        mini = bornes[-1] + pas
    return bornes
