"""Composer les phrases : des modèles écrits au clavier, rendus en typographie française."""

import pytest

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.textes import composer, en_html, typographier


@pytest.mark.parametrize(
    ("modele", "valeurs", "texte"),
    [
        ("{m:eur}", {"m": 1234}, "1\u202f234\u202f€"),
        ("{m:eur}", {"m": 1234.5}, "1\u202f234,50\u202f€"),
        ("{m:eur}", {"m": -12}, "−12\u202f€"),
        ("{p:pct0} {p:pct1} {p:pct2}", {"p": 37.655}, "38\u202f% 37,7\u202f% 37,66\u202f%"),
        ("{n:ent} clients", {"n": 12345}, "12\u202f345 clients"),
        (
            "Qui ? « {nom} » ; l'un",
            {"nom": "Hôtel d'Ys : bar"},
            "Qui\u202f? «\u202fHôtel d'Ys : bar\u202f»\u202f; l’un",
        ),
    ],
)
def test_un_modele_se_remplit_a_la_francaise(modele, valeurs, texte):
    assert composer(modele, valeurs) == texte
    assert repr(composer(modele, valeurs)) == texte


def test_un_modele_fautif_est_refuse():
    with pytest.raises(ErreurCours, match=r"cite «\u202fpart_z\u202f», que la série ne calcule pas"):
        composer("{part_z:pct1}", {"part_a": 1})
    with pytest.raises(ErreurCours, match=r"Forme inconnue\u202f: «\u202fpct9\u202f»"):
        composer("{part_a:pct9}", {"part_a": 1})
    # Un modèle ne va pas chercher l'intérieur des objets.
    with pytest.raises(ErreurCours, match=r"«\u202fpart_a\.real\u202f»"):
        composer("{part_a.real}", {"part_a": 1})


def test_une_formule_de_tableur_n_est_pas_touchee():
    formule = 'Tapez `=SI(A1<=80%;"A";"B")`.'
    assert typographier(formule) == formule
    assert en_html(formule) == 'Tapez <code>=SI(A1&lt;=80%;"A";"B")</code>.'
