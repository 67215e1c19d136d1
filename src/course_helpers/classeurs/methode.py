"""Le classeur du chapitre 5 : l'entonnoir, la grille de cotation, les visites réparties selon deux règles."""

from itertools import pairwise

from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille
from course_helpers.donnees import chemin, lire_table
from course_helpers.entonnoir import chiffrer_entonnoir, compter_entonnoir
from course_helpers.methode import coter_clients, repartir_visites
from course_helpers.nombres import lire_nombres


def preparer() -> Classeur:
    """Préparer le classeur : les visites de l'exemple, puis la cotation et l'entonnoir."""
    return Classeur(
        chapitre="5-methode",
        titre="Chapitre 5 · Prospecter ou fidéliser : la méthode en 12 étapes",
        conventions=(
            "Les visites aux prospects se retirent d'abord ; le reste se partage entre les clients.",
            "Règle proportionnelle : la même part de chaque besoin, les visites restantes aux plus forts "
            "restes. Règle de priorité : A en entier, puis B, puis C.",
            "Cotation : chaque critère est ramené entre 0 (le pire) et 1 (le meilleur), puis pondéré ; la "
            "note va de 0 à 100. Les poids sont un exemple : changez-les.",
        ),
        feuilles=(_repartir(), _coter(), _descendre()),
    )


def _repartir() -> Feuille:
    besoins, possibles, prospects = {"A": 60, "B": 80, "C": 50}, 180, 30
    reste, total = possibles - prospects, sum(besoins.values())
    exactes = {nom: besoin * reste / total for nom, besoin in besoins.items()}
    entieres = {nom: int(part) for nom, part in exactes.items()}
    restes = {nom: exactes[nom] - entieres[nom] for nom in besoins}
    rangs = {nom: 1 + sum(autre > restes[nom] for autre in restes.values()) for nom in besoins}
    regles = {
        regle: list(repartir_visites(besoins, possibles, prospects=prospects, regle=regle).values())
        for regle in ("proportionnelle", "priorite")
    }
    return Feuille(
        nom="Visites",
        titre="Le temps manque : qui visiter ?",
        consigne="Calculez les visites qui restent aux clients, puis partagez-les selon les deux règles.",
        cases=(
            Case("possibles", "Visites possibles", possibles, "entier"),
            Case("prospects", "Dont prospects", prospects, "entier"),
            Case("reste", "Visites aux clients", reste, "entier", "={possibles}-{prospects}"),
            Case("total", "Besoin total", total, "entier", "=SOMME([besoin:])", "Des trois classes"),
            Case(
                "manque",
                "Visites à attribuer aux plus forts restes",
                reste - sum(entieres.values()),
                "entier",
                "={reste}-SOMME([entiere:])",
                "Les visites aux clients moins la somme des parties entières",
            ),
        ),
        colonnes=(
            Colonne("classe", "Classe", list(besoins)),
            Colonne("besoin", "Besoin", list(besoins.values()), "entier"),
            Colonne(
                "exacte",
                "Part exacte",
                list(exactes.values()),
                "nombre",
                "=[besoin]*{reste}/{total}",
                "Le besoin, réduit dans la même proportion pour tous",
            ),
            Colonne(
                "entiere",
                "Partie entière",
                list(entieres.values()),
                "entier",
                "=ENT([exacte])",
                "Sans les décimales",
            ),
            Colonne(
                "fraction",
                "Reste",
                list(restes.values()),
                "nombre",
                "=[exacte]-[entiere]",
                "La part exacte moins sa partie entière",
            ),
            Colonne(
                "rang",
                "Rang du reste",
                list(rangs.values()),
                "entier",
                "=RANG([fraction];[fraction:])",
                "1 pour le plus fort reste",
            ),
            Colonne(
                "proportionnelle",
                "Proportionnelle",
                regles["proportionnelle"],
                "entier",
                "=[entiere]+SI([rang]<={manque};1;0)",
                "Une visite de plus aux plus forts restes",
            ),
            Colonne(
                "priorite",
                "Priorité à A",
                regles["priorite"],
                "entier",
                "=MIN([besoin];{reste}-SOMME([priorite^]))",
                "Le besoin, ou ce qui reste après les classes précédentes",
            ),
        ),
    )


