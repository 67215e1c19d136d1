"""La valeur d'un client : cas travaillés du cours, invariants, phrases des refus."""

import ast
import math
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers import pareto, valeur
from course_helpers.erreurs import ErreurCours
from course_helpers.valeur import (
    amortir_acquisition,
    calculer_duree_moyenne,
    calculer_ht,
    chiffrer_programme,
    comparer_couts,
    mesurer_marge,
    mesurer_retention,
    mesurer_retention_effectifs,
    projeter_valeur,
    valeur_client,
    valeur_vie,
    valeur_vie_marge_acquise,
)

COURS = {"taux_retention": 0.8, "taux_actualisation": 0.1}
centimes = st.integers(1, 10**12)
taux = st.integers(0, 100).map(lambda pour_cent: pour_cent / 100)


def phrase(erreur) -> str:
    """La phrase de l'erreur, ses espaces fines vérifiées puis rendues ordinaires."""
    brute = str(erreur.value)
    assert not re.search(r" [:;%»]|« ", brute)
    return brute.replace("\u202f", " ")


@pytest.fixture
def gros_client():
    clients = pd.DataFrame(
        {
            "client": ["Mairie", "Hôtel", "Cabinet", "École", "Garage"],
            "ca": [60_000, 30_000, 18_000, 8_000, 4_000],
            "cout_achat": [48_000, 21_000, 11_700, 5_200, 2_400],
        }
    )
    charges = pd.DataFrame(
        [
            ("Mairie", "livraisons", 8_000),
            ("Garage", "visites", 2_100),
            ("Hôtel", "visites", 2_500),
            ("Mairie", "appel d’offres", 2_500),
            ("Cabinet", "visites", 900),
            ("École", "publipostage", 400),
        ],
        columns=["client", "nature", "montant"],
    )
    return clients, charges


# HT, TTC et marge d'une vente


def test_ht_se_divise_et_ne_se_soustrait_pas():
    assert calculer_ht(153.60) == 128
    assert calculer_ht(105.50, taux_tva=0.055) == 100
    assert calculer_ht(100, taux_tva=0) == 100
    assert calculer_ht(6, taux_tva=1) == 3


def test_un_demi_centime_s_eloigne_de_zero():
    # 0,21 / 2 = 0,105 exactement : un flottant dirait 0,10.
    assert calculer_ht(0.21, taux_tva=1) == 0.11
    assert calculer_ht(-0.21, taux_tva=1) == -0.11
    assert math.copysign(1, calculer_ht(-0.002, taux_tva=0)) == 1


@given(centimes, taux)
def test_le_prix_ht_redonne_le_prix_ttc_a_la_tva_pres(ttc, tva):
    ht = Fraction(str(calculer_ht(ttc / 100, taux_tva=tva)))
    taxe = 1 + Fraction(str(tva))
    assert abs(ht * taxe - Fraction(ttc, 100)) <= taxe * Fraction(1, 200)


def test_marge_sur_une_vente_du_cours():
    vente = mesurer_marge(calculer_ht(153.60), taux_marque=0.3, frais=6)
    assert vente.to_dict() == {
        "prix_ht": 128,
        "cout_achat": 89.60,
        "marge_commerciale": 38.40,
        "frais": 6,
        "marge_nette": 32.40,
        "taux_marque": 0.3,
        "taux_marge": pytest.approx(0.428571, abs=1e-6),
    }
    # Les deux erreurs diagnostiquées se retrouvent : partir du TTC, prendre 30 % pour un taux de marge.
    assert mesurer_marge(153.60, taux_marque=0.3, frais=6)["marge_nette"] == 40.08
    assert mesurer_marge(128, taux_marge=0.3, frais=6)["marge_nette"] == 23.54


def test_marge_depuis_le_cout_ou_le_taux_de_marge():
    assert mesurer_marge(128, cout_achat=89.60)["taux_marque"] == 0.3
    assert mesurer_marge(120, taux_marge=0.5)["cout_achat"] == 80
    assert mesurer_marge(110, taux_marge=10)["cout_achat"] == 10
    assert mesurer_marge(80, cout_achat=100)["marge_commerciale"] == -20
    assert mesurer_marge(0.01, cout_achat=0)["marge_nette"] == 0.01
    offert = mesurer_marge(10, taux_marque=1)
    assert offert["cout_achat"] == 0 and offert["taux_marque"] == 1 and math.isnan(offert["taux_marge"])


