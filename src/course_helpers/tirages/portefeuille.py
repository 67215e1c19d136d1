"""La série 2-portefeuille : un marché, des clients, leurs achats et leurs histoires."""

from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import (
    ENTREPRISES,
    Hasard,
    compter_reprises,
    nommer,
    nommer_communes,
    ranger,
)
from course_helpers.tirages.magasin import tirer_zone

REPRISES = compter_reprises("39 41 44 79 86 125 154 157", "22 52")

CA_2024, CA_2025 = "CA 2024 HT (€)", "CA 2025 HT (€)"
DERNIERE, FACTURES = "Dernière facture", "Factures"
COMMUNE, VOL, ROUTE = "Commune", "À vol d'oiseau (km)", "Par la route (km)"
ETABLISSEMENTS, SIENS = "Établissements", "Vos clients"
# Au lieu d'une date, ou d'un signalement : rien ; ou bien un échange, sans facture encore.
AUCUNE, CONTACT = "—", "— (un devis demandé)"

# Pourquoi l'on n'achète pas : un frein qui peut se lever, ou une situation qui l'exclut.
_FREINS = (
    "N'achète à personne : trouve le prix trop élevé",
    "N'achète à personne : ignore qu'un fournisseur livre sa commune",
    "N'achète à personne : croit ces produits de mauvaise qualité",
    "N'achète à personne : n'a jamais comparé avec sa façon de faire",
)
_EXCLUSIONS = (
    "N'achète à personne : cesse son activité à la fin du mois",
    "N'achète à personne : son groupe lui fournit tout et lui interdit d'acheter",
    "N'achète à personne : ses statuts, c'est-à-dire ses règles écrites, l'interdisent",
    "N'achète à personne : n'a ni local ni activité où s'en servir",
)


def tirer(hasard: Hasard) -> dict:
    """Tirer un marché, vingt clients, sept profils, huit histoires, six établissements et six communes."""
    noms = nommer(hasard, 20 + 7 + 8)
    gros = 1000 * hasard.entier(8, 12)
    moyen = 250 * hasard.entier(8, 12)
    tirage = {
        "entreprise": hasard.choisir(ENTREPRISES),
        "clients": ranger(noms[:20], **_tirer_achats(hasard, gros, moyen)),
        "tables": {
            "profils": _tirer_profils(hasard, noms[20:27]),
            "histoires": _tirer_histoires(hasard, noms[27:]),
        },
        "faits": _tirer_marche(hasard)
        | {"seuil_gros": gros, "seuil_moyen": moyen}
        | _tirer_personnes(hasard),
    }
    # En dernier : les copies d'avant cette question gardent leurs données.
    communes, rayons = _tirer_communes(hasard)
    zone, magasin = tirer_zone(hasard)
    return tirage | {
        "tables": MappingProxyType(tirage["tables"] | {"communes": communes} | zone),
        "faits": MappingProxyType(tirage["faits"] | rayons | magasin),
    }


def _tirer_marche(hasard: Hasard) -> dict[str, int]:
    """Tirer les quatre catégories, et une campagne qui en déplace une partie."""
    acheteurs = 10 * hasard.entier(90, 180)
    part = hasard.entier(14, 34)
    # Jamais 20 % : les vingt clients du tableau donneraient la réponse.
    nous = acheteurs * (35 if part == 20 else part) // 100
    return {
        "nous": nous,
        "concurrence": acheteurs - nous,
        "relatifs": acheteurs * hasard.entier(60, 140) // 100,
        "absolus": acheteurs * hasard.entier(40, 90) // 100,
        "gagnes": nous * hasard.entier(12, 25) // 100,
        "convertis": nous * hasard.entier(30, 55) // 100,
    }


