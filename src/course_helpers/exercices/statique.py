"""Écrire les exercices en HTML seul : ce qui se lit, s'imprime et se télécharge sans programme."""

import base64
import html
from functools import lru_cache
from pathlib import Path

import pandas as pd

from course_helpers import __version__
from course_helpers.affichage import STYLE, ecrire_repli, ecrire_tableau, lire_style
from course_helpers.donnees import exporter_csv, exporter_xlsx
from course_helpers.ecriture import FINE
from course_helpers.exercices.question import ETATS, QuestionPosee
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.exercices.travail import Travail, TravailQuestion
from course_helpers.tirages.reserve import tirer_variante

_LIGNES_VISIBLES = 6
_NOMS_DES_TABLES = {
    "clients": "Vos clients",
    "tournee": "La tournée",
    "cinq": "Les cinq clients",
    "histoires": "Huit histoires, au 31/12/2025",
    "profils": "Sept clients",
}
_PIECE = "N° facture"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Les couleurs sont celles du livre quand il les définit, sinon celles du cahier (thème clair ou sombre).
STYLES = STYLE + lire_style(__file__)


# --- La série et ses questions -----------------------------------------------------------------------------


def ecrire_serie(serie: Travail, *, solutions: bool = True) -> str:
    """Écrire la série en HTML seul.

    Parameters
    ----------
    serie : Travail
    solutions : bool
        Joindre les solutions, repliées ; jamais en évaluation.

    Returns
    -------
    str
    """
    parties = [f'<div class="ch-serie">{STYLES}{ecrire_tete(serie)}']
    for titre, travaux in partager(serie):
        parties += [ecrire_intertitre(titre), *(ecrire_question(t, solutions=solutions) for t in travaux)]
    return "".join([*parties, "</div>"])


def partager(serie: Travail) -> list[tuple[str, list[TravailQuestion]]]:
    """Partager les questions entre le parcours essentiel et l'entraînement."""
    return [
        ("Parcours essentiel", [travail for travail in serie.q.values() if travail.question.essentiel]),
        ("Entraînement", [travail for travail in serie.q.values() if not travail.question.essentiel]),
    ]


def ecrire_question(travail: TravailQuestion, *, solutions: bool = True) -> str:
    """Écrire une question en HTML seul : énoncé, champs à remplir, indices et solution repliés."""
    posee = travail.posee
    corps = [ecrire_entete(travail), ecrire_enonce(posee), _ecrire_champs(posee), ecrire_consigne(posee)]
    if not travail.evaluation:
        for rang, indice in enumerate(posee.indices, start=1):
            corps.append(ecrire_repli(f"Indice {rang}/{len(posee.indices)}", f"<p>{en_html(indice)}</p>"))
        if solutions:
            corps.append(ecrire_repli("Solution", f"<p>{en_html(posee.solution)}</p>"))
    return f'<section class="ch-carte">{"".join(corps)}</section>'


def _ecrire_champs(posee: QuestionPosee) -> str:
    """Écrire ce qu'il y a à remplir, comme sur le papier."""
    champs, question = posee.champs, posee.question
    if champs[0].saisie in ("boutons", "cases"):
        lignes = "".join(f"<li>{en_html(option.texte[3:])}</li>" for option in champs[0].options)
        return f'<ol type="a">{lignes}</ol>'
    if not champs[0].cle:
        return ""
    blanc = '<span class="ch-blanc" aria-hidden="true"></span>'
    lignes = "".join(f"<li>{en_html(champ.intitule)}{FINE}: {blanc}</li>" for champ in champs)
    choix = ""
    if not question.consigne_enumere:
        options = "".join(f"<li>{en_html(option.texte)}</li>" for option in champs[0].options)
        choix = f"<p>Réponses proposées</p><ul>{options}</ul>"
    # La liste sur papier n'aide pas quand le tableau de la question montre déjà ses lignes.
    return choix if question.table not in ("", "clients") else f"<ul>{lignes}</ul>{choix}"


def ecrire_intertitre(texte: str) -> str:
    """Écrire un titre de partie."""
    return f'<p class="ch-intitule" role="heading" aria-level="3">{texte}</p>'


def ecrire_tete(serie: Travail) -> str:
    """Écrire le titre de la série, sa présentation et le tableau des données."""
    code = html.escape(serie.code)
    nouvelles = f", tirage {serie.tirage + 1}" if serie.tirage else ""
    mode = "<p><strong>Évaluation</strong> · réponses enregistrées, sans verdict.</p>"
    return (
        ecrire_intertitre(en_html(typographier(serie.banque.titre)))
        + (mode if serie.evaluation else "")
        + f"<p>Données{FINE}: <strong>{code}</strong>{nouvelles}. {en_html(serie.presentation)}</p>"
        + ecrire_table(serie.portefeuille, "clients")
    )


def ecrire_donnees(posee: QuestionPosee) -> str:
    """Écrire le tableau du portefeuille, pour une question montrée seule."""
    return ecrire_table(posee.portefeuille, "clients") if posee.question.table == "clients" else ""


def ecrire_entete(travail: TravailQuestion) -> str:
    """Écrire le numéro, le niveau, les points, l'état et le titre d'une question."""
    question = travail.question
    icone, mots = ETATS[travail.etat]
    points = f"{question.points} point{'s' * (question.points > 1)}" if question.points else "non notée"
    return (
        f'<div class="ch-entete"><span>Question {question.numero} · '
        f"{question.niveau} · {points}</span>"
        f'<span class="ch-etat ch-{travail.etat}">'
        f'<span class="ch-icone" aria-hidden="true">{icone}</span>{mots}</span></div>'
        f'<p class="ch-intitule" role="heading" aria-level="4">{en_html(typographier(question.titre))}</p>'
    )


