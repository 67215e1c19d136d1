"""Ouvrir un classeur .xlsx ou .ods : une grille par feuille."""

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from itertools import zip_longest
from xml.etree import ElementTree

import numpy as np

from course_helpers import fichiers
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.grille import Grille, nettoyer, ranger_en_colonnes, refuser_largeur
from course_helpers.lecture.roles import lire_devise

_FUSION = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_SANS_RESULTAT = re.compile(rb"<f[ >][^<]*</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Dans un format de nombre : « [$£-809] », « "TTC" », ou un signe.
_ECRIT = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]|\"([^\"]*)\"|([$£¥%])")
_HAUTEUR_MAX = 1_048_576  # lignes d'une feuille
_CELLULES_MAX = 5_000_000
_SUITES_MAX = 1_000_000
_ABIME = "Je ne peux pas ouvrir ce classeur : enregistrez-le de nouveau en .xlsx, sans mot de passe."


def ouvrir_classeur(octets: bytes) -> dict[str, Grille]:
    """Ouvrir les feuilles d'un classeur.

    Parameters
    ----------
    octets : bytes
        Un .xlsx (Excel) ou un .ods (LibreOffice).

    Returns
    -------
    dict[str, Grille]
        Les feuilles qui ne sont pas vides, dans leur ordre.

    Raises
    ------
    ErreurCours
        « Je ne peux pas ouvrir ce classeur : … » ; « Le fichier dépasse 200 Mo, le plus que
        le cours lise d’un classeur une fois ouvert : … » ;
        « Le classeur est vide : … »

    Examples
    --------
    >>> ouvrir_classeur(b"PK")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: Je ne peux pas ouvrir ce classeur...
    """
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            deplie = sum(partie.file_size for partie in archive.infolist())
            if deplie <= fichiers.TAILLES_MAX["classeur ouvert"]:
                feuilles = (
                    _ouvrir_ods(archive)
                    if "content.xml" in archive.namelist()
                    else _ouvrir_xlsx(octets, archive)
                )
    except ErreurCours:
        raise
    except Exception:  # un classeur abîmé fait échouer openpyxl de vingt façons
        raise ErreurCours(_ABIME) from None
    fichiers.refuser_poids(deplie, "classeur ouvert")
    remplies = {nom: grille for nom, grille in feuilles.items() if grille.hauteur}
    if not remplies:
        raise ErreurCours("Le classeur est vide : exportez-le de nouveau.")
    for nom, grille in remplies.items():
        grille.origine = {"feuille": nom, "autres_feuilles": [f for f in remplies if f != nom]}
    return remplies


def _ouvrir_xlsx(octets: bytes, archive: zipfile.ZipFile) -> dict[str, Grille]:
    import openpyxl  # n'est chargé que si l'on ouvre un classeur

    feuilles = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl prévient de chaque mise en forme qu'il ignore
        classeur = openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=True)
        marques = _lister_marques(classeur)
        for page in classeur.worksheets:
            page.reset_dimensions()  # certains logiciels annoncent une étendue fausse
            if marques:
                lignes = [[_marquer(c, marques) for c in ligne] for ligne in page.iter_rows()]
            else:
                lignes = [list(ligne) for ligne in page.iter_rows(values_only=True)]
            grille = _faire_grille(lignes)
            # En lecture seule, openpyxl ne dit ni les fusions, ni les formules : elles sont dans la feuille.
            source = archive.read(page._worksheet_path)
            grille.suites = _lister_suites(source, grille)
            grille.sans_resultat = _SANS_RESULTAT.search(source) is not None
            feuilles[page.title] = grille
    return feuilles


def _lister_marques(classeur) -> dict[int, str]:
    """Ce que le format d'une cellule ajoute à son nombre : une monnaie étrangère, « TTC », « % »."""
    marques = {}
    for rang, style in enumerate(classeur._cell_styles):
        if style.numFmtId < 164 and style.numFmtId not in (9, 10):
            continue  # les monnaies d'Excel suivent le pays de qui ouvre le classeur
        format = "0%" if style.numFmtId < 164 else classeur._number_formats[style.numFmtId - 164]
        if marque := _lire_format(format):
            marques[rang] = marque
    return marques


def _lire_format(format: str) -> str | None:
    """La marque que montre un format de nombre.

    Examples
    --------
    >>> [_lire_format(f) for f in ('#,##0.00 "$"', "[$£-809]#,##0", "0.00 [$€-40C]", '0.00 "TTC"', "0.0%")]
    ['USD', 'GBP', None, 'TTC', '%']
    """
    dits = " ".join("".join(lu) for lu in _ECRIT.findall(format.split(";")[0]))
    if "%" in dits:
        return "%"
    if re.search(r"\bttc\b", dits, re.IGNORECASE):
        return "TTC"
    return None if "€" in dits else lire_devise(dits)


def _marquer(cellule, marques: dict[int, str]) -> object:
    """La valeur d'une cellule ; un nombre, avec ce que son format en dit."""
    valeur = cellule.value
    marque = marques.get(getattr(cellule, "_style_id", 0))
    if marque is None or isinstance(valeur, bool) or not isinstance(valeur, int | float):
        return valeur
    return f"{100 * valeur:.2f} %" if marque == "%" else f"{valeur:.2f} {marque}"


