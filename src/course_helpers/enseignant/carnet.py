"""Remplir le carnet de notes exporté de Moodle : une colonne reçoit les notes, le reste est rendu tel quel.

Le fichier est rendu octet pour octet, sauf les cases remplies : mêmes colonnes, même encodage, même
séparateur, mêmes fins de ligne. Une personne y est reconnue par son identifiant, sinon par son nom, sinon par
son adresse, et seulement si elle y est seule.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from course_helpers.ecriture import compter, typographier
from course_helpers.enseignant.correction import Resultat, noter
from course_helpers.enseignant.correspondance import Classe
from course_helpers.enseignant.liste_collee import lister_mots, oter_precision
from course_helpers.enseignant.notes import ecrire_colonne
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.copie import rendre_lisible
from course_helpers.lecture.encodage import decoder
from course_helpers.lecture.mots import oter_accents
from course_helpers.tirages.reserve import normaliser_code

TAILLE_MAX = 2_000_000  # octets ; mille élèves et cinquante colonnes en font la moitié
_SEPARATEURS = ",;\t:"  # ceux que Moodle propose
_FRANCAIS = {"prenom", "nom", "nom de famille", "nom complet", "adresse de courriel"}
_ROLES = {
    "prenom": ("prenom", "first name"),
    "nom": ("nom", "nom de famille", "surname", "last name"),
    "complet": ("nom complet", "full name"),
    "identifiant": ("numero d'identification", "id number", "nom d'utilisateur", "username", "identifiant"),
    "courriel": ("adresse de courriel", "adresse e-mail", "courriel", "email address", "email"),
    "autre": (
        "institution",
        "departement",
        "department",
        "statut",
        "status",
        "identifier",
        "dernier telechargement depuis ce cours",
        "last downloaded from this course",
    ),
}
_ROLE = {nom: role for role, noms in _ROLES.items() for nom in noms}
_VIDES = ("", "-", "–")  # ce que Moodle écrit d'une note absente
_NOMBRE = re.compile(r"-?\d+(?:([.,])\d+)?")
_COMMENT = {"identifiant": "par l'identifiant", "nom": "par le nom", "courriel": "par l'adresse"}


@dataclass(frozen=True)
class Personne:
    """Une personne à inscrire au carnet.

    Parameters
    ----------
    identifiant, nom : str
        Le nom est vide tant qu'aucune classe n'est ouverte.
    note : Fraction or None
        Sur 20 ; None sans copie.
    """

    identifiant: str
    nom: str = ""
    note: Fraction | None = None

    @property
    def appel(self) -> str:
        """Ce qui la désigne dans une phrase."""
        return self.nom or self.identifiant


@dataclass(frozen=True)
class Carnet:
    """Un carnet lu, dont rien n'est encore rempli.

    Parameters
    ----------
    texte, encodage, separateur : str
    entetes : tuple of str
    lignes : list
        Une par personne : le début et la fin de chaque case, dans le texte.
    """

    texte: str = field(repr=False)
    encodage: str
    separateur: str
    entetes: tuple[str, ...]
    lignes: list[list[tuple[int, int]]] = field(repr=False)

    def lire_case(self, ligne: int, colonne: int) -> str:
        """Lire une case, sans ses guillemets."""
        return _deshabiller(self.texte[slice(*self.lignes[ligne][colonne])])

    def lister_roles(self, role: str) -> list[int]:
        """Lister les colonnes qui ont un rôle."""
        return [rang for rang, nom in enumerate(self.entetes) if _ROLE.get(_simplifier(nom)) == role]

    @property
    def colonnes(self) -> list[tuple[str, int]]:
        """Les colonnes qui peuvent recevoir des notes : celles qui ne disent pas qui est la personne."""
        return [(nom, rang) for rang, nom in enumerate(self.entetes) if _simplifier(nom) not in _ROLE]

    @property
    def virgule(self) -> bool:
        """Dire si les nombres s'y écrivent avec une virgule : comme les notes du fichier, sinon sa langue."""
        signes = [
            trouve[1]
            for rang in range(len(self.lignes))
            for _, colonne in self.colonnes
            if (trouve := _NOMBRE.fullmatch(self.lire_case(rang, colonne).strip())) and trouve[1]
        ]
        if signes:
            return signes.count(",") >= signes.count(".")
        return any(_simplifier(nom) in _FRANCAIS for nom in self.entetes)