@given(centimes, taux, st.integers(0, 10**6))
def test_les_parties_du_prix_font_le_prix(prix, marque, frais):
    vente = mesurer_marge(prix / 100, taux_marque=marque, frais=frais / 100)
    en_centimes = {nom: round(100 * vente[nom]) for nom in vente.index[:5]}
    assert en_centimes["cout_achat"] + en_centimes["frais"] + en_centimes["marge_nette"] == prix
    assert en_centimes["marge_commerciale"] - en_centimes["frais"] == en_centimes["marge_nette"]
    assert vente["taux_marque"] == marque


@pytest.mark.parametrize(
    "connus", [{}, {"cout_achat": 80, "taux_marque": 0.2}, {"taux_marque": 0.2, "taux_marge": 0.25}]
)
def test_marge_demande_une_seule_des_trois_donnees(connus):
    with pytest.raises(ErreurCours) as erreur:
        mesurer_marge(100, **connus)
    assert phrase(erreur) == "Donnez un seul des trois : « cout_achat », « taux_marque » ou « taux_marge »."


# Valeur constatée


def test_le_gros_client_qui_coute(gros_client):
    valeurs = valeur_client(*gros_client)
    assert list(valeurs.columns) == ["client", "ca", "cout_achat", "charges", "valeur"]
    assert valeurs["client"].tolist() == ["Mairie", "Hôtel", "Cabinet", "École", "Garage"]
    assert valeurs["charges"].tolist() == [10_500, 2_500, 900, 400, 2_100]
    assert valeurs["valeur"].tolist() == [1_500, 6_500, 5_400, 2_400, -500]

    ensemble = mesurer_marge(
        valeurs["ca"].sum(), cout_achat=valeurs["cout_achat"].sum(), frais=valeurs["charges"].sum()
    )
    assert ensemble["marge_nette"] == 15_300
    assert round(100 * ensemble["taux_marque"], 2) == 26.42
    assert round((100 * (1 - valeurs["cout_achat"] / valeurs["ca"])).mean(), 2) == 32  # l'erreur

    mairie = valeurs[valeurs["client"] == "Mairie"].iloc[0]
    assert mairie["ca"] / valeurs["ca"].sum() == 0.5
    assert round(100 * mairie["valeur"] / valeurs["valeur"].sum(), 1) == 9.8


def test_abc_sur_le_ca_et_sur_la_valeur_classent_autrement(gros_client):
    valeurs = valeur_client(*gros_client)
    par_ca = pareto.classer_abc(valeurs, montant="ca").set_index("client")["classe"]
    par_valeur = pareto.classer_abc(valeurs, montant="valeur", avoirs="a_part").set_index("client")["classe"]
    assert par_ca.to_dict() == {"Mairie": "A", "Hôtel": "A", "Cabinet": "A", "École": "B", "Garage": "C"}
    assert par_valeur.to_dict() == {
        "Hôtel": "A",
        "Cabinet": "A",
        "École": "A",
        "Mairie": "B",
        "Garage": "hors classement",
    }


def test_valeur_sans_charge_et_sous_d_autres_noms(gros_client):
    clients = gros_client[0].rename(columns={"client": "nom", "ca": "ventes", "cout_achat": "achats"})
    valeurs = valeur_client(clients, client="nom", ca="ventes", cout_achat="achats")
    assert list(valeurs.columns) == ["nom", "ca", "cout_achat", "charges", "valeur"]
    assert valeurs["charges"].eq(0).all()
    assert valeurs["valeur"].tolist() == [12_000, 9_000, 6_300, 2_800, 1_600]


def test_les_montants_decimaux_et_les_avoirs_comptent_au_centime():
    clients = pd.DataFrame(
        {"client": [1, 2], "ca": [Decimal("0.30"), -5.10], "cout_achat": [0.1, -3]}, index=[7, 9]
    )
    charges = pd.DataFrame({"client": [1, 1], "montant": [0.1, 0.1]})
    assert valeur_client(clients, charges)["valeur"].tolist() == [0, -2.10]


