"""La série complement-prospection : ses réponses refaites à la main, sur chaque variante."""

from datetime import datetime

from variantes import pour_chaque_variante

from course_helpers.exercices.banque import ouvrir_banque, poser_serie

QUESTIONS = {q.identifiant: q for q in ouvrir_banque("complement-prospection").questions}
LIMITE = datetime(2023, 10, 5)


def relire(variante):
    """Chaque contact : professionnel, accords, déjà client, trop ancien, a refusé."""
    serie = poser_serie("complement-prospection", variante)
    lus = [
        (
            public == "professionnel",
            accords,
            client == "oui",
            client == "non" and datetime.strptime(dernier, "%d/%m/%Y") < LIMITE,
            opposition == "oui",
        )
        for _, public, accords, client, dernier, opposition in serie.portefeuille.clients.itertuples(
            index=False
        )
    ]
    return serie.valeurs, lus


@pour_chaque_variante
def test_prospection_les_contacts_se_comptent_a_la_main(variante):
    valeurs, lus = relire(variante)
    restants = [contact for contact in lus if not contact[3] and not contact[4]]
    assert QUESTIONS["q3"].attendu(valeurs) == sum(pro or "téléphone" in a for pro, a, *_ in restants)
    assert QUESTIONS["q4"].attendu(valeurs) == sum(
        pro or client or "courriel" in a for pro, a, client, *_ in restants
    )
    assert QUESTIONS["q10"].attendu(valeurs) == 100 * (len(lus) - len(restants)) / len(lus)
    assert valeurs.restants == len(restants) and valeurs.pros_restants == sum(c[0] for c in restants)


@pour_chaque_variante
def test_prospection_aucune_date_n_est_pres_de_la_limite(variante):
    """Un prospect d'il y a trois ans, à quelques mois près, se trierait au jour près."""
    _, lus = relire(variante)
    assert len(lus) == 18 and sum(pro for pro, *_ in lus) == 8
    for *_, dernier, _ in poser_serie("complement-prospection", variante).portefeuille.clients.itertuples(
        index=False
    ):
        assert abs((datetime.strptime(dernier, "%d/%m/%Y") - LIMITE).days) > 80


def test_prospection_couvre_le_complement():
    assert {fait for q in QUESTIONS.values() for fait in q.faits} == {f"P.{n}" for n in range(1, 6)}
    assert sum(q.points for q in QUESTIONS.values() if q.corrige) == 11
