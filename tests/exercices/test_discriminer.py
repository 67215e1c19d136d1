"""Une question distingue qui sait de qui devine, sur toutes les variantes."""

import re
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import permutations
from math import factorial, prod

import pandas as pd
import pytest

from course_helpers.chapitres import PARCOURS
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

SERIES = list(PARCOURS)
# « trois affirmations sont justes » : ce qu'un énoncé ou un indice ne dit pas.
COMBIEN = re.compile(
    r"\b(?:une seule|deux|trois|quatre|cinq|[2-5])\s(?:\w+\s){0,2}(?:sont|est|conviennent|justes|bonnes)\b"
    r"|\b(?:deux|trois|quatre|[2-4])\s(?:bonnes\s)?réponses\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", params=SERIES)
def serie(request):
    return [poser_serie(request.param, variante) for variante in range(NOMBRE_VARIANTES)]


def estimer_chance(posee):
    """La chance de répondre juste au hasard, sans lire les données : nulle si l'on tape un nombre."""
    attendu, genre = posee.attendu, posee.question.genre
    chances = []
    for champ in posee.champs:
        match champ.saisie:
            case "boutons" | "liste":
                chances.append(Fraction(1, len(champ.options)))
            case "cases":
                chances.append(Fraction(1, 2 ** len(champ.options) - 1))
            case _:
                return Fraction(0)
    if genre == "ordre":
        contraintes = posee.question.precedences
        if not contraintes:
            return Fraction(1, factorial(len(attendu)))
        justes = sum(
            all(rangee.index(avant) < rangee.index(apres) for avant, apres in contraintes)
            for rangee in permutations([element.cle for element in posee.elements])
        )
        return Fraction(justes, factorial(len(posee.elements)))
    if genre == "appariement":
        return Fraction(1, factorial(len(posee.elements)))
    return prod(chances)


def test_deviner_rapporte_moins_de_quinze_pour_cent_des_points(serie):
    for une in serie:
        posees = [posee for posee in une.questions.values() if posee.question.corrige]
        points = sum(posee.question.points for posee in posees)
        esperance = sum(posee.question.points * estimer_chance(posee) for posee in posees)
        detail = {p.question.identifiant: float(round(estimer_chance(p), 2)) for p in posees}
        assert esperance < Fraction(15, 100) * points, f"{float(100 * esperance / points):.1f} % : {detail}"


def lister_paresseuses(posee):
    """Ce que tape qui ne calcule pas : le plus grand nombre des données, le total, l'effectif, 100."""
    tables = [posee.portefeuille.clients]
    if posee.question.table not in ("", "clients"):
        tables.append(posee.table)
    nombres = {100}
    for table in tables:
        nombres.add(len(table))
        for colonne in table.select_dtypes("number"):
            nombres |= {table[colonne].max(), table[colonne].sum()}
    return {nombre for nombre in nombres if pd.notna(nombre)}


def test_recopier_un_nombre_des_donnees_ne_repond_pas(serie):
    justes, posees_fois = defaultdict(int), Counter()
    for une in serie:
        for numero, posee in une.questions.items():
            if posee.question.genre != "nombre":
                continue
            posees_fois[numero] += 1
            justes[numero] += any(
                posee.juger(posee.question.arrondir(nombre)).etat == "reussi"
                for nombre in map(Fraction, map(str, lister_paresseuses(posee)))
            )
    fautes = {
        n: f"{100 * fois // posees_fois[n]} %" for n, fois in justes.items() if 20 * fois > posees_fois[n]
    }
    assert not fautes


def test_rien_ne_dit_combien_de_reponses_sont_justes(serie):
    for posee in serie[0].questions.values():
        if posee.question.genre == "choix_multiple":
            for texte in (posee.enonce, posee.consigne, *posee.indices):
                assert not COMBIEN.search(texte), f"{posee.question.identifiant} : {texte}"


def test_le_nombre_de_reponses_justes_ne_se_devine_pas(serie):
    """Un partage égal, ou le même nombre à chaque question, donnerait les dernières réponses."""
    cochees, egales = [], []
    for posee in serie[0].questions.values():
        if posee.question.genre == "choix_multiple":
            cochees.append(len(posee.attendu))
        if posee.question.genre == "classement":
            cases = Counter(posee.attendu.values())
            tailles = {cases.get(categorie.cle, 0) for categorie in posee.options}
            if len(tailles) == 1 and tailles != {1}:
                egales.append(posee.question.identifiant)
    assert not egales, f"catégories de même taille : {egales}"
    assert len(cochees) < 2 or len(set(cochees)) > 1, f"toujours {cochees[0]} réponses justes"


@pytest.mark.parametrize("nom", SERIES)
def test_la_bonne_option_n_est_pas_toujours_la_plus_longue(nom):
    choix = [q for q in ouvrir_banque(nom).questions if q.genre == "choix"]
    longues = []
    for question in choix:
        posee = poser_serie(nom, 0).questions[question.identifiant]
        longueurs = {option.cle: len(option.texte) for option in posee.options}
        attendu = posee.attendu
        longues.append(max(longueurs, key=longueurs.get) == attendu)
    assert len(choix) < 2 or 2 * sum(longues) <= len(choix), f"{sum(longues)} fois sur {len(choix)}"


@pytest.mark.parametrize("nom", SERIES)
def test_une_question_ouverte_a_des_points_et_des_criteres(nom):
    ouvertes = [q for q in ouvrir_banque(nom).questions if not q.corrige]
    assert ouvertes
    for question in ouvertes:
        assert question.points >= 2, question.identifiant
        assert len(question.criteres) >= 3, question.identifiant
