"""Le genre « ouvert » : une rédaction, gardée pour l'enseignant et relue par son auteur, jamais jugée."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from dataclasses import dataclass, replace

from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Champ, Question
from course_helpers.exercices.saisie import LONGUEUR_REDACTION, citer, en_texte, est_vide
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.exercices.xml_moodle import ajouter_tous, envelopper


@dataclass(frozen=True, eq=False, kw_only=True)
class Ouvert(Question, genre="ouvert"):
    """Une rédaction : gardée pour l'enseignant, relue par son auteur avec des critères, jamais jugée.

    Parameters
    ----------
    criteres : tuple of str
        Ce que l'on vérifie en se relisant. ``solution`` est le modèle de réponse.
    rendue : bool
        Faux quand aucune copie ne la montre à un enseignant.
    """

    corrige = False
    type_moodle = "essay"

    criteres: tuple[str, ...]
    rendue: bool = True

    @classmethod
    def deduire_attendu(cls, marques):
        return ""

    def decrire_champs(self, posee):
        return (Champ("", "Votre rédaction", "texte"),)

    def garder_pour_soi(self):
        return replace(self, rendue=False)

    def donner_consigne(self):
        if not self.rendue:
            return "Réponse rédigée, non notée : relisez-la vous-même avec les critères, puis avec le modèle."
        return "Réponse rédigée, non notée ici : votre copie la garde pour votre enseignante ou enseignant."

    def lire(self, posee, brut):
        if est_vide(brut):
            return None
        texte = en_texte(brut)
        if texte is None:
            raise ErreurCours(f"Je n’ai pas compris {citer(brut)} : écrivez un texte, entre guillemets.")
        if len(texte) > LONGUEUR_REDACTION:
            raise ErreurCours(
                f"Votre texte compte {ecrire_nombre(len(texte))} caractères : "
                f"ramenez-le à {ecrire_nombre(LONGUEUR_REDACTION)} au plus."
            )
        return texte

    def ecrire(self, posee, reponse):
        return reponse

    def accuser_reception(self):
        criteres = "\n".join(f"• {critere}" for critere in self.criteres)
        gardien = "est gardé pour votre enseignante ou enseignant" if self.rendue else "reste sur cette page"
        return (
            f"Votre texte {gardien}. "
            f"Relisez-le avec ces critères, puis ouvrez le modèle de réponse :\n{criteres}"
        )

    def completer_moodle(self, posee, element):
        ajouter_tous(
            element,
            responseformat="editor",
            responserequired="1",
            responsefieldlines="10",
            attachments="0",
            attachmentsrequired="0",
        )
        criteres = "".join(f"<li>{en_html(typographier(critere))}</li>" for critere in self.criteres)
        modele = f"<p>{en_html(posee.solution)}</p><ul>{criteres}</ul>"
        element.append(envelopper("graderinfo", modele, format="html"))
