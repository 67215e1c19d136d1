"""Le travail d'une personne : essais, indices, solution, progression, copie."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from course_helpers import __version__
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie, Verdict
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.cartes import QuestionAffichee
from course_helpers.exercices.copie import lire_copie
from course_helpers.exercices.question import ETATS, QuestionPosee
from course_helpers.tirages.reserve import RESERVE_COURANTE

TOTAL = len(ouvrir_banque("4-pareto").questions)

FAUX, AUTRE_FAUX = "1,5", "2,5"


@pytest.fixture
def serie():
    return Serie("4-pareto", code="GPME2-07")


def _juste(travail):
    attendu = travail.posee.attendu
    if not travail.question.corrige:
        return "Quinze clients A."
    return float(attendu) if travail.question.genre == "nombre" else attendu


def test_une_serie_intacte_est_a_faire(serie):
    assert set(serie.progression().etats.values()) == {"a_faire"}
    for vide in (None, "", "  "):
        assert {travail.verifier(vide).etat for travail in serie.q.values()} == {"a_faire"}
    assert set(serie.progression().etats.values()) == {"a_faire"}
    assert all(not travail.essais for travail in serie.q.values())


def test_toutes_les_bonnes_reponses_donnent_une_serie_reussie(serie):
    for travail in serie.q.values():
        attendu = "enregistre" if not travail.question.corrige else "reussi"
        assert travail.verifier(_juste(travail)).etat == attendu
    progression = serie.progression()
    assert (progression.reussies, progression.enregistrees, progression.total) == (TOTAL - 1, 1, TOTAL)
    assert str(progression) == f"{TOTAL} / {TOTAL} · 0 indice"


def test_le_verdict_se_lit_sans_couleur():
    lus = [repr(Verdict(etat)) for etat in ETATS]
    assert lus == [
        "● à faire",
        "✎ non vérifiée",
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
    travail = serie.q["q3"]
    assert travail.verifier("81;4").etat == "illisible"
    assert travail.essais == []
    assert travail.etat == "illisible"
    assert not travail.solution_ouverte


def test_une_autre_erreur_est_dite_sans_la_deviner(serie):
    verdict = serie.q["q3"].verifier(FAUX)
    assert (verdict.etat, verdict.code_erreur) == ("a_revoir", "autre")
    assert verdict.message.startswith("1,5\u202f%\u202f: ce n’est pas encore le bon résultat.")


def test_qui_corrige_une_ligne_sur_deux_voit_le_compte_avancer():
    """Le message d'une erreur ne change pas ; le nombre de lignes justes, si."""
    travail = Serie("4-pareto").q["q6"]
    juste = travail.posee.attendu
    faux = {**juste, "visite": "C", "direction": "C"}
    messages = [travail.verifier(reponse).message for reponse in (faux, {**faux, "visite": "A"})]
    assert messages[0].endswith("Lignes justes\u202f: 5 sur 7.")
    assert messages[1].endswith("Lignes justes\u202f: 6 sur 7.")


def test_un_arrondi_trop_tot_est_reconnu():
    travail = Serie("4-pareto").q["q2"]
    attendu = round(travail.posee.attendu, 1)
    for proche in (attendu + 0.1, attendu - 0.1, round(attendu)):
        assert travail.verifier(proche).code_erreur == "arrondi"
    assert travail.verifier(attendu + 0.2).code_erreur == "autre"
    assert travail.verifier(attendu + 0.04).etat == "reussi"


def test_la_tolerance_s_applique_apres_l_arrondi():
    travail = Serie("4-pareto").q["q2"]
    attendu = round(travail.posee.attendu, 1)
    question = replace(travail.question, tolerance="0.1")
    souple = QuestionAffichee(
        QuestionPosee(question, travail.posee.valeurs, travail.posee.portefeuille, "4-pareto:0")
    )
    assert souple.verifier(attendu + 0.14).etat == "reussi"
    assert souple.verifier(attendu + 0.16).etat == "a_revoir"
    assert "arrondie à une décimale, à 0,1 près" in souple._repr_mimebundle_()["text/html"]


def test_les_indices_viennent_un_par_un_et_sont_comptes(serie):
    travail = serie.q["q3"]
    nombre = len(travail.question.indices)
    indices = [travail.indice() for _ in range(nombre)]
    assert [texte[:10] for texte in indices] == [f"Indice {i}/{nombre}" for i in range(1, nombre + 1)]
    assert len(set(indices)) == nombre
    assert "demandez la solution" in travail.indice()
    assert travail.indices_pris == nombre
    assert str(serie.progression()) == f"0 / {TOTAL} · {nombre} indices"


def test_la_solution_s_ouvre_apres_deux_essais(serie):
    travail = serie.q["q3"]
    solution = travail.posee.solution
    assert "il en reste 2" in travail.solution()
    travail.verifier(FAUX)
    travail.verifier("illisible")
    assert "il en reste 1" in travail.solution()
    assert travail.etat == "illisible"
    travail.verifier(FAUX)  # la même réponse n'est pas un nouvel essai
    assert "il en reste 1" in travail.solution()
    travail.verifier(AUTRE_FAUX)
    assert travail.solution() == solution
    # La lire avant d'avoir réussi vaut renoncement, même si l'on répond juste ensuite.
    assert travail.etat == "renonce"
    assert travail.verifier(_juste(travail)).etat == "reussi"
    assert travail.etat == "renonce"
    assert travail.essais == [FAUX, AUTRE_FAUX]


