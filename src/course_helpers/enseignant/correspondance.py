"""La correspondance d'une classe : un identifiant par élève, et à qui est chaque copie.

Les identifiants sont choisis pour que deux élèves n'aient jamais les mêmes données, dans aucune série ni
dans aucune évaluation, et qu'un seul chiffre mal tapé ne donne jamais l'identifiant d'un autre. La
correspondance est un fichier que l'enseignant garde : ni les copies ni les résultats ne portent de nom.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from course_helpers.chapitres import CHAPITRES
from course_helpers.ecriture import typographier
from course_helpers.enseignant.correction import Lot, Resultat
from course_helpers.enseignant.liste_collee import lire_nom, lister_mots, oter_precision
from course_helpers.enseignant.pages import ecrire_page
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.copie import TAILLE_MAXIMALE
from course_helpers.exercices.donnees_recues import lire_fichier_du_cours
from course_helpers.tirages.hasard import Hasard
from course_helpers.tirages.reserve import PLACES, normaliser_code, trouver_place, trouver_variante

FORMAT = "course-helpers/correspondance-1"
ELEVES_MAX = 60
_PREFIXE = 15  # caractères ; un identifiant en a 20, dont un trait d'union et quatre chiffres


@dataclass(frozen=True, slots=True)
class Eleve:
    """Un élève et son identifiant ; celui d'un élève parti reste réservé."""

    nom: str
    identifiant: str
    parti: bool = False


@dataclass(frozen=True)
class Classe:
    """Une classe, dans l'ordre de la liste collée.

    Parameters
    ----------
    prefixe : str
        Le début de chaque identifiant.
    eleves : tuple of Eleve
        Partis compris.
    """

    prefixe: str
    eleves: tuple[Eleve, ...] = ()

    @property
    def presents(self) -> list[Eleve]:
        """Ceux qui sont encore dans la classe."""
        return [eleve for eleve in self.eleves if not eleve.parti]

    def trouver(self, identifiant: str) -> Eleve | None:
        """Trouver l'élève d'un identifiant, même parti."""
        return next((eleve for eleve in self.eleves if eleve.identifiant == identifiant), None)


# --- Donner les identifiants -----------------------------------------------------------------------------


def former_classe(prefixe: str, noms: Sequence[str]) -> Classe:
    """Former une classe : un identifiant par nom, dans l'ordre.

    Parameters
    ----------
    prefixe : str
        Par exemple ``"GPME2"`` ; 15 caractères au plus.
    noms : sequence of str
        60 au plus.

    Raises
    ------
    ErreurCours
        Le préfixe ne convient pas, ou la classe est trop nombreuse.

    Examples
    --------
    >>> classe = former_classe("gpme2", ["DURAND Léa", "MARTIN Tom"])
    >>> [eleve.identifiant for eleve in classe.eleves]
    ['GPME2-463', 'GPME2-575']
    """
    propre = normaliser_code(prefixe)
    if len(propre) > _PREFIXE:
        _refuser(f"Le préfixe « {propre} » dépasse {_PREFIXE} caractères : raccourcissez-le.")
    return ajouter_eleves(Classe(propre), noms)


def ajouter_eleves(classe: Classe, noms: Sequence[str]) -> Classe:
    """Ajouter à la fin ceux qui n'y sont pas ; les identifiants donnés ne changent pas.

    Un élève parti qui revient retrouve le sien.

    Raises
    ------
    ErreurCours
        La classe serait trop nombreuse.
    """
    retrouves = _retrouver(classe, noms)
    gardes = {id(eleve) for eleve in retrouves if eleve}
    eleves = [replace(e, parti=e.parti and id(e) not in gardes) for e in classe.eleves]
    nouveaux = [nom for nom, eleve in zip(noms, retrouves, strict=True) if eleve is None]
    return Classe(classe.prefixe, (*eleves, *_inscrire(classe, nouveaux)))


def _retrouver(classe: Classe, noms: Sequence[str]) -> list[Eleve | None]:
    """Retrouver chaque nom dans la classe ; deux homonymes y sont deux élèves."""
    restants = list(classe.eleves)
    retrouves = []
    for nom in noms:
        eleve = next((e for e in restants if e.nom.casefold() == nom.casefold()), None)
        retrouves.append(eleve)
        restants = [e for e in restants if e is not eleve]
    return retrouves


