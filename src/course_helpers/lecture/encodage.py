"""Trouver l'encodage d'un texte : utf-8, utf-16, ou l'un des trois codages d'un octet de nos logiciels."""

import re
from itertools import islice

from course_helpers.erreurs import ErreurCours

_CONTROLES = bytes({*range(32)} - {9, 10, 11, 12, 13})
_MARQUES = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# À égalité, le premier. cp850 est celui de MS-DOS, mac_roman celui des anciens Macintosh.
_UN_OCTET = ("cp1252", "cp850", "mac_roman")
_ACCENTS = 100_000  # lettres accentuées qui suffisent à reconnaître un encodage
_ACCENTUEES = set("àâçéèêëîïôùûœÀÂÇÉÈÊËÎÏÔÙÛŒ")
_PERMISES = set("äöüÿñáíóúßæÄÖÜŸÑÁÍÓÚÆãõåøÅØ")
_SIGNES = set("€£°«»’‘“”–—…•·²³½¼§™®©´¨º¤ \u00a0\u202f")
_DANS_UN_MOT = set("’·")


def decoder(octets: bytes, encodage: str | None = None) -> tuple[str, str]:
    """Décoder un texte, en essayant ce que les logiciels français emploient.

    Parameters
    ----------
    octets : bytes
    encodage : str, optional
        L'encodage choisi ; par défaut, celui où les lettres accentuées ont l'air françaises.

    Returns
    -------
    tuple[str, str]
        Le texte et le nom de son encodage.

    Raises
    ------
    ErreurCours
        « Ce fichier n’est ni un CSV ni un classeur .xlsx : … »

    Examples
    --------
    >>> decoder("Hôtel".encode("cp850"))
    ('Hôtel', 'cp850')
    """
    octets = octets.rstrip(b"\x1a")  # MS-DOS finit ainsi ses fichiers
    if octets.startswith(b"\xd0\xcf\x11\xe0"):
        raise ErreurCours(
            "Ce fichier n’est ni un CSV ni un classeur .xlsx, mais un ancien classeur .xls (Excel 97 à "
            "2003) : ouvrez-le dans votre tableur, puis « Enregistrer sous », « Classeur Excel (.xlsx) »."
        )
    for essai in [encodage] if encodage else _lister_encodages(octets):
        try:
            texte = octets.decode(essai)
        except (UnicodeError, LookupError):
            continue
        temoin = texte.encode("utf-8", "replace") if essai.startswith("utf-16") else octets
        if len(temoin.translate(None, _CONTROLES)) != len(temoin):
            break
        if texte.lstrip()[:1] == "<":
            break
        return texte, essai
    if encodage:
        raise ErreurCours(
            f"Le fichier ne se lit pas en « {encodage} » : laissez le cours trouver l’encodage, ou "
            "choisissez parmi utf-8, cp1252, cp850, mac_roman."
        )
    raise ErreurCours(
        "Ce fichier n’est ni un CSV ni un classeur .xlsx : dans votre tableur, choisissez "
        "« Enregistrer sous », puis « CSV UTF-8 » ou « Classeur Excel »."
    )


def _lister_encodages(octets: bytes) -> list[str]:
    for marque, encodage in _MARQUES.items():
        if octets.startswith(marque):
            return [encodage]
    debut = octets[:2000]
    if debut.count(0) > len(debut) // 3:  # utf-16 sans marque : un octet nul sur deux
        return ["utf-16-le" if debut[1::2].count(0) > debut[::2].count(0) else "utf-16-be"]
    try:
        octets.decode("utf-8")
        return ["utf-8"]
    except UnicodeDecodeError:
        return [encodage for encodage in [choisir_encodage(octets)] if encodage]


def choisir_encodage(octets: bytes) -> str | None:
    """L'encodage d'un octet par lettre où le texte a l'air le plus français.

    Examples
    --------
    >>> choisir_encodage("Hôtel".encode("mac_roman"))
    'mac_roman'
    """
    hauts = islice(re.finditer(rb"[\x80-\xff]", octets), _ACCENTS)
    extraits = [octets[max(m.start() - 1, 0) : m.end() + 1] for m in hauts]
    extraits = list(dict.fromkeys(extraits))[:2000]
    notes = {}
    for encodage in _UN_OCTET:
        try:
            notes[encodage] = sum(_noter(extrait.decode(encodage)) for extrait in extraits)
            octets.decode(encodage)
        except UnicodeDecodeError:
            notes.pop(encodage, None)
    if not notes:
        return None
    meilleur = max(notes, key=notes.__getitem__)
    return (
        meilleur if meilleur == "cp1252" or notes[meilleur] > 0 else ("cp1252" if "cp1252" in notes else None)
    )


def _noter(extrait: str) -> int:
    """Ce que vaut un caractère entre ses deux voisins : +1 s'il a l'air français, −1 s'il est impossible."""
    note = 0
    for place, lettre in enumerate(extrait):
        if lettre.isascii():
            continue
        avant = extrait[place - 1] if place else ""
        apres = extrait[place + 1 : place + 2]
        if lettre.isupper() and avant.islower():
            note -= 1
        elif lettre in _ACCENTUEES:
            # « 12 € » de cp1252 se lirait « 12 Ç » : un « ç » commence une syllabe, et « à » seul est un mot.
            porte = apres.isalpha() or (avant.isalpha() and lettre not in "çÇ") or lettre in "àÀ"
            note += 1 if porte else -1
        elif lettre in _SIGNES:
            note -= avant.isalpha() and apres.isalpha() and lettre not in _DANS_UN_MOT
        elif lettre not in _PERMISES:
            note -= 1
    return note
