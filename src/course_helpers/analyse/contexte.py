"""Ce que toutes les parties partagent : le portefeuille, les réglages, le jour, les textes fixes."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import pandas as pd

from course_helpers.analyse.partie import Partie
from course_helpers.analyse.portefeuille_lu import PortefeuilleLu
from course_helpers.analyse.reglages import Reglages
from course_helpers.controles import compter_centimes, lire_date
from course_helpers.ecriture import FINE, compter, ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.pieces import est_sans_nom
from course_helpers.pareto import SEUILS, classer_abc

METHODES = {"cumul": "par cumul", "effectif": "par effectif"}


@cache
def lire_textes() -> dict[str, dict]:
    """Lire les textes fixes des parties, de ``parties.toml``.

    Examples
    --------
    >>> list(lire_textes())[:3]
    ['synthese', 'abc', 'marge']
    """
    return tomllib.loads((files("course_helpers.analyse") / "parties.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Contexte:
    """Un portefeuille lu, et ce que l'on a réglé.

    Parameters
    ----------
    lu : PortefeuilleLu
    reglages : Reglages
    """

    lu: PortefeuilleLu
    reglages: Reglages

    @cached_property
    def jour(self) -> pd.Timestamp | None:
        """Le jour où l'on se place."""
        choisi = self.reglages.jour
        return self.lu.fin if choisi is None else lire_date(choisi)

    @cached_property
    def clients(self) -> pd.DataFrame:
        """Les clients et leur CA."""
        return self.lu.clients

    @cached_property
    def acheteurs(self) -> pd.DataFrame:
        """Les clients dont le CA n'est pas négatif : une part se calcule sur eux."""
        return self.clients[self.clients["ca"] >= 0]

    @cached_property
    def total(self) -> float:
        """Le CA de ces clients, en €."""
        return compter_centimes(self.acheteurs["ca"]).sum() / 100

    @cached_property
    def negatifs(self) -> list[str]:
        """Les clients dont les avoirs dépassent les achats."""
        return self.clients.loc[self.clients["ca"] < 0, "client"].astype(str).tolist()

    @cached_property
    def divers(self) -> list[str]:
        """Les noms qui ne désignent personne : « Client divers »."""
        return [nom for nom in self.clients["client"].astype(str).tolist() if est_sans_nom(nom)]

    @cached_property
    def nommes(self) -> pd.DataFrame:
        """Le classement des clients que leur nom désigne : on ne visite pas un « Client divers »."""
        return self.classement[~self.classement["client"].astype(str).isin(self.divers)]

    @property
    def seuils(self) -> tuple[int, int]:
        """Les seuils de la méthode ABC."""
        reglages = self.reglages
        choisis = (reglages.fin_a, reglages.fin_b)
        # Changer de méthode sans toucher aux seuils prend ceux de la méthode.
        return SEUILS[reglages.methode] if choisis == SEUILS["cumul"] else choisis

    def classer(self, montant: str, clients: pd.DataFrame | None = None) -> pd.DataFrame:
        """Classer les clients, ceux dont le montant est négatif à part."""
        table = self.clients if clients is None else clients
        return classer_abc(
            table, montant=montant, methode=self.reglages.methode, seuils=self.seuils, avoirs="a_part"
        )

    @cached_property
    def classement(self) -> pd.DataFrame:
        """L'ABC du chiffre d'affaires."""
        return self.classer("ca")

    def exiger_ca(self) -> None:
        """Refuser un portefeuille sans chiffre d'affaires.

        Raises
        ------
        ErreurCours
        """
        if self.total <= 0:
            raise ErreurCours(
                "Aucun client n’a de chiffre d’affaires : aucune part ne se calcule. Vérifiez la colonne du "
                "montant, et le signe des avoirs."
            )

    @cached_property
    def durees(self) -> tuple[str, ...]:
        """Dire ce que les montants additionnent, quand c'est plus d'une année ou plus que le jour choisi."""
        if self.lu.factures is None:
            return ()
        debut, fin = self.lu.factures["date"].min(), self.lu.fin
        mois = (fin.year - debut.year) * 12 + fin.month - debut.month + 1
        limites = []
        if mois > 12:
            limites.append(
                f"Les montants additionnent {mois} mois de ventes : un client perdu depuis longtemps y pèse "
                "encore."
            )
        if self.jour < fin.normalize():
            limites.append(
                f"Les montants comptent toutes les ventes du fichier, celles d’après le {self.jour:%d/%m/%Y} "
                "comprises."
            )
        return tuple(limites)

    @cached_property
    def arret(self) -> str:
        """Dire que le fichier s'arrête bien avant le jour où l'on se place ; vide sinon."""
        if self.lu.factures is None or self.jour <= self.lu.fin.normalize() + pd.DateOffset(months=1):
            return ""
        return (
            f"Le fichier s’arrête le {self.lu.fin:%d/%m/%Y} : ce que vos clients ont acheté de là au "
            f"{self.jour:%d/%m/%Y} n’y est pas."
        )

    def dire_negatifs(self) -> str:
        """Dire combien de clients restent hors classement, et pourquoi."""
        if not self.negatifs:
            return ""
        return (
            f" Hors classement : {compter(len(self.negatifs))}, dont les avoirs dépassent les achats ; "
            f"les parts se rapportent aux {ecrire_montant(self.total)} des autres."
        )

    def rediger(self, nom: str, phrase: str, tableau: pd.DataFrame, colonnes: dict, **suite) -> Partie:
        """Faire une partie répondue : ses textes fixes viennent de ``parties.toml``.

        Parameters
        ----------
        nom, phrase, tableau, colonnes
            Voir :class:`Partie`.
        **suite
            ``mesures`` ; ``limites``, en plus de celles du fichier ; et ce que la convention cite.
        """
        fixes = lire_textes()[nom]
        mesures, limites = suite.pop("mesures", {}), suite.pop("limites", ())
        return Partie(
            nom=nom,
            titre=typographier(fixes["titre"]),
            phrase=typographier(phrase.strip()),
            tableau=tableau,
            colonnes=colonnes,
            convention=typographier(fixes["convention"].format(**self._citer(), **suite)),
            limites=tuple(map(typographier, (*limites, *fixes["limites"]))),
            mesures={**mesures, "reglages": self.reglages, "jour": self.jour},
        )

    def demander(self, nom: str, raison: str) -> Partie:
        """Faire une partie sans réponse : pourquoi, et ce qu'il faut demander à l'entreprise."""
        fixes = lire_textes()[nom]
        return Partie(
            nom=nom,
            titre=typographier(fixes["titre"]),
            limites=(typographier(raison),),
            a_demander=tuple(map(typographier, fixes.get("a_demander", ()))),
        )

    def _citer(self) -> dict[str, object]:
        return {
            "jour": "jour de l’export" if self.jour is None else f"{self.jour:%d/%m/%Y}",
            "methode": METHODES[self.reglages.methode],
            "fin_a": self.seuils[0],
            "fin_b": self.seuils[1],
        }


