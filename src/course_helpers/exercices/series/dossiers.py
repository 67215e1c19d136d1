"""Les séries des dossiers : des réponses rédigées, notées sur un barème ; rien ne s'y calcule."""

from collections.abc import Callable

from course_helpers.tirages.reserve import Portefeuille

CALCULS: dict[str, dict[str, Callable]] = {}


def calculer(portefeuille: Portefeuille) -> dict[str, object]:
    """Ne rien calculer : un nombre du corrigé se lirait dans le programme de la page."""
    return {}
