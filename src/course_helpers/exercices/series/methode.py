"""La série du chapitre 5 : prospecter ou fidéliser, coter, répartir les visites, ordonner les étapes.

Les réponses attendues viennent de :mod:`course_helpers.methode`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from course_helpers.ecriture import FINE, ecrire_nombre, ecrire_pct
from course_helpers.exercices.question import Valeurs
from course_helpers.methode import (
    BESOINS,
    FIDELISER,
    NON_TRANCHE,
    PROSPECTER,
    coter_clients,
    diagnostiquer,
    repartir_visites,
)
from course_helpers.tirages.methode import (
    ATTEINTE,
    CRITERES,
    DEPOT,
    KM,
    MARGUERITE,
    PAR_JOUR,
    TRAJET,
    ZIGZAG,
    parcourir,
)
from course_helpers.tirages.reserve import Portefeuille

_QUESTIONS = ("cycle", "besoins", "pression", "prospection")

# Les verdicts de la source, en clés sans accent ni espace.
_VERDICTS = {FIDELISER: "fideliser", PROSPECTER: "prospecter", NON_TRANCHE: "non_tranche"}

_FAITS_DU_SECTEUR = {
    "long": "les clients restent plus de huit ans",
    "court_allongeable": "les clients partent au bout d'un an, mais un contrat pourrait les garder",
    "court": "les clients partent au bout d'un an, et l'offre ne peut pas les garder",
    "faible": "un concurrent passe de temps en temps",
    "moyenne": "des concurrents approchent quelques clients",
    "forte": "plusieurs concurrents démarchent les clients chaque mois",
    "non": "l'équipe ne prospecte pas",
    "peu": "l'équipe prospecte deux jours par an",
    "oui": "l'équipe prospecte chaque semaine",
}


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``5-methode``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les visites, les jours et les clients sont des entiers.
    """
    faits, classes = donnees.faits, donnees.tables["classes"].set_index("Classe")
    besoins = faits["besoins"].split()
    diagnostic = diagnostiquer(
        cycle=faits["cycle"], besoins=besoins, pression=faits["pression"], prospection=faits["prospection"]
    )
    absences = faits["conges"] + faits["reunions"]
    possibles = (faits["jours_ouvres"] - absences - faits["bureau"]) * faits["par_jour"]
    # La question du temps porte sur un collègue : les suivantes n'en donnent pas la réponse.
    bureau = faits["bureau_collegue"]
    terrain = faits["jours_ouvres"] - absences - bureau
    demandes = {nom: int(n) for nom, n in classes["Visites demandées"].items()}
    total, reste = sum(demandes.values()), possibles - faits["prospects"]
    proportion = repartir_visites(demandes, possibles, prospects=faits["prospects"])
    poids = dict(zip(CRITERES, (faits[f"poids_{nom.lower()}"] for nom in CRITERES), strict=True))
    cotation = coter_clients(donnees.clients, poids)
    tripler = coter_clients(donnees.clients, poids | {"Typologie": 3 * poids["Typologie"]})
    cote = cotation.iloc[3]
    premier, nouveau = cotation["client"].iloc[0], tripler["client"].iloc[0]
    autres = cotation[~cotation["client"].isin([premier, nouveau])]
    places = (5 * faits["semaines"] - faits["fermes"]) * PAR_JOUR
    verdicts = {
        question: _VERDICTS[verdict]
        for question, verdict in zip(_QUESTIONS, diagnostic["verdict"], strict=True)
    }
    return {
        "entreprise": donnees.entreprise,
        **{nom: faits[nom] for nom in ("jours_ouvres", "conges", "reunions", "par_jour")},
        # Diagnostic
        "verdicts": verdicts,
        "nombre_besoins": len(besoins),
        "raison_diagnostic": _donner_raison(verdicts, len(besoins)),
        "lignes_diagnostic": {
            "cycle": f"Question 1 : {_FAITS_DU_SECTEUR[faits['cycle']]}",
            "besoins": f"Question 2, occasions citées : {', '.join(BESOINS[b] for b in besoins) or 'aucune'}",
            "pression": f"Question 3 : {_FAITS_DU_SECTEUR[faits['pression']]}",
            "prospection": f"Question 4 : {_FAITS_DU_SECTEUR[faits['prospection']]}",
        },
        "corrige_diagnostic": "\n".join(
            f"Question {rang}{FINE}: {verdict}. {raison}"
            for rang, (verdict, raison) in enumerate(
                zip(diagnostic["verdict"], diagnostic["raison"], strict=True), start=1
            )
        ),
        # Temps et visites
        "bureau": bureau,
        "terrain": terrain,
        "visites_possibles": terrain * faits["par_jour"],
        "possibles": possibles,
        "prospects": faits["prospects"],
        "reste": reste,
        "total": total,
        "manque": total - reste,
        "demandes": demandes,
        "effectifs": {nom: int(n) for nom, n in classes["Clients"].items()},
        "lignes_classes": {nom: f"Classe {nom} ({n} demandées)" for nom, n in demandes.items()},
        "proportion": proportion,
        "priorite": (
            priorite := repartir_visites(demandes, possibles, prospects=faits["prospects"], regle="priorite")
        ),
        "priorite_c": priorite["C"],
        **{f"demande_{nom.lower()}": n for nom, n in demandes.items()},
        "corrige_proportion": rediger_partage(demandes, reste),
        "couverture": 100 * reste / total,
        # Cotation
        **{nom: faits[nom] for nom in ("poids_importance", "poids_potentiel", "poids_typologie")},
        "poids": tuple(poids.values()),
        "somme_poids": sum(poids.values()),
        "cote": cote["client"],
        "valeurs": tuple(int(cote[critere]) for critere in CRITERES),
        "note": cote["note"],
        "corrige_note": " + ".join(
            f"{poids[critere]} × {ecrire_nombre((cote[critere] - 1) / 4, 2)}" for critere in CRITERES
        ),
        "somme_parts": ecrire_nombre(
            sum(poids[critere] * (cote[critere] - 1) / 4 for critere in CRITERES), 2
        ),
        "premier": premier,
        "note_premier": ecrire_nombre(cotation["note"].iloc[0], 1),
        "nouveau": nouveau,
        "note_nouveau": ecrire_nombre(tripler["note"].iloc[0], 1),
        "poids_triple": 3 * poids["Typologie"],
        "gros": autres.loc[autres["Importance"] == 5, "client"].iloc[0],
        "proche": autres.loc[(autres["Typologie"] == 5) & (autres["Importance"] < 5), "client"].iloc[0],
        # Plan d'action
        "semaines": faits["semaines"],
        "fermes": faits["fermes"],
        "jours_plan": 5 * faits["semaines"] - faits["fermes"],
        "par_jour_plan": PAR_JOUR,
        "places": places,
        "placees": faits["placees"],
        "libres": places - faits["placees"],
        **_comparer_tournees(donnees),
        **_compter_campagne(donnees),
    }


