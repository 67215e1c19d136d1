"""Repérer des réponses fausses pour les données d'une personne, et justes pour celles d'une autre.

Une seule ne dit rien : une erreur fréquente tombe parfois sur le bon résultat d'un voisin. Plusieurs, justes
pour le même autre jeu de données, se regardent. Le cours le dit sans rien en conclure : deux personnes ont pu
travailler ensemble, ou l'une taper l'identifiant de l'autre.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as Ensemble
from dataclasses import dataclass
from functools import lru_cache
from math import log
from types import MappingProxyType
from typing import Protocol

from course_helpers.ecriture import compter, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.confusions import reduire_reponse
from course_helpers.exercices.question import QuestionPosee
from course_helpers.exercices.sujet import poser_devoir
from course_helpers.tirages.reserve import CLASSE

COMMUNES_MIN = 3  # réponses
POIDS_MIN = 2.5  # réponses que ce seul jeu donne ; « mesures_echanges.py » dit ce que ce seuil vaut
_CITES = 3  # noms
_COMMUN = 0  # les données de CLASSE, dont les pages montrent les solutions

Justes = Mapping[str, Mapping[Hashable, Ensemble[int]]]


class Rendue(Protocol):
    """Une réponse jugée : son état, et ce qui est tapé."""

    etat: str
    reponse: object


class Corrigee(Protocol):
    """Une copie corrigée : sa série, son nom, ses données, ses réponses."""

    serie: str
    nom: str
    variante: int
    rendus: Sequence[Rendue]


@dataclass(frozen=True, slots=True)
class Echange:
    """Des réponses justes pour un autre jeu de données.

    Parameters
    ----------
    numeros : tuple of str
        Les questions, comme on les lit.
    de : tuple of str
        Les noms des copies qui ont ces données, ou ``CLASSE``.
    """

    numeros: tuple[str, ...]
    de: tuple[str, ...]


def dire_echange(echange: Echange, noms: Mapping[str, str] = MappingProxyType({})) -> str:
    """Dire de qui sont les réponses, sans rien en conclure.

    Parameters
    ----------
    echange : Echange
    noms : mapping of str to str
        Le nom d'une copie → celui qui se montre.

    Examples
    --------
    >>> dire_echange(Echange(("2", "5", "8"), ("BTS1-07",))).replace("\u202f", " ")
    'les réponses aux questions 2, 5 et 8 sont celles d’un autre jeu de données : celui de BTS1-07'
    """
    *debut, dernier = echange.numeros
    cites = [noms.get(nom, nom) for nom in echange.de[:_CITES]]
    cites += [compter(len(echange.de) - _CITES, "autre copie")] * (len(echange.de) > _CITES)
    return typographier(
        f"les réponses aux questions {', '.join(debut)} et {dernier} sont celles d'un autre jeu de données : "
        f"celui de {', '.join(cites)}"
    )


def reperer_echanges(resultats: Sequence[Corrigee]) -> list[Echange | None]:
    """Repérer, dans les copies d'une série, les réponses qui sont celles d'un autre jeu de données.

    Parameters
    ----------
    resultats : sequence of Corrigee
        D'une même série.

    Returns
    -------
    list of Echange or None
        Un par copie, dans le même ordre. Seules comptent les réponses retenues. Qui partage les données d'un
        autre n'est pas concerné : ses réponses justes le sont pour lui aussi.
    """
    par_variante: dict[int, list[str]] = defaultdict(list)
    for resultat in resultats:
        par_variante[resultat.variante].append(resultat.nom)
    if not resultats:
        return []
    serie = resultats[0].serie
    par_variante.setdefault(_COMMUN, [CLASSE])
    justes, lignes = _relever_justes(serie, par_variante)
    trouves = []
    for resultat in resultats:
        posees = poser_devoir(serie, resultat.variante).questions
        siennes = lister_justes(serie, resultat.variante)
        fausses = dict(_lire_fausses(zip(posees.values(), resultat.rendus, strict=True), lignes, siennes))
        trouve = trouver_echange(fausses, justes, len(par_variante))
        trouves.append(trouve and Echange(_numeroter(trouve[1], posees), tuple(par_variante[trouve[0]])))
    return trouves


def trouver_echange(
    fausses: Mapping[str, Hashable], justes: Justes, jeux: int
) -> tuple[int, tuple[str, ...]] | None:
    """Trouver le jeu de données pour lequel assez de réponses fausses sont justes.

    Une réponse que ce seul jeu donne compte pour un, une réponse que tous donnent pour presque rien : entre
    les deux, le logarithme de leur part. Il faut ``COMMUNES_MIN`` réponses, et ``POIDS_MIN`` en tout.

    Parameters
    ----------
    fausses : mapping of str to hashable
        Question → une réponse fausse, réduite à ce qui s'en compare.
    justes : mapping of str to mapping of hashable to set of int
        Question → réponse → les jeux de données dont elle est une réponse juste.
    jeux : int
        Combien de jeux de données y sont.

    Returns
    -------
    (int, tuple of str) or None
        Le jeu, et les questions.

    Examples
    --------
    >>> justes = {f"q{n}": {10 * n + jeu: {jeu} for jeu in range(9)} for n in range(5)}
    >>> trouver_echange({"q0": 4, "q1": 14, "q2": 24, "q3": 34, "q4": 99}, justes, 9)
    (4, ('q0', 'q1', 'q2', 'q3'))
    >>> trouver_echange({"q0": 4, "q1": 13, "q2": 22, "q3": 31}, justes, 9)
    """
    voix: dict[int, list[str]] = defaultdict(list)
    poids: dict[int, float] = defaultdict(float)
    for question, reponse in fausses.items():
        donnent = justes.get(question, {}).get(reponse, ())
        for jeu in donnent:
            voix[jeu].append(question)
            poids[jeu] += log((jeux + 1) / len(donnent)) / log(jeux + 1)
    retenus = [jeu for jeu in voix if len(voix[jeu]) >= COMMUNES_MIN and poids[jeu] >= POIDS_MIN]
    if not retenus:
        return None
    jeu = max(retenus, key=lambda jeu: (poids[jeu], -jeu))
    return jeu, tuple(voix[jeu])


def _numeroter(questions: Iterable[str], posees: Mapping[str, QuestionPosee]) -> tuple[str, ...]:
    return tuple(posees[question].question.numero for question in questions)


@lru_cache(maxsize=2400)
def lister_justes(serie: str, variante: int) -> dict[str, frozenset[Hashable]]:
    """Lister, pour chaque question corrigée, les réponses justes sur un jeu de données.

    Examples
    --------
    >>> lister_justes("4-pareto", 0)["q1"]
    frozenset({'mesure'})
    """
    return {
        numero: frozenset(
            reduire_reponse(posee, reponse)
            for reponse in (posee.attendu, *(autre for _, autre in posee.conventions))
        )
        for numero, posee in poser_devoir(serie, variante).questions.items()
        if posee.question.corrige
    }


def _relever_justes(serie: str, variantes: Iterable[int]) -> tuple[Justes, dict]:
    """Relever les réponses justes sur chaque jeu ; et, par question, les jeux qui ont les mêmes lignes."""
    justes: dict = defaultdict(lambda: defaultdict(set))
    lignes: dict = defaultdict(lambda: defaultdict(list))
    for variante in variantes:
        for numero, reponses in lister_justes(serie, variante).items():
            for reponse in reponses:
                justes[numero][reponse].add(variante)
            posee = poser_devoir(serie, variante).questions[numero]
            if posee.elements:
                lignes[numero][frozenset(e.cle for e in posee.elements)].append(posee)
    return justes, lignes


def _lire_fausses(
    copie: Iterable[tuple[QuestionPosee, Rendue]], lignes: Mapping, siennes: Mapping[str, frozenset[Hashable]]
) -> Iterator[tuple[str, Hashable]]:
    """Donner les réponses fausses d'une copie, réduites à ce qui s'en compare."""
    for posee, rendu in copie:
        if rendu.reponse is None or not posee.question.corrige or rendu.etat == "reussi":
            continue
        numero = posee.question.identifiant
        lectrices = [posee]
        if isinstance(rendu.reponse, dict) and rendu.etat == "illisible":
            # Des lignes qui ne sont pas les siennes : d'autres données les ont.
            lectrices += lignes[numero].get(frozenset(rendu.reponse), [])
        for lectrice in lectrices:
            try:
                lue = lectrice.lire(rendu.reponse)
            except ErreurCours:
                continue
            if lue is not None:
                reduite = reduire_reponse(lectrice, lue)
                if reduite not in siennes[numero]:
                    yield numero, reduite
                break
