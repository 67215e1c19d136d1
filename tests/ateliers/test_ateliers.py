"""Les ateliers d'une page : chaque réglage répond, et la figure reprise vaut une neuve."""

import math
import random
from pathlib import Path

import jupytext
import pytest
from ipywidgets.widgets import Checkbox, Dropdown, RadioButtons, widget

from course_helpers.ateliers.atelier import Atelier, Curseur
from course_helpers.chapitres import PARCOURS
from course_helpers.figures.trace import Trace

LIVRE = Path(__file__).parents[2] / "book"


@pytest.fixture(scope="module", params=PARCOURS)
def page(request):
    """Donner chaque page à son tour ; tous ses tests se suivent."""
    return request.param


@pytest.fixture(scope="module")
def ateliers(page):
    """Lancer les cellules d'une page ; donner les ateliers qu'elles montrent."""
    montres, espace = {}, {"display": lambda *a, **k: None}
    with pytest.MonkeyPatch.context() as ailleurs:
        ailleurs.chdir(LIVRE)
        for cellule in jupytext.read(LIVRE / f"{page}.md", fmt="md:myst").cells:
            if cellule.cell_type == "code":
                deja = set(widget._instances)
                exec(compile(cellule.source, page, "exec"), espace)
                if "vivant" in cellule.metadata["tags"]:
                    montres |= {cle: objet for cle, objet in widget._instances.items() if cle not in deja}
    return [objet for objet in montres.values() if isinstance(objet, Atelier)]


def changer(reglage):
    """Changer un réglage : l'option voisine ; d'un curseur, à mi-chemin de sa borne la plus lointaine."""
    match reglage:
        case Curseur():
            loin = max(reglage.min, reglage.max, key=lambda borne: abs(borne - reglage.value))
            crans = (loin - reglage.value) / 2 / reglage.step
            reglage.value += math.copysign(math.ceil(abs(crans)), crans) * reglage.step
        case Checkbox():
            reglage.value = not reglage.value
        case RadioButtons() | Dropdown():
            reglage.index = (reglage.index + 1) % len(reglage.options)
        case _:
            reglage.value = "Relancer 12 clients"


def test_chaque_reglage_change_la_phrase_et_l_on_revient_au_depart(ateliers):
    """Dans la page, tests/livre/test_activees.py en joue un de chaque genre par atelier."""
    for atelier in ateliers:
        depart, figure, figures = atelier.ecrire_texte(), atelier._figure.value, set()
        for nom, reglage in atelier.reglages.items():
            avant = atelier.ecrire_texte()
            changer(reglage)
            assert "n’a pas pu calculer" not in atelier.message, f"{type(atelier).__name__}, {nom}"
            assert atelier.ecrire_texte() != avant, f"{type(atelier).__name__}, {nom}"
            figures.add(atelier._figure.value)
        assert figures - {figure}, type(atelier).__name__
        atelier.revenir.click()
        assert (atelier.ecrire_texte(), atelier._figure.value) == (depart, figure)


def bouger(atelier, hasard):
    """Changer un réglage au hasard."""
    mobiles = [r for r in atelier.reglages.values() if isinstance(r, Curseur | Dropdown | RadioButtons)]
    reglage = hasard.choice(mobiles)
    if isinstance(reglage, Curseur):
        crans = round((reglage.max - reglage.min) / reglage.step)
        reglage.value = reglage.min + hasard.randint(0, crans) * reglage.step
    else:
        reglage.index = hasard.randrange(len(reglage.options))


def test_une_figure_reprise_ne_se_distingue_pas_d_une_neuve(page, ateliers):
    hasard = random.Random(page)
    comparees = 0
    for atelier in ateliers:
        for _ in range(3):
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


@pytest.mark.parametrize("page", ["3-valeur"], indirect=True)
def test_les_figures_des_ateliers_se_reprennent(ateliers):
    for atelier in ateliers:
        axes = atelier.resultat.trace.axes
        curseur = next(r for r in atelier.reglages.values() if isinstance(r, Curseur))
        curseur.value = curseur.min if curseur.value != curseur.min else curseur.max
        assert atelier.message or atelier.resultat.trace.axes is axes
