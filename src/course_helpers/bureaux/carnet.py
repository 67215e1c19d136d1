"""Remplir, dans la page, le carnet de notes que Moodle exporte."""

from collections.abc import Callable

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, proposer, proteger
from course_helpers.bureaux.emport import Emport, Fichier
from course_helpers.ecriture import compter
from course_helpers.enseignant.carnet import Carnet, Personne, Remplissage, lire_carnet, remplir_carnet
from course_helpers.enseignant.notes import PAS
from course_helpers.erreurs import ErreurCours
from course_helpers.gabarits import remplir

_INTITULE = "Le carnet de Moodle, rempli (CSV)"


class RemplirCarnet:
    """Un fichier exporté de Moodle, la colonne à remplir, et ce qui s'y écrit.

    Parameters
    ----------
    lister : callable
        Donne les personnes et leurs notes, au moment où on les demande.

    Attributes
    ----------
    champ : ipywidgets.FileUpload
    colonne : ipywidgets.Dropdown
    remplacer : ipywidgets.Checkbox
    fait : Remplissage or None
    racine : ipywidgets.VBox
    """

    def __init__(self, lister: Callable[[], list[Personne]]) -> None:
        self._lister = lister
        self._reglages = {"total": 20, "pas": PAS[0]}
        self._carnet: Carnet | None = None
        self.fait: Remplissage | None = None
        self.annonce = Annonce()
        self.champ = widgets.FileUpload(
            description="Choisir le carnet de Moodle", accept=".csv,.txt", layout=widgets.Layout(width="auto")
        )
        lire = proteger(self._lire, self.annonce)
        self.champ.observe(lambda change: change["new"] and lire(), "value")
        depot = widgets.VBox([widgets.HTML(remplir("bureau-carnet.html")), self.champ])
        depot.add_class("ch-depot")
        self.colonne = widgets.Dropdown(description="Colonne à remplir", options=[])
        self.remplacer = widgets.Checkbox(
            description="Remplacer les notes déjà écrites dans cette colonne",
            indent=False,
            layout=widgets.Layout(width="auto"),
        )
        self.dit = widgets.HTML()
        self.emport = Emport(self._preparer, intitule="", avant="bureau-vide.html")
        for champ in (self.colonne, self.remplacer):
            champ.observe(lambda _: proteger(self._remplir, self.annonce)(), "value")
        titre = widgets.HTML(remplir("bureau-carnet-titre.html"))
        self._tete = (titre, depot, self.annonce.racine)
        self.racine = widgets.VBox(self._tete)

    def actualiser(self, *, total: int, pas: str) -> None:
        """Reprendre les notes, leur total et leur arrondi : ils ont pu changer."""
        self._reglages = {"total": total, "pas": pas}
        self._remplir()

    def _lire(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        carnet = lire_carnet(bytes(fichier["content"]))
        if not carnet.colonnes:
            raise ErreurCours(
                "Ce carnet n’a aucune colonne de notes : créez l’élément d’évaluation dans Moodle, puis "
                "exportez de nouveau."
            )
        self._carnet, self.remplacer.value = None, False
        self.colonne.options = []
        proposer(self.colonne, [("Choisissez la colonne", None), *carnet.colonnes])
        self._carnet = carnet
        self._remplir()
        lignes = compter(len(carnet.lignes), "ligne")
        self.annonce.dire(f"Carnet lu : {lignes}. Choisissez la colonne à remplir.")

    def _remplir(self) -> None:
        if self._carnet is None or self.colonne.value is None:
            self.fait = None
            contenu = (*self._tete, *[self.colonne] * (self._carnet is not None))
        else:
            self.fait = fait = remplir_carnet(
                self._carnet,
                self.colonne.value,
                self._lister(),
                remplacer=self.remplacer.value,
                **self._reglages,
            )
            changer(self.dit, remplir("bureau-carnet-dit.html", fait=fait))
            self.emport.actualiser()
            case = [self.remplacer] * bool(fait.gardees or fait.remplacees)
            contenu = (*self._tete, self.colonne, *case, self.dit, self.emport.racine)
        if self.racine.children != contenu:
            self.racine.children = contenu

    def _preparer(self, _anonyme: bool) -> list[Fichier]:
        octets = self.fait.octets
        return [Fichier("carnet-rempli.csv", "text/csv", _INTITULE, lambda: octets, a_part=True)]
