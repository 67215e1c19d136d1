"""Lire des nombres écrits à la française."""

import math
import re

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from course_helpers.ecriture import compter
from course_helpers.erreurs import ErreurCours

# Encodé en cp1252 : ``\x80`` est le signe €. Aucun groupe n'est possessif : avant Python 3.11.5, celui qui
# échoue à mi-chemin (la virgule de « 5, ») garde ce qu'il a lu.
_CHIFFRES = (
    rb"(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+(?=,)|[0-9]++|(?=[.,][0-9]))(?:[.,][0-9]++)?"
)
_UNITE = rb"(?: ?%|(?: ?[kK]?\x80)?(?: ?(?:[hH][tT]|[tT]{2}[cC]))?)"
# Une ligne par nombre : -12 €, 12- €, (12 €) ou (12) €.
_COLONNE_DE_NOMBRES = re.compile(
    rb"(?:(?:-? ?%(c)b%(u)b|%(c)b ?-%(u)b|\(%(c)b%(u)b\)|\(%(c)b\)%(u)b)\n)*"
    % {b"c": _CHIFFRES, b"u": _UNITE}
)
_MOINS_DERRIERE = re.compile(rb"^([0-9.,][0-9 .,]*+)-", re.MULTILINE)


def lire_nombre(texte: str) -> float:
    """Lire un nombre écrit à la française.

    La virgule est décimale. Un point seul est décimal s'il n'y a pas de virgule ; avec une virgule, les
    points séparent les milliers. Rien d'illisible ne devient jamais zéro.

    Parameters
    ----------
    texte : str
        Le nombre, avec éventuellement des espaces de milliers (ordinaires ou insécables), un signe moins
        (devant, derrière ou par des parenthèses), ``€``, ``k€``, ``HT``, ``TTC`` ou ``%``.

    Returns
    -------
    float
        La valeur : ``12 k€`` donne 12000 (euros) et ``12,5 %`` donne 0,125 (fraction).

    Raises
    ------
    ErreurCours
        « « n.c. » n’est pas un nombre : écrivez par exemple 1 234,50. »

    Examples
    --------
    >>> lire_nombre("1 234,50 €")
    1234.5
    >>> lire_nombre("(1.234,50)")
    -1234.5
    >>> lire_nombre("12,5 %"), lire_nombre("12 k€ HT")
    (0.125, 12000.0)
    """
    valeur = _lire_cellule(texte, set()) if isinstance(texte, str) else math.nan
    if math.isnan(valeur):
        vide = texte is None or not str(texte).strip()
        quoi = "Le nombre manque" if vide else f"« {abreger(texte)} » n’est pas un nombre"
        raise ErreurCours(f"{quoi} : écrivez par exemple 1 234,50.")
    return valeur


def lire_nombres(serie: pd.Series) -> pd.Series:
    """Lire une colonne de nombres écrits à la française.

    Parameters
    ----------
    serie : pandas.Series
        Des textes, tels que les accepte ``lire_nombre``, ou des nombres.

    Returns
    -------
    pandas.Series
        Les valeurs (float), avec le même index et le même nom.

    Raises
    ------
    ErreurCours
        « La colonne « ca » a 2 valeurs sans nombre lisible, d’abord en ligne 3 : « n.c. ».… » ou
        « La colonne « ca » mêle HT et TTC : mettez toutes les valeurs en HT. »

    Examples
    --------
    >>> lire_nombres(pd.Series(["1 234,50 €", "12 %"])).tolist()
    [1234.5, 0.12]
    """
    if is_numeric_dtype(serie) and not is_bool_dtype(serie):
        valeurs = serie.to_numpy(dtype=float, na_value=math.nan)
        illisibles = np.flatnonzero(~np.isfinite(valeurs))
    else:
        valeurs, illisibles = lire_cellules(serie.tolist(), serie.name)
    if len(illisibles):
        raise ErreurCours(
            f"La colonne « {serie.name} » a {compter(len(illisibles), 'valeur')} sans nombre lisible, "
            f"d’abord en ligne {illisibles[0] + 1} : « {abreger(serie.iloc[illisibles[0]])} ». "
            "Corrigez, par exemple en 1 234,50, ou retirez ces lignes."
        )
    return pd.Series(valeurs, index=serie.index, name=serie.name)


