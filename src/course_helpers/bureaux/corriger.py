"""Corriger, dans la page : déposer des copies, lire la classe, ouvrir une copie, emporter les notes.

La correction est celle de la commande « cours corriger » (:mod:`course_helpers.enseignant.correction`).
"""

import asyncio
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, Etape, changer, faire_bouton, proposer, proteger, replier
from course_helpers.bureaux.carnet import RemplirCarnet
from course_helpers.bureaux.comparer import Comparer
from course_helpers.bureaux.copie_ouverte import CopieOuverte
from course_helpers.bureaux.depot import Depot, Fichiers
from course_helpers.bureaux.emport import Emport, Fichier
from course_helpers.bureaux.sujet_ouvert import SujetOuvert
from course_helpers.ecriture import compter, typographier
from course_helpers.enseignant.carnet import Personne, lister_personnes
from course_helpers.enseignant.classe import ecrire_classe, preparer_partie
from course_helpers.enseignant.copies import SUFFIXES
from course_helpers.enseignant.correction import (
    AUTRE_SUJET,
    Lot,
    Lu,
    Resultat,
    appliquer_decisions,
    composer_lot,
    compter_a_noter,
    corriger_remises,
    limiter_questions,
    lire_remises,
    noter,
    reperer_copies,
)
from course_helpers.enseignant.correspondance import (
    Classe,
    attribuer_copies,
    ordonner_candidats,
    rendre_a_chacun,
    trouver_contraires,
)
from course_helpers.enseignant.decision import Decision
from course_helpers.enseignant.depot import Depose, Tri, deplier_depot, distinguer, trier_depot
from course_helpers.enseignant.notes import PAS, TOTAL_MAX, ecrire_classeur, ecrire_colonne, ecrire_csv
from course_helpers.enseignant.progres import Cote
from course_helpers.enseignant.retours import ecrire_retours
from course_helpers.enseignant.seance import Reglages, Seance, ecrire_seance, garder_lus, lire_seance
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.sujet import Sujet, est_un_sujet, ouvrir_devoir
from course_helpers.gabarits import remplir

