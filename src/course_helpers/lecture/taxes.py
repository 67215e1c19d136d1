"""S'assurer que les montants sont hors taxes."""

import numpy as np

from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.montants import analyser, lire_montants
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute
from course_helpers.lecture.roles import MONTANTS, dire_hors_taxe, lire_entete
from course_helpers.lecture.valeurs import douter_d_un_nombre
from course_helpers.nombres import abreger

_CONVERTIR = (
    "S’ils sont TTC, convertissez-les en HT dans votre tableur : divisez par 1,20 si la TVA est de 20 %."
)
_TAUX = (0.2, 0.1, 0.055, 0.021, 0.085)


def verifier_montants(etat: Etat) -> None:
    """S'assurer que les montants sont hors taxes."""
    place = etat.trouver(MONTANTS[etat.nature])
    tva, ttc = etat.trouver("tva"), etat.trouver("ttc")
    choisi = etat.choix.get("montants")
    if choisi is None and (annees := _lister_annees_vagues(etat)):
        _douter_des_annees(etat, annees)
        return
    if place is None:
        if (
            etat.nature == "clients"
            and ttc is not None
            and not any(str(c.role).startswith("ca_") for c in etat.colonnes)
        ):
            entete = etat.colonnes[ttc].entete
            raise ErreurCours(
                f"La colonne « {abreger(entete)} » est TTC, et le cours compte en HT : convertissez-la "
                "dans une colonne « CA HT » (divisez par 1,20 si la TVA est de 20 %)."
            )
        return
    colonne = etat.colonnes[place]
    if choisi == "TTC":
        _oter_la_taxe(etat, place, tva)
        return
    if etat.du_ttc:
        ttc, taxe = (f"« {abreger(etat.colonnes[p].entete)} »" for p in (place, tva))
        etat.douter(
            "montants",
            f"Aucune colonne ne donne le montant hors taxes (HT) ; {ttc} et {taxe} permettent de le calculer",
            {"TTC": f"HT = {ttc} − {taxe}, ligne par ligne, au centime"},
            'choisissez montants="TTC", et la TVA de chaque ligne en sera ôtée',
            place,
            sinon="Si une autre colonne est hors taxes, désignez-la plutôt dans les menus.",
        )
        return
    etat.montants = "HT"
    if etat.ttc_dans_les_cellules:
        quelles = etat.cellules[place] == etat.ttc_dans_les_cellules
        _douter_de_taxe(etat, place, quelles, "se disent TTC", tva is not None, sans_doute=True)
        return
    if choisi == "HT":
        return
    if dire_hors_taxe(colonne.entete):
        if _prouver_taxe(etat, place, tva, ttc, etat.code == 0) == "TTC":
            quelles = (etat.code == 0) & etat.reperer_remplies(place)
            constat = "se disent HT, mais le reste du fichier montre des montants TTC"
            _douter_de_taxe(etat, place, quelles, constat, tva is not None)
        return
    indice = lire_entete(colonne.entete, etat.nature)
    vagues = {"montant_ht": 3, "ca": 1}
    demander = (
        indice is None
        or indice.role in ("ttc", "tva", "prix_unitaire")
        or indice.rang == vagues.get(indice.role)
    )
    if tva is None and ttc is None and not demander:
        if "montant" in simplifier(colonne.entete):
            etat.remarques.append(f"« {abreger(colonne.entete)} » est lu comme un montant hors taxes.")
        return
    gardees = etat.code == 0
    preuve = _prouver_taxe(etat, place, tva, ttc, gardees)
    if preuve == "HT":
        etat.remarques.append(f"« {abreger(colonne.entete)} » est hors taxes : la TVA du fichier le montre.")
    else:
        prouve = preuve == "TTC"
        constat = "sont TTC : la TVA du fichier le montre" if prouve else "ne disent pas s’ils sont HT ou TTC"
        _douter_de_taxe(
            etat, place, gardees & etat.reperer_remplies(place), constat, tva is not None, sans_doute=prouve
        )


def _lister_annees_vagues(etat: Etat) -> list[str]:
    """Les en-têtes « 2025 » ou « Ventes 2025 » : une année, sans dire de quoi, ou sans dire HT."""
    lus = {colonne: lire_entete(colonne.entete, etat.nature) for colonne in etat.colonnes}
    return [
        colonne.entete
        for colonne, lu in lus.items()
        if lu and lu.role.startswith("ca_") and lu.rang and colonne.role in (lu.role, "ca")
    ]


def _douter_des_annees(etat: Etat, entetes: list[str]) -> None:
    cites = ", ".join(f"« {abreger(entete)} »" for entete in entetes)
    etat.doutes.append(
        Doute(
            "montants",
            f"Le titre ne dit pas si c’est un chiffre d’affaires hors taxes (HT) : {cites}",
            {"HT": "c’est le chiffre d’affaires HT de chaque client, année par année"},
            'choisissez montants="HT" si c’est le chiffre d’affaires hors taxes',
            entetes[0],
            sinon=f"{_CONVERTIR} Si c’est autre chose, ôtez leur rôle à ces colonnes dans les menus.",
        )
    )


