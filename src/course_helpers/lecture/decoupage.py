"""Découper un CSV : son séparateur, ses lignes, ses cellules."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from itertools import islice, zip_longest

import numpy as np

from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.encodage import decoder
from course_helpers.lecture.grille import Grille, nettoyer, ranger_en_colonnes, refuser_largeur

# À égalité, le premier : la virgule est souvent décimale.
SEPARATEURS = ";\t,|"
_BLOC = 20_000  # lignes


def decouper(
    octets: bytes,
    noter: Callable[[list], int],
    *,
    encodage: str | None = None,
    separateur: str | None = None,
) -> Grille:
    """Découper un CSV en cellules.

    Parameters
    ----------
    octets : bytes
    noter : callable
        Dit, des cellules d'une ligne, combien d'en-têtes elle reconnaît.
    encodage, separateur : str, optional
        Ce que l'on a choisi ; par défaut, ce que le fichier montre.

    Returns
    -------
    Grille
        Toutes les lignes, en-têtes et lignes vides compris.

    Raises
    ------
    ErreurCours
        « Je ne vois qu’une colonne : … » ; « Je n’ai pas compris les guillemets à partir de la ligne 2 : … »

    Examples
    --------
    >>> grille = decouper(b"client;ca\\nA; 12,50\\n", len)
    >>> grille.donner_ligne(1), grille.origine
    (['A', '12,50'], {'encodage': 'utf-8', 'separateur': ';'})
    """
    texte, encodage = decoder(octets, encodage)
    annonce = re.match(r"sep=([;,\t|])\r?\n", texte)  # la consigne que certains logiciels laissent à Excel
    separateur = separateur or (annonce[1] if annonce else _trouver_separateur(texte, noter))
    if separateur not in SEPARATEURS or len(separateur) != 1:
        raise ErreurCours(
            typographier(
                f"Séparateur inconnu, « {separateur} » : choisissez « ; », « , », « | » ou tabulation."
            )
        )
    # Avec ``strict``, un guillemet jamais refermé est une erreur, au lieu d'avaler les lignes suivantes.
    lecteur = csv.reader(io.StringIO(texte, newline=None), delimiter=separateur, strict=True)
    numeros, largeurs, colonnes, propres = [], [], [], {"": None, None: None}
    debut = 1
    try:
        while True:
            bloc = []
            for cellules in islice(lecteur, _BLOC):
                bloc.append(cellules)
                numeros.append(debut)
                debut = lecteur.line_num + 1
            if not bloc:
                break
            largeurs_bloc = list(map(len, bloc))
            refuser_largeur(numeros[len(largeurs) + int(np.argmax(largeurs_bloc))], max(largeurs_bloc))
            _empiler(colonnes, bloc, len(largeurs), propres)
            largeurs += largeurs_bloc
    except csv.Error:
        raise ErreurCours(
            typographier(
                f"Je n’ai pas compris les guillemets à partir de la ligne {debut} : "
                "doublez ceux qui sont dans un texte, ou supprimez-les."
            )
        ) from None
    return Grille(
        [ranger_en_colonnes(colonne) for colonne in colonnes],
        numeros,
        {"encodage": encodage, "separateur": separateur},
        None if len(set(largeurs)) < 2 else np.array(largeurs),
    )


def _empiler(colonnes: list[list], bloc: list[list], hauteur: int, propres: dict) -> None:
    """Ajouter un bloc de lignes aux colonnes ; un texte qui revient n'est nettoyé et gardé qu'une fois."""
    for place, cellules in enumerate(zip_longest(*bloc)):
        if place == len(colonnes):
            colonnes.append([None] * hauteur)
        nouvelles = set(cellules) - propres.keys()
        propres.update((cellule, nettoyer(cellule)) for cellule in nouvelles)
        colonnes[place].extend(map(propres.__getitem__, cellules))
    for colonne in colonnes:
        colonne.extend([None] * (hauteur + len(bloc) - len(colonne)))


def _trouver_separateur(texte: str, noter: Callable[[list], int]) -> str:
    """Celui qui fait reconnaître le plus d'en-têtes ; puis le plus de lignes régulières et de colonnes."""
    debut = texte[:50_000]

    def noter_separateur(separateur: str) -> tuple[int, int]:
        try:
            lignes = list(csv.reader(io.StringIO(debut, newline=None), delimiter=separateur))
        except csv.Error:
            return 0, 0
        largeurs = Counter(map(len, lignes))
        regularite = max((nombre * largeur for largeur, nombre in largeurs.items() if largeur > 1), default=0)
        reconnus = max((noter([nettoyer(cellule) for cellule in ligne]) for ligne in lignes[:60]), default=0)
        return (reconnus if regularite else 0), regularite

    notes = {separateur: noter_separateur(separateur) for separateur in SEPARATEURS}
    meilleur = max(SEPARATEURS, key=notes.__getitem__)
    if not notes[meilleur][1]:
        raise ErreurCours(
            typographier(
                "Je ne vois qu’une colonne : séparez les colonnes par des points-virgules, des virgules, des "
                "tabulations ou des barres verticales."
            )
        )
    return meilleur
