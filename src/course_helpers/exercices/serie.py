"""Le travail d'une personne sur une série : ses données, ses essais, sa copie."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.lecture import lire_reponse
from course_helpers.exercices.question import (
    ETATS,
    Question,
    Sujet,
    Valeurs,
    Verdict,
    corriger,
    ecrire_reponse,
    enoncer,
    expliquer,
    rediger_indices,
)
from course_helpers.exercices.series import trouver_sujet
from course_helpers.exercices.textes import Texte, composer, typographier
from course_helpers.portefeuille import CLASSE, Portefeuille, portefeuille

ESSAIS_AVANT_SOLUTION = 2


@dataclass(frozen=True, repr=False)
class Progression:
    """Où en est la série : questions réussies, indices pris, état de chacune."""

    reussies: int
    total: int
    indices: int
    etats: dict[str, str]

    def __str__(self) -> str:
        """Écrire « réussies / total · indices »."""
        pluriel = "s" if self.indices > 1 else ""
        return f"{self.reussies} / {self.total} · {self.indices} indice{pluriel}"

    def __repr__(self) -> str:
        """Écrire le compte, puis l'état de chaque question."""
        lignes = [f"{numero} {' '.join(ETATS[etat])}" for numero, etat in self.etats.items()]
        return "\n".join([str(self), *lignes])


