"""Lire les noms d'une liste collée : des noms seuls, ou le tableau de Pronote ou d'un tableur.

Seuls les noms sortent d'ici : une date de naissance, une classe, une adresse n'y sont que lues. Ce qui peut
se lire de deux façons est refusé, avec le geste qui lève le doute.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.lecture.mots import oter_accents

_NOM = 80  # caractères
_PRECISION = re.compile(r"\s*\([^()]{1,20}\)$")
_LIAISONS = {"de", "du", "des", "d", "l", "la", "le", "les", "et", "ou"}
_TITRES = {  # ce que dit l'en-tête d'une colonne, sans accents, ni pluriels, ni mots de liaison
    "complet": ("eleve", "etudiant", "nom prenom", "complet nom", "eleve nom prenom", "etudiant nom prenom"),
    "nom": ("nom", "famille nom", "nom usage", "nom usuel", "naissance nom", "eleve nom", "etudiant nom"),
    "prenom": ("prenom", "prenom usage", "prenom usuel", "eleve prenom", "etudiant prenom"),
}
_TITRE = {tuple(titre.split()): role for role, titres in _TITRES.items() for titre in titres}
_AUTRES = {"ne", "nee", "e", "date", "naissance", "classe", "sexe", "groupe", "liste", "regime", "numero"}
_PERSONNES = {"nom", "prenom", "eleve", "etudiant"}
_JAMAIS_PRENOM = {"externe", "interne", "dp", "fille", "garcon", "masculin", "feminin", "homme", "femme"}


@dataclass(frozen=True, slots=True)
class Liste:
    """Ce qui se lit d'une liste collée.

    Parameters
    ----------
    noms : list of str
        Dans son ordre.
    entete : str
        Sa ligne d'en-tête ; vide si elle n'en a pas.
    reduite : bool
        Vrai si d'autres colonnes que les noms ont été laissées.
    """

    noms: list[str]
    entete: str = ""
    reduite: bool = False


def lire_liste(texte: str) -> Liste:
    """Lire les noms d'une liste collée, un élève par ligne.

    Un tableau a des tabulations ou des points-virgules. Son en-tête dit quelles colonnes sont les noms. Sans
    en-tête, la première colonne qui a des lettres l'est, si chaque case y porte « NOM Prénom » ; sinon la
    suivante doit être celle des prénoms. Dans le doute, rien n'est choisi.

    Raises
    ------
    ErreurCours
        « La ligne 3, « 12 MARTIN », contient un chiffre… » ; « Plusieurs colonnes peuvent être des noms… »

    Examples
    --------
    >>> lire_liste(" DURAND\\tLéa \\n\\nMARTIN\\tTom").noms
    ['DURAND Léa', 'MARTIN Tom']
    >>> lire_liste("Nom;Prénom;Né(e) le\\nABADIE;Éloïse;12/03/2006")
    Liste(noms=['ABADIE Éloïse'], entete='Nom ; Prénom ; Né(e) le', reduite=True)
    """
    lignes = [
        (rang, [_nettoyer(case) for case in ligne.split("\t" if "\t" in ligne else ";")])
        for rang, ligne in enumerate(texte.splitlines(), start=1)
    ]
    lignes = [(rang, cases) for rang, cases in lignes if any(cases)]
    entete = lignes.pop(0)[1] if lignes and _est_un_entete(*(cases for _, cases in lignes)) else []
    if not lignes:
        _refuser("La liste est vide : collez un élève par ligne, par exemple « DURAND Léa ».")
    largeur = max(len(cases) for _, cases in [*lignes, (0, entete)])
    tableau = [cases + [""] * (largeur - len(cases)) for _, cases in lignes]
    garder = [c for c in range(largeur) if any(cases[c] for cases in tableau)]  # une colonne vide n'est rien
    choisies = _choisir_par_entete(entete, largeur) or _choisir(tableau, garder)
    noms = [
        lire_nom(" ".join(cases[c] for c in choisies), rang)
        for (rang, _), cases in zip(lignes, tableau, strict=True)
    ]
    _verifier_precisions(noms)
    return Liste(noms, " ; ".join(filter(None, entete)), not set(garder) <= set(choisies))


def lire_nom(texte: str, rang: int = 1) -> str:
    """Lire le nom d'un élève ; un chiffre n'y est permis qu'à la fin, entre parenthèses.

    Parameters
    ----------
    texte : str
    rang : int
        Le numéro de la ligne, que dit un refus.

    Raises
    ------
    ErreurCours
        La ligne est vide, trop longue, ou contient un chiffre ou un signe.

    Examples
    --------
    >>> lire_nom(" MARTIN  Camille (mars 2006)")
    'MARTIN Camille (mars 2006)'
    """
    nom = _nettoyer(texte)
    if not nom:
        _refuser(f"La ligne {rang} n’a pas de nom : complétez-la, ou retirez-la.")
    if _contient_un_signe(nom):
        _refuser(
            f"La ligne {rang}, « {nom[:40]} », contient un chiffre ou un signe : collez les noms seuls, "
            "un par ligne. Ce qui distingue deux homonymes se met entre parenthèses."
        )
    if len(nom) > _NOM:
        _refuser(f"La ligne {rang} dépasse {_NOM} caractères : collez un seul élève par ligne.")
    return nom


def oter_precision(nom: str) -> str:
    """Ôter d'un nom ce que l'on y a mis entre parenthèses pour distinguer deux homonymes.

    Examples
    --------
    >>> oter_precision("MARTIN Camille (2)")
    'MARTIN Camille'
    """
    return _PRECISION.sub("", nom)


def lister_mots(texte: str) -> tuple[str, ...]:
    """Lister les mots d'un texte, sans accents ni majuscules.

    Examples
    --------
    >>> lister_mots("O'BRIEN Éloïse")
    ('o', 'brien', 'eloise')
    """
    return tuple(re.findall(r"[^\W_]+", oter_accents(texte).casefold()))


# --- Choisir les colonnes --------------------------------------------------------------------------------


def _est_un_entete(premiere: Sequence[str], *autres: Sequence[str]) -> bool:
    """Dire si la première ligne donne des titres : « Étudiant » sur chaque ligne n'en est pas un."""
    titres = {(c, case) for c, case in enumerate(premiere) if _lire_titre(case)}
    if titres:
        return not titres & {cle for cases in autres for cle in enumerate(cases)}
    mots = {mot.removesuffix("s") for mot in lister_mots(" ".join(premiere))} - _LIAISONS
    return bool(mots & _PERSONNES) and mots <= _PERSONNES | _AUTRES and len(mots) > 1


