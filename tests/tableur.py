"""Recalculer des classeurs avec un vrai tableur, et relire chaque case calculée."""

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

# Toujours recalculer à l'ouverture : sans cela, LibreOffice relirait les valeurs déjà écrites.
RECALCULER = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def recalculer(dossier: Path, classeurs: dict[str, bytes]) -> dict:
    """Recalculer d'une traite par LibreOffice ; rendre chaque classeur, ouvert sur ses valeurs."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.fail("LibreOffice manque : installez le paquet « libreoffice-calc-nogui ».")
    profil, sortie = dossier / "profil", dossier / "sortie"
    (profil / "user").mkdir(parents=True)
    (profil / "user" / "registrymodifications.xcu").write_text(RECALCULER, encoding="utf-8")
    for nom, octets in classeurs.items():
        (dossier / f"{nom}.xlsx").write_bytes(octets)
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={profil.as_uri()}", "--headless", "--convert-to", "xlsx"),
            *("--outdir", sortie, *(dossier / f"{nom}.xlsx" for nom in classeurs)),
        ],
        check=True,
        capture_output=True,
        timeout=1800,
    )
    return {nom: load_workbook(sortie / f"{nom}.xlsx", data_only=True) for nom in classeurs}


def lire_calculs(classeur, ouvert):
    """Donner chaque case calculée : sa place, la valeur attendue, celle du fichier, son format."""
    for feuille in classeur.feuilles:
        onglet = ouvert[feuille.nom]
        for rang, case in enumerate(feuille.cases, start=3):
            if case.formule:
                yield f"{feuille.nom}!B{rang}", case.valeur, onglet.cell(rang, 2).value, case.format
        for place, colonne in enumerate(feuille.colonnes, start=1):
            if colonne.formule:
                for ligne, attendu in enumerate(colonne.valeurs, start=feuille.premiere):
                    cellule = onglet.cell(ligne, place)
                    yield f"{feuille.nom}!{cellule.coordinate}", attendu, cellule.value, colonne.format
