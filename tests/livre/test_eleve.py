"""Le bureau de l'élève : son identifiant, son travail, sa progression, comme une personne s'en sert."""

import json
import re

import pytest
from gestes import donner_identifiant
from playwright.sync_api import expect

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.copie import lire_copie
from course_helpers.exercices.serie import Serie
from course_helpers.tirages.reserve import CLASSE, normaliser_code, ressemble_a_un_nom

CHAPITRE = "book/4-pareto.html"
PART, PART_A = "20/80\u202f: la part réelle", "La part du CA de la classe A"  # deux questions
PREFIXE = "cours:/cours/:"
SAISIES = [
    "gpme2 07", " NDRC1-12 ", "Élève_3", "classe", "marie durand", "a—b", "prenom.nom@lycee.fr", "",
    "x" * 21, "GPME2–07", "--a--", "№ 7",
]  # fmt: skip


@pytest.fixture(scope="module")
def eleve(ouvrir_contexte, serveur):
    """Une personne et son navigateur, gardés d'un test à l'autre de ce fichier."""
    with ouvrir_contexte(viewport={"width": 1280, "height": 900}, accept_downloads=True) as contexte:
        contexte.grant_permissions(["clipboard-read", "clipboard-write"])
        vue = contexte.new_page()
        vue.fautes = []
        vue.on("console", lambda m: m.type == "error" and vue.fautes.append(m.text))
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        vue.goto(serveur + "book/index.html")
        yield vue


TAPER_PUIS_TELECHARGER = """(champ) => {
  champ.value = "Jusqu’au dernier mot";
  for (const nom of ["input", "change"]) champ.dispatchEvent(new Event(nom, { bubbles: true }));
  document.querySelector(".ch-liens a").click();
}"""


def trouver_carte(vue, titre):
    return vue.locator(".ch-carte", has_text=titre).first


def repondre(vue, titre, reponse):
    carte = trouver_carte(vue, titre)
    carte.locator("input[type=text]").first.fill(reponse)
    carte.get_by_role("button", name="Vérifier").click()
    carte.locator(".ch-retour").first.wait_for()
    return carte


def lister_memoire(vue):
    return vue.evaluate(
        "(debut) => Object.keys(localStorage).filter((cle) => cle.startsWith(debut))", PREFIXE
    )


def attendre_copie(vue, code, contenu):
    """Attendre que la copie gardée contienne un texte."""
    vue.wait_for_function(
        "([cle, contenu]) => localStorage.getItem(cle)?.includes(contenu)",
        arg=[f"{PREFIXE}copie-{code}-4-pareto.json", contenu],
    )


def test_l_identifiant_se_donne_une_fois_pour_toutes_les_pages(eleve, serveur):
    assert eleve.locator(".livre-identite strong").inner_text() == "classe"
    assert "GPME2-07" in donner_identifiant(eleve, "gpme2 07")
    eleve.goto(serveur + CHAPITRE)
    assert eleve.locator(".livre-identite strong").inner_text() == "GPME2-07"


@pytest.fixture(scope="module")
def neuve(ouvrir_contexte, serveur):
    """Une page que rien ne réveille, chez quelqu'un d'autre."""
    with ouvrir_contexte() as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + "book/glossaire.html")
        yield vue


@pytest.mark.parametrize("saisie", SAISIES)
def test_la_page_et_python_lisent_un_identifiant_de_meme(neuve, saisie):
    donner_identifiant(neuve, "classe")
    reponse = donner_identifiant(neuve, saisie)
    affiche = neuve.locator(".livre-identite strong").inner_text()
    try:
        code = normaliser_code(saisie)
    except ErreurCours:
        assert affiche == "classe"
        assert "GPME2-07" in reponse  # un exemple de ce qui convient
        return
    assert affiche == ("classe" if code == CLASSE else code)
    assert ("ressemble à un nom" in reponse) == ressemble_a_un_nom(code)


