"""Les questions de la banque posées sur un fichier quelconque : posées justes, ou laissées avec leur raison."""

import html
import math
import re
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course_helpers.analyse import PortefeuilleLu, preparer_portefeuille
from course_helpers.donnees import chemin, lire_factures
from course_helpers.ecriture import FINE
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.conditions import CONDITIONS, HORS_FICHIER, MOTS
from course_helpers.exercices.confusions import completer, relever_confusions
from course_helpers.exercices.genres.ouvert import Ouvert
from course_helpers.exercices.question import QuestionPosee, Valeurs
from course_helpers.exercices.statique import ecrire_serie
from course_helpers.exercices.sur_mesure import SERIES, poser_sur

TOUTES = {
    f"{ouvrir_banque(nom).chapitre.numero}.{q.numero}" for nom in SERIES for q in ouvrir_banque(nom).questions
}
DOUZE = [37_000, 26_150, 19_420, 14_080, 9_310, 6_475, 4_520, 3_140, 2_230, 1_525, 1_140, 615]
NOMS = "Zinc Verger Usine Tuile Sillon Rivet Quai Presse Olive Navire Moulin Lampe".split()


def lire(ca, noms=None, **colonnes):
    """Un portefeuille lu : des montants, des noms de A à Z à l'envers, d'autres colonnes."""
    noms = noms or [f"Client {rang:04}" for rang in range(len(ca), 0, -1)]
    return PortefeuilleLu(pd.DataFrame({"client": noms, "ca": ca, **colonnes}))


def lister_raisons(lu):
    return poser_sur(lu)[1].set_index("question")["raison"].str.replace(FINE, " ")


def facturer(*annees, depart=2024):
    """Des factures : pour chaque année, client → montant, en janvier et en décembre."""
    lignes = [
        {"facture": f"{an}-{mois}-{nom}", "date": pd.Timestamp(an, mois, 15), "client": nom, "montant_ht": m / 2}
        for an, achats in enumerate(annees, start=depart)
        for nom, m in achats.items()
        for mois in (1, 12)
    ]
    return preparer_portefeuille(pd.DataFrame(lignes))


# --- Le fichier du cours ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brelande():
    return poser_sur(preparer_portefeuille(lire_factures(chemin("factures-2025.csv"))))


def test_toute_question_est_posee_ou_laissee_une_fois(brelande):
    serie, laissees = brelande
    posees = {t.question.numero for t in serie.q.values()}
    assert posees | set(laissees["question"]) == TOUTES
    assert not posees & set(laissees["question"]) and laissees["question"].is_unique
    assert set(HORS_FICHIER) | set(CONDITIONS) == {
        (nom, q.identifiant) for nom in SERIES for q in ouvrir_banque(nom).questions
    }
    assert not set(HORS_FICHIER) & set(CONDITIONS)
    assert {"4.2", "4.5", "4.9", "4.11", "4.13", "4.15", "3.8"} <= posees


@pytest.mark.parametrize("nom", SERIES)
def test_les_textes_sont_ceux_de_la_banque(brelande, nom):
    serie, _ = brelande
    chapitre = ouvrir_banque(nom).chapitre.numero
    for question in ouvrir_banque(nom).questions:
        travail = serie.q.get(f"q{chapitre}.{question.numero}") if f"q{chapitre}.{question.numero}" in serie.q else None
        if travail:
            for champ in ("enonce", "indices", "solution", "confirmation", "conventions", "attendu", "points"):
                assert getattr(travail.question, champ) is getattr(question, champ)
            assert set(travail.question.erreurs) <= set(question.erreurs)


@pytest.mark.parametrize("variante", range(0, 160, 8))
def test_les_donnees_d_un_tirage_relues_donnent_les_memes_reponses_et_diagnostics(variante, taper):
    """Les clients d'une variante, lus comme un fichier : la série 4 s'y pose et s'y corrige de même."""
    tiree = poser_serie("4-pareto", variante)
    clients = pd.concat([tiree.portefeuille.clients, tiree.portefeuille.tables["avoirs"]])
    clients["marge"] = clients["marge"].fillna(0)
    serie, laissees = poser_sur(PortefeuilleLu(clients.sample(frac=1, random_state=variante)))
    # Les deux seules que le fichier ne peut pas poser, et celles que le nouvel ordre des lignes confond.
    raisons = laissees.set_index("question")["raison"]
    for numero, posee in tiree.questions.items():
        cle = f"q4.{numero[1:]}"
        if cle not in serie.q:
            ici = QuestionPosee(posee.question, serie.valeurs, serie.portefeuille, "") 
            assert numero in ("q4", "q10") or relever_confusions(ici), raisons[numero.replace("q", "4.")]
            continue
        sur_mesure = serie.q[cle].posee
        assert sur_mesure.question.arrondir(sur_mesure.attendu) == posee.question.arrondir(posee.attendu)
        motifs = {erreur.code: motif for erreur, motif in posee.erreurs}
        for erreur, motif in sur_mesure.erreurs:
            assert erreur in posee.question.erreurs
            verdict = sur_mesure.juger(taper(sur_mesure, motif))
            assert (verdict.etat, verdict.code_erreur) == ("a_revoir", erreur.code)
            if erreur.code not in ("sans_tri", "premier_du_fichier"):  # seuls à dépendre de l'ordre des lignes
                assert sur_mesure.question.arrondir(motif) == posee.question.arrondir(motifs[erreur.code])
                assert verdict.message == posee.juger(taper(posee, motif)).message


def test_les_clients_et_leurs_couts_d_un_tirage_relus_donnent_les_reponses_de_la_serie_3():
    for variante in range(0, 160, 16):
        tiree = poser_serie("3-valeur", variante)
        serie, _ = poser_sur(PortefeuilleLu(tiree.portefeuille.clients))
        for numero in ("q3", "q8", "q9"):
            sur_mesure, posee = serie.q[f"q3.{numero[1:]}"].posee, tiree.questions[numero]
            assert sur_mesure.attendu == posee.attendu
            assert [e.code for e, _ in sur_mesure.erreurs] == [e.code for e, _ in posee.erreurs]
        valeurs = serie.q["q3.4"].posee.attendu
        assert len(valeurs) == 5 and sum(valeur < 0 for valeur in valeurs.values()) == 1


# --- Chaque raison -----------------------------------------------------------------------------------------

