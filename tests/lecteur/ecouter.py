"""Le trajet d'un élève qui ne voit pas l'écran : au clavier, avec Orca, et ce qu'il entend.

``make test-lecteur`` le lance ; il faut un site construit. Orca, Chromium, speech-dispatcher sont les vrais,
sous un écran et un bus à eux ; seule la voix est factice : elle écrit ce qu'elle dirait.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

from course_helpers.exercices.banque import poser_serie

RACINE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(RACINE / "book"))
from servir import servir  # noqa: E402  (book/ n'est pas un paquet)

SERIE = "4-pareto"
QUESTION = "20/80 : la part réelle"
ATTENTE = 120  # en secondes, au plus ; une machine chargée met ce qu'il lui faut
LANCEUR_ATSPI = "/usr/libexec/at-spi-bus-launcher"
LANGUES = ("fr", "fr-fr", "en", "en-us", "en-gb")  # un autre nom serait lu en latin-1
SANS_RACCOURCIS = (
    "<openbox_config><keyboard/><mouse/><focus><focusNew>yes</focusNew></focus></openbox_config>"
)
# Ni l'écho des touches, ni la page lue d'un trait à l'ouverture : on n'écoute que ce que la page dit.
REGLAGES_ORCA = (
    "import orca.settings\norca.settings.enableKeyEcho = False\norca.settings.sayAllOnLoad = False\n"
)


def reduire(texte: str) -> str:
    """Ne garder que lettres et chiffres : la voix coupe, épelle et espace comme elle veut."""
    return "".join(re.findall(r"\w", texte)).lower()


def attendre(condition, quoi: str, pas: float = 0.1):
    """Attendre qu'une condition rende autre chose que faux, et le rendre."""
    fin = time.monotonic() + ATTENTE
    while time.monotonic() < fin:
        if rendu := condition():
            return rendu
        time.sleep(pas)
    raise AssertionError(f"Attendu en vain : {quoi}")


