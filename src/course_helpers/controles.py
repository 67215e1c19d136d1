"""Contrôler ce qu'une table ou un nombre doit être avant de calculer.

Tous les refus ont la même forme : « Colonne « ca » : montant négatif (2 lignes), d'abord ligne 3 (« −5 ») :
vérifiez ces avoirs ou mettez-les à part. » Les lignes se comptent à partir de 1, dans l'ordre de la table.
"""

import math
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from numbers import Real

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from course_helpers.ecriture import FINE, MOIS, compter
from course_helpers.erreurs import ErreurCours
from course_helpers.nombres import abreger

PLAFOND = 10**12  # en euros ; loin au-delà, un flottant ne tient plus le centime
_JOUR_EN_LETTRES = re.compile(rf"(?:le )?(\d{{1,2}})(?:er)? ({'|'.join(MOIS)}) (\d{{4}})", re.IGNORECASE)
# Cent, à peine augmenté : un demi-centime passe juste au-dessus de la moitié, donc s'éloigne de zéro.
_CENT = 100 + 2**-45
_FRANCISER = str.maketrans({",": FINE, ".": ",", "-": "−"})


def citer(valeur: object) -> str:
    """Écrire une valeur dans un refus : virgule décimale, 40 caractères au plus, « vide » si elle manque.

    Examples
    --------
    >>> citer(-2.5), citer(None), citer("n.c.")
    ('−2,5', 'vide', 'n.c.')
    """
    if isinstance(valeur, Real | Decimal) and not isinstance(valeur, bool) and math.isfinite(valeur):
        return f"{float(valeur):.15g}".translate(_FRANCISER)
    texte = abreger(valeur)
    return "vide" if texte in {"", "nan", "NaN", "<NA>", "NaT"} else texte


def exiger_table(table: object, *colonnes: str, vide: bool = True) -> None:
    """Refuser ce qui n'est pas une table, une colonne absente ou en double et, sur demande, zéro ligne.

    Examples
    --------
    >>> exiger_table(pd.DataFrame({"client": []}), "ca")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: La colonne ... manque. Colonnes présentes...
    """
    if not isinstance(table, pd.DataFrame):
        raise ErreurCours("Il faut un tableau (DataFrame) : lisez d’abord le fichier avec lire_table.")
    for colonne in colonnes:
        if (presentes := list(table.columns).count(colonne)) != 1:
            etat = f"est présente {presentes} fois" if presentes else "manque"
            liste = ", ".join(f"« {nom} »" for nom in table.columns) or "aucune"
            raise ErreurCours(
                f"La colonne « {colonne} » {etat}. Colonnes présentes : {liste}. Renommez la vôtre."
            )
    if table.empty and not vide:
        raise ErreurCours("La table n’a aucune ligne : donnez-en au moins une.")


def refuser_lignes(valeurs: pd.Series, fautes: Iterable[bool], motif: str, geste: str) -> None:
    """Refuser une colonne dès qu'une ligne est fautive : ``fautes`` le dit de chacune, dans l'ordre.

    Examples
    --------
    >>> ventes = pd.Series([3, -5], name="ca")
    >>> refuser_lignes(ventes, ventes < 0, "montant négatif", "vérifiez")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: Colonne ... montant négatif (1...ligne), d’abord ligne 2 ... vérifiez.
    """
    positions = np.flatnonzero(fautes)
    if len(positions):
        premiere = int(positions[0])
        raise ErreurCours(
            f"Colonne « {valeurs.name} » : {motif} ({compter(len(positions), 'ligne')}), d’abord ligne "
            f"{premiere + 1} (« {citer(valeurs.iloc[premiere])} ») : {geste}."
        )


def refuser_vides(valeurs: pd.Series) -> None:
    """Refuser une colonne où une valeur manque.

    Examples
    --------
    >>> refuser_vides(pd.Series(["a", None], name="client"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: Colonne ... valeur manquante (1...ligne), d’abord ligne 2 ...
    """
    refuser_lignes(valeurs, valeurs.isna(), "valeur manquante", "complétez-la ou retirez la ligne")


