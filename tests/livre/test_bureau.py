"""« Mon bureau » dans la page : des copies s'y corrigent, les notes s'en emportent, rien n'en sort."""

import csv
import io
import json
import re
import zipfile

import pytest
import zxingcpp
from attaques import (
    FORMULES,
    IDENTIFIANTS_PIEGES,
    OCTETS_HOSTILES,
    PIEGE,
    TYPES_INATTENDUS,
    lister_liens_hostiles,
    mettre_en_cahier,
)
from gestes import choisir, emporter, etape, parcourir
from lecture import lire as lire_mots
from PIL import Image
from playwright.sync_api import expect

from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.sujet import composer_sujet, ecrire_fragment, lire_fragment, lire_sujet

PAGE = "book/bureau.html"
RELEVER = """async () => ({
  local: { ...localStorage }, session: { ...sessionStorage },
  bases: await indexedDB.databases(), caches: await caches.keys(), biscuits: document.cookie,
})"""


def exporter(code, juste):
    """La copie d'une personne qui répond à la question 2, juste ou non."""
    serie = Serie("4-pareto", code=code, magasin=None)
    posee = serie.q["q2"].posee
    serie.q["q2"].verifier(str(posee.question.arrondir(posee.attendu)).replace(".", ",") if juste else "3")
    return serie.exporter()


@pytest.fixture(scope="module")
def vive(ouvrir_contexte, serveur, activer):
    """La page, éveillée une fois pour tous les tests : chacun part de ce que le précédent a laissé."""
    with ouvrir_contexte(viewport={"width": 1366, "height": 768}, accept_downloads=True) as contexte:
        contexte.grant_permissions(["clipboard-write"])
        vue = contexte.new_page()
        vue.fautes, vue.demandes = [], []
        vue.on("console", lambda m: m.type == "error" and vue.fautes.append(m.text))
        vue.on("pageerror", lambda erreur: vue.fautes.append(str(erreur)))
        contexte.on("request", lambda demande: vue.demandes.append(demande))
        vue.goto(serveur + PAGE)
        activer(vue)
        vue.garde = vue.evaluate(RELEVER)
        yield vue


def lister_roues(vue, depuis=0):
    """Les bibliothèques que la page a demandées en plus de ce qui l'éveille."""
    return [d.url for d in vue.demandes[depuis:] if d.url.endswith((".whl", ".zip"))]


def test_endormie_la_page_dit_a_quoi_elle_sert(ouvrir_page, examiner):
    vue = ouvrir_page(PAGE)
    expect(vue.get_by_role("button", name="Ouvrir mon bureau")).to_be_visible()
    assert not examiner(vue)


# Ce qui dit qu'un onglet est là ; le dernier est celui où la page s'ouvre.
ONGLETS = {
    "Corriger": "Choisir des fichiers",
    "Composer": "Partir d’un sujet prêt",
    "Imprimer": "Les fiches à imprimer",
    "Ma classe": "Les bandelettes|Donner les identifiants",
}


def basculer(vue, ouvert):
    """Ouvrir ce qu'un onglet cache derrière un bouton (ses replis, le code QR), ou le refermer."""
    avant, apres = ("false", "true") if ouvert else ("true", "false")
    for bouton in vue.locator(f"main .widget-toggle-button[aria-expanded={avant}]").element_handles():
        bouton.press("Enter")
        vue.wait_for_function(f"(el) => el.getAttribute('aria-expanded') === '{apres}'", arg=bouton)


def inspecter(vue, rang, onglet, verifier_ecrans):
    """Aller à un onglet, y ouvrir tout, et le vérifier : largeurs, cibles, axe-core, clavier."""
    vue.get_by_role("radio", name=re.compile(f"^{onglet}")).press(" ")
    expect(vue.get_by_role("button", name=re.compile(ONGLETS[onglet])).first).to_be_visible()
    basculer(vue, ouvert=True)
    verifier_ecrans(vue, rang)
    vue.evaluate("() => { document.activeElement.blur(); delete window.arrets; scrollTo(0, 0); }")
    vue.locator(".livre-evitement").focus()
    arrets = parcourir(vue)
    assert len(arrets) > 10 and "accessibilite" in arrets[-1]["html"]
    assert not [arret["html"] for arret in arrets if not (arret["vu"] and arret["suit"])]