def test_renoncer_ouvre_la_solution_et_s_inscrit(serie):
    travail = serie.q["q1"]
    assert repr(travail.renoncer()).endswith("Vous avez renoncé\u202f: vous pouvez lire la solution.")
    assert travail.etat == "renonce"
    assert travail.solution() == travail.posee.solution
    assert [geste.geste for geste in lire_copie(serie.exporter()).reponses["q1"].gestes] == [
        "solution",
        "lecture",
    ]


def test_une_reussite_ne_s_efface_pas(serie):
    travail = serie.q["q3"]
    travail.verifier(_juste(travail))
    assert travail.verifier(FAUX).etat == "a_revoir"
    assert travail.etat == "reussi"
    assert travail.renoncer().etat == "reussi"
    travail.solution()
    assert travail.etat == "reussi"


def test_la_copie_garde_les_reponses_tapees_et_aucune_note(serie):
    serie.q["q3"].verifier(" 80 % ")
    serie.q["q3"].verifier(12.25)
    serie.q["q3"].verifier("n.c.")
    serie.q["q3"].indice()
    serie.q["q1"].verifier("b")
    actions = dict.fromkeys(("lettre", "visite", "offre", "site", "relance", "direction", "catalogue"), "a")
    serie.q["q6"].verifier(actions)
    copie = json.loads(serie.exporter())
    assert {
        nom: copie[nom] for nom in ("format", "cours", "serie", "titre", "code", "variante", "reserve")
    } == {
        "format": "course-helpers/copie-2",
        "cours": __version__,
        "serie": "4-pareto",
        "titre": serie.banque.titre,
        "code": "GPME2-07",
        "variante": serie.portefeuille.variante,
        "reserve": RESERVE_COURANTE,
    }
    assert list(copie["reponses"]) == list(serie.q)
    gestes = copie["reponses"]["q3"]["gestes"]
    assert [(geste["geste"], geste.get("reponse")) for geste in gestes] == [
        ("essai", " 80 % "),
        ("essai", "12,25"),
        ("indice", None),
    ]
    assert len({geste["id"] for geste in gestes}) == 3 and all(geste["le"] for geste in gestes)
    # L'ordre des options dépend du tirage : la copie garde la clé, non la lettre.
    assert serie.q["q1"].essais[0] in {o.cle for o in serie.q["q1"].question.options}
    assert serie.q["q6"].essais == [dict.fromkeys(actions, "A")]
    assert not {"note", "score", "points", "etat"} & set(copie["reponses"]["q3"])


def test_la_copie_garde_toutes_les_decimales_d_un_calcul(serie):
    travail = serie.q["q2"]
    # À un cheveu sous l'arrondi : écrite avec quatre décimales, cette réponse passerait au-dessus.
    for nombre in (37.649999, -3, 1e-7, 1234567.25):
        verdict = travail.verifier(nombre)
        garde = lire_copie(serie.exporter()).reponses["q2"].lister_essais(0)[-1]
        assert travail.verifier(garde) == verdict
        assert travail.question.arrondir(nombre) == travail.question.arrondir(travail.posee.lire(garde))


def test_une_reponse_exportee_se_corrige_de_la_meme_facon(serie):
    for travail in serie.q.values():
        travail.verifier(_juste(travail))
    feuilles = lire_copie(serie.exporter()).reponses
    relue = Serie("4-pareto", code="GPME2-07")
    for numero, feuille in feuilles.items():
        (essai,) = feuille.lister_essais(0)
        assert relue.q[numero].verifier(essai) == serie.q[numero].verdict
    assert set(relue.progression().etats.values()) == {"reussi", "enregistre"}


def test_le_texte_d_une_serie_et_d_une_question(serie):
    assert repr(serie).splitlines()[0] == (
        f"Série 4 · Méthode ABC et loi de Pareto · GPME2-07 · 0 / {TOTAL} · 0 indice"
    )
    assert len(repr(serie).splitlines()) == TOTAL + 1
    travail = serie.q["q3"]
    assert repr(travail) == (
        f"q3 ● à faire\n{travail.posee.enonce}\nRéponse en\u202f%, arrondie à une décimale."
    )
    travail.verifier(FAUX)
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
        "from course_helpers.exercices.travail import Travail\n"
        "Travail('4-pareto').q['q3'].verifier('80')\n"
        "import course_helpers.enseignant.correction\n"
        "print([m for m in ('ipywidgets', 'matplotlib', 'IPython') if m in sys.modules])"
    )
    sortie = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, check=True, text=True, env=dict(os.environ)
    )
    assert sortie.stdout.strip() == "[]"


# --- L'évaluation et les nouvelles données -----------------------------------------------------------------


def test_en_evaluation_les_reponses_sont_seulement_enregistrees():
    serie = Serie("4-pareto", mode="evaluation")
    travail = serie.q["q3"]
    juste, faux = travail.verifier(_juste(travail)), travail.verifier(FAUX)
    assert juste == faux == Verdict("enregistre", None, "Votre dernière réponse est celle qui compte.")
    assert travail.verifier("81;4").etat == "illisible"
    assert travail.verifier("").etat == "a_faire"
    # Ce qui est enregistré le reste.
    assert travail.etat == "enregistre" and len(travail.essais) == 2
    refus = "En évaluation, il n’y a ni indice ni solution"
    assert travail.indice().startswith(refus) and travail.solution().startswith(refus)
    assert travail.renoncer().message.startswith(refus)
    assert travail.renoncer().etat == "enregistre"
    assert (travail.indices_pris, travail.solution_lue, travail.solution_ouverte) == (0, False, False)
    assert str(serie.progression()) == f"1 / {TOTAL}"
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
