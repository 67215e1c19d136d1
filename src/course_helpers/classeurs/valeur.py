"""Le classeur du chapitre 3 : une vente, valeur constatée, valeur vie, rétention, gagner ou garder."""

from functools import cache

import pandas as pd

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.donnees import chemin, lire_clients, lire_factures, lire_table, regrouper_clients
from course_helpers.nombres import lire_nombres
from course_helpers.valeur import (
    calculer_ht,
    comparer_couts,
    mesurer_marge,
    mesurer_retention,
    mesurer_retention_effectifs,
    valeur_client,
    valeur_vie,
)

_CINQ = pd.DataFrame(
    {
        "client": ["Mairie", "Hôtel", "Cabinet", "École", "Garage"],
        "ca": [60000, 30000, 18000, 8000, 4000],
        "cout_achat": [48000, 21000, 11700, 5200, 2400],
        "charges": [10500, 2500, 900, 400, 2100],
    }
)


def preparer() -> Classeur:
    """Préparer le classeur : une vente, cinq clients, le Comptoir Brelande, puis ce que devient un client."""
    return Classeur(
        chapitre="3-valeur",
        titre="Chapitre 3 · La valeur client",
        conventions=(
            "Valeur constatée d'un client sur l'année : CA HT − coût d'achat − charges occasionnées.",
            "Taux de marque : marge commerciale divisée par le prix de vente HT.",
            "Valeur vie : la première marge vient dans un an (t = 1), et r est le taux de rétention.",
            "Pour aller plus loin : i est le taux d'actualisation, qui ramène une marge à aujourd'hui.",
            "Rétention : clients du début encore là à la fin, divisés par les clients du début. Les nouveaux "
            "ne comptent pas.",
        ),
        feuilles=(
            _vendre(),
            _valoriser("Cinq clients", _CINQ, "Qui rapporte, qui coûte ?"),
            _valoriser(
                "Comptoir Brelande",
                lire_clients(chemin("ca-clients-2025.csv"))[["client", "ca", "cout_achat", "charges"]],
                "Les clients servis en 2025, montants HT",
            ),
            _projeter(),
            _retenir(),
            _comparer(),
        ),
    )


def _vendre() -> Feuille:
    ttc, tva, marque, frais = 153.6, 0.2, 0.3, 6
    vente = mesurer_marge(calculer_ht(ttc), taux_marque=marque, frais=frais)
    resultats = (
        (
            "ht",
            "Prix HT",
            vente["prix_ht"],
            "euros",
            "={ttc}/(1+{tva})",
            "Le prix TTC vaut 120 % du prix HT",
        ),
        ("marge", "Marge commerciale", vente["marge_commerciale"], "euros", "={ht}*{marque}", ""),
        ("cout", "Coût d'achat HT", vente["cout_achat"], "euros", "={ht}-{marge}", ""),
        ("nette", "Marge nette", vente["marge_nette"], "euros", "={marge}-{frais}", ""),
        ("taux", "Taux de marge", vente["taux_marge"], "pct", "={marge}/{cout}", "Sur le coût d'achat"),
    )
    return Feuille(
        nom="Une vente",
        titre="Du prix payé à ce qui reste",
        consigne="Calculez les cases encadrées, puis changez le prix ou le taux de marque.",
        cases=(
            Case("ttc", "Prix TTC", ttc, "euros"),
            Case("tva", "Taux de TVA", tva, "pct"),
            Case("marque", "Taux de marque", marque, "pct"),
            Case("frais", "Frais", frais, "euros"),
            *(
                Case(nom, intitule, float(valeur), format_, formule, aide)
                for nom, intitule, valeur, format_, formule, aide in resultats
            ),
        ),
        colonnes=(),
    )


