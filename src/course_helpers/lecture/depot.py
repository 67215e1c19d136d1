"""Ce que l'on dépose : un fichier ou plusieurs, une archive, un dossier ; chacun ouvert et reconnu."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import ouvrir, refuser_poids
from course_helpers.lecture.archives import FICHIERS_MAX, est_une_archive, ouvrir_archive
from course_helpers.lecture.factures_electroniques import est_une_facture_electronique
from course_helpers.lecture.fec import est_un_fec
from course_helpers.lecture.plan import FORMATS_DE_FICHIER
from course_helpers.nombres import abreger

CSV, CLASSEUR, FEC, FACTURES = FORMATS_DE_FICHIER
TABLEAUX = (CSV, CLASSEUR)
_DEBUT = 40_000  # octets : de quoi reconnaître un format
_NOMS = {
    CSV: "un tableau",
    CLASSEUR: "un tableau",
    FEC: "un FEC",
    FACTURES: "une facture électronique",
}


@dataclass(frozen=True)
class Fichier:
    """Un fichier déposé.

    Parameters
    ----------
    nom : str
        Vide, si le fichier n'en a pas.
    format : {"csv", "classeur", "fec", "factures électroniques"}
        Celui que montrent ses octets.
    contenu : bytes or pathlib.Path
        Un FEC du disque se lit bloc par bloc : il n'est pas ouvert ici.
    """

    nom: str
    format: str
    contenu: bytes | Path

    @property
    def taille(self) -> int:
        """Ses octets."""
        return self.contenu.stat().st_size if isinstance(self.contenu, Path) else len(self.contenu)


def ouvrir_depot(source) -> list[Fichier]:
    """Ouvrir ce que l'on dépose.

    Parameters
    ----------
    source : str, pathlib.Path, bytes, couple (nom, octets), fichier ouvert en binaire, ou liste de ceux-ci
        Une archive zip et un dossier valent pour ce qu'ils contiennent.

    Returns
    -------
    list[Fichier]
        Dans l'ordre reçu ; ceux d'un dossier, par ordre alphabétique.

    Raises
    ------
    ErreurCours
        Un fichier est introuvable, vide, trop lourd, ou déposé deux fois ; il n'y en a aucun.

    Examples
    --------
    >>> [f.format for f in ouvrir_depot([("a.csv", b"client;ca"), ("b.pdf", b"%PDF-1.7")])]
    ['csv', 'factures électroniques']
    """
    plusieurs = isinstance(source, list | set | frozenset) or (
        isinstance(source, tuple) and not _est_un_couple(source)
    )
    fichiers = [fichier for partie in (source if plusieurs else [source]) for fichier in _ouvrir(partie)]
    if not fichiers:
        raise ErreurCours("Il n’y a aucun fichier à lire : déposez-en un.")
    return fichiers


def _est_un_couple(source) -> bool:
    return (
        isinstance(source, tuple)
        and len(source) == 2
        and isinstance(source[0], str)
        and isinstance(source[1], bytes | bytearray | memoryview)
    )


def _ouvrir(source) -> list[Fichier]:
    nom = ""
    if _est_un_couple(source):
        nom, source = source
    elif isinstance(source, str | Path):
        chemin = Path(source)
        nom = chemin.name
        with _nommer_le_disque(source):
            if chemin.is_dir():
                dedans = sorted(islice((f for f in chemin.rglob("*") if f.is_file()), FICHIERS_MAX + 1))
                dedans = [f for f in dedans if not f.name.startswith(".")]
                if not 0 < len(dedans) <= FICHIERS_MAX:
                    constat = "est vide" if not dedans else "contient trop de fichiers"
                    raise ErreurCours(
                        f"Le dossier « {abreger(source)} » {constat} : choisissez les fichiers eux-mêmes."
                    )
                return [fichier for dessous in dedans for fichier in _ouvrir(dessous)]
            with chemin.open("rb") as fichier:
                debut = fichier.read(_DEBUT)
            if est_un_fec(debut):
                refuser_poids(chemin.stat().st_size, FEC, nom)
                return [Fichier(nom, FEC, chemin)]
    elif isinstance(getattr(source, "name", None), str):
        nom = Path(source.name).name
    with nommer(nom):
        octets = ouvrir(source)
    if est_une_archive(octets):
        return [_reconnaitre(*membre) for membre in ouvrir_archive(octets, nom or "archive.zip")]
    return [_reconnaitre(nom, octets)]


@contextmanager
def _nommer_le_disque(source):
    """Dire quel nom ne s'ouvre pas."""
    try:
        yield
    except ErreurCours:
        raise
    except (OSError, ValueError):
        raise ErreurCours(
            f"Le fichier « {abreger(source)} » est introuvable ou illisible : vérifiez son nom."
        ) from None


