"""Les cahiers : dérivés sans écart, « à faire » au départ, tout réussi dans le corrigé, sans fuite."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from deriver import IGNOREE, ecrire, etiqueter, preparer

from course_helpers import ateliers
from course_helpers.ateliers.atelier import Atelier
from course_helpers.chapitres import COMPLEMENTS
from course_helpers.exercices import Serie

RACINE = Path(__file__).parents[2]
SOURCES = sorted((RACINE / "solutions").glob("[0-9]-*.md"))
NOMS = [source.stem for source in SOURCES]
TOUTES = (*SOURCES, RACINE / "solutions" / "mon-portefeuille.md")


def lire(dossier, nom):
    return nbformat.read(RACINE / dossier / f"{nom}.ipynb", as_version=4)


def solutions(nom):
    return [c for c in lire("solutions", nom).cells if "solution" in c.metadata.get("tags", [])]


def texte(cahier):
    """Tout ce que porte un cahier : sources et sorties."""
    sorties = [
        "".join(sortie.get("data", {}).values()) + sortie.get("text", "")
        for cellule in cahier.cells
        for sortie in cellule.get("outputs", [])
    ]
    return "\n".join([*(cellule.source for cellule in cahier.cells), *sorties])


def derniere_progression(cahier):
    return next(
        sortie["data"]["text/plain"]
        for cellule in reversed(cahier.cells)
        if cellule.source == "serie.suivi()"
        for sortie in cellule.outputs
    )


def test_chaque_source_a_son_cahier_et_rien_d_autre():
    assert NOMS
    for dossier in ("solutions", "notebooks"):
        assert sorted(f.stem for f in (RACINE / dossier).glob("*.ipynb")) == [*NOMS, "mon-portefeuille"]


@pytest.mark.parametrize("source", TOUTES, ids=lambda source: source.stem)
def test_deriver_de_nouveau_ne_change_pas_un_octet(source):
    """Exécuter est l'affaire de nbval, qui compare les sorties ; ici, on compare tout le reste.

    Le fichier est refait de sa source et des seules sorties qu'il garde : celles des cellules que nbval
    compare, sans rien de ce qu'il ne compare pas (leurs métadonnées, un message d'erreur).
    """
    for fichier, derive in preparer(source).items():
        garde = nbformat.read(fichier, as_version=4)
        codes = [c for c in derive.cells if c.cell_type == "code"]
        gardees = [c for c in garde.cells if c.cell_type == "code"]
        for rang, (cellule, gardee) in enumerate(zip(codes, gardees, strict=True), start=1):
            cellule.execution_count = rang
            cellule.outputs = [] if IGNOREE in etiqueter(cellule) else gardee.outputs
            for sortie in cellule.outputs:
                assert sortie.get("metadata", {}) == {} and sortie.get("name", "stdout") == "stdout"
                assert sortie.get("execution_count", rang) == rang
        assert ecrire(derive) == fichier.read_text(encoding="utf-8"), "relancez « make cahiers »"


@pytest.mark.parametrize("nom", NOMS)
def test_cahier_vierge_tout_a_faire(nom):
    lignes = derniere_progression(lire("notebooks", nom)).splitlines()
    total = len(Serie(nom).q)
    assert lignes[0].startswith(f"0 / {total}")
    assert [ligne.split(" ", 1)[1] for ligne in lignes[1:]] == ["● à faire"] * total


@pytest.mark.parametrize("nom", NOMS)
def test_corrige_tout_reussi(nom):
    lignes = derniere_progression(lire("solutions", nom)).splitlines()
    total = len(Serie(nom).q)
    assert lignes[0].startswith(f"{total} / {total}")
    # Une réponse rédigée ne se corrige pas ici : la copie la garde.
    attendus = ["✔ réussi" if p.question.corrige else "◆ enregistrée" for p in Serie(nom).q.values()]
    assert [ligne.split(" ", 1)[1] for ligne in lignes[1:]] == attendus


@pytest.mark.parametrize("nom", NOMS)
def test_le_corrige_vaut_pour_un_autre_identifiant(nom):
    """Les cellules de correction calculent : elles réussissent sur d'autres données."""
    espace = {}
    for cellule in lire("solutions", nom).cells:
        if cellule.cell_type == "code" and "nbval-ignore-output" not in cellule.metadata.get("tags", []):
            source = cellule.source.replace(f'Serie("{nom}")', f'Serie("{nom}", code="GPME2-07")')
            exec(source, espace)
    assert espace["serie"].portefeuille.code == "GPME2-07"
    etats = set(espace["serie"].progression().etats.values())
    assert etats <= {"reussi", "enregistre"}


