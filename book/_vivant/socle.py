"""Réunir en quelques fichiers ce qu'une page télécharge quand on l'active.

Les roues restent pour JupyterLite. La page n'en prend que ce que les chapitres emploient : ``socle.txt``, que
``relever.mjs`` refait. C'est sans docstrings et comprimé d'un bloc, donc petit même chez un hébergeur qui ne
comprime rien. Le reste garde sa place dans l'arborescence ; l'ouvrir demande la roue, une fois
(``travailleur.mjs``).
"""

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

BIBLIOTHEQUE = "python_stdlib.zip"
LISTE = Path(__file__).resolve().parent / "socle.txt"
PYTHON = "lib/python3.12/"
# Ce qui sert à compiler ou à vérifier des types : aucun programme ne l'ouvre.
INUTILES = (".pyi", ".h", ".a", ".c", ".pxd", ".pyx", ".typed", ".in")

# Des données du cours, la page n'emporte que les tables qu'elle lit : un FEC, un PDF, un fichier fait pour un
# autre logiciel attendent d'être demandés.
DONNEES = "course_helpers/datasets/"
AILLEURS = f"{DONNEES}import-"
TABLES = (".csv", ".json")

# pandas demande « UTC » à dateutil, qui le cherche là avant de lire les six cents fuseaux de son archive.
UTC = "usr/share/zoneinfo/UTC"
FUSEAUX = f"{PYTHON}site-packages/dateutil/zoneinfo/dateutil-zoneinfo.tar.gz"


def lire_archive(nom: str, octets: bytes) -> dict[str, bytes]:
    """Lire les fichiers d'une roue ou de la bibliothèque standard, à la place qu'ils auront."""
    dossier = PYTHON if nom == BIBLIOTHEQUE else f"{PYTHON}site-packages/"
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {
            dossier + fichier: archive.read(fichier)
            for fichier in archive.namelist()
            if not fichier.endswith(("/", *INUTILES))
        }


def lister_modules(nom: str, octets: bytes) -> list[str]:
    """Lister les modules d'une archive que la page télécharge, tels que l'archive les nomme, non compilés."""
    dossier = "" if nom == BIBLIOTHEQUE else "site-packages/"
    voulus = set(LISTE.read_text(encoding="utf-8").split())
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return [nom for nom in archive.namelist() if nom.endswith(".py") and f"{dossier}{nom}c" in voulus]


def partager(
    archives: dict[str, bytes], allegees: dict[str, bytes], voulus: set[str], entiere: str
) -> tuple[dict[str, dict[str, bytes]], dict[str, list[str]]]:
    """Partager les archives entre ce qui part d'abord et ce qui attend d'être demandé.

    Parameters
    ----------
    archives : dict
        Nom d'archive → octets.
    allegees : dict
        Nom d'archive → celle de ses modules voulus, sans docstrings ; toutes n'en ont pas.
    voulus : set of str
        Les fichiers que les chapitres emploient, comme ``"site-packages/numpy/__init__.pyc"``.
    entiere : str
        L'archive prise en entier, sauf les données qui ne sont pas des tables : celle du cours.

    Returns
    -------
    (dict, dict)
        « bibliotheque », « paquets » et « cours » → fichiers ; archive → fichiers qui attendent.
    """
    lots: dict[str, dict[str, bytes]] = {"bibliotheque": {}, "paquets": {}, "cours": {}}
    reste = {}
    for nom, octets in sorted(archives.items()):
        lot = {BIBLIOTHEQUE: "bibliotheque", entiere: "cours"}.get(nom, "paquets")
        legers = lire_archive(nom, allegees[nom]) if nom in allegees else {}
        attendent = []
        for chemin, contenu in sorted(lire_archive(nom, octets).items()):
            attend = f"/{AILLEURS}" in chemin or (f"/{DONNEES}" in chemin and not chemin.endswith(TABLES))
            if (nom == entiere and not attend) or chemin.removeprefix(PYTHON) in voulus:
                lots[lot][chemin] = legers.get(chemin, contenu)
            else:
                attendent.append(chemin)
        if attendent:
            reste[nom] = attendent
    return lots, reste


