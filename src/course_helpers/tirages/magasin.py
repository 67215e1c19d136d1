"""Ce que les séries des chapitres 2, 3, 4 et 6 tirent pour leurs questions sur un magasin.

Chaque tirage a sa propre suite d'entiers : les copies d'avant ces questions gardent leurs données. Il se
reprend lui-même tant que deux calculs y donneraient des réponses voisines : rien n'est à reprendre.
"""

import pandas as pd

from course_helpers.tirages.hasard import Hasard, nommer_communes

SUITE = "magasin"
COMMUNE, TEMPS, PORTEURS = "Commune", "Temps de route (min)", "Porteurs de la carte"
MENAGES, INDICE, ACHATS = "Ménages", "Indice de dépense", "Achats (€ TTC)"
SEUILS = (60, 85)  # en % des porteurs : la fin de la zone primaire, puis de la secondaire
JOUR, ENTREES, TICKETS, CA = "Jour", "Entrées", "Tickets", "CA (€ TTC)"
TICKETS_CARTE, CA_CARTE = "Tickets avec carte", "CA avec carte (€ TTC)"
RAYON, ARTICLES = "Rayon", "Articles"
PORTEUR, PASSAGES = "Porteur", "Passages"
_JOURS = ("Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi")
_RAYONS = (
    "Arts de la table",
    "Bricolage",
    "Décoration",
    "Entretien",
    "Hygiène",
    "Jardin",
    "Luminaires",
    "Papeterie",
)


def tirer_zone(hasard: Hasard) -> tuple[dict[str, pd.DataFrame], dict[str, int | str]]:
    """Tirer la zone d'un magasin : sept communes, et celle dont on mesure l'emprise."""
    suite = hasard.deriver(SUITE)
    noms = nommer_communes(suite, 7)
    while True:
        temps = [4, suite.entier(8, 11), suite.entier(12, 15), suite.entier(16, 19)]
        temps += [suite.entier(20, 24), suite.entier(25, 30), suite.entier(31, 38)]
        porteurs = [suite.entier(*bornes) for bornes in ((120, 180), (45, 80), (30, 60), (20, 45))]
        porteurs += [suite.entier(*bornes) for bornes in ((20, 60), (8, 25), (8, 40))]
        menages = [10 * suite.entier(50, 240) for _ in temps]
        indices = [suite.choisir((86, 88, 90, 92, 108, 110, 112, 114)) for _ in temps]
        achats = [10 * nombre * suite.entier(22, 36) for nombre in porteurs]
        depense, etudiee = 10 * suite.entier(34, 48), suite.entier(1, 3)
        lignes = suite.melanger(list(zip(noms, temps, menages, indices, porteurs, achats, strict=True)))
        ordres = [
            sorted(lignes, key=lambda ligne: ligne[1]),
            sorted(lignes, key=lambda ligne: -ligne[4]),
            lignes,
        ]
        rangements = [decouper(ordre, compris) for ordre in ordres for compris in (False, True)]
        envers = {nom: {0: 2, 2: 0}.get(rang, rang) for nom, rang in rangements[0].items()}
        taux = _lister_emprises(lignes, noms[etudiee], depense)
        egaux = len({*porteurs}) < len(porteurs)
        trois = {*rangements[0].values()} == {0, 1, 2}
        differents = [rangements[0], rangements[1], rangements[2], rangements[4], envers]
        if trois and not egaux and not _confond(differents) and _separes(taux, 0.6) and taux[0] < 40:
            break
    table = pd.DataFrame(lignes, columns=[COMMUNE, TEMPS, MENAGES, INDICE, PORTEURS, ACHATS])
    return {"zone": table}, {"depense": depense, "etudiee": noms[etudiee]}


def decouper(lignes: list[tuple], compris: bool) -> dict[str, int]:
    """Donner à chaque commune le rang de sa zone, dans l'ordre reçu.

    ``compris`` compare au seuil le cumul de la commune elle-même, au lieu de celui d'avant elle.
    """
    total, avant, rangs = sum(ligne[4] for ligne in lignes), 0, {}
    for ligne in lignes:
        apres = avant + ligne[4]
        if compris:
            rangs[ligne[0]] = sum(100 * apres > seuil * total for seuil in SEUILS)
        else:
            rangs[ligne[0]] = sum(100 * avant >= seuil * total for seuil in SEUILS)
        avant = apres
    return rangs


