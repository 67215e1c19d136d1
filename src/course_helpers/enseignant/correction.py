"""Corriger un dossier de copies : chaque réponse est jugée de nouveau, d'après la série et l'identifiant."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path

from course_helpers.ecriture import compter
from course_helpers.enseignant.copies import ILLISIBLE, Rejet, lire_fichier, lister_fichiers
from course_helpers.enseignant.decision import (
    NOTE_MAXIMALE,
    Decision,
    a_relire,
    lister_redactions,
    noter_redaction,
    reunir_decisions,
)
from course_helpers.enseignant.doubles import Remise, citer_fichier, nommer_lieux, reunir_remises
from course_helpers.enseignant.echanges import Echange, reperer_echanges
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import Banque
from course_helpers.exercices.copie import Copie, Feuille, est_remplie, retenir
from course_helpers.exercices.donnees_recues import rendre_lisible
from course_helpers.exercices.question import Question, QuestionPosee, Verdict
from course_helpers.exercices.sujet import (
    Sujet,
    ecrire_fragment,
    est_un_sujet,
    lire_fragment,
    ouvrir_devoir,
    poser_devoir,
)
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import trouver_variante

CONVENTION = (
    "Note sur 20 = points des questions réussies ÷ points de toutes les questions corrigées × 20. Les "
    "indices et les essais ne coûtent rien ; une solution lue avant de réussir vaut 0 ; les rédactions "
    "se notent à part, sur leurs critères."
)
CONVENTION_REDIGEE = (
    "Note sur 20 = points obtenus ÷ points proposés × 20. Les rédactions d’une copie comptent une fois "
    "toutes notées ; d’ici là, sa note est celle des questions corrigées. Une rédaction "
    "laissée vide vaut alors 0. Les indices et les essais ne coûtent rien ; une solution lue avant de "
    "réussir vaut 0."
)
CONVENTION_ESSENTIEL = " Seules comptent les questions du parcours essentiel."
# Un verdict n'est retenu que si la réponse est courte : la mémoire reste bornée.
_LONGUEUR_RETENUE = 600
AUTRE_SUJET = "d’un autre sujet"


@dataclass(frozen=True, slots=True)
class Rendu:
    """Ce qu'une personne a rendu à une question, jugé.

    Parameters
    ----------
    etat : str
        L'état retenu, comme sur la carte ; « illisible », qui se lit « non vérifiée », aussi quand une
        réponse est tapée sans qu'aucune soit validée.
    reponse : str, list, dict or None
        La réponse retenue, telle que tapée.
    erreurs : tuple of str
        Les codes des erreurs faites, à tous les essais, sans répétition.
    essais, indices : int
    enregistree : bool
        Faux pour un texte tapé à une question ouverte sans être enregistré, ou changé depuis, et pour une
        réponse que le cours ne relit pas : sa question a changé.
    tapee : str, list, dict or None
        À une question corrigée, ce qui est resté dans ses champs sans être validé : il se montre et ne vaut
        rien, quand bien même il serait juste. None s'il n'y a rien, ou rien de neuf.
    """

    etat: str
    reponse: object
    erreurs: tuple[str, ...]
    essais: int
    indices: int
    enregistree: bool = True
    tapee: object = None


@dataclass(frozen=True, slots=True)
class Resultat:
    """Une copie corrigée.

    Parameters
    ----------
    fichier, serie, code : str
    tirage, variante : int
        Ceux des données sur lesquelles la copie est notée.
    rendus : tuple of Rendu
        Dans l'ordre des questions de la série.
    points : int
        Les points des questions réussies.
    reussies : int
    remarque : str
        Ce qui doit étonner l'enseignant, ou rien.
    lieu : str
        Le dossier ou le fichier de la copie, quand plusieurs personnes ont le même identifiant ; vide sinon.
    reunis : tuple of str
        Les autres fichiers du même travail, identiques ou plus anciens : ils ne sont pas notés à part.
    echange : Echange or None
        Ses réponses qui sont celles d'un autre jeu de données, s'il y en a assez ; pour l'enseignant seul.
    essentiel : bool
        Vrai quand seules comptent les questions du parcours essentiel : les points et les réussites aussi.
    evaluation : bool
        En évaluation, une réponse s'enregistre ; sinon, elle se vérifie.
    decision : Decision
        Ce que l'enseignant en décide ; la commande « cours corriger » ne décide rien.
    """

    fichier: str
    serie: str
    code: str
    tirage: int
    variante: int
    rendus: tuple[Rendu, ...]
    points: int
    reussies: int
    remarque: str = ""
    lieu: str = ""
    reunis: tuple[str, ...] = ()
    echange: Echange | None = None
    essentiel: bool = False
    evaluation: bool = False
    decision: Decision = field(default_factory=Decision)

    @property
    def nom(self) -> str:
        """Ce qui distingue la copie des autres de sa série."""
        return self.lieu or self.code


@dataclass(frozen=True)
class Lot:
    """Les copies d'un dossier, corrigées ou rejetées.

    Parameters
    ----------
    resultats : dict of str to list of Resultat
        Par série, dans l'ordre des identifiants.
    rejets : list of Rejet
        Dans l'ordre des fichiers.
    """

    resultats: dict[str, list[Resultat]]
    rejets: list[Rejet]


def compter_points(banque: Banque, *, essentiel: bool = False) -> int:
    """Compter les points des questions que le cours corrige."""
    return sum(question.points for question in lister_notees(banque, essentiel=essentiel))


def lister_notees(banque: Banque, *, essentiel: bool = False) -> list[Question]:
    """Lister les questions corrigées, de l'essentiel ou de toute la série : toutes, sauf les ouvertes."""
    return [q for q in banque.questions if q.corrige and (q.essentiel or not essentiel)]


