"""La page du sujet : ouvrir un lien, dire qui l'on est, répondre."""

import ipywidgets as widgets
from markupsafe import Markup

from course_helpers.bureaux.cadre import STYLES, Annonce, changer, faire_bouton, proteger
from course_helpers.ecriture import compter, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import magasin
from course_helpers.exercices.sujet import Sujet, ecrire_fragment, lire_sujet
from course_helpers.exercices.sujets_prets import lire_lien, lister_sujets_prets
from course_helpers.exercices.travail_sujet import TravailSujet, lire_copie_gardee
from course_helpers.gabarits import remplir
from course_helpers.tirages.reserve import CLASSE, normaliser_code, ressemble_a_un_nom


class Donner(widgets.VBox):
    """Un sujet, de son lien à la copie.

    Parameters
    ----------
    lien : str, optional
        Par défaut, celui que porte l'adresse de la page.

    Attributes
    ----------
    sujet : Sujet or None
    travail : TravailSujet or None
    lien, code, groupe : ipywidgets.Text
    ouvrir, commencer, autre : ipywidgets.Button
    prets : dict of str to ipywidgets.Button
        Les sujets prêts, par adresse courte.
    """

    def __init__(self, lien: str | None = None) -> None:
        self.sujet: Sujet | None = None
        self.travail: TravailSujet | None = None
        self.annonce = Annonce()
        styles = widgets.HTML(STYLES)
        self._place = widgets.VBox()
        super().__init__([styles, self.annonce.racine, self._place])
        self.add_class("ch-bureau")
        self._preparer_ouverture()
        self._preparer_identite()
        self.autre = faire_bouton("Ouvrir un autre sujet", self._fermer_sujet, self.annonce)
        self._demander_sujet()
        magasin.suivre_identifiant(self)
        self.changer_lien(magasin.lien_de_la_page if lien is None else lien)

    def _preparer_ouverture(self) -> None:
        self.lien = widgets.Text(description="Le lien du sujet, ou son adresse courte")
        self.ouvrir = faire_bouton("Ouvrir ce sujet", self._ouvrir_lien, self.annonce, "check")
        self.ouvrir.add_class("ch-principal")
        self.champ = widgets.FileUpload(
            description="Ouvrir un .sujet.json", accept=".json", layout=widgets.Layout(width="auto")
        )
        lire = proteger(self._ouvrir_fichier, self.annonce)
        self.champ.observe(lambda change: change["new"] and lire(), "value")
        depot = widgets.VBox([widgets.HTML(remplir("sujet-ouvrir.html")), self.champ])
        depot.add_class("ch-depot")
        self.prets = {
            nom: faire_bouton(
                typographier(f"{pret.titre}, {pret.minutes} min"),
                lambda pret=pret, nom=nom: self._prendre(pret, nom),
                self.annonce,
            )
            for nom, pret in lister_sujets_prets().items()
        }
        boutons = widgets.Box(list(self.prets.values()))
        boutons.add_class("ch-boutons")
        prets = widgets.HTML(remplir("sujet-prets.html", prets=lister_sujets_prets()))
        self._ouverture = widgets.VBox([self.lien, self.ouvrir, depot, prets, boutons])

    def _preparer_identite(self) -> None:
        self.resume = widgets.HTML()
        self.code = widgets.Text(description="Votre identifiant")
        self.groupe = widgets.Text(description="Votre groupe (une lettre ou un nombre)")
        self.commencer = faire_bouton("Commencer", self._commencer, self.annonce, "check")
        self.commencer.add_class("ch-principal")
        for champ in (self.code, self.groupe):
            champ.on_msg(lambda _, contenu, __: contenu.get("event") == "submit" and self.commencer.click())

    # --- Le sujet -------------------------------------------------------------------------------------

    def changer_lien(self, lien: str) -> None:
        """Ouvrir le sujet d'un lien ; un lien qui ne va pas est dit, et rien d'autre n'arrive."""
        if lien:
            proteger(self._suivre_lien, self.annonce)(lien)

    def _suivre_lien(self, lien: str) -> None:
        try:
            sujet = lire_lien(lien)
        except ErreurCours:
            self._demander_sujet()
            raise
        if sujet != self.sujet:
            self._prendre(sujet, lien)

    def _ouvrir_lien(self) -> None:
        if not self.lien.value.strip():
            raise ErreurCours("Le champ est vide : tapez-y l’adresse du sujet, par exemple abc-30.")
        sujet = lire_lien(self.lien.value)
        self._prendre(sujet, ecrire_fragment(sujet))

    def _ouvrir_fichier(self) -> None:
        (fichier,) = self.champ.value
        self.champ.value = ()
        sujet = lire_sujet(bytes(fichier["content"]))
        self._prendre(sujet, ecrire_fragment(sujet))

    def _prendre(self, sujet: Sujet, lien: str) -> None:
        self._recevoir(sujet)
        magasin.ecrire_lien(lien)

    def _demander_sujet(self) -> None:
        self.sujet = self.travail = None
        self._place.children = (self._ouverture,)
        self.annonce.taire()

    def _fermer_sujet(self) -> None:
        self._demander_sujet()
        magasin.ecrire_lien("")
        self.lien.focus()  # le bouton a disparu

    def _recevoir(self, sujet: Sujet) -> None:
        sujet.ouvrir()  # un sujet dont il ne reste aucune question se refuse ici
        self.sujet, self.travail = sujet, None
        self.annonce.taire()
        changer(self.resume, remplir("sujet-resume.html", sujet=sujet))
        code = magasin.lire_identifiant()
        self.code.value, self.groupe.value = code, ""
        gardee = lire_copie_gardee(sujet, code) if code else None
        if gardee:
            self._travailler(code, gardee.groupe)
        elif code and not sujet.evaluation and sujet.donnees != "groupe":
            self._travailler(code, "")
        else:
            self._demander_identite()

    # --- La personne ----------------------------------------------------------------------------------

    def _demander_identite(self) -> None:
        par_groupe = self.sujet.donnees == "groupe"
        champs = [self.code, *[self.groupe] * par_groupe]
        self._place.children = (self.resume, *champs, self.commencer, self.autre)

    def _commencer(self) -> None:
        saisie = self.code.value
        if not saisie.strip():
            suite = "" if self.sujet.evaluation else " Sans identifiant, tapez CLASSE."
            raise ErreurCours(f"Tapez d’abord votre identifiant, par exemple GPME2-07.{suite}")
        code = normaliser_code(saisie)
        if code == CLASSE and self.sujet.evaluation:
            raise ErreurCours("En évaluation, la copie porte votre identifiant : tapez le vôtre, non CLASSE.")
        gardee = lire_copie_gardee(self.sujet, code)
        self._travailler(code, gardee.groupe if gardee else self.groupe.value.strip().upper())
        if ressemble_a_un_nom(code):
            self.annonce.dire(
                f"{self.annonce.texte} Cet identifiant ressemble à un nom : un pseudonyme, par exemple "
                "GPME2-07, suffit."
            )

    def _travailler(self, code: str, groupe: str) -> None:
        self.travail = TravailSujet(self.sujet, code, groupe=groupe)
        self.code.value = code
        magasin.ecrire_identifiant(code)
        self._place.children = (self.travail.carte.racine, self.autre)
        ouvert = f"Le sujet est ouvert : {compter(len(self.travail.q), 'question')}."
        # Un poste peut avoir gardé l'identifiant d'un autre : le travail dit à qui il est.
        a_qui = (
            f" C’est le travail de {code} : si ce n’est pas vous, changez d’identifiant en haut de la page."
        )
        self.annonce.dire(ouvert + a_qui * (code != CLASSE))

    def changer_identifiant(self, code: str) -> None:
        """Suivre l'identifiant de l'en-tête : à un autre identifiant, un autre travail."""
        if self.sujet and (self.travail is None or (code or CLASSE) != self.travail.code):
            proteger(self._recevoir, self.annonce)(self.sujet)

    def close(self) -> None:
        """Ne plus suivre la page que l'on quitte."""
        magasin.oublier(self)
        super().close()

    def prevenir(self) -> None:
        """Redire ce que le travail sait de la mémoire du lieu."""
        if self.travail:
            self.travail.prevenir()

    # --- Ce qui se montre sans programme --------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs) -> dict:
        paquet = super()._repr_mimebundle_(**kwargs)
        fixe = remplir("sujet-fixe.html", styles=Markup(STYLES), prets=lister_sujets_prets())
        return {**paquet, "text/plain": self.ecrire_texte(), "text/html": fixe}

    def ecrire_texte(self) -> str:
        """Dire où l'on en est."""
        return self.sujet.intitule if self.sujet else typographier("Ouvrez d’abord un sujet.")
