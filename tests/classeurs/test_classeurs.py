"""Les classeurs : à compléter sans réponse, corrigés aux formules qu'un vrai tableur recalcule."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tableur import lire_calculs, recalculer

from course_helpers.chapitres import CHAPITRES
from course_helpers.classeurs import CLASSEURS, ecrire_classeur, preparer_classeur
from course_helpers.classeurs.classeur import FORMATS
from course_helpers.erreurs import ErreurCours


@pytest.fixture(scope="module")
def recalcules(tmp_path_factory):
    """Les corrigés, écrits sans leurs valeurs, recalculés d'une traite par LibreOffice."""
    octets = {nom: ecrire_classeur(preparer_classeur(nom), corrige=True, calcules=False) for nom in CLASSEURS}
    return recalculer(tmp_path_factory.mktemp("classeurs"), octets)


@pytest.mark.parametrize("nom", CLASSEURS)
def test_le_tableur_retrouve_les_valeurs_du_cours(nom, recalcules):
    verifiees = 0
    for place, attendu, lu, format_ in lire_calculs(preparer_classeur(nom), recalcules[nom]):
        verifiees += 1
        if format_ == "texte":
            assert lu == attendu, place
        elif format_ == "euros":
            assert round(lu, 2) == round(attendu, 2), place
        else:
            assert lu == pytest.approx(attendu, abs=1e-6), place
    assert verifiees >= 5


@pytest.mark.parametrize("nom", CLASSEURS)
def test_a_completer_ne_contient_aucune_reponse(nom):
    classeur = preparer_classeur(nom)
    ouvert = load_workbook(io.BytesIO(ecrire_classeur(classeur, corrige=False)))
    assert "Formules" not in ouvert.sheetnames
    assert all(lu is None for _, _, lu, _ in lire_calculs(classeur, ouvert))
    assert not [c for o in ouvert for ligne in o for c in ligne if str(c.value).startswith("=")]


@pytest.mark.parametrize("nom", CLASSEURS)
def test_le_corrige_montre_deja_ses_valeurs(nom):
    """Un téléphone affiche un classeur sans le calculer : les valeurs y sont écrites à côté des formules."""
    classeur = preparer_classeur(nom)
    ouvert = load_workbook(io.BytesIO(ecrire_classeur(classeur, corrige=True)), data_only=True)
    for place, attendu, lu, format_ in lire_calculs(classeur, ouvert):
        assert lu == (attendu if format_ == "texte" else pytest.approx(attendu)), place
    formules = [ligne[2] for ligne in ouvert["Formules"].iter_rows(min_row=2, values_only=True)]
    assert formules and all(formule.startswith("=") for formule in formules)
    # Un nombre décimal s'écrirait autrement en français et dans le fichier.
    assert not [formule for formule in formules if re.search(r"\d[.,]\d", formule)]


def test_chaque_classeur_est_celui_d_un_chapitre_et_sa_page_le_donne_sans_son_corrige():
    livre = Path(__file__).parents[2] / "book"
    assert set(CLASSEURS) <= set(CHAPITRES)
    reservees = (livre / "enseigner" / "preparer.md").read_text(encoding="utf-8")
    for nom in CLASSEURS:
        classeur = preparer_classeur(nom)
        assert classeur.chapitre == nom
        assert all(objet.format in FORMATS for f in classeur.feuilles for objet in (*f.cases, *f.colonnes))
        page = (livre / f"{nom}.md").read_text(encoding="utf-8")
        assert f"../_build/classeurs/{nom}.xlsx" in page and "-corrige.xlsx" not in page
        assert f"../../_build/classeurs/{nom}-corrige.xlsx" in reservees


def test_un_chapitre_sans_classeur_le_dit():
    with pytest.raises(ErreurCours, match="«\u202f9-rien\u202f» n’a pas de classeur\u202f: choisissez parmi"):
        preparer_classeur("9-rien")
