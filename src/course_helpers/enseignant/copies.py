"""Lire les copies d'un dossier, comme des données seulement.

Ce qu'est une copie, et comment la lire sans risque, est dans :mod:`course_helpers.exercices.copie` ; ici, on
ouvre les fichiers.
"""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course_helpers.chapitres import nommer_serie
from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.copie import (
    SUJET,
    TAILLE_MAXIMALE,
    TYPE_COPIE,
    Copie,
    extraire_texte,
    lister_copies,
    valider_copie,
)
from course_helpers.exercices.donnees_recues import analyser_json
from course_helpers.exercices.sujet import FORMAT as FORMAT_SUJET

TAILLE_CAHIER = 30_000_000  # octets ; un cahier porte ses figures
# Un texte que Moodle recueille en ligne est remis en HTML.
SUFFIXES = dict.fromkeys((".json", ".txt", ".html"), TAILLE_MAXIMALE) | {".ipynb": TAILLE_CAHIER}
ILLISIBLE, ALTEREE, AUTRE_COURS = "illisible", "altérée", "d’un autre cours"


@dataclass(frozen=True, slots=True)
class Rejet:
    """Une copie qui n'est pas notée, et pourquoi.

    Parameters
    ----------
    fichier : str
    etat : {"illisible", "altérée", "d'un autre cours", "d'un autre sujet", "sujet"}
        Le fichier ne se lit pas ; il se lit, et ce n'est plus la copie écrite ; c'est autre chose ; c'est
        une copie, ou un sujet, qui n'est pas de ceux que l'on corrige.
    motif : str
    serie, code : str
        Vides si la copie n'a pas pu être lue.
    """

    fichier: str
    etat: str
    motif: str
    serie: str = ""
    code: str = ""


class Refus(ErreurCours):
    """Le refus d'un fichier, et l'état que le rejet lui donnera."""

    def __init__(self, phrase: str, etat: str) -> None:
        super().__init__(phrase)
        self.etat = etat


def lister_fichiers(dossier: Path, *, sauf: Path | None = None) -> list[str]:
    """Lister les fichiers d'un dossier et de ses sous-dossiers, sans suivre aucun lien.

    Parameters
    ----------
    dossier : Path
        Le dossier des copies ; les plateformes rangent souvent une copie par sous-dossier.
    sauf : Path, optional
        Un dossier à ne pas parcourir : celui des résultats, s'il est dans le premier.

    Returns
    -------
    list of str
        Les chemins dans le dossier, par ordre alphabétique. Les fichiers cachés n'y sont pas.

    Raises
    ------
    ErreurCours
        « Le dossier « … » n'existe pas : vérifiez son nom. »
    """
    if not dossier.is_dir():
        raise ErreurCours(f"Le dossier « {dossier} » n’existe pas : vérifiez son nom.")
    trouves = []
    for racine, dossiers, fichiers in os.walk(dossier, followlinks=False):
        liens = [nom for nom in dossiers if (Path(racine) / nom).is_symlink()]
        dossiers[:] = sorted(
            nom
            for nom in dossiers
            if nom not in liens and not nom.startswith(".") and (sauf is None or Path(racine) / nom != sauf)
        )
        trouves += [
            os.path.relpath(Path(racine) / nom, dossier)
            for nom in [*fichiers, *liens]
            if not nom.startswith(".")
        ]
    return sorted(trouves)


def lire_fichier(dossier: Path, fichier: str) -> Iterator[Copie]:
    """Lire les copies d'un fichier : une copie téléchargée, un cahier, ou tout le travail d'un navigateur.

    Parameters
    ----------
    dossier : Path
    fichier : str
        Son chemin dans le dossier.

    Yields
    ------
    Copie

    Raises
    ------
    ErreurCours
        Lien, fichier trop lourd, trop imbriqué, tronqué, ou dont un champ n'a pas le type attendu.
    """
    limite = borner_fichier(fichier)
    yield from lire_contenu(_lire_octets(dossier / fichier, limite))


def borner_fichier(fichier: str) -> int:
    """Dire combien d'octets peut peser un fichier, d'après son nom.

    Raises
    ------
    ErreurCours
        Son nom n'est celui ni d'une copie, ni d'un cahier.

    Examples
    --------
    >>> borner_fichier("Léa/copie-4-pareto-BTS1-07.JSON")
    1000000
    """
    limite = SUFFIXES.get(Path(fichier).suffix.casefold())
    if limite is None:
        raise ErreurCours(
            "Ce n’est ni une copie (.json ou .txt) ni un cahier (.ipynb) : demandez la copie téléchargée "
            "depuis la série."
        )
    return limite


