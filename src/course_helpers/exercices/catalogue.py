"""Chercher dans la banque : les questions qui répondent à plusieurs critères à la fois."""

from functools import cache

from course_helpers.exercices.banque import lister_series, ouvrir_banque
from course_helpers.exercices.question import Question

CRITERES = ("chapitre", "niveau", "competence", "genre")
DUREES = (2, 3, 4, 5, 10)  # minutes au plus


@cache
def lister_questions() -> tuple[tuple[str, Question], ...]:
    """Lister toute la banque : les séries dans l'ordre des chapitres, puis les synthèses à trous.

    Returns
    -------
    tuple of (str, Question)
        Le nom de la série, et la question.
    """
    series = [*lister_series(), *lister_series(syntheses=True)]
    return tuple((serie, question) for serie in series for question in ouvrir_banque(serie).questions)


def chercher_questions(minutes: int | None = None, **criteres: str) -> list[tuple[str, Question]]:
    """Chercher les questions qui répondent à tous les critères donnés.

    Parameters
    ----------
    minutes : int, optional
        La durée à ne pas dépasser.
    **criteres
        Parmi ``CRITERES`` : le nom d'un chapitre, un niveau, une compétence, un genre ; vide, le critère ne
        retient rien.

    Returns
    -------
    list of (str, Question)

    Examples
    --------
    >>> [question.identifiant for _, question in chercher_questions(chapitre="4-pareto", genre="ouvert")]
    ['q18']
    >>> len(chercher_questions(niveau="rappel", minutes=2)) < len(chercher_questions(niveau="rappel"))
    True
    """
    voulus = [(nom, valeur) for nom, valeur in criteres.items() if valeur]
    return [
        (serie, question)
        for serie, question in lister_questions()
        if (minutes is None or question.minutes <= minutes)
        and all(_lire_critere(nom, serie, question) == valeur for nom, valeur in voulus)
    ]


def lister_valeurs(critere: str) -> list[str]:
    """Lister les valeurs qu'un critère prend dans la banque, dans l'ordre où elles s'y rencontrent.

    Examples
    --------
    >>> lister_valeurs("niveau")
    ['rappel', 'application', 'cas']
    """
    valeurs = (_lire_critere(critere, serie, question) for serie, question in lister_questions())
    return list(dict.fromkeys(filter(None, valeurs)))


def _lire_critere(nom: str, serie: str, question: Question) -> str:
    return ouvrir_banque(serie).chapitre.cle if nom == "chapitre" else getattr(question, nom)
