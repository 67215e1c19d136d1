"""La série 2-portefeuille : ses réponses refaites à la main, sur chaque variante."""

import math
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import QuestionPosee

BANQUE = ouvrir_banque("2-portefeuille")
QUESTIONS = {question.identifiant: question for question in BANQUE.questions}


def juger(question, valeurs, reponse):
    return QuestionPosee(question, valeurs, None, "").juger(reponse)


@cache
def evaluer(variante):
    serie = poser_serie("2-portefeuille", variante)
    return serie.portefeuille, serie.valeurs


@pour_chaque_variante
def test_portefeuille_retrouve_les_nombres_par_un_calcul_a_la_main(variante):
    donnees, valeurs = evaluer(variante)
    nous, concurrence, relatifs = (donnees.faits[nom] for nom in ("nous", "concurrence", "relatifs"))
    gagnes, convertis = donnees.faits["gagnes"], donnees.faits["convertis"]
    achats = [int(montant) for montant in donnees.clients["CA 2025 HT (€)"]]
    gros = [montant for montant in achats if montant >= donnees.faits["seuil_gros"]]
    attendus = {
        "q2": nous + concurrence + relatifs,
        "q3": concurrence + relatifs,
        "q4": Fraction(100 * (nous + concurrence), nous + concurrence + relatifs),
        "q5": Fraction(100 * nous, nous + concurrence),
        "q7": Fraction(100 * nous, nous + concurrence + relatifs),
        "q11": len(gros),
        "q12": Fraction(100 * sum(gros), sum(achats)),
        "q17": Fraction(100 * (nous + gagnes + convertis), nous + concurrence + convertis),
    }
    for identifiant, attendu in attendus.items():
        question = QUESTIONS[identifiant]
        echelle = 10**question.decimales
        a_la_main = Fraction(math.floor(attendu * echelle + Fraction(1, 2)), echelle)
        assert question.arrondir_nombre(question.attendu(valeurs)) == a_la_main, identifiant


@pour_chaque_variante
def test_portefeuille_les_six_etablissements_sont_de_leur_categorie(variante):
    _, valeurs = evaluer(variante)
    assert QUESTIONS["q1"].attendu(valeurs) == {
        "fidele": "client",
        "mixte": "client",
        "concurrent": "client de la concurrence",
        "frein_1": "non-consommateur relatif",
        "frein_2": "non-consommateur relatif",
        "exclusion": "non-consommateur absolu",
    }


def lire_jour(texte):
    jour, mois, annee = map(int, texte.split("/"))
    return date(annee, mois, jour)


@pour_chaque_variante
def test_portefeuille_les_etapes_se_lisent_dans_le_tableau(variante):
    donnees, valeurs = evaluer(variante)
    attendues = {}
    for client, derniere, nombre in donnees.tables["histoires"].itertuples(index=False):
        if nombre == 0:
            attendues[client] = "prospect" if derniere == "—" else "entrée en relation"
        elif lire_jour(derniere) <= date(2023, 12, 31):
            attendues[client] = "arrêt"
        elif lire_jour(derniere) <= date(2024, 12, 31):
            attendues[client] = "inactivité"
        else:
            attendues[client] = "premier achat" if nombre == 1 else "relation continue"
    assert QUESTIONS["q6"].attendu(valeurs) == attendues
    assert len(set(attendues.values())) == 6


@pour_chaque_variante
def test_portefeuille_les_profils_suivent_les_regles_de_l_enonce(variante):
    donnees, valeurs = evaluer(variante)
    attendus = {}
    for client, avant, apres, signalement in donnees.tables["profils"].itertuples(index=False):
        if signalement != "—":
            attendus[client] = "douteux"
        elif apres == 0:
            attendus[client] = "perdu"
        elif avant == 0:
            attendus[client] = "à développer"
        else:
            attendus[client] = "déclinant" if 4 * apres <= 3 * avant else "fidèle"
    assert QUESTIONS["q10"].attendu(valeurs) == attendus
    assert set(attendus.values()) == {"douteux", "à développer", "déclinant", "perdu", "fidèle"}


@pour_chaque_variante
def test_portefeuille_les_nombres_d_un_marche_sont_vraisemblables(variante):
    donnees, valeurs = evaluer(variante)
    faits = donnees.faits
    assert faits["gagnes"] < faits["concurrence"] and faits["convertis"] < faits["relatifs"]
    assert faits["nous"] > len(donnees.clients)
    assert 10 < valeurs.part_marche < 40 and 35 < valeurs.penetration_produit < 70


