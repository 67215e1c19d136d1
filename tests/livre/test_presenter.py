"""« Présenter » : la page devient des diapositives, sans copie, et redevient ce qu'elle était."""

import re

import pytest
from gestes import attendre_vie, bouger
from playwright.sync_api import expect

from course_helpers.chapitres import PARCOURS

# Le projecteur d'une salle, puis, d'une page à la suivante, l'un des autres.
TAILLES = [(1280, 720), (1024, 768), (1920, 1080)]
# À la première image, la page se redécoupe.
IMAGES = "() => new Promise((fini) => requestAnimationFrame(() => requestAnimationFrame(fini)))"
COMPTEUR = ".diapo-barre output"
# Un atelier répond par sa figure, puis par sa phrase : celle-ci changée, tout est arrivé.
PHRASE = ".ch-phrase"
# Parcourir toutes les diapositives, et dire ce qui défile, dépasse, est vide ou plus petit que 24 px. Le
# dessin d'une figure se met à l'échelle : ses textes grandissent tant qu'ils ne se touchent pas.
PARCOURIR = r"""() => {
  const fautes = [], main = document.querySelector("main");
  const compter = () => document.querySelector(".diapo-barre output").textContent.match(/\d+/g).map(Number);
  const taper = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  taper("Home");
  const vus = new Set();
  for (let tour = 0; tour < 1000; tour += 1) {
    const [ici, total] = compter(), cadre = main.getBoundingClientRect();
    const noter = (quoi) => fautes.push(`${innerWidth} × ${innerHeight}, ${ici} : ${quoi}`);
    if (main.scrollHeight > main.clientHeight || main.scrollWidth > main.clientWidth) noter("défile");
    if (document.documentElement.scrollHeight > innerHeight) noter("la page défile");
    // Sans descendre dans ce que la diapositive cache, presque toute la page.
    const marche = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (noeud) =>
      noeud.nodeType === 3 ? NodeFilter.FILTER_ACCEPT
        : getComputedStyle(noeud).display === "none" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
    let textes = 0, dernier;
    while (marche.nextNode()) {
      const texte = marche.currentNode, parent = texte.parentElement;
      if (!texte.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      if (parent.closest(".livre-masque, .ch-masque")) continue;
      if (getComputedStyle(parent).clipPath !== "none") continue;
      const etendue = document.createRange();
      etendue.selectNodeContents(texte);
      const { width, left, top, right, bottom } = etendue.getBoundingClientRect();
      if (!width) continue;
      textes += 1;
      dernier = parent;
      vus.add(texte);
      const mot = texte.data.trim().slice(0, 40), corps = parseFloat(getComputedStyle(parent).fontSize);
      if (corps < 24 && !parent.closest("svg")) noter(`${corps} px : ${mot}`);
      if (left < cadre.left - 1 || right > cadre.right + 1) noter(`dépasse de côté : ${mot}`);
      if (top < cadre.top - 1 || bottom > cadre.bottom + 1) noter(`dépasse : ${mot}`);
      const phrase = parent.closest(".ch-phrase, .ch-alerte");
      if (phrase && phrase.scrollHeight > phrase.clientHeight + 1) noter(`la phrase défile : ${mot}`);
    }
    if (dernier?.closest("h2, h3, h4, h5, h6, .rubric, dt, caption, thead, .ch-intitule, .admonition-title"))
      noter("un titre seul");
    if (!textes && !main.querySelector("svg")) noter("vide");
    if (ici === total) break;
    taper("PageDown");
    if (compter()[0] !== ici + 1) noter("la suivante ne vient pas");
  }
  // Rien de ce que la page dit, hors replis et programmes, ne manque.
  const marche = document.createTreeWalker(document.querySelector(".livre-article"), NodeFilter.SHOW_TEXT);
  const ailleurs = `details:not([open]), .livre-programme, .livre-si-js, .ch-suivi, .ch-de-la-classe,
    .ch-lien, .headerlink, .ch-invite, svg,
    p:not(:is(td, th, .admonition) p):has(> a:is([download], [href*='lite/'])),
    style, script, .livre-pdf,
    .livre-masque, .ch-masque,
    [hidden], .ch-maniere-titre, .ch-tableur, .ch-python, .livre-progres, .livre-eveil, [aria-hidden=true]`;
  while (marche.nextNode()) {
    const texte = marche.currentNode;
    if (texte.data.trim() && !vus.has(texte) && !texte.parentElement.closest(ailleurs))
      fautes.push(`jamais montré : ${texte.data.trim().slice(0, 60)}`);
  }
  return fautes;
}"""
# La page telle qu'elle est écrite, sans ce que le défilement y note.
LIRE_PAGE = """() => {
  const copie = document.documentElement.cloneNode(true);
  copie.querySelectorAll("#annonce").forEach((el) => { el.textContent = ""; });
  copie.querySelectorAll("[aria-current], .livre-couvert, .ch-defile, pre, .livre-formule").forEach((el) => {
    for (const nom of ["aria-current", "tabindex", "role", "aria-label", "data-deborde", "data-nom"])
      el.removeAttribute(nom);
    el.classList.remove("livre-couvert");
  });
  copie.querySelector("main").removeAttribute("style");
  return copie.outerHTML;
}"""
# Pendant que l'on règle un atelier, sa diapositive garde sa figure, assez grande, sa phrase et ses boutons.
MANQUES = """(atelier) => {
  const voir = (choix) => [...atelier.querySelectorAll(choix)].find((el) => el.checkVisibility());
  const dessin = atelier.querySelector(".ch-vue svg") && voir(".ch-vue svg");
  const figure = dessin === null ? Infinity : dessin?.getBoundingClientRect().height ?? 0;
  const choix = [".ch-reglages", ".ch-vue *", ".ch-phrase", ".ch-boutons button"];
  return [...choix.filter((un) => !voir(un)),
    ...figure < innerHeight * 0.45 ? [`figure : ${figure} px`] : []];
}"""
# D'où l'on est, avancer jusqu'à ce que l'on cherche ; après la dernière diapositive, reprendre à la première.
ALLER = """(choix) => {
  const taper = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const lire = () => document.querySelector(".diapo-barre output").textContent.match(/\\d+/g).map(Number);
  const montre = () => [...document.querySelectorAll(choix)].some((el) => el.checkVisibility());
  const [, total] = lire();
  for (let pas = 0; pas < total && !montre(); pas += 1) taper(lire()[0] === total ? "Home" : "PageDown");
  return lire()[0];
}"""


