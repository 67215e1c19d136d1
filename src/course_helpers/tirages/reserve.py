"""Tirer, d'un simple identifiant, les données d'exercice d'une étudiante ou d'un étudiant.

Le même identifiant donne les mêmes données partout : le tirage n'emploie que ``hashlib`` et des entiers,
car les lois de probabilité et les puissances diffèrent d'une plateforme à l'autre à la dernière décimale.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

import pandas as pd

from course_helpers.chapitres import DOSSIERS, trouver_chapitre
from course_helpers.erreurs import ErreurCours
from course_helpers.tirages.hasard import Hasard

CLASSE = "CLASSE"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
# D'un tirage au suivant. Sans diviseur commun avec la taille d'une réserve, ce pas passe par toutes ses
# variantes avant de revenir.
_PAS = 7
# Les places d'une évaluation. Ce nombre ne change pas avec la réserve : deux identifiants dont les places
# diffèrent n'ont jamais les mêmes données.
PLACES = 40


@dataclass(frozen=True)
class Reserve:
    """Les variantes où puisent les identifiants, la même pour toutes les séries.

    Une copie garde le numéro de la réserve où elle a puisé. Pour agrandir, on ajoute donc une réserve à
    ``RESERVES`` sans toucher aux précédentes : les anciennes copies gardent leurs données. Les variantes
    nouvelles prennent la suite des numéros, et une variante d'évaluation le reste. Par exemple :
    ``3: Reserve((*range(1, 121), *range(161, 241)), (*range(121, 161), *range(241, 261)))``. Les tests
    disent ensuite quelles variantes chaque module de tirage doit reprendre.

    Parameters
    ----------
    entrainement : Sequence of int
        Pour s'entraîner, « Nouvelles données » compris ; jamais la variante 0, celle de ``CLASSE``.
    evaluation : Sequence of int
        Pour être évalué ; si elle est vide, on l'est sur les premières.
    """

    entrainement: Sequence[int]
    evaluation: Sequence[int] = ()


RESERVES = {1: Reserve(range(1, 61)), 2: Reserve(range(1, 121), range(121, 161))}
RESERVE_COURANTE = max(RESERVES)
VARIANTES_ENTRAINEMENT = RESERVES[RESERVE_COURANTE].entrainement
# La variante 0 et celles de toutes les réserves.
NOMBRE_VARIANTES = 1 + len({v for r in RESERVES.values() for v in (*r.entrainement, *r.evaluation)})


@dataclass(frozen=True, eq=False)
class Portefeuille:
    """Les données d'exercice d'une personne, pour une série.

    Parameters
    ----------
    code : str
        L'identifiant, ou ``CLASSE``.
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    variante : int
        Le numéro du tirage dans la réserve ; 0 pour ``CLASSE``.
    entreprise : str
        L'entreprise fictive et son métier.
    clients : DataFrame
        Une ligne par client, par ordre alphabétique. Pour ``4-pareto`` : ``client``, ``ca`` (€ HT de
        l'exercice), ``marge`` (€). Pour ``7-etude``, l'export à nettoyer : une ligne par pièce.
    tables : Mapping
        Les petits tableaux propres à certaines questions.
    faits : Mapping
        Les autres données de l'énoncé, en types simples.
    """

    code: str
    serie: str
    variante: int
    entreprise: str
    clients: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    faits: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def source(self) -> tuple[str, int]:
        """D'où viennent ces données, série et variante : une synthèse a celles de son chapitre."""
        return self.serie, self.variante


def trouver_variante(
    code: str,
    serie: str,
    *,
    tirage: int = 0,
    reserve: int = RESERVE_COURANTE,
    evaluation: bool = False,
    sel: str = "",
) -> int:
    """Trouver le numéro de variante d'un identifiant, sans construire ses données.

    Parameters
    ----------
    code : str
        L'identifiant : majuscules sans accent, chiffres et traits d'union, 20 caractères au plus.
        ``CLASSE`` donne les mêmes données à tout le monde.
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    tirage : int
        0 pour les données de l'identifiant ; 1, 2… pour s'entraîner sur d'autres.
    reserve : int
        Le numéro d'une des ``RESERVES`` : pour une copie, celui qu'elle porte ; par défaut la dernière.
    evaluation : bool
        Vrai pour puiser dans les variantes d'évaluation, que rien d'autre ne tire. ``CLASSE`` n'y puise
        pas : évaluation ou non, tout le monde a la variante 0.
    sel : str
        Un texte propre à une évaluation : d'une évaluation à l'autre, un identifiant change de données.
        Il ne compte que pour les variantes d'évaluation.

    Returns
    -------
    int
        0 pour ``CLASSE``, et pour un dossier ; les tirages successifs passent par toutes les variantes avant
        de revenir.

    Raises
    ------
    ErreurCours
        L'identifiant ou la réserve ne convient pas, ou le tirage n'est pas un entier de 0 à 9999.

    Examples
    --------
    >>> trouver_variante("CLASSE", "4-pareto", evaluation=True)
    0
    >>> len({trouver_variante("GPME2-07", "4-pareto", tirage=n) for n in range(120)})
    120
    >>> trouver_variante("GPME2-07", "4-pareto", evaluation=True, sel="juin") in range(121, 161)
    True
    """
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        _refuser_code(code)
    if type(tirage) is not int or not 0 <= tirage < 10_000:
        raise ErreurCours(f"Le tirage « {tirage!s:.40} » ne convient pas : donnez un entier de 0 à 9999.")
    if type(reserve) is not int or reserve not in RESERVES:
        raise ErreurCours(
            f"La réserve « {reserve!s:.40} » n’existe pas : choisissez de 1 à {RESERVE_COURANTE}."
        )
    if (code == CLASSE and not tirage) or serie in DOSSIERS:
        return 0
    graine, choisie = trouver_chapitre(serie).graine_variante, RESERVES[reserve]
    if evaluation and code != CLASSE and choisie.evaluation:
        variantes, texte = choisie.evaluation, f"{graine}:{sel}:{code}"
    else:
        variantes, texte = choisie.entrainement, f"{graine}:{code}"
    # Le sel vient d'une copie : un caractère impossible n'y arrête pas la correction des autres.
    empreinte = hashlib.sha256(texte.encode("utf-8", "surrogatepass")).digest()
    return variantes[(int.from_bytes(empreinte, "big") + _PAS * tirage) % len(variantes)]


def trouver_place(code: str) -> int:
    """Trouver la place d'un identifiant dans une évaluation, la même dans toutes.

    Examples
    --------
    >>> trouver_place("GPME2-07") in range(PLACES)
    True
    """
    return int.from_bytes(hashlib.sha256(f"place:{code}".encode()).digest(), "big") % PLACES


def placer_en_evaluation(place: int, serie: str, sel: str, *, reserve: int = RESERVE_COURANTE) -> int:
    """Trouver la variante d'évaluation d'une place : le sel et la série changent l'ordre, jamais la place.

    Parameters
    ----------
    place : int
        De 0 à ``PLACES`` − 1 : :func:`trouver_place`, ou le rang d'un groupe.
    serie : str
    sel : str
        Le texte propre au sujet.
    reserve : int

    Returns
    -------
    int
        Deux places donnent deux variantes.

    Examples
    --------
    >>> len({placer_en_evaluation(place, "4-pareto", "juin") for place in range(PLACES)})
    40
    """
    choisie, graine = RESERVES[reserve], trouver_chapitre(serie).graine
    return Hasard(f"{graine}:{sel}").melanger(choisie.evaluation or choisie.entrainement)[place]


def tirer_variante(serie: str, variante: int, *, code: str = CLASSE) -> Portefeuille:
    """Construire une variante de la réserve d'une série.

    Parameters
    ----------
    serie : str
        Le nom de la série.
    variante : int
        De 0 (celle de ``CLASSE``) à ``NOMBRE_VARIANTES`` − 1.
    code : str
        L'identifiant à inscrire sur le portefeuille.

    Returns
    -------
    Portefeuille

    Raises
    ------
    ErreurCours
        La série ou la variante n'existe pas.

    Examples
    --------
    >>> len(tirer_variante("4-pareto", 12).tables["tournee"])
    8
    """
    chapitre = trouver_chapitre(serie)
    if variante not in range(NOMBRE_VARIANTES):
        raise ErreurCours(f"La variante {variante} n’existe pas : choisissez de 0 à {NOMBRE_VARIANTES - 1}.")
    module = import_module(f"course_helpers.tirages.{chapitre.module}")
    hasard = Hasard(f"{chapitre.graine}:{variante}:{module.REPRISES.get(variante, 0)}")
    return Portefeuille(code=code, serie=chapitre.cle, variante=variante, **module.tirer(hasard))


def normaliser_code(saisie: str) -> str:
    """Ramener à un identifiant ce qu'une personne a tapé.

    La page fait de même avant d'être réveillée (``identite.js``) : un test les compare.

    Parameters
    ----------
    saisie : str
        Minuscules, accents, espaces et soulignés compris.

    Raises
    ------
    ErreurCours
        Ce qui reste n'est pas un identifiant, ou ressemble à une adresse.

    Examples
    --------
    >>> normaliser_code(" gpme2 07 ")
    'GPME2-07'
    """
    decomposee = unicodedata.normalize("NFKD", saisie)
    sans_accent = "".join(c for c in decomposee if not unicodedata.combining(c))
    code = re.sub(r"[\s_‐-―−-]+", "-", sans_accent.strip().upper()).strip("-")
    if "@" in code:
        raise ErreurCours(
            "Une adresse permet de vous reconnaître : prenez un pseudonyme, par exemple GPME2-07."
        )
    if not _CODE.fullmatch(code):
        _refuser_code(saisie)
    return code


def ressemble_a_un_nom(code: str) -> bool:
    """Dire si un identifiant ressemble à un nom, que l'on déconseille : des lettres et aucun chiffre.

    Examples
    --------
    >>> ressemble_a_un_nom("MARIE-DURAND"), ressemble_a_un_nom("GPME2-07"), ressemble_a_un_nom("CLASSE")
    (True, False, False)
    """
    return code != CLASSE and not re.search(r"\d", code)


def _refuser_code(code: object) -> None:
    propose = str(code).strip().upper().replace("_", "-").replace(" ", "-")
    essai = propose if isinstance(code, str) and _CODE.fullmatch(propose) else "GPME2-07"
    raise ErreurCours(
        f"L’identifiant « {str(code)[:40]} » ne convient pas : écrivez des majuscules sans accent, des "
        f"chiffres et des traits d’union, 20 caractères au plus, par exemple {essai}."
    )
