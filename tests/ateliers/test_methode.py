"""Les ateliers du chapitre 5 : l'état et la figure après chaque geste."""

import pandas as pd
import pytest
from lecture import lire
from reglages import verifier_jumeau

from course_helpers.ateliers.methode import (
    DiagnosticSecteur,
    EntonnoirProspection,
    GrilleCotation,
    PartageVisites,
    PlanAction,
)
from course_helpers.donnees import chemin
from course_helpers.methode import BESOINS, coter_clients

COURS = {"possibles": 180, "prospects": 30, "A": 60, "B": 80, "C": 50}
LARGE = {"possibles": 300, "prospects": 20, "A": 60, "B": 80, "C": 50}


def ouvrir(nom):
    return pd.read_csv(chemin(nom), sep=";")


@pytest.fixture
def diagnostic():
    return DiagnosticSecteur(ouvrir("diagnostic-secteurs.csv"))


@pytest.fixture
def entonnoir():
    return EntonnoirProspection(ouvrir("demarches-2025.csv"), 40_130)


@pytest.fixture
def grille():
    noms = {
        "importance": "Importance",
        "potentiel_eur": "Potentiel",
        "typologie": "Typologie",
    }
    return GrilleCotation(ouvrir("cotation-clients.csv"), ouvrir("grille-cotation.csv"), noms)


@pytest.fixture
def partage():
    return PartageVisites({"Cas du cours": COURS, "Large": LARGE})


@pytest.fixture
def plan():
    commerciaux = ["Nadia"] * 6 + ["Hugo"] * 60
    clients = pd.DataFrame(
        {
            "client": [f"Client {i:02}" for i in range(66)],
            "commercial": commerciaux,
            "frequence": [12] * 6 + [12] * 30 + [6] * 30,
            "classe": ["A"] * 36 + ["B"] * 30,
        }
    )
    prospects = pd.DataFrame(
        {"client": [f"Prospect {i:02}" for i in range(40)], "commercial": ["Nadia"] * 20 + ["Hugo"] * 20}
    )
    return PlanAction(
        clients, prospects, {"janvier": "2026-01-05", "avril": "2026-04-06"}, {"Nadia": 40, "Hugo": 50}
    )


@pytest.fixture(params=["diagnostic", "entonnoir", "grille", "partage", "plan"])
def atelier(request):
    return request.getfixturevalue(request.param)


def test_jumeau_statique_et_intitules(atelier):
    verifier_jumeau(atelier)


# --- Le diagnostic ------------------------------------------------------------------------------------------


def repondre(diagnostic, secteur):
    diagnostic.reglages["secteur"].value = secteur
    return lire(diagnostic)


def test_chaque_secteur_reprend_ses_reponses(diagnostic):
    assert repondre(diagnostic, "Garages et ateliers").startswith(
        "Garages et ateliers. Question 1, cycle court, que l’offre ne peut allonger : prospecter. "
        "Question 2, 1 occasion de vendre sur 4 : non tranché. Question 3, pression faible : non tranché. "
        "Question 4, prospection en place : peu, non tranché."
    )
    assert "3 pour fidéliser, 0 pour prospecter, 1 non tranché" in repondre(diagnostic, "Propreté")


def test_deux_occasions_suffisent_et_une_reponse_changee_se_dit(diagnostic):
    repondre(diagnostic, "Enseignement")
    assert "1 occasion de vendre sur 4 : non tranché" in lire(diagnostic)
    diagnostic.reglages["part"].value = True
    assert lire(diagnostic).startswith("Enseignement, réponses modifiées.")
    assert "2 occasions de vendre sur 4 : fidéliser" in lire(diagnostic)
    assert "● fidéliser" in diagnostic._figure.value


def test_la_question_4_ne_tranche_jamais_et_le_compte_se_dit_convention(diagnostic):
    for reponse in ("non", "peu", "oui"):
        diagnostic.reglages["prospection"].value = reponse
        assert f"prospection en place : {reponse}, non tranché" in lire(diagnostic)
    assert "c’est une convention du cours" in lire(diagnostic)


