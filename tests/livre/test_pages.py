"""Chaque page du livre, large et étroite, claire et sombre, telle qu'un lecteur la voit."""

import posixpath
import re

import pytest
from playwright.sync_api import expect

from course_helpers import __version__

# Mots que les thèmes et les extensions laissent en anglais.
ANGLAIS = re.compile(
    r"\b(search|next|previous|toggle|skip to|table of contents|download|copy|copied|show|hide|loading|warning"
    r"|hint|see also|built with|powered by|last updated|sidebar|on this page|expand|collapse"
    r"|read more|restart|dark mode|light mode)\b",
    re.IGNORECASE,
)
# Ceux-ci ont aussi un sens en français : seuls, ils sont un libellé oublié.
LIBELLES_ANGLAIS = {"main", "contents", "content", "page", "home", "close", "run", "error", "tip", "caution"}
# Une espace ordinaire là où le français veut une espace fine insécable.
ESPACE_ORDINAIRE = re.compile(r"\w[»)]? [:;!?»%€](?:\s|$)|« ")

EXAMINER = r"""() => {
  const fautes = [];
  const dire = (probleme, el) => fautes.push(`${probleme} : ${el.outerHTML.slice(0, 160)}`);
  if (document.documentElement.lang !== "fr") fautes.push("la langue de la page n’est pas « fr »");
  const h1 = document.querySelectorAll("h1");
  if (h1.length !== 1) fautes.push(`${h1.length} titres h1`);
  if (!document.title.trim()) fautes.push("pas de titre de page");
  for (const img of document.images) {
    if (!img.complete || img.naturalWidth === 0) dire("image absente", img);
    if (!img.hasAttribute("alt")) dire("image sans texte de remplacement", img);
  }
  const nommer = (el) => (el.getAttribute("aria-label")
    || (el.getAttribute("aria-labelledby") || "").split(/\s+/)
      .map((id) => document.getElementById(id)?.textContent || "").join(" ")
    || el.querySelector(":scope > title")?.textContent || "").trim();
  for (const svg of document.querySelectorAll("svg")) {
    if (svg.closest("[aria-hidden=true]") || svg.parentElement.closest("svg")) continue;
    if (svg.getAttribute("role") !== "img" || !nommer(svg)) dire("dessin sans nom accessible", svg);
  }
  for (const figure of document.querySelectorAll("figure")) {
    const decrite = [...figure.querySelectorAll("img")].some((img) => img.alt.trim())
      || [...figure.querySelectorAll("svg[role=img]")].some(nommer) || figure.querySelector("table, video");
    if (!decrite) dire("figure sans texte de remplacement", figure);
  }
  const commandes = "button, a[href], input:not([type=hidden]), select, textarea, summary";
  for (const el of document.querySelectorAll(commandes)) {
    const nom = nommer(el) || el.textContent.trim() || el.title || el.querySelector("img[alt]")?.alt
      || [...(el.labels || [])].map((l) => l.textContent).join("").trim();
    if (!nom) dire("commande sans nom", el);
  }
  const ids = new Map();
  for (const el of document.querySelectorAll("[id]")) {
    if (ids.has(el.id)) dire(`identifiant en double (${el.id})`, el);
    ids.set(el.id, el);
  }
  if (document.documentElement.scrollWidth > innerWidth) {
    fautes.push(`la page défile de côté (${document.documentElement.scrollWidth} px pour ${innerWidth})`);
    const large = [...document.querySelectorAll("body *")].find((el) =>
      el.getBoundingClientRect().right > innerWidth + 1 && !el.closest(".ch-defile, pre, .output"));
    if (large) dire("dépasse", large);
  }
  return fautes;
}"""

LIRE_TEXTES = r"""() => {
  const textes = [document.title];
  const marcheur = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (marcheur.nextNode()) {
    if (!marcheur.currentNode.parentElement.closest("pre, code, script, style, kbd, [lang]:not([lang=fr])"))
      textes.push(marcheur.currentNode.data.trim());
  }
  for (const el of document.querySelectorAll("[title], [aria-label], [placeholder], [data-tooltip], [alt]"))
    for (const nom of ["title", "aria-label", "placeholder", "data-tooltip", "alt"])
      if (el.getAttribute(nom)) textes.push(el.getAttribute(nom).trim());
  return textes.filter(Boolean);
}"""


