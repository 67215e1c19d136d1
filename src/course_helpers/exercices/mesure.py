"""Ce que partagent les questions dont la réponse est un nombre, ou une colonne de nombres."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.question import QuestionPosee
from course_helpers.exercices.textes import typographier


@dataclass(frozen=True, eq=False, kw_only=True)
class Mesure:
    """Une unité, une précision, une tolérance.

    Parameters
    ----------
    unite : str
        ``"%"``, ``"€"``, ou un nom au pluriel (``"clients"``).
    decimales : int
        La précision demandée. La réponse et l'attendu y sont arrondis (arrondi de l'école) puis comparés.
    tolerance : str
        L'écart accepté après arrondi, dans l'unité de la réponse.
    """

    unite: str = ""
    decimales: int = 0
    tolerance: str = "0"

    def arrondir_nombre(self, nombre: object) -> Decimal:
        """Arrondir à la précision demandée, 5 vers le haut, sur l'écriture décimale exacte.

        Examples
        --------
        >>> Mesure(decimales=1).arrondir_nombre(37.65)
        Decimal('37.7')
        """
        exact = nombre if isinstance(nombre, Decimal) else Decimal(str(nombre))
        return exact.quantize(Decimal(1).scaleb(-self.decimales), ROUND_HALF_UP)

    def coincider(self, reponse: Decimal, attendu: object) -> bool:
        """Dire si deux nombres se confondent à la précision et à la tolérance demandées.

        Examples
        --------
        >>> mesure = Mesure(unite="%", decimales=1)
        >>> [mesure.coincider(Decimal(n), 17.9452) for n in ("17.9", "17.95", "17.96", "18")]
        [True, True, False, False]
        """
        ecart = self.arrondir_nombre(reponse) - self.arrondir_nombre(attendu)
        if abs(ecart) <= Decimal(self.tolerance):
            return True
        # Plus de décimales que demandé : 17,95 est juste pour 17,945 2, bien qu'il s'arrondisse à 18,0.
        decimales = max(0, -reponse.normalize().as_tuple().exponent)
        return self.decimales < decimales and replace(self, decimales=decimales).coincider(reponse, attendu)

    def ecrire_nombre(self, nombre: Decimal) -> str:
        """Écrire autant de décimales que la personne en a tapé : un message cite sa réponse."""
        decimales = max(0, -nombre.normalize().as_tuple().exponent)
        if self.unite == "€" and decimales == 1:
            decimales = 2  # des dixièmes d'euro ne s'écrivent pas
        unite = self.unite.removesuffix("s") if abs(nombre) < 2 else self.unite  # « 1 client »
        return ecrire_nombre(nombre, min(4, decimales), unite)

    def noter_nombre(self, nombre: Decimal) -> str:
        """Écrire toutes les décimales : relue, la réponse d'un calcul doit rester la même."""
        return format(nombre, "f").replace(".", ",")

    def dire_precision(self) -> str:
        """Dire l'unité et la précision demandées (un modèle)."""
        ecart = "" if self.tolerance == "0" else f", à {self.tolerance.replace('.', ',')} près"
        if self.unite == "€" and not self.decimales:
            return f"en €, arrondie à l'euro{ecart}"
        if self.unite not in ("%", "€") and not self.decimales:
            de = "d'" if self.unite[0] in "aeéiou" else "de "
            return f"en nombre entier {de}{self.unite}{ecart}"
        precision = {0: "un nombre entier", 1: "arrondie à une décimale"}.get(
            self.decimales, f"arrondie à {self.decimales} décimales"
        )
        return f"en {self.unite}, {precision}{ecart}"

    def donner_exemple(self, posee: QuestionPosee, acceptes: Iterable[object]) -> str:
        """Donner un exemple de nombre bien écrit, tiré au sort ; jamais une réponse acceptée."""
        decimales = 0 if self.unite == "€" else min(1, self.decimales)
        bornes = range(1100, 2000, 30) if self.unite == "€" else range(11, 100, 4)
        if decimales and self.unite == "%":
            bornes = range(112, 990, 29)
        refuses = {self.arrondir_nombre(nombre) for nombre in acceptes}
        exemples = (Decimal(n).scaleb(-decimales) for n in posee.melanger(bornes, ":exemple"))
        return ecrire_nombre(next(n for n in exemples if n not in refuses), decimales)

    def tolerer(self) -> Decimal:
        """Rendre, pour Moodle, notre tolérance et ce qu'un arrondi absorbe : un peu moins d'un demi-pas.

        Moodle accepte les deux bornes d'un intervalle, et 52,95 s'arrondit à 53,0, non à 52,9.

        Examples
        --------
        >>> Mesure(unite="%", decimales=1).tolerer()
        Decimal('0.0499')
        """
        if self.decimales == 0 and self.unite not in ("%", "€"):
            return Decimal(self.tolerance)
        return Decimal(self.tolerance) + Decimal("0.499").scaleb(-self.decimales)

    def deviner_ecritures(self, attendu: Decimal) -> Iterator[tuple[Decimal, Decimal, str]]:
        """Donner les nombres que :meth:`reconnaitre_ecriture` reconnaît autour de l'attendu, pour Moodle.

        Yields
        ------
        (Decimal, Decimal, str)
            Le nombre, l'écart admis, et le message.
        """
        pas, tolerance = Decimal(1).scaleb(-self.decimales), self.tolerer()
        for nombre, ecart in (
            (attendu / 100, tolerance / 100),
            (attendu.to_integral_value(), Decimal(0)),
            (attendu - pas, tolerance),
            (attendu + pas, tolerance),
        ):
            if nombre != attendu and (ecriture := self.reconnaitre_ecriture({"": nombre}, {"": attendu})):
                reponse = self.ecrire_nombre(nombre)
                yield nombre, ecart, typographier(ecriture[1].replace("{reponse}", reponse))

    def reconnaitre_ecriture(
        self, reponses: Mapping[str, Decimal], attendus: Mapping[str, object]
    ) -> tuple[str, str] | None:
        """Reconnaître un résultat juste, mais tapé en fraction ou arrondi trop tôt : code et modèle."""
        if self.unite != "%":
            return None
        couples = [(reponses[cle], self.arrondir_nombre(nombre)) for cle, nombre in attendus.items()]
        if all(abs(reponse) >= 1000 > abs(attendu) for reponse, attendu in couples):
            return "autre", (
                ("{reponse} : " if len(couples) == 1 else "")
                + "un taux est rarement aussi grand. Avez-vous tapé un montant ? Rapportez-le au total."
            )
        seul = len(couples) == 1
        presque = "{reponse} est très proche du résultat" if seul else "Vous y êtes presque"
        # À un demi-point près : 0,44 est la fraction de 44,1 %, écrite avec deux décimales.
        if all(abs(r) <= 1 and abs(r * 100 - attendu) <= Decimal("0.5") for r, attendu in couples):
            debut = "{reponse} : vous" if seul else "Vous"
            return "fraction", (
                f"{debut} avez sans doute tapé une fraction de 1. "
                "La réponse se donne en % : combien cela fait-il pour 100 ?"
            )
        if self.decimales and all(r == a.quantize(Decimal(1), ROUND_HALF_UP) for r, a in couples):
            return "arrondi", f"{presque} : il manque une décimale. Relisez la précision demandée."
        pas = Decimal(1).scaleb(-self.decimales)
        if all(abs(self.arrondir_nombre(r) - attendu) <= pas for r, attendu in couples):
            return "arrondi", (
                f"{presque} : vous avez sans doute arrondi trop tôt, ou coupé les décimales. "
                "Gardez-les toutes jusqu'à la fin, puis arrondissez."
            )
        return None
