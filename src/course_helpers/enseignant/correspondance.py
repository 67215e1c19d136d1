"""La correspondance d'une classe : un identifiant par élève, et à qui est chaque copie.

Les identifiants sont choisis pour que deux élèves n'aient jamais les mêmes données, dans aucune série ni
dans aucune évaluation, et qu'un seul chiffre mal tapé ne donne jamais l'identifiant d'un autre. La
correspondance est un fichier que l'enseignant garde : ni les copies ni les résultats ne portent de nom.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from course_helpers.chapitres import CHAPITRES
from course_helpers.enseignant.correction import Resultat
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.copie import TAILLE_MAXIMALE
from course_helpers.exercices.donnees_recues import lire_fichier_du_cours, rendre_lisible
from course_helpers.tirages.hasard import Hasard
from course_helpers.tirages.reserve import PLACES, normaliser_code, trouver_place, trouver_variante

FORMAT = "course-helpers/correspondance-1"
ELEVES_MAX = 60
_PREFIXE, _NOM = 15, 80  # caractères ; un identifiant en a 20, dont un trait d'union et quatre chiffres


@dataclass(frozen=True, slots=True)
class Eleve:
    """Un élève et son identifiant ; celui d'un élève parti reste réservé."""

    nom: str
    identifiant: str
    parti: bool = False


@dataclass(frozen=True)
class Classe:
    """Une classe, dans l'ordre de la liste collée.

    Parameters
    ----------
    prefixe : str
        Le début de chaque identifiant.
    eleves : tuple of Eleve
        Partis compris.
    """

    prefixe: str
    eleves: tuple[Eleve, ...] = ()

    @property
    def presents(self) -> list[Eleve]:
        """Ceux qui sont encore dans la classe."""
        return [eleve for eleve in self.eleves if not eleve.parti]

    def trouver(self, identifiant: str) -> Eleve | None:
        """Trouver l'élève d'un identifiant, même parti."""
        return next((eleve for eleve in self.eleves if eleve.identifiant == identifiant), None)


# --- Donner les identifiants -----------------------------------------------------------------------------


def lire_noms(texte: str) -> list[str]:
    """Lire des lignes « NOM Prénom », une par élève.

    Raises
    ------
    ErreurCours
        « La ligne 3, « 12 MARTIN », contient un chiffre : collez les noms seuls… »

    Examples
    --------
    >>> lire_noms(" DURAND\\tLéa \\n\\nMARTIN Tom")
    ['DURAND Léa', 'MARTIN Tom']
    """
    noms = []
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        nom = rendre_lisible(" ".join(ligne.split()))
        if any(signe.isdigit() or signe in "@;" for signe in nom):
            _refuser(
                f"La ligne {rang}, « {nom[:40]} », contient un chiffre ou un signe : collez les noms seuls, "
                "un par ligne."
            )
        if len(nom) > _NOM:
            _refuser(f"La ligne {rang} dépasse {_NOM} caractères : collez un seul élève par ligne.")
        noms += [nom] if nom else []
    if not noms:
        _refuser("La liste est vide : collez un élève par ligne, par exemple « DURAND Léa ».")
    return noms


def former_classe(prefixe: str, noms: Sequence[str]) -> Classe:
    """Former une classe : un identifiant par nom, dans l'ordre.

    Parameters
    ----------
    prefixe : str
        Par exemple ``"GPME2"`` ; 15 caractères au plus.
    noms : sequence of str
        60 au plus.

    Raises
    ------
    ErreurCours
        Le préfixe ne convient pas, ou la classe est trop nombreuse.

    Examples
    --------
    >>> classe = former_classe("gpme2", ["DURAND Léa", "MARTIN Tom"])
    >>> [eleve.identifiant for eleve in classe.eleves]
    ['GPME2-463', 'GPME2-575']
    """
    propre = normaliser_code(prefixe)
    if len(propre) > _PREFIXE:
        _refuser(f"Le préfixe « {propre} » dépasse {_PREFIXE} caractères : raccourcissez-le.")
    return ajouter_eleves(Classe(propre), noms)


def ajouter_eleves(classe: Classe, noms: Sequence[str]) -> Classe:
    """Ajouter à la fin ceux qui n'y sont pas ; les identifiants donnés ne changent pas.

    Un élève parti qui revient retrouve le sien.

    Raises
    ------
    ErreurCours
        La classe serait trop nombreuse.
    """
    retrouves = _retrouver(classe, noms)
    gardes = {id(eleve) for eleve in retrouves if eleve}
    eleves = [replace(e, parti=e.parti and id(e) not in gardes) for e in classe.eleves]
    nouveaux = [nom for nom, eleve in zip(noms, retrouves, strict=True) if eleve is None]
    return Classe(classe.prefixe, (*eleves, *_inscrire(classe, nouveaux)))


