"""Le trajet d'un élève à travers les sept chapitres, dans un autre moteur que Chromium.

``make test-firefox`` et ``make test-webkit`` lancent ``parcourir.py firefox`` et ``parcourir.py webkit`` ; il
faut un site construit. Le trajet est le même, seul change ce qui conduit le navigateur.
"""

import gc
import os
import re
import sys
import time
from contextlib import contextmanager
from functools import partial
from shutil import which
from urllib.parse import urlsplit

from marionette_driver.marionette import Marionette
from selenium import webdriver
from selenium.webdriver.common.proxy import Proxy
from temoin import RACINE, temoigner

from course_helpers.chapitres import CHAPITRES
from course_helpers.ecriture import typographier
from course_helpers.exercices.banque import poser_serie

ATTENTE = 180  # en secondes, au plus ; une machine chargée met ce qu'il lui faut
LARGEUR, HAUTEUR = 1280, 900
FIN, DEBUT, TOUT = "\ue010", "\ue011", "\ue009a\ue000"  # les touches de WebDriver ; TOUT est Ctrl+A
AILLEURS = "http://ailleurs.invalid/"
FAUTES = f"""setTimeout(() => {{ throw new Error("une erreur"); }});
Promise.reject(new Error("une promesse"));
console.error("une plainte");
for (const src of [{AILLEURS!r}, "une-absence.png"])
  document.body.append(Object.assign(new Image(), {{ src }}));"""

ATELIER = ".ch-atelier:has([role=slider]):has(.ch-phrase):has(svg)"
# Les rangs de l'atelier et de son curseur, où le premier curseur change la phrase et non la figure.
RANGS = {"2-portefeuille": (3, 0), "7-etude": (0, 1)}
# Une figure redessinée change d'identifiants : seuls ses tracés et ses textes disent si elle a changé.
LIRE_ATELIER = """const [atelier] = arguments;
const traces = [...atelier.querySelectorAll("svg path, svg use")];
const figure = traces.map((trace) => trace.outerHTML.replace(/#[^"]*/g, "")).join();
return [atelier.querySelector(".ch-phrase").innerText, figure + atelier.querySelector("svg").textContent];"""
TROUVER_CARTE = """return [...document.querySelectorAll(".ch-carte")].find(
  (carte) => carte.querySelector(".ch-titre, [role=heading]").innerText.includes(arguments[0]));"""


@contextmanager
def ouvrir_firefox(mandataire: str):
    """Ouvrir Firefox ESR, que conduit Marionette : Debian n'a pas geckodriver, son interprète."""
    # Sans quoi Firefox ignore le réglage de Marionette qui le retient de chercher des listes chez Mozilla.
    os.environ["MOZ_REMOTE_SETTINGS_DEVTOOLS"] = "1"
    hote, port = mandataire.split(":")
    reglages = {"network.proxy.type": 1}
    for sorte in ("http", "ssl"):
        reglages |= {f"network.proxy.{sorte}": hote, f"network.proxy.{sorte}_port": int(port)}
    # Marionette efface le journal d'avant : avec « /dev/null », ce serait celui de toute la machine.
    journal = str(RACINE / "_build" / "firefox.log")
    vue = Marionette(
        app="fxdesktop", bin=which("firefox-esr"), headless=True, gecko_log=journal, prefs=reglages
    )
    try:
        version = vue.start_session()["browserVersion"]
        vue.set_window_rect(width=LARGEUR, height=HAUTEUR)

        def executer(programme, *donnees):
            return vue.execute_script(programme, script_args=donnees, sandbox=None)

        yield f"Firefox {version}", vue.navigate, executer
    finally:
        vue.cleanup()
        vue.instance = None
        gc.collect()  # son profil s'efface tant que Python tourne encore


@contextmanager
def ouvrir_webkit(mandataire: str):
    """Ouvrir le petit navigateur de WebKitGTK, que conduit WebKitWebDriver ; il lui faut un écran."""
    options = webdriver.WebKitGTKOptions()
    options.proxy = Proxy(
        {
            "proxyType": "manual",
            "httpProxy": mandataire,
            "sslProxy": mandataire,
            "noProxy": ["127.0.0.1"],
        }
    )
    vue = webdriver.WebKitGTK(options)
    try:
        vue.set_window_size(LARGEUR, HAUTEUR)
        yield f"WebKitGTK {vue.capabilities['browserVersion']}", vue.get, vue.execute_script
    finally:
        vue.quit()


MOTEURS = {"firefox": ouvrir_firefox, "webkit": ouvrir_webkit}


