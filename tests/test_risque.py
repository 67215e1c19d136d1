"""Le risque client : cas faits à la main, invariants, refus."""

from datetime import date, timedelta
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers import ErreurCours
from course_helpers.donnees import chemin
from course_helpers.risque import (
    AVIS,
    RELANCES,
    TRANCHES,
    calculer_penalites,
    chiffrer_retards,
    comparer_plafonds,
    dresser_balance,
    estimer_delai,
    fixer_echeance,
    graduer_relances,
    lire_reglements,
    lister_ouvertes,
    mesurer_delais,
    noter_solvabilite,
)

JOUR = date(2025, 12, 31)


def faire(*lignes):
    """Des factures : (client, jours de la facture au 31/12, délai, montant, jours jusqu’au règlement)."""
    table = [
        {
            "facture": f"F{rang}",
            "client": client,
            "date": JOUR - timedelta(days=avant),
            "echeance": JOUR - timedelta(days=avant - delai),
            "montant_ttc": montant,
            "reglement": None if regle is None else JOUR - timedelta(days=avant - regle),
        }
        for rang, (client, avant, delai, montant, regle) in enumerate(lignes)
    ]
    factures = pd.DataFrame(table)
    for colonne in ("date", "echeance", "reglement"):
        factures[colonne] = pd.to_datetime(factures[colonne])
    return factures


factures_quelconques = st.lists(
    st.tuples(
        st.sampled_from(["Hôtel", "Mairie", "École"]),
        st.integers(0, 300),
        st.sampled_from([0, 30, 60]),
        st.integers(1, 10**7).map(lambda centimes: centimes / 100),
        st.none() | st.integers(0, 250),
    ),
    min_size=1,
    max_size=25,
)


# --- échéance ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jour", "delai", "fin_de_mois", "attendue"),
    [
        ("15/11/2025", 30, False, "2025-12-15"),
        ("31/01/2025", 30, False, "2025-03-02"),
        ("20/12/2025", 45, True, "2026-02-28"),
        # Déjà au dernier jour d'un mois : on y reste.
        ("16/11/2025", 45, True, "2025-12-31"),
        ("17/11/2025", 45, True, "2026-01-31"),
    ],
)
def test_une_echeance(jour, delai, fin_de_mois, attendue):
    assert fixer_echeance(jour, delai, fin_de_mois=fin_de_mois) == pd.Timestamp(attendue)


# --- encours et balance -----------------------------------------------------------------------------


def test_le_jour_de_l_echeance_n_est_pas_un_retard_et_chaque_borne_est_dans_sa_tranche():
    retards = [0, 1, 30, 31, 60, 61, 90, 91]
    ouvertes = lister_ouvertes(faire(*(("Hôtel", 30 + r, 30, 10, None) for r in retards)), JOUR)
    assert ouvertes["retard"].tolist() == retards
    rangs = [TRANCHES.index(tranche) for tranche in ouvertes["tranche"]]
    assert rangs == [0, 1, 1, 2, 2, 3, 3, 4]


def test_une_facture_a_venir_ou_deja_reglee_n_est_pas_due():
    factures = faire(
        ("Hôtel", -1, 30, 100, None),  # facturée demain
        ("Hôtel", 40, 30, 200, 40),  # réglée ce jour
        ("Hôtel", 40, 30, 400, 41),  # réglée demain
        ("Hôtel", 0, 30, 800, None),  # facturée ce jour
    )
    assert lister_ouvertes(factures, JOUR)["montant_ttc"].tolist() == [400, 800]


def test_la_balance_se_range_par_montant_echu():
    factures = faire(
        ("Mairie", 10, 30, 5000, None),
        ("École", 70, 30, 300.10, None),
        ("École", 5, 30, 0.20, None),
        ("Hôtel", 130, 30, 300.20, None),
    )
    balance = dresser_balance(lister_ouvertes(factures, JOUR))
    assert balance["client"].tolist() == ["Hôtel", "École", "Mairie"]
    assert balance.loc[1, ["non échu", "31 à 60 jours", "encours", "echu"]].tolist() == [
        0.2,
        300.1,
        300.3,
        300.1,
    ]


def test_sans_rien_a_payer_la_balance_est_vide():
    ouvertes = lister_ouvertes(faire(("Hôtel", 40, 30, 200, 1)), JOUR)
    balance = dresser_balance(ouvertes)
    assert balance.empty and list(balance) == ["client", *TRANCHES, "encours", "echu"]


