"""L'atelier du tableau de bord : l'état et la figure après chaque geste."""

import pytest
from lecture import lire

from course_helpers.ateliers.suivi import SuiviDuMois, ecrire_suivi
from course_helpers.donnees import chemin
from course_helpers.etude import ouvrir_dossier
from course_helpers.risque import lire_reglements
from course_helpers.suivi import tenir_tableau

FACTURES, REGLEMENTS = ouvrir_dossier().factures, lire_reglements(chemin("reglements-2025.csv"))


@pytest.fixture
def atelier():
    return SuiviDuMois(FACTURES, REGLEMENTS)


def test_un_bon_mois_n_est_pas_une_bonne_annee(atelier):
    phrase = lire(atelier)
    assert "Septembre 2025 : 3 cibles atteintes sur 5." in phrase
    assert "Le CA du mois est à +10,0 % de sa cible, le CA depuis janvier à −4,0 %, les nouveaux" in phrase
    assert "À décider : revoir le plan d’action ; appeler les clients sans facture depuis 90 jours." in phrase
    assert "il faudrait vendre 135 557 € par mois jusqu’à décembre" in phrase


def test_un_douzieme_fait_d_aout_un_mauvais_mois(atelier):
    atelier.reglages["mois"].value = 8
    assert "Le CA du mois est à −14,6 %" in lire(atelier)
    atelier.reglages["repartition"].value = "douzieme"
    assert "Le CA du mois est à −57,2 %" in lire(atelier)


def test_une_cible_deja_atteinte_se_dit(atelier):
    atelier.reglages["mois"].value = 11
    assert "La cible annuelle de 36 clients gagnés est déjà atteinte" in lire(atelier)
    atelier.reglages["nouveaux"].value = 40
    assert "déjà atteinte" not in lire(atelier)


def test_la_part_echue_des_premiers_mois_est_dite_incomplete(atelier):
    for mois, incomplete in ((1, True), (3, True), (4, False)):
        atelier.reglages["mois"].value = mois
        assert ("incomplète" in lire(atelier)) == incomplete


def test_baisser_la_part_permise_fait_manquer_la_cible(atelier):
    assert "relancer les factures échues" not in lire(atelier)
    atelier.reglages["echu"].value = 10
    assert "relancer les factures échues" in lire(atelier)


def test_chaque_mois_donne_un_resultat_et_son_tableau(atelier):
    for mois in range(1, 13):
        atelier.reglages["mois"].value = mois
        assert atelier.resultat is not None and atelier.resultat.tableau().count("<tr") == 6


def test_le_tableau_dit_le_sens_et_ecrit_un_ecart_de_parts_en_points():
    tableau = lire(ecrire_suivi(tenir_tableau(FACTURES, REGLEMENTS, 12)))
    assert "la baisse" in tableau and "+6,3 points" in tableau and "−1 client" in tableau


def test_jumeau_statique_et_programme(atelier):
    jumeau = atelier._repr_mimebundle_()["text/html"]
    assert atelier.resultat.phrase in jumeau and "<table" in jumeau
    espace = {}
    exec(atelier.resultat.programme, espace)
    refait = espace["tenir_tableau"](espace["factures"], espace["reglements"], 9)
    assert refait["atteint"].sum() == 3
