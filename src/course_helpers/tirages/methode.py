"""La série 5-methode : le temps d'un commercial à répartir, et huit clients à coter."""

from itertools import pairwise
from math import isqrt
from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, nommer, nommer_communes

# Le tirage se reprend lui-même tant que deux erreurs s'y confondraient : aucune variante n'est à reprendre.
REPRISES: dict[int, int] = {}

_BUREAU_EN_PLUS = 9  # jours : un collègue en passe davantage au bureau
PAR_JOUR = 4  # visites par jour dans le plan d'action
ETAPE, ATTEINTE = "Étape atteinte", "Établissements"
ETAPES = ("Contact", "Rendez-vous", "Devis", "Première commande")
TRAJET, KM = "Trajet", "Par la route (km)"
DEPOT = "dépôt"
# Les deux tournées que l'on compare, par les rangs des quatre communes ; 0 est le dépôt.
MARGUERITE, ZIGZAG = (0, 1, 2, 0, 3, 4, 0), (0, 4, 2, 3, 1, 0)
CRITERES = ("Importance", "Potentiel", "Typologie")
_POIDS = ((5, 3, 2), (4, 4, 2), (5, 4, 1), (4, 3, 3))
_CYCLES = ("long", "court_allongeable", "court")
_BESOINS = ("revente", "entites", "produits", "part")
_PRESSIONS = ("faible", "moyenne", "forte")


def tirer(hasard: Hasard) -> dict:
    """Tirer une année de travail, des visites à partager, des clients à coter, un secteur à diagnostiquer."""
    noms = nommer(hasard, 8)
    annee = _tirer_annee(hasard)
    clients, poids = _tirer_clients(hasard, noms)
    entreprise, classes = hasard.choisir(ENTREPRISES), _tirer_classes(hasard, annee)
    besoins, possibles = classes["Visites demandées"].tolist(), _compter_possibles(annee)
    while finit_a_egalite(besoins, possibles - annee["prospects"]) or not _est_partageable(
        besoins, possibles, annee["prospects"]
    ):
        annee["prospects"] -= 1
    faits = (
        annee
        | _tirer_secteur(hasard)
        | _tirer_periode(hasard)
        | dict(zip(("poids_importance", "poids_potentiel", "poids_typologie"), poids, strict=True))
    )
    # En dernier : les copies d'avant ces questions gardent leurs données.
    trajets, etapes = _tirer_trajets(hasard)
    campagne, depenses = _tirer_campagne(hasard)
    return {
        "entreprise": entreprise,
        "clients": clients,
        "tables": MappingProxyType({"classes": classes, "trajets": trajets, "campagne": campagne}),
        "faits": MappingProxyType(faits | etapes | depenses),
    }


