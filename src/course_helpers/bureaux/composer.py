"""Composer un sujet, dans la page : choisir des questions, régler, relire, donner, emporter."""

import re
import string
from dataclasses import replace
from uuid import uuid4

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, Etape, changer, faire_bouton, proteger, replier
from course_helpers.bureaux.chercher import Chercher
from course_helpers.bureaux.choisies import Choisies
from course_helpers.bureaux.emport import Emport, Fichier
from course_helpers.bureaux.lien import Lien
from course_helpers.ecriture import compter, typographier
from course_helpers.enseignant.correspondance import Classe
from course_helpers.enseignant.sujet_emporte import lister_destinataires, lister_fichiers
from course_helpers.enseignant.sujet_imprime import Destinataire, preparer_apercu
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.exercices.sujet import (
    CONSIGNE_MAX,
    TITRE_MAX,
    Sujet,
    composer_sujet,
    lire_sujet,
)
from course_helpers.exercices.sujets_prets import lister_sujets_prets
from course_helpers.gabarits import remplir
from course_helpers.tirages.reserve import PLACES, RESERVE_COURANTE

_D_ABORD = "Ajoutez d’abord une question."
_LARGE = {"width": "auto"}
_EVALUATION = re.compile(r"\s*([ée]valuation|contr[ôo]le|interrogation|devoir surveillé|ds)\b", re.IGNORECASE)
_SEL_DES_PRETS = "00000000"  # un sujet prêt n'est pas une évaluation : ses données sont celles du cours


