"""La page vivante : Python dans le navigateur, sans serveur, et l'image fixe qui reste quand il manque."""

import json

import pytest
from playwright.sync_api import expect

CHAPITRE = "book/4-pareto.html"


def surveiller(vue):
    """Relever les erreurs de la page et les demandes à un autre hôte."""
    fautes = []
    vue.on("console", lambda m: m.type == "error" and fautes.append(m.text))
    vue.on("pageerror", lambda erreur: fautes.append(str(erreur)))
    vue.on(
        "request", lambda r: r.url.startswith("http") and "//127.0.0.1" not in r.url and fautes.append(r.url)
    )
    return fautes


def attendre_changement(phrase, avant):
    expect(phrase).not_to_have_text(avant, use_inner_text=True)


@pytest.fixture(scope="module")
def vive(ouvrir_contexte, serveur, activer):
    """La page du chapitre, activée une fois pour tous les tests qui suivent."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}) as contexte:
        vue = contexte.new_page()
        vue.fautes = surveiller(vue)
        vue.goto(serveur + CHAPITRE)
        activer(vue)
        yield vue


def test_le_programme_se_modifie_et_s_execute(vive):
    cellule = vive.locator("div.cell", has=vive.locator("textarea")).first
    cellule.locator("summary").last.click()
    cellule.locator("textarea").fill('print(resumer_abc(classer_abc(cours)).loc["A", "effectif"])')
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator(".livre-sortie").wait_for()
    assert cellule.locator(".livre-sortie").inner_text().strip() == "4"
    cellule.locator("textarea").fill("1 / 0")
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator(".ch-alerte", has_text="ZeroDivisionError").wait_for()


def test_une_formule_ecrite_par_une_cellule_s_affiche(vive):
    """Avant le test hors ligne : ce qui écrit les formules ne se charge qu'à la première."""
    cellule = vive.locator("div.cell", has=vive.locator("textarea")).first
    cellule.locator("textarea").fill(
        "from IPython.display import Math\nMath(r'\\sum_{t=1}^{n} \\frac{m r^t}{(1+i)^t}')"
    )
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator("math").wait_for()
    assert cellule.locator("math mfrac").count() == 1
    assert cellule.locator("math").bounding_box()["height"] > 20


def test_les_octets_d_un_widget_arrivent_a_la_page(vive):
    cellule = vive.locator("div.cell", has=vive.locator("textarea")).first
    dessin = b'<svg xmlns="http://www.w3.org/2000/svg" width="37" height="11"/>'
    cellule.locator("textarea").fill(
        f"import ipywidgets\nipywidgets.Image(value={dessin!r}, format='svg+xml')"
    )
    cellule.get_by_role("button", name="Exécuter").click()
    image = cellule.locator("img.widget-image")
    image.wait_for()
    vive.wait_for_function(
        "(image) => image.complete && image.naturalWidth === 37", arg=image.element_handle()
    )


def test_hors_ligne_une_fois_activee_la_page_repond(vive):
    vive.context.set_offline(True)
    try:
        atelier = vive.locator(".ch-atelier").first
        avant = atelier.locator(".ch-phrase").inner_text()
        atelier.get_by_label("Marge", exact=True).check()
        attendre_changement(atelier.locator(".ch-phrase"), avant)
    finally:
        vive.context.set_offline(False)


def test_avant_l_activation_rien_de_lourd(ouvrir_page):
    vue = ouvrir_page("book/glossaire.html")
    demandes = []
    vue.on("request", lambda r: demandes.append(r.url))
    vue.goto(vue.url.replace("glossaire", "4-pareto"), wait_until="networkidle")
    assert demandes
    assert not [url for url in demandes if "pyodide" in url or "activer.js" in url]


def test_activation_memorisee(ouvrir_page):
    vue = ouvrir_page(CHAPITRE)
    vue.evaluate("localStorage.setItem('activation-du-cours', 'oui')")
    vue.reload()
    vue.wait_for_function("document.documentElement.dataset.active === 'oui'")


