"""Chaque lien interne mène à une page qui existe, chaque ancre à un endroit de cette page."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

RACINE = Path(__file__).resolve().parents[2]


class Releve(HTMLParser):
    """Les identifiants d'une page et les adresses qu'elle cite."""

    def __init__(self):
        super().__init__()
        self.identifiants, self.adresses = set(), []

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if attributs.get("id"):
            self.identifiants.add(attributs["id"])
        self.adresses += [attributs[nom] for nom in ("href", "src", "action") if attributs.get(nom)]
        if attributs.get("http-equiv") == "refresh":
            self.adresses.append(attributs["content"].split("url=")[1])


@cache
def relever(chemin):
    """Relever les identifiants et les adresses d'une page."""
    releve = Releve()
    releve.feed(chemin.read_text(encoding="utf-8"))
    releve.close()
    return releve


def test_les_liens_menent_quelque_part(site, page):
    origine = site / page
    fautes = []
    for adresse in relever(origine).adresses:
        partie = urlsplit(adresse)
        if partie.scheme or partie.netloc:
            continue
        cible = (origine.parent / unquote(partie.path)).resolve() if partie.path else origine
        if not cible.is_relative_to(site) or not cible.is_file():
            fautes.append(f"{adresse} : aucun fichier")
        elif cahier := parse_qs(partie.query).get("path"):
            # L'adresse d'un cahier à ouvrir dans JupyterLite.
            if not (site / "lite" / "files" / cahier[0]).is_file():
                fautes.append(f"{adresse} : aucun cahier")
        elif partie.fragment and unquote(partie.fragment) not in relever(cible).identifiants:
            fautes.append(f"{adresse} : aucune ancre")
    assert not fautes, "\n".join(fautes)


@pytest.mark.parametrize("nom", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "datasets/README.md"])
def test_les_liens_du_depot_menent_quelque_part(nom):
    presentation = RACINE / nom
    cibles = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", presentation.read_text(encoding="utf-8"))
    assert [cible for cible in cibles if not (presentation.parent / cible).exists()] == []


def test_le_releve_voit_une_adresse_et_une_ancre():
    releve = Releve()
    releve.feed('<h1 id="titre"></h1><a href="autre.html#la">…</a><img src="x.svg">')
    releve.close()
    assert releve.identifiants == {"titre"} and releve.adresses == ["autre.html#la", "x.svg"]
