"""Un site mis à jour : un navigateur qui garde la page d'hier montre celle d'aujourd'hui, qui s'active."""

import os
import re
import shutil

import pytest
from gestes import montrer_programme
from playwright.sync_api import expect

CHAPITRE = "book/4-pareto.html"
EMPREINTE = re.compile(r"(vivant-|4-pareto\.)[0-9a-f]{8}")
HIER = "Bienvenue dans la page d’hier"


@pytest.fixture
def sites(site, tmp_path):
    """Le site d'hier, où les noms tirés d'un contenu sont autres, et celui d'aujourd'hui."""
    hier, aujourdhui = tmp_path / "hier", tmp_path / "aujourd’hui"
    for dossier in (hier, aujourdhui):
        shutil.copytree(site, dossier, copy_function=os.link, ignore=shutil.ignore_patterns("lite"))
    (programme,) = hier.glob("_static/vivant-*")
    programme.rename(programme.with_name("vivant-00000000"))
    (cellules,) = hier.glob("book/4-pareto.*.cellules.json")
    cellules.rename(cellules.with_name("4-pareto.00000000.cellules.json"))
    page = hier / CHAPITRE
    texte = EMPREINTE.sub(r"\g<1>00000000", page.read_text(encoding="utf-8"))
    page.unlink()  # un lien vers la page d'aujourd'hui, qui ne doit pas changer
    page.write_text(texte.replace("<h1>", f"<h1>{HIER} "), encoding="utf-8")
    # Sans consigne, un navigateur garde un fichier le dixième de son âge : ici des semaines.
    for fichier in (page, *(hier / "_static" / "vivant-00000000").iterdir()):
        copie = fichier.read_bytes()
        fichier.unlink()
        fichier.write_bytes(copie)
        os.utime(fichier, (1_600_000_000, 1_600_000_000))
    return hier, aujourdhui


@pytest.mark.parametrize("visite", ["lue", "page seule"])
def test_la_page_d_hier_laisse_la_place(sites, tmp_path, module_servir, ouvrir_contexte, activer, visite):
    """Hier, la page a été lue, ou son seul texte est gardé ; aujourd'hui, ses fichiers ne sont plus là."""

    class SansConsigne(module_servir.Reponse):
        def send_header(self, nom, valeur):
            if nom != "Cache-Control":
                super().send_header(nom, valeur)

    hier, aujourdhui = sites
    servi = tmp_path / "servi"
    hier.rename(servi)
    with module_servir.servir(servi, port=0, reponse=SansConsigne) as adresse, ouvrir_contexte() as contexte:
        vue = contexte.new_page()
        vue.goto(adresse + (CHAPITRE if visite == "lue" else "book/glossaire.html"), wait_until="networkidle")
        if visite == "page seule":
            vue.evaluate("async (page) => (await fetch(page)).text()", adresse + CHAPITRE)
        vue.close()
        servi.rename(tmp_path / "retiré")
        aujourdhui.rename(servi)

        vue = contexte.new_page()
        documents = []
        vue.on("request", lambda demande: demande.is_navigation_request() and documents.append(demande.url))
        vue.goto(adresse + CHAPITRE)
        if visite == "lue":
            expect(vue.locator("h1")).to_contain_text(HIER)  # sans quoi ce test ne montrerait rien
            vue.get_by_role("button", name="Activer la page").click()
        expect(vue.locator(".livre-activation")).to_contain_text("Le cours a été mis à jour")
        expect(vue.locator("h1")).not_to_contain_text(HIER)
        if visite == "lue":  # d'une visite à l'autre, c'est la même page
            activer(vue)
        assert len(documents) == 2, documents


TAPER_PUIS_PARTIR = """(champ) => {
  champ.value = "Jusqu’au dernier mot";
  for (const nom of ["input", "change"]) champ.dispatchEvent(new Event(nom, { bubbles: true }));
  document.querySelector(".livre-suite a[rel=next]").click();
}"""


def test_un_lien_vers_le_site_d_aujourd_hui_recharge_tout_et_garde_le_travail(
    sites, tmp_path, module_servir, ouvrir_contexte, activer
):
    """Les programmes d'hier tournent, Python est occupé, un mot n'est pas encore gardé : le lien attend."""
    hier, aujourdhui = sites
    servi = tmp_path / "servi"
    hier.rename(servi)
    with module_servir.servir(servi, port=0) as adresse, ouvrir_contexte() as contexte:
        vue = contexte.new_page()
        vue.goto(adresse + CHAPITRE)
        activer(vue)
        vue.evaluate("window.temoin = 1")
        servi.rename(tmp_path / "retiré")
        aujourdhui.rename(servi)
        cellule = montrer_programme(vue)
        cellule.locator("textarea").fill("import time\ntime.sleep(1)")
        cellule.get_by_role("button", name="Exécuter").click()
        ouverte = vue.locator(".ch-carte", has_text="Rendre compte au dirigeant").first
        ouverte.locator("textarea").evaluate(TAPER_PUIS_PARTIR)
        vue.wait_for_url("**/5-methode.html")
        expect(vue.locator(".livre-activation")).to_contain_text("Le cours a été mis à jour")
        assert vue.evaluate("window.temoin") is None
        assert "Jusqu’au dernier mot" in vue.evaluate("Object.values({ ...localStorage }).join()")


def test_un_fichier_absent_d_un_site_a_jour_ne_recharge_rien(ouvrir_page, activer):
    """Rien de neuf à prendre : la page dit ce qui manque, et ne tourne pas en rond."""
    vue = ouvrir_page(CHAPITRE)
    vue.context.route("**/cours.*.bin", lambda route: route.fulfill(status=404, body="absent"))
    documents = []
    vue.on("request", lambda demande: demande.is_navigation_request() and documents.append(demande.url))
    activer(vue, attendu="non")
    assert documents == []