def limiter_questions(lot: "Lot", *, essentiel: bool) -> "Lot":
    """Rendre le lot où seules comptent les questions de l'essentiel, ou toutes.

    Un sujet a ses propres questions, qui comptent toujours toutes. Rien n'est jugé de nouveau.
    """
    return Lot(
        {
            serie: [_limiter(resultat, essentiel and not est_un_sujet(serie)) for resultat in copies]
            for serie, copies in lot.resultats.items()
        },
        lot.rejets,
    )


def _limiter(resultat: Resultat, essentiel: bool) -> Resultat:
    reussies = [
        question
        for question, rendu in zip(ouvrir_devoir(resultat.serie).questions, resultat.rendus, strict=True)
        if rendu.etat == "reussi" and (question.essentiel or not essentiel)
    ]
    points = sum(question.points for question in reussies)
    return replace(resultat, essentiel=essentiel, points=points, reussies=len(reussies))


def noter(resultat: Resultat) -> Fraction:
    """Rendre la note exacte sur 20 qui est retenue : celle que l'enseignant a changée, ou la calculée."""
    changee = resultat.decision.note
    return calculer_note(resultat) if changee is None else Fraction(changee)


def calculer_note(resultat: Resultat) -> Fraction:
    """Calculer la note exacte : points obtenus sur points proposés, ramenés à 20.

    Les rédactions comptent une fois toutes notées ; d'ici là, la note est celle des questions corrigées.
    """
    banque = ouvrir_devoir(resultat.serie)
    obtenus, proposes = Fraction(resultat.points), compter_points(banque, essentiel=resultat.essentiel)
    redactions = lister_redactions(banque, essentiel=resultat.essentiel)
    if compter_redactions(resultat) == len(redactions):
        obtenus += sum(noter_redaction(resultat.decision, redaction) for redaction in redactions)
        proposes += sum(redaction.points for redaction in redactions)
    # Un sujet peut n'avoir que des rédactions : d'ici qu'elles soient notées, rien n'est proposé.
    return NOTE_MAXIMALE * obtenus / proposes if proposes else Fraction(0)


def compter_redactions(resultat: Resultat) -> int:
    """Compter les rédactions notées d'une copie."""
    redactions = lister_redactions(ouvrir_devoir(resultat.serie), essentiel=resultat.essentiel)
    return sum(noter_redaction(resultat.decision, redaction) is not None for redaction in redactions)


def lister_vides(resultat: Resultat) -> frozenset[str]:
    """Lister les rédactions qu'une copie laisse vides."""
    banque = ouvrir_devoir(resultat.serie)
    redactions = lister_redactions(banque)
    return frozenset(
        question.identifiant
        for question, rendu in zip(banque.questions, resultat.rendus, strict=True)
        if question in redactions and rendu.reponse is None and rendu.enregistree
    )


