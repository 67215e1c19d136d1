"""La série complement-risque : des factures en attente, des factures réglées, et la fiche de six clients."""

from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, nommer

# Le tirage se reprend lui-même tant que deux erreurs s'y confondraient : aucune variante n'est à reprendre.
REPRISES: dict[int, int] = {}

JOUR = date(2025, 12, 31)
DELAI = 30  # jours : celui des conditions générales de vente, le même pour tous
# Les jours de retard de chaque facture en attente, par client ; un nombre négatif n'est pas encore échu. Une
# échéance du jour, 30 et 31 jours de retard : les limites de la balance âgée y sont toujours.
_RETARDS = (
    ((-25, -6), (4, 26), (34, 58), (62, 88)),  # le client suivi
    ((-24, -3), (-22, -2), (3, 20)),
    ((95, 170),),
    ((0, 0), (30, 30)),
    ((31, 31),),
    ((-27, -8),),
)
SUIVI, CALME = 0, 1  # leurs rangs
_PUBLICS = ("Mairie", "Collège", "Lycée", "Office", "Maison", "Cantine")


def tirer(hasard: Hasard) -> dict:
    """Tirer les factures en attente au 31 décembre 2025, six factures réglées et six fiches de clients.

    Le client suivi dépasse son plafond, que ses factures échues n'atteignent pas ; le client calme n'a pas
    épuisé le sien.
    """
    noms = _nommer(hasard)
    while True:
        ouvertes = _tirer_ouvertes(hasard)
        if _est_lisible(ouvertes):
            break
    while True:
        reglees = [
            (hasard.entier(18, 42) if rang < 3 else hasard.entier(44, 85), 10 * hasard.entier(40, 320))
            for rang in range(6)
        ]
        if _delais_distincts(reglees):
            break
    du = [sum(montant for _, montant in factures) for factures in ouvertes]
    echu = sum(montant for retard, montant in ouvertes[SUIVI] if retard > 0)
    # Ce qui reste disponible dépasse 4 000 € : aucun énoncé ne porte ce nombre-là.
    plafonds = [4050 + somme * 7 // 250 * 50 for somme in du]
    # Entre ce qui ferait 80 % de l'échu et l'encours : dépassé, mais pas par les seules factures échues.
    plafonds[SUIVI] = (echu * 5 // 4 + du[SUIVI]) // 200 * 100
    fiches = pd.DataFrame(
        {
            "client": noms,
            "Plafond TTC (€)": plafonds,
            "Retard moyen (jours)": [hasard.entier(8, 29), *(hasard.entier(7, 44) for _ in noms[1:])],
            "Impayés en deux ans": [hasard.entier(0, 1), 0, 1, 0, 0, 0],
            "Ancienneté (années)": [hasard.choisir((1, 2, 6, 7)), *(hasard.entier(8, 19) for _ in noms[1:])],
        }
    )
    return {
        "entreprise": hasard.choisir(ENTREPRISES),
        "clients": fiches.sort_values("client", ignore_index=True),
        "tables": MappingProxyType(
            {
                "ouvertes": _ecrire_ouvertes(hasard, noms, ouvertes),
                "reglees": _ecrire_reglees(hasard, noms, reglees),
            }
        ),
        "faits": MappingProxyType(
            {
                "suivi": noms[SUIVI],
                "calme": noms[CALME],
                "taux": hasard.entier(10, 15),
                "commande": 100 * hasard.entier(12, 40),
            }
        ),
    }


def _nommer(hasard: Hasard) -> list[str]:
    """Nommer les clients ; le suivi n’est pas un acheteur public, qui a ses propres règles de retard."""
    noms = nommer(hasard, 2 * len(_RETARDS))
    suivi = next(nom for nom in noms if not nom.startswith(_PUBLICS))
    return [suivi, *(nom for nom in noms if nom != suivi)][: len(_RETARDS)]


def _tirer_ouvertes(hasard: Hasard) -> list[list[tuple[int, int]]]:
    """Tirer le retard et le montant TTC, en euros, de chaque facture ; la dernière du suivi est grosse."""
    factures = [
        [(hasard.entier(*bornes), 10 * hasard.entier(35, 240)) for bornes in client] for client in _RETARDS
    ]
    autres = sum(montant for _, montant in factures[SUIVI][1:])
    factures[SUIVI][0] = (factures[SUIVI][0][0], autres * hasard.entier(45, 80) // 1000 * 10)
    return factures


def _est_lisible(ouvertes: list[list[tuple[int, int]]]) -> bool:
    """Dire si les réponses justes et fausses des questions donnent toutes des nombres différents."""
    suivi, toutes = ouvertes[SUIVI], [facture for client in ouvertes for facture in client]
    total = sum(montant for _, montant in toutes)
    echu, tardif = (sum(m for retard, m in toutes if retard > seuil) for seuil in (0, 30))
    nombre = sum(retard > 0 for retard, _ in toutes)
    parts = [
        *(1000 * echu / total, 1000 * (total - echu) / total, 1000 * tardif / total),
        *(1000 * nombre / len(toutes), 1000 * echu / (total - echu)),
    ]
    du = sum(montant for _, montant in suivi)
    # Une facture sur quatre du client suivi a plus de 60 jours de retard : plus du quart de ce qu'il doit.
    return (
        du > 4000
        and 100 * suivi[-1][1] > 28 * du
        and all(abs(un - autre) > 20 for rang, un in enumerate(parts) for autre in parts[:rang])
    )


def _delais_distincts(reglees: list[tuple[int, int]]) -> bool:
    """Dire si la moyenne simple et la moyenne pondérée diffèrent d'un jour au moins."""
    total = sum(montant for _, montant in reglees)
    ponderee = sum(delai * montant for delai, montant in reglees) / total
    return abs(ponderee - sum(delai for delai, _ in reglees) / len(reglees)) > 1


def _ecrire_ouvertes(hasard: Hasard, noms: list[str], ouvertes: list) -> pd.DataFrame:
    lignes = [
        (nom, JOUR - timedelta(days=retard), montant)
        for nom, factures in zip(noms, ouvertes, strict=True)
        for retard, montant in factures
    ]
    numero = hasard.entier(120, 300)
    sortie = []
    for client, echeance, montant in sorted(lignes, key=lambda ligne: (ligne[1], ligne[0])):
        numero += hasard.entier(1, 9)
        emise = echeance - timedelta(days=DELAI)
        sortie.append((f"F25-{numero}", client, f"{emise:%d/%m/%Y}", f"{echeance:%d/%m/%Y}", montant))
    return pd.DataFrame(
        sortie, columns=["N° facture", "Client", "Date facture", "Date échéance", "Montant TTC (€)"]
    )


def _ecrire_reglees(hasard: Hasard, noms: list[str], reglees: list[tuple[int, int]]) -> pd.DataFrame:
    emise, numero, sortie = date(2025, 3, 3), hasard.entier(20, 60), []
    for delai, montant in hasard.melanger(reglees):
        emise += timedelta(days=hasard.entier(5, 20))
        numero += hasard.entier(2, 9)
        jours = (emise, emise + timedelta(days=DELAI), emise + timedelta(days=delai))
        sortie.append(
            (f"F25-{numero:03d}", hasard.choisir(noms), *(f"{jour:%d/%m/%Y}" for jour in jours), montant)
        )
    colonnes = ["N° facture", "Client", "Date facture", "Date échéance", "Date règlement", "Montant TTC (€)"]
    return pd.DataFrame(sortie, columns=colonnes)
