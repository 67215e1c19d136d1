"""Les cartes : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET
from math import hypot, pi

import pandas as pd
import pytest
from lecture import lire

from course_helpers.carte import ordonner_tournee, ranger_zones, resumer_zones
from course_helpers.figures.carte import MESURES, dessiner_carte, dessiner_tournee
from course_helpers.palette import teindre

RAYONS = (15, 30, 45)
COMMUNES = pd.DataFrame(
    {
        "commune": ["Près", "Est", "Nord", "Loin"],
        "x_km": [-9, 20, 0, -48],
        "y_km": [-3, 0, 40, 0],
        "etablissements": [40, 10, 20, 5],
        "clients": [16, 4, 0, 1],
        "ca": [300.0, 100.0, 0.0, 50.0],
        "prospects": [3, 1, 6, 2],
    }
).assign(penetration_pct=lambda table: 100 * table["clients"] / table["etablissements"])
SVG = "{http://www.w3.org/2000/svg}"


def dessiner(mesure="clients", communes=COMMUNES):
    return dessiner_carte(ranger_zones(communes, RAYONS), resumer_zones(communes, RAYONS), mesure)


def tourner(forme="zigzag"):
    return dessiner_tournee(COMMUNES, ordonner_tournee(COMMUNES, forme), titre="Une tournée")


DESSINS = {mesure: lambda mesure=mesure: dessiner(mesure) for mesure in MESURES} | {"tournee": tourner}


def lister_ronds(schema):
    """Fond, centre, rayon et tirets de chaque rond de la carte, sans ceux de la clé."""
    (carte,) = ET.fromstring(schema.ecrire_svg()).findall(f"{SVG}svg")
    return [
        (rond.get("fill"), float(rond.get("cx")), float(rond.get("cy")), float(rond.get("r")), rond.get(t))
        for t in ("stroke-dasharray",)
        for rond in carte.iter(f"{SVG}circle")
    ]


@pytest.mark.parametrize("nom", DESSINS)
def test_svg_lisible_reproductible_et_decrit(nom):
    svg = DESSINS[nom]().ecrire_svg()
    assert svg == DESSINS[nom]().ecrire_svg()
    racine = ET.fromstring(svg)
    assert racine.get("role") == "img" and racine.get("viewBox")
    assert len(racine.get("aria-label")) > 60
    assert not re.search(r"[^\u202f][:;!?%](?=\s|$)", racine.get("aria-label"))


def test_l_aire_d_un_rond_est_en_proportion_et_sa_place_a_l_echelle():
    ronds = lister_ronds(dessiner())
    cercles = [rond for rond in ronds if rond[0] == "none" and rond[3] > 30]
    assert len(cercles) == 3
    # Les trois cercles ont un même centre, le dépôt, et un même rapport d'échelle.
    ((x, y),) = {(rond[1], rond[2]) for rond in cercles}
    echelle = cercles[0][3] / 15
    assert [rond[3] for rond in cercles] == pytest.approx([echelle * rayon for rayon in RAYONS], abs=0.1)
    # Chaque cercle a son trait : on le distingue sans couleur.
    assert len({rond[4] for rond in cercles}) == 3
    aires = {}
    for fond, cx, cy, r, _ in ronds:
        if r < 30:
            km = hypot(cx - x, cy - y) / echelle
            (commune,) = [
                ligne.commune
                for ligne in COMMUNES.itertuples()
                if abs(hypot(ligne.x_km, ligne.y_km) - km) < 0.3
            ]
            aires[commune] = (fond, pi * r * r)
    # Nord n'a pas de client : il n'a pas de rond. « Loin », le plus petit, garde un rond que l'on voit.
    assert set(aires) == {"Près", "Est", "Loin"}
    assert aires["Près"][1] == pytest.approx(4 * aires["Est"][1], rel=0.02)
    assert aires["Près"][0] == teindre("orange") and aires["Est"][0] == teindre("ciel")
    assert aires["Loin"][0] == "none"


@pytest.mark.parametrize(
    ("mesure", "attendus"),
    [
        ("clients", ["Zone primaire, jusqu’à 15 km : 16 clients", "Au-delà de 45 km : 1 client"]),
        ("ca", ["Zone primaire, jusqu’à 15 km : 300 €", "Zone secondaire, de 15 à 30 km : 100 €"]),
        ("prospects", ["Zone tertiaire, de 30 à 45 km : 6 prospects", "Nord (6), Près (3)"]),
        ("penetration_pct", ["Zone primaire, jusqu’à 15 km : 40,0 %", "Au-delà de 45 km : 20,0 %"]),
    ],
)
def test_la_cle_et_le_texte_donnent_la_valeur_de_chaque_zone(mesure, attendus):
    schema = dessiner(mesure)
    dessine = lire(schema.ecrire_svg().split("aria-label", 1)[1])
    for attendu in attendus:
        assert attendu in lire(schema.texte) and attendu in dessine


def test_une_zone_sans_etablissement_ne_se_divise_pas():
    texte = lire(dessiner("penetration_pct", COMMUNES.head(2)).texte)
    assert "Zone tertiaire, de 30 à 45 km : aucun établissement" in texte


def test_nul_mot_de_la_carte_n_en_couvre_un_autre():
    """Trente communes serrées : un nom qui ne trouve pas de place ne s'écrit pas."""
    serrees = pd.DataFrame(
        {"commune": [f"Commune-{n:02d}" for n in range(30)], "x_km": [n % 6 * 2 for n in range(30)]}
    ).assign(y_km=[n // 6 * 2 for n in range(30)], etablissements=50, clients=9, ca=1.0, prospects=1)
    mots = [
        (float(mot.get("x")), float(mot.get("y")), mot.get("text-anchor"), mot.text)
        for mot in ET.fromstring(dessiner(communes=serrees).ecrire_svg()).find(f"{SVG}svg").iter(f"{SVG}text")
    ]
    boites = []
    for x, y, ancre, mot in mots:
        largeur = 7.5 * len(mot)
        gauche = x - {"start": 0, "middle": largeur / 2, "end": largeur}[ancre]
        boites.append((gauche, y - 12, gauche + largeur, y + 3, mot))
    for rang, (g, h, d, b, mot) in enumerate(boites):
        for G, H, D, B, autre in boites[:rang]:
            assert d <= G or g >= D or b <= H or h >= B, (mot, autre)


def test_la_tournee_numerote_ses_etapes_et_revient_au_depot():
    schema = tourner("marguerite")
    assert lire(schema.texte).endswith(
        "Boucle 1 : dépôt, Nord, dépôt. Boucle 2 : dépôt, Est, dépôt. Boucle 3 : dépôt, Près, dépôt. "
        "Boucle 4 : dépôt, Loin, dépôt."
    )
    svg = schema.ecrire_svg()
    for etape in ("1 · Nord", "2 · Est", "3 · Près", "4 · Loin"):
        assert etape in svg
    # Une flèche par trajet : chacune a son trait et sa pointe.
    assert svg.count("<path") == 2 * 8
    assert "Trajet : dépôt, Loin, Près, Nord, Est, dépôt." in lire(tourner("zigzag").texte)