def lire_cellules(cellules: list, nom: object) -> tuple[np.ndarray, list[int]]:
    """Lire les nombres d'une colonne où certaines cellules ne se lisent pas.

    Parameters
    ----------
    cellules : list
        Des textes, des nombres, ou None pour une cellule vide.
    nom : str
        Le nom de la colonne, pour l'erreur.

    Returns
    -------
    tuple[numpy.ndarray, list[int]]
        Les valeurs (float), NaN pour ce qui ne se lit pas ; les positions, depuis 0, de ces NaN.

    Raises
    ------
    ErreurCours
        « La colonne « ca » mêle HT et TTC : mettez toutes les valeurs en HT. »

    Examples
    --------
    >>> lire_cellules(["12,50", "n.c.", 3], "ca")
    (array([12.5,  nan,  3. ]), [1])
    """
    lues: list[float] = []
    taxes: set[bytes] = set()
    for debut in range(0, len(cellules), 256):
        bloc = cellules[debut : debut + 256]
        # Un bloc où quelque chose ne se lit pas est repris cellule par cellule.
        lues += _lire_bloc(bloc, taxes) or [_lire_cellule(cellule, taxes) for cellule in bloc]
    if len(taxes) > 1:
        raise ErreurCours(f"La colonne « {nom} » mêle HT et TTC : mettez toutes les valeurs en HT.")
    valeurs = np.array(lues, dtype=float)
    return valeurs, np.flatnonzero(np.isnan(valeurs)).tolist()


def abreger(valeur: object) -> str:
    """Citer une valeur dans un message sans qu'elle l'envahisse.

    Parameters
    ----------
    valeur : object

    Returns
    -------
    str
        Le texte, coupé à 40 caractères ; « vide » pour une cellule vide.

    Examples
    --------
    >>> abreger("x" * 41), abreger(None)
    ('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…', 'vide')
    """
    texte = "vide" if valeur is None else str(valeur).strip()
    return texte if len(texte) <= 40 else texte[:40] + "…"


def _lire_bloc(textes: list, taxes: set[bytes]) -> list[float] | None:
    """Les valeurs d'une suite de textes, ou None si l'un d'eux n'est pas un nombre.

    Tout le bloc est vérifié puis traduit d'un coup : c'est ce qui rend une colonne rapide à lire.
    """
    try:
        bloc = "\n".join(textes) + "\n"
    except TypeError:  # un classeur a déjà des nombres
        return None
    bloc = bloc.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-")
    octets = bloc.encode("cp1252", "replace")
    if octets.count(b"\n") != len(textes) or not _COLONNE_DE_NOMBRES.fullmatch(octets):
        return None
    taxes |= {taxe for taxe in (b"HT", b"TTC") if taxe in octets.upper()}
    if b"," in octets:  # le point y sépare les milliers
        octets = re.sub(rb"\.(?=[0-9.]*,)", b"", octets).replace(b",", b".")
    # Un exposant évite une division, qui ajouterait son propre arrondi.
    octets = octets.replace(b"%", b"e-2").replace(b"k", b"e3").replace(b"K", b"e3")
    if b"-" in octets:
        octets = _MOINS_DERRIERE.sub(rb"-\1", octets)
    # Les parenthèses des comptables disent moins. Ajouter zéro ôte le signe de « -0 ».
    valeurs = [
        float(nombre) + 0.0 for nombre in octets.replace(b"(", b"-").translate(None, b") \x80HTChtc").split()
    ]
    return None if math.inf in valeurs or -math.inf in valeurs else valeurs


def _lire_cellule(cellule: object, taxes: set[bytes]) -> float:
    if isinstance(cellule, int | float) and not isinstance(cellule, bool):
        return float(cellule) if abs(cellule) < 1e300 else math.nan
    lue = _lire_bloc([cellule.strip()], taxes) if isinstance(cellule, str) else None
    return lue[0] if lue else math.nan
