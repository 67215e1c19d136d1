"""Le classeur du chapitre 4 : parts, parts cumulées et classes ABC par cumul."""

import pandas as pd

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.donnees import chemin, lire_clients
from course_helpers.pareto import classer_abc, mesurer_concentration

# Avec les cases « seuil_a », « seuil_b », « total » et une colonne « ca » déjà triée.
FORMULE_CLASSE = '=SI(SOMME([ca^])<{seuil_a}*{total};"A";SI(SOMME([ca^])<{seuil_b}*{total};"B";"C"))'


def preparer() -> Classeur:
    """Préparer le classeur : les dix clients du cours, puis le Comptoir Brelande."""
    dix = pd.DataFrame({"client": list("PQRSTUVWXY"), "ca": [600, 75, 75, 75, 75, 20, 20, 20, 20, 20]})
    return Classeur(
        chapitre="4-pareto",
        titre="Chapitre 4 · Méthode ABC et loi de Pareto",
        conventions=(
            "ABC par cumul, seuils 80 % et 95 % : un client est A tant que la part cumulée avant lui est "
            "inférieure à 80 %, B tant qu'elle est inférieure à 95 %, C ensuite.",
            "Les clients sont déjà rangés du plus gros au plus petit ; à montant égal, par ordre "
            "alphabétique.",
            "La dernière part cumulée doit faire 100 %.",
        ),
        feuilles=(
            _preparer_feuille("Dix clients", dix, "Dix clients, 1 000 € en tout"),
            _preparer_feuille(
                "Comptoir Brelande",
                lire_clients(chemin("ca-clients-2025.csv")),
                "Les clients servis en 2025, montants HT",
            ),
        ),
    )


def _preparer_feuille(nom: str, clients: pd.DataFrame, titre: str) -> Feuille:
    classement = classer_abc(clients)
    mesures = mesurer_concentration(clients)
    premiers = -(-len(clients) // 5)
    return Feuille(
        nom=nom,
        titre=titre,
        consigne="Calculez d'abord les cases du haut, puis les trois colonnes.",
        cases=(
            Case("seuil_a", "Fin de la classe A", 0.8, "pct"),
            Case("seuil_b", "Fin de la classe B", 0.95, "pct"),
            Case("total", "Total", float(mesures["total"]), "euros", "=SOMME([ca:])"),
            Case(
                "premiers",
                "20 % des clients",
                premiers,
                "entier",
                "=ARRONDI.SUP(20%*NB([ca:]);0)",
                "Arrondi au client supérieur",
            ),
            Case(
                "part20",
                "Leur part du CA",
                float(mesures["part_20pct_premiers_pct"]) / 100,
                "pct",
                '=SOMME.SI([rang:];"<="&{premiers};[ca:])/{total}',
                "20/80 se mesure, il ne se suppose pas",
            ),
        ),
        colonnes=(
            Colonne("client", "Client", classement["client"].tolist()),
            Colonne("rang", "Rang", [int(rang) for rang in classement["rang"]], "entier"),
            Colonne("ca", "CA HT", classement["ca"].astype(float).tolist(), "euros"),
            Colonne(
                "part",
                "Part",
                (classement["part_pct"] / 100).tolist(),
                "pct",
                "=[ca]/{total}",
                "Le CA du client divisé par le total",
            ),
            Colonne(
                "cumul",
                "Part cumulée",
                (classement["part_cumulee_pct"] / 100).tolist(),
                "pct",
                "=SOMME([ca..])/{total}",
                "La somme des CA depuis le premier, divisée par le total : on cumule les euros",
            ),
            Colonne(
                "classe",
                "Classe",
                classement["classe"].astype(str).tolist(),
                "texte",
                FORMULE_CLASSE,
                "Le cumul des lignes précédentes, comparé aux deux seuils",
            ),
        ),
    )
