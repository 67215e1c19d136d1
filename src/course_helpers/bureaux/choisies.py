"""Les questions choisies d'un sujet, dans la page : leur ordre et leurs points."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, faire_bouton
from course_helpers.bureaux.chercher import Reference, nommer_question
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.question import Question
from course_helpers.exercices.sujet import POINTS_MAX, QUESTIONS_MAX
from course_helpers.gabarits import remplir


@dataclass
class Choisie:
    """Une question choisie : ses points, et ce qui est tapé dans leur champ."""

    reference: Reference
    points: int
    tape: str


class _Place:
    """Une place du sujet : la question qui l'occupe change, ses champs restent."""

    def __init__(self, rang: int, choisies: "Choisies", annonce: Annonce) -> None:
        self.texte = widgets.HTML()
        self.points = widgets.Text(description=f"Points (question {rang + 1})", continuous_update=False)
        self.monter = faire_bouton("Monter", partial(choisies.deplacer, rang, -1), annonce, "arrow-up")
        self.descendre = faire_bouton("Descendre", partial(choisies.deplacer, rang, 1), annonce, "arrow-down")
        self.retirer = faire_bouton("Retirer", partial(choisies.retirer, rang), annonce, "minus")
        for bouton in (self.monter, self.descendre, self.retirer):
            bouton.tooltip = f"{bouton.description} la question {rang + 1}"
        self.points.observe(lambda change: choisies.changer_points(rang, change["new"]), "value")
        boutons = widgets.Box([self.points, self.monter, self.descendre, self.retirer])
        boutons.add_class("ch-boutons")
        self.racine = widgets.VBox([self.texte, boutons])
        self.racine.add_class("ch-choisie")


class Choisies:
    """La liste ordonnée d'un sujet.

    Parameters
    ----------
    quand_change : callable
    annonce : Annonce

    Attributes
    ----------
    choisies : list of Choisie
    places : list
        Les champs de chaque place, gardés d'un changement à l'autre.
    racine : ipywidgets.VBox
    """

    def __init__(self, quand_change: Callable[[], None], annonce: Annonce) -> None:
        self._quand_change, self._annonce = quand_change, annonce
        self.choisies: list[Choisie] = []
        self.places: list[_Place] = []
        self._ecrit = False
        self.racine = widgets.VBox()

    def __contains__(self, reference: Reference) -> bool:
        """Dire si une question est dans le sujet."""
        return any(choisie.reference == reference for choisie in self.choisies)

    def remplacer(self, questions: list[tuple[str, str, int]]) -> None:
        """Prendre les questions d'un autre sujet."""
        self.choisies = [
            Choisie((serie, identifiant), points, str(points)) for serie, identifiant, points in questions
        ]
        self._ecrire()

    def basculer(self, reference: Reference) -> None:
        """Ajouter une question à la fin, avec les points que la banque lui donne, ou la retirer."""
        if reference in self:
            self._oter(next(r for r, c in enumerate(self.choisies) if c.reference == reference))
            return
        if len(self.choisies) == QUESTIONS_MAX:
            raise ErreurCours(f"Un sujet a {QUESTIONS_MAX} questions au plus : retirez-en une d’abord.")
        points = max(1, trouver_question(reference).points)
        self.choisies.append(Choisie(reference, points, str(points)))
        self._ecrire()
        self._annonce.dire(
            f"Question {nommer_question(reference)} ajoutée : c’est la question {len(self.choisies)}."
        )

    def retirer(self, rang: int) -> None:
        """Retirer une question ; le focus passe à celle qui prend sa place."""
        self._oter(rang)
        if self.choisies:
            self.places[min(rang, len(self.choisies) - 1)].retirer.focus()

    def _oter(self, rang: int) -> None:
        partie = self.choisies.pop(rang)
        self._ecrire()
        self._annonce.dire(f"Question {nommer_question(partie.reference)} retirée du sujet.")

    def deplacer(self, rang: int, pas: int) -> None:
        """Monter ou descendre une question d'une place ; le focus la suit."""
        vers = rang + pas
        if not 0 <= vers < len(self.choisies):
            bout = "la première" if vers < 0 else "la dernière"
            self._annonce.dire(f"Cette question est déjà {bout}.")
            return
        self.choisies[rang], self.choisies[vers] = self.choisies[vers], self.choisies[rang]
        self._ecrire()
        place = self.places[vers]
        (place.monter if pas < 0 else place.descendre).focus()
        deplacee = nommer_question(self.choisies[vers].reference)
        self._annonce.dire(f"La question {deplacee} du cours est maintenant la question {vers + 1}.")

    def changer_points(self, rang: int, tape: str) -> None:
        """Donner des points à une question ; ce qui n'en est pas laisse les derniers qui en étaient."""
        if self._ecrit:
            return
        choisie = self.choisies[rang]
        choisie.tape = tape
        lus = lire_points(tape)
        if lus is not None:
            choisie.points = lus
        self._quand_change()

    def lister_fautes(self) -> list[str]:
        """Lister ce qui est tapé et qui n'est pas un nombre de points, et ce qu'il faut faire."""
        return [
            typographier(
                f"Question {rang} : « {choisie.tape[:20]} » n’est pas un nombre de points. Écrivez un entier "
                f"de 1 à {POINTS_MAX} ; d’ici là, elle en vaut {choisie.points}."
            )
            for rang, choisie in enumerate(self.choisies, start=1)
            if lire_points(choisie.tape) is None
        ]

    def _ecrire(self) -> None:
        for rang in range(len(self.places), len(self.choisies)):
            self.places.append(_Place(rang, self, self._annonce))
        self._ecrit = True
        for rang, (choisie, place) in enumerate(zip(self.choisies, self.places, strict=False), start=1):
            question = trouver_question(choisie.reference)
            numero = nommer_question(choisie.reference)
            changer(place.texte, remplir("bureau-choisie.html", rang=rang, numero=numero, question=question))
            place.points.value = choisie.tape
        self._ecrit = False
        self.racine.children = [place.racine for place in self.places[: len(self.choisies)]]
        self._quand_change()


def trouver_question(reference: Reference) -> Question:
    """Trouver une question de la banque.

    Examples
    --------
    >>> trouver_question(("4-pareto", "q9")).titre
    'Combien de clients A'
    """
    serie, identifiant = reference
    return next(q for q in ouvrir_banque(serie).questions if q.identifiant == identifiant)


def lire_points(tape: str) -> int | None:
    """Lire un nombre de points ; None si ce n'en est pas un.

    Examples
    --------
    >>> lire_points(" 4 "), lire_points("0"), lire_points("1,5"), lire_points("²")
    (4, None, None, None)
    """
    propre = tape.strip()
    if not re.fullmatch("[0-9]{1,2}", propre) or not 1 <= int(propre) <= POINTS_MAX:
        return None
    return int(propre)