@given(
    st.lists(
        st.tuples(centimes, centimes, st.lists(st.integers(0, 10**9), max_size=3)), min_size=1, max_size=6
    ),
    st.randoms(use_true_random=False),
)
def test_la_somme_des_valeurs_est_exacte_et_l_ordre_des_charges_indifferent(portefeuille, hasard):
    clients = pd.DataFrame(
        [(i, ca / 100, cout / 100) for i, (ca, cout, _) in enumerate(portefeuille)],
        columns=["client", "ca", "cout_achat"],
    )
    lignes = [(i, charge / 100) for i, (_, _, charges) in enumerate(portefeuille) for charge in charges]
    charges = pd.DataFrame(lignes, columns=["client", "montant"])
    hasard.shuffle(lignes)
    melangees = pd.DataFrame(lignes, columns=["client", "montant"])
    valeurs = valeur_client(clients, charges)
    pd.testing.assert_frame_equal(valeurs, valeur_client(clients, melangees))
    total = sum(ca - cout - sum(charges) for ca, cout, charges in portefeuille)
    assert sum(round(100 * v) for v in valeurs["valeur"]) == total


@pytest.mark.parametrize(
    ("gater", "attendu"),
    [
        (lambda clients, charges: (clients.head(0), charges), "La table n’a aucune ligne"),
        (
            lambda clients, charges: (clients.replace({"client": {"École": "Hôtel"}}), charges),
            "Colonne « client » : déjà présent plus haut (1 ligne), d’abord ligne 4 (« Hôtel »)",
        ),
        (
            lambda clients, charges: (clients.astype({"cout_achat": str}), charges),
            "Colonne « cout_achat » : montant écrit en texte, manquant ou infini (5 lignes), d’abord ligne 1",
        ),
        (
            lambda clients, charges: (clients.replace({"ca": {8_000: 10**12}}), charges),
            "Les montants de « ca » sont trop grands",
        ),
        (
            lambda clients, charges: (clients, charges.replace({"montant": {2_100: -2_100, 900: -0.01}})),
            "Colonne « montant » : montant négatif (2 lignes), d’abord ligne 2 (« −2100 »)",
        ),
        (
            lambda clients, charges: (clients, charges.replace({"client": {"École": "Gîte"}})),
            "Colonne « client » : charge sans client (1 ligne), d’abord ligne 6 (« Gîte ») : "
            "corrigez son nom ou ajoutez ce client.",
        ),
    ],
)
def test_une_table_impossible_est_refusee(gros_client, gater, attendu):
    with pytest.raises(ErreurCours) as erreur:
        valeur_client(*gater(*gros_client))
    assert phrase(erreur).startswith(attendu)


@pytest.mark.parametrize("colonne", ["client", "ca", "cout_achat", "montant"])
def test_une_colonne_absente_est_refusee(gros_client, colonne):
    tables = [table.drop(columns=colonne, errors="ignore") for table in gros_client]
    with pytest.raises(ErreurCours, match=f"La colonne «\u202f{colonne}\u202f» manque"):
        valeur_client(*tables)
    with pytest.raises(ErreurCours, match="La colonne «\u202fclient\u202f» manque"):
        valeur_client(gros_client[0], tables[1][["nature"]])


# Valeur projetée


def test_projection_avec_croissance_et_fidelisation():
    table = projeter_valeur(1000, annees=3, taux_croissance=0.05, cout_fidelisation=120)
    assert table["annee"].tolist() == [1, 2, 3]
    assert table["marge"].tolist() == [1000, 1050, 1102.50]
    assert table["cout_fidelisation"].tolist() == [120] * 3
    assert table["valeur"].tolist() == [880, 930, 982.50]
    assert table["valeur_cumulee"].tolist() == [880, 1810, 2792.50]
    assert projeter_valeur(100, annees=2, taux_croissance=-1)["valeur_cumulee"].tolist() == [100, 100]
    assert projeter_valeur(100, annees=2, taux_croissance=1)["valeur_cumulee"].tolist() == [100, 300]
    assert len(projeter_valeur(100, annees=100)) == 100


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9), st.integers(1, 30))
def test_sans_croissance_la_somme_des_annees_est_le_total(marge, cout, annees):
    table = projeter_valeur(marge / 100, annees=annees, cout_fidelisation=cout / 100)
    assert round(100 * table["valeur_cumulee"].iloc[-1]) == annees * (marge - cout)
    assert round(100 * math.fsum(table["valeur"])) == annees * (marge - cout)


