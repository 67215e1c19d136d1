"""Analyser le portefeuille d'un fichier lu : une partie par question, sa phrase, son tableau, ses limites.

``portefeuille_lu`` dit ce que l'on analyse ; ``partie``, ce qu'une analyse rend.
"""

from course_helpers.analyse.partie import Partie
from course_helpers.analyse.portefeuille_lu import PortefeuilleLu, preparer_portefeuille

__all__ = ["Partie", "PortefeuilleLu", "preparer_portefeuille"]
