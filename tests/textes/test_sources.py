"""Le cours reprend les faits de ses sources, jamais leurs phrases.

Les sources ne sont pas dans le dépôt : on les lit dans le dossier que donne la variable d'environnement
``SOURCES``, par exemple ``SOURCES=~/sources .venv/bin/pytest tests/textes/test_sources.py``.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from prose import RACINE

from course_helpers.methode import ETAPES

SUITE = 8  # mots
EXTENSIONS = {".md", ".py", ".csv", ".json", ".ipynb", ".html", ".toml", ".txt"}
MOT = re.compile(r"[^\W_]+|\0")
CITES = [etape.nom for etape in ETAPES] + ["Les enjeux liés à la connaissance de la clientèle"]
NOMS_CITES = re.compile("|".join(re.escape(nom.lower()) for nom in CITES))


def decouper(texte):
    """Découper un texte en mots, sans casse ni ponctuation : une élision compte pour un mot.

    Les noms des douze étapes et le titre d'une source, cités et annoncés comme tels, en sont retirés.
    """
    return MOT.findall(NOMS_CITES.sub("\0", texte.lower().replace("\\n", " ")))


def relever_suites(mots):
    """Relever les suites de huit mots."""
    return set(zip(*(mots[rang:] for rang in range(SUITE)), strict=False))


def lister_textes():
    """Lister les fichiers de texte du dépôt."""
    suivis = subprocess.run(
        ["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, encoding="utf-8", check=True
    )
    for nom in suivis.stdout.split("\0"):
        if Path(nom).suffix in EXTENSIONS and (RACINE / nom).exists():
            # Un export de comptabilité garde exprès un vieil encodage.
            yield nom, (RACINE / nom).read_text(encoding="utf-8", errors="replace")


@pytest.mark.skipif(
    "SOURCES" not in os.environ,
    reason="les textes d’où vient le cours ne sont pas dans le dépôt : donnez leur dossier dans SOURCES",
)
def test_aucune_suite_de_huit_mots_ne_vient_des_sources():
    dossier = Path(os.environ["SOURCES"]).expanduser()
    fichiers = sorted(fichier for fichier in dossier.rglob("*") if fichier.suffix in {".txt", ".md"})
    assert fichiers, f"aucun texte dans {dossier}"
    # Les noms des douze étapes sont cités, et annoncés comme tels.
    etapes = {suite for etape in ETAPES for suite in relever_suites(decouper(etape.nom))}
    siennes = {
        suite for fichier in fichiers for suite in relever_suites(decouper(fichier.read_text("utf-8")))
    }
    copies = [
        f"{nom} : {' '.join(suite)}"
        for nom, texte in lister_textes()
        for suite in relever_suites(decouper(texte))
        if suite in siennes - etapes
    ]
    assert not copies, "\n".join(copies)


def test_une_suite_copiee_est_vue():
    def relever(texte):
        return relever_suites(decouper(texte))

    source = relever("Le client qui fait franchir le seuil reste en A.")
    assert source & relever("… le CLIENT,\n qui fait « franchir » le seuil reste")
    assert not source & relever("Le client qui franchit ce seuil reste en A.")
