"""Le travail d'une personne sur une série : ses données, ses essais, sa copie."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.correction import preparer_variante
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.lecture import lire_reponse
from course_helpers.exercices.magasin import Magasin, ouvrir_magasin
from course_helpers.exercices.question import (
    ETATS,
    Question,
    Sujet,
    Valeurs,
    Verdict,
    corriger,
    decrire_champs,
    donner_consigne,
    enoncer,
    expliquer,
    rediger_indices,
)
from course_helpers.exercices.series import trouver_sujet
from course_helpers.exercices.textes import Texte, composer, typographier
from course_helpers.tirages.reserve import CLASSE, Portefeuille, tirer_portefeuille, trouver_variante

ESSAIS_AVANT_SOLUTION = 2
MODES = ("entrainement", "evaluation")
FORMAT = "course-helpers/copie-1"
TYPE_COPIE = "application/vnd.course-helpers.copie+json"
_TAILLE_MAXIMALE = 1_000_000
_ESSAIS_RELUS = 1000
_SELON_LE_LIEU = object()
_PAS_EN_EVALUATION = (
    "En évaluation, il n'y a ni indice ni solution : répondez, votre réponse est enregistrée."
)


@dataclass(frozen=True, repr=False)
class Progression:
    """Où en est la série : questions réussies ou enregistrées, indices pris, état de chacune."""

    reussies: int
    total: int
    indices: int
    etats: dict[str, str]
    enregistrees: int = 0

    def __str__(self) -> str:
        """Écrire « faites / total · indices »."""
        pluriel = "s" if self.indices > 1 else ""
        return f"{self.reussies + self.enregistrees} / {self.total} · {self.indices} indice{pluriel}"

    def __repr__(self) -> str:
        """Écrire le compte, puis l'état de chaque question."""
        lignes = [f"{numero} {' '.join(ETATS[etat])}" for numero, etat in self.etats.items()]
        return "\n".join([str(self), *lignes])


