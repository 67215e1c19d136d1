"""La figure du tableau de bord : ce qu'elle montre, sans la couleur, et son texte."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
from lecture import lire

from course_helpers.figures.suivi import tracer_tableau

TABLEAU = pd.DataFrame(
    {
        "indicateur": ["CA HT du mois", "Part échue de l’encours", "Nouveaux clients"],
        "unite": ["€", "%", "clients"],
        "sens": ["hausse", "baisse", "hausse"],
        "realise": [900.0, 15.0, 1.0],
        "cible": [1000.0, 20.0, 0.0],
        "ecart": [-100.0, -5.0, 1.0],
        "ecart_pct": [-10.0, -25.0, float("nan")],
        "atteint": [False, True, True],
    }
)
TABLEAU.attrs = {"mois": 8, "annee": 2025}


def test_chaque_barre_est_le_realise_en_pourcentage_de_sa_cible():
    trace = tracer_tableau(TABLEAU)
    largeurs = [barre.get_width() for barre in trace.axes.patches]
    assert largeurs[:2] == [90, 75] and largeurs[2] > 100  # une cible nulle remplit la barre
    assert trace.axes.figure.get_suptitle() == "Août 2025\u202f: 2 cibles atteintes sur 3"


def test_une_cible_manquee_se_voit_sans_la_couleur():
    trace = tracer_tableau(TABLEAU)
    couleurs = [barre.get_facecolor() for barre in trace.axes.patches]
    assert couleurs[0] != couleurs[1] and couleurs[1] == couleurs[2]
    # Le mot l'écrit : des hachures gêneraient les nombres que portent les barres.
    textes = [texte.get_text() for texte in trace.axes.texts]
    assert (
        "−10,0\u202f% · manquée" in textes
        and "−25,0\u202f% · atteinte" in textes
        and "— · atteinte" in textes
    )
    assert any("à faire baisser" in nom.get_text() for nom in trace.axes.get_yticklabels())


def test_la_figure_se_lit_se_refait_et_suit_le_theme():
    trace = tracer_tableau(TABLEAU)
    svg = trace.ecrire_svg()
    assert svg == tracer_tableau(TABLEAU).ecrire_svg()
    assert ET.fromstring(svg).get("aria-label") == trace.texte
    assert lire(trace.texte).startswith(
        "Tableau de bord d’août 2025. CA HT du mois (la hausse est favorable)"
    )
    assert re.findall(r"#[0-9a-fA-F]{6}\b", re.sub(r"var\(--ch-[a-z-]+, #\w{6}\)", "", svg)) == []


def test_aucune_cible_atteinte_se_dit():
    tableau = TABLEAU.assign(atteint=False)
    tableau.attrs = TABLEAU.attrs
    assert "aucune cible atteinte" in tracer_tableau(tableau).axes.figure.get_suptitle()