@pytest.fixture(scope="module")
def lecteur(ouvrir_contexte, serveur):
    """Un lecteur, qui passe de page en page et garde ce qu'il a déjà reçu."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}) as contexte:
        vue = contexte.new_page()
        vue.fautes = []
        vue.on(
            "console", lambda m: m.type in ("error", "warning") and vue.fautes.append(f"console : {m.text}")
        )
        vue.on("pageerror", lambda erreur: vue.fautes.append(f"erreur de script : {erreur}"))
        # Ce que la page quittée demandait encore n'est pas une faute de la suivante.
        vue.on(
            "requestfailed",
            lambda r: (
                r.failure == "net::ERR_ABORTED"
                or vue.fautes.append(f"demande sans réponse : {r.url} ({r.failure})")
            ),
        )
        vue.on("response", lambda r: r.status >= 400 and vue.fautes.append(f"réponse {r.status} : {r.url}"))
        contexte.on(
            "request",
            lambda r: (
                r.url.startswith((serveur, "data:", "blob:"))
                or vue.fautes.append(f"demande hors du site : {r.url}")
            ),
        )
        yield vue


@pytest.fixture(scope="module")
def lue(page_lue, lecteur, serveur):
    """Une page, ouverte une fois pour tous les tests qui la regardent."""
    lecteur.fautes.clear()
    lecteur.emulate_media(color_scheme="light")
    lecteur.set_viewport_size({"width": 1280, "height": 900})
    lecteur.goto(serveur + page_lue, wait_until="load")
    lecteur.evaluate("new Promise((fin) => requestIdleCallback(fin))")
    return lecteur


def test_les_titres_les_tableaux_et_la_page_du_moment_portent_un_nom(lue, page_lue):
    lue.set_viewport_size({"width": 390, "height": 844})
    assert lue.evaluate("document.querySelector('h1').compareDocumentPosition([...document.querySelectorAll("
                        "'h1, h2, [role=heading]')][0])") == 0  # fmt: skip
    assert not lue.locator(".headerlink:not([aria-hidden=true])").count()
    noms = lue.evaluate("[...document.querySelectorAll('.ch-defile[role=group]')].map((el) => el.ariaLabel)")
    assert "Tableau" not in noms and "" not in noms
    if page_lue.startswith("book/") and lue.locator(".livre-sommaire a[href='#']").count():
        expect(lue.locator(".livre-sommaire a[aria-current=page]")).to_have_count(1)
    figures = lue.locator(".ch-atelier svg[role=img]").evaluate_all(
        "(els) => els.map((el) => el.clientWidth)"
    )
    assert all(largeur > 300 for largeur in figures)
    # Un cadre qui n'a rien à faire défiler n'arrête pas le clavier.
    arrets = lue.evaluate("""() => [...document.querySelectorAll('.ch-defile[tabindex]')].filter((el) =>
      el.checkVisibility() && el.scrollWidth <= el.clientWidth + 1 && el.scrollHeight <= el.clientHeight + 1)
      .map((el) => el.outerHTML.slice(0, 120))""")
    assert not arrets


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (390, "dark")])
def test_la_page_est_nette(lue, largeur, theme):
    lue.set_viewport_size({"width": largeur, "height": 900})
    lue.emulate_media(color_scheme=theme)
    # Un repli ouvert ne doit pas non plus déborder.
    lue.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    fautes = lue.evaluate(EXAMINER)
    # Montrés ou non, les textes d'une page sont les mêmes à toute largeur.
    for texte in lue.evaluate(LIRE_TEXTES) if theme == "light" else ():
        if ANGLAIS.search(texte) or texte.lower() in LIBELLES_ANGLAIS:
            fautes.append(f"texte anglais : {texte[:80]!r}")
        if ESPACE_ORDINAIRE.search(texte):
            fautes.append(f"espace ordinaire : {texte[:80]!r}")
    fautes += lue.fautes
    assert not fautes, "\n".join(fautes)


def test_axe_ne_trouve_rien(request, lue, examiner):
    fautes = examiner(lue, request.node.callspec.indices["page_lue"])
    assert not fautes, "\n".join(fautes)


def test_texte_a_200_pour_cent_et_espace_sans_perte(lue, chercher_pertes):
    lue.emulate_media(color_scheme="light")
    lue.set_viewport_size({"width": 1280, "height": 900})
    lue.evaluate("document.querySelectorAll('.livre-article details').forEach((d) => { d.open = true; })")
    grossi = lue.add_style_tag(content="html { font-size: 200% !important; }")
    pertes = chercher_pertes(lue)
    grossi.evaluate("(el) => el.remove()")
    # Critère 1.4.12 : le lecteur impose ses espacements.
    lue.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em"
        " !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
    )
    pertes += chercher_pertes(lue)
    assert not pertes, "\n".join(pertes)


def test_sans_javascript_le_chapitre_se_lit(ouvrir_page):
    vue = ouvrir_page("book/4-pareto.html", java_script_enabled=False)
    ateliers = vue.locator(".ch-atelier")
    assert ateliers.count() >= 2
    for rang in range(ateliers.count()):
        atelier = ateliers.nth(rang)
        expect(atelier.locator("figure svg[role=img]").first).to_be_visible()
        assert atelier.locator(".ch-phrase").first.inner_text().strip()
        assert atelier.locator("details table").first.text_content().strip()
    source = vue.content()
    assert "widget-view+json" not in source and "widget-state+json" not in source


def test_sans_javascript_le_sommaire_s_ouvre_sur_telephone(ouvrir_page):
    vue = ouvrir_page("book/index.html", java_script_enabled=False, viewport={"width": 390, "height": 800})
    sommaire = vue.locator("#sommaire")
    expect(sommaire).to_be_hidden()
    vue.get_by_role("link", name="Sommaire").click()
    expect(sommaire).to_be_visible()
    vue.get_by_role("link", name="Fermer le sommaire").click()
    expect(sommaire).to_be_hidden()


def test_le_sommaire_se_commande_au_clavier(ouvrir_page):
    vue = ouvrir_page("book/index.html", viewport={"width": 390, "height": 800})
    bouton = vue.get_by_role("button", name="Sommaire")
    bouton.focus()
    vue.keyboard.press("Enter")
    assert bouton.get_attribute("aria-expanded") == "true"
    assert vue.evaluate("document.getElementById('sommaire').contains(document.activeElement)")
    vue.keyboard.press("Escape")
    assert bouton.get_attribute("aria-expanded") == "false"
    assert vue.evaluate("document.activeElement.textContent.trim()") == "Sommaire"


def test_le_theme_choisi_est_retenu(ouvrir_page):
    vue = ouvrir_page("book/index.html", color_scheme="light")
    fond = "getComputedStyle(document.body).backgroundColor"
    clair = vue.evaluate(fond)
    vue.get_by_role("button", name="Thème sombre").click()
    sombre = vue.evaluate(fond)
    vue.reload()
    assert vue.evaluate(fond) == sombre != clair


def test_la_recherche_trouve_un_mot_du_cours(ouvrir_page):
    vue = ouvrir_page("book/index.html")
    for mots, trouvees in (
        ("dépendance", ("4 · Méthode ABC", "Glossaire")),
        # Le trait d'union, le pluriel, l'apostrophe et l'article ne cachent pas le mot.
        ("non-consommateur", ("Glossaire",)),
        ("non consommateurs", ("Glossaire",)),
        ("marge nette", ("Glossaire", "4 · Méthode ABC")),
        ("l'actualisation", ("Glossaire",)),
    ):
        vue.get_by_role("searchbox").fill(mots)
        vue.keyboard.press("Enter")
        expect(vue.locator(".search-summary")).to_contain_text("trouvé")
        for trouvee in trouvees:
            vue.locator("#search-results li a", has_text=trouvee).first.wait_for()
        vue.goto(vue.url.partition("?")[0].replace("search.html", "book/index.html"))


def lire_pages_du_livre(site):
    """Lire les pages du livre, sans les renvois ni la recherche."""
    textes = {page: page.read_text(encoding="utf-8") for page in sorted(site.glob("book/**/*.html"))}
    return {page.relative_to(site).as_posix(): texte for page, texte in textes.items() if "<article" in texte}


def test_chaque_page_dit_en_une_phrase_ce_qu_on_y_trouve(site):
    descriptions = {}
    for page, texte in lire_pages_du_livre(site).items():
        trouvees = re.findall(r'<meta content="([^"]*)" name="description"', texte)
        assert len(trouvees) == 1 and 40 <= len(trouvees[0]) <= 200, (page, trouvees)
        assert descriptions.setdefault(trouvees[0], page) == page, f"{page} : même description"


def test_chaque_page_dit_sa_version_celle_du_journal(site):
    for page, texte in lire_pages_du_livre(site).items():
        (pied,) = re.findall(r"<footer.*?</footer>", texte, re.DOTALL)
        assert f">Version {__version__}</a>" in pied, page
    journal = (site.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[(.+)\]", journal, re.MULTILINE)[1] == __version__.partition(".dev")[0]


def test_de_page_suivante_en_page_suivante_on_lit_tout_le_livre(site):
    textes = lire_pages_du_livre(site)
    page, precedente, lues = "book/index.html", None, []
    while page:
        lues.append(page)
        liens = re.findall(r'<link rel="(prev|next)" href="([^"]+)"', textes[page])
        suite = {
            rel: posixpath.normpath(posixpath.join(posixpath.dirname(page), lien)) for rel, lien in liens
        }
        assert suite.get("prev") == precedente, page
        page, precedente = suite.get("next"), page
        assert page not in lues
    assert sorted(lues) == sorted(textes)


def test_l_accueil_les_cahiers_et_j_enseigne_menent_a_chaque_chapitre(site):
    # Le sommaire est sur toutes les pages : seul l'article compte.
    articles = {page: texte.split("<article")[1] for page, texte in lire_pages_du_livre(site).items()}
    chapitres = [nom for page in articles for nom in re.findall(r"^book/([1-7]-.+)\.html$", page)]
    oublis = [
        f"{page} : {lien}"
        for chapitre in chapitres
        for page, lien in [
            ("book/index.html", f'href="{chapitre}.html"'),
            ("book/cahiers.html", f"path={chapitre}.ipynb"),
            ("book/enseigner.html", f'href="{chapitre}.html"'),
        ]
        if lien not in articles[page]
    ]
    assert chapitres and not oublis, "\n".join(oublis)
