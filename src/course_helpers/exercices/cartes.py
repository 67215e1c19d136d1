"""Les cartes vivantes : un champ par réponse, des boutons, un retour.

Ce module ne corrige rien : une carte est la vue d'un travail (:mod:`course_helpers.exercices.travail`).
"""

import asyncio
from collections.abc import Callable
from functools import cached_property, partial

import ipywidgets as widgets

from course_helpers.chapitres import DOSSIERS
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.acquis import dresser_acquis
from course_helpers.exercices.magasin import ecrire_identifiant
from course_helpers.exercices.question import ETATS, Champ
from course_helpers.exercices.statique import (
    STYLES,
    ecrire_donnees,
    ecrire_intertitre,
    ecrire_liens_copie,
    ecrire_liens_reponses,
    ecrire_morceau,
    ecrire_question,
    ecrire_tete,
    partager,
)
from course_helpers.exercices.textes import composer
from course_helpers.exercices.travail import Seance, Travail, TravailQuestion
from course_helpers.gabarits import remplir
from course_helpers.tirages.reserve import normaliser_code, ressemble_a_un_nom

# Le navigateur envoie la touche Entrée avant la dernière lettre tapée : on l'attend un instant.
_ATTENTE_DE_LA_SAISIE = 0.15
# Ce qui arrive à une réponse que l'on change après l'avoir enregistrée.
_TEXTE_CHANGE = "Choisissez « Enregistrer » quand ce nouveau texte est prêt."
_TEXTE_RENDU = "Votre copie rend ce nouveau texte, même non enregistré."
_REPONSE_CHANGEE = "La réponse d’avant compte tant que vous n’avez pas choisi de nouveau « Enregistrer »."


