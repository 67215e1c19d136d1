"""Le cadre commun des pages de l'enseignant : un seul fichier, sans script, qui s'imprime."""

from datetime import date

from markupsafe import Markup

from course_helpers.gabarits import remplir

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


def ecrire_page(gabarit: str, **valeurs) -> str:
    """Écrire une page entière, sans ressource extérieure.

    Parameters
    ----------
    gabarit : str
        Un gabarit qui étend ``page.html``.
    **valeurs
        Ce qu'il dispose.

    Returns
    -------
    str
        La page interdit tout script et toute demande au réseau, même si un texte en contenait un.
    """

    def declarer(couleurs: dict[str, str]) -> str:
        return " ".join(f"--ch-{nom}: {valeur};" for nom, valeur in couleurs.items())

    palette = (
        f":root {{ color-scheme: light dark; {declarer(CLAIR)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {declarer(SOMBRE)} }} }}"
    )
    return remplir(gabarit, palette=Markup(palette), **valeurs)


def ecrire_date(jour: date) -> str:
    """Écrire une date en toutes lettres.

    Examples
    --------
    >>> ecrire_date(date(2026, 3, 1))
    '1er mars 2026'
    """
    return f"{'1er' if jour.day == 1 else jour.day} {_MOIS[jour.month - 1]} {jour.year}"
