"""Compare les temps de calcul du cours à ceux d'outils nommés : ``python tests/mesures.py``.

Chaque mesure est un processus à elle seule : sa durée et sa mémoire la plus haute ne doivent rien aux autres.
Les concurrents alternent, pour que la lenteur passagère de la machine les touche tous. Ce qui compte est le
rapport, non la seconde. Résultats : un tableau, et ``_build/mesures.json``.
"""

# Ce programme ne charge rien de lourd : un processus hérite de la mémoire de celui qui le lance.
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from itertools import pairwise
from pathlib import Path

ICI = Path(__file__).resolve().parent
CALCULS, COPIER, LIRE, RECETTE = (
    ICI / f"mesures_{nom}.py" for nom in ("calculs", "copies", "lecture", "grands")
)
SORTIE = ICI.parent / "_build" / "mesures.json"
PASSAGES = 3
PANDAS = "pandas au plus court"
ABC = ("cours", "cours, noms réunis", PANDAS, "duckdb", "abc-analysis")
# sujet, lignes, concurrents (le cours d'abord), rapport visé pour chaque pair
COMPARAISONS = [
    ("ABC", 10**4, ABC, {}),
    ("ABC", 10**5, ABC, {}),
    ("ABC", 10**6, ABC, {PANDAS: 1.3, "abc-analysis": 1.0}),
    ("ABC", 10**7, ABC, {}),
    ("RFM", 10**5, ("cours", "lifetimes"), {}),
    ("RFM", 10**6, ("cours", "lifetimes"), {"lifetimes": 0.15}),
    ("lecture", 10**6, ("cours", "boucle lire_nombre"), {"boucle lire_nombre": 0.2}),
]
# Le cours, à qui rien n'est dit, et pandas à qui tout l'est : sujet, lignes, tours, critère, cible.
LECTURES = [
    ("factures", 10**5, 3, "duree_s", 2.5),
    ("fec", 10**6, 1, "duree_s", 2.0),
    ("factures", 10**6, 1, "memoire_mo", 1.5),
]
GRAND, MEMOIRE_MAX = 10**7, 700  # lignes ; Mo, Python compris
COPIES, CAHIERS, QUESTIONS = 10_000, 10, 12
NBGRADER = "nbgrader==0.9.6"


def mesurer(commande: list, **options) -> dict[str, float]:
    """Lancer un processus et le mesurer : sa durée, ou celle qu'il écrit, et sa mémoire la plus haute."""
    with tempfile.TemporaryFile() as recu:
        debut = time.perf_counter()
        processus = subprocess.Popen(commande, stdout=recu, **options)
        _, statut, usage = os.wait4(processus.pid, 0)
        duree = time.perf_counter() - debut
        processus.returncode = os.waitstatus_to_exitcode(statut)
        if processus.returncode:
            raise subprocess.CalledProcessError(processus.returncode, commande)
        recu.seek(0)
        ecrit = recu.read()
    mesure = {
        "duree_s": duree,
        "memoire_mo": usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
    }
    return mesure | (json.loads(ecrit) if ecrit.startswith(b'{"duree_s"') else {})


def comparer(sujet: str, lignes: int, concurrents: tuple[str, ...], cibles: dict[str, float]) -> list[dict]:
    """Mesurer chaque concurrent, en alternant ; écrire et rendre une ligne par concurrent."""
    passages = [
        {nom: mesurer([sys.executable, CALCULS, sujet, nom, str(lignes)]) for nom in concurrents}
        for _ in range(PASSAGES)
    ]
    medianes = {
        nom: {cle: statistics.median(passage[nom][cle] for passage in passages) for cle in passages[0][nom]}
        for nom in concurrents
    }
    cours, mesures = medianes[concurrents[0]], []
    for pair, mesure in medianes.items():
        rapport = cours["duree_s"] / mesure["duree_s"]
        mesures.append({"sujet": sujet, "lignes": lignes, "nom": pair, **mesure, "rapport": rapport})
        verdict = ""
        if pair in cibles:
            verdict = f"≤ {cibles[pair]:g} : {'tenu' if rapport <= cibles[pair] else 'NON TENU'}"
        ligne = f"{sujet:<8} {lignes:>10,} {pair:<26} {mesure['duree_s']:>9.3f} {mesure['memoire_mo']:>7.0f}"
        print(f"{ligne} {rapport:>8.2f} {verdict}".replace(",", " "), flush=True)
    return mesures


