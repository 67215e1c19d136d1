"""Chaque page vivante, activée une fois : ses ateliers répondent, ses exercices diagnostiquent."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from gestes import CHERCHER_CIBLES, CHERCHER_PETITS, attendre_vie, dessine, executer
from playwright.sync_api import TimeoutError, expect

from course_helpers.chapitres import COMPLEMENTS, DOSSIERS
from course_helpers.exercices.banque import lister_series, poser_serie

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
# Le nom de la page, celui de son contenu, puis « cellules.json ». Les bureaux ont leurs propres tests.
BUREAUX = {"bureau", "mon-portefeuille", "sujet"}
NOMS = sorted({fichier.name.rsplit(".", 3)[0] for fichier in SITE.glob("book/*.cellules.json")} - BUREAUX)

# Les widgets, et les canaux qui les relient à la page.
COMPTER = """import comm
from ipywidgets.widgets import widget
print(len(widget._instances), len(comm.get_comm_manager().comms))"""


class Lecteur:
    """Un lecteur, qui passe d'un chapitre au suivant sans réveiller Python deux fois."""

    def __init__(self, ouvrir_contexte, serveur, activer):
        self.ouvrir_contexte, self.serveur, self.activer = ouvrir_contexte, serveur, activer
        self.contexte = self.vue = None

    def aller(self, nom):
        """Donner la page de ce nom, vivante : la première s'active, on va aux autres par le sommaire."""
        if self.vue and self.vue.nom != nom and not dessine(self.vue):
            self.fermer()
        if not self.vue:
            self.ouvrir()
        if self.vue.nom != nom:
            self.vue.fautes.clear()
            self.vue.locator(f"#sommaire a[href*='{nom}']").first.click()
            attendre_vie(self.vue, f"{nom}.html")
            self.vue.nom = nom
        return self.vue

    def ouvrir(self):
        """Activer la première page, et compter ce qu'elle garde."""
        self.contexte = self.ouvrir_contexte(viewport={"width": 1280, "height": 900})
        self.vue = vue = self.contexte.new_page()
        vue.fautes, vue.roues, vue.nom = [], [], NOMS[0]
        vue.on("console", lambda m: m.type == "error" and vue.fautes.append(m.text))
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        # Au contexte : ses demandes comprennent celles du travailleur, où tourne Python.
        du_site = (self.serveur, "data:", "blob:")
        self.contexte.on(
            "request",
            lambda r: r.url.startswith(du_site) or vue.fautes.append(f"hors du site : {r.url}"),
        )
        self.contexte.on("request", lambda r: r.url.endswith((".whl", ".zip")) and vue.roues.append(r.url))
        vue.goto(f"{self.serveur}book/{vue.nom}.html")
        self.activer(vue)
        source = vue.locator("textarea.livre-code").first.input_value()
        vue.depart = executer(vue, COMPTER)
        executer(vue, source)

    def fermer(self):
        """Fermer la page ; la suivante sera neuve."""
        if self.contexte:
            self.contexte.close()
        self.contexte = self.vue = None


@pytest.fixture(scope="module")
def lecteur(ouvrir_contexte, serveur, activer):
    """Donner le lecteur, le même pour tous les chapitres."""
    lecteur = Lecteur(ouvrir_contexte, serveur, activer)
    yield lecteur
    lecteur.fermer()


@pytest.fixture(scope="module", params=NOMS or ["(aucune page vivante)"])
def nom(request):
    """Donner chaque page vivante à son tour ; tous ses tests se suivent."""
    return request.param


@pytest.fixture
def vive(nom, lecteur):
    """Donner la page, vivante pour tous les tests qui suivent."""
    return lecteur.aller(nom)


def test_chaque_chapitre_est_une_page_vivante(site):
    assert set(lister_series()) <= set(NOMS)
    for nom in NOMS:
        (fichier,) = site.glob(f"book/{nom}.*.cellules.json")
        cellules = json.loads(fichier.read_text("utf-8"))
        html = (site / "book" / f"{nom}.html").read_text("utf-8")
        assert all(c["ancre"] is None or f'id="{c["ancre"]}"' in html for c in cellules)


def test_chaque_bloc_ne_demande_que_la_preparation_de_sa_page(site):
    """Le bloc où l'on clique s'éveille le premier : il ne compte pas sur les autres."""
    for nom in NOMS:
        (fichier,) = site.glob(f"book/{nom}.*.cellules.json")
        cellules = json.loads(fichier.read_text("utf-8"))
        jouees = [c for c in cellules if not {"statique", "hide-input"} & set(c["etiquettes"])]
        espace = {}
        for cellule in (c for c in jouees if c["ancre"] is None):
            exec(cellule["source"], espace)
        for cellule in (c for c in jouees if c["ancre"]):
            exec(cellule["source"], dict(espace))


