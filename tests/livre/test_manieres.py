"""Trois manières de calculer : les mêmes valeurs sous les trois onglets, et un choix que l'on retrouve."""

import io
import re

from bs4 import BeautifulSoup
from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from playwright.sync_api import expect
from tableur import lire_calculs, recalculer

from course_helpers.chapitres import CHAPITRES
from course_helpers.classeurs import CLASSEURS, ecrire_classeur, preparer_classeur
from course_helpers.classeurs.classeur import ecrire_valeur, traduire_formule

GROUPE = ".ch-manieres"
NOMBRE = r"−?\d+(?:\u202f\d{3})*(?:,\d+)?"
FRANCAIS = re.compile(NOMBRE)
ANGLAIS = re.compile(r"-?\d+(?:\.\d+)?")
# « (600 € + 75 €) ÷ 1 000 € = 67,5 % » : ce qui se calcule, puis ce qui est écrit.
SIGNES = r"[\d\s,()€%+−×÷]"
EGALITE = re.compile(rf"(?=[\d(])({SIGNES}*[+−×÷]{SIGNES}*)=\s*({NOMBRE}(?:\u202f%)?)")
# « Mairie (E8) : |1 500,00 €|Garage (E12) : |−500,00 € » : la place, puis ce que l'on y lit.
ANNONCE = re.compile(r"\(([A-Z]\d+)\)\u202f: \|?([^|]+)")


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


def lire_groupes(site):
    """Donner chaque groupe de chaque page : ses trois panneaux, son classeur, sa feuille, ses formules."""
    for chapitre in (nom for nom in CHAPITRES if nom in CLASSEURS):
        page = BeautifulSoup((site / "book" / f"{chapitre}.html").read_text("utf-8"), "html.parser")
        groupes = page.select(GROUPE)
        assert groupes, chapitre
        for rang, groupe in enumerate(groupes):
            main, tableur, python = groupe.select(".ch-maniere")
            nom = tableur.select_one("a.download")["href"].rpartition("/")[2].removesuffix(".xlsx")
            feuille = re.search(r"feuille « (.*?) »", tableur.get_text().replace("\u202f", " "))[1]
            lignes = [rangee.select("th, td") for rangee in tableur.select("tbody tr")]
            yield f"{chapitre}-{rang}", main, tableur, python, nom, feuille.replace("’", "'"), lignes


def taper(classeur, corrige, feuille, tableur, lignes):
    """Taper dans le classeur à compléter ce que dit l'onglet, recopies comprises ; rendre ses octets."""
    vide = load_workbook(io.BytesIO(ecrire_classeur(classeur, corrige=False)))
    onglet, plein = vide[feuille], load_workbook(io.BytesIO(corrige))[feuille]
    # « Remplissez d'abord » : qui sait le faire y met ce que le corrigé y met.
    reste = re.search(r"Remplissez d’abord (.*?)\s;", tableur.get_text())
    for lettre, ligne in re.findall(r"\b([A-Z])(\d*)\b", reste[1] if reste else ""):
        for cellule in [plein[lettre + ligne]] if ligne else plein[lettre]:
            onglet[cellule.coordinate] = cellule.value
    for place, _, formule, _ in lignes:
        place, ecrite = place.get_text(), formule.code.get_text()
        assert ecrite.startswith("="), (feuille, place)
        fin = re.search(r"puis recopiez jusqu’à la ligne (\d+)", formule.get_text())
        for ligne in range(onglet[place].row, int(fin[1]) + 1 if fin else onglet[place].row + 1):
            ici = onglet.cell(ligne, onglet[place].column)
            assert ici.value is None, (feuille, ici.coordinate, "à compléter")
            ici.value = Translator(traduire_formule(ecrite), place).translate_formula(ici.coordinate)
    sortie = io.BytesIO()
    vide.save(sortie)
    return sortie.getvalue()


def test_qui_tape_ce_que_dit_l_onglet_trouve_les_valeurs_des_trois_manieres(site, tmp_path):
    classeurs = {nom: preparer_classeur(nom) for nom in CLASSEURS}
    corriges = {nom: ecrire_classeur(c, corrige=True) for nom, c in classeurs.items()}
    groupes = list(lire_groupes(site))
    tapes = {
        lieu: taper(classeurs[nom], corriges[nom], feuille, tableur, lignes)
        for lieu, _, tableur, _, nom, feuille, lignes in groupes
    }
    ouverts = recalculer(tmp_path, tapes)
    for lieu, main, tableur, python, nom, feuille, lignes in groupes:
        lus = {}
        for place, attendu, lu, format_ in lire_calculs(classeurs[nom], ouverts[lieu]):
            if lu is not None:
                assert not str(lu).startswith("#"), (lieu, place, lu)
                lus[place] = ecrire_valeur(lu, format_)
                assert lus[place] == ecrire_valeur(attendu, format_), (lieu, place)
        for place, _, _, resultat in lignes:
            annonces = ANNONCE.findall(resultat.get_text("|")) or [(place.get_text(), resultat.get_text())]
            for ou, annonce in annonces:
                assert lus.get(f"{feuille}!{ou}") == annonce, (lieu, feuille, ou)
        resultats = [gras.get_text() for gras in main.find_all("strong")]
        affiches = [gras.get_text() for gras in tableur.select("td strong")]
        sortie = python.select_one(".cell_output").get_text()
        for affiche, resultat in zip(affiches, resultats, strict=True):
            assert dire_la_meme_chose(affiche, resultat, FRANCAIS), (lieu, affiche, resultat)
            assert dire_la_meme_chose(affiche, sortie, ANGLAIS), (lieu, affiche, sortie)
        egalites = list(relever_egalites(main))
        assert egalites, lieu
        for operation, resultat in egalites:
            trouve, echelle = calculer(operation), 100 if resultat.endswith("%") else 1
            nombre, ecart = lire_nombre(resultat)
            assert abs(trouve * echelle - nombre) <= ecart + 1e-9, (lieu, operation, resultat)


def lire_montres(vue):
    """Rendre ce que montre chaque groupe de la page."""
    return vue.evaluate(
        """() => [...document.querySelectorAll('.ch-manieres')].map((groupe) =>
          [...groupe.querySelectorAll('.ch-maniere')].filter((el) => el.checkVisibility())
            .map((el) => el.classList[1]).join())"""
    )


def test_le_choix_se_fait_au_clavier_et_se_retrouve(ouvrir_page, serveur, chercher_pertes):
    vue = ouvrir_page("book/4-pareto.html", viewport={"width": 390, "height": 844})
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
