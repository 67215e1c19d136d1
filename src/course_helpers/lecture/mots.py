"""Rapprocher deux écritures d'un même mot : majuscules, accents et ponctuation ne comptent pas."""

import re
import unicodedata
from functools import lru_cache

_LONGUEUR_MAX = 1000  # caractères : au-delà, ce n'est plus un nom


@lru_cache(maxsize=10_000, typed=True)  # les noms de clients se répètent
def simplifier(texte: object) -> str:
    """Ôter majuscules, accents et ponctuation.

    Examples
    --------
    >>> simplifier("N° de l'Avoir (HT)")
    'n de l avoir ht'
    """
    return " ".join(re.findall("[a-z0-9]+", oter_accents(str(texte or "")[:_LONGUEUR_MAX].lower())))


def oter_accents(texte: str) -> str:
    """Ôter les accents, et eux seuls.

    Examples
    --------
    >>> oter_accents("Hôtel")
    'Hotel'
    """
    if texte.isascii():
        return texte
    return "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
