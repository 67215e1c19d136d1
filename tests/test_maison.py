"""La maison telle que CONTRIBUTING la dessine, telle que le contrat la tient, et ses noms partout."""

import re
import tomllib
from pathlib import Path

import pytest

import course_helpers
from course_helpers.chapitres import CHAPITRES, COMPLEMENTS, DOSSIERS, PARCOURS

RACINE = Path(__file__).parents[1]
PAQUET = Path(course_helpers.__file__).parent


def lire_plan():
    """Les étages du plan de CONTRIBUTING, du plus haut au plus bas."""
    texte = (RACINE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    plan = re.search(r"## La maison\n\n```\n(.*?)```", texte, re.DOTALL)[1]
    return [re.match(r"\w+(?:  \w+)*", ligne)[0].split() for ligne in plan.splitlines()]


def lire_contrat():
    """Les étages du contrat d'imports."""
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    contrat = next(c for c in projet["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    return [re.findall(r"\w+", etage) for etage in contrat["layers"]]


def test_le_plan_est_celui_du_contrat():
    assert lire_plan() == lire_contrat()


def test_chaque_module_a_son_etage():
    modules = {fichier.stem for fichier in PAQUET.glob("*.py")} | {
        dossier.name for dossier in PAQUET.iterdir() if (dossier / "__init__.py").exists()
    }
    assert modules - {"__init__"} == {nom for etage in lire_contrat() for nom in etage}


@pytest.mark.parametrize("cle", CHAPITRES)
def test_un_chapitre_porte_son_nom_partout(cle):
    for fichier in (
        RACINE / "book" / f"{cle}.md",
        RACINE / "book" / "enseigner" / f"{cle}.md",
        RACINE / "solutions" / f"{cle}.md",
        RACINE / "notebooks" / f"{cle}.ipynb",
        PAQUET / "exercices" / "series" / f"{cle}.md",
        PAQUET / "exercices" / "series" / f"{cle}-synthese.md",
    ):
        assert fichier.exists(), fichier
    assert (PAQUET / "tirages" / f"{CHAPITRES[cle].nom}.py").exists()


@pytest.mark.parametrize("cle", DOSSIERS)
def test_un_dossier_porte_son_nom_partout(cle):
    for fichier in (
        RACINE / "book" / f"{cle}.md",
        RACINE / "solutions" / f"{cle}.md",
        PAQUET / "exercices" / "series" / f"{cle}.md",
    ):
        assert fichier.exists(), fichier


@pytest.mark.parametrize("cle", COMPLEMENTS)
def test_un_complement_porte_son_nom_partout(cle):
    for fichier in (
        RACINE / "book" / f"{cle}.md",
        RACINE / "book" / "enseigner" / f"{cle}.md",
        PAQUET / "exercices" / "series" / f"{cle}.md",
        PAQUET / "tirages" / f"{COMPLEMENTS[cle].nom}.py",
    ):
        assert fichier.exists(), fichier
    assert len({parcours.numero for parcours in PARCOURS.values()}) == len(PARCOURS)


@pytest.mark.parametrize("dossier", ["ateliers", "figures", "classeurs", "exercices/series"])
def test_aucun_chapitre_ne_porte_un_autre_nom(dossier):
    # « analyse » est ce que le bureau « Mon portefeuille » montre, dans plusieurs étages ; « carte » sert aux
    # chapitres 2 (les zones) et 5 (les tournées), « suivi » aux chapitres 6 et 7 (le tableau de bord).
    communs = {"__init__", "atelier", "classeur", "trace", "schema", "plume", "analyse", "carte", "suivi"}
    communs |= {"dossiers", "etats"}
    noms = {fichier.stem for fichier in (PAQUET / dossier).glob("*.py")} - communs
    assert noms and noms <= {parcours.nom for parcours in PARCOURS.values()}
