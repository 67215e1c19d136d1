"""Faire d'un portefeuille lu dans un fichier les données où se posent les questions de la banque."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from course_helpers.analyse import PortefeuilleLu
from course_helpers.controles import compter_centimes, exiger_noms
from course_helpers.ecriture import FINE, compter
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.mots import oter_accents
from course_helpers.tirages.reserve import Portefeuille

CODE, SERIE = "mon fichier", "sur-mesure"
_COLONNES = {"cout_achat": "coût d’achat", "charges": "charges", "marge": "marge"}
# Un client se compte comme gros à partir d'un montant rond, en centimes : un seuil que l'on retient.
_ROND = 5000
MINIMUM = 3  # clients qui ont acheté, sans lesquels rien ne se classe


class Annees(NamedTuple):
    """Deux années civiles entières, et ce que chaque client y a acheté.

    Attributes
    ----------
    avant, annee : int
    achats : DataFrame
        Une ligne par client qui a acheté l'une ou l'autre année : ``client``, puis les achats de chacune
        (€ HT), l'ancienne d'abord.
    """

    avant: int
    annee: int
    achats: pd.DataFrame


@dataclass(frozen=True, eq=False)
class DonneesLues:
    """Ce qu'un fichier donne aux questions, et pourquoi il ne donne pas le reste.

    Parameters
    ----------
    clients : DataFrame
        Les clients au total positif ou nul, par ordre alphabétique : ``client``, ``ca`` et, si chacun les
        a, ``cout_achat``, ``charges``, ``marge`` (€ HT).
    avoirs : DataFrame
        Les clients au total négatif : ``client``, ``ca``.
    annees : Annees or None
    cinq : DataFrame or None
        Cinq clients dont un seul coûte plus qu'il ne rapporte.
    marge_deduite : bool
        La marge est calculée ici : CA moins coût d'achat.
    manques : Mapping of str to str
        Ce que le fichier ne donne pas → pourquoi, en une phrase : une colonne, ``"clients"`` (trop peu, ou
        illisibles), ``"annees"``, ``"cinq"``.
    """

    clients: pd.DataFrame
    avoirs: pd.DataFrame
    annees: Annees | None = None
    cinq: pd.DataFrame | None = None
    marge_deduite: bool = False
    manques: Mapping[str, str] = field(default_factory=dict)

    @property
    def acheteurs(self) -> int:
        """Le nombre de clients au total positif."""
        return int((self.clients["ca"] > 0).sum())

    def ouvrir(self, serie: str) -> Portefeuille:
        """Donner à une série le portefeuille que ses calculs attendent.

        Parameters
        ----------
        serie : str
            ``"4-pareto"``, ``"3-valeur"`` ou ``"2-portefeuille"`` ; ``SERIE`` pour celui que l'on montre.
        """
        clients, tables, faits = self.clients, {}, {}
        if serie in (SERIE, "4-pareto") and len(self.avoirs) == 2:
            tables["avoirs"] = self.avoirs
        if serie in (SERIE, "3-valeur") and self.cinq is not None:
            tables["cinq"] = self.cinq
        if serie == "3-valeur" and self.annees:
            _, debut, fin = (self.annees.achats.iloc[:, rang] for rang in range(3))
            faits = {
                "debut": int((debut > 0).sum()),
                "fin": int((fin > 0).sum()),
                "nouveaux": int(((fin > 0) & (debut <= 0)).sum()),
            }
        if serie == SERIE and self.annees:
            tables["annees"] = self.annees.achats
        if serie == "2-portefeuille" and self.annees:
            clients, faits = self.annees.achats, _choisir_seuils(self.annees.achats)
        return Portefeuille(CODE, SERIE, 0, "", clients, tables, faits)


def preparer_donnees(lu: PortefeuilleLu) -> DonneesLues:
    """Ranger un portefeuille lu comme le sont les données de la banque.

    Un client au total négatif est mis à part ; une colonne à laquelle il manque une valeur n'est pas prise ;
    rien n'est corrigé ni deviné.

    Parameters
    ----------
    lu : PortefeuilleLu

    Returns
    -------
    DonneesLues

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "École", "Zoo"], "ca": [60.0, 30.5, -5]})
    >>> donnees = preparer_donnees(PortefeuilleLu(clients))
    >>> donnees.clients["client"].tolist(), donnees.avoirs["client"].tolist()
    (['École', 'Mairie'], ['Zoo'])
    >>> donnees.manques["clients"].replace("\\u202f", " ")
    'Il faut au moins 3 clients qui ont acheté : votre fichier en a 2.'
    """
    try:
        clients, manques = _lire_colonnes(lu.clients)
    except ErreurCours as erreur:
        vide = pd.DataFrame({"client": pd.Series(dtype=str), "ca": pd.Series(dtype=float)})
        return DonneesLues(vide, vide, manques={"clients": str(erreur)})
    marge_deduite = "marge" not in clients and "cout_achat" in clients
    if marge_deduite:
        clients["marge"] = _en_euros(
            compter_centimes(clients["ca"]) - compter_centimes(clients["cout_achat"])
        )
        manques.pop("marge", None)
    hors = clients["ca"] < 0
    avoirs = clients.loc[hors, ["client", "ca"]].reset_index(drop=True)
    clients = clients[~hors].reset_index(drop=True)
    acheteurs = int((clients["ca"] > 0).sum())
    if acheteurs < MINIMUM:
        manques["clients"] = (
            f"Il faut au moins {MINIMUM} clients qui ont acheté{FINE}: votre fichier en a {acheteurs}."
        )
    annees = cinq = None
    try:
        annees = _lire_annees(lu)
    except ErreurCours as erreur:
        manques["annees"] = str(erreur)
    try:
        cinq = _choisir_cinq(clients, manques)
    except ErreurCours as erreur:
        manques["cinq"] = str(erreur)
    return DonneesLues(clients, avoirs, annees, cinq, marge_deduite, manques)


def _lire_colonnes(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Prendre les colonnes que les questions emploient, en centimes exacts, par ordre alphabétique."""
    table = table.reset_index(drop=True)
    exiger_noms(table["client"])
    clients, manques = pd.DataFrame({"client": table["client"].astype(str)}), {}
    clients["ca"] = _en_euros(compter_centimes(table["ca"]))
    for colonne, nom in _COLONNES.items():
        if colonne not in table or table[colonne].isna().all():
            manques[colonne] = f"Votre fichier n’a pas de montant «{FINE}{nom}{FINE}» par client."
        elif vides := int(table[colonne].isna().sum()):
            manques[colonne] = f"Le montant «{FINE}{nom}{FINE}» manque pour {compter(vides)}."
        else:
            clients[colonne] = _en_euros(compter_centimes(table[colonne]))
    ordre = clients["client"].map(lambda nom: (oter_accents(nom).casefold(), nom)).sort_values().index
    return clients.loc[ordre].reset_index(drop=True), manques


