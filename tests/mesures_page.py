"""Compare la page vivante à d’autres, dans la même exécution : ``python tests/mesures_page.py``.

Chromium sans fenêtre, sur cette machine, un navigateur neuf à chaque mesure, sans préchargement. Les tours
alternent entre les concurrents ; ce qui compte est le rapport des médianes. Les octets comptés sont ceux des
fichiers de ce serveur, comprimés par gzip, ou tels quels pour le premier réveil : ce que la page ordinaire
prend à d'autres sites n'est pas compté.

Résultats : un tableau, et les entrées « page » de ``_build/mesures.json``. Il faut un site construit. Chaque
mesure est un processus à elle, qui a son délai : l'une arrêtée n'arrête pas les autres. Leurs noms se donnent
aussi : ``python tests/mesures_page.py memoire poids``, ou le début de plusieurs, ``curseurs``.
"""

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import nbformat
from charger import charger
from gestes import montrer_programme
from playwright.sync_api import sync_playwright

RACINE = Path(__file__).resolve().parents[1]
CONSTRUITS = RACINE / "_build"
SITE = CONSTRUITS / "html"
TEMOIN = CONSTRUITS / "mesures-temoin"
NPM = CONSTRUITS / "mesures-npm"
SORTIE = CONSTRUITS / "mesures.json"
PRISES = CONSTRUITS / "mesures-page"  # ce que chaque mesure a trouvé la dernière fois
BINAIRES = Path(sys.executable).parent
CHAPITRE = "book/4-pareto.html"
TOURS, DEPLACEMENTS, ATTENTE = 7, 20, 180_000
AUDITS = 5
DELAI = 1800  # secondes : au-delà, une mesure ne finira pas
PREMIERE_EDITION = "d588b5d"  # sa distribution, une fois construite, ne change plus
PART_DE_LIGNE = 100e6 / 8 / 30  # octets par seconde : un élève sur trente derrière la ligne d'un lycée
SERVIS: list[int] = []  # les octets de chaque réponse de ce serveur, qui ne comprime rien
LIGNE = threading.Lock()  # les réponses s'y suivent quand le débit est compté
debit: float | None = None
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]

# La page nue : le même Python, la même figure, rien d'autre.
PAGE_NUE = """<!doctype html><meta charset="utf-8"><title>Page nue</title>
<button>Dessiner</button><div id="figure"></div>
<script type="module">
const { loadPyodide } = await import("./pyodide/pyodide.mjs");
document.querySelector("button").addEventListener("click", async () => {
  const depart = performance.now();
  const indexURL = new URL("./pyodide/", location.href).href;
  const pyodide = await loadPyodide({ indexURL, packages: ["course-helpers"] });
  document.querySelector("#figure").innerHTML = pyodide.runPython(`
import course_helpers.ateliers.pareto
from course_helpers.donnees import chemin, lire_clients
from course_helpers.figures.pareto import tracer_pareto
from course_helpers.pareto import classer_abc
tracer_pareto(classer_abc(lire_clients(chemin("ca-clients-2025.csv")))).ecrire_svg()`);
  requestAnimationFrame(() => { window.duree = performance.now() - depart; });
});
window.prete = true;
</script>"""

# Ce que montre la première cellule vivante du chapitre.
ATELIER = """from course_helpers.ateliers.pareto import ExplorateurAbc
from course_helpers.donnees import chemin, lire_clients

ExplorateurAbc(lire_clients(chemin("ca-clients-2025.csv")))"""

