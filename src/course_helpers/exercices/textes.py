"""Composer les phrases des exercices : des modèles, les chiffres de chacun, la typographie française."""

import string

from course_helpers.ecriture import ecrire_nombre, typographier
from course_helpers.ecriture import en_html as en_html
from course_helpers.erreurs import ErreurCours


def ecrire_euros(montant: float) -> str:
    """Écrire un montant comme le font les énoncés : des centimes seulement s'il en a.

    Examples
    --------
    >>> [ecrire_euros(m).replace("\\u202f", " ") for m in (1200, 1200.5)]
    ['1 200 €', '1 200,50 €']
    """
    return ecrire_nombre(montant, 0 if montant == int(montant) else 2, "€")


_FORMES = {
    "ent": lambda nombre: ecrire_nombre(nombre),
    "eur": ecrire_euros,
    "pct0": lambda nombre: ecrire_nombre(nombre, 0, "%"),
    "pct1": lambda nombre: ecrire_nombre(nombre, 1, "%"),
    "pct2": lambda nombre: ecrire_nombre(nombre, 2, "%"),
}


class ValeurAbsente(ErreurCours, AttributeError):
    """Une valeur que citent un texte ou un calcul, et que les données de la série ne donnent pas."""


class Texte(str):
    """Un texte à lire : un cahier l'affiche tel quel, sans guillemets.

    Examples
    --------
    >>> Texte("Triez d’abord.")
    Triez d’abord.
    """

    def __repr__(self) -> str:
        """Rendre le texte lui-même."""
        return str(self)


class _Composeur(string.Formatter):
    """Le formateur de Python, réduit à des noms simples et aux formes du cours."""

    def get_field(self, nom, args, kwargs):
        if nom not in kwargs:
            raise ErreurCours(f"Le modèle cite « {nom} », que la série ne calcule pas : corrigez ce nom.")
        return kwargs[nom], nom

    def format_field(self, valeur, forme):
        if forme and forme not in _FORMES:
            raise ErreurCours(f"Forme inconnue : « {forme} ». Choisissez parmi {', '.join(_FORMES)}.")
        return _FORMES[forme](valeur) if forme else str(valeur)


def composer(modele: str, valeurs: dict) -> Texte:
    """Remplir un modèle avec des valeurs, à la française.

    Le modèle s'écrit avec des espaces et des apostrophes ordinaires : la typographie est mise ici.

    Parameters
    ----------
    modele : str
        Du texte et des champs : ``{n}``, ``{n:ent}``, ``{montant:eur}``, ``{part:pct0}``, ``{part:pct1}``
        ou ``{part:pct2}`` (arrondi de l'école).
    valeurs : dict
        Les valeurs des champs.

    Returns
    -------
    Texte

    Raises
    ------
    ValeurAbsente
        « Le modèle cite « … », que la série ne calcule pas ».
    ErreurCours
        « Forme inconnue : « … ». »

    Examples
    --------
    >>> composer("Il reste {part:pct1} : c'est peu.", {"part": 37.65}).replace("\\u202f", " ")
    'Il reste 37,7 % : c’est peu.'
    """
    return Texte(_Composeur().vformat(typographier(modele), (), valeurs))
