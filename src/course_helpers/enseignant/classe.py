"""Écrire la page de la classe : une grille, ce qu'il faut reprendre, la répartition des notes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from statistics import median

from course_helpers.ecriture import ecrire_date
from course_helpers.enseignant.bilan import dresser_bilan
from course_helpers.enseignant.copies import Rejet
from course_helpers.enseignant.correction import (
    Lot,
    Resultat,
    compter_a_noter,
    compter_redactions,
    dire_convention,
)
from course_helpers.enseignant.decision import lister_redactions
from course_helpers.enseignant.notes import arrondir_note, dire_remarque
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.exercices.question import ETATS
from course_helpers.exercices.sujet import ouvrir_devoir


def nommer_etats(*, evaluation: bool = False) -> dict[str, tuple[str, str]]:
    """Nommer les états d'une copie rendue : plus rien n'y est « à faire ».

    Parameters
    ----------
    evaluation : bool
        Une réponse s'y enregistre au lieu de se vérifier.

    Examples
    --------
    >>> nommer_etats()["a_faire"], nommer_etats(evaluation=True)["illisible"]
    (('●', 'sans réponse'), ('✎', 'non enregistrée'))
    """
    non_validee = {"illisible": ("✎", "non enregistrée")} if evaluation else {}
    return ETATS | {"a_faire": ("●", "sans réponse")} | non_validee


def ecrire_classe(lot: Lot, jour: date) -> str:
    """Écrire la page de la classe, une partie par série, celle qui a le plus de copies d'abord.

    Parameters
    ----------
    lot : Lot
    jour : date
        La date de la correction.

    Returns
    -------
    str
        Une page sans script ni ressource extérieure ; trente copies tiennent sur deux pages imprimées,
        trois quand la rédaction d'une longue série y est notée.
    """
    return ecrire_page(
        "classe.html",
        jour=ecrire_date(jour),
        rejets=[rejet for rejet in lot.rejets if rejet.serie not in lot.resultats],
        convention=dire_convention(r for resultats in lot.resultats.values() for r in resultats),
        parties=[
            preparer_partie(serie, resultats, [r for r in lot.rejets if r.serie == serie])
            # La série de la classe d'abord ; une copie égarée a la sienne ensuite.
            for serie, resultats in sorted(lot.resultats.items(), key=lambda couple: -len(couple[1]))
        ],
    )


def preparer_partie(
    serie: str,
    resultats: list[Resultat],
    rejets: Sequence[Rejet] = (),
    *,
    nommer: Callable[[Resultat], str] = attrgetter("nom"),
) -> dict:
    """Réunir ce qui se dit d'une série.

    Parameters
    ----------
    serie : str
    resultats : list of Resultat
    rejets : sequence of Rejet
    nommer : callable
        Nomme la ligne d'une copie ; par défaut, son identifiant.

    Returns
    -------
    dict
        Dont ``etats`` : l'icône et les mots de chaque état qui s'y trouve ; et ``lignes`` : de chaque copie,
        le nom, la note, si elle est changée, les questions réussies, les rédactions notées, l'état de chaque
        question.
    """
    banque = ouvrir_devoir(serie)
    bilan = dresser_bilan(serie, resultats)
    rangs = {question.identifiant: rang for rang, question in enumerate(banque.questions)}
    colonnes = [rangs[b.question.identifiant] for b in bilan.questions]
    notes = [arrondir_note(resultat) for resultat in resultats]
    remarques = defaultdict(list)
    noms = {resultat.nom: nommer(resultat) for resultat in resultats}
    for resultat in resultats:
        if remarque := dire_remarque(resultat, noms):
            remarques[remarque].append(nommer(resultat))
    essentiel = any(resultat.essentiel for resultat in resultats)
    redactions = len(lister_redactions(banque, essentiel=essentiel))
    redigees = [compter_redactions(resultat) for resultat in resultats]
    vus = {etat for b in bilan.questions for etat in b.etats}
    noms_des_etats = nommer_etats(evaluation=any(resultat.evaluation for resultat in resultats))
    return {
        "serie": serie,
        "titre": banque.titre,
        "essentiel": essentiel,
        "copies": len(resultats),
        "rejets": rejets,
        "remarques": remarques,
        "echanges": sum(resultat.echange is not None for resultat in resultats),
        "bilan": bilan,
        "etats": {etat: nom for etat, nom in noms_des_etats.items() if etat in vus},
        "lignes": [
            (
                nommer(resultat),
                note,
                resultat.decision.note is not None,
                resultat.reussies,
                redigees_ici,
                [resultat.rendus[rang].etat for rang in colonnes],
            )
            for resultat, note, redigees_ici in zip(resultats, notes, redigees, strict=True)
        ],
        "redactions": redactions,
        "a_noter": sum(map(compter_a_noter, resultats)),
        "mediane": median(notes),
        "sous_10": sum(note < 10 for note in notes),
        "des_16": sum(note >= 16 for note in notes),
        # De deux en deux points ; 20 est dans la dernière tranche.
        "tranches": sorted(Counter(min(9, int(note // 2)) for note in notes).items()),
    }
