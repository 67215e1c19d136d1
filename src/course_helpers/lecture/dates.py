"""Lire une colonne de dates, et dire quand le jour et le mois peuvent s'échanger."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

import numpy as np

from course_helpers.lecture.mots import oter_accents

ORDRES = ("jour/mois", "mois/jour")
_HEURE = (
    r"(?:(?:,? +(?:- |a |at )?|,|t) ?\d{1,2}(?: ?[:h] ?\d{2}(?: ?[:m] ?\d{2}(?:[.,]\d{1,9})?s?)?| ?h)?"
    r"(?: ?(?P<midi>[ap]) ?\.?m\.?)?(?: ?(?:z|utc|gmt|cet|cest)| ?[+-]\d{2}:?\d{2})?)?"
)
_ANNEE_DEVANT = re.compile(rf"(?P<a>\d{{4}})([-/. ])(?P<m>\d{{1,2}})\2(?P<j>\d{{1,2}}){_HEURE}")
_DEUX_SENS = re.compile(rf"(?P<p>\d{{1,2}})(?P<s>[-/. ])(?P<d>\d{{1,2}})(?P=s)(?P<a>\d{{4}}|\d{{2}}){_HEURE}")
_COLLEE = re.compile(rf"(?P<c>\d{{8}})(?:\d{{6}}|{_HEURE})")
_EN_LETTRES = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,? )?(?P<j>\d{{1,2}})(?:er|st|nd|rd"
    rf"|th)?[ .-]*(?P<m>[a-z]{{3,9}})[ .,-]*(?P<a>\d{{4}}|\d{{2}}){_HEURE}"
)
_A_L_ANGLAISE = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,? )?(?P<m>[a-z]{{3,9}})\.? (?P<j>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?,? (?P<a>\d{{4}}){_HEURE}"
)
_SERIE = re.compile(r"(?P<n>\d{5})(?:[.,]\d+)?")
_SERIES = (20_000, 80_000)  # de 1954 à 2119, en jours d'Excel
_ORIGINE = date(1899, 12, 30).toordinal()
_MOIS = {
    mot: rang
    for rang, mots in enumerate(
        "janvier janv jan january|fevrier fevr fev february feb|mars mar march|avril avr april apr|mai may"
        "|juin june jun|juillet juil july jul|aout august aug|septembre sept sep september"
        "|octobre oct october|novembre nov november|decembre dec december".split("|"),
        1,
    )
    for mot in mots.split()
}


@dataclass
class Dates:
    """Les dates d'une colonne, valeur distincte par valeur distincte.

    Parameters
    ----------
    jours : dict
        Valeur → son jour (``datetime64[D]``), ou le mot qui dit pourquoi elle ne se lit pas.
    ordre : str or None
        ``"jour/mois"``, ``"mois/jour"``, ou None si rien n'en dépend.
    doute : tuple or None
        La raison et la valeur qui la montre.
    sans_preuve : object
        Une valeur qui se lit dans les deux sens, si aucune autre n'en tranche ; sinon None.
    """

    jours: dict = field(default_factory=dict)
    ordre: str | None = None
    doute: tuple[str, object] | None = None
    sans_preuve: object = None


def lire_dates(valeurs: list, ordre: str | None = None, *, americain: bool = False) -> Dates:
    """Lire les valeurs distinctes d'une colonne de dates.

    Parameters
    ----------
    valeurs : list
        Des textes, des dates ou des nombres, une fois chacun, sans vide.
    ordre : {"jour/mois", "mois/jour"}, optional
        L'ordre choisi.
    americain : bool
        Le reste du fichier est écrit à l'américaine : sans preuve, l'ordre est un doute.

    Returns
    -------
    Dates

    Examples
    --------
    >>> lire_dates(["06/01/2025"]).jours
    {'06/01/2025': np.datetime64('2025-01-06')}
    >>> lire_dates(["12/1/2024", "12/13/2024"]).doute
    ('mois', '12/13/2024')
    """
    lues = Dates()
    sens: dict[object, tuple] = {}
    for valeur in valeurs:
        lue = _lire(valeur)
        if isinstance(lue, tuple):
            sens[valeur] = lue
        else:
            lues.jours[valeur] = lue
    # Un « PM » suit l'usage américain ; s'il est rare, il ne dit rien des autres lignes.
    apres_midi = {valeur for valeur, lue in sens.items() if lue[2]}
    seul = 2 * len(apres_midi) > len(sens)
    preuves = {valeur: lue for valeur, lue in sens.items() if seul or valeur not in apres_midi}
    jour = next((v for v, (j, m, _) in preuves.items() if est_jour(j) and not est_jour(m)), None)
    mois = next((v for v, (j, m, _) in preuves.items() if est_jour(m) and not est_jour(j)), None)
    double = next((v for v, (j, m, _) in preuves.items() if est_jour(j) and est_jour(m) and j != m), None)
    if ordre is None and mois is not None and (jour is None or double is not None):
        lues.doute = ("mois" if jour is None else "mêlés", mois)
    elif ordre is None and double is not None and jour is None and (americain or (seul and apres_midi)):
        lues.doute = ("américain", double)
    elif (ordre == "jour/mois" and mois is not None and jour is None) or (
        ordre == "mois/jour" and jour is not None and mois is None
    ):
        lues.doute = ("contraire", mois if ordre == "jour/mois" else jour)
    elif ordre is None and double is not None and jour is None:
        lues.sans_preuve = double
    lues.ordre = ordre or ("jour/mois" if sens else None)
    if ordre is None and _commence_par_l_annee(sens):  # 25-01-06, 25-01-13, 25-02-20 : l'année est devant
        lues.sans_preuve = None
        lues.jours.update(dict.fromkeys(sens, "ambiguë"))
        return lues
    for valeur, (j, m, midi) in sens.items():
        if midi and not seul and est_jour(j) and est_jour(m) and j != m and ordre is None:
            lues.jours[valeur] = "ambiguë"
        elif midi and not seul:
            lues.jours[valeur] = j if est_jour(j) else m
        else:
            lues.jours[valeur] = j if lues.ordre == "jour/mois" else m
    return lues


def _commence_par_l_annee(sens: dict) -> bool:
    """Des années de deux chiffres, presque toujours autres, après un premier nombre qui ne change pas."""
    morceaux = [re.split(r"[-/. ]", str(valeur).strip(), maxsplit=3)[:3] for valeur in sens]
    courts = [m for m in morceaux if len(m) == 3 and len(m[2]) == 2 and len(m[0]) == 2]
    return (
        len(courts) == len(morceaux) >= 2
        and len({m[0] for m in courts}) == 1
        and 2 * len({m[2] for m in courts}) > len(courts)
    )


def est_jour(lue: object) -> bool:
    """Dire si une valeur s'est lue comme une date.

    Examples
    --------
    >>> est_jour(np.datetime64("2025-01-06")), est_jour("illisible")
    (True, False)
    """
    return isinstance(lue, np.datetime64)


def _lire(valeur: object):
    """Un jour ; le mot qui dit pourquoi il n'y en a pas ; ou (jour d'abord, mois d'abord, après-midi)."""
    if isinstance(valeur, datetime):
        return np.datetime64(valeur.date())
    if isinstance(valeur, bool | time):
        return "illisible"
    if isinstance(valeur, int | float):
        if _SERIES[0] <= valeur <= _SERIES[1]:
            return _composer_serie(int(valeur))
        entier = int(valeur) if abs(valeur) < 1e9 and float(valeur).is_integer() else 0
        return _lire_collee(f"{entier:08d}") if entier > 1_000_000 else "illisible"
    texte = oter_accents(str(valeur)).lower().replace("\u00a0", " ").replace("\u202f", " ")
    if lue := _DEUX_SENS.fullmatch(texte):
        premier, second, annee = int(lue["p"]), int(lue["d"]), _completer(lue["a"])
        return _composer(annee, second, premier), _composer(annee, premier, second), bool(lue["midi"])
    if lue := _ANNEE_DEVANT.fullmatch(texte):
        return _composer(int(lue["a"]), int(lue["m"]), int(lue["j"]))
    if lue := _COLLEE.fullmatch(texte):
        return _lire_collee(lue["c"])
    if lue := _SERIE.fullmatch(texte):
        numero = int(lue["n"])
        return _composer_serie(numero) if _SERIES[0] <= numero <= _SERIES[1] else "illisible"
    lue = _EN_LETTRES.fullmatch(texte) or _A_L_ANGLAISE.fullmatch(texte)
    if lue and lue["m"] in _MOIS:
        return _composer(_completer(lue["a"]), _MOIS[lue["m"]], int(lue["j"]))
    return "illisible"


def _lire_collee(chiffres: str):
    """20250106 ou 06012025 : l'année d'aucun siècle lisible ne peut passer pour un jour et un mois."""
    devant = _composer(int(chiffres[:4]), int(chiffres[4:6]), int(chiffres[6:]))
    if est_jour(devant) and 1900 <= int(chiffres[:4]) <= 2100:
        return devant
    derriere = _composer(int(chiffres[4:]), int(chiffres[2:4]), int(chiffres[:2]))
    return derriere if est_jour(derriere) and 1900 <= int(chiffres[4:]) <= 2100 else "impossible"


def _completer(annee: str) -> int:
    nombre = int(annee)
    return nombre if len(annee) == 4 else nombre + (2000 if nombre < 70 else 1900)


def _composer(annee: int, mois: int, jour: int):
    try:
        return np.datetime64(date(annee, mois, jour))
    except ValueError:
        return "impossible"


def _composer_serie(numero: int) -> np.datetime64:
    return np.datetime64(date.fromordinal(_ORIGINE + numero))
