"""Les identifiants d'une classe : jamais les mêmes données, quoi qu'il arrive ensuite à la liste."""

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture import lire_refus

from course_helpers.chapitres import CHAPITRES
from course_helpers.enseignant.correspondance import (
    ELEVES_MAX,
    ajouter_eleves,
    ecrire_bandelettes,
    ecrire_correspondance,
    former_classe,
    lire_correspondance,
    lire_noms,
    lister_partages,
    suivre_liste,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import lister_series
from course_helpers.exercices.sujet import composer_sujet, separer_variantes
from course_helpers.tirages.reserve import PLACES, normaliser_code, trouver_variante

SERIES = [*lister_series(), *lister_series(syntheses=True)]
NOMS = [f"ÉLÈVE {chr(65 + rang // 26)}{chr(65 + rang % 26)}" for rang in range(ELEVES_MAX + 1)]
prefixes = st.from_regex(r"[A-Z0-9][A-Z0-9]{0,13}[A-Z0-9]", fullmatch=True)


def verifier(classe):
    """Deux élèves n'ont les mêmes données dans aucune série, ni des identifiants à un signe près."""
    identifiants = [eleve.identifiant for eleve in classe.eleves]
    for serie in SERIES:
        for tirage in (0, 1, 5):  # « Nouvelles données » aussi, demandées par tous
            variantes = {trouver_variante(code, serie, tirage=tirage) for code in identifiants}
            assert len(variantes) == len(identifiants), serie
    for un, autre in combinations(identifiants, 2):
        assert len(un) != len(autre) or sum(a != b for a, b in zip(un, autre, strict=True)) > 1
    assert all(normaliser_code(code) == code for code in identifiants)
    assert not lister_partages(classe)
    if len(classe.eleves) <= PLACES:
        for sel in ("0badcafe", "12345678"):
            sujet = composer_sujet([(serie, "q1", 1) for serie in CHAPITRES], evaluation=True, sel=sel)
            jeux = [separer_variantes(sujet.trouver_variante(code), len(CHAPITRES)) for code in identifiants]
            assert all(len(set(variantes)) == len(identifiants) for variantes in zip(*jeux, strict=True))
        assert not lister_partages(classe, evaluation=True)


@settings(max_examples=15)
@given(prefixes, st.integers(0, 36), st.data())
def test_jusqu_a_36_eleves_n_ont_jamais_les_memes_donnees(prefixe, debut, donnees):
    """Arrivés ensemble ou l'un après l'autre, les identifiants donnés ne changent plus."""
    classe = former_classe(prefixe, NOMS[:debut])
    while len(classe.eleves) < 36:
        avant, place = classe.eleves, len(classe.eleves)
        arrivent = NOMS[place : place + donnees.draw(st.integers(1, 12))][: 36 - place]
        classe = ajouter_eleves(classe, arrivent)
        assert classe.eleves[: len(avant)] == avant
    verifier(classe)


def test_une_classe_nombreuse_tient_la_promesse_et_la_suivante_se_refuse():
    classe = former_classe("GPME2", NOMS[:ELEVES_MAX])
    verifier(classe)
    # Au-delà de quarante, deux élèves partagent leurs données d'évaluation ; pas davantage.
    assert len(lister_partages(classe, evaluation=True)) == ELEVES_MAX - PLACES
    assert "60 élèves au plus" in lire_refus(ajouter_eleves, classe, ["DE TROP Paul"])


def test_une_liste_recollee_garde_les_identifiants_et_reserve_celui_des_partis():
    classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom", "PETIT Zoé"])
    donnes = {eleve.nom: eleve.identifiant for eleve in classe.eleves}
    suivie = suivre_liste(classe, ["BLIN Eva", "PETIT Zoé", "durand léa"])
    assert [eleve.nom for eleve in suivie.presents] == ["BLIN Eva", "PETIT Zoé", "DURAND Léa"]
    assert all(donnes.get(eleve.nom, eleve.identifiant) == eleve.identifiant for eleve in suivie.eleves)
    assert [eleve.nom for eleve in suivie.eleves if eleve.parti] == ["MARTIN Tom"]
    verifier(suivie)
    revenu = ajouter_eleves(suivie, ["MARTIN Tom"])
    assert revenu.eleves[-1].identifiant == donnes["MARTIN Tom"] and not revenu.eleves[-1].parti


def test_deux_homonymes_sont_deux_eleves():
    classe = former_classe("GPME2", ["DURAND Léa", "DURAND Léa"])
    assert len({eleve.identifiant for eleve in classe.eleves}) == 2
    assert ajouter_eleves(classe, ["DURAND Léa"]) == classe
    assert len(ajouter_eleves(classe, ["DURAND Léa"] * 3).eleves) == 3


@pytest.mark.parametrize(
    ("texte", "motif"),
    [
        ("", "La liste est vide"),
        ("DURAND Léa\n12 MARTIN Tom", "La ligne 2, « 12 MARTIN Tom », contient un chiffre"),
        ("a@b.fr", "contient un chiffre ou un signe"),
        ("A" * 81, "dépasse 80 caractères"),
    ],
)
def test_une_liste_mal_collee_se_refuse(texte, motif):
    assert motif in lire_refus(lire_noms, texte)


@pytest.mark.parametrize("prefixe", ["", "A" * 16, "léa@b.fr", "<b>"])
def test_un_prefixe_qui_ne_convient_pas_se_refuse(prefixe):
    with pytest.raises(ErreurCours):
        former_classe(prefixe, ["DURAND Léa"])


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"[" * 10_000,
        b'{"format": "course-helpers/copie-2"}',
        b" " * 2_000_000,
        b"\x89PNG",
    ],
)
def test_un_autre_fichier_n_est_pas_une_correspondance(octets):
    assert "n’est pas une correspondance" in lire_refus(lire_correspondance, octets)


