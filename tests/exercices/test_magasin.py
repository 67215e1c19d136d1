"""Le travail gardé d'une séance à l'autre : retrouvé, jamais mêlé, jamais perdu."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie, magasin
from course_helpers.exercices.copie import lire_copie
from course_helpers.exercices.magasin import MagasinFichier, ouvrir_magasin


@pytest.fixture
def seance(tmp_path, monkeypatch):
    """Un cahier ouvert par quelqu'un dans JupyterLab."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "4-pareto.ipynb"))
    return tmp_path


def test_le_travail_se_retrouve_a_la_seance_suivante(seance):
    serie = Serie("4-pareto", code="GPME2-07")
    assert list(seance.iterdir()) == []
    serie.q["q3"].verifier("80")
    serie.q["q3"].indice()
    serie.q["q1"].verifier("mesure")
    serie.q["q2"].renoncer()
    assert [f.name for f in seance.iterdir()] == ["copie-GPME2-07-4-pareto.json"]
    relue = Serie("4-pareto", code="GPME2-07")
    assert lire_copie(relue.exporter()).reponses == lire_copie(serie.exporter()).reponses
    assert relue.progression() == serie.progression()
    assert relue.q["q3"].verdict == serie.q["q3"].verdict
    assert relue.avis == ""


def test_chacun_son_fichier(seance):
    Serie("4-pareto", code="GPME2-07").q["q1"].verifier("mesure")
    Serie("4-pareto", code="GPME2-07", mode="evaluation").q["q1"].verifier("loi")
    assert Serie("4-pareto").q["q1"].etat == "a_faire"
    assert sorted(f.name for f in seance.iterdir()) == [
        "copie-GPME2-07-4-pareto-evaluation.json",
        "copie-GPME2-07-4-pareto.json",
    ]
    assert Serie("4-pareto", code="GPME2-07", mode="evaluation").q["q1"].etat == "enregistre"


def test_ce_qui_est_efface_ne_compte_plus_et_reste_dans_la_copie(seance):
    serie = Serie("4-pareto")
    serie.q["q1"].verifier("mesure")
    serie.effacer()
    assert serie.q["q1"].etat == "a_faire" and serie.q["q1"].essais == []
    relue = Serie("4-pareto")
    assert relue.progression().etats == serie.progression().etats
    (geste,) = lire_copie(relue.exporter()).reponses["q1"].gestes
    assert geste.reponse == "mesure" and geste.efface and not geste.compte
    assert replace(geste, retabli="9999").compte


def test_ce_qui_est_tape_sans_etre_valide_s_efface_et_se_retablit(seance):
    serie = Serie("4-pareto")
    serie.q["q18"].noter_brouillon("Deux cents mots")
    serie.q["q3"].verifier("80")
    serie.q["q3"].noter_brouillon("81")
    serie.effacer()
    assert serie.q["q18"].tapee is None and serie.q["q3"].tapee is None
    relue = Serie("4-pareto")
    assert relue.effaces == 2 and relue.q["q18"].tapee is None
    relue.retablir()
    assert (relue.q["q18"].tapee, relue.q["q3"].tapee) == ("Deux cents mots", "81")
    assert relue.q["q3"].essais == ["80"] and relue.effaces == 0
    relue.effacer()
    # Ce qui est tapé depuis ne fait pas perdre ce qui était effacé, et passe devant.
    relue.q["q3"].noter_brouillon("82")
    relue.retablir()
    assert (relue.q["q18"].tapee, relue.q["q3"].tapee) == ("Deux cents mots", "82")


def test_ce_qui_est_tape_reste_sur_chaque_jeu_de_donnees(seance):
    serie = Serie("4-pareto", code="GPME2-07")
    serie.q["q18"].noter_brouillon("premier")
    serie.renouveler()
    assert serie.q["q18"].tapee is None
    serie.q["q18"].noter_brouillon("second")
    serie.revenir()
    assert Serie("4-pareto", code="GPME2-07").q["q18"].tapee == "premier"


def test_un_renoncement_lu_ne_s_annule_plus_apres_un_rechargement(seance):
    serie = Serie("4-pareto")
    serie.q["q1"].verifier("loi")
    serie.q["q1"].renoncer()
    relue = Serie("4-pareto")
    assert relue.q["q1"].renoncement_annulable
    relue.q["q1"].solution()
    encore = Serie("4-pareto")
    assert not encore.q["q1"].renoncement_annulable and not encore.q["q1"].carte.confirmation.reponses
    encore.q["q1"].annuler_renoncement()
    assert encore.q["q1"].etat == "renonce"


