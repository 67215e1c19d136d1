"""Rendre ce qu'une étude a compris : le rapport, le plan, le tableau."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.entetes import conseiller
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import lire_montants
from course_helpers.lecture.plan import Plan
from course_helpers.lecture.roles import (
    AIDES,
    DATES,
    MONTANTS,
    NOMBRES,
    lister_manquants,
)
from course_helpers.nombres import abreger

_TOTAUX = ("ligne vide", "ligne de total", "sous-total d’un client", "en-têtes répétés", "total répété")

APERCU = 10  # lignes
_TITRES = 30  # lignes du début, parmi lesquelles se choisit celle des en-têtes
_CITES = 6  # cellules de chacune


@dataclass(frozen=True)
class Esquisse:
    """Ce que l'on voit d'un tableau avant de savoir le lire, et ce que l'on peut y choisir.

    Parameters
    ----------
    plan : Plan
        Ses colonnes, et les rôles que disent leurs en-têtes ; aucune ligne n'est encore jugée.
    debut : pandas.DataFrame
        Les dix premières lignes, telles qu'elles sont écrites ; une colonne par en-tête.
    titres : dict[int, str]
        Les premières lignes du fichier, par numéro : l'une porte les en-têtes.
    feuilles : tuple of str
        Celles du classeur qui ne sont pas vides, la feuille lue d'abord.
    manquent : tuple of str
        Les rôles sans lesquels rien ne se lit, et qu'aucune colonne n'a.
    conseils : tuple of str
        Ce que d'autres colonnes ont alors de trompeur.
    """

    plan: Plan
    debut: pd.DataFrame
    titres: dict[int, str]
    feuilles: tuple[str, ...] = ()
    manquent: tuple[str, ...] = ()
    conseils: tuple[str, ...] = ()


def esquisser(etat: Etat, plan: Plan) -> Esquisse:
    """Montrer le début d'une grille : voir ``esquisser_lecture``."""
    grille, cellules = etat.grille, etat.cellules
    debut = {
        colonne.entete: ["" if c is None else str(c) for c in cellules[place][:APERCU]]
        for place, colonne in enumerate(etat.colonnes)
    }
    titres = {}
    for rang in range(min(_TITRES, grille.hauteur)):
        cites = [abreger(cellule) for cellule in grille.donner_ligne(rang) if cellule is not None]
        if cites:
            titres[int(grille.numeros[rang])] = ", ".join(cites[:_CITES]) + " …" * (len(cites) > _CITES)
    numero = plan.ligne_entetes
    if numero not in titres:
        titres[numero] = ", ".join(abreger(colonne.entete) for colonne in etat.colonnes[:_CITES])
    feuille = grille.origine.get("feuille")
    autres = grille.origine.get("autres_feuilles", ())
    presents = {colonne.role for colonne in etat.colonnes}
    manquent = lister_manquants(presents, etat.nature)
    return Esquisse(
        plan,
        pd.DataFrame(debut),
        dict(sorted(titres.items())),
        (feuille, *autres) if autres else (),
        tuple(role for role in manquent if role != "facture"),  # ce qui vaut un achat se demande
        tuple(conseiller(manquent, presents, etat.entetes.textes)),
    )


def faire_rapport(etat: Etat) -> dict:
    """Compter ce qui est lu, gardé, écarté, et dire pourquoi."""
    effectifs = np.bincount(etat.code, minlength=len(etat.raisons))
    ecartees = {}
    nom = MONTANTS.get(etat.nature)
    for rang, raison in enumerate(etat.raisons[1:], 1):
        places = np.flatnonzero(etat.code == rang)
        if not len(places):
            continue
        cellules = etat.exemples[raison]
        exemple = (etat.premieres if cellules is None else cellules)[places[0]]
        situees = [etat.grille.situer(int(etat.numeros[place])) for place in places[:10]]
        ecartees[raison] = {
            "nombre": int(effectifs[rang]),
            "lignes": [ligne for ligne, _ in situees],
            "exemple": abreger(exemple),
        }
        if etat.grille.debuts:
            ecartees[raison]["fichiers"] = [fichier for _, fichier in situees]
        if raison not in _TOTAUX and (total := _sommer_ecartees(etat, nom, places)):
            ecartees[raison]["montant"] = total
    rapport = {
        "lignes_lues": etat.nombre,
        "lignes_gardees": int(effectifs[0]),
        "lignes_ecartees": int(etat.nombre - effectifs[0]),
        "ecartees": ecartees,
        "lignes_preambule": etat.entetes.rang,
        **etat.grille.origine,
    }
    if etat.remarques:
        rapport["remarques"] = [typographier(remarque) for remarque in etat.remarques]
    return rapport


def _sommer_ecartees(etat: Etat, nom: str | None, places: np.ndarray) -> float | None:
    """Le total des montants écartés qui se lisent."""
    place = etat.trouver(nom) if nom else None
    if place is None or etat.du_prix or len(places) > 50_000:
        return None
    cellules = [c for c in etat.cellules[place][places].tolist() if c is not None]
    try:
        lus, _ = lire_montants(cellules, nom, etat.formats.get(place))
    except ErreurCours:
        return None
    total = float(np.nansum(lus)) * etat.colonnes[place].facteur
    return round(total, 2) if total and np.isfinite(total) else None