@pytest.mark.parametrize(("rang", "onglet"), [*enumerate(ONGLETS)])
def test_neuf_rien_ne_depasse_et_axe_ne_trouve_rien(vive, verifier_ecrans, rang, onglet):
    """Chaque onglet, tel qu'il s'ouvre ; ce que l'on y a ouvert se referme."""
    inspecter(vive, rang, onglet, verifier_ecrans)
    basculer(vive, ouvert=False)


def test_trois_copies_et_un_fichier_corrompu_donnent_leurs_notes(vive, tmp_path):
    for code, juste in (("BTS1-01", True), ("BTS1-02", False), ("BTS1-03", True)):
        (tmp_path / f"{code}.json").write_text(exporter(code, juste), encoding="utf-8")
    (tmp_path / "corrompu.json").write_text(exporter("BTS1-04", True)[:400], encoding="utf-8")
    expect(vive.get_by_role("radio", name="Ma classe")).to_be_checked()
    vive.get_by_role("radio", name="Corriger").press(" ")
    choisir(vive, "Choisir des fichiers", *sorted(tmp_path.iterdir()))
    lire = etape(vive, "Lire la classe")
    expect(lire.locator(".ch-phrase").first).to_contain_text("4\u202ffichiers déposés\u202f: 3\u202flus")
    lignes = lire.get_by_role("row", name="BTS1-")
    expect(lignes).to_have_count(3)
    notes = [ligne.get_by_role("cell").first.inner_text() for ligne in lignes.all()]
    assert notes[0] == notes[2] and float(notes[0].replace(",", ".")) > 0 and notes[1] == "0,0"
    ecarte = lire.get_by_role("listitem").filter(has_text="corrompu.json")
    expect(ecarte).to_contain_text("(illisible)")
    expect(ecarte).to_contain_text("demandez la copie d’origine")

    assert not lister_roues(vive), "Refaites socle.txt."

    octets = emporter(vive, "Les notes (CSV")
    tableau = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert [ligne["note_sur_20"] for ligne in tableau] == [*notes, ""]
    assert [ligne["etat"] for ligne in tableau] == ["corrigée"] * 3 + ["illisible"]
    with zipfile.ZipFile(io.BytesIO(emporter(vive, "Le retour de chaque personne"))) as archive:
        assert archive.namelist() == [f"BTS1-0{rang}.html" for rang in (1, 2, 3)]
    assert emporter(vive, "Les notes, dont le barème").startswith(b"PK")


def test_une_copie_s_ouvre_a_cote_de_ses_reponses_attendues(vive):
    voir = etape(vive, "Ouvrir une copie")
    voir.get_by_label("Copie à ouvrir").select_option(label="BTS1-02")
    question = voir.locator(".ch-question", has_text="Question 2 ·")
    expect(question.locator(".ch-reponse").first).to_have_text("3")
    expect(question).to_contain_text("Réponse attendue")


def test_une_classe_recoit_ses_identifiants_et_ses_notes_dans_l_ordre(vive, tmp_path):
    vive.get_by_role("radio", name="Ma classe").press(" ")
    noms = vive.get_by_label("Les élèves, un par ligne")
    noms.fill("MARTIN Tom\n<img src=x> Léa\nPETIT Zoé")
    vive.get_by_role("button", name="Donner les identifiants").press("Enter")
    expect(etape(vive, "Coller la liste").locator(".ch-a-dire")).to_contain_text("3\u202fidentifiants donnés")
    assert "PETIT Zoé" in emporter(vive, "Les bandelettes").decode()
    garde = json.loads(emporter(vive, "La correspondance"))
    assert [eleve["nom"] for eleve in garde["eleves"]] == ["MARTIN Tom", "<img src=x> Léa", "PETIT Zoé"]
    (tmp_path / "lea.json").write_text(exporter(garde["eleves"][1]["identifiant"], True), encoding="utf-8")

    vive.get_by_role("radio", name="Corriger").press(" ")
    vive.get_by_role("button", name="Retirer toutes les copies").press("Enter")
    choisir(vive, "Choisir des fichiers", tmp_path / "lea.json")
    expect(etape(vive, "Lire la classe").get_by_role("row", name="<img src=x> Léa")).to_be_visible()
    expect(etape(vive, "Lire la classe")).to_contain_text("2\u202félèves sans copie")
    etape(vive, "Emporter").get_by_text("Voir et copier la colonne").press("Enter")
    colonne = vive.get_by_label("Colonne des notes").input_value().split("\n")
    assert len(colonne) == 3 and colonne[0] == colonne[2] == "" and float(colonne[1].replace(",", ".")) > 0
    assert vive.locator("main img[src=x]").count() == 0


