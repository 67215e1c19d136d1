"""Les ateliers du chapitre 3 : l'état et la figure après chaque geste."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import count

import ipywidgets as widgets
import pandas as pd
import pytest
from lecture import lire, lister_champs

from course_helpers.ateliers.valeur import (
    GagnerOuGarder,
    ProgrammeFidelite,
    QuiRapporte,
    ValeurDuClient,
    ValeurVie,
)
from course_helpers.donnees import chemin, lire_clients, lire_nombres, lire_table
from course_helpers.magasin import chiffrer_membres, lire_porteurs

CINQ = pd.DataFrame(
    {
        "client": ["Mairie", "Hôtel", "Cabinet", "École", "Garage"],
        "ca": [60_000, 30_000, 18_000, 8_000, 4_000],
        "cout_achat": [48_000, 21_000, 11_700, 5_200, 2_400],
    }
)
CHARGES = pd.DataFrame(
    {
        "client": ["Mairie", "Mairie", "Hôtel", "Cabinet", "École", "Garage"],
        "nature": ["Livraison", "Visites", *["Visites"] * 4],
        "montant": [8_200, 2_300, 2_500, 900, 400, 2_100],
    }
)
PORTEURS = lire_porteurs(chemin("magasin-carte-2025.csv"))
ATELIERS = {
    "qui": lambda: QuiRapporte(CINQ, CHARGES),
    "client": lambda: ValeurDuClient(CINQ, CHARGES, depart="Mairie"),
    "vie": ValeurVie,
    "gagner": lambda: GagnerOuGarder(9000, 9600, debut=200, gagnes=30, gardes=160, marge=150),
    "programme": lambda: ProgrammeFidelite(100, 5000, 800),
    "carte": lambda: ProgrammeFidelite(100, 5000, 800, magasin=chiffrer_membres(PORTEURS)),
}
pour_chaque_atelier = pytest.mark.parametrize("nom", ATELIERS)


@pour_chaque_atelier
def test_chaque_reglage_a_un_intitule_et_l_atelier_un_jumeau(nom):
    atelier = ATELIERS[nom]()
    for reglage in atelier.reglages.values():
        assert reglage.description.strip()
        assert getattr(reglage, "continuous_update", False) is False
    jumeau = atelier._repr_mimebundle_()["text/html"]
    assert 'role="img" aria-label="' in jumeau
    assert atelier.resultat.phrase in jumeau and "<table" in jumeau
    assert atelier.faits


@pour_chaque_atelier
def test_aux_bornes_aucun_curseur_ne_casse_l_atelier(nom):
    atelier = ATELIERS[nom]()
    for cle, reglage in atelier.reglages.items():
        if isinstance(reglage, widgets.FloatSlider):
            for borne in (reglage.min, reglage.max):
                reglage.value = borne
                assert atelier.resultat is not None, (cle, borne, atelier.message)
            atelier.revenir_au_depart()


def test_les_valeurs_du_cours_et_l_ordre_qui_change():
    atelier = ATELIERS["qui"]()
    assert "Hôtel vient en tête avec 6 500 €, et Garage en dernier avec −500 €" in lire(atelier)
    assert "Ensemble : 15 300 €" in lire(atelier)
    assert atelier.valeurs["valeur"].tolist() == [1500, 6500, 5400, 2400, -500]
    assert "individualisée pour Hôtel, Cabinet ; relation standard pour École, Mairie" in lire(atelier)
    atelier.reglages["compte"].value = "ca"
    assert "Selon le chiffre d’affaires, Mairie vient en tête avec 60 000 €" in lire(atelier)
    assert "à revoir" not in lire(atelier)
    assert "Ce classement est trompeur : le seuil porte sur la valeur" in lire(atelier)
    atelier.reglages["compte"].value = "marge"
    assert "Mairie vient en tête avec 12 000 €" in lire(atelier)


def test_sans_la_mairie_la_moitie_du_ca_mais_un_dixieme_de_la_valeur():
    atelier = ATELIERS["qui"]()
    atelier.reglages["retire"].value = "Mairie"
    assert "Sans Mairie, le chiffre d’affaires perd 50,0 %, la valeur perd 9,8 %." in lire(atelier)
    atelier.reglages["retire"].value = "Garage"
    assert "la valeur gagne 3,3 %" in lire(atelier)


def test_le_seuil_deplace_les_relations():
    atelier = ATELIERS["qui"]()
    atelier.reglages["seuil"].value = 6000
    assert "individualisée pour Hôtel ; relation standard pour Cabinet" in lire(atelier)
    atelier.reglages["seuil"].value = 20_000
    assert "individualisée pour personne" in lire(atelier)


def test_moins_de_livraisons_et_la_mairie_rapporte_davantage():
    atelier = ATELIERS["client"]()
    assert "= 1 500,00 €. Ce client rapporte." in lire(atelier)
    assert "rang 1 par le chiffre d’affaires, rang 4 par la valeur" in lire(atelier)
    avant = atelier._figure.value
    atelier.reglages["nature_1"].value = 0
    assert "= 9 700,00 €" in lire(atelier) and "rang 1 par la valeur" in lire(atelier)
    assert "Livraison à 0 %" in lire(atelier)
    assert atelier._figure.value != avant


def test_un_client_qui_coute_dit_le_plafond_de_ses_charges():
    atelier = ATELIERS["client"]()
    atelier.reglages["client"].value = "Garage"
    assert "= −500,00 €" in lire(atelier)
    assert "ses charges ne devraient pas dépasser 1 600,00 €" in lire(atelier)


def test_un_autre_client_se_montre_avec_ses_charges_reelles():
    atelier = ATELIERS["client"]()
    atelier.reglages["nature_1"].value = 0
    atelier.reglages["client"].value = "Garage"
    assert atelier.reglages["nature_1"].value == 100
    assert "= −500,00 €" in lire(atelier) and "Charges changées" not in lire(atelier)


def test_sans_le_cout_d_achat_l_atelier_le_dit():
    atelier = ATELIERS["client"]()
    atelier.reglages["cout"].value = False
    assert "60 000,00 € − 10 500,00 € de charges = 49 500,00 €" in lire(atelier)
    assert "Le coût d’achat n’est pas compté" in lire(atelier)


def test_par_defaut_le_client_de_plus_faible_valeur_du_fil_rouge():
    clients = lire_clients(chemin("ca-clients-2025.csv"))
    charges = lire_table(chemin("charges-clients-2025.csv")).rename(
        columns={"Client": "client", "Nature": "nature", "Montant HT": "montant"}
    )
    charges["montant"] = lire_nombres(charges["montant"])
    atelier = ValeurDuClient(clients, charges)
    assert atelier.reglages["client"].value == "Mairie de Montauvert"
    assert "20 934,12 € de charges = −3 212,25 €" in lire(atelier)
    assert "Sur 180 clients, rang 2 par le chiffre d’affaires, rang 180 par la valeur." in lire(atelier)
    for cle in ("nature_1", "nature_2", "nature_3", "nature_4"):
        avant = lire(atelier)
        atelier.reglages[cle].value = 95
        assert lire(atelier) != avant, cle


@pytest.mark.parametrize(
    ("reglages", "attendu"),
    [
        ({"cout": 0}, "première marge à t = 1 : 212,41 € de marges attendues."),
        ({"cout": 0, "debut": 0}, "première marge à t = 0 : 292,06 € de marges attendues."),
        ({"cout": 0}, "« Actualiser, et les autres conventions » du chapitre 3) donne 265,51 €."),
        ({"cout": 0}, "Si personne ne partait, on annoncerait 379,08 €"),
        ({"cout": 900}, "Le coût d’acquisition n’est pas récupéré en 5 ans."),
        ({"cout": 180}, "Le coût d’acquisition est récupéré à t = 4."),
        ({"retention": 100}, "Personne ne part : est-ce vraisemblable ?"),
        ({}, "une relation dure 5,0 ans en moyenne"),
    ],
)
def test_la_valeur_vie_du_cours(reglages, attendu):
    atelier = ValeurVie()
    for cle, valeur in reglages.items():
        atelier.reglages[cle].value = valeur
    assert attendu in lire(atelier)


def test_gagner_ou_garder_dans_les_deux_sens():
    atelier = ATELIERS["gagner"]()
    assert "Gagner a coûté 5 fois plus que garder : l’hypothèse se vérifie" in lire(atelier)
    atelier.reglages["conquete"].value = 900
    assert "Garder a coûté 2 fois plus que gagner : l’hypothèse ne se vérifie pas" in lire(atelier)
    atelier.reglages["conquete"].value = 1800
    assert "Gagner et garder ont coûté presque autant : ces chiffres ne tranchent pas." in lire(atelier)
    atelier.reglages["gagnes"].value = 40
    assert "remplace tout juste les clients perdus" in lire(atelier)
    atelier.reglages["gagnes"].value = 41
    assert "fait plus que remplacer les clients perdus" in lire(atelier)


def test_un_nom_de_client_hostile_est_montre_comme_texte():
    hostiles = CINQ.replace({"client": {"Mairie": "<script>x</script>"}})
    charges = CHARGES.replace({"client": {"Mairie": "<script>x</script>"}})
    for atelier in (QuiRapporte(hostiles, charges), ValeurDuClient(hostiles, charges)):
        for reglage in ("retire", "client"):
            if reglage in atelier.reglages:
                atelier.reglages[reglage].value = "<script>x</script>"
        assert "<script>" not in atelier.ecrire_html()


def test_les_champs_tapes_vont_avec_les_curseurs():
    atelier = ValeurVie()
    champ = next(c for c in lister_champs(atelier, widgets.BoundedFloatText) if "Rétention" in c.description)
    champ.value = 50
    assert atelier.reglages["retention"].value == 50
    assert "une relation dure 2,0 ans" in lire(atelier)


@pytest.mark.parametrize("taux", [0, 10])
def test_une_valeur_vie_ne_se_dit_d_aujourd_hui_qu_actualisee(taux):
    """Le titre de la figure, son axe et l'en-tête du tableau suivent le taux."""
    atelier = ValeurVie(cout=0, taux=taux)
    trace = atelier.resultat.trace
    textes = [trace.axes.get_ylabel(), trace.ecrire_svg(), atelier.resultat.tableau()]
    assert [("aujourd" in texte or "actualisée" in texte) for texte in textes] == [bool(taux)] * 3


