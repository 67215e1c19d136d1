"""Un sujet : son lien, son fichier, ses données."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers.chapitres import CHAPITRES
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import sujet as module
from course_helpers.exercices.banque import lister_series, ouvrir_banque
from course_helpers.exercices.sujet import (
    DONNEES,
    QUESTIONS_MAX,
    Sujet,
    composer_sujet,
    ecrire_fragment,
    ecrire_sujet,
    lire_fragment,
    lire_sujet,
    separer_variantes,
)
from course_helpers.tirages.reserve import PLACES, RESERVE_COURANTE, RESERVES, trouver_variante

CATALOGUE = [
    (nom, question.identifiant)
    for nom in [*lister_series(), *lister_series(syntheses=True)]
    for question in ouvrir_banque(nom).questions
]
DOUZE = composer_sujet(
    [("4-pareto", f"q{rang}", rang) for rang in range(1, 13)], evaluation=True, sel="0badcafe"
)
DEUX = composer_sujet([("1-connaissance", "q1", 1), ("complement-risque", "q2", 3)], sel="0badcafe")
SEPT = composer_sujet([(nom, "q1", 1) for nom in CHAPITRES], evaluation=True, sel="0badcafe")
_TEXTES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just("<"), max_size=70)


@st.composite
def composer(draw):
    """Composer un sujet quelconque."""
    choisies = draw(st.lists(st.sampled_from(CATALOGUE), min_size=1, max_size=QUESTIONS_MAX, unique=True))
    return composer_sujet(
        [(*question, draw(st.integers(1, 40))) for question in choisies],
        titre=draw(_TEXTES),
        consigne=draw(_TEXTES),
        evaluation=draw(st.booleans()),
        donnees=draw(st.sampled_from(DONNEES)),
    )


@settings(max_examples=40, deadline=None)
@given(composer(), st.data())
def test_un_lien_et_un_fichier_rendent_exactement_le_sujet(sujet, data):
    fragment = ecrire_fragment(sujet)
    assert lire_fragment(fragment) == sujet == lire_sujet(ecrire_sujet(sujet))
    assert lire_fragment(f"https://exemple.fr/cours/sujet.html#{fragment} ") == sujet
    # Un signe changé, ajouté ou retiré se voit toujours.
    rang = data.draw(st.integers(0, len(fragment) - 1))
    for abime in (fragment[:rang] + fragment[rang + 1 :], f"{fragment[:rang]}-{fragment[rang + 1 :]}"):
        if abime != fragment:
            with pytest.raises(ErreurCours):
                lire_fragment(abime)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.from_regex(r"s[12]\.[\w-]{0,60}(\.[\w-]{0,20})?", fullmatch=True))
def test_un_texte_quelconque_est_refuse_par_une_phrase(texte):
    with pytest.raises(ErreurCours, match=r"\.$"):
        lire_fragment(texte)


def test_une_serie_au_dela_de_la_seizieme_a_des_liens_plus_longs(monkeypatch):
    monkeypatch.setattr(module, "_SERIES", ["avant"] * 2 + module._SERIES)
    fragment = ecrire_fragment(DEUX)
    assert fragment.startswith("s2.") and lire_fragment(fragment) == DEUX
    with pytest.raises(ErreurCours, match="abîmé"):
        lire_fragment(f"s1.{fragment[3:]}")


def test_douze_questions_tiennent_dans_un_code_lisible_de_loin():
    assert len(ecrire_fragment(DOUZE)) <= 90


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("titre", "deux\nlignes"),
        ("titre", "T" * 81),
        ("titre", "sens\u202einverse"),
        ("consigne", "C" * 601),
        ("donnees", "tous"),
        ("donnees", []),
        ("sel", "court"),
        ("reserve", max(RESERVES) + 1),
        ("evaluation", 1),
        ("questions", ()),
        ("questions", DOUZE.questions * 2),
        ("questions", (replace(DOUZE.questions[0], points=0),)),
        ("questions", (replace(DOUZE.questions[0], points=True),)),
        ("questions", (replace(DOUZE.questions[0], serie="9-rien"),)),
        ("questions", (replace(DOUZE.questions[0], identifiant="q99"),)),
        ("questions", (replace(DOUZE.questions[0], identifiant=["q1"]),)),
        ("questions", (replace(DOUZE.questions[0], empreinte="zzzz"),)),
    ],
)
def test_un_champ_qui_ne_va_pas_est_refuse(champ, valeur):
    with pytest.raises(ErreurCours):
        replace(DOUZE, **{champ: valeur})


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"PK",
        b"[" * 10_000,
        b'{"format": "course-helpers/sujet-1"}',
        b'{"format": "course-helpers/copie-2"}',
        b" " * 30_000,
        ecrire_sujet(DOUZE).replace(b"4-pareto", b"9-rien"),
        ecrire_sujet(DOUZE).replace(b'"questions": [', b'"questions": [1, '),
        json.dumps(json.loads(ecrire_sujet(DOUZE)) | {"mode": ["evaluation"]}).encode(),
    ],
)
def test_un_fichier_etranger_ou_modifie_est_refuse(octets):
    with pytest.raises(ErreurCours, match=r"sujet|série"):
        lire_sujet(octets)


def test_une_question_qui_a_change_est_dite_et_le_sujet_s_ouvre():
    autre = replace(DOUZE.questions[2], empreinte="0000")
    disparue = replace(DOUZE.questions[11], identifiant="q63")
    questions = (*DOUZE.questions[:2], autre, *DOUZE.questions[3:11], disparue)
    sujet = lire_fragment(ecrire_fragment(replace(DOUZE, questions=questions)))
    assert sujet.changees == ("3", "12")
    assert "Les questions 3 et 12 ont changé" in sujet.dire_changees()
    assert list(sujet.poser("GPME2-07").questions) == [f"q{rang}" for rang in range(1, 12)]
    assert sujet.total == sum(range(1, 12))
    assert DOUZE.changees == () and DOUZE.dire_changees() == ""


def test_un_sujet_reprend_ses_questions_dans_son_ordre_et_avec_ses_points():
    sujet = composer_sujet(
        [("3-valeur", "q3", 5), ("4-pareto", "q3", 1), ("3-valeur", "q1", 2)], sel="00c0ffee"
    )
    pose = sujet.poser("GPME2-07")
    questions = [posee.question for posee in pose.questions.values()]
    assert [(q.identifiant, q.points) for q in questions] == [("q1", 5), ("q2", 1), ("q3", 2)]
    assert [posee.document for posee in pose.questions.values()] == [1, 2, 1]
    for document, serie in zip(pose.documents, sujet.series, strict=True):
        assert document.portefeuille.variante == trouver_variante("GPME2-07", serie)


def test_un_document_est_un_portefeuille_dont_une_question_montre_les_clients():
    """Sans son tableau, une présentation annoncerait des clients que l’on ne voit pas."""
    choisies = [("2-portefeuille", False), ("4-pareto", True), ("7-etude", True)]
    questions = [
        (
            nom,
            next(q for q in ouvrir_banque(nom).questions if (q.table == "clients") is montree).identifiant,
            1,
        )
        for nom, montree in choisies
    ]
    pose = composer_sujet(questions, sel="00c0ffee").poser("GPME2-07")
    assert [document.portefeuille.serie for document in pose.documents] == ["4-pareto", "7-etude"]
    assert [posee.document for posee in pose.questions.values()] == [0, 1, 2]


@pytest.mark.parametrize("donnees", DONNEES)
def test_une_evaluation_puise_dans_la_reserve_que_rien_d_autre_ne_montre(donnees):
    sujet = replace(SEPT, donnees=donnees)
    for code in ("CLASSE", *(f"GPME2-{rang}" for rang in range(20))):
        variantes = separer_variantes(sujet.trouver_variante(code, "A"), 7)
        assert set(variantes) <= set(RESERVES[RESERVE_COURANTE].evaluation)
        en_cours = [trouver_variante(code, serie) for serie in CHAPITRES]
        assert all(a != b for a, b in zip(variantes, en_cours, strict=True))


def test_les_groupes_ont_des_donnees_distinctes_et_la_classe_les_memes():
    for sujet in (replace(SEPT, donnees="groupe"), replace(SEPT, donnees="groupe", evaluation=False)):
        jeux = [separer_variantes(sujet.trouver_variante("E1", rang), 7) for rang in range(1, PLACES + 1)]
        assert all(len(set(jeu)) == PLACES for jeu in zip(*jeux, strict=True))
        assert sujet.trouver_variante("E1", "b") == sujet.trouver_variante("E2", "2")
        with pytest.raises(ErreurCours, match="une lettre, ou un nombre"):
            sujet.trouver_variante("E1", "")
    commun = replace(SEPT, donnees="classe")
    assert commun.trouver_variante("E1") == commun.trouver_variante("E2")
    assert replace(commun, evaluation=False).trouver_variante("E1") == 0


def test_le_sel_change_les_donnees():
    autre = replace(SEPT, sel="12345678")
    codes = [f"E{rang}" for rang in range(20)]
    assert [SEPT.trouver_variante(c) for c in codes] != [autre.trouver_variante(c) for c in codes]
    assert isinstance(lire_fragment(ecrire_fragment(autre)), Sujet)
