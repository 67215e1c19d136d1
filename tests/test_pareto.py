"""Le classement ABC et la concentration : cas du cours, invariants, refus."""

import math
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers import ErreurCours
from course_helpers.pareto import (
    calculer_lorenz,
    classer_abc,
    mesurer_concentration,
    mesurer_perte,
    resumer_abc,
    simuler_depart,
)

COURS = [600, *[75] * 4, *[20] * 5]
LES_DEUX = [600, 200, 40, 30, 30, *[20] * 5]


def portefeuille(montants, noms=None):
    noms = noms or [f"client {i:03}" for i in range(len(montants))]
    return pd.DataFrame({"client": noms, "ca": montants})


def classes(montants, **options):
    return "".join(classer_abc(portefeuille(montants), **options)["classe"])


def effectifs(montants, **options):
    return resumer_abc(classer_abc(portefeuille(montants), **options))["effectif"].tolist()


# --- cas du cours ---------------------------------------------------------------------------------


def test_10_40_50_par_effectif():
    resume = resumer_abc(classer_abc(portefeuille(COURS), methode="effectif"))
    assert resume["effectif"].tolist() == [1, 4, 5]
    assert resume["part_montant_pct"].tolist() == [60, 30, 10]
    assert resume["part_effectif_pct"].tolist() == [10, 40, 50]
    assert resume["montant"].tolist() == [600, 300, 100]
    assert list(resume) == ["effectif", "part_effectif_pct", "montant", "part_montant_pct"]
    assert resume.index.name == "classe"


def test_10_40_50_par_cumul():
    assert effectifs(COURS) == [4, 4, 2]


def test_10_40_50_ne_suit_pas_20_80():
    assert mesurer_concentration(portefeuille(COURS))["part_20pct_premiers_pct"] == 67.5


def test_les_deux_regularites_a_la_fois():
    resume = resumer_abc(classer_abc(portefeuille(LES_DEUX), methode="effectif"))
    assert resume["part_montant_pct"].tolist() == [60, 30, 10]
    mesures = mesurer_concentration(portefeuille(LES_DEUX))
    assert mesures["part_20pct_premiers_pct"] == 80
    assert mesures["clients_pour_80pct"] == 2
    cumul = resumer_abc(classer_abc(portefeuille(LES_DEUX)))
    assert cumul.loc["A", ["effectif", "part_montant_pct"]].tolist() == [2, 80]


def test_piege_des_flottants():
    assert classes([80, 15, 5]) == "ABC"
    # 0,1 + 0,2 ne fait pas 0,3 en flottant : le classement n'en dépend pas.
    assert classes([0.8, 0.15, 0.05]) == "ABC"


def test_client_unique():
    assert classes([500]) == "A"
    mesures = mesurer_concentration(portefeuille([500]))
    assert mesures[["part_premier_pct", "ihh", "gini", "part_5_premiers_pct"]].tolist() == [
        100,
        10_000,
        0,
        100,
    ]


def test_dix_clients_egaux():
    assert effectifs([10] * 10) == [8, 2, 0]
    mesures = mesurer_concentration(portefeuille([10] * 10))
    assert mesures[["gini", "part_20pct_premiers_pct", "ihh"]].tolist() == [0, 20, 1000]
    assert effectifs([10] * 10, methode="effectif") == [1, 4, 5]


def test_le_gros_client_qui_coute():
    noms = ["Mairie", "Hôtel", "Cabinet", "École", "Garage"]
    clients = pd.DataFrame(
        {
            "client": noms,
            "ca": [60_000, 30_000, 18_000, 8_000, 4_000],
            "valeur": [1_500, 6_500, 5_400, 2_400, -500],
        }
    )
    par_ca = classer_abc(clients)
    assert par_ca[["client", "classe"]].values.tolist() == [list(x) for x in zip(noms, "AAABC", strict=True)]
    par_valeur = classer_abc(clients, montant="valeur", avoirs="a_part")
    assert dict(zip(par_valeur["client"], par_valeur["classe"], strict=True)) == {
        "Hôtel": "A",
        "Cabinet": "A",
        "École": "A",
        "Mairie": "B",
        "Garage": "hors classement",
    }
    depart = simuler_depart(clients, ["Mairie"])
    assert depart.loc["perte_pct", "apres"] == 50
    assert round(mesurer_perte(clients, ["Mairie"], montant="valeur"), 1) == 9.8
    # Un client à marge négative qui part améliore la marge.
    assert mesurer_perte(clients, ["Garage"], montant="valeur") < 0