def exiger_noms(noms: pd.Series) -> None:
    """Refuser une colonne où un nom manque ou revient : elle doit désigner chaque ligne.

    Examples
    --------
    >>> exiger_noms(pd.Series(["a", "b", "a"], name="client"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: Colonne ... déjà présent plus haut (1...ligne), d’abord ligne 3 ...
    """
    refuser_vides(noms)
    refuser_lignes(noms, noms.duplicated(), "déjà présent plus haut", "réunissez ces lignes en une seule")


def exiger_dates(valeurs: pd.Series) -> None:
    """Refuser une colonne qui n'est pas de type datetime64, sans fuseau.

    Examples
    --------
    >>> exiger_dates(pd.to_datetime(pd.Series(["2026-01-31"])))
    >>> exiger_dates(pd.Series(["hier"], name="date"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: La colonne ... ne contient pas des dates, d’abord ligne 1 ...
    """
    if not (isinstance(valeurs.dtype, np.dtype) and valeurs.dtype.kind == "M"):
        raise ErreurCours(
            f"La colonne « {valeurs.name} » ne contient pas des dates, d’abord ligne 1 "
            f"(« {citer(next(iter(valeurs), None))} ») : convertissez-les (lire_factures le fait)."
        )


def compter_centimes(montants: pd.Series, *, avoirs: bool = True) -> np.ndarray:
    """Convertir des montants en € en centimes entiers ; un demi-centime s'éloigne de zéro.

    Un montant illisible, manquant ou infini est refusé ; un montant négatif aussi, si ``avoirs`` est faux.

    Examples
    --------
    >>> compter_centimes(pd.Series([0.105, -3, Decimal("2.50")]))
    array([  11, -300,  250])
    """
    if is_numeric_dtype(montants) and not is_bool_dtype(montants):
        euros = montants.to_numpy("float64")
    else:  # des décimaux exacts, ou bien des textes, que l'on refuse
        euros = np.array([float("nan" if (lu := lire_fraction(v)) is None else lu) for v in montants])
    geste = "corrigez la ligne, ou convertissez la colonne avec lire_nombres"
    refuser_lignes(montants, ~np.isfinite(euros), "montant écrit en texte, manquant ou infini", geste)
    if np.abs(euros).sum() > PLAFOND:
        raise ErreurCours(f"Les montants de « {montants.name} » sont trop grands : écrivez-les en euros.")
    centimes = np.rint(euros * _CENT).astype(np.int64)
    if not avoirs:
        refuser_lignes(montants, centimes < 0, "montant négatif", "vérifiez ces avoirs ou mettez-les à part")
    return centimes


def lire_fraction(valeur, mini=-math.inf, maxi=math.inf, *, entier: bool = False) -> Fraction | None:
    """Lire un nombre tel qu'il s'écrit (0.1 vaut un dixième) ; None s'il n'en est pas un, ou hors bornes.

    Examples
    --------
    >>> lire_fraction(0.1), lire_fraction("0.1"), lire_fraction(7, maxi=5), lire_fraction(2.5, entier=True)
    (Fraction(1, 10), None, None, None)
    """
    try:
        lue = None if isinstance(valeur, str) else _lire_ecrite(str(valeur))
    except ValueError:
        return None
    return lue if lue is not None and mini <= lue <= maxi and not (entier and lue.denominator > 1) else None


@lru_cache(maxsize=10_000)  # une colonne de notes n'a que quelques valeurs
def _lire_ecrite(ecrite: str) -> Fraction:
    return Fraction(ecrite)


def exiger_nombre(nom, valeur, mini=-PLAFOND, maxi=PLAFOND, quoi="un nombre", *, entier=False) -> Fraction:
    """Lire un nombre entre deux bornes comprises, ou le refuser en disant ``quoi`` donner.

    Examples
    --------
    >>> exiger_nombre("taux", 0.25, 0, 1)
    Fraction(1, 4)
    """
    lu = lire_fraction(valeur, mini, maxi, entier=entier)
    if lu is None:
        raise ErreurCours(f"« {nom} » vaut « {citer(valeur)} » : donnez {quoi} {_borner(mini, maxi)}.")
    return lu


