"""Lire ce qui vient de n'importe qui : du JSON borné avant d'être analysé, des textes que l'œil peut croire.

Les copies, les sujets et les séances de correction passent tous par ici.
"""

import json
import math
import re

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours

PROFONDEUR = 50
# Ce qui entoure la copie dans un texte : ni accent ni signe qu'une messagerie changerait.
DEBUT, FIN = "[COPIE DU COURS]", "[FIN DE LA COPIE]"
# Ce que l'on prend pour une copie par mégarde, reconnu à ses premiers octets.
_AUTRES_FICHIERS = {
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"RIFF": "une image",
    b"%PDF": "un document PDF",
    b"PK": "un document ou une archive",
}
# Les crochets que contient une chaîne ne comptent pas.
_CHAINE = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_SAUF_CROCHETS = bytes(set(range(256)) - set(b"[]{}"))
# Les caractères de contrôle, les moitiés de caractère, et ce qui retourne le sens de lecture.
_INDESIRABLES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def analyser_json(octets: bytes) -> object:
    """Analyser du JSON dont la profondeur, les nombres et les clés sont bornés.

    Raises
    ------
    ErreurCours
        « Le JSON est abîmé ou tronqué, ligne …, colonne … »
    """
    if not octets.strip():
        raise ErreurCours(f"Le fichier est vide{FINE}: il ne contient aucune copie.")
    for debut, sorte in _AUTRES_FICHIERS.items():
        if octets.startswith(debut):
            raise ErreurCours(f"C’est {sorte}, non une copie{FINE}: demandez la copie téléchargée.")
    _borner_profondeur(octets)
    try:
        texte = octets.decode("utf-8-sig", "strict")
        return json.loads(
            texte, parse_constant=_refuser_nombre, parse_float=_lire_flottant, object_pairs_hook=_reunir
        )
    except UnicodeDecodeError:
        raise ErreurCours(f"Ce fichier n’est pas un texte{FINE}: demandez la copie d’origine.") from None
    except json.JSONDecodeError as erreur:
        if not texte.lstrip().startswith(("{", "[", '"')):
            raise ErreurCours(
                "C’est un texte où il n’y a pas de copie : elle va de "
                f"«{FINE}{DEBUT}{FINE}» à «{FINE}{FIN}{FINE}». Demandez ce texte en entier."
            ) from None
        raise ErreurCours(
            f"Le JSON est abîmé ou tronqué, ligne {erreur.lineno}, colonne {erreur.colno}{FINE}: "
            "demandez la copie d’origine."
        ) from None
    except ErreurCours:
        raise
    except ValueError:  # un entier de plusieurs milliers de chiffres
        raise ErreurCours(f"Un nombre de la copie est démesuré{FINE}: demandez la copie d’origine.") from None


def lire_fichier_du_cours(octets: bytes, forme: str, *, taille: int, refus: str) -> dict:
    """Rouvrir un fichier que le cours a enregistré : un objet JSON qui dit son format.

    Parameters
    ----------
    octets : bytes
    forme : str
        Le format attendu.
    taille : int
        Au plus tant d'octets.
    refus : str
        La phrase qui refuse tout autre fichier.

    Raises
    ------
    ErreurCours
        Le refus.
    """
    try:
        if len(octets) > taille:
            raise ValueError
        contenu = analyser_json(octets)
        if contenu["format"] != forme:
            raise ValueError
    except (ValueError, TypeError, KeyError):  # ErreurCours comprise : elle parlerait d'une copie
        raise ErreurCours(refus) from None
    return contenu


def _borner_profondeur(octets: bytes) -> None:
    """Compter l'imbrication sans récursion, avant que l'analyseur n'y descende."""
    profondeur = 0
    for crochet in _CHAINE.sub(b"", octets).translate(None, _SAUF_CROCHETS):
        profondeur += 1 if crochet in b"[{" else -1
        if profondeur > PROFONDEUR:
            raise ErreurCours(
                f"Le JSON est imbriqué sur plus de {PROFONDEUR} niveaux{FINE}: ce n’est pas une copie, "
                "demandez-la."
            )


def _refuser_nombre(nom: str) -> None:
    raise ErreurCours(
        f"La copie contient « {nom} », qui n’est pas un nombre{FINE}: demandez la copie d’origine."
    )


def _lire_flottant(texte: str) -> float:
    nombre = float(texte)
    if not math.isfinite(nombre):
        _refuser_nombre(texte[:20])
    return nombre


def _reunir(paires: list[tuple[str, object]]) -> dict:
    objet = dict(paires)
    if len(objet) != len(paires):
        raise ErreurCours(f"Une clé est écrite deux fois dans la copie{FINE}: demandez la copie d’origine.")
    return objet


def rendre_lisible(texte: str) -> str:
    """Remplacer les caractères qu'une page ou un tableau ne peut pas porter, ou qui tromperaient l'œil.

    Examples
    --------
    >>> rendre_lisible("81,4\\x00 \\ud800%")
    '81,4� �%'
    """
    return _INDESIRABLES.sub("�", texte)
