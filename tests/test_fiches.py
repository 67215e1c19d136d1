"""La fiche d'un client : le SIREN, la qualité d'un fichier, ce que réunit la fiche complète."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.erreurs import ErreurCours
from course_helpers.etude import ouvrir_dossier
from course_helpers.fiches import mesurer_qualite, resumer_clients, reunir_fiches, verifier_siren
from course_helpers.tirages.connaissance import calculer_siren

DOSSIER = ouvrir_dossier()
RESUMES = resumer_clients(DOSSIER, "31/12/2025").set_index("client")


@pytest.mark.parametrize(
    ("siren", "etat"),
    [
        ("732829320", "valide"),  # l'exemple que donne l'article « Formule de Luhn » de beaucoup de cours
        ("732 829 320", "valide"),
        ("732829321", "clé fausse"),
        ("73282932", "mal formé"),
        ("73282932000074", "mal formé"),  # un SIRET
        ("73282932O", "mal formé"),  # la lettre O
        ("²32829320", "mal formé"),
        (" ", "absent"),
        (None, "absent"),
        (float("nan"), "absent"),
    ],
)
def test_l_etat_d_un_siren(siren, etat):
    assert verifier_siren(siren) == etat


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_une_seule_faute_de_frappe_se_voit(debut, rang, ecart):
    siren = calculer_siren(f"{debut:08}")
    assert verifier_siren(siren) == "valide"
    faux = f"{siren[:rang]}{(int(siren[rang]) + ecart) % 10}{siren[rang + 1 :]}"
    assert verifier_siren(faux) == "clé fausse"


def test_les_taux_du_fichier_se_recomptent():
    fiches = DOSSIER.fiches
    qualite = mesurer_qualite(fiches, DOSSIER.factures, "31/12/2025").set_index("indicateur")
    vides = fiches["SIREN"].isna().sum()
    assert qualite.loc["remplissage", ["nombre", "base"]].tolist() == [fiches.size - vides, fiches.size]
    assert qualite.loc["SIREN valides", "base"] == len(fiches) - vides
    assert qualite.loc["doublons", "nombre"] == 6
    codes = DOSSIER.factures[DOSSIER.factures["date"] >= "2024-12-31"]["code_client"].unique()
    assert qualite.loc["fraîcheur", "nombre"] == fiches["code_client"].isin(codes).sum()


def test_la_fraicheur_compte_le_jour_anniversaire_et_ignore_l_avenir():
    fiches = DOSSIER.fiches.head(2)
    codes = fiches["code_client"].tolist()

    def mesurer(*jours):
        factures = pd.DataFrame({"code_client": codes, "date": pd.to_datetime(jours)})
        return (
            mesurer_qualite(fiches, factures, "31/12/2025").set_index("indicateur").loc["fraîcheur", "nombre"]
        )

    assert mesurer("2024-12-31", "2024-12-30") == 1
    assert mesurer("2026-01-01", "2025-12-31") == 1


def test_un_fichier_sans_siren_n_a_pas_de_taux_de_validite():
    fiches = DOSSIER.fiches.head(3).assign(SIREN=None)
    qualite = mesurer_qualite(fiches, DOSSIER.factures, "31/12/2025").set_index("indicateur")
    assert pd.isna(qualite.loc["SIREN valides", "taux_pct"])
    with pytest.raises(ErreurCours, match="SIREN"):
        mesurer_qualite(fiches.drop(columns="SIREN"), DOSSIER.factures, "31/12/2025")
    with pytest.raises(ErreurCours):
        mesurer_qualite(fiches.head(0), DOSSIER.factures, "31/12/2025")


def test_reunir_ne_perd_ni_client_ni_facture():
    gardees, factures = reunir_fiches(DOSSIER.fiches, DOSSIER.factures)
    assert len(gardees) == 220 and gardees["code_client"].is_unique
    assert len(factures) == len(DOSSIER.factures)
    assert set(factures["code_client"]) <= set(gardees["code_client"])


def test_la_fiche_complete_s_accorde_avec_les_factures():
    assert len(RESUMES) == 220
    total = DOSSIER.factures[DOSSIER.factures["date"].dt.year == 2024]["montant_ht"].sum()
    assert abs(RESUMES["ca_avant"].sum() - total) < 0.01
    factures = DOSSIER.factures[DOSSIER.factures["montant_ht"] > 0]
    pieces = factures.groupby("facture")["montant_ht"].sum()
    for fiche in RESUMES.dropna(subset="facture").itertuples():
        assert abs(pieces[fiche.facture] - fiche.facture_ht) < 0.005
    assert RESUMES.loc["Mairie de Grandvesse", "fiches"] == 2
    assert (RESUMES["fiches"] - 1).sum() == 6


def test_l_anciennete_compte_les_annees_revolues():
    premier = RESUMES.loc["Mairie de Grandvesse", "premier_contact"]
    assert premier == pd.Timestamp(2012, 8, 23)
    for jour, annees in (("22/08/2025", 12), ("23/08/2025", 13)):
        resume = resumer_clients(DOSSIER, jour).set_index("client")
        assert resume.loc["Mairie de Grandvesse", "anciennete"] == annees
