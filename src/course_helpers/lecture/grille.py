"""Ce qu'un fichier contient avant toute supposition : des cellules, en colonnes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from course_helpers.ecriture import compter
from course_helpers.erreurs import ErreurCours

LARGEUR_MAX = 1000  # colonnes ; au-delà, ce n'est plus un tableau
_BLANCS = re.compile(r"\s\s+")


@dataclass
class Grille:
    """Les cellules d'un tableau, nettoyées, et d'où elles viennent.

    Parameters
    ----------
    colonnes : list of numpy.ndarray
        Une suite de cellules par colonne, toutes de même longueur ; None pour une cellule vide.
    numeros : suite de int
        Le numéro de chaque ligne dans le fichier.
    origine : dict
        ``encodage`` et ``separateur``, ou ``feuille`` et ``autres_feuilles``.
    largeurs : numpy.ndarray, optional
        Le nombre de cellules de chaque ligne, si toutes n'ont pas le même.
    suites : set of tuple[int, int]
        Ligne et colonne, depuis 0, des cellules que couvre une cellule fusionnée commencée plus haut.
    sans_resultat : bool
        Des formules y ont été enregistrées sans leur résultat.
    pleine : bool
        Aucune cellule n'y est vide, et c'est certain.
    debuts : list of tuple[int, str]
        De plusieurs fichiers réunis, par ordre croissant : ce qu'il faut ôter au numéro d'une ligne pour
        avoir celui du fichier, et le nom de ce fichier.
    """

    colonnes: list
    numeros: Sequence[int]
    origine: dict
    largeurs: np.ndarray | None = None
    suites: set = field(default_factory=set)
    sans_resultat: bool = False
    pleine: bool = False
    debuts: list = field(default_factory=list)

    @property
    def hauteur(self) -> int:
        """Le nombre de lignes."""
        return len(self.numeros)

    def situer(self, numero: int) -> tuple[int, str | None]:
        """Le numéro d'une ligne dans son fichier, et le nom de ce fichier s'il y en a plusieurs."""
        avant = [(debut, nom) for debut, nom in self.debuts if debut < numero]
        return (numero - avant[-1][0], avant[-1][1]) if avant else (numero, None)

    def donner_ligne(self, rang: int) -> list:
        """Les cellules d'une ligne, sans celles qui manquent à droite."""
        largeur = len(self.colonnes) if self.largeurs is None else int(self.largeurs[rang])
        return [colonne[rang] for colonne in self.colonnes[:largeur]]


def nettoyer(cellule: object) -> object:
    """Ôter d'un texte ses espaces superflus ; une cellule vide vaut None.

    Examples
    --------
    >>> nettoyer("  Hôtel   Bief "), nettoyer("   "), nettoyer(12)
    ('Hôtel Bief', None, 12)
    """
    return _BLANCS.sub(" ", cellule.strip()) or None if isinstance(cellule, str) else cellule


def ranger_en_colonnes(cellules: list) -> np.ndarray:
    """Faire une colonne d'une suite de cellules, quelles qu'elles soient.

    Examples
    --------
    >>> ranger_en_colonnes(["A", None]).tolist()
    ['A', None]
    """
    colonne = np.empty(len(cellules), dtype=object)
    colonne[:] = cellules
    return colonne


def refuser_largeur(numero: int, largeur: int) -> None:
    """Refuser une ligne trop large pour être celle d'un tableau.

    Examples
    --------
    >>> refuser_largeur(3, 12)
    """
    if largeur > LARGEUR_MAX:
        raise ErreurCours(
            f"La ligne {numero} a {compter(largeur, 'cellule')} : un tableau en a {LARGEUR_MAX} au plus. "
            "Vérifiez le séparateur des colonnes, ou exportez moins de colonnes."
        )