class QuestionPosee:
    """Une question posée sur les données d'une personne, et ses essais.

    Affichée seule dans un cahier, elle montre sa carte.
    """

    def __init__(self, question: Question, valeurs: Valeurs, donnees: Portefeuille) -> None:
        self.question = question
        self.valeurs = valeurs
        self.portefeuille = donnees
        self.essais: list = []
        self.indices_pris = 0
        self.verdict = Verdict("a_faire")
        self._reussie = False
        self._renoncee = False
        self.solution_lue = False
        self._ecouteurs: list[Callable[[], None]] = []

    @property
    def etat(self) -> str:
        """L'état retenu : une réussite ou un renoncement ne s'efface pas."""
        if self._renoncee:
            return "renonce"
        return "reussi" if self._reussie else self.verdict.etat

    @property
    def solution_ouverte(self) -> bool:
        """La solution se lit après une réussite, deux essais ou un renoncement."""
        return self._reussie or self._renoncee or len(self.essais) >= ESSAIS_AVANT_SOLUTION

    def verifier(self, valeur: object = None) -> Verdict:
        """Corriger une réponse ; une réponse vide ou illisible ne compte pas comme un essai.

        Parameters
        ----------
        valeur : object
            Un texte (``"37,7 %"``), un nombre, la lettre d'un choix, ou un dictionnaire pour un
            classement.

        Returns
        -------
        Verdict
        """
        try:
            reponse = lire_reponse(self.question, self.valeurs, valeur)
        except ErreurCours as erreur:
            self.verdict = Verdict("illisible", None, str(erreur))
        else:
            self.verdict = corriger(self.question, self.valeurs, reponse)
            # Après un renoncement, on peut encore s'exercer : la copie, elle, n'enregistre plus rien.
            if reponse is not None and not self._renoncee:
                self.essais.append(self._noter(valeur, reponse))
                self._reussie = self._reussie or self.verdict.etat == "reussi"
        self._prevenir()
        return self.verdict

    def indice(self) -> Texte:
        """Donner l'indice suivant ; chaque indice est compté."""
        indices = rediger_indices(self.question, self.valeurs)
        if self.indices_pris == len(indices):
            return composer(
                "Vous avez pris les {n} indices : relisez-les, ou demandez la solution.", {"n": len(indices)}
            )
        self.indices_pris += 1
        self._prevenir()
        return Texte(f"Indice {self.indices_pris}/{len(indices)} · {indices[self.indices_pris - 1]}")

    def solution(self) -> Texte:
        """Montrer la solution, après deux essais, une réussite ou un renoncement.

        La lire avant d'avoir réussi vaut renoncement.
        """
        if not self.solution_ouverte:
            reste = ESSAIS_AVANT_SOLUTION - len(self.essais)
            return composer(
                "La solution s'ouvre après deux essais : il en reste {reste}. "
                "Pour la lire sans attendre, demandez-la avec renoncer().",
                {"reste": reste},
            )
        if not self._reussie:
            self._renoncee = True
        self.solution_lue = True
        self._prevenir()
        return expliquer(self.question, self.valeurs)

    def renoncer(self) -> Verdict:
        """Renoncer à chercher : la solution s'ouvre, et la copie le garde."""
        if self._reussie:
            return Verdict("reussi", None, "Cette question est déjà réussie ; la solution est ouverte.")
        self._renoncee = True
        self.verdict = Verdict("renonce", None, "La solution est ouverte.")
        self._prevenir()
        return self.verdict

    def observer(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque changement (la carte s'en sert pour rester à jour)."""
        self._ecouteurs.append(ecouteur)

    def _prevenir(self) -> None:
        for ecouteur in self._ecouteurs:
            ecouteur()

    def _noter(self, valeur: object, reponse) -> object:
        """Garder la réponse telle que tapée, en type simple."""
        if self.question.genre != "nombre":
            return reponse
        tapee = valeur if isinstance(valeur, str) else ecrire_reponse(self.question, self.valeurs, reponse)
        return str.__str__(tapee)

    def __repr__(self) -> str:
        """Écrire l'état et l'énoncé."""
        icone, mots = ETATS[self.etat]
        return f"{self.question.identifiant} {icone} {mots}\n{enoncer(self.question, self.valeurs)}"

    @cached_property
    def carte(self):
        """La carte à widgets de cette question (une seule, même affichée deux fois)."""
        from course_helpers.exercices.cartes import Carte

        return Carte(self)

    def _repr_mimebundle_(self, **_) -> dict:
        # Les widgets ne se chargent qu'à l'affichage : corriger des copies s'en passe.
        from course_helpers.exercices.cartes import afficher_question

        return afficher_question(self)


class _Questions(dict):
    def __missing__(self, cle: object):
        noms = list(self)
        raise ErreurCours(f"La question « {cle} » n’existe pas : choisissez de {noms[0]} à {noms[-1]}.")


class Serie:
    """Une série d'exercices posée sur les données d'une personne.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.
    code : str
        L'identifiant de la personne ; ``CLASSE`` (par défaut) donne les mêmes données à tout le monde.

    Raises
    ------
    ErreurCours
        Série inconnue, ou identifiant qui ne convient pas.

    Examples
    --------
    >>> serie = Serie("4-pareto", code="GPME2-07")
    >>> serie.q["q1"].verifier("")
    ● à faire
    >>> serie.q["q3"].verifier("81;4")
    ✎ illisible · Je n’ai pas compris “81;4” : écrivez par exemple 81,4.
    >>> serie.progression().reussies
    0
    """

    def __init__(self, nom: str, code: str = CLASSE) -> None:
        self.sujet: Sujet = trouver_sujet(nom)
        self.portefeuille = portefeuille(code, nom)
        self.valeurs = self.sujet.evaluer(self.portefeuille)
        self.q = _Questions(
            (question.identifiant, QuestionPosee(question, self.valeurs, self.portefeuille))
            for question in self.sujet.questions
        )

    @property
    def presentation(self) -> Texte:
        """Ce que la personne a sous les yeux, avec ses chiffres."""
        return composer(self.sujet.presentation, vars(self.valeurs))

    def progression(self) -> Progression:
        """Compter les questions réussies et les indices pris."""
        etats = {numero: posee.etat for numero, posee in self.q.items()}
        return Progression(
            reussies=sum(etat == "reussi" for etat in etats.values()),
            total=len(etats),
            indices=sum(posee.indices_pris for posee in self.q.values()),
            etats=etats,
        )

    def exporter(self) -> str:
        """Écrire la copie en JSON : les réponses telles que tapées, jamais de note.

        Returns
        -------
        str
            ``format``, ``serie``, ``version``, ``code``, ``variante``, et pour chaque question
            ``essais``, ``indices`` (nombre) et ``solution`` (vrai si elle a été lue avant de réussir).
        """
        copie = {
            "format": "course-helpers/copie-1",
            "serie": self.sujet.nom,
            "version": self.sujet.version,
            "code": self.portefeuille.code,
            "variante": self.portefeuille.variante,
            "reponses": {
                numero: {
                    "essais": posee.essais,
                    "indices": posee.indices_pris,
                    "solution": posee.etat == "renonce",
                }
                for numero, posee in self.q.items()
            },
        }
        return json.dumps(copie, ensure_ascii=False, indent=1)

    def __repr__(self) -> str:
        """Écrire la progression et le titre de chaque question."""
        code = self.portefeuille.code
        lignes = [
            f"{numero} {' '.join(ETATS[posee.etat])} · {typographier(posee.question.titre)}"
            for numero, posee in self.q.items()
        ]
        return "\n".join([f"{self.sujet.titre} · {code} · {self.progression()}", *lignes])

    @cached_property
    def carte(self):
        """La série en widgets."""
        from course_helpers.exercices.cartes import CarteSerie

        return CarteSerie(self)

    def _repr_mimebundle_(self, **_) -> dict:
        from course_helpers.exercices.cartes import afficher_serie

        return afficher_serie(self)
