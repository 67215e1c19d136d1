"""Ce que partagent les questions dont la réponse est une ou plusieurs options."""

from dataclasses import dataclass

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Option, QuestionPosee
from course_helpers.exercices.saisie import citer, en_texte, rapprocher

LETTRES = "abcdefgh"


@dataclass(frozen=True, eq=False, kw_only=True)
class Propositions:
    """Des options, montrées dans un ordre tiré au sort et précédées d'une lettre.

    Parameters
    ----------
    options : tuple of Option
    """

    options: tuple[Option, ...]

    def lister_options(self, posee: QuestionPosee) -> tuple[Option, ...]:
        """Lister les options, textes remplis."""
        return tuple(Option(o.cle, posee.composer(o.texte)) for o in posee.melanger(self.options))

    def mettre_lettres(self, posee: QuestionPosee) -> tuple[Option, ...]:
        """Faire précéder chaque option de sa lettre."""
        return tuple(
            Option(option.cle, f"{lettre}) {option.texte}")
            for lettre, option in zip(LETTRES, posee.options, strict=False)
        )

    def lire_option(self, posee: QuestionPosee, brut: object) -> str:
        """Lire une option, donnée par sa lettre, sa clé ou son texte."""
        texte = en_texte(brut)
        if texte is not None:
            voulu = rapprocher(texte)
            for lettre, option in zip(LETTRES, posee.options, strict=False):
                if voulu in (lettre, option.cle, rapprocher(option.texte)):
                    return option.cle
        raise ErreurCours(
            f"Je n’ai pas compris {citer(brut)} : "
            f"choisissez une lettre de a à {LETTRES[len(posee.options) - 1]}."
        )