def test_le_tableau_donne_tous_les_secteurs_du_fichier(diagnostic):
    diagnostic.reglages["pression"].value = "faible"
    tableau = diagnostic.resultat.tableau()
    assert tableau.count("<tr>") == 1 + len(diagnostic.secteurs)


def test_un_secteur_hostile_se_montre_comme_texte():
    ligne = {"secteur": "<b>x</b>", "cycle": "long", "pression": "forte", "prospection": "oui"}
    atelier = DiagnosticSecteur(pd.DataFrame([ligne | dict.fromkeys(BESOINS, "oui")]))
    assert "<b>x</b>" not in atelier.ecrire_html()


# --- La grille ----------------------------------------------------------------------------------------------


def test_la_borne_annoncee_est_bien_celle_ou_le_premier_change(grille):
    assert lire(grille).startswith("Les deux portefeuilles, poids 40/40/20 (40,0 %, 40,0 % et 20,0 %).")
    assert "typologie 58,9 au plus" in lire(grille)
    premier = grille.resultat.trace.texte.split("1. ")[1].split("\u202f")[0]
    grille.reglages["typologie"].value = 58
    assert f"En tête : {premier}," in lire(grille)
    grille.reglages["typologie"].value = 59
    assert "En tête : Pharmacie Guillemontet," in lire(grille)


def test_les_memes_notes_que_le_calcul(grille):
    grille.reglages["commercial"].value = "Hugo Sellier"
    clients = grille.clients[grille.clients["commercial"] == "Hugo Sellier"]
    premier = coter_clients(clients, grille.depart, echelles=grille.echelles).iloc[0]
    assert f"En tête : {premier['client']}," in lire(grille)
    assert "Hugo Sellier" in grille._programme.value


def test_des_poids_tous_nuls_se_refusent(grille):
    with grille.ensemble():
        for critere in grille.depart:
            grille.reglages[critere].value = 0
    assert grille.resultat is None
    assert "Tous les poids sont nuls" in grille.message


def test_un_seul_critere_donne_des_ex_aequo(grille):
    with grille.ensemble():
        for critere in ("potentiel_eur", "typologie"):
            grille.reglages[critere].value = 0
    assert "sont premiers ex æquo, avec 100,0 points sur 100." in lire(grille)
    assert "garde sa place" not in lire(grille)


def test_les_entrants_parmi_les_dix_premiers_sont_nommes(grille):
    assert "parmi les dix premiers" not in lire(grille)
    grille.reglages["typologie"].value = 100
    assert "parmi les dix premiers" in lire(grille)


# --- Le partage ---------------------------------------------------------------------------------------------


def test_le_cas_du_cours_par_les_deux_regles(partage):
    assert "il en reste 150 pour 190 demandées, soit 78,9 %" in lire(partage)
    assert "Règle proportionnelle : A 47, B 63, C 40." in lire(partage)
    assert "on promettrait A 57, B 76, C 47 : 210 visites en tout pour 180 possibles." in lire(partage)
    partage.reglages["regle"].value = "priorite"
    assert "Règle de priorité : A 60, B 80, C 10." in lire(partage)
    assert "La classe C perd le plus : 40 visites." in lire(partage)


def test_quand_le_temps_suffit_la_regle_ne_sert_pas(partage):
    partage.reglages["cas"].value = "Large"
    assert "il reste 90 visites à employer" in lire(partage)
    assert partage.reglages["possibles"].value == 300


def test_trop_promettre_aux_prospects_se_refuse_puis_se_repare(partage):
    partage.reglages["possibles"].value = 20
    assert partage.resultat is None and "dépassent les 20 possibles" in lire(partage)
    partage.revenir.click()
    assert "Règle proportionnelle : A 47, B 63, C 40." in lire(partage)


def test_le_tableau_compare_les_partages_et_leurs_totaux(partage):
    tableau = partage.resultat.tableau()
    for nombre in (47, 63, 40, 60, 80, 10, 57, 76, 150, 190):
        assert f">{nombre}</td>" in tableau


# --- Le plan ------------------------------------------------------------------------------------------------


