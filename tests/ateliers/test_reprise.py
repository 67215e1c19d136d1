"""Un atelier reprend sa figure d'un réglage à l'autre : elle ne se distingue pas d'une figure neuve."""

import random
from pathlib import Path

import jupytext
import pytest
from ipywidgets.widgets import Dropdown, RadioButtons, widget

from course_helpers.ateliers.atelier import Atelier, Curseur
from course_helpers.chapitres import PARCOURS
from course_helpers.figures.trace import Trace

LIVRE = Path(__file__).parents[2] / "book"


def lister_ateliers(page, monkeypatch):
    """Lancer les cellules d'un chapitre ; rendre les ateliers qu'elles montrent."""
    monkeypatch.chdir(LIVRE)
    deja = set(widget._instances)
    espace = {"display": lambda *a, **k: None}
    for cellule in jupytext.read(LIVRE / f"{page}.md", fmt="md:myst").cells:
        if cellule.cell_type == "code":
            exec(compile(cellule.source, page, "exec"), espace)
    neufs = [objet for cle, objet in widget._instances.items() if cle not in deja]
    return [objet for objet in neufs if isinstance(objet, Atelier)]


def bouger(atelier, hasard):
    """Changer un réglage au hasard."""
    mobiles = [r for r in atelier.reglages.values() if isinstance(r, Curseur | Dropdown | RadioButtons)]
    reglage = hasard.choice(mobiles)
    if isinstance(reglage, Curseur):
        crans = round((reglage.max - reglage.min) / reglage.step)
        reglage.value = reglage.min + hasard.randint(0, crans) * reglage.step
    else:
        reglage.index = hasard.randrange(len(reglage.options))


@pytest.mark.parametrize("page", PARCOURS)
def test_une_figure_reprise_ne_se_distingue_pas_d_une_neuve(page, monkeypatch):
    hasard = random.Random(page)
    comparees = 0
    for atelier in lister_ateliers(page, monkeypatch):
        for _ in range(6):
            bouger(atelier, hasard)
            if atelier.resultat and isinstance(atelier.resultat.trace, Trace):
                montree, resultat = atelier._figure.value, atelier.resultat
                atelier.resultat = None  # rien à reprendre
                neuve = atelier.calculer().trace
                assert neuve.axes is not resultat.trace.axes
                atelier.resultat = resultat
                assert montree == neuve._repr_html_("atelier "), type(atelier).__name__
                comparees += 1
    # Les ateliers de ces deux pages dessinent des schémas, ou n'écrivent qu'une liste.
    assert comparees or page in ("2-portefeuille", "complement-prospection")


def test_les_figures_des_ateliers_se_reprennent(monkeypatch):
    for atelier in lister_ateliers("3-valeur", monkeypatch):
        axes = atelier.resultat.trace.axes
        curseur = next(r for r in atelier.reglages.values() if isinstance(r, Curseur))
        curseur.value = curseur.min if curseur.value != curseur.min else curseur.max
        assert atelier.message or atelier.resultat.trace.axes is axes
