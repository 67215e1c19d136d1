"""L'onglet « Imprimer » : les fiches sont celles de la commande, et ce qui manque est dit."""

import base64
import re

import pytest
from lecture import lire

from course_helpers.bureaux.imprimer import Imprimer
from course_helpers.enseignant.correspondance import former_classe
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.enseignant.moodle import exporter_moodle, nommer_parties


@pytest.fixture
def imprimer():
    return Imprimer()


def _ecrire(imprimer):
    """Demander les fiches, comme par le bouton ; rend leur contenu, ou None si elles ne sont pas écrites."""
    return _demander(imprimer, "fiches")


def _demander(imprimer, mot):
    (intitule,) = (nom for nom in imprimer.emport.boutons if mot in nom)
    imprimer.emport.boutons[intitule].click()
    lien, fichier = imprimer.emport.liens[intitule], imprimer.emport._fichiers[intitule]
    return fichier.octets.decode() if lien.value else None


def test_les_fiches_sont_celles_de_la_commande(imprimer):
    assert _ecrire(imprimer) == ecrire_fiches("1-connaissance", ["CLASSE"], essentiel=True)
    imprimer.serie.value, imprimer.questions.value, imprimer.corrige.value = "4-pareto", False, True
    assert _ecrire(imprimer) == ecrire_fiches("4-pareto", ["CLASSE"], corrige=True)


def test_un_identifiant_se_tape_comme_il_vient(imprimer):
    imprimer.pour.value = "un"
    assert _ecrire(imprimer) is None and "Il manque l’identifiant" in imprimer.emport.annonce.texte
    imprimer.identifiant.value = "gpme2 07"
    assert "GPME2-07" in _ecrire(imprimer)


def test_chaque_eleve_a_sa_fiche_quand_la_classe_est_ouverte(imprimer):
    imprimer.pour.value = "chacun"
    assert _ecrire(imprimer) is None and "Aucune classe n’est ouverte" in imprimer.emport.annonce.texte
    classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom"])
    imprimer.recevoir_classe(classe)
    page = _ecrire(imprimer)
    assert "Le papier réunit 2 fiches, une par élève" in lire(imprimer.combien.value)
    assert imprimer.combien in imprimer.emporter.racine.children
    assert all(eleve.identifiant in page and eleve.nom not in page for eleve in classe.eleves)


def test_un_dossier_s_imprime_depuis_sa_page(imprimer):
    imprimer.serie.value = "dossier-mco"
    assert 'href="dossier-mco.html"' in imprimer.dossier.value
    assert imprimer.emporter.racine.children[1:] == (imprimer.dossier,)
    assert imprimer.choisir.racine.children[1:] == (imprimer.serie,)
    imprimer.serie.value = "4-pareto"
    assert imprimer.emporter.racine.children[1:] == (imprimer.emport.racine,)


def test_le_fichier_moodle_est_celui_de_la_commande(imprimer):
    imprimer.serie.value, imprimer.variantes.value = "4-pareto", 2
    assert [_demander(imprimer, "Moodle")] == exporter_moodle("4-pareto", 2)


def test_un_fichier_moodle_trop_lourd_se_telecharge_en_parties(imprimer, monkeypatch):
    monkeypatch.setattr("course_helpers.enseignant.moodle.PARTIE_MAX", 120_000)
    imprimer.variantes.value = 4
    (intitule,) = (nom for nom in imprimer.emport.boutons if "Moodle" in nom)
    imprimer.emport.boutons[intitule].click()
    attendus = nommer_parties("moodle-1-connaissance.xml", exporter_moodle("1-connaissance", 4))
    liens = re.findall(
        r'download="([^"]+)" href="data:application/xml;base64,([^"]+)"',
        imprimer.emport.liens[intitule].value,
    )
    assert {nom: base64.b64decode(octets) for nom, octets in liens} == attendus and len(liens) > 1
    assert f"coupé en {len(liens)} parties" in imprimer.emport.annonce.texte.replace("\u202f", " ").replace(
        "\xa0", " "
    )
