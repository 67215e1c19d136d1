"""Poser dans le site construit ce qui rend ses pages vivantes : ``python book/_vivant/assembler.py SITE``.

Le Python du navigateur va dans ``pyodide/``, les cahiers dans ``lite/``, le programme de la page dans
``_static/vivant-EMPREINTE/`` : quand il change, son adresse change, et aucun navigateur ne garde l'ancien.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

import distribution
import hebergement
import lite

PAGE = distribution.ICI / "page"
PROGRAMME = re.compile(r"_static/vivant(?:-[0-9a-f]{8})?/")
# Une page d'avant cette empreinte le demande : il la fait relire.
ANCIEN = """// Une page gardée depuis une version ancienne du site : la relire, une fois.
if (!sessionStorage.getItem("page-ancienne")) {
  sessionStorage.setItem("page-ancienne", "relue");
  fetch(location.href, { cache: "reload" }).then(() => location.reload());
}
"""
# Ce que la page charge avant qu'on l'active : le reste est compté dans ce que coûte l'activation.
DU_DEBUT = ("amorce.js", "eleve.js", "tester.js", "essai.mjs", "presenter.js", "presenter.css")


def poser_distribution(arrivee: Path) -> str:
    """Copier ce que la page télécharge et, dans un dossier nommé d'après le verrou, la distribution entière.

    Returns
    -------
    str
        Le nom de ce dossier, où JupyterLite prend son Python et la page ce qu'elle n'avait pas téléchargé.
    """
    verrou = (distribution.SORTIE / distribution.VERROU).read_bytes()
    dossier = hashlib.sha256(verrou).hexdigest()[:8]
    shutil.rmtree(arrivee, ignore_errors=True)
    shutil.copytree(distribution.SORTIE, arrivee / dossier)
    for lot in distribution.SORTIE_PAGE.glob("*.bin"):
        shutil.copy2(lot, arrivee / lot.name)
    return dossier


def reunir_programme(arrivee: Path, roues: str) -> int:
    """Réunir dans un dossier le programme de la page et ses bibliothèques npm.

    Parameters
    ----------
    arrivee : Path
    roues : str
        Le dossier de la distribution entière.

    Returns
    -------
    int
        Les octets que la page demande quand on l'active, servis sans compression.
    """
    for nom in ("travailleur.mjs", "essai.mjs", "noyau.py", "roue.py"):
        shutil.copy(PAGE / nom, arrivee / nom)
    shutil.copy(distribution.SORTIE / "pyodide.mjs", arrivee / "pyodide.mjs")
    sommaire = json.loads((distribution.SORTIE_PAGE / distribution.SOMMAIRE).read_text(encoding="utf-8"))
    (arrivee / "fichiers.mjs").write_text(
        f"export default {json.dumps(sommaire | {'dossier': f'{roues}/'})};\n", encoding="utf-8"
    )
    installes = PAGE / "node_modules" / ".package-lock.json"
    if not installes.exists() or installes.stat().st_mtime < (PAGE / "package-lock.json").stat().st_mtime:
        # npm ci vérifie chaque paquet contre le verrou ; aucun script d'installation n'est exécuté.
        distribution.lancer([distribution.trouver_node("npm"), "ci", "--prefix", PAGE, "--ignore-scripts"])
    esbuild = PAGE / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    options += ["--loader:.svg=dataurl", f"--outdir={arrivee}"]

    def assembler(*noms: str) -> None:
        entrees = [PAGE / nom for nom in noms]
        distribution.lancer([distribution.trouver_node("node"), esbuild, *entrees, *options])

    assembler("activer.js", "eleve.js", "tester.js", "presenter.js", "presenter.css")
    octets = sum(fiche["octets"] for fiche in sommaire["lots"].values()) + sum(
        fichier.stat().st_size for fichier in arrivee.iterdir() if fichier.name not in DU_DEBUT
    )
    options.append(f"--define:OCTETS_A_RECEVOIR={octets}")
    assembler("amorce.js")
    return octets


def poser_page(statique: Path, roues: str) -> tuple[str, int]:
    """Poser le programme de la page dans un dossier nommé d'après son contenu.

    Returns
    -------
    (str, int)
        Le nom du dossier, et les octets que coûte l'activation.
    """
    provisoire = statique / "vivant.nouveau"
    shutil.rmtree(provisoire, ignore_errors=True)
    provisoire.mkdir(parents=True)
    octets = reunir_programme(provisoire, roues)
    empreinte = hashlib.sha256()
    for fichier in sorted(provisoire.iterdir()):
        empreinte.update(fichier.name.encode() + b"\0" + fichier.read_bytes())
    dossier = f"vivant-{empreinte.hexdigest()[:8]}"
    for ancien in (ancien for ancien in statique.glob("vivant*") if ancien != provisoire):
        shutil.rmtree(ancien)
    provisoire.rename(statique / dossier)
    (statique / "vivant").mkdir()
    (statique / "vivant" / "amorce.js").write_text(ANCIEN, encoding="utf-8")
    return dossier, octets


def adresser(site: Path, dossier: str) -> None:
    """Écrire dans chaque page l'adresse du programme ; la refaire ne change rien."""
    for page in site.glob("**/*.html"):
        texte = page.read_text(encoding="utf-8")
        corrige = PROGRAMME.sub(f"_static/{dossier}/", texte)
        if corrige != texte:
            page.write_text(corrige, encoding="utf-8")


def main(site: Path) -> None:
    """Poser la distribution, le programme de la page, les cahiers et les réglages d'hébergement."""
    roues = poser_distribution(site / "pyodide")
    dossier, octets = poser_page(site / "_static", roues)
    adresser(site, dossier)
    (site / "pyodide" / "taille.json").write_text(json.dumps({"octets": octets}), encoding="utf-8")
    lite.poser_lite(site / "lite")
    lite.adresser_python(site / "lite", roues)
    hebergement.poser_reglages(site)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
