"""Prospecter ou fidéliser : cas du cours, invariants des visites et du plan, refus."""

import io
import random
import re
import sys
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import holidays
import icalendar
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture import lire_refus

from course_helpers.donnees import exporter_xlsx
from course_helpers.methode import (
    BESOINS,
    ETAPES,
    chercher_bascules,
    compter_visites,
    coter_clients,
    decomposer_notes,
    diagnostiquer,
    exporter_calendrier,
    lister_feries,
    lister_jours_de_visite,
    planifier_visites,
    repartir_visites,
    verifier_ordre,
)

# --- les quatre questions -------------------------------------------------------------------------

REPONSES = {"cycle": "court", "besoins": [], "pression": "faible", "prospection": "non"}


def juger(question, **reponses):
    return diagnostiquer(**(REPONSES | reponses)).iloc[question - 1]


@pytest.mark.parametrize(
    ("cycle", "verdict"),
    [("long", "fidéliser"), ("court_allongeable", "non tranché"), ("court", "prospecter")],
)
def test_question_1(cycle, verdict):
    ligne = juger(1, cycle=cycle)
    assert ligne["verdict"] == verdict
    assert ("allonger" in ligne["conseil"]) == (cycle == "court_allongeable")


@pytest.mark.parametrize("nombre", range(5))
def test_question_2_au_moins_deux_besoins_sur_quatre(nombre):
    for cites in permutations(BESOINS, nombre):
        ligne = juger(2, besoins=cites)
        assert ligne["verdict"] == ("fidéliser" if nombre >= 2 else "non tranché")
        assert ("Vendre davantage" in ligne["conseil"]) == (nombre >= 2)
        assert ligne["raison"] == juger(2, besoins=sorted(cites))["raison"]


def test_question_2_dit_ses_raisons():
    assert juger(2)["raison"] == "0 besoin sur 4\u202f: aucun."
    assert juger(2, besoins=["part"])["raison"] == (
        "1 besoin sur 4\u202f: prendre une plus grande part de ses achats."
    )
    assert juger(2, besoins=["produits", "revente", "revente"])["raison"] == (
        "2 besoins sur 4\u202f: vendre de nouveau le même produit, vendre d’autres produits."
    )


@pytest.mark.parametrize(
    ("pression", "verdict"), [("faible", "non tranché"), ("moyenne", "non tranché"), ("forte", "fidéliser")]
)
def test_question_3(pression, verdict):
    assert juger(3, pression=pression)["verdict"] == verdict


@pytest.mark.parametrize(
    ("prospection", "conseil"),
    [("non", "sans l’abandonner"), ("peu", "sans l’abandonner"), ("oui", "Continuer, et chercher")],
)
def test_question_4_ne_tranche_jamais(prospection, conseil):
    ligne = juger(4, prospection=prospection)
    assert ligne["verdict"] == "non tranché"
    assert conseil in ligne["conseil"]


def test_quatre_verdicts_independants():
    diagnostic = diagnostiquer(cycle="court", besoins=BESOINS, pression="forte", prospection="oui")
    assert diagnostic.columns.tolist() == ["question", "verdict", "raison", "conseil"]
    assert diagnostic["verdict"].tolist() == ["prospecter", "fidéliser", "fidéliser", "non tranché"]
    assert [question[0] for question in diagnostic["question"]] == list("1234")


@pytest.mark.parametrize(
    "reponses",
    [
        ("long", [], "faible", "non"),
        ("court_allongeable", BESOINS, "moyenne", "peu"),
        ("court", BESOINS, "forte", "oui"),
    ],
)
def test_phrases_du_diagnostic(reponses):
    diagnostic = diagnostiquer(**dict(zip(REPONSES, reponses, strict=True)))
    assert diagnostic["question"].str.fullmatch(r"\d\. [A-Z][a-z].*\u202f\?").all()
    for colonne in ("raison", "conseil"):
        assert diagnostic[colonne].str.fullmatch(r"[A-ZÉ0-9][a-zé ].*[a-zéà]\.").all()


