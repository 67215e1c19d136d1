"""Ma classe, dans la page : coller des noms, donner des identifiants, garder la correspondance."""

from collections.abc import Callable, Sequence
from functools import partial

import ipywidgets as widgets

from course_helpers import bureaux
from course_helpers.bureaux.cadre import Annonce, Etape, changer, faire_bouton, proteger
from course_helpers.bureaux.emport import Emport, Fichier
from course_helpers.bureaux.lien import est_de_cet_ordinateur
from course_helpers.ecriture import compter, typographier
from course_helpers.enseignant.correspondance import (
    Classe,
    Eleve,
    Suivi,
    ajouter_eleves,
    ecrire_bandelettes,
    ecrire_correspondance,
    former_classe,
    lire_correspondance,
    lister_homonymes,
    lister_partages,
    reunir,
    suivre_liste,
)
from course_helpers.enseignant.liste_collee import lire_liste
from course_helpers.erreurs import ErreurCours
from course_helpers.gabarits import remplir

_D_ABORD = "Collez d’abord vos élèves, ou rouvrez une correspondance."
_NOMMES = 5
_ENREGISTRER = "La correspondance entre les noms et les identifiants, à garder"


class MaClasse:
    """L'onglet « Ma classe » : des noms collés, un identifiant chacun, un fichier à garder.

    Parameters
    ----------
    quand_change : callable
        Reçoit la classe quand elle change.
    garder : callable
        Comme celui de :class:`course_helpers.bureaux.corriger.Corriger`, pour la correspondance.

    Attributes
    ----------
    classe : Classe or None
    adresse : ipywidgets.Text
        Celle du site des élèves, que portent les bandelettes.
    doutes : ipywidgets.VBox
        Un bouton par élève parti qui est peut-être un présent.
    racine : ipywidgets.VBox
    """

    def __init__(self, quand_change: Callable[[Classe], None], garder: Callable[[str], None]) -> None:
        self._quand_change, self._garder = quand_change, garder
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
        self.changements, self.doutes, self.liste = widgets.HTML(), widgets.VBox(), widgets.HTML()
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
        self._recevoir(
            classe, f"Correspondance ouverte : {compter(len(classe.presents), 'élève')}.", gardee=True
        )
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
        noms, lu = self._lire_noms()
        classe = former_classe(self.prefixe.value, noms)
        self._recevoir(classe, f"{lu}{compter(len(classe.presents), 'identifiant donné')}.")
        # Le bouton a changé : le focus va au geste suivant.
        (self.suivre if lister_homonymes(classe) else self.emport.boutons[_ENREGISTRER]).focus()

    def _ajouter(self) -> None:
        noms, lu = self._lire_noms()
        avant = {eleve.identifiant for eleve in self.classe.presents}
        classe = ajouter_eleves(self.classe, noms)
        nouveaux = [eleve for eleve in classe.presents if eleve.identifiant not in avant]
        dit = f"{lu}{compter(len(nouveaux), 'élève')} en plus : les autres identifiants restent."
        dit += f" Bandelettes à imprimer : {_nommer(nouveaux)}." if nouveaux else ""
        self._recevoir(classe, dit)

    def _suivre(self) -> None:
        noms, lu = self._lire_noms()
        suivi = suivre_liste(self.classe, noms)
        self._montrer_suivi(suivi, f"{lu}La liste compte {compter(len(suivi.classe.presents), 'élève')}.")

    def _reunir(self, suivi: Suivi, parti: Eleve, present: Eleve) -> None:
        self._montrer_suivi(
            reunir(suivi, parti, present), f"{present.nom} garde l’identifiant {parti.identifiant}."
        )
        (self.doutes.children[-1] if self.doutes.children else self.suivre).focus()

    def _montrer_suivi(self, suivi: Suivi, dit: str) -> None:
        if suivi.renommes:
            changes = " ; ".join(f"{avant} → {eleve.nom}" for avant, eleve in suivi.renommes)
            dit += f" {'Lignes renommées' if len(suivi.renommes) > 1 else 'Ligne renommée'} : {changes}."
        for quoi, qui in (("Arrivés", suivi.arrives), ("Partis", suivi.partis)):
            dit += f" {quoi} : {_nommer(qui)}." if qui else ""
        dit += " Un doute est à lever à l’étape 2." if suivi.doutes else ""
        self._recevoir(suivi.classe, dit, suivi)

    def _lire_noms(self) -> tuple[list[str], str]:
        """Lire la liste collée, et dire ce qui n'en est pas gardé."""
        liste = lire_liste(self.noms.value)
        lu = f"« {liste.entete} » est un en-tête, non un élève. " if liste.entete else ""
        lu += "Seuls les noms sont gardés : le reste de votre liste est oublié. " if liste.reduite else ""
        return liste.noms, lu

    def _rouvrir(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        self.ouvrir(lire_correspondance(bytes(fichier["content"])))

    def _recevoir(
        self, classe: Classe, dit: str, suivi: Suivi | None = None, *, gardee: bool = False
    ) -> None:
        self.classe = classe
        self.prefixe.value, self.prefixe.disabled = classe.prefixe, True
        # La liste en cours, à compléter sur place ; le reste de ce qui était collé n'y est plus.
        self.noms.value = "\n".join(eleve.nom for eleve in classe.presents)
        self._boutons.children = (self.ajouter, self.suivre)
        homonymes = lister_homonymes(classe)
        changer(self.changements, remplir("bureau-suivi.html", suivi=suivi) if suivi else "")
        self.doutes.children = [
            faire_bouton(
                typographier(f"{present.nom} garde {parti.identifiant}"),
                partial(self._reunir, suivi, parti, present),
                self.annonce,
                "check",
            )
            for parti, present in (suivi.doutes if suivi else ())
        ]
        changer(self.liste, remplir("bureau-classe.html", classe=classe, homonymes=homonymes))
        self.lire.montrer(self.changements, self.doutes, self.liste)
        self.emporter.montrer(self.adresse, self.emport.racine)
        self.emport.actualiser()
        self._quand_change(classe)
        self._garder("" if gardee else "perdu")
        dit += "" if gardee else " Enregistrez la correspondance, à l’étape 3, avant de fermer la page."
        if homonymes:
            noms = _nommer([groupe[0] for groupe in homonymes])
            self.annonce.alerter(f"{dit} Homonymes à distinguer avant d’imprimer : {noms}.")
        else:
            self.annonce.dire(dit)

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
                lambda: self._ecrire_correspondance(classe),
                a_part=True,
            ),
        ]

    def _ecrire_correspondance(self, classe: Classe) -> bytes:
        ecrite = ecrire_correspondance(classe)
        self._garder("ecrit")
        return ecrite


def _nommer(eleves: Sequence[Eleve]) -> str:
    """Nommer quelques élèves ; au-delà, les compter : l'étape 2 les nomme."""
    return ", ".join(e.nom for e in eleves) if len(eleves) <= _NOMMES else compter(len(eleves), "élève")
