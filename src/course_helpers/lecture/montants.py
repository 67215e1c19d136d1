"""Lire une colonne de nombres, et dire quand un séparateur peut être décimal ou de milliers."""

import re
from dataclasses import dataclass, field

import numpy as np
from pandas.api.types import infer_dtype

from course_helpers.lecture.roles import lire_devise
from course_helpers.nombres import lire_cellules

FORMATS = ("virgule", "point")  # le séparateur décimal
_AUTRES = {",": r"\.", ".": ","}
_SEULS = {
    signe: re.compile(rf"^[^\d,.\n]*[1-9]\d{{0,2}}{re.escape(signe)}\d{{3}}[^\d,.\n]*$", re.MULTILINE)
    for signe in ",."
}
# Ce qui prouve qu'un signe est décimal, ou qu'il sépare les milliers.
_DECIMAL = {
    signe: re.compile(
        rf"^[^,.\n]*{s}(?:\d{{1,2}}|\d{{4,}})(?!\d)[^,.\n]*$|^[^,.\n]*(?:\d{{4}}"
        rf"|\d[ '’\u00a0\u202f\u2009]\d{{3}}|(?<!\d)0)"
        rf"{s}\d+[^,.\n]*$|^[^\n,.]*\d{_AUTRES[signe]}\d{{3}}(?:{_AUTRES[signe]}\d{{3}})*{s}\d",
        re.MULTILINE,
    )
    for signe, s in ((",", ","), (".", r"\."))
}
_MILLIERS = {
    signe: re.compile(
        rf"^[^,.\n]*\d{s}\d{{3}}(?:{s}\d{{3}})+(?!\d)|^[^,.\n]*\d{s}\d{{3}}(?:{s}\d{{3}})*{_AUTRES[signe]}\d",
        re.MULTILINE,
    )
    for signe, s in ((",", ","), (".", r"\."))
}
# 1,234.56 ; 1,234,567 ; 1.234.567 : ce qui ne peut se lire que d'une façon.
_EVIDENTS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?:,\d{3}){2,}(?![\d,])|(?:,\d{3})+(?=\.\d)|(?:\.\d{3}){2,}(?![\d.,]))"
)
_A_REGROUPER = {
    "point": re.compile(r"(?<![\d.,])([1-9]\d{0,2}),(?=\d{3}(?![\d,]))"),
    "virgule": re.compile(r"(?<![\d.,])([1-9]\d{0,2})\.(?=\d{3}(?![\d.]))"),
}
_EUROS = re.compile(r"(?<![a-z])eur(?:os?)?(?![a-z])", re.IGNORECASE)
_PLUS = re.compile(r"^\+ ?(?=[\d€,.])", re.MULTILINE)
_EURO_DEVANT = re.compile(r"^([-−]? ?)€ ?([-−]?)(?=\d)([^\n€]*)$", re.MULTILINE)
_APOSTROPHE = re.compile(r"(?<=\d)['’](?=\d{3})")
_ESPACES = str.maketrans({espace: " " for espace in "\u2007\u2008\u2009\u200a\u2002\u2003\u00a0\u202f"})
_ETRANGERE = re.compile(
    r"[$£¥]|(?<![a-z])(?:usd|gbp|chf|jpy|f ?cfa|xof|xaf|mad|dzd|tnd|cad|aud|sek|nok|dkk|pln)(?![a-z])",
    re.IGNORECASE,
)
_TROIS_CHIFFRES = re.compile(r"[,.]\d{3}(?!\d)")
_CHIFFRES_NUS = set("0123456789,.-\n")
_CHIFFRES = _CHIFFRES_NUS | set(" \u00a0\u202f€")
# Des milliers séparés d'un espace, un euro au bout ; ce qu'un espace ne peut pas couper.
_MILLIERS_ESPACES = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_MAL_COUPES = re.compile(r" (?=\d)(?:(?<=\d{4} )|(?<=[,.] )|(?<=[,.]\d )|(?<=[,.]\d\d )|(?<=[,.]\d{3} ))")
_TTC = re.compile(r"(?<![a-z])t\.?t\.?c(?![a-z])", re.IGNORECASE)


