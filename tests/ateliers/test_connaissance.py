"""Les ateliers du chapitre 1 : l'état, le panneau ou la figure, et la phrase après chaque geste."""

import re

import ipywidgets as widgets
import pandas as pd
import pytest
from lecture import lire
from reglages import verifier_jumeau

from course_helpers.ateliers.connaissance import (
    JOURS,
    OFFRES,
    FicheClient,
    MenageDuFichier,
    PlanDeMarcheage,
    QualiteDuFichier,
    TriDesChamps,
)
from course_helpers.donnees import chemin, lire_clients, lire_prospects, lire_table, verifier_contacts
from course_helpers.etude import ACTIONS, ouvrir_dossier
from course_helpers.fiches import resumer_clients

CHAMPS = lire_table(chemin("champs-fichier-client.csv"))
CLIENTS = lire_clients(chemin("ca-clients-2025.csv"))
NOMS = ("Hôtel Fontaubrie", "Pharmacie Roubeyrol", "École de Roncevigne")
PROSPECTS = lire_prospects(chemin("prospects.csv"))
DOSSIER = ouvrir_dossier()
RESUMES = resumer_clients(DOSSIER, "31/12/2025")


@pytest.fixture
def tri():
    return TriDesChamps(CHAMPS)


@pytest.fixture
def plan():
    return PlanDeMarcheage(CLIENTS, CHAMPS, NOMS)


@pytest.fixture
def menage():
    return MenageDuFichier(PROSPECTS)


CREER = {
    "tri": lambda: TriDesChamps(CHAMPS),
    "plan": lambda: PlanDeMarcheage(CLIENTS, CHAMPS, NOMS),
    "menage": lambda: MenageDuFichier(PROSPECTS),
    "qualite": lambda: QualiteDuFichier(DOSSIER.fiches, DOSSIER.factures),
    "fiche": lambda: FicheClient(RESUMES, "Mairie de Grandvesse"),
}


def autres_valeurs(reglage):
    if isinstance(reglage, widgets.Checkbox):
        return [not reglage.value]
    if isinstance(reglage, widgets.FloatSlider):
        return [reglage.value - 7, reglage.min, reglage.max]
    return [valeur for _, valeur in reglage._options_full if valeur != reglage.value]


@pytest.mark.parametrize("nom", CREER)
def test_chaque_valeur_de_chaque_reglage_change_la_phrase(nom):
    atelier = CREER[nom]()
    depart = lire(atelier)
    for cle, reglage in atelier.reglages.items():
        for valeur in autres_valeurs(reglage):
            reglage.value = valeur
            assert atelier.resultat is not None, atelier.message
            assert lire(atelier) != depart, (cle, valeur)
            atelier.revenir_au_depart()
            assert lire(atelier) == depart


@pytest.mark.parametrize("nom", CREER)
def test_jumeau_statique_et_intitules(nom):
    verifier_jumeau(CREER[nom]())


# --- Trier les champs --------------------------------------------------------------------------------------


def test_les_lots_contiennent_chaque_champ_une_fois(tri):
    assert sorted(champ for lot in tri.lots for champ in lot) == sorted(CHAMPS["champ"])
    assert {len(lot) for lot in tri.lots} == {7}
    for lot in tri.lots:
        familles = tri.champs.loc[lot, "famille"]
        assert familles.isna().any() and familles.nunique() >= 3


def test_tout_juste_est_compte_et_explique(tri):
    for tri_demande in ("famille", "source", "verdict_rgpd"):
        tri.reglages["tri"].value = tri_demande
        for lot in range(len(tri.lots)):
            tri.reglages["lot"].value = lot
            justes = tri.champs.loc[tri.lot, tri_demande].fillna("à écarter")
            for rang, juste in enumerate(justes, start=1):
                tri.reglages[f"choix_{rang}"].value = juste
            assert "7 justes sur 7 rangés, 0 à ranger." in lire(tri)
            assert "▲" not in tri._figure.value and tri._figure.value.count("✔") == 7


