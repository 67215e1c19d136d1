"""Chaque question × chaque variante de la réserve : tout ce qu'un étudiant peut tirer est vérifié."""

import math
import re
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, permutations

import pandas as pd
import pytest
from fuites import EXCEPTIONS, HASARDS, Relue, chercher_fuites, ranger
from variantes import pour_chaque_variante

from course_helpers.chapitres import CHAPITRES, PARCOURS, SYNTHESE
from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie
from course_helpers.exercices.confusions import relever_confusions
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

SERIES = [*lister_series(), *lister_series(syntheses=True)]
QUESTIONS = [(nom, question.identifiant) for nom in SERIES for question in ouvrir_banque(nom).questions]
# Les tests d'un fichier se suivent question par question : chacune se pose et se juge une fois par variante.
pour_chaque_question = pytest.mark.parametrize(
    ("nom", "numero"), QUESTIONS, ids=[f"{nom}-{numero}" for nom, numero in QUESTIONS], scope="module"
)
BORNES = {"%": (0, 100), "clients": (0, 10_000)}
# « trois affirmations sont justes » : ce qu'un énoncé ou un indice ne dit pas.
COMBIEN = re.compile(
    r"\b(?:une seule|deux|trois|quatre|cinq|[2-5])\s(?:\w+\s){0,2}(?:sont|est|conviennent|justes|bonnes)\b"
    r"|\b(?:deux|trois|quatre|[2-4])\s(?:bonnes\s)?réponses\b",
    re.IGNORECASE,
)


def trouver(nom, numero, variante):
    return poser_serie(nom, variante).questions[numero]


def lister_nombres(posee):
    """La réponse attendue, si elle est faite de nombres : clé → nombre."""
    if not hasattr(posee.question, "unite"):
        return {}
    return posee.attendu if isinstance(posee.attendu, dict) else {"": posee.attendu}


@lru_cache(maxsize=NOMBRE_VARIANTES)
def juger(nom, numero, variante, taper):
    """Le verdict de chaque convention et de chaque erreur, tapées comme une personne les tape."""
    posee = trouver(nom, numero, variante)
    conventions = [posee.juger(taper(posee, reponse)) for _, reponse in posee.conventions]
    return conventions, [(erreur.code, posee.juger(taper(posee, motif))) for erreur, motif in posee.erreurs]


@lru_cache(maxsize=NOMBRE_VARIANTES)
def relever_textes(nom, numero, variante, taper):
    """Tous les textes que la question peut montrer, sauf la solution et la confirmation."""
    posee = trouver(nom, numero, variante)
    textes = {("énoncé", posee.enonce), ("consigne", posee.consigne)}
    for champ in posee.champs:
        textes |= {("champ", texte) for texte in (champ.intitule, champ.avant, champ.apres)}
        textes |= {("option", option.texte) for option in champ.options}
    textes |= {("indice", indice) for indice in posee.indices}
    conventions, erreurs = juger(nom, numero, variante, taper)
    textes |= {("convention", verdict.message) for verdict in conventions}
    return textes | {(code, verdict.message) for code, verdict in erreurs}


@pour_chaque_question
@pour_chaque_variante
def test_attendu_est_fini_et_vraisemblable(nom, numero, variante):
    posee = trouver(nom, numero, variante)
    question, attendu = posee.question, posee.attendu
    for nombre in lister_nombres(posee).values():
        minimum, maximum = BORNES.get(question.unite, (-10_000_000, 10_000_000))
        assert math.isfinite(nombre) and minimum < nombre < maximum, attendu
    if question.genre == "choix":
        assert attendu in {option.cle for option in question.options}
    if question.genre == "choix_multiple":
        assert list(attendu) == [o.cle for o in question.options if o.cle in attendu]
        assert 1 < len(attendu) < len(question.options)
    if posee.elements:
        elements = {e.cle for e in posee.elements}
        assert set(attendu) == elements and len(attendu) == len(elements) > 2
    categories = getattr(question, "categories", ())
    if categories:
        cles = {c.cle for c in categories}
        assert set(attendu.values()) <= cles and len(set(attendu.values())) > 1
    if question.genre == "appariement":
        assert sorted(attendu.values()) == sorted(cles)


@pour_chaque_question
@pour_chaque_variante
def test_options_sont_distinctes_et_les_justes_sont_celles_annoncees(nom, numero, variante):
    posee = trouver(nom, numero, variante)
    if posee.question.genre not in ("choix", "choix_multiple"):
        return
    options = posee.options
    assert len({o.texte for o in options}) == len({o.cle for o in options}) == len(posee.question.options)
    assert all(len(o.cle) > 1 for o in options), "une clé d'une lettre se confondrait avec le rang"
    if posee.question.genre == "choix":
        justes = [o.cle for o in options if posee.juger(o.texte).etat == "reussi"]
        assert justes == [posee.attendu]
    else:
        # Toutes les combinaisons : une seule est juste.
        justes = [
            set(choix)
            for taille in range(1, len(options) + 1)
            for choix in combinations([o.cle for o in options], taille)
            if posee.juger(list(choix)).etat == "reussi"
        ]
        assert justes == [set(posee.attendu)]


