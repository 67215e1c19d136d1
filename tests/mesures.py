"""Compare les temps de calcul du cours à ceux d'outils nommés, dans la même exécution.

Médiane de plusieurs tours, alternés entre les concurrents pour que la lenteur passagère de la machine les
touche tous. Ce qui compte est le rapport, non la seconde. Résultats : un tableau, et ``_build/mesures.json``.
"""

import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from abc_analysis import abc_analysis
from course_helpers.exercices.correction import preparer_variante
from lifetimes.utils import summary_data_from_transaction_data

from course_helpers.donnees import lire_nombre, lire_nombres, regrouper_clients
from course_helpers.exercices.serie import FORMAT
from course_helpers.pareto import classer_abc
from course_helpers.portefeuille import resumer_rfm
from course_helpers.tirages.reserve import trouver_variante

SORTIE = Path(__file__).parents[1] / "_build" / "mesures.json"
FIN = "2026-01-01"


def tirer_factures(lignes: int) -> pd.DataFrame:
    """Tirer des lignes de factures : vingt par client en moyenne, montants en centimes."""
    hasard = np.random.default_rng(2026)
    rangs = (lignes // 20 * hasard.random(lignes) ** 3).astype(int)
    return pd.DataFrame(
        {
            "facture": np.arange(lignes),
            "client": pd.Series(rangs).astype(str).str.zfill(7),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(hasard.integers(0, 700, lignes), unit="D"),
            "montant_ht": np.rint(hasard.lognormal(5, 1, lignes) * 100) / 100,
        }
    )


def regrouper_nu(factures: pd.DataFrame) -> pd.DataFrame:
    return factures.groupby("client", as_index=False)["montant_ht"].sum()


def classer_cours(factures: pd.DataFrame) -> pd.DataFrame:
    return classer_abc(regrouper_nu(factures), montant="montant_ht")


def classer_cours_noms(factures: pd.DataFrame) -> pd.DataFrame:
    """Comme ci-dessus, en réunissant aussi les noms qui diffèrent par la casse ou les espaces."""
    return classer_abc(regrouper_clients(factures[["client", "montant_ht"]]))


def classer_pandas(factures: pd.DataFrame) -> pd.DataFrame:
    """Le même classement, écrit au plus court."""
    table = regrouper_nu(factures).sort_values("montant_ht", ascending=False, kind="stable")
    table["rang"] = range(1, len(table) + 1)
    table["part_pct"] = 100 * table["montant_ht"] / table["montant_ht"].sum()
    table["part_cumulee_pct"] = table["part_pct"].cumsum()
    avant = table["part_cumulee_pct"] - table["part_pct"]
    table["classe"] = np.select([avant < 80, avant < 95], ["A", "B"], "C")
    return table


def classer_duckdb(factures: pd.DataFrame) -> pd.DataFrame:
    return duckdb.sql(
        """with totaux as (select client, sum(montant_ht) as montant from factures group by client),
        cumuls as (select *, 100 * montant / sum(montant) over () as part,
                   100 * sum(montant) over (order by montant desc, client) / sum(montant) over () as cumul
                   from totaux)
        select *, case when cumul - part < 80 then 'A' when cumul - part < 95 then 'B' else 'C' end as classe
        from cumuls order by montant desc, client"""
    ).df()


def classer_abc_analysis(factures: pd.DataFrame) -> dict:
    return abc_analysis(regrouper_nu(factures)["montant_ht"].to_numpy())


def resumer_cours(factures: pd.DataFrame) -> pd.DataFrame:
    return resumer_rfm(factures, FIN)


def resumer_lifetimes(factures: pd.DataFrame) -> pd.DataFrame:
    return summary_data_from_transaction_data(
        factures, "client", "date", "montant_ht", observation_period_end=FIN
    )


def lire_en_boucle(textes: pd.Series) -> list[float]:
    return [lire_nombre(texte) for texte in textes]


def chronometrer(calculs: dict[str, Callable], donnees, tours: int) -> dict[str, float]:
    """Rendre la médiane, en secondes, de chaque calcul ; les tours alternent entre les calculs."""
    durees: dict[str, list[float]] = {nom: [] for nom in calculs}
    for tour in range(tours + 1):
        for nom, calcul in calculs.items():
            debut = time.perf_counter()
            calcul(donnees)
            if tour:  # le premier tour charge et compile
                durees[nom].append(time.perf_counter() - debut)
    return {nom: statistics.median(liste) for nom, liste in durees.items()}


# --- Corriger des copies -----------------------------------------------------------------------------------

COPIES, CAHIERS, QUESTIONS = 10_000, 10, 12
NBGRADER = "nbgrader==0.9.6"


def saisir(question, reponse):
    """Écrire une réponse calculée comme une copie la garde."""
    if question.genre == "nombre":
        return f"{float(reponse):.{question.decimales}f}".replace(".", ",")
    if question.genre == "tableau":
        return {
            cle: f"{float(case):.{question.decimales}f}".replace(".", ",") for cle, case in reponse.items()
        }
    return list(reponse) if isinstance(reponse, tuple) else reponse


def ecrire_copies(dossier: Path, nombre: int) -> None:
    """Écrire des copies de la série 4, justes ou fausses au hasard, un identifiant chacune."""
    hasard = random.Random(2026)
    reserve = {}
    for rang in range(nombre):
        code = f"ELEVE-{rang:05}"
        variante = trouver_variante(code, "4-pareto")
        sujet, valeurs = preparer_variante("4-pareto", variante)
        if variante not in reserve:
            reserve[variante] = []
            for question in sujet.questions:
                attendu = question.attendu(valeurs)
                motifs = [erreur.calcul(valeurs) for erreur in question.erreurs]
                if isinstance(attendu, dict):
                    motifs = [attendu | motif for motif in motifs]
                elif isinstance(attendu, tuple):
                    motifs = [tuple(hasard.sample(attendu, len(attendu))) for _ in motifs]
                reserve[variante].append([saisir(question, r) for r in (attendu or "Mon texte.", *motifs)])
        reponses = {}
        tirees = list(zip(sujet.questions, reserve[variante], strict=True))[:QUESTIONS]
        for question, (juste, *fausses) in tirees:
            essais = [hasard.choice(fausses)] if fausses and hasard.random() < 0.4 else []
            if question.genre == "nombre" and hasard.random() < 0.2:
                essais.append(f"{100 * hasard.random():.2f}".replace(".", ","))
            reponses[question.identifiant] = {
                "essais": [*essais, juste] if hasard.random() < 0.7 else essais,
                "indices": hasard.choice((0, 0, 1)),
                "solution": False,
            }
        copie = {"format": FORMAT, "serie": sujet.nom, "version": sujet.version, "code": code}
        copie |= {"variante": variante, "reponses": reponses}
        (dossier / f"copie-{code}.json").write_text(json.dumps(copie, ensure_ascii=False, indent=1), "utf-8")


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
        debut = time.perf_counter()
        subprocess.run(
            [binaires / "nbgrader", *arguments],
            cwd=dossier,
            env={**os.environ, "PATH": chemin},
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - debut

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


# Lire, juger, écrire les notes : ce que fait l'« autograde » de nbgrader.
_NOTER = """
import sys
from pathlib import Path
from course_helpers.enseignant.correction import corriger_copies
from course_helpers.enseignant.notes import ecrire_csv
Path(sys.argv[2]).write_bytes(ecrire_csv(corriger_copies(Path(sys.argv[1]))))
"""


def chronometrer_processus(commande: list[str]) -> tuple[float, float]:
    """Rendre la durée d'un processus, démarrage compris, et sa mémoire la plus haute, en Mo."""
    debut = time.perf_counter()
    processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL)
    _, statut, usage = os.wait4(processus.pid, 0)
    assert statut == 0
    return time.perf_counter() - debut, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def mesurer_copies() -> list[dict]:
    """Corriger dix mille copies en un processus, dix cahiers par nbgrader : sans les retours, puis avec."""
    with tempfile.TemporaryDirectory() as provisoire:
        copies, nbgrader, notes = (Path(provisoire, nom) for nom in ("copies", "nbgrader", "notes.csv"))
        copies.mkdir()
        nbgrader.mkdir()
        ecrire_copies(copies, COPIES)
        sans = chronometrer_processus([sys.executable, "-c", _NOTER, str(copies), str(notes)])
        commande = [sys.executable, "-m", "course_helpers.enseignant", "corriger", str(copies)]
        avec = chronometrer_processus([*commande, "--sortie", f"{provisoire}/resultats"])
        assert notes.read_bytes() == Path(provisoire, "resultats", "notes.csv").read_bytes()
        assert notes.read_text("utf-8").count(";corrigée;") == COPIES
        correction_s, retours_s = chronometrer_nbgrader(nbgrader)
    mesures = []
    for sujet, (duree, memoire), pair_s in (
        ("copies", sans, correction_s),
        ("copies et retours", avec, correction_s + retours_s),
    ):
        rapport = (COPIES / duree) / (CAHIERS / pair_s)
        mesures.append(
            {
                "sujet": sujet,
                "lignes": COPIES,
                "cours_s": duree / COPIES,
                "memoire_mo": memoire,
                "pair": NBGRADER,
                "pair_s": pair_s / CAHIERS,
                "rapport": duree / COPIES / (pair_s / CAHIERS),
            }
        )
        print(
            f"{sujet} : {COPIES / duree:.0f} par seconde ({QUESTIONS} questions, {memoire:.0f} Mo au plus) ; "
            f"nbgrader : {pair_s / CAHIERS:.2f} s par cahier. {rapport:.0f} fois plus vite"
            + (f" (≥ 1000 : {'tenu' if rapport >= 1000 else 'NON TENU'})" if sujet == "copies" else "")
        )
    return mesures


def main() -> None:
    """Mesurer, écrire le tableau et le fichier."""
    mesures = []

    def noter(sujet: str, taille: int, cours: str, durees: dict[str, float], cible: dict[str, float]) -> None:
        for pair, duree in durees.items():
            rapport = durees[cours] / duree
            mesures.append(
                {
                    "sujet": sujet,
                    "lignes": taille,
                    "cours_s": durees[cours],
                    "pair": pair,
                    "pair_s": duree,
                    "rapport": rapport,
                }
            )
            if pair == cours:
                continue
            verdict = ""
            if pair in cible:
                verdict = f"≤ {cible[pair]:g} : {'tenu' if rapport <= cible[pair] else 'NON TENU'}"
            print(f"{sujet:<8} {taille:>10,} {pair:<26} {rapport:>8.2f} {verdict}".replace(",", " "))

    print(f"{'sujet':<8} {'lignes':>10} {'comparé à':<26} {'rapport':>8} cible (cours ÷ pair)")
    for exposant in range(4, 8):
        factures = tirer_factures(10**exposant)
        durees = chronometrer(
            {
                "cours": classer_cours,
                "cours, noms réunis": classer_cours_noms,
                "pandas au plus court": classer_pandas,
                "duckdb": classer_duckdb,
                "abc-analysis": classer_abc_analysis,
            },
            factures,
            tours=7 if exposant < 7 else 3,
        )
        cible = {"pandas au plus court": 1.3, "abc-analysis": 1.0} if exposant == 6 else {}
        noter("ABC", 10**exposant, "cours", durees, cible)
    abc = {(m["lignes"], m["pair"]): m["pair_s"] for m in mesures}
    for taille in (10**5, 10**6, 10**7):
        hausses = [abc[taille, pair] / abc[taille // 10, pair] for pair in ("cours", "pandas au plus court")]
        borne = 10 * math.log(taille) / math.log(taille // 10)
        print(
            f"de {taille // 10} à {taille} lignes : cours × {hausses[0]:.1f}, "
            f"pandas au plus court × {hausses[1]:.1f} (n log n : × {borne:.1f})"
        )
    depassees = [t for t in (10**4, 10**5, 10**6, 10**7) if abc[t, "cours"] > 2 * abc[t, "duckdb"]]
    if depassees:
        print(
            f"À partir de {depassees[0]} lignes, duckdb va plus de deux fois plus vite : confiez-lui le "
            "regroupement. La limite est celui de pandas sur des textes, non le classement."
        )

    for exposant in (5, 6):
        durees = chronometrer(
            {"cours": resumer_cours, "lifetimes": resumer_lifetimes}, tirer_factures(10**exposant), tours=3
        )
        noter("RFM", 10**exposant, "cours", durees, {"lifetimes": 0.15} if exposant == 6 else {})

    centimes = np.random.default_rng(1).integers(0, 10**8, 10**6)
    textes = pd.Series([f"{c // 100:,}".replace(",", "\u202f") + f",{c % 100:02} €" for c in centimes])
    durees = chronometrer({"cours": lire_nombres, "boucle lire_nombre": lire_en_boucle}, textes, tours=3)
    noter("lecture", 10**6, "cours", durees, {"boucle lire_nombre": 0.2})

    SORTIE.parent.mkdir(exist_ok=True)
    mesures += mesurer_copies()
    SORTIE.write_text(json.dumps(mesures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"Détail : {SORTIE.relative_to(SORTIE.parents[1])}")


if __name__ == "__main__":
    main()
