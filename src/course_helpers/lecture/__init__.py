"""Lire les fichiers que les entreprises ont vraiment : une lecture se propose, puis s'applique.

De bas en haut : ``mots``, ``encodage``, ``grille`` (les cellules), ``decoupage``, ``tableurs`` (les ouvrir) ;
``roles``, ``dates``, ``montants``, ``pieces`` (ce que disent un en-tête, une valeur, une ligne) ; ``plan`` ;
``entetes``, ``etat``, puis une règle par module, de ``formes`` à ``noms``, dont ``etude`` donne l'ordre ;
``reunion`` (plusieurs tableaux) ; ``compte_rendu`` (le rapport, le plan, le tableau). À côté, ``archives``,
``ecritures`` et ``fec``, ``factures_electroniques`` ; ``depot`` (reconnaître ce que l'on dépose),
``releves`` (lire ce qui n'est pas un tableau), ``regroupement`` (par client). Au-dessus, ``aiguillage`` et
``tables`` (lire).
"""

from course_helpers.lecture.compte_rendu import Esquisse
from course_helpers.lecture.plan import Colonne, Doute, Plan
from course_helpers.lecture.tables import (
    appliquer_plan,
    esquisser_lecture,
    lire_clients,
    lire_factures,
    lire_prospects,
    lire_table,
    proposer_lecture,
)

__all__ = [
    "Colonne",
    "Doute",
    "Esquisse",
    "Plan",
    "appliquer_plan",
    "esquisser_lecture",
    "lire_clients",
    "lire_factures",
    "lire_prospects",
    "lire_table",
    "proposer_lecture",
]