def _compter_campagne(donnees: Portefeuille) -> dict:
    """Compter la campagne étage par étage, ce qu'elle a coûté, et ce que demande l'objectif d'après."""
    faits, nombres = donnees.faits, donnees.tables["campagne"][ATTEINTE].tolist()
    temps = faits["visites_campagne"] * faits["cout_visite"]
    budget, clients = temps + faits["autres_depenses"], nombres[3]
    voulus = ceil(Fraction(faits["objectif"] * nombres[0], clients))
    passages = [100 * apres / avant for avant, apres in pairwise(nombres)]
    noms = ("Du contact au rendez-vous", "Du rendez-vous au devis", "Du devis à la commande")
    faible = passages.index(min(passages))
    return {
        **dict(zip(("n_contacts", "n_rendez_vous", "n_devis", "n_gagnes"), nombres, strict=True)),
        **{nom: faits[nom] for nom in ("visites_campagne", "cout_visite", "autres_depenses", "objectif")},
        "temps_campagne": temps,
        "budget_campagne": budget,
        "cout_client": budget / clients,
        "contacts_exacts": ecrire_nombre(faits["objectif"] * nombres[0] / clients, 2),
        "contacts_voulus": voulus,
        "budget_voulu": round(voulus * budget / nombres[0]),
        "passage_faible": noms[faible],
        "passage_autre": noms[3 - faible],
        "passage_perte": noms[0],
        "passages": tuple(passages),
        "pertes": nombres[0] - nombres[1],
        "corrige_passages": "\n".join(
            f"{nom}{FINE}: {apres} ÷ {avant} = {ecrire_pct(taux)}."
            for nom, taux, (avant, apres) in zip(noms, passages, pairwise(nombres), strict=True)
        ),
    }


def _comparer_tournees(donnees: Portefeuille) -> dict:
    """Parcourir les deux tournées, trajet par trajet ; ``km`` donne ceux de deux rangs, 0 étant le dépôt."""
    noms = [DEPOT, *donnees.faits["communes"].split(",")]
    lus = donnees.tables["trajets"].set_index(TRAJET)[KM]
    km = {frozenset((i, j)): int(lus[f"{noms[i]} – {noms[j]}"]) for j in range(len(noms)) for i in range(j)}

    def nommer(etapes) -> str:
        return " → ".join(noms[etape] for etape in etapes)

    def additionner(etapes) -> str:
        return " + ".join(str(km[frozenset(paire)]) for paire in pairwise(etapes))

    return {
        "trajets_km": km,
        "petale_1": nommer(MARGUERITE[:4]),
        "petale_2": nommer(MARGUERITE[3:]),
        "zigzag": nommer(ZIGZAG),
        "km_marguerite": parcourir(km, MARGUERITE),
        "km_zigzag": parcourir(km, ZIGZAG),
        "somme_marguerite": additionner(MARGUERITE),
        "somme_zigzag": additionner(ZIGZAG),
        "ecart_tournees": parcourir(km, MARGUERITE) - parcourir(km, ZIGZAG),
        "plus_loin": noms[ZIGZAG[1]],
    }