def test_portefeuille_la_salle_d_escalade_et_son_erreur():
    """Le cas du cours, joué par la série : 8 %, et 4,8 % si l'on divise par toute la zone."""
    from types import SimpleNamespace

    salle = SimpleNamespace(
        nous=2400,
        acheteurs=12_000,
        potentielle=30_000,
        total_zone=50_000,
        prospects=27_600,
        concurrence=9600,
        relatifs=18_000,
        penetration_entreprise=8.0,
    )
    codes = {erreur.code: erreur.calcul(salle) for erreur in QUESTIONS["q7"].erreurs}
    (toute_la_zone,) = (convention.calcul(salle) for convention in QUESTIONS["q7"].conventions)
    assert toute_la_zone == pytest.approx(4.8)  # celle des panels, qui n'est pas une faute
    assert codes["part_marche_pour_penetration"] == 20
    assert codes["penetration_produit"] == 40


def test_portefeuille_couvre_le_chapitre():
    questions = BANQUE.questions
    exerces = {f"C2.{rang}" for rang in (1, 2, 4, 5, 6, 7, 8, 9, 10)}
    assert {fait for question in questions for fait in question.faits} == exerces
    assert {question.genre for question in questions} == set(GENRES) - {"trous", "tableau", "ordre"}
    assert len({erreur.code for question in questions for erreur in question.erreurs}) >= 20


def test_portefeuille_une_fraction_et_un_absolu_pris_pour_prospect_sont_reconnus():
    _, valeurs = evaluer(0)
    part = valeurs.penetration_entreprise / 100
    assert juger(QUESTIONS["q7"], valeurs, f"{part:.4f}".replace(".", ",")).code_erreur == "fraction"
    tous = valeurs.concurrence + valeurs.relatifs + valeurs.absolus
    assert juger(QUESTIONS["q3"], valeurs, str(tous)).code_erreur == "absolus_comptes_prospects"


def test_portefeuille_aucun_texte_ne_fait_enregistrer_un_motif_sensible():
    _, valeurs = evaluer(0)
    question = QUESTIONS["q14"]
    assert question.attendu(valeurs) == "neutre"
    for cle in ("motif", "code"):
        assert juger(question, valeurs, cle).code_erreur.startswith("donnee_sensible")


@pour_chaque_variante
def test_portefeuille_les_zones_se_lisent_a_vol_d_oiseau(variante):
    donnees, valeurs = evaluer(variante)
    proche, loin = donnees.faits["rayon_primaire"], donnees.faits["rayon_secondaire"]
    attendues, clients, etablissements = {}, 0, 0
    for commune, vol, route, nombre, siens in donnees.tables["communes"].itertuples(index=False):
        assert vol < route
        zone = "primaire" if vol <= proche else "secondaire" if vol <= loin else "tertiaire"
        attendues[commune] = f"zone {zone}"
        if zone == "secondaire":
            clients, etablissements = clients + siens, etablissements + nombre
    assert QUESTIONS["q19"].attendu(valeurs) == attendues
    assert Counter(attendues.values()) == {"zone primaire": 2, "zone secondaire": 3, "zone tertiaire": 1}
    taux = Fraction(100 * clients, etablissements)
    arrondi = Fraction(math.floor(10 * taux + Fraction(1, 2)), 10)
    assert QUESTIONS["q20"].arrondir_nombre(QUESTIONS["q20"].attendu(valeurs)) == arrondi
    # La route et la borne tentent : chacune change la zone d'une commune.
    for code in ("route_lue", "borne_exclue"):
        assert juger(QUESTIONS["q19"], valeurs, attendues | _tromper(donnees, code)).code_erreur == code


def _tromper(donnees, code):
    """Les lignes que la distance par la route, ou une borne exclue, fait ranger ailleurs."""
    proche, loin = donnees.faits["rayon_primaire"], donnees.faits["rayon_secondaire"]
    lignes = donnees.tables["communes"].itertuples(index=False)
    if code == "borne_exclue":
        return {commune: "zone secondaire" for commune, vol, *_ in lignes if vol == proche}
    zones = {
        commune: "primaire" if route <= proche else "secondaire" if route <= loin else "tertiaire"
        for commune, _, route, *_ in lignes
    }
    return {commune: f"zone {zone}" for commune, zone in zones.items()}