@pour_chaque_question
def test_l_ordre_montre_est_tire_au_sort(nom, numero):
    """D'une variante à l'autre, l'ordre change ; les étapes ne sont jamais montrées dans le bon."""
    montres = set()
    for variante in range(NOMBRE_VARIANTES):
        posee = trouver(nom, numero, variante)
        cles = tuple(champ.cle for champ in posee.champs)
        montres.add((cles, tuple(option.cle for option in posee.champs[0].options)))
        assert posee.question.genre != "ordre" or cles != posee.attendu
    if posee.question.genre in ("choix", "choix_multiple", "appariement", "ordre"):
        assert len(montres) > 10


@pour_chaque_question
@pour_chaque_variante
def test_l_exemple_d_un_champ_n_est_jamais_la_reponse(nom, numero, variante, taper):
    posee = trouver(nom, numero, variante)
    for champ in posee.champs:
        if not champ.exemple:
            continue
        for juste in [posee.attendu, *(autre for _, autre in posee.conventions)]:
            lue = posee.lire(
                {**taper(posee, juste), champ.cle: champ.exemple} if champ.cle else champ.exemple
            )
            case = {champ.cle: juste[champ.cle]} if champ.cle else juste
            assert not posee.question.valider(posee, lue, case)


@pour_chaque_question
@pour_chaque_variante
def test_erreurs_se_distinguent_de_la_reponse_et_entre_elles(nom, numero, variante):
    for code, autre in relever_confusions(trouver(nom, numero, variante)):
        pytest.fail(
            f"variante {variante} : « {code} » donne comme « {autre} ». Ajoutez une reprise de cette "
            "variante dans le module du chapitre, sous tirages/."
        )


@pour_chaque_question
@pour_chaque_variante
def test_chaque_erreur_recoit_son_message(nom, numero, variante, taper):
    posee = trouver(nom, numero, variante)
    juste = posee.juger(taper(posee, posee.attendu))
    etat = "reussi" if posee.question.corrige else "enregistre"
    assert (juste.etat, juste.code_erreur) == (etat, None)
    messages = {juste.message}
    conventions, erreurs = juger(nom, numero, variante, taper)
    for verdict in conventions:
        assert (verdict.etat, verdict.code_erreur) == ("reussi", None)
        assert "autre convention" in verdict.message
    for code, verdict in erreurs:
        assert (verdict.etat, verdict.code_erreur) == ("a_revoir", code)
        assert verdict.message not in messages, f"{code} : ce message sert déjà ailleurs"
        messages.add(verdict.message)


@pour_chaque_question
@pour_chaque_variante
def test_une_fraction_est_reconnue(nom, numero, variante):
    posee = trouver(nom, numero, variante)
    if getattr(posee.question, "unite", "") != "%":
        return
    fractions = {
        cle: f"{nombre / 100:.7f}".replace(".", ",") for cle, nombre in lister_nombres(posee).items()
    }
    saisie = fractions if isinstance(posee.attendu, dict) else fractions[""]
    assert posee.juger(saisie).code_erreur == "fraction"


@lru_cache(maxsize=10_000)
def est_bien_compose(texte):
    """Complet, bien ponctué, en phrases courtes ; d'une variante à l'autre, peu de textes changent."""
    hors_formule = re.sub(r"`[^`]*`", "", texte)
    return not (
        re.search(r"[{}]|\bnan\b|None|  ", texte)
        or re.search(r" [;:!?%€»]|« |'", hors_formule)
        or re.search(r"\b(?:de|que|le) (?:Hôtel|Imprimerie|Office|Opticien)\b", texte)
        or any(len(p.split()) > 25 for p in re.split(r"[.?!\n]|(?<=\u202f): ", hors_formule))
    )


@pour_chaque_question
@pour_chaque_variante
def test_textes_sont_complets_et_bien_composes(nom, numero, variante, taper):
    posee = trouver(nom, numero, variante)
    textes = {*relever_textes(nom, numero, variante, taper)}
    textes |= {("solution", posee.solution), ("confirmation", posee.confirmation)}
    textes |= {("présentation", poser_serie(nom, variante).presentation)}
    textes |= {("critère", typographier(critere)) for critere in posee.question.criteres}
    for ou, texte in textes:
        assert est_bien_compose(str(texte)), (ou, texte)


@cache
def ecrire_attendus(nom, variante):
    """Les réponses chiffrées de chaque question, telles qu'elles s'écriraient."""
    return {
        numero: {
            ecrire_nombre(posee.question.arrondir_nombre(n), posee.question.decimales, posee.question.unite)
            for n in lister_nombres(posee).values()
        }
        for numero, posee in poser_serie(nom, variante).questions.items()
    }


