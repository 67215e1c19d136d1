"""Une séance de correction : enregistrer puis reprendre rend le même lot, et rien d'autre ne s'y lit."""

import base64
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers.enseignant.correction import (
    appliquer_decisions,
    composer_lot,
    corriger_remises,
    lire_remises,
    noter,
    reperer_copies,
)
from course_helpers.enseignant.correspondance import former_classe
from course_helpers.enseignant.decision import Decision, changer_note, reunir_decisions
from course_helpers.enseignant.depot import Depose, deplier_depot, distinguer
from course_helpers.enseignant.seance import Seance, ecrire_seance, garder_lus, lire_seance
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie
from course_helpers.exercices.copie import TYPE_COPIE


def exporter(code, reponse):
    serie = Serie("4-pareto", code=code, magasin=None)
    serie.q["q2"].verifier(reponse)
    serie.q["q18"].verifier("Trois clients font tout.")
    return serie.exporter()


def mettre_en_cahier(copie):
    figure = {"output_type": "display_data", "data": {"image/png": "A" * 50_000}}
    sortie = {"output_type": "display_data", "data": {TYPE_COPIE: copie.splitlines(keepends=True)}}
    return json.dumps({"cells": [{"cell_type": "code", "source": "1/0", "outputs": [figure, sortie]}]})


TEXTES = [exporter("BTS1-01", "80"), exporter("BTS1-01", "70"), exporter("BTS1-02", "1")]
FICHIERS = [
    *((f"{rang}.json", texte.encode()) for rang, texte in enumerate(TEXTES)),
    ("double.json", TEXTES[0].encode()),
    ("cahier.ipynb", mettre_en_cahier(exporter("BTS1-03", "80")).encode()),
    ("autre.json", json.dumps({**json.loads(TEXTES[0]), "code": "BTS1-09"}).encode()),
    ("abîmée.json", TEXTES[0][:500].encode()),
    ("altérée.json", json.dumps({**json.loads(TEXTES[0]), "tirage": "x"}).encode()),
    ("devoir.docx", b"PK"),
    ("vide.zip", b"PK\x03\x04" + b"\x00" * 30),
    ("<b>\ud800=1.json", b"{}"),
]
NIVEAU = st.none() | st.integers(0, 3)
DECISION = st.builds(
    Decision,
    st.dictionaries(st.just("q18"), st.tuples(*[NIVEAU] * 4)),
    points=st.dictionaries(st.just("q18"), st.decimals(0, 4, places=2)),
) | st.builds(
    lambda note, raison: changer_note(Decision(), str(note).replace(".", ","), raison),
    st.decimals(0, 20, places=2),
    st.text("aé« =<\u202f;", min_size=1).filter(str.strip),
)


def corriger(deposes):
    lus = [lire_remises(depose.nom, depose.lire) for depose in deposes]
    return lus, composer_lot(lus, list(corriger_remises(lus)))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(FICHIERS), min_size=1, max_size=8),
    st.lists(DECISION, min_size=8, max_size=8),
    st.booleans(),
)
def test_enregistrer_puis_reprendre_rend_le_meme_lot_et_les_memes_notes(fichiers, choix, avec_classe):
    deposes = distinguer(deplier_depot(fichiers))
    lus, lot = corriger(deposes)
    decisions = dict(zip(reperer_copies(lot), choix, strict=False))
    classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom"]) if avec_classe else None
    octets = ecrire_seance(Seance(garder_lus(deposes, lus), decisions, {"0.json": "GPME2-463"}, classe))
    seance = lire_seance(octets)
    lus_ensuite, lot_ensuite = corriger(seance.deposes)
    avant, apres = appliquer_decisions(lot, decisions), appliquer_decisions(lot_ensuite, seance.decisions)
    assert apres == avant
    assert [noter(r) for r in reperer_copies(apres).values()] == [
        noter(r) for r in reperer_copies(avant).values()
    ]
    assert seance.classe == classe and seance.rattachements == {"0.json": "GPME2-463"}
    assert not seance.perimees
    # Reprise puis enregistrée, une séance se reprend encore.
    encore = lire_seance(ecrire_seance(Seance(garder_lus(seance.deposes, lus_ensuite), seance.decisions)))
    assert encore.deposes == seance.deposes and encore.decisions == seance.decisions


def test_un_cahier_n_y_laisse_que_sa_copie():
    ((_, cahier),) = [fichier for fichier in FICHIERS if fichier[0] == "cahier.ipynb"]
    octets = ecrire_seance(Seance([Depose("cahier.ipynb", cahier)]))
    assert b"A" * 100 in cahier and len(octets) < len(cahier) / 2
    garde = base64.b64decode(json.loads(octets)["copies"][0]["octets"])
    assert b"1/0" in cahier and b"1/0" not in garde and b"image/png" not in garde


def test_la_decision_d_une_copie_suit_la_plus_recente_du_meme_travail():
    serie = Serie("4-pareto", code="BTS1-05", magasin=None)
    serie.q["q2"].verifier("80")
    debut = serie.exporter().encode()
    serie.q["q18"].verifier("La suite.")
    _, lot = corriger([Depose("a.json", debut), Depose("b.json", serie.exporter().encode())])
    decisions = {("4-pareto", "BTS1-05", "a.json", 0): Decision(note=Decimal(12), raison="Oral")}
    (resultat,) = appliquer_decisions(lot, decisions).resultats["4-pareto"]
    assert resultat.fichier == "b.json" and noter(resultat) == 12


