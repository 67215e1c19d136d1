"""Compléter les lignes de suite : une facture de plusieurs lignes, un tableau groupé par client."""

import numpy as np

from course_helpers.ecriture import compter
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute
from course_helpers.lecture.roles import MONTANTS, NOMBRES

# Ce qu'une ligne de suite détaille : la vente, et non la fiche d'un client.
_DETAIL = (
    "mois periode annee trimestre date produit article famille designation libelle description reference "
    "categorie gamme semaine prestation ligne lignes"
).split()


def completer_suites(etat: Etat) -> None:
    """Compléter vers le bas les lignes de suite d'une facture, ou d'un client d'un tableau croisé."""
    identite = [etat.trouver(role) for role in ("facture", "date", "client", "code_client")]
    identite = [place for place in identite if place is not None]
    montant = etat.trouver(MONTANTS[etat.nature])
    if montant is None or not identite:
        return
    dites = np.zeros(etat.nombre, dtype=bool)
    for place in identite:
        dites |= etat.reperer_remplies(place)
    detaillees, connues = np.zeros(etat.nombre, dtype=bool), np.zeros(etat.nombre, dtype=bool)
    for place, colonne in enumerate(etat.colonnes):
        if (
            place in identite
            or place == montant
            or colonne.role in NOMBRES
            or str(colonne.role).startswith("ca_")
        ):
            continue
        remplie = etat.reperer_remplies(place)
        if not remplie.any() or _est_colonne_de_nombres(etat, place):
            continue
        detaillees |= remplie
        if colonne.role in ("famille", "date") or set(simplifier(colonne.entete).split()) & set(_DETAIL):
            connues |= remplie
    libres = (etat.code == 0) & etat.reperer_remplies(montant)
    sources = np.maximum.accumulate(np.where(dites & (etat.code == 0), np.arange(etat.nombre), -1))
    suites = libres & ~dites & detaillees & (sources >= 0)
    certaines = suites & (connues | (etat.nature == "factures"))
    groupe = np.zeros(etat.nombre, dtype=bool)
    if etat.nature == "factures" and etat.trouver("client") is not None:
        client, numero = etat.trouver("client"), etat.trouver("facture")
        if client < numero:  # un tableau croisé groupe par client, puis par facture
            groupe = libres & ~etat.reperer_remplies(client) & etat.reperer_remplies(numero)
            nommees = etat.reperer_remplies(client) & (etat.code == 0)
            origine = np.maximum.accumulate(np.where(nommees, np.arange(etat.nombre), -1))
            groupe &= origine >= 0
    douteuses = (suites & ~certaines) | (groupe & (not etat.sous_totaux))
    reponse = etat.choix.get("suites")
    if douteuses.any() and reponse is None:
        ligne = int(etat.numeros[int(np.flatnonzero(douteuses)[0])])
        etat.doutes.append(
            Doute(
                "suites",
                f"Le nom du client est vide sur {compter(douteuses.sum(), 'ligne')}, d’abord en ligne {ligne} : "
                "un tableau groupé, ou un oubli",
                {
                    "compléter": "chaque cellule vide reprend le client du dessus",
                    "écarter": "ces lignes sont écartées et comptées",
                },
                'choisissez suites="compléter" (le client du dessus) ou suites="écarter"',
                etat.colonnes[etat.place_client].entete,
            )
        )
    if reponse == "écarter":
        certaines, groupe = certaines & ~douteuses, groupe & ~douteuses
    elif reponse == "compléter":
        certaines = suites
    elif not etat.sous_totaux:
        groupe = np.zeros(etat.nombre, dtype=bool)
    etat.suites = reponse
    completees = certaines | groupe
    if not completees.any():
        return
    for place, colonne in enumerate(etat.colonnes):
        if colonne.role in NOMBRES or str(colonne.role).startswith("ca_"):
            continue
        if place in identite or colonne.role in (
            "statut",
            "type",
            "devise",
            "prenom",
            "secteur",
            "annulation",
        ):
            trous = certaines & ~etat.reperer_remplies(place)
            cellules = etat.cellules[place].copy()
            cellules[trous] = cellules[sources[trous]]
            if place == etat.trouver("client") and groupe.any():
                cellules[groupe] = cellules[origine[groupe]]
            etat.changer(place, cellules)
    nommees = etat.client.copy()
    nommees[certaines] = nommees[sources[certaines]]
    if groupe.any():
        nommees[groupe] = nommees[origine[groupe]]
    etat.client = nommees
    etat.remarques.append(
        f"Des lignes de suite reprennent la ligne du dessus : {compter(completees.sum(), 'ligne complétée')}, "
        f"d’abord la ligne {int(etat.numeros[int(np.flatnonzero(completees)[0])])}."
    )


def _est_colonne_de_nombres(etat: Etat, place: int) -> bool:
    return all(
        isinstance(c, int | float) or not any(x.isalpha() for x in str(c)) for c in _echantillon(etat, place)
    )


def _echantillon(etat: Etat, place: int) -> list:
    return etat.cellules[place][etat.reperer_remplies(place)][:200].tolist()
