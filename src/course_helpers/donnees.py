"""Lire les fichiers d'une entreprise : nombres français, tableaux de clients et de factures."""

import math
import re
from pathlib import Path

from course_helpers.erreurs import ErreurCours

__all__ = ["chemin", "lire_nombre"]

# Dans la roue, les données voyagent à côté du code ; dans le dépôt, elles sont à la racine.
_DOSSIERS = (Path(__file__).parent / "datasets", Path(__file__).parents[2] / "datasets")

_ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "−": "-"})
_NOMBRE = re.compile(
    r"""(?P<parenthese>\()? (?P<moins>-\ ?)?
    (?P<entier> [0-9]+ | [0-9]{1,3}(?:\ [0-9]{3})+ | [0-9]{1,3}(?:\.[0-9]{3})+(?=,) | (?=[.,][0-9]) )
    (?: [,.](?P<decimales>[0-9]+) )?
    (?P<fin>\ ?-)?
    (?P<fermante>\))?
    (?: \ ?% (?P<pourcent>) | \ ?(?: k€ (?P<millier>) | € )? (?: \ ?(?:HT|TTC) )? )
    (?P<fermante2>\))?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def chemin(nom: str) -> Path:
    """Trouver un fichier de données du cours.

    Parameters
    ----------
    nom : str
        Nom du fichier, par exemple ``"ca-clients-2025.csv"``.

    Returns
    -------
    pathlib.Path
        L'emplacement du fichier, que le cours soit installé ou lu depuis son dépôt.

    Raises
    ------
    ErreurCours
        « Le fichier « … » ne fait pas partie du cours : choisissez parmi … »

    Examples
    --------
    >>> chemin("ca-clients-2025.csv").name
    'ca-clients-2025.csv'
    """
    dossier = next((d for d in _DOSSIERS if d.is_dir()), _DOSSIERS[0])
    connus = sorted(f.name for f in dossier.glob("*.csv"))
    if nom not in connus:
        raise ErreurCours(
            f"Le fichier « {nom} » ne fait pas partie du cours : choisissez parmi {', '.join(connus)}."
        )
    return dossier / nom


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
    lu = _NOMBRE.fullmatch(texte.translate(_ESPACES).strip()) if isinstance(texte, str) else None
    if lu is None:
        _refuser_nombre(texte)
    ouvrante, fermantes = lu["parenthese"] is not None, (lu["fermante"] or "") + (lu["fermante2"] or "")
    signes = ouvrante + (lu["moins"] is not None) + (lu["fin"] is not None)
    # Un seul signe à la fois : « -(12) » ou « -12- » ne disent pas ce qu'ils veulent.
    if signes > 1 or len(fermantes) != ouvrante:
        _refuser_nombre(texte)
    entier = re.sub("[ .]", "", lu["entier"])
    puissance = -2 if lu["pourcent"] is not None else 3 if lu["millier"] is not None else 0
    # L'exposant évite une division, qui ajouterait son propre arrondi.
    valeur = float(f"{entier}.{lu['decimales'] or '0'}e{puissance}")
    if math.isinf(valeur):
        _refuser_nombre(texte)
    return -valeur if signes and valeur else valeur


def _refuser_nombre(texte: object) -> None:
    if not isinstance(texte, str) or not texte.strip():
        raise ErreurCours("Le nombre manque : écrivez par exemple 1 234,50.")
    extrait = texte.strip() if len(texte) <= 40 else texte.strip()[:40] + "…"
    raise ErreurCours(f"« {extrait} » n’est pas un nombre : écrivez par exemple 1 234,50.")
