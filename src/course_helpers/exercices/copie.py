"""La copie d'une personne sur une série : son format, ses limites, sa lecture, et la réponse qui compte.

Une copie est un journal : chaque geste (un essai, un indice, une solution demandée, puis lue) y a son
identifiant, son heure et le tirage des données où il est fait. Rien ne s'y retire : un geste effacé le dit,
un geste rétabli aussi, si bien que deux copies d'un même travail se réunissent geste par geste. Une note n'y
est jamais écrite, et n'y serait jamais lue.

Une copie vient de n'importe qui : sa taille et sa profondeur sont bornées avant de l'analyser, puis chaque
champ est pris avec le type attendu. Les clés inconnues sont ignorées.
"""

import base64
import binascii
import codecs
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from course_helpers import __version__
from course_helpers.chapitres import nommer_serie
from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.donnees_recues import DEBUT, FIN, analyser_json, rendre_lisible
from course_helpers.exercices.sujet import (
    LONGUEUR_MAX,
    VARIANTE_MAX,
    Sujet,
    ecrire_fragment,
    est_un_sujet,
    lire_fragment,
)
from course_helpers.tirages.reserve import RESERVE_COURANTE, trouver_variante

FORMAT = "course-helpers/copie-2"
FORMAT_ANCIEN = "course-helpers/copie-1"
SUJET = "sujet"  # la série d'une copie qui répond à un sujet
FORMAT_ENSEMBLE = "course-helpers/copies-1"  # tout le travail d'un navigateur, que la page écrit
TYPE_COPIE = "application/vnd.course-helpers.copie+json"
TAILLE_MAXIMALE = 1_000_000  # octets ; une copie en fait dix mille
_QUESTIONS, _GESTES, _LONGUEUR, _CASES = 200, 1000, 10_000, 200
_DE_COTE = ".ancienne"  # une copie que la page n'a pas pu reprendre
# Le code qu'une copie prend dans un texte est en base 32, où il n'y a ni minuscule ni 9.
_FIN_DU_CODE = "9"
GESTES = ("essai", "indice", "solution", "lecture", "brouillon")
RESERVE_ANCIENNE = 1  # celle de la première édition : ses copies y restent


def dater(apres: str = "") -> str:
    """Donner l'heure présente, en temps universel : ``2026-03-14T09:26:53.589Z``.

    Parameters
    ----------
    apres : str
        Une heure que la réponse doit dépasser, même si l'horloge de la machine retarde.
    """
    present = _ecrire_heure(datetime.now(UTC))
    if present > apres:
        return present
    try:
        return _ecrire_heure(datetime.fromisoformat(apres) + timedelta(milliseconds=1))
    except (ValueError, OverflowError):  # une copie abîmée : elle ne doit pas figer les gestes suivants
        return present


def _ecrire_heure(heure: datetime) -> str:
    return heure.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Geste:
    """Un geste de la personne sur une question.

    Parameters
    ----------
    geste : {"essai", "indice", "solution", "lecture", "brouillon"}
        « Lecture » : la solution demandée avant de réussir a été lue. « Brouillon » : un texte tapé sans
        être validé, mis de côté avant d'être effacé ou remplacé par celui d'un autre tirage.
    tirage : int
        Le tirage des données où il est fait.
    reponse : str, list, dict or None
        Pour un essai ou un brouillon, la réponse telle que tapée.
    id : str
        Le même dans toutes les copies d'un travail.
    le : str
        L'heure, en temps universel ; vide si la copie, ancienne, ne la disait pas.
    efface, retabli : str
        L'heure où il a été effacé, puis rétabli ; vide sinon.
    """

    geste: str
    tirage: int = 0
    reponse: object = None
    id: str = field(default_factory=lambda: uuid4().hex[:12])
    le: str = field(default_factory=dater)
    efface: str = ""
    retabli: str = ""

    @property
    def compte(self) -> bool:
        """Un geste effacé ne compte plus, à moins d'être rétabli ensuite."""
        return not self.efface or self.retabli > self.efface


def est_remplie(reponse: object) -> bool:
    """Dire si une réponse tapée porte quelque chose, ne serait-ce qu'une case.

    Examples
    --------
    >>> est_remplie({"rang1": " ", "rang2": "12"}), est_remplie(" "), est_remplie(None)
    (True, False, False)
    """
    if isinstance(reponse, dict):
        return any(est_remplie(case) for case in reponse.values())
    return bool(reponse.strip() if isinstance(reponse, str) else reponse)


