"""La série 6-strategies : des taux par secteur, leurs cibles, et des clients rangés en deux segments."""

from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, compter_reprises, nommer, ranger
from course_helpers.tirages.magasin import tirer_semaine

REPRISES = compter_reprises("44 45 51 55 58 79 93 114 125 126 136 146 149", "22")

SEGMENTS = ("budget limité", "clients exigeants")
INDICATEUR = "Indicateur"
CA_MOIS, CA_CUMUL = "CA HT du mois (€)", "CA HT depuis janvier (€)"
ACTIFS, NOUVEAUX = "Clients actifs", "Nouveaux clients depuis janvier"
ECHU = "Part échue (en %)"
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


def tirer(hasard: Hasard) -> dict:
    """Tirer les clients et leur segment, cinq secteurs à prospecter, des taux, des ventes et un suivi."""
    clients = _tirer_clients(hasard)
    entreprise = hasard.choisir(ENTREPRISES)
    secteurs = _tirer_secteurs(hasard)
    faits = _tirer_prospection(hasard) | _tirer_contrats(hasard) | _tirer_ventes(hasard) | _tirer_taux(hasard)
    # En dernier : les copies d'avant ces questions gardent leurs données.
    saison, suivi = _tirer_saison(hasard), _tirer_suivi(hasard)
    semaine, magasin = tirer_semaine(hasard)
    return {
        "entreprise": entreprise,
        "clients": clients,
        "tables": MappingProxyType({"secteurs": secteurs, "suivi": suivi} | semaine),
        "faits": MappingProxyType(faits | saison | magasin),
    }


def _tirer_clients(hasard: Hasard) -> pd.DataFrame:
    """Tirer des clients : les plus exigeants sont moins nombreux et achètent plus."""
    exigeants, limites = hasard.entier(7, 10), hasard.entier(13, 17)
    noms = nommer(hasard, exigeants + limites)
    achats = [hasard.entier(4_200, 15_800) for _ in range(exigeants)]
    achats += [hasard.entier(900, 5_400) for _ in range(limites)]
    segments = dict.fromkeys(noms[:exigeants], SEGMENTS[1]) | dict.fromkeys(noms[exigeants:], SEGMENTS[0])
    clients = ranger(noms, ca=achats)
    clients.insert(1, "Segment", clients["client"].map(segments))
    return clients


def _tirer_secteurs(hasard: Hasard) -> pd.DataFrame:
    """Tirer cinq secteurs, chacun avec un rôle : c'est le grand qui a le plus de clients à gagner.

    Le petit a le plus grand écart en points, le bas le taux le plus faible, le haut la cible la plus élevée.
    """
    petit, grand, bas = hasard.entier(9, 13), hasard.entier(58, 82), hasard.entier(26, 34)
    gagnes_petit, gagnes_grand, gagnes_bas = petit * 4 // 10, grand * hasard.entier(16, 19) // 100, 3
    haut, atteint = hasard.entier(15, 18), hasard.entier(20, 29)
    gagnes_haut, gagnes_atteint = haut * 6 // 10, atteint * hasard.entier(34, 40) // 100
    lignes = [
        (petit, gagnes_petit, _viser(petit, gagnes_petit, 15)),
        (grand, gagnes_grand, _viser(grand, gagnes_grand, 11)),
        (bas, gagnes_bas, _viser(bas, gagnes_bas, 4)),
        (haut, gagnes_haut, _viser(haut, gagnes_haut, 8)),
        (atteint, gagnes_atteint, _viser(atteint, gagnes_atteint, -5)),
    ]
    noms = sorted(hasard.melanger(_SECTEURS)[: len(lignes)])
    colonnes = ("Prospects contactés", "Nouveaux clients", "Cible (%)")
    table = pd.DataFrame(hasard.melanger(lignes), columns=colonnes)
    table.insert(0, "Secteur", noms)
    fichier = [contactes + hasard.entier(8, 45) for contactes in table["Prospects contactés"]]
    table.insert(1, "Prospects au fichier", fichier)
    return table


