"""Poser les questions de la banque sur le portefeuille que l'on vient de lire.

Les questions sont celles des séries 4, 3 et 2 : mêmes énoncés, diagnostics, indices, solutions et correction.
Une question n'est posée que si le fichier remplit les conditions que les tirages garantissent aux données
d'exercice ; sinon, elle est laissée, et l'on dit pourquoi.

Il n'en sort pas de copie. Une copie ne porte que des réponses : l'enseignant retrouve les données d'après
l'identifiant, ce qu'il ne peut pas pour un fichier privé. Une copie qu'il ne saurait corriger le tromperait,
et joindre le fichier à la copie ferait sortir les clients de l'entreprise. On offre donc un texte à garder
pour soi, qui le dit. Rien n'est gardé dans le navigateur.
"""

import hashlib
from dataclasses import replace
from math import isfinite
from types import MappingProxyType

import pandas as pd

from course_helpers.analyse import PortefeuilleLu
from course_helpers.chapitres import trouver_chapitre
from course_helpers.ecriture import FINE, typographier
from course_helpers.exercices.banque import Banque, ouvrir_banque
from course_helpers.exercices.conditions import (
    CONDITIONS,
    HORS_FICHIER,
    MOTS,
    NUANCES,
    PARETO,
    PORTEFEUILLE,
    SANS_OBJET,
    VALEUR,
)
from course_helpers.exercices.confusions import ATTENDU, CONVENTION, relever_confusions
from course_helpers.exercices.donnees_lues import CODE, SERIE, DonneesLues, preparer_donnees
from course_helpers.exercices.question import Erreur, Question, QuestionPosee, SeriePosee, Valeurs
from course_helpers.exercices.saisie import rapprocher
from course_helpers.exercices.serie import SerieAffichee
from course_helpers.exercices.textes import Texte, ValeurAbsente, composer
from course_helpers.gabarits import remplir
from course_helpers.tirages.reserve import Portefeuille

SERIES = (PARETO, VALEUR, PORTEFEUILLE)
_TITRE = "Exercices sur votre portefeuille"
_ANNEES = "annees"  # le tableau que montrent les questions posées sur deux années
_INCOMPLETE = (
    f"Votre fichier ne donne pas tout ce que cette question emploie{FINE}: elle reste dans son chapitre."
)


class SerieSurMesure(SerieAffichee):
    """Des questions de la banque, posées sur un fichier : elles s'affichent comme une série, sans copie.

    Parameters
    ----------
    banque : Banque
        Les questions posées.
    posee : SeriePosee
    """

    code = CODE

    def __init__(self, banque: Banque, posee: SeriePosee) -> None:
        super().__init__(banque)
        self.poser(posee)


def poser_sur(lu: PortefeuilleLu) -> tuple[SerieSurMesure, pd.DataFrame]:
    """Poser sur un portefeuille lu les questions des séries 4, 3 et 2 dont il remplit les conditions.

    Parameters
    ----------
    lu : PortefeuilleLu

    Returns
    -------
    serie : SerieSurMesure
        Ses questions portent le numéro du chapitre, puis celui de la série : ``"q4.2"``.
    laissees : DataFrame
        Une ligne par question qui n'est pas posée : ``question`` (« 4.12 »), ``titre``, ``raison`` (une
        phrase).

    Notes
    -----
    Sur les données lues, une question dont une erreur typique donnerait la bonne réponse n'est pas posée,
    sauf si l'erreur n'est qu'une nuance que la précision demandée efface (un rang arrondi vers le bas, parmi
    des centaines). Deux erreurs qui donneraient la même réponse n'y sont pas reconnues : aucun diagnostic
    n'est donné au hasard.

    Examples
    --------
    >>> ca = [3700, 2600, 1900, 1400, 900, 640, 450, 310, 220, 150, 110, 60]
    >>> clients = pd.DataFrame({"client": [f"Client {rang:02}" for rang in range(12, 0, -1)], "ca": ca})
    >>> serie, laissees = poser_sur(PortefeuilleLu(clients))
    >>> serie.q["q4.5"].verifier("29,7").etat
    'reussi'
    >>> laissees.set_index("question").loc["4.12", "raison"].replace("\\u202f", " ")
    'Il faut deux clients au total négatif, ni plus ni moins : votre fichier n’en a aucun.'
    """
    lues = preparer_donnees(lu)
    montre = lues.ouvrir(SERIE)
    graine = _tirer_graine(lues)
    posees, laissees, valeurs = {}, [], {}
    for nom in SERIES:
        banque = ouvrir_banque(nom)
        portefeuille = lues.ouvrir(nom)
        valeurs[nom] = Valeurs(**_calculer(banque, lues, portefeuille))
        for question in banque.questions:
            numero = f"{banque.chapitre.numero}.{question.numero}"
            pose = _Pose(nom, question, lues, valeurs[nom])
            raison = pose.trouver_raison() or pose.poser(f"q{numero}", montre, graine)
            if raison:
                laissees.append((numero, typographier(question.titre), raison))
            else:
                posees[f"q{numero}"] = pose.posee
    questions = tuple(posee.question for posee in posees.values())
    chapitre = trouver_chapitre(PARETO)
    banque = Banque(SERIE, chapitre, _TITRE, "", questions, ouvrir_banque(PARETO).calculer, ())
    presentation = Texte(_presenter(lues))
    serie = SerieSurMesure(
        banque, SeriePosee(presentation, montre, valeurs[PARETO], MappingProxyType(posees))
    )
    return serie, pd.DataFrame(laissees, columns=["question", "titre", "raison"])


