"""Plusieurs copies pour un identifiant : un même travail a une note, un identifiant partagé, une chacun."""

import csv
import io
import json
import random
import re

import pytest

from course_helpers.exercices import Serie
from course_helpers.exercices.statique import ecrire_copie_texte


def lire_notes(sortie):
    texte = (sortie / "notes.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


@pytest.fixture
def travailler(repondre_juste):
    """La fonction : répondre juste à des questions ; rendre la série."""

    def repondre(code, *numeros, serie="4-pareto"):
        travail = Serie(serie, code=code, magasin=None)
        for numero in numeros:
            repondre_juste(travail.q[numero])
        return travail

    return repondre


@pytest.mark.parametrize("code", ["BTS1-SEANCE1", "CLASSE"])
def test_un_identifiant_commun_donne_une_note_a_chacun(corriger_dossier, code, travailler):
    fichiers = {
        f"Élève {rang}_assignsubmission/copie-4-pareto-{code}.json": json.loads(
            travailler(code, *(f"q{n}" for n in range(1, rang))).exporter()
        )
        for rang in range(1, 8)
    }
    sortie = corriger_dossier(fichiers)
    lignes = lire_notes(sortie)
    assert [(ligne["code"], ligne["etat"], ligne["reussies"]) for ligne in lignes] == [
        (code, "corrigée", str(rang)) for rang in range(7)
    ]
    assert [ligne["fichier"] for ligne in lignes] == list(fichiers)
    assert all(ligne["motif"].startswith("identifiant partagé par 7 copies différentes") for ligne in lignes)
    page = (sortie / "classe.html").read_text(encoding="utf-8")
    rangees = re.findall(r'<th scope="row">(Élève [^<]*)</th>', page)
    assert rangees == [f"Élève {rang}_assignsubmission" for rang in range(1, 8)]
    assert page.count("identifiant partagé par 7 copies différentes") == 1
    retours = sorted(retour.name for retour in (sortie / "retours").iterdir())
    assert retours == [f"{code}-Eleve-{rang}-assignsubmission.html" for rang in range(1, 8)]
    assert "Élève 3_assignsubmission" in (sortie / "retours" / retours[2]).read_text(encoding="utf-8")


def test_une_erreur_compte_une_fois_par_personne_d_un_identifiant_commun(
    corriger_dossier, travailler, se_tromper
):
    fichiers = {}
    for nom in "abc":
        serie = travailler("BTS1-SEANCE1")
        se_tromper(serie.q["q2"], random.Random(1))
        fichiers[f"{nom}.json"] = json.loads(serie.exporter())
    page = (corriger_dossier(fichiers) / "classe.html").read_text(encoding="utf-8")
    assert "3\u202fcopies sur 3" in page


@pytest.mark.parametrize(
    ("nommer", "dit"),
    [
        (lambda s: {"copie.json": s.exporter(), "copie (1).json": s.exporter()}, "identiques"),
        (lambda s: {"copie.json": s.exporter(), "copie.txt": ecrire_copie_texte(s)}, "identiques"),
    ],
)
def test_deux_copies_identiques_sont_notees_une_fois(corriger_dossier, nommer, dit, travailler):
    fichiers = {nom: texte.encode() for nom, texte in nommer(travailler("GPME2-07", "q1", "q3")).items()}
    (ligne,) = lire_notes(corriger_dossier(fichiers))
    assert (ligne["code"], ligne["etat"], ligne["reussies"]) == ("GPME2-07", "corrigée", "2")
    assert ligne["motif"].startswith("2\u202fcopies identiques")
    assert all(nom in ligne["motif"] for nom in fichiers)


def test_une_copie_vide_puis_une_plus_complete_donnent_la_plus_complete(
    corriger_dossier, travailler, repondre_juste
):
    serie = travailler("GPME2-07")
    fichiers = {"a.json": json.loads(serie.exporter())}
    repondre_juste(serie.q["q1"])
    fichiers["b.json"] = json.loads(serie.exporter())
    repondre_juste(serie.q["q3"])
    fichiers["c.json"] = json.loads(serie.exporter())
    (ligne,) = lire_notes(corriger_dossier(fichiers))
    assert (ligne["reussies"], ligne["fichier"]) == ("2", "c.json")
    assert "d’un même travail, réunies" in ligne["motif"]


def test_un_travail_continue_sur_deux_postes_est_reuni(corriger_dossier, travailler, repondre_juste):
    debut = travailler("GPME2-07", "q1")
    autre = Serie("4-pareto", code="GPME2-07", magasin=None)
    autre.reprendre(debut.exporter())
    repondre_juste(debut.q["q3"])
    repondre_juste(autre.q["q5"])
    (ligne,) = lire_notes(
        corriger_dossier({"a.json": json.loads(debut.exporter()), "b.json": json.loads(autre.exporter())})
    )
    assert ligne["reussies"] == "3"


def test_une_copie_vide_parmi_celles_d_un_identifiant_partage_garde_sa_ligne(corriger_dossier, travailler):
    fichiers = {
        f"{nom}.json": json.loads(travailler("BTS1-SEANCE1", *numeros).exporter())
        for nom, numeros in {"a": ["q1"], "b": ["q3"], "c": []}.items()
    }
    lignes = lire_notes(corriger_dossier(fichiers))
    assert [(ligne["fichier"], ligne["reussies"]) for ligne in lignes] == [
        ("a.json", "1"),
        ("b.json", "1"),
        ("c.json", "0"),
    ]


def test_des_copies_anciennes_ne_se_reunissent_pas_sur_le_rang_de_leurs_gestes(corriger_dossier):
    def ancienne(*essais):
        feuilles = {f"q{n}": {"essais": [e], "indices": 0, "solution": False} for n, e in essais}
        return {
            "format": "course-helpers/copie-1",
            "serie": "4-pareto",
            "code": "CLASSE",
            "variante": 0,
            "reponses": feuilles,
        }

    lignes = lire_notes(
        corriger_dossier(
            {"a.json": ancienne((1, "mesure"), (3, "1")), "b.json": ancienne((1, "mesure"), (3, "2"))}
        )
    )
    assert [ligne["fichier"] for ligne in lignes] == ["a.json", "b.json"]


def test_un_fichier_non_lu_n_est_pas_range_sous_une_serie(corriger_dossier, monkeypatch, travailler):
    import course_helpers.enseignant.correction as correction

    def casser(copie, fichier):
        if copie.code == "PANNE":
            raise RuntimeError("imprévu")
        return corriger(copie, fichier)

    corriger = correction.corriger_copie
    monkeypatch.setattr(correction, "corriger_copie", casser)
    sortie = corriger_dossier(
        {
            "a.json": json.loads(travailler("A", "q1").exporter()),
            "b.json": json.loads(travailler("B", serie="5-methode").exporter()),
            "c.json": json.loads(travailler("PANNE", serie="5-methode").exporter()),
            "photo.png": b"PNG",
        }
    )
    page = (sortie / "classe.html").read_text(encoding="utf-8")
    tete, pareto, methode = page.split('<main class="serie">')
    assert "Fichiers non lus" in tete and "photo.png" in tete
    assert "photo.png" not in pareto + methode
    assert "PANNE" in methode and "PANNE" not in tete + pareto