@pytest.mark.parametrize(
    ("champ", "phrase"),
    [
        ("cycle", "Cycle inconnu : « énorme ». Choisissez parmi : long, court_allongeable, court."),
        ("pression", "Pression inconnue : « énorme ». Choisissez parmi : faible, moyenne, forte."),
        ("prospection", "Réponse inconnue : « énorme ». Choisissez parmi : non, peu, oui."),
        ("besoins", "Besoin inconnu : « énorme ». Choisissez parmi : revente, entites, produits, part."),
    ],
)
def test_reponse_inconnue(champ, phrase):
    valeur = ["part", "énorme"] if champ == "besoins" else "énorme"
    assert lire_refus(diagnostiquer, **(REPONSES | {champ: valeur})) == phrase


# --- les douze étapes -----------------------------------------------------------------------------


def test_douze_etapes():
    assert [etape.numero for etape in ETAPES] == list(range(1, 13))
    assert len({etape.nom for etape in ETAPES}) == 12
    for etape in ETAPES:
        assert etape.produit.endswith(".")
        assert all(raison.endswith(".") for raison in etape.apres.values())
        assert all(avant < etape.numero for avant in etape.apres)
    # Seule la première étape n’attend rien, et chacune sert à une autre, sauf la dernière.
    assert [etape.numero for etape in ETAPES if not etape.apres] == [1]
    assert {avant for etape in ETAPES for avant in etape.apres} == set(range(1, 12))


def test_ordre_de_la_methode():
    assert verifier_ordre(range(1, 13)) == []
    # La mesure du temps et le découpage du portefeuille se mènent dans l’ordre que l’on veut.
    assert verifier_ordre([1, 4, 5, 7, 8, 6, 9, 2, 3, 10, 11, 12]) == []
    assert verifier_ordre([]) == []


def test_fautes_d_ordre():
    fautes = verifier_ordre(range(12, 0, -1))
    assert len(fautes) == sum(len(etape.apres) for etape in ETAPES)
    assert verifier_ordre([10, 3]) == [
        (3, 10, "On retire d’abord les visites aux prospects."),
    ]
    assert verifier_ordre([10, 1]) == []


def test_refus_d_ordre():
    for numero in (0, 13):
        assert lire_refus(verifier_ordre, [1, numero]) == (
            f"Étape inconnue : {numero}. Les étapes vont de 1 à 12."
        )
    assert lire_refus(verifier_ordre, [3, 2, 3]) == "L’étape 3 est citée deux fois : gardez-en une."


# --- la cotation ----------------------------------------------------------------------------------

CLIENTS = pd.DataFrame(
    {"client": ["Garage", "Hôtel", "Mairie", "École"], "ca": [1, 3, 5, 3], "potentiel": [5, 4, 1, 4]},
    index=[4, 4, 0, 1],
)


def test_cotation():
    cotation = coter_clients(CLIENTS, {"ca": 3, "potentiel": 1})
    assert cotation.to_dict("list") == {
        "rang": [1, 2, 2, 4],
        "client": ["Mairie", "Hôtel", "École", "Garage"],
        "ca": [5, 3, 3, 1],
        "potentiel": [1, 4, 4, 5],
        "note": [75.0, 56.25, 56.25, 25.0],
    }
    assert list(cotation) == ["rang", "client", "ca", "potentiel", "note"]
    assert cotation.index.tolist() == [0, 1, 2, 3]


def test_echelle_descendante_et_poids_nul():
    tournee = pd.DataFrame({"nom": ["loin", "près"], "km": [80, 20], "ca": [5, 1]})
    cotation = coter_clients(
        tournee, {"km": 1, "ca": 0}, echelles={"km": (100, 0), "ca": (1, 5)}, client="nom"
    )
    assert cotation[["nom", "note"]].values.tolist() == [["près", 80.0], ["loin", 20.0]]