def test_un_lien_propose_un_identifiant_sans_le_prendre(ouvrir_page, serveur):
    vue = ouvrir_page("book/glossaire.html#identifiant=bts1%20seance1")
    repli = vue.locator(".livre-identite")
    expect(repli.locator("[role=status]")).to_contain_text("propose l’identifiant BTS1-SEANCE1")
    assert repli.locator("strong").inner_text() == "classe"
    repli.get_by_role("button", name="Enregistrer").click()
    assert repli.locator("strong").inner_text() == "BTS1-SEANCE1"


AVIS = "Énoncés de la classe\u202f: réveillez la page pour les vôtres."


def test_endormie_la_page_dit_que_les_enonces_sont_ceux_de_la_classe(ouvrir_page):
    vue = ouvrir_page(CHAPITRE)
    avis = vue.get_by_text(AVIS)
    expect(avis.first).to_be_hidden()
    donner_identifiant(vue, "GPME2-07")
    expect(avis.first).to_be_visible()


def test_le_travail_se_retrouve_endormi_puis_eveille(eleve, serveur, activer):
    """Répondre, commencer un texte, fermer : tout est là, même avant le réveil."""
    avis = eleve.get_by_text(AVIS)
    eleve.goto(serveur + CHAPITRE)
    expect(avis.first).to_be_visible()
    activer(eleve)
    expect(avis.first).to_be_hidden()
    expect(eleve.locator(".ch-serie").first).to_contain_text("Données\u202f: GPME2-07")
    repondre(eleve, PART, "80")
    ouverte = trouver_carte(eleve, "Rendre compte au dirigeant").locator("textarea")
    ouverte.press_sequentially("Les clients A sont")
    attendre_copie(eleve, "GPME2-07", "Les clients A sont")
    eleve.reload()
    expect(eleve.locator(".ch-suivi").first).to_contain_text("Votre travail est gardé")
    expect(avis.first).to_be_visible()
    expect(trouver_carte(eleve, PART).locator(".ch-etat")).to_contain_text("à revoir sur vos données")
    expect(trouver_carte(eleve, PART_A).locator(".ch-etat")).to_have_text("● à faire")
    activer(eleve)
    carte = trouver_carte(eleve, PART)
    expect(carte.locator("input[type=text]").first).to_have_value("80")
    expect(carte.locator(".ch-retour")).to_contain_text("recopié la règle")
    expect(trouver_carte(eleve, "Rendre compte").locator("textarea")).to_have_value("Les clients A sont")


@pytest.fixture(scope="module")
def autre(ouvrir_contexte, serveur, activer):
    """Une autre personne, qui a une copie d'avant, la page éveillée : rien n'en change pour la première."""
    essai = {"essais": ["1,5"], "indices": 0, "solution": False}
    copie = {
        "format": "course-helpers/copie-1", "serie": "4-pareto", "version": 1, "code": "CLASSE",
        "tirage": 0, "variante": 0, "mode": "entrainement", "reponses": {"q3": essai},
    }  # fmt: skip
    with ouvrir_contexte(accept_downloads=True) as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + CHAPITRE)
        # Les clés de la première édition n'avaient pas le chemin du site.
        vue.evaluate(
            "(texte) => localStorage.setItem('copie-du-cours/copie-CLASSE-4-pareto.json', texte)",
            json.dumps(copie),
        )
        activer(vue)
        yield vue


def test_une_copie_de_la_premiere_edition_est_reprise(autre):
    champ = trouver_carte(autre, PART_A).locator("input[type=text]").first
    expect(champ).to_have_value("1,5")


def test_une_reponse_tapee_d_un_trait_est_lue_en_entier(autre):
    """Entrée suit la dernière lettre, que Python n'a pas encore reçue."""
    vue = autre
    carte = trouver_carte(vue, PART)
    champ = carte.locator("input[type=text]").first
    champ.press_sequentially("1234567")
    champ.press("Enter")
    expect(carte.locator(".ch-retour")).to_contain_text("1\u202f234\u202f567")
    # La copie demandée pendant que Python range le dernier mot l'attend.
    with vue.expect_download() as attente:
        trouver_carte(vue, "Rendre compte").locator("textarea").evaluate(TAPER_PUIS_TELECHARGER)
    brouillon = lire_copie(attente.value.path().read_bytes()).reponses["q18"].brouillon
    assert brouillon.reponse == "Jusqu’au dernier mot"


