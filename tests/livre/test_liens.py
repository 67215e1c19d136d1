"""Chaque lien interne mène à une page qui existe, chaque ancre à un endroit de cette page."""

import re
from pathlib import Path

import pytest
from liens import Releve, chercher_liens_morts

RACINE = Path(__file__).resolve().parents[2]


def test_les_liens_menent_quelque_part(site, page):
    fautes = chercher_liens_morts(site, page)
    assert not fautes, "\n".join(fautes)


@pytest.mark.parametrize("nom", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "datasets/README.md"])
def test_les_liens_du_depot_menent_quelque_part(nom):
    presentation = RACINE / nom
    cibles = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", presentation.read_text(encoding="utf-8"))
    assert [cible for cible in cibles if not (presentation.parent / cible).exists()] == []


def test_le_releve_voit_une_adresse_et_une_ancre():
    releve = Releve()
    releve.feed('<h1 id="titre"></h1><a href="autre.html#la">…</a><img src="x.svg">')
    releve.close()
    assert releve.identifiants == {"titre"} and releve.adresses == ["autre.html#la", "x.svg"]
