"""Ouvrir un CSV ou un classeur Excel, et en rendre les lignes telles qu'elles y sont écrites."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from pathlib import Path

from course_helpers.erreurs import ErreurCours

TAILLE_MAX = 20_000_000  # octets ; au-delà, un navigateur peine
_BLANCS = re.compile(r"\s\s+")
_CONTROLE = re.compile(r"[\x00-\x08\x0e-\x1f]")


def lire_lignes(source, feuille: str | None = None) -> tuple[list[tuple[int, list]], dict]:
    """Lire toutes les lignes d'un fichier, en-têtes, lignes vides et totaux compris.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Un CSV (séparé par ``;``, ``,`` ou tabulation ; utf-8, utf-16 ou cp1252) ou un classeur ``.xlsx``.
    feuille : str, optional
        Le nom de la feuille du classeur ; par défaut, la première qui n'est pas vide.

    Returns
    -------
    tuple[list[tuple[int, list]], dict]
        Chaque ligne avec son numéro dans le fichier ; puis ``encodage`` et ``separateur``, ou ``feuille`` et
        ``autres_feuilles``. Une cellule vide vaut None ; un texte perd ses espaces superflus.

    Raises
    ------
    ErreurCours
        Si le fichier est introuvable, vide, trop lourd, ou n'est ni un CSV ni un classeur.

    Examples
    --------
    >>> lire_lignes(b"client;ca\\nA; 12,50\\n")
    ([(1, ['client', 'ca']), (2, ['A', '12,50'])], {'encodage': 'utf-8', 'separateur': ';'})
    """
    octets = _ouvrir(source)
    return _lire_classeur(octets, feuille) if octets.startswith(b"PK") else _lire_csv(octets)


def _ouvrir(source) -> bytes:
    if isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as fichier:
                octets = fichier.read(TAILLE_MAX + 1)
        except (OSError, ValueError):
            raise ErreurCours(
                f"Le fichier « {source} » est introuvable ou illisible : vérifiez son nom."
            ) from None
    else:
        octets = source.read(TAILLE_MAX + 1) if hasattr(source, "read") else source
    if not isinstance(octets, bytes | bytearray | memoryview):
        raise ErreurCours("Je ne sais lire qu’un nom de fichier, ou un fichier ouvert en binaire.")
    octets = bytes(octets)
    if len(octets) > TAILLE_MAX:
        raise ErreurCours(
            f"Le fichier dépasse {TAILLE_MAX // 1_000_000} Mo : gardez une seule année, "
            "ou les seules colonnes utiles."
        )
    if not octets.strip():
        raise ErreurCours("Le fichier est vide : exportez-le de nouveau.")
    return octets


def _lire_csv(octets: bytes) -> tuple[list, dict]:
    texte, encodage = _decoder(octets)
    annonce = re.match(r"sep=([;,\t])\r?\n", texte)  # la consigne que certains logiciels laissent à Excel
    separateur = annonce[1] if annonce else _trouver_separateur(texte)
    # Avec ``strict``, un guillemet jamais refermé est une erreur, au lieu d'avaler les lignes suivantes.
    lecteur = csv.reader(io.StringIO(texte, newline=None), delimiter=separateur, strict=True)
    lignes, debut = [], 1
    try:
        for cellules in lecteur:
            lignes.append((debut, [_nettoyer(cellule) for cellule in cellules]))
            debut = lecteur.line_num + 1
    except csv.Error:
        raise ErreurCours(
            f"Je n’ai pas compris les guillemets à partir de la ligne {debut} : "
            "doublez ceux qui sont dans un texte, ou supprimez-les."
        ) from None
    return lignes, {"encodage": encodage, "separateur": separateur}


def _decoder(octets: bytes) -> tuple[str, str]:
    encodages = ["utf-8-sig"] if octets.startswith(b"\xef\xbb\xbf") else ["utf-8", "cp1252"]
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodages = ["utf-16"]  # le « Texte Unicode » d'Excel
    for encodage in encodages:
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if _CONTROLE.search(texte) is None and not texte.lstrip().startswith("<"):
            return texte, encodage
        break
    raise ErreurCours(
        "Ce fichier n’est ni un CSV ni un classeur .xlsx : dans votre tableur, choisissez "
        "« Enregistrer sous », puis « CSV UTF-8 » ou « Classeur Excel »."
    )


def _trouver_separateur(texte: str) -> str:
    debut = texte[:50_000]

    def compter_lignes_regulieres(separateur: str) -> int:
        try:
            largeurs = Counter(map(len, csv.reader(io.StringIO(debut, newline=None), delimiter=separateur)))
        except csv.Error:
            return 0
        return max((nombre for largeur, nombre in largeurs.items() if largeur > 1), default=0)

    # À égalité, le premier de la liste : la virgule est souvent décimale.
    meilleur = max(";\t,", key=compter_lignes_regulieres)
    if not compter_lignes_regulieres(meilleur):
        raise ErreurCours(
            "Je ne vois qu’une colonne : séparez les colonnes par des points-virgules, des virgules ou des "
            "tabulations."
        )
    return meilleur


def _lire_classeur(octets: bytes, feuille: str | None) -> tuple[list, dict]:
    import openpyxl  # n'est chargé que si l'on ouvre un classeur

    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            deplie = sum(partie.file_size for partie in archive.infolist())
        if deplie <= 10 * TAILLE_MAX:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl prévient de chaque mise en forme qu'il ignore
                classeur = openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=True)
                feuilles = {page.title: _lire_feuille(page) for page in classeur.worksheets}
    except Exception:  # un classeur abîmé fait échouer openpyxl de vingt façons
        raise ErreurCours(
            "Je ne peux pas ouvrir ce classeur : enregistrez-le de nouveau en .xlsx, sans mot de passe."
        ) from None
    if deplie > 10 * TAILLE_MAX:
        raise ErreurCours(
            f"Une fois ouvert, ce classeur dépasse {TAILLE_MAX // 100_000} Mo : gardez une seule année."
        )
    remplies = [nom for nom, lignes in feuilles.items() if lignes]
    if not remplies:
        raise ErreurCours("Le classeur est vide : exportez-le de nouveau.")
    choisie = remplies[0] if feuille is None else feuille
    if choisie not in remplies:
        raise ErreurCours(
            f"La feuille « {choisie} » manque ou est vide : choisissez parmi {', '.join(remplies)}."
        )
    return feuilles[choisie], {"feuille": choisie, "autres_feuilles": [f for f in remplies if f != choisie]}


def _lire_feuille(page) -> list[tuple[int, list]]:
    page.reset_dimensions()  # certains logiciels annoncent une étendue fausse
    lignes = [[_nettoyer(cellule) for cellule in ligne] for ligne in page.iter_rows(values_only=True)]
    while lignes and not any(cellule is not None for cellule in lignes[-1]):
        lignes.pop()
    largeur = max(map(len, lignes), default=0)
    return [(n, ligne + [None] * (largeur - len(ligne))) for n, ligne in enumerate(lignes, 1)]


def _nettoyer(cellule):
    return _BLANCS.sub(" ", cellule.strip()) or None if isinstance(cellule, str) else cellule