def test_activee_sans_erreur_ni_demande_ailleurs(vive):
    assert not vive.fautes
    assert "La page est active" in vive.locator(".livre-activation").inner_text()
    expect(vive.get_by_role("button", name="Activer")).to_have_count(0)


def test_axe_ne_trouve_rien_une_fois_activee(vive, examiner):
    if vive.nom == "4-pareto":
        return  # test_accessibilite.py l'examine, ses tableaux ouverts
    fautes = examiner(vive, NOMS.index(vive.nom), zones=[".livre-activation", ".cell"])
    assert not fautes, "\n".join(fautes)
    vive.emulate_media(color_scheme="light")
    vive.set_viewport_size({"width": 1280, "height": 900})


# Chaque bloc qui a une adresse, et celle que son lien donne.
LIRE_ADRESSES = """() => [...document.querySelectorAll('[id^="atelier-"], [id^="exercice-"]')].map(
  (titre) => [titre, titre.closest('.ch-atelier, .ch-carte').querySelector('.ch-lien')]).map(
  ([titre, lien]) => [`#${titre.id}`, lien.getAttribute('href')])"""


def test_chaque_bloc_garde_en_s_eveillant_son_adresse(vive, site):
    dort = (site / "book" / f"{vive.nom}.html").read_text("utf-8")
    adresses = vive.evaluate(LIRE_ADRESSES)
    assert [nom[1:] for nom, _ in adresses] == re.findall(r' id="((?:atelier|exercice)-[^"]+)"', dort)
    assert len(adresses) == vive.locator(".ch-atelier, .ch-carte").count()
    assert all(nom == lien for nom, lien in adresses) and len(dict(adresses)) == len(adresses)


# Les mots d'une figure, tels que dessinés.
CHERCHER_MOTS = """() => [...document.querySelectorAll('figure svg[role=img] text')]
  .filter((el) => el.checkVisibility())
  .map((el) => {
    const { c, d } = el.getScreenCTM(); // un mot couché a sa hauteur en travers
    return [Math.hypot(c, d) * parseFloat(getComputedStyle(el).fontSize), el.textContent.trim()];
  })
  .filter(([taille]) => taille < 10.95)"""
# Ce qui cache un réglage que le clavier atteint, ou ce qui ne se voit plus de la figure ou de la phrase.
CHERCHER_CACHES = """() => {
  const caches = [];
  document.documentElement.style.scrollBehavior = 'auto';
  // axe-core a fait ouvrir les panneaux de l'en-tête, qui passent devant la page.
  document.querySelectorAll('.livre-entete details').forEach((panneau) => { panneau.open = false; });
  for (const atelier of document.querySelectorAll('.ch-atelier')) {
    const reglages = ':is(input, select, textarea, button, [role=slider])';
    for (const el of atelier.querySelectorAll(`.ch-reglages ${reglages}`)) {
      if (!el.checkVisibility({ visibilityProperty: true })) continue;
      for (const ecrans of [-3, 3]) {
        document.activeElement.blur();
        scrollBy(0, el.getBoundingClientRect().top + ecrans * innerHeight);
        el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }));
        el.focus();
        const { left, top, width, height } = el.getBoundingClientRect();
        const la = document.elementFromPoint(left + width / 2, top + height / 2);
        const dire = (quoi) => caches.push(`${quoi} : ${atelier.querySelector('.ch-titre').innerText}, ${
          el.closest('.ch-curseur, .jupyter-widgets').innerText.slice(0, 40)}, ${ecrans}`);
        if (!el.contains(la)) dire(`couvert par ${la?.outerHTML.slice(0, 80)}`);
        const tete = document.querySelector('.livre-entete').getBoundingClientRect().bottom;
        for (const vu of atelier.querySelectorAll('.ch-vue :is(svg[role=img], .ch-phrase)')) {
          const { top, bottom, height } = vu.getBoundingClientRect();
          const vue = Math.min(bottom, innerHeight) - Math.max(top, tete);
          if (vue < 0.9 * height) dire(`${vu.tagName} hors de vue`);
        }
      }
    }
  }
  document.documentElement.style.scrollBehavior = '';
  return caches;
}"""


