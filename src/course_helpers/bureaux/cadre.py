"""Ce que partagent les étapes d'un bureau : un titre, une note tant qu'on n'y est pas, un geste protégé."""

import html
from collections.abc import Callable, Sequence

import ipywidgets as widgets

from course_helpers.affichage import STYLE, lire_style
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.gabarits import remplir

STYLES = STYLE + lire_style(__file__)


class Etape:
    """Une étape : son titre, puis son contenu, ou ce qu'il faut faire avant d'y venir.

    Parameters
    ----------
    numero : int
    titre : str
    note : str
        Ce qu'il faut faire avant.

    Attributes
    ----------
    racine : ipywidgets.VBox
    """

    def __init__(self, numero: int, titre: str, note: str = "") -> None:
        self.numero, self.titre = numero, titre
        self._entete = widgets.HTML()
        self.racine = widgets.VBox([self._entete])
        self.racine.add_class("ch-une-etape")
        self.note = note
        self.attendre(note)

    @property
    def ouverte(self) -> bool:
        """Dire si l'étape montre son contenu."""
        return len(self.racine.children) > 1

    def attendre(self, note: str) -> None:
        """Ne montrer que le titre, et ce qu'il faut faire avant."""
        self.note = note
        self._ecrire()
        self.racine.children = [self._entete]

    def montrer(self, *contenu: widgets.Widget) -> None:
        """Montrer le contenu ; le même n'est pas reconstruit, et garde le focus."""
        self.note = ""
        self._ecrire()
        if self.racine.children[1:] != contenu:
            self.racine.children = [self._entete, *contenu]

    def _ecrire(self) -> None:
        changer(
            self._entete, remplir("bureau-etape.html", numero=self.numero, titre=self.titre, note=self.note)
        )


class Annonce:
    """Une zone que les lecteurs d'écran lisent quand elle change.

    Attributes
    ----------
    texte : str
        Ce qu'elle dit.
    racine : ipywidgets.HTML
    """

    def __init__(self) -> None:
        self.texte = ""
        self.racine = widgets.HTML()

    def dire(self, texte: str) -> None:
        """Dire ce qui vient de se faire."""
        self._ecrire(texte, "ch-phrase", "")

    def alerter(self, texte: str) -> None:
        """Dire ce qui ne va pas, avec un signe qui ne dépend pas de la couleur."""
        self._ecrire(texte, "ch-alerte", '<span aria-hidden="true">▲ </span>')

    def taire(self) -> None:
        """Ne plus rien dire."""
        self.texte = ""
        changer(self.racine, "")

    def _ecrire(self, texte: str, classe: str, icone: str) -> None:
        self.texte = typographier(texte)
        dit = f'<p class="ch-bloc {classe}">{icone}{html.escape(self.texte)}</p>'
        changer(self.racine, f'<div class="ch-a-dire" aria-live="polite">{dit}</div>')


def changer(zone: widgets.HTML, contenu: str) -> None:
    """Ne toucher une zone que si elle change : elle ne serait sinon lue de nouveau."""
    if zone.value != contenu:
        zone.value = contenu


def faire_bouton(
    intitule: str, geste: Callable[[], None], annonce: Annonce, icone: str = ""
) -> widgets.Button:
    """Faire un bouton qui dit dans l'annonce ce qui a échoué : sans cela, il avalerait son erreur."""
    bouton = widgets.Button(description=intitule, icon=icone, layout=widgets.Layout(width="auto"))
    bouton.on_click(lambda _: proteger(geste, annonce)())
    return bouton


def proteger(geste: Callable, annonce: Annonce) -> Callable:
    """Dire en français ce qui a échoué dans un geste."""

    def faire(*reste) -> None:
        try:
            geste(*reste)
        except ErreurCours as refus:
            annonce.alerter(str(refus))
        except Exception as panne:
            annonce.alerter(
                f"Un imprévu a arrêté ce geste ({type(panne).__name__} : {panne}). Vos choix sont gardés : "
                "recommencez, et signalez-le s’il revient."
            )

    return faire


def proposer(menu: widgets.Dropdown, options: Sequence[tuple[str, object]]) -> None:
    """Changer les options d'un menu : ce qui y était choisi le reste, sinon la première l'est."""
    if tuple(menu.options) != tuple(options):
        garde = menu.value
        menu.options = options
        valeurs = [valeur for _, valeur in options]
        menu.value = garde if garde in valeurs else next(iter(valeurs), None)


def replier(intitule: str, contenu: widgets.Widget) -> widgets.VBox:
    """Cacher un contenu derrière un bouton, accessible au clavier, qui le montre."""
    bouton = widgets.ToggleButton(
        description=intitule, icon="chevron-down", layout=widgets.Layout(width="auto")
    )
    boite = widgets.VBox([bouton])
    bouton.observe(
        lambda change: setattr(boite, "children", [bouton, contenu] if change["new"] else [bouton]), "value"
    )
    return boite