@given(factures_quelconques)
@settings(deadline=None, max_examples=60)
def test_la_balance_garde_chaque_centime(lignes):
    ouvertes = lister_ouvertes(faire(*lignes), JOUR)
    balance = dresser_balance(ouvertes)
    attendu = sum(
        round(100 * montant) for _, avant, _, montant, regle in lignes if regle is None or regle > avant
    )
    assert round(100 * balance["encours"].sum()) == attendu
    assert round(100 * balance[list(TRANCHES)].to_numpy().sum()) == attendu
    echu = sum(
        round(100 * montant)
        for _, avant, delai, montant, regle in lignes
        if (regle is None or regle > avant) and avant > delai
    )
    assert round(100 * balance["echu"].sum()) == echu
    assert balance["client"].is_unique and (balance["encours"] > 0).all()


def test_un_plafond_se_depasse_au_centime_pres():
    balance = pd.DataFrame({"client": ["a", "b", "c"], "encours": [1000, 1000.01, 400]})
    compares = comparer_plafonds(balance, {"a": 1000, "b": 1000, "c": 1000})
    assert compares["depassement"].tolist() == [0, 0.01, 0]
    assert compares["disponible"].tolist() == [0, 0, 600]
    assert compares["part_plafond_pct"].tolist() == [100, 100.001, 40]


# --- délais -----------------------------------------------------------------------------------------


def test_le_delai_est_pondere_et_une_avance_n_efface_pas_un_retard():
    factures = faire(
        ("Hôtel", 100, 30, 3000, 20), ("Hôtel", 100, 30, 1000, 60), ("Hôtel", 100, 30, 9000, None)
    )
    mesures = mesurer_delais(factures, JOUR)
    assert mesures.to_dict() == {"reglees": 2, "delai_moyen": 30.0, "retard_moyen": 7.5}


@given(factures_quelconques)
@settings(deadline=None, max_examples=60)
def test_le_delai_moyen_se_recalcule_en_fractions(lignes):
    reglees = [
        (round(100 * montant), regle, delai)
        for _, avant, delai, montant, regle in lignes
        if regle is not None and regle <= avant
    ]
    if not reglees:
        with pytest.raises(ErreurCours, match="n’est réglée"):
            mesurer_delais(faire(*lignes), JOUR)
        return
    total = sum(centimes for centimes, *_ in reglees)
    mesures = mesurer_delais(faire(*lignes), JOUR)
    assert mesures["delai_moyen"] == pytest.approx(float(Fraction(sum(c * r for c, r, _ in reglees), total)))
    retards = sum(c * max(0, r - d) for c, r, d in reglees)
    assert mesures["retard_moyen"] == pytest.approx(float(Fraction(retards, total)))


def test_le_delai_estime_depend_de_l_annee_choisie():
    assert estimer_delai(100, 800) == 45
    assert estimer_delai(100, 800, jours=365) == 45.625


# --- pénalités, relances, note ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("montant", "retard", "taux", "attendu"),
    [
        (3650, 45, 0.12, 54),
        (3144.31, 75, 0.12, 77.53),
        (36.50, 5, 0.1, 0.05),
        (1, 73, 0.025, 0.01),  # un demi-centime monte
        (5000, 0, 0.12, 0),
    ],
)
def test_des_penalites(montant, retard, taux, attendu):
    assert calculer_penalites(montant, retard, taux) == attendu


@given(
    st.integers(0, 10**8),
    st.integers(0, 1000),
    st.integers(0, 1000).map(lambda pour_mille: pour_mille / 1000),
)
def test_les_penalites_sont_au_centime_le_plus_proche(centimes, retard, taux):
    exact = Fraction(centimes) * Fraction(str(taux)) * retard / 365
    assert abs(round(100 * calculer_penalites(centimes / 100, retard, taux)) - exact) <= Fraction(1, 2)


def test_l_indemnite_est_par_facture_en_retard():
    chiffrees = chiffrer_retards(pd.DataFrame({"montant_ttc": [10, 10, 10], "retard": [0, 1, 400]}), 0.12)
    assert chiffrees["indemnite"].tolist() == [0, 40, 40]
    assert chiffrees["penalites"].iloc[0] == 0