def _valoriser(nom: str, clients: pd.DataFrame, titre: str) -> Feuille:
    charges = clients[["client", "charges"]].rename(columns={"charges": "montant"})
    valeurs = valeur_client(clients[["client", "ca", "cout_achat"]], charges)
    ca, cout = (float(valeurs[colonne].sum()) for colonne in ("ca", "cout_achat"))
    taux = float(mesurer_marge(ca, cout_achat=cout)["taux_marque"])
    return Feuille(
        nom=nom,
        titre=titre,
        consigne="Calculez la valeur et le taux de marque de chaque client, puis les cases du haut.",
        cases=(
            Case(
                "total",
                "Valeur du portefeuille",
                float(valeurs["valeur"].sum()),
                "euros",
                "=SOMME([valeur:])",
            ),
            Case(
                "marque",
                "Taux de marque pondéré",
                taux,
                "pct",
                "=(SOMME([ca:])-SOMME([cout_achat:]))/SOMME([ca:])",
                "Calculé sur les totaux : la moyenne des taux donnerait le même poids à chaque client",
            ),
            Case(
                "negatifs",
                "Clients qui coûtent",
                int((valeurs["valeur"] < 0).sum()),
                "entier",
                '=NB.SI([valeur:];"<0")',
            ),
        ),
        colonnes=(
            Colonne("client", "Client", valeurs["client"].tolist()),
            Colonne("ca", "CA HT", valeurs["ca"].tolist(), "euros"),
            Colonne("cout_achat", "Coût d'achat HT", valeurs["cout_achat"].tolist(), "euros"),
            Colonne("charges", "Charges occasionnées", valeurs["charges"].tolist(), "euros"),
            Colonne(
                "valeur",
                "Valeur",
                valeurs["valeur"].tolist(),
                "euros",
                "=[ca]-[cout_achat]-[charges]",
                "Le CA HT moins le coût d'achat, moins les charges",
            ),
            Colonne(
                "taux",
                "Taux de marque",
                ((valeurs["ca"] - valeurs["cout_achat"]) / valeurs["ca"]).tolist(),
                "pct",
                "=([ca]-[cout_achat])/[ca]",
                "La marge commerciale divisée par le CA HT",
            ),
        ),
    )


def _projeter() -> Feuille:
    marge, retention, actualisation, annees = 100, 0.8, 0.1, [1, 2, 3, 4, 5]
    taux = {"taux_retention": retention, "taux_actualisation": actualisation}
    cumuls = [valeur_vie(marge, **taux, horizon=annee) for annee in annees]
    attendue = valeur_vie(marge, taux_retention=retention, taux_actualisation=0, horizon=len(annees))
    return Feuille(
        nom="Valeur vie",
        titre="Un client qui laisse 100 € de marge par an",
        consigne="Une fois les formules écrites, changez la marge ou la rétention et observez la valeur vie.",
        cases=(
            Case("m", "Marge d'une année", marge, "euros"),
            Case("r", "Taux de rétention", retention, "pct"),
            Case("vie", "Valeur vie sur 5 ans", attendue, "euros", "=SOMME([attendue:])"),
            Case("i", "Pour aller plus loin : taux d'actualisation", actualisation, "pct"),
            Case("vie_actualisee", "Valeur vie actualisée", cumuls[-1], "euros", "=SOMME([valeur:])"),
        ),
        colonnes=(
            Colonne("t", "Année t", annees, "entier"),
            Colonne(
                "reste",
                "Probabilité d'être encore client",
                [retention**annee for annee in annees],
                "pct",
                "={r}^[t]",
                "La rétention, multipliée par elle-même chaque année",
            ),
            Colonne(
                "attendue",
                "Marge attendue",
                [marge * retention**annee for annee in annees],
                "euros",
                "={m}*[reste]",
                "Marge × probabilité",
            ),
            Colonne(
                "coefficient",
                "Coefficient d'actualisation",
                [(1 + actualisation) ** -annee for annee in annees],
                "nombre",
                "=1/(1+{i})^[t]",
                "Un euro de l'année t vaut moins qu'un euro d'aujourd'hui",
            ),
            Colonne(
                "valeur",
                "Marge attendue, actualisée",
                [cumul - avant for cumul, avant in zip(cumuls, [0, *cumuls], strict=False)],
                "euros",
                "=[attendue]*[coefficient]",
                "Marge attendue × coefficient d'actualisation",
            ),
        ),
    )


