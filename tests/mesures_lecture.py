"""Une lecture, seule dans son processus : ``python tests/mesures_lecture.py lire factures cours FICHIER 3``.

``ecrire`` prépare le fichier, ``verifier`` compare ce que les concurrents y lisent : rien ne se chronomètre
avant. ``lire`` écrit, en JSON, les secondes de la lecture, sans les importations.
"""

import json
import statistics
import sys
import time

import numpy as np
import pandas as pd

from course_helpers.donnees import appliquer_plan, lire_clients, proposer_lecture

FAMILLES = ["Hygiène", "Vêtements", "Équipement", "Entretien"]
CHAMPS = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef "
    "PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
)


def tirer(lignes: int) -> tuple[list, list, list]:
    """Tirer un client, un jour et des centimes par ligne."""
    hasard = np.random.default_rng(2026)
    clients = (lignes // 20 * hasard.random(lignes) ** 3).astype(int)
    jours = np.datetime64("2025-01-01") + np.sort(hasard.integers(0, 365, lignes)).astype("timedelta64[D]")
    centimes = np.rint(hasard.lognormal(9, 1, lignes)).astype(int) + 1
    return clients.tolist(), jours.tolist(), centimes.tolist()


def ecrire_factures(lignes: int, chemin: str) -> None:
    """Écrire un export de factures comme en sortent les logiciels : milliers séparés, dates françaises."""
    tirages = tirer(lignes)
    with open(chemin, "w", encoding="utf-8") as fichier:  # noqa: PTH123
        fichier.write("N° facture;Date;Code client;Client;Famille;Quantité;Montant HT\n")
        for rang, (client, jour, c) in enumerate(zip(*tirages, strict=True)):
            montant = f"{c // 100:,}".replace(",", " ") + f",{c % 100:02}"
            fichier.write(
                f"FA{rang // 3:07};{jour:%d/%m/%Y};C{client:06};Établissement {client:06};"
                f"{FAMILLES[rang % 4]};{1 + rang % 9};{montant}\n"
            )


def ecrire_fec(lignes: int, chemin: str) -> None:
    """Écrire un FEC : trois lignes de vente, puis trois d'achat et de banque, qui ne servent pas."""
    champs = (
        "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef"
    )
    champs += " PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
    tirages = tirer(lignes // 6)
    with open(chemin, "w", encoding="cp1252") as fichier:  # noqa: PTH123
        fichier.write("\t".join(CHAMPS.split()) + "\r\n")
        for rang, (client, jour, c) in enumerate(zip(*tirages, strict=True)):
            date, tva = f"{jour:%Y%m%d}", c // 5
            code, nom, piece = f"C{client:06}", f"Établissement {client:06}", f"FA{rang:07}"
            for journal, num, compte, aux, lib, debit, credit in (
                ("VE", 2 * rang, "411000", code, nom, c + tva, 0),
                ("VE", 2 * rang, "707000", "", "", 0, c),
                ("VE", 2 * rang, "445710", "", "", 0, tva),
                ("AC", 2 * rang + 1, "607000", "", "", c, 0),
                ("AC", 2 * rang + 1, "445660", "", "", tva, 0),
                ("AC", 2 * rang + 1, "401000", "F1", "Fournisseur", 0, c + tva),
            ):
                montants = (f"{m // 100},{m % 100:02}" for m in (debit, credit))
                champ = [journal, "Journal", str(num), date, compte, "Compte", aux, lib, piece, date, "Pièce"]
                fichier.write("\t".join([*champ, *montants, "", "", date, "", ""]) + "\r\n")


def lire_factures_cours(chemin: str) -> pd.DataFrame:
    """Proposer un plan, puis lire : le fichier n'est pas connu d'avance."""
    return appliquer_plan(proposer_lecture(chemin), chemin)


def lire_factures_pandas(chemin: str) -> pd.DataFrame:
    """Le pair, à qui tout est dit : séparateur, encodage, colonnes, format des nombres et des dates."""
    table = pd.read_csv(chemin, sep=";", encoding="utf-8", dtype=str, keep_default_na=False)
    table.columns = ["facture", "date", "code_client", "client", "famille", "quantite", "montant_ht"]
    table["date"] = pd.to_datetime(table["date"], format="%d/%m/%Y")
    for nombre in ("quantite", "montant_ht"):
        sans_milliers = table[nombre].str.replace(" ", "", regex=False)
        table[nombre] = pd.to_numeric(sans_milliers.str.replace(",", ".", regex=False))
    return table


def lire_fec_cours(chemin: str) -> pd.DataFrame:
    return lire_clients(chemin)[["client", "ca"]]


def lire_fec_pandas(chemin: str) -> pd.DataFrame:
    """Le pair : le pandas le plus simple pour qui connaît le format."""
    table = pd.read_csv(chemin, sep="\t", encoding="cp1252", decimal=",", dtype={"CompteNum": str})
    cle = ["JournalCode", "EcritureNum"]
    ventes = table[table["CompteNum"].str.startswith("70")]
    clients = table[table["CompteNum"].str.startswith("411")].drop_duplicates(cle)
    ht = (ventes["Credit"] - ventes["Debit"]).groupby([ventes[c] for c in cle]).sum().rename("ca")
    return clients.join(ht, on=cle).groupby("CompAuxLib", as_index=False)["ca"].sum()


# sujet → de quoi écrire le fichier, et la lecture de chaque concurrent
SUJETS = {
    "factures": (ecrire_factures, {"cours": lire_factures_cours, "pandas": lire_factures_pandas}),
    "fec": (ecrire_fec, {"cours": lire_fec_cours, "pandas": lire_fec_pandas}),
}


def normaliser(table: pd.DataFrame) -> pd.DataFrame:
    """Les colonnes de l'un sous les noms de l'autre, au centime, dans un même ordre."""
    table = table.rename(columns={"CompAuxLib": "client"}).copy()
    for nom in ("ca", "montant_ht", "quantite"):
        if nom in table:
            table[nom] = np.rint(table[nom].astype(float) * 100)
    if "date" in table:
        table["date"] = table["date"].astype("datetime64[s]")
    ordre = [nom for nom in ("facture", "client", "famille") if nom in table]
    textes = {nom: "str" for nom in table if table[nom].dtype == object}
    return table.astype(textes).sort_values(ordre, ignore_index=True)


def verifier(sujet: str, chemin: str) -> None:
    """Refuser de mesurer deux lectures qui ne disent pas la même chose."""
    lues = [normaliser(lire(chemin)) for lire in SUJETS[sujet][1].values()]
    for autre in lues[1:]:
        pd.testing.assert_frame_equal(autre, lues[0], check_dtype=False)


def chronometrer(sujet: str, concurrent: str, chemin: str, tours: int) -> None:
    """Chronométrer une lecture, une fois tout chargé ; un seul tour laisse voir sa mémoire."""
    lire, durees = SUJETS[sujet][1][concurrent], []
    for _ in range(tours):
        debut = time.perf_counter()
        table = lire(chemin)
        durees.append(time.perf_counter() - debut)
        del table
    print(json.dumps({"duree_s": statistics.median(durees)}))


if __name__ == "__main__":
    geste, sujet, *reste = sys.argv[1:]
    if geste == "ecrire":
        SUJETS[sujet][0](int(reste[0]), reste[1])
    elif geste == "verifier":
        verifier(sujet, reste[0])
    else:
        chronometrer(sujet, reste[0], reste[1], int(reste[2]))
