"""L'état d'une étude : les cellules, ce que chaque ligne devient, ce dont on doute.

Une ligne a une raison d'être écartée, ou aucune : ce qui est gardé et ce qui est écarté font donc toujours
ce qui a été lu.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.entetes import Entetes, chercher_entetes, exiger_roles, nommer_colonnes
from course_helpers.lecture.grille import Grille
from course_helpers.lecture.plan import Colonne, Doute
from course_helpers.lecture.roles import MONTANTS, lire_unite
from course_helpers.nombres import abreger


class Etat:
    """Une grille, ce que ses lignes deviennent à mesure que les règles passent, et ce qu'elles en disent.

    Parameters
    ----------
    grille : Grille
    nature : {"factures", "clients", "prospects", "table"}
    choix : dict
        Voir ``Plan.choisir``.
    doutes : list of Doute
        Ceux que l'ouverture du fichier a déjà fait naître.
    exiger : bool
        Refuser s'il manque une colonne, ou toute ligne, sans quoi rien ne se lit.
    """

    def __init__(
        self,
        grille: Grille,
        nature: str,
        choix: dict,
        doutes: list[Doute] | None = None,
        *,
        exiger: bool = True,
    ):
        """Trouver les en-têtes ; toutes les lignes sont encore gardées."""
        self.grille, self.nature, self.choix = grille, nature, choix
        self.doutes, self.remarques = list(doutes or []), []
        self.raisons, self.exemples = ["gardée"], {}
        self.devise, self.formats = choix.get("devise") or "EUR", {}
        self.statuts, self.types = {}, {}
        self.montants = self.avoirs = self.repetitions = self.suites = None
        roles = choix.get("roles", {})
        self.entetes: Entetes = chercher_entetes(grille, nature, roles, choix.get("entetes"))
        self.colonnes, douteuses = nommer_colonnes(self.entetes, nature, roles, grille, exiger=exiger)
        self.du_prix = self._prendre_le_prix()
        self.du_ttc = not self.du_prix and self._prendre_le_ttc()
        if exiger:
            exiger_roles(self.colonnes, nature, self.entetes, grille)
        self.doutes += douteuses
        debut = self.entetes.corps
        self.cellules = [colonne[debut:] for colonne in grille.colonnes]
        self.numeros = grille.numeros[debut:]
        self.nombre = max(grille.hauteur - debut, 0)
        self.code = np.zeros(self.nombre, dtype=np.int16)
        self._remplies: dict[int, np.ndarray] = {}
        self._changees: set[int] = set()
        self.valeurs: dict[str, object] = {}
        self.retenues: dict[int, np.ndarray] = {}
        self.ttc_dans_les_cellules = self.lignes_d_avoir = None
        self.client = self.premieres = np.full(self.nombre, None, dtype=object)
        self.place_client, self.sous_totaux, self.jour_sans_preuve = 0, False, None
        self.avant_taxe: np.ndarray | None = None
        if exiger and not self.nombre:
            raise ErreurCours("Le tableau n’a que ses en-têtes : vérifiez l’export, il n’y a rien à lire.")

    def _prendre_le_ttc(self) -> bool:
        """Sans montant HT, prendre le TTC si une colonne donne la TVA : l'en ôter se demandera."""
        ttc = self.trouver("ttc")
        if ttc is None or self.trouver("tva") is None:
            return False
        return self._tenir_lieu_de_montant(ttc)

    def _prendre_le_prix(self) -> bool:
        """Sans montant, prendre le prix unitaire s'il y a une quantité : la ligne vaut leur produit."""
        prix = self.trouver("prix_unitaire")
        if self.nature != "factures" or prix is None or self.trouver("quantite") is None:
            return False
        return self._tenir_lieu_de_montant(prix)

    def _tenir_lieu_de_montant(self, place: int) -> bool:
        montant = MONTANTS.get(self.nature)
        if montant is None or any(
            c.role == montant or str(c.role).startswith("ca_20") for c in self.colonnes
        ):
            return False
        colonne = self.colonnes[place]
        self.colonnes[place] = replace(colonne, role=montant, nom=montant, facteur=lire_unite(colonne.entete))
        return True

    def ajouter(self, nom: str, cellules: np.ndarray) -> None:
        """Ajouter une colonne que le fichier n'a pas : son en-tête est vide, son rôle est son nom."""
        place = len(self.colonnes)
        self.colonnes.append(Colonne("", nom, nom))
        self.cellules.insert(place, cellules)
        self._remplies.clear()
        self._changees.add(place)

    def trouver(self, role: str) -> int | None:
        """Le rang de la première colonne d'un rôle, ou None."""
        return next((place for place, c in enumerate(self.colonnes) if c.role == role), None)

    def reperer_remplies(self, place: int) -> np.ndarray:
        """Où une colonne n'est pas vide."""
        if place not in self._remplies:
            pleine = self.grille.pleine and place not in self._changees
            self._remplies[place] = (
                np.ones(self.nombre, dtype=bool) if pleine else ~pd.isna(self.cellules[place])
            )
        return self._remplies[place]

    def changer(self, place: int, cellules: np.ndarray) -> None:
        """Remplacer les cellules d'une colonne."""
        self.cellules[place] = cellules
        self._changees.add(place)
        self._remplies.pop(place, None)

    def ecarter(self, fautives: np.ndarray, raison: str, cellules: np.ndarray | None = None) -> None:
        """Écarter des lignes encore gardées ; la première raison trouvée est la bonne."""
        fautives = fautives & (self.code == 0)
        if not fautives.any():
            return
        if raison not in self.raisons:
            self.raisons.append(raison)
            self.exemples[raison] = cellules
        self.code[fautives] = self.raisons.index(raison)

    def lister(self, place: int) -> tuple[np.ndarray, list]:
        """Le rang de chaque valeur parmi les distinctes (−1 : vide ou écartée), et ces valeurs."""
        codes = np.full(self.nombre, -1)
        retenues = (self.code == 0) & self.reperer_remplies(place)
        codes[retenues], distinctes = pd.factorize(self.cellules[place][retenues])
        return codes, list(distinctes)

    def citer(self, place: int, quelles: np.ndarray) -> tuple[int, str]:
        """La ligne du fichier et le texte de la première cellule en cause."""
        return self.numeroter(quelles), abreger(self.cellules[place][int(np.flatnonzero(quelles)[0])])

    def douter(
        self,
        choix: str,
        constat: str,
        options: dict[str, str],
        geste: str,
        place: int | None = None,
        quelles: np.ndarray | None = None,
        *,
        sinon: str = "",
    ) -> None:
        """Poser une question : sur une colonne, avec la première des lignes en cause pour exemple."""
        entete = None if place is None else self.colonnes[place].entete
        ligne, exemple = (None, None) if quelles is None else self.citer(place, quelles)
        self.doutes.append(Doute(choix, constat, options, geste, entete, ligne, exemple, sinon=sinon))

    def numeroter(self, quelles: np.ndarray) -> int:
        """Le numéro, dans le fichier, de la première de ces lignes."""
        return int(self.numeros[int(np.flatnonzero(quelles)[0])])

    def reperer_fichiers(self) -> np.ndarray:
        """Le rang du fichier d'où vient chaque ligne."""
        debuts = [debut for debut, _ in self.grille.debuts]
        return np.searchsorted(debuts, np.asarray(self.numeros), side="left")

    def ecrire_ligne(self, quelles: np.ndarray, mot: str = "la") -> str:
        """« la ligne 3 », et le nom du fichier s'il y en a plusieurs."""
        ligne, fichier = self.grille.situer(self.numeroter(quelles))
        return f"{mot} ligne {ligne}" + (f" de « {abreger(fichier)} »" if fichier else "")

    def remarquer_illisibles(self, place: int, illisibles: np.ndarray) -> None:
        """Dire qu'une valeur facultative ne se lit pas."""
        _, exemple = self.citer(place, illisibles)
        ou = self.ecrire_ligne(illisibles, "en")
        self.remarques.append(
            f"« {abreger(self.colonnes[place].entete)} » : {compter(illisibles.sum(), 'valeur illisible')}, "
            f"d’abord {ou} (« {exemple} ») ; laissée vide, la ligne est gardée."
        )