@pytest.mark.parametrize("largeur", [390, 1280])
def test_tout_se_touche_et_se_lit(vive, largeur):
    """44 px au moins pour un doigt ; 16 px dans un champ, sans quoi un téléphone grossit la page."""
    vive.set_viewport_size({"width": largeur, "height": 844})
    vive.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    assert vive.locator("main button:visible").count()
    petites, petits, mots = map(vive.evaluate, (CHERCHER_CIBLES, CHERCHER_PETITS, CHERCHER_MOTS))
    vive.set_viewport_size({"width": 1280, "height": 900})
    assert not petites, "\n".join(petites)
    assert not petits, "\n".join(petits)
    assert not mots, mots


def test_la_figure_et_la_phrase_restent_a_l_ecran_quand_on_regle(vive):
    """Où que l'on en soit, le réglage que le clavier atteint n'est pas dessous."""
    largeur, hauteur = ((390, 844), (1024, 768))[NOMS.index(vive.nom) % 2]
    vive.set_viewport_size({"width": largeur, "height": hauteur})
    caches = vive.evaluate(CHERCHER_CACHES)
    vive.set_viewport_size({"width": 1280, "height": 900})
    assert not caches, "\n".join(caches)


def test_sur_un_grand_ecran_l_atelier_prend_la_largeur_et_sa_phrase_se_voit(vive):
    """Dès 720 px de haut, le titre en haut, la phrase ne couvre rien de la figure."""
    for largeur, hauteur in ((1440, 900), (1366, 720)):
        vive.set_viewport_size({"width": largeur, "height": hauteur})
        for atelier in vive.locator(".ch-atelier").all():
            assert atelier.bounding_box()["width"] == pytest.approx(1100, abs=100)
            atelier.evaluate("(el) => el.scrollIntoView({ block: 'start', behavior: 'instant' })")
            if atelier.locator("svg[role=img]").count():
                nom = f"{atelier.locator('.ch-titre').inner_text()}, {largeur} × {hauteur}"
                phrase = atelier.locator(".ch-phrase").bounding_box()
                figure = atelier.locator("svg[role=img]").bounding_box()
                assert phrase["y"] + phrase["height"] <= hauteur, nom
                assert figure["y"] + figure["height"] <= phrase["y"], nom
    vive.set_viewport_size({"width": 1280, "height": 900})


def test_chaque_reglage_se_nomme_et_se_dit_en_francais(vive):
    expect(vive.locator('[title="null"]')).to_have_count(0)
    niveaux = vive.evaluate("""() => [...document.querySelectorAll('main .ch-titre')].map((titre) => {
      const avant = [...document.querySelectorAll('main :is(h1, h2, h3, h4)')].filter((h) =>
        h.compareDocumentPosition(titre) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
      return [Number(titre.ariaLevel), Number(avant.tagName[1]) + 1];
    })""")
    assert niveaux or vive.nom in DOSSIERS
    assert all(lu == attendu for lu, attendu in niveaux)
    for poignee in vive.get_by_role("slider").all():
        assert poignee.get_attribute("aria-label")
        assert "." not in poignee.get_attribute("aria-valuetext")
    for champ in vive.locator("input[type=number]").all():
        assert champ.get_attribute("inputmode") == "decimal"
    groupes = [
        {bouton.get_attribute("name") for bouton in groupe.locator("input[type=radio]").all()}
        for groupe in vive.locator(".widget-radio-box").all()
    ]
    assert all(len(noms) == 1 and None not in noms for noms in groupes)
    assert len(set().union(*groupes)) == len(groupes)


def deplacer(champ):
    """Aller à mi-chemin de la borne la plus lointaine, sur un pas du champ."""
    valeur = float(champ.input_value())
    bornes = [float(borne) for nom in ("min", "max") if (borne := champ.get_attribute(nom))]
    loin = max(bornes or [2 * valeur + 10], key=lambda borne: abs(borne - valeur))
    pas = float(champ.get_attribute("step") or 1)
    champ.fill(f"{valeur + round((loin - valeur) / 2 / pas) * pas:.10g}")
    champ.press("Enter")


def glisser(poignee):
    """Pousser un curseur de cinq crans au clavier : un seul peut ne rien changer à ce qui s’arrondit."""
    au_bout = poignee.get_attribute("aria-valuenow") == poignee.get_attribute("aria-valuemin")
    poignee.press("PageUp" if au_bout else "PageDown")


def choisir_autre(liste):
    """Prendre, dans une liste, une option qui n'est pas la sienne."""
    options = liste.locator("option").all_inner_texts()
    ici = liste.evaluate("(el) => el.selectedIndex")
    liste.select_option(label=options[(ici + 1) % len(options)])


