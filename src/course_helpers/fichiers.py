"""Ouvrir un fichier sans rien supposer de ce qu'il contient, et sans en ouvrir un trop grand."""

import sys
from pathlib import Path

from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours

# Ce que le cours ouvre au plus, en octets, selon le format : dans une page, dont la mémoire est comptée, puis
# ailleurs. Un classeur et une archive sont comprimés : leur contenu compte aussi, et lui seul d'une archive.
_TAILLES = {
    "csv": (50_000_000, 200_000_000),  # cent mille lignes larges ; un million
    "classeur": (20_000_000, 20_000_000),
    "classeur ouvert": (200_000_000, 200_000_000),
    "fec": (100_000_000, 400_000_000),  # un million de lignes ; plus de deux millions
    "factures électroniques": (20_000_000, 20_000_000),  # chacune
    "archive": (100_000_000, 400_000_000),
    "dépôt": (100_000_000, 400_000_000),  # tout ce que l'on dépose d'un coup
}
_DANS_LA_PAGE = sys.platform == "emscripten"
TAILLES_MAX = {format: tailles[not _DANS_LA_PAGE] for format, tailles in _TAILLES.items()}
_NOMS = {
    "csv": "d’un CSV",
    "classeur": "d’un classeur",
    "classeur ouvert": "d’un classeur une fois ouvert",
    "fec": "d’un FEC",
    "factures électroniques": "d’une facture électronique",
    "archive": "d’une archive une fois ouverte",
    "dépôt": "à la fois",
}
_GESTES = {
    "fec": "demandez-en un par exercice",
    "factures électroniques": "ce n’est sans doute pas une facture, retirez-le",
    "archive": "ne gardez que les fichiers utiles, ou une seule année",
}
_GRANDS = "gardez une seule année, ou les seules colonnes utiles"
_PAGE = "suivez la page « Les grands fichiers »"


def ouvrir(source) -> bytes:
    """Lire tous les octets d'un fichier.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire

    Returns
    -------
    bytes

    Raises
    ------
    ErreurCours
        Si le fichier est introuvable, vide, ou plus lourd qu'aucun format ne le permet.

    Examples
    --------
    >>> ouvrir(b"client;ca")
    b'client;ca'
    """
    limite = max(TAILLES_MAX.values())
    if isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as fichier:
                octets = fichier.read(limite + 1)
        except (OSError, ValueError):
            raise ErreurCours(
                f"Le fichier « {source} » est introuvable ou illisible : vérifiez son nom."
            ) from None
    else:
        octets = source.read(limite + 1) if hasattr(source, "read") else source
    if not isinstance(octets, bytes | bytearray | memoryview):
        raise ErreurCours("Je ne sais lire qu’un nom de fichier, ou un fichier ouvert en binaire.")
    octets = bytes(octets)
    if len(octets) > limite:
        refuser_poids(len(octets), "fec")
    if not octets[:1_000_000].strip() and not octets.strip():
        raise ErreurCours("Le fichier est vide : exportez-le de nouveau.")
    return octets


def refuser_poids(taille: int, format: str, nom: str = "", *, dans_la_page: bool = _DANS_LA_PAGE) -> None:
    """Refuser un fichier plus lourd que son format ne le permet.

    Parameters
    ----------
    taille : int
        En octets.
    format : str
        L'un de ``TAILLES_MAX``.
    nom : str
        Le nom du fichier, s'il faut le dire.
    dans_la_page : bool
        Si l'on est dans une page, où la mémoire est comptée.

    Raises
    ------
    ErreurCours
        « Le fichier pèse 212 Mo et dépasse 200 Mo, le plus que le cours lise d’un CSV : gardez une seule
        année… »

    Examples
    --------
    >>> refuser_poids(1000, "csv")
    """
    if taille > (limite := TAILLES_MAX[format]):
        quoi = f"« {nom} »" if nom else "Le fichier" if format != "dépôt" else "Cet ensemble de fichiers"
        # Ce qui se lit jusqu'à la limite, un octet de plus, ou se décomprime, n'est pas pesé en entier.
        entier = taille > limite + 1 and format != "classeur ouvert"
        pese = f"pèse {ecrire_nombre(-(-taille // 1_000_000))} Mo et " if entier else ""
        ailleurs = _TAILLES[format][1] // 1_000_000
        sinon = "" if format in ("factures électroniques", "archive") else f" ; sinon, {_PAGE}"
        if dans_la_page and sinon and ailleurs > limite // 1_000_000:
            sinon = (
                f". Le cahier « Mon portefeuille », dans JupyterLab, en lit {ailleurs} Mo ; au-delà, {_PAGE}"
            )
        raise ErreurCours(
            f"{quoi} {pese}dépasse {limite // 1_000_000} Mo, le plus que "
            f"{'cette page' if dans_la_page else 'le cours'} lise {_NOMS[format]} : "
            f"{_GESTES.get(format, _GRANDS)}{sinon}."
        )
