"""Exporter une série en questions Moodle (XML) : une catégorie par question, une question par variante.

Le format est celui que Moodle importe et exporte lui-même ; ``tests/enseignant/moodle.xsd`` en décrit la part
employée ici. Dans un nombre, la virgule est toujours un point : Moodle traduit selon la langue du site.
"""

import base64
import html
from collections.abc import Callable, Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

from course_helpers.donnees import exporter_csv
from course_helpers.ecriture import compter
from course_helpers.enseignant.pages import ecrire_donnees
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import juger, preparer_variante
from course_helpers.exercices.question import (
    Question,
    Sujet,
    Valeurs,
    arrondir,
    enoncer,
    expliquer,
    lister_elements,
    rediger_indices,
)
from course_helpers.exercices.series import trouver_sujet
from course_helpers.exercices.textes import composer, en_html, typographier
from course_helpers.tirages.reserve import VARIANTES_ENTRAINEMENT, Portefeuille, tirer_variante

VARIANTES_MAXIMALES = len(VARIANTES_ENTRAINEMENT)
_SINON = "Ce n’est pas le résultat attendu. Relisez la méthode et la base de calcul de l’énoncé."


def exporter_moodle(nom: str, variantes: int, *, suivre: Callable = iter) -> str:
    """Exporter une série vers Moodle.

    Parameters
    ----------
    nom : str
        Le nom de la série, par exemple ``"4-pareto"``.
    variantes : int
        Nombre de variantes de chaque question, toutes d'entraînement : Moodle en tire une par personne.
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
    sujet = trouver_sujet(nom)
    if not 1 <= variantes <= VARIANTES_MAXIMALES:
        raise ErreurCours(
            f"Le nombre de variantes doit aller de 1 à {VARIANTES_MAXIMALES} : {variantes} est refusé."
        )
    quiz = ET.Element("quiz")
    for question in suivre(sujet.questions):
        quiz.append(_decrire_categorie(sujet, question))
        vues = set()
        for variante in VARIANTES_ENTRAINEMENT[:variantes]:
            donnees = tirer_variante(nom, variante)
            element = _exporter_question(question, preparer_variante(nom, variante)[1], donnees)
            empreinte = ET.tostring(element)
            if empreinte in vues:
                continue
            vues.add(empreinte)
            numero = f"{question.identifiant.removeprefix('q')}. {typographier(question.titre)}"
            element.insert(0, _texte("name", f"{numero} · variante {variante}"))
            element.find("idnumber").text = f"{nom}-{question.identifiant}-{variante}"
            quiz.append(element)
    ET.indent(quiz, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(quiz, encoding="unicode") + "\n"


def _decrire_categorie(sujet: Sujet, question: Question) -> ET.Element:
    element = ET.Element("question", type="category")
    # Dans un chemin de catégorie, une barre qui n'en sépare pas deux se double.
    noms = [sujet.titre, f"{question.identifiant.removeprefix('q')}. {typographier(question.titre)}"]
    chemin = "/".join(["$course$", "top", *(nom.replace("/", "//") for nom in noms)])
    element.append(_texte("category", chemin))
    element.append(
        _texte(
            "info",
            typographier(
                f"Tirez une question de cette catégorie par personne. {compter(question.points, 'point')} : "
                "réglez-les dans le test. Les indices ne coûtent rien."
            ),
            format="html",
        )
    )
    return element


def _exporter_question(question: Question, valeurs: Valeurs, donnees: Portefeuille) -> ET.Element:
    if question.genre not in _EXPORTS:
        raise ErreurCours(
            f"La question {question.identifiant} est du genre « {question.genre} », que l’export vers Moodle "
            "ne connaît pas : ajoutez-le dans enseignant/moodle.py."
        )
    genre, completer = _EXPORTS[question.genre]
    element = ET.Element("question", type=genre)
    enonce = _texte("questiontext", f"<p>{en_html(enoncer(question, valeurs))}</p>", format="html")
    element.append(enonce)
    if question.table:
        _joindre_table(enonce, question, donnees)
    solution = f"<p>{en_html(expliquer(question, valeurs))}</p>"
    element.append(_texte("generalfeedback", solution, format="html"))
    if genre != "cloze":  # sa note est la somme de ses cases
        _ajouter(element, "defaultgrade", str(question.points))
    _ajouter(element, "penalty", "0")
    _ajouter(element, "hidden", "0")
    _ajouter(element, "idnumber", "")
    completer(element, question, valeurs)
    for indice in rediger_indices(question, valeurs) if genre != "essay" else ():
        element.append(_texte("hint", f"<p>{en_html(indice)}</p>", format="html"))
    etiquettes = [
        question.chapitre,
        question.niveau,
        "parcours essentiel" if question.essentiel else "entraînement",
        question.competence.replace(",", ""),  # Moodle sépare les étiquettes par des virgules
        *question.faits,
    ]
    tags = ET.SubElement(element, "tags")
    tags.extend(_texte("tag", etiquette) for etiquette in etiquettes)
    return element


def _joindre_table(enonce: ET.Element, question: Question, donnees: Portefeuille) -> None:
    """Montrer le tableau dans l'énoncé, et le joindre en CSV pour le tableur."""
    table = donnees.clients if question.table == "clients" else donnees.tables[question.table]
    nom = f"{question.table}-{donnees.variante}.csv"
    enonce.find("text").text += (
        ecrire_donnees(table)
        + f'<p><a href="@@PLUGINFILE@@/{nom}">Télécharger le tableau (CSV, pour le tableur)</a></p>'
    )
    fichier = ET.SubElement(enonce, "file", name=nom, path="/", encoding="base64")
    fichier.text = base64.b64encode(exporter_csv(table)).decode()


