"""Lire la banque : un texte par série, ses calculs en Python à côté.

Une série est un fichier MyST de ``series/`` ; ``CONTRIBUTING.md`` dit comment il s'écrit. Chaque code
d'erreur y a son texte et sa valeur : une constante, le nom d'une valeur de la série, ou, sans valeur, un
calcul du même nom dans ``CALCULS``. Ce que l'un des deux fichiers dit et que l'autre ignore est refusé, avec
le fichier et la ligne.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import NoReturn

from course_helpers.chapitres import PARCOURS, SYNTHESE, Chapitre, nommer_serie, trouver_chapitre
from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import (
    Calcul,
    Convention,
    Erreur,
    Exemple,
    Option,
    Question,
    SeriePosee,
)
from course_helpers.tirages.reserve import Portefeuille, tirer_variante

SERIES = Path(__file__).parent / "series"
_RETENUES = 2400  # de quoi retenir toute la réserve de toutes les séries, synthèses comprises
_TITRE = re.compile(r"(#{1,3}) (.+)")
_QUESTION = re.compile(r"(\w+) · (.+)")
_REGLAGE = re.compile(r"% ([^:]+?) : (.*)")
_ENTREE = re.compile(r"`([^`]+)`(?: = (.+))?")
_POINT = re.compile(r"(?:\d+\.|-) (.+)")
_EXEMPLE = re.compile(r"`([^`]*)` → (\w+)(?: : (.+))?")
_CITATION = re.compile(r"(?<!\{)\{(\w+)(?::\w+)?\}")
_NOM = re.compile(r"[a-z_]\w*")
# Ce que la correction reconnaît sans qu'une question le déclare.
_VERDICTS = {"réussi", "illisible", "enregistré", "autre", "fraction", "arrondi", "reponse_repetee"}
_VERDICTS_ECRITS = ("erreurs", "conventions")
_EN_CHEMIN = "arrondis_en_chemin"  # des codes sans texte : la phrase est celle de tous les arrondis
_A_LIER = {*_VERDICTS_ECRITS, _EN_CHEMIN}
_LISTES = {"indices", "criteres", "precedences"}
_NIVEAUX = ("rappel", "application", "cas")
# Un titre ou un réglage du texte, sans accent → le champ de la question.
_CHAMPS = {"lignes": "elements", "conventions_acceptees": "conventions", "parcours": "essentiel"}
_CONVERSIONS: dict[str, Callable[[str], object]] = {
    "points": int,
    "minutes": int,
    "decimales": int,
    "edition": int,
    "tolerance": lambda texte: texte.replace(",", "."),
    "faits": lambda texte: tuple(fait.strip() for fait in texte.split(",")),
    "essentiel": lambda texte: {"essentiel": True, "entraînement": False}[texte],
    "niveau": lambda texte: _NIVEAUX[_NIVEAUX.index(texte)],
}


@dataclass(frozen=True, eq=False)
class Banque:
    """Les questions d'une série, telles que son texte les écrit.

    Parameters
    ----------
    nom : str
        Le nom de la série, par exemple ``"4-pareto"``.
    chapitre : Chapitre
    titre, presentation : str
        Modèles ; la présentation dit ce que la personne a sous les yeux.
    questions : tuple of Question
    calculer : callable
        Portefeuille → dictionnaire des valeurs que les textes citent.
    citations : tuple of (str, int)
        Les noms que le texte cite, et la ligne de chacun.
    abrege : str
        Ce qui nomme un sujet dans un fichier ; vide pour une série, que son nom désigne.
    """

    nom: str
    chapitre: Chapitre
    titre: str
    presentation: str
    questions: tuple[Question, ...]
    calculer: Callable[[Portefeuille], dict[str, object]]
    citations: tuple[tuple[str, int], ...]
    abrege: str = ""

    @property
    def nom_de_fichier(self) -> str:
        """Le nom à donner à ses fichiers."""
        return self.abrege or self.nom

    @property
    def ancien_nom(self) -> str:
        """Le nom que la série portait dans la première édition ; ce que l'on en a gardé le porte encore."""
        return self.nom_de_fichier.replace(self.chapitre.cle, self.chapitre.graine)

    def verifier_citations(self, valeurs: Iterable[str]) -> None:
        """Refuser un nom que le texte cite et que la série ne calcule pas."""
        connus = {*valeurs, "reponse"}
        for nom, ligne in self.citations:
            if nom not in connus:
                _refuser(self.nom, ligne, f"« {nom} » est cité, et la série ne le calcule pas")


@dataclass
class _Partie:
    """Un titre et ce qui le suit jusqu'au prochain : des réglages, puis des lignes numérotées."""

    niveau: int
    titre: str
    ligne: int
    reglages: dict[str, tuple[str, int]]
    lignes: list[tuple[int, str]]


