"""Les genres de questions : chacun dit ses champs, lit une réponse, la compare et l'écrit.

Ajouter un genre, c'est écrire une classe ici et l'inscrire dans :data:`GENRES` : la carte, le jumeau, la
copie et la correction ne connaissent que les champs et ces méthodes.
"""

# ruff: noqa: D102 — les classes filles redonnent les méthodes de Genre, documentées là.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.saisie import (
    LONGUEUR_MAXIMALE,
    LONGUEUR_REDACTION,
    citer,
    donner_exemple,
    en_texte,
    est_vide,
    lire_decimal,
)
from course_helpers.exercices.textes import composer, typographier
from course_helpers.tirages.reserve import Tirage

LETTRES = "abcdefgh"


@dataclass(frozen=True)
class Option:
    """Un choix possible : sa clé, courte et stable, et son texte (un modèle)."""

    cle: str
    texte: str


@dataclass(frozen=True)
class Champ:
    """Un champ à remplir, décrit sans dire comment il se dessine.

    Parameters
    ----------
    cle : str
        La ligne qu'il remplit ; vide quand la question n'a qu'un champ.
    intitule : str
        Toujours visible.
    saisie : {"ligne", "boutons", "cases", "liste", "texte"}
    options : tuple of Option
        Pour des boutons, des cases ou une liste.
    exemple : str
        Pour une ligne.
    """

    cle: str
    intitule: str
    saisie: str
    options: tuple[Option, ...] = ()
    exemple: str = ""


def arrondir(question, nombre) -> Decimal:
    """Arrondir un nombre à la précision demandée, 5 vers le haut, sur son écriture décimale exacte.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> arrondir(SimpleNamespace(decimales=1), 37.65)
    Decimal('37.7')
    """
    exact = nombre if isinstance(nombre, Decimal) else Decimal(str(nombre))
    return exact.quantize(Decimal(1).scaleb(-question.decimales), ROUND_HALF_UP)


def ordonner_options(question, valeurs) -> tuple[Option, ...]:
    """Rendre les options d'un choix, textes remplis, dans l'ordre tiré pour cette variante."""
    return valeurs.retenir(
        (question, "options"), lambda: _tirer_ordre(question, valeurs, question.options, "")
    )


def lister_elements(question, valeurs) -> tuple[Option, ...]:
    """Rendre les éléments d'une question par lignes, textes mis en typographie."""
    return valeurs.retenir(
        (question, "elements"),
        lambda: tuple(Option(e.cle, typographier(e.texte)) for e in question.elements(valeurs)),
    )


def _tirer_ordre(question, valeurs, options, suffixe: str) -> tuple[Option, ...]:
    tirage = Tirage(f"{valeurs.serie}:{valeurs.variante}:{question.identifiant}{suffixe}")
    return tuple(
        Option(option.cle, composer(option.texte, vars(valeurs))) for option in tirage.melanger(options)
    )


class Genre:
    """Ce qu'un genre de question sait faire ; les classes filles n'en écrivent que ce qui leur est propre."""

    corrige = True  # faux quand le cours ne juge pas la réponse
    relance = "Ce n'est pas la bonne réponse. Relisez l'énoncé : que demande-t-il exactement ?"

    def decrire_champs(self, question, valeurs) -> tuple[Champ, ...]:
        """Décrire les champs à remplir."""
        raise NotImplementedError

    def donner_consigne(self, question) -> str:
        """Dire comment répondre, en une phrase (un modèle)."""
        raise NotImplementedError

    def lire(self, question, valeurs, brut: object):
        """Ramener une saisie à un type simple ; None si rien n'est saisi."""
        raise NotImplementedError

    def noter(self, valeur: object, reponse):
        """Garder pour la copie la réponse telle que tapée, en types que JSON connaît."""
        return reponse

    def ecrire(self, question, valeurs, reponse) -> str:
        """Écrire une réponse comme on la lirait dans une phrase."""
        raise NotImplementedError

    def valider(self, question, valeurs, reponse, attendu: object) -> bool:
        """Dire si une réponse vaut une réponse attendue (ou celle d'une autre convention)."""
        return reponse == attendu

    def reconnaitre(self, question, valeurs, reponse, motif: object) -> bool:
        """Dire si une réponse porte une erreur : son motif peut n'en être qu'une partie."""
        return self.valider(question, valeurs, reponse, motif)

    def relancer(self, question, valeurs, reponse, attendu: object) -> tuple[str, str]:
        """Rendre le code et le modèle de message d'une réponse fausse que rien n'a reconnue."""
        return "autre", self.relance


