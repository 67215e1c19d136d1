"""Un sujet : des questions de la banque que l'enseignant a choisies, et le lien qui les donne.

Un lien porte tout le sujet, dans la partie de l'adresse qui suit « # » et qu'aucun serveur ne reçoit. Il
vient de n'importe qui : sa longueur est bornée, une somme de contrôle dit s'il est entier, et rien n'y est
qu'une donnée.
"""

import binascii
import hashlib
import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NoReturn
from uuid import uuid4

from course_helpers import __version__
from course_helpers.chapitres import CHAPITRES, COMPLEMENTS, SYNTHESE, nommer_serie, trouver_chapitre
from course_helpers.ecriture import compter, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import Banque, ouvrir_banque, poser_serie
from course_helpers.exercices.donnees_recues import lire_fichier_du_cours, rendre_lisible
from course_helpers.exercices.question import Question, QuestionPosee, SeriePosee
from course_helpers.exercices.textes import Texte
from course_helpers.tirages.reserve import (
    CLASSE,
    PLACES,
    RESERVE_COURANTE,
    RESERVES,
    placer_en_evaluation,
    trouver_place,
    trouver_variante,
)

FORMAT = "course-helpers/sujet-1"
# Ce par quoi commence un lien, et les octets d'une question : « s2. » quand une série dépasse le rang 15.
VERSIONS = {"s1.": 4, "s2.": 5}
DONNEES = ("classe", "groupe", "personne")
TITRE_MAX, CONSIGNE_MAX, QUESTIONS_MAX, POINTS_MAX = 80, 600, 40, 40
TAILLE_MAX = 20_000  # octets d'un fichier de sujet
LONGUEUR_MAX = 4_000  # caractères d'un lien
TIERS_TEMPS = 4, 3  # un tiers de temps en plus
_GROUPE = "GROUPE"  # l'identifiant d'où partent les données des groupes
_CHIFFRES = 1000  # une variante tient en trois chiffres
# Un lien cite une série par son rang : une nouvelle se range à la fin.
_SERIES = [*CHAPITRES, *(nom + SYNTHESE for nom in CHAPITRES), *COMPLEMENTS]
VARIANTE_MAX = _CHIFFRES ** len(_SERIES) - 1
_CONTROLE = 3  # octets
_IDENTIFIANT = re.compile(r"[qs]([1-9]\d?)")
_ABIME = "Ce lien est incomplet ou abîmé : recopiez-le en entier, ou redemandez-le."


@dataclass(frozen=True, slots=True)
class QuestionChoisie:
    """Une question de la banque, telle qu'un sujet la reprend.

    Parameters
    ----------
    serie, identifiant : str
        Par exemple ``"4-pareto"`` et ``"q2"``.
    points : int
        De 1 à 40.
    empreinte : str
        Quatre chiffres hexadécimaux : ce qu'était la question quand le sujet a été composé.
    """

    serie: str
    identifiant: str
    points: int
    empreinte: str

    @property
    def numero(self) -> str:
        """Le numéro qu'elle porte dans le cours : « 4.2 », ou « 4.s1 » pour une synthèse."""
        return f"{trouver_chapitre(self.serie).numero}.{self.identifiant.removeprefix('q')}"