def _lister_emprises(lignes: list[tuple], etudiee: str, depense: int) -> list[float]:
    """Le taux d'emprise de la commune étudiée, puis ce que donnent les mauvais calculs, en %."""
    _, _, menages, indice, porteurs, achats = next(ligne for ligne in lignes if ligne[0] == etudiee)
    return [
        100 * achats / (menages * depense * indice / 100),
        100 * achats / (menages * depense),
        100 * achats / (menages * depense * 100 / indice),
        100 * porteurs / menages,
        100 * achats / sum(ligne[5] for ligne in lignes),
        100 * achats / sum(ligne[2] * depense * ligne[3] / 100 for ligne in lignes),
    ]


def tirer_carte(hasard: Hasard) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Tirer une semaine de caisse, avec et sans carte, et ce que rapporte un porteur."""
    suite = hasard.deriver(SUITE)
    while True:
        tickets = [suite.entier(32, 60) for _ in _JOURS]
        tickets[-1] = suite.entier(70, 110)
        avec = [nombre * suite.entier(30, 62) // 100 for nombre in tickets]
        ca = [nombre * suite.entier(190, 260) // 10 for nombre in tickets]
        ca_carte = [
            total * siens * suite.entier(112, 128) // (100 * nombre)
            for total, siens, nombre in zip(ca, avec, tickets, strict=True)
        ]
        parts = [100 * siens / total for siens, total in zip(ca_carte, ca, strict=True)]
        justes = 100 * sum(ca_carte) / sum(ca)
        taux = [justes, 100 - justes, 100 * sum(avec) / sum(tickets), sum(parts) / len(parts)]
        taux += [100 * sum(ca_carte) / (sum(ca) - sum(ca_carte)), parts[-1]]
        if _separes(taux, 0.6) and justes < 75:
            break
    table = pd.DataFrame(
        zip(_JOURS, tickets, avec, ca, ca_carte, strict=True),
        columns=[JOUR, TICKETS, TICKETS_CARTE, CA, CA_CARTE],
    )
    porteurs = suite.entier(400, 700)
    actifs = porteurs * suite.entier(72, 88) // 100
    return {"semaine": table}, {
        "carte_porteurs": porteurs,
        "carte_actifs": actifs,
        "carte_passages": actifs * suite.entier(7, 14),
        "panier_ht": 5 * suite.entier(3, 8),
        "marque_magasin": suite.choisir((30, 32, 35, 38)),
        "cout_carte": suite.entier(4, 9),
    }


def tirer_rayons(hasard: Hasard) -> dict[str, pd.DataFrame]:
    """Tirer sept rayons à classer, puis vingt-quatre porteurs, dont quelques-uns n'ont rien acheté."""
    suite = hasard.deriver(SUITE)
    noms = sorted(suite.melanger(_RAYONS)[:7])
    while True:
        total = suite.entier(300, 420)  # en milliers d'euros
        parts = [suite.entier(270, 330), suite.entier(200, 250), suite.entier(150, 185)]
        parts += [suite.entier(105, 130), suite.entier(60, 85), suite.entier(35, 48)]
        parts.append(1000 - sum(parts))
        if not 8 <= parts[-1] < 34:
            continue
        montants = [total * part for part in parts]
        articles = [montant // suite.entier(4, 26) for montant in montants]
        meles = suite.melanger(list(zip(articles, montants, strict=True)))
        lignes = [(nom, *ventes) for nom, ventes in zip(noms, meles, strict=True)]
        decroissant = sorted(lignes, key=lambda ligne: -ligne[2])
        rangements = [
            classer(decroissant, 2),
            classer(decroissant, 2, compris=True),
            classer(decroissant[::-1], 2),
            classer(lignes, 2),
            classer(sorted(lignes, key=lambda ligne: -ligne[1]), 1),
        ]
        if {*rangements[0].values()} == {0, 1, 2} and not _confond(rangements):
            break
    rayons = pd.DataFrame(lignes, columns=[RAYON, ARTICLES, CA])
    while True:
        actifs, tous = suite.entier(16, 19), suite.entier(21, 24)
        achats = [suite.entier(520, 900)]
        while len(achats) < actifs:
            achats.append(max(6, achats[-1] * suite.entier(70, 93) // 100))
        fiches = [(max(1, montant // suite.entier(14, 46)), montant) for montant in achats]
        fiches = suite.melanger([*fiches, *[(0, 0)] * (tous - actifs)])
        parts = [100 * sum(choix) / sum(achats) for choix in lister_premiers(fiches)]
        if len({*achats}) == actifs and _separes([*parts, 80], 0.6):
            break
    codes = sorted(f"K{numero:04d}" for numero in _tirer_numeros(suite, tous))
    porteurs = pd.DataFrame(
        [(code, *fiche) for code, fiche in zip(codes, fiches, strict=True)],
        columns=[PORTEUR, PASSAGES, ACHATS],
    )
    return {"rayons": rayons, "porteurs": porteurs}


def classer(lignes: list[tuple], colonne: int, *, compris: bool = False) -> dict[str, int]:
    """Donner à chaque rayon le rang de sa classe, dans l'ordre reçu, seuils 80/95."""
    total, avant, rangs = sum(ligne[colonne] for ligne in lignes), 0, {}
    for ligne in lignes:
        apres = avant + ligne[colonne]
        if compris:
            rangs[ligne[0]] = sum(100 * apres > seuil * total for seuil in (80, 95))
        else:
            rangs[ligne[0]] = sum(100 * avant >= seuil * total for seuil in (80, 95))
        avant = apres
    return rangs


def lister_premiers(fiches: list[tuple[int, int]]) -> list[list[int]]:
    """Les achats que l'on additionne : les 20 % premiers porteurs actifs, puis selon quatre erreurs.

    Dans l'ordre : le bon choix ; les inactifs comptés ; le rang arrondi au-dessous ; les plus assidus ; les
    premiers du fichier.
    """
    achats = sorted((montant for _, montant in fiches if montant), reverse=True)
    assidus = [montant for _, montant in sorted(fiches, key=lambda fiche: (-fiche[0], -fiche[1]))]
    rang = -(-len(achats) // 5)
    return [
        achats[:rang],
        achats[: -(-len(fiches) // 5)],
        achats[: len(achats) // 5],
        assidus[:rang],
        [montant for _, montant in fiches[:rang]],
    ]


def tirer_semaine(hasard: Hasard) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Tirer une semaine d'entrées et de tickets, et le taux de transformation visé.

    Le nombre d'entrées est un multiple de 100 : la cible tombe sur un nombre entier de tickets.
    """
    suite = hasard.deriver(SUITE)
    while True:
        entrees = [suite.entier(70, 150) for _ in _JOURS]
        entrees[-1] = suite.entier(190, 290)
        entrees[-1] += -sum(entrees) % 100
        tickets = [nombre * suite.entier(44, 56) // 100 for nombre in entrees]
        tickets[-1] = entrees[-1] * suite.entier(30, 37) // 100
        panier = suite.entier(19, 29)
        taux = [100 * vendus / entres for vendus, entres in zip(tickets, entrees, strict=True)]
        juste = 100 * sum(tickets) / sum(entrees)
        # Le panier de chaque jour varie, celui de la semaine est rond.
        ca = [vendus * (panier + suite.entier(-3, 3)) for vendus in tickets[:-1]]
        ca.append(panier * sum(tickets) - sum(ca))
        calculs = [juste, sum(taux) / len(taux), 100 * sum(entrees) / sum(tickets), 100 - juste, taux[-1]]
        if _separes(calculs, 0.6) and abs(ca[-1] / tickets[-1] - panier) > 0.5:
            break
    table = pd.DataFrame(zip(_JOURS, entrees, tickets, ca, strict=True), columns=[JOUR, ENTREES, TICKETS, CA])
    return {"semaine": table}, {"cible_transformation": int(juste) + suite.entier(3, 6)}


def _tirer_numeros(suite: Hasard, nombre: int) -> set[int]:
    numeros: set[int] = set()
    while len(numeros) < nombre:
        numeros.add(suite.entier(20, 980))
    return numeros


def _separes(taux: list[float], ecart: float) -> bool:
    """Dire si ces nombres diffèrent tous d'un écart au moins."""
    return all(abs(un - autre) >= ecart for rang, un in enumerate(taux) for autre in taux[:rang])


def _confond(rangements: list[dict]) -> bool:
    """Dire si deux rangements donnent la même réponse."""
    return any(un == autre for rang, un in enumerate(rangements) for autre in rangements[:rang])
