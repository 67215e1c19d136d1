"""L'extension du livre : typographie, et formules sans script."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes


@pytest.fixture(scope="module")
def habillage():
    chemin = Path(__file__).parents[2] / "book" / "_ext" / "habillage.py"
    fiche = importlib.util.spec_from_file_location("habillage", chemin)
    module = importlib.util.module_from_spec(fiche)
    fiche.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "frappe, lu",
    [
        ("Est-ce vrai ?", "Est-ce vrai_?"),
        ("« 20/80 » : non", "«_20/80_»_: non"),
        ("80 % de 1 389 308 €", "80_% de 1_389_308_€"),
        ("l'année 2025 180 clients", "l’année 2025 180 clients"),
        ("à 8:30", "à 8:30"),
    ],
)
def test_la_typographie_se_fait_seule(habillage, frappe, lu):
    assert habillage.typographier(frappe).replace("\u202f", "_") == lu


@pytest.mark.parametrize("visiteur", ["visiter_formule", "visiter_formule_bloc"])
def test_une_formule_s_affiche_sans_script(habillage, visiteur):
    page = SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        getattr(habillage, visiteur)(page, nodes.math("", r"\frac{m r^t}{(1+i)^t}"))
    assert "<mfrac>" in page.body[0] and "<script" not in page.body[0]


def test_l_empreinte_suit_le_code_et_les_donnees(habillage, tmp_path, monkeypatch):
    monkeypatch.setattr(habillage, "RACINE", tmp_path)
    for dossier in ("src", "datasets"):
        (tmp_path / dossier).mkdir()
    (tmp_path / "src" / "pareto.py").write_text("1")
    avant = habillage.calculer_empreinte()
    assert habillage.calculer_empreinte() == avant
    (tmp_path / "src" / "pareto.py").write_text("2")
    assert habillage.calculer_empreinte() != avant