def test_un_double_clic_ne_fait_rien_de_plus_qu_un_clic(eleve):
    carte = trouver_carte(eleve, PART_A)
    carte.locator("input[type=text]").first.fill("1,5")
    carte.get_by_role("button", name="Vérifier").dblclick()
    expect(carte.locator(".ch-retour.ch-a_revoir")).to_contain_text("(essai 1)")
    carte.get_by_role("button", name=re.compile("Indice")).dblclick()
    expect(carte.get_by_role("button", name=re.compile("Indice"))).to_have_text("Indice 1/3")
    carte.get_by_role("button", name="Je renonce").dblclick()
    expect(carte.get_by_role("button", name="Oui, je renonce")).to_be_visible()
    expect(carte.locator(".ch-etat")).to_contain_text("à revoir")
    for nom, oui in (
        ("Nouvelles données", "Oui, d’autres données"),
        ("Effacer mes réponses", "Oui, effacer"),
    ):
        eleve.get_by_role("button", name=nom).first.dblclick()
        expect(eleve.get_by_role("button", name=oui)).to_be_visible()
    expect(carte.locator(".ch-retour.ch-a_revoir")).to_contain_text("(essai 1)")


def test_effacer_par_erreur_se_retablit(eleve):
    eleve.get_by_role("button", name="Effacer mes réponses").first.click()
    eleve.get_by_role("button", name="Oui, effacer").click()
    carte = trouver_carte(eleve, PART)
    expect(carte.locator(".ch-etat")).to_contain_text("à faire")
    eleve.get_by_role("button", name="Rétablir mes réponses effacées").click()
    expect(carte.locator(".ch-etat")).to_contain_text("à revoir")
    expect(carte.locator("input[type=text]").first).to_have_value("80")


def test_la_copie_sort_en_json_en_texte_et_a_copier(eleve):
    serie = eleve.locator(".ch-serie").first
    noms, contenus = [], []
    for lien in ("Télécharger ma copie", "en texte"):
        with eleve.expect_download() as attente:
            serie.get_by_role("link", name=lien).click()
        noms.append(attente.value.suggested_filename)
        contenus.append(attente.value.path().read_bytes())
    assert noms == ["copie-4-pareto-GPME2-07.json", "copie-4-pareto-GPME2-07.txt"]
    serie.get_by_text("Copier le texte de ma copie").click()
    serie.get_by_role("button", name="Copier", exact=True).click()
    expect(serie.get_by_role("button", name="Copié")).to_be_visible()
    contenus.append(eleve.evaluate("navigator.clipboard.readText()").encode())
    lues = [lire_copie(contenu) for contenu in contenus]
    assert all(copie.reponses["q2"].lister_essais(0) == ["80"] for copie in lues)


def test_deux_onglets_se_tiennent_au_courant(eleve, serveur, activer):
    autre = eleve.context.new_page()
    autre.goto(serveur + CHAPITRE)
    activer(autre)
    repondre(autre, PART_A, "2,5")
    expect(trouver_carte(eleve, PART_A).locator(".ch-retour")).to_contain_text("essai 2")
    repondre(eleve, PART, "70")
    expect(trouver_carte(autre, PART).locator(".ch-retour")).to_contain_text("essai 2")
    autre.close()


DEPOSER = """([zone, nom, texte]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([texte], nom));
  return ["dragover", "drop"].map((type) =>
    zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
}"""


