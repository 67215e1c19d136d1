"""Analyser le portefeuille d'un fichier lu : une partie par question, sa phrase, son tableau, ses limites.

De bas en haut : ``partie`` (ce qu'une question rend), ``portefeuille_lu`` (ce que l'on analyse),
``reglages``, ``contexte`` ; ``repartition``, ``evolution``, ``relation``, ``action`` (les questions) ;
``analyse`` (leur ordre). Les textes fixes sont dans ``parties.toml``.
"""

from course_helpers.analyse.analyse import NOMS, analyser, analyser_partie
from course_helpers.analyse.partie import Partie
from course_helpers.analyse.portefeuille_lu import PortefeuilleLu, preparer_portefeuille
from course_helpers.analyse.reglages import REGLAGES, Reglage, Reglages

__all__ = [
    "NOMS",
    "REGLAGES",
    "Partie",
    "PortefeuilleLu",
    "Reglage",
    "Reglages",
    "analyser",
    "analyser_partie",
    "preparer_portefeuille",
]
