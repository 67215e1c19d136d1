"""Le genre « ouvert » : une rédaction, que son auteur relit et que l'enseignant note sur des critères."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Champ, Question
from course_helpers.exercices.saisie import LONGUEUR_REDACTION, citer, en_texte, est_vide
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.exercices.xml_moodle import ajouter_tous, envelopper

# Les quatre niveaux des grilles d'évaluation du BTS, du plus faible au plus fort.
NIVEAUX = {
    "très insuffisant": "le critère n’apparaît pas",
    "insuffisant": "il est évoqué, sans nombre ni raison",
    "satisfaisant": "il est traité, avec une imprécision ou un oubli",
    "très satisfaisant": "il est traité en entier, nombre et raison à l’appui",
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Ouvert(Question, genre="ouvert"):
    """Une rédaction : relue par son auteur avec des critères, notée par l'enseignant sur quatre niveaux.

    Le cours ne la juge pas : ses points s'ajoutent à ceux des questions corrigées.

    Parameters
    ----------
    criteres : tuple of str
        Ce que l'on vérifie en se relisant. ``solution`` est le modèle de réponse.
    rendue : bool
        Faux quand aucune copie ne la montre à un enseignant.
    """

    corrige = False
    type_moodle = "essay"
    niveaux_de_critere = NIVEAUX

    criteres: tuple[str, ...]
    rendue: bool = True

    @classmethod
    def deduire_attendu(cls, marques):
        return ""

    def decrire_champs(self, posee):
        return (Champ("", "Votre rédaction", "texte"),)

    def garder_pour_soi(self):
        return replace(self, rendue=False)

    @property
    def natures(self) -> str:
        """Ce que note le barème d'un dossier, sans en donner la réponse : « méthode, résultat »."""
        noms = dict.fromkeys(critere.partition(" :")[0].lower() for critere in self.criteres)
        return f"Le barème note : {', '.join(noms)}."

    def donner_consigne(self):
        if self.partie:
            # Un critère d'épreuve dirait une part de la réponse : il se lit une fois le texte enregistré.
            return f"Réponse rédigée, sur {compter(self.points, 'point')}. {self.natures}"
        bareme = f", sur {compter(self.points, 'point')}" if self.points else ""
        lecteur = (
            f"votre copie la garde pour l’enseignante ou l’enseignant, qui la note{bareme} avec ces critères"
            if self.rendue
            else "relisez-la vous-même avec ces critères, puis avec le modèle"
        )
        return f"Réponse rédigée : {lecteur} :\n{self._enumerer_criteres()}"

    def _enumerer_criteres(self):
        return "\n".join(f"• {critere}" for critere in self.criteres)

    def compter_points(self, niveaux: Sequence[int]) -> Fraction:
        """Rendre les points d'une rédaction, d'après le niveau atteint pour chaque critère.

        Parameters
        ----------
        niveaux : suite de int
            De 0 (très insuffisant) à 3 (très satisfaisant), un par critère : chacun pèse autant.

        Raises
        ------
        ErreurCours
            Un niveau manque, ou n'est pas de 0 à 3.
        """
        if len(niveaux) != len(self.criteres) or any(n not in range(len(NIVEAUX)) for n in niveaux):
            raise ErreurCours(
                f"J’attends un niveau par critère, soit {len(self.criteres)}, de 0 (très insuffisant) à 3 "
                "(très satisfaisant) : complétez la grille."
            )
        return Fraction(self.points * sum(niveaux), (len(NIVEAUX) - 1) * len(self.criteres))

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
        gardien = "est gardé pour votre enseignante ou enseignant" if self.rendue else "reste sur cette page"
        return f"Votre texte {gardien}. {self.inviter_a_relire()}"

    def inviter_a_relire(self) -> str:
        """Dire avec quoi l'on se relit : les critères, et le modèle s'il y en a un."""
        suite = ", puis ouvrez le modèle de réponse" if self.solution else ""
        return f"Relisez-le avec les critères{suite} :\n{self._enumerer_criteres()}"

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
        niveaux = "".join(f"<li>{nom} : {sens}</li>" for nom, sens in NIVEAUX.items())
        modele = typographier(
            f"<p>{en_html(posee.solution)}</p><p>Critères :</p><ul>{criteres}</ul>"
            f"<p>Quatre niveaux pour chacun :</p><ul>{niveaux}</ul>"
        )
        element.append(envelopper("graderinfo", modele, format="html"))
