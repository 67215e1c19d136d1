"""Les couleurs du site : une figure prend celles de la page, dans les deux thèmes."""

import re
from pathlib import Path

import pytest

CHAPITRE = "book/4-pareto.html"
LIRE = """(nom) => {
  const temoin = document.querySelector('article').appendChild(document.createElement('i'));
  temoin.style.color = `var(--ch-${nom})`;
  const page = getComputedStyle(temoin).color;
  const figure = [...document.querySelectorAll('figure svg *')]
    .find((el) => ['fill', 'stroke'].some((quoi) => el.getAttribute(quoi)?.includes(`--ch-${nom},`)));
  const { fill, stroke } = getComputedStyle(figure);
  return { page, figure: [fill, stroke] };
}"""


@pytest.mark.parametrize("nom", ["encre", "trait", "bleu", "orange"])
def test_une_figure_a_les_couleurs_de_la_page_dans_les_deux_themes(ouvrir_page, nom):
    vue = ouvrir_page(CHAPITRE, color_scheme="light")
    clair = vue.evaluate(LIRE, nom)
    vue.emulate_media(color_scheme="dark")
    sombre = vue.evaluate(LIRE, nom)
    assert clair["page"] in clair["figure"] and sombre["page"] in sombre["figure"]
    assert (clair["page"] != sombre["page"]) == (nom != "orange")


def test_le_theme_choisi_l_emporte_sur_celui_du_systeme_pas_sur_le_papier(ouvrir_page):
    vue = ouvrir_page(CHAPITRE, color_scheme="light")
    clair = vue.evaluate(LIRE, "bleu")["page"]
    vue.evaluate("document.documentElement.dataset.theme = 'dark'")
    sombre = vue.evaluate(LIRE, "bleu")["page"]
    assert sombre != clair
    vue.emulate_media(media="print")
    assert vue.evaluate(LIRE, "bleu")["page"] == clair
    vue.emulate_media(media="screen", color_scheme="dark")
    vue.evaluate("document.documentElement.dataset.theme = 'light'")
    assert vue.evaluate(LIRE, "bleu")["page"] == clair


def test_une_page_ne_demande_qu_une_feuille_pour_l_habillage_et_ses_couleurs(site):
    texte = (site / CHAPITRE).read_text(encoding="utf-8")
    feuilles = re.findall(r'<link rel="stylesheet"[^>]*href="([^"?]+)', texte)
    assert [Path(feuille).name for feuille in feuilles] == ["cours.css"]
    assert "light-dark(" in (site / "_static" / "cours.css").read_text(encoding="utf-8")
