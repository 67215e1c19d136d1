"""Le cahier dans un vrai JupyterLab : se tromper, lire, prendre un indice, réussir, rendre, être corrigé."""

import csv
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import expect

from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque

TOTAL = len(ouvrir_banque("4-pareto").questions)
RACINE = Path(__file__).parents[2]


@pytest.fixture
def labo(tmp_path):
    """JupyterLab, sur un dossier qui ne contient que le cahier."""
    dossier = tmp_path / "cahiers"
    dossier.mkdir()
    shutil.copy(RACINE / "notebooks" / "4-pareto.ipynb", dossier)
    commande = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"),
        *("--IdentityProvider.token=", f"--ServerApp.root_dir={dossier}"),
    ]
    with subprocess.Popen(commande, stderr=subprocess.PIPE, text=True) as lancement:
        try:
            # Le système a choisi le port : le journal dit lequel.
            journal = (re.search(r"http://127\.0\.0\.1:\d+", ligne) for ligne in lancement.stderr)
            adresse = next((trouvee[0] for trouvee in journal if trouvee), None)
            assert adresse, "JupyterLab n’a pas démarré : lancez « make labo » pour lire pourquoi."
            # Personne ne lit la suite, et un tuyau plein arrêterait JupyterLab.
            threading.Thread(target=lancement.stderr.read, daemon=True).start()
            # L'adresse est écrite un peu avant que l'on y réponde.
            essais = urllib3.Retry(connect=600, backoff_factor=0.1, backoff_max=0.5)
            with urllib3.PoolManager(retries=essais) as client:
                client.request("GET", f"{adresse}/api")
            yield adresse
        finally:
            lancement.terminate()


def test_du_cahier_a_la_note(labo, ouvrir_contexte, tmp_path):
    contexte = ouvrir_contexte(viewport={"width": 1280, "height": 1000})
    vue = contexte.new_page()
    vue.goto(f"{labo}/doc/tree/4-pareto.ipynb")
    vue.locator(".jp-Notebook").wait_for()
    expect(vue.locator("#jp-main-statusbar", has_text="Inactif")).to_be_visible()
    vue.locator(".lm-MenuBar-item", has_text="Exécution").click()
    vue.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()

    carte = vue.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    champ = carte.locator("input[type=text]").first
    champ.wait_for()
    expect(vue.locator("#jp-main-statusbar", has_text="Inactif")).to_be_visible()

    champ.fill("80")
    carte.get_by_role("button", name="Vérifier").click()
    expect(carte.locator(".ch-retour")).to_contain_text("recopié la règle")
    carte.get_by_role("button", name="Indice").click()
    expect(carte.locator(".ch-indices")).to_contain_text("Triez d’abord les clients")
    champ.fill(f"{Serie('4-pareto').valeurs.part_20:.1f}".replace(".", ","))
    carte.get_by_role("button", name="Vérifier").click()
    expect(carte.locator(".ch-retour")).to_contain_text(re.compile("réussi", re.IGNORECASE))

    copie = vue.locator(".jp-OutputArea", has=vue.get_by_text("Télécharger ma copie")).last
    expect(copie).to_contain_text(f"1 / {TOTAL}")
    expect(copie).to_contain_text("1 indice")
    copies = tmp_path / "copies"
    copies.mkdir()
    with vue.expect_download() as attente:
        copie.get_by_text("Télécharger ma copie").click()
    attente.value.save_as(copies / attente.value.suggested_filename)
    contexte.close()

    assert [fichier.name for fichier in copies.iterdir()] == ["copie-4-pareto-CLASSE.json"]
    resultats = tmp_path / "resultats"
    cours = Path(sys.executable).with_name("cours")
    subprocess.run([cours, "corriger", copies, "--sortie", resultats], check=True)
    with (resultats / "notes.csv").open(encoding="utf-8-sig", newline="") as fichier:
        (ligne,) = csv.DictReader(fichier, delimiter=";")
    # Une question d'un point réussie, sur une série de vingt points.
    assert list(ligne.values())[:4] == ["CLASSE", "4-pareto", "1,0", "1"]
    assert ligne["motif"] == ""
