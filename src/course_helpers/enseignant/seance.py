"""Une séance de correction : un fichier que l'on garde, et d'où l'on reprend.

Il porte les copies telles que déposées, non leurs notes : à la reprise, chaque réponse est jugée de nouveau.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from course_helpers import __version__
from course_helpers.ecriture import ecrire_nombre
from course_helpers.enseignant.copies import alleger_cahier
from course_helpers.enseignant.correction import Lu
from course_helpers.enseignant.correspondance import Classe, decrire_classe, lire_classe
from course_helpers.enseignant.decision import (
    NOTE_MAXIMALE,
    Decision,
    changer_note,
    donner_points,
    lister_redactions,
)
from course_helpers.enseignant.depot import FORMAT_SEANCE, Depose
from course_helpers.enseignant.notes import PAS, TOTAL_MAX
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.donnees_recues import lire_fichier_du_cours
from course_helpers.exercices.sujet import LONGUEUR_MAX, Sujet, ecrire_fragment, lire_fragment, ouvrir_devoir
from course_helpers.lecture.archives import FICHIERS_MAX

TAILLE_MAX = 40_000_000  # octets ; trente copies en font un demi-million
_TEXTE, _CRITERES = 70_000, 50  # caractères d'un nom, le plus long qu'une archive porte ; critères
Repere = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Reglages:
    """Ce que l'enseignant règle pour toute la classe.

    Parameters
    ----------
    essentiel : bool
        Vrai quand seules comptent les questions du parcours essentiel.
    total : int
        Le total de la colonne à coller.
    pas : str
        Son arrondi, l'un de ``PAS``.
    """

    essentiel: bool = False
    total: int = NOTE_MAXIMALE
    pas: str = PAS[0]


@dataclass(frozen=True)
class Seance:
    """Ce qu'il faut pour reprendre une correction.

    Parameters
    ----------
    deposes : sequence of Depose
        Les fichiers déposés, de noms distincts ; sans octets quand rien n'y est à lire.
    decisions : mapping
        Comme :func:`course_helpers.enseignant.correction.appliquer_decisions` les reçoit.
    rattachements : mapping of str to str
        Le nom d'une copie → l'identifiant de son élève.
    classe : Classe or None
    reglages : Reglages
    le : str
        La date et l'heure de l'enregistrement, en temps universel ; vide avant.
    perimees : int
        Les rédactions lues dont les critères ou les points ont changé : elles sont à noter de nouveau.
    sujet : Sujet or None
        Celui de la classe.
    """

    deposes: Sequence[Depose]
    decisions: Mapping[Repere, Decision] = field(default_factory=dict)
    rattachements: Mapping[str, str] = field(default_factory=dict)
    classe: Classe | None = None
    reglages: Reglages = field(default_factory=Reglages)
    le: str = ""
    perimees: int = 0
    sujet: Sujet | None = None


def garder_lus(deposes: Sequence[Depose], lus: Sequence[Lu]) -> list[Depose]:
    """Ne garder d'un fichier sans copie que la raison de son rejet.

    Parameters
    ----------
    deposes : sequence of Depose
    lus : sequence of Lu
        Les mêmes fichiers, lus, dans le même ordre.
    """
    return [
        depose if lu.remises else Depose(depose.nom, refus=lu.rejet.motif, etat=lu.rejet.etat)
        for depose, lu in zip(deposes, lus, strict=True)
    ]


def ecrire_seance(seance: Seance) -> bytes:
    """Écrire une séance en JSON.

    Raises
    ------
    ErreurCours
        « Cette séance pèse 50,0 Mo, pour 40 Mo au plus : corrigez la classe en deux fois. »

    Examples
    --------
    >>> lire_seance(ecrire_seance(Seance([Depose("a.json", b"{}")]))).deposes[0].octets
    b'{}'
    """
    contenu = {
        "format": FORMAT_SEANCE,
        "cours": __version__,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "copies": [_decrire_depose(depose) for depose in seance.deposes],
        "decisions": [
            {
                "serie": serie,
                "code": code,
                "fichier": fichier,
                "rang": rang,
                "niveaux": decision.niveaux,
                "note": "" if decision.note is None else str(decision.note),
                "raison": decision.raison,
                "textes": decision.textes,
                "points": {cle: str(donnes) for cle, donnes in decision.points.items()},
            }
            for (serie, code, fichier, rang), decision in seance.decisions.items()
        ],
        "rattachements": dict(seance.rattachements),
        "classe": decrire_classe(seance.classe) if seance.classe else None,
        "reglages": asdict(seance.reglages),
        "sujet": ecrire_fragment(seance.sujet) if seance.sujet else "",
    }
    octets = json.dumps(contenu, indent=1).encode()
    if len(octets) > TAILLE_MAX:
        _refuser(
            f"Cette séance pèse {ecrire_nombre(len(octets) / 1e6, 1)} Mo, pour "
            f"{ecrire_nombre(TAILLE_MAX / 1e6)} Mo au plus : corrigez la classe en deux fois."
        )
    return octets


def lire_seance(octets: bytes) -> Seance:
    """Reprendre une séance, comme une donnée seulement.

    Raises
    ------
    ErreurCours
        « Ce fichier n'est pas une séance de correction de ce cours » ; « Cette séance est abîmée ».
    """
    refus = (
        "Ce fichier n'est pas une séance de correction de ce cours, ou il est tronqué : choisissez celui que "
        "cette page a enregistré."
    )
    contenu = lire_fichier_du_cours(octets, FORMAT_SEANCE, taille=TAILLE_MAX, refus=refus)
    try:
        deposes = [_lire_depose(copie) for copie in _prendre(contenu, "copies", list)]
        if len({depose.nom for depose in deposes}) < len(deposes):
            raise ValueError
        decisions, perimees = _lire_decisions(_prendre(contenu, "decisions", list))
        rattachements = {
            _borner(nom): _borner(identifiant)
            for nom, identifiant in _prendre(contenu, "rattachements", dict).items()
        }
        classe = None if contenu["classe"] is None else lire_classe(contenu["classe"])
        reglages = _lire_reglages(_prendre(contenu, "reglages", dict, {}))
        le = _borner(contenu.get("date", ""), 40)
        lien = _borner(contenu.get("sujet", ""), LONGUEUR_MAX)
        sujet = lire_fragment(lien) if lien else None
    except (ValueError, TypeError, KeyError, AttributeError):
        _refuser("Cette séance est abîmée ou a été modifiée : reprenez-en une autre version.")
    return Seance(deposes, decisions, rattachements, classe, reglages, le, perimees, sujet)


def _decrire_depose(depose: Depose) -> dict:
    if depose.refus:
        return {"nom": depose.nom, "etat": depose.etat, "motif": depose.refus}
    return {"nom": depose.nom, "octets": base64.b64encode(alleger_cahier(depose.octets)).decode()}


def _lire_depose(copie: dict) -> Depose:
    if "octets" in copie:
        octets = base64.b64decode(_borner(copie["octets"], TAILLE_MAX), validate=True)
        return Depose(_borner(copie["nom"]), octets)
    motif = _borner(copie["motif"])
    if not motif:
        raise ValueError
    return Depose(_borner(copie["nom"]), refus=motif, etat=_borner(copie["etat"], 40))


def _lire_decisions(contenu: list) -> tuple[dict[Repere, Decision], int]:
    decisions, perimees = {}, 0
    for objet in contenu:
        rang = objet["rang"]
        if type(rang) is not int or not 0 <= rang <= FICHIERS_MAX:
            raise ValueError
        niveaux = dict(_lire_niveaux(_prendre(objet, "niveaux", dict)))
        serie = _borner(objet["serie"], LONGUEUR_MAX)
        redactions = {q.identifiant: q for q in lister_redactions(ouvrir_devoir(serie))}
        valables = {
            cle: liste
            for cle, liste in niveaux.items()
            if cle in redactions and len(redactions[cle].criteres) == len(liste)
        }
        points = _prendre(objet, "points", dict, {})
        textes = {_borner(cle, 40): _borner(t, 40) for cle, t in _prendre(objet, "textes", dict, {}).items()}
        decision = Decision(valables, textes=textes)
        for cle, donnes in points.items():
            if _borner(cle, 40) in redactions:
                # Le barème a pu baisser depuis : ces points sont alors à donner de nouveau.
                with suppress(ErreurCours):
                    donnee = donner_points(decision, redactions[cle], _borner(donnes, 10))
                    decision = replace(donnee, textes=textes)
        perimees += len({*niveaux, *points} - {*valables, *decision.points})
        note, raison = _borner(objet["note"], 10), _borner(objet["raison"])
        if note:
            decision = changer_note(decision, note, raison)
        decisions[serie, _borner(objet["code"], 100), _borner(objet["fichier"]), rang] = decision
    return decisions, perimees


def _lire_reglages(contenu: dict) -> Reglages:
    """Lire des réglages ; une séance ancienne n'en a pas."""
    lus = Reglages(**{cle: contenu[cle] for cle in ("essentiel", "total", "pas") if cle in contenu})
    if type(lus.essentiel) is not bool or lus.pas not in PAS:
        raise ValueError
    if type(lus.total) is not int or not 1 <= lus.total <= TOTAL_MAX:
        raise ValueError
    return lus


def _lire_niveaux(niveaux: dict) -> Iterator[tuple[str, tuple[int | None, ...]]]:
    for question, liste in niveaux.items():
        if type(liste) is not list or len(liste) > _CRITERES:
            raise ValueError
        if any(n is not None and (type(n) is not int or not 0 <= n <= 3) for n in liste):
            raise ValueError
        yield _borner(question, 40), tuple(liste)


def _prendre(objet: dict, cle: str, type_: type, defaut: list | dict | None = None) -> list | dict:
    valeur = objet[cle] if defaut is None else objet.get(cle, defaut)
    if type(valeur) is not type_ or len(valeur) > FICHIERS_MAX:
        raise ValueError
    return valeur


def _borner(texte: object, maximum: int = _TEXTE) -> str:
    if type(texte) is not str or len(texte) > maximum:
        raise ValueError
    return texte


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase) from None
