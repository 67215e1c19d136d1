"""Le gabarit commun des ateliers."""

import html
import re
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

import ipywidgets as widgets
from traitlets import validate

from course_helpers.affichage import STYLE, Panneau, ecrire_repli
from course_helpers.ecriture import FINE, ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import Trace, remplacer


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
    """Des réglages à gauche ; à droite la figure, et sous elle la phrase qui la lit.

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
        Le suivant reprend la figure de son tracé.
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
        self._phrase.add_class("ch-lue")
        self._tableau, self._bouton_tableau = _replier("Le tableau")
        self._bouton_tableau.observe(lambda _: self._montrer_tableau(), "value")
        self._programme, bouton_programme = _replier("Le programme Python")
        self.revenir = widgets.Button(description="Revenir au départ", icon="undo", layout={"width": "auto"})
        self.revenir.on_click(lambda _: self.revenir_au_depart())
        for reglage in reglages.values():
            reglage.observe(self._changer, "value")

        entete = f'<div class="ch-bloc">{self._ecrire_titre()}{self._ecrire_consigne()}</div>'
        gauche = widgets.VBox([*map(_accompagner, reglages.values()), self.revenir])
        droite = widgets.VBox([self._figure, self._phrase])
        corps = widgets.Box([gauche, droite])
        replis = widgets.Box([self._bouton_tableau, bouton_programme])
        for boite, classe in ((gauche, "reglages"), (droite, "vue"), (corps, "corps"), (replis, "boutons")):
            boite.add_class(f"ch-{classe}")
        super().__init__([widgets.HTML(STYLE + entete), corps, replis, self._tableau, self._programme])
        self.add_class("ch-atelier")
        self._actualiser()

    @property
    def ancre(self) -> str:
        """L'adresse de l'atelier dans sa page, la même endormie et éveillée : ``atelier-explorateur-abc``."""
        return "atelier" + re.sub("[A-Z]", lambda lettre: f"-{lettre[0].lower()}", type(self).__name__)

    def calculer(self) -> Resultat:
        """Calculer le résultat des réglages du moment ; une ``ErreurCours`` est montrée telle quelle."""
        raise NotImplementedError

    def revenir_au_depart(self) -> None:
        """Remettre tous les réglages à leur valeur de départ."""
        with self.ensemble():
            for nom, valeur in self._depart.items():
                self.reglages[nom].value = valeur

    def entrainer(self, nom: str, suite: Callable[[dict], None]) -> None:
        """Faire suivre d'autres réglages quand celui-ci change, puis ne recalculer qu'une fois.

        Recalculer avant qu'ils suivent dirait une phrase fausse : la nouvelle méthode, les anciens seuils.

        Parameters
        ----------
        nom : str
            Le réglage qui entraîne les autres.
        suite : callable
            Reçoit le changement et règle les autres.
        """

        def suivre(change: dict) -> None:
            with self.ensemble():
                suite(change)

        self.reglages[nom].unobserve(self._changer, "value")
        self.reglages[nom].observe(suivre, "value")

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
        return (
            f'{STYLE}<div class="ch-atelier ch-bloc">{self._ecrire_titre()}'
            '<div class="ch-corps">'
            f'<div class="ch-vue">{_dessiner(self.resultat)}{_phraser(self.resultat)}</div>'
            f'<div class="ch-reglages">{self._ecrire_consigne()}'
            f'<p class="ch-invite">Image fixe{FINE}: activez la page, ou ouvrez le cahier.</p></div></div>'
            f"{ecrire_repli('Le tableau', self.resultat.tableau())}"
            f"{ecrire_repli('Le programme Python', self._programme.value)}</div>"
        )

    def _ecrire_titre(self) -> str:
        # Le niveau est celui d'un cahier ; une page le remplace par le sien.
        titre = typographier(self.titre)
        nom = html.escape(f"Lien vers l’atelier {titre}")
        return (
            f'<p class="ch-titre" role="heading" aria-level="3" id="{self.ancre}"><span>'
            f'Atelier<span aria-hidden="true"> ·</span> {titre}</span></p>'
            f'<a class="ch-lien" href="#{self.ancre}" aria-label="{nom}">Lien</a>'
        )

    def _ecrire_consigne(self) -> str:
        return f'<p class="ch-but">{typographier(self.consigne)}</p>'

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
            with remplacer(self.resultat and self.resultat.trace):
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
            self._figure.value, self._phrase.value = "", _dire(_alerter(self.message))
            self._tableau.value = self._programme.value = ""
        else:
            self._figure.value = _dessiner(self.resultat)
            self._phrase.value = _dire(_phraser(self.resultat))
            self._programme.value = (
                f'<pre class="ch-bloc ch-code" tabindex="0"><code>{html.escape(self.resultat.programme)}'
                "</code></pre>"
            )
            self._montrer_tableau()

    def _montrer_tableau(self) -> None:
        if self.resultat and self._bouton_tableau.value:
            self._tableau.value = f'<div class="ch-bloc">{self.resultat.tableau()}</div>'


class Curseur(widgets.FloatSlider):
    """Un curseur sans le bruit de ses calculs : tiré à 82, le navigateur donne 82,00000000000001."""

    @validate("value")
    def _validate_value(self, propose):
        return round(super()._validate_value(propose), 6)


def creer_curseur(intitule: str, valeur: float, minimum: float, maximum: float, pas: float = 1):
    """Créer un curseur qui n'agit qu'une fois relâché.

    Parameters
    ----------
    intitule : str
        Toujours visible, unité comprise, entre parenthèses.
    valeur, minimum, maximum, pas : float

    Returns
    -------
    Curseur
        L'atelier l'accompagne d'un champ où taper la valeur.

    Examples
    --------
    >>> creer_curseur("Fin de A (%)", 80, 1, 99).value
    80.0
    """
    return Curseur(
        value=valeur,
        min=minimum,
        max=maximum,
        step=pas,
        description=intitule,
        continuous_update=False,
        readout=False,
        style={"description_width": "initial"},
    )


def creer_choix(intitule: str, options: list, *, valeur=None, large: bool = False) -> widgets.RadioButtons:
    """Créer un choix entre quelques options, toutes visibles ; la première est prise par défaut.

    Parameters
    ----------
    intitule : str
    options : list
        Des textes, ou des couples (texte, valeur).
    valeur : optional
        L'option choisie au départ.
    large : bool
        L'intitulé prend la place qu'il lui faut ; sinon, celle de ses voisins.

    Examples
    --------
    >>> creer_choix("Règle", [("de priorité", 1), ("proportionnelle", 2)]).value
    1
    """
    return widgets.RadioButtons(**_regler(intitule, options, valeur, large), layout={"width": "auto"})


def creer_liste(
    intitule: str, options: list, *, valeur=None, large: bool = False, **place: str
) -> widgets.Dropdown:
    """Créer un choix dans une liste qui se déroule : comme :func:`creer_choix`, et ``place`` en plus."""
    return widgets.Dropdown(**_regler(intitule, options, valeur, large), layout={"width": "auto", **place})


def creer_case(intitule: str, *, cochee: bool = False) -> widgets.Checkbox:
    """Créer une case à cocher, alignée sur les autres réglages."""
    return widgets.Checkbox(value=cochee, description=intitule, indent=False, layout={"width": "auto"})


def _regler(intitule: str, options: list, valeur, large: bool) -> dict:
    choix = {"options": options, "description": intitule}
    choix |= {} if valeur is None else {"value": valeur}
    return choix | ({"style": {"description_width": "initial"}} if large else {})


def _accompagner(reglage: widgets.Widget) -> widgets.Widget:
    """Placer à côté d'un curseur le champ où taper sa valeur, son unité et ses bornes."""
    if not isinstance(reglage, Curseur):
        return reglage
    intitule = reglage.description
    # L'unité se lit après le champ ; elle reste dans le nom que lit un lecteur d'écran.
    if unite := re.search(r" \(([^=()]+)\)$", intitule):
        reglage.description = intitule[: unite.start()]
    champ = widgets.BoundedFloatText(
        value=reglage.value, min=reglage.min, max=reglage.max, step=reglage.step, description=intitule
    )
    widgets.link((reglage, "value"), (champ, "value"))
    # Une valeur hors bornes y est ramenée : les bornes se lisent sous le curseur.
    bornes = (ecrire_nombre(borne, 0 if borne == int(borne) else 2) for borne in (reglage.min, reglage.max))
    rappel = widgets.HTML(
        f'<span class="ch-unite" aria-hidden="true">{unite[1] if unite else ""}</span>'
        f'<span class="ch-bornes" aria-hidden="true"><span>{"</span><span>".join(bornes)}</span></span>'
    )
    rangee = widgets.Box([reglage, champ, rappel])
    rangee.add_class("ch-curseur")
    return rangee


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

    Ses identifiants en diffèrent donc : deux éléments d'une page n'ont jamais le même.
    """
    if isinstance(resultat.trace, Trace):
        return resultat.trace._repr_html_("atelier ")
    return resultat.trace._repr_html_()


def _phraser(resultat: Resultat) -> str:
    return f'<p class="ch-bloc ch-phrase">{resultat.phrase}</p>'


def _dire(bloc: str) -> str:
    """Faire dire un bloc quand il change ; une page s'en charge (annoncer.js), et retire l'attribut."""
    # Sans rôle : une zone « status » ne se relit pas aux flèches.
    return f'<div class="ch-a-dire" aria-live="polite">{bloc}</div>'


def _alerter(message: str) -> str:
    return f'<p class="ch-bloc ch-alerte">▲ {html.escape(message)}</p>'