def _viser(contactes: int, gagnes: int, points: int) -> int:
    """Fixer une cible entière, à ce nombre de points du taux."""
    return 100 * gagnes // contactes + points


def _tirer_prospection(hasard: Hasard) -> dict[str, int]:
    """Tirer la prospection de toute l'entreprise ; la cible ne tombe pas sur un nombre entier de clients."""
    contactes = hasard.choisir((131, 137, 139, 149, 151, 157, 163, 167))
    gagnes = contactes * hasard.entier(17, 24) // 100
    return {
        "fichier": contactes + hasard.entier(45, 95),
        "contactes": contactes,
        "gagnes": gagnes,
        "cible": 100 * gagnes // contactes + hasard.entier(6, 10),
        "actifs": hasard.entier(290, 420),
        "vises": gagnes + hasard.entier(6, 14),
    }


def _tirer_contrats(hasard: Hasard) -> dict[str, int]:
    echus = hasard.choisir(tuple(_CONTRATS))
    pas = _CONTRATS[echus]
    renouveles = echus * hasard.entier(60, 76) // 100
    ecart = pas * -(-hasard.entier(8, 15) // pas)
    return {"echus": echus, "renouveles": renouveles, "cible_contrats": pas * renouveles + ecart}


def _tirer_ventes(hasard: Hasard) -> dict[str, int]:
    """Tirer des ventes : avec un complément, ou avec un modèle supérieur, jamais les deux."""
    ventes = hasard.entier(120, 240)
    prix = 10 * hasard.entier(24, 60)
    return {
        "ventes": ventes,
        "completees": ventes * hasard.entier(24, 33) // 100,
        "montees": ventes * hasard.entier(11, 18) // 100,
        "prix": prix,
        "superieur": prix + 10 * hasard.entier(9, 21),
        "complement": 5 * hasard.entier(5, 12) + 1,
    }


def _tirer_taux(hasard: Hasard) -> dict[str, int]:
    return {"taux_avant": hasard.choisir((16, 20, 24, 25, 30, 32)), "hausse": hasard.entier(3, 6)}


def _tirer_saison(hasard: Hasard) -> dict[str, int]:
    """Tirer une année passée, son mois d'août et l'objectif suivant ; août est un mois creux.

    Le tirage se reprend lui-même tant que deux mauvais calculs y donneraient le même nombre.
    """
    while True:
        passee, hausse = 12_000 * hasard.entier(40, 80), hasard.choisir((4, 5, 6, 8))
        aout = 100 * (passee * hasard.entier(30, 50) // 100_000)
        objectif = passee * (100 + hausse) // 100
        plus = objectif - passee
        lus = [
            aout * (100 + hausse) // 100,
            aout,
            objectif // 12,
            passee // 12,
            aout + plus // 12,
            aout + plus,
        ]
        if len(set(lus)) == len(lus):
            return {"annee_passee": passee, "aout_passe": aout, "objectif_annee": objectif}


def _tirer_suivi(hasard: Hasard) -> pd.DataFrame:
    """Tirer le tableau de bord d'un mois.

    Le mois et le cumul se contredisent, et les clients actifs sont à leur cible tout juste.
    """
    mois, cumul = 100 * hasard.entier(380, 620), 100 * hasard.entier(3400, 5600)
    bon = hasard.entier(0, 1)
    actifs, vises = hasard.entier(140, 260), hasard.entier(18, 32)
    echu_vise = hasard.choisir((15, 20, 25))
    ecarts = [hasard.entier(4, 12), hasard.entier(2, 7)]
    lignes = [
        (CA_MOIS, mois, mois * (100 + (-ecarts[0] if bon else ecarts[0])) // 100),
        (CA_CUMUL, cumul, cumul * (100 + (ecarts[1] if bon else -ecarts[1])) // 100),
        (ACTIFS, actifs, actifs),
        (NOUVEAUX, vises + hasard.choisir((-4, -3, -2, 2, 3, 4)), vises),
        (ECHU, echu_vise + hasard.choisir((-6, -5, -4, 4, 5, 6)), echu_vise),
    ]
    return pd.DataFrame(lignes, columns=[INDICATEUR, "Réalisé", "Cible"])
