"""Chercher des questions dans la banque, dans la page : des filtres, et les énoncés trouvés."""

from collections.abc import Callable
from functools import partial

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, faire_bouton
from course_helpers.chapitres import PARCOURS
from course_helpers.ecriture import typographier
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.catalogue import DUREES, chercher_questions, lister_valeurs
from course_helpers.gabarits import remplir

LIGNES = 6  # questions montrées à la fois : leurs énoncés tiennent sur un écran

Reference = tuple[str, str]  # la série, l'identifiant


class _Ligne:
    """Une question trouvée : son énoncé, et le bouton qui l'ajoute au sujet ou l'en retire."""

    def __init__(self, reference: Reference, basculer: Callable[[Reference], None], annonce: Annonce) -> None:
        serie, identifiant = reference
        self._numero = nommer_question(reference)
        posee = poser_serie(serie, 0).questions[identifiant]
        self.texte = widgets.HTML(
            remplir("bureau-trouvee.html", numero=self._numero, question=posee.question, posee=posee)
        )
        self.bouton = faire_bouton("Ajouter", lambda: basculer(reference), annonce)
        self.racine = widgets.VBox([self.texte, self.bouton])
        self.racine.add_class("ch-trouvee")

    def montrer(self, *, prise: bool) -> None:
        self.bouton.description = typographier(
            f"{'Retirer' if prise else 'Ajouter'} la question {self._numero}"
        )
        self.bouton.icon = "minus" if prise else "plus"


class Chercher:
    """La banque : cinq filtres qui se combinent, et un bouton par question trouvée.

    Un bouton est toujours celui de la même question. S'il était celui d'une place de la liste, un clic que
    Python reçoit après le filtre qui le suit ajouterait la question qui a pris cette place.

    Parameters
    ----------
    basculer : callable
        Ajoute une question au sujet, ou l'en retire.
    contient : callable
        Dit si une question est dans le sujet.
    annonce : Annonce

    Attributes
    ----------
    filtres : dict[str, ipywidgets.Dropdown]
    montrees : list
        Les lignes des questions montrées, chacune avec son texte et son bouton.
    suivantes, precedentes : ipywidgets.Button
    racine : ipywidgets.VBox
    """

    def __init__(
        self,
        basculer: Callable[[Reference], None],
        contient: Callable[[Reference], bool],
        annonce: Annonce,
    ) -> None:
        self._basculer, self._contient, self._annonce = basculer, contient, annonce
        self._depuis = 0
        self._lignes: dict[Reference, _Ligne] = {}
        self.montrees: list[_Ligne] = []
        self.filtres = {
            "chapitre": _faire_filtre(
                "Chapitre", "tous les chapitres", [(ouvrir_banque(nom).titre, nom) for nom in PARCOURS]
            ),
            "niveau": _faire_filtre("Niveau", "tous les niveaux", _nommer(lister_valeurs("niveau"))),
            "competence": _faire_filtre(
                "Compétence", "toutes les compétences", _nommer(sorted(lister_valeurs("competence")))
            ),
            "genre": _faire_filtre("Réponse", "tous les genres de réponse", _nommer(lister_valeurs("genre"))),
            "minutes": _faire_filtre(
                "Durée", "toutes les durées", [(f"{duree} min au plus", duree) for duree in DUREES], None
            ),
        }
        self._trouvees: list = []
        self.compte = widgets.HTML()
        self.precedentes = faire_bouton("Précédentes", partial(self._avancer, -LIGNES), annonce)
        self.suivantes = faire_bouton("Suivantes", partial(self._avancer, LIGNES), annonce)
        feuilleter = widgets.Box([self.precedentes, self.suivantes])
        feuilleter.add_class("ch-boutons")
        filtres = widgets.Box(list(self.filtres.values()))
        filtres.add_class("ch-colonnes")
        self._liste = widgets.VBox()
        self.racine = widgets.VBox([filtres, self.compte, self._liste, feuilleter])
        for filtre in self.filtres.values():
            filtre.observe(lambda _: self._chercher(), "value")
        self._chercher()

    def actualiser(self) -> None:
        """Écrire les questions trouvées, et ce que ferait le bouton de chacune."""
        changer(
            self.compte,
            remplir("bureau-trouvees.html", trouvees=len(self._trouvees), depuis=self._depuis, pas=LIGNES),
        )
        self.montrees = []
        for serie, question in self._trouvees[self._depuis : self._depuis + LIGNES]:
            reference = (serie, question.identifiant)
            ligne = self._lignes.get(reference) or _Ligne(reference, self._basculer, self._annonce)
            ligne.montrer(prise=self._contient(reference))
            self._lignes[reference] = ligne
            self.montrees.append(ligne)
        self._liste.children = [ligne.racine for ligne in self.montrees]

    def _chercher(self) -> None:
        self._depuis = 0
        self._trouvees = chercher_questions(**{nom: filtre.value for nom, filtre in self.filtres.items()})
        self.actualiser()

    def _avancer(self, pas: int) -> None:
        if 0 <= self._depuis + pas < len(self._trouvees):
            self._depuis += pas
            self.actualiser()


def nommer_question(reference: Reference) -> str:
    """Donner le numéro d'une question dans le cours.

    Examples
    --------
    >>> nommer_question(("4-pareto", "q2")), nommer_question(("4-pareto-synthese", "s1"))
    ('4.2', '4.s1')
    """
    serie, identifiant = reference
    return f"{ouvrir_banque(serie).chapitre.numero}.{identifiant.removeprefix('q')}"


def _nommer(valeurs: list[str]) -> list[tuple[str, str]]:
    return [(typographier(valeur.replace("_", " ")), valeur) for valeur in valeurs]


def _faire_filtre(intitule: str, tout: str, options: list, rien: object = "") -> widgets.Dropdown:
    return widgets.Dropdown(description=intitule, options=[(f"({tout})", rien), *options], value=rien)
