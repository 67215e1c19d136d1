"""CPython et le Python du navigateur calculent la même chose, question par question."""

import json
import subprocess
from pathlib import Path

import pytest

from course_helpers.exercices.banque import lister_series, ouvrir_banque

ICI = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def resultats():
    """Donner le module que les deux Python exécutent."""
    espace = {"__name__": "resultats"}
    exec(compile((ICI / "resultats.py").read_text("utf-8"), "resultats.py", "exec"), espace)
    return espace


@pytest.fixture(scope="module")
def ici(resultats):
    """Ce que calcule ce Python."""
    return resultats["calculer"]()


@pytest.fixture(scope="module")
def navigateur(pyodide, module_distribution):
    """Ce que calcule, sous Node, la distribution servie aux pages."""
    node = module_distribution.trouver_node("node")
    commande = [node, ICI / "resultats.mjs", pyodide, ICI / "resultats.py"]
    fini = subprocess.run(commande, capture_output=True, text=True, encoding="utf-8")
    assert fini.returncode == 0, fini.stderr[-2000:]
    # Un avertissement, comme une police à chercher, serait payé par chaque lecteur à chaque visite.
    assert fini.stderr == ""
    return json.loads(fini.stdout)


def comparer(ici, navigateur):
    """Lister les différences : de quel groupe, de quelle clé, et les deux valeurs."""
    ecarts = []
    for groupe in sorted(ici.keys() | navigateur.keys()):
        gauche, droite = (
            cote.get(groupe, {"empreinte": None, "resultats": {}}) for cote in (ici, navigateur)
        )
        if gauche["empreinte"] == droite["empreinte"]:
            continue
        for cle in sorted(gauche["resultats"].keys() | droite["resultats"].keys()):
            a, b = gauche["resultats"].get(cle, "absent"), droite["resultats"].get(cle, "absent")
            if a != b:
                debut = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
                ou = slice(max(0, debut - 60), debut + 60)
                ecarts.append(f"{groupe}, {cle} : ici …{a[ou]}…, dans le navigateur …{b[ou]}…")
    return ecarts


@pytest.mark.parametrize("serie", lister_series())
def test_les_series_donnent_les_memes_reponses(ici, navigateur, resultats, serie):
    tirees = f"{serie} · variantes"
    assert len(ici[tirees]["resultats"]) == len(set(resultats["CODES"])) == 50
    variantes = [f"{serie} · {variante}" for variante in resultats["VARIANTES"]]
    questions = {question.identifiant for question in ouvrir_banque(serie).questions}
    assert all(questions <= ici[groupe]["resultats"].keys() for groupe in variantes)
    concernes = [tirees, *variantes]
    assert not comparer({g: ici[g] for g in concernes}, {g: navigateur.get(g) or {} for g in concernes})


def test_les_calculs_donnent_les_memes_resultats(ici, navigateur):
    calculs = [groupe for groupe in ici if " · " not in groupe]
    assert len(calculs) >= 6 and all(ici[groupe]["resultats"] for groupe in calculs)
    assert ici.keys() == navigateur.keys()
    assert not comparer({g: ici[g] for g in calculs}, {g: navigateur[g] for g in calculs})


def test_un_ecart_est_nomme(ici, resultats):
    """Sans quoi les deux tests précédents pourraient ne rien voir."""
    groupe = "4-pareto · 0"
    autres = {**ici[groupe]["resultats"], "q2": "72.5"}
    (ecart,) = comparer(ici, ici | {groupe: {"empreinte": "autre", "resultats": autres}})
    assert ecart.startswith("4-pareto · 0, q2 : ici …") and "72.5" in ecart


@pytest.mark.parametrize(
    ("valeur", "canonique"),
    [
        (10**30, 10**30),
        (0.1 + 0.2, 0.3),
        (123456789.01234, 123456789.0),
        (True, True),
        ((1, None, "é"), [1, None, "é"]),
    ],
)
def test_la_forme_canonique_garde_les_entiers_et_dix_chiffres(resultats, valeur, canonique):
    obtenue = resultats["canoniser"](valeur)
    assert obtenue == canonique and type(obtenue) is type(canonique)
