"""Le classeur de l'étude de cas : la valeur, la classe et la décision, client par client."""

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.classeurs.pareto import FORMULE_CLASSE
from course_helpers.donnees import chemin, lire_clients
from course_helpers.pareto import classer_abc
from course_helpers.valeur import valeur_client

_ALERTE = '=SI(ET([classe]="A";[valeur]<0);"à renégocier";SI([valeur]<0;"à standardiser";"à suivre"))'


def preparer() -> Classeur:
    """Préparer le classeur : tout le portefeuille de 2025, du chiffre d'affaires à la décision."""
    clients = lire_clients(chemin("ca-clients-2025.csv"))
    charges = clients[["client", "charges"]].rename(columns={"charges": "montant"})
    valeurs = valeur_client(clients[["client", "ca", "cout_achat"]], charges).set_index("client")
    classement = classer_abc(clients).set_index("client")
    table = valeurs.loc[classement.index].assign(classe=classement["classe"].astype(str))
    alertes = [
        "à suivre" if valeur >= 0 else "à renégocier" if classe == "A" else "à standardiser"
        for valeur, classe in zip(table["valeur"], table["classe"], strict=True)
    ]
    return Classeur(
        chapitre="7-etude",
        titre="Chapitre 7 · Étude de cas : le portefeuille entier",
        conventions=(
            "Valeur d'un client : CA HT − coût d'achat − charges occasionnées, sur l'année 2025.",
            "ABC par cumul du CA, seuils 80 % et 95 %, cumul avant le client. Les clients sont déjà rangés.",
            "La dernière colonne est une première piste, à discuter : un client qui coûte se renégocie avant "
            "de se quitter.",
        ),
        feuilles=(
            Feuille(
                nom="Portefeuille",
                titre="Du chiffre d'affaires à la décision",
                consigne="Calculez la valeur, la classe, la piste, puis les cases du haut.",
                cases=(
                    Case("seuil_a", "Fin de la classe A", 0.8, "pct"),
                    Case("seuil_b", "Fin de la classe B", 0.95, "pct"),
                    Case("total", "CA total", float(table["ca"].sum()), "euros", "=SOMME([ca:])"),
                    Case(
                        "valeur_a",
                        "Valeur des clients A",
                        float(table.loc[table["classe"] == "A", "valeur"].sum()),
                        "euros",
                        '=SOMME.SI([classe:];"A";[valeur:])',
                        "À comparer à leur chiffre d'affaires",
                    ),
                    Case(
                        "renegocier",
                        "Clients à renégocier",
                        alertes.count("à renégocier"),
                        "entier",
                        '=NB.SI([alerte:];"à renégocier")',
                    ),
                ),
                colonnes=(
                    Colonne("client", "Client", table.index.tolist()),
                    Colonne("ca", "CA HT", table["ca"].tolist(), "euros"),
                    Colonne("cout_achat", "Coût d'achat HT", table["cout_achat"].tolist(), "euros"),
                    Colonne("charges", "Charges occasionnées", table["charges"].tolist(), "euros"),
                    Colonne(
                        "valeur",
                        "Valeur",
                        table["valeur"].tolist(),
                        "euros",
                        "=[ca]-[cout_achat]-[charges]",
                        "Le CA HT moins le coût d'achat, moins les charges",
                    ),
                    Colonne(
                        "classe",
                        "Classe (CA)",
                        table["classe"].tolist(),
                        "texte",
                        FORMULE_CLASSE,
                        "Le cumul des lignes précédentes, comparé aux deux seuils",
                    ),
                    Colonne(
                        "alerte",
                        "Piste",
                        alertes,
                        "texte",
                        _ALERTE,
                        "Un A qui coûte se renégocie ; un autre client qui coûte se sert à moindre coût",
                    ),
                ),
            ),
        ),
    )
