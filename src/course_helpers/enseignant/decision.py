"""Ce que l'enseignant décide d'une copie : les niveaux de ses rédactions, une note changée et sa raison."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import Banque
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.exercices.question import Question

NOTE_MAXIMALE = 20
LONGUEUR_RAISON = 300  # caractères
_NOTE = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")

Niveaux = tuple[int | None, ...]


@dataclass(frozen=True)
class Decision:
    """Ce que l'enseignant décide d'une copie ; rien, tant qu'il n'a rien décidé.

    Parameters
    ----------
    niveaux : mapping of str to tuple of (int or None)
        Par rédaction, le niveau de chaque critère, de 0 à 3 ; None s'il n'est pas encore noté.
    note : Decimal or None
        La note changée, sur 20.
    raison : str
        Pourquoi elle l'est.
    textes : mapping of str to str
        Par rédaction, l'empreinte du texte sur lequel ses niveaux sont donnés ; elle manque à une séance
        ancienne.
    vides : frozenset of str
        Les rédactions que l'élève a laissées vides : elles valent 0, à moins qu'un niveau n'y soit choisi.
    """

    niveaux: Mapping[str, Niveaux] = field(default_factory=dict)
    note: Decimal | None = None
    raison: str = ""
    textes: Mapping[str, str] = field(default_factory=dict)
    vides: frozenset[str] = frozenset()

    @property
    def prise(self) -> bool:
        """Dire si quelque chose est décidé."""
        return self.note is not None or self.notee

    @property
    def notee(self) -> bool:
        """Dire si un niveau est donné à une rédaction."""
        return any(niveau is not None for niveaux in self.niveaux.values() for niveau in niveaux)


def lister_redactions(banque: Banque, *, essentiel: bool = False) -> list[Question]:
    """Lister les rédactions à noter, qui ont points et critères : celles de l'essentiel, ou toutes."""
    redactions = [q for q in banque.questions if not q.corrige and q.points and q.criteres]
    return [q for q in redactions if q.essentiel or not essentiel]


def noter_redaction(decision: Decision, redaction: Question) -> Fraction | None:
    """Rendre les points d'une rédaction ; None tant qu'un critère n'est pas noté, 0 si elle est vide."""
    niveaux = decision.niveaux.get(redaction.identifiant, (None,))
    if redaction.identifiant in decision.vides and set(niveaux) == {None}:
        return Fraction(0)
    return None if None in niveaux else redaction.compter_points(niveaux)


def choisir_niveau(
    decision: Decision, redaction: Question, critere: int, niveau: int | None, texte: object = None
) -> Decision:
    """Donner un niveau à un critère, ou le reprendre.

    Parameters
    ----------
    decision : Decision
    redaction : Question
    critere : int
        Son rang, à partir de 0.
    niveau : int or None
    texte : str or None
        Le texte lu : s'il change ensuite, ces niveaux sont à revoir.
    """
    niveaux = list(decision.niveaux.get(redaction.identifiant, (None,) * len(redaction.criteres)))
    niveaux[critere] = niveau
    donnee = replace(decision, niveaux={**decision.niveaux, redaction.identifiant: tuple(niveaux)})
    return garder_niveaux(donnee, redaction, texte)


def garder_niveaux(decision: Decision, redaction: Question, texte: object) -> Decision:
    """Retenir que les niveaux d'une rédaction valent pour ce texte."""
    return replace(decision, textes={**decision.textes, redaction.identifiant: resumer_texte(texte)})


def resumer_texte(texte: object) -> str:
    """Résumer un texte en une empreinte : deux textes différents n'ont pas la même.

    Examples
    --------
    >>> resumer_texte("Trois clients."), resumer_texte(None) == resumer_texte("")
    ('3daa707b5771', True)
    """
    return hashlib.sha256(str(texte or "").encode("utf-8", "surrogatepass")).hexdigest()[:12]


def a_relire(decision: Decision, redaction: Question, texte: object) -> bool:
    """Dire si le texte d'une rédaction a changé depuis que ses niveaux sont donnés."""
    niveaux = decision.niveaux.get(redaction.identifiant, ())
    notee = any(niveau is not None for niveau in niveaux)
    return notee and decision.textes.get(redaction.identifiant) not in (None, resumer_texte(texte))


def changer_note(decision: Decision, note: str, raison: str) -> Decision:
    """Changer une note à la main ; la raison est obligatoire.

    Parameters
    ----------
    decision : Decision
    note : str
        De 0 à 20, deux décimales au plus.
    raison : str
        300 caractères au plus.

    Raises
    ------
    ErreurCours
        « La note « 21 » ne convient pas : donnez un nombre de 0 à 20. » ; la raison manque, ou est trop
        longue.

    Examples
    --------
    >>> changer_note(Decision(), "14,5", "Exposé oral").note
    Decimal('14.5')
    """
    propre = note.strip()
    if not _NOTE.fullmatch(propre) or (valeur := Decimal(propre.replace(",", "."))) > NOTE_MAXIMALE:
        _refuser(
            f"La note « {rendre_lisible(propre)[:20]} » ne convient pas : donnez un nombre de 0 à "
            f"{NOTE_MAXIMALE}, par exemple 14,5."
        )
    motif = " ".join(rendre_lisible(raison).split())
    if not motif:
        _refuser("La raison manque : écrivez pourquoi la note change.")
    if len(motif) > LONGUEUR_RAISON:
        _refuser(f"La raison dépasse {LONGUEUR_RAISON} caractères : raccourcissez-la.")
    return replace(decision, note=valeur, raison=motif)


def annuler_note(decision: Decision) -> Decision:
    """Revenir à la note calculée.

    Examples
    --------
    >>> annuler_note(Decision(note=Decimal(12), raison="Oral")).prise
    False
    """
    return replace(decision, note=None, raison="")


def reunir_decisions(decisions: Iterator[Decision]) -> Decision:
    """Réunir les décisions prises sur les fichiers d'un même travail : la première l'emporte.

    Examples
    --------
    >>> deux = [Decision({"q1": (2,)}), Decision({"q1": (0,), "q2": (1,)}, Decimal(9), "Oral")]
    >>> reunir_decisions(iter(deux))
    Decision(niveaux={'q1': (2,), 'q2': (1,)}, note=Decimal('9'), raison='Oral', textes={}, vides=frozenset())
    """
    retenue = Decision()
    for decision in decisions:
        autre = decision if retenue.note is None else retenue
        retenue = Decision(
            {**decision.niveaux, **retenue.niveaux},
            autre.note,
            autre.raison,
            {**decision.textes, **retenue.textes},
        )
    return retenue


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase)