def presenter(vue):
    """Présenter la page, et attendre la première diapositive."""
    # Sans la souris de Playwright, qui fait d'abord défiler vers un bouton pourtant visible.
    vue.get_by_role("button", name="Présenter").evaluate(
        "(el) => { el.focus({ preventScroll: true }); el.click(); }"
    )
    expect(vue.locator(COMPTEUR)).to_have_text(re.compile(r"\d+ / \d+"))


def lire_phrase(atelier):
    return atelier.locator(PHRASE).text_content()


def lire_rang(vue):
    return int(vue.locator(COMPTEUR).inner_text().split()[0])


@pytest.fixture(scope="module")
def salle(ouvrir_contexte, serveur):
    """Un onglet, qui passe d'un chapitre à l'autre et d'un projecteur à l'autre."""
    with ouvrir_contexte() as contexte:
        vue = contexte.new_page()
        vue.serveur, vue.fautes = serveur, []
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        contexte.on(
            "request", lambda r: r.url.startswith((serveur, "data:", "about:")) or vue.fautes.append(r.url)
        )
        yield vue
        assert vue.fautes == []


@pytest.mark.parametrize(("rang", "nom"), [*enumerate(PARCOURS)])
def test_aucune_diapositive_ne_defile_ne_coupe_ni_ne_rapetisse(salle, rang, nom):
    salle.set_viewport_size({"width": 1280, "height": 720})
    salle.goto(f"{salle.serveur}book/{nom}.html")
    presenter(salle)
    for largeur, hauteur in (TAILLES[0], TAILLES[1 + rang % 2]):
        salle.set_viewport_size({"width": largeur, "height": hauteur})
        salle.evaluate(IMAGES)
        assert salle.evaluate(PARCOURIR) == []