def test_de_nouvelles_donnees_se_retrouvent_aussi(seance):
    serie = Serie("4-pareto", code="GPME2-07")
    serie.renouveler()
    serie.q["q3"].verifier(serie.valeurs.part_a)
    relue = Serie("4-pareto", code="GPME2-07")
    assert (relue.tirage, relue.portefeuille.variante) == (1, serie.portefeuille.variante)
    assert relue.portefeuille.variante != Serie("4-pareto", code="GPME2-07", magasin=None).variante
    assert relue.q["q3"].etat == "reussi"


@pytest.mark.parametrize(
    ("changer", "phrase"),
    [
        (
            {"code": "GPME2-08"},
            "Cette copie est celle de GPME2-08. Donnez cet identifiant",
        ),
        ({"serie": "5-methode"}, "celle d’une autre série, «\u202fSérie 5"),
        ({"mode": "evaluation"}, "Cette copie vient d’une évaluation"),
        ({"variante": 3}, "n’est pas posée sur les données de cet identifiant"),
        ({"tirage": 2}, "n’est pas posée sur les données de cet identifiant"),
        ({"tirage": "2"}, "Dans tirage, un nombre entier"),
        ({"reserve": 99}, "édition plus récente du cours"),
        ({"format": "autre"}, "n’est pas une copie du cours"),
        ({"reponses": []}, "n’est pas une copie du cours"),
        ({"reponses": {"q1": {"gestes": "loi"}}}, "n’est pas une copie du cours"),
        ({"reponses": {"q1": {"gestes": [{"id": "a", "geste": "note"}]}}}, "essai, indice, solution"),
    ],
)
def test_une_autre_copie_est_mise_de_cote_jamais_melee(seance, changer, phrase):
    serie = Serie("4-pareto", code="GPME2-07")
    serie.q["q1"].verifier("mesure")
    fichier = seance / "copie-GPME2-07-4-pareto.json"
    autre = json.dumps(json.loads(serie.exporter()) | changer)
    fichier.write_text(autre)
    relue = Serie("4-pareto", code="GPME2-07")
    assert phrase in relue.avis
    assert relue.avis.endswith("sous le nom copie-GPME2-07-4-pareto.ancienne-1.json.")
    assert relue.q["q1"].etat == "a_faire" and relue.tirage == 0
    relue.q["q3"].verifier("80")
    # L'ancienne est intacte ; une deuxième n'écrase pas la première.
    assert (seance / "copie-GPME2-07-4-pareto.ancienne-1.json").read_text() == autre
    fichier.write_text("{")
    assert "ancienne-2" in Serie("4-pareto", code="GPME2-07").avis


def test_reprendre_refuse_sans_rien_changer():
    serie = Serie("4-pareto", code="GPME2-07")
    serie.q["q1"].verifier("mesure")
    avant = lire_copie(serie.exporter()).reponses
    autre = Serie("4-pareto", code="GPME2-08")
    autre.q["q1"].verifier("loi")
    for copie in (autre.exporter(), "", "12", "NaN", "[" * 100_000, "{}", "x" * 2_000_000, '{"format": 1}'):
        with pytest.raises(ErreurCours):
            serie.reprendre(copie)
        assert lire_copie(serie.exporter()).reponses == avant


def test_une_copie_se_prend_dans_tout_le_travail_d_un_navigateur():
    faite = Serie("4-pareto", code="GPME2-07", magasin=None)
    faite.q["q1"].verifier("mesure")
    autre = Serie("5-methode", code="GPME2-07", magasin=None)
    autre.q["q1"].indice()
    copies = {"copie-a.json": autre.exporter(), "copie-b.json": faite.exporter()}
    ensemble = json.dumps({"format": "course-helpers/copies-1", "copies": copies})
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    assert serie.reprendre(ensemble) == "Copie rouverte\u202f: 1\u202fquestion reprise."
    assert serie.q["q1"].etat == "reussi"
    for copies, phrase in ({"copie-a.json": autre.exporter()}, "autre série"), ({}, "encore aucun travail"):
        with pytest.raises(ErreurCours, match=phrase):
            serie.reprendre(json.dumps({"format": "course-helpers/copies-1", "copies": copies}))


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        ("bonjour madame", "texte où il n’y a pas de copie"),
        (b"\x89PNG\r\n\x1a\n", "C’est une image"),
        ("", "Le fichier est vide"),
    ],
)
def test_un_refus_dit_ce_que_l_on_a_donne_et_quoi_choisir(contenu, phrase):
    with pytest.raises(ErreurCours) as refus:
        Serie("4-pareto", magasin=None).reprendre(contenu)
    assert phrase in str(refus.value) and "copie-….txt" in str(refus.value)


