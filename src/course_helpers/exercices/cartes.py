"""Les cartes vivantes : un champ par réponse, des boutons, un retour.

Ce module ne corrige rien : une carte est la vue d'un travail (:mod:`course_helpers.exercices.travail`).
"""

import asyncio
from collections.abc import Callable
from functools import cached_property

import ipywidgets as widgets

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import ETATS, Champ, Verdict
from course_helpers.exercices.statique import (
    STYLES,
    ecrire_donnees,
    ecrire_intertitre,
    ecrire_liens_copie,
    ecrire_morceau,
    ecrire_question,
    ecrire_tete,
    partager,
)
from course_helpers.exercices.textes import composer
from course_helpers.exercices.travail import Travail, TravailQuestion
from course_helpers.gabarits import remplir

# Le navigateur envoie la touche Entrée avant la dernière lettre tapée : on l'attend un instant.
_ATTENTE_DE_LA_SAISIE = 0.15


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
        self._confirmer = False
        self.entete = widgets.HTML()
        evaluation = travail.evaluation
        self.verifier = widgets.Button(
            description="Enregistrer" if evaluation or not travail.question.corrige else "Vérifier",
            tooltip="Enregistrer ma réponse" if evaluation else "Corriger ma réponse",
        )
        self.verifier.add_class("ch-principal")
        self.indice = widgets.Button(tooltip="Montrer l’indice suivant")
        self.solution = widgets.Button(layout=widgets.Layout(width="auto"))
        self.retour = widgets.HTML()
        self.aides = widgets.HTML()
        self.verifier.on_click(self._proteger(self._verifier))
        self.indice.on_click(self._proteger(travail.indice))
        self.solution.on_click(self._proteger(self._demander_solution))
        self.boutons = widgets.Box(
            [self.verifier] if evaluation else [self.verifier, self.indice, self.solution],
            layout=widgets.Layout(flex_flow="row wrap"),
        )
        self.racine = widgets.VBox()
        self.racine.add_class("ch-carte")
        self._batir()
        travail.observer(self.actualiser)
        self.actualiser()

    def _batir(self) -> None:
        """Construire l'énoncé et les champs ; à refaire quand les données changent."""
        decrits = self.travail.posee.champs
        self._reprises = self.travail.reprises
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
        for champ in self.champs.values():
            if isinstance(champ, widgets.Text):
                champ.on_msg(self._ecouter_entree)
        self.racine.children = [
            self.entete,
            widgets.HTML(ecrire_morceau("enonce", self.travail)),
            zone,
            widgets.HTML(ecrire_morceau("consigne", self.travail)),
            self.boutons,
            self.retour,
            self.aides,
        ]
        self._remplir()

    def _remplir(self) -> None:
        """Remettre dans les champs la dernière réponse d'une copie rouverte."""
        essais = self.travail.essais
        if not essais:
            return
        reponse = essais[-1]
        if "" in self.champs:
            reponse = {"": reponse}
        elif isinstance(reponse, list):
            reponse = {cle: str(rang) for rang, cle in enumerate(reponse, start=1)}
        for cle, champ in self.champs.items():
            _ecrire_champ(champ, reponse.get(cle))

    def actualiser(self) -> None:
        """Remettre la carte en accord avec la question."""
        travail = self.travail
        if self._reprises != travail.reprises:
            self._batir()
        self._confirmer = False
        self.entete.value = ecrire_morceau("entete", travail)
        self.retour.value = _ecrire_retour(travail.verdict, len(travail.essais))
        indices, pris = travail.posee.indices, travail.indices_pris
        self.indice.description = f"Indice {pris}/{len(indices)}"
        self.indice.disabled = pris == len(indices)
        self.solution.description = "Solution" if travail.solution_ouverte else "Je renonce"
        self.solution.tooltip = "Lire la solution détaillée"
        solution = travail.posee.solution if travail.solution_lue else ""
        aides = remplir("carte-aides.html", indices=indices[:pris], solution=solution)
        _changer(self.aides, _annoncer(aides))

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
            self.retour.value = _annoncer("Donnez d’abord une réponse, puis vérifiez.", "illisible")

    def _demander_solution(self) -> None:
        if self.travail.solution_ouverte:
            self.travail.solution()
        elif self._confirmer:
            self.travail.renoncer()
            self.travail.solution()
        else:
            self._confirmer = True
            self.solution.description = "Oui, je renonce"
            self.retour.value = _annoncer(
                "Renoncer ouvre la solution et s’inscrit sur votre copie. Appuyez encore pour confirmer.",
                "renonce",
            )

    def _proteger(self, action: Callable) -> Callable:
        return _proteger(action, self.retour)


class QuestionAffichee(TravailQuestion):
    """Le travail sur une question, qui se montre dans un cahier : sa carte, son HTML, son texte."""

    @cached_property
    def carte(self) -> Carte:
        """La carte de cette question (une seule, même affichée deux fois)."""
        return Carte(self)

    def _ecrire_donnees(self) -> str:
        """Le style, et le tableau du portefeuille si la question en a besoin."""
        utile = self.question.table == "clients"
        return STYLES + (ecrire_donnees(self.posee.portefeuille, "clients") if utile else "")

    def _repr_mimebundle_(self, **_) -> dict:
        donnees = widgets.HTML(self._ecrire_donnees())
        self.observer(lambda: setattr(donnees, "value", self._ecrire_donnees()))
        racine = widgets.VBox([donnees, self.carte.racine])
        racine.add_class("ch-serie")
        seul = f'<div class="ch-serie">{self._ecrire_donnees()}{ecrire_question(self)}</div>'
        return assembler(racine, seul, repr(self))


