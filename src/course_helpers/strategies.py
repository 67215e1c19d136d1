"""Objectifs commerciaux : les poser (SMART), mesurer les écarts, choisir une stratégie par segment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, isfinite, nan
from types import MappingProxyType

import pandas as pd

from course_helpers.controles import (
    citer,
    exiger_entier,
    exiger_nombre,
    exiger_nombres,
    exiger_table,
    lire_date,
    refuser_lignes,
)
from course_helpers.ecriture import MOIS
from course_helpers.erreurs import ErreurCours

# Ce qui réussit, rapporté à ce qui aurait pu réussir : un taux sans base ne se compare pas.
INDICATEURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "conversion": ("nouveaux clients", "prospects contactés"),
        "renouvellement": ("contrats renouvelés", "contrats arrivés à échéance"),
        "ventes additionnelles": ("ventes avec un produit complémentaire", "ventes conclues"),
        "transformation": ("tickets", "entrées"),
    }
)

STRATEGIES: Mapping[str, str] = MappingProxyType(
    {
        "budget limité": "gamme à prix compétitifs",
        "clients exigeants": "large sélection de produits",
    }
)

OFFRES = ("vente additionnelle", "montée en gamme")


@dataclass(frozen=True)
class ControleSmart:
    """Ce qui manque à un objectif, dans l'ordre des lettres : ``manques``, couples (critère, manque)."""

    manques: tuple[tuple[str, str], ...]

    @property
    def smart(self) -> bool:
        """Vrai si rien ne manque."""
        return not self.manques

    @property
    def phrase(self) -> str:
        """Le constat, en une phrase."""
        if self.smart:
            return "L’objectif est SMART : il ne lui manque rien."
        return "Il manque : " + " ; ".join(f"{manque} ({critere})" for critere, manque in self.manques) + "."


def controler_objectif(
    *,
    qui: str = "",
    quoi: str = "",
    nombre: float | str | None = None,
    unite: str = "",
    depart: float | str | None = None,
    moyens: str = "",
    echeance: date | str | None = None,
) -> ControleSmart:
    """Contrôler qu'un objectif, donné par ses parties, est SMART.

    Le contrôle relève ce qui manque ; il ne juge ni l'ambition ni les moyens.

    Parameters
    ----------
    qui, quoi : str
        Qui agit, et pour obtenir quoi (spécifique).
    nombre, unite : nombre ou texte, str
        La cible et son unité (mesurable). « 12 » et « 12,5 » se lisent ; l'unité s'écrit à part.
    depart, moyens : nombre ou texte, str
        Le niveau de départ, dans la même unité, et les moyens (accessible et réaliste).
    echeance : date ou str
        Une date, ou un texte « 31/12/2026 » ou « 2026-12-31 » (délai fixé).

    Returns
    -------
    ControleSmart
        Résultat figé : ``manques``, ``smart``, ``phrase``. Un texte qui n'est pas un nombre ou une date
        compte comme un manque, et il est cité.

    Raises
    ------
    ErreurCours
        Jamais : une partie absente ou illisible est un manque.

    References
    ----------
    G. T. Doran, « There's a S.M.A.R.T. Way to Write Management's Goals and Objectives »,
    Management Review, 1981. Les lettres ont plusieurs lectures ; celle-ci est la convention du cours.

    Examples
    --------
    >>> controle = controler_objectif(
    ...     qui="Nadia Ferrand", quoi="signer de nouveaux restaurants", nombre=12, unite="clients",
    ...     depart=8, moyens="deux demi-journées par semaine", echeance="bientôt")
    >>> controle.smart, controle.manques
    (False, (('délai fixé', 'une date : « bientôt » n’en est pas une'),))
    """
    parties = [
        ("spécifique", "qui agit", _manquer_texte(qui)),
        ("spécifique", "ce qui est visé", _manquer_texte(quoi)),
        ("mesurable", "un nombre", _manquer_nombre(nombre)),
        ("mesurable", "une unité", _manquer_texte(unite)),
        ("accessible et réaliste", "le niveau de départ", _manquer_nombre(depart)),
        ("accessible et réaliste", "les moyens", _manquer_texte(moyens)),
        ("délai fixé", "une date", _manquer_date(echeance)),
    ]
    return ControleSmart(
        tuple((critere, nom + raison) for critere, nom, raison in parties if raison is not None)
    )


