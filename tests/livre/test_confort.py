"""Le confort de lecture : ce que le lecteur règle, et qui reste réglé."""

from playwright.sync_api import expect

CHAPITRE = "book/4-pareto.html"
LIRE = """() => {
  const style = getComputedStyle(document.querySelector('.livre-article section > p'));
  const taille = parseFloat(style.fontSize);
  return { taille, lignes: parseFloat(style.lineHeight) / taille,
           largeur: document.querySelector('.livre-article').clientWidth };
}"""


def test_les_reglages_changent_le_texte_et_sont_retenus(ouvrir_page):
    vue = ouvrir_page(CHAPITRE, viewport={"width": 1440, "height": 900})
    avant = vue.evaluate(LIRE)
    vue.locator(".livre-confort > summary").focus()
    vue.keyboard.press("Enter")
    vue.keyboard.press("Tab")
    assert vue.evaluate("document.activeElement.name") == "taille"
    vue.get_by_label("Taille du texte").select_option("Grande")
    vue.get_by_label("Interligne").select_option("Très large")
    grand = vue.evaluate(LIRE)
    assert grand["taille"] > avant["taille"] * 1.1
    assert grand["lignes"] > avant["lignes"] * 1.3
    vue.get_by_label("Largeur du texte").select_option("Large")
    assert vue.evaluate(LIRE)["largeur"] > grand["largeur"]
    choisi = vue.evaluate(LIRE)
    vue.reload()
    assert vue.evaluate(LIRE) == choisi
    vue.locator(".livre-confort > summary").click()
    assert vue.get_by_label("Interligne").input_value() == "tres-large"
    vue.get_by_role("button", name="Revenir au départ").first.click()
    vue.wait_for_function("!document.documentElement.dataset.taille")
    assert vue.evaluate(LIRE) == avant


def test_echap_ferme_le_confort_et_rend_la_place(ouvrir_page):
    vue = ouvrir_page("book/index.html")
    panneau = vue.get_by_label("Interligne")
    vue.locator(".livre-confort > summary").click()
    panneau.focus()
    vue.keyboard.press("Escape")
    expect(panneau).to_be_hidden()
    assert "Confort" in vue.evaluate("document.activeElement.textContent")
    vue.keyboard.press("Enter")
    vue.get_by_role("heading", level=1).click()
    expect(panneau).to_be_hidden()


COMMANDES = ".livre-confort:visible, [data-action]:visible"


def test_sans_javascript_aucun_reglage_mort(ouvrir_page):
    expect(ouvrir_page(CHAPITRE).locator(COMMANDES)).to_have_count(6)
    vue = ouvrir_page(CHAPITRE, java_script_enabled=False)
    expect(vue.locator(COMMANDES)).to_have_count(0)


def test_un_script_qui_n_arrive_pas_retire_ses_commandes(ouvrir_page):
    vue = ouvrir_page(CHAPITRE)
    vue.context.route("**/amorce.js", lambda demande: demande.abort())
    vue.reload()
    expect(vue.get_by_role("button", name="Activer la page")).to_be_hidden()
    assert vue.locator(".ch-invite").first.inner_text().startswith("Image fixe")
    vue.context.route("**/cours.js*", lambda demande: demande.abort())
    vue.reload()
    expect(vue.locator(COMMANDES)).to_have_count(0)
