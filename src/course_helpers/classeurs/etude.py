"""Le classeur de l'étude de cas : l'export de la classe, de la ligne brute à la décision."""

import pandas as pd

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.donnees import exporter_csv, lire_clients, lire_factures, regrouper_clients
from course_helpers.pareto import classer_abc
from course_helpers.tirages.reserve import tirer_variante
from course_helpers.valeur import valeur_client

_ANNEE = 2025
# Le cumul avant un client : ce que font tous ceux qui le dépassent. Aucun tri n'est nécessaire.
_CLASSE = (
    '=SI([{0}]=0;"sans achat";SI([{0}]<0;"hors classement";'
    'SI(SOMME.SI([{0}:];">"&[{0}];[{0}:])<{{seuil_a}}*{{total_{0}}};"A";'
    'SI(SOMME.SI([{0}:];">"&[{0}];[{0}:])<{{seuil_b}}*{{total_{0}}};"B";"C"))))'
)
_SOMME = "=SOMME.SI([Export!reuni:];MINUSCULE([client]);[Export!{}:])"
_PISTE = (
    '=SI([ca]=0;"à relancer ou à qualifier";SI([valeur]<0;"à renégocier";'
    'SI([classe_valeur]="A";"à protéger";SI([classe_valeur]="B";"à développer";"commande à distance"))))'
)
_PISTES = {"A": "à protéger", "B": "à développer", "C": "commande à distance"}


def preparer() -> Classeur:
    """Préparer le classeur : l'export de la classe à nettoyer, puis son portefeuille à classer."""
    donnees = tirer_variante("7-etude", 0)
    export, fiches = lire_factures(exporter_csv(donnees.clients)), donnees.tables["fiches"]
    table = _dresser(export, lire_clients(exporter_csv(fiches)))
    return Classeur(
        chapitre="7-etude",
        titre="Chapitre 7 · Étude de cas : de l'export à la décision",
        conventions=(
            "Les données sont celles de la série du chapitre, pour toute la classe.",
            "Valeur d'un client : CA HT − coût d'achat − charges, sur l'année 2025, avoirs déduits.",
            "ABC par cumul, seuils 80 % et 95 %, cumul avant le client ; une valeur négative est hors "
            "classement.",
            "La dernière colonne donne une première piste, à discuter : un client qui coûte plus qu'il ne "
            "rapporte se renégocie d'abord.",
        ),
        feuilles=(_nettoyer(export, donnees.clients), _decider(table)),
    )


def _dresser(export: pd.DataFrame, fiches: pd.DataFrame) -> pd.DataFrame:
    """Une ligne par client du fichier, avec ce que le tableur doit retrouver."""
    clients = regrouper_clients(export[export["date"].dt.year == _ANNEE])
    charges = fiches.rename(columns={"charges": "montant"})[["client", "montant"]]
    valeurs = valeur_client(clients, charges[charges["client"].isin(clients["client"])])
    table = fiches[["client", "charges"]].merge(
        valeurs[["client", "ca", "cout_achat", "valeur"]], on="client", how="left"
    )
    table = table.fillna({"ca": 0, "cout_achat": 0, "valeur": 0}).set_index("client")
    for montant in ("ca", "valeur"):
        classes = classer_abc(valeurs, montant=montant, avoirs="a_part").set_index("client")["classe"]
        table[f"classe_{montant}"] = classes.astype(str).reindex(table.index).fillna("sans achat")
    table["piste"] = [
        "à relancer ou à qualifier" if ca == 0 else _PISTES.get(classe, "à renégocier")
        for ca, classe in zip(table["ca"], table["classe_valeur"], strict=True)
    ]
    return table


