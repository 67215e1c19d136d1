"""Corriger les copies d'un sujet : ses questions, ses points, ses données, et ceux d'aucun autre."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from course_helpers.bureaux.corriger import Corriger
from course_helpers.enseignant.commande import main
from course_helpers.enseignant.correction import Lot, composer_lot, corriger_remises, lire_remises, noter
from course_helpers.enseignant.depot import Depose
from course_helpers.enseignant.notes import ecrire_classeur
from course_helpers.enseignant.seance import Seance, ecrire_seance, lire_seance
from course_helpers.exercices import Serie
from course_helpers.exercices.copie import lire_copies
from course_helpers.exercices.sujet import composer_sujet, ecrire_fragment, ecrire_sujet
from course_helpers.exercices.travail_sujet import TravailSujet

CHOIX = [("4-pareto", "q3", 3), ("3-valeur", "q3", 2), ("4-pareto", "q18", 5)]
SUJET = composer_sujet(CHOIX, titre="Évaluation de mars", evaluation=True, sel="0badcafe")
CODE = "GPME2-07"


@pytest.fixture
def rendre(repondre_juste):
    """Rendre la copie d'une personne qui répond juste à certaines questions."""

    def rendre_copie(sujet=SUJET, justes=("q1",), code=CODE, **options):
        travail = TravailSujet(sujet, code, magasin=None, **options)
        for numero in justes:
            repondre_juste(travail.q[numero])
        return travail.exporter()

    return rendre_copie


def corriger(copies, sujet=None):
    """Corriger des copies données en texte, dans l'ordre ; rendre les résultats et les rejets."""
    lus = [lire_remises(f"{rang}.json", lambda t=texte: lire_copies(t)) for rang, texte in enumerate(copies)]
    return list(corriger_remises(lus, sujet))


@pytest.mark.parametrize("donnees", ["classe", "groupe", "personne"])
@pytest.mark.parametrize("ouvert", [True, False])
def test_une_copie_est_notee_sur_les_points_et_les_donnees_de_son_sujet(rendre, donnees, ouvert):
    sujet = replace(SUJET, donnees=donnees)
    copie = rendre(sujet, groupe="C" if donnees == "groupe" else "")
    (resultat,) = corriger([copie], sujet if ouvert else None)
    assert noter(resultat) == 12  # trois points sur cinq : la rédaction n'est pas encore notée
    assert (resultat.points, resultat.reussies, resultat.remarque) == (3, 1, "")


def test_d_autres_points_ne_font_pas_la_note_quand_le_sujet_est_ouvert(rendre):
    faciles = replace(SUJET, questions=(replace(SUJET.questions[0], points=40), *SUJET.questions[1:]))
    autre = composer_sujet(CHOIX[:1], titre="Autre", evaluation=True)
    copies = [rendre(), rendre(faciles, code="E-2"), rendre(autre, code="E-3")]
    *rejets, notee = corriger(copies, SUJET)
    assert noter(notee) == 12
    assert [(rejet.fichier, rejet.etat, rejet.code) for rejet in rejets] == [
        ("1.json", "d’un autre sujet", "E-2"),
        ("2.json", "d’un autre sujet", "E-3"),
    ]
    assert "n’est plus le vôtre" in rejets[0].motif and "sans le vôtre" in rejets[0].motif
    assert "«\u202fAutre\u202f»" in rejets[1].motif


def test_sans_le_sujet_une_copie_qui_differe_des_autres_est_signalee(rendre):
    faciles = replace(SUJET, questions=(replace(SUJET.questions[0], points=40), *SUJET.questions[1:]))
    copies = [rendre(code="E-1"), rendre(code="E-2"), rendre(faciles, code="E-3")]
    remarques = {resultat.code: resultat.remarque for resultat in corriger(copies)}
    assert remarques["E-1"] == remarques["E-2"] == ""
    assert "corrigez avec le vôtre" in remarques["E-3"]


def test_un_sujet_d_une_autre_edition_du_cours_reste_le_meme(rendre):
    anciennes = tuple(replace(question, empreinte="0000") for question in SUJET.questions)
    (resultat,) = corriger([rendre(replace(SUJET, questions=anciennes))], SUJET)
    assert noter(resultat) == 12


def test_un_identifiant_change_ne_prend_pas_les_reponses_d_un_autre(rendre):
    copie = json.loads(rendre(justes=("q1", "q2"))) | {"code": "GPME2-08"}
    (resultat,) = corriger([json.dumps(copie)], SUJET)
    assert noter(resultat) == 0 and "annoncée" in resultat.remarque


