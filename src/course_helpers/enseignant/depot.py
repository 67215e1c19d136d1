"""Ce que l'enseignant dépose dans la page : des fichiers, les archives d'un ENT, un texte collé.

Rien n'est écrit sur le disque : le chemin qu'une archive donne à un fichier ne sert qu'à le nommer. Chaque
fichier a sa borne, et l'archive entière la sienne ; un élève qui remet une bombe n'arrête pas les autres.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from course_helpers.enseignant.copies import (
    ILLISIBLE,
    TAILLE_CAHIER,
    Refus,
    Rejet,
    borner_fichier,
    lire_contenu,
    refuser_fichier,
)
from course_helpers.enseignant.correction import Lot, Lu
from course_helpers.enseignant.correspondance import est_une_correspondance
from course_helpers.enseignant.doubles import citer_fichier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.copie import Copie
from course_helpers.fichiers import TAILLES_MAX
from course_helpers.lecture.archives import FICHIERS_MAX, PROFONDEUR_MAX, est_cache, est_une_archive

EN_DOUBLE = "en double"
FORMAT_SEANCE = "course-helpers/correction-1"
_FICHIERS_REMIS = 200  # dans une archive à l'intérieur d'une autre : ce qu'une personne remet


@dataclass(frozen=True, slots=True)
class Depose:
    """Un fichier déposé, ou sorti d'une archive.

    Parameters
    ----------
    nom : str
        Son nom ; dans une archive, son chemin.
    octets : bytes
        Vides s'il n'a pas été ouvert.
    refus : str
        Pourquoi il ne l'a pas été ; vide sinon.
    etat : str
        Celui du rejet, s'il y a un refus.
    """

    nom: str
    octets: bytes = field(repr=False, default=b"")
    refus: str = ""
    etat: str = ILLISIBLE

    def lire(self) -> Iterator[Copie]:
        """Lire ses copies.

        Raises
        ------
        ErreurCours
            Comme :func:`course_helpers.enseignant.copies.lire_fichier`.
        """
        if self.refus:
            raise Refus(self.refus, self.etat)
        if est_une_correspondance(self.octets):
            raise Refus("Elle s’ouvre dans l’onglet « Ma classe », non parmi les copies.", "correspondance")
        if FORMAT_SEANCE.encode() in self.octets[:200]:
            raise Refus(
                "Elle s’ouvre par le bouton « Reprendre une séance », non parmi les copies.",
                "séance de correction",
            )
        refuser_fichier(len(self.octets), borner_fichier(self.nom))
        yield from lire_contenu(self.octets)


def deplier_depot(fichiers: Iterable[tuple[str, bytes]]) -> list[Depose]:
    """Rendre les fichiers d'un dépôt, ceux des archives compris ; aucun n'arrête les autres.

    Parameters
    ----------
    fichiers : iterable of (str, bytes)
        Nom et contenu.

    Returns
    -------
    list of Depose
        Dans l'ordre, les archives d'une archive en dernier ; les fichiers que le système cache n'y sont pas.
        Une archive qui ne s'ouvre pas y est elle-même, avec son refus.

    Examples
    --------
    >>> tampon = io.BytesIO()
    >>> with zipfile.ZipFile(tampon, "w") as archive:
    ...     archive.writestr("DURAND Léa_42_assignsubmission/copie.json", "{")
    >>> [depose.nom for depose in deplier_depot([("devoir.zip", tampon.getvalue()), ("b.txt", b"")])]
    ['DURAND Léa_42_assignsubmission/copie.json', 'b.txt']
    """
    deposes: list[Depose] = []
    reste = _Reste(TAILLES_MAX["archive"], FICHIERS_MAX)
    for nom, octets in fichiers:
        deposes += _deplier(nom, octets, reste, 1)
    return deposes


@dataclass
class _Reste:
    """Ce qu'un dépôt peut encore ouvrir."""

    octets: int
    fichiers: int


def _deplier(nom: str, octets: bytes, reste: _Reste, profondeur: int) -> list[Depose]:
    nom = nom.replace("\\", "/")
    if not est_une_archive(octets):
        return [Depose(nom, octets)]
    if profondeur > PROFONDEUR_MAX:
        return [Depose(nom, refus="Cette archive est à l’intérieur d’une autre : déposez-la à part.")]
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            membres = [membre for membre in archive.infolist() if not est_cache(membre)]
            # D'abord ce qui se lit d'un coup : une bombe n'y prend pas la place des autres.
            membres.sort(key=_est_une_archive)
            reste.fichiers -= len(membres)
            if not membres:
                return [Depose(nom, refus="Cette archive est vide : téléchargez-la de nouveau de l’ENT.")]
            if reste.fichiers < 0:
                return [Depose(nom, refus="Cette archive a trop de fichiers : n’y laissez que les copies.")]
            return [
                depose for membre in membres for depose in _ouvrir_membre(archive, membre, reste, profondeur)
            ]
    except Exception:  # zipfile échoue de dix façons sur une archive abîmée
        return [Depose(nom, refus="Cette archive est abîmée : téléchargez-la de nouveau, au format .zip.")]