@given(st.integers(0, 10**9), st.integers(-100, 100), st.integers(1, 30))
def test_avec_croissance_le_cumul_ne_s_ecarte_que_des_arrondis(marge, croissance, annees):
    table = projeter_valeur(marge / 100, annees=annees, taux_croissance=croissance / 100)
    ecart = abs(100 * table["valeur_cumulee"].iloc[-1] - 100 * math.fsum(table["valeur"]))
    assert ecart <= (annees + 1) / 2 + 0.01 * (1 + table["valeur_cumulee"].iloc[-1] / 1e9)


# Valeur vie


@pytest.mark.parametrize(
    ("calcul", "choix", "attendu"),
    [
        (valeur_vie, {}, 266.67),
        (valeur_vie, {"premiere_marge": 0}, 366.67),
        (valeur_vie, {"horizon": 5}, 212.41),
        (valeur_vie, {"horizon": 5, "premiere_marge": 0}, 292.06),
        (valeur_vie, {"horizon": 5, "taux_retention": 1}, 379.08),
        (valeur_vie, {"horizon": 5, "cout_acquisition": 200}, 12.41),
        (valeur_vie, {"cout_acquisition": 300}, -33.33),
        (valeur_vie_marge_acquise, {}, 333.33),
        (valeur_vie_marge_acquise, {"horizon": 5}, 265.51),
        (valeur_vie_marge_acquise, {"horizon": 5, "cout_acquisition": 200}, 65.51),
    ],
)
def test_valeur_vie_du_cours(calcul, choix, attendu):
    assert round(calcul(100, **(COURS | choix)), 2) == attendu


def test_valeur_vie_aux_bornes():
    assert valeur_vie(100, taux_retention=0, taux_actualisation=0) == 0
    assert valeur_vie(100, taux_retention=0, taux_actualisation=1, premiere_marge=0) == 100
    assert valeur_vie(100, taux_retention=1, taux_actualisation=1) == 100
    assert valeur_vie(100, taux_retention=1, taux_actualisation=0, horizon=100) == 10_000
    assert valeur_vie(-100, taux_retention=1, taux_actualisation=0, horizon=3) == -300


@pytest.mark.parametrize("calcul", [valeur_vie, valeur_vie_marge_acquise])
@pytest.mark.parametrize("taux_actualisation", [0, 1e-320])
def test_une_valeur_vie_infinie_est_refusee(calcul, taux_actualisation):
    with pytest.raises(ErreurCours) as erreur:
        calcul(100, taux_retention=1, taux_actualisation=taux_actualisation)
    assert phrase(erreur) == (
        "La valeur vie est infinie quand personne ne part et que rien n’est actualisé : donnez un horizon."
    )


@given(centimes, taux, taux, st.integers(1, 40), st.sampled_from([0, 1]))
def test_valeur_vie_est_la_somme_exacte_a_la_derniere_decimale_pres(marge, r, i, horizon, debut):
    facteur = Fraction(str(r)) / (1 + Fraction(str(i)))
    exacte = Fraction(marge, 100) * sum(facteur**t for t in range(debut, debut + horizon))
    calculee = valeur_vie(
        marge / 100, taux_retention=r, taux_actualisation=i, horizon=horizon, premiere_marge=debut
    )
    assert calculee == pytest.approx(float(exacte), rel=1e-13)


horizons = st.one_of(st.none(), st.integers(1, 60))


@given(centimes, st.tuples(taux, taux).map(sorted), taux, horizons, st.sampled_from([0, 1]))
def test_valeur_vie_croit_avec_la_retention(marge, retentions, i, horizon, debut):
    i = i or 0.01  # sans actualisation ni départ, la somme sans fin diverge
    faible, forte = (
        valeur_vie(marge / 100, taux_retention=r, taux_actualisation=i, horizon=horizon, premiere_marge=debut)
        for r in retentions
    )
    assert faible <= forte


