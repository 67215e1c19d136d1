"""Une adresse publiée qui change mène encore à sa page."""

import pytest

from course_helpers.chapitres import CHAPITRES

RENVOIS = {
    f"book/{chapitre.ancien}.html": f"book/{chapitre.cle}.html"
    for chapitre in CHAPITRES.values()
    if chapitre.ancien
}
# Une page d'enseignement a quitté ce site pour celui de l'enseignant.
RENVOIS["book/enseigner/4-pareto.html"] = "book/enseigner.html"
TITRES = ("Cette page a changé d’adresse", "Cette page est dans le site de l’enseignant")


@pytest.mark.parametrize("ancienne", RENVOIS)
def test_une_ancienne_adresse_mene_a_la_page_et_a_la_meme_ancre(ouvrir_page, serveur, ancienne):
    vue = ouvrir_page(f"{ancienne}#contenu")
    vue.wait_for_url(f"{serveur}{RENVOIS[ancienne]}#contenu")
    # Le renvoi ne reste pas dans l'historique : « Page précédente » n'y ramène pas.
    assert vue.evaluate("history.length") == 2


@pytest.mark.parametrize("ancienne", RENVOIS)
def test_sans_javascript_aussi(ouvrir_page, serveur, ancienne):
    ouvrir_page(ancienne, java_script_enabled=False).wait_for_url(serveur + RENVOIS[ancienne])


@pytest.mark.parametrize("ancienne", RENVOIS)
def test_le_renvoi_se_lit_et_ne_s_indexe_pas(ouvrir_contexte, serveur, ancienne):
    with ouvrir_contexte(java_script_enabled=False) as contexte:
        vue = contexte.new_page()
        # Sans son renvoi automatique, que certains navigateurs refusent.
        contexte.route(
            f"**/{ancienne}",
            lambda demande: demande.fulfill(
                response=(reponse := demande.fetch()),
                body=reponse.text().replace('http-equiv="refresh"', ""),
            ),
        )
        vue.goto(serveur + ancienne)
        assert vue.get_by_role("heading", level=1).inner_text() == TITRES["enseigner" in ancienne]
        assert vue.locator('meta[name="robots"]').get_attribute("content") == "noindex"
        vue.get_by_role("link").click()
        vue.wait_for_url(serveur + RENVOIS[ancienne])