def _presenter(lues: DonneesLues) -> str:
    """Dire ce que l'on a sous les yeux, et ce qui en est mis à part."""
    texte = remplir(
        "presentation-lue.txt",
        n=len(lues.clients),
        montants=len(lues.clients.columns) > 2,
        hors=len(lues.avoirs),
        nuls=len(lues.clients) - lues.acheteurs,
        marge_deduite=lues.marge_deduite,
        annees=lues.annees,
    )
    return typographier(str(texte).strip())


def _tirer_graine(lues: DonneesLues) -> str:
    """Tirer des données le texte d'où vient l'ordre des réponses : le même fichier se montre le même."""
    texte = f"{SERIE}:{len(lues.clients)}:{lues.clients['ca'].tolist()}"
    return f"{SERIE}:{hashlib.sha256(texte.encode()).hexdigest()}"


def _calculer(banque: Banque, lues: DonneesLues, portefeuille: Portefeuille) -> dict[str, object]:
    """Calculer ce que citent les questions d'une série, s'il y a assez de clients pour le faire."""
    if "clients" in lues.manques:
        return {}
    if banque.nom == VALEUR and len(portefeuille.clients) <= 7:
        colonnes = [c for c in portefeuille.clients if c != "charges"]
        portefeuille = replace(portefeuille, clients=portefeuille.clients[colonnes], tables={})
    return banque.calculer(portefeuille)


class _Pose:
    """La pose d'une question de la banque sur des données lues."""

    def __init__(self, nom: str, question: Question, lues: DonneesLues, valeurs: Valeurs) -> None:
        self.nom, self.question, self.lues, self.valeurs = nom, question, lues, valeurs

    def trouver_raison(self) -> str:
        """Trouver la première condition que le fichier ne remplit pas ; vide s'il les remplit toutes."""
        cle = (self.nom, self.question.identifiant)
        if cle in HORS_FICHIER:
            return HORS_FICHIER[cle]
        return next((raison for c in CONDITIONS[cle] if (raison := c(self.lues, self.valeurs))), "")

    def poser(self, identifiant: str, montre: Portefeuille, graine: str) -> str:
        """Poser la question ; rendre la raison de la laisser, si une erreur s'y confond avec la réponse."""
        erreurs = tuple(erreur for erreur in self.question.erreurs if self._est_possible(erreur))
        try:
            posee = self._faire(identifiant, erreurs, montre, graine)
            confondues = relever_confusions(posee)
        except ValeurAbsente:
            return _INCOMPLETE
        if not _se_distinguent(posee):
            return "Deux des noms à choisir se ressemblent trop pour être distingués."
        for code, autre in confondues:
            nuance = code.startswith(CONVENTION) or (self.nom, self.question.identifiant, code) in NUANCES
            if autre.startswith(CONVENTION) or (autre == ATTENDU and not nuance):
                return (
                    f"Sur vos données, une erreur fréquente tombe sur la bonne réponse{FINE}: {MOTS[code]}."
                )
        confondus = {code for couple in confondues for code in couple}
        gardees = tuple(erreur for erreur in erreurs if erreur.code not in confondus)
        if self.question.erreurs and not gardees:
            return "Sur vos données, deux erreurs fréquentes donneraient chaque fois le même nombre."
        conventions = tuple(
            convention
            for rang, convention in enumerate(self.question.conventions, start=1)
            if f"{CONVENTION} {rang}" not in confondus
        )
        self.posee = self._faire(identifiant, gardees, montre, graine, conventions=conventions)
        return ""

    def _est_possible(self, erreur: Erreur) -> bool:
        """Dire si ces données permettent de faire l'erreur, et au cours d'en parler."""
        sans_objet = SANS_OBJET.get((self.nom, self.question.identifiant, erreur.code))
        if sans_objet and sans_objet(self.valeurs):
            return False
        try:
            motif = erreur.calcul(self.valeurs)
            composer(erreur.message, vars(self.valeurs) | {"reponse": ""})
        except (ValeurAbsente, ZeroDivisionError):
            return False
        nombres = motif.values() if isinstance(motif, dict) else [motif]
        return all(isfinite(nombre) for nombre in nombres if isinstance(nombre, int | float))

    def _faire(
        self,
        identifiant: str,
        erreurs: tuple[Erreur, ...],
        montre: Portefeuille,
        graine: str,
        **change: object,
    ) -> QuestionPosee:
        table = _ANNEES if self.nom == PORTEFEUILLE and self.question.table else self.question.table
        question = replace(
            self.question.garder_pour_soi(), identifiant=identifiant, erreurs=erreurs, table=table, **change
        )
        posee = QuestionPosee(question, self.valeurs, montre, graine)
        # Tout ce qui peut se montrer est composé ici : une valeur absente se voit à la pose.
        _ = (posee.enonce, posee.indices, posee.solution, posee.confirmation, posee.champs, posee.conventions)
        return posee


def _se_distinguent(posee: QuestionPosee) -> bool:
    """Dire si aucun nom à choisir, ni aucune clé, ne se lit comme un autre."""
    lus = [{rapprocher(o.cle), rapprocher(o.texte)} for o in posee.elements or posee.options]
    toutes = [lue for lues in lus for lue in lues]
    return all(toutes) and len(set(toutes)) == len(toutes) and not set(toutes) & set("abcdefgh")
