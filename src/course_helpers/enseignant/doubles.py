"""Les copies d'un même identifiant : celles d'un même travail se réunissent, les autres se distinguent."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from course_helpers.ecriture import compter
from course_helpers.exercices.copie import Copie, unir
from course_helpers.exercices.donnees_recues import rendre_lisible

# Un fichier n'est jamais cité en entier s'il est démesuré.
_NOM = 120
_CITES = 5


@dataclass(frozen=True, slots=True)
class Remise:
    """Ce qu'une personne a remis pour une série.

    Parameters
    ----------
    copie : Copie
    fichiers : tuple of str
        Leurs chemins dans le dossier des copies ; le premier est celui de la copie la plus récente.
    remarque : str
        Ce qui a été réuni, ou rien.
    """

    copie: Copie
    fichiers: tuple[str, ...]
    remarque: str = ""

    @property
    def fichier(self) -> str:
        """Le fichier de la copie la plus récente."""
        return self.fichiers[0]


def citer_fichier(fichier: str) -> str:
    """Citer un fichier sur une ligne, coupé à gauche s'il est démesuré."""
    nom = rendre_lisible(fichier).replace("\n", " ").replace("\t", " ")
    return nom if len(nom) <= _NOM else "…" + nom[-_NOM:]


def reunir_remises(remises: Sequence[Remise]) -> list[Remise]:
    """Réunir les copies d'un même travail.

    Deux copies sont d'un même travail si l'une contient l'autre, ou si elles ont un geste daté en commun :
    un geste a son identifiant et son heure, que deux personnes ne peuvent pas partager. Une copie où rien
    n'est fait n'est de personne en particulier : elle ne se réunit qu'à une seule autre.

    Parameters
    ----------
    remises : sequence of Remise
        D'une même série et d'un même identifiant.

    Returns
    -------
    list of Remise
        Dans l'ordre des fichiers ; plusieurs si l'identifiant est partagé.
    """
    groupes: list[list[Remise]] = []
    for remise in remises:
        if _relever(remise.copie):
            proches = [g for g in groupes if any(_est_du_meme(remise, autre) for autre in g)]
            groupes = [g for g in groupes if g not in proches]
            groupes.append([*(autre for g in proches for autre in g), remise])
    vides = [remise for remise in remises if not _relever(remise.copie)]
    if len(groupes) > 1:
        groupes += [[vide] for vide in vides]
    elif vides:
        groupes = _ajouter_vides(groupes, vides)
    return sorted((_fondre(groupe) for groupe in groupes), key=lambda remise: remise.fichier)


def _ajouter_vides(groupes: list[list[Remise]], vides: list[Remise]) -> list[list[Remise]]:
    """Joindre les copies vides au seul travail qui a leurs données, ou entre elles."""
    par_donnees: dict[tuple, list[Remise]] = {}
    for remise in (*(r for g in groupes for r in g), *vides):
        par_donnees.setdefault(_nommer_donnees(remise.copie), []).append(remise)
    return list(par_donnees.values())


def _nommer_donnees(copie: Copie) -> tuple:
    return copie.evaluation, copie.reserve, copie.sel, copie.groupe


def _relever(copie: Copie) -> frozenset:
    """Relever ce qui est fait dans une copie : ses gestes, à défaut ce qui y est tapé."""
    gestes = [
        (numero, g.id, g.geste, g.tirage, g.le, json.dumps(g.reponse, sort_keys=True))
        for numero, feuille in copie.reponses.items()
        for g in feuille.gestes
    ]
    brouillons = [
        (numero, feuille.brouillon.le, json.dumps(feuille.brouillon.reponse, sort_keys=True))
        for numero, feuille in copie.reponses.items()
        if feuille.brouillon
    ]
    return frozenset(gestes or brouillons)


def _est_du_meme(une: Remise, autre: Remise) -> bool:
    if _nommer_donnees(une.copie) != _nommer_donnees(autre.copie):
        return False
    faits, autres = _relever(une.copie), _relever(autre.copie)
    if faits <= autres or autres <= faits:
        return True
    # Sans heure, l'identifiant d'un geste d'une copie ancienne n'est que son rang.
    return any(len(trace) == 6 and trace[4] for trace in faits & autres)


def _fondre(groupe: Sequence[Remise]) -> Remise:
    """Réunir les copies d'un groupe, dont une question changée garde l'empreinte la plus récente."""
    if len(groupe) == 1:
        return groupe[0]
    rangees = sorted(
        groupe, key=lambda r: (r.copie.tirage_le, r.copie.date, len(_relever(r.copie))), reverse=True
    )
    noms = ", ".join(f"« {citer_fichier(r.fichier)} »" for r in rangees[:_CITES])
    noms += ", …" if len(rangees) > _CITES else ""
    identiques = all(r.copie.reponses == rangees[0].copie.reponses for r in rangees)
    fait = "identiques, notées une fois" if identiques else "d’un même travail, réunies"
    return Remise(
        reduce(unir, (remise.copie for remise in rangees)),
        tuple(remise.fichier for remise in rangees),
        f"{compter(len(rangees), 'copie')} {fait} ({noms})",
    )


def nommer_lieux(remises: Sequence[Remise]) -> list[str]:
    """Nommer d'où vient chaque copie : son dossier s'il n'est qu'à elle, sinon son fichier."""
    dossiers = [Path(remise.fichier).parent.as_posix() for remise in remises]
    compte = Counter(dossiers)
    fichiers = Counter(remise.fichier for remise in remises)
    lieux = [
        citer_fichier(dossier if dossier != "." and compte[dossier] == 1 else remise.fichier)
        for dossier, remise in zip(dossiers, remises, strict=True)
    ]
    # Un même fichier, un cahier par exemple, peut porter plusieurs copies.
    return [
        f"{lieu} ({rang})" if fichiers[remise.fichier] > 1 or lieux.count(lieu) > 1 else lieu
        for rang, (lieu, remise) in enumerate(zip(lieux, remises, strict=True), start=1)
    ]