def test_le_travail_est_garde_dans_le_navigateur_et_rouvert(ouvrir_page, activer):
    vue = ouvrir_page(CHAPITRE)
    activer(vue)
    champ = (
        vue.locator(".ch-carte", has_text="20/80\u202f: la part réelle")
        .first.locator("input[type=text]")
        .first
    )
    champ.fill("80")
    carte = vue.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    carte.get_by_role("button", name="Vérifier").click()
    carte.locator(".ch-retour", has_text="recopié la règle").wait_for()
    vue.wait_for_function("Object.keys(localStorage).some((cle) => cle.startsWith('copie-du-cours/'))")
    vue.reload()
    activer(vue)
    carte = vue.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    expect(carte.locator("input[type=text]").first).to_have_value("80")


def test_une_copie_se_rouvre_dans_la_page(ouvrir_page, activer, tmp_path):
    """Le canal des widgets porte les octets d'un fichier ; un fichier quelconque est refusé en clair."""
    vue = ouvrir_page(CHAPITRE)
    activer(vue)
    serie = vue.locator(".ch-serie", has=vue.locator(".widget-upload")).first
    carte = serie.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
    champ = carte.locator("input[type=text]").first
    champ.fill("80")
    carte.get_by_role("button", name="Vérifier").click()
    carte.locator(".ch-retour", has_text="recopié la règle").wait_for()
    with vue.expect_download() as telechargement:
        serie.locator("a[download$='.json']").first.click()
    copie = tmp_path / "copie.json"
    telechargement.value.save_as(copie)
    vue.evaluate("localStorage.clear()")
    vue.reload()
    activer(vue)
    expect(champ).to_have_value("")

    def rouvrir(chemin):
        with vue.expect_file_chooser() as choix:
            serie.locator(".widget-upload").click()
        choix.value.set_files(chemin)

    quelconque = tmp_path / "quelconque.json"
    quelconque.write_bytes(bytes(range(256)))
    rouvrir(quelconque)
    serie.get_by_text("n’est pas une copie du cours").wait_for()
    expect(champ).to_have_value("")
    rouvrir(copie)
    expect(champ).to_have_value("80")


def saboter(vue, motif, geste):
    vue.context.route(motif, geste)


@pytest.mark.parametrize(
    ("motif", "geste"),
    [
        ("**/*.asm.wasm", lambda route: route.abort()),
        ("**/pandas-*.whl", lambda route: route.fulfill(status=404, body="absent")),
        ("**/seaborn-*.whl", lambda route: route.fulfill(status=200, body="pas une roue")),
        ("**/activer.js", lambda route: route.fulfill(status=404, body="absent")),
    ],
    ids=["wasm bloqué", "roue absente", "roue altérée", "programme absent"],
)
def test_une_panne_le_dit_et_laisse_la_page_entiere(ouvrir_page, activer, motif, geste):
    vue = ouvrir_page(CHAPITRE)
    avant = vue.locator(".livre-article").inner_text()
    saboter(vue, motif, geste)
    activer(vue, attendu="non")
    assert "n’a pas pu s’activer" in vue.locator(".livre-activation").inner_text()
    assert vue.get_by_role("button", name="Activer la page").is_enabled()
    assert vue.locator(".livre-article").inner_text() == avant


def test_sans_javascript_la_page_se_lit_et_ne_promet_rien(ouvrir_page):
    vue = ouvrir_page(CHAPITRE, java_script_enabled=False)
    assert vue.locator(".ch-atelier svg[role=img]").first.is_visible()
    assert not vue.locator("[data-action=activer]").is_visible()
    assert not vue.locator(".livre-activation").is_visible()


def test_la_page_vivante_ne_recopie_pas_le_travail_de_la_distribution(site):
    """Le verrou de la page ne demande que des fichiers posés, et pas IPython."""
    verrou = json.loads((site / "pyodide" / "verrou-page.json").read_text("utf-8"))
    assert "ipython" not in verrou["packages"]
    assert all((site / "pyodide" / p["file_name"]).is_file() for p in verrou["packages"].values())
