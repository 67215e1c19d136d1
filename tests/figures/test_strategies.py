"""Les figures du chapitre 6 : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.figures.strategies import (
    decrire_taux,
    dessiner_demarche,
    ecrire_points,
    tracer_ecarts,
    tracer_offres,
)
from course_helpers.strategies import INDICATEURS, comparer_offres, mesurer_ecarts

RESULTATS = pd.DataFrame(
    {
        "indicateur": ["conversion"] * 3,
        "secteur": ["Mairies", "Hôtels", "Garages"],
        "obtenu": [9, 6, 1],
        "base": [60, 20, 30],
        "objectif_pct": [20, 25, 60],
    }
)
ECARTS = mesurer_ecarts(RESULTATS)
OFFRES = comparer_offres(ventes=100, prix=300, complement=60, superieur=450, acceptent=(40, 20))
TRACES = {
    "ecarts": lambda: tracer_ecarts(ECARTS),
    "choisi": lambda: tracer_ecarts(ECARTS, choisi="Hôtels"),
    "offres": lambda: tracer_offres(OFFRES),
}


def titre(trace):
    return lire(trace.axes.figure.get_suptitle())


@pytest.mark.parametrize("nom", TRACES)
def test_titre_unite_source_et_texte_de_remplacement(nom):
    trace = TRACES[nom]()
    assert titre(trace)
    assert re.search(r"\((%|€)\)", trace.axes.get_xlabel())
    assert trace.axes.figure.get_supxlabel().startswith("Source")
    svg = trace.ecrire_svg()
    racine = ET.fromstring(svg)
    assert (racine.get("role"), racine.get("aria-label")) == ("img", trace.texte)
    assert svg == TRACES[nom]().ecrire_svg()


def test_les_barres_sont_les_taux_et_les_losanges_les_cibles():
    ax = tracer_ecarts(ECARTS).axes
    assert [barre.get_width() for barre in ax.patches] == pytest.approx([15, 30, 100 / 30])
    losanges = [trait.get_xdata()[0] for trait in ax.lines if trait.get_ydata()[0] >= 0]
    assert losanges == [20, 25, 60]


def test_chaque_ligne_dit_son_ecart_et_sa_base():
    textes = [lire(texte.get_text()) for texte in tracer_ecarts(ECARTS).axes.texts]
    assert {"−5,0 points", "+5,0 points", "9 sur 60", "1 sur 30"} <= set(textes)


def test_le_secteur_choisi_change_de_couleur_et_de_graisse():
    ax = tracer_ecarts(ECARTS, choisi="Hôtels").axes
    couleurs = [barre.get_facecolor() for barre in ax.patches]
    assert couleurs[1] != couleurs[0] == couleurs[2]
    gras = {lire(texte.get_text()) for texte in ax.texts if texte.get_fontweight() == "bold"}
    assert gras == {"30,0 %", "+5,0 points", "6 sur 20"}


@pytest.mark.parametrize(
    ("objectifs", "attendu"),
    [
        ([20, 25, 60], "Taux de conversion : 2 secteurs sur 3 sont sous leur cible"),
        ([20, 25, 3], "Taux de conversion : un seul secteur est sous sa cible"),
        ([10, 25, 3], "Taux de conversion : aucun secteur n’est sous sa cible"),
    ],
)
def test_le_titre_compte_les_secteurs_sous_leur_cible(objectifs, attendu):
    assert titre(tracer_ecarts(mesurer_ecarts(RESULTATS.assign(objectif_pct=objectifs)))) == attendu


@pytest.mark.parametrize("indicateur", INDICATEURS)
def test_un_taux_se_dit_avec_sa_base(indicateur):
    succes, occasions = INDICATEURS[indicateur]
    assert lire(decrire_taux(1, 1200, indicateur)) == f"1 {succes} sur 1 200 {occasions}"


@pytest.mark.parametrize(
    ("ecart", "attendu"),
    [
        (-0.04, "0,0 point"),
        (0.04, "0,0 point"),
        (0.05, "+0,1 point"),
        (-1.9, "−1,9 point"),
        (2, "+2,0 points"),
    ],
)
def test_un_ecart_porte_son_signe_et_s_accorde(ecart, attendu):
    assert lire(ecrire_points(ecart)) == attendu


def test_les_barres_des_offres_sont_leurs_gains():
    trace = tracer_offres(OFFRES)
    assert [barre.get_width() for barre in trace.axes.patches] == [2400, 3000]
    assert titre(trace) == "La montée en gamme rapporte 600 € de plus que l’autre offre"


def test_deux_offres_egales_ou_nulles_se_dessinent():
    nulles = comparer_offres(ventes=100, prix=300, complement=60, superieur=450, acceptent=(0, 0))
    assert titre(tracer_offres(nulles)) == "Les deux offres rapportent autant"


def test_le_schema_montre_la_boucle_et_les_deux_ordres():
    svg = dessiner_demarche().ecrire_svg()
    racine = ET.fromstring(svg)
    textes = [element.text for element in racine.iter() if element.tag.endswith("text")]
    for etape in ("Typologie", "Segments", "Stratégie", "Objectif SMART", "Écart", "Correction"):
        assert etape in textes
    # La boucle en pointillé revient à l'objectif de l'entreprise, la première boîte.
    boites = [element for element in racine.iter() if element.tag.endswith("rect")]
    haut, hauteur = (float(boites[0].get(cote)) for cote in ("y", "height"))
    (boucle,) = [trace.get("d") for trace in racine.iter() if trace.get("stroke-dasharray")]
    assert haut < float(boucle.split()[-1]) < haut + hauteur