def compter_a_noter(resultat: Resultat) -> int:
    """Compter les rédactions écrites qui attendent leurs points."""
    redactions = lister_redactions(ouvrir_devoir(resultat.serie), essentiel=resultat.essentiel)
    attendent = {q.identifiant for q in redactions if noter_redaction(resultat.decision, q) is None}
    return len(attendent - lister_vides(resultat))


def dire_convention(resultats: Iterable[Resultat]) -> str:
    """Dire comment ces copies sont notées."""
    resultats = list(resultats)
    redigees = any(compter_redactions(resultat) for resultat in resultats)
    suite = CONVENTION_ESSENTIEL * any(resultat.essentiel for resultat in resultats)
    return (CONVENTION_REDIGEE if redigees else CONVENTION) + suite


def lister_a_relire(resultat: Resultat) -> list[Question]:
    """Lister les rédactions dont le texte a changé depuis qu'elles sont notées."""
    banque = ouvrir_devoir(resultat.serie)
    textes = {q.identifiant: r.reponse for q, r in zip(banque.questions, resultat.rendus, strict=True)}
    return [q for q in lister_redactions(banque) if a_relire(resultat.decision, q, textes[q.identifiant])]


def reperer_copies(lot: "Lot") -> dict[tuple[str, str, str, int], Resultat]:
    """Repérer chaque copie par ce qu'un autre dépôt ne change pas.

    Returns
    -------
    dict
        Série, identifiant, fichier et rang dans ce fichier → la copie.
    """
    reperes = {}
    for resultat in (r for resultats in lot.resultats.values() for r in resultats):
        rang = 0
        while (repere := (resultat.serie, resultat.code, resultat.fichier, rang)) in reperes:
            rang += 1
        reperes[repere] = resultat
    return reperes


def appliquer_decisions(lot: "Lot", decisions: Mapping[tuple[str, str, str, int], Decision]) -> "Lot":
    """Rendre le lot où chaque copie porte ce qui en est décidé, comme :func:`reperer_copies` la repère.

    Une copie réunie à une plus récente lui laisse sa décision. Dès qu'une rédaction d'une série est notée,
    celles qu'une copie laisse vides valent 0 : d'ici là, aucune ne compte.
    """
    notees = {serie for (serie, *_), decision in decisions.items() if decision.notee}
    resultats = defaultdict(list)
    for (serie, code, fichier, rang), resultat in reperer_copies(lot).items():
        reperes = [(fichier, rang), *((reuni, 0) for reuni in resultat.reunis)]
        prises = (decisions.get((serie, code, *repere), Decision()) for repere in reperes)
        vides = lister_vides(resultat) if serie in notees else frozenset()
        decision = replace(reunir_decisions(prises), vides=vides)
        resultats[serie].append(replace(resultat, decision=decision))
    return Lot(dict(resultats), lot.rejets)


def corriger_copies(
    dossier: Path, *, sauf: Path | None = None, sujet: Sujet | None = None, suivre: Callable = iter
) -> Lot:
    """Corriger toutes les copies d'un dossier ; aucune n'arrête les autres.

    Parameters
    ----------
    dossier : Path
    sauf : Path, optional
        Le dossier des résultats, à ne pas relire.
    sujet : Sujet, optional
        Celui de la classe, comme pour :func:`corriger_remises`.
    suivre : callable
        Reçoit la liste des fichiers et les rend un à un : la barre de progression.

    Returns
    -------
    Lot
        Les copies d'un même travail sont réunies et notées une fois ; celles de plusieurs personnes qui
        partagent un identifiant sont notées chacune. La remarque le dit.

    Raises
    ------
    ErreurCours
        « Le dossier « … » n'existe pas » ou « ne contient aucun fichier ».
    """
    fichiers = lister_fichiers(dossier, sauf=sauf)
    if not fichiers:
        raise ErreurCours(f"Le dossier « {dossier} » ne contient aucun fichier : mettez-y les copies.")
    lus = [lire_remises(fichier, partial(lire_fichier, dossier, fichier)) for fichier in suivre(fichiers)]
    return composer_lot(lus, list(corriger_remises(lus, sujet)))


@dataclass(frozen=True, slots=True)
class Lu:
    """Un fichier lu : ce qui y est remis, et, s'il y a lieu, pourquoi le reste ne l'est pas.

    Parameters
    ----------
    fichier : str
    remises : tuple of Remise
    rejet : Rejet or None
    """

    fichier: str
    remises: tuple[Remise, ...]
    rejet: Rejet | None = None


