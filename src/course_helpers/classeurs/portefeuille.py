"""Le classeur du chapitre 2 : les quatre catégories d'un marché, comptées puis mesurées."""

import pandas as pd

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.donnees import chemin, lire_table
from course_helpers.portefeuille import CATEGORIES, categoriser_consommateur, mesurer_marche

_SALLE = (2400, 9600, 18_000, 20_000)

_CATEGORIE = (
    '=SI([nous]="oui";"client";SI([ailleurs]="oui";"client de la concurrence";'
    'SI([pourrait]="oui";"non-consommateur relatif";"non-consommateur absolu")))'
)


def preparer() -> Classeur:
    """Préparer le classeur : l'enquête du Comptoir Brelande, puis les mesures de deux marchés."""
    enquete = lire_table(chemin("enquete-marche.csv")).fillna("")
    categories = [
        categoriser_consommateur(
            achete_chez_nous=ligne.achete_chez_nous == "oui",
            achete_ailleurs=ligne.achete_ailleurs == "oui",
            pourrait_acheter=ligne.pourrait_acheter == "oui",
        )
        for ligne in enquete.itertuples()
    ]
    effectifs = {nom: 10 * categories.count(nom) for nom in CATEGORIES}
    return Classeur(
        chapitre="2-portefeuille",
        titre="Chapitre 2 · Catégories et typologies du portefeuille",
        conventions=(
            "Clientèle potentielle : nos clients, ceux de la concurrence et les non-consommateurs relatifs.",
            "Prospects : la clientèle potentielle moins nos clients. Les non-consommateurs absolus n'y "
            "sont pas comptés.",
            "Pénétration du produit et de l'entreprise : sur la clientèle potentielle. Part de marché en "
            "clients : sur ceux qui achètent déjà.",
        ),
        feuilles=(
            _mesurer("Salle d'escalade", _SALLE),
            _compter(enquete, categories, effectifs),
            _mesurer("Comptoir Brelande", tuple(effectifs.values()), feuille="Enquête"),
        ),
    )


def _compter(enquete: pd.DataFrame, categories: list[str], effectifs: dict[str, int]) -> Feuille:
    return Feuille(
        nom="Enquête",
        titre="Un établissement sur dix a répondu",
        consigne="Dites la catégorie de chaque établissement, puis estimez le marché : multipliez par dix. "
        'Un SI dans un autre : =SI(B9="oui";"client";SI(C9="oui";…)).',
        cases=tuple(
            Case(
                f"c{rang}",
                f"{nom[0].upper()}{nom[1:]}",
                effectif,
                "entier",
                f'=10*NB.SI([categorie:];"{nom}")',
                "Nombre de réponses × 10",
            )
            for rang, (nom, effectif) in enumerate(effectifs.items())
        ),
        colonnes=(
            Colonne("etablissement", "Établissement", enquete["etablissement"].tolist()),
            Colonne("nous", "Achète chez nous", enquete["achete_chez_nous"].tolist()),
            Colonne("ailleurs", "Achète ailleurs", enquete["achete_ailleurs"].tolist()),
            Colonne("pourrait", "Pourrait acheter", enquete["pourrait_acheter"].tolist()),
            Colonne(
                "categorie",
                "Catégorie",
                categories,
                "texte",
                _CATEGORIE,
                "Qui achète chez nous et ailleurs est un client",
            ),
        ),
    )


def _mesurer(marche: str, effectifs: tuple[int, ...], *, feuille: str = "") -> Feuille:
    """Mesurer un marché ; ses effectifs sont donnés, ou à reprendre d'une autre feuille."""
    noms = ("clients", "concurrence", "relatifs", "absolus")
    mesures = mesurer_marche(**dict(zip(noms, effectifs, strict=True)))
    intitules = (
        "Nos clients",
        "Clients de la concurrence",
        "Non-consommateurs relatifs",
        "Non-consommateurs absolus",
    )
    aide = f"À reprendre de la feuille « {feuille} »" if feuille else ""
    donnees = [
        Colonne(nom, intitule, [effectif], "entier", f"={{{feuille}!c{rang}}}" if feuille else "", aide)
        for rang, (nom, intitule, effectif) in enumerate(zip(noms, intitules, effectifs, strict=True))
    ]
    calculs = [
        Colonne(nom, intitule, [float(mesures[cle]) / echelle], format_, formule, aide)
        for nom, intitule, cle, echelle, format_, formule, aide in (
            (
                *("potentielle", "Clientèle potentielle", "clientele_potentielle", 1, "entier"),
                *("=[clients]+[concurrence]+[relatifs]", "Sans les absolus"),
            ),
            (
                *("prospects", "Prospects", "prospects", 1, "entier"),
                *("=[potentielle]-[clients]", "Un prospect n'achète pas encore chez nous"),
            ),
            (
                *("produit", "Pénétration du produit", "penetration_produit_pct", 100, "pct"),
                *(
                    "=([clients]+[concurrence])/[potentielle]",
                    "Ceux qui achètent, sur la potentielle",
                ),
            ),
            (
                *("entreprise", "Pénétration de l'entreprise", "penetration_entreprise_pct", 100, "pct"),
                *("=[clients]/[potentielle]", "Nos clients, sur la clientèle potentielle"),
            ),
            (
                *("part", "Part de marché en clients", "part_marche_clients_pct", 100, "pct"),
                *("=[clients]/([clients]+[concurrence])", "Nos clients, sur ceux qui achètent déjà"),
            ),
        )
    ]
    return Feuille(
        nom=marche,
        titre=f"{marche} : cinq mesures d'un marché",
        consigne="Remplissez les colonnes encadrées.",
        colonnes=(Colonne("marche", "Marché", [marche]), *donnees, *calculs),
    )
