"""Ce que plusieurs tests d'exercices demandent : des réponses complètes, justes ou fautives, et tapées."""

import pytest

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.question import arrondir


def completer(question, valeurs, motif):
    """Donner une réponse complète qui porte un motif d'erreur, le reste étant juste."""
    attendu = question.attendu(valeurs)
    if question.genre == "ordre" and motif != attendu:
        # La seconde étape du motif est retardée juste après la première, placée à son rang attendu.
        premiere, *suivantes = motif
        reste = [etape for etape in attendu if etape not in suivantes]
        rang = reste.index(premiere) + 1
        return (*reste[:rang], *suivantes, *reste[rang:])
    if question.genre == "choix_multiple" and isinstance(motif, dict):
        return tuple(o.cle for o in question.options if motif.get(o.cle, o.cle in attendu))
    if isinstance(attendu, dict):
        return attendu | motif
    return motif


def taper(question, valeurs, reponse):
    """Écrire une réponse comme une personne la tape."""
    if question.genre == "nombre":
        return ecrire_nombre(arrondir(question, reponse), question.decimales)
    if question.genre == "tableau":
        return {cle: ecrire_nombre(arrondir(question, n), question.decimales) for cle, n in reponse.items()}
    if question.genre == "ouvert":
        return "Quinze clients A font 80 % du CA. Je propose de prospecter."
    return reponse


@pytest.fixture(name="taper")
def _taper():
    """La fonction : une réponse, ou un motif d'erreur, complétée et tapée."""
    return lambda question, valeurs, motif: taper(question, valeurs, completer(question, valeurs, motif))


@pytest.fixture(name="completer")
def _completer():
    return completer