def test_une_copie_mal_identifiee_se_rattache_par_un_menu(vive, tmp_path):
    (tmp_path / "autre.json").write_text(exporter("GPME2-000", True), encoding="utf-8")
    choisir(vive, "Choisir des fichiers", tmp_path / "autre.json")
    lire = etape(vive, "Lire la classe")
    menu = lire.get_by_label("La copie «\u202fGPME2-000\u202f» est à")
    menu.select_option(index=1)
    expect(lire).to_contain_text("1\u202félève sans copie")
    expect(lire.get_by_role("row", name="· GPME2-000")).to_be_visible()


def test_une_archive_et_ses_attaques_se_deposent(vive, tmp_path):
    """Ce que la commande refuse, la page le refuse : les autres copies ont leur note."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("DURAND Léa_1_assignsubmission/copie.json", exporter("BTS1-09", True))
        archive.writestr("../../evasion.json", "[" * 10_000)
        archive.writestr("bombe.json", b" " * 30_000_000)
        archive.writestr("<img src=x onerror=alert(1)>.json", '{"format": 7}')
        archive.writestr("photo.png", b"\x89PNG")
    (tmp_path / "devoir.zip").write_bytes(tampon.getvalue())
    vive.get_by_role("button", name="Retirer toutes les copies").press("Enter")
    choisir(vive, "Choisir des fichiers", tmp_path / "devoir.zip")
    lire = etape(vive, "Lire la classe")
    expect(lire.locator(".ch-phrase").first).to_contain_text("5\u202ffichiers déposés\u202f: 1\u202flu")
    for nom, motif in (
        ("../../evasion.json", "imbriqué"),
        ("bombe.json", "30,0 Mo"),
        ("<img src=x", "d’un autre cours"),
        ("photo.png", "demandez la copie téléchargée"),
    ):
        expect(lire.get_by_role("listitem").filter(has_text=nom)).to_contain_text(motif)
    assert vive.locator("main img[src=x]").count() == 0


def test_chaque_attaque_de_la_commande_est_essayee_dans_la_page(vive):
    """Le Python de la page a une autre pile et d'autres bornes : rien ne l'arrête non plus."""
    copie = json.loads(exporter("BTS1-20", True))
    alterees = [motif for motif, _ in TYPES_INATTENDUS]
    alterees += [{"code": code} for code in (*FORMULES, *IDENTIFIANTS_PIEGES)]
    html = json.loads(exporter("BTS1-21", True)) | {"note": 20}
    for feuille in html["reponses"].values():
        feuille["gestes"] = [{"id": "a", "geste": "essai", "reponse": PIEGE}]
        feuille["note"] = 20
    change = json.loads(exporter("BTS1-22", True)) | {"code": "BTS1-23"}
    cahier = mettre_en_cahier(json.loads(exporter("BTS1-24", True)), "/temoin")
    fichiers = {
        "juste.json": exporter("BTS1-20", True).encode(),
        "html.json": json.dumps(html).encode(),
        "change.json": json.dumps(change).encode(),
        "devoir.ipynb": json.dumps(cahier).encode(),
        **{f"octets-{rang}.json": octets for rang, (octets, _) in enumerate(OCTETS_HOSTILES)},
        **{f"altere-{rang}.json": json.dumps(copie | a).encode() for rang, a in enumerate(alterees)},
        "lourd.json": b"x" * 2_000_000,
    }
    vive.get_by_role("radio", name="Corriger").press(" ")
    vive.get_by_role("button", name="Retirer toutes les copies").press("Enter")
    with vive.expect_file_chooser() as ouvert:
        vive.get_by_role("button", name="Choisir des fichiers").press("Enter")
    ouvert.value.set_files(
        [{"name": nom, "mimeType": "", "buffer": octets} for nom, octets in fichiers.items()]
    )
    lire = etape(vive, "Lire la classe")
    expect(lire.locator(".ch-phrase").first).to_contain_text(
        f"{len(fichiers)}\u202ffichiers déposés\u202f: 4\u202flus"
    )
    ecartes = lire.get_by_role("listitem").all_inner_texts()
    attendus = {f"octets-{rang}.json": motif for rang, (_, motif) in enumerate(OCTETS_HOSTILES)}
    attendus |= {f"altere-{rang}.json": motif for rang, (_, motif) in enumerate(TYPES_INATTENDUS)}
    for nom in (*attendus, *(f"altere-{rang}.json" for rang in range(len(alterees))), "lourd.json"):
        (dit,) = (texte for texte in ecartes if texte.startswith(nom))
        assert attendus.get(nom, "") in lire_mots(dit), dit
    assert not any(texte.startswith("html.json") and "illisible" in texte for texte in ecartes)
    # Une note écrite dans la copie ne compte pas ; un identifiant changé se remarque.
    expect(lire.get_by_role("row", name="BTS1-21").get_by_role("cell").first).to_have_text("0,0")
    expect(lire).to_contain_text("annoncée")
    choix = etape(vive, "Ouvrir une copie").get_by_label("Copie à ouvrir")
    # Elle n'est pas de la classe collée plus haut, s'il y en a une : son nom le dirait.
    choix.select_option(label=choix.locator("option", has_text="BTS1-21").inner_text())
    expect(etape(vive, "Ouvrir une copie")).to_contain_text(PIEGE)
    assert vive.locator("main :is(img[src=x], script:not([src]))").count() == 0


def test_un_lien_hostile_donne_au_bureau_le_dit_et_ne_change_rien(vive):
    deposer = etape(vive, "Déposer")
    vive.get_by_role("button", name="Corriger les copies d’un sujet").press("Enter")
    for lien in lister_liens_hostiles(ecrire_fragment(composer_sujet([("4-pareto", "q3", 2)]))):
        deposer.get_by_label("Le lien du sujet").fill(lien)
        deposer.get_by_role("button", name="Prendre ce sujet").press("Enter")
        expect(deposer.locator(".ch-alerte")).to_be_visible()
        deposer.get_by_label("Le lien du sujet").fill("abc-30")
        deposer.get_by_role("button", name="Prendre ce sujet").press("Enter")
        expect(deposer.get_by_text("Sujet ouvert")).to_be_visible()
    assert vive.locator("main img[src=x]").count() == 0 and not vive.fautes


def test_une_seance_enregistree_se_reprend_apres_la_fermeture_de_la_page(vive, activer, tmp_path):
    depuis, avertie = len(vive.demandes), []
    vive.on("dialog", lambda demande: (avertie.append(demande.type), demande.accept()))
    vive.reload()
    assert avertie == ["beforeunload"], "les copies des tests précédents ne sont dans aucune séance"
    activer(vive)
    vive.get_by_label("Les élèves, un par ligne").fill("MARTIN Tom\nDURAND Léa")
    vive.get_by_role("button", name="Donner les identifiants").press("Enter")
    garde = json.loads(emporter(vive, "La correspondance"))
    tom = garde["eleves"][0]["identifiant"]
    serie = Serie("4-pareto", code=tom, magasin=None)
    serie.q["q18"].verifier("Trois clients font tout. <img src=x>")
    (tmp_path / "tom.json").write_text(serie.exporter(), encoding="utf-8")
    vive.get_by_role("radio", name="Corriger").press(" ")
    choisir(vive, "Choisir des fichiers", tmp_path / "tom.json")

    voir, grille = etape(vive, "Ouvrir une copie"), etape(vive, "Lire la classe")
    expect(grille).to_contain_text("1\u202frédaction à noter")
    copie = f"MARTIN Tom · {tom}"
    voir.get_by_label("Copie à ouvrir").select_option(label=copie)
    expect(voir).to_contain_text("Trois clients font tout. <img src=x>")
    criteres = voir.get_by_label(re.compile("est cité|nommé|est proposée"))
    expect(criteres).to_have_count(4)
    for rang, niveau in enumerate((3, 2, 1, 3)):
        criteres.nth(rang).select_option(index=niveau + 1)
    expect(voir).to_contain_text("3,00 sur 4\u202fpoints")
    expect(grille.get_by_role("row", name="MARTIN Tom")).to_contain_text("2,5")
    expect(grille).to_contain_text("Il ne reste aucune rédaction à noter")
    # Des points tapés l'emportent sur les niveaux, jusqu'à ce que leur champ soit vidé.
    points = voir.get_by_label("Ou ses points (question 18), sur 4")
    for tapes, dit, note in (
        ("5", "ne conviennent pas", "2,5"),
        ("2,25", "2,25 sur 4", "1,9"),
        ("", "3,00 sur 4", "2,5"),
    ):
        points.fill(tapes)
        points.press("Enter")
        expect(voir).to_contain_text(dit)
        expect(grille.get_by_role("row", name="MARTIN Tom")).to_contain_text(note)

    voir.get_by_role("button", name="Changer la note à la main").press("Enter")
    voir.get_by_label("Note changée").fill("14,5")
    voir.get_by_role("button", name="Changer la note", exact=True).press("Enter")
    expect(voir).to_contain_text("La raison manque")
    voir.get_by_label("Raison").fill("Oral réussi")
    voir.get_by_role("button", name="Changer la note", exact=True).press("Enter")
    expect(grille.get_by_role("row", name="MARTIN Tom")).to_contain_text("14,5 (changée)")
    assert not lister_roues(vive, depuis), "Refaites socle.txt."
    # Une séance écrite reste à télécharger : la page demande encore.
    demande = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    vive.get_by_role("button", name="La séance de correction").press("Enter")
    expect(vive.locator("a[download^='correction-']")).to_be_visible()
    assert vive.evaluate(demande)
    (tmp_path / "correction.json").write_bytes(emporter(vive, "La séance de correction"))
    assert not vive.evaluate(demande)

    vive.reload()
    assert len(avertie) == 1, "la correspondance et la séance sont téléchargées"
    activer(vive)
    vive.get_by_role("radio", name="Corriger").press(" ")
    choisir(vive, "Reprendre une séance", tmp_path / "correction.json")
    expect(etape(vive, "Déposer")).to_contain_text("Séance reprise")
    ligne = grille.get_by_role("row", name="MARTIN Tom")
    expect(ligne).to_contain_text("14,5 (changée)")
    expect(grille).to_contain_text("note changée, 2,5 → 14,5\u202f: Oral réussi")
    voir.get_by_label("Copie à ouvrir").select_option(label=copie)
    niveaux = ("très satisfaisant", "satisfaisant", "insuffisant", "très satisfaisant")
    for rang, niveau in enumerate(niveaux):
        expect(criteres.nth(rang)).to_have_value(re.compile(f"^{niveau}"))
    voir.get_by_role("button", name="Changer la note à la main").press("Enter")
    expect(voir.get_by_label("Note changée")).to_have_value("14,5")
    expect(voir.get_by_label("Raison")).to_have_value("Oral réussi")
    voir.get_by_role("button", name="Revenir à la note calculée").press("Enter")
    expect(ligne).to_contain_text("2,5")
    expect(ligne).not_to_contain_text("changée")
    voir.get_by_label("Raison").fill("Oral réussi")
    voir.get_by_label("Note changée").fill("14,5")
    voir.get_by_role("button", name="Changer la note", exact=True).press("Enter")
    expect(ligne).to_contain_text("14,5 (changée)")
    assert vive.locator("main img[src=x]").count() == 0


# Le cadre que la page imprime n'y reste que le temps d'imprimer.
RETENIR_IMPRESSION = """() => {
  window.imprime = "";
  new MutationObserver((_, guet) => {
    imprime = document.querySelector("body > iframe[hidden]")?.srcdoc ?? "";
    if (imprime) guet.disconnect();
  }).observe(document.body, { childList: true });
}"""


def test_huit_questions_de_trois_chapitres_font_un_sujet(vive, serveur, examiner, tmp_path):
    """Au clavier pour l'essentiel : choisir, ordonner, donner des points, lire le lien et son code."""
    depuis = len(vive.demandes)
    vive.get_by_role("radio", name="Composer").press(" ")
    banque, reglages = etape(vive, "Choisir les questions"), etape(vive, "Régler le sujet")
    for numero in ("1.1", "1.2", "3.3", "3.5", "4.2", "4.3", "4.4", "4.18"):
        banque.get_by_label("Chapitre").select_option(index=int(numero[0]))
        if numero == "4.18":
            banque.get_by_label("Réponse").select_option(label="ouvert")
        banque.get_by_role("button", name=f"Ajouter la question {numero}", exact=True).press("Enter")
        expect(banque.get_by_role("button", name=f"Retirer la question {numero}", exact=True)).to_be_focused()
    expect(reglages.locator(".ch-phrase").first).to_contain_text("8\u202fquestions")

    # « 4.18 », la dernière, monte de deux places : le focus la suit.
    reglages.get_by_title("Monter la question 8").press("Enter")
    expect(reglages.get_by_title("Monter la question 7")).to_be_focused()
    vive.keyboard.press("Enter")
    expect(reglages.get_by_title("Monter la question 6")).to_be_focused()
    reglages.get_by_title("Descendre la question 1").press("Enter")
    expect(reglages.get_by_title("Descendre la question 2")).to_be_focused()
    points = reglages.get_by_label("Points (question 1)")
    points.fill("beaucoup")
    points.press("Tab")
    (deuxieme,) = (q for q in ouvrir_banque("1-connaissance").questions if q.identifiant == "q2")
    expect(reglages).to_contain_text(f"d’ici là, elle en vaut {deuxieme.points}")
    points.fill("5")
    points.press("Tab")
    expect(reglages.get_by_text("d’ici là")).to_have_count(0)
    reglages.get_by_label("Titre").fill("Bilan <img src=x>")
    reglages.get_by_label("évaluation, corrigée après la remise").press(" ")
    reglages.get_by_label("les mêmes pour toute la classe").press(" ")
    apercu = etape(vive, "Relire")
    expect(apercu).to_contain_text("Bilan <img src=x> · évaluation")
    expect(apercu).to_contain_text("avec les données de\u202f: toute la classe")
    expect(apercu.locator(".ch-apercu > li")).to_have_count(8)

    donner = etape(vive, "Donner le lien")
    lien = donner.get_by_label("Lien du sujet")
    expect(lien).to_have_value(re.compile(f"^{re.escape(serveur)}book/sujet.html#s1"))
    adresse = lien.input_value()
    sujet = lire_fragment(adresse)
    ordre = ["1.2", "1.1", "3.3", "3.5", "4.2", "4.18", "4.3", "4.4"]
    assert [question.numero for question in sujet.questions] == ordre
    assert sujet.questions[0].points == 5 and sujet.evaluation and sujet.donnees == "classe"
    donner.get_by_role("button", name="Copier").press("Enter")
    expect(donner.get_by_role("button", name="Copié")).to_be_visible()

    assert not lister_roues(vive, depuis), "Refaites socle.txt."
    donner.get_by_role("button", name="Montrer le code QR").press("Enter")
    expect(donner.get_by_role("img", name="Code QR")).to_be_visible()
    (roue,) = lister_roues(vive, depuis)
    assert "segno" in roue
    donner.get_by_role("button", name="Projeter", exact=True).press("Enter")
    projection = vive.get_by_role("dialog", name="Sujet à projeter")
    expect(projection).to_contain_text("Bilan <img src=x>")
    expect(projection.get_by_role("button", name="Fermer")).to_be_focused()
    assert vive.evaluate("document.fullscreenElement === document.documentElement")
    assert projection.bounding_box() == {"x": 0, "y": 0, **vive.viewport_size}
    photo = Image.open(io.BytesIO(vive.screenshot()))  # la projection la couvre toute
    assert [code.text for code in zxingcpp.read_barcodes(photo)] == [adresse]
    # Sur tout l'écran, la fenêtre ne change pas de taille.
    fautes = examiner(vive, sombre=1366, largeurs=(1366,))
    assert not fautes, "\n".join(fautes)
    vive.emulate_media(color_scheme="light")
    vive.keyboard.press("Escape")
    expect(projection).to_be_hidden()
    vive.wait_for_function("document.fullscreenElement === null")
    expect(donner.get_by_role("button", name="Projeter", exact=True)).to_be_focused()

    page = emporter(vive, "Le sujet, à imprimer").decode()
    assert page.count('<section class="question">') == 8 and "<img" not in page
    # « Imprimer » donne cette page à l'imprimante sans quitter le bureau.
    vive.evaluate(RETENIR_IMPRESSION)
    vive.get_by_role("button", name=f"Imprimer {sujet.abrege}.html").press("Enter")
    vive.wait_for_function("imprime")
    assert vive.evaluate("imprime") == page
    assert emporter(vive, "Le sujet, à modifier").startswith(b"PK")
    assert "Le barème" in emporter(vive, "Le corrigé et le barème, à imprimer").decode()
    garde = emporter(vive, "Le sujet, à garder")
    assert lire_sujet(garde) == sujet
    (tmp_path / "bilan.sujet.json").write_bytes(garde)
    reglages.get_by_label("Titre").fill("Autre titre")
    reglages.get_by_label("Titre").press("Tab")
    expect(apercu).to_contain_text("Autre titre")
    banque.get_by_role("button", name="Partir d’un sujet prêt").press("Enter")
    choisir(vive, "Rouvrir un sujet", tmp_path / "bilan.sujet.json")
    expect(reglages.get_by_label("Titre")).to_have_value("Bilan <img src=x>")
    expect(lien).to_have_value(adresse)
    assert vive.locator("main img[src=x]").count() == 0


