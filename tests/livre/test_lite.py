"""Le cahier ouvert dans le navigateur : en français, avec le Python des pages, sans demande ailleurs."""

import json
import sys

import pytest
from charger import charger
from playwright.sync_api import expect

CAHIER = "lite/notebooks/index.html?path=4-pareto.ipynb"


@pytest.fixture(scope="module")
def module_lite(site):
    """Donner book/_vivant/lite.py, qui n'appartient à aucun paquet."""
    return charger("book/_vivant/lite.py")


def executer_deux_questions(vue):
    """Attendre le cahier et son Python, puis l'exécuter jusqu'à la deuxième question."""
    # Lancées avant que le cahier ne soit lu et son Python choisi, les cellules seraient oubliées.
    vue.locator(".jp-CodeCell").last.wait_for()
    vue.get_by_text("Python (Pyodide)").wait_for()
    # Jusqu'à la deuxième question : le reste du cahier n'apprendrait rien de plus.
    question = vue.locator(".jp-MarkdownCell", has_text="Question 3").first
    question.click()
    vue.get_by_role("menuitem", name="Exécution").click()
    vue.get_by_role("menuitem", name="Exécuter tout au-dessus").click()
    vue.locator(".ch-carte").nth(1).wait_for()


@pytest.fixture(scope="module")
def cahier(ouvrir_contexte, serveur):
    """Le cahier du chapitre, ouvert et exécuté une fois pour tous les tests qui suivent."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}) as contexte:
        vue = contexte.new_page()
        vue.fautes, vue.demandes = [], []
        # Au contexte : ses demandes comprennent celles des travailleurs, où tourne Python.
        contexte.on("request", lambda demande: vue.demandes.append(demande.url))
        contexte.on("response", lambda r: r.status >= 400 and vue.fautes.append(f"{r.status} {r.url}"))
        vue.on("console", lambda m: m.type == "error" and vue.fautes.append(m.text))
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        vue.goto(serveur + CAHIER)
        executer_deux_questions(vue)
        yield vue


def test_le_cahier_s_ouvre_en_francais(cahier):
    assert cahier.locator("html").get_attribute("lang").startswith("fr")
    menus = cahier.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert menus[:4] == ["Fichier", "Édition", "Affichage", "Exécution"]


def test_aucune_erreur_et_aucune_demande_ailleurs(cahier, serveur):
    # Aucune erreur n'est excusée : JupyterLab n'en écrit pas dans ce cahier.
    assert not cahier.fautes
    reseau = [url for url in cahier.demandes if not url.startswith(("data:", "blob:"))]
    assert len(reseau) > 50
    hote = serveur.removesuffix("cours/")
    assert [url for url in reseau if not url.startswith(hote)] == []


def test_le_python_est_celui_des_pages(cahier, serveur, site):
    roues = {url.rsplit("/", 1)[1] for url in cahier.demandes if url.startswith(serveur + "pyodide/")}
    assert {"pyodide-lock.json", "pyodide.asm.wasm"} <= roues
    assert any(nom.startswith("course_helpers-") for nom in roues)
    assert not list((site / "lite").rglob("pyodide*.wasm")), "une seconde copie de Pyodide alourdit le site"


def test_une_reponse_fausse_est_diagnostiquee(cahier):
    carte = cahier.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    carte.locator("input[type=text]").first.fill("80")
    carte.get_by_role("button", name="Vérifier").click()
    expect(carte.locator(".ch-retour")).to_contain_text("recopié la règle")


def test_le_cahier_se_telecharge(cahier):
    cahier.get_by_role("menuitem", name="Fichier", exact=True).click()
    with cahier.expect_download() as attente:
        cahier.get_by_role("menuitem", name="Télécharger", exact=True).click()
    recu = json.loads(attente.value.path().read_text(encoding="utf-8"))
    assert attente.value.suggested_filename == "4-pareto.ipynb"
    assert recu["nbformat"] == 4


def test_tous_les_cahiers_y_sont(site, module_lite):
    poses = {fichier.name: fichier.read_bytes() for fichier in (site / "lite" / "files").glob("*.ipynb")}
    assert poses == {cahier.name: cahier.read_bytes() for cahier in module_lite.CAHIERS.glob("*.ipynb")}


def test_rien_n_est_refait_sans_changement(site, module_lite, monkeypatch):
    monkeypatch.setattr(module_lite, "construire", lambda *_: pytest.fail("JupyterLite est refait pour rien"))
    module_lite.poser_lite(site / "lite")


def test_un_cahier_change_se_voit(module_lite, tmp_path):
    cahier = tmp_path / "essai.ipynb"
    cahier.write_text("{}")
    avant = module_lite.calculer_empreinte([cahier])
    cahier.write_text('{"cells": []}')
    assert module_lite.calculer_empreinte([cahier]) != avant


def test_un_echec_dit_quoi_faire(module_lite, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))  # les extensions n'y sont pas
    with pytest.raises(ValueError, match="make site"):
        module_lite.construire(tmp_path / "lite", [])


def test_le_travail_est_garde_et_rouvert(cahier):
    """Une page rechargée : la réponse est relue du disque de JupyterLite, dans ce navigateur."""
    cahier.once("dialog", lambda question: question.accept())
    cahier.reload()
    executer_deux_questions(cahier)
    carte = cahier.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    expect(carte.locator("input[type=text]").first).to_have_value("80")
    expect(carte.locator(".ch-retour")).to_contain_text("recopié la règle")