@dataclass(frozen=True)
class Sujet:
    """Un sujet : ce que le lien, le fichier et le papier disent tous les trois.

    Parameters
    ----------
    questions : tuple of QuestionChoisie
        Dans l'ordre du sujet, 40 au plus, jamais deux fois la même.
    titre, consigne : str
        Des textes, jamais du HTML ; 80 et 600 caractères au plus.
    evaluation : bool
        Les données viennent alors de la part de la réserve que l'entraînement ne montre jamais, et rien
        n'est jugé avant la remise.
    donnees : {"classe", "groupe", "personne"}
        Les mêmes données pour tous, pour un groupe, ou pour une personne seule.
    sel : str
        Huit chiffres hexadécimaux : d'un sujet à l'autre, une évaluation change de données.
    reserve : int
        Celle où puiser : le même lien donne toujours les mêmes données.

    Raises
    ------
    ErreurCours
        Un champ n'a pas la forme attendue, ou une question est là deux fois.
    """

    questions: tuple[QuestionChoisie, ...]
    titre: str = ""
    consigne: str = ""
    evaluation: bool = False
    donnees: str = "personne"
    sel: str = "00000000"
    reserve: int = RESERVE_COURANTE

    def __post_init__(self) -> None:
        """Refuser un sujet qui ne se lirait pas."""
        _verifier_texte(self.titre, "Le titre", TITRE_MAX)
        _verifier_texte(self.consigne, "La consigne", CONSIGNE_MAX)
        if "\n" in self.titre:
            _refuser("Le titre d'un sujet tient sur une ligne : retirez le retour à la ligne.")
        if not isinstance(self.donnees, str) or self.donnees not in DONNEES:
            _refuser(f"Les données sont celles de : {', '.join(DONNEES)}.")
        if type(self.evaluation) is not bool or not _est_hexadecimal(self.sel, 8):
            _refuser("Le mode ou le sel de ce sujet ne se lit pas : composez-le de nouveau.")
        if type(self.reserve) is not int or self.reserve not in RESERVES:
            _refuser("Ce sujet vient d'une édition plus récente du cours : rechargez la page.")
        if not 0 < len(self.questions) <= QUESTIONS_MAX:
            _refuser(f"Un sujet a de 1 à {QUESTIONS_MAX} questions : celui-ci en a {len(self.questions)}.")
        for question in self.questions:
            _verifier_question(question)
        if len({(q.serie, q.identifiant) for q in self.questions}) < len(self.questions):
            _refuser("Une question est deux fois dans ce sujet : retirez-en une.")

    # --- Ce qu'il contient ------------------------------------------------------------------------------

    @cached_property
    def retenues(self) -> tuple[tuple[QuestionChoisie, Question], ...]:
        """Les questions qui existent encore, avec celle de la banque."""
        couples = ((choisie, _trouver(choisie)) for choisie in self.questions)
        return tuple((choisie, question) for choisie, question in couples if question is not None)

    @property
    def series(self) -> tuple[str, ...]:
        """Les séries où il puise, dans l'ordre où il les rencontre."""
        return tuple(dict.fromkeys(choisie.serie for choisie in self.questions))

    @property
    def total(self) -> int:
        """Le total des points."""
        return sum(choisie.points for choisie, _ in self.retenues)

    @property
    def minutes(self) -> int:
        """Le temps que la plupart des personnes y passent, d'après la banque."""
        return sum(question.minutes for _, question in self.retenues)

    @property
    def minutes_tiers_temps(self) -> int:
        """Le même temps, un tiers en plus, à la minute supérieure."""
        plus, pour = TIERS_TEMPS
        return math.ceil(self.minutes * plus / pour)

    @property
    def competences(self) -> list[str]:
        """Les compétences des référentiels qu'il travaille, sans répétition."""
        return list(dict.fromkeys(q.competence for _, q in self.retenues if q.competence))

    @property
    def intitule(self) -> str:
        """Son titre ou, sans titre, le nombre de ses questions."""
        return self.titre or f"Sujet de {compter(len(self.questions), 'question')}"

    @property
    def cle(self) -> str:
        """Ce qui en fait le même sujet d'une édition du cours à l'autre : son lien, sans les empreintes."""
        questions = tuple(replace(question, empreinte="0000") for question in self.questions)
        return ecrire_fragment(replace(self, questions=questions))

    @property
    def abrege(self) -> str:
        """Ce qui le nomme dans un fichier : « sujet- », puis huit chiffres tirés de sa clé."""
        return f"sujet-{hashlib.sha256(self.cle.encode()).hexdigest()[:8]}"

    @cached_property
    def changees(self) -> tuple[str, ...]:
        """Les numéros, dans le sujet, des questions qui ne sont plus ce qu'elles étaient, ou plus là."""
        return tuple(
            str(rang)
            for rang, choisie in enumerate(self.questions, start=1)
            if _trouver(choisie) is None or _abreger(choisie.serie, choisie.identifiant) != choisie.empreinte
        )

    def dire_changees(self) -> str:
        """Dire quelles questions ont changé depuis que le sujet a été composé ; vide s'il n'y en a pas."""
        if not self.changees:
            return ""
        if len(self.changees) == 1:
            return typographier(
                f"La question {self.changees[0]} a changé dans le cours depuis que ce sujet a été composé."
            )
        liste = f"{', '.join(self.changees[:-1])} et {self.changees[-1]}"
        return typographier(
            f"Les questions {liste} ont changé dans le cours depuis que ce sujet a été composé."
        )

    # --- Ses données ------------------------------------------------------------------------------------

    def trouver_variante(self, code: str = CLASSE, groupe: str = "") -> int:
        """Trouver les données d'une personne, sans les construire.

        Parameters
        ----------
        code : str
            Son identifiant.
        groupe : str
            Une lettre, ou un nombre de 1 à 40, si les données sont celles d'un groupe.

        Returns
        -------
        int
            Trois chiffres par série du sujet : la variante de chacune (:func:`separer_variantes`).

        Raises
        ------
        ErreurCours
            L'identifiant ou le groupe ne convient pas.
        """
        trouver_variante(code, self.questions[0].serie)  # refuse un identifiant mal formé
        variante = 0
        for serie in self.series:
            variante = variante * _CHIFFRES + self._trouver_dans(serie, code, groupe)
        return variante

    def _trouver_dans(self, serie: str, code: str, groupe: str) -> int:
        rang = 0
        if self.donnees == "classe":
            code = CLASSE
        elif self.donnees == "groupe":
            code, rang = _GROUPE, lire_groupe(groupe)
        if self.evaluation:
            place = (trouver_place(code) + rang) % PLACES
            return placer_en_evaluation(place, serie, self.sel, reserve=self.reserve)
        return trouver_variante(code, serie, tirage=rang, reserve=self.reserve)

    def ouvrir(self) -> Banque:
        """Ouvrir le sujet comme une série : ses questions y sont numérotées de 1 à n, avec leurs points."""
        return ouvrir_devoir(ecrire_fragment(self))

    def poser(self, code: str = CLASSE, groupe: str = "") -> "SujetPose":
        """Poser le sujet sur les données d'une personne, d'un groupe ou de la classe."""
        return poser_devoir(ecrire_fragment(self), self.trouver_variante(code, groupe))