def lire_contenu(octets: bytes) -> Iterator[Copie]:
    """Lire les copies que contient un fichier déjà ouvert, dont le poids est déjà borné.

    Raises
    ------
    ErreurCours
        Comme :func:`lire_fichier`.
    """
    contenu = analyser_json(extraire_texte(octets))
    if isinstance(contenu, dict) and "cells" in contenu:
        yield from _lire_cahier(contenu)
        return
    if isinstance(contenu, dict) and contenu.get("format") == FORMAT_SUJET:
        raise Refus(
            "C’est un sujet, non une copie : ouvrez-le sous « Corriger les copies d’un sujet », ou avec "
            "l’option --sujet de la commande.",
            SUJET,
        )
    try:
        yield from lister_copies(contenu)
    except ErreurCours as refus:
        raise Refus(str(refus), ALTEREE if _est_du_cours(contenu) else AUTRE_COURS) from None


def _est_du_cours(contenu: object) -> bool:
    """Dire si un JSON se présente comme une copie de ce cours, quoi qu'il vaille ensuite."""
    if not isinstance(contenu, dict) or not str(contenu.get("format")).startswith("course-helpers/"):
        return False
    try:
        return contenu.get("serie", SUJET) == SUJET or bool(nommer_serie(contenu["serie"]))
    except ErreurCours:
        return False


def refuser_fichier(taille: int, limite: int) -> None:
    """Refuser un fichier trop lourd pour une copie.

    Raises
    ------
    ErreurCours
        « Le fichier pèse 50,0 Mo, pour 1 Mo au plus : demandez la copie d'origine. »
    """
    if taille > limite:
        raise ErreurCours(
            f"Le fichier pèse {ecrire_nombre(taille / 1e6, 1)} Mo, pour "
            f"{ecrire_nombre(limite / 1e6)} Mo au plus : demandez la copie d’origine."
        )


def _lire_octets(chemin: Path, limite: int) -> bytes:
    """Lire un fichier ordinaire, sans suivre de lien ni attendre un tube, et jamais plus que la limite."""
    if chemin.is_symlink():
        raise ErreurCours("C’est un lien vers un autre fichier : il n’est pas suivi. Copiez le fichier ici.")
    # O_NOFOLLOW et O_NONBLOCK n'existent pas partout ; la vérification ci-dessus suffit alors.
    options = os.O_RDONLY | sum(getattr(os, nom, 0) for nom in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    try:
        descripteur = os.open(chemin, options)
    except OSError as erreur:
        raise ErreurCours(
            f"Le fichier ne s’ouvre pas ({erreur.strerror or 'cause inconnue'}) : vérifiez vos droits."
        ) from None
    with os.fdopen(descripteur, "rb") as flux:
        etat = os.fstat(descripteur)
        if not stat.S_ISREG(etat.st_mode):
            raise ErreurCours("Ce n’est pas un fichier ordinaire : il n’est pas lu.")
        octets = flux.read(limite + 1) if etat.st_size <= limite else b""
    refuser_fichier(max(etat.st_size, len(octets)), limite)
    return octets


def _lire_cahier(cahier: dict) -> Iterator[Copie]:
    """Lire les copies qu'un cahier garde parmi ses sorties ; ses programmes ne sont pas même regardés."""
    for contenu in _relever_copies(cahier):
        if isinstance(contenu, list) and all(isinstance(ligne, str) for ligne in contenu):
            contenu = "".join(contenu)
        if isinstance(contenu, str):
            contenu = analyser_json(contenu.encode("utf-8", "surrogatepass"))
        yield valider_copie(contenu)


def alleger_cahier(octets: bytes) -> bytes:
    """Ne garder d'un cahier que les copies de ses sorties ; une copie reste telle quelle.

    Examples
    --------
    >>> alleger_cahier(b'{"format": 1}')
    b'{"format": 1}'
    """
    try:
        contenu = analyser_json(extraire_texte(octets))
    except ErreurCours:
        return octets
    if not isinstance(contenu, dict) or "cells" not in contenu:
        return octets
    try:
        vues = _relever_copies(contenu)
    except ErreurCours:
        return octets
    sorties = [{"data": {TYPE_COPIE: vue}} for vue in vues]
    return json.dumps({"cells": [{"outputs": sorties}]}).encode()


def _relever_copies(cahier: dict) -> list:
    """Relever les copies d'un cahier, non encore lues ; il y en a une au moins."""
    vues = []
    for cellule in _prendre(cahier, "cells", list):
        for sortie in _prendre(cellule, "outputs", list):
            donnees = _prendre(sortie, "data", dict)
            if TYPE_COPIE in donnees and donnees[TYPE_COPIE] not in vues:
                vues.append(donnees[TYPE_COPIE])
    if not vues:
        raise ErreurCours(
            "Ce cahier ne contient aucune copie : demandez d’exécuter la cellule de la série et "
            "d’enregistrer, ou la copie téléchargée."
        )
    return vues


def _prendre(objet: object, cle: str, genre: type):
    valeur = objet.get(cle) if isinstance(objet, dict) else None
    return valeur if isinstance(valeur, genre) else genre()
