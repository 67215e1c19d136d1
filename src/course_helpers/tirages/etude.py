"""La série 7-etude : l'export de factures d'une petite entreprise, du nettoyage au plan."""

from datetime import date
from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, compter_reprises, nommer
from course_helpers.tirages.methode import finit_a_egalite

REPRISES = compter_reprises("34 47 106")

# Par profil : le nombre de clients A, les parts du CA net en millièmes du plus gros client au plus petit,
# puis ce que le premier client B a rendu, en millièmes aussi. Sans cet avoir, il passerait pour un client A.
_PROFILS = (
    (4, (300, 240, 160, 110, 80, 50, 35, 25), 60),
    (5, (250, 210, 150, 110, 90, 65, 50, 43, 32), 80),
    (3, (380, 270, 170, 60, 45, 35, 23, 17), 120),
)
# Les en-têtes sont ceux d'un logiciel : les fonctions de lecture du cours les reconnaissent.
_ENTETES = ["N° facture", "Date facture", "Client", "Montant HT (€)", "Coût d’achat HT (€)"]
_MANQUES = ("echeance", "nombre", "depart", "moyens")


def tirer(hasard: Hasard) -> dict:
    """Tirer l'export de 2024 et 2025, les fiches des clients et ce qu'il faut pour le plan de 2026.

    Le plus gros client coûte plus qu'il ne rapporte ; le deuxième est saisi sous deux noms ; le premier
    client B a rendu une grosse commande ; le dernier n'a acheté qu'une fois ; deux clients n'ont rien
    acheté en 2025, et une fiche n'a aucune facture.
    """
    n_a, parts, rendu = hasard.choisir(_PROFILS)
    total = hasard.entier(60_000, 140_000)
    nets = [total * (part + hasard.entier(-part // 40, part // 40)) // 1000 for part in parts]
    actifs = len(parts)
    noms = nommer(hasard, actifs + 3)
    lignes: list[tuple[date, str, int, int]] = []  # date, nom, montant, coût en millièmes du montant
    charges = []
    for rang, net in enumerate(nets):
        cout = 1000 - (hasard.entier(90, 130) if rang == 0 else hasard.entier(260, 420))
        pieces, avoir = _tirer_pieces(hasard, rang, net, n_a, actifs, total * rendu // 1000)
        noms_saisis = [noms[rang]] * len(pieces)
        if rang == 1:
            noms_saisis[-2:] = [noms[rang].upper()] * 2
        lignes += [
            (jour, nom, montant, cout) for nom, (jour, montant) in zip(noms_saisis, pieces, strict=True)
        ]
        lignes += [(jour, noms[rang], -montant, cout) for jour, montant in avoir]
        marge = net * (1000 - cout) // 1000
        charges.append(
            marge * hasard.entier(110, 140) // 100 if rang == 0 else net * hasard.entier(30, 80) // 1000
        )
    # Déjà là en 2024 : les deux premiers, d'un à trois autres, et deux clients partis depuis.
    anciens = [0, 1, *hasard.melanger(range(2, actifs - 1))[: hasard.entier(1, 3)]]
    for rang in anciens:
        (jour,) = _dater(hasard, date(2024, 3, 4), date(2024, 12, 20), 1)
        lignes.append((jour, noms[rang], nets[rang] * hasard.entier(15, 45) // 100, 700))
    for rang, pieces in ((actifs, 2), (actifs + 1, 1)):
        for jour in _dater(hasard, date(2024, 1, 15), date(2024, 10, 31), pieces):
            lignes.append((jour, noms[rang], total * hasard.entier(8, 30) // 1000, 680))
    contacts = [_dater(hasard, date(2021, 1, 4), date(2023, 12, 20), 1)[0] for _ in noms]
    contacts[actifs - 1] = date(2025, 6, hasard.entier(2, 27))
    contacts[-1] = date(2025, 11, hasard.entier(3, 27))
    effectifs, frequences = (
        _compter_classes(n_a, parts),
        (hasard.choisir((10, 12)), hasard.choisir((5, 6)), 2),
    )
    besoins = [n * f for n, f in zip(effectifs, frequences, strict=True)]
    entreprise = hasard.choisir(ENTREPRISES)
    capacite, prospects = sum(besoins) - hasard.entier(2, 7), hasard.entier(11, 19)
    while finit_a_egalite(besoins, capacite - prospects):
        capacite -= 1
    return {
        "entreprise": entreprise,
        "clients": _numeroter(lignes),
        "tables": MappingProxyType(
            {
                "fiches": pd.DataFrame(
                    sorted(zip(noms, map(_ecrire_date, contacts), [*charges, 0, 0, 0], strict=True)),
                    columns=["Client", "Date du premier contact", "Charges HT (€)"],
                )
            }
        ),
        "faits": MappingProxyType(
            {
                "gros": noms[0],
                "double": noms[1],
                "rendu": noms[n_a],
                "dernier_a": noms[n_a - 1],
                "nouveau": noms[actifs - 1],
                "inactif": noms[actifs],
                "sans_facture": noms[-1],
                "frequence_a": frequences[0],
                "frequence_b": frequences[1],
                "frequence_c": frequences[2],
                "capacite": capacite,
                "visites_prospects": prospects,
                "manque": hasard.choisir(_MANQUES),
                "signes": hasard.entier(2, 4),
                "a_signer": hasard.entier(5, 8),
            }
            # En dernier : les copies d'avant ces questions gardent leurs données.
            | _tirer_suivi(hasard)
        ),
    }


def _tirer_suivi(hasard: Hasard) -> dict[str, int]:
    """Tirer le suivi du plan à la fin de septembre : un bon mois, dans une année en retard.

    Le tirage se reprend lui-même tant que deux mauvais calculs y donneraient des nombres voisins.
    """
    while True:
        reste_par_mois = 10 * hasard.entier(900, 1400)
        cumul = 90 * hasard.entier(900, 1300)
        objectif = cumul + 3 * reste_par_mois
        cible_cumul = cumul * 100 // (100 - hasard.entier(3, 8)) // 10 * 10
        cible_mois = 10 * hasard.entier(850, 1250)
        mois = cible_mois * (100 + hasard.entier(9, 16)) // 1000 * 10
        taux = [
            1000 * (cible_cumul - cumul) // cible_cumul,
            1000 * (cible_cumul - cumul) // cumul,
            1000 * (mois - cible_mois) // cible_mois,
            1000 * (mois - cible_mois) // mois,
        ]
        montants = [
            reste_par_mois,
            objectif // 12,
            cumul // 9,
            (objectif - cumul) // 9,
            (cible_cumul - cumul) // 3,
            objectif - cumul,
        ]
        voisins = any(abs(un - autre) < 2 for rang, un in enumerate(taux) for autre in taux[:rang])
        lus = [*montants, mois, cible_mois]
        if not voisins and len(set(lus)) == len(lus) and objectif > cible_cumul:
            return {
                "objectif_suivi": objectif,
                "cumul_suivi": cumul,
                "cible_cumul": cible_cumul,
                "mois_suivi": mois,
                "cible_mois": cible_mois,
            }


def _compter_classes(n_a: int, parts: tuple[int, ...]) -> tuple[int, int, int]:
    """Compter les classes d'un profil : les écarts du tirage n'en déplacent pas les limites."""
    n_ab = sum(sum(parts[:rang]) < 950 for rang in range(len(parts)))
    return n_a, n_ab - n_a, len(parts) - n_ab


def _tirer_pieces(
    hasard: Hasard, rang: int, net: int, n_a: int, actifs: int, rendu: int
) -> tuple[list[tuple[date, int]], list[tuple[date, int]]]:
    """Tirer les factures d'un client en 2025 et, pour trois d'entre eux, un avoir."""
    if rang == 0:
        avoir, nombre, fin = net * hasard.entier(15, 35) // 1000, 4, date(2025, 12, 19)
        quand = _dater(hasard, date(2025, 5, 5), date(2025, 7, 25), 1)
    elif rang == n_a:  # l'avoir vient après la dernière facture : il ne compte pas comme un achat
        avoir, nombre, fin = rendu, 3, date(2025, 9, 19)
        quand = _dater(hasard, date(2025, 10, 6), date(2025, 12, 12), 1)
    elif rang == actifs - 1:
        avoir, nombre, fin = net * hasard.entier(80, 160) // 1000, 1, date(2025, 10, 31)
        quand = _dater(hasard, date(2025, 11, 10), date(2025, 12, 12), 1)
    else:
        avoir, nombre, fin, quand = 0, 5 if rang == 1 else 3 if rang < n_a else 2, date(2025, 12, 19), []
    debut = date(2025, 7, 7) if rang == actifs - 1 else date(2025, 1, 6)
    montants = _partager(hasard, net if rang == n_a else net + avoir, nombre)
    if rang == n_a:  # l'avoir annule une partie de la première commande, la plus grosse
        montants[0] += avoir
    factures = list(zip(_dater(hasard, debut, fin, nombre), montants, strict=True))
    return factures, [(jour, avoir) for jour in quand]


def _partager(hasard: Hasard, montant: int, nombre: int) -> list[int]:
    """Partager un montant en factures d'ordres de grandeur voisins."""
    poids = [hasard.entier(70, 130) for _ in range(nombre)]
    parts = [montant * p // sum(poids) for p in poids]
    return [*parts[:-1], montant - sum(parts[:-1])]


def _dater(hasard: Hasard, debut: date, fin: date, nombre: int) -> list[date]:
    """Tirer des jours ouvrés croissants, un par tranche de la période."""
    pas = (fin.toordinal() - debut.toordinal()) // nombre
    jours = [debut.toordinal() + rang * pas + hasard.entier(0, pas - 1) for rang in range(nombre)]
    # On ne facture pas le samedi ni le dimanche : ces jours reculent au vendredi.
    return [date.fromordinal(jour - max(0, (jour - 1) % 7 - 4)) for jour in jours]


def _ecrire_date(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"


def _numeroter(lignes: list[tuple[date, str, int, int]]) -> pd.DataFrame:
    """Ranger les pièces par date et les numéroter, comme le logiciel qui les a émises."""
    rangs: dict[str, int] = {}
    pieces = []
    for jour, nom, montant, cout in sorted(lignes):
        serie = f"{'FA' if montant > 0 else 'AV'}{jour:%y}"
        rangs[serie] = rangs.get(serie, 0) + 1
        # Le quotient entier s'éloigne de zéro pour un avoir : on arrondit la valeur absolue.
        achat = abs(montant) * cout // 1000
        pieces.append(
            (
                f"{serie}-{rangs[serie]:03d}",
                _ecrire_date(jour),
                nom,
                montant,
                achat if montant > 0 else -achat,
            )
        )
    table = pd.DataFrame(pieces, columns=_ENTETES)
    return table.astype(dict.fromkeys(_ENTETES[3:], "int64"))
