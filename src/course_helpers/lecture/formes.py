"""Écarter ce que la forme d'une ligne montre : vide, total, en-têtes répétés, trop courte ou trop longue."""

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.lecture import pieces
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import lire_montants
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.roles import (
    MONTANTS,
    NOMBRES,
    REQUIS,
)


def ecarter_la_forme(etat: Etat) -> None:
    """Écarter les lignes vides, les totaux, les en-têtes répétés et les lignes trop longues."""
    largeur = len(etat.colonnes)
    premieres = np.full(etat.nombre, None, dtype=object)
    vides = np.ones(etat.nombre, dtype=bool)
    trop_longues = np.zeros(etat.nombre, dtype=bool)
    for place in range(len(etat.cellules)):
        remplies = etat.reperer_remplies(place)
        nouvelles = vides & remplies
        if nouvelles.any():
            premieres[nouvelles] = etat.cellules[place][nouvelles]
        vides &= ~remplies
        if place >= largeur:
            trop_longues |= remplies
    etat.premieres = premieres
    etat.ecarter(vides, "ligne vide")
    totaux = _reperer_totaux(etat, premieres, pieces.est_total)
    etat.ecarter(totaux, "ligne de total")
    entete = next((texte for texte in etat.entetes.textes if texte is not None), None)
    repetees = np.zeros(etat.nombre, dtype=bool)
    for rang in np.flatnonzero(premieres == entete):
        repetees[rang] = all(
            etat.cellules[place][rang] == texte for place, texte in enumerate(etat.entetes.textes)
        )
    etat.ecarter(repetees, "en-têtes répétés")
    etat.ecarter(trop_longues, "ligne trop longue")
    if etat.nature == "table" and etat.grille.largeurs is not None:
        largeurs = etat.grille.largeurs[etat.entetes.corps :]
        etat.ecarter((largeurs < largeur) & (largeurs < 2), "ligne trop courte")


def _reperer_totaux(etat: Etat, textes: np.ndarray, juger) -> np.ndarray:
    """Les lignes dont un texte annonce un total ; on ne juge que ceux qui en ont un mot."""
    distincts = [texte for texte in pd.unique(textes).tolist() if isinstance(texte, str)]
    bloc = "\n".join(distincts).lower()
    if not any(mot in bloc for mot in pieces.MOTS_TOTAL):
        return np.zeros(etat.nombre, dtype=bool)
    annonces = {t for t in distincts if any(mot in t.lower() for mot in pieces.MOTS_TOTAL) and juger(t)}
    if not annonces:
        return np.zeros(etat.nombre, dtype=bool)
    return np.fromiter((t in annonces for t in textes.tolist()), dtype=bool, count=etat.nombre)


def reprendre_fusions(etat: Etat) -> None:
    """Une cellule fusionnée vaut pour toutes ses lignes, sauf un montant."""
    debut, reprises = etat.entetes.corps, 0
    for ligne, place in sorted(etat.grille.suites):
        if ligne <= debut or place >= len(etat.colonnes) or etat.colonnes[place].role in NOMBRES:
            continue
        rang = ligne - debut
        if rang < etat.nombre and etat.cellules[place][rang] is None and etat.code[rang] == 0:
            if not reprises:
                etat.cellules = [cellules.copy() for cellules in etat.cellules]
            etat.cellules[place][rang] = etat.cellules[place][rang - 1]
            reprises += etat.cellules[place][rang] is not None
    if reprises:
        etat._remplies.clear()
        etat.remarques.append(
            "Des cellules fusionnées valent pour chacune de leurs lignes : "
            f"{compter(reprises, 'cellule complétée')}."
        )


def ecarter_lignes_courtes(etat: Etat) -> None:
    """Écarter une ligne à qui manque une cellule obligatoire ; Excel n'écrit pas toujours les dernières."""
    if etat.grille.largeurs is None:
        return
    largeurs = etat.grille.largeurs[etat.entetes.corps :]
    requis = [etat.trouver(role) for role in (*REQUIS[etat.nature], MONTANTS[etat.nature])]
    besoin = 1 + max((place for place in requis if place is not None), default=0)
    etat.ecarter(largeurs < besoin, "ligne trop courte")
    courtes = (largeurs < len(etat.colonnes)) & (etat.code == 0)
    if courtes.any():
        etat.remarques.append(
            f"{compter(courtes.sum(), 'ligne')} sans ses dernières cellules : lues comme vides."
        )