class Banc:
    """Un poste complet : écran, bus, Orca, Chromium, et le journal de la voix."""

    def __init__(self, dossier: Path, adresse: str) -> None:
        self.dossier, self.adresse = dossier, adresse
        self.voix = dossier / "voix.txt"
        self.voix.touch()
        self.lu = self.arrets = 0

    @contextmanager
    def lancer(self, *commande: str):
        """Tenir un programme ouvert."""
        journal = (self.dossier / f"{Path(commande[0]).name}.log").open("w")
        processus = subprocess.Popen(
            commande, env=self.env, stdin=subprocess.DEVNULL, stdout=journal, stderr=subprocess.STDOUT
        )
        try:
            yield processus
        finally:
            processus.terminate()
            try:
                processus.wait(10)
            except subprocess.TimeoutExpired:
                processus.kill()
                processus.wait()
            journal.close()

    def ecrire(self, chemin: str, texte: str) -> Path:
        """Écrire un fichier de réglages."""
        fichier = self.dossier / chemin
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text(texte, encoding="utf-8")
        return fichier

    @contextmanager
    def ouvrir(self):
        """Ouvrir le poste, du bas vers le haut, chaque programme attendant celui dont il dépend."""
        execution = self.dossier / "run"
        execution.mkdir(mode=0o700)
        prise = execution / "speechd.sock"
        numero, tube = os.pipe()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.dossier),
            "LANG": "C.UTF-8",
            "LANGUAGE": "fr",
            "XDG_RUNTIME_DIR": str(execution),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={execution}/bus",
            "SPEECHD_ADDRESS": f"unix_socket:{prise}",
            "GSETTINGS_BACKEND": "memory",
        }
        self.ecrire(".config/openbox/rc.xml", SANS_RACCOURCIS)
        self.ecrire(".local/share/orca/orca-customizations.py", REGLAGES_ORCA)
        voix = self.ecrire(
            "voix.sh", f"#!/bin/sh\ntr '\\n\\t' '  ' >> {shlex.quote(str(self.voix))}\necho >> {self.voix}\n"
        )
        voix.chmod(0o755)
        parole = self.ecrire(
            ".config/speech-dispatcher/speechd.conf",
            'AudioOutputMethod "alsa"\nDefaultModule factice\nDefaultLanguage "fr"\nSymbolsPreproc "none"\n'
            'AddModule "factice" "sd_generic" "factice.conf"\n',
        ).parent
        self.ecrire(
            ".config/speech-dispatcher/modules/factice.conf",
            f"GenericExecuteSynth \"printf %s \\'$DATA\\' | {voix}\"\n"
            + "".join(f'GenericLanguage "{nom}" "{nom}" "utf-8"\n' for nom in LANGUES)
            + 'GenericMaxChunkLength 4000\nGenericDelimiters "§"\n'
            'AddVoice "fr" "MALE1" "voix"\n',
        )
        self.ecrire(".asoundrc", "pcm.!default { type null }\nctl.!default { type null }\n")
        with ExitStack() as pile:
            ecran = subprocess.Popen(
                ["Xvfb", "-displayfd", str(tube), "-screen", "0", "1360x900x24", "-nolisten", "tcp"],
                pass_fds=[tube],
                stderr=subprocess.DEVNULL,
            )
            pile.callback(ecran.wait)
            pile.callback(ecran.terminate)
            self.env["DISPLAY"] = f":{os.read(numero, 16).decode().strip()}"
            bus = execution / "bus"
            pile.enter_context(
                self.lancer("dbus-daemon", "--session", "--nofork", f"--address=unix:path={bus}")
            )
            attendre(bus.exists, "le bus")
            pile.enter_context(self.lancer("openbox"))
            pile.enter_context(self.lancer(LANCEUR_ATSPI, "--launch-immediately"))
            for etat in ("IsEnabled", "ScreenReaderEnabled"):
                self.demander(
                    *("gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path"),
                    *("/org/a11y/bus", "--method", "org.freedesktop.DBus.Properties.Set"),
                    *("org.a11y.Status", etat, "<true>"),
                )
            pile.enter_context(
                self.lancer(
                    *("speech-dispatcher", "-s", "-t", "0", "-C", str(parole), "-L", str(self.dossier)),
                    *("-S", str(prise), "-P", str(execution / "pid"), "-c", "unix_socket"),
                )
            )
            attendre(prise.exists, "la synthèse vocale")
            pile.enter_context(self.lancer("orca", "-d", "braille", "-d", "braille-monitor"))
            self.entendre("lecteur d’écran", "Orca dit qu’il est là", ou="screen reader on")
            pile.enter_context(
                self.lancer(
                    *("chromium", "--no-sandbox", "--force-renderer-accessibility", "--lang=fr"),
                    *("--no-first-run", "--disable-gpu", "--disable-sync", "--test-type", "--disable-quic"),
                    *("--disable-background-networking", "--remote-debugging-port=0"),
                    *("--window-size=1340,880", f"--user-data-dir={self.dossier / 'chrome'}", self.adresse),
                )
            )
            port = self.dossier / "chrome/DevToolsActivePort"
            attendre(lambda: port.exists() and port.read_text().strip(), "Chromium")
            playwright = pile.enter_context(sync_playwright())
            navigateur = playwright.chromium.connect_over_cdp(
                f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
            )
            # Le pilote ne sert qu'à vérifier où l'on est : tout se fait au clavier.
            self.vue = attendre(lambda: navigateur.contexts[0].pages, "la page")[0]
            self.vue.wait_for_load_state("load")
            yield

    def demander(self, *commande: str) -> None:
        """Exécuter une commande sur ce poste."""
        subprocess.run(commande, env=self.env, check=True, capture_output=True)

    def paroles(self) -> str:
        """Tout ce qui a été dit depuis la dernière écoute marquée."""
        return self.voix.read_text(encoding="utf-8", errors="replace")[self.lu :]

    def marquer(self) -> None:
        """Ne plus écouter que la suite."""
        self.lu = len(self.voix.read_text(encoding="utf-8", errors="replace"))

    def entendre(self, texte: str, quoi: str, *, ou: str = "") -> None:
        """Attendre d'entendre un texte."""
        attendus = [reduire(t) for t in (texte, ou) if t]
        try:
            attendre(lambda: any(a in reduire(self.paroles()) for a in attendus), f"{quoi} : « {texte} »")
        except AssertionError as vain:
            raise AssertionError(f"{vain}\nEntendu :\n{self.paroles()}") from None
        print(f"✔ {quoi}")

    def taire(self, texte: str, quoi: str) -> None:
        """Vérifier qu'un texte n'a pas été dit."""
        if reduire(texte) in reduire(self.paroles()):
            raise AssertionError(f"{quoi} : entendu « {texte} »\nEntendu :\n{self.paroles()}")
        print(f"✔ {quoi}")

    def appuyer(self, *touches: str) -> None:
        """Appuyer sur des touches, comme une personne."""
        self.demander("xdotool", "key", "--clearmodifiers", *touches)

    def aller(self, selecteur: str, nom: str, touche: str = "Tab", limite: int = 200) -> None:
        """Passer d'un arrêt à l'autre jusqu'à un élément, et entendre son nom, comme qui va s'en servir."""
        ici = "(s) => document.activeElement.matches(s)"
        lire = "(window.rangs ??= new WeakMap(), rangs.get(document.activeElement))"
        for _ in range(limite):
            if self.vue.evaluate(ici, selecteur):
                return self.entendre(nom, "l’élément atteint dit son nom")
            self.marquer()
            self.arrets += 1
            self.vue.evaluate(f"rang => {{ {lire}; rangs.set(document.activeElement, rang); }}", self.arrets)
            self.appuyer(touche)
            # Le focus a bougé : l'élément actif ne porte plus ce rang.
            attendre(lambda: self.vue.evaluate(lire) != self.arrets, f"un arrêt après {touche}", 0.02)
        raise AssertionError(f"{selecteur} n’est pas atteint au clavier")


