"""Écrire à chaque personne son retour : ce qu'elle a répondu, ce qui est juste, et la solution du reste."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from course_helpers.ecriture import ecrire_date, en_html, typographier
from course_helpers.enseignant.classe import nommer_etats
from course_helpers.enseignant.correction import (
    Lot,
    Rendu,
    Resultat,
    compter_redactions,
    dire_convention,
    figer,
    juger_essai,
    lister_notees,
)
from course_helpers.enseignant.decision import Decision, est_notee, noter_redaction
from course_helpers.enseignant.notes import arrondir_note
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.exercices.question import QuestionPosee, Verdict
from course_helpers.exercices.sujet import dire_variante, ouvrir_devoir, poser_devoir

# Windows réserve ces noms, quel que soit le suffixe.
_NOMS_RESERVES = {"CON", "PRN", "AUX", "NUL", *(f"{nom}{n}" for nom in ("COM", "LPT") for n in range(1, 10))}

_LIEU = 80  # caractères


def nommer_retour(code: str, lieu: str = "") -> str:
    """Nommer le fichier d'un retour, d'après l'identifiant, déjà vérifié, et le lieu.

    Examples
    --------
    >>> nommer_retour("GPME2-07"), nommer_retour("CON")
    ('GPME2-07.html', 'CON_.html')
    >>> nommer_retour("BTS1", "../Éloïse B./copie.json")
    'BTS1-Eloise-B-copie-json.html'
    """
    if lieu:
        sans_accent = unicodedata.normalize("NFKD", lieu).encode("ascii", "ignore").decode()
        return f"{code}-{re.sub(r'[^A-Za-z0-9]+', '-', sans_accent).strip('-')[-_LIEU:]}.html"
    return f"{code}_.html" if code in _NOMS_RESERVES else f"{code}.html"


def ecrire_retours(lot: Lot, jour: date) -> Iterator[tuple[str, str]]:
    """Écrire un retour par personne : par identifiant, et par lieu quand l'identifiant est partagé.

    Parameters
    ----------
    lot : Lot
    jour : date

    Yields
    ------
    tuple of (str, str)
        Le nom du fichier et la page ; qui a rendu plusieurs séries les a dans la même page.
    """
    par_personne = defaultdict(list)
    for resultats in lot.resultats.values():
        for resultat in resultats:
            par_personne[resultat.code, resultat.lieu].append(resultat)
    noms = set()
    for (code, lieu), resultats in par_personne.items():
        nom, rang = nommer_retour(code, lieu), 1
        while nom.casefold() in noms:  # deux dossiers peuvent ne différer que par un signe
            rang += 1
            nom = nommer_retour(code, f"{lieu}-{rang}")
        noms.add(nom.casefold())
        yield (
            nom,
            ecrire_page(
                "retour.html",
                code=code,
                lieu=lieu,
                jour=ecrire_date(jour),
                convention=dire_convention(resultats),
                parties=[preparer_copie(resultat) for resultat in resultats],
            ),
        )


def preparer_copie(resultat: Resultat) -> dict:
    """Réunir ce qui se dit d'une copie.

    Returns
    -------
    dict
        Dont ``etats``, leurs icônes et leurs mots ; et ``questions`` : pour chacune, l'énoncé, la réponse
        rendue et son verdict, celle qui est tapée sans être validée, la réponse attendue, la solution et,
        pour une rédaction, ses critères.
    """
    banque = ouvrir_devoir(resultat.serie)
    posees = poser_devoir(resultat.serie, resultat.variante).questions.values()
    return {
        "titre": banque.titre,
        "variante": dire_variante(resultat.serie, resultat.variante),
        "remarque": resultat.remarque,
        "evaluation": resultat.evaluation,
        "etats": nommer_etats(evaluation=resultat.evaluation),
        "note": arrondir_note(resultat),
        "changee": resultat.decision.note is not None,
        "redigees": compter_redactions(resultat),
        "reussies": resultat.reussies,
        "notees": len(lister_notees(banque, essentiel=resultat.essentiel)),
        "questions": [
            _preparer_question(posee, rendu, resultat.decision)
            for posee, rendu in zip(posees, resultat.rendus, strict=True)
        ],
    }


def _preparer_question(posee: QuestionPosee, rendu: Rendu, decision: Decision) -> dict:
    question = posee.question
    niveaux, noms = decision.niveaux.get(question.identifiant, ()), list(question.niveaux_de_critere)
    obtenus = noter_redaction(decision, question)
    enonce, solution = _mettre_en_html(posee)
    saisie, message = None, ""
    if rendu.reponse is not None:
        saisie, message = _relire(posee, rendu.reponse)
    return {
        "numero": question.numero,
        "titre": question.titre,
        "points": question.points,
        "rendu": rendu,
        "enonce": enonce,
        "saisie": saisie,
        "message": message,
        "tapee": None if rendu.tapee is None else _relire(posee, rendu.tapee)[0],
        "comprise": not isinstance(rendu.tapee, str) or juger_essai(posee, rendu.tapee).etat != "illisible",
        "solution": solution,
        "attendu": posee.ecrire(question.arrondir(posee.attendu)) if question.corrige else "",
        "criteres": [typographier(critere.removesuffix(".")) for critere in question.criteres],
        "identifiant": question.identifiant,
        "niveaux": [] if None in niveaux else [noms[niveau] for niveau in niveaux],
        "obtenus": None if obtenus is None else float(obtenus),
        "notee": est_notee(decision, question),
    }


@lru_cache(maxsize=4096)
def _mettre_en_html(posee: QuestionPosee) -> tuple[Markup, Markup]:
    """Mettre en HTML l'énoncé et la solution, que toute une classe partage."""
    return Markup(en_html(posee.enonce)), Markup(en_html(posee.solution))