FIGURE_VIVE = ".ch-atelier .widget-html .ch-figure svg"
CLIC = """() => {
  const depart = performance.now();
  const guetter = () => document.querySelector(%r)
    ? requestAnimationFrame(() => { window.duree = performance.now() - depart; }) : setTimeout(guetter, 5);
  document.querySelector("[data-action=activer]").click();
  guetter();
}"""
# Du clic au premier atelier visible de la page demandée, puis à la page entière. Sans lien, on l'éveille.
CLIC_PAGE = """([page, lien]) => {
  const depart = performance.now();
  window.durees = {};
  const guetter = () => {
    const ici = location.pathname.endsWith(page);
    const vus = [...document.querySelectorAll(".ch-atelier.jupyter-widgets .ch-phrase")];
    if (ici && !durees.figure && vus.some((el) => el.checkVisibility({ visibilityProperty: true })))
      requestAnimationFrame(() => { durees.figure ??= performance.now() - depart; });
    if (ici && durees.figure && document.documentElement.dataset.active === "oui")
      durees.tout = performance.now() - depart;
    else setTimeout(guetter, 5);
  };
  document.querySelector(lien ? `#sommaire a[href*='${lien}']` : "[data-action=activer]").click();
  guetter();
}"""
# De la touche à la seconde image : la diapositive est alors à l'écran.
FEUILLETER = """async () => {
  const image = () => new Promise((fini) => requestAnimationFrame(fini));
  await image();
  const depart = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true }));
  await image();
  await image();
  return performance.now() - depart;
}"""
CHAPITRES = "1-connaissance 2-portefeuille 3-valeur 4-pareto 5-methode 6-strategies 7-etude".split()
# De la remise des fichiers à la classe affichée ; entre-temps, la plus longue attente entre deux images, et
# entre deux nouvelles de la correction.
GUETTER_CORRECTION = """(attendu) => {
  const bureau = document.querySelector(".ch-bureau"), depart = performance.now();
  const suivi = window.correction = { duree: null, image: 0, nouvelle: 0 };
  let image = depart, nouvelle = depart;
  const compter = () => {
    const ici = performance.now();
    suivi.image = Math.max(suivi.image, ici - image);
    image = ici;
    if (suivi.duree === null) requestAnimationFrame(compter);
  };
  requestAnimationFrame(compter);
  new MutationObserver((_, guet) => {
    const ici = performance.now();
    suivi.nouvelle = Math.max(suivi.nouvelle, ici - nouvelle);
    nouvelle = ici;
    if (!bureau.textContent.includes(attendu)) return;
    guet.disconnect();
    requestAnimationFrame(() => { suivi.duree = performance.now() - depart; });
  }).observe(bureau, { childList: true, subtree: true, characterData: true });
}"""
COPIES, QUESTIONS = 30, 18
# Les mêmes copies, notées par le code de la commande.
CORRIGER = """
import sys, time
from pathlib import Path
from course_helpers.enseignant.correction import corriger_copies
from course_helpers.enseignant.notes import ecrire_csv
_debut = time.perf_counter()
ecrire_csv(corriger_copies(Path(sys.argv[1])))
print(time.perf_counter() - _debut)
"""
COMPTER = """
import gc
import pyodide_js
from ipywidgets.widgets import widget
gc.collect()
print("compte", len(widget._instances), len(gc.get_objects()), pyodide_js._module.HEAPU8.length)
"""
# Toute l'analyse de cent mille lignes de factures, figures comprises ; la lecture se mesure ailleurs.
ANALYSER = """
import time
import numpy as np
import pandas as pd
from course_helpers.analyse import analyser, preparer_portefeuille
from course_helpers.figures.analyse import tracer
_hasard, _lignes = np.random.default_rng(1), 100_000
_factures = pd.DataFrame({
    "facture": [f"F{rang // 3:06d}" for rang in range(_lignes)],
    "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(_hasard.integers(0, 730, _lignes)), "D"),
    "client": [f"Client {rang}" for rang in _hasard.zipf(1.3, _lignes) % 4000],
    "montant_ht": _hasard.lognormal(5, 1, _lignes).round(2),
})
_debut = time.perf_counter()
for _partie in analyser(preparer_portefeuille(_factures)).values():
    if (_figure := tracer(_partie)) is not None:
        _figure._repr_html_()
print("analyse", time.perf_counter() - _debut)
"""
# Du moment où la touche arrive à celui où la nouvelle figure est peinte.
GUETTER_TOUCHE = """(atelier) => {
  const place = atelier.querySelector(".ch-vue"); // un réglage change parfois la phrase sans la figure
  window.duree = null;
  let depart;
  addEventListener("keydown", () => { depart = performance.now(); }, { capture: true, once: true });
  const guet = new MutationObserver(() => {
    guet.disconnect();
    requestAnimationFrame(() => { window.duree = performance.now() - depart; });
  });
  guet.observe(place, { childList: true, subtree: true });
}"""
# La même figure écrite en SVG par matplotlib seul, dans la même page, entre deux déplacements.
SAVEFIG = """
import io, time
import matplotlib as mpl
from course_helpers.ateliers.atelier import Atelier
from course_helpers.ecriture import typographier
from course_helpers.figures.trace import STYLE, Trace
from ipywidgets.widgets import widget
_ateliers = {typographier(a.titre): a for a in widget._instances.values() if isinstance(a, Atelier)}
_trace = _ateliers[TITRE].resultat.trace
if isinstance(_trace, Trace):
    _debut = time.perf_counter()
    with mpl.rc_context(STYLE):
        _trace.axes.figure.savefig(io.StringIO(), format="svg")
    print("tour TOUR :", 1000 * (time.perf_counter() - _debut))
else:
    print("tour TOUR : nan")
"""


def charger_serveur():
    """Charger book/servir.py, qui n'appartient à aucun paquet ; chaque réponse compte ses octets."""
    module = charger("book/servir.py")

    def copyfile(reponse, source, sortie):
        octets = source.read()
        SERVIS.append(len(octets))
        for debut in range(0, len(octets), 16_384):
            morceau = octets[debut : debut + 16_384]
            if debit:
                with LIGNE:
                    time.sleep(len(morceau) / debit)
            sortie.write(morceau)

    module.Reponse.copyfile = copyfile
    return module


def servir_cours():
    """Servir le site, sous un sous-chemin."""
    return charger_serveur().servir(SITE, port=0, prefixe="/cours/")


def servir_comprime():
    """Servir le site comprimé, comme le fait un hébergeur."""
    module = charger_serveur()

    class Comprimee(module.Reponse):
        def do_GET(self):
            fichier = Path(self.translate_path(self.path.partition("?")[0]))
            if fichier.suffix not in {".html", ".css", ".js", ".svg"} or not fichier.is_file():
                return super().do_GET()
            octets = gzip.compress(fichier.read_bytes(), 6)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(fichier))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

    return module.servir(SITE, port=0, prefixe="/cours/", reponse=Comprimee)


@contextmanager
def servir_temoins(*dossiers: str):
    """Servir des pages d'à côté ; donner leurs adresses."""
    servir = charger_serveur().servir
    with ExitStack() as pile:
        yield [pile.enter_context(servir(TEMOIN / dossier, port=0)) for dossier in dossiers]


