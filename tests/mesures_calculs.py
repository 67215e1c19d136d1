"""Un calcul d'un concurrent, seul dans son processus : ``python tests/mesures_calculs.py ABC cours 1000000``.

Écrit, en JSON, les secondes que le calcul a prises, sans les importations ni la préparation des données.
"""

import json
import statistics
import sys
import time

import duckdb
import numpy as np
import pandas as pd
from abc_analysis import abc_analysis
from lifetimes.utils import summary_data_from_transaction_data

from course_helpers.donnees import lire_nombre, lire_nombres, regrouper_clients
from course_helpers.pareto import classer_abc
from course_helpers.portefeuille import resumer_rfm

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


def tirer_montants(lignes: int) -> pd.Series:
    """Tirer des montants écrits à la française, comme dans une colonne de tableur."""
    centimes = np.random.default_rng(1).integers(0, 10**8, lignes)
    return pd.Series([f"{c // 100:,}".replace(",", "\u202f") + f",{c % 100:02} €" for c in centimes])


def lire_en_boucle(textes: pd.Series) -> list[float]:
    return [lire_nombre(texte) for texte in textes]


# sujet → les données à préparer, et le calcul de chaque concurrent
SUJETS = {
    "ABC": (
        tirer_factures,
        {
            "cours": classer_cours,
            "cours, noms réunis": classer_cours_noms,
            "pandas au plus court": classer_pandas,
            "duckdb": classer_duckdb,
            "abc-analysis": classer_abc_analysis,
        },
    ),
    "RFM": (tirer_factures, {"cours": resumer_cours, "lifetimes": resumer_lifetimes}),
    "lecture": (tirer_montants, {"cours": lire_nombres, "boucle lire_nombre": lire_en_boucle}),
}


def main(sujet: str, concurrent: str, taille: str) -> None:
    """Chronométrer un calcul ; la médiane de trois tours, un seul s'ils sont longs."""
    preparer, calculs = SUJETS[sujet]
    calcul = calculs[concurrent]
    calcul(preparer(1000))  # ce premier tour charge et compile
    donnees, durees = preparer(int(taille)), []
    while len(durees) < 3 and sum(durees) < 2:
        debut = time.perf_counter()
        calcul(donnees)
        durees.append(time.perf_counter() - debut)
    print(json.dumps({"duree_s": statistics.median(durees)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
