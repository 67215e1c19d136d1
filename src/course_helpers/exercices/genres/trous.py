"""Le genre « trous » : un paragraphe à compléter, par des mots, des nombres et des choix.

La banque écrit le paragraphe, où chaque trou est sa clé entre crochets, puis ce que chaque trou attend :
``décroissant | croissant`` propose un choix, le premier étant le bon ; ``marge / bénéfice`` accepte l'un ou
l'autre mot ; ``{part:pct1}`` ou ``{n} clients`` attend un nombre, à la précision où il s'écrirait.
"""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

import re
import unicodedata
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.mesure import Mesure
from course_helpers.exercices.par_ligne import ParLigne
from course_helpers.exercices.question import Champ, Option
from course_helpers.exercices.saisie import (
    LONGUEUR_MAXIMALE,
    citer,
    en_texte,
    lire_decimal,
    lire_litteral,
)
from course_helpers.exercices.textes import en_html, typographier
from course_helpers.exercices.xml_moodle import SINON, ecrire_case

_NOMBRE = re.compile(r"\{(\w+)(?::(\w+))?\}(?: (\w+))?")
_MESURES = {
    "pct0": Mesure(unite="%"),
    "pct1": Mesure(unite="%", decimales=1),
    "pct2": Mesure(unite="%", decimales=2),
    "eur": Mesure(unite="€"),
}
_ARTICLES = {"le", "la", "les", "l", "un", "une", "des", "du", "de", "d"}
_TROU = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True)
class Trou:
    """Un trou : ce qu'il propose, ce qu'il accepte, et ce qu'il répond à une réponse fausse.

    Parameters
    ----------
    cle : str
    message : str
        Modèle : la question à se poser.
    mots : tuple of str
        Les mots acceptés ; pour un choix, le bon.
    choix : tuple of str
        Les réponses proposées, la bonne d'abord.
    valeur : str
        Pour un nombre, le nom de la valeur attendue.
    mesure : Mesure or None
        Pour un nombre, son unité et sa précision.
    """

    cle: str
    message: str
    mots: tuple[str, ...] = ()
    choix: tuple[str, ...] = ()
    valeur: str = ""
    mesure: Mesure | None = None

    def coincider(self, case: object, attendu: object) -> bool:
        """Dire si une case vaut ce qui est attendu ; un mot se compare sans majuscule, accent ni article."""
        if self.mesure:
            return self.mesure.coincider(case, attendu)
        acceptes = self.mots if attendu == self.mots[0] else (attendu,)
        return _simplifier(case) in map(_simplifier, acceptes)


def _simplifier(mot: str) -> str:
    """Ramener un mot à ses lettres : « Les cœurs d’activité » vaut « coeur d'activite »."""
    droit = mot.translate({ord("’"): "'", ord("œ"): "oe", ord("Œ"): "oe"})
    sans_accent = unicodedata.normalize("NFD", droit).encode("ascii", "ignore").decode()
    mots = re.sub(r"[^a-z0-9]", " ", sans_accent.casefold()).split()
    while len(mots) > 1 and mots[0] in _ARTICLES:
        mots.pop(0)
    return " ".join(mot.removesuffix("s") for mot in mots)


