"""Les ateliers du chapitre 4 : l'état et la figure après chaque geste."""

import re

import ipywidgets as widgets
import pandas as pd
import pytest
from lecture import lire, lister_champs

from course_helpers.ateliers.atelier import Atelier
from course_helpers.ateliers.pareto import DepartClient, ExplorateurAbc
from course_helpers.donnees import chemin, lire_clients
from course_helpers.magasin import lire_porteurs, lister_actifs
from course_helpers.pareto import classer_abc, resumer_abc

COURS = pd.DataFrame(
    {
        "client": [f"client {i}" for i in range(10)],
        "ca": [600, *[75] * 4, *[20] * 5],
        "marge": [-30, 40, 30, 20, 10, 5, 5, 5, 5, -2],
    }
)


def reglages_visibles(atelier):
    return lister_champs(
        atelier, (widgets.FloatSlider, widgets.BoundedFloatText, widgets.RadioButtons, widgets.Checkbox)
    )


@pytest.fixture
def explorateur():
    return ExplorateurAbc(COURS)


@pytest.fixture
def depart():
    return DepartClient(COURS)


def test_etat_de_depart(explorateur):
    assert lire(explorateur).startswith(
        "ABC par cumul, seuils 80/95. 4 clients sur 10 (40,0 %) font 82,5 % du chiffre d’affaires."
    )
    assert "en font 67,5 % : le portefeuille est moins concentré que le repère 20/80" in lire(explorateur)


def test_changer_de_methode_reprend_ses_seuils(explorateur):
    explorateur.reglages["methode"].value = ("effectif", 10, 50)
    assert (explorateur.reglages["fin_a"].value, explorateur.reglages["fin_b"].value) == (10, 50)
    assert "ABC par effectif, seuils 10/50. 1 client sur 10 (10,0 %) fait 60,0 %" in lire(explorateur)
    assert "60,0" in explorateur._figure.value
    explorateur.reglages["methode"].value = ("effectif", 20, 50)
    assert "ABC par effectif, seuils 20/50. 2 clients sur 10" in lire(explorateur)


def test_le_seuil_change_la_figure_la_phrase_et_le_programme(explorateur):
    avant = explorateur._figure.value
    explorateur.reglages["fin_a"].value = 60
    assert "seuils 60/95. 1 client sur 10" in lire(explorateur)
    assert explorateur._figure.value != avant
    assert "seuils=(60, 95)" in explorateur._programme.value


def test_le_champ_et_le_curseur_vont_ensemble(explorateur):
    curseur = explorateur.reglages["fin_a"]
    champ = next(c for c in lister_champs(explorateur, widgets.BoundedFloatText) if c.value == curseur.value)
    champ.value = 55
    assert curseur.value == 55
    assert "seuils 55/95" in lire(explorateur)
    curseur.value = 70
    assert champ.value == 70


def test_sur_la_marge_les_pertes_sont_mises_a_part_et_comptees(explorateur):
    explorateur.reglages["critere"].value = "marge"
    assert "sur 8" in lire(explorateur)
    assert "Hors classement : 2 clients à marge négative (−32,00 € en tout)." in lire(explorateur)
    assert "avoirs=&#x27;a_part&#x27;" in explorateur._programme.value


def test_les_ex_aequo_a_la_limite_sont_dits(explorateur):
    assert "À la limite A/B, 4 clients ont le même montant (75,00 €)" in lire(explorateur)


def test_seuils_impossibles_message_puis_retour(explorateur):
    explorateur.reglages["fin_b"].value = 40
    assert explorateur.resultat is None
    assert "La fin de A (80 %) doit rester avant la fin de B (40 %)" in lire(explorateur)
    assert explorateur._figure.value == ""
    assert "ch-alerte" in explorateur._phrase.value
    explorateur.revenir.click()
    assert explorateur.reglages["fin_b"].value == 95
    assert "seuils 80/95. 4 clients" in lire(explorateur)


def test_les_clients_qui_changent_de_classe_sont_nommes(explorateur):
    assert "changent de classe" not in lire(explorateur)
    explorateur.reglages["critere"].value = "marge"
    assert "3 clients changent de classe : client 0 (A → hors classement)," in lire(explorateur)


def test_sans_marge_un_seul_critere():
    explorateur = ExplorateurAbc(COURS[["client", "ca"]])
    assert [valeur for _, valeur in explorateur.reglages["critere"].options] == ["ca"]


def test_cocher_un_depart_change_la_mesure_et_la_figure(depart):
    assert depart.partants == ["client 0"]
    assert "Sans « client 0 », le chiffre d’affaires perd 60,0 %" in lire(depart)
    assert "Le premier client passe de 60,0 % à 18,8 %" in lire(depart)
    assert "au-dessus du seuil de dépendance retenu (15 %" in lire(depart)
    depart.reglages["seuil"].value = 20
    assert "au-dessous du seuil" in lire(depart)
    avant = depart._figure.value
    depart.reglages["part_2"].value = True
    assert depart.partants == ["client 0", "client 1"]
    assert "perd 67,5 %" in lire(depart)
    assert depart._figure.value != avant


def test_un_depart_peut_ameliorer_la_marge(depart):
    assert "et la marge gagne 34,1 %" in lire(depart)


def test_personne_ne_part(depart):
    depart.reglages["part_1"].value = False
    assert lire(depart).startswith("Aucun départ : le premier client pèse 60,0 %")
    assert "au-dessus du seuil" in lire(depart)


