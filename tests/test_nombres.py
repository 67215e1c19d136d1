"""Lire des nombres écrits à la française : ce qui se lit, ce qui se refuse."""
# ruff: noqa: E501

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.donnees import lire_nombre, lire_nombres
from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours

LISIBLES = {
    "1 234,50 €": 1234.5,
    "1\u00a0234,50\u00a0€": 1234.5,
    "1\u202f234,50\u202f€": 1234.5,
    "1.234,50": 1234.5,
    "1.234": 1.234,  # un point seul, sans virgule, est décimal
    "1 234.5": 1234.5,
    "1 234 567,8 € HT": 1234567.8,
    "12 TTC": 12.0,
    "12ht": 12.0,
    "12 k€": 12000.0,
    "2,5 K€ HT": 2500.0,
    "1,001 k€": 1001.0,
    "12,5 %": 0.125,
    "37,7\u202f%": 0.377,
    "-12": -12.0,
    "−12": -12.0,
    "- 1 234": -1234.0,
    "12,50-": -12.5,
    "12,50 - €": -12.5,
    "12,5-%": -0.125,
    "(1 234,50 €)": -1234.5,
    "(12) €": -12.0,
    "(12,5 %)": -0.125,
    ",5": 0.5,
    "007": 7.0,
    "0": 0.0,
    "-0": 0.0,
    " 12\t": 12.0,
}
ILLISIBLES = [
    "n.c.", "€", "%", "k€", "-", "()", "( ) 12", "1e5", "1,234.56", "1.234.567", "12 34", "1  234", "1.23,5",
    "1 234.567,8", "5,", "--5", "-(5)", "(-5)", "(5", "5)", "(5)-", "-5-", "(5)(6)", "(5) 6", "5-6", "37,7 % HT",
    "12 k", "12 M€", "+5", "€ 12", "1 000 00", "nan", "inf", "1_000", "١٢", "12\n13", "12 € 50", "81;4", "12 €€",
    "12 HT TTC", "\x8012", "0x10", "9" * 400, "9" * 307 + " k€",
]  # fmt: skip


@pytest.mark.parametrize(("texte", "valeur"), LISIBLES.items())
def test_lire_nombre(texte, valeur):
    assert lire_nombre(texte) == valeur


@pytest.mark.parametrize("texte", ILLISIBLES)
def test_l_illisible_est_refuse(texte):
    with pytest.raises(ErreurCours, match="» n’est pas un nombre\u202f: écrivez par exemple 1\u202f234,50"):
        lire_nombre(texte)
    with pytest.raises(ErreurCours, match="1\u202fvaleur sans nombre lisible, d’abord en ligne 2"):
        lire_nombres(pd.Series(["12", texte], name="ca"))


@pytest.mark.parametrize("texte", ["", "  ", "\u202f", None])
def test_l_absence_est_refusee(texte):
    with pytest.raises(ErreurCours, match="Le nombre manque\u202f: écrivez par exemple"):
        lire_nombre(texte)


def test_zero_n_est_jamais_negatif():
    assert str(lire_nombre("-0")) == "0.0"


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(["", "€", "%"]))
def test_un_nombre_ecrit_en_francais_se_relit(entier, decimales, unite):
    nombre = entier / 10**decimales
    attendu = entier / 10 ** (decimales + 2) if unite == "%" else nombre
    assert lire_nombre(ecrire_nombre(nombre, decimales, unite)) == attendu


FRANCAIS = st.builds(
    lambda n, d, forme: forme.format(f"{abs(n):,}".replace(",", " ") + (f",{d}" if d is not None else "")),
    st.integers(0, 10**9),
    st.none() | st.integers(0, 9999),
    st.sampled_from(["{}", "{} €", "-{}", "({})", "{}-", "{} %", "{} k€", "{}\u202f€ HT", "{}."]),
)


@given(
    st.lists(FRANCAIS | st.text("0123456789 ,.-()€%kHTC\n", max_size=8) | st.text(max_size=5), max_size=20)
)
def test_la_colonne_se_lit_comme_ses_nombres(textes):
    """La lecture d'un bloc et celle d'un nombre seul ne se contredisent jamais."""

    def lire_ou_none(lire):
        try:
            return lire()
        except ErreurCours:
            return None

    un_par_un = [lire_ou_none(lambda t=texte: lire_nombre(t)) for texte in textes]
    attendu = None if None in un_par_un else un_par_un
    lus = [
        lire_ou_none(lambda t=texte: lire_nombres(pd.Series(["1", t, "2"])).tolist()[1]) for texte in textes
    ]
    assert lus == un_par_un
    assert lire_ou_none(lambda: lire_nombres(pd.Series(textes, dtype=object)).tolist()) == attendu


def test_un_bloc_garde_l_ordre_et_l_index():
    serie = pd.Series([f"{i},5 €" for i in range(1000)], index=range(5, 1005), name="ca")
    lus = lire_nombres(serie)
    assert lus.tolist() == [i + 0.5 for i in range(1000)]
    assert (list(lus.index), lus.name) == (list(serie.index), "ca")


def test_une_colonne_de_nombres_reste_elle_meme():
    assert lire_nombres(pd.Series([1, 2])).tolist() == [1.0, 2.0]
    assert lire_nombres(pd.Series([1, "2,5", 3.5], dtype=object)).tolist() == [1.0, 2.5, 3.5]


@pytest.mark.parametrize(
    "valeurs",
    [[1.0, float("nan")], [1.0, float("inf")], [1, True, None], ["1", None], ["1", 10**400], [True, True]],
)
def test_rien_d_absent_ni_d_infini_ne_devient_un_nombre(valeurs):
    with pytest.raises(ErreurCours, match="sans nombre lisible"):
        lire_nombres(pd.Series(valeurs, name="ca"))


def test_l_erreur_compte_et_situe():
    with pytest.raises(ErreurCours) as erreur:
        lire_nombres(pd.Series(["1", "n.c.", "2", "?"], name="ca"))
    assert str(erreur.value) == (
        "La colonne «\u202fca\u202f» a 2\u202fvaleurs sans nombre lisible, d’abord en ligne 2\u202f: «\u202fn.c.\u202f». "
        "Corrigez, par exemple en 1\u202f234,50, ou retirez ces lignes."
    )


@pytest.mark.parametrize("textes", [["12 HT", "12 € TTC"], ["12 ttc", "3", "4ht"], ["(12) HT", "12 TTC"]])
def test_une_colonne_qui_mele_ht_et_ttc_est_refusee(textes):
    with pytest.raises(
        ErreurCours, match="«\u202fca\u202f» mêle HT et TTC\u202f: mettez toutes les valeurs en HT"
    ):
        lire_nombres(pd.Series(textes, name="ca"))


def test_ht_ou_ttc_seul_se_lit():
    assert lire_nombres(pd.Series(["12 HT", "13"])).tolist() == [12, 13]
    assert lire_nombres(pd.Series(["12 TTC", "13 TTC"])).tolist() == [12, 13]