def test_une_copie_deposee_ou_choisie_se_rouvre(autre):
    """Le canal des widgets porte les octets d'un fichier ; un fichier quelconque est refusé en clair."""
    serie = Serie("4-pareto", code="ELEVE-3")
    donner_identifiant(autre, "ELEVE-3")
    expect(autre.locator(".ch-serie").first).to_contain_text("Données\u202f: ELEVE-3.")
    serie.q["q2"].verifier("80")
    copies = [serie.exporter()]
    serie.q["q2"].verifier("70")
    copies.append(serie.exporter())
    depot = autre.locator(".ch-depot").first
    retour, carte = depot.locator(".ch-retour"), trouver_carte(autre, PART)
    expect(depot.get_by_role("button", name="Choisir ma copie")).to_have_text("Choisir ma copie")
    for nom, texte, phrase in (
        ("photo.json", "pas une copie", "Ce n’est pas une copie du cours"),
        ("copie-4-pareto-ELEVE-3.json", copies[0], "Copie rouverte"),
    ):
        # Le geste est refusé au navigateur, qui ouvrirait sinon le fichier à la place de la page.
        assert autre.evaluate(DEPOSER, [depot.element_handle(), nom, texte]) == [False, False]
        expect(retour).to_contain_text(phrase)
    expect(carte.locator(".ch-etat")).to_contain_text("à revoir")
    for nom, octets, phrase in (
        ("quelconque.json", bytes(range(256)), "n’est pas une copie du cours"),
        ("copie.json", copies[1].encode(), "Copie rouverte"),
    ):
        with autre.expect_file_chooser() as choix:
            depot.locator(".widget-upload").click()
        choix.value.set_files({"name": nom, "mimeType": "application/json", "buffer": octets})
        expect(retour).to_contain_text(phrase)
    expect(carte.locator("input[type=text]").first).to_have_value("70")


