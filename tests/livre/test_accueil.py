"""L'accueil, au-dessus du pli : un atelier qui répond tout de suite, les trois portes, la progression."""

import json
import re

import pytest
from gestes import CHERCHER_CIBLES
from playwright.sync_api import expect

from course_helpers.ateliers.pareto import figer_limite
from course_helpers.donnees import chemin, lire_clients
from course_helpers.ecriture import compter, ecrire_pct
from course_helpers.exercices.travail import Travail
from course_helpers.pareto import CLASSES, classer_abc, resumer_abc

ECRANS = {1366: 768, 390: 844}
CODE = "GPME2-07"
# Ce que l'on voit du dessin : ses textes, hors des états qui attendent.
LIRE_DESSIN = """() => [...document.querySelectorAll('.ch-etats svg text')]
  .filter((el) => getComputedStyle(el).visibility === 'visible').map((el) => el.textContent)"""
DEPASSER = """() => [...document.querySelectorAll(
    'h1, .ch-etats label, .ch-etats figure, .ch-etats p, .livre-portes li, .livre-progres, .livre-reprendre')]
  .filter((el) => el.checkVisibility() && el.getBoundingClientRect().bottom > innerHeight)
  .map((el) => `${Math.round(el.getBoundingClientRect().bottom)} px : ${el.outerHTML.slice(0, 80)}`)"""


@pytest.fixture(scope="module")
def accueil(ouvrir_contexte, serveur):
    """L'accueil ouvert une fois, et ce qu'il demande ensuite."""
    with ouvrir_contexte(viewport={"width": 1366, "height": 768}) as contexte:
        vue = contexte.new_page()
        vue.demandes, vue.fautes = [], []
        vue.on("request", lambda demande: vue.demandes.append(demande.url.removeprefix(serveur)))
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        vue.goto(serveur + "book/index.html", wait_until="networkidle")
        yield vue
        assert not vue.fautes


def chercher_hors_du_pli(vue):
    """Chercher ce que l'on ne voit qu'en défilant, aux deux tailles."""
    sous = []
    for largeur, hauteur in ECRANS.items():
        vue.set_viewport_size({"width": largeur, "height": hauteur})
        sous += [f"{largeur} × {hauteur} : {el}" for el in vue.evaluate(DEPASSER)]
    return sous


def test_atelier_et_portes_au_dessus_du_pli_et_rien_ne_se_demande(accueil):
    demandes = [re.sub(r"-[0-9a-f]{8}/|\?.*", "/", url) for url in accueil.demandes]
    # Sans fenêtre, Chromium ne demande pas l'icône de l'onglet.
    assert sorted(set(demandes) - {"_static/favicon.svg"}) == [
        "_static/cours.css/", "_static/cours.js/", "_static/vivant/eleve.js", "book/index.html",
    ]  # fmt: skip
    assert not chercher_hors_du_pli(accueil)
    expect(accueil.locator(".livre-portes a")).to_have_count(3)
    expect(accueil.locator(".livre-progres")).to_be_hidden()
    assert not accueil.evaluate(CHERCHER_CIBLES)


def test_chaque_etat_est_celui_que_python_calcule(accueil):
    clients = lire_clients(chemin("ca-clients-2025.csv"))
    etats = figer_limite(clients).etats
    curseur = accueil.get_by_role("slider", name="Limite de la classe A")
    demandes = len(accueil.demandes)
    curseur.focus()
    curseur.press("Home")
    for limite in etats:
        resume = resumer_abc(classer_abc(clients, seuils=(limite, 95)))
        phrase = accueil.locator(".ch-etats .ch-phrase:visible")
        expect(phrase).to_have_count(1)
        a, effectif = resume.loc["A"], int(resume["effectif"].sum())
        attendus = (compter(a["effectif"]), str(effectif), *map(ecrire_pct, a.filter(like="part")))
        lue = phrase.inner_text()
        assert all(nombre in lue for nombre in attendus) and f"seuils {limite}/95" in lue, lue
        dessin = accueil.evaluate(LIRE_DESSIN)
        for classe in CLASSES:
            ligne = resume.loc[classe]
            ecrite = f"{compter(ligne['effectif'])} → {ecrire_pct(ligne['part_montant_pct'])}"
            assert [texte for texte in dessin if texte.startswith(f"{classe}\u202f:")] == [
                f"{classe}\u202f: {ecrite}"
            ]
        expect(curseur).to_have_attribute("aria-valuetext", f"{limite}\u202f%")
        curseur.press("ArrowRight")
        if limite != max(etats):
            expect(accueil.locator("#annonce")).not_to_have_text(lue)
    expect(accueil.locator("#annonce")).to_have_text(lue)
    assert len(accueil.demandes) == demandes


def test_ma_progression_au_dessus_du_pli_et_apres_rechargement(accueil):
    seances = {nom: Travail(nom, CODE, magasin=None) for nom in ("4-pareto", "5-methode")}
    seances["4-pareto"].q["q2"].verifier("80")
    for numero in ("q1", "q2"):
        seances["5-methode"].q[numero].renoncer()
    resumes = {seance.nom_copie: seance.resumer() for seance in seances.values()}
    accueil.evaluate(
        """([code, resumes]) => {
          const poser = (nom, texte) => localStorage.setItem(`cours:/cours/:${nom}`, texte);
          poser("identifiant", code);
          for (const [nom, resume] of Object.entries(resumes)) poser(`resume/${nom}`, resume);
        }""",
        [CODE, {nom: json.dumps(resume) for nom, resume in resumes.items()}],
    )
    accueil.reload(wait_until="load")
    reprendre = accueil.get_by_role("link", name=re.compile("^Reprendre"))
    expect(reprendre).to_have_text(re.compile(r"^Reprendre\s: chapitre 5, question 3$"))
    assert not chercher_hors_du_pli(accueil)
    assert not accueil.evaluate(CHERCHER_CIBLES)
    barres = accueil.get_by_role("progressbar")
    expect(barres).to_have_count(7)
    for rang, seance in enumerate(seances.values(), start=3):
        resume = seance.resumer()
        assert barres.nth(rang).evaluate("(el) => el.value") == pytest.approx(
            resume["faites"] / resume["total"]
        )
        ligne = accueil.locator(".livre-progres li").nth(rang)
        expect(ligne).to_contain_text(
            re.compile(rf"^\s*Chapitre {rang + 1}\s*{resume['faites']}\s/\s{resume['total']} question")
        )
    expect(accueil.locator(".livre-progres li").nth(3)).to_contain_text("1 à revoir")
    # Le départ, même après un geste et un rechargement.
    expect(accueil.get_by_role("slider")).to_have_value("80")
    assert accueil.locator(".ch-etats .ch-phrase:visible").inner_text() == repr(
        figer_limite(lire_clients(chemin("ca-clients-2025.csv")))
    )
    reprendre.click()
    accueil.wait_for_url("**/5-methode.html#exercice-q3")


def test_sans_javascript_l_accueil_montre_le_depart_sans_curseur_mort(ouvrir_page):
    vue = ouvrir_page("book/index.html", java_script_enabled=False)
    expect(vue.locator(".ch-etats .ch-phrase:visible")).to_contain_text("seuils 80/95")
    expect(vue.locator(".ch-etats input")).to_be_hidden()
    expect(vue.locator(".livre-progres")).to_be_hidden()