def test_des_reponses_prises_a_un_autre_se_disent_aussi_dans_un_sujet(repondre_juste):
    questions = [("4-pareto", f"q{rang}", 1) for rang in (2, 3, 5)] + [("3-valeur", "q3", 1)]
    sujet = composer_sujet(questions, evaluation=True, sel="0badcafe")
    modele, copie = (TravailSujet(sujet, code, magasin=None) for code in ("E-1", "E-2"))
    for numero, travail in modele.q.items():
        repondre_juste(travail)
        copie.q[numero].verifier(travail.essais[-1])
    honnete, reprise = corriger([modele.exporter(), copie.exporter()], sujet)
    lot = composer_lot([], [honnete, reprise])
    premiere, seconde = lot.resultats[honnete.serie]
    assert premiere.echange is None and seconde.echange.de == ("E-1",)


def test_un_sujet_de_redactions_seules_attend_d_etre_note(rendre):
    sujet = composer_sujet([("4-pareto", "q18", 5)], evaluation=True, sel="0badcafe")
    (resultat,) = corriger([rendre(sujet)], sujet)
    assert noter(resultat) == 0
    assert ecrire_classeur(Lot({resultat.serie: [resultat]}, []), date(2026, 3, 14)).startswith(b"PK")


def test_la_commande_corrige_un_sujet(corriger_dossier, rendre, tmp_path, capsys):
    (tmp_path / "mars.sujet.json").write_bytes(ecrire_sujet(SUJET))
    fichiers = {"a.json": rendre().encode(), "mars.sujet.json": ecrire_sujet(SUJET)}
    sortie = corriger_dossier(fichiers, "--sujet", str(tmp_path / "mars.sujet.json"))
    notes = (sortie / "notes.csv").read_bytes().decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(notes), delimiter=";"))
    assert [(ligne["serie"], ligne["note_sur_20"], ligne["etat"]) for ligne in lignes] == [
        ("Évaluation de mars", "12,0", "corrigée"),
        ("", "", "sujet"),
    ]
    feuille = openpyxl.load_workbook(sortie / "notes.xlsx", data_only=True)[SUJET.abrege]
    assert (feuille["A1"].value, feuille["B8"].value) == ("Évaluation de mars", 12)
    assert "3\u202fpoints" in (sortie / "retours" / f"{CODE}.html").read_text(encoding="utf-8")
    assert "Évaluation de mars" in (sortie / "classe.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["sujet", ecrire_fragment(SUJET)]) == 0
    dit = capsys.readouterr().out
    assert "10 points" in dit.replace("\u202f", " ") and "4.18" in dit


def test_la_page_ouvre_le_sujet_puis_le_retire(rendre):
    corrigees = Corriger(lambda classe: None, lambda oui: None)
    faciles = replace(SUJET, questions=(replace(SUJET.questions[0], points=40), *SUJET.questions[1:]))
    corrigees.recevoir((("a.json", rendre().encode()), ("b.json", rendre(faciles, code="E-2").encode())))
    assert len(corrigees.lot.resultats) == 2 and not corrigees.lot.rejets
    assert "ouvrez votre sujet" in corrigees.bilan.value
    assert corrigees.comptees not in corrigees.lire.racine.children, "un sujet compte en entier"
    corrigees.sujet.lien.value = f"https://exemple.fr/sujet.html#{ecrire_fragment(SUJET)}"
    corrigees.sujet.prendre.click()
    assert list(corrigees.lot.resultats) == [ecrire_fragment(SUJET)] and len(corrigees.lot.rejets) == 1
    assert "Évaluation de mars" in corrigees.sujet.resume.value
    assert "ouvrez votre sujet" not in corrigees.bilan.value
    # La copie d'une série n'est pas notée non plus, et dit laquelle.
    egaree = Serie("4-pareto", code="E-3", magasin=None)
    egaree.q["q3"].verifier("80")
    corrigees.recevoir((("c.json", egaree.exporter().encode()),))
    assert len(corrigees.lot.resultats) == 1 and "Série 4" in corrigees.lot.rejets[-1].motif
    corrigees.sujet.retirer.click()
    assert len(corrigees.lot.resultats) == 3 and corrigees.sujet.sujet is None
    corrigees.sujet.lien.value = "s1.abîmé"
    corrigees.sujet.prendre.click()
    assert "abîmé" in corrigees.sujet.annonce.texte and corrigees.sujet.sujet is None


def test_un_sujet_parmi_les_copies_dit_ou_il_s_ouvre():
    lu = lire_remises("s.json", Depose("s.json", ecrire_sujet(SUJET)).lire)
    assert "Corriger les copies d’un sujet" in lu.rejet.motif and lu.rejet.etat == "sujet"


def test_une_seance_garde_le_sujet():
    assert lire_seance(ecrire_seance(Seance([], sujet=SUJET))).sujet == SUJET
    assert lire_seance(ecrire_seance(Seance([]))).sujet is None