def preparer_temoins() -> None:
    """Construire la page nue, sur les deux distributions, et le chapitre en Jupyter Book ordinaire."""
    subprocess.run(
        [sys.executable, RACINE / "book" / "_vivant" / "distribution.py", "--temoin"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    preparer_premiere_edition(TEMOIN / "premiere-edition")
    distributions = {"nue": CONSTRUITS / "pyodide-temoin", "nue-premiere": TEMOIN / "premiere-edition"}
    for nom, distribution in distributions.items():
        dossier = TEMOIN / nom
        dossier.mkdir(parents=True, exist_ok=True)
        (dossier / "index.html").write_text(PAGE_NUE, encoding="utf-8")
        if not (dossier / "pyodide").exists():
            (dossier / "pyodide").symlink_to(distribution, target_is_directory=True)
    preparer_lite(TEMOIN / "lite")
    livre = TEMOIN / "livre"
    livre.mkdir(exist_ok=True)
    for nom in ("4-pareto.md", "glossaire.md"):
        shutil.copy2(RACINE / "book" / nom, livre / nom)
    (livre / "_config.yml").write_text(
        "title: Témoin\nexecute: {execute_notebooks: cache, timeout: 120}\n", encoding="utf-8"
    )
    (livre / "_toc.yml").write_text(
        "format: jb-book\nroot: 4-pareto\nchapters: [{file: glossaire}]\n", encoding="utf-8"
    )
    subprocess.run([BINAIRES / "jupyter-book", "build", livre], check=True, capture_output=True)


def preparer_premiere_edition(arrivee: Path) -> None:
    """Construire, une fois, la distribution de la première édition avec son propre programme."""
    if (arrivee / "pyodide-lock.json").exists():
        return
    with tempfile.TemporaryDirectory() as provisoire:
        archive = subprocess.run(
            ["git", "archive", PREMIERE_EDITION], cwd=RACINE, check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x"], cwd=provisoire, input=archive, check=True)
        telecharges = Path("_build", ".cache-pyodide", "telecharges")
        shutil.copytree(RACINE / telecharges, provisoire / telecharges)
        subprocess.run(
            [sys.executable, "book/_vivant/distribution.py"],
            cwd=provisoire,
            env={**os.environ, "PYTHONPATH": str(Path(provisoire, "src"))},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        shutil.copytree(Path(provisoire, "_build", "pyodide"), arrivee)


def preparer_lite(arrivee: Path) -> None:
    """Construire JupyterLite tel quel, sur la même distribution ordinaire, avec le même atelier."""
    shutil.rmtree(arrivee, ignore_errors=True)
    cahier = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ATELIER)])
    cahier.metadata["kernelspec"] = {
        "name": "python",
        "display_name": "Python (Pyodide)",
        "language": "python",
    }
    with tempfile.TemporaryDirectory() as provisoire:
        contenus = Path(provisoire, "cahiers")
        contenus.mkdir()
        nbformat.write(cahier, contenus / "temoin.ipynb")
        pyodide = {"pyodideUrl": "./pyodide/pyodide.js", "disablePyPIFallback": True}
        reglages = {"litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": pyodide}}
        Path(provisoire, "jupyter-lite.json").write_text(
            json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": reglages}), encoding="utf-8"
        )
        commande = [sys.executable, "-m", "jupyterlite_core.app", "build"]
        commande += ["--contents", contenus, "--output-dir", arrivee]
        subprocess.run(commande, cwd=provisoire, check=True, capture_output=True)
    (arrivee / "pyodide").symlink_to(CONSTRUITS / "pyodide-temoin", target_is_directory=True)


def centile(durees: list[float]) -> float:
    """Rendre la durée que 95 % ne dépassent pas."""
    return sorted(durees)[round(0.95 * len(durees)) - 1]


def attendre_duree(vue) -> float:
    return vue.wait_for_function("window.duree", timeout=ATTENTE).json_value()


def mesurer(playwright, mesure: Callable, adresse: str, langue: str = "fr-FR"):
    """Prendre une mesure dans un navigateur lancé pour elle, où rien n'est en mémoire."""
    with playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS) as navigateur:
        return mesure(navigateur.new_page(locale=langue, viewport={"width": 1280, "height": 900}), adresse)


def dessiner_nue(vue, adresse: str) -> float:
    """Rendre les millisecondes du clic à la figure, sur la page nue."""
    vue.goto(adresse)
    vue.wait_for_function("window.prete")
    vue.evaluate("document.querySelector('button').click()")
    return attendre_duree(vue)


def dessiner_page(vue, adresse: str) -> float:
    """Rendre les millisecondes du clic à la première figure d'atelier."""
    vue.goto(adresse + CHAPITRE)
    # Un clic du programme ne survole rien et ne prend pas le focus : rien n'est préchargé.
    vue.evaluate(CLIC % FIGURE_VIVE)
    return attendre_duree(vue)