def faire_plan(etat: Etat, format: str, fichiers: list[str]) -> Plan:
    """Dire comment des fichiers de ce format seront lus."""
    colonnes = tuple(
        replace(colonne, format=etat.formats.get(place))
        for place, colonne in enumerate(etat.colonnes)
        if colonne.entete
    )
    if etat.du_ttc or etat.du_prix:  # elle le reste aux yeux du lecteur, même si un montant HT s'en déduit
        montant, ecrit = MONTANTS[etat.nature], "ttc" if etat.du_ttc else "prix_unitaire"
        colonnes = tuple(replace(c, role=ecrit) if c.role == montant else c for c in colonnes)
    rapport = faire_rapport(etat)
    nombres = {c.format for c in colonnes if c.role in NOMBRES} - {None}
    jours = {c.format for c in colonnes if c.role in DATES} - {None}
    return Plan(
        nature=etat.nature,
        format=format,
        fichiers=tuple(fichiers),
        encodage=etat.grille.origine.get("encodage"),
        separateur=etat.grille.origine.get("separateur"),
        feuille=etat.grille.origine.get("feuille"),
        ligne_entetes=int(etat.grille.numeros[etat.entetes.rang]),
        colonnes=colonnes,
        jour_sans_preuve=etat.jour_sans_preuve,
        dates=etat.choix.get("dates") or (jours.pop() if len(jours) == 1 else None),
        nombres=etat.choix.get("nombres") or (nombres.pop() if len(nombres) == 1 else None),
        montants=etat.montants,
        devise=etat.devise,
        avoirs=etat.avoirs,
        repetitions=etat.repetitions,
        suites=etat.suites,
        statuts=etat.statuts,
        types=etat.types,
        ecartees=rapport["ecartees"],
        remarques=tuple(rapport.get("remarques", ())),
        doutes=tuple(etat.doutes),
        choix=etat.choix,
    )


def dresser(etat: Etat) -> pd.DataFrame:
    """Faire le tableau, si rien n'est en doute.

    Raises
    ------
    ErreurCours
        Les doutes, un par phrase ; « Rien de lisible sur 2 lignes : … »
    """
    if etat.doutes:
        raise ErreurCours(" ".join(doute.ecrire() for doute in etat.doutes[:4]))
    rapport = faire_rapport(etat)
    gardees = etat.code == 0
    if not gardees.any():
        _refuser_tout(etat, rapport)
    colonnes = {}
    if etat.nature != "table" and etat.trouver("client") is None:
        colonnes["client"] = _ecrire_textes(etat.client[gardees])
    for place, colonne in enumerate(etat.colonnes):
        valeurs = etat.valeurs.get(colonne.nom) if colonne.role and colonne.role not in AIDES else None
        if valeurs is None:
            cellules = etat.cellules[place][gardees]
            reconnue = colonne.role and colonne.role not in AIDES
            colonnes[colonne.nom] = _ecrire_textes(cellules) if reconnue else cellules.tolist()
        else:
            valeurs = valeurs[gardees]
            colonnes[colonne.nom] = _ecrire_textes(valeurs) if valeurs.dtype == object else valeurs
    table = pd.DataFrame(colonnes)
    table.attrs["rapport"] = rapport
    return table


def _refuser_tout(etat: Etat, rapport: dict) -> None:
    raisons = " ; ".join(
        f"{raison}, {cas['nombre']} fois, d’abord en ligne {cas['lignes'][0]}"
        + (f" de « {abreger(cas['fichiers'][0])} »" if "fichiers" in cas else "")
        for raison, cas in rapport["ecartees"].items()
    )
    vides = all(raison.endswith("vide") for raison in rapport["ecartees"])
    if etat.grille.sans_resultat and vides:
        conseil = (
            "Ces cellules contiennent des formules jamais calculées : ouvrez le classeur dans votre tableur, "
            "enregistrez-le, puis relisez-le."
        )
    else:
        exemples = {
            raison: cas["exemple"]
            for raison, cas in rapport["ecartees"].items()
            if raison.split()[-1] in ("illisible", "impossible", "ambiguë")
        }
        conseil = " ".join(
            f"« {exemple} » : écrivez "
            f"{'une date comme 31/12/2025' if raison.startswith('date') else 'un nombre comme 1 234,50'}."
            for raison, exemple in list(exemples.items())[:2]
        )
    raise ErreurCours(
        f"Rien de lisible sur {compter(rapport['lignes_lues'], 'ligne')} : {raisons}. {conseil}".strip()
    )


def _ecrire_textes(cellules: np.ndarray) -> list:
    """Des textes : un numéro lu dans un classeur perd sa virgule."""
    if pd.api.types.infer_dtype(cellules, skipna=True) in ("string", "empty"):
        return cellules.tolist()
    return [None if cellule is None else _ecrire_texte(cellule) for cellule in cellules.tolist()]


def _ecrire_texte(cellule: object) -> str:
    return str(int(cellule)) if isinstance(cellule, float) and cellule.is_integer() else str(cellule)
