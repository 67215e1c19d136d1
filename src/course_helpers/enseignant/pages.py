"""Le cadre commun des pages de l'enseignant : un seul fichier, sans script, qui s'imprime."""

import html
from datetime import date

import pandas as pd
from pandas.api.types import is_numeric_dtype

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.textes import typographier

# Les couleurs du livre (book/_static/cours.css) ; un test vérifie qu'elles sont les mêmes.
CLAIR = {
    "encre": "#1B2A33",
    "encre-douce": "#4A5A63",
    "fond": "#FDFCF9",
    "fond-doux": "#F4F1EA",
    "fond-carte": "#FFFFFF",
    "trait": "#D8D3C7",
    "bord": "#7C8A92",
    "bleu": "#0B4F6C",
    "orange": "#E69F00",
    "orange-texte": "#7A5200",
    "ciel": "#56B4E9",
    "gris": "#8FA3AD",
    "vermillon": "#D55E00",
    "vermillon-texte": "#A63F00",
    "vert": "#009E73",
    "vert-texte": "#00694D",
}
SOMBRE = {
    "encre": "#E6EBEE",
    "encre-douce": "#A9B7BF",
    "fond": "#12191E",
    "fond-doux": "#1B252B",
    "fond-carte": "#182126",
    "trait": "#37464F",
    "bord": "#71828C",
    "bleu": "#A9D8EE",
    "orange": "#E69F00",
    "orange-texte": "#F2B84B",
    "ciel": "#56B4E9",
    "gris": "#8FA3AD",
    "vermillon": "#FF8059",
    "vermillon-texte": "#FF9A76",
    "vert": "#2FC79A",
    "vert-texte": "#4FD6AE",
}
_MOIS = ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre").split()

_STYLE = """
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 74rem; background: var(--ch-fond);
  color: var(--ch-encre); font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", Ubuntu, sans-serif;
  overflow-wrap: break-word; }
h1, h2, h3 { margin: 1.6em 0 .5em; color: var(--ch-bleu); line-height: 1.2; text-wrap: balance;
  font-family: "Iowan Old Style", "Palatino Linotype", Palatino, P052, Georgia, serif; font-weight: 600; }
h1 { margin-top: 0; padding-bottom: .35em; border-bottom: 3px solid var(--ch-bleu);
  font-size: clamp(1.6rem, 1.2rem + 2vw, 2.2rem); }
h2 { font-size: 1.35rem; }
h3 { font-size: 1.1rem; }
p, ul, ol { margin: 0 0 .8em; max-width: 75ch; }
code { font: .92em ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
:focus-visible { outline: 3px solid var(--ch-orange); outline-offset: 2px; }
.masque { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.douce { color: var(--ch-encre-douce); }
.defile { position: relative; overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; }
th, td { padding: .25em .6em; border-bottom: 1px solid var(--ch-trait); text-align: left;
  vertical-align: top; }
.nombre { text-align: right; white-space: nowrap; }
@page { size: A4; margin: 12mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.35; }
  .defile { overflow: visible; }
  h1 { font-size: 15pt; border-bottom-width: 2px; } h2 { font-size: 12pt; margin: .7em 0 .25em; }
  h2, h3 { break-after: avoid; }
  tr, .bloc { break-inside: avoid; }
}
"""


def ecrire_page(titre: str, corps: str, *, style: str = "") -> str:
    """Écrire une page entière, sans ressource extérieure.

    Parameters
    ----------
    titre : str
        En clair : il est neutralisé ici.
    corps : str
        HTML déjà neutralisé.
    style : str
        Règles CSS propres à la page.

    Returns
    -------
    str
        La page interdit tout script et toute demande au réseau, même si un texte en contenait un.
    """

    def declarer(couleurs: dict[str, str]) -> str:
        return " ".join(f"--ch-{nom}: {valeur};" for nom, valeur in couleurs.items())

    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        # Une icône vide évite que le navigateur en demande une.
        '<link rel="icon" href="data:,">\n'
        f"<title>{html.escape(titre)}</title>\n<style>\n"
        f":root {{ color-scheme: light dark; {declarer(CLAIR)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {declarer(SOMBRE)} }} }}\n"
        f"{_STYLE}{style}</style>\n</head>\n<body>\n{corps}\n</body>\n</html>\n"
    )


def ecrire_date(jour: date) -> str:
    """Écrire une date en toutes lettres.

    Examples
    --------
    >>> ecrire_date(date(2026, 3, 1))
    '1er mars 2026'
    """
    return f"{'1er' if jour.day == 1 else jour.day} {_MOIS[jour.month - 1]} {jour.year}"


def echapper(texte: str) -> str:
    """Neutraliser un texte, et lui donner sa typographie.

    Examples
    --------
    >>> echapper("a < b ?") == "a &lt; b\\u202f?"
    True
    """
    return html.escape(typographier(texte))


_COLONNES = {
    "client": "Client",
    "ca": "CA HT (€)",
    "marge": "Marge (€)",
    "cout_achat": "Coût d’achat HT (€)",
    "charges": "Charges HT (€)",
}


def ecrire_donnees(table: pd.DataFrame, titre: str = "") -> str:
    """Écrire un tableau de données en HTML seul, nombres à la française.

    Parameters
    ----------
    table : DataFrame
    titre : str
        Sa légende, ou rien.

    Returns
    -------
    str

    Examples
    --------
    >>> ecrire_donnees(pd.DataFrame({"client": ["A & B"], "ca": [1200]})).count("A &amp; B")
    1
    """

    def ecrire_cellule(balise: str, valeur: object, nombre: bool) -> str:
        if isinstance(valeur, date):
            texte = "" if valeur is pd.NaT else f"{valeur:%d/%m/%Y}"
        else:
            texte = ecrire_nombre(valeur) if nombre and balise == "td" else str(valeur)
        alignement = ' style="text-align: right"' if nombre else ""
        portee = ' scope="col"' if balise == "th" else ""
        return f"<{balise}{portee}{alignement}>{html.escape(texte)}</{balise}>"

    nombres = [is_numeric_dtype(table[colonne]) for colonne in table]
    entete = "".join(
        ecrire_cellule("th", _COLONNES.get(colonne, colonne), nombre)
        for colonne, nombre in zip(table, nombres, strict=True)
    )
    lignes = "".join(
        "<tr>" + "".join(map(ecrire_cellule, ["td"] * len(ligne), ligne, nombres)) + "</tr>"
        for ligne in table.itertuples(index=False)
    )
    legende = f"<caption>{echapper(titre)}</caption>" if titre else ""
    return f"<table>{legende}<thead><tr>{entete}</tr></thead><tbody>{lignes}</tbody></table>"
