"""La plume qui écrit une figure matplotlib en SVG : peu d'octets, aux couleurs du thème.

Celle de matplotlib écrit chaque point d'une hachure, répète la police à chaque mot, et mesure de nouveau tous
les textes à chaque dessin : une page pèserait trois fois plus, et un curseur répondrait deux fois moins vite.
"""

import hashlib
import html
from functools import cache
from itertools import groupby, zip_longest

import numpy as np
from matplotlib import (  # ce que chaque plume de matplotlib emploie pour écrire un tracé
    _path,
    rcParamsDefault,
)
from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.colors import rgb2hex
from matplotlib.figure import Figure
from matplotlib.font_manager import weight_dict
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from course_helpers.palette import teindre_svg

POINTS = 72  # par pouce : l'unité du dessin
PAVE = 72  # le côté d'un motif de hachure
DENSITE = 6  # de matplotlib : les lignes d'une hachure, par signe
RAYON_DU_POINT = 0.1  # de matplotlib, en part de l'écart entre deux points
POLICE = 12
# Celles de matplotlib : les mots sont mesurés dans la première.
FAMILLES = html.escape(", ".join((*rcParamsDefault["font.sans-serif"], "sans-serif")), quote=True)
# Un centième d'unité ne se voit pas, même en grand.
PRECISION = 2
ANCRES = {"left": "start", "right": "end", "center": "middle"}
BOUTS = {"projecting": "square", "butt": "butt", "round": "round"}


