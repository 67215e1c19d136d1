"""Lire, dans un test, ce que le cours écrit : un texte, un atelier, un refus."""

import re

import pytest

from course_helpers.erreurs import ErreurCours


def lire(objet):
    """Lire un texte ou un atelier sur une ligne, avec les espaces que l'on tape."""
    texte = objet.ecrire_texte() if hasattr(objet, "ecrire_texte") else str(objet)
    return texte.replace("\u202f", " ").replace("\n", " ")


def lister_champs(widget, genre):
    """Lister les champs d'un genre que contient un widget, aussi profond soient-ils."""
    enfants = getattr(widget, "children", ())
    return ([widget] if isinstance(widget, genre) else []) + [
        champ for enfant in enfants for champ in lister_champs(enfant, genre)
    ]


def lire_refus(fonction, *donnees, **options):
    """Lire la phrase d'un refus, espaces fines remplacées après avoir été vérifiées."""
    with pytest.raises(ErreurCours) as refus:
        fonction(*donnees, **options)
    phrase = str(refus.value)
    assert not re.search(r"«[^\u202f]|[^\u202f]»|[^\u202f][:;!?%](?=\s|$)|\w'\w", phrase), phrase
    return lire(phrase)
