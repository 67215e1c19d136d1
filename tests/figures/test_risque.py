"""La figure du complément « Le risque client »."""

import re
import xml.etree.ElementTree as ET

import pandas as pd

from course_helpers.figures.risque import tracer_balance
from course_helpers.risque import TRANCHES

OUVERTES = pd.DataFrame(
    {
        "tranche": ["non échu", "non échu", "31 à 60 jours", "plus de 90 jours"],
        "montant_ttc": [500, 100, 300, 100],
    }
)


def test_chaque_tranche_a_sa_barre_son_montant_et_ses_factures():
    trace = tracer_balance(OUVERTES)
    assert [barre.get_width() for barre in trace.axes.patches] == [600, 0, 300, 0, 100]
    assert [etiquette.get_text().lower() for etiquette in trace.axes.get_yticklabels()] == list(TRANCHES)
    textes = [texte.get_text() for texte in trace.axes.texts]
    assert textes[0] == "600\u202f€\n2\u202ffactures" and textes[2] == "300\u202f€\n1\u202ffacture"
    assert "40,0\u202f%" in trace.axes.figure.get_suptitle()


def test_une_barre_echue_se_distingue_sans_sa_couleur():
    hachures = [barre.get_hatch() for barre in tracer_balance(OUVERTES).axes.patches]
    assert hachures[0] and hachures[0] not in hachures[1:] and len(set(hachures[1:])) == 1


def test_la_figure_se_lit_se_refait_et_suit_le_theme():
    trace = tracer_balance(OUVERTES)
    svg = trace.ecrire_svg()
    assert svg == tracer_balance(OUVERTES).ecrire_svg()
    assert ET.fromstring(svg).get("aria-label") == trace.texte
    assert "(€)" in trace.axes.get_xlabel() and trace.axes.figure.get_supxlabel().startswith("Source")
    assert re.findall(r"#[0-9a-fA-F]{6}\b", re.sub(r"var\(--ch-[a-z-]+, #\w{6}\)", "", svg)) == []


def test_sans_aucune_facture_la_figure_le_dit():
    assert tracer_balance(OUVERTES.head(0)).axes.figure.get_suptitle() == "Les clients ne doivent rien"
