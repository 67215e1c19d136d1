"""La plume : ce que matplotlib dessine, en peu d'octets, et rien qui manque."""

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.patches import Circle

from course_helpers.figures.plume import PLUME
from course_helpers.figures.trace import COULEURS, STYLE, Trace, ouvrir

ESPACE = "{http://www.w3.org/2000/svg}"


def dessiner(tracer):
    with mpl.rc_context(STYLE):
        ax = ouvrir()
        tracer(ax)
    return ET.fromstring(Trace(ax, "Essai").ecrire_svg())


# Un nom de client peut porter un dollar : ce n'est pas une formule.
@settings(max_examples=30, deadline=None)
@example("A$B_$ & <fils>")
@given(st.text(st.characters(max_codepoint=0x17F, exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_un_mot_s_ecrit_tel_quel(mot):
    racine = dessiner(lambda ax: ax.text(0.5, 0.5, mot, ha="right", fontsize=15, fontweight="bold"))
    (texte,) = [texte for texte in racine.iter(f"{ESPACE}text") if texte.get("font-size") == "15"]
    assert texte.text == mot
    assert (texte.get("text-anchor"), texte.get("font-weight")) == ("end", "700")


@pytest.mark.parametrize("signes", [".", "..", "..."])
def test_les_points_d_une_hachure_sont_ceux_de_matplotlib(signes):
    racine = dessiner(lambda ax: ax.bar([1], [1], color=COULEURS["C"], hatch=signes))
    (pave,) = racine.iter(f"{ESPACE}pattern")
    trait = pave.find(f"{ESPACE}path")
    pas = float(trait.get("stroke-dasharray").split()[1])
    ecrits = set()
    for x, y, fin in re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)", trait.get("d")):
        ecrits |= {(round(place, 2), float(y)) for place in np.arange(float(x), float(fin), pas)}
    motif = mpl.path.Path.hatch(signes, 6)
    cercles = np.split(motif.vertices * 72, np.flatnonzero(motif.codes == motif.MOVETO)[1:])
    attendus = {tuple(np.round((c.max(axis=0) + c.min(axis=0)) / 2, 2)) for c in cercles}
    assert ecrits == attendus
    rayon = (cercles[0].max(axis=0) - cercles[0].min(axis=0))[0] / 2
    assert float(trait.get("stroke-width")) == pytest.approx(2 * rayon + STYLE["hatch.linewidth"], abs=0.01)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30))
def test_chaque_point_a_sa_place(points):
    def tracer(ax):
        ax.set(xlim=(0, 1), ylim=(0, 1))
        ax.plot(*zip(*points, strict=True), "o")

        poses.append(ax)

    poses = []
    emplois = dessiner(tracer).iter(f"{ESPACE}use")
    ecrits = [(float(emploi.get("x")), float(emploi.get("y"))) for emploi in emplois]
    (ax,) = poses
    attendus = ax.transData.transform(points) * [1, -1] + [0, ax.figure.bbox.height]
    assert np.allclose(ecrits, attendus, atol=0.006)


def test_des_couleurs_differentes_dans_un_nuage_restent_differentes():
    couleurs = [COULEURS["A"], COULEURS["B"], COULEURS["A"]]
    racine = dessiner(lambda ax: ax.scatter([1, 2, 3], [1, 2, 3], c=couleurs))
    noms = [re.search(r"--ch-(\w+)", trait.get("fill", "")) for trait in racine.iter(f"{ESPACE}path")]
    assert [nom[1] for nom in noms if nom] == ["orange", "ciel", "orange"]


def test_un_cadre_rond_coupe_en_rond():
    def tracer(ax):
        (ligne,) = ax.plot([0, 1], [0, 1])
        ligne.set_clip_path(Circle((0.5, 0.5), 0.2, transform=ax.transData))

    assert dessiner(tracer).find(f"{ESPACE}defs/{ESPACE}clipPath/{ESPACE}path") is not None


def test_une_image_se_refuse_plutot_que_de_manquer():
    with pytest.raises(NotImplementedError):
        dessiner(lambda ax: ax.imshow(np.zeros((2, 2))))


def test_ce_qui_est_transparent_se_voit_au_travers():
    racine = dessiner(lambda ax: ax.bar([1], [1], color=COULEURS["A"], alpha=0.5, linewidth=0))
    (barre,) = [p for p in racine.iter(f"{ESPACE}path") if "orange" in p.get("fill", "")]
    assert {barre.get("opacity"), barre.get("fill-opacity")} == {"0.5", None}


def test_la_mise_en_page_mesure_avec_la_plume():
    with mpl.rc_context(STYLE):
        ax = ouvrir()
    assert ax.figure.canvas.get_renderer() is PLUME
