"""Le site construit, servi comme chez un hébergeur, et un vrai navigateur pour le regarder.

Rien ne s'excuse ici : sans site à jour ou sans navigateur, ces tests échouent et disent quoi faire.
"""

import os
import warnings
from datetime import datetime
from pathlib import Path

import pytest
from charger import charger
from gestes import CHERCHER_CIBLES, CHERCHER_PETITS, dessine
from playwright.sync_api import expect, sync_playwright

RACINE = Path(__file__).resolve().parents[2]
SITE = RACINE / "_build" / "html"
TEMOIN = RACINE / "_build" / ".livre-construit"
# En millisecondes : de quoi attendre une machine qui fait bien d'autres choses.
ATTENTE = int(os.environ.get("ATTENTE", 300_000))
expect.set_options(timeout=ATTENTE)
OPTIONS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Un nom d'hôte étranger ne se résout pas : rien ne peut sortir, même par mégarde. Un seul mène ici, pour
    # lire le site comme sur un intranet sans https, où un navigateur permet moins qu'à 127.0.0.1.
    "--host-resolver-rules=MAP intranet.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


AXE = RACINE / "book" / "_vivant" / "page" / "node_modules" / "axe-core" / "axe.min.js"
# Les textes que rien ne distingue, ni eux ni ce qui les contient, ont le même contraste : axe-core, qui y
# passait les deux tiers de son temps, n'en juge que deux.
EXAMINER = """async (include) => {
  await new Promise((fin) => requestAnimationFrame(() => requestAnimationFrame(fin)));
  const allures = new Map(), juges = new Map();
  const donner = (parent, el) => {
    const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight } = getComputedStyle(el);
    const allure = [parent, el.tagName, el.getAttribute('class'), color, backgroundColor, backgroundImage,
      opacity, fontSize, fontWeight].join('|');
    if (!allures.has(allure)) allures.set(allure, allures.size);
    const sienne = allures.get(allure);
    const parle = el.matches('input, select, textarea, button')
      || [...el.childNodes].some((noeud) => noeud.nodeType === Node.TEXT_NODE && noeud.data.trim());
    const vu = parle && el.checkVisibility({ visibilityProperty: true });
    if (vu) juges.set(sienne, (juges.get(sienne) ?? 0) + 1);
    el.toggleAttribute('data-a-juger', vu && juges.get(sienne) <= 2);
    for (const enfant of el.children) donner(sienne, enfant);
  };
  document.querySelectorAll(include).forEach((zone) => donner('', zone));
  axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-a-juger]' }] });
  const { violations, passes } = await axe.run({ include }, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'], preload: false,
  });
  document.querySelectorAll('[data-a-juger]').forEach((el) => el.removeAttribute('data-a-juger'));
  return { passees: passes.length, fautes: violations.flatMap(({ id, nodes }) => nodes.map((n) =>
    `${id} : ${n.target.join(' ')} : ${n.html.slice(0, 160)} : ${n.failureSummary.slice(0, 200)}`)) };
}"""

# Deux lignes d'un tableau que seuls leurs mots distinguent se jugent ensemble : la seconde attend dehors. De
# même le dessin d'une figure, une image nommée : axe-core ne sait pas juger les textes posés dessus.
ECARTER = """() => {
  const dessins = [...document.querySelectorAll('svg[role=img]')].map((svg) => [svg, [...svg.childNodes]]);
  dessins.forEach(([svg]) => svg.replaceChildren());
  const ecartees = [];
  for (const corps of document.querySelectorAll('tbody, select')) {
    const vues = new Set();
    for (const ligne of [...corps.children]) {
      const moule = ligne.outerHTML.replace(/>[^<]+</g, '><');
      if (vues.has(moule)) {
        const place = document.createComment('');
        ligne.replaceWith(place);
        ecartees.push([place, ligne]);
      }
      vues.add(moule);
    }
  }
  window.remettre = () => {
    for (const [place, ligne] of ecartees) place.replaceWith(ligne);
    for (const [svg, dessin] of dessins) svg.replaceChildren(...dessin);
  };
}"""


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """Rejouer une fois, dans une page neuve, un test dont le navigateur a cessé de dessiner la page.

    C'est arrivé une fois en une trentaine de passages : aucun clic n'aboutit plus, ni dans ce test, ni dans
    ceux qui gardent la page. Un test qui échoue dans une page qui se dessine a échoué.
    """
    try:
        return (yield)
    except Exception:
        connus = pyfuncitem.funcargs
        if not {"lecteur", "vive"} <= connus.keys() or dessine(connus["vive"]):
            raise
        connus["lecteur"].fermer()
        connus["vive"] = connus["lecteur"].aller(connus["nom"])
        warnings.warn(f"{pyfuncitem.nodeid} : rejoué, la page ne se dessinait plus.", stacklevel=1)
        pyfuncitem.obj(**{nom: connus[nom] for nom in pyfuncitem._fixtureinfo.argnames})
        return True


