"""Corriger un dossier de copies : chaque réponse est jugée de nouveau, d'après la série et l'identifiant."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from course_helpers.ecriture import compter
from course_helpers.enseignant.copies import Rejet, lire_fichier, lister_fichiers
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import Banque, ouvrir_banque, poser_serie
from course_helpers.exercices.copie import Copie, rendre_lisible, retenir
from course_helpers.exercices.question import Question, QuestionPosee, Verdict
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import CLASSE

NOTE_MAXIMALE = 20
CONVENTION = (
    "Note sur 20 = points des questions réussies ÷ points de toutes les questions corrigées × 20. Les "
    "indices et les essais ne coûtent rien ; une solution lue avant de réussir vaut 0 ; les questions "
    "ouvertes ne comptent pas."
)
# Un verdict n'est retenu que si la réponse est courte : la mémoire reste bornée.
_LONGUEUR_RETENUE = 600
# Un fichier n'est jamais cité en entier s'il est démesuré.
_NOM = 120


@dataclass(frozen=True, slots=True)
class Rendu:
    """Ce qu'une personne a rendu à une question, jugé.

    Parameters
    ----------
    etat : str
        L'état retenu, comme sur la carte.
    reponse : str, list, dict or None
        La réponse retenue, telle que tapée.
    erreurs : tuple of str
        Les codes des erreurs faites, à tous les essais, sans répétition.
    essais, indices : int
    """

    etat: str
    reponse: object
    erreurs: tuple[str, ...]
    essais: int
    indices: int


@dataclass(frozen=True, slots=True)
class Resultat:
    """Une copie corrigée.

    Parameters
    ----------
    fichier, serie, code : str
    tirage, variante : int
    rendus : tuple of Rendu
        Dans l'ordre des questions de la série.
    points : int
        Les points des questions réussies.
    reussies : int
    remarque : str
        Ce qui doit étonner l'enseignant, ou rien.
    """

    fichier: str
    serie: str
    code: str
    tirage: int
    variante: int
    rendus: tuple[Rendu, ...]
    points: int
    reussies: int
    remarque: str = ""


@dataclass(frozen=True)
class Lot:
    """Les copies d'un dossier, corrigées ou rejetées.

    Parameters
    ----------
    resultats : dict of str to list of Resultat
        Par série, dans l'ordre des identifiants.
    rejets : list of Rejet
        Dans l'ordre des fichiers.
    """

    resultats: dict[str, list[Resultat]]
    rejets: list[Rejet]


def compter_points(banque: Banque) -> int:
    """Compter les points des questions que le cours corrige."""
    return sum(question.points for question in lister_notees(banque))


def lister_notees(banque: Banque) -> list[Question]:
    """Lister les questions corrigées : toutes, sauf les questions ouvertes."""
    return [question for question in banque.questions if question.corrige]


def noter(resultat: Resultat) -> Fraction:
    """Rendre la note exacte sur 20."""
    return Fraction(NOTE_MAXIMALE * resultat.points, compter_points(ouvrir_banque(resultat.serie)))


def corriger_copies(dossier: Path, *, sauf: Path | None = None, suivre: Callable = iter) -> Lot:
    """Corriger toutes les copies d'un dossier ; aucune n'arrête les autres.

    Parameters
    ----------
    dossier : Path
    sauf : Path, optional
        Le dossier des résultats, à ne pas relire.
    suivre : callable
        Reçoit la liste des fichiers et les rend un à un : la barre de progression.

    Returns
    -------
    Lot
        Deux copies d'un même identifiant pour une même série ne sont notées ni l'une ni l'autre.

    Raises
    ------
    ErreurCours
        « Le dossier « … » n'existe pas » ou « ne contient aucun fichier ».
    """
    fichiers = lister_fichiers(dossier, sauf=sauf)
    if not fichiers:
        raise ErreurCours(f"Le dossier « {dossier} » ne contient aucun fichier : mettez-y les copies.")
    resultats, rejets = [], []
    for fichier in suivre(fichiers):
        try:
            resultats += [corriger_copie(copie, fichier) for copie in lire_fichier(dossier, fichier)]
        except ErreurCours as erreur:
            rejets.append(_rejeter(fichier, str(erreur)))
        except Exception as erreur:  # une copie ne doit jamais arrêter les autres
            rejets.append(
                _rejeter(fichier, f"Imprévu ({type(erreur).__name__}) : signalez-le avec la copie.")
            )
    return _ecarter_doubles(resultats, rejets)


def corriger_copie(copie: Copie, fichier: str) -> Resultat:
    """Corriger une copie lue.

    Parameters
    ----------
    copie : Copie
    fichier : str
        Son chemin dans le dossier des copies.

    Returns
    -------
    Resultat
        Ses rendus suivent l'ordre des questions de la série ; une question absente est à faire, de même
        qu'une question qui a changé depuis que la copie a été faite : la remarque le dit.
    """
    posees = poser_serie(copie.serie, copie.variante).questions
    changees = [numero for numero, posee in posees.items() if _a_change(copie, posee)]
    rendus = tuple(
        Rendu("a_faire", None, (), 0, 0) if numero in changees else _juger_question(copie, posee)
        for numero, posee in posees.items()
    )
    reussies = [
        posee.question for posee, rendu in zip(posees.values(), rendus, strict=True) if rendu.etat == "reussi"
    ]
    remarques = []
    if copie.annoncee != copie.variante:
        remarques.append(
            f"variante {copie.annoncee} annoncée, {copie.variante} d’après l’identifiant : "
            "celui-ci a pu changer"
        )
    if copie.tirage:
        remarques.append(f"autres données que celles de l’identifiant (tirage {copie.tirage})")
    if changees:
        numeros = ", ".join(numero.removeprefix("q") for numero in changees)
        remarques.append(f"le cours a changé depuis cette copie, questions non corrigées : {numeros}")
    return Resultat(
        fichier=fichier,
        serie=copie.serie,
        code=copie.code,
        tirage=copie.tirage,
        variante=copie.variante,
        rendus=rendus,
        points=sum(question.points for question in reussies),
        reussies=len(reussies),
        remarque=typographier(" ; ".join(remarques)),
    )


def _a_change(copie: Copie, posee: QuestionPosee) -> bool:
    """Dire si une question répondue a changé depuis ; à d'autres données, elle n'est pas la même."""
    feuille = copie.reponses.get(posee.question.identifiant)
    return (
        copie.annoncee == copie.variante
        and feuille is not None
        and bool(feuille.gestes)
        and not posee.valoir(feuille.empreinte)
    )


def _juger_question(copie: Copie, posee: QuestionPosee) -> Rendu:
    """Juger chaque essai, et retenir celui qui compte."""
    feuille = copie.reponses.get(posee.question.identifiant)
    if feuille is None:
        return Rendu("a_faire", None, (), 0, 0)
    essais = feuille.lister_essais(copie.tirage)
    verdicts = [juger_essai(posee, essai) for essai in essais]
    etat, rang = retenir(
        [verdict.etat for verdict in verdicts],
        renoncee=feuille.dire_solution(copie.tirage),
        evaluation=copie.evaluation,
    )
    erreurs = tuple(dict.fromkeys(verdict.code_erreur for verdict in verdicts if verdict.code_erreur))
    retenu = None if rang is None else essais[rang]
    return Rendu(etat, retenu, erreurs, len(essais), feuille.compter_indices(copie.tirage))


def figer(essai: str | list | dict) -> str | tuple | None:
    """Donner à un essai une clé sous laquelle le retenir ; None s'il est trop long pour l'être."""
    if len(repr(essai)) > _LONGUEUR_RETENUE:
        return None
    if isinstance(essai, str):
        return essai
    return tuple(essai.items()) if isinstance(essai, dict) else tuple(essai)


def juger_essai(posee: QuestionPosee, essai: str | list | dict) -> Verdict:
    """Juger un essai ; les mêmes réponses reviennent dans une classe, et gardent leur verdict."""
    figee = figer(essai)
    return posee.juger(essai) if figee is None else _juger_fige(posee, type(essai), figee)


@lru_cache(maxsize=50_000)
def _juger_fige(posee: QuestionPosee, type_: type, figee: str | tuple) -> Verdict:
    return posee.juger(type_(figee))


def _rejeter(fichier: str, motif: str) -> Rejet:
    return Rejet(_citer(fichier), "illisible", typographier(rendre_lisible(motif)))


def _citer(fichier: str) -> str:
    nom = rendre_lisible(fichier).replace("\n", " ").replace("\t", " ")
    return nom if len(nom) <= _NOM else "…" + nom[-_NOM:]


def _ecarter_doubles(resultats: Iterable[Resultat], rejets: list[Rejet]) -> Lot:
    groupes = defaultdict(list)
    for resultat in resultats:
        groupes[resultat.serie, resultat.code].append(resultat)
    uniques = defaultdict(list)
    for (serie, code), groupe in sorted(groupes.items()):
        if len(groupe) == 1:
            uniques[serie] += groupe
            continue
        noms = ", ".join(f"« {_citer(r.fichier)} »" for r in groupe[:5]) + (", …" if len(groupe) > 5 else "")
        if code == CLASSE:
            conseil = "ce code est commun à la classe, donnez à chacun le sien"
        elif all((r.rendus, r.tirage) == (groupe[0].rendus, groupe[0].tirage) for r in groupe):
            conseil = "elles sont identiques, gardez-en une"
        else:
            conseil = "demandez laquelle compte, et retirez l’autre"
        motif = typographier(f"{compter(len(groupe), 'copie')} pour cet identifiant ({noms}) : {conseil}")
        rejets += [Rejet(_citer(r.fichier), "en double", motif, serie, code) for r in groupe]
    return Lot(dict(uniques), sorted(rejets, key=lambda rejet: rejet.fichier))