# --- Un seul champ -----------------------------------------------------------------------------------------


class Nombre(Genre):
    """Un nombre, avec son unité et sa précision."""

    relance = (
        "{reponse} n'est pas le résultat attendu, et ce n'est pas une erreur que le cours reconnaît. "
        "Relisez la méthode et la base de calcul de l'énoncé."
    )

    def decrire_champs(self, question, valeurs):
        unite = f" (en{FINE}{question.unite})" if question.unite in ("%", "€") else f" ({question.unite})"
        exemple = donner_exemple(question.unite, question.decimales)
        return (Champ("", f"Votre réponse{unite}", "ligne", exemple=exemple),)

    def donner_consigne(self, question):
        return f"Réponse {_dire_precision(question)}."

    def lire(self, question, valeurs, brut):
        if est_vide(brut):
            return None
        return lire_decimal(brut, unite=question.unite, decimales=question.decimales)

    def noter(self, valeur, reponse):
        return en_texte(valeur) if isinstance(valeur, str) else _noter_decimal(reponse)

    def ecrire(self, question, valeurs, reponse):
        return _ecrire_decimal(reponse, question.unite)

    def valider(self, question, valeurs, reponse, attendu):
        return _coincider(question, reponse, attendu)

    def relancer(self, question, valeurs, reponse, attendu):
        return _reconnaitre_ecriture(question, {"": reponse}, {"": attendu}) or ("autre", self.relance)


class Choix(Genre):
    """Une seule option, donnée par sa lettre, sa clé ou son texte."""

    def decrire_champs(self, question, valeurs):
        return (Champ("", "Votre réponse", "boutons", _mettre_lettres(question, valeurs)),)

    def donner_consigne(self, question):
        return "Une seule réponse."

    def lire(self, question, valeurs, brut):
        return None if est_vide(brut) else _lire_option(question, valeurs, brut)

    def ecrire(self, question, valeurs, reponse):
        return next(o.texte for o in ordonner_options(question, valeurs) if o.cle == reponse)


class ChoixMultiple(Genre):
    """Plusieurs options : une liste de lettres, de clés ou de textes.

    Le motif d'une erreur est un dictionnaire clé → cochée ou non : ``{"loi": True}`` reconnaît toute réponse
    qui coche « loi ».
    """

    relance = "Il manque une affirmation juste, ou il y en a une de trop. Reprenez-les une à une."

    def decrire_champs(self, question, valeurs):
        return (Champ("", "Votre réponse", "cases", _mettre_lettres(question, valeurs)),)

    def donner_consigne(self, question):
        return "Plusieurs réponses sont possibles : cochez toutes celles qui conviennent."

    def lire(self, question, valeurs, brut):
        texte = en_texte(brut)
        if texte is not None:
            brut = [partie.strip() for partie in texte.replace(";", ",").split(",")]
        if brut is None:
            return None
        if not isinstance(brut, Sequence | set | frozenset) or len(brut) > LONGUEUR_MAXIMALE:
            raise ErreurCours(
                f'Je n’ai pas compris {citer(brut)} : donnez une liste, par exemple ["a", "c"].'
            )
        lues = {_lire_option(question, valeurs, choix) for choix in brut if not est_vide(choix)}
        return tuple(option.cle for option in question.options if option.cle in lues) or None

    def noter(self, valeur, reponse):
        return list(reponse)

    def ecrire(self, question, valeurs, reponse):
        return "\n".join(o.texte for o in ordonner_options(question, valeurs) if o.cle in reponse)

    def reconnaitre(self, question, valeurs, reponse, motif):
        return all((cle in reponse) == cochee for cle, cochee in motif.items())


