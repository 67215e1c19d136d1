"""Les compétences des trois diplômes, lues dans ``referentiels.md``, et ce que le cours en travaille."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from course_helpers.erreurs import ErreurCours

_LISTE = Path(__file__).with_suffix(".md")
# « En lien avec NDRC, bloc 1 (analyser un portefeuille clients) » : le diplôme, le bloc, l'intitulé.
_LIEN = re.compile(r"\b(\w+),\s+bloc\s+(\d)\s+\(([^()]+)\)")
_ENCADRE = re.compile(r"^:::\{admonition\}[^\n]*\n:class: competences\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
_PUCE = re.compile(r"^- .*(?:\n(?!- )\S.*|\n  .*)*", re.MULTILINE)


@dataclass(frozen=True)
class Competence:
    """Une compétence d'un référentiel.

    Parameters
    ----------
    diplome : {"NDRC", "MCO", "GPME"}
    bloc : int
    intitule : str
        À l'infinitif, avec sa majuscule.
    autrement : tuple of str
        Les autres façons admises de la nommer.
    savoirs : tuple of str
        Ceux qu'une page peut préciser : « entretenir la relation client : fidélisation ».

    Examples
    --------
    >>> Competence("GPME", 1, "Évaluer le risque client").etiquette
    'Évaluer le risque client (GPME, bloc 1)'
    """

    diplome: str
    bloc: int
    intitule: str
    autrement: tuple[str, ...] = ()
    savoirs: tuple[str, ...] = ()

    @property
    def etiquette(self) -> str:
        """Ce qu'une question porte dans ``competence``."""
        return f"{self.intitule} ({self.diplome}, bloc {self.bloc})"


def lire_referentiels(texte: str) -> tuple[dict[tuple[str, int], str], tuple[Competence, ...]]:
    """Lire la liste des compétences, écrite comme ``referentiels.md``.

    Parameters
    ----------
    texte : str

    Returns
    -------
    blocs : dict
        Diplôme et bloc → l'intitulé du bloc.
    competences : tuple of Competence
        Dans l'ordre de la liste.

    Raises
    ------
    ErreurCours
        « La ligne … des référentiels n'est ni un bloc, ni une compétence, ni une précision. »

    Examples
    --------
    >>> texte = "## MCO, bloc 1 · La vente\\n- Vendre\\n  - autrement : Céder"
    >>> blocs, (competence,) = lire_referentiels(texte)
    >>> blocs, competence.autrement
    ({('MCO', 1): 'La vente'}, ('Céder',))
    """
    blocs: dict[tuple[str, int], str] = {}
    competences: list[Competence] = []
    _, *lignes = re.split(r"^(?=## )", texte, flags=re.MULTILINE)
    for ligne in "".join(lignes).splitlines():
        if bloc := re.fullmatch(r"## (\w+), bloc (\d) · (.+)", ligne):
            blocs[bloc[1], int(bloc[2])] = bloc[3]
        elif blocs and (intitule := ligne.removeprefix("- ")) != ligne:
            competences.append(Competence(*list(blocs)[-1], intitule))
        elif competences and (precision := re.fullmatch(r"  - (autrement|savoirs) : (.+)", ligne)):
            competences[-1] = replace(competences[-1], **{precision[1]: tuple(precision[2].split(", "))})
        elif ligne:
            raise ErreurCours(
                f"La ligne « {ligne} » des référentiels n’est ni un bloc, ni une compétence, ni une "
                "précision : reprenez la forme des autres lignes."
            )
    return blocs, tuple(competences)


BLOCS, COMPETENCES = lire_referentiels(_LISTE.read_text(encoding="utf-8"))


def _simplifier(texte: str) -> str:
    return " ".join(texte.replace("’", "'").lower().split())


_PAR_NOM = {
    (competence.diplome, competence.bloc, _simplifier(nom)): competence
    for competence in COMPETENCES
    for nom in (competence.intitule, *competence.autrement)
}
_PAR_ETIQUETTE = {competence.etiquette: competence for competence in COMPETENCES}