def test_une_faute_donne_la_regle_sans_la_reponse(tri):
    rang = 1 + tri.lot.index(next(c for c in tri.lot if tri.champs.loc[c, "famille"] == "comportement"))
    tri.reglages[f"choix_{rang}"].value = "historique"
    texte = lire(tri)
    assert "0 juste sur 1 rangé, 6 à ranger." in texte
    assert "en « historique » : non. Historique : il conserve des faits datés" in texte
    assert "comportement" not in texte
    assert tri._figure.value.count("▲") == 1 and "</strong>\u202f: Historique" in tri._figure.value
    avant = texte
    tri.reglages[f"choix_{rang}"].value = "qualification"
    assert lire(tri) != avant, "une autre faute, une autre phrase"


def test_un_champ_sensible_s_ecarte_avec_son_motif(tri):
    tri.reglages["lot"].value = next(r for r, lot in enumerate(tri.lots) if "Opinion politique" in lot)
    tri.reglages["tri"].value = "verdict_rgpd"
    rang = 1 + tri.lot.index("Opinion politique")
    tri.reglages[f"choix_{rang}"].value = "à garder sous condition"
    assert "non." in lire(tri)
    tri.reglages[f"choix_{rang}"].value = "à écarter"
    assert "oui. Donnée sensible : l’article 9 du RGPD" in lire(tri)


def test_changer_de_lot_ou_de_question_recommence(tri):
    tri.reglages["choix_1"].value = "identification"
    tri.reglages["lot"].value = 3
    assert "Lot 4, famille d’informations : 0 juste sur 0 rangé, 7 à ranger." in lire(tri)
    for rang, champ in enumerate(tri.lots[3], start=1):
        exemple = tri.champs.loc[champ, "exemple"]
        assert tri.reglages[f"choix_{rang}"].description == f"{champ} ({exemple})"
    tri.reglages["tri"].value = "source"
    assert "service comptable" in dict(tri.reglages["choix_1"].options)


def test_un_dernier_lot_plus_court_laisse_des_listes_inactives():
    tri = TriDesChamps(CHAMPS.head(9))
    assert [len(lot) for lot in tri.lots] == [5, 4]
    tri.reglages["lot"].value = 1
    assert tri.reglages["choix_5"].disabled
    assert "4 à ranger" in lire(tri)


# --- Le plan de marchéage ----------------------------------------------------------------------------------


def test_un_gros_client_servi_comme_tous(plan):
    assert lire(plan).startswith("Hôtel Fontaubrie, gros client (59 666 € en 2025). Rien d’individualisé.")
    assert "C’est peu pour ce qu’il achète" in lire(plan)


def test_le_grossiste_fait_ecran(plan):
    plan.reglages["communication"].value = True
    assert "un revendeur fait écran : comment obtiendrez-vous les informations qui" in lire(plan)
    plan.reglages["distribution"].value = True
    assert "écran" not in lire(plan)
    assert plan.individualises == ["distribution", "communication"]


def test_l_effort_se_juge_sur_ce_qu_achete_le_client(plan):
    for element in OFFRES:
        plan.reglages[element].value = True
    assert "L’effort est proportionné à ce qu’il achète" in lire(plan)
    assert "Champs à tenir à jour : 8, dont 2 sous condition RGPD." in lire(plan)
    for nom, taille in zip(NOMS[1:], ("client moyen", "petit client"), strict=True):
        plan.reglages["client"].value = nom
        assert taille in lire(plan) and "C’est beaucoup pour ce qu’il achète" in lire(plan)


def test_chaque_champ_demande_est_dans_la_fiche():
    fiche = set(CHAMPS["champ"])
    for _, _, champs in OFFRES.values():
        assert set(champs) <= fiche


def test_le_panneau_marque_le_choix(plan):
    assert plan._figure.value.count("✔ <strong>pour tous") == len(OFFRES)
    avant = plan._figure.value
    plan.reglages["prix"].value = True
    assert "<strong>pour ce client\u202f: Un prix qui dépend de la valeur" in plan._figure.value != avant


# --- Le ménage du fichier ----------------------------------------------------------------------------------