def exiger_entier(nom, valeur, mini=0, maxi=PLAFOND, quoi="un nombre entier") -> int:
    """Lire un nombre entier entre deux bornes comprises, ou le refuser.

    Examples
    --------
    >>> exiger_entier("annees", 3.0, 1, 100)
    3
    """
    return int(exiger_nombre(nom, valeur, mini, maxi, quoi, entier=True))


def exiger_nombres(
    valeurs: pd.Series, mini=-PLAFOND, maxi=PLAFOND, quoi="un nombre", *, entiers=False
) -> list[Fraction]:
    """Lire une colonne de nombres entre deux bornes comprises, ou la refuser.

    Examples
    --------
    >>> exiger_nombres(pd.Series([1, 0.5]))
    [Fraction(1, 1), Fraction(1, 2)]
    """
    lus = [lire_fraction(valeur, mini, maxi, entier=entiers) for valeur in valeurs]
    geste = f"donnez {quoi} {_borner(mini, maxi)} (lire_nombres convertit un texte)"
    refuser_lignes(valeurs, [lu is None for lu in lus], "nombre impossible", geste)
    return lus


def exiger_entiers(valeurs: pd.Series, mini, maxi) -> tuple[list[int], int]:
    """Lire comme :func:`exiger_nombres` ; rendre des entiers, et ce qui les divise tous.

    Examples
    --------
    >>> exiger_entiers(pd.Series([1, 0.5]), 0, 5), exiger_entiers(pd.Series([3, 4]), 0, 5)
    (([10, 5], 10), ([3, 4], 1))
    """
    if is_numeric_dtype(valeurs) and not is_bool_dtype(valeurs):
        nombres = valeurs.to_numpy(dtype=float, na_value=np.nan)
        for unite in (1, 10, 100):
            with np.errstate(over="ignore", invalid="ignore"):
                entiers = np.round(nombres * unite)
            # Sous 15 chiffres, un nombre a une seule écriture décimale : celle que lirait Fraction.
            if (entiers / unite == nombres).all() and (np.abs(entiers) < 1e15).all():
                lus = entiers.astype(np.int64).tolist()
                if not lus or mini * unite <= min(lus) <= max(lus) <= maxi * unite:
                    return lus, unite
                break
    fractions = exiger_nombres(valeurs, mini, maxi)
    unite = lcm(*{lue.denominator for lue in fractions})
    return [lue.numerator * (unite // lue.denominator) for lue in fractions], unite


def _borner(mini, maxi) -> str:
    return f"de {float(mini):,.15g} à {float(maxi):,.15g}".translate(_FRANCISER)


def exiger_choix(refus: str, valeur: object, choix: Iterable[str]) -> None:
    """Refuser une réponse qui n'est pas parmi les choix, en les citant.

    Examples
    --------
    >>> exiger_choix("Règle inconnue", "hasard", ["priorite"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: Règle inconnue... Choisissez parmi...priorite.
    """
    if valeur not in list(choix):
        raise ErreurCours(f"{refus} : « {citer(valeur)} ». Choisissez parmi : {', '.join(choix)}.")


def lire_date(valeur: object) -> pd.Timestamp:
    """Lire un jour : une date, ou un texte qui commence par le jour ou par l'année.

    Examples
    --------
    >>> lire_date("31/12/2026") == lire_date("2026-12-31") == pd.Timestamp(2026, 12, 31)
    True
    >>> lire_date("le 1er juin 2026") == lire_date("01/06/26") == lire_date("1.6.2026")
    True
    """
    if isinstance(valeur, str):
        en_lettres = _JOUR_EN_LETTRES.fullmatch(valeur.strip())
        valeur = valeur.strip().replace(".", "/")
        if en_lettres:
            jour, mois, an = en_lettres.groups()
            valeur = f"{jour}/{MOIS.index(mois.lower()) + 1}/{an}"
    for forme in ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d"):
        with suppress(ValueError, TypeError):  # TypeError : ce n'est pas un texte
            valeur = datetime.strptime(valeur, forme)
    if not isinstance(valeur, date | np.datetime64) or pd.isna(valeur):
        raise ErreurCours(f"Date illisible : « {citer(valeur)} ». Écrivez-la 31/12/2026 ou 2026-12-31.")
    return pd.Timestamp(valeur).tz_localize(None).normalize()