def ecrire_enonce(posee: QuestionPosee) -> str:
    """Écrire l'énoncé, et le petit tableau propre à la question."""
    texte = f"<p>{en_html(posee.enonce)}</p>"
    if posee.question.table in ("", "clients"):
        return texte
    return texte + ecrire_table(posee.portefeuille, posee.question.table)


def ecrire_consigne(posee: QuestionPosee) -> str:
    """Écrire comment répondre."""
    return f"<p><em>{en_html(posee.consigne)}</em></p>"


# --- Les tableaux et leurs fichiers ------------------------------------------------------------------------


def ecrire_table(donnees, nom: str) -> str:
    """Écrire un tableau : ses six premières lignes, le reste replié, et les fichiers à télécharger."""
    table = donnees.clients if nom == "clients" else donnees.tables[nom]
    titre = _nommer_table(nom, table)
    lignes = "clients" if "client" in table else "lignes"
    fichier = f"{nom}-{html.escape(donnees.code)}-{donnees.variante}"
    liens = (
        f"<p>Télécharger ce tableau{FINE}: "
        + " · ".join(
            f'<a download="{fichier}.{suffixe}" href="data:{type_};base64,{octets}">{mots}</a>'
            for suffixe, type_, octets, mots in _exporter(donnees.serie, donnees.variante, nom)
        )
        + "</p>"
    )
    if len(table) <= _LIGNES_VISIBLES + 2:
        return ecrire_tableau(table, titre=titre) + liens
    return (
        ecrire_tableau(table, titre=titre, lignes=_LIGNES_VISIBLES)
        + ecrire_repli(f"Voir les {len(table)} {lignes}", ecrire_tableau(table, titre=titre))
        + liens
    )


def _nommer_table(nom: str, table: pd.DataFrame) -> str:
    # Une étude de cas part des pièces, avant qu'il y ait une ligne par client.
    if nom == "clients" and _PIECE in table:
        return "L’export de factures"
    return _NOMS_DES_TABLES.get(nom, nom.capitalize())


@lru_cache(maxsize=64)
def _exporter(serie: str, variante: int, nom: str) -> list[tuple[str, str, str, str]]:
    """Les deux fichiers d'un tableau, en base 64 : faits une fois, montrés par chaque question."""
    donnees = tirer_variante(serie, variante)
    table: pd.DataFrame = donnees.clients if nom == "clients" else donnees.tables[nom]
    classeur = exporter_xlsx({_nommer_table(nom, table): table})
    return [
        ("xlsx", _XLSX, base64.b64encode(classeur).decode(), "Excel"),
        ("csv", "text/csv", base64.b64encode(exporter_csv(table)).decode(), "CSV"),
    ]


# --- La copie ----------------------------------------------------------------------------------------------


def ecrire_lien(nom: str, type_: str, contenu: str, mots: str) -> str:
    """Écrire le lien qui télécharge un texte, porté par la page elle-même."""
    octets = base64.b64encode(contenu.encode()).decode()
    return f'<a download="{nom}" href="data:{type_};base64,{octets}">{mots}</a>'


def ecrire_liens_copie(serie: Travail) -> str:
    """Écrire les liens « Télécharger ma copie » et « Imprimer ma copie »."""
    nom = f"copie-{html.escape(serie.code)}"
    return (
        "<p>"
        + ecrire_lien(f"{nom}.json", "application/json", serie.exporter(), "Télécharger ma copie")
        + " · "
        + ecrire_lien(f"{nom}.html", "text/html", ecrire_copie_imprimee(serie), "Imprimer ma copie")
        + "<br>La première se rend à l’enseignante ou l’enseignant ; "
        "la seconde s’ouvre dans le navigateur, puis s’imprime.</p>"
    )


_STYLE_COPIE = lire_style(Path(__file__).with_name("copie"))


def ecrire_copie_imprimee(serie: Travail) -> str:
    """Écrire la copie à imprimer : une page HTML complète, en noir et blanc, sans note.

    Parameters
    ----------
    serie : Travail

    Returns
    -------
    str
    """
    code = html.escape(serie.code)
    titre = html.escape(typographier(serie.banque.titre))
    sections = "".join(_ecrire_reponse_imprimee(travail) for travail in serie.q.values())
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>Copie {code} · {titre}</title>{_STYLE_COPIE}</head><body>"
        f"<h1>{titre}</h1><p>Identifiant{FINE}: <strong>{code}</strong> · variante "
        f"{serie.variante} · version {__version__} · {serie.progression()}</p>"
        f"{sections}</body></html>"
    )


def _ecrire_reponse_imprimee(travail: TravailQuestion) -> str:
    posee, essais, indices = travail.posee, travail.essais, travail.indices_pris
    reponse = "Sans réponse."
    if essais:
        # Relue comme à la correction, pour imprimer les mots de l'énoncé et non des clés.
        reponse = html.escape(posee.ecrire(posee.lire(essais[-1])))
    faits = " ".join(ETATS[travail.etat])
    faits += f" · {len(essais)} essai{'s' * (len(essais) > 1)}" if essais else ""
    faits += f" · {indices} indice{'s' * (indices > 1)}" if indices else ""
    question = posee.question
    return (
        f"<section><h2>Question {question.numero} · {en_html(typographier(question.titre))}</h2>"
        f"<p>{en_html(posee.enonce)}</p><p class='reponse'>{reponse}</p><p>{faits}</p></section>"
    )
