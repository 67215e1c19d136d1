"""Les commandes d'une partie de l'analyse : un champ par réglage qui la change."""

from collections.abc import Callable
from datetime import date, datetime

import ipywidgets as widgets

from course_helpers.analyse import REGLAGES, PortefeuilleLu, Reglages
from course_helpers.analyse.action import CRITERES
from course_helpers.erreurs import ErreurCours
from course_helpers.pareto import SEUILS

PARTANTS = 200  # clients proposés au départ : les premiers
_ABC = ("abc", "marge", "visites")
_DATES = ("periodes", "rfm", "cycle", "cotation", "visites")
_METHODES = [("par chiffre d’affaires cumulé", "cumul"), ("par nombre de clients", "effectif")]


class Commandes:
    """Les réglages de l'analyse, et les champs qui les changent.

    Parameters
    ----------
    changer : callable
        Appelée quand une valeur change, avec le nom du réglage.

    Attributes
    ----------
    champs : dict[str, ipywidgets.Widget]
        Par nom de réglage ; celui d'un poids ou d'une fréquence porte aussi sa clé : ``"poids.ca"``.
    """

    def __init__(self, changer: Callable[[str], None]) -> None:
        self._changer = changer
        self._silence = False
        depart = Reglages()
        self.champs: dict[str, widgets.Widget] = {
            "methode": widgets.Dropdown(description="Méthode ABC", options=_METHODES),
            "partant": widgets.Dropdown(description="Le client qui part", options=[("le premier", None)]),
            "jour": _faire_date("On se place au (vide : dernière facture)"),
        }
        for reglage in REGLAGES:
            valeur = getattr(depart, reglage.nom)
            if valeur is None:
                longueurs = range(reglage.minimum, reglage.maximum + 1)
                options = [("la plus longue possible", None), *((str(n), n) for n in longueurs)]
                self.champs[reglage.nom] = widgets.Dropdown(description=reglage.titre, options=options)
            else:
                self.champs[reglage.nom] = _faire_nombre(
                    reglage.titre, valeur, reglage.minimum, reglage.maximum
                )
        for cle, nom in CRITERES.items():
            self.champs[f"poids.{cle}"] = _faire_nombre(f"Poids : {nom}", depart.poids[cle], 0, 10)
        for classe, visites in depart.frequences.items():
            self.champs[f"frequences.{classe}"] = _faire_nombre(
                f"Visites par an, client {classe}", visites, 0, 52
            )
        self.champs["debut"] = _faire_date("Premier jour du plan (vide : le lundi suivant)")
        self._depart = {nom: champ.value for nom, champ in self.champs.items()}
        for nom, champ in self.champs.items():
            champ.observe(lambda _, nom=nom: self._entendre(nom), "value")

    def preparer(self, lu: PortefeuilleLu, *, garder: bool = False) -> None:
        """Repartir des valeurs de départ, sauf à ``garder`` ceux d'un portefeuille que l'on relit."""
        self._silence = True
        partant = self.champs["partant"].value if garder else None
        premiers = lu.clients.sort_values("ca", ascending=False, kind="stable")["client"].head(PARTANTS)
        self.champs["partant"].options = [("le premier", None), *((nom, nom) for nom in premiers)]
        self.champs["partant"].value = partant if partant in set(premiers) else None
        for nom, champ in self.champs.items():
            if not garder:
                champ.value = self._depart[nom]
        self._silence = False

    def lister(self, partie: str) -> list[widgets.Widget]:
        """Lister les champs qui changent une partie, dans l'ordre."""
        return [champ for nom, champ in self.champs.items() if partie in donner_parties(nom)]

    def lire(self) -> dict:
        """Lire les réglages, tels que ``analyser`` les attend.

        Raises
        ------
        ErreurCours
            Une date qui n'en est pas une.
        """
        valeurs: dict = {}
        for nom, champ in self.champs.items():
            groupe, _, cle = nom.partition(".")
            if isinstance(champ, widgets.Text):
                valeurs[nom] = lire_jour(champ.value)
            elif cle:
                valeurs.setdefault(groupe, {})[cle] = champ.value
            else:
                valeurs[nom] = champ.value
        return valeurs

    def _entendre(self, nom: str) -> None:
        if self._silence:
            return
        if nom == "methode":  # des seuils pour une autre méthode diraient autre chose
            self._silence = True
            seuils = SEUILS[self.champs["methode"].value]
            self.champs["fin_a"].value, self.champs["fin_b"].value = seuils
            self._silence = False
        self._changer(nom)


def donner_parties(nom: str) -> tuple[str, ...]:
    """Donner les parties qu'un réglage change.

    Examples
    --------
    >>> donner_parties("poids.ca")
    ('cotation',)
    """
    propres = {
        "methode": _ABC,
        "partant": ("depart",),
        "jour": _DATES,
        "poids": ("cotation",),
        "frequences": ("visites",),
        "debut": ("visites",),
    }
    propres |= {reglage.nom: reglage.parties for reglage in REGLAGES}
    return propres[nom.partition(".")[0]]


def lire_jour(texte: str) -> date | None:
    """Lire un jour tapé.

    Raises
    ------
    ErreurCours
        « « 31/2/2025 » n'est pas une date : … »

    Examples
    --------
    >>> lire_jour(" 31/12/2025 "), lire_jour("")
    (datetime.date(2025, 12, 31), None)
    """
    if not texte.strip():
        return None
    try:
        return datetime.strptime(texte.strip(), "%d/%m/%Y").date()
    except ValueError:
        raise ErreurCours(f"« {texte.strip()} » n’est pas une date : écrivez-la comme 31/12/2025.") from None


def _faire_date(titre: str) -> widgets.Text:
    # Le sélecteur de date d'ipywidgets ne sait pas naître vide dans une page.
    return widgets.Text(description=titre, placeholder="JJ/MM/AAAA", continuous_update=False)


def _faire_nombre(titre: str, valeur: int, minimum: int, maximum: int) -> widgets.BoundedIntText:
    return widgets.BoundedIntText(description=titre, value=valeur, min=minimum, max=maximum)
