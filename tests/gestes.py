"""Les gestes d'un lecteur dans une page, que plusieurs tests font."""

from playwright.sync_api import expect

# Ce que l'on touche, et sa taille : une option ou une case se touchent sur toute leur ligne.
CHERCHER_CIBLES = """() => [...document.querySelectorAll(
    'main :is(button, select, textarea, input, summary, [role=slider]), .livre-entete :is(a, button, input)')]
  .filter((el) => el.checkVisibility({ visibilityProperty: true }))
  .map((el) => {
    const touche = el.matches('[type=radio], [type=checkbox], [type=file]') ? el.closest('label') : el;
    const { width, height } = touche.getBoundingClientRect();
    return { width, height, html: el.outerHTML.slice(0, 120) };
  })
  .filter(({ width, height }) => width < 43.9 || height < 43.9)
  .map(({ width, height, html }) => `${Math.round(width)} × ${Math.round(height)} : ${html}`)"""
CHERCHER_PETITS = """() => [...document.querySelectorAll(
    'select, textarea, input:not([type=radio], [type=checkbox])')]
  .filter((el) => el.checkVisibility() && parseFloat(getComputedStyle(el).fontSize) < 16)
  .map((el) => `${getComputedStyle(el).fontSize} : ${el.outerHTML.slice(0, 120)}`)"""


def attendre_vie(vue, page):
    """Attendre que le navigateur montre cette page, et qu'elle vive."""
    # « Précédent » change l'adresse avant la page : jusque-là, elle se dit occupée. Demandé à chaque image,
    # cela en ferait dessiner soixante par seconde, un vingtième du réveil.
    vue.wait_for_function(
        """(page) => location.pathname.endsWith(page) && !document.documentElement.ariaBusy
          && document.documentElement.dataset.active""",
        arg=page,
        polling=100,
    )
    assert vue.evaluate("document.documentElement.dataset.active") == "oui", vue.locator(
        ".livre-activation"
    ).inner_text()


def dessine(vue):
    """Dire si le navigateur dessine encore la page : une image, avant une demi-minute."""
    return vue.evaluate("""() => new Promise((dire) => {
      requestAnimationFrame(() => dire(true));
      setTimeout(() => dire(false), 30_000);
    })""")


def montrer_programme(vue):
    """Montrer le premier programme qui se modifie, sous son onglet ou son repli ; rendre sa cellule."""
    cellule = vue.locator("div.cell", has=vue.locator("textarea.livre-code")).first
    onglets = vue.locator(".ch-manieres").get_by_role("radio", name="Python")
    if onglets.count():
        onglets.first.check()  # vaut pour toute la page
    cellule.locator("details.livre-programme").evaluate("(el) => { el.open = true; }")
    return cellule


def executer(vue, source):
    """Exécuter un programme dans la première cellule qui se modifie ; rendre ce qu'il écrit."""
    cellule = montrer_programme(vue)
    cellule.locator("textarea").fill(source)
    bouton = cellule.get_by_role("button", name="Exécuter")
    bouton.click()
    expect(bouton).not_to_have_attribute("aria-disabled", "true")
    assert bouton.evaluate("(el) => el === document.activeElement")
    return cellule.locator(".livre-sortie").inner_text().strip()


def bouger(vue):
    """Pousser un curseur d'un cran : la phrase de son atelier change."""
    atelier = vue.locator(".ch-atelier.jupyter-widgets", has=vue.get_by_role("slider")).first
    phrase = atelier.locator(".ch-phrase")
    avant = phrase.inner_text()
    atelier.get_by_role("slider").first.focus()
    vue.keyboard.press("ArrowLeft")
    expect(phrase).not_to_have_text(avant, use_inner_text=True)


def donner_identifiant(vue, saisie):
    """Ouvrir « Données », taper, valider au clavier ; rendre ce que la page répond."""
    repli = vue.locator(".livre-identite")
    if repli.get_attribute("open") != "":
        repli.locator("summary").click()
    repli.get_by_label("Mon identifiant").fill(saisie)
    repli.get_by_label("Mon identifiant").press("Enter")
    reponse = repli.locator("[role=status]").inner_text()
    repli.press("Escape")
    return reponse


def etape(vue, titre):
    """Trouver une étape d'un bureau, d'après le début de son titre."""
    return vue.locator(".ch-une-etape", has=vue.get_by_role("heading", name=titre, exact=False, level=3))


def choisir(vue, bouton, *chemins):
    """Donner des fichiers à un bouton qui en demande, au clavier."""
    with vue.expect_file_chooser() as ouvert:
        vue.get_by_role("button", name=bouton).press("Enter")
    ouvert.value.set_files([str(chemin) for chemin in chemins])


def emporter(vue, bouton):
    """Écrire un fichier, suivre son lien, rendre ses octets."""
    ligne = vue.get_by_role("button", name=bouton)
    ligne.press("Enter")
    with vue.expect_download() as recu:
        ligne.locator("xpath=..").get_by_role("link").press("Enter")
    return recu.value.path().read_bytes()


# L'arrêt du moment : son nom, et s'il se voit (contour d'au moins 2 px, dans l'écran).
LIRE_ARRET = """() => {
  const el = document.activeElement;
  if (el === document.body) return null;
  const style = getComputedStyle(el), boite = el.getBoundingClientRect();
  const contour = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== 'none';
  const visible = boite.width > 1 && boite.bottom > 0 && boite.top < innerHeight;
  window.arrets ??= new Map();
  if (!arrets.has(el)) arrets.set(el, arrets.size);
  const avant = [...arrets.keys()].at(-2);
  const suit = !avant || !!(avant.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { rang: arrets.get(el), suit, vu: contour && visible, html: el.outerHTML.slice(0, 140) };
}"""


def parcourir(vue, limite=400):
    """Aller d'un arrêt à l'autre avec Tab, jusqu'à la fin de la page."""
    arrets = []
    for _ in range(limite):
        vue.keyboard.press("Tab")
        arret = vue.evaluate(LIRE_ARRET)
        if arret is None or arret["rang"] < len(arrets):
            return arrets
        arrets.append(arret)
    raise AssertionError(f"Le parcours ne finit pas : {arrets[-3:]}")
