"""La distribution Pyodide construite, et le script qui la construit.

Rien ne s'excuse ici : sans distribution à jour, ces tests échouent et disent quoi lancer.
"""

import importlib
import json
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
COMMANDE = "lancez « python book/_vivant/distribution.py » (« make site » le fait)"


@pytest.fixture(scope="session")
def module_distribution():
    """Donner book/_vivant/distribution.py, qui n'appartient à aucun paquet."""
    sys.path.insert(0, str(RACINE / "book" / "_vivant"))
    try:
        return importlib.import_module("distribution")
    finally:
        del sys.path[0]


@pytest.fixture(scope="session")
def pyodide(module_distribution):
    """Donner le dossier de la distribution, faite des sources d'aujourd'hui."""
    dossier = module_distribution.SORTIE
    if not (dossier / "pyodide-lock.json").is_file():
        pytest.fail(f"La distribution Pyodide n’est pas construite : {COMMANDE}.")
    cours = json.loads((dossier / "pyodide-lock.json").read_text("utf-8"))["packages"]["course-helpers"]
    if cours["sha256_sources"] != module_distribution.emballer_cours()[0]["sha256_sources"]:
        pytest.fail(f"Le cours a changé depuis la construction de la distribution : {COMMANDE}.")
    return dossier
