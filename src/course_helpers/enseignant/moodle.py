"""Exporter une série en questions Moodle (XML) : une catégorie par question, une question par variante.

Le format est celui que Moodle importe et exporte lui-même ; ``tests/enseignant/moodle.xsd`` en décrit la part
employée ici. Ce qui est propre à un genre de question est écrit par ce genre.
"""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

from course_helpers.affichage import ecrire_tableau
from course_helpers.donnees import exporter_csv
from course_helpers.ecriture import FINE, compter
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.question import QuestionPosee
from course_helpers.exercices.sujet import Sujet
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.exercices.xml_moodle import ajouter_tous, envelopper
from course_helpers.tirages.reserve import PLACES, VARIANTES_ENTRAINEMENT

_CONSIGNE_DES_CASES = " Dans chaque case, tapez le nombre sans espace et sans unité."
_TABLE = '&lt;table class="table table-sm w-auto"&gt;'  # les classes des thèmes de Moodle
_ENTRE_CHIFFRES = re.compile(r"(?<=\d)\u202f(?=\d)")
_CADRE = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{}</quiz>\n'
VARIANTES_MAXIMALES = len(VARIANTES_ENTRAINEMENT)
PARTIE_MAX = 2_000_000  # octets : au-delà, bien des serveurs refusent le fichier


def exporter_moodle(nom: str, variantes: int, *, suivre: Callable = iter) -> list[str]:
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
    list of str
        Les documents XML : un seul, ou des parties qui s'importent chacune, dans les mêmes catégories. Une
        question dont deux variantes ne diffèrent en rien n'y est qu'une fois.

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
        poses = [
            (f"variante {v}", f"{v}", poser_serie(nom, v).questions[question.identifiant])
            for v in VARIANTES_ENTRAINEMENT[:variantes]
        ]
        _ajouter_question(quiz, typographier(banque.titre), banque.nom, banque.nom, poses)
    return _ecrire(quiz)


def exporter_sujet(sujet: Sujet, jeux: int) -> list[str]:
    """Exporter vers Moodle les questions d'un sujet, elles seules, avec leurs points et leurs données.

    Parameters
    ----------
    sujet : Sujet
    jeux : int
        Nombre de jeux de données, de 1 à 40 : Moodle en tire un par personne. Si les données sont celles de
        toute la classe, il n'y en a qu'un. Le jeu 1 d'un sujet par groupe est celui du groupe A ou 1.

    Returns
    -------
    list of str
        Les documents XML, comme ceux d'une série. Un jeu porte la même étiquette dans toutes les questions ;
        une évaluation n'a pas d'indice.

    Raises
    ------
    ErreurCours
        Nombre de jeux hors des bornes.

    Examples
    --------
    >>> from course_helpers.exercices.sujet import composer_sujet
    >>> sujet = composer_sujet([("4-pareto", "q2", 3)], titre="Essai", donnees="classe")
    >>> [document.count("<defaultgrade>3</defaultgrade>") for document in exporter_sujet(sujet, 5)]
    [1]
    """
    if not 1 <= jeux <= PLACES:
        raise ErreurCours(f"Le nombre de jeux doit aller de 1 à {PLACES}{FINE}: {jeux} est refusé.")
    if sujet.donnees == "classe":
        poses = [sujet.poser()]
    else:
        # Autant de groupes que de jeux : deux n'ont jamais les mêmes données.
        groupes = replace(sujet, donnees="groupe")
        poses = [groupes.poser(groupe=str(rang)) for rang in range(1, jeux + 1)]
    quiz = ET.Element("quiz")
    for choisie, _ in sujet.retenues:
        identifiant = f"q{sujet.questions.index(choisie) + 1}"
        posees = [
            (f"jeu {rang}", f"{rang}", pose.questions[identifiant])
            for rang, pose in enumerate(poses, start=1)
        ]
        prefixe = f"{sujet.sel}-{choisie.serie}"
        _ajouter_question(
            quiz, typographier(sujet.intitule), choisie.serie, prefixe, posees, aider=not sujet.evaluation
        )
    return _ecrire(quiz)