def _prouver_taxe(
    etat: Etat, place: int, tva: int | None, ttc: int | None, gardees: np.ndarray
) -> str | None:
    """« HT » ou « TTC » si toutes les lignes le montrent, au centime."""
    montants = etat.valeurs[etat.colonnes[place].nom]

    def lire(autre: int | None) -> np.ndarray | None:
        if autre is None:
            return None
        dites = gardees & etat.reperer_remplies(autre)
        lus = np.full(etat.nombre, np.nan)
        lus[dites] = lire_montants(etat.cellules[autre][dites].tolist(), "tva")[0]
        return lus

    taxes, totaux = lire(tva), lire(ttc)
    utiles = gardees & (np.abs(montants) > 0.05)
    if totaux is not None:
        dites = utiles & ~np.isnan(totaux)
        if not dites.any():
            return None
        if (
            taxes is not None
            and (np.abs(montants + taxes - totaux)[dites] < 0.011).all()
            and (taxes[dites] != 0).any()
        ):
            return "HT"
        rapports = totaux[dites] / montants[dites]
        if (np.abs(rapports - 1) < 1e-9).all():
            return None if taxes is None or not (np.nan_to_num(taxes[dites]) != 0).any() else "TTC"
        if _sont_des_taux(rapports - 1, montants[dites]):
            return "HT"
        # Le « TTC » est plus petit que le « HT » : les deux en-têtes sont échangés.
        vides = totaux[dites] == 0
        inverses = montants[dites] / np.where(vides, 1, totaux[dites])
        return "TTC" if not vides.any() and _sont_des_taux(inverses - 1, totaux[dites]) else None
    if taxes is None:
        return None
    dites = utiles & ~np.isnan(taxes) & (taxes != 0)
    if not dites.any():
        return None
    parts, bases = taxes[dites] / montants[dites], montants[dites]
    dedans = taxes[dites] / np.where(bases == taxes[dites], np.inf, bases - taxes[dites])
    hors, toutes = (_sont_des_taux(lues, bases) for lues in (parts, dedans))
    return None if hors == toutes else "HT" if hors else "TTC"


def _oter_la_taxe(etat: Etat, place: int, tva: int | None) -> None:
    """Ramener en HT des montants TTC, si le fichier donne la TVA de chaque ligne."""
    colonne = etat.colonnes[place]
    if tva is None:
        raise ErreurCours(
            f"« {abreger(colonne.entete)} » est TTC et aucune colonne ne donne la TVA : convertissez-la "
            "en HT dans votre tableur (divisez par 1,20 si la TVA est de 20 %)."
        )
    dites = etat.reperer_remplies(tva) & (etat.code == 0)
    taxes = np.full(etat.nombre, np.nan)
    cellules = etat.cellules[tva][dites].tolist()
    analyse = analyser(cellules)
    format = (
        analyse.format or etat.choix.get("nombres") or (etat.formats.get(place) if analyse.ambigu else None)
    )
    if analyse.ambigu and not format:
        douter_d_un_nombre(etat, tva, analyse.ambigu, dites)
    taxes[dites] = lire_montants(cellules, "tva", format)[0]
    etat.ecarter(np.isnan(taxes), "TVA vide ou illisible", etat.cellules[tva])
    etat.avant_taxe = etat.valeurs[colonne.nom]
    etat.valeurs[colonne.nom] = np.round(etat.avant_taxe - taxes, 2)
    etat.montants = "TTC"
    etat.remarques.append(f"« {abreger(colonne.entete)} » est TTC : la TVA de chaque ligne en est ôtée.")


def _douter_de_taxe(
    etat: Etat, place: int, quelles: np.ndarray, constat: str, avec_tva: bool, *, sans_doute: bool = False
) -> None:
    options = {} if sans_doute else {"HT": "ils sont hors taxes"}
    geste = "convertissez-les en HT dans votre tableur (divisez par 1,20 si la TVA est de 20 %)"
    if avec_tva:
        options["TTC"] = "ils sont TTC : la TVA de chaque ligne en sera ôtée"
        geste = 'choisissez montants="TTC", et la TVA de chaque ligne en sera ôtée'
    if not sans_doute:
        geste += ', ou choisissez montants="HT" s’ils sont hors taxes'
    etat.douter(
        "montants",
        f"Les montants de « {abreger(etat.colonnes[place].entete)} » {constat}",
        options,
        geste,
        place,
        quelles if quelles.any() else None,
        sinon="" if avec_tva or not options else _CONVERTIR,
    )


def _sont_des_taux(parts: np.ndarray, bases: np.ndarray) -> bool:
    """Si chaque part est un taux de TVA français, à l'arrondi du centime près."""
    marges = 0.011 / np.maximum(np.abs(bases), 0.01)
    return bool((np.abs(parts[:, None] - np.array(_TAUX)).min(axis=1) <= marges).all())
