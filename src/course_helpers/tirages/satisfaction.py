"""La série complement-satisfaction : vingt-cinq notes, des réclamations, deux canaux et des avis en ligne."""

from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import Hasard

# Le tirage se reprend lui-même tant que deux erreurs s'y confondraient : aucune variante n'est à reprendre.
REPRISES: dict[int, int] = {}

MAGASINS = (
    "Les Halles du Clain, épicerie fine à Poitiers",
    "Aux Quatre Pinceaux, beaux-arts à Périgueux",
    "La Boussole, articles de sport à Niort",
    "Le Nid, literie et linge de maison à Brive",
    "Vélo Vézère, cycles à Tulle",
    "Passage des Livres, librairie à Angoulême",
)
NOTE, MOTIF = "Note sur 10", "Motif"
NUMERO, RECUE, REPONDUE, SUITE = "N°", "Reçue le", "Répondue le", "Suite"
CANAL, REPONSES, PROMOTEURS, DETRACTEURS = "Canal", "Réponses", "Promoteurs", "Détracteurs"
ETOILES, AVIS = "Étoiles", "Avis"
SANS_REPONSE, EN_COURS = "—", "en cours"
DELAI = 7  # jours : celui que le magasin se fixe
_EFFECTIF = 25  # une réponse pèse 4 points : tous les NPS tombent juste
_MOTIFS = ("accueil", "choix", "prix", "attente en caisse", "produit manquant", "horaires")
_SUITES = ("échange", "remboursement", "geste commercial", "explication")


def tirer(hasard: Hasard) -> dict:
    """Tirer les réponses d'une enquête, puis ce que demandent les autres questions."""
    notes = _tirer_notes(hasard)
    codes = sorted(f"K{numero:04d}" for numero in _tirer_numeros(hasard))
    meles = hasard.melanger(notes)
    clients = pd.DataFrame(
        {"client": codes, NOTE: meles, MOTIF: [hasard.choisir(_MOTIFS) for _ in meles]}
    ).astype({NOTE: "int64"})
    return {
        "entreprise": hasard.choisir(MAGASINS),
        "clients": clients,
        "tables": MappingProxyType(
            {
                "plaintes": _tirer_reclamations(hasard),
                "canaux": _tirer_canaux(hasard),
                "etoiles": _tirer_avis(hasard),
            }
        ),
        "faits": MappingProxyType(_tirer_envois(hasard) | _tirer_comparaison(hasard)),
    }


def _tirer_notes(hasard: Hasard) -> list[int]:
    """Tirer vingt-cinq notes, où les limites 6, 7, 8 et 9 sont toujours là."""
    while True:
        promoteurs, detracteurs = hasard.entier(9, 13), hasard.entier(4, 8)
        six, huit = hasard.entier(2, 3), hasard.entier(3, 5)
        sept = _EFFECTIF - promoteurs - detracteurs - huit
        if sept < 1 or detracteurs <= six:
            continue
        notes = [9] + [hasard.entier(9, 10) for _ in range(promoteurs - 1)]
        notes += [8] * huit + [7] * sept + [6] * six
        notes += [hasard.entier(1, 5) for _ in range(detracteurs - six)]
        net = promoteurs - detracteurs
        calculs = [
            4 * net,
            4 * promoteurs,
            100 * net / (promoteurs + detracteurs),
            4 * (net + six),
            4 * (net + huit),
            -4 * net,
            10 * sum(notes) / _EFFECTIF,
        ]
        if net > 0 and _separes(calculs, 2):
            return notes


def _tirer_numeros(hasard: Hasard) -> set[int]:
    numeros: set[int] = set()
    while len(numeros) < _EFFECTIF:
        numeros.add(hasard.entier(20, 980))
    return numeros