@dataclass(frozen=True)
class _Entree:
    """Une ligne « `code` = valeur », et le texte qui la suit."""

    cle: str
    valeur: str | None
    texte: str
    ligne: int


def lister_series(*, syntheses: bool = False) -> list[str]:
    """Lister les séries de la banque, les chapitres dans leur ordre ; les synthèses à trous sont à part."""
    noms = [nom + SYNTHESE * syntheses for nom in PARCOURS]
    return [nom for nom in noms if (SERIES / f"{nom}.md").exists()]


@cache
def ouvrir_banque(nom: str) -> Banque:
    """Ouvrir une série de la banque.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.

    Raises
    ------
    ErreurCours
        « La série « … » n'existe pas : choisissez parmi … », ou ce que son texte a d'incohérent, avec la
        ligne.

    Examples
    --------
    >>> ouvrir_banque("4-pareto").questions[1].titre
    '20/80 : la part réelle'
    """
    nom = nommer_serie(nom)
    module = import_module(f"course_helpers.exercices.series.{trouver_chapitre(nom).module}")
    texte = (SERIES / f"{nom}.md").read_text(encoding="utf-8")
    # Une synthèse n'a pas de calcul à elle : elle cite les valeurs de sa série.
    calculs = {} if nom.endswith(SYNTHESE) else module.CALCULS
    return lire_banque(texte, nom, module.calculer, calculs)


@lru_cache(maxsize=_RETENUES)
def poser_serie(nom: str, variante: int) -> SeriePosee:
    """Poser une série sur une variante de ses données, une seule fois par variante.

    Examples
    --------
    >>> poser_serie("4-pareto", 0).portefeuille.code
    'CLASSE'
    """
    banque = ouvrir_banque(nom)
    donnees, valeurs = _calculer(banque.chapitre.cle, variante)
    banque.verifier_citations(valeurs)
    graine = f"{banque.chapitre.graine}:{variante}"
    return SeriePosee.composer(banque.questions, banque.presentation, valeurs, donnees, graine)


@lru_cache(maxsize=_RETENUES)
def _calculer(chapitre: str, variante: int) -> tuple[Portefeuille, dict[str, object]]:
    """Tirer des données et en calculer les valeurs, que la série et sa synthèse citent."""
    donnees = tirer_variante(chapitre, variante)
    return donnees, ouvrir_banque(chapitre).calculer(donnees)


def lire_banque(
    texte: str,
    nom: str,
    calculer: Callable[[Portefeuille], dict[str, object]],
    calculs: Mapping[str, Mapping[str, Calcul]],
) -> Banque:
    """Lire le texte d'une série et le lier à ses calculs.

    Parameters
    ----------
    texte : str
        Le contenu du fichier MyST.
    nom : str
        Le nom de la série, que citent les refus.
    calculer : callable
        Portefeuille → valeurs.
    calculs : Mapping
        Question → code → calcul. Le code est celui d'une erreur ou d'une convention, ``attendu`` ou
        ``lignes``.

    Returns
    -------
    Banque

    Raises
    ------
    ErreurCours
        « 4-pareto, ligne 12 : … »
    """
    tete, *parties = _decouper(nom, texte)
    communs, questions, citations = {}, [], []
    restent = {numero: dict(par_code) for numero, par_code in calculs.items()}
    while parties:
        partie = parties.pop(0)
        if partie.niveau == 2 and partie.titre == "Messages communs":
            communs = {entree.cle: entree.texte for entree in _lire_entrees(nom, partie)}
            continue
        titre = _QUESTION.fullmatch(partie.titre)
        if partie.niveau != 2 or not titre:
            _refuser(nom, partie.ligne, f"« {partie.titre} » n'est ni une question ni une de ses parties")
        sections = []
        while parties and parties[0].niveau == 3:
            sections.append(parties.pop(0))
        lecture = _LectureQuestion(nom, partie, sections, communs, restent.pop(titre[1], {}), citations)
        questions.append(lecture.lire(*titre.groups()))
    for numero, par_code in restent.items():
        for code, calcul in par_code.items():
            _refuser_calcul(numero, code, calcul)
    citations += [
        (cite, ligne)
        for ligne, contenu in enumerate(texte.splitlines(), start=1)
        for cite in _CITATION.findall(contenu)
    ]
    presentation = _lire_paragraphes(tete)
    chapitre = trouver_chapitre(nom)
    return Banque(nom, chapitre, tete.titre, presentation, tuple(questions), calculer, tuple(citations))


def _refuser(nom: str, ligne: int, quoi: str) -> NoReturn:
    raise ErreurCours(f"series/{nom}.md, ligne {ligne}{FINE}: {quoi}.")


