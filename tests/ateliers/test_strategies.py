"""Les ateliers du chapitre 6 : l'état, la figure et la phrase après chaque geste."""

import re

import ipywidgets as widgets
import pandas as pd
import pytest
from lecture import lire, lister_champs

from course_helpers.ateliers.strategies import (
    EXEMPLES,
    PHRASE_DE_MARC,
    ConstructeurSmart,
    EcartsParSecteur,
    OffreComparee,
)
from course_helpers.donnees import chemin
from course_helpers.ecriture import ecrire_nombre
from course_helpers.magasin import lire_frequentation, viser_transformation

RESULTATS = pd.DataFrame(
    {
        "indicateur": ["conversion", "conversion", "renouvellement", "renouvellement"],
        "secteur": ["Mairies", "Hôtels", "Mairies", "Hôtels"],
        "obtenu": [9, 6, 20, 27],
        "base": [60, 20, 25, 30],
        "objectif_pct": [20, 25, 90, 80],
    }
)
CLIENTS = pd.DataFrame(
    {
        "secteur": ["Mairies"] * 3 + ["Hôtels"],
        "segment": ["budget limité", "clients exigeants", "budget limité", "clients exigeants"],
    }
)
ATELIERS = {
    "smart": ConstructeurSmart,
    "ecarts": lambda: EcartsParSecteur(RESULTATS, CLIENTS),
    "offres": OffreComparee,
}


@pytest.fixture
def smart():
    return ConstructeurSmart()


@pytest.fixture
def ecarts():
    return EcartsParSecteur(RESULTATS, CLIENTS)


@pytest.fixture
def offres():
    return OffreComparee()


# Composer un objectif


def test_la_phrase_du_dirigeant_n_est_pas_smart(smart):
    assert "Il manque 6 parties sur 7 : l’objectif n’est pas SMART." in lire(smart)
    assert smart._figure.value.count("▲ il manque") == 4
    _, quoi, *_, quand = EXEMPLES["La phrase de Marc Thévenet"]
    assert f"{quoi}, et {quand}" == PHRASE_DE_MARC and quoi in lire(smart)
    assert "« vite » n’en est pas une" in smart._figure.value.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("exemple", "manque"),
    [
        ("Un objectif sans date", "délai fixé"),
        ("Un objectif sans moyens", "accessible et réaliste"),
    ],
)
def test_il_ne_manque_qu_une_partie_aux_exemples_incomplets(smart, exemple, manque):
    smart.reglages["exemple"].value = exemple
    assert "Il manque 1 partie sur 7" in lire(smart)
    assert smart._figure.value.count("▲ il manque") == 1
    assert f" · {manque}</th><td><strong>▲ il manque</strong>" in smart._figure.value


def test_l_exemple_complet_est_smart_et_dit_le_progres(smart):
    smart.reglages["exemple"].value = "Un objectif complet"
    assert lire(smart) == (
        "« Hugo Sellier doit placer un produit complémentaire dans les hôtels et restaurants : "
        "atteindre 70 % "
        "des ventes, au lieu de 67,4, grâce à une offre groupée proposée à chaque visite, d’ici au "
        "31/12/2026. » Il ne manque rien : l’objectif est SMART."
    )
    assert "soit +2,6 points par rapport au départ" in smart._figure.value.replace("\u202f", " ")


@pytest.mark.parametrize("partie", ["qui", "quoi", "nombre", "unite", "depart", "moyens", "echeance"])
def test_effacer_une_partie_fait_changer_d_avis_un_seul_critere(smart, partie):
    smart.reglages["exemple"].value = "Un objectif complet"
    avant = lire(smart)
    smart.reglages[partie].value = ""
    assert lire(smart) != avant
    assert "Il manque 1 partie sur 7" in lire(smart)
    assert smart._figure.value.count("▲ il manque") == 1


def test_une_date_illisible_est_citee(smart):
    smart.reglages["exemple"].value = "Un objectif complet"
    smart.reglages["echeance"].value = "fin d’année"
    assert "« fin d’année » n’en est pas une" in smart._figure.value.replace("\u202f", " ")


def test_ce_qui_est_saisi_est_montre_comme_du_texte(smart):
    for partie in ("quoi", "nombre", "depart", "moyens", "echeance"):
        smart.reglages[partie].value = f"<b>{partie}</b>"
    smart._bouton_tableau.value = True
    for montre in (smart._figure, smart._phrase, smart._tableau, smart._programme):
        assert "<b>" not in montre.value
    assert "<b>" not in smart.ecrire_html()


def test_revenir_au_depart_rend_la_phrase_du_dirigeant(smart):
    depart = lire(smart)
    smart.reglages["exemple"].value = "Un objectif sans date"
    smart.reglages["moyens"].value = "un salon"
    smart.revenir.click()
    assert lire(smart) == depart
    assert smart.reglages["exemple"].value == next(iter(EXEMPLES))