class Plume(RendererBase):
    """Écrire ce qu'une figure dessine. La même sert à toutes : elle se souvient des textes mesurés."""

    def __init__(self):
        super().__init__()
        self._hauteur = self._largeur = 0.0
        self._commencer("")

    def ecrire(self, figure: Figure, sel: str, attributs: str = "") -> str:
        """Écrire une figure.

        Parameters
        ----------
        figure : matplotlib.figure.Figure
        sel : str
            Rend les identifiants du dessin reproductibles, et propres à lui dans la page.
        attributs : str
            Ceux de la balise ``svg``, déjà échappés.

        Returns
        -------
        str
        """
        self._commencer(sel)
        self._dessiner(figure)
        return self._assembler(attributs)

    def ecrire_etats(self, figures: dict[str, Figure], sel: str, attributs: str = "") -> str:
        """Écrire plusieurs états d'une figure en un seul dessin : ce qui leur est commun n'y est qu'une fois.

        Parameters
        ----------
        figures : dict of str → matplotlib.figure.Figure
            De même taille, sous le nom de leur état.
        sel, attributs : str
            Comme pour :meth:`ecrire`.

        Returns
        -------
        str
            Ce qu'un état a en propre y est dans des groupes qui portent son nom : ``<g data-etat="80">``.
        """
        self._commencer(sel)
        etats = []
        for figure in figures.values():
            self._traits = []
            self._dessiner(figure)
            etats.append(self._traits)
        self._traits = []
        rangees = zip_longest(*etats, fillvalue="")
        for commune, suite in groupby(rangees, lambda rangee: len(set(rangee)) == 1):
            if commune:
                self._traits += [rangee[0] for rangee in suite]
                continue
            for nom, traits in zip(figures, zip(*suite, strict=True), strict=True):
                self._traits.append(f'<g data-etat="{nom}">{"".join(traits)}</g>')
        return self._assembler(attributs)

    def _dessiner(self, figure: Figure) -> None:
        if figure.dpi != POINTS:
            figure.dpi = POINTS
        self._largeur, self._hauteur = (float(cote) for cote in figure.bbox.size)
        figure.draw(self)

    def _assembler(self, attributs: str) -> str:
        communs = "".join(self._communs.values())
        return (
            f'<svg {attributs} viewBox="0 0 {_arrondir(self._largeur)} {_arrondir(self._hauteur)}" '
            f'xmlns="http://www.w3.org/2000/svg" font-family="{FAMILLES}" font-size="{POLICE}" '
            f'stroke-linejoin="round">{f"<defs>{communs}</defs>" if communs else ""}'
            f"{''.join(self._traits)}</svg>"
        )

    def _commencer(self, sel: str) -> None:
        self._sel = sel
        self._traits: list[str] = []
        self._communs: dict[str, str] = {}  # identifiant → ce que plusieurs traits emploient

    # Ce que matplotlib demande à une plume.

    def draw_path(self, gc, path, transform, rgbFace=None):
        """Écrire un tracé ; ce qui ne se verrait pas ne s'écrit pas."""
        peint = rgbFace is not None or gc.get_hatch() is not None
        if not peint and not gc.get_linewidth():
            return
        # Une ligne qui sort de la feuille y est coupée.
        cadre = None if peint else (0.0, 0.0, self._largeur, self._hauteur)
        simplifier = path.should_simplify and not peint
        trace = _convertir(path, transform + self._retourner(), cadre, simplifier, gc.get_sketch_params())
        if trace:
            self._traits.append(f'<path d="{trace}"{self._border(gc)}{self._peindre(gc, rgbFace)}/>')

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """Écrire une fois la marque, puis ses places."""
        places = trans.transform(path.vertices)
        repere = self._garder_trace(marker_path, marker_trans)
        emplois = "".join(self._employer(repere, x, y) for x, y in places if np.isfinite(x + y))
        if emplois:
            self._traits.append(f"<g{self._border(gc)}{self._peindre(gc, rgbFace)}>{emplois}</g>")

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Écrire un mot ; une seule ligne garde l'ancre de son texte, que la police du lecteur respecte."""
        attributs = []
        if mtext is not None and (angle == 0 or mtext.get_rotation_mode() == "anchor"):
            ax, ay = mtext.get_transform().transform(mtext.get_unitless_position())
            ay = self._hauteur - ay
            rayon = np.deg2rad(angle)
            bas = np.array([np.sin(rayon), np.cos(rayon)])
            ecart = float(np.dot(bas, [x - ax, y - ay]))
            x, y = ax + ecart * bas[0], ay + ecart * bas[1]
            if (ancre := ANCRES[mtext.get_ha()]) != "start":
                attributs.append(f'text-anchor="{ancre}"')
        if (taille := prop.get_size_in_points()) != POLICE:
            attributs.append(f'font-size="{_arrondir(taille)}"')
        if (poids := weight_dict.get(prop.get_weight(), prop.get_weight())) != weight_dict["normal"]:
            attributs.append(f'font-weight="{poids}"')
        if prop.get_style() != "normal":
            attributs.append(f'font-style="{prop.get_style()}"')
        attributs += _teinter("fill", gc.get_rgb(), gc)
        if gc.get_forced_alpha() and gc.get_alpha() != 1:
            attributs.append(f'opacity="{_arrondir(gc.get_alpha())}"')
        if angle:
            attributs.append(f'transform="rotate({_arrondir(-angle)} {_arrondir(x)} {_arrondir(y)})"')
        place = f'x="{_arrondir(x)}" y="{_arrondir(y)}"'
        mot = f"<text {place} {' '.join(attributs)}>{html.escape(s, quote=False)}</text>"
        cadre = self._border(gc)
        # Le cadre ne tourne pas avec le mot.
        self._traits.append(f"<g{cadre}>{mot}</g>" if cadre else mot)

    def flipy(self):
        """Dire que les ordonnées descendent."""
        return True

    def get_canvas_width_height(self):
        """Donner la largeur et la hauteur de la feuille, en points."""
        return self._largeur, self._hauteur

    def get_text_width_height_descent(self, s, prop, ismath):
        """Mesurer un mot ; matplotlib garde la réponse tant que vit la plume."""
        return text_to_path.get_text_width_height_descent(s, prop, ismath)

    def new_gc(self):
        """Donner de quoi retenir couleurs et traits."""
        return GraphicsContextBase()

    # Ce qu'elle écrit.

    def _retourner(self) -> Affine2D:
        return Affine2D(np.array([[1.0, 0, 0], [0, -1.0, self._hauteur], [0, 0, 1.0]]))

    def _garder(self, sorte: str, cle, ecrire) -> str:
        """Rendre l'identifiant de ce que plusieurs traits emploient, écrit la première fois."""
        repere = sorte + hashlib.sha256(f"{self._sel}{cle}".encode()).hexdigest()[:10]
        if repere not in self._communs:
            self._communs[repere] = ecrire(repere)
        return repere

    def _garder_trace(self, path: Path, transform) -> str:
        trace = _convertir(path, transform + Affine2D().scale(1, -1))
        return self._garder("m", trace, lambda repere: f'<path id="{repere}" d="{trace}"/>')

    def _employer(self, repere: str, x: float, y: float) -> str:
        return f'<use href="#{repere}" x="{_arrondir(x)}" y="{_arrondir(self._hauteur - y)}"/>'

    def _border(self, gc) -> str:
        """Écrire le cadre hors duquel un trait ne se voit pas."""
        chemin, place = gc.get_clip_path()
        cadre = gc.get_clip_rectangle()
        if chemin is not None:
            forme = f'<path d="{_convertir(chemin, place + self._retourner())}"/>'
        elif cadre is not None:
            x, y, largeur, hauteur = cadre.bounds
            places = [_arrondir(place) for place in (x, self._hauteur - y - hauteur, largeur, hauteur)]
            forme = '<rect x="{}" y="{}" width="{}" height="{}"/>'.format(*places)
        else:
            return ""
        repere = self._garder("p", forme, lambda repere: f'<clipPath id="{repere}">{forme}</clipPath>')
        return f' clip-path="url(#{repere})"'

    def _peindre(self, gc, fond) -> str:
        """Écrire le fond, la hachure et le trait."""
        attributs = []
        if gc.get_hatch() is not None:
            attributs.append(f'fill="url(#{self._hachurer(gc, fond)})"')
            if fond is not None and len(fond) == 4 and not gc.get_forced_alpha() and fond[3] != 1:
                attributs.append(f'fill-opacity="{_arrondir(fond[3])}"')
        elif fond is None or (len(fond) == 4 and not fond[3]):
            attributs.append('fill="none"')
        else:
            attributs += _teinter("fill", fond, gc)
        if gc.get_forced_alpha() and gc.get_alpha() != 1:
            attributs.append(f'opacity="{_arrondir(gc.get_alpha())}"')
        if epaisseur := gc.get_linewidth():
            attributs += _teinter("stroke", gc.get_rgb(), gc)
            if epaisseur != 1:
                attributs.append(f'stroke-width="{_arrondir(epaisseur)}"')
            depart, tirets = gc.get_dashes()
            if tirets is not None:
                attributs.append(f'stroke-dasharray="{" ".join(map(_arrondir, tirets))}"')
                if depart:
                    attributs.append(f'stroke-dashoffset="{_arrondir(depart)}"')
            if gc.get_joinstyle() != "round":
                attributs.append(f'stroke-linejoin="{gc.get_joinstyle()}"')
            if (bout := BOUTS[gc.get_capstyle()]) != "butt":
                attributs.append(f'stroke-linecap="{bout}"')
        return " " + " ".join(attributs) if attributs else ""

    def _hachurer(self, gc, fond) -> str:
        rempli = "none" if fond is None else _nommer(*map(float, fond[:3]))
        *encre, opacite = map(float, gc.get_hatch_color())
        motif = f'<rect width="{PAVE + 1}" height="{PAVE + 1}" fill="{rempli}"/>' + _ecrire_motif(
            gc.get_hatch(), gc.get_hatch_linewidth(), _nommer(*encre), opacite
        )
        feuille = f'patternUnits="userSpaceOnUse" width="{PAVE}" height="{PAVE}"'
        return self._garder("h", motif, lambda repere: f'<pattern id="{repere}" {feuille}>{motif}</pattern>')


