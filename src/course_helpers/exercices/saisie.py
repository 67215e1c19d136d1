"""Ramener une saisie à un type simple et exact, ou dire pourquoi elle est illisible.

Rien ici ne connaît la réponse attendue, ni même la question entière.
"""

import re
from decimal import Decimal
from functools import lru_cache
from numbers import Integral, Real

from course_helpers.donnees import lire_nombre
from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours

# Au-delà, ce n'est plus une réponse.
LONGUEUR_MAXIMALE = 400
LONGUEUR_REDACTION = 8000  # deux pages, et un peu plus
_NOMBRE_MAXIMAL = 10**15
_CENTIMES = re.compile(r"[.,]\d0(?= *€?$)")
# D'autres mots que l'on tape pour une unité.
_AUTREMENT = {"années": ("ans", "an")}


def en_texte(brut: object) -> str | None:
    """Rendre un vrai ``str``, même d'une sous-classe aux méthodes réécrites ; None pour autre chose."""
    return str.__str__(brut) if isinstance(brut, str) else None


@lru_cache(maxsize=4096)
def rapprocher(texte: str) -> str:
    """Ramener un texte recopié à ce qui s'en compare : ni majuscule, ni apostrophe courbe, ni espace fine."""
    return " ".join(texte.translate({ord("’"): "'"}).casefold().split())


def est_vide(brut: object) -> bool:
    """Dire si rien n'est saisi : ``None`` ou des espaces."""
    texte = en_texte(brut)
    return brut is None or (texte is not None and not texte.strip())


def lire_decimal(brut: object, *, unite: str, decimales: int, exemple: str = "12") -> Decimal:
    """Lire un nombre tapé à la française ou venu d'un calcul.

    Parameters
    ----------
    brut : object
        ``"37,7 %"``, ``"1 234 €"``, ``37.65``…
    unite : str
        ``"%"``, ``"€"``, ou un nom au pluriel (``"clients"``).
    decimales : int
        0 pour un dénombrement : un nombre qui n'est pas entier est alors refusé, sauf en euros.
    exemple : str
        Un nombre bien écrit, que cite le refus.

    Raises
    ------
    ErreurCours
        « Je n'ai pas compris « … » : écrivez par exemple … »

    Examples
    --------
    >>> lire_decimal("37,7 %", unite="%", decimales=1)
    Decimal('37.7')
    >>> lire_decimal("4,5 ans", unite="années", decimales=1)
    Decimal('4.5')
    """
    texte = en_texte(brut)
    nombre = _lire_objet(brut, exemple) if texte is None else _lire_texte(texte, unite, exemple)
    if not nombre.is_finite() or abs(nombre) >= _NOMBRE_MAXIMAL:
        raise _incomprise(brut, exemple)
    if decimales == 0 and unite != "€" and nombre != nombre.to_integral_value():
        raise ErreurCours(f"{citer(brut)} n’est pas un nombre entier : comptez les {unite}.")
    return nombre


def _lire_texte(texte: str, unite: str, exemple: str) -> Decimal:
    net = texte.translate({0xA0: " ", 0x202F: " "}).strip()
    for signe in ("%", "€"):
        if signe in net and signe != unite:
            voulue = f"en {unite}" if unite in ("%", "€") else f"en nombre de {unite}"
            raise ErreurCours(
                f"{citer(texte)} est en {signe}, alors que la réponse se donne {voulue}. "
                f"Reprenez le calcul ou retirez le signe."
            )
    # Une question en % lit pareil « 37,7 » et « 37,7 % » ; de même « 12 » et « 12 clients ».
    if unite and unite != "€":
        for mot in (unite, unite.rstrip("s"), *_AUTREMENT.get(unite, ())):
            net = net.removesuffix(mot).strip()
    if len(net) > LONGUEUR_MAXIMALE:
        raise _incomprise(texte, exemple)
    try:
        nombre = Decimal(repr(lire_nombre(net)))
    except ErreurCours:
        raise _incomprise(texte, exemple) from None
    # « 768,50 » garde son zéro : un message cite ce qui est tapé.
    centimes = _CENTIMES.search(net)
    return nombre.quantize(Decimal("0.01")) if centimes and nombre.as_tuple().exponent == -1 else nombre


def _lire_objet(brut: object, exemple: str) -> Decimal:
    """Lire un nombre venu d'un calcul ; les objets qui ne sont pas des nombres sont illisibles."""
    if isinstance(brut, bool):
        raise _incomprise(brut, exemple)
    try:
        if isinstance(brut, Decimal):
            return Decimal(Decimal.__str__(brut))
        if isinstance(brut, Integral):
            return Decimal(int(brut))
        if isinstance(brut, Real):
            return Decimal(repr(float(brut)))
    except (ArithmeticError, TypeError, ValueError):
        pass
    raise _incomprise(brut, exemple)


def citer(brut: object) -> str:
    """Citer une saisie entre guillemets, coupée si elle est longue."""
    texte = en_texte(brut)
    if texte is None:
        simple = type(brut) in (bool, float) or (type(brut) is int and abs(brut) < _NOMBRE_MAXIMAL)
        texte = repr(brut) if simple else type(brut).__name__
    return f"«{FINE}{texte if len(texte) <= 40 else texte[:40] + '…'}{FINE}»"


def _incomprise(brut: object, exemple: str) -> ErreurCours:
    return ErreurCours(f"Je n’ai pas compris {citer(brut)} : écrivez par exemple {exemple}.")


# --- Ce que la banque écrit --------------------------------------------------------------------------------


def lire_litteral(texte: str) -> int | float:
    """Lire un nombre écrit dans la banque ; ``ValueError`` sinon.

    Examples
    --------
    >>> lire_litteral("80"), lire_litteral("-12,5")
    (80, -12.5)
    """
    try:
        return int(texte)
    except ValueError:
        return float(texte.replace(",", "."))


def lire_correspondance(texte: str) -> dict[str, str]:
    """Lire une suite de lignes remplies ; ``ValueError`` si le texte n'en est pas une.

    Examples
    --------
    >>> lire_correspondance("visite → A ; lettre → C")
    {'visite': 'A', 'lettre': 'C'}
    """
    couples = [partie.split("→") for partie in texte.split(";")]
    if any(len(couple) != 2 for couple in couples):
        raise ValueError(texte)
    return {ligne.strip(): case.strip() for ligne, case in couples}
