"""Le cahier dans un vrai JupyterLab : se tromper, lire, prendre un indice, réussir, rendre, être corrigé."""

import csv
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from course_helpers.exercices import Serie

RACINE = Path(__file__).parents[2]


@pytest.fixture
def labo(tmp_path):
    """JupyterLab, sur un dossier qui ne contient que le cahier."""
    dossier = tmp_path / "cahiers"
    dossier.mkdir()
    shutil.copy(RACINE / "notebooks" / "4-pareto.ipynb", dossier)
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    adresse = f"http://127.0.0.1:{port}"
    journal = (tmp_path / "labo.log").open("w")
    lancement = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
            *("--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={dossier}"),
        ],
        stdout=journal,
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{adresse}/api", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail(f"JupyterLab n’a pas démarré : {(tmp_path / 'labo.log').read_text()[-500:]}")
        yield adresse
    finally:
        lancement.terminate()
        lancement.wait(timeout=20)
        journal.close()


def test_du_cahier_a_la_note(labo, navigateur, tmp_path):
    contexte = navigateur.new_context(locale="fr-FR", viewport={"width": 1280, "height": 1000})
    vue = contexte.new_page()
    vue.goto(f"{labo}/doc/tree/4-pareto.ipynb")
    vue.locator(".jp-Notebook").wait_for(timeout=60_000)
    expect(vue.locator("#jp-main-statusbar", has_text="Inactif")).to_be_visible(timeout=60_000)
    vue.locator(".lm-MenuBar-item", has_text="Exécution").click()
    vue.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()

    carte = vue.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    champ = carte.locator("input[type=text]").first
    champ.wait_for(timeout=60_000)
    expect(vue.locator("#jp-main-statusbar", has_text="Inactif")).to_be_visible(timeout=60_000)

    champ.fill("80")
    carte.get_by_role("button", name="Vérifier").click()
    expect(carte.locator(".ch-retour")).to_contain_text("recopié la règle", timeout=20_000)
    carte.get_by_role("button", name="Indice").click()
    expect(carte.locator(".ch-indices")).to_contain_text("Triez d’abord les clients", timeout=20_000)
    champ.fill(f"{Serie('4-pareto').valeurs.part_20:.1f}".replace(".", ","))
    carte.get_by_role("button", name="Vérifier").click()
    expect(carte.locator(".ch-retour")).to_contain_text(re.compile("réussi", re.IGNORECASE), timeout=20_000)

    copie = vue.locator(".jp-OutputArea", has=vue.get_by_text("Télécharger ma copie")).last
    expect(copie).to_contain_text("1 / 18", timeout=20_000)
    expect(copie).to_contain_text("1 indice")
    copies = tmp_path / "copies"
    copies.mkdir()
    with vue.expect_download() as attente:
        copie.get_by_text("Télécharger ma copie").click()
    attente.value.save_as(copies / attente.value.suggested_filename)
    contexte.close()

    assert [fichier.name for fichier in copies.iterdir()] == ["copie-CLASSE.json"]
    resultats = tmp_path / "resultats"
    cours = Path(sys.executable).with_name("cours")
    subprocess.run([cours, "corriger", copies, "--sortie", resultats], check=True, timeout=120)
    with (resultats / "notes.csv").open(encoding="utf-8-sig", newline="") as fichier:
        (ligne,) = csv.DictReader(fichier, delimiter=";")
    # Une question d'un point réussie, sur une série de vingt points.
    assert list(ligne.values())[:4] == ["CLASSE", "4-pareto", "1,0", "1"]
    assert ligne["motif"] == ""
