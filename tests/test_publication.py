"""Publier : un seul numéro, des flux qui n'appellent que ce qui existe."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from charger import charger
from check_jsonschema import main as verifier_schema
from click.testing import CliRunner

from course_helpers import __version__

RACINE = Path(__file__).parents[1]
FLUX = (".gitlab-ci.yml", ".github/workflows/publier.yml")


@pytest.fixture(scope="module")
def version():
    """Donner .ci/version.py, qui n'appartient à aucun paquet."""
    return charger(".ci/version.py")


def relever(version, racine):
    """Ce que disent le paquet, la référence et la section du haut du journal."""
    reference = yaml.safe_load((racine / version.CITATION).read_text(encoding="utf-8"))
    journal = (racine / version.JOURNAL).read_text(encoding="utf-8")
    section = re.search(r"^## \[(.*)\] – (.*)$", journal, re.MULTILINE).groups()
    return (
        version.lire(racine),
        reference["version"],
        str(reference.get("date-released", "à paraître")),
        section,
    )


def test_le_numero_est_le_meme_partout(version):
    numero, cite, paru, section = relever(version, RACINE)
    assert (numero, cite, section) == (__version__, __version__, (__version__.removesuffix(".dev0"), paru))
    assert numero.endswith(".dev0") == (paru == "à paraître")


def test_un_numero_change_partout(version, tmp_path):
    for nom in (version.PAQUET, version.JOURNAL, version.CITATION):
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RACINE / nom, tmp_path / nom)
    for numero, jour in {
        "9.8.0.dev0": "à paraître",
        "9.8.0": "2030-02-01",
        "9.9.0.dev0": "à paraître",
    }.items():
        version.changer(numero, "2030-02-01", tmp_path)
        assert relever(version, tmp_path) == (numero, numero, jour, (numero.removesuffix(".dev0"), jour))
    assert "\n\n## [9.8.0] – 2030-02-01\n" in (tmp_path / version.JOURNAL).read_text(encoding="utf-8")
    version.changer("9.9.0", "2030-03-01", tmp_path)
    for refuse, raison in {"9.9": "ne convient pas", "9.9.1": "ce que la version change"}.items():
        with pytest.raises(SystemExit, match=raison):
            version.changer(refuse, "2030-03-02", tmp_path)
    assert version.lire(tmp_path) == "9.9.0"


@pytest.mark.parametrize("nom", FLUX)
def test_un_flux_n_appelle_que_ce_qui_existe(nom):
    flux = (RACINE / nom).read_text(encoding="utf-8")
    makefile = (RACINE / "Makefile").read_text(encoding="utf-8")
    cibles = re.findall(r"^ *(?:- |- run: |script: )make (.*)$", flux, re.MULTILINE)
    assert cibles and all(f"\n{cible}:" in makefile for ligne in cibles for cible in ligne.split())
    assert (RACINE / ".ci" / "run").stat().st_mode & 0o100 and ".ci/run" in flux
    # Une action est tenue par son empreinte : son étiquette peut changer de contenu.
    actions = re.findall(r"uses: (.*)", flux)
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", action) for action in actions)
    assert set(re.findall(r"(?:image|container): (.*)", flux)) == {"python:3.11-bookworm"}


@pytest.mark.parametrize(
    ("fichier", "options"),
    [
        (FLUX[0], ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
        (FLUX[1], ["vendor.github-workflows"]),
        ("CITATION.cff", ["vendor.citation-file-format", "--default-filetype", "yaml"]),
    ],
)
def test_la_forme_est_celle_du_schema_publie(fichier, options):
    """Dans ce processus : lancé à part, ce programme met deux secondes à s'ouvrir."""
    sortie = CliRunner().invoke(verifier_schema, ["--builtin-schema", *options, str(RACINE / fichier)])
    assert sortie.exit_code == 0, sortie.output
