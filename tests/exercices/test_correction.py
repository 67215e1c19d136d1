"""Corriger sans carte : la même chose que la carte, pour une copie ou pour mille."""

import json

import pytest

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie, corriger_copie, corriger_reponses
from course_helpers.exercices.correction import preparer_variante
from course_helpers.tirages.reserve import trouver_variante


def _copier(reponses, **autres):
    return {"serie": "4-pareto", "code": "GPME2-07", "reponses": reponses} | autres


def test_les_verdicts_sont_ceux_de_la_carte(taper):
    serie = Serie("4-pareto", code="GPME2-07")
    reponses = {}
    for rang, (numero, posee) in enumerate(serie.q.items()):
        calculs = [posee.question.attendu, *(erreur.calcul for erreur in posee.question.erreurs)]
        motif = calculs[rang % len(calculs)](posee.valeurs)
        reponses[numero] = taper(posee.question, posee.valeurs, motif)
        posee.verifier(reponses[numero])
    verdicts = corriger_reponses("4-pareto", "GPME2-07", reponses)
    assert list(verdicts) == list(serie.q)
    assert verdicts == {numero: posee.verdict for numero, posee in serie.q.items()}
    assert {v.etat for v in verdicts.values()} == {"reussi", "a_revoir", "enregistre"}
    # Ce que la copie garde se corrige comme ce qui a été tapé.
    assert corriger_copie(json.loads(serie.exporter())) == verdicts


def test_absente_inconnue_ou_illisible():
    verdicts = corriger_reponses("4-pareto", "CLASSE", {"q99": "80", "q3": "81;4", "q2": {}, "q6": 3})
    assert "q99" not in verdicts and verdicts["q1"].etat == "a_faire"
    assert [verdicts[q].etat for q in ("q3", "q2", "q6")] == ["illisible"] * 3


def test_le_tirage_change_les_reponses_attendues():
    variante = trouver_variante("CLASSE", "4-pareto", tirage=3)
    _, valeurs = preparer_variante("4-pareto", variante)
    reponses = {"q3": float(valeurs.part_a)}
    assert corriger_reponses("4-pareto", "CLASSE", reponses, tirage=3)["q3"].etat == "reussi"
    assert corriger_reponses("4-pareto", "CLASSE", reponses)["q3"].etat == "a_revoir"


def test_en_entrainement_une_reussite_reste_et_la_solution_lue_compte():
    reponses = {
        "q1": {"essais": ["loi", "mesure", "loi"]},
        "q7": {"essais": [["memes"]], "solution": True},
        "q2": {"essais": [], "solution": True},
        "q3": {"essais": ["12"], "solution": "oui"},
    }
    etats = {n: v.etat for n, v in corriger_copie(_copier(reponses)).items()}
    assert etats["q1"] == "reussi"
    assert etats["q7"] == etats["q2"] == "renonce"
    assert etats["q3"] == "a_revoir" and etats["q4"] == "a_faire"
    assert corriger_copie(_copier(reponses))["q7"].code_erreur == "methodes_confondues"


def test_en_evaluation_la_derniere_reponse_compte():
    reponses = {"q1": {"essais": ["mesure", "loi"]}, "q15": {"essais": ["nombre", "reste"], "solution": True}}
    etats = {n: v.etat for n, v in corriger_copie(_copier(reponses, mode="evaluation")).items()}
    assert etats["q1"] == "a_revoir"
    assert etats["q15"] in ("reussi", "a_revoir")


def test_serie_code_et_tirage_impossibles_sont_refuses():
    with pytest.raises(ErreurCours, match=r"n’existe pas"):
        corriger_reponses("9-rien", "CLASSE", {})
    with pytest.raises(ErreurCours, match=r"par exemple GPME2-07"):
        corriger_reponses("4-pareto", "É", {})
    for tirage in (-1, 10_000, True, "1", 1.0, None):
        with pytest.raises(ErreurCours, match=r"donnez un entier de 0 à 9999"):
            corriger_copie(_copier({}, tirage=tirage))