def test_le_carnet_se_remplit_et_deux_seances_se_comparent(vive, tmp_path):
    """La copie d'un test précédent reste ouverte : les suivants mesurent la page ainsi."""
    vive.get_by_role("radio", name="Corriger").press(" ")
    (tmp_path / "carnet.csv").write_text("Prénom;Nom;Devoir\nTom;MARTIN;-\n<img src=x>;X;\n", "utf-8")
    choisir(vive, "Choisir le carnet de Moodle", tmp_path / "carnet.csv")
    vive.get_by_label("Colonne à remplir").select_option(label="Devoir")
    expect(etape(vive, "Emporter")).to_contain_text("1\u202fpersonne notée y est (1 par le nom)")
    assert emporter(vive, "Le carnet de Moodle, rempli").decode() == (
        "Prénom;Nom;Devoir\nTom;MARTIN;14,5\n<img src=x>;X;\n"
    )
    (tmp_path / "correction.json").write_bytes(emporter(vive, "La séance de correction"))
    choisir(vive, "Choisir une autre séance", tmp_path / "correction.json")
    comparer = etape(vive, "Comparer à une autre séance")
    expect(comparer).to_contain_text("1\u202félève a rendu les deux fois")
    expect(comparer.get_by_role("row", name="MARTIN Tom")).to_contain_text("0 → 0 sur")
    lire = etape(vive, "Lire la classe")
    lire.get_by_role("radio", name="le parcours essentiel").press(" ")
    expect(lire).to_contain_text("Seul le parcours essentiel compte")
    lire.get_by_role("radio", name="toutes les questions").press(" ")
    expect(lire).not_to_contain_text("Seul le parcours essentiel compte")
    assert vive.locator("main img[src=x]").count() == 0


@pytest.mark.parametrize(("rang", "onglet"), [*enumerate(ONGLETS, 1)])
def test_rempli_rien_ne_depasse_et_axe_ne_trouve_rien(vive, verifier_ecrans, rang, onglet):
    """Chaque onglet, tel que les tests précédents l'ont rempli, à l'autre largeur."""
    inspecter(vive, rang, onglet, verifier_ecrans)


def test_rien_n_est_sorti_et_rien_n_est_reste(vive, serveur):
    """En dernier : tout ce qui précède a laissé ses demandes, et ce qu'il aurait gardé."""
    assert vive.demandes and not vive.fautes
    for demande in vive.demandes:
        assert demande.url.startswith((serveur, "data:", "blob:")), demande.url
        assert demande.method == "GET" and not demande.post_data, demande.url
    assert vive.evaluate(RELEVER) == vive.garde
