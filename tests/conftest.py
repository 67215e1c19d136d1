"""Réglages communs des tests."""

import gc
import os
import shutil
from functools import partial
from pathlib import Path

import nbval.kernel
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

# Une machine partagée peut être lente : la durée d'un exemple ne dit rien de sa justesse.
settings.register_profile("cours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cours")

# Pour un journal que personne n'écrit, nbval met en forme chaque message : un huitième de son temps.
nbval.kernel.pformat = repr

# Le ramasse-miettes relirait sans cesse les milliers de tests recueillis : il attend qu'ils le soient, et les
# laisse de côté. Après, il passe moins souvent : la réserve posée, elle aussi, reste jusqu'au bout.
gc.disable()


def pytest_collection_finish(session):
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


# Un fichier n'occupe qu'un cœur : les plus longs partent les premiers, pour qu'aucun ne finisse seul.
LONGS = [
    f"tests/{nom}.py"
    for nom in (
        "livre/test_activees",
        "livre/test_pages",
        "livre/test_decalages",
        "livre/test_eleve",
        "livre/test_navigation",
        "exercices/test_reserves",
        "livre/test_accessibilite",
        "livre/test_vivante",
        "livre/test_mon_portefeuille",
        "livre/test_bureau",
        "livre/test_trajet",
        "livre/test_presenter",
        "vivant/test_memes_resultats",
        "livre/test_mise_a_jour",
        "livre/test_corriges",
        "livre/test_lite",
        "bureaux/test_emporter",
        "bureaux/test_mon_portefeuille",
        "livre/test_labo",
        "livre/test_pdf",
        "ateliers/test_ateliers",
        "livre/test_paquet",
        "livre/test_habillage",
        "classeurs/test_classeurs",
    )
]


def pytest_collection_modifyitems(items):
    rangs = {nom: rang for rang, nom in enumerate(LONGS)}
    items.sort(key=lambda item: rangs.get(item.nodeid.partition("::")[0], len(LONGS)))
    for item in items:
        # Le sort déplace les fichiers, non ce qu'ils contiennent : un cahier se lit dans l'ordre.
        item.add_marker(pytest.mark.random_order(disabled=True))


RESERVE = "tests/exercices/test_reserves.py"
POSENT_LA_RESERVE = (
    "tests/exercices/series/",
    "tests/exercices/test_mesure.py",
    "tests/livre/test_reserve.py",
)


class Repartition(LoadFileScheduling):
    """Un fichier par cœur ; ceux qui posent toute la réserve se suivent, et elle ne se pose qu'une fois."""

    def _split_scope(self, nodeid):
        fichier = super()._split_scope(nodeid)
        return RESERVE if fichier.startswith(POSENT_LA_RESERVE) else fichier


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Repartition(config, log)


# Ce ne sont pas des tests : « make mesures », « make charge », « make test-firefox » et « make test-webkit »
# les lancent, avec ce que les tests n'installent pas.
collect_ignore = ["textes/lisibilite.py", "moteurs", "charge.py"]
collect_ignore_glob = ["mesures*.py"]


# Chromium ne lit que la dernière liste : celle de Playwright, puis ce que chaque page ouverte préparait pour
# d'autres (ce que propose la barre d'adresse, un processus d'avance), une seconde de processeur.
ETEINTES = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
]


@pytest.fixture(scope="session")
def lancer_chromium():
    """Lancer Chromium avec un Playwright ouvert : celui du système, sinon celui de Playwright.

    Avec un ``profil`` (un dossier), ce que le navigateur garde se retrouve au lancement suivant.
    """

    def lancer(playwright, *options, profil=None, **reglages):
        chemins = [shutil.which("chromium"), playwright.chromium.executable_path]
        chemin = next((chemin for chemin in chemins if chemin and Path(chemin).exists()), None)
        assert chemin, (
            "Aucun navigateur : installez le paquet « chromium », ou lancez "
            "« .venv/bin/playwright install chromium »."
        )
        ouvrir = playwright.chromium.launch
        if profil:
            ouvrir = partial(playwright.chromium.launch_persistent_context, profil, **reglages)
        return ouvrir(
            executable_path=chemin,
            # WebAssembly se compile d'un trait, et mieux s'il sert longtemps : un quart de chaque réveil de
            # moins, un septième de ce qui suit. Une page de test vit trop peu pour le dernier compilateur de
            # JavaScript. Aucun test ne juge un temps.
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--js-flags=--wasm-tiering-budget=600000000 --no-opt",
                f"--disable-features={','.join(ETEINTES)}",
                *options,
            ],
            # faketime l'arrêterait : c'est Playwright qui lui donne une autre date.
            env={nom: valeur for nom, valeur in os.environ.items() if nom != "LD_PRELOAD"},
        )

    return lancer
