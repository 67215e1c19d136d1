"""Retirer d'un portefeuille lu, et du plan de sa lecture, ce qui désigne quelqu'un.

Rien n'est caché au cas par cas : une colonne que l'analyse n'emploie pas n'est pas reprise. À tirage égal, le
résultat ne dépend donc ni d'un nom, ni d'un code, ni d'un texte du fichier.
"""

import random
import re
import secrets
from dataclasses import fields, replace

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from course_helpers.analyse.portefeuille_lu import PortefeuilleLu
from course_helpers.analyse.reglages import Reglages
from course_helpers.donnees import regrouper_clients
from course_helpers.ecriture import compter, typographier
from course_helpers.lecture.plan import Plan
from course_helpers.lecture.roles import lire_entete

# Ce que l'analyse emploie ; toute autre colonne est retirée.
_NOMBRES = re.compile(
    r"ca|ca_20\d\d|cout_achat|marge|charges|nb_factures|montant_ht|cout_achat_ht|quantite", re.ASCII
)
_DATES = ("date", "premiere_facture", "derniere_facture", "premier_contact", "resiliation")
_RAPPORT = (
    "lignes_lues",
    "lignes_gardees",
    "lignes_ecartees",
    "lignes_preambule",
    "ventes",
    "ventes_attribuees",
    "ventes_non_attribuees",
    "part_non_attribuee_pct",
)
SECTEUR_COMMUN = 3  # un secteur de moins de trois clients les désignerait
AUTRE_SECTEUR = "Autre secteur"
_PREFIXES = {
    "client": ("Client", "Compte", "Portefeuille"),
    "commercial": ("Commercial", "Vendeur", "Équipier"),
    "facture": ("Pièce", "Document", "Vente"),
}


def anonymiser(lu: PortefeuilleLu, *, graine: int | None = None) -> tuple[PortefeuilleLu, pd.DataFrame]:
    """Remplacer les noms par des codes tirés au sort, et ne garder que ce que l'analyse emploie.

    Restent les montants, les quantités, les dates, et le secteur s'il compte au moins trois clients. Un
    client a le même code partout, quelle que soit l'orthographe de son nom dans les factures.

    Parameters
    ----------
    lu : PortefeuilleLu
    graine : int, optional
        Pour retrouver un tirage ; sans elle, il est imprévisible.

    Returns
    -------
    tuple[PortefeuilleLu, pandas.DataFrame]
        Le portefeuille, rangé par code, puis la correspondance, à garder à part : ``sorte`` (« client »,
        « commercial », « facture »), ``code``, ``valeur`` (ce qui était écrit), une ligne par orthographe.

    Notes
    -----
    Les montants et les dates restent vrais : qui les connaît peut encore reconnaître un client.

    Examples
    --------
    >>> lu = PortefeuilleLu(pd.DataFrame({"client": ["Hôtel Bief", "Mairie"], "ca": [90.0, 10.0],
    ...                                   "siren": ["732829320", "217500016"]}))
    >>> anonyme, correspondance = anonymiser(lu, graine=1)
    >>> anonyme.clients
           client    ca
    0  Client 001  10.0
    1  Client 002  90.0
    >>> correspondance["valeur"].tolist()
    ['Mairie', 'Hôtel Bief']
    """
    hasard = secrets.SystemRandom() if graine is None else random.Random(graine)
    orthographes = _reunir_orthographes(lu)
    rangs = dict(zip(orthographes, _tirer(hasard, len(orthographes)), strict=True))
    ecrits = {ecrit: nom for nom, ecrits in orthographes.items() for ecrit in ecrits}
    codes = _nommer("client", [rangs[nom] for nom in ecrits.values()], list(ecrits))
    correspondance = [("client", codes[ecrit], ecrit) for ecrit in ecrits]
    tables = {"clients": lu.clients, "factures": lu.factures}
    remplacements = {"client": codes}
    for colonne in ("commercial", "facture"):
        valeurs = pd.unique(
            pd.concat(
                [
                    table[colonne].dropna()
                    for table in tables.values()
                    if table is not None and colonne in table
                ]
                or [pd.Series(dtype=object)]
            )
        ).tolist()
        remplacements[colonne] = _nommer(colonne, _tirer(hasard, len(valeurs)), valeurs)
        correspondance += [(colonne, code, valeur) for valeur, code in remplacements[colonne].items()]
    rapport = _nettoyer_rapport(lu.rapport)
    if "sans_ca" in lu.rapport:
        rapport["sans_ca"] = [codes[nom] for nom in lu.rapport["sans_ca"]]
    nettoyees = {
        nom: None if table is None else _nettoyer_table(table, remplacements, list(ecrits), rapport)
        for nom, table in tables.items()
    }
    return PortefeuilleLu(**nettoyees, rapport=rapport), (
        pd.DataFrame(correspondance, columns=["sorte", "code", "valeur"])
        .sort_values(["sorte", "code"], kind="stable")
        .reset_index(drop=True)
    )


