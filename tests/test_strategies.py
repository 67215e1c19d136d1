"""Objectifs SMART, taux et écarts, stratégies par segment."""

import re
from dataclasses import FrozenInstanceError
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.erreurs import ErreurCours
from course_helpers.strategies import (
    INDICATEURS,
    OFFRES,
    STRATEGIES,
    attribuer_strategies,
    comparer_offres,
    controler_objectif,
    mesurer_ecarts,
    prevoir_base,
    resumer_taux,
)

COMPLET = {
    "qui": "Nadia Ferrand",
    "quoi": "signer de nouveaux restaurants",
    "nombre": 12,
    "unite": "clients",
    "depart": 8,
    "moyens": "deux demi-journées par semaine",
    "echeance": date(2026, 12, 31),
}
MANQUES = {
    "qui": ("spécifique", "qui agit"),
    "quoi": ("spécifique", "ce qui est visé"),
    "nombre": ("mesurable", "un nombre"),
    "unite": ("mesurable", "une unité"),
    "depart": ("accessible et réaliste", "le niveau de départ"),
    "moyens": ("accessible et réaliste", "les moyens"),
    "echeance": ("délai fixé", "une date"),
}


def ordinaire(texte: str) -> str:
    """Le texte, ses espaces fines vérifiées puis rendues ordinaires."""
    assert not re.search(r" [:;»]|« ", texte)  # un « % » saisi est cité tel quel
    return texte.replace("\u202f", " ")


def test_un_objectif_complet_est_smart():
    controle = controler_objectif(**COMPLET)
    assert controle.smart
    assert controle.manques == ()
    assert ordinaire(controle.phrase) == "L’objectif est SMART : il ne lui manque rien."


@given(st.sets(st.sampled_from(list(COMPLET))))
def test_ce_qui_manque_est_nomme_et_rien_d_autre(absentes):
    controle = controler_objectif(**{nom: partie for nom, partie in COMPLET.items() if nom not in absentes})
    assert controle.manques == tuple(manque for nom, manque in MANQUES.items() if nom in absentes)
    assert controle.smart is not bool(absentes)


def test_la_phrase_dit_tout_ce_qui_manque():
    controle = controler_objectif(**(COMPLET | {"moyens": "  ", "echeance": None}))
    assert ordinaire(controle.phrase) == (
        "Il manque : les moyens (accessible et réaliste) ; une date (délai fixé)."
    )


@pytest.mark.parametrize(
    ("partie", "valeur", "manque"),
    [
        ("nombre", "beaucoup", "un nombre : « beaucoup » n’en est pas un"),
        ("nombre", "12 %", "un nombre : « 12 % » n’en est pas un"),
        ("nombre", float("inf"), "un nombre : « inf » n’en est pas un"),
        ("nombre", float("nan"), "un nombre"),
        ("depart", "peu", "le niveau de départ : « peu » n’en est pas un"),
        ("echeance", "au plus vite", "une date : « au plus vite » n’en est pas une"),
        ("echeance", "31/02/2026", "une date : « 31/02/2026 » n’en est pas une"),
        ("echeance", pd.NaT, "une date"),
        ("echeance", "", "une date"),
        ("qui", None, "qui agit"),
    ],
)
def test_une_partie_illisible_compte_comme_un_manque(partie, valeur, manque):
    ((_, obtenu),) = controler_objectif(**(COMPLET | {partie: valeur})).manques
    assert ordinaire(obtenu) == manque


@pytest.mark.parametrize(
    ("partie", "valeur"),
    [
        ("nombre", "12,5"),
        ("nombre", "1 200"),
        ("nombre", 0),
        ("depart", 0),
        ("echeance", "31/12/2026"),
        ("echeance", " 2026-12-31 "),
        ("echeance", pd.Timestamp("2026-12-31")),
    ],
)
def test_une_partie_ecrite_a_la_francaise_se_lit(partie, valeur):
    assert controler_objectif(**(COMPLET | {partie: valeur})).smart


def test_le_controle_est_fige():
    with pytest.raises(FrozenInstanceError):
        controler_objectif().manques = ()


# Taux et écarts


def resultats(**colonnes):
    bons = {"indicateur": ["conversion"], "obtenu": [9], "base": [60], "objectif_pct": [20]}
    return pd.DataFrame(bons | colonnes)


