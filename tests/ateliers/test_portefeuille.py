"""Les ateliers du chapitre 2 : l'état et la figure après chaque geste."""

import pandas as pd
import pytest
from lecture import lire
from reglages import verifier_jumeau, verifier_valeurs

from course_helpers.ateliers.portefeuille import SALLE, CarteMarche, LigneDeVie, Segmentation

FACTURES = pd.DataFrame(
    [
        ("F1", "2024-03-10", "Mairie", 9000.0),
        ("F2", "2025-03-01", "Mairie", 12000.0),
        ("F3", "2024-04-02", "Garage", 3000.0),
        ("F4", "2025-05-05", "Garage", 2100.0),
        ("F5", "2025-06-06", "<b>Hôtel</b>", 600.0),
        ("F6", "2024-01-09", "École", 400.0),
        ("F7", "2025-12-31", "Mairie", 500.0),
    ],
    columns=["facture", "date", "client", "montant_ht"],
).assign(date=lambda table: pd.to_datetime(table["date"]))
BRELANDE = dict(zip(SALLE, (180, 720, 390, 210), strict=True))
SECTEURS = {"Mairie": "Collectivités", "Garage": "Garages", "<b>Hôtel</b>": "Hôtels", "École": "Enseignement"}
SIGNALEMENTS = pd.DataFrame({"client": ["Garage"], "motif": ["mécontent"]})
FICHES = pd.DataFrame(
    {
        "client": ["Garage", "École", "<b>Hôtel</b>", "Lycée"],
        "premier_contact": pd.to_datetime(["2024-02-01", "2010-05-04", "2025-05-01", None]),
        "resiliation": pd.to_datetime([None, "2024-06-30", None, None]),
    }
)


def creer_segmentation():
    return Segmentation(FACTURES, SECTEURS, "2025-12-31", signalements=SIGNALEMENTS)


CREER = {
    "marche": lambda: CarteMarche({"Salle": SALLE, "Comptoir": BRELANDE}),
    "vie": lambda: LigneDeVie(FACTURES, FICHES),
    "segments": creer_segmentation,
}


@pytest.mark.parametrize("nom", CREER)
def test_chaque_option_et_chaque_borne_donnent_un_resultat(nom):
    verifier_valeurs(CREER[nom]())


@pytest.mark.parametrize("nom", CREER)
def test_jumeau_statique_et_intitules(nom):
    verifier_jumeau(CREER[nom]())


# --- La carte d'un marché ----------------------------------------------------------------------------------


def test_la_salle_d_escalade_du_cours():
    phrase = lire(CarteMarche())
    for attendu in (
        "une clientèle potentielle de 30 000, dont 27 600 prospects",
        "produit : 40,0 %",
        "entreprise : 8,0 %",
        "en nombre de clients : 20,0 %",
    ):
        assert attendu in phrase


def test_rapporter_a_toute_la_zone_est_une_convention_qui_se_dit():
    atelier = CarteMarche()
    atelier.reglages["absolus"].value = True
    assert "l’entreprise : 4,8 %." in lire(atelier)
    atelier.reglages["passage"].value = ("client de la concurrence", "client")
    assert "(au départ 4,8 %)" in lire(atelier)
    atelier.reglages["passage"].value = None
    assert "c’est une autre convention, celle des panels" in lire(atelier)
    assert "une clientèle potentielle de 30 000, dont 27 600 prospects" in lire(atelier)
    assert "ni les prospects, ni la part de marché." in lire(atelier)
    assert "Toute la zone, absolus compris" in atelier._figure.value


def test_gagner_sur_la_concurrence_laisse_la_penetration_du_produit():
    atelier = CarteMarche()
    atelier.reglages["passage"].value = ("client de la concurrence", "client")
    assert "960 (10 % de la catégorie de départ)" in lire(atelier)
    assert "produit : 40,0 %." in lire(atelier)
    assert "28,0 % (au départ 20,0 %)" in lire(atelier)


