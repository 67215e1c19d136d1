"""Le site construit, servi comme chez un hébergeur, et un vrai navigateur pour le regarder.

Rien ne s'excuse ici : sans site à jour ou sans navigateur, ces tests échouent et disent quoi faire.
"""

import importlib.util
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

RACINE = Path(__file__).resolve().parents[2]
SITE = RACINE / "_build" / "html"
TEMOIN = RACINE / "_build" / ".livre-construit"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Un nom d'hôte étranger ne se résout pas : rien ne peut sortir, même par mégarde.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def lister_pages():
    """Lister les pages du livre, relatives à sa racine ; celles de ``lite/`` sont de JupyterLab."""
    pages = (page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html"))
    return sorted(page for page in pages if not page.startswith("lite/"))


def pytest_generate_tests(metafunc):
    if "page" in metafunc.fixturenames:
        # Sans site, un paramètre vide ferait sauter le test : celui-ci le fait échouer.
        metafunc.parametrize("page", lister_pages() or ["(aucune page)"])


def lister_sources():
    """Lister les fichiers dont le site est fait."""
    yield RACINE / "_config.yml"
    for dossier in ("book", "src", "datasets"):
        for fichier in (RACINE / dossier).rglob("*"):
            if fichier.is_file() and fichier.suffix != ".pyc" and "node_modules" not in fichier.parts:
                yield fichier


@pytest.fixture(scope="session")
def site():
    """Donner le dossier du site construit, plus récent que ses sources."""
    if not TEMOIN.exists() or not (SITE / "index.html").exists():
        pytest.fail("Le site n’est pas construit : lancez « make site ».")
    recente = max(lister_sources(), key=lambda fichier: fichier.stat().st_mtime)
    if recente.stat().st_mtime > TEMOIN.stat().st_mtime:
        pytest.fail(f"{recente.relative_to(RACINE)} a changé depuis la construction : lancez « make site ».")
    return SITE


@pytest.fixture(scope="session")
def module_servir():
    """Donner le module book/servir.py, qui n'appartient à aucun paquet."""
    fiche = importlib.util.spec_from_file_location("servir", RACINE / "book" / "servir.py")
    module = importlib.util.module_from_spec(fiche)
    fiche.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def serveur(site, module_servir):
    """Donner l'adresse du site, servi sous un sous-chemin : un lien absolu y casserait."""
    with module_servir.servir(site, port=0, prefixe="/cours/") as adresse:
        yield adresse


@pytest.fixture(scope="session")
def navigateur():
    """Donner Chromium : celui du système, sinon celui de Playwright."""
    with sync_playwright() as playwright:
        chemins = [shutil.which("chromium"), "/usr/bin/chromium", playwright.chromium.executable_path]
        chemin = next((chemin for chemin in chemins if chemin and Path(chemin).exists()), None)
        if chemin is None:
            pytest.fail(
                "Aucun navigateur : installez le paquet « chromium », ou lancez "
                "« .venv/bin/playwright install chromium »."
            )
        chromium = playwright.chromium.launch(executable_path=chemin, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def ouvrir_page(navigateur, serveur):
    """Ouvrir une page du site ; tout est refermé à la fin du test."""
    contextes = []

    def ouvrir(page, **reglages):
        contexte = navigateur.new_context(locale="fr-FR", **reglages)
        contextes.append(contexte)
        vue = contexte.new_page()
        vue.goto(serveur + page, wait_until="load")
        return vue

    yield ouvrir
    for contexte in contextes:
        contexte.close()
