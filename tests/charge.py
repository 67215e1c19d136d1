"""Une classe sur JupyterHub : ce que chacun répond est gardé, quoi qu'on tue, et ce que cela coûte.

``make charge`` lance le hub de ``book/_hub`` sur la boucle locale. Les élèves entrent par vagues, et
parlent au hub comme JupyterLab : le formulaire de connexion, l'interface des fichiers, les messages du noyau
et de ses widgets. Puis on tue un noyau, un serveur, le mandataire, le hub, et l'on relit les fichiers.

Réglages : ``ELEVES`` (30), ``VAGUE`` (5 à la fois).
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median
from uuid import uuid4

import aiohttp
import psutil
from yarl import URL

from course_helpers.exercices import Serie
from course_helpers.exercices.copie import TYPE_COPIE, lire_copie

RACINE = Path(__file__).parents[1]
ELEVES = int(os.environ.get("ELEVES", "30"))
VAGUE = int(os.environ.get("VAGUE", "5"))
ATTENTE = 300  # en secondes, au plus ; une machine chargée met ce qu'il lui faut
RELANCES = 6
CAHIER = "4-pareto.ipynb"
MARQUE = uuid4().hex  # dans l'environnement de tout ce que l'essai lance
# Les questions où l'on répond, avec ce qu'elles attendent ; celle où l'on rédige ; celles des pannes.
NOMBRES = {2: "part_20", 3: "part_a", 5: "part_premier", 9: "n_a", 10: "part_effectif_a", 12: "ca_net"}
REDACTION, PENDANT, APRES = 18, 20, 13
VUE = "application/vnd.jupyter.widget-view+json"

# Ce que l'école écrit, ici pour un essai : qui entre, et par où.
ECOLE = """
load_subconfig({recette!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{0}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{1}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{2}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {marque!r}
c.Authenticator.allow_all = True
c.Spawner.environment["COURS_CHARGE"] = {marque!r}
"""


def lister_processus(nom: str = "", mot: str = "") -> list[psutil.Process]:
    """Lister ce que l'essai a lancé, pour un élève ou pour tous."""
    trouves = []
    for processus in psutil.process_iter():
        with suppress(psutil.Error):
            milieu = processus.environ()
            voulu = milieu.get("COURS_CHARGE") == MARQUE and (not nom or milieu.get("JUPYTERHUB_USER") == nom)
            if voulu and mot in " ".join(processus.cmdline()) and processus.status() != psutil.STATUS_ZOMBIE:
                trouves.append(processus)
    return trouves


async def attendre(condition, quoi: str):
    """Attendre qu'une condition, parfois asynchrone, rende quelque chose, et le rendre."""
    fin = time.monotonic() + ATTENTE
    while time.monotonic() < fin:
        with suppress(aiohttp.ClientError, ConnectionError):
            rendu = condition()
            if rendu := await rendu if asyncio.iscoroutine(rendu) else rendu:
                return rendu
        await asyncio.sleep(0.2)
    raise AssertionError(f"attendu en vain : {quoi}")


class Hub:
    """Le hub de l'essai, dans un dossier qui disparaît avec lui."""

    def __init__(self, etat: Path) -> None:
        prises = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
        ports = [prise.getsockname()[1] for prise in prises]
        for prise in prises:
            prise.close()
        self.etat, self.adresse = etat, f"http://127.0.0.1:{ports[0]}"
        recette = str(RACINE / "book" / "_hub" / "jupyterhub_config.py")
        (etat / "ecole.py").write_text(ECOLE.format(*ports, recette=recette, marque=MARQUE))
        # Un élève sous son propre numéro doit pouvoir lancer le Python du cours.
        python = Path(sys.executable).resolve()
        self.separes = os.geteuid() == 0 and all(d.stat().st_mode & 1 for d in python.parents)
        if os.geteuid() == 0 and not self.separes:
            with (etat / "ecole.py").open("a") as ecole:
                ecole.write('c.Spawner.args.append("--allow-root")\n')

    async def lancer(self) -> None:
        """Lancer le hub et attendre qu'il réponde."""
        milieu = {"COURS_ETAT": f"{self.etat}", "COURS_CHARGE": MARQUE, "COURS_SEPARES": f"{self.separes:d}"}
        with (self.etat / "hub.log").open("a") as journal:
            self.processus = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", self.etat / "ecole.py"],
                env=os.environ | milieu,
                cwd=self.etat,
                stdout=journal,
                stderr=journal,
            )
        await attendre(self.repondre, "le hub répond")

    async def repondre(self) -> bool:
        """Dire si le hub répond, à travers le mandataire."""
        assert self.processus.poll() is None, (self.etat / "hub.log").read_text()[-3000:]
        async with aiohttp.ClientSession() as session, session.get(f"{self.adresse}/hub/health") as reponse:
            return reponse.status == 200

    def lire_mandataire(self) -> int:
        """Lire le numéro du mandataire."""
        with suppress(OSError, ValueError):
            return int((self.etat / "mandataire.pid").read_text())
        return 0


class Eleve:
    """Un élève : son navigateur, son cahier, et ce qu'il a répondu."""

    def __init__(self, hub: Hub, rang: int) -> None:
        self.hub, self.nom, self.code = hub, f"eleve{rang:02}", f"ELEVE-{rang:02}"
        self.base = f"{hub.adresse}/user/{self.nom}"
        self.dossier = hub.etat / "dossiers" / self.nom
        self.durees: dict[str, list[float]] = {}
        self.donnees: dict[int, list[str]] = {}
        valeurs = Serie("4-pareto", code=self.code).valeurs
        # Un élève sur deux se trompe d'abord à la première question.
        self.prevues = [(2, "80")] * (rang % 2)
        for numero, nom in NOMBRES.items():
            self.prevues.append((numero, f"{getattr(valeurs, nom):.1f}".replace(".", ",")))
        self.prevues.append((REDACTION, f"{self.code} : le premier client pèse lourd, prospectons."))

    async def chronometrer(self, quoi: str, travail):
        """Garder la durée d'un travail."""
        debut = time.monotonic()
        rendu = await travail
        self.durees.setdefault(quoi, []).append(time.monotonic() - debut)
        return rendu

    # --- Le serveur ---

    async def entrer(self) -> None:
        """Se connecter comme au premier jour, et attendre JupyterLab."""
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        async with self.session.get(f"{self.hub.adresse}/hub/login") as page:
            await page.read()
        xsrf = self.trouver_xsrf(f"{self.hub.adresse}/hub/")
        formulaire = {"username": self.nom, "password": MARQUE, "_xsrf": xsrf}
        async with self.session.post(f"{self.hub.adresse}/hub/login", data=formulaire) as page:
            assert page.status == 200, await page.text()
        await attendre(self.voir_labo, f"le JupyterLab de {self.nom}")

    async def voir_labo(self) -> bool:
        """Demander son serveur ; le hub le lance s'il le faut."""
        async with self.session.get(f"{self.hub.adresse}/hub/spawn") as page:
            await page.read()
        async with self.session.get(f"{self.base}/lab") as page:
            await page.read()
            return page.status == 200 and page.url.path == f"/user/{self.nom}/lab"

    def trouver_xsrf(self, adresse: str) -> str:
        """Trouver le témoin que chaque demande répète."""
        temoins = self.session.cookie_jar.filter_cookies(URL(adresse))
        return temoins["_xsrf"].value

    async def demander(self, methode: str, chemin: str, **contenu) -> dict:
        """Appeler l'interface du serveur de l'élève."""
        entetes = {"X-XSRFToken": self.trouver_xsrf(f"{self.base}/")}
        async with self.session.request(
            methode, f"{self.base}/api/{chemin}", headers=entetes, json=contenu or None
        ) as reponse:
            assert reponse.ok, (reponse.status, await reponse.text())
            return await reponse.json()

    async def ouvrir(self) -> None:
        """Ouvrir le cahier et son noyau."""
        self.cahier = (await self.demander("GET", f"contents/{CAHIER}"))["content"]
        seance = await self.demander(
            "POST", "sessions", path=CAHIER, type="notebook", name=CAHIER, kernel={"name": "python3"}
        )
        self.noyau = seance["kernel"]["id"]
        await self.brancher()

    async def enregistrer(self) -> None:
        """Enregistrer le cahier, sorties comprises."""
        for rang, sorties in self.sorties.items():
            self.cahier["cells"][rang]["outputs"] = list(sorties.values())
        await self.demander("PUT", f"contents/{CAHIER}", type="notebook", format="json", content=self.cahier)

    # --- Le noyau ---

    async def brancher(self) -> None:
        """Se brancher au noyau, et attendre qu'il réponde."""
        self.attendus, self.rangs, self.widgets, self.sorties = {}, {}, {}, {}
        await self.rebrancher()

    async def rebrancher(self) -> None:
        """Reprendre la liaison, comme JupyterLab quand elle est coupée."""
        self.liaison = await self.session.ws_connect(
            f"{self.base}/api/kernels/{self.noyau}/channels?session_id={uuid4().hex}", max_msg_size=0
        )
        self.lecture = asyncio.create_task(self.ecouter())
        await self.envoyer("kernel_info_request", {})

    async def ecouter(self) -> None:
        """Lire ce que dit le noyau, jusqu'à la fin de la liaison."""
        async for recu in self.liaison:
            texte = recu.data
            if recu.type == aiohttp.WSMsgType.BINARY:  # suivi de tampons, que personne ne lit ici
                debut, fin = (int.from_bytes(texte[n : n + 4]) for n in (4, 8))
                texte = texte[debut:fin]
            message = json.loads(texte)
            sorte, contenu = message["header"]["msg_type"], message["content"]
            parent = message["parent_header"].get("msg_id")
            rang = self.rangs.get(parent)
            if sorte == "comm_open":
                self.widgets[contenu["comm_id"]] = contenu["data"]["state"]
            elif sorte == "comm_msg" and contenu["comm_id"] in self.widgets:
                self.widgets[contenu["comm_id"]].update(contenu["data"].get("state", {}))
            elif sorte in ("display_data", "execute_result") and rang is not None:
                champs = {"data", "metadata", "execution_count"} & contenu.keys()
                cle = contenu.get("transient", {}).get("display_id", uuid4().hex)
                sortie = {"output_type": sorte} | {champ: contenu[champ] for champ in champs}
                self.sorties.setdefault(rang, {})[cle] = sortie
            elif sorte == "update_display_data":
                for sorties in self.sorties.values():
                    if contenu["transient"]["display_id"] in sorties:
                        sorties[contenu["transient"]["display_id"]]["data"] = contenu["data"]
            elif sorte == "error" and parent in self.attendus:
                self.attendus[parent].set_result(contenu["ename"])
            elif sorte == "status" and contenu["execution_state"] == "idle":
                attendu = self.attendus.get(parent)
                if attendu and not attendu.done():
                    attendu.set_result("")
        for attendu in self.attendus.values():
            if not attendu.done():
                attendu.set_result("coupé")

    async def envoyer(self, sorte: str, contenu: dict, rang: int | None = None) -> str:
        """Envoyer un message et attendre que le noyau l'ait traité ; rendre l'erreur, ou rien."""
        if self.lecture.done():  # coupée ; JupyterLab la reprend aussi de lui-même
            await self.rebrancher()
        numero = uuid4().hex
        entete = {"msg_id": numero, "msg_type": sorte, "username": "", "session": self.code, "version": "5.3"}
        self.rangs[numero] = rang
        attendu = self.attendus[numero] = asyncio.get_running_loop().create_future()
        await self.liaison.send_json(
            {"channel": "shell", "header": entete, "parent_header": {}, "metadata": {}, "content": contenu}
        )
        return await asyncio.wait_for(attendu, ATTENTE)

    async def executer(self, code: str, rang: int | None = None) -> str:
        """Exécuter du code ; rendre le nom de l'erreur, ou rien."""
        demande = {"code": code, "silent": False, "stop_on_error": False}
        return await self.envoyer("execute_request", demande, rang)

    async def tout_executer(self) -> None:
        """Exécuter toutes les cellules."""
        for rang, cellule in enumerate(self.cahier["cells"]):
            if cellule["cell_type"] == "code":
                assert not await self.executer(cellule["source"], rang), cellule["source"]

    async def remplir(self, code: str, valeur: str) -> str:
        """Remplir le champ que montre une cellule, puis choisir son bouton."""
        (rang,) = [n for n, cellule in enumerate(self.cahier["cells"]) if cellule["source"].strip() == code]
        vues = (sortie["data"].get(VUE) for sortie in self.sorties[rang].values())
        a_lire, siens = [vue["model_id"] for vue in vues if vue], []
        while a_lire:  # ce que montre la cellule : changer d'identifiant y remplace des champs
            siens.append(a_lire.pop(0))
            enfants = self.widgets[siens[-1]].get("children", ())
            a_lire += [enfant.removeprefix("IPY_MODEL_") for enfant in enfants]
        champ = next(c for c in siens if self.widgets[c]["_model_name"] in ("TextModel", "TextareaModel"))
        bouton = next(c for c in siens if self.widgets[c].get("description") in ("Vérifier", "Enregistrer"))
        tape = {"method": "update", "state": {"value": valeur}, "buffer_paths": []}
        clic = {"method": "custom", "content": {"event": "click"}}
        return (
            await self.envoyer("comm_msg", {"comm_id": champ, "data": tape})
            or await self.envoyer("comm_msg", {"comm_id": bouton, "data": clic})
        )  # fmt: skip

    async def repondre(self, numero: int, valeur: str) -> bool:
        """Répondre à une question ; dire si le noyau l'a reçue."""
        if recue := not await self.remplir(f'serie.q["q{numero}"]', valeur):
            self.donnees.setdefault(numero, []).append(valeur)
        return recue

    # --- Le trajet ---

    async def travailler(self) -> None:
        """Entrer, ouvrir, exécuter, donner son identifiant, répondre, enregistrer."""
        await self.chronometrer("se connecter, JupyterLab compris", self.entrer())
        await self.chronometrer("ouvrir le cahier et son noyau", self.ouvrir())
        await self.chronometrer("exécuter tout le cahier", self.tout_executer())
        assert not await self.remplir("serie.identifiant()", self.code)
        for numero, valeur in self.prevues:
            assert await self.chronometrer("répondre à une question", self.repondre(numero, valeur))
        await self.chronometrer("enregistrer le cahier", self.enregistrer())

    def lire_essais(self, texte: str | None = None) -> dict[int, list[str]]:
        """Lire ce que garde une copie, celle du dossier sauf si l'on en donne une."""
        copie = lire_copie(texte or (self.dossier / f"copie-{self.code}-4-pareto.json").read_bytes())
        assert copie.code == self.code
        essais = {int(n.removeprefix("q")): f.lister_essais(copie.tirage) for n, f in copie.reponses.items()}
        return {numero: siens for numero, siens in essais.items() if siens}

    def comparer(self) -> None:
        """Comparer la copie gardée à ce qui a été répondu."""
        assert self.lire_essais() == self.donnees, (self.nom, self.lire_essais(), self.donnees)

    def comparer_cahier(self) -> None:
        """Comparer au même la copie que porte le cahier enregistré."""
        cellules = json.loads((self.dossier / CAHIER).read_text())["cells"]
        sorties = [sortie["data"] for cellule in cellules for sortie in cellule.get("outputs", [])]
        (copie,) = [donnees[TYPE_COPIE] for donnees in sorties if TYPE_COPIE in donnees]
        assert self.lire_essais(json.dumps(copie)) == self.donnees, self.nom

    def peser(self) -> dict[str, float]:
        """Peser ses processus, en Mo ; une page partagée se divise entre ceux qui la partagent."""
        poids = {"son serveur": 0.0, "son noyau": 0.0}
        for processus in lister_processus(self.nom):
            cle = "son noyau" if "ipykernel" in " ".join(processus.cmdline()) else "son serveur"
            poids[cle] += processus.memory_full_info().pss / 1e6
            temps = processus.cpu_times()
            self.durees.setdefault("calcul, en temps d’un cœur", [0.0])[0] += temps.user + temps.system
        return poids | {"les deux": sum(poids.values())}


# --- Les pannes ---------------------------------------------------------------------------------------------


def tuer(nom: str, mot: str) -> None:
    """Tuer sans prévenir le processus d'un élève."""
    (processus,) = lister_processus(nom, mot)
    processus.kill()
    processus.wait(ATTENTE)


async def tuer_un_noyau(eleve: Eleve, _autres) -> str:
    """Tuer un noyau pendant que des réponses lui arrivent."""
    fin = asyncio.create_task(repondre_sans_fin(eleve))
    await attendre(lambda: len(eleve.donnees.get(PENDANT, ())) > 5, "des réponses reçues")
    tuer(eleve.nom, "ipykernel")
    fin.cancel()
    # Ce que le noyau a reçu est gardé ; la réponse en route l'est ou non, mais jamais à moitié.
    gardes, recues = eleve.lire_essais()[PENDANT], len(eleve.donnees[PENDANT])
    assert gardes[:recues] == eleve.donnees[PENDANT] and len(gardes) <= recues + 1, (gardes, recues)
    eleve.donnees[PENDANT] = gardes
    eleve.comparer()
    await reprendre(eleve)
    return f"{recues} réponses reçues, {len(gardes)} gardées ; noyau relancé seul, réponses remises en place"


async def repondre_sans_fin(eleve: Eleve) -> None:
    """Répondre encore et encore à la même question."""
    rang = 0
    while await eleve.repondre(PENDANT, f"{rang},5"):
        rang += 1


async def reprendre(eleve: Eleve) -> None:
    """Retrouver un noyau que son serveur a relancé, et tout exécuter de nouveau."""
    await attendre(lambda: lister_processus(eleve.nom, "ipykernel"), "un nouveau noyau")
    for _ in range(RELANCES):
        await eleve.liaison.close()
        try:  # une demande partie pendant qu'il démarre peut se perdre : JupyterLab la refait, l'essai aussi
            await asyncio.wait_for(eleve.brancher(), ATTENTE / RELANCES)
            break
        except TimeoutError:
            continue
    else:
        raise AssertionError(f"{eleve.code} : le noyau relancé ne répond pas")
    await eleve.tout_executer()
    eleve.comparer()


async def tuer_un_serveur(eleve: Eleve, _autres) -> str:
    """Tuer le serveur d'un élève : il se reconnecte, son dossier est là."""
    octets = (eleve.dossier / CAHIER).read_bytes()
    tuer(eleve.nom, "jupyterhub-singleuser")
    await eleve.session.close()
    debut = time.monotonic()
    await eleve.entrer()
    duree = time.monotonic() - debut
    assert (eleve.dossier / CAHIER).read_bytes() == octets, "le cahier a été écrasé"
    await eleve.ouvrir()
    await eleve.tout_executer()
    eleve.comparer()
    return f"serveur relancé à la connexion, en {duree:.0f} s, cahier intact"


async def tuer_le_mandataire(eleve: Eleve, _autres) -> str:
    """Tuer le mandataire : le hub le relance, les noyaux n'en savent rien."""
    ancien, noyau = eleve.hub.lire_mandataire(), lister_processus(eleve.nom, "ipykernel")
    debut = time.monotonic()
    os.kill(ancien, signal.SIGKILL)
    await eleve.lecture
    await attendre(lambda: eleve.hub.lire_mandataire() not in (0, ancien), "un autre mandataire")
    await attendre(eleve.hub.repondre, "le hub répond")
    await attendre(lambda: reussir(eleve.demander("GET", "status")), "le chemin vers le serveur")
    duree = time.monotonic() - debut
    assert await eleve.repondre(APRES, "12,5")
    await eleve.enregistrer()
    assert lister_processus(eleve.nom, "ipykernel") == noyau
    return f"relancé par le hub en {duree:.0f} s, même noyau, réponse suivante gardée"


async def reussir(demande) -> bool:
    """Dire si une demande aboutit."""
    with suppress(AssertionError, KeyError):
        await demande
        return True
    return False


async def tuer_le_hub(eleve: Eleve, autres: list[Eleve]) -> str:
    """Tuer le hub : on travaille sans lui, il reprend les serveurs où ils en sont."""
    await eleve.executer("")  # la liaison est là avant la panne
    hub, avant = eleve.hub, {p.pid for p in lister_processus(mot="jupyterhub-singleuser")}
    hub.processus.kill()
    hub.processus.wait()
    assert await eleve.repondre(APRES, "21,5")  # la liaison avec le noyau ne passe pas par le hub
    await eleve.enregistrer()
    eleve.comparer()
    await hub.lancer()
    assert {p.pid for p in lister_processus(mot="jupyterhub-singleuser")} == avant
    await attendre(lambda: reussir(eleve.demander("GET", "status")), "le chemin vers le serveur")
    assert await eleve.repondre(APRES, "22,5")
    await eleve.enregistrer()
    # Un élève qui avait fermé sa page revient ; un autre entre pour la première fois.
    await autres[0].session.close()
    await autres[0].entrer()
    nouveau = Eleve(hub, ELEVES + 1)
    await nouveau.travailler()
    nouveau.comparer()
    await nouveau.session.close()
    return f"{len(avant)} serveurs repris tels quels ; réponse faite sans hub, gardée ; un nouvel élève entre"


async def affamer(eleve: Eleve, autres: list[Eleve]) -> str:
    """Laisser un noyau prendre toute la mémoire : il échoue seul."""
    (serveur,) = lister_processus(eleve.nom, "jupyterhub-singleuser")
    (voisin,) = lister_processus(autres[0].nom, "ipykernel")
    gourmand = "prises = []\nwhile True:\n    prises.append(bytearray(50_000_000))"
    erreur, pic = asyncio.create_task(eleve.executer(gourmand)), 0
    while not erreur.done():
        for noyau in lister_processus(eleve.nom, "ipykernel"):
            with suppress(psutil.Error):
                pic = max(pic, noyau.memory_info().rss)
        await asyncio.sleep(0.01)
    assert erreur.result() == "MemoryError", erreur.result()
    assert serveur.is_running() and voisin.is_running()
    assert not await eleve.executer("prises = None")
    for voulu in (eleve, autres[0]):
        assert await voulu.repondre(APRES, "1,5")
        voulu.comparer()
    # Sans la main de Python, le même excès tue le noyau, et lui seul.
    mort = "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.malloc.restype = ctypes.c_void_p\n"
    mort += "while True:\n    ctypes.memset(libc.malloc(ctypes.c_size_t(50_000_000)), 1, 50_000_000)"
    (noyau,) = lister_processus(eleve.nom, "ipykernel")
    tache = asyncio.create_task(eleve.executer(mort))
    await attendre(lambda: not noyau.is_running() or noyau.status() == psutil.STATUS_ZOMBIE, "le noyau meurt")
    tache.cancel()
    assert serveur.is_running() and voisin.is_running()
    await reprendre(eleve)
    assert await autres[0].repondre(APRES, "2,5")
    return f"MemoryError à {pic / 1e6:.0f} Mo ; en C, le noyau meurt et repart ; rien d’autre n’est touché"


async def fouiller(eleve: Eleve, autres: list[Eleve]) -> str:
    """Chercher à lire chez les autres et chez le hub, à écouter le noyau d'un autre."""
    (voisin,) = lister_processus(autres[0].nom, "ipykernel")
    liaison = json.loads(Path(voisin.cmdline()[-1]).read_text())
    ecoute = "import zmq\nprise = zmq.Context().socket(zmq.SUB)\nprise.subscribe(b'')\n"
    ecoute += f"prise.connect('tcp://127.0.0.1:{liaison['iopub_port']}')\nassert prise.poll(5000)"
    tache, rang = asyncio.create_task(eleve.executer(ecoute)), 0
    while not tache.done():
        rang += 1
        assert await autres[0].repondre(APRES, f"{rang},25")
    assert tache.result() == "AssertionError", "le noyau d'un autre s'écoute"
    if not eleve.hub.separes:
        return "le noyau d’un autre ne s’écoute pas ; dossiers non essayés : un seul compte lit ce Python"
    for geste in (
        f"open({str(autres[0].dossier / CAHIER)!r})",
        f"open({str(eleve.hub.etat / 'hub.sqlite')!r})",
        f"open({str(eleve.hub.etat / 'secret')!r})",
        f"import os; os.listdir({str(eleve.dossier.parent)!r})",
        f"import os; os.kill({voisin.pid}, 9)",
    ):
        assert await eleve.executer(geste) == "PermissionError", geste
    return "noyau, dossier et processus d’un autre, base et secret du hub : tout est refusé"


PANNES = {
    "un noyau tué pendant les réponses": tuer_un_noyau,
    "un serveur d’élève tué": tuer_un_serveur,
    "le mandataire tué": tuer_le_mandataire,
    "le hub tué, puis relancé": tuer_le_hub,
    "un noyau qui prend toute la mémoire": affamer,
    "un élève curieux": fouiller,
}


async def charger(etat: Path) -> None:
    """Faire travailler la classe, la mesurer, puis tout casser."""
    hub = Hub(etat)
    await hub.lancer()
    eleves, places = [Eleve(hub, rang) for rang in range(1, ELEVES + 1)], asyncio.Semaphore(VAGUE)

    async def a_son_tour(eleve: Eleve) -> None:
        async with places:
            await eleve.travailler()
            print(f"{eleve.nom} a enregistré", flush=True)

    debut = time.monotonic()
    await asyncio.gather(*map(a_son_tour, eleves))
    duree = time.monotonic() - debut
    for eleve in eleves:
        eleve.comparer()
        eleve.comparer_cahier()

    memoires = [eleve.peser() for eleve in eleves]
    total = sum(processus.memory_full_info().pss for processus in lister_processus()) / 1e9
    print(f"\n{ELEVES} élèves, {VAGUE} à la fois, {os.cpu_count()} cœurs : tous servis en {duree:.0f} s.")
    print(f"Les {ELEVES} copies et cahiers enregistrés sont ce qui a été répondu.")
    print(f"Mémoire de l’ensemble, hub compris : {total:.1f} Go.\n".replace(".", ",", 1))
    print("| Par élève | Médiane | Maximum |\n|---|---|---|")
    for quoi in eleves[0].durees:
        valeurs = [duree for eleve in eleves for duree in eleve.durees[quoi]]
        print(f"| {quoi} | {median(valeurs):.2f} s | {max(valeurs):.2f} s |".replace(".", ","))
    for quoi in memoires[0]:
        valeurs = [memoire[quoi] for memoire in memoires]
        print(f"| mémoire, {quoi} | {median(valeurs):.0f} Mo | {max(valeurs):.0f} Mo |")

    print("\n| Panne | Ce qui en reste |\n|---|---|")
    for rang, (quoi, casser) in enumerate(PANNES.items()):
        eleve = eleves[rang % ELEVES]
        print(f"| {quoi} | {await casser(eleve, [e for e in eleves if e is not eleve])} |", flush=True)
    for eleve in eleves:
        eleve.comparer()
        await eleve.session.close()
    print(f"\nAprès les pannes, les {ELEVES} copies sont encore ce qui a été répondu.")


def nettoyer(etat: Path) -> None:
    """Arrêter tout ce que l'essai a lancé, et effacer son dossier."""
    while restes := lister_processus():
        for processus in restes:
            with suppress(psutil.Error):
                processus.kill()
        psutil.wait_procs(restes, timeout=5)
    shutil.rmtree(etat)


if __name__ == "__main__":
    for interruption in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(interruption, lambda *_: sys.exit("interrompu"))
    etat = Path(tempfile.mkdtemp(prefix="charge-"))
    try:
        asyncio.run(charger(etat))
    finally:
        nettoyer(etat)