def mesurer_ecarts(
    resultats: pd.DataFrame, *, indicateurs: Mapping[str, tuple[str, str]] = INDICATEURS
) -> pd.DataFrame:
    """Mesurer des taux et leur écart à l'objectif.

    Parameters
    ----------
    resultats : DataFrame
        Une ligne par taux : ``indicateur`` (une clé de ``indicateurs``), ``obtenu`` et ``base`` (nombres
        entiers), ``objectif_pct`` (de 0 à 100). Les autres colonnes, un segment par exemple, restent.
    indicateurs : dict
        Pour chaque indicateur, ce que comptent ``obtenu`` et ``base``. Une vente additionnelle ajoute un
        produit complémentaire ; une montée en gamme n'en est pas une.

    Returns
    -------
    DataFrame
        Les lignes reçues, dans leur ordre, et : ``reel_pct`` (obtenu / base, en %), ``ecart_points``
        (réel − objectif, en points), ``ecart_relatif_pct`` (le même écart, en % de l'objectif ; vide si
        l'objectif est nul), ``reste`` (ce qu'il aurait fallu obtenir de plus, en nombre, sur la même base),
        ``atteint`` (vrai ou faux, comparé exactement).

    Raises
    ------
    ErreurCours
        Colonne « obtenu » : plus que la base (1 ligne), d'abord ligne 1 (« 130 ») : comptez…
        De même pour une colonne absente, un indicateur inconnu, une base nulle, un objectif hors bornes.

    Examples
    --------
    >>> resultats = pd.DataFrame({"indicateur": ["conversion", "renouvellement"], "obtenu": [9, 102],
    ...                           "base": [60, 120], "objectif_pct": [20, 80]})
    >>> mesurer_ecarts(resultats).drop(columns=["indicateur", "obtenu", "base", "objectif_pct"])
       reel_pct  ecart_points  ecart_relatif_pct  reste  atteint
    0      15.0          -5.0             -25.00      3    False
    1      85.0           5.0               6.25      0     True
    """
    exiger_table(resultats, "indicateur", "obtenu", "base", "objectif_pct", vide=False)
    noms = resultats["indicateur"]
    _exiger_parmi(noms, indicateurs, "indicateur inconnu")
    obtenus = exiger_nombres(resultats["obtenu"], 0, quoi="un nombre entier", entiers=True)
    bases = exiger_nombres(resultats["base"], 1, quoi="un nombre entier", entiers=True)
    objectifs = exiger_nombres(resultats["objectif_pct"], 0, 100, "un pourcentage")
    trop = [obtenu > base for obtenu, base in zip(obtenus, bases, strict=True)]
    if any(trop):
        ce_qui_compte, sur_quoi = indicateurs[noms.iloc[trop.index(True)]]
        geste = f"comptez au plus la base ({ce_qui_compte} sur {sur_quoi})"
        refuser_lignes(resultats["obtenu"], trop, "plus que la base", geste)
    mesures = []
    for obtenu, base, objectif in zip(obtenus, bases, objectifs, strict=True):
        reel, reste = 100 * obtenu / base, max(0, ceil(objectif * base / 100) - int(obtenu))
        relatif = float(100 * (reel - objectif) / objectif) if objectif else nan
        mesures.append((float(reel), float(reel - objectif), relatif, reste, reel >= objectif))
    table = resultats.copy()
    colonnes = ["reel_pct", "ecart_points", "ecart_relatif_pct", "reste", "atteint"]
    table[colonnes] = pd.DataFrame(mesures, index=table.index)
    return table