def _nettoyer(export: pd.DataFrame, brut: pd.DataFrame) -> Feuille:
    annees, noms = export["date"].dt.year, export["client"].str.lower()
    garde = annees == _ANNEE
    montants, couts = export["montant_ht"].where(garde, 0), export["cout_achat_ht"].where(garde, 0)
    return Feuille(
        nom="Export",
        titre="Nettoyer l'export, ligne par ligne",
        consigne="Calculez l'année, le nom réuni, puis ce qui compte en 2025. Les cases du haut vérifient.",
        cases=(
            Case("annee", "Année étudiée", _ANNEE, "entier"),
            Case("lignes", "Lignes de l'année", int(garde.sum()), "entier", "=NB.SI([an:];{annee})"),
            Case(
                "total",
                "CA net de l'année",
                float(montants.sum()),
                "euros",
                "=SOMME([montant:])",
                "Avoirs déduits : leurs montants sont négatifs",
            ),
        ),
        colonnes=(
            Colonne("piece", "Pièce", brut.iloc[:, 0].tolist()),
            Colonne("date", "Date", export["date"].tolist(), "date"),
            Colonne("client", "Client saisi", export["client"].tolist()),
            Colonne("ht", "Montant HT", export["montant_ht"].tolist(), "euros"),
            Colonne("achat", "Coût d'achat HT", export["cout_achat_ht"].tolist(), "euros"),
            Colonne("an", "Année", annees.tolist(), "entier", "=ANNEE([date])", "L'année de la pièce"),
            Colonne(
                "reuni",
                "Nom réuni",
                noms.tolist(),
                "texte",
                "=MINUSCULE([client])",
                "Le nom en minuscules : deux façons de l'écrire n'en font plus qu'une",
            ),
            Colonne(
                "montant",
                "Montant de l'année",
                montants.tolist(),
                "euros",
                "=SI([an]={annee};[ht];0)",
                "Le montant si la pièce est de l'année étudiée, zéro sinon",
            ),
            Colonne(
                "cout",
                "Coût de l'année",
                couts.tolist(),
                "euros",
                "=SI([an]={annee};[achat];0)",
                "De même pour le coût d'achat",
            ),
        ),
    )


def _decider(table: pd.DataFrame) -> Feuille:
    positives = table.loc[table["valeur"] > 0, "valeur"]
    return Feuille(
        nom="Portefeuille",
        titre="Du chiffre d'affaires à la décision",
        consigne="Calculez, pour chaque client, le CA, la valeur, les deux classes et la piste.",
        cases=(
            Case("seuil_a", "Fin de la classe A", 0.8, "pct"),
            Case("seuil_b", "Fin de la classe B", 0.95, "pct"),
            Case("total_ca", "CA total", float(table["ca"].sum()), "euros", "=SOMME([ca:])"),
            Case(
                "total_valeur",
                "Valeur totale des clients classés",
                float(positives.sum()),
                "euros",
                '=SOMME.SI([valeur:];">0";[valeur:])',
                "Sans le client dont la valeur est négative",
            ),
            Case(
                "actifs",
                "Clients qui ont acheté",
                int((table["ca"] > 0).sum()),
                "entier",
                '=NB.SI([ca:];">0")',
            ),
        ),
        colonnes=(
            Colonne("client", "Client", table.index.tolist()),
            Colonne("charges", "Charges HT", table["charges"].tolist(), "euros"),
            Colonne(
                "ca",
                "CA net HT",
                table["ca"].tolist(),
                "euros",
                _SOMME.format("montant"),
                "La somme des montants de l'année, pour ce nom",
            ),
            Colonne(
                "cout_achat",
                "Coût d'achat HT",
                table["cout_achat"].tolist(),
                "euros",
                _SOMME.format("cout"),
                "La somme des coûts de l'année, pour ce nom",
            ),
            Colonne(
                "valeur",
                "Valeur",
                table["valeur"].tolist(),
                "euros",
                "=[ca]-[cout_achat]-[charges]",
                "Le CA moins le coût d'achat, moins les charges",
            ),
            Colonne(
                "classe_ca",
                "Classe sur le CA",
                table["classe_ca"].tolist(),
                "texte",
                _CLASSE.format("ca"),
                "Le cumul des clients plus gros, comparé aux deux seuils",
            ),
            Colonne(
                "classe_valeur",
                "Classe sur la valeur",
                table["classe_valeur"].tolist(),
                "texte",
                _CLASSE.format("valeur"),
                "De même, sans le client dont la valeur est négative",
            ),
            Colonne(
                "piste",
                "Piste",
                table["piste"].tolist(),
                "texte",
                _PISTE,
                "Ce que l'on propose d'abord, d'après la valeur",
            ),
        ),
    )
