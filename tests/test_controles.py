"""Les contrôles communs : ce qui passe, ce qui est refusé, et la phrase du refus."""

import math
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lecture import lire_refus

from course_helpers.controles import (
    PLAFOND,
    citer,
    compter_centimes,
    exiger_choix,
    exiger_dates,
    exiger_entier,
    exiger_nombre,
    exiger_nombres,
    exiger_noms,
    exiger_table,
    lire_date,
    lire_fraction,
    refuser_vides,
)


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (2, "2"),
        (2.0, "2"),
        (-0.25, "−0,25"),
        (1234567.5, "1234567,5"),
        (0.1 + 0.2, "0,3"),
        (np.float64(1.5), "1,5"),
        (Decimal("2.50"), "2,5"),
        (Fraction(1, 4), "0,25"),
        (True, "True"),
        (math.inf, "inf"),
        (" n.c. ", "n.c."),
        ("1.5", "1.5"),
        ("x" * 41, "x" * 40 + "…"),
        (date(2026, 12, 31), "2026-12-31"),
        *[(vide, "vide") for vide in (None, math.nan, pd.NA, pd.NaT, "", "  ", Decimal("NaN"))],
    ],
)
def test_une_valeur_citee(valeur, texte):
    assert citer(valeur) == texte


# --- les tables -----------------------------------------------------------------------------------

TABLE = pd.DataFrame({"client": ["a"], "ca": [1]})


def test_table_acceptee():
    exiger_table(TABLE, "client", "ca", vide=False)
    exiger_table(TABLE.head(0), "client")


def test_table_refusee():
    assert lire_refus(exiger_table, {"ca": [1]}, "ca") == (
        "Il faut un tableau (DataFrame) : lisez d’abord le fichier avec lire_table."
    )
    assert lire_refus(exiger_table, TABLE, "ca", "CA") == (
        "La colonne « CA » manque. Colonnes présentes : « client », « ca ». Renommez la vôtre."
    )
    assert lire_refus(exiger_table, pd.DataFrame(), "ca", vide=False) == (
        "La colonne « ca » manque. Colonnes présentes : aucune. Renommez la vôtre."
    )
    assert lire_refus(exiger_table, TABLE.set_axis(["ca", "ca"], axis=1), "ca") == (
        "La colonne « ca » est présente 2 fois. Colonnes présentes : « ca », « ca ». Renommez la vôtre."
    )
    assert lire_refus(exiger_table, TABLE.head(0), "ca", vide=False) == (
        "La table n’a aucune ligne : donnez-en au moins une."
    )


def test_lignes_refusees_comptees_et_situees():
    noms = pd.Series(["a", None, "b", None], index=[7, 7, 8, 9], name="client")
    assert lire_refus(refuser_vides, noms) == (
        "Colonne « client » : valeur manquante (2 lignes), d’abord ligne 2 (« vide ») : "
        "complétez-la ou retirez la ligne."
    )
    assert lire_refus(exiger_noms, noms).startswith("Colonne « client » : valeur manquante (2 lignes)")
    assert lire_refus(exiger_noms, pd.Series(["a", "b", "a"], name="nom")) == (
        "Colonne « nom » : déjà présent plus haut (1 ligne), d’abord ligne 3 (« a ») : "
        "réunissez ces lignes en une seule."
    )
    refuser_vides(pd.Series(["a", "a"]))
    exiger_noms(pd.Series([1, 2]))


# --- les dates ------------------------------------------------------------------------------------


def test_colonne_de_dates():
    dates = pd.Series(pd.to_datetime(["2026-01-05", None]), name="date")
    exiger_dates(dates)
    for autre, citee in (
        (pd.Series(["05/01/2026"], name="date"), "05/01/2026"),
        (pd.Series([], dtype=object, name="date"), "vide"),
        (dates.dt.tz_localize("Europe/Paris"), "2026-01-05 00:00:00+01:00"),
    ):
        assert lire_refus(exiger_dates, autre) == (
            f"La colonne « date » ne contient pas des dates, d’abord ligne 1 (« {citee} ») : "
            "convertissez-les (lire_factures le fait)."
        )


@pytest.mark.parametrize(
    "valeur",
    [
        "31/12/2026",
        "2026-12-31",
        date(2026, 12, 31),
        datetime(2026, 12, 31, 23, 59),
        pd.Timestamp("2026-12-31 08:00", tz="Europe/Paris"),
        np.datetime64("2026-12-31"),
    ],
)
def test_jour_lu(valeur):
    assert lire_date(valeur) == pd.Timestamp(2026, 12, 31)


@pytest.mark.parametrize(
    ("valeur", "citee"),
    [
        ("31/02/2026", "31/02/2026"),
        ("12/31/2026", "12/31/2026"),
        ("bientôt", "bientôt"),
        ("", "vide"),
        (None, "vide"),
        (pd.NaT, "vide"),
        (np.datetime64("NaT"), "vide"),
        (2026, "2026"),
    ],
)
def test_jour_illisible(valeur, citee):
    assert lire_refus(lire_date, valeur) == (
        f"Date illisible : « {citee} ». Écrivez-la 31/12/2026 ou 2026-12-31."
    )


