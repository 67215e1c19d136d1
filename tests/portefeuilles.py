"""Trois tailles de portefeuille, et un portefeuille hostile : ce que le rapport et les exports emploient."""

import pandas as pd

from course_helpers.analyse import PortefeuilleLu, preparer_portefeuille
from course_helpers.donnees import chemin, lire_clients, lire_factures

# Ce qu'un nom de client peut porter de pire : formules, HTML, script, lignes d'agenda, formules de TeX.
HOSTILES = (
    "=HYPERLINK(1)",
    "+33 6 00",
    "-Aubin",
    "@SOMME(A1)",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "Bief, SARL; BEGIN:VEVENT",
    "$\\frac{1}{$",
    "$x^2$",
    "_souligné_ & Cie",
    "https://exemple.fr/?a=1&b=2",
    "Mairie de Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson, service des achats et des marchés publics",
    "M" * 90,
    "مطعم",
)


def inventer_factures(noms, *, jours=700):
    """Des factures de toutes tailles, avec des avoirs et des clients partis."""
    lignes = []
    for rang, nom in enumerate(noms):
        for achat in range(1 + rang * 7 % 6):
            jour = pd.Timestamp("2025-12-31") - pd.Timedelta(days=(rang * 37 + achat * 91) % jours)
            montant = round(9e5 / (10 + rang) ** 1.3 / (achat + 1) + 20 + rang % 7 / 100, 2)
            lignes.append((f"F{rang:04}-{achat}", jour, nom, montant, round(0.6 * montant, 2)))
    dernier = lignes[-1]
    lignes.append(("AV-1", dernier[1], dernier[2], -10.0, -6.0))
    colonnes = ["facture", "date", "client", "montant_ht", "cout_achat_ht"]
    return pd.DataFrame(lignes, columns=colonnes).sort_values("date").reset_index(drop=True)


def lire_cas() -> dict[str, PortefeuilleLu]:
    """Chaque portefeuille, tel qu'une lecture le rend."""
    cours = pd.concat(
        [lire_factures(chemin(f"factures-{annee}.csv")) for annee in (2024, 2025)], ignore_index=True
    )
    rapport = {
        "lignes_lues": 4000,
        "lignes_gardees": 3990,
        "lignes_ecartees": 10,
        "ecartees": {
            "brouillon": {"nombre": 8, "lignes": [4, 9], "exemple": "Vassaric Propreté", "montant": 812.4},
            "ligne de total": {"nombre": 2, "lignes": [4001], "exemple": "TOTAL"},
        },
        "remarques": ["Deux clients portent le même nom."],
    }
    cours.attrs["rapport"] = rapport
    grand = [f"Établissements {'ABCDEFGHIJ'[rang % 10] * 3} {rang:04}" for rang in range(3000)]
    return {
        "trois": preparer_portefeuille(inventer_factures(["Mairie", "Hôtel Bief", "Garage"])),
        "cours": preparer_portefeuille(cours),
        "grand": preparer_portefeuille(inventer_factures(grand)),
        "clients": PortefeuilleLu(lire_clients(chemin("ca-clients-2025.csv"))),
        "hostile": preparer_portefeuille(inventer_factures(HOSTILES)),
    }
