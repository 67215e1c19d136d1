"""La commande « cours » : en français, sans rien écraser, et la même sortie pour les mêmes copies."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attaques import lister_liens_hostiles

from course_helpers.enseignant.commande import main, suivre
from course_helpers.exercices.sujet import composer_sujet, ecrire_fragment

ANGLAIS = ("usage", "positional", "optional", "show this", "required", "invalid", "expected", "choose from")


def prendre_empreintes(dossier):
    return {
        fichier.relative_to(dossier).as_posix(): hashlib.sha256(fichier.read_bytes()).hexdigest()
        for fichier in dossier.rglob("*")
        if fichier.is_file()
    }


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["corrige"],
        ["corriger"],
        ["corriger", "x"],
        ["corriger", "x", "--sortie"],
        ["corriger", "x", "--sortie", "y", "--date", "hier"],
        ["corriger", "x", "--sortie", "y", "--plus"],
        ["corriger", "x", "--sortie", "y", "--remplacer=1"],
        ["moodle", "4-pareto", "--variantes", "dix"],
        ["fiche", "4-pareto", "--code", "A", "--liste", "b"],
    ],
)
def test_les_fautes_de_frappe_sont_dites_en_francais(capsys, arguments):
    with pytest.raises(SystemExit) as sortie:
        main(arguments)
    erreurs = capsys.readouterr().err
    assert sortie.value.code == 2 and "Erreur\u202f:" in erreurs and erreurs.startswith("Utilisation\u202f:")
    assert not any(mot in erreurs.casefold() for mot in ANGLAIS), erreurs


@pytest.mark.parametrize("commande", [[], ["corriger"], ["moodle"], ["fiche"]])
def test_l_aide_est_en_francais(capsys, commande):
    with pytest.raises(SystemExit) as sortie:
        main([*commande, "--aide"])
    aide = capsys.readouterr().out
    assert sortie.value.code == 0 and "montre cette aide" in aide
    assert not any(mot in aide.casefold() for mot in ANGLAIS), aide


def test_un_lien_hostile_est_refuse_par_une_phrase(tmp_path, capsys):
    for lien in lister_liens_hostiles(ecrire_fragment(composer_sujet([("4-pareto", "q3", 2)]))):
        for commande in (["sujet", lien], ["corriger", str(tmp_path), "--sujet", lien, "--sortie", "y"]):
            assert main(commande) == 2
            capture = capsys.readouterr()
            assert capture.out == "" and capture.err.startswith("Erreur\u202f:") and len(capture.err) < 400
    assert list(tmp_path.iterdir()) == []


def test_l_aide_nomme_toutes_les_sortes_de_copies(capsys):
    with pytest.raises(SystemExit):
        main(["corriger", "--aide"])
    aide = capsys.readouterr().out
    assert all(suffixe in aide for suffixe in (".json", ".txt", ".ipynb"))


@pytest.mark.parametrize(
    ("arguments", "erreur"),
    [
        (["moodle", "4-pareta"], "choisissez parmi"),
        (["moodle", "4-pareto", "--variantes", "121"], "de 1 à 120"),
        (["moodle", "4-pareto", "--variantes", "0"], "de 1 à 120"),
        (["fiche", "4-pareto", "--code", "../x"], "ne convient pas"),
        (["fiche", "4-pareto", "--liste", "absente.txt"], "introuvable"),
    ],
)
def test_une_demande_impossible_dit_quoi_faire(capsys, arguments, erreur):
    assert main(arguments) == 2
    capture = capsys.readouterr()
    assert capture.err.startswith("Erreur\u202f: ") and erreur in capture.err and capture.out == ""


def test_rien_n_est_ecrase_sans_le_demander(corriger_dossier, copie_juste, tmp_path, capsys):
    sortie = corriger_dossier({"a.json": copie_juste})
    avant = prendre_empreintes(sortie)
    commande = ["corriger", str(tmp_path / "copies"), "--sortie", str(sortie), "--date", "2026-01-01"]
    assert main(commande) == 2
    assert "ajoutez --remplacer" in capsys.readouterr().err and prendre_empreintes(sortie) == avant
    (sortie / "retours" / "ANCIEN.html").write_text("ancien")
    assert main([*commande, "--remplacer"]) == 0
    assert prendre_empreintes(sortie).keys() == avant.keys() and prendre_empreintes(sortie) != avant
    assert {element.name for element in tmp_path.iterdir()} == {"copies", "resultats"}


@pytest.mark.parametrize("etranger", ["memoire.docx", "retours/photo.jpg", "retours/sous/a.html"])
def test_un_dossier_qui_contient_autre_chose_n_est_pas_efface(tmp_path, capsys, etranger):
    sortie = tmp_path / "mes-documents"
    (sortie / etranger).parent.mkdir(parents=True)
    (sortie / etranger).write_text("précieux")
    (tmp_path / "copies").mkdir()
    assert main(["corriger", str(tmp_path / "copies"), "--sortie", str(sortie), "--remplacer"]) == 2
    assert "contient aussi" in capsys.readouterr().err and (sortie / etranger).read_text() == "précieux"


def test_des_resultats_parmi_les_copies_ne_sont_pas_relus(corriger_dossier, copie_juste, tmp_path):
    corriger_dossier({"a.json": copie_juste})
    copies = tmp_path / "copies"
    commande = ["corriger", str(copies), "--sortie", str(copies / "resultats"), "--date", "2026-03-14"]
    assert main(commande) == 0 and main([*commande, "--remplacer"]) == 0
    assert len((copies / "resultats" / "notes.csv").read_text().splitlines()) == 2


def test_un_echec_a_la_mise_en_place_garde_les_anciens_resultats(
    corriger_dossier, copie_juste, tmp_path, monkeypatch, capsys
):
    sortie = corriger_dossier({"a.json": copie_juste})
    avant = prendre_empreintes(sortie)
    renommer = Path.rename

    def echouer(chemin, cible):
        if chemin.name == "neuf":
            raise PermissionError(13, "Permission denied", str(cible))
        return renommer(chemin, cible)

    monkeypatch.setattr(Path, "rename", echouer)
    commande = ["corriger", str(tmp_path / "copies"), "--sortie", str(sortie), "--remplacer"]
    assert main(commande) == 2
    assert "je ne peux pas lire ou écrire" in capsys.readouterr().err
    assert prendre_empreintes(sortie) == avant


def test_les_memes_copies_donnent_les_memes_octets(copies_de_la_classe, tmp_path):
    empreintes = []
    for graine in ("1", "2"):
        copies = tmp_path / "copies"
        copies.mkdir(exist_ok=True)
        for code, copie in copies_de_la_classe.items():
            (copies / f"{code}.json").write_text(copie, encoding="utf-8")
        sortie = tmp_path / graine
        commande = [sys.executable, "-m", "course_helpers.enseignant", "corriger", str(copies)]
        subprocess.run(
            [*commande, "--sortie", str(sortie), "--date", "2026-03-14"],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": graine},
        )
        empreintes.append(prendre_empreintes(sortie))
    assert empreintes[0] == empreintes[1] and len(empreintes[0]) == 33


def test_la_barre_ne_se_montre_que_sur_un_terminal(monkeypatch, capsys):
    elements = list(range(500))
    assert suivre(elements, "Copies") is elements
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert suivre([1], "Copies") == [1]
    assert list(suivre(elements, "Copies")) == elements
    capture = capsys.readouterr()
    assert "Copies" in capture.err and capture.out == ""


def test_sans_les_outils_de_l_enseignant_la_commande_dit_quoi_installer(tmp_path, monkeypatch, capsys):
    from course_helpers.enseignant import commande

    monkeypatch.setattr(commande, "find_spec", lambda module: None)
    assert main(["corriger", str(tmp_path), "--sortie", str(tmp_path / "r")]) == 2
    assert "course-helpers[enseignant]" in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    elements = list(range(500))
    assert suivre(elements, "Copies") is elements


def test_la_commande_installee_lance_la_meme_chose():
    commande = Path(sys.executable).with_name("cours")
    sortie = subprocess.run([commande, "--aide"], capture_output=True, text=True, check=True)
    assert "corrige un dossier de copies" in sortie.stdout