@given(centimes, taux, st.tuples(taux, taux).map(sorted), horizons, st.sampled_from([0, 1]))
def test_valeur_vie_decroit_avec_le_taux(marge, r, actualisations, horizon, debut):
    r = min(r, 0.99)
    bas, haut = (
        valeur_vie(marge / 100, taux_retention=r, taux_actualisation=i, horizon=horizon, premiere_marge=debut)
        for i in actualisations
    )
    assert bas >= haut


@given(centimes, taux, taux, st.integers(1, 60))
def test_valeur_vie_croit_avec_l_horizon_vers_la_somme_sans_fin(marge, r, i, horizon):
    r = min(r, 0.99)
    finie, suivante, sans_fin = (
        valeur_vie(marge / 100, taux_retention=r, taux_actualisation=i, horizon=n)
        for n in (horizon, horizon + 1, None)
    )
    assert finie <= suivante <= sans_fin * (1 + 1e-12)


def test_aucune_puissance_dans_le_module():
    """Une puissance de flottants n'a pas la même dernière décimale dans le navigateur."""
    arbre = ast.parse(Path(valeur.__file__).read_text(encoding="utf-8"))
    assert not [noeud for noeud in ast.walk(arbre) if isinstance(noeud, ast.Pow)]
    assert not {"pow", "exp", "power"} & {n.attr for n in ast.walk(arbre) if isinstance(n, ast.Attribute)}


# Rétention et durée


def test_retention_du_cours():
    mesures = mesurer_retention_effectifs(200, 190, nouveaux=30)
    assert mesures.to_dict() == {
        "debut": 200,
        "fin": 190,
        "nouveaux": 30,
        "restes": 160,
        "perdus": 40,
        "taux_retention": 0.8,
        "taux_attrition": 0.2,
        "duree_moyenne": 5,
    }
    assert mesures["fin"] / mesures["debut"] == 0.95  # l'erreur : les nouveaux comptés


def test_retention_aux_bornes():
    assert mesurer_retention_effectifs(1, 1, nouveaux=0)["duree_moyenne"] == math.inf
    assert mesurer_retention_effectifs(10, 0, nouveaux=0)["duree_moyenne"] == 1
    assert calculer_duree_moyenne(0.8) == 5
    assert calculer_duree_moyenne(0) == 1
    assert calculer_duree_moyenne(1) == math.inf


identifiants = st.sets(st.integers(0, 30))


@given(identifiants.filter(bool), identifiants, st.sets(st.integers(100, 120)))
def test_les_nouveaux_ne_changent_pas_la_retention(debut, fin, nouveaux):
    avant, apres = mesurer_retention(debut, fin), mesurer_retention(debut, fin | nouveaux)
    assert avant["restes"] == len(debut & fin)
    assert avant["restes"] + avant["perdus"] == len(debut)
    assert apres["nouveaux"] == avant["nouveaux"] + len(nouveaux)
    assert apres["taux_retention"] == avant["taux_retention"]


def test_retention_lit_des_colonnes_de_factures():
    debut, fin = pd.Series(["a", "b", "a", "c"]), pd.Series(["c", "a", "x", "x"])
    mesures = mesurer_retention(debut, fin)
    assert mesures[["debut", "fin", "nouveaux", "restes"]].tolist() == [3, 3, 1, 2]


IDENTIFIANT_VIDE = (
    "Colonne « {} » : identifiant vide (1 ligne), d’abord ligne {} (« vide ») : nommez le client."
)


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (["a"], ["a", "b", pd.NA], IDENTIFIANT_VIDE.format("fin", 3)),
        (["a", ""], ["a"], IDENTIFIANT_VIDE.format("debut", 2)),
        ("abc", ["a"], "« debut » vaut « abc » : donnez une liste d’identifiants."),
        (
            [],
            ["a"],
            "« debut » vaut « 0 » : donnez un nombre entier de clients de 1 à 1 000 000 000 000.",
        ),
    ],
)
def test_des_identifiants_impossibles_sont_refuses(debut, fin, attendu):
    with pytest.raises(ErreurCours) as erreur:
        mesurer_retention(debut, fin)
    assert phrase(erreur) == attendu


