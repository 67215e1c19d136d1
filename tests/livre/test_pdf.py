"""Les PDF du cours : un chapitre, sa synthèse, un sujet, et un livre de deux pages."""

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from course_helpers.chapitres import CHAPITRES, COMPLEMENTS, DOSSIERS
from course_helpers.exercices.banque import poser_serie

CHAPITRE = "4-pareto"
PAGES_MAX = 11
NOMS = [CHAPITRE, f"{CHAPITRE}-synthese", f"{CHAPITRE}-synthese-a-completer", "sujet-abc-30"]
LIVRE = {"Le cours": [CHAPITRE], "Repères": ["chiffres"]}
# La largeur et la hauteur de ce que la feuille A4 laisse entre ses marges.
FEUILLE = {"width": 680, "height": 1000}
CHERCHER_COUPES = """(haut) => {
  dispatchEvent(new Event("beforeprint"));
  return [...document.querySelectorAll(".livre-article :is(figure, table, pre, .ch-carte, .admonition)")]
    .filter((bloc) => bloc.checkVisibility()).flatMap((bloc) => {
      const { width, height } = bloc.getBoundingClientRect();
      const traverse = getComputedStyle(bloc).columnSpan === "all";
      const large = traverse ? document.querySelector("main") : bloc.parentElement;
      const figure = bloc.localName === "figure";
      const fautes = [
        width > large.getBoundingClientRect().width + 2 && "dépasse",
        bloc.scrollWidth > bloc.clientWidth + 2 && "rogne",
        figure && height > haut && "plus haute qu'une feuille",
        figure && getComputedStyle(bloc).breakInside !== "avoid" && "se coupe",
      ];
      return fautes.filter(Boolean).map((faute) => `${faute} : ${bloc.outerHTML.slice(0, 120)}`);
    });
}"""


@pytest.fixture(scope="module")
def module_imprimer(site):
    """Donner book/_vivant/imprimer.py, qui n'appartient à aucun paquet."""
    sys.path.insert(0, str(site.parents[1] / "book" / "_vivant"))
    try:
        import imprimer

        yield imprimer
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def ecrits(site, serveur, module_imprimer, ouvrir_contexte):
    """Imprimer de quoi juger, une fois ; donner les octets de chaque PDF."""
    polices = module_imprimer.ecrire_polices()
    with ouvrir_contexte(bypass_csp=True) as contexte:
        octets = {}
        for document in module_imprimer.lister_documents(enseignant=False):
            if document.nom in NOMS:
                vue = contexte.new_page()
                octets[document.nom] = module_imprimer.imprimer_document(vue, serveur, document, polices)
        octets["cours"] = module_imprimer.imprimer_livre(contexte.new_page(), site, serveur, polices, LIVRE)
    return octets


def lire(ecrits, nom):
    return PdfReader(io.BytesIO(ecrits[nom]))


def lister_polices(pdf):
    for page in pdf.pages:
        for police in page["/Resources"].get("/Font", {}).values():
            yield police.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


@pytest.mark.parametrize("nom", [*NOMS, "cours"])
def test_un_pdf_est_balise_titre_en_francais_et_porte_ses_polices(ecrits, nom):
    pdf = lire(ecrits, nom)
    racine = pdf.root_object
    assert racine["/MarkInfo"]["/Marked"] and racine["/StructTreeRoot"] and racine["/Lang"] == "fr"
    assert pdf.metadata.title and pdf.outline
    polices = list(lister_polices(pdf))
    assert any("SourceSans" in police["/FontName"] for police in polices)
    assert all("/FontFile2" in police or "/FontFile3" in police for police in polices)
    # Rien n'y mène à la machine qui l'a imprimé.
    assert b"127.0.0.1" not in ecrits[nom]


def test_le_chapitre_tient_en_onze_feuilles_et_sa_synthese_en_une(ecrits):
    assert len(lire(ecrits, CHAPITRE).pages) <= PAGES_MAX
    assert len(lire(ecrits, f"{CHAPITRE}-synthese").pages) == 1
    texte = lire(ecrits, CHAPITRE).pages[1].extract_text()
    assert re.search(rf"{CHAPITRES[CHAPITRE].numero} · .* version .* CC BY-SA 4.0\s+2", texte, re.DOTALL)


