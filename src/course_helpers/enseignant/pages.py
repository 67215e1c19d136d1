"""Le cadre commun des pages de l'enseignant : un seul fichier, sans script, qui s'imprime."""

from datetime import date

from markupsafe import Markup

from course_helpers.gabarits import remplir
from course_helpers.palette import FEUILLE

_MOIS = ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre").split()


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


def ecrire_date(jour: date) -> str:
    """Écrire une date en toutes lettres.

    Examples
    --------
    >>> ecrire_date(date(2026, 3, 1))
    '1er mars 2026'
    """
    return f"{'1er' if jour.day == 1 else jour.day} {_MOIS[jour.month - 1]} {jour.year}"
