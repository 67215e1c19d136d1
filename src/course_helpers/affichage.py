"""Montrer un résultat : le style commun, les tableaux à la française, ce qui se replie.

Un atelier s'ouvre sans charger les gabarits, qui lui coûteraient un dixième de seconde dans le navigateur :
les tableaux s'écrivent donc ici, et nulle part ailleurs en Python.
"""

import html
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from course_helpers.ecriture import FINE, ecrire_nombre, typographier
from course_helpers.palette import completer

# Le nom d'une colonne des données ; une colonne absente d'ici porte déjà son intitulé : « Secteur ».
_INTITULES = {
    "client": "Client",
    "ca": "CA HT (€)",
    "marge": "Marge (€)",
    "cout_achat": "Coût d’achat HT (€)",
    "charges": "Charges HT (€)",
}


def lire_style(chemin: Path | str) -> str:
    """Lire la feuille de style posée à côté d'un module, dans sa balise ; ``palette(bleu)`` est une couleur.

    Parameters
    ----------
    chemin : Path or str
        Celui du module, ou de la feuille sans son suffixe.

    Returns
    -------
    str
    """
    return f"<style>\n{completer(Path(chemin).with_suffix('.css').read_text(encoding='utf-8'))}</style>"


# Le livre a sa feuille de style ; un cahier n'en a pas. Les variables --ch-* sont celles du livre.
STYLE = lire_style(__file__)


class Panneau(NamedTuple):
    """Ce qu'un atelier montre quand un tableau ou une liste y dit plus qu'une figure.

    Attributes
    ----------
    contenu : str
        Du HTML, où les textes venus des données sont échappés.
    texte : str
        Ce qu'il montre, en une phrase.
    """

    contenu: str
    texte: str

    def _repr_html_(self) -> str:
        return f'<div class="ch-bloc ch-panneau">{self.contenu}</div>'

    def __repr__(self) -> str:
        """Lire le panneau là où il ne peut pas se voir."""
        return self.texte


def ecrire_tableau(
    table: pd.DataFrame,
    formats: dict[str, tuple[str, str]] | None = None,
    *,
    titre: str = "",
    lignes: int | None = None,
    nommees: bool | None = None,
    nu: bool = False,
) -> str:
    """Écrire une table en HTML, nombres à la française, et dire combien de lignes sont montrées.

    Parameters
    ----------
    table : DataFrame
    formats : dict, optional
        Pour chaque colonne à montrer, dans l'ordre : son intitulé et son format, ``"texte"``, ``"entier"``,
        ``"euros"``, ``"pct"`` (une décimale), ``"nombre"`` (deux décimales), ``"date"`` (jour/mois/année),
        ``"chiffre"`` (déjà écrit) ou ``"html"`` (déjà neutralisé). Par défaut, toutes les colonnes, d'après
        leurs valeurs.
    titre : str
        Légende du tableau.
    lignes : int, optional
        Nombre de premières lignes à montrer ; toutes par défaut.
    nommees : bool, optional
        La première colonne nomme chaque ligne ; par défaut, si c'est un texte jamais répété, sauf ``nu``.
    nu : bool
        Sans le cadre qui défile ni la feuille de style : le papier et Moodle n'ont ni l'un ni l'autre.

    Returns
    -------
    str
        Le tableau HTML, dans un bloc qui défile seul sur un petit écran.

    Examples
    --------
    >>> table = pd.DataFrame({"client": ["Mairie <1>"], "ca": [1234.5]})
    >>> texte = ecrire_tableau(table, {"client": ("Client", "texte"), "ca": ("CA", "euros")}, titre="Ventes")
    >>> '<th scope="row">Mairie &lt;1&gt;' in texte and "1\\u202f234,50\\u202f€" in texte
    True
    >>> ecrire_tableau(table[["client"]], nommees=True, nu=True)  # doctest: +ELLIPSIS
    '<table><thead><tr><th scope="col">Client</th></tr></thead><tbody><tr><th scope="row">Mairie &lt;1&gt;...
    """
    if formats is None:
        formats = {nom: (_INTITULES.get(nom, nom), _choisir_format(table[nom])) for nom in table}
    montrees = table if lignes is None else table.head(lignes)
    if nommees is None:
        premiere, (_, format_) = next(iter(formats.items()))
        nommees = not nu and format_ == "texte" and table[premiere].is_unique
    titre = html.escape(typographier(titre))
    classe, a_droite = (
        ("", ' style="text-align: right"') if nu else (' class="ch-table"', ' class="ch-nombre"')
    )
    alignements = ["" if format_ in ("texte", "html") else a_droite for _, format_ in formats.values()]
    balises = [("td", "td")] * len(formats)
    if nommees:
        balises[0] = ('th scope="row"', "th")
    entetes = "".join(
        f'<th scope="col"{alignement}>{html.escape(typographier(nom))}</th>'
        for (nom, _), alignement in zip(formats.values(), alignements, strict=True)
    )
    corps = "".join(
        "<tr>"
        + "".join(
            f"<{debut}{alignement}>{_ecrire_cellule(valeur, format_)}</{fin}>"
            for (debut, fin), alignement, valeur, (_, format_) in zip(
                balises, alignements, ligne, formats.values(), strict=True
            )
        )
        + "</tr>"
        for ligne in montrees[list(formats)].itertuples(index=False, name=None)
    )
    reste = len(table) - len(montrees)
    compte = f"{ecrire_nombre(len(montrees))} premières lignes sur {ecrire_nombre(len(table))}"
    legende = f"{titre} ({compte})" if reste else titre
    tableau = (
        f"<table{classe}>"
        + (f"<caption>{legende}</caption>" if titre else "")
        + f"<thead><tr>{entetes}</tr></thead><tbody>{corps}</tbody></table>"
    )
    if nu:
        return tableau
    longue = " ch-longue" if len(montrees) > 12 else ""
    return f'<div class="ch-defile{longue}" tabindex="0" role="group" aria-label="{titre}">{tableau}</div>'


def ecrire_repli(resume: str, contenu: str) -> str:
    """Replier un contenu HTML sous un intitulé, sans JavaScript.

    Parameters
    ----------
    resume : str
        L'intitulé, toujours visible.
    contenu : str
        HTML replié.

    Returns
    -------
    str

    Examples
    --------
    >>> ecrire_repli("Le tableau", "…")
    '<details class="ch-details"><summary>Le tableau</summary>…</details>'
    """
    return f'<details class="ch-details"><summary>{html.escape(resume)}</summary>{contenu}</details>'


def _choisir_format(colonne: pd.Series) -> str:
    """Choisir d'après les valeurs : des montants qui ont des centimes les montrent tous."""
    if is_datetime64_any_dtype(colonne):
        return "date"
    if not is_numeric_dtype(colonne):
        return "texte"
    return "entier" if (colonne.dropna().to_numpy() % 1 == 0).all() else "nombre"


def _ecrire_cellule(valeur, format_: str) -> str:
    if pd.isna(valeur):
        return "—"
    match format_:
        case "html":
            return valeur
        case "texte" | "chiffre":
            return html.escape(typographier(str(valeur)))
        case "entier":
            return ecrire_nombre(valeur)
        case "euros":
            return ecrire_nombre(valeur, 2, "€")
        case "pct":
            return ecrire_nombre(valeur, 1, "%")
        case "nombre":
            return ecrire_nombre(valeur, 2)
        case "date":
            return f"{valeur:%d/%m/%Y}"
    raise ValueError(f"Format de colonne inconnu{FINE}: {format_}")
