"""Ce qui empêche de reconnaître une erreur : sur ces données, deux calculs donnent la même réponse.

Les tests de la banque l'excluent de chaque variante tirée ; une question posée sur un fichier quelconque ne
l'est qu'après cette même vérification.
"""

from collections.abc import Hashable

from course_helpers.exercices.question import QuestionPosee

ATTENDU, FRACTION = "attendu", "attendu en fraction"
CONVENTION = "convention"  # suivi de son rang


def relever_confusions(posee: QuestionPosee) -> list[tuple[str, str]]:
    """Relever les réponses reconnues que rien ne distingue, à la précision demandée.

    Parameters
    ----------
    posee : QuestionPosee

    Returns
    -------
    list of tuple of str
        Des couples (code, code déjà vu) ; le second est celui d'une erreur, ``ATTENDU``, ``FRACTION`` (la
        réponse attendue tapée en fraction de 1) ou ``"convention 1"``. Vide si tout se distingue.

    Examples
    --------
    >>> from course_helpers.exercices.banque import poser_serie
    >>> relever_confusions(poser_serie("4-pareto", 0).questions["q2"])
    []
    """
    vues = {reduire_reponse(posee, posee.attendu): ATTENDU}
    if getattr(posee.question, "unite", "") == "%" and not isinstance(posee.attendu, dict):
        vues.setdefault(reduire_reponse(posee, posee.attendu / 100), FRACTION)
    confondues = []
    reconnues = [
        (f"{CONVENTION} {rang}", autre) for rang, (_, autre) in enumerate(posee.conventions, start=1)
    ]
    for code, motif in reconnues + [(erreur.code, motif) for erreur, motif in posee.erreurs]:
        figee = reduire_reponse(posee, posee.question.completer(posee, motif))
        if figee in vues:
            confondues.append((code, vues[figee]))
        vues.setdefault(figee, code)
    return confondues


def reduire_reponse(posee: QuestionPosee, reponse: object) -> Hashable:
    """Réduire une réponse lue à ce que la correction en compare : sa valeur, à la précision demandée.

    Examples
    --------
    >>> from course_helpers.exercices.banque import poser_serie
    >>> posee = poser_serie("4-pareto", 0).questions["q2"]
    >>> reduire_reponse(posee, posee.lire("37,66 %"))
    Decimal('37.7')
    """
    exacte = posee.question.arrondir(reponse)
    return tuple(sorted(exacte.items())) if isinstance(exacte, dict) else exacte