def test_on_revient_exactement_ou_l_on_etait(ouvrir_page):
    vue = ouvrir_page("book/4-pareto.html", viewport={"width": 1280, "height": 720})
    vue.evaluate("document.querySelector('#la-reponse-au-dirigeant').scrollIntoView({ behavior: 'instant' })")
    avant, place = vue.evaluate(LIRE_PAGE), vue.evaluate("scrollY")
    presenter(vue)
    # On présente ce que l'on lisait.
    assert "La réponse au dirigeant" in vue.get_by_label("Aller à une partie").evaluate(
        "(el) => el.selectedOptions[0].textContent"
    )
    for touche in ("PageDown", "ArrowRight", " ", "PageUp", "b", ".", "End", "Home"):
        vue.keyboard.press(touche)
    assert lire_rang(vue) == 1
    vue.keyboard.press("Escape")
    expect(vue.locator(".diapo-barre")).to_have_count(0)
    assert vue.evaluate("scrollY") == place
    assert vue.evaluate("document.activeElement.dataset.action") == "presenter"
    assert vue.evaluate(LIRE_PAGE) == avant
    # Sans avoir défilé, on reprend où l'on a quitté. Quitter par le bouton, balayer du doigt, écran noir.
    presenter(vue)
    rang = lire_rang(vue)
    assert rang == 1
    vue.evaluate(
        """() => {
          const main = document.querySelector("main");
          const doigt = (x) => new Touch({ identifier: 1, target: main, clientX: x, clientY: 300 });
          main.dispatchEvent(new TouchEvent("touchstart", { touches: [doigt(600)], bubbles: true }));
          main.dispatchEvent(new TouchEvent("touchend", { changedTouches: [doigt(300)], bubbles: true }));
        }"""
    )
    assert lire_rang(vue) == rang + 1
    vue.keyboard.press("b")
    assert (
        vue.evaluate("getComputedStyle(document.documentElement, '::after').backgroundColor")
        == "rgb(0, 0, 0)"
    )
    vue.keyboard.press("b")
    vue.get_by_role("button", name="Quitter la présentation").click()
    expect(vue.locator("#sommaire")).to_be_visible()


def test_la_fenetre_du_presentateur_suit_dans_les_deux_sens(ouvrir_page):
    vue = ouvrir_page("book/4-pareto.html", viewport={"width": 1280, "height": 720})
    presenter(vue)
    with vue.expect_popup() as ouverte:
        vue.get_by_role("button", name="Fenêtre du présentateur").click()
    fenetre = ouverte.value
    rang = fenetre.locator("strong").first
    expect(rang).to_have_text(re.compile("^1 / "))
    vue.keyboard.press("PageDown")
    expect(rang).to_have_text(re.compile("^2 / "))
    fenetre.get_by_role("button", name="Suivante").click()
    expect(vue.locator(COMPTEUR)).to_have_text(re.compile("^3 / "))
    fenetre.keyboard.press("PageDown")
    expect(vue.locator(COMPTEUR)).to_have_text(re.compile("^4 / "))
    # Ce qui est replié dans la page se lit ici : l'indice d'une question, par exemple.
    vue.evaluate(ALLER, ".ch-carte")
    expect(fenetre.locator("dt", has_text="Indice 1/").first).to_be_visible()
    vue.keyboard.press("Escape")
    expect(vue.locator(".diapo-barre")).to_have_count(0)
    assert fenetre.is_closed()