class PanneauCopie:
    """La progression et la copie : télécharger, imprimer, rouvrir, effacer, changer de données.

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
        self._a_confirmer = ""
        self.progression = widgets.HTML()
        self.liens = widgets.HTML()
        self.retour = widgets.HTML(_annoncer(""))
        large = {"layout": widgets.Layout(width="auto")}
        self.nouvelles = widgets.Button(description="Nouvelles données", **large)
        self.effacer = widgets.Button(description="Effacer mes réponses", **large)
        self.rouvrir = widgets.FileUpload(
            description="Rouvrir une copie", accept=".json", multiple=False, **large
        )
        self.nouvelles.on_click(_proteger(lambda: self._confirmer("nouvelles"), self.retour))
        self.effacer.on_click(_proteger(lambda: self._confirmer("effacer"), self.retour))
        ouvrir = _proteger(self._rouvrir, self.retour)
        self.rouvrir.observe(lambda changement: changement["new"] and ouvrir(), "value")
        boutons = [self.rouvrir, self.effacer]
        if not serie.evaluation:
            boutons.insert(0, self.nouvelles)
        self.racine = widgets.VBox(
            [
                self.progression,
                self.liens,
                widgets.Box(boutons, layout=widgets.Layout(flex_flow="row wrap")),
                self.retour,
            ]
        )
        serie.observer(self.actualiser)
        self.actualiser()

    def actualiser(self) -> None:
        """Remettre la progression et la copie à jour."""
        self._a_confirmer = ""
        self.nouvelles.description, self.effacer.description = "Nouvelles données", "Effacer mes réponses"
        self.progression.value = ecrire_progression(self.serie)
        self.liens.value = ecrire_liens_copie(self.serie)
        _changer(self.retour, _annoncer(""))

    def _confirmer(self, geste: str) -> None:
        """Demander une confirmation : les réponses vont disparaître."""
        if self._a_confirmer != geste:
            self.actualiser()
            self._a_confirmer = geste
            bouton = self.nouvelles if geste == "nouvelles" else self.effacer
            bouton.description = f"Oui, {bouton.description.lower()}"
            self.retour.value = _annoncer(
                "Vos réponses vont disparaître de cette page. Téléchargez d’abord votre copie "
                "si vous voulez la garder, puis appuyez encore pour confirmer.",
                "renonce",
            )
        elif geste == "nouvelles":
            self.serie.renouveler()
            self.retour.value = _annoncer(
                "Voici d’autres données. Les questions repartent de zéro.", "reussi"
            )
        else:
            self.serie.effacer()
            self.retour.value = _annoncer("Vos réponses sont effacées.", "reussi")

    def _rouvrir(self) -> None:
        fichier = self.rouvrir.value[0]
        # Le champ se vide : le même fichier peut être choisi de nouveau.
        self.rouvrir.value = ()
        self.serie.reprendre(bytes(fichier["content"]))
        self.retour.value = _annoncer(self.serie.avis or "Votre copie est rouverte.", "reussi")


class CarteSerie:
    """Toute la série : les données, les cartes, la progression et la copie.

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
        self.tete = widgets.HTML()
        self.progression = widgets.HTML()
        self.panneau = PanneauCopie(serie)
        cartes = []
        for titre, travaux in partager(serie):
            cartes += [widgets.HTML(ecrire_intertitre(titre)), *(travail.carte.racine for travail in travaux)]
        self.racine = widgets.VBox([self.tete, self.progression, *cartes, self.panneau.racine])
        self.racine.add_class("ch-serie")
        serie.observer(self.actualiser)
        self.actualiser()

    def actualiser(self) -> None:
        """Remettre les données et la progression à jour."""
        _changer(self.tete, STYLES + ecrire_tete(self.serie))
        self.progression.value = ecrire_progression(self.serie)


def assembler(racine: widgets.Widget, seul: str, texte: str) -> dict:
    """Réunir les trois formes d'un affichage : les widgets, le HTML seul, le texte."""
    return {**racine._repr_mimebundle_(), "text/html": seul, "text/plain": texte}


def ecrire_progression(serie: Travail) -> str:
    """Écrire où en est la série, et ce qu'il faut savoir de la copie gardée."""
    avis = _annoncer(serie.avis, "illisible")
    return remplir("progression.html", progression=str(serie.progression()), avis=avis)


def _proteger(action: Callable, retour: widgets.HTML) -> Callable:
    """Dire en français ce qui a échoué : sans cela, un bouton avale son erreur."""

    def repondre(_bouton=None) -> None:
        try:
            action()
        except ErreurCours as erreur:
            retour.value = _annoncer(str(erreur), "illisible")
        except Exception as erreur:
            message = composer(
                "Un imprévu a empêché de répondre ({nom}) : votre réponse n'est pas comptée. "
                "Relancez la cellule ; si cela revient, montrez ce message à votre enseignant.",
                {"nom": type(erreur).__name__},
            )
            retour.value = _annoncer(message, "illisible")

    return repondre


def _ecrire_retour(verdict: Verdict, essais: int) -> str:
    if verdict.etat == "a_faire":
        return ""
    icone, mots = ETATS[verdict.etat]
    compte = essais if verdict.etat in ("a_revoir", "reussi") else 0
    return _annoncer(verdict.message, verdict.etat, icone=icone, mots=mots, essais=compte)


def _annoncer(contenu: str, etat: str = "", *, icone: str = "", mots: str = "", essais: int = 0) -> str:
    """Mettre un texte dans une zone que les lecteurs d'écran lisent quand elle change."""
    if not contenu.strip():
        return ""
    return remplir("annonce.html", contenu=contenu, etat=etat, icone=icone, mots=mots, essais=essais)


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
