"""Poser un test sur toutes les variantes de la réserve : ce que chacun peut tirer est vérifié."""

from functools import wraps
from inspect import signature

from course_helpers.tirages.reserve import NOMBRE_VARIANTES


def pour_chaque_variante(test):
    """Appeler un test avec chaque variante, sous un seul nom ; la première qui échoue est dite."""
    parametres = signature(test)

    @wraps(test)
    def verifier(**donnees):
        for variante in range(NOMBRE_VARIANTES):
            try:
                test(variante=variante, **donnees)
            except AssertionError as echec:
                echec.add_note(f"variante {variante}")
                raise

    autres = [p for p in parametres.parameters.values() if p.name != "variante"]
    verifier.__signature__ = parametres.replace(parameters=autres)
    return verifier
