"""Les réponses d'un autre jeu de données : qui en prend se voit, qui se trompe comme les autres non."""

import csv
import io
import json

import pytest
from mesures_echanges import preparer_jeux, simuler_classes

from course_helpers.exercices import Serie
from course_helpers.exercices.sujet import composer_sujet
from course_helpers.exercices.travail_sujet import TravailSujet
from course_helpers.tirages.reserve import trouver_variante

SERIE = "4-pareto"
A, B, C = "GPME2-07", "GPME2-11", "GPME2-12"
CHANGENT = ("q2", "q3", "q5", "q8", "q10")  # d'un jeu de données à l'autre, ces réponses changent


@pytest.mark.parametrize("serie", [SERIE, "6-strategies"])
def test_les_classes_honnetes_ne_sont_pas_montrees_et_les_echanges_le_sont(serie):
    """Vingt-quatre jeux, cent classes ; ``mesures_echanges.py`` les prend tous, mille classes de suite."""
    bilan = simuler_classes(preparer_jeux(serie, 24), classes=100, graine=14)
    assert bilan.personnes == 3000 and bilan.echanges > 250
    assert bilan.montrees <= bilan.personnes / 100
    assert bilan.vus >= 0.9 * bilan.echanges


@pytest.fixture
def repondre(repondre_juste):
    """La fonction : une copie qui répond à des questions, juste ou avec les réponses d'une autre personne."""

    def faire(code, numeros=CHANGENT, *, comme="", mode="entrainement"):
        copie = Serie(SERIE, code=code, mode=mode, magasin=None)
        modele = Serie(SERIE, code=comme or code, magasin=None)
        for numero in numeros:
            repondre_juste(modele.q[numero])
            copie.q[numero].verifier(modele.q[numero].essais[-1])
        return json.loads(copie.exporter())

    return faire


def lire_motifs(sortie):
    texte = (sortie / "notes.csv").read_bytes().decode("utf-8-sig").replace("\u202f", " ")
    return {ligne["fichier"]: ligne["motif"] for ligne in csv.DictReader(io.StringIO(texte), delimiter=";")}


def test_des_reponses_prises_a_un_autre_se_disent_au_professeur_seul(corriger_dossier, repondre):
    assert len({trouver_variante(code, SERIE) for code in (A, B, C)}) == 3
    sortie = corriger_dossier(
        {"a.json": repondre(A), "b.json": repondre(B, comme=A), "c.json": repondre(C, ("q2",), comme=A)}
    )
    motifs = lire_motifs(sortie)
    assert motifs == {
        "a.json": "",
        "b.json": "les réponses aux questions 2, 3, 5, 8 et 10 sont celles d’un autre jeu de données : celui "
        f"de {A}",
        "c.json": "",
    }
    page = (sortie / "classe.html").read_text(encoding="utf-8")
    assert page.count("sont celles d’un autre jeu") == 1 and "Le cours n’en conclut rien" in page
    for code in (A, B):
        assert "autre jeu" not in (sortie / "retours" / f"{code}.html").read_text(encoding="utf-8")


def test_une_copie_dont_l_identifiant_est_change_dit_de_qui_sont_les_reponses(corriger_dossier, copie_juste):
    motifs = lire_motifs(corriger_dossier({"a.json": copie_juste, "b.json": {**copie_juste, "code": B}}))
    assert motifs["a.json"] == "" and motifs["b.json"].endswith(f"celui de {A}")
    # Un classement dont les lignes ne sont pas les siennes compte aussi.
    assert "questions 2, 3, 4, 5" in motifs["b.json"]


def test_les_solutions_de_la_page_se_reconnaissent(corriger_dossier, repondre):
    motifs = lire_motifs(corriger_dossier({"a.json": repondre(A, comme="CLASSE")}))
    assert motifs["a.json"].endswith("celui de CLASSE")


def test_des_donnees_communes_ou_une_reponse_corrigee_ensuite_ne_se_disent_pas(
    corriger_dossier, repondre, repondre_juste
):
    """Qui a les mêmes données a les mêmes réponses ; un essai repris n'est pas la réponse retenue."""
    jumeau = next(
        code
        for code in (f"BTS1-{rang}" for rang in range(1000))
        if trouver_variante(code, SERIE) == trouver_variante(A, SERIE)
    )
    reprise = Serie(SERIE, code=B, magasin=None)
    reprise.reprendre(json.dumps(repondre(B, comme=A)))
    for numero in CHANGENT:
        repondre_juste(reprise.q[numero])
    motifs = lire_motifs(
        corriger_dossier(
            {"a.json": repondre(A), "j.json": repondre(jumeau), "b.json": json.loads(reprise.exporter())}
        )
    )
    assert set(motifs.values()) == {""}


def test_un_echange_se_voit_aussi_dans_l_evaluation_d_un_sujet(corriger_dossier, repondre_juste):
    """Plusieurs chapitres, des données par personne ; compter le seul essentiel n'y change rien."""
    choix = [
        ("4-pareto", "q2", 2),
        ("4-pareto", "q12", 1),
        ("3-valeur", "q3", 2),
        ("2-portefeuille", "q3", 1),
    ]
    sujet = composer_sujet(choix, titre="Mars", evaluation=True, donnees="personne", sel="0badcafe")

    def rendre(code, comme=""):
        copie, modele = (TravailSujet(sujet, c, magasin=None) for c in (code, comme or code))
        for numero, travail in modele.q.items():
            repondre_juste(travail)
            copie.q[numero].verifier(travail.essais[-1])
        return json.loads(copie.exporter())

    copies = {"a.json": rendre(A), "b.json": rendre(B, comme=A), "c.json": rendre(C)}
    for options in ([], ["--essentiel"]):
        motifs = lire_motifs(corriger_dossier(copies, "--remplacer", *options))
        assert motifs["a.json"] == motifs["c.json"] == ""
        assert motifs["b.json"].endswith(f"celui de {A}") and "questions 1, 2, 3 et 4" in motifs["b.json"]
