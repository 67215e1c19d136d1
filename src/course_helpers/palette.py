"""Les couleurs du cours : une palette, que lisent la page, les figures et les rapports.

``palette.css`` la dit. ``COULEURS`` donne la valeur claire de chaque nom, ``FEUILLE`` ce qu'une page emporte.
"""

import re
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
COULEURS = dict(re.findall(r"--ch-([\w-]+): (?:light-dark\()?(#\w{6})", _SOURCE))
_NOMS = {couleur.lower(): nom for nom, couleur in COULEURS.items()}
_CLAIRES = "".join(f" --ch-{nom}: {couleur};" for nom, couleur in COULEURS.items())
# Un navigateur qui ignore light-dark() montre le thème clair, plutôt qu'une page sans couleurs.
FEUILLE = f""":root {{ color-scheme: light;{_CLAIRES} }}
@supports (color: light-dark(#000, #fff)) {{
{_SOURCE}}}
"""


def teindre(nom: str) -> str:
    """Écrire une couleur que le thème de la page remplace ; sans page, sa valeur claire.

    Examples
    --------
    >>> teindre("bleu")
    'var(--ch-bleu, #0B4F6C)'
    """
    return f"var(--ch-{nom}, {COULEURS[nom]})"


def teindre_svg(svg: str) -> str:
    """Rendre au thème de la page les couleurs de la palette qu'un dessin emploie.

    Examples
    --------
    >>> teindre_svg('<path style="fill: #e69f00; stroke: #010203"/>')
    '<path style="fill: var(--ch-orange, #E69F00); stroke: #010203"/>'
    """

    def remplacer(couleur: re.Match) -> str:
        return teindre(_NOMS[couleur[0]]) if couleur[0] in _NOMS else couleur[0]

    return re.sub(r"#[0-9a-f]{6}\b", remplacer, svg)


def completer(style: str) -> str:
    """Écrire les couleurs claires d'une feuille de style qui, comme dans un cahier, peut être sans page.

    Examples
    --------
    >>> completer("color: var(--ch-bleu, palette(bleu))")
    'color: var(--ch-bleu, #0B4F6C)'
    """
    return re.sub(r"palette\(([\w-]+)\)", lambda nom: COULEURS[nom[1]], style)
