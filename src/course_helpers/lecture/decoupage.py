"""Découper un CSV : son séparateur, ses lignes, ses cellules."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import islice, zip_longest

import numpy as np
import pandas as pd

from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.encodage import decoder
from course_helpers.lecture.grille import Grille, nettoyer, ranger_en_colonnes, refuser_largeur

# À égalité, le premier : la virgule est souvent décimale.
SEPARATEURS = ";\t,|"
_BLOC = 5_000  # lignes
_MORCEAU = 4_000_000  # octets
_CELLULE_MAX = 131_072  # caractères
_A_NETTOYER = re.compile(r"\s\s")
# Les deux premiers octets, en utf-8, de ce qui passe pour un espace : U+0085, U+00A0, U+1680, U+2000, U+3000.
_DEBUTS_DE_BLANCS = (0xC2, 0xE1, 0xE2, 0xE3)
_SUITES_DE_BLANCS = (0x80, 0x81, 0x85, 0x9A, 0xA0)


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
    csv.field_size_limit(_CELLULE_MAX)  # une autre bibliothèque, comme frictionless, a pu l'élargir
    texte, encodage = decoder(octets, encodage)
    annonce = re.match(r"sep=([;,\t|])\r?\n", texte)  # la consigne que certains logiciels laissent à Excel
    separateur = separateur or (annonce[1] if annonce else _trouver_separateur(texte, noter))
    if separateur not in SEPARATEURS or len(separateur) != 1:
        raise ErreurCours(
            f"Séparateur inconnu, « {separateur} » : choisissez « ; », « , », « | » ou tabulation."
        )
    origine = {"encodage": encodage, "separateur": separateur}
    if '"' in texte:
        if "\r" in texte:
            texte = texte.replace("\r\n", "\n").replace("\r", "\n")
        return _lire_guillemets(texte, separateur, origine)
    if encodage != "utf-8":
        octets = texte.encode("utf-8", "replace")
    del texte  # un grand fichier ne se tient pas deux fois en mémoire
    return _lire_tout_droit(octets.rstrip(b"\x1a"), separateur, origine)


def _lire_tout_droit(octets: bytes, separateur: str, origine: dict) -> Grille:
    """Sans guillemet, une ligne du fichier est une ligne du tableau : pandas la coupe d'un trait."""
    if b"\r" in octets:
        octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not octets.endswith(b"\n"):
        octets += b"\n"
    largeurs, propre = _mesurer_lignes(octets, separateur)
    refuser_largeur(int(np.argmax(largeurs)) + 1, largeur := int(largeurs.max()))
    regulieres = bool((largeurs == largeur).all())
    propre = propre and regulieres
    cellules = pd.read_csv(
        io.BytesIO(octets),
        sep=separateur,
        header=None,
        names=range(largeur),
        index_col=False,
        dtype=object,
        keep_default_na=False,
        na_filter=False,
        skip_blank_lines=False,
        quoting=csv.QUOTE_NONE,
        encoding="utf-8",
        engine="c",
    )
    del octets
    colonnes = [colonne.to_numpy() for _, colonne in cellules.items()]
    if not propre:
        colonnes = [_nettoyer_colonne(colonne) for colonne in colonnes]
    numeros = range(1, len(largeurs) + 1)
    return Grille(colonnes, numeros, origine, None if regulieres else largeurs, pleine=propre)


def _mesurer_lignes(octets: bytes, separateur: str) -> tuple[np.ndarray, bool]:
    """Le nombre de cellules de chaque ligne ; si aucune n'est vide, ni n'a d'espace superflu à ôter."""
    largeurs, propre, debut = [], True, 0
    while debut < len(octets):
        fin = octets.rfind(b"\n", debut, debut + _MORCEAU) + 1 or octets.index(b"\n", debut) + 1
        signes = np.frombuffer(octets, np.uint8, fin - debut, debut)
        coupes, retours = signes == ord(separateur), signes == 10
        places = np.searchsorted(np.flatnonzero(coupes), np.flatnonzero(retours))
        largeurs.append(np.diff(places, prepend=0) + 1)
        propre = propre and _est_propre(signes, coupes | retours)
        debut = fin
    return np.concatenate(largeurs), propre


def _est_propre(signes: np.ndarray, bords: np.ndarray) -> bool:
    if signes[0] <= 32 or bords[0] or ((signes < 32) & ~bords).any():
        return False
    hauts = np.flatnonzero(signes > 127)
    debuts = hauts[np.isin(signes[hauts], _DEBUTS_DE_BLANCS)]
    if np.isin(signes[np.minimum(debuts + 1, len(signes) - 1)], _SUITES_DE_BLANCS).any():
        return False
    jointures = bords | (signes == 32)
    return not (jointures[1:] & jointures[:-1]).any()


def _nettoyer_colonne(cellules: np.ndarray) -> np.ndarray:
    """Nettoyer chaque texte une fois ; la plupart des colonnes n'ont rien à nettoyer."""
    codes, textes = pd.factorize(cellules)
    textes = textes.tolist()
    remplis = [texte for texte in textes if texte]
    if len(remplis) == len(textes) and not _A_NETTOYER.search("\n".join(["", *remplis, ""])):
        return cellules
    return ranger_en_colonnes([nettoyer(texte) for texte in textes])[codes]


def _lire_guillemets(texte: str, separateur: str, origine: dict) -> Grille:
    """Lire un CSV dont des cellules sont entre guillemets, et peuvent tenir sur plusieurs lignes."""
    # Avec ``strict``, un guillemet jamais refermé est une erreur, au lieu d'avaler les lignes suivantes.
    lecteur = csv.reader(io.StringIO(texte), delimiter=separateur, strict=True)
    numeros, largeurs, colonnes, propres = [], [], [], {"": None, None: None}
    debut = 1
    try:
        while bloc := list(islice(lecteur, _BLOC)):
            if lecteur.line_num - debut + 1 == len(bloc):
                numeros += range(debut, debut + len(bloc))
            else:
                for cellules in bloc:
                    numeros.append(debut)
                    debut += 1 + sum(cellule.count("\n") for cellule in cellules)
            debut = lecteur.line_num + 1
            largeurs_bloc = list(map(len, bloc))
            refuser_largeur(numeros[len(largeurs) + int(np.argmax(largeurs_bloc))], max(largeurs_bloc))
            _empiler(colonnes, bloc, len(largeurs), propres)
            largeurs += largeurs_bloc
    except csv.Error as erreur:
        faute = _chercher_faute(texte, separateur)
        if "limit" in str(erreur):
            raise ErreurCours(
                f"La ligne {faute} a une cellule trop longue : raccourcissez-la ou ôtez-la."
            ) from None
        raise ErreurCours(
            f"Je n’ai pas compris les guillemets à partir de la ligne {faute} : "
            "doublez ceux qui sont dans un texte, ou supprimez-les."
        ) from None
    return Grille(
        [ranger_en_colonnes(colonne) for colonne in colonnes],
        numeros,
        origine,
        None if len(set(largeurs)) < 2 else np.array(largeurs),
    )


def _chercher_faute(texte: str, separateur: str) -> int:
    """La ligne où commence ce que le lecteur n'a pas compris."""
    lecteur = csv.reader(io.StringIO(texte), delimiter=separateur, strict=True)
    debut = 1
    with suppress(csv.Error):
        for _ in lecteur:
            debut = lecteur.line_num + 1
    return debut


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
            "Je ne vois qu’une colonne : séparez les colonnes par des points-virgules, des virgules, des "
            "tabulations ou des barres verticales."
        )
    return meilleur
