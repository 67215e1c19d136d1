"""Ne pas additionner des monnaies."""

import numpy as np

from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import Analyse
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.roles import MONTANTS, lire_devise
from course_helpers.nombres import abreger

_EUROS = ("", "eur", "euro", "euros", "e")


def ecarter_devises(etat: Etat) -> None:
    """Une autre monnaie ne s'additionne pas à des euros."""
    montant = etat.trouver(MONTANTS[etat.nature])
    if montant is None:
        return
    demandee = etat.choix.get("devise")
    entete = lire_devise(etat.colonnes[montant].entete) if dire_unite(etat.colonnes[montant].entete) else None
    if entete and demandee != entete:
        _douter_de_devise(
            etat,
            montant,
            entete,
            None,
            f"La colonne « {etat.colonnes[montant].entete} » n’est pas en euros",
            melee=False,
        )
    place = etat.trouver("devise")
    if place is None:
        return
    codes, valeurs = etat.lister(place)
    noms = [_nommer_devise(valeur) for valeur in valeurs]
    if not noms:
        return
    etrangeres = [rang for rang, nom in enumerate(noms) if nom != "EUR"]
    if demandee:
        autres = [rang for rang, nom in enumerate(noms) if nom != demandee]
        autres += [-1] if len(set(noms)) > 1 else []  # une devise vide n'est pas la bonne
        etat.ecarter(np.isin(codes, autres), "autre devise", etat.cellules[place])
    elif etrangeres:
        cites = ", ".join(dict.fromkeys(noms))
        _douter_de_devise(
            etat,
            place,
            noms[etrangeres[0]],
            np.isin(codes, etrangeres),
            f"Des montants ne sont pas en euros ({cites})",
            melee=True,
        )


def _douter_de_devise(
    etat: Etat, place: int, devise: str, quelles: np.ndarray | None, constat: str, *, melee: bool
) -> None:
    if any(doute.choix == "devise" for doute in etat.doutes):
        return
    options = {devise: f"ne garder que cette monnaie ({devise})"}
    geste = f'convertissez-les en euros, ou choisissez devise="{devise}" pour les lire tels quels'
    if melee:
        options = {"EUR": "ne garder que les euros"} | options
        geste = (
            'convertissez-les en euros, ou choisissez la monnaie à garder, devise="EUR" ou '
            f'devise="{devise}" ; les autres lignes seront écartées et comptées'
        )
    etat.douter("devise", constat, options, geste, place, quelles)


def verifier_devise_des_cellules(etat: Etat, place: int, analyse: Analyse, remplies: np.ndarray) -> None:
    """Demander, si plus d'un montant sur cinq est d'une autre monnaie ; sinon, les écarter."""
    if "devise" in etat.choix or 5 * len(analyse.etrangeres) <= remplies.sum():
        return
    quelles = np.zeros(etat.nombre, dtype=bool)
    quelles[np.flatnonzero(remplies)[list(analyse.etrangeres)]] = True
    devises = set(analyse.etrangeres.values())
    melee = len(analyse.etrangeres) < remplies.sum() or len(devises) > 1
    nom = abreger(etat.colonnes[place].entete)
    constat = f"Les montants de « {nom} » ne sont pas {'tous ' if melee else ''}en euros"
    _douter_de_devise(etat, place, next(iter(analyse.etrangeres.values())), quelles, constat, melee=melee)


def dire_unite(entete: object) -> bool:
    """Dire si un en-tête de montant nomme sa monnaie : entre parenthèses, ou en dernier mot.

    Examples
    --------
    >>> dire_unite("Montant HT ($)"), dire_unite("Da")
    (True, False)
    """
    return len(str(entete).split()) > 1 or any(signe in str(entete) for signe in "$£¥")


def _nommer_devise(valeur: object) -> str:
    if simplifier(valeur) in _EUROS or str(valeur).strip() == "€":
        return "EUR"
    nom = lire_devise(valeur)
    return nom or str(valeur).strip().upper()
