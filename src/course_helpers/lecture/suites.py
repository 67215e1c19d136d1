"""Compléter les lignes de suite : une facture de plusieurs lignes, un tableau groupé par client."""

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import lire_montants
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.roles import MONTANTS, est_nombre

# Ce qu'une ligne de suite détaille : la vente, et non la fiche d'un client.
_DETAIL = set(
    "mois periode annee trimestre date produit article famille designation libelle description reference "
    "categorie gamme semaine prestation ligne lignes".split()
)
_IDENTITE = ("facture", "date", "client", "code_client")
_DE_LA_PIECE = (*_IDENTITE, "statut", "type", "devise", "prenom", "secteur", "annulation")


def completer_suites(etat: Etat) -> None:
    """Reprendre, dans une cellule vide, ce que dit la ligne qu'elle continue ; le dire, ou demander.

    Une ligne continue la précédente si elle n'a ni numéro, ni date, ni client, mais un montant et de quoi
    le détailler ; ou si elle porte le numéro d'une facture déjà nommée. Dans un tableau groupé, un client
    vide est celui du dessus : des sous-totaux le prouvent, sinon c'est une question.
    """
    identite = [place for role in _IDENTITE if (place := etat.trouver(role)) is not None]
    montant = etat.trouver(MONTANTS[etat.nature])
    if montant is None or not identite:
        return
    if etat.nature == "factures":
        _reprendre_la_piece(etat)
    dites = np.zeros(etat.nombre, dtype=bool)
    for place in identite:
        dites |= etat.reperer_remplies(place)
    detaillees, connues = _reperer_details(etat, {*identite, montant})
    libres = (etat.code == 0) & etat.reperer_remplies(montant)
    sources = _chercher_au_dessus(dites & (etat.code == 0))
    suites = libres & ~dites & detaillees & (sources >= 0)
    _ecarter_le_total(etat, suites, montant)
    suites &= etat.code == 0
    certaines = suites & (connues | (etat.nature == "factures"))
    groupees, origines = _reperer_groupes(etat, libres)
    douteuses = (suites & ~certaines) | (groupees & (not etat.sous_totaux))
    etat.suites = reponse = etat.choix.get("suites")
    if douteuses.any() and reponse is None:
        _douter(etat, douteuses)
    if reponse == "compléter":
        certaines = suites
    elif reponse == "écarter" or not etat.sous_totaux:
        certaines, groupees = certaines & ~douteuses, groupees & ~douteuses
    _completer(etat, certaines, sources, _DE_LA_PIECE)
    _completer(etat, groupees, origines, ("client",))
    completees = certaines | groupees
    if completees.any():
        etat.remarques.append(
            "Des lignes de suite reprennent la ligne du dessus : "
            f"{compter(completees.sum(), 'ligne complétée')}, d’abord {etat.ecrire_ligne(completees)}."
        )


def _chercher_au_dessus(pleines: np.ndarray) -> np.ndarray:
    """Pour chaque ligne, le rang de la dernière ligne pleine, elle comprise ; −1 s'il n'y en a pas."""
    return np.maximum.accumulate(np.where(pleines, np.arange(len(pleines)), -1))


def _reprendre_la_piece(etat: Etat) -> None:
    """Une ligne sans client ou sans date, mais d'un numéro déjà vu, est de la même facture."""
    numero, jour = etat.trouver("facture"), etat.trouver("date")
    if numero is None:
        return
    trouees = pd.isna(etat.client) | ~etat.reperer_remplies(jour)
    trouees &= (etat.code == 0) & etat.reperer_remplies(numero)
    if not trouees.any():
        return
    codes = pd.factorize(etat.cellules[numero])[0]
    nommees = (codes >= 0) & (etat.code == 0) & ~trouees
    premieres = np.full(codes.max() + 1, -1)
    rangs = np.flatnonzero(nommees)[::-1]
    premieres[codes[rangs]] = rangs
    sources = np.where(trouees, premieres[codes], -1)
    reprises = sources >= 0
    _completer(etat, reprises, sources, _DE_LA_PIECE)
    if reprises.any():
        etat.remarques.append(
            "Des lignes reprennent le client et la date de leur facture : "
            f"{compter(reprises.sum(), 'ligne complétée')}, d’abord {etat.ecrire_ligne(reprises)}."
        )


def _completer(etat: Etat, lignes: np.ndarray, sources: np.ndarray, roles: tuple[str, ...]) -> None:
    """Donner aux cellules vides de ces lignes ce que disent leurs sources."""
    if not lignes.any():
        return
    for place, colonne in enumerate(etat.colonnes):
        if colonne.role in roles:
            trous = lignes & ~etat.reperer_remplies(place)
            cellules = etat.cellules[place].copy()
            cellules[trous] = cellules[sources[trous]]
            etat.changer(place, cellules)
    noms = etat.client.copy()
    trous = lignes & pd.isna(noms)
    noms[trous] = noms[sources[trous]]
    etat.client = noms


def _reperer_details(etat: Etat, exclues: set[int]) -> tuple[np.ndarray, np.ndarray]:
    """Les lignes qui détaillent quelque chose ; celles qui détaillent à coup sûr une vente."""
    detaillees, connues = np.zeros((2, etat.nombre), dtype=bool)
    for place, colonne in enumerate(etat.colonnes):
        if place in exclues or est_nombre(colonne.role):
            continue
        remplies = etat.reperer_remplies(place)
        if not any(_est_un_mot(cellule) for cellule in etat.cellules[place][remplies][:200].tolist()):
            continue
        detaillees |= remplies
        if colonne.role in ("famille", "date") or _DETAIL & set(simplifier(colonne.entete).split()):
            connues |= remplies
    return detaillees, connues


def _est_un_mot(cellule: object) -> bool:
    return not isinstance(cellule, int | float) and any(lettre.isalpha() for lettre in str(cellule))


def _reperer_groupes(etat: Etat, libres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Les lignes sans client d'un tableau groupé par client, puis par facture."""
    client, numero = etat.trouver("client"), etat.trouver("facture")
    origines = _chercher_au_dessus(~pd.isna(etat.client) & (etat.code == 0))
    if client is None or numero is None or client > numero:
        return np.zeros(etat.nombre, dtype=bool), origines
    return libres & pd.isna(etat.client) & etat.reperer_remplies(numero) & (origines >= 0), origines


def _ecarter_le_total(etat: Etat, suites: np.ndarray, montant: int) -> None:
    """Une dernière ligne sans nom, égale à la somme des autres, est leur total."""
    pleines = np.flatnonzero((etat.code == 0) & etat.reperer_remplies(montant))
    if len(pleines) < 2 or not suites[pleines[-1]] or etat.du_prix:
        return
    valeurs, fautes = lire_montants(etat.cellules[montant][pleines].tolist(), "montant")
    if not fautes.any() and abs(valeurs[:-1].sum() - valeurs[-1]) < 0.005:
        derniere = np.zeros(etat.nombre, dtype=bool)
        derniere[pleines[-1]] = len(pleines) > 2
        etat.ecarter(derniere, "ligne de total")


def _douter(etat: Etat, douteuses: np.ndarray) -> None:
    etat.douter(
        "suites",
        f"Le nom du client est vide sur {compter(douteuses.sum(), 'ligne')}, d’abord "
        f"{etat.ecrire_ligne(douteuses, 'en')} : un tableau groupé, ou un oubli",
        {
            "compléter": "chaque cellule vide reprend le client du dessus",
            "écarter": "ces lignes sont écartées et comptées",
        },
        'choisissez suites="compléter" (le client du dessus) ou suites="écarter"',
        etat.place_client,
    )
