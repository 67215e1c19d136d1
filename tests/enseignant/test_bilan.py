"""Le bilan de la classe : ce que l'on compte, et les mots pour le dire."""

from dataclasses import replace
from datetime import date

import pytest

from course_helpers.enseignant.bilan import dresser_bilan, nommer_erreur
from course_helpers.enseignant.classe import ecrire_classe
from course_helpers.enseignant.correction import Lot, corriger_copie, corriger_copies
from course_helpers.enseignant.decision import Decision
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import lister_series, ouvrir_banque
from course_helpers.exercices.copie import lire_copies
from course_helpers.exercices.sujet import composer_sujet
from course_helpers.exercices.travail_sujet import TravailSujet

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


def corriger_travail(travail, decision=Decision()):  # noqa: B008
    (copie,) = lire_copies(travail.exporter())
    return replace(corriger_copie(copie, "a.json"), decision=decision)


def test_une_question_que_la_plupart_ratent_sans_erreur_reconnue_est_nommee_en_tete(repondre_juste):
    """Cinq copies : q1, une seule réussie ; q2, un arrondi trop fort ; q3, quatre réussies."""
    sujet = composer_sujet([("4-pareto", "q3", 2), ("4-pareto", "q5", 1), ("4-pareto", "q9", 1)])
    travaux = [TravailSujet(sujet, f"E-{rang}", magasin=None) for rang in range(5)]
    for rang, travail in enumerate(travaux):
        if rang != 4:
            repondre_juste(travail.q["q3"])
        if rang:
            repondre_juste(travail.q["q2"])
        else:
            travail.q["q2"].verifier(f"{travail.q['q2'].posee.attendu:.0f}")
    repondre_juste(travaux[0].q["q1"])
    for travail in travaux[1:3]:
        travail.q["q1"].verifier("1,5")
    resultats = [corriger_travail(travail) for travail in travaux]
    ratee, erreur = dresser_bilan(resultats[0].serie, resultats).a_reprendre
    assert (ratee.question.identifiant, ratee.copies, ratee.sans_reponse) == ("q1", 4, 2)
    assert (erreur.copies, erreur.numeros) == (1, ("q2",))
    page = ecrire_classe(Lot({resultats[0].serie: resultats}, []), date(2026, 3, 14)).replace("\u202f", " ")
    assert "4 copies sur 5 ne la réussissent pas, dont 2 sans réponse." in page
    assert "Premier indice : « Triez par CA décroissant" in page


def test_une_question_laissee_d_une_serie_entiere_n_est_pas_ratee(repondre_juste):
    serie = Serie("4-pareto", code="X1", magasin=None)
    repondre_juste(serie.q["q2"])
    serie.q["q3"].verifier("1,5")
    (ratee,) = dresser_bilan("4-pareto", [corriger_travail(serie)]).a_reprendre
    assert (ratee.question.identifiant, ratee.copies, ratee.sans_reponse) == ("q3", 1, 0)


def test_une_redaction_a_une_ligne_par_critere_une_fois_notee():
    niveaux = [(3, 2, 1, 0), (3, 3, None, 0), (3, 0, 1, 0), None]
    resultats = []
    for rang, donnes in enumerate(niveaux):
        serie = Serie("4-pareto", code=f"X{rang}", magasin=None)
        if donnes:
            serie.q["q18"].verifier("Trois clients font tout.")
        resultats.append(corriger_travail(serie, Decision({"q18": donnes} if donnes else {})))
    lot = Lot({"4-pareto": resultats}, [])
    (redaction,) = dresser_bilan("4-pareto", resultats).redactions
    assert (redaction.notees, redaction.a_noter, redaction.vides) == (2, 1, 1)
    assert [comptes for _, comptes in redaction.criteres] == [
        [0, 0, 0, 2],
        [1, 0, 1, 0],
        [0, 2, 0, 0],
        [2, 0, 0, 0],
    ]
    assert not any(critere.endswith(".") for critere, _ in redaction.criteres)
    page = ecrire_classe(lot, date(2026, 3, 14)).replace("\u202f", " ")
    assert "Rédaction : 2 copies notées, 1 copie à noter, 1 copie sans texte." in page
    assert page.count("Très satisfaisant : </span>") == 4
    lot = Lot({"4-pareto": [replace(r, decision=Decision()) for r in resultats]}, [])
    page = ecrire_classe(lot, date(2026, 3, 14)).replace("\u202f", " ")
    assert (
        "Rédaction : 3 copies à noter, 1 copie sans texte." in page
        and "niveaux" not in page.split("</style>")[1]
    )


@pytest.mark.parametrize("nom", lister_series())
def test_chaque_erreur_a_ses_mots(nom):
    for question in ouvrir_banque(nom).questions:
        for code in [*(erreur.code for erreur in question.erreurs), "fraction", "arrondi", "reponse_repetee"]:
            constat, conseil = nommer_erreur(nom, question, code)
            assert 8 < len(constat) < 120 and conseil.endswith("?"), (question.identifiant, code, constat)
            assert not {"{", "}", "_"} & set(constat + conseil) and not constat.startswith("Vous")


def test_un_code_inconnu_se_lit_quand_meme():
    assert nommer_erreur("4-pareto", BANQUE.questions[1], "du_futur") == ("du futur", "")
