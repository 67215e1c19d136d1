"""Le trajet d'un élève, d'un bout à l'autre : de l'accueil à un autre ordinateur, sans une ligne de code."""

import re

from gestes import attendre_vie, bouger, donner_identifiant
from playwright.sync_api import expect

from course_helpers.exercices.banque import poser_serie
from course_helpers.tirages.reserve import trouver_variante

CODE, SERIE, SUIVANTE = "GPME2-07", "5-methode", "6-strategies"
QUESTIONS = poser_serie(SERIE, trouver_variante(CODE, SERIE)).questions
POSEES = [posee for posee in QUESTIONS.values() if posee.question.essentiel]
# La page montre d'abord le parcours essentiel, quel que soit le numéro de ses questions.
RANGS = {
    p.question.numero: rang
    for rang, p in enumerate(sorted(QUESTIONS.values(), key=lambda p: not p.question.essentiel))
}


def remplir(carte, posee, reponse):
    """Remplir les champs d'une carte, comme on le fait de ses mains."""
    rangs = {"liste": 0, "ligne": 0}
    for champ in posee.champs:
        cle = reponse[champ.cle] if champ.cle else reponse
        textes = {option.cle: option.texte for option in champ.options}
        if champ.saisie == "boutons":
            carte.get_by_label(textes[cle], exact=True).check()
            continue
        rang = rangs[champ.saisie]
        rangs[champ.saisie] += 1
        if champ.saisie == "liste":
            carte.locator("select").nth(rang).select_option(label=textes[cle])
        else:
            carte.locator("input[type=text]").nth(rang).fill(str(cle).replace(".", ","))


def donner(posee):
    """La réponse juste, champ par champ : un rang par élément quand il faut ranger."""
    attendu = posee.attendu
    if isinstance(attendu, tuple):
        return {cle: str(rang) for rang, cle in enumerate(attendu, 1)}
    return attendu if isinstance(attendu, str | dict) else posee.question.arrondir(attendu)


def trouver_carte(vue, posee):
    return vue.locator(".ch-serie").first.locator(".ch-carte").nth(RANGS[posee.question.numero])


def retrouver(vue, etat="réussi"):
    for posee in POSEES:
        expect(trouver_carte(vue, posee).locator(".ch-etat")).to_contain_text(etat)


def aller_a_la_serie(vue, adresse):
    """De l'accueil au chapitre : un clic ; de là aux exercices éveillés : un autre."""
    vue.goto(adresse + "book/index.html")
    vue.get_by_role("link", name=re.compile(r"^5 . ")).first.click()
    vue.wait_for_url(f"**/{SERIE}.html*")


def test_de_l_accueil_a_un_autre_ordinateur(ouvrir_profil, serveur):
    demandes, fautes = [], []

    def surveiller(contexte):
        contexte.on("request", lambda r: demandes.append(r.url))
        contexte.on("weberror", lambda faute: fautes.append(str(faute.error)))
        return contexte.pages[0]

    with ouvrir_profil("salle") as contexte:
        vue = surveiller(contexte)
        vue.goto(serveur + "book/index.html")
        donner_identifiant(vue, "gpme2 07")
        vue.get_by_role("link", name=re.compile(r"^5 . ")).first.click()
        vue.wait_for_url(f"**/{SERIE}.html")
        vue.locator(".ch-serie .livre-invite").first.click()
        attendre_vie(vue, f"book/{SERIE}.html")
        for posee in POSEES:
            carte = trouver_carte(vue, posee)
            if posee is POSEES[0]:
                remplir(carte, posee, posee.erreurs[0][1])
                carte.get_by_role("button", name="Vérifier").click()
                expect(carte.locator(".ch-retour.ch-a_revoir")).to_contain_text("(essai 1)")
            remplir(carte, posee, donner(posee))
            carte.get_by_role("button", name="Vérifier").click()
            expect(carte.locator(".ch-retour.ch-reussi")).to_be_visible()
        vus = len(demandes)
        vue.locator(".livre-suite a[rel=next]").click()
        attendre_vie(vue, f"book/{SUIVANTE}.html")
        bouger(vue)
        vue.go_back()
        attendre_vie(vue, f"book/{SERIE}.html")
        bouger(vue)
        retrouver(vue)
        assert not [url for url in demandes[vus:] if "pyodide" in url or "activer" in url]

    with ouvrir_profil("salle") as contexte:
        vue = surveiller(contexte)
        vue.goto(serveur + "book/index.html")
        expect(vue.locator(".livre-identite strong")).to_have_text(CODE)
        expect(vue.locator(".livre-progres")).to_contain_text(
            re.compile(rf"{len(POSEES)}\s/\s{len(QUESTIONS)}\squestions")
        )
        aller_a_la_serie(vue, serveur)
        retrouver(vue)
        vue.get_by_role("button", name="Activer la page").click()
        attendre_vie(vue, f"book/{SERIE}.html")
        retrouver(vue)
        with vue.expect_download() as fichier:
            vue.get_by_role("link", name="Télécharger ma copie").first.click()
        copie = fichier.value.path()

        with ouvrir_profil("autre poste") as ailleurs:
            autre = surveiller(ailleurs)
            aller_a_la_serie(autre, serveur)
            donner_identifiant(autre, "gpme2 07")
            retrouver(autre, "à faire")
            autre.locator(".ch-serie .livre-invite").first.click()
            attendre_vie(autre, f"book/{SERIE}.html")
            with autre.expect_file_chooser() as choix:
                autre.get_by_role("button", name=re.compile("Choisir ma copie")).first.click()
            choix.value.set_files(copie)
            retrouver(autre)
    assert not fautes
    assert all(url.startswith((serveur, "data:", "blob:")) for url in demandes)
