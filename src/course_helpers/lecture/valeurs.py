"""Convertir les colonnes reconnues, et demander ce qui se lit de deux façons."""

import re

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.lecture.dates import est_jour, lire_dates
from course_helpers.lecture.devises import verifier_devise_des_cellules
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import FORMATS, Analyse, analyser, lire_montants
from course_helpers.lecture.roles import DATES, MONTANTS, REQUIS, est_nombre
from course_helpers.nombres import abreger

_MOIS_DEVANT = re.compile(r"\bmm?.dd?\b", re.IGNORECASE)
_A_L_ANGLAISE = {True: "son en-tête écrit le mois devant", False: "les nombres du fichier sont à l’anglaise"}


def lire_valeurs(etat: Etat) -> None:
    """Convertir les colonnes reconnues ; une valeur obligatoire qui ne se lit pas écarte sa ligne."""
    requis = {*REQUIS[etat.nature], MONTANTS[etat.nature]}
    requis |= {"quantite"} if etat.du_prix else set()
    analyses: dict[int, Analyse] = {}
    for place, colonne in enumerate(etat.colonnes):
        if est_nombre(colonne.role):
            etat.retenues[place] = etat.reperer_remplies(place) & (etat.code == 0)
            analyses[place] = analyser(etat.cellules[place][etat.retenues[place]].tolist())
    montant = etat.trouver(MONTANTS[etat.nature])
    anglais = (
        montant is not None
        and analyses[montant].anglais
        and etat.grille.origine.get("separateur") in (",", "\t")
    )
    etat.ecarter(pd.isna(etat.client), "client vide")
    for place, colonne in enumerate(etat.colonnes):
        role = colonne.role
        if est_nombre(role):
            _lire_nombres(etat, place, analyses[place], role in requis)
        elif role in DATES:
            _lire_jours(etat, place, role in requis, anglais)
        elif role in requis and role != "client":
            etat.ecarter(~etat.reperer_remplies(place), f"{role} vide")
        if role == "client":
            etat.valeurs[colonne.nom] = etat.client


def completer_annees(etat: Etat) -> None:
    """D'un client qui a une année, une autre laissée vide est une année sans achat ; illisible, non."""
    places = [place for place, colonne in enumerate(etat.colonnes) if str(colonne.role).startswith("ca_20")]
    if len(places) < 2:
        return
    remplies = {place: etat.reperer_remplies(place) for place in places}
    connus = np.any(list(remplies.values()), axis=0) & (etat.code == 0)
    for place in places:
        vides = connus & ~remplies[place]
        if vides.any():
            etat.valeurs[etat.colonnes[place].nom][vides] = 0.0
            etat.remarques.append(
                f"« {abreger(etat.colonnes[place].entete)} » : une case vide est lue comme une année sans "
                f"achat ({compter(vides.sum(), 'ligne')})."
            )


def _lire_nombres(etat: Etat, place: int, analyse: Analyse, requis: bool) -> None:
    colonne = etat.colonnes[place]
    principal = colonne.role == MONTANTS[etat.nature]
    choisi = etat.choix.get("nombres")
    format = analyse.format or (choisi if analyse.ambigu else None)
    muets = colonne.role in ("quantite", "nb_factures") and not requis
    remplies = etat.retenues[place]
    if analyse.ambigu and not choisi and not muets:
        douter_d_un_nombre(etat, place, analyse.ambigu, remplies)
    if principal:
        verifier_devise_des_cellules(etat, place, analyse, remplies)
        etat.ttc_dans_les_cellules = analyse.ttc
    devise = etat.devise if etat.devise != "EUR" else None
    lus, fautes = lire_montants(etat.cellules[place][remplies].tolist(), colonne.role, format, devise=devise)
    if analyse.ambigu and muets and not choisi:
        ambigus = np.array([_est_ambigu(c) for c in etat.cellules[place][remplies].tolist()], dtype=bool)
        lus, fautes = np.where(ambigus, np.nan, lus), fautes | ambigus
    valeurs = np.full(etat.nombre, np.nan)
    valeurs[remplies] = np.round(lus * colonne.facteur, 10) if colonne.facteur < 1 else lus * colonne.facteur
    illisibles = np.zeros(etat.nombre, dtype=bool)
    illisibles[remplies] = fautes
    if colonne.facteur != 1:
        calcul = (
            "divisé par 100" if colonne.facteur < 1 else f"multiplié par {ecrire_nombre(colonne.facteur)}"
        )
        etat.remarques.append(f"« {colonne.entete} » : chaque nombre est {calcul}.")
    if requis:
        if analyse.etrangeres and not devise:
            etrangeres = np.zeros(etat.nombre, dtype=bool)
            etrangeres[np.flatnonzero(remplies)[list(analyse.etrangeres)]] = True
            etat.ecarter(illisibles & etrangeres, f"{colonne.role} en devise étrangère", etat.cellules[place])
        etat.ecarter(illisibles, f"{colonne.role} illisible", etat.cellules[place])
        etat.ecarter(~etat.reperer_remplies(place), f"{colonne.role} vide", etat.cellules[place])
    elif illisibles.any():
        etat.remarquer_illisibles(place, illisibles)
    etat.formats[place] = format
    etat.valeurs[colonne.nom] = valeurs


