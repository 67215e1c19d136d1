"""Donner un sujet, dans la page : son lien à copier, son code QR à projeter."""

import re

import ipywidgets as widgets

from course_helpers import bureaux
from course_helpers.bureaux.cadre import Annonce, changer, proteger, replier
from course_helpers.ecriture import typographier
from course_helpers.enseignant.qr import dessiner_qr
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.sujet import Sujet, ecrire_fragment
from course_helpers.exercices.sujets_prets import lister_sujets_prets
from course_helpers.gabarits import remplir

_ADRESSE = re.compile(r"https?://[^\s#?]+", re.IGNORECASE)
_DE_CET_ORDINATEUR = re.compile(r"https?://(localhost|127\.|\[::1\])", re.IGNORECASE)


class Lien:
    """Le lien d'un sujet, et son code QR, dessiné quand on le demande.

    Attributes
    ----------
    adresse : ipywidgets.Text
        Celle de la page où les élèves ouvrent un sujet.
    repli : ipywidgets.VBox
        Le bouton qui montre le code QR, puis le code.
    a_taper : str
        Le lien d'un sujet prêt, assez court pour s'imprimer ; vide sinon.
    racine : ipywidgets.VBox
    """

    def __init__(self) -> None:
        self._sujet: Sujet | None = None
        self.a_taper = ""
        self.annonce = Annonce()
        self.adresse = widgets.Text(
            description=typographier("Adresse de la page « Sujet »"),
            value=bureaux.adresse_du_livre and f"{bureaux.adresse_du_livre}book/sujet.html",
            placeholder="https://…/book/sujet.html",
            continuous_update=False,
        )
        self.lien, self.code = widgets.HTML(), widgets.HTML()
        self.repli = replier("Montrer le code QR", self.code)
        self.adresse.add_class("ch-adresse")
        self.racine = widgets.VBox([self.adresse, self.annonce.racine, self.lien, self.repli])
        actualiser = proteger(self._actualiser, self.annonce)
        for champ in (self.adresse, self.repli.children[0]):
            champ.observe(lambda _: actualiser(), "value")

    def recevoir(self, sujet: Sujet | None) -> None:
        """Prendre un sujet : son lien, et son code si on le montre, le suivent."""
        self._sujet = sujet
        proteger(self._actualiser, self.annonce)()

    def _actualiser(self) -> None:
        self.annonce.taire()
        self.a_taper = ""
        if self._sujet is None:
            changer(self.lien, "")
            changer(self.code, "")
            return
        adresse = self.adresse.value.strip().partition("#")[0]
        if not _ADRESSE.fullmatch(adresse):
            changer(self.lien, "")
            changer(self.code, "")
            raise ErreurCours(
                "Écrivez l’adresse de la page « Sujet » de votre site : elle commence par https:// et finit "
                "par sujet.html."
            )
        if est_de_cet_ordinateur(adresse):
            self.annonce.alerter(
                "Cette adresse n’existe que sur cet ordinateur : écrivez celle du site que vos élèves "
                "ouvrent."
            )
        court = trouver_adresse_courte(self._sujet)
        lien = f"{adresse}#{court or ecrire_fragment(self._sujet)}"
        if court and not est_de_cet_ordinateur(adresse):
            self.a_taper = lien
        changer(self.lien, remplir("bureau-lien.html", lien=lien, court=court))
        if self.repli.children[0].value:
            changer(self.code, "")
            changer(
                self.code,
                remplir(
                    "bureau-qr.html",
                    titre=typographier(self._sujet.intitule),
                    lien=lien,
                    court=court,
                    qr=dessiner_qr(lien),
                ),
            )


def est_de_cet_ordinateur(adresse: str) -> bool:
    """Dire si une adresse ne s'ouvre que sur cet ordinateur.

    Examples
    --------
    >>> est_de_cet_ordinateur("http://localhost:8000/"), est_de_cet_ordinateur("https://exemple.fr/")
    (True, False)
    """
    return _DE_CET_ORDINATEUR.match(adresse) is not None


def trouver_adresse_courte(sujet: Sujet) -> str:
    """Trouver l'adresse courte d'un sujet prêt ; vide si ce n'en est pas un.

    Examples
    --------
    >>> trouver_adresse_courte(lister_sujets_prets()["abc-30"])
    'abc-30'
    """
    return next((nom for nom, pret in lister_sujets_prets().items() if pret == sujet), "")
