"""Les figures de l'étude de cas : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.etude import croiser_criteres, repartir_equipe
from course_helpers.figures.etude import (
    dessiner_enquete,
    ordonner_modalites,
    tracer_croisement,
    tracer_visites,
)

PORTEFEUILLE = pd.DataFrame(
    {
        "client": list("abcd"),
        "classe_ca": ["A", "A", "B", "sans achat"],
        "classe_valeur": ["hors classement", "A", "A", "sans achat"],
        "secteur": ["Santé", "Propreté", "Santé", "Santé"],
        "ca": [90_000.0, 50_000.0, 9_000.0, 0.0],
        "valeur": [-3_000.0, 9_000.0, 2_000.0, 0.0],
        "action": ["renégocier", "protéger", "protéger", "relancer"],
    }
)
BESOINS = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe": ["A", "B"], "besoin": [10, 40]})
TEMPS = pd.DataFrame(
    {"commercial": ["Nadia", "Hugo"], "visites_possibles": [30, 30], "visites_prospects": [5, 5]}
)
CASES = croiser_criteres(PORTEFEUILLE, "classe_ca", "classe_valeur")
TRACES = {
    "croisement": lambda: tracer_croisement(CASES),
    "valeur": lambda: tracer_croisement(CASES, mesure="valeur", case=("A", "A")),
    "visites": lambda: tracer_visites(repartir_equipe(BESOINS, TEMPS)),
}


@pytest.mark.parametrize("nom", TRACES)
def test_titre_source_et_texte_de_remplacement(nom):
    trace = TRACES[nom]()
    figure = trace.axes.figure
    assert figure.get_suptitle() and trace.axes.get_xlabel()
    assert figure.get_supxlabel().startswith("Source")
    svg = trace.ecrire_svg()
    assert svg == TRACES[nom]().ecrire_svg()
    assert not re.search(r"<g id=", svg)
    racine = ET.fromstring(svg)
    assert racine.get("aria-label") == trace.texte
    assert racine.get("width") is None


def test_le_croisement_ecrit_les_cases_habitees_et_elles_seules():
    trace = tracer_croisement(CASES)
    ecrits = [texte.get_text() for texte in trace.axes.texts]
    assert sorted(t for t in ecrits if t) == ["1"] * 4
    assert (
        lire(trace.axes.figure.get_suptitle())
        == "2 clients sur 3 changent de classe quand on regarde la valeur"
    )
    valeurs = {lire(t.get_text()) for t in tracer_croisement(CASES, mesure="valeur").axes.texts}
    assert {"−3,0", "9,0", "2,0", "0,0"} <= valeurs


def test_la_case_choisie_est_entouree():
    place = tracer_croisement(CASES, case=("B", "A")).axes.patches[-1]
    colonnes = ordonner_modalites(CASES["classe_valeur"])
    assert place.get_xy() == (colonnes.index("A"), 1)
    assert not tracer_croisement(CASES).axes.patches


def test_les_modalites_suivent_leur_ordre_de_lecture():
    assert ordonner_modalites(["arrêt", "prospect", "inactivité"]) == ["prospect", "inactivité", "arrêt"]
    assert ordonner_modalites(["hors classement", "B", "A"]) == ["A", "B", "hors classement"]


def test_les_visites_prevues_et_demandees_ont_leur_longueur():
    barres = [barre.get_width() for groupe in TRACES["visites"]().axes.containers for barre in groupe]
    assert barres == [10, 10, 25, 40]
    assert "Hugo, classe B : 25 sur 40." in lire(TRACES["visites"]().texte)


def test_le_schema_nomme_les_sept_etapes():
    schema = dessiner_enquete()
    svg = schema.ecrire_svg()
    racine = ET.fromstring(svg)
    textes = " ".join(texte.text for texte in racine.iter("{http://www.w3.org/2000/svg}text"))
    for etape in ("Lire", "Nettoyer", "Situer", "Valoriser", "Croiser", "Répartir", "Viser"):
        assert etape in textes
    assert "plan d’action" in textes and len(schema.texte) > 60
