"""Le genre « classement » : des éléments à ranger dans des catégories."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from dataclasses import dataclass

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.par_ligne import Lignes
from course_helpers.exercices.question import Champ, Option
from course_helpers.exercices.saisie import citer, en_texte, rapprocher
from course_helpers.exercices.textes import typographier
from course_helpers.exercices.xml_moodle import associer


@dataclass(frozen=True, eq=False, kw_only=True)
class Classement(Lignes, genre="classement"):
    """Des éléments à ranger dans des catégories.

    Parameters
    ----------
    categories : tuple of Option
    chose : str
        Ce que l'on donne à chaque ligne : une classe, un verdict, une famille…
    """

    relance = "Relisez ce qui définit chaque réponse proposée, puis chaque ligne."
    type_moodle = "matching"
    options_a_dire = True

    categories: tuple[Option, ...]
    chose: str = "une classe"

    def lister_options(self, posee):
        return tuple(Option(c.cle, typographier(c.texte)) for c in self.categories)

    def decrire_champs(self, posee):
        return tuple(Champ(e.cle, e.texte, "liste", posee.options) for e in posee.elements)

    def donner_consigne(self):
        return f"{self.chose.capitalize()} par ligne : " + ", ".join(c.texte for c in self.categories) + "."

    def donner_cle(self, posee):
        return self.categories[0].cle

    def lire_case(self, posee, cle, brut):
        voulu = rapprocher(en_texte(brut) or "")
        for categorie in posee.options:
            if voulu in (rapprocher(categorie.cle), rapprocher(categorie.texte)):
                return categorie.cle
        attendues = ", ".join(c.cle for c in self.categories)
        raise ErreurCours(
            f"Je n’ai pas compris {citer(brut)} pour {cle}{FINE}: choisissez parmi {attendues}."
        )

    def ecrire_case(self, posee, case):
        return next(c.texte for c in posee.options if c.cle == case)

    def completer_moodle(self, posee, element):
        textes = {categorie.cle: categorie.texte for categorie in posee.options}
        associer(element, posee, [(e.texte, textes[posee.attendu[e.cle]]) for e in posee.elements])
