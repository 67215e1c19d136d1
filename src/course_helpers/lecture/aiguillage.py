"""Envoyer chaque fichier à qui sait le lire : spécialiste, classeur ou CSV."""

from collections.abc import Callable

import pandas as pd

from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.decoupage import decouper
from course_helpers.lecture.entetes import chercher_entetes
from course_helpers.lecture.factures_electroniques import (
    est_une_facture_electronique,
    lire_factures_electroniques,
)
from course_helpers.lecture.fec import est_un_fec, lire_fec
from course_helpers.lecture.grille import Grille
from course_helpers.lecture.plan import Doute
from course_helpers.lecture.roles import REQUIS, compter_reconnus, lire_entete
from course_helpers.lecture.tableurs import ouvrir_classeur

# La place d'un format qui n'est pas un tableau de factures (FEC, facture électronique) : de quoi le
# reconnaître à ses octets, de quoi le lire. Le premier qui reconnaît lit, et rend ce que rend lire_factures.
SPECIALISTES: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], pd.DataFrame]], ...] = (
    (est_un_fec, lambda octets: lire_fec(octets)[0]),
    (
        est_une_facture_electronique,
        lambda octets: lire_factures_electroniques([("votre fichier", octets)])[0],
    ),
)


def trouver_specialiste(octets: bytes) -> Callable[[bytes], pd.DataFrame] | None:
    """Le lecteur d'un format particulier de factures, ou None.

    Examples
    --------
    >>> trouver_specialiste(b"client;ca") is None
    True
    """
    return next((lire for reconnaitre, lire in SPECIALISTES if reconnaitre(octets)), None)


def ouvrir_grille(octets: bytes, nature: str | None, choix: dict) -> tuple[Grille, str, list[Doute]]:
    """Ouvrir un fichier, et choisir la feuille qui se lit.

    Parameters
    ----------
    octets : bytes
    nature : {"factures", "clients", "prospects", "table"} or None
        Ce que l'on y cherche ; None : le fichier le dit.
    choix : dict
        Voir ``Plan.choisir``.

    Returns
    -------
    tuple[Grille, str, list[Doute]]
        Les cellules, la nature, et un doute si plusieurs feuilles conviennent.

    Examples
    --------
    >>> ouvrir_grille(b"N facture;Date;Client;Montant HT\\n1;02/01/2025;A;3\\n", None, {})[1]
    'factures'
    """
    if not octets.startswith(b"PK"):

        def noter(cellules: list) -> int:
            return max(
                compter_reconnus(cellules, n) for n in ([nature] if nature else ("factures", "clients"))
            )

        options = {nom: choix.get(nom) for nom in ("encodage", "separateur")}
        grille = decouper(octets, noter, **options)
        return grille, nature or _reconnaitre_nature([grille]), []
    feuilles = ouvrir_classeur(octets)
    nature = nature or _reconnaitre_nature(list(feuilles.values()))
    choisie = choix.get("feuille")
    if choisie is not None:
        if choisie not in feuilles:
            raise ErreurCours(
                typographier(
                    f"La feuille « {choisie} » manque ou est vide : choisissez parmi {', '.join(feuilles)}."
                )
            )
        return feuilles[choisie], nature, []
    notes = {nom: _noter_feuille(grille, nature, choix) for nom, grille in feuilles.items()}
    meilleure = max(notes, key=notes.__getitem__)  # à égalité, la première
    rivales = [
        nom for nom, note in notes.items() if note[0] and (nature == "factures" or note == notes[meilleure])
    ]
    doutes = []
    if nature != "table" and len(rivales) > 1:
        cites = ", ".join(f"« {nom} »" for nom in rivales)
        doutes.append(
            Doute(
                "feuille",
                f"Plusieurs feuilles se lisent ({cites})",
                {nom: f"lire la feuille « {nom} »" for nom in rivales},
                f'choisissez-en une, par exemple feuille="{rivales[0]}"',
            )
        )
    return feuilles[meilleure], nature, doutes


def _reconnaitre_nature(grilles: list[Grille]) -> str:
    """Des factures s'il y a un numéro, une date et un montant ; sinon des clients."""
    for grille in grilles:
        textes = chercher_entetes(grille, "factures", {}).textes
        roles = {indice.role for texte in textes if (indice := lire_entete(texte, "factures"))}
        if len(roles & {"facture", "date", "montant_ht"}) >= 2:
            return "factures"
    return "clients"


def _noter_feuille(grille: Grille, nature: str, choix: dict) -> tuple[bool, int]:
    """Si la feuille a tout ce qu'il faut, puis combien de colonnes elle fait reconnaître."""
    if nature == "table":
        return True, 0
    roles = choix.get("roles", {})
    entetes = chercher_entetes(grille, nature, roles)
    if grille.hauteur <= entetes.corps:
        return False, 0
    presents = {indice.role for texte in entetes.textes if (indice := lire_entete(texte, nature))} | set(
        roles
    )
    presents |= {"client"} if "code_client" in presents else set()
    return set(REQUIS[nature]) <= presents, len(presents)
