"""Le rapport, dans un vrai navigateur et sur le papier : quatre feuilles pleines, rien de coupé."""

import io
import re
from typing import NamedTuple

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader
from typographie import relever_fautes

from course_helpers.bureaux.rapport import ecrire_rapport
from course_helpers.ecriture import typographier

NOMS = ("trois", "cours", "grand", "clients", "hostile")
# Ce qui déborde d'une feuille, ou d'un cadre, à l'impression ; où finit ce qui est écrit sur chaque feuille.
MESURER = """() => [...document.querySelectorAll('.feuille')].map(feuille => {
  const cadre = feuille.getBoundingClientRect();
  const pleins = [...feuille.querySelectorAll('p, li, table, svg, .traits, dd, h3')];
  return {
    hauteur: cadre.height * 25.4 / 96,
    debords: [...feuille.querySelectorAll('*')].filter(e => {
      const place = e.getBoundingClientRect();
      return place.right > cadre.right + 1 || place.left < cadre.left - 1;
    }).map(e => e.outerHTML.slice(0, 80)),
    fin: Math.max(...pleins.map(e => e.getBoundingClientRect().bottom - cadre.top)) / cadre.height,
    vide: (() => {
      const places = pleins.map(e => e.getBoundingClientRect()).filter(p => p.height);
      places.sort((a, b) => a.top - b.top);
      let bas = cadre.top, pire = 0;
      for (const place of places) {
        pire = Math.max(pire, place.top - bas);
        bas = Math.max(bas, place.bottom);
      }
      return pire * 25.4 / 96;
    })(),
  };
})"""

# Ce que dit chaque question : ses lignes montrées, celles de son tableau, celles que la page annonce.
LIRE = """() => [...document.querySelectorAll('.bloc')].map(bloc => ({
  titre: bloc.querySelector('h3').textContent,
  attente: bloc.classList.contains('attente'),
  lignes: bloc.querySelectorAll('.donnees:not(.annexe) tbody tr').length,
  reste: Number((bloc.querySelector('.donnees:not(.annexe) .reste')?.textContent ?? '0').replace(/\\D/g, '')),
}))"""


class Rendu(NamedTuple):
    """Un rapport ouvert dans Chromium, puis imprimé."""

    mesures: list
    pdf: PdfReader
    fautes: list
    debord: float
    blocs: list
    texte: str
    chiffres: int


@pytest.fixture(scope="module")
def imprimes(cas, lancer_chromium, tmp_path_factory):
    """Chaque rapport : ses feuilles mesurées, son PDF, ce que le navigateur a demandé ou dit."""
    dossier, rendus = tmp_path_factory.mktemp("rapports"), {}
    with sync_playwright() as playwright, lancer_chromium(playwright) as chromium:
        for nom in NOMS:
            page = dossier / f"{nom}.html"
            page.write_text(ecrire_rapport(*cas[nom]), encoding="utf-8")
            fautes = []
            # La largeur d'une feuille A4, marges ôtées.
            vue = chromium.new_page(viewport={"width": 703, "height": 1000})
            vue.on("console", lambda message, fautes=fautes: fautes.append(message.text))
            vue.on("dialog", lambda boite, fautes=fautes: fautes.append(boite.message))
            vue.on("request", lambda r, fautes=fautes: r.url.startswith("file:") or fautes.append(r.url))
            vue.goto(page.as_uri())
            vue.emulate_media(media="print")
            mesures = vue.evaluate(MESURER)
            pdf = vue.pdf(prefer_css_page_size=True)
            vue.emulate_media(media="screen")
            vue.set_viewport_size({"width": 390, "height": 800})
            debord = vue.evaluate("document.documentElement.scrollWidth - innerWidth")
            rendus[nom] = Rendu(
                *(mesures, PdfReader(io.BytesIO(pdf)), fautes, debord),
                *(vue.evaluate(LIRE), vue.evaluate("document.body.innerText")),
                vue.locator(".chiffres > div").count(),
            )
            vue.close()
    return rendus


@pytest.mark.parametrize("nom", NOMS)
def test_le_rapport_s_imprime_sur_quatre_feuilles_pleines(nom, imprimes):
    rendu = imprimes[nom]
    assert len(rendu.pdf.pages) == 4
    assert rendu.fautes == [] and rendu.debord <= 0
    for mesure in rendu.mesures:
        assert mesure["debords"] == []
        assert mesure["hauteur"] <= 273.1
        assert mesure["fin"] > 0.9  # la dernière chose écrite finit en bas de la feuille
        assert mesure["vide"] < 40  # et nulle part un trou


@pytest.mark.parametrize("nom", NOMS)
def test_chaque_feuille_commence_une_page(nom, imprimes):
    for rang, page in enumerate(imprimes[nom].pdf.pages, start=1):
        texte = re.sub(r"\s+", " ", page.extract_text())
        assert f"page {rang} sur 4" in texte[:200]


@pytest.mark.parametrize("nom", NOMS)
def test_ce_qui_n_est_pas_montre_est_compte(nom, cas, imprimes):
    """Lignes montrées et lignes annoncées font toujours le tableau entier."""
    _, parties = cas[nom]
    blocs = {bloc["titre"]: bloc for bloc in imprimes[nom].blocs if bloc["lignes"]}
    attendus = {
        typographier(partie.titre): len(partie.tableau)
        for partie in parties.values()
        if partie.repondue and partie.nom != "synthese"  # ses mesures sont en tête, toutes
    }
    assert {titre: bloc["lignes"] + bloc["reste"] for titre, bloc in blocs.items()} == attendus
    assert imprimes[nom].chiffres == len(parties["synthese"].tableau)


@pytest.mark.parametrize("nom", NOMS)
def test_une_question_sans_reponse_est_a_demander(nom, cas, imprimes):
    attente = [bloc["titre"] for bloc in imprimes[nom].blocs if bloc["attente"]]
    sans = [f"{typographier(p.titre)} à demander" for p in cas[nom][1].values() if not p.repondue]
    assert attente == sans


def test_un_nom_hostile_n_est_que_du_texte(cas, imprimes):
    page = ecrire_rapport(*cas["hostile"])
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "{{ 7*7 }}" in imprimes["hostile"].texte


@pytest.mark.parametrize("nom", ["trois", "cours", "clients"])
def test_les_phrases_suivent_la_typographie(nom, imprimes):
    assert relever_fautes(imprimes[nom].texte) == []


def test_ce_qui_est_mis_de_cote_est_dit(imprimes):
    texte = imprimes["cours"].texte.replace("\u202f", " ")
    assert "4 000 lignes lues" in texte and "brouillon : 8 lignes, 812,40 €" in texte