class Affichage:
    """Ce qui se montre de trois façons : des widgets, du HTML seul, du texte.

    Un cahier demande les trois ; la page vivante, les widgets seuls, qu'elle n'attend pas plus longtemps.
    """

    def batir_widgets(self) -> widgets.Widget:
        """Bâtir les widgets à montrer."""
        raise NotImplementedError

    def ecrire_html(self) -> str:
        """Écrire ce qui se lit sans programme."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_) -> dict:
        paquet = self.batir_widgets()._repr_mimebundle_()
        return {**paquet, "text/html": self.ecrire_html(), "text/plain": repr(self)}


class Carte:
    """La carte d'une question : champs de réponse, boutons, retour lu par les lecteurs d'écran.

    Parameters
    ----------
    travail : TravailQuestion
        La question et ses essais ; la carte n'en est que la vue.

    Attributes
    ----------
    racine : ipywidgets.VBox
        Le widget à afficher.
    champs : dict of str to ipywidgets.Widget
        Les champs à remplir, par ligne ; la clé est vide quand il n'y en a qu'un.
    """

    def __init__(self, travail: TravailQuestion) -> None:
        self.travail = travail
        self.champs: dict[str, widgets.Widget] = {}
        self._a_fermer: list[widgets.Widget] = []
        self._se_remplit = False
        self.entete = widgets.HTML()
        evaluation = travail.evaluation
        corrige = travail.question.corrige and not evaluation
        self.verifier = widgets.Button(
            description="Vérifier" if corrige else "Enregistrer",
            tooltip="Corriger ma réponse" if corrige else "Enregistrer ma réponse",
        )
        self.verifier.add_class("ch-principal")
        self.indice = widgets.Button(tooltip="Montrer l’indice suivant")
        self.solution = widgets.Button(layout=widgets.Layout(width="auto"))
        self.retour = widgets.HTML()
        self.aides = widgets.HTML()
        proteger = partial(_proteger, retour=self.retour)
        self.verifier.on_click(proteger(self._verifier))
        self.indice.on_click(proteger(self._demander_indice))
        self.solution.on_click(proteger(self._demander_solution))
        self.confirmation = Confirmation(proteger)
        self.boutons = widgets.Box(
            [
                self.verifier,
                *[self.indice] * bool(travail.question.indices and not evaluation),
                *[self.solution] * bool(travail.question.solution and not evaluation),
            ],
            layout=widgets.Layout(flex_flow="row wrap"),
        )
        self.boutons.add_class("ch-boutons")
        self.racine = widgets.VBox()
        self.racine.add_class("ch-carte")
        self._reprises = self._remises = self._modifiee = None
        travail.observer(self.actualiser)
        self.actualiser()

    def _batir(self) -> None:
        """Construire l'énoncé et les champs ; à refaire quand les données changent."""
        decrits = self.travail.posee.champs
        anciens = [*self.champs.values(), *self._a_fermer]
        self.champs = {champ.cle: _SAISIES[champ.saisie](champ) for champ in decrits}
        zone = widgets.VBox(list(self.champs.values()))
        if decrits[0].avant:
            zone = _mettre_au_fil(decrits, self.champs)
        elif decrits[0].cle:
            zone.add_class("ch-lignes")
            # Une même largeur d'intitulé aligne les champs.
            largeur = f"{0.55 * max(len(champ.intitule) for champ in decrits):.0f}em"
            for champ in self.champs.values():
                champ.style.description_width = largeur
        enonce, consigne = (widgets.HTML(ecrire_morceau(nom, self.travail)) for nom in ("enonce", "consigne"))
        consigne.add_class("ch-consigne")
        self._a_fermer = [*zone.children, zone, enonce, consigne]
        for champ in self.champs.values():
            if isinstance(champ, widgets.Text):
                champ.on_msg(self._ecouter_entree)
            champ.observe(self._noter_brouillon, "value")
        self.racine.children = [
            self.entete,
            enonce,
            zone,
            consigne,
            self.boutons,
            self.confirmation.racine,
            self.retour,
            self.aides,
        ]
        for widget in anciens:
            widget.close()

    def _remplir(self) -> None:
        """Mettre dans les champs ce qui y était tapé, ou la dernière réponse."""
        reponse = self.travail.tapee
        if "" in self.champs:
            reponse = {"": reponse}
        elif isinstance(reponse, list):
            reponse = {cle: str(rang) for rang, cle in enumerate(reponse, start=1)}
        self._se_remplit = True
        try:
            for cle, champ in self.champs.items():
                _ecrire_champ(champ, (reponse or {}).get(cle))
        finally:
            self._se_remplit = False

    def _noter_brouillon(self, _changement) -> None:
        if self._se_remplit:
            return
        self.travail.noter_brouillon(self.lire())
        if self._modifiee != self.travail.modifiee:
            self._dire_etat()

    def actualiser(self) -> None:
        """Remettre la carte en accord avec la question."""
        travail = self.travail
        if self._reprises != travail.reprises:
            self._reprises = travail.reprises
            self._batir()
        if self._remises != travail.remises:
            self._remises = travail.remises
            self._remplir()
        self.confirmation.fermer()
        self._dire_etat()
        indices, pris = travail.posee.indices, travail.indices_pris
        self.indice.description = f"Indice {pris}/{len(indices)}"
        if travail.solution_ouverte:
            mots, aide = "Lire la solution", "Lire la solution détaillée"
        else:
            mots, aide = "Je renonce", "Ouvrir la solution sans avoir réussi"
        self.solution.description, self.solution.tooltip = mots, aide
        solution = travail.posee.solution if travail.solution_lue else ""
        _changer(self.aides, remplir("carte-aides.html", indices=indices[:pris], solution=solution))
        if travail.renoncement_annulable:
            self.confirmation.demander(
                "Vous avez renoncé à cette question. Tant que vous n’avez pas lu la solution, "
                "vous pouvez changer d’avis.",
                {"Annuler mon renoncement": travail.annuler_renoncement},
            )

    def _dire_etat(self) -> None:
        self._modifiee = self.travail.modifiee
        _changer(self.entete, ecrire_morceau("entete", self.travail))
        _changer(self.retour, _ecrire_retour(self.travail))

    def _ecouter_entree(self, _champ, contenu: dict, _tampons) -> None:
        if contenu.get("event") != "submit":
            return
        try:
            boucle = asyncio.get_running_loop()
        except RuntimeError:
            self.verifier.click()
        else:
            boucle.call_later(_ATTENTE_DE_LA_SAISIE, self.verifier.click)

    def lire(self) -> object:
        """Rendre ce que portent les champs : une valeur, ou un dictionnaire par ligne."""
        if "" in self.champs:
            return self.champs[""].value
        return {cle: champ.value for cle, champ in self.champs.items()}

    def _verifier(self) -> None:
        if self.travail.verifier(self.lire()).etat == "a_faire":
            self.retour.value = _annoncer(
                f"Donnez d’abord une réponse, puis choisissez « {self.verifier.description} ».", "illisible"
            )

    def _demander_indice(self) -> None:
        epuises = self.travail.indices_pris == len(self.travail.posee.indices)
        texte = self.travail.indice()
        if epuises:
            self.retour.value = _annoncer(texte, "illisible")

    def _demander_solution(self) -> None:
        travail = self.travail
        if travail.solution_ouverte:
            travail.solution()
            return
        self.confirmation.demander(
            f"Renoncer ouvre la solution{' et s’inscrit sur votre copie' * travail.rendue}. "
            "Voulez-vous renoncer ?",
            {"Oui, je renonce": travail.renoncer, "Non, je cherche encore": self.confirmation.fermer},
        )


