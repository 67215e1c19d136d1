"""Le genre « tableau » : une colonne de nombres à compléter."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from dataclasses import dataclass

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.mesure import Mesure
from course_helpers.exercices.par_ligne import Lignes
from course_helpers.exercices.question import Champ
from course_helpers.exercices.saisie import en_texte, lire_decimal, lire_litteral
from course_helpers.exercices.xml_moodle import SINON_CASE, ecrire_case, ecrire_menus


@dataclass(frozen=True, eq=False, kw_only=True)
class Tableau(Mesure, Lignes, genre="tableau"):
    """Une colonne de nombres à compléter ; l'unité, la précision et la tolérance valent pour toutes."""

    chose = "une valeur"
    type_moodle = "cloze"

    @classmethod
    def lire_case_constante(cls, texte):
        return lire_litteral(texte)

    def decrire_champs(self, posee):
        acceptes = [posee.attendu, *(autre for _, autre in posee.conventions)]
        exemple = self.donner_exemple(posee, [n for lignes in acceptes for n in lignes.values()])
        unite = f" (en{FINE}{self.unite})"
        return tuple(Champ(e.cle, e.texte + unite, "ligne", exemple=exemple) for e in posee.elements)

    def donner_consigne(self):
        return f"Une valeur par ligne, {self.dire_precision()}."

    def donner_cle(self, posee):
        return posee.champs[0].exemple

    def lire_case(self, posee, cle, brut):
        try:
            exemple = posee.champs[0].exemple
            return lire_decimal(brut, unite=self.unite, decimales=self.decimales, exemple=exemple)
        except ErreurCours as erreur:
            texte = next(e.texte for e in posee.elements if e.cle == cle)
            raise ErreurCours(f"Ligne «{FINE}{texte}{FINE}»{FINE}: {erreur}") from None

    def ecrire_case(self, posee, case):
        return self.ecrire_nombre(case)

    def noter(self, valeur, reponse):
        tapees = {en_texte(cle): en_texte(case) for cle, case in valeur.items() if isinstance(case, str)}
        return {cle: tapees.get(cle) or self.noter_nombre(lue) for cle, lue in reponse.items()}

    def arrondir(self, reponse):
        return {cle: self.arrondir_nombre(nombre) for cle, nombre in reponse.items()}

    def valider(self, posee, reponse, attendu):
        return all(self.coincider(reponse[cle], nombre) for cle, nombre in attendu.items())

    def reconnaitre(self, posee, reponse, motif):
        return self.valider(posee, reponse, motif)

    def relancer(self, posee, reponse):
        attendu = posee.attendu
        ecriture = self.reconnaitre_ecriture(reponse, attendu)
        if ecriture:
            return ecriture
        fausses = [cle for cle, nombre in attendu.items() if not self.coincider(reponse[cle], nombre)]
        premiere = next(e.texte for e in posee.elements if e.cle == fausses[0])
        # Le texte d'une ligne n'est pas un modèle : ses accolades, s'il en a, sont neutralisées.
        premiere = premiere.replace("{", "{{").replace("}", "}}")
        return "autre", (
            f"Reprenez la ligne « {premiere} » : quel calcul l'énoncé demande-t-il pour chaque ligne ?"
        )

    def completer_moodle(self, posee, element):
        """Écrire chaque case dans l'énoncé, comme Moodle le demande pour ce type (cloze).

        Une case juste ne dit rien : la confirmation de la question donnerait les cases suivantes.
        """
        attendus, tolerance = posee.attendu, f"{self.tolerer():f}"
        reconnues = [(100, motif) for _, motif in posee.conventions]
        reconnues += [(0, motif) for _, motif in posee.erreurs]
        messages = [posee.juger(attendus | motif).message for _, motif in reconnues]
        cases = []
        for ligne in posee.elements:
            attendu = self.arrondir_nombre(attendus[ligne.cle])
            reponses = [(100, f"{attendu:f}:{tolerance}", "")]
            for (fraction, motif), message in zip(reconnues, messages, strict=True):
                nombre = self.arrondir_nombre(motif.get(ligne.cle, attendu))
                if nombre != attendu:
                    reponses.append((fraction, f"{nombre:f}:{tolerance}", message))
            reponses += [
                (0, f"{nombre:f}:{ecart:f}", message)
                for nombre, ecart, message in self.deviner_ecritures(attendus[ligne.cle])
            ]
            cases.append((ligne.texte, ecrire_case("NUMERICAL", [*reponses, (0, "*", SINON_CASE)])))
        ecrire_menus(element, cases, f"Votre réponse (en {self.unite})")
