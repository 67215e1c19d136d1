"""Les questions des chapitres 2, 3, 4 et 6 sur un magasin, refaites à la main sur chaque variante."""

from fractions import Fraction
from functools import cache

import pytest
from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie

QUESTIONS = {
    "2-portefeuille": ("q21", "q22"),
    "3-valeur": ("q22", "q23"),
    "4-pareto": ("q19", "q20"),
    "6-strategies": ("q22", "q23"),
}


@cache
def evaluer(serie, variante):
    posee = poser_serie(serie, variante)
    return posee.portefeuille, [posee.questions[numero] for numero in QUESTIONS[serie]]


def lire(table):
    return [tuple(ligne) for ligne in table.itertuples(index=False, name=None)]


def cumuler(lignes, colonne, seuils, noms):
    """Ranger des lignes d'après la part cumulée avant chacune."""
    total, avant, rangees = sum(ligne[colonne] for ligne in lignes), 0, {}
    for ligne in lignes:
        rangees[ligne[0]] = noms[sum(100 * avant >= seuil * total for seuil in seuils)]
        avant += ligne[colonne]
    return rangees


@pytest.mark.parametrize("serie", QUESTIONS)
def test_elles_sont_hors_du_parcours_et_non_notees(serie):
    questions = {q.identifiant: q for q in ouvrir_banque(serie).questions}
    for numero in QUESTIONS[serie]:
        question = questions[numero]
        assert not question.essentiel and question.points == 0 and "MCO" in question.competence


@pour_chaque_variante
def test_la_zone_et_l_emprise(variante):
    donnees, (zones, emprise) = evaluer("2-portefeuille", variante)
    lignes = sorted(lire(donnees.tables["zone"]), key=lambda ligne: ligne[1])
    noms = ("zone primaire", "zone secondaire", "zone tertiaire")
    assert zones.attendu == cumuler(lignes, 4, (60, 85), noms)
    assert set(zones.attendu.values()) == set(noms)
    etudiee = next(ligne for ligne in lignes if ligne[0] == donnees.faits["etudiee"])
    _, _, menages, indice, _, achats = etudiee
    assert (
        abs(emprise.attendu - Fraction(10_000 * achats, menages * donnees.faits["depense"] * indice)) < 1e-9
    )


@pour_chaque_variante
def test_la_valeur_d_un_porteur_et_la_part_de_la_carte(variante):
    donnees, (valeur, part) = evaluer("3-valeur", variante)
    faits = donnees.faits
    frequence, reste = divmod(faits["carte_passages"], faits["carte_actifs"])
    assert not reste
    marge = Fraction(frequence * faits["panier_ht"] * faits["marque_magasin"], 100)
    assert abs(valeur.attendu - (marge - faits["cout_carte"])) < 1e-9 and valeur.attendu > 0
    semaine = lire(donnees.tables["semaine"])
    ca, ca_carte = sum(ligne[3] for ligne in semaine), sum(ligne[4] for ligne in semaine)
    assert abs(part.attendu - Fraction(100 * ca_carte, ca)) < 1e-9
    assert all(ligne[2] < ligne[1] and ligne[4] < ligne[3] for ligne in semaine)


@pour_chaque_variante
def test_les_rayons_et_le_20_80_des_porteurs(variante):
    donnees, (rayons, part) = evaluer("4-pareto", variante)
    lignes = sorted(lire(donnees.tables["rayons"]), key=lambda ligne: -ligne[2])
    assert rayons.attendu == cumuler(lignes, 2, (80, 95), "ABC")
    achats = sorted((ligne[2] for ligne in lire(donnees.tables["porteurs"]) if ligne[1]), reverse=True)
    assert abs(part.attendu - Fraction(100 * sum(achats[: -(-len(achats) // 5)]), sum(achats))) < 1e-9


@pour_chaque_variante
def test_la_transformation_et_ce_que_la_cible_ajoute(variante):
    donnees, (taux, gain) = evaluer("6-strategies", variante)
    semaine = lire(donnees.tables["semaine"])
    entrees, tickets, ca = (sum(ligne[rang] for ligne in semaine) for rang in (1, 2, 3))
    assert abs(taux.attendu - Fraction(100 * tickets, entrees)) < 1e-9
    vises = Fraction(donnees.faits["cible_transformation"] * entrees, 100)
    assert vises.denominator == 1
    assert abs(gain.attendu - (vises - tickets) * Fraction(ca, tickets)) < 1e-6 and gain.attendu > 0