# --- forme du résultat ----------------------------------------------------------------------------


def test_colonnes_sous_leur_nom_et_attrs_simples():
    clients = pd.DataFrame({"Raison sociale": ["b", "a"], "Ville": ["x", "y"], "CA HT": [1.5, 8.5]})
    classement = classer_abc(clients, client="Raison sociale", montant="CA HT", seuils=(50, 90))
    assert list(classement) == ["rang", "Raison sociale", "CA HT", "part_pct", "part_cumulee_pct", "classe"]
    assert classement["CA HT"].tolist() == [8.5, 1.5]
    assert classement.attrs == {
        "montant": "CA HT",
        "methode": "cumul",
        "seuils": [50.0, 90.0],
        "hors_classement": 0,
        "ex_aequo": [],
    }
    assert list(classement["classe"].cat.categories) == ["A", "B", "C"]
    assert classement["classe"].cat.ordered
    assert list(clients) == ["Raison sociale", "Ville", "CA HT"]  # la table reçue reste intacte


def test_seuil_decimal_exact():
    assert classes([667, 233, 100], seuils=(66.7, 90)) == "ABC"
    assert classes([10, 985, 5], seuils=(0.5, 99)) == "ABC"


def test_montants_nuls_classes_et_comptes():
    classement = classer_abc(portefeuille([90, 0, 10, 0]))
    assert classement["rang"].tolist() == [1, 2, 3, 4]
    assert "".join(classement["classe"]) == "ABCC"


def test_montants_decimaux_exacts():
    assert classes([Decimal("0.80"), Decimal("0.15"), Decimal("0.05")]) == "ABC"


def test_egalite_ordre_des_identifiants_et_signalement():
    classement = classer_abc(portefeuille(COURS, noms=list("jihgfedcba")))
    assert classement["client"].tolist() == list("jfghiabcde")
    assert classement.attrs["ex_aequo"] == [
        {"limite": "A/B", "montant": 75.0, "effectif": 4},
        {"limite": "B/C", "montant": 20.0, "effectif": 5},
    ]


def test_identifiants_de_types_melanges():
    assert classer_abc(portefeuille([5, 5, 5], noms=["b", 2, "a"]))["client"].tolist() == [2, "a", "b"]


def test_avoirs_mis_a_part():
    classement = classer_abc(portefeuille([80, -30, 20], noms=["a", "b", "c"]), avoirs="a_part")
    assert classement["client"].tolist() == ["a", "c", "b"]
    dernier = classement.iloc[-1]
    assert dernier["classe"] == "hors classement"
    assert dernier[["rang", "part_pct", "part_cumulee_pct"]].isna().all()
    assert classement["part_pct"].sum() == 100
    assert classement["part_pct"].dtype == classement["part_cumulee_pct"].dtype == float
    assert classement.attrs["hors_classement"] == 1
    assert resumer_abc(classement)["effectif"].sum() == 2


def test_lorenz_part_de_zero_et_finit_a_cent():
    courbe = calculer_lorenz(portefeuille([1, 3]))
    assert courbe.to_dict("list") == {"part_clients_pct": [0, 50, 100], "part_montant_pct": [0, 75, 100]}


def test_depart_sous_d_autres_noms():
    clients = pd.DataFrame({"nom": ["a", "b", "c"], "marge": [60, 30, 10]})
    depart = simuler_depart(clients, ["a"], client="nom", montant="marge")
    assert depart.loc[["perte_pct", "total"]].values.tolist() == [[0, 60], [100, 40]]


def test_gini_contre_la_definition():
    montants = [600, 200, 40, 30, 30, 20, 20, 20, 20, 20]
    ecarts = sum(abs(x - y) for x in montants for y in montants)
    attendu = Fraction(ecarts, 2 * len(montants) * sum(montants))
    assert mesurer_concentration(portefeuille(montants))["gini"] == pytest.approx(float(attendu), abs=1e-15)


