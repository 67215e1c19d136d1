"""Le bureau dans la page : un fichier s'y lit, s'y tranche, s'y analyse, et rien n'en sort ni n'y reste."""

import json
import re

import pytest
from gestes import CHERCHER_CIBLES, CHERCHER_PETITS
from playwright.sync_api import expect

from course_helpers.donnees import chemin
from course_helpers.ecriture import ecrire_nombre

PAGE = "book/mon-portefeuille.html"
MOIS_JOUR = (
    "N facture;Date;Client;Montant HT\n1;1/31/2025;A;300\n2;2/4/2025;<img src=x onerror=alert(1)>;50\n"
)
SAGE = (
    "Journal des ventes;;;;\n;;;;\n;;;HT;TTC\nDate;N° pièce;Intitulé;Montant;Montant\n"
    "13/01/2025;F1;Hôtel Bief;1000,00;1200,00\n14/01/2025;F2;HOTEL BIEF;50,50;60,60\n"
    "15/01/2025;F3;Garage Aubin;10,00;12,00\n"
)
RELEVER = """async () => ({
  local: { ...localStorage }, session: { ...sessionStorage },
  bases: await indexedDB.databases(), caches: await caches.keys(), biscuits: document.cookie,
})"""
DEPOSER = """(cadre, fichiers) => {
  const transfert = new DataTransfer();
  for (const [nom, texte] of fichiers) transfert.items.add(new File([texte], nom));
  for (const geste of ['dragover', 'drop'])
    cadre.dispatchEvent(new DragEvent(geste, { dataTransfer: transfert, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def vive(ouvrir_contexte, serveur, activer):
    """La page, éveillée une fois pour tous les tests : chacun part de ce que le précédent a laissé."""
    with ouvrir_contexte(viewport={"width": 1366, "height": 900}, accept_downloads=True) as contexte:
        vue = contexte.new_page()
        vue.fautes, vue.demandes, vue.boites = [], [], []
        vue.on("console", lambda m: m.type == "error" and vue.fautes.append(m.text))
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        vue.on("dialog", lambda boite: (vue.boites.append(boite.message), boite.dismiss()))
        # Au contexte : ses demandes comprennent celles des deux travailleurs.
        contexte.on("request", lambda demande: vue.demandes.append(demande))
        vue.goto(serveur + PAGE)
        activer(vue)
        vue.garde = vue.evaluate(RELEVER)
        yield vue


def etape(vue, titre):
    return vue.locator(".ch-une-etape", has=vue.get_by_role("heading", name=titre, exact=False, level=3))


def deposer(vue, *fichiers):
    vue.locator(".ch-depot").first.evaluate(DEPOSER, list(fichiers))


def choisir(vue, *noms):
    with vue.expect_file_chooser() as ouvert:
        vue.get_by_role("button", name="Choisir des fichiers").press("Enter")
    ouvert.value.set_files([str(chemin(nom)) for nom in noms])


def test_endormie_la_page_enseigne_deja(ouvrir_page, examiner):
    vue = ouvrir_page(PAGE)
    expect(vue.locator("main figure svg").first).to_be_visible()
    assert "220" in vue.locator(".ch-phrase").first.inner_text()
    expect(vue.get_by_role("button", name="Déposer mes fichiers")).to_be_visible()
    assert not examiner(vue)


def test_un_csv_depose_pose_sa_question_et_attend(vive):
    deposer(vive, ["ventes.csv", MOIS_JOUR])
    expect(etape(vive, "Lire").get_by_text("Question 1.")).to_be_visible()
    assert "1/31/2025" in etape(vive, "Lire").locator(".ch-doute").inner_text()
    expect(etape(vive, "Comprendre").get_by_text("Répondez d’abord")).to_be_visible()
    reponse = etape(vive, "Lire").get_by_role("radio")
    expect(reponse).not_to_be_checked()
    reponse.press(" ")
    expect(etape(vive, "Comprendre").locator(".ch-partie .ch-phrase")).to_contain_text("2\u202fclients")
    expect(etape(vive, "Lire").locator("table")).to_contain_text("31/01/2025")
    expect(reponse).to_be_checked()


def test_un_depot_trop_lourd_est_refuse_sans_que_la_page_le_lise(vive):
    cadre = vive.locator(".ch-depot").first
    cadre.evaluate("""(cadre) => {
      const transfert = new DataTransfer(), options = { dataTransfer: transfert, bubbles: true };
      const lire = FileReader.prototype.readAsArrayBuffer;
      window.lus = 0;
      FileReader.prototype.readAsArrayBuffer = function (f) { lus += f.size; return lire.call(this, f); };
      transfert.items.add(new File([new ArrayBuffer(101e6)], 'gros.csv'));
      cadre.dispatchEvent(new DragEvent('drop', options));
    }""")
    refus = etape(vive, "Déposer")
    expect(refus).to_contain_text("pèse 101 Mo et dépasse 100 Mo")
    expect(refus).to_contain_text("JupyterLab")
    assert vive.evaluate("lus") == 0, "seul son poids est parti"
    expect(etape(vive, "Comprendre").locator(".ch-partie .ch-phrase")).to_contain_text("2\u202fclients")


def test_un_nom_de_client_hostile_reste_un_texte(vive):
    expect(etape(vive, "Lire").locator("table")).to_contain_text("<img src=x")
    assert vive.locator("main img[src='x']").count() == 0 and not vive.boites


def test_un_dossier_depose_donne_ses_fichiers(vive, tmp_path):
    dossier = tmp_path / "factures"
    (dossier / "mars").mkdir(parents=True)
    for nom, sous in (("facture-cii.xml", ""), ("avoir-ubl.xml", "mars"), (".cache.xml", "")):
        octets = chemin(nom).read_bytes() if not nom.startswith(".") else b"<cache/>"
        (dossier / sous / nom).write_bytes(octets)
    cadre = vive.locator(".ch-depot").first
    cadre.scroll_into_view_if_needed()
    boite = cadre.bounding_box()
    place = {"x": boite["x"] + 20, "y": boite["y"] + boite["height"] - 8}
    contenu = {"items": [], "files": [str(dossier)], "dragOperationsMask": 1}
    souris = vive.context.new_cdp_session(vive)
    for geste in ("dragEnter", "dragOver", "drop"):
        souris.send("Input.dispatchDragEvent", {"type": geste, "data": contenu, **place})
    expect(etape(vive, "Lire")).to_contain_text("factures électroniques")
    reconnus = etape(vive, "Lire").inner_text()
    assert "facture-cii.xml" in reconnus and "avoir-ubl.xml" in reconnus and ".cache" not in reconnus


def test_une_lecture_incomplete_se_complete_dans_les_menus(vive):
    deposer(vive, ["sage.csv", SAGE])
    lire = etape(vive, "Lire")
    expect(lire.locator(".ch-alerte")).to_contain_text("nom du client")
    titres = lire.get_by_label("La ligne des titres").locator("option:checked")
    expect(titres).to_contain_text("Intitulé")
    expect(lire.locator("table")).to_contain_text("Montant (TTC)")
    lire.get_by_label("« Intitulé »").select_option(label="Nom du client")
    phrase = etape(vive, "Comprendre").locator(".ch-partie .ch-phrase").first
    expect(phrase).to_contain_text("3 clients")
    case = lire.get_by_role("checkbox", name="est le même client que")
    expect(case).not_to_be_checked()
    case.press(" ")
    expect(phrase).to_contain_text("2 clients")
    expect(case).to_be_focused()
    assert case.is_checked()
    expect(lire).to_contain_text("comme vous l’avez choisi")


def test_un_fec_se_lit_et_son_total_est_celui_des_factures(vive):
    choisir(vive, "fec-2024.txt", "fec-2025.txt")
    lire = etape(vive, "Lire")
    expect(lire.locator(".ch-phrase").first).to_contain_text("2\u202f742\u202f889,68\u202f€")
    assert "écritures comptables" in lire.inner_text()
    # Ce qu'un FEC contient d'autre est mis à part, et compté : les comptes qui ne sont ni 411 ni 70.
    lignes = [
        re.split(r"[|\t]", ligne)[4]
        for annee in (2024, 2025)
        for ligne in chemin(f"fec-{annee}.txt").read_text("iso-8859-15").splitlines()[1:]
    ]
    autres = sum(not compte.startswith(("411", "70")) for compte in lignes)
    expect(lire.locator("li", has_text="ni compte client ni compte de vente")).to_contain_text(
        f"{ecrire_nombre(autres)}\u202flignes"
    )


def test_une_colonne_change_au_clavier_et_l_apercu_suit(vive):
    choisir(vive, "factures-2025.csv")
    lire = etape(vive, "Lire")
    expect(lire.locator("table")).to_contain_text("Famille de produits")
    lire.get_by_role("button", name="Changer le rôle des colonnes").press("Enter")
    menu = lire.get_by_label("« Famille »")
    menu.focus()
    vive.keyboard.press("Home")  # la première option : gardée telle quelle
    vive.keyboard.press("Enter")
    expect(lire.locator("table")).not_to_contain_text("Famille de produits")
    expect(menu).to_be_focused()
    assert menu.evaluate("(el) => el.selectedIndex") == 0


def test_l_analyse_se_lit_au_clavier(vive):
    comprendre = etape(vive, "Comprendre")
    comprendre.get_by_role("radio").first.focus()
    vive.keyboard.press("ArrowDown")
    expect(comprendre.locator(".ch-partie h4").first).to_contain_text("l’essentiel du chiffre d’affaires")
    expect(comprendre.locator(".ch-partie figure svg")).to_be_visible()
    expect(comprendre.locator("caption")).to_contain_text("20 premières lignes")
    phrase = comprendre.locator(".ch-partie .ch-phrase").first
    assert "seuils 80/95" in phrase.inner_text()
    comprendre.get_by_label("Fin de A").fill("50")
    comprendre.get_by_label("Fin de A").press("Tab")
    expect(phrase).to_contain_text("seuils 50/95")


def test_trois_exercices_se_corrigent_sur_ce_portefeuille(vive):
    comprendre = etape(vive, "Comprendre")
    comprendre.get_by_role("button", name="S’exercer").click()
    cartes = comprendre.locator(".ch-carte", has=vive.locator("input[type=text]"))
    for rang in range(3):
        cartes.nth(rang).locator("input[type=text]").first.fill("12,5")
        cartes.nth(rang).get_by_role("button", name="Vérifier").click()
        expect(cartes.nth(rang).locator(".ch-retour")).to_contain_text("À revoir")
    comprendre.get_by_role("button", name="S’exercer").click()


def test_le_plan_s_emporte_et_relit_le_meme_fichier(vive):
    emporter = etape(vive, "Emporter")
    emporter.get_by_role("button", name="Le plan de lecture").click()
    with vive.expect_download() as recu:
        emporter.get_by_role("link", name="plan-de-lecture").click()
    plan = json.loads(recu.value.path().read_text(encoding="utf-8"))
    assert plan["choix"]["roles"]["famille"] == ""
    texte = chemin("factures-2025.csv").read_text(encoding="utf-8-sig")
    deposer(vive, ["janvier.csv", texte], ["plan.json", json.dumps(plan)])
    lire = etape(vive, "Lire")
    expect(lire.get_by_text("janvier.csv")).to_be_visible()
    expect(lire.locator("table")).not_to_contain_text("Famille de produits")


def test_arreter_une_longue_lecture_laisse_tout_le_reste(vive):
    phrase = etape(vive, "Comprendre").locator(".ch-partie .ch-phrase").first
    expect(phrase).to_contain_text("seuils 80/95")  # le fichier d'avant est analysé
    avant = phrase.inner_text()
    lignes = "".join(f"{rang};31/01/2025;Client {rang % 900};3,5\n" for rang in range(150_000))
    deposer(vive, ["long.csv", f"N facture;Date;Client;Montant HT\n{lignes}"])
    vive.get_by_role("button", name="Arrêter la lecture").click()
    expect(etape(vive, "Déposer").locator(".ch-a-dire")).to_contain_text("Lecture arrêtée")
    expect(vive.get_by_role("button", name="Arrêter la lecture")).to_have_count(0)
    expect(vive.get_by_role("button", name="Choisir des fichiers")).to_be_focused()
    assert phrase.inner_text() == avant
    # Le Python de la page n'a rien perdu, et un autre lecteur reprend.
    etape(vive, "Comprendre").get_by_label("Fin de A").fill("60")
    etape(vive, "Comprendre").get_by_label("Fin de A").press("Tab")
    expect(phrase).to_contain_text("seuils 60/95")
    deposer(vive, ["ventes.csv", MOIS_JOUR.replace("1/31", "31/1").replace("2/4", "4/2")])
    expect(phrase).to_contain_text("1\u202fclient sur 2 (50,0")


def test_au_telephone_rien_ne_depasse_et_axe_ne_trouve_rien(vive, examiner, chercher_pertes):
    choisir(vive, "factures-2025.csv")
    expect(etape(vive, "Lire").get_by_text("factures-2025.csv")).to_be_visible()
    vive.set_viewport_size({"width": 390, "height": 844})
    menu = etape(vive, "Comprendre").get_by_role("combobox", name="Question")
    menu.select_option(index=5)
    expect(etape(vive, "Comprendre").locator(".ch-partie h4").first).to_contain_text("gagné")
    assert chercher_pertes(vive) == []
    assert not vive.evaluate(CHERCHER_CIBLES) and not vive.evaluate(CHERCHER_PETITS)
    assert not examiner(vive)
    vive.emulate_media(color_scheme="light")


def test_rien_n_est_sorti_et_rien_n_est_reste(vive, serveur):
    """En dernier : tout ce qui précède a laissé ses demandes, et ce qu'il aurait gardé."""
    assert vive.demandes and not vive.fautes
    for demande in vive.demandes:
        assert demande.url.startswith((serveur, "data:", "blob:")), demande.url
        assert demande.method == "GET" and not demande.post_data, demande.url
    assert vive.evaluate(RELEVER) == vive.garde