def dessiner_lite(vue, adresse: str) -> float:
    """Rendre les millisecondes de l'ouverture du cahier à sa première figure, lancé dès que prêt."""
    debut = time.perf_counter()
    vue.goto(f"{adresse}lab/index.html?path=temoin.ipynb")
    vue.locator(".jp-CodeCell").first.wait_for(timeout=ATTENTE)
    vue.locator(".jp-KernelName", has_text="Python (Pyodide)").wait_for(timeout=ATTENTE)
    vue.locator(".jp-CodeCell .cm-content").first.click()
    vue.get_by_role("menuitem", name="Run", exact=True).click()
    vue.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    vue.locator(".jp-OutputArea .ch-figure svg").first.wait_for(timeout=ATTENTE)
    return 1000 * (time.perf_counter() - debut)


def bouger_curseurs(vue, adresse: str, chapitre: str) -> dict[str, tuple[list[float], list[float]]]:
    """Rendre, par atelier à curseur, les millisecondes de vingt déplacements et de vingt ``savefig``."""
    vue.goto(f"{adresse}book/{chapitre}.html")
    passer(vue, chapitre, lien=False)
    mesures = {}
    for atelier in vue.locator(".ch-atelier", has=vue.get_by_role("slider")).all():
        titre = atelier.locator(".ch-titre").inner_text().partition("·")[2].strip()
        poignee = atelier.get_by_role("slider").first
        au_bout = poignee.get_attribute("aria-valuenow") == poignee.get_attribute("aria-valuemax")
        durees, nus = [], []
        for tour in range(DEPLACEMENTS + 1):
            durees.append(pousser(vue, atelier, poignee, tour + au_bout))
            source = SAVEFIG.replace("TOUR", str(tour)).replace("TITRE", repr(titre))
            nus.append(float(lancer_cellule(vue, source, f"tour {tour} ").rsplit(" ", 1)[1]))
        mesures[titre] = durees[1:], nus[1:]
    return mesures


def feuilleter(vue, adresse: str, chapitre: str) -> list[tuple[float, float]]:
    """Rendre, pour chaque diapositive d'un chapitre, les millisecondes de la touche à l'image affichée.

    À côté, celles où le fil de la page calcule : une machine chargée n'y change rien.
    """
    vue.set_viewport_size({"width": 1280, "height": 720})
    outils = vue.context.new_cdp_session(vue)
    outils.send("Performance.enable", {"timeDomain": "threadTicks"})

    def lire() -> float:
        mesures = outils.send("Performance.getMetrics")["metrics"]
        return next(1000 * mesure["value"] for mesure in mesures if mesure["name"] == "TaskDuration")

    vue.goto(f"{adresse}book/{chapitre}.html")
    vue.get_by_role("button", name="Présenter").click()
    vue.wait_for_selector(".diapo-barre output:not(:empty)")
    nombre = int(vue.inner_text(".diapo-barre output").split()[2])
    avant, durees = lire(), []
    for _ in range(nombre - 1):
        attendue = vue.evaluate(FEUILLETER)
        durees.append((attendue, (ici := lire()) - avant))
        avant = ici
    return durees


def pousser(vue, atelier, poignee, rang: int) -> float:
    """Pousser un curseur d'un cran, en aller et retour ; rendre les millisecondes jusqu'à la figure."""
    poignee.focus()
    vue.evaluate(GUETTER_TOUCHE, atelier.element_handle())
    vue.keyboard.press("ArrowLeft" if rang % 2 else "ArrowRight")
    return attendre_duree(vue)


def eveiller_lentement(vue, adresse: str) -> float:
    """Rendre les secondes d'un premier réveil, du vrai clic à la page entière, derrière une part de ligne."""
    global debit
    vue.goto(adresse + CHAPITRE, wait_until="networkidle")
    debit, depart = PART_DE_LIGNE, time.perf_counter()
    try:
        vue.locator("[data-action=activer]").click()
        vue.wait_for_function("document.documentElement.dataset.active === 'oui'", timeout=ATTENTE)
    finally:
        debit = None
    return time.perf_counter() - depart


def passer(vue, chapitre: str, *, lien: bool) -> dict[str, float]:
    """Rendre les millisecondes du clic au premier atelier, et à toute la page : par un lien, ou au réveil."""
    page = f"book/{chapitre}.html"
    vue.evaluate(CLIC_PAGE, [page, f"{chapitre}.html" if lien else ""])
    vue.wait_for_function("window.durees.tout", timeout=ATTENTE)
    return vue.evaluate("window.durees")


def eveiller_puis_suivre(vue, adresse: str, chapitre: str, suivant: str) -> tuple[dict, dict]:
    """Éveiller un chapitre, puis suivre le lien d'un autre."""
    vue.goto(f"{adresse}book/{chapitre}.html")
    return passer(vue, chapitre, lien=False), passer(vue, suivant, lien=True)


def lancer_cellule(vue, source: str, attendu: str) -> str:
    """Exécuter un programme dans la première cellule qui se modifie ; rendre ce qu'il écrit."""
    cellule = montrer_programme(vue)
    cellule.locator("textarea").fill(source)
    cellule.get_by_role("button", name="Exécuter").click()
    sortie = cellule.locator(".livre-sortie").filter(has_text=attendu)
    sortie.wait_for(timeout=ATTENTE)
    return sortie.inner_text()