def lire_remises(fichier: str, lire: Callable[[], Iterable[Copie]]) -> Lu:
    """Lire ce qu'un fichier remet ; rien de ce qu'il contient n'arrête la correction des autres.

    Parameters
    ----------
    fichier : str
        Son nom.
    lire : callable
        Donne ses copies.
    """
    remises, rejet = [], None
    try:
        remises.extend(Remise(copie, (fichier,)) for copie in lire())
        if not remises:
            rejet = _rejeter(fichier, "Rien n’y est commencé : demandez la copie d’une série travaillée.")
    except ErreurCours as refus:
        rejet = _rejeter(fichier, str(refus), etat=getattr(refus, "etat", ILLISIBLE))
    except Exception as panne:  # une copie ne doit jamais arrêter les autres
        rejet = _rejeter(fichier, _dire_imprevu(panne))
    return Lu(fichier, tuple(remises), rejet)


def corriger_remises(lus: Iterable[Lu], sujet: Sujet | None = None) -> Iterator[Resultat | Rejet]:
    """Corriger, une à une, les copies lues ; celles d'un même travail se réunissent d'abord.

    Parameters
    ----------
    lus : iterable of Lu
    sujet : Sujet, optional
        Celui de la classe, que l'enseignant ouvre : ses questions et ses points font la note. La copie d'un
        autre sujet, ou d'une série, n'est pas notée. Sans lui, une copie l'est avec le sujet qu'elle porte,
        et ce sujet est une donnée que n'importe qui a pu changer.

    Yields
    ------
    Resultat or Rejet
        Par série, puis par identifiant.
    """
    par_code = defaultdict(list)
    for remise in (remise for lu in lus for remise in lu.remises):
        copie = remise.copie
        if sujet:
            if motif := _comparer_sujet(copie, sujet):
                yield _rejeter(remise.fichier, motif, copie.serie, copie.code, etat=AUTRE_SUJET)
                continue
            remise = replace(remise, copie=replace(copie, serie=ecrire_fragment(sujet)))
        par_code[remise.copie.serie, copie.code].append(remise)
    doutes = _reperer_doutes(par_code)
    for (serie, code), groupe in sorted(par_code.items()):
        reunies = reunir_remises(groupe)
        lieux = nommer_lieux(reunies) if len(reunies) > 1 else [""]
        for remise, lieu in sorted(zip(reunies, lieux, strict=True), key=lambda couple: couple[1]):
            try:
                resultat = corriger_copie(remise.copie, remise.fichier)
            except Exception as erreur:
                for fichier in dict.fromkeys(remise.fichiers):
                    yield _rejeter(fichier, _dire_imprevu(erreur), serie, code)
                continue
            partage = f"identifiant partagé par {len(reunies)} copies différentes" if lieu else ""
            remarques = filter(None, [partage, remise.remarque, doutes.get(serie), resultat.remarque])
            yield replace(
                resultat,
                lieu=lieu,
                remarque=typographier(" ; ".join(remarques)),
                reunis=remise.fichiers[1:],
            )


def _comparer_sujet(copie: Copie, sujet: Sujet) -> str:
    """Dire en quoi une copie ne répond pas au sujet de la classe, et que faire ; vide si elle y répond."""
    if not est_un_sujet(copie.serie):
        return (
            f"C’est la copie d’une série, « {ouvrir_devoir(copie.serie).titre} », non celle de votre sujet, "
            f"« {sujet.intitule} » : demandez-la. Pour noter cette série, corrigez sans le sujet."
        )
    autre = lire_fragment(copie.serie)
    if autre.cle == sujet.cle:
        return ""
    suite = "pour la noter avec le sien, corrigez-la sans le vôtre"
    if autre.sel == sujet.sel and sujet.evaluation:
        return (
            "Le sujet de cette copie n’est plus le vôtre : des questions, des points ou des mots y "
            f"diffèrent. Demandez par quel lien elle a été ouverte ; {suite}."
        )
    return (
        f"Cette copie répond à un autre sujet, « {autre.intitule} ». Demandez la copie du vôtre, "
        f"« {sujet.intitule} » ; {suite}."
    )


