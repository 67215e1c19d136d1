"""Trois manières de calculer : un même résultat à la main, au tableur et en Python, sous trois onglets.

La directive ``{manieres} Dix clients`` contient le calcul à la main, ses résultats en gras. Le tableur est la
feuille de ce nom dans le classeur du chapitre : l'option ``cases`` dit ce qui s'y lit, ``part20`` une case,
``classe.4`` la quatrième ligne d'une colonne, et l'onglet cite toutes les formules à taper pour l'obtenir ;
``classeur`` nomme celui d'un autre chapitre. Ce qui suit ``+++`` s'y ajoute. La cellule qui suit la directive
est le programme : son résultat est déjà dans la page.
"""

import re
from html import escape
from pathlib import PurePosixPath
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from course_helpers.classeurs import preparer_classeur
from course_helpers.classeurs.classeur import Citation, ecrire_valeur

INVITE = "Rien n’oblige à programmer. Une fois la page activée, ce programme se modifie et s’exécute."
LIGNES = 6  # plus de formules que cela : seules celles des résultats sont citées
MANIERES = {"main": "À la main", "tableur": "Tableur", "python": "Python"}


def ecrire_onglets(groupe: int) -> str:
    """Écrire les onglets d'un groupe : des boutons radio, que le clavier et un lecteur d'écran connaissent.

    Examples
    --------
    >>> ecrire_onglets(2).count('name="maniere-2"')
    3
    """
    boutons = "".join(
        f'<label><input type="radio" name="maniere-{groupe}" value="{nom}" autocomplete="off"'
        f"{' checked' if nom == 'main' else ''}><span>{titre}</span></label>"
        for nom, titre in MANIERES.items()
    )
    return f'<fieldset><legend class="livre-masque">Trois manières de calculer</legend>{boutons}</fieldset>'


class Manieres(SphinxDirective):
    """Le calcul à la main, celui du classeur, et la place du programme qui suit."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {
        "cases": directives.unchanged_required,
        "classeur": directives.unchanged_required,
    }

    def run(self):
        """Composer le groupe ; le programme y entre une fois la page lue."""
        lignes = list(self.content)
        coupure = lignes.index("+++") if "+++" in lignes else len(lignes)
        rang = self.env.new_serialno("maniere") + 1
        groupe = nodes.container(classes=["ch-manieres"])
        groupe += nodes.raw("", ecrire_onglets(rang), format="html")
        for nom, contenu in {
            "main": lignes[:coupure],
            "tableur": [*self.ecrire_tableur(), *lignes[coupure + 1 :]],
            "python": [INVITE],
        }.items():
            panneau = nodes.container(classes=["ch-maniere", f"ch-{nom}"])
            panneau += nodes.paragraph("", MANIERES[nom], classes=["ch-maniere-titre"])
            source = self.env.doc2path(self.env.docname)
            self.state.nested_parse(StringList(contenu, source), self.content_offset, panneau)
            for code in [code for code in panneau.findall(nodes.literal) if code.astext().startswith("=")]:
                code.replace_self(nodes.raw("", ecrire_formule(code.astext()), format="html"))
            groupe += panneau
        return [groupe]

    def ecrire_tableur(self) -> list[str]:
        """Écrire en Markdown ce que le classeur porte : chaque case, sa formule, ce qu'elle affiche."""
        chapitre = self.options.get("classeur", PurePosixPath(self.env.docname).name)
        classeur = preparer_classeur(chapitre)
        feuille = classeur.voisines[self.arguments[0]]
        citations = feuille.citer(self.options["cases"].split(), classeur.voisines)
        lignes = [
            f"Dans la feuille « {feuille.nom} » du "
            f"{{download}}`classeur à compléter <../_build/classeurs/{chapitre}.xlsx>` :",
            "",
            "| Case | On cherche | Formule | Résultat |",
            "|---|---|---|---|",
        ]
        if len(citations) > LIGNES:
            lignes[0] = f"{lignes[0][:-2]}. {dire_le_reste([c for c in citations if not c.demandee])}"
            citations = [citation for citation in citations if citation.demandee]
        return [*lignes, *map(ecrire_ligne, citations), ""]


def ecrire_formule(formule: str) -> str:
    """Écrire une formule qui passe à la ligne entre deux arguments, jamais dans une parenthèse courte.

    Examples
    --------
    >>> ecrire_formule("=NB(A1;A2)/B1").replace('<span class="pre">', "[").replace("</span>", "]")
    '<code class="literal">[[=NB(A1;][A2)/]][[B1]]</code>'
    """

    def serrer(contenu: str) -> str:
        return f'<span class="pre">{contenu}</span>'

    contenu = "".join(
        serrer("".join(serrer(escape(part, quote=False)) for part in re.findall("[^;]+;?", morceau)))
        for morceau in re.findall(r"(?:[\w.]*\([^()]*\)|[^;+/])+[;+/]?", formule)
    )
    return f'<code class="literal">{contenu}</code>'


def ecrire_ligne(citation: Citation) -> str:
    """Écrire la ligne d'une formule ; ses résultats sont en gras, sauf ceux d'une étape."""
    recopie = f" puis recopiez jusqu’à la ligne {citation.fin}" if citation.fin else ""
    gras, resultats = "**" if citation.demandee else "", []
    for qui, place, valeur in citation.resultats:
        texte = f"{gras}{ecrire_valeur(valeur, citation.format)}{gras}"
        resultats.append(f"{qui} ({place})\u202f: {texte}" if qui else texte)
    formule = f"`{citation.formule}`{recopie}"
    return f"| {citation.place} | {citation.intitule} | {formule} | {'<br>'.join(resultats)} |"


def dire_le_reste(etapes: list[Citation]) -> str:
    """Dire ce qui se remplit d'abord, sans le citer.

    Examples
    --------
    >>> places = (("B9", 0), ("D9", 11), ("E9", 11))
    >>> etapes = [Citation(place, "", "", fin, (), "", False) for place, fin in places]
    >>> dire_le_reste(etapes).partition("\u202f")[0]
    'Remplissez d’abord la case B9 et les colonnes D, E'
    """
    morceaux = []
    for nom, places in (
        ("case", [etape.place for etape in etapes if not etape.fin]),
        ("colonne", [etape.place[0] for etape in etapes if etape.fin]),
    ):
        if places:
            morceaux.append(f"{f'la {nom}' if len(places) == 1 else f'les {nom}s'} {', '.join(places)}")
    return f"Remplissez d’abord {' et '.join(morceaux)}\u202f; la note de chacune dit comment."


class RangerProgrammes(SphinxTransform):
    """Ranger sous l'onglet Python la cellule qui suit chaque groupe."""

    default_priority = 400

    def apply(self, **kwargs):
        """Déplacer chaque cellule."""
        for groupe in list(self.document.findall(nodes.container)):
            if "ch-manieres" in groupe["classes"]:
                suite = groupe.next_node(siblings=True, descend=False)
                suite.parent.remove(suite)
                groupe[-1] += suite


def setup(app):
    """Ajouter la directive et le rangement de ses programmes."""
    app.add_directive("manieres", Manieres)
    app.add_transform(RangerProgrammes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
