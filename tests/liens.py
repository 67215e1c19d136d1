"""Chercher les liens internes d'une page qui ne mènent nulle part."""

from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

from course_helpers.exercices.sujets_prets import lister_sujets_prets


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


def chercher_liens_morts(site, page, ailleurs=()):
    """Chercher les liens morts d'une page ; ``ailleurs``, les dossiers que ce site n'a pas encore reçus."""
    origine = site / page
    fautes = []
    for adresse in relever(origine).adresses:
        partie = urlsplit(adresse)
        if partie.scheme or partie.netloc:
            continue
        cible = (origine.parent / unquote(partie.path)).resolve() if partie.path else origine
        if any(cible.is_relative_to(site / dossier) for dossier in ailleurs):
            continue
        if not cible.is_relative_to(site) or not cible.is_file():
            fautes.append(f"{adresse} : aucun fichier")
        elif cahier := parse_qs(partie.query).get("path"):
            # L'adresse d'un cahier à ouvrir dans JupyterLite.
            if not (site / "lite" / "files" / cahier[0]).is_file():
                fautes.append(f"{adresse} : aucun cahier")
        elif seul := parse_qs(partie.query).get("seul"):
            if seul[0] not in relever(cible).identifiants:
                fautes.append(f"{adresse} : aucun bloc")
        elif cible.name == "sujet.html" and partie.fragment in lister_sujets_prets():
            continue
        elif partie.fragment and unquote(partie.fragment) not in relever(cible).identifiants:
            fautes.append(f"{adresse} : aucune ancre")
    return fautes
