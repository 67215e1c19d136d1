"""Ouvrir un fichier sans rien supposer de ce qu'il contient, et sans en ouvrir un trop grand."""

import sys
from pathlib import Path

from course_helpers.ecriture import typographier
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
}
TAILLES_MAX = {format: tailles[sys.platform != "emscripten"] for format, tailles in _TAILLES.items()}
_NOMS = {
    "csv": "d’un CSV",
    "classeur": "d’un classeur",
    "classeur ouvert": "d’un classeur une fois ouvert",
    "fec": "d’un FEC",
    "factures électroniques": "d’une facture électronique",
    "archive": "d’une archive une fois ouverte",
}
_GESTES = {
    "fec": "demandez-en un par exercice ; sinon, suivez la page « Les grands fichiers »",
    "factures électroniques": "ce n’est sans doute pas une facture, retirez-le",
    "archive": "ne gardez que les fichiers utiles, ou une seule année",
}
_GRANDS = (
    "gardez une seule année, ou les seules colonnes utiles ; sinon, suivez la page « Les grands fichiers »"
)


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
                typographier(f"Le fichier « {source} » est introuvable ou illisible : vérifiez son nom.")
            ) from None
    else:
        octets = source.read(limite + 1) if hasattr(source, "read") else source
    if not isinstance(octets, bytes | bytearray | memoryview):
        raise ErreurCours("Je ne sais lire qu’un nom de fichier, ou un fichier ouvert en binaire.")
    octets = bytes(octets)
    if len(octets) > limite:
        refuser_poids(len(octets), "fec")
    if not octets[:1_000_000].strip() and not octets.strip():
        raise ErreurCours(typographier("Le fichier est vide : exportez-le de nouveau."))
    return octets


def refuser_poids(taille: int, format: str, nom: str = "") -> None:
    """Refuser un fichier plus lourd que son format ne le permet.

    Parameters
    ----------
    taille : int
        En octets.
    format : str
        L'un de ``TAILLES_MAX``.
    nom : str
        Le nom du fichier, s'il faut le dire.

    Raises
    ------
    ErreurCours
        « Le fichier dépasse 200 Mo, le plus que le cours lise d’un CSV : gardez une seule année… »

    Examples
    --------
    >>> refuser_poids(1000, "csv")
    """
    if taille > (limite := TAILLES_MAX[format]):
        quoi = f"« {nom} »" if nom else "Le fichier"
        raise ErreurCours(
            typographier(
                f"{quoi} dépasse {limite // 1_000_000} Mo, le plus que le cours lise {_NOMS[format]} : "
                f"{_GESTES.get(format, _GRANDS)}."
            )
        )
