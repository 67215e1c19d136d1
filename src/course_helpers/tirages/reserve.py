"""Tirer, d'un simple identifiant, les données d'exercice d'une étudiante ou d'un étudiant.

Le même identifiant donne les mêmes données partout : le tirage n'emploie que ``hashlib`` et des entiers,
car les lois de probabilité et les puissances diffèrent d'une plateforme à l'autre à la dernière décimale.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

import pandas as pd

from course_helpers.chapitres import trouver_chapitre
from course_helpers.erreurs import ErreurCours
from course_helpers.tirages.tirage import Tirage

CLASSE = "CLASSE"
# La variante 0 est celle de CLASSE ; un identifiant personnel tombe sur l'une des suivantes.
NOMBRE_VARIANTES = 61

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


@dataclass(frozen=True, eq=False)
class Portefeuille:
    """Les données d'exercice d'une personne, pour une série.

    Parameters
    ----------
    code : str
        L'identifiant, ou ``CLASSE``.
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    variante : int
        Le numéro du tirage dans la réserve ; 0 pour ``CLASSE``.
    entreprise : str
        L'entreprise fictive et son métier.
    clients : DataFrame
        Une ligne par client, par ordre alphabétique. Pour ``4-pareto`` : ``client``, ``ca`` (€ HT de
        l'exercice), ``marge`` (€). Pour ``7-etude``, l'export à nettoyer : une ligne par pièce.
    tables : Mapping
        Les petits tableaux propres à certaines questions.
    faits : Mapping
        Les autres données de l'énoncé, en types simples.
    """

    code: str
    serie: str
    variante: int
    entreprise: str
    clients: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    faits: Mapping[str, int | str] = field(default_factory=dict)


def tirer_portefeuille(code: str, serie: str, *, tirage: int = 0) -> Portefeuille:
    """Donner les données d'exercice qui correspondent à un identifiant.

    Parameters
    ----------
    code : str
        L'identifiant : majuscules sans accent, chiffres et traits d'union, 20 caractères au plus.
        ``CLASSE`` donne les mêmes données à tout le monde.
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    tirage : int
        0 pour les données de l'identifiant ; 1, 2… pour s'entraîner sur d'autres.

    Returns
    -------
    Portefeuille
        Toujours le même pour un identifiant, une série et un tirage.

    Raises
    ------
    ErreurCours
        « L'identifiant « … » ne convient pas : écrivez… » ou « La série « … » n'existe pas. »

    Examples
    --------
    >>> tirer_portefeuille("GPME2-07", "4-pareto").clients.columns.to_list()
    ['client', 'ca', 'marge']
    >>> tirer_portefeuille("CLASSE", "4-pareto").variante
    0
    """
    return tirer_variante(serie, trouver_variante(code, serie, tirage=tirage), code=code)


def trouver_variante(code: str, serie: str, *, tirage: int = 0) -> int:
    """Trouver le numéro de variante d'un identifiant, sans construire ses données.

    Parameters
    ----------
    code, serie, tirage
        Comme pour :func:`tirer_portefeuille`.

    Returns
    -------
    int
        0 pour ``CLASSE`` ; soixante tirages de suite donnent soixante variantes différentes.

    Raises
    ------
    ErreurCours
        L'identifiant ne convient pas, ou le tirage n'est pas un entier positif.

    Examples
    --------
    >>> trouver_variante("CLASSE", "4-pareto")
    0
    >>> len({trouver_variante("GPME2-07", "4-pareto", tirage=n) for n in range(60)})
    60
    """
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        _refuser_code(code)
    if type(tirage) is not int or not 0 <= tirage < 10_000:
        raise ErreurCours(f"Le tirage « {tirage!s:.40} » ne convient pas : donnez un entier de 0 à 9999.")
    if code == CLASSE and not tirage:
        return 0
    empreinte = hashlib.sha256(f"{trouver_chapitre(serie).graine}:{code}".encode()).digest()
    personnelles = NOMBRE_VARIANTES - 1
    # 7 et 60 n'ont pas de diviseur commun : le pas passe par toutes les variantes avant de revenir.
    return 1 + (int.from_bytes(empreinte, "big") + 7 * tirage) % personnelles


def tirer_variante(serie: str, variante: int, *, code: str = CLASSE) -> Portefeuille:
    """Construire une variante de la réserve d'une série.

    Parameters
    ----------
    serie : str
        Le nom de la série.
    variante : int
        De 0 (celle de ``CLASSE``) à ``NOMBRE_VARIANTES`` − 1.
    code : str
        L'identifiant à inscrire sur le portefeuille.

    Returns
    -------
    Portefeuille

    Raises
    ------
    ErreurCours
        La série ou la variante n'existe pas.

    Examples
    --------
    >>> len(tirer_variante("4-pareto", 12).tables["tournee"])
    8
    """
    chapitre = trouver_chapitre(serie)
    if variante not in range(NOMBRE_VARIANTES):
        raise ErreurCours(f"La variante {variante} n’existe pas : choisissez de 0 à {NOMBRE_VARIANTES - 1}.")
    module = import_module(f"course_helpers.tirages.{chapitre.nom}")
    tirage = Tirage(f"{chapitre.graine}:{variante}:{module.REPRISES.get(variante, 0)}")
    return Portefeuille(code=code, serie=chapitre.cle, variante=variante, **module.tirer(tirage))


def _refuser_code(code: object) -> None:
    propose = str(code).strip().upper().replace("_", "-").replace(" ", "-")
    essai = propose if isinstance(code, str) and _CODE.fullmatch(propose) else "GPME2-07"
    raise ErreurCours(
        f"L’identifiant « {str(code)[:40]} » ne convient pas : écrivez des majuscules sans accent, des "
        f"chiffres et des traits d’union, 20 caractères au plus, par exemple {essai}."
    )
