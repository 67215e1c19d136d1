"""Corriger un dossier de copies : chaque réponse est jugée de nouveau, d'après la série et l'identifiant."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from course_helpers.ecriture import compter
from course_helpers.enseignant.copies import Copie, Rejet, lire_fichier, lister_fichiers, rendre_lisible
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import juger, preparer_variante
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import Question, Sujet, Verdict
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


def compter_points(sujet: Sujet) -> int:
    """Compter les points des questions que le cours corrige."""
    return sum(question.points for question in lister_notees(sujet))


def lister_notees(sujet: Sujet) -> list[Question]:
    """Lister les questions corrigées : toutes, sauf les questions ouvertes."""
    return [question for question in sujet.questions if GENRES[question.genre].corrige]


def noter(resultat: Resultat) -> Fraction:
    """Rendre la note exacte sur 20."""
    sujet, _ = preparer_variante(resultat.serie, 0)
    return Fraction(NOTE_MAXIMALE * resultat.points, compter_points(sujet))


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
            resultats += [corriger_copie_lue(copie) for copie in lire_fichier(dossier, fichier)]
        except ErreurCours as erreur:
            rejets.append(_rejeter(fichier, str(erreur)))
        except Exception as erreur:  # une copie ne doit jamais arrêter les autres
            rejets.append(
                _rejeter(fichier, f"Imprévu ({type(erreur).__name__}) : signalez-le avec la copie.")
            )
    return _ecarter_doubles(resultats, rejets)


def corriger_copie_lue(copie: Copie) -> Resultat:
    """Corriger une copie lue.

    Parameters
    ----------
    copie : Copie

    Returns
    -------
    Resultat
        Ses rendus suivent l'ordre des questions de la série ; une question absente est à faire.
    """
    sujet, _ = preparer_variante(copie.serie, copie.variante)
    rendus = tuple(_juger_question(copie, question) for question in sujet.questions)
    reussies = [
        question for question, rendu in zip(sujet.questions, rendus, strict=True) if rendu.etat == "reussi"
    ]
    remarques = []
    if copie.annoncee != copie.variante:
        remarques.append(
            f"variante {copie.annoncee} annoncée, {copie.variante} d’après l’identifiant : "
            "celui-ci a pu changer"
        )
    if copie.tirage:
        remarques.append(f"autres données que celles de l’identifiant (tirage {copie.tirage})")
    return Resultat(
        fichier=copie.fichier,
        serie=copie.serie,
        code=copie.code,
        tirage=copie.tirage,
        variante=copie.variante,
        rendus=rendus,
        points=sum(question.points for question in reussies),
        reussies=len(reussies),
        remarque=typographier(" ; ".join(remarques)),
    )


def _juger_question(copie: Copie, question: Question) -> Rendu:
    """Juger chaque essai, et retenir l'état comme la carte le montrait."""
    rendu = copie.reponses.get(question.identifiant)
    if rendu is None:
        return Rendu("a_faire", None, (), 0, 0)
    essais = rendu["essais"]
    juges = [juger_essai(copie.serie, copie.variante, question, essai) for essai in essais]
    etats = [verdict.etat for verdict in juges]
    etat, retenu = (etats[-1], essais[-1]) if essais else ("a_faire", None)
    if not copie.evaluation:
        if rendu["solution"]:
            etat = "renonce"
        elif "reussi" in etats:
            etat, retenu = "reussi", essais[etats.index("reussi")]
    erreurs = tuple(dict.fromkeys(verdict.code_erreur for verdict in juges if verdict.code_erreur))
    return Rendu(etat, retenu, erreurs, len(essais), rendu["indices"])


def figer(essai: str | list | dict) -> str | tuple | None:
    """Donner à un essai une clé sous laquelle le retenir ; None s'il est trop long pour l'être."""
    if len(repr(essai)) > _LONGUEUR_RETENUE:
        return None
    if isinstance(essai, str):
        return essai
    return tuple(essai.items()) if isinstance(essai, dict) else tuple(essai)


def juger_essai(serie: str, variante: int, question: Question, essai: str | list | dict) -> Verdict:
    """Juger un essai ; les mêmes réponses reviennent dans une classe, et gardent leur verdict."""
    figee = figer(essai)
    if figee is None:
        return juger(question, preparer_variante(serie, variante)[1], essai)
    return _juger_fige(serie, variante, question, type(essai), figee)


@lru_cache(maxsize=50_000)
def _juger_fige(serie: str, variante: int, question: Question, genre: type, figee: str | tuple) -> Verdict:
    return juger(question, preparer_variante(serie, variante)[1], genre(figee))


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