@dataclass(frozen=True, slots=True)
class Brouillon:
    """Ce qui est tapé dans les champs d'une question sans être validé, sur un tirage."""

    reponse: object
    tirage: int = 0
    le: str = field(default_factory=dater)


@dataclass(frozen=True, slots=True)
class Feuille:
    """Ce qu'une copie garde d'une question.

    Parameters
    ----------
    empreinte : str
        Celle de la question quand elle a été posée
        (:attr:`course_helpers.exercices.question.QuestionPosee.empreinte`) ; vide dans une copie ancienne.
    gestes : tuple of Geste
        Dans l'ordre où ils ont été faits.
    brouillon : Brouillon or None
    """

    empreinte: str = ""
    gestes: tuple[Geste, ...] = ()
    brouillon: Brouillon | None = None

    def lister(self, geste: str, tirage: int) -> list[Geste]:
        """Lister les gestes d'une sorte qui comptent, sur un tirage."""
        return [g for g in self.gestes if g.geste == geste and g.tirage == tirage and g.compte]

    def lister_essais(self, tirage: int) -> list:
        """Lister les réponses tapées, sur un tirage."""
        return [geste.reponse for geste in self.lister("essai", tirage)]

    def compter_indices(self, tirage: int) -> int:
        """Compter les indices pris, sur un tirage."""
        return len(self.lister("indice", tirage))

    def dire_solution(self, tirage: int) -> bool:
        """Dire si la solution a été demandée avant de réussir, sur un tirage."""
        return bool(self.lister("solution", tirage)) or self.dire_lecture(tirage)

    def dire_lecture(self, tirage: int) -> bool:
        """Dire si la solution demandée avant de réussir a été lue, sur un tirage."""
        return bool(self.lister("lecture", tirage))

    def lire_brouillon(self, tirage: int) -> object:
        """Rendre ce qui était tapé sur un tirage, s'il l'a été après le dernier essai ; sinon None."""
        tapes = [Brouillon(g.reponse, tirage, g.le) for g in self.lister("brouillon", tirage)]
        if self.brouillon and self.brouillon.tirage == tirage:
            tapes.append(self.brouillon)
        if not tapes:
            return None
        dernier = max(tapes, key=_ordonner_brouillon)
        # Ce qui était tapé avant un effacement a été effacé avec lui.
        faits = [
            g.le if g.compte else max(g.le, g.efface)
            for g in self.gestes
            if g.tirage == tirage and (g.geste == "essai" or (g.geste == "brouillon" and not g.compte))
        ]
        return dernier.reponse if dernier.le > max(faits, default="") else None


@dataclass(frozen=True, slots=True)
class Copie:
    """Une copie lue ou à écrire : des types simples, dont aucune note.

    Parameters
    ----------
    serie, code : str
        Une série du cours ou le lien d'un sujet ; un identifiant bien formé.
    titre : str
        Celui de la série quand la copie a été écrite.
    tirage : int
        0 pour les données de l'identifiant ; au-delà, la personne en a demandé d'autres.
    tirage_le : str
        L'heure où elle a choisi ce tirage ; vide si elle n'en a jamais changé.
    efface_le : str
        L'heure où elle a, pour la dernière fois, effacé ses réponses ; vide sinon.
    variante, annoncee : int
        La variante recalculée, qui sert à corriger ; celle que la copie annonce.
    reserve : int
        Le numéro de la réserve où la variante est tirée.
    evaluation : bool
        En évaluation, seule la dernière réponse compte.
    sel : str
        Ce qui distingue les données d'une évaluation ; vide sinon.
    groupe : str
        Celui de la personne, si les données d'un sujet sont celles d'un groupe ; vide sinon.
    cours, date : str
        La version du cours et l'heure où la copie a été écrite ; vides dans une copie ancienne.
    reponses : dict of str to Feuille
        Par question.
    """

    serie: str
    code: str
    variante: int
    annoncee: int
    titre: str = ""
    tirage: int = 0
    tirage_le: str = ""
    efface_le: str = ""
    reserve: int = RESERVE_COURANTE
    evaluation: bool = False
    sel: str = ""
    groupe: str = ""
    cours: str = ""
    date: str = ""
    reponses: dict[str, Feuille] = field(default_factory=dict, repr=False)