def test_le_compte_est_celui_du_rez_de_chaussee(menage):
    for jour in JOURS:
        menage.reglages["jour"].value = jour
        reste = (verifier_contacts(PROSPECTS, jour)["statut"] == "contactable").sum()
        assert f"Au {jour}, {reste} prospect" in lire(menage)
    assert "Ce compte suppose que personne ne répond d’ici là." in lire(menage)


def test_ignorer_les_oppositions_est_dit_interdit(menage):
    menage.reglages["oppositions"].value = False
    assert "Oppositions ignorées : 6. Le RGPD l’interdit (article 21)" in lire(menage)


def test_une_duree_plus_longue_se_justifie(menage):
    menage.reglages["mois"].value = 48
    assert "La CNIL recommande trois ans" in lire(menage)
    menage.reglages["mois"].value = 24
    assert "plus courte que trois ans est permise" in lire(menage)


def test_depuis_la_collecte_on_perd_des_prospects(menage):
    menage.reglages["jour"].value = JOURS[2]
    avant = menage._figure.value
    menage.reglages["depart"].value = "collecte"
    assert "ignore les prospects qui ont repris contact" in lire(menage)
    assert menage._figure.value != avant and "Année de la collecte" in menage._figure.value


def test_un_nom_hostile_reste_du_texte():
    prospects = pd.DataFrame(PROSPECTS.head(2)).assign(client=["<script>x</script>", "b"])
    assert "<script>" not in MenageDuFichier(prospects).ecrire_html()
    champs = CHAMPS.head(2).assign(champ=["<script>x</script>", "b"])
    assert "<script>" not in TriDesChamps(champs).ecrire_html()


# --- La qualité du fichier et la fiche d'un client ----------------------------------------------------------


def test_le_remplissage_cache_le_siren_qui_manque():
    qualite = CREER["qualite"]()
    assert "98,8 %" in lire(qualite)
    barres = qualite._figure.value
    qualite.reglages["champs"].value = "siren"
    assert "87,6 %" in lire(qualite) and qualite._figure.value != barres
    qualite.reglages["perimetre"].value = "clients"
    assert "220 fiches" in lire(qualite) and "0 fiche en trop" in lire(qualite)


def test_les_clients_factures_sont_ceux_de_l_agregat():
    qualite = CREER["qualite"]()
    qualite.reglages["perimetre"].value = "factures"
    assert lire(qualite).startswith(f"{len(CLIENTS)} fiches")
    assert "Fraîcheur : 100,0 %" in lire(qualite)


def test_une_fiche_dit_ce_que_disent_les_tables():
    fiche = CREER["fiche"]()
    texte = fiche._figure.value.replace("\u202f", " ")
    for dit in ("17 rue des Tilleuls", "000000414", "2 fiches", "23/08/2012", "il y a 13 ans", "FA25-0759"):
        assert dit in texte, dit
    ca = CLIENTS.set_index("client")["ca"]
    for client in ("Mairie de Grandvesse", "Hôtel Fontaubrie"):
        fiche.reglages["client"].value = client
        assert f"2025 : {ca[client]:,.0f} € HT".replace(",", " ") in fiche._figure.value.replace(
            "\u202f", " "
        )


def test_chaque_client_a_sa_fiche():
    fiche = CREER["fiche"]()
    for client in RESUMES["client"]:
        fiche.reglages["client"].value = client
        assert fiche.resultat is not None, fiche.message
        assert client in fiche.ecrire_texte() and any(action in fiche.ecrire_texte() for action in ACTIONS)
        assert not re.search(r"\b(nan|NaT|None)\b", fiche._figure.value)


def test_un_service_seul_ne_voit_pas_l_action():
    fiche = CREER["fiche"]()
    entiere = fiche._figure.value
    for vue in ("comptabilité", "commerciaux", "mercatique"):
        fiche.reglages["vue"].value = vue
        assert "ce service ne le voit pas" in fiche._figure.value and fiche._figure.value != entiere
        assert "protéger" not in lire(fiche)
    fiche.revenir_au_depart()
    assert fiche._figure.value == entiere
