"""Écrire une série sur papier : une fiche par identifiant, et son corrigé, en noir et blanc."""

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from course_helpers.affichage import ecrire_tableau
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import juger
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.question import (
    Question,
    arrondir,
    decrire_champs,
    donner_consigne,
    ecrire_reponse,
    enoncer,
    expliquer,
)
from course_helpers.exercices.serie import QuestionPosee, Serie
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import CLASSE

_COLONNES_MAXIMALES = 4  # de cases à cocher ; au-delà, on écrit une lettre
TAILLE_LISTE = 100_000  # octets ; une liste de mille identifiants en fait dix mille


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
    fiches = [
        _preparer_fiche(Serie(nom, code=code, magasin=None), corrige=corrige, essentiel=essentiel)
        for code in codes
    ]
    return ecrire_page("fiche.html", fiches=fiches, corrige=corrige, colonnes_maximales=_COLONNES_MAXIMALES)


def _preparer_fiche(serie: Serie, *, corrige: bool, essentiel: bool) -> dict:
    donnees = serie.portefeuille
    posees = [posee for posee in serie.q.values() if posee.question.essentiel or not essentiel]
    return {
        "titre": serie.sujet.titre,
        "code": donnees.code,
        "commune": donnees.code == CLASSE,
        "variante": donnees.variante,
        "version": serie.sujet.version,
        "presentation": serie.presentation,
        "donnees": Markup(ecrire_tableau(donnees.clients, nu=True)),
        "questions": [
            _preparer_question(posee) | (_preparer_reponse(posee) if corrige else {}) for posee in posees
        ],
    }


def _preparer_question(posee: QuestionPosee) -> dict:
    question = posee.question
    table = ""
    if question.table not in ("", "clients"):
        table = Markup(ecrire_tableau(posee.portefeuille.tables[question.table], nu=True))
    return {
        "numero": question.identifiant.removeprefix("q"),
        "titre": question.titre,
        "points": question.points,
        "enonce": enoncer(question, posee.valeurs),
        "table": table,
        "consigne": donner_consigne(question),
        "champs": decrire_champs(question, posee.valeurs),
        "par_categorie": bool(question.categories),
    }


def _preparer_reponse(posee: QuestionPosee) -> dict:
    question, valeurs = posee.question, posee.valeurs
    return {
        "reponse": _rediger(posee),
        "solution": expliquer(question, valeurs),
        "acceptees": [
            juger(question, valeurs, arrondir_attendu(question, convention.calcul(valeurs))).message
            for convention in question.conventions
        ],
        "criteres": [typographier(critere) for critere in question.criteres],
    }


def _rediger(posee: QuestionPosee) -> str:
    """Rédiger la réponse attendue, avec les lettres que la fiche donne aux options."""
    question, valeurs = posee.question, posee.valeurs
    attendu = question.attendu(valeurs)
    champs = decrire_champs(question, valeurs)
    if champs[0].saisie in ("boutons", "cases"):
        justes = {attendu} if isinstance(attendu, str) else set(attendu)
        return "\n".join(option.texte for option in champs[0].options if option.cle in justes)
    if champs[0].saisie == "liste" and question.categories and len(champs[0].options) > _COLONNES_MAXIMALES:
        lettres = {option.cle: chr(ord("A") + rang) for rang, option in enumerate(champs[0].options)}
        return typographier(
            "\n".join(f"{champ.intitule} : {lettres[attendu[champ.cle]]}" for champ in champs)
        )
    if not GENRES[question.genre].corrige:
        return ""
    return ecrire_reponse(question, valeurs, arrondir_attendu(question, attendu))


def arrondir_attendu(question: Question, attendu):
    """Arrondir une réponse attendue à la précision demandée ; ce qui n'est pas un nombre reste tel quel."""
    if question.genre == "nombre":
        return arrondir(question, attendu)
    if question.genre == "tableau":
        return {cle: arrondir(question, nombre) for cle, nombre in attendu.items()}
    return attendu
