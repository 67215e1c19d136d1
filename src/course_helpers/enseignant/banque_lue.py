"""Montrer la banque à qui enseigne : chaque question sur les données de la classe, et tout ce qu'elle dit."""

from markupsafe import Markup

from course_helpers.affichage import STYLE
from course_helpers.chapitres import CHAPITRES, SYNTHESE
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.question import QuestionPosee
from course_helpers.exercices.statique import ecrire_donnees
from course_helpers.gabarits import remplir


def ecrire_banque(nom: str) -> Markup:
    """Écrire la série d'un chapitre, puis sa synthèse s'il en a une.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.

    Returns
    -------
    Markup
        Pour chaque question : l'énoncé, la réponse attendue, les conventions acceptées, les erreurs
        reconnues, la réponse où chacune se voit et son message, les indices, la solution, les exemples.
    """
    series = [
        (ouvrir_banque(serie), poser_serie(serie, 0))
        for serie in (nom, *[nom + SYNTHESE] * (nom in CHAPITRES))
    ]
    return remplir(
        "banque.html",
        style=Markup(STYLE),
        donnees=ecrire_donnees(series[0][1].portefeuille, "clients"),
        series=series,
        lister_erreurs=_lister_erreurs,
        montrer=lambda posee: ecrire_donnees(posee.portefeuille, posee.question.table),
    )


def _lister_erreurs(posee: QuestionPosee) -> list[tuple[str, str, str]]:
    """Pour chaque erreur : son code, la réponse (ou la partie de réponse) où elle se voit, son message."""
    question, erreurs = posee.question, []
    for erreur, motif in posee.erreurs:
        reponse = question.decrire_motif(posee, motif) or posee.ecrire(question.arrondir(motif))
        erreurs.append((erreur.code, reponse, posee.composer(erreur.message, reponse=reponse)))
    return erreurs
