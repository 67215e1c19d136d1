"""Le genre « choix_multiple » : plusieurs options."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from collections.abc import Sequence
from dataclasses import dataclass

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.propositions import Propositions
from course_helpers.exercices.question import Champ, Question
from course_helpers.exercices.saisie import LONGUEUR_MAXIMALE, citer, en_texte, est_vide
from course_helpers.exercices.textes import en_html
from course_helpers.exercices.xml_moodle import commenter, partager_note, regler_choix, repondre


@dataclass(frozen=True, eq=False, kw_only=True)
class ChoixMultiple(Propositions, Question, genre="choix_multiple"):
    """Plusieurs options : une liste de lettres, de clés ou de textes.

    Le motif d'une erreur est un dictionnaire clé → cochée ou non : ``{"loi": True}``, que la banque écrit
    ``+loi``, reconnaît toute réponse qui coche « loi ».
    """

    type_moodle = "multichoice"
    relance = "Il manque une affirmation juste, ou il y en a une de trop. Reprenez-les une à une."

    @classmethod
    def lire_constante(cls, texte, cles):
        mots = texte.split()
        if any(mot[0] not in "+-" or mot[1:] not in cles["options"] for mot in mots):
            raise ValueError(texte)
        return {mot[1:]: mot[0] == "+" for mot in mots}

    @classmethod
    def deduire_attendu(cls, marques):
        return tuple(cle for cle, marque in marques["options"].items() if marque == "juste") or None

    @classmethod
    def saisir(cls, texte):
        return texte.split(", ")

    def decrire_champs(self, posee):
        return (Champ("", "Votre réponse", "cases", self.mettre_lettres(posee)),)

    def donner_consigne(self):
        return "Plusieurs réponses sont possibles : cochez toutes celles qui conviennent."

    def lire(self, posee, brut):
        texte = en_texte(brut)
        if texte is not None:
            brut = [partie.strip() for partie in texte.replace(";", ",").split(",")]
        if brut is None:
            return None
        if not isinstance(brut, Sequence | set | frozenset) or len(brut) > LONGUEUR_MAXIMALE:
            raise ErreurCours(
                f'Je n’ai pas compris {citer(brut)} : donnez une liste, par exemple ["a", "c"].'
            )
        lues = {self.lire_option(posee, choix) for choix in brut if not est_vide(choix)}
        return tuple(option.cle for option in self.options if option.cle in lues) or None

    def noter(self, valeur, reponse):
        return list(reponse)

    def ecrire(self, posee, reponse):
        return "\n".join(option.texte for option in posee.options if option.cle in reponse)

    def reconnaitre(self, posee, reponse, motif):
        return all((cle in reponse) == cochee for cle, cochee in motif.items())

    def completer(self, posee, motif):
        if not isinstance(motif, dict):
            return motif
        return tuple(o.cle for o in self.options if motif.get(o.cle, o.cle in posee.attendu))

    def decrire_motif(self, posee, motif):
        textes = {option.cle: option.texte for option in posee.options}
        return ", ".join(
            f"{'avoir coché' if cochee else 'avoir oublié'} «{FINE}{textes[cle]}{FINE}»"
            for cle, cochee in motif.items()
        )

    def completer_moodle(self, posee, element):
        """Partager la note entre les options justes ; cocher une fausse retire d'autant."""
        justes = set(posee.attendu)
        # Le message d'une option cochée à tort est celui de l'erreur que ce choix, seul, fait reconnaître.
        messages = {}
        for erreur, motif in posee.erreurs:
            cochees = [cle for cle, cochee in motif.items() if cochee]
            if len(cochees) == 1:
                messages.setdefault(cochees[0], posee.composer(erreur.message, reponse=""))
        regler_choix(element, seule=False)
        for option in self.options:
            juste = option.cle in justes
            fraction = partager_note(len(justes) if juste else len(justes) - len(self.options))
            texte = f"<p>{en_html(posee.composer(option.texte))}</p>"
            retour = en_html(messages.get(option.cle, ""))
            element.append(repondre(fraction, texte, retour, format="html"))
        commenter(element, posee, f"<p>{en_html(self.relance)}</p>")
