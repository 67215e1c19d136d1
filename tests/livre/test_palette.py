"""Les couleurs du livre se lisent, en clair comme en sombre (contrastes WCAG AA)."""

import re
from pathlib import Path

import pytest

FEUILLE = (Path(__file__).parents[2] / "book" / "_static" / "cours.css").read_text(encoding="utf-8")
CLAIR, SYSTEME, SOMBRE = (
    dict(re.findall(r"--ch-([\w-]+): (#[0-9A-F]{6})", bloc))
    for bloc in re.findall(r"\{\s*color-scheme: \w+;(.*?)\}", FEUILLE, flags=re.DOTALL)[:3]
)
TEXTES = ["encre", "encre-douce", "bleu", "orange-texte", "vermillon-texte", "vert-texte"]
FONDS = ["fond", "fond-doux", "fond-carte"]


def calculer_contraste(une, autre):
    """Calculer le rapport de contraste de deux couleurs (définition du W3C)."""

    def calculer_luminance(couleur):
        parts = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    claire, foncee = sorted((calculer_luminance(une), calculer_luminance(autre)), reverse=True)
    return (claire + 0.05) / (foncee + 0.05)


def test_le_noir_sur_blanc_a_le_contraste_maximal():
    assert calculer_contraste("#FFFFFF", "#000000") == pytest.approx(21)


def test_les_deux_blocs_sombres_sont_les_memes():
    assert SYSTEME == SOMBRE and CLAIR.keys() == SOMBRE.keys()


@pytest.mark.parametrize("theme", [CLAIR, SOMBRE], ids=["clair", "sombre"])
def test_les_textes_se_lisent_sur_tous_les_fonds(theme):
    contrastes = {(t, f): calculer_contraste(theme[t], theme[f]) for t in TEXTES for f in FONDS}
    contrastes["sur-bleu", "bleu"] = calculer_contraste(theme["sur-bleu"], theme["bleu"])
    assert min(contrastes.values()) >= 4.5, min(contrastes, key=contrastes.get)


@pytest.mark.parametrize("theme", [CLAIR, SOMBRE], ids=["clair", "sombre"])
def test_les_bords_des_champs_se_voient(theme):
    assert all(calculer_contraste(theme["bord"], theme[fond]) >= 3 for fond in FONDS)
