"""Lire une réponse : la ramener à un type simple et exact, ou dire pourquoi elle est illisible.

Lire n'est pas corriger : rien ici ne connaît la réponse attendue. Chaque genre lit à sa façon
(:mod:`course_helpers.exercices.genres`).
"""

from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import Question, Reponse, Valeurs


def lire_reponse(question: Question, valeurs: Valeurs, brut: object) -> Reponse | None:
    """Lire ce qu'une personne a saisi.

    Parameters
    ----------
    question : Question
    valeurs : Valeurs
        Ce que la série calcule : les éléments à classer en dépendent.
    brut : object
        Un texte ou un nombre ; pour un choix, la lettre, la clé ou le texte de l'option, et une liste
        pour un choix multiple ; pour une question par lignes, un dictionnaire (ou une Series)
        élément → case ; pour un ordre, aussi la liste des étapes.

    Returns
    -------
    Decimal, str, tuple, dict or None
        ``None`` si rien n'est saisi.

    Raises
    ------
    ErreurCours
        « Je n'ai pas compris “…” : écrivez par exemple … »

    Examples
    --------
    >>> from course_helpers.exercices.correction import preparer_variante
    >>> sujet, valeurs = preparer_variante("4-pareto", 0)
    >>> lire_reponse(sujet.questions[1], valeurs, "37,7 %")
    Decimal('37.7')
    """
    return GENRES[question.genre].lire(question, valeurs, brut)