def test_ex_aequo_exacts():
    # 0,1 + 0,2 et 0,3 + 0 font la même note ; en flottant, 0,1 + 0,2 l’emporterait.
    clients = pd.DataFrame({"client": ["b", "a"], "x": [0.1, 0.3], "y": [Decimal("0.2"), Decimal(0)]})
    cotation = coter_clients(clients, {"x": 1, "y": 1}, echelles={"x": (0, 1), "y": (0, 1)})
    assert cotation[["rang", "client", "note"]].values.tolist() == [[1, "a", 15.0], [1, "b", 15.0]]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=1, max_size=12),
    st.tuples(*[st.integers(0, 9)] * 3).filter(any),
    st.integers(1, 7),
    st.randoms(use_true_random=False),
)
def test_invariants_de_la_cotation(marques, poids, facteur, hasard):
    clients = pd.DataFrame(marques, columns=list("xyz")).assign(client=range(len(marques)))
    poids = dict(zip("xyz", poids, strict=True))
    cotation = coter_clients(clients, poids)
    assert cotation["note"].is_monotonic_decreasing
    assert cotation["note"].between(0, 100).all()
    assert cotation["rang"].tolist() == cotation["note"].rank(method="min", ascending=False).tolist()
    assert sorted(cotation["client"]) == list(range(len(marques)))
    melange = clients.sample(frac=1, random_state=hasard.randrange(1000))
    multiples = {critere: facteur * valeur for critere, valeur in poids.items()}
    pd.testing.assert_frame_equal(coter_clients(melange, multiples), cotation)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.decimals(0, 9, places=4), st.integers(-500, 10**9)), min_size=1, max_size=8),
    st.tuples(st.decimals("0.1", 9, places=1), st.integers(1, 9)),
    st.booleans(),
)
def test_la_cotation_est_celle_de_la_formule_en_fractions(marques, poids, descend):
    """La formule, à la lettre : chaque nombre tel qu'il s'écrit, aucune approximation avant la note."""
    bornes = {"x": (0, 9), "y": (-500, 10**9)[:: -1 if descend else 1]}
    clients = (
        pd.DataFrame(marques, columns=["x", "y"]).astype({"x": float}).assign(client=range(len(marques)))
    )
    poids = dict(zip("xy", map(float, poids), strict=True))
    exactes = []
    for valeurs in marques:
        parts = [
            (Fraction(valeur) - pire) / (meilleure - pire) * Fraction(str(poids[nom]))
            for valeur, (nom, (pire, meilleure)) in zip(valeurs, bornes.items(), strict=True)
        ]
        exactes.append(100 * sum(parts) / sum(Fraction(str(lu)) for lu in poids.values()))
    cotation = coter_clients(clients, poids, echelles=bornes)
    ordre = sorted(range(len(marques)), key=lambda i: (-exactes[i], str(i)))
    assert cotation["client"].tolist() == ordre
    assert cotation["note"].tolist() == [float(exactes[i]) for i in ordre]
    assert cotation["rang"].tolist() == [1 + sum(autre > exactes[i] for autre in exactes) for i in ordre]


def test_refus_de_la_cotation():
    def dire(poids, **options):
        return lire_refus(coter_clients, CLIENTS, poids, **options)

    assert lire_refus(coter_clients, CLIENTS.assign(ca=[1, 7, 2, 0.99]), {"ca": 1}) == (
        "Colonne « ca » : nombre impossible (2 lignes), d’abord ligne 2 (« 7 ») : "
        "donnez un nombre de 1 à 5 (lire_nombres convertit un texte)."
    )
    phrase = dire({"ca": 1}, echelles={"ca": (4.5, 0)})
    assert "ligne 3 (« 5 ») : donnez un nombre de 0 à 4,5" in phrase
    for poids, cite in ((-1, "−1"), ("deux", "deux"), (np.nan, "vide")):
        assert dire({"ca": 1, "potentiel": poids}) == (
            f"« poids potentiel » vaut « {cite} » : donnez un nombre de 0 à 1 000 000 000 000."
        )
    for poids in ({"ca": 0, "potentiel": 0}, {}):
        assert dire(poids) == "Tous les poids sont nuls : donnez du poids à un critère au moins."
    for echelle in ((1, 1), (1,), (1, 2, 3), ("1", 5), None):
        citee = str(echelle).replace("'", "’")
        assert dire({"ca": 1}, echelles={"ca": echelle}) == (
            f"Échelle impossible pour « ca » : {citee}. "
            "Donnez deux nombres différents, la pire valeur puis la meilleure."
        )
    assert dire({"ca": 1}, echelles={}).startswith("Échelle impossible pour « ca » : None.")
    assert dire({"volume": 1}).startswith("La colonne « volume » manque.")
    assert dire({"ca": 1}, client="nom").startswith("La colonne « nom » manque.")
    doubles = CLIENTS.assign(client=["a", "b", "a", "c"])
    assert "« client » : déjà présent plus haut (1 ligne), d’abord ligne 3" in lire_refus(
        coter_clients, doubles, {"ca": 1}
    )


