"""Le gabarit commun des ateliers."""

import html
import re
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

import ipywidgets as widgets

from course_helpers.affichage import STYLE, Panneau, ecrire_repli
from course_helpers.ecriture import FINE, ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import Trace


class Resultat(NamedTuple):
    """Ce qu'un atelier montre pour les réglages du moment.

    Attributes
    ----------
    trace : Trace, Schema ou Panneau
        Ce qui se voit : il sait s'écrire en HTML.
    phrase : str
        La phrase qui lit la figure.
    tableau : callable
        Rend du HTML ; appelé seulement quand le tableau se montre.
    programme : str
        Le code Python qui refait le calcul.
    """

    trace: Trace | Schema | Panneau
    phrase: str
    tableau: Callable[[], str]
    programme: str


class Atelier(widgets.VBox):
    """Des réglages à gauche, la figure à droite, puis la phrase qui la lit.

    Une classe fille donne ``titre``, ``consigne``, construit ses réglages puis écrit ``calculer``. Sans noyau
    pour l'animer, un atelier se montre en HTML ou en texte.

    Parameters
    ----------
    reglages : dict[str, Widget]
        Les contrôles, dans l'ordre d'affichage. Le calcul repart à chaque changement de leur valeur.

    Attributes
    ----------
    resultat : Resultat or None
        Le dernier résultat ; ``None`` quand les réglages sont refusés, ``message`` dit alors pourquoi.
    message : str
    """

    titre = ""
    consigne = ""
    # Les faits de la carte des contenus que l'atelier fait manipuler, par exemple ("C4.1",).
    faits: tuple[str, ...] = ()

    def __init__(self, reglages: dict[str, widgets.Widget]):
        self.reglages = reglages
        self.resultat: Resultat | None = None
        self.message = ""
        self._depart = {nom: reglage.value for nom, reglage in reglages.items()}
        self._en_attente = False
        self._figure = widgets.HTML()
        self._phrase = widgets.HTML()
        self._tableau, self._bouton_tableau = _replier("Le tableau")
        self._bouton_tableau.observe(lambda _: self._montrer_tableau(), "value")
        self._programme, bouton_programme = _replier("Le programme Python")
        self.revenir = widgets.Button(
            description="Revenir au départ", icon="undo", layout={"width": "auto", "align_self": "flex-start"}
        )
        self.revenir.on_click(lambda _: self.revenir_au_depart())
        for reglage in reglages.values():
            reglage.observe(self._changer, "value")

        titre, consigne = typographier(self.titre), typographier(self.consigne)
        entete = f'<div class="ch-bloc"><p class="ch-titre">Atelier · {titre}</p>{consigne}</div>'
        gauche = widgets.VBox(
            [*map(_accompagner, reglages.values()), self.revenir], layout={"flex": "1 1 300px"}
        )
        gauche.add_class("ch-reglages")
        droite = widgets.VBox([self._figure], layout={"flex": "2 1 320px", "min_width": "0"})
        super().__init__(
            [
                widgets.HTML(STYLE + entete),
                widgets.Box([gauche, droite], layout={"flex_flow": "row wrap", "width": "100%"}),
                self._phrase,
                widgets.HBox([self._bouton_tableau, bouton_programme], layout={"flex_flow": "row wrap"}),
                self._tableau,
                self._programme,
            ]
        )
        self.add_class("ch-atelier")
        self._actualiser()
        if self.resultat and isinstance(self.resultat.trace, Schema):
            # Un schéma a plus de mots qu'un tracé : faute de place à côté des réglages, il passe dessous.
            droite.layout.flex = "2 1 480px"

    def calculer(self) -> Resultat:
        """Calculer le résultat des réglages du moment ; une ``ErreurCours`` est montrée telle quelle."""
        raise NotImplementedError

    def revenir_au_depart(self) -> None:
        """Remettre tous les réglages à leur valeur de départ."""
        with self.ensemble():
            for nom, valeur in self._depart.items():
                self.reglages[nom].value = valeur

    @contextmanager
    def ensemble(self):
        """Changer plusieurs réglages, puis ne recalculer qu'une fois."""
        deja, self._en_attente = self._en_attente, True
        try:
            yield
        finally:
            self._en_attente = deja
        if not deja:
            self._actualiser()

    def ecrire_html(self) -> str:
        """Rendre l'atelier en image fixe : figure, phrase, tableau et programme repliés."""
        if self.resultat is None:
            return f'{STYLE}<div class="ch-atelier ch-bloc">{_alerter(self.message)}</div>'
        titre = typographier(self.titre)
        return (
            f'{STYLE}<div class="ch-atelier ch-bloc"><p class="ch-titre">Atelier · {titre}</p>'
            f"{_dessiner(self.resultat)}{self._phrase.value}"
            f'<p class="ch-invite">Image fixe{FINE}: activez la page, ou ouvrez le cahier.</p>'
            f"{ecrire_repli('Le tableau', self.resultat.tableau())}"
            f"{ecrire_repli('Le programme Python', self._programme.value)}</div>"
        )

    def ecrire_texte(self) -> str:
        """Rendre la phrase qui lit la figure."""
        return self.resultat.phrase if self.resultat else self.message

    def _repr_mimebundle_(self, **kwargs) -> dict:
        paquet = super()._repr_mimebundle_(**kwargs)
        return {**paquet, "text/plain": self.ecrire_texte(), "text/html": self.ecrire_html()}

    def _changer(self, _) -> None:
        if not self._en_attente:
            self._actualiser()

    def _actualiser(self) -> None:
        try:
            self.resultat, self.message = self.calculer(), ""
        except ErreurCours as refus:
            self.resultat, self.message = None, str(refus)
        except Exception as panne:  # une panne muette laisserait une figure fausse à l'écran
            self.resultat = None
            self.message = (
                f"L’atelier n’a pas pu calculer ({type(panne).__name__}{FINE}: {panne}). "
                f"Revenez au départ{FINE}; si cela persiste, signalez-le."
            )
        if self.resultat is None:
            self._figure.value, self._phrase.value = "", _alerter(self.message)
            self._tableau.value = self._programme.value = ""
        else:
            self._figure.value = _dessiner(self.resultat)
            self._phrase.value = (
                f'<p class="ch-bloc ch-phrase" role="status" aria-live="polite">{self.resultat.phrase}</p>'
            )
            self._programme.value = (
                f'<pre class="ch-bloc ch-code" tabindex="0"><code>{html.escape(self.resultat.programme)}'
                "</code></pre>"
            )
            self._montrer_tableau()

    def _montrer_tableau(self) -> None:
        if self.resultat and self._bouton_tableau.value:
            self._tableau.value = f'<div class="ch-bloc">{self.resultat.tableau()}</div>'