class Retenu(NamedTuple):
    """L'état retenu d'une question, et le rang de l'essai qui le vaut ; None s'il n'y en a pas."""

    etat: str
    rang: int | None


def retenir(etats: Sequence[str], *, renoncee: bool = False, evaluation: bool = False) -> Retenu:
    """Dire quel essai compte : la règle de la carte, de la copie et de la note.

    En évaluation, le dernier. En entraînement, une réussite ne s'efface pas ; lire la solution avant de
    réussir vaut renoncement.

    Parameters
    ----------
    etats : sequence of str
        L'état de chaque essai jugé, dans l'ordre.
    renoncee : bool
        La solution a été demandée avant de réussir.

    Examples
    --------
    >>> retenir(["a_revoir", "reussi", "a_revoir"])
    Retenu(etat='reussi', rang=1)
    >>> retenir(["reussi", "a_revoir"], evaluation=True).etat
    'a_revoir'
    >>> retenir(["a_revoir"], renoncee=True).etat, retenir([]).etat
    ('renonce', 'a_faire')
    """
    dernier = len(etats) - 1 if etats else None
    if evaluation:
        return Retenu(etats[-1] if etats else "a_faire", dernier)
    if renoncee:
        return Retenu("renonce", dernier)
    for etat in ("reussi", "enregistre"):
        if etat in etats:
            rang = etats.index(etat) if etat == "reussi" else dernier
            return Retenu(etat, rang)
    return Retenu(etats[-1] if etats else "a_faire", dernier)


# --- Réunir ------------------------------------------------------------------------------------------------


def unir(ici: Copie, la: Copie) -> Copie:
    """Réunir deux copies d'un même travail : aucun geste n'est perdu, aucun n'est compté deux fois.

    Le résultat ne dépend ni de l'ordre ni du nombre des réunions. Un geste est effacé si son dernier
    changement, d'un côté ou de l'autre, est un effacement ; le brouillon et le tirage les plus récents
    l'emportent.

    Parameters
    ----------
    ici, la : Copie
        De même série, identifiant, mode et réserve ; ce que seule la version du cours change vient d'``ici``.

    Examples
    --------
    >>> a = Copie("4-pareto", "CLASSE", 0, 0, reponses={"q1": Feuille(gestes=(Geste("indice", id="a"),))})
    >>> b = Copie("4-pareto", "CLASSE", 0, 0, reponses={"q1": Feuille(gestes=(Geste("indice", id="b"),))})
    >>> unir(a, unir(a, b)).reponses["q1"].compter_indices(0)
    2
    """
    numeros = dict.fromkeys([*ici.reponses, *la.reponses])
    vide = Feuille()
    tirage_le, tirage = max((copie.tirage_le, copie.tirage) for copie in (ici, la))
    recente, autre = (ici, la) if (ici.tirage_le, ici.tirage) == (tirage_le, tirage) else (la, ici)
    return replace(
        ici,
        tirage=tirage,
        tirage_le=tirage_le,
        efface_le=max(ici.efface_le, la.efface_le),
        variante=recente.variante,
        annoncee=recente.annoncee,
        reponses={
            # L'empreinte suit le tirage : c'est celle de la question posée sur ces données.
            n: _unir_feuilles(recente.reponses.get(n, vide), autre.reponses.get(n, vide))
            for n in numeros
        },
    )


def _ordonner_brouillon(brouillon: Brouillon) -> tuple:
    return brouillon.le, json.dumps(brouillon.reponse, sort_keys=True), brouillon.tirage


def _unir_feuilles(ici: Feuille, la: Feuille) -> Feuille:
    gestes: dict[str, Geste] = {}
    for geste in (*ici.gestes, *la.gestes):
        deja = gestes.setdefault(geste.id, geste)
        if deja is not geste:
            gestes[geste.id] = replace(
                deja, efface=max(deja.efface, geste.efface), retabli=max(deja.retabli, geste.retabli)
            )
    brouillons = [feuille.brouillon for feuille in (ici, la) if feuille.brouillon]
    return Feuille(
        empreinte=ici.empreinte or la.empreinte,
        gestes=tuple(sorted(gestes.values(), key=lambda geste: (geste.le, geste.id))),
        brouillon=max(brouillons, key=_ordonner_brouillon, default=None),
    )


