"""Écrire une série sur papier : une fiche par identifiant, et son corrigé, en noir et blanc."""

import html
from collections.abc import Sequence
from pathlib import Path

from course_helpers.ecriture import compter
from course_helpers.enseignant.pages import echapper, ecrire_donnees, ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import juger
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import (
    Champ,
    Question,
    arrondir,
    decrire_champs,
    donner_consigne,
    ecrire_reponse,
    enoncer,
    expliquer,
)
from course_helpers.exercices.serie import QuestionPosee, Serie
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.tirages.reserve import CLASSE

_COLONNES_MAXIMALES = 4  # de cases à cocher ; au-delà, on écrit une lettre
TAILLE_LISTE = 100_000  # octets ; une liste de mille identifiants en fait dix mille

_STYLE = """
body { max-width: 190mm; background: #fff; color: #000; font-size: 11pt; }
h1, h2, h3 { color: #000; }
h1 { margin: 0; border: 0; padding: 0; font-size: 15pt; }
.fiche + .fiche, .corrige { break-before: page; }
.fiche, .corrige { margin-bottom: 3rem; }
.tete { display: flex; justify-content: space-between; gap: 1rem; padding-bottom: .4em;
  border-bottom: 2px solid #000; }
.tete p { margin: 0; text-align: right; white-space: nowrap; }
.identite { display: flex; gap: 2em; margin: .8em 0; max-width: none; }
.identite span { flex: 1; border-bottom: 1px solid #000; }
.identite .date { flex: .4; }
.donnees { columns: 2; column-gap: 6mm; font-size: 9pt; line-height: 1.1; }
.donnees table { width: 100%; }
th, td { padding: .1em .4em; border-bottom: 1px solid #999; }
.question { margin: 0 0 1.1em; break-inside: avoid; }
.question h3 { display: flex; justify-content: space-between; gap: 1em; margin: .9em 0 .25em;
  font-size: 11.5pt; }
.question h3 span { font: 9.5pt system-ui, sans-serif; white-space: nowrap; }
.question p { margin: 0 0 .4em; max-width: none; }
.question table { margin-bottom: .5em; }
.consigne { font-style: italic; }
.case { display: inline-block; min-width: 28mm; height: 1.7em; border: 1px solid #000;
  vertical-align: middle; }
.coche { display: inline-block; width: .95em; height: .95em; border: 1px solid #000; vertical-align: -.1em; }
.coche.ronde { border-radius: 50%; }
.options { margin: .2em 0; padding: 0; list-style: none; max-width: none; }
.options li { margin: .25em 0; padding-left: 1.7em; text-indent: -1.7em; }
.options .coche { margin-right: .75em; }
.lignes { width: 100%; }
.lignes th, .lignes td { padding: .3em .5em; border: 1px solid #999; }
.lignes th[scope=row] { font-weight: 400; }
.lignes thead th { text-align: center; }
.lignes .a-remplir { width: 22mm; text-align: center; }
.reserve { margin: .4em 0 0; padding-left: 1.6em; columns: 2; font-size: 10pt; }
.trait { height: 8mm; border-bottom: 1px solid #999; }
.reponse { font-weight: 700; white-space: pre-line; }
.accepte { font-size: 9.5pt; }
@media (max-width: 46rem) { .tete, .identite { flex-wrap: wrap; } .donnees, .reserve { columns: 1; } }
@media print { body { padding: 0; font-size: 10.5pt; } .fiche, .corrige { margin: 0; } }
"""


