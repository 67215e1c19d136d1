"""Écrire à chaque personne son retour : ce qu'elle a répondu, ce qui est juste, et la solution du reste."""

import html
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache

from course_helpers.ecriture import ecrire_nombre
from course_helpers.enseignant.copies import rendre_lisible
from course_helpers.enseignant.correction import (
    CONVENTION,
    Lot,
    Rendu,
    Resultat,
    figer,
    juger_essai,
    lister_notees,
)
from course_helpers.enseignant.notes import arrondir_note
from course_helpers.enseignant.pages import echapper, ecrire_date, ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import preparer_variante
from course_helpers.exercices.lecture import lire_reponse
from course_helpers.exercices.question import ETATS, Question, ecrire_reponse, enoncer, expliquer
from course_helpers.exercices.textes import en_html

_STYLE = """
body { max-width: 48rem; }
.note { font-size: 1.25rem; }
.question { margin: 0 0 1.2rem; padding: .7rem 1rem; border: 1px solid var(--ch-trait);
  border-left: 5px solid var(--teinte); border-radius: 4px; background: var(--ch-fond-carte); }
.question h2 { margin: 0 0 .4em; font-size: 1.1rem; }
.question p { margin: 0 0 .5em; }
.tete { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2em 1em;
  font-size: .92rem; color: var(--ch-encre-douce); }
.etat { color: var(--ch-encre); font-weight: 700; }
.question div { margin: 0 0 .5em; }
.reponse { white-space: pre-wrap; font-weight: 600; }
div.reponse { padding-left: 1em; }
.solution { margin-top: .6em; padding: .5em .8em; background: var(--ch-fond-doux); }
.reussi { --teinte: var(--ch-vert); }
.a_revoir { --teinte: var(--ch-vermillon); }
.renonce { --teinte: var(--ch-orange); }
.illisible { --teinte: var(--ch-ciel); }
.a_faire, .enregistre { --teinte: var(--ch-gris); }
@media print { .question { padding: 2mm 3mm; margin-bottom: 3mm; break-inside: avoid; } }
"""
# Windows réserve ces noms, quel que soit le suffixe.
_NOMS_RESERVES = {"CON", "PRN", "AUX", "NUL", *(f"{nom}{n}" for nom in ("COM", "LPT") for n in range(1, 10))}


def nommer_retour(code: str) -> str:
    """Nommer le fichier d'un retour, d'après l'identifiant seul, déjà vérifié.

    Examples
    --------
    >>> nommer_retour("GPME2-07"), nommer_retour("CON")
    ('GPME2-07.html', 'CON_.html')
    """
    return f"{code}_.html" if code in _NOMS_RESERVES else f"{code}.html"


def ecrire_retours(lot: Lot, jour: date) -> Iterator[tuple[str, str]]:
    """Écrire un retour par identifiant.

    Parameters
    ----------
    lot : Lot
    jour : date

    Yields
    ------
    tuple of (str, str)
        Le nom du fichier et la page ; un identifiant qui a rendu plusieurs séries les a dans la même page.
    """
    par_code = defaultdict(list)
    for resultats in lot.resultats.values():
        for resultat in resultats:
            par_code[resultat.code].append(resultat)
    for code, resultats in par_code.items():
        corps = "".join(_ecrire_resultat(resultat, jour) for resultat in resultats)
        yield nommer_retour(code), ecrire_page(f"Retour · {code}", f"<main>{corps}</main>", style=_STYLE)


def _ecrire_resultat(resultat: Resultat, jour: date) -> str:
    sujet, _ = preparer_variante(resultat.serie, resultat.variante)
    tete = (
        f"<h1>{echapper(sujet.titre)}</h1><p>Retour de <strong>{html.escape(resultat.code)}</strong> · "
        f"données n°\u202f{resultat.variante} · corrigé le {ecrire_date(jour)}</p>"
        f'<p class="note"><strong>{ecrire_nombre(arrondir_note(resultat), 1)} sur 20</strong> · '
        f"{resultat.reussies} questions réussies sur {len(lister_notees(sujet))}</p>"
        f'<p class="douce">{echapper(CONVENTION)}</p>'
    )
    questions = (
        _ecrire_question(resultat, question, rendu)
        for question, rendu in zip(sujet.questions, resultat.rendus, strict=True)
    )
    return tete + "".join(questions)


def _ecrire_question(resultat: Resultat, question: Question, rendu: Rendu) -> str:
    icone, mots = ETATS[rendu.etat]
    enonce, solution = _ecrire_textes(resultat.serie, resultat.variante, question.identifiant)
    corps = [
        f'<section class="question {rendu.etat}"><div class="tete"><span>Question '
        f"{html.escape(question.identifiant.removeprefix('q'))} · {_compter('point', question.points)}</span>"
        f'<span class="etat"><span aria-hidden="true">{icone}</span> {mots}</span></div>'
        f"<h2>{echapper(question.titre)}</h2><p>{enonce}</p>"
    ]
    if rendu.reponse is not None:
        essais = _compter("essai", rendu.essais) + (
            f", {_compter('indice', rendu.indices)}" if rendu.indices else ""
        )
        corps.append(
            f"<div>Votre réponse ({essais})\u202f: "
            + _ecrire_saisie(resultat.serie, resultat.variante, question, rendu.reponse)
        )
    if rendu.etat != "reussi":
        corps.append(f'<div class="solution"><strong>Solution</strong><br>{solution}</div>')
    return "".join([*corps, "</section>"])


def _compter(nom: str, effectif: int) -> str:
    return f"{effectif} {nom}{'s' * (effectif > 1)}"


@lru_cache(maxsize=4096)
def _ecrire_textes(serie: str, variante: int, numero: str) -> tuple[str, str]:
    sujet, valeurs = preparer_variante(serie, variante)
    question = next(question for question in sujet.questions if question.identifiant == numero)
    return en_html(enoncer(question, valeurs)), en_html(expliquer(question, valeurs))


def _ecrire_saisie(serie: str, variante: int, question: Question, reponse: str | list | dict) -> str:
    """Écrire une réponse comme du texte, puis son verdict ; les mêmes réponses reviennent dans une classe."""
    figee = figer(reponse)
    if figee is None:
        return _rediger_saisie(serie, variante, question, reponse)
    return _rediger_figee(serie, variante, question, type(reponse), figee)


@lru_cache(maxsize=20_000)
def _rediger_figee(serie: str, variante: int, question: Question, genre: type, figee: str | tuple) -> str:
    return _rediger_saisie(serie, variante, question, genre(figee))


def _rediger_saisie(serie: str, variante: int, question: Question, reponse: str | list | dict) -> str:
    _, valeurs = preparer_variante(serie, variante)
    texte = _aplatir(reponse)
    # Un nombre reste tel que tapé ; une clé devient le texte de l'option.
    if question.genre != "nombre":
        with suppress(ErreurCours):
            lue = lire_reponse(question, valeurs, reponse)
            texte = "" if lue is None else ecrire_reponse(question, valeurs, lue)
    balise = "div" if "\n" in texte else "span"
    message = juger_essai(serie, variante, question, reponse).message
    suite = f"<p>{en_html(rendre_lisible(message))}</p>" if message else ""
    return f'<{balise} class="reponse">{html.escape(rendre_lisible(texte))}</{balise}></div>{suite}'


def _aplatir(reponse: object) -> str:
    if isinstance(reponse, dict):
        return "\n".join(f"{cle}\u202f: {valeur}" for cle, valeur in reponse.items())
    return "\n".join(reponse) if isinstance(reponse, list) else str(reponse)