@dataclass
class Remplissage:
    """Un carnet rempli, et ce qui ne l'est pas.

    Parameters
    ----------
    octets : bytes
        Le fichier à rendre à Moodle.
    reconnues : dict of str to int
        Comment les personnes notées y sont reconnues → combien.
    gardees, remplacees : list of (str, str, str)
        La personne, ce que portait sa case, sa note : des cases déjà écrites.
    absentes : list of str
        Des personnes notées que le fichier ne porte pas.
    ambigues : list of str
        Des personnes notées que le fichier ne permet pas de distinguer.
    sans_note : list of str
        Des lignes reconnues, sans copie.
    inconnues : list of str
        Des lignes où l'on ne reconnaît personne.
    """

    octets: bytes = field(default=b"", repr=False)
    reconnues: dict[str, int] = field(default_factory=dict)
    gardees: list[tuple[str, str, str]] = field(default_factory=list)
    remplacees: list[tuple[str, str, str]] = field(default_factory=list)
    absentes: list[str] = field(default_factory=list)
    ambigues: list[str] = field(default_factory=list)
    sans_note: list[str] = field(default_factory=list)
    inconnues: list[str] = field(default_factory=list)

    @property
    def phrase(self) -> str:
        """Dire en une phrase combien de notes y sont."""
        reconnues = sum(self.reconnues.values())
        comment = ", ".join(f"{nombre} {_COMMENT[cle]}" for cle, nombre in self.reconnues.items())
        return typographier(
            f"{compter(reconnues, 'personne notée')} {'y sont' if reconnues > 1 else 'y est'}"
            f"{f' ({comment})' if comment else ''} ; {compter(reconnues - len(self.gardees), 'note')} dans "
            "la colonne."
        )


def lire_carnet(octets: bytes) -> Carnet:
    """Lire le carnet de notes que Moodle exporte en texte (CSV).

    Parameters
    ----------
    octets : bytes

    Raises
    ------
    ErreurCours
        « Ce fichier n'est pas un carnet de notes au format texte (CSV)… » ; « La ligne 4 du carnet a 6 cases,
        pour 8 colonnes… » ; « … n'a ni nom, ni identifiant, ni adresse ».

    Examples
    --------
    >>> carnet = lire_carnet("Prénom;Nom;Devoir (Brut)\\r\\nLéa;DURAND;-\\r\\n".encode())
    >>> carnet.colonnes, carnet.lire_case(0, 2), carnet.virgule
    ([('Devoir (Brut)', 2)], '-', True)
    """
    if len(octets) > TAILLE_MAX:
        _refuser("Ce carnet dépasse 2 Mo : exportez de Moodle les notes d'une seule classe.")
    try:
        texte, encodage = decoder(octets)
    except ErreurCours:
        _refuser(
            "Ce fichier n'est pas un carnet de notes au format texte (CSV) : dans Moodle, exportez les notes "
            "en « Fichier texte », puis choisissez ce fichier ici."
        )
    essais = ((_couper(texte, signe), signe) for signe in _SEPARATEURS)
    rangees, separateur = max(
        essais, key=lambda essai: _compter_connus(texte, essai[0][0]) if essai[0] else 0, default=([], "")
    )
    if not rangees or not _compter_connus(texte, rangees[0]):
        _refuser(
            "Ce carnet n'a ni nom, ni numéro d'identification, ni adresse de courriel : exportez-le de "
            "nouveau de Moodle, avec ses titres de colonnes."
        )
    entetes = tuple(_deshabiller(texte[slice(*case)]).strip() for case in rangees[0])
    lignes = [rangee for rangee in rangees[1:] if any(debut < fin for debut, fin in rangee)]
    for rangee in lignes:
        if len(rangee) != len(entetes):
            ligne = len(texte[: rangee[0][0]].splitlines()) + 1
            _refuser(
                f"La ligne {ligne} du carnet a {compter(len(rangee), 'case')}, pour "
                f"{compter(len(entetes), 'colonne')} : exportez-le de nouveau, sans le modifier."
            )
    return Carnet(texte, encodage, separateur, entetes, lignes)


