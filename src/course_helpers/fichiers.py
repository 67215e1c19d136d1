"""Ouvrir un fichier sans rien supposer de ce qu'il contient."""

from pathlib import Path

from course_helpers.erreurs import ErreurCours

TAILLE_MAX = 20_000_000  # octets ; au-delà, un navigateur peine


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
        Si le fichier est introuvable, vide ou trop lourd.

    Examples
    --------
    >>> ouvrir(b"client;ca")
    b'client;ca'
    """
    if isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as fichier:
                octets = fichier.read(TAILLE_MAX + 1)
        except (OSError, ValueError):
            raise ErreurCours(
                f"Le fichier « {source} » est introuvable ou illisible : vérifiez son nom."
            ) from None
    else:
        octets = source.read(TAILLE_MAX + 1) if hasattr(source, "read") else source
    if not isinstance(octets, bytes | bytearray | memoryview):
        raise ErreurCours("Je ne sais lire qu’un nom de fichier, ou un fichier ouvert en binaire.")
    octets = bytes(octets)
    if len(octets) > TAILLE_MAX:
        raise ErreurCours(
            f"Le fichier dépasse {TAILLE_MAX // 1_000_000} Mo : gardez une seule année, "
            "ou les seules colonnes utiles."
        )
    if not octets.strip():
        raise ErreurCours("Le fichier est vide : exportez-le de nouveau.")
    return octets