def _refuser_calcul(numero: str, code: str, calcul: Callable) -> NoReturn:
    programme = calcul.__code__
    raise ErreurCours(
        f"{Path(programme.co_filename).name}, ligne {programme.co_firstlineno}{FINE}: le calcul « {code} » "
        f"de {numero} n'a pas de texte."
    )


def _decouper(nom: str, texte: str) -> list[_Partie]:
    """Découper un texte à ses titres."""
    parties = []
    for numero, ligne in enumerate(texte.splitlines(), start=1):
        if "**" in ligne:
            _refuser(nom, numero, "« ** » s'afficherait tel quel, aucun énoncé n'a de gras")
        if titre := _TITRE.fullmatch(ligne):
            parties.append(_Partie(len(titre[1]), titre[2], numero, {}, []))
        elif not parties:
            _refuser(nom, numero, "un fichier commence par le titre de la série")
        elif reglage := _REGLAGE.fullmatch(ligne):
            parties[-1].reglages[_nommer(reglage[1])] = (reglage[2], numero)
        else:
            parties[-1].lignes.append((numero, ligne))
    return parties


def _nommer(titre: str) -> str:
    """Ramener un titre au nom d'un champ : sans accent ni majuscule."""
    sans_accent = unicodedata.normalize("NFD", titre).encode("ascii", "ignore").decode()
    nom = sans_accent.casefold().replace(" ", "_")
    return _CHAMPS.get(nom, nom)


def _lire_paragraphes(partie: _Partie) -> str:
    """Un paragraphe du texte devient une ligne du modèle."""
    return "\n".join(ligne for _, ligne in partie.lignes if ligne)


def _lire_points(nom: str, partie: _Partie) -> tuple[tuple[int, str], ...]:
    points = []
    for numero, ligne in partie.lignes:
        if not ligne:
            continue
        if not (point := _POINT.fullmatch(ligne)):
            _refuser(nom, numero, "une liste était attendue, un élément par ligne")
        points.append((numero, point[1]))
    return tuple(points)


def _lire_entrees(nom: str, partie: _Partie) -> list[_Entree]:
    """Lire des « `code` = valeur », chacun suivi de son texte derrière « : »."""
    entrees = []
    for numero, ligne in partie.lignes:
        if entete := _ENTREE.fullmatch(ligne):
            entrees.append(_Entree(entete[1], entete[2], "", numero))
        elif ligne.startswith(": ") and entrees:
            precedente = entrees.pop()
            texte = f"{precedente.texte}\n{ligne[2:]}".strip()
            entrees.append(_Entree(precedente.cle, precedente.valeur, texte, precedente.ligne))
        elif ligne:
            _refuser(nom, numero, "un code entre accents graves, ou son texte derrière « : », était attendu")
    return entrees