def _reperer_doutes(par_code: Mapping[tuple[str, str], list[Remise]]) -> dict[str, str]:
    """Repérer, sans le sujet de la classe, ceux qui disent avoir le même sel que d'autres et en diffèrent."""
    comptes: dict[str, Counter] = defaultdict(Counter)
    for (serie, _), groupe in par_code.items():
        if est_un_sujet(serie):
            lu = lire_fragment(serie)
            comptes[lu.sel if lu.evaluation else ""][serie] += len(groupe)
    return {
        serie: "son sujet n’est pas celui d’autres copies de la même évaluation : corrigez avec le vôtre"
        for sel, compte in comptes.items()
        if sel and len(compte) > 1
        for serie, copies in compte.items()
        if copies < max(compte.values()) or list(compte.values()).count(copies) > 1
    }


def composer_lot(lus: Iterable[Lu], corrigees: Iterable[Resultat | Rejet]) -> Lot:
    """Composer le lot : les copies corrigées par série, ce qui s'y ressemble, et tout ce qui ne l'est pas."""
    resultats = defaultdict(list)
    rejets = [lu.rejet for lu in lus if lu.rejet]
    for corrigee in corrigees:
        if isinstance(corrigee, Rejet):
            rejets.append(corrigee)
        else:
            resultats[corrigee.serie].append(corrigee)
    for copies in resultats.values():
        copies[:] = map(_signaler, copies, reperer_echanges(copies))
    return Lot(dict(resultats), sorted(rejets, key=lambda rejet: rejet.fichier))


def _signaler(resultat: Resultat, echange: Echange | None) -> Resultat:
    return replace(resultat, echange=echange) if echange else resultat


def _dire_imprevu(erreur: Exception) -> str:
    return f"Imprévu ({type(erreur).__name__}) : signalez-le avec la copie."


def corriger_copie(copie: Copie, fichier: str) -> Resultat:
    """Corriger une copie lue.

    Parameters
    ----------
    copie : Copie
    fichier : str
        Son chemin dans le dossier des copies.

    Returns
    -------
    Resultat
        Ses rendus suivent l'ordre des questions de la série ; une question absente est à faire, de même
        qu'une question qui a changé depuis que la copie a été faite : la remarque le dit.
    """
    # L'empreinte d'une question est celle des données où la copie est ouverte.
    ouvertes = poser_devoir(copie.serie, copie.variante).questions
    changees = [numero for numero, posee in ouvertes.items() if _a_change(copie, posee)]
    tirage = _choisir_tirage(copie)
    variante = copie.variante if tirage == copie.tirage else _trouver_variante(copie, tirage)
    posees = poser_devoir(copie.serie, variante).questions
    rendus = tuple(
        Rendu("a_faire", None, (), 0, 0, enregistree=False)
        if numero in changees
        else _juger_question(copie.reponses.get(numero, Feuille()), posee, tirage, copie.evaluation)
        for numero, posee in posees.items()
    )
    reussies = [
        posee.question for posee, rendu in zip(posees.values(), rendus, strict=True) if rendu.etat == "reussi"
    ]
    remarques = []
    if copie.annoncee != copie.variante:
        remarques.append(
            f"variante {copie.annoncee} annoncée, {copie.variante} d’après l’identifiant : "
            "celui-ci a pu changer"
        )
    if tirage:
        remarques.append(
            f"notée sur d’autres données que celles de l’identifiant (tirage {tirage}), où rien n’est répondu"
        )
    elif autres := sorted(_lister_tirages(copie) - {0}):
        numeros = ", ".join(map(str, autres))
        remarques.append(
            f"notée sur les données de l’identifiant ; d’autres données, non notées (tirage {numeros})"
        )
    if changees:
        numeros = ", ".join(numero.removeprefix("q") for numero in changees)
        remarques.append(f"le cours a changé depuis cette copie, questions non corrigées : {numeros}")
    if tapees := sum(rendu.tapee is not None for rendu in rendus):
        geste = "enregistrée" if copie.evaluation else "vérifiée"
        remarques.append(f"{compter(tapees, 'réponse tapée')}, non {geste}{'s' * (tapees > 1)}")
    return Resultat(
        fichier=fichier,
        serie=copie.serie,
        code=copie.code,
        tirage=tirage,
        variante=variante,
        rendus=rendus,
        points=sum(question.points for question in reussies),
        reussies=len(reussies),
        remarque=typographier(" ; ".join(remarques)),
        evaluation=copie.evaluation,
    )