def lister_personnes(classe: Classe, copies: Mapping[str, Resultat]) -> list[Personne]:
    """Lister les élèves d'une classe, avec leur note ; ``copies`` : identifiant → sa copie."""
    return [
        Personne(e.identifiant, e.nom, noter(copie) if (copie := copies.get(e.identifiant)) else None)
        for e in classe.presents
    ]


def remplir_carnet(
    carnet: Carnet,
    colonne: int,
    personnes: Sequence[Personne],
    *,
    total: int = 20,
    pas: str = "0.1",
    remplacer: bool = False,
) -> Remplissage:
    """Remplir une colonne du carnet ; aucune autre case n'est touchée.

    Parameters
    ----------
    carnet : Carnet
    colonne : int
        Le rang d'une de ses ``colonnes``.
    personnes : sequence of Personne
    total : int
        La note maximale, comme pour :func:`~course_helpers.enseignant.notes.ecrire_colonne`.
    pas : str
        L'arrondi.
    remplacer : bool
        Écrire aussi dans une case qui porte déjà une autre note.

    Examples
    --------
    >>> carnet = lire_carnet(b"ID number,Grade\\nBTS1-01,-\\nBTS1-02,12.00\\n")
    >>> fait = remplir_carnet(carnet, 1, [Personne("BTS1-01", note=Fraction(15)), Personne("BTS1-02")])
    >>> fait.octets, fait.sans_note
    (b'ID number,Grade\\nBTS1-01,15.0\\nBTS1-02,12.00\\n', ['BTS1-02'])
    """
    fait = Remplissage()
    attribuees, fait.ambigues = _attribuer(carnet, personnes)
    notes = ecrire_colonne([personne.note for personne in personnes], total=total, pas=pas).split("\n")
    trouvees, changements = set(), []
    for ligne in range(len(carnet.lignes)):
        if ligne not in attribuees:
            fait.inconnues.append(_nommer_ligne(carnet, ligne))
            continue
        rang, comment = attribuees[ligne]
        trouvees.add(rang)
        personne, note = personnes[rang], notes[rang]
        if not note:
            fait.sans_note.append(personne.appel)
            continue
        fait.reconnues[comment] = fait.reconnues.get(comment, 0) + 1
        avant = carnet.lire_case(ligne, colonne).strip()
        if avant not in _VIDES and not _egaler(avant, note):
            (fait.remplacees if remplacer else fait.gardees).append((personne.appel, avant, note))
            if not remplacer:
                continue
        if avant in _VIDES or not _egaler(avant, note):
            changements.append((carnet.lignes[ligne][colonne], note))
    fait.absentes = [
        personne.appel
        for rang, (personne, note) in enumerate(zip(personnes, notes, strict=True))
        if note and rang not in trouvees and personne.appel not in fait.ambigues
    ]
    texte, virgule = carnet.texte, carnet.virgule
    for (debut, fin), note in reversed(changements):
        ecrite = note if virgule else note.replace(",", ".")
        if carnet.separateur in ecrite:  # entre guillemets, une virgule ne sépare pas deux cases
            ecrite = f'"{ecrite}"'
        texte = texte[:debut] + ecrite + texte[fin:]
    fait.octets = texte.encode(carnet.encodage)
    return fait


def _couper(texte: str, separateur: str) -> list[list[tuple[int, int]]]:
    """Couper un CSV en cases, sans rien en perdre ; vide s'il ne se coupe pas ainsi."""
    case = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(separateur)}\r\n"]*')
    place, rangees, rangee = 0, [], []
    while place <= len(texte):
        fin = case.match(texte, place).end()
        rangee.append((place, fin))
        if texte.startswith(separateur, fin):
            place = fin + 1
            continue
        saut = re.compile(r"\r\n|\r|\n|$").match(texte, fin)
        if not saut:
            return []
        rangees.append(rangee)
        rangee = []
        if saut.end() == len(texte):
            break
        place = saut.end()
    return rangees


def _deshabiller(case: str) -> str:
    return case[1:-1].replace('""', '"') if case.startswith('"') else case


def _compter_connus(texte: str, rangee: Sequence[tuple[int, int]]) -> int:
    return sum(
        _ROLE.get(_simplifier(_deshabiller(texte[slice(*case)])), "autre") != "autre" for case in rangee
    )


