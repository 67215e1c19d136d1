"""Dire le numéro du cours, ou le changer partout où il est écrit : ``python .ci/version.py [1.2.0]``.

``1.2.0`` est une version qui paraît aujourd'hui ; ``1.3.0.dev0`` ouvre la suivante.
"""

import re
import sys
from datetime import date
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
PAQUET, JOURNAL, CITATION = "src/course_helpers/__init__.py", "CHANGELOG.md", "CITATION.cff"
NUMERO = re.compile(r'(?<=^__version__ = ").*(?=")', re.MULTILINE)
SECTION = re.compile(r"^## \[", re.MULTILINE)
A_PARAITRE = re.compile(r"^## \[.*\] – à paraître$", re.MULTILINE)
REFERENCE = re.compile(r"^version: .*\n(date-released: .*\n)?", re.MULTILINE)


def lire(racine: Path = RACINE) -> str:
    """Lire le numéro où il est écrit."""
    return NUMERO.search((racine / PAQUET).read_text(encoding="utf-8"))[0]


def changer(numero: str, jour: str, racine: Path = RACINE) -> None:
    """Changer le numéro dans le paquet, le journal et la référence ; un refus n'écrit rien."""
    if not re.fullmatch(r"\d+\.\d+\.\d+(\.dev0)?", numero):
        sys.exit(f"Le numéro « {numero} » ne convient pas\u202f: donnez 1.2.0, ou 1.3.0.dev0.")
    parait = not numero.endswith(".dev0")
    textes = {nom: (racine / nom).read_text(encoding="utf-8") for nom in (PAQUET, JOURNAL, CITATION)}
    titre = f"## [{numero.removesuffix('.dev0')}] – {jour if parait else 'à paraître'}"
    if A_PARAITRE.search(textes[JOURNAL]):
        textes[JOURNAL] = A_PARAITRE.sub(titre, textes[JOURNAL], count=1)
    elif parait:
        sys.exit(f"{JOURNAL} n’a pas de section « à paraître »\u202f: écrivez-y ce que la version change.")
    else:
        textes[JOURNAL] = SECTION.sub(f"{titre}\n\n## [", textes[JOURNAL], count=1)
    textes[PAQUET] = NUMERO.sub(numero, textes[PAQUET])
    paru = f"date-released: {jour}\n" if parait else ""
    textes[CITATION] = REFERENCE.sub(f"version: {numero}\n{paru}", textes[CITATION])
    for nom, texte in textes.items():
        (racine / nom).write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    if numero := "".join(sys.argv[1:]):
        changer(numero, date.today().isoformat())
        print(f"Relisez {JOURNAL}, lancez make test, puis\u202f: git commit -am 'Version {numero}'")
        if not numero.endswith(".dev0"):
            print(f"Pour publier\u202f: git tag -a v{numero} -m 'Version {numero}' && git push --follow-tags")
            majeur, mineur, _ = numero.split(".")
            print(f"Et pour la suite\u202f: make version NOUVELLE={majeur}.{int(mineur) + 1}.0.dev0")
    else:
        print(lire())