class Confirmation:
    """Une question et ses réponses, posées sous les boutons.

    Elle n'est jamais à la place du bouton qui l'ouvre : un double-clic ne peut donc pas y répondre.

    Parameters
    ----------
    proteger : callable
        Enveloppe chaque geste, pour dire en français ce qui échoue.

    Attributes
    ----------
    racine : ipywidgets.VBox
    reponses : dict of str to ipywidgets.Button
        Les boutons montrés, par intitulé ; vide quand rien n'est demandé.
    """

    def __init__(self, proteger: Callable) -> None:
        self._proteger = proteger
        self._texte = widgets.HTML()
        self._boutons = widgets.Box(layout=widgets.Layout(flex_flow="row wrap"))
        self._boutons.add_class("ch-boutons")
        self.reponses: dict[str, widgets.Button] = {}
        self.racine = widgets.VBox()
        self.racine.add_class("ch-confirmation")

    @property
    def texte(self) -> str:
        """Ce qui est demandé, en HTML ; vide quand rien ne l'est."""
        return self._texte.value

    def demander(self, texte: str, reponses: dict[str, Callable]) -> None:
        """Poser la question ; la même, déjà posée, reste comme elle est."""
        if list(self.reponses) == list(reponses):
            return
        self.fermer()
        self._texte.value = _annoncer(typographier(texte), "renonce")
        for intitule, geste in reponses.items():
            bouton = widgets.Button(description=intitule, layout=widgets.Layout(width="auto"))
            bouton.on_click(self._proteger(geste))
            self.reponses[intitule] = bouton
        self._boutons.children = list(self.reponses.values())
        self.racine.children = [self._texte, self._boutons]

    def fermer(self) -> None:
        """Retirer la question."""
        if not self.reponses:
            return
        anciens, self.reponses = self.reponses, {}
        self.racine.children = self._boutons.children = []
        self._texte.value = ""
        for bouton in anciens.values():
            bouton.close()


class QuestionAffichee(Affichage, TravailQuestion):
    """Le travail sur une question, qui se montre dans un cahier : sa carte, son HTML, son texte."""

    @cached_property
    def carte(self) -> Carte:
        """La carte de cette question (une seule, même affichée deux fois)."""
        return Carte(self)

    def _ecrire_donnees(self) -> str:
        """Le style, et le tableau du portefeuille si la question en a besoin."""
        utile = self.question.table == "clients"
        return STYLES + (ecrire_donnees(self.portefeuille, "clients") if utile else "")

    def batir_widgets(self) -> widgets.VBox:
        """Bâtir la carte, et ses données si elle en a besoin."""
        donnees = widgets.HTML(self._ecrire_donnees())
        self.observer(lambda: setattr(donnees, "value", self._ecrire_donnees()))
        racine = widgets.VBox([donnees, self.carte.racine])
        for classe in ("ch-serie", "ch-seule"):
            racine.add_class(classe)
        return racine

    def ecrire_html(self) -> str:
        """Écrire la question et ses données."""
        return f'<div class="ch-serie ch-seule">{self._ecrire_donnees()}{ecrire_question(self)}</div>'


