"""Ma classe, dans la page : coller des noms, donner des identifiants, garder la correspondance."""

from collections.abc import Callable

import ipywidgets as widgets

from course_helpers import bureaux
from course_helpers.bureaux.cadre import Annonce, Etape, changer, faire_bouton, proteger
from course_helpers.bureaux.emport import Emport, Fichier
from course_helpers.bureaux.lien import est_de_cet_ordinateur
from course_helpers.ecriture import compter
from course_helpers.enseignant.correspondance import (
    Classe,
    ajouter_eleves,
    ecrire_bandelettes,
    ecrire_correspondance,
    former_classe,
    lire_correspondance,
    lire_noms,
    lister_partages,
    suivre_liste,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.gabarits import remplir

_D_ABORD = "Collez d’abord vos élèves, ou rouvrez une correspondance."
_ENREGISTRER = "La correspondance entre les noms et les identifiants, à garder"


class MaClasse:
    """L'onglet « Ma classe » : des noms collés, un identifiant chacun, un fichier à garder.

    Parameters
    ----------
    quand_change : callable
        Reçoit la classe quand elle change.

    Attributes
    ----------
    classe : Classe or None
    adresse : ipywidgets.Text
        Celle du site des élèves, que portent les bandelettes.
    racine : ipywidgets.VBox
    """

    def __init__(self, quand_change: Callable[[Classe], None]) -> None:
        self._quand_change = quand_change
        self.classe: Classe | None = None
        self.annonce = Annonce()
        self.noms = widgets.Textarea(description="Les élèves, un par ligne (NOM Prénom)", rows=8)
        self.prefixe = widgets.Text(description="Préfixe des identifiants", value="GPME2")
        self.former = faire_bouton("Donner les identifiants", self._former, self.annonce, "check")
        self.former.add_class("ch-principal")
        self.ajouter = faire_bouton("Ajouter ces élèves à la fin", self._ajouter, self.annonce, "plus")
        self.suivre = faire_bouton("Prendre cette liste et son ordre", self._suivre, self.annonce, "list")
        self.champ = widgets.FileUpload(
            description="Rouvrir une correspondance", accept=".json", layout=widgets.Layout(width="auto")
        )
        rouvrir = proteger(self._rouvrir, self.annonce)
        self.champ.observe(lambda change: change["new"] and rouvrir(), "value")
        self._boutons = widgets.Box()
        self._boutons.add_class("ch-boutons")
        depot = widgets.VBox([widgets.HTML(remplir("bureau-rouvrir.html")), self.champ])
        depot.add_class("ch-depot")
        self.liste = widgets.HTML()
        livre = bureaux.adresse_du_livre
        self.adresse = widgets.Text(
            description="Adresse du site de vos élèves, pour les bandelettes",
            value="" if est_de_cet_ordinateur(livre) else livre,
            placeholder="https://…",
            continuous_update=False,
        )
        self.adresse.add_class("ch-adresse")
        self.adresse.observe(lambda _: self.emport.perimer(), "value")
        self.emport = Emport(self._preparer, intitule="", avant="bureau-emporter-classe.html")

        self.coller = Etape(1, "Coller la liste")
        self.coller.montrer(self.noms, self.prefixe, self._boutons, depot, self.annonce.racine)
        self.lire = Etape(2, "Lire la classe", _D_ABORD)
        self.emporter = Etape(3, "Emporter", _D_ABORD)
        self.racine = widgets.VBox([e.racine for e in (self.coller, self.lire, self.emporter)])
        self._boutons.children = (self.former,)

    def ouvrir(self, classe: Classe) -> None:
        """Prendre une classe enregistrée."""
        self._recevoir(classe, f"Correspondance ouverte : {compter(len(classe.presents), 'élève')}.")
        if partages := lister_partages(classe):
            noms = " et ".join(eleve.nom for eleve in partages[0])
            self.annonce.alerter(
                f"Cette correspondance a été modifiée : {noms} ont des données communes. Reformez la classe."
            )
        elif partages := lister_partages(classe, evaluation=True):
            noms = " et ".join(eleve.nom for eleve in partages[0])
            self.annonce.dire(
                f"{self.annonce.texte} En évaluation, {noms} auraient les mêmes données : cette classe a "
                "plus de quarante élèves, ou elle date d’une édition d’avant."
            )

    def _former(self) -> None:
        classe = former_classe(self.prefixe.value, lire_noms(self.noms.value))
        self._recevoir(classe, f"{compter(len(classe.presents), 'identifiant donné')}.")
        self.emport.boutons[_ENREGISTRER].focus()  # le bouton a changé

    def _ajouter(self) -> None:
        avant = len(self.classe.presents)
        classe = ajouter_eleves(self.classe, lire_noms(self.noms.value))
        nouveaux = len(classe.presents) - avant
        self._recevoir(classe, f"{compter(nouveaux, 'élève')} en plus : les autres identifiants restent.")

    def _suivre(self) -> None:
        classe = suivre_liste(self.classe, lire_noms(self.noms.value))
        partis = len(classe.eleves) - len(classe.presents)
        dit = f"La liste compte {compter(len(classe.presents), 'élève')}."
        dit += f" Partis : {partis}. Un identifiant donné reste réservé." if partis else ""
        self._recevoir(classe, dit)

    def _rouvrir(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        self.ouvrir(lire_correspondance(bytes(fichier["content"])))

    def _recevoir(self, classe: Classe, dit: str) -> None:
        self.classe = classe
        self.prefixe.value, self.prefixe.disabled = classe.prefixe, True
        self._boutons.children = (self.ajouter, self.suivre)
        homonymes = len({eleve.nom for eleve in classe.presents}) < len(classe.presents)
        changer(self.liste, remplir("bureau-classe.html", classe=classe, homonymes=homonymes))
        self.lire.montrer(self.liste)
        self.emporter.montrer(self.adresse, self.emport.racine)
        self.emport.actualiser()
        self._quand_change(classe)
        self.annonce.dire(f"{dit} Enregistrez la correspondance, à l’étape 3, avant de fermer la page.")

    def _preparer(self, _anonyme: bool) -> list[Fichier]:
        classe = self.classe
        if classe is None:
            raise ErreurCours(_D_ABORD)
        return [
            Fichier(
                f"bandelettes-{classe.prefixe}.html",
                "text/html",
                "Les bandelettes, à imprimer et à découper",
                lambda: ecrire_bandelettes(classe, self.adresse.value.strip()).encode(),
            ),
            Fichier(
                f"correspondance-a-garder-{classe.prefixe}.json",
                "application/json",
                _ENREGISTRER,
                lambda: ecrire_correspondance(classe),
                a_part=True,
            ),
        ]