def ecrire_reponses() -> tuple[str, str, str]:
    """Rendre une réponse fausse et la réponse juste à la question, et son premier indice."""
    posee = next(
        p for p in poser_serie(SERIE, 0).questions.values() if reduire(p.question.titre) == reduire(QUESTION)
    )
    return "80", posee.ecrire(posee.question.arrondir(posee.attendu)), posee.indices[0]


def ecouter(banc: Banc) -> None:
    """Réveiller la page, bouger un atelier, se tromper, demander un indice, réussir."""
    vue = banc.vue
    phrase = vue.locator(".ch-atelier .ch-phrase").first
    banc.aller("[data-action=activer]", "Activer la page")
    banc.appuyer("Return")
    attendre(lambda: vue.evaluate("document.documentElement.dataset.active") == "oui", "la page réveillée")
    banc.entendre("La page est active", "le réveil s’annonce")
    for texte in vue.locator(".ch-phrase").all_inner_texts():
        banc.taire(texte[:60], "ni l’ouverture ni le réveil ne disent la phrase d’un atelier")

    banc.aller(".ch-atelier .widget-radio-box input", "par cumul du montant")
    banc.marquer()
    banc.appuyer("Down", "space")
    attendre(lambda: "effectif" in phrase.inner_text(), "l’atelier répond")
    banc.entendre(phrase.inner_text()[:80], "l’option choisie au clavier dit la nouvelle phrase")
    banc.taire("par effectif, seuils 80/95", "aucune phrase fausse en chemin")
    banc.aller(".ch-atelier [role=slider]", "Fin de A")
    avant = phrase.inner_text()
    banc.marquer()
    banc.appuyer("Right")
    attendre(lambda: phrase.inner_text() != avant, "l’atelier répond au curseur")
    banc.entendre(phrase.inner_text()[:80], "le curseur dit la nouvelle phrase")
    banc.entendre("11 %", "le curseur dit sa valeur avec son unité")

    fausse, juste, indice = ecrire_reponses()
    numero = vue.locator(".ch-carte").evaluate_all(
        "(cartes, titre) => cartes.findIndex((carte) => carte.innerText.includes(titre)) + 1",
        "la part réelle",
    )
    carte = vue.locator(".ch-carte").nth(numero - 1)
    carte.evaluate("(el) => { el.id ||= 'carte-ecoutee'; }")
    champ = f"#{carte.get_attribute('id')} input[type=text]"
    boutons = f"#{carte.get_attribute('id')} button"
    banc.aller(champ, "Votre réponse")
    banc.marquer()
    banc.demander("xdotool", "type", "--delay", "80", fausse)
    banc.appuyer("Return")
    banc.entendre("À revoir", "une réponse fausse dit son verdict")
    banc.entendre("recopié la règle", "et ce qui a été fait")
    assert vue.evaluate("(s) => document.activeElement.matches(s)", champ), "le focus a quitté le champ"
    banc.aller(boutons, "Vérifier")
    banc.aller(f"{boutons}:not(.ch-principal)", "Indice")
    banc.marquer()
    banc.appuyer("Return")
    banc.entendre(indice[:60], "l’indice se dit")
    banc.aller(champ, "Votre réponse", "shift+Tab")
    banc.marquer()
    banc.appuyer("ctrl+a")
    banc.demander("xdotool", "type", "--delay", "80", juste)
    banc.appuyer("Return")
    banc.entendre("Réussi", "la réponse juste se dit")
    banc.taire("À revoir", "sans redire l’ancien verdict")


