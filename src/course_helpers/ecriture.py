"""Écrire à la française : les nombres, leurs unités, la typographie d'un texte."""

import html
import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

_LARGE = Context(prec=400)  # un montant absurde s'écrit aussi : c'est ainsi qu'il se voit
FINE = "\u202f"  # espace fine insécable
JOURS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
MOIS = ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre").split()
_MILLIERS = re.compile(r"\b\d{1,3}(?: \d{3})+\b(?! \d)")  # un SIRET n'est pas un nombre


def ecrire_nombre(nombre: float, decimales: int = 0, unite: str = "") -> str:
    """Écrire un nombre avec la virgule, les milliers séparés et son unité.

    Parameters
    ----------
    nombre : float, int ou Decimal
    decimales : int
        Nombre de décimales ; l'arrondi est celui de l'école (5 vers le haut).
    unite : str
        ``"€"``, ``"%"``… écrite après une espace fine insécable.

    Returns
    -------
    str

    Examples
    --------
    >>> ecrire_nombre(1234.565, 2, "€").replace("\\u202f", " ")
    '1 234,57 €'
    >>> len(ecrire_nombre(1e26, 2, "€"))
    39
    >>> ecrire_nombre(-0.04, 1, "%").replace("\\u202f", " ")
    '0,0 %'
    """
    exact = nombre if isinstance(nombre, Decimal) else Decimal(str(nombre))
    arrondi = exact.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP, _LARGE)
    texte = f"{abs(arrondi):,}".replace(",", FINE).replace(".", ",")
    signe = "−" if arrondi < 0 else ""
    return f"{signe}{texte}{FINE + unite if unite else ''}"


def ecrire_fois(rapport: float) -> str:
    """Écrire combien de fois un montant en contient un autre, à un dixième près.

    Examples
    --------
    >>> ecrire_fois(2.54), ecrire_fois(3.998)
    ('2,5 fois', '4 fois')
    """
    return ecrire_nombre(rapport, 1).removesuffix(",0") + " fois"


def ecrire_date(jour: date) -> str:
    """Écrire une date en toutes lettres.

    Examples
    --------
    >>> ecrire_date(date(2026, 3, 1))
    '1er mars 2026'
    """
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def ecrire_pct(part: float, decimales: int = 1) -> str:
    """Écrire une part déjà exprimée en %.

    Parameters
    ----------
    part : float
        De 0 à 100.
    decimales : int

    Returns
    -------
    str

    Examples
    --------
    >>> ecrire_pct(67.5).replace("\\u202f", " ")
    '67,5 %'
    """
    return ecrire_nombre(part, decimales, "%")


def compter(effectif: float, nom: str = "client") -> str:
    """Écrire un effectif et son nom, accordé.

    Parameters
    ----------
    effectif : float
    nom : str
        Au singulier, de pluriel régulier : chacun de ses mots prend un « s ».

    Returns
    -------
    str

    Examples
    --------
    >>> compter(1).replace("\\u202f", " "), compter(1200, "copie corrigée").replace("\\u202f", " ")
    ('1 client', '1 200 copies corrigées')
    """
    accorde = nom.replace(" ", "s ") + "s" if effectif >= 2 else nom
    return f"{ecrire_nombre(effectif)}{FINE}{accorde}"


@lru_cache(maxsize=4096)
def typographier(texte: str) -> str:
    """Mettre les espaces fines insécables et les apostrophes courbes.

    Examples
    --------
    >>> typographier("« l'ABC » : 5 % de 1 000 €").replace("\\u202f", "_")
    '«_l’ABC_»_: 5_% de 1_000_€'
    """
    texte = re.sub(r" (?=[;:!?%€»])", FINE, texte).replace("« ", f"«{FINE}")
    texte = _MILLIERS.sub(lambda nombre: nombre[0].replace(" ", FINE), texte)
    return texte.replace("'", "’")


def en_html(texte: str) -> str:
    """Mettre un texte en HTML : tout est neutralisé, sauf les alinéas et les formules entre accents graves.

    Examples
    --------
    >>> en_html("a < b")
    'a &lt; b'
    >>> en_html("Tapez `=A1`.")
    'Tapez <code>=A1</code>.'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(texte, quote=False)).replace("\n", "<br>")