def _donner_raison(verdicts: Mapping[str, str], occasions: int) -> str:
    """Donner une raison de ne pas tout miser sur la prospection, sans cacher le verdict contraire."""
    prospecter = "conseille de prospecter, parce que nos clients partent vite"
    raisons = {
        "besoins": f"il existe {occasions} occasions de vendre à nos clients, et la question 2 du diagnostic",
        "pression": "la pression des concurrents est forte, et la question 3 du diagnostic",
        "cycle": "nos clients restent longtemps, et la question 1 du diagnostic",
    }
    for question, raison in raisons.items():
        if verdicts[question] == "fideliser":
            contraire = f". La question 1, en revanche, {prospecter}"
            suite = contraire if verdicts["cycle"] == "prospecter" else ""
            return f"{raison} conseille alors de fidéliser{suite}"
    # Un diagnostic tiré tranche toujours : ici, seule la première question l'a fait.
    return f"la question 1 du diagnostic {prospecter}, mais les trois autres questions ne tranchent pas"


def rediger_partage(besoins: dict[str, int], places: int) -> str:
    """Rédiger un partage par les plus forts restes : d'abord les parties entières, puis ce qui reste."""
    total, servies = sum(besoins.values()), repartir_visites(besoins, places)
    entieres = {nom: besoin * places // total for nom, besoin in besoins.items()}
    lignes = [
        f"{nom}{FINE}: {besoin} × {places} / {total} = {ecrire_nombre(besoin * places / total, 2)}, "
        f"partie entière {entieres[nom]}."
        for nom, besoin in besoins.items()
    ]
    somme = sum(entieres.values())
    favorises = " et à ".join(nom for nom in besoins if servies[nom] > entieres[nom])
    reste = {
        0: "Tout est déjà partagé",
        1: f"La visite encore libre va à {favorises}, dont la partie décimale est la plus grande",
        2: f"Les deux visites encore libres vont à {favorises}, qui ont les plus grandes parties décimales",
    }[places - somme]
    partage = ", ".join(f"{servies[nom]} à {nom}" for nom in besoins)
    return "\n".join(
        [*lignes, f"Les parties entières font {somme}. {reste}.", f"D’où le partage{FINE}: {partage}."]
    )


def _partager(quantite: int, bases: dict[str, int]) -> dict[str, int]:
    """Partager selon une base, en arrondissant chaque part à l'entier le plus proche."""
    total = sum(bases.values())
    return {nom: floor(quantite * base / total + 0.5) for nom, base in bases.items()}


def _servir_les_plus_faibles_restes(besoins: dict[str, int], places: int) -> dict[str, int]:
    """Partager en entiers, mais donner les visites restantes aux plus petites parties décimales."""
    total = sum(besoins.values())
    servies = {nom: besoin * places // total for nom, besoin in besoins.items()}
    par_reste = sorted(besoins, key=lambda nom: besoins[nom] * places % total)
    for nom in par_reste[: places - sum(servies.values())]:
        servies[nom] += 1
    return servies


def _ponderer(v: Valeurs) -> int:
    """Additionner les valeurs brutes du client coté, chacune fois son poids."""
    return sum(poids * valeur for poids, valeur in zip(v.poids, v.valeurs, strict=True))


def _inverser_besoins(v: Valeurs) -> dict[str, str]:
    return {"besoins": "non_tranche" if v.verdicts["besoins"] == "fideliser" else "fideliser"}


def _manquer_cycle(v: Valeurs) -> dict[str, str]:
    return {"cycle": "fideliser" if v.verdicts["cycle"] == "prospecter" else "prospecter"}


def _relire_cycle(v: Valeurs) -> dict[str, str]:
    """Donner à la question 1 le verdict faux qui reste, une fois pris celui de ``cycle_mal_lu``."""
    pris = {v.verdicts["cycle"], _manquer_cycle(v)["cycle"]}
    return {"cycle": next(verdict for verdict in _VERDICTS.values() if verdict not in pris)}


def _fideliser_question_4(v: Valeurs) -> dict[str, str]:
    """Fidéliser à la question 4 ; si les trois autres le font, une de moins : toutes, c'est le vote."""
    autres = {v.verdicts[question] for question in _QUESTIONS[:3]}
    return {"prospection": "fideliser"} | ({"cycle": "non_tranche"} if autres == {"fideliser"} else {})


def _inverser_pression(v: Valeurs) -> dict[str, str]:
    return {"pression": "non_tranche" if v.verdicts["pression"] == "fideliser" else "fideliser"}


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q2": {
        "lignes": lambda v: {cle: texte for cle, texte in v.lignes_diagnostic.items()},
        "besoins_mal_comptes": _inverser_besoins,
        "cycle_mal_lu": _manquer_cycle,
        "cycle_a_relire": _relire_cycle,
        "question_4_fidelisee": _fideliser_question_4,
        "pression_mal_lue": _inverser_pression,
    },
    "q4": {
        "aucune_absence_retiree": lambda v: v.jours_ouvres * v.par_jour,
        "conges_oublies": lambda v: (v.terrain + v.conges) * v.par_jour,
        "bureau_oublie": lambda v: (v.terrain + v.bureau) * v.par_jour,
        "reunions_oubliees": lambda v: (v.terrain + v.reunions) * v.par_jour,
        "seuls_conges_retires": lambda v: (v.jours_ouvres - v.conges) * v.par_jour,
    },
    "q5": {
        "prospects_oublies": lambda v: v.possibles - v.demandes["A"] - v.demandes["B"],
        "regles_confondues": lambda v: v.proportion["C"],
        "temps_illimite": lambda v: v.demandes["C"],
    },
    "q6": {
        "poids_oublies": lambda v: 100 * (sum(v.valeurs) - 3) / 12,
        "echelle_oubliee": lambda v: 20 * _ponderer(v) / v.somme_poids,
        "note_sur_cinq": lambda v: _ponderer(v) / v.somme_poids,
        "somme_sans_division": _ponderer,
        "parts_non_divisees": lambda v: v.note * v.somme_poids,
    },
    "q8": {
        "lignes": lambda v: {nom: texte for nom, texte in v.lignes_classes.items()},
        "prospects_oublies": lambda v: repartir_visites(v.demandes, v.possibles),
        "arrondi_qui_ne_tombe_pas_juste": lambda v: _partager(v.reste, v.demandes),
        "plus_faible_reste": lambda v: _servir_les_plus_faibles_restes(v.demandes, v.reste),
        "base_clients": lambda v: _partager(v.reste, v.effectifs),
        "parts_egales": lambda v: dict.fromkeys("ABC", v.reste // 3),
    },
    "q14": {
        "prospects_oublies": lambda v: 100 * v.possibles / v.total,
        "base_possibles": lambda v: 100 * v.reste / v.possibles,
        "part_manquante": lambda v: 100 - v.couverture,
        "rapport_renverse": lambda v: 100 * v.total / v.reste,
    },
    "q16": {
        "jours_fermes_oublies": lambda v: 5 * v.semaines * v.par_jour_plan - v.placees,
        "semaine_de_sept_jours": lambda v: (7 * v.semaines - v.fermes) * v.par_jour_plan - v.placees,
        "jours_fermes_pour_visites": lambda v: 5 * v.semaines * v.par_jour_plan - v.fermes - v.placees,
    },
    "q18": {
        "retour_oublie": lambda v: v.km_marguerite - parcourir(v.trajets_km, ZIGZAG[:-1]),
        "dernier_petale_ouvert": lambda v: parcourir(v.trajets_km, MARGUERITE[:-1]) - v.km_zigzag,
        "petales_relies": lambda v: abs(parcourir(v.trajets_km, [0, 1, 2, 3, 4, 0]) - v.km_zigzag),
        "aller_retour": lambda v: (
            2 * sum(v.trajets_km[frozenset((0, rang))] for rang in range(1, 5)) - v.km_zigzag
        ),
        "marguerite_seule": lambda v: v.km_marguerite,
        "zigzag_seul": lambda v: v.km_zigzag,
    },
    "q20": {
        "temps_oublie": lambda v: v.autres_depenses / v.n_gagnes,
        "depenses_oubliees": lambda v: v.temps_campagne / v.n_gagnes,
        "par_contact": lambda v: v.budget_campagne / v.n_contacts,
        "par_rendez_vous": lambda v: v.budget_campagne / v.n_rendez_vous,
        "par_devis": lambda v: v.budget_campagne / v.n_devis,
    },
    "q21": {
        "unite_inferieure": lambda v: v.objectif * v.n_contacts // v.n_gagnes,
        "depuis_rendez_vous": lambda v: ceil(Fraction(v.objectif * v.n_rendez_vous, v.n_gagnes)),
        "depuis_devis": lambda v: ceil(Fraction(v.objectif * v.n_devis, v.n_gagnes)),
        "sens_inverse": lambda v: ceil(Fraction(v.objectif * v.n_gagnes, v.n_contacts)),
        "autant_de_contacts": lambda v: v.n_contacts + v.objectif - v.n_gagnes,
    },
}
