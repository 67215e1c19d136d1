"""Montrer un résultat : tableaux à la française, style commun, jumeau statique d'un widget."""

import html
from typing import NamedTuple

import ipywidgets
import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre, typographier

# Le livre a sa feuille de style ; un cahier n'en a pas. Les variables --ch-* sont celles du livre.
STYLE = """<style>
.ch-bloc { color: var(--ch-encre, var(--jp-ui-font-color1, #1f2a30)); line-height: 1.5; }
.ch-titre { font-size: 1.15em; font-weight: 700; margin: 0 0 .2em; }
.ch-phrase { border-left: 4px solid var(--ch-orange, #e69f00); padding: .3em .8em; margin: .6em 0; }
.ch-alerte { border-left: 4px solid var(--ch-vermillon, #d55e00); padding: .3em .8em; margin: .6em 0; }
.ch-figure { margin: 0; max-width: 38rem; }
.jp-OutputArea .ch-figure { --ch-encre: var(--jp-ui-font-color1, #1f2a30); }
.ch-figure svg { width: 100%; height: auto; overflow: visible; }
.ch-figure svg text { font-family: system-ui, "Segoe UI", sans-serif !important; }
.ch-defile { overflow-x: auto; }
.ch-atelier .widget-html-content, .ch-serie .widget-html-content { min-width: 0; }
.ch-schema svg { min-width: 28rem; }
.ch-bornes { font-size: .85em; color: var(--ch-encre-douce, inherit); }
.ch-longue { max-height: 24em; overflow-y: auto; }
.ch-table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .4em 0; }
.ch-table caption { text-align: left; font-weight: 600; padding: .2em 0; }
.ch-table th, .ch-table td { padding: .2em .7em; border-bottom: 1px solid var(--ch-trait, #c9d1d6); }
.ch-table .ch-nombre { text-align: right; white-space: nowrap; }
.ch-reglages .widget-slider .widget-label { min-width: 8.5em; text-align: left; line-height: 1.2; }
.ch-reglages .widget-slider .widget-label { white-space: normal; }
.ch-reglages .widget-dropdown { flex-wrap: wrap; height: auto; }
.ch-reglages .widget-dropdown > .widget-label { height: auto; line-height: 1.3; white-space: normal; }
.ch-reglages .widget-dropdown > .widget-label { max-width: 100%; text-align: left; }
.ch-liste { list-style: none; margin: 0; padding: 0; }
.ch-liste li, .ch-liste dt { margin: .5em 0 0; }
.ch-liste dt { font-weight: 700; }
.ch-liste dd { margin: .1em 0 .1em 1em; }
.ch-code { overflow-x: auto; padding: .6em .8em; background: var(--ch-fond-doux, rgba(128, 128, 128, .1)); }
</style>"""


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
    table: pd.DataFrame, formats: dict[str, tuple[str, str]], *, titre: str, lignes: int | None = None
) -> str:
    """Écrire une table en HTML, nombres à la française, et dire combien de lignes sont montrées.

    Parameters
    ----------
    table : DataFrame
    formats : dict
        Pour chaque colonne à montrer, dans l'ordre : son intitulé et son format, ``"texte"``, ``"entier"``,
        ``"euros"``, ``"pct"`` (une décimale), ``"nombre"`` (deux décimales), ``"date"`` (jour/mois/année) ou
        ``"chiffre"`` (déjà écrit).
    titre : str
        Légende du tableau.
    lignes : int, optional
        Nombre de premières lignes à montrer ; toutes par défaut.

    Returns
    -------
    str
        Le tableau HTML, dans un bloc qui défile seul sur un petit écran.

    Examples
    --------
    >>> table = pd.DataFrame({"client": ["Mairie <1>"], "ca": [1234.5]})
    >>> texte = ecrire_tableau(table, {"client": ("Client", "texte"), "ca": ("CA", "euros")}, titre="Ventes")
    >>> "Mairie &lt;1&gt;" in texte and "1\\u202f234,50\\u202f€" in texte
    True
    """
    montrees = table if lignes is None else table.head(lignes)
    titre = typographier(titre)
    entetes = "".join(
        f'<th scope="col"{_aligner(format_)}>{html.escape(typographier(nom))}</th>'
        for nom, format_ in formats.values()
    )
    corps = "".join(
        "<tr>"
        + "".join(
            f"<td{_aligner(format_)}>{_ecrire_cellule(valeur, format_)}</td>"
            for valeur, (_, format_) in zip(ligne, formats.values(), strict=True)
        )
        + "</tr>"
        for ligne in montrees[list(formats)].itertuples(index=False)
    )
    reste = len(table) - len(montrees)
    legende = f"{html.escape(titre)} ({len(montrees)} premières lignes sur {len(table)})" if reste else titre
    return (
        f'<div class="ch-defile{" ch-longue" if len(montrees) > 12 else ""}" tabindex="0" role="group" '
        f'aria-label="{html.escape(titre, quote=True)}">'
        f'<table class="ch-table"><caption>{legende}</caption>'
        f"<thead><tr>{entetes}</tr></thead><tbody>{corps}</tbody></table></div>"
    )


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


class Jumeau(ipywidgets.VBox):
    """Un widget qui, sans noyau pour l'animer, se montre en HTML ou en texte.

    Les classes filles écrivent ``ecrire_html`` et ``ecrire_texte``.
    """

    def ecrire_html(self) -> str:
        """Rendre l'état présent en HTML lisible sans JavaScript."""
        raise NotImplementedError

    def ecrire_texte(self) -> str:
        """Rendre l'état présent en texte."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        paquet = super()._repr_mimebundle_(**kwargs)
        return {**paquet, "text/plain": self.ecrire_texte(), "text/html": self.ecrire_html()}


def _aligner(format_: str) -> str:
    return "" if format_ == "texte" else ' class="ch-nombre"'


def _ecrire_cellule(valeur, format_: str) -> str:
    if pd.isna(valeur):
        return "—"
    match format_:
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
