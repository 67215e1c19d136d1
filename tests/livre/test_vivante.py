"""La page vivante : Python dans le navigateur, sans serveur, et l'image fixe qui reste quand il manque."""

import gzip
import json

import pytest
from gestes import attendre_vie, montrer_programme
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
def vive(ouvrir_contexte, serveur):
    """La page du chapitre, éveillée de mémoire, sans un clic, une fois pour tous les tests qui suivent."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}) as contexte:
        vue = contexte.new_page()
        vue.fautes, vue.tours = surveiller(vue), 0
        vue.goto(serveur + CHAPITRE)
        vue.evaluate("localStorage.setItem('activation-du-cours', 'oui')")
        vue.reload()
        attendre_vie(vue, CHAPITRE)
        yield vue


def test_activation_memorisee(vive):
    expect(vive.locator(".livre-activation")).to_contain_text("La page est active")
    assert not vive.fautes


def test_le_programme_se_modifie_et_s_execute(vive):
    cellule = montrer_programme(vive)
    cellule.locator("textarea").fill('print(resumer_abc(classer_abc(cours)).loc["A", "effectif"])')
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator(".livre-sortie").wait_for()
    assert cellule.locator(".livre-sortie").inner_text().strip() == "4"
    cellule.locator("textarea").fill("1 / 0")
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator(".ch-alerte", has_text="ZeroDivisionError").wait_for()


def test_une_formule_ecrite_par_une_cellule_s_affiche(vive, demandes):
    """Avant le test hors ligne : ce qui écrit les formules ne se charge qu'à la première."""
    cellule = montrer_programme(vive)
    cellule.locator("textarea").fill(
        "from IPython.display import Math\nMath(r'\\sum_{t=1}^{n} \\frac{m r^t}{(1+i)^t}')"
    )
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator("math").wait_for()
    expect(cellule.locator("math mfrac")).to_have_count(1)
    assert cellule.locator("math").bounding_box()["height"] > 20
    assert demandes == ["latex2mathml"]


def test_les_octets_d_un_widget_arrivent_a_la_page(vive):
    cellule = montrer_programme(vive)
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


def test_regler_l_apparence_d_un_widget_ne_regle_que_lui(vive):
    """Tant que nul n'y touche, tous ont la même mise en page et le même style (noyau.py)."""
    cellule = montrer_programme(vive)
    cellule.locator("textarea").fill(
        "import ipywidgets\n"
        "large, autre = (ipywidgets.Button(description=nom) for nom in ('Large', 'Autre'))\n"
        "large.layout.width, large.style.font_weight = '333px', 'bold'\n"
        "ipywidgets.VBox([large, autre])"
    )
    cellule.get_by_role("button", name="Exécuter").click()
    large, autre = (cellule.get_by_role("button", name=nom, exact=True) for nom in ("Large", "Autre"))
    expect(large).to_have_css("width", "333px")
    expect(large).to_have_css("font-weight", "700")
    expect(autre).not_to_have_css("width", "333px")
    expect(autre).not_to_have_css("font-weight", "700")


def test_hors_ligne_une_fois_activee_la_page_repond(vive):
    vive.context.set_offline(True)
    try:
        atelier = vive.locator(".ch-atelier").first
        avant = atelier.locator(".ch-phrase").inner_text()
        atelier.get_by_label("Marge nette", exact=True).check()
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


def saboter(vue, motif, geste):
    vue.context.route(motif, geste)


@pytest.mark.parametrize(
    ("motif", "geste"),
    [
        ("**/coeur.*.bin", lambda route: route.abort()),
        ("**/coeur.*.bin", lambda route: route.fulfill(status=200, body=gzip.compress(b"un autre"))),
        ("**/paquets.*.bin", lambda route: route.fulfill(status=404, body="absent")),
        ("**/cours.*.bin", lambda route: route.fulfill(status=200, body="pas une archive")),
        ("**/cours.*.bin", lambda route: route.fulfill(status=200, body=gzip.compress(bytes(1024)))),
        ("**/activer.js", lambda route: route.fulfill(status=404, body="absent")),
    ],
    ids=["cœur bloqué", "cœur altéré", "lot absent", "lot altéré", "lot remplacé", "programme absent"],
)
def test_une_panne_le_dit_et_laisse_la_page_entiere(ouvrir_page, activer, motif, geste):
    vue = ouvrir_page(CHAPITRE)
    avant = vue.locator(".livre-article").inner_text()
    saboter(vue, motif, geste)
    activer(vue, attendu="non")
    assert "n’a pas pu s’activer" in vue.locator(".livre-activation").inner_text()
    assert vue.get_by_role("button", name="Activer la page").is_enabled()
    assert vue.locator(".livre-article").inner_text() == avant


