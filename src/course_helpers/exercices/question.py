"""Une question de la banque, et la même posée sur des données : l'énoncer, la lire, la corriger.

Le genre d'une question est sa classe (:mod:`course_helpers.exercices.genres`) : chacun, dans un seul
fichier, dit ses champs, lit une réponse, la compare, l'écrit et l'exporte. Le reste du cours ne connaît que
:class:`QuestionPosee`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from typing import ClassVar
from xml.etree import ElementTree as ET

import pandas as pd

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.textes import Texte, ValeurAbsente, composer, typographier
from course_helpers.tirages.hasard import Hasard
from course_helpers.tirages.reserve import Portefeuille


class Valeurs(SimpleNamespace):
    """Ce que la série calcule sur des données : des attributs simples, que citent les textes et les calculs.

    Des données qui ne disent pas tout n'en donnent qu'une partie.

    Raises
    ------
    ValeurAbsente
        À la lecture d'une valeur que ces données ne donnent pas.

    Examples
    --------
    >>> Valeurs(n=12).total  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.exercices.textes.ValeurAbsente: Ces données ne donnent pas ...total...
    """

    def __getattr__(self, nom: str) -> object:
        """Refuser une valeur qui manque, sous un nom que la pose d'une question reconnaît."""
        raise ValeurAbsente(f"Ces données ne donnent pas « {nom} ».")


Reponse = Decimal | str | tuple[str, ...] | dict[str, object]
Calcul = Callable[[Valeurs], object]