def ecouter_la_carte(banc: Banc) -> None:
    """Mettre la droguerie au centre de la carte, puis lire la carte et son tableau à la flèche."""
    vue, atelier = banc.vue, ".ch-atelier:has(#atelier-carte-clients)"
    vue.goto(banc.adresse.replace(SERIE, "2-portefeuille"))
    banc.aller("[data-action=activer]", "Activer la page")
    banc.appuyer("Return")
    attendre(lambda: vue.evaluate("document.documentElement.dataset.active") == "oui", "la page réveillée")
    banc.aller(f"{atelier} .widget-radio-box input", "le dépôt du Comptoir Brelande")
    banc.marquer()
    banc.appuyer("Down", "space")
    banc.entendre("des porteurs de la carte", "le magasin au centre dit la nouvelle phrase")
    banc.aller(f"{atelier} .ch-reglages > .widget-button", "Revenir au départ")
    banc.marquer()
    banc.appuyer("Down")
    banc.entendre("Zone primaire, jusqu’à 10 km", "la carte dit ses zones")
    banc.aller(f"{atelier} .widget-toggle-button", "Le tableau")
    banc.appuyer("Return")
    banc.entendre("étendu", "le tableau s’ouvre")
    banc.marquer()
    banc.appuyer("Insert+a", "Down", "Down")
    banc.entendre("Ménages", "le tableau dit ses titres")


def main() -> None:
    """Ouvrir le poste et faire les deux trajets."""
    manquent = [nom for nom in ("orca", "Xvfb", "xdotool", "speech-dispatcher", "chromium") if not which(nom)]
    if manquent or not Path(LANCEUR_ATSPI).exists():
        sys.exit(f"Il manque {', '.join(manquent) or 'at-spi2-core'} : installez .ci/paquets-lecteur.")
    site = RACINE / "_build" / "html"
    with tempfile.TemporaryDirectory() as dossier, servir(site, port=0, prefixe="/cours/") as adresse:
        banc = Banc(Path(dossier), f"{adresse}book/{SERIE}.html")
        try:
            with banc.ouvrir():
                ecouter(banc)
                ecouter_la_carte(banc)
        finally:
            sortie = RACINE / "_build" / "paroles.txt"
            sortie.write_text(banc.voix.read_text(encoding="utf-8", errors="replace"), encoding="utf-8")
            print(f"Tout ce qui a été entendu est dans {sortie.relative_to(RACINE)}.")


if __name__ == "__main__":
    main()