def lire_utc(reste: dict[str, list[str]], archives: dict[str, bytes]) -> bytes:
    """Prendre dans l'archive de dateutil le seul fuseau dont l'import de pandas a besoin."""
    (roue,) = (nom for nom, attendent in reste.items() if FUSEAUX in attendent)
    fuseaux = lire_archive(roue, archives[roue])[FUSEAUX]
    with tarfile.open(fileobj=io.BytesIO(fuseaux)) as archive:
        return archive.extractfile("UTC").read()


def ecrire_lot(fichiers: dict[str, bytes]) -> bytes:
    """Écrire une archive ``tar`` sans date ni droits, que la page sait lire en quinze lignes."""
    tampon = io.BytesIO()
    with tarfile.open(fileobj=tampon, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        # Les fichiers d'une même sorte se suivent : ils se ressemblent, et se compriment mieux ensemble.
        for chemin in sorted(fichiers, key=lambda chemin: (chemin.rpartition(".")[2], chemin)):
            fiche = tarfile.TarInfo(chemin)
            fiche.size = len(fichiers[chemin])
            archive.addfile(fiche, io.BytesIO(fichiers[chemin]))
    return tampon.getvalue()


def comprimer(octets: bytes, cache: Path) -> bytes:
    """Comprimer au plus serré, ou reprendre du cache."""
    comprime = cache / hashlib.sha256(octets).hexdigest()
    if not comprime.exists():
        cache.mkdir(parents=True, exist_ok=True)
        provisoire = comprime.with_suffix(".tmp")
        provisoire.write_bytes(gzip.compress(octets, 9, mtime=0))
        provisoire.replace(comprime)
    return comprime.read_bytes()


def nommer(nom: str, octets: bytes) -> str:
    """Donner à un fichier un nom qui change avec son contenu.

    Examples
    --------
    >>> nommer("cours.bin", b"un")
    'cours.9e6f9d26.bin'
    """
    debut, point, suite = nom.partition(".")
    return f"{debut}.{hashlib.sha256(octets).hexdigest()[:8]}{point}{suite}"


def construire(
    noyau: dict[str, bytes], archives: dict[str, bytes], allegees: dict[str, bytes], cours: str, cache: Path
) -> tuple[dict[str, bytes], dict]:
    """Construire les fichiers de la page et leur sommaire.

    Parameters
    ----------
    noyau : dict
        Le noyau de Pyodide.
    archives : dict
        Ce que la page peut demander : roues et bibliothèque standard, telles qu'elles sont servies.
    allegees : dict
        Leurs modules que la page télécharge, sans docstrings.
    cours : str
        La roue du cours, qui part en entier.
    cache : Path
        Où garder ce qui est comprimé.

    Returns
    -------
    (dict, dict)
        Nom de fichier → octets ; le sommaire que lit ``travailleur.mjs``.
    """
    voulus = set(LISTE.read_text(encoding="utf-8").split())
    lots, reste = partager(archives, allegees, voulus, cours)
    lots["paquets"][UTC] = lire_utc(reste, archives)
    lots["paquets"]["reste.json"] = json.dumps(reste, separators=(",", ":")).encode()
    bruts = {"coeur": noyau["pyodide.asm.wasm"], "moteur": noyau["pyodide.asm.js"]}
    bruts |= {nom: ecrire_lot(fichiers) for nom, fichiers in lots.items()}
    fichiers, sommaire = {}, {}
    gardes = set()
    for nom, octets in bruts.items():
        comprime = comprimer(octets, cache)
        gardes.add(hashlib.sha256(octets).hexdigest())
        # Pas « .gz » : certains serveurs annoncent alors un contenu déjà comprimé, que le navigateur ouvre.
        servi = nommer(f"{nom}.bin", comprime)
        fichiers[servi] = comprime
        sommaire[nom] = {
            "nom": servi,
            "octets": len(comprime),
            "sha256": hashlib.sha256(comprime).hexdigest(),
        }
    for perime in cache.iterdir():
        if perime.name not in gardes:
            perime.unlink()
    roues = {nom: hashlib.sha256(archives[nom]).hexdigest() for nom in reste}
    return fichiers, {"lots": sommaire, "roues": roues}
