"""Les ateliers de la carte : l'état et la figure après chaque geste."""

import pandas as pd
import pytest
from lecture import lire
from reglages import verifier_jumeau, verifier_valeurs

from course_helpers.ateliers.carte import CarteClients, Tournees
from course_helpers.donnees import chemin
from course_helpers.magasin import lire_porteurs, peupler_zone, situer_zone

COMMUNES = pd.DataFrame(
    {
        "commune": ["<b>Près</b>", "Est", "Nord", "Loin"],
        "x_km": [-9, 22, 0, -48],
        "y_km": [-3, 0, 40, 0],
        "etablissements": [40, 10, 20, 5],
        "clients": [16, 4, 0, 1],
        "ca": [300.0, 500.0, 0.0, 200.0],
        "prospects": [3, 1, 6, 2],
    }
)
TOUTES = pd.read_csv(chemin("communes.csv"), sep=";", decimal=",")
ZONE = peupler_zone(
    pd.read_csv(chemin("magasin-zone.csv"), sep=";"), lire_porteurs(chemin("magasin-carte-2025.csv"))
)
TARNELLE = situer_zone(ZONE, TOUTES, "Combrelune")
CREER = {"carte": lambda: CarteClients(COMMUNES, magasin=TARNELLE), "tournees": lambda: Tournees(TOUTES)}


@pytest.mark.parametrize("nom", CREER)
def test_chaque_option_et_chaque_borne_donnent_un_resultat(nom):
    verifier_valeurs(CREER[nom]())


@pytest.mark.parametrize("nom", CREER)
def test_jumeau_statique_et_intitules(nom):
    verifier_jumeau(CREER[nom]())


# --- La carte du portefeuille ------------------------------------------------------------------------------


def test_la_phrase_et_la_cle_donnent_les_memes_nombres():
    atelier = CarteClients(COMMUNES)
    phrase = lire(atelier)
    assert "Zone primaire : 76,2 % des clients, 30,0 % du CA, 25,0 % des" in phrase
    assert "absolus compris : 40,0 % jusqu’à 15 km, 40,0 % de 15 à 30 km, 0,0 % de 30 à 45 km" in phrase
    assert "20,0 % au-delà." in phrase
    assert "Zone primaire, jusqu’à 15 km : 16 clients" in lire(atelier._figure.value)


def test_elargir_la_zone_primaire_y_fait_entrer_la_commune_atteinte():
    atelier = CarteClients(COMMUNES)
    atelier.reglages["primaire"].value = 22
    assert "Zone primaire : 95,2 % des clients" in lire(atelier)
    assert "Zone primaire, jusqu’à 22 km : 20 clients" in lire(atelier._figure.value)
    # La deuxième zone commence où finit la première : aucun réglage ne les croise.
    assert "de 22 à 37 km" in lire(atelier._figure.value)


def test_les_ronds_disent_ce_qu_ils_montrent():
    atelier = CarteClients(COMMUNES)
    assert "celui de &lt;b&gt;Près&lt;/b&gt; (clients : 16)" in lire(atelier)
    atelier.reglages["mesure"].value = "prospects"
    assert "celui de Nord (prospects du fichier : 6)" in lire(atelier)
    atelier.reglages["mesure"].value = "ca"
    assert "celui de Est (chiffre d’affaires : 500 €)" in lire(atelier)
    assert "500 €" in lire(atelier._figure.value)


def test_le_tableau_donne_chaque_zone_et_chaque_commune():
    tableau = lire(CarteClients(COMMUNES).resultat.tableau())
    for attendu in ("zone tertiaire", "&lt;b&gt;Près&lt;/b&gt;", "9,5", "40,0 %"):
        assert attendu in tableau


def test_la_droguerie_se_met_au_centre_avec_ses_menages():
    atelier = CarteClients(COMMUNES, magasin=TARNELLE)
    depart = atelier.ecrire_texte()
    atelier.reglages["mesure"].value = "prospects"
    atelier.reglages["centre"].value = "magasin"
    phrase, carte, tableau = lire(atelier), lire(atelier._figure.value), lire(atelier.resultat.tableau())
    proches = ZONE[ZONE["commune"].isin(["Combrelune", "Marsaguet", "Roncevigne"])]
    part = 100 * proches["clients"].sum() / ZONE["clients"].sum()
    taux = 100 * proches["clients"].sum() / proches["menages"].sum()
    assert f"Zone primaire : {part:.1f} % des porteurs".replace(".", ",") in phrase
    assert f"(porteurs sur ménages) : {taux:.1f} % jusqu’à 10 km".replace(".", ",") in phrase
    assert "Autour du magasin" in carte and "Combrelune" in carte and "dépôt" not in carte
    assert "Ménages" in tableau and "Prospects" not in tableau
    # Le magasin ne connaît pas ses prospects : les ronds montrent alors ses clients.
    assert atelier.reglages["mesure"].value == "clients"
    atelier.revenir.click()
    assert atelier.ecrire_texte() == depart and "centre" not in CarteClients(COMMUNES).reglages


# --- Les tournées ------------------------------------------------------------------------------------------


def test_changer_de_forme_garde_les_communes_et_compare_les_kilometres():
    atelier = Tournees(TOUTES)
    longueurs = {}
    for forme in ("marguerite", "zigzag", "escargot"):
        atelier.reglages["forme"].value = forme
        phrase = lire(atelier)
        longueurs[forme] = phrase.split(" font ")[1].split(" km")[0]
        assert f"En {forme}, 6 communes font" in phrase
        for autre, longueur in longueurs.items():
            assert autre == forme or f"en {autre}, {longueur} km" in phrase
        assert "Limoges" in atelier._figure.value
    courte = min(longueurs, key=lambda forme: float(longueurs[forme].replace(",", ".")))
    assert f"{courte}." in phrase.split("le plus court est ")[1]


def test_les_communes_sont_les_plus_proches_du_cote_choisi():
    atelier = Tournees(TOUTES)
    atelier.reglages["lieu"].value = "sud-ouest"
    atelier.reglages["nombre"].value = 3
    siennes = TOUTES[(TOUTES["x_km"] <= 0) & (TOUTES["y_km"] < 0)]
    siennes = siennes.assign(carre=siennes["x_km"] ** 2 + siennes["y_km"] ** 2).sort_values("carre")
    for commune in siennes["commune"].head(3):
        assert commune in atelier._figure.value
    for commune in siennes["commune"].iloc[3:]:
        assert commune not in atelier._figure.value


def test_une_journee_trop_pleine_le_dit():
    atelier = Tournees(TOUTES)
    atelier.reglages["forme"].value = "escargot"
    assert "le temps de 5 visites, et non 6 : il faut deux jours, ou moins de communes" in lire(atelier)
    atelier.reglages["minutes"].value = 30
    assert "et non" not in lire(atelier)
    atelier.reglages["vitesse"].value = 30
    assert "4 h 11 de route." in lire(atelier)


def test_le_tableau_donne_chaque_trajet_et_compare_les_trois_formes():
    atelier = Tournees(TOUTES)
    tableau = lire(atelier.resultat.tableau())
    assert "1. dépôt → Limoges" in tableau and "Limoges → Grandvesse" in tableau
    for forme in ("Marguerite", "Zigzag", "Escargot"):
        assert forme in tableau