# --- invariants -----------------------------------------------------------------------------------

centimes = st.lists(st.integers(1, 10**12), min_size=1, max_size=60)
methodes = st.sampled_from(["cumul", "effectif"])


def en_euros(montants):
    return portefeuille([montant / 100 for montant in montants])


@given(centimes, methodes)
def test_parts_classes_et_a_jamais_vide(montants, methode):
    classement = classer_abc(en_euros(montants), methode=methode)
    assert math.isclose(classement["part_pct"].sum(), 100)
    assert classement["part_cumulee_pct"].iloc[-1] == 100
    assert classement["classe"].is_monotonic_increasing
    assert classement["classe"].iloc[0] == "A"
    assert classement["ca"].is_monotonic_decreasing
    assert resumer_abc(classement)["effectif"].sum() == len(montants)


@given(centimes, methodes, st.randoms())
def test_permuter_les_lignes_ne_change_rien(montants, methode, hasard):
    clients = en_euros(montants)
    lignes = list(range(len(clients)))
    hasard.shuffle(lignes)
    melange = classer_abc(clients.iloc[lignes], methode=methode)
    pd.testing.assert_frame_equal(melange, classer_abc(clients, methode=methode))


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=60), methodes, st.integers(1, 1000))
def test_multiplier_ne_change_aucune_classe(montants, methode, facteur):
    multiplies = en_euros([montant * facteur for montant in montants])
    assert (
        classer_abc(multiplies, methode=methode)["classe"].tolist()
        == classer_abc(en_euros(montants), methode=methode)["classe"].tolist()
    )


@given(centimes)
def test_cumul_suit_sa_definition_exacte(montants):
    classement = classer_abc(en_euros(montants))
    total, avant = sum(montants), 0
    for montant, classe in zip(sorted(montants, reverse=True), classement["classe"], strict=True):
        part = Fraction(100 * avant, total)
        assert classe == ("A" if part < 80 else "B" if part < 95 else "C")
        avant += montant


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=120))
def test_effectif_suit_les_rangs(montants):
    n = len(montants)
    attendues = ["A" if 10 * r < n + 10 else "B" if 2 * r < n + 2 else "C" for r in range(1, n + 1)]
    assert classer_abc(en_euros(montants), methode="effectif")["classe"].tolist() == attendues


@given(centimes)
def test_concentration_bornee_et_coherente_avec_abc(montants):
    clients = en_euros(montants)
    mesures = mesurer_concentration(clients)
    assert 0 <= mesures["gini"] < 1
    assert 10_000 / len(montants) <= mesures["ihh"] * (1 + 1e-12) <= 10_000 * (1 + 2e-12)
    assert mesures["clients_pour_80pct"] == resumer_abc(classer_abc(clients)).loc["A", "effectif"]
    assert mesures["part_premier_pct"] <= mesures["part_3_premiers_pct"] <= mesures["part_5_premiers_pct"]


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=30), st.data())
@settings(max_examples=50)
def test_depart_perte_et_reste_font_le_total(montants, donnees):
    clients = en_euros(montants)
    partants = donnees.draw(st.lists(st.sampled_from(clients["client"].tolist()), max_size=len(montants) - 1))
    if len(set(partants)) == len(montants):
        return
    depart = simuler_depart(clients, partants)
    total = depart.loc["total", "avant"]
    # Un reste d'un centime sur un milliard : l'écart se juge au total, dont la perte est une part.
    perte = total * depart.loc["perte_pct", "apres"] / 100
    assert math.isclose(total - depart.loc["total", "apres"], perte, abs_tol=1e-9 * total)


# --- refus ----------------------------------------------------------------------------------------

