"""Les éléments d'une question Moodle (XML), que les genres assemblent.

Dans un nombre, la virgule est toujours un point : Moodle traduit selon la langue du site.
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

from course_helpers.exercices.textes import en_html

SINON = "Ce n’est pas encore le bon résultat. Relisez la méthode et la base de calcul de l’énoncé."


def ajouter(parent: ET.Element, nom: str, contenu: str) -> None:
    """Ajouter un élément qui ne contient que du texte."""
    ET.SubElement(parent, nom).text = contenu


def ajouter_tous(parent: ET.Element, **contenus: str) -> None:
    """Ajouter plusieurs éléments, dans l'ordre donné."""
    for nom, contenu in contenus.items():
        ajouter(parent, nom, contenu)


def envelopper(nom: str, contenu: str, **attributs: str) -> ET.Element:
    """Écrire un élément dont le texte est, comme Moodle le veut, dans un élément ``text``."""
    element = ET.Element(nom, attributs)
    ajouter(element, "text", contenu)
    return element


def repondre(
    fraction: object,
    texte: str,
    retour: str,
    *,
    format: str = "moodle_auto_format",
    tolerance: str | None = None,
) -> ET.Element:
    """Écrire une réponse prévue : sa part de la note en %, son texte, le retour qu'elle reçoit."""
    element = envelopper("answer", texte, fraction=str(fraction), format=format)
    element.append(envelopper("feedback", f"<p>{retour}</p>" if retour else "", format="html"))
    if tolerance is not None:
        ajouter(element, "tolerance", tolerance)
    return element


def associer(element: ET.Element, posee, couples: list[tuple[str, str]]) -> None:
    """Écrire une question d'association ; ce type n'ayant pas de retour par erreur, elles y sont toutes."""
    ajouter(element, "shuffleanswers", "true")
    element.append(envelopper("correctfeedback", f"<p>{en_html(posee.confirmation)}</p>", format="html"))
    conseils = "".join(
        f"<li>{en_html(posee.composer(erreur.message, reponse='Votre réponse'))}</li>"
        for erreur in posee.question.erreurs
    )
    relance = f"<p>Au moins une association ne convient pas. Vérifiez\u202f:</p><ul>{conseils}</ul>"
    element.append(envelopper("partiallycorrectfeedback", relance, format="html"))
    element.append(envelopper("incorrectfeedback", relance, format="html"))
    for ligne, reponse in couples:
        sous_question = envelopper("subquestion", f"<p>{en_html(ligne)}</p>", format="html")
        sous_question.append(envelopper("answer", reponse))
        element.append(sous_question)


def ecrire_case(type_: str, reponses: list[tuple[int, str, str]]) -> str:
    """Écrire une case prise dans l'énoncé (cloze) : la part de la note en %, la réponse et son retour."""
    parties = [
        (f"%{fraction}%" if fraction != 100 else "=") + f"{reponse}#{_proteger(retour)}"
        for fraction, reponse, retour in reponses
    ]
    return f"{{1:{type_}:" + "~".join(parties) + "}"


def _proteger(message: str) -> str:
    """Protéger ce qu'une case prendrait pour un signe de sa syntaxe."""
    return "".join(f"\\{signe}" if signe in '}#~/"\\' else signe for signe in en_html(message))


def regler_choix(element: ET.Element, *, seule: bool) -> None:
    """Régler un choix, à une ou plusieurs réponses."""
    ajouter_tous(
        element,
        single="true" if seule else "false",
        shuffleanswers="true",
        answernumbering="abc",
        showstandardinstruction="1",
    )


def partager_note(justes: int) -> str:
    """Écrire la part de la note d'une réponse juste : Moodle n'en admet que certaines, à cinq décimales.

    Examples
    --------
    >>> partager_note(3), partager_note(-2)
    ('33.33333', '-50')
    """
    return f"{Decimal(100) / justes:.5f}".rstrip("0").rstrip(".")
