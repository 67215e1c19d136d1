"""Les cartes : ce que porte chaque commune et chaque zone, le trajet d'une tournée."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, hypot, isnan, pi, sin, sqrt

import pandas as pd

from course_helpers.carte import BASES, DEPOT, ZONES
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.schema import Schema

# Chaque zone : son rôle dans un schéma, et les tirets de son cercle. Une zone se lit sans couleur.
_ROLES = dict(zip(ZONES, ("A", "B", "C", "neutre"), strict=True))
_TIRETS = dict(zip(ZONES, ("", "9 5", "2 4", ""), strict=True))
_LARGEUR, _HAUTEUR = 480, 378
_MARGE = 26  # ce qu'un rond au bord demande
_PLUS_GRAND, _PLUS_PETIT, _SURFACE = 21, 3.5, 3200  # deux rayons, et la surface de tous les ronds (à π près)
_NOMMEES = 4

# Ce que montrent les ronds d'une carte : la colonne, son nom, comment elle s'écrit.
MESURES: dict[str, tuple[str, Callable[[float], str]]] = {
    "clients": ("clients", ecrire_nombre),
    "ca": ("chiffre d’affaires", lambda montant: ecrire_nombre(montant, 0, "€")),
    "prospects": ("prospects du fichier", ecrire_nombre),
    "penetration_pct": ("taux de pénétration", ecrire_pct),
}


def dessiner_carte(rangees: pd.DataFrame, zones: pd.DataFrame, mesure: str, *, centre: str = DEPOT) -> Schema:
    """Dessiner les communes autour du centre : un rond par commune, un cercle par rayon.

    Parameters
    ----------
    rangees : DataFrame
        ``commune``, ``x_km``, ``y_km``, ``zone`` et la colonne de la mesure ; une valeur vide ou nulle n'a
        pas de rond.
    zones : DataFrame
        Le résultat de :func:`course_helpers.carte.resumer_zones`.
    mesure : str
        Une clé de ``MESURES`` : l'aire des ronds lui est proportionnelle.
    centre : str
        Une clé de :data:`course_helpers.carte.BASES`.

    Returns
    -------
    Schema
        Les communes de plus grande valeur y sont nommées, si leur nom trouve sa place ; la clé donne la
        valeur de chaque zone.

    Examples
    --------
    >>> from course_helpers.carte import ranger_zones, resumer_zones
    >>> communes = pd.DataFrame({"commune": ["A", "B"], "x_km": [5, 20], "y_km": [0, 0],
    ...     "etablissements": [40, 10], "clients": [4, 2], "ca": [300.0, 100.0], "prospects": [3, 1]})
    >>> rayons = (15, 30, 45)
    >>> carte = dessiner_carte(ranger_zones(communes, rayons), resumer_zones(communes, rayons), "clients")
    >>> print(carte.texte.replace("\\u202f", " "))
    Carte à vol d’oiseau, le nord en haut. Zone primaire, jusqu’à 15 km : 4 clients. Zone secondaire, de 15 à
    30 km : 2 clients. Zone tertiaire, de 30 à 45 km : 0 client. Au-delà de 45 km : 0 client. Plus grandes
    valeurs : A (4), B (2).
    """
    nom_mesure, ecrire = MESURES[mesure]
    valeurs = dict(zip(rangees["commune"], rangees[mesure].fillna(0), strict=True))
    fortes = sorted((nom for nom in valeurs if valeurs[nom] > 0), key=lambda nom: (-valeurs[nom], nom))
    places, echelle, depot = _cadrer(rangees, _HAUTEUR)
    plafond = max(valeurs.values(), default=0) or 1
    # Des valeurs proches feraient trente grands ronds, qui se couvriraient : leur surface totale est bornée.
    grand = min(_PLUS_GRAND, sqrt(_SURFACE * plafond / (sum(valeurs.values()) or 1)))
    rayons = {nom: max(_PLUS_PETIT, grand * sqrt(valeurs[nom] / plafond)) for nom in fortes}
    lignes = [_dire_zone(zone, mesure, centre) for zone in zones.itertuples()]
    schema = Schema(
        f"Autour du {centre}{FINE}: {nom_mesure}, commune par commune",
        "Carte à vol d’oiseau, le nord en haut. "
        + " ".join(f"{ligne}." for ligne in lignes)
        + f" Plus grandes valeurs{FINE}: "
        + (", ".join(f"{nom} ({ecrire(valeurs[nom])})" for nom in fortes[:_NOMMEES]) or "aucune")
        + ".",
        _LARGEUR,
        _HAUTEUR + 10 + 25 * len(zones),
    )
    role_de = dict(zip(rangees["commune"], rangees["zone"].astype(str).map(_ROLES), strict=True))
    obstacles = [(*places[nom], rayons[nom]) for nom in fortes] + [(*depot, 9)]
    with schema.cadrer(_LARGEUR, _HAUTEUR):
        for zone in zones.itertuples():
            if not isnan(zone.a_km):
                schema.rond(*depot, zone.a_km * echelle, role=None, tirets=_TIRETS[zone.zone])
        # Du plus grand au plus petit : nul rond n'en cache un autre.
        for nom in fortes:
            schema.rond(*places[nom], rayons[nom], role=role_de[nom])
        schema.aire(depot[0] - 5, depot[1] - 5, 10, 10, role="structure")
        bornes = [zone.a_km for zone in zones.itertuples() if not isnan(zone.a_km)]
        mots = [(_ecrire_km(borne), _longer(depot, borne * echelle - 11)) for borne in bornes]
        mots += [(nom, _entourer(*places[nom], rayons[nom])) for nom in fortes[:_NOMMEES]]
        _nommer(schema, mots, obstacles, _HAUTEUR)
        schema.aire(8, _HAUTEUR - 17, 10, 10, role="structure")
        schema.ecrire(26, _HAUTEUR - 12, centre, ancre="start")
    for rang, (zone, ligne) in enumerate(zip(zones.itertuples(), lignes, strict=True)):
        y = _HAUTEUR + 20 + 25 * rang
        schema.rond(14, y, 8, role=_ROLES[zone.zone], tirets=_TIRETS[zone.zone])
        schema.ecrire(30, y, ligne, ancre="start", largeur=460)
    return schema


def dessiner_tournee(communes: pd.DataFrame, boucles: Sequence[Sequence[str]], *, titre: str) -> Schema:
    """Dessiner le trajet d'une tournée : des flèches d'une étape à la suivante, numérotées dans l'ordre.

    Parameters
    ----------
    communes : DataFrame
        Les communes de la tournée : ``commune``, ``x_km``, ``y_km``.
    boucles : sequence of sequence of str
        Comme les rend :func:`course_helpers.carte.ordonner_tournee`.
    titre : str
        La phrase que la carte illustre.

    Returns
    -------
    Schema

    Examples
    --------
    >>> communes = pd.DataFrame({"commune": ["Est", "Ouest"], "x_km": [2, -3], "y_km": [1, 1]})
    >>> print(dessiner_tournee(communes, [["Est"], ["Ouest"]], titre="Deux pétales"))
    Carte à vol d’oiseau, le nord en haut. Boucle 1 : dépôt, Est, dépôt. Boucle 2 : dépôt, Ouest, dépôt.
    """
    hauteur = 320
    places, echelle, depot = _cadrer(communes, hauteur)
    ordre = [nom for boucle in boucles for nom in boucle]
    etapes = [" → ".join([DEPOT, *boucle, DEPOT]) for boucle in boucles]
    schema = Schema(
        titre,
        "Carte à vol d’oiseau, le nord en haut. "
        + " ".join(
            f"{f'Boucle {rang}' if len(boucles) > 1 else 'Trajet'}{FINE}: {etape.replace(' → ', ', ')}."
            for rang, etape in enumerate(etapes, start=1)
        ),
        _LARGEUR,
        hauteur + 34 + 25 * ((len(ordre) + 1) // 2),
    )
    points = {DEPOT: depot, **places}
    for boucle in boucles:
        suite = [DEPOT, *boucle, DEPOT]
        for de, a in pairwise(suite):
            _relier(schema, points[de], points[a], *(13 if nom != DEPOT else 8 for nom in (de, a)))
    for rang, nom in enumerate(ordre, start=1):
        schema.rond(*places[nom], 12, role="A")
        schema.ecrire(*places[nom], f"**{rang}", encre="sur-couleur")
    schema.aire(depot[0] - 7, depot[1] - 7, 14, 14, role="structure")
    _nommer(schema, [("dépôt", _entourer(*depot, 9))], [(*place, 12) for place in places.values()], hauteur)
    # L'échelle : une longueur ronde, d'un sixième de la carte au moins.
    km = next(essai for essai in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if essai * echelle >= 70)
    schema.aire(10, hauteur + 8, km * echelle, 4, role="structure")
    schema.ecrire(18 + km * echelle, hauteur + 10, _ecrire_km(km), ancre="start")
    for rang, nom in enumerate(ordre):
        x, y = 10 + 240 * (rang % 2), hauteur + 36 + 25 * (rang // 2)
        schema.ecrire(x, y, f"{rang + 1} · {nom}", ancre="start", largeur=230)
    return schema


def _dire_zone(zone, mesure: str, centre: str) -> str:
    """La ligne de la clé : jusqu'où va la zone, et ce qu'elle porte."""
    de, a = ecrire_nombre(zone.de_km), ecrire_nombre(zone.a_km) if not isnan(zone.a_km) else ""
    if not a:
        ou = f"Au-delà de {de} km"
    else:
        ou = f"{zone.zone.capitalize()}, " + (f"de {de} à {a} km" if zone.de_km else f"jusqu’à {a} km")
    valeur = getattr(zone, mesure)
    ecrite = {
        "clients": lambda: compter(valeur),
        "prospects": lambda: compter(valeur, "prospect"),
        "ca": lambda: ecrire_nombre(valeur, 0, "€"),
        "penetration_pct": lambda: f"aucun {BASES[centre]}" if isnan(valeur) else ecrire_pct(valeur),
    }[mesure]()
    return f"{ou}{FINE}: {ecrite}"


def _ecrire_km(km: float) -> str:
    return ecrire_nombre(km, 0, "km")


def _cadrer(communes: pd.DataFrame, hauteur: float):
    """Placer les communes et le dépôt sur la feuille, à la plus grande échelle qui les contient tous."""
    xs, ys = [0.0, *communes["x_km"].astype(float)], [0.0, *communes["y_km"].astype(float)]
    echelle = min(
        (_LARGEUR - 2 * _MARGE) / ((max(xs) - min(xs)) or 1),
        (hauteur - 2 * _MARGE) / ((max(ys) - min(ys)) or 1),
    )
    gauche = (_LARGEUR - echelle * (max(xs) + min(xs))) / 2
    bas = (hauteur + echelle * (max(ys) + min(ys))) / 2
    places = {
        nom: (gauche + echelle * x, bas - echelle * y)
        for nom, x, y in zip(communes["commune"], xs[1:], ys[1:], strict=True)
    }
    return places, echelle, (gauche, bas)


def _relier(schema: Schema, de, a, retrait_de: float, retrait_a: float) -> None:
    """Tracer une flèche d'un point à un autre, sans entrer dans leurs ronds."""
    longueur = hypot(a[0] - de[0], a[1] - de[1])
    if longueur > retrait_de + retrait_a + 10:
        ux, uy = (a[0] - de[0]) / longueur, (a[1] - de[1]) / longueur
        schema.fleche(
            *(round(place, 1) for place in (de[0] + retrait_de * ux, de[1] + retrait_de * uy)),
            *(round(place, 1) for place in (a[0] - retrait_a * ux, a[1] - retrait_a * uy)),
        )


