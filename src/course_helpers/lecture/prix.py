"""Sans colonne de montant, celui d'une ligne est sa quantité multipliée par son prix unitaire."""

import numpy as np
import pandas as pd

from course_helpers.controles import PLAFOND, compter_centimes
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import analyser, lire_montants
from course_helpers.lecture.plan import Doute
from course_helpers.nombres import abreger

_GESTES = {
    "déjà déduites": "le prix unitaire en tient déjà compte",
    "en pourcentage": "ce sont des pourcentages, à ôter du montant de la ligne",
    "en euros": "ce sont des euros, à ôter du montant de la ligne",
}


def multiplier_les_prix(etat: Etat) -> None:
    """Multiplier chaque prix par sa quantité, arrondir au centime, et ôter les remises si on le dit."""
    if not etat.du_prix:
        return
    place, quantite = etat.trouver("montant_ht"), etat.trouver("quantite")
    prix, quantites = etat.valeurs["montant_ht"], etat.valeurs[etat.colonnes[quantite].nom]
    # Deux signes moins font un plus : on ne sait pas si c'est une vente, ou un retour.
    retours = (prix < 0) & (quantites < 0)
    etat.ecarter(retours, "prix et quantité négatifs", etat.cellules[place])
    with np.errstate(over="ignore"):
        montants = _oter_les_remises(etat, prix * quantites)
    etat.ecarter(~(np.abs(montants) < PLAFOND), "montant démesuré", etat.cellules[place])
    gardees = etat.code == 0
    etat.valeurs["montant_ht"] = np.full(etat.nombre, np.nan)
    etat.valeurs["montant_ht"][gardees] = (
        compter_centimes(pd.Series(montants[gardees], name="montant_ht")) / 100
    )
    etat.remarques.append(
        f"Montant de chaque ligne = « {abreger(etat.colonnes[quantite].entete)} » × "
        f"« {abreger(etat.colonnes[place].entete)} », arrondi au centime."
    )


def _oter_les_remises(etat: Etat, montants: np.ndarray) -> np.ndarray:
    """Une remise se lit de trois façons : la question se pose dès que l'une n'est pas nulle."""
    place = etat.trouver("remise")
    if place is None:
        return montants
    entete = etat.colonnes[place].entete
    remplies = etat.reperer_remplies(place) & (etat.code == 0)
    textes = [c.replace("%", "").strip() if isinstance(c, str) else c for c in etat.cellules[place][remplies]]
    format = analyser(textes).format or etat.choix.get("nombres")
    lues, fautes = lire_montants(textes, "remise", format)
    remises, illisibles = np.zeros(etat.nombre), np.zeros(etat.nombre, dtype=bool)
    remises[remplies], illisibles[remplies] = np.abs(np.where(fautes, 0, lues)), fautes
    if not (remises.any() or illisibles.any()):
        return montants
    choisi = etat.choix.get("remises")
    if choisi is None:
        taux = "%" in entete or any("%" in str(c) for c in etat.cellules[place][remplies])
        possibles = [
            reponse
            for reponse in _GESTES
            if (reponse != "en pourcentage" or remises.max() <= 100) and (reponse != "en euros" or not taux)
        ]
        ligne, exemple = etat.citer(place, illisibles | (remises != 0))
        etat.doutes.append(
            Doute(
                "remises",
                f"Le montant d’une ligne se calcule, et la colonne « {abreger(entete)} » donne des remises",
                {reponse: _GESTES[reponse] for reponse in possibles},
                "choisissez "
                + " ou ".join(f'remises="{reponse}" si {_GESTES[reponse]}' for reponse in possibles),
                entete,
                ligne,
                exemple,
            )
        )
        return montants
    etat.remarques.append(f"« {abreger(entete)} » : {_GESTES[choisi]}, comme vous l’avez choisi.")
    if choisi == "déjà déduites":
        return montants
    etat.ecarter(illisibles, "remise illisible", etat.cellules[place])
    if choisi == "en pourcentage":
        return montants * (1 - remises / 100)
    return montants - np.sign(montants) * remises
