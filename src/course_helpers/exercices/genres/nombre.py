"""Le genre « nombre » : un nombre, avec son unité et sa précision."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

from course_helpers.ecriture import FINE
from course_helpers.exercices.mesure import ARRONDI_EN_CHEMIN, Mesure, citer_reponse
from course_helpers.exercices.question import Calcul, Champ, Question
from course_helpers.exercices.saisie import en_texte, est_vide, lire_decimal, lire_litteral
from course_helpers.exercices.textes import en_html
from course_helpers.exercices.xml_moodle import SINON, ajouter_tous, repondre


@dataclass(frozen=True, eq=False, kw_only=True)
class Nombre(Mesure, Question, genre="nombre"):
    """Un nombre, avec son unité et sa précision.

    Parameters
    ----------
    arrondis_en_chemin : tuple of callable
        Valeurs de la série → le résultat où mène un taux arrondi trop tôt. Il n'est pas une erreur typique :
        sur certaines données, c'est la bonne réponse.
    """

    arrondis_en_chemin: tuple[Calcul, ...] = ()

    type_moodle = "numerical"
    relance = (
        "{reponse} : ce n'est pas encore le bon résultat. Reprenez votre calcul pas à pas : "
        "quelle méthode l'énoncé demande-t-il, et sur quelle base ?"
    )

    @classmethod
    def lire_constante(cls, texte, cles):
        return lire_litteral(texte)

    def decrire_champs(self, posee):
        unite = f" (en{FINE}{self.unite})" if self.unite in ("%", "€") else f" ({self.unite})"
        exemple = self.donner_exemple(posee, [posee.attendu, *(autre for _, autre in posee.conventions)])
        return (Champ("", f"Votre réponse{unite}", "ligne", exemple=exemple),)

    def donner_consigne(self):
        return f"Réponse {self.dire_precision()}."

    def lire(self, posee, brut):
        if est_vide(brut):
            return None
        exemple = posee.champs[0].exemple
        return lire_decimal(brut, unite=self.unite, decimales=self.decimales, exemple=exemple)

    def noter(self, valeur, reponse):
        return en_texte(valeur) if isinstance(valeur, str) else self.noter_nombre(reponse)

    def relire(self, posee, essai, tape):
        return tape  # un nombre reste tel que tapé

    def ecrire(self, posee, reponse):
        return self.ecrire_nombre(reponse)

    def arrondir(self, reponse):
        return self.arrondir_nombre(reponse)

    def valider(self, posee, reponse, attendu):
        return self.coincider(reponse, attendu)

    def relancer(self, posee, reponse):
        ecriture = self.reconnaitre_ecriture({"": reponse}, {"": posee.attendu})
        if not ecriture and any(self.coincider(reponse, nombre) for nombre in self._lister_en_chemin(posee)):
            ecriture = "arrondi", ARRONDI_EN_CHEMIN
        if not ecriture:
            return super().relancer(posee, reponse)
        return ecriture[0], citer_reponse(ecriture[1])

    def _lister_en_chemin(self, posee) -> list[object]:
        """Les résultats où mène un taux arrondi au milieu du calcul : l'un peut être le bon, par chance."""
        return [calcul(posee.valeurs) for calcul in self.arrondis_en_chemin]

    def completer_moodle(self, posee, element):
        for fraction, nombre, tolerance, message in self._lister_reponses(posee):
            element.append(repondre(fraction, f"{nombre:f}", en_html(message), tolerance=f"{tolerance:f}"))
        element.append(repondre(0, "*", SINON, tolerance="0"))
        unite = ET.SubElement(ET.SubElement(element, "units"), "unit")
        ajouter_tous(unite, multiplier="1", unit_name=self.unite)
        # L'unité se tape ou non, sans rien coûter.
        ajouter_tous(element, unitgradingtype="0", unitpenalty="0", showunits="0", unitsleft="0")

    def _lister_reponses(self, posee) -> Iterator[tuple[int, Decimal, Decimal, str]]:
        """Lister les réponses reconnues, la juste d'abord : Moodle retient la première qui convient."""
        tolerance = self.tolerer()
        attendu = self.arrondir_nombre(posee.attendu)
        reconnues = [(100, attendu)]
        reconnues += [(100, self.arrondir_nombre(nombre)) for _, nombre in posee.conventions]
        reconnues += [(0, self.arrondir_nombre(nombre)) for _, nombre in posee.erreurs]
        demi = Decimal("0.5").scaleb(-self.decimales) if self.tolerer() != Decimal(self.tolerance) else 0
        # Avec une décimale de plus, un bon arrondi peut tomber sur l'autre bord : 17,95 pour 17,945 2.
        plus_fine = Mesure(unite=self.unite, decimales=self.decimales + 1)
        precises = [
            precise
            for exact in (posee.attendu, *(autre for _, autre in posee.conventions))
            if demi
            and self.arrondir_nombre(precise := plus_fine.arrondir_nombre(exact))
            != self.arrondir_nombre(exact)
        ]
        for rang, (fraction, nombre) in enumerate(reconnues):
            yield fraction, nombre, tolerance, posee.juger(nombre).message
            for precise in precises if rang == 0 else ():
                yield 100, precise, Decimal(0), posee.juger(precise).message
            if demi:  # la borne la plus proche de zéro s'arrondit à ce nombre, l'autre au suivant
                borne = nombre - (demi + Decimal(self.tolerance)).copy_sign(nombre)
                yield fraction, borne, Decimal(0), posee.juger(borne).message
        # Ce que la correction reconnaît sans que la question le déclare.
        en_chemin = [(self.arrondir_nombre(nombre), tolerance) for nombre in self._lister_en_chemin(posee)]
        for nombre, ecart in (*self.lister_voisins(posee.attendu), *en_chemin):
            verdict = posee.juger(nombre)
            if verdict.code_erreur in ("fraction", "arrondi"):
                yield 0, nombre, ecart, verdict.message
