"""Les compétences écrites dans les pages et les questions sont celles de la liste, et toutes y servent."""

from pathlib import Path

import pytest

from course_helpers.enseignant.referentiels import (
    BLOCS,
    COMPETENCES,
    croiser,
    lire_competences,
    trouver_competence,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.series import SUJETS

LIVRE = Path(__file__).parents[2] / "book"
CHAPITRES = sorted(LIVRE.glob("[0-9]-*.md"))
ENCADRE = ":::{{admonition}} Compétences\n:class: competences\n\n{}\n:::\n"


@pytest.mark.parametrize("page", CHAPITRES, ids=lambda page: page.stem)
def test_une_page_n_annonce_que_des_competences_de_la_liste(page):
    assert lire_competences(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("chapitre", SUJETS)
def test_une_question_ne_porte_qu_une_competence_de_la_liste(chapitre):
    for question in SUJETS[chapitre].questions:
        trouver_competence(question.competence)


def test_chaque_competence_est_travaillee_par_un_chapitre():
    table = croiser(
        {page.stem: page.read_text(encoding="utf-8") for page in CHAPITRES},
        {nom: [question.competence for question in sujet.questions] for nom, sujet in SUJETS.items()},
    )
    oubliees = [competence.etiquette for competence, chapitres in table.items() if not chapitres]
    assert not oubliees, "\n".join(oubliees)


def test_la_liste_ne_se_repete_pas_et_chaque_bloc_est_nomme():
    etiquettes = [competence.etiquette for competence in COMPETENCES]
    assert len(set(etiquettes)) == len(etiquettes)
    assert {(competence.diplome, competence.bloc) for competence in COMPETENCES} == set(BLOCS)


def test_une_ligne_peut_citer_deux_diplomes_et_courir_sur_deux_lignes():
    page = ENCADRE.format(
        "- Décider.\n  *En lien avec NDRC, bloc 1 (identifier des cibles)*\n"
        "  *et GPME, bloc 1 (organisation de la\n  prospection).*\n"
        "- Suivre. *En lien avec NDRC, bloc 1 (identifier des cibles).*"
    )
    assert [c.etiquette for c in lire_competences(page)] == [
        "Identifier des cibles (NDRC, bloc 1)",
        "Organiser la prospection (GPME, bloc 1)",
    ]


@pytest.mark.parametrize(
    "page, motif",
    [
        ("# Chapitre\n", "pas d’encadré"),
        (ENCADRE.format("- Décider."), "ne dit pas"),
        (ENCADRE.format("- Décider. *NDRC, bloc 1 (identifier des cibles)*"), "ne dit pas"),
        (ENCADRE.format("- Décider. *En lien avec NDRC, bloc 1.*"), "ne dit pas"),
        (ENCADRE.format("- Décider. *En lien avec NDRC, bloc 1 (vendre).*"), r"bloc 1 \(vendre\)"),
        (ENCADRE.format("- Un. *En lien avec NDRC, bloc 1 (identifier des cibles).*\n- Deux."), "« Deux"),
    ],
)
def test_un_lien_absent_ou_inconnu_se_refuse(page, motif):
    with pytest.raises(ErreurCours, match=motif):
        lire_competences(page)


def test_une_etiquette_inconnue_se_refuse_avec_son_chapitre():
    with pytest.raises(ErreurCours, match=r"Chapitre 4-pareto : La compétence « Vendre »"):
        croiser({}, {"4-pareto": ["Vendre"]})