def test_taux_ecarts_et_reste():
    table = pd.DataFrame(
        {
            "segment": ["hôtels", "mairies", "garages"],
            "indicateur": list(INDICATEURS)[:3],
            "obtenu": [9, 102, 57],
            "base": [60, 120, 190],
            "objectif_pct": [20, 80, 30],
        },
        index=[4, 2, 9],
    )
    ecarts = mesurer_ecarts(table)
    assert list(ecarts.columns) == [
        *table.columns,
        *("reel_pct", "ecart_points", "ecart_relatif_pct", "reste", "atteint"),
    ]
    pd.testing.assert_frame_equal(ecarts[table.columns], table)
    assert ecarts["reel_pct"].tolist() == [15, 85, 30]
    assert ecarts["ecart_points"].tolist() == [-5, 5, 0]
    assert ecarts["ecart_relatif_pct"].tolist() == [-25, 6.25, 0]
    assert ecarts["reste"].tolist() == [3, 0, 0]
    assert ecarts["atteint"].tolist() == [False, True, True]


def test_un_objectif_se_compare_exactement():
    # 1/3 n'atteint pas 33,34 % mais atteint 33,33 % ; 7/100 atteint 7 %, que les flottants manquent.
    ecarts = mesurer_ecarts(
        resultats(
            indicateur=["conversion"] * 3, obtenu=[1, 1, 7], base=[3, 3, 100], objectif_pct=[33.34, 33.33, 7]
        )
    )
    assert ecarts["atteint"].tolist() == [False, True, True]
    assert ecarts["reste"].tolist() == [1, 0, 0]


@given(st.integers(1, 1000), st.data())
def test_obtenir_le_reste_atteint_l_objectif_et_pas_moins(base, data):
    obtenu = data.draw(st.integers(0, base))
    objectif = data.draw(st.integers(0, 1000)) / 10
    ligne = mesurer_ecarts(resultats(obtenu=[obtenu], base=[base], objectif_pct=[objectif])).iloc[0]
    assert ligne["atteint"] == (ligne["reste"] == 0)
    complet = resultats(obtenu=[obtenu + ligne["reste"]], base=[base], objectif_pct=[objectif])
    assert mesurer_ecarts(complet)["atteint"].all()
    if ligne["reste"]:
        juste_avant = resultats(obtenu=[obtenu + ligne["reste"] - 1], base=[base], objectif_pct=[objectif])
        assert not mesurer_ecarts(juste_avant)["atteint"].any()


def test_les_indicateurs_se_remplacent():
    propres = {"recommandation": ("clients qui nous recommandent", "clients interrogés")}
    ecarts = mesurer_ecarts(resultats(indicateur=["recommandation"]), indicateurs=propres)
    assert ecarts["reel_pct"].tolist() == [15]


@pytest.mark.parametrize(
    ("table", "attendu"),
    [
        (resultats().head(0), "La table n’a aucune ligne"),
        *[
            (resultats().drop(columns=colonne), f"La colonne « {colonne} » manque.")
            for colonne in ("indicateur", "obtenu", "base", "objectif_pct")
        ],
        (
            resultats(indicateur=["fidélité"]),
            "Colonne « indicateur » : indicateur inconnu (1 ligne), d’abord ligne 1 (« fidélité ») : "
            "choisissez parmi conversion, renouvellement, ventes additionnelles, transformation.",
        ),
        (
            resultats(obtenu=[-1]),
            "Colonne « obtenu » : nombre impossible (1 ligne), d’abord ligne 1 (« −1 ») : "
            "donnez un nombre entier de 0",
        ),
        (
            resultats(obtenu=[8.5]),
            "Colonne « obtenu » : nombre impossible (1 ligne), d’abord ligne 1 (« 8,5 »)",
        ),
        (
            resultats(base=[0]),
            "Colonne « base » : nombre impossible (1 ligne), d’abord ligne 1 (« 0 ») : "
            "donnez un nombre entier de 1",
        ),
        (
            resultats(base=[60.5]),
            "Colonne « base » : nombre impossible (1 ligne), d’abord ligne 1 (« 60,5 »)",
        ),
        (
            resultats(obtenu=[61]),
            "Colonne « obtenu » : plus que la base (1 ligne), d’abord ligne 1 (« 61 ») : "
            "comptez au plus la base (nouveaux clients sur prospects contactés).",
        ),
        (
            resultats(objectif_pct=[100.5]),
            "Colonne « objectif_pct » : nombre impossible (1 ligne), d’abord ligne 1 (« 100,5 ») : "
            "donnez un pourcentage de 0 à 100",
        ),
    ],
)
def test_des_resultats_impossibles_sont_refuses(table, attendu):
    with pytest.raises(ErreurCours) as erreur:
        mesurer_ecarts(table)
    assert ordinaire(str(erreur.value)).startswith(attendu)


def test_un_objectif_nul_n_a_pas_d_ecart_relatif():
    ecarts = mesurer_ecarts(resultats(objectif_pct=[0]))
    assert ecarts["ecart_relatif_pct"].isna().all() and ecarts["atteint"].all()


