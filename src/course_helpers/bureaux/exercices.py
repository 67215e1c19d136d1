"""S'exercer sur le portefeuille que l'on vient de lire : les questions posées, et celles que l'on laisse."""

from collections.abc import Callable

import ipywidgets as widgets

from course_helpers.affichage import ecrire_tableau
from course_helpers.analyse import PortefeuilleLu
from course_helpers.bureaux.cadre import Annonce, changer, proteger, replier
from course_helpers.ecriture import compter
from course_helpers.exercices.serie import SerieAffichee
from course_helpers.exercices.sur_mesure import poser_sur
from course_helpers.gabarits import remplir


class Exercices:
    """Les questions du cours sur un portefeuille lu, posées quand on les demande.

    Parameters
    ----------
    donner : callable
        Donne le portefeuille du moment.

    Attributes
    ----------
    bouton : ipywidgets.ToggleButton
    serie : SerieAffichee or None
    """

    def __init__(self, donner: Callable[[], PortefeuilleLu | None]) -> None:
        self._donner = donner
        self.serie: SerieAffichee | None = None
        self.annonce = Annonce()
        self._laissees = widgets.HTML()
        self._contenu = widgets.VBox()
        self.racine = replier("S’exercer sur ce portefeuille", self._contenu)
        self.bouton = self.racine.children[0]
        self.bouton.observe(lambda change: change["new"] and proteger(self._poser, self.annonce)(), "value")

    def vider(self) -> None:
        """Oublier les questions d'un autre portefeuille."""
        self.serie = None
        self.annonce.taire()
        self._contenu.children = ()
        self.bouton.value = False

    def _poser(self) -> None:
        if self.serie is not None:
            return
        self._contenu.children = (self.annonce.racine,)
        serie, laissees = poser_sur(self._donner())
        changer(
            self._laissees,
            remplir(
                "bureau-laissees.html",
                combien=len(laissees),
                tableau=ecrire_tableau(
                    laissees,
                    {
                        "question": ("Question", "texte"),
                        "titre": ("Titre", "texte"),
                        "raison": ("Pourquoi elle est laissée", "texte"),
                    },
                    titre="Les questions laissées",
                ),
            )
            if len(laissees)
            else "",
        )
        self.serie = serie
        self._contenu.children = (self.annonce.racine, serie.carte.racine, self._laissees)
        self.annonce.dire(f"{compter(len(serie.q), 'question')} sur votre portefeuille. Rien n’en est gardé.")
