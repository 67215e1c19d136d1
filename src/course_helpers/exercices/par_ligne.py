"""Ce que partagent les questions qui demandent une réponse par ligne."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.question import Option, Question, QuestionPosee, Valeurs
from course_helpers.exercices.saisie import (
    LONGUEUR_MAXIMALE,
    citer,
    en_texte,
    est_vide,
    lire_correspondance,
    rapprocher,
)
from course_helpers.exercices.textes import typographier


@dataclass(frozen=True, eq=False, kw_only=True)
class ParLigne(Question):
    """Une réponse par ligne : un dictionnaire (ou une Series) élément → case remplie.

    Le motif d'une erreur peut ne citer que les lignes où elle se voit.
    """

    chose = "une réponse"
    ensemble = "le tableau"
    nom_d_une_case = "Lignes"

    @classmethod
    def lire_constante(cls, texte, cles):
        lignes = lire_correspondance(texte)
        return {cle: cls.lire_case_constante(case) for cle, case in lignes.items()}

    @classmethod
    def lire_case_constante(cls, texte: str) -> object:
        """Lire une case écrite dans la banque."""
        return texte

    @classmethod
    def saisir(cls, texte):
        return lire_correspondance(texte)

    def lire_case(self, posee: QuestionPosee, cle: str, brut: object) -> object:
        """Lire une case remplie."""
        raise NotImplementedError

    def ecrire_case(self, posee: QuestionPosee, case: object) -> str:
        """Écrire une case."""
        raise NotImplementedError

    def donner_cle(self, posee: QuestionPosee) -> str:
        """Donner un exemple de case."""
        raise NotImplementedError

    def lire(self, posee, brut):
        if brut is None or (en_texte(brut) is not None and not en_texte(brut).strip()):
            return None
        elements = posee.elements
        if not isinstance(brut, Mapping | pd.Series) or len(brut) > LONGUEUR_MAXIMALE:
            raise ErreurCours(
                f"Je n’ai pas compris {citer(brut)} : donnez {self.chose} à chaque ligne, "
                f'par exemple {{"{elements[0].cle}": "{self.donner_cle(posee)}"}}.'
            )
        noms = {rapprocher(texte): e.cle for e in elements for texte in (e.cle, e.texte)}
        lues = {}
        for element, case in brut.items():
            if est_vide(case):
                continue
            cle = noms.get(rapprocher(en_texte(element) or ""))
            if cle is None:
                raise ErreurCours(f"{citer(element)} n’est pas dans l’énoncé : reprenez ses mots.")
            lues[cle] = self.lire_case(posee, cle, case)
        if not lues:
            return None
        manquants = [e.texte for e in elements if e.cle not in lues]
        if manquants:
            autres = len(manquants) - 1
            suite = f" et {autres} autre{'s' * (autres > 1)}" if autres else ""
            raise ErreurCours(
                f"Il manque {self.chose} pour « {manquants[0]} »{suite} : complétez {self.ensemble}."
            )
        return {e.cle: lues[e.cle] for e in elements}

    def ecrire(self, posee, reponse):
        return "\n".join(
            f"{e.texte}{FINE}: {self.ecrire_case(posee, reponse[e.cle])}"
            for e in posee.elements
            if e.cle in reponse
        )

    def reconnaitre(self, posee, reponse, motif):
        return all(reponse[cle] == case for cle, case in motif.items())

    def completer(self, posee, motif):
        return posee.attendu | motif

    def decompter(self, posee, reponse):
        justes = sum(self.valider(posee, reponse, {cle: case}) for cle, case in posee.attendu.items())
        return f"{self.nom_d_une_case} justes : {justes} sur {len(posee.attendu)}."

    def valider(self, posee, reponse, attendu):
        return all(reponse[cle] == case for cle, case in attendu.items())


@dataclass(frozen=True, eq=False, kw_only=True)
class Lignes(ParLigne):
    """Des lignes que la question énumère.

    Parameters
    ----------
    elements : callable
        Valeurs de la série → ses lignes (des :class:`Option`) ; pour un ordre, dans un bon ordre.
    """

    elements: Callable[[Valeurs], tuple[Option, ...]]

    @classmethod
    def convertir(cls, champ, valeur, marques=MappingProxyType({})):
        return (lambda v: valeur) if champ == "elements" else valeur

    @classmethod
    def deduire_attendu(cls, marques):
        lignes = marques.get("elements", {})
        if not lignes or None in lignes.values():
            return None
        return {cle: cls.lire_case_constante(marque) for cle, marque in lignes.items()}

    def lister_elements(self, posee):
        return tuple(Option(e.cle, typographier(e.texte)) for e in self.elements(posee.valeurs))