@pytest.mark.parametrize(
    "changement",
    [
        {"prefixe": 7},
        {"eleves": {}},
        {"eleves": []},
        {"eleves": [7]},
        {"eleves": [{"nom": "A"}]},
        {"eleves": [{"nom": "A", "identifiant": "../x"}]},
        {"eleves": [{"nom": "A", "identifiant": "a"}]},
        {"eleves": [{"nom": ["A"], "identifiant": "A-1"}]},
        {"eleves": [{"nom": "A\nB", "identifiant": "A-1"}]},
        {"eleves": [{"nom": "A", "identifiant": "A-1"}] * 2},
        {"eleves": [{"nom": "A", "identifiant": f"A-{rang}"} for rang in range(ELEVES_MAX + 1)]},
    ],
)
def test_une_correspondance_modifiee_se_refuse(changement):
    contenu = json.loads(ecrire_correspondance(former_classe("GPME2", ["DURAND Léa"])))
    assert "modifiée" in lire_refus(lire_correspondance, json.dumps(contenu | changement).encode())


def test_des_donnees_communes_dans_une_correspondance_modifiee_se_voient():
    classe = former_classe("GPME2", NOMS[:2])
    memes = next(
        f"X-{rang}"
        for rang in range(100, 1000)
        if trouver_variante(f"X-{rang}", "4-pareto")
        == trouver_variante(classe.eleves[0].identifiant, "4-pareto")
    )
    contenu = json.loads(ecrire_correspondance(classe))
    contenu["eleves"][1]["identifiant"] = memes
    assert len(lister_partages(lire_correspondance(json.dumps(contenu).encode()))) == 1


def test_les_bandelettes_neutralisent_un_nom_et_oublient_les_partis():
    classe = suivre_liste(former_classe("GPME2", ["<b>LÉA</b>", "MARTIN Tom"]), ["<b>LÉA</b>"])
    page = ecrire_bandelettes(classe, "https://exemple.fr/?<i>")
    assert "<b>exemple.fr/?&lt;i&gt;</b>" in page and "<b>" not in ecrire_bandelettes(classe)
    assert "sous «\u202fDonnées\u202f», ou dans un sujet" in page
    assert "&lt;b&gt;LÉA" in page and "MARTIN" not in page and "<script" not in page
    assert classe.eleves[0].identifiant in page
