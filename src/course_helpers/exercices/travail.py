"""Le travail d'une personne sur une série : ses données, ses gestes, sa copie. Rien ici ne s'affiche."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.copie import (
    Copie,
    Feuille,
    Geste,
    dater,
    ecrire_copie,
    lire_copie,
    retenir,
)
from course_helpers.exercices.magasin import Magasin, ouvrir_magasin
from course_helpers.exercices.question import ETATS, QuestionPosee, Verdict
from course_helpers.exercices.textes import Texte, composer, typographier
from course_helpers.tirages.reserve import CLASSE, RESERVE_COURANTE, trouver_variante

ESSAIS_AVANT_SOLUTION = 2
MODES = ("entrainement", "evaluation")
_ACQUIS = ("reussi", "enregistre", "renonce")
_SELON_LE_LIEU = object()
_PAS_EN_EVALUATION = (
    "En évaluation, il n'y a ni indice ni solution : répondez, votre réponse est enregistrée."
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


class TravailQuestion:
    """Ce qu'une personne fait d'une question : ses gestes, et ce qu'ils lui ouvrent.

    Parameters
    ----------
    posee : QuestionPosee
    evaluation : bool

    Attributes
    ----------
    gestes : list of Geste
        Tout ce qui a été fait, sur tous les tirages ; rien ne s'en retire.
    verdict : Verdict
        Le dernier.
    reprises : int
        Change quand les champs de la carte sont à refaire.
    """

    def __init__(self, posee: QuestionPosee, *, evaluation: bool = False) -> None:
        self.evaluation = evaluation
        self.reprises = 0
        self.gestes: list[Geste] = []
        self._ecouteurs: list[Callable[[], None]] = []
        self.poser(posee)

    def poser(self, posee: QuestionPosee, tirage: int = 0) -> None:
        """Poser la question sur des données, et y rejouer les gestes qui comptent."""
        self.posee, self.tirage = posee, tirage
        self.brouillon: object = None
        self.solution_lue = False
        self._rejouer()

    def _rejouer(self) -> None:
        verdicts = [self._juger(essai) for essai in self.essais]
        self._etats = [verdict.etat for verdict in verdicts]
        self.verdict = verdicts[-1] if verdicts else Verdict("a_faire")
        if self.renoncee:
            self.verdict = Verdict("renonce", None, "La solution est ouverte.")
        self.reprises += 1
        self._prevenir()

    @property
    def question(self):
        """La question de la banque."""
        return self.posee.question

    @property
    def feuille(self) -> Feuille:
        """Ce que la copie garde."""
        return Feuille(self.posee.empreinte, tuple(self.gestes), self.brouillon)

    @property
    def essais(self) -> list:
        """Les réponses tapées, sur ces données."""
        return self.feuille.lister_essais(self.tirage)

    @property
    def indices_pris(self) -> int:
        """Le nombre d'indices lus, sur ces données ; aucun en évaluation."""
        pris = 0 if self.evaluation else self.feuille.compter_indices(self.tirage)
        return min(pris, len(self.question.indices))

    @property
    def renoncee(self) -> bool:
        """La solution a-t-elle été demandée avant de réussir ?"""
        return not self.evaluation and self.feuille.dire_solution(self.tirage)

    @property
    def etat(self) -> str:
        """L'état retenu : une réussite ou un renoncement ne s'efface pas."""
        etat, _ = retenir(self._etats, renoncee=self.renoncee, evaluation=self.evaluation)
        return etat if etat in _ACQUIS else self.verdict.etat

    @property
    def solution_ouverte(self) -> bool:
        """La solution se lit après une réussite, deux essais ou un renoncement ; jamais en évaluation."""
        if self.evaluation:
            return False
        return self.etat in _ACQUIS or len(self.essais) >= ESSAIS_AVANT_SOLUTION

    def _juger(self, valeur: object) -> Verdict:
        if not self.evaluation:
            return self.posee.juger(valeur)
        try:
            lue = self.posee.lire(valeur)
        except ErreurCours as erreur:
            return Verdict("illisible", None, str(erreur))
        if lue is None:
            return Verdict("a_faire")
        return Verdict("enregistre", None, "Votre dernière réponse est celle qui compte.")

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
        self.verdict = self._juger(valeur)
        # Après un renoncement, on peut encore s'exercer : la copie, elle, n'enregistre plus rien.
        if self.verdict.etat not in ("illisible", "a_faire") and not self.renoncee:
            self._faire("essai", self.question.noter(valeur, self.posee.lire(valeur)))
            self._etats.append(self.verdict.etat)
        self._prevenir()
        return self.verdict

    def _faire(self, geste: str, reponse: object = None) -> None:
        self.gestes.append(Geste(geste, self.tirage, reponse))

    def indice(self) -> Texte:
        """Donner l'indice suivant ; chaque indice est compté."""
        if self.evaluation:
            return Texte(typographier(_PAS_EN_EVALUATION))
        indices = self.posee.indices
        if self.indices_pris == len(indices):
            return composer(
                "Vous avez pris les {n} indices : relisez-les, ou demandez la solution.", {"n": len(indices)}
            )
        self._faire("indice")
        self._prevenir()
        return Texte(f"Indice {self.indices_pris}/{len(indices)} · {indices[self.indices_pris - 1]}")

    def solution(self) -> Texte:
        """Montrer la solution, après deux essais, une réussite ou un renoncement.

        La lire avant d'avoir réussi vaut renoncement.
        """
        if self.evaluation:
            return Texte(typographier(_PAS_EN_EVALUATION))
        if not self.solution_ouverte:
            return composer(
                "La solution s'ouvre après deux essais : il en reste {reste}. "
                "Pour la lire sans attendre, demandez-la avec renoncer().",
                {"reste": ESSAIS_AVANT_SOLUTION - len(self.essais)},
            )
        if self.etat not in _ACQUIS:
            self._faire("solution")
        self.solution_lue = True
        self._prevenir()
        return self.posee.solution

    def renoncer(self) -> Verdict:
        """Renoncer à chercher : la solution s'ouvre, et la copie le garde."""
        if self.evaluation:
            return Verdict(self.etat, None, typographier(_PAS_EN_EVALUATION))
        if self.etat in ("reussi", "enregistre"):
            return Verdict(self.etat, None, "Vous avez déjà répondu ; la solution est ouverte.")
        if not self.renoncee:
            self._faire("solution")
        self.verdict = Verdict("renonce", None, "La solution est ouverte.")
        self._prevenir()
        return self.verdict

    def reprendre(self, feuille: Feuille) -> bool:
        """Reprendre les gestes d'une copie ; rendre faux si la question a changé depuis, et se repose."""
        memes = feuille.empreinte == self.posee.empreinte if feuille.empreinte else self.question.edition == 1
        self.gestes = list(feuille.gestes) if memes else _effacer(feuille.gestes)
        self._rejouer()
        self.brouillon = feuille.brouillon if memes else None
        return memes or not any(geste.compte for geste in feuille.gestes)

    def effacer(self) -> None:
        """Effacer ce qui a été fait sur ces données ; la copie le garde, effacé."""
        self.gestes = _effacer(self.gestes, self.tirage)
        self.poser(self.posee, self.tirage)

    def observer(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque changement (la carte s'en sert pour rester à jour)."""
        self._ecouteurs.append(ecouteur)

    def _prevenir(self) -> None:
        for ecouteur in self._ecouteurs:
            ecouteur()

    def __repr__(self) -> str:
        """Écrire l'état, l'énoncé, ce qu'il y a à remplir et comment répondre, sans widget."""
        icone, mots = ETATS[self.etat]
        champs, options = self.posee.champs, ()
        lignes = [f"{self.question.identifiant} {icone} {mots}", self.posee.enonce]
        lignes += [f"  {champ.cle} · {champ.intitule}" for champ in champs if champ.cle]
        if champs[0].saisie in ("boutons", "cases"):
            options = [f"  {option.texte}" for option in champs[0].options]
        elif champs[0].saisie == "liste" and self.question.options_a_dire:
            options = [f"  {option.cle} · {option.texte}" for option in champs[0].options]
        return "\n".join([*lignes, *options, self.posee.consigne])


def _effacer(gestes: Iterable[Geste], tirage: int | None = None) -> list[Geste]:
    """Marquer effacés les gestes d'un tirage (de tous, par défaut)."""
    maintenant = dater()
    return [
        replace(geste, efface=maintenant) if geste.compte and tirage in (None, geste.tirage) else geste
        for geste in gestes
    ]


class _Questions(dict):
    def __missing__(self, cle: object):
        noms = list(self)
        raise ErreurCours(
            f"La question «{FINE}{cle}{FINE}» n’existe pas{FINE}: choisissez de {noms[0]} à {noms[-1]}."
        )


class Travail:
    """Le travail d'une personne sur une série d'exercices.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.
    code : str
        L'identifiant de la personne ; ``CLASSE`` (par défaut) donne les mêmes données à tout le monde.
    mode : {"entrainement", "evaluation"}
        En évaluation, une réponse est seulement enregistrée : ni verdict, ni indice, ni solution. Les
        données viennent alors de la part de la réserve que l'entraînement ne montre jamais.
    magasin : Magasin or None
        Où garder la copie ; par défaut, un fichier à côté du cahier sous JupyterLab, rien ailleurs
        (voir :mod:`course_helpers.exercices.magasin`).

    Attributes
    ----------
    q : dict of str to TravailQuestion
        Les questions, par identifiant.
    avis : str
        Ce qu'il faut savoir de la copie gardée ; vide si tout va bien.

    Raises
    ------
    ErreurCours
        Série ou mode inconnu, ou identifiant qui ne convient pas.

    Examples
    --------
    >>> travail = Travail("4-pareto", code="GPME2-07")
    >>> travail.q["q1"].verifier("")
    ● à faire
    >>> travail.q["q3"].verifier("81;4").etat
    'illisible'
    >>> travail.progression().reussies
    0
    """

    par_question: type[TravailQuestion] = TravailQuestion

    def __init__(
        self,
        nom: str,
        code: str = CLASSE,
        *,
        mode: str = "entrainement",
        magasin: Magasin | None = _SELON_LE_LIEU,
    ) -> None:
        if mode not in MODES:
            raise ErreurCours(
                f"Le mode «{FINE}{mode!s:.40}{FINE}» n’existe pas{FINE}: choisissez parmi {', '.join(MODES)}."
            )
        self.banque = ouvrir_banque(nom)
        self.evaluation = mode == "evaluation"
        self.code, self.reserve, self.sujet, self.sel = code, RESERVE_COURANTE, "", ""
        self.avis = ""
        self.q: dict[str, TravailQuestion] = _Questions()
        self._autres: dict[str, Feuille] = {}
        self._en_pause = False
        self._ecouteurs: list[Callable[[], None]] = []
        self._tirer(0)
        fichier = f"copie-{code}-{self.banque.ancien_nom}{'-evaluation' * self.evaluation}.json"
        self._magasin = ouvrir_magasin(fichier) if magasin is _SELON_LE_LIEU else magasin
        self._retrouver()

    def _tirer(self, tirage: int) -> None:
        """Poser toutes les questions sur un tirage."""
        self.tirage = tirage
        self.variante = trouver_variante(
            self.code,
            self.banque.nom,
            tirage=tirage,
            reserve=self.reserve,
            evaluation=self.evaluation,
            sel=self.sel,
        )
        self.posee = poser_serie(self.banque.nom, self.variante)
        for numero, posee in self.posee.questions.items():
            if numero in self.q:
                self.q[numero].poser(posee, tirage)
            else:
                self.q[numero] = self.par_question(posee, evaluation=self.evaluation)
                self.q[numero].observer(self._changer)

    @property
    def presentation(self) -> Texte:
        """Ce que la personne a sous les yeux, avec ses chiffres."""
        return self.posee.presentation

    @property
    def portefeuille(self):
        """Les données, à l'identifiant de la personne."""
        return replace(self.posee.portefeuille, code=self.code)

    @property
    def valeurs(self):
        """Ce que la série calcule sur les données."""
        return self.posee.valeurs

    def progression(self) -> Progression:
        """Compter les questions faites et les indices pris."""
        etats = {numero: travail.etat for numero, travail in self.q.items()}
        return Progression(
            reussies=sum(etat == "reussi" for etat in etats.values()),
            total=len(etats),
            indices=sum(travail.indices_pris for travail in self.q.values()),
            etats=etats,
            enregistrees=sum(etat == "enregistre" for etat in etats.values()),
        )

    # --- La copie --------------------------------------------------------------------------------------

    def exporter(self) -> str:
        """Écrire la copie (:func:`course_helpers.exercices.copie.ecrire_copie`)."""
        return ecrire_copie(
            Copie(
                serie=self.banque.nom,
                code=self.code,
                variante=self.variante,
                annoncee=self.variante,
                titre=self.banque.titre,
                tirage=self.tirage,
                reserve=self.reserve,
                evaluation=self.evaluation,
                sujet=self.sujet,
                sel=self.sel,
                reponses=self._autres | {numero: travail.feuille for numero, travail in self.q.items()},
            )
        )

    def reprendre(self, copie: str | bytes) -> None:
        """Rouvrir une copie exportée : ses réponses remplacent celles qui sont à l'écran.

        Une question qui a changé depuis est posée de nouveau ; ``avis`` dit lesquelles.

        Parameters
        ----------
        copie : str or bytes
            Le texte JSON d'une copie, de cette édition du cours ou d'une autre.

        Raises
        ------
        ErreurCours
            La copie est illisible, ou d'une autre série, mode ou identifiant : rien n'est changé.
        """
        lue = self._controler(copie)
        self._en_pause = True
        try:
            self.reserve, self.sujet, self.sel = lue.reserve, lue.sujet, lue.sel
            self._autres = {n: feuille for n, feuille in lue.reponses.items() if n not in self.q}
            self._tirer(lue.tirage)
            changees = [
                travail.question.numero
                for numero, travail in self.q.items()
                if not travail.reprendre(lue.reponses.get(numero, Feuille()))
            ]
        finally:
            self._en_pause = False
        self.avis = _dire_changees(changees)
        self._changer()

    def _controler(self, copie: str | bytes) -> Copie:
        """Refuser une copie que l'on ne peut pas reprendre sans la mélanger."""
        try:
            lue = lire_copie(copie)
        except ErreurCours as erreur:
            raise ErreurCours(
                f"Ce fichier n’est pas une copie du cours{FINE}: choisissez un fichier "
                f"«{FINE}copie-….json{FINE}». ({erreur})"
            ) from None
        mode = MODES[lue.evaluation]
        for trouve, voulu, mots in (
            (lue.serie, self.banque.nom, "la série"),
            (lue.code, self.code, "l’identifiant"),
            (mode, MODES[self.evaluation], "le mode"),
        ):
            if trouve != voulu:
                raise ErreurCours(
                    f"Copie pour {mots} «{FINE}{trouve!s:.40}{FINE}», non «{FINE}{voulu}{FINE}»{FINE}: "
                    "elle n’est pas reprise."
                )
        if lue.annoncee != lue.variante:
            raise ErreurCours(
                f"Cette copie n’est pas posée sur les données de cet identifiant{FINE}: "
                "elle n’est pas reprise."
            )
        return lue

    def effacer(self) -> None:
        """Effacer toutes les réponses ; les données restent les mêmes, et la copie garde ce qui l'a été."""
        self._recommencer(lambda travail: travail.effacer())

    def renouveler(self) -> None:
        """S'entraîner sur d'autres données : les réponses repartent de zéro.

        Raises
        ------
        ErreurCours
            En évaluation, chacun garde ses données.
        """
        if self.evaluation:
            raise ErreurCours(f"En évaluation, chacun garde ses données{FINE}: répondez sur celles-ci.")
        self._recommencer(lambda travail: None, self.tirage + 1)

    def _recommencer(self, faire: Callable[[TravailQuestion], None], tirage: int | None = None) -> None:
        self._en_pause = True
        try:
            for travail in self.q.values():
                faire(travail)
            self._tirer(self.tirage if tirage is None else tirage)
        finally:
            self._en_pause = False
        self.avis = ""
        self._changer()

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
        for ecouteur in self._ecouteurs:
            ecouteur()

    def __repr__(self) -> str:
        """Écrire la progression et le titre de chaque question."""
        lignes = [
            f"{numero} {' '.join(ETATS[travail.etat])} · {typographier(travail.question.titre)}"
            for numero, travail in self.q.items()
        ]
        return "\n".join([f"{self.banque.titre} · {self.code} · {self.progression()}", *lignes])


def _dire_changees(numeros: list[str]) -> str:
    """Dire quelles questions ont changé depuis que la copie a été faite."""
    if not numeros:
        return ""
    if len(numeros) == 1:
        return f"Votre copie est reprise. La question {numeros[0]} a changé depuis{FINE}: elle est à refaire."
    liste = f"{', '.join(numeros[:-1])} et {numeros[-1]}"
    return f"Votre copie est reprise. Les questions {liste} ont changé depuis{FINE}: elles sont à refaire."