# Acquisition et fidélisation


def test_amortissement_annee_par_annee():
    table = amortir_acquisition(180, 100, **COURS, horizon=5)
    assert table["annee"].tolist() == [1, 2, 3, 4, 5]
    assert table["marge"].tolist() == [72.73, 52.89, 38.47, 27.98, 20.35]
    assert table["marge_cumulee"].iloc[-1] == 212.41
    assert table["solde"].tolist() == [-107.27, -54.38, -15.91, 12.06, 32.41]
    assert table["amorti"].tolist() == [False, False, False, True, True]
    assert table.attrs["delai_recuperation"] == 4


def test_amortissement_selon_le_moment_de_la_premiere_marge():
    des_le_depart = amortir_acquisition(250, 100, horizon=3, premiere_marge=0)
    assert des_le_depart["annee"].tolist() == [0, 1, 2]
    assert des_le_depart.attrs["delai_recuperation"] == 2
    assert amortir_acquisition(200, 100).attrs["delai_recuperation"] == 2  # un solde nul est amorti
    assert amortir_acquisition(0, 0)["amorti"].all()
    jamais = amortir_acquisition(1000.01, 100)
    assert len(jamais) == 10 and jamais.attrs["delai_recuperation"] is None
    # Il manque un dix-millième d'euro : le solde affiché est nul, l'année n'est pas amortie.
    assert not amortir_acquisition(100.0001, 100, horizon=1)["amorti"].any()


@given(centimes, st.integers(0, 10**9), taux, taux, st.integers(1, 15), st.sampled_from([0, 1]))
def test_le_dernier_solde_est_la_valeur_vie(cout, marge, r, i, horizon, debut):
    choix = {"taux_retention": r, "taux_actualisation": i, "horizon": horizon, "premiere_marge": debut}
    solde = amortir_acquisition(cout / 100, marge / 100, **choix)["solde"].iloc[-1]
    vie = valeur_vie(marge / 100, cout_acquisition=cout / 100, **choix)
    assert solde == pytest.approx(vie, rel=1e-9, abs=0.0051)


def test_gagner_un_client_ou_le_garder():
    couts = comparer_couts(
        depenses_conquete=9000, clients_gagnes=30, depenses_fidelisation=9600, clients_gardes=160
    )
    assert couts.to_dict() == {"cout_gagner": 300, "cout_garder": 60, "rapport": 5}
    # Une hypothèse à vérifier : ici, garder coûte plus cher.
    inverse = comparer_couts(
        depenses_conquete=0, clients_gagnes=1, depenses_fidelisation=0.01, clients_gardes=1
    )
    assert inverse.to_dict() == {"cout_gagner": 0, "cout_garder": 0.01, "rapport": 0}
    tiers = comparer_couts(
        depenses_conquete=100, clients_gagnes=3, depenses_fidelisation=100, clients_gardes=6
    )
    assert tiers.to_dict() == {"cout_gagner": 33.33, "cout_garder": 16.67, "rapport": 2}


# Refus des nombres isolés

MONTANT = "donnez un montant en euros de −1 000 000 000 000 à 1 000 000 000 000."
POSITIF = "donnez un montant en euros de 0 à 1 000 000 000 000."
TAUX = "donnez un taux (0,2 pour 20 %) de 0 à 1."
ANNEES = "donnez un nombre entier d’années de 1 à 100."
CLIENTS = "donnez un nombre entier de clients de 1 à 1 000 000 000 000."


def comparer(**choix):
    bons = {"depenses_conquete": 1, "clients_gagnes": 1, "depenses_fidelisation": 1, "clients_gardes": 1}
    return comparer_couts(**(bons | choix))


def vie(marge=100, **choix):
    return valeur_vie(marge, **(COURS | choix))


