"""Les ateliers de l'étude de cas : l'état et ce qui se voit après chaque geste."""

import pandas as pd
import pytest
from lecture import lire

from course_helpers.ateliers.etude import NettoyagePasAPas, PlanDeVisites, TableauDeBord, ecrire_actions
from course_helpers.etude import (
    ACTIONS,
    compter_besoins,
    dresser_portefeuille,
    observer_conquete,
    ouvrir_dossier,
)

DOSSIER = ouvrir_dossier()
PORTEFEUILLE = dresser_portefeuille(
    DOSSIER.factures,
    "31/12/2025",
    fiches=DOSSIER.fiches,
    charges=DOSSIER.charges,
    signalements=DOSSIER.signalements,
)
CONQUETE = observer_conquete(DOSSIER.factures, PORTEFEUILLE, DOSSIER.objectifs, depenses=DOSSIER.depenses)
ATELIERS = {
    "nettoyage": lambda: NettoyagePasAPas(DOSSIER.factures, annee=2025),
    "tableau": lambda: TableauDeBord(PORTEFEUILLE),
    "plan": lambda: PlanDeVisites(compter_besoins(PORTEFEUILLE), DOSSIER.temps, PORTEFEUILLE, CONQUETE),
}


@pytest.mark.parametrize("nom", ATELIERS)
def test_jumeau_statique_phrase_tableau_et_intitules(nom):
    atelier = ATELIERS[nom]()
    jumeau = atelier.ecrire_html()
    assert atelier.resultat.phrase in jumeau and "<table" in jumeau
    assert all(reglage.description.strip() for reglage in atelier.reglages.values())
    assert atelier.faits


@pytest.mark.parametrize("nom", ATELIERS)
def test_le_programme_montre_s_execute(nom):
    atelier = ATELIERS[nom]()
    exec(atelier.resultat.programme, {})


def test_le_bon_nettoyage_le_dit():
    atelier = ATELIERS["nettoyage"]()
    assert lire(atelier).startswith("180 clients, 1 389 308,33 € de CA, 53 A, 72 B et 55 C")
    assert lire(atelier).endswith("Ce compte est juste.")


def test_oublier_les_avoirs_fausse_le_ca_sans_deplacer_de_classe():
    atelier = ATELIERS["nettoyage"]()
    atelier.reglages["avoirs"].value = "ignores"
    assert "1 394 885,83 €" in lire(atelier)
    assert "Aucun client ne change de classe ici, mais le CA est faux." in lire(atelier)


def test_compter_les_fiches_prevoit_des_visites_de_trop():
    atelier = ATELIERS["nettoyage"]()
    atelier.reglages["noms"].value = "codes"
    dit = "8 clients sont mal classés, oubliés ou comptés deux fois : 72 visites de trop, aucune de moins."
    assert dit in lire(atelier)
    assert "Les clients mal classés" in atelier._figure.value


def test_sans_code_de_fiche_deux_facons_de_compter():
    atelier = NettoyagePasAPas(DOSSIER.factures.drop(columns="code_client"), annee=2025)
    assert [valeur for _, valeur in atelier.reglages["noms"].options] == ["reunis", "saisis"]


def test_changer_de_critere_reprend_les_cases():
    atelier = ATELIERS["tableau"]()
    atelier.reglages["colonnes"].value = "secteur"
    assert {case[1] for _, case in atelier.reglages["case"].options} == set(PORTEFEUILLE["secteur"])
    assert "secteur : Collectivités" in lire(atelier)


def test_la_case_nomme_ses_clients_et_leur_action():
    atelier = ATELIERS["tableau"]()
    atelier.reglages["case"].value = ("A", "hors classement")
    assert "1 client sur 220" in lire(atelier)
    assert "Ce que l’on prévoit : renégocier (1). On commence par Mairie de Montauvert." in lire(atelier)
    assert "Mairie de Montauvert" in atelier.resultat.tableau()


def test_le_meme_critere_deux_fois_est_refuse_puis_se_repare():
    atelier = ATELIERS["tableau"]()
    atelier.reglages["lignes"].value = "classe_valeur"
    assert atelier.resultat is None and "est choisi deux fois" in atelier.message
    atelier.reglages["colonnes"].value = "etape"
    assert atelier.resultat is not None


def test_un_nom_de_client_hostile_reste_du_texte():
    table = PORTEFEUILLE.assign(client="<script>x</script>")
    assert "<script>" not in TableauDeBord(table).ecrire_html()


def test_les_tournees_en_commun_servent_presque_tout_le_monde():
    atelier = ATELIERS["plan"]()
    assert "Le plan assure 922 visites sur les 1 184 demandées" in lire(atelier)
    assert "Nadia Ferrand pourrait faire 170 visites de plus" in lire(atelier)
    with atelier.ensemble():
        atelier.reglages["commun"].value = True
        atelier.reglages["regle"].value = "priorite"
    assert "Le plan assure 1 092 visites sur les 1 184 demandées (92,2 %)" in lire(atelier)
    assert "pourrait faire" not in lire(atelier)


def test_le_budget_suit_les_visites():
    atelier = ATELIERS["plan"]()
    with atelier.ensemble():
        atelier.reglages["commun"].value = True
        atelier.reglages["regle"].value = "priorite"
    # 1 312 visites à 52 €, dont 220 aux prospects.
    assert "le plan coûte 68 224 €" in lire(atelier)


def test_sans_prospection_nul_n_est_gagne():
    atelier = ATELIERS["plan"]()
    with atelier.ensemble():
        for rang in (1, 2):
            atelier.reglages[f"prospects_{rang}"].value = 0
    assert atelier.prospects == [0, 0]
    assert "Avec 0 visite aux prospects" in lire(atelier)
    assert "on peut espérer 0 client, pour 0 €" in lire(atelier)


def test_le_tableau_des_actions_compte_chaque_client_une_fois():
    texte = ecrire_actions(PORTEFEUILLE)
    assert all(action in texte for action in ACTIONS)
    assert pd.Series(PORTEFEUILLE["action"]).value_counts().sum() == len(PORTEFEUILLE)


def test_le_plan_dit_quand_il_suppose_plus_de_prospects_que_le_fichier():
    atelier = PlanDeVisites(
        compter_besoins(PORTEFEUILLE), DOSSIER.temps, PORTEFEUILLE, CONQUETE, a_solliciter=112
    )
    assert "Il faut d’abord en trouver d’autres" not in lire(atelier)
    atelier.reglages["par_prospect"].value = 1
    assert "220 prospects, alors que le fichier n’en compte que 112" in lire(atelier)
