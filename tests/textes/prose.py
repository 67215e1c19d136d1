"""Relever les textes du cours tels qu'on les lit : pages, cahiers, questions, ateliers.

Le code, les formules, les adresses et les options des blocs n'y sont pas. Chaque passage garde le lieu où
le corriger.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from couverture import lister_ateliers
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from course_helpers.chapitres import DOSSIERS
from course_helpers.ecriture import typographier
from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie
from course_helpers.exercices.question import Question
from course_helpers.exercices.textes import composer

RACINE = Path(__file__).resolve().parents[2]
CHIFFRE = "0"  # tient la place d'un nombre que la page calcule

_EXTENSIONS = yaml.safe_load((RACINE / "_config.yml").read_text("utf-8"))["parse"]["myst_enable_extensions"]
_ANALYSEUR = create_md_parser(MdParserConfig(enable_extensions=set(_EXTENSIONS)), RendererHTML)
_BLOC = re.compile(r"\{(?P<nom>[^}]+)\}\s*(?P<titre>.*)")
_OPTION = re.compile(r"^:(?P<nom>[\w-]+):\s*(?P<texte>.*)$")
# Le titre de ces blocs est une adresse ou un nom, pas un texte.
_TITRE_TECHNIQUE = {
    "div",
    "figure",
    "image",
    "glue:figure",
    "glossary",
    "grid",
    "couverture",
    "droit",
    "papier",
    "manieres",
}
_SANS_TEXTE = {"code-cell", "code-block", "code", "math", "raw", "toctree", "literalinclude", "glue:"}
_CALCULE = {"eval", "glue:", "glue:text"}
_RENVOI = {"term", "doc", "ref", "numref", "download"}


class Passage(NamedTuple):
    """Un texte à lire, et le fichier et la ligne (ou la question) où le corriger."""

    ou: str
    texte: str


def lister_pages() -> list[Path]:
    """Lister les pages du livre."""
    return sorted((RACINE / "book").glob("*.md")) + sorted((RACINE / "book").glob("[!_]*/*.md"))


def lister_fichiers() -> list[Path]:
    """Lister tous les textes rédigés : les pages, les sources des cahiers, les présentations du dépôt."""
    presentations = [
        RACINE / nom for nom in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "datasets/README.md")
    ]
    return [*lister_pages(), *sorted((RACINE / "solutions").glob("*.md")), *presentations]


@cache
def lire_fichier(chemin: Path) -> tuple[Passage, ...]:
    """Lire les passages d'un fichier MyST."""
    texte = chemin.read_text(encoding="utf-8")
    return tuple(_lire_blocs(texte, chemin.relative_to(RACINE).as_posix(), 1))


def _lire_blocs(texte: str, nom: str, depart: int) -> Iterator[Passage]:
    for jeton in _ANALYSEUR.parse(texte):
        ligne = depart + (jeton.map[0] if jeton.map else 0)
        if jeton.type == "inline":
            yield Passage(f"{nom}:{ligne}", _lire_phrase(jeton.children))
        elif jeton.type == "front_matter":
            reglages = yaml.safe_load(jeton.content) or {}
            for description in reglages.get("myst", {}).get("html_meta", {}).values():
                yield Passage(f"{nom}:{ligne}", description)
        elif jeton.type == "html_block":
            yield Passage(f"{nom}:{ligne}", re.sub(r"<[^>]*>", " ", jeton.content))
        elif jeton.type in ("fence", "colon_fence") and (bloc := _BLOC.match(jeton.info.strip())):
            yield from _lire_bloc(bloc, jeton.content, nom, ligne)


def _lire_bloc(bloc: re.Match, contenu: str, nom: str, ligne: int) -> Iterator[Passage]:
    """Lire un bloc « directive » : son titre, son texte de remplacement, puis ce qu'il contient."""
    if bloc["nom"] in _SANS_TEXTE:
        return
    if bloc["titre"] and bloc["nom"] not in _TITRE_TECHNIQUE:
        yield from _lire_blocs(bloc["titre"], nom, ligne)
    lignes = contenu.split("\n")
    corps = 0
    while corps < len(lignes) and (option := _OPTION.match(lignes[corps])):
        corps += 1
        if option["nom"] == "alt":
            yield Passage(f"{nom}:{ligne + corps}", option["texte"])
    if bloc["nom"] == "glossary":
        lignes = [valeur.strip() for valeur in lignes]
    yield from _lire_blocs("\n".join(lignes[corps:]), nom, ligne + 1 + corps)


def _lire_phrase(jetons) -> str:
    """Mettre bout à bout ce qui se lit dans une phrase."""
    morceaux = []
    for jeton in jetons:
        if jeton.type == "text":
            morceaux.append(jeton.content)
        elif jeton.type in ("softbreak", "hardbreak"):
            morceaux.append("\n")
        elif jeton.type == "image":
            morceaux.append(_lire_phrase(jeton.children))
        elif jeton.type == "myst_role" and jeton.meta["name"] in _RENVOI:
            morceaux.append(re.sub(r"\s*<[^>]*>$", "", jeton.content))
        elif jeton.type == "myst_role" and jeton.meta["name"] in _CALCULE:
            morceaux.append(CHIFFRE)
        elif jeton.type in ("code_inline", "math_inline", "myst_role"):
            morceaux.append("`…`")
    return "".join(morceaux)


