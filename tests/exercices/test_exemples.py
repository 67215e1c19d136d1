"""Les exemples de la banque : une réponse tapée sur les données de CLASSE, et le verdict qu'on y lit."""

import pytest

from course_helpers.exercices.banque import lister_series, poser_serie

NOMS = [*lister_series(), *lister_series(syntheses=True)]
QUESTIONS = [
    pytest.param(posee, id=f"{nom}-{numero}")
    for nom in NOMS
    for numero, posee in poser_serie(nom, 0).questions.items()
]
EN_MOTS = {"reussi": "réussi", "illisible": "illisible", "enregistre": "enregistré"}


@pytest.mark.parametrize("posee", QUESTIONS)
def test_chaque_exemple_recoit_le_verdict_annonce(posee):
    for exemple in posee.question.exemples:
        verdict = posee.juger(posee.question.saisir(exemple.reponse))
        assert EN_MOTS.get(verdict.etat, verdict.code_erreur) == exemple.verdict, (exemple, verdict)


@pytest.mark.parametrize("posee", QUESTIONS)
def test_une_question_a_un_exemple_juste_une_erreur_reconnue_et_une_limite(posee):
    exemples = posee.question.exemples
    verdicts = {exemple.verdict for exemple in exemples}
    if not posee.question.corrige:
        assert verdicts == {"enregistré"}
        return
    assert "réussi" in verdicts
    assert verdicts - {"réussi", "illisible", "autre"}, "aucune erreur reconnue"
    # La limite (arrondi, égalité, convention) dit pourquoi elle en est une.
    assert len(exemples) >= 3 and any(exemple.raison for exemple in exemples)