def commenter_abc(mesures: list[dict]) -> None:
    """Dire comment les durées croissent, et à partir d'où duckdb l'emporte."""
    abc = {(m["lignes"], m["nom"]): m["duree_s"] for m in mesures if m["sujet"] == "ABC"}
    tailles = sorted({lignes for lignes, _ in abc})
    for petite, grande in pairwise(tailles):
        hausses = [abc[grande, nom] / abc[petite, nom] for nom in ("cours", PANDAS)]
        borne = 10 * math.log(grande) / math.log(petite)
        print(
            f"de {petite} à {grande} lignes : cours × {hausses[0]:.1f}, {PANDAS} × {hausses[1]:.1f} "
            f"(n log n : × {borne:.1f})"
        )
    depassees = [taille for taille in tailles if abc[taille, "cours"] > 2 * abc[taille, "duckdb"]]
    if depassees:
        print(
            f"À partir de {depassees[0]} lignes, duckdb va plus de deux fois plus vite : confiez-lui le "
            "regroupement. La limite est celui de pandas sur des textes, non le classement."
        )


def comparer_lectures() -> list[dict]:
    """Mesurer la lecture d'un fichier que le cours ne connaît pas, à côté de pandas qui le connaît."""
    mesures = []
    with tempfile.TemporaryDirectory() as provisoire:
        for sujet, lignes, tours, critere, cible in LECTURES:
            fichier = f"{provisoire}/{sujet}-{lignes}.txt"
            mesurer([sys.executable, LIRE, "ecrire", sujet, str(lignes), fichier])
            mesurer([sys.executable, LIRE, "verifier", sujet, fichier])  # rien ne compte avant
            passages = [
                {
                    nom: mesurer([sys.executable, LIRE, "lire", sujet, nom, fichier, str(tours)])
                    for nom in ("cours", "pandas")
                }
                for _ in range(PASSAGES)
            ]
            medianes = {
                nom: {cle: statistics.median(passage[nom][cle] for passage in passages) for cle in mesure}
                for nom, mesure in passages[0].items()
            }
            for nom, mesure in medianes.items():
                rapport = medianes["cours"][critere] / mesure[critere]
                titre = f"lire {sujet} ({'mémoire' if critere == 'memoire_mo' else 'durée'})"
                mesures.append({"sujet": titre, "lignes": lignes, "nom": nom, **mesure, "rapport": rapport})
                verdict = f"≤ {cible:g} : {'tenu' if rapport <= cible else 'NON TENU'}"
                duree, memoire = mesure["duree_s"], mesure["memoire_mo"]
                ligne = f"{titre:<24} {lignes:>10,} {nom:<10} {duree:>9.3f} {memoire:>7.0f} {rapport:>8.2f}"
                print(f"{ligne} {verdict if nom == 'pandas' else ''}".replace(",", " "), flush=True)
    return mesures


def rejouer_recette() -> list[dict]:
    """Classer dix millions de lignes par la recette des grands fichiers, et vérifier chaque classe."""
    with tempfile.TemporaryDirectory() as dossier:
        mesurer([sys.executable, RECETTE, "ecrire", dossier, str(GRAND)])
        poids = Path(dossier, "factures.csv").stat().st_size / 1e6
        mesure = mesurer([sys.executable, RECETTE, "classer", dossier])
        mesurer([sys.executable, RECETTE, "verifier", dossier])
    verdict = "tenu" if mesure["memoire_mo"] <= MEMOIRE_MAX else "NON TENU"
    print(
        f"recette DuckDB, {GRAND} lignes ({poids:.0f} Mo) : {mesure['duree_s']:.1f} s, "
        f"{mesure['memoire_mo']:.0f} Mo (≤ {MEMOIRE_MAX} : {verdict}) ; mêmes classes que pandas, au centime",
        flush=True,
    )
    return [{"sujet": "recette", "lignes": GRAND, "nom": "duckdb", **mesure, "rapport": 1.0}]


# --- Corriger des copies -----------------------------------------------------------------------------------


def ecrire_cahier_nbgrader() -> str:
    """Écrire un cahier de douze questions : une cellule de réponse, une cellule de tests chacune."""

    def decrire(identifiant: str, source: str, *, note: bool) -> dict:
        cellule = {"grade": note, "solution": not note, "locked": note, "task": False, "schema_version": 3}
        cellule |= {"grade_id": identifiant, "cell_type": "code"} | ({"points": 1} if note else {})
        return {
            "cell_type": "code",
            "execution_count": None,
            "id": identifiant,
            "metadata": {"nbgrader": cellule},
            "outputs": [],
            "source": source,
        }

    cellules = []
    for rang in range(QUESTIONS):
        cellules.append(decrire(f"reponse-{rang}", f"reponse_{rang} = {rang} / 3", note=False))
        cellules.append(
            decrire(f"tests-{rang}", f"assert round(reponse_{rang}, 2) == {round(rang / 3, 2)}", note=True)
        )
    noyau = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cellules, "metadata": noyau, "nbformat": 4, "nbformat_minor": 5})


