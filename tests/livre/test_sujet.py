"""Un sujet, du lien à la note, comme une personne l'ouvre, y répond et le rend."""

import json
from functools import partial

import pandas as pd
import pytest
from attaques import lister_liens_hostiles
from playwright.sync_api import expect

from course_helpers.exercices.copie import lire_copie
from course_helpers.exercices.sujet import composer_sujet, ecrire_fragment
from course_helpers.exercices.travail_sujet import TravailSujet

PAGE = "book/sujet.html"
CODE = "GPME2-07"
SUJET = composer_sujet(
    [("4-pareto", "q3", 3), ("3-valeur", "q3", 2)],
    titre="<img src=x onerror=alert(1)> Évaluation",
    evaluation=True,
    sel="0badcafe",
)
LIEN = ecrire_fragment(SUJET)


@pytest.fixture(scope="module")
def vue(ouvrir_contexte, serveur, activer):
    """La page, éveillée une fois pour tous les tests : chacun part de ce que le précédent a laissé."""
    with ouvrir_contexte(viewport={"width": 1366, "height": 768}, accept_downloads=True) as contexte:
        page = contexte.new_page()
        page.fautes, page.demandes = [], []
        page.on("console", lambda m: m.type == "error" and page.fautes.append(m.text))
        page.on("pageerror", lambda erreur: page.fautes.append(str(erreur)))
        contexte.on("request", lambda demande: page.demandes.append(demande.url))
        page.goto(f"{serveur}{PAGE}#{LIEN}")
        expect(page.get_by_role("button", name="Ouvrir le sujet")).to_be_visible()
        activer(page)
        yield page


def carte(vue, rang):
    return vue.locator(f".ch-carte:has(#exercice-q{rang})")


def repondre(vue, rang, reponse):
    carte(vue, rang).locator("input[type=text]").fill(reponse)
    carte(vue, rang).get_by_role("button", name="Enregistrer").press("Enter")
    expect(carte(vue, rang).locator(".ch-retour")).to_contain_text("Enregistrée")


def test_le_lien_demande_l_identifiant_puis_montre_le_sujet(vue):
    expect(vue.get_by_role("heading", name="<img src=x")).to_be_visible()
    vue.get_by_role("button", name="Commencer").press("Enter")
    expect(vue.locator(".ch-alerte").first).to_contain_text("Tapez d’abord votre identifiant")
    vue.get_by_label("Votre identifiant").fill("gpme2 07")
    vue.get_by_label("Votre identifiant").press("Enter")
    expect(vue.locator(".ch-carte")).to_have_count(2)
    expect(vue.get_by_role("heading", name="Document 2")).to_be_visible()
    expect(vue.locator(".livre-identite strong")).to_have_text(CODE)
    assert vue.locator("main img[src=x]").count() == 0
    assert not [url for url in vue.demandes if url.endswith((".whl", ".zip"))], "Refaites socle.txt."


def test_une_bonne_et_une_mauvaise_reponse_survivent_au_rechargement(vue, activer):
    juste = TravailSujet(SUJET, CODE, magasin=None).q["q1"].posee
    bonne = str(juste.question.arrondir(juste.attendu)).replace(".", ",")
    repondre(vue, 1, bonne)
    repondre(vue, 2, "3")
    # Ni indice, ni solution : chaque carte n'a qu'un bouton.
    assert vue.locator(".ch-carte button").all_inner_texts() == ["Enregistrer"] * 2
    assert vue.locator("main a.ch-lien").count() == 0
    # Aller à un endroit de la page ne perd pas le lien.
    vue.evaluate("location.hash = document.querySelector('main section section').id")
    vue.wait_for_function("(lien) => location.hash.slice(1) === lien", arg=LIEN)
    vue.reload()
    activer(vue)
    expect(carte(vue, 1).locator("input[type=text]")).to_have_value(bonne)
    expect(carte(vue, 2).locator("input[type=text]")).to_have_value("3")


def test_chaque_document_se_telecharge_pour_le_tableur(vue):
    """Un fichier s'écrit quand on le demande ; deux documents du même nom restent ceux de leur chapitre."""
    recus = []
    vue.on("download", lambda recu: recus.append(recu))
    sujet = TravailSujet(SUJET, CODE, magasin=None)
    documents = {travail.portefeuille.serie: travail.portefeuille for travail in sujet.q.values()}
    for suffixe, lire in {"xlsx": pd.read_excel, "csv": partial(pd.read_csv, sep=";", decimal=",")}.items():
        liens = vue.locator(f"main a[download^=clients-][download$='.{suffixe}']")
        expect(liens).to_have_count(len(documents))
        lus = []
        for lien in liens.all():
            with vue.expect_download() as recu:
                lien.click()
            lus.append(lire(recu.value.path())["ca"].tolist())
        assert lus == [donnees.clients["ca"].tolist() for donnees in documents.values()]
    assert len(recus) == 2 * len(documents)


def test_rien_ne_depasse_et_axe_ne_trouve_rien(vue, verifier_ecrans):
    verifier_ecrans(vue)


def test_un_lien_hostile_le_dit_et_n_execute_rien(vue):
    for lien in lister_liens_hostiles(LIEN):
        vue.evaluate("(lien) => { location.hash = lien; }", lien)
        expect(vue.locator(".ch-bureau .ch-alerte")).to_be_visible()
        expect(vue.get_by_label("Le lien du sujet")).to_be_visible()
        vue.evaluate("(lien) => { location.hash = lien; }", LIEN)
        expect(vue.locator(".ch-carte")).to_have_count(2)


def test_la_copie_se_telecharge_et_se_corrige_dans_le_bureau(vue, serveur, tmp_path):
    with vue.expect_download() as recu:
        vue.get_by_role("link", name="Télécharger ma copie").press("Enter")
    assert recu.value.suggested_filename == f"copie-{SUJET.abrege}-{CODE}-evaluation.json"
    rendue = recu.value.path().read_text(encoding="utf-8")
    assert lire_copie(rendue).serie == LIEN
    autre = json.loads(rendue) | {"sujet": ecrire_fragment(composer_sujet([("4-pareto", "q3", 3)]))}
    (tmp_path / "copie.json").write_text(rendue, encoding="utf-8")
    (tmp_path / "autre.json").write_text(json.dumps(autre), encoding="utf-8")
    vue.get_by_role("link", name="Mon bureau").first.click()
    vue.get_by_role("radio", name="Corriger").press(" ")
    vue.get_by_role("button", name="Corriger les copies d’un sujet").press("Enter")
    vue.get_by_label("Le lien du sujet").fill(f"{serveur}{PAGE}#{LIEN}")
    vue.get_by_role("button", name="Prendre ce sujet").press("Enter")
    expect(vue.locator(".ch-a-dire", has_text="Sujet ouvert").first).to_be_visible()
    with vue.expect_file_chooser() as ouvert:
        vue.get_by_role("button", name="Choisir des fichiers").press("Enter")
    ouvert.value.set_files([str(tmp_path / nom) for nom in ("copie.json", "autre.json")])
    # Trois points sur cinq, ramenés à vingt.
    expect(vue.get_by_role("row", name=CODE).get_by_role("cell").first).to_have_text("12,0")
    ecarte = vue.get_by_role("listitem").filter(has_text="autre.json")
    expect(ecarte).to_contain_text("répond à un autre sujet")
    assert vue.locator("main img[src=x]").count() == 0 and not vue.fautes
