"""Une question : une donnée déclarée, et la correction d'une réponse déjà lue."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from course_helpers.chapitres import trouver_chapitre
from course_helpers.exercices.genres import (
    GENRES,
    Champ,
    Option,
    arrondir,
    lister_elements,
    ordonner_options,
)
from course_helpers.exercices.textes import Texte, composer, typographier
from course_helpers.tirages.reserve import Portefeuille

__all__ = [
    "ETATS",
    "Champ",
    "Convention",
    "Erreur",
    "Option",
    "Question",
    "Sujet",
    "Valeurs",
    "Verdict",
    "arrondir",
    "corriger",
    "decrire_champs",
    "donner_consigne",
    "ecrire_reponse",
    "enoncer",
    "expliquer",
    "lister_elements",
    "ordonner_options",
    "rediger_indices",
]


class Valeurs(SimpleNamespace):
    """Ce que la série calcule sur un portefeuille : des attributs simples, que citent les textes."""

    # Hors de vars() : les modèles ne citent que les valeurs.
    __slots__ = ("_retenus",)

    def retenir(self, cle: object, calculer: Callable[[], object]):
        """Rendre ce qui a été calculé sous cette clé, ou le calculer : une classe entière s'en sert."""
        try:
            retenus = self._retenus
        except AttributeError:
            retenus = self._retenus = {}
        if cle not in retenus:
            retenus[cle] = calculer()
        return retenus[cle]


Reponse = Decimal | str | tuple[str, ...] | dict[str, object]
Calcul = Callable[[Valeurs], object]

# état → icône et mots, lisibles sans la couleur
ETATS = {
    "a_faire": ("●", "à faire"),
    "illisible": ("✎", "illisible"),
    "a_revoir": ("▲", "à revoir"),
    "reussi": ("✔", "réussi"),
    "renonce": ("⚑", "solution demandée"),
    # La question ouverte, et toute réponse en évaluation : gardée, non jugée.
    "enregistre": ("◆", "enregistrée"),
}


@dataclass(frozen=True, repr=False)
class Verdict:
    """Ce que la correction répond à une réponse.

    Parameters
    ----------
    etat : {"a_faire", "illisible", "a_revoir", "reussi", "renonce", "enregistre"}
    code_erreur : str or None
        L'erreur reconnue ; ``"autre"`` si la réponse est fausse sans que le cours sache pourquoi.
    message : str
        La phrase à lire.

    Examples
    --------
    >>> Verdict("a_faire")
    ● à faire
    """

    etat: str
    code_erreur: str | None = None
    message: str = ""

    def __repr__(self) -> str:
        """Écrire l'icône, l'état et le message, lisibles sans couleur."""
        icone, mots = ETATS[self.etat]
        return f"{icone} {mots}" + (f" · {self.message}" if self.message else "")


@dataclass(frozen=True)
class Erreur:
    """Une erreur typique : le mauvais calcul, et le message qui aide.

    Parameters
    ----------
    code : str
        Son nom, pour les statistiques de la classe.
    calcul : callable
        Le mauvais calcul : valeurs de la série → la réponse qu'il donne.
    message : str
        Modèle : ce que la personne a sans doute fait, et la question à se poser. ``{reponse}`` est sa
        réponse.
    """

    code: str
    calcul: Calcul
    message: str


@dataclass(frozen=True)
class Convention:
    """Une autre convention : réponse acceptée, avec la remarque qui la nomme."""

    calcul: Calcul
    remarque: str


# Deux questions sont la même si c'est le même objet : ce que l'on retient d'elles s'y accroche.
@dataclass(frozen=True, eq=False)
class Question:
    """Une question, déclarée une fois pour tous ses rendus.

    Parameters
    ----------
    identifiant, titre, chapitre : str
    faits : tuple of str
        Les faits de la carte des contenus, par exemple ``("C4.2",)``.
    essentiel : bool
        Sur le parcours essentiel, ou entraînement.
    niveau : {"rappel", "application", "cas"}
    points : int
    competence : str
        En lien avec le référentiel.
    enonce : str
        Modèle, rempli par les valeurs de la série.
    genre : str
        Une clé de :data:`course_helpers.exercices.genres.GENRES` : ``nombre``, ``tableau``, ``choix``,
        ``choix_multiple``, ``appariement``, ``classement``, ``ordre`` ou ``ouvert``.
    attendu : callable
        Valeurs de la série → la réponse attendue, telle que la lecture la rendrait : un nombre ; la clé d'une
        option ; un tuple de clés (choix multiple, ordre) ; un dictionnaire clé d'élément → nombre ou clé de
        catégorie.
    confirmation : str
        Modèle : pourquoi la réponse est juste, en une phrase.
    indices : tuple of str
        Modèles, du plus léger au plus précis.
    solution : str
        Modèle : la solution détaillée, avec les chiffres de la personne.
    unite : str
        Pour un nombre : ``"%"``, ``"€"``, ``"clients"``…
    decimales : int
        La précision demandée. La réponse et l'attendu y sont arrondis (arrondi de l'école) puis comparés.
    tolerance : str
        L'écart accepté après arrondi, dans l'unité de la réponse.
    options : tuple of Option
        Pour un choix, simple ou multiple ; leur ordre est tiré au sort.
    elements : callable, optional
        Pour une question par lignes : valeurs de la série → ses lignes (des :class:`Option`) ; pour un
        ordre, dans un bon ordre.
    categories : tuple of Option
        Pour un classement, et pour un appariement où leur ordre est tiré au sort.
    precedences : tuple of (str, str)
        Pour un ordre : les couples (avant, après) qui suffisent à la réponse juste. Vide : l'ordre attendu
        est le seul.
    criteres : tuple of str
        Pour une question ouverte : ce que l'on vérifie en se relisant. ``solution`` est le modèle de réponse.
    table : str
        Le tableau du portefeuille à montrer : ``"clients"``, un nom de ``tables``, ou rien.
    erreurs : tuple of Erreur
    conventions : tuple of Convention
    """

    identifiant: str
    titre: str
    chapitre: str
    faits: tuple[str, ...]
    essentiel: bool
    niveau: str
    points: int
    competence: str
    enonce: str
    genre: str
    attendu: Calcul
    confirmation: str
    indices: tuple[str, ...]
    solution: str
    unite: str = ""
    decimales: int = 0
    tolerance: str = "0"
    options: tuple[Option, ...] = ()
    elements: Callable[[Valeurs], tuple[Option, ...]] | None = None
    categories: tuple[Option, ...] = ()
    precedences: tuple[tuple[str, str], ...] = ()
    criteres: tuple[str, ...] = ()
    table: str = ""
    erreurs: tuple[Erreur, ...] = ()
    conventions: tuple[Convention, ...] = ()