def _relever_modeles(objet: Question) -> Iterator[tuple[str, str]]:
    """Relever les modèles de phrases d'une question, par champ."""
    for champ in ("titre", "competence", "enonce", "confirmation", "solution"):
        yield champ, getattr(objet, champ)
    for champ in ("indices", "criteres"):
        yield from ((champ, texte) for texte in getattr(objet, champ))
    for champ in ("options", "categories"):
        yield from ((champ, option.texte) for option in getattr(objet, champ, ()))
    # Un trou est un mot que le texte n'a pas ; ses réponses sont à part.
    yield "texte", re.sub(r"\[\w+\]", CHIFFRE, getattr(objet, "texte", ""))
    for trou in getattr(objet, "trous", ()):
        yield f"trou {trou.cle}", trou.message
        yield from ((f"trou {trou.cle}", mot) for mot in (*trou.mots, *trou.choix))
    yield from ((f"erreur {erreur.code}", erreur.message) for erreur in objet.erreurs)
    yield from (("convention", convention.remarque) for convention in objet.conventions)


NOMS = [*lister_series(), *lister_series(syntheses=True), *DOSSIERS]


def _lire_serie(nom: str, remplir) -> Iterator[Passage]:
    banque = ouvrir_banque(nom)
    yield Passage(f"{nom} présentation", remplir(banque.presentation))
    for question in banque.questions:
        for champ, modele in _relever_modeles(question):
            yield Passage(f"{nom} {question.identifiant} {champ}", remplir(modele))


def lire_modeles() -> list[Passage]:
    """Lire les textes des questions tels qu'on les écrit, un chiffre à la place de chaque champ.

    Les lignes d'une question n'y sont que si elles sont les mêmes pour tout le monde : les autres sont des
    noms de clients.
    """
    passages = []
    for nom in NOMS:
        passages += _lire_serie(nom, lambda modele: re.sub(r"\{[^{}]*\}", CHIFFRE, modele))
        tirages = [poser_serie(nom, variante).questions for variante in (0, 1, 2)]
        for numero in tirages[0]:
            communs = set.intersection(*({e.texte for e in posees[numero].elements} for posees in tirages))
            passages += [Passage(f"{nom} {numero} éléments", texte) for texte in sorted(communs)]
    return [Passage(ou, re.sub(r"`[^`]*`", "`…`", texte)) for ou, texte in passages]


def lire_questions_composees() -> list[Passage]:
    """Lire les textes des questions tels qu'on les voit, sur les données communes à la classe."""
    passages = []
    for nom in NOMS:
        valeurs = vars(poser_serie(nom, 0).valeurs) | {"reponse": CHIFFRE}
        passages += _lire_serie(nom, lambda modele, valeurs=valeurs: composer(modele, valeurs))
    return [Passage(ou, re.sub(r"`[^`]*`", "`…`", texte)) for ou, texte in passages]


def lire_ateliers() -> list[Passage]:
    """Lire le titre et la consigne de chaque atelier."""
    return [
        Passage(f"{atelier.__name__} {champ}", typographier(getattr(atelier, champ)))
        for atelier in lister_ateliers()
        for champ in ("titre", "consigne")
    ]


_COMMENTAIRE = re.compile(r"(?m)(?:^|(?<=\s))//.*$|/\*(?s:.*?)\*/")
_TROU = r"\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}"
_CHAINE = re.compile(rf'"((?:[^"\\\n]|\\.)*)"|`((?:{_TROU}|[^`\\]|\\.)*)`')
# Ni un sélecteur, ni du HTML, ni un programme ; une apostrophe, un accent, ou deux mots et une majuscule.
_CODE = re.compile(r"[=#\[\]<>{}@*]|^\.|--|^import ")
_PHRASE = re.compile(r"[éèêàç’…]|^\W*[A-ZÀÉ][^\W\d_]+[ \u202f][^\W\d_]")


def lire_scripts() -> list[Passage]:
    """Lire les phrases que les scripts des pages montrent, un chiffre à la place de ce qu'ils y calculent."""
    passages = []
    for dossier in ("book/_vivant/page", "book/_static"):
        for fichier in sorted((RACINE / dossier).glob("*.*js")):
            texte = _COMMENTAIRE.sub("", fichier.read_text(encoding="utf-8"))
            for chaine in _CHAINE.finditer(texte):
                lue = (chaine[1] or chaine[2] or "").replace("${FINE}", "\u202f")
                lue = re.sub(_TROU, CHIFFRE, lue)
                lue = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), lue)
                if _PHRASE.search(lue) and not _CODE.search(lue):
                    passages.append(Passage(fichier.name, lue.strip(" ")))
    return passages
