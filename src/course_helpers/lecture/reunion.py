"""Réunir des tableaux déposés ensemble : mêmes en-têtes, lignes à la suite."""

from collections import Counter

import numpy as np

from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.entetes import Entetes, chercher_entetes
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.grille import Grille, ranger_en_colonnes
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute
from course_helpers.nombres import abreger


def reunir(
    parties: list[tuple[str, Grille]], nature: str, roles: dict[str, str], ligne: int | None = None
) -> Grille:
    """Mettre à la suite les lignes de tableaux qui ont les mêmes en-têtes, dans n'importe quel ordre.

    Parameters
    ----------
    parties : list of tuple[str, Grille]
        Le nom de chaque fichier, et ses cellules.
    nature : {"factures", "clients", "prospects", "table"}
    roles : dict[str, str]
    ligne : int, optional
        Voir ``chercher_entetes``.

    Returns
    -------
    Grille
        La première, et les lignes des autres ; ``debuts`` dit d'où vient chaque ligne.

    Raises
    ------
    ErreurCours
        « « avril.csv » n’a pas les mêmes colonnes que « mars.csv » : il lui manque « Date ». Déposez-le à
        part, ou donnez-lui les mêmes en-têtes. »

    Examples
    --------
    >>> from course_helpers.lecture.decoupage import decouper
    >>> un, deux = decouper(b"client;ca\\nA;3\\n", len), decouper(b"ca;client\\n4;B\\n", len)
    >>> reunir([("un.csv", un), ("deux.csv", deux)], "clients", {}).donner_ligne(2)
    ['B', '4']
    """
    tetes = [chercher_entetes(grille, nature, roles, ligne) for _, grille in parties]
    cles = [_nommer_places(entetes) for entetes in tetes]
    modele = _choisir_modele(cles)
    for rang, ((nom, _), places) in enumerate(zip(parties, cles, strict=True)):
        if places.keys() != cles[modele].keys():
            _refuser_la_forme(nom, places, tetes[rang], parties[modele][0], cles[modele], tetes[modele])
    premiere, largeur = parties[0][1], len(cles[0])
    reste = max(len(grille.colonnes) - len(places) for (_, grille), places in zip(parties, cles, strict=True))
    hauteurs = [premiere.hauteur] + [
        grille.hauteur - entetes.corps for (_, grille), entetes in zip(parties[1:], tetes[1:], strict=True)
    ]
    colonnes = [[] for _ in range(largeur + reste)]
    numeros, largeurs, suites, debuts, decalage, lignes = [], [], set(), [], 0, 0
    for rang, ((nom, grille), entetes, places) in enumerate(zip(parties, tetes, cles, strict=True)):
        corps = entetes.corps if rang else 0
        # Où mettre chaque colonne de ce fichier : à la place qu'elle a dans le premier.
        cibles = [cles[0][cle] for cle in sorted(places, key=places.get)]
        cibles += range(largeur, largeur + len(grille.colonnes) - len(cibles))
        vide = ranger_en_colonnes([None] * hauteurs[rang])
        morceaux = dict(zip(cibles, (colonne[corps:] for colonne in grille.colonnes), strict=False))
        for place, colonne in enumerate(colonnes):
            colonne.append(morceaux.get(place, vide))
        range_ = cibles == sorted(cibles)
        siennes = grille.largeurs if grille.largeurs is not None and range_ else None
        largeurs.append(
            siennes[corps:] if siennes is not None else np.full(hauteurs[rang], len(grille.colonnes))
        )
        suites |= {
            (ligne - corps + lignes, cibles[place])
            for ligne, place in grille.suites
            if ligne > corps and place < len(cibles)
        }
        debuts.append((decalage, nom))
        numeros += [numero + decalage for numero in grille.numeros[corps:]]
        decalage += int(grille.numeros[-1]) if grille.hauteur else 0
        lignes += hauteurs[rang]
    largeurs = np.concatenate(largeurs)
    return Grille(
        [np.concatenate(morceaux) for morceaux in colonnes],
        numeros,
        _reunir_origines([grille for _, grille in parties], tetes, [nom for nom, _ in parties]),
        None if (largeurs == largeurs[0]).all() else largeurs,
        suites,
        any(grille.sans_resultat for _, grille in parties),
        debuts=debuts,
    )


