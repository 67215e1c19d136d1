"""Ouvrir avec LibreOffice ce que le cours écrit : recalculer un classeur, lire un document."""

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
    convertis = _convertir(dossier, "xlsx", {f"{nom}.xlsx": octets for nom, octets in classeurs.items()})
    return {nom: load_workbook(convertis / f"{nom}.xlsx", data_only=True) for nom in classeurs}


def lire_documents(dossier: Path, documents: dict[str, bytes]) -> dict[str, str]:
    """Ouvrir des .docx par LibreOffice ; rendre le texte de chacun."""
    filtre = "txt:Text (encoded):UTF8"
    convertis = _convertir(dossier, filtre, {f"{nom}.docx": octets for nom, octets in documents.items()})
    return {nom: (convertis / f"{nom}.txt").read_text(encoding="utf-8-sig") for nom in documents}


def _convertir(dossier: Path, filtre: str, fichiers: dict[str, bytes]) -> Path:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.fail("LibreOffice manque : installez les paquets de .ci/paquets.")
    profil, sortie = dossier / "profil", dossier / "sortie"
    (profil / "user").mkdir(parents=True)
    (profil / "user" / "registrymodifications.xcu").write_text(RECALCULER, encoding="utf-8")
    for nom, octets in fichiers.items():
        (dossier / nom).write_bytes(octets)
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={profil.as_uri()}", "--headless", "--convert-to", filtre),
            *("--outdir", sortie, *(dossier / nom for nom in fichiers)),
        ],
        check=True,
        capture_output=True,
        timeout=1800,
    )
    return sortie


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