@dataclass(frozen=True, eq=False, kw_only=True)
class Trous(ParLigne, genre="trous"):
    """Un paragraphe à compléter.

    Parameters
    ----------
    texte : str
        Modèle du paragraphe ; ``[cle]`` y marque un trou.
    trous : tuple of Trou
        Dans l'ordre du paragraphe.
    """

    ensemble = "le texte"
    nom_d_une_case = "Trous"
    type_moodle = "cloze"

    texte: str
    trous: tuple[Trou, ...]

    @classmethod
    def convertir(cls, champ, valeur, marques=MappingProxyType({})):
        if champ != "trous":
            return valeur
        return tuple(cls._lire_trou(option, marques[option.cle]) for option in valeur)

    @staticmethod
    def _lire_trou(option: Option, marque: str) -> Trou:
        if nombre := _NOMBRE.fullmatch(marque):
            valeur, forme, unite = nombre.groups()
            mesure = _MESURES.get(forme) or Mesure(unite=unite or "unités")
            return Trou(option.cle, option.texte, valeur=valeur, mesure=mesure)
        choix = tuple(mot.strip() for mot in marque.split("|"))
        if len(choix) > 1:
            return Trou(option.cle, option.texte, mots=choix[:1], choix=choix)
        return Trou(option.cle, option.texte, mots=tuple(mot.strip() for mot in marque.split("/")))

    @classmethod
    def deduire_attendu(cls, marques):
        trous = [cls._lire_trou(Option(cle, ""), marque or "") for cle, marque in marques["trous"].items()]
        return lambda v: {
            trou.cle: attrgetter(trou.valeur)(v) if trou.mesure else trou.mots[0] for trou in trous
        }

    @classmethod
    def lire_case_constante(cls, texte):
        try:
            return lire_litteral(texte)
        except ValueError:
            return texte

    def _trouver(self, cle: str) -> Trou:
        return next(trou for trou in self.trous if trou.cle == cle)

    def lister_elements(self, posee):
        return tuple(Option(trou.cle, f"Trou {rang}") for rang, trou in enumerate(self.trous, start=1))

    def decrire_champs(self, posee):
        # Les morceaux de texte et les clés des trous alternent.
        morceaux = _TROU.split(typographier(self.texte))
        textes = [posee.composer(morceau) for morceau in morceaux[::2]]
        champs = []
        for rang, cle in enumerate(morceaux[1::2]):
            trou = self._trouver(cle)
            options = tuple(
                Option(mot, typographier(mot)) for mot in posee.melanger(trou.choix, f":{trou.cle}")
            )
            unite = trou.mesure.unite if trou.mesure else ""
            champs.append(
                Champ(
                    cle,
                    f"Trou {rang + 1}" + (f" (en{FINE}{unite})" if unite in ("%", "€") else ""),
                    "liste" if options else "ligne",
                    options,
                    exemple=trou.mesure.donner_exemple(posee, [posee.attendu[cle]]) if trou.mesure else "",
                    avant=textes[rang],
                    apres=textes[-1] if rang == len(textes) - 2 else "",
                )
            )
        return tuple(champs)

    def donner_consigne(self):
        consigne = "Complétez chaque trou : un mot, un nombre, ou le choix qui convient."
        if any(trou.mesure and trou.mesure.decimales == 1 for trou in self.trous):
            consigne += " Les taux s'arrondissent à une décimale."
        return consigne

    def donner_cle(self, posee):
        return "…"

    def lire_case(self, posee, cle, brut):
        trou = self._trouver(cle)
        if trou.mesure:
            exemple = next(champ.exemple for champ in posee.champs if champ.cle == cle)
            mesure = trou.mesure
            return lire_decimal(brut, unite=mesure.unite, decimales=mesure.decimales, exemple=exemple)
        texte = en_texte(brut)
        if texte is None or len(texte) > LONGUEUR_MAXIMALE:
            raise ErreurCours(f"Je n’ai pas compris {citer(brut)}{FINE}: écrivez un mot.")
        if not trou.choix:
            return texte.strip()
        for mot in trou.choix:
            if _simplifier(mot) == _simplifier(texte):
                return mot
        raise ErreurCours(
            f"Je n’ai pas compris {citer(brut)}{FINE}: choisissez parmi {', '.join(sorted(trou.choix))}."
        )

    def ecrire_case(self, posee, case):
        return case if isinstance(case, str) else Mesure().ecrire_nombre(case)

    def noter(self, valeur, reponse):
        return {
            cle: en_texte(valeur.get(cle)) or Mesure().noter_nombre(case)
            if not isinstance(case, str)
            else case
            for cle, case in reponse.items()
        }

    def arrondir(self, reponse):
        return {
            cle: self._trouver(cle).mesure.arrondir_nombre(case) if self._trouver(cle).mesure else case
            for cle, case in reponse.items()
        }

    def valider(self, posee, reponse, attendu):
        return all(self._trouver(cle).coincider(reponse[cle], case) for cle, case in attendu.items())

    def reconnaitre(self, posee, reponse, motif):
        return self.valider(posee, reponse, motif)

    def decompter(self, posee, reponse):
        """Dire aussi les numéros des trous à revoir : un diagnostic peut en concerner plusieurs."""
        justes = [trou.coincider(reponse[trou.cle], posee.attendu[trou.cle]) for trou in self.trous]
        faux = [str(rang) for rang, juste in enumerate(justes, start=1) if not juste]
        numeros = f"trous {', '.join(faux[:-1])} et {faux[-1]}" if len(faux) > 1 else f"trou {faux[0]}"
        return f"{super().decompter(posee, reponse)} À revoir : {numeros}."

    def relancer(self, posee, reponse):
        attendu = posee.attendu
        premier = next(t for t in self.trous if not t.coincider(reponse[t.cle], attendu[t.cle]))
        rang = self.trous.index(premier) + 1
        ecriture = premier.mesure and premier.mesure.reconnaitre_ecriture(
            {"": reponse[premier.cle]}, {"": attendu[premier.cle]}
        )
        code, message = ecriture or ("autre", premier.message)
        return code, f"Trou {rang} : {message}"

    def completer_moodle(self, posee, element):
        """Écrire chaque trou dans le paragraphe, comme Moodle le demande pour ce type (cloze)."""
        attendu = self.arrondir(posee.attendu)
        corps = []
        for champ in posee.champs:
            trou = self._trouver(champ.cle)
            relance = posee.composer(trou.message)
            if trou.mesure:
                juste = f"{attendu[trou.cle]:f}:{trou.mesure.tolerer():f}"
                ecritures = [
                    (0, f"{nombre:f}:{ecart:f}", message)
                    for nombre, ecart, message in trou.mesure.deviner_ecritures(posee.attendu[trou.cle])
                ]
                sinon = f"{relance or SINON} Tapez le nombre seul, sans espace et sans unité."
                case = ecrire_case("NUMERICAL", [(100, juste, ""), *ecritures, (0, "*", sinon)])
            elif trou.choix:
                reponses = [(100 if o.cle in trou.mots else 0, o.texte, relance) for o in champ.options]
                case = ecrire_case("MULTICHOICE", [(f, r, "" if f else m) for f, r, m in reponses])
            else:
                mots = [(100, mot, "") for mot in trou.mots]
                case = ecrire_case("SHORTANSWER", [*mots, (0, "*", relance or SINON)])
            corps += [en_html(champ.avant), case, en_html(champ.apres)]
        element.find("questiontext/text").text += f"<p>{''.join(corps)}</p>"