def corriger_dans_la_page(vue, adresse: str, dossier: Path) -> dict[str, float]:
    """Rendre les millisecondes d'une correction dans le bureau éveillé, et les plus longues attentes."""
    vue.goto(f"{adresse}book/bureau.html")
    vue.locator("[data-action=activer]").click()
    vue.wait_for_function("document.documentElement.dataset.active === 'oui'", timeout=ATTENTE)
    vue.get_by_role("radio", name="Corriger").check()
    with vue.expect_file_chooser() as ouvert:
        vue.get_by_role("button", name="Choisir des fichiers").click()
    vue.evaluate(GUETTER_CORRECTION, f"{COPIES}\u202fcopies notées")
    ouvert.value.set_files([str(copie) for copie in sorted(dossier.iterdir())])
    vue.wait_for_function("window.correction.duree !== null", timeout=ATTENTE)
    return vue.evaluate("window.correction")


def analyser_dans_la_page(vue, adresse: str) -> float:
    """Rendre les secondes de toute l'analyse de cent mille lignes, dans une page éveillée."""
    vue.goto(f"{adresse}book/{CHAPITRES[-1]}.html")
    passer(vue, CHAPITRES[-1], lien=False)
    return float(lancer_cellule(vue, ANALYSER, "analyse").split()[1])


def analyser_ici() -> float:
    """Rendre les secondes de la même analyse, dans ce Python."""
    fini = subprocess.run([sys.executable, "-c", ANALYSER], capture_output=True, text=True, check=True)
    return float(fini.stdout.split()[1])


def faire_deux_tours(vue, adresse: str) -> list[list[int]]:
    """Rendre, après chaque tour des sept chapitres : widgets, objets de Python, octets de sa mémoire."""
    vue.goto(f"{adresse}book/{CHAPITRES[-1]}.html")
    passer(vue, CHAPITRES[-1], lien=False)
    comptes = []
    for _ in range(2):
        for chapitre in CHAPITRES:
            passer(vue, chapitre, lien=True)
        comptes.append([int(nombre) for nombre in lancer_cellule(vue, COMPTER, "compte").split()[1:]])
    return comptes


def lire_memoire() -> float:
    """Rendre les Mo (PSS) des processus de rendu du navigateur que ce programme a lancé."""
    parents = {}
    for dossier in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(dossier.name)] = int((dossier / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue

    def descend(pid: int) -> bool:
        return pid == os.getpid() or (pid in parents and descend(parents[pid]))

    total = 0
    for pid in filter(descend, parents):
        try:
            if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                total += int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1])
        except OSError:
            continue
    return total / 1e3


def peser_chapitre(vue, adresse: str) -> list[float]:
    """Rendre la mémoire d'un chapitre éveillé, après cent déplacements d'un curseur, puis trois cents."""
    dessiner_page(vue, adresse)
    vue.wait_for_function("document.documentElement.dataset.active === 'oui'", timeout=ATTENTE)
    atelier = vue.locator(".ch-atelier").first
    poignee = atelier.get_by_role("slider").first
    memoires = []
    for deplacements in (100, 200):
        for rang in range(deplacements):
            pousser(vue, atelier, poignee, rang)
        memoires.append(lire_memoire())
    return memoires


def peser_nue(vue, adresse: str) -> float:
    """Rendre la mémoire de la page nue, une fois sa figure dessinée."""
    dessiner_nue(vue, adresse)
    return lire_memoire()


def peser(vue, adresse: str) -> int:
    """Rendre les octets, comprimés par gzip, reçus de ce serveur jusqu'à l'événement « load »."""
    reponses, finies = [], []
    vue.on("response", lambda reponse: reponses.append(reponse))
    vue.on("load", lambda: finies.extend(reponses))
    vue.goto(adresse, wait_until="load")
    vue.wait_for_load_state("networkidle")
    poids = 0
    for reponse in finies:
        if reponse.ok and "//127.0.0.1" in reponse.url:
            corps = reponse.body()
            poids += min(len(corps), len(gzip.compress(corps)))
    return poids


def peser_reveil(vue, adresse: str) -> int:
    """Rendre les octets d'un premier réveil : un vrai clic, donc le survol d'abord."""
    vue.goto(adresse + CHAPITRE, wait_until="networkidle")
    SERVIS.clear()
    vue.locator("[data-action=activer]").click()
    vue.wait_for_function("document.documentElement.dataset.active === 'oui'", timeout=ATTENTE)
    return sum(SERVIS)


def installer_npm() -> None:
    """Installer Lighthouse dans _build, tel que le verrou le décrit."""
    source = RACINE / "book" / "_vivant" / "mesures"
    NPM.mkdir(parents=True, exist_ok=True)
    verrou = "package-lock.json"
    if (NPM / "node_modules").exists() and (NPM / verrou).read_bytes() == (source / verrou).read_bytes():
        return
    for nom in ("package.json", verrou, ".npmrc"):
        shutil.copy(source / nom, NPM / nom)
    subprocess.run([BINAIRES / "npm", "ci", "--ignore-scripts", "--silent"], cwd=NPM, check=True)


def auditer(adresse: str, *, bureau: bool) -> dict[str, float]:
    """Rendre les notes de Lighthouse : performance et accessibilité, sur 100."""
    commande = [
        BINAIRES / "node",
        NPM / "node_modules" / "lighthouse" / "cli" / "index.js",
        adresse,
        "--output=json",
        "--quiet",
        "--only-categories=performance,accessibility",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        *(["--preset=desktop"] if bureau else []),
    ]
    reglages = {**os.environ, "CHROME_PATH": CHROMIUM}
    rendu = subprocess.run(commande, check=True, capture_output=True, text=True, env=reglages, timeout=300)
    categories = json.loads(rendu.stdout)["categories"]
    return {nom: round(100 * categorie["score"]) for nom, categorie in categories.items()}


