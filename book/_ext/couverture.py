"""La couverture du cours : où chaque fait à enseigner est expliqué, manipulé, exercé.

``book/faits.csv`` dit ce qui est à faire de chaque fait (E : expliquer, M : manipuler, X : exercer), et les
termes du métier que son explication emploie. Le reste
se lit là où c'est écrit : le commentaire ``% explique :`` d'une partie de page, l'attribut ``faits`` d'un
atelier ou d'une question. La page « Couverture » et le test qui la juge partagent ce relevé.
"""

import csv
import importlib
import pkgutil
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from docutils.statemachine import StringList
from myst_parser.mdit_to_docutils.base import default_slugify
from sphinx.util.docutils import SphinxDirective

import course_helpers.ateliers
from course_helpers.ateliers.atelier import Atelier
from course_helpers.chapitres import COMPLEMENTS, PARCOURS
from course_helpers.ecriture import typographier
from course_helpers.exercices.banque import lister_series, ouvrir_banque

LIVRE = Path(__file__).resolve().parents[1]
FAITS = LIVRE / "faits.csv"
FAIRE = {"E": "Expliqué", "M": "Manipulé", "X": "Exercé"}


class Lieu(NamedTuple):
    """Une partie d'une page : le nom de la page, l'ancre de la partie, et ce que le lien dit."""

    page: str
    ancre: str
    texte: str


class Fait(NamedTuple):
    """Un fait à enseigner : ce qui en est à faire, son intitulé, les termes à employer."""

    a_faire: str
    intitule: str
    termes: tuple[str, ...]


def lire_faits() -> dict[str, Fait]:
    """Lire les faits à enseigner, par identifiant."""
    with FAITS.open(encoding="utf-8", newline="") as fichier:
        return {
            ligne["fait"]: Fait(ligne["a_faire"], ligne["intitule"], tuple(ligne["termes"].split(", ")))
            for ligne in csv.DictReader(fichier, delimiter=";")
        }


def lister_chapitres() -> list[Path]:
    """Lister les pages des chapitres et des compléments."""
    return [LIVRE / f"{nom}.md" for nom in PARCOURS]


def lire_prefixe(page: str) -> str:
    """Lire par quoi commencent les faits d'une page : « C4. » pour un chapitre, « R. » pour un complément.

    Examples
    --------
    >>> lire_prefixe("4-pareto"), lire_prefixe("complement-risque")
    ('C4.', 'R.')
    """
    return f"{PARCOURS[page].numero}." if page in COMPLEMENTS else f"C{PARCOURS[page].numero}."


def relever() -> dict[str, dict[str, list[Lieu]]]:
    """Relever, pour chaque fait, les lieux où il est expliqué (E), manipulé (M), exercé (X)."""
    releve = defaultdict(lambda: {lettre: [] for lettre in FAIRE})
    ateliers = {classe.__name__: classe for classe in lister_ateliers()}
    for page in lister_chapitres():
        lieu, exercices = None, Lieu(page.stem, "exercices", "")
        for ligne in page.read_text(encoding="utf-8").splitlines():
            if titre := re.match(r"#{2,4} (.+)", ligne):
                lieu = Lieu(page.stem, default_slugify(titre[1]), typographier(titre[1]))
            elif explique := re.match(r"% explique\s*: (.+)", ligne):
                for fait in re.split(r"[,\s]+", explique[1].strip()):
                    releve[fait]["E"].append(lieu)
            elif (appel := re.match(r"([A-Z]\w+)\(", ligne)) and appel[1] in ateliers:
                atelier = ateliers[appel[1]]
                for fait in atelier.faits:
                    releve[fait]["M"].append(
                        lieu._replace(texte=atelier.titre[0].upper() + atelier.titre[1:])
                    )
        for question in ouvrir_banque(page.stem).questions if page.stem in lister_series() else ():
            for fait in question.faits:
                releve[fait]["X"].append(exercices._replace(texte=question.identifiant))
    return dict(releve)


def lister_ateliers() -> list[type[Atelier]]:
    """Lister les ateliers de tous les chapitres."""
    return [
        classe
        for module in pkgutil.iter_modules(course_helpers.ateliers.__path__, "course_helpers.ateliers.")
        for classe in vars(importlib.import_module(module.name)).values()
        if isinstance(classe, type) and issubclass(classe, Atelier) and classe.__module__ == module.name
    ]


class Couverture(SphinxDirective):
    """Le tableau d'un chapitre : une ligne par fait, les liens vers ce qui l'enseigne."""

    required_arguments = 1

    def run(self):
        """Écrire le tableau en Markdown, que MyST compose et dont il vérifie les liens."""
        for fichier in (FAITS, *lister_chapitres(), *Path(course_helpers.__file__).parent.rglob("*.py")):
            self.env.note_dependency(str(fichier))
        lieux, prefixe = relever(), lire_prefixe(self.arguments[0])
        lignes = ["| Fait | " + " | ".join(FAIRE.values()) + " |", "|---" * (len(FAIRE) + 1) + "|"]
        for fait, (a_faire, intitule, termes) in lire_faits().items():
            if fait.startswith(prefixe):
                cases = [self.ecrire(lieux.get(fait, {}).get(e, []), e, e in a_faire) for e in FAIRE]
                mots = ", ".join(termes)
                lignes.append(f"| **{fait}** {intitule}<br>*{mots}* | " + " | ".join(cases) + " |")
        cadre = nodes.container()
        self.state.nested_parse(StringList(lignes, source=str(FAITS)), 0, cadre)
        return cadre.children

    def ecrire(self, lieux, lettre, demande):
        """Écrire une case : les liens, ou ce qui manque."""
        publies = [lieu for lieu in lieux if f"book/{lieu.page}" in self.env.found_docs]
        if not publies:
            return "à faire" if demande else "–"
        if lettre != "X":
            liens = (f"[{lieu.texte}]({lieu.page}.md#{lieu.ancre})" for lieu in publies)
            return "<br>".join(dict.fromkeys(liens))
        numeros = defaultdict(list)
        for lieu in publies:
            numeros[lieu.page].append(lieu.texte.removeprefix("q"))
        return "<br>".join(
            f"[{'complément' if page in COMPLEMENTS else f'chapitre {page[0]}'}]({page}.md#exercices), "
            f"n° {', '.join(siens)}"
            for page, siens in numeros.items()
        )


def setup(app):
    """Donner le bloc « couverture » au livre."""
    app.add_directive("couverture", Couverture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
