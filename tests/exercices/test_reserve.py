"""Chaque question × chaque variante de la réserve : tout ce qu'un étudiant peut tirer est vérifié."""

import math
import re
from fractions import Fraction
from functools import cache

import pytest

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.question import (
    arrondir,
    ecrire_reponse,
    enoncer,
    expliquer,
    lister_elements,
    ordonner_options,
    rediger_indices,
)
from course_helpers.exercices.serie import QuestionPosee
from course_helpers.exercices.series import SUJETS
from course_helpers.exercices.textes import composer
from course_helpers.portefeuille import NOMBRE_VARIANTES, tirer_variante

RESERVE = [(nom, variante) for nom in SUJETS for variante in range(NOMBRE_VARIANTES)]
pour_chaque_variante = pytest.mark.parametrize(("nom", "variante"), RESERVE)


@cache
def _evaluer(nom, variante):
    donnees = tirer_variante(nom, variante)
    return donnees, SUJETS[nom].evaluer(donnees)


def _poser(question, nom, variante):
    donnees, valeurs = _evaluer(nom, variante)
    return QuestionPosee(question, valeurs, donnees)


def _signer(question, reponse):
    """Ce que la correction compare : la réponse à la précision demandée."""
    if question.genre == "nombre":
        return arrondir(question, reponse)
    return tuple(sorted(reponse.items())) if question.genre == "classement" else reponse


def _taper(question, reponse):
    """La réponse comme un étudiant la tape."""
    if question.genre == "nombre":
        return ecrire_nombre(arrondir(question, reponse), question.decimales)
    return reponse


def _relever_textes(question, valeurs):
    """Tous les textes que la question peut montrer, sauf la solution et la confirmation."""
    yield "énoncé", enoncer(question, valeurs)
    for indice in rediger_indices(question, valeurs):
        yield "indice", indice
    for erreur in question.erreurs:
        yield erreur.code, _composer_message(question, valeurs, erreur.message, erreur.calcul(valeurs))
    for convention in question.conventions:
        yield (
            "convention",
            _composer_message(question, valeurs, convention.remarque, convention.calcul(valeurs)),
        )


def _composer_message(question, valeurs, modele, reponse):
    if question.genre == "nombre":
        reponse = arrondir(question, reponse)
    return composer(modele, vars(valeurs) | {"reponse": ecrire_reponse(question, valeurs, reponse)})


@pour_chaque_variante
def test_attendu_est_fini_et_vraisemblable(nom, variante):
    donnees, valeurs = _evaluer(nom, variante)
    bornes = {"%": (0, 100), "€": (0, 10_000_000), "clients": (0, len(donnees.clients))}
    for question in SUJETS[nom].questions:
        attendu = question.attendu(valeurs)
        if question.genre == "nombre":
            minimum, maximum = bornes[question.unite]
            assert math.isfinite(attendu) and minimum < attendu < maximum, (question.identifiant, attendu)
        elif question.genre == "choix":
            assert attendu in {option.cle for option in question.options}
        else:
            categories = {c.cle for c in question.categories}
            assert set(attendu) == {e.cle for e in lister_elements(question, valeurs)}
            assert set(attendu.values()) <= categories and len(set(attendu.values())) > 1