def _relire(posee: QuestionPosee, reponse: str | list | dict) -> tuple[str, str]:
    """Rendre une réponse en clair, puis ce qu'elle montre ; les mêmes réponses reviennent dans une classe."""
    figee = figer(reponse)
    if figee is None:
        return _rediger_saisie(posee, reponse)
    return _rediger_figee(posee, type(reponse), figee)


@lru_cache(maxsize=20_000)
def _rediger_figee(posee: QuestionPosee, type_: type, figee: str | tuple) -> tuple[str, str]:
    return _rediger_saisie(posee, type_(figee))


def _rediger_saisie(posee: QuestionPosee, reponse: str | list | dict) -> tuple[str, str]:
    texte = _aplatir(posee, reponse)
    with suppress(ErreurCours):
        texte = posee.question.relire(posee, reponse, texte)
    return rendre_lisible(texte), rendre_lisible(_expliquer(posee, reponse, juger_essai(posee, reponse)))


def _expliquer(posee: QuestionPosee, reponse: str | list | dict, verdict: Verdict) -> str:
    """Dire ce qu'une réponse montre, à qui lit la solution juste au-dessous : rien n'est plus à reprendre."""
    question = posee.question
    if not question.corrige:
        return ""
    if verdict.code_erreur != "autre":
        return verdict.message
    return posee.composer(question.decompter(posee, posee.lire(reponse)))


def _aplatir(posee: QuestionPosee, reponse: object) -> str:
    """Écrire une réponse que la question ne lit pas, souvent inachevée : ses cases remplies."""
    champs = {champ.cle: champ for champ in posee.champs}
    if isinstance(reponse, dict):
        lignes = []
        for cle, case in reponse.items():
            champ = champs.get(cle)
            choix = {option.cle: option.texte for option in champ.options} if champ else {}
            if case.strip():
                lignes.append(f"{champ.intitule if champ else cle}\u202f: {choix.get(case, case)}")
        return "\n".join(lignes)
    return "\n".join(reponse) if isinstance(reponse, list) else str(reponse)