@pytest.mark.parametrize(
    ("appel", "attendu"),
    [
        (lambda: calculer_ht("153,60"), f"« prix_ttc » vaut « 153,60 » : {MONTANT}"),
        (lambda: calculer_ht(1e13), f"« prix_ttc » vaut « 10000000000000 » : {MONTANT}"),
        (lambda: calculer_ht(120, taux_tva=20), f"« taux_tva » vaut « 20 » : {TAUX}"),
        (lambda: calculer_ht(None), f"« prix_ttc » vaut « vide » : {MONTANT}"),
        (lambda: calculer_ht(math.inf), f"« prix_ttc » vaut « inf » : {MONTANT}"),
        (lambda: calculer_ht(True), f"« prix_ttc » vaut « True » : {MONTANT}"),
        (lambda: calculer_ht(1, taux_tva=-0.2), f"« taux_tva » vaut « −0,2 » : {TAUX}"),
        (
            lambda: mesurer_marge(0, cout_achat=1),
            "« prix_ht » vaut « 0 » : donnez un montant en euros de 0,01 à 1 000 000 000 000.",
        ),
        (lambda: mesurer_marge(1, cout_achat=-0.01), f"« cout_achat » vaut « −0,01 » : {POSITIF}"),
        (lambda: mesurer_marge(1, cout_achat=1, frais=-0.01), f"« frais » vaut « −0,01 » : {POSITIF}"),
        (lambda: mesurer_marge(1, taux_marque=1.01), f"« taux_marque » vaut « 1,01 » : {TAUX}"),
        (
            lambda: mesurer_marge(1, taux_marge=10.5),
            "« taux_marge » vaut « 10,5 » : donnez un taux (0,2 pour 20 %) de 0 à 10.",
        ),
        (lambda: projeter_valeur("x", annees=1), f"« marge_annuelle » vaut « x » : {MONTANT}"),
        (lambda: projeter_valeur(1, annees=0), f"« annees » vaut « 0 » : {ANNEES}"),
        (lambda: projeter_valeur(1, annees=101), f"« annees » vaut « 101 » : {ANNEES}"),
        (lambda: projeter_valeur(1, annees=2.5), f"« annees » vaut « 2,5 » : {ANNEES}"),
        (
            lambda: projeter_valeur(1, annees=1, taux_croissance=-1.5),
            "« taux_croissance » vaut « −1,5 » : donnez un taux (0,2 pour 20 %) de −1 à 1.",
        ),
        (
            lambda: projeter_valeur(1, annees=1, cout_fidelisation=-0.01),
            f"« cout_fidelisation » vaut « −0,01 » : {POSITIF}",
        ),
        (lambda: vie(math.nan), f"« marge_annuelle » vaut « vide » : {MONTANT}"),
        (lambda: vie(taux_retention=80), f"« taux_retention » vaut « 80 » : {TAUX}"),
        (lambda: vie(taux_actualisation=10), f"« taux_actualisation » vaut « 10 » : {TAUX}"),
        (lambda: vie(taux_actualisation=-0.1), f"« taux_actualisation » vaut « −0,1 » : {TAUX}"),
        (lambda: vie(horizon=0), f"« horizon » vaut « 0 » : {ANNEES}"),
        (lambda: vie(horizon=101), f"« horizon » vaut « 101 » : {ANNEES}"),
        (lambda: vie(cout_acquisition=-0.01), f"« cout_acquisition » vaut « −0,01 » : {POSITIF}"),
        (
            lambda: vie(premiere_marge=2),
            "« premiere_marge » vaut « 2 » : donnez un nombre entier de 0 à 1.",
        ),
        (
            lambda: valeur_vie_marge_acquise(1, **COURS, cout_acquisition=-0.01),
            f"« cout_acquisition » vaut « −0,01 » : {POSITIF}",
        ),
        (
            lambda: mesurer_retention_effectifs(0, 0, nouveaux=0),
            f"« debut » vaut « 0 » : {CLIENTS}",
        ),
        (
            lambda: mesurer_retention_effectifs(10, -1, nouveaux=0),
            f"« fin » vaut « −1 » : {CLIENTS.replace('de 1', 'de 0')}",
        ),
        (
            lambda: mesurer_retention_effectifs(200, 20, nouveaux=30),
            "« nouveaux » vaut « 30 » : donnez un nombre entier de clients de 0 à 20.",
        ),
        (
            lambda: mesurer_retention_effectifs(200, 240, nouveaux=30),
            "Il resterait 210 clients sur 200 : vérifiez « fin » et « nouveaux ».",
        ),
        (lambda: calculer_duree_moyenne(80), f"« taux_retention » vaut « 80 » : {TAUX}"),
        (lambda: amortir_acquisition(-0.01, 1), f"« cout_acquisition » vaut « −0,01 » : {POSITIF}"),
        (lambda: amortir_acquisition(1, "x"), f"« marge_annuelle » vaut « x » : {MONTANT}"),
        (lambda: amortir_acquisition(1, 1, taux_retention=2), f"« taux_retention » vaut « 2 » : {TAUX}"),
        (
            lambda: amortir_acquisition(1, 1, taux_actualisation=2),
            f"« taux_actualisation » vaut « 2 » : {TAUX}",
        ),
        (lambda: amortir_acquisition(1, 1, horizon=0), f"« horizon » vaut « 0 » : {ANNEES}"),
        (lambda: amortir_acquisition(1, 1, horizon=101), f"« horizon » vaut « 101 » : {ANNEES}"),
        (
            lambda: amortir_acquisition(1, 1, premiere_marge=-1),
            "« premiere_marge » vaut « −1 » : donnez un nombre entier de 0 à 1.",
        ),
        (lambda: comparer(depenses_conquete=-0.01), f"« depenses_conquete » vaut « −0,01 » : {POSITIF}"),
        (lambda: comparer(clients_gagnes=0), f"« clients_gagnes » vaut « 0 » : {CLIENTS}"),
        (
            lambda: comparer(depenses_fidelisation=0),
            "« depenses_fidelisation » vaut « 0 » : donnez un montant en euros de 0,01 à 1 000 000 000 000.",
        ),
        (lambda: comparer(clients_gardes=0), f"« clients_gardes » vaut « 0 » : {CLIENTS}"),
    ],
)
def test_un_nombre_impossible_est_refuse(appel, attendu):
    with pytest.raises(ErreurCours) as erreur:
        appel()
    assert phrase(erreur) == attendu


