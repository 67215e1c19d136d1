"""Un portefeuille lu dans un fichier : ses clients, et ses factures s'il y en a."""

from dataclasses import dataclass, field

import pandas as pd

from course_helpers.controles import exiger_noms
from course_helpers.donnees import regrouper_clients
from course_helpers.erreurs import ErreurCours


@dataclass(frozen=True)
class PortefeuilleLu:
    """Ce que l'on analyse.

    Parameters
    ----------
    clients : pandas.DataFrame
        Une ligne par client : ``client``, ``ca`` (€ HT, avoirs déduits) et, si le fichier les donne,
        ``cout_achat``, ``marge``, ``charges`` (€), ``nb_factures``, ``premiere_facture``,
        ``derniere_facture`` (datetime64), ``secteur``, ``commercial``, ``ca_2024``…
    factures : pandas.DataFrame or None
        Les lignes de factures (``facture``, ``date``, ``client``, ``montant_ht``…) ; None si le fichier
        n'énumère que des clients.
    rapport : dict
        Celui de la lecture : lu, gardé, écarté et pourquoi.
    """

    clients: pd.DataFrame
    factures: pd.DataFrame | None = None
    rapport: dict = field(default_factory=dict)

    @property
    def fin(self) -> pd.Timestamp | None:
        """Le jour de la dernière facture : celui auquel on se place."""
        return None if self.factures is None else self.factures["date"].max()


def preparer_portefeuille(table: pd.DataFrame) -> PortefeuilleLu:
    """Faire d'un tableau lu un portefeuille à analyser.

    Parameters
    ----------
    table : pandas.DataFrame
        Ce que rend ``appliquer_plan`` : des factures (``facture``, ``date``, ``client``, ``montant_ht``) ou
        des clients (``client``, ``ca``).

    Returns
    -------
    PortefeuilleLu

    Raises
    ------
    ErreurCours
        Si le tableau n'est ni l'un ni l'autre.

    Examples
    --------
    >>> preparer_portefeuille(pd.DataFrame({"client": ["Hôtel Bief"], "ca": [1200.0]})).fin is None
    True
    """
    rapport = table.attrs.get("rapport", {})
    if {"facture", "date", "client", "montant_ht"} <= set(table.columns):
        clients = regrouper_clients(table)
        # Deux orthographes d'un nom sont un client, dans les factures aussi.
        gardes = {autre: nom for nom, autres in clients.attrs["fusions"].items() for autre in autres}
        factures = table.assign(client=table["client"].replace(gardes)) if gardes else table
        return PortefeuilleLu(clients, factures, rapport)
    if {"client", "ca"} <= set(table.columns):
        exiger_noms(table["client"])
        connus = table["ca"].notna()
        if not connus.all():
            rapport = rapport | {"sans_ca": table.loc[~connus, "client"].astype(str).tolist()}
        return PortefeuilleLu(table[connus].reset_index(drop=True), None, rapport)
    raise ErreurCours(
        "Ce tableau n’a ni factures (numéro, date, client, montant), ni clients avec leur chiffre "
        "d’affaires : relisez-le avec un plan qui dit où ils sont."
    )
