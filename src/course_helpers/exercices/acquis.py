"""Ce que montre un parcours terminé : le score, ce que l'on sait, ce qui est à retravailler."""

from collections.abc import Sequence
from dataclasses import dataclass

from course_helpers.exercices.travail import TravailQuestion

_FAITES = ("reussi", "enregistre", "renonce")
_BEAUCOUP = 3  # à partir de ce nombre d'essais, une réussite se consolide


@dataclass(frozen=True)
class Acquis:
    """Le bilan d'une partie de la série.

    Parameters
    ----------
    terminee : bool
        Chaque question a été essayée, ou sa solution demandée.
    points, sur : int
        Les points des questions réussies, et de toutes les questions que le cours corrige.
    indices : int
    competences : dict of str to tuple of int
        Compétence → nombre de questions réussies, nombre de questions corrigées.
    a_retravailler : tuple of tuple of str
        Numéro, titre et raison ; d'abord les questions encore à revoir.
    """

    terminee: bool
    points: int
    sur: int
    indices: int
    competences: dict[str, tuple[int, int]]
    a_retravailler: tuple[tuple[str, str, str], ...]


def dresser_acquis(travaux: Sequence[TravailQuestion]) -> Acquis:
    """Dresser le bilan d'une partie de la série.

    Parameters
    ----------
    travaux : sequence of TravailQuestion

    Returns
    -------
    Acquis

    Examples
    --------
    >>> from course_helpers.exercices.travail import Travail
    >>> travaux = list(Travail("4-pareto", magasin=None).q.values())[:1]
    >>> dresser_acquis(travaux).terminee
    False
    >>> travaux[0].verifier("mesure").etat
    'reussi'
    >>> dresser_acquis(travaux)  # doctest: +NORMALIZE_WHITESPACE
    Acquis(terminee=True, points=1, sur=1, indices=0,
           competences={'Analyser un portefeuille clients (NDRC, bloc 1)': (1, 1)}, a_retravailler=())
    """
    corriges = [travail for travail in travaux if travail.question.corrige]
    reussis = [travail for travail in corriges if travail.etat == "reussi"]
    competences: dict[str, tuple[int, int]] = {}
    for travail in corriges:
        if nom := travail.question.competence:
            faites, total = competences.get(nom, (0, 0))
            competences[nom] = (faites + (travail in reussis), total + 1)
    return Acquis(
        terminee=all(travail.etat in _FAITES or travail.essais for travail in travaux),
        points=sum(travail.question.points for travail in reussis),
        sur=sum(travail.question.points for travail in corriges),
        indices=sum(travail.indices_pris for travail in travaux),
        competences=competences,
        a_retravailler=tuple(
            (travail.question.numero, travail.question.titre, raison)
            for travail in sorted(corriges, key=lambda travail: travail.etat in _FAITES)
            if (raison := _trouver_raison(travail))
        ),
    )


def _trouver_raison(travail: TravailQuestion) -> str:
    if travail.etat not in _FAITES:
        return "à revoir"
    if travail.etat == "renonce":
        return "solution demandée"
    if travail.etat == "reussi" and len(travail.essais) >= _BEAUCOUP:
        return f"réussie après {len(travail.essais)} essais"
    return ""
