"""Ce que la page emporte à son réveil, sans construire la distribution."""

import importlib.util
import io
import sys
import zipfile
from pathlib import Path

import pytest

DOSSIER = Path(__file__).parents[2] / "book" / "_vivant"


@pytest.fixture(scope="module")
def socle():
    description = importlib.util.spec_from_file_location("socle_a_essayer", DOSSIER / "socle.py")
    module = importlib.util.module_from_spec(description)
    sys.modules[description.name] = module
    description.loader.exec_module(module)
    yield module
    del sys.modules[description.name]


def test_le_reveil_n_emporte_des_donnees_que_les_tables(socle):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom in (
            "pareto.pyc",
            "datasets/clients.csv",
            "datasets/fec-2024.txt",
            "datasets/facture.pdf",
            "datasets/import-x.csv",
        ):
            archive.writestr(f"course_helpers/{nom}", nom)
    lots, reste = socle.partager({"cours.whl": tampon.getvalue()}, set(), "cours.whl")
    dossier = "lib/python3.12/site-packages/course_helpers/"
    assert set(lots["cours"]) == {dossier + "pareto.pyc", dossier + "datasets/clients.csv"}
    # Le reste a sa place dans l'arborescence : l'ouvrir va le chercher.
    assert reste["cours.whl"] == [
        dossier + f"datasets/{nom}" for nom in ("facture.pdf", "fec-2024.txt", "import-x.csv")
    ]