def test_tout_emporter_sur_un_autre_ordinateur(eleve, autre, serveur, ouvrir_contexte):
    """Le fichier, puis le texte collé, remettent le travail dans un navigateur neuf."""
    eleve.locator(".livre-identite summary").click()
    with eleve.expect_download() as attente:
        eleve.get_by_role("button", name="Tout télécharger").click()
    eleve.keyboard.press("Escape")
    texte = eleve.locator(".ch-a-copier textarea").first.input_value()
    with ouvrir_contexte() as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + "book/index.html")
        expect(vue.locator(".livre-progres")).to_be_hidden()
        vue.locator(".livre-identite summary").click()
        vue.locator("[data-action=tout-rouvrir]").set_input_files(
            {"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}
        )
        expect(vue.locator(".livre-identite [role=status]")).to_contain_text("n’est pas un travail")
        vue.locator("[data-action=tout-rouvrir]").set_input_files(attente.value.path())
        expect(vue.locator(".livre-identite [role=status]")).to_contain_text("remise")
        assert vue.locator(".livre-identite strong").inner_text() == "GPME2-07"
        vue.keyboard.press("Escape")
        expect(vue.locator(".livre-progres")).to_contain_text("à revoir")
        reprendre = vue.get_by_role("link", name=re.compile("Reprendre"))
        assert "chapitre 4, question" in reprendre.inner_text()
        reprendre.click()
        vue.wait_for_url("**/4-pareto.html#exercice-q*")
        expect(trouver_carte(vue, PART).locator(".ch-etat")).to_contain_text("à revoir")
    # L'identifiant, neuf ailleurs, y change : la page éveillée passe à d'autres données, puis les retrouve.
    serie, etat = autre.locator(".ch-serie").first, trouver_carte(autre, PART).locator(".ch-etat")
    donner_identifiant(autre, "GPME2-07")
    expect(serie).to_contain_text("Données\u202f: GPME2-07")
    expect(etat).to_contain_text("à faire")
    autre.get_by_label("ou collez ici le texte de votre copie").first.fill("Bonjour\n" + texte)
    autre.get_by_role("button", name="Rouvrir ce texte").first.click()
    expect(etat).to_contain_text("à revoir")
    donner_identifiant(autre, "GPME2-08")
    expect(serie).to_contain_text("Données\u202f: GPME2-08")
    expect(etat).to_contain_text("à faire")
    donner_identifiant(autre, "GPME2-07")
    expect(etat).to_contain_text("à revoir")


def test_tout_telecharger_ne_donne_pas_le_travail_des_autres(autre):
    # GPME2 commence comme GPME2-07, et n'est pas la même personne.
    for code in ("GPME2-07", "GPME2"):
        donner_identifiant(autre, code)
        expect(autre.locator(".ch-serie").first).to_contain_text(f"Données\u202f: {code}.")
        repondre(autre, PART, "60")
        attendre_copie(autre, code, '"60"')
    autre.locator(".livre-identite summary").click()
    with autre.expect_download() as attente:
        autre.get_by_role("button", name="Tout télécharger").click()
    autre.keyboard.press("Escape")
    emporte = json.loads(attente.value.path().read_text(encoding="utf-8"))
    assert list(emporte["copies"]) == list(emporte["resumes"]) == ["copie-GPME2-4-pareto.json"]


REFUSER = "Storage.prototype.setItem = () => { throw new DOMException('non', '%s'); }; null"


def test_une_memoire_qui_ne_garde_pas_est_dite_avant_de_commencer(ouvrir_contexte, serveur, activer):
    with ouvrir_contexte() as contexte:
        contexte.add_init_script(REFUSER % "SecurityError")
        vue = contexte.new_page()
        vue.goto(serveur + CHAPITRE)
        for panne, phrase in (("QuotaExceededError", "est pleine"), ("SecurityError", "ne garde rien")):
            vue.evaluate(REFUSER % panne)
            donner_identifiant(vue, "classe")
            expect(vue.locator(".livre-avis")).to_contain_text(phrase)
        activer(vue)
        serie = vue.locator(".ch-serie").first
        expect(serie).to_contain_text("ne garde rien")
        # On travaille quand même, et la copie se télécharge ; une mémoire pleine depuis peu se dit aussi.
        vue.evaluate(REFUSER % "QuotaExceededError")
        repondre(vue, PART, "80")
        expect(serie).to_contain_text("est pleine")
        lien = vue.get_by_role("link", name="Télécharger ma copie").first
        with vue.expect_download() as attente:
            lien.click()
        assert lire_copie(attente.value.path().read_bytes()).reponses["q2"].lister_essais(0) == ["80"]


def partir(vue):
    """Dire « J'ai fini », puis le confirmer."""
    vue.locator(".livre-identite summary").click()
    vue.get_by_role("button", name="J’ai fini").click()
    with vue.expect_navigation():
        vue.get_by_role("button", name="Effacer et terminer").click()


def cocher_partage(vue, oui):
    """Cocher ou décocher « Poste partagé », et attendre que la page l'ait dit."""
    vue.locator(".livre-identite summary").click()
    vue.get_by_label(re.compile("Poste partagé")).set_checked(oui)
    attendu = "Rien ne durera" if oui else "de nouveau gardé"
    expect(vue.locator(".livre-identite [role=status]")).to_contain_text(attendu)
    vue.keyboard.press("Escape")


def test_sur_un_poste_partage_rien_ne_reste(ouvrir_contexte, serveur, activer):
    with ouvrir_contexte() as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + CHAPITRE)
        vue.locator(".livre-identite summary").click()
        vue.get_by_label(re.compile("Poste partagé")).check()
        expect(vue.locator(".livre-avis")).to_contain_text("Téléchargez votre copie avant de partir")
        donner_identifiant(vue, "GPME2-09")
        activer(vue)
        repondre(vue, PART, "80")
        vue.wait_for_function("Object.keys(sessionStorage).some((cle) => cle.includes('copie-GPME2-09'))")
        assert not lister_memoire(vue)
        vue.goto(serveur + "book/index.html")
        expect(vue.locator(".livre-progres")).to_contain_text("1 à revoir")
        partir(vue)
        assert vue.locator(".livre-identite strong").inner_text() == "classe"
        expect(vue.locator(".livre-progres")).to_be_hidden()
        assert vue.evaluate("sessionStorage.length") == 0


