"""Une copie ouverte : ses rédactions se notent, par critère ou en points, et sa note se change."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, faire_bouton, proteger, replier
from course_helpers.ecriture import ecrire_nombre, typographier
from course_helpers.enseignant.correction import Resultat, calculer_note, lister_vides
from course_helpers.enseignant.decision import (
    Decision,
    a_relire,
    annuler_note,
    changer_note,
    choisir_niveau,
    donner_points,
    garder_niveaux,
    lister_redactions,
    noter_redaction,
)
from course_helpers.enseignant.doubles import citer_fichier
from course_helpers.enseignant.echanges import dire_echange
from course_helpers.enseignant.retours import preparer_copie
from course_helpers.exercices.question import Question
from course_helpers.exercices.sujet import ouvrir_devoir
from course_helpers.gabarits import remplir


class CopieOuverte:
    """Ce qui se montre d'une copie, et ce que l'enseignant en décide.

    Parameters
    ----------
    decider : callable
        Reçoit la nouvelle décision sur la copie ouverte.

    Attributes
    ----------
    menus : dict of (str, int) to ipywidgets.Dropdown
        Un par critère : la question, puis le rang du critère.
    points : dict of str to ipywidgets.Text
        Un par rédaction : ses points, tapés, l'emportent sur ses critères.
    gardes : dict of str to ipywidgets.Button
        Un par rédaction ; il se montre quand son texte a changé.
    annonces : dict of str to Annonce
        Une par rédaction, sous ses champs.
    note, raison : ipywidgets.Text
    racine : ipywidgets.VBox
    """

    def __init__(self, decider: Callable[[Decision], None]) -> None:
        self._decider = decider
        self._resultat: Resultat | None = None
        self._repere: object = None
        self._choisit = True  # faux quand la page change elle-même un champ
        self.menus: dict[tuple[str, int], widgets.Dropdown] = {}
        self.points: dict[str, widgets.Text] = {}
        self._sommes: dict[str, widgets.HTML] = {}
        self.gardes: dict[str, widgets.Button] = {}
        self.annonces: dict[str, Annonce] = {}
        self._changes: dict[str, widgets.VBox] = {}
        self._change = widgets.HTML(remplir("bureau-texte-change.html"))
        self.annonce = Annonce()
        self.tete, self.corps = widgets.HTML(), widgets.HTML()
        self._redactions = widgets.VBox()
        self.note = widgets.Text(description="Note changée (sur 20)")
        self.raison = widgets.Text(description="Raison")
        self.changer = faire_bouton("Changer la note", self._changer, self.annonce, "check")
        self.annuler = faire_bouton("Revenir à la note calculée", self._annuler, self.annonce, "undo")
        champs, boutons = widgets.Box([self.note, self.raison]), widgets.Box([self.changer, self.annuler])
        champs.add_class("ch-colonnes")
        self.raison.add_class("ch-raison")
        boutons.add_class("ch-boutons")
        avant = widgets.HTML(remplir("bureau-note-changee.html"))
        self.repli = replier("Changer la note à la main", widgets.VBox([avant, champs, boutons]))
        self.racine = widgets.VBox()

    def fermer(self) -> None:
        """Ne plus rien montrer."""
        self._resultat = self._repere = None
        self.racine.children = ()

    def ouvrir(
        self, repere: object, resultat: Resultat, nom: str, noms: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Montrer une copie ; la même, corrigée de nouveau, garde le focus.

        Parameters
        ----------
        repere : objet
            Ce qui distingue la copie des autres.
        resultat : Resultat
        nom : str
        noms : mapping of str to str
            Le nom d'une autre copie → celui qui se montre.
        """
        copie, decision = preparer_copie(resultat), resultat.decision
        # D'autres questions à compter font d'autres rédactions à noter.
        repere = repere, resultat.essentiel, lister_vides(resultat)
        neuve, self._resultat = repere != self._repere, resultat
        tete = remplir(
            "bureau-copie-tete.html",
            nom=nom,
            fichier=citer_fichier(resultat.fichier),
            copie=copie,
            changee=decision.note is not None,
            calculee=float(calculer_note(resultat)),
            raison=decision.raison,
            echange=dire_echange(resultat.echange, noms) if resultat.echange else "",
        )
        changer(self.tete, tete)
        changer(self.corps, remplir("bureau-copie.html", copie=copie))
        if neuve:
            self._repere, self._textes = repere, {}
            self.annonce.taire()
            self._construire()
        for question in self._lister_redactions():
            self._ecrire_texte(question, copie)
        self._choisit = False
        for (question, critere), menu in self.menus.items():
            niveaux = decision.niveaux.get(question)
            menu.value = niveaux[critere] if niveaux else None
        if neuve:
            for question, champ in self.points.items():
                champ.value = str(decision.points.get(question, "")).replace(".", ",")
            self.note.value = "" if decision.note is None else str(decision.note).replace(".", ",")
            self.raison.value = decision.raison
        self._choisit = True
        self.annuler.disabled = decision.note is None
        for question in self._lister_redactions():
            self._dire_points(question)

    def _construire(self) -> None:
        self.menus, self.points, self.gardes, self.annonces = {}, {}, {}, {}
        self._sommes, self._changes, blocs = {}, {}, []
        vides, decision = lister_vides(self._resultat), self._resultat.decision
        for question in self._lister_redactions():
            texte = self._textes[question.identifiant] = widgets.HTML()
            annonce = self.annonces[question.identifiant] = Annonce()
            menus = [self._faire_menu(question, rang) for rang in range(len(question.criteres))]
            self._sommes[question.identifiant] = widgets.HTML()
            niveaux = widgets.Box([*menus, self._faire_points(question)])
            niveaux.add_class("ch-colonnes")
            if question.identifiant in vides:
                niveaux = replier("Noter quand même cette réponse", niveaux)
                niveaux.children[0].value = decision.touche(question.identifiant)
            garder = partial(self._garder, question)
            self.gardes[question.identifiant] = faire_bouton(
                "Garder cette notation", garder, annonce, "check"
            )
            changes = widgets.VBox()
            self._changes[question.identifiant] = changes
            blocs += [texte, changes, niveaux, annonce.racine, self._sommes[question.identifiant]]
        self._redactions.children = blocs
        self.racine.children = (self.tete, self._redactions, self.repli, self.annonce.racine, self.corps)

    def _ecrire_texte(self, question: Question, copie: dict) -> None:
        """Montrer le texte d'une rédaction, qui change si l'élève remet la suite de son travail."""
        partie = next(q for q in copie["questions"] if q["identifiant"] == question.identifiant)
        changer(self._textes[question.identifiant], remplir("bureau-redaction.html", question=partie))

    def _faire_menu(self, question: Question, rang: int) -> widgets.Dropdown:
        niveaux = [
            (typographier(f"{nom} : {sens}"), niveau)
            for niveau, (nom, sens) in enumerate(question.niveaux_de_critere.items())
        ]
        menu = widgets.Dropdown(
            description=typographier(question.criteres[rang]),
            options=[("Pas encore noté", None), *niveaux],
            value=None,
        )
        choisir = proteger(partial(self._choisir, question, rang), self.annonces[question.identifiant])
        menu.observe(lambda change: self._choisit and choisir(change["new"]), "value")
        self.menus[question.identifiant, rang] = menu
        return menu

    def _faire_points(self, question: Question) -> widgets.Text:
        champ = widgets.Text(
            description=f"Ou ses points (question {question.numero}), sur {question.points}",
            continuous_update=False,
        )
        donner = proteger(partial(self._donner, question), self.annonces[question.identifiant])
        champ.observe(lambda change: self._choisit and donner(change["new"]), "value")
        self.points[question.identifiant] = champ
        return champ

    def _lister_redactions(self) -> list[Question]:
        banque = ouvrir_devoir(self._resultat.serie)
        return lister_redactions(banque, essentiel=self._resultat.essentiel)

    def _lire_texte(self, question: Question) -> object:
        rang = ouvrir_devoir(self._resultat.serie).questions.index(question)
        return self._resultat.rendus[rang].reponse

    def _choisir(self, question: Question, rang: int, niveau: int | None) -> None:
        texte = self._lire_texte(question)
        self._decider(choisir_niveau(self._resultat.decision, question, rang, niveau, texte))

    def _donner(self, question: Question, points: str) -> None:
        texte = self._lire_texte(question)
        self._decider(donner_points(self._resultat.decision, question, points, texte))
        self.annonces[question.identifiant].taire()

    def _garder(self, question: Question) -> None:
        self._decider(garder_niveaux(self._resultat.decision, question, self._lire_texte(question)))
        self.menus[question.identifiant, 0].focus()  # le bouton a disparu
        self.annonces[question.identifiant].dire(
            f"La notation de la question {question.numero} vaut pour le nouveau texte."
        )

    def _dire_points(self, question: Question) -> None:
        decision = self._resultat.decision
        obtenus = noter_redaction(decision, question)
        niveaux = decision.niveaux.get(question.identifiant, (None,) * len(question.criteres))
        change = a_relire(decision, question, self._lire_texte(question))
        contenu = (self._change, self.gardes[question.identifiant]) if change else ()
        if self._changes[question.identifiant].children != contenu:
            self._changes[question.identifiant].children = contenu
        changer(
            self._sommes[question.identifiant],
            remplir(
                "bureau-points.html",
                question=question,
                obtenus=None if obtenus is None else float(obtenus),
                restants=niveaux.count(None),
                tapes=question.identifiant in decision.points,
                vide=question.identifiant in lister_vides(self._resultat),
            ),
        )

    def _changer(self) -> None:
        decision = changer_note(self._resultat.decision, self.note.value, self.raison.value)
        self._decider(decision)
        self.annonce.dire(f"La note est changée : {ecrire_nombre(decision.note, 1)} sur 20.")

    def _annuler(self) -> None:
        self._decider(annuler_note(self._resultat.decision))
        self.note.value = self.raison.value = ""
        self.note.focus()  # le bouton ne sert plus
        self.annonce.dire("La note est de nouveau celle qui est calculée.")