# --- les visites ----------------------------------------------------------------------------------

COURS = {"A": 60, "B": 80, "C": 50}


def test_visites_du_cours():
    assert repartir_visites(COURS, 180, prospects=30) == {"A": 47, "B": 63, "C": 40}
    assert repartir_visites(COURS, 150) == {"A": 47, "B": 63, "C": 40}
    assert repartir_visites(COURS, 150, regle="priorite") == {"A": 60, "B": 80, "C": 10}
    # La faute reconnue : les prospects oubliés.
    assert repartir_visites(COURS, 180) == {"A": 57, "B": 76, "C": 47}


def test_a_reste_egal_le_premier_groupe():
    assert repartir_visites({"A": 1, "B": 1, "C": 1}, 2) == {"A": 1, "B": 1, "C": 0}
    assert repartir_visites({"C": 1, "B": 1, "A": 1}, 2) == {"C": 1, "B": 1, "A": 0}


def test_la_priorite_suit_l_ordre_des_groupes():
    assert repartir_visites({"C": 50, "A": 60, "B": 80}, 55, regle="priorite") == {"C": 50, "A": 5, "B": 0}


def test_capacite_suffisante_ou_nulle():
    for regle in ("proportionnelle", "priorite"):
        assert repartir_visites(COURS, 190, regle=regle) == COURS
        assert repartir_visites(COURS, 30, prospects=30, regle=regle) == dict.fromkeys("ABC", 0)
        assert repartir_visites({}, 5, regle=regle) == {}
    rendu = repartir_visites(COURS, 190)
    rendu["A"] = 0
    assert COURS["A"] == 60


def test_entiers_de_numpy():
    visites = repartir_visites(pd.Series(COURS), np.int64(150))
    assert visites == {"A": 47, "B": 63, "C": 40}
    assert all(type(nombre) is int for nombre in visites.values())


BESOINS_TIRES = st.dictionaries(st.text(max_size=3), st.integers(0, 10**12), max_size=8)


@given(BESOINS_TIRES, st.integers(0, 10**12), st.sampled_from(["proportionnelle", "priorite"]))
def test_invariants_des_visites(besoins, capacite, regle):
    visites = repartir_visites(besoins, capacite, regle=regle)
    assert list(visites) == list(besoins)
    assert sum(visites.values()) == min(sum(besoins.values()), capacite)
    assert all(0 <= visites[nom] <= besoins[nom] for nom in besoins)


@given(BESOINS_TIRES, st.integers(0, 10**12))
def test_proportionnelle_a_moins_d_une_visite_pres(besoins, capacite):
    visites = repartir_visites(besoins, capacite)
    total = sum(besoins.values())
    for nom, besoin in besoins.items():
        part = Fraction(besoin * min(capacite, total), max(total, 1))
        assert abs(visites[nom] - part) < 1
        # Un groupe servi au-dessus de sa part a un reste au moins égal à celui des autres.
        for autre in besoins:
            if visites[nom] > part and visites[autre] < (
                part_autre := Fraction(besoins[autre] * min(capacite, total), total)
            ):
                assert part % 1 >= part_autre % 1


@given(BESOINS_TIRES, st.integers(0, 10**12), st.integers())
def test_permuter_ne_change_que_les_ex_aequo(besoins, capacite, graine):
    cles = list(besoins)
    random.Random(graine).shuffle(cles)
    visites = repartir_visites(besoins, capacite)
    permutees = repartir_visites({nom: besoins[nom] for nom in cles}, capacite)
    total = sum(besoins.values())
    for nom in besoins:
        if visites[nom] != permutees[nom]:
            reste = besoins[nom] * capacite % total
            assert sum(besoins[autre] * capacite % total == reste for autre in besoins) > 1