def lire_liste(fichier: Path) -> list[str]:
    """Lire une liste d'identifiants : un par ligne, ou la première colonne d'un CSV.

    Parameters
    ----------
    fichier : Path
        Les lignes vides, celles qui commencent par ``#`` et un en-tête ``code`` ou ``identifiant`` sont
        passés.

    Returns
    -------
    list of str

    Raises
    ------
    ErreurCours
        Fichier introuvable, trop lourd, vide, ou qui donne deux fois le même identifiant.
    """
    try:
        with fichier.open("rb") as flux:
            octets = flux.read(TAILLE_LISTE + 1)
        texte = octets.decode("utf-8-sig")
    except OSError:
        raise ErreurCours(f"La liste « {fichier} » est introuvable : vérifiez son nom.") from None
    except UnicodeDecodeError:
        raise ErreurCours(f"La liste « {fichier} » n’est pas en UTF-8 : enregistrez-la en UTF-8.") from None
    if len(octets) > TAILLE_LISTE:
        raise ErreurCours(f"La liste « {fichier} » est trop longue : ce n’est pas une liste de classe.")
    codes: dict[str, int] = {}
    for ligne, contenu in enumerate(texte.splitlines(), start=1):
        code = contenu.replace(",", ";").split(";")[0].strip().strip('"')
        if not code or code.startswith("#") or code.casefold() in ("code", "identifiant"):
            continue
        if code in codes:
            raise ErreurCours(
                f"L’identifiant « {code} » est deux fois dans la liste, lignes {codes[code]} et {ligne} : "
                "donnez à chacun le sien."
            )
        codes[code] = ligne
    if not codes:
        raise ErreurCours(f"La liste « {fichier} » ne contient aucun identifiant : écrivez-en un par ligne.")
    return list(codes)


def ecrire_fiches(nom: str, codes: Sequence[str], *, corrige: bool = False, essentiel: bool = False) -> str:
    """Écrire les fiches d'une série, dans un seul fichier à imprimer.

    Parameters
    ----------
    nom : str
        Le nom de la série.
    codes : sequence of str
        Une fiche par identifiant, chacune sur ses pages.
    corrige : bool
        Ajouter les corrigés, après toutes les fiches, sur des pages à part.
    essentiel : bool
        Les seules questions du parcours essentiel.

    Returns
    -------
    str
        Une page HTML pour du papier A4, lisible en noir et blanc.

    Raises
    ------
    ErreurCours
        Série inconnue, ou identifiant qui ne convient pas.
    """
    series = [Serie(nom, code=code, magasin=None) for code in codes]
    parties = [_ecrire_fiche(serie, essentiel) for serie in series]
    if corrige:
        parties += [_ecrire_corrige(serie, essentiel) for serie in series]
    titre = (
        f"Fiche · {series[0].sujet.titre} · {codes[0] if len(codes) == 1 else compter(len(codes), 'fiche')}"
    )
    return ecrire_page(titre, "\n".join(parties), style=_STYLE)


def _lister_posees(serie: Serie, essentiel: bool) -> list[QuestionPosee]:
    return [posee for posee in serie.q.values() if posee.question.essentiel or not essentiel]


def _ecrire_tete(serie: Serie, surtitre: str) -> str:
    donnees = serie.portefeuille
    destinataire = "toute la classe" if donnees.code == CLASSE else html.escape(donnees.code)
    return (
        f'<div class="tete"><h1>{surtitre}{echapper(serie.sujet.titre)}</h1>'
        f"<p><strong>{destinataire}</strong><br>variante {donnees.variante} · "
        f"version {html.escape(serie.sujet.version)}</p></div>"
    )


def _ecrire_fiche(serie: Serie, essentiel: bool) -> str:
    donnees = serie.portefeuille
    return (
        f'<main class="fiche">{_ecrire_tete(serie, "")}'
        '<p class="identite">Nom et prénom\u202f: <span></span> Date\u202f: <span class="date"></span></p>'
        f"<p>{en_html(serie.presentation)}</p>"
        f'<div class="donnees">{ecrire_donnees(donnees.clients)}</div>'
        + "".join(_ecrire_question(posee) for posee in _lister_posees(serie, essentiel))
        + "</main>"
    )


def _ecrire_titre(question: Question) -> str:
    points = compter(question.points, "point") if question.points else "non notée"
    return (
        f"<h3>{html.escape(question.identifiant.removeprefix('q'))}. {echapper(question.titre)}"
        f"<span>{points}</span></h3>"
    )


def _ecrire_question(posee: QuestionPosee) -> str:
    question = posee.question
    table = ""
    if question.table not in ("", "clients"):
        table = ecrire_donnees(posee.portefeuille.tables[question.table])
    champs = decrire_champs(question, posee.valeurs)
    return (
        f'<section class="question">{_ecrire_titre(question)}'
        f"<p>{en_html(enoncer(question, posee.valeurs))}</p>"
        f'{table}<p class="consigne">{en_html(donner_consigne(question))}</p>'
        f"{_ecrire_champs(champs, question)}</section>"
    )


