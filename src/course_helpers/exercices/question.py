"""Une question : une donnée déclarée, et la façon de corriger une réponse déjà lue."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.textes import Texte, composer, typographier
from course_helpers.portefeuille import Portefeuille, Tirage

# Ce que la série calcule sur un portefeuille : une fonction par série, des attributs simples.
Valeurs = SimpleNamespace
Reponse = Decimal | str | dict[str, str]
Calcul = Callable[[Valeurs], object]

# état → icône et mots, lisibles sans la couleur
ETATS = {
    "a_faire": ("●", "à faire"),
    "illisible": ("✎", "illisible"),
    "a_revoir": ("▲", "à revoir"),
    "reussi": ("✔", "réussi"),
    "renonce": ("⚑", "solution demandée"),
}


@dataclass(frozen=True, repr=False)
class Verdict:
    """Ce que la correction répond à une réponse.

    Parameters
    ----------
    etat : {"a_faire", "illisible", "a_revoir", "reussi", "renonce"}
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
class Option:
    """Un choix possible : sa clé, courte et stable, et son texte (un modèle)."""

    cle: str
    texte: str


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


@dataclass(frozen=True)
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
    genre : {"nombre", "choix", "classement"}
        ``classement`` range des éléments dans des catégories.
    attendu : callable
        Valeurs de la série → la réponse attendue : un nombre, la clé d'une option, ou un dictionnaire
        clé d'élément → clé de catégorie.
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
        Pour un choix ; leur ordre est tiré au sort.
    elements : callable, optional
        Pour un classement : valeurs de la série → les éléments à classer (des :class:`Option`).
    categories : tuple of Option
        Pour un classement.
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
        return Valeurs(serie=donnees.serie, variante=donnees.variante, **self.calculer(donnees))


def ordonner_options(question: Question, valeurs: Valeurs) -> tuple[Option, ...]:
    """Rendre les options d'un choix, textes remplis, dans l'ordre tiré pour cette variante."""
    tirage = Tirage(f"{valeurs.serie}:{valeurs.variante}:{question.identifiant}")
    return tuple(
        Option(option.cle, composer(option.texte, vars(valeurs)))
        for option in tirage.melanger(question.options)
    )


def lister_elements(question: Question, valeurs: Valeurs) -> tuple[Option, ...]:
    """Rendre les éléments à classer, textes mis en typographie."""
    return tuple(Option(e.cle, typographier(e.texte)) for e in question.elements(valeurs))


def ecrire_reponse(question: Question, valeurs: Valeurs, reponse: Reponse) -> str:
    """Écrire une réponse comme on la lirait dans une phrase."""
    if question.genre == "nombre":
        # Autant de décimales que la personne en a tapé : son message cite sa réponse, non la nôtre.
        decimales = max(0, -reponse.normalize().as_tuple().exponent)
        return ecrire_nombre(reponse, min(4, decimales), question.unite)
    if question.genre == "choix":
        return next(o.texte for o in ordonner_options(question, valeurs) if o.cle == reponse)
    return "\n".join(f"{element} : {categorie}" for element, categorie in reponse.items())


def arrondir(question: Question, nombre) -> Decimal:
    """Arrondir un nombre à la précision demandée, 5 vers le haut, sur son écriture décimale exacte.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> arrondir(SimpleNamespace(decimales=1), 37.65)
    Decimal('37.7')
    """
    exact = nombre if isinstance(nombre, Decimal) else Decimal(str(nombre))
    return exact.quantize(Decimal(1).scaleb(-question.decimales), ROUND_HALF_UP)


def corriger(question: Question, valeurs: Valeurs, reponse: Reponse | None) -> Verdict:
    """Corriger une réponse déjà lue.

    Parameters
    ----------
    question : Question
    valeurs : Valeurs
        Ce que la série calcule sur le portefeuille de la personne.
    reponse : Decimal, str, dict or None
        Ce que rend :func:`course_helpers.exercices.lecture.lire_reponse` ; ``None`` si rien n'est saisi.

    Returns
    -------
    Verdict
        Dans l'ordre : à faire, réussi, réussi selon une autre convention, erreur reconnue, autre erreur.
    """
    if reponse is None:
        return Verdict("a_faire")
    contexte = vars(valeurs) | {"reponse": ecrire_reponse(question, valeurs, reponse)}
    if _coincider(question, reponse, question.attendu(valeurs)):
        return Verdict("reussi", None, composer(question.confirmation, contexte))
    for convention in question.conventions:
        if _coincider(question, reponse, convention.calcul(valeurs)):
            return Verdict("reussi", None, composer(convention.remarque, contexte))
    for erreur in question.erreurs:
        if _coincider(question, reponse, erreur.calcul(valeurs)):
            return Verdict("a_revoir", erreur.code, composer(erreur.message, contexte))
    if question.genre == "nombre":
        code, message = _reconnaitre_ecriture(
            question, reponse, arrondir(question, question.attendu(valeurs))
        )
    else:
        code, message = "autre", _AUTRE[question.genre]
    return Verdict("a_revoir", code, composer(message, contexte))


_AUTRE = {
    "nombre": "{reponse} n'est pas le résultat attendu, et ce n'est pas une erreur que le cours reconnaît. "
    "Relisez la méthode et la base de calcul de l'énoncé.",
    "choix": "Ce n'est pas la bonne réponse. Relisez l'énoncé : que demande-t-il exactement ?",
    "classement": "Au moins une ligne est mal classée. "
    "Vérifiez d'abord le tri, puis chaque limite de classe.",
}


def _coincider(question: Question, reponse: Reponse, attendu: object) -> bool:
    """Comparer à la précision demandée ; tout est ramené à des types simples et exacts."""
    if question.genre != "nombre":
        return reponse == attendu
    ecart = arrondir(question, reponse) - arrondir(question, attendu)
    return abs(ecart) <= Decimal(question.tolerance)


def _reconnaitre_ecriture(question: Question, reponse: Decimal, attendu: Decimal) -> tuple[str, str]:
    """Reconnaître un résultat juste, mais mal écrit ou arrondi trop tôt."""
    if question.unite == "%":
        if arrondir(question, reponse * 100) == attendu:
            return "fraction", (
                "{reponse} : vous avez sans doute tapé une fraction de 1. "
                "La réponse se donne en % : combien cela fait-il pour 100 ?"
            )
        unite_de_precision = Decimal(1).scaleb(-question.decimales)
        trop_court = reponse == attendu.quantize(Decimal(1), ROUND_HALF_UP)
        if trop_court or abs(arrondir(question, reponse) - attendu) == unite_de_precision:
            return "arrondi", (
                "{reponse} est très proche du résultat : vous avez sans doute arrondi trop tôt. "
                "Gardez toutes les décimales, et n'arrondissez qu'à la fin."
            )
    return "autre", _AUTRE["nombre"]


def enoncer(question: Question, valeurs: Valeurs) -> Texte:
    """Rédiger l'énoncé avec les chiffres de la personne."""
    return composer(question.enonce, vars(valeurs))


def expliquer(question: Question, valeurs: Valeurs) -> Texte:
    """Rédiger la solution détaillée avec les chiffres de la personne."""
    return composer(question.solution, vars(valeurs))


def rediger_indices(question: Question, valeurs: Valeurs) -> tuple[Texte, ...]:
    """Rédiger les indices, du plus léger au plus précis."""
    return tuple(composer(indice, vars(valeurs)) for indice in question.indices)
