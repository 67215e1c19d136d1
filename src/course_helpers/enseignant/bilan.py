"""Lire une classe : ce qui est acquis, ce qui bloque, et ce qu'il faut reprendre ensemble."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from course_helpers.enseignant.correction import Resultat, lister_notees
from course_helpers.exercices.question import Question
from course_helpers.exercices.sujet import ouvrir_devoir, poser_devoir
from course_helpers.exercices.textes import typographier

_A_REPRENDRE = 3
# Ce que la correction reconnaît sans que la question le déclare.
_COMMUNES = {
    "fraction": (
        "Avoir tapé une fraction de 1 au lieu d'un pourcentage",
        "La réponse se donne en % : combien cela fait-il pour 100 ?",
    ),
    "arrondi": (
        "Avoir arrondi trop tôt",
        "Que devient le résultat si vous n'arrondissez qu'à la fin ?",
    ),
    "reponse_repetee": (
        "Avoir donné la même réponse à plusieurs lignes",
        "Laquelle de ces lignes en a vraiment besoin ?",
    ),
}
_NON_RECONNUE = "autre"
# Un message s'adresse à une personne ; un constat nomme l'erreur de plusieurs.
_INFINITIFS = (
    (r"^[Vv]ous l’avez sans doute ", "l’avoir "),
    (r"^[Vv]ous avez sans doute ", "avoir "),
    (r"^[Vv]ous avez ", "avoir "),
    (r"^[Cc]’est ", "donner "),
    (r"^[Ii]l vous manque sans doute ", "il manque "),
)


@dataclass(frozen=True)
class BilanQuestion:
    """Une question, vue sur toute la classe.

    Parameters
    ----------
    question : Question
    etats : Counter
        État → nombre de copies.
    copies : int
    erreurs : list of (str, int)
        Erreurs reconnues, en mots, et nombre de copies qui les ont faites, de la plus fréquente à la moins.
    non_reconnues : int
        Copies dont une réponse fausse au moins n'a pas été reconnue.
    """

    question: Question
    etats: Counter
    copies: int
    erreurs: list[tuple[str, int]]
    non_reconnues: int

    @property
    def numero(self) -> str:
        """Le numéro de la question, tel qu'on le lit."""
        return self.question.numero

    @property
    def reussies(self) -> int:
        """Nombre de copies qui l'ont réussie."""
        return self.etats["reussi"]


@dataclass(frozen=True)
class AReprendre:
    """Une erreur à reprendre en classe.

    Parameters
    ----------
    constat : str
        L'erreur, en mots.
    conseil : str
        La question à poser, telle que les copies l'ont lue.
    copies : int
        Nombre de copies qui l'ont faite au moins une fois.
    corrigees : int
        Parmi elles, celles qui ont ensuite réussi chaque question où elles l'avaient faite.
    numeros : tuple of str
        Les questions où elle a été faite.
    surtout : Question
        Celle où elle l'a été le plus souvent.
    """

    constat: str
    conseil: str
    copies: int
    corrigees: int
    numeros: tuple[str, ...]
    surtout: Question


@dataclass(frozen=True)
class Bilan:
    """La classe sur une série.

    Parameters
    ----------
    questions : list of BilanQuestion
        De la moins réussie à la plus réussie.
    a_reprendre : list of AReprendre
        Trois au plus.
    """

    questions: list[BilanQuestion] = field(default_factory=list)
    a_reprendre: list[AReprendre] = field(default_factory=list)


def dresser_bilan(serie: str, resultats: list[Resultat]) -> Bilan:
    """Dresser le bilan d'une classe sur une série.

    Parameters
    ----------
    serie : str
    resultats : list of Resultat
        Les copies corrigées de cette série.

    Returns
    -------
    Bilan
        Une erreur compte une fois par copie, même répétée.
    """
    banque = ouvrir_devoir(serie)
    essentiel = any(resultat.essentiel for resultat in resultats)
    notees = {question.identifiant for question in lister_notees(banque, essentiel=essentiel)}
    questions = []
    faites: dict[str, dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    lieux: dict[str, Counter] = defaultdict(Counter)
    for rang, question in enumerate(banque.questions):
        rendus = [resultat.rendus[rang] for resultat in resultats]
        compte = Counter(code for rendu in rendus for code in rendu.erreurs)
        for copie, rendu in enumerate(rendus):
            for code in rendu.erreurs:
                faites[code][copie].append(rendu.etat == "reussi")
                lieux[code][question.identifiant] += 1
        if question.identifiant in notees:
            reconnues = [(code, n) for code, n in compte.most_common() if code != _NON_RECONNUE]
            questions.append(
                BilanQuestion(
                    question,
                    Counter(rendu.etat for rendu in rendus),
                    len(resultats),
                    [(nommer_erreur(serie, question, code)[0], n) for code, n in reconnues],
                    compte[_NON_RECONNUE],
                )
            )
    questions.sort(key=lambda bilan: bilan.reussies)
    faites.pop(_NON_RECONNUE, None)
    codes = sorted(faites, key=lambda code: (-len(faites[code]), -sum(lieux[code].values()), code))
    par_numero = {question.identifiant: question for question in banque.questions}
    a_reprendre = []
    for code in codes[:_A_REPRENDRE]:
        surtout = par_numero[lieux[code].most_common(1)[0][0]]
        constat, conseil = nommer_erreur(serie, surtout, code)
        a_reprendre.append(
            AReprendre(
                constat,
                conseil,
                len(faites[code]),
                sum(all(reussies) for reussies in faites[code].values()),
                tuple(numero for numero in par_numero if numero in lieux[code]),
                surtout,
            )
        )
    return Bilan(questions, a_reprendre)


def nommer_erreur(serie: str, question: Question, code: str) -> tuple[str, str]:
    """Dire une erreur en mots, d'après le message que lit la personne qui la fait.

    Parameters
    ----------
    serie : str
    question : Question
    code : str
        Le code de l'erreur, dans cette question.

    Returns
    -------
    tuple[str, str]
        Le constat, sans s'adresser à personne en particulier ; puis la question à poser. Les exemples
        chiffrés sont ceux du code ``CLASSE``.

    Examples
    --------
    >>> nommer_erreur("4-pareto", ouvrir_devoir("4-pareto").questions[1], "tri_croissant")
    ('Avoir trié du plus petit au plus gros', 'Par quel client un classement ABC commence-t-il\\u202f?')
    """
    if code in _COMMUNES:
        return tuple(typographier(texte) for texte in _COMMUNES[code])
    posee = poser_devoir(serie, 0).questions[question.identifiant]
    # Toutes celles de la question : sur les données de CLASSE, l'une d'elles peut ne pas se voir.
    connues = {erreur.code: erreur for erreur in posee.question.erreurs}
    if code not in connues:
        return code.replace("_", " "), ""
    erreur = connues[code]
    modele = re.sub(r"^\{reponse\}[^:]* : ", "", erreur.message)
    message = posee.composer(modele, reponse="la réponse")
    constat, _, conseil = message.partition(". ")
    if not conseil:  # le message n'est qu'une question
        motif = next((motif for autre, motif in posee.erreurs if autre is erreur), None)
        dit = (motif is not None and question.decrire_motif(posee, motif)) or code.replace("_", " ")
        return dit[:1].upper() + dit[1:], message
    for debut, infinitif in _INFINITIFS:
        constat = re.sub(debut, infinitif, constat)
    constat = constat[:1].upper() + constat[1:].removesuffix(".")
    # Un constat qui s'adresse encore à quelqu'un est cité.
    return (f"«\u202f{constat}\u202f»" if constat.startswith("Vous ") else constat), conseil
