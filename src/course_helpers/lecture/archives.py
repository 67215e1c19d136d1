"""Ouvrir une archive zip sans se laisser déborder par ce qu'elle contient."""

import io
import zipfile

from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX, refuser_poids

FICHIERS_MAX = 10_000
PROFONDEUR_MAX = 2  # une archive peut en contenir d'autres, qui n'en contiennent pas
_MORCEAU = 1_000_000
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BUREAUTIQUE = ("[Content_Types].xml", "mimetype")


def est_une_archive(octets: bytes) -> bool:
    """Dire si un fichier est une archive zip ; un classeur, qui en est une aussi, n'est pas compté.

    Parameters
    ----------
    octets : bytes
        Le fichier entier.

    Returns
    -------
    bool

    Examples
    --------
    >>> est_une_archive(b"client;ca")
    False
    """
    if not octets.startswith(_SIGNATURES):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            noms = archive.namelist()
            return not any(nom in _BUREAUTIQUE or nom.startswith("xl/") for nom in noms)
    except Exception:  # une archive abîmée : son début dit encore ce qu'elle était
        return not any(nom.encode() in octets[:1000] for nom in (*_BUREAUTIQUE, "docProps/", "xl/"))


def ouvrir_archive(octets: bytes, nom: str = "archive.zip") -> list[tuple[str, bytes]]:
    """Rendre les fichiers d'une archive zip, et ceux des archives qu'elle contient.

    Rien n'est écrit sur le disque. La taille est comptée en décompressant : celle que l'archive annonce peut
    mentir.

    Parameters
    ----------
    octets : bytes
    nom : str
        Le nom de l'archive, pour les messages.

    Returns
    -------
    list[tuple[str, bytes]]
        Nom et contenu de chaque fichier, dans l'ordre de l'archive ; ni dossiers, ni fichiers cachés.

    Raises
    ------
    ErreurCours
        Archive abîmée, protégée, vide, trop lourde une fois ouverte, ou trop d'archives l'une dans l'autre.

    Examples
    --------
    >>> tampon = io.BytesIO()
    >>> with zipfile.ZipFile(tampon, "w") as archive:
    ...     archive.writestr("janvier.csv", "client;ca")
    >>> ouvrir_archive(tampon.getvalue())
    [('janvier.csv', b'client;ca')]
    """
    fichiers: list[tuple[str, bytes]] = []
    _deplier(octets, nom, 1, TAILLES_MAX["archive"], fichiers)
    if not fichiers:
        raise ErreurCours(f"L’archive « {nom} » est vide : exportez-la de nouveau.")
    return fichiers


def _deplier(octets: bytes, nom: str, profondeur: int, reste: int, fichiers: list) -> int:
    """Ajouter les fichiers d'une archive ; rend le nombre d'octets encore permis."""
    if profondeur > PROFONDEUR_MAX:
        raise ErreurCours(
            f"L’archive « {nom} » est à l’intérieur de plusieurs autres : sortez-en les fichiers, puis "
            "déposez-les."
        )
    abime = False
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            membres = [membre for membre in archive.infolist() if not est_cache(membre)]
            if len(fichiers) + len(membres) > FICHIERS_MAX:
                raise ErreurCours(
                    f"L’archive « {nom} » contient plus de {ecrire_nombre(FICHIERS_MAX)} fichiers : "
                    "faites-en une par année."
                )
            if any(membre.flag_bits & 1 for membre in membres):
                raise ErreurCours(
                    f"L’archive « {nom} » est protégée par un mot de passe : ouvrez-la sur votre "
                    "ordinateur, puis déposez les fichiers."
                )
            if sum(membre.file_size for membre in membres) > reste:
                refuser_poids(TAILLES_MAX["archive"] + 1, "archive", nom)
            for membre in membres:
                contenu = _lire_membre(archive, membre, reste, nom)
                reste -= len(contenu)
                if est_une_archive(contenu):
                    reste = _deplier(contenu, f"{nom}/{membre.filename}", profondeur + 1, reste, fichiers)
                else:
                    fichiers.append((membre.filename, contenu))
    except ErreurCours:
        raise
    except Exception:  # zipfile échoue de dix façons sur une archive abîmée
        abime = True
    if abime:
        raise ErreurCours(f"Je ne peux pas ouvrir l’archive « {nom} » : refaites-la, au format .zip.")
    return reste


def est_cache(membre: zipfile.ZipInfo) -> bool:
    """Dire si un élément d'archive est un dossier, ou un fichier que le système y cache."""
    parties = membre.filename.replace("\\", "/").split("/")
    return membre.is_dir() or "__MACOSX" in parties or parties[-1].startswith(".")


def _lire_membre(archive: zipfile.ZipFile, membre: zipfile.ZipInfo, reste: int, nom: str) -> bytes:
    morceaux, taille = [], 0
    with archive.open(membre) as fichier:
        while morceau := fichier.read(_MORCEAU):
            taille += len(morceau)
            if taille > reste:
                refuser_poids(TAILLES_MAX["archive"] + 1, "archive", nom)
            morceaux.append(morceau)
    return b"".join(morceaux)