# --- Écrire ------------------------------------------------------------------------------------------------


def ecrire_copie(copie: Copie) -> str:
    """Écrire une copie en JSON ; les champs vides n'y sont pas.

    Returns
    -------
    str
        ``format``, ``cours``, ``date``, ``serie``, ``titre``, ``code``, ``tirage``, ``tirage_le``,
        ``efface_le``, ``variante``, ``reserve``, ``mode``, ``sujet``, ``sel``, ``groupe``, et pour chaque
        question
        ``empreinte``, ``gestes`` (``id``, ``le``, ``geste``, ``tirage``, ``reponse``, ``efface``,
        ``retabli``) et ``brouillon`` (``reponse``, ``tirage``, ``le``).
    """
    contenu = {
        "format": FORMAT,
        "cours": __version__,
        "date": dater(),
        **({"serie": SUJET, "sujet": copie.serie} if est_un_sujet(copie.serie) else {"serie": copie.serie}),
        "titre": copie.titre,
        "code": copie.code,
        "tirage": copie.tirage,
        **_sans_vide({"tirage_le": copie.tirage_le, "efface_le": copie.efface_le}),
        "variante": copie.variante,
        "reserve": copie.reserve,
        "mode": "evaluation" if copie.evaluation else "entrainement",
        **_sans_vide({"sel": copie.sel, "groupe": copie.groupe}),
        "reponses": {
            numero: _sans_vide(
                {
                    "empreinte": feuille.empreinte,
                    "gestes": [_ecrire_geste(geste) for geste in feuille.gestes],
                    "brouillon": _ecrire_brouillon(feuille.brouillon),
                }
            )
            for numero, feuille in copie.reponses.items()
        },
    }
    return json.dumps(contenu, ensure_ascii=False, indent=1)


def _ecrire_geste(geste: Geste) -> dict:
    return _sans_vide({nom: getattr(geste, nom) for nom in ("id", "le", "geste")}) | _sans_vide(
        {nom: getattr(geste, nom) for nom in ("tirage", "reponse", "efface", "retabli")}
    )


def _ecrire_brouillon(brouillon: Brouillon | None) -> dict | None:
    if brouillon is None:
        return None
    return {"reponse": brouillon.reponse} | _sans_vide({"tirage": brouillon.tirage, "le": brouillon.le})


def ecrire_texte(copie: str, lisible: str) -> str:
    """Écrire une copie en texte : ce qu'une personne lit, puis la copie elle-même, à ne pas modifier.

    Une messagerie qui coupe les lignes, les décale ou les cite n'empêche pas de la relire.

    Parameters
    ----------
    copie : str
        Celle de :func:`ecrire_copie`.
    lisible : str

    Examples
    --------
    >>> texte = ecrire_texte('{"format": "…"}', "Question 1 : 81,4")
    >>> extraire_texte(("> " + texte.replace("\\n", "\\r\\n> ")).encode()).decode()
    '{"format": "…"}'
    """
    octets = zlib.compress(copie.encode("utf-8", "surrogatepass"), 9)
    # Un dernier groupe dit si tout est là.
    codes = base64.b32encode(octets).decode().rstrip("=") + f"{_FIN_DU_CODE}{zlib.crc32(octets):08X}"
    lignes = [codes[debut : debut + 64] for debut in range(0, len(codes), 64)]
    return "\n".join([lisible, "", DEBUT, *lignes, FIN, ""])


def _sans_vide(objet: dict) -> dict:
    return {cle: valeur for cle, valeur in objet.items() if valeur not in ("", None, 0)}


# --- Lire --------------------------------------------------------------------------------------------------


def lire_copie(texte: str | bytes) -> Copie:
    """Lire une copie.

    Raises
    ------
    ErreurCours
        Copie trop lourde, trop imbriquée, tronquée, d'un autre format, ou dont un champ n'a pas le type
        attendu : la phrase dit où.
    """
    return valider_copie(_analyser(texte))


def lire_copies(texte: str | bytes) -> list[Copie]:
    """Lire les copies d'un fichier : une, ou tout le travail d'un navigateur.

    Raises
    ------
    ErreurCours
        Comme :func:`lire_copie`.
    """
    return list(lister_copies(_analyser(texte)))


