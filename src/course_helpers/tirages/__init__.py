"""Les données d'exercice de chaque série : un module par chapitre, une fonction ``tirer`` et ses reprises.

Une variante où deux erreurs de calcul donneraient le même nombre est reprise : ``REPRISES`` compte les
reprises de ces variantes. Les tests des séries vérifient chaque variante et disent laquelle reprendre.
"""

from collections.abc import Callable

from course_helpers.tirages import categories, connaissance, etude, pareto, prospection, strategies, valeur
from course_helpers.tirages.tirage import Tirage

__all__ = ["TIRAGES", "Tirage"]

TIRAGES: dict[str, tuple[Callable[[Tirage], dict], dict[int, int]]] = {
    "1-connaissance": (connaissance.tirer, connaissance.REPRISES),
    "2-portefeuille": (categories.tirer, categories.REPRISES),
    "3-valeur": (valeur.tirer, valeur.REPRISES),
    "4-pareto": (pareto.tirer, pareto.REPRISES),
    "5-methode": (prospection.tirer, prospection.REPRISES),
    "6-strategies": (strategies.tirer, strategies.REPRISES),
    "7-etude-de-cas": (etude.tirer, etude.REPRISES),
}