def chronometrer_construction() -> dict[str, float]:
    """Construire le site deux fois dans un dossier neuf ; seuls les téléchargements sont gardés."""
    commande = ["make", "-o", ".venv/.pret", "site"]
    durees = {}
    with tempfile.TemporaryDirectory() as provisoire:
        suivis = subprocess.run(
            ["git", "ls-files", "-z"], cwd=RACINE, check=True, capture_output=True, text=True
        ).stdout
        for nom in filter(None, suivis.split("\0")):
            copie = Path(provisoire, nom)
            copie.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(RACINE / nom, copie)
        Path(provisoire, ".venv").symlink_to(RACINE / ".venv", target_is_directory=True)
        telecharges = Path("_build", ".cache-pyodide", "telecharges")
        shutil.copytree(RACINE / telecharges, provisoire / telecharges)
        for nom in ("à froid", "à chaud"):
            debut = time.perf_counter()
            subprocess.run(commande, cwd=provisoire, check=True, capture_output=True)
            durees[nom] = time.perf_counter() - debut
    return durees


class Carnet:
    """Ce qu'une mesure trouve : écrit à l'écran, gardé pour le fichier."""

    def __init__(self):
        self.mesures: list[dict] = []

    def noter(self, sujet: str, pair: str, cours: float, autre: float, cible: float, unite: str) -> None:
        """Noter un rapport à un pair, et s'il tient sa cible."""
        rapport = cours / autre
        self.mesures.append(
            {"sujet": f"page : {sujet}", "cours": cours, "pair": pair, "pair_valeur": autre}
            | {"rapport": rapport, "cible": cible, "unite": unite}
        )
        verdict = f"≤ {cible:g} : {'tenu' if rapport <= cible else 'NON TENU'}"
        valeurs = f"({cours:.0f} ÷ {autre:.0f} {unite})"
        print(f"{sujet:<28} {pair:<34} {rapport:10.2f} {verdict} {valeurs}", flush=True)

    def borner(self, sujet: str, valeur: float, signe: str, cible: float, unite: str) -> None:
        """Noter une valeur, et si elle tient sa borne."""
        tenu = valeur <= cible if signe == "≤" else valeur >= cible
        self.mesures.append({"sujet": f"page : {sujet}", "cours": valeur, "cible": cible, "unite": unite})
        verdict = "tenu" if tenu else "NON TENU"
        print(f"{sujet:<63} {valeur:10.4g} {signe} {cible:g} {unite} : {verdict}", flush=True)

    def rapporter(self, sujet: str, valeur: float, unite: str) -> None:
        """Noter une valeur, sans juger."""
        self.mesures.append({"sujet": f"page : {sujet}", "cours": valeur, "unite": unite})
        print(f"{sujet:<63} {valeur:10.1f} {unite}", flush=True)


def mesurer_clic(carnet: Carnet, playwright) -> None:
    """Mesurer du clic à la première figure, à froid, à côté de trois autres pages."""
    with servir_cours() as cours, servir_temoins("nue", "nue-premiere", "lite") as (nue, premiere, ordinaire):
        concurrents = {
            "cours": (dessiner_page, cours),
            "page nue, Pyodide non compilé": (dessiner_nue, nue),
            "page nue, première édition": (dessiner_nue, premiere),
            "JupyterLite ordinaire": (dessiner_lite, ordinaire, "en-US"),
        }
        durees: dict[str, list[float]] = {nom: [] for nom in concurrents}
        for _ in range(TOURS):
            for nom, dessin in concurrents.items():
                durees[nom].append(mesurer(playwright, *dessin))
    medianes = {nom: statistics.median(liste) for nom, liste in durees.items()}
    for (pair, mediane), cible in zip(list(medianes.items())[1:], (0.42, 0.85, 0.5), strict=True):
        carnet.noter("clic → première figure", pair, medianes["cours"], mediane, cible, "ms")


def mesurer_curseurs(carnet: Carnet, playwright, chapitre: str) -> None:
    """Mesurer du curseur à la figure, pour chaque atelier d'un chapitre."""
    with servir_cours() as cours:
        geste = partial(bouger_curseurs, chapitre=chapitre)
        for titre, (redessins, nus) in mesurer(playwright, geste, cours).items():
            if nus[0] != nus[0]:
                mediane = statistics.median(redessins)
                carnet.rapporter(f"curseur → {titre}, sans matplotlib", mediane, "ms")
                continue
            medians, queues = map(statistics.median, (redessins, nus)), map(centile, (redessins, nus))
            carnet.noter(f"curseur → {titre}, médiane", "savefig nu", *medians, 1.0, "ms")
            carnet.noter(f"curseur → {titre}, p95", "savefig nu", *queues, 1.2, "ms")