@dataclass(frozen=True, eq=False)
class SujetPose(SeriePosee):
    """Un sujet posé sur des données.

    Parameters
    ----------
    documents : tuple of SeriePosee
        Une série pour chaque portefeuille dont une question montre les clients, dans l'ordre du sujet. S'il
        y en a plusieurs, ``QuestionPosee.document`` dit lequel, de 1 à n, sur l'écran comme sur le papier.
    """

    documents: tuple[SeriePosee, ...] = ()


def nommer_document(document: SeriePosee) -> str:
    """Nommer un document d'un sujet d'après le chapitre de ses données.

    Examples
    --------
    >>> nommer_document(poser_serie("4-pareto", 0))
    'Méthode ABC et loi de Pareto'
    """
    return ouvrir_banque(document.portefeuille.serie).titre.partition(" · ")[2]


def composer_sujet(questions: Iterable[tuple[str, str, int]], **champs: object) -> Sujet:
    """Composer un sujet, avec un sel neuf et l'empreinte de chaque question.

    Parameters
    ----------
    questions : iterable of (str, str, int)
        Série, identifiant, points.
    **champs
        Ceux de :class:`Sujet`.

    Raises
    ------
    ErreurCours
        Une question n'existe pas, ou un champ n'a pas la forme attendue.

    Examples
    --------
    >>> sujet = composer_sujet([("4-pareto", "q2", 2), ("3-valeur", "q1", 1)], titre="Essai")
    >>> sujet.total, sujet.minutes, sujet.minutes_tiers_temps
    (3, 7, 10)
    >>> lire_fragment(ecrire_fragment(sujet)) == sujet
    True
    """
    choisies = []
    for serie, identifiant, points in questions:
        nom = nommer_serie(serie)
        choisie = QuestionChoisie(nom, identifiant, points, "0000")
        _verifier_question(choisie)
        if _trouver(choisie) is None:
            _refuser(f"La question {choisie.numero} n'existe pas : choisissez-en une de la banque.")
        choisies.append(replace(choisie, empreinte=_abreger(nom, identifiant)))
    return Sujet(tuple(choisies), **{"sel": uuid4().hex[:8], **champs})


# --- Le lien --------------------------------------------------------------------------------------------


def est_un_sujet(nom: object) -> bool:
    """Dire si un nom est le lien d'un sujet, non le nom d'une série."""
    return isinstance(nom, str) and nom.startswith(tuple(VERSIONS))


