"""Les copies sont des données : ce qu'un fichier malveillant ou abîmé peut tenter, et qui n'aboutit pas."""

import csv
import io
import json
import os
import tracemalloc

import openpyxl
import pytest
from attaques import (
    FORMULES,
    IDENTIFIANTS_PIEGES,
    OCTETS_HOSTILES,
    PIEGE,
    TYPES_INATTENDUS,
    mettre_en_cahier,
)

from course_helpers.enseignant.commande import main
from course_helpers.enseignant.copies import lire_fichier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.copie import TAILLE_MAXIMALE
from course_helpers.exercices.donnees_recues import rendre_lisible


def lire_notes(sortie):
    texte = (sortie / "notes.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


def refuser(tmp_path, contenu, nom="copie.json"):
    """Rendre le motif du refus d'un contenu, espaces fines rendues ordinaires."""
    octets = contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode()
    (tmp_path / nom).write_bytes(octets)
    with pytest.raises(ErreurCours) as refus:
        list(lire_fichier(tmp_path, nom))
    return str(refus.value).replace("\u202f", " ")


def test_une_note_annoncee_n_est_jamais_lue(corriger_dossier, copie_juste):
    fausse = json.loads(json.dumps(copie_juste))
    for rendu in fausse["reponses"].values():
        rendu.update(gestes=[], note=20, score=100, etat="reussi", points=50)
    fausse.update(note_sur_20=20, note=20, reussies=15)
    (ligne,) = lire_notes(corriger_dossier({"a.json": fausse}))
    assert (ligne["note_sur_20"], ligne["reussies"], ligne["etat"]) == ("0,0", "0", "corrigée")


def test_changer_l_identifiant_change_les_reponses_attendues(corriger_dossier, copie_juste):
    copiee = {**copie_juste, "code": "GPME2-11"}
    juste, volee = lire_notes(corriger_dossier({"a.json": copie_juste, "b.json": copiee}))
    assert (juste["code"], juste["note_sur_20"], juste["motif"]) == ("GPME2-07", "20,0", "")
    assert float(volee["note_sur_20"].replace(",", ".")) < 15
    assert volee["motif"].startswith(f"variante {copie_juste['variante']} annoncée")


def test_une_question_changee_depuis_n_est_pas_corrigee_et_se_dit(corriger_dossier, copie_juste):
    copie_juste["reponses"]["q3"]["empreinte"] = "0" * 12
    (ligne,) = lire_notes(corriger_dossier({"a.json": copie_juste}))
    assert ligne["etat"] == "corrigée" and "questions non corrigées\u202f: 3" in ligne["motif"]
    assert int(ligne["reussies"]) == int(ligne["total"]) - 1


@pytest.mark.parametrize(
    ("octets", "motif"),
    OCTETS_HOSTILES,
)
def test_un_json_hostile_est_refuse_avec_sa_raison(tmp_path, octets, motif):
    assert motif in refuser(tmp_path, octets)


def test_cinquante_megaoctets_sont_refuses_sans_etre_lus(tmp_path):
    with (tmp_path / "gros.json").open("wb") as fichier:
        fichier.truncate(50_000_000)
    tracemalloc.start()
    with pytest.raises(ErreurCours, match="50,0 Mo, pour 1 Mo au plus"):
        list(lire_fichier(tmp_path, "gros.json"))
    memoire = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert memoire < TAILLE_MAXIMALE


@pytest.mark.parametrize(
    ("changement", "motif"),
    TYPES_INATTENDUS,
)
def test_un_type_inattendu_fait_refuser_la_copie(tmp_path, copie_juste, changement, motif):
    assert motif in refuser(tmp_path, copie_juste | changement)


def test_les_cles_inconnues_sont_ignorees(tmp_path, copie_juste):
    (tmp_path / "a.json").write_text(json.dumps(copie_juste | {"plus": {"a": [1]}, "__class__": "os"}))
    (copie,) = lire_fichier(tmp_path, "a.json")
    assert copie.code == "GPME2-07" and not hasattr(copie, "plus")


def test_un_objet_qui_se_dit_egal_a_tout_ne_gagne_rien():
    class Menteur:
        def __eq__(self, autre):
            return True

        __hash__ = object.__hash__

    class TexteMenteur(str):
        __slots__ = ()

        def __eq__(self, autre):
            return True

        __hash__ = str.__hash__

    serie = Serie("4-pareto", code="GPME2-07")
    for travail in serie.q.values():
        if not travail.question.corrige:
            continue
        for menteur in (Menteur(), TexteMenteur("x"), [Menteur()], {"x": Menteur()}):
            assert travail.posee.juger(menteur).etat == "illisible"


def test_les_cellules_d_un_cahier_ne_sont_jamais_executees(corriger_dossier, copie_juste, tmp_path):
    temoin = tmp_path / "temoin"
    temoin.write_text("intact")
    cahier = mettre_en_cahier(copie_juste, temoin)
    (ligne,) = lire_notes(corriger_dossier({"devoir.ipynb": cahier}))
    assert (ligne["code"], ligne["note_sur_20"]) == ("GPME2-07", "20,0")
    assert temoin.read_text() == "intact"


def test_un_cahier_sans_copie_ou_aux_sorties_difformes_est_illisible(tmp_path, copie_juste):
    for cellules in ([], [{}], [7], [{"outputs": [None, {"data": []}, {"data": {"text/plain": "x"}}]}]):
        assert "aucune copie" in refuser(tmp_path, {"cells": cellules}, "c.ipynb")
    texte = json.dumps(copie_juste).splitlines(keepends=True)
    sorties = [{"data": {"application/vnd.course-helpers.copie+json": texte}}]
    (tmp_path / "c.ipynb").write_text(json.dumps({"cells": [{"outputs": sorties}]}))
    assert [copie.code for copie in lire_fichier(tmp_path, "c.ipynb")] == ["GPME2-07"]


def test_du_html_dans_une_reponse_reste_du_texte(corriger_dossier, copie_juste, essayer):
    for rendu in copie_juste["reponses"].values():
        rendu["gestes"] = essayer(PIEGE)
    nom = "<b>x.json"
    sortie = corriger_dossier(
        {"a.json": copie_juste, nom: b"{", "c.json": {**copie_juste, "code": PIEGE[:40]}}
    )
    retour = (sortie / "retours" / "GPME2-07.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in retour
    for page in (retour, (sortie / "classe.html").read_text(encoding="utf-8")):
        assert "<script" not in page and "<img" not in page and "<b>x" not in page
        assert "default-src 'none'" in page


@pytest.mark.parametrize("code", FORMULES)
def test_une_formule_dans_un_identifiant_est_desarmee(corriger_dossier, copie_juste, code):
    sortie = corriger_dossier({"a.json": {**copie_juste, "code": code}, "=1+1.json": b"{"})
    for ligne in lire_notes(sortie):
        assert ligne["etat"] == ("altérée" if ligne["fichier"] == "a.json" else "illisible")
        assert not any(cellule.startswith(("=", "+", "-", "@", "\t", "\r")) for cellule in ligne.values())
    classeur = openpyxl.load_workbook(sortie / "notes.xlsx")
    for feuille in classeur:
        for rangee in feuille.iter_rows():
            assert all(cellule.data_type != "f" for cellule in rangee)


@pytest.mark.parametrize("code", IDENTIFIANTS_PIEGES)
def test_un_identifiant_ne_mene_a_aucun_autre_dossier(corriger_dossier, copie_juste, tmp_path, code):
    sortie = corriger_dossier({"a.json": {**copie_juste, "code": code}})
    assert list((sortie / "retours").iterdir()) == []
    assert {element.name for element in tmp_path.iterdir()} == {"copies", "resultats"}


def test_un_nom_reserve_par_windows_donne_un_fichier_qui_s_ouvre(corriger_dossier, copie_juste):
    sortie = corriger_dossier({"a.json": {**copie_juste, "code": "CON"}})
    assert [retour.name for retour in (sortie / "retours").iterdir()] == ["CON_.html"]


def test_les_noms_de_fichiers_pieges_ne_servent_qu_a_nommer_la_copie(corriger_dossier, copie_juste):
    noms = ["..copie.json", "a;b=1.json", "sous/dossier/copie.json", "é\u202ecod.exe.json", ".cache.json"]
    sortie = corriger_dossier(
        {nom: {**copie_juste, "code": f"X{rang}"} for rang, nom in enumerate(noms)} | {"\u202e.json": b"{"}
    )
    lignes = lire_notes(sortie)
    # Les fichiers cachés ne sont pas des copies : le système en sème.
    assert [ligne["code"] for ligne in lignes] == ["X1", "X2", "X3", ""]
    assert "\u202e" not in (sortie / "notes.csv").read_text(encoding="utf-8")


def test_un_lien_n_est_pas_suivi(corriger_dossier, copie_juste, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(copie_juste))
    copies = tmp_path / "copies"
    (copies / "ailleurs").parent.mkdir()
    (copies / "lien.json").symlink_to(secret)
    (copies / "ailleurs").symlink_to(tmp_path, target_is_directory=True)
    lignes = lire_notes(corriger_dossier({}))
    assert [ligne["etat"] for ligne in lignes] == ["illisible", "illisible"]
    assert "C’est un lien" in lignes[1]["motif"]


def test_un_tube_n_arrete_pas_la_correction(corriger_dossier, copie_juste, tmp_path):
    (tmp_path / "copies").mkdir()
    os.mkfifo(tmp_path / "copies" / "tube.json")
    corrigee, tube = lire_notes(corriger_dossier({"a.json": copie_juste}))
    assert corrigee["note_sur_20"] == "20,0" and "fichier ordinaire" in tube["motif"]


def test_rien_n_arrete_les_autres_copies(corriger_dossier, copie_juste, monkeypatch):
    import course_helpers.enseignant.correction as correction

    def casser(copie, fichier):
        if copie.code == "PANNE":
            raise RuntimeError("imprévu")
        return corriger(copie, fichier)

    corriger = correction.corriger_copie
    monkeypatch.setattr(correction, "corriger_copie", casser)
    copies = {f"{code}.json": {**copie_juste, "code": code} for code in ("A", "PANNE", "Z")}
    lignes = lire_notes(corriger_dossier(copies))
    assert [(ligne["code"], ligne["etat"]) for ligne in lignes] == [
        ("A", "corrigée"),
        ("Z", "corrigée"),
        ("PANNE", "illisible"),
    ]
    assert "RuntimeError" in lignes[2]["motif"]


def test_les_caracteres_invisibles_se_voient():
    assert rendre_lisible("81,4 % « é » 😀") == "81,4 % « é » 😀"
    assert rendre_lisible("a\x00b\ud800c\u202ed\ne") == "a�b�c�d\ne"


def test_des_reponses_aux_caracteres_impossibles_s_ecrivent(corriger_dossier, copie_juste, essayer):
    for rendu in copie_juste["reponses"].values():
        rendu["gestes"] = essayer("\ud800\x00\u202e]]>")
    sortie = corriger_dossier({"a.json": copie_juste, "b.json": {**copie_juste, "code": "\ud800"}})
    corrigee, alteree = lire_notes(sortie)
    assert (corrigee["note_sur_20"], alteree["etat"]) == ("0,0", "altérée")


def test_une_question_inconnue_est_ignoree_et_une_absente_est_a_faire(corriger_dossier, copie_juste):
    reponses = {"q1": copie_juste["reponses"]["q1"], "q99": copie_juste["reponses"]["q1"]}
    (ligne,) = lire_notes(corriger_dossier({"a.json": {**copie_juste, "reponses": reponses}}))
    corrigees = sum(question.corrige for question in ouvrir_banque("4-pareto").questions)
    assert ligne["reussies"] == "1" and int(ligne["total"]) == corrigees


def test_un_dossier_vide_ou_absent_le_dit(tmp_path, capsys):
    for copies in (tmp_path, tmp_path / "absent"):
        assert main(["corriger", str(copies), "--sortie", str(tmp_path / "r")]) == 2
    assert "ne contient aucun fichier" in (erreurs := capsys.readouterr().err) and "n’existe pas" in erreurs
    assert not (tmp_path / "r").exists()


def test_tout_le_travail_d_un_navigateur_est_lu_copie_par_copie(corriger_dossier, copie_juste):
    ouverte = Serie("6-strategies", code="GPME2-07", magasin=None).exporter()
    autre = Serie("5-methode", code="GPME2-07", magasin=None)
    autre.q["q1"].indice()
    ensemble = {
        "format": "course-helpers/copies-1",
        "identifiant": "GPME2-07",
        "copies": {
            "copie-GPME2-07-4-pareto.json": json.dumps(copie_juste),
            "copie-GPME2-07-5-methode.json": autre.exporter(),
            "copie-GPME2-07-6-strategies.json": ouverte,
            "copie-GPME2-07-7-etude.json.ancienne": "{",
        },
        "resumes": {},
    }
    lignes = lire_notes(corriger_dossier({"mon-travail-GPME2-07.json": ensemble}))
    # Une série seulement ouverte n'est pas rendue.
    assert [(ligne["serie"], ligne["note_sur_20"]) for ligne in lignes] == [
        ("4-pareto", "20,0"),
        ("5-methode", "0,0"),
    ]


def test_une_copie_abimee_d_un_ensemble_n_empeche_pas_les_autres(corriger_dossier, copie_juste):
    ensemble = {
        "format": "course-helpers/copies-1",
        "copies": {"copie-a.json": json.dumps(copie_juste), "copie-b.json": 7},
    }
    corrigee, illisible = lire_notes(corriger_dossier({"mon-travail.json": ensemble}))
    assert corrigee["note_sur_20"] == "20,0" and "Dans copies › copie-b.json" in illisible["motif"]
