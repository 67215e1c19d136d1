"""Une série d'exercices, telle qu'un cahier ou une page la montre."""

import json
from collections.abc import Callable
from functools import cached_property

import ipywidgets as widgets
from IPython.display import display

from course_helpers.exercices.cartes import (
    Affichage,
    CarteSerie,
    ChampIdentifiant,
    PanneauCopie,
    QuestionAffichee,
)
from course_helpers.exercices.copie import TYPE_COPIE
from course_helpers.exercices.statique import STYLES, ecrire_donnees, ecrire_liens_copie, ecrire_serie
from course_helpers.exercices.travail import Seance, Travail
from course_helpers.gabarits import remplir


class SerieAffichee(Affichage, Seance):
    """Une série d'exercices qui se montre, sur quelques données que ce soit."""

    par_question = QuestionAffichee

    @cached_property
    def carte(self) -> CarteSerie:
        """La série en widgets."""
        return CarteSerie(self)

    def tableau(self) -> "TableauAffiche":
        """Le tableau des données, à télécharger pour un tableur (Excel ou CSV)."""
        return TableauAffiche(self)

    def suivi(self) -> "SuiviAffiche":
        """L'état de chaque question ; dans un cahier, il suit les réponses."""
        return SuiviAffiche(self)

    def batir_widgets(self) -> widgets.Widget:
        """Bâtir la série."""
        return self.carte.racine

    def ecrire_html(self) -> str:
        """Écrire la série."""
        return ecrire_serie(self)


class Serie(SerieAffichee, Travail):
    """Une série d'exercices posée sur les données d'une personne, et qui se montre.

    Elle s'emploie comme :class:`course_helpers.exercices.travail.Travail`, qui en dit les paramètres.

    Examples
    --------
    >>> serie = Serie("4-pareto", code="GPME2-07")
    >>> serie.q["q1"].verifier("")
    ● à faire
    """

    def identifiant(self) -> "IdentifiantAffiche":
        """Le champ où donner son identifiant, dans un cahier."""
        return IdentifiantAffiche(self)

    def copie(self) -> "CopieAffichee":
        """La copie à télécharger, imprimer, reprendre ou effacer ; le cahier la garde avec lui."""
        return CopieAffichee(self)


class TableauAffiche(Affichage):
    """Le tableau des données d'une série, affiché avec ses fichiers pour le tableur."""

    def __init__(self, serie: Seance) -> None:
        self.serie = serie

    def __repr__(self) -> str:
        """Écrire le tableau en texte."""
        return self.serie.portefeuille.clients.to_string(index=False)

    def _ecrire(self) -> str:
        return STYLES + remplir(
            "presentation.html", serie=self.serie, table=ecrire_donnees(self.serie.portefeuille, "clients")
        )

    def batir_widgets(self) -> widgets.VBox:
        """Bâtir le tableau, qui suit les données."""
        table = widgets.HTML(self._ecrire())
        self.serie.observer(lambda: setattr(table, "value", self._ecrire()))
        racine = widgets.VBox([table])
        racine.add_class("ch-serie")
        return racine

    def ecrire_html(self) -> str:
        """Écrire le tableau et ses fichiers."""
        return f'<div class="ch-serie">{self._ecrire()}</div>'


class IdentifiantAffiche(Affichage):
    """Le champ de l'identifiant, affiché ; sans programme pour l'animer, il dit à qui sont les données."""

    def __init__(self, serie: Travail) -> None:
        self.serie = serie

    def __repr__(self) -> str:
        """Écrire l'identifiant."""
        return f"Données de l’identifiant {self.serie.code}"

    def batir_widgets(self) -> widgets.VBox:
        """Bâtir le champ."""
        return widgets.VBox([widgets.HTML(STYLES), ChampIdentifiant(self.serie).racine])

    def ecrire_html(self) -> str:
        """Écrire à qui sont les données."""
        return f'<p class="ch-bloc">{self}</p>'


class SuiviAffiche:
    """L'état de chaque question, écrit de nouveau à chaque réponse."""

    def __init__(self, serie: Seance) -> None:
        self.serie = serie

    def __repr__(self) -> str:
        """Écrire l'état de chaque question."""
        return repr(self.serie.progression())

    def ecrire_sortie(self) -> dict:
        """Écrire la sortie."""
        return {"text/plain": repr(self)}

    def _ipython_display_(self) -> None:
        afficher_a_jour(self.serie, self.ecrire_sortie)


def afficher_a_jour(serie: Seance, ecrire: Callable[[], dict]) -> None:
    """Afficher une sortie du cahier, et l'écrire de nouveau à chaque geste."""
    sortie = display(ecrire(), raw=True, display_id=True)
    if sortie is not None:
        serie.observer(lambda: sortie.update(ecrire(), raw=True))


class CopieAffichee(Affichage):
    """La fin d'un cahier : la progression, la copie, et la copie elle-même dans la sortie du cahier.

    Un cahier rendu tel quel se corrige donc aussi : la sortie de type ``TYPE_COPIE`` suit chaque réponse.
    """

    def __init__(self, serie: Travail) -> None:
        self.serie = serie

    def __repr__(self) -> str:
        """Écrire l'état de chaque question."""
        return repr(self.serie.progression())

    def batir_widgets(self) -> widgets.VBox:
        """Bâtir la progression, les liens, la reprise, l'effacement."""
        racine = widgets.VBox([widgets.HTML(STYLES), PanneauCopie(self.serie).racine])
        racine.add_class("ch-serie")
        return racine

    def ecrire_html(self) -> str:
        """Écrire les liens de la copie."""
        return f'<div class="ch-serie">{STYLES}{ecrire_liens_copie(self.serie)}</div>'

    def ecrire_sortie(self) -> dict:
        """Écrire la sortie qui porte la copie."""
        return {
            TYPE_COPIE: json.loads(self.serie.exporter()),
            "text/plain": f"Copie de {self.serie.code} : {self.serie.progression()}",
        }

    def _ipython_display_(self) -> None:
        display(self._repr_mimebundle_(), raw=True)
        afficher_a_jour(self.serie, self.ecrire_sortie)
