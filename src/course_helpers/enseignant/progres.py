"""Comparer deux séances de correction : qui a progressé, sur quelle compétence.

Un progrès se lit sur les mêmes questions, chez qui a rendu les deux fois. Quand les séances n'ont aucune
série commune, leurs taux se lisent côte à côte, et le cours n'en conclut rien.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from course_helpers.ecriture import ecrire_date
from course_helpers.enseignant.correction import Lot, Resultat, lister_notees
from course_helpers.enseignant.correspondance import Classe, attribuer_copies
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.sujet import ouvrir_devoir

SANS_COMPETENCE = "Sans compétence désignée"


@dataclass(frozen=True)
class Cote:
    """Une des deux séances.

    Parameters
    ----------
    lot : Lot
    classe : Classe or None
    rattachements : mapping of str to str
    le : str
        La date et l'heure de l'enregistrement ; vide pour la séance en cours.
    """

    lot: Lot
    classe: Classe | None = None
    rattachements: Mapping[str, str] = field(default_factory=dict)
    le: str = ""

    @property
    def dite(self) -> str:
        """La nommer : « séance du 3 mars 2026 »."""
        try:
            return f"séance du {ecrire_date(date.fromisoformat(self.le[:10]))}"
        except ValueError:
            return "séance en cours" if not self.le else "séance sans date"


@dataclass(frozen=True, slots=True)
class Compte:
    """Des questions réussies, sur celles que le cours corrige."""

    reussies: int = 0
    total: int = 0

    def __add__(self, autre: "Compte") -> "Compte":
        """Réunir deux comptes."""
        return Compte(self.reussies + autre.reussies, self.total + autre.total)

    @property
    def taux(self) -> float:
        """La part des réussites, en %."""
        return 100 * self.reussies / self.total if self.total else 0.0


@dataclass(frozen=True)
class Evolution:
    """Une compétence, vue d'une séance à l'autre par ceux qui ont rendu les deux.

    Parameters
    ----------
    competence : str
    questions : int
        Combien la mesurent, dans les séries communes.
    eleves : dict of str to (Compte, Compte)
        Identifiant → ses réussites avant, puis après.
    """

    competence: str
    questions: int
    eleves: dict[str, tuple[Compte, Compte]]

    def lister(self, sens: int) -> list[str]:
        """Lister qui progresse (1), reste stable (0) ou recule (-1)."""
        return [
            qui
            for qui, (avant, apres) in self.eleves.items()
            if (apres.reussies > avant.reussies) - (apres.reussies < avant.reussies) == sens
        ]

    @property
    def classe(self) -> tuple[Compte, Compte]:
        """Ce qu'ils ont réussi ensemble, avant puis après."""
        avants, apres = zip(*self.eleves.values(), strict=True) if self.eleves else ((), ())
        return sum(avants, Compte()), sum(apres, Compte())


@dataclass(frozen=True)
class Comparaison:
    """Deux séances côte à côte.

    Parameters
    ----------
    avant, apres : Cote
    noms : dict of str to str
        Identifiant → le nom à montrer.
    communes, seules_avant, seules_apres : list of str
        Les titres des séries des deux séances, de la première seule, de la seconde seule.
    evolutions : list of Evolution
        Sur les séries communes ; vide sans elles.
    cote_a_cote : list of (str, Compte or None, Compte or None)
        Sans série commune : par compétence, les réussites de chaque séance, sur d'autres questions.
    une_fois : list of str
        Qui n'a rendu une série commune que dans une séance.
    partagees : int
        Les copies d'un identifiant partagé ou inconnu, que l'on ne sait à qui donner.
    """

    avant: Cote
    apres: Cote
    noms: dict[str, str]
    communes: list[str]
    seules_avant: list[str]
    seules_apres: list[str]
    evolutions: list[Evolution]
    cote_a_cote: list[tuple[str, Compte | None, Compte | None]]
    une_fois: list[str]
    partagees: int

    @property
    def presents(self) -> list[str]:
        """Qui a rendu une même série dans les deux séances, dans l'ordre de la classe."""
        vus = {qui for evolution in self.evolutions for qui in evolution.eleves}
        return [qui for qui in self.noms if qui in vus]