def test_bloquee_la_fenetre_se_remplace(ouvrir_page):
    vue = ouvrir_page("book/1-connaissance.html", viewport={"width": 1280, "height": 720})
    vue.evaluate("window.open = () => null")
    presenter(vue)
    vue.get_by_role("button", name="Fenêtre du présentateur").click()
    expect(vue.get_by_role("alert")).to_contain_text("bloqué")
    vue.get_by_role("button", name="Notes en bas de l’écran").click()
    notes = vue.get_by_label("Notes", exact=True)
    expect(notes).to_contain_text("Ensuite")
    vue.evaluate(IMAGES)
    assert vue.evaluate(PARCOURIR) == []
    vue.keyboard.press("Escape")
    expect(notes).to_have_count(0)


# Le plan de deux séances, comme la page d'enseignement l'écrit.
PREPARATION = """<article>
<section><h2>Plan de la séance 1 (55 min)</h2><table><tbody>
<tr><td>0–20</td><td>Projetez la situation.</td><td>Elle parie.</td></tr>
<tr><td>20–55</td><td>Exercices.</td><td>Elle répond.</td></tr></tbody></table></section>
<section><h2>Plan de la séance 2 (55 min)</h2><table><tbody>
<tr><td>0–55</td><td>Projetez l’atelier.</td><td>Elle observe.</td></tr></tbody></table></section>
<section><h2>Ce que l’on confond, et quoi répondre</h2><table><tbody>
<tr><td>« Presque tous sont A. »</td><td>On a trié par ordre croissant avant de cumuler.</td>
<td>« Qui est premier ? »</td></tr>
</tbody></table></section></article>"""


def test_les_notes_viennent_de_la_page_d_enseignement(ouvrir_page):
    vue = ouvrir_page("book/4-pareto.html", viewport={"width": 1280, "height": 720})
    vue.context.route(
        "**/enseigner/4-pareto.html", lambda r: r.fulfill(body=PREPARATION, content_type="text/html")
    )
    vue.evaluate(
        "document.querySelector('main').insertAdjacentHTML('afterbegin', '<p class=livre-reserve></p>')"
    )
    vue.evaluate("window.print = () => {}; HTMLIFrameElement.prototype.remove = () => {}")
    presenter(vue)
    with vue.expect_popup() as ouverte:
        vue.get_by_role("button", name="Fenêtre du présentateur").click()
    fenetre = ouverte.value
    expect(fenetre.locator("tr[aria-current=true]")).to_have_text(re.compile("^0–20"))
    fenetre.get_by_label("Séance").select_option("Plan de la séance 2 (55 min)")
    expect(fenetre.locator("tr[aria-current=true]")).to_contain_text("l’atelier")
    vue.get_by_role("button", name="Imprimer les notes").click()
    feuilles = vue.frame_locator(".diapo-feuilles").locator("section")
    expect(feuilles).to_have_count(2)
    expect(feuilles.nth(1)).to_contain_text("Elle observe.")
    assert feuilles.first.evaluate("(el) => getComputedStyle(el).breakAfter") == "page"


