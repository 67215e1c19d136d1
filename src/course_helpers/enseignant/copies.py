"""Lire les copies d'un dossier, comme des données seulement.

Une copie vient de n'importe qui : sa taille et sa profondeur sont vérifiées avant de l'analyser, puis sa
forme par un schéma. Les clés inconnues sont ignorées ; un type inattendu fait refuser la copie.
"""

import json
import math
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.serie import FORMAT, TYPE_COPIE
from course_helpers.exercices.series import trouver_sujet
from course_helpers.tirages.reserve import trouver_variante

TAILLE_COPIE = 1_000_000  # octets ; une copie en fait trois mille
TAILLE_CAHIER = 30_000_000  # un cahier porte ses figures
PROFONDEUR = 50
_ESSAIS = 1000
_LONGUEUR = 10_000  # d'une réponse rédigée
_SAISIE = {"type": "string", "maxLength": _LONGUEUR}

# Le contrat d'une copie, en JSON Schema : ce que l'export écrit, et rien de plus n'est lu.
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["format", "serie", "version", "code", "variante", "reponses"],
    "properties": {
        "format": {"const": FORMAT},
        "serie": {"type": "string", "maxLength": 40},
        "version": {"type": "string", "maxLength": 20},
        "code": {"type": "string", "maxLength": 100},
        "variante": {"type": "integer", "minimum": 0, "maximum": 10**6},
        "tirage": {"type": "integer", "minimum": 0, "maximum": 9999},
        "mode": {"type": "string", "maxLength": 20},
        "reponses": {
            "type": "object",
            "maxProperties": 200,
            "additionalProperties": {
                "type": "object",
                "required": ["essais", "indices", "solution"],
                "properties": {
                    "essais": {
                        "type": "array",
                        "maxItems": _ESSAIS,
                        # Une règle ne vaut que pour son type : la longueur pour un texte, etc.
                        "items": {
                            "type": ["string", "array", "object"],
                            "maxLength": _LONGUEUR,
                            "maxItems": 200,
                            "items": _SAISIE,
                            "maxProperties": 200,
                            "propertyNames": {"maxLength": 200},
                            "additionalProperties": _SAISIE,
                        },
                    },
                    "indices": {"type": "integer", "minimum": 0, "maximum": 1000},
                    "solution": {"type": "boolean"},
                },
            },
        },
    },
}

# Les crochets que contient une chaîne ne comptent pas.
_CHAINE = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_SAUF_CROCHETS = bytes(set(range(256)) - set(b"[]{}"))
# Les caractères de contrôle, les moitiés de caractère, et ce qui retourne le sens de lecture.
_INDESIRABLES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Copie:
    """Une copie lue : des types simples, dont aucune note.

    Parameters
    ----------
    fichier : str
        Son chemin dans le dossier des copies.
    serie, code : str
        Une série du cours, un identifiant bien formé.
    tirage : int
        0 pour les données de l'identifiant ; au-delà, la personne en a demandé d'autres.
    variante, annoncee : int
        La variante recalculée, qui sert à corriger ; celle que la copie annonce.
    evaluation : bool
        En évaluation, seule la dernière réponse compte.
    reponses : dict
        Pour chaque question : ``essais``, ``indices`` et ``solution``.
    """

    fichier: str
    serie: str
    code: str
    tirage: int
    variante: int
    annoncee: int
    evaluation: bool
    reponses: dict[str, dict] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rejet:
    """Une copie qui n'est pas notée, et pourquoi.

    Parameters
    ----------
    fichier : str
    etat : {"illisible", "en double"}
    motif : str
    serie, code : str
        Vides si la copie est illisible.
    """

    fichier: str
    etat: str
    motif: str
    serie: str = ""
    code: str = ""


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
    """Lire les copies d'un fichier : une pour un JSON, autant qu'il en contient pour un cahier.

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
    suffixe = Path(fichier).suffix.casefold()
    if suffixe not in (".json", ".ipynb"):
        raise ErreurCours(
            "Ce n’est ni une copie (.json) ni un cahier (.ipynb) : demandez la copie téléchargée "
            "depuis la série."
        )
    limite = TAILLE_CAHIER if suffixe == ".ipynb" else TAILLE_COPIE
    contenu = _analyser(_lire_octets(dossier / fichier, limite))
    if isinstance(contenu, dict) and "cells" in contenu:
        yield from _lire_cahier(contenu, fichier)
    else:
        yield _valider(contenu, fichier)


def rendre_lisible(texte: str) -> str:
    """Remplacer les caractères qu'une page ou un tableau ne peut pas porter, ou qui tromperaient l'œil.

    Examples
    --------
    >>> rendre_lisible("81,4\\x00 \\ud800%")
    '81,4� �%'
    """
    return _INDESIRABLES.sub("�", texte)


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
    if etat.st_size > limite or len(octets) > limite:
        raise ErreurCours(
            f"Le fichier pèse {ecrire_nombre(max(etat.st_size, len(octets)) / 1e6, 1)} Mo, pour "
            f"{ecrire_nombre(limite / 1e6)} Mo au plus : demandez la copie d’origine."
        )
    return octets


def _analyser(octets: bytes) -> object:
    """Analyser du JSON dont la profondeur, les nombres et les clés ont été bornés."""
    _borner_profondeur(octets)
    try:
        texte = octets.decode("utf-8-sig")
        return json.loads(
            texte, parse_constant=_refuser_nombre, parse_float=_lire_flottant, object_pairs_hook=_reunir
        )
    except UnicodeDecodeError:
        raise ErreurCours("Le fichier n’est pas en UTF-8 : demandez la copie d’origine.") from None
    except json.JSONDecodeError as erreur:
        raise ErreurCours(
            f"Le JSON est abîmé ou tronqué, ligne {erreur.lineno}, colonne {erreur.colno} : "
            "demandez la copie d’origine."
        ) from None
    except ErreurCours:
        raise
    except ValueError:  # un entier de plusieurs milliers de chiffres
        raise ErreurCours("Un nombre de la copie est démesuré : demandez la copie d’origine.") from None


def _borner_profondeur(octets: bytes) -> None:
    """Compter l'imbrication sans récursion, avant que l'analyseur n'y descende."""
    profondeur = 0
    for crochet in _CHAINE.sub(b"", octets).translate(None, _SAUF_CROCHETS):
        profondeur += 1 if crochet in b"[{" else -1
        if profondeur > PROFONDEUR:
            raise ErreurCours(
                f"Le JSON est imbriqué sur plus de {PROFONDEUR} niveaux : ce n’est pas une copie."
            )


