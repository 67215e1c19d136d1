"""Un genre est une classe dans son fichier : rien d'autre dans le cours ne le nomme."""

import ast
import re
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

import course_helpers
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.genres.ouvert import Ouvert

RACINE = Path(course_helpers.__file__).parent
# Ce qui parle de questions ; ailleurs, « nombre » ou « tableau » sont des mots comme les autres.
FICHIERS = [
    fichier
    for dossier in ("exercices", "enseignant", "gabarits")
    for fichier in (RACINE / dossier).rglob("*.py")
    if fichier.parent.name not in ("genres", "series")
]


def relever(arbre):
    """Les textes que le code compare, indexe ou prend pour clés, et les classes qu'il emploie."""
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Compare(left=gauche, comparators=droite):
                for membre in ast.walk(ast.List([gauche, *droite], ast.Load())):
                    if isinstance(membre, ast.Constant):
                        yield membre.value
            case ast.Subscript(slice=ast.Constant(value=valeur)) | ast.MatchValue(ast.Constant(value=valeur)):
                yield valeur
            case ast.Dict(keys=cles):
                yield from (cle.value for cle in cles if isinstance(cle, ast.Constant))
            case ast.Name(id=nom) | ast.Attribute(attr=nom) if nom[0].isupper():
                yield nom


def test_aucun_genre_n_est_nomme_hors_de_son_fichier():
    noms = {*GENRES, *(genre.__name__ for genre in GENRES.values())} - {"nombre"}
    fautes = [
        (fichier.relative_to(RACINE), texte)
        for fichier in FICHIERS
        for texte in relever(ast.parse(fichier.read_text(encoding="utf-8")))
        if texte in noms
    ]
    assert FICHIERS and not fautes, fautes


def test_chaque_fichier_de_genre_en_definit_un():
    fichiers = {f.stem for f in (RACINE / "exercices" / "genres").glob("*.py")} - {"__init__"}
    assert fichiers == {genre.__module__.rsplit(".", 1)[1] for genre in GENRES.values()} == set(GENRES)


def test_aucun_import_dans_une_fonction_sauf_d_un_extra():
    """Ce qui n'est pas du noyau est un extra, importé là où il sert ; tout le reste est en tête de module."""
    projet = tomllib.loads((RACINE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {
        re.match(r"[\w-]+", demande)[0].casefold()
        for demandes in projet["optional-dependencies"].values()
        for demande in demandes
    }
    fautes = []
    for fichier in RACINE.rglob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if not isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for ligne in ast.walk(noeud):
                if isinstance(ligne, ast.Import | ast.ImportFrom):
                    module = ligne.module if isinstance(ligne, ast.ImportFrom) else ligne.names[0].name
                    if module.split(".")[0] not in extras:
                        fautes.append((str(fichier.relative_to(RACINE)), module))
    assert fautes == [], fautes


def test_une_redaction_se_note_sur_quatre_niveaux():
    question = Ouvert(
        identifiant="q1",
        titre="Conseiller",
        enonce="Conseillez.",
        attendu=lambda v: "",
        points=4,
        criteres=("un fait", "une décision", "une date"),
    )
    assert question.compter_points((3, 3, 3)) == 4
    assert question.compter_points((0, 0, 0)) == 0
    assert question.compter_points((3, 2, 0)) == Fraction(20, 9)  # 4 points × 5 niveaux sur 9
    for niveaux in ((3, 3), (3, 3, 4), (3, 3, -1)):
        with pytest.raises(ErreurCours, match="un niveau par critère, soit 3"):
            question.compter_points(niveaux)