@cache
def _mesurer_brelande() -> pd.Series:
    # Regroupés : un client à deux noms compte une fois, comme dans tout le cours.
    annees = (
        regrouper_clients(lire_factures(chemin(f"factures-{annee}.csv")))["client"] for annee in (2024, 2025)
    )
    return mesurer_retention(*annees)


def _retenir() -> Feuille:
    mesures = pd.DataFrame([mesurer_retention_effectifs(200, 190, nouveaux=30), _mesurer_brelande()])
    entiers = mesures[["debut", "fin", "nouveaux"]].astype(int)
    return Feuille(
        nom="Rétention",
        titre="Combien de clients restent ?",
        consigne="Retirez d'abord les nouveaux clients : ils n'étaient pas là au début.",
        colonnes=(
            Colonne("cas", "Portefeuille", ["Exemple du cours", "Comptoir Brelande, 2024 à 2025"]),
            Colonne("debut", "Clients au début", entiers["debut"].tolist(), "entier"),
            Colonne("fin", "Clients à la fin", entiers["fin"].tolist(), "entier"),
            Colonne("nouveaux", "Dont nouveaux", entiers["nouveaux"].tolist(), "entier"),
            Colonne(
                "retention",
                "Taux de rétention",
                mesures["taux_retention"].tolist(),
                "pct",
                "=([fin]-[nouveaux])/[debut]",
                "Les clients restés, divisés par ceux du début",
            ),
            Colonne(
                "attrition",
                "Taux d'attrition",
                mesures["taux_attrition"].tolist(),
                "pct",
                "=1-[retention]",
                "Le complément à 1",
            ),
            Colonne(
                "duree",
                "Durée moyenne (années)",
                mesures["duree_moyenne"].tolist(),
                "nombre",
                "=1/[attrition]",
                "1 divisé par l'attrition, et jamais par la rétention",
            ),
        ),
    )


def _comparer() -> Feuille:
    depenses = lire_table(chemin("conquete-fidelisation-2025.csv"))
    montants = lire_nombres(depenses["montant_ht"])
    volets = montants.groupby(depenses["volet"]).sum()
    clients = _mesurer_brelande()
    gagnes, gardes = int(clients["nouveaux"]), int(clients["restes"])
    couts = comparer_couts(
        depenses_conquete=volets["conquête"],
        clients_gagnes=gagnes,
        depenses_fidelisation=volets["fidélisation"],
        clients_gardes=gardes,
    )
    formule = '=SOMME.SI([volet:];"{}";[montant:])/{{{}}}'
    return Feuille(
        nom="Gagner ou garder",
        titre="Ce que coûte un client gagné, un client gardé",
        consigne="Divisez les dépenses de chaque volet par les clients qu'il concerne.",
        cases=(
            Case("gagnes", "Clients gagnés", gagnes, "entier"),
            Case("gardes", "Clients gardés", gardes, "entier"),
            Case(
                "cout_gagne",
                "Coût d'un client gagné",
                float(volets["conquête"] / gagnes),
                "euros",
                formule.format("conquête", "gagnes"),
            ),
            Case(
                "cout_garde",
                "Coût d'un client gardé",
                float(volets["fidélisation"] / gardes),
                "euros",
                formule.format("fidélisation", "gardes"),
            ),
            Case("rapport", "Rapport", float(couts["rapport"]), "nombre", "={cout_gagne}/{cout_garde}"),
        ),
        colonnes=(
            Colonne("poste", "Poste", depenses["poste"].tolist()),
            Colonne("volet", "Volet", depenses["volet"].tolist()),
            Colonne("montant", "Montant HT", montants.tolist(), "euros"),
        ),
    )
