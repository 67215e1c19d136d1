"""Le travail d'une personne sur une série : ses données, ses gestes, sa copie. Rien ici ne s'affiche."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from course_helpers.chapitres import DOSSIERS
from course_helpers.ecriture import FINE, compter
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import magasin as magasins
from course_helpers.exercices.banque import Banque, ouvrir_banque, poser_serie
from course_helpers.exercices.copie import (
    Brouillon,
    Copie,
    CopieAVenir,
    Feuille,
    Geste,
    dater,
    ecrire_copie,
    est_remplie,
    lire_copies,
    retenir,
    unir,
)
from course_helpers.exercices.magasin import Magasin
from course_helpers.exercices.question import ETATS, QuestionPosee, SeriePosee, Valeurs, Verdict
from course_helpers.exercices.sujet import est_un_sujet, ouvrir_devoir
from course_helpers.exercices.textes import Texte, composer, typographier
from course_helpers.tirages.reserve import CLASSE, RESERVE_COURANTE, Portefeuille, trouver_variante

ESSAIS_AVANT_SOLUTION = 2
MODES = ("entrainement", "evaluation")
_ACQUIS = ("reussi", "enregistre", "renonce")
SELON_LE_LIEU = object()
_RENONCE = Verdict("renonce", None, f"Vous avez renoncé{FINE}: vous pouvez lire la solution.")
_PAS_EN_EVALUATION = (
    "En évaluation, il n'y a ni indice ni solution : répondez, votre réponse est enregistrée."
)


@dataclass(frozen=True, repr=False)
class Progression:
    """Où en est la série : questions réussies, enregistrées et faites, indices pris, état de chacune."""

    reussies: int
    total: int
    indices: int | None
    etats: dict[str, str]
    enregistrees: int = 0

    @property
    def faites(self) -> int:
        """Le nombre de questions réussies, enregistrées, ou dont la solution a été demandée."""
        return sum(etat in _ACQUIS for etat in self.etats.values())

    def __str__(self) -> str:
        """Écrire « faites / total · indices » ; en évaluation, dans un dossier, il n'y a pas d'indice."""
        faites = f"{self.faites} / {self.total}"
        if self.indices is None:
            return faites
        return f"{faites} · {self.indices} indice{'s' if self.indices > 1 else ''}"

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
    rendue : bool
        Faux quand aucune copie ne garde ce travail.
    code : str
        L'identifiant de la personne ; vide si les données sont les siennes.

    Attributes
    ----------
    gestes : list of Geste
        Tout ce qui a été fait, sur tous les tirages ; rien ne s'en retire.
    brouillon : Brouillon or None
        Ce qui est tapé sans être validé.
    verdict : Verdict
        Le dernier.
    reprises, remises : int
        Changent quand les champs de la carte sont à refaire ; à remplir de nouveau.
    """

    def __init__(
        self, posee: QuestionPosee, *, evaluation: bool = False, rendue: bool = True, code: str = ""
    ) -> None:
        self.evaluation, self.rendue, self.code = evaluation, rendue, code
        self.reprises = self.remises = 0
        self.gestes: list[Geste] = []
        self.brouillon: Brouillon | None = None
        self._ecouteurs: list[Callable[[], None]] = []
        self._ecouteurs_brouillon: list[Callable[[], None]] = []
        self.poser(posee)

    def poser(self, posee: QuestionPosee, tirage: int = 0) -> None:
        """Poser la question sur des données, et y rejouer les gestes qui comptent."""
        self.posee, self.tirage = posee, tirage
        self.solution_lue = False
        self.reprises += 1
        self._rejouer()

    def _rejouer(self) -> None:
        verdicts = [self._juger(essai) for essai in self.essais]
        self._etats = [verdict.etat for verdict in verdicts]
        self.verdict = verdicts[-1] if verdicts else Verdict("a_faire")
        # Une réponse redonnée n'est pas un nouvel essai : son verdict reste celui d'alors.
        if verdicts and (tapee := self._lire_essai(self.tapee)) is not None:
            lus = [self._lire_essai(essai) for essai in self.essais]
            if tapee in lus:
                self.verdict = verdicts[lus.index(tapee)]
        if self.renoncee:
            self.verdict = _RENONCE
        self.remises += 1
        self._prevenir()

    @property
    def portefeuille(self) -> Portefeuille:
        """Les données de la question, à l'identifiant de la personne."""
        donnees = self.posee.portefeuille
        return replace(donnees, code=self.code) if self.code else donnees

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
    def tapee(self) -> object:
        """Ce que portent les champs : la réponse tapée sans être validée, sinon le dernier essai."""
        brouillon = self.feuille.lire_brouillon(self.tirage)
        if brouillon is not None:
            return brouillon
        return self.essais[-1] if self.essais else None

    @property
    def en_attente(self) -> bool:
        """Une réponse est-elle tapée sans être vérifiée ni enregistrée ?"""
        tapee = self.feuille.lire_brouillon(self.tirage)
        if self.renoncee or not est_remplie(tapee):
            return False
        try:
            return not self._a_deja(self.posee.lire(tapee))
        except ErreurCours:  # illisible, donc pas vérifiée
            return tapee not in self.essais[-1:]

    @property
    def modifiee(self) -> bool:
        """Une réponse enregistrée a-t-elle changé depuis, dans ses champs ?"""
        return self.etat == "enregistre" and self.en_attente

    @property
    def etat_ecrit(self) -> tuple[str, str]:
        """L'icône et les mots de son état."""
        icone, mots = ETATS[self.etat]
        return icone, f"{mots}, puis modifiée" if self.modifiee else mots

    @property
    def renoncee(self) -> bool:
        """La solution a-t-elle été demandée avant de réussir ?"""
        return not self.evaluation and self.feuille.dire_solution(self.tirage)

    @property
    def renoncement_annulable(self) -> bool:
        """Peut-on encore revenir sur son renoncement ? Tant que la solution n'a jamais été lue."""
        return self.renoncee and not self.feuille.dire_lecture(self.tirage)

    @property
    def etat(self) -> str:
        """L'état retenu : une réussite ou un renoncement ne s'efface pas."""
        etat, _ = retenir(self._etats, renoncee=self.renoncee, evaluation=self.evaluation)
        return etat if etat in _ACQUIS else self.verdict.etat

    @property
    def solution_ouverte(self) -> bool:
        """La solution se lit après une réussite, deux essais ou un renoncement ; jamais en évaluation."""
        if self.evaluation or not self.question.solution:
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
        """Corriger une réponse.

        Une réponse vide ou illisible ne compte pas comme un essai, ni une réponse déjà donnée.

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
            lue = self.posee.lire(valeur)
            if not self._a_deja(lue):
                self._faire("essai", self.question.noter(valeur, lue))
                self._etats.append(self.verdict.etat)
                self.brouillon = None
        self._prevenir()
        return self.verdict

    def _a_deja(self, lue: object) -> bool:
        """Dire si cette réponse a déjà été donnée ; quand la dernière compte, si elle est la dernière."""
        derniere_seule = self.evaluation or not self.question.corrige
        essais = self.essais[-1:] if derniere_seule else self.essais
        return any(self._lire_essai(essai) == lue for essai in essais)

    def _lire_essai(self, essai: object) -> object:
        try:
            return self.posee.lire(essai)
        except ErreurCours:  # celui d'une copie modifiée à la main
            return None

    def noter_brouillon(self, reponse: object) -> None:
        """Garder ce qui est tapé sans être validé ; la page le remontre après un rechargement."""
        if reponse == self.tapee or (self.tapee is None and not est_remplie(reponse)):
            return
        if self.brouillon and self.brouillon.tirage != self.tirage:
            self._ranger_brouillon(self.brouillon.tirage)
        self.brouillon = Brouillon(_simplifier(reponse), self.tirage, self._dater())
        for ecouteur in self._ecouteurs_brouillon:
            ecouteur()

    def _ranger_brouillon(self, tirage: int) -> None:
        """Mettre parmi les gestes ce qui est tapé sur un tirage : il peut y être effacé, puis rétabli."""
        tape = self.brouillon
        if tape and tape.tirage == tirage:
            if est_remplie(tape.reponse) and self.feuille.lire_brouillon(tirage) == tape.reponse:
                self.gestes.append(Geste("brouillon", tirage, tape.reponse, le=tape.le))
            self.brouillon = None

    def _faire(self, geste: str, reponse: object = None) -> None:
        self.gestes.append(Geste(geste, self.tirage, reponse, le=self._dater()))

    def _dater(self) -> str:
        """Donner une heure qui suit tous les gestes, même si l'horloge de la machine retarde."""
        return dater(max((max(g.le, g.efface, g.retabli) for g in self.gestes), default=""))

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
        if self.renoncement_annulable:
            self._faire("lecture")
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
        self.verdict = _RENONCE
        self._prevenir()
        return self.verdict

    def annuler_renoncement(self) -> None:
        """Revenir sur un renoncement, tant que la solution n'a pas été lue."""
        if not self.renoncement_annulable:
            return
        renoncements = self.feuille.lister("solution", self.tirage)
        maintenant = self._dater()
        self.gestes = [replace(g, efface=maintenant) if g in renoncements else g for g in self.gestes]
        self._rejouer()

    def reprendre(self, feuille: Feuille) -> bool:
        """Reprendre les gestes d'une copie ; rendre faux si la question a changé depuis, et se repose."""
        memes = feuille.empreinte == self.posee.empreinte if feuille.empreinte else self.question.edition == 1
        self.brouillon = feuille.brouillon if memes else None
        self.gestes = list(feuille.gestes) if memes else _effacer(feuille.gestes, self._dater())
        self._rejouer()
        return memes or not any(geste.compte for geste in feuille.gestes)

    def effacer(self, heure: str) -> None:
        """Effacer à cette heure ce qui a été fait sur ces données ; la copie le garde, effacé."""
        self._ranger_brouillon(self.tirage)
        self.gestes = _effacer(self.gestes, heure, self.tirage)
        self.poser(self.posee, self.tirage)

    def lister_effaces(self, heure: str) -> list[Geste]:
        """Lister les gestes effacés à cette heure, sur ces données."""
        return [g for g in self.gestes if g.efface == heure and g.tirage == self.tirage and not g.compte]

    def retablir(self, heure: str) -> None:
        """Rétablir ce qui a été effacé à cette heure, sur ces données."""
        effaces = self.lister_effaces(heure)
        self.gestes = [replace(g, retabli=dater(heure)) if g in effaces else g for g in self.gestes]
        self._rejouer()

    def observer(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque changement (la carte s'en sert pour rester à jour)."""
        self._ecouteurs.append(ecouteur)

    def observer_brouillon(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque lettre tapée sans être validée."""
        self._ecouteurs_brouillon.append(ecouteur)

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


def _effacer(gestes: Iterable[Geste], heure: str, tirage: int | None = None) -> list[Geste]:
    """Marquer effacés les gestes d'un tirage (de tous, par défaut)."""
    return [
        replace(geste, efface=heure) if geste.compte and tirage in (None, geste.tirage) else geste
        for geste in gestes
    ]


def _simplifier(reponse: object) -> object:
    """Donner à ce que portent les champs une forme que la copie sait garder."""
    if isinstance(reponse, dict):
        return {cle: "" if case is None else case for cle, case in reponse.items()}
    if isinstance(reponse, tuple):
        return list(reponse)
    return "" if reponse is None else reponse


class _Questions(dict):
    def __missing__(self, cle: object):
        noms = list(self)
        raise ErreurCours(
            f"La question «{FINE}{cle}{FINE}» n’existe pas{FINE}: choisissez de {noms[0]} à {noms[-1]}."
        )


class Seance:
    """Le travail d'une personne sur une série posée : ses gestes, où elle en est ; rien ne s'en garde.

    Parameters
    ----------
    banque : Banque
        Les questions.
    evaluation : bool

    Attributes
    ----------
    q : dict of str to TravailQuestion
        Les questions, par identifiant.
    posee : SeriePosee
        Les questions et les données où elles sont posées.
    """

    par_question: type[TravailQuestion] = TravailQuestion
    rendue: ClassVar[bool] = False  # vrai quand il en sort une copie que l'enseignant sait corriger
    code, avis, tirage, precedent = "", "", 0, None

    def __init__(self, banque: Banque, *, evaluation: bool = False) -> None:
        self.banque, self.evaluation = banque, evaluation
        self.q: dict[str, TravailQuestion] = _Questions()
        self.efface_le, self._en_pause = "", False
        self._ecouteurs: list[Callable[[], None]] = []

    def poser(self, posee: SeriePosee, tirage: int = 0) -> None:
        """Poser toutes les questions sur des données."""
        self.posee, self.tirage = posee, tirage
        for numero, question in posee.questions.items():
            if numero in self.q:
                self.q[numero].code = self.code
                self.q[numero].poser(question, tirage)
            else:
                self.q[numero] = self.par_question(
                    question, evaluation=self.evaluation, rendue=self.rendue, code=self.code
                )
                self.q[numero].observer(self._changer)
                self.q[numero].observer_brouillon(self._garder)

    @property
    def presentation(self) -> Texte:
        """Ce que la personne a sous les yeux, avec ses chiffres."""
        return self.posee.presentation

    @property
    def portefeuille(self) -> Portefeuille:
        """Les données."""
        return self.posee.portefeuille

    @property
    def valeurs(self) -> Valeurs:
        """Ce que la série calcule sur les données."""
        return self.posee.valeurs

    @property
    def personnelle(self) -> bool:
        """Les données suivent-elles l'identifiant ? Celles d'un dossier sont les mêmes pour tous."""
        return self.banque.nom not in DOSSIERS

    def progression(self) -> Progression:
        """Compter les questions faites et les indices pris."""
        etats = {numero: travail.etat for numero, travail in self.q.items()}
        sans = self.evaluation or not any(travail.question.indices for travail in self.q.values())
        return Progression(
            reussies=sum(etat == "reussi" for etat in etats.values()),
            total=len(etats),
            indices=None if sans else sum(t.indices_pris for t in self.q.values()),
            etats=etats,
            enregistrees=sum(etat == "enregistre" for etat in etats.values()),
        )

    def resumer(self) -> dict:
        """Résumer le travail, pour l'accueil et les pages qui dorment ; la correction ne le lit jamais.

        Returns
        -------
        dict
            ``serie``, ``titre``, ``code``, ``date``, ``total``, ``faites``, ``a_revoir`` (nombres de
            questions), ``points`` et ``sur``, ``suivante`` (la question à reprendre, vide s'il n'y en a
            plus) et ``etats`` (question → son état).
        """
        etats = {numero: travail.etat for numero, travail in self.q.items()}
        notees = {n: travail.question.points for n, travail in self.q.items() if travail.question.corrige}
        restantes = [n for n, etat in etats.items() if etat not in _ACQUIS]
        return {
            "serie": self.banque.nom,
            "titre": self.banque.titre,
            "code": self.code,
            "date": dater(),
            "total": len(etats),
            "faites": self.progression().faites,
            # Une réponse mal comprise n'est pas un essai : elle reste à faire.
            "a_revoir": [*etats.values()].count("a_revoir"),
            "points": sum(points for n, points in notees.items() if etats[n] == "reussi"),
            "sur": sum(notees.values()),
            "suivante": self.q[restantes[0]].question.numero if restantes else "",
            "etats": etats,
        }

    def effacer(self) -> None:
        """Effacer toutes les réponses ; les données restent les mêmes, et la copie garde ce qui l'a été."""
        heure = dater(max(self.efface_le, self._dernier_geste()))
        self.efface_le = heure
        self._recommencer(lambda travail: travail.effacer(heure))

    @property
    def effaces(self) -> int:
        """Le nombre de réponses, validées ou non, effacées ensemble, que l'on peut encore rétablir."""
        return sum(
            any(geste.geste in ("essai", "brouillon") for geste in travail.lister_effaces(self.efface_le))
            for travail in self.q.values()
            if self.efface_le
        )

    def retablir(self) -> None:
        """Rétablir les réponses effacées en dernier."""
        self._recommencer(lambda travail: travail.retablir(self.efface_le))

    def _dernier_geste(self) -> str:
        gestes = [geste for travail in self.q.values() for geste in travail.gestes]
        tapes = [travail.brouillon for travail in self.q.values() if travail.brouillon]
        return max((fait.le for fait in (*gestes, *tapes)), default="")

    def _recommencer(self, faire: Callable[[TravailQuestion], None]) -> None:
        self._en_pause = True
        try:
            for travail in self.q.values():
                faire(travail)
        finally:
            self._en_pause = False
        self.avis = ""
        self._changer()

    def observer(self, ecouteur: Callable[[], None]) -> None:
        """Faire appeler une fonction à chaque changement de la série."""
        self._ecouteurs.append(ecouteur)

    def _changer(self) -> None:
        if not self._en_pause:
            self._garder()
            self.prevenir()

    def _garder(self) -> None:
        """Garder le travail, là où il se garde."""

    def prevenir(self) -> None:
        """Prévenir ceux qui observent la série."""
        for ecouteur in self._ecouteurs:
            ecouteur()

    def __repr__(self) -> str:
        """Écrire la progression et le titre de chaque question."""
        lignes = [
            f"{numero} {' '.join(ETATS[travail.etat])} · {typographier(travail.question.titre)}"
            for numero, travail in self.q.items()
        ]
        return "\n".join([f"{self.banque.titre} · {self.code} · {self.progression()}", *lignes])


class Travail(Seance):
    """Le travail d'une personne sur une série d'exercices.

    Parameters
    ----------
    nom : str
        Le nom du chapitre, par exemple ``"4-pareto"``.
    code : str, optional
        L'identifiant de la personne ; par défaut, celui qu'elle a donné là où elle travaille, sinon
        ``CLASSE``, qui donne les mêmes données à tout le monde.
    mode : {"entrainement", "evaluation"}
        En évaluation, une réponse est seulement enregistrée : ni verdict, ni indice, ni solution. Les
        données viennent alors de la part de la réserve que l'entraînement ne montre jamais.
    magasin : Magasin or None
        Où garder la copie ; par défaut, un fichier à côté du cahier sous JupyterLab, rien ailleurs
        (voir :mod:`course_helpers.exercices.magasin`).

    Attributes
    ----------
    avis : str
        Ce qu'il faut savoir de la copie gardée, ou du lieu qui la garde ; vide si tout va bien.

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

    rendue = True

    def __init__(
        self,
        nom: str,
        code: str | None = None,
        *,
        mode: str = "entrainement",
        magasin: Magasin | None = SELON_LE_LIEU,
    ) -> None:
        if mode not in MODES:
            raise ErreurCours(
                f"Le mode «{FINE}{mode!s:.40}{FINE}» n’existe pas{FINE}: choisissez parmi {', '.join(MODES)}."
            )
        self._commencer(ouvrir_banque(nom), mode == "evaluation", code, magasin)

    def _commencer(self, banque: Banque, evaluation: bool, code: str | None, magasin: Magasin | None) -> None:
        """Poser les questions, et retrouver la copie gardée."""
        super().__init__(banque, evaluation=evaluation)
        self.code, self.avis = code or magasins.lire_identifiant() or CLASSE, ""
        self._partir_de_rien()
        self._selon_le_lieu, self._magasin = magasin is SELON_LE_LIEU, None
        self._tirer(0)
        self._magasin = magasins.ouvrir_magasin(self.nom_copie) if self._selon_le_lieu else magasin
        self._retrouver()
        if code is None:
            magasins.suivre_identifiant(self)

    def _partir_de_rien(self) -> None:
        self.reserve, self.sel = RESERVE_COURANTE, ""
        self.tirage_le = self.efface_le = ""
        self._autres: dict[str, Feuille] = {}

    @property
    def renouvelable(self) -> bool:
        """Peut-on demander d'autres données ? Un dossier n'a que les siennes."""
        return not self.evaluation and self.personnelle

    @property
    def nom_copie(self) -> str:
        """Le nom sous lequel la copie est gardée."""
        return nommer_copie_gardee(self.code, self.banque, self.evaluation)

    def changer_identifiant(self, code: str) -> None:
        """Passer aux données et à la copie d'un autre identifiant ; l'ancienne copie reste gardée.

        Raises
        ------
        ErreurCours
            L'identifiant ne convient pas : rien n'est changé.
        """
        code = code or CLASSE
        if code == self.code:
            return
        trouver_variante(code, self.banque.nom)  # refuse un identifiant mal formé avant de rien changer
        self._en_pause = True
        try:
            self.code, self.avis = code, ""
            self._partir_de_rien()
            for travail in self.q.values():
                travail.gestes, travail.brouillon = [], None
            self._tirer(0)
        finally:
            self._en_pause = False
        if self._selon_le_lieu:
            self._magasin = magasins.ouvrir_magasin(self.nom_copie)
        self._retrouver()
        self.prevenir()

    def _tirer(self, tirage: int) -> None:
        """Poser toutes les questions sur un tirage."""
        self.variante = trouver_variante(
            self.code,
            self.banque.nom,
            tirage=tirage,
            reserve=self.reserve,
            evaluation=self.evaluation,
            sel=self.sel,
        )
        self.poser(poser_serie(self.banque.nom, self.variante), tirage)

    @property
    def portefeuille(self):
        """Les données, à l'identifiant de la personne."""
        return replace(self.posee.portefeuille, code=self.code)

    @property
    def avis(self) -> str:
        """Ce qu'il faut savoir de la copie gardée, puis du lieu qui la garde."""
        du_lieu = magasins.avis_de_la_page if self._magasin and self._selon_le_lieu else ""
        return " ".join(filter(None, [self._avis, du_lieu]))

    @avis.setter
    def avis(self, avis: str) -> None:
        self._avis = avis

    # --- La copie --------------------------------------------------------------------------------------

    def composer_copie(self) -> Copie:
        """Composer la copie, telle qu'elle s'écrit."""
        return Copie(
            serie=self.banque.nom,
            code=self.code,
            variante=self.variante,
            annoncee=self.variante,
            titre=self.banque.titre,
            tirage=self.tirage,
            tirage_le=self.tirage_le,
            efface_le=self.efface_le,
            reserve=self.reserve,
            evaluation=self.evaluation,
            sel=self.sel,
            reponses=self._autres | {numero: travail.feuille for numero, travail in self.q.items()},
        )

    def exporter(self) -> str:
        """Écrire la copie (:func:`course_helpers.exercices.copie.ecrire_copie`)."""
        return ecrire_copie(self.composer_copie())

    def reprendre(self, copie: str | bytes) -> str:
        """Rouvrir une copie : ses gestes s'ajoutent à ceux qui sont à l'écran, sans en retirer aucun.

        Une question qui a changé depuis est posée de nouveau ; ``avis`` dit lesquelles.

        Parameters
        ----------
        copie : str or bytes
            Le texte d'une copie, de cette édition du cours ou d'une autre.

        Returns
        -------
        str
            Ce qui a été fait, à dire à la personne.

        Raises
        ------
        ErreurCours
            La copie est illisible, ou d'une autre série, mode, identifiant ou réserve : rien n'est changé.
        """
        lue = self._controler(copie)
        avant = {numero: (list(travail.gestes), travail.brouillon) for numero, travail in self.q.items()}
        if not any(gestes or brouillon for gestes, brouillon in avant.values()):
            self.reserve, self.sel = lue.reserve, lue.sel
            self._autres, unie = {}, lue
        elif lue.reserve != self.reserve or lue.sel != self.sel:
            raise ErreurCours(
                "Cette copie et votre travail ne portent pas sur les mêmes données : elle n’est pas reprise. "
                "Téléchargez votre copie, effacez vos réponses, puis rouvrez celle-ci."
            )
        else:
            unie = unir(self.composer_copie(), lue)
        self._adopter(unie)
        self._changer()
        reprises = sum((travail.gestes, travail.brouillon) != avant[n] for n, travail in self.q.items())
        if not reprises:
            return f"Cette copie est déjà là{FINE}: tout ce qu’elle contient est à l’écran."
        return f"Copie rouverte{FINE}: {compter(reprises, 'question reprise')}."

    def _adopter(self, copie: Copie) -> None:
        """Mettre à l'écran l'état d'une copie."""
        self._en_pause = True
        try:
            self._autres = {n: feuille for n, feuille in copie.reponses.items() if n not in self.q}
            self.tirage_le, self.efface_le = copie.tirage_le, copie.efface_le
            if (copie.tirage, copie.variante) != (self.tirage, self.variante):
                self._tirer(copie.tirage)
            changees = []
            for numero, travail in self.q.items():
                feuille = copie.reponses.get(numero, Feuille())
                # Une carte où rien n'a changé n'est pas refaite : on y tape peut-être.
                if feuille != travail.feuille and not travail.reprendre(feuille):
                    changees.append(travail.question.numero)
        finally:
            self._en_pause = False
        self.avis = _dire_changees(changees)

    def reunir(self, texte: str) -> bool:
        """Ajouter ce qui a été fait ailleurs, dans un autre onglet, sur le même travail.

        Parameters
        ----------
        texte : str
            La copie que l'autre onglet a gardée.

        Returns
        -------
        bool
            Faux si elle n'apporte rien. Une copie illisible ou d'un autre travail n'apporte rien : celle
            d'ici la remplacera.
        """
        try:
            lue = self._controler(texte)
        except ErreurCours:
            lue = None
        if lue is None or lue.reserve != self.reserve or lue.sel != self.sel:
            if self._magasin and lue is None:
                self._magasin.ecarter()
            self._changer()
            return False
        ici = self.composer_copie()
        unie = unir(ici, lue)
        if unie != ici:
            self._adopter(unie)
            self.prevenir()
        # L'autre onglet a déjà gardé la même chose : le récrire le réveillerait sans fin.
        if _comparable(self.composer_copie()) != _comparable(lue):
            self._garder()
        return unie != ici

    def _controler(self, copie: str | bytes) -> Copie:
        """Refuser une copie que l'on ne peut pas reprendre sans la mélanger."""
        try:
            lues = lire_copies(copie)
        except CopieAVenir:
            raise
        except ErreurCours as erreur:
            raise ErreurCours(
                f"Ce n’est pas une copie du cours{FINE}: choisissez le fichier "
                f"«{FINE}copie-….json{FINE}» ou «{FINE}copie-….txt{FINE}» que vous avez téléchargé, ou "
                f"collez tout le texte de la copie. ({erreur})"
            ) from None
        if not lues:
            raise ErreurCours(f"Ce fichier ne contient encore aucun travail{FINE}: choisissez-en un autre.")
        # Tout le travail d'un navigateur tient dans un fichier : la copie d'ici en est prise.
        lue = max(map(self._reconnaitre, lues), key=self._ressembler)
        if lue.serie != self.banque.nom:
            titre = typographier(ouvrir_devoir(lue.serie).titre)
            raise ErreurCours(
                f"Cette copie répond à un sujet, «{FINE}{titre}{FINE}»{FINE}: ouvrez le lien de ce sujet, "
                "puis rouvrez-y la copie."
                if est_un_sujet(lue.serie)
                else f"Cette copie est celle d’une autre série, «{FINE}{titre}{FINE}»{FINE}: "
                "ouvrez la page de ce chapitre, puis rouvrez-y la copie."
            )
        if lue.code != self.code:
            raise ErreurCours(
                f"Cette copie est celle de {lue.code}. Donnez cet identifiant en haut de la page, sous "
                f"«{FINE}Données{FINE}», puis recommencez."
            )
        if lue.evaluation != self.evaluation:
            raise ErreurCours(
                f"Cette copie vient d’une évaluation, et cette page est un entraînement{FINE}: rouvrez-la "
                "dans le cahier de l’évaluation."
                if lue.evaluation
                else f"Cette copie vient d’un entraînement, et ceci est une évaluation{FINE}: elle n’y est "
                "pas reprise."
            )
        if lue.annoncee != lue.variante:
            raise ErreurCours(
                f"Cette copie n’est pas posée sur les données de cet identifiant{FINE}: "
                "elle n’est pas reprise."
            )
        return lue

    def _reconnaitre(self, copie: Copie) -> Copie:
        """Reconnaître une copie de ce travail, quoi que le cours ait changé depuis."""
        return copie

    def _ressembler(self, copie: Copie) -> tuple[bool, bool, bool]:
        """Dire en quoi une copie est celle de ce travail, le plus important d'abord."""
        return (
            copie.serie == self.banque.nom,
            copie.code == self.code,
            copie.evaluation == self.evaluation,
        )

    def renouveler(self) -> None:
        """S'entraîner sur d'autres données : les questions repartent de zéro, et l'on peut revenir.

        Raises
        ------
        ErreurCours
            En évaluation, chacun garde ses données.
        """
        if not self.renouvelable:
            raise ErreurCours(f"En évaluation, chacun garde ses données{FINE}: répondez sur celles-ci.")
        self._choisir_tirage(max(self.tirage, *self._lister_tirages()) + 1)

    @property
    def precedent(self) -> int | None:
        """Le tirage d'avant, où l'on peut revenir ; None s'il n'y en a pas."""
        return max((t for t in self._lister_tirages() if t < self.tirage), default=None)

    def revenir(self) -> None:
        """Revenir aux données d'avant, et aux réponses données sur elles."""
        if self.precedent is not None:
            self._choisir_tirage(self.precedent)

    def _lister_tirages(self) -> set[int]:
        """Les tirages où quelque chose a été fait, et celui de l'identifiant."""
        return {0, *(geste.tirage for travail in self.q.values() for geste in travail.gestes)}

    def _choisir_tirage(self, tirage: int) -> None:
        self.tirage_le = dater(self.tirage_le)
        self._en_pause = True
        try:
            self._tirer(tirage)
        finally:
            self._en_pause = False
        self.avis = ""
        self._changer()

    def _retrouver(self) -> None:
        """Reprendre la copie gardée ; une copie qui ne convient pas est mise de côté, jamais mêlée."""
        if self._magasin is None:
            return
        try:
            gardee = self._magasin.lire()
            if gardee is not None:
                self.reprendre(gardee)
        except ErreurCours as erreur:
            self.avis = f"{erreur} Elle est gardée à part, sous le nom {self._magasin.ecarter()}."
        for copie in self._magasin.lire_attentes():
            try:
                self.avis = self.reprendre(copie)
            except ErreurCours as erreur:
                self.avis = f"Une copie apportée ici n’est pas reprise. {erreur}"
        self._magasin.ecouter(self.reunir)

    def _garder(self) -> None:
        if self._magasin and not self._en_pause:
            try:
                self._magasin.ecrire(self.exporter(), self.resumer())
            except ErreurCours as erreur:
                self.avis = str(erreur)


def nommer_copie_gardee(code: str, banque: Banque, evaluation: bool) -> str:
    """Nommer la copie que l'on garde d'un travail, là où il se fait."""
    return f"copie-{code}-{banque.ancien_nom}{'-evaluation' * evaluation}.json"


def _comparable(copie: Copie) -> Copie:
    return replace(copie, cours="", date="", titre="")


def _dire_changees(numeros: list[str]) -> str:
    """Dire quelles questions ont changé depuis que la copie a été faite."""
    if not numeros:
        return ""
    if len(numeros) == 1:
        return f"Votre copie est reprise. La question {numeros[0]} a changé depuis{FINE}: elle est à refaire."
    liste = f"{', '.join(numeros[:-1])} et {numeros[-1]}"
    return f"Votre copie est reprise. Les questions {liste} ont changé depuis{FINE}: elles sont à refaire."