def trouver_competence(etiquette: str) -> Competence:
    """Trouver la compétence que porte une question.

    Parameters
    ----------
    etiquette : str
        ``Question.competence``, à la lettre.

    Returns
    -------
    Competence

    Raises
    ------
    ErreurCours
        « La compétence « … » n'est pas dans la liste : choisissez parmi COMPETENCES. »

    Examples
    --------
    >>> trouver_competence("Entretenir la relation client (MCO, bloc 1)").diplome
    'MCO'
    """
    if etiquette not in _PAR_ETIQUETTE:
        raise ErreurCours(
            f"La compétence « {etiquette} » n’est pas dans la liste : choisissez parmi COMPETENCES, "
            "dans enseignant/referentiels.md."
        )
    return _PAR_ETIQUETTE[etiquette]


def lire_competences(page: str) -> list[Competence]:
    """Relever les compétences qu'annonce l'encadré « competences » d'un chapitre.

    Parameters
    ----------
    page : str
        Le texte MyST de la page.

    Returns
    -------
    list of Competence
        Dans l'ordre de la page, sans répétition.

    Raises
    ------
    ErreurCours
        Pas d'encadré ; une ligne sans « En lien avec … » ; une compétence absente de la liste.

    Examples
    --------
    >>> page = '''
    ... :::{admonition} Compétences à l’issue de ce chapitre
    ... :class: competences
    ...
    ... - Juger l’équilibre. *En lien avec GPME, bloc 1 (évaluation du risque client).*
    ... :::
    ... '''
    >>> [competence.intitule for competence in lire_competences(page)]
    ['Évaluer le risque client']
    """
    encadre = _ENCADRE.search(page)
    if encadre is None:
        raise ErreurCours("La page n’a pas d’encadré de classe « competences » : ajoutez-le.")
    trouvees = {}
    for puce in _PUCE.findall(encadre[1]):
        liens = _LIEN.findall(puce)
        if "En lien avec" not in puce or not liens:
            raise ErreurCours(
                f"La compétence « {puce[2:60]}… » ne dit pas « En lien avec NDRC, bloc 1 (…) » : ajoutez-le."
            )
        for diplome, bloc, nom in liens:
            intitule, _, savoirs = _simplifier(nom).partition(" : ")
            competence = _PAR_NOM.get((diplome, int(bloc), intitule))
            if competence is None or (savoirs and not {*savoirs.split(", ")} <= {*competence.savoirs}):
                raise ErreurCours(
                    f"La compétence « {diplome}, bloc {bloc} ({nom}) » n’est pas dans la liste : choisissez "
                    "parmi COMPETENCES, dans enseignant/referentiels.md."
                )
            trouvees[competence] = None
    return list(trouvees)


def croiser(
    pages: Mapping[str, str], questions: Mapping[str, Iterable[str]]
) -> tuple[dict[Competence, dict[str, tuple[bool, int]]], list[str]]:
    """Croiser chapitres et compétences ; ce qui n'est pas dans la liste est mis à part, et dit.

    Parameters
    ----------
    pages : mapping
        Nom du chapitre → texte de sa page.
    questions : mapping
        Nom du chapitre → la compétence de chacune de ses questions.

    Returns
    -------
    table : dict
        Chaque compétence, dans l'ordre de la liste → {chapitre : (annoncée, nombre de questions)}. Un
        chapitre qui n'en fait rien n'y est pas.
    refus : list of str
        Les phrases des erreurs de :func:`lire_competences` et de :func:`trouver_competence`.

    Examples
    --------
    >>> table, refus = croiser({}, {"4-pareto": ["Évaluer le risque client (GPME, bloc 1)"] * 3})
    >>> {competence.intitule: cases for competence, cases in table.items() if cases}, refus
    ({'Évaluer le risque client': {'4-pareto': (False, 3)}}, [])
    """
    table, refus = {competence: {} for competence in COMPETENCES}, []
    for chapitre in sorted({*pages, *questions}):
        annoncees, posees = [], []
        try:
            annoncees = lire_competences(pages[chapitre]) if chapitre in pages else []
        except ErreurCours as erreur:
            refus.append(f"Chapitre {chapitre} : {erreur}")
        for etiquette in questions.get(chapitre, ()):
            try:
                posees.append(trouver_competence(etiquette))
            except ErreurCours as erreur:
                refus.append(f"Chapitre {chapitre} : {erreur}")
        for competence in COMPETENCES:
            if competence in annoncees or competence in posees:
                table[competence][chapitre] = (competence in annoncees, posees.count(competence))
    return table, refus
