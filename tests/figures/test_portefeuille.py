"""Les figures du chapitre 2 : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.figures.portefeuille import (
    dessiner_categories,
    dessiner_cycle,
    dessiner_ligne_de_vie,
    dessiner_marche,
    dessiner_segments,
    tracer_categories,
)
from course_helpers.palette import teindre
from course_helpers.portefeuille import CATEGORIES, ETAPES_CYCLE, resumer_segments

SALLE = dict(zip(CATEGORIES, (2400, 9600, 18_000, 20_000), strict=True))
COMPTES = pd.DataFrame([[2, 8, 0, 0], [1, 3, 4, 2]], index=["Santé", "Écoles"], columns=list(CATEGORIES))
CLIENTS = pd.DataFrame({"taille": ["gros", "petit", "petit", "petit"], "ca": [80.0, 9, 8, 3]})
VIE = pd.DataFrame(
    {
        "depuis": pd.to_datetime(["2024-01-01", "2024-05-06", "2025-05-06"]),
        "etape": ["prospect", "premier achat", "inactivité"],
        "motif": ["", "", ""],
    }
)


def dessiner_vie(jour="2024-12-31"):
    return dessiner_ligne_de_vie(
        VIE, [pd.Timestamp("2024-05-06")], client="Mairie", jour=jour, du="2024-01-01", au="2025-12-31"
    )


DESSINS = {
    "categories": dessiner_categories,
    "marche": lambda: dessiner_marche(SALLE),
    "cycle": dessiner_cycle,
    "vie": dessiner_vie,
    "segments": lambda: dessiner_segments(resumer_segments(CLIENTS, ["taille"]), ["taille"], nom="taille"),
    "repartition": lambda: tracer_categories(COMPTES),
}


def relever_aires(schema, *, fond):
    """Largeur et hauteur des rectangles d'un fond donné, hors pastilles de la clé."""
    rectangles = ET.fromstring(schema.ecrire_svg()).iter("{http://www.w3.org/2000/svg}rect")
    return [
        (float(r.get("width")), float(r.get("height")))
        for r in rectangles
        if r.get("fill") == fond and (r.get("width"), r.get("height")) != ("18", "18")
    ]


@pytest.mark.parametrize("nom", DESSINS)
def test_svg_lisible_reproductible_et_decrit(nom):
    dessin = DESSINS[nom]()
    svg = dessin.ecrire_svg()
    assert svg == DESSINS[nom]().ecrire_svg()
    racine = ET.fromstring(svg)
    assert racine.get("role") == "img" and racine.get("viewBox")
    assert len(racine.get("aria-label")) > 60
    assert not re.search(r"[^\u202f][:;!?%](?=\s|$)", racine.get("aria-label"))


def test_les_aires_sont_en_proportion_des_personnes():
    schema = dessiner_marche(SALLE)
    orange, ciel, gris = teindre("orange"), teindre("ciel"), teindre("gris")
    surfaces = []
    for fond in (orange, ciel, gris):
        ((largeur, hauteur),) = relever_aires(schema, fond=fond)
        surfaces.append(largeur * hauteur)
    assert [surface / sum(surfaces) for surface in surfaces] == pytest.approx([0.08, 0.32, 0.60])


def test_la_cle_donne_les_nombres_et_les_trois_taux():
    texte = lire(dessiner_marche(SALLE).ecrire_svg())
    for attendu in (
        "30 000",
        "1 · Nos clients : 2 400",
        "40,0 %",
        "20,0 %",
        "8,0 %",
        "4 · Non-consommateurs",
    ):
        assert attendu in texte


def test_compter_les_absolus_se_voit_et_se_dit():
    texte = lire(dessiner_marche(SALLE, absolus_comptes=True).ecrire_svg())
    assert "Toute la zone, absolus compris" in texte and "50 000" in texte and "4,8 %" in texte


def test_un_marche_sans_acheteur_ni_absolu_se_dessine():
    vide = dict(zip(CATEGORIES, (0, 0, 5, 0), strict=True))
    assert "aucune" in dessiner_marche(vide).ecrire_svg()
    assert relever_aires(dessiner_marche(vide), fond=teindre("orange")) == []


def test_les_quatre_categories_et_leurs_actions_sont_nommees():
    svg = lire(dessiner_categories().ecrire_svg())
    for mots in ("Nos", "concurrence", "relatifs", "absolus", "Prospects", "Fidéliser", "Ne pas prospecter"):
        assert mots in svg


def test_le_cycle_montre_les_six_etapes():
    svg = dessiner_cycle().ecrire_svg()
    for etape in ETAPES_CYCLE:
        assert all(mot in svg for mot in etape.capitalize().split())


def test_l_etape_du_jour_est_la_seule_en_orange():
    for jour in ("2024-02-01", "2024-12-31", "2025-12-31"):
        assert len(relever_aires(dessiner_vie(jour), fond=teindre("orange"))) == 1
    # Avant le jour observé, en gris : une étape passée à la deuxième date, deux à la troisième.
    assert len(relever_aires(dessiner_vie("2024-12-31"), fond=teindre("gris"))) == 1
    assert len(relever_aires(dessiner_vie("2025-12-31"), fond=teindre("gris"))) == 2


def test_la_repartition_dit_ou_il_n_y_a_personne_a_convertir():
    trace = tracer_categories(COMPTES)
    titre = lire(trace.axes.figure.get_suptitle()).replace("\n", " ")
    assert titre == "Santé : personne à convertir, les clients se gagnent sur la concurrence"
    assert "(%)" in trace.axes.get_xlabel()
    assert trace.axes.figure.get_supxlabel().startswith("Source")
    partout = COMPTES.assign(**{"non-consommateur relatif": 3})
    assert "il reste des établissements" in tracer_categories(partout).axes.figure.get_suptitle().replace(
        "\n", " "
    )


def test_les_barres_des_segments_sont_en_proportion():
    schema = DESSINS["segments"]()
    clients = [largeur for largeur, _ in relever_aires(schema, fond=teindre("gris"))]
    montants = [largeur for largeur, _ in relever_aires(schema, fond=teindre("orange"))]
    assert clients[1] / clients[0] == pytest.approx(3)
    assert montants[0] / montants[1] == pytest.approx(4)
    assert montants[0] / clients[1] == pytest.approx(80 / 75)