class Ouvert(Genre):
    """Une rédaction : gardée pour l'enseignant, relue par son auteur avec des critères, jamais jugée."""

    corrige = False

    def decrire_champs(self, question, valeurs):
        return (Champ("", "Votre rédaction", "texte"),)

    def donner_consigne(self, question):
        return "Réponse rédigée, non notée ici : votre copie la garde pour votre enseignante ou enseignant."

    def lire(self, question, valeurs, brut):
        if est_vide(brut):
            return None
        texte = en_texte(brut)
        if texte is None:
            raise ErreurCours(f"Je n’ai pas compris {citer(brut)} : écrivez un texte, entre guillemets.")
        if len(texte) > LONGUEUR_REDACTION:
            raise ErreurCours(
                f"Votre texte compte {ecrire_nombre(len(texte))} caractères : "
                f"ramenez-le à {ecrire_nombre(LONGUEUR_REDACTION)} au plus."
            )
        return texte

    def ecrire(self, question, valeurs, reponse):
        return reponse


# --- Une ligne par élément ---------------------------------------------------------------------------------


class ParLigne(Genre):
    """Une réponse par ligne : un dictionnaire (ou une Series) élément → case remplie.

    Le motif d'une erreur peut ne citer que les lignes où elle se voit.
    """

    chose = "une réponse"

    def lire_case(self, question, valeurs, cle: str, brut: object):
        """Lire une case remplie."""
        raise NotImplementedError

    def ecrire_case(self, question, valeurs, case) -> str:
        """Écrire une case."""
        raise NotImplementedError

    def donner_cle(self, question) -> str:
        """Donner un exemple de case."""
        return question.categories[0].cle

    def lire(self, question, valeurs, brut):
        if brut is None or (en_texte(brut) is not None and not en_texte(brut).strip()):
            return None
        elements = lister_elements(question, valeurs)
        if not isinstance(brut, Mapping | pd.Series) or len(brut) > LONGUEUR_MAXIMALE:
            raise ErreurCours(
                f"Je n’ai pas compris {citer(brut)} : donnez {self.chose} à chaque ligne, "
                f'par exemple {{"{elements[0].cle}": "{self.donner_cle(question)}"}}.'
            )
        noms = valeurs.retenir(
            (question, "noms"),
            lambda: (
                {e.cle.casefold(): e.cle for e in elements} | {e.texte.casefold(): e.cle for e in elements}
            ),
        )
        lues = {}
        for element, case in brut.items():
            if est_vide(case):
                continue
            cle = noms.get((en_texte(element) or "").strip().casefold())
            if cle is None:
                raise ErreurCours(f"{citer(element)} n’est pas dans l’énoncé : reprenez ses mots.")
            lues[cle] = self.lire_case(question, valeurs, cle, case)
        if not lues:
            return None
        manquants = [e.texte for e in elements if e.cle not in lues]
        if manquants:
            autres = len(manquants) - 1
            suite = f" et {autres} autre{'s' * (autres > 1)}" if autres else ""
            raise ErreurCours(
                f"Il manque {self.chose} pour « {manquants[0]} »{suite} : complétez le tableau."
            )
        return {e.cle: lues[e.cle] for e in elements}

    def ecrire(self, question, valeurs, reponse):
        return "\n".join(
            f"{e.texte}{FINE}: {self.ecrire_case(question, valeurs, reponse[e.cle])}"
            for e in lister_elements(question, valeurs)
        )

    def reconnaitre(self, question, valeurs, reponse, motif):
        return all(reponse[cle] == case for cle, case in motif.items())


