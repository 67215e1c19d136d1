"""Le travail d'une personne : essais, indices, solution, progression, copie."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie, Verdict, corriger_copie
from course_helpers.exercices.lecture import lire_reponse
from course_helpers.exercices.question import ETATS, arrondir, enoncer, expliquer
from course_helpers.exercices.serie import QuestionPosee

FAUX = "1,5"


@pytest.fixture
def serie():
    return Serie("4-pareto", code="GPME2-07")


def _juste(posee):
    attendu = posee.question.attendu(posee.valeurs)
    if posee.question.genre == "ouvert":
        return "Quinze clients A."
    return float(attendu) if posee.question.genre == "nombre" else attendu


def test_une_serie_intacte_est_a_faire(serie):
    assert set(serie.progression().etats.values()) == {"a_faire"}
    for vide in (None, "", "  "):
        assert {posee.verifier(vide).etat for posee in serie.q.values()} == {"a_faire"}
    assert set(serie.progression().etats.values()) == {"a_faire"}
    assert all(not posee.essais for posee in serie.q.values())


def test_toutes_les_bonnes_reponses_donnent_une_serie_reussie(serie):
    for posee in serie.q.values():
        attendu = "enregistre" if posee.question.genre == "ouvert" else "reussi"
        assert posee.verifier(_juste(posee)).etat == attendu
    progression = serie.progression()
    assert (progression.reussies, progression.enregistrees, progression.total) == (17, 1, 18)
    assert str(progression) == "18 / 18 · 0 indice"


def test_le_verdict_se_lit_sans_couleur():
    lus = [repr(Verdict(etat)) for etat in ETATS]
    assert lus == [
        "● à faire",
        "✎ illisible",
        "▲ à revoir",
        "✔ réussi",
        "⚑ solution demandée",
        "◆ enregistrée",
    ]
    assert repr(Verdict("a_revoir", "autre", "Relisez.")) == "▲ à revoir · Relisez."


def test_un_verdict_ne_se_retouche_pas(serie):
    verdict = serie.q["q3"].verifier(FAUX)
    with pytest.raises(AttributeError):
        verdict.etat = "reussi"
    with pytest.raises(AttributeError):
        serie.q["q3"].question.attendu = lambda v: 1.5


def test_l_illisible_ne_coute_rien(serie):
    posee = serie.q["q3"]
    assert posee.verifier("81;4").etat == "illisible"
    assert posee.essais == []
    assert posee.etat == "illisible"
    assert not posee.solution_ouverte


def test_une_autre_erreur_est_dite_sans_la_deviner(serie):
    verdict = serie.q["q3"].verifier(FAUX)
    assert (verdict.etat, verdict.code_erreur) == ("a_revoir", "autre")
    assert verdict.message.startswith("1,5\u202f% n’est pas le résultat attendu")


def test_un_arrondi_trop_tot_est_reconnu():
    posee = Serie("4-pareto").q["q2"]
    attendu = round(posee.question.attendu(posee.valeurs), 1)
    for proche in (attendu + 0.1, attendu - 0.1, round(attendu)):
        assert posee.verifier(proche).code_erreur == "arrondi"
    assert posee.verifier(attendu + 0.2).code_erreur == "autre"
    assert posee.verifier(attendu + 0.04).etat == "reussi"


def test_la_tolerance_s_applique_apres_l_arrondi():
    posee = Serie("4-pareto").q["q2"]
    attendu = round(posee.question.attendu(posee.valeurs), 1)
    souple = QuestionPosee(replace(posee.question, tolerance="0.1"), posee.valeurs, posee.portefeuille)
    assert souple.verifier(attendu + 0.14).etat == "reussi"
    assert souple.verifier(attendu + 0.16).etat == "a_revoir"
    assert "arrondie à une décimale, à 0,1 près" in souple._repr_mimebundle_()["text/html"]


def test_les_indices_viennent_un_par_un_et_sont_comptes(serie):
    posee = serie.q["q3"]
    nombre = len(posee.question.indices)
    indices = [posee.indice() for _ in range(nombre)]
    assert [texte[:10] for texte in indices] == [f"Indice {i}/{nombre}" for i in range(1, nombre + 1)]
    assert len(set(indices)) == nombre
    assert "demandez la solution" in posee.indice()
    assert posee.indices_pris == nombre
    assert str(serie.progression()) == f"0 / 18 · {nombre} indices"


def test_la_solution_s_ouvre_apres_deux_essais(serie):
    posee = serie.q["q3"]
    solution = expliquer(posee.question, posee.valeurs)
    assert "il en reste 2" in posee.solution()
    posee.verifier(FAUX)
    posee.verifier("illisible")
    assert "il en reste 1" in posee.solution()
    assert posee.etat == "illisible"
    posee.verifier(FAUX)
    assert posee.solution() == solution
    # La lire avant d'avoir réussi vaut renoncement, même si l'on répond juste ensuite.
    assert posee.etat == "renonce"
    assert posee.verifier(_juste(posee)).etat == "reussi"
    assert posee.etat == "renonce"
    assert posee.essais == [FAUX, FAUX]


def test_renoncer_ouvre_la_solution_et_s_inscrit(serie):
    posee = serie.q["q1"]
    assert repr(posee.renoncer()) == "⚑ solution demandée · La solution est ouverte."
    assert posee.solution() == expliquer(posee.question, posee.valeurs)
    assert json.loads(serie.exporter())["reponses"]["q1"] == {"essais": [], "indices": 0, "solution": True}


def test_une_reussite_ne_s_efface_pas(serie):
    posee = serie.q["q3"]
    posee.verifier(_juste(posee))
    assert posee.verifier(FAUX).etat == "a_revoir"
    assert posee.etat == "reussi"
    assert posee.renoncer().etat == "reussi"
    posee.solution()
    assert posee.etat == "reussi"


def test_la_copie_garde_les_reponses_tapees_et_aucune_note(serie):
    serie.q["q3"].verifier(" 80 % ")
    serie.q["q3"].verifier(12.25)
    serie.q["q3"].verifier("n.c.")
    serie.q["q3"].indice()
    serie.q["q1"].verifier("b")
    actions = dict.fromkeys(("lettre", "visite", "offre", "site", "relance", "direction"), "a")
    serie.q["q6"].verifier(actions)
    copie = json.loads(serie.exporter())
    assert {nom: copie[nom] for nom in ("format", "serie", "version", "code", "variante")} == {
        "format": "course-helpers/copie-1",
        "serie": "4-pareto",
        "version": serie.sujet.version,
        "code": "GPME2-07",
        "variante": serie.portefeuille.variante,
    }
    assert list(copie["reponses"]) == list(serie.q)
    assert copie["reponses"]["q3"] == {"essais": [" 80 % ", "12,25"], "indices": 1, "solution": False}
    # L'ordre des options dépend du tirage : la copie garde la clé, non la lettre.
    assert copie["reponses"]["q1"]["essais"][0] in {o.cle for o in serie.q["q1"].question.options}
    assert copie["reponses"]["q6"]["essais"] == [dict.fromkeys(actions, "A")]
    assert not {"note", "score", "points", "etat"} & set(copie["reponses"]["q3"])


def test_la_copie_garde_toutes_les_decimales_d_un_calcul(serie):
    posee = serie.q["q2"]
    # À un cheveu sous l'arrondi : écrite avec quatre décimales, cette réponse passerait au-dessus.
    for nombre in (37.649999, -3, 1e-7, 1234567.25):
        verdict = posee.verifier(nombre)
        garde = json.loads(serie.exporter())["reponses"]["q2"]["essais"][-1]
        assert posee.verifier(garde) == verdict
        assert arrondir(posee.question, nombre) == arrondir(
            posee.question, lire_reponse(posee.question, posee.valeurs, garde)
        )


def test_une_reponse_exportee_se_corrige_de_la_meme_facon(serie):
    for posee in serie.q.values():
        posee.verifier(_juste(posee))
    essais = {numero: rendu["essais"] for numero, rendu in json.loads(serie.exporter())["reponses"].items()}
    relue = Serie("4-pareto", code="GPME2-07")
    etats = {numero: relue.q[numero].verifier(reponses[0]).etat for numero, reponses in essais.items()}
    assert etats == serie.progression().etats
    assert set(etats.values()) == {"reussi", "enregistre"}
    assert corriger_copie(json.loads(serie.exporter())) == {
        numero: posee.verdict for numero, posee in relue.q.items()
    }


def test_le_texte_d_une_serie_et_d_une_question(serie):
    assert repr(serie).splitlines()[0] == (
        "Série 4 · Méthode ABC et loi de Pareto · GPME2-07 · 0 / 18 · 0 indice"
    )
    assert len(repr(serie).splitlines()) == 19
    posee = serie.q["q3"]
    assert repr(posee) == (
        f"q3 ● à faire\n{enoncer(posee.question, posee.valeurs)}\nRéponse en\u202f%, arrondie à une décimale."
    )
    posee.verifier(FAUX)
    assert "q3 ▲ à revoir" in repr(serie) and "q3 ▲ à revoir" in repr(serie.progression())


def test_sans_identifiant_ce_sont_les_donnees_de_la_classe():
    assert Serie("4-pareto").portefeuille.code == "CLASSE"
    assert Serie("4-pareto").portefeuille.variante == 0


def test_serie_identifiant_et_question_inconnus_sont_refuses(serie):
    with pytest.raises(ErreurCours, match=r"choisissez parmi .*4-pareto"):
        Serie("4-pareta")
    with pytest.raises(ErreurCours, match=r"par exemple GPME2-07"):
        Serie("4-pareto", code="gpme2-07")
    with pytest.raises(ErreurCours, match=r"La question «\u202fq99\u202f» n’existe pas"):
        serie.q["q99"]


def test_corriger_ne_charge_ni_widgets_ni_figures():
    programme = (
        "import sys\n"
        "from course_helpers.exercices import Serie\n"
        "Serie('4-pareto').q['q3'].verifier('80')\n"
        "print([m for m in ('ipywidgets', 'matplotlib', 'IPython') if m in sys.modules])"
    )
    sortie = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, check=True, text=True, env=dict(os.environ)
    )
    assert sortie.stdout.strip() == "[]"


# --- L'évaluation et les nouvelles données -----------------------------------------------------------------


def test_en_evaluation_les_reponses_sont_seulement_enregistrees():
    serie = Serie("4-pareto", mode="evaluation")
    posee = serie.q["q3"]
    juste, faux = posee.verifier(_juste(posee)), posee.verifier(FAUX)
    assert juste == faux == Verdict("enregistre", None, "Votre dernière réponse est celle qui compte.")
    assert posee.verifier("81;4").etat == "illisible"
    assert posee.verifier("").etat == "a_faire"
    # Ce qui est enregistré le reste.
    assert posee.etat == "enregistre" and len(posee.essais) == 2
    refus = "En évaluation, il n’y a ni indice ni solution"
    assert posee.indice().startswith(refus) and posee.solution().startswith(refus)
    assert posee.renoncer().message.startswith(refus)
    assert posee.renoncer().etat == "enregistre"
    assert (posee.indices_pris, posee.solution_lue, posee.solution_ouverte) == (0, False, False)
    assert str(serie.progression()) == "1 / 18 · 0 indice"
    assert json.loads(serie.exporter())["mode"] == "evaluation"
    with pytest.raises(ErreurCours, match=r"chacun garde ses données"):
        serie.renouveler()


def test_un_mode_inconnu_est_refuse():
    with pytest.raises(ErreurCours, match=r"choisissez parmi entrainement, evaluation"):
        Serie("4-pareto", mode="examen")


def test_de_nouvelles_donnees_repartent_de_zero(serie):
    serie.q["q3"].verifier(_juste(serie.q["q3"]))
    serie.q["q1"].indice()
    vues = {serie.portefeuille.variante}
    for tirage in (1, 2, 3):
        serie.renouveler()
        assert serie.tirage == json.loads(serie.exporter())["tirage"] == tirage
        assert serie.portefeuille.code == "GPME2-07"
        vues.add(serie.portefeuille.variante)
    assert len(vues) == 4
    assert set(serie.progression().etats.values()) == {"a_faire"} and serie.progression().indices == 0
    assert serie.q["q3"].verifier(_juste(serie.q["q3"])).etat == "reussi"


def test_chaque_genre_se_lit_en_texte(serie):
    assert "a) " in repr(serie.q["q1"]) and "Une seule réponse." in repr(serie.q["q1"])
    assert "cochez toutes celles" in repr(serie.q["q7"])
    assert "rang1 · 1. " in repr(serie.q["q11"])
    assert "trier · Trier les clients" in repr(serie.q["q16"])
    assert "poids · Client A, un quart" in repr(serie.q["q17"])
    assert "diversifier · Gagner d’autres clients" in repr(serie.q["q17"])


def test_sans_widgets_l_affichage_est_du_texte(serie, monkeypatch):
    monkeypatch.setitem(sys.modules, "course_helpers.exercices.cartes", None)
    assert serie._repr_mimebundle_() == {"text/plain": repr(serie)}
    assert serie.q["q3"]._repr_mimebundle_() == {"text/plain": repr(serie.q["q3"])}