def ecrire_fragment(sujet: Sujet) -> str:
    """Écrire tout le sujet dans la partie de l'adresse qui suit « # ».

    Returns
    -------
    str
        Sans titre ni consigne, 78 caractères pour douze questions.
    """
    drapeaux = DONNEES.index(sujet.donnees) << 6 | sujet.evaluation << 5 | sujet.reserve
    octets = bytes([drapeaux]) + bytes.fromhex(sujet.sel)
    rangs = [_SERIES.index(question.serie) for question in sujet.questions]
    version = "s1." if max(rangs) < 16 else "s2."
    for rang, question in zip(rangs, sujet.questions, strict=True):
        numero = int(_IDENTIFIANT.fullmatch(question.identifiant)[1])
        code = rang << 12 | numero << 6 | question.points
        # Le rang de la série, six bits de numéro, six de points ; puis deux octets d'empreinte.
        octets += code.to_bytes(VERSIONS[version] - 2, "big") + bytes.fromhex(question.empreinte)
    texte = f"{sujet.titre}\n{sujet.consigne}" if sujet.consigne else sujet.titre
    parties = [_coder(_controler(version, octets, texte.encode()) + octets)]
    return version + ".".join(parties + [_coder(texte.encode())] * bool(texte))


def lire_fragment(fragment: str) -> Sujet:
    """Lire un lien, comme une donnée seulement.

    Parameters
    ----------
    fragment : str
        L'adresse entière, ou ce qui y suit « # ».

    Raises
    ------
    ErreurCours
        « Ce lien est incomplet ou abîmé », ou ce qui n'y va pas.
    """
    if not isinstance(fragment, str):
        _refuser(_ABIME)
    if len(fragment) > LONGUEUR_MAX:
        _refuser("Ce lien est trop long pour un sujet de ce cours : redemandez-le.")
    propre = fragment.strip().rpartition("#")[2]
    if not est_un_sujet(propre):
        if re.match(r"s\d+\.", propre):
            _refuser("Ce lien vient d'une autre édition du cours : rechargez la page, puis recommencez.")
        _refuser("Ce n'est pas le lien d'un sujet : recopiez-le en entier, ou redemandez-le.")
    version, reste = propre[:3], propre[3:]
    code, point, texte = reste.partition(".")
    try:
        octets, texte_lu = _decoder(code), _decoder(texte)
        controle, octets = octets[:_CONTROLE], octets[_CONTROLE:]
        titre, _, consigne = texte_lu.decode("utf-8").partition("\n")
        if controle != _controler(version, octets, texte_lu) or bool(point) != bool(texte):
            raise ValueError
        sujet = Sujet(
            questions=_lire_questions(octets[5:], VERSIONS[version]),
            titre=titre,
            consigne=consigne,
            evaluation=bool(octets[0] >> 5 & 1),
            donnees=DONNEES[octets[0] >> 6],
            sel=octets[1:5].hex(),
            reserve=octets[0] & 0b11111,
        )
        if ecrire_fragment(sujet) != propre:  # un même sujet n'a qu'un lien
            raise ValueError
    except ErreurCours:
        raise
    except (ValueError, IndexError):
        _refuser(_ABIME)
    return sujet


def _lire_questions(octets: bytes, taille: int) -> tuple[QuestionChoisie, ...]:
    if len(octets) % taille:
        raise ValueError
    choisies = []
    for debut in range(0, len(octets), taille):
        code = int.from_bytes(octets[debut : debut + taille - 2], "big")
        serie = _SERIES[code >> 12]
        lettre = "s" if serie.endswith(SYNTHESE) else "q"
        empreinte = octets[debut + taille - 2 : debut + taille].hex()
        choisies.append(QuestionChoisie(serie, f"{lettre}{code >> 6 & 63}", code & 63, empreinte))
    return tuple(choisies)


def _controler(version: str, octets: bytes, texte: bytes) -> bytes:
    return hashlib.sha256(version.encode() + octets + b"\n" + texte).digest()[:_CONTROLE]