def _ajouter_question(
    quiz: ET.Element,
    titre: str,
    serie: str,
    prefixe: str,
    posees: list[tuple[str, str, QuestionPosee]],
    *,
    aider: bool = True,
) -> None:
    """Ajouter une question, une fois par jeu de données : son étiquette, son numéro, la question posée."""
    question = posees[0][2].question
    quiz.append(_decrire_categorie(titre, posees[0][2], posees[0][0].partition(" ")[0], aider=aider))
    vues: dict[bytes, ET.Element] = {}
    for etiquette, numero, posee in posees:
        element = _exporter_question(serie, posee, aider=aider)
        empreinte = ET.tostring(element)
        if empreinte in vues:
            # La même question, sur d'autres données : elle est de tous ces jeux.
            _etiqueter(vues[empreinte], etiquette)
            continue
        vues[empreinte] = element
        _etiqueter(element, etiquette)
        nom_moodle = f"{question.numero}. {typographier(question.titre)} · {etiquette}"
        element.insert(0, envelopper("name", nom_moodle))
        element.find("idnumber").text = f"{prefixe}-{question.identifiant}-{numero}"
        quiz.append(element)


def nommer_parties(nom: str, documents: list[str]) -> dict[str, bytes]:
    """Nommer les fichiers d'un export : un seul garde son nom, des parties y ajoutent leur numéro.

    Examples
    --------
    >>> list(nommer_parties("moodle.xml", ["<quiz/>", "<quiz/>"]))
    ['moodle-partie-1-sur-2.xml', 'moodle-partie-2-sur-2.xml']
    """
    if len(documents) == 1:
        return {nom: documents[0].encode()}
    debut, _, suffixe = nom.rpartition(".")
    return {
        f"{debut}-partie-{rang}-sur-{len(documents)}.{suffixe}": document.encode()
        for rang, document in enumerate(documents, start=1)
    }


def _ecrire(quiz: ET.Element) -> list[str]:
    """Écrire les documents d'un export, chacun sous la taille permise : une catégorie coupée s'y redit."""
    parties, categorie, poids = [[]], "", len(_CADRE.format("").encode())
    reste = PARTIE_MAX - poids
    for element in quiz:
        ligne = _ecrire_element(element)
        if element.get("type") == "category":
            categorie = ligne
            continue
        # Une catégorie s'écrit avec sa première question : aucune partie ne finit par une catégorie vide.
        ajout = [ligne] if categorie in parties[-1] else [categorie, ligne]
        if parties[-1] and sum(len(texte.encode()) for texte in ajout) > reste:
            parties.append([])
            ajout, reste = [categorie, ligne], PARTIE_MAX - poids
        parties[-1] += ajout
        reste -= sum(len(texte.encode()) for texte in ajout)
    return [_CADRE.format("".join(lignes)) for lignes in parties]


def _ecrire_element(element: ET.Element) -> str:
    ET.indent(element, " ", level=1)
    texte = ET.tostring(element, encoding="unicode").rstrip().replace("&lt;table&gt;", _TABLE)
    # Recopiée d'un énoncé, une espace fine couperait un nombre : « 3 175 » serait lu 3.
    return " " + _ENTRE_CHIFFRES.sub("\u00a0", texte) + "\n"


def _decrire_categorie(titre: str, posee: QuestionPosee, etiquette: str, *, aider: bool) -> ET.Element:
    question = posee.question
    element = ET.Element("question", type="category")
    # Dans un chemin de catégorie, une barre qui n'en sépare pas deux se double.
    # Un numéro à deux chiffres : Moodle range les catégories par leur nom.
    noms = [titre, f"{question.numero:>02}. {typographier(question.titre)}"]
    chemin = "/".join(["$course$", "top", *(nom.replace("/", "//") for nom in noms)])
    element.append(envelopper("category", chemin))
    bareme = "Elle n’est pas notée."
    if question.points:
        bareme = f"Elle vaut {compter(question.points, 'point')} : réglez-les dans le test."
    if question.choisir_moodle(posee) == "cloze":
        bareme += " Sans réglage, Moodle y compte un point par case."
    indices = "Les indices ne coûtent rien." if aider else "C’est une évaluation : elle n’a pas d’indice."
    conseil = typographier(
        "Tirez une question de cette catégorie par personne, ou toutes celles d’une étiquette "
        f"« {etiquette} » pour que chacun garde les mêmes données d’une question à l’autre. {bareme} "
        f"{indices}"
    )
    element.append(envelopper("info", conseil, format="html"))
    return element


def _exporter_question(serie: str, posee: QuestionPosee, *, aider: bool) -> ET.Element:
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
    for indice in posee.indices if question.corrige and aider else ():
        element.append(envelopper("hint", f"<p>{en_html(indice)}</p>", format="html"))
    etiquettes = [
        serie,
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