@given(BESOINS_TIRES, st.integers(0, 10**12))
def test_priorite_sert_en_entier_avant_le_suivant(besoins, capacite):
    visites = repartir_visites(besoins, capacite, regle="priorite")
    entames = [nom for nom in besoins if visites[nom] < besoins[nom]]
    suivants = list(besoins)[list(besoins).index(entames[0]) + 1 :] if entames else []
    assert all(visites[nom] == 0 for nom in suivants)


def test_refus_des_visites():
    for nombre, cite in ((2.5, "2,5"), (-1, "−1"), (True, "True"), (None, "vide")):
        assert lire_refus(repartir_visites, {"A": 1, "B": nombre}, 5) == (
            f"« besoin B » vaut « {cite} » : donnez un nombre entier de visites de 0 à 1 000 000 000 000."
        )
    assert lire_refus(repartir_visites, COURS, 1.5).startswith("« capacite » vaut « 1,5 »")
    assert lire_refus(repartir_visites, COURS, 5, prospects=-2).startswith("« prospects » vaut « −2 »")
    assert lire_refus(repartir_visites, COURS, 30, prospects=40) == (
        "40 visites aux prospects dépassent les 30 possibles : baissez l’objectif ou ajoutez du temps."
    )
    assert lire_refus(repartir_visites, COURS, 30, regle="alphabétique") == (
        "Règle inconnue : « alphabétique ». Choisissez parmi : proportionnelle, priorite."
    )


# --- le plan d’action commerciale -----------------------------------------------------------------

LUNDI = date(2026, 1, 5)


def planifier(visites, debut=LUNDI, **options):
    comptes = pd.DataFrame({"client": list(visites), "visites": list(visites.values())})
    return planifier_visites(comptes, debut, **options)


def test_plan_espace_et_sans_jour_ferie():
    # Mai 2026 : fériés le vendredi 1er, le vendredi 8, le jeudi 14 et le lundi 25.
    plan = planifier({f"c{n:02}": 1 for n in range(16)}, "2026-05-01", semaines=4, par_jour=1)
    ouvres = [jour for jour in range(1, 29) if date(2026, 5, jour).weekday() < 5]
    assert [jour.day for jour in plan["date"]] == [jour for jour in ouvres if jour not in (1, 8, 14, 25)]
    assert (plan["date"].dt.month == 5).all()
    # Noël et le jour de l’an suivant : les deux années comptent.
    plan = planifier({f"c{n}": 1 for n in range(8)}, "2026-12-21", semaines=2, par_jour=1)
    assert set(range(21, 32)) - {d.day for d in plan["date"]} == {25, 26, 27}
    assert not (plan["date"] >= "2027-01-01").any()


def test_plan_a_cheval_sur_deux_annees():
    plan = planifier({f"c{n}": 1 for n in range(8)}, "2026-12-28", semaines=2, par_jour=1)
    assert "2027-01-01" not in plan["date"].astype(str).tolist()
    assert plan["semaine"].tolist() == ["2026-S53"] * 4 + ["2027-S01"] * 4


def test_colonnes_du_plan():
    comptes = pd.DataFrame(
        {
            "client": ["Mairie", "Salon Vasseur"],
            "nature": ["client", "prospect"],
            "visites": [4, 2],
            "objectif": ["renouveler", "découvrir"],
        },
        index=[3, 3],
    )
    plan = planifier_visites(comptes, "2026-01-05", semaines=12)
    assert plan.columns.tolist() == ["semaine", "date", "client", "nature", "visite", "visites", "objectif"]
    assert plan["date"].dtype.kind == "M"
    mairie = plan[plan["client"] == "Mairie"]
    assert mairie["visite"].tolist() == [1, 2, 3, 4]
    assert set(mairie["objectif"]) == {"renouveler"}
    ecarts = mairie["date"].diff().dt.days.dropna()
    assert ecarts.between(14, 28).all()
    assert plan.loc[0, "semaine"] == "2026-S02"


def test_visites_entrelacees():
    plan = planifier({"x": 1, "a": 4, "b": 4}, semaines=4)
    assert "".join(plan["client"]) == "ababxabab"


