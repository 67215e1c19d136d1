"""Le contenu des séries, un module par chapitre, chargé quand on le demande."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Sujet

_MODULES = {
    "1-connaissance": "connaissance",
    "2-portefeuille": "categories",
    "3-valeur": "valeur",
    "4-pareto": "pareto",
    "5-methode": "prospection",
    "6-strategies": "strategies",
    "7-etude-de-cas": "etude",
}


class _Sujets(Mapping[str, Sujet]):
    """Les séries par nom de chapitre : une page n'attend que la sienne."""

    def __getitem__(self, nom: str) -> Sujet:
        return import_module(f"{__name__}.{_MODULES[nom]}").SUJET

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


SUJETS = _Sujets()


def trouver_sujet(nom: str) -> Sujet:
    """Trouver une série par son nom de chapitre.

    Raises
    ------
    ErreurCours
        « La série « … » n'existe pas : choisissez parmi … »
    """
    if nom not in SUJETS:
        raise ErreurCours(f"La série « {nom} » n’existe pas : choisissez parmi {', '.join(SUJETS)}.")
    return SUJETS[nom]
