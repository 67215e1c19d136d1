"""L'atelier du complément « Satisfaction et NPS » : l'état et la figure après chaque geste."""

import pandas as pd
import pytest
from lecture import lire

from course_helpers.ateliers.satisfaction import EnqueteSatisfaction
from course_helpers.donnees import chemin
from course_helpers.ecriture import ecrire_nombre
from course_helpers.satisfaction import lire_enquete, mesurer_satisfaction

# Quarante réponses par semestre : le courriel est plus sévère que le ticket de caisse.
ENQUETE = pd.DataFrame(
    [("2025-03-04", "courriel", note, "Prix") for note in [10, 8, 6, 4] * 5]
    + [("2025-03-04", "ticket de caisse", note, "Choix") for note in [10, 9, 8, 6] * 5]
    + [("2025-09-09", "courriel", note, "Prix") for note in [9, 9, 7, 5] * 5]
    + [("2025-09-09", "courriel", None, None)] * 20,
    columns=["envoi", "canal", "note", "motif"],
).assign(envoi=lambda table: pd.to_datetime(table["envoi"]))


@pytest.fixture
def atelier():
    return EnqueteSatisfaction(ENQUETE)


def test_etat_de_depart(atelier):
    # 5 + 10 + 10 promoteurs, 10 + 5 + 5 détracteurs, sur 60 réponses.
    phrase = lire(atelier)
    assert "60 réponses sur 80 envois, soit 75,0 %." in phrase
    assert "NPS : 8 points" in phrase
    # Moyenne : (28 + 33 + 30) × 5 ÷ 60 = 7,58.
    assert "Note moyenne : 7,6 sur 10." in phrase


def test_changer_de_canal_change_le_nps_la_figure_et_le_programme(atelier):
    avant = atelier._figure.value
    atelier.reglages["canal"].value = "ticket de caisse"
    # 10 promoteurs et 5 détracteurs sur 20.
    assert "20 réponses sur 20 envois, soit 100,0 %." in lire(atelier) and "NPS : 25 points" in lire(atelier)
    assert atelier._figure.value != avant
    assert "ticket de caisse" in atelier._programme.value


def test_changer_de_periode_ne_garde_que_ses_envois(atelier):
    atelier.reglages["periode"].value = "le second semestre"
    assert "20 réponses sur 40 envois, soit 50,0 %." in lire(atelier)
    assert "NPS : 25 points" in lire(atelier)


def test_moins_de_reponses_elargissent_la_marge(atelier):
    def lire_marge():
        return float(lire(atelier).split("à ")[1].split(" points")[0])

    large = lire_marge()
    atelier.reglages["gardees"].value = "les 20 premières"
    assert "20 réponses gardées." in lire(atelier) and lire_marge() > large


def test_un_canal_muet_se_dit_et_l_atelier_repart(atelier):
    with atelier.ensemble():
        atelier.reglages["canal"].value = "ticket de caisse"
        atelier.reglages["periode"].value = "le second semestre"
    assert atelier.resultat is None and "Personne n’a répondu" in atelier.message
    atelier.revenir_au_depart()
    assert atelier.resultat and not atelier.message


def test_les_tableaux_donnent_les_groupes_et_les_motifs(atelier):
    tableaux = atelier.resultat.tableau()
    assert tableaux.count("<table") == 2
    assert "Détracteurs" in tableaux and tableaux.index("Prix") < tableaux.index("Choix")


def test_le_programme_montre_refait_le_calcul():
    atelier = EnqueteSatisfaction(lire_enquete(chemin("magasin-satisfaction-2025.csv")))
    atelier.reglages["canal"].value = "courriel"
    atelier.reglages["gardees"].value = "les 40 premières"
    espace = {}
    exec(atelier.resultat.programme + "\nnotes = choisis['note'].dropna().head(40)", espace)
    mesures = mesurer_satisfaction(espace["notes"])
    assert f"NPS\u202f: {ecrire_nombre(mesures['nps'])}" in atelier.resultat.phrase
