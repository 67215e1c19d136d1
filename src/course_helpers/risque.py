"""Le risque client : ce que les clients doivent, depuis quand, ce que leur retard coûte, et qui relancer.

Les montants sont comptés en centimes entiers et rendus en euros TTC : c'est ce que le client doit. Un jour de
retard compte à partir du lendemain de l'échéance : le jour même, la facture n'est pas échue.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd

from course_helpers.controles import (
    compter_centimes,
    exiger_dates,
    exiger_entier,
    exiger_nombre,
    exiger_noms,
    exiger_table,
    lire_date,
    refuser_lignes,
    refuser_vides,
)
from course_helpers.donnees import lire_colonnes
from course_helpers.ecriture import FINE, compter
from course_helpers.erreurs import ErreurCours

INDEMNITE = 40  # € par facture en retard, entre professionnels (C. com., art. D. 441-5)
JOURS_AN = 365  # un taux de pénalité est annuel
TRANCHES = ("non échu", "1 à 30 jours", "31 à 60 jours", "61 à 90 jours", "plus de 90 jours")
_BORNES = (0, 30, 60, 90)  # jours de retard où finit chaque tranche, sauf la dernière
# Ce que l'on fait d'une facture, selon ses jours de retard : les seuils sont ceux du cours.
RELANCES = ("aucune", "relance amiable", "relance ferme", "mise en demeure", "recouvrement")
SEUILS_RELANCE = (1, 16, 31, 61)
_ETAPES = ("La relance amiable", "La relance ferme", "La mise en demeure", "Le recouvrement")
# La grille de solvabilité du cours : critère → (jusqu'où l'on a 2 points, jusqu'où l'on en a 1).
GRILLE = {
    "retard_moyen": (5, 30),  # jours
    "part_plafond_pct": (80, 100),  # encours ÷ plafond, en %
    "part_60_pct": (0, 25),  # part de l'encours en retard de plus de 60 jours, en %
    "impayes": (0, 1),  # nombre signalé en deux ans
}
_ANCIENNETE = (3, 1)  # années : à partir d'où l'on a 2 points, puis 1 point
AVIS = {8: "livrer aux conditions habituelles", 5: "livrer sous conditions", 0: "payer à la commande"}
_COLONNES = {
    "N° facture": "facture",
    "Client": "client",
    "Date facture": "date",
    "Date échéance": "echeance",
    "Montant TTC": "montant_ttc",
    "Date règlement": "reglement",
}


def lire_reglements(fichier) -> pd.DataFrame:
    """Lire un suivi des règlements : une ligne par facture.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``reglements-2025.csv``.

    Returns
    -------
    DataFrame
        ``facture``, ``client``, ``date``, ``echeance``, ``montant_ttc`` (€), ``reglement`` (vide si la
        facture n'est pas réglée), dans l'ordre du fichier.

    Raises
    ------
    ErreurCours
        Une colonne manque, une date ou un montant ne se lit pas.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> lire_reglements(chemin("reglements-2025.csv")).head(2)[["facture", "montant_ttc"]]
         facture  montant_ttc
    0  FA25-0001      1559.05
    1  FA25-0002       770.04
    """
    dates = ("date", "echeance", "reglement")
    return lire_colonnes(fichier, _COLONNES, dates_vides=dates, nombres=("montant_ttc",))


def fixer_echeance(jour: str | date, delai: int, *, fin_de_mois: bool = False) -> pd.Timestamp:
    """Fixer l'échéance d'une facture.

    Parameters
    ----------
    jour : str or date
        La date de la facture.
    delai : int
        En jours, de 0 à 120.
    fin_de_mois : bool
        Vrai pour « 45 jours fin de mois » : on ajoute le délai, puis on va à la fin du mois où l'on tombe.
        D'autres vont d'abord à la fin du mois, puis ajoutent le délai : le contrat dit lequel.

    Returns
    -------
    Timestamp

    Raises
    ------
    ErreurCours
        Date illisible ; délai qui n'est pas un nombre entier de jours de 0 à 120.

    Examples
    --------
    >>> fixer_echeance("15/11/2025", 30), fixer_echeance("15/11/2025", 45, fin_de_mois=True)
    (Timestamp('2025-12-15 00:00:00'), Timestamp('2025-12-31 00:00:00'))
    """
    jours = exiger_entier("delai", delai, 0, 120, "un nombre entier de jours")
    echeance = lire_date(jour) + pd.Timedelta(days=jours)
    return echeance + pd.offsets.MonthEnd(0) if fin_de_mois else echeance


def lister_ouvertes(factures: pd.DataFrame, a_la_date: str | date) -> pd.DataFrame:
    """Lister les factures émises et pas encore réglées à une date, avec leur retard.

    Parameters
    ----------
    factures : DataFrame
        Comme le résultat de :func:`lire_reglements`.
    a_la_date : str or date
        Une facture de ce jour compte ; un règlement de ce jour aussi.

    Returns
    -------
    DataFrame
        Les lignes ouvertes, dans leur ordre, et deux colonnes : ``retard`` (jours après l'échéance, 0 si elle
        n'est pas passée) et ``tranche`` (une de ``TRANCHES``).

    Raises
    ------
    ErreurCours
        Colonne absente, client, date ou échéance manquante, échéance ou règlement avant la facture, montant
        illisible ou négatif.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": ["F1", "F2"], "client": ["Hôtel", "Hôtel"], "montant_ttc": [1200, 600],
    ...     "date": pd.to_datetime(["2025-10-01", "2025-12-15"]),
    ...     "echeance": pd.to_datetime(["2025-10-31", "2026-01-14"]),
    ...     "reglement": pd.to_datetime([None, None]),
    ... })
    >>> lister_ouvertes(factures, "31/12/2025")[["facture", "retard", "tranche"]]
      facture  retard        tranche
    0      F1      61  61 à 90 jours
    1      F2       0       non échu
    """
    _controler(factures)
    jour = lire_date(a_la_date)
    ouvertes = factures[(factures["date"] <= jour) & ~(factures["reglement"] <= jour)]
    retard = (jour - ouvertes["echeance"]).dt.days.clip(lower=0)
    rangs = np.searchsorted(_BORNES, retard.to_numpy())
    return ouvertes.assign(
        retard=retard, tranche=pd.Categorical.from_codes(rangs, categories=list(TRANCHES), ordered=True)
    ).reset_index(drop=True)


def dresser_balance(ouvertes: pd.DataFrame) -> pd.DataFrame:
    """Dresser la balance âgée : ce que chaque client doit, par ancienneté de retard.

    Parameters
    ----------
    ouvertes : DataFrame
        Le résultat de :func:`lister_ouvertes`.

    Returns
    -------
    DataFrame
        Une ligne par client qui doit quelque chose : ``client``, une colonne par tranche de ``TRANCHES``,
        ``encours`` et ``echu`` (€ TTC) ; du plus gros montant échu au plus petit, puis par encours, puis par
        nom.

    Raises
    ------
    ErreurCours
        La table ne vient pas de :func:`lister_ouvertes`.

    Examples
    --------
    >>> ouvertes = pd.DataFrame({"client": ["Hôtel"] * 2, "montant_ttc": [1200, 600.5], "retard": [61, 0],
    ...                          "tranche": ["61 à 90 jours", "non échu"]})
    >>> dresser_balance(ouvertes)[["client", "non échu", "61 à 90 jours", "encours", "echu"]]
      client  non échu  61 à 90 jours  encours    echu
    0  Hôtel     600.5         1200.0   1800.5  1200.0
    """
    exiger_table(ouvertes, "client", "montant_ttc", "retard", "tranche", vide=True)
    centimes = pd.DataFrame(
        {
            "client": ouvertes["client"].to_numpy(),
            "tranche": ouvertes["tranche"].astype(str).to_numpy(),
            "du": compter_centimes(ouvertes["montant_ttc"]),
        }
    )
    balance = centimes.pivot_table(
        index="client", columns="tranche", values="du", aggfunc="sum", fill_value=0
    )
    balance = balance.reindex(columns=list(TRANCHES), fill_value=0).astype("int64")
    balance["encours"] = balance[list(TRANCHES)].sum(axis=1)
    balance["echu"] = balance["encours"] - balance["non échu"]
    balance = balance.rename_axis(columns=None).reset_index()
    balance = balance.sort_values(["echu", "encours", "client"], ascending=[False, False, True])
    montants = [*TRANCHES, "encours", "echu"]
    balance[montants] = balance[montants] / 100
    return balance.reset_index(drop=True)


def comparer_plafonds(balance: pd.DataFrame, plafonds: Mapping[str, float]) -> pd.DataFrame:
    """Comparer l'encours de chaque client à son plafond.

    Parameters
    ----------
    balance : DataFrame
        Colonnes ``client`` et ``encours`` (€ TTC).
    plafonds : mapping
        Client → plafond, en € TTC, plus grand que zéro.

    Returns
    -------
    DataFrame
        ``client``, ``encours``, ``plafond``, ``depassement`` (€, 0 si le plafond tient), ``disponible`` (€,
        ce que le client peut encore acheter à crédit) et ``part_plafond_pct`` (encours ÷ plafond, en %),
        dans l'ordre reçu.

    Raises
    ------
    ErreurCours
        Un client sans plafond (« Colonne « client » : sans plafond (1 ligne)… »), un plafond impossible.

    Examples
    --------
    >>> balance = pd.DataFrame({"client": ["Hôtel", "Mairie"], "encours": [1800, 500]})
    >>> comparer_plafonds(balance, {"Hôtel": 1500, "Mairie": 2000})[["depassement", "disponible"]]
       depassement  disponible
    0        300.0         0.0
    1          0.0      1500.0
    """
    exiger_table(balance, "client", "encours", vide=True)
    exiger_noms(balance["client"])
    sans = ~balance["client"].isin(list(plafonds))
    refuser_lignes(balance["client"], sans, "sans plafond", "donnez-lui un plafond d’encours")
    encours = compter_centimes(balance["encours"], avoirs=False)
    siens = pd.Series([plafonds[nom] for nom in balance["client"]], name="plafond")
    permis = compter_centimes(siens)
    refuser_lignes(siens, permis <= 0, "plafond nul ou négatif", "donnez un montant en euros")
    return pd.DataFrame(
        {
            "client": balance["client"].to_numpy(),
            "encours": encours / 100,
            "plafond": permis / 100,
            "depassement": np.maximum(encours - permis, 0) / 100,
            "disponible": np.maximum(permis - encours, 0) / 100,
            "part_plafond_pct": 100 * encours / permis,
        }
    )


def mesurer_delais(factures: pd.DataFrame, a_la_date: str | date) -> pd.Series:
    """Mesurer en combien de jours les clients règlent, sur les factures déjà réglées à une date.

    Parameters
    ----------
    factures, a_la_date
        Comme :func:`lister_ouvertes`.

    Returns
    -------
    Series
        ``reglees`` (nombre de factures), ``delai_moyen`` (jours de la facture au règlement) et
        ``retard_moyen`` (jours après l'échéance ; une avance compte pour 0), pondérés par les montants TTC.

    Raises
    ------
    ErreurCours
        « Aucune facture n'est réglée au … : choisissez une date plus tardive. », et les refus de
        :func:`lister_ouvertes`.

    Notes
    -----
    Les factures impayées n'y sont pas : un mauvais payeur récent n'allonge pas encore ce délai. On le lit
    toujours avec la balance âgée.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": ["F1", "F2"], "client": ["Hôtel", "Mairie"], "montant_ttc": [3000, 1000],
    ...     "date": pd.to_datetime(["2025-10-01", "2025-10-01"]),
    ...     "echeance": pd.to_datetime(["2025-10-31", "2025-10-31"]),
    ...     "reglement": pd.to_datetime(["2025-10-21", "2025-11-30"]),
    ... })
    >>> mesurer_delais(factures, "31/12/2025").to_dict()
    {'reglees': 2, 'delai_moyen': 30.0, 'retard_moyen': 7.5}

    References
    ----------
    Moyenne pondérée : Σ montant × jours ÷ Σ montant.
    """
    _controler(factures)
    jour = lire_date(a_la_date)
    reglees = factures[factures["reglement"] <= jour]
    centimes = compter_centimes(reglees["montant_ttc"])
    total = int(centimes.sum())
    if not total:
        raise ErreurCours(
            f"Aucune facture n’est réglée au {jour:%d/%m/%Y} : choisissez une date plus tardive."
        )
    delais = (reglees["reglement"] - reglees["date"]).dt.days.to_numpy()
    retards = (reglees["reglement"] - reglees["echeance"]).dt.days.clip(lower=0).to_numpy()
    return pd.Series(
        {
            "reglees": len(reglees),
            "delai_moyen": int((centimes * delais).sum()) / total,
            "retard_moyen": int((centimes * retards).sum()) / total,
        },
        dtype=object,
    )


def estimer_delai(encours: float, ca_ttc: float, *, jours: int = 360) -> float:
    """Estimer le délai de règlement depuis le bilan, quand on n'a pas les dates de règlement.

    Parameters
    ----------
    encours : nombre
        Ce que les clients doivent, en € TTC.
    ca_ttc : nombre
        Le chiffre d'affaires de l'année, en € TTC, plus grand que zéro.
    jours : int
        Jours de l'année : 360 ou 365, selon les ouvrages.

    Returns
    -------
    float
        Des jours.

    Raises
    ------
    ErreurCours
        Un montant négatif, un chiffre d'affaires nul.

    Examples
    --------
    >>> estimer_delai(200_000, 1_600_000)
    45.0

    References
    ----------
    Analyse financière : créances clients TTC ÷ chiffre d'affaires TTC × 360.
    """
    du = exiger_nombre("encours", encours, 0, quoi="un montant")
    ca = exiger_nombre("ca_ttc", ca_ttc, Fraction(1, 100), quoi="un montant")
    return float(du / ca * exiger_entier("jours", jours, 1, 366))


def calculer_penalites(montant_ttc: float, retard: int, taux_annuel: float) -> float:
    """Calculer les pénalités de retard d'une facture, sans l'indemnité forfaitaire.

    Parameters
    ----------
    montant_ttc : nombre
        La somme due, en € TTC.
    retard : int
        En jours, après l'échéance.
    taux_annuel : nombre
        Fraction : 0,12 pour 12 % l'an.

    Returns
    -------
    float
        ``montant × taux × retard / 365``, en €, au centime le plus proche (un demi-centime monte).

    Raises
    ------
    ErreurCours
        Montant ou retard négatif ; taux qui n'est pas une fraction : « donnez un taux (0,12 pour 12 %) ».

    Examples
    --------
    >>> calculer_penalites(3650, 45, 0.12)
    54.0
    """
    du = exiger_nombre("montant_ttc", montant_ttc, 0, quoi="un montant")
    jours = exiger_entier("retard", retard, 0, 10_000, "un nombre entier de jours")
    taux = exiger_nombre("taux_annuel", taux_annuel, 0, 1, "un taux (0,12 pour 12 %)")
    return int(100 * du * taux * jours / JOURS_AN + Fraction(1, 2)) / 100


def chiffrer_retards(ouvertes: pd.DataFrame, taux_annuel: float) -> pd.DataFrame:
    """Chiffrer ce que chaque facture en retard permet de demander, entre professionnels.

    Parameters
    ----------
    ouvertes : DataFrame
        Le résultat de :func:`lister_ouvertes`.
    taux_annuel : nombre
        Fraction.

    Returns
    -------
    DataFrame
        La table reçue, et ``penalites`` et ``indemnite`` (€, 0 si la facture n'est pas en retard).

    Raises
    ------
    ErreurCours
        Les refus de :func:`calculer_penalites`.

    Examples
    --------
    >>> ouvertes = pd.DataFrame({"montant_ttc": [3650, 900], "retard": [45, 0]})
    >>> chiffrer_retards(ouvertes, 0.12)[["penalites", "indemnite"]]
       penalites  indemnite
    0       54.0         40
    1        0.0          0
    """
    exiger_table(ouvertes, "montant_ttc", "retard", vide=True)
    return ouvertes.assign(
        penalites=[
            calculer_penalites(montant, retard, taux_annuel)
            for montant, retard in zip(ouvertes["montant_ttc"], ouvertes["retard"], strict=True)
        ],
        indemnite=np.where(ouvertes["retard"] > 0, INDEMNITE, 0),
    )


def graduer_relances(ouvertes: pd.DataFrame, *, seuils: tuple[int, ...] = SEUILS_RELANCE) -> pd.DataFrame:
    """Dire où en est la relance de chaque facture, selon son retard.

    Parameters
    ----------
    ouvertes : DataFrame
        Colonne ``retard`` (jours).
    seuils : tuple of int
        Jours de retard à partir desquels on passe à chacune des quatre relances, croissants. Ce sont des
        conventions de l'entreprise.

    Returns
    -------
    DataFrame
        La table reçue, et ``relance`` : une de ``RELANCES``.

    Raises
    ------
    ErreurCours
        « Donnez quatre seuils de relance : il y en a 3. » ; « La mise en demeure (15 jours) doit venir après
        la relance ferme (16 jours) : reculez-la. »

    Examples
    --------
    >>> graduer_relances(pd.DataFrame({"retard": [0, 1, 30, 31, 90]}))["relance"].tolist()
    ['aucune', 'relance amiable', 'relance ferme', 'mise en demeure', 'recouvrement']
    """
    exiger_table(ouvertes, "retard", vide=True)
    jours = [exiger_entier("seuil", seuil, 1, 365, "un nombre entier de jours") for seuil in seuils]
    if len(jours) != len(RELANCES) - 1:
        raise ErreurCours(f"Donnez quatre seuils de relance : il y en a {len(jours)}.")
    for (avant, tot), (apres, tard) in pairwise(zip(_ETAPES, jours, strict=True)):
        if tard <= tot:
            raise ErreurCours(
                f"{apres} ({compter(tard, 'jour')}) doit venir après {avant[0].lower()}{avant[1:]} "
                f"({compter(tot, 'jour')}){FINE}: reculez-l{'e' if apres.startswith('Le ') else 'a'}."
            )
    rangs = np.searchsorted(jours, ouvertes["retard"].to_numpy(), side="right")
    return ouvertes.assign(relance=pd.Categorical.from_codes(rangs, list(RELANCES), ordered=True))


def noter_solvabilite(
    *,
    retard_moyen: float,
    part_plafond_pct: float,
    part_60_pct: float,
    impayes: int,
    anciennete: float,
) -> tuple[dict[str, int], str]:
    """Noter un client sur dix : cinq critères, de 0 à 2 points chacun.

    La grille est celle du cours. Elle résume ce que l'entreprise sait de ses propres règlements : elle ne
    remplace ni les comptes du client, ni l'avis d'un assureur-crédit, et ne dit rien de l'avenir.

    Parameters
    ----------
    retard_moyen : nombre
        Jours de retard en moyenne, sur ce qu'il a réglé.
    part_plafond_pct : nombre
        Encours ÷ plafond, en %.
    part_60_pct : nombre
        Part de l'encours en retard de plus de 60 jours, en %.
    impayes : int
        Impayés signalés en deux ans.
    anciennete : nombre
        Années depuis le premier contact.

    Returns
    -------
    points : dict
        Critère → 0, 1 ou 2.
    avis : str
        Une des valeurs de ``AVIS`` : à partir de 8 points, à partir de 5, ou moins.

    Raises
    ------
    ErreurCours
        Une mesure négative ou illisible.

    Examples
    --------
    >>> points, avis = noter_solvabilite(
    ...     retard_moyen=21, part_plafond_pct=160, part_60_pct=12, impayes=0, anciennete=9
    ... )
    >>> sum(points.values()), avis
    (6, 'livrer sous conditions')
    """
    mesures = {
        "retard_moyen": retard_moyen,
        "part_plafond_pct": part_plafond_pct,
        "part_60_pct": part_60_pct,
        "impayes": impayes,
    }
    points = {}
    for critere, (deux, un) in GRILLE.items():
        mesure = exiger_nombre(critere, mesures[critere], 0)
        points[critere] = 2 if mesure <= deux else 1 if mesure <= un else 0
    annees = exiger_nombre("anciennete", anciennete, 0)
    points["anciennete"] = 2 if annees >= _ANCIENNETE[0] else 1 if annees >= _ANCIENNETE[1] else 0
    total = sum(points.values())
    return points, next(avis for seuil, avis in AVIS.items() if total >= seuil)


def _controler(factures: pd.DataFrame) -> None:
    exiger_table(factures, "client", "date", "echeance", "montant_ttc", "reglement")
    for colonne in ("client", "date", "echeance"):
        refuser_vides(factures[colonne])
    for colonne in ("date", "echeance", "reglement"):
        exiger_dates(factures[colonne])
    for colonne in ("echeance", "reglement"):
        avant = factures[colonne] < factures["date"]
        refuser_lignes(factures[colonne], avant, "date antérieure à la facture", "vérifiez les deux dates")
    compter_centimes(factures["montant_ttc"], avoirs=False)
