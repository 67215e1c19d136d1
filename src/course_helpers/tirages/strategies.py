"""La série 6-strategies : des taux par secteur, leurs cibles, et des clients rangés en deux segments."""

from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.tirage import ENTREPRISES, Tirage, compter_reprises, nommer, ranger

REPRISES = compter_reprises("44 45 51 55 58 79 93 114 125 126 136 146 149", "22")

SEGMENTS = ("budget limité", "clients exigeants")
_SECTEURS = (
    "Associations",
    "Campings",
    "Commerces",
    "Enseignement",
    "Garages et ateliers",
    "Hôtels et restaurants",
    "Mairies",
    "Santé",
)
# Contrats à échéance → ce que pèse un contrat, en points : tous les taux tombent juste.
_CONTRATS = {20: 5, 25: 4, 50: 2}


def tirer(tirage: Tirage) -> dict:
    """Tirer les clients et leur segment, cinq secteurs à prospecter, un taux d'ensemble et des ventes."""
    clients = _tirer_clients(tirage)
    return {
        "entreprise": tirage.choisir(ENTREPRISES),
        "clients": clients,
        "tables": MappingProxyType({"secteurs": _tirer_secteurs(tirage)}),
        "faits": MappingProxyType(
            _tirer_prospection(tirage) | _tirer_contrats(tirage) | _tirer_ventes(tirage) | _tirer_taux(tirage)
        ),
    }


def _tirer_clients(tirage: Tirage) -> pd.DataFrame:
    """Tirer des clients : les plus exigeants sont moins nombreux et achètent plus."""
    exigeants, limites = tirage.entier(7, 10), tirage.entier(13, 17)
    noms = nommer(tirage, exigeants + limites)
    achats = [tirage.entier(4_200, 15_800) for _ in range(exigeants)]
    achats += [tirage.entier(900, 5_400) for _ in range(limites)]
    segments = dict.fromkeys(noms[:exigeants], SEGMENTS[1]) | dict.fromkeys(noms[exigeants:], SEGMENTS[0])
    clients = ranger(noms, ca=achats)
    clients.insert(1, "Segment", clients["client"].map(segments))
    return clients


def _tirer_secteurs(tirage: Tirage) -> pd.DataFrame:
    """Tirer cinq secteurs, chacun avec un rôle : c'est le grand qui a le plus de clients à gagner.

    Le petit a le plus grand écart en points, le bas le taux le plus faible, le haut la cible la plus élevée.
    """
    petit, grand, bas = tirage.entier(9, 13), tirage.entier(58, 82), tirage.entier(26, 34)
    gagnes_petit, gagnes_grand, gagnes_bas = petit * 4 // 10, grand * tirage.entier(16, 19) // 100, 3
    haut, atteint = tirage.entier(15, 18), tirage.entier(20, 29)
    gagnes_haut, gagnes_atteint = haut * 6 // 10, atteint * tirage.entier(34, 40) // 100
    lignes = [
        (petit, gagnes_petit, _viser(petit, gagnes_petit, 15)),
        (grand, gagnes_grand, _viser(grand, gagnes_grand, 11)),
        (bas, gagnes_bas, _viser(bas, gagnes_bas, 4)),
        (haut, gagnes_haut, _viser(haut, gagnes_haut, 8)),
        (atteint, gagnes_atteint, _viser(atteint, gagnes_atteint, -5)),
    ]
    noms = sorted(tirage.melanger(_SECTEURS)[: len(lignes)])
    colonnes = ("Prospects contactés", "Nouveaux clients", "Cible (%)")
    table = pd.DataFrame(tirage.melanger(lignes), columns=colonnes)
    table.insert(0, "Secteur", noms)
    fichier = [contactes + tirage.entier(8, 45) for contactes in table["Prospects contactés"]]
    table.insert(1, "Prospects au fichier", fichier)
    return table


def _viser(contactes: int, gagnes: int, points: int) -> int:
    """Fixer une cible entière, à ce nombre de points du taux."""
    return 100 * gagnes // contactes + points


def _tirer_prospection(tirage: Tirage) -> dict[str, int]:
    """Tirer la prospection de toute l'entreprise ; la cible ne tombe pas sur un nombre entier de clients."""
    contactes = tirage.choisir((131, 137, 139, 149, 151, 157, 163, 167))
    gagnes = contactes * tirage.entier(17, 24) // 100
    return {
        "fichier": contactes + tirage.entier(45, 95),
        "contactes": contactes,
        "gagnes": gagnes,
        "cible": 100 * gagnes // contactes + tirage.entier(6, 10),
        "actifs": tirage.entier(290, 420),
        "vises": gagnes + tirage.entier(6, 14),
    }


def _tirer_contrats(tirage: Tirage) -> dict[str, int]:
    echus = tirage.choisir(tuple(_CONTRATS))
    pas = _CONTRATS[echus]
    renouveles = echus * tirage.entier(60, 76) // 100
    ecart = pas * -(-tirage.entier(8, 15) // pas)
    return {"echus": echus, "renouveles": renouveles, "cible_contrats": pas * renouveles + ecart}


def _tirer_ventes(tirage: Tirage) -> dict[str, int]:
    """Tirer des ventes : avec un complément, ou avec un modèle supérieur, jamais les deux."""
    ventes = tirage.entier(120, 240)
    prix = 10 * tirage.entier(24, 60)
    return {
        "ventes": ventes,
        "completees": ventes * tirage.entier(24, 33) // 100,
        "montees": ventes * tirage.entier(11, 18) // 100,
        "prix": prix,
        "superieur": prix + 10 * tirage.entier(9, 21),
        "complement": 5 * tirage.entier(5, 12) + 1,
    }


def _tirer_taux(tirage: Tirage) -> dict[str, int]:
    return {"taux_avant": tirage.choisir((16, 20, 24, 25, 30, 32)), "hausse": tirage.entier(3, 6)}
