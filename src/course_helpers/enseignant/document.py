"""Faire d'une page de l'enseignant un document que Word et LibreOffice ouvrent et modifient (.docx).

La page imprimée est la seule source : le document dit la même chose, dans le même ordre. Seul le HTML que
nos gabarits de papier emploient est lu.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from course_helpers.gabarits import remplir

TYPE_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTIES = {
    "[Content_Types].xml": "docx/types.xml",
    "_rels/.rels": "docx/liens.xml",
    "word/_rels/document.xml.rels": "docx/liens-document.xml",
    "word/document.xml": "docx/document.xml",
    "word/styles.xml": "docx/styles.xml",
    "word/footer1.xml": "docx/pied.xml",
    "docProps/core.xml": "docx/fiche.xml",
}
DATE_ZIP = (1980, 1, 1, 0, 0, 0)  # le même contenu donne les mêmes octets
_LARGEUR = 9638  # vingtièmes de point : A4, deux centimètres de marge
_CARACTERE, _BORDS = 115, 200  # dans une case : ce que prend un caractère, et ses deux marges
_STYLES = {"h1": "Titre1", "h2": "Titre2", "h3": "Titre3", "li": "Puce", "caption": "Legende"}
_CLASSES = {
    "consigne": "Consigne",
    "reponse": "Reponse",
    "trait": "Trait",
    "enonce": "Enonce",
    "admonition-title": "Titre3",
}
_BLOCS = {"p", "div", "section", "main", "ul", "ol", "td", "th", *_STYLES}
_MARQUES = {"strong": "gras", "b": "gras", "em": "italique", "i": "italique", "sup": "exposant"}
_VIDES = {"br", "meta", "link"}
_POINTILLES = "…" * 12
_BLANCS = re.compile(r"[ \t\r\n]+")
# Ce que XML 1.0 refuse, même échappé.
_INTERDITS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class _Morceau:
    texte: str
    marques: frozenset[str]


@dataclass
class _Paragraphe:
    style: str = ""
    saut: bool = False  # commence une page
    morceaux: list[_Morceau] = field(default_factory=list)

    @property
    def texte(self) -> str:
        return "".join(morceau.texte for morceau in self.morceaux)


@dataclass
class _Case:
    droite: bool
    paragraphes: list[_Paragraphe] = field(default_factory=list)


@dataclass
class _Ligne:
    entete: bool
    cases: list[_Case] = field(default_factory=list)


@dataclass
class _Tableau:
    lignes: list[_Ligne] = field(default_factory=list)

    @cached_property
    def mesures(self) -> tuple[list[int], list[int]]:
        """Ce que mesure chaque colonne, à son plus long mot, puis à son plus long texte."""
        nombre = max((len(ligne.cases) for ligne in self.lignes), default=0)
        mots, textes = [1] * nombre, [10] * nombre
        for ligne in self.lignes:
            for rang, case in enumerate(ligne.cases):
                texte = " ".join(paragraphe.texte for paragraphe in case.paragraphes)
                mots[rang] = max(mots[rang], *map(len, re.split("[ \n-]", texte)))
                textes[rang] = max(textes[rang], mots[rang], min(len(texte), 48))
        return tuple([_BORDS + _CARACTERE * n for n in longueurs] for longueurs in (mots, textes))

    @cached_property
    def serre(self) -> bool:
        """Faut-il de plus petits caractères, pour ne couper aucun mot ?"""
        return sum(self.mesures[0]) > _LARGEUR

    @cached_property
    def largeurs(self) -> list[int]:
        """Partager la largeur de la page d'après le plus long texte de chaque colonne, sans couper un mot."""
        mots, textes = self.mesures
        if sum(textes) > _LARGEUR > sum(mots):
            part = (_LARGEUR - sum(mots)) / (sum(textes) - sum(mots))
            return [int(mot + part * (texte - mot)) for mot, texte in zip(mots, textes, strict=True)]
        retenues = mots if self.serre else textes
        return [_LARGEUR * largeur // sum(retenues) for largeur in retenues]


class _Lecteur(HTMLParser):
    """Lire une page de papier, et en faire des paragraphes et des tableaux."""

    def __init__(self) -> None:
        super().__init__()
        self.blocs: list[_Paragraphe | _Tableau] = []
        self.titre = ""
        self._pile: list[tuple[str, frozenset[str]]] = []
        self._rangs: list[tuple[str, int]] = []  # des listes ouvertes : leur puce, et leur dernier rang
        self._tableau: _Tableau | None = None
        self._paragraphe: _Paragraphe | None = None
        self._saut = False
        self._rempli = False

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        attributs = dict(attributs)
        classes = frozenset((attributs.get("class") or "").split())
        if balise == "br":
            self._ajouter("\n")
        if balise in _VIDES:
            return
        self._pile.append((balise, classes))
        if self._cache:
            return
        if balise in _BLOCS:
            self._clore()
        if balise == "main":
            self._saut = bool(self.blocs)
        elif balise in ("ul", "ol"):
            self._rangs.append((attributs.get("type") or ("1" if balise == "ol" else "•"), 0))
        elif balise == "table":
            self._clore()
            self._tableau = _Tableau()
        elif balise == "tr":
            self._tableau.lignes.append(_Ligne(any(nom == "thead" for nom, _ in self._pile)))
        elif balise in ("td", "th"):
            droite = "right" in (attributs.get("style") or "") or "ch-nombre" in classes
            self._tableau.lignes[-1].cases.append(_Case(droite))
        elif balise == "li":
            puce, rang = self._rangs.pop()
            self._rangs.append((puce, rang + 1))
            if "options" not in self._pile[-2][1]:  # les options ont déjà leur case à cocher
                numero = f"{chr(ord('A') + rang)}." if puce == "A" else f"{rang + 1}."
                self._ajouter(f"{puce if puce == '•' else numero} ")
        elif balise == "span":
            self._rempli = False

    def handle_endtag(self, balise: str) -> None:
        if balise in _VIDES:
            return
        cache = self._cache
        _, classes = self._pile.pop()
        if cache:
            return
        if balise == "span" and not self._rempli:
            a_cocher = "○ " if "ronde" in classes else "☐ "
            self._ajouter(a_cocher if "coche" in classes else _POINTILLES)
        if "trait" in classes:
            self._ouvrir("Trait")
        if balise in ("td", "th") and not self._tableau.lignes[-1].cases[-1].paragraphes:
            self._ouvrir("Case")
        if balise in _BLOCS:
            self._clore()
        if balise in ("ul", "ol"):
            self._rangs.pop()
        elif balise == "table":
            self.blocs.append(self._tableau)
            self._tableau = None

    def handle_data(self, texte: str) -> None:
        propre = _BLANCS.sub(" ", _INTERDITS.sub("", texte))
        if any(nom == "title" for nom, _ in self._pile):
            self.titre += propre
        if not self._cache and (propre.strip(" ") or self._paragraphe is not None):
            self._ajouter(propre)

    @property
    def _cache(self) -> bool:
        return any(nom in ("head", "style") or "masque" in classes for nom, classes in self._pile)

    def _ouvrir(self, style: str) -> None:
        self._paragraphe = _Paragraphe(style, self._saut)
        self._saut = False
        if self._tableau is not None and self._tableau.lignes:
            self._tableau.lignes[-1].cases[-1].paragraphes.append(self._paragraphe)
        else:
            self.blocs.append(self._paragraphe)

    def _choisir_style(self) -> str:
        for nom, classes in reversed(self._pile):
            for classe, style in _CLASSES.items():
                if classe in classes:
                    return style
            if nom in ("td", "th"):
                return "Case"
            if nom in _STYLES:
                return _STYLES[nom]
        return ""

    def _ajouter(self, texte: str) -> None:
        self._rempli = True
        if self._paragraphe is None:
            self._ouvrir(self._choisir_style())
        morceaux = self._paragraphe.morceaux
        if texte != "\n" and (not morceaux or morceaux[-1].texte == "\n"):
            texte = texte.lstrip(" ")
        marques = {_MARQUES[nom] for nom, _ in self._pile if nom in _MARQUES}
        if any(nom == "thead" for nom, _ in self._pile):
            marques.add("gras")
        if texte:
            morceaux.append(_Morceau(texte, frozenset(marques)))

    def _clore(self) -> None:
        if self._paragraphe is not None and self._paragraphe.morceaux:
            self._paragraphe.morceaux[-1].texte = self._paragraphe.morceaux[-1].texte.rstrip(" ")
        self._paragraphe = None


def ecrire_docx(page: str) -> bytes:
    """Faire d'une page de papier un document de traitement de texte.

    Parameters
    ----------
    page : str
        Une page HTML de l'enseignant : titres, paragraphes, listes, tableaux, cases à cocher, traits. Chaque
        ``main`` commence une page.

    Returns
    -------
    bytes
        Un fichier ``.docx`` (Office Open XML, ISO/IEC 29500) : A4, pages numérotées, noir sur blanc. La même
        page donne les mêmes octets.

    Examples
    --------
    >>> ecrire_docx("<main><h1>Évaluation</h1><p>Répondez.</p></main>")[:2]
    b'PK'
    """
    lecteur = _Lecteur()
    lecteur.feed(page)
    lecteur.close()
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, gabarit in _PARTIES.items():
            contenu = str(remplir(gabarit, blocs=lecteur.blocs, titre=lecteur.titre.strip()))
            archive.writestr(zipfile.ZipInfo(nom, DATE_ZIP), contenu, zipfile.ZIP_DEFLATED)
    return sortie.getvalue()