def reduire(texte: str) -> str:
    """Ne garder que lettres et chiffres : un message se met en forme dans la page."""
    return "".join(re.findall(r"\w", texte)).lower()


def attendre(condition, quoi: str):
    """Attendre qu'une condition rende autre chose que faux, et le rendre."""
    fin = time.monotonic() + ATTENTE
    while time.monotonic() < fin:
        if rendu := condition():
            return rendu
        time.sleep(0.05)
    raise AssertionError(f"Attendu en vain : {quoi}")


def ecrire_reponses(cle: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Donner le titre de la première question numérique d'une série, une réponse fausse, la juste.

    Returns
    -------
    tuple
        Le titre, puis pour chaque réponse : ce qui se tape, l'état et le message que la page doit montrer.
    """
    posee = next(p for p in poser_serie(cle, 0).questions.values() if p.question.genre == "nombre")
    reponses = []
    for nombre, etat, mots in (
        (posee.erreurs[0][1], "a_revoir", "à revoir"),
        (posee.attendu, "reussi", "réussi"),
    ):
        tape = posee.ecrire(posee.question.arrondir(nombre))
        verdict = posee.juger(tape)
        assert verdict.etat == etat, f"{cle} : « {tape} » devait être {mots}"
        reponses.append((tape, mots, verdict.message))
    return typographier(posee.question.titre), reponses


class Trajet:
    """Ce qu'un élève fait, et ce qu'il doit voir.

    Parameters
    ----------
    adresse : str
        Celle du site, barre finale comprise.
    aller, executer : callable
        Ouvrir une adresse ; exécuter un programme dans la page, et rendre ce qu'il rend.
    """

    def __init__(self, adresse: str, aller, executer) -> None:
        self.adresse, self.aller, self.executer = adresse, aller, executer

    def trouver(self, selecteur: str, quoi: str, dans=None):
        """Trouver un élément et l'amener au milieu de la vue, où rien ne le couvre."""
        chercher = """const el = (arguments[1] ?? document).querySelector(arguments[0]);
          el?.scrollIntoView({ block: "center", behavior: "instant" });
          return el;"""
        return attendre(lambda: self.executer(chercher, selecteur, dans), quoi)

    def attendre_eveil(self, cle: str) -> None:
        """Attendre que le chapitre que l'on lit soit éveillé."""
        lire = "return [location.pathname, document.title, document.documentElement.dataset.active];"

        def eveille():
            chemin, titre, actif = self.executer(lire)
            assert actif != "non", self.executer(
                "return document.querySelector('.livre-activation').innerText"
            )
            return chemin.endswith(f"/{cle}.html") and titre.startswith(f"{cle[0]} ·") and actif == "oui"

        attendre(eveille, f"le chapitre {cle} éveillé")

    def regler(self, cle: str) -> str:
        """Bouger un curseur du chapitre jusqu'à sa borne ; rendre la phrase qu'il donne."""
        choisir = """const atelier = document.querySelectorAll(arguments[0])[arguments[1]];
          const curseur = atelier?.querySelectorAll("[role=slider]")[arguments[2]];
          curseur?.scrollIntoView({ block: "center", behavior: "instant" });
          return curseur && [atelier, curseur];"""
        atelier, curseur = attendre(
            lambda: self.executer(choisir, ATELIER, *RANGS.get(cle, (0, 0))), f"un curseur dans {cle}"
        )
        phrase, figure = self.executer(LIRE_ATELIER, atelier)
        bornes = "return [arguments[0].ariaValueNow, arguments[0].ariaValueMin].map(Number);"
        valeur, minimum = self.executer(bornes, curseur)
        curseur.send_keys(DEBUT if valeur > minimum else FIN)

        def repond():
            nouvelle, autre = self.executer(LIRE_ATELIER, atelier)
            return nouvelle if nouvelle != phrase and autre != figure else None

        return attendre(repond, f"une autre phrase que « {phrase} », et une autre figure")

    def repondre(self, cle: str) -> list[str]:
        """Se tromper, puis réussir la première question numérique ; rendre ce qui a été tapé."""
        titre, reponses = ecrire_reponses(cle)
        carte = attendre(lambda: self.executer(TROUVER_CARTE, titre), f"la question « {titre} »")
        for tape, etat, message in reponses:
            champ = self.trouver("input[type=text]", "le champ de réponse", carte)
            champ.click()
            champ.send_keys(TOUT)
            champ.send_keys(tape)
            self.trouver("button.ch-principal", "le bouton « Vérifier »", carte).click()
            self.attendre_retour(carte, etat, message)
        return [tape for tape, *_ in reponses]

    def attendre_retour(self, carte, etat: str, message: str) -> None:
        """Attendre que la carte d'une question réponde cet état, et ce message."""
        lire = "return arguments[0].querySelector('.ch-retour')?.innerText ?? '';"

        def repond():
            retour = reduire(self.executer(lire, carte))
            return reduire(etat) in retour and reduire(message) in retour

        attendre(repond, f"« {etat} » et « {message} »")

    def etudier(self, cle: str) -> None:
        """Faire ce qui se fait dans un chapitre éveillé."""
        phrase = self.regler(cle)
        fausse, juste = self.repondre(cle)
        print(f"  {cle} : « {phrase[:60]}… » ; {fausse} à revoir, {juste} réussi", flush=True)

    def faire(self) -> None:
        """Tester ce poste, éveiller le chapitre 1, suivre le sommaire jusqu'au 7, puis rouvrir le 4."""
        self.aller(f"{self.adresse}book/tester.html")
        lire = "return document.querySelector('.livre-verdict')?.innerText ?? '';"
        attendre(lambda: "✔ Oui" in self.executer(lire), "« Tester ce poste » dit oui")
        premier, *suivants = CHAPITRES
        self.aller(f"{self.adresse}book/{premier}.html")
        depart = time.monotonic()
        self.trouver("[data-action=activer]", "le bouton « Activer la page »").click()
        self.attendre_eveil(premier)
        print(f"  éveillé en {time.monotonic() - depart:.1f} s", flush=True)
        self.etudier(premier)
        self.executer("self.memeDocument = true;")
        for cle in suivants:
            self.trouver(f"#sommaire a[href$='{cle}.html']", f"{cle} au sommaire").click()
            self.attendre_eveil(cle)
            assert self.executer("return self.memeDocument;"), f"{cle} s’est rechargé"
            self.etudier(cle)

        # Par son adresse : une page endormie, qui montre ce qui est fait, et s'éveille à la question.
        cle = "4-pareto"
        self.aller(f"{self.adresse}book/{cle}.html")
        assert not self.executer("return self.memeDocument;"), f"{cle} ne s’est pas rechargé"
        titre, (_, (juste, etat, message)) = ecrire_reponses(cle)
        carte = self.executer(TROUVER_CARTE, titre)
        attendre(lambda: etat in self.executer("return arguments[0].innerText;", carte), f"{titre} : {etat}")
        self.trouver(".livre-invite", "« Répondre » sous la question", carte).click()
        self.attendre_eveil(cle)
        carte = self.executer(TROUVER_CARTE, titre)
        lire = "return arguments[0].querySelector('input[type=text]').value;"
        assert self.executer(lire, carte) == juste, f"{titre} : la réponse d’hier n’est plus là"
        self.attendre_retour(carte, etat, message)
        print(f"  {cle} rouvert et réveillé à la question : {juste} y est encore", flush=True)


def essayer_temoin(adresse: str, aller, executer, fautes: list[str]) -> None:
    """Commettre chaque faute une fois : un témoin sourd laisserait tout passer."""

    def entendre(commise: str) -> bool:
        return any(commise in faute for faute in fautes)

    aller("about:blank")
    executer("fetch(arguments[0]).catch(() => {});", AILLEURS)
    attendre(partial(entendre, f"404 GET {AILLEURS}"), "une demande à un autre site, vue du témoin")
    aller(f"{adresse}book/index.html")
    executer(
        "document.head.append(Object.assign(document.createElement('script'), { text: arguments[0] }));",
        FAUTES,
    )
    commises = ("une erreur", "une promesse", "une plainte", AILLEURS, "404 GET /cours/book/une-absence.png")
    for commise in commises:
        attendre(partial(entendre, commise), f"« {commise} », vue du témoin")
    fautes.clear()


def main() -> None:
    """Ouvrir un moteur et faire le trajet."""
    ouvrir = MOTEURS[sys.argv[1]]
    with temoigner() as (adresse, fautes), ouvrir(urlsplit(adresse).netloc) as (nom, aller, executer):
        print(nom, flush=True)
        essayer_temoin(adresse, aller, executer, fautes)
        try:
            Trajet(adresse, aller, executer).faire()
        finally:
            print(*fautes, sep="\n", end="\n" if fautes else "")
    if fautes:
        sys.exit(f"{nom} : {len(fautes)} erreurs, ou demandes à d’autres sites.")
    print(f"{nom} : le trajet entier répond, sans erreur ni demande à un autre site.")


if __name__ == "__main__":
    main()