def test_une_relance_commence_a_son_seuil():
    retards = pd.DataFrame({"retard": [0, 1, 4, 5, 9, 10, 19, 20]})
    rangs = [RELANCES.index(r) for r in graduer_relances(retards, seuils=(1, 5, 10, 20))["relance"]]
    assert rangs == [0, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize("seuils", [(1, 5, 5, 20), (1, 20, 10, 30), (1, 5, 10), (0, 5, 10, 20)])
def test_des_seuils_qui_ne_croissent_pas_se_refusent(seuils):
    with pytest.raises(ErreurCours):
        graduer_relances(pd.DataFrame({"retard": [3]}), seuils=seuils)


MEILLEURES = {"retard_moyen": 5, "part_plafond_pct": 80, "part_60_pct": 0, "impayes": 0, "anciennete": 3}
MOYENNES = {"retard_moyen": 30, "part_plafond_pct": 100, "part_60_pct": 25, "impayes": 1, "anciennete": 1}
PIRES = {"retard_moyen": 31, "part_plafond_pct": 100.1, "part_60_pct": 26, "impayes": 2, "anciennete": 0.9}


def test_chaque_borne_de_la_grille_donne_ses_points():
    for mesures, valeur in ((MEILLEURES, 2), (MOYENNES, 1), (PIRES, 0)):
        assert set(noter_solvabilite(**mesures)[0].values()) == {valeur}
    # Un critère à la fois : sa borne franchie ne change que ses points.
    for critere in MEILLEURES:
        points, _ = noter_solvabilite(**MEILLEURES | {critere: PIRES[critere]})
        assert {nom for nom, valeur in points.items() if valeur < 2} == {critere}


def test_l_avis_suit_la_note():
    avis = list(AVIS.values())
    assert noter_solvabilite(**MEILLEURES | {"retard_moyen": 31})[1] == avis[0]
    assert noter_solvabilite(**MOYENNES)[1] == avis[1]
    assert noter_solvabilite(**MOYENNES | {"impayes": 2})[1] == avis[2]


# --- refus ------------------------------------------------------------------------------------------

BONNE = faire(("Hôtel", 40, 30, 100, None))


@pytest.mark.parametrize(
    ("factures", "motif"),
    [
        (BONNE.drop(columns="echeance"), "echeance"),
        (BONNE.assign(client=None), "valeur manquante"),
        (BONNE.assign(echeance=pd.NaT), "valeur manquante"),
        (BONNE.assign(montant_ttc=-5), "montant négatif"),
        (BONNE.assign(montant_ttc="cent"), "écrit en texte"),
        (BONNE.assign(date="hier"), "ne contient pas des dates"),
        (BONNE.assign(echeance=BONNE["date"] - pd.Timedelta(days=1)), "antérieure à la facture"),
        (BONNE.assign(reglement=BONNE["date"] - pd.Timedelta(days=1)), "antérieure à la facture"),
    ],
)
def test_des_factures_impossibles_se_refusent(factures, motif):
    for calcul in (lister_ouvertes, mesurer_delais):
        with pytest.raises(ErreurCours, match=motif):
            calcul(factures, JOUR)


@pytest.mark.parametrize(
    "geste",
    [
        lambda: fixer_echeance("32/01/2025", 30),
        lambda: fixer_echeance("01/01/2025", -1),
        lambda: fixer_echeance("01/01/2025", 30.5),
        lambda: comparer_plafonds(pd.DataFrame({"client": ["a"], "encours": [1]}), {}),
        lambda: comparer_plafonds(pd.DataFrame({"client": ["a"], "encours": [1]}), {"a": 0}),
        lambda: comparer_plafonds(pd.DataFrame({"client": ["a", "a"], "encours": [1, 2]}), {"a": 9}),
        lambda: estimer_delai(100, 0),
        lambda: estimer_delai(-1, 100),
        lambda: calculer_penalites(-1, 3, 0.1),
        lambda: calculer_penalites(100, -3, 0.1),
        lambda: calculer_penalites(100, 3, 12),
        lambda: noter_solvabilite(**MEILLEURES | {"retard_moyen": -1}),
        lambda: noter_solvabilite(**MEILLEURES | {"impayes": None}),
        lambda: lister_ouvertes(BONNE, "demain"),
    ],
)
def test_une_entree_impossible_se_refuse(geste):
    with pytest.raises(ErreurCours):
        geste()


def test_un_fichier_sans_echeance_se_refuse_en_la_nommant(tmp_path):
    (tmp_path / "r.csv").write_text("N° facture;Client;Montant TTC\nF1;Hôtel;12,50\n", encoding="utf-8")
    with pytest.raises(ErreurCours, match="Date facture"):
        lire_reglements(tmp_path / "r.csv")


def test_le_fichier_du_cours_se_lit_en_entier():
    lues = lire_reglements(chemin("reglements-2025.csv"))
    assert lues["montant_ttc"].gt(0).all() and lues["echeance"].notna().all()
    assert 0 < lues["reglement"].isna().sum() < len(lues) / 4
