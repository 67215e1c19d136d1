"""Le genre « appariement » : des éléments à associer chacun à une réponse, qui ne sert qu'une fois."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from dataclasses import dataclass

from course_helpers.exercices.genres.classement import Classement
from course_helpers.exercices.question import Option


@dataclass(frozen=True, eq=False, kw_only=True)
class Appariement(Classement, genre="appariement"):
    """Des éléments à associer chacun à une réponse, qui ne sert qu'une fois ; leur ordre est tiré au sort."""

    consigne_enumere = False
    relance = "Dans chaque ligne, cherchez le mot qui compte, puis comparez les réponses proposées."

    chose: str = "une réponse"

    def lister_options(self, posee):
        melangees = posee.melanger(self.categories, ":categories")
        return tuple(Option(c.cle, posee.composer(c.texte)) for c in melangees)

    def donner_consigne(self):
        return "Associez une réponse à chaque ligne ; chacune sert une seule fois."

    def relancer(self, posee, reponse):
        if len(set(reponse.values())) < len(reponse):
            return "reponse_repetee", (
                "La même réponse sert à plusieurs lignes. Laquelle de ces lignes en a vraiment besoin ?"
            )
        return super().relancer(posee, reponse)
