"""Trois manières de calculer : les mêmes valeurs sous les trois onglets, et un choix que l'on retrouve."""

import re

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from tableur import lire_calculs, recalculer

from course_helpers.chapitres import CHAPITRES
from course_helpers.classeurs import CLASSEURS, ecrire_classeur, preparer_classeur
from course_helpers.classeurs.classeur import ecrire_valeur

GROUPE = ".ch-manieres"
NOMBRE = r"−?\d+(?:\u202f\d{3})*(?:,\d+)?"
FRANCAIS = re.compile(NOMBRE)
ANGLAIS = re.compile(r"-?\d+(?:\.\d+)?")
# « (600 € + 75 €) ÷ 1 000 € = 67,5 % » : ce qui se calcule, puis ce qui est écrit.
SIGNES = r"[\d\s,()€%+−×÷]"
EGALITE = re.compile(rf"(?=[\d(])({SIGNES}*[+−×÷]{SIGNES}*)=\s*({NOMBRE}(?:\u202f%)?)")


def lire_nombre(texte):
    """Rendre un nombre écrit en français ou en anglais, et ce que son arrondi laisse d'écart."""
    nu = texte.replace("\u202f", "").replace(",", ".").replace("−", "-").rstrip("%€ ")
    return float(nu), 0.5 * 10 ** -len(nu.partition(".")[2])


def sont_egaux(un, autre):
    (a, ecart_a), (b, ecart_b) = lire_nombre(un), lire_nombre(autre)
    return abs(a - b) <= max(ecart_a, ecart_b) + 1e-9


def dire_la_meme_chose(attendu, ecrit, motif):
    """Dire si un texte donne la valeur du tableur : le même nombre, à l'arrondi près, ou le même mot."""
    if not FRANCAIS.search(attendu):
        return attendu in re.findall(r"\w+", ecrit)
    nombres = motif.findall(ecrit)
    if attendu.endswith("%"):  # 8,0 % se lit aussi 0.08
        nombres += [str(100 * float(n)) for n in nombres if motif is ANGLAIS and "." in n]
    return any(sont_egaux(attendu, nombre) for nombre in nombres)


def relever_egalites(panneau):
    """Relever les opérations posées à la main ; d'un tableau, la dernière colonne est le résultat."""
    for bloc in panneau.find_all(["p", "li", "tr"]):
        if bloc.name == "tr":
            yield from EGALITE.findall(" = ".join(c.get_text() for c in bloc.find_all("td")[-2:]))
        elif not bloc.find_parent("tr"):
            yield from EGALITE.findall(bloc.get_text())


def calculer(operation):
    for francais, python in zip("−×÷,%", ("-", "*", "/", ".", "/100"), strict=True):
        operation = operation.replace(francais, python)
    return eval(re.sub(r"[\s€]", "", operation))  # que des chiffres et des signes


@pytest.fixture(scope="module")
def recalcules(tmp_path_factory):
    """Ce que LibreOffice trouve dans chaque case des classeurs, écrit comme il l'affiche."""
    classeurs = {nom: preparer_classeur(nom) for nom in CLASSEURS}
    octets = {nom: ecrire_classeur(c, corrige=True, calcules=False) for nom, c in classeurs.items()}
    ouverts = recalculer(tmp_path_factory.mktemp("manieres"), octets)
    return {
        (nom, place): ecrire_valeur(lu, format_)
        for nom, classeur in classeurs.items()
        for place, _, lu, format_ in lire_calculs(classeur, ouverts[nom])
        if lu is not None
    }


