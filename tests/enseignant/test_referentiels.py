"""Les compétences écrites dans les pages et les questions sont celles de la liste, et toutes y servent."""

from pathlib import Path

import pytest

from course_helpers.chapitres import PARCOURS
from course_helpers.enseignant.referentiels import (
    BLOCS,
    COMPETENCES,
    croiser,
    lire_competences,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import lister_series, ouvrir_banque

LIVRE = Path(__file__).parents[2] / "book"
CHAPITRES = [LIVRE / f"{nom}.md" for nom in PARCOURS]
ENCADRE = ":::{{admonition}} Compétences\n:class: competences\n\n{}\n:::\n"


@pytest.fixture(scope="module")
def croisement():
    return croiser(
        {page.stem: page.read_text(encoding="utf-8") for page in CHAPITRES},
        {nom: [q.competence for q in ouvrir_banque(nom).questions] for nom in lister_series()},
    )


def test_pages_et_questions_ne_portent_que_des_competences_de_la_liste(croisement):
    _, refus = croisement
    assert not refus, "\n".join(dict.fromkeys(refus))


def test_chaque_chapitre_en_annonce_et_en_exerce(croisement):
    table, _ = croisement
    for chapitre in lister_series():
        assert any(cases[chapitre][1] for cases in table.values() if chapitre in cases), chapitre
    for page in CHAPITRES:
        assert any(cases[page.stem][0] for cases in table.values() if page.stem in cases), page.stem


def test_chaque_competence_est_travaillee_par_un_chapitre(croisement):
    table, _ = croisement
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


def test_une_page_precise_un_savoir_de_la_competence():
    page = ENCADRE.format(
        "- Garder. *En lien avec MCO, bloc 1 (entretenir la relation client : fidélisation, capital client).*"
    )
    assert [c.intitule for c in lire_competences(page)] == ["Entretenir la relation client"]
    with pytest.raises(ErreurCours, match="n’est pas dans la liste"):
        lire_competences(page.replace("capital client", "bonne humeur"))


@pytest.mark.parametrize(
    "page, motif",
    [
        ("# Chapitre\n", "pas d’encadré"),
        (ENCADRE.format("- Décider."), "ne dit pas"),
        (ENCADRE.format("- Décider. *NDRC, bloc 1 (identifier des cibles)*"), "ne dit pas"),
        (ENCADRE.format("- Décider. *En lien avec NDRC, bloc 1.*"), "ne dit pas"),
        (ENCADRE.format("- Décider. *En lien avec NDRC, bloc 1 (vendre).*"), r"bloc 1 \(vendre\)"),
        (
            ENCADRE.format("- Un. *En lien avec NDRC, bloc 1 (identifier des cibles).*\n- Deux."),
            "«\u202fDeux",
        ),
    ],
)
def test_un_lien_absent_ou_inconnu_se_refuse(page, motif):
    with pytest.raises(ErreurCours, match=motif):
        lire_competences(page)


def test_une_etiquette_inconnue_est_mise_a_part_et_dite_avec_son_chapitre():
    table, refus = croiser({"4-pareto": "# Rien"}, {"4-pareto": ["Vendre", COMPETENCES[0].etiquette]})
    assert table[COMPETENCES[0]] == {"4-pareto": (False, 1)}
    assert len(refus) == 2 and all(phrase.startswith("Chapitre 4-pareto : ") for phrase in refus)
    assert "«\u202fVendre\u202f»" in refus[1]
