"""Le genre « choix » : une seule option, donnée par sa lettre, sa clé ou son texte."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from dataclasses import dataclass

from course_helpers.exercices.propositions import Propositions
from course_helpers.exercices.question import Champ, Question
from course_helpers.exercices.saisie import est_vide
from course_helpers.exercices.textes import en_html
from course_helpers.exercices.xml_moodle import regler_choix, repondre


@dataclass(frozen=True, eq=False, kw_only=True)
class Choix(Propositions, Question, genre="choix"):
    """Une seule option, donnée par sa lettre, sa clé ou son texte."""

    type_moodle = "multichoice"

    @classmethod
    def lire_constante(cls, texte, cles):
        if texte not in cles["options"]:
            raise ValueError(texte)
        return texte

    @classmethod
    def deduire_attendu(cls, marques):
        return next((cle for cle, marque in marques["options"].items() if marque == "juste"), None)

    def decrire_champs(self, posee):
        return (Champ("", "Votre réponse", "boutons", self.mettre_lettres(posee)),)

    def donner_consigne(self):
        return "Une seule réponse."

    def lire(self, posee, brut):
        return None if est_vide(brut) else self.lire_option(posee, brut)

    def ecrire(self, posee, reponse):
        return next(option.texte for option in posee.options if option.cle == reponse)

    def completer_moodle(self, posee, element):
        acceptees = {posee.attendu, *(cle for _, cle in posee.conventions)}
        regler_choix(element, seule=True)
        for option in self.options:
            element.append(
                repondre(
                    100 if option.cle in acceptees else 0,
                    f"<p>{en_html(posee.composer(option.texte))}</p>",
                    en_html(posee.juger(option.cle).message),
                    format="html",
                )
            )