def lister_copies(contenu: object) -> Iterator[Copie]:
    """Prendre les copies d'un JSON analysé ; dans un ensemble, celles où rien n'est fait n'y sont pas.

    Raises
    ------
    ErreurCours
        Comme :func:`valider_copie`.
    """
    if not isinstance(contenu, dict) or contenu.get("format") != FORMAT_ENSEMBLE:
        yield valider_copie(contenu)
        return
    copies = _Objet(contenu, ()).prendre("copies", dict, maximum=_QUESTIONS)
    for nom, texte in copies.items():
        if nom.endswith(_DE_COTE):
            continue
        if type(texte) is not str:
            raise ErreurCours(f"Dans copies › {rendre_lisible(nom[:40])}, un texte était attendu.")
        copie = lire_copie(texte)
        if any(feuille.gestes or feuille.brouillon for feuille in copie.reponses.values()):
            yield copie


def _analyser(texte: str | bytes) -> object:
    octets = texte if isinstance(texte, bytes) else texte.encode("utf-8", "surrogatepass")
    octets = extraire_texte(octets)
    if len(octets) > TAILLE_MAXIMALE:
        raise ErreurCours(
            f"La copie pèse {ecrire_nombre(len(octets) / 1e6, 1)} Mo, pour "
            f"{ecrire_nombre(TAILLE_MAXIMALE / 1e6)} Mo au plus{FINE}: demandez la copie d’origine."
        )
    return analyser_json(octets)


def extraire_texte(octets: bytes) -> bytes:
    """Trouver la copie dans un texte de :func:`ecrire_texte` ; autre chose est rendu tel quel.

    Raises
    ------
    ErreurCours
        Le texte est incomplet : il en manque le début, la fin ou un morceau.
    """
    if len(octets) > TAILLE_MAXIMALE:
        return octets
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # le « texte Unicode » du bloc-notes
        octets = octets.decode("utf-16", "replace").encode("utf-8", "replace")
    # Dans une copie en JSON, une réponse peut citer ces mots.
    if octets.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") or DEBUT.encode() not in octets:
        return octets
    code = octets.rpartition(DEBUT.encode())[2].partition(FIN.encode())[0]
    code = re.sub(rb"<[^>]*>|&[#\w]{1,8};", b"", code)  # le « texte en ligne » de Moodle est du HTML
    code, marque, controle = re.sub(rb"[^A-Z0-9]", b"", code).partition(_FIN_DU_CODE.encode())
    try:
        octets = base64.b32decode(code + b"=" * (-len(code) % 8))
        if not marque or int(controle, 16) != zlib.crc32(octets):
            raise ValueError(controle)
        analyseur = zlib.decompressobj()
        copie = analyseur.decompress(octets, TAILLE_MAXIMALE + 1)
    except (ValueError, binascii.Error, zlib.error):
        raise ErreurCours(
            "Le texte de la copie est incomplet ou modifié : recopiez-le en entier, "
            f"de « {DEBUT} » à « {FIN} »."
        ) from None
    return copie


class CopieAVenir(ErreurCours):
    """Une copie qu'une édition plus récente du cours a écrite, et que celle-ci ne sait pas lire."""


def valider_copie(contenu: object) -> Copie:
    """Prendre dans un JSON analysé les champs d'une copie, avec leurs types.

    Raises
    ------
    CopieAVenir
        La copie ne se lit pas, et une édition plus récente l'a écrite.
    ErreurCours
        Un champ manque ou n'a pas le type attendu ; la série ou l'identifiant n'existe pas.
    """
    try:
        return _valider(contenu)
    except ErreurCours:
        if _est_a_venir(contenu):
            raise CopieAVenir(
                f"Cette copie vient d’une édition plus récente du cours{FINE}: rechargez la page, "
                "ou rouvrez la copie là où elle a été faite. Elle n’est ni perdue, ni changée."
            ) from None
        raise


def _est_a_venir(contenu: object) -> bool:
    if not isinstance(contenu, dict):
        return False
    numeros = (re.fullmatch(r"(\d+)\.(\d+)\.\d+.*", str(v)) for v in (contenu.get("cours"), __version__))
    la, ici = (tuple(map(int, numero.groups())) if numero else () for numero in numeros)
    famille, rang = (FORMAT.rpartition("-")[place] for place in (0, 2))
    format_ = re.fullmatch(rf"{famille}-(\d+)", str(contenu.get("format")))
    reserve = contenu.get("reserve")
    return (
        la > ici
        or (format_ is not None and int(format_[1]) > int(rang))
        or (type(reserve) is int and reserve > RESERVE_COURANTE)
    )


