"""Lire les lignes d'un FEC qui servent à l'analyse, et elles seules.

Un FEC contient aussi les salaires et les fournisseurs. Seules les lignes des comptes 411 (clients) et 70
(ventes) sont gardées, et de ces lignes les seules colonnes utiles : le reste n'entre dans aucun tableau.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX, refuser_poids
from course_helpers.lecture.mots import simplifier
from course_helpers.nombres import abreger

# Livre des procédures fiscales, article A47 A-1, VII (arrêté du 29 juillet 2013), dans l'ordre publié.
CHAMPS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)

_REQUIS = ("JournalCode", "EcritureNum", "EcritureDate", "CompteNum")
TEXTES = (*_REQUIS, "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "Sens", "IdClient")
_MONTANTS = ("Debit", "Credit", "Montant")
_LIBRES = ("JournalLib", "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef", "EcritureLib")
_DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
_SEPARATEURS = "\t|;,"
_BLOC = 8_000_000  # octets lus à la fois
_LIGNE_MAX = 50_000_000
_CENTIMES_MAX = 10**13
_ACCENTS = 20_000  # lettres accentuées qui suffisent à reconnaître un encodage
DATE = re.compile(r"([12][0-9]{3})([-/]?)([01][0-9])\2([0-3][0-9])")
_MONTANT = re.compile(
    r"(?P<signe>[+-]?) ?(?P<entier>[0-9]{1,3}(?:[ .][0-9]{3})+(?=,|$)|[0-9]{0,15})"
    r"(?:(?P<decimal>[.,])(?P<cents>[0-9]{0,6}))?"
)
_DEBITS, _CREDITS = ("d", "+1", "1", "+", "debit"), ("c", "-1", "-", "credit")

AUTRES = "ni compte client ni compte de vente"
VIDE = "ligne vide"
CHAMPS_EN_TROP = "champs décalés"


@dataclass(frozen=True)
class Entete:
    """Ce que dit la première ligne : le séparateur, et la place de chaque champ connu."""

    separateur: str
    places: dict[str, int]
    largeur: int
    longueur: int  # octets jusqu'à la première écriture
    lignes: int  # lignes du fichier jusque-là
    guillemets: bool

    @property
    def manquants(self) -> list[str]:
        """Les champs sans lesquels on ne lit rien."""
        manquants = [nom for nom in _REQUIS if nom not in self.places]
        if not ({"Debit", "Credit"} <= set(self.places) or {"Montant", "Sens"} <= set(self.places)):
            manquants += [nom for nom in ("Debit", "Credit") if nom not in self.places]
        return manquants


@dataclass
class Lues:
    """Les lignes gardées, en colonnes de codes : chaque texte n'est tenu qu'une fois."""

    codes: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    textes: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    numeros: list = field(default_factory=list)
    centimes: list = field(default_factory=list)  # crédit − débit
    lisibles: list = field(default_factory=list)
    lignes: int = 0
    autres: Counter = field(default_factory=Counter)
    exemples: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    decalees: list = field(default_factory=list)
    incompletes: set = field(
        default_factory=set
    )  # (journal, numéro) des écritures où une ligne ne se lit pas
    libelles: dict = field(default_factory=dict)
    attendus: int | None = None

    def noter(self, raison: str, numeros: np.ndarray | list) -> None:
        """Compter des lignes écartées ; les dix premières sont citées."""
        if len(numeros):
            self.autres[raison] += len(numeros)
            reste = 10 - len(self.exemples[raison])
            self.exemples[raison] += [int(numero) for numero in numeros[:reste]]


def relever_accents(source: Path | bytes) -> bytes:
    """Des extraits d'un FEC qui n'est pas en utf-8, de quoi trouver son encodage ; aucun n'est gardé."""
    extraits: list[bytes] = []
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as fichier:
        for bloc in _lire_blocs(fichier):
            places = np.flatnonzero(np.frombuffer(bloc, np.uint8) >= 128)[:_ACCENTS].tolist()
            extraits += [bloc[max(place - 1, 0) : place + 2] for place in places]
            if len(extraits) >= _ACCENTS:
                break
    return b"  ".join(extraits)


class AutreEncodage(Exception):
    """Le fichier n'est pas dans l'encodage essayé."""


