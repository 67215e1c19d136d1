"""Vivante là où l'on travaille : un bloc s'éveille à sa place, et tout le site le reste."""

import re

import pytest
from gestes import attendre_vie, bouger, executer
from playwright.sync_api import expect

CHAPITRE, SUIVANT = "book/4-pareto.html", "book/5-methode.html"
# Ce qu'un lecteur d'écran entendrait : les textes neufs des zones « status », « alert » ou « aria-live ».
ECOUTER = """() => {
  window.annonces = [];
  const dernier = new WeakMap();
  new MutationObserver((changements) => {
    for (const { target } of changements) {
      const element = target.closest ? target : target.parentElement;
      const zone = element?.closest("[role=status], [role=alert], [aria-live]");
      if (!zone || zone.closest("[aria-busy=true]:not(html)")) continue;
      if (dernier.get(zone) === zone.textContent) continue;
      dernier.set(zone, zone.textContent);
      if (zone.textContent) annonces.push(zone.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
OCCUPE = "document.activeElement"
HAUT = "(el) => el.getBoundingClientRect().top"


def suivre(vue, page):
    """Suivre un lien du sommaire."""
    vue.locator(f"#sommaire a[href*='{page}']").first.click()


@pytest.fixture(scope="module")
def eveille(ouvrir_contexte, serveur):
    """Le chapitre 4, éveillé par le second de ses ateliers, où l'on a cliqué."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}) as contexte:
        vue = contexte.new_page()
        vue.demandes, vue.octets, vue.fautes = [], [], []
        contexte.on("request", lambda r: vue.demandes.append(r.url))
        contexte.on(
            "response", lambda r: "/pyodide/" in r.url and vue.octets.append(int(r.headers["content-length"]))
        )
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        vue.on("response", lambda r: r.status >= 400 and vue.fautes.append(f"{r.status} : {r.url}"))
        vue.goto(serveur + CHAPITRE)
        vue.evaluate(f"({ECOUTER})()")
        invite = vue.locator(".ch-atelier .livre-invite").nth(1)
        vue.cout = int(re.search(r"réveille la page\u202f: (\d+)\u202fMo, une fois", invite.inner_text())[1])
        vue.ancre = invite.evaluate("(el) => el.closest('.cell').id")
        cellule = vue.locator(f"#{vue.ancre}")
        cellule.evaluate("(el) => scrollTo({ top: el.offsetTop - 100, behavior: 'instant' })")
        vue.evaluate(
            """(id) => {
          window.temoin = "même document";
          window.places = [];
          // Le rectangle de chaque image affichée, non celui d'une page en train de changer.
          const suivre = () => new IntersectionObserver(([vu], guet) => {
            places.push(vu.boundingClientRect.top);
            guet.disconnect();
            if (document.documentElement.dataset.active !== "oui") suivre();
          }).observe(document.getElementById(id));
          suivre();
        }""",
            vue.ancre,
        )
        invite.focus()
        vue.keyboard.press("Enter")
        expect(cellule.get_by_text(re.compile("Démarrage|Téléchargement|Préparation")).first).to_be_visible()
        assert vue.evaluate(f"{OCCUPE}.textContent") == invite.inner_text()
        cellule.locator(".ch-atelier.jupyter-widgets").wait_for()
        # Le bloc demandé vit avant le reste, et le focus y est.
        vue.focus = vue.evaluate(
            f"(id) => document.getElementById(id).contains({OCCUPE}) && {OCCUPE}.tagName", vue.ancre
        )
        attendre_vie(vue, CHAPITRE)
        yield vue


def test_le_bloc_s_eveille_a_sa_place_et_garde_le_focus(eveille):
    places = eveille.evaluate("places")
    assert len(places) > 10 and max(places) - min(places) < 2
    assert eveille.focus in ("INPUT", "SELECT", "BUTTON", "DIV")


def test_le_reveil_s_entend_une_fois(eveille):
    annonces = eveille.evaluate("annonces")
    assert sum("La page est active" in annonce for annonce in annonces) == 1
    assert 1 <= sum("Téléchargement" in annonce for annonce in annonces) <= 5
    # Rien d'autre n'est lu pendant le réveil : ni phrase d'atelier, ni verdict.
    attendus = re.compile("Démarrage|Téléchargement|Préparation|La page est active")
    assert not [annonce for annonce in annonces if not attendus.match(annonce)]