def mesurer_suite(carnet: Carnet, playwright) -> None:
    """Mesurer le chapitre suivant après un réveil, le pire des sept."""
    suivants = dict(zip(CHAPITRES, CHAPITRES[1:] + CHAPITRES[:1], strict=True))
    eveils, suites = {nom: [] for nom in CHAPITRES}, {nom: [] for nom in CHAPITRES}
    with servir_cours() as cours:
        for _ in range(TOURS):
            for nom, suivant in suivants.items():
                geste = partial(eveiller_puis_suivre, chapitre=nom, suivant=suivant)
                eveil, suite = mesurer(playwright, geste, cours)
                eveils[nom].append(eveil)
                suites[suivant].append(suite)
    for quoi, sujet, cible in (("figure", "première figure", 0.15), ("tout", "tout est vivant", 0.35)):
        medianes = {
            nom: [statistics.median(duree[quoi] for duree in durees[nom]) for durees in (suites, eveils)]
            for nom in CHAPITRES
        }
        pire = max(medianes, key=lambda nom: medianes[nom][0] / medianes[nom][1])
        carnet.noter(
            f"chapitre suivant → {sujet}", f"son réveil (pire : {pire})", *medianes[pire], cible, "ms"
        )


def mesurer_tours(carnet: Carnet, playwright) -> None:
    """Mesurer ce que gardent deux tours du cours, à côté d'un."""
    with servir_cours() as cours:
        avant, apres = mesurer(playwright, faire_deux_tours, cours)
    for rang, quoi in enumerate(("widgets", "objets de Python", "mémoire de Python")):
        carnet.borner(f"deux tours ÷ un : {quoi}, en %", 100 * apres[rang] / avant[rang], "≤", 110, "%")


def mesurer_presenter(carnet: Carnet, playwright) -> None:
    """Mesurer la diapositive suivante, la plus lente d’un chapitre endormi, en médiane de trois tours."""
    with servir_cours() as cours:
        for chapitre in CHAPITRES:
            tours = [mesurer(playwright, partial(feuilleter, chapitre=chapitre), cours) for _ in range(3)]
            pires = [
                max(statistics.median(durees[rang] for durees in diapo) for diapo in zip(*tours, strict=True))
                for rang in (0, 1)
            ]
            carnet.borner(f"diapositive suivante, la plus lente du {chapitre}", pires[0], "≤", 100, "ms")
            carnet.rapporter(f"la même, temps de calcul, {chapitre}", pires[1], "ms")


def mesurer_analyse(carnet: Carnet, playwright) -> None:
    """Mesurer l'analyse d'un grand fichier, dans la page et ici."""
    with servir_cours() as cours:
        dans_la_page, ici = mesurer(playwright, analyser_dans_la_page, cours), analyser_ici()
    carnet.borner("analyse de 10⁵ lignes, dans la page", dans_la_page, "≤", 10, "s")
    carnet.rapporter("la même, dans la page ÷ CPython", dans_la_page / ici, "×")


def mesurer_correction(carnet: Carnet, playwright) -> None:
    """Mesurer la correction d'une classe dans la page, à côté de la commande sur les mêmes fichiers."""
    with servir_cours() as cours, tempfile.TemporaryDirectory() as provisoire:
        commande = [sys.executable, str(RACINE / "tests" / "mesures_copies.py"), "ecrire", provisoire]
        subprocess.run([*commande, str(COPIES), str(QUESTIONS)], check=True)
        pages, ici = [], []
        for _ in range(3):
            pages.append(mesurer(playwright, partial(corriger_dans_la_page, dossier=Path(provisoire)), cours))
            lance = [sys.executable, "-c", CORRIGER, provisoire]
            ici.append(float(subprocess.run(lance, capture_output=True, text=True, check=True).stdout))
    duree = statistics.median(page["duree"] for page in pages) / 1000
    quoi = f"correction de {COPIES} copies de {QUESTIONS} questions"
    carnet.borner(f"{quoi}, dans la page", duree, "≤", 5, "s")
    carnet.rapporter(f"{quoi}, commande", statistics.median(ici), "s")
    carnet.rapporter("la même, dans la page ÷ commande", duree / statistics.median(ici), "×")
    carnet.rapporter("la plus longue attente entre deux images", max(page["image"] for page in pages), "ms")
    carnet.rapporter(
        "la plus longue attente entre deux nouvelles", max(page["nouvelle"] for page in pages), "ms"
    )


def mesurer_memoire(carnet: Carnet, playwright) -> None:
    """Mesurer la mémoire d'un chapitre éveillé, après cent déplacements puis trois cents."""
    with servir_cours() as cours, servir_temoins("nue") as (nue,):
        nue_mo = mesurer(playwright, peser_nue, nue)
        apres_cent, apres_trois_cents = mesurer(playwright, peser_chapitre, cours)
    carnet.noter("mémoire, 100 déplacements", "page nue, même figure", apres_cent, nue_mo, 1.15, "Mo")
    carnet.noter("mémoire, 300 déplacements", "100 déplacements", apres_trois_cents, apres_cent, 1.05, "Mo")