def suivre_liste(classe: Classe, noms: Sequence[str]) -> Classe:
    """Prendre une liste et son ordre ; qui n'y est plus est parti, et son identifiant reste réservé.

    Raises
    ------
    ErreurCours
        La classe serait trop nombreuse.

    Examples
    --------
    >>> classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom"])
    >>> [(e.nom, e.parti) for e in suivre_liste(classe, ["BLIN Eva", "MARTIN Tom"]).eleves]
    [('BLIN Eva', False), ('MARTIN Tom', False), ('DURAND Léa', True)]
    """
    retrouves = _retrouver(classe, noms)
    nouveaux = _inscrire(classe, [n for n, e in zip(noms, retrouves, strict=True) if e is None])
    ordre = [replace(eleve, parti=False) if eleve else next(nouveaux) for eleve in retrouves]
    gardes = {id(eleve) for eleve in retrouves if eleve}
    partis = [replace(eleve, parti=True) for eleve in classe.eleves if id(eleve) not in gardes]
    return Classe(classe.prefixe, (*ordre, *partis))


def _retrouver(classe: Classe, noms: Sequence[str]) -> list[Eleve | None]:
    """Retrouver chaque nom dans la classe ; deux homonymes y sont deux élèves."""
    restants = list(classe.eleves)
    retrouves = []
    for nom in noms:
        eleve = next((e for e in restants if e.nom.casefold() == nom.casefold()), None)
        retrouves.append(eleve)
        restants = [e for e in restants if e is not eleve]
    return retrouves


def _inscrire(classe: Classe, noms: Sequence[str]) -> Iterator[Eleve]:
    """Donner un identifiant à de nouveaux élèves."""
    if len(classe.eleves) + len(noms) > ELEVES_MAX:
        _refuser(f"Une classe a {ELEVES_MAX} élèves au plus, partis compris : formez-en deux.")
    pris = [eleve.identifiant for eleve in classe.eleves]
    eleves = []
    for nom in noms:
        pris.append(_choisir_identifiant(classe.prefixe, pris))
        eleves.append(Eleve(nom, pris[-1]))
    return iter(eleves)


def _choisir_identifiant(prefixe: str, pris: Sequence[str]) -> str:
    donnees = [set(jeux) for jeux in zip(*map(lire_donnees, pris), strict=True)] or [set()] * len(CHAPITRES)
    places = Counter(map(trouver_place, pris))
    for numero in _numeroter(prefixe):
        candidat = f"{prefixe}-{numero}"
        if places[trouver_place(candidat)] > len(pris) // PLACES:  # au-delà de quarante, deux par place
            continue
        libre = candidat not in pris and not any(_se_confondent(candidat, autre) for autre in pris)
        if libre and all(jeu not in vus for jeu, vus in zip(lire_donnees(candidat), donnees, strict=True)):
            return candidat
    _refuser(f"Le préfixe « {prefixe} » n’a plus d’identifiant libre : formez une autre classe.")
    return ""


def _numeroter(prefixe: str) -> Iterator[int]:
    """Proposer des numéros, trois chiffres d'abord, dans un ordre propre au préfixe."""
    hasard = Hasard(f"classe:{prefixe}")
    yield from hasard.melanger(range(100, 1000))
    yield from hasard.melanger(range(1000, 10_000))


def _se_confondent(un: str, autre: str) -> bool:
    """Dire si un seul signe mal tapé mène de l'un à l'autre."""
    return len(un) == len(autre) and sum(a != b for a, b in zip(un, autre, strict=True)) == 1


@lru_cache(maxsize=20_000)
def lire_donnees(identifiant: str) -> tuple[int, ...]:
    """Lire les données que donne un identifiant : sa variante dans chaque série, pour s'entraîner.

    Examples
    --------
    >>> len(lire_donnees("GPME2-463"))
    7
    """
    return tuple(trouver_variante(identifiant, serie) for serie in CHAPITRES)


def lister_partages(classe: Classe, *, evaluation: bool = False) -> list[tuple[Eleve, Eleve]]:
    """Lister les élèves qui auraient des données en commun.

    Parameters
    ----------
    classe : Classe
    evaluation : bool
        Dans l'évaluation d'un sujet, plutôt qu'à l'entraînement.

    Returns
    -------
    list of (Eleve, Eleve)
        Aucun à l'entraînement, si la correspondance n'a pas été modifiée. En évaluation, aucun jusqu'à
        quarante élèves, partis compris, formés depuis que les places existent.
    """
    lire = (lambda code: (trouver_place(code),)) if evaluation else lire_donnees
    eleves = [(eleve, lire(eleve.identifiant)) for eleve in classe.eleves]
    return [
        (un, autre)
        for rang, (un, jeux) in enumerate(eleves)
        for autre, ses_jeux in eleves[:rang]
        if any(a == b for a, b in zip(jeux, ses_jeux, strict=True))
    ]


# --- Enregistrer, rouvrir, imprimer ----------------------------------------------------------------------