@pytest.mark.parametrize("chapitre", [nom for nom in CHAPITRES if nom in CLASSEURS])
def test_les_trois_manieres_donnent_les_memes_valeurs(site, recalcules, chapitre):
    page = BeautifulSoup((site / "book" / f"{chapitre}.html").read_text("utf-8"), "html.parser")
    groupes = page.select(GROUPE)
    assert groupes
    for groupe in groupes:
        main, tableur, python = groupe.select(".ch-maniere")
        nom = tableur.select_one("a.download")["href"].rpartition("/")[2].removesuffix(".xlsx")
        feuille = re.search(r"feuille « (.*?) »", tableur.get_text().replace("\u202f", " "))[1].replace(
            "’", "'"
        )
        resultats = [gras.get_text() for gras in main.find_all("strong")]
        lignes = [[case.get_text() for case in rangee] for rangee in tableur.select("tbody tr")]
        lignes = [[texte for texte in ligne if texte.strip()] for ligne in lignes]
        assert len(resultats) == len(lignes), (feuille, resultats)
        for (place, _, formule, affiche), resultat in zip(lignes, resultats, strict=True):
            lieu = (chapitre, feuille, place)
            assert formule.startswith("="), lieu
            assert recalcules[nom, f"{feuille}!{place}"] == affiche, lieu
            assert dire_la_meme_chose(affiche, resultat, FRANCAIS), (*lieu, affiche, resultat)
            sortie = python.select_one(".cell_output").get_text()
            assert dire_la_meme_chose(affiche, sortie, ANGLAIS), (*lieu, affiche, sortie)
        egalites = list(relever_egalites(main))
        assert egalites, feuille
        for operation, resultat in egalites:
            trouve, echelle = calculer(operation), 100 if resultat.endswith("%") else 1
            nombre, ecart = lire_nombre(resultat)
            assert abs(trouve * echelle - nombre) <= ecart + 1e-9, (feuille, operation, resultat)


def lire_montres(vue):
    """Rendre ce que montre chaque groupe de la page."""
    return vue.evaluate(
        """() => [...document.querySelectorAll('.ch-manieres')].map((groupe) =>
          [...groupe.querySelectorAll('.ch-maniere')].filter((el) => el.checkVisibility())
            .map((el) => el.classList[1]).join())"""
    )


def test_le_choix_se_fait_au_clavier_et_se_retrouve(ouvrir_page, serveur, chercher_pertes):
    vue = ouvrir_page("book/4-pareto.html", viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    assert set(lire_montres(vue)) == {"ch-main"}
    dernier = vue.get_by_role("group", name="Trois manières de calculer").last
    dernier.get_by_role("radio", name="À la main").focus()
    haut = dernier.bounding_box()["y"]
    vue.keyboard.press("ArrowRight")
    expect(dernier.get_by_role("radio", name="Tableur")).to_be_focused()
    assert vue.evaluate("getComputedStyle(document.activeElement.nextSibling).outlineStyle") == "solid"
    assert set(lire_montres(vue)) == {"ch-tableur"}
    assert abs(dernier.bounding_box()["y"] - haut) < 2  # les groupes du dessus ont changé de hauteur
    assert chercher_pertes(vue) == []
    vue.reload()
    assert set(lire_montres(vue)) == {"ch-tableur"}
    vue.goto(f"{serveur}book/3-valeur.html")
    assert set(lire_montres(vue)) == {"ch-tableur"}
    expect(vue.get_by_role("radio", name="Tableur").last).to_be_checked()
    vue.emulate_media(media="print")
    assert set(lire_montres(vue)) == {"ch-main,ch-tableur,ch-python"}
    expect(vue.locator(".ch-maniere-titre", has_text="Python").first).to_be_visible()
    expect(vue.locator(f"{GROUPE} .livre-programme pre").first).to_be_visible()
    expect(vue.locator(f"{GROUPE} > fieldset").first).to_be_hidden()


def test_sur_un_poste_partage_le_choix_part_avec_le_reste(ouvrir_page):
    vue = ouvrir_page("book/4-pareto.html")
    vue.locator(".livre-identite > summary").click()
    vue.get_by_label("Poste partagé").check()
    vue.keyboard.press("Escape")
    vue.get_by_role("radio", name="Python").first.check()
    assert set(lire_montres(vue)) == {"ch-python"}
    assert not vue.evaluate("JSON.stringify(localStorage).includes('python')")
    vue.reload()
    assert set(lire_montres(vue)) == {"ch-python"}


def test_sans_script_chaque_groupe_a_ses_onglets(ouvrir_page):
    vue = ouvrir_page("book/4-pareto.html", java_script_enabled=False)
    vue.get_by_role("radio", name="Tableur").first.check()
    expect(vue.locator(".ch-tableur").first).to_be_visible()
    expect(vue.locator(".ch-main").first).to_be_hidden()
    expect(vue.locator(".ch-main").last).to_be_visible()
