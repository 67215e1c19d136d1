"""Chaque question × chaque variante de la réserve : tout ce qu'un étudiant peut tirer est vérifié."""

import math
import re
from functools import cache
from itertools import combinations

import pytest

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.correction import juger
from course_helpers.exercices.question import (
    arrondir,
    decrire_champs,
    donner_consigne,
    enoncer,
    expliquer,
    lister_elements,
    ordonner_options,
    rediger_indices,
)
from course_helpers.exercices.series import SUJETS
from course_helpers.exercices.textes import composer, typographier
from course_helpers.tirages.reserve import NOMBRE_VARIANTES, tirer_variante

RESERVE = [(nom, variante) for nom in SUJETS for variante in range(NOMBRE_VARIANTES)]
pour_chaque_variante = pytest.mark.parametrize(("nom", "variante"), RESERVE)


@cache
def _evaluer(nom, variante):
    donnees = tirer_variante(nom, variante)
    return donnees, SUJETS[nom].evaluer(donnees)


def _signer(question, reponse):
    """Ce que la correction compare : la réponse à la précision demandée."""
    if question.genre == "nombre":
        return arrondir(question, reponse)
    if question.genre == "tableau":
        return tuple((cle, arrondir(question, nombre)) for cle, nombre in sorted(reponse.items()))
    return tuple(sorted(reponse.items())) if isinstance(reponse, dict) else reponse


def _relever_textes(question, valeurs, taper):
    """Tous les textes que la question peut montrer, sauf la solution et la confirmation."""
    yield "énoncé", enoncer(question, valeurs)
    yield "consigne", donner_consigne(question)
    for champ in decrire_champs(question, valeurs):
        yield "champ", champ.intitule
        yield from (("option", option.texte) for option in champ.options)
    for indice in rediger_indices(question, valeurs):
        yield "indice", indice
    for erreur in question.erreurs:
        yield erreur.code, _juger(question, valeurs, taper, erreur.calcul(valeurs)).message
    for convention in question.conventions:
        yield "convention", _juger(question, valeurs, taper, convention.calcul(valeurs)).message


def _juger(question, valeurs, taper, motif):
    return juger(question, valeurs, taper(question, valeurs, motif))


