"""Un schéma du cours : des boîtes, des flèches et des mots, en SVG aux couleurs du thème."""

import html
from contextlib import contextmanager
from textwrap import wrap

from course_helpers.ecriture import typographier
from course_helpers.palette import teindre

# Le rôle d'une boîte → (fond, nom de l'encre). Une couleur ne dit jamais seule ce que la boîte dit en mots.
_ROLES = {
    "neutre": ("none", "encre"),
    "structure": (teindre("bleu"), "sur-bleu"),
    "A": (teindre("orange"), "sur-couleur"),
    "B": (teindre("ciel"), "sur-couleur"),
    "C": (teindre("gris"), "sur-couleur"),
}


class Schema:
    """Un dessin fait de boîtes et de flèches, placées en unités d'une feuille.

    Parameters
    ----------
    titre : str
        La phrase que le schéma illustre.
    texte : str
        Ce qu'il montre, pour qui ne le voit pas.
    largeur, hauteur : int
        La feuille ; 640 de large tient sur un téléphone si les mots restent à 15 ou plus.

    Examples
    --------
    >>> schema = Schema("Du prospect au client", "Une flèche va du prospect au client.", 640, 120)
    >>> schema.boite(10, 30, 200, 60, "Prospect", role="C").boite(430, 30, 200, 60, "Client", role="A")
    Une flèche va du prospect au client.
    >>> "<svg role=\\"img\\"" in schema.fleche(210, 60, 430, 60)._repr_html_()
    True
    """

    def __init__(self, titre: str, texte: str, largeur: int, hauteur: int):
        self.titre = typographier(titre)
        self.texte = typographier(texte)
        self._feuille = (largeur, hauteur)
        self._traits: list[str] = []

    def boite(
        self, x: float, y: float, largeur: float, hauteur: float, texte: str, *, role: str = "neutre"
    ) -> "Schema":
        """Poser une boîte et son texte, coupé à sa largeur ; une première ligne entre ** est en gras."""
        fond, encre = _ROLES[role]
        self._traits.append(
            f'<rect x="{x}" y="{y}" width="{largeur}" height="{hauteur}" rx="8" fill="{fond}" '
            f'stroke="{teindre("bleu")}" stroke-width="1.5"/>'
        )
        self.ecrire(x + largeur / 2, y + hauteur / 2, texte, largeur=largeur - 16, encre=encre)
        return self

    def ecrire(
        self,
        x: float,
        y: float,
        texte: str,
        *,
        largeur: float = 600,
        taille: int = 15,
        ancre: str = "middle",
        encre: str = "encre",
    ) -> "Schema":
        """Écrire un texte centré en hauteur sur un point, coupé à une largeur."""
        lignes = []
        for paragraphe in typographier(texte).split("\n"):
            gras = paragraphe.startswith("**")
            coupes = wrap(paragraphe.strip("*"), max(8, int(largeur / (0.54 * taille)))) or [""]
            lignes += [(ligne, gras) for ligne in coupes]
        haut = y - (len(lignes) - 1) * taille * 0.62 + taille * 0.35
        for rang, (ligne, gras) in enumerate(lignes):
            poids = ' font-weight="bold"' if gras else ""
            self._traits.append(
                f'<text x="{x:g}" y="{haut + rang * taille * 1.24:.1f}" text-anchor="{ancre}" '
                f'font-size="{taille}" fill="{teindre(encre)}"{poids}>{html.escape(ligne)}</text>'
            )
        return self

    def fleche(self, *points: float, pointille: bool = False) -> "Schema":
        """Tracer une flèche qui passe par des points : ``x1, y1, x2, y2…``."""
        *debut, x1, y1, x2, y2 = points
        passages = "".join(f"{x:g} {y:g}L" for x, y in zip(debut[::2], debut[1::2], strict=True))
        longueur = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1)
        ux, uy = (x2 - x1) / longueur, (y2 - y1) / longueur
        bx, by = x2 - 9 * ux, y2 - 9 * uy
        tirets = ' stroke-dasharray="6 5"' if pointille else ""
        encre = teindre("encre")
        self._traits.append(
            f'<path d="M{passages}{x1:g} {y1:g}L{bx:.1f} {by:.1f}" fill="none" stroke="{encre}" '
            f'stroke-width="2"{tirets}/>'
            f'<path d="M{x2:g} {y2:g}L{bx - 5 * uy:.1f} {by + 5 * ux:.1f}L{bx + 5 * uy:.1f} '
            f'{by - 5 * ux:.1f}Z" fill="{encre}"/>'
        )
        return self

    def aire(self, x: float, y: float, largeur: float, hauteur: float, *, role: str = "neutre") -> "Schema":
        """Poser un rectangle sans texte : une part d'un tout, une barre."""
        self._traits.append(
            f'<rect x="{x:g}" y="{y:g}" width="{largeur:g}" height="{hauteur:g}" '
            f'fill="{_ROLES[role][0]}" stroke="{teindre("encre")}" stroke-width="1"/>'
        )
        return self

    def rond(
        self, x: float, y: float, rayon: float, *, role: str | None = "neutre", tirets: str = ""
    ) -> "Schema":
        """Poser un disque ; sans rôle, un cercle dont on ne voit que le bord."""
        fond = f'fill="{_ROLES[role][0]}"' if role else 'fill="none"'
        tirets = f' stroke-dasharray="{tirets}"' if tirets else ""
        self._traits.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{rayon:.1f}" {fond} stroke="{teindre("encre")}"{tirets}/>'
        )
        return self

    @contextmanager
    def cadrer(self, largeur: float, hauteur: float):
        """Couper au bord d'un cadre, en haut à gauche de la feuille, ce qui s'y dessine."""
        # La page règle tous ses schémas : ce cadre garde sa taille, et coupe, malgré elle.
        taille = f"width:{largeur:g}px;height:{hauteur:g}px"
        cadre = f'<svg width="{largeur:g}" height="{hauteur:g}" style="{taille};overflow:hidden">'
        self._traits.append(cadre)
        yield self
        self._traits.append("</svg>")

    def ecrire_svg(self) -> str:
        """Rendre le dessin en SVG à insérer dans une page."""
        largeur, hauteur = self._feuille
        etiquette = html.escape(f"{self.titre.removesuffix('.')}. {self.texte}", quote=True)
        return (
            # Les mots, de 15 unités, ne se lisent plus sous 11 px : le cadre défile plutôt.
            f'<svg role="img" aria-label="{etiquette}" viewBox="0 0 {largeur} {hauteur}" '
            f'style="min-width: {largeur * 11 / 15 / 16:.1f}rem" '
            f'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif">{"".join(self._traits)}</svg>'
        )

    def _repr_html_(self) -> str:
        titre = html.escape(self.titre, quote=True)
        # Sur un téléphone, le schéma défile de côté plutôt que de rapetisser ses mots.
        return (
            '<figure class="ch-figure ch-schema">'
            f'<div class="ch-defile" tabindex="0" role="group" aria-label="{titre}">{self.ecrire_svg()}</div>'
            f"<figcaption>{titre}</figcaption></figure>"
        )

    def __repr__(self) -> str:
        """Lire le schéma là où il ne peut pas se voir."""
        return self.texte