def resumer_taux(
    resultats: pd.DataFrame,
    *,
    par: str = "indicateur",
    indicateurs: Mapping[str, tuple[str, str]] = INDICATEURS,
) -> pd.DataFrame:
    """Réunir des taux : le taux d'ensemble pèse chacun par sa base, la moyenne simple ne le fait pas.

    Parameters
    ----------
    resultats : DataFrame
        Comme pour :func:`mesurer_ecarts`.
    par : str
        La colonne qui réunit les lignes.
    indicateurs : dict
        Comme pour :func:`mesurer_ecarts`.

    Returns
    -------
    DataFrame
        Une ligne par valeur de ``par``, dans l'ordre où elle se présente : ``obtenu`` et ``base`` (sommes),
        ``objectif_pct`` (pesé par la base, en %), ``reel_pct`` (obtenu / base, en %) et
        ``moyenne_simple_pct`` (moyenne des taux, en % : elle donne le même poids à toutes les lignes).

    Raises
    ------
    ErreurCours
        Comme :func:`mesurer_ecarts` ; ou la colonne ``par`` manque.

    Examples
    --------
    >>> resultats = pd.DataFrame({"indicateur": ["conversion"] * 2, "obtenu": [2, 6], "base": [4, 60],
    ...                           "objectif_pct": [50, 14]})
    >>> resumer_taux(resultats)
                obtenu  base  objectif_pct  reel_pct  moyenne_simple_pct
    indicateur
    conversion       8    64         16.25      12.5                30.0
    """
    exiger_table(resultats, par)
    ecarts = mesurer_ecarts(resultats, indicateurs=indicateurs)
    ecarts["objectif_pct"] = ecarts["objectif_pct"] * ecarts["base"]
    groupes = ecarts.groupby(par, sort=False)
    resume = groupes[["obtenu", "base", "objectif_pct"]].sum()
    resume["objectif_pct"] /= resume["base"]
    resume["reel_pct"] = 100 * resume["obtenu"] / resume["base"]
    resume["moyenne_simple_pct"] = groupes["reel_pct"].mean()
    return resume