def _tirer_annee(hasard: Hasard) -> dict[str, int]:
    """Tirer les jours d'une année et l'objectif de visites aux prospects, en visites."""
    annee = {
        "jours_ouvres": hasard.entier(248, 254),
        "conges": hasard.entier(25, 30),
        "reunions": hasard.entier(14, 24),
        "bureau": hasard.entier(36, 60),
        "par_jour": hasard.entier(3, 5),
    }
    annee["bureau_collegue"] = annee["bureau"] + _BUREAU_EN_PLUS
    return annee | {"prospects": _compter_possibles(annee) * hasard.entier(14, 24) // 100}


def _compter_possibles(annee: dict[str, int]) -> int:
    terrain = annee["jours_ouvres"] - annee["conges"] - annee["reunions"] - annee["bureau"]
    return terrain * annee["par_jour"]


def _tirer_classes(hasard: Hasard, annee: dict[str, int]) -> pd.DataFrame:
    """Tirer les clients et la fréquence de visite de chaque classe : le besoin dépasse le temps."""
    while True:
        clients = [hasard.entier(12, 30), hasard.entier(20, 50), hasard.entier(35, 110)]
        frequences = [hasard.entier(8, 14), hasard.entier(4, 7), hasard.entier(2, 3)]
        besoins = [n * f for n, f in zip(clients, frequences, strict=True)]
        if _est_partageable(besoins, _compter_possibles(annee), annee["prospects"]):
            return pd.DataFrame(
                {
                    "Classe": list("ABC"),
                    "Clients": clients,
                    "Visites par client": frequences,
                    "Visites demandées": besoins,
                }
            )


def _est_partageable(besoins: list[int], possibles: int, prospects: int) -> bool:
    """Dire si le temps manque, et si les partages justes et faux donnent tous des nombres différents.

    Arrondir chaque part à l'entier ne doit pas donner le bon total ; la priorité doit laisser à C un reste.
    """
    total, reste = sum(besoins), possibles - prospects
    arrondis = [(2 * besoin * reste + total) // (2 * total) for besoin in besoins]
    if not besoins[0] + besoins[1] + 5 < reste < possibles < total or sum(arrondis) == reste:
        return False
    a, b, c = besoins
    # En proportion, C reçoit la partie entière de sa part, ou une visite de plus.
    lus_pour_c = [
        reste - a - b,
        possibles - a - b,
        c * reste // total,
        c * reste // total + 1,
        c,
        total - reste,
    ]
    return len(set(lus_pour_c)) == len(lus_pour_c)


def finit_a_egalite(besoins: list[int], places: int) -> bool:
    """Dire si la dernière visite hésite entre deux restes égaux : la règle ne dirait pas à qui la donner."""
    restes = sorted((besoin * places % sum(besoins) for besoin in besoins), reverse=True)
    servis = sum(restes) // sum(besoins)
    return servis > 0 and restes[servis - 1] == restes[servis]


def _tirer_clients(hasard: Hasard, noms: list[str]) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """Tirer des valeurs de 1 à 5 où le premier cède sa place quand le poids de la typologie triple.

    Le quatrième, dont une question demande la note, en a une entière que nul mauvais calcul ne retrouve.
    """
    while True:
        poids = hasard.choisir(_POIDS)
        table = pd.DataFrame(
            {
                "client": sorted(noms),
                "Importance": [hasard.choisir((1, 3, 5)) for _ in noms],
                "Potentiel": [hasard.entier(1, 5) for _ in noms],
                "Typologie": [hasard.entier(1, 5) for _ in noms],
            }
        )
        valeurs = table[list(CRITERES)].to_numpy().tolist()
        avant, apres = (_noter(valeurs, essai) for essai in (poids, (*poids[:2], 3 * poids[2])))
        premiers = [notes.index(max(notes)) for notes in (avant, apres)]
        autres = [ligne for rang, ligne in enumerate(valeurs) if rang not in premiers]
        if (
            premiers[0] != premiers[1]
            and all(notes.count(max(notes)) == 1 for notes in (avant, apres))
            and [ligne for ligne in autres if ligne[0] == 5]
            and [ligne for ligne in autres if ligne[2] == 5 and ligne[0] < 5]
            and _est_demandable(valeurs[trouver_cote(avant)], poids)
        ):
            return table, poids


def _noter(valeurs: list[list[int]], poids: tuple[int, ...]) -> list[int]:
    """Additionner les valeurs pondérées : de quoi ranger, à poids donnés."""
    return [sum(p * v for p, v in zip(poids, ligne, strict=True)) for ligne in valeurs]


def trouver_cote(sommes: list[int]) -> int:
    """Trouver la ligne dont la série demande la note : la quatrième, à égalité la première du tableau."""
    return sorted(range(len(sommes)), key=lambda rang: -sommes[rang])[3]


def _est_demandable(ligne: list[int], poids: tuple[int, ...]) -> bool:
    """Dire si la note est entière et se distingue des mauvais calculs."""
    somme, total = sum(p * v for p, v in zip(poids, ligne, strict=True)), sum(poids)
    note, reste = divmod(100 * (somme - total), 4 * total)
    fausses = [round(100 * (sum(ligne) - 3) / 12), round(20 * somme / total), round(somme / total), somme]
    return not reste and len({note, *fausses}) == 5


def _tirer_secteur(hasard: Hasard) -> dict[str, str]:
    """Tirer les réponses d'un secteur aux quatre questions ; l'une des trois premières au moins tranche."""
    while True:
        cycle, pression = hasard.choisir(_CYCLES), hasard.choisir(_PRESSIONS)
        besoins = [besoin for besoin in _BESOINS if hasard.entier(0, 1)]
        if cycle != "court_allongeable" or pression == "forte" or len(besoins) >= 2:
            return {
                "cycle": cycle,
                "besoins": " ".join(besoins),
                "pression": pression,
                "prospection": hasard.choisir(("non", "peu", "oui")),
            }


def _tirer_periode(hasard: Hasard) -> dict[str, int]:
    """Tirer une période de plan d'action : semaines de cinq jours, jours fermés, visites déjà placées."""
    semaines, fermes = hasard.entier(7, 12), hasard.entier(3, 8)
    places = (5 * semaines - fermes) * PAR_JOUR
    return {"semaines": semaines, "fermes": fermes, "placees": places * hasard.entier(55, 85) // 100}


def _tirer_trajets(hasard: Hasard) -> tuple[pd.DataFrame, dict[str, str]]:
    """Tirer quatre communes le long d'un axe, et les distances qui les séparent et les séparent du dépôt.

    Le tirage se reprend lui-même tant que deux mauvais calculs y donneraient le même nombre.
    """
    while True:
        points = [(0, 0), (hasard.entier(9, 15), hasard.entier(3, 8))]
        points += [
            (hasard.entier(24, 32), hasard.entier(3, 9)),
            (hasard.entier(16, 23), -hasard.entier(3, 9)),
        ]
        points.append((hasard.entier(35, 44), hasard.entier(-3, 3)))
        # 1,3 kilomètre de route pour un kilomètre à vol d'oiseau, à l'unité.
        km = {
            frozenset((i, j)): (isqrt(169 * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)) + 5) // 10
            for i, a in enumerate(points)
            for j, b in enumerate(points[:i])
        }
        if _est_comparable(km):
            break
    noms = [DEPOT, *nommer_communes(hasard, 4)]
    lignes = [
        {TRAJET: f"{noms[j]} – {noms[i]}", KM: km[frozenset((i, j))]}
        for j in range(5)
        for i in range(j + 1, 5)
    ]
    return pd.DataFrame(lignes), {"communes": ",".join(noms[1:])}


def parcourir(km, etapes) -> int:
    """Additionner les kilomètres d'une étape à la suivante ; ``km`` donne ceux de deux rangs."""
    return sum(km[frozenset(paire)] for paire in pairwise(etapes))


def _est_comparable(km: dict) -> bool:
    """Dire si l'écart des deux tournées se distingue de ce que donnent les mauvais calculs."""
    marguerite, zigzag = parcourir(km, MARGUERITE), parcourir(km, ZIGZAG)
    sans_repasser = parcourir(km, [0, 1, 2, 3, 4, 0])
    lus = [
        marguerite - zigzag,
        marguerite - parcourir(km, ZIGZAG[:-1]),
        parcourir(km, MARGUERITE[:-1]) - zigzag,
        abs(sans_repasser - zigzag),
        2 * sum(km[frozenset((0, rang))] for rang in range(1, 5)) - zigzag,
        marguerite,
        zigzag,
    ]
    return marguerite > zigzag and len(set(lus)) == len(lus)


def _tirer_campagne(hasard: Hasard) -> tuple[pd.DataFrame, dict[str, int]]:
    """Tirer une campagne de prospection : ceux qui ont atteint chaque étape, ce qu'elle a coûté, un objectif.

    Le tirage se reprend lui-même tant que deux mauvais calculs y donneraient le même nombre. Le taux le plus
    faible n'est pas celui de l'étape où l'on perd le plus d'établissements.
    """
    while True:
        nombres = [hasard.entier(90, 180)]
        for bas, haut in ((55, 72), (36, 80), (36, 80)):
            nombres.append(nombres[-1] * hasard.entier(bas, haut) // 100)
        faits = {
            "visites_campagne": nombres[0] * hasard.entier(22, 38) // 10,
            "cout_visite": hasard.entier(44, 62),
            "autres_depenses": 50 * hasard.entier(60, 180),
            "objectif": nombres[3] + hasard.entier(6, 15),
        }
        if _est_lisible(nombres) and _est_chiffrable(nombres, faits):
            return pd.DataFrame({ETAPE: ETAPES, ATTEINTE: nombres}), faits


def _est_lisible(nombres: list[int]) -> bool:
    """Dire si le taux le plus faible est net, et si l'étape où l'on perd le plus en a un meilleur."""
    taux = [100 * apres / avant for avant, apres in pairwise(nombres)]
    pertes = [avant - apres for avant, apres in pairwise(nombres)]
    faible, suivant, _ = sorted(taux)
    perdus = pertes[taux.index(faible)]
    return nombres[3] >= 9 and suivant - faible >= 5 and perdus + 3 <= pertes[0] > max(pertes[1:])


def _est_chiffrable(nombres: list[int], faits: dict[str, int]) -> bool:
    """Dire si le coût d'un client et les contacts à prévoir se distinguent de ce que donnent les erreurs."""
    contacts, rendez_vous, devis, clients = nombres
    temps, voulus = faits["visites_campagne"] * faits["cout_visite"], faits["objectif"]
    budget = temps + faits["autres_depenses"]
    couts = [budget / n for n in nombres] + [temps / clients, faits["autres_depenses"] / clients, budget]
    remontees = [
        -(-voulus * contacts // clients),
        voulus * contacts // clients,
        -(-voulus * rendez_vous // clients),
        -(-voulus * devis // clients),
        contacts + voulus - clients,
        -(-voulus * clients // contacts),
    ]
    arrondis = [round(cout, 2) for cout in couts]
    return len(set(arrondis)) == len(arrondis) and len(set(remontees)) == len(remontees)
