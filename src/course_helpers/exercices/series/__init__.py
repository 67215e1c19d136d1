"""Le contenu des séries, un module par chapitre."""

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Sujet
from course_helpers.exercices.series import pareto

SUJETS = {sujet.nom: sujet for sujet in (pareto.SUJET,)}


def trouver_sujet(nom: str) -> Sujet:
    """Trouver une série par son nom de chapitre.

    Raises
    ------
    ErreurCours
        « La série « … » n'existe pas : choisissez parmi … »
    """
    if nom not in SUJETS:
        raise ErreurCours(f"La série « {nom} » n’existe pas : choisissez parmi {', '.join(SUJETS)}.")
    return SUJETS[nom]