class Tableau(ParLigne):
    """Une colonne de nombres à compléter ; l'unité, la précision et la tolérance valent pour toutes."""

    chose = "une valeur"

    def decrire_champs(self, question, valeurs):
        exemple = donner_exemple(question.unite, question.decimales)
        unite = f" (en{FINE}{question.unite})"
        return tuple(
            Champ(e.cle, e.texte + unite, "ligne", exemple=exemple)
            for e in lister_elements(question, valeurs)
        )

    def donner_consigne(self, question):
        return f"Une valeur par ligne, {_dire_precision(question)}."

    def donner_cle(self, question):
        return donner_exemple(question.unite, question.decimales)

    def lire_case(self, question, valeurs, cle, brut):
        try:
            return lire_decimal(brut, unite=question.unite, decimales=question.decimales)
        except ErreurCours as erreur:
            texte = next(e.texte for e in lister_elements(question, valeurs) if e.cle == cle)
            raise ErreurCours(f"Ligne « {texte} » : {erreur}") from None

    def ecrire_case(self, question, valeurs, case):
        return _ecrire_decimal(case, question.unite)

    def noter(self, valeur, reponse):
        tapees = {en_texte(cle): en_texte(case) for cle, case in valeur.items() if isinstance(case, str)}
        return {cle: tapees.get(cle) or _noter_decimal(lue) for cle, lue in reponse.items()}

    def valider(self, question, valeurs, reponse, attendu):
        return all(_coincider(question, reponse[cle], nombre) for cle, nombre in attendu.items())

    def reconnaitre(self, question, valeurs, reponse, motif):
        return self.valider(question, valeurs, reponse, motif)

    def relancer(self, question, valeurs, reponse, attendu):
        ecriture = _reconnaitre_ecriture(question, reponse, attendu)
        if ecriture:
            return ecriture
        fausses = [cle for cle, nombre in attendu.items() if not _coincider(question, reponse[cle], nombre)]
        premiere = next(e.texte for e in lister_elements(question, valeurs) if e.cle == fausses[0])
        justes = len(attendu) - len(fausses)
        # Le texte d'une ligne n'est pas un modèle : ses accolades, s'il en a, sont neutralisées.
        premiere = premiere.replace("{", "{{").replace("}", "}}")
        return "autre", (
            f"Lignes justes : {justes} sur {len(attendu)}. Reprenez la ligne « {premiere} » : "
            "quel calcul l'énoncé demande-t-il pour chaque ligne ?"
        )


class Classement(ParLigne):
    """Des éléments à ranger dans des catégories."""

    chose = "une classe"
    relance = "Au moins une ligne est mal classée. Relisez ce qui définit chaque classe, puis chaque ligne."

    def lister_categories(self, question, valeurs) -> tuple[Option, ...]:
        """Rendre les catégories proposées, dans l'ordre où les montrer."""
        return tuple(Option(c.cle, typographier(c.texte)) for c in question.categories)

    def decrire_champs(self, question, valeurs):
        categories = self.lister_categories(question, valeurs)
        return tuple(Champ(e.cle, e.texte, "liste", categories) for e in lister_elements(question, valeurs))

    def donner_consigne(self, question):
        return "Une classe par ligne : " + ", ".join(c.texte for c in question.categories) + "."

    def lire_case(self, question, valeurs, cle, brut):
        voulu = (en_texte(brut) or "").strip().casefold()
        for categorie in self.lister_categories(question, valeurs):
            if voulu in (categorie.cle.casefold(), categorie.texte.casefold()):
                return categorie.cle
        attendues = ", ".join(c.cle for c in question.categories)
        raise ErreurCours(f"Je n’ai pas compris {citer(brut)} pour {cle} : choisissez parmi {attendues}.")

    def ecrire_case(self, question, valeurs, case):
        return next(c.texte for c in self.lister_categories(question, valeurs) if c.cle == case)


class Appariement(Classement):
    """Des éléments à associer chacun à une réponse, qui ne sert qu'une fois ; leur ordre est tiré au sort."""

    chose = "une réponse"
    relance = (
        "Au moins une association ne convient pas. Pour chaque ligne, dites d'abord le problème à régler."
    )

    def lister_categories(self, question, valeurs):
        return valeurs.retenir(
            (question, "categories"),
            lambda: _tirer_ordre(question, valeurs, question.categories, ":categories"),
        )

    def donner_consigne(self, question):
        return "Associez une réponse à chaque ligne ; chacune sert une seule fois."

    def relancer(self, question, valeurs, reponse, attendu):
        if len(set(reponse.values())) < len(reponse):
            return "reponse_repetee", (
                "La même réponse sert à plusieurs lignes. Laquelle de ces lignes en a vraiment besoin ?"
            )
        return super().relancer(question, valeurs, reponse, attendu)


