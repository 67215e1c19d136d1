"""Le bilan de la classe : ce que l'on compte, et les mots pour le dire."""

import pytest

from course_helpers.enseignant.bilan import dresser_bilan, nommer_erreur
from course_helpers.enseignant.correction import corriger_copies
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import lister_series, ouvrir_banque

BANQUE = ouvrir_banque("4-pareto")


@pytest.fixture
def bilan(tmp_path):
    """Trois copies : deux cumulent sans trier à q2 et s'y corrigent, mais l'une recommence à q3."""

    def repondre(serie, numero, code=None):
        travail = serie.q[numero]
        erreurs = {erreur.code: erreur.calcul for erreur in travail.question.erreurs}
        calcul = erreurs[code] if code else travail.question.attendu
        travail.verifier(f"{calcul(travail.posee.valeurs):.1f}".replace(".", ","))

    un, deux, trois = (Serie("4-pareto", code=f"X{rang}") for rang in (1, 2, 3))
    repondre(un, "q2", "sans_tri")
    repondre(un, "q2", "sans_tri")
    repondre(un, "q2")
    repondre(deux, "q2", "sans_tri")
    repondre(deux, "q2")
    repondre(deux, "q3", "sans_tri")
    repondre(trois, "q2", "part_des_clients")
    trois.q["q3"].verifier("1,5")
    for rang, serie in enumerate((un, deux, trois)):
        (tmp_path / f"{rang}.json").write_text(serie.exporter(), encoding="utf-8")
    return dresser_bilan("4-pareto", corriger_copies(tmp_path).resultats["4-pareto"])


def test_une_erreur_compte_une_fois_par_copie(bilan):
    q2 = next(question for question in bilan.questions if question.question.identifiant == "q2")
    assert (q2.reussies, q2.copies, q2.non_reconnues) == (2, 3, 0)
    assert [effectif for _, effectif in q2.erreurs] == [2, 1]
    q3 = next(question for question in bilan.questions if question.question.identifiant == "q3")
    assert (q3.non_reconnues, len(q3.erreurs)) == (1, 1)


def test_ce_qu_il_faut_reprendre_vient_du_plus_grand_nombre(bilan):
    premiere, seconde = bilan.a_reprendre
    assert (premiere.copies, premiere.corrigees, premiere.numeros) == (2, 1, ("q2", "q3"))
    assert premiere.constat == "Avoir cumulé dans l’ordre du fichier"
    assert premiere.conseil == "Sur quelle colonne fallait-il trier avant de cumuler\u202f?"
    assert premiere.surtout.identifiant == "q2"
    assert (seconde.copies, seconde.corrigees, seconde.numeros) == (1, 0, ("q2",))


def test_les_questions_vont_de_la_moins_reussie_a_la_plus_reussie(bilan):
    assert bilan.questions[-1].question.identifiant == "q2"
    assert all(question.question.corrige for question in bilan.questions)


@pytest.mark.parametrize("nom", lister_series())
def test_chaque_erreur_a_ses_mots(nom):
    for question in ouvrir_banque(nom).questions:
        for code in [*(erreur.code for erreur in question.erreurs), "fraction", "arrondi", "reponse_repetee"]:
            constat, conseil = nommer_erreur(nom, question, code)
            assert 8 < len(constat) < 120 and conseil.endswith("?"), (question.identifiant, code, constat)
            assert not {"{", "}", "_"} & set(constat + conseil) and not constat.startswith("Vous")


def test_un_code_inconnu_se_lit_quand_meme():
    assert nommer_erreur("4-pareto", BANQUE.questions[1], "du_futur") == ("du futur", "")