def test_les_niveaux_du_premier_fichier_l_emportent_sur_les_points_du_second():
    en_points = Decision(points={"q18": Decimal("1.25"), "q19": Decimal(1)})
    reunie = reunir_decisions(iter([Decision({"q18": (3, 3, 3, 3)}), en_points]))
    assert reunie.points == {"q19": 1}
    assert reunir_decisions(iter([en_points, Decision({"q18": (3, 3, 3, 3)})])).points == en_points.points


def test_aucune_note_ecrite_dans_une_seance_n_est_crue_d_une_copie():
    contenu = json.loads(ecrire_seance(Seance([Depose("a.json", TEXTES[2].encode())])))
    contenu["copies"][0] |= {"note": 20, "points": 20, "etat": "reussi"}
    seance = lire_seance(json.dumps(contenu).encode())
    _, lot = corriger(seance.deposes)
    assert [noter(r) for r in lot.resultats["4-pareto"]] == [0]


def test_des_criteres_changes_depuis_se_comptent():
    decisions = {("4-pareto", "BTS1-01", "a.json", 0): Decision({"q18": (3, 3), "q99": (1,)})}
    seance = lire_seance(ecrire_seance(Seance([], decisions)))
    assert seance.perimees == 2 and not any(d.prise for d in seance.decisions.values())


def test_des_points_que_le_bareme_n_a_plus_se_comptent():
    trop = Decision(points={"q18": Decimal("4.25"), "q99": Decimal(1)}, textes={"q18": "3daa707b5771"})
    seance = lire_seance(ecrire_seance(Seance([], {("4-pareto", "A", "a.json", 0): trop})))
    assert seance.perimees == 2 and not any(d.prise for d in seance.decisions.values())


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"[" * 10_000,
        b"\x89PNG",
        b'{"format": "course-helpers/copie-2"}',
        b'{"format": "course-helpers/correction-2"}',
        b'{"format": ["course-helpers/correction-1"]}',
        ecrire_seance(Seance([]))[:-20],
    ],
)
def test_un_autre_fichier_n_est_pas_une_seance(octets):
    with pytest.raises(ErreurCours, match="n’est pas une séance de correction de ce cours"):
        lire_seance(octets)


COPIE = {"nom": "a.json", "octets": ""}
DECIDEE = {
    "serie": "4-pareto",
    "code": "A-1",
    "fichier": "a",
    "rang": 0,
    "niveaux": {},
    "note": "",
    "raison": "",
}


@pytest.mark.parametrize(
    "changement",
    [
        {"copies": {}},
        {"copies": [7]},
        {"copies": [{"nom": "a.json"}]},
        {"copies": [{"nom": "a.json", "octets": "é"}]},
        {"copies": [{"nom": "a.json", "octets": "A"}]},
        {"copies": [{"nom": 7, "octets": ""}]},
        {"copies": [{"nom": "a.json", "etat": "illisible", "motif": ""}]},
        {"copies": [{"nom": "a" * 100_000, "octets": ""}]},
        {"copies": [COPIE, COPIE]},
        {"copies": [COPIE] * 10_001},
        {"decisions": {}},
        {"decisions": [7]},
        {"decisions": [{}]},
        *(
            {"decisions": [DECIDEE | champ]}
            for champ in (
                {"serie": "../x"},
                {"serie": ["4-pareto"]},
                {"rang": True},
                {"rang": -1},
                {"note": "21", "raison": "Oral"},
                {"note": "12", "raison": ""},
                {"note": 12, "raison": "Oral"},
                {"raison": ["Oral"]},
                {"niveaux": []},
                {"niveaux": {"q18": 3}},
                {"niveaux": {"q18": [4, 3, 3, 3]}},
                {"niveaux": {"q18": [True, 3, 3, 3]}},
                {"niveaux": {"q18": [0] * 51}},
            )
        ),
        {"decisions": [DECIDEE | {"textes": []}]},
        {"decisions": [DECIDEE | {"points": []}]},
        {"decisions": [DECIDEE | {"points": {"q18": 2}}]},
        {"decisions": [DECIDEE | {"textes": {"q18": 7}}]},
        {"reglages": []},
        {"reglages": {"essentiel": 1}},
        {"reglages": {"total": 0}},
        {"reglages": {"total": "20"}},
        {"reglages": {"pas": "0.3"}},
        {"reglages": {"pas": ["0.1"]}},
        {"date": 7},
        {"rattachements": []},
        {"rattachements": {"a": 7}},
        {"classe": 7},
        {"classe": {"prefixe": "A", "eleves": []}},
    ],
)
def test_une_seance_modifiee_se_refuse_en_une_phrase(changement):
    contenu = json.loads(ecrire_seance(Seance([])))
    lire_seance(json.dumps(contenu | {"copies": [COPIE], "decisions": [DECIDEE]}).encode())
    with pytest.raises(ErreurCours, match="Cette séance est abîmée"):
        lire_seance(json.dumps(contenu | changement).encode())