_ACCEPTES = ",".join([*SUFFIXES, ".zip"])
_D_ABORD = "Déposez d’abord des copies."
_AUCUNE = "Aucune copie n’est notée : l’étape 2 dit pourquoi."
_TRANCHE = 0.1  # secondes : entre deux, la page reste vive
_DATE_ZIP = (2025, 1, 1, 0, 0, 0)  # les mêmes retours ont toujours les mêmes octets
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Corriger:
    """L'onglet « Corriger » : cinq étapes, des copies déposées aux notes emportées et aux progrès.

    Les copies s'ajoutent à celles d'avant. Rien n'est gardé quand la page se ferme, sinon dans le fichier
    d'une séance.

    Parameters
    ----------
    ouvrir_classe : callable
        Reçoit la classe d'une séance reprise.
    garder : callable
        Reçoit « perdu » quand fermer la page perdrait ce qu'aucune séance ne garde, « ecrit » quand une
        séance est à télécharger, et rien sinon.

    Attributes
    ----------
    classe : Classe or None
        Celle de la correspondance ouverte.
    rattachements : dict of str to str
        Le nom d'une copie → l'identifiant de l'élève à qui elle est.
    menus : dict of str to ipywidgets.Dropdown
        Un par copie à rattacher.
    lot : Lot or None
        Les copies corrigées et les rejets ; None avant le premier dépôt.
    decisions : dict of tuple to Decision
        Ce que l'enseignant décide de chaque copie, que
        :func:`~course_helpers.enseignant.correction.reperer_copies` repère.
    tri : Tri or None
        Ce qu'est devenu chaque fichier.
    tache : asyncio.Task or None
        La correction en cours.
    racine : ipywidgets.VBox
    """

    def __init__(self, ouvrir_classe: Callable[[Classe], None], garder: Callable[[str], None]) -> None:
        self._ouvrir_classe, self._garder = ouvrir_classe, garder
        self._deposes: list[Depose] = []
        self.classe: Classe | None = None
        self.rattachements: dict[str, str] = {}
        self.menus: dict[str, widgets.Dropdown] = {}
        self._copies: dict[str, Resultat] = {}
        self._choisit = True  # faux quand la page change elle-même un menu
        self.decisions: dict[tuple[str, str, str, int], Decision] = {}
        self._decisions_perdues = False  # vrai après un premier appui sur « Retirer »
        self.lot: Lot | None = None
        self.tri: Tri | None = None
        self.tache: asyncio.Task | None = None
        self._le = ""  # la date de la séance reprise
        self._lus: list[Lu] = []
        self.annonce = Annonce()
        self.depot = Depot(
            self.recevoir,
            self.arreter,
            self.annonce,
            avant="bureau-deposer-copies.html",
            acceptes=_ACCEPTES,
            exemples={},
            arret="Arrêter la correction",
        )
        self.texte = widgets.Textarea(description="Le texte d’une copie", rows=6)
        self.ajouter = faire_bouton("Corriger ce texte", self._coller, self.annonce, "check")
        self.retirer = faire_bouton("Retirer toutes les copies", self.vider, self.annonce, "trash")
        self.seance = widgets.FileUpload(
            description="Reprendre une séance", accept=".json", layout=widgets.Layout(width="auto")
        )
        reprendre = proteger(self._reprendre, self.annonce)
        self.seance.observe(lambda change: change["new"] and reprendre(), "value")
        self._reprise = widgets.VBox([widgets.HTML(remplir("bureau-reprendre.html")), self.seance])
        self._reprise.add_class("ch-depot")
        colle = widgets.VBox([self.texte, self.ajouter])
        self.collage = replier("Coller le texte d’une copie", colle)
        self.sujet = SujetOuvert(lambda: self._lancer([]) if self._lus else None)

        self.serie = widgets.Dropdown(description="Série", options=[])
        self._serie_prise = False  # vrai quand l'enseignant a choisi lui-même la série
        self._suivre(self.serie, self._changer_serie)
        self.bilan, self.grille, self.ecartes = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.annonce_classe, self.annonce_suivante, self.absents = Annonce(), Annonce(), widgets.HTML()
        self.a_rattacher = widgets.VBox()
        self.a_rattacher.add_class("ch-rapprocher")
        self._menus = widgets.Box()
        self._menus.add_class("ch-colonnes")
        self.choix = widgets.Dropdown(description="Copie à ouvrir", options=[])
        self._suivre(self.choix, self._ouvrir)
        self.copie = CopieOuverte(self._decider)
        self.suivante = faire_bouton(
            "Copie suivante", self._suivre_copie, self.annonce_suivante, "arrow-right"
        )
        self.total = widgets.BoundedIntText(description="Note sur", value=20, min=1, max=TOTAL_MAX)
        self.pas = widgets.Dropdown(
            description="Arrondie à", options=[(pas.replace(".", ","), pas) for pas in PAS]
        )
        for champ in (self.total, self.pas):
            self._suivre(champ, self._ecrire_colonne)
        reglages = widgets.Box([self.total, self.pas])
        reglages.add_class("ch-colonnes")
        self.comptees = widgets.RadioButtons(
            description="Questions comptées",
            options=[("toutes les questions", False), ("le parcours essentiel", True)],
            layout=widgets.Layout(width="auto"),
        )
        self._suivre(self.comptees, self._compter)
        self._a_coller = widgets.VBox([widgets.HTML(remplir("bureau-a-coller.html")), reglages])
        self.colonne = widgets.HTML()
        self.emport = Emport(self._preparer, intitule="", avant="bureau-emporter-notes.html")
        self.carnet = RemplirCarnet(self._lister_personnes)
        self.comparaison = Comparer(self._lire_cote, self._juger_a_part)

        self.deposer = Etape(1, "Déposer")
        self.deposer.montrer(self.depot.racine, self.collage, self.sujet.racine, self._reprise)
        self.lire = Etape(2, "Lire la classe", _D_ABORD)
        self.voir = Etape(3, "Ouvrir une copie", _D_ABORD)
        self.emporter = Etape(4, "Emporter", _D_ABORD)
        self.comparer = Etape(5, "Comparer à une autre séance", _D_ABORD)
        etapes = (self.deposer, self.lire, self.voir, self.emporter, self.comparer)
        self.racine = widgets.VBox([etape.racine for etape in etapes])

    def _suivre(self, champ: widgets.Widget, geste: Callable[[], None]) -> None:
        """Refaire ce qui dépend d'un champ, et dire ce qui n'a pas pu l'être."""
        champ.observe(lambda _: proteger(geste, self.annonce)(), "value")

    def recevoir(self, fichiers: Fichiers) -> None:
        """Corriger les fichiers déposés, avec ceux d'avant."""
        self._lancer(distinguer(deplier_depot(fichiers), [lu.fichier for lu in self._lus]))

    def _reprendre(self) -> None:
        (fichier,) = self.seance.value
        self.seance.value = ()
        if self._lus:
            raise ErreurCours(
                "Des copies sont déjà là : retirez-les d’abord, une séance se reprend sur une page vide."
            )
        seance = lire_seance(bytes(fichier["content"]))
        if self.classe and seance.classe and self.classe != seance.classe:
            raise ErreurCours("Une autre classe est ouverte : rechargez la page, puis reprenez la séance.")
        if seance.sujet:
            self.sujet.recevoir(seance.sujet)
        self._lancer(seance.deposes, seance)

    def _lancer(self, deposes: Sequence[Depose], seance: Seance | None = None) -> None:
        try:
            boucle = asyncio.get_running_loop()
        except RuntimeError:  # un programme, un test : attendre que ce soit corrigé
            asyncio.run(self._corriger(deposes, seance))
            return
        if self.tache is not None:
            raise ErreurCours("Une correction est en cours : attendez sa fin, ou arrêtez-la.")
        self.tache = boucle.create_task(self._corriger(deposes, seance))

    def arreter(self) -> None:
        """Arrêter la correction en cours : les copies d'avant restent."""
        if self.tache is not None:
            self.tache.cancel()
            self.depot.champ.focus()

    def vider(self) -> None:
        """Oublier toutes les copies ; ce que l'enseignant a décidé demande un second appui."""
        if any(decision.prise for decision in self.decisions.values()) and not self._decisions_perdues:
            self._decisions_perdues = True
            raise ErreurCours(
                "Des rédactions notées ou des notes changées seraient oubliées : appuyez de nouveau pour "
                "tout retirer."
            )
        self.arreter()
        self.decisions, self._decisions_perdues = {}, False
        self._lus, self._deposes, self.lot, self.tri, self.rattachements = [], [], None, None, {}
        self._le, self._serie_prise = "", False
        self._garder("")
        self.comparaison.oublier()
        for etape in (self.lire, self.voir, self.emporter, self.comparer):
            etape.attendre(_D_ABORD)
        self.deposer.montrer(self.depot.racine, self.collage, self.sujet.racine, self._reprise)
        self.depot.champ.focus()  # le bouton a disparu
        self.annonce.dire("Les copies sont retirées de cette page. Vos fichiers restent où ils sont.")

    def _coller(self) -> None:
        texte = self.texte.value
        if not texte.strip():
            raise ErreurCours("Le champ est vide : collez-y le texte d’une copie.")
        self.recevoir((("texte collé.txt", texte.encode("utf-8", "surrogatepass")),))
        self.texte.value = ""

    async def _corriger(self, deposes: Sequence[Depose], seance: Seance | None) -> None:
        self.depot.attendre()
        self.annonce.dire("Correction en cours…")
        try:
            lus, lot = await self._juger(self._lus, deposes, self.sujet.sujet, self.depot.avancer)
        except asyncio.CancelledError:
            # Personne n'attend cette tâche : l'arrêt s'arrête là.
            self.annonce.dire("Correction arrêtée : ces fichiers ne sont pas retenus.")
        else:
            self._deposes += garder_lus(deposes, lus[len(self._lus) :])
            proteger(self._retenir, self.annonce)(lus, lot, seance)
        finally:
            self.depot.finir()
            self.tache = None

    async def _juger(
        self,
        deja: Sequence[Lu],
        deposes: Sequence[Depose],
        sujet: Sujet | None,
        dire: Callable[[float, str], None],
    ) -> tuple[list[Lu], Lot]:
        """Lire des fichiers, puis corriger leurs copies et celles d'avant, en laissant vivre la page."""
        lus, tranche = list(deja), _Tranche(dire)
        for rang, depose in enumerate(deposes, start=1):
            lus.append(lire_remises(depose.nom, depose.lire))
            await tranche.avancer(rang / len(deposes) / 5, f"Fichier {rang} sur {len(deposes)}")
        combien, corrigees = sum(len(lu.remises) for lu in lus), []
        for corrigee in corriger_remises(lus, sujet):
            corrigees.append(corrigee)
            part = len(corrigees) / combien
            await tranche.avancer(0.2 + 0.8 * part, f"Copie {len(corrigees)} sur {combien}")
        return lus, composer_lot(lus, corrigees)

    async def _juger_a_part(self, seance: Seance, dire: Callable[[float, str], None]) -> Lot:
        return (await self._juger([], seance.deposes, seance.sujet, dire))[1]

    def _lire_cote(self) -> Cote:
        return Cote(self.lot, self.classe, self.rattachements, self._le)

    def _retenir(self, lus: list[Lu], lot: Lot, seance: Seance | None) -> None:
        if seance is None:
            self._montrer(lus, lot)
            return
        self.decisions, self.rattachements = dict(seance.decisions), dict(seance.rattachements)
        self._le = seance.le
        reglages = seance.reglages
        self.comptees.value, self.total.value, self.pas.value = (
            reglages.essentiel,
            reglages.total,
            reglages.pas,
        )
        if seance.classe:
            self._ouvrir_classe(seance.classe)
        self._montrer(lus, lot)
        dit = f"Séance reprise : {self.annonce.texte}"
        self._garder("")
        if seance.perimees:
            dit += f" {compter(seance.perimees, 'rédaction')} à noter de nouveau : leurs critères ont changé."
        self.annonce.dire(dit)

    def _montrer(self, lus: list[Lu], lot: Lot) -> None:
        self._lus, self.tri = lus, trier_depot(lus, lot)
        self.lot = appliquer_decisions(limiter_questions(lot, essentiel=self.comptees.value), self.decisions)
        self.deposer.montrer(self.depot.racine, self.collage, self.retirer, self.sujet.racine, self._reprise)
        # Le sujet ouvert, puis la série qui a le plus de copies : une copie égarée ne cache pas la classe.
        ouvert = self.sujet.sujet is not None
        rangees = sorted(
            lot.resultats.items(),
            key=lambda rendue: (not (ouvert and est_un_sujet(rendue[0])), -len(rendue[1])),
        )
        series = [
            (f"{ouvrir_devoir(serie).titre} ({compter(len(rendues), 'copie')})", serie)
            for serie, rendues in rangees
        ]
        self._choisit = False
        proposer(self.serie, series)
        if series and not self._serie_prise:
            self.serie.value = series[0][1]
        self._choisit = True
        self._garder("perdu" if lus else "")
        changer(self.ecartes, remplir("bureau-ecartes.html", tri=self.tri))
        copies = sum(map(len, lot.resultats.values()))
        if copies:
            choix = [self.serie] * (len(series) > 1)
            self.lire.montrer(
                self.bilan,
                *choix,
                *[self.comptees] * (not all(map(est_un_sujet, lot.resultats))),  # un sujet compte en entier
                self.grille,
                self.absents,
                self.a_rattacher,
                self.annonce_classe.racine,
                self.ecartes,
            )
            self.voir.montrer(
                *choix, self.choix, self.copie.racine, self.suivante, self.annonce_suivante.racine
            )
            self.emporter.montrer(self._a_coller, self.colonne, self.carnet.racine, self.emport.racine)
            self.comparer.montrer(self.comparaison.racine)
            self._montrer_serie()
            self.emport.actualiser()
        else:
            self.lire.montrer(self.bilan, self.ecartes)
            self.voir.attendre(_AUCUNE)
            self.emporter.attendre(_AUCUNE)
            self.comparer.attendre(_AUCUNE)
        sans_sujet = self.sujet.sujet is None and any(map(est_un_sujet, lot.resultats))
        bilan = remplir(
            "bureau-bilan.html", deposes=len(lus), tri=self.tri, copies=copies, sans_sujet=sans_sujet
        )
        changer(self.bilan, bilan)
        ecartes = (
            compter(len(self.tri.ecartes), "fichier écarté") if self.tri.ecartes else "Aucun fichier écarté"
        )
        suite = "La classe est à l’étape 2." if copies else _AUCUNE
        self.annonce.dire(f"{compter(copies, 'copie corrigée')}. {ecartes}. {suite}")

    @property
    def resultats(self) -> list[Resultat]:
        """Les copies de la série qui se montre."""
        return self.lot.resultats.get(self.serie.value, []) if self.lot else []

    @property
    def rangees(self) -> list[Resultat]:
        """Les mêmes copies, dans l'ordre de la classe ; celles qui ne sont à personne en dernier."""
        if self.classe is None:
            return self.resultats
        rangs = {
            id(self._copies.get(eleve.identifiant)): rang for rang, eleve in enumerate(self.classe.eleves)
        }
        return sorted(self.resultats, key=lambda copie: rangs.get(id(copie), len(rangs)))

    def recevoir_classe(self, classe: Classe) -> None:
        """Prendre la classe d'une correspondance : la grille a ses noms, la colonne son ordre."""
        self.classe = classe
        self._montrer_serie()
        self.emport.perimer()

    def _changer_serie(self) -> None:
        self._serie_prise = self._serie_prise or self._choisit
        self._montrer_serie()

    def _montrer_serie(self) -> None:
        if not self.resultats:
            return
        self._attribuer()
        partie = preparer_partie(self.serie.value, self.rangees, nommer=self._nommer)
        changer(self.grille, remplir("bureau-grille.html", partie=partie))
        copies = [(self._nommer(copie), (copie.code, copie.fichier)) for copie in self.rangees]
        code, fichier = self.choix.value or ("", "")
        suite = (r for r in self.resultats if r.code == code and fichier in (r.fichier, *r.reunis))
        proposer(self.choix, [("Choisissez une copie", None), *copies])
        if ouverte := next(suite, None):  # une copie réunie à une plus récente reste ouverte
            self.choix.value = (ouverte.code, ouverte.fichier)
        self._ouvrir()
        self._ecrire_colonne()
        proteger(self.comparaison.actualiser, self.comparaison.annonce)()

    def _compter(self) -> None:
        """Ne compter que le parcours essentiel, ou toutes les questions : la grille et les notes suivent."""
        if self.lot is None:
            return
        self.lot = limiter_questions(self.lot, essentiel=self.comptees.value)
        self._montrer_serie()
        self.emport.perimer()

    def _attribuer(self) -> None:
        """Dire à qui est chaque copie, et proposer un menu pour celles dont on ne le sait pas."""
        if self.classe is None:
            return
        self._copies, douteuses = attribuer_copies(self.classe, self.resultats, self.rattachements)
        ailleurs = self._chercher_ailleurs()
        absents = [e for e in self.classe.presents if e.identifiant not in self._copies]
        attribuees = [id(copie) for copie in self._copies.values()]
        rattachees = sum(id(copie) in attribuees for copie in douteuses)
        changer(
            self.absents,
            remplir(
                "bureau-absents.html",
                absents=[e.nom for e in absents if e.identifiant not in ailleurs],
                egares=[(e.nom, ailleurs[e.identifiant]) for e in absents if e.identifiant in ailleurs],
                contraires=trouver_contraires(self.classe, self._copies),
                a_rattacher=len(douteuses) - rattachees,
                rattachees=rattachees,
            ),
        )
        anciens, self.menus = self.menus, {}
        for copie in douteuses:
            menu = anciens.get(copie.nom) or self._faire_menu(copie)
            candidats = ordonner_candidats(self.classe, copie, self._copies)
            garde = self.rattachements.get(copie.nom)
            options = [("Pas encore rattachée", "")]
            options += [(f"{eleve.nom} ({eleve.identifiant})", eleve.identifiant) for eleve in candidats]
            self._choisit = False
            menu.options = options
            menu.value = garde if garde in {eleve.identifiant for eleve in candidats} else ""
            self._choisit = True
            self.menus[copie.nom] = menu
        if self._menus.children != tuple(self.menus.values()):
            self._menus.children = tuple(self.menus.values())
        self.a_rattacher.children = (self._menus,) if douteuses else ()

    def _chercher_ailleurs(self) -> dict[str, str]:
        """Trouver qui a remis une autre série que celle qui se montre : identifiant → les titres."""
        ailleurs: dict[str, list[str]] = {}
        for serie, rendues in self.lot.resultats.items():
            if serie != self.serie.value:
                for identifiant in attribuer_copies(self.classe, rendues, self.rattachements)[0]:
                    ailleurs.setdefault(identifiant, []).append(ouvrir_devoir(serie).titre)
        for rejet in self.lot.rejets:
            if rejet.etat == AUTRE_SUJET:
                ailleurs.setdefault(rejet.code, []).append(ouvrir_devoir(rejet.serie).titre)
        return {identifiant: ", ".join(titres) for identifiant, titres in ailleurs.items()}

    def _faire_menu(self, copie: Resultat) -> widgets.Dropdown:
        nom, (dossier, *_) = copie.nom, copie.fichier.split("/")
        # Le dossier d'un ENT porte souvent le nom de qui a remis la copie.
        remise = f", remise dans « {dossier} »," if dossier not in (copie.fichier, copie.lieu) else ""
        menu = widgets.Dropdown(description=typographier(f"La copie « {nom} »{remise} est à"), options=[])
        rattacher = proteger(self._rattacher, self.annonce_classe)
        menu.observe(lambda change: self._choisit and rattacher(nom, change["new"]), "value")
        return menu

    def _rattacher(self, nom: str, identifiant: str) -> None:
        self.rattachements[nom] = identifiant
        self._garder("perdu")
        self._montrer_serie()
        self.emport.perimer()
        eleve = self.classe.trouver(identifiant)
        dit = f"La copie « {nom} » est à {eleve.nom}." if eleve else f"La copie « {nom} » n’est à personne."
        self.annonce_classe.dire(dit)

    def _nommer(self, resultat: Resultat) -> str:
        if self.classe is None:
            return resultat.nom
        for identifiant, copie in self._copies.items():
            if copie is resultat:
                eleve = self.classe.trouver(identifiant)
                return f"{eleve.nom} · {resultat.nom}"
        parti = self.classe.trouver(resultat.code)
        return f"{f'{parti.nom} (parti) · ' if parti else ''}{resultat.nom} (à rattacher)"

    def _ouvrir(self) -> None:
        copies = {(copie.code, copie.fichier): copie for copie in self.resultats}
        if (resultat := copies.get(self.choix.value)) is None:
            self.copie.fermer()
            return
        noms = {autre.nom: self._nommer(autre) for autre in self.resultats}
        self.copie.ouvrir(self._reperer(resultat), resultat, noms[resultat.nom], noms)

    def _suivre_copie(self) -> None:
        """Ouvrir la copie suivante : celle dont une rédaction attend sa note, ou la prochaine de la liste."""
        self.annonce_suivante.taire()
        reperes = [(copie.code, copie.fichier) for copie in self.rangees]
        ici = reperes.index(self.choix.value) + 1 if self.choix.value in reperes else 0
        ordre = [*range(ici, len(reperes)), *range(ici - 1)]
        attendent = [rang for rang in ordre if compter_a_noter(self.rangees[rang])]
        if not attendent and ici == len(reperes):
            raise ErreurCours("C’est la dernière copie, et aucune rédaction n’attend sa note.")
        self.choix.value = reperes[(attendent or ordre)[0]]
        self.choix.focus()

    def _reperer(self, resultat: Resultat) -> tuple[str, str, str, int]:
        return next(repere for repere, copie in reperer_copies(self.lot).items() if copie is resultat)

    def _decider(self, decision: Decision) -> None:
        """Retenir ce qui est décidé de la copie ouverte : la grille, la colonne et les fichiers suivent."""
        copies = {(copie.code, copie.fichier): copie for copie in self.resultats}
        resultat = copies[self.choix.value]
        for reuni in resultat.reunis:  # ce qui en était décidé est dans la décision
            self.decisions.pop((resultat.serie, resultat.code, reuni, 0), None)
        self.decisions[self._reperer(resultat)] = decision
        self._decisions_perdues = False
        self.lot = appliquer_decisions(self.lot, self.decisions)
        self._garder("perdu")
        self._montrer_serie()
        self.emport.perimer()

    def _ecrire_colonne(self) -> None:
        if not self.resultats:
            return
        if self.classe is None:
            lignes = [(resultat.nom, noter(resultat)) for resultat in self.resultats]
        else:
            rendues = [(eleve.nom, self._copies.get(eleve.identifiant)) for eleve in self.classe.presents]
            lignes = [(nom, noter(copie) if copie else None) for nom, copie in rendues]
        texte = ecrire_colonne([note for _, note in lignes], total=self.total.value, pas=self.pas.value)
        self.emport.perimer()  # la séance porte ces réglages
        self.carnet.actualiser(total=self.total.value, pas=self.pas.value)
        changer(
            self.colonne,
            remplir(
                "bureau-colonne.html",
                texte=texte,
                de_la_liste=self.classe is not None,
                notes=texte.split("\n"),
                noms=[nom for nom, _ in lignes],
            ),
        )

    def _lister_personnes(self) -> list[Personne]:
        """Lister qui s'inscrit au carnet : la classe ouverte ; sans elle, les identifiants des copies."""
        if self.classe is None:
            seules = [copie for copie in self.resultats if not copie.lieu]
            return [Personne(copie.code, note=noter(copie)) for copie in seules]
        return lister_personnes(self.classe, self._copies)

    def _preparer(self, _anonyme: bool) -> list[Fichier]:
        lot, jour = self.lot, date.today()
        if self.classe is not None:
            lot = rendre_a_chacun(lot, self.classe, self.rattachements)
        seance = Seance(
            tuple(self._deposes),
            dict(self.decisions),
            dict(self.rattachements),
            self.classe,
            Reglages(self.comptees.value, self.total.value, self.pas.value),
            sujet=self.sujet.sujet,
        )
        return [
            Fichier("notes.csv", "text/csv", "Les notes (CSV, pour un tableur)", lambda: ecrire_csv(lot)),
            Fichier(
                "notes.xlsx",
                _XLSX,
                "Les notes, dont le barème se règle (Excel)",
                lambda: ecrire_classeur(lot, jour),
            ),
            Fichier(
                f"classe-{jour:%Y-%m-%d}.html",
                "text/html",
                "Le bilan de la classe, à imprimer",
                lambda: ecrire_classe(lot, jour).encode(),
            ),
            Fichier(
                f"retours-{jour:%Y-%m-%d}.zip",
                "application/zip",
                "Le retour de chaque personne (archive)",
                lambda: archiver_retours(lot, jour),
            ),
            Fichier(
                f"correction-{jour:%Y-%m-%d}.json",
                "application/json",
                "La séance de correction, à reprendre plus tard",
                lambda: self._ecrire_seance(seance),
                a_part=True,
            ),
        ]

    def _ecrire_seance(self, seance: Seance) -> bytes:
        ecrite = ecrire_seance(seance)
        self._garder("ecrit")
        return ecrite


class _Tranche:
    """Rendre la main à la page de temps en temps, en disant où l'on en est."""

    def __init__(self, dire) -> None:
        self._dire, self._le = dire, time.monotonic()

    async def avancer(self, part: float, mots: str) -> None:
        if time.monotonic() - self._le >= _TRANCHE:
            self._dire(part, mots)
            await asyncio.sleep(0)
            self._le = time.monotonic()


def archiver_retours(lot: Lot, jour: date) -> bytes:
    """Réunir tous les retours d'un lot dans une archive.

    Examples
    --------
    >>> archiver_retours(Lot({}, []), date(2026, 3, 14))[:2]
    b'PK'
    """
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, page in ecrire_retours(lot, jour):
            fiche = zipfile.ZipInfo(nom, _DATE_ZIP)
            fiche.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(fiche, page)
    return sortie.getvalue()
