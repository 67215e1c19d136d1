"""La série complement-satisfaction : ses réponses refaites à la main, sur chaque variante."""

from datetime import datetime
from fractions import Fraction
from functools import cache

from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie


@cache
def evaluer(variante):
    serie = poser_serie("complement-satisfaction", variante)
    return serie.portefeuille, serie.questions


def lire(jour):
    return datetime.strptime(jour, "%d/%m/%Y").date()


@pour_chaque_variante
def test_les_reponses_se_refont_a_la_main(variante):
    donnees, questions = evaluer(variante)
    faits = donnees.faits
    notes = [int(note) for note in donnees.clients["Note sur 10"]]
    nps = Fraction(100 * (sum(note > 8 for note in notes) - sum(note < 7 for note in notes)), len(notes))
    plaintes = list(donnees.tables["plaintes"].itertuples(index=False, name=None))
    a_temps = sum(
        (lire(repondue) - lire(recue)).days <= 7 for _, recue, repondue, _ in plaintes if repondue != "—"
    )
    canaux = [list(map(int, ligne[1:])) for ligne in donnees.tables["canaux"].itertuples(index=False)]
    reponses, pour, contre = map(sum, zip(*canaux, strict=True))
    etoiles = [(int(n), int(combien)) for n, combien in donnees.tables["etoiles"].itertuples(index=False)]
    attendus = {
        "q2": Fraction(100 * (faits["revenus"] - faits["vides"]), faits["envoyes"]),
        "q4": nps,
        "q6": Fraction(100 * a_temps, len(plaintes)),
        "q7": Fraction(sum(n * c for n, c in etoiles), sum(c for _, c in etoiles)),
        "q8": Fraction(100, faits["marge_visee"]) ** 2,
        "q12": Fraction(100 * (pour - contre), reponses),
    }
    for numero, attendu in attendus.items():
        assert abs(questions[numero].attendu - attendu) < 1e-9, numero
    # Le NPS de la semaine tombe juste : rien à arrondir.
    assert nps.denominator == 1 and nps > 0


@pour_chaque_variante
def test_les_limites_du_nps_sont_toujours_la(variante):
    donnees, questions = evaluer(variante)
    assert {6, 7, 8, 9} <= set(donnees.clients["Note sur 10"])
    rangees = {int(cle.removeprefix("note_")): groupe for cle, groupe in questions["q3"].attendu.items()}
    for note, groupe in rangees.items():
        attendu = "promoteur" if note > 8 else "passif" if note > 6 else "detracteur"
        assert groupe == attendu
    assert len(rangees) == 5


@pour_chaque_variante
def test_l_ecart_de_la_question_5_reste_sous_la_marge(variante):
    _, questions = evaluer(variante)
    faits = evaluer(variante)[0].faits
    assert faits["hausse"] < 10 and f"NPS de {faits['promoteurs_pct'] - faits['detracteurs_pct']}" in (
        questions["q5"].enonce.replace("\u202f", " ")
    )


def test_le_parcours_essentiel_tient_dans_la_seance():
    questions = ouvrir_banque("complement-satisfaction").questions
    essentielles = [question for question in questions if question.essentiel]
    assert len(essentielles) == 6 and sum(question.minutes for question in essentielles) == 25
    assert sum(question.points for question in essentielles) == 8