def douter_d_un_nombre(etat: Etat, place: int, ambigu: str, remplies: np.ndarray) -> None:
    """Demander ce que vaut « 12.500 »."""
    quelles = remplies & (etat.cellules[place] == ambigu)
    quelles = quelles if quelles.any() else remplies
    _, exemple = etat.citer(place, quelles)
    signe, autre = ("virgule", "point") if "," in exemple else ("point", "virgule")
    entier, decimal = _lire_deux_fois(exemple)
    etat.douter(
        "nombres",
        f"La colonne « {abreger(etat.colonnes[place].entete)} » a des nombres qui se lisent de deux façons",
        {signe: f"« {exemple} » vaut {decimal}", autre: f"« {exemple} » vaut {entier}"},
        f'choisissez nombres="{signe}" s’il vaut {decimal}, nombres="{autre}" s’il vaut {entier}',
        place,
        quelles,
    )


def _lire_jours(etat: Etat, place: int, requis: bool, anglais: bool) -> None:
    colonne = etat.colonnes[place]
    codes, distinctes = etat.lister(place)
    choisi = etat.choix.get("dates")
    dit = _MOIS_DEVANT.search(str(colonne.entete)) is not None
    lues = lire_dates(distinctes, choisi, americain=anglais or dit)
    if lues.doute:
        nature, valeur = lues.doute
        constat = {
            "mois": "semble écrire le mois avant le jour",
            "mêlés": "mêle des dates jour/mois et mois/jour",
            "américain": f"peut se lire jour/mois ou mois/jour, et {_A_L_ANGLAISE[dit]}",
            "contraire": f"ne se lit pas {choisi}, comme il a été choisi",
        }[nature]
        seul = " si c’est bien le cas" if nature == "mois" else ' ou dates="jour/mois"'
        etat.douter(
            "dates",
            f"La colonne « {abreger(colonne.entete)} » {constat}",
            {"mois/jour": "le mois est écrit avant le jour"}
            | ({} if nature == "mois" else {"jour/mois": "le jour est écrit avant le mois"}),
            f'choisissez dates="mois/jour"{seul}, ou écrivez les dates jour/mois/année dans votre tableur',
            place,
            codes == distinctes.index(valeur),
        )
    if lues.sans_preuve is not None and requis:
        etat.jour_sans_preuve = (abreger(lues.sans_preuve), str(lues.jours[lues.sans_preuve]))
    jours = np.full(len(distinctes) + 1, np.datetime64("NaT"), dtype="datetime64[us]")
    fautes: dict[str, list[int]] = {}
    for rang, valeur in enumerate(distinctes):
        lu = lues.jours[valeur]
        if est_jour(lu):
            jours[rang] = lu
        else:
            fautes.setdefault(lu, []).append(rang)
    etat.valeurs[colonne.nom] = jours[codes]
    etat.formats[place] = lues.ordre
    for faute, rangs in fautes.items():
        quelles = np.isin(codes, rangs)
        if requis:
            etat.ecarter(quelles, f"{colonne.role} {faute}", etat.cellules[place])
        else:
            etat.remarquer_illisibles(place, quelles)
    if requis:
        etat.ecarter(~etat.reperer_remplies(place), f"{colonne.role} vide", etat.cellules[place])


def _est_ambigu(cellule: object) -> bool:
    return isinstance(cellule, str) and analyser([cellule]).ambigu is not None


def _lire_deux_fois(exemple: str) -> tuple[str, str]:
    """Les deux valeurs d'un nombre ambigu, écrites à la française."""
    entier, decimal = (
        lire_montants([exemple], "", f)[0][0] for f in FORMATS[:: 1 if "," not in exemple else -1]
    )
    if np.isnan(entier) or np.isnan(decimal):
        return "le plus grand des deux", "le plus petit"
    return ecrire_nombre(float(entier), 0 if float(entier).is_integer() else 2), ecrire_nombre(
        float(decimal), 3
    )
