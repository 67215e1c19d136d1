"""Exporter une série en questions Moodle (XML) : une catégorie par question, une question par variante.

Le format est celui que Moodle importe et exporte lui-même ; ``tests/enseignant/moodle.xsd`` en décrit la part
employée ici. Ce qui est propre à un genre de question est écrit par ce genre.
"""

import base64
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from course_helpers.affichage import ecrire_tableau
from course_helpers.donnees import exporter_csv
from course_helpers.ecriture import FINE, compter
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import Banque, ouvrir_banque, poser_serie
from course_helpers.exercices.question import Question, QuestionPosee
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.exercices.xml_moodle import ajouter_tous, envelopper
from course_helpers.tirages.reserve import VARIANTES_ENTRAINEMENT

_CONSIGNE_DES_CASES = " Dans chaque case, tapez le nombre sans espace et sans unité."
_TABLE = '&lt;table class="table table-sm w-auto"&gt;'  # les classes des thèmes de Moodle
_ENTRE_CHIFFRES = re.compile(r"(?<=\d)\u202f(?=\d)")
VARIANTES_MAXIMALES = len(VARIANTES_ENTRAINEMENT)


def exporter_moodle(nom: str, variantes: int, *, suivre: Callable = iter) -> str:
    """Exporter une série vers Moodle.

    Parameters
    ----------
    nom : str
        Le nom de la série, par exemple ``"4-pareto"``.
    variantes : int
        Nombre de variantes de chaque question, de 1 à 120 : Moodle en tire une par personne.
    suivre : callable
        Reçoit les questions de la série et les rend une à une.

    Returns
    -------
    str
        Un document XML. Une question dont deux variantes ne diffèrent en rien n'y est qu'une fois.

    Raises
    ------
    ErreurCours
        Série inconnue, nombre de variantes hors des bornes, ou genre que Moodle ne sait pas rendre.
    """
    banque = ouvrir_banque(nom)
    if not 1 <= variantes <= VARIANTES_MAXIMALES:
        raise ErreurCours(
            f"Le nombre de variantes doit aller de 1 à {VARIANTES_MAXIMALES}{FINE}: {variantes} est refusé."
        )
    quiz = ET.Element("quiz")
    for question in suivre(banque.questions):
        quiz.append(_decrire_categorie(banque, question))
        vues: dict[bytes, ET.Element] = {}
        for variante in VARIANTES_ENTRAINEMENT[:variantes]:
            element = _exporter_question(banque, poser_serie(nom, variante).questions[question.identifiant])
            empreinte = ET.tostring(element)
            if empreinte in vues:
                # La même question, sur d'autres données : elle est de toutes ces variantes.
                _etiqueter(vues[empreinte], f"variante {variante}")
                continue
            vues[empreinte] = element
            _etiqueter(element, f"variante {variante}")
            nom_moodle = f"{question.numero}. {typographier(question.titre)} · variante {variante}"
            element.insert(0, envelopper("name", nom_moodle))
            element.find("idnumber").text = f"{nom}-{question.identifiant}-{variante}"
            quiz.append(element)
    ET.indent(quiz, " ")
    texte = ET.tostring(quiz, encoding="unicode").replace("&lt;table&gt;", _TABLE)
    # Recopiée d'un énoncé, une espace fine couperait un nombre : « 3 175 » serait lu 3.
    texte = _ENTRE_CHIFFRES.sub("\u00a0", texte)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{texte}\n'


def _decrire_categorie(banque: Banque, question: Question) -> ET.Element:
    element = ET.Element("question", type="category")
    # Dans un chemin de catégorie, une barre qui n'en sépare pas deux se double.
    # Un numéro à deux chiffres : Moodle range les catégories par leur nom.
    noms = [typographier(banque.titre), f"{question.numero:>02}. {typographier(question.titre)}"]
    chemin = "/".join(["$course$", "top", *(nom.replace("/", "//") for nom in noms)])
    element.append(envelopper("category", chemin))
    bareme = "Elle n’est pas notée."
    if question.points:
        bareme = f"Elle vaut {compter(question.points, 'point')} : réglez-les dans le test."
    conseil = typographier(
        f"Tirez une question de cette catégorie par personne, ou toutes celles d’une étiquette « variante » "
        f"pour que chacun garde les mêmes données d’une question à l’autre. {bareme} "
        "Les indices ne coûtent rien."
    )
    element.append(envelopper("info", conseil, format="html"))
    return element


def _exporter_question(banque: Banque, posee: QuestionPosee) -> ET.Element:
    question = posee.question
    type_ = question.choisir_moodle(posee)
    element = ET.Element("question", type=type_)
    consigne = posee.consigne
    if question.corrige and any(champ.saisie == "ligne" for champ in posee.champs):
        consigne += " Tapez le nombre sans espace." if type_ == "numerical" else _CONSIGNE_DES_CASES
    enonce = envelopper(
        "questiontext", f"<p>{en_html(posee.enonce)}</p><p><em>{en_html(consigne)}</em></p>", format="html"
    )
    element.append(enonce)
    if question.table:
        _joindre_table(enonce, posee)
    element.append(envelopper("generalfeedback", f"<p>{en_html(posee.solution)}</p>", format="html"))
    if type_ != "cloze":  # Moodle y fait la somme de ses cases
        ajouter_tous(element, defaultgrade=str(question.points))
    ajouter_tous(element, penalty="0", hidden="0", idnumber="")
    question.completer_moodle(posee, element)
    for indice in posee.indices if question.corrige else ():
        element.append(envelopper("hint", f"<p>{en_html(indice)}</p>", format="html"))
    etiquettes = [
        banque.nom,
        question.niveau,
        "parcours essentiel" if question.essentiel else "entraînement",
        question.competence,
        *question.faits,
    ]
    ET.SubElement(element, "tags")
    for etiquette in filter(None, etiquettes):
        _etiqueter(element, etiquette)
    return element


def _etiqueter(element: ET.Element, etiquette: str) -> None:
    """Ajouter une étiquette ; Moodle les sépare par des virgules, elle n'en a donc pas."""
    element.find("tags").append(envelopper("tag", typographier(etiquette).replace(",", "")))


def _joindre_table(enonce: ET.Element, posee: QuestionPosee) -> None:
    """Montrer le tableau dans l'énoncé, et le joindre en CSV pour le tableur."""
    table = posee.table
    nom = f"{posee.question.table}-{posee.portefeuille.variante}.csv"
    enonce.find("text").text += (
        ecrire_tableau(table, nu=True)
        + f'<p><a href="@@PLUGINFILE@@/{nom}">Télécharger le tableau (CSV, pour le tableur)</a></p>'
    )
    fichier = ET.SubElement(enonce, "file", name=nom, path="/", encoding="base64")
    fichier.text = base64.b64encode(exporter_csv(table)).decode()