# --- les nombres ----------------------------------------------------------------------------------


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=50))
def test_centimes_exacts_jusqu_au_demi(milliemes):
    """Le demi-centime, que les flottants manquent, s'éloigne toujours de zéro."""
    attendus = [int(math.copysign(abs(n) // 10 + (abs(n) % 10 >= 5), n)) for n in milliemes]
    assert compter_centimes(pd.Series([n / 1000 for n in milliemes])).tolist() == attendus
    exacts = pd.Series([Decimal(n) / 1000 for n in milliemes])
    assert compter_centimes(exacts).tolist() == attendus


def test_centimes_de_tous_types():
    for montants in (
        [1, -2],
        pd.array([1, -2], dtype="Int64"),
        [Decimal(1), Fraction(-2)],
        np.array([1, -2], dtype=object),
    ):
        centimes = compter_centimes(pd.Series(montants))
        assert centimes.dtype == np.int64
        assert centimes.tolist() == [100, -200]
    assert compter_centimes(pd.Series([1000000.25], dtype="float32")).tolist() == [100000025]
    assert compter_centimes(pd.Series([PLAFOND])).tolist() == [100 * PLAFOND]
    assert compter_centimes(pd.Series([0.004, -0.004]), avoirs=False).tolist() == [0, 0]
    assert compter_centimes(pd.Series([], dtype=object)).tolist() == []


ILLISIBLE = (
    "montant écrit en texte, manquant ou infini (1 ligne), d’abord ligne 2 (« {} ») : "
    "corrigez la ligne, ou convertissez la colonne avec lire_nombres."
)


@pytest.mark.parametrize(
    ("montants", "cite"),
    [
        ([1, "n.c."], "n.c."),
        ([1, True], "True"),
        ([Decimal(1), None], "vide"),
        ([Decimal(1), pd.NA], "vide"),
        ([1, None], "vide"),
        (pd.array([1, None], dtype="Int64"), "vide"),
        ([1, -math.inf], "-inf"),
    ],
)
def test_montant_illisible(montants, cite):
    phrase = lire_refus(compter_centimes, pd.Series(montants, name="ca"))
    assert phrase == "Colonne « ca » : " + ILLISIBLE.format(cite)


def test_colonne_entiere_illisible():
    for montants in (["1", "2"], [True, False]):
        assert "montant écrit en texte, manquant ou infini (2 lignes), d’abord ligne 1" in lire_refus(
            compter_centimes, pd.Series(montants, name="ca")
        )


def test_montants_negatifs_ou_demesures():
    assert lire_refus(compter_centimes, pd.Series([3, -0.01, -1], name="ca"), avoirs=False) == (
        "Colonne « ca » : montant négatif (2 lignes), d’abord ligne 2 (« −0,01 ») : "
        "vérifiez ces avoirs ou mettez-les à part."
    )
    for montants in ([PLAFOND, 1], [-PLAFOND, 1], [Decimal(2 * PLAFOND)]):
        assert lire_refus(compter_centimes, pd.Series(montants, name="ca")) == (
            "Les montants de « ca » sont trop grands : écrivez-les en euros."
        )


def test_fraction_telle_qu_ecrite():
    assert lire_fraction(0.1) == lire_fraction(Decimal("0.1")) == lire_fraction(np.float64(0.1))
    assert lire_fraction(Fraction(1, 3)) == Fraction(1, 3)
    assert lire_fraction(1e300) == 10**300
    for valeur in (None, True, np.True_, "3", "1/2", math.nan, -math.inf, pd.NA, [1]):
        assert lire_fraction(valeur) is None


def test_bornes_comprises():
    assert [lire_fraction(n, 1, 3) for n in (0.99, 1, 3, 3.01)] == [None, 1, 3, None]
    assert [lire_fraction(n, entier=True) for n in (2, 2.0, 2.5)] == [2, 2, None]
    assert exiger_nombre("poids", 0.5, 0) == Fraction(1, 2)
    entiers = [exiger_entier("annees", n) for n in (0, 3.0, np.int64(PLAFOND))]
    assert entiers == [0, 3, PLAFOND]
    assert {type(n) for n in entiers} == {int}
    assert exiger_nombres(pd.Series([1, 4.5]), 1, 5) == [1, Fraction(9, 2)]


def test_nombre_refuse():
    assert lire_refus(exiger_nombre, "poids", -1, 0) == (
        "« poids » vaut « −1 » : donnez un nombre de 0 à 1 000 000 000 000."
    )
    assert lire_refus(exiger_nombre, "hausse", "x", Fraction(-1, 2), 1.5, "un taux") == (
        "« hausse » vaut « x » : donnez un taux de −0,5 à 1,5."
    )
    assert lire_refus(exiger_nombre, "poids", None).endswith("de −1 000 000 000 000 à 1 000 000 000 000.")
    assert lire_refus(exiger_nombre, "taux", 2, 0, 1) == "« taux » vaut « 2 » : donnez un nombre de 0 à 1."
    assert lire_refus(exiger_entier, "annees", 2.5, 1, 100) == (
        "« annees » vaut « 2,5 » : donnez un nombre entier de 1 à 100."
    )
    assert lire_refus(exiger_entier, "annees", 101, 1, 100, "un nombre d’années").endswith(
        "d’années de 1 à 100."
    )
    assert "donnez un nombre de 1 à 5" in lire_refus(exiger_nombres, pd.Series([6]), 1, 5)
    notes = pd.Series([1, 2.5, 9, 3], name="note")
    assert lire_refus(exiger_nombres, notes, 1, 5, "une note entière", entiers=True) == (
        "Colonne « note » : nombre impossible (2 lignes), d’abord ligne 2 (« 2,5 ») : "
        "donnez une note entière de 1 à 5 (lire_nombres convertit un texte)."
    )


def test_choix():
    exiger_choix("Règle inconnue", "b", {"a": 1, "b": 2})
    for valeur, citee in (("c", "c"), (None, "vide"), (["a"], "[’a’]")):
        assert lire_refus(exiger_choix, "Règle inconnue", valeur, ("a", "b")) == (
            f"Règle inconnue : « {citee} ». Choisissez parmi : a, b."
        )
