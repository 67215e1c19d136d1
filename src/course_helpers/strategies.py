"""Objectifs commerciaux : les poser (SMART), mesurer les écarts, choisir une stratégie par segment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import ceil, isfinite
from types import MappingProxyType

import numpy as np
import pandas as pd

from course_helpers.erreurs import ErreurCours

# Ce qui réussit, rapporté à ce qui aurait pu réussir : un taux sans base ne se compare pas.
INDICATEURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "conversion": ("nouveaux clients", "prospects contactés"),
        "renouvellement": ("contrats renouvelés", "contrats arrivés à échéance"),
        "ventes additionnelles": ("ventes avec un produit complémentaire", "ventes conclues"),
    }
)

STRATEGIES: Mapping[str, str] = MappingProxyType(
    {
        "budget limité": "gamme à prix compétitifs",
        "clients exigeants": "large sélection de produits",
    }
)


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
        (réel − objectif, en points), ``reste`` (ce qu'il aurait fallu obtenir de plus, en nombre),
        ``atteint`` (vrai ou faux, comparé exactement).

    Raises
    ------
    ErreurCours
        Colonne « obtenu », ligne 1, valeur « 130 » (1 en tout) : comptez au plus « base »…
        De même pour une colonne absente, un indicateur inconnu, une base nulle, un objectif hors bornes.

    Examples
    --------
    >>> resultats = pd.DataFrame({"indicateur": ["conversion", "renouvellement"], "obtenu": [9, 102],
    ...                           "base": [60, 120], "objectif_pct": [20, 80]})
    >>> mesurer_ecarts(resultats).drop(columns=["obtenu", "base"])
           indicateur  objectif_pct  reel_pct  ecart_points  reste  atteint
    0      conversion            20      15.0          -5.0      3    False
    1  renouvellement            80      85.0           5.0      0     True
    """
    noms = _trouver_colonne(resultats, "indicateur")
    if noms.empty:
        raise ErreurCours("La table des résultats n’a aucune ligne : donnez au moins un taux à mesurer.")
    _refuser(noms, ~noms.isin(list(indicateurs)), f"choisissez parmi {_lister(indicateurs)}")
    lus = {}
    for colonne in ("obtenu", "base", "objectif_pct"):
        valeurs = _trouver_colonne(resultats, colonne)
        lus[colonne] = [_lire_fraction(valeur) for valeur in valeurs]
        if colonne == "objectif_pct":
            fautes = [lu is None or not 0 <= lu <= 100 for lu in lus[colonne]]
            _refuser(valeurs, fautes, "donnez un objectif de 0 à 100, en %")
        else:
            mini = 1 if colonne == "base" else 0
            fautes = [lu is None or lu < mini or lu.denominator != 1 for lu in lus[colonne]]
            _refuser(valeurs, fautes, f"comptez un nombre entier, au moins {mini}")
    trop = [obtenu > base for obtenu, base in zip(lus["obtenu"], lus["base"], strict=True)]
    if any(trop):
        ce_qui_compte, sur_quoi = indicateurs[noms.iloc[trop.index(True)]]
        _refuser(resultats["obtenu"], trop, f"comptez au plus « base » ({ce_qui_compte} sur {sur_quoi})")
    mesures = []
    for obtenu, base, objectif in zip(*lus.values(), strict=True):
        reel, reste = 100 * obtenu / base, max(0, ceil(objectif * base / 100) - int(obtenu))
        mesures.append((float(reel), float(reel - objectif), reste, reel >= objectif))
    table = resultats.copy()
    table[["reel_pct", "ecart_points", "reste", "atteint"]] = pd.DataFrame(mesures, index=table.index)
    return table


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
        Colonne « segment », ligne 2, valeur « vide » (1 en tout) : choisissez parmi « budget limité »…

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Garage", "Hôtel"],
    ...                         "segment": ["budget limité", "clients exigeants"]})
    >>> attribuer_strategies(clients)["strategie"].tolist()
    ['gamme à prix compétitifs', 'large sélection de produits']
    """
    segments = _trouver_colonne(clients, segment)
    _refuser(
        segments,
        ~segments.isin(list(strategies)),
        f"choisissez parmi {_lister(strategies)}, ou ajoutez ce segment aux stratégies",
    )
    return clients.assign(strategie=segments.map(dict(strategies)))


# Chaque fonction « manquer » rend None si la partie est là, sinon ce qui s'ajoute à son nom.


def _manquer_texte(texte) -> str | None:
    return None if isinstance(texte, str) and texte.strip() else ""


def _manquer_nombre(nombre) -> str | None:
    try:
        lisible = isfinite(float("".join(str(nombre).split()).replace(",", ".")))
    except ValueError:
        lisible = False
    return None if lisible else _citer_manque(nombre, " : « {} » n’en est pas un")


def _manquer_date(echeance) -> str | None:
    if isinstance(echeance, date) and not pd.isna(echeance):
        return None
    for forme in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            datetime.strptime(str(echeance).strip(), forme)
        except ValueError:
            continue
        return None
    return _citer_manque(echeance, " : « {} » n’en est pas une")


def _citer_manque(valeur, modele: str) -> str:
    return "" if _citer(valeur).strip() in {"", "vide"} else modele.format(_citer(valeur))


def _lire_fraction(valeur) -> Fraction | None:
    try:
        return None if isinstance(valeur, str) else Fraction(str(valeur))
    except ValueError:
        return None


def _citer(valeur) -> str:
    texte = str(valeur)
    if texte in {"nan", "None", "<NA>", "NaT"}:
        return "vide"
    return texte if isinstance(valeur, str) else texte.replace(".", ",").replace("-", "−")


def _lister(noms) -> str:
    return ", ".join(f"« {nom} »" for nom in noms)


def _trouver_colonne(table: pd.DataFrame, colonne: str) -> pd.Series:
    if list(table.columns).count(colonne) != 1:
        raise ErreurCours(
            f"Il faut une colonne « {colonne} », une seule. "
            f"Colonnes présentes : {_lister(table.columns)}. Renommez la vôtre."
        )
    return table[colonne]


def _refuser(valeurs: pd.Series, fautes, geste: str) -> None:
    positions = np.flatnonzero(fautes)
    if len(positions):
        raise ErreurCours(
            f"Colonne « {valeurs.name} », ligne {positions[0] + 1}, "
            f"valeur « {_citer(valeurs.iloc[positions[0]])} » ({len(positions)} en tout) : {geste}."
        )