def _lire_titre(case: str) -> str:
    mots = {mot if mot in _LIAISONS else mot.removesuffix("s") for mot in lister_mots(case)} - _LIAISONS
    return _TITRE.get(tuple(sorted(mots)), "")


def _choisir_par_entete(entete: Sequence[str], largeur: int) -> list[int]:
    if len(entete) == 1 < largeur and "nom" in lister_mots(entete[0]):  # de quelles colonnes ?
        return []
    roles = list(map(_lire_titre, entete))
    if "complet" in roles:
        return [roles.index("complet")]
    return [roles.index(role) for role in ("nom", "prenom") if role in roles]


def _choisir(tableau: Sequence[Sequence[str]], garder: Sequence[int]) -> list[int]:
    """Choisir les colonnes des noms d'un tableau sans en-tête."""
    if len(garder) == 1:
        return list(garder)
    _refuser_un_titre_inconnu(tableau, garder)
    lettrees = [c for c in garder if any(s.isalpha() for cases in tableau for s in cases[c])]
    if not lettrees:
        _douter()
    noms = lettrees[0]
    if all(_porte_nom_et_prenom(cases[noms]) for cases in tableau):
        return [noms]
    complets = all(len(cases[noms].split()) > 1 for cases in tableau)
    suite = garder[garder.index(noms) + 1 :]
    if suite and _sont_des_prenoms([cases[suite[0]] for cases in tableau]):
        if complets:  # « DE LA TOUR », « Paul », ou « DURAND LEA », « Latin » ?
            _douter()
        return [noms, suite[0]]
    if not complets:
        _douter()
    return [noms]


def _porte_nom_et_prenom(case: str) -> bool:
    """Dire si une case a un mot en capitales, et un autre qui ne l'est pas."""
    capitales = [mot.isupper() for mot in oter_precision(case).split()]
    return any(capitales) and not all(capitales)


def _sont_des_prenoms(cases: Sequence[str]) -> bool:
    """Dire si une colonne peut être celle des prénoms : des mots, qui changent d'une ligne à l'autre."""
    if any(len(case) < 2 or _contient_un_signe(case) for case in cases):
        return False
    communs = _JAMAIS_PRENOM & {mot for case in cases for mot in lister_mots(case)}
    return not communs and (len(cases) == 1 or len(set(cases)) > len(cases) / 2)


def _refuser_un_titre_inconnu(tableau: Sequence[Sequence[str]], garder: Sequence[int]) -> None:
    premiere, *autres = tableau
    if len(autres) < 2 or any(_contient_un_signe(case) for case in premiere):
        return
    if any(premiere[c] and all(_contient_un_signe(cases[c]) for cases in autres) for c in garder):
        ligne = " ; ".join(filter(None, premiere))[:40]
        _refuser(
            f"La première ligne, « {ligne} », ressemble à un en-tête : écrivez-y « Nom » et « Prénom », "
            "ou « Élève », ou retirez-la."
        )


def _douter() -> None:
    _refuser(
        "On ne sait pas quelles colonnes sont les noms : ajoutez une première ligne « Nom ; Prénom », ou "
        "« Élève », qui en donne les titres dans leur ordre. Sinon, collez les noms seuls."
    )


# --- Vérifier --------------------------------------------------------------------------------------------


def _verifier_precisions(noms: Sequence[str]) -> None:
    """Refuser une parenthèse qui ne distingue personne : ce serait une date de naissance, ou une note."""
    compte = Counter(lister_mots(oter_precision(nom)) for nom in noms)
    seuls = [
        nom
        for nom in noms
        if any(signe.isdigit() for signe in nom) and compte[lister_mots(oter_precision(nom))] == 1
    ]
    if len(seuls) > 2:
        _refuser(
            f"Des lignes portent un chiffre entre parenthèses sans avoir d’homonyme, dont « {seuls[0]} » : "
            "retirez ces parenthèses."
        )


def _contient_un_signe(texte: str) -> bool:
    return "@" in texte or ";" in texte or any(signe.isdigit() for signe in oter_precision(texte))


def _nettoyer(texte: str) -> str:
    return rendre_lisible(" ".join(texte.split())).strip('" ')


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase)