def lister_pages():
    """Lister les pages du livre, relatives à sa racine ; celles de ``lite/`` sont de JupyterLab."""
    pages = (page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html"))
    return sorted(page for page in pages if not page.startswith("lite/"))


def est_renvoi(page):
    """Dire si une page ne fait que mener à une autre : la racine, une ancienne adresse."""
    return 'http-equiv="refresh"' in (SITE / page).read_text(encoding="utf-8")


def pytest_generate_tests(metafunc):
    # Sans site, un paramètre vide ferait sauter le test : celui-ci le fait échouer.
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", lister_pages() or ["(aucune page)"])
    if "page_lue" in metafunc.fixturenames:
        lues = [page for page in lister_pages() if not est_renvoi(page)]
        # Les tests d'un fichier se suivent page par page : chacune s'ouvre une fois.
        metafunc.parametrize("page_lue", lues or ["(aucune page)"], scope="module")


def lister_sources():
    """Lister les fichiers dont le site est fait."""
    yield RACINE / "_config.yml"
    for dossier in ("book", "src", "datasets"):
        for fichier in (RACINE / dossier).rglob("*"):
            if fichier.is_file() and fichier.suffix != ".pyc" and "node_modules" not in fichier.parts:
                yield fichier


@pytest.fixture(scope="session")
def site():
    """Donner le dossier du site construit, plus récent que ses sources."""
    if not TEMOIN.exists() or not (SITE / "index.html").exists():
        pytest.fail("Le site n’est pas construit : lancez « make site ».")
    recente = max(lister_sources(), key=lambda fichier: fichier.stat().st_mtime)
    if recente.stat().st_mtime > TEMOIN.stat().st_mtime:
        pytest.fail(f"{recente.relative_to(RACINE)} a changé depuis la construction : lancez « make site ».")
    return SITE


@pytest.fixture(scope="session")
def module_servir():
    """Donner le module book/servir.py, qui n'appartient à aucun paquet."""
    return charger("book/servir.py")


@pytest.fixture(scope="session")
def serveur(site, module_servir):
    """Donner l'adresse du site, servi sous un sous-chemin : un lien absolu y casserait."""
    with module_servir.servir(site, port=0, prefixe="/cours/") as adresse:
        yield adresse


# Tant qu'il est ouvert, Playwright occupe la boucle d'événements, que d'autres dossiers demandent.
@pytest.fixture(scope="package")
def playwright():
    """Ouvrir Playwright, une fois pour les fichiers de ce dossier qui se suivent."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def navigateur(playwright, lancer_chromium):
    """Donner Chromium ; chaque contexte que l'on y ouvre a sa mémoire à lui."""
    with lancer_chromium(playwright, *OPTIONS) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def ouvrir_contexte(navigateur):
    """Ouvrir un contexte neuf, où rien n'est en mémoire : ``with ouvrir_contexte() as contexte``.

    Rien n'y bouge : attendre la fin d'un défilement doux prenait un dixième du temps des tests. Le trajet
    d'un élève (``ouvrir_profil``) garde les mouvements.
    """

    def ouvrir(**reglages):
        contexte = navigateur.new_context(locale="fr-FR", reduced_motion="reduce", **reglages)
        contexte.set_default_timeout(ATTENTE)
        if "LD_PRELOAD" in os.environ:
            # « make test-dates » : la page a la date que faketime donne à Python.
            contexte.clock.set_fixed_time(datetime.now())
        return contexte

    return ouvrir


@pytest.fixture
def ouvrir_profil(playwright, lancer_chromium, tmp_path):
    """Ouvrir le navigateur d'une personne, ou le rouvrir : ``with ouvrir_profil("salle") as contexte``."""

    def ouvrir(nom):
        contexte = lancer_chromium(playwright, *OPTIONS, profil=tmp_path / nom, locale="fr-FR")
        contexte.set_default_timeout(ATTENTE)
        return contexte

    return ouvrir


@pytest.fixture(scope="session")
def activer():
    """Activer une page ouverte, et attendre qu'elle le soit, ou qu'elle dise ne pas le pouvoir."""

    def activer_page(vue, attendu="oui"):
        vue.get_by_role("button", name="Activer la page").click()
        active = "document.documentElement.dataset.active"
        vue.wait_for_function(f"['oui', 'non'].includes({active})", polling=100)
        assert vue.evaluate(active) == attendu, vue.locator(".livre-activation").inner_text()

    return activer_page


@pytest.fixture
def ouvrir_page(ouvrir_contexte, serveur):
    """Ouvrir une page du site ; tout est refermé à la fin du test."""
    contextes = []

    def ouvrir(page, **reglages):
        contexte = ouvrir_contexte(**reglages)
        contextes.append(contexte)
        vue = contexte.new_page()
        vue.goto(serveur + page, wait_until="load")
        return vue

    yield ouvrir
    for contexte in contextes:
        contexte.close()


# Rien ne dépasse de la page, et aucun texte n'est rogné par son cadre.
CHERCHER_PERTES = """() => {
  const pertes = [];
  if (document.documentElement.scrollWidth > innerWidth)
    pertes.push(`la page défile de côté : ${document.documentElement.scrollWidth} px`);
  const garder = (el) => el.matches('svg, math, select, .livre-masque, .livre-evitement')
    ? NodeFilter.FILTER_REJECT : el.checkVisibility() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT, garder);
  while (marche.nextNode()) {
    const el = marche.currentNode, boite = el.getBoundingClientRect();
    if (boite.width <= 1) continue;
    const style = getComputedStyle(el);
    if (style.clipPath !== 'none') continue;
    if (boite.right > innerWidth + 1 && !el.parentElement.closest('.ch-defile, pre, .livre-formule, .output'))
      pertes.push(`dépasse : ${el.outerHTML.slice(0, 120)}`);
    const rogne = ['hidden', 'clip'].includes(style.overflowX) && el.scrollWidth > el.clientWidth + 2
      || ['hidden', 'clip'].includes(style.overflowY) && el.scrollHeight > el.clientHeight + 2;
    if (rogne && el.textContent.trim()) pertes.push(`rogné : ${el.outerHTML.slice(0, 160)}`);
  }
  return pertes.slice(0, 12);
}"""


@pytest.fixture(scope="session")
def chercher_pertes():
    """Chercher dans une page ouverte ce qui dépasse, et ce qui est rogné."""
    return lambda vue: vue.evaluate(CHERCHER_PERTES)


@pytest.fixture(scope="session")
def examiner():
    """Faire passer axe-core sur une page ouverte, à ses deux largeurs, chacune dans un thème.

    Les deux thèmes montrent les mêmes éléments, et peu ne sont qu'à une largeur, sur chaque page les mêmes.
    Qui examine toutes les pages donne donc leur ``rang`` : chacune ne passe qu'à une largeur et dans un
    thème, et de l'une à la suivante on change l'une ou l'autre. Une page que l'on a déjà examinée endormie
    n'a de neuf que ses cellules : ``zones`` les donne.
    """

    def examiner_page(vue, rang=None, sombre=1280, zones=("html",), largeurs=(1280, 390)):
        if rang is not None:
            largeurs = (largeurs[rang % 2],)
            sombre = largeurs[0] if rang // 2 % 2 else None
        vue.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        if not vue.evaluate("'axe' in window"):
            vue.evaluate(AXE.read_text(encoding="utf-8"))
        vue.evaluate(ECARTER)
        fautes = []
        for largeur in largeurs:
            theme = "dark" if largeur == sombre else "light"
            vue.emulate_media(color_scheme=theme)
            if vue.viewport_size["width"] != largeur:
                vue.set_viewport_size({"width": largeur, "height": 900})
            # En haut de page : l'en-tête, qui reste en place, y cacherait sinon ce que l'on mesure.
            vue.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
            rapport = vue.evaluate(EXAMINER, zones)
            assert rapport["passees"] > 10  # axe-core a bien tourné
            fautes += [f"{theme} {largeur} : {faute}" for faute in rapport["fautes"]]
        vue.evaluate("remettre()")
        return fautes

    return examiner_page


@pytest.fixture(scope="session")
def verifier_ecrans(examiner, chercher_pertes):
    """Vérifier une page ouverte à trois largeurs, cibles et textes compris, puis avec axe-core.

    Un ``rang`` se donne à ``examiner``.
    """

    def verifier(vue, rang=None):
        for largeur in (1366, 1024, 390):
            vue.set_viewport_size({"width": largeur, "height": 768})
            assert chercher_pertes(vue) == []
            assert not vue.evaluate(CHERCHER_CIBLES) and not vue.evaluate(CHERCHER_PETITS)
        fautes = examiner(vue, rang)
        assert not fautes, "\n".join(fautes)
        vue.emulate_media(color_scheme="light")
        vue.set_viewport_size({"width": 1366, "height": 768})

    return verifier