def _valider(contenu: object) -> Copie:
    copie = _Objet(contenu, ())
    format_ = copie.prendre("format", str)
    if format_ not in (FORMAT, FORMAT_ANCIEN):
        copie.refuser(f"« {FORMAT} » était attendu{FINE}: ce n’est pas une copie du cours", "format")
    ancienne = format_ == FORMAT_ANCIEN
    lire = _lire_ancienne if ancienne else _lire_feuille
    serie = copie.prendre("serie", str, maximum=40)
    sujet = _lire_sujet(copie) if serie == SUJET else None
    code = copie.prendre("code", str, maximum=100)
    groupe = copie.prendre("groupe", str, "", maximum=20)
    # Un sujet n'a qu'un tirage : ses données sont celles que l'enseignant a choisies.
    tirage = copie.prendre("tirage", int, 0, maximum=0 if sujet else 9999)
    if sujet:
        serie, reserve, evaluation, sel = ecrire_fragment(sujet), sujet.reserve, sujet.evaluation, sujet.sel
        variante = sujet.trouver_variante(code, groupe)
    else:
        serie = nommer_serie(serie)
        reserve = RESERVE_ANCIENNE if ancienne else copie.prendre("reserve", int, maximum=100)
        evaluation = copie.prendre("mode", str, "", maximum=20) == "evaluation"
        sel = copie.prendre("sel", str, "", maximum=40)
        # Refuse un identifiant mal formé : il servira à nommer un fichier.
        variante = trouver_variante(
            code, serie, tirage=tirage, reserve=reserve, evaluation=evaluation, sel=sel
        )
    heures = {nom: copie.prendre(nom, str, "", maximum=40) for nom in ("tirage_le", "efface_le")}
    return Copie(
        serie=serie,
        code=code,
        variante=variante,
        annoncee=copie.prendre("variante", int, maximum=VARIANTE_MAX),
        titre=copie.prendre("titre", str, "", maximum=200),
        tirage=tirage,
        **heures,
        reserve=reserve,
        evaluation=evaluation,
        sel=sel,
        groupe=groupe,
        cours=copie.prendre("cours", str, "", maximum=40),
        date=copie.prendre("date", str, "", maximum=40),
        reponses={
            numero: lire(feuille, 0 if sujet else 9999, tirage)
            for numero, feuille in copie.parcourir("reponses", dict, maximum=_QUESTIONS)
        },
    )


def _lire_sujet(copie: "_Objet") -> Sujet:
    try:
        return lire_fragment(copie.prendre("sujet", str, maximum=LONGUEUR_MAX))
    except ErreurCours as refus:
        copie.refuser(f"le sujet ne se lit pas{FINE}: {str(refus)[:1].lower()}{str(refus)[1:].rstrip('.')}")


def _lire_feuille(feuille: "_Objet", tirage_max: int, _tirage: int) -> Feuille:
    gestes = tuple(
        Geste(
            geste=geste.prendre("geste", str, parmi=GESTES),
            tirage=geste.prendre("tirage", int, 0, maximum=tirage_max),
            reponse=geste.prendre_reponse("reponse"),
            id=geste.prendre("id", str, maximum=40),
            **{nom: geste.prendre(nom, str, "", maximum=40) for nom in ("le", "efface", "retabli")},
        )
        for _, geste in feuille.parcourir("gestes", list, maximum=_GESTES)
    )
    return Feuille(
        empreinte=feuille.prendre("empreinte", str, "", maximum=40),
        gestes=gestes,
        brouillon=_lire_brouillon(feuille, tirage_max),
    )


def _lire_brouillon(feuille: "_Objet", tirage_max: int) -> Brouillon | None:
    brouillon = feuille.descendre("brouillon")
    reponse = brouillon and brouillon.prendre_reponse("reponse")
    if reponse is None:
        return None
    return Brouillon(
        reponse,
        tirage=brouillon.prendre("tirage", int, 0, maximum=tirage_max),
        le=brouillon.prendre("le", str, "", maximum=40),
    )


