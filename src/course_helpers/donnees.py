"""Lire, regrouper et exporter les données d'une entreprise : nombres français, clients, factures."""

import io
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from course_helpers.controles import (
    exiger_dates,
    exiger_entier,
    exiger_table,
    lire_date,
    refuser_lignes,
    refuser_vides,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import (
    Plan,
    appliquer_plan,
    lire_clients,
    lire_factures,
    lire_prospects,
    lire_table,
    proposer_lecture,
)
from course_helpers.lecture.regroupement import chercher_doublons, regrouper_clients
from course_helpers.nombres import lire_nombre, lire_nombres

__all__ = [
    "Plan",
    "appliquer_plan",
    "chemin",
    "chercher_doublons",
    "exporter_csv",
    "exporter_xlsx",
    "lire_clients",
    "lire_factures",
    "lire_nombre",
    "lire_nombres",
    "lire_prospects",
    "lire_table",
    "proposer_lecture",
    "regrouper_clients",
    "verifier_contacts",
]

# Dans la roue, les données voyagent à côté du code ; dans le dépôt, elles sont à la racine.
_DOSSIERS = (Path(__file__).parent / "datasets", Path(__file__).parents[2] / "datasets")

_SUFFIXES = {".csv", ".txt", ".xml", ".pdf"}
# Ce que l'on peut encore faire d'une fiche de prospect, de la plus libre à la plus contrainte.
STATUTS = ("contactable", "délai dépassé", "opposition")
_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def chemin(nom: str) -> Path:
    """Trouver un fichier de données du cours.

    Parameters
    ----------
    nom : str
        Nom du fichier, par exemple ``"ca-clients-2025.csv"``.

    Returns
    -------
    pathlib.Path
        L'emplacement du fichier, que le cours soit installé ou lu depuis son dépôt.

    Raises
    ------
    ErreurCours
        « Le fichier « … » ne fait pas partie du cours : choisissez parmi … »

    Examples
    --------
    >>> chemin("ca-clients-2025.csv").name
    'ca-clients-2025.csv'
    """
    dossier = next((d for d in _DOSSIERS if d.is_dir()), _DOSSIERS[0])
    connus = sorted(f.name for f in dossier.glob("*.*") if f.suffix in _SUFFIXES)
    if nom not in connus:
        raise ErreurCours(
            f"Le fichier « {nom} » ne fait pas partie du cours : choisissez parmi {', '.join(connus)}."
        )
    return dossier / nom


def verifier_contacts(prospects: pd.DataFrame, a_la_date: str | date, *, mois: int = 36) -> pd.DataFrame:
    """Dire quels prospects peuvent encore être sollicités à une date.

    Le délai court depuis le dernier contact venu du prospect ; à défaut, depuis la collecte de ses
    coordonnées. Le jour anniversaire est encore dans le délai. Une opposition l'emporte toujours.

    Parameters
    ----------
    prospects : pandas.DataFrame
        Colonnes ``collecte`` et ``dernier_contact`` (dates ; la seconde peut être vide) et ``opposition``
        (« oui » ou « non »).
    a_la_date : str or date
        Le jour du tri.
    mois : int
        Durée de conservation, en mois ; 36 (trois ans) est la recommandation de la CNIL.

    Returns
    -------
    pandas.DataFrame
        La table reçue, dans son ordre, et deux colonnes : ``echeance`` (le dernier jour du délai) et
        ``statut`` (« contactable », « délai dépassé » ou « opposition »).

    Raises
    ------
    ErreurCours
        « Colonne « opposition » : réponse inconnue (1 ligne), d'abord ligne 1 (« ? ») : écrivez oui ou non. »
        ; « Colonne « collecte » : valeur manquante… » ; « Colonne « dernier_contact » : date à venir… » ;
        durée qui n'est pas un nombre entier de mois de 1 à 120.

    References
    ----------
    CNIL, recommandation sur la durée de conservation des données de prospection : trois ans à compter de la
    collecte ou du dernier contact venu du prospect.

    Examples
    --------
    >>> prospects = pd.DataFrame({
    ...     "client": ["Hôtel Bief", "Garage Aubin", "École Laval"],
    ...     "collecte": pd.to_datetime(["2021-05-04", "2024-09-02", "2024-01-10"]),
    ...     "dernier_contact": pd.to_datetime(["2022-06-01", None, "2025-02-03"]),
    ...     "opposition": ["non", "non", "oui"],
    ... })
    >>> verifier_contacts(prospects, "02/01/2026")[["client", "echeance", "statut"]]
             client   echeance         statut
    0    Hôtel Bief 2025-06-01  délai dépassé
    1  Garage Aubin 2027-09-02    contactable
    2   École Laval 2028-02-03     opposition
    """
    jour = lire_date(a_la_date)
    duree = exiger_entier("mois", mois, 1, 120, "un nombre entier de mois")
    exiger_table(prospects, "collecte", "dernier_contact", "opposition")
    refuser_vides(prospects["collecte"])
    for colonne in ("collecte", "dernier_contact"):
        exiger_dates(prospects[colonne])
        refuser_lignes(prospects[colonne], prospects[colonne] > jour, "date à venir", "vérifiez la date")
    opposition = prospects["opposition"]
    refuser_lignes(opposition, ~opposition.isin(["oui", "non"]), "réponse inconnue", "écrivez oui ou non")
    echeance = prospects["dernier_contact"].fillna(prospects["collecte"]) + pd.DateOffset(months=duree)
    statut = np.select([opposition == "oui", echeance < jour], STATUTS[:0:-1], STATUTS[0])
    return prospects.assign(echeance=echeance, statut=pd.Categorical(statut, categories=STATUTS))


def exporter_csv(table: pd.DataFrame) -> bytes:
    """Écrire un tableau en CSV qu'un Excel français ouvre d'un double clic.

    Parameters
    ----------
    table : pandas.DataFrame
        Le tableau ; son index n'est écrit que s'il porte un nom.

    Returns
    -------
    bytes
        Le fichier : point-virgule, virgule décimale, dates jour/mois/année, utf-8 avec BOM.

    Examples
    --------
    >>> exporter_csv(pd.DataFrame({"client": ["Hôtel Bief"], "ca": [1200.5]})).decode("utf-8-sig")
    'client;ca\\r\\nHôtel Bief;1200,5\\r\\n'
    """
    texte = _preparer_export(table).to_csv(
        sep=";", decimal=",", date_format="%d/%m/%Y", lineterminator="\r\n", index=False
    )
    return texte.encode("utf-8-sig")


def exporter_xlsx(tables: pd.DataFrame | dict[str, pd.DataFrame]) -> bytes:
    """Écrire un ou plusieurs tableaux dans un classeur Excel.

    Parameters
    ----------
    tables : pandas.DataFrame ou dict[str, pandas.DataFrame]
        Un tableau, ou un tableau par nom de feuille ; l'index n'est écrit que s'il porte un nom.

    Returns
    -------
    bytes
        Le classeur ``.xlsx`` : nombres et dates restent des nombres et des dates, en-têtes figés.

    Examples
    --------
    >>> classeur = exporter_xlsx({"ABC": pd.DataFrame({"client": ["Hôtel Bief"], "ca": [1200.5]})})
    >>> lire_clients(classeur)["ca"].tolist()
    [1200.5]
    """
    sortie = io.BytesIO()
    with pd.ExcelWriter(sortie, engine="openpyxl") as classeur:
        for nom, table in (tables if isinstance(tables, dict) else {"Tableau": tables}).items():
            titre = re.sub(r"[\[\]:*?/\\]", " ", nom)[:31]  # ce qu'Excel admet
            _preparer_export(table).to_excel(classeur, sheet_name=titre, index=False, freeze_panes=(1, 0))
            for colonne in classeur.sheets[titre].columns:
                largeur = 32 if colonne[0].column == 1 else max(12, len(str(colonne[0].value)) + 2)
                classeur.sheets[titre].column_dimensions[colonne[0].column_letter].width = largeur
                for cellule in colonne:
                    if cellule.is_date:
                        cellule.number_format = "DD/MM/YYYY"
    return sortie.getvalue()


def _preparer_export(table: pd.DataFrame) -> pd.DataFrame:
    """L'index nommé devient une colonne ; un texte qu'un tableur prendrait pour une formule est désarmé."""

    def desarmer(cellule):
        return f"'{cellule}" if isinstance(cellule, str) and cellule.startswith(_FORMULE) else cellule

    table = table.reset_index() if table.index.name is not None else table
    table = table.apply(lambda colonne: colonne if is_numeric_dtype(colonne) else colonne.map(desarmer))
    return table.rename(columns=desarmer)


def lire_colonnes(
    fichier, colonnes: dict[str, str], *, dates: tuple = (), dates_vides: tuple = (), nombres: tuple = ()
) -> pd.DataFrame:
    """Lire les colonnes connues d'un fichier du cours, sous le nom que les calculs leur donnent.

    Parameters
    ----------
    fichier : Path or str
    colonnes : dict
        Le titre de chaque colonne → son nom.
    dates, dates_vides, nombres : tuple of str
        Les noms des colonnes à lire comme des dates, comme des dates qui peuvent manquer (``NaT``), et comme
        des nombres à la française.

    Raises
    ------
    ErreurCours
        Une colonne manque, une date ou un nombre ne se lit pas.

    Examples
    --------
    >>> avis = lire_colonnes(chemin("magasin-avis-2025.csv"), {"Date": "date"}, dates=("date",))
    >>> avis["date"].dt.year.unique().tolist()
    [2025]
    """
    lue = lire_table(fichier)
    exiger_table(lue, *colonnes)
    lue = lue[list(colonnes)].rename(columns=colonnes)
    for colonne in dates:
        lue[colonne] = pd.to_datetime([lire_date(jour) for jour in lue[colonne]])
    for colonne in dates_vides:
        lue[colonne] = pd.to_datetime([None if pd.isna(jour) else lire_date(jour) for jour in lue[colonne]])
    return lue.assign(**{colonne: lire_nombres(lue[colonne]) for colonne in nombres})
