"""La palette : elle se lit dans les deux thèmes (contrastes WCAG AA), et n'est dite qu'une fois."""

import re
from pathlib import Path

import pytest

from course_helpers import affichage, palette
from course_helpers.exercices import statique

RACINE = Path(__file__).parents[1]
SOURCE = (RACINE / "src" / "course_helpers" / "palette.css").read_text(encoding="utf-8")
DEUX = re.findall(r"--ch-([\w-]+): (?:light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\)|(#[0-9A-F]{6}));", SOURCE)
CLAIR, SOMBRE = ({nom: duo[rang] or commune for nom, *duo, commune in DEUX} for rang in (0, 1))
TEXTES = ["encre", "encre-douce", "bleu", "orange-texte", "vermillon-texte", "vert-texte"]
FONDS = ["fond", "fond-doux", "fond-carte"]
APLATS = ["orange", "ciel", "gris", "clair"]


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


@pytest.mark.parametrize("theme", [CLAIR, SOMBRE], ids=["clair", "sombre"])
def test_les_textes_se_lisent_sur_tous_les_fonds(theme):
    contrastes = {(t, f): calculer_contraste(theme[t], theme[f]) for t in TEXTES for f in FONDS}
    contrastes["sur-bleu", "bleu"] = calculer_contraste(theme["sur-bleu"], theme["bleu"])
    contrastes |= {("sur-couleur", a): calculer_contraste(theme["sur-couleur"], theme[a]) for a in APLATS}
    assert min(contrastes.values()) >= 4.5, min(contrastes, key=contrastes.get)


@pytest.mark.parametrize("theme", [CLAIR, SOMBRE], ids=["clair", "sombre"])
def test_les_bords_des_champs_se_voient(theme):
    assert all(calculer_contraste(theme["bord"], theme[fond]) >= 3 for fond in FONDS)


def test_un_navigateur_sans_light_dark_montre_le_theme_clair():
    avant, apres = palette.FEUILLE.split("@supports (color: light-dark(#000, #fff)) {")
    assert dict(re.findall(r"--ch-([\w-]+): (\S+);", avant)) == CLAIR == palette.COULEURS
    assert "color-scheme: light;" in avant and SOURCE in apres


def test_une_couleur_ecrite_ailleurs_est_celle_de_la_palette():
    """Un dessin ou un style que l'on ouvre seul porte sa couleur de repli : la claire, ou la sombre."""
    replis = [
        (fichier.name, nom, couleur)
        for fichier in RACINE.glob("book/_static/*.svg")
        for nom, couleur in re.findall(r"var\(--ch-([\w-]+), (#\w+)\)", fichier.read_text(encoding="utf-8"))
    ]
    assert replis
    assert [r for r in replis if r[2] not in (CLAIR[r[1]], SOMBRE[r[1]])] == []


def test_toute_variable_employee_existe():
    feuilles = [*RACINE.glob("book/_style/*.css"), *RACINE.glob("src/course_helpers/**/*.css")]
    textes = [feuille.read_text(encoding="utf-8") for feuille in feuilles]
    definies = {nom for texte in textes for nom in re.findall(r"--ch-([\w-]+):", texte)}
    employees = {nom for texte in textes for nom in re.findall(r"var\(--ch-([\w-]+)", texte)}
    assert definies >= CLAIR.keys() and employees
    assert employees <= definies


def test_aucune_feuille_du_paquet_n_a_de_couleur_a_elle():
    feuilles = [f for f in RACINE.glob("src/course_helpers/**/*.css") if f.parent.name != "gabarits"]
    couleurs = {f.name: re.findall(r"#[0-9a-fA-F]{3,6}\b", f.read_text(encoding="utf-8")) for f in feuilles}
    assert couleurs.pop("palette.css") and couleurs and not any(couleurs.values())
    for style in (affichage.STYLE, statique.STYLES):
        assert "palette(" not in style and "var(--ch-orange, #E69F00)" in style