def _lire_ancienne(feuille: "_Objet", _tirage_max: int, tirage: int) -> Feuille:
    """Lire une question d'une copie de la première édition : des essais sans heure, un compte d'indices."""
    essais = feuille.prendre("essais", list, maximum=_GESTES)
    suite = [("essai", feuille.lire_reponse(essai, ("essais", rang))) for rang, essai in enumerate(essais)]
    suite += [("indice", None)] * feuille.prendre("indices", int, maximum=_GESTES)
    suite += [("solution", None)] * feuille.prendre("solution", bool)
    return Feuille(
        gestes=tuple(
            # Toujours les mêmes identifiants : la copie peut être rouverte deux fois.
            Geste(geste, tirage, reponse, id=f"{tirage}-{rang:04}", le="")
            for rang, (geste, reponse) in enumerate(suite)
        )
    )


_TYPES = {
    dict: "un objet",
    list: "une liste",
    str: "un texte",
    int: "un nombre entier",
    bool: "vrai ou faux",
}
_OBLIGATOIRE = object()


class _Objet:
    """Un objet JSON dont on prend les champs en vérifiant leur type, et qui sait dire où il est."""

    def __init__(self, contenu: object, chemin: tuple) -> None:
        self.chemin = chemin
        if type(contenu) is not dict:
            self.refuser("un objet était attendu")
        self._contenu = contenu

    def refuser(self, quoi: str, *cles: object) -> None:
        """Refuser la copie, en disant où."""
        chemin = " › ".join(str(cle)[:40] for cle in (*self.chemin, *cles))
        ou = rendre_lisible(chemin) or "la copie"
        raise ErreurCours(f"Dans {ou}, {quoi}. Demandez la copie d’origine.")

    def prendre(
        self, cle: str, type_: type, defaut: object = _OBLIGATOIRE, *, maximum: int = 1000, parmi=()
    ) -> object:
        """Prendre un champ ; ``maximum`` borne une longueur ou un nombre."""
        valeur = self._contenu.get(cle, defaut)
        if valeur is _OBLIGATOIRE:
            self.refuser(f"il manque « {cle} »")
        if type(valeur) is not type_:  # un booléen n'est pas un nombre
            self.refuser(f"{_TYPES[type_]} était attendu", cle)
        if type_ is int and not 0 <= valeur <= maximum:
            self.refuser(f"la valeur est hors des bornes (de 0 à {maximum})", cle)
        if type_ in (str, list, dict) and len(valeur) > maximum:
            self.refuser("c’est trop long", cle)
        if parmi and valeur not in parmi:
            self.refuser(f"{', '.join(parmi)} étaient attendus", cle)
        return valeur

    def parcourir(self, cle: str, type_: type, *, maximum: int) -> Iterator[tuple[object, "_Objet"]]:
        """Parcourir les objets d'une liste ou d'un objet."""
        contenu = self.prendre(cle, type_, maximum=maximum)
        couples: Iterable = enumerate(contenu) if type_ is list else contenu.items()
        for nom, objet in couples:
            yield nom, _Objet(objet, (*self.chemin, cle, nom))

    def descendre(self, cle: str) -> "_Objet | None":
        """Prendre un objet, s'il y en a un."""
        contenu = self._contenu.get(cle)
        return None if contenu is None else _Objet(contenu, (*self.chemin, cle))

    def prendre_reponse(self, cle: str) -> object:
        """Prendre une réponse, s'il y en a une."""
        reponse = self._contenu.get(cle)
        return None if reponse is None else self.lire_reponse(reponse, (cle,))

    def lire_reponse(self, reponse: object, ou: tuple) -> object:
        """Vérifier une réponse : un texte, une liste ou un tableau de textes."""
        if type(reponse) not in (str, list, dict):
            self.refuser("une réponse se note en texte, en liste ou en tableau de textes", *ou)
        if len(reponse) > (_LONGUEUR if isinstance(reponse, str) else _CASES):
            self.refuser("c’est trop long", *ou)
        cases = {} if isinstance(reponse, str) else reponse
        for cle, case in cases.items() if isinstance(cases, dict) else enumerate(cases):
            if type(case) is not str:
                self.refuser("un texte était attendu", *ou, cle)
            if len(case) > _LONGUEUR or (isinstance(cle, str) and len(cle) > _CASES):
                self.refuser("c’est trop long", *ou, cle)
        return reponse