def ecrire_correspondance(classe: Classe) -> bytes:
    """Écrire la correspondance en JSON.

    Examples
    --------
    >>> classe = former_classe("GPME2", ["DURAND Léa"])
    >>> lire_correspondance(ecrire_correspondance(classe)) == classe
    True
    """
    return json.dumps(decrire_classe(classe), ensure_ascii=False, indent=1).encode()


def decrire_classe(classe: Classe) -> dict:
    """Décrire une classe en types simples, que :func:`lire_classe` relit."""
    eleves = [
        {"nom": e.nom, "identifiant": e.identifiant} | ({"parti": True} if e.parti else {})
        for e in classe.eleves
    ]
    return {"format": FORMAT, "prefixe": classe.prefixe, "eleves": eleves}


def est_une_correspondance(octets: bytes) -> bool:
    """Dire si un fichier se présente comme une correspondance."""
    return FORMAT.encode() in octets[:200]


def lire_correspondance(octets: bytes) -> Classe:
    """Rouvrir une correspondance, comme une donnée seulement.

    Raises
    ------
    ErreurCours
        « Ce fichier n'est pas une correspondance : ouvrez celle que cette page a enregistrée. »
    """
    refus = "Ce fichier n'est pas une correspondance : ouvrez celle que cette page a enregistrée."
    return lire_classe(lire_fichier_du_cours(octets, FORMAT, taille=TAILLE_MAXIMALE, refus=refus))


def lire_classe(contenu: dict) -> Classe:
    """Lire une classe que :func:`decrire_classe` décrit.

    Raises
    ------
    ErreurCours
        « Cette correspondance a été modifiée et ne se lit plus : ouvrez-en une autre version. »
    """
    try:
        prefixe = normaliser_code(contenu["prefixe"])[:_PREFIXE]
        eleves = tuple(_lire_eleve(eleve) for eleve in contenu["eleves"][: ELEVES_MAX + 1])
        identifiants = {eleve.identifiant for eleve in eleves}
        if not eleves or len(eleves) > ELEVES_MAX or len(identifiants) < len(eleves):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ErreurCours(
            "Cette correspondance a été modifiée et ne se lit plus : ouvrez-en une autre version."
        ) from None
    return Classe(prefixe, eleves)


def _lire_eleve(contenu: dict) -> Eleve:
    (nom,) = lire_noms(contenu["nom"])
    if normaliser_code(contenu["identifiant"]) != contenu["identifiant"]:
        raise ValueError
    return Eleve(nom, contenu["identifiant"], contenu.get("parti") is True)


def ecrire_bandelettes(classe: Classe, adresse: str = "") -> str:
    """Écrire les bandelettes à imprimer et à découper : un nom, un identifiant, et où le taper.

    Parameters
    ----------
    classe : Classe
    adresse : str
        Celle du site que les élèves ouvrent ; vide si elle n'est pas connue.

    Returns
    -------
    str
        Une page sans script ni ressource extérieure.
    """
    return ecrire_page("bandelettes.html", classe=classe, adresse=adresse)


# --- Rendre à chacun sa copie ----------------------------------------------------------------------------


def attribuer_copies(
    classe: Classe, resultats: Iterable[Resultat], rattachements: Mapping[str, str]
) -> tuple[dict[str, Resultat], list[Resultat]]:
    """Dire à qui est chaque copie d'une série.

    Parameters
    ----------
    classe : Classe
    resultats : iterable of Resultat
        D'une même série.
    rattachements : mapping of str to str
        Le nom d'une copie (:attr:`~course_helpers.enseignant.correction.Resultat.nom`) → l'identifiant de
        l'élève à qui l'enseignant la donne.

    Returns
    -------
    (dict, list)
        Identifiant → sa copie ; puis les copies d'un identifiant inconnu ou partagé, rattachées ou non.
    """
    resultats = list(resultats)
    compte = Counter(resultat.code for resultat in resultats)
    sures, douteuses = [], []
    for resultat in resultats:
        sure = compte[resultat.code] == 1 and classe.trouver(resultat.code) is not None
        (sures if sure else douteuses).append(resultat)
    copies = {resultat.code: resultat for resultat in sures}
    for resultat in douteuses:
        choisi = rattachements.get(resultat.nom)
        if choisi is not None and choisi not in copies and classe.trouver(choisi):
            copies[choisi] = resultat
    return copies, douteuses


def ordonner_candidats(classe: Classe, resultat: Resultat, copies: Mapping[str, Resultat]) -> list[Eleve]:
    """Ordonner les élèves à qui une copie peut être : ceux qui n'en ont pas, le plus proche en tête."""
    libres = [e for e in classe.presents if copies.get(e.identifiant, resultat) is resultat]
    return sorted(libres, key=lambda e: -SequenceMatcher(None, e.identifiant, resultat.code).ratio())


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase)