def _inscrire(classe: Classe, noms: Sequence[str]) -> Iterator[Eleve]:
    """Donner un identifiant à de nouveaux élèves."""
    if len(classe.eleves) + len(noms) > ELEVES_MAX:
        _refuser(f"Une classe a {ELEVES_MAX} élèves au plus, partis compris : formez-en deux.")
    pris = [eleve.identifiant for eleve in classe.eleves]
    eleves = []
    for nom in noms:
        pris.append(_choisir_identifiant(classe.prefixe, pris))
        eleves.append(Eleve(nom, pris[-1]))
    return iter(eleves)


def _choisir_identifiant(prefixe: str, pris: Sequence[str]) -> str:
    donnees = [set(jeux) for jeux in zip(*map(lire_donnees, pris), strict=True)] or [set()] * len(CHAPITRES)
    places = Counter(map(trouver_place, pris))
    for numero in _numeroter(prefixe):
        candidat = f"{prefixe}-{numero}"
        if places[trouver_place(candidat)] > len(pris) // PLACES:  # au-delà de quarante, deux par place
            continue
        libre = candidat not in pris and not any(_se_confondent(candidat, autre) for autre in pris)
        if libre and all(jeu not in vus for jeu, vus in zip(lire_donnees(candidat), donnees, strict=True)):
            return candidat
    _refuser(f"Le préfixe « {prefixe} » n’a plus d’identifiant libre : formez une autre classe.")
    return ""


def _numeroter(prefixe: str) -> Iterator[int]:
    """Proposer des numéros, trois chiffres d'abord, dans un ordre propre au préfixe."""
    hasard = Hasard(f"classe:{prefixe}")
    yield from hasard.melanger(range(100, 1000))
    yield from hasard.melanger(range(1000, 10_000))


def _se_confondent(un: str, autre: str) -> bool:
    """Dire si un seul signe mal tapé mène de l'un à l'autre."""
    return len(un) == len(autre) and sum(a != b for a, b in zip(un, autre, strict=True)) == 1


@lru_cache(maxsize=20_000)
def lire_donnees(identifiant: str) -> tuple[int, ...]:
    """Lire les données que donne un identifiant : sa variante dans chaque série, pour s'entraîner.

    Examples
    --------
    >>> len(lire_donnees("GPME2-463"))
    7
    """
    return tuple(trouver_variante(identifiant, serie) for serie in CHAPITRES)


def lister_partages(classe: Classe, *, evaluation: bool = False) -> list[tuple[Eleve, Eleve]]:
    """Lister les élèves qui auraient des données en commun.

    Parameters
    ----------
    classe : Classe
    evaluation : bool
        Dans l'évaluation d'un sujet, plutôt qu'à l'entraînement.

    Returns
    -------
    list of (Eleve, Eleve)
        Aucun à l'entraînement, si la correspondance n'a pas été modifiée. En évaluation, aucun jusqu'à
        quarante élèves, partis compris, formés depuis que les places existent.
    """
    lire = (lambda code: (trouver_place(code),)) if evaluation else lire_donnees
    eleves = [(eleve, lire(eleve.identifiant)) for eleve in classe.eleves]
    return [
        (un, autre)
        for rang, (un, jeux) in enumerate(eleves)
        for autre, ses_jeux in eleves[:rang]
        if any(a == b for a, b in zip(jeux, ses_jeux, strict=True))
    ]


# --- Reprendre la liste ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suivi:
    """Ce que devient une classe dont on reprend la liste.

    Parameters
    ----------
    classe : Classe
    renommes : tuple of (str, Eleve)
        Le nom d'avant, et l'élève : son identifiant reste.
    arrives, partis : tuple of Eleve
        Depuis la liste d'avant.
    doutes : tuple of (Eleve, Eleve)
        Un parti, et un présent qui est peut-être la même personne : :func:`reunir` le décide.
    annules : tuple of Eleve
        Un identifiant donné à tort, et le nom qu'il a porté.
    """

    classe: Classe
    renommes: tuple[tuple[str, Eleve], ...] = ()
    arrives: tuple[Eleve, ...] = ()
    partis: tuple[Eleve, ...] = ()
    doutes: tuple[tuple[Eleve, Eleve], ...] = ()
    annules: tuple[Eleve, ...] = ()


