"""La série 1-connaissance : ses réponses refaites à la main, sur chaque variante."""

import csv
import re
from collections import Counter
from datetime import date
from functools import cache
from types import SimpleNamespace

from variantes import pour_chaque_variante

from course_helpers.donnees import chemin
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import QuestionPosee
from course_helpers.fiches import verifier_siren
from course_helpers.tirages.connaissance import CHAMPS, EFFECTIFS, FAMILLES
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

QUESTIONS = {q.identifiant: q for q in ouvrir_banque("1-connaissance").questions}
with chemin("champs-fichier-client.csv").open(encoding="utf-8-sig", newline="") as _fichier:
    FICHE = {ligne["champ"]: SimpleNamespace(**ligne) for ligne in csv.DictReader(_fichier, delimiter=";")}


def juger(question, valeurs, reponse):
    return QuestionPosee(question, valeurs, None, "").juger(reponse)


@cache
def evaluer(variante):
    serie = poser_serie("1-connaissance", variante)
    return serie.portefeuille, serie.valeurs


def lire_prospects(donnees):
    """Les prospects en types simples : dates de la bibliothèque standard, None si vide."""
    table = donnees.tables["prospects"]
    for ligne in table.itertuples(index=False):
        nom, collecte, dernier, opposition = ligne
        yield nom, collecte.date(), None if str(dernier) == "NaT" else dernier.date(), opposition == "oui"


@pour_chaque_variante
def test_les_prospects_a_solliciter_se_comptent_a_la_main(variante):
    donnees, valeurs = evaluer(variante)
    jour, mois, annee = map(int, donnees.faits["jour"].split("/"))
    limite = date(annee - 3, mois, jour)
    restent = [
        nom
        for nom, collecte, dernier, oppose in lire_prospects(donnees)
        if not oppose and (dernier or collecte) >= limite
    ]
    assert QUESTIONS["q5"].attendu(valeurs) == len(restent) == len(set(restent))
    assert 10 < len(restent) < len(donnees.tables["prospects"])


@pour_chaque_variante
def test_le_tri_des_prospects_ne_depend_d_aucune_limite_au_jour_pres(variante):
    donnees, _ = evaluer(variante)
    jour, mois, annee = map(int, donnees.faits["jour"].split("/"))
    aujourdhui, limite = date(annee, mois, jour), date(annee - 3, mois, jour)
    for _nom, collecte, dernier, _oppose in lire_prospects(donnees):
        assert collecte <= (dernier or collecte) < aujourdhui
        assert abs(((dernier or collecte) - limite).days) >= 10


@pour_chaque_variante
def test_les_clients_distincts_se_comptent_a_la_main(variante):
    donnees, valeurs = evaluer(variante)
    fiches = list(donnees.clients.itertuples(index=False, name=None))

    def simplifier(nom):
        return re.sub(r"^sarl | sas$", "", nom.casefold())

    clients = {(simplifier(nom), ville) for nom, ville in fiches}
    assert QUESTIONS["q15"].attendu(valeurs) == len(clients)
    assert 3 <= len(fiches) - len(clients) <= 4
    noms = [nom for nom, _ in clients]
    assert len(noms) - len(set(noms)) == 1, "un seul nom pour deux clients"


@pour_chaque_variante
def test_les_champs_se_rangent_comme_dans_le_fichier(variante):
    _donnees, valeurs = evaluer(variante)
    familles = QUESTIONS["q2"].attendu(valeurs)
    assert Counter(familles.values()) == {nom: EFFECTIFS[nom] for nom in FAMILLES}
    assert all(FICHE[champ].famille == famille for champ, famille in familles.items())
    verdicts = QUESTIONS["q4"].attendu(valeurs)
    mots = {"garder": "à garder", "condition": "à garder sous condition", "ecarter": "à écarter"}
    assert Counter(verdicts.values()) == {"garder": 2, "condition": 1, "ecarter": 2}
    assert all(FICHE[champ].verdict_rgpd == mots[verdict] for champ, verdict in verdicts.items())


