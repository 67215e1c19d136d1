"""Un fichier trop grand pour le cours, un geste par processus : ``mesures_grands.py classer DOSSIER``.

``ecrire`` fait le fichier, ``classer`` applique la recette de la page « Les grands fichiers », ``verifier``
refait les mêmes classes avec pandas et le cours, morceau par morceau, et les compare au centime.
"""

import os
import sys
from pathlib import Path

import duckdb
import pandas as pd

from course_helpers.donnees import lire_nombres, lire_table
from course_helpers.pareto import classer_abc

RECETTE = Path(__file__).parents[1] / "book" / "grands-fichiers.sql"
# Vingt lignes par client en moyenne, des montants qui finissent par tous les centimes ; de temps en temps un
# nom en majuscules, un espace de trop, un avoir, un montant illisible, un client vide.
ECRIRE = r"""
copy (
    with tirage as (
        select i, cast(floor({clients} * power((hash(i) % 1000003) / 1000003.0, 3)) as int) as rang,
               cast(1 + hash(i * 7 + 1) % 1000003 as bigint) as centimes
        from range({lignes}) as t(i)
    ), noms as (
        select *, 'Etablissement ' || printf('%07d', rang) as nom,
               case when i % 37 = 0 then -centimes else centimes end as somme
        from tirage
    )
    select i as "N° facture", '13/01/2025' as "Date",
           case when i % 11 = 0 then upper(nom) when i % 13 = 0 then replace(nom, ' ', '  ')
                when i % 1009 = 0 then '' else nom end as "Client",
           case when i % 997 = 0 then 'n.c.'
                else case when somme < 0 then '-' else '' end
                     || replace(printf('%,d', cast(abs(somme) // 100 as bigint)), ',', ' ')
                     || ',' || printf('%02d', cast(abs(somme) % 100 as bigint))
                     || case when i % 5 = 0 then ' €' else '' end end as "Montant HT"
    from noms
) to 'factures.csv' (header, delimiter ';', quote '')
"""


def ecrire(lignes: int) -> None:
    duckdb.sql(ECRIRE.format(lignes=lignes, clients=lignes // 20))


def classer() -> None:
    base = duckdb.connect("classement.duckdb")
    base.execute(RECETTE.read_text(encoding="utf-8"))


def verifier() -> None:
    base = duckdb.connect("classement.duckdb", read_only=True)
    obtenu = base.sql("select client, ca, classe from classement").df()
    lues, gardees, ecartees = base.sql("from rapport").fetchall()[0]
    centimes, lignes, perdues = pd.Series(dtype="int64"), 0, 0
    colonnes = {"Client": str, "Montant HT": str}
    for morceau in pd.read_csv(
        "factures.csv",
        sep=";",
        usecols=list(colonnes),
        dtype=colonnes,
        keep_default_na=False,
        chunksize=10**6,
    ):
        lignes += len(morceau)
        bonnes = (morceau["Montant HT"] != "n.c.") & (morceau["Client"] != "")
        perdues += int((~bonnes).sum())
        morceau = morceau[bonnes]
        cles = morceau["Client"].str.casefold().str.split().str.join(" ")
        montants = (lire_nombres(morceau["Montant HT"]) * 100).round().astype("int64")
        centimes = centimes.add(montants.groupby(cles).sum(), fill_value=0)
    assert (lues, gardees, ecartees) == (lignes, lignes - perdues, perdues)
    clients = pd.DataFrame({"client": centimes.index, "ca": centimes.to_numpy() / 100})
    attendu = classer_abc(clients, avoirs="a_part")
    obtenu["client"] = obtenu["client"].str.casefold()
    assert obtenu["client"].tolist() == attendu["client"].tolist()
    assert (obtenu["ca"] * 100).round().tolist() == (attendu["ca"] * 100).round().tolist()
    assert obtenu["classe"].tolist() == attendu["classe"].astype(str).tolist()
    # Ce que l'on emporte se relit dans le cours.
    if len(obtenu) < 10**5:
        assert len(lire_table("clients.csv")) == len(obtenu)


if __name__ == "__main__":
    geste, dossier, *reste = sys.argv[1:]
    os.chdir(dossier)
    {"ecrire": lambda: ecrire(int(reste[0])), "classer": classer, "verifier": verifier}[geste]()
