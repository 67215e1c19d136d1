"""Une classe entière, menée sans terminal : des noms collés aux notes rendues."""

import csv
import io
import json
import re

import pytest
from gestes import attendre_vie, choisir, donner_identifiant, emporter, etape
from playwright.sync_api import expect
from tableur import lire_documents, recalculer

from course_helpers.exercices.sujet import lire_fragment
from course_helpers.exercices.travail_sujet import TravailSujet

ELEVES = [
    f"{nom} {prenom}"
    for nom in "MARTIN DURAND PETIT LEROY MOREAU SIMON".split()
    for prenom in "Léa Tom Zoé Inès Noé".split()
]
QUESTIONS = ("2.4", "2.5", "3.3", "3.5", "3.6", "4.3", "4.5", "4.18")
REDACTION = "Treize clients font 82 % du CA. Je propose deux visites par mois."


@pytest.fixture(scope="module")
def bureau(ouvrir_contexte, serveur, activer):
    """Le bureau de l'enseignant, éveillé."""
    with ouvrir_contexte(viewport={"width": 1366, "height": 768}, accept_downloads=True) as contexte:
        vue = contexte.new_page()
        vue.goto(serveur + "book/bureau.html")
        activer(vue)
        yield vue


def ecrire_reponses(sujet, code):
    """Ce que taperait qui répond juste avec les données d'un identifiant, question par question."""
    posees = {cle: travail.posee for cle, travail in TravailSujet(sujet, code, magasin=None).q.items()}
    return {
        cle: str(posee.question.arrondir(posee.attendu)).replace(".", ",")
        if posee.question.corrige
        else REDACTION
        for cle, posee in posees.items()
    }


def ouvrir_sujet(contexte, lien, code, activer):
    vue = contexte.new_page()
    vue.goto(lien)
    activer(vue)
    vue.get_by_label("Votre identifiant").fill(code)
    vue.get_by_role("button", name="Commencer").press("Enter")
    expect(vue.locator(".ch-carte")).to_have_count(len(QUESTIONS))
    return vue


def changer_d_eleve(vue, code):
    """Donner un autre identifiant à la page éveillée : le sujet se recommence, sans réponse."""
    donner_identifiant(vue, code)
    vue.get_by_role("button", name="Commencer").press("Enter")
    expect(vue.locator(".ch-carte:has(#exercice-q1) input[type=text]")).to_have_value("")


def repondre(vue, reponses):
    for cle, reponse in reponses.items():
        carte = vue.locator(f".ch-carte:has(#exercice-{cle})")
        carte.locator("input[type=text], textarea").fill(reponse)
        carte.get_by_role("button", name="Enregistrer").press("Enter")
        expect(carte.locator(".ch-retour")).not_to_be_empty()


def rendre(vue, dossier, nom):
    with vue.expect_download() as recu:
        vue.get_by_role("link", name="Télécharger ma copie").press("Enter")
    (dossier / nom).write_bytes(recu.value.path().read_bytes())