def test_le_plan_sert_les_prospects_puis_les_mieux_notes(plan):
    assert lire(plan).startswith("Nadia, 13 semaines depuis le 05/01/2026, bureau le vendredi : ")
    assert "10 visites de prospects, puis 18 visites de clients sur 18 demandées : le temps suffit" in lire(
        plan
    )
    plan.reglages["commercial"].value = "Hugo"
    plan.reglages["par_jour"].value = 3
    # La promesse de Hugo, 50 dans l'année, en fait 13 sur 13 semaines ; 156 − 13 = 143 pour 150 demandées.
    assert "13 visites de prospects" in lire(plan)
    assert "il manque 7 visites, et 4 clients parmi les moins bien notés en perdent" in lire(plan)
    assert plan.resultat.tableau().count("<tr>") == 1 + 156


def test_les_jours_feries_et_de_bureau_n_ont_pas_de_visite(plan):
    plan.reglages["debut"].value = "2026-04-06"
    assert "Jours fériés évités : 06/04, 01/05, 08/05, 14/05, 25/05." in lire(plan)
    figure = plan._figure.value
    # Autant de dates dans la phrase que de « F » au calendrier : férié passe avant jour de bureau.
    assert figure.count(">F</td>") == 5
    assert figure.count(">B</td>") == 11


def test_les_visites_aux_prospects_suivent_le_commercial_et_la_duree():
    clients = pd.DataFrame(
        {"client": ["a", "b"], "commercial": ["Nadia", "Hugo"], "frequence": 12, "classe": "A"}
    )
    prospects = pd.DataFrame({"client": range(12), "commercial": ["Nadia", "Hugo"] * 6})
    plan = PlanAction(clients, prospects, {"janvier": "2026-01-05"}, {"Nadia": 16, "Hugo": 60})
    assert plan.reglages["prospects"].value == 4
    plan.reglages["semaines"].value = 8
    assert plan.reglages["prospects"].value == 2
    plan.reglages["commercial"].value = "Hugo"
    assert plan.reglages["prospects"].value == 6, "le fichier n'a que six prospects à voir"


def test_sans_prospect_le_plan_ne_compte_que_des_clients(plan):
    plan.reglages["prospects"].value = 0
    assert "0 visite de prospects" in lire(plan)
    assert ">prospect<" not in plan.resultat.tableau()


# --- L'entonnoir -------------------------------------------------------------------------------------------


def test_l_entonnoir_part_de_ce_que_2025_a_donne(entonnoir):
    phrase = lire(entonnoir.ecrire_texte())
    assert phrase.startswith(
        "128 contacts donnent 84 rendez-vous, 57 devis et 39 clients gagnés, soit 30,5 %"
    )
    # 40 130 ÷ 128, ÷ 84 et ÷ 39.
    assert "contact coûte 313,52 €, un rendez-vous 477,74 € et un nouveau client 1 028,97 €" in phrase


def test_doubler_les_contacts_sans_budget_divise_les_couts_par_deux(entonnoir):
    entonnoir.reglages["contacts"].value = 256
    phrase = lire(entonnoir.ecrire_texte())
    # 256 × 65,6 % = 168 ; × 67,9 % = 114 ; × 68,4 % = 78 ; 40 130 ÷ 78 = 514,49.
    assert phrase.startswith("256 contacts donnent 168 rendez-vous, 114 devis et 78 clients gagnés")
    assert "nouveau client 514,49 €" in phrase
    assert lire(entonnoir.resultat.trace.titre).startswith("Sur 256 établissements contactés, 78")


def test_un_entonnoir_sans_client_le_dit(entonnoir):
    entonnoir.reglages["contacts"].value = 20
    for etage in ("rendez-vous", "devis", "commande"):
        entonnoir.reglages[etage].value = 5
    phrase = lire(entonnoir.ecrire_texte())
    # 20 × 5 % = 1 rendez-vous, puis 0,05 devis, arrondi à 0.
    assert phrase == (
        "20 contacts donnent 1 rendez-vous, 0 devis et 0 client gagné : "
        "personne ne supporte le budget de 40 130 €."
    )
    assert "—" in entonnoir.resultat.tableau()
