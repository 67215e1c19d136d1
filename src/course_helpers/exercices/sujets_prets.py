"""Les sujets prêts : une adresse courte, que l'on tape, pour chacun."""

import re
import tomllib
from functools import cache
from pathlib import Path

from course_helpers.chapitres import CHAPITRES
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.exercices.sujet import LONGUEUR_MAX, Sujet, composer_sujet, lire_fragment

_FICHIER = Path(__file__).with_name("sujets.toml")
_COURTE = re.compile(r"[a-z]+-\d+")


@cache
def lister_sujets_prets() -> dict[str, Sujet]:
    """Lister les sujets prêts, par adresse courte ; ce sont des entraînements, aux points de la banque.

    Examples
    --------
    >>> lister_sujets_prets()["abc-30"].minutes
    30
    """
    ecrits = tomllib.loads(_FICHIER.read_text(encoding="utf-8"))
    return {nom: _composer(**ecrit) for nom, ecrit in ecrits.items()}


def _composer(titre: str, consigne: str, questions: list[str]) -> Sujet:
    return composer_sujet(
        map(_trouver, questions), titre=typographier(titre), consigne=typographier(consigne), sel="00000000"
    )


def _trouver(numero: str) -> tuple[str, str, int]:
    chapitre, _, rang = numero.partition(".")
    serie = next(nom for nom in CHAPITRES if nom.startswith(f"{chapitre}-"))
    points = {question.numero: question.points for question in ouvrir_banque(serie).questions}
    return serie, f"q{rang}", points.get(rang, 1)


def lire_lien(texte: str) -> Sujet:
    """Lire un lien de sujet, ou l'adresse courte d'un sujet prêt.

    Parameters
    ----------
    texte : str
        L'adresse entière, ou ce qui y suit « # ».

    Raises
    ------
    ErreurCours
        Le lien est abîmé, ou aucun sujet prêt n'a cette adresse.

    Examples
    --------
    >>> lire_lien("https://exemple.fr/sujet.html#ABC-30").titre
    'Le classement ABC'
    """
    courte = texte[-LONGUEUR_MAX:].strip().rpartition("#")[2].lower()
    prets = lister_sujets_prets()
    if courte in prets:
        return prets[courte]
    if _COURTE.fullmatch(courte):
        raise ErreurCours(
            f"Aucun sujet prêt ne s'appelle « {rendre_lisible(courte[:40])} » : choisissez parmi "
            f"{', '.join(prets)}."
        )
    return lire_fragment(texte)
