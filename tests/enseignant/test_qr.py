"""Le code QR d'un sujet : un téléphone le lit du fond de la salle, de biais et mal éclairé."""

import io
import random
import sys

import numpy as np
import pytest
import zxingcpp
from lecture import lire_refus
from PIL import Image, ImageFilter

from course_helpers.enseignant.qr import dessiner_qr
from course_helpers.exercices.sujets_prets import lister_sujets_prets

SITE = "https://lycee-jean-moulin.academie-exemple.fr/cours-clients/"  # soixante caractères
COTE = 180  # pixels


@pytest.fixture(scope="module")
def photographier(dans_chromium):
    """Rendre le code QR d'une adresse tel que Chromium le montre à 180 pixels."""

    def ouvrir(adresse):
        def capturer(chromium):
            vue = chromium.new_page(viewport={"width": COTE, "height": COTE})
            vue.set_content(
                f"<style>* {{ margin: 0; }} svg {{ display: block; }}</style>{dessiner_qr(adresse)}"
            )
            octets = vue.screenshot()
            vue.close()
            return octets

        return Image.open(io.BytesIO(dans_chromium(capturer))).convert("L")

    return ouvrir


def abimer(image, graine):
    """Voir un code de loin : de biais, flou, sombre, avec le grain d'un capteur."""
    hasard, cote = random.Random(graine), COTE + 80
    fond = Image.new("L", (cote, cote), 120)
    fond.paste(image, (40, 40))
    coins = [(0, 0), (0, cote), (cote, cote), (cote, 0)]
    vus = [(x + hasard.uniform(-24, 24), y + hasard.uniform(-24, 24)) for x, y in coins]
    biais = trouver_biais(coins, vus)
    penche = fond.transform(fond.size, Image.Transform.PERSPECTIVE, biais, Image.Resampling.BICUBIC)
    flou = penche.filter(ImageFilter.GaussianBlur(hasard.uniform(0.8, 1.2)))
    grain = np.random.default_rng(graine).normal(0, 10, (cote, cote))
    return np.clip(np.asarray(flou) * hasard.uniform(0.6, 1) + grain, 0, 255).astype(np.uint8)


def trouver_biais(coins, vus):
    """Les huit nombres de la perspective qui porte ces coins sur ceux-là."""
    lignes, valeurs = [], []
    for (x, y), (u, v) in zip(coins, vus, strict=True):
        lignes += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        valeurs += [u, v]
    return np.linalg.solve(np.array(lignes, float), np.array(valeurs, float))


@pytest.mark.parametrize("choisir", [min, max])
def test_un_sujet_pret_se_lit_dix_neuf_fois_sur_vingt(photographier, choisir):
    adresse = f"{SITE}book/sujet.html#{choisir(lister_sujets_prets(), key=len)}"
    image = photographier(adresse)
    lus = [[code.text for code in zxingcpp.read_barcodes(abimer(image, n))] for n in range(20)]
    assert sum(lu == [adresse] for lu in lus) >= 19, lus


def test_une_adresse_trop_longue_ou_une_bibliotheque_absente_se_disent(monkeypatch):
    assert "Donnez plutôt le lien" in lire_refus(dessiner_qr, "https://exemple.fr/" + "a" * 300)
    monkeypatch.setitem(sys.modules, "segno", None)
    assert "pip install segno" in lire_refus(dessiner_qr, "https://exemple.fr/")