class Ordre(ParLigne):
    """Des étapes à remettre dans l'ordre : une liste, ou un rang par étape.

    Toute réponse qui respecte les ``precedences`` de la question est juste. Le motif d'une erreur est une
    suite d'étapes : elle est reconnue quand la réponse les place dans cet ordre.
    """

    chose = "un rang"

    def decrire_champs(self, question, valeurs):
        etapes = _melanger_etapes(question, valeurs)
        rangs = tuple(Option(str(rang), str(rang)) for rang in range(1, len(etapes) + 1))
        return tuple(Champ(e.cle, e.texte, "liste", rangs) for e in etapes)

    def donner_consigne(self, question):
        return "Donnez à chaque étape son rang, 1 pour la première."

    def donner_cle(self, question):
        return "1"

    def lire_case(self, question, valeurs, cle, brut):
        nombre = len(lister_elements(question, valeurs))
        try:
            rang = lire_decimal(brut, unite="étapes", decimales=0)
        except ErreurCours:
            rang = 0
        if not 1 <= rang <= nombre:
            raise ErreurCours(
                f"Je n’ai pas compris {citer(brut)} pour {cle} : donnez un rang de 1 à {nombre}."
            )
        return int(rang)

    def lire(self, question, valeurs, brut):
        if isinstance(brut, list | tuple) and len(brut) <= LONGUEUR_MAXIMALE:
            brut = self._numeroter(brut)
        rangs = super().lire(question, valeurs, brut)
        if rangs is None:
            return None
        repetes = sorted({rang for rang in rangs.values() if list(rangs.values()).count(rang) > 1})
        if repetes:
            raise ErreurCours(
                f"Plusieurs étapes portent le rang {repetes[0]} : donnez à chacune un rang différent."
            )
        return tuple(sorted(rangs, key=rangs.get))

    @staticmethod
    def _numeroter(etapes: Sequence) -> dict:
        rangs = {}
        for rang, etape in enumerate(etapes, start=1):
            nom = en_texte(etape)
            if nom is None or nom in rangs:
                raise ErreurCours(f"Je n’ai pas compris {citer(etape)} : citez chaque étape une fois.")
            rangs[nom] = rang
        return rangs

    def noter(self, valeur, reponse):
        return list(reponse)

    def ecrire(self, question, valeurs, reponse):
        textes = {e.cle: e.texte for e in lister_elements(question, valeurs)}
        return "\n".join(f"{rang}. {textes[cle]}" for rang, cle in enumerate(reponse, start=1))

    def valider(self, question, valeurs, reponse, attendu):
        return all(
            reponse.index(avant) < reponse.index(apres)
            for avant, apres in _lister_precedences(question, attendu)
        )

    def reconnaitre(self, question, valeurs, reponse, motif):
        rangs = [reponse.index(cle) for cle in motif]
        return rangs == sorted(rangs)

    def relancer(self, question, valeurs, reponse, attendu):
        textes = {e.cle: e.texte for e in lister_elements(question, valeurs)}
        trop_tot = next(
            avant_l_heure
            for avant, avant_l_heure in _lister_precedences(question, attendu)
            if reponse.index(avant) > reponse.index(avant_l_heure)
        )
        texte = textes[trop_tot].replace("{", "{{").replace("}", "}}")
        return "autre", f"« {texte} » vient trop tôt. De quoi cette étape a-t-elle besoin pour se faire ?"


GENRES: dict[str, Genre] = {
    "nombre": Nombre(),
    "tableau": Tableau(),
    "choix": Choix(),
    "choix_multiple": ChoixMultiple(),
    "appariement": Appariement(),
    "classement": Classement(),
    "ordre": Ordre(),
    "ouvert": Ouvert(),
}


# --- Ce que plusieurs genres partagent ---------------------------------------------------------------------


def _mettre_lettres(question, valeurs) -> tuple[Option, ...]:
    return tuple(
        Option(option.cle, f"{lettre}) {option.texte}")
        for lettre, option in zip(LETTRES, ordonner_options(question, valeurs), strict=False)
    )


