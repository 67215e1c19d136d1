"""Les figures : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.figures.pareto import (
    tracer_concentration,
    tracer_depart,
    tracer_pareto,
    tracer_regularites,
)
from course_helpers.pareto import calculer_lorenz, classer_abc, mesurer_concentration, simuler_depart

COURS = pd.DataFrame({"client": list("abcdefghij"), "ca": [600, *[75] * 4, *[20] * 5]})

TRACES = {
    "pareto": lambda: tracer_pareto(classer_abc(COURS)),
    "concentration": lambda: tracer_concentration(calculer_lorenz(COURS), mesurer_concentration(COURS)),
    "depart": lambda: tracer_depart(simuler_depart(COURS, ["a"])),
    "regularites": lambda: tracer_regularites(
        pd.DataFrame({"jeu": ["Un", "Deux"], "part_ca_20pct": [67.8, 42.9]}), source="essai"
    ),
}


@pytest.mark.parametrize("nom", TRACES)
def test_titre_unite_source_et_texte_de_remplacement(nom):
    trace = TRACES[nom]()
    figure = trace.axes.figure
    assert figure.get_suptitle()
    assert "(%)" in trace.axes.get_xlabel()
    assert figure.get_supxlabel().startswith("Source")
    assert len(trace.texte) > 60
    svg = trace.ecrire_svg()
    racine = ET.fromstring(svg)
    assert racine.get("role") == "img"
    assert racine.get("aria-label") == trace.texte


@pytest.mark.parametrize("nom", TRACES)
def test_svg_reproductible_sans_taille_fixe_ni_identifiant_de_groupe(nom):
    svg = TRACES[nom]().ecrire_svg()
    assert svg == TRACES[nom]().ecrire_svg()
    assert not re.search(r"<g id=", svg)
    racine = ET.fromstring(svg)
    assert racine.get("width") is None and racine.get("viewBox")


@pytest.mark.parametrize("nom", TRACES)
def test_le_theme_peut_changer_chaque_couleur(nom):
    svg, remplacees = re.subn(r"var\(--ch-[a-z-]+, #\w{6}\)", "", TRACES[nom]().ecrire_svg())
    assert remplacees > 10
    assert 'fill=""' in svg and 'stroke=""' in svg
    assert re.findall(r"#[0-9a-fA-F]{6}\b", svg) == []


def test_la_courbe_suit_le_classement():
    classement = classer_abc(COURS)
    courbe = tracer_pareto(classement).axes.lines[0]
    assert courbe.get_ydata()[1:].tolist() == classement["part_cumulee_pct"].tolist()
    assert courbe.get_xdata()[-1] == 100


def test_seuils_horizontaux_par_cumul_verticaux_par_effectif():
    _, *seuils = tracer_pareto(classer_abc(COURS)).axes.lines
    assert [trait.get_ydata()[0] for trait in seuils] == [80, 95]
    _, *seuils = tracer_pareto(classer_abc(COURS, methode="effectif")).axes.lines
    assert [trait.get_xdata()[0] for trait in seuils] == [10, 50]


def test_hors_classement_absent_de_la_courbe():
    clients = pd.DataFrame({"client": list("abc"), "ca": [80, 20, -5]})
    trace = tracer_pareto(classer_abc(clients, avoirs="a_part"))
    assert len(trace.axes.lines[0].get_xdata()) == 3
    assert "Classe A : 1 client (50,0 % des clients)" in lire(trace.texte)


def test_une_classe_vide_n_empeche_pas_la_figure():
    trace = tracer_pareto(classer_abc(pd.DataFrame({"client": range(10), "ca": [10] * 10})))
    assert "Classe C : 0 client (0,0 % des clients)" in lire(trace.texte)


def test_20_80_exact_n_est_pas_dementi():
    clients = pd.DataFrame({"client": range(10), "ca": [600, 200, 40, 30, 30, *[20] * 5]})
    titre = tracer_concentration(
        calculer_lorenz(clients), mesurer_concentration(clients)
    ).axes.figure.get_suptitle()
    assert lire(titre).replace("\n", " ") == "Les 20 % premiers clients font 80,0 % du chiffre d’affaires"


def test_un_trace_repris_ne_se_distingue_pas_d_un_trace_neuf():
    trace = tracer_pareto(classer_abc(COURS))
    figure = trace.axes.figure
    for methode, seuils in (("cumul", (60, 95)), ("effectif", (10, 50)), ("effectif", (20, 50))):
        trace.ecrire_svg()
        classement = classer_abc(COURS, methode=methode, seuils=seuils)
        trace = tracer_pareto(classement, sur=trace)
        assert trace.axes.figure is figure
        assert trace.ecrire_svg() == tracer_pareto(classement).ecrire_svg()


@pytest.mark.parametrize("change", [{"grandeur": "marge"}, {"source": "ailleurs"}])
def test_un_autre_cadre_demande_une_autre_figure(change):
    trace = tracer_pareto(classer_abc(COURS))
    assert tracer_pareto(classer_abc(COURS), sur=trace, **change).axes is not trace.axes


def test_barres_du_depart_a_la_bonne_longueur():
    barres = [barre.get_width() for groupe in TRACES["depart"]().axes.containers for barre in groupe]
    assert barres == pytest.approx([60, 75, 90, 18.75, 56.25, 80])