@pour_chaque_question
@pour_chaque_variante
def test_aucun_texte_ne_donne_la_reponse(nom, numero, variante, taper):
    ecrites = ecrire_attendus(nom, variante)
    longues = {e for toutes in ecrites.values() for e in toutes if len(re.findall(r"\d", e)) >= 4}
    for ou, texte in relever_textes(nom, numero, variante, taper):
        interdites = longues if ou in ("énoncé", "indice", "champ", "option") else set()
        for reponse in (reponse for reponse in interdites | ecrites[numero] if reponse in texte):
            assert not re.search(rf"(?<![\d,\u202f]){re.escape(reponse)}", texte), (ou, texte)


@pytest.mark.parametrize("nom", lister_series())
def test_chaque_serie_tient_en_deux_seances_et_sur_vingt_points(nom):
    questions = ouvrir_banque(nom).questions
    assert [q.identifiant for q in questions] == [f"q{i}" for i in range(1, len(questions) + 1)]
    if nom in CHAPITRES:
        assert len(questions) >= 14
        # Vingt points que le cours corrige ; ceux d'une rédaction s'y ajoutent.
        assert sum(q.points for q in questions if q.corrige) == 20
    assert 5 <= sum(q.essentiel for q in questions) <= 7
    assert {q.niveau for q in questions} == {"rappel", "application", "cas"}
    assert len({e.code for q in questions for e in q.erreurs}) >= 5
    assert all(len(q.indices) >= 2 and q.faits for q in questions)
    # Une question d'entraînement peut ne pas compter dans les vingt points.
    assert all(q.points > 0 or not q.essentiel for q in questions)
    assert all(q.corrige == (not q.criteres) for q in questions)


@pytest.mark.parametrize("nom", lister_series(syntheses=True))
def test_chaque_synthese_a_cinq_trous_au_moins_et_ne_compte_pas(nom):
    questions = ouvrir_banque(nom).questions
    assert questions and all(len(q.trous) >= 5 and q.points == 0 for q in questions)
    # Reconnue ou non, une réponse fausse dit les numéros de ses trous.
    for posee in poser_serie(nom, 0).questions.values():
        cles = [trou.cle for trou in posee.question.trous]
        fausses = {
            trou.cle: Decimal(-1) if trou.mesure else trou.choix[-1] if trou.choix else "zzz"
            for trou in posee.question.trous
            if trou.cle in (cles[1], cles[3])
        }
        verdict = posee.corriger(posee.question.arrondir(posee.attendu) | fausses)
        assert verdict.message.endswith("À revoir\u202f: trous 2 et 4."), verdict


@pytest.mark.parametrize("nom", lister_series())
def test_aucun_enonce_ne_donne_la_reponse_d_une_question_d_avant(nom):
    """On peut lire la série entière sans la gâcher.

    Une fuite se voit dans toutes les variantes ; dans quelques-unes, deux données se ressemblent.
    """
    vues = {}
    for variante in range(NOMBRE_VARIANTES):
        for avant, apres in combinations(map(Relue, ranger(nom, variante)), 2):
            paire = (avant.question.identifiant, apres.question.identifiant)
            if (nom, *paire) not in EXCEPTIONS and (fuites := chercher_fuites(avant, apres)):
                vues.setdefault(paire, []).append((variante, fuites))
    assert not {paire: ou for paire, ou in vues.items() if len(ou) > HASARDS}


def test_chaque_exception_porte_sur_des_questions_qui_existent_et_dit_sa_raison():
    for (nom, avant, apres), raison in EXCEPTIONS.items():
        connues = {
            question.identifiant
            for serie in (nom, nom + SYNTHESE)
            for question in ouvrir_banque(serie).questions
        }
        assert {avant, apres} <= connues and len(raison.split()) > 5


# Une question distingue qui sait de qui devine.


@pytest.fixture(scope="module", params=PARCOURS)
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
            return Fraction(1, math.factorial(len(attendu)))
        justes = sum(
            all(rangee.index(avant) < rangee.index(apres) for avant, apres in contraintes)
            for rangee in permutations([element.cle for element in posee.elements])
        )
        return Fraction(justes, math.factorial(len(posee.elements)))
    if genre == "appariement":
        return Fraction(1, math.factorial(len(posee.elements)))
    return math.prod(chances)


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


@pytest.mark.parametrize("nom", PARCOURS)
def test_la_bonne_option_n_est_pas_toujours_la_plus_longue(nom):
    choix = [q for q in ouvrir_banque(nom).questions if q.genre == "choix"]
    longues = []
    for question in choix:
        posee = poser_serie(nom, 0).questions[question.identifiant]
        longueurs = {option.cle: len(option.texte) for option in posee.options}
        attendu = posee.attendu
        longues.append(max(longueurs, key=longueurs.get) == attendu)
    assert len(choix) < 2 or 2 * sum(longues) <= len(choix), f"{sum(longues)} fois sur {len(choix)}"


@pytest.mark.parametrize("nom", PARCOURS)
def test_une_question_ouverte_a_des_points_et_des_criteres(nom):
    ouvertes = [q for q in ouvrir_banque(nom).questions if not q.corrige]
    assert ouvertes
    for question in ouvertes:
        assert question.points >= 2, question.identifiant
        assert len(question.criteres) >= 3, question.identifiant
