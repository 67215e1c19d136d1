"""Lire une réponse : la ramener à un type simple et exact, ou dire pourquoi elle est illisible.

Lire n'est pas corriger : rien ici ne connaît la réponse attendue.
"""

from collections.abc import Mapping
from decimal import Decimal
from numbers import Integral, Real

import pandas as pd

from course_helpers.donnees import lire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Question, Reponse, Valeurs, lister_elements, ordonner_options

# Au-delà, ce n'est plus une réponse.
_LONGUEUR_MAXIMALE = 400
_NOMBRE_MAXIMAL = 10**15


def lire_reponse(question: Question, valeurs: Valeurs, brut: object) -> Reponse | None:
    """Lire ce qu'une personne a saisi.

    Parameters
    ----------
    question : Question
    valeurs : Valeurs
        Ce que la série calcule : les éléments à classer en dépendent.
    brut : object
        Un texte ou un nombre ; pour un choix, la lettre, la clé ou le texte de l'option ; pour un
        classement, un dictionnaire (ou une Series) élément → catégorie.

    Returns
    -------
    Decimal, str, dict or None
        ``None`` si rien n'est saisi.

    Raises
    ------
    ErreurCours
        « Je n'ai pas compris “…” : écrivez par exemple … »
    """
    return _LECTURES[question.genre](question, valeurs, brut)


def _en_texte(brut: object) -> str | None:
    """Rendre un vrai ``str``, même d'une sous-classe aux méthodes réécrites ; None pour autre chose."""
    return str.__str__(brut) if isinstance(brut, str) else None


def _lire_nombre(question: Question, valeurs: Valeurs, brut: object) -> Decimal | None:
    texte = _en_texte(brut)
    if brut is None or (texte is not None and not texte.strip()):
        return None
    nombre = _lire_objet(question, brut) if texte is None else _lire_texte(question, texte)
    if not nombre.is_finite() or abs(nombre) >= _NOMBRE_MAXIMAL:
        raise _incomprise(question, brut)
    if question.decimales == 0 and question.unite != "€" and nombre != nombre.to_integral_value():
        raise ErreurCours(f"{_citer(brut)} n’est pas un nombre entier : comptez les {question.unite}.")
    return nombre


def _lire_texte(question: Question, texte: str) -> Decimal:
    net = texte.translate({0xA0: " ", 0x202F: " "}).strip()
    for unite in ("%", "€"):
        if unite in net and unite != question.unite:
            raise ErreurCours(
                f"{_citer(texte)} est en {unite}, alors que la réponse se donne {_dire_unite(question)}. "
                f"Reprenez le calcul ou retirez le signe."
            )
    # Une question en % lit pareil « 37,7 » et « 37,7 % » ; de même « 12 » et « 12 clients ».
    if question.unite and question.unite != "€":
        net = net.removesuffix(question.unite).removesuffix(question.unite.rstrip("s")).strip()
    if len(net) > _LONGUEUR_MAXIMALE:
        raise _incomprise(question, texte)
    try:
        return Decimal(repr(lire_nombre(net)))
    except ErreurCours:
        raise _incomprise(question, texte) from None


def _lire_objet(question: Question, brut: object) -> Decimal:
    """Lire un nombre venu d'un calcul ; les objets qui ne sont pas des nombres sont illisibles."""
    if isinstance(brut, bool):
        raise _incomprise(question, brut)
    try:
        if isinstance(brut, Decimal):
            nombre = Decimal(Decimal.__str__(brut))
        elif isinstance(brut, Integral):
            nombre = Decimal(int(brut))
        elif isinstance(brut, Real):
            nombre = Decimal(repr(float(brut)))
        else:
            raise _incomprise(question, brut)
    except (ArithmeticError, TypeError, ValueError):
        raise _incomprise(question, brut) from None
    return nombre


def _lire_choix(question: Question, valeurs: Valeurs, brut: object) -> str | None:
    texte = _en_texte(brut)
    if brut is None or (texte is not None and not texte.strip()):
        return None
    options = ordonner_options(question, valeurs)
    if texte is not None:
        voulu = texte.strip().casefold()
        for lettre, option in zip("abcdefgh", options, strict=False):
            if voulu in (lettre, option.cle, option.texte.casefold()):
                return option.cle
    raise ErreurCours(
        f"Je n’ai pas compris {_citer(brut)} : choisissez une lettre de a à {'abcdefgh'[len(options) - 1]}."
    )


def _lire_classement(question: Question, valeurs: Valeurs, brut: object) -> dict[str, str] | None:
    if brut is None:
        return None
    if not isinstance(brut, Mapping | pd.Series) or len(brut) > _LONGUEUR_MAXIMALE:
        raise ErreurCours(
            f"Je n’ai pas compris {_citer(brut)} : donnez une classe à chaque ligne, "
            f'par exemple {{"{question.elements(valeurs)[0].cle}": "{question.categories[0].cle}"}}.'
        )
    a_classer = lister_elements(question, valeurs)
    elements = {e.cle.casefold(): e.cle for e in a_classer} | {e.texte.casefold(): e.cle for e in a_classer}
    categories = {c.cle.casefold(): c.cle for c in question.categories}
    categories |= {c.texte.casefold(): c.cle for c in question.categories}
    lus: dict[str, str] = {}
    for element, categorie in brut.items():
        texte = _en_texte(categorie)
        if categorie is None or (texte is not None and not texte.strip()):
            continue
        cle = elements.get((_en_texte(element) or "").strip().casefold())
        classe = categories.get((texte or "").strip().casefold())
        if cle is None:
            raise ErreurCours(f"{_citer(element)} n’est pas à classer : reprenez les noms de l’énoncé.")
        if classe is None:
            attendues = ", ".join(c.cle for c in question.categories)
            raise ErreurCours(
                f"Je n’ai pas compris {_citer(categorie)} pour {cle} : choisissez parmi {attendues}."
            )
        lus[cle] = classe
    if not lus:
        return None
    manquants = [e.texte for e in a_classer if e.cle not in lus]
    if manquants:
        suite = "" if len(manquants) == 1 else f" et {len(manquants) - 1} autre{'s' * (len(manquants) > 2)}"
        raise ErreurCours(f"Il manque une classe pour « {manquants[0]} »{suite} : complétez le tableau.")
    return {e.cle: lus[e.cle] for e in a_classer}


_LECTURES = {"nombre": _lire_nombre, "choix": _lire_choix, "classement": _lire_classement}


def donner_exemple(question: Question) -> str:
    """Donner un exemple de réponse bien écrite, sans rapport avec l'attendu."""
    if question.unite == "€":
        return "1 234"
    return "81,4" if question.decimales else "12"


def _dire_unite(question: Question) -> str:
    return f"en {question.unite}" if question.unite in ("%", "€") else f"en nombre de {question.unite}"


def _citer(brut: object) -> str:
    """Citer une saisie entre guillemets, coupée si elle est longue."""
    texte = _en_texte(brut)
    if texte is None:
        simple = type(brut) in (bool, float) or (type(brut) is int and abs(brut) < _NOMBRE_MAXIMAL)
        texte = repr(brut) if simple else type(brut).__name__
    return f"“{texte if len(texte) <= 40 else texte[:40] + '…'}”"


def _incomprise(question: Question, brut: object) -> ErreurCours:
    return ErreurCours(
        f"Je n’ai pas compris {_citer(brut)} : écrivez par exemple {donner_exemple(question)}."
    )