@pour_chaque_variante
def test_options_sont_distinctes_et_une_seule_est_juste(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        if question.genre != "choix":
            continue
        options = ordonner_options(question, valeurs)
        assert len({o.texte for o in options}) == len({o.cle for o in options}) == len(question.options)
        assert all(len(o.cle) > 1 for o in options), "une clé d'une lettre se confondrait avec le rang"
        justes = [
            o.cle for o in options if _poser(question, nom, variante).verifier(o.texte).etat == "reussi"
        ]
        assert justes == [question.attendu(valeurs)]


@pour_chaque_variante
def test_erreurs_se_distinguent_de_la_reponse_et_entre_elles(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        vues = {_signer(question, question.attendu(valeurs)): "attendu"}
        if question.unite == "%":
            vues[_signer(question, question.attendu(valeurs) / 100)] = "attendu tapé en fraction"
        autres = [(f"convention {i}", c.calcul) for i, c in enumerate(question.conventions)]
        for code, calcul in autres + [(e.code, e.calcul) for e in question.erreurs]:
            signature = _signer(question, calcul(valeurs))
            assert signature not in vues, (
                f"variante {variante}, {question.identifiant} : « {code} » donne comme « {vues[signature]} » "
                f"({signature}). Reprenez cette variante dans portefeuille.py."
            )
            vues[signature] = code


@pour_chaque_variante
def test_chaque_erreur_recoit_son_message(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        juste = _poser(question, nom, variante).verifier(_taper(question, question.attendu(valeurs)))
        assert (juste.etat, juste.code_erreur) == ("reussi", None)
        messages = {juste.message}
        for convention in question.conventions:
            verdict = _poser(question, nom, variante).verifier(_taper(question, convention.calcul(valeurs)))
            assert (verdict.etat, verdict.code_erreur) == ("reussi", None)
            assert "autre convention" in verdict.message
        for erreur in question.erreurs:
            verdict = _poser(question, nom, variante).verifier(_taper(question, erreur.calcul(valeurs)))
            assert (verdict.etat, verdict.code_erreur) == ("a_revoir", erreur.code)
            assert verdict.message not in messages, f"{erreur.code} : ce message sert déjà ailleurs"
            messages.add(verdict.message)


@pour_chaque_variante
def test_une_fraction_est_reconnue(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        if question.unite == "%":
            fraction = f"{question.attendu(valeurs) / 100:.5f}".replace(".", ",")
            assert _poser(question, nom, variante).verifier(fraction).code_erreur == "fraction"


@pour_chaque_variante
def test_textes_sont_complets_et_bien_composes(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        textes = [*_relever_textes(question, valeurs)]
        textes += [
            ("solution", expliquer(question, valeurs)),
            ("confirmation", composer(question.confirmation, vars(valeurs))),
            ("présentation", composer(SUJETS[nom].presentation, vars(valeurs))),
        ]
        textes += [("option", o.texte) for o in ordonner_options(question, valeurs)]
        for ou, texte in textes:
            reperes = (question.identifiant, ou, texte)
            hors_formule = re.sub(r"`[^`]*`", "", texte)
            assert not re.search(r"[{}]|nan|None|  ", texte), reperes
            assert not re.search(r" [;:!?%€»]|« |'", hors_formule), reperes
            for phrase in re.split(r"[.?!\n]|(?<=\u202f): ", hors_formule):
                assert len(phrase.split()) <= 25, reperes


@pour_chaque_variante
def test_aucun_texte_ne_donne_la_reponse(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    questions = [q for q in SUJETS[nom].questions if q.genre == "nombre"]
    ecrites = {
        q.identifiant: ecrire_nombre(arrondir(q, q.attendu(valeurs)), q.decimales, q.unite) for q in questions
    }
    longues = {e for e in ecrites.values() if len(re.findall(r"\d", e)) >= 4}
    for question in SUJETS[nom].questions:
        for ou, texte in _relever_textes(question, valeurs):
            interdites = longues if ou in ("énoncé", "indice") else set()
            if question.genre == "nombre":
                interdites = interdites | {ecrites[question.identifiant]}
            for reponse in interdites:
                motif = rf"(?<![\d,\u202f]){re.escape(reponse)}"
                assert not re.search(motif, texte), (question.identifiant, ou, texte)


# --- La série 4-pareto -------------------------------------------------------------------------------------


@pytest.mark.parametrize("variante", range(NOMBRE_VARIANTES))
def test_pareto_retrouve_les_reponses_par_un_calcul_a_la_main(variante):
    """Les mêmes réponses, refaites en fractions exactes sans passer par pareto.py."""
    donnees, valeurs = _evaluer("4-pareto", variante)
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
        "q11": cumuls[5],
        "q12": total,
        "q13": Fraction(100 * ca[1], total - ca[0]),
    }
    questions = {q.identifiant: q for q in SUJETS["4-pareto"].questions}
    for identifiant, attendu in attendus.items():
        question = questions[identifiant]
        echelle = 10**question.decimales
        a_la_main = Fraction(math.floor(attendu * echelle + Fraction(1, 2)), echelle)
        assert arrondir(question, question.attendu(valeurs)) == a_la_main, identifiant


@pytest.mark.parametrize("variante", range(NOMBRE_VARIANTES))
def test_pareto_le_gros_client_sans_marge_est_le_seul_du_choix(variante):
    donnees, valeurs = _evaluer("4-pareto", variante)

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
    attendus = {_evaluer("4-pareto", v)[1].part_premier > 15 for v in range(NOMBRE_VARIANTES)}
    assert attendus == {True, False}
    # Personne ne doit dépendre d'un arrondi pour conclure.
    assert all(abs(_evaluer("4-pareto", v)[1].part_premier - 15) > 0.1 for v in range(NOMBRE_VARIANTES))


def test_pareto_couvre_le_chapitre():
    questions = SUJETS["4-pareto"].questions
    assert [q.identifiant for q in questions] == [f"q{i}" for i in range(1, len(questions) + 1)]
    assert len(questions) >= 14
    assert sum(q.points for q in questions) == 20
    assert sum(q.essentiel for q in questions) == 6
    assert {q.niveau for q in questions} == {"rappel", "application", "cas"}
    assert {fait for q in questions for fait in q.faits} == {"C4.1", "C4.2", "C4.3", "C4.4"}
    assert {q.genre for q in questions} == {"nombre", "choix", "classement"}
    assert len({e.code for q in questions for e in q.erreurs}) >= 10
    assert all(len(q.indices) >= 2 for q in questions)


def test_pareto_chaque_enonce_dit_sa_methode():
    for question in SUJETS["4-pareto"].questions:
        if re.search(r"\bABC\b|par effectif|classe A", question.enonce):
            assert re.search(r"par (cumul|effectif)", question.enonce), question.identifiant
            assert "seuils" in question.enonce, question.identifiant
