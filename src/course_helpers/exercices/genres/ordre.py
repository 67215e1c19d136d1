"""Le genre « ordre » : des étapes à remettre dans l'ordre."""

# ruff: noqa: D102 — les méthodes d'un genre sont documentées par Question.

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from types import MappingProxyType

from course_helpers.ecriture import FINE
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.par_ligne import Lignes
from course_helpers.exercices.question import Champ, Option
from course_helpers.exercices.saisie import LONGUEUR_MAXIMALE, citer, en_texte, lire_decimal
from course_helpers.exercices.xml_moodle import associer, ecrire_case, ecrire_menus


@dataclass(frozen=True, eq=False, kw_only=True)
class Ordre(Lignes, genre="ordre"):
    """Des étapes à remettre dans l'ordre : une liste, ou un rang par étape.

    Toute réponse qui respecte les ``precedences`` est juste. Le motif d'une erreur est une suite d'étapes,
    que la banque écrit ``trier < cumuler`` : elle est reconnue quand la réponse les place dans cet ordre.

    Parameters
    ----------
    precedences : tuple of (str, str)
        Les couples (avant, après) qui suffisent à la réponse juste. Vide : l'ordre attendu est le seul.
    """

    chose = "un rang"
    relance_de_rang = "De quoi cette étape a-t-elle besoin pour se faire ?"
    type_moodle = "matching"

    precedences: tuple[tuple[str, str], ...] = ()

    @classmethod
    def lire_constante(cls, texte, cles):
        etapes = tuple(etape.strip() for etape in texte.split("<"))
        if len(etapes) < 2:
            raise ValueError(texte)
        return etapes

    @classmethod
    def convertir(cls, champ, valeur, marques=MappingProxyType({})):
        if champ == "precedences":
            return tuple(tuple(etape.strip() for etape in couple.split("<")) for couple in valeur)
        return super().convertir(champ, valeur, marques)

    @classmethod
    def deduire_attendu(cls, marques):
        """Les étapes sont écrites dans le bon ordre."""
        return tuple(marques.get("elements", ())) or None

    @classmethod
    def saisir(cls, texte):
        return [etape.strip() for etape in texte.split("<")]

    def lister_options(self, posee):
        """Mélanger les étapes ; un tirage qui tomberait sur l'ordre déclaré, le bon, est renversé."""
        melangees = posee.melanger(posee.elements)
        return melangees[::-1] if melangees == posee.elements else melangees

    def decrire_champs(self, posee):
        rangs = tuple(Option(str(rang), str(rang)) for rang in range(1, len(posee.elements) + 1))
        return tuple(Champ(e.cle, e.texte, "liste", rangs) for e in posee.options)

    def donner_consigne(self):
        return "Donnez à chaque étape son rang, 1 pour la première."

    def donner_cle(self, posee):
        return "1"

    def lire_case(self, posee, cle, brut):
        nombre = len(posee.elements)
        try:
            rang = lire_decimal(brut, unite="étapes", decimales=0)
        except ErreurCours:
            rang = 0
        if not 1 <= rang <= nombre:
            raise ErreurCours(
                f"Je n’ai pas compris {citer(brut)} pour {cle}{FINE}: donnez un rang de 1 à {nombre}."
            )
        return int(rang)

    def lire(self, posee, brut):
        if isinstance(brut, list | tuple) and len(brut) <= LONGUEUR_MAXIMALE:
            brut = self._numeroter(brut)
        rangs = super().lire(posee, brut)
        if rangs is None:
            return None
        repetes = sorted({rang for rang in rangs.values() if list(rangs.values()).count(rang) > 1})
        if repetes:
            raise ErreurCours(
                f"Plusieurs étapes portent le rang {repetes[0]}{FINE}: donnez à chacune un rang différent."
            )
        return tuple(sorted(rangs, key=rangs.get))

    @staticmethod
    def _numeroter(etapes: Sequence) -> dict:
        rangs = {}
        for rang, etape in enumerate(etapes, start=1):
            nom = en_texte(etape)
            if nom is None or nom in rangs:
                raise ErreurCours(f"Je n’ai pas compris {citer(etape)}{FINE}: citez chaque étape une fois.")
            rangs[nom] = rang
        return rangs

    def noter(self, valeur, reponse):
        return list(reponse)

    def ecrire(self, posee, reponse):
        textes = {e.cle: e.texte for e in posee.elements}
        return "\n".join(f"{rang}. {textes[cle]}" for rang, cle in enumerate(reponse, start=1))

    def valider(self, posee, reponse, attendu):
        return all(reponse.index(avant) < reponse.index(apres) for avant, apres in self._preceder(attendu))

    def reconnaitre(self, posee, reponse, motif):
        rangs = [reponse.index(cle) for cle in motif]
        return rangs == sorted(rangs)

    def completer(self, posee, motif):
        """Retarder la seconde étape du motif juste après la première, placée à son rang attendu."""
        if motif == posee.attendu:
            return motif
        premiere, *suivantes = motif
        reste = [etape for etape in posee.attendu if etape not in suivantes]
        rang = reste.index(premiere) + 1
        return (*reste[:rang], *suivantes, *reste[rang:])

    def decompter(self, posee, reponse):
        return ""  # un rang n'est ni juste ni faux seul

    def relancer(self, posee, reponse):
        textes = {e.cle: e.texte for e in posee.elements}
        trop_tot = next(
            apres
            for avant, apres in self._preceder(posee.attendu)
            if reponse.index(avant) > reponse.index(apres)
        )
        texte = textes[trop_tot].replace("{", "{{").replace("}", "}}")
        return "autre", f"« {texte} » vient trop tôt. De quoi cette étape a-t-elle besoin pour se faire ?"

    def _preceder(self, attendu: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Les couples (avant, après) à respecter : ceux de la question, sinon toute la suite attendue."""
        return self.precedences or tuple(pairwise(attendu))

    def choisir_moodle(self, posee):
        """Une association n'admet qu'un rang par étape : plusieurs ordres justes demandent des menus."""
        return "cloze" if self.precedences else self.type_moodle

    def completer_moodle(self, posee, element):
        """Associer chaque étape à son rang : le type à glisser n'est pas dans tous les Moodle.

        Quand plusieurs ordres sont justes, chaque étape a un menu, qui accepte tout rang qu'elle tient dans
        l'un d'eux. Moodle juge chaque menu seul.
        """
        if self.choisir_moodle(posee) == "cloze":
            cles = [e.cle for e in posee.elements]
            justes = [ordre for ordre in permutations(cles) if self.valider(posee, ordre, posee.attendu)]
            menus = []
            for etape in posee.options:
                tenus = {ordre.index(etape.cle) + 1 for ordre in justes}
                reponses = [
                    (100 if rang in tenus else 0, str(rang), "" if rang in tenus else self.relance_de_rang)
                    for rang in range(1, len(cles) + 1)
                ]
                menus.append((etape.texte, ecrire_case("MULTICHOICE", reponses)))
            ecrire_menus(element, menus, "Rang")
            return
        textes = {e.cle: e.texte for e in posee.elements}
        associer(element, posee, [(textes[cle], str(rang)) for rang, cle in enumerate(posee.attendu, 1)])
