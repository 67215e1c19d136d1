"""Nommer les clients, et dire les noms qui n'en sont pas."""

import re

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import pieces
from course_helpers.lecture.entetes import choisir_nom
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.regroupement import remarquer_codes, reunir_noms
from course_helpers.lecture.roles import MONTANTS
from course_helpers.nombres import abreger

# Un texte utf-8 que l'on a lu, un jour, dans un autre encodage.
_ABIME = re.compile("Ã[©¨´ª§ ¢®«»¹€\u0080-\u00bf]|â€|\ufffd")


def nommer_clients(etat: Etat) -> None:
    """Composer le nom : la société, sinon le nom et le prénom ; à défaut, le code."""
    lieux = choisir_nom(etat.colonnes, etat.entetes, etat.nature)
    etat.client = np.full(etat.nombre, None, dtype=object)
    if "client" in lieux:
        etat.client = etat.cellules[lieux["client"]]
        if "prenom" in lieux:
            etat.client = _joindre(etat.client, etat.cellules[lieux["prenom"]])
            etat.remarques.append("Le prénom est joint au nom : deux personnes de même nom restent deux.")
        if "secours" in lieux:
            noms = etat.cellules[lieux["secours"]]
            if "prenom_secours" in lieux:
                noms = _joindre(noms, etat.cellules[lieux["prenom_secours"]])
            vides = pd.isna(etat.client) & ~pd.isna(noms)
            if vides.any():
                etat.client = np.where(vides, noms, etat.client)
                etat.remarques.append(
                    f"Sans société, le nom de la personne : {compter(vides.sum(), 'ligne')}."
                )
        etat.place_client = lieux["client"]
    elif "code_client" in lieux:
        etat.client = etat.cellules[lieux["code_client"]]
        etat.place_client = lieux["code_client"]
        etat.remarques.append("Aucun nom de client : chaque client porte son code.")


def reunir_les_noms(etat: Etat) -> None:
    """Réunir les noms que l'on a dit être ceux d'un même client."""
    if reunions := etat.choix.get("noms"):
        etat.client, phrases = reunir_noms(etat.client, reunions)
        etat.remarques += phrases


def refuser_les_periodes(etat: Etat) -> None:
    """Un tableau croisé compact met des mois sous chaque client : les lire compterait tout deux fois."""
    gardees = etat.code == 0
    codes, noms = pd.factorize(etat.client[gardees])
    periodes = [rang for rang, nom in enumerate(noms) if nom is not None and pieces.est_une_periode(nom)]
    lignes = np.isin(codes, periodes)
    if lignes.sum() < 3 or lignes.all():
        return
    quelles = np.zeros(etat.nombre, dtype=bool)
    quelles[np.flatnonzero(gardees)[lignes]] = True
    entete, exemple = etat.colonnes[etat.place_client].entete, abreger(noms[periodes[0]])
    raise ErreurCours(
        f"La colonne « {abreger(entete)} » mêle des clients et des périodes, d’abord "
        f"{etat.ecrire_ligne(quelles, 'en')} (« {exemple} ») : affichez le tableau croisé sous forme "
        "tabulaire, ou exportez les factures."
    )


def remarquer_noms(etat: Etat) -> None:
    """Dire les noms qui ne sont pas ceux d'un client, les homonymes, les accents abîmés."""
    gardees = etat.code == 0
    codes, noms = pd.factorize(etat.client[gardees])
    sans_nom = [rang for rang, nom in enumerate(noms) if nom is not None and pieces.est_sans_nom(nom)]
    nom_montant = MONTANTS[etat.nature]
    if sans_nom:
        vises = np.isin(codes, sans_nom)
        cites = ", ".join(f"« {abreger(noms[rang])} »" for rang in sans_nom[:5])
        combien = ""
        if nom_montant in etat.valeurs:
            total = float(np.nansum(etat.valeurs[nom_montant][gardees][vises]))
            combien = f", {ecrire_nombre(round(total, 2), 2, '€')}"
        etat.remarques.append(
            f"{cites} : ce n’est pas le nom d’un client ({compter(vises.sum(), 'ligne')}{combien}). "
            "Plusieurs acheteurs y sont peut-être réunis."
        )
    abimes = [nom for nom in noms if isinstance(nom, str) and _ABIME.search(nom)]
    if abimes:
        etat.remarques.append(
            f"Des accents sont abîmés (« {abreger(abimes[0])} ») : exportez de nouveau le fichier en utf-8."
        )
    place = etat.trouver("code_client")
    if place is None or etat.trouver("client") is None:
        return
    cellules = etat.cellules[place][gardees]
    couples = pd.DataFrame({"client": codes, "code_client": pd.factorize(cellules)[0]})
    rangs = couples[couples["code_client"] >= 0].drop_duplicates().index
    etat.remarques += remarquer_codes(
        pd.DataFrame({"client": etat.client[gardees][rangs], "code_client": cellules[rangs]})
    )


def _joindre(noms: np.ndarray, prenoms: np.ndarray) -> np.ndarray:
    joints = noms.copy()
    deux = ~pd.isna(noms) & ~pd.isna(prenoms)
    joints[deux] = [f"{nom} {prenom}" for nom, prenom in zip(noms[deux], prenoms[deux], strict=True)]
    return joints