def test_les_exemples_partent_des_cibles_du_comptoir_brelande():
    cibles = pd.read_csv(chemin("objectifs-2026.csv"), sep=";", keep_default_na=False)
    cibles["depart"] = [ecrire_nombre(100 * ligne.obtenu / ligne.base, 1) for ligne in cibles.itertuples()]
    colonnes = ["responsable", "objectif_pct", "depart", "moyens", "echeance"]
    connues = {tuple(map(str, ligne)) for ligne in cibles[colonnes].itertuples(index=False)}
    for qui, _, nombre, _, depart, moyens, echeance in list(EXEMPLES.values())[1:]:
        assert (qui, nombre, depart, moyens, echeance) in connues


# Mesurer un écart


def test_le_depart_lit_l_ecart_de_trois_facons(ecarts):
    assert lire(ecarts) == (
        "Mairies, conversion : 9 nouveaux clients sur 60 prospects contactés, soit 15,0 %. La cible est de "
        "20 % : écart de −5,0 points, soit −25,0 % de la cible. Sur la même base, il en fallait 3 de plus. "
        "Stratégie : gamme à prix compétitifs pour 2 clients, large sélection de produits pour 1 client."
    )


def test_changer_de_secteur_ou_d_indicateur_reprend_sa_cible(ecarts):
    ecarts.reglages["cible"].value = 50
    ecarts.reglages["secteur"].value = "Hôtels"
    assert ecarts.reglages["cible"].value == 25
    assert "La cible est atteinte." in lire(ecarts)
    ecarts.reglages["indicateur"].value = "renouvellement"
    assert ecarts.reglages["cible"].value == 80
    assert "27 contrats renouvelés sur 30 contrats arrivés à échéance, soit 90,0 %" in lire(ecarts)


def test_deplacer_la_cible_change_l_ecart_la_figure_et_le_programme(ecarts):
    avant = ecarts._figure.value
    ecarts.reglages["cible"].value = 40
    assert "écart de −25,0 points, soit −62,5 % de la cible" in lire(ecarts)
    assert "il en fallait 15 de plus" in lire(ecarts)
    assert ecarts._figure.value != avant
    assert "= 40" in ecarts._programme.value


def test_la_cible_d_un_secteur_ne_touche_pas_les_autres(ecarts):
    ecarts.reglages["cible"].value = 40
    assert "Hôtels\u202f: 30,0\u202f% (6 sur 20), cible 25\u202f%" in ecarts.resultat.trace.texte
    assert RESULTATS["objectif_pct"].tolist() == [20, 25, 90, 80]


def test_une_cible_nulle_n_a_pas_d_ecart_relatif(ecarts):
    ecarts.reglages["cible"].value = 0
    assert "écart de +15,0 points. La cible est atteinte." in lire(ecarts)


def test_une_cible_tout_juste_atteinte_ne_se_dit_pas_par_des_zeros(ecarts):
    ecarts.reglages["secteur"].value = "Hôtels"
    ecarts.reglages["cible"].value = 30
    assert "La cible est de 30 % : aucun écart. La cible est atteinte." in lire(ecarts)
    tableau = ecarts.resultat.tableau().replace("\u202f", " ")
    assert "0,0" not in re.sub(r"\d+0,0 %", "", tableau)
    assert "Il en fallait de plus" in tableau and tableau.count("cible atteinte") == 1


def test_un_secteur_sans_client_le_dit():
    assert "Aucun client actuel : la stratégie reste à choisir." in lire(
        EcartsParSecteur(RESULTATS, CLIENTS.iloc[3:])
    )


def test_le_magasin_compare_ses_jours_a_une_meme_cible():
    jours = lire_frequentation(chemin("magasin-frequentation-2025.csv"))
    atelier = EcartsParSecteur(RESULTATS, CLIENTS, magasin=viser_transformation(jours, 41))
    depart = atelier.ecrire_texte()
    atelier.reglages["secteur"].value = "Hôtels"
    atelier.reglages["indicateur"].value = "renouvellement"
    assert atelier.reglages["secteur"].value == "Hôtels", "le secteur choisi reste"
    atelier.reglages["indicateur"].value = "transformation"
    assert list(atelier.reglages["secteur"].options) == "Mardi Mercredi Jeudi Vendredi Samedi".split()
    assert atelier.reglages["secteur"].description == "Jour"
    atelier.reglages["secteur"].value = "Samedi"
    samedi = jours[jours["date"].dt.day_name() == "Saturday"][["tickets", "entrees"]].sum()
    phrase = lire(atelier)
    assert phrase.startswith(
        f"Samedi, transformation : {ecrire_nombre(samedi['tickets'])} tickets sur "
        f"{ecrire_nombre(samedi['entrees'])} entrées".replace("\u202f", " ")
    )
    assert "La cible est de 41 %" in phrase and "autres jours" in phrase and "Stratégie" not in phrase
    figure = lire(atelier._figure.value)
    assert "un seul jour" in figure and "droguerie Tarnelle" in figure
    assert "jour par jour" in lire(atelier.resultat.tableau())
    exec(atelier.resultat.programme, {})
    atelier.revenir.click()
    assert atelier.ecrire_texte() == depart