# --- Un genre de question du cours, un type de Moodle ------------------------------------------------------


def _exporter_nombre(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    for fraction, nombre, tolerance, message in _lister_reponses(question, valeurs):
        element.append(_decrire_nombre(fraction, nombre, tolerance, message))
    element.append(_repondre(0, "*", _SINON, tolerance="0"))
    units = ET.SubElement(element, "units")
    unite = ET.SubElement(units, "unit")
    _ajouter(unite, "multiplier", "1")
    _ajouter(unite, "unit_name", question.unite)
    # L'unité se tape ou non, sans rien coûter.
    for nom, valeur in (
        ("unitgradingtype", "0"),
        ("unitpenalty", "0"),
        ("showunits", "0"),
        ("unitsleft", "0"),
    ):
        _ajouter(element, nom, valeur)


def _lister_reponses(question: Question, valeurs: Valeurs) -> Iterator[tuple[int, Decimal, Decimal, str]]:
    """Lister les réponses reconnues, la juste d'abord : Moodle retient la première qui convient.

    Yields
    ------
    tuple of (int, Decimal, Decimal, str)
        Part de la note en %, nombre, tolérance, message. Les messages sont ceux de la correction.
    """
    tolerance = _tolerer(question)
    attendu = arrondir(question, question.attendu(valeurs))
    yield 100, attendu, tolerance, juger(question, valeurs, attendu).message
    for convention in question.conventions:
        nombre = arrondir(question, convention.calcul(valeurs))
        yield 100, nombre, tolerance, juger(question, valeurs, nombre).message
    for erreur in question.erreurs:
        nombre = arrondir(question, erreur.calcul(valeurs))
        yield 0, nombre, tolerance, juger(question, valeurs, nombre).message
    # Ce que la correction reconnaît sans que la question le déclare.
    pas = Decimal(1).scaleb(-question.decimales)
    for nombre, ecart in (
        (attendu / 100, tolerance / 100),
        (attendu.to_integral_value(), Decimal(0)),
        (attendu - pas, tolerance),
        (attendu + pas, tolerance),
    ):
        verdict = juger(question, valeurs, nombre)
        if verdict.code_erreur in ("fraction", "arrondi"):
            yield 0, nombre, ecart, verdict.message


def _tolerer(question: Question) -> Decimal:
    """Rendre la tolérance : la nôtre, et le demi-pas qu'un arrondi à la précision demandée absorbe."""
    if question.decimales == 0 and question.unite not in ("%", "€"):
        return Decimal(question.tolerance)
    return Decimal(question.tolerance) + Decimal("0.5").scaleb(-question.decimales)


def _decrire_nombre(fraction: int, nombre: Decimal, tolerance: Decimal, message: str) -> ET.Element:
    return _repondre(fraction, f"{nombre:f}", en_html(message), tolerance=f"{tolerance:f}")


def _exporter_tableau(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    """Écrire chaque case dans l'énoncé, comme Moodle le demande pour ce type (cloze)."""
    attendus = question.attendu(valeurs)
    tolerance = f"{_tolerer(question):f}"
    reconnues = [(100, convention.calcul(valeurs)) for convention in question.conventions]
    reconnues += [(0, erreur.calcul(valeurs)) for erreur in question.erreurs]
    messages = [juger(question, valeurs, attendus | cases).message for _, cases in reconnues]
    juste = juger(question, valeurs, attendus).message
    lignes = []
    for ligne in lister_elements(question, valeurs):
        attendu = arrondir(question, attendus[ligne.cle])
        reponses = [f"={attendu:f}:{tolerance}#{_proteger(juste)}"]
        for (fraction, cases), message in zip(reconnues, messages, strict=True):
            nombre = arrondir(question, cases.get(ligne.cle, attendu))
            if nombre != attendu:
                reponses.append(f"%{fraction}%{nombre:f}:{tolerance}#{_proteger(message)}")
        reponses.append(f"%0%*#{_proteger(_SINON)}")
        case = "{1:NUMERICAL:" + "~".join(reponses) + "}"
        lignes.append(
            f"<tr><td>{en_html(ligne.texte)}</td><td>{case} {html.escape(question.unite)}</td></tr>"
        )
    element.find("questiontext/text").text += f"<table><tbody>{''.join(lignes)}</tbody></table>"


def _proteger(message: str) -> str:
    """Protéger ce qu'une case prendrait pour un signe de sa syntaxe."""
    texte = en_html(message)
    return "".join(f"\\{signe}" if signe in '}#~/"\\' else signe for signe in texte)


def _exporter_choix(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    juste = question.attendu(valeurs)
    acceptees = {convention.calcul(valeurs) for convention in question.conventions} | {juste}
    _regler_choix(element, seule=True)
    for option in question.options:
        message = juger(question, valeurs, option.cle).message
        element.append(
            _repondre(
                100 if option.cle in acceptees else 0,
                f"<p>{en_html(composer(option.texte, vars(valeurs)))}</p>",
                en_html(message),
                format="html",
            )
        )


def _exporter_choix_multiple(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    """Partager la note entre les options justes ; cocher une fausse retire d'autant."""
    justes = set(question.attendu(valeurs))
    fausses = len(question.options) - len(justes)
    # Le message d'une option cochée à tort est celui de l'erreur que ce choix, seul, fait reconnaître.
    messages = {}
    for erreur in question.erreurs:
        motif = erreur.calcul(valeurs)
        cochees = [cle for cle, cochee in motif.items() if cochee] if isinstance(motif, dict) else []
        if len(cochees) == 1:
            messages.setdefault(cochees[0], composer(erreur.message, vars(valeurs) | {"reponse": ""}))
    _regler_choix(element, seule=False)
    for option in question.options:
        part = Decimal(100) / len(justes) if option.cle in justes else -Decimal(100) / fausses
        # Moodle n'admet que certaines parts, écrites à cinq décimales.
        fraction = f"{part:.5f}".rstrip("0").rstrip(".")
        texte = f"<p>{en_html(composer(option.texte, vars(valeurs)))}</p>"
        element.append(_repondre(fraction, texte, en_html(messages.get(option.cle, "")), format="html"))


def _regler_choix(element: ET.Element, *, seule: bool) -> None:
    _ajouter(element, "single", "true" if seule else "false")
    _ajouter(element, "shuffleanswers", "true")
    _ajouter(element, "answernumbering", "abc")
    _ajouter(element, "showstandardinstruction", "1")


def _exporter_classement(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    textes = {categorie.cle: typographier(categorie.texte) for categorie in question.categories}
    attendus = question.attendu(valeurs)
    _associer(
        element,
        question,
        valeurs,
        [(ligne.texte, textes[attendus[ligne.cle]]) for ligne in lister_elements(question, valeurs)],
    )


def _exporter_ordre(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    """Associer chaque étape à son rang : le type à glisser n'est pas dans tous les Moodle."""
    etapes = {etape.cle: etape.texte for etape in lister_elements(question, valeurs)}
    couples = [(etapes[cle], str(rang)) for rang, cle in enumerate(question.attendu(valeurs), start=1)]
    _associer(element, question, valeurs, couples)


def _associer(
    element: ET.Element, question: Question, valeurs: Valeurs, couples: list[tuple[str, str]]
) -> None:
    _ajouter(element, "shuffleanswers", "true")
    confirmation = en_html(composer(question.confirmation, vars(valeurs)))
    element.append(_texte("correctfeedback", f"<p>{confirmation}</p>", format="html"))
    # Ce type n'a pas de retour par erreur : les questions à se poser y sont toutes.
    conseils = "".join(
        f"<li>{en_html(composer(erreur.message, vars(valeurs) | {'reponse': 'Votre réponse'}))}</li>"
        for erreur in question.erreurs
    )
    relance = f"<p>Au moins une association ne convient pas. Vérifiez\u202f:</p><ul>{conseils}</ul>"
    element.append(_texte("partiallycorrectfeedback", relance, format="html"))
    element.append(_texte("incorrectfeedback", relance, format="html"))
    for ligne, reponse in couples:
        sous_question = _texte("subquestion", f"<p>{en_html(ligne)}</p>", format="html")
        sous_question.append(_texte("answer", reponse))
        element.append(sous_question)


def _exporter_ouvert(element: ET.Element, question: Question, valeurs: Valeurs) -> None:
    for nom, valeur in (
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", "10"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ):
        _ajouter(element, nom, valeur)
    criteres = "".join(f"<li>{en_html(typographier(critere))}</li>" for critere in question.criteres)
    modele = f"<p>{en_html(expliquer(question, valeurs))}</p><ul>{criteres}</ul>"
    element.append(_texte("graderinfo", modele, format="html"))


_EXPORTS: dict[str, tuple[str, Callable]] = {
    "nombre": ("numerical", _exporter_nombre),
    "tableau": ("cloze", _exporter_tableau),
    "choix": ("multichoice", _exporter_choix),
    "choix_multiple": ("multichoice", _exporter_choix_multiple),
    "appariement": ("matching", _exporter_classement),
    "classement": ("matching", _exporter_classement),
    "ordre": ("matching", _exporter_ordre),
    "ouvert": ("essay", _exporter_ouvert),
}


# --- Les éléments XML --------------------------------------------------------------------------------------


def _texte(nom: str, contenu: str, **attributs: str) -> ET.Element:
    element = ET.Element(nom, attributs)
    _ajouter(element, "text", contenu)
    return element


def _ajouter(parent: ET.Element, nom: str, contenu: str) -> None:
    ET.SubElement(parent, nom).text = contenu


def _repondre(
    fraction: object,
    texte: str,
    retour: str,
    *,
    format: str = "moodle_auto_format",
    tolerance: str | None = None,
) -> ET.Element:
    element = _texte("answer", texte, fraction=str(fraction), format=format)
    element.append(_texte("feedback", f"<p>{retour}</p>" if retour else "", format="html"))
    if tolerance is not None:
        _ajouter(element, "tolerance", tolerance)
    return element
