"""Écrire une série sur papier : une fiche par identifiant, et son corrigé, en noir et blanc."""

import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from course_helpers import __version__
from course_helpers.affichage import ecrire_tableau
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.question import Question, QuestionPosee
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import CLASSE, trouver_variante

COLONNES_MAXIMALES = 4  # de cases à cocher ; au-delà, on écrit une lettre
_A_OUVRIR = re.compile(r" ?Ouvrez(-les?| les tableaux) dans votre tableur[^.]*\.")
_RIEN = {"reponse": "", "solution": "", "acceptees": [], "criteres": [], "niveaux": []}
_ENSEMBLE = (("reponse", "solution", "acceptees"), ("criteres", "niveaux"))  # ce qui ne se lit qu'ensemble
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
    fiches = [_preparer_fiche(nom, code, corrige=corrige, essentiel=essentiel) for code in codes]
    return ecrire_page(
        "fiche.html",
        fiches=fiches,
        corrige=corrige,
        communes=reunir_corriges([fiche["questions"] for fiche in fiches]) if corrige else [],
        colonnes_maximales=COLONNES_MAXIMALES,
    )


def _preparer_fiche(nom: str, code: str, *, corrige: bool, essentiel: bool) -> dict:
    variante = trouver_variante(code, nom)
    serie = poser_serie(nom, variante)
    clients = serie.portefeuille.clients
    posees = [posee for posee in serie.questions.values() if posee.question.essentiel or not essentiel]
    return {
        "titre": ouvrir_banque(nom).titre,
        "code": code,
        "commune": code == CLASSE,
        "variante": variante,
        "version": __version__,
        **preparer_presentation(serie.presentation),
        # Un dossier a ses annexes, et pas de clients à lui.
        "donnees": "" if clients.empty else Markup(ecrire_tableau(clients, nu=True)),
        "questions": [
            preparer_question(posee) | (preparer_reponse(posee) if corrige else {}) for posee in posees
        ],
    }


def preparer_presentation(texte: str) -> dict:
    """Réunir ce que le papier dit d'un tableau : on n'ouvre pas une feuille, on demande son fichier.

    Examples
    --------
    >>> preparer_presentation("Voici huit clients. Ouvrez-les dans votre tableur pour calculer.")
    {'presentation': 'Voici huit clients.', 'tableur': True}
    """
    return {"presentation": _A_OUVRIR.sub("", texte), "tableur": "tableur" in texte}


def preparer_question(posee: QuestionPosee) -> dict:
    """Réunir ce qu'une fiche montre d'une question : l'énoncé, son petit tableau, de quoi répondre."""
    question = posee.question
    table = ""
    if question.table not in ("", "clients"):
        table = Markup(ecrire_tableau(posee.table, nu=True))
    return {
        "numero": question.numero,
        "titre": question.titre,
        "points": question.points,
        "minutes": question.minutes,
        "enonce": posee.enonce,
        "table": table,
        "consigne": posee.consigne,
        "champs": posee.champs,
        "options_a_dire": question.options_a_dire,
    }


def preparer_reponse(posee: QuestionPosee) -> dict:
    """Réunir ce qu'un corrigé en dit : la réponse, la solution, ce qui est accepté aussi, les critères."""
    question = posee.question
    return {
        "reponse": rediger_attendu(posee),
        "solution": posee.solution,
        "acceptees": [posee.juger(question.arrondir(reponse)).message for _, reponse in posee.conventions],
        "criteres": [typographier(critere) for critere in question.criteres],
        "niveaux": _partager_points(question),
    }


def reunir_corriges(copies: Sequence[list[dict]]) -> list[dict]:
    """Sortir des corrigés d'une classe ce qui est le même pour tous : il ne s'imprime qu'une fois.

    Parameters
    ----------
    copies : sequence of list of dict
        Les questions de chaque copie, dans le même ordre, avec leur corrigé. Ce qui est commun leur est
        retiré ; une question dont tout l'est n'a plus de corrigé.

    Returns
    -------
    list of dict
        Les questions qui ont quelque chose de commun, et cela seul ; aucune s'il n'y a qu'une copie.

    Examples
    --------
    >>> une = {"numero": "1", "reponse": "A", "solution": "s", "acceptees": [], "criteres": [], "niveaux": []}
    >>> copies = [[dict(une)], [dict(une)]]
    >>> reunir_corriges(copies)[0]["solution"], copies[0][0]["solution"]
    ('s', '')
    """
    communes = []
    for memes in zip(*copies, strict=True) if len(copies) > 1 else ():
        commune = {**memes[0], **_RIEN}
        for cles in _ENSEMBLE:
            if all(question[cle] == memes[0][cle] for question in memes for cle in cles):
                for cle in cles:
                    commune[cle] = memes[0][cle]
                    for question in memes:
                        question[cle] = _RIEN[cle]
        if any(commune[cle] for cle in ("solution", "criteres")):
            communes.append(commune)
    return communes


def _partager_points(question: Question) -> list[tuple[str, float]]:
    """Donner, pour chaque niveau d'un critère, la part des points qu'il rapporte."""
    niveaux, criteres = list(question.niveaux_de_critere), len(question.criteres)
    return [
        (nom, question.points * rang / ((len(niveaux) - 1) * criteres)) for rang, nom in enumerate(niveaux)
    ]


def rediger_attendu(posee: QuestionPosee) -> str:
    """Rédiger la réponse attendue, avec les lettres que la fiche donne aux options."""
    attendu, champs, question = posee.attendu, posee.champs, posee.question
    if champs[0].saisie in ("boutons", "cases"):
        justes = {attendu} if isinstance(attendu, str) else set(attendu)
        return "\n".join(option.texte for option in champs[0].options if option.cle in justes)
    if question.options_a_dire and len(champs[0].options) > COLONNES_MAXIMALES:
        lettres = {option.cle: chr(ord("A") + rang) for rang, option in enumerate(champs[0].options)}
        return typographier(
            "\n".join(f"{champ.intitule} : {lettres[attendu[champ.cle]]}" for champ in champs)
        )
    return posee.ecrire(question.arrondir(attendu)) if question.corrige else ""