@dataclass
class Analyse:
    """Ce que montre une colonne de nombres.

    Parameters
    ----------
    format : str or None
        ``"virgule"`` ou ``"point"``, le signe décimal ; None si rien n'en dépend.
    ambigu : str or None
        Le premier nombre qui se lit de deux façons, sans que le reste de la colonne tranche.
    ttc : str or None
        La première cellule qui se dit TTC.
    etrangeres : dict
        Position, depuis 0, des cellules dans une autre monnaie, et cette monnaie.
    anglais : bool
        Des décimales écrites après un point, aucune après une virgule.
    """

    format: str | None = None
    ambigu: str | None = None
    ttc: str | None = None
    etrangeres: dict = field(default_factory=dict)
    anglais: bool = False


def analyser(cellules: list) -> Analyse:
    """Dire comment une colonne de nombres est écrite.

    Parameters
    ----------
    cellules : list
        Des textes ou des nombres, sans vide.

    Returns
    -------
    Analyse

    Examples
    --------
    >>> analyser(["12,500", "980.00"]).format, analyser(["12,500", "980"]).ambigu
    ('point', '12,500')
    """
    textes = cellules if _est_texte(cellules) else [c for c in cellules if isinstance(c, str)]
    bloc = "\n".join(textes)
    signes = set(bloc)
    resultat = Analyse()
    if not signes <= _CHIFFRES:
        if signes & {"T", "t"} and _TTC.search(bloc):
            resultat.ttc = next(texte for texte in textes if _TTC.search(texte))
        if _ETRANGERE.search(bloc):
            resultat.etrangeres = {
                place: lire_devise(cellule) or "?"
                for place, cellule in enumerate(cellules)
                if isinstance(cellule, str) and _ETRANGERE.search(cellule)
            }
    if not signes & {",", "."}:
        return resultat
    resultat.anglais = "," not in signes and "." in signes
    if not _TROIS_CHIFFRES.search(bloc):
        return resultat
    seuls = {signe: lu for signe in ",." if signe in bloc and (lu := _SEULS[signe].search(bloc))}
    decimal = {signe: signe in bloc and _DECIMAL[signe].search(bloc) is not None for signe in ",."}
    resultat.anglais = decimal["."] and not decimal[","]
    formats = set()
    for signe, lu in seuls.items():
        autre = "." if signe == "," else ","
        est_decimal = decimal[signe]
        est_milliers = decimal[autre] or _MILLIERS[signe].search(bloc) is not None
        if est_decimal == est_milliers:
            resultat.ambigu = lu[0].strip()
            return resultat
        formats.add("virgule" if (signe == ",") == est_decimal else "point")
    if len(formats) > 1:
        resultat.ambigu = seuls[","][0].strip()
    elif formats:
        resultat.format = formats.pop()
    return resultat


