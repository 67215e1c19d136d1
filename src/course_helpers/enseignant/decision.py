"""Ce que l'enseignant décide d'une copie : ce que valent ses rédactions, une note changée et sa raison."""

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
_NOMBRE = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")

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
        Les rédactions que l'élève a laissées vides : elles valent 0, à moins que l'enseignant n'en décide.
    points : mapping of str to Decimal
        Par rédaction, les points qu'il lui donne lui-même : ils l'emportent sur ceux de ses niveaux, où un
        barème en quarts de point ne s'écrit pas.
    """

    niveaux: Mapping[str, Niveaux] = field(default_factory=dict)
    note: Decimal | None = None
    raison: str = ""
    textes: Mapping[str, str] = field(default_factory=dict)
    vides: frozenset[str] = frozenset()
    points: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def prise(self) -> bool:
        """Dire si quelque chose est décidé."""
        return self.note is not None or self.notee

    @property
    def notee(self) -> bool:
        """Dire si une rédaction a des points, ou un niveau."""
        return any(self.touche(identifiant) for identifiant in (*self.points, *self.niveaux))

    def touche(self, redaction: str) -> bool:
        """Dire si elle donne à une rédaction des points, ou un niveau."""
        niveaux = self.niveaux.get(redaction, ())
        return redaction in self.points or any(niveau is not None for niveau in niveaux)


def lister_redactions(banque: Banque, *, essentiel: bool = False) -> list[Question]:
    """Lister les rédactions à noter, qui ont points et critères : celles de l'essentiel, ou toutes."""
    redactions = [q for q in banque.questions if not q.corrige and q.points and q.criteres]
    return [q for q in redactions if q.essentiel or not essentiel]


def noter_redaction(decision: Decision, redaction: Question) -> Fraction | None:
    """Rendre les points d'une rédaction ; None tant qu'un critère n'est pas noté, 0 si elle est vide.

    Les points que l'enseignant donne lui-même l'emportent.
    """
    if redaction.identifiant in decision.points:
        return Fraction(decision.points[redaction.identifiant])
    niveaux = decision.niveaux.get(redaction.identifiant, (None,))
    if redaction.identifiant in decision.vides and set(niveaux) == {None}:
        return Fraction(0)
    return None if None in niveaux else redaction.compter_points(niveaux)


def est_notee(decision: Decision, redaction: Question) -> bool:
    """Dire si l'enseignant a noté une rédaction en entier, en points ou sur chaque critère."""
    return decision.touche(redaction.identifiant) and noter_redaction(decision, redaction) is not None


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


def donner_points(decision: Decision, redaction: Question, points: str, texte: object = None) -> Decision:
    """Donner soi-même ses points à une rédaction ; un texte vide les reprend.

    Parameters
    ----------
    decision : Decision
    redaction : Question
    points : str
        De 0 aux points de la rédaction, deux décimales au plus.
    texte : str or None
        Le texte lu, comme à :func:`choisir_niveau`.

    Raises
    ------
    ErreurCours
        « Question 8 : les points « 2,5 » ne conviennent pas : donnez un nombre de 0 à 2, par exemple 1,25. »
    """
    propre, identifiant = points.strip(), redaction.identifiant
    autres = {cle: donnes for cle, donnes in decision.points.items() if cle != identifiant}
    if not propre:
        return replace(decision, points=autres)
    if not _NOMBRE.fullmatch(propre) or (valeur := Decimal(propre.replace(",", "."))) > redaction.points:
        _refuser(
            f"Question {redaction.numero} : les points « {rendre_lisible(propre)[:20]} » ne conviennent "
            f"pas : donnez un nombre de 0 à {redaction.points}, par exemple "
            f"{str(redaction.points - Decimal('0.75')).replace('.', ',')}."
        )
    return garder_niveaux(replace(decision, points={**autres, identifiant: valeur}), redaction, texte)


def garder_niveaux(decision: Decision, redaction: Question, texte: object) -> Decision:
    """Retenir que les niveaux et les points d'une rédaction valent pour ce texte."""
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
    """Dire si le texte d'une rédaction a changé depuis que ses niveaux ou ses points sont donnés."""
    retenu = decision.textes.get(redaction.identifiant)
    return decision.touche(redaction.identifiant) and retenu not in (None, resumer_texte(texte))


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
    if not _NOMBRE.fullmatch(propre) or (valeur := Decimal(propre.replace(",", "."))) > NOTE_MAXIMALE:
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
    Decision(niveaux={'q1': (2,), 'q2': (1,)}, note=Decimal('9'), raison='Oral', textes={}, vides=frozenset(),
             points={})
    """
    retenue = Decision()
    for decision in decisions:
        autre = decision if retenue.note is None else retenue
        points = {cle: donnes for cle, donnes in decision.points.items() if cle not in retenue.niveaux}
        retenue = Decision(
            {**decision.niveaux, **retenue.niveaux},
            autre.note,
            autre.raison,
            {**decision.textes, **retenue.textes},
            points={**points, **retenue.points},
        )
    return retenue


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase)
