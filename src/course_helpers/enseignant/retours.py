"""Écrire à chaque personne son retour : ce qu'elle a répondu, ce qui est juste, et la solution du reste."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from course_helpers.ecriture import en_html
from course_helpers.enseignant.copies import rendre_lisible
from course_helpers.enseignant.correction import (
    CONVENTION,
    Lot,
    Rendu,
    Resultat,
    figer,
    juger_essai,
    lister_notees,
)
from course_helpers.enseignant.notes import arrondir_note
from course_helpers.enseignant.pages import ecrire_date, ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import preparer_variante
from course_helpers.exercices.lecture import lire_reponse
from course_helpers.exercices.question import ETATS, Question, ecrire_reponse, enoncer, expliquer

# Windows réserve ces noms, quel que soit le suffixe.
_NOMS_RESERVES = {"CON", "PRN", "AUX", "NUL", *(f"{nom}{n}" for nom in ("COM", "LPT") for n in range(1, 10))}


def nommer_retour(code: str) -> str:
    """Nommer le fichier d'un retour, d'après l'identifiant seul, déjà vérifié.

    Examples
    --------
    >>> nommer_retour("GPME2-07"), nommer_retour("CON")
    ('GPME2-07.html', 'CON_.html')
    """
    return f"{code}_.html" if code in _NOMS_RESERVES else f"{code}.html"


def ecrire_retours(lot: Lot, jour: date) -> Iterator[tuple[str, str]]:
    """Écrire un retour par identifiant.

    Parameters
    ----------
    lot : Lot
    jour : date

    Yields
    ------
    tuple of (str, str)
        Le nom du fichier et la page ; un identifiant qui a rendu plusieurs séries les a dans la même page.
    """
    par_code = defaultdict(list)
    for resultats in lot.resultats.values():
        for resultat in resultats:
            par_code[resultat.code].append(resultat)
    for code, resultats in par_code.items():
        yield (
            nommer_retour(code),
            ecrire_page(
                "retour.html",
                code=code,
                jour=ecrire_date(jour),
                convention=CONVENTION,
                etats=ETATS,
                parties=[_preparer_partie(resultat) for resultat in resultats],
            ),
        )


def _preparer_partie(resultat: Resultat) -> dict:
    """Réunir ce qu'un retour dit d'une série."""
    sujet, _ = preparer_variante(resultat.serie, resultat.variante)
    return {
        "titre": sujet.titre,
        "variante": resultat.variante,
        "note": arrondir_note(resultat),
        "reussies": resultat.reussies,
        "notees": len(lister_notees(sujet)),
        "questions": [
            _preparer_question(resultat, question, rendu)
            for question, rendu in zip(sujet.questions, resultat.rendus, strict=True)
        ],
    }


def _preparer_question(resultat: Resultat, question: Question, rendu: Rendu) -> dict:
    enonce, solution = _mettre_en_html(resultat.serie, resultat.variante, question.identifiant)
    saisie, message = None, ""
    if rendu.reponse is not None:
        saisie, message = _relire(resultat.serie, resultat.variante, question, rendu.reponse)
    return {
        "numero": question.identifiant.removeprefix("q"),
        "titre": question.titre,
        "points": question.points,
        "rendu": rendu,
        "enonce": enonce,
        "saisie": saisie,
        "message": message,
        "solution": solution,
    }


@lru_cache(maxsize=4096)
def _mettre_en_html(serie: str, variante: int, numero: str) -> tuple[Markup, Markup]:
    """Mettre en HTML l'énoncé et la solution, que toute une classe partage."""
    sujet, valeurs = preparer_variante(serie, variante)
    question = next(question for question in sujet.questions if question.identifiant == numero)
    return Markup(en_html(enoncer(question, valeurs))), Markup(en_html(expliquer(question, valeurs)))


def _relire(serie: str, variante: int, question: Question, reponse: str | list | dict) -> tuple[str, str]:
    """Rendre une réponse en clair, puis son verdict ; les mêmes réponses reviennent dans une classe."""
    figee = figer(reponse)
    if figee is None:
        return _rediger_saisie(serie, variante, question, reponse)
    return _rediger_figee(serie, variante, question, type(reponse), figee)


@lru_cache(maxsize=20_000)
def _rediger_figee(
    serie: str, variante: int, question: Question, genre: type, figee: str | tuple
) -> tuple[str, str]:
    return _rediger_saisie(serie, variante, question, genre(figee))


def _rediger_saisie(
    serie: str, variante: int, question: Question, reponse: str | list | dict
) -> tuple[str, str]:
    _, valeurs = preparer_variante(serie, variante)
    texte = _aplatir(reponse)
    # Un nombre reste tel que tapé ; une clé devient le texte de l'option.
    if question.genre != "nombre":
        with suppress(ErreurCours):
            lue = lire_reponse(question, valeurs, reponse)
            texte = "" if lue is None else ecrire_reponse(question, valeurs, lue)
    message = juger_essai(serie, variante, question, reponse).message
    return rendre_lisible(texte), rendre_lisible(message)


def _aplatir(reponse: object) -> str:
    if isinstance(reponse, dict):
        return "\n".join(f"{cle}\u202f: {valeur}" for cle, valeur in reponse.items())
    return "\n".join(reponse) if isinstance(reponse, list) else str(reponse)
