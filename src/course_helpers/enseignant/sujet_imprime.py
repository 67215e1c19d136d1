"""Écrire un sujet sur papier : une copie par destinataire, et, à part, son corrigé et son barème."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from course_helpers import __version__
from course_helpers.affichage import ecrire_tableau
from course_helpers.enseignant.fiche import (
    COLONNES_MAXIMALES,
    preparer_presentation,
    preparer_question,
    preparer_reponse,
    reunir_corriges,
)
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.exercices.question import SeriePosee
from course_helpers.exercices.sujet import Sujet, nommer_document
from course_helpers.tirages.reserve import CLASSE


@dataclass(frozen=True)
class Destinataire:
    """À qui est un sujet imprimé.

    Parameters
    ----------
    code : str
        L'identifiant de l'élève, si les données sont celles d'une personne.
    groupe : str
        La lettre ou le nombre de son groupe, si elles sont celles d'un groupe.

    Examples
    --------
    >>> Destinataire().dire(), Destinataire("GPME2-07").dire(), Destinataire(groupe="B").dire()
    ('toute la classe', 'GPME2-07', 'groupe B')
    """

    code: str = CLASSE
    groupe: str = ""

    def dire(self) -> str:
        """Dire à qui il est."""
        if self.groupe:
            return f"groupe {self.groupe}"
        return "toute la classe" if self.code == CLASSE else self.code


def ecrire_sujets(sujet: Sujet, destinataires: Iterable[Destinataire], adresse: str = "") -> str:
    """Écrire un sujet à imprimer, une fois par destinataire, chacun sur ses pages.

    Parameters
    ----------
    sujet : Sujet
    destinataires : iterable of Destinataire
    adresse : str
        Celle du sujet en ligne, si elle se tape : le papier y renvoie pour le fichier de ses tableaux.

    Returns
    -------
    str
        Une page HTML pour du papier A4, lisible en noir et blanc. Une série dont une question montre les
        clients y est un document, en tête ; un autre tableau est avec la première question qui l'emploie.
    """
    return _ecrire(sujet, destinataires, corrige=False, adresse=adresse)


def ecrire_corriges(sujet: Sujet, destinataires: Iterable[Destinataire]) -> str:
    """Écrire le barème et le corrigé d'un sujet, pour les mêmes destinataires.

    Parameters
    ----------
    sujet : Sujet
    destinataires : iterable of Destinataire

    Returns
    -------
    str
        Une page HTML pour du papier A4 : le barème et ce qui est le même pour tous, une fois, puis ce qui est
        propre à chaque destinataire.
    """
    return _ecrire(sujet, destinataires, corrige=True)


def _ecrire(sujet: Sujet, destinataires: Iterable[Destinataire], *, corrige: bool, adresse: str = "") -> str:
    copies = [_preparer_copie(sujet, pour, corrige=corrige) for pour in destinataires]
    return ecrire_page(
        "sujet.html",
        sujet=sujet,
        copies=copies,
        corrige=corrige,
        adresse=adresse,
        communes=reunir_corriges([copie["questions"] for copie in copies]) if corrige else [],
        version=__version__,
        colonnes_maximales=COLONNES_MAXIMALES,
    )


def _preparer_copie(sujet: Sujet, pour: Destinataire, *, corrige: bool) -> dict:
    pose = sujet.poser(pour.code, pour.groupe)
    deja, questions = {}, []
    for (choisie, _), posee in zip(sujet.retenues, pose.questions.values(), strict=True):
        question, source = posee.question, posee.portefeuille.source
        table = question.table
        vue = deja.setdefault((source, table), question.numero) if table not in ("", "clients") else ""
        questions.append(
            preparer_question(posee)
            | (preparer_reponse(posee) if corrige else {})
            | {
                "document": (posee.document or 1) if table == "clients" else 0,
                "deja": vue if vue != question.numero else "",
                "origine": choisie.numero,
                "competence": question.competence,
            }
        )
    return {
        "pour": pour.dire(),
        "code": pour.code,
        "questions": questions,
        "documents": [] if corrige else [_preparer_document(document) for document in pose.documents],
    }


def lister_tableaux(sujet: Sujet, pour: Destinataire) -> Iterator[tuple[str, pd.DataFrame]]:
    """Lister les tableaux qu'une copie imprime, sous le nom qu'elle leur donne.

    Examples
    --------
    >>> from course_helpers.exercices.sujets_prets import lister_sujets_prets
    >>> [nom for nom, _ in lister_tableaux(lister_sujets_prets()["abc-30"], Destinataire())]
    ['document-1', 'question-3']
    """
    pose = sujet.poser(pour.code, pour.groupe)
    for rang, document in enumerate(pose.documents, start=1):
        yield f"document-{rang}", document.portefeuille.clients
    vus = set()
    for posee in pose.questions.values():
        cle = posee.portefeuille.source, posee.question.table
        if cle[1] not in ("", "clients") and cle not in vus:
            vus.add(cle)
            yield f"question-{posee.question.numero}", posee.table


def preparer_apercu(sujet: Sujet, pour: Destinataire) -> dict:
    """Réunir ce que montre l'aperçu d'un sujet : ce que sa copie imprimée contient."""
    return {"sujet": sujet, **_preparer_copie(sujet, pour, corrige=False)}


def _preparer_document(document: SeriePosee) -> dict:
    return {
        "titre": nommer_document(document),
        **preparer_presentation(document.presentation),
        "table": Markup(ecrire_tableau(document.portefeuille.clients, nu=True)),
    }