def test_le_chapitre_suivant_garde_python(eveille):
    executer(eveille, "import sys\nsys.temoin, perdue = 4, 1\nprint(perdue)")
    avant = len(eveille.demandes)
    eveille.evaluate("annonces.length = 0")
    partie = eveille.locator("main h2").last
    partie.evaluate("(el) => scrollTo({ top: el.offsetTop - 200, behavior: 'instant' })")
    eveille.lue = partie.evaluate(HAUT)
    eveille.locator(".livre-suite a[rel=next]").evaluate("(el) => el.click()")
    attendre_vie(eveille, SUIVANT)
    assert eveille.evaluate("window.temoin") == "même document"
    assert not [url for url in eveille.demandes[avant:] if "pyodide" in url or "activer" in url]
    titre = eveille.get_by_role("heading", level=1)
    assert eveille.title().startswith(titre.inner_text().rstrip("¶"))
    assert titre.evaluate(f"(el) => el === {OCCUPE}") and eveille.evaluate("scrollY") == 0
    expect(eveille.get_by_role("button", name="Activer la page")).to_be_hidden()
    expect(eveille.locator(".livre-invite")).to_have_count(0)
    assert sum("La page est active" in annonce for annonce in eveille.evaluate("annonces")) == 1
    assert executer(eveille, "import sys\nprint(sys.temoin, 'perdue' in dir())") == "4 False"
    assert eveille.locator("#sommaire .current > a").last.inner_text()[0] == "5"
    bouger(eveille)


def test_precedent_ramene_ou_l_on_lisait(eveille):
    eveille.go_back()
    attendre_vie(eveille, CHAPITRE)
    assert eveille.locator("main h2").last.evaluate(HAUT) == pytest.approx(eveille.lue, abs=3)


def test_une_ancre_puis_precedent_et_suivant_rendent_des_ateliers_vivants(eveille):
    eveille.locator(".livre-plan a").last.click()
    ancre = eveille.url
    assert "#" in ancre and eveille.evaluate("scrollY") > 0
    suivre(eveille, "5-methode")
    attendre_vie(eveille, SUIVANT)
    eveille.go_back()
    attendre_vie(eveille, CHAPITRE)
    assert eveille.url == ancre
    bouger(eveille)
    eveille.go_back()
    expect(eveille).to_have_url(ancre.partition("#")[0])
    eveille.go_forward()
    expect(eveille).to_have_url(ancre)
    eveille.go_forward()
    attendre_vie(eveille, SUIVANT)
    bouger(eveille)
    assert eveille.evaluate("window.temoin") == "même document"


def test_chercher_puis_ouvrir_un_resultat_garde_python(eveille):
    for mots, trouvee in (("dépendance", "4 · Méthode ABC"), ("scoring", "5 · Prospecter")):
        eveille.get_by_role("searchbox").fill(mots)
        eveille.keyboard.press("Enter")
        resultat = eveille.locator("#search-results li a", has_text=trouvee).first
        resultat.wait_for()
        assert eveille.get_by_role("heading", level=1).inner_text().startswith("Chercher")
        expect(eveille.locator("#annonce")).to_contain_text("trouvé")
        page = resultat.get_attribute("href").partition("#")[0].partition("?")[0]
        resultat.click()
        attendre_vie(eveille, page)
        assert eveille.evaluate("window.temoin") == "même document"
    # Revenir aussitôt, tandis que les extraits se lisent et que la page tarde : l'adresse est déjà la sienne.
    extraits, pages = [], []
    eveille.route("**/4-pareto.html", lambda route: extraits.append(route))
    eveille.route(f"**/{page}", lambda route: pages.append(route))
    eveille.get_by_role("searchbox").fill("Gini")  # que l'autre page ne nomme pas
    with eveille.expect_request("**/4-pareto.html"):
        eveille.keyboard.press("Enter")
    liens = "[...document.querySelectorAll('#sommaire a')].map((lien) => lien.href)"
    menaient = eveille.evaluate(liens)
    with eveille.expect_request(f"**/{page}"):
        eveille.go_back()
    assert eveille.evaluate(liens) == menaient
    expect(eveille.locator("#search-results .search-summary")).to_contain_text("trouvé")
    for demande in extraits:
        demande.continue_()
    expect(eveille.locator("#search-results li p.context").first).to_be_attached()
    for demande in pages:
        demande.continue_()
    eveille.unroute_all()
    attendre_vie(eveille, page)
    eveille.go_forward()
    eveille.locator("#search-results li a").first.wait_for()
    eveille.locator("#sommaire a[href*='4-pareto']").first.click()
    attendre_vie(eveille, CHAPITRE)
    assert not eveille.fautes


