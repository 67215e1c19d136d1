"""Les règles de typographie et de langue du cours, appliquées à un texte tel qu'il est lu."""

import re

FINE = "\u202f"

# motif → ce qu'il faut faire
REGLES = {
    rf"(?<![{FINE}\s(…`])[;?»]": "une espace fine insécable avant « ; ? » »",
    rf"(?<![{FINE}\s])(?<!`):(?=\s|$)": "une espace fine insécable avant « : »",
    r"[ \xa0\n][;:?»%€]": "une espace fine insécable, et non une espace ordinaire, avant « ; : ? % € » »",
    rf"«(?!{FINE})": "une espace fine insécable après « « »",
    r"\d[%€]": "une espace fine insécable entre le nombre et son unité",
    r"!": "pas de point d’exclamation",
    r"'": "une apostrophe courbe : ’",
    r"[\"“”„]": "des guillemets français : « »",
    r"\.{2,}|etc…": "un seul caractère : « … » (et « etc. » sans points de suspension)",
    r"[^\S\n]{2,}": "une seule espace",
    r"\s[,.)](?!\w)|\(\s": "pas d’espace avant « , . ) » ni après « ( »",
    r" - ": "un tiret « – » ou « — », ou une autre tournure",
    r"\w·\w|\w\(e\)": "les deux mots en entier : « étudiante ou étudiant »",
    r"(?<![\d,])(?<!\d )\d{1,3}(?: \d{3})+(?! ?\d)": "une espace fine insécable entre les milliers",
    rf"\d\.\d+{FINE}[%€]": "une virgule décimale",
    r"\d(?:[èie]?[èe]me|ère)\b": "2e, 3e, 1re",
    r"(?:^|[.?…] )A (?=l’|la |partir|chaque |quel|votre |défaut)": "« À », accentué",
    r"\b(?!nous\b|vous\b)([^\W\d_]{2,}) \1\b": "un mot écrit deux fois",
    r"(?i)\bcliquez ici\b|\bsimplement\b": "un autre mot (voir CONTRIBUTING.md)",
}
_REGLES = [(re.compile(motif), conseil) for motif, conseil in REGLES.items()]


def relever_fautes(texte: str) -> list[str]:
    """Relever les fautes d'un texte : pour chacune, un extrait et ce qu'il faut faire."""
    return [
        f"[{citer(texte, faute)}] {conseil}" for motif, conseil in _REGLES for faute in motif.finditer(texte)
    ]


def citer(texte: str, faute: re.Match) -> str:
    """Citer les alentours d'une faute ; « ⎵ » y montre l'espace fine insécable."""
    extrait = texte[max(0, faute.start() - 25) : faute.end() + 15]
    return extrait.replace(FINE, "⎵").replace("\n", "↵")
