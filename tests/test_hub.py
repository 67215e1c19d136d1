"""La recette JupyterHub, sans JupyterHub : un cahier commencé n'est pas écrasé, la page dit ses réglages."""

import os
import runpy
import sys
from pathlib import Path
from types import ModuleType
from unittest.mock import MagicMock

import pytest

RACINE = Path(__file__).parents[1]
CAHIERS = {cahier.name: cahier.read_bytes() for cahier in (RACINE / "notebooks").glob("*.ipynb")}


@pytest.fixture
def recette(monkeypatch, tmp_path):
    module = ModuleType("jupyterhub.spawner")
    module.SimpleLocalProcessSpawner = object
    monkeypatch.setitem(sys.modules, "jupyterhub", ModuleType("jupyterhub"))
    monkeypatch.setitem(sys.modules, "jupyterhub.spawner", module)
    monkeypatch.setenv("COURS_ETAT", str(tmp_path))
    monkeypatch.setenv("COURS_SEPARES", "0")
    monkeypatch.setattr(os, "umask", lambda _droits: 0)
    reglages = MagicMock()
    fichier = RACINE / "book" / "_hub" / "jupyterhub_config.py"
    return runpy.run_path(fichier, {"get_config": lambda: reglages})["ServeurEleve"], reglages


def test_un_cahier_commence_n_est_jamais_ecrase(recette, tmp_path):
    serveur = recette[0]()
    dossier = tmp_path / "dossiers" / "gpme2-07"
    serveur.home_dir = str(dossier)
    serveur.preparer()
    assert {fichier.name: fichier.read_bytes() for fichier in dossier.iterdir()} == CAHIERS
    assert dossier.stat().st_mode & 0o777 == 0o700

    (dossier / "4-pareto.ipynb").write_text("commencé")
    (dossier / "1-connaissance.ipynb").unlink()
    serveur.preparer()
    assert (dossier / "4-pareto.ipynb").read_text() == "commencé"
    assert (dossier / "1-connaissance.ipynb").read_bytes() == CAHIERS["1-connaissance.ipynb"]


def test_la_page_dit_les_reglages(recette):
    reglages = recette[1]
    page = (RACINE / "book" / "heberger.md").read_text(encoding="utf-8")
    assert reglages.JupyterHub.cleanup_servers is False and reglages.JupyterHub.cleanup_proxy is False
    assert reglages.Spawner.mem_limit == "1G" and "bornée** à 1 Go par processus" in page
    assert reglages.JupyterHub.bind_url.removesuffix("/") in page
    # Qui entre se décide ailleurs : la recette n'ouvre à personne.
    assert "authenticator_class" not in vars(reglages.JupyterHub)
    assert "allow_all" not in vars(reglages.Authenticator)
