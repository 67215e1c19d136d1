"""Le contenu des séries, un module par chapitre, chargé quand on le demande."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from course_helpers.chapitres import CHAPITRES, trouver_chapitre
from course_helpers.exercices.question import Sujet


class _Sujets(Mapping[str, Sujet]):
    """Les séries par nom de chapitre : une page n'attend que la sienne."""

    def __getitem__(self, nom: str) -> Sujet:
        return import_module(f"{__name__}.{CHAPITRES[nom].nom}").SUJET

    def __iter__(self) -> Iterator[str]:
        return iter(CHAPITRES)

    def __len__(self) -> int:
        return len(CHAPITRES)


SUJETS = _Sujets()


def trouver_sujet(nom: str) -> Sujet:
    """Trouver une série par son nom de chapitre.

    Raises
    ------
    ErreurCours
        « La série « … » n'existe pas : choisissez parmi … »
    """
    return SUJETS[trouver_chapitre(nom).cle]
