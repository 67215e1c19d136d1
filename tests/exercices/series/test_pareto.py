"""La série 4-pareto : ses réponses refaites à la main, sur chaque variante."""

import math
import re
from fractions import Fraction
from functools import cache

from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import QuestionPosee
from course_helpers.tirages.reserve import NOMBRE_VARIANTES


def juger(question, valeurs, reponse):
    return QuestionPosee(question, valeurs, None, "").juger(reponse)


@cache
def evaluer(variante):
    serie = poser_serie("4-pareto", variante)
    return serie.portefeuille, serie.valeurs


@pour_chaque_variante
def test_pareto_retrouve_les_reponses_par_un_calcul_a_la_main(variante):
    """Les mêmes réponses, refaites en fractions exactes sans passer par pareto.py."""
    donnees, valeurs = evaluer(variante)
    ca = sorted(map(int, donnees.clients["ca"]), reverse=True)
    n, total = len(ca), sum(ca)
    cumuls = [Fraction(100 * sum(ca[: i + 1]), total) for i in range(n)]
    n_a = next(i for i, cumul in enumerate(cumuls, start=1) if cumul >= 80)
    rang = {part: -(-part * n // 100) for part in (10, 20, 50)}
    attendus = {
        "q2": cumuls[rang[20] - 1],
        "q3": cumuls[n_a - 1],
        "q5": cumuls[0],
        "q8": cumuls[rang[50] - 1] - cumuls[rang[10] - 1],
        "q9": n_a,
        "q10": Fraction(100 * n_a, n),
        "q12": total + int(donnees.tables["avoirs"]["ca"].sum()),
        "q13": Fraction(100 * ca[1], total - ca[0]),
    }
    questions = {q.identifiant: q for q in ouvrir_banque("4-pareto").questions}
    for identifiant, attendu in attendus.items():
        question = questions[identifiant]
        echelle = 10**question.decimales
        a_la_main = Fraction(math.floor(attendu * echelle + Fraction(1, 2)), echelle)
        assert question.arrondir_nombre(question.attendu(valeurs)) == a_la_main, identifiant
    for rang in range(1, 7):
        a_la_main = Fraction(math.floor(cumuls[rang - 1] * 10 + Fraction(1, 2)), 10)
        attendu = questions["q11"].attendu(valeurs)[f"rang{rang}"]
        assert questions["q11"].arrondir_nombre(attendu) == a_la_main, rang


@pour_chaque_variante
def test_pareto_le_gros_client_sans_marge_est_le_seul_du_choix(variante):
    donnees, valeurs = evaluer(variante)

    def est_a(colonne, client):
        gros = donnees.clients.loc[
            donnees.clients[colonne] > donnees.clients.set_index("client").loc[client, colonne]
        ]
        return 100 * gros[colonne].sum() < 80 * donnees.clients[colonne].sum()

    conviennent = {
        cle
        for cle in ("piege", "premier", "deuxieme", "petit")
        if est_a("ca", getattr(valeurs, cle)) and not est_a("marge", getattr(valeurs, cle))
    }
    assert conviennent == {"piege"}


def test_pareto_le_seuil_de_dependance_est_franchi_par_certains_seulement():
    attendus = {evaluer(v)[1].part_premier > 15 for v in range(NOMBRE_VARIANTES)}
    assert attendus == {True, False}
    # Personne ne doit dépendre d'un arrondi pour conclure.
    assert all(abs(evaluer(v)[1].part_premier - 15) > 0.1 for v in range(NOMBRE_VARIANTES))


def test_pareto_couvre_le_chapitre():
    questions = ouvrir_banque("4-pareto").questions
    assert {fait for q in questions for fait in q.faits} == {"C4.1", "C4.2", "C4.3", "C4.4"}
    assert {q.genre for q in questions} == set(GENRES) - {"trous"}
    assert len({e.code for q in questions for e in q.erreurs}) >= 10


def test_pareto_la_convention_du_tableur_est_acceptee_et_nommee():
    for variante in range(NOMBRE_VARIANTES):
        _, valeurs = evaluer(variante)
        ca = sorted(valeurs.fichier, reverse=True)
        cumul, n_a = 0, 0
        while 100 * (cumul + ca[n_a]) <= 80 * sum(ca):
            cumul, n_a = cumul + ca[n_a], n_a + 1
        question = next(q for q in ouvrir_banque("4-pareto").questions if q.identifiant == "q9")
        verdict = juger(question, valeurs, str(n_a))
        assert verdict.etat == "reussi"
        assert '`=SI(cumul<=80%;"A";…)`, client compris' in verdict.message


def test_pareto_chaque_enonce_dit_sa_methode():
    for question in ouvrir_banque("4-pareto").questions:
        if re.search(r"\bABC\b|par effectif|classe A", question.enonce):
            assert re.search(r"par (cumul|effectif)", question.enonce), question.identifiant
            assert "seuils" in question.enonce, question.identifiant