@pytest.mark.parametrize("nom", NOMS)
def test_aucune_ligne_de_solution_dans_le_cahier(nom):
    lignes = {ligne.strip() for ligne in texte(lire("notebooks", nom)).splitlines()}
    fuites = {
        ligne.strip()
        for cellule in solutions(nom)
        for ligne in cellule.source.splitlines()
        if len(ligne.strip()) > 3
    } & lignes
    assert solutions(nom) and not fuites


@pytest.mark.parametrize("nom", NOMS)
def test_aucune_phrase_de_corrige_dans_le_cahier(nom):
    cahier = texte(lire("notebooks", nom))
    serie = Serie(nom)
    for travail in serie.q.values():
        travail.renoncer()
        phrases = [
            phrase for phrase in re.split(r"(?<=[.?!])\s|\n", str(travail.solution())) if len(phrase) > 25
        ]
        assert phrases
        assert not [phrase for phrase in phrases if phrase in cahier]


def chiffres_significatifs(nombre):
    return re.sub(r"\D", "", nombre).strip("0")


@pytest.mark.parametrize("nom", NOMS)
def test_aucune_reponse_chiffree_dans_le_cahier(nom):
    """Une réponse d'au moins quatre chiffres significatifs qui n'est pas une donnée n'y figure pas."""
    cahier = texte(lire("notebooks", nom))
    nombres = {chiffres_significatifs(n) for n in re.findall(r"\d+(?:[.,\u202f\u00a0 ]\d+)*", cahier)}
    serie = Serie(nom)
    donnees = {
        chiffres_significatifs(str(valeur))
        for table in (serie.portefeuille.clients, *serie.portefeuille.tables.values())
        for valeur in table.to_numpy().ravel()
    }
    for travail in serie.q.values():
        if travail.question.genre == "nombre":
            reponse = float(travail.posee.attendu)
            for decimales in range(5):
                ecrit = chiffres_significatifs(f"{reponse:.{decimales}f}")
                if len(ecrit) >= 4 and ecrit not in donnees:
                    assert ecrit not in nombres, (travail.question.identifiant, ecrit)


@pytest.mark.parametrize("dossier", ["solutions", "notebooks"])
@pytest.mark.parametrize("nom", NOMS)
def test_metadonnees_minimales_et_sorties_sobres(nom, dossier):
    cahier = lire(dossier, nom)
    assert set(cahier.metadata) == {"kernelspec", "language_info"}
    assert set(cahier.metadata.language_info) == {"name"}
    for cellule in cahier.cells:
        assert set(cellule.metadata) <= {"tags", "jupyter"}
        for sortie in cellule.get("outputs", []):
            assert set(sortie.get("data", {})) <= {"text/plain", "text/html"}
            assert "<svg" not in str(sortie)


def test_chaque_atelier_est_dans_sa_page_et_dans_son_cahier():
    for module in pkgutil.iter_modules(ateliers.__path__):
        import_module(f"{ateliers.__name__}.{module.name}")
    # Un complément est une page seule : son atelier n'a pas de cahier.
    seules = {complement.nom for complement in COMPLEMENTS.values()}
    noms = {
        classe.__name__: classe.__module__.rpartition(".")[2] in seules
        for classe in Atelier.__subclasses__()
        if classe.__module__.startswith("course_")
    }
    assert len(noms) > 2 * len(NOMS)
    pages, cahiers = (
        "\n".join((RACINE / dossier / f"{nom}{suffixe}").read_text(encoding="utf-8") for nom in fichiers)
        for dossier, suffixe, fichiers in (
            ("book", ".md", [*NOMS, *COMPLEMENTS]),
            ("notebooks", ".ipynb", NOMS),
        )
    )
    for nom, seule in noms.items():
        assert f"{nom}(" in pages and (seule or f"{nom}(" in cahiers), nom
