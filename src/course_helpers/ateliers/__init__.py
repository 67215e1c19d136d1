"""Les ateliers : un widget par idée, qui relie des réglages à un calcul et à une figure."""

from course_helpers.ateliers.pareto import DepartClient, ExplorateurAbc

__all__ = ["DepartClient", "ExplorateurAbc"]
