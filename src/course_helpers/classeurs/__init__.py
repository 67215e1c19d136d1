"""Les classeurs du cours, un module par chapitre qui calcule : à compléter, puis corrigés.

Une formule s'écrit une fois, en français, comme l'élève la tape ; le corrigé la porte, vivante, avec la
valeur que le paquet calcule. Un tableur la recalcule dans les tests et doit retrouver cette valeur.
"""

from collections.abc import Callable
from importlib import import_module

from course_helpers.chapitres import CHAPITRES
from course_helpers.classeurs.classeur import Classeur, ecrire_classeur
from course_helpers.erreurs import ErreurCours

__all__ = ["CLASSEURS", "Classeur", "ecrire_classeur", "preparer_classeur"]

CLASSEURS = tuple(nom for nom in CHAPITRES if nom != "1-connaissance")  # ce chapitre ne calcule pas


def preparer_classeur(nom: str) -> Classeur:
    """Préparer le classeur d'un chapitre, sur les données du cours.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.

    Returns
    -------
    Classeur

    Raises
    ------
    ErreurCours
        « Le chapitre « … » n'a pas de classeur : choisissez parmi … »

    Examples
    --------
    >>> [feuille.nom for feuille in preparer_classeur("4-pareto").feuilles]
    ['Dix clients', 'Comptoir Brelande']
    """
    if nom not in CLASSEURS:
        raise ErreurCours(
            f"Le chapitre « {nom} » n’a pas de classeur : choisissez parmi {', '.join(CLASSEURS)}."
        )
    preparer: Callable[[], Classeur] = import_module(f"{__name__}.{CHAPITRES[nom].nom}").preparer
    return preparer()