def test_le_seuil_de_dependance_se_regle(depart):
    depart.reglages["seuil"].value = 18
    assert "au-dessus du seuil de dépendance retenu (18 %, une convention)" in lire(depart)


def test_deux_clients_il_en_reste_un():
    depart = DepartClient(pd.DataFrame({"client": ["a", "b"], "ca": [3, 1]}))
    assert [nom for nom in depart.reglages if nom.startswith("part_")] == ["part_1"]


def test_nom_de_client_hostile_montre_comme_texte():
    depart = DepartClient(pd.DataFrame({"client": ["<script>x</script>", "b"], "ca": [3, 1]}))
    assert "<script>" not in depart.ecrire_html()


def test_une_panne_donne_un_message_en_francais():
    class Panne(Atelier):
        def calculer(self):
            raise ZeroDivisionError("division by zero")

    panne = Panne({})
    assert "L’atelier n’a pas pu calculer (ZeroDivisionError" in panne.message
    assert "▲" in panne._phrase.value


@pytest.mark.parametrize("classe", [ExplorateurAbc, DepartClient])
def test_chaque_reglage_a_un_intitule_et_attend_le_relachement(classe):
    reglages = reglages_visibles(classe(COURS))
    assert reglages
    for reglage in reglages:
        assert reglage.description.strip()
        assert getattr(reglage, "continuous_update", False) is False


@pytest.mark.parametrize("classe", [ExplorateurAbc, DepartClient])
def test_jumeau_statique_figure_phrase_et_tableau(classe):
    atelier = classe(COURS)
    paquet = atelier._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in paquet
    jumeau = paquet["text/html"]
    assert 'role="img" aria-label="' in jumeau
    assert atelier.resultat.phrase in jumeau
    assert "<table" in jumeau and "<details" in jumeau
    assert paquet["text/plain"] == atelier.resultat.phrase


def test_le_bouton_montre_le_tableau(explorateur):
    bouton = next(
        b for b in lister_champs(explorateur, widgets.ToggleButton) if b.description == "Le tableau"
    )
    assert explorateur._tableau.layout.display == "none"
    bouton.value = True
    assert explorateur._tableau.layout.display == "block"
    avant = explorateur._tableau.value
    assert "seuils 80/95" in avant and "<table" in avant
    explorateur.reglages["fin_a"].value = 60
    assert "seuils 60/95" in explorateur._tableau.value


def test_memes_chiffres_que_le_calcul_sur_le_fil_rouge():
    clients = lire_clients(chemin("ca-clients-2025.csv"))
    a = resumer_abc(classer_abc(clients)).loc["A"]
    assert f"{int(a['effectif'])} clients sur {len(clients)}" in lire(ExplorateurAbc(clients))


def test_l_atelier_et_sa_figure_de_depart_n_ont_pas_d_identifiant_commun():
    """Une page montre souvent les deux : le même identifiant y serait en double."""
    atelier = ExplorateurAbc(lire_clients(chemin("ca-clients-2025.csv")))
    figure, dessin = atelier.resultat.trace._repr_html_(), atelier.ecrire_html()
    identifiants = [set(re.findall(r'\bid="([^"]+)"', texte)) for texte in (figure, dessin)]
    assert all(identifiants) and not identifiants[0] & identifiants[1]
    assert set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', dessin)) <= {
        paire for nom in identifiants[1] for paire in ((nom, ""), ("", nom))
    }


def test_un_reglage_qui_en_entraine_d_autres_ne_dit_jamais_une_phrase_fausse(explorateur):
    phrases = []
    explorateur._phrase.observe(lambda change: phrases.append(change["new"]), "value")
    explorateur.reglages["methode"].value = ("effectif", 10, 50)
    assert len(phrases) == 1 and "ABC par effectif, seuils 10/50" in phrases[0]


def test_un_curseur_ne_garde_pas_le_bruit_de_ses_calculs(explorateur):
    explorateur.reglages["fin_a"].value = 82.00000000000001
    assert explorateur.reglages["fin_a"].value == 82


def test_la_carte_d_un_magasin_se_classe_de_meme():
    porteurs = lister_actifs(lire_porteurs(chemin("magasin-carte-2025.csv")))
    atelier = ExplorateurAbc(lire_clients(chemin("ca-clients-2025.csv")), magasin=porteurs)
    depart, figure = lire(atelier), atelier._figure.value
    atelier.reglages["critere"].value = "carte"
    assert f"sur {len(porteurs)}" in lire(atelier) and atelier._figure.value != figure
    # Le programme montré refait ce classement-là, et la figure dit d'où il vient.
    espace = {}
    exec(atelier.resultat.programme, espace)
    a = espace["resumer_abc"](espace["classement"]).loc["A"]
    assert f"{int(a['effectif'])} clients sur {len(porteurs)}" in lire(atelier)
    assert "Tarnelle" in atelier._figure.value
    # Aucun porteur ne change de classe tant que les réglages sont ceux du départ.
    assert "Par rapport" not in lire(atelier)
    atelier.revenir_au_depart()
    assert lire(atelier) == depart


def test_sans_magasin_l_explorateur_n_a_pas_ce_critere():
    assert [valeur for _, valeur in ExplorateurAbc(COURS).reglages["critere"].options] == ["ca", "marge"]