def _a_change(copie: Copie, posee: QuestionPosee) -> bool:
    """Dire si une question répondue a changé depuis ; à d'autres données, elle n'est pas la même."""
    feuille = copie.reponses.get(posee.question.identifiant)
    return (
        copie.annoncee == copie.variante
        and feuille is not None
        and bool(feuille.gestes)
        and not posee.valoir(feuille.empreinte)
    )


def _lister_tirages(copie: Copie) -> set[int]:
    """Lister les tirages où une réponse compte, et celui où la copie est ouverte."""
    return _lister_repondus(copie) | {copie.tirage}


def _lister_repondus(copie: Copie) -> set[int]:
    gestes = (geste for feuille in copie.reponses.values() for geste in feuille.gestes)
    return {geste.tirage for geste in gestes if geste.geste == "essai" and geste.compte}


def _choisir_tirage(copie: Copie) -> int:
    """Noter les données de l'identifiant, à moins que rien n'y soit répondu."""
    repondus = _lister_repondus(copie)
    if 0 in repondus or copie.tirage in repondus or not repondus:
        return 0 if 0 in repondus or not repondus else copie.tirage
    return max(repondus)


def _trouver_variante(copie: Copie, tirage: int) -> int:
    return trouver_variante(
        copie.code,
        copie.serie,
        tirage=tirage,
        reserve=copie.reserve,
        evaluation=copie.evaluation,
        sel=copie.sel,
    )


def _juger_question(feuille: Feuille, posee: QuestionPosee, tirage: int, evaluation: bool) -> Rendu:
    """Juger chaque essai, et retenir celui qui compte ; à une question ouverte, le texte tapé depuis.

    À une question corrigée, ce qui est tapé sans être validé se garde à part : la personne ne l'a pas rendu.
    """
    essais = feuille.lister_essais(tirage)
    verdicts = [juger_essai(posee, essai) for essai in essais]
    etat, rang = retenir(
        [verdict.etat for verdict in verdicts],
        renoncee=feuille.dire_solution(tirage),
        evaluation=evaluation,
    )
    erreurs = tuple(dict.fromkeys(verdict.code_erreur for verdict in verdicts if verdict.code_erreur))
    retenu, enregistree = None if rang is None else essais[rang], True
    brouillon, tapee = feuille.lire_brouillon(tirage), None
    if posee.question.corrige:
        definitif = not evaluation and etat in ("reussi", "renonce")  # un autre essai n'y changerait rien
        deja = essais[-1:] if evaluation else essais
        if not definitif and est_remplie(brouillon) and not _est_redite(posee, brouillon, deja):
            tapee = brouillon
            etat = "illisible" if etat == "a_faire" else etat
    elif isinstance(brouillon, str) and brouillon.strip() and brouillon != retenu:
        retenu, enregistree = brouillon, False
    return Rendu(etat, retenu, erreurs, len(essais), feuille.compter_indices(tirage), enregistree, tapee)


def _est_redite(posee: QuestionPosee, tapee: object, essais: Iterable[object]) -> bool:
    """Dire si une réponse tapée est l'un de ces essais, écrit autrement ou non."""
    lues = []
    for reponse in (tapee, *essais):
        try:
            lues.append(posee.lire(reponse))
        except ErreurCours:  # illisible : elle n'est que ce qu'elle est
            lues.append(reponse)
    return lues[0] in lues[1:]


def figer(essai: str | list | dict) -> str | tuple | None:
    """Donner à un essai une clé sous laquelle le retenir ; None s'il est trop long pour l'être."""
    if len(repr(essai)) > _LONGUEUR_RETENUE:
        return None
    if isinstance(essai, str):
        return essai
    return tuple(essai.items()) if isinstance(essai, dict) else tuple(essai)


def juger_essai(posee: QuestionPosee, essai: str | list | dict) -> Verdict:
    """Juger un essai ; les mêmes réponses reviennent dans une classe, et gardent leur verdict."""
    figee = figer(essai)
    return posee.juger(essai) if figee is None else _juger_fige(posee, type(essai), figee)


@lru_cache(maxsize=50_000)
def _juger_fige(posee: QuestionPosee, type_: type, figee: str | tuple) -> Verdict:
    return posee.juger(type_(figee))


def _rejeter(fichier: str, motif: str, serie: str = "", code: str = "", *, etat: str = ILLISIBLE) -> Rejet:
    return Rejet(citer_fichier(fichier), etat, typographier(rendre_lisible(motif)), serie, code)
