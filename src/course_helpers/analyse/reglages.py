"""Ce qui se règle dans une analyse : des valeurs de départ, et de quoi en faire des commandes."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from course_helpers.controles import exiger_choix, exiger_entier
from course_helpers.erreurs import ErreurCours
from course_helpers.etude import FREQUENCES
from course_helpers.pareto import SEUILS


@dataclass(frozen=True)
class Reglages:
    """Les réglages d'une analyse.

    Parameters
    ----------
    methode : {"cumul", "effectif"}
        Celle de ``classer_abc``.
    fin_a, fin_b : int
        Les seuils, en %.
    partant : str or None
        Le client qui partirait ; None : le premier.
    seuil : int
        Le seuil de dépendance, en % du CA.
    jour : date or None
        Le jour où l'on se place ; None : celui de la dernière facture.
    mois : int or None
        La durée de chacune des deux périodes comparées ; None : la plus longue que le fichier couvre, jusqu'à
        douze.
    stable : int
        L'évolution, en %, en deçà de laquelle un client est stable.
    classes : int
        Le nombre de notes de la RFM.
    inactivite, arret : int
        Les durées du cycle de vie, en mois.
    poids : dict[str, int]
        Critère → poids de la grille de cotation ; un critère absent du fichier est laissé.
    frequences : dict[str, int]
        Classe → visites par client et par an.
    semaines, par_semaine : int
        La durée du plan, et les visites possibles par semaine.
    debut : date or None
        Le premier jour du plan ; None : le lundi qui suit le jour où l'on se place.
    """

    methode: str = "cumul"
    fin_a: int = SEUILS["cumul"][0]
    fin_b: int = SEUILS["cumul"][1]
    partant: str | None = None
    seuil: int = 20
    jour: date | None = None
    mois: int | None = None
    stable: int = 5
    classes: int = 5
    inactivite: int = 12
    arret: int = 24
    poids: dict[str, int] = field(default_factory=lambda: {"ca": 3, "frequence": 2, "recence": 2, "marge": 2})
    frequences: dict[str, int] = field(default_factory=lambda: dict(FREQUENCES))
    semaines: int = 13
    par_semaine: int = 8
    debut: date | None = None

    def __post_init__(self) -> None:
        """Refuser un réglage impossible."""
        exiger_choix("Méthode inconnue", self.methode, SEUILS)
        for reglage in REGLAGES:
            valeur = getattr(self, reglage.nom)
            if valeur is not None:
                exiger_entier(reglage.titre, valeur, reglage.minimum, reglage.maximum)
        if self.inactivite >= self.arret:
            raise ErreurCours(
                f"L’arrêt ({self.arret} mois) doit venir après l’inactivité ({self.inactivite} mois)."
            )


class Reglage(NamedTuple):
    """Un nombre entier à régler : son nom, son titre, les parties qu'il change, ses bornes."""

    nom: str
    titre: str
    parties: tuple[str, ...]
    minimum: int
    maximum: int


REGLAGES = (
    Reglage("fin_a", "Fin de A (%)", ("abc", "marge", "visites"), 1, 99),
    Reglage("fin_b", "Fin de B (%)", ("abc", "marge", "visites"), 2, 100),
    Reglage("seuil", "Seuil de dépendance (%)", ("depart",), 5, 60),
    Reglage("mois", "Durée de chaque période (mois)", ("periodes",), 1, 12),
    Reglage("stable", "Client stable : évolution d’au plus (%)", ("periodes",), 0, 50),
    Reglage("classes", "Nombre de notes", ("rfm",), 2, 9),
    Reglage("inactivite", "Inactivité après (mois)", ("cycle",), 1, 59),
    Reglage("arret", "Arrêt après (mois)", ("cycle",), 2, 60),
    Reglage("semaines", "Durée du plan (semaines)", ("visites",), 1, 52),
    Reglage("par_semaine", "Visites possibles par semaine", ("visites",), 1, 60),
)


def lire_reglages(valeurs: dict) -> Reglages:
    """Faire des réglages d'un dictionnaire.

    Parameters
    ----------
    valeurs : dict
        Nom → valeur ; ceux qui manquent gardent leur valeur de départ.

    Returns
    -------
    Reglages

    Raises
    ------
    ErreurCours
        « Réglage inconnu : « seuils ». Choisissez parmi : … » ; une valeur hors de ses bornes.

    Examples
    --------
    >>> lire_reglages({"fin_a": 70}).fin_a
    70
    """
    connus = [champ.name for champ in fields(Reglages)]
    for nom in valeurs:
        exiger_choix("Réglage inconnu", nom, connus)
    return Reglages(**valeurs)