def test_fermetures_et_feries_donnes():
    fermetures = ["2026-01-06", date(2026, 1, 7), pd.Timestamp("2026-01-08")]
    plan = planifier({"a": 1, "b": 1}, semaines=1, par_jour=1, fermetures=fermetures)
    assert [jour.day for jour in plan["date"]] == [5, 9]
    plan = planifier(dict.fromkeys("abcde", 1), "2026-05-04", semaines=1, par_jour=1, feries=())
    assert [jour.day for jour in plan["date"]] == [4, 5, 6, 7, 8]
    plan = planifier(dict.fromkeys("ab", 1), semaines=1, feries=["2026-01-05"])
    assert plan["date"].min() == pd.Timestamp("2026-01-06")


def test_nombre_de_visites_lu_dans_un_tableur():
    plan = planifier({"a": 2.0, "b": 0.0}, "05/01/2026", semaines=4)
    assert plan["visite"].tolist() == [1, 2]
    assert plan["visites"].tolist() == [2, 2]


def test_plan_vide():
    assert planifier({"a": 0}, semaines=1).empty
    assert list(planifier({}, semaines=1).columns) == ["semaine", "date", "client", "visite", "visites"]


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda semaines: st.tuples(
            st.just(semaines), st.lists(st.integers(0, semaines), min_size=1, max_size=12)
        )
    ),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
def test_invariants_du_plan(durees, debut):
    semaines, nombres = durees
    visites = {f"c{rang}": nombre for rang, nombre in enumerate(nombres)}
    plan = planifier(visites, debut, semaines=semaines, par_jour=12)
    assert plan["date"].is_monotonic_increasing
    assert plan["client"].value_counts().to_dict() == {nom: n for nom, n in visites.items() if n}
    assert (plan["date"].dt.day_of_week < 5).all()
    assert plan["date"].between(pd.Timestamp(debut), pd.Timestamp(debut + timedelta(7 * semaines - 1))).all()
    assert not plan.duplicated(["client", "date"]).any()
    for nom, lignes in plan.groupby("client"):
        assert lignes["visite"].tolist() == list(range(1, visites[nom] + 1))
    charge = plan["date"].value_counts()
    assert charge.empty or charge.max() <= 12
    if len(plan) > 5 * 7 * semaines:
        assert charge.max() - charge.min() <= 1
    pd.testing.assert_frame_equal(plan, planifier(visites, debut, semaines=semaines, par_jour=12))


def test_charge_egale():
    plan = planifier({f"c{n}": 2 for n in range(16)}, semaines=2, par_jour=4)
    assert set(plan["date"].value_counts()) == {3, 4}


def test_refus_du_plan():
    assert lire_refus(planifier, {f"c{n:02}": 1 for n in range(21)}, semaines=1) == (
        "21 visites pour 20 places (5 jours × 4) : allongez la période ou réduisez les visites."
    )
    assert len(planifier({f"c{n:02}": 1 for n in range(20)}, semaines=1)) == 20
    for nombre, cite in ((5, "5"), (1.5, "1,5")):
        assert lire_refus(planifier, {"École": 1, "Mairie": nombre}, semaines=4) == (
            f"Colonne « visites » : nombre impossible (1 ligne), d’abord ligne 2 (« {cite} ») : "
            "donnez au plus une visite par semaine, soit un nombre entier de 0 à 4 "
            "(lire_nombres convertit un texte)."
        )
    assert lire_refus(planifier, {"a": 1}, semaines=0).startswith("« semaines » vaut « 0 »")
    assert lire_refus(planifier, {"a": 1}, semaines=521).endswith("donnez un nombre entier de 1 à 520.")
    assert lire_refus(planifier, {"a": 1}, semaines=1, par_jour=0).startswith("« par_jour » vaut « 0 »")
    assert lire_refus(planifier, {"a": 1}, "bientôt", semaines=1).startswith("Date illisible : « bientôt »")
    fermetures = [LUNDI + timedelta(days=n) for n in range(1, 14)]
    assert lire_refus(planifier, {"a": 2, "b": 1}, semaines=2, fermetures=fermetures) == (
        "« a » serait visité deux fois le 05/01/2026 : allongez la période ou rouvrez des jours."
    )
    comptes = pd.DataFrame({"client": ["a"], "visites": [1]})
    for colonne in ("semaine", "date", "visite"):
        assert lire_refus(planifier_visites, comptes.assign(**{colonne: 1}), LUNDI, semaines=1) == (
            f"Le plan écrit lui-même la colonne « {colonne} » : renommez la vôtre."
        )
    for presente, absente in (("client", "visites"), ("visites", "client")):
        phrase = lire_refus(planifier_visites, comptes[[presente]], LUNDI, semaines=1)
        assert phrase.startswith(f"La colonne « {absente} » manque.")
    doubles = pd.DataFrame({"client": ["a", "a"], "visites": [1, 1]})
    assert "déjà présent plus haut" in lire_refus(planifier_visites, doubles, LUNDI, semaines=1)


