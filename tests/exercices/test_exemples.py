"""Les exemples de la banque : une réponse tapée sur les données de CLASSE, et le verdict qu'on y lit."""

import pytest

from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie

QUESTIONS = [
    pytest.param(nom, question.identifiant, id=f"{nom}-{question.identifiant}")
    for nom in (*lister_series(), *lister_series(syntheses=True))
    for question in ouvrir_banque(nom).questions
]
EN_MOTS = {"reussi": "réussi", "illisible": "illisible", "enregistre": "enregistré"}


@pytest.mark.parametrize(("nom", "numero"), QUESTIONS)
def test_chaque_question_a_ses_exemples_et_chacun_recoit_le_verdict_annonce(nom, numero):
    posee = poser_serie(nom, 0).questions[numero]
    exemples = posee.question.exemples
    for exemple in exemples:
        verdict = posee.juger(posee.question.saisir(exemple.reponse))
        assert EN_MOTS.get(verdict.etat, verdict.code_erreur) == exemple.verdict, (exemple, verdict)
    verdicts = {exemple.verdict for exemple in exemples}
    if not posee.question.corrige:
        assert verdicts == {"enregistré"}
        return
    assert "réussi" in verdicts
    assert verdicts - {"réussi", "illisible", "autre"}, "aucune erreur reconnue"
    # La limite (arrondi, égalité, convention) dit pourquoi elle en est une.
    assert len(exemples) >= 3 and any(exemple.raison for exemple in exemples)
