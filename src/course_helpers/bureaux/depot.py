"""L'étape « Déposer » : choisir des fichiers, essayer un exemple, suivre la lecture et l'arrêter."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets

from course_helpers.bureaux.cadre import Annonce, changer, faire_bouton, proteger
from course_helpers.donnees import chemin
from course_helpers.fichiers import TAILLES_MAX, refuser_poids
from course_helpers.gabarits import remplir

ACCEPTES = ".csv,.txt,.tsv,.xlsx,.ods,.xml,.pdf,.zip,.json"
EXEMPLES = {
    "Essayer avec des factures": ("factures-2024.csv", "factures-2025.csv"),
    "Essayer avec un FEC": ("fec-2024.txt", "fec-2025.txt"),
}
Fichiers = tuple[tuple[str, bytes], ...]


class Depot:
    """Où l'on donne ses fichiers.

    Parameters
    ----------
    recevoir : callable
        Reçoit les fichiers déposés : nom et contenu de chacun.
    arreter : callable
        Arrête la lecture en cours.
    annonce : Annonce
    avant : str
        Le gabarit de ce qui se lit dans le cadre.
    acceptes : str
        Les suffixes que le navigateur propose.
    exemples : dict of str to tuple of str
        Pour chaque bouton, les fichiers du cours qu'il donne.
    arret : str
        Ce que dit le bouton qui arrête ; vide si rien ne s'arrête.

    Attributes
    ----------
    champ : ipywidgets.FileUpload
    exemples : dict[str, ipywidgets.Button]
    bouton_arreter : ipywidgets.Button
    """

    def __init__(
        self,
        recevoir: Callable[[Fichiers], None],
        arreter: Callable[[], None],
        annonce: Annonce,
        *,
        avant: str = "bureau-deposer.html",
        acceptes: str = ACCEPTES,
        exemples: Mapping[str, tuple[str, ...]] = EXEMPLES,
        arret: str = "",
    ) -> None:
        self.recevoir = recevoir
        self.champ = widgets.FileUpload(
            description="Choisir des fichiers",
            accept=acceptes,
            multiple=True,
            layout=widgets.Layout(width="auto"),
        )
        self.champ.add_class("ch-principal")
        prendre = proteger(self._prendre, annonce)
        self.champ.observe(lambda change: change["new"] and prendre(), "value")
        self.exemples = {
            intitule: faire_bouton(intitule, lambda noms=noms: self._ouvrir_exemple(noms), annonce)
            for intitule, noms in exemples.items()
        }
        self.bouton_arreter = faire_bouton(arret, arreter, annonce, "stop")
        self._avancement = widgets.HTML()
        self._attente = widgets.HBox([self._avancement, *[self.bouton_arreter] * bool(arret)])
        self._attente.add_class("ch-avancement")
        boutons = widgets.Box([self.champ, *self.exemples.values()])
        boutons.add_class("ch-boutons")
        self._boite = widgets.VBox([widgets.HTML(remplir(avant, poids_max=TAILLES_MAX["dépôt"])), boutons])
        self._boite.add_class("ch-depot")
        self.racine = widgets.VBox([self._boite, annonce.racine])
        self._annonce = annonce

    @property
    def attend(self) -> bool:
        """Dire si une lecture est en cours."""
        return self._attente in self.racine.children

    def attendre(self) -> None:
        """Montrer qu'une lecture commence."""
        self.avancer(0, "Préparation de la lecture")
        self.racine.children = (self._boite, self._attente, self._annonce.racine)

    def avancer(self, part: float, mots: str) -> None:
        """Montrer où en est la lecture."""
        changer(self._avancement, remplir("bureau-avancement.html", pourcent=round(100 * part), mots=mots))

    def finir(self) -> None:
        """Ne plus rien montrer d'une lecture finie."""
        self.racine.children = (self._boite, self._annonce.racine)

    def _prendre(self) -> None:
        choisis = self.champ.value
        self.champ.value = ()  # les mêmes fichiers peuvent être choisis de nouveau
        if any(fichier["size"] > len(fichier["content"]) for fichier in choisis):
            # La page ne les a pas lus : leur poids seul suffit à les refuser.
            nom = choisis[0]["name"] if len(choisis) == 1 else ""
            refuser_poids(sum(fichier["size"] for fichier in choisis), "dépôt", nom)
        fichiers = tuple((fichier["name"], bytes(fichier["content"])) for fichier in choisis)
        self.recevoir(fichiers)

    def _ouvrir_exemple(self, noms: tuple[str, ...]) -> None:
        self.recevoir(tuple((nom, chemin(nom).read_bytes()) for nom in noms))
