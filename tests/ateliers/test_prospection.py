"""L'atelier du complément « Prospecter dans le droit » : l'état et ce qui se lit après chaque geste."""

import pandas as pd
import pytest
from lecture import lire
from reglages import verifier_jumeau, verifier_valeurs

from course_helpers.ateliers.prospection import TriCampagne
from course_helpers.donnees import chemin
from course_helpers.prospection import COLONNES


@pytest.fixture
def atelier():
    return TriCampagne(pd.read_csv(chemin("contacts-salon-2026.csv"), sep=";"))


def test_etat_de_depart(atelier):
    phrase = lire(atelier)
    assert "sur 20 contacts, 9 à contacter (45,0 %) et 11 à écarter." in phrase
    assert "Mme Arnaud (consommateur : il n’a pas consenti à être appelé)." in phrase


@pytest.mark.parametrize(
    ("canal", "nombre"), [("téléphone", 9), ("courriel", 12), ("SMS", 11), ("courrier postal", 15)]
)
def test_chaque_canal_a_son_compte(atelier, canal, nombre):
    atelier.reglages["canal"].value = canal
    assert f"sur 20 contacts, {nombre} à contacter" in lire(atelier)
    assert atelier.resultat.tableau().count(">à contacter<") == nombre


def test_un_fichier_sans_ecart_le_dit():
    une = pd.DataFrame(
        [("<b>A</b>", "professionnel", "", "non", "non", "01/09/2026", "non")], columns=COLONNES
    )
    atelier = TriCampagne(une)
    assert lire(atelier).endswith("1 à contacter (100,0 %) et 0 à écarter.")
    atelier.reglages["qui"].value = "consommateurs"
    assert lire(atelier) == "Ce fichier ne contient aucun contact de ce public."


def test_un_nom_ne_devient_pas_du_html():
    une = pd.DataFrame(
        [("<b>A</b>", "consommateur", "", "non", "non", "01/09/2026", "non")], columns=COLONNES
    )
    assert "<b>A</b>" not in TriCampagne(une)._phrase.value


def test_chaque_option_donne_un_resultat_et_le_jumeau_se_lit(atelier):
    verifier_valeurs(atelier)
    atelier.revenir.click()
    verifier_jumeau(atelier)