# Taux d'ensemble, prévision, offres


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 100)), min_size=1))
def test_le_taux_d_ensemble_est_celui_des_sommes(lignes):
    table = pd.DataFrame(
        {
            "indicateur": "conversion",
            "obtenu": [obtenu for obtenu, _, _ in lignes],
            "base": [obtenu + reste + 1 for obtenu, reste, _ in lignes],
            "objectif_pct": [objectif for _, _, objectif in lignes],
        }
    )
    resume = resumer_taux(table).loc["conversion"]
    assert (resume["obtenu"], resume["base"]) == (table["obtenu"].sum(), table["base"].sum())
    assert resume["reel_pct"] == pytest.approx(100 * table["obtenu"].sum() / table["base"].sum())
    assert resume["objectif_pct"] == pytest.approx(
        (table["objectif_pct"] * table["base"]).sum() / table["base"].sum()
    )
    assert resume["moyenne_simple_pct"] == pytest.approx((100 * table["obtenu"] / table["base"]).mean())


def test_les_taux_se_reunissent_dans_l_ordre_de_la_table_et_par_la_colonne_voulue():
    table = pd.concat([resultats(), resultats(indicateur=["renouvellement"]), resultats()])
    assert resumer_taux(table).index.tolist() == ["conversion", "renouvellement"]
    assert resumer_taux(table.assign(secteur=["z", "a", "z"]), par="secteur").index.tolist() == ["z", "a"]
    with pytest.raises(ErreurCours, match="«\u202fsecteur\u202f» manque"):
        resumer_taux(table, par="secteur")


@given(st.integers(0, 500), st.integers(1, 200), st.data())
def test_la_base_prevue_suffit_et_pas_une_de_moins(vise, base, data):
    obtenu = data.draw(st.integers(1, base))
    prevue = prevoir_base(vise, obtenu=obtenu, base=base)
    assert prevue * obtenu >= vise * base
    assert prevue == 0 or (prevue - 1) * obtenu < vise * base


@pytest.mark.parametrize("faux", [{"obtenu": 0}, {"obtenu": 61}, {"base": 0}, {"vise": -1}])
def test_une_prevision_impossible_est_refusee(faux):
    with pytest.raises(ErreurCours):
        prevoir_base(**({"vise": 12, "obtenu": 9, "base": 60} | faux))


OFFRE = {"ventes": 100, "prix": 300, "complement": 60, "superieur": 450, "acceptent": (40, 20)}


def test_l_une_gagne_un_prix_l_autre_une_difference():
    offres = comparer_offres(**OFFRE)
    assert offres.index.tolist() == list(OFFRES)
    assert offres["gain"].tolist() == [40 * 60, 20 * (450 - 300)]
    assert offres["additionnelles_pct"].tolist() == [40, 0]


@pytest.mark.parametrize(
    ("faux", "motif"),
    [
        ({"superieur": 300}, "ne coûte pas plus que le modèle choisi"),
        ({"acceptent": (101, 0)}, "acceptent"),
        ({"ventes": 0}, "ventes"),
        ({"complement": -1}, "complement"),
    ],
)
def test_une_offre_impossible_est_refusee(faux, motif):
    with pytest.raises(ErreurCours, match=motif):
        comparer_offres(**(OFFRE | faux))


# Stratégies par segment


def test_chaque_client_recoit_la_strategie_de_son_segment():
    clients = pd.DataFrame(
        {"nom": ["a", "b", "c"], "profil": [*STRATEGIES, "budget limité"]}, index=[3, 1, 2]
    )
    servis = attribuer_strategies(clients, segment="profil")
    assert servis["strategie"].tolist() == [
        "gamme à prix compétitifs",
        "large sélection de produits",
        "gamme à prix compétitifs",
    ]
    pd.testing.assert_frame_equal(servis[["nom", "profil"]], clients)
    assert "strategie" not in clients


def test_la_colonne_des_segments_absente_est_refusee():
    with pytest.raises(ErreurCours, match="«\u202fprofil\u202f» manque"):
        attribuer_strategies(pd.DataFrame({"segment": ["budget limité"]}), segment="profil")


def test_les_strategies_se_remplacent():
    clients = pd.DataFrame({"segment": ["urgence"]})
    assert attribuer_strategies(clients, strategies={"urgence": "stock tampon"})["strategie"].tolist() == [
        "stock tampon"
    ]


@pytest.mark.parametrize(
    ("segments", "citee"), [(["budget limité", None], "vide"), (["budget limité", "Urgence"], "Urgence")]
)
def test_un_segment_sans_strategie_est_refuse(segments, citee):
    with pytest.raises(ErreurCours) as erreur:
        attribuer_strategies(pd.DataFrame({"segment": segments}))
    assert ordinaire(str(erreur.value)) == (
        f"Colonne « segment » : segment sans stratégie (1 ligne), d’abord ligne 2 (« {citee} ») : "
        "choisissez parmi budget limité, clients exigeants."
    )