# --- le calendrier --------------------------------------------------------------------------------


def test_calendrier_relu():
    plan = planifier({"Mairie de Rochemorne": 2, "Hôtel; Bar, Café": 1}, semaines=4)
    octets = exporter_calendrier(plan)
    evenements = icalendar.Calendar.from_ical(octets).walk("VEVENT")
    assert [evenement["DTSTART"].dt for evenement in evenements] == plan["date"].dt.date.tolist()
    for evenement, (_, visite) in zip(evenements, plan.iterrows(), strict=True):
        assert str(evenement["SUMMARY"]) == f"Visite\u202f: {visite['client']}"
        assert evenement["DTEND"].dt - evenement["DTSTART"].dt == timedelta(days=1)
        assert evenement["DTSTAMP"].dt.date() == visite["date"].date()
        assert f"visite\u202f: {visite['visite']}" in str(evenement["DESCRIPTION"]).splitlines()
        assert "date" not in str(evenement["DESCRIPTION"])
    assert len({str(evenement["UID"]) for evenement in evenements}) == 3
    assert b"VERSION:2.0\r\n" in octets
    assert "PRODID:-//Gérer son portefeuille de clients//FR\r\n".encode() in octets
    assert b"DTSTAMP:20260105T000000Z\r\n" in octets


def test_calendrier_toujours_le_meme():
    plan = planifier({"Mairie": 2, "Hôtel": 1}, semaines=4)
    octets = exporter_calendrier(plan)
    assert exporter_calendrier(plan.copy()) == octets
    # L’identifiant d’une visite ne dépend pas des autres visites.
    uids = re.findall(rb"UID:(\w{32})\r\n", octets)
    assert len(uids) == 3
    assert re.findall(rb"UID:(\w{32})\r\n", exporter_calendrier(plan.iloc[1:])) == uids[1:]


def test_plan_en_classeur():
    plan = planifier({"Mairie": 2}, semaines=4)
    relu = pd.read_excel(io.BytesIO(exporter_xlsx(plan)))
    assert relu["date"].tolist() == plan["date"].tolist()
    assert list(relu) == list(plan)


def test_refus_du_calendrier():
    plan = planifier({"Mairie": 2}, semaines=4)
    assert lire_refus(exporter_calendrier, pd.concat([plan, plan])) == (
        "Ligne 3 : visite déjà écrite plus haut. Retirez le doublon."
    )
    assert "« date » ne contient pas des dates" in lire_refus(
        exporter_calendrier, plan.assign(date=["05/01/2026"] * 2)
    )
    assert "Colonne « date » : valeur manquante (1 ligne), d’abord ligne 2" in lire_refus(
        exporter_calendrier, plan.assign(date=pd.to_datetime(["2026-01-05", None]))
    )
    for presente, absente in (("date", "client"), ("client", "date")):
        phrase = lire_refus(exporter_calendrier, plan[[presente]])
        assert phrase.startswith(f"La colonne « {absente} » manque.")


@pytest.mark.parametrize(
    ("bibliotheque", "appel"),
    [
        ("icalendar", lambda: exporter_calendrier(planifier({"a": 1}, semaines=1))),
    ],
)
def test_bibliotheque_absente(monkeypatch, bibliotheque, appel):
    monkeypatch.setitem(sys.modules, bibliotheque, None)
    assert lire_refus(appel) == (
        f"Cette fonction demande la bibliothèque « {bibliotheque} » : "
        f"installez-la avec pip install {bibliotheque}."
    )