def test_une_copie_trafiquee_ne_gagne_rien():
    serie = Serie("4-pareto")
    serie.q["q1"].verifier("loi")
    copie = json.loads(serie.exporter())
    indice = {"id": "i", "geste": "indice"}
    copie |= {"note": 20, "etat": "reussi"}
    copie["reponses"]["q1"] |= {"etat": "reussi", "points": 50}
    copie["reponses"]["q1"]["gestes"] += [indice] * 99
    copie["reponses"]["q99"] = {"gestes": [{"id": "a", "geste": "essai", "reponse": "mesure"}]}
    relue = Serie("4-pareto")
    relue.reprendre(json.dumps(copie))
    assert relue.q["q1"].essais == ["loi"] and relue.q["q1"].etat == "a_revoir"
    assert relue.q["q1"].indices_pris == len(relue.q["q1"].question.indices)
    exportee = json.loads(relue.exporter())
    assert not {"note", "etat"} & set(exportee) and "points" not in exportee["reponses"]["q1"]
    # Une question que ce cours n'a pas n'est pas perdue pour celui qui l'a.
    assert exportee["reponses"]["q99"]["gestes"][0]["reponse"] == "mesure"


def test_un_dossier_ou_l_on_n_ecrit_pas_est_dit_et_le_travail_continue(seance):
    serie = Serie("4-pareto", magasin=MagasinFichier(seance / "absent" / "copie.json"))
    assert serie.q["q1"].verifier("mesure").etat == "reussi"
    assert serie.avis.startswith("Ce dossier ne garde pas votre travail\u202f: téléchargez")


def test_un_fichier_illisible_est_mis_de_cote(seance):
    (seance / "copie-CLASSE-4-pareto.json").write_bytes(b"\xff\xfe\x00")
    serie = Serie("4-pareto")
    assert "ne se lit pas" in serie.avis
    assert (seance / "copie-CLASSE-4-pareto.ancienne-1.json").read_bytes() == b"\xff\xfe\x00"


def test_l_ecriture_est_d_un_seul_coup(tmp_path, monkeypatch):
    fichier = tmp_path / "copie.json"
    garde = MagasinFichier(fichier)
    garde.ecrire("ancienne")

    def tomber(*_):
        raise OSError("disque plein")

    monkeypatch.setattr("pathlib.Path.replace", tomber)
    with pytest.raises(ErreurCours):
        garde.ecrire("nouvelle")
    assert fichier.read_text() == "ancienne"
    assert list(tmp_path.iterdir()) == [fichier]


def test_hors_d_un_cahier_ouvert_rien_n_est_garde_ni_relu(tmp_path, monkeypatch):
    """Le calcul des cahiers, le livre et les tests partent d'une série intacte, même à côté d'une copie."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    gardee = Serie("4-pareto", magasin=MagasinFichier(tmp_path / "copie-CLASSE-4-pareto.json"))
    gardee.q["q1"].verifier("mesure")
    texte = (tmp_path / "copie-CLASSE-4-pareto.json").read_text()
    serie = Serie("4-pareto")
    assert serie.q["q1"].etat == "a_faire"
    serie.q["q3"].verifier("80")
    assert (tmp_path / "copie-CLASSE-4-pareto.json").read_text() == texte
    assert len(list(tmp_path.iterdir())) == 1


def test_dans_le_navigateur_pas_de_disque_mais_la_page_peut_garder(seance, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert ouvrir_magasin("copie-CLASSE-4-pareto.json") is None

    gardees = {}

    class Page:
        def __init__(self, nom):
            self.nom = nom

        def lire(self):
            return gardees.get(self.nom)

        def ecrire(self, copie, resume):
            gardees[self.nom] = copie

        def lire_attentes(self):
            return []

        def ecouter(self, ecouteur):
            pass

    monkeypatch.setattr(magasin, "fabrique_de_la_page", Page)
    Serie("4-pareto").q["q1"].verifier("mesure")
    assert list(gardees) == ["copie-CLASSE-4-pareto.json"]
    relue = Serie("4-pareto")
    assert relue.q["q1"].etat == "reussi"
    assert list(seance.iterdir()) == []


def test_magasin_none_ne_garde_rien(seance):
    Serie("4-pareto", magasin=None).q["q1"].verifier("mesure")
    assert list(seance.iterdir()) == []


def test_jupyterlite_garde_la_copie_sur_son_disque(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(Path, "cwd", classmethod(lambda cls: Path("/drive/cahiers")))
    magasin = ouvrir_magasin("copie-CLASSE-4-pareto.json")
    assert magasin.fichier == Path("/drive/cahiers/copie-CLASSE-4-pareto.json")
    monkeypatch.setattr(Path, "cwd", classmethod(lambda cls: Path("/home/pyodide")))
    assert ouvrir_magasin("copie-CLASSE-4-pareto.json") is None