def lire_montants(
    cellules: list, nom: str, format: str | None = None, *, devise: str | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Lire les nombres d'une colonne.

    Parameters
    ----------
    cellules : list
        Des textes ou des nombres, sans vide.
    nom : str
        Le nom de la colonne, pour l'erreur.
    format : {"virgule", "point"}, optional
        Le signe décimal, quand un nombre comme « 12.500 » se lit de deux façons.
    devise : str, optional
        La monnaie étrangère dont on accepte les montants.

    Returns
    -------
    tuple[numpy.ndarray, numpy.ndarray]
        Les valeurs (float), NaN pour ce qui ne se lit pas ; et ce qui ne se lit pas (bool).

    Raises
    ------
    ErreurCours
        « La colonne « ca » mêle HT et TTC : mettez toutes les valeurs en HT. »

    Examples
    --------
    >>> lire_montants(["1 234,56 EUR", "+12", "1,234.5", "n.c."], "ca")[0]
    array([1234.56,   12.  , 1234.5 ,     nan])
    """
    if _est_texte(cellules):
        bloc = "\n".join(cellules)
        signes = set(bloc)
        chiffres = signes <= _CHIFFRES and not (devise and "€" in signes)
        if chiffres and not signes <= _CHIFFRES_NUS:
            bloc = _serrer(bloc)
        if bloc is not None and chiffres and (valeurs := _lire_nus(bloc, len(cellules), format)) is not None:
            return valeurs, np.zeros(len(cellules), dtype=bool)
        lisibles = _normaliser(cellules, format, devise)
    else:
        lisibles = list(cellules)
        places = [place for place, cellule in enumerate(cellules) if isinstance(cellule, str)]
        textes = _normaliser([cellules[place] for place in places], format, devise) if places else []
        for place, texte in zip(places, textes, strict=True):
            lisibles[place] = texte
    valeurs, _ = lire_cellules(lisibles, nom)
    if any("%" in cellule for cellule in lisibles if isinstance(cellule, str)):
        # Un pourcentage n'est pas un montant.
        valeurs[[isinstance(c, str) and "%" in c for c in lisibles]] = np.nan
    return valeurs, np.isnan(valeurs)


def _est_texte(cellules: list) -> bool:
    return infer_dtype(cellules, skipna=False) == "string"


def _serrer(bloc: str) -> str | None:
    """Ôter d'une colonne les espaces de milliers et les euros, si tous sont à leur place."""
    bloc = bloc.replace("\u00a0", " ").replace("\u202f", " ") + "\n"
    if "€" in bloc:
        bloc = bloc.replace(" €\n", "\n").replace("€\n", "\n")
    if _MAL_COUPES.search(bloc):
        return None
    serre = _MILLIERS_ESPACES.sub("", bloc)
    return None if " " in serre or "€" in serre else serre[:-1]


def _lire_nus(bloc: str, nombre: int, format: str | None) -> np.ndarray | None:
    """Les nombres d'une colonne qui n'a que des chiffres, un signe moins devant et un seul signe décimal."""
    if ("," in bloc and "." in bloc) or ",\n" in f"{bloc}\n" or ".\n" in f"{bloc}\n":
        return None
    if _TROIS_CHIFFRES.search(bloc) and format == ("point" if "," in bloc else "virgule"):
        return None
    try:
        valeurs = np.array(list(map(float, bloc.replace(",", ".").split("\n"))))
    except ValueError:
        return None
    return valeurs + 0.0 if len(valeurs) == nombre and (np.abs(valeurs) < 1e300).all() else None


def _normaliser(textes: list[str], format: str | None, devise: str | None) -> list[str]:
    """Réécrire d'un coup toute la colonne à la française."""
    bloc = "\n".join(textes)
    if bloc.count("\n") != len(textes) - 1:  # une cellule sur deux lignes n'est pas un nombre
        textes = [texte.replace("\n", "?") for texte in textes]
        bloc = "\n".join(textes)
    bloc = bloc.translate(_ESPACES) if not bloc.isascii() else bloc
    if devise:
        # Seule la monnaie choisie se lit ; un montant en euros n'en est plus un.
        bloc = _ETRANGERE.sub(lambda lu: " " if lire_devise(lu[0]) == devise else lu[0], bloc)
        bloc = _EUROS.sub("¤", bloc).replace("€", "¤")
        bloc = re.sub(r" *$|^ +", "", bloc, flags=re.MULTILINE)
    if "eur" in bloc.lower():
        bloc = _EUROS.sub("€", bloc)
    if "+" in bloc:
        bloc = _PLUS.sub("", bloc)
    if "€" in bloc:
        bloc = _EURO_DEVANT.sub(r"\1\2\3 €", bloc)
        bloc = re.sub(r" +€", " €", bloc)
    if "'" in bloc or "’" in bloc:
        bloc = _APOSTROPHE.sub(" ", bloc)
    if "." in bloc or "," in bloc:
        bloc = _EVIDENTS.sub(lambda lu: lu[0].replace(",", "").replace(".", ""), bloc)
    if format:
        bloc = _A_REGROUPER[format].sub(r"\1", bloc)
    return bloc.split("\n")