def refuser_trop_lourds(fichiers: Iterable[tuple[str, bytes]]) -> None:
    """Refuser ce qui pèse trop, avant de l'ouvrir ; une archive se pèse à mesure qu'elle s'ouvre.

    Examples
    --------
    >>> refuser_trop_lourds([("a.csv", b"client;ca")])
    """
    fichiers = list(fichiers)
    for nom, octets in fichiers:
        if not est_une_archive(octets):
            _reconnaitre(nom, octets)
    refuser_poids(
        sum(len(octets) for _, octets in fichiers), "dépôt", fichiers[0][0] if len(fichiers) == 1 else ""
    )


def _reconnaitre(nom: str, octets: bytes) -> Fichier:
    """Le format que montrent les octets ; un nom peut mentir."""
    if octets.startswith(b"PK"):
        format = CLASSEUR
    elif est_un_fec(octets[:_DEBUT]):
        format = FEC
    elif est_une_facture_electronique(octets):
        format = FACTURES
    else:
        format = CSV
    if format != FACTURES:  # celles-ci se refusent une à une
        refuser_poids(len(octets), format, nom)
    return Fichier(nom, format, octets)


@contextmanager
def nommer(nom: str):
    """Dire de quel fichier vient un refus, s'il en faut le nom.

    Examples
    --------
    >>> with nommer("mars.csv"):  # doctest: +ELLIPSIS
    ...     raise ErreurCours("Le fichier est vide.")
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: «...mars.csv...»...Le fichier est vide.
    """
    try:
        yield
    except ErreurCours as erreur:
        phrase = str(erreur)
        if not nom or f"«\u202f{nom}" in phrase:
            raise
        raise ErreurCours(f"« {nom} » : {phrase}") from None


def choisir_format(fichiers: list[Fichier], est_un_tableau: Callable[[Fichier], bool]) -> str:
    """Le format commun à des fichiers déposés ensemble.

    Parameters
    ----------
    fichiers : list of Fichier
    est_un_tableau : callable
        Dit si un fichier est vraiment un tableau de clients ou de factures.

    Returns
    -------
    str
        « factures électroniques » si ce qui n'en est pas ne se lit pas non plus comme un tableau.

    Raises
    ------
    ErreurCours
        « « fec.txt » est un FEC, et « ventes.csv » un tableau : ils ne se lisent pas ensemble… »

    Examples
    --------
    >>> choisir_format(ouvrir_depot(b"client;ca"), lambda fichier: True)
    'csv'
    """
    formats = Counter(fichier.format for fichier in fichiers)
    if FACTURES in formats and not any(
        f.format == FEC or (f.format in TABLEAUX and est_un_tableau(f)) for f in fichiers
    ):
        return FACTURES
    familles = {CSV if format in TABLEAUX else format for format in formats}
    if len(familles) > 1:
        un = fichiers[0]
        autre = next(f for f in fichiers if _NOMS[f.format] != _NOMS[un.format])
        raise ErreurCours(
            f"« {autre.nom or 'Un fichier'} » est {_NOMS[autre.format]}, et « {un.nom or 'un autre'} » "
            f"{_NOMS[un.format]} : ils ne se lisent pas ensemble. Déposez d’abord l’un, puis l’autre."
        )
    (famille,) = familles
    return CLASSEUR if famille == CSV and set(formats) == {CLASSEUR} else famille


def refuser_les_doubles(fichiers: list[Fichier]) -> None:
    """Refuser deux fois le même fichier : ses montants compteraient double.

    Examples
    --------
    >>> refuser_les_doubles(ouvrir_depot([b"client;ca", b"client;marge"]))
    """
    tailles = Counter(fichier.taille for fichier in fichiers)
    vus: dict[bytes, str] = {}
    for fichier in fichiers:
        if tailles[fichier.taille] < 2:
            continue
        octets = fichier.contenu.read_bytes() if isinstance(fichier.contenu, Path) else fichier.contenu
        if octets in vus:
            raise ErreurCours(
                f"« {abreger(fichier.nom)} » et « {abreger(vus[octets])} » sont le même fichier : "
                "n’en déposez qu’un."
            )
        vus[octets] = fichier.nom
