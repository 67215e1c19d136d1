"""Le genre « classement » : des éléments à ranger dans des catégories."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from dataclasses import dataclass

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.par_ligne import Lignes
from course_helpers.exercices.question import Champ, Option
from course_helpers.exercices.saisie import citer, en_texte, rapprocher
from course_helpers.exercices.textes import typographier
from course_helpers.exercices.xml_moodle import associer, ecrire_case, ecrire_menus


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

    def choisir_moodle(self, posee):
        """Une association n'admet qu'une réponse par ligne : d'autres conventions demandent des menus."""
        return "cloze" if posee.conventions else self.type_moodle

    def relancer(self, posee, reponse):
        """Nommer la première ligne fausse, selon la convention la plus proche, sans dire sa réponse."""
        acceptes = [posee.attendu, *(posee.attendu | motif for _, motif in posee.conventions)]
        proche = min(acceptes, key=lambda cases: sum(reponse[cle] != cases[cle] for cle in cases))
        fausse = next(e.texte for e in posee.elements if reponse[e.cle] != proche[e.cle])
        texte = fausse.replace("{", "{{").replace("}", "}}")
        return "autre", f"Reprenez « {texte} ». Relisez ce qui définit chaque réponse proposée."

    def completer_moodle(self, posee, element):
        textes = {categorie.cle: categorie.texte for categorie in posee.options}
        attendu = posee.attendu
        if self.choisir_moodle(posee) == "cloze":
            ecrire_menus(
                element, [(e.texte, self._ecrire_menu(posee, e.cle)) for e in posee.elements], "Réponse"
            )
            return
        couples = [(e.texte, textes[attendu[e.cle]]) for e in posee.elements]
        # Une catégorie qui ne sert à aucune ligne reste au menu : son absence donnerait la réponse.
        couples += [("", texte) for cle, texte in textes.items() if cle not in attendu.values()]
        associer(element, posee, couples)

    def _ecrire_menu(self, posee, cle: str) -> str:
        """Le menu d'une ligne : sa réponse, et celle qu'une autre convention lui donne, avec sa remarque."""
        attendu = posee.attendu[cle]
        remarques = {}
        for convention, motif in posee.conventions:
            remarques.setdefault(motif.get(cle, attendu), posee.composer(convention.remarque, reponse=""))
        messages = {}
        for erreur, motif in posee.erreurs:
            if cle in motif:
                messages.setdefault(motif[cle], posee.composer(erreur.message, reponse=""))
        reponses = []
        for categorie in posee.options:
            if categorie.cle == attendu:
                reponses.append((100, categorie.texte, ""))
            elif categorie.cle in remarques:
                reponses.append((100, categorie.texte, remarques[categorie.cle]))
            else:
                reponses.append((0, categorie.texte, messages.get(categorie.cle, self.relance)))
        return ecrire_case("MULTICHOICE", reponses)