def _ouvrir_membre(
    archive: zipfile.ZipFile, membre: zipfile.ZipInfo, reste: _Reste, profondeur: int
) -> list[Depose]:
    """Ouvrir un fichier d'une archive, sans croire la taille qu'elle annonce."""
    nom = nommer_membre(membre)
    en_archive = _est_une_archive(membre)
    try:
        # Ce qui n'est ni une copie ni une archive n'est pas même décompressé.
        limite = TAILLE_CAHIER if en_archive else borner_fichier(nom)
        if membre.flag_bits & 1:
            raise ErreurCours("Ce fichier est protégé par un mot de passe : demandez-le sans protection.")
        if min(limite, membre.file_size) > reste.octets:
            raise ErreurCours(
                "Les archives déposées sont trop lourdes une fois ouvertes : déposez ce fichier à part."
            )
        refuser_fichier(membre.file_size, limite)
        with archive.open(membre) as flux:
            octets = flux.read(min(limite, reste.octets) + 1)
        reste.octets -= len(octets)
        refuser_fichier(len(octets), limite)
    except ErreurCours as refus:
        return [Depose(nom, refus=str(refus))]
    except Exception:
        return [Depose(nom, refus="Ce fichier est abîmé dans l’archive : demandez la copie d’origine.")]
    if not en_archive:
        return [Depose(nom, octets)]
    dedans = _Reste(min(TAILLE_CAHIER, reste.octets), min(_FICHIERS_REMIS, reste.fichiers))
    deposes = _deplier(nom, octets, dedans, profondeur + 1)
    reste.octets -= sum(len(depose.octets) for depose in deposes)
    return deposes


def _est_une_archive(membre: zipfile.ZipInfo) -> bool:
    return membre.filename.casefold().endswith(".zip")


def nommer_membre(membre: zipfile.ZipInfo) -> str:
    """Nommer un fichier d'archive : sans indication, zipfile lit en cp437 un nom écrit en UTF-8 ou en cp850.

    Examples
    --------
    >>> nommer_membre(zipfile.ZipInfo("L\\u251c\\u2310a/copie.json"))
    'Léa/copie.json'
    """
    nom = membre.filename.replace("\\", "/")
    if membre.flag_bits & 0x800 or nom.isascii():
        return nom
    try:
        octets = nom.encode("cp437")
    except UnicodeEncodeError:
        return nom
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp850")


def distinguer(deposes: Iterable[Depose], pris: Iterable[str] = ()) -> list[Depose]:
    """Donner à chaque fichier un nom qu'aucun autre n'a : des élèves remettent tous « copie.json ».

    Examples
    --------
    >>> [d.nom for d in distinguer([Depose("a/copie.json"), Depose("a/copie.json")], ["b.txt"])]
    ['a/copie.json', 'a/copie (2).json']
    """
    noms, rangs, distincts = set(pris), Counter(), []
    for depose in deposes:
        racine, point, suffixe = depose.nom.rpartition(".")
        if not point or "/" in suffixe:
            racine, point, suffixe = depose.nom, "", ""
        nom = depose.nom
        while nom in noms:
            rangs[depose.nom] += 1
            nom = f"{racine} ({rangs[depose.nom] + 1}){point}{suffixe}"
        noms.add(nom)
        distincts.append(replace(depose, nom=nom))
    return distincts


@dataclass(frozen=True, slots=True)
class Tri:
    """Ce que sont devenus les fichiers d'un dépôt : lus et écartés font toujours les déposés.

    Parameters
    ----------
    lus : int
        Fichiers dont une copie est notée.
    ecartes : list of Rejet
        Un par fichier dont rien n'est noté, doubles compris.
    en_partie : list of Rejet
        Ce qui ne se lit pas d'un fichier dont autre chose est noté.
    """

    lus: int
    ecartes: list[Rejet]
    en_partie: list[Rejet]


def trier_depot(lus: Sequence[Lu], lot: Lot) -> Tri:
    """Dire ce qu'est devenu chaque fichier lu.

    Parameters
    ----------
    lus : sequence of Lu
        De noms distincts.
    lot : Lot
        Ce que la correction en a fait.
    """
    resultats = [resultat for groupe in lot.resultats.values() for resultat in groupe]
    notes = {resultat.fichier for resultat in resultats}
    doubles = {nom: resultat for resultat in resultats for nom in resultat.reunis}
    rejets = {rejet.fichier: rejet for rejet in lot.rejets}
    ecartes, en_partie = [], []
    for lu in lus:
        rejet = rejets.get(citer_fichier(lu.fichier))
        if lu.fichier in notes:
            en_partie += [rejet] if rejet else []
        elif rejet:
            ecartes.append(rejet)
        else:
            double = doubles[lu.fichier]
            motif = f"{double.remarque}. Rien n’est à faire."
            ecartes.append(Rejet(citer_fichier(lu.fichier), EN_DOUBLE, motif, double.serie, double.code))
    return Tri(len(lus) - len(ecartes), ecartes, en_partie)