def _tirer_achats(hasard: Hasard, gros: int, moyen: int) -> dict[str, list[int]]:
    """Tirer les achats de deux années ; un client achète juste au seuil des gros clients."""
    nombre = hasard.entier(4, 6)
    recents = [gros, *(gros + hasard.entier(600, 14_000) for _ in range(nombre - 1))]
    recents += [moyen + hasard.entier(100, gros - moyen - 900) for _ in range(hasard.entier(5, 7))]
    recents += [hasard.entier(300, moyen - 100) for _ in range(20 - len(recents))]
    anciens = [montant * hasard.entier(70, 100) // 100 for montant in recents]
    # Deux gros clients de 2025 ne l'étaient pas en 2024 : lire la mauvaise colonne donne un autre nombre.
    for rang in range(nombre):
        bas, haut = (40, 90) if rang < 2 else (102, 130)
        anciens[rang] = gros * hasard.entier(bas, haut) // 100
    return {CA_2024: anciens, CA_2025: recents}


def _tirer_profils(hasard: Hasard, noms: list[str]) -> pd.DataFrame:
    """Tirer sept clients : deux signalés, un nouveau, un perdu, deux en baisse (25 % juste), un fidèle."""
    base = [100 * hasard.entier(20, 90) for _ in noms]
    # Ce que devient chaque client, en % de ses achats de 2024 ; 0 : rien en 2024 ; None : rien en 2025.
    suites = [hasard.entier(95, 115), hasard.entier(40, 65), 0, 75, hasard.entier(30, 68)]
    suites += [hasard.entier(96, 120), hasard.entier(85, 95)]
    suites[5] = None  # il n'achète plus : son tirage reste, et les suivants ne changent pas
    signalements = ["Réclamation", "Impayé", *[AUCUNE] * 5]
    lignes = [
        {
            "client": nom,
            CA_2024: 0 if suite == 0 else montant,
            CA_2025: 0 if suite is None else montant * suite // 100 if suite else montant,
            "Signalement": signalement,
        }
        for nom, montant, suite, signalement in zip(noms, base, suites, signalements, strict=True)
    ]
    return pd.DataFrame(hasard.melanger(lignes))


def _tirer_histoires(hasard: Hasard, noms: list[str]) -> pd.DataFrame:
    """Tirer huit histoires : chaque étape une fois, plus deux aux limites."""

    def avant(jours: int) -> str:
        return f"{date(2025, 12, 31) - timedelta(days=jours):%d/%m/%Y}"

    recente, ancienne = hasard.entier(20, 150), hasard.entier(420, 700)
    cas = [
        (0, AUCUNE),
        (0, CONTACT),
        (1, avant(hasard.entier(15, 150))),
        (hasard.entier(5, 14), avant(recente)),
        (hasard.entier(5, 14), avant(ancienne)),
        (hasard.entier(4, 9), avant(hasard.entier(760, 1000))),
        (hasard.entier(2, 3), f"{hasard.entier(2, 20):02}/01/2025"),
        (hasard.entier(6, 12), "31/12/2024"),
    ]
    lignes = [
        {"client": nom, DERNIERE: derniere, FACTURES: nombre}
        for nom, (nombre, derniere) in zip(noms, cas, strict=True)
    ]
    return pd.DataFrame(hasard.melanger(lignes))


def _tirer_personnes(hasard: Hasard) -> dict[str, str]:
    """Tirer les raisons de six établissements, dans un ordre tiré au sort."""
    freins, exclusions = hasard.melanger(_FREINS), hasard.melanger(_EXCLUSIONS)
    personnes = {
        "fidele": "Vous achète tout ce qu'il consomme",
        "mixte": "Achète chez vous et chez un concurrent",
        "concurrent": "Achète seulement à un concurrent",
        "frein_1": freins[0],
        "frein_2": freins[1],
        "exclusion": exclusions[0],
    }
    return personnes | {"personnes": ",".join(hasard.melanger(personnes))}


def _tirer_communes(hasard: Hasard) -> tuple[pd.DataFrame, dict[str, int]]:
    """Tirer six communes (deux dans la première zone, trois dans la deuxième) et les deux rayons.

    L'une est sur le premier cercle tout juste ; par la route, deux communes semblent d'une zone plus
    lointaine. Le tirage se reprend lui-même tant que deux calculs y donneraient des taux voisins.
    """
    while True:
        primaire = hasard.entier(8, 14)
        secondaire = primaire + hasard.entier(10, 16)
        distances = [hasard.entier(2, primaire * 10 // 14), primaire]
        distances += [primaire + hasard.entier(1, 3), hasard.entier(primaire + 4, secondaire * 10 // 13)]
        distances += [secondaire - hasard.entier(0, 2), secondaire + hasard.entier(3, 12)]
        etablissements = [hasard.entier(24, 90) for _ in distances]
        clients = [nombre * hasard.entier(6, 36) // 100 for nombre in etablissements]
        noms = nommer_communes(hasard, len(distances))
        lignes = [
            {COMMUNE: nom, VOL: km, ROUTE: (13 * km + 5) // 10, ETABLISSEMENTS: nombre, SIENS: siens}
            for nom, km, nombre, siens in zip(noms, distances, etablissements, clients, strict=True)
        ]
        if _est_lisible(etablissements, clients):
            table = pd.DataFrame(hasard.melanger(lignes))
            return table, {"rayon_primaire": primaire, "rayon_secondaire": secondaire}


def _est_lisible(etablissements: list[int], clients: list[int]) -> bool:
    """Dire si le taux de la deuxième zone se distingue, à un point près, de ceux des mauvais calculs."""

    def mesurer(*rangs: int) -> int:
        """Un taux, en millièmes."""
        return 1000 * sum(clients[r] for r in rangs) // sum(etablissements[r] for r in rangs)

    taux = [
        mesurer(2, 3, 4),
        sum(map(mesurer, (2, 3, 4))) // 3,
        mesurer(*range(5)),
        mesurer(*range(6)),
        mesurer(0, 1),
        mesurer(1, 2, 3),  # les communes de la zone, lues par la route
        1000 * sum(clients[2:5]) // sum(clients),
        1000 * sum(etablissements[2:5]) // sum(etablissements),
    ]
    return all(abs(un - autre) >= 11 for rang, un in enumerate(taux) for autre in taux[:rang])