def test_des_relatifs_chez_le_concurrent_font_reculer_la_part_sans_perdre_personne():
    atelier = CarteMarche()
    atelier.reglages["passage"].value = ("non-consommateur relatif", "client de la concurrence")
    assert "entreprise : 8,0 %." in lire(atelier)
    assert "17,4 % (au départ 20,0 %)" in lire(atelier)


def test_un_second_marche_se_choisit():
    atelier = CREER["marche"]()
    atelier.reglages["marche"].value = "Comptoir"
    assert lire(atelier).startswith("Comptoir : une clientèle potentielle de 1 290, dont 1 110 prospects.")
    assert (
        "mesurer_marche(clients=180, concurrence=720, relatifs=390, absolus=210)" in atelier._programme.value
    )


# --- La ligne de vie ---------------------------------------------------------------------------------------


def test_la_date_fait_changer_d_etape():
    atelier = LigneDeVie(FACTURES, FICHES)
    assert "est à l’étape « relation continue », depuis le 05/05/2025" in lire(atelier)
    atelier.reglages["mois"].value = 3
    assert lire(atelier).startswith("Au 31 mars 2024") and "« entrée en relation »" in lire(atelier)
    atelier.reglages["mois"].value = 30
    assert "« inactivité », depuis le 05/05/2026" in lire(atelier)
    assert "aucune facture ne s’ajoute après le 31/12/2025" in lire(atelier)


def test_les_seuils_font_changer_d_etape():
    atelier = LigneDeVie(FACTURES, FICHES)
    atelier.reglages["inactivite"].value = 6
    assert "6 mois révolus sans facture depuis le 05/05/2025" in lire(atelier)
    atelier.reglages["arret"].value = 1
    assert "« arrêt », depuis le 05/12/2025 : 7 mois révolus" in lire(atelier)


def test_la_resiliation_et_le_passe_inconnu_sont_dits():
    atelier = LigneDeVie(FACTURES, FICHES)
    atelier.reglages["client"].value = "École"
    assert "résiliation du 30/06/2024." in lire(atelier)
    assert "Le contact date du 04/05/2010 : les achats d’avant 2024" in lire(atelier)


def test_un_prospect_sans_facture_et_un_nom_hostile():
    atelier = LigneDeVie(FACTURES, FICHES)
    atelier.reglages["client"].value = "Lycée"
    assert "Lycée est à l’étape « prospect » : rien d’acheté, et aucun échange connu." in lire(atelier)
    atelier.reglages["client"].value = "<b>Hôtel</b>"
    assert "<b>" not in atelier.ecrire_html()


# --- La segmentation ---------------------------------------------------------------------------------------


def test_les_profils_de_depart():
    texte = lire(creer_segmentation())
    assert texte.startswith("Par profil : 4 clients en 4 segments.")
    assert "« fidèle », réunit 1 client (25,0 %)" in texte


def test_croiser_deux_criteres_fait_des_segments_plus_petits():
    atelier = creer_segmentation()
    atelier.reglages["criteres"].value = "taille"
    assert "en 3 segments" in lire(atelier) and "Relation individualisée" in atelier.resultat.tableau()
    atelier.reglages["criteres"].value = "secteur × taille"
    assert "en 4 segments" in lire(atelier) and "Enseignement" in atelier._figure.value


def test_le_seuil_deplace_les_tailles_et_la_baisse_les_profils():
    atelier = creer_segmentation()
    atelier.reglages["criteres"].value = "taille"
    atelier.reglages["seuil_gros"].value = 13_000
    assert "gros dès 13 000 €" in lire(atelier) and ">gros<" not in atelier._figure.value
    atelier.revenir.click()
    atelier.reglages["criteres"].value = "taille"
    assert ">gros<" in atelier._figure.value
    sans = Segmentation(FACTURES, SECTEURS, "2025-12-31")
    sans.reglages["baisse"].value = 40
    assert "2 segments" not in lire(sans) and "dès 40 % de baisse" in lire(sans)


def test_le_signalement_fait_le_douteux():
    assert "douteux" in creer_segmentation()._figure.value
    assert "douteux" not in Segmentation(FACTURES, SECTEURS, "2025-12-31")._figure.value
