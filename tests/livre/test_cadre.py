"""L'adresse d'un atelier ou d'une question, et ce bloc seul dans le cadre d'une page d'un autre site."""

from http.server import SimpleHTTPRequestHandler

import pytest
from playwright.sync_api import expect

ATELIER, QUESTION = "atelier-explorateur-abc", "exercice-q6"
# Ce que la page écrit dans le navigateur, même pour l'effacer aussitôt.
ESPION = """window.ecrits = [];
for (const geste of ['setItem', 'removeItem', 'clear']) {
  const vrai = Storage.prototype[geste];
  Storage.prototype[geste] = function (...args) {
    window.ecrits.push([geste, ...args]);
    return vrai.apply(this, args);
  };
}"""
GARDE = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
# Ce qui se voit d'une page, hors du bloc et de la note : rien.
AUTOUR = """(nom) => [...document.querySelectorAll('body *')].filter((el) => el.checkVisibility()
  && el.getClientRects().length && getComputedStyle(el).clipPath === 'none'
  && !el.closest('.livre-activation, .livre-cadre-note, .livre-masque, #annonce')
  && !el.closest('.ch-atelier, .ch-carte')?.querySelector(`#${nom}`)
  && !el.querySelector(`#${nom}`) && !el.querySelector('.livre-cadre-note'))
  .map((el) => el.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def autre_site(module_servir, tmp_path_factory):
    """Un autre site, sans les en-têtes du cours : de quoi y poser une page, et son adresse."""

    class Reponse(module_servir.Reponse):
        end_headers = SimpleHTTPRequestHandler.end_headers

    dossier = tmp_path_factory.mktemp("ent")
    (dossier / "index.html").write_text("", encoding="utf-8")
    with module_servir.servir(dossier, port=0, reponse=Reponse) as adresse:

        def poser(corps):
            (dossier / "index.html").write_text(f"<!DOCTYPE html><title>ENT</title>{corps}", encoding="utf-8")
            return adresse

        yield poser


@pytest.fixture(scope="module")
def vue(ouvrir_contexte, serveur):
    """Une page d'un navigateur où l'on a déjà travaillé sous un identifiant, qui relève ce qui s'écrit."""
    with ouvrir_contexte(permissions=["clipboard-read", "clipboard-write"]) as contexte:
        contexte.add_init_script(ESPION)
        page = contexte.new_page()
        page.goto(f"{serveur}book/4-pareto.html")
        page.evaluate("localStorage.setItem('cours:/cours/:identifiant', 'GPME2-07')")
        page.adresse = f"{serveur}book/4-pareto.html"
        page.reload()
        yield page


def prendre_code(vue, nom):
    """Prendre, au clavier, le code qui montre un bloc ailleurs."""
    lien = vue.locator(f".ch-lien[href='#{nom}']")
    lien.focus()
    vue.keyboard.press("Enter")
    boite = vue.get_by_role("dialog")
    expect(boite).to_be_visible()
    boite.get_by_role("button", name="Copier le code").click()
    expect(boite.get_by_role("status")).to_have_text("Le code est copié.")
    code = vue.evaluate("navigator.clipboard.readText()")
    assert code == boite.get_by_role("textbox").nth(1).input_value()
    assert boite.get_by_role("textbox").nth(0).input_value() == f"{vue.adresse}#{nom}" == vue.url
    vue.keyboard.press("Escape")
    expect(boite).to_be_hidden()
    expect(lien).to_be_focused()
    return code


def test_l_adresse_d_un_bloc_y_mene_et_ouvre_ce_qui_le_cache(vue):
    for nom in (QUESTION, ATELIER):
        vue.goto("about:blank")
        vue.goto(f"{vue.adresse}#{nom}")
        titre = vue.locator(f"#{nom}")
        expect(titre).to_be_focused()
        expect(titre).to_be_in_viewport()
    vue.evaluate("""(nom) => {
      const repli = document.createElement('details');
      const bloc = document.getElementById(nom).closest('.ch-carte');
      bloc.replaceWith(repli);
      repli.append(bloc);
    }""", QUESTION)  # fmt: skip
    vue.evaluate("(nom) => { location.hash = nom; }", QUESTION)
    expect(vue.locator(f"#{QUESTION}")).to_be_focused()
    expect(vue.locator(f"#{QUESTION}")).to_be_in_viewport()


def test_dans_un_cadre_le_bloc_est_seul_et_rien_n_est_garde(vue, autre_site):
    vue.goto(vue.adresse)
    codes = [prendre_code(vue, nom) for nom in (ATELIER, QUESTION)]
    garde = vue.evaluate(GARDE)
    ent = vue.context.new_page()
    # Un cadre attend d'être à l'écran pour demander sa page.
    ent.set_viewport_size({"width": 1000, "height": 2400})
    ent.goto(autre_site("".join(codes)))
    cadres = []
    for rang, nom in enumerate((ATELIER, QUESTION)):
        cadre = ent.locator("iframe").nth(rang).element_handle().content_frame()
        cadre.wait_for_url(f"{vue.adresse}?seul={nom}")
        expect(cadre.locator(f"#{nom}")).to_be_visible()
        expect(cadre.get_by_text("Ici, rien n’est gardé.")).to_be_visible()
        lien = cadre.get_by_role("link", name="Ouvrir la page du cours dans un nouvel onglet")
        assert lien.evaluate("(el) => el.href") == f"{vue.adresse}#{nom}"
        assert not cadre.evaluate(AUTOUR, nom)
        assert cadre.evaluate("document.documentElement.scrollWidth <= innerWidth")
        cadres.append(cadre)
    atelier, question = cadres
    # Le seul bouton qui éveille est celui du bloc.
    expect(question.get_by_role("button")).to_have_count(1)
    dessin = atelier.locator(f".ch-atelier:has(#{ATELIER}) figure svg[role=img]")
    endormi = dessin.inner_html()
    atelier.get_by_role("button", name="Manipuler").click()
    curseur = atelier.get_by_role("slider").first
    expect(curseur).to_be_visible()
    expect(dessin).to_have_count(1)
    eveille = dessin.inner_html()
    curseur.press("ArrowLeft")
    dessin_change = (
        f"(avant) => document.querySelector('.ch-atelier:has(#{ATELIER}) svg[role=img]').innerHTML !== avant"
    )
    atelier.wait_for_function(dessin_change, arg=eveille)
    assert endormi and dessin.inner_html() != endormi
    expect(atelier.locator(f"#{ATELIER}")).to_be_visible()
    assert not atelier.evaluate(AUTOUR, ATELIER)
    for cadre in cadres:
        assert cadre.evaluate("window.ecrits") == []
    assert atelier.evaluate(GARDE) == question.evaluate(GARDE) == garde
    # Un lien du bloc ne remplace pas le cadre : il s'ouvre à part.
    with ent.expect_popup() as attente:
        question.get_by_role("link", name="Ouvrir la page du cours").click()
    expect(attente.value.locator(f"#{QUESTION}")).to_be_focused()
    expect(attente.value.locator(".livre-identite strong")).to_have_text("GPME2-07")
    attente.value.close()
    # Une adresse d'hier le dit, et mène au chapitre.
    ent.goto(f"{vue.adresse}?seul=atelier-disparu")
    expect(ent.get_by_text("Ce bloc n’est plus à cette adresse.")).to_be_visible()
    ent.close()