def test_programme_un_cas_fait_a_la_main():
    """180 membres à 4 550 €, 2 % de remise, 4 653 € de fixe : 21 033 €, soit 38,59 marges de 545 €."""
    reglages = {"membres": 180, "ca_moyen": 4550, "marge_client": 545, "taux_remise": 0.02, "cout_fixe": 4653}
    programme = chiffrer_programme(**reglages)
    assert programme[["remises", "aubaine", "cout", "gain"]].tolist() == [16380, 16380, 21033, 0]
    assert programme["seuil"] == 39
    assert chiffrer_programme(**reglages, retenus=39)["resultat"] >= 0
    assert chiffrer_programme(**reglages, retenus=38)["resultat"] < 0
    # La moitié des membres serait partie : l'aubaine ne concerne que l'autre.
    assert chiffrer_programme(**reglages, retenus=90)["aubaine"] == 8190


@given(st.integers(1, 500), st.integers(1, 10**7), st.integers(1, 10**6), taux, taux)
def test_programme_au_seuil_le_resultat_change_de_signe(membres, achats, marge, remise, hausse):
    reglages = {
        "membres": membres,
        "ca_moyen": achats / 100,
        "marge_client": marge / 100,
        "taux_remise": remise,
        "taux_hausse": hausse,
        "cout_fixe": 1000,
    }
    seuil = int(chiffrer_programme(**reglages)["seuil"])
    if seuil <= membres:
        assert chiffrer_programme(**reglages, retenus=seuil)["resultat"] >= 0
    if 0 < seuil <= membres:
        # Un centime au moins sépare le client d'avant : l'arrondi du résultat ne le cache pas.
        assert chiffrer_programme(**reglages, retenus=seuil - 1)["resultat"] <= 0


def test_programme_refuse_plus_de_retenus_que_de_membres():
    with pytest.raises(ErreurCours, match="retenus"):
        chiffrer_programme(membres=5, ca_moyen=10, marge_client=1, taux_remise=0, cout_fixe=0, retenus=6)