def ecarter_sous_totaux(etat: Etat) -> None:
    """« Total Hôtel Bief » est un sous-total si « Hôtel Bief » est un client du fichier, ou une pièce."""
    noms: set[str] = set()

    def juger(texte: str) -> bool:
        nom = pieces.lire_sous_total(texte)
        if nom is not None and not noms:
            connus = set(etat.client[etat.code == 0].tolist())
            for role in ("facture", "client", "code_client"):
                if (place := etat.trouver(role)) is not None:
                    connus |= set(etat.cellules[place][etat.code == 0].tolist())
                    # « Total C001 - Hôtel Bief »
                    connus |= {f"{c} {nom}" for c, nom in zip(etat.cellules[place], etat.client, strict=True)}
            noms.update(simplifier(connu) for connu in connus if connu is not None)
        return nom in noms

    avant = etat.code.copy()
    for textes in (etat.premieres, etat.client):
        etat.ecarter(_reperer_totaux(etat, textes, juger), "sous-total d’un client", textes)
    etat.sous_totaux = bool((avant != etat.code).any())


def verifier_le_total(etat: Etat) -> None:
    """Dire qu'un total écrit au bas du tableau ne vaut pas la somme de ce qui est lu."""
    place = etat.trouver(MONTANTS[etat.nature])
    if place is None or etat.du_prix or "ligne de total" not in etat.raisons:
        return
    nom, colonne = MONTANTS[etat.nature], etat.colonnes[place]
    remplies = etat.reperer_remplies(place)
    totaux = np.flatnonzero((etat.code == etat.raisons.index("ligne de total")) & remplies)
    lues = np.flatnonzero((etat.code == 0) & remplies)
    if not len(totaux) or not len(lues) or totaux[-1] < lues[-1]:
        return
    ecrits, fautes = lire_montants([etat.cellules[place][totaux[-1]]], nom, etat.formats.get(place))
    if fautes.any():
        return
    total, somme = float(ecrits[0]) * colonne.facteur, float(etat.valeurs[nom][lues].sum())
    formes = ("ligne vide", "ligne de total", "sous-total d’un client", "en-têtes répétés", "total répété")
    a_part = np.flatnonzero(
        remplies & ~np.isin(etat.code, [0, *(etat.raisons.index(f) for f in formes if f in etat.raisons)])
    )
    autres, _ = lire_montants(etat.cellules[place][a_part].tolist(), nom, etat.formats.get(place))
    ecartes = float(np.nansum(autres)) * colonne.facteur
    if min(abs(total - somme), abs(total - somme - ecartes)) < 0.5 or etat.montants == "TTC":
        return
    ecrit, lu = (ecrire_nombre(round(valeur, 2), 2, "€") for valeur in (total, somme))
    etat.remarques.append(
        f"Le total écrit au bas du fichier ({ecrit}) n’est pas la somme de ce qui est lu ({lu}) : vérifiez "
        "que rien n’y manque, ni n’y est en trop."
    )


def douter_de_la_derniere(etat: Etat) -> None:
    """Demander si une dernière ligne égale à la somme des autres est un client, ou leur total."""
    nom = MONTANTS[etat.nature]
    gardees = np.flatnonzero(etat.code == 0)
    if etat.nature == "factures" or nom not in etat.valeurs or len(gardees) < 4:
        return
    montants = etat.valeurs[nom][gardees]
    if not montants[-1] or abs(montants[:-1].sum() - montants[-1]) >= 0.005:
        return
    derniere = np.zeros(etat.nombre, dtype=bool)
    derniere[gardees[-1]] = True
    reponse = etat.choix.get("derniere_ligne")
    if reponse == "écarter":
        etat.ecarter(derniere, "ligne de total")
    elif reponse is None:
        etat.douter(
            "derniere_ligne",
            "La dernière ligne vaut la somme de toutes les autres",
            {"écarter": "c’est leur total", "compter": "c’est un client"},
            'choisissez derniere_ligne="écarter" si c’est leur total, derniere_ligne="compter" si c’est '
            "un client",
            etat.place_client,
            derniere,
        )