def _tirer_reclamations(hasard: Hasard) -> pd.DataFrame:
    """Tirer douze réclamations : une réponse au dernier jour du délai, une le lendemain, deux en cours."""
    a_temps = hasard.choisir((5, 7, 8))
    delais: list[int | None] = [DELAI, DELAI + 1, None, None]
    delais += [hasard.entier(0, 5) for _ in range(a_temps - 1)]
    delais += [hasard.entier(10, 24) for _ in range(12 - len(delais))]
    jour, lignes = date(2025, 3, 1), []
    for numero, delai in enumerate(hasard.melanger(delais), start=1):
        jour += timedelta(days=hasard.entier(2, 9))
        reponse = SANS_REPONSE if delai is None else f"{jour + timedelta(days=delai):%d/%m/%Y}"
        suite = EN_COURS if delai is None else hasard.choisir(_SUITES)
        lignes.append((f"R{numero:02d}", f"{jour:%d/%m/%Y}", reponse, suite))
    return pd.DataFrame(lignes, columns=[NUMERO, RECUE, REPONDUE, SUITE])


def _tirer_canaux(hasard: Hasard) -> pd.DataFrame:
    """Tirer deux canaux : le plus fourni en réponses est le moins satisfait."""
    while True:
        courriel, caisse = 10 * hasard.entier(14, 26), 10 * hasard.entier(5, 9)
        lignes = []
        for canal, reponses, hauts, bas in (
            ("Courriel", courriel, (28, 36), (24, 32)),
            ("Borne en caisse", caisse, (46, 58), (8, 16)),
        ):
            pour, contre = reponses * hasard.entier(*hauts) // 100, reponses * hasard.entier(*bas) // 100
            lignes.append((canal, reponses, pour, contre))
        total, pour, contre = (sum(ligne[rang] for ligne in lignes) for rang in (1, 2, 3))
        separes = [100 * (p - c) / n for _, n, p, c in lignes]
        calculs = [
            100 * (pour - contre) / total,
            sum(separes) / 2,
            sum(separes),
            100 * (pour - contre) / (pour + contre),
            100 * pour / total,
        ]
        if _separes(calculs, 2):
            return pd.DataFrame(lignes, columns=[CANAL, REPONSES, PROMOTEURS, DETRACTEURS])


def _tirer_avis(hasard: Hasard) -> pd.DataFrame:
    """Tirer des avis en ligne : beaucoup de cinq étoiles, et plus d'une étoile que de deux."""
    while True:
        nombres = [hasard.entier(18, 34), hasard.entier(9, 18), hasard.entier(4, 9), hasard.entier(3, 6)]
        nombres.append(nombres[-1] + hasard.entier(3, 9))
        moyenne = sum((5 - rang) * n for rang, n in enumerate(nombres)) / sum(nombres)
        bons = sum((5 - rang) * n for rang, n in enumerate(nombres[:3])) / sum(nombres[:3])
        if _separes([moyenne, 3, bons, 2 * moyenne], 0.3):
            return pd.DataFrame({ETOILES: [5, 4, 3, 2, 1], AVIS: nombres})


def _tirer_envois(hasard: Hasard) -> dict[str, int]:
    """Tirer une campagne : les questionnaires envoyés, revenus, inexploitables, et tous les porteurs."""
    while True:
        envoyes = 10 * hasard.entier(30, 60)
        revenus, vides = envoyes * hasard.entier(22, 34) // 100, hasard.entier(6, 15)
        porteurs = envoyes + 10 * hasard.entier(25, 70)
        utiles = revenus - vides
        calculs = [utiles / envoyes, revenus / envoyes, utiles / porteurs, utiles / revenus]
        if _separes([*calculs, 1 - utiles / envoyes], 0.012):
            return {"envoyes": envoyes, "revenus": revenus, "vides": vides, "porteurs": porteurs}


def _tirer_comparaison(hasard: Hasard) -> dict[str, int]:
    """Tirer le NPS de deux années, plus proches que leur marge, et la marge que l'on vise."""
    promoteurs, detracteurs = hasard.entier(36, 42), hasard.entier(22, 28)
    return {
        "promoteurs_pct": promoteurs,
        "detracteurs_pct": detracteurs,
        "hausse": hasard.entier(4, 7),
        "interroges": 100,
        "marge_visee": hasard.choisir((2, 4, 5)),
    }


def _separes(calculs: list[float], ecart: float) -> bool:
    """Dire si ces nombres diffèrent tous d'un écart au moins."""
    return all(abs(un - autre) >= ecart for rang, un in enumerate(calculs) for autre in calculs[:rang])
