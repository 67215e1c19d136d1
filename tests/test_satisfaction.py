"""La satisfaction : cas faits à la main, calculs indépendants, refus."""

import csv
from datetime import date
from random import Random
from statistics import mean, pstdev

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers import ErreurCours
from course_helpers.donnees import chemin
from course_helpers.satisfaction import (
    calculer_nps,
    estimer_marge,
    estimer_marge_nps,
    lire_avis,
    lire_enquete,
    lire_reclamations,
    mesurer_reponse,
    mesurer_satisfaction,
    ranger_notes,
    resumer_avis,
    suivre_reclamations,
)


def lignes(nom):
    with chemin(nom).open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def test_l_enquete_du_magasin_se_recompte():
    notes = [int(ligne["Note"]) for ligne in lignes("magasin-satisfaction-2025.csv") if ligne["Note"]]
    mesures = mesurer_satisfaction(lire_enquete(chemin("magasin-satisfaction-2025.csv"))["note"].dropna())
    haut, bas = sum(note in (9, 10) for note in notes), sum(note in range(7) for note in notes)
    assert mesures["reponses"] == len(notes)
    assert mesures["moyenne"] == pytest.approx(mean(notes))
    assert (mesures["promoteurs"], mesures["detracteurs"]) == (haut, bas)
    assert mesures["nps"] == pytest.approx(100 * haut / len(notes) - 100 * bas / len(notes))
    # La marge est celle d'une moyenne de valeurs −1, 0 et 1.
    valeurs = [(note >= 9) - (note <= 6) for note in notes]
    assert mesures["marge"] == pytest.approx(100 * 1.96 * pstdev(valeurs) / len(notes) ** 0.5)


@pytest.mark.parametrize("note", range(11))
def test_chaque_note_a_son_groupe(note):
    attendu = "promoteurs" if note in (9, 10) else "passifs" if note in (7, 8) else "détracteurs"
    assert ranger_notes(pd.Series([note])).tolist() == [attendu]


@pytest.mark.parametrize("note", [-1, 11, 7.5, None, "dix"])
def test_une_note_impossible_est_refusee(note):
    with pytest.raises(ErreurCours):
        ranger_notes(pd.Series([8, note], dtype=object))


def test_aucune_reponse_est_refusee():
    with pytest.raises(ErreurCours, match="Aucune note"):
        mesurer_satisfaction(pd.Series([], dtype=float))
    with pytest.raises(ErreurCours, match="Aucune réponse"):
        calculer_nps(0, 0, 0)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_le_nps_reste_entre_moins_cent_et_cent(notes):
    mesures = mesurer_satisfaction(pd.Series(notes))
    assert -100 <= mesures["nps"] <= 100 and 0 <= mesures["moyenne"] <= 10
    assert mesures["promoteurs"] + mesures["passifs"] + mesures["detracteurs"] == len(notes)
    assert mesures["marge"] <= 196 / len(notes) ** 0.5 + 1e-9


def test_la_meme_moyenne_donne_des_nps_opposes():
    partages, tiedes = pd.Series([10, 10, 4]), pd.Series([8, 8, 8])
    assert mesurer_satisfaction(partages)["moyenne"] == mesurer_satisfaction(tiedes)["moyenne"] == 8
    assert mesurer_satisfaction(partages)["nps"] == pytest.approx(100 / 3)
    assert mesurer_satisfaction(tiedes)["nps"] == 0


def test_quatre_fois_plus_de_reponses_divisent_la_marge_par_deux():
    assert estimer_marge(30, 400) == pytest.approx(estimer_marge(30, 100) / 2)
    assert estimer_marge_nps(80, 72, 48) == pytest.approx(estimer_marge_nps(20, 18, 12) / 2)
    assert estimer_marge(0, 10) == 0


def test_la_marge_couvre_95_echantillons_sur_100():
    """Deux mille enquêtes tirées au sort parmi les mêmes clients."""
    hasard, clients = Random(5), [1] * 37 + [0] * 38 + [-1] * 25
    couverts = 0
    for _ in range(2000):
        tires = hasard.choices(clients, k=150)
        haut, bas = tires.count(1), tires.count(-1)
        marge = estimer_marge_nps(haut, 150 - haut - bas, bas)
        couverts += abs(calculer_nps(haut, 150 - haut - bas, bas) - 12) <= marge
    assert 0.93 < couverts / 2000 < 0.97