@pour_chaque_variante
def test_attendu_est_fini_et_vraisemblable(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    bornes = {"%": (0, 100), "clients": (0, 10_000)}
    for question in SUJETS[nom].questions:
        attendu = question.attendu(valeurs)
        if question.genre in ("nombre", "tableau"):
            minimum, maximum = bornes.get(question.unite, (-10_000_000, 10_000_000))
            for nombre in attendu.values() if question.genre == "tableau" else [attendu]:
                assert math.isfinite(nombre) and minimum < nombre < maximum, (question.identifiant, attendu)
        if question.genre == "choix":
            assert attendu in {option.cle for option in question.options}
        if question.genre == "choix_multiple":
            assert list(attendu) == [o.cle for o in question.options if o.cle in attendu]
            assert 1 < len(attendu) < len(question.options)
        if question.elements:
            elements = {e.cle for e in lister_elements(question, valeurs)}
            assert set(attendu) == elements and len(attendu) == len(elements) > 2
        if question.categories:
            categories = {c.cle for c in question.categories}
            assert set(attendu.values()) <= categories and len(set(attendu.values())) > 1
        if question.genre == "appariement":
            assert sorted(attendu.values()) == sorted(categories)


@pour_chaque_variante
def test_options_sont_distinctes_et_les_justes_sont_celles_annoncees(nom, variante):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        if question.genre not in ("choix", "choix_multiple"):
            continue
        options = ordonner_options(question, valeurs)
        assert len({o.texte for o in options}) == len({o.cle for o in options}) == len(question.options)
        assert all(len(o.cle) > 1 for o in options), "une clé d'une lettre se confondrait avec le rang"
        attendu = question.attendu(valeurs)
        if question.genre == "choix":
            justes = [o.cle for o in options if juger(question, valeurs, o.texte).etat == "reussi"]
            assert justes == [attendu]
        else:
            # Toutes les combinaisons : une seule est juste.
            justes = [
                set(choix)
                for taille in range(1, len(options) + 1)
                for choix in combinations([o.cle for o in options], taille)
                if juger(question, valeurs, list(choix)).etat == "reussi"
            ]
            assert justes == [set(attendu)]


@pytest.mark.parametrize("nom", SUJETS)
def test_l_ordre_montre_est_tire_au_sort(nom):
    """D'une variante à l'autre, l'ordre change ; les étapes ne sont jamais montrées dans le bon."""
    for question in SUJETS[nom].questions:
        montres = set()
        for variante in range(NOMBRE_VARIANTES):
            _, valeurs = _evaluer(nom, variante)
            champs = decrire_champs(question, valeurs)
            if question.genre == "ordre":
                montres.add(tuple(champ.cle for champ in champs))
                assert tuple(champ.cle for champ in champs) != question.attendu(valeurs)
            else:
                montres.add(tuple(option.cle for option in champs[0].options))
        if question.genre in ("choix", "choix_multiple", "appariement", "ordre"):
            assert len(montres) > 10, question.identifiant


@pour_chaque_variante
def test_erreurs_se_distinguent_de_la_reponse_et_entre_elles(nom, variante, completer):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        vues = {_signer(question, question.attendu(valeurs)): "attendu"}
        if question.genre == "nombre" and question.unite == "%":
            vues[_signer(question, question.attendu(valeurs) / 100)] = "attendu tapé en fraction"
        autres = [(f"convention {i}", c.calcul) for i, c in enumerate(question.conventions)]
        for code, calcul in autres + [(e.code, e.calcul) for e in question.erreurs]:
            signature = _signer(question, completer(question, valeurs, calcul(valeurs)))
            assert signature not in vues, (
                f"variante {variante}, {question.identifiant} : « {code} » donne comme « {vues[signature]} » "
                f"({signature}). Reprenez cette variante dans portefeuille.py."
            )
            vues[signature] = code


@pour_chaque_variante
def test_chaque_erreur_recoit_son_message(nom, variante, taper):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        juste = _juger(question, valeurs, taper, question.attendu(valeurs))
        etat = "enregistre" if question.genre == "ouvert" else "reussi"
        assert (juste.etat, juste.code_erreur) == (etat, None)
        messages = {juste.message}
        for convention in question.conventions:
            verdict = _juger(question, valeurs, taper, convention.calcul(valeurs))
            assert (verdict.etat, verdict.code_erreur) == ("reussi", None)
            assert "autre convention" in verdict.message
        for erreur in question.erreurs:
            verdict = _juger(question, valeurs, taper, erreur.calcul(valeurs))
            assert (verdict.etat, verdict.code_erreur) == ("a_revoir", erreur.code)
            assert verdict.message not in messages, f"{erreur.code} : ce message sert déjà ailleurs"
            messages.add(verdict.message)


@pour_chaque_variante
def test_une_fraction_est_reconnue(nom, variante):
    def diviser(nombre):
        return f"{nombre / 100:.7f}".replace(".", ",")

    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        if question.unite == "%":
            attendu = question.attendu(valeurs)
            if question.genre == "tableau":
                fraction = {cle: diviser(nombre) for cle, nombre in attendu.items()}
            else:
                fraction = diviser(attendu)
            assert juger(question, valeurs, fraction).code_erreur == "fraction"


@pour_chaque_variante
def test_textes_sont_complets_et_bien_composes(nom, variante, taper):
    _, valeurs = _evaluer(nom, variante)
    for question in SUJETS[nom].questions:
        textes = [*_relever_textes(question, valeurs, taper)]
        textes += [
            ("solution", expliquer(question, valeurs)),
            ("confirmation", composer(question.confirmation, vars(valeurs))),
            ("présentation", composer(SUJETS[nom].presentation, vars(valeurs))),
        ]
        textes += [("critère", typographier(critere)) for critere in question.criteres]
        for ou, texte in textes:
            reperes = (question.identifiant, ou, texte)
            hors_formule = re.sub(r"`[^`]*`", "", texte)
            assert not re.search(r"[{}]|\bnan\b|None|  ", texte), reperes
            assert not re.search(r" [;:!?%€»]|« |'", hors_formule), reperes
            for phrase in re.split(r"[.?!\n]|(?<=\u202f): ", hors_formule):
                assert len(phrase.split()) <= 25, reperes


@pour_chaque_variante
def test_aucun_texte_ne_donne_la_reponse(nom, variante, taper):
    _, valeurs = _evaluer(nom, variante)
    ecrites = {}
    for question in SUJETS[nom].questions:
        attendu = question.attendu(valeurs)
        par_genre = {"nombre": lambda a: [a], "tableau": dict.values}
        nombres = par_genre.get(question.genre, lambda a: [])(attendu)
        ecrites[question.identifiant] = {
            ecrire_nombre(arrondir(question, n), question.decimales, question.unite) for n in nombres
        }
    longues = {e for toutes in ecrites.values() for e in toutes if len(re.findall(r"\d", e)) >= 4}
    for question in SUJETS[nom].questions:
        for ou, texte in _relever_textes(question, valeurs, taper):
            interdites = longues if ou in ("énoncé", "indice", "champ", "option") else set()
            if question.genre in ("nombre", "tableau"):
                interdites = interdites | ecrites[question.identifiant]
            for reponse in interdites:
                motif = rf"(?<![\d,\u202f]){re.escape(reponse)}"
                assert not re.search(motif, texte), (question.identifiant, ou, texte)


@pytest.mark.parametrize("nom", SUJETS)
def test_chaque_serie_tient_en_deux_seances_et_sur_vingt_points(nom):
    questions = SUJETS[nom].questions
    assert [q.identifiant for q in questions] == [f"q{i}" for i in range(1, len(questions) + 1)]
    assert len(questions) >= 14
    assert sum(q.points for q in questions) == 20
    assert 5 <= sum(q.essentiel for q in questions) <= 7
    assert {q.niveau for q in questions} == {"rappel", "application", "cas"}
    assert {q.chapitre for q in questions} == {nom}
    assert len({e.code for q in questions for e in q.erreurs}) >= 5
    assert all(len(q.indices) >= 2 and q.faits for q in questions)
    assert all((q.points > 0) == (q.genre != "ouvert") == (not q.criteres) for q in questions)