def test_le_seuil_du_programme_monte_avec_la_remise():
    atelier = ATELIERS["programme"]()
    atelier.reglages["hausse"].value = 0
    assert "retenir 17 clients" in lire(atelier)
    atelier.reglages["remise"].value = 4
    assert "coûte 23 000 €" in lire(atelier) and "retenir 29 clients" in lire(atelier)
    atelier.reglages["retenus"].value = 29
    assert "il gagne 200 €" in lire(atelier)
    atelier.reglages["retenus"].value = 28
    assert "il perd 600 €" in lire(atelier)


def test_un_programme_peut_ne_jamais_se_payer_ou_se_payer_par_les_achats():
    atelier = ProgrammeFidelite(20, 5000, 100)
    assert "il ne se paierait pas" in lire(atelier)
    atelier = ATELIERS["programme"]()
    atelier.reglages["hausse"].value = 20
    assert "Les achats en plus suffisent" in lire(atelier)


def test_la_carte_d_un_magasin_se_chiffre_de_meme():
    atelier = ATELIERS["carte"]()
    depart = lire(atelier)
    assert depart == lire(ATELIERS["programme"]()) and "taux de marque" not in depart
    atelier.reglages["magasin"].value = True
    # Compté à part, au centime : le HT, le coût d'achat à 70 %, puis le plus petit nombre qui paie le coût.
    achats = PORTEURS.loc[PORTEURS["passages"] > 0, "achats_ttc"]
    ht = round(Decimal(str(round(achats.sum(), 2))) / len(achats) / Decimal("1.2"), 2)
    marge = ht - (ht * Decimal("0.7")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    cout = 600 + len(achats) * ht * Decimal("1.01") * Decimal("0.02")
    manque = cout - len(achats) * marge * Decimal("0.01")
    seuil = next(n for n in count() if n * marge >= manque)
    assert f"{len(achats)} membres" in lire(atelier) and f"retenir {seuil} clients" in lire(atelier)
    assert f"{ht} HT".replace(".", ",") in lire(atelier).replace(" € ", " ")
    assert "taux de marque de 30 %" in lire(atelier) and "Tarnelle" in atelier._figure.value
    # Le programme montré refait ce calcul-là.
    espace = {}
    exec(
        atelier.resultat.programme.replace("chiffrer_programme(**", "programme = chiffrer_programme(**"),
        espace,
    )
    assert espace["programme"]["seuil"] == seuil
    atelier.revenir_au_depart()
    assert lire(atelier) == depart
