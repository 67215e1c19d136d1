"""Lire une réponse : tout ce qu'une personne peut taper devient un type simple, un vide ou un refus."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie

SERIE = Serie("4-pareto")
ETAPES = ("relever", "trier", "cumuler", "rapporter", "classer", "traiter")


def _lire(numero, brut):
    return SERIE.q[numero].posee.lire(brut)


@pytest.mark.parametrize("vide", [None, "", "   ", "\u202f"])
@pytest.mark.parametrize("numero", ["q1", "q3", "q9", "q12"])
def test_rien_n_est_pas_une_reponse(numero, vide):
    assert _lire(numero, vide) is None


@pytest.mark.parametrize("vide", [None, {}, {"lettre": None, "site": ""}, pd.Series(dtype=object)])
def test_un_classement_vide_n_est_pas_une_reponse(vide):
    assert _lire("q6", vide) is None


@pytest.mark.parametrize(
    ("numero", "brut", "lu"),
    [
        ("q3", "37,7", "37.7"),
        ("q3", "37,7 %", "37.7"),
        ("q3", "37,7\u202f%", "37.7"),
        ("q3", "37.7%", "37.7"),
        ("q3", "0,377", "0.377"),
        ("q3", "-3", "-3"),
        ("q3", 37.65, "37.65"),
        ("q3", 37, "37"),
        ("q3", np.float64(37.65), "37.65"),
        ("q3", np.int64(37), "37"),
        ("q3", Decimal("37.7"), "37.7"),
        ("q3", Fraction(1, 4), "0.25"),
        ("q9", "13", "13"),
        ("q9", "13 clients", "13"),
        ("q9", "1 client", "1"),
        ("q12", "1 234,50 €", "1234.5"),
        ("q12", "1\u202f234", "1234"),
        ("q12", "12 k€", "12000"),
    ],
)
def test_un_nombre_se_lit_a_la_francaise(numero, brut, lu):
    valeur = _lire(numero, brut)
    assert type(valeur) is Decimal
    assert valeur == Decimal(lu)


@pytest.mark.parametrize(
    ("numero", "brut", "phrase"),
    [
        ("q3", "81;4", "Je n’ai pas compris «\u202f81;4\u202f»\u202f: écrivez par exemple {exemple}."),
        (
            "q3",
            "environ 80",
            "Je n’ai pas compris «\u202fenviron 80\u202f»\u202f: écrivez par exemple {exemple}.",
        ),
        ("q3", "80 €", "«\u202f80 €\u202f» est en €, alors que la réponse se donne en %."),
        ("q12", "80 %", "«\u202f80 %\u202f» est en %, alors que la réponse se donne en €."),
        ("q9", "20 %", "«\u202f20 %\u202f» est en %, alors que la réponse se donne en nombre de clients."),
        ("q9", "12,5", "«\u202f12,5\u202f» n’est pas un nombre entier\u202f: comptez les clients."),
        ("q9", "n.c.", "Je n’ai pas compris «\u202fn.c.\u202f»\u202f: écrivez par exemple {exemple}."),
        ("q12", "mille", "écrivez par exemple {exemple}."),
        ("q3", float("nan"), "Je n’ai pas compris «\u202fnan\u202f»"),
        ("q3", float("inf"), "Je n’ai pas compris «\u202finf\u202f»"),
        ("q3", Decimal("sNaN"), "Je n’ai pas compris «\u202fDecimal\u202f»"),
        ("q3", True, "Je n’ai pas compris «\u202fTrue\u202f»"),
        ("q3", [80], "Je n’ai pas compris «\u202flist\u202f»"),
        pytest.param("q3", 10**5000, "Je n’ai pas compris «\u202fint\u202f»", id="entier-immense"),
        ("q3", "9" * 30, "Je n’ai pas compris «\u202f" + "9" * 30),
        ("q3", "9" * 1000, "Je n’ai pas compris «\u202f" + "9" * 40 + "…\u202f»"),
        ("q1", "e", "Je n’ai pas compris «\u202fe\u202f»\u202f: choisissez une lettre de a à d."),
        ("q1", 2, "Je n’ai pas compris «\u202f2\u202f»"),
        ("q6", "A", "Je n’ai pas compris «\u202fA\u202f»\u202f: donnez une classe à chaque ligne"),
        (
            "q6",
            {"lettre": "D"},
            "Je n’ai pas compris «\u202fD\u202f» pour lettre\u202f: choisissez parmi A, C.",
        ),
        ("q6", {"inconnue": "A"}, "«\u202finconnue\u202f» n’est pas dans l’énoncé\u202f: reprenez ses mots."),
        ("q6", {3: "A"}, "«\u202f3\u202f» n’est pas dans l’énoncé"),
        ("q6", {"lettre": "A"}, "Il manque une classe pour «\u202fVisite trimestrielle"),
        ("q6", {"lettre": "A"}, "et 5 autres\u202f: complétez"),
        ("q7", 3, "Je n’ai pas compris «\u202f3\u202f»\u202f: donnez une liste, par exemple"),
        ("q7", ["a", "z"], "Je n’ai pas compris «\u202fz\u202f»\u202f: choisissez une lettre de a à e."),
        ("q7", "a, x", "Je n’ai pas compris «\u202fx\u202f»"),
        ("q7", [["a"]], "Je n’ai pas compris «\u202flist\u202f»"),
        ("q7", ["a"] * 500, "Je n’ai pas compris «\u202flist\u202f»"),
        ("q11", "12", 'donnez une valeur à chaque ligne, par exemple {"rang1": "{exemple}"}.'),
        ("q11", {"rang1": "12"}, "Il manque une valeur pour «\u202f2."),
        ("q11", {"rang2": "1;2"}, "Ligne «\u202f2."),
        (
            "q11",
            {"rang2": "1;2"},
            "Je n’ai pas compris «\u202f1;2\u202f»\u202f: écrivez par exemple {exemple}.",
        ),
        ("q11", {"rang2": True}, "Je n’ai pas compris «\u202fTrue\u202f»"),
        (
            "q16",
            ["trier", "trier"],
            "Je n’ai pas compris «\u202ftrier\u202f»\u202f: citez chaque étape une fois.",
        ),
        ("q16", [3], "Je n’ai pas compris «\u202f3\u202f»\u202f: citez chaque étape une fois."),
        ("q16", ["trier", "cumuler"], "Il manque un rang pour «\u202fRelever le CA"),
        (
            "q16",
            {"trier": "7"},
            "Je n’ai pas compris «\u202f7\u202f» pour trier\u202f: donnez un rang de 1 à 6.",
        ),
        ("q16", {"trier": "1,5"}, "donnez un rang de 1 à 6."),
        ("q16", dict.fromkeys(ETAPES, "2"), "Plusieurs étapes portent le rang 2\u202f: donnez à chacune"),
        (
            "q17",
            {"marge": "Z"},
            "Je n’ai pas compris «\u202fZ\u202f» pour marge\u202f: choisissez parmi renegocier,",
        ),
        ("q17", {"marge": "renegocier"}, "Il manque une réponse pour"),
        ("q18", 12, "Je n’ai pas compris «\u202f12\u202f»\u202f: écrivez un texte, entre guillemets."),
        (
            "q18",
            "a" * 8001,
            "Votre texte compte 8\u202f001 caractères\u202f: ramenez-le à 8\u202f000 au plus.",
        ),
    ],
)
def test_l_illisible_est_dit_avec_un_exemple(numero, brut, phrase):
    with pytest.raises(ErreurCours) as refus:
        _lire(numero, brut)
    exemple = SERIE.q[numero].posee.champs[0].exemple
    assert typographier(phrase.replace("{exemple}", exemple)) in str(refus.value)


def test_un_choix_se_donne_par_sa_lettre_sa_cle_ou_son_texte():
    for lettre, option in zip("abcd", SERIE.q["q1"].posee.options, strict=True):
        for brut in (lettre, lettre.upper(), option.cle, option.texte, f" {option.texte} "):
            assert _lire("q1", brut) == option.cle
        recopie = option.texte.replace("’", "'").replace("\u202f", " ")
        assert _lire("q1", recopie) == option.cle, "une apostrophe droite vaut la courbe"


def test_un_classement_se_donne_par_cle_ou_par_texte_en_dictionnaire_ou_en_colonne():
    par_cle = dict.fromkeys(("lettre", "visite", "offre", "site", "relance", "direction", "catalogue"), "c")
    assert _lire("q6", par_cle) == dict.fromkeys(par_cle, "C")
    assert _lire("q6", pd.Series(par_cle)) == dict.fromkeys(par_cle, "C")
    par_texte = {**par_cle, "Lettre d’information mensuelle": "A (individualisé)"}
    assert _lire("q6", par_texte)["lettre"] == "A"
    droite = {**par_cle, "Lettre d'information mensuelle": "A (individualisé)"}
    assert _lire("q6", droite)["lettre"] == "A"


def test_un_choix_multiple_se_donne_par_lettres_cles_ou_textes():
    options = SERIE.q["q7"].posee.options
    lettres = dict(zip("abcde", options, strict=True))
    voulues = [lettre for lettre, option in lettres.items() if option.cle in ("rang", "tri")]
    for brut in (["tri", "rang"], {"rang", "tri"}, ("rang", "tri", "tri"), voulues, " ; ".join(voulues)):
        assert _lire("q7", brut) == ("rang", "tri")
    assert _lire("q7", [lettres[voulues[0]].texte, lettres[voulues[1]].cle.upper()]) in (("rang", "tri"),)


@pytest.mark.parametrize("vide", [None, "", "  ", [], (), [""], [None]])
def test_ne_rien_cocher_n_est_pas_une_reponse(vide):
    assert _lire("q7", vide) is None


@pytest.mark.parametrize("vide", [None, "", {}, {"rang1": ""}, {"rang1": None, "rang2": "  "}])
def test_un_tableau_vide_n_est_pas_une_reponse(vide):
    assert _lire("q11", vide) is None


def test_un_tableau_se_lit_nombre_par_nombre_en_valeurs_exactes():
    brut = {"rang1": "12,3 %", "rang2": 20, "rang3": 25.5, "rang4": np.float64(30), "rang5": " 40 "}
    lu = _lire("q11", pd.Series(brut | {"rang6": Decimal("50.1")}))
    assert lu == {
        f"rang{i}": Decimal(n) for i, n in enumerate(("12.3", "20", "25.5", "30", "40", "50.1"), start=1)
    }
    assert all(type(nombre) is Decimal for nombre in lu.values())


def test_un_ordre_se_donne_en_liste_ou_par_rangs():
    assert _lire("q16", list(ETAPES)) == ETAPES
    assert _lire("q16", {etape: str(rang) for rang, etape in enumerate(ETAPES, start=1)}) == ETAPES
    assert _lire("q16", {etape: 7 - rang for rang, etape in enumerate(ETAPES, start=1)}) == ETAPES[::-1]
    textes = [e.texte for e in SERIE.q["q16"].question.elements(SERIE.valeurs)]
    assert _lire("q16", [textes[0].replace("'", "’"), *ETAPES[1:]]) == ETAPES


def test_un_appariement_se_donne_par_cle_ou_par_texte():
    juste = SERIE.q["q17"].posee.attendu
    assert _lire("q17", juste | {"poids": "Gagner d’autres clients"}) == juste


def test_une_redaction_se_garde_telle_quelle():
    assert _lire("q18", "  Deux\nlignes <b>. ") == "  Deux\nlignes <b>. "


class _Menteur:
    def __eq__(self, autre):
        return True

    __hash__ = None

    def __float__(self):
        return 80.0


class _TexteMenteur(str):
    def __eq__(self, autre):
        return True

    __hash__ = str.__hash__

    def __str__(self):
        return "82,0"

    strip = translate = casefold = lambda self, *_: _TexteMenteur("82,0")


class _DecimalMenteur(Decimal):
    def __eq__(self, autre):
        return True

    def __str__(self):
        return "82.0"

    __hash__ = Decimal.__hash__


def test_un_objet_qui_ment_sur_l_egalite_n_y_gagne_rien():
    for numero in SERIE.q:
        verdict = Serie("4-pareto").q[numero].verifier(_Menteur())
        assert verdict.etat == "illisible"
    assert _lire("q3", _TexteMenteur("12")) == Decimal(12)
    assert type(_lire("q1", _TexteMenteur("loi"))) is str
    assert Serie("4-pareto").q["q1"].verifier(_TexteMenteur("loi")).etat == "a_revoir"
    assert type(_lire("q3", _DecimalMenteur("12"))) is Decimal
    assert Serie("4-pareto").q["q3"].verifier(_DecimalMenteur("12")).etat == "a_revoir"
    menteur = dict.fromkeys(
        ("lettre", "visite", "offre", "site", "relance", "direction", "catalogue"), _TexteMenteur("A")
    )
    assert Serie("4-pareto").q["q6"].verifier(menteur).code_erreur == "tout_individualise"


SIMPLES = st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(), st.binary())
CLES = st.one_of(st.text(max_size=8), st.sampled_from(["a", "rang1", "trier", "marge", "lettre"]))
SAISIES = st.recursive(
    SIMPLES,
    lambda enfants: st.one_of(
        st.lists(enfants, max_size=8), st.dictionaries(CLES, enfants, max_size=8), st.tuples(enfants, enfants)
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(SERIE.q)), SAISIES)
def test_rien_ne_fait_echouer_la_correction(numero, brut):
    verdict = SERIE.q[numero].verifier(brut)
    assert verdict.etat in {"a_faire", "illisible", "a_revoir", "reussi", "enregistre"}
    assert (verdict.message == "") == (verdict.etat == "a_faire")
