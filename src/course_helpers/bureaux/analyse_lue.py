"""L'étape « Comprendre » : une question à la fois, sa phrase, sa figure, son tableau, ses limites."""

import html
from collections.abc import Callable

import ipywidgets as widgets

from course_helpers.affichage import ecrire_tableau
from course_helpers.analyse import Partie, PortefeuilleLu, analyser, analyser_partie
from course_helpers.bureaux.cadre import Annonce, changer, proteger
from course_helpers.bureaux.reglages_analyse import Commandes, donner_parties
from course_helpers.ecriture import ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.analyse import tracer
from course_helpers.gabarits import remplir

LIGNES = 20


class AnalyseLue:
    """La liste des questions, et la réponse à celle que l'on choisit.

    Attributes
    ----------
    choix : ipywidgets.Dropdown
        La question.
    liste : ipywidgets.RadioButtons
        Le même choix, sur un grand écran.
    commandes : Commandes
        Les réglages.
    reglages : dict
        Ceux de l'analyse qui se montre.
    quand_regle : callable
        Appelée quand un réglage change l'analyse.
    lu : PortefeuilleLu or None
    """

    def __init__(self) -> None:
        self.lu: PortefeuilleLu | None = None
        self.quand_regle: Callable[[], None] = lambda: None
        self._parties: dict[str, Partie] = {}
        self._perimees: set[str] = set()
        self.reglages: dict = {}  # les derniers que l'analyse a acceptés
        self.annonce = Annonce()
        # Un menu au téléphone, une liste ailleurs : la feuille de style montre l'un ou l'autre.
        self.choix = widgets.Dropdown(description="Question", options=[])
        self.choix.add_class("ch-menu")
        self.liste = widgets.RadioButtons(description="Question", options=[])
        self.liste.add_class("ch-sommaire")
        widgets.link((self.choix, "value"), (self.liste, "value"))
        self.choix.observe(lambda _: self._montrer(), "value")
        self.commandes = Commandes(proteger(self._regler, self.annonce))
        self._champs = widgets.Box()
        self._champs.add_class("ch-colonnes")
        self.titre, self.phrase, self.figure = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.tableau, self.suite = widgets.HTML(), widgets.HTML()
        vue = widgets.VBox(
            [
                self.titre,
                self.phrase,
                self.annonce.racine,
                self.figure,
                self._champs,
                self.tableau,
                self.suite,
            ]
        )
        vue.add_class("ch-partie")
        self.racine = widgets.Box([self.choix, self.liste, vue])
        self.racine.add_class("ch-analyse")

    @property
    def partie(self) -> Partie | None:
        """Donner la partie qui se montre."""
        return self._parties.get(self.choix.value)

    @property
    def parties(self) -> dict[str, Partie]:
        """Donner toute l'analyse, aux réglages du moment."""
        if self._perimees:
            self._parties = analyser(self.lu, **self.reglages)
            self._perimees.clear()
        return self._parties

    def analyser(self, lu: PortefeuilleLu, *, garder: bool = False) -> None:
        """Analyser un portefeuille ; la question que l'on regardait se montre encore.

        Parameters
        ----------
        lu : PortefeuilleLu
        garder : bool
            Le même portefeuille est relu : ses réglages valent encore.
        """
        self.lu = lu
        self._perimees.clear()
        self.commandes.preparer(lu, garder=garder)
        self.reglages = self.commandes.lire()
        self._parties = analyser(lu, **self.reglages)
        garde = self.choix.value
        options = [
            (f"{rang}. {partie.titre}" + ("" if partie.repondue else " (donnée absente)"), nom)
            for rang, (nom, partie) in enumerate(self._parties.items(), 1)
        ]
        if tuple(self.choix.options) != tuple(options):
            self.choix.options = options
            self.liste.options = options
        self.choix.value = garde if garde in self._parties else next(iter(self._parties))
        self._montrer()

    def _regler(self, nom: str) -> None:
        reglages, montree = self.commandes.lire(), self.choix.value
        partie = analyser_partie(self.lu, montree, **reglages)
        if not partie.repondue:
            raise ErreurCours(" ".join((*partie.limites[:1], "Rien n’a changé dans ce qui se montre.")))
        self.reglages = reglages
        self._parties = {**self._parties, montree: partie}
        self._perimees |= {*donner_parties(nom), "synthese"} - {montree}
        self._montrer()
        self.quand_regle()

    def _montrer(self) -> None:
        nom = self.choix.value
        if self.lu is None or nom not in self._parties:
            return
        if nom in self._perimees:
            self._parties = {**self._parties, nom: analyser_partie(self.lu, nom, **self.reglages)}
            self._perimees.discard(nom)
        partie = self._parties[nom]
        self.annonce.taire()
        changer(self.titre, f"<h4>{html.escape(typographier(partie.titre))}</h4>")
        dite = html.escape(typographier(partie.phrase)) or "Le fichier ne permet pas d’y répondre."
        changer(
            self.phrase,
            f'<div class="ch-a-dire" aria-live="polite"><p class="ch-bloc ch-phrase">{dite}</p></div>',
        )
        trace = tracer(partie)
        changer(self.figure, "" if trace is None else trace._repr_html_())
        champs = tuple(self.commandes.lister(nom)) if partie.repondue else ()
        if self._champs.children != champs:
            self._champs.children = champs
        changer(self.tableau, _ecrire(partie) if partie.repondue else "")
        changer(
            self.suite,
            remplir(
                "bureau-partie.html",
                convention=partie.convention,
                limites=partie.limites,
                a_demander=partie.a_demander,
            ),
        )


def _ecrire(partie: Partie) -> str:
    """Écrire le tableau, coupé à vingt lignes, et dire combien il en a."""
    titre = f"Le tableau : {ecrire_nombre(len(partie.tableau))} lignes"
    if len(partie.tableau) <= LIGNES:
        titre = "Le tableau"
    return ecrire_tableau(partie.tableau, partie.colonnes or None, titre=titre, lignes=LIGNES)