class Feuille(FigureCanvasBase):
    """La feuille d'une figure : la mise en page y mesure avec la plume qui écrira."""

    def get_renderer(self) -> Plume:
        """Donner la plume."""
        return PLUME


@cache
def _nommer(rouge: float, vert: float, bleu: float) -> str:
    return teindre_svg(rgb2hex((rouge, vert, bleu)))


def _teinter(quoi: str, couleur, gc) -> list[str]:
    attributs = [f'{quoi}="{_nommer(*map(float, couleur[:3]))}"']
    if len(couleur) == 4 and couleur[3] != 1 and not gc.get_forced_alpha():
        attributs.append(f'{quoi}-opacity="{_arrondir(couleur[3])}"')
    return attributs


def _arrondir(nombre: float) -> str:
    """Écrire un nombre au centième, sans zéro inutile.

    Examples
    --------
    >>> _arrondir(12.0), _arrondir(-0.001), _arrondir(7.256)
    ('12', '0', '7.26')
    """
    ecrit = f"{nombre:.{PRECISION}f}".rstrip("0").rstrip(".")
    return "0" if ecrit == "-0" else ecrit


@cache
def _ecrire_motif(hachure: str, epaisseur: float, encre: str, opacite: float) -> str:
    """Écrire le pavé d'une hachure ; ses points sont des tirets sans longueur, aux bouts ronds.

    Examples
    --------
    >>> _ecrire_motif("..", 0.6, "red", 1.0)[:60]
    '<path d="M0 0H72.1M3 6H69.1M0 12H72.1M3 18H69.1M0 24H72.1M3 '
    """
    trait = f'fill="none" stroke="{encre}"' + (
        f' stroke-opacity="{_arrondir(opacite)}"' if opacite != 1 else ""
    )
    if set(hachure) == {"."}:
        rangees = DENSITE * len(hachure)
        pas = PAVE / rangees
        lignes = "".join(
            f"M{_arrondir(pas / 2 * (rang % 2))} {_arrondir(rang * pas)}"
            f"H{_arrondir(PAVE + 0.1 - pas / 2 * (rang % 2))}"
            for rang in range(rangees + 1)
        )
        rond = f'stroke-dasharray="0 {_arrondir(pas)}" stroke-linecap="round"'
        diametre = 2 * RAYON_DU_POINT * pas
        bord = f'<path d="{lignes}" {trait} stroke-width="{_arrondir(diametre + epaisseur)}" {rond}/>'
        if opacite == 1:
            return bord
        # Seul le bord du point est translucide.
        plein = f'fill="none" stroke="{encre}" stroke-width="{_arrondir(diametre)}"'
        return f'{bord}<path d="{lignes}" {plein} {rond}/>'
    lignes = _convertir(Path.hatch(hachure, DENSITE), Affine2D().scale(PAVE, -PAVE).translate(0, PAVE))
    return f'<path d="{lignes}" {trait} stroke-width="{_arrondir(epaisseur)}"/>'


def _convertir(path: Path, transform, cadre=None, simplifier: bool = False, croquis=None) -> str:
    """Écrire les points d'un tracé."""
    codes = [b"M", b"L", b"Q", b"C", b"Z"]
    octets = _path.convert_to_string(path, transform, cadre, simplifier, croquis, PRECISION, codes, False)
    return octets.decode("ascii").replace(" \n", "").replace("\n", "").replace("M ", "M").replace("L ", "L")


PLUME = Plume()