def test_des_noms_colles_aux_notes_rendues(bureau, ouvrir_contexte, activer, tmp_path_factory):
    remises, exports = tmp_path_factory.mktemp("remises"), tmp_path_factory.mktemp("exports")

    # Trente noms, des bandelettes.
    bureau.get_by_label("Les élèves, un par ligne").fill("\n".join(ELEVES))
    bureau.get_by_role("button", name="Donner les identifiants").press("Enter")
    bandelettes = emporter(bureau, "Les bandelettes").decode()
    eleves = json.loads(emporter(bureau, "La correspondance"))["eleves"]
    codes = [eleve["identifiant"] for eleve in eleves]
    assert len(set(codes)) == 30 and all(code in bandelettes for code in codes)

    # Un sujet de huit questions sur trois chapitres.
    bureau.get_by_role("radio", name="Composer").press(" ")
    banque, reglages = etape(bureau, "Choisir les questions"), etape(bureau, "Régler le sujet")
    for numero in QUESTIONS:
        banque.get_by_label("Chapitre").select_option(index=int(numero[0]))
        if numero == "4.18":
            banque.get_by_label("Réponse").select_option(label="ouvert")
        banque.get_by_role("button", name=f"Ajouter la question {numero}", exact=True).press("Enter")
        expect(banque.get_by_role("button", name=f"Retirer la question {numero}", exact=True)).to_be_focused()
    reglages.get_by_label("Titre").fill("Bilan de décembre")
    reglages.get_by_label("évaluation, corrigée après la remise").press(" ")
    lien = etape(bureau, "Donner le lien").get_by_label("Lien du sujet")
    expect(etape(bureau, "Relire")).to_contain_text("Bilan de décembre")
    expect(lien).to_have_value(re.compile("#s1"))
    adresse = lien.input_value()
    sujet = lire_fragment(adresse)
    assert len(sujet.questions) == 8 and sujet.evaluation and sujet.donnees == "personne"
    document = emporter(bureau, "Le sujet, à modifier")

    # Le premier a tout juste, sur un téléphone.
    with ouvrir_contexte(viewport={"width": 390, "height": 844}, accept_downloads=True) as contexte:
        vue = ouvrir_sujet(contexte, adresse, codes[0].lower().replace("-", " "), activer)
        repondre(vue, ecrire_reponses(sujet, codes[0]))
        rendre(vue, remises, "a.json")
        # Le troisième le lui emprunte, et recopie ses réponses.
        changer_d_eleve(vue, codes[2])
        repondre(vue, ecrire_reponses(sujet, codes[0]))
        rendre(vue, remises, "c.json")
        # Le deuxième, qui prend sa place, se trompe, et finit sur un autre ordinateur, où rien n'est gardé.
        justes = ecrire_reponses(sujet, codes[1])
        changer_d_eleve(vue, codes[1])
        repondre(vue, {"q1": "3"} | {cle: justes[cle] for cle in ("q2", "q3")})
        rendre(vue, remises, "b-en-cours.json")
    with ouvrir_contexte(accept_downloads=True) as contexte:
        vue = ouvrir_sujet(contexte, adresse, codes[1], activer)
        choisir(vue, "Choisir ma copie", remises / "b-en-cours.json")
        expect(vue.locator(".ch-carte:has(#exercice-q1) input[type=text]")).to_have_value("3")
        repondre(vue, {cle: reponse for cle, reponse in justes.items() if cle > "q3"})
        (remises / "b-en-cours.json").unlink()
        rendre(vue, remises, "b.json")
        # Le quatrième prend sa place, et se trompe d'identifiant.
        faux = codes[3][:-1] + ("1" if codes[3][-1] != "1" else "2")
        assert faux not in codes
        changer_d_eleve(vue, faux)
        repondre(vue, ecrire_reponses(sujet, faux))
        rendre(vue, remises, "d.json")
    (remises / "e.json").write_text((remises / "a.json").read_text(encoding="utf-8")[:900], encoding="utf-8")

    # Les copies corrigées.
    bureau.get_by_role("radio", name="Corriger").press(" ")
    bureau.get_by_role("button", name="Corriger les copies d’un sujet").press("Enter")
    bureau.get_by_label("Le lien du sujet").fill(adresse)
    bureau.get_by_role("button", name="Prendre ce sujet").press("Enter")
    expect(bureau.locator("main").get_by_text("Sujet ouvert")).to_be_visible()
    choisir(bureau, "Choisir des fichiers", *sorted(remises.iterdir()))
    lire, voir = etape(bureau, "Lire la classe"), etape(bureau, "Ouvrir une copie")
    expect(lire.locator(".ch-phrase").first).to_contain_text("5\u202ffichiers déposés\u202f: 4\u202flus")
    expect(lire.get_by_role("listitem").filter(has_text="e.json")).to_contain_text("(illisible)")
    menu = lire.get_by_label(f"La copie «\u202f{faux}\u202f» est à")
    menu.select_option(label=f"{ELEVES[3]} ({codes[3]})")
    expect(lire).to_contain_text("26\u202félèves sans copie")
    expect(lire).to_contain_text(f"sont celles d’un autre jeu de données\u202f: celui de {ELEVES[0]}")
    voir.get_by_label("Copie à ouvrir").select_option(label=f"{ELEVES[0]} · {codes[0]}")
    criteres = voir.locator("select").filter(has=bureau.locator("option", has_text="très satisfaisant"))
    expect(criteres).to_have_count(4)
    for critere in criteres.all():
        critere.select_option(index=4)
    expect(lire.get_by_role("row", name=ELEVES[0])).to_contain_text("20,0")

    # Les notes, dans l'ordre collé ; ce qui s'emporte, relu par LibreOffice.
    emports = etape(bureau, "Emporter")
    emports.get_by_text("Voir et copier la colonne").press("Enter")
    colonne = bureau.get_by_label("Colonne des notes").input_value().split("\n")
    assert len(colonne) == 30 and all(colonne[:4]) and not any(colonne[4:]) and colonne[0].startswith("20")
    notes = io.StringIO(emporter(bureau, "Les notes (CSV").decode("utf-8-sig"))
    lignes = list(csv.DictReader(notes, delimiter=";"))
    assert {ligne["note_sur_20"] for ligne in lignes if ligne["code"] == codes[0]} == {"20,0"}
    classeur = recalculer(exports, {"notes": emporter(bureau, "Les notes, dont le barème")})["notes"]
    cases = {str(case) for feuille in classeur for ligne in feuille.values for case in ligne}
    # La copie rattachée porte l'identifiant de son élève, et la remarque dit ce qui était tapé.
    assert {*codes[:4]} <= cases and faux not in cases and any(faux in case for case in cases)
    texte = lire_documents(tmp_path_factory.mktemp("document"), {"sujet": document})["sujet"]
    assert "Bilan de décembre" in texte and all(
        choisie.numero in QUESTIONS and question.titre.split(" · ")[0][:20] in texte.replace("’", "'")
        for choisie, question in sujet.retenues
    )

    # Enregistrer, quitter le bureau, y revenir : tout est là. Le rechargement est dans test_bureau.py.
    (exports / "correction.json").write_bytes(emporter(bureau, "La séance de correction"))
    bureau.locator("#sommaire a[href$='glossaire.html']").evaluate("(lien) => lien.click()")
    expect(bureau).to_have_title(re.compile("Glossaire"))
    bureau.go_back()
    attendre_vie(bureau, "bureau.html")
    expect(lire).not_to_contain_text("sans copie")
    bureau.get_by_role("radio", name="Corriger").press(" ")
    choisir(bureau, "Reprendre une séance", exports / "correction.json")
    expect(lire).to_contain_text("26\u202félèves sans copie")
    expect(lire.get_by_role("row", name=ELEVES[0])).to_contain_text("20,0")
    expect(lire).to_contain_text("sont celles d’un autre jeu de données")
    emports.get_by_text("Voir et copier la colonne").press("Enter")
    expect(bureau.get_by_label("Colonne des notes")).to_have_value("\n".join(colonne))