def mesurer_poids(carnet: Carnet, playwright) -> None:
    """Mesurer ce que pèse chaque page avant de s'éveiller."""
    # Une ancienne adresse ne fait que mener à une autre : elle ne se pèse pas.
    pages = sorted(
        page.relative_to(SITE).as_posix()
        for page in SITE.glob("book/**/*.html")
        if 'http-equiv="refresh"' not in page.read_text(encoding="utf-8")
    )
    with servir_cours() as cours, servir_temoins("livre/_build/html") as (livre,):
        lourds = {page: mesurer(playwright, peser, cours + page) for page in pages}
        poids_livre = mesurer(playwright, peser, livre + "4-pareto.html")
    lourde = max(lourds, key=lourds.get)
    carnet.borner(f"la plus lourde avant activation, gzip : {lourde}", lourds[lourde] / 1e3, "≤", 100, "ko")
    poids = lourds[CHAPITRE]
    carnet.noter("page avant activation", "Jupyter Book ordinaire", poids / 1e3, poids_livre / 1e3, 0.3, "ko")


def mesurer_reveil(carnet: Carnet, playwright) -> None:
    """Mesurer un premier réveil : ses octets, puis sa durée derrière une part de ligne."""
    with servir_cours() as cours:
        octets = mesurer(playwright, peser_reveil, cours)
        carnet.borner("premier réveil, survol compris", octets / 1e6, "≤", 18.5, "Mo")
        duree = mesurer(playwright, eveiller_lentement, cours)
        carnet.borner("premier réveil, 1/30 de 100 Mbit/s", duree, "≤", 60, "s")


def mesurer_lighthouse(carnet: Carnet, _) -> None:
    """Prendre les notes de Lighthouse ; sur un téléphone, la médiane de plusieurs audits de chaque page."""
    installer_npm()
    with servir_comprime() as cours:
        bureau = auditer(cours + CHAPITRE, bureau=True)
        telephone = {
            nom: [auditer(f"{cours}book/{nom}.html", bureau=False) for _ in range(AUDITS)]
            for nom in ("index", *CHAPITRES)
        }
    carnet.borner("Lighthouse, performance, ordinateur", bureau["performance"], "≥", 95, "/100")
    carnet.borner("Lighthouse, accessibilité, ordinateur", bureau["accessibility"], "≥", 100, "/100")
    for nom, notes in telephone.items():
        performance = statistics.median(note["performance"] for note in notes)
        carnet.borner(f"Lighthouse, performance, téléphone, {nom}", performance, "≥", 95, "/100")
        accessibilite = min(note["accessibility"] for note in notes)
        carnet.borner(f"Lighthouse, accessibilité, téléphone, {nom}", accessibilite, "≥", 100, "/100")


def mesurer_construction(carnet: Carnet, _) -> None:
    """Mesurer ce que pèse le site, et ce que dure sa construction."""
    taille = sum(fichier.stat().st_size for fichier in SITE.rglob("*") if fichier.is_file())
    carnet.rapporter("site entier", taille / 1e6, "Mo")
    for nom, duree in chronometrer_construction().items():
        carnet.rapporter(f"construction {nom} (téléchargements faits)", duree, "s")


MESURES: dict[str, Callable] = {
    "clic": mesurer_clic,
    **{f"curseurs-{chapitre}": partial(mesurer_curseurs, chapitre=chapitre) for chapitre in CHAPITRES},
    "suite": mesurer_suite,
    "tours": mesurer_tours,
    "presenter": mesurer_presenter,
    "analyse": mesurer_analyse,
    "correction": mesurer_correction,
    "memoire": mesurer_memoire,
    "poids": mesurer_poids,
    "reveil": mesurer_reveil,
    "lighthouse": mesurer_lighthouse,
    "construction": mesurer_construction,
}
# Celles qui se comparent à une autre page, à construire d'abord.
AVEC_TEMOINS = {"clic", "memoire", "poids"}


def prendre(nom: str) -> None:
    """Prendre une mesure, dans ce processus, et la garder à part."""
    carnet = Carnet()
    with sync_playwright() as playwright:
        MESURES[nom](carnet, playwright)
    PRISES.mkdir(parents=True, exist_ok=True)
    (PRISES / f"{nom}.json").write_text(json.dumps(carnet.mesures, ensure_ascii=False), encoding="utf-8")


def main(voulues: list[str]) -> None:
    """Prendre les mesures voulues, toutes si aucune n'est nommée, et compléter le fichier."""
    if voulues[:1] == ["--seule"]:
        return prendre(voulues[1])
    noms = [nom for nom in MESURES if not voulues or nom.startswith(tuple(voulues))]
    if AVEC_TEMOINS & set(noms):
        preparer_temoins()
    print(f"{'mesure':<28} {'comparé à':<34} {'rapport':>10} cible (cours ÷ pair)", flush=True)
    perdues = []
    for nom in noms:
        (PRISES / f"{nom}.json").unlink(missing_ok=True)
        try:
            subprocess.run([sys.executable, __file__, "--seule", nom], check=True, timeout=DELAI)
        except subprocess.SubprocessError as panne:
            perdues.append(f"{nom} : {panne}")
    mesures = [
        mesure
        for nom in MESURES
        if (PRISES / f"{nom}.json").exists()
        for mesure in json.loads((PRISES / f"{nom}.json").read_text(encoding="utf-8"))
    ]
    anciennes = json.loads(SORTIE.read_text(encoding="utf-8")) if SORTIE.exists() else []
    gardees = [mesure for mesure in anciennes if not mesure["sujet"].startswith("page : ")]
    SORTIE.write_text(json.dumps(gardees + mesures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"Détail : {SORTIE.relative_to(RACINE)}")
    if perdues:
        sys.exit("\n".join(perdues))


if __name__ == "__main__":
    main(sys.argv[1:])
