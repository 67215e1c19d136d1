"""Lire les fichiers que les entreprises ont vraiment : une lecture se propose, puis s'applique.

De bas en haut : ``mots``, ``encodage``, ``grille`` (les cellules), ``decoupage`` et ``tableurs`` (les ouvrir) ;
``roles``, ``dates``, ``montants``, ``pieces`` (ce qu'un en-tête, une valeur, une ligne disent) ; ``plan`` (ce
que l'on en a compris) ; ``entetes``, ``etude`` (le comprendre) ; ``aiguillage``, ``tables`` (lire).
"""

from course_helpers.lecture.plan import Colonne, Doute, Plan
from course_helpers.lecture.tables import (
    appliquer_plan,
    lire_clients,
    lire_factures,
    lire_prospects,
    lire_table,
    proposer_lecture,
)

__all__ = [
    "Colonne",
    "Doute",
    "Plan",
    "appliquer_plan",
    "lire_clients",
    "lire_factures",
    "lire_prospects",
    "lire_table",
    "proposer_lecture",
]
