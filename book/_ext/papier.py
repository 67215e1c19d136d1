"""Le document de traitement de texte d'une page : un dossier, son corrigé.

La directive ``{papier} dossier-gpme`` pose le lien d'un ``.docx`` tiré de la page même. Les questions d'un
dossier y sont celles de sa série, sans leurs boutons.
"""

import base64
import re

from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from course_helpers.chapitres import DOSSIERS
from course_helpers.enseignant.document import TYPE_DOCX, ecrire_docx
from course_helpers.enseignant.fiche import COLONNES_MAXIMALES, preparer_question
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.exercices.banque import ouvrir_banque, poser_serie

ANNEXE = re.compile(r"<h3>(?=Annexe (\d))")  # où mènent les énoncés
LIEN = re.compile(r"<!--papier:([\w-]+)-->")
# Ce que le papier n'a pas : la marque d'un titre, un bouton, ce qui se déplie, un fichier à télécharger. Une
# partie découpée ne garde pas la balise qui l'ouvre : aucune n'a celles-là.
ECRAN = re.compile(
    r'<a class="headerlink".*?</a>|<p class="livre-(?:papier|si-js)">.*?</p>|<details.*?</details>'
    r"|</?section[^>]*>",
    re.DOTALL,
)
# Les parties d'un dossier, dans l'ordre de sa page : ce qui suit la dernière n'est que pour l'écran.
TRAVAIL, ANNEXES, APRES, ORAL = (
    f'<section id="{ancre}">' for ancre in ("travail-a-faire", "annexes", "apres", "preparer-loral")
)


class Papier(SphinxDirective):
    """Le lien du document, à la place où la page le pose."""

    required_arguments = 1

    def run(self):
        """Poser une marque ; le document ne se fait qu'une fois la page composée."""
        return [
            nodes.raw("", f'<p class="livre-papier"><!--papier:{self.arguments[0]}--></p>', format="html")
        ]


def composer_document(nom: str, corps: str) -> bytes:
    """Composer le document d'une page.

    Parameters
    ----------
    nom : str
        Le nom du fichier, sans suffixe. Celui d'un dossier y met les questions de sa série.
    corps : str
        Le HTML de la page.

    Returns
    -------
    bytes
    """
    tete, _, reste = corps.partition(TRAVAIL)
    annexes, _, suite = reste.partition(ANNEXES)[2].partition(APRES)
    oral = suite.partition(ORAL)[2]
    parties: dict[str, list] = {}
    if nom in DOSSIERS:
        for posee in poser_serie(nom, 0).questions.values():
            parties.setdefault(posee.question.partie, []).append(
                preparer_question(posee) | {"natures": posee.question.natures}
            )
    return ecrire_docx(
        ecrire_page(
            "dossier.html",
            titre=ouvrir_banque(nom).titre if nom in DOSSIERS else nom,
            tete=Markup(ECRAN.sub("", tete)),
            parties=parties,
            annexes=Markup(ECRAN.sub("", annexes)),
            oral=Markup(ECRAN.sub("", oral)),
            colonnes_maximales=COLONNES_MAXIMALES,
        )
    )


def poser_document(app, pagename, templatename, context, doctree):
    """Mettre dans la page le lien de son document, que l'habillage range, et l'ancre des annexes."""
    corps = context.get("body", "")
    if marque := LIEN.search(corps):
        nom = marque[1]
        octets = base64.b64encode(composer_document(nom, corps)).decode()
        lien = (
            f'<a download="{nom}.docx" href="data:{TYPE_DOCX};base64,{octets}">'
            "Télécharger le document (.docx)</a>"
        )
        context["body"] = ANNEXE.sub(r'<h3 id="annexe-\1">', corps.replace(marque[0], lien))


def setup(app):
    """Ajouter la directive, avant que l'habillage range les fichiers que la page porte."""
    app.add_directive("papier", Papier)
    app.connect("html-page-context", poser_document, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
