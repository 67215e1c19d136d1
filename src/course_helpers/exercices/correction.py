"""Corriger des réponses sans rien afficher : ce que la carte et l'outil de l'enseignant ont en commun."""

from collections.abc import Mapping
from functools import lru_cache

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.lecture import lire_reponse
from course_helpers.exercices.question import Question, Sujet, Valeurs, Verdict, corriger
from course_helpers.exercices.series import trouver_sujet
from course_helpers.tirages.reserve import tirer_variante, trouver_variante


@lru_cache(maxsize=512)
def preparer_variante(serie: str, variante: int) -> tuple[Sujet, Valeurs]:
    """Rendre le sujet d'une série et ses valeurs sur une variante, calculées une seule fois.

    Examples
    --------
    >>> sujet, valeurs = preparer_variante("4-pareto", 0)
    >>> sujet.nom, valeurs.variante
    ('4-pareto', 0)
    """
    sujet = trouver_sujet(serie)
    return sujet, sujet.evaluer(tirer_variante(serie, variante))


def juger(question: Question, valeurs: Valeurs, brut: object) -> Verdict:
    """Lire puis corriger une réponse ; une réponse illisible donne un verdict, non une erreur."""
    try:
        reponse = lire_reponse(question, valeurs, brut)
    except ErreurCours as erreur:
        return Verdict("illisible", None, str(erreur))
    return corriger(question, valeurs, reponse)


def corriger_reponses(
    serie: str, code: str, reponses: Mapping[str, object], *, tirage: int = 0
) -> dict[str, Verdict]:
    """Corriger les réponses d'une personne à une série, une par question.

    Parameters
    ----------
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    code : str
        L'identifiant de la personne : ses données en dépendent, et sont retrouvées ici.
    reponses : Mapping
        Identifiant de question → réponse telle que tapée (un élément de la liste ``essais`` d'une copie).
        Une question absente est à faire ; une question inconnue est ignorée.
    tirage : int
        Le champ ``tirage`` de la copie : 0 (par défaut) pour les données de l'identifiant.

    Returns
    -------
    dict of str to Verdict
        Toutes les questions de la série, dans son ordre. États : ``a_faire``, ``illisible``, ``a_revoir``,
        ``reussi`` ; ``enregistre`` pour une question ouverte, que le cours ne corrige pas.

    Raises
    ------
    ErreurCours
        Série inconnue, ou identifiant qui ne convient pas.

    Examples
    --------
    >>> verdicts = corriger_reponses("4-pareto", "GPME2-07", {"q1": "mesure", "q3": "81;4"})
    >>> verdicts["q1"].etat, verdicts["q2"].etat, verdicts["q3"].etat
    ('reussi', 'a_faire', 'illisible')
    """
    sujet, valeurs = preparer_variante(serie, trouver_variante(code, serie, tirage=tirage))
    return {q.identifiant: juger(q, valeurs, reponses.get(q.identifiant)) for q in sujet.questions}


def corriger_copie(copie: Mapping[str, object]) -> dict[str, Verdict]:
    """Corriger une copie exportée, déjà contrôlée : chaque question reçoit le verdict que la carte montrait.

    En entraînement, une réussite ne s'efface pas, et lire la solution avant vaut renoncement. En
    évaluation, seule la dernière réponse enregistrée compte.

    Parameters
    ----------
    copie : Mapping
        Le contenu d'une copie ``course-helpers/copie-1`` : ``serie``, ``code``, ``reponses`` (question →
        ``essais``, ``solution``), et s'ils y sont ``tirage`` et ``mode``. Le reste n'est pas lu.

    Returns
    -------
    dict of str to Verdict
        Comme :func:`corriger_reponses`, avec l'état ``renonce`` en plus.

    Raises
    ------
    ErreurCours
        Série inconnue, identifiant ou tirage qui ne convient pas.

    Examples
    --------
    >>> copie = {"serie": "4-pareto", "code": "CLASSE", "reponses": {"q1": {"essais": ["loi", "mesure"]}}}
    >>> corriger_copie(copie)["q1"].etat
    'reussi'
    """
    serie, code, tirage = copie["serie"], copie["code"], copie.get("tirage", 0)
    sujet, valeurs = preparer_variante(serie, trouver_variante(code, serie, tirage=tirage))
    verdicts = {}
    for question in sujet.questions:
        rendu = copie["reponses"].get(question.identifiant, {})
        essais = [juger(question, valeurs, brut) for brut in rendu.get("essais", ())]
        dernier = essais[-1] if essais else Verdict("a_faire")
        if copie.get("mode") == "evaluation":
            verdicts[question.identifiant] = dernier
        elif rendu.get("solution") is True:
            verdicts[question.identifiant] = Verdict("renonce", dernier.code_erreur, dernier.message)
        else:
            reussis = (verdict for verdict in essais if verdict.etat == "reussi")
            verdicts[question.identifiant] = next(reussis, dernier)
    return verdicts