def _coder(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


def _decoder(texte: str) -> bytes:
    if not re.fullmatch(r"[\w-]*", texte, re.ASCII):
        raise ValueError
    try:
        return urlsafe_b64decode(texte + "=" * (-len(texte) % 4))
    except binascii.Error:
        raise ValueError from None


# --- Le fichier -----------------------------------------------------------------------------------------


def ecrire_sujet(sujet: Sujet) -> bytes:
    """Écrire le fichier d'un sujet, à garder et à rouvrir."""
    contenu = {
        "format": FORMAT,
        "cours": __version__,
        "titre": sujet.titre,
        "consigne": sujet.consigne,
        "mode": "evaluation" if sujet.evaluation else "entrainement",
        "donnees": sujet.donnees,
        "sel": sujet.sel,
        "reserve": sujet.reserve,
        "questions": [
            {"serie": q.serie, "question": q.identifiant, "points": q.points, "empreinte": q.empreinte}
            for q in sujet.questions
        ],
    }
    return json.dumps(contenu, ensure_ascii=False, indent=1).encode()


def lire_sujet(octets: bytes) -> Sujet:
    """Rouvrir le fichier d'un sujet, comme une donnée seulement.

    Raises
    ------
    ErreurCours
        « Ce fichier n'est pas un sujet de ce cours », ou ce qui n'y va pas.
    """
    refus = "Ce fichier n'est pas un sujet de ce cours : choisissez celui que la page a enregistré."
    contenu = lire_fichier_du_cours(octets, FORMAT, taille=TAILLE_MAX, refus=refus)
    try:
        questions = tuple(
            QuestionChoisie(nommer_serie(q["serie"]), q["question"], q["points"], q["empreinte"])
            for q in contenu["questions"][: QUESTIONS_MAX + 1]
        )
        evaluation = {"evaluation": True, "entrainement": False}[contenu["mode"]]
        champs = {nom: contenu[nom] for nom in ("titre", "consigne", "donnees", "sel", "reserve")}
    except ErreurCours:
        raise
    except (ValueError, TypeError, KeyError):
        raise ErreurCours("Ce sujet a été modifié et ne se lit plus : ouvrez-en une autre version.") from None
    return Sujet(questions, evaluation=evaluation, **champs)


# --- Un devoir : une série du cours, ou un sujet --------------------------------------------------------


def nommer_devoir(nom: object) -> str:
    """Donner son nom d'aujourd'hui à une série, ou à un sujet, que son lien nomme.

    Raises
    ------
    ErreurCours
        La série n'existe pas, ou le lien est abîmé.
    """
    return ecrire_fragment(lire_fragment(nom)) if est_un_sujet(nom) else nommer_serie(nom)


@lru_cache(maxsize=200)
def ouvrir_devoir(nom: str) -> Banque:
    """Ouvrir une série du cours, ou un sujet.

    Parameters
    ----------
    nom : str
        ``"4-pareto"``, ou le lien d'un sujet.

    Raises
    ------
    ErreurCours
        Rien de tel n'existe, ou le sujet n'a plus aucune question.
    """
    if not est_un_sujet(nom):
        return ouvrir_banque(nom)
    sujet = lire_fragment(nom)
    if not sujet.retenues:
        _refuser("Aucune des questions de ce sujet n'existe encore dans le cours : composez-le de nouveau.")
    questions = tuple(
        replace(question, identifiant=f"q{sujet.questions.index(choisie) + 1}", points=choisie.points)
        for choisie, question in sujet.retenues
    )
    premiere = ouvrir_banque(sujet.series[0])
    return Banque(
        nom,
        premiere.chapitre,
        sujet.intitule,
        sujet.consigne,
        questions,
        premiere.calculer,
        (),
        abrege=sujet.abrege,
    )


@lru_cache(maxsize=2400)
def poser_devoir(nom: str, variante: int) -> SeriePosee:
    """Poser une série du cours, ou un sujet, sur une variante de ses données.

    Parameters
    ----------
    nom : str
    variante : int
        Pour un sujet, celle que rend :meth:`Sujet.trouver_variante`.
    """
    if not est_un_sujet(nom):
        return poser_serie(nom, variante)
    sujet, banque = lire_fragment(nom), ouvrir_devoir(nom)
    variantes = separer_variantes(variante, len(sujet.series))
    series = {serie: poser_serie(serie, v) for serie, v in zip(sujet.series, variantes, strict=True)}
    demandees = list(zip((choisie for choisie, _ in sujet.retenues), banque.questions, strict=True))
    # Une synthèse a les données de son chapitre : à elles deux, elles n'ont qu'un document.
    documents: dict[tuple[str, int], SeriePosee] = {}
    for choisie, question in demandees:
        if question.table == "clients":
            documents.setdefault(series[choisie.serie].portefeuille.source, series[choisie.serie])
    posees = {}
    for choisie, question in demandees:
        serie = series[choisie.serie]
        rang = 0
        if len(documents) > 1 and serie.portefeuille.source in documents:
            rang = list(documents).index(serie.portefeuille.source) + 1
        graine = f"{choisie.serie}:{serie.portefeuille.variante}:{choisie.identifiant}"
        posees[question.identifiant] = QuestionPosee(
            question, serie.valeurs, serie.portefeuille, graine, rang
        )
    premier = series[sujet.series[0]]
    return SujetPose(
        Texte(sujet.consigne),
        premier.portefeuille,
        premier.valeurs,
        MappingProxyType(posees),
        tuple(documents.values()),
    )


def dire_variante(nom: str, variante: int) -> str:
    """Dire des données par leur numéro : un par série.

    Examples
    --------
    >>> dire_variante("4-pareto", 45)
    '45'
    """
    if not est_un_sujet(nom):
        return str(variante)
    return "-".join(map(str, separer_variantes(variante, len(lire_fragment(nom).series))))


def separer_variantes(variante: int, combien: int) -> Sequence[int]:
    """Séparer les variantes des séries d'un sujet.

    Examples
    --------
    >>> separer_variantes(45121, 2)
    [45, 121]
    """
    return [variante // _CHIFFRES**rang % _CHIFFRES for rang in reversed(range(combien))]


def lire_groupe(groupe: object) -> int:
    """Lire la lettre ou le nombre d'un groupe ; rendre son rang.

    Raises
    ------
    ErreurCours
        « Donnez votre groupe » ; « Le groupe « Bleu » ne convient pas : écrivez une lettre, ou un nombre de
        1 à 40. »

    Examples
    --------
    >>> lire_groupe("b"), lire_groupe(" 12 ")
    (1, 11)
    """
    propre = str(groupe).strip().upper()
    if not propre:
        _refuser(f"Donnez votre groupe : une lettre, ou un nombre de 1 à {PLACES}.")
    if re.fullmatch("[A-Z]", propre):
        return ord(propre) - ord("A")
    if re.fullmatch("[0-9]{1,2}", propre) and 1 <= int(propre) <= PLACES:
        return int(propre) - 1
    _refuser(
        f"Le groupe « {rendre_lisible(propre[:20])} » ne convient pas : écrivez une lettre, ou un nombre de "
        f"1 à {PLACES}."
    )


# --- Vérifier -------------------------------------------------------------------------------------------


def _trouver(choisie: QuestionChoisie) -> Question | None:
    questions = ouvrir_banque(choisie.serie).questions
    return next((q for q in questions if q.identifiant == choisie.identifiant), None)


def _abreger(serie: str, identifiant: str) -> str:
    """Abréger l'empreinte d'une question sur les données de la classe."""
    return poser_serie(serie, 0).questions[identifiant].empreinte[:4]


def _verifier_texte(texte: object, quoi: str, maximum: int) -> None:
    if not isinstance(texte, str) or len(texte) > maximum:
        _refuser(f"{quoi} d'un sujet est un texte de {maximum} caractères au plus : raccourcissez-le.")
    if rendre_lisible(texte) != texte or texte != texte.strip():
        _refuser(f"{quoi} de ce sujet porte des caractères qui ne s'affichent pas : écrivez-le de nouveau.")


def _verifier_question(question: QuestionChoisie) -> None:
    if question.serie not in _SERIES:
        _refuser("Une question de ce sujet n'est d'aucune série du cours.")
    lu = _IDENTIFIANT.fullmatch(question.identifiant) if isinstance(question.identifiant, str) else None
    if not lu or int(lu[1]) > 63 or (lu[0][0] == "s") != question.serie.endswith(SYNTHESE):
        _refuser("Une question de ce sujet n'existe pas : choisissez-en une de la banque.")
    if type(question.points) is not int or not 1 <= question.points <= POINTS_MAX:
        _refuser(
            f"La question {question.numero} vaut de 1 à {POINTS_MAX} points, en nombre entier : corrigez-les."
        )
    if not _est_hexadecimal(question.empreinte, 4):
        _refuser(
            f"L'empreinte de la question {question.numero} ne se lit pas : composez de nouveau le sujet."
        )


def _est_hexadecimal(texte: object, longueur: int) -> bool:
    return isinstance(texte, str) and bool(re.fullmatch(f"[0-9a-f]{{{longueur}}}", texte))


def _refuser(phrase: str) -> NoReturn:
    raise ErreurCours(phrase)
