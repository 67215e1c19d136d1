"""Le cadre commun des pages de l'enseignant : un seul fichier, sans script, qui s'imprime."""

from markupsafe import Markup

from course_helpers.gabarits import remplir
from course_helpers.palette import FEUILLE


def ecrire_page(gabarit: str, **valeurs) -> str:
    """Écrire une page entière, sans ressource extérieure.

    Parameters
    ----------
    gabarit : str
        Un gabarit qui étend ``page.html``.
    **valeurs
        Ce qu'il dispose.

    Returns
    -------
    str
        La page interdit tout script et toute demande au réseau, même si un texte en contenait un.
    """
    return remplir(gabarit, palette=Markup(FEUILLE), **valeurs)