def preparer(source) -> Path | bytes:
    """Un chemin, que l'on relira, ou des octets."""
    if isinstance(source, str | Path):
        chemin = Path(source)
        lisible = False
        try:
            lisible = chemin.is_file()
            taille = chemin.stat().st_size if lisible else 0
            with chemin.open("rb") as fichier:
                debut = fichier.read(2)
        except (OSError, ValueError):
            lisible = False
        if not lisible:
            raise ErreurCours(
                f"Le fichier « {abreger(source)} » est introuvable ou illisible : vérifiez son nom."
            )
        refuser_poids(taille, "fec")
        if debut not in (b"\xff\xfe", b"\xfe\xff"):
            return chemin
        source = chemin.read_bytes()
    octets = source.read(TAILLES_MAX["fec"] + 1) if hasattr(source, "read") else source
    if not isinstance(octets, bytes | bytearray | memoryview):
        raise ErreurCours("Je ne sais lire qu’un nom de fichier, ou un fichier ouvert en binaire.")
    octets = bytes(octets)
    refuser_poids(len(octets), "fec")
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace").encode("utf-8", "replace")
    return octets


def parcourir(
    source: Path | bytes, encodage: str, avancer: Callable[[float, str], None] | None = None
) -> tuple[Entete, Lues]:
    """Lire tout le fichier, par blocs de lignes entières."""
    lues = Lues()
    entete = None
    total, faits = source.stat().st_size if isinstance(source, Path) else len(source), 0
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as fichier:
        for bloc in _lire_blocs(fichier):
            faits += len(bloc)
            if entete is None:
                entete = lire_entete(bloc)
                if entete is None or entete.manquants:
                    _refuser_entete(entete)
                bloc = bloc[entete.longueur :]
                lues.lignes = 0
            _lire_bloc(bloc, entete, lues, encodage)
            if avancer:
                avancer(min(faits / max(total, 1), 1), "Lecture des écritures")
    if entete is None:
        raise ErreurCours("Le fichier est vide : exportez-le de nouveau.".replace(" :", "\u202f:"))
    _reprendre_decalees(entete, lues, encodage)
    return entete, lues


def _lire_blocs(fichier) -> Iterator[bytes]:
    """Le fichier par blocs de lignes entières, finies par un saut de ligne."""
    restes: list[bytes] = []
    en_attente = 0
    seul_retour = None
    while morceau := fichier.read(_BLOC):
        if seul_retour is None:
            seul_retour = b"\r" in morceau and b"\n" not in morceau
        if seul_retour:
            morceau = morceau.replace(b"\r", b"\n")
        fin = morceau.rfind(b"\n") + 1
        if not fin:
            restes.append(morceau)
            en_attente += len(morceau)
            if en_attente > _LIGNE_MAX:
                raise ErreurCours(
                    f"Une ligne de ce fichier dépasse {_LIGNE_MAX // 1_000_000} Mo : ce n’est pas un "
                    "FEC, exportez-le de nouveau."
                )
            continue
        yield b"".join([*restes, morceau[:fin]])
        restes = [morceau[fin:]]
        en_attente = len(restes[0])
    if fin := b"".join(restes):
        yield fin + b"\n"


def lire_entete(debut: bytes) -> Entete | None:
    """La ligne d'en-têtes d'un FEC, ou None."""
    texte = debut[:40_000].decode("latin-1")
    marque = "ï»¿"  # la marque d'ordre des octets de l'utf-8, lue en latin-1
    corps = texte.removeprefix(marque)
    ligne = re.match(r"\s*([^\r\n]*)(?:\r\n|\r|\n|$)", corps)
    meilleur = None
    for separateur in _SEPARATEURS:
        noms = ligne[1].split(separateur)
        places: dict[str, int] = {}
        for place, nom in enumerate(noms):
            champ = _CONNUS.get(_simplifier(nom))
            if champ is not None:
                places.setdefault(champ, place)
        if len(places) >= 4 and (meilleur is None or len(places) > len(meilleur.places)):
            while noms and not noms[-1].strip():
                noms.pop()
            avant = texte[: ligne.end() + len(texte) - len(corps)]
            meilleur = Entete(
                separateur,
                places,
                len(noms),
                len(avant),
                avant.count("\n"),
                ligne[1].lstrip().startswith('"'),
            )
    return meilleur


def _simplifier(nom: str) -> str:
    return simplifier(nom.lower().replace("ã©", "e")).replace(" ", "")


_CONNUS = {_simplifier(nom): nom for nom in (*CHAMPS, "Montant", "Sens", "IdClient")}


def _refuser_entete(entete: Entete | None) -> None:
    if entete is None:
        raise ErreurCours(
            "Ce fichier n’est pas un FEC : sa première ligne devrait nommer dix-huit champs, de "
            "JournalCode à Idevise. Demandez au comptable « le FEC de l’exercice »."
        )
    manquants = ", ".join(f"« {nom} »" for nom in entete.manquants)
    raise ErreurCours(
        f"Dans ce FEC, il manque {manquants} à la première ligne : exportez-le de nouveau, sans "
        "renommer ni retirer de champ."
    )


