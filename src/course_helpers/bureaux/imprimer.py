"""Imprimer, dans la page : les fiches d'une série et leur corrigé, ou un dossier ; emporter vers Moodle."""

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Etape, changer
from course_helpers.bureaux.emport import Emport, Fichier
from course_helpers.chapitres import DOSSIERS, PARCOURS
from course_helpers.ecriture import compter, typographier
from course_helpers.enseignant.correspondance import Classe
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.enseignant.moodle import exporter_moodle, nommer_parties
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.gabarits import remplir
from course_helpers.tirages.reserve import CLASSE, normaliser_code

_POUR_TOUS, _POUR_UN, _POUR_CHACUN = "tous", "un", "chacun"
_LARGE = {"width": "auto"}


class Imprimer:
    """L'onglet « Imprimer » : une série, le parcours essentiel ou tout, avec ou sans corrigé.

    Les fiches et le fichier Moodle sont ceux des commandes « cours fiche » et « cours moodle ». Un dossier
    s'imprime depuis sa page, qui seule a ses annexes : l'onglet y mène.

    Attributes
    ----------
    classe : Classe or None
        Celle de la correspondance ouverte : elle permet une fiche par élève.
    racine : ipywidgets.VBox
    """

    def __init__(self) -> None:
        self.classe: Classe | None = None
        self.serie = widgets.Dropdown(
            description="Série",
            options=[(typographier(ouvrir_banque(nom).titre), nom) for nom in (*PARCOURS, *DOSSIERS)],
        )
        self.questions = widgets.RadioButtons(
            description="Questions",
            options=[("le parcours essentiel", True), ("toutes", False)],
            layout=_LARGE,
        )
        self.pour = widgets.RadioButtons(
            description="Pour",
            options=[
                ("toute la classe, avec les mêmes données", _POUR_TOUS),
                ("un identifiant", _POUR_UN),
                (typographier("chaque élève de « Ma classe », avec ses données"), _POUR_CHACUN),
            ],
            layout=_LARGE,
        )
        self.identifiant = widgets.Text(description="Identifiant", placeholder="GPME2-07")
        self.corrige = widgets.Checkbox(
            description="Ajouter le corrigé, après les fiches", indent=False, layout=_LARGE
        )
        self.variantes = widgets.BoundedIntText(
            description=typographier("Moodle : variantes"), value=5, min=1, max=20
        )
        self.emport = Emport(self._preparer, intitule="", avant="bureau-imprimer.html")
        self.choisir = Etape(1, "Choisir")
        self.emporter = Etape(2, "Emporter")
        self.dossier, self.combien = widgets.HTML(), widgets.HTML()
        self.racine = widgets.VBox([self.choisir.racine, self.emporter.racine])
        for champ in (self.serie, self.questions, self.pour, self.identifiant, self.corrige, self.variantes):
            champ.observe(lambda _: self._actualiser(), "value")
        self._actualiser()

    def recevoir_classe(self, classe: Classe) -> None:
        """Prendre la classe d'une correspondance."""
        self.classe = classe
        self._actualiser()

    def _actualiser(self) -> None:
        if self.serie.value in DOSSIERS:
            self.choisir.montrer(self.serie)
            titre = ouvrir_banque(self.serie.value).titre
            self.dossier.value = remplir("bureau-dossier.html", nom=self.serie.value, titre=titre)
            self.emporter.montrer(self.dossier)
            return
        seul = [self.identifiant] * (self.pour.value == _POUR_UN)
        self.choisir.montrer(self.serie, self.questions, self.pour, *seul, self.corrige, self.variantes)
        self.emport.actualiser()
        un_par_eleve = self.classe is not None and self.pour.value == _POUR_CHACUN
        if un_par_eleve:
            lot = f"{compter(len(self.classe.presents), 'fiche')}, une par élève"
            changer(self.combien, remplir("bureau-combien.html", lot=lot))
        self.emporter.montrer(*[self.combien] * un_par_eleve, self.emport.racine)

    def _lister_codes(self) -> list[str]:
        if self.pour.value == _POUR_TOUS:
            return [CLASSE]
        if self.pour.value == _POUR_UN:
            if not self.identifiant.value.strip():
                raise ErreurCours("Il manque l’identifiant : tapez-le à l’étape 1, par exemple GPME2-07.")
            return [normaliser_code(self.identifiant.value)]
        if self.classe is None:
            raise ErreurCours("Aucune classe n’est ouverte : formez-la, ou rouvrez-la, dans « Ma classe ».")
        return [eleve.identifiant for eleve in self.classe.presents]

    def _preparer(self, _anonyme: bool) -> list[Fichier]:
        serie, essentiel, corrige = self.serie.value, self.questions.value, self.corrige.value
        variantes = self.variantes.value
        moodle = f"moodle-{serie}.xml"
        parties = ["fiche", serie, *["essentiel"] * essentiel, self.pour.value, *["corrige"] * corrige]
        return [
            Fichier(
                f"{'-'.join(parties)}.html",
                "text/html",
                "Les fiches à imprimer",
                lambda: ecrire_fiches(
                    serie, self._lister_codes(), corrige=corrige, essentiel=essentiel
                ).encode(),
            ),
            Fichier(
                moodle,
                "application/xml",
                "Les questions de la série, pour Moodle (XML)",
                lambda: nommer_parties(moodle, exporter_moodle(serie, variantes)),
            ),
        ]
