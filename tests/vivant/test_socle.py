"""Ce que la page emporte à son réveil, sans construire la distribution."""

import io
import zipfile

import pytest
from charger import charger


@pytest.fixture(scope="module")
def socle():
    return charger("book/_vivant/socle.py")


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
    lots, reste = socle.partager({"cours.whl": tampon.getvalue()}, {}, set(), "cours.whl")
    dossier = "lib/python3.12/site-packages/course_helpers/"
    assert set(lots["cours"]) == {dossier + "pareto.pyc", dossier + "datasets/clients.csv"}
    # Le reste a sa place dans l'arborescence : l'ouvrir va le chercher.
    assert reste["cours.whl"] == [
        dossier + f"datasets/{nom}" for nom in ("facture.pdf", "fec-2024.txt", "import-x.csv")
    ]