def _en_euros(centimes: np.ndarray) -> np.ndarray:
    """Écrire des centimes en euros ; des euros ronds restent des entiers, comme dans la banque."""
    return centimes // 100 if (centimes % 100 == 0).all() else centimes / 100


def _lire_annees(lu: PortefeuilleLu) -> Annees:
    """Trouver les deux dernières années civiles que les factures couvrent en entier."""
    if lu.factures is None or lu.factures.empty:
        raise ErreurCours(
            f"Il faut les factures de deux années{FINE}: votre fichier n’énumère que des clients."
        )
    debut, fin = lu.factures["date"].min(), lu.factures["date"].max()
    annee = fin.year if fin.month == 12 else fin.year - 1
    if debut > pd.Timestamp(annee - 1, 1, 31):
        raise ErreurCours(
            f"Il faut deux années civiles entières{FINE}: vos factures vont du {debut:%d/%m/%Y} au "
            f"{fin:%d/%m/%Y}."
        )
    factures = pd.DataFrame(
        {
            "client": lu.factures["client"].astype(str),
            "annee": lu.factures["date"].dt.year,
            "centimes": compter_centimes(lu.factures["montant_ht"]),
        }
    )
    factures = factures[factures["annee"].between(annee - 1, annee)]
    achats = factures.pivot_table("centimes", "client", "annee", "sum", fill_value=0, observed=True)
    achats = achats.reindex(columns=[annee - 1, annee], fill_value=0)
    for an in achats:
        if not (achats[an] > 0).any():
            raise ErreurCours(f"Aucun de vos clients n’a acheté en {an}.")
    achats = achats[(achats > 0).any(axis=1)]
    achats.columns = [f"CA {an} HT (€)" for an in achats.columns]
    achats = achats.apply(lambda colonne: _en_euros(colonne.to_numpy()))
    ordre = sorted(achats.index, key=lambda nom: (oter_accents(nom).casefold(), nom))
    return Annees(annee - 1, annee, achats.loc[ordre].rename_axis("client").reset_index())


def _choisir_seuils(achats: pd.DataFrame) -> dict[str, int]:
    """Choisir deux seuils ronds, dont le premier est ce qu'a acheté un client ; vide s'il n'y en a pas."""
    centimes = np.sort(compter_centimes(achats.iloc[:, -1]))[::-1]
    if (compter_centimes(achats.iloc[:, 1]) < 0).any() or (centimes < 0).any():
        return {}
    effectif = len(centimes)
    seuils = {}
    for rang, montant in enumerate(centimes.tolist(), start=1):
        # Ni trop peu de gros clients pour les compter, ni trop pour que le mot leur convienne.
        if montant % _ROND == 0 and montant > 2 * _ROND and 3 <= rang <= effectif // 3:
            seuils[abs(Fraction(rang, effectif) - Fraction(1, 5))] = montant
    if not seuils:
        return {}
    gros = seuils[min(seuils)]
    return {"seuil_gros": gros // 100, "seuil_moyen": gros // 2 // _ROND * _ROND // 100}


def _choisir_cinq(clients: pd.DataFrame, manques: Mapping[str, str]) -> pd.DataFrame:
    """Choisir un client à perte et quatre autres, dont le plus gros n'est pas celui qui rapporte le plus."""
    for colonne in ("cout_achat", "charges"):
        if colonne in manques:
            raise ErreurCours(manques[colonne])
    table = clients[["client", "ca", "cout_achat", "charges"]].sort_values(
        "ca", ascending=False, kind="stable", ignore_index=True
    )
    valeurs = (
        compter_centimes(table["ca"])
        - compter_centimes(table["cout_achat"])
        - compter_centimes(table["charges"])
    )
    if not (valeurs < 0).any():
        raise ErreurCours("Aucun client de votre fichier ne coûte plus qu’il ne rapporte.")
    perte = int(np.argmin(valeurs))
    # Les quatre suivants : le client à perte est alors le plus gros des cinq.
    plus_petits = table["ca"] < table["ca"].iloc[perte]
    choisis = [rang for rang in range(len(table)) if valeurs[rang] > 0 and plus_petits[rang]][:4]
    if len(choisis) < 4:
        raise ErreurCours(
            f"Il faut quatre clients rentables plus petits que celui qui coûte plus qu’il ne rapporte{FINE}: "
            f"votre fichier en a {len(choisis)}."
        )
    return table.loc[[perte, *choisis]].sort_values("client", ignore_index=True)
