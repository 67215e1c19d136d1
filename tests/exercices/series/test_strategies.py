"""La série 6-strategies : ses réponses refaites à la main, sur chaque variante."""

import math
from fractions import Fraction
from functools import cache

from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import QuestionPosee

BANQUE = ouvrir_banque("6-strategies")
QUESTIONS = {q.identifiant: q for q in BANQUE.questions}


def juger(question, valeurs, reponse):
    return QuestionPosee(question, valeurs, None, "").juger(reponse)


@cache
def evaluer(variante):
    serie = poser_serie("6-strategies", variante)
    return serie.portefeuille, serie.valeurs


def arrondir_a_la_main(question, exact):
    echelle = 10**question.decimales
    return Fraction(math.floor(exact * echelle + Fraction(1, 2)), echelle)


@pour_chaque_variante
def test_les_reponses_se_refont_par_un_calcul_a_la_main(variante):
    """Les mêmes réponses, refaites en fractions exactes sans passer par strategies.py."""
    donnees, valeurs = evaluer(variante)
    f = donnees.faits
    secteurs = [ligne[1:] for ligne in donnees.tables["secteurs"].itertuples(index=False)]
    exigeants = donnees.clients[donnees.clients["Segment"] == "clients exigeants"]
    attendus = {
        "q3": Fraction(100 * f["gagnes"], f["contactes"]),
        "q4": f["cible_contrats"] - Fraction(100 * f["renouveles"], f["echus"]),
        "q5": math.ceil(Fraction(f["cible"] * f["contactes"], 100)) - f["gagnes"],
        "q10": Fraction(100 * sum(int(s[2]) for s in secteurs), sum(int(s[1]) for s in secteurs)),
        "q13": Fraction(100 * f["completees"], f["ventes"]),
        "q14": f["montees"] * (f["superieur"] - f["prix"]),
        "q15": math.ceil(Fraction(f["vises"] * f["contactes"], f["gagnes"])),
        "q20": Fraction(f["aout_passe"] * f["objectif_annee"], f["annee_passee"]),
        "q18": Fraction(100 * int(exigeants["ca"].sum()), int(donnees.clients["ca"].sum())),
    }
    for identifiant, attendu in attendus.items():
        question = QUESTIONS[identifiant]
        obtenu = question.arrondir_nombre(question.attendu(valeurs))
        assert obtenu == arrondir_a_la_main(question, attendu), identifiant
    for secteur, _, contactes, gagnes, _ in donnees.tables["secteurs"].itertuples(index=False):
        obtenu = QUESTIONS["q11"].arrondir_nombre(QUESTIONS["q11"].attendu(valeurs)[secteur])
        assert obtenu == arrondir_a_la_main(QUESTIONS["q11"], Fraction(100 * gagnes, contactes)), secteur


@pour_chaque_variante
def test_un_seul_secteur_manque_du_plus_de_clients_et_chaque_leurre_a_sa_raison(variante):
    donnees, valeurs = evaluer(variante)
    lignes = {
        secteur: (
            math.ceil(Fraction(cible * contactes, 100)) - gagnes,
            cible - Fraction(100 * gagnes, contactes),
            -Fraction(100 * gagnes, contactes),
            cible,
        )
        for secteur, _, contactes, gagnes, cible in donnees.tables["secteurs"].itertuples(index=False)
    }
    roles = ("secteur_manque", "secteur_points", "secteur_bas", "secteur_haut")
    for rang, role in enumerate(roles):
        premier, second = sorted((mesures[rang] for mesures in lignes.values()), reverse=True)[:2]
        assert premier > second
        assert lignes[getattr(valeurs, role)][rang] == premier
    assert len({getattr(valeurs, role) for role in roles}) == len(roles)


@pour_chaque_variante
def test_les_donnees_racontent_une_histoire_possible(variante):
    donnees, valeurs = evaluer(variante)
    f = donnees.faits
    assert f["gagnes"] < f["contactes"] < f["fichier"]
    assert f["gagnes"] < f["actifs"]
    assert f["gagnes"] < f["vises"]
    assert f["completees"] + f["montees"] < f["ventes"]
    assert 0 < f["cible_contrats"] <= 100
    for _, fichier, contactes, gagnes, cible in donnees.tables["secteurs"].itertuples(index=False):
        assert 0 < gagnes < contactes < fichier
        assert 0 < cible < 100
    # La moyenne simple et le taux d'ensemble se distinguent à l'œil nu.
    assert abs(valeurs.moyenne_simple - valeurs.taux_ensemble) > 2
    # L'écart de renouvellement tombe juste : il se demande en nombre entier de points.
    assert valeurs.ecart_contrats == int(valeurs.ecart_contrats)


def test_la_serie_couvre_le_chapitre():
    assert {fait for q in BANQUE.questions for fait in q.faits} == {"C6.1", "C6.2", "C6.3", "C6.4", "C6.5"}
    assert {q.genre for q in BANQUE.questions} == set(GENRES) - {"trous"}
    assert len({e.code for q in BANQUE.questions for e in q.erreurs}) >= 10


def test_les_deux_ordres_des_auteurs_sont_admis():
    _, valeurs = evaluer(0)
    ordre = ["objectif", "typologie", "ranger", "strategie", "cible", "ecart"]
    autre = ["objectif", "ranger", "typologie", "strategie", "cible", "ecart"]
    for etapes in (ordre, autre):
        assert juger(QUESTIONS["q9"], valeurs, etapes).etat == "reussi"
    assert juger(QUESTIONS["q9"], valeurs, [*ordre[1:], "objectif"]).code_erreur == "objectif_apres_coup"


def test_une_montee_en_gamme_n_est_pas_une_vente_additionnelle():
    _, valeurs = evaluer(0)
    ensemble = f"{100 * (valeurs.completees + valeurs.montees) / valeurs.ventes:.1f}".replace(".", ",")
    verdict = juger(QUESTIONS["q13"], valeurs, ensemble)
    assert verdict.code_erreur == "montee_pour_additionnelle"
    assert "produit de plus" in verdict.message


@pour_chaque_variante
def test_le_tableau_de_bord_se_lit_dans_le_sens_favorable(variante):
    donnees, valeurs = evaluer(variante)
    verdicts = QUESTIONS["q21"].attendu(valeurs)
    lignes = {
        nom: (realise, cible) for nom, realise, cible in donnees.tables["suivi"].itertuples(index=False)
    }
    assert list(verdicts) == list(lignes)
    for nom, (realise, cible) in lignes.items():
        atteinte = realise <= cible if nom.startswith("Part échue") else realise >= cible
        assert verdicts[nom] == ("cible atteinte" if atteinte else "cible manquée"), nom
    # Le mois et le cumul se contredisent ; les clients actifs sont à leur cible tout juste.
    assert verdicts["CA HT du mois (€)"] != verdicts["CA HT depuis janvier (€)"]
    assert lignes["Clients actifs"][0] == lignes["Clients actifs"][1]
    # Le mois creux fait moins d'un douzième : le douzième est bien un piège.
    assert 12 * donnees.faits["aout_passe"] < donnees.faits["annee_passee"]