def _lister_suites(source: bytes, grille: Grille) -> set[tuple[int, int]]:
    fusions = [
        (int(haut) - 1, _compter_lettres(gauche), int(bas) - int(haut) + 1, _compter_lettres(droite) + 1)
        for gauche, haut, droite, bas in _FUSION.findall(source)
    ]
    return _deplier_fusions(fusions, grille)


def _deplier_fusions(fusions: list[tuple[int, int, int, int]], grille: Grille) -> set[tuple[int, int]]:
    """Les cellules que couvrent des fusions : ligne, première colonne, hauteur, colonne d'après."""
    suites: set[tuple[int, int]] = set()
    for ligne, gauche, hauteur, fin in fusions:
        if len(suites) > _SUITES_MAX:
            raise ErreurCours("Cette feuille a trop de cellules fusionnées : défusionnez-les.")
        lignes = range(ligne + 1, min(ligne + hauteur, grille.hauteur))
        colonnes = range(gauche, min(fin, len(grille.colonnes)))
        if len(lignes) * len(colonnes) <= _SUITES_MAX:
            suites.update((bas, colonne) for bas in lignes for colonne in colonnes)
    return suites


def _compter_lettres(lettres: bytes) -> int:
    """Le rang, depuis 0, de la colonne « A », « B »… « AA »…"""
    rang = 0
    for lettre in lettres:
        rang = 26 * rang + lettre - 64
    return rang - 1


def _ouvrir_ods(archive: zipfile.ZipFile) -> dict[str, Grille]:
    source = archive.read("content.xml")
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise ErreurCours(
            "Ce classeur déclare des entités, ce qu’aucun tableur ne fait : enregistrez-le en .xlsx."
        )
    feuilles: dict[str, Grille] = {}
    for _, element in ElementTree.iterparse(io.BytesIO(source)):
        if element.tag == _TABLE + "table":
            feuilles[element.get(_TABLE + "name", f"Feuille {len(feuilles) + 1}")] = _lire_feuille_ods(
                element
            )
            element.clear()
    return feuilles


def _lire_feuille_ods(table: ElementTree.Element) -> Grille:
    lignes: list[list] = []
    fusions, vides, cellules = [], 0, 0
    for ligne in table.iter(_TABLE + "table-row"):
        fois = int(ligne.get(_TABLE + "number-rows-repeated", 1))
        valeurs: list = []
        for cellule in ligne:
            if cellule.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                continue
            largeur = int(cellule.get(_TABLE + "number-columns-repeated", 1))
            valeur = _lire_cellule_ods(cellule)
            if valeur is None and largeur > 1000:
                largeur = 1  # le vide qui va jusqu'au bord de la feuille
            refuser_largeur(len(lignes) + vides + 1, len(valeurs) + largeur)
            hauteur = int(cellule.get(_TABLE + "number-rows-spanned", 1))
            if hauteur > 1:
                fusions.append((len(lignes) + vides, len(valeurs), hauteur, len(valeurs) + 1))
            valeurs += [valeur] * largeur
        while valeurs and valeurs[-1] is None:
            valeurs.pop()
        if not valeurs:
            vides += fois
            continue
        cellules += len(valeurs) * fois
        if len(lignes) + vides + fois > _HAUTEUR_MAX or cellules > _CELLULES_MAX:
            raise ErreurCours("Cette feuille est trop grande : gardez une seule année.")
        lignes += [[] for _ in range(vides)] + [valeurs for _ in range(fois)]
        vides = 0
    grille = _faire_grille(lignes)
    grille.suites = _deplier_fusions(fusions, grille)
    return grille


def _lire_cellule_ods(cellule: ElementTree.Element) -> object:
    genre = cellule.get(_OFFICE + "value-type")
    if genre in ("float", "currency", "percentage"):
        nombre = float(cellule.get(_OFFICE + "value", "nan"))
        devise = cellule.get(_OFFICE + "currency", "EUR")
        if devise != "EUR":
            return f"{nombre:.2f} {devise}"
        return int(nombre) if nombre.is_integer() and abs(nombre) < 2**53 else nombre
    if genre == "date":
        jour = cellule.get(_OFFICE + "date-value", "")
        return datetime.fromisoformat(jour).replace(tzinfo=None)
    if genre == "boolean":
        return cellule.get(_OFFICE + "boolean-value") == "true"
    if genre == "time":
        return time()  # une durée : ni une date, ni un montant
    return "\n".join("".join(alinea.itertext()) for alinea in cellule.iter(_TEXTE + "p")) or None


def _faire_grille(lignes: list[list]) -> Grille:
    lignes = [[nettoyer(_ramener(cellule)) for cellule in ligne] for ligne in lignes]
    while lignes and not any(cellule is not None for cellule in lignes[-1]):
        lignes.pop()
    largeur = max(
        (rang for ligne in lignes for rang, cellule in enumerate(ligne, 1) if cellule is not None), default=0
    )
    refuser_largeur(1, largeur)
    colonnes = [
        ranger_en_colonnes(colonne) for colonne in zip_longest(*(ligne[:largeur] for ligne in lignes))
    ]
    return Grille(colonnes, np.arange(1, len(lignes) + 1).tolist(), {})


def _ramener(cellule: object) -> object:
    """Une date sans heure devient une date à minuit ; un nombre infini, un texte."""
    if isinstance(cellule, date) and not isinstance(cellule, datetime):
        return datetime(cellule.year, cellule.month, cellule.day)
    return cellule
