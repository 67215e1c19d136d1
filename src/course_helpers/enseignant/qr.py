"""Dessiner le code QR d'une adresse, à projeter ou à imprimer."""

from markupsafe import Markup

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours

LONGUEUR_MAXIMALE = 300  # caractères ; au-delà, un code ne se lit plus du fond de la salle
_MARGE = 4  # modules blancs autour du code, que demande la norme ISO 18004


def dessiner_qr(adresse: str) -> Markup:
    """Dessiner une adresse en code QR, noir sur blanc dans tous les thèmes.

    Parameters
    ----------
    adresse : str
        L'adresse entière, fragment compris.

    Returns
    -------
    Markup
        Un SVG qui prend la taille qu'on lui donne. Le code est le plus petit possible (niveau L de la norme
        ISO/IEC 18004, relevé tant que le code ne grandit pas) : de loin, de gros modules valent mieux que des
        corrections.

    Raises
    ------
    ErreurCours
        L'adresse est trop longue ; « Ce code demande la bibliothèque « segno » ».

    Examples
    --------
    >>> dessiner_qr("https://exemple.fr/sujet.html#abc-30").count("<svg")
    1
    """
    if len(adresse) > LONGUEUR_MAXIMALE:
        raise ErreurCours(
            f"L’adresse compte {len(adresse)} caractères{FINE}: un code si dense ne se lirait pas de loin. "
            "Donnez plutôt le lien."
        )
    try:
        import segno  # dans la fonction : la page ne le télécharge que pour dessiner un code
    except ImportError:
        raise ErreurCours(
            "Le code QR demande la bibliothèque « segno » : installez-la avec pip install segno."
        ) from None
    code = segno.make(adresse, micro=False, error="l")
    return Markup(code.svg_inline(border=_MARGE, omitsize=True, light="#fff", svgclass="ch-qr"))