@pytest.mark.parametrize(("reponses", "envoyes"), [(1, 0), (6, 5), (0.5, 5)])
def test_un_taux_de_reponse_impossible_est_refuse(reponses, envoyes):
    with pytest.raises(ErreurCours):
        mesurer_reponse(reponses, envoyes)


def test_les_reclamations_du_magasin_se_recomptent():
    suivi = suivre_reclamations(
        lire_reclamations(chemin("magasin-reclamations-2025.csv")), 13_000, "31/12/2025"
    )
    lues = lignes("magasin-reclamations-2025.csv")

    def jour(texte):
        return date(*map(int, reversed(texte.split("/"))))

    traitees = [ligne for ligne in lues if ligne["Date de réponse"]]
    attentes = [(jour(x["Date de réponse"]) - jour(x["Date de réception"])).days for x in traitees]
    assert suivi["reclamations"] == len(lues) and suivi["traitees"] == len(traitees)
    assert suivi["pour_mille"] == pytest.approx(1000 * len(lues) / 13_000)
    assert suivi["delai_moyen"] == pytest.approx(mean(attentes))
    assert suivi["delai_median"] == sorted(attentes)[len(attentes) // 2]
    assert suivi["dans_delai"] == sum(attente <= 7 for attente in attentes)
    assert suivi["dans_delai_pct"] == pytest.approx(100 * suivi["dans_delai"] / len(lues))
    assert suivi["resolues"] == sum(ligne["Issue"] != "sans suite" for ligne in traitees)
    assert suivi["revenus"] == sum(ligne["Revenu en magasin"] == "oui" for ligne in traitees)


def faire(*couples):
    """Des réclamations : (jour de réception, jour de réponse) du mois de mars 2025."""
    recues, repondues = zip(*couples, strict=True)
    jours = [[None if n is None else f"2025-03-{n:02d}" for n in colonne] for colonne in (recues, repondues)]
    return pd.DataFrame(
        {
            "reception": pd.to_datetime(jours[0]),
            "reponse": pd.to_datetime(jours[1]),
            "issue": ["en cours" if n is None else "explication" for n in repondues],
            "revenu": [None if n is None else "oui" for n in repondues],
        }
    )


def test_une_reponse_au_dernier_jour_du_delai_est_a_temps():
    suivi = suivre_reclamations(faire((3, 10), (3, 11), (3, None)), 100, "31/03/2025", delai=7)
    assert suivi["dans_delai"] == 1 and suivi["taux_traitement_pct"] == pytest.approx(200 / 3)


@pytest.mark.parametrize(
    ("couples", "dit"),
    [([(10, 3)], "réponse avant"), ([(3, None)], "Aucune réclamation"), ([(25, 26)], "après le bilan")],
)
def test_des_reclamations_impossibles_sont_refusees(couples, dit):
    with pytest.raises(ErreurCours, match=dit):
        suivre_reclamations(faire(*couples), 100, "20/03/2025")


def test_les_avis_du_magasin_se_recomptent():
    lus = lignes("magasin-avis-2025.csv")
    resume = resumer_avis(lire_avis(chemin("magasin-avis-2025.csv")))
    etoiles = [int(ligne["Étoiles"]) for ligne in lus]
    assert resume["avis"] == len(lus) and resume["moyenne"] == pytest.approx(mean(etoiles))
    assert resume["mauvais"] == sum(n in (1, 2) for n in etoiles)
    assert resume["mauvais_repondus"] == sum(
        int(x["Étoiles"]) < 3 and bool(x["Date de réponse"]) for x in lus
    )
    assert resume["taux_reponse_pct"] == pytest.approx(
        100 * sum(bool(ligne["Date de réponse"]) for ligne in lus) / len(lus)
    )
    with pytest.raises(ErreurCours):
        resumer_avis(pd.DataFrame({"etoiles": [6], "reponse": [None]}))
