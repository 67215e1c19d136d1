"""Le tableau de bord : cinq indicateurs du mois, leur cible, leur écart, et la décision que l'écart appelle.

Les montants sont comptés en centimes entiers ; une cible est une fraction exacte, et un écart se compare
avant tout arrondi.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, nan
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from course_helpers.controles import (
    compter_centimes,
    exiger_choix,
    exiger_entier,
    exiger_nombre,
    exiger_nombres,
    exiger_table,
)
from course_helpers.ecriture import MOIS
from course_helpers.erreurs import ErreurCours
from course_helpers.etude import unifier_noms
from course_helpers.risque import lister_ouvertes

SENS = ("hausse", "baisse")  # ce qui est favorable : monter, ou descendre
REPARTITIONS: Mapping[str, str] = MappingProxyType(
    {"saison": "le même mois de l’an dernier", "douzieme": "un douzième de l’année"}
)


class Indicateur(NamedTuple):
    """Un indicateur du tableau de bord.

    Attributes
    ----------
    nom : str
    unite : str
        « € », « clients » ou « % ».
    sens : str
        « hausse » si monter est favorable, « baisse » sinon.
    atteinte, manquee : str
        Ce que l'on décide, selon que la cible est atteinte ou non.
    """

    nom: str
    unite: str
    sens: str
    atteinte: str
    manquee: str


INDICATEURS: Mapping[str, Indicateur] = MappingProxyType(
    {
        "mois": Indicateur(
            "CA HT du mois",
            "€",
            "hausse",
            "regarder si une seule grosse commande l’explique",
            "appeler les clients habituels qui n’ont pas commandé",
        ),
        "cumul": Indicateur(
            "CA HT depuis janvier",
            "€",
            "hausse",
            "garder le plan d’action",
            "revoir le plan d’action",
        ),
        "actifs": Indicateur(
            "Clients actifs sur douze mois",
            "clients",
            "hausse",
            "garder le rythme des visites",
            "appeler les clients sans facture depuis 90 jours",
        ),
        "nouveaux": Indicateur(
            "Nouveaux clients depuis janvier",
            "clients",
            "hausse",
            "garder le temps donné aux prospects",
            "faire les visites prévues aux prospects",
        ),
        "echu": Indicateur(
            "Part échue de l’encours",
            "%",
            "baisse",
            "garder le rythme des relances",
            "relancer les factures échues",
        ),
    }
)


def comparer_cibles(releve: pd.DataFrame) -> pd.DataFrame:
    """Comparer des résultats à leur cible, dans le sens qui est favorable à chacun.

    Parameters
    ----------
    releve : DataFrame
        Une ligne par indicateur : ``realise`` et ``cible`` (même unité), ``sens`` (« hausse » si monter est
        favorable, « baisse » sinon). Les autres colonnes restent.

    Returns
    -------
    DataFrame
        Les lignes reçues, dans leur ordre, et : ``ecart`` (réalisé − cible, dans leur unité), ``ecart_pct``
        (le même, en % de la cible ; vide si elle est nulle), ``atteint`` (comparé exactement : à la cible
        tout juste, elle est atteinte).

    Raises
    ------
    ErreurCours
        Colonne absente, nombre illisible, sens inconnu.

    Examples
    --------
    >>> releve = pd.DataFrame({"realise": [95, 26], "cible": [100, 20], "sens": ["hausse", "baisse"]})
    >>> comparer_cibles(releve)[["ecart", "ecart_pct", "atteint"]]
       ecart  ecart_pct  atteint
    0   -5.0       -5.0    False
    1    6.0       30.0    False
    """
    exiger_table(releve, "realise", "cible", "sens")
    for sens in releve["sens"]:
        exiger_choix("Sens inconnu", sens, SENS)
    ecarts = [
        realise - cible
        for realise, cible in zip(
            exiger_nombres(releve["realise"]), exiger_nombres(releve["cible"]), strict=True
        )
    ]
    cibles = exiger_nombres(releve["cible"])
    return releve.assign(
        ecart=[float(ecart) for ecart in ecarts],
        ecart_pct=[
            float(100 * ecart / cible) if cible else nan for ecart, cible in zip(ecarts, cibles, strict=True)
        ],
        atteint=[
            ecart >= 0 if sens == "hausse" else ecart <= 0
            for ecart, sens in zip(ecarts, releve["sens"], strict=True)
        ],
    )


def repartir_objectif(objectif: float, mois_passes: pd.Series) -> pd.Series:
    """Répartir un objectif annuel sur douze mois, comme l'an dernier s'est réparti.

    Parameters
    ----------
    objectif : float
        L'objectif de l'année, en €.
    mois_passes : Series
        Les douze mois de l'an dernier, en €.

    Returns
    -------
    Series
        La cible de chaque mois, en €, au même index : objectif × mois ÷ année.

    Raises
    ------
    ErreurCours
        Il n'y a pas douze mois, leur total est nul, un nombre est illisible.

    Examples
    --------
    >>> repartir_objectif(2400, pd.Series([150] * 11 + [350])).iloc[[0, 11]].tolist()
    [180.0, 420.0]
    """
    lus = exiger_nombres(mois_passes)
    if len(lus) != 12 or sum(lus) <= 0:
        raise ErreurCours("Donnez douze mois de l’an dernier, dont le total dépasse zéro.")
    vise = exiger_nombre("objectif", objectif, 0)
    return pd.Series([float(vise * lu / sum(lus)) for lu in lus], index=mois_passes.index)


def tenir_tableau(
    factures: pd.DataFrame,
    reglements: pd.DataFrame,
    mois: int,
    *,
    hausse_pct: float = 3,
    nouveaux_vises: int = 36,
    echu_max_pct: float = 20,
    repartition: str = "saison",
) -> pd.DataFrame:
    """Tenir le tableau de bord d'un mois de la dernière année des factures.

    Parameters
    ----------
    factures : DataFrame
        Deux années : ``date``, ``client``, ``montant_ht`` (€, négatif pour un avoir).
    reglements : DataFrame
        Comme :func:`course_helpers.risque.lire_reglements`.
    mois : int
        De 1 à 12.
    hausse_pct : float
        Ce que le CA de l'année doit gagner sur l'an dernier, en %.
    nouveaux_vises : int
        Les nouveaux clients visés dans l'année ; au mois m, la cible est m/12, arrondie au client supérieur.
    echu_max_pct : float
        La part échue de l'encours à ne pas dépasser, en %.
    repartition : {"saison", "douzieme"}
        La cible d'un mois : le même mois de l'an dernier plus la hausse, ou un douzième de l'année.

    Returns
    -------
    DataFrame
        Une ligne par clé d'``INDICATEURS`` (l'index) : ``indicateur``, ``unite``, ``sens``, ``realise``,
        ``cible``, ce qu'ajoute :func:`comparer_cibles`, et ``decision``. ``attrs`` : ``mois``, ``annee``,
        ``encours`` et ``echu`` (€ TTC), ``objectif`` (€ de CA dans l'année), ``reste_par_mois`` (€ à vendre
        chaque mois pour l'atteindre ; vide en décembre), ``nouveaux_du_mois``, ``echu_incomplet`` (vrai dans
        les trois premiers mois du suivi des règlements : les factures d'avant n'y sont pas).

    Raises
    ------
    ErreurCours
        Une seule année de factures, mois hors de 1 à 12, répartition inconnue, réglage hors bornes.

    Notes
    -----
    Un client actif a une facture dans les douze derniers mois ; sa cible est le nombre de clients de l'an
    dernier. Un nouveau client a une facture cette année, et aucune l'année d'avant. Un avoir n'est pas un
    achat. L'encours est en TTC : c'est ce que le client doit.

    Examples
    --------
    >>> jours = pd.to_datetime(["2024-01-10", "2024-02-10", "2025-01-10", "2025-02-10"])
    >>> factures = pd.DataFrame({"date": jours, "client": ["Gîte", "Gîte", "Gîte", "Hôtel"],
    ...                          "montant_ht": [100.0, 100.0, 90.0, 120.0]})
    >>> reglements = pd.DataFrame({"facture": ["F1"], "client": ["Gîte"], "montant_ttc": [108.0],
    ...                            "date": jours[[2]], "echeance": pd.to_datetime(["2025-02-09"]),
    ...                            "reglement": pd.to_datetime([None])})
    >>> tenir_tableau(factures, reglements, 2)[["realise", "cible", "atteint"]]
              realise  cible  atteint
    mois        120.0  103.0     True
    cumul       210.0  206.0     True
    actifs        2.0    1.0     True
    nouveaux      1.0    6.0    False
    echu        100.0   20.0    False
    """
    exiger_table(factures, "date", "client", "montant_ht", vide=False)
    mois = exiger_entier("mois", mois, 1, 12)
    hausse = 1 + exiger_nombre("hausse_pct", hausse_pct, -100, 1000) / 100
    nouveaux_vises = exiger_entier("nouveaux_vises", nouveaux_vises, 0)
    echu_max = exiger_nombre("echu_max_pct", echu_max_pct, 0, 100)
    exiger_choix("Répartition inconnue", repartition, tuple(REPARTITIONS))
    (lignes,) = unifier_noms(factures)
    lignes = lignes.assign(centimes=compter_centimes(factures["montant_ht"]))
    annee = int(lignes["date"].dt.year.max())
    avant, cette = (lignes[lignes["date"].dt.year == an] for an in (annee - 1, annee))
    if avant.empty:
        raise ErreurCours(
            f"Les factures de {annee - 1} manquent : le tableau de bord compare {annee} à l’année d’avant."
        )
    par_mois = [
        table.groupby(table["date"].dt.month)["centimes"].sum().reindex(range(1, 13), fill_value=0)
        for table in (avant, cette)
    ]
    passe, present = ([int(centimes) for centimes in serie] for serie in par_mois)
    objectif = sum(passe) * hausse
    vises = [objectif / 12 if repartition == "douzieme" else passe[rang] * hausse for rang in range(12)]
    fin = pd.Timestamp(annee, mois, 1) + pd.offsets.MonthEnd(0)
    achats = lignes[(lignes["centimes"] > 0) & (lignes["date"] <= fin)]
    anciens = set(avant.loc[avant["centimes"] > 0, "client"])
    jusqu_ici = achats[achats["date"].dt.year == annee]
    nouveaux = set(jusqu_ici["client"]) - anciens
    deja = set(jusqu_ici.loc[jusqu_ici["date"].dt.month < mois, "client"])
    douze_mois = achats[achats["date"] > fin - pd.DateOffset(months=12)]
    ouvertes = lister_ouvertes(reglements, fin)
    dus = compter_centimes(ouvertes["montant_ttc"])
    encours, echu = int(dus.sum()), int(dus[(ouvertes["retard"] > 0).to_numpy()].sum())
    cumul = sum(present[:mois])
    mesures = {
        "mois": (Fraction(present[mois - 1], 100), vises[mois - 1] / 100),
        "cumul": (Fraction(cumul, 100), sum(vises[:mois]) / 100),
        "actifs": (Fraction(douze_mois["client"].nunique()), Fraction(len(anciens))),
        "nouveaux": (Fraction(len(nouveaux)), Fraction(ceil(Fraction(nouveaux_vises * mois, 12)))),
        "echu": (Fraction(100 * echu, encours) if encours else Fraction(0), echu_max),
    }
    tableau = _comparer(mesures)
    premier = reglements["date"].min()
    tableau.attrs = {
        "mois": mois,
        "annee": annee,
        "encours": encours / 100,
        "echu": echu / 100,
        "objectif": float(objectif / 100),
        "reste_par_mois": float((objectif - cumul) / 100 / (12 - mois)) if mois < 12 else nan,
        "nouveaux_du_mois": len(nouveaux - deja),
        "nouveaux_vises": nouveaux_vises,
        "echu_incomplet": bool(fin < premier + pd.DateOffset(months=3)),
    }
    return tableau


def _comparer(mesures: Mapping[str, tuple[Fraction, Fraction]]) -> pd.DataFrame:
    """Comparer chaque mesure exacte à sa cible, et dire la décision."""
    releve = pd.DataFrame(
        {
            "indicateur": [INDICATEURS[cle].nom for cle in mesures],
            "unite": [INDICATEURS[cle].unite for cle in mesures],
            "sens": [INDICATEURS[cle].sens for cle in mesures],
            "realise": [realise for realise, _ in mesures.values()],
            "cible": [cible for _, cible in mesures.values()],
        },
        index=list(mesures),
    )
    compare = comparer_cibles(releve)
    return compare.assign(
        realise=compare["realise"].astype(float),
        cible=compare["cible"].astype(float),
        decision=[
            INDICATEURS[cle].atteinte if atteint else INDICATEURS[cle].manquee
            for cle, atteint in compare["atteint"].items()
        ],
    )


def nommer_mois(mois: int, annee: int) -> str:
    """Nommer un mois.

    Examples
    --------
    >>> nommer_mois(9, 2025)
    'septembre 2025'
    """
    return f"{MOIS[mois - 1]} {annee}"