def creer_curseur(intitule: str, valeur: float, minimum: float, maximum: float, pas: float = 1):
    """Créer un curseur qui n'agit qu'une fois relâché.

    Parameters
    ----------
    intitule : str
        Toujours visible, unité comprise.
    valeur, minimum, maximum, pas : float

    Returns
    -------
    FloatSlider
        L'atelier l'accompagne d'un champ où taper la valeur.

    Examples
    --------
    >>> creer_curseur("Fin de A (%)", 80, 1, 99).value
    80.0
    """
    return widgets.FloatSlider(
        value=valeur,
        min=minimum,
        max=maximum,
        step=pas,
        description=intitule,
        continuous_update=False,
        readout=False,
        style={"description_width": "initial"},
    )


def _accompagner(reglage: widgets.Widget) -> widgets.Widget:
    """Placer à côté d'un curseur le champ où taper sa valeur."""
    if not isinstance(reglage, widgets.FloatSlider):
        return reglage
    champ = widgets.BoundedFloatText(
        value=reglage.value,
        min=reglage.min,
        max=reglage.max,
        step=reglage.step,
        description=f"{reglage.description.partition(' (')[0]} =",
        layout={"width": "auto"},
        style={"description_width": "initial"},
    )
    widgets.link((reglage, "value"), (champ, "value"))
    # Une valeur hors bornes y est ramenée : les bornes se lisent à côté.
    bornes = (ecrire_nombre(borne, 0 if borne == int(borne) else 2) for borne in (reglage.min, reglage.max))
    rappel = widgets.HTML(f'<span class="ch-bornes">de {" à ".join(bornes)}</span>')
    return widgets.Box([reglage, champ, rappel], layout={"flex_flow": "row wrap"})


def _replier(intitule: str) -> tuple[widgets.HTML, widgets.ToggleButton]:
    """Un contenu caché et le bouton, accessible au clavier, qui le montre."""
    contenu = widgets.HTML(layout={"display": "none"})
    bouton = widgets.ToggleButton(description=intitule, icon="chevron-down", layout={"width": "auto"})
    bouton.observe(
        lambda change: setattr(contenu.layout, "display", "block" if change["new"] else "none"), "value"
    )
    return contenu, bouton


def _dessiner(resultat: Resultat) -> str:
    """Rendre ce qui se voit ; un atelier part souvent de la figure qui le précède dans la page.

    Ses identifiants portent donc un préfixe : deux éléments d'une page n'ont jamais le même.
    """
    dessin = resultat.trace._repr_html_()
    if isinstance(resultat.trace, Trace):
        dessin = re.sub(r'(\bid="|url\(#|href="#)', r"\1atelier-", dessin)
    return dessin


def _alerter(message: str) -> str:
    return f'<p class="ch-bloc ch-alerte" role="alert">▲ {html.escape(message)}</p>'
