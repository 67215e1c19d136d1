"""Les identifiants d'une classe : jamais les mêmes données, quoi qu'il arrive ensuite à la liste."""

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture import lire_refus

from course_helpers.chapitres import CHAPITRES
from course_helpers.enseignant.correction import Lot, corriger_copie
from course_helpers.enseignant.correspondance import (
    ELEVES_MAX,
    ajouter_eleves,
    ecrire_bandelettes,
    ecrire_correspondance,
    former_classe,
    lire_correspondance,
    lister_homonymes,
    lister_partages,
    rendre_a_chacun,
    reunir,
    suivre_liste,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import lister_series
from course_helpers.exercices.copie import lire_copies
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
    suivi = suivre_liste(classe, ["BLIN Eva", "PETIT Zoé", "durand léa"])
    suivie = suivi.classe
    assert [eleve.nom for eleve in suivi.arrives] == ["BLIN Eva"] and not suivi.renommes + suivi.doutes
    assert [eleve.nom for eleve in suivi.partis] == ["MARTIN Tom"]
    assert [eleve.nom for eleve in suivie.presents] == ["BLIN Eva", "PETIT Zoé", "DURAND Léa"]
    assert all(donnes.get(eleve.nom, eleve.identifiant) == eleve.identifiant for eleve in suivie.eleves)
    assert [eleve.nom for eleve in suivie.eleves if eleve.parti] == ["MARTIN Tom"]
    verifier(suivie)
    revenu = ajouter_eleves(suivie, ["MARTIN Tom"])
    assert revenu.eleves[-1].identifiant == donnes["MARTIN Tom"] and not revenu.eleves[-1].parti
    assert suivre_liste(suivie, ["MARTIN Tom"]).classe.presents[0].identifiant == donnes["MARTIN Tom"]


def test_les_copies_s_emportent_dans_l_ordre_de_la_liste():
    classe = former_classe("GPME2", ["PETIT Zoé", "MARTIN Tom", "BLIN Eva"])
    zoe, tom, eva = codes = [eleve.identifiant for eleve in classe.eleves]
    assert codes != sorted(codes)
    resultats = []
    for code in ("AUTRE-1", tom, zoe, "EVA-BLIN"):
        (copie,) = lire_copies(Serie("4-pareto", code=code, magasin=None).exporter())
        resultats.append(corriger_copie(copie, f"{code}.json"))
    rendu = rendre_a_chacun(Lot({"4-pareto": resultats}, []), classe, {resultats[-1].nom: eva})
    assert [copie.code for copie in rendu.resultats["4-pareto"]] == [zoe, tom, eva, "AUTRE-1"]
    assert "EVA-BLIN" in rendu.resultats["4-pareto"][2].remarque


def test_deux_homonymes_sont_deux_eleves():
    classe = former_classe("GPME2", ["DURAND Léa", "DURAND Léa"])
    assert len({eleve.identifiant for eleve in classe.eleves}) == 2
    assert ajouter_eleves(classe, ["DURAND Léa"]) == classe
    assert len(ajouter_eleves(classe, ["DURAND Léa"] * 3).eleves) == 3


CAMILLE, TOM = "MARTIN Camille", "PETIT Tom"


@pytest.mark.parametrize(
    ("avant", "apres", "gardes"),
    [
        # Une ligne complétée, corrigée ou raccourcie ; l'autre homonyme ne bouge pas.
        ([CAMILLE, CAMILLE], [CAMILLE, f"{CAMILLE} (2)"], "01"),
        ([CAMILLE, CAMILLE], [f"{CAMILLE} B.", CAMILLE], "01"),
        ([TOM, CAMILLE, CAMILLE], ["BLIN Eva", f"{CAMILLE} Bernard", CAMILLE, TOM], "-120"),
        ([CAMILLE, CAMILLE], [f"{CAMILLE} (mars 2006)", f"{CAMILLE} (mai 2006)"], "01"),
        ([CAMILLE, f"{CAMILLE} (B.)"], [f"{CAMILLE} B", CAMILLE], "10"),
        ([f"{CAMILLE} B", TOM], [TOM, CAMILLE], "10"),
        ([f"{CAMILLE} B", TOM], [f"{CAMILLE} C.", TOM], "01"),
        (["ABADIE Eloise", TOM], ["ABADIE Éloïse", TOM], "01"),
        (["Léa", "Léa"], ["Léa", "Léa B"], "01"),
        # Qui n'a en commun qu'une particule, une initiale ou un mot n'est pas la même personne.
        (["DE LA TOUR Paul"], ["DE LA FONTAINE Côme"], "-"),
        (["O'BRIEN T."], ["O'BRIEN S."], "-"),
        ([CAMILLE, TOM], ["MARTIN Jean", TOM], "-1"),
        # Un de plus : rien ne dit lequel était là. Le même nom, lui, reste sur sa ligne.
        ([CAMILLE], [f"{CAMILLE} (1)", f"{CAMILLE} (2)"], "--"),
        ([TOM, CAMILLE], [CAMILLE, CAMILLE, TOM], "-10"),
        ([CAMILLE, CAMILLE], [TOM, CAMILLE], "-1"),
    ],
)
def test_une_liste_reprise_renomme_sans_changer_d_identifiant(avant, apres, gardes):
    classe = former_classe("GPME2", avant)
    suivi = suivre_liste(classe, apres)
    codes = {eleve.identifiant: str(rang) for rang, eleve in enumerate(classe.eleves)}
    assert "".join(codes.get(e.identifiant, "-") for e in suivi.classe.presents) == gardes
    assert [eleve.nom for eleve in suivi.classe.presents] == apres
    assert all(suivi.classe.trouver(e.identifiant) == e and e.nom != nom for nom, e in suivi.renommes)
    assert len(suivi.partis) == len(avant) - len(gardes.replace("-", ""))
    assert len(suivi.arrives) == gardes.count("-")


@pytest.mark.parametrize(
    ("avant", "apres", "doutes"),
    [
        (["DUPOND Tom", "BLIN Eva"], ["DUPONT Tom", "BLIN Eva"], ["DUPOND Tom → DUPONT Tom"]),
        ([TOM, "BLIN Eva"], ["BLIN Eva", "PETIT Thomas"], [f"{TOM} → PETIT Thomas"]),
        ([CAMILLE, CAMILLE], [CAMILLE], [f"{CAMILLE} → {CAMILLE}"]),
        ([TOM], ["BLIN Eva"], []),
    ],
)
def test_un_doute_se_rend_et_l_enseignant_le_leve(avant, apres, doutes):
    classe = former_classe("GPME2", avant)
    suivi = suivre_liste(classe, apres)
    assert [f"{parti.nom} → {present.nom}" for parti, present in suivi.doutes] == doutes
    for parti, present in suivi.doutes:
        decide = reunir(suivi, parti, present)
        assert [eleve.nom for eleve in decide.classe.presents] == apres and not decide.doutes
        assert len(decide.classe.eleves) == len(avant)  # un identifiant annulé ne prend pas une place
        assert {e.identifiant for e in decide.classe.eleves} == {e.identifiant for e in classe.eleves}
        rendu = next(e for e in decide.classe.presents if e.nom == present.nom)
        assert rendu.identifiant == parti.identifiant and decide.annules == suivi.arrives
        assert len(decide.partis) == len(avant) - len(apres)
        verifier(decide.classe)


def test_deux_lignes_pour_un_ancien_nom_se_demandent_toutes_les_deux():
    suivi = suivre_liste(former_classe("GPME2", [CAMILLE]), [f"{CAMILLE} (1)", f"{CAMILLE} (2)"])
    assert len(suivi.doutes) == 2
    decide = reunir(suivi, *suivi.doutes[1])
    assert not decide.doutes and not decide.partis and decide.arrives == suivi.arrives[:1]
    assert lister_homonymes(decide.classe) == []
    autre = suivre_liste(former_classe("GPME2", ["DUPOND Tom", "BLIN Eva"]), ["DUPONT Tom", "ROY Lise"])
    assert [(parti.nom, present.nom) for parti, present in autre.doutes] == [("DUPOND Tom", "DUPONT Tom")]


def test_un_parti_qui_revient_sous_son_nom_n_est_pas_un_present_raccourci():
    classe = suivre_liste(former_classe("GPME2", [CAMILLE, f"{CAMILLE} B"]), [f"{CAMILLE} B"]).classe
    suivi = suivre_liste(classe, [CAMILLE])
    assert suivi.classe.presents[0].identifiant == classe.eleves[1].identifiant and not suivi.renommes


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
        {"eleves": [{"nom": "", "identifiant": "A-1"}]},
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
    classe = suivre_liste(former_classe("GPME2", ["<b>LÉA</b>", "MARTIN Tom"]), ["<b>LÉA</b>"]).classe
    page = ecrire_bandelettes(classe, "https://exemple.fr/?<i>")
    assert "<b>exemple.fr/?&lt;i&gt;</b>" in page and "<b>" not in ecrire_bandelettes(classe)
    assert "sous «\u202fDonnées\u202f», ou dans un sujet" in page
    assert "&lt;b&gt;LÉA" in page and "MARTIN" not in page and "<script" not in page
    assert classe.eleves[0].identifiant in page
