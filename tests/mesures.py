"""Compare les temps de calcul du cours à ceux d'outils nommés, dans la même exécution.

Médiane de plusieurs tours, alternés entre les concurrents pour que la lenteur passagère de la machine les
touche tous. Ce qui compte est le rapport, non la seconde. Résultats : un tableau, et ``_build/mesures.json``.
"""

import json
import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from abc_analysis import abc_analysis
from lifetimes.utils import summary_data_from_transaction_data

from course_helpers.categories import resumer_rfm
from course_helpers.donnees import lire_nombre, lire_nombres, regrouper_clients
from course_helpers.pareto import classer_abc

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
    SORTIE.write_text(json.dumps(mesures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"Détail : {SORTIE.relative_to(SORTIE.parents[1])}")


if __name__ == "__main__":
    main()
