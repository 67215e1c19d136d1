"""Un portefeuille lu dans un fichier : ses clients, et ses factures s'il y en a."""

import re
from dataclasses import dataclass, field

import pandas as pd

from course_helpers.donnees import regrouper_clients
from course_helpers.erreurs import ErreurCours

MONTANTS = ("ca", "cout_achat", "charges", "marge")
ANNEE = re.compile(r"ca_(\d{4})")


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
        des clients (``client``, et ``ca`` ou ``ca_2024``, ``ca_2025``… : la dernière année est alors le CA).
        Un client écrit sur plusieurs lignes n'en fait qu'une.

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
    annees = sorted(str(nom) for nom in table.columns if ANNEE.fullmatch(str(nom)))
    if "client" in table and "ca" not in table and annees:
        table = table.assign(ca=table[annees[-1]])
        rapport = rapport | {"annee": annees[-1].removeprefix("ca_")}
    if {"client", "ca"} <= set(table.columns):
        connus = table["ca"].notna()
        if not connus.all():
            rapport = rapport | {"sans_ca": table.loc[~connus, "client"].astype(str).tolist()}
        return _reunir(table[connus].reset_index(drop=True), rapport)
    raise ErreurCours(
        "Ce tableau n’a ni factures (numéro, date, client, montant), ni clients avec leur chiffre "
        "d’affaires : relisez-le avec un plan qui dit où ils sont."
    )


def _reunir(table: pd.DataFrame, rapport: dict) -> PortefeuilleLu:
    """Additionner les lignes d'un même client ; ses autres colonnes sont celles de la première."""
    reunis = regrouper_clients(table, montant="ca")
    gardes = {autre: nom for nom, autres in reunis.attrs["fusions"].items() for autre in autres}
    noms = table["client"].replace(gardes)
    if len(reunis) == len(table):
        return PortefeuilleLu(table, None, rapport)
    montants = [nom for nom in table.columns if nom in MONTANTS or ANNEE.fullmatch(str(nom))]
    groupes = table.assign(client=noms).groupby("client", sort=False)
    clients = groupes.first()
    for nom in montants:
        centimes = (table[nom] * 100).round()
        clients[nom] = centimes.groupby(noms, sort=False).sum(min_count=1) / 100
    repetes = noms[noms.duplicated()].unique().tolist()
    return PortefeuilleLu(clients.reset_index(), None, rapport | {"plusieurs_lignes": repetes})
