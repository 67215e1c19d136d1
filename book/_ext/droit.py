"""Le droit du cours : une phrase s'écrit une fois, dans ``book/droit.toml``, et s'imprime avec sa source.

La directive ``{droit} teleprospection`` pose une règle dans une page ; la page « Le droit du fichier client »
les réunit, avec les mots du texte sur lesquels chacune repose.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from course_helpers.ecriture import typographier

DROIT = Path(__file__).resolve().parents[1] / "droit.toml"
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


class Regle(NamedTuple):
    """Une règle de droit : ce que le cours en dit, et le texte sur lequel il s'appuie."""

    titre: str
    phrases: list[str]
    article: str
    mots: list[str]
    lu: str
    verifie: date
    appuis: dict[str, str]

    @property
    def date(self) -> str:
        """La date de la dernière relecture, en toutes lettres."""
        jour = "1er" if self.verifie.day == 1 else self.verifie.day
        return f"{jour} {MOIS[self.verifie.month - 1]} {self.verifie.year}"


def lire_droit() -> dict[str, Regle]:
    """Lire les règles : clé → règle, dans l'ordre du fichier."""
    return {cle: Regle(**regle) for cle, regle in tomllib.loads(DROIT.read_text(encoding="utf-8")).items()}


class Droit(SphinxDirective):
    """Une règle, son article et sa date ; l'option ``mots`` y ajoute le texte sur lequel elle repose."""

    required_arguments = 1
    option_spec: ClassVar = {"mots": directives.flag}

    def run(self):
        """Écrire la règle en Markdown, que MyST compose."""
        self.env.note_dependency(str(DROIT))
        regles = lire_droit()
        if self.arguments[0] not in regles:
            raise self.error(f"Règle inconnue : {self.arguments[0]} ; choisissez parmi {', '.join(regles)}.")
        regle = regles[self.arguments[0]]
        lignes = [f":::{{admonition}} {typographier(f'Droit · {regle.titre}')}", ":class: droit", ""]
        lignes += [typographier(" ".join(regle.phrases)), ""]
        renvoi = "" if "mots" in self.options else " [Les mots du texte](/book/droit.md)."
        preuve = typographier(f"*{regle.article}. Vérifié le {regle.date} dans {regle.lu}.*{renvoi}")
        lignes += [preuve, ":::", ""]
        if "mots" in self.options:
            lignes += [typographier(f"- « {mots} »") for mots in regle.mots]
        cadre = nodes.container()
        self.state.nested_parse(StringList(lignes, source=str(DROIT)), 0, cadre)
        return cadre.children


def setup(app):
    """Ajouter la directive."""
    app.add_directive("droit", Droit)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