def _lire_bloc(bloc: bytes, entete: Entete, lues: Lues, encodage: str) -> None:
    """Garder d'un bloc les lignes des comptes 411 et 70."""
    if not bloc:
        return
    octets = np.frombuffer(bloc, np.uint8)
    fins = np.flatnonzero(octets == 10)
    debuts = np.concatenate(([0], fins[:-1] + 1))
    barres = np.flatnonzero(octets == ord(entete.separateur))
    premieres = np.searchsorted(barres, debuts)
    nombre = np.searchsorted(barres, fins) - premieres
    numeros = entete.lignes + lues.lignes + 1 + np.arange(len(fins))
    lues.lignes += len(fins)
    if lues.attendus is None:
        frequents = Counter(nombre[:10_000].tolist())
        possibles = {n: combien for n, combien in frequents.items() if n >= entete.largeur - 1}
        lues.attendus = max(possibles, key=possibles.get, default=entete.largeur - 1)
    regulieres = nombre == lues.attendus

    # Une ligne dont les champs ne se comptent pas comme les autres est regardée une à une.
    for rang in np.flatnonzero(~regulieres).tolist():
        ligne = bloc[debuts[rang] : fins[rang]].rstrip(b"\r")
        if not ligne.strip():
            lues.noter(VIDE, [numeros[rang]])
        else:
            _trier_decalee(ligne, int(numeros[rang]), entete, lues, encodage)

    rangs = np.flatnonzero(regulieres)
    place = entete.places["CompteNum"]
    comptes = barres[premieres[rangs] + place - 1] + 1 if place else debuts[rangs]
    dernier = len(octets) - 1
    for _ in range(4):  # un compte peut être entre guillemets, ou précédé d'espaces
        blancs = (octets[comptes] == 32) | (octets[comptes] == 34)
        if not blancs.any():
            break
        comptes = np.minimum(comptes + blancs, dernier)
    un, deux, trois = (octets[np.minimum(comptes + pas, dernier)] for pas in range(3))
    utiles = ((un == 55) & (deux == 48)) | ((un == 52) & (deux == 49) & (trois == 49))
    lues.noter(AUTRES, numeros[rangs[~utiles]])
    rangs = rangs[utiles]
    if not len(rangs):
        return
    gardes = np.zeros(len(fins), bool)
    gardes[rangs] = True
    # Un retour chariot seul couperait une ligne en deux.
    filtre = octets[np.repeat(gardes, fins - debuts + 1)].tobytes().replace(b"\r", b"")
    if not lues.libelles:
        _retenir_libelles(filtre, entete, lues, encodage)
    _ranger(_decouper(filtre, entete, encodage), numeros[rangs], entete, lues)


def _placer_les_utiles(entete: Entete) -> dict[str, int]:
    """La place des champs gardés ; « Debit » et « Credit » l'emportent sur « Montant » et « Sens »."""
    places = {nom: entete.places[nom] for nom in (*TEXTES, *_MONTANTS) if nom in entete.places}
    if {"Debit", "Credit"} <= set(places):
        places.pop("Montant", None)
        places.pop("Sens", None)
    return places


def _decouper(filtre: bytes, entete: Entete, encodage: str) -> pd.DataFrame:
    """Les colonnes utiles de lignes toutes régulières."""
    places = _placer_les_utiles(entete)
    mauvais = False
    try:
        table = pd.read_csv(
            io.BytesIO(filtre),
            sep=entete.separateur,
            header=None,
            usecols=sorted(places.values()),
            dtype={place: object for nom, place in places.items() if nom in TEXTES},
            decimal=",",
            quoting=csv.QUOTE_NONE,
            keep_default_na=False,
            na_values={place: [""] for nom, place in places.items() if nom in _MONTANTS},
            encoding=encodage,
            encoding_errors="strict" if encodage == "utf-8" else "replace",
            low_memory=False,
        )
    except UnicodeDecodeError:
        mauvais = True
    if mauvais:
        raise AutreEncodage
    return table.rename(columns={place: nom for nom, place in places.items()})


