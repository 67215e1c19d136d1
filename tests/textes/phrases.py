"""Découper un texte en phrases."""

import re

_FIN = re.compile(r"(?<=[.?…])(?:[\u202f ]?»)?\s+(?=[^a-zà-ÿ\d])")
_MOT = re.compile(r"\S*\w\S*")


def decouper_phrases(texte: str) -> list[str]:
    """Découper un texte en phrases ; un titre ou une case de tableau, sans point final, n'en est pas une.

    Examples
    --------
    >>> decouper_phrases("Une phrase.\\nEt deux, soit 1,5 an ? Titre")
    ['Une phrase.', 'Et deux, soit 1,5 an ?']
    """
    morceaux = (morceau.replace("\n", " ").strip() for morceau in _FIN.split(texte))
    return [morceau for morceau in morceaux if re.search(r"[.?…:;][\u202f »)*]*$", morceau)]


def compter_mots(phrase: str) -> int:
    """Compter les mots d'une phrase, séparés par des espaces.

    Examples
    --------
    >>> compter_mots("L’entreprise vend : à qui ?")
    4
    """
    return len(_MOT.findall(phrase))