def test_les_ateliers_restent_vivants(ouvrir_page):
    """On réveille le chapitre 4 d'une diapositive, puis l'on suit un lien : le chapitre 7 l'est déjà."""
    vue = ouvrir_page("book/4-pareto.html", viewport={"width": 1280, "height": 720})
    vue.on("pageerror", lambda erreur: pytest.fail(str(erreur)))
    presenter(vue)
    vue.evaluate(ALLER, ".ch-invite button")
    rang = lire_rang(vue)
    vue.locator(".ch-invite button:visible").first.click()
    attendre_vie(vue, "4-pareto.html")
    for page, nombre in (("4-pareto", 2), ("7-etude", 3)):
        if page == "7-etude":
            vue.evaluate("document.querySelector(\"#sommaire a[href*='7-etude']\").click()")
            attendre_vie(vue, "7-etude.html")
            vue.set_viewport_size({"width": 1280, "height": 720})
            # La page quittée a quitté sa présentation.
            expect(vue.locator(".diapo-barre")).to_have_count(0)
            presenter(vue)
        else:
            assert lire_rang(vue) == rang
        ateliers = vue.locator(".ch-atelier.jupyter-widgets")
        assert ateliers.count() >= nombre
        for atelier in ateliers.all()[:3]:
            nom = atelier.locator("[id^=atelier-]").get_attribute("id")
            rang = vue.evaluate(ALLER, f".ch-atelier:has(#{nom}) .ch-reglages :is(input, select)")
            compte = vue.locator(COMPTEUR).inner_text()
            seuil = atelier.get_by_role("spinbutton", name="Fin de A")
            if seuil.count():  # la phrase la plus longue
                seuil.fill("35")
                seuil.press("Enter")
                expect(atelier.locator(".ch-phrase")).to_contain_text("35/95")
                vue.evaluate(IMAGES)
                assert atelier.evaluate(MANQUES) == []
            avant = lire_phrase(atelier)
            atelier.locator(
                ".ch-reglages :is(input[type=radio]:not(:checked), input[type=checkbox], select)"
            ).first.evaluate(
                """(el) => {
                  if (!el.matches("select")) return el.click();
                  el.selectedIndex = 1;
                  el.dispatchEvent(new Event("change", { bubbles: true }));
                }"""
            )
            expect(atelier.locator(".ch-phrase, .ch-panneau").first).to_be_visible()
            expect(atelier.locator(PHRASE)).not_to_have_text(avant)
            # Ce que l'on tape dans un champ n'est pas pour les diapositives.
            champ = atelier.locator("input[type=text]:visible")
            if champ.count():
                champ.first.press("ArrowRight")
                champ.first.press("End")
                champ.first.press("Escape")
            vue.evaluate(IMAGES)
            assert lire_rang(vue) == rang
            # Un atelier sans figure montre un tableau, qui s'allonge et se coupe.
            if atelier.locator(".ch-vue svg").count():
                assert vue.locator(COMPTEUR).inner_text() == compte
                assert atelier.evaluate(MANQUES) == []
        if page == "7-etude":
            # Ce qui suit se dit sans les réglages ni les boutons.
            with vue.expect_popup() as ouverte:
                vue.get_by_role("button", name="Fenêtre du présentateur").click()
            vue.evaluate(ALLER, "[data-diapo=la].ch-reglages :is(input, select)")
            vue.keyboard.press("PageUp")
            suite = ouverte.value.locator("div", has_text="Ensuite").last
            expect(suite).to_contain_text("Atelier")
            expect(suite).not_to_contain_text(re.compile("Le programme Python|Revenir au départ"))
            ouverte.value.close()
        # Choisi à la souris, un réglage rend la flèche aux diapositives ; la télécommande avance toujours.
        vue.evaluate(ALLER, ".ch-reglages input[type=radio]")
        boutons = vue.locator(".ch-reglages input[type=radio]:visible")
        atelier = vue.locator(".ch-atelier.jupyter-widgets", has=boutons).first
        avant = lire_phrase(atelier)
        atelier.locator(".ch-reglages input[type=radio]:not(:checked):visible").first.click()
        # Ce que l'atelier répond redécoupe parfois ses diapositives.
        expect(atelier.locator(PHRASE)).not_to_have_text(avant)
        vue.evaluate(IMAGES)
        rang = lire_rang(vue)
        vue.keyboard.press("ArrowRight")
        assert lire_rang(vue) == rang + 1
        for choix in ("input[type=radio]", "[role=slider]", "input[type=number]"):
            rang = vue.evaluate(ALLER, f".ch-reglages {choix}")
            reglage = vue.locator(f".ch-reglages {choix}:visible").first.element_handle()
            avant = reglage.evaluate("(el) => el.ariaValueNow ?? el.value")
            reglage.focus()
            vue.keyboard.press("PageDown")
            assert lire_rang(vue) == rang + 1
            assert reglage.evaluate("(el) => el.ariaValueNow ?? el.value") == avant
        for largeur, hauteur in TAILLES[:2] if page == "4-pareto" else TAILLES[2:]:
            vue.set_viewport_size({"width": largeur, "height": hauteur})
            vue.evaluate(IMAGES)
            assert [faute for faute in vue.evaluate(PARCOURIR) if "jamais" not in faute] == []
    vue.keyboard.press("Escape")
    bouger(vue)