def _lire_option(question, valeurs, brut: object) -> str:
    options = ordonner_options(question, valeurs)
    texte = en_texte(brut)
    if texte is not None:
        voulu = texte.strip().casefold()
        for lettre, option in zip(LETTRES, options, strict=False):
            if voulu in (lettre, option.cle, option.texte.casefold()):
                return option.cle
    raise ErreurCours(
        f"Je n’ai pas compris {citer(brut)} : choisissez une lettre de a à {LETTRES[len(options) - 1]}."
    )


def _melanger_etapes(question, valeurs) -> tuple[Option, ...]:
    """Mélanger les étapes ; un tirage qui tomberait sur l'ordre déclaré, le bon, est renversé."""

    def melanger() -> tuple[Option, ...]:
        etapes = lister_elements(question, valeurs)
        ordre = tuple(Tirage(f"{valeurs.serie}:{valeurs.variante}:{question.identifiant}").melanger(etapes))
        return ordre[::-1] if ordre == etapes else ordre

    return valeurs.retenir((question, "etapes"), melanger)


def _lister_precedences(question, attendu: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Les couples (avant, après) à respecter : ceux de la question, sinon toute la suite attendue."""
    return question.precedences or tuple(pairwise(attendu))


def _ecrire_decimal(nombre: Decimal, unite: str) -> str:
    """Écrire autant de décimales que la personne en a tapé : son message cite sa réponse, non la nôtre."""
    decimales = max(0, -nombre.normalize().as_tuple().exponent)
    if unite == "€" and decimales == 1:
        decimales = 2  # des dixièmes d'euro ne s'écrivent pas
    return ecrire_nombre(nombre, min(4, decimales), unite)


def _noter_decimal(nombre: Decimal) -> str:
    """Écrire toutes les décimales : relue, la réponse d'un calcul doit rester la même."""
    return format(nombre, "f").replace(".", ",")


def _dire_precision(question) -> str:
    ecart = "" if question.tolerance == "0" else f", à {question.tolerance.replace('.', ',')} près"
    if question.unite == "€" and not question.decimales:
        return f"en €, arrondie à l'euro{ecart}"
    if question.unite not in ("%", "€") and not question.decimales:
        de = "d'" if question.unite[0] in "aeéiou" else "de "
        return f"en nombre entier {de}{question.unite}{ecart}"
    precision = {0: "un nombre entier", 1: "arrondie à une décimale"}.get(
        question.decimales, f"arrondie à {question.decimales} décimales"
    )
    return f"en {question.unite}, {precision}{ecart}"


def _coincider(question, reponse: Decimal, attendu: object) -> bool:
    ecart = arrondir(question, reponse) - arrondir(question, attendu)
    return abs(ecart) <= Decimal(question.tolerance)


def _reconnaitre_ecriture(question, reponses: dict, attendus: dict) -> tuple[str, str] | None:
    """Reconnaître un résultat juste, mais tapé en fraction ou arrondi trop tôt."""
    if question.unite != "%":
        return None
    couples = [(reponses[cle], arrondir(question, nombre)) for cle, nombre in attendus.items()]
    debut = "{reponse} : vous" if len(couples) == 1 else "Vous"
    # À un demi-point près : 0,44 est la fraction de 44,1 %, écrite avec deux décimales.
    if all(
        abs(reponse) <= 1 and abs(reponse * 100 - attendu) <= Decimal("0.5") for reponse, attendu in couples
    ):
        return "fraction", (
            f"{debut} avez sans doute tapé une fraction de 1. "
            "La réponse se donne en % : combien cela fait-il pour 100 ?"
        )
    if question.decimales and all(
        reponse == attendu.quantize(Decimal(1), ROUND_HALF_UP) for reponse, attendu in couples
    ):
        debut = "{reponse} est très proche du résultat" if len(couples) == 1 else "Vous y êtes presque"
        return "arrondi", f"{debut} : il manque une décimale. Relisez la précision demandée."
    pas = Decimal(1).scaleb(-question.decimales)
    if all(abs(arrondir(question, reponse) - attendu) <= pas for reponse, attendu in couples):
        debut = "{reponse} est très proche du résultat" if len(couples) == 1 else "Vous y êtes presque"
        return "arrondi", (
            f"{debut} : vous avez sans doute arrondi trop tôt. "
            "Gardez toutes les décimales, et n'arrondissez qu'à la fin."
        )
    return None
