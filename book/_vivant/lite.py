"""Poser JupyterLite dans ``lite/`` : les cahiers s'ouvrent dans le navigateur, avec le Python des pages.

``python book/_vivant/lite.py SITE`` le fait pendant que le livre se construit ; « assembler.py » le vérifie.

Rien n'est copié deux fois : ``jupyter-lite.json`` renvoie à ``../pyodide``, par un chemin relatif. Il
est relu à chaque ouverture : lui seul dit où est le Python d'aujourd'hui.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from course_helpers.erreurs import ErreurCours

RACINE = Path(__file__).resolve().parents[2]
REGLAGES = Path(__file__).resolve().parent / "lite"
CAHIERS = RACINE / "notebooks"
PAQUETS = (
    "jupyterlite-core",
    "jupyterlite-pyodide-kernel",
    "jupyterlab-widgets",
    "jupyterlab-language-pack-fr-FR",
)
# Seules celles-ci : les autres extensions du poste demandent un serveur.
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager")
# Ce qui s'affiche avant les programmes de JupyterLite n'est pas traduit ; et sans icône nommée, le navigateur
# en demande une à la racine de l'hébergeur.
RETOUCHES = {
    "<html>": '<html lang="fr">',
    "<head>": '<head><link rel="icon" href="favicon.ico">',
    "Loading JupyterLite...": "Ouverture du cahier…",
    "JupyterLite requires JavaScript to be enabled in your browser.": "Ce cahier a besoin de JavaScript.",
}

LECTURE = "window.fetch(liteUrl)"
PYTHON = re.compile(r"\./\.\./pyodide/(?:[0-9a-f]{8}/)?")


def calculer_empreinte(cahiers: list[Path]) -> str:
    """Résumer tout ce dont ``lite/`` est fait : versions, réglages, programme et cahiers."""
    resume = hashlib.sha256(" ".join(f"{nom} {version(nom)}" for nom in PAQUETS).encode())
    for fichier in [Path(__file__), *sorted(REGLAGES.iterdir()), *cahiers]:
        resume.update(fichier.name.encode() + b"\0" + fichier.read_bytes())
    return resume.hexdigest()


def construire(arrivee: Path, cahiers: list[Path]) -> None:
    """Lancer JupyterLite dans un dossier temporaire : il y laisse sa base de travail."""
    extensions = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    with TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        for reglage in REGLAGES.iterdir():
            shutil.copy(reglage, dossier / reglage.name)
        contenus = dossier / "cahiers"
        contenus.mkdir()
        for cahier in cahiers:
            shutil.copy(cahier, contenus / cahier.name)
        construction = {
            "apps": ["notebooks", "tree"],
            "contents": [str(contenus)],
            "federated_extensions": [str(extensions / nom) for nom in EXTENSIONS],
            "ignore_sys_prefix": ["federated_extensions"],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "output_dir": str(arrivee),
            "source_date_epoch": 1_735_689_600,  # le 1er janvier 2025 : les mêmes octets à chaque fois
        }
        reglages = {"LiteBuildConfig": construction}
        (dossier / "jupyter_lite_config.json").write_text(json.dumps(reglages), encoding="utf-8")
        commande = [sys.executable, "-m", "jupyterlite_core.app", "build"]
        resultat = subprocess.run(commande, cwd=dossier, capture_output=True, text=True, timeout=300)
    if resultat.returncode:
        raise ErreurCours(
            f"JupyterLite n’a pas pu être construit (code {resultat.returncode}). Relancez "
            "«\u202fmake site\u202f». Ses derniers mots\u202f:\n"
            f"{(resultat.stdout + resultat.stderr)[-2000:]}"
        )


def retoucher(arrivee: Path) -> None:
    """Mettre en français ce que les pages affichent avant que JupyterLite ne soit chargé."""
    absents = set(RETOUCHES)
    for page in arrivee.glob("*/index.html"):
        texte = page.read_text(encoding="utf-8")
        absents -= {avant for avant in absents if avant in texte}
        for avant, apres in RETOUCHES.items():
            texte = texte.replace(avant, apres)
        page.write_text(texte, encoding="utf-8")
    programme = arrivee / "config-utils.js"
    texte = programme.read_text(encoding="utf-8")
    absents |= {LECTURE} if LECTURE not in texte else set()
    programme.write_text(
        texte.replace(LECTURE, "window.fetch(liteUrl, { cache: 'no-cache' })"), encoding="utf-8"
    )
    if absents:
        raise ErreurCours(
            f"JupyterLite a changé\u202f: «\u202f{min(absents)}\u202f» n’est plus dans ses fichiers. "
            "Revoyez RETOUCHES dans book/_vivant/lite.py."
        )
    paquet = arrivee / "api" / "translations" / "fr_FR.json"
    textes = json.loads(paquet.read_text(encoding="utf-8"))
    # Aucune traduction n'existe pour JupyterLite : ses commandes prennent celles de JupyterLab.
    communs = textes["data"]["jupyterlab"]
    textes["data"]["jupyterlite"] = communs | {"": communs[""] | {"domain": "jupyterlite"}}
    paquet.write_text(json.dumps(textes), encoding="utf-8")


def adresser_python(arrivee: Path, dossier: str) -> None:
    """Écrire dans les réglages où est le Python ; le refaire ne change rien."""
    reglages = arrivee / "jupyter-lite.json"
    texte = reglages.read_text(encoding="utf-8")
    reglages.write_text(PYTHON.sub(f"./../pyodide/{dossier}/", texte), encoding="utf-8")


def poser_lite(arrivee: Path) -> None:
    """Construire ``lite/``, sauf si rien n'a changé depuis la dernière fois.

    Parameters
    ----------
    arrivee : Path
        Le dossier ``lite`` du site, voisin de ``pyodide``.

    Raises
    ------
    ErreurCours
        « JupyterLite n'a pas pu être construit (code …). »
    """
    cahiers = sorted(CAHIERS.glob("*.ipynb"))
    empreinte, temoin = calculer_empreinte(cahiers), arrivee / "empreinte.txt"
    if temoin.exists() and temoin.read_text(encoding="ascii") == empreinte:
        return
    shutil.rmtree(arrivee, ignore_errors=True)
    construire(arrivee, cahiers)
    retoucher(arrivee)
    temoin.write_text(empreinte, encoding="ascii")


if __name__ == "__main__":
    poser_lite(Path(sys.argv[1]).resolve() / "lite")
