"""Un nombre écrit à la main dans un cours se retrouve dans un résultat ou un programme de sa page.

On ne juge que les montants, les pourcentages et les nombres d'au moins trois chiffres. Ceux qu'aucune cellule
n'a à donner (une illustration, une date) sont dans ``nombres_donnes.csv``, avec la raison. La vérification
est légère : un nombre faux égal à un autre nombre de la page lui échappe.
"""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from prose import lire_fichier, lister_pages

from course_helpers.chapitres import PARCOURS

DONNES = Path(__file__).with_name("nombres_donnes.csv")
CHAPITRES = [page for page in lister_pages() if page.stem in PARCOURS and page.parent.name == "book"]
ESPACES = "[\u202f\xa0 ]"
NOMBRE = re.compile(rf"(?<![\w,.])\d{{1,3}}(?:{ESPACES}\d{{3}})+(?:,\d+)?|(?<![\w,])\d+(?:,\d+)?")
A_JUGER = re.compile(rf"{ESPACES}?[€%]")


class Resultats(HTMLParser):
    """Le texte des résultats de cellules d'une page."""

    def __init__(self):
        super().__init__()
        self.profondeur, self.textes = 0, []

    def handle_starttag(self, tag, attrs):
        if tag == "div" and (self.profondeur or "cell_output" in (dict(attrs).get("class") or "").split()):
            self.profondeur += 1

    def handle_endtag(self, tag):
        if tag == "div" and self.profondeur:
            self.profondeur -= 1

    def handle_data(self, data):
        if self.profondeur:
            self.textes.append(data)


def lire_nombre(texte):
    return float(re.sub(ESPACES, "", texte).replace(",", "."))


def relever_nombres(texte):
    """Relever les nombres à juger d'un texte, tels qu'ils sont écrits."""
    for nombre in NOMBRE.finditer(texte):
        if A_JUGER.match(texte, nombre.end()) or len(re.sub(r"\D", "", nombre[0])) >= 3:
            yield nombre[0]


def lire_cours(page):
    """Lire les passages de la partie « Cours » d'une page."""
    titres = [
        (rang, ligne)
        for rang, ligne in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
        if ligne.startswith("## ")
    ]
    debut = next(rang for rang, titre in titres if titre == "## Cours")
    fin = next(rang for rang, _ in titres if rang > debut)
    return [p for p in lire_fichier(page) if debut < int(p.ou.rpartition(":")[2]) < fin]


def lire_calcules(page, html):
    """Rendre les nombres que la page calcule ou reçoit : résultats et programmes de ses cellules."""
    resultats = Resultats()
    resultats.feed(html)
    calcules = {lire_nombre(nombre[0]) for nombre in NOMBRE.finditer(" ".join(resultats.textes))}
    cellules = re.findall(r"^```\{code-cell\}.*?^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    programmes = " ".join(cellules).replace("_", "")
    return calcules | {float(nombre) for nombre in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", programmes)}


def lire_donnes():
    """Lire les nombres admis sans calcul : couples (page, nombre)."""
    with DONNES.open(encoding="utf-8", newline="") as fichier:
        lignes = list(csv.DictReader(fichier, delimiter=";"))
    assert all(ligne["raison"] for ligne in lignes)
    return {(ligne["page"], ligne["nombre"]) for ligne in lignes}


@pytest.mark.parametrize("chapitre", CHAPITRES, ids=lambda page: page.stem)
def test_les_nombres_du_cours_sont_calcules(site, chapitre):
    html = (site / "book" / f"{chapitre.stem}.html").read_text(encoding="utf-8")
    calcules, donnes = lire_calcules(chapitre, html), lire_donnes()
    ecrits = [(ou, re.sub(ESPACES, " ", n)) for ou, t in lire_cours(chapitre) for n in relever_nombres(t)]
    orphelins = {(ou, n) for ou, n in ecrits if lire_nombre(n) not in calcules}
    manques = [f"{ou} : {n}" for ou, n in sorted(orphelins) if (chapitre.stem, n) not in donnes]
    assert not manques, "aucune cellule ne les donne :\n" + "\n".join(manques)
    perimes = {n for page, n in donnes if page == chapitre.stem} - {n for _, n in orphelins}
    assert not perimes, f"à retirer de {DONNES.name} : {', '.join(sorted(perimes))}"


def test_un_nombre_se_lit_a_la_francaise():
    assert list(relever_nombres("les 20 premiers : 1\u202f234,50\u202f€, 7,5 %, 33,3 et 2026")) == [
        *("1\u202f234,50", "7,5", "33,3", "2026"),
    ]
