"""Le classeur du chapitre 6 : les taux obtenus, leur écart à l'objectif, et ce qu'il reste à obtenir."""

import pandas as pd

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.donnees import chemin, lire_table
from course_helpers.nombres import lire_nombres
from course_helpers.strategies import INDICATEURS, mesurer_ecarts


def preparer() -> Classeur:
    """Préparer le classeur : les indicateurs de 2025 du Comptoir Brelande, secteur par secteur."""
    objectifs = lire_table(chemin("objectifs-2026.csv"))
    chiffres = {nom: lire_nombres(objectifs[nom]).astype(int) for nom in ("obtenu", "base", "objectif_pct")}
    ecarts = mesurer_ecarts(objectifs.assign(**chiffres))
    return Classeur(
        chapitre="6-strategies",
        titre="Chapitre 6 · Objectifs et stratégies par segment",
        conventions=(
            "Taux obtenu : ce qui est obtenu, divisé par sa base. "
            + " ; ".join(
                "{} : {} sur {}".format(nom, *INDICATEURS[nom]) for nom in ecarts["indicateur"].unique()
            )
            + ".",
            "L'écart entre deux pourcentages se dit en points.",
            "Un taux d'ensemble se calcule sur les totaux, non en moyenne des taux.",
        ),
        feuilles=(_mesurer(ecarts),),
    )


def _mesurer(ecarts: pd.DataFrame) -> Feuille:
    totaux = ecarts.groupby("indicateur", sort=False)[["obtenu", "base"]].sum()
    return Feuille(
        nom="Écarts",
        titre="Obtenu en 2025, visé en 2026",
        consigne="Calculez les colonnes encadrées, puis le taux d'ensemble de chaque indicateur.",
        cases=tuple(
            Case(
                f"taux{rang}",
                f"Taux d'ensemble · {nom}",
                float(ligne["obtenu"] / ligne["base"]),
                "pct",
                f'=SOMME.SI([indicateur:];"{nom}";[obtenu:])/SOMME.SI([indicateur:];"{nom}";[base:])',
                "Pondéré : la somme des obtenus divisée par la somme des bases",
            )
            for rang, (nom, ligne) in enumerate(totaux.iterrows())
        ),
        colonnes=(
            Colonne("indicateur", "Indicateur", ecarts["indicateur"].tolist()),
            Colonne("secteur", "Secteur", ecarts["secteur"].tolist()),
            Colonne("obtenu", "Obtenu", ecarts["obtenu"].tolist(), "entier"),
            Colonne("base", "Base", ecarts["base"].tolist(), "entier"),
            Colonne("objectif", "Objectif (%)", ecarts["objectif_pct"].tolist(), "entier"),
            Colonne(
                "reel",
                "Taux obtenu (%)",
                ecarts["reel_pct"].tolist(),
                "nombre",
                "=100*[obtenu]/[base]",
                "L'obtenu divisé par sa base",
            ),
            Colonne(
                "ecart",
                "Écart (points)",
                ecarts["ecart_points"].tolist(),
                "nombre",
                "=[reel]-[objectif]",
                "Négatif : l'objectif n'est pas atteint",
            ),
            Colonne(
                "reste",
                "Reste à obtenir",
                ecarts["reste"].tolist(),
                "entier",
                "=MAX(0;ARRONDI.SUP([objectif]*[base]/100;0)-[obtenu])",
                "Combien il aurait fallu obtenir de plus",
            ),
            Colonne(
                "atteint",
                "Atteint",
                ["oui" if atteint else "non" for atteint in ecarts["atteint"]],
                "texte",
                '=SI([reste]=0;"oui";"non")',
            ),
        ),
    )