def suivre_liste(classe: Classe, noms: Sequence[str]) -> Suivi:
    """Prendre une liste et son ordre ; qui n'y est plus est parti, et son identifiant reste réservé.

    Un nom déjà donné garde son identifiant. Deux noms sont parents quand l'un prolonge l'autre, ou quand ils
    ne diffèrent que par un accent, une initiale finale ou une parenthèse. Ce qui reste de noms parents se
    suit dans l'ordre, s'il y en a autant dans les deux listes : c'est un changement de nom, et l'identifiant
    reste. Sinon rien n'est deviné : un nouveau nom reçoit un identifiant, l'ancien est parti, et le doute est
    rendu. Un nom voisin sur la même ligne, « DUPOND Tom » puis « DUPONT Tom », est aussi un doute.

    Raises
    ------
    ErreurCours
        La classe serait trop nombreuse.

    Examples
    --------
    >>> classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom", "MARTIN Tom"])
    >>> suivi = suivre_liste(classe, ["BLIN Eva", "MARTIN Tom", "MARTIN Tom (2)"])
    >>> [(e.nom, e.parti) for e in suivi.classe.eleves]
    [('BLIN Eva', False), ('MARTIN Tom', False), ('MARTIN Tom (2)', False), ('DURAND Léa', True)]
    >>> [(avant, e.nom, e.identifiant == classe.eleves[2].identifiant) for avant, e in suivi.renommes]
    [('MARTIN Tom', 'MARTIN Tom (2)', True)]
    """
    retrouves = _apparier(classe, noms)
    nouveaux = _inscrire(classe, [n for n, e in zip(noms, retrouves, strict=True) if e is None])
    ordre, renommes, arrives, revenus = [], [], [], []
    for nom, eleve in zip(noms, retrouves, strict=True):
        if eleve is None:
            arrives.append(next(nouveaux))
            ordre.append(arrives[-1])
            continue
        meme = eleve.nom.casefold() == nom.casefold()
        ordre.append(replace(eleve, nom=eleve.nom if meme else nom, parti=False))
        if not meme:
            renommes.append((eleve.nom, ordre[-1]))
        if eleve.parti:
            revenus.append(ordre[-1])
    gardes = {eleve.identifiant for eleve in retrouves if eleve}
    absents = [replace(eleve, parti=True) for eleve in classe.eleves if eleve.identifiant not in gardes]
    rangs = {eleve.identifiant: rang for rang, eleve in enumerate(classe.presents)}
    partis = [eleve for eleve in absents if eleve.identifiant in rangs]
    return Suivi(
        Classe(classe.prefixe, (*ordre, *absents)),
        tuple(renommes),
        (*arrives, *revenus),
        tuple(partis),
        tuple(_lister_doutes(partis, rangs, ordre, arrives)),
    )


def reunir(suivi: Suivi, parti: Eleve, present: Eleve) -> Suivi:
    """Décider d'un doute : le présent est celui que l'on croyait parti, et en garde l'identifiant.

    L'identifiant qu'il venait de recevoir est annulé ; s'il en avait déjà un, c'est celui-là qui est parti.

    Examples
    --------
    >>> suivi = suivre_liste(former_classe("GPME2", ["DUPOND Tom"]), ["DUPONT Tom"])
    >>> [(parti, present)] = suivi.doutes
    >>> [(e.nom, e.identifiant) for e in reunir(suivi, parti, present).classe.eleves]
    [('DUPONT Tom', 'GPME2-463')]
    """
    nouveau = present in suivi.arrives
    rendu = Eleve(present.nom, parti.identifiant)
    echange = () if nouveau else (Eleve(present.nom, present.identifiant, parti=True),)
    places = {present: (rendu,), parti: echange}
    return Suivi(
        Classe(
            suivi.classe.prefixe,
            tuple(e for eleve in suivi.classe.eleves for e in places.get(eleve, (eleve,))),
        ),
        (*suivi.renommes, *[(parti.nom, rendu)] * (parti.nom.casefold() != present.nom.casefold())),
        tuple(eleve for eleve in suivi.arrives if eleve != present),
        tuple(e for eleve in suivi.partis for e in places.get(eleve, (eleve,))),
        tuple(doute for doute in suivi.doutes if not {parti, present} & set(doute)),
        (*suivi.annules, *[present] * nouveau),
    )


