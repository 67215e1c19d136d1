"""Réunir, si on le veut, les noms qui désignent peut-être un même client."""

from collections.abc import Callable, Iterable

import ipywidgets as widgets

from course_helpers.bureaux.cadre import changer
from course_helpers.ecriture import compter, ecrire_nombre, typographier
from course_helpers.gabarits import remplir
from course_helpers.lecture.regroupement import Rapprochement
from course_helpers.nombres import abreger

MONTRES = 40  # noms proposés à la fois : ceux des montants les plus grands


class Rapprocher:
    """Une case par nom à réunir à un autre ; aucune n'est cochée d'avance.

    Parameters
    ----------
    reunir : callable
        Reçoit, pour chaque nom coché, celui que l'on garde.

    Attributes
    ----------
    cases : dict[str, ipywidgets.Checkbox]
        Par nom.
    tout, rien : ipywidgets.Button
    """

    def __init__(self, reunir: Callable[[dict[str, str]], None]) -> None:
        self._reunir = reunir
        self._se_remplit = False
        self._gardes: dict[str, str] = {}
        self.cases: dict[str, widgets.Checkbox] = {}
        self._mots = widgets.HTML()
        self.tout = widgets.Button(description="Tout réunir", layout=widgets.Layout(width="auto"))
        self.rien = widgets.Button(description="Ne rien réunir", layout=widgets.Layout(width="auto"))
        self.tout.on_click(lambda _: self._cocher(True))
        self.rien.on_click(lambda _: self._cocher(False))
        self._boutons = widgets.Box([self.tout, self.rien])
        self._boutons.add_class("ch-boutons")
        self.racine = widgets.VBox()
        self.racine.add_class("ch-rapprocher")

    def montrer(self, proposes: Iterable[Rapprochement], choisis: dict[str, str]) -> None:
        """Montrer ce qui se réunit peut-être, et ce que l'on a déjà réuni.

        Parameters
        ----------
        proposes : iterable of Rapprochement
        choisis : dict[str, str]
            Nom → celui que l'on garde : un nom réuni n'est plus dans le tableau, sa case reste.
        """
        proposes = list(proposes)
        nouveaux = {lu.nom: (lu.garde, _dire(lu)) for lu in proposes[:MONTRES]}
        anciens = {nom: (garde, _nommer(nom, garde)) for nom, garde in choisis.items() if nom not in nouveaux}
        montres = anciens | nouveaux
        self._gardes = {nom: garde for nom, (garde, _) in montres.items()}
        # L'ordre d'avant d'abord : une case ne saute pas sous le doigt qui la coche.
        ordre = [nom for nom in self.cases if nom in montres]
        ordre += [nom for nom in montres if nom not in self.cases]
        self._se_remplit = True
        try:
            self.cases = {nom: self.cases.get(nom) or self._faire_case() for nom in ordre}
            for nom, case in self.cases.items():
                if nom in nouveaux or not case.description:
                    case.description = montres[nom][1]
                case.value = nom in choisis
        finally:
            self._se_remplit = False
        changer(
            self._mots,
            remplir("bureau-rapprocher.html", reste=max(0, len(proposes) - MONTRES)) if montres else "",
        )
        enfants = (self._mots, *self.cases.values(), self._boutons) if montres else ()
        if self.racine.children != enfants:
            self.racine.children = enfants

    def _faire_case(self) -> widgets.Checkbox:
        case = widgets.Checkbox(indent=False)
        case.observe(lambda _: self._se_remplit or self._dire_choix(), "value")
        return case

    def _cocher(self, valeur: bool) -> None:
        self._se_remplit = True
        for case in self.cases.values():
            case.value = valeur
        self._se_remplit = False
        self._dire_choix()

    def _dire_choix(self) -> None:
        self._reunir({nom: self._gardes[nom] for nom, case in self.cases.items() if case.value})


def _dire(lu: Rapprochement) -> str:
    def compte(lignes: int, montant: float | None) -> str:
        euros = "" if montant is None else f", {ecrire_nombre(montant, 2, '€')}"
        return f"({compter(lignes, 'ligne')}{euros})"

    de, vers = f"« {abreger(lu.nom)} »", f"« {abreger(lu.garde)} »"
    pris, gardes = compte(lu.lignes, lu.montant), compte(lu.lignes_garde, lu.montant_garde)
    return typographier(f"{de} {pris} est le même client que {vers} {gardes}")


def _nommer(nom: str, garde: str) -> str:
    return typographier(f"« {abreger(nom)} » est le même client que « {abreger(garde)} »")