# Comparer deux offres


def test_l_une_ajoute_l_autre_remplace(offres):
    assert lire(offres) == (
        "Sur 100 acheteurs d’un aspirateur à 300 € : 40 ajoutent un lot de sacs à 60 €, soit 2 400 € ; 20 "
        "prennent le modèle professionnel à 450 €, soit 150 € de plus chacun et 3 000 € en tout. Le taux de "
        "ventes additionnelles est de 40,0 % : la montée en gamme ne le fait pas bouger."
    )


def test_le_tableau_des_offres_ne_donne_pas_de_taux_nul_a_la_montee_en_gamme(offres):
    tableau = offres.resultat.tableau().replace("\u202f", " ")
    assert "40,0 %" in tableau and "inchangé" in tableau and ">0,0 %" not in tableau


@pytest.mark.parametrize(
    ("reglage", "valeur", "attendu"),
    [
        ("complement", 80, "soit 3 200 €"),
        ("oui_complement", 1, "1 ajoute un lot de sacs"),
        ("superieur", 500, "soit 200 € de plus chacun et 4 000 € en tout"),
        ("oui_superieur", 0, "0 prend le modèle professionnel"),
    ],
)
def test_chaque_reglage_change_la_phrase_et_la_figure(offres, reglage, valeur, attendu):
    avant = offres._figure.value
    offres.reglages[reglage].value = valeur
    assert attendu in lire(offres)
    assert offres._figure.value != avant


def test_le_modele_superieur_coute_toujours_plus(offres):
    assert offres.reglages["superieur"].min > offres.prix


# Ce que tous les ateliers doivent


@pytest.mark.parametrize("nom", ATELIERS)
def test_chaque_reglage_a_un_intitule_et_attend_le_relachement(nom):
    genres = (
        widgets.FloatSlider,
        widgets.BoundedFloatText,
        widgets.RadioButtons,
        widgets.Dropdown,
        widgets.Text,
    )
    reglages = lister_champs(ATELIERS[nom](), genres)
    assert reglages
    for reglage in reglages:
        assert reglage.description.strip()
        assert getattr(reglage, "continuous_update", False) is False


@pytest.mark.parametrize("nom", ATELIERS)
def test_jumeau_statique_phrase_tableau_et_programme(nom):
    atelier = ATELIERS[nom]()
    paquet = atelier._repr_mimebundle_()
    jumeau = paquet["text/html"]
    assert atelier.resultat.phrase in jumeau
    assert "<table" in jumeau and "<details" in jumeau
    assert paquet["text/plain"] == atelier.resultat.phrase
    assert atelier.faits


@pytest.mark.parametrize("nom", ATELIERS)
def test_le_programme_montre_se_lance(nom):
    programme = ATELIERS[nom]().resultat.programme
    assert programme.startswith("from course_helpers")
    exec(programme, {})


@pytest.mark.parametrize("jour", ["31 décembre 2026", "le 31 décembre 2026", "31/12/26", "31-12-2026"])
def test_une_date_se_tape_comme_on_l_ecrit(jour):
    atelier = ConstructeurSmart()
    atelier.reglages["exemple"].value = "Un objectif complet"
    for partie, valeur in (("echeance", jour), ("nombre", "70 %"), ("depart", "67,4 %")):
        atelier.reglages[partie].value = valeur
    assert "Il ne manque rien" in lire(atelier) and "70 % des ventes" in lire(atelier)
    assert f"d’ici au {jour.removeprefix('le ')}" in lire(atelier)


def test_un_exemple_modifie_se_reprend_et_un_moyen_vide_se_voit():
    atelier = ConstructeurSmart()
    atelier.reglages["exemple"].value = "Un objectif complet"
    atelier.reglages["moyens"].value = "aucun"
    atelier.reglages["echeance"].value = "31 décembre"
    assert "Il manque 2 parties sur 7" in lire(atelier) and atelier.reglages["exemple"].value is None
    assert "n’a pas d’année" in atelier._figure.value
    atelier.reglages["exemple"].value = "Un objectif complet"
    assert "Il ne manque rien" in lire(atelier)