def attendre_autre(atelier, avant, nom):
    """Attendre que la phrase ne soit plus la même."""
    change = "([el, avant]) => el.querySelector('.ch-phrase').innerText !== avant"
    try:
        atelier.page.wait_for_function(change, arg=[atelier.element_handle(), avant], polling=50)
    except TimeoutError as vain:
        raise AssertionError(f"Rien ne change après : {nom}") from vain


# Un geste par genre de réglage. Le champ et la poignée d'un curseur sont liés de même partout.
GENRES = {
    "[role=slider]": glisser,
    "input[type=number]": deplacer,
    "input[type=checkbox]": lambda el: el.click(),
    "input[type=radio]:not(:checked)": lambda el: el.click(),
    "select": choisir_autre,
    ":is(input[type=text], textarea)": lambda el: (el.fill("Relancer 12 clients"), el.press("Enter")),
}


def test_chaque_genre_de_reglage_de_chaque_atelier_repond(vive):
    """Tous les réglages de tous les ateliers sont joués, sans navigateur, dans tests/ateliers."""
    ateliers = vive.locator(".ch-atelier")
    # Un dossier n'a que ses questions.
    assert vive.nom in DOSSIERS or ateliers.count() >= (1 if vive.nom in COMPLEMENTS else 2)
    for atelier in ateliers.all():
        phrase, reglages = atelier.locator(".ch-phrase"), atelier.locator(".ch-reglages")
        depart, joues = phrase.inner_text(), 0
        for genre, agir in GENRES.items():
            reglage = reglages.locator(f"{genre}:visible").first
            if not reglage.count():
                continue
            avant = phrase.inner_text()
            nom = reglage.evaluate("(el) => el.closest('.jupyter-widgets')?.innerText || el.outerHTML")
            agir(reglage)
            attendre_autre(atelier, avant, nom)
            joues += 1
        assert joues, depart
        atelier.get_by_role("button", name="Revenir au départ").click()
        expect(phrase).to_have_text(depart, use_inner_text=True)
    assert not vive.fautes


@cache
def choisir_question(nom):
    """La première question de la série qui a un champ et une erreur reconnue."""
    for saisie in ("ligne", "boutons"):
        for posee in poser_serie(nom, 0).questions.values():
            if posee.champs[0].saisie == saisie and not posee.champs[0].cle and posee.erreurs:
                return posee
    raise AssertionError(f"{nom} : aucune question à poser")


def test_une_reponse_fausse_puis_juste(vive):
    """L'élève se trompe comme une erreur reconnue, lit le diagnostic, puis corrige."""
    if vive.nom in DOSSIERS:
        return  # rien n'y est jugé : test_dossiers.py y répond
    if vive.nom not in lister_series():
        expect(vive.locator(".ch-carte")).to_have_count(0)
        return
    posee = choisir_question(vive.nom)
    carte = vive.locator(".ch-carte", has_text=str(posee.enonce).split("\n")[0][:60]).first
    for donnee in (posee.erreurs[0][1], posee.attendu):
        reponse = posee.ecrire(posee.question.arrondir(donnee))
        verdict = posee.juger(reponse)
        if posee.champs[0].saisie == "ligne":
            carte.locator("input[type=text]").first.fill(reponse)
        else:
            carte.get_by_label(reponse, exact=True).check()
        carte.get_by_role("button", name="Vérifier").click()
        carte.locator(f".ch-retour.ch-{verdict.etat}").wait_for()
        lu = " ".join(carte.locator(".ch-retour").inner_text().split())
        assert " ".join(verdict.message.split())[-40:] in lu
    assert verdict.etat == "reussi" and not vive.fautes


def test_rien_n_est_telecharge_apres_coup(vive):
    """Après les tests qui précèdent : ce que la page emploie, elle l'a téléchargé d'abord."""
    assert not vive.roues, "Refaites book/_vivant/socle.txt : voir CONTRIBUTING.md."


def test_ce_qui_quitte_la_page_est_libere(vive):
    """Du tour des chapitres, on revient avec autant de widgets et de canaux qu'au départ."""
    if vive.nom != NOMS[-1]:
        return
    vive.locator(f"#sommaire a[href*='{NOMS[0]}']").first.click()
    attendre_vie(vive, f"{NOMS[0]}.html")
    avant, apres = ([int(n) for n in comptes.split()] for comptes in (vive.depart, executer(vive, COMPTER)))
    assert min(avant) > 100
    assert apres == pytest.approx(avant, rel=0.1)
    assert not vive.fautes
