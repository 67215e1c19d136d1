"""Mon portefeuille : déposer un fichier, lire son plan, comprendre, emporter."""

import asyncio
from dataclasses import replace

import ipywidgets as widgets

from course_helpers.analyse import PortefeuilleLu, preparer_portefeuille
from course_helpers.bureaux.analyse_lue import AnalyseLue
from course_helpers.bureaux.apart import Demande, Lecture, lire_a_part, s_arrete
from course_helpers.bureaux.cadre import STYLES, Annonce, Etape, faire_bouton, proteger
from course_helpers.bureaux.depot import Depot, Fichiers
from course_helpers.bureaux.emport import Emport
from course_helpers.bureaux.emporter import Fichier, preparer_exports
from course_helpers.bureaux.exercices import Exercices
from course_helpers.bureaux.plan_lu import PlanLu, resumer
from course_helpers.ecriture import compter, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.gabarits import remplir
from course_helpers.lecture import Plan
from course_helpers.nombres import abreger

_D_ABORD = "Déposez d’abord un fichier."
_ILLISIBLE = "Ce fichier ne s’ouvre pas : l’étape 1 dit pourquoi, et que faire."


class MonPortefeuille(widgets.VBox):
    """Le bureau d'un portefeuille : quatre étapes, du fichier à ce que l'on emporte.

    Rien n'est gardé : ni les fichiers, ni les choix, ni l'analyse ne survivent à la page.

    Attributes
    ----------
    demande : Demande or None
        Les fichiers lus, et les choix faits.
    lecture : Lecture or None
        Ce que la dernière lecture rend.
    lu : PortefeuilleLu or None
        Le portefeuille analysé ; None tant qu'il reste un doute.
    tache : asyncio.Task or None
        La lecture en cours.
    """

    def __init__(self) -> None:
        self.demande: Demande | None = None
        self.lecture: Lecture | None = None
        self.lu: PortefeuilleLu | None = None
        self._reglages_du_fichier = False
        self.tache: asyncio.Task | None = None
        self._encore = False
        self.annonce, self.annonce_plan = Annonce(), Annonce()
        self.depot = Depot(
            self.recevoir, self.arreter, self.annonce, arret="Arrêter la lecture" if s_arrete() else ""
        )
        self.plan_lu = PlanLu(
            proteger(self._repondre, self.annonce_plan),
            proteger(self._attribuer, self.annonce_plan),
            proteger(self._reunir, self.annonce_plan),
            proteger(self._situer, self.annonce_plan),
        )
        self.revenir = faire_bouton("Revenir à la lecture proposée", self._revenir, self.annonce_plan, "undo")
        self.analyse = AnalyseLue()
        self.exercices = Exercices(lambda: self.lu)
        self.emport = Emport(self._preparer_exports)
        self.analyse.quand_regle = self.emport.perimer
        self.deposer = Etape(1, "Déposer")
        self.deposer.montrer(self.depot.racine)
        self.lire = Etape(2, "Lire", _D_ABORD)
        self.comprendre = Etape(3, "Comprendre", _D_ABORD)
        self.emporter = Etape(4, "Emporter", _D_ABORD)
        etapes = [etape.racine for etape in (self.deposer, self.lire, self.comprendre, self.emporter)]
        super().__init__([widgets.HTML(STYLES), *etapes])
        self.add_class("ch-bureau")

    def recevoir(self, fichiers: Fichiers) -> None:
        """Lire les fichiers que l'on dépose ; un plan enregistré, parmi eux, dit comment.

        Raises
        ------
        ErreurCours
            Si le plan est abîmé, ou s'il vient sans fichier.
        """
        plans = [contenu for nom, contenu in fichiers if nom.lower().endswith(".json")]
        a_lire = tuple(fichier for fichier in fichiers if not fichier[0].lower().endswith(".json"))
        if len(plans) > 1:
            raise ErreurCours("Un seul plan de lecture se dépose à la fois : choisissez lequel appliquer.")
        plan = Plan.lire(plans[0]) if plans else None
        if not a_lire:
            if self.demande is None:
                raise ErreurCours(
                    "Ce plan dit comment lire un fichier : déposez-le avec le fichier, ou après lui."
                )
            a_lire = self.demande.fichiers
        self._arreter_la_precedente()
        demande = Demande(a_lire)
        if plan is not None:
            demande = Demande(a_lire, plan.nature, plan.fixer())
        self._lancer(demande, nouvelle=True)

    def arreter(self) -> None:
        """Arrêter la lecture en cours, et elle seule : ce qui était lu avant reste."""
        if self.tache is not None:
            self.tache.cancel()
            self.depot.champ.focus()  # le bouton va disparaître : le focus irait se perdre en haut de la page

    def _arreter_la_precedente(self) -> None:
        if self.tache is not None:
            self.tache.cancel()
            self.tache = None

    def _repondre(self, nom: str, reponse: object) -> None:
        choix = self.demande.choix
        if isinstance(reponse, dict):
            reponse = {**choix.get(nom, {}), **reponse}
        self.demande = replace(self.demande, choix={**choix, nom: reponse})
        if restantes := self.plan_lu.questions.restantes:
            self.annonce_plan.dire(f"Réponse notée. Il reste {compter(restantes, 'question')}.")
        else:
            self._lancer(self.demande)

    def _attribuer(self, roles: dict[str, str]) -> None:
        choix = self.demande.choix
        nouveaux = {**choix.get("roles", {}), **roles}
        choix = {**choix, "roles": nouveaux}
        self._lancer(replace(self.demande, nature=self.plan_lu.nature.value, choix=choix))

    def _reunir(self, noms: dict[str, str]) -> None:
        self._lancer(replace(self.demande, choix={**self.demande.choix, "noms": noms}))

    def _situer(self, nom: str, valeur: object) -> None:
        """Chercher ailleurs les colonnes : ce que l'on disait des autres ne vaut plus."""
        if nom == "dates":  # les colonnes restent les mêmes
            self._lancer(replace(self.demande, choix={**self.demande.choix, nom: valeur}))
            return
        ouverture = ("encodage", "separateur", "feuille")
        gardes = {"nature": (*ouverture, "entetes"), "entetes": ouverture}.get(nom, ouverture)
        choix = {garde: self.demande.choix[garde] for garde in gardes if garde in self.demande.choix}
        nature = valeur if nom == "nature" else self.demande.nature
        self.plan_lu.questions.vider()
        self._lancer(
            Demande(self.demande.fichiers, nature, choix if nom == "nature" else {**choix, nom: valeur})
        )

    def _revenir(self) -> None:
        self._lancer(Demande(self.demande.fichiers), nouvelle=True)

    def _lancer(self, demande: Demande, *, nouvelle: bool = False) -> None:
        """Lire ; sans boucle d'événements (un programme, un test), attendre que ce soit lu."""
        try:
            boucle = asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(self._lire(demande, nouvelle))
            return
        precedente = self.tache
        if precedente is not None:
            precedente.cancel()
        self.tache = boucle.create_task(self._lire(demande, nouvelle))

    async def _lire(self, demande: Demande, nouvelle: bool) -> None:
        annonce = self.annonce if nouvelle else self.annonce_plan
        self.depot.attendre()
        annonce.dire("Lecture en cours…")
        try:
            lecture = await lire_a_part(demande, self.depot.avancer)
        except asyncio.CancelledError:
            if self.tache in (None, asyncio.current_task()):
                reste = " Ce qui était lu avant reste à sa place." if self.lecture else ""
                annonce.dire(f"Lecture arrêtée : rien n’a été retenu de ces fichiers.{reste}")
                self.depot.finir()
                self.tache = None
            raise
        except ErreurCours as refus:
            annonce.alerter(str(refus))
            if self.lecture is None:
                for etape in (self.lire, self.comprendre, self.emporter):
                    etape.attendre(_ILLISIBLE)
            elif not nouvelle:
                self.plan_lu.montrer(self.lecture, self.demande.nature)
        else:
            proteger(self._recevoir_lecture, annonce)(demande, lecture, nouvelle, annonce)
        self.depot.finir()
        self.tache = None

    def _recevoir_lecture(self, demande: Demande, lecture: Lecture, nouvelle: bool, annonce: Annonce) -> None:
        if nouvelle:
            self._reglages_du_fichier = False
            self.plan_lu.questions.vider()
            self.annonce_plan.taire()
            self.plan_lu.bouton_colonnes.value = False  # déplié pour le fichier d'avant
        else:
            self.annonce.taire()  # ce que l'étape 1 demandait est fait
        self.demande, self.lecture = demande, lecture
        self.plan_lu.montrer(lecture, demande.nature)
        self.lire.montrer(self.plan_lu.racine, self.annonce_plan.racine, self.revenir)
        self.lu = None
        self.exercices.vider()
        debut = "Lecture refaite."
        if nouvelle:
            debut = "Lu : " + ", ".join(abreger(nom) for nom, _ in demande.fichiers[:4])
            debut += f" et {len(demande.fichiers) - 4} autres." if len(demande.fichiers) > 4 else "."
        if lecture.table is None:
            manque = "L’étape 2 dit ce qui manque pour lire le fichier : choisissez-le d’abord."
            if lecture.esquisse is None or not lecture.esquisse.manquent:
                manque = "L’étape 2 dit pourquoi le fichier ne se lit pas encore."
            if restantes := self.plan_lu.questions.restantes:
                manque = f"Répondez d’abord à {compter(restantes, 'question')}, à l’étape 2."
            elif lecture.plan.doutes:
                manque = "Le fichier est à corriger d’abord : l’étape 2 dit comment."
            self.comprendre.attendre(manque)
            self.emporter.attendre(manque)
            annonce.dire(f"{debut} {manque}")
            return
        self.lu = preparer_portefeuille(lecture.table)
        # Un fichier nouveau repart des réglages de départ, même si une question a retardé son analyse.
        self.analyse.analyser(self.lu, garder=self._reglages_du_fichier)
        self._reglages_du_fichier = True
        self.comprendre.montrer(self.analyse.racine, self.exercices.racine)
        self.emport.actualiser()
        self.emporter.montrer(self.emport.racine)
        annonce.dire(f"{debut} Plus aucune question : l’analyse est à l’étape 3, « Comprendre ».")

    def _preparer_exports(self, anonyme: bool) -> list[Fichier]:
        return preparer_exports(self.lu, self.analyse.parties, self.lecture.plan, anonyme=anonyme)

    def ecrire_html(self) -> str:
        """Rendre le bureau en image fixe : ce que chaque étape fera."""
        return f'{STYLES}<div class="ch-atelier ch-bloc">{remplir("bureau-fixe.html")}</div>'

    def _repr_mimebundle_(self, **kwargs) -> dict:
        paquet = super()._repr_mimebundle_(**kwargs)
        return {**paquet, "text/plain": self.ecrire_texte(), "text/html": self.ecrire_html()}

    def ecrire_texte(self) -> str:
        """Dire où l'on en est."""
        return resumer(self.lecture) if self.lecture else typographier(_D_ABORD)