class PanneauReponses:
    """La progression, les réponses à garder en texte, de quoi les effacer : rien n'est rendu.

    Parameters
    ----------
    serie : Seance

    Attributes
    ----------
    racine : ipywidgets.VBox
        Le widget à afficher.
    """

    def __init__(self, serie: Seance) -> None:
        self.serie = serie
        self.progression = widgets.HTML()
        self.liens = widgets.HTML()
        # Le résultat d'un geste se lit à côté du bouton qui l'a demandé.
        self.retour = widgets.HTML()
        self.proteger = partial(_proteger, retour=self.retour)
        self.confirmation = Confirmation(self.proteger)
        self.effacer = _faire_bouton("Effacer mes réponses", self.proteger(self._demander_effacement))
        self.retablir = _faire_bouton("Rétablir mes réponses effacées", self.proteger(self._retablir))
        self.boutons = widgets.Box(layout=widgets.Layout(flex_flow="row wrap"))
        self.boutons.add_class("ch-boutons")
        self.racine = widgets.VBox(
            [self.progression, self.liens, self.boutons, self.confirmation.racine, self.retour]
        )
        self._completer()
        serie.observer(self.actualiser)
        for travail in serie.q.values():  # ce qui est tapé sans être validé est aussi dans ce qui se garde
            travail.observer_brouillon(self._refaire_liens)
        self.actualiser()

    def _completer(self) -> None:
        """Ajouter au panneau ce qui lui est propre, avant qu'il ne se montre."""

    def ecrire_liens(self) -> str:
        """Écrire ce qui fait sortir les réponses."""
        return ecrire_liens_reponses(self.serie)

    def lister_boutons(self) -> list[widgets.Button]:
        """Lister les boutons à montrer ; aucun ne vient avant celui qu'il défait : rien ne bouge."""
        return [self.effacer, *[self.retablir] * bool(self.serie.effaces)]

    def actualiser(self) -> None:
        """Remettre la progression et ce qui se garde à jour."""
        self.confirmation.fermer()
        _changer(self.progression, ecrire_progression(self.serie))
        self._refaire_liens()
        _changer(self.retour, "")
        boutons = self.lister_boutons()
        if list(self.boutons.children) != boutons:
            self.boutons.children = boutons

    def _refaire_liens(self) -> None:
        _changer(self.liens, self.ecrire_liens())

    def _demander_effacement(self) -> None:
        self.confirmation.demander(
            "Toutes vos réponses sur ces données seront effacées. Vous pourrez les rétablir.",
            {"Oui, effacer": self._effacer, "Non, je les garde": self.confirmation.fermer},
        )

    def _effacer(self) -> None:
        self.serie.effacer()
        self._dire("Vos réponses sont effacées. « Rétablir mes réponses effacées » les remet.")

    def _retablir(self) -> None:
        self.serie.retablir()
        self._dire("Vos réponses sont rétablies.")

    def _dire(self, texte: str) -> None:
        self.retour.value = _annoncer(typographier(texte), "reussi")