def anonymiser_plan(plan: Plan, lu: PortefeuilleLu) -> Plan:
    """Ne garder d'un plan que ce qui fait relire le fichier suivant : ni exemple, ni valeur du fichier.

    Parameters
    ----------
    plan : Plan
    lu : PortefeuilleLu
        Celui d'avant : un en-tête qui est aussi un nom ou un code n'est gardé que s'il dit sa colonne.

    Returns
    -------
    Plan

    Examples
    --------
    >>> from course_helpers.donnees import proposer_lecture
    >>> octets = "Client;CA HT;Adresse\\nMairie;10,00;Noirval".encode()
    >>> plan = anonymiser_plan(proposer_lecture(octets), PortefeuilleLu(pd.DataFrame({"client": ["Mairie"]})))
    >>> [colonne.entete for colonne in plan.colonnes], "Noirval" in plan.en_json()
    (['Client', 'CA HT'], False)
    """
    interdits = {texte.casefold() for texte in _relever_textes(lu)}

    def taire(role: str | None, entete: str) -> bool:
        indice = lire_entete(entete, plan.nature)
        return entete.strip().casefold() in interdits and (indice is None or indice.role != role)

    roles = {role: entete for role, entete in plan.fixer()["roles"].items() if not taire(role, entete)}
    choix = {
        nom: {cle: reponse for cle, reponse in valeur.items() if str(cle).strip().casefold() not in interdits}
        for nom, valeur in plan.choix.items()
        if nom in ("statuts", "types")
    }
    autres = {
        nom: valeur
        for nom, valeur in plan.choix.items()
        if nom not in ("statuts", "types", "roles", "noms", "feuille")
        and not (isinstance(valeur, str) and valeur.strip().casefold() in interdits)
    }
    return replace(
        plan,
        feuille=None,
        jour_sans_preuve=None,
        colonnes=tuple(
            replace(colonne, nom=colonne.role)
            for colonne in plan.colonnes
            if colonne.role in roles and roles[colonne.role] == colonne.entete
        ),
        statuts={},
        types={},
        ecartees=_nettoyer_ecartees(plan.ecartees),
        remarques=(),
        doutes=(),
        choix={**autres, **{nom: valeur for nom, valeur in choix.items() if valeur}, "roles": roles},
    )


def coder_reglages(reglages: Reglages, correspondance: pd.DataFrame) -> dict:
    """Donner des réglages à ``analyser``, le client qu'ils nomment remplacé par son code.

    Parameters
    ----------
    reglages : Reglages
        Ceux d'une analyse du portefeuille qui garde les noms.
    correspondance : pandas.DataFrame
        Celle que rend :func:`anonymiser`.

    Returns
    -------
    dict

    Examples
    --------
    >>> correspondance = pd.DataFrame({"sorte": ["client"], "code": ["Client 001"], "valeur": ["Mairie"]})
    >>> coder_reglages(Reglages(partant="Mairie", fin_a=70), correspondance)["partant"]
    'Client 001'
    """
    valeurs = {champ.name: getattr(reglages, champ.name) for champ in fields(reglages)}
    if reglages.partant is not None:
        clients = correspondance[correspondance["sorte"] == "client"].set_index("valeur")["code"]
        valeurs["partant"] = clients[reglages.partant]
    return valeurs


def _tirer(hasard: random.Random, effectif: int) -> list[int]:
    """Tirer un ordre : ni celui du fichier, ni l'alphabet, ni le chiffre d'affaires."""
    rangs = list(range(1, effectif + 1))
    hasard.shuffle(rangs)
    return rangs


def _nommer(sorte: str, rangs: list[int], valeurs: list) -> dict:
    """Donner son code à chaque valeur ; aucun code n'est un texte du fichier."""
    ecrits = {str(valeur).casefold() for valeur in valeurs}
    largeur = 1 if sorte == "commercial" else max(3, len(str(max(rangs, default=1))))
    for prefixe in _PREFIXES[sorte]:
        codes = [f"{prefixe} {rang:0{largeur}}" for rang in rangs]
        if not any(code.casefold() in ecrits for code in codes):
            break
    return dict(zip(valeurs, codes, strict=True))