class _LectureQuestion:
    """La lecture d'une question : ses réglages, ses parties, et les calculs qu'elle nomme."""

    def __init__(
        self,
        nom: str,
        partie: _Partie,
        sections: list[_Partie],
        communs: dict[str, str],
        calculs: dict[str, Calcul],
        citations: list[tuple[str, int]],
    ) -> None:
        self.nom, self.partie, self.communs, self.calculs = nom, partie, communs, calculs
        self.citations = citations
        self.sections = {_nommer(section.titre): section for section in sections}

    def lire(self, identifiant: str, titre: str) -> Question:
        """Rendre la question."""
        reglages = dict(self.partie.reglages)
        genre, ligne = reglages.pop("reponse", ("", self.partie.ligne))
        if genre not in GENRES:
            _refuser(self.nom, ligne, f"réponse « {genre} » inconnue, choisissez parmi {', '.join(GENRES)}")
        self.classe = GENRES[genre]
        connus = {champ.name for champ in fields(self.classe)}
        for champ, n in [(c, n) for c, (_, n) in reglages.items()] + [
            (c, section.ligne) for c, section in self.sections.items()
        ]:
            if champ not in connus:
                _refuser(self.nom, n, f"« {champ} » est inconnu d'une question « {genre} »")
        attendu = reglages.pop("attendu", None)
        lus = {champ: self._convertir(champ, *reglage) for champ, reglage in reglages.items()}
        self.entrees = {}
        for champ, section in self.sections.items():
            lus[champ] = self._lire_section(champ, section)
        if "elements" in connus and "elements" not in lus:
            lus["elements"] = self._lier_lignes()
        self.cles = {champ: tuple(e.cle for e in entrees) for champ, entrees in self.entrees.items()}
        if en_chemin := lus.get(_EN_CHEMIN):
            lus[_EN_CHEMIN] = tuple(self._lier(e.cle, e.valeur, e.ligne) for e in en_chemin)
        for champ in _VERDICTS_ECRITS:
            lus[champ] = tuple(self._lire_verdict(champ, entree) for entree in lus.get(champ, ()))
        self._verifier_exemples(lus.get("exemples", ()), lus["erreurs"])
        lus["exemples"] = tuple(exemple for _, exemple in lus.get("exemples", ()))
        question = {"enonce": _lire_paragraphes(self.partie), "attendu": self._lier_attendu(attendu)}
        for code, calcul in self.calculs.items():
            _refuser_calcul(identifiant, code, calcul)
        try:
            return self.classe(identifiant=identifiant, titre=titre, **question, **lus)
        except TypeError as erreur:
            _refuser(self.nom, self.partie.ligne, f"il manque une partie à la question ({erreur})")

    def _convertir(self, champ: str, texte: str, ligne: int) -> object:
        try:
            return _CONVERSIONS.get(champ, str)(texte)
        except (ValueError, KeyError):
            _refuser(self.nom, ligne, f"« {texte} » ne convient pas à « {champ} »")

    def _lire_section(self, champ: str, section: _Partie) -> object:
        if champ == "exemples":
            return [(n, self._lire_exemple(n, point)) for n, point in _lire_points(self.nom, section)]
        premiere = next((ligne for _, ligne in section.lignes if ligne), "")
        if champ in _LISTES:
            return self.classe.convertir(champ, tuple(p for _, p in _lire_points(self.nom, section)))
        if champ not in _A_LIER and not _ENTREE.fullmatch(premiere):
            return self.classe.convertir(champ, _lire_paragraphes(section))
        entrees = _lire_entrees(self.nom, section)
        if champ in _A_LIER:
            return entrees
        self.entrees[champ] = entrees
        options = tuple(Option(entree.cle, entree.texte or entree.cle) for entree in entrees)
        valeurs = {entree.cle: entree.valeur or "" for entree in entrees}
        return self.classe.convertir(champ, options, valeurs)

    def _lire_exemple(self, ligne: int, point: str) -> Exemple:
        if not (exemple := _EXEMPLE.fullmatch(point)):
            _refuser(self.nom, ligne, "un exemple s'écrit « `réponse` → verdict : raison »")
        return Exemple(exemple[1], exemple[2], exemple[3] or "")

    def _verifier_exemples(self, exemples, erreurs: tuple[Erreur, ...]) -> None:
        connus = _VERDICTS | {erreur.code for erreur in erreurs}
        for ligne, exemple in exemples:
            if exemple.verdict not in connus:
                _refuser(self.nom, ligne, f"« {exemple.verdict} » n'est pas un verdict de cette question")

    def _lier_lignes(self) -> Calcul:
        """Les lignes que seul le portefeuille connaît : un calcul rend clé → texte."""
        calcul = self._prendre_calcul("lignes", self.partie.ligne)
        return lambda v: tuple(Option(cle, texte) for cle, texte in calcul(v).items())

    def _lier_attendu(self, reglage: tuple[str, int] | None) -> Calcul:
        if reglage:
            return self._lier("attendu", *reglage)
        if "attendu" in self.calculs:
            return self.calculs.pop("attendu")
        marques = {
            champ: {entree.cle: entree.valeur for entree in entrees}
            for champ, entrees in self.entrees.items()
        }
        attendu = self.classe.deduire_attendu(marques)
        if attendu is None:
            _refuser(self.nom, self.partie.ligne, "la réponse attendue n'est dite nulle part")
        return attendu if callable(attendu) else lambda v: attendu

    def _lire_verdict(self, champ: str, entree: _Entree) -> Erreur | Convention:
        texte = entree.texte or self.communs.get(entree.cle)
        if not texte:
            _refuser(self.nom, entree.ligne, f"« {entree.cle} » n'a pas de texte")
        calcul = self._lier(entree.cle, entree.valeur, entree.ligne)
        return Erreur(entree.cle, calcul, texte) if champ == "erreurs" else Convention(calcul, texte)

    def _lier(self, code: str, valeur: str | None, ligne: int) -> Calcul:
        """Lier un code à une constante, à une valeur de la série ou à un calcul."""
        if valeur is None:
            return self._prendre_calcul(code, ligne)
        try:
            constante = self.classe.lire_constante(valeur, self.cles)
        except ValueError:
            if not _NOM.fullmatch(valeur):
                _refuser(self.nom, ligne, f"« {valeur} » n'est ni une constante ni un nom")
            self.citations.append((valeur, ligne))
            return attrgetter(valeur)
        return lambda v: constante

    def _prendre_calcul(self, code: str, ligne: int) -> Calcul:
        if code not in self.calculs:
            _refuser(self.nom, ligne, f"« {code} » n'a ni valeur dans le texte, ni calcul en Python")
        return self.calculs.pop(code)