class Composer:
    """L'onglet « Composer » : un sujet, ce qu'il vaut, et de quoi le donner.

    Rien n'est bloqué par une saisie qui ne convient pas : une phrase dit quoi faire, et le sujet garde ce
    qui convenait.

    Attributes
    ----------
    sujet : Sujet or None
        Celui que disent les champs ; None tant qu'aucune question n'est choisie.
    classe : Classe or None
        Celle de la correspondance ouverte : elle permet un sujet par élève.
    racine : ipywidgets.VBox
    """

    def __init__(self) -> None:
        self.classe: Classe | None = None
        self.sujet: Sujet | None = None
        self._avant: Sujet | None = None  # celui qu'un sujet ouvert a remplacé
        self._sel, self._reserve = uuid4().hex[:8], RESERVE_COURANTE
        self._en_cours = False  # plusieurs champs changent ensemble : le sujet se lit à la fin
        self.annonce = Annonce()
        self.choisies = Choisies(self._changer, self.annonce)
        self.annonce_banque = Annonce()
        self.chercher = Chercher(self.choisies.basculer, self.choisies.__contains__, self.annonce_banque)
        self.pret = widgets.Dropdown(
            description="Partir d’un sujet prêt",
            options=[(f"{sujet.titre} ({nom})", nom) for nom, sujet in lister_sujets_prets().items()],
        )
        self.prendre = faire_bouton("Prendre ce sujet", self._prendre, self.annonce_banque, "check")
        self.revenir = faire_bouton(
            "Revenir au sujet d’avant", lambda: self._ouvrir(self._avant), self.annonce_banque, "undo"
        )
        self.champ = widgets.FileUpload(
            description="Rouvrir un sujet", accept=".json", layout=widgets.Layout(**_LARGE)
        )
        self._boutons = widgets.Box([self.prendre])
        self._boutons.add_class("ch-boutons")
        depot = widgets.VBox([widgets.HTML(remplir("bureau-rouvrir-sujet.html")), self.champ])
        depot.add_class("ch-depot")
        depart = replier(
            "Partir d’un sujet prêt, ou rouvrir le vôtre", widgets.VBox([self.pret, self._boutons, depot])
        )

        self.titre = widgets.Text(description="Titre", continuous_update=False)
        self.consigne = widgets.Textarea(description="Consigne", rows=3, continuous_update=False)
        self.evaluation = _choisir(
            "Mode", ("entraînement, corrigé à mesure", False), ("évaluation, corrigée après la remise", True)
        )
        self.donnees = _choisir(
            "Données",
            ("les mêmes pour toute la classe", "classe"),
            ("les mêmes dans chaque groupe", "groupe"),
            ("différentes pour chaque élève", "personne"),
        )
        self.donnees.value = "personne"
        self.groupes = widgets.Text(description="Nombre de groupes", value="2", continuous_update=False)
        self.jeux = widgets.Text(
            description=typographier("Moodle : jeux de données"), value="5", continuous_update=False
        )
        self.retirer = faire_bouton("Tirer d’autres données", self._retirer_donnees, self.annonce, "refresh")
        self.mesures, self.fautes, self.apercu = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.papier = widgets.HTML()
        self.donner = Lien()
        self.emport = Emport(self._preparer, intitule="", avant="bureau-emporter-sujet.html")

        self.choisir = Etape(1, "Choisir les questions")
        self.choisir.montrer(depart, self.annonce_banque.racine, self.chercher.racine)
        self.regler = Etape(2, "Régler le sujet")
        self.relire = Etape(3, "Relire", _D_ABORD)
        self.lien = Etape(4, "Donner le lien", _D_ABORD)
        self.emporter = Etape(5, "Imprimer et emporter", _D_ABORD)
        cote = widgets.Box([self.choisir.racine, self.regler.racine])
        cote.add_class("ch-composer")
        self.racine = widgets.VBox([cote, *(e.racine for e in (self.relire, self.lien, self.emporter))])

        for champ in (self.titre, self.consigne, self.evaluation, self.donnees, self.groupes, self.jeux):
            champ.observe(lambda _: self._changer(), "value")
        self.titre.observe(self._suivre_titre, "value")
        self.donner.adresse.observe(lambda _: self.emport.perimer(), "value")  # le papier la porte
        rouvrir = proteger(self._rouvrir, self.annonce_banque)
        self.champ.observe(lambda change: change["new"] and rouvrir(), "value")
        self._changer()

    def recevoir_classe(self, classe: Classe) -> None:
        """Prendre la classe d'une correspondance."""
        self.classe = classe
        self._changer()

    # --- Lire les champs -------------------------------------------------------------------------------

    def _prendre(self) -> None:
        self._ouvrir(lister_sujets_prets()[self.pret.value])

    def _ouvrir(self, sujet: Sujet) -> None:
        """Remplir les champs d'après un sujet ; celui d'avant se reprend."""
        self._avant = self.sujet
        self._boutons.children = [self.prendre, *[self.revenir] * bool(self._avant)]
        self._en_cours = True
        try:
            self._sel, self._reserve = sujet.sel, sujet.reserve
            if sujet.sel == _SEL_DES_PRETS:
                self._sel = uuid4().hex[:8]
            self.titre.value, self.consigne.value = sujet.titre, sujet.consigne
            self.evaluation.value, self.donnees.value = sujet.evaluation, sujet.donnees
            self.choisies.remplacer([(q.serie, q.identifiant, q.points) for q, _ in sujet.retenues])
        finally:
            self._en_cours = False
        self._changer()
        self.annonce_banque.dire(f"Sujet ouvert : {sujet.intitule}. {sujet.dire_changees()}")

    def _rouvrir(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        self._ouvrir(lire_sujet(bytes(fichier["content"])))

    def _suivre_titre(self, change: dict) -> None:
        """Un titre d'évaluation met le sujet en évaluation, et le dit ; le mode se rechange ensuite."""
        if self._en_cours or self.evaluation.value or not _EVALUATION.match(change["new"]):
            return
        if not _EVALUATION.match(change["old"]):
            self.evaluation.value = True
            self.annonce.dire(
                "D’après le titre, le mode est « évaluation » : rien n’est corrigé avant la remise. "
                "Changez-le ci-dessous si c’est un entraînement."
            )

    def _retirer_donnees(self) -> None:
        self._sel = uuid4().hex[:8]
        self._changer()
        self.annonce.dire("Le sujet a d’autres données, et un autre lien : redonnez-le à la classe.")

    def _composer(self) -> Sujet | None:
        if not self.choisies.choisies:
            return None
        titre = rendre_lisible(" ".join(self.titre.value.split()))
        consigne = rendre_lisible(self.consigne.value.strip())
        sujet = composer_sujet(
            [(*choisie.reference, choisie.points) for choisie in self.choisies.choisies],
            titre=titre[:TITRE_MAX].strip(),
            consigne=consigne[:CONSIGNE_MAX].strip(),
            evaluation=self.evaluation.value,
            donnees=self.donnees.value,
            sel=_SEL_DES_PRETS,
        )
        # Un sujet prêt que rien n'a changé garde son adresse courte.
        if sujet in lister_sujets_prets().values():
            return sujet
        return replace(sujet, sel=self._sel, reserve=self._reserve)

    def _lister_fautes(self) -> list[str]:
        fautes = self.choisies.lister_fautes()
        for quoi, texte, maximum in (
            ("Le titre", " ".join(self.titre.value.split()), TITRE_MAX),
            ("La consigne", self.consigne.value.strip(), CONSIGNE_MAX),
        ):
            if len(texte) > maximum:
                fautes.append(
                    f"{quoi} compte {len(texte)} caractères : raccourcissez. Le sujet n’en garde que les "
                    f"{maximum} premiers."
                )
        return [typographier(faute) for faute in fautes]

    def _changer(self) -> None:
        """Mettre la page d'accord avec les champs."""
        if self._en_cours:
            return
        self.sujet = self._composer()
        groupes = [self.groupes] * (self.donnees.value == "groupe")
        tirer = [self.retirer] * bool(self.sujet and self.sujet.sel != _SEL_DES_PRETS)
        self.regler.montrer(
            *(self.mesures, self.annonce.racine, self.fautes, self.choisies.racine),
            *(self.titre, self.consigne, self.evaluation, self.donnees, *groupes, *tirer),
        )
        changer(self.mesures, remplir("bureau-mesures.html", sujet=self.sujet))
        changer(self.fautes, remplir("bureau-fautes.html", fautes=self._lister_fautes()))
        self.chercher.actualiser()
        self.donner.recevoir(self.sujet)
        if self.sujet is None:
            for etape in (self.relire, self.lien, self.emporter):
                etape.attendre(_D_ABORD)
            return
        changer(
            self.apercu,
            remplir("bureau-apercu.html", **preparer_apercu(self.sujet, self._lister_essai()[0])),
        )
        if not self.emport.boutons:
            self.emport.actualiser()
        self.emport.perimer()
        self.relire.montrer(self.apercu)
        self.lien.montrer(self.donner.racine)
        jeux = [self.jeux] * (self.sujet.donnees != "classe")
        changer(self.papier, self._dire_papier())
        self.emporter.montrer(*jeux, *[self.papier] * bool(self.papier.value), self.emport.racine)

    # --- Emporter --------------------------------------------------------------------------------------

    def _lister_essai(self) -> list[Destinataire]:
        """Rendre un destinataire pour l'aperçu : la classe, le groupe A ou le premier élève."""
        if self.donnees.value == "groupe":
            return [Destinataire(groupe="A")]
        if self.donnees.value == "personne" and self.classe:
            return [Destinataire(self.classe.presents[0].identifiant)]
        return [Destinataire()]

    def _dire_papier(self) -> str:
        """Dire que le papier est commun faute de classe, ou combien de sujets il réunit."""
        if self.sujet.donnees == "personne" and self.classe is None:
            return remplir("bureau-sans-classe.html", sujet=self.sujet)
        try:
            combien = len(self._lister_destinataires())
        except ErreurCours:  # le nombre de groupes ne se lit pas : le bouton le dira
            return ""
        un_par = "groupe" if self.sujet.donnees == "groupe" else "élève"
        lot = f"{compter(combien, 'sujet')}, un par {un_par}"
        return remplir("bureau-combien.html", lot=lot) if combien > 1 else ""

    def _lister_destinataires(self) -> list[Destinataire]:
        groupes = 1
        if self.sujet.donnees == "groupe":
            groupes = _lire_nombre(self.groupes.value, "Le nombre de groupes", len(string.ascii_uppercase))
        codes = [eleve.identifiant for eleve in self.classe.presents] if self.classe else []
        return lister_destinataires(self.sujet, codes, groupes)

    def _preparer(self, _anonyme: bool) -> list[Fichier]:
        def lire_jeux() -> int:
            return _lire_nombre(self.jeux.value, "Le nombre de jeux", PLACES)

        fichiers = lister_fichiers(
            self.sujet, self._lister_destinataires, lire_jeux, lambda: self.donner.a_taper
        )
        return [Fichier(nom, type_, quoi, ecrire) for nom, type_, quoi, ecrire in fichiers]


def _choisir(intitule: str, *options: tuple[str, object]) -> widgets.RadioButtons:
    return widgets.RadioButtons(
        description=intitule,
        options=[(typographier(mots), valeur) for mots, valeur in options],
        layout=_LARGE,
    )


def _lire_nombre(tape: str, quoi: str, maximum: int) -> int:
    propre = tape.strip()
    if not re.fullmatch("[0-9]{1,3}", propre) or not 1 <= int(propre) <= maximum:
        raise ErreurCours(
            f"{quoi} « {rendre_lisible(propre[:20])} » ne convient pas : écrivez un entier de 1 à {maximum}."
        )
    return int(propre)
