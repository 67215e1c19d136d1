"""Connaître et gérer son portefeuille de clients : les outils du cours.

On n'importe que vers le bas. De bas en haut : l'écriture et les contrôles, les tirages, les calculs
(``donnees``, ``pareto``…), les figures, les ateliers et les exercices, les classeurs, les outils de
l'enseignant. ``pyproject.toml`` en donne la liste, que ``lint-imports`` vérifie.
"""

from course_helpers.erreurs import ErreurCours

__all__ = ["ErreurCours"]
__version__ = "2.0.0.dev0"
