"""Écrire du HTML d'après des gabarits, qui neutralisent d'eux-mêmes ce qu'ils reçoivent.

Un gabarit dispose des valeurs et ne porte que de courts intitulés. Il s'écrit avec des espaces et des
apostrophes ordinaires : la typographie est mise à sa lecture, hors des balises.
"""

import re
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from course_helpers.ecriture import compter, ecrire_nombre, en_html, typographier

DOSSIER = Path(__file__).parent
_EXPRESSION = r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}"
_BALISE = re.compile(rf"({_EXPRESSION}|<(?:{_EXPRESSION}|[^>])*>)", re.DOTALL)


def remplir(nom: str, /, **valeurs) -> Markup:
    """Remplir un gabarit.

    Parameters
    ----------
    nom : str
        Le nom du fichier, dans ce dossier.
    **valeurs
        Des textes en clair, des nombres, des objets ; ce qui est déjà du HTML y est un ``Markup``. Le gabarit
        les écrit par ``nombre``, ``compter``, ``typo`` (la typographie d'un texte) et ``riche`` (ses alinéas
        et ses formules entre accents graves).

    Returns
    -------
    Markup

    Raises
    ------
    jinja2.UndefinedError
        Le gabarit emploie une valeur qui ne lui est pas donnée.

    Examples
    --------
    >>> "<title>Retour · A&lt;1</title>" in remplir(
    ...     "retour.html", palette="", code="A<1", jour="", convention="", etats={}, parties=[]
    ... )
    True
    """
    return Markup(_ENVIRONNEMENT.get_template(nom).render(valeurs))


def lire_gabarit(nom: str) -> str:
    """Lire un gabarit, typographie mise ; une feuille de style se lit telle quelle."""
    source = (DOSSIER / nom).read_text(encoding="utf-8")
    if not nom.endswith(".html"):
        return source
    morceaux = _BALISE.split(source)  # un morceau sur deux est une balise
    return "".join(m if rang % 2 else typographier(m) for rang, m in enumerate(morceaux))


_ENVIRONNEMENT = Environment(
    loader=FunctionLoader(lire_gabarit),
    autoescape=True,
    auto_reload=False,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONNEMENT.filters |= {
    "nombre": ecrire_nombre,
    "compter": compter,
    "typo": typographier,
    "riche": lambda texte: Markup(en_html(texte)),
}