class PanneauCopie(PanneauReponses):
    """La progression et la copie : télécharger, imprimer, rouvrir, effacer, changer de données.

    Parameters
    ----------
    serie : Travail
    """

    def _completer(self) -> None:
        self.retour_reprise = widgets.HTML()
        proteger, reprendre = self.proteger, partial(_proteger, retour=self.retour_reprise)
        self.nouvelles = _faire_bouton("Nouvelles données", proteger(self._demander_nouvelles))
        self.revenir = _faire_bouton("Revenir aux données d’avant", proteger(self._revenir))
        self.rouvrir = widgets.FileUpload(
            description="Choisir ma copie",
            accept=".json,.txt,application/json,text/plain",
            multiple=False,
            layout=widgets.Layout(width="auto"),
        )
        ouvrir = reprendre(self._rouvrir)
        self.rouvrir.observe(lambda changement: changement["new"] and ouvrir(), "value")
        self.colle = widgets.Textarea(
            description="ou collez ici le texte de votre copie", rows=2, style=_DESCRIPTION
        )
        self.ouvrir_colle = _faire_bouton("Rouvrir ce texte", reprendre(self._ouvrir_colle))
        reprise = widgets.VBox(
            [
                widgets.HTML(remplir("rouvrir.html")),
                self.rouvrir,
                self.colle,
                self.ouvrir_colle,
                self.retour_reprise,
            ],
            layout=widgets.Layout(align_items="flex-start"),
        )
        reprise.add_class("ch-depot")
        self.racine.children = [*self.racine.children, reprise]

    def ecrire_liens(self) -> str:
        """Écrire ce qui fait sortir la copie."""
        return ecrire_liens_copie(self.serie)

    def lister_boutons(self) -> list[widgets.Button]:
        """Lister les boutons à montrer ; aucun ne vient avant celui qu'il défait : rien ne bouge."""
        serie = self.serie
        boutons = [self.nouvelles] * serie.renouvelable
        boutons.append(self.effacer)
        return (
            boutons + [self.revenir] * (serie.precedent is not None) + [self.retablir] * bool(serie.effaces)
        )

    def actualiser(self) -> None:
        """Remettre la progression et la copie à jour."""
        super().actualiser()
        _changer(self.retour_reprise, "")

    def _demander_nouvelles(self) -> None:
        self.confirmation.demander(
            "Les questions repartiront de zéro sur d’autres données. Vos réponses sur celles-ci restent, "
            "et vous pourrez y revenir.",
            {"Oui, d’autres données": self._renouveler, "Non, je garde celles-ci": self.confirmation.fermer},
        )

    def _renouveler(self) -> None:
        self.serie.renouveler()
        self._dire("Voici d’autres données : les questions repartent de zéro.")

    def _revenir(self) -> None:
        self.serie.revenir()
        self._dire("Voici de nouveau vos données d’avant, avec vos réponses.")

    def _rouvrir(self) -> None:
        fichier = self.rouvrir.value[0]
        # Le champ se vide : le même fichier peut être choisi de nouveau.
        self.rouvrir.value = ()
        self._reprendre(bytes(fichier["content"]))

    def _ouvrir_colle(self) -> None:
        if not self.colle.value.strip():
            self.retour_reprise.value = _annoncer("Collez d’abord le texte de votre copie.", "illisible")
            return
        self._reprendre(self.colle.value.encode("utf-8", "surrogatepass"))
        self.colle.value = ""

    def _reprendre(self, copie: bytes) -> None:
        fait = self.serie.reprendre(copie) + f" {self.serie.avis}".rstrip()
        self.retour_reprise.value = _annoncer(typographier(fait), "reussi")


class CarteSerie:
    """Toute la série : les données, les cartes, les bilans, la progression, la copie ou les réponses.

    Parameters
    ----------
    serie : Seance

    Attributes
    ----------
    racine : ipywidgets.VBox
        Le widget à afficher.
    bilans : list of ipywidgets.HTML
        Sous chaque partie, le bilan qui s'y montre une fois qu'elle est terminée.
    """

    def __init__(self, serie: Seance) -> None:
        self.serie = serie
        self.tete = widgets.HTML()
        self.progression = widgets.HTML()
        self.panneau = PanneauCopie(serie) if serie.rendue else PanneauReponses(serie)
        self.bilans = []
        cartes = []
        for titre, travaux in partager(serie):
            self.bilans.append(widgets.HTML())
            cartes += [widgets.HTML(ecrire_intertitre(titre)), *(travail.carte.racine for travail in travaux)]
            cartes.append(self.bilans[-1])
        self.racine = widgets.VBox([self.tete, self.progression, *cartes, self.panneau.racine])
        self.racine.add_class("ch-serie")
        serie.observer(self.actualiser)
        self.actualiser()

    def actualiser(self) -> None:
        """Remettre les données, la progression et les bilans à jour."""
        _changer(self.tete, STYLES + ecrire_tete(self.serie, suivi=False))
        _changer(self.progression, ecrire_progression(self.serie))
        parts = partager(self.serie)
        for rang, (zone, (titre, travaux)) in enumerate(zip(self.bilans, parts, strict=True), start=1):
            acquis = dresser_acquis(travaux)
            bilan = remplir(
                "acquis.html",
                titre=titre,
                acquis=acquis,
                evaluation=self.serie.evaluation,
                redigee=not any(travail.question.corrige for travail in travaux),
                # Un dossier se rend entier ; une série d'entraînement, à la fin de sa première partie.
                rendue=self.serie.rendue and (rang == len(parts) or self.serie.banque.nom not in DOSSIERS),
                suite=rang < len(parts),
            )
            _changer(zone, bilan if acquis.terminee else "")


