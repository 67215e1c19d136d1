"""La page du sujet : un lien, une personne, un travail ; à chaque état, ce qui s'y montre."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from course_helpers.bureaux.donner import Donner
from course_helpers.exercices import magasin
from course_helpers.exercices.sujet import composer_sujet, ecrire_fragment, ecrire_sujet

ENTRAINEMENT = composer_sujet([("4-pareto", "q3", 3), ("4-pareto", "q1", 2)], titre="Essai")
EVALUATION = replace(ENTRAINEMENT, evaluation=True)


class _Memoire(dict):
    """La mémoire d'un navigateur : un magasin par copie."""

    def ouvrir(self, nom):
        memoire = self

        class Magasin:
            def lire(self):
                return memoire.get(nom)

            def ecrire(self, copie, resume=None):
                memoire[nom] = copie

            def ecarter(self):
                memoire[f"{nom}.ancienne"] = memoire.pop(nom)
                return f"{nom}.ancienne"

            def lire_attentes(self):
                return []

            def ecouter(self, ecouteur):
                pass

        return Magasin()


@pytest.fixture
def page(monkeypatch):
    """Donner la mémoire d'une page, et ce que Python lui dit."""
    memoire, dits = _Memoire(), []
    monkeypatch.setattr(magasin, "fabrique_de_la_page", memoire.ouvrir)
    monkeypatch.setattr(magasin, "identifiant_de_la_page", "")
    monkeypatch.setattr(magasin, "lien_de_la_page", "")
    monkeypatch.setattr(magasin, "parler_a_la_page", dits.append)
    memoire.dits = dits
    return memoire


def commencer(donner, code, groupe=""):
    donner.code.value, donner.groupe.value = code, groupe
    donner.commencer.click()
    return donner


def test_sans_lien_la_page_en_demande_un(page):
    donner = Donner()
    assert donner.sujet is None and donner.annonce.texte == ""
    donner.ouvrir.click()
    assert "Le champ est vide" in donner.annonce.texte
    donner.lien.value = "abc-30"
    donner.ouvrir.click()
    assert donner.sujet.titre == "Le classement ABC" and page.dits[-1]["sorte"] == "lien"
    donner.autre.click()
    assert donner.sujet is None and page.dits[-1] == {"sorte": "lien", "lien": ""}
    donner.prets["valeur-30"].click()
    assert donner.sujet.minutes == 30 and page.dits[-1]["lien"] == "valeur-30"


def test_un_fichier_de_sujet_s_ouvre(page):
    donner = Donner()
    fichier = {"name": "a.sujet.json", "type": "", "size": 1, "last_modified": datetime.now(UTC)}
    donner.champ.value = (fichier | {"content": ecrire_sujet(EVALUATION)},)
    assert donner.sujet == EVALUATION and donner.champ.value == ()


@pytest.mark.parametrize("lien", ["s1.AAAA", "<script>", "abc-31", "\ud800", "s1." + "A" * 5000])
def test_un_lien_qui_ne_va_pas_est_dit_et_le_travail_s_en_va(page, lien):
    donner = commencer(Donner(ecrire_fragment(ENTRAINEMENT)), "GPME2-07")
    donner.changer_lien(lien)
    assert donner.annonce.texte.endswith(".") and donner.sujet is donner.travail is None


def test_une_evaluation_veut_un_identifiant_et_le_retrouve_une_fois_commencee(page):
    donner = commencer(Donner(ecrire_fragment(EVALUATION)), "")
    assert "Tapez d’abord votre identifiant" in donner.annonce.texte
    assert "non CLASSE" in commencer(donner, "classe").annonce.texte
    assert "pseudonyme" in commencer(donner, "a@b.fr").annonce.texte and donner.travail is None
    commencer(donner, "gpme2 07").travail.q["q2"].verifier("mesure")
    assert {"sorte": "identifiant", "code": "GPME2-07"} in page.dits

    magasin.identifiant_de_la_page = "GPME2-08"  # une autre personne, sur ce poste : rien n'est commencé
    assert Donner(ecrire_fragment(EVALUATION)).travail is None
    magasin.identifiant_de_la_page = "GPME2-07"
    assert Donner(ecrire_fragment(EVALUATION)).travail.q["q2"].essais == ["mesure"]


def test_a_l_entrainement_l_identifiant_de_l_en_tete_suffit_et_se_suit(page):
    magasin.identifiant_de_la_page = "GPME2-07"
    donner = Donner(ecrire_fragment(ENTRAINEMENT))
    assert donner.travail.code == "GPME2-07"
    donner.travail.q["q2"].verifier("loi")
    magasin.changer_identifiant("GPME2-08")
    assert donner.travail.code == "GPME2-08" and donner.travail.q["q2"].essais == []
    donner.close()  # la page est quittée : elle ne suit plus rien
    magasin.changer_identifiant("GPME2-09")
    assert donner.travail.code == "GPME2-08"


def test_un_groupe_se_donne_une_fois(page):
    lien = ecrire_fragment(replace(EVALUATION, donnees="groupe"))
    donner = commencer(Donner(lien), "GPME2-07")
    assert "Donnez votre groupe" in donner.annonce.texte and donner.travail is None
    commencer(donner, "GPME2-07", "b").travail.q["q2"].verifier("mesure")
    magasin.identifiant_de_la_page = "GPME2-07"
    repris = Donner(lien).travail
    assert (repris.groupe, repris.q["q2"].essais) == ("B", ["mesure"])


def test_endormie_la_page_dit_a_quoi_elle_sert(page):
    fixe = Donner()._repr_mimebundle_()["text/html"]
    assert "Ouvrir le sujet" in fixe and "identifiant" in fixe