def _ranger(table: pd.DataFrame, numeros: np.ndarray, entete: Entete, lues: Lues) -> None:
    """Ajouter des lignes à celles qui sont gardées."""
    for nom in TEXTES:
        if nom not in table:
            continue
        rangs, uniques = pd.factorize(table[nom].to_numpy(object))
        connus = lues.textes[nom]
        traduits = [
            connus.setdefault(_nettoyer(texte, entete.guillemets), len(connus)) for texte in uniques.tolist()
        ]
        lues.codes[nom].append(np.array(traduits, np.int32)[rangs])
    if "Montant" in table:
        centimes, lisibles = _compter_centimes(table["Montant"])
        rangs, uniques = pd.factorize(table["Sens"].to_numpy(object))
        signes = np.array([_lire_sens(texte) for texte in uniques], np.int64)[rangs]
        centimes, lisibles = centimes * signes, lisibles & (signes != 0)
    else:
        debits, bons = _compter_centimes(table["Debit"])
        credits_, lisibles = _compter_centimes(table["Credit"])
        centimes, lisibles = credits_ - debits, lisibles & bons
    lues.centimes.append(centimes)
    lues.lisibles.append(lisibles)
    lues.numeros.append(numeros.astype(np.int32))


def _nettoyer(texte: str, guillemets: bool) -> str:
    if texte[:1].isspace() or texte[-1:].isspace() or "  " in texte:
        texte = " ".join(texte.split())
    if guillemets and texte[:1] == texte[-1:] == '"':
        texte = texte[1:-1].replace('""', '"').strip()
    return texte


def _lire_sens(texte: str) -> int:
    sens = texte.strip(' "').lower()
    return -1 if sens in _DEBITS else 1 if sens in _CREDITS else 0


