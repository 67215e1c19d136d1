"""Poser dans le site construit ce qui rend ses pages vivantes : ``python book/_vivant/assembler.py SITE``.

Le Python du navigateur va dans ``pyodide/``, le programme de la page dans ``_static/vivant/``, les cahiers
dans ``lite/``.
"""

import json
import shutil
import sys
from pathlib import Path

import distribution
import hebergement
import lite

PAGE = distribution.ICI / "page"
# Ce que la page charge : le cours, sans l'IPython que le verrou complet donne à JupyterLite.
SANS_IPYTHON = {"ipywidgets": ["comm", "traitlets"]}


def alleger_verrou(verrou: dict) -> dict:
    """Réduire le verrou à ce que la page emploie.

    Parameters
    ----------
    verrou : dict
        Le contenu de ``pyodide-lock.json``.

    Returns
    -------
    dict
        Le même verrou, où ipywidgets ne demande plus IPython : ``noyau.py`` en donne les noms utiles.
    """
    paquets = {nom: dict(paquet) for nom, paquet in verrou["packages"].items()}
    for nom, besoins in SANS_IPYTHON.items():
        paquets[nom]["depends"] = besoins
    return verrou | {
        "packages": distribution.suivre_besoins(paquets, [distribution.COURS, distribution.FORMULES])
    }


def poser_distribution(arrivee: Path) -> int:
    """Copier le Python du navigateur, le verrou de la page et la taille à annoncer, qui est rendue."""
    shutil.copytree(distribution.SORTIE, arrivee, dirs_exist_ok=True)
    verrou = alleger_verrou(json.loads((arrivee / distribution.VERROU).read_text(encoding="utf-8")))
    (arrivee / "verrou-page.json").write_text(json.dumps(verrou), encoding="utf-8")
    demandes = distribution.suivre_besoins(verrou["packages"], [distribution.COURS])
    fichiers = [*distribution.NOYAU, *(paquet["file_name"] for paquet in demandes.values())]
    fichiers.remove("pyodide.js")  # la page prend pyodide.mjs
    taille = sum((arrivee / nom).stat().st_size for nom in fichiers)
    (arrivee / "taille.json").write_text(json.dumps({"octets": taille}), encoding="utf-8")
    return taille


def poser_page(arrivee: Path, octets: int) -> None:
    """Réunir les programmes de la page et leurs bibliothèques npm ; le coût d’un réveil s’y écrit."""
    arrivee.mkdir(parents=True, exist_ok=True)
    for nom in ("travailleur.mjs", "essai.mjs", "noyau.py"):
        shutil.copy(PAGE / nom, arrivee / nom)
    installes = PAGE / "node_modules" / ".package-lock.json"
    if not installes.exists() or installes.stat().st_mtime < (PAGE / "package-lock.json").stat().st_mtime:
        # npm ci vérifie chaque paquet contre le verrou ; aucun script d'installation n'est exécuté.
        distribution.lancer([distribution.trouver_node("npm"), "ci", "--prefix", PAGE, "--ignore-scripts"])
    esbuild = PAGE / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    options += ["--loader:.svg=dataurl", f"--define:OCTETS_A_RECEVOIR={octets}", f"--outdir={arrivee}"]
    entrees = [PAGE / nom for nom in ("amorce.js", "activer.js", "eleve.js", "tester.js")]
    distribution.lancer([distribution.trouver_node("node"), esbuild, *entrees, *options])


def main(site: Path) -> None:
    """Poser la distribution, le programme de la page, les cahiers et les réglages d'hébergement."""
    octets = poser_distribution(site / "pyodide")
    poser_page(site / "_static" / "vivant", octets)
    lite.poser_lite(site / "lite")
    hebergement.poser_reglages(site)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