def test_un_poste_partage_l_est_dans_tous_ses_onglets(autre, serveur):
    """Coché dans un onglet, un autre, éveillé, n'écrit plus dans le navigateur ; un troisième non plus."""
    garde = "(texte) => Object.values({ ...sessionStorage }).some((copie) => copie.includes(texte))"
    autre.evaluate("localStorage.clear()")
    donner_identifiant(autre, "EVE-3")
    expect(autre.locator(".ch-serie").first).to_contain_text("Données\u202f: EVE-3.")
    repondre(autre, PART, "80")
    attendre_copie(autre, "EVE-3", '"80"')
    endormi = autre.context.new_page()
    endormi.goto(serveur + CHAPITRE)
    cocher_partage(endormi, oui=True)
    expect(autre.locator(".ch-serie").first).to_contain_text("Poste partagé")
    expect(autre.locator(".livre-identite strong")).to_have_text("EVE-3")
    repondre(autre, PART_A, "1,5")
    endormi.wait_for_function(garde, arg="1,5")
    expect(trouver_carte(endormi, PART_A).locator(".ch-etat")).to_contain_text("à revoir")
    neuf = autre.context.new_page()
    neuf.goto(serveur + "book/index.html")
    expect(neuf.locator(".livre-identite strong")).to_have_text("EVE-3")
    expect(neuf.locator(".livre-progres")).to_contain_text("2 à revoir")
    assert not lister_memoire(autre)
    # Décoché ailleurs encore, le travail revient au navigateur.
    cocher_partage(neuf, oui=False)
    attendre_copie(autre, "EVE-3", "1,5")
    expect(autre.locator(".ch-serie").first).not_to_contain_text("Poste partagé")
    assert not autre.evaluate(garde, "1,5")
    endormi.close()
    neuf.close()


def test_un_poste_dit_partage_apres_coup_ne_garde_rien(autre, serveur):
    """Le travail d'avant la case part avec la visite ; décochée, elle le rend au navigateur."""
    # Une copie de la première édition, et celle d'une autre personne, qui reste.
    autre.evaluate(
        """() => {
      localStorage.clear();
      for (const code of ["BOB-2", "BOB"])
        localStorage.setItem(`copie-du-cours/copie-${code}-3-valeur.json`, "{}");
    }"""
    )
    donner_identifiant(autre, "BOB-2")
    expect(autre.locator(".ch-serie").first).to_contain_text("Données\u202f: BOB-2.")
    repondre(autre, PART, "80")
    attendre_copie(autre, "BOB-2", '"80"')
    cocher_partage(autre, oui=True)
    assert not lister_memoire(autre)
    restent = autre.evaluate("Object.keys(localStorage).filter((cle) => cle.includes('BOB'))")
    assert restent == ["copie-du-cours/copie-BOB-3-valeur.json"]
    expect(autre.locator(".ch-serie").first).to_contain_text("Poste partagé")
    repondre(autre, PART_A, "1,5")
    autre.wait_for_function(
        "(cle) => sessionStorage.getItem(cle)?.includes('1,5')", arg=f"{PREFIXE}copie-BOB-2-4-pareto.json"
    )
    assert not lister_memoire(autre)
    cocher_partage(autre, oui=False)
    attendre_copie(autre, "BOB-2", "1,5")
    expect(autre.locator(".ch-serie").first).not_to_contain_text("Poste partagé")
    cocher_partage(autre, oui=True)
    second = autre.context.new_page()
    second.goto(serveur + CHAPITRE)
    expect(second.locator(".livre-identite strong")).to_have_text("BOB-2")
    with second.expect_navigation():
        partir(autre)
    for vue in (autre, second):
        expect(vue.locator(".livre-identite strong")).to_have_text("classe")
        expect(vue.locator(".ch-suivi").first).to_contain_text("Progression")
        assert not lister_memoire(vue)
        assert vue.evaluate("sessionStorage.length") == 0
    second.close()


def test_tester_ce_poste_dit_oui_ou_ce_qui_manque(ouvrir_page):
    vue = ouvrir_page("book/tester.html")
    expect(vue.locator(".livre-verdict")).to_contain_text("✔ Oui")
    expect(vue.locator(".livre-tester")).to_contain_text("Le premier réveil prendra")
    vue.context.route("**/paquets.*.bin", lambda route: route.fulfill(status=403, body="filtré"))
    vue.reload()
    expect(vue.locator(".livre-verdict")).to_contain_text("✘ Non")
    expect(vue.locator(".livre-tester")).to_contain_text("laisse passer les fichiers .js, .mjs et .bin")


def test_rien_n_est_tombe_en_panne(eleve):
    assert not eleve.fautes
