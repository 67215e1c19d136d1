"""Ouvrir le sujet de la classe : par son lien, son adresse courte ou son fichier."""

from collections.abc import Callable

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, faire_bouton, proteger, replier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.sujet import Sujet, ecrire_fragment, lire_sujet
from course_helpers.exercices.sujets_prets import lire_lien
from course_helpers.gabarits import remplir


class SujetOuvert:
    """Le sujet que l'enseignant a donné : ses copies sont notées avec ses questions et ses points.

    Parameters
    ----------
    quand_change : callable
        Appelée quand le sujet change, ou s'en va.

    Attributes
    ----------
    sujet : Sujet or None
    racine : ipywidgets.VBox
    """

    def __init__(self, quand_change: Callable[[], None]) -> None:
        self._quand_change = quand_change
        self.sujet: Sujet | None = None
        self.annonce = Annonce()
        self.lien = widgets.Text(description="Le lien du sujet, ou son adresse courte")
        self.prendre = faire_bouton("Prendre ce sujet", self._lire_lien, self.annonce, "check")
        self.retirer = faire_bouton("Retirer le sujet", self._retirer, self.annonce, "trash")
        self.champ = widgets.FileUpload(
            description="Ouvrir un .sujet.json", accept=".json", layout=widgets.Layout(width="auto")
        )
        ouvrir = proteger(self._lire_fichier, self.annonce)
        self.champ.observe(lambda change: change["new"] and ouvrir(), "value")
        depot = widgets.VBox([widgets.HTML(remplir("bureau-ouvrir-sujet.html")), self.champ])
        depot.add_class("ch-depot")
        self.resume = widgets.HTML()
        self._contenu = widgets.VBox([self.lien, self.prendre, depot, self.annonce.racine, self.resume])
        self.racine = replier("Corriger les copies d’un sujet", self._contenu)

    @property
    def fragment(self) -> str:
        """Son lien ; vide si aucun sujet n'est ouvert."""
        return ecrire_fragment(self.sujet) if self.sujet else ""

    def recevoir(self, sujet: Sujet | None) -> None:
        """Prendre un sujet sans que rien ne soit corrigé de nouveau."""
        self.sujet = sujet
        changer(self.resume, remplir("bureau-sujet.html", sujet=sujet) if sujet else "")
        boutons = [self.retirer] if sujet else []
        self._contenu.children = (*self._contenu.children[:5], *boutons)
        if sujet:
            self.racine.children[0].value = True

    def _lire_lien(self) -> None:
        if not self.lien.value.strip():
            raise ErreurCours("Le champ est vide : collez-y le lien que vous avez donné à la classe.")
        self._prendre(lire_lien(self.lien.value))

    def _lire_fichier(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        self._prendre(lire_sujet(bytes(fichier["content"])))

    def _prendre(self, sujet: Sujet) -> None:
        self.recevoir(sujet)
        self.annonce.dire(f"Sujet ouvert : {sujet.intitule}.")
        self._quand_change()

    def _retirer(self) -> None:
        self.recevoir(None)
        self.lien.focus()  # le bouton a disparu
        self.annonce.dire("Le sujet est retiré : chaque copie est notée avec celui qu’elle porte.")
        self._quand_change()