def _ecrire_champs(champs: Sequence[Champ], question: Question) -> str:
    """Écrire de quoi répondre au crayon, d'après la seule description des champs."""
    saisie = champs[0].saisie
    if saisie in ("boutons", "cases"):
        ronde = " ronde" if saisie == "boutons" else ""
        options = "".join(
            f'<li><span class="coche{ronde}"></span>{en_html(option.texte)}</li>'
            for option in champs[0].options
        )
        return f'<ul class="options">{options}</ul>'
    if saisie == "texte":
        return '<div class="trait"></div>' * 8
    if len(champs) == 1:
        return f'<p>{echapper(champs[0].intitule)}\u202f: <span class="case"></span></p>'
    if saisie == "liste" and len(champs[0].options) <= _COLONNES_MAXIMALES:
        return _ecrire_cases_a_cocher(champs)
    reserve = ""
    if saisie == "liste" and question.categories:
        options = "".join(f"<li>{en_html(option.texte)}</li>" for option in champs[0].options)
        reserve = f'<ol class="reserve" type="A">{options}</ol>'
    lignes = "".join(
        f'<tr><th scope="row">{echapper(champ.intitule)}</th><td class="a-remplir"></td></tr>'
        for champ in champs
    )
    return f'<table class="lignes"><tbody>{lignes}</tbody></table>{reserve}'


def _ecrire_cases_a_cocher(champs: Sequence[Champ]) -> str:
    entetes = "".join(f'<th scope="col">{en_html(option.texte)}</th>' for option in champs[0].options)
    lignes = "".join(
        f'<tr><th scope="row">{echapper(champ.intitule)}</th>'
        + '<td class="a-remplir"><span class="coche"></span></td>' * len(champ.options)
        + "</tr>"
        for champ in champs
    )
    return f'<table class="lignes"><thead><tr><td></td>{entetes}</tr></thead><tbody>{lignes}</tbody></table>'


def _ecrire_corrige(serie: Serie, essentiel: bool) -> str:
    questions = "".join(_ecrire_reponse(posee) for posee in _lister_posees(serie, essentiel))
    return f'<main class="corrige">{_ecrire_tete(serie, "Corrigé · ")}{questions}</main>'


def _ecrire_reponse(posee: QuestionPosee) -> str:
    question, valeurs = posee.question, posee.valeurs
    acceptees = "".join(
        f'<p class="accepte">Accepté aussi\u202f: {en_html(message)}</p>'
        for message in (
            juger(question, valeurs, arrondir_attendu(question, convention.calcul(valeurs))).message
            for convention in question.conventions
        )
    )
    criteres = "".join(f"<br>· {en_html(typographier(critere))}" for critere in question.criteres)
    if criteres:
        criteres = f"<p>Critères\u202f:{criteres}</p>"
    return (
        f'<section class="question">{_ecrire_titre(question)}<p class="reponse">{_rediger(posee)}</p>'
        f"<p>{en_html(expliquer(question, valeurs))}</p>{acceptees}{criteres}</section>"
    )


def _rediger(posee: QuestionPosee) -> str:
    """Rédiger la réponse attendue, avec les lettres que la fiche donne aux options."""
    question, valeurs = posee.question, posee.valeurs
    attendu = question.attendu(valeurs)
    champs = decrire_champs(question, valeurs)
    if champs[0].saisie in ("boutons", "cases"):
        justes = {attendu} if isinstance(attendu, str) else set(attendu)
        return "<br>".join(en_html(option.texte) for option in champs[0].options if option.cle in justes)
    if champs[0].saisie == "liste" and question.categories and len(champs[0].options) > _COLONNES_MAXIMALES:
        lettres = {option.cle: chr(ord("A") + rang) for rang, option in enumerate(champs[0].options)}
        return "<br>".join(
            f"{echapper(champ.intitule)}\u202f: {lettres[attendu[champ.cle]]}" for champ in champs
        )
    if not GENRES[question.genre].corrige:
        return ""
    return en_html(ecrire_reponse(question, valeurs, arrondir_attendu(question, attendu)))


def arrondir_attendu(question: Question, attendu):
    """Arrondir une réponse attendue à la précision demandée ; ce qui n'est pas un nombre reste tel quel."""
    if question.genre == "nombre":
        return arrondir(question, attendu)
    if question.genre == "tableau":
        return {cle: arrondir(question, nombre) for cle, nombre in attendu.items()}
    return attendu
