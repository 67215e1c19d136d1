"""Le plan d'une lecture : un objet simple, daté d'une version, que l'on enregistre et que l'on rejoue."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date

from course_helpers.controles import citer, exiger_choix
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.dates import ORDRES
from course_helpers.lecture.montants import FORMATS
from course_helpers.lecture.roles import AIDES, TABLES

VERSION = 1
FORMATS_DE_FICHIER = ("csv", "classeur", "fec", "factures électroniques")
NATURES = ("factures", "clients", "prospects", "table")
# Ce que l'on peut choisir, et parmi quoi ; None : un texte libre, int : un numéro, dict : un
# choix par valeur.
CHOIX = {
    "feuille": None,
    "entetes": int,
    "encodage": None,
    "separateur": None,
    "dates": ORDRES,
    "nombres": FORMATS,
    "montants": ("HT", "TTC"),
    "achats": ("par ligne", "par jour"),
    "devise": None,
    "avoirs": ("déduire", "tels quels"),
    "repetitions": ("sommer", "une fois"),
    "suites": ("compléter", "écarter"),
    "derniere_ligne": ("écarter", "compter"),
    "doublons": ("écarter", "compter"),
    "remboursements": ("déduire", "ignorer"),
    "remises": ("déjà déduites", "en pourcentage", "en euros"),
    "comptes": ("clients", "collectifs"),
    "statuts": dict,
    "types": dict,
    "noms": dict,
    "roles": dict,
}
_VERDICTS = {"statuts": ("garder", "écarter"), "types": ("facture", "avoir", "écarter")}


@dataclass(frozen=True)
class Colonne:
    """Une colonne du fichier.

    Parameters
    ----------
    entete : str
        Ce qui est écrit en tête.
    nom : str
        Le nom qu'elle prend dans le tableau lu.
    role : str or None
        Ce qu'elle sert à lire ; None si elle est gardée telle quelle.
    format : str or None
        Le signe décimal, ou l'ordre du jour et du mois, quand il compte.
    facteur : float
        Ce que vaut une unité : 1000 pour des k€.
    """

    entete: str
    nom: str
    role: str | None = None
    format: str | None = None
    facteur: float = 1.0


@dataclass(frozen=True)
class Doute:
    """Une question à laquelle seul le lecteur peut répondre.

    Parameters
    ----------
    choix : str
        Le choix qui y répond : ``"dates"``, ``"nombres"``…
    constat : str
        Ce qui se lit de deux façons.
    options : dict[str, str]
        Chaque réponse, telle qu'on la donne à ``lire_factures``, et ce qu'elle fait.
    geste : str
        Ce qu'il faut faire, en une phrase.
    colonne : str or None
        L'en-tête en cause.
    ligne : int or None
        La première ligne du fichier qui pose la question.
    exemple : str or None
        Ce qui y est écrit.
    fichier : str or None
        Le nom du fichier, si plusieurs sont lus ensemble.
    sinon : str
        Que faire, en une phrase, si aucune réponse ne convient.
    """

    choix: str
    constat: str
    options: dict[str, str]
    geste: str
    colonne: str | None = None
    ligne: int | None = None
    exemple: str | None = None
    fichier: str | None = None
    sinon: str = ""

    def se_leve(self, choix: dict) -> bool:
        """Dire si des choix y répondent ; celui d'un rôle ne répond que de ce rôle.

        Examples
        --------
        >>> Doute("dates", "Deux sens", {}, "choisissez").se_leve({"dates": "mois/jour"})
        True
        """
        if self.choix != "roles":
            return self.choix in choix
        demandes = {role for option in self.options for role in json.loads(option)}
        return bool(demandes & choix.get("roles", {}).keys())

    def ecrire(self) -> str:
        """Écrire le doute en une phrase : quoi, où, que faire.

        Examples
        --------
        >>> doute = Doute("dates", "Deux sens", {}, "choisissez", None, 2, "1/2/2025")
        >>> doute.ecrire().replace("\\u202f", " ")
        'Deux sens, d’abord en ligne 2 (« 1/2/2025 ») : choisissez.'
        """
        fichier = f" de « {self.fichier} »" if self.fichier else ""
        lieu = f", d’abord en ligne {self.ligne}{fichier} (« {self.exemple} »)" if self.ligne else ""
        return typographier(f"{self.constat}{lieu} : {self.geste}.")


@dataclass(frozen=True)
class Plan:
    """Comment un fichier sera lu : ce qui y est reconnu, ce qui en est écarté, ce dont on doute.

    Parameters
    ----------
    nature : {"factures", "clients", "prospects", "table"}
        Ce que le fichier énumère.
    format : {"csv", "classeur", "fec", "factures électroniques"}
        Le genre de fichier.
    fichiers : tuple of str
        Le nom de chaque fichier lu, s'ils en ont.
    encodage, separateur, feuille : str or None
        Comment il est écrit.
    ligne_entetes : int
        Le numéro de la ligne d'en-têtes dans le fichier.
    colonnes : tuple of Colonne
        Dans l'ordre du fichier.
    jour_sans_preuve : tuple[str, str] or None
        Une date qui se lit aussi dans l'autre ordre, et le jour lu (AAAA-MM-JJ), si aucune ne tranche.
    dates : str or None
        L'ordre du jour et du mois, si des dates en dépendent.
    nombres : str or None
        Le signe décimal, si des nombres en dépendent.
    montants : str or None
        ``"HT"`` ; ``"TTC"`` s'ils sont ramenés en HT avec la colonne de la TVA.
    devise : str
        La monnaie des montants lus.
    avoirs : str or None
        ``"déduire"`` si les avoirs sont écrits en positif.
    repetitions : str or None
        ``"une fois"`` si le total d'une facture est répété sur ses lignes.
    suites : str or None
        ``"compléter"`` si une cellule vide reprend celle du dessus.
    statuts, types : dict[str, str]
        Ce que l'on fait de chaque valeur : ``"garder"``, ``"facture"``, ``"avoir"``, ou la raison d'écarter.
    ecartees : dict
        Raison → nombre, premières lignes, exemple : ce que la lecture mettra à part.
    remarques : tuple of str
        Ce qui a été compris sans question, mais mérite d'être dit.
    doutes : tuple of Doute
        Ce qui attend une réponse ; rien ne se lit tant qu'il en reste.
    choix : dict
        Les réponses déjà données.
    version : int
        Celle de ce format.
    """

    nature: str
    format: str = "csv"
    fichiers: tuple[str, ...] = ()
    encodage: str | None = None
    separateur: str | None = None
    feuille: str | None = None
    ligne_entetes: int = 1
    colonnes: tuple[Colonne, ...] = ()
    jour_sans_preuve: tuple[str, str] | None = None
    dates: str | None = None
    nombres: str | None = None
    montants: str | None = None
    devise: str = "EUR"
    avoirs: str | None = None
    repetitions: str | None = None
    suites: str | None = None
    statuts: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    ecartees: dict[str, dict] = field(default_factory=dict)
    remarques: tuple[str, ...] = ()
    doutes: tuple[Doute, ...] = ()
    choix: dict = field(default_factory=dict)
    version: int = VERSION

    def choisir(self, **choix) -> "Plan":
        """Répondre à des doutes, ou changer une réponse.

        Parameters
        ----------
        **choix
            Ceux de ``lire_factures`` : ``dates="mois/jour"``, ``roles={"client": "Société"}``…

        Returns
        -------
        Plan
            Le même, avec ces réponses ; les doutes qu'elles lèvent n'y sont plus.

        Examples
        --------
        >>> Plan("factures").choisir(dates="mois/jour").choix
        {'dates': 'mois/jour'}
        """
        verifies = verifier_choix(choix)
        ajoutes = {
            nom: {**self.choix.get(nom, {}), **valeur} if isinstance(valeur, dict) else valeur
            for nom, valeur in verifies.items()
        }
        restent = tuple(doute for doute in self.doutes if not doute.se_leve(verifies))
        return replace(self, choix={**self.choix, **ajoutes}, doutes=restent)

    def en_dict(self) -> dict:
        """Rendre le plan en types ordinaires, que JSON sait écrire.

        Examples
        --------
        >>> Plan("clients").en_dict()["version"]
        1
        """
        return json.loads(json.dumps(asdict(self)))

    def en_json(self) -> str:
        """Écrire le plan, pour l'enregistrer.

        Examples
        --------
        >>> Plan.lire(Plan("clients").en_json()) == Plan("clients")
        True
        """
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def lire(cls, texte) -> "Plan":
        """Relire un plan enregistré.

        Parameters
        ----------
        texte : str, bytes ou dict
            Ce qu'a écrit ``en_json``, ou rendu ``en_dict``.

        Returns
        -------
        Plan

        Raises
        ------
        ErreurCours
            « Ce n’est pas un plan de lecture : … » ; « Ce plan est de la version 2… »

        Examples
        --------
        >>> Plan.lire(b'{"version": 1, "nature": "clients"}').nature
        'clients'
        """
        try:
            lu = json.loads(texte) if isinstance(texte, str | bytes) else texte
        except (ValueError, RecursionError):
            lu = None
        if not isinstance(lu, dict) or lu.get("nature") not in NATURES:
            raise ErreurCours("Ce n’est pas un plan de lecture : rouvrez le fichier et enregistrez son plan.")
        if lu.get("version") != VERSION:
            raise ErreurCours(
                f"Ce plan est de la version « {citer(lu.get('version'))} », le cours lit la version "
                f"{VERSION} : rouvrez le fichier et enregistrez son plan."
            )
        connus = {champ.name for champ in fields(cls)}
        try:
            lu = {nom: valeur for nom, valeur in lu.items() if nom in connus}
            if "format" not in lu and lu.get("feuille"):  # un plan d'avant les formats
                lu["format"] = "classeur"
            for nom, classe in (("colonnes", Colonne), ("doutes", Doute)):
                lu[nom] = tuple(classe(**partie) for partie in lu.get(nom, ()))
            phrases = {nom: tuple(map(str, lu.get(nom, ()))) for nom in ("remarques", "fichiers")}
            if lu.get("jour_sans_preuve") is not None:
                phrases["jour_sans_preuve"] = tuple(map(str, lu["jour_sans_preuve"]))
            plan = cls(**lu | phrases)
            _verifier_plan(plan)
            return replace(plan, choix=verifier_choix(plan.choix))
        except ErreurCours:
            raise
        except (TypeError, ValueError, AttributeError, KeyError):
            raise ErreurCours(
                "Ce plan de lecture est abîmé : rouvrez le fichier et enregistrez son plan."
            ) from None

    def fixer(self) -> dict:
        """Les choix qui font lire un autre fichier comme celui-ci.

        Examples
        --------
        >>> Plan("factures", colonnes=(Colonne("Nom", "client", "client"),)).fixer()
        {'roles': {'client': 'Nom'}}
        """
        roles = {
            colonne.role: colonne.entete
            for colonne in self.colonnes
            if colonne.role
            and colonne.role not in AIDES
            and not any(d.choix == "roles" and d.se_leve({"roles": {colonne.role: ""}}) for d in self.doutes)
        }
        return {**self.choix, "roles": {**roles, **self.choix.get("roles", {})}}


def ecrire_reponse(cle: str, reponse: str) -> str:
    """Écrire une réponse par valeur, telle qu'on la donne : pour ``statuts``, ``types`` ou ``roles``.

    Examples
    --------
    >>> ecrire_reponse("Acompte", "écarter")
    '{"Acompte":"écarter"}'
    """
    return json.dumps({cle: reponse}, ensure_ascii=False, separators=(",", ":"))


def _verifier_plan(plan: Plan) -> None:
    """Un plan venu d'ailleurs a les types attendus."""
    if plan.format not in FORMATS_DE_FICHIER:
        raise ValueError
    textes = [
        plan.encodage,
        plan.separateur,
        plan.feuille,
        plan.dates,
        plan.nombres,
        plan.montants,
        plan.avoirs,
    ]
    textes += [plan.repetitions, plan.suites, plan.devise]
    for colonne in plan.colonnes:
        textes += [colonne.entete, colonne.nom, colonne.role, colonne.format]
        if not isinstance(colonne.facteur, int | float):
            raise TypeError
    for valeurs in (plan.statuts, plan.types):
        textes += [*valeurs, *valeurs.values()]
    if not all(texte is None or isinstance(texte, str) for texte in textes):
        raise TypeError
    for doute in plan.doutes:
        textes += [
            doute.choix,
            doute.constat,
            doute.geste,
            doute.sinon,
            *doute.options,
            *doute.options.values(),
        ]
        if doute.choix == "roles":
            doute.se_leve({})
    if plan.jour_sans_preuve is not None:
        date.fromisoformat(plan.jour_sans_preuve[1])
    if not isinstance(plan.choix, dict) or not isinstance(plan.ligne_entetes, int):
        raise TypeError