class ChampIdentifiant:
    """Le champ d'un cahier où l'on donne son identifiant ; une page du livre a le sien dans son en-tête.

    Parameters
    ----------
    serie : Travail

    Attributes
    ----------
    racine : ipywidgets.VBox
        Le widget à afficher.
    """

    def __init__(self, serie: Travail) -> None:
        self.serie = serie
        self.champ = widgets.Text(description="Mon identifiant", style=_DESCRIPTION)
        self.retour = widgets.HTML()
        self.valider = _faire_bouton("Enregistrer", _proteger(self._valider, self.retour))
        self.champ.on_msg(
            lambda _champ, contenu, _t: contenu.get("event") == "submit" and self.valider.click()
        )
        ligne = widgets.Box([self.champ, self.valider], layout=widgets.Layout(flex_flow="row wrap"))
        self.racine = widgets.VBox([ligne, self.retour])
        self.racine.add_class("ch-serie")
        serie.observer(self.actualiser)
        self.actualiser()

    def actualiser(self) -> None:
        """Montrer l'identifiant de la série."""
        if self.champ.value != self.serie.code:
            self.champ.value = self.serie.code

    def _valider(self) -> None:
        code = normaliser_code(self.champ.value)
        self.serie.changer_identifiant(code)
        ecrire_identifiant(code)
        self.champ.value = code
        texte = f"Les données de « {code} » sont à l’écran."
        if ressemble_a_un_nom(code):
            texte += " Cet identifiant ressemble à un nom : un pseudonyme, par exemple GPME2-07, suffit."
        self.retour.value = _annoncer(typographier(texte), "reussi")


def ecrire_progression(serie: Seance) -> str:
    """Écrire où en est la série, et ce qu'il faut savoir de la copie gardée."""
    avis = _annoncer(serie.avis, "illisible")
    return remplir("progression.html", progression=str(serie.progression()), avis=avis)


def _proteger(action: Callable, retour: widgets.HTML) -> Callable:
    """Dire en français ce qui a échoué : sans cela, un bouton avale son erreur."""

    def repondre(_bouton=None) -> None:
        try:
            action()
        except ErreurCours as erreur:
            retour.value = _annoncer(typographier(str(erreur)), "illisible")
        except Exception as erreur:
            message = composer(
                "Un imprévu a empêché de répondre ({nom}) : votre réponse n'est pas comptée. "
                "Relancez la cellule ; si cela revient, montrez ce message à votre enseignant.",
                {"nom": type(erreur).__name__},
            )
            retour.value = _annoncer(message, "illisible")

    return repondre


def _ecrire_retour(travail: TravailQuestion) -> str:
    verdict = travail.verdict
    if verdict.etat == "a_faire":
        return ""
    icone, mots = ETATS[verdict.etat]
    compte = len(travail.essais) if verdict.etat in ("a_revoir", "reussi") else 0
    gardee = verdict.etat == "a_revoir" and travail.etat == "reussi"
    message = verdict.message
    if travail.modifiee:
        mots, message = travail.etat_ecrit[1], typographier(_dire_changee(travail))
    return _annoncer(message, verdict.etat, icone=icone, mots=mots, essais=compte, gardee=gardee)


def _dire_changee(travail: TravailQuestion) -> str:
    """Dire ce que devient une réponse changée après l'enregistrement ; un texte se rend tel quel."""
    if travail.question.corrige:
        return _REPONSE_CHANGEE
    relire = "" if travail.evaluation else travail.question.inviter_a_relire()
    return f"{_TEXTE_RENDU * travail.rendue} {_TEXTE_CHANGE} {relire}".strip()