def test_sans_https_une_archive_abimee_se_voit_et_la_page_s_eveille(site, serveur, ouvrir_contexte, activer):
    """Le navigateur n'y calcule aucune empreinte : reste la somme de contrôle de gzip."""

    def abimer(route):
        octets = bytearray((site / "pyodide" / route.request.url.rsplit("/", 1)[1]).read_bytes())
        octets[len(octets) // 2] ^= 1
        route.fulfill(body=bytes(octets))

    with ouvrir_contexte() as contexte:
        contexte.route("**/cours.*.bin", abimer)
        vue = contexte.new_page()
        vue.goto(serveur.replace("127.0.0.1", "intranet.test") + CHAPITRE)
        assert vue.evaluate("!isSecureContext && !crypto.subtle")
        activer(vue, attendu="non")
        expect(vue.locator(".livre-activation")).to_contain_text("est absent ou altéré")
        contexte.unroute("**/cours.*.bin")
        vue.get_by_role("button", name="Activer la page").click()
        vue.wait_for_function("document.documentElement.dataset.active === 'oui'", polling=100)


def test_sans_javascript_la_page_se_lit_et_ne_promet_rien(ouvrir_page):
    vue = ouvrir_page(CHAPITRE, java_script_enabled=False)
    expect(vue.locator(".ch-atelier svg[role=img]").first).to_be_visible()
    expect(vue.locator("[data-action=activer]")).to_be_hidden()
    expect(vue.locator(".livre-activation")).to_be_hidden()


@pytest.fixture
def demandes(vive):
    """Les roues que la page demande pendant un test."""
    relevees = []

    def relever(demande):
        if demande.url.endswith((".whl", ".zip")):
            relevees.append(demande.url.rsplit("/", 1)[1].split("-")[0])

    vive.context.on("request", relever)
    yield relevees
    vive.context.remove_listener("request", relever)


def executer(vive, programme):
    """Exécuter un programme dans la page ; rendre ce qui se lit sous lui."""
    vive.tours += 1
    cellule = montrer_programme(vive)
    cellule.locator("textarea").fill(f"print('tour {vive.tours}')\n{programme}\nprint('fini')")
    cellule.get_by_role("button", name="Exécuter").click()
    cellule.locator(".livre-sortie", has_text=f"tour {vive.tours}").wait_for()
    return cellule.locator(".cell_output").inner_text()


@pytest.mark.parametrize(
    ("programme", "roues"),
    [
        ("import pandas.io.sas.sas7bdat", ["pandas"]),
        ("import numpy.fft; numpy.fft.rfft([1, 1])", ["numpy"]),
        ("import xmlrpc.client", ["python_stdlib.zip"]),
        ("import matplotlib as m; open(m.get_data_path() + '/fonts/ttf/cmr10.ttf').close()", ["matplotlib"]),
        ("try: import pyarrow\nexcept ImportError: pass", []),
    ],
    ids=["module", "extension", "bibliothèque", "police", "module absent"],
)
def test_ce_qui_n_a_pas_ete_telecharge_l_est_quand_on_l_ouvre(vive, demandes, programme, roues):
    assert executer(vive, programme).strip().endswith("fini")
    assert demandes == roues


def test_ce_qu_un_programme_ecrit_de_trop_large_se_lit_au_clavier(vive):
    executer(vive, "print('un seul mot ' * 60)")
    sortie = vive.locator(".livre-sortie").last
    expect(sortie).to_have_attribute("tabindex", "0")
    sortie.focus()
    sortie.press("ArrowRight")
    vive.wait_for_function("(pre) => pre.scrollLeft > 0", arg=sortie.element_handle())
    executer(vive, "1 + 1")
    expect(vive.locator(".livre-sortie").last).not_to_have_attribute("tabindex", "0")


def test_un_fichier_qui_ne_peut_s_ecrire_le_dit_a_la_place_de_son_lien(vive):
    executer(vive, "import noyau; noyau._PROMIS.clear()")
    fichiers = vive.locator("p", has=vive.locator("a[href^='fichier:']")).first
    fichiers.get_by_role("link", name="CSV").click()
    expect(fichiers.get_by_role("alert")).to_contain_text("n’a pas pu s’écrire")
    assert not vive.fautes


def test_une_roue_alteree_se_dit_et_n_arrete_pas_la_page(vive):
    motif = "**/seaborn-*.whl"
    vive.context.route(motif, lambda route: route.fulfill(status=200, body="pas une roue"))
    try:
        lu = executer(vive, "import seaborn.objects")
    finally:
        vive.context.unroute(motif)
    assert "OSError" in lu and "seaborn" in lu
    assert executer(vive, "import seaborn.objects").strip().endswith("fini")


def test_la_taille_annoncee_est_celle_du_premier_reveil(ouvrir_contexte, site, module_servir, activer):
    """Un vrai clic, donc un survol d'abord : chaque fichier n'est servi qu'une fois, le compte est juste."""
    servis = []

    class Compteur(module_servir.Reponse):
        def copyfile(self, source, sortie):
            octets = source.read()
            servis.append((self.path, len(octets)))
            sortie.write(octets)

    with (
        module_servir.servir(site, port=0, reponse=Compteur) as adresse,
        ouvrir_contexte() as contexte,
    ):
        vue = contexte.new_page()
        vue.goto(adresse + CHAPITRE, wait_until="networkidle")
        servis.clear()
        activer(vue)
    chemins = [chemin for chemin, _ in servis]
    assert len(chemins) == len(set(chemins)), sorted(chemins)
    annonces = json.loads((site / "pyodide" / "taille.json").read_text("utf-8"))["octets"]
    # L'icône de l'onglet, Chromium la demande quand il en a le loisir.
    hors_compte = ("cellules.json", "taille.json", "favicon.svg")
    comptes = sum(octets for chemin, octets in servis if not chemin.endswith(hors_compte))
    assert comptes == annonces <= 18_500_000
