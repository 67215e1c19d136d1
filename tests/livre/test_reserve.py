"""Dans toutes les variantes, l'énoncé d'une évaluation n'est dans aucune page du site des élèves."""

import json
import re
from functools import cache
from html import unescape

import pytest

from course_helpers.affichage import ecrire_tableau
from course_helpers.exercices.banque import lister_series, poser_serie
from course_helpers.tirages.reserve import CLASSE, RESERVE_COURANTE, RESERVES, trouver_variante

EVALUATION = RESERVES[RESERVE_COURANTE].evaluation
NOMBRE = re.compile(r"\d+(?:\s\d{3})*(?:,\d+)?")
ANNEE = re.compile(r"(19|20)\d\d")
# En dessous, la rencontre de nombres ronds n'est qu'un hasard : « 1 200 € » est dans bien des pages.
ASSEZ = 3
# Un ou deux nombres tirés dans une courte liste : ces variantes ont par hasard les nombres de la classe.
RENCONTRES = {
    ("6-strategies", "q4"): 2,
    ("6-strategies", "q16"): 1,
    ("7-etude", "q16"): 2,
    ("complement-satisfaction", "q8"): 13,
}


def lire(html):
    """Lire le texte d'un HTML, une espace à la place de chaque balise."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def relever(texte):
    """Relever les nombres qui distinguent un énoncé : quatre chiffres au moins, hors années."""
    nombres = (re.sub(r"\s", "", nombre) for nombre in NOMBRE.findall(texte))
    return {n for n in nombres if len(n.replace(",", "")) >= 4 and not ANNEE.fullmatch(n)}


@cache
def lire_table(serie, variante, nom):
    """Lire les données d'une question, telles que sa carte les montre."""
    posee = next(p for p in poser_serie(serie, variante).questions.values() if p.question.table == nom)
    return lire(ecrire_tableau(posee.table, titre=""))


def decrire(serie, variante, posee):
    """Écrire ce que l'on a sous les yeux : l'énoncé, puis ses données."""
    nom = posee.question.table
    return f"{lire(posee.enonce)} {lire_table(serie, variante, nom) if nom else ''}"


@pytest.fixture(scope="module")
def pages(site):
    """Le texte de chaque page ; celles de ``lite/`` sont de JupyterLab, sans énoncé."""
    fichiers = [page for page in site.rglob("*.html") if "lite" not in page.relative_to(site).parts]
    return {page.relative_to(site).as_posix(): lire(page.read_text("utf-8")) for page in fichiers}


@pytest.fixture(scope="module")
def nombres(pages):
    """Les nombres de chaque page."""
    return {page: relever(texte) for page, texte in pages.items()}


@pytest.mark.parametrize("serie", [*lister_series(), *lister_series(syntheses=True)])
def test_aucune_page_n_a_les_donnees_d_une_evaluation(serie, nombres):
    de_classe = trouver_variante(CLASSE, serie)
    classe = {cle: decrire(serie, de_classe, p) for cle, p in poser_serie(serie, de_classe).questions.items()}
    dites = [n for texte in classe.values() if len(n := relever(texte)) >= ASSEZ]
    # Les données de la classe, elles, y sont : ce relevé les voit.
    assert all(any(n <= la for la in nombres.values()) for n in dites)
    fuites, memes = [], {}
    for variante in EVALUATION:
        for cle, posee in poser_serie(serie, variante).questions.items():
            texte = decrire(serie, variante, posee)
            distinctifs = relever(texte)
            if len(distinctifs) >= ASSEZ:
                fuites += [f"{cle}, {variante} : {page}" for page, la in nombres.items() if distinctifs <= la]
            elif texte == classe[cle]:
                memes[cle] = memes.get(cle, 0) + 1
    assert not fuites, "\n".join(fuites)
    # Une question de cours est la même pour tous ; les autres rencontres sont dites plus haut.
    hasards = {(serie, cle): nombre for cle, nombre in memes.items() if nombre < len(EVALUATION)}
    assert hasards.items() <= RENCONTRES.items()


def test_la_recherche_ne_connait_que_les_pages(site, pages):
    texte = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(texte[texte.index("{") : texte.rindex("}") + 1])
    assert {f"{nom}.html" for nom in index["docnames"]} < set(pages)
    # Ses nombres sont ceux des pages, lues comme elle les lit : sans leurs balises.
    lues = [(nom, (site / f"{nom}.html").read_text("utf-8")) for nom in index["docnames"]]
    colles = [(nom, re.sub(r"<[^>]+>", "", html)) for nom, html in lues]
    inconnus = []
    for terme, rangs in (index["terms"] | index["titleterms"]).items():
        if nombre := re.match(r"\d{4,}", terme):
            ou = [colles[rang] for rang in ([rangs] if isinstance(rangs, int) else rangs)]
            inconnus += [f"{terme} : {nom}" for nom, texte in ou if nombre[0] not in texte]
    assert not inconnus, "\n".join(inconnus[:20])
