"""La banque telle qu'une enseignante la lit : rien de ce que dit le texte d'une question n'y manque."""

import re

import pytest

from course_helpers.chapitres import CHAPITRES
from course_helpers.enseignant.banque_lue import ecrire_banque
from course_helpers.exercices.banque import lister_series, poser_serie
from course_helpers.exercices.textes import Texte, en_html


@pytest.mark.parametrize("nom", lister_series())
def test_tout_ce_que_dit_une_question_y_est(nom):
    page = ecrire_banque(nom)
    for serie in (nom, f"{nom}-synthese") if nom in CHAPITRES else (nom,):
        for posee in poser_serie(serie, 0).questions.values():
            for texte in (posee.enonce, posee.solution, *posee.indices):
                assert en_html(texte) in page
            for erreur, _ in posee.erreurs:
                assert f"<dt><code>{erreur.code}</code> · " in page
            for exemple in posee.question.exemples:
                assert f"→ {exemple.verdict}" in page
    assert not re.search(r"<script|\{\w+\}|\bNone\b", page)


@pytest.mark.parametrize("nom", lister_series())
def test_une_erreur_est_montree_avec_la_reponse_qui_la_fait_et_ce_qu_on_lui_repond(nom):
    page = ecrire_banque(nom)
    for posee in poser_serie(nom, 0).questions.values():
        codes = {erreur.code for erreur in posee.question.erreurs}
        for exemple in posee.question.exemples:
            # Les exemples sont tapés à la main : la page doit en dire autant que la correction.
            verdict = posee.juger(posee.question.saisir(exemple.reponse))
            if verdict.code_erreur in codes:
                # Le compte des lignes justes est celui de la réponse, non de l'erreur.
                message = Texte(verdict.message.partition(" Lignes justes")[0])
                assert en_html(message) in page


def test_la_synthese_ne_porte_pas_le_numero_d_une_autre_question():
    titres = re.findall(r"<h3>(.*?) · ", ecrire_banque("4-pareto"))
    assert titres[-1] == "Synthèse" and len(titres) == len(set(titres))
