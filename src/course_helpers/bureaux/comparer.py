"""Comparer, dans la page, la séance en cours à une autre, enregistrée."""

import asyncio
from collections.abc import Awaitable, Callable

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, proteger
from course_helpers.enseignant.correction import Lot, limiter_questions
from course_helpers.enseignant.progres import Comparaison, Cote, comparer_seances
from course_helpers.enseignant.seance import Seance, lire_seance
from course_helpers.erreurs import ErreurCours
from course_helpers.gabarits import remplir

Juger = Callable[[Seance, Callable[[float, str], None]], Awaitable[Lot]]


class Comparer:
    """Un fichier de séance, et ce qui a changé d'une séance à l'autre.

    Parameters
    ----------
    lire_cote : callable
        Donne la séance en cours.
    juger : callable
        Corrige les copies d'une séance, en disant où elle en est.

    Attributes
    ----------
    champ : ipywidgets.FileUpload
    progres : Comparaison or None
    tache : asyncio.Task or None
    racine : ipywidgets.VBox
    """

    def __init__(self, lire_cote: Callable[[], Cote], juger: Juger) -> None:
        self._lire_cote, self._juger = lire_cote, juger
        self._autre: Cote | None = None
        self.progres: Comparaison | None = None
        self.tache: asyncio.Task | None = None
        self.annonce = Annonce()
        self.champ = widgets.FileUpload(
            description="Choisir une autre séance", accept=".json", layout=widgets.Layout(width="auto")
        )
        lire = proteger(self._lire, self.annonce)
        self.champ.observe(lambda change: change["new"] and lire(), "value")
        self._avancement, self.dit = widgets.HTML(), widgets.HTML()
        depot = widgets.VBox([widgets.HTML(remplir("bureau-comparer.html")), self.champ])
        depot.add_class("ch-depot")
        self.racine = widgets.VBox([depot, self._avancement, self.annonce.racine, self.dit])

    def oublier(self) -> None:
        """Oublier l'autre séance."""
        if self.tache is not None:
            self.tache.cancel()
        self._autre = self.progres = None
        self.annonce.taire()
        changer(self.dit, "")

    def actualiser(self) -> None:
        """Comparer de nouveau : la séance en cours a changé."""
        if self._autre is not None:
            self._montrer()

    def _lire(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        seance = lire_seance(bytes(fichier["content"]))
        try:
            boucle = asyncio.get_running_loop()
        except RuntimeError:  # un programme, un test
            asyncio.run(self._corriger(seance))
            return
        if self.tache is not None:
            raise ErreurCours("Une séance se corrige encore : attendez qu’elle soit lue.")
        self.tache = boucle.create_task(self._corriger(seance))

    async def _corriger(self, seance: Seance) -> None:
        self.annonce.dire("Correction de l’autre séance…")
        try:
            lot = await self._juger(seance, self._avancer)
        except asyncio.CancelledError:
            self.annonce.dire("Comparaison arrêtée.")
        else:
            self._autre = Cote(lot, seance.classe, seance.rattachements, seance.le or "sans date")
            proteger(self._montrer, self.annonce)()
        finally:
            changer(self._avancement, "")
            self.tache = None

    def _avancer(self, part: float, mots: str) -> None:
        changer(self._avancement, remplir("bureau-avancement.html", pourcent=round(100 * part), mots=mots))

    def _montrer(self) -> None:
        ici, autre = self._lire_cote(), self._autre
        essentiel = any(r.essentiel for copies in ici.lot.resultats.values() for r in copies)
        limite = limiter_questions(autre.lot, essentiel=essentiel)
        self.progres = None
        changer(self.dit, "")
        self.progres = comparer_seances(ici, Cote(limite, autre.classe, autre.rattachements, autre.le))
        changer(self.dit, remplir("bureau-progres.html", progres=self.progres))
        self.annonce.dire("Les deux séances sont comparées ci-dessous.")