# état → icône et mots, lisibles sans la couleur
ETATS = {
    "a_faire": ("●", "à faire"),
    # Un nombre que l'on ne sait pas lire, ou une liste qui n'est pas finie.
    "illisible": ("✎", "non vérifiée"),
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
class Option:
    """Un choix possible, ou une ligne à remplir : sa clé, courte et stable, et son texte (un modèle)."""

    cle: str
    texte: str


@dataclass(frozen=True)
class Champ:
    """Un champ à remplir, décrit sans dire comment il se dessine.

    Parameters
    ----------
    cle : str
        La ligne qu'il remplit ; vide quand la question n'a qu'un champ.
    intitule : str
        Toujours visible.
    saisie : {"ligne", "boutons", "cases", "liste", "texte"}
    options : tuple of Option
        Pour des boutons, des cases ou une liste.
    exemple : str
        Pour une ligne.
    avant, apres : str
        Le texte qui entoure un champ pris dans un paragraphe.
    """

    cle: str
    intitule: str
    saisie: str
    options: tuple[Option, ...] = ()
    exemple: str = ""
    avant: str = ""
    apres: str = ""


@dataclass(frozen=True)
class Erreur:
    """Une erreur typique : le mauvais calcul, et le message qui aide.

    Parameters
    ----------
    code : str
        Son nom, pour les statistiques de la classe.
    calcul : callable
        Le mauvais calcul : valeurs de la série → la réponse qu'il donne ; None si, sur ces données, elle se
        confond avec une autre : l'erreur n'y est pas reconnue.
    message : str
        Modèle : ce que la personne a sans doute fait, et la question à se poser. ``{reponse}`` est sa
        réponse.
    """

    code: str
    calcul: Calcul
    message: str


@dataclass(frozen=True)
class Convention:
    """Une autre convention : réponse acceptée, avec la remarque (un modèle) qui la nomme."""

    calcul: Calcul
    remarque: str


@dataclass(frozen=True)
class Exemple:
    """Une réponse tapée sur les données de ``CLASSE``, et le verdict qu'elle doit recevoir."""

    reponse: str
    verdict: str
    raison: str = ""


# Deux questions sont la même si c'est le même objet.
@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
    """Une question de la banque ; les classes filles sont les genres et y ajoutent leurs champs.

    Un texte est un *modèle*, rempli par les valeurs de la série (:mod:`course_helpers.exercices.textes`).

    Parameters
    ----------
    identifiant, titre : str
    faits : tuple of str
        Les faits de la carte des contenus, par exemple ``("C4.2",)``.
    essentiel : bool
        Sur le parcours essentiel, ou entraînement.
    partie : str
        La partie d'un dossier où elle se trouve ; vide ailleurs.
    niveau : {"rappel", "application", "cas"}
    points : int
    minutes : int
        Le temps que la plupart des personnes y passent, en classe.
    competence : str
        En lien avec le référentiel.
    enonce, confirmation, solution : str
        Modèles : la question ; pourquoi la réponse est juste, en une phrase ; la solution détaillée.
    attendu : callable
        Valeurs de la série → la réponse attendue, telle que la lecture la rendrait.
    indices : tuple of str
        Modèles, du plus léger au plus précis.
    table : str
        Le tableau du portefeuille à montrer : ``"clients"``, un nom de ``tables``, ou rien.
    edition : int
        L'édition du cours où la réponse attendue a changé pour la dernière fois.
    erreurs : tuple of Erreur
    conventions : tuple of Convention
    exemples : tuple of Exemple
    """

    genres: ClassVar[dict[str, type["Question"]]] = {}
    genre: ClassVar[str] = ""
    corrige: ClassVar[bool] = True  # faux quand le cours ne juge pas la réponse
    consigne_enumere: ClassVar[bool] = True  # faux quand il faut encore montrer les réponses proposées
    options_a_dire: ClassVar[bool] = False  # vrai quand ses listes proposent des réponses, non des rangs
    relance: ClassVar[str] = "Ce n'est pas la bonne réponse. Relisez l'énoncé : que demande-t-il exactement ?"
    type_moodle: ClassVar[str] = ""
    criteres: ClassVar[tuple[str, ...]] = ()
    niveaux_de_critere: ClassVar[Mapping[str, str]] = MappingProxyType({})

    identifiant: str
    titre: str
    faits: tuple[str, ...] = ()
    essentiel: bool = False
    partie: str = ""
    niveau: str = ""
    points: int = 0
    minutes: int = 0
    competence: str = ""
    enonce: str
    attendu: Calcul
    confirmation: str = ""
    indices: tuple[str, ...] = ()
    solution: str = ""
    table: str = ""
    edition: int = 1
    erreurs: tuple[Erreur, ...] = ()
    conventions: tuple[Convention, ...] = ()
    exemples: tuple[Exemple, ...] = ()

    def __init_subclass__(cls, genre: str = "", **options) -> None:
        """Inscrire un genre sous le nom que la banque lui donne."""
        super().__init_subclass__(**options)
        if genre:
            cls.genre = genre
            Question.genres[genre] = cls

    @property
    def numero(self) -> str:
        """Le numéro à montrer."""
        return self.identifiant.lstrip("qs")

    def choisir_moodle(self, posee: "QuestionPosee") -> str:
        """Choisir le type de question que Moodle emploiera."""
        return self.type_moodle

    # --- Ce que dit le texte de la banque -----------------------------------------------------------------

    @classmethod
    def lire_constante(cls, texte: str, cles: Mapping[str, tuple[str, ...]]) -> object:
        """Lire une réponse écrite dans la banque ; ``ValueError`` si c'est le nom d'une valeur.

        Parameters
        ----------
        texte : str
            Ce qui suit ``=`` ou ``attendu :``.
        cles : Mapping
            Les clés des entrées de la question, par champ : ``options``, ``elements``, ``categories``.
        """
        raise ValueError(texte)

    @classmethod
    def convertir(cls, champ: str, valeur: object, marques: Mapping[str, str] = MappingProxyType({})):
        """Donner à une partie du texte, et aux marques ``= …`` de ses entrées, la forme de son champ."""
        return valeur

    @classmethod
    def deduire_attendu(cls, marques: Mapping[str, Mapping[str, str | None]]) -> object:
        """Déduire la réponse attendue des marques ``= …`` de ses entrées ; None si elles n'en disent rien.

        Une fonction rendue ici est appelée avec les valeurs de la série.
        """
        return None

    @classmethod
    def saisir(cls, texte: str) -> object:
        """Rendre ce que taperait une personne pour répondre comme dans un exemple de la banque."""
        return texte

    # --- Ce que chaque genre écrit ------------------------------------------------------------------------

    def decrire_champs(self, posee: "QuestionPosee") -> tuple[Champ, ...]:
        """Décrire les champs à remplir : un seul, ou un par ligne."""
        raise NotImplementedError

    def donner_consigne(self) -> str:
        """Dire comment répondre, en une phrase (un modèle)."""
        raise NotImplementedError

    def lire(self, posee: "QuestionPosee", brut: object) -> Reponse | None:
        """Ramener une saisie à un type simple ; None si rien n'est saisi."""
        raise NotImplementedError

    def ecrire(self, posee: "QuestionPosee", reponse: Reponse) -> str:
        """Écrire une réponse comme on la lirait dans une phrase."""
        raise NotImplementedError

    def completer_moodle(self, posee: "QuestionPosee", element: ET.Element) -> None:
        """Écrire dans la question Moodle ce qui est propre au genre."""
        raise NotImplementedError

    def noter(self, valeur: object, reponse: Reponse) -> object:
        """Garder pour la copie la réponse telle que tapée, en types que JSON connaît."""
        return reponse

    def relire(self, posee: "QuestionPosee", essai: object, tape: str) -> str:
        """Relire un essai gardé, pour qui l'a tapé : une clé devient le texte de l'option."""
        lue = self.lire(posee, essai)
        return "" if lue is None else self.ecrire(posee, lue)

    def lister_elements(self, posee: "QuestionPosee") -> tuple[Option, ...]:
        """Lister les lignes à remplir, s'il y en a."""
        return ()

    def lister_options(self, posee: "QuestionPosee") -> tuple[Option, ...]:
        """Lister les réponses proposées, dans l'ordre où les montrer, s'il y en a."""
        return ()

    def arrondir(self, reponse: Reponse) -> Reponse:
        """Ramener une réponse attendue à la précision demandée ; sans effet si ce n'est pas un nombre."""
        return reponse

    def valider(self, posee: "QuestionPosee", reponse: Reponse, attendu: object) -> bool:
        """Dire si une réponse vaut une réponse attendue (ou celle d'une autre convention)."""
        return reponse == attendu

    def reconnaitre(self, posee: "QuestionPosee", reponse: Reponse, motif: object) -> bool:
        """Dire si une réponse porte une erreur : son motif peut n'en être qu'une partie."""
        return self.valider(posee, reponse, motif)

    def completer(self, posee: "QuestionPosee", motif: object) -> Reponse:
        """Donner une réponse complète qui porte un motif d'erreur, le reste étant juste."""
        return motif

    def garder_pour_soi(self) -> "Question":
        """Rendre la question telle qu'elle se pose quand aucune copie ne la montre à un enseignant."""
        return self

    def decompter(self, posee: "QuestionPosee", reponse: Reponse) -> str:
        """Compter ce qui est déjà juste, pour qui se corrige (un modèle) ; vide s'il n'y a qu'un champ."""
        return ""

    def accuser_reception(self) -> str:
        """Répondre à une réponse que le cours garde sans la juger."""
        raise NotImplementedError

    def decrire_motif(self, posee: "QuestionPosee", motif: object) -> str:
        """Dire une erreur d'après ce qui la fait reconnaître ; vide si seul son message la dit."""
        return ""

    def relancer(self, posee: "QuestionPosee", reponse: Reponse) -> tuple[str, str]:
        """Rendre le code et le modèle de message d'une réponse fausse que rien n'a reconnue."""
        return "autre", self.relance


class QuestionPosee:
    """Une question posée sur des données : tout ce qui s'en montre, s'en lit et s'en corrige.

    Parameters
    ----------
    question : Question
    valeurs : Valeurs
        Ce que la série calcule sur les données : des attributs simples, que citent les textes.
    portefeuille : Portefeuille
        Les données.
    graine : str
        Le texte d'où l'ordre des réponses proposées est tiré.
    document : int or None
        Dans un sujet qui en a plusieurs, celui qu'elle emploie ; 0 s'il n'en a qu'un ; None hors d'un sujet.
    """

    def __init__(
        self,
        question: Question,
        valeurs: Valeurs,
        portefeuille: Portefeuille,
        graine: str,
        document: int | None = None,
    ) -> None:
        self.question, self.valeurs, self.portefeuille = question, valeurs, portefeuille
        self.document = document
        self._graine = f"{graine}:{question.identifiant}"

    # --- Montrer --------------------------------------------------------------------------------------------

    def composer(self, modele: str, **autres: object) -> Texte:
        """Remplir un modèle avec les valeurs de la série."""
        return composer(modele, vars(self.valeurs) | autres)

    def melanger(self, elements, suffixe: str = "") -> tuple:
        """Ranger des éléments dans un ordre tiré au sort, le même pour les mêmes données."""
        return tuple(Hasard(self._graine + suffixe).melanger(elements))

    @cached_property
    def enonce(self) -> Texte:
        """L'énoncé, avec les chiffres de la personne."""
        return self.composer(self.question.enonce)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Le tableau du portefeuille que la question montre."""
        nom = self.question.table
        return self.portefeuille.clients if nom == "clients" else self.portefeuille.tables[nom]

    @cached_property
    def consigne(self) -> Texte:
        """Comment répondre, en une phrase."""
        return Texte(typographier(self.question.donner_consigne()))

    @cached_property
    def elements(self) -> tuple[Option, ...]:
        """Les lignes à remplir."""
        return self.question.lister_elements(self)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Les réponses proposées, dans l'ordre où les montrer."""
        return self.question.lister_options(self)

    @cached_property
    def champs(self) -> tuple[Champ, ...]:
        """Les champs à remplir : un seul, ou un par ligne."""
        return self.question.decrire_champs(self)

    @cached_property
    def indices(self) -> tuple[Texte, ...]:
        """Les indices, du plus léger au plus précis."""
        return tuple(self.composer(indice) for indice in self.question.indices)

    @cached_property
    def confirmation(self) -> Texte:
        """Pourquoi la réponse est juste."""
        return self.composer(self.question.confirmation)

    @cached_property
    def solution(self) -> Texte:
        """La solution détaillée, avec les chiffres de la personne."""
        return self.composer(self.question.solution)

    @cached_property
    def attendu(self) -> Reponse:
        """La réponse attendue."""
        return self.question.attendu(self.valeurs)

    @cached_property
    def conventions(self) -> list[tuple[Convention, object]]:
        """Les autres conventions, et la réponse que chacune donne."""
        return [(convention, convention.calcul(self.valeurs)) for convention in self.question.conventions]

    @cached_property
    def erreurs(self) -> list[tuple[Erreur, object]]:
        """Les erreurs typiques, et la réponse (ou la partie de réponse) où chacune se voit."""
        motifs = [(erreur, erreur.calcul(self.valeurs)) for erreur in self.question.erreurs]
        return [(erreur, motif) for erreur, motif in motifs if motif is not None]

    @cached_property
    def empreinte(self) -> str:
        """Ce qui fait qu'une réponse gardée vaut encore : le genre, les champs, la réponse attendue.

        Corriger une phrase ne la change pas. Elle se calcule à partir de la réponse attendue : qui a le cours
        pourrait donc l'y retrouver, comme dans le cours lui-même.
        """
        attendu = self.question.arrondir(self.attendu)
        champs = sorted(
            (champ.cle, champ.saisie, sorted(o.cle for o in champ.options)) for champ in self.champs
        )
        contenu = json.dumps([self.question.genre, champs, attendu], default=str, sort_keys=True)
        return hashlib.sha256(contenu.encode()).hexdigest()[:12]

    def valoir(self, empreinte: str) -> bool:
        """Dire si une réponse gardée vaut encore ; une copie ancienne n'a pas d'empreinte."""
        return empreinte == self.empreinte if empreinte else self.question.edition == 1

    # --- Lire et corriger -----------------------------------------------------------------------------------

    def lire(self, brut: object) -> Reponse | None:
        """Lire ce qu'une personne a saisi, sans rien savoir de la réponse attendue.

        Parameters
        ----------
        brut : object
            Un texte ou un nombre ; pour un choix, la lettre, la clé ou le texte de l'option, et une liste
            pour un choix multiple ; pour une question par lignes, un dictionnaire (ou une Series)
            élément → case ; pour un ordre, aussi la liste des étapes.

        Returns
        -------
        Decimal, str, tuple, dict or None
            ``None`` si rien n'est saisi.

        Raises
        ------
        ErreurCours
            « Je n'ai pas compris « … » : écrivez par exemple … »

        Examples
        --------
        >>> from course_helpers.exercices.banque import poser_serie
        >>> poser_serie("4-pareto", 0).questions["q2"].lire("37,7 %")
        Decimal('37.7')
        """
        return self.question.lire(self, brut)

    def ecrire(self, reponse: Reponse) -> str:
        """Écrire une réponse comme on la lirait dans une phrase."""
        return self.question.ecrire(self, reponse)

    def juger(self, brut: object) -> Verdict:
        """Lire puis corriger une réponse ; une réponse illisible donne un verdict, non une erreur."""
        try:
            reponse = self.lire(brut)
        except ErreurCours as erreur:
            return Verdict("illisible", None, str(erreur))
        return self.corriger(reponse)

    def corriger(self, reponse: Reponse | None) -> Verdict:
        """Corriger une réponse déjà lue ; ``None`` si rien n'est saisi.

        Returns
        -------
        Verdict
            Dans l'ordre : à faire, réussi, réussi selon une autre convention, erreur reconnue, autre erreur.
            Une question ouverte est seulement enregistrée, avec ses critères de relecture.
        """
        question = self.question
        if reponse is None:
            return Verdict("a_faire")
        if not question.corrige:
            return Verdict("enregistre", None, Texte(typographier(question.accuser_reception())))
        if question.valider(self, reponse, self.attendu):
            return self._rendre("reussi", None, question.confirmation, reponse)
        for convention, valeur in self.conventions:
            if question.valider(self, reponse, valeur):
                return self._rendre("reussi", None, convention.remarque, reponse)
        for erreur, motif in self.erreurs:
            if question.reconnaitre(self, reponse, motif):
                return self._relancer(erreur.code, erreur.message, reponse)
        return self._relancer(*question.relancer(self, reponse), reponse)

    def _relancer(self, code: str, modele: str, reponse: Reponse) -> Verdict:
        compte = self.question.decompter(self, reponse)
        return self._rendre("a_revoir", code, f"{modele} {compte}".rstrip(), reponse)

    def _rendre(self, etat: str, code: str | None, modele: str, reponse: Reponse) -> Verdict:
        return Verdict(etat, code, self.composer(modele, reponse=self.ecrire(reponse)))


@dataclass(frozen=True, eq=False)
class SeriePosee:
    """Une série de la banque posée sur une variante de ses données.

    Parameters
    ----------
    presentation : Texte
        Ce que la personne a sous les yeux, avec ses chiffres.
    portefeuille : Portefeuille
    valeurs : Valeurs
        Ce que la série calcule sur les données.
    questions : Mapping of str to QuestionPosee
        Par identifiant, dans l'ordre de la série.
    """

    presentation: Texte
    portefeuille: Portefeuille
    valeurs: Valeurs
    questions: Mapping[str, QuestionPosee]

    @classmethod
    def composer(
        cls,
        questions: tuple[Question, ...],
        presentation: str,
        valeurs: Mapping[str, object],
        portefeuille: Portefeuille,
        graine: str,
    ) -> "SeriePosee":
        """Poser des questions sur des données déjà calculées."""
        espace = Valeurs(**valeurs)
        posees = {q.identifiant: QuestionPosee(q, espace, portefeuille, graine) for q in questions}
        return cls(composer(presentation, valeurs), portefeuille, espace, MappingProxyType(posees))