def _nommer_places(entetes: Entetes) -> dict[tuple[str, int], int]:
    """La place de chaque en-tête ; le second du même nom est un autre."""
    vus: Counter = Counter()
    places = {}
    for place, texte in enumerate(entetes.textes):
        parent = entetes.parents[place] if entetes.parents else None
        cle = " ".join(simplifier(mot) or str(mot) for mot in (parent, texte) if mot is not None)
        places[cle, vus[cle]] = place
        vus[cle] += 1
    return places


def _choisir_modele(cles: list[dict]) -> int:
    """Le rang du premier fichier qui a la forme la plus commune."""
    formes = Counter(frozenset(places) for places in cles)
    plus_commune = max(formes, key=formes.get)
    return next(rang for rang, places in enumerate(cles) if frozenset(places) == plus_commune)


def _refuser_la_forme(
    nom: str, siennes: dict, tete: Entetes, modele: str, attendues: dict, tete_modele: Entetes
) -> None:
    def citer(places: dict, autres: dict, entetes: Entetes) -> str:
        return ", ".join(f"« {abreger(entetes.textes[places[cle]])} »" for cle in places if cle not in autres)

    manquent, en_trop = citer(attendues, siennes, tete_modele), citer(siennes, attendues, tete)
    ecarts = [f"il lui manque {manquent}" if manquent else "", f"il a en plus {en_trop}" if en_trop else ""]
    raise ErreurCours(
        f"« {abreger(nom)} » n’a pas les mêmes colonnes que « {abreger(modele)} » : "
        f"{', et '.join(ecart for ecart in ecarts if ecart)}. Déposez-le à part, ou donnez-lui les mêmes "
        "en-têtes."
    )


def _reunir_origines(grilles: list[Grille], tetes: list[Entetes], noms: list[str]) -> dict:
    origine: dict = {}
    for cle in ("encodage", "separateur", "feuille"):
        dits = list(dict.fromkeys(grille.origine[cle] for grille in grilles if cle in grille.origine))
        if dits:
            origine[cle] = " et ".join(dits)
    if "feuille" in origine:
        origine["autres_feuilles"] = sorted(
            {f for g in grilles for f in g.origine.get("autres_feuilles", ())}
        )
    origine["lignes_preambule"] = sum(entetes.rang for entetes in tetes)
    origine["fichiers"] = noms
    return origine


def chercher_doublons(etat: Etat) -> None:
    """Demander si des lignes qu'un autre fichier a déjà données se comptent encore."""
    if etat.nature != "factures" or not etat.grille.debuts:
        return
    origines = etat.reperer_fichiers()
    gardees = np.flatnonzero(etat.code == 0)
    place = etat.trouver("facture")
    numeros = etat.cellules[place][gardees].tolist()
    cles = zip(
        # Un achat que l'on a numéroté soi-même n'a pas de numéro à comparer.
        numeros if etat.colonnes[place].entete else [None] * len(numeros),
        etat.valeurs["date"][gardees].tolist(),
        etat.client[gardees].tolist(),
        etat.valeurs["montant_ht"][gardees].tolist(),
        strict=True,
    )
    vues: dict[tuple, int] = {}
    redites = np.zeros(etat.nombre, dtype=bool)
    for rang, cle in zip(gardees.tolist(), cles, strict=True):
        redites[rang] = vues.setdefault(cle, origines[rang]) != origines[rang]
    if not redites.any():
        return
    choisi = etat.choix.get("doublons")
    if choisi == "écarter":
        etat.ecarter(redites, REDITE, etat.cellules[place])
    elif choisi is None:
        place = place if etat.colonnes[place].entete else etat.place_client
        ligne, exemple = etat.citer(place, redites)
        etat.doutes.append(douter_de_doublons(etat.colonnes[place].entete, ligne, exemple))


REDITE = "déjà lue dans un autre fichier"


def douter_de_doublons(colonne: str, ligne: int | None, exemple: str, fichier: str | None = None) -> Doute:
    """Demander ce que valent des ventes que deux fichiers donnent.

    Examples
    --------
    >>> douter_de_doublons("N° facture", 2, "F1").choix
    'doublons'
    """
    return Doute(
        "doublons",
        "Deux fichiers donnent les mêmes ventes",
        {"écarter": "chacune compte une fois", "compter": "ce sont d’autres ventes, toutes comptent"},
        'choisissez doublons="écarter" pour les compter une fois, ou doublons="compter" si ce sont d’autres '
        "ventes",
        colonne,
        ligne,
        exemple,
        fichier,
    )
