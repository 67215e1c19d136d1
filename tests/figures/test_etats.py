"""Une figure et ses états : chacun s'y retrouve tel qu'il s'écrirait seul."""

import re

import matplotlib as mpl
import pandas as pd

from course_helpers.ateliers.pareto import figer_limite
from course_helpers.figures.plume import PLUME
from course_helpers.figures.trace import STYLE

COURS = pd.DataFrame({"client": list("abcdefghij"), "ca": [600, *[75] * 4, *[20] * 5]})


def dessiner():
    return {str(limite): trace.axes.figure for limite, (trace, _) in figer_limite(COURS).etats.items()}


def test_un_etat_est_celui_que_la_figure_aurait_seule():
    with mpl.rc_context(STYLE):
        reuni = PLUME.ecrire_etats(dessiner(), "sel")
        seuls = {nom: PLUME.ecrire(figure, "sel") for nom, figure in dessiner().items()}
    assert len(reuni) < 0.6 * sum(map(len, seuls.values()))
    for nom, seul in seuls.items():
        garde = re.sub(
            r'<g data-etat="(\d+)">(.*?)</g>',
            lambda groupe, nom=nom: groupe[2] if groupe[1] == nom else "",
            reuni,
        )
        garde, seul = (re.sub(r"<defs>.*?</defs>", "", texte) for texte in (garde, seul))
        assert garde == seul
