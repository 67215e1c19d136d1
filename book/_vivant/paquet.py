"""Réunir le cours en un fichier à emporter : ``python book/_vivant/paquet.py [SITE FICHIER.zip]``.

Le site devient ``_build/cours-hors-ligne.zip``, avec une notice et de quoi le servir. Celui de l'enseignant a
son fichier, son dossier et sa notice.
Le même site donne les mêmes octets : ordre alphabétique, une seule date, les mêmes droits. Les PDF de
« make pdf » n'y sont pas, ni leurs liens : ils ont leur propre fichier.
"""

import re
import sys
import zipfile
from pathlib import Path

from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours

RACINE = Path(__file__).resolve().parents[2]
SITE = RACINE / "_build" / "html"
ARRIVEE = RACINE / "_build" / "cours-hors-ligne.zip"
NOTICE = Path(__file__).resolve().parent / "LISEZ-MOI.txt"
NOTICE_ENSEIGNANT = NOTICE.with_name("LISEZ-MOI-enseignant.txt")
SERVIR = RACINE / "book" / "servir.py"
PLAFOND = 70_000_000
# Où « make pdf » écrit dans le site, et ce qu'il écrit dans ses pages.
DOSSIER_PDF = "_pdf"
MARQUE_PDF = re.compile(rb"(?<=<!--pdf-->).*?(?=<!--/pdf-->)", re.DOTALL)
DATE = (2025, 1, 1, 0, 0, 0)
# Lisible par tous : le serveur d'un établissement n'est pas celui qui a décompressé.
DROITS = 0o100644
AILLEURS = 'Path(__file__).resolve().parents[1] / "_build" / "html"'
A_COTE = 'Path(__file__).resolve().parent / "site"'


def deplacer_site(programme: str) -> str:
    """Faire servir à ``servir.py`` le dossier ``site`` posé à côté de lui."""
    if programme.count(AILLEURS) != 1:
        raise ErreurCours(
            f"book/servir.py ne contient plus la ligne «\u202fSITE = {AILLEURS}\u202f»\u202f: "
            "corrigez AILLEURS dans book/_vivant/paquet.py."
        )
    return programme.replace(AILLEURS, A_COTE)


def reunir(site: Path) -> dict[str, bytes]:
    """Lire tout ce qui part dans le fichier.

    Parameters
    ----------
    site : Path
        Le site construit, avec ``pyodide/`` et ``lite/``.

    Returns
    -------
    dict
        Chemin dans le fichier → octets, dans l'ordre alphabétique.

    Raises
    ------
    ErreurCours
        « Il manque … dans … : lancez d'abord « make site ». »
    """
    for attendu in ("index.html", "pyodide/taille.json", "_static/vivant/amorce.js", "lite/index.html"):
        if not (site / attendu).is_file():
            raise ErreurCours(
                f"Il manque {attendu} dans {site}\u202f: lancez d’abord «\u202fmake site\u202f»."
            )
    # Le Bloc-notes de Windows n'affiche bien les accents et les lignes qu'avec cette marque et ces fins.
    notice = NOTICE_ENSEIGNANT if (site / "solutions").is_dir() else NOTICE
    notice = notice.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig")
    contenu = {
        "LISEZ-MOI.txt": notice,
        "servir.py": deplacer_site(SERVIR.read_text(encoding="utf-8")).encode(),
    }
    for fichier in site.rglob("*"):
        lieu = fichier.relative_to(site)
        if fichier.is_file() and fichier.name != ".buildinfo" and lieu.parts[0] != DOSSIER_PDF:
            octets = fichier.read_bytes()
            contenu[f"site/{lieu.as_posix()}"] = (
                MARQUE_PDF.sub(b"", octets) if fichier.suffix == ".html" else octets
            )
    return dict(sorted(contenu.items()))


def ecrire_paquet(contenu: dict[str, bytes], arrivee: Path, dossier: str = ARRIVEE.stem) -> None:
    """Écrire le fichier zip, toujours avec les mêmes octets pour le même contenu.

    Tout y est dans un seul dossier : décompresser ne disperse rien.
    """
    provisoire = arrivee.with_suffix(".tmp")
    with zipfile.ZipFile(provisoire, "w") as archive:
        for nom, octets in contenu.items():
            fiche = zipfile.ZipInfo(f"{dossier}/{nom}", DATE)
            fiche.create_system, fiche.external_attr = 3, DROITS << 16
            archive.writestr(fiche, octets, zipfile.ZIP_DEFLATED, 9)
    taille = provisoire.stat().st_size
    if taille > PLAFOND:
        provisoire.unlink()
        raise ErreurCours(
            f"Le cours à emporter pèserait {ecrire_nombre(taille / 1e6, 1)} Mo, plus que les "
            f"{ecrire_nombre(PLAFOND / 1e6)} Mo permis\u202f: cherchez dans le site ce qui a grossi."
        )
    provisoire.replace(arrivee)


def main(site: Path = SITE, arrivee: Path = ARRIVEE) -> None:
    """Écrire le fichier et dire sa taille."""
    try:
        ecrire_paquet(reunir(site), arrivee, arrivee.stem)
    except ErreurCours as refus:
        sys.exit(str(refus))
    print(f"{arrivee}\u202f: {ecrire_nombre(arrivee.stat().st_size / 1e6, 1)} Mo")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