@dataclass(frozen=True)
class Sujet:
    """Le contenu d'une série : ses questions, et ce qu'elle calcule sur un portefeuille.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.
    titre : str
    version : str
        Change quand une réponse attendue change : une copie garde la version qu'elle a remplie.
    presentation : str
        Modèle : ce que la personne a sous les yeux.
    calculer : callable
        Portefeuille → dictionnaire des valeurs que les questions citent.
    questions : tuple of Question
    """

    nom: str
    titre: str
    version: str
    presentation: str
    calculer: Callable[[Portefeuille], dict]
    questions: tuple[Question, ...]

    def evaluer(self, donnees: Portefeuille) -> Valeurs:
        """Calculer, sur un portefeuille, toutes les valeurs que citent les questions."""
        return Valeurs(
            serie=trouver_chapitre(donnees.serie).graine, variante=donnees.variante, **self.calculer(donnees)
        )


def ecrire_reponse(question: Question, valeurs: Valeurs, reponse: Reponse) -> str:
    """Écrire une réponse comme on la lirait dans une phrase."""
    return GENRES[question.genre].ecrire(question, valeurs, reponse)


def decrire_champs(question: Question, valeurs: Valeurs) -> tuple[Champ, ...]:
    """Décrire les champs à remplir : un seul, ou un par ligne."""
    return GENRES[question.genre].decrire_champs(question, valeurs)


def donner_consigne(question: Question) -> Texte:
    """Dire comment répondre, en une phrase."""
    return typographier(GENRES[question.genre].donner_consigne(question))


def corriger(question: Question, valeurs: Valeurs, reponse: Reponse | None) -> Verdict:
    """Corriger une réponse déjà lue.

    Parameters
    ----------
    question : Question
    valeurs : Valeurs
        Ce que la série calcule sur le portefeuille de la personne.
    reponse : Decimal, str, tuple, dict or None
        Ce que rend :func:`course_helpers.exercices.lecture.lire_reponse` ; ``None`` si rien n'est saisi.

    Returns
    -------
    Verdict
        Dans l'ordre : à faire, réussi, réussi selon une autre convention, erreur reconnue, autre erreur.
        Une question ouverte est seulement enregistrée, avec ses critères de relecture.
    """
    if reponse is None:
        return Verdict("a_faire")
    genre = GENRES[question.genre]
    if not genre.corrige:
        return Verdict("enregistre", None, _accuser_reception(question))
    attendu, conventions, erreurs = valeurs.retenir(
        (question, "reponses"),
        lambda: (
            question.attendu(valeurs),
            [(convention, convention.calcul(valeurs)) for convention in question.conventions],
            [(erreur, erreur.calcul(valeurs)) for erreur in question.erreurs],
        ),
    )

    def rendre(etat: str, code: str | None, modele: str) -> Verdict:
        contexte = vars(valeurs) | {"reponse": genre.ecrire(question, valeurs, reponse)}
        return Verdict(etat, code, composer(modele, contexte))

    if genre.valider(question, valeurs, reponse, attendu):
        return rendre("reussi", None, question.confirmation)
    for convention, valeur in conventions:
        if genre.valider(question, valeurs, reponse, valeur):
            return rendre("reussi", None, convention.remarque)
    for erreur, motif in erreurs:
        if genre.reconnaitre(question, valeurs, reponse, motif):
            return rendre("a_revoir", erreur.code, erreur.message)
    return rendre("a_revoir", *genre.relancer(question, valeurs, reponse, attendu))


def _accuser_reception(question: Question) -> Texte:
    criteres = "\n".join(f"• {critere}" for critere in question.criteres)
    return Texte(
        typographier(
            "Votre texte est gardé pour votre enseignante ou enseignant. "
            f"Relisez-le avec ces critères, puis ouvrez le modèle de réponse :\n{criteres}"
        )
    )


def enoncer(question: Question, valeurs: Valeurs) -> Texte:
    """Rédiger l'énoncé avec les chiffres de la personne."""
    return composer(question.enonce, vars(valeurs))


def expliquer(question: Question, valeurs: Valeurs) -> Texte:
    """Rédiger la solution détaillée avec les chiffres de la personne."""
    return composer(question.solution, vars(valeurs))


def rediger_indices(question: Question, valeurs: Valeurs) -> tuple[Texte, ...]:
    """Rédiger les indices, du plus léger au plus précis."""
    return tuple(composer(indice, vars(valeurs)) for indice in question.indices)
