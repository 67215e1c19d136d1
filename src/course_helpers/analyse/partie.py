"""Ce qu'une question posée au portefeuille rend : une phrase, un tableau, et ce que l'on ne sait pas."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Partie:
    """Une partie de l'analyse.

    Parameters
    ----------
    nom : str
        ``"abc"``, ``"rfm"``… : le même dans la figure, le classeur et le rapport.
    titre : str
        La question, telle qu'elle se lit dans la page.
    phrase : str
        Ce que ce portefeuille y répond ; vide si la donnée manque.
    tableau : pandas.DataFrame or None
        Ce qui le prouve, une ligne par client, par classe ou par période.
    colonnes : dict[str, tuple[str, str]]
        Colonne du tableau → son intitulé et son format, comme pour ``ecrire_tableau``.
    convention : str
        Comment cela est compté : méthode, seuils, date, hors taxes.
    limites : tuple of str
        Ce que le fichier ne dit pas.
    a_demander : tuple of str
        Ce qu'il faut demander à l'entreprise pour répondre, ou pour répondre mieux.
    mesures : dict
        Les nombres que la figure et les exports reprennent, sans les recalculer ; une partie répondue y met
        aussi ses ``reglages`` et le ``jour`` où l'on se place.
    """

    nom: str
    titre: str
    phrase: str = ""
    tableau: pd.DataFrame | None = None
    colonnes: dict[str, tuple[str, str]] = field(default_factory=dict)
    convention: str = ""
    limites: tuple[str, ...] = ()
    a_demander: tuple[str, ...] = ()
    mesures: dict = field(default_factory=dict)

    @property
    def repondue(self) -> bool:
        """Dire si le fichier permet d'y répondre."""
        return self.tableau is not None