def _coter() -> Feuille:
    grille = lire_table(chemin("grille-cotation.csv"))
    criteres = grille["critere"].tolist()
    pires, meilleures, poids = (
        dict(zip(criteres, lire_nombres(grille[nom]).tolist(), strict=True))
        for nom in ("pire", "meilleure", "poids")
    )
    clients = lire_table(chemin("cotation-clients.csv"))
    clients = clients.assign(**{nom: lire_nombres(clients[nom]) for nom in criteres})
    echelles = {nom: (pires[nom], meilleures[nom]) for nom in criteres}
    cotation = coter_clients(clients, poids, echelles=echelles)
    intitules = {
        "importance": "Importance (1 à 5)",
        "potentiel_eur": "Potentiel (€ par an)",
        "typologie": "Typologie (0 à 5)",
    }
    reglages = {
        sorte: tuple(
            Case(f"{prefixe}_{nom}", f"{sorte} · {intitules[nom]}", valeurs[nom], "entier")
            for nom in criteres
        )
        for sorte, prefixe, valeurs in (
            ("Poids", "poids", poids),
            ("Pire", "pire", pires),
            ("Meilleure", "meilleure", meilleures),
        )
    }
    points = "+".join(
        f"{{poids_{nom}}}*([{nom}]-{{pire_{nom}}})/({{meilleure_{nom}}}-{{pire_{nom}}})" for nom in criteres
    )
    somme = "+".join(f"{{poids_{nom}}}" for nom in criteres)
    return Feuille(
        nom="Cotation",
        titre="Les clients du Comptoir Brelande, cotés sur trois critères",
        consigne="Calculez la note et le rang, puis changez un poids : qui monte, qui descend ?",
        cases=(*reglages["Poids"], *reglages["Pire"], *reglages["Meilleure"]),
        colonnes=(
            Colonne("client", "Client", cotation["client"].tolist()),
            *(Colonne(nom, intitules[nom], cotation[nom].tolist(), "entier") for nom in criteres),
            Colonne(
                "note",
                "Note sur 100",
                cotation["note"].tolist(),
                "nombre",
                # L'arrondi au dix-millionième rend égales deux notes qui le sont.
                f"=ARRONDI(100*({points})/({somme});7)",
                "Moyenne pondérée des critères ramenés entre 0 et 1",
            ),
            Colonne("rang", "Rang", cotation["rang"].tolist(), "entier", "=RANG([note];[note:])"),
        ),
    )


def _descendre() -> Feuille:
    depenses = lire_table(chemin("conquete-fidelisation-2025.csv"))
    budget = float(lire_nombres(depenses.loc[depenses["volet"] == "conquête", "montant_ht"]).sum())
    entonnoir = chiffrer_entonnoir(compter_entonnoir(lire_table(chemin("demarches-2025.csv"))), budget)
    nombres = entonnoir["nombre"].tolist()
    couts = (
        ("contact", "contact", "avant.1", "Tout le budget, divisé par tous les contacts"),
        ("rendez_vous", "rendez-vous", "apres.1", "Tout le budget, divisé par les rendez-vous"),
        ("devis", "devis", "apres.2", "Tout le budget, divisé par les devis"),
        ("client", "nouveau client", "apres.3", "Tout le budget, divisé par les commandes"),
    )
    return Feuille(
        nom="Entonnoir",
        titre="Des contacts de 2025 aux commandes",
        consigne="Calculez chaque taux de passage, puis divisez le budget par le nombre de chaque étape.",
        cases=(
            Case("budget", "Budget de conquête", budget, "euros"),
            *(
                Case(nom, f"Coût d'un {intitule}", budget / nombre, "euros", f"={{budget}}/[{lu}]", aide)
                for (nom, intitule, lu, aide), nombre in zip(couts, nombres, strict=True)
            ),
        ),
        colonnes=(
            Colonne("passage", "Passage", [f"{a} → {b}" for a, b in pairwise(entonnoir["etage"])]),
            Colonne("avant", "À l'étape d'avant", nombres[:-1], "entier"),
            Colonne("apres", "À l'étape d'après", nombres[1:], "entier"),
            Colonne(
                "taux",
                "Taux de passage",
                (entonnoir["passage_pct"].dropna() / 100).tolist(),
                "pct",
                "=[apres]/[avant]",
                "Le nombre de l'étape d'après, divisé par celui de l'étape d'avant",
            ),
        ),
    )
