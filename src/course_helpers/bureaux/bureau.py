"""Mon bureau : la page de l'enseignant, un onglet par geste."""

from functools import cached_property, partial
from pathlib import Path

import ipywidgets as widgets
from markupsafe import Markup

from course_helpers.bureaux.cadre import STYLES
from course_helpers.bureaux.composer import Composer
from course_helpers.bureaux.corriger import Corriger
from course_helpers.bureaux.imprimer import Imprimer
from course_helpers.bureaux.ma_classe import MaClasse
from course_helpers.ecriture import typographier
from course_helpers.enseignant.correspondance import Classe
from course_helpers.gabarits import remplir
from course_helpers.palette import completer


class Bureau(widgets.VBox):
    """Le bureau de l'enseignant : former une classe, composer, corriger, imprimer.

    Rien n'est gardé : ni les copies, ni les noms, ni les notes ne survivent à la page, sinon dans les
    fichiers que l'on emporte.

    Attributes
    ----------
    onglets : ipywidgets.RadioButtons
    corriger : Corriger
    ma_classe : MaClasse
    imprimer : Imprimer
    """

    def __init__(self) -> None:
        self._gardes = 0
        self.corriger = Corriger(
            lambda classe: self.ma_classe.ouvrir(classe), partial(self._garder, "correction")
        )
        self.imprimer = Imprimer()
        self.ma_classe = MaClasse(self._recevoir_classe, partial(self._garder, "correspondance"))
        parties = {
            "Ma classe": lambda: self.ma_classe,
            "Composer": lambda: self.composer,
            "Corriger": lambda: self.corriger,
            "Imprimer, ou exporter vers Moodle": lambda: self.imprimer,
        }
        self.onglets = widgets.RadioButtons(description="Que faire", options=list(parties))
        self.onglets.add_class("ch-onglets")
        styles = widgets.HTML(_ecrire_styles())
        super().__init__([styles, self.onglets, self.ma_classe.racine])

        def montrer(onglet: str) -> None:
            if onglet == "Composer" and "composer" not in vars(self):
                self.children = (styles, self.onglets, widgets.HTML(remplir("bureau-attente.html")))
            self.children = (styles, self.onglets, parties[onglet]().racine)

        self.onglets.observe(lambda change: montrer(change["new"]), "value")
        self.add_class("ch-bureau")

    @cached_property
    def composer(self) -> Composer:
        """L'onglet « Composer », fait quand on l'ouvre : lire toute la banque retarderait les autres."""
        composer = Composer()
        if self.ma_classe.classe:
            composer.recevoir_classe(self.ma_classe.classe)
        return composer

    def _recevoir_classe(self, classe: Classe) -> None:
        for partie in (self.corriger, self.imprimer):
            partie.recevoir_classe(classe)
        if "composer" in vars(self):
            self.composer.recevoir_classe(classe)

    def _garder(self, quoi: str, etat: str) -> None:
        """Marquer ce qu'une fermeture perdrait, ce qui est écrit et reste à télécharger, ou rien (vide)."""
        for classe in [c for c in self._dom_classes if c.startswith(f"ch-garde-{quoi}-")]:
            self.remove_class(classe)
        if etat:
            self._gardes += 1  # un fichier écrit de nouveau est à télécharger de nouveau
            self.add_class(f"ch-garde-{quoi}-{etat}-{self._gardes}")

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
