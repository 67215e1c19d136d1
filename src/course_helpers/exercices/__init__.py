"""Des questions déclarées une fois, posées sur les données de chacun, qui reconnaissent les erreurs.

Une question est une donnée (:mod:`question`) ; lire une réponse (:mod:`lecture`) est séparé de la corriger.
:class:`Serie` tient le travail d'une personne, :mod:`cartes` l'affiche.
"""

from course_helpers.exercices.correction import corriger_copie, corriger_reponses
from course_helpers.exercices.question import Question, Verdict
from course_helpers.exercices.serie import Serie

__all__ = ["Question", "Serie", "Verdict", "corriger_copie", "corriger_reponses"]
