"""Connaître et gérer son portefeuille de clients : les outils du cours.

Quatre étages, où l'on n'importe que vers le bas : les calculs (``donnees``, ``pareto``…), les figures,
puis les ateliers et les exercices, enfin les outils de l'enseignant.
"""

from course_helpers.erreurs import ErreurCours

__all__ = ["ErreurCours"]
__version__ = "2.0.0.dev0"
