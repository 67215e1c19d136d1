"""La banque telle qu'une enseignante la lit : rien de ce que dit le texte d'une question n'y manque."""

import re

import pytest

from course_helpers.enseignant.banque_lue import ecrire_banque
from course_helpers.exercices.banque import lister_series, poser_serie
from course_helpers.exercices.textes import en_html


@pytest.mark.parametrize("nom", lister_series())
def test_tout_ce_que_dit_une_question_y_est(nom):
    page = ecrire_banque(nom)
    for serie in (nom, f"{nom}-synthese"):
        for posee in poser_serie(serie, 0).questions.values():
            for texte in (posee.enonce, posee.solution, *posee.indices):
                assert en_html(texte) in page
            for erreur, _ in posee.erreurs:
                assert f"<code>{erreur.code}</code>" in page
                assert en_html(posee.composer(erreur.message, reponse="…")) in page
            for exemple in posee.question.exemples:
                assert f"→ {exemple.verdict}" in page
    assert not re.search(r"<script|\{\w+\}|\bNone\b", page)