def lister_homonymes(classe: Classe) -> list[list[Eleve]]:
    """Réunir les présents qui portent le même nom.

    Examples
    --------
    >>> classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom", "Durand Léa"])
    >>> [[eleve.nom for eleve in groupe] for groupe in lister_homonymes(classe)]
    [['DURAND Léa', 'Durand Léa']]
    """
    groupes = defaultdict(list)
    for eleve in classe.presents:
        groupes[eleve.nom.casefold()].append(eleve)
    return [groupe for groupe in groupes.values() if len(groupe) > 1]


def _apparier(classe: Classe, noms: Sequence[str]) -> list[Eleve | None]:
    """Trouver l'élève de chaque ligne : :func:`suivre_liste` dit la règle."""
    retrouves: list[Eleve | None] = [None] * len(noms)
    presents, partis = classe.presents, [eleve for eleve in classe.eleves if eleve.parti]
    parente = _ranger_par_parente([*noms, *(eleve.nom for eleve in presents)])

    def unir(eleves: list[Eleve], cle: Callable[[str], object], *, autant: bool) -> None:
        """Faire se suivre, dans l'ordre, les noms et les élèves de même clé qui n'ont pas leur pareil."""
        lignes, restants = defaultdict(list), defaultdict(list)
        for rang, nom in enumerate(noms):
            if retrouves[rang] is None:
                lignes[cle(nom)].append(rang)
        pris = {eleve.identifiant for eleve in retrouves if eleve}
        for eleve in eleves:
            if eleve.identifiant not in pris:
                restants[cle(eleve.nom)].append(eleve)
        for commune in lignes.keys() & restants.keys():
            if not autant or len(lignes[commune]) == len(restants[commune]):
                for rang, eleve in zip(lignes[commune], restants[commune], strict=False):
                    retrouves[rang] = eleve

    unir(presents, str.casefold, autant=True)
    connus = {eleve.nom.casefold() for eleve in presents}
    unir([eleve for eleve in partis if eleve.nom.casefold() not in connus], str.casefold, autant=False)
    unir(presents, parente.__getitem__, autant=True)
    pris = {eleve.identifiant for eleve in retrouves if eleve}
    for rang, (nom, eleve) in enumerate(zip(noms, presents, strict=False)):  # resté sur sa ligne
        if retrouves[rang] is None and eleve.identifiant not in pris:
            retrouves[rang] = eleve if eleve.nom.casefold() == nom.casefold() else None
    unir(presents, str.casefold, autant=False)
    unir(partis, str.casefold, autant=False)
    return retrouves


