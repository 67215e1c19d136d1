"""La série complement-risque : ses réponses refaites à la main, sur chaque variante."""

from datetime import date, datetime
from fractions import Fraction
from functools import cache
from math import floor

from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

JOUR = date(2025, 12, 31)


@cache
def evaluer(variante):
    serie = poser_serie("complement-risque", variante)
    return serie.portefeuille, serie.questions


def lire(jour):
    return datetime.strptime(jour, "%d/%m/%Y").date()


def lister(table):
    """(facture, client, facture du, échéance, montant) ; rien ne passe par risque.py."""
    return [
        (numero, client, lire(emise), lire(echeance), int(montant))
        for numero, client, emise, echeance, *_, montant in table.itertuples(index=False)
    ]


@pour_chaque_variante
def test_les_reponses_se_refont_a_la_main(variante):
    donnees, questions = evaluer(variante)
    faits, fiches = donnees.faits, donnees.clients.set_index("client")
    ouvertes = lister(donnees.tables["ouvertes"])
    suivies = [ligne for ligne in ouvertes if ligne[1] == faits["suivi"]]
    encours = sum(montant for *_, montant in suivies)
    total = sum(montant for *_, montant in ouvertes)
    echu = sum(montant for *_, echeance, montant in ouvertes if echeance < JOUR)
    vieille = min(suivies, key=lambda ligne: ligne[3])
    retard = (JOUR - vieille[3]).days
    assert vieille[0] in questions["q5"].enonce
    penalites = int(Fraction(100 * vieille[4] * faits["taux"] * retard, 100 * 365) + Fraction(1, 2))
    reglees = [
        (lire(ligne[2]), lire(ligne[4]), int(ligne[5]))
        for ligne in donnees.tables["reglees"].itertuples(index=False)
    ]
    assert all(emise < regle < JOUR for emise, regle, _ in reglees)
    delai = Fraction(
        sum((regle - emise).days * montant for emise, regle, montant in reglees), sum(m for *_, m in reglees)
    )
    calme = sum(montant for _, client, _, _, montant in ouvertes if client == faits["calme"])
    attendus = {
        "q2": encours,
        "q4": Fraction(100 * echu, total),
        "q5": Fraction(penalites + 4000, 100),
        "q7": delai,
        "q8": int(fiches.loc[faits["calme"], "Plafond TTC (€)"]) - calme,
    }
    for numero, attendu in attendus.items():
        question = questions[numero].question
        echelle = 10**question.decimales
        a_la_main = Fraction(floor(attendu * echelle + Fraction(1, 2)), echelle)
        assert question.arrondir_nombre(questions[numero].attendu) == a_la_main, numero


@pour_chaque_variante
def test_la_balance_se_refait_a_la_main(variante):
    donnees, questions = evaluer(variante)
    echeances = {numero: echeance for numero, _, _, echeance, _ in lister(donnees.tables["ouvertes"])}
    bornes = [(0, "non_echu"), (30, "t30"), (60, "t60"), (90, "t90"), (10_000, "plus")]
    attendu = questions["q3"].attendu
    assert len(attendu) == 6 and set(attendu.values()) == {cle for _, cle in bornes}
    for facture, tranche in attendu.items():
        retard = (JOUR - echeances[facture]).days
        assert tranche == next(cle for borne, cle in bornes if retard <= borne), facture
    # Les limites y sont : le jour même, 30 et 31 jours.
    retards = {(JOUR - echeances[facture]).days for facture in attendu}
    assert {0, 30, 31} <= retards


@pour_chaque_variante
def test_le_client_suivi_a_de_quoi_decider(variante):
    donnees, questions = evaluer(variante)
    fiches = donnees.clients.set_index("client")
    suivi = donnees.faits["suivi"]
    siennes = [ligne for ligne in lister(donnees.tables["ouvertes"]) if ligne[1] == suivi]
    encours, plafond = sum(m for *_, m in siennes), int(fiches.loc[suivi, "Plafond TTC (€)"])
    echu = sum(montant for *_, echeance, montant in siennes if echeance < JOUR)
    assert plafond < encours and 5 * echu <= 4 * plafond
    # L'indemnité de l'article cité ne vaut qu'entre professionnels : ni mairie, ni école.
    assert not suivi.startswith(("Mairie", "Collège", "Lycée", "Office", "Maison de", "Cantine"))
    tardif = sum(montant for *_, echeance, montant in siennes if (JOUR - echeance).days > 60)
    fiche = fiches.loc[suivi]
    points = [
        2 if fiche["Retard moyen (jours)"] <= 5 else int(fiche["Retard moyen (jours)"] <= 30),
        0,  # le plafond est dépassé
        2 if not tardif else int(4 * tardif <= encours),
        max(0, 2 - int(fiche["Impayés en deux ans"])),
        2 if fiche["Ancienneté (années)"] >= 3 else int(fiche["Ancienneté (années)"] >= 1),
    ]
    assert questions["q11"].attendu == sum(points)


def test_la_note_et_l_avis_changent_d_une_variante_a_l_autre():
    notes = {evaluer(variante)[1]["q11"].attendu for variante in range(NOMBRE_VARIANTES)}
    assert min(notes) < 5 <= max(notes)


def test_la_serie_couvre_le_complement():
    questions = ouvrir_banque("complement-risque").questions
    assert {fait for q in questions for fait in q.faits} == {f"R.{n}" for n in range(1, 7)}
    assert sum(q.minutes for q in questions if q.essentiel) <= 30
    assert len({e.code for q in questions for e in q.erreurs}) >= 10