def installer_nbgrader() -> Path:
    """Installer nbgrader à part, aux versions du verrou : dans .venv, il changerait JupyterLab."""
    environnement = SORTIE.parent / "nbgrader"
    binaires = environnement / "bin"
    if not (binaires / "nbgrader").exists():
        verrou = SORTIE.parents[1] / "requirements.txt"
        contraintes = SORTIE.parent / "nbgrader-contraintes.txt"
        lignes = verrou.read_text(encoding="utf-8").splitlines()
        contraintes.write_text("\n".join(ligne for ligne in lignes if not ligne.startswith("-e")), "utf-8")
        venv.create(environnement, with_pip=True)
        commande = [binaires / "pip", "install", "--quiet", "--disable-pip-version-check", NBGRADER]
        subprocess.run([*commande, "-c", contraintes], check=True)
    return binaires


def chronometrer_nbgrader(dossier: Path) -> tuple[float, float]:
    """Rendre les secondes que nbgrader met à corriger dix cahiers, puis à écrire leurs retours."""
    binaires = installer_nbgrader()
    chemin = f"{binaires}{os.pathsep}{os.environ['PATH']}"

    def lancer(*arguments: str) -> float:
        commande = [binaires / "nbgrader", *arguments]
        environnement = {**os.environ, "PATH": chemin}
        return mesurer(commande, cwd=dossier, env=environnement, stderr=subprocess.DEVNULL)["duree_s"]

    (dossier / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'mesure'\n")
    (dossier / "source" / "serie").mkdir(parents=True)
    (dossier / "source" / "serie" / "serie.ipynb").write_text(ecrire_cahier_nbgrader())
    lancer("generate_assignment", "serie")
    for rang in range(CAHIERS):
        rendu = dossier / "submitted" / f"eleve{rang}" / "serie"
        rendu.mkdir(parents=True)
        (rendu / "serie.ipynb").write_text(ecrire_cahier_nbgrader())
    durees = lancer("autograde", "serie"), lancer("generate_feedback", "serie")
    assert len(list(dossier.glob("feedback/*/serie/serie.html"))) == CAHIERS
    return durees


def mesurer_copies() -> list[dict]:
    """Corriger dix mille copies en un processus, dix cahiers par nbgrader : sans les retours, puis avec."""
    with tempfile.TemporaryDirectory() as provisoire:
        copies, nbgrader, notes = (Path(provisoire, nom) for nom in ("copies", "nbgrader", "notes.csv"))
        copies.mkdir()
        nbgrader.mkdir()
        mesurer([sys.executable, COPIER, "ecrire", copies, str(COPIES), str(QUESTIONS)])
        sans = mesurer([sys.executable, COPIER, "noter", copies, notes])
        commande = [sys.executable, "-m", "course_helpers.enseignant", "corriger", copies]
        avec = mesurer([*commande, "--sortie", f"{provisoire}/resultats"])
        assert notes.read_bytes() == Path(provisoire, "resultats", "notes.csv").read_bytes()
        assert notes.read_text("utf-8").count(";corrigée;") == COPIES
        correction_s, retours_s = chronometrer_nbgrader(nbgrader)
    mesures = []
    for sujet, cours, pair_s in (
        ("copies", sans, correction_s),
        ("copies et retours", avec, correction_s + retours_s),
    ):
        par_copie, par_cahier = cours["duree_s"] / COPIES, pair_s / CAHIERS
        rapport = par_copie / par_cahier
        mesures += [
            {"sujet": sujet, "lignes": COPIES, "nom": "cours", **cours, "rapport": 1.0},
            {"sujet": sujet, "lignes": CAHIERS, "nom": NBGRADER, "duree_s": pair_s, "rapport": rapport},
        ]
        verdict = f" (≥ 1000 : {'tenu' if rapport <= 1 / 1000 else 'NON TENU'})" if sujet == "copies" else ""
        print(
            f"{sujet} : {1 / par_copie:.0f} par seconde ({QUESTIONS} questions), "
            f"{cours['memoire_mo']:.0f} Mo ; nbgrader : {par_cahier:.2f} s par cahier. "
            f"{1 / rapport:.0f} fois plus vite{verdict}",
            flush=True,
        )
    return mesures


def main() -> None:
    """Mesurer, écrire le tableau et le fichier."""
    colonnes = f"{'sujet':<8} {'lignes':>10} {'concurrent':<26} {'secondes':>9} {'Mo':>7}"
    print(f"{colonnes} {'rapport':>8} cible (cours ÷ concurrent)")
    mesures = [mesure for comparaison in COMPARAISONS for mesure in comparer(*comparaison)]
    commenter_abc(mesures)
    mesures += comparer_lectures()
    mesures += rejouer_recette()
    mesures += mesurer_copies()
    SORTIE.parent.mkdir(exist_ok=True)
    SORTIE.write_text(json.dumps(mesures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"Détail : {SORTIE.relative_to(ICI.parent)}")


if __name__ == "__main__":
    main()