def verifier_choix(choix: dict) -> dict:
    """Vérifier des choix, et oublier ceux que l'on n'a pas faits.

    Raises
    ------
    ErreurCours
        « Choix inconnu… » ; « Choix impossible pour « dates »… »

    Examples
    --------
    >>> verifier_choix({"dates": "mois/jour", "nombres": None})
    {'dates': 'mois/jour'}
    """
    verifies = {}
    for nom, valeur in choix.items():
        exiger_choix("Choix inconnu", nom, CHOIX)
        if valeur is None:
            continue
        attendu = CHOIX[nom]
        if isinstance(attendu, tuple):
            exiger_choix(typographier(f"Choix impossible pour « {nom} »"), valeur, attendu)
        elif attendu is int:
            if isinstance(valeur, bool) or not isinstance(valeur, int) or valeur < 1:
                raise ErreurCours(f"« {nom} » attend le numéro d’une ligne, et non « {citer(valeur)} ».")
        elif attendu is dict:
            if not isinstance(valeur, dict) or not all(isinstance(v, str) for v in valeur.values()):
                raise ErreurCours(
                    f"« {nom} » attend une réponse par valeur : {nom}={{« valeur » : « réponse »}}."
                )
            for verdict in valeur.values() if nom in _VERDICTS else ():
                exiger_choix(typographier(f"Choix impossible pour « {nom} »"), verdict, _VERDICTS[nom])
            connus = {role for table in TABLES.values() for role in table}
            for role in valeur if nom == "roles" else ():
                if not str(role).startswith("ca_20"):
                    exiger_choix("Rôle inconnu", role, sorted(connus))
        elif not isinstance(valeur, str):
            raise ErreurCours(f"« {nom} » attend un texte, et non « {citer(valeur)} ».")
        verifies[nom] = dict(valeur) if isinstance(valeur, dict) else valeur
    return verifies
