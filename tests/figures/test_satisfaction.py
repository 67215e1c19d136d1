"""La figure du complément « Satisfaction et NPS »."""

import re
import xml.etree.ElementTree as ET

import pandas as pd

from course_helpers.figures.satisfaction import tracer_notes

NOTES = pd.Series([10, 10, 9, 8, 7, 7, 6, 2])


def test_chaque_note_a_sa_barre_et_chaque_groupe_sa_part():
    trace = tracer_notes(NOTES)
    assert [barre.get_height() for barre in trace.axes.patches] == [0, 0, 1, 0, 0, 0, 1, 2, 1, 1, 2]
    textes = " ".join(texte.get_text() for texte in trace.axes.texts)
    for groupe, part in (("Détracteurs", "25,0"), ("Passifs", "37,5"), ("Promoteurs", "37,5")):
        assert f"{groupe}\n{part}\u202f%" in textes
    # 3 promoteurs moins 2 détracteurs, sur 8 : 12,5 points, que l'on écrit à l'entier.
    assert "13" in trace.axes.figure.get_suptitle()


def test_trois_hachures_disent_les_groupes_sans_la_couleur():
    hachures = [barre.get_hatch() for barre in tracer_notes(NOTES).axes.patches]
    assert len({hachures[0], hachures[7], hachures[9]}) == 3
    assert len({*hachures[:7]}) == len({*hachures[7:9]}) == len({*hachures[9:]}) == 1


def test_la_figure_se_lit_se_refait_et_suit_le_theme():
    trace = tracer_notes(NOTES)
    svg = trace.ecrire_svg()
    assert svg == tracer_notes(NOTES).ecrire_svg()
    assert ET.fromstring(svg).get("aria-label") == trace.texte
    assert "Promoteurs, 9 et 10" in trace.texte
    assert trace.axes.figure.get_supxlabel().startswith("Source")
    assert re.findall(r"#[0-9a-fA-F]{6}\b", re.sub(r"var\(--ch-[a-z-]+, #\w{6}\)", "", svg)) == []