def _refuser_nombre(nom: str) -> None:
    raise ErreurCours(f"La copie contient « {nom} », qui n’est pas un nombre : demandez la copie d’origine.")


def _lire_flottant(texte: str) -> float:
    nombre = float(texte)
    if not math.isfinite(nombre):
        _refuser_nombre(texte[:20])
    return nombre


def _reunir(paires: list[tuple[str, object]]) -> dict:
    objet = dict(paires)
    if len(objet) != len(paires):
        raise ErreurCours("Une clé est écrite deux fois dans la copie : demandez la copie d’origine.")
    return objet


def _lire_cahier(cahier: dict, fichier: str) -> Iterator[Copie]:
    """Lire les copies qu'un cahier garde parmi ses sorties ; ses programmes ne sont pas même regardés."""
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
    for contenu in vues:
        if isinstance(contenu, list) and all(isinstance(ligne, str) for ligne in contenu):
            contenu = "".join(contenu)
        if isinstance(contenu, str):
            contenu = _analyser(contenu.encode("utf-8", "surrogatepass"))
        yield _valider(contenu, fichier)


def _prendre(objet: object, cle: str, genre: type):
    valeur = objet.get(cle) if isinstance(objet, dict) else None
    return valeur if isinstance(valeur, genre) else genre()


def _valider(contenu: object, fichier: str) -> Copie:
    import fastjsonschema

    try:
        _compiler_schema()(contenu)
    except fastjsonschema.JsonSchemaValueException as erreur:
        raise ErreurCours(_expliquer(erreur)) from None
    sujet = trouver_sujet(contenu["serie"])
    # Refuse un identifiant mal formé : il servira à nommer un fichier.
    variante = trouver_variante(contenu["code"], sujet.nom, tirage=contenu.get("tirage", 0))
    if contenu["version"] != sujet.version:
        raise ErreurCours(
            f"La copie suit la version « {rendre_lisible(contenu['version'])} » de la série, le cours "
            f"installé corrige la « {sujet.version} » : installez la même, ou faites refaire la copie."
        )
    return Copie(
        fichier=fichier,
        serie=sujet.nom,
        code=contenu["code"],
        tirage=contenu.get("tirage", 0),
        variante=variante,
        annoncee=contenu["variante"],
        evaluation=contenu.get("mode") == "evaluation",
        reponses=contenu["reponses"],
    )


@cache
def _compiler_schema():
    import fastjsonschema

    return fastjsonschema.compile(SCHEMA)


_TYPES = {
    "object": "un objet",
    "array": "une liste",
    "string": "un texte",
    "integer": "un nombre entier",
    "boolean": "vrai ou faux",
}


def _expliquer(erreur) -> str:
    """Dire en français ce que le schéma refuse, et où."""
    ou = rendre_lisible(" › ".join(str(partie)[:40] for partie in erreur.path[1:])) or "la copie"
    regle, attendu = erreur.rule, erreur.rule_definition
    match regle:
        case "required":
            manquants = [cle for cle in attendu if cle not in erreur.value]
            quoi = f"il manque « {manquants[0]} »"
        case "type" if isinstance(attendu, list):
            quoi = "une réponse se note en texte, en liste ou en tableau de textes"
        case "type":
            quoi = f"{_TYPES[attendu]} était attendu"
        case "const":
            quoi = f"« {attendu} » était attendu : ce n’est pas une copie du cours"
        case "minimum" | "maximum":
            quoi = f"la valeur est hors des bornes ({regle} {attendu})"
        case _:
            quoi = "c’est trop long"
    return f"Dans {ou}, {quoi}. Demandez la copie d’origine."