@pytest.mark.parametrize("annee", [2024, 2026, 2038, 2100])
def test_jours_feries_d_annees_connues(annee):
    assert lister_feries(annee) == sorted(holidays.France(years=annee))


def test_jours_feries_de_toutes_les_annees():
    """2008 a l’Ascension le 1er mai : deux fêtes pour un seul jour, cité deux fois par la liste."""
    for annee in range(2008, 2101):
        assert set(lister_feries(annee)) == set(holidays.France(years=annee)), annee
        assert len(lister_feries(annee)) == 11, annee


def test_refus_des_jours_feries():
    assert lire_refus(lister_feries, 1950) == "« annee » vaut « 1950 » : donnez une année de 2008 à 2100."


def test_bascules_du_premier():
    """À la borne le premier est rejoint ; un peu plus loin, il a perdu sa place."""
    clients = pd.DataFrame(
        {"client": list("abcd"), "ca": [5, 3, 1, 5], "potentiel": [1, 5, 5, 2], "relation": [3, 3, 5, 1]}
    )
    poids = {"ca": 4, "potentiel": 3, "relation": 1}
    bascules = chercher_bascules(clients, poids).set_index("critere")
    premier = coter_clients(clients, poids)["client"].iloc[0]
    assert bascules["poids"].to_dict() == poids
    for critere, ligne in bascules.iterrows():
        for borne, suivant, sens in (("poids_min", "suivant_min", -1), ("poids_max", "suivant_max", 1)):
            limite = 0 if sens < 0 else 10_000
            if pd.isna(ligne[borne]):
                assert ligne[suivant] == ""
                assert coter_clients(clients, poids | {critere: limite})["client"].iloc[0] == premier
                continue
            assert (ligne[borne] - poids[critere]) * sens > 0
            for pas, attendu in ((-1e-6, premier), (1e-6, ligne[suivant])):
                essai = coter_clients(clients, poids | {critere: ligne[borne] + sens * pas})
                assert essai["client"].iloc[0] == attendu, (critere, borne)


def test_bascules_d_ex_aequo_et_d_un_client_seul():
    egaux = pd.DataFrame({"client": ["a", "b"], "ca": [5, 1], "potentiel": [1, 5]})
    bascules = chercher_bascules(egaux, {"ca": 1, "potentiel": 1})
    assert bascules["poids_min"].tolist()[0] == bascules["poids_max"].tolist()[1] == 1
    seul = chercher_bascules(egaux.head(1), {"ca": 1, "potentiel": 1})
    assert seul[["poids_min", "poids_max"]].isna().all(axis=None)
    assert seul["suivant_max"].tolist() == ["", ""]


def test_jours_de_visite():
    """Mai 2026 : le 8 et le 14 sont fériés ; les samedis et dimanches ne comptent jamais."""
    jours = lister_jours_de_visite("04/05/2026", semaines=2, fermetures=["2026-05-11"])
    assert [jour.day for jour in jours] == [4, 5, 6, 7, 12, 13, 15]
    assert len(lister_jours_de_visite("2026-12-21", semaines=2)) == 8


def test_frequence_ramenee_a_une_periode():
    for frequence in range(15):
        for semaines in range(1, 53):
            exacte = Fraction(frequence * semaines, 52)
            assert abs(compter_visites(frequence, semaines) - exacte) <= Fraction(1, 2)
    assert compter_visites(2, 13) == 1, "une demi-visite s’arrondit vers le haut"


def test_les_points_font_la_note():
    clients = pd.DataFrame({"client": list("abc"), "ca": [5, 3, 1], "km": [80, 0, 20]})
    poids, echelles = {"ca": 3, "km": 2}, {"ca": (1, 5), "km": (80, 0)}
    points = decomposer_notes(clients, poids, echelles=echelles)
    cotation = coter_clients(clients, poids, echelles=echelles)
    assert points[["rang", "client", "note"]].equals(cotation[["rang", "client", "note"]])
    assert points[["ca", "km"]].sum(axis=1).tolist() == pytest.approx(cotation["note"].tolist())
    assert points.set_index("client").loc["b", "km"] == 40
