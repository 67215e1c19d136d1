"""La lecture des fichiers : nombres français, tableaux propres et sales."""

import pytest

from course_helpers.donnees import lire_nombre
from course_helpers.erreurs import ErreurCours


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("1 234,50 €", 1234.5),
        ("1\u00a0234,50\u00a0€", 1234.5),
        ("1\u202f234,50\u202f€", 1234.5),
        ("1.234,50", 1234.5),
        ("1.234", 1.234),  # un point seul, sans virgule, est décimal
        ("1 234 567,8 € HT", 1234567.8),
        ("12 TTC", 12.0),
        ("12 k€", 12000.0),
        ("2,5 k€ HT", 2500.0),
        ("1,001 k€", 1001.0),
        ("12,5 %", 0.125),
        ("37,7\u202f%", 0.377),
        ("-12", -12.0),
        ("−12", -12.0),
        ("12,50-", -12.5),
        ("12,50 -", -12.5),
        ("(1 234,50 €)", -1234.5),
        ("(12) €", -12.0),
        (",5", 0.5),
        ("0", 0.0),
        ("-0", 0.0),
    ],
)
def test_lire_nombre(texte, valeur):
    assert lire_nombre(texte) == valeur


@pytest.mark.parametrize(
    "texte",
    ["n.c.", "€", "%", "1e5", "1,234.56", "1.234.567", "12 34", "1.23,5", "1 234.567,8", "5,", "--5", "-(5)", "(5", "5)",
     "-5-", "37,7 % HT", "12 k", "+5", "1 000 00", "nan", "inf", "1_000", "١٢", "12 € 50", "81;4", "9" * 400],
)  # fmt: skip
def test_lire_nombre_refuse_l_illisible(texte):
    with pytest.raises(ErreurCours, match="n’est pas un nombre\u202f: écrivez par exemple 1\u202f234,50"):
        lire_nombre(texte)


@pytest.mark.parametrize("texte", ["", "  ", "\u202f", None, 12.5])
def test_lire_nombre_refuse_l_absence(texte):
    with pytest.raises(ErreurCours):
        lire_nombre(texte)
