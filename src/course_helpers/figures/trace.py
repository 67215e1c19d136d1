"""Un tracé du cours : son style, son cadre, et le SVG qu'une page en montre."""

import html
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from textwrap import fill
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine
from matplotlib.ticker import AutoLocator, ScalarFormatter

from course_helpers import palette
from course_helpers.ecriture import FINE
from course_helpers.figures.plume import PLUME, POINTS, Feuille

# Une classe a la même couleur partout.
COULEURS = palette.COULEURS | {
    classe: palette.COULEURS[nom] for classe, nom in {"A": "orange", "B": "ciel", "C": "gris"}.items()
}
HACHURES = {"A": "", "B": "//", "C": ".."}
STYLE = {
    "font.size": 12,
    "font.family": "sans-serif",
    "figure.titlesize": 13,
    "figure.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COULEURS["trait"],
    "axes.labelcolor": COULEURS["encre"],
    "text.color": COULEURS["encre"],
    "xtick.color": COULEURS["encre"],
    "ytick.color": COULEURS["encre"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "hatch.color": COULEURS["sur-couleur"],
    "hatch.linewidth": 0.6,
    "text.parse_math": False,  # un dollar est un dollar
    "svg.fonttype": "none",  # pour qui enregistre la figure lui-même
}

FORMAT = (5.2, 4.4)  # pouces
# Ce que le dessin en cours remplace.
_ANCIEN: ContextVar["Trace | None"] = ContextVar("ancien", default=None)

SOURCE = "Comptoir Brelande, données fictives"
MAGASIN = "droguerie Tarnelle, données fictives"


class Trace(NamedTuple):
    """Un tracé et son texte de remplacement.

    Dans un cahier ou une page, il s'affiche en SVG : net à toute taille, lu par un lecteur d'écran,
    aux couleurs du thème clair ou sombre.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
    texte : str
        Ce que la figure montre, pour qui ne la voit pas.
    """

    axes: Axes
    texte: str

    def ecrire_svg(self, prefixe: str = "") -> str:
        """Rendre le tracé en SVG à insérer dans une page, avec son texte de remplacement.

        Parameters
        ----------
        prefixe : str
            Distingue deux dessins de la même figure dans une page : leurs identifiants diffèrent.
        """
        etiquette = html.escape(self.texte, quote=True)
        with mpl.rc_context(STYLE):
            return PLUME.ecrire(
                self.axes.figure, prefixe + self.texte, f'role="img" aria-label="{etiquette}"'
            )

    def _repr_html_(self, prefixe: str = "") -> str:
        return f'<figure class="ch-figure">{self.ecrire_svg(prefixe)}</figure>'

    def __repr__(self) -> str:
        """Lire la figure là où elle ne peut pas se voir."""
        return self.texte


@contextmanager
def remplacer(ancien: object):
    """Reprendre la figure d'un tracé qui ne servira plus : la refaire prend plus de temps que le reste.

    Parameters
    ----------
    ancien : Trace or object
        Ce qui se montrait ; autre chose qu'un tracé ne se reprend pas.
    """
    jeton = _ANCIEN.set(ancien if isinstance(ancien, Trace) else None)
    try:
        yield
    finally:
        _ANCIEN.reset(jeton)


def ouvrir(dessin: str = "") -> Axes:
    """Ouvrir une figure vide au format du cours ; à appeler sous ``mpl.rc_context(STYLE)``.

    Parameters
    ----------
    dessin : str
        Le nom de ce qui s'y trace : la figure d'un même dessin, sous :func:`remplacer`, est reprise.
    """
    ancien = _ANCIEN.get()
    if ancien is not None and dessin and ancien.axes.figure.get_label() == dessin:
        _ANCIEN.set(None)  # une figure ne se reprend qu'une fois
        return _effacer(ancien.axes)
    # Figure() plutôt que pyplot : aucun état global, et un import plus léger dans le navigateur.
    figure = Figure(figsize=FORMAT, dpi=POINTS, layout=MiseEnPage(), facecolor="none")
    figure.set_label(dessin)
    Feuille(figure)
    return figure.add_subplot(facecolor="none")


class MiseEnPage(LayoutEngine):
    """Donner à l'unique cadre d'une figure la place que lui laissent son titre, ses graduations et sa source.

    Elle trouve les mêmes places que ``layout="constrained"``, qui sert à plusieurs cadres et mesure chaque
    mot deux fois : un tiers du temps d'un dessin.
    """

    _adjust_compatible = _colorbar_gridspec = False
    MARGE = 3 / 72  # pouces, celle de matplotlib

    def execute(self, fig: Figure) -> None:
        """Placer le titre, la source, puis le cadre entre les deux."""
        (ax,), plume = fig.axes, fig._get_renderer()
        en_feuille = fig.transFigure.inverted()
        marge_x, marge_y = self.MARGE / fig.get_size_inches()
        bas, haut = 0.0, 1.0
        for texte, en_haut in zip(fig.texts, (True, False), strict=False):
            texte.set_y(1 - marge_y if en_haut else marge_y)
            hauteur = texte.get_window_extent(plume).height / fig.bbox.height + 2 * marge_y
            bas, haut = (bas, haut - hauteur) if en_haut else (bas + hauteur, haut)
        for _ in range(2):
            graduations = [list(axe.get_majorticklocs()) for axe in (ax.xaxis, ax.yaxis)]
            place = ax.get_position(original=True)
            emprise = ax.get_tightbbox(plume, for_layout_only=True).transformed(en_feuille)
            gauche, droite = marge_x + place.x0 - emprise.x0, 1 - marge_x - (emprise.x1 - place.x1)
            pied, tete = bas + marge_y + place.y0 - emprise.y0, haut - marge_y - (emprise.y1 - place.y1)
            ax.set_position([gauche, pied, droite - gauche, tete - pied])
            # Un cadre plus grand se gradue autrement, sa légende le suit, un mot peut sortir de la feuille :
            # on mesure alors encore.
            apres = [list(axe.get_majorticklocs()) for axe in (ax.xaxis, ax.yaxis)]
            sortis = any(
                etendue.x0 < 0 or etendue.x1 > fig.bbox.x1
                for etendue in (mot.get_window_extent(plume) for mot in ax.texts)
            )
            if apres == graduations and not sortis and not ax.get_legend():
                break


def _effacer(ax: Axes) -> Axes:
    """Rendre des axes comme neufs, sauf ce que le même dessin règle toujours de même."""
    for artiste in (*ax.patches, *ax.collections, *ax.lines, *ax.texts):
        artiste.remove()
    ax.containers.clear()
    if legende := ax.get_legend():
        legende.remove()
    ax.figure.set_size_inches(FORMAT)
    ax.set_subplotspec(ax.get_subplotspec())  # à sa place d'avant la mise en page
    for axe in (ax.xaxis, ax.yaxis):
        axe.set_major_locator(AutoLocator())
        axe.set_major_formatter(ScalarFormatter())
    ax.relim()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.autoscale()
    ax.set_prop_cycle(None)
    return ax


def reprendre(sur: Trace | None, *, phrase: str, x: str, y: str, source: str) -> Axes | None:
    """Vider un tracé de ses données, si son cadre convient : le refaire prend plus de temps que le reste."""
    if sur is None:
        return None
    titre, mention = sur.axes.figure.texts
    nouveau = fill(phrase, 48)
    memes = (sur.axes.get_xlabel(), sur.axes.get_ylabel(), mention.get_text()) == (x, y, _citer(source))
    # Un titre d'une ligne de plus ou de moins déplace tout.
    if not memes or titre.get_text().count("\n") != nouveau.count("\n"):
        return None
    titre.set_text(nouveau)
    for artiste in (*sur.axes.patches, *sur.axes.lines, *sur.axes.texts):
        artiste.remove()
    sur.axes.figure.set_layout_engine("none")  # les places sont déjà calculées
    return sur.axes


def graduer(ax: Axes) -> None:
    """Graduer deux axes de 0 à 100, tous deux en %."""
    graduations = range(0, 101, 20)
    ax.set(xlim=(0, 100), ylim=(0, 102), xticks=graduations, yticks=graduations)
    ax.grid(axis="y", color=COULEURS["trait"], linewidth=0.7)
    ax.set_axisbelow(True)


def coucher_barres(ax: Axes, noms: Sequence[str], longueurs: Iterable[float], **apparence) -> None:
    """Coucher une barre par nom, la première en haut.

    Parameters
    ----------
    ax : Axes
    noms : sequence of str
    longueurs : iterable of float
    **apparence
        Celle de :meth:`~matplotlib.axes.Axes.barh`.
    """
    ax.barh(range(len(noms)), longueurs, **apparence)
    _ranger(ax, noms)


def apparier_barres(
    ax: Axes, noms: Sequence[str], avant: Iterable[float], apres: Iterable[float], *, couleurs
) -> None:
    """Coucher deux barres par nom, la seconde sous la première et hachurée."""
    rangs = range(len(noms))
    ax.barh([rang - 0.2 for rang in rangs], avant, height=0.4, color=couleurs[0])
    ax.barh([rang + 0.2 for rang in rangs], apres, height=0.4, color=couleurs[1], hatch="//")
    _ranger(ax, noms)


def _ranger(ax: Axes, noms: Sequence[str]) -> None:
    ax.set_yticks(range(len(noms)), noms)
    ax.set_ylim(len(noms) - 0.5, -0.5)


def legender(ax: Axes, *, phrase: str, x: str, y: str, source: str) -> None:
    """Écrire le titre (la phrase que la figure prouve), les axes avec leur unité, et la source."""
    ax.figure.suptitle(fill(phrase, 48), x=0.01, ha="left")
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.figure.supxlabel(_citer(source), x=0.01, ha="left", fontsize=11.6)


def _citer(source: str) -> str:
    return f"Source{FINE}: {source}"