class QuestionPosee:
    """Une question posée sur les données d'une personne, et ses essais.

    Affichée seule dans un cahier, elle montre sa carte.
    """

    def __init__(
        self, question: Question, valeurs: Valeurs, donnees: Portefeuille, *, evaluation: bool = False
    ) -> None:
        self.question = question
        self.evaluation = evaluation
        self.reprises = 0  # change quand les champs de la carte sont à refaire
        self._ecouteurs: list[Callable[[], None]] = []
        self.poser(valeurs, donnees)

    def poser(self, valeurs: Valeurs, donnees: Portefeuille) -> None:
        """Poser la question sur des données ; les essais repartent de zéro."""
        self.valeurs = valeurs
        self.portefeuille = donnees
        self.essais: list = []
        self.indices_pris = 0
        self.verdict = Verdict("a_faire")
        self._acquis: str | None = None
        self._renoncee = False
        self.solution_lue = False
        self.reprises += 1
        self._prevenir()

    @property
    def etat(self) -> str:
        """L'état retenu : une réussite ou un renoncement ne s'efface pas."""
        if self._renoncee:
            return "renonce"
        return self._acquis or self.verdict.etat

    @property
    def solution_ouverte(self) -> bool:
        """La solution se lit après une réussite, deux essais ou un renoncement ; jamais en évaluation."""
        if self.evaluation:
            return False
        return bool(self._acquis) or self._renoncee or len(self.essais) >= ESSAIS_AVANT_SOLUTION

    def verifier(self, valeur: object = None) -> Verdict:
        """Corriger une réponse ; une réponse vide ou illisible ne compte pas comme un essai.

        Parameters
        ----------
        valeur : object
            Un texte (``"37,7 %"``), un nombre, la lettre d'un choix, une liste (choix multiple, ordre), ou
            un dictionnaire pour une question par lignes.

        Returns
        -------
        Verdict
            En évaluation, seulement ``enregistre``, ``illisible`` ou ``a_faire``.
        """
        try:
            reponse = lire_reponse(self.question, self.valeurs, valeur)
        except ErreurCours as erreur:
            self.verdict = Verdict("illisible", None, str(erreur))
        else:
            if reponse is not None and self.evaluation:
                self.verdict = Verdict("enregistre", None, "Votre dernière réponse est celle qui compte.")
            else:
                self.verdict = corriger(self.question, self.valeurs, reponse)
            # Après un renoncement, on peut encore s'exercer : la copie, elle, n'enregistre plus rien.
            if reponse is not None and not self._renoncee:
                self.essais.append(GENRES[self.question.genre].noter(valeur, reponse))
                if self.verdict.etat in ("reussi", "enregistre"):
                    self._acquis = self.verdict.etat
        self._prevenir()
        return self.verdict

    def indice(self) -> Texte:
        """Donner l'indice suivant ; chaque indice est compté."""
        if self.evaluation:
            return Texte(typographier(_PAS_EN_EVALUATION))
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
        if self.evaluation:
            return Texte(typographier(_PAS_EN_EVALUATION))
        if not self.solution_ouverte:
            reste = ESSAIS_AVANT_SOLUTION - len(self.essais)
            return composer(
                "La solution s'ouvre après deux essais : il en reste {reste}. "
                "Pour la lire sans attendre, demandez-la avec renoncer().",
                {"reste": reste},
            )
        if not self._acquis:
            self._renoncee = True
        self.solution_lue = True
        self._prevenir()
        return expliquer(self.question, self.valeurs)

    def renoncer(self) -> Verdict:
        """Renoncer à chercher : la solution s'ouvre, et la copie le garde."""
        if self.evaluation:
            return Verdict(self.etat, None, typographier(_PAS_EN_EVALUATION))
        if self._acquis:
            return Verdict(self._acquis, None, "Vous avez déjà répondu ; la solution est ouverte.")
        self._renoncee = True
        self.verdict = Verdict("renonce", None, "La solution est ouverte.")
        self._prevenir()
        return self.verdict

    def reprendre(self, essais: list, indices: int, renoncee: bool) -> None:
        """Rejouer ce que garde une copie."""
        for essai in essais:
            self.verifier(essai)
        if not self.evaluation:
            self.indices_pris = min(max(indices, 0), len(self.question.indices))
            if renoncee:
                self.renoncer()
        self.reprises += 1
        self._prevenir()

    def observer(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque changement (la carte s'en sert pour rester à jour)."""
        self._ecouteurs.append(ecouteur)

    def _prevenir(self) -> None:
        for ecouteur in self._ecouteurs:
            ecouteur()

    def __repr__(self) -> str:
        """Écrire l'état, l'énoncé, ce qu'il y a à remplir et comment répondre, sans widget."""
        icone, mots = ETATS[self.etat]
        lignes = [f"{self.question.identifiant} {icone} {mots}", enoncer(self.question, self.valeurs)]
        champs = decrire_champs(self.question, self.valeurs)
        if champs[0].cle:
            lignes += [f"  {champ.cle} · {champ.intitule}" for champ in champs]
        options = "liste" if champs[0].saisie == "liste" and self.question.genre != "ordre" else ""
        if options or champs[0].saisie in ("boutons", "cases"):
            lignes += [
                f"  {option.cle} · {option.texte}" if options else f"  {option.texte}"
                for option in champs[0].options
            ]
        return "\n".join([*lignes, donner_consigne(self.question)])

    @cached_property
    def carte(self):
        """La carte à widgets de cette question (une seule, même affichée deux fois)."""
        from course_helpers.exercices.cartes import Carte

        return Carte(self)

    def _repr_mimebundle_(self, **_) -> dict:
        # Les widgets ne se chargent qu'à l'affichage : corriger des copies s'en passe.
        try:
            from course_helpers.exercices.cartes import afficher_question
        except ImportError:
            return {"text/plain": repr(self)}
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
    mode : {"entrainement", "evaluation"}
        En évaluation, une réponse est seulement enregistrée : ni verdict, ni indice, ni solution.
    magasin : Magasin or None
        Où garder la copie ; par défaut, un fichier à côté du cahier sous JupyterLab, rien ailleurs
        (voir :mod:`course_helpers.exercices.magasin`).

    Attributes
    ----------
    q : dict
        Les questions, par identifiant.
    avis : str
        Ce qu'il faut savoir de la copie gardée ; vide si tout va bien.

    Raises
    ------
    ErreurCours
        Série ou mode inconnu, ou identifiant qui ne convient pas.

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

    def __init__(
        self,
        nom: str,
        code: str = CLASSE,
        *,
        mode: str = "entrainement",
        magasin: Magasin | None = _SELON_LE_LIEU,
    ) -> None:
        if mode not in MODES:
            raise ErreurCours(f"Le mode « {mode!s:.40} » n’existe pas : choisissez parmi {', '.join(MODES)}.")
        self.sujet: Sujet = trouver_sujet(nom)
        self.mode = mode
        self.avis = ""
        self.q = _Questions()
        self._en_pause = False
        self._ecouteurs: list[Callable[[], None]] = []
        self._tirer(code, 0)
        suffixe = "-evaluation" if mode == "evaluation" else ""
        self._magasin = (
            ouvrir_magasin(f"copie-{code}-{nom}{suffixe}.json") if magasin is _SELON_LE_LIEU else magasin
        )
        self._retrouver()

    def _tirer(self, code: str, tirage: int) -> None:
        """Poser toutes les questions sur un tirage."""
        self.portefeuille = tirer_portefeuille(code, self.sujet.nom, tirage=tirage)
        self.tirage = tirage
        _, self.valeurs = preparer_variante(self.sujet.nom, self.portefeuille.variante)
        for question in self.sujet.questions:
            if question.identifiant in self.q:
                self.q[question.identifiant].poser(self.valeurs, self.portefeuille)
            else:
                posee = QuestionPosee(
                    question, self.valeurs, self.portefeuille, evaluation=self.mode == "evaluation"
                )
                posee.observer(self._changer)
                self.q[question.identifiant] = posee

    @property
    def presentation(self) -> Texte:
        """Ce que la personne a sous les yeux, avec ses chiffres."""
        return composer(self.sujet.presentation, vars(self.valeurs))

    def progression(self) -> Progression:
        """Compter les questions faites et les indices pris."""
        etats = {numero: posee.etat for numero, posee in self.q.items()}
        return Progression(
            reussies=sum(etat == "reussi" for etat in etats.values()),
            total=len(etats),
            indices=sum(posee.indices_pris for posee in self.q.values()),
            etats=etats,
            enregistrees=sum(etat == "enregistre" for etat in etats.values()),
        )

    # --- La copie --------------------------------------------------------------------------------------

    def exporter(self) -> str:
        """Écrire la copie en JSON : les réponses telles que tapées, jamais de note.

        Returns
        -------
        str
            ``format``, ``serie``, ``version``, ``code``, ``tirage``, ``variante``, ``mode``, et pour chaque
            question ``essais``, ``indices`` (nombre) et ``solution`` (vrai si elle a été lue avant de
            réussir).
        """
        copie = {
            "format": FORMAT,
            "serie": self.sujet.nom,
            "version": self.sujet.version,
            "code": self.portefeuille.code,
            "tirage": self.tirage,
            "variante": self.portefeuille.variante,
            "mode": self.mode,
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

    def reprendre(self, copie: str) -> None:
        """Rouvrir une copie exportée : ses réponses remplacent celles qui sont à l'écran.

        Parameters
        ----------
        copie : str
            Le texte JSON d'une copie.

        Raises
        ------
        ErreurCours
            La copie est illisible, ou d'une autre série, version, mode ou identifiant : rien n'est changé.
        """
        lue = self._controler(copie)
        self._en_pause = True
        try:
            self._tirer(self.portefeuille.code, lue.get("tirage", 0))
            for numero, posee in self.q.items():
                rendu = lue["reponses"].get(numero, {})
                posee.reprendre(
                    rendu.get("essais", [])[:_ESSAIS_RELUS],
                    rendu.get("indices", 0),
                    rendu.get("solution") is True,
                )
        finally:
            self._en_pause = False
        self.avis = ""
        self._changer()

    def _controler(self, copie: str) -> dict:
        """Refuser une copie que l'on ne peut pas reprendre sans la mélanger."""
        try:
            if len(copie) > _TAILLE_MAXIMALE:
                raise ValueError
            lue = json.loads(copie)
            assez = lue["format"] == FORMAT and all(
                isinstance(rendu["essais"], list) and type(rendu.get("indices", 0)) is int
                for rendu in lue["reponses"].values()
            )
            if not assez:
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise ErreurCours(
                "Ce fichier n’est pas une copie du cours : choisissez un fichier « copie-….json »."
            ) from None
        code = self.portefeuille.code
        presents = {
            "serie": (self.sujet.nom, "la série"),
            "version": (self.sujet.version, "la version"),
            "code": (code, "l’identifiant"),
            "mode": (self.mode, "le mode"),
        }
        for nom, (voulu, mots) in presents.items():
            trouve = lue.get(nom, voulu)
            if trouve != voulu:
                raise ErreurCours(
                    f"Copie pour {mots} « {trouve!s:.40} », non « {voulu} » : elle n’est pas reprise."
                )
        if lue.get("variante") != trouver_variante(code, self.sujet.nom, tirage=lue.get("tirage", 0)):
            raise ErreurCours(
                "Cette copie n’est pas posée sur les données de cet identifiant : elle n’est pas reprise."
            )
        return lue

    def effacer(self) -> None:
        """Effacer toutes les réponses, et la copie gardée ; les données restent les mêmes."""
        self._recommencer(self.tirage)

    def renouveler(self) -> None:
        """S'entraîner sur d'autres données : les réponses repartent de zéro.

        Raises
        ------
        ErreurCours
            En évaluation, chacun garde ses données.
        """
        if self.mode == "evaluation":
            raise ErreurCours("En évaluation, chacun garde ses données : répondez sur celles-ci.")
        self._recommencer(self.tirage + 1)

    def _recommencer(self, tirage: int) -> None:
        self._en_pause = True
        try:
            self._tirer(self.portefeuille.code, tirage)
        finally:
            self._en_pause = False
        self.avis = ""
        if self._magasin:
            self._magasin.effacer()
        self._prevenir()

    def _retrouver(self) -> None:
        """Reprendre la copie gardée ; une copie qui ne convient pas est mise de côté, jamais mêlée."""
        try:
            gardee = self._magasin.lire() if self._magasin else None
            if gardee is not None:
                self.reprendre(gardee)
        except ErreurCours as erreur:
            self.avis = f"{erreur} Elle est gardée à part, sous le nom {self._magasin.ecarter()}."

    def observer(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque changement de la série."""
        self._ecouteurs.append(ecouteur)

    def _changer(self) -> None:
        if self._en_pause:
            return
        if self._magasin:
            try:
                self._magasin.ecrire(self.exporter())
            except ErreurCours as erreur:
                self.avis = str(erreur)
        self._prevenir()

    def _prevenir(self) -> None:
        for ecouteur in self._ecouteurs:
            ecouteur()

    # --- L'affichage -----------------------------------------------------------------------------------

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

    def tableau(self):
        """Le tableau des données, à télécharger pour un tableur (Excel ou CSV)."""
        from course_helpers.exercices.jumeau import Tableau

        return Tableau(self)

    def copie(self) -> "CopieAffichee":
        """La copie à télécharger, imprimer, reprendre ou effacer ; le cahier la garde avec lui."""
        return CopieAffichee(self)

    def _repr_mimebundle_(self, **_) -> dict:
        try:
            from course_helpers.exercices.cartes import afficher_serie
        except ImportError:
            return {"text/plain": repr(self)}
        return afficher_serie(self)


class CopieAffichee:
    """La fin d'un cahier : la progression, la copie, et la copie elle-même dans la sortie du cahier.

    Un cahier rendu tel quel se corrige donc aussi : la sortie de type ``TYPE_COPIE`` suit chaque réponse.
    """

    def __init__(self, serie: Serie) -> None:
        self.serie = serie

    def __repr__(self) -> str:
        """Écrire l'état de chaque question."""
        return repr(self.serie.progression())

    def ecrire_sortie(self) -> dict:
        """Écrire la sortie qui porte la copie."""
        return {
            TYPE_COPIE: json.loads(self.serie.exporter()),
            "text/plain": f"Copie de {self.serie.portefeuille.code} : {self.serie.progression()}",
        }

    def _ipython_display_(self) -> None:
        from IPython.display import display

        try:
            from course_helpers.exercices.cartes import afficher_copie
        except ImportError:
            print(repr(self))
        else:
            display(afficher_copie(self.serie), raw=True)
        sortie = display(self.ecrire_sortie(), raw=True, display_id=True)
        if sortie is not None:
            self.serie.observer(lambda: sortie.update(self.ecrire_sortie(), raw=True))