def test_tester_ce_poste_garde_python_et_recommence_a_chaque_visite(eveille):
    for _ in range(2):
        eveille.locator("#sommaire a[href*='tester']").first.click()
        expect(eveille.locator(".livre-verdict")).to_contain_text("✔ Oui")
        assert eveille.evaluate("window.temoin") == "même document"
        suivre(eveille, "glossaire")
        expect(eveille.get_by_role("heading", level=1)).to_contain_text("Glossaire")
    suivre(eveille, "4-pareto")
    attendre_vie(eveille, CHAPITRE)
    bouger(eveille)


def test_les_autres_liens_s_ouvrent_comme_d_ordinaire(eveille):
    lien = eveille.locator("#sommaire a[href*='5-methode']").first
    with eveille.context.expect_page() as onglet:
        lien.click(modifiers=["ControlOrMeta"])
    onglet.value.close()
    assert eveille.evaluate("window.temoin") == "même document"
    # Une page d'un autre genre s'ouvre sans la navigation du cours ; à une réponse vide, celle-ci reste.
    eveille.context.route("**/lite/**", lambda route: route.fulfill(status=204))
    with eveille.expect_request("**/lite/**") as demande:
        eveille.locator("a[href*='/lite/']").first.click()
    assert demande.value.is_navigation_request()
    assert eveille.evaluate("window.temoin") == "même document"


def test_rechargee_puis_precedent_montre_la_bonne_page(eveille):
    """En dernier : la page y perd son Python."""
    eveille.locator(".livre-suite a[rel=next]").click()
    attendre_vie(eveille, SUIVANT)
    eveille.reload()
    eveille.go_back()
    expect(eveille.get_by_role("heading", level=1)).to_contain_text("Pareto")
    expect(eveille.get_by_role("button", name="Activer la page")).to_be_visible()


@pytest.fixture(scope="module")
def repondue(ouvrir_contexte, serveur):
    """Le chapitre 4, endormi, chez un autre lecteur : une question l'éveille, puis un lien le quitte."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 1000}) as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + CHAPITRE)
        yield vue


def test_une_question_s_eveille_sous_les_yeux(repondue):
    """Un clic sur la carte, et la réponse se tape : deux gestes de la page à la réponse."""
    vue = repondue
    carte = vue.locator("section.ch-carte", has_text="20/80\u202f: la part réelle")
    carte.evaluate("(el) => scrollTo({ top: el.getBoundingClientRect().top - 200, behavior: 'instant' })")
    bouton = carte.get_by_role("button", name="Répondre")
    bouton.scroll_into_view_if_needed()
    avant = carte.evaluate(HAUT)
    bouton.click()
    vive = vue.locator(".ch-carte.jupyter-widgets", has_text="20/80\u202f: la part réelle")
    vive.wait_for()
    assert vive.locator("input[type=text]").first.evaluate(f"(el) => el === {OCCUPE}")
    attendre_vie(vue, CHAPITRE)
    assert vive.evaluate(HAUT) == pytest.approx(avant, abs=3)
    vue.keyboard.type("80")
    vue.keyboard.press("Enter")
    vive.get_by_text("recopié la règle").wait_for()


def test_une_page_qui_n_arrive_pas_s_ouvre_comme_d_ordinaire(repondue):
    vue = repondue
    if "active" not in vue.evaluate("({ ...document.documentElement.dataset })"):
        vue.locator(".livre-invite").first.click()
    attendre_vie(vue, CHAPITRE)
    vue.evaluate("window.temoin = 1")

    def couper(route):
        if route.request.is_navigation_request():
            route.continue_()
        else:
            route.abort()

    vue.context.route("**/5-methode.html", couper)
    vue.locator(".livre-suite a[rel=next]").click()
    vue.wait_for_url("**/5-methode.html")
    vue.wait_for_load_state()
    assert vue.evaluate("window.temoin") is None
    expect(vue.get_by_role("button", name="Activer la page")).to_be_visible()
    # Rechargée, l'étape d'avant partage parfois ce document : « Précédent » montre bien l'autre page.
    vue.go_back()
    vue.wait_for_url("**/4-pareto.html")
    expect(vue.get_by_role("heading", level=1)).to_contain_text("Pareto")