def prevoir_base(vise: int, *, obtenu: int, base: int) -> int:
    """Compter les occasions qu'il faut pour un résultat visé, si le taux observé se maintient.

    Parameters
    ----------
    vise : int
        Le résultat visé, en nombre : douze nouveaux clients.
    obtenu, base : int
        Le taux observé : ce qui a réussi, sur ce qui aurait pu réussir.

    Returns
    -------
    int
        La plus petite base qui suffit : on ne contacte pas une fraction de prospect.

    Raises
    ------
    ErreurCours
        Le nombre … ne convient pas ; ou rien n'a été obtenu, et aucune base ne suffirait.

    Examples
    --------
    >>> prevoir_base(12, obtenu=9, base=60)
    80
    """
    vise = exiger_entier("vise", vise)
    base = exiger_entier("base", base, 1)
    obtenu = exiger_entier("obtenu", obtenu, 1, base)
    return -(-vise * base // obtenu)


def comparer_offres(
    *, ventes: int, prix: float, complement: float, superieur: float, acceptent: tuple[int, int]
) -> pd.DataFrame:
    """Comparer ce que rapportent une vente additionnelle et une montée en gamme, aux mêmes clients.

    La vente additionnelle ajoute un produit complémentaire à l'achat ; la montée en gamme le remplace par un
    modèle plus cher. La première gagne donc un prix, la seconde une différence de prix.

    Parameters
    ----------
    ventes : int
        Nombre de ventes conclues.
    prix, complement, superieur : float
        Prix du modèle choisi, du produit complémentaire et du modèle supérieur, en € hors taxes.
    acceptent : tuple of int
        Combien de ces ventes acceptent le complément, combien le modèle supérieur.

    Returns
    -------
    DataFrame
        Index « vente additionnelle », « montée en gamme ». Colonnes : ``acceptees`` (ventes), ``surplus``
        (€ par vente qui accepte), ``gain`` (€ en tout), ``additionnelles_pct`` (ce que vaut alors
        l'indicateur des ventes additionnelles, en % des ventes).

    Raises
    ------
    ErreurCours
        Un nombre ne convient pas : le modèle supérieur doit coûter plus que l'autre, et l'on n'accepte pas
        plus souvent qu'on n'achète.

    Examples
    --------
    >>> comparer_offres(ventes=100, prix=300, complement=60, superieur=450, acceptent=(40, 20))
                         acceptees  surplus    gain  additionnelles_pct
    offre
    vente additionnelle         40     60.0  2400.0                40.0
    montée en gamme             20    150.0  3000.0                 0.0
    """
    ventes = exiger_entier("ventes", ventes, 1)
    prix = exiger_nombre("prix", prix, 0)
    complement = exiger_nombre("complement", complement, 0)
    superieur = exiger_nombre("superieur", superieur, 0)
    if superieur <= prix:
        raise ErreurCours(
            f"Le modèle supérieur ({citer(float(superieur))} €) ne coûte pas plus que le modèle choisi "
            f"({citer(float(prix))} €) : ce n’est pas une montée en gamme."
        )
    acceptees = [exiger_entier("acceptent", nombre, 0, ventes) for nombre in acceptent]
    surplus = [complement, superieur - prix]
    return pd.DataFrame(
        {
            "acceptees": acceptees,
            "surplus": [float(montant) for montant in surplus],
            "gain": [float(n * montant) for n, montant in zip(acceptees, surplus, strict=True)],
            "additionnelles_pct": [100 * acceptees[0] / ventes, 0.0],
        },
        index=pd.Index(OFFRES, name="offre"),
    )


def attribuer_strategies(
    clients: pd.DataFrame, *, segment: str = "segment", strategies: Mapping[str, str] = STRATEGIES
) -> pd.DataFrame:
    """Donner à chaque client la stratégie de son segment.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client, avec une colonne de segments.
    segment : str
        Nom de cette colonne.
    strategies : dict
        La stratégie de chaque segment ; par défaut, l'exemple du cours.

    Returns
    -------
    DataFrame
        Les lignes et colonnes reçues, dans leur ordre, et ``strategie`` (refaite si elle existait).

    Raises
    ------
    ErreurCours
        Colonne « segment » : segment sans stratégie (1 ligne), d'abord ligne 2 (« vide ») : choisissez parmi
        budget limité, clients exigeants.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Garage", "Hôtel"],
    ...                         "segment": ["budget limité", "clients exigeants"]})
    >>> attribuer_strategies(clients)["strategie"].tolist()
    ['gamme à prix compétitifs', 'large sélection de produits']
    """
    exiger_table(clients, segment)
    segments = clients[segment]
    _exiger_parmi(segments, strategies, "segment sans stratégie")
    return clients.assign(strategie=segments.map(dict(strategies)))


def _exiger_parmi(valeurs: pd.Series, choix: Mapping, motif: str) -> None:
    refuser_lignes(valeurs, ~valeurs.isin(list(choix)), motif, f"choisissez parmi {', '.join(choix)}")


_RIEN = {"", "aucun", "aucune", "rien", "néant", "sans"}
_JOUR_SANS_ANNEE = re.compile(
    rf"(?:le )?\d{{1,2}}(?:er)? (?:{'|'.join(MOIS)})|\d{{1,2}}/\d{{1,2}}", re.IGNORECASE
)

# Chaque fonction « manquer » rend None si la partie est là, sinon ce qui s'ajoute à son nom.


def _manquer_texte(texte) -> str | None:
    dit = texte.strip(" .-–—?…").casefold() if isinstance(texte, str) else ""
    return "" if dit in _RIEN else None


def _manquer_nombre(nombre) -> str | None:
    try:
        lisible = isfinite(float("".join(str(nombre).split()).replace(",", ".")))
    except ValueError:
        lisible = False
    return None if lisible else _citer_manque(nombre, " : « {} » n’en est pas un")


def _manquer_date(echeance) -> str | None:
    try:
        lire_date(echeance.strip() if isinstance(echeance, str) else echeance)
    except ErreurCours:
        if isinstance(echeance, str) and _JOUR_SANS_ANNEE.fullmatch(echeance.strip()):
            return _citer_manque(echeance, " : « {} » n’a pas d’année")
        return _citer_manque(echeance, " : « {} » n’en est pas une")
    return None


def _citer_manque(valeur, modele: str) -> str:
    return "" if citer(valeur) == "vide" else modele.format(citer(valeur))
