"""Les pages de l'enseignant, dans un vrai navigateur, et sur le papier."""

import html
import re
from html.parser import HTMLParser

import pytest
from typographie import relever_fautes

from course_helpers.enseignant.correspondance import ecrire_bandelettes, former_classe
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.exercices import Serie
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.palette import COULEURS


def regarder(chromium, page, largeur, theme):
    """Ouvrir une page ; rendre ses fautes, sa largeur, et le nombre de pages une fois imprimée."""
    contexte = chromium.new_context(
        locale="fr-FR", viewport={"width": largeur, "height": 900}, color_scheme=theme
    )
    fautes = []
    vue = contexte.new_page()
    vue.on("console", lambda message: fautes.append(message.text))
    vue.on("pageerror", lambda erreur: fautes.append(str(erreur)))
    vue.on("request", lambda r: r.url.startswith(("file:", "data:")) or fautes.append(r.url))
    vue.goto(page.as_uri())
    debord = vue.evaluate("document.documentElement.scrollWidth - innerWidth")
    pdf = vue.pdf(prefer_css_page_size=True)
    contexte.close()
    return fautes, debord, len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (390, "light"), (1280, "dark")])
def test_la_page_de_classe_s_ouvre_et_tient_sur_deux_pages(classe, dans_chromium, largeur, theme):
    assert dans_chromium(regarder, classe / "classe.html", largeur, theme) == ([], 0, 2)


def lire_fond(chromium, page, media, theme):
    """Lire la couleur de fond d'une page, à l'écran ou sur le papier."""
    with chromium.new_context(color_scheme=theme) as contexte:
        vue = contexte.new_page()
        vue.emulate_media(media=media)
        vue.goto(page.as_uri())
        return vue.evaluate("getComputedStyle(document.body).backgroundColor")


def test_la_page_de_classe_suit_le_theme_a_l_ecran_pas_sur_le_papier(classe, dans_chromium):
    page = classe / "classe.html"
    clair = dans_chromium(lire_fond, page, "screen", "light")
    assert clair == "rgb({}, {}, {})".format(*bytes.fromhex(COULEURS["fond"][1:]))
    assert dans_chromium(lire_fond, page, "screen", "dark") != clair
    assert dans_chromium(lire_fond, page, "print", "dark") == clair


@pytest.mark.parametrize("largeur", [1280, 390])
def test_un_retour_s_ouvre_partout(classe, dans_chromium, largeur):
    fautes, debord, _ = dans_chromium(regarder, classe / "retours" / "GPME2-04.html", largeur, "light")
    assert (fautes, debord) == ([], 0)


def test_trente_bandelettes_tiennent_sur_une_feuille(dans_chromium, tmp_path):
    page = tmp_path / "bandelettes.html"
    noms = [f"DUPONT-LAVIGNE{chr(65 + rang)} Maximilienne" for rang in range(30)]
    adresse = "https://lycee-jean-moulin.github.io/gestion-portefeuille-clients/"
    page.write_text(ecrire_bandelettes(former_classe("GPME2", noms), adresse), encoding="utf-8")
    assert dans_chromium(regarder, page, 1280, "light") == ([], 0, 1)


def test_un_retour_dit_une_fois_chaque_chose(classe, copies_de_la_classe):
    page = (classe / "retours" / "GPME2-04.html").read_text(encoding="utf-8")
    serie = Serie("4-pareto", code="GPME2-04")
    serie.reprendre(copies_de_la_classe["GPME2-04"])
    for travail in serie.q.values():
        posee = travail.posee
        assert page.count(en_html(posee.enonce)) == 1
        assert page.count(en_html(posee.solution)) == (travail.etat != "reussi")
        for critere in getattr(travail.question, "criteres", ()):
            assert page.count(typographier(critere.removesuffix("."))) == 1
        if travail.essais:
            verdict = posee.juger(travail.essais[-1])
            reconnue = travail.question.corrige and verdict.code_erreur != "autre"
            assert page.count(f"<p>{en_html(verdict.message)}</p>") == reconnue
    assert "à faire" not in page and "est gardé" not in page


class _Grille(HTMLParser):
    """Relever la grille de la classe : légende, portées, icônes et mots des cellules."""

    def __init__(self):
        super().__init__()
        self.grille, self.portees, self.cellules, self.legendes, self.masque = False, [], [], 0, False

    def handle_starttag(self, balise, attributs):
        attributs = dict(attributs)
        if balise == "table":
            self.grille = attributs.get("class") == "grille"
        if not self.grille:
            return
        self.legendes += balise == "caption"
        if balise == "th":
            self.portees.append(attributs.get("scope"))
        if balise == "td" and attributs.get("class", "").startswith("etat"):
            self.cellules.append([attributs["class"].split()[1], ""])
        self.masque = attributs.get("class") == "masque"

    def handle_data(self, texte):
        if self.grille and self.masque and self.cellules:
            self.cellules[-1][1] = texte
            self.masque = False


def test_la_grille_se_lit_sans_la_voir(classe):
    page = (classe / "classe.html").read_text(encoding="utf-8")
    grille = _Grille()
    grille.feed(page)
    assert grille.legendes == 1 and set(grille.portees) == {"col", "row"}
    assert grille.portees.count("row") == 31  # trente copies et le pied
    mots = dict(map(tuple, grille.cellules))
    assert mots["reussi"] == "réussi" and mots["a_faire"] == "sans réponse" and all(mots.values())
    assert len(grille.cellules) == 30 * (grille.portees.count("col") - 2)


def test_les_questions_vont_de_la_moins_reussie_a_la_plus_reussie(classe):
    page = (classe / "classe.html").read_text(encoding="utf-8")
    reussites = [int(n) for n in re.findall(r"</span>(\d+) sur 30", page)]
    assert len(reussites) > 10 and reussites == sorted(reussites) and reussites[0] < reussites[-1]
    pied = re.search(r"<tfoot>(.*?)</tfoot>", page)[1]
    assert [int(n) for n in re.findall(r"<td>(\d+)</td>", pied)] == reussites


def test_la_page_de_classe_est_d_un_seul_tenant(classe):
    page = (classe / "classe.html").read_text(encoding="utf-8")
    assert "<script" not in page and not re.search(r'(?:src|href)="(?!#|data:)', page)
    assert "14 mars 2026" in page and "30\u202fcopies corrigées" in page
    assert page.count('<li class="bloc">') == 3


def lire_texte(page):
    """Lire une page sans ses balises : une ligne par bloc, les formules à part."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    page = re.sub(r"<code>.*?</code>|<span[^>]*></span>", "`…`", page)
    page = re.sub(r"</?(?:a|i|span|strong)\b[^>]*>", "", page)
    return html.unescape(re.sub(r"\s*(?:<[^>]*>|\n)\s*", "\n", page))


def test_les_pages_sont_bien_typographiees(classe):
    pages = [
        (classe / "classe.html").read_text(encoding="utf-8"),
        (classe / "retours" / "GPME2-04.html").read_text(encoding="utf-8"),
        ecrire_fiches("4-pareto", ["GPME2-07"], corrige=True),
    ]
    assert [faute for page in pages for faute in relever_fautes(lire_texte(page))] == []
