"""Le travail d'une séance prête : ce que la banque et les référentiels en disent, écrit nulle part ailleurs.

La directive ``{seance} fichier-30`` pose un tableau tiré d'un sujet prêt : ses compétences, ses questions du
socle et de l'approfondissement, leurs minutes avec et sans tiers temps.
"""

import math
import re
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from course_helpers.ecriture import typographier
from course_helpers.enseignant.referentiels import trouver_competence
from course_helpers.exercices.question import Question
from course_helpers.exercices.sujet import TIERS_TEMPS
from course_helpers.exercices.sujets_prets import lister_sujets_prets

# Le cadre de référence des compétences numériques (décret n° 2019-919) ; celles qu'une séance travaille.
CRCN = {
    "1.2": "Gérer des données",
    "1.3": "Traiter des données",
    "3.1": "Développer des documents textuels",
    "4.2": "Protéger les données personnelles et la vie privée",
}


def lire_liste(texte: str) -> list[str]:
    """Lire une option comme ``1, 2, 5``."""
    return re.split(r",\s*", directives.unchanged_required(texte))


class Seance(SphinxDirective):
    """Le tableau d'une séance ; ``socle`` dit les questions de tous, ``crcn`` les compétences numériques."""

    required_arguments = 1
    option_spec: ClassVar = {"socle": lire_liste, "crcn": lire_liste}

    def run(self):
        """Écrire le tableau en Markdown, que MyST compose."""
        nom = self.arguments[0]
        prets = lister_sujets_prets()
        if nom not in prets:
            raise self.error(f"Sujet inconnu : {nom} ; choisissez parmi {', '.join(prets)}.")
        sujet = prets[nom]
        socle, reste = [], []
        for rang, (_, question) in enumerate(sujet.retenues, start=1):
            (socle if str(rang) in self.options["socle"] else reste).append((rang, question))
        competences = sorted(map(trouver_competence, sujet.competences), key=lambda c: c.diplome)
        lignes = {
            "Le sujet": f'« {sujet.titre} », <a href="sujet.html#{nom}"><code>sujet.html#{nom}</code></a>, '
            f"{dire_minutes(sujet.minutes)}",
            "Compétences": " ; ".join(f"{c.diplome}, bloc {c.bloc} : **{c.intitule}**" for c in competences),
            "Compétences numériques (CRCN)": " ; ".join(f"{n} {CRCN[n]}" for n in self.options["crcn"]),
            "Socle, pour tous": enumerer(socle),
            "Approfondissement": enumerer(reste),
        }
        texte = ["| Le travail | Ce qu’il demande |", "|---|---|"]
        texte += [f"| **{titre}** | {typographier(contenu)} |" for titre, contenu in lignes.items()]
        cadre = nodes.container(classes=["livre-seance"])
        self.state.nested_parse(StringList(texte, source=__file__), 0, cadre)
        return [cadre]


def enumerer(questions: list[tuple[int, Question]]) -> str:
    """Dire des questions par leur rang dans le sujet, et leurs minutes."""
    dites = " ; ".join(f"{rang}. {q.titre} ({q.minutes} min)" for rang, q in questions)
    return f"{dites}. En tout, {dire_minutes(sum(q.minutes for _, q in questions))}."


def dire_minutes(minutes: int) -> str:
    """Dire une durée, et la même avec un tiers temps."""
    plus, pour = TIERS_TEMPS
    return f"{minutes} minutes (tiers temps : {math.ceil(minutes * plus / pour)})"


def setup(app):
    """Ajouter la directive."""
    app.add_directive("seance", Seance)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
