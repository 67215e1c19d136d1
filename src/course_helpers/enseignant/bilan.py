"""Lire une classe : ce qui est acquis, ce qui bloque, et ce qu'il faut reprendre ensemble."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from course_helpers.enseignant.correction import Rendu, Resultat, lister_notees, lister_vides
from course_helpers.enseignant.decision import est_notee, lister_redactions
from course_helpers.exercices.question import Question
from course_helpers.exercices.sujet import est_un_sujet, ouvrir_devoir, poser_devoir
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
class BilanRedaction:
    """Une rédaction, vue sur toute la classe.

    Parameters
    ----------
    question : Question
    criteres : list of (str, list of int)
        De chaque critère, le nombre de copies à chaque niveau, du plus faible au plus fort ; vide tant
        qu'aucune copie n'a tous ses niveaux.
    notees, a_noter, vides : int
        Les copies notées, par critère ou en points, celles qui attendent, et celles qui n'ont rien rédigé.
    """

    question: Question
    criteres: list[tuple[str, list[int]]]
    notees: int
    a_noter: int
    vides: int


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
class QuestionRatee:
    """Une question à reprendre en classe : la plupart la ratent, et aucune erreur reconnue ne le dit.

    Parameters
    ----------
    question : Question
    copies : int
        Nombre de copies qui la ratent.
    sans_reponse : int
        Parmi elles, celles qui n'y ont rien répondu.
    indice : str
        Le premier indice de la question, avec les chiffres du code ``CLASSE`` ; vide si elle n'en a pas.
    """

    question: Question
    copies: int
    sans_reponse: int
    indice: str


@dataclass(frozen=True)
class Bilan:
    """La classe sur une série.

    Parameters
    ----------
    questions : list of BilanQuestion
        De la moins réussie à la plus réussie.
    a_reprendre : list of AReprendre or QuestionRatee
        Trois au plus, de ce qui concerne le plus de copies à ce qui en concerne le moins.
    redactions : list of BilanRedaction
        Dans l'ordre de la série.
    """

    questions: list[BilanQuestion] = field(default_factory=list)
    a_reprendre: list[AReprendre | QuestionRatee] = field(default_factory=list)
    redactions: list[BilanRedaction] = field(default_factory=list)


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
        Une erreur compte une fois par copie, même répétée. Une question est nommée à côté des erreurs quand
        plus de la moitié des copies la ratent, sans qu'une erreur reconnue soit celle de la moitié d'entre
        elles. Une réponse qui manque ne compte que dans un sujet : d'une série entière, la question n'a
        peut-être pas été demandée.
    """
    banque = ouvrir_devoir(serie)
    essentiel = any(resultat.essentiel for resultat in resultats)
    notees = {question.identifiant for question in lister_notees(banque, essentiel=essentiel)}
    questions, ratees = [], []
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
            if ratee := _reperer_ratee(serie, question, rendus):
                ratees.append(ratee)
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
    # À nombre égal, une erreur reconnue passe d'abord : elle dit déjà quoi reprendre.
    a_reprendre = sorted([*a_reprendre, *ratees], key=lambda une: -une.copies)[:_A_REPRENDRE]
    redactions = [
        _dresser_redaction(question, resultats) for question in lister_redactions(banque, essentiel=essentiel)
    ]
    return Bilan(questions, a_reprendre, redactions)


def _reperer_ratee(serie: str, question: Question, rendus: list[Rendu]) -> QuestionRatee | None:
    """Rendre la question si la plupart la ratent sans qu'une erreur reconnue l'explique ; sinon None."""
    ratent = [rendu for rendu in rendus if rendu.etat != "reussi"]
    sans_reponse = sum(rendu.etat == "a_faire" for rendu in ratent)
    if not est_un_sujet(serie):
        ratent, sans_reponse = [rendu for rendu in ratent if rendu.etat != "a_faire"], 0
    compte = Counter(code for rendu in ratent for code in rendu.erreurs if code != _NON_RECONNUE)
    if 2 * len(ratent) <= len(rendus) or 2 * max(compte.values(), default=0) >= len(ratent):
        return None
    indices = poser_devoir(serie, 0).questions[question.identifiant].indices
    return QuestionRatee(question, len(ratent), sans_reponse, indices[0] if indices else "")


def _dresser_redaction(question: Question, resultats: list[Resultat]) -> BilanRedaction:
    """Compter, pour chaque critère d'une rédaction, les copies à chaque niveau."""
    comptes = [[0] * len(question.niveaux_de_critere) for _ in question.criteres]
    notees = a_noter = vides = 0
    for resultat in resultats:
        niveaux = resultat.decision.niveaux.get(question.identifiant, (None,))
        if None not in niveaux:
            for compte, niveau in zip(comptes, niveaux, strict=True):
                compte[niveau] += 1
        if est_notee(resultat.decision, question):
            notees += 1
        elif question.identifiant in lister_vides(resultat):
            vides += 1
        else:
            a_noter += 1
    criteres = [typographier(critere.removesuffix(".")) for critere in question.criteres]
    tableau = list(zip(criteres, comptes, strict=True)) if any(map(sum, comptes)) else []
    return BilanRedaction(question, tableau, notees, a_noter, vides)


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
