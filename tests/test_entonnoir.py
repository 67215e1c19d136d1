"""L'entonnoir de prospection : ce qu'il compte, ce qu'il prévoit, ce qu'il coûte, ce qu'il refuse."""

from itertools import product

import pandas as pd
import pytest

from course_helpers.donnees import chemin
from course_helpers.entonnoir import (
    ETAGES,
    TEMPERATURES,
    chiffrer_entonnoir,
    comparer_profils,
    compter_entonnoir,
    descendre_entonnoir,
    remonter_entonnoir,
)
from course_helpers.erreurs import ErreurCours

DEMARCHES = pd.DataFrame(
    {
        "etablissement": ["Hôtel", "Mairie", "Garage", "École", "Lycée"],
        "etape": ["commande", "contact", "devis", "contact", "rendez-vous"],
        "secteur": ["Hôtels", "Public", "Garages", "Public", "Public"],
    }
)


def test_chaque_etage_compte_ceux_qui_sont_alles_plus_loin():
    entonnoir = compter_entonnoir(DEMARCHES)
    assert entonnoir["etage"].tolist() == list(ETAGES) == list(TEMPERATURES)
    assert entonnoir["nombre"].tolist() == [5, 3, 2, 1]
    assert entonnoir["passage_pct"].round(1).tolist()[1:] == [60.0, 66.7, 50.0]
    assert entonnoir["global_pct"].tolist() == [100.0, 60.0, 40.0, 20.0]
    assert pd.isna(entonnoir["passage_pct"].iloc[0])


def test_un_etage_vide_n_a_ni_passage_ni_cout():
    froids = DEMARCHES.assign(etape="contact")
    entonnoir = chiffrer_entonnoir(compter_entonnoir(froids), 1000)
    assert entonnoir["nombre"].tolist() == [5, 0, 0, 0]
    assert entonnoir["passage_pct"].isna().tolist() == [True, False, True, True]
    assert entonnoir["cout"].isna().tolist() == [False, True, True, True]


def test_descendre_arrondit_chaque_etage_au_plus_proche():
    # 45 × 50 % = 22,5, arrondi à 23 ; 23 × 30 % = 6,9, soit 7 ; 7 × 20 % = 1,4, soit 1.
    assert descendre_entonnoir(45, [50, 30, 20])["nombre"].tolist() == [45, 23, 7, 1]


def test_remonter_donne_le_plus_petit_nombre_de_contacts_qui_suffit():
    for clients, *taux in product((1, 7, 20), (5, 62.5, 100), (33.3, 80), (1, 68.4)):
        contacts = remonter_entonnoir(clients, taux)
        part = taux[0] * taux[1] * taux[2] / 1_000_000
        assert contacts * part >= clients - 1e-9 > (contacts - 1) * part - 2e-9, (clients, taux)


def test_le_cout_divise_tout_le_budget_au_centime():
    # 100 ÷ 3 = 33,333… et 200,01 ÷ 2 = 100,005, arrondi à 100,01.
    entonnoir = compter_entonnoir(DEMARCHES)
    assert chiffrer_entonnoir(entonnoir, 100)["cout"].tolist() == [20.0, 33.33, 50.0, 100.0]
    assert chiffrer_entonnoir(entonnoir, 200.01)["cout"].tolist()[2] == 100.01


def test_le_cout_d_un_client_est_celui_du_chapitre_3():
    demarches = pd.read_csv(chemin("demarches-2025.csv"), sep=";")
    depenses = pd.read_csv(chemin("conquete-fidelisation-2025.csv"), sep=";", decimal=",")
    budget = float(depenses.loc[depenses["volet"] == "conquête", "montant_ht"].sum())
    assert chiffrer_entonnoir(compter_entonnoir(demarches), budget)["cout"].iloc[-1] == round(budget / 39, 2)


def test_les_profils_se_comparent_du_meilleur_taux_au_moins_bon():
    profils = comparer_profils(DEMARCHES, "secteur")
    assert profils["secteur"].tolist() == ["Hôtels", "Garages", "Public"]
    assert profils[["contactes", "rendez_vous", "gagnes"]].to_numpy().tolist() == [
        [1, 1, 1],
        [1, 1, 0],
        [3, 1, 0],
    ]
    assert profils["rendez_vous_pct"].round(1).tolist() == [100.0, 100.0, 33.3]


@pytest.mark.parametrize(
    ("geste", "message"),
    [
        (lambda: compter_entonnoir(DEMARCHES.assign(etape="relance")), "relance"),
        (lambda: compter_entonnoir(DEMARCHES.iloc[:0]), "vide|aucune ligne"),
        (lambda: compter_entonnoir(DEMARCHES.assign(etablissement="Hôtel")), "Hôtel"),
        (lambda: compter_entonnoir(DEMARCHES.drop(columns="etape")), "etape"),
        (lambda: descendre_entonnoir(0, [50, 50, 50]), "contacts"),
        (lambda: descendre_entonnoir(10.5, [50, 50, 50]), "10,5"),
        (lambda: descendre_entonnoir(10, [50, 50]), "3 taux de passage"),
        (lambda: descendre_entonnoir(10, [50, 101, 50]), "devis"),
        (lambda: remonter_entonnoir(10, [50, 0, 50]), "devis"),
        (lambda: remonter_entonnoir(0, [50, 50, 50]), "clients"),
        (lambda: chiffrer_entonnoir(compter_entonnoir(DEMARCHES), -1), "budget"),
        (lambda: comparer_profils(DEMARCHES, "ville"), "ville"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_refuse(geste, message):
    with pytest.raises(ErreurCours, match=message):
        geste()
