"""Les chiffres de l'entreprise : une page les prend dans leur table, elle ne les recompte pas."""

import re

import pytest
from couverture import lister_chapitres

from course_helpers.chiffres import dresser_chiffres, ecrire_chiffres
from course_helpers.etude import ouvrir_dossier

NOMS = set(dresser_chiffres()["nom"])
COLLE = re.compile(r"coller\(\s*f?\"(\w+)\"")
CITE = re.compile(r"\{glue:\}`(\w+)`")


def test_chaque_chiffre_a_son_nom_sa_definition_et_s_ecrit():
    chiffres = dresser_chiffres()
    assert chiffres["nom"].is_unique and chiffres["intitule"].is_unique and chiffres["definition"].is_unique
    assert list(ecrire_chiffres()) == chiffres["nom"].tolist()
    assert chiffres["valeur"].notna().all()


@pytest.mark.parametrize("page", lister_chapitres(), ids=lambda page: page.stem)
def test_une_page_ne_recompte_pas_un_chiffre_de_l_entreprise(page):
    texte = page.read_text("utf-8")
    assert not NOMS & set(COLLE.findall(texte)), "prenez ce nombre dans ecrire_chiffres()"
    if NOMS & set(CITE.findall(texte)):
        assert "ecrire_chiffres" in texte


def test_les_mots_voisins_se_comptent_ensemble():
    """Perdus, inactifs, partis : des définitions différentes, dont les nombres se retrouvent."""
    valeurs = dresser_chiffres().set_index("nom")["valeur"]
    assert valeurs["inactifs"] + valeurs["partis"] == valeurs["sans_achat"] + valeurs["partis_apres_achat"]
    assert valeurs["gardes"] + valeurs["perdus"] == valeurs["actifs_2024"]
    assert valeurs["gardes"] + valeurs["gagnes"] == valeurs["actifs_2025"]
    assert valeurs["actifs_2025"] + valeurs["sans_achat"] == valeurs["clients_connus"]


def test_les_clients_gagnes_sont_ceux_que_compte_la_conversion():
    """Le chapitre 6 part des conversions par secteur, le chapitre 3 des factures : un seul nombre."""
    objectifs = ouvrir_dossier().objectifs
    conversion = objectifs.loc[objectifs["indicateur"] == "conversion", "obtenu"].sum()
    assert conversion == dresser_chiffres().set_index("nom")["valeur"]["gagnes"]
