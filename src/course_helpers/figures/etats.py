"""Une figure que l'on règle sans Python : tous ses états sont dans la page, calculés à sa construction."""

import html
from typing import NamedTuple

import matplotlib as mpl

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.figures.plume import PLUME
from course_helpers.figures.trace import STYLE, Trace


class Etats(NamedTuple):
    """Les états d'une figure, que parcourt un curseur de la page ; le script n'en choisit qu'un.

    Attributes
    ----------
    titre : str
        La question que la figure éclaire.
    intitule : str
        Ce que règle le curseur, en %.
    etats : dict of int → (Trace, str)
        Une valeur du curseur, à pas égaux : la figure et la phrase qui la lit.
    depart : int
        La valeur que l'on voit d'abord, et sans script.
    nom : str
        Ce que montre la figure, pour qui ne la voit pas ; sa phrase la lit.
    """

    titre: str
    intitule: str
    etats: dict[int, tuple[Trace, str]]
    depart: int
    nom: str

    def _repr_html_(self) -> str:
        figures = {str(valeur): trace.axes.figure for valeur, (trace, _) in self.etats.items()}
        nom = html.escape(f"{self.nom}. La phrase qui suit la lit.", quote=True)
        with mpl.rc_context(STYLE):
            dessin = PLUME.ecrire_etats(figures, self.nom, f'role="img" aria-label="{nom}"')
        premiere, seconde, *_ = self.etats
        bornes = f'min="{min(self.etats)}" max="{max(self.etats)}" step="{seconde - premiere}"'
        lue = ecrire_nombre(self.depart, unite="%")
        phrases = "".join(
            f'<p class="ch-phrase" data-etat="{valeur}">{html.escape(phrase, quote=False)}</p>'
            for valeur, (_, phrase) in self.etats.items()
        )
        depart = f'data-etat="{self.depart}"'
        return (
            '<div class="ch-bloc ch-etats">'
            f'<p class="ch-titre" role="heading" aria-level="2">{self.titre}</p>'
            f'<label class="livre-si-js"><span>{self.intitule}{FINE}:</span><input type="range" {bornes} '
            f'value="{self.depart}" aria-valuetext="{lue}" autocomplete="off">'
            f'<strong aria-hidden="true">{lue}</strong></label>'
            f'<figure class="ch-figure">{dessin}</figure><div>{phrases}</div></div>'
        ).replace(depart, f"{depart} data-choisi")

    def __repr__(self) -> str:
        """Lire l'état de départ là où la figure ne peut pas se voir."""
        return self.etats[self.depart][1]
