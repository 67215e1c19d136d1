"""WCAG 2.2 AA : ce qu'axe-core voit sur chaque page, et ce qu'il ne voit pas."""

import pytest
from gestes import parcourir
from playwright.sync_api import expect

CHAPITRE = "book/4-pareto.html"


@pytest.fixture(scope="module")
def vive(ouvrir_contexte, serveur, activer):
    """Le chapitre activé une fois, tous ses tableaux ouverts, avec une réponse fausse."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}) as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + CHAPITRE)
        activer(vue)
        carte = vue.locator(".ch-carte", has_text="20/80\u202f: la part réelle").first
        carte.locator("input[type=text]").first.fill("80")
        carte.get_by_role("button", name="Vérifier").click()
        carte.locator(".ch-retour", has_text="recopié la règle").wait_for()
        for bouton in vue.locator(".widget-toggle-button").all():
            avant = bouton.get_attribute("aria-expanded")
            bouton.click()
            expect(bouton).not_to_have_attribute("aria-expanded", avant)
        yield vue


def test_axe_ne_trouve_rien_tableaux_ouverts_et_reponse_fausse(vive, examiner):
    fautes = examiner(vive)
    assert not fautes, "\n".join(fautes)


def test_axe_ne_trouve_rien_dans_la_boite_d_un_lien(vive, examiner, chercher_pertes):
    lien = vive.locator(".ch-lien").first
    lien.press("Enter")
    boite = vive.get_by_role("dialog")
    expect(boite).to_be_visible()
    fautes = examiner(vive)
    assert not fautes, "\n".join(fautes)
    vive.emulate_media(color_scheme="light")
    for largeur in (1366, 1024, 390):
        vive.set_viewport_size({"width": largeur, "height": 768})
        assert chercher_pertes(vive) == []
        dans = boite.evaluate("(el) => el.getBoundingClientRect().toJSON()")
        assert dans["left"] >= 0 and dans["right"] <= largeur and dans["bottom"] <= 768
    for _ in range(8):
        vive.keyboard.press("Tab")
        assert vive.evaluate("document.querySelector('main').contains(document.activeElement)") is False
    vive.keyboard.press("Escape")
    expect(boite).to_be_hidden()
    expect(lien).to_be_focused()


def test_les_reglages_vivants_disent_leur_nom_et_leur_etat(vive):
    atelier = vive.locator(".ch-atelier").first
    bouton = atelier.get_by_role("button", name="Le tableau")
    avant = bouton.get_attribute("aria-expanded")
    bouton.focus()
    vive.keyboard.press("Enter")
    vive.wait_for_function(
        "([b, a]) => b.getAttribute('aria-expanded') !== a", arg=[bouton.element_handle(), avant]
    )
    for groupe in vive.locator(".widget-radio-box").all():
        assert groupe.get_attribute("role") == "radiogroup" and groupe.get_attribute("aria-label")


def test_un_mouvement_se_dit_une_fois_par_la_zone_de_la_page(vive):
    """Ni au réveil, ni par un rôle posé sur ce qui s'insère : seule la nouvelle phrase se dit."""
    vive.set_viewport_size({"width": 1280, "height": 900})
    atelier = vive.locator(".ch-atelier").first
    phrase, annonce = atelier.locator(".ch-phrase"), vive.locator("#annonce")
    assert phrase.inner_text()[:40] not in annonce.inner_text()
    expect(atelier.locator("[role=status], [role=alert], [aria-live]")).to_have_count(0)
    vive.evaluate("""() => {
      window.paroles = [];
      const zone = document.getElementById('annonce');
      new MutationObserver(() => zone.textContent && paroles.push(zone.textContent))
        .observe(zone, { childList: true });
    }""")
    avant = phrase.inner_text()
    # Les options d'un groupe sont un seul arrêt, que les flèches parcourent.
    atelier.locator("input[type=radio]").first.focus()
    vive.keyboard.press("ArrowDown")
    expect(atelier.get_by_label("par effectif (nombre de clients), 10/50")).to_be_checked()
    expect(phrase).not_to_have_text(avant, use_inner_text=True)
    expect(annonce).to_have_text(phrase.inner_text())
    assert vive.evaluate("paroles") == [annonce.inner_text()]
    assert "seuils 10/50" in phrase.inner_text()
    atelier.get_by_role("button", name="Revenir au départ").click()
    expect(annonce).to_have_text(avant)


def test_seul_le_compte_d_une_recherche_se_dit(ouvrir_page):
    vue = ouvrir_page("search.html?q=client")
    compte = vue.locator(".search-summary")
    expect(compte).to_contain_text("trouvé")
    expect(vue.locator("#annonce")).to_have_text(compte.inner_text())
    expect(vue.locator("main :is([aria-live], [role=status], [role=alert])")).to_have_count(0)


@pytest.mark.parametrize("chemin", ["book/index.html", CHAPITRE])
def test_au_clavier_l_ordre_est_celui_de_la_page_et_chaque_arret_se_voit(ouvrir_page, chemin):
    vue = ouvrir_page(chemin, viewport={"width": 1280, "height": 900})
    arrets = parcourir(vue)
    assert "livre-evitement" in arrets[0]["html"]
    assert len(arrets) >= vue.locator(".livre-article a[href]:not(.headerlink):visible").count()
    assert not [a["html"] for a in arrets if not a["vu"]]
    assert not [a["html"] for a in arrets if not a["suit"]]


def test_au_clavier_la_page_active_se_parcourt_sans_piege(vive):
    vive.emulate_media(color_scheme="light")
    vive.set_viewport_size({"width": 1280, "height": 900})
    vive.evaluate("() => { document.activeElement.blur(); delete window.arrets; scrollTo(0, 0); }")
    vive.locator(".livre-evitement").focus()
    arrets = parcourir(vive)
    atteints = " ".join(a["html"] for a in arrets)
    for attendu in ('role="slider"', 'type="number"', 'type="radio"', 'type="text"', "widget-toggle-button"):
        assert attendu in atteints
    assert "accessibilite" in arrets[-1]["html"]
    assert not [a["html"] for a in arrets if not a["vu"]]


def test_texte_a_200_pour_cent_une_fois_la_page_activee(vive, chercher_pertes):
    vive.set_viewport_size({"width": 1280, "height": 900})
    lire = """() => ['label', 'input', '.jupyter-button', '.widget-html-content'].map((quoi) =>
      parseFloat(getComputedStyle(document.querySelector(`.ch-atelier ${quoi}`)).fontSize))"""
    avant = vive.evaluate(lire)
    vive.evaluate("document.documentElement.style.fontSize = '200%'")
    pertes = chercher_pertes(vive)
    apres = vive.evaluate(lire)
    vive.evaluate("document.documentElement.style.fontSize = ''")
    assert apres == [pytest.approx(2 * taille) for taille in avant]
    assert not pertes, "\n".join(pertes)


def test_rien_ne_bouge_quand_le_systeme_le_demande(vive):
    vive.emulate_media(reduced_motion="reduce")
    mouvements = vive.evaluate("""() => [...document.querySelectorAll('*')].filter((el) => {
      const s = getComputedStyle(el);
      return s.transitionDuration.split(',').some((d) => parseFloat(d) > 0) || s.animationName !== 'none'
        || s.scrollBehavior === 'smooth';
    }).map((el) => el.outerHTML.slice(0, 120))""")
    assert not mouvements
