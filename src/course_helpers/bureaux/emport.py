"""L'étape « Emporter » : un bouton par fichier, qui l'écrit quand on le demande."""

import base64
import html
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, faire_bouton
from course_helpers.ecriture import ecrire_nombre
from course_helpers.gabarits import remplir


@dataclass(frozen=True)
class Fichier:
    """Un fichier à emporter, écrit à la première demande de ses octets.

    Parameters
    ----------
    nom : str
        Ce qu'il contient et à quelle date, sans nom d'entreprise ni de client.
    type : str
        Le type de média.
    intitule : str
        Ce que dit le bouton.
    ecrire : callable
        L'écrit ; appelé une fois au plus. Rend ses octets, ou ceux de ses parties d'après leur nom.
    a_part : bool
        Vrai pour la correspondance : elle ne voyage pas avec le reste.

    Examples
    --------
    >>> Fichier("essai.txt", "text/plain", "Un essai", lambda: b"bonjour").octets
    b'bonjour'
    """

    nom: str
    type: str
    intitule: str
    ecrire: Callable[[], bytes | dict[str, bytes]] = field(repr=False)
    a_part: bool = False

    @cached_property
    def parties(self) -> dict[str, bytes]:
        """Le nom et les octets de ce qui se télécharge : un fichier, ou plusieurs s'il est coupé."""
        ecrit = self.ecrire()
        return ecrit if isinstance(ecrit, dict) else {self.nom: ecrit}

    @property
    def octets(self) -> bytes:
        """Ce que contient un fichier d'une seule partie."""
        (octets,) = self.parties.values()
        return octets


class Emport:
    """Les fichiers à emporter.

    Parameters
    ----------
    preparer : callable
        Donne les fichiers, à nom découvert ou anonymes : ``preparer(anonyme)``.
    intitule : str
        Ce que dit la case qui les rend anonymes ; vide s'il n'y en a pas.
    avant : str
        Le gabarit de ce qui les précède.

    Attributes
    ----------
    anonyme : ipywidgets.Checkbox
    boutons : dict[str, ipywidgets.Button]
        Par intitulé.
    liens : dict[str, ipywidgets.HTML]
        Le lien de chaque fichier écrit.
    """

    def __init__(
        self,
        preparer: Callable[[bool], list[Fichier]],
        *,
        intitule: str = "Anonymiser : des codes tirés au sort remplacent les noms",
        avant: str = "bureau-emporter.html",
    ) -> None:
        self._preparer = preparer
        self._fichiers: dict[str, Fichier] = {}
        self.annonce = Annonce()
        self.anonyme = widgets.Checkbox(description=intitule, indent=False)
        self.anonyme.observe(lambda _: self.actualiser(), "value")
        self.boutons: dict[str, widgets.Button] = {}
        self.liens: dict[str, widgets.HTML] = {}
        self._liste = widgets.VBox()
        self._liste.add_class("ch-fichiers")
        self.racine = widgets.VBox(
            [widgets.HTML(remplir(avant)), *[self.anonyme] * bool(intitule), self._liste, self.annonce.racine]
        )

    def actualiser(self) -> None:
        """Proposer chaque fichier d'un portefeuille."""
        self.annonce.taire()
        self._fichiers = {f.intitule: f for f in self._preparer(self.anonyme.value)}
        self.boutons, self.liens, lignes = {}, {}, []
        for intitule, fichier in self._fichiers.items():
            lien = widgets.HTML()
            bouton = faire_bouton(intitule, partial(self._ecrire, intitule), self.annonce, "file")
            self.boutons[intitule], self.liens[intitule] = bouton, lien
            ligne = widgets.Box([bouton, lien])
            ligne.add_class("ch-a-part" if fichier.a_part else "ch-fichier")
            lignes.append(ligne)
        self._liste.children = lignes

    def perimer(self) -> None:
        """Retirer ce qui est écrit : l'analyse a changé. Rien n'est refait tant qu'on ne le demande pas."""
        self._fichiers = {}
        for lien in self.liens.values():
            changer(lien, "")
        self.annonce.taire()

    def _ecrire(self, intitule: str) -> None:
        self.annonce.dire("Préparation du fichier…")
        if not self._fichiers:
            self._fichiers = {f.intitule: f for f in self._preparer(self.anonyme.value)}
        fichier = self._fichiers[intitule]
        parties = fichier.parties
        changer(
            self.liens[intitule],
            "<br>".join(_lier(nom, fichier.type, octets) for nom, octets in parties.items()),
        )
        poids = ecrire_nombre(max(1, round(sum(map(len, parties.values())) / 1000)), 0, "ko")
        if len(parties) == 1:
            self.annonce.dire(f"{fichier.nom} est prêt ({poids}) : son lien est à côté de son bouton.")
            return
        lourde = ecrire_nombre(max(1, round(max(map(len, parties.values())) / 1000)), 0, "ko")
        self.annonce.dire(
            f"{fichier.nom} est prêt, coupé en {len(parties)} parties de {lourde} au plus ({poids} en tout). "
            "Leurs liens sont à côté du bouton : téléchargez-les toutes."
        )


def _lier(nom: str, type_: str, octets: bytes) -> str:
    adresse = f"data:{type_};base64,{base64.b64encode(octets).decode()}"
    nom = html.escape(nom)
    lien = f'<a download="{nom}" href="{adresse}">Télécharger {nom}</a>'
    if not type_.startswith("text/html"):
        return lien
    # La page du livre le montre, et imprime ce que donne le lien d'avant ; ailleurs, rien ne le ferait.
    masque = f'<span class="ch-masque"> {nom}</span>'
    return f'{lien} <button type="button" class="livre-bouton ch-imprimer" hidden>Imprimer{masque}</button>'
