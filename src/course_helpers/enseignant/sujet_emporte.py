"""Les fichiers d'un sujet, les mêmes dans « Mon bureau » et par la commande « cours sujet »."""

import io
import string
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from course_helpers.donnees import exporter_csv
from course_helpers.enseignant.document import DATE_ZIP, TYPE_DOCX, ecrire_docx
from course_helpers.enseignant.moodle import exporter_sujet, nommer_parties
from course_helpers.enseignant.sujet_imprime import (
    Destinataire,
    ecrire_corriges,
    ecrire_sujets,
    lister_tableaux,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.sujet import Sujet, ecrire_sujet
from course_helpers.tirages.reserve import CLASSE


def lister_destinataires(sujet: Sujet, codes: Sequence[str], groupes: int) -> list[Destinataire]:
    """Lister à qui l'on imprime un sujet, d'après les données qu'il donne.

    Parameters
    ----------
    sujet : Sujet
    codes : sequence of str
        Les identifiants de la classe ; sans eux, le papier est commun, avec les données de ``CLASSE``.
    groupes : int
        Le nombre de groupes, de 1 à 26 : A, B, C…

    Raises
    ------
    ErreurCours
        « Le nombre de groupes va de 1 à 26 : … ».

    Examples
    --------
    >>> from course_helpers.exercices.sujet import composer_sujet
    >>> sujet = composer_sujet([("4-pareto", "q2", 2)], donnees="groupe")
    >>> [pour.groupe for pour in lister_destinataires(sujet, [], 3)]
    ['A', 'B', 'C']
    """
    if sujet.donnees == "classe":
        return [Destinataire()]
    if sujet.donnees == "personne":
        return [Destinataire(code) for code in codes or [CLASSE]]
    if not 1 <= groupes <= len(string.ascii_uppercase):
        raise ErreurCours(
            f"Le nombre de groupes va de 1 à {len(string.ascii_uppercase)} : {groupes} est refusé."
        )
    return [Destinataire(groupe=lettre) for lettre in string.ascii_uppercase[:groupes]]


def lister_fichiers(
    sujet: Sujet,
    destinataires: Callable[[], Sequence[Destinataire]],
    jeux: Callable[[], int],
    adresse: Callable[[], str] = str,
) -> Iterator[tuple[str, str, str, Callable[[], bytes | dict[str, bytes]]]]:
    """Lister les fichiers d'un sujet : papier, le même à modifier, tableaux, Moodle, sujet à garder.

    Parameters
    ----------
    sujet : Sujet
    destinataires : callable
        Donne ceux du papier, quand on l'écrit.
    jeux : callable
        Donne le nombre de jeux de données du fichier Moodle, quand on l'écrit.
    adresse : callable
        Donne celle du sujet en ligne, si elle se tape ; aucune sinon.

    Yields
    ------
    tuple of (str, str, str, callable)
        Le nom du fichier, son type de média, ce qu'il est, et ce qui l'écrit : ses octets, ou ceux de ses
        parties d'après leur nom.

    Examples
    --------
    >>> from course_helpers.exercices.sujet import composer_sujet
    >>> sujet = composer_sujet([("4-pareto", "q2", 2)], donnees="classe", sel="0badcafe")
    >>> for nom, *_ in lister_fichiers(sujet, lambda: [Destinataire()], lambda: 5):
    ...     print(nom.removeprefix(sujet.abrege))
    .html
    .docx
    -corrige.html
    -corrige.docx
    -tableaux.zip
    -moodle.xml
    .sujet.json
    """

    papiers = (
        ("", "Le sujet", lambda: ecrire_sujets(sujet, destinataires(), adresse())),
        ("-corrige", "Le corrigé et le barème", lambda: ecrire_corriges(sujet, destinataires())),
    )
    for suite, quoi, ecrire in papiers:
        nom = f"{sujet.abrege}{suite}"
        yield f"{nom}.html", "text/html", f"{quoi}, à imprimer", partial(_imprimer, ecrire)
        yield f"{nom}.docx", TYPE_DOCX, f"{quoi}, à modifier (Word, LibreOffice)", partial(_composer, ecrire)
    if any(question.table for _, question in sujet.retenues):
        nom = f"{sujet.abrege}-tableaux.zip"
        yield (
            nom,
            "application/zip",
            "Les tableaux, pour un tableur (CSV)",
            lambda: _reunir(sujet, destinataires()),
        )
    moodle = f"{sujet.abrege}-moodle.xml"
    yield (
        moodle,
        "application/xml",
        "Le sujet, pour Moodle (XML)",
        lambda: nommer_parties(moodle, exporter_sujet(sujet, jeux())),
    )
    yield (
        f"{sujet.abrege}.sujet.json",
        "application/json",
        "Le sujet, à garder et à rouvrir",
        lambda: ecrire_sujet(sujet),
    )


def _imprimer(ecrire: Callable[[], str]) -> bytes:
    return ecrire().encode()


def _composer(ecrire: Callable[[], str]) -> bytes:
    return ecrire_docx(ecrire())


def _reunir(sujet: Sujet, destinataires: Sequence[Destinataire]) -> bytes:
    """Réunir les tableaux, un dossier par destinataire."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        for pour in destinataires:
            for nom, table in lister_tableaux(sujet, pour):
                fichier = zipfile.ZipInfo(f"{pour.dire().replace(' ', '-')}/{nom}.csv", DATE_ZIP)
                archive.writestr(fichier, exporter_csv(table), zipfile.ZIP_DEFLATED)
    return sortie.getvalue()
