"""Un dossier d'entraînement, comme on le fait : au clavier, sur papier, dans un traitement de texte."""

import io
import json
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from tableur import lire_documents

from course_helpers.chapitres import DOSSIERS
from course_helpers.exercices.banque import ouvrir_banque

NOMS = sorted(DOSSIERS)
REPONSE = "Trois factures ne sont pas réglées."
LONGUE = "\n".join(f"Ligne {rang} de la note." for rang in range(1, 61))


@pytest.fixture(scope="module")
def documents(site, tmp_path_factory):
    """Le texte de chaque document, ouvert par LibreOffice."""
    adresses = {
        nom: re.search(
            rf'download="{nom}\.docx" href="\.\./([^"]+)"', (site / "book" / f"{nom}.html").read_text("utf-8")
        )[1]
        for nom in NOMS
    }
    octets = {nom: (site / adresse).read_bytes() for nom, adresse in adresses.items()}
    textes = lire_documents(tmp_path_factory.mktemp("dossiers"), octets)
    return {nom: " ".join(texte.split()) for nom, texte in textes.items()}


@pytest.mark.parametrize("nom", NOMS)
def test_le_document_porte_le_bareme_les_questions_et_les_annexes(documents, site, nom):
    texte = documents[nom]
    for question in ouvrir_banque(nom).questions:
        assert f"Question {question.numero} (" in texte
        points = "point" if question.points == 1 else "points"
        assert re.search(rf"Question {question.numero} \({question.points}\s{points}\)", texte)
    page = (site / "book" / f"{nom}.html").read_text("utf-8")
    titres = re.findall(r"<h3[^>]*>(Annexe \d[^<]*)<", page)
    assert len(titres) >= 5 and all(" ".join(titre.split()) in texte for titre in titres)
    assert "Barème" in texte and "Préparer l’oral" in texte
    # Rien de l'écran : ni bouton, ni lien, ni blanc à remplir.
    assert not re.search("Télécharger|Progression|réveill|………|¶", texte)


@pytest.mark.parametrize("nom", NOMS)
def test_les_fichiers_d_un_dossier_sont_a_cote_de_sa_page(site, nom):
    page = (site / "book" / f"{nom}.html").read_text("utf-8")
    for fichier in (f"{nom}.docx", f"{nom}-annexes.xlsx"):
        adresse = re.search(rf'download="{fichier}" href="\.\./([^"]+)"', page)[1]
        assert (site / adresse).read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("nom", NOMS)
def test_la_page_s_imprime_avec_ses_questions_et_ses_annexes(ouvrir_page, nom):
    vue = ouvrir_page(f"book/{nom}.html", viewport={"width": 1366, "height": 768})
    # Sur un ordinateur, une annexe se lit sans faire glisser ses tableaux.
    assert vue.locator(".annexe .ch-defile").evaluate_all(
        "es => es.every((e) => e.scrollWidth <= e.clientWidth)"
    )
    vue.emulate_media(media="print")
    expect(vue.locator(".ch-carte")).to_have_count(len(ouvrir_banque(nom).questions))
    for bloc in (*vue.locator(".ch-carte").all(), *vue.locator(".annexe").all()):
        expect(bloc).to_be_visible()
    expect(vue.get_by_role("button", name="Activer la page")).to_be_hidden()
    assert vue.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_un_dossier_se_fait_au_clavier_et_se_rend(ouvrir_contexte, serveur, activer):
    with ouvrir_contexte(accept_downloads=True) as contexte:
        vue = contexte.new_page()
        vue.goto(f"{serveur}book/dossier-gpme.html")
        activer(vue)
        # Une question mène à l'annexe qu'elle cite, et l'on en revient.
        vue.emulate_media(reduced_motion="reduce")
        vue.locator(".ch-carte").first.get_by_role("link", name="annexe 2").press("Enter")
        expect(vue.get_by_role("heading", name=re.compile("Annexe 2"))).to_be_in_viewport()
        vue.get_by_role("link", name="Revenir à la question 1").press("Enter")
        champ = vue.locator(".ch-carte textarea").first
        expect(champ).to_be_in_viewport()
        champ.focus()
        vue.keyboard.type(REPONSE)
        vue.keyboard.press("Tab")
        vue.keyboard.press("Enter")
        retour = vue.locator(".ch-carte").first.locator(".ch-retour")
        expect(retour).to_contain_text("Enregistrée")
        expect(retour).to_contain_text("Méthode")
        expect(
            vue.locator(".ch-carte").get_by_role("button", name=re.compile("Indice|renonce"))
        ).to_have_count(0)
        expect(vue.get_by_role("button", name="Nouvelles données")).to_have_count(0)
        with vue.expect_download() as telechargement:
            vue.locator("a[download^='copie-dossier-gpme']", has_text="Télécharger ma copie").click()
        copie = json.loads(telechargement.value.path().read_text("utf-8"))
        assert REPONSE in json.dumps(copie, ensure_ascii=False)
        # Le texte que l'on change ensuite se voit entier, se dit non enregistré, et le papier le donne.
        champ.fill(LONGUE)
        expect(vue.locator(".ch-carte").first.locator(".ch-etat")).to_have_text(re.compile("puis modifiée"))
        assert champ.evaluate("champ => champ.scrollHeight <= champ.offsetHeight")
        papier = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(vue.pdf())).pages)
        assert all(ligne in papier for ligne in LONGUE.splitlines())
        expect(champ).to_be_visible()