def comparer_seances(une: Cote, autre: Cote) -> Comparaison:
    """Comparer deux séances, la plus ancienne d'abord.

    Parameters
    ----------
    une, autre : Cote
        Les mêmes questions y comptent : tout, ou l'essentiel.

    Raises
    ------
    ErreurCours
        « Ces séances sont de deux classes : GPME2-463 y est DURAND Léa, puis MARTIN Tom. »
    """
    # La séance en cours n'est pas enregistrée : elle est la plus récente.
    avant, apres = sorted((une, autre), key=lambda cote: (not cote.le, cote.le))
    noms = _reunir_noms(avant, apres)
    communes = [serie for serie in avant.lot.resultats if serie in apres.lot.resultats]
    rendues = [_attribuer(cote) for cote in (avant, apres)]
    evolutions, une_fois = _suivre(communes, *(copies for copies, _ in rendues))
    for copies, _ in rendues:
        for par_serie in copies.values():
            for qui in par_serie:
                noms.setdefault(qui, qui)
    presents = {qui for evolution in evolutions for qui in evolution.eleves}
    return Comparaison(
        avant,
        apres,
        noms,
        _titrer(communes),
        _titrer(serie for serie in avant.lot.resultats if serie not in communes),
        _titrer(serie for serie in apres.lot.resultats if serie not in communes),
        evolutions,
        [] if communes else _mettre_cote_a_cote(avant, apres),
        [noms[qui] for qui in noms if qui in une_fois - presents],
        sum(partagees for _, partagees in rendues),
    )


def _reunir_noms(avant: Cote, apres: Cote) -> dict[str, str]:
    """Réunir les noms des deux classes, dans l'ordre de la plus récente."""
    noms: dict[str, str] = {}
    for cote in (apres, avant):
        for eleve in cote.classe.eleves if cote.classe else ():
            nom = noms.setdefault(eleve.identifiant, eleve.nom)
            if nom.casefold() != eleve.nom.casefold():
                raise ErreurCours(
                    f"Ces séances sont de deux classes : {eleve.identifiant} y est {eleve.nom}, puis "
                    f"{nom}. Choisissez deux séances de la même classe."
                )
    return noms


def _attribuer(cote: Cote) -> tuple[dict[str, dict[str, Resultat]], int]:
    """Dire à qui est chaque copie, série par série ; et combien ne sont à personne de sûr."""
    par_serie, perdues = {}, 0
    for serie, resultats in cote.lot.resultats.items():
        if cote.classe:
            copies, _ = attribuer_copies(cote.classe, resultats, cote.rattachements)
        else:
            copies = {resultat.code: resultat for resultat in resultats if not resultat.lieu}
        par_serie[serie] = copies
        perdues += len(resultats) - len(copies)
    return par_serie, perdues


def _suivre(
    communes: Iterable[str], avant: Mapping[str, dict], apres: Mapping[str, dict]
) -> tuple[list[Evolution], set[str]]:
    """Suivre chez qui a rendu la même série deux fois, et dire qui ne l'a rendue qu'une."""
    evolutions: dict[str, Evolution] = {}
    une_fois: set[str] = set()
    for serie in communes:
        une_fois |= avant[serie].keys() ^ apres[serie].keys()
        for qui in avant[serie].keys() & apres[serie].keys():
            comptes = [_compter(copies[serie][qui]) for copies in (avant, apres)]
            for competence in comptes[0]:
                evolution = evolutions.setdefault(competence, Evolution(competence, 0, {}))
                deja = evolution.eleves.get(qui, (Compte(), Compte()))
                evolution.eleves[qui] = (deja[0] + comptes[0][competence], deja[1] + comptes[1][competence])
    return [
        Evolution(e.competence, max(avant.total for avant, _ in e.eleves.values()), e.eleves)
        for e in evolutions.values()
    ], une_fois


def _compter(resultat: Resultat) -> dict[str, Compte]:
    """Compter les réussites d'une copie, par compétence."""
    banque = ouvrir_devoir(resultat.serie)
    etats = {q.identifiant: r.etat for q, r in zip(banque.questions, resultat.rendus, strict=True)}
    comptes: dict[str, Compte] = {}
    for question in lister_notees(banque, essentiel=resultat.essentiel):
        nom = question.competence or SANS_COMPETENCE
        fait = Compte(int(etats[question.identifiant] == "reussi"), 1)
        comptes[nom] = comptes.get(nom, Compte()) + fait
    return comptes


def _mettre_cote_a_cote(avant: Cote, apres: Cote) -> list[tuple[str, Compte | None, Compte | None]]:
    """Réunir les réussites de chaque séance, par compétence."""
    totaux: list[dict[str, Compte]] = [{}, {}]
    for cote, somme in zip((avant, apres), totaux, strict=True):
        for resultats in cote.lot.resultats.values():
            for resultat in resultats:
                for competence, compte in _compter(resultat).items():
                    somme[competence] = somme.get(competence, Compte()) + compte
    noms = dict.fromkeys([*totaux[0], *totaux[1]])
    return [(nom, totaux[0].get(nom), totaux[1].get(nom)) for nom in noms]


def _titrer(series: Iterable[str]) -> list[str]:
    return [ouvrir_devoir(serie).titre for serie in series]