# Un mot se pose autour de son rond, où il ne couvre rien : à droite, à gauche, au-dessus ou au-dessous.
def _entourer(x: float, y: float, rayon: float) -> list[tuple[float, float, str]]:
    return [
        place
        for ecart in (rayon + 4, rayon + 12)
        for place in (
            (x + ecart, y, "start"),
            (x - ecart, y, "end"),
            (x, y - ecart - 7, "middle"),
            (x, y + ecart + 7, "middle"),
            (x + 0.7 * ecart, y - 0.7 * ecart - 5, "start"),
            (x - 0.7 * ecart, y - 0.7 * ecart - 5, "end"),
            (x + 0.7 * ecart, y + 0.7 * ecart + 5, "start"),
            (x - 0.7 * ecart, y + 0.7 * ecart + 5, "end"),
        )
    ]


def _longer(centre, rayon: float) -> list[tuple[float, float, str]]:
    """Les places d'un mot le long d'un cercle, en partant du haut."""
    return [
        (centre[0] + rayon * sin(cote * pas * pi / 18), centre[1] - rayon * cos(pas * pi / 18), "middle")
        for pas in range(19)
        for cote in (1, -1)
    ]


def _nommer(schema: Schema, mots, ronds: list[tuple[float, float, float]], hauteur: float) -> None:
    """Écrire chaque mot à la première de ses places qui ne touche ni rond, ni mot, ni bord."""
    boites: list[tuple[float, float, float, float]] = []
    for mot, candidats in mots:
        largeur = 8.2 * len(mot)

        def borner(place, largeur=largeur):
            x, y, ancre = place
            gauche = x - {"start": 0, "middle": largeur / 2, "end": largeur}[ancre]
            return gauche, y - 9, gauche + largeur, y + 9

        def libre(place) -> bool:
            g, h, d, b = borner(place)
            touches = any(
                hypot(max(g - x, 0, x - d), max(h - y, 0, y - b)) < rayon for x, y, rayon in ronds
            ) or any(
                max(g, boite[0]) < min(d, boite[2]) and max(h, boite[1]) < min(b, boite[3])
                for boite in boites
            )
            return not touches and g >= 2 and d <= _LARGEUR - 2 and h >= 2 and b <= hauteur - 2

        if place := next(filter(libre, candidats), None):
            boites.append(borner(place))
            schema.ecrire(round(place[0], 1), round(place[1], 1), mot, ancre=place[2], largeur=200)