def _reunir_orthographes(lu: PortefeuilleLu) -> dict:
    """Chaque nom de la table des clients, et toutes les façons dont le fichier l'écrit."""
    noms = {nom: [nom] for nom in [*lu.clients["client"], *lu.rapport.get("sans_ca", ())]}
    if lu.factures is None:
        return noms
    reunions = [lu.clients.attrs.get("fusions", {}), regrouper_clients(lu.factures).attrs["fusions"]]
    for nom, autres in (paire for fusions in reunions for paire in fusions.items()):
        tous = [nom, *autres]
        # Le nom gardé n'est pas toujours le même : celui de la table des clients fait foi.
        garde = next((ecrit for ecrit in tous if ecrit in noms), nom)
        noms.setdefault(garde, [])
        noms[garde] += [ecrit for ecrit in tous if ecrit not in noms[garde]]
    connus = {ecrit for ecrits in noms.values() for ecrit in ecrits}
    for nom in pd.unique(lu.factures["client"]):
        if nom not in connus:
            noms[nom] = [nom]
    return noms


def _nettoyer_table(
    table: pd.DataFrame, remplacements: dict[str, dict], ecrits: list, rapport: dict
) -> pd.DataFrame:
    """Ne reprendre que les colonnes que l'analyse emploie, et ranger sans l'ordre du fichier."""
    colonnes = {}
    for nom in table.columns:
        valeurs = table[nom]
        if nom in remplacements:
            colonnes[nom] = [None if pd.isna(v) else remplacements[nom][v] for v in valeurs]
        elif _est_employee(nom, valeurs):
            colonnes[nom] = valeurs.to_numpy()
        elif nom == "secteur":
            colonnes[nom] = _nettoyer_secteurs(valeurs, ecrits)
    propre = pd.DataFrame(colonnes)
    propre = propre.sort_values([nom for nom in ("date", "facture", "client") if nom in propre])
    propre = propre.reset_index(drop=True)
    propre.attrs = {"rapport": rapport}
    return propre


def _est_employee(nom: object, valeurs: pd.Series) -> bool:
    """Dire si l'analyse emploie ces nombres ou ces dates."""
    if nom in _DATES:
        return is_datetime64_any_dtype(valeurs)
    return bool(_NOMBRES.fullmatch(str(nom))) and is_numeric_dtype(valeurs)


def _nettoyer_secteurs(secteurs: pd.Series, ecrits: list) -> list:
    noms = {str(nom).strip().casefold() for nom in ecrits}
    effectifs = secteurs.value_counts()
    communs = {
        secteur
        for secteur, effectif in effectifs.items()
        if effectif >= SECTEUR_COMMUN and str(secteur).strip().casefold() not in noms
    }
    return [
        None if pd.isna(secteur) else secteur if secteur in communs else AUTRE_SECTEUR for secteur in secteurs
    ]


def _nettoyer_rapport(rapport: dict) -> dict:
    """Garder les nombres d'un rapport de lecture : ses exemples et ses remarques citent le fichier."""
    propre = {
        nom: rapport[nom]
        for nom in _RAPPORT
        if isinstance(rapport.get(nom), int | float | np.number) and not isinstance(rapport[nom], bool)
    }
    if "ecartees" in rapport:
        propre["ecartees"] = _nettoyer_ecartees(rapport["ecartees"])
    if rapport.get("remarques"):
        propre["remarques"] = [
            typographier(
                f"{compter(len(rapport['remarques']), 'remarque')} de lecture : voir le rapport qui garde "
                "les noms."
            )
        ]
    return propre


def _nettoyer_ecartees(ecartees: dict) -> dict:
    """Compter par raison ; une raison qui cite le fichier ne le cite plus."""
    propres: dict[str, dict] = {}
    for raison, cas in ecartees.items():
        cas = cas if isinstance(cas, dict) else {"nombre": cas}
        sobre = re.sub(r"«.*»", "« … »", raison, flags=re.DOTALL)
        garde = propres.setdefault(typographier(sobre), {"nombre": 0, "lignes": []})
        garde["nombre"] += int(cas.get("nombre", 0))
        garde["lignes"] = sorted([*garde["lignes"], *map(int, cas.get("lignes", ()))])[:10]
        if cas.get("montant"):
            garde["montant"] = round(garde.get("montant", 0.0) + cas["montant"], 2)
    return propres


def _relever_textes(lu: PortefeuilleLu) -> set[str]:
    """Tous les textes du fichier : noms, codes, numéros, adresses, libellés."""
    return {
        str(valeur).strip()
        for table in (lu.clients, lu.factures)
        if table is not None
        for colonne in table.columns
        if not is_numeric_dtype(table[colonne]) and not is_datetime64_any_dtype(table[colonne])
        for valeur in table[colonne].dropna().unique()
    }