def joindre(mots: Sequence[str]) -> str:
    """Joindre des mots, le dernier par « et ».

    Examples
    --------
    >>> joindre("ABC"), joindre("A"), joindre("")
    ('A, B et C', 'A', '')
    """
    return " et ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))


def enumerer(noms: Iterable[object], montres: int = 3) -> str:
    """Énumérer des noms : « a », « b » et 4 autres.

    Examples
    --------
    >>> enumerer(["a"]).replace("\\u202f", " ")
    '« a »'
    >>> enumerer(list("abcd"), 2).replace("\\u202f", " ")
    '« a », « b » et 2 autres'
    """
    cites = [f"«{FINE}{nom}{FINE}»" for nom in noms]
    reste = len(cites) - montres
    if reste > 0:
        return f"{', '.join(cites[:montres])} et {compter(reste, 'autre')}".replace(FINE + "autre", " autre")
    return joindre(cites)


def ecrire_montant(montant: float) -> str:
    """Écrire une somme : à l'euro, et au centime si elle est petite.

    Examples
    --------
    >>> ecrire_montant(1234.5).replace("\\u202f", " "), ecrire_montant(12.5).replace("\\u202f", " ")
    ('1 235 €', '12,50 €')
    """
    return ecrire_nombre(montant, 2 if abs(montant) < 100 else 0, "€")