def test_la_table_du_livre_dit_les_pages_et_y_mene(ecrits):
    pdf = lire(ecrits, "cours")
    table = pdf.pages[1]
    lieux = {
        nom.removeprefix("/"): pdf.get_destination_page_number(lieu) + 1
        for nom, lieu in pdf.named_destinations.items()
    }
    synthese = lieux[f"{CHAPITRE}--synthese"]
    assert re.search(rf"Exercices\s*\d+\s*Synthèse\s*{synthese}\s", table.extract_text())
    assert "Synthèse" in pdf.pages[synthese - 1].extract_text()
    assert len(table["/Annots"]) > 10
    assert [signet.title for signet in pdf.outline if not isinstance(signet, list)][1] == "Table des matières"


def test_un_pdf_d_eleve_n_a_aucun_corrige(ecrits, module_imprimer):
    def serrer(texte):
        return re.sub(r"\W", "", texte)

    texte = serrer("".join(page.extract_text() for nom in ecrits for page in lire(ecrits, nom).pages))
    assert "Corrigé" not in texte
    for posee in poser_serie(CHAPITRE, 0).questions.values():
        assert serrer(posee.question.titre) in texte
        assert not posee.solution or serrer(posee.solution)[:40] not in texte
    eleves = {document.nom for document in module_imprimer.lister_documents(enseignant=False)}
    enseignants = {document.nom for document in module_imprimer.lister_documents(enseignant=True)}
    assert all(nom.endswith("-corrige") for nom in enseignants - eleves)
    assert not any("corrige" in nom for nom in eleves) and eleves < enseignants


def test_rien_ne_depasse_du_papier(serveur, module_imprimer, ouvrir_contexte):
    with ouvrir_contexte(bypass_csp=True, viewport=FEUILLE) as contexte:
        vue = contexte.new_page()
        for nom in (*CHAPITRES, *COMPLEMENTS, *DOSSIERS):
            vue.goto(f"{serveur}book/{nom}.html")
            vue.emulate_media(media="print")
            module_imprimer.habiller(vue, module_imprimer.ecrire_polices())
            vue.evaluate("preparerPapier('')")
            assert not vue.evaluate(CHERCHER_COUPES, FEUILLE["height"]), nom


def test_une_page_ne_dit_que_les_pdf_qui_existent(site, ecrits, module_imprimer, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "_pdf").mkdir()
    page = Path(shutil.copy(site / "book" / f"{CHAPITRE}.html", tmp_path / "book"))
    documents = [d for d in module_imprimer.lister_documents(enseignant=False) if d.nom == CHAPITRE]
    (tmp_path / "_pdf" / f"{CHAPITRE}.pdf").write_bytes(ecrits[CHAPITRE])
    module_imprimer.poser_liens(tmp_path, documents)
    texte = page.read_text("utf-8")
    lien = re.search(
        r'class="livre-pdf".*?href="([^"]+)">Le chapitre \(PDF, (\d+)\s+pages, \d,\d\s+Mo\)', texte
    )
    assert (page.parent / lien[1]).is_file()
    assert int(lien[2]) == len(lire(ecrits, CHAPITRE).pages)
    assert texte.count(".pdf") == 1
    module_imprimer.poser_liens(tmp_path, documents)
    assert page.read_text("utf-8") == texte


def test_une_seance_imprimee_donne_ses_adresses_entieres_sur_une_feuille(ouvrir_page, serveur):
    vue = ouvrir_page("book/seance-abc.html")
    (feuille,) = PdfReader(io.BytesIO(vue.pdf(prefer_css_page_size=True))).pages
    lu = re.sub(r"\s", "", feuille.extract_text())
    assert f"{serveur}book/sujet.html#abc-30" in lu and f"{serveur}book/4-pareto.html?seul=" in lu
    assert serveur not in vue.locator("main").inner_text(), "à l'écran, l'adresse reste courte"