def _compter_centimes(montants: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Les centimes entiers d'une colonne, et lesquels se lisent."""
    if montants.dtype.kind in "if":
        euros = montants.to_numpy(np.float64)
        vides = np.isnan(euros)
        cents = np.where(vides, 0, euros * 100)
        lisibles = np.abs(cents) < _CENTIMES_MAX  # faux pour l'infini
        cents = np.where(lisibles, cents, 0)
        ronds = np.rint(cents)
        return ronds.astype(np.int64), lisibles & (np.abs(cents - ronds) < 0.005)
    codes, textes = pd.factorize(montants.astype(object), use_na_sentinel=False)
    lus = [_lire_montant(texte) for texte in textes]
    valeurs = np.array([lu or 0 for lu in lus], np.int64)
    return valeurs[codes], np.array([lu is not None for lu in lus])[codes]


def _lire_montant(texte: object) -> int | None:
    """Les centimes d'un montant, ou None ; un montant vide vaut zéro.

    Examples
    --------
    >>> [_lire_montant(t) for t in ("1200,5", "0001200.50", "1 200,50", "", "12.500", "1,005")]
    [120050, 120050, 120050, 0, None, None]
    """
    if not isinstance(texte, str):  # pandas a déjà lu un nombre, ou rien
        return 0 if texte is None or texte != texte else None
    texte = texte.replace("\u202f", " ").replace("\u00a0", " ").strip(' "')
    if not texte:
        return 0
    if texte[-1] in "+-":
        texte = texte[-1] + texte[:-1].rstrip()
    lu = _MONTANT.fullmatch(texte)
    if lu is None or not (lu["entier"] or lu["cents"]):
        return None
    entier, cents = lu["entier"], lu["cents"] or ""
    # « 12.500 » : douze mille cinq cents, ou douze et demi ?
    douteux = lu["decimal"] != "," and ("." in entier or len(cents) == 3)
    if douteux or cents[2:].strip("0"):
        return None
    entier = re.sub("[ .]", "", entier) or "0"
    total = int(entier) * 100 + int(cents[:2].ljust(2, "0"))
    return None if total >= _CENTIMES_MAX else -total if lu["signe"] == "-" else total


# --- Les lignes dont un champ contient le séparateur ----------------------------------------------------


def _retenir_libelles(filtre: bytes, entete: Entete, lues: Lues, encodage: str) -> None:
    """Le libellé de chaque journal et de chaque compte, pour reconnaître une ligne décalée."""
    for ligne in filtre[:400_000].split(b"\n")[:-1]:
        champs = ligne.decode(encodage, "replace").split(entete.separateur)
        for cle, libelle in (("JournalCode", "JournalLib"), ("CompteNum", "CompteLib")):
            if {cle, libelle} <= set(entete.places) and len(champs) > max(
                entete.places[cle], entete.places[libelle]
            ):
                lues.libelles.setdefault((cle, champs[entete.places[cle]]), champs[entete.places[libelle]])


def _trier_decalee(ligne: bytes, numero: int, entete: Entete, lues: Lues, encodage: str) -> None:
    """Garder de côté les façons de lire une ligne décalée, si l'une est d'un compte 411 ou 70."""
    attendus = lues.attendus + 1
    mauvais = len(ligne) > 20_000
    champs: list[str] = []
    if not mauvais:
        try:
            champs = ligne.decode(encodage, "strict" if encodage == "utf-8" else "replace").split(
                entete.separateur
            )
        except UnicodeDecodeError:
            mauvais = True
    surplus = len(champs) - attendus
    if mauvais or surplus > 20:
        lues.noter(CHAMPS_EN_TROP, [numero])
        _retenir_incomplete(champs, entete, lues)
        return
    if surplus < 0:  # des champs vides en fin de ligne ont été omis
        utile = max(entete.places[nom] for nom in (*TEXTES, *_MONTANTS) if nom in entete.places)
        essais = [champs + [""] * -surplus] if len(champs) > utile else []
    else:
        noms = {place: nom for nom, place in entete.places.items()}
        essais = []
        for place in range(min(attendus, entete.largeur)):
            if noms.get(place, "EcritureLib") in _LIBRES:
                reuni = entete.separateur.join(champs[place : place + surplus + 1])
                essais.append([*champs[:place], reuni, *champs[place + surplus + 1 :]])
    essais = [essai for essai in essais if _est_plausible(essai, entete)]
    utiles = [
        essai for essai in essais if essai[entete.places["CompteNum"]].strip(' "').startswith(("411", "70"))
    ]
    if not essais:
        lues.noter(CHAMPS_EN_TROP, [numero])
        _retenir_incomplete(champs, entete, lues)
    elif not utiles:
        lues.noter(AUTRES, [numero])
    else:
        lues.decalees.append((numero, utiles))


def _retenir_incomplete(champs: list[str], entete: Entete, lues: Lues) -> None:
    """L'écriture d'une ligne perdue n'est plus entière : son total serait faux."""
    places = [entete.places[nom] for nom in ("JournalCode", "EcritureNum")]
    if len(champs) > max(places):
        lues.incompletes.add(tuple(_nettoyer(champs[place], entete.guillemets) for place in places))


def _est_plausible(champs: list[str], entete: Entete) -> bool:
    """Si chaque champ typé d'une ligne a la forme qu'il doit avoir."""
    for nom, place in entete.places.items():
        texte = champs[place].strip(' "')
        if nom == "CompteNum":
            juste = re.match("[0-9]{2}", texte) is not None
        elif nom in _DATES:
            juste = (not texte and nom != "EcritureDate") or DATE.fullmatch(texte) is not None
        elif nom in _MONTANTS:
            juste = _lire_montant(texte) is not None
        elif nom == "Sens":
            juste = _lire_sens(texte) != 0
        else:
            continue
        if not juste:
            return False
    return True


def _reprendre_decalees(entete: Entete, lues: Lues, encodage: str) -> None:
    """Choisir la lecture que le reste du fichier confirme ; sinon, écarter la ligne."""
    connues = {nom: set(lues.textes[nom]) for nom in ("CompAuxNum", "CompAuxLib", "PieceRef")}
    retenues, numeros = [], []
    for numero, essais in lues.decalees:

        def noter(essai: list[str]) -> int:
            note = sum(
                _nettoyer(essai[entete.places[nom]], entete.guillemets) in connues[nom]
                for nom in connues
                if nom in entete.places
            )
            for cle, libelle in (("JournalCode", "JournalLib"), ("CompteNum", "CompteLib")):
                if libelle in entete.places:
                    attendu = lues.libelles.get((cle, essai[entete.places[cle]]))
                    note += attendu == essai[entete.places[libelle]]
            return note

        def resumer(essai: list[str]) -> tuple:
            return tuple(essai[place] for nom, place in entete.places.items() if nom in (*TEXTES, *_MONTANTS))

        notes = [noter(essai) for essai in essais]
        meilleurs = {
            resumer(essai): essai for essai, note in zip(essais, notes, strict=True) if note == max(notes)
        }
        if len(meilleurs) == 1:
            (essai,) = meilleurs.values()
            retenues.append(essai)
            numeros.append(numero)
        else:
            lues.noter(CHAMPS_EN_TROP, [numero])
            for essai in essais:
                _retenir_incomplete(essai, entete, lues)
    if retenues:
        table = pd.DataFrame(
            {
                nom: pd.Series([essai[place] for essai in retenues], dtype=object)
                for nom, place in _placer_les_utiles(entete).items()
            }
        )
        _ranger(table, np.array(numeros), entete, lues)