def _annoncer(
    contenu: str, etat: str = "", *, icone: str = "", mots: str = "", essais: int = 0, gardee: bool = False
) -> str:
    """Mettre un texte dans une zone que les lecteurs d'écran lisent quand elle change."""
    if not contenu.strip():
        return ""
    return remplir(
        "annonce.html", contenu=contenu, etat=etat, icone=icone, mots=mots, essais=essais, gardee=gardee
    )


def _changer(zone: widgets.HTML, contenu: str) -> None:
    """Ne toucher une zone que si elle change : elle ne serait sinon lue de nouveau."""
    if zone.value != contenu:
        zone.value = contenu


# --- Les champs de réponse : un widget par façon de saisir -------------------------------------------------

_DESCRIPTION = {"description_width": "initial"}


def _mettre_au_fil(decrits: tuple[Champ, ...], champs: dict[str, widgets.Widget]) -> widgets.Box:
    """Mettre les champs à leur place dans un paragraphe, chacun précédé de son numéro."""
    morceaux = []
    for rang, champ in enumerate(decrits, start=1):
        avant = remplir("fil.html", texte=champ.avant, numero=rang)
        morceaux += [widgets.HTML(avant), champs[champ.cle]]
    morceaux.append(widgets.HTML(remplir("fil.html", texte=decrits[-1].apres, numero="")))
    fil = widgets.Box(morceaux)
    fil.add_class("ch-fil")
    return fil


class Cases(widgets.VBox):
    """Des cases à cocher ; ``value`` est le tuple des clés cochées."""

    def __init__(self, champ) -> None:
        self.cases = {
            option.cle: widgets.Checkbox(description=option.texte, indent=False, style=_DESCRIPTION)
            for option in champ.options
        }
        super().__init__([widgets.Label(champ.intitule), *self.cases.values()])

    @property
    def value(self) -> tuple[str, ...]:
        """Les clés cochées."""
        return tuple(cle for cle, case in self.cases.items() if case.value)

    @value.setter
    def value(self, cles) -> None:
        for cle, case in self.cases.items():
            case.value = cle in (cles or ())


def _faire_bouton(intitule: str, geste: Callable) -> widgets.Button:
    bouton = widgets.Button(description=intitule, layout=widgets.Layout(width="auto"))
    bouton.on_click(geste)
    return bouton


def _faire_ligne(champ: Champ) -> widgets.Text:
    return widgets.Text(
        description=champ.intitule,
        placeholder=f"ex. {champ.exemple}" if champ.exemple else "",
        style=_DESCRIPTION,
        layout=widgets.Layout(width="auto" if champ.cle else "20em", max_width="100%"),
    )


def _faire_boutons(champ: Champ) -> widgets.RadioButtons:
    return widgets.RadioButtons(
        description=champ.intitule,
        options=[(option.texte, option.cle) for option in champ.options],
        value=None,
        style=_DESCRIPTION,
        layout=widgets.Layout(width="auto"),
    )


def _faire_liste(champ: Champ) -> widgets.Dropdown:
    return widgets.Dropdown(
        description=champ.intitule,
        options=[("à choisir", ""), *((option.texte, option.cle) for option in champ.options)],
    )


def _faire_texte(champ: Champ) -> widgets.Textarea:
    return widgets.Textarea(description=champ.intitule, rows=5, style=_DESCRIPTION)


_SAISIES = {
    "ligne": _faire_ligne,
    "boutons": _faire_boutons,
    "cases": Cases,
    "liste": _faire_liste,
    "texte": _faire_texte,
}


def _ecrire_champ(champ: widgets.Widget, valeur: object) -> None:
    if isinstance(champ, widgets.RadioButtons | widgets.Dropdown):
        cles = [cle for _, cle in champ.options]
        vide = "" if "" in cles else None
        valeur = valeur if valeur in cles else vide
    elif isinstance(champ, widgets.Text | widgets.Textarea):
        valeur = valeur if isinstance(valeur, str) else ""
    champ.value = valeur