def test_chaque_champ_propose_est_dans_le_fichier_a_sa_place():
    for groupe, noms in CHAMPS.items():
        for champ in noms.split("|"):
            fiche = FICHE[champ]
            juste = {
                "libre": fiche.verdict_rgpd == "à garder",
                "condition": fiche.verdict_rgpd == "à garder sous condition",
                "sensible": fiche.verdict_rgpd == "à écarter" and "article 9" in fiche.motif,
                "excessif": fiche.verdict_rgpd == "à écarter" and "article 5" in fiche.motif,
            }.get(groupe, fiche.famille == groupe)
            assert juste, (groupe, champ)


@pour_chaque_variante
def test_une_donnee_sensible_n_est_jamais_acceptee(variante):
    _, valeurs = evaluer(variante)
    question = QUESTIONS["q4"]
    for verdict in ("garder", "condition"):
        reponse = question.attendu(valeurs) | {valeurs.champ_sensible: verdict}
        assert juger(question, valeurs, reponse).code_erreur.startswith("sensible_")


@pour_chaque_variante
def test_une_ligne_mal_rangee_est_reconnue_quel_que_soit_son_champ(variante):
    """Confondre deux familles voisines, ou se tromper de décision, reçoit une question sur ce champ."""
    _, valeurs = evaluer(variante)
    voisines = {
        "identification": ["qualification"],
        "qualification": ["identification", "historique"],
        "historique": ["comportement"],
        "comportement": ["historique"],
    }
    for numero, autres in (("q2", voisines.get), ("q4", lambda _: ["garder", "condition", "ecarter"])):
        question = QUESTIONS[numero]
        attendu = question.attendu(valeurs)
        for champ, juste in attendu.items():
            for faux in set(autres(juste)) - {juste}:
                verdict = juger(question, valeurs, attendu | {champ: faux})
                assert verdict.code_erreur != "autre" and champ in str(verdict.message), (champ, faux)


@pour_chaque_variante
def test_le_siren_se_compte_a_la_main(variante):
    donnees, valeurs = evaluer(variante)
    sirens = donnees.tables["numeros"]["SIREN"].tolist()
    notes = [siren for siren in sirens if siren]
    assert abs(QUESTIONS["q19"].attendu(valeurs) - 100 * len(notes) / len(sirens)) < 1e-9
    # Un chiffre perdu se voit ; les autres numéros ont leur clé, et ne sont à personne.
    assert {len(siren) for siren in notes} == {8, 9}
    assert {verifier_siren(siren) for siren in notes} == {"valide", "mal formé"}
    assert all(siren.startswith("00000") for siren in notes)


def test_la_serie_couvre_le_chapitre():
    assert {fait for q in QUESTIONS.values() for fait in q.faits} == {f"C1.{i}" for i in range(1, 16)}
    assert {q.genre for q in QUESTIONS.values()} == set(GENRES) - {"trous", "tableau", "ordre"}
    assert len({e.code for q in QUESTIONS.values() for e in q.erreurs}) >= 7


def test_le_delai_et_sa_source_sont_dans_l_enonce():
    enonce = QUESTIONS["q5"].enonce
    assert "trois ans depuis le dernier contact venu du prospect" in enonce
    assert "recommandation de la CNIL" in enonce


def test_un_decompte_naif_est_reconnu_chaque_fois_qu_il_donne_un_autre_nombre():
    """Ne lire qu'une colonne : deux oublis se compensent parfois, et rien ne peut alors les voir."""
    reconnus = Counter()
    for variante in range(NOMBRE_VARIANTES):
        donnees, valeurs = evaluer(variante)
        jour, mois, annee = map(int, donnees.faits["jour"].split("/"))
        limite = date(annee - 3, mois, jour)
        fiches = list(lire_prospects(donnees))
        noms = {nom.casefold() for nom in donnees.clients["Raison sociale"]}
        for numero, code, naif in (
            ("q5", "collecte_seule", sum(collecte >= limite for _, collecte, _, _ in fiches)),
            ("q5", "dernier_contact_seul", sum(bool(d and d >= limite) for _, _, d, _ in fiches)),
            ("q15", "noms_seuls", len(noms)),
        ):
            verdict = juger(QUESTIONS[numero], valeurs, naif)
            assert verdict.etat == "reussi" or verdict.code_erreur != "autre", (variante, code)
            reconnus[code] += verdict.code_erreur == code
    assert len(reconnus) == 3 and min(reconnus.values()) > NOMBRE_VARIANTES // 5
