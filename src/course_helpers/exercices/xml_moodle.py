"""Les éléments d'une question Moodle (XML), que les genres assemblent.

Dans un nombre, la virgule est toujours un point : Moodle traduit selon la langue du site.
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.exercices.textes import en_html

SINON = "Ce n’est pas encore le bon résultat. Relisez la méthode et la base de calcul de l’énoncé."
SINON_CASE = f"{SINON} Tapez le nombre seul, sans espace et sans unité."


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


def commenter(element: ET.Element, posee, relance: str) -> None:
    """Écrire ce que lit qui a tout juste, en partie juste, ou faux, et combien de réponses sont justes."""
    element.append(envelopper("correctfeedback", f"<p>{en_html(posee.confirmation)}</p>", format="html"))
    for nom in ("partiallycorrectfeedback", "incorrectfeedback"):
        element.append(envelopper(nom, relance, format="html"))
    ET.SubElement(element, "shownumcorrect")


def associer(element: ET.Element, posee, couples: list[tuple[str, str]]) -> None:
    """Écrire une question d'association ; une ligne vide n'est qu'une réponse de plus au menu.

    Ce type n'a pas de retour par erreur : elles y sont toutes.
    """
    ajouter(element, "shuffleanswers", "true")
    conseils = "".join(
        f"<li>{en_html(posee.composer(erreur.message, reponse='Votre réponse'))}</li>"
        for erreur in posee.question.erreurs
    )
    commenter(
        element,
        posee,
        f"<p>Au moins une association ne convient pas. Vérifiez\u202f:</p><ul>{conseils}</ul>",
    )
    for ligne, reponse in couples:
        texte = f"<p>{en_html(ligne)}</p>" if ligne else ""
        sous_question = envelopper("subquestion", texte, format="html")
        sous_question.append(envelopper("answer", reponse))
        element.append(sous_question)


def ecrire_case(type_: str, reponses: list[tuple[int, str, str]]) -> str:
    """Écrire une case prise dans l'énoncé (cloze) : la part de la note en %, la réponse et son retour.

    Examples
    --------
    >>> print(ecrire_case("MULTICHOICE", [(100, "A", ""), (0, "B & C", "Relisez {la} règle.")]))
    {1:MULTICHOICE:=A#~%0%B &amp;amp; C#Relisez {la&#125; règle.}
    """
    parties = [
        (f"%{fraction}%" if fraction != 100 else "=") + f"{_proteger(reponse)}#{_proteger(retour)}"
        for fraction, reponse, retour in reponses
    ]
    return f"{{1:{type_}:" + "~".join(parties) + "}"


def ecrire_menus(element: ET.Element, lignes: list[tuple[str, str]], intitule: str) -> None:
    """Écrire un menu par ligne dans l'énoncé (cloze) : l'intitulé de la ligne, et sa case."""
    table = pd.DataFrame([(en_html(ligne), case) for ligne, case in lignes], columns=["ligne", "case"])
    colonnes = {"ligne": ("Ligne", "html"), "case": (intitule, "html")}
    element.find("questiontext/text").text += ecrire_tableau(table, colonnes, nommees=True, nu=True)


def _proteger(message: str) -> str:
    """Protéger ce qu'une case prendrait pour un signe de sa syntaxe.

    Moodle coupe la case à ses signes, puis décode une fois les entités : elles sont donc écrites deux fois.
    """
    html = en_html(message).replace("&", "&amp;")
    return "".join(f"&#{ord(signe)};" if signe in "}#~" else signe for signe in html)


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