bons = portefeuille([3.0, 2.0, 1.0], noms=["a", "b", "c"])
REFUS = {
    "colonne absente": (bons.rename(columns={"ca": "CA"}), "La colonne « ca » manque."),
    "montant illisible": (
        portefeuille([3.0, "2,50 €", "n.c."]),
        "Colonne « ca » : montant écrit en texte, manquant ou infini (2 lignes), d’abord ligne 2",
    ),
    "total négatif": (portefeuille([3.0, 2.0, -1.0]), "montant négatif (1 ligne), d’abord ligne 3 (« −1 »)"),
    "client en double": (
        portefeuille([3, 2, 1], noms=["a", "b", "a"]),
        "Colonne « client » : déjà présent plus haut (1 ligne), d’abord ligne 3 (« a »)",
    ),
    "client sans nom": (
        portefeuille([3, 2], noms=["a", None]),
        "Colonne « client » : valeur manquante (1 ligne), d’abord ligne 2",
    ),
    "total nul": (portefeuille([0, 0]), "Le total de « ca » est nul"),
    "table vide": (bons.head(0), "La table n’a aucune ligne"),
    "pas un tableau": ([1, 2], "Il faut un tableau (DataFrame)"),
}


def sans_espaces_fines(texte):
    return texte.replace("\u202f", " ")


@pytest.mark.parametrize("calcul", [classer_abc, mesurer_concentration, calculer_lorenz])
@pytest.mark.parametrize("cas", REFUS)
def test_refus_dit_quoi_ou_et_que_faire(cas, calcul):
    clients, phrase = REFUS[cas]
    with pytest.raises(ErreurCours) as erreur:
        calcul(clients)
    assert phrase in sans_espaces_fines(str(erreur.value))


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"methode": "pareto"}, "Méthode inconnue : « pareto ». Choisissez parmi : cumul, effectif."),
        (
            {"seuils": (95, 80.5)},
            "Seuils impossibles : 95 et 80,5. Il faut 0 < premier seuil < second seuil ≤ 100, en %.",
        ),
        ({"seuils": (0, 95)}, "Seuils impossibles"),
        ({"seuils": (80, 101)}, "Seuils impossibles"),
        ({"seuils": (80, 80)}, "Seuils impossibles"),
        ({"seuils": ("x", 95)}, "Seuils impossibles : x et 95."),
        ({"seuils": ()}, "Seuils impossibles"),
        ({"seuils": (80,)}, "Seuils impossibles"),
        ({"avoirs": "ignorer"}, "Choix inconnu pour les avoirs"),
        ({"montant": "client"}, "à la fois le client et le montant"),
    ],
)
def test_options_refusees(options, phrase):
    with pytest.raises(ErreurCours) as erreur:
        classer_abc(bons, **options)
    assert phrase in sans_espaces_fines(str(erreur.value))


def test_seuil_b_a_cent_vide_c():
    assert classes([50, 30, 15, 5], seuils=(80, 100)) == "AABB"


def test_avoirs_seuls_refuses():
    with pytest.raises(ErreurCours, match="nul"):
        classer_abc(portefeuille([-1, -2]), avoirs="a_part")


def test_depart_inconnu_ou_de_tous_refuse():
    with pytest.raises(ErreurCours, match="Client inconnu\u202f: «\u202fZoé\u202f»"):
        simuler_depart(bons, ["a", "Zoé"])
    # Le numéro 2 et le texte « 2 » ne sont pas le même identifiant.
    with pytest.raises(ErreurCours, match="Client inconnu"):
        mesurer_perte(portefeuille([3, 2], noms=[1, 2]), ["2"])
    with pytest.raises(ErreurCours, match=r"^Tous les clients partiraient"):
        simuler_depart(bons, ["a", "b", "c"])


def test_part_d_un_total_negatif_refusee():
    with pytest.raises(ErreurCours, match="est négatif"):
        mesurer_perte(portefeuille([1, -5]), [], montant="ca")


def test_resumer_refuse_une_autre_table():
    for table in (bons, pd.DataFrame(), bons.rename(columns={"client": "rang"})):
        with pytest.raises(ErreurCours, match=r"^Ce tableau n’est pas un classement"):
            resumer_abc(table)


def test_resumer_une_partie_du_classement():
    classement = classer_abc(portefeuille(COURS))
    assert resumer_abc(classement.iloc[2:7])["montant"].tolist() == [150, 115, 0]
    # Le montant se trouve par son nom, où que soit sa colonne.
    assert resumer_abc(classement[classement.columns[::-1]]).equals(resumer_abc(classement))