def _ranger_par_parente(noms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Donner à chaque nom le plus court des noms qu'il prolonge, sans ce qui distingue deux homonymes."""
    noyaux = {nom: _lire_noyau(nom) for nom in noms}
    courts = set(noyaux.values())
    return {
        nom: next((noyau[:n] for n in range(1, len(noyau)) if noyau[:n] in courts), noyau)
        for nom, noyau in noyaux.items()
    }


def _lire_noyau(nom: str) -> tuple[str, ...]:
    """Lire les mots d'un nom, sans parenthèse ni initiale finale : « DURAND L. » garde pourtant la sienne."""
    nu = oter_precision(nom)
    mots = lister_mots(nu)
    return mots[:-1] if len(nu.split()) > 2 and mots and len(mots[-1]) == 1 else mots


def _lister_doutes(
    partis: Sequence[Eleve], rangs: Mapping[str, int], ordre: Sequence[Eleve], arrives: Sequence[Eleve]
) -> Iterator[tuple[Eleve, Eleve]]:
    """Lister les partis et les présents qui sont peut-être la même personne."""
    parente = _ranger_par_parente(eleve.nom for eleve in (*partis, *ordre))
    seuls = len(partis) == len(arrives) == 1
    for parti in partis:
        for rang, present in enumerate(ordre):
            if parente[parti.nom] == parente[present.nom]:
                if present in arrives or present.nom.casefold() == parti.nom.casefold():
                    yield parti, present
            elif present in arrives and (seuls or rangs[parti.identifiant] == rang):
                communs = set(lister_mots(parti.nom)) & set(lister_mots(present.nom))
                if any(len(mot) > 2 for mot in communs):
                    yield parti, present


# --- Enregistrer, rouvrir, imprimer ----------------------------------------------------------------------


def ecrire_correspondance(classe: Classe) -> bytes:
    """Écrire la correspondance en JSON.

    Examples
    --------
    >>> classe = former_classe("GPME2", ["DURAND Léa"])
    >>> lire_correspondance(ecrire_correspondance(classe)) == classe
    True
    """
    return json.dumps(decrire_classe(classe), ensure_ascii=False, indent=1).encode()


def decrire_classe(classe: Classe) -> dict:
    """Décrire une classe en types simples, que :func:`lire_classe` relit."""
    eleves = [
        {"nom": e.nom, "identifiant": e.identifiant} | ({"parti": True} if e.parti else {})
        for e in classe.eleves
    ]
    return {"format": FORMAT, "prefixe": classe.prefixe, "eleves": eleves}


def est_une_correspondance(octets: bytes) -> bool:
    """Dire si un fichier se présente comme une correspondance."""
    return FORMAT.encode() in octets[:200]


def lire_correspondance(octets: bytes) -> Classe:
    """Rouvrir une correspondance, comme une donnée seulement.

    Raises
    ------
    ErreurCours
        « Ce fichier n'est pas une correspondance : ouvrez celle que cette page a enregistrée. »
    """
    refus = "Ce fichier n'est pas une correspondance : ouvrez celle que cette page a enregistrée."
    return lire_classe(lire_fichier_du_cours(octets, FORMAT, taille=TAILLE_MAXIMALE, refus=refus))


def lire_classe(contenu: dict) -> Classe:
    """Lire une classe que :func:`decrire_classe` décrit.

    Raises
    ------
    ErreurCours
        « Cette correspondance a été modifiée et ne se lit plus : ouvrez-en une autre version. »
    """
    try:
        prefixe = normaliser_code(contenu["prefixe"])[:_PREFIXE]
        eleves = tuple(_lire_eleve(eleve) for eleve in contenu["eleves"][: ELEVES_MAX + 1])
        identifiants = {eleve.identifiant for eleve in eleves}
        if not eleves or len(eleves) > ELEVES_MAX or len(identifiants) < len(eleves):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ErreurCours(
            "Cette correspondance a été modifiée et ne se lit plus : ouvrez-en une autre version."
        ) from None
    return Classe(prefixe, eleves)


def _lire_eleve(contenu: dict) -> Eleve:
    (ligne,) = contenu["nom"].splitlines()
    nom = lire_nom(ligne)
    if normaliser_code(contenu["identifiant"]) != contenu["identifiant"]:
        raise ValueError
    return Eleve(nom, contenu["identifiant"], contenu.get("parti") is True)


def ecrire_bandelettes(classe: Classe, adresse: str = "") -> str:
    """Écrire les bandelettes à imprimer et à découper : un nom, un identifiant, et où le taper.

    Parameters
    ----------
    classe : Classe
    adresse : str
        Celle du site que les élèves ouvrent ; vide si elle n'est pas connue.

    Returns
    -------
    str
        Une page sans script ni ressource extérieure.
    """
    return ecrire_page("bandelettes.html", classe=classe, adresse=adresse)


# --- Rendre à chacun sa copie ----------------------------------------------------------------------------


def attribuer_copies(
    classe: Classe, resultats: Iterable[Resultat], rattachements: Mapping[str, str]
) -> tuple[dict[str, Resultat], list[Resultat]]:
    """Dire à qui est chaque copie d'une série.

    Parameters
    ----------
    classe : Classe
    resultats : iterable of Resultat
        D'une même série.
    rattachements : mapping of str to str
        Le nom d'une copie (:attr:`~course_helpers.enseignant.correction.Resultat.nom`) → l'identifiant de
        l'élève à qui l'enseignant la donne.

    Returns
    -------
    (dict, list)
        Identifiant → sa copie ; puis les copies d'un identifiant inconnu, partagé ou d'un élève parti,
        rattachées ou non.
    """
    resultats = list(resultats)
    compte = Counter(resultat.code for resultat in resultats)
    sures, douteuses = [], []
    for resultat in resultats:
        eleve = classe.trouver(resultat.code)
        sure = compte[resultat.code] == 1 and eleve is not None and not eleve.parti
        (sures if sure else douteuses).append(resultat)
    copies = {resultat.code: resultat for resultat in sures}
    for resultat in douteuses:
        choisi = rattachements.get(resultat.nom)
        if choisi is not None and choisi not in copies and classe.trouver(choisi):
            copies[choisi] = resultat
    return copies, douteuses


def rendre_a_chacun(lot: Lot, classe: Classe, rattachements: Mapping[str, str]) -> Lot:
    """Rendre un lot où chaque copie rattachée porte l'identifiant de son élève ; sa remarque dit le tapé.

    Parameters
    ----------
    lot : Lot
    classe : Classe
    rattachements : mapping of str to str
        Comme :func:`attribuer_copies`.

    Returns
    -------
    Lot
        Chaque série dans l'ordre de la classe ; puis, par identifiant, celles qui ne sont à personne.
    """
    rangs = {eleve.identifiant: rang for rang, eleve in enumerate(classe.eleves)}
    rendues = {}
    for serie, resultats in lot.resultats.items():
        copies, _ = attribuer_copies(classe, resultats, rattachements)
        a_qui = {id(copie): identifiant for identifiant, copie in copies.items()}
        rendues[serie] = sorted(
            (_rendre(copie, a_qui.get(id(copie), copie.code)) for copie in resultats),
            key=lambda rendue: (rangs.get(rendue.code, len(rangs)), rendue.code),
        )
    return Lot(rendues, lot.rejets)


def _rendre(copie: Resultat, identifiant: str) -> Resultat:
    if identifiant == copie.code:
        return copie
    remarques = [*[copie.remarque] * bool(copie.remarque), f"l’identifiant tapé était {copie.code}"]
    return replace(copie, code=identifiant, lieu="", remarque=typographier(" ; ".join(remarques)))


def trouver_contraires(classe: Classe, copies: Mapping[str, Resultat]) -> list[tuple[str, str]]:
    """Trouver les copies remises dans le dossier d'un élève avec l'identifiant d'un autre.

    Parameters
    ----------
    classe : Classe
    copies : mapping of str to Resultat
        Identifiant → sa copie.

    Returns
    -------
    list of (str, str)
        Le dossier, qu'un ENT nomme d'après l'élève, et le nom de celui dont la copie porte l'identifiant.
    """
    mots = {eleve.identifiant: set(lister_mots(oter_precision(eleve.nom))) for eleve in classe.eleves}
    contraires = []
    for identifiant, copie in copies.items():
        dossier, barre, _ = copie.fichier.partition("/")
        dits = set(lister_mots(dossier)) if barre else set()
        nommes = {autre for autre, siens in mots.items() if siens and siens <= dits}
        if nommes and identifiant not in nommes:
            contraires.append((dossier, classe.trouver(identifiant).nom))
    return contraires


def ordonner_candidats(classe: Classe, resultat: Resultat, copies: Mapping[str, Resultat]) -> list[Eleve]:
    """Ordonner les élèves à qui une copie peut être : ceux qui n'en ont pas, le plus proche en tête."""
    libres = [e for e in classe.presents if copies.get(e.identifiant, resultat) is resultat]
    return sorted(libres, key=lambda e: -SequenceMatcher(None, e.identifiant, resultat.code).ratio())


def _refuser(phrase: str) -> None:
    raise ErreurCours(phrase)
