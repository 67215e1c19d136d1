"""Mon bureau : la page de l'enseignant, où l'on corrige les copies d'une classe."""

from pathlib import Path

import ipywidgets as widgets
from markupsafe import Markup

from course_helpers.bureaux.cadre import STYLES
from course_helpers.bureaux.corriger import Corriger
from course_helpers.ecriture import typographier
from course_helpers.gabarits import remplir
from course_helpers.palette import completer


class Bureau(widgets.VBox):
    """Le bureau de l'enseignant.

    Rien n'est gardé : les copies et les notes ne survivent pas à la page.

    Attributes
    ----------
    corriger : Corriger
    """

    def __init__(self) -> None:
        self.corriger = Corriger()
        super().__init__([widgets.HTML(_ecrire_styles()), self.corriger.racine])
        self.add_class("ch-bureau")

    def ecrire_html(self) -> str:
        """Rendre le bureau en image fixe : ce que chaque étape fera."""
        return remplir("bureau-enseignant-fixe.html", styles=Markup(STYLES))

    def _repr_mimebundle_(self, **kwargs) -> dict:
        paquet = super()._repr_mimebundle_(**kwargs)
        return {**paquet, "text/plain": self.ecrire_texte(), "text/html": self.ecrire_html()}

    def ecrire_texte(self) -> str:
        """Dire où l'on en est."""
        return self.corriger.annonce.texte or typographier("Déposez d’abord des copies.")


def _ecrire_styles() -> Markup:
    feuille = completer(Path(__file__).with_suffix(".css").read_text(encoding="utf-8"))
    return Markup(STYLES) + remplir("bureau-style.html", feuille=Markup(feuille))