def _simplifier(texte: str) -> str:
    """Ôter d'un texte ce qui ne distingue personne : accents, majuscules, espaces en trop."""
    return " ".join(oter_accents(texte.replace("’", "'")).casefold().split())


def _couper_nom(nom: str) -> tuple[str, ...]:
    """Ranger les mots d'un nom : « DURAND Léa » et « Léa Durand » sont les mêmes."""
    return tuple(sorted(lister_mots(nom)))


def _attribuer(carnet: Carnet, personnes: Sequence[Personne]) -> tuple[dict[int, tuple[int, str]], list[str]]:
    """Attribuer chaque ligne à une personne : son rang, et ce qui l'a fait reconnaître."""
    attribuees: dict[int, tuple[int, str]] = {}
    ambigues: list[str] = []
    for comment, cles_de_ligne, cle_de_personne in (
        ("identifiant", _lire_identifiants, lambda personne: personne.identifiant),
        ("nom", _lire_noms, lambda personne: _couper_nom(oter_precision(personne.nom))),
        ("courriel", _lire_courriels, lambda personne: _couper_nom(oter_precision(personne.nom))),
    ):
        prises = {rang for rang, _ in attribuees.values()}
        rangs, lignes = defaultdict(list), defaultdict(list)
        for rang, personne in enumerate(personnes):
            if rang not in prises and (cle := cle_de_personne(personne)):
                rangs[cle].append(rang)
        for ligne in range(len(carnet.lignes)):
            if ligne not in attribuees:
                for cle in set(cles_de_ligne(carnet, ligne)):
                    lignes[cle].append(ligne)
        for cle in rangs.keys() & lignes.keys():
            if len(rangs[cle]) == len(lignes[cle]) == 1:
                attribuees[lignes[cle][0]] = rangs[cle][0], comment
            else:
                ambigues += [personnes[rang].appel for rang in rangs[cle]]
    retenus = {personnes[rang].appel for rang, _ in attribuees.values()}
    return attribuees, sorted(set(ambigues) - retenus)


def _lire_identifiants(carnet: Carnet, ligne: int) -> Iterator[str]:
    cases = [carnet.lire_case(ligne, colonne) for colonne in carnet.lister_roles("identifiant")]
    cases += [carnet.lire_case(ligne, c).partition("@")[0] for c in carnet.lister_roles("courriel")]
    for case in filter(str.strip, cases):
        try:
            yield normaliser_code(case)
        except ErreurCours:
            continue


def _lire_noms(carnet: Carnet, ligne: int) -> Iterator[tuple[str, ...]]:
    for colonne in carnet.lister_roles("complet"):
        yield _couper_nom(carnet.lire_case(ligne, colonne))
    prenoms, noms = carnet.lister_roles("prenom"), carnet.lister_roles("nom")
    if prenoms and noms:
        yield _couper_nom(f"{carnet.lire_case(ligne, noms[0])} {carnet.lire_case(ligne, prenoms[0])}")


def _lire_courriels(carnet: Carnet, ligne: int) -> Iterator[tuple[str, ...]]:
    for colonne in carnet.lister_roles("courriel"):
        if len(mots := _couper_nom(carnet.lire_case(ligne, colonne).partition("@")[0])) > 1:
            yield mots


def _nommer_ligne(carnet: Carnet, ligne: int) -> str:
    """Nommer une ligne dont on ne sait à qui elle est."""
    roles = ("prenom", "nom", "complet") if carnet.lister_roles("nom") else ("complet", "identifiant")
    cases = [carnet.lire_case(ligne, c) for role in roles for c in carnet.lister_roles(role)]
    cases = cases or [carnet.lire_case(ligne, c) for c in carnet.lister_roles("courriel")]
    return rendre_lisible(" ".join(" ".join(cases).split()))[:80] or f"ligne {ligne + 2}"


def _egaler(une: str, autre: str) -> bool:
    """Dire si deux notes sont le même nombre."""
    if not (_NOMBRE.fullmatch(une) and _NOMBRE.fullmatch(autre)):
        return False
    return Fraction(une.replace(",", ".")) == Fraction(autre.replace(",", "."))


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase) from None
