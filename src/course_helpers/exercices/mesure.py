"""Ce que partagent les questions dont la réponse est un nombre, ou une colonne de nombres."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices.question import QuestionPosee
from course_helpers.exercices.textes import typographier

# Un tableur en montre moins ; au-delà, l'arithmétique décimale n'a plus la place de la partie entière.
_DECIMALES_LUES = 12


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
        decimales = min(_DECIMALES_LUES, -reponse.normalize().as_tuple().exponent)
        return self.decimales < decimales and replace(self, decimales=decimales).coincider(reponse, attendu)

    def ecrire_nombre(self, nombre: Decimal) -> str:
        """Écrire autant de décimales que la personne en a tapé : un message cite sa réponse."""
        decimales = max(0, -nombre.normalize().as_tuple().exponent)
        if self.unite == "€" and decimales == 1 and nombre.as_tuple().exponent == -2:
            decimales = 2  # « 768,50 » : le zéro est tapé, ou le montant est arrondi au centime
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

    def lister_voisins(self, attendu: object) -> Iterator[tuple[Decimal, Decimal]]:
        """Lister, pour Moodle, ce que :meth:`reconnaitre_ecriture` peut reconnaître autour de l'attendu.

        Yields
        ------
        (Decimal, Decimal)
            Le nombre, et l'écart admis autour de lui.
        """
        exact, arrondi = _rendre_exact(attendu), self.arrondir_nombre(attendu)
        tolerance = self.tolerer()
        yield arrondi / 100, tolerance / 100
        vus = {arrondi}
        for places in self._lister_places(exact):
            for nombre in (_garder(arrondi, places), _garder(exact, places), _couper(exact, places)):
                if nombre not in vus:
                    vus.add(nombre)
                    yield nombre, Decimal(0)
        pas = Decimal(1).scaleb(-self.decimales)
        yield arrondi - pas, tolerance
        yield arrondi + pas, tolerance

    def deviner_ecritures(self, attendu: object) -> Iterator[tuple[Decimal, Decimal, str]]:
        """Donner les nombres que :meth:`reconnaitre_ecriture` reconnaît autour de l'attendu, pour Moodle.

        Yields
        ------
        (Decimal, Decimal, str)
            Le nombre, l'écart admis, et le message.
        """
        for nombre, ecart in self.lister_voisins(attendu):
            if ecriture := self.reconnaitre_ecriture({"": nombre}, {"": attendu}):
                message = citer_reponse(ecriture[1]).replace("{reponse}", self.ecrire_nombre(nombre))
                yield nombre, ecart, typographier(message)

    def reconnaitre_ecriture(
        self, reponses: Mapping[str, Decimal], attendus: Mapping[str, object]
    ) -> tuple[str, str] | None:
        """Reconnaître un résultat juste, mais tapé en fraction, coupé, ou arrondi trop tôt ou trop fort.

        Parameters
        ----------
        reponses : Mapping of str to Decimal
            Ce qui est tapé, par case.
        attendus : Mapping of str to number
            Ce qui est attendu, **avant** tout arrondi : c'est lui qui dit si une réponse est coupée.

        Returns
        -------
        (str, str) or None
            Le code, et une phrase qui ne cite aucun résultat ; None pour une réponse juste, ou fausse pour
            une autre raison.

        Examples
        --------
        >>> euros = Mesure(unite="€")
        >>> euros.reconnaitre_ecriture({"": Decimal(5737)}, {"": 5737.6})[1][:47]
        'Vous avez sans doute coupé les décimales au lie'
        >>> euros.reconnaitre_ecriture({"": Decimal(5738)}, {"": 5737.6}) is None
        True
        """
        couples = [(reponses[cle], nombre) for cle, nombre in attendus.items()]
        if all(self.coincider(reponse, nombre) for reponse, nombre in couples):
            return None
        if self.unite == "%":
            arrondis = [(reponse, self.arrondir_nombre(nombre)) for reponse, nombre in couples]
            if all(abs(reponse) >= 1000 > abs(attendu) for reponse, attendu in arrondis):
                return "autre", (
                    "Un taux est rarement aussi grand. Avez-vous tapé un montant ? Rapportez-le au total."
                )
            # À un demi-point près : 0,44 est la fraction de 44,1 %, écrite avec deux décimales.
            if all(abs(r) <= 1 and abs(r * 100 - attendu) <= Decimal("0.5") for r, attendu in arrondis):
                return "fraction", (
                    "Vous avez sans doute tapé une fraction de 1. "
                    "La réponse se donne en % : combien cela fait-il pour 100 ?"
                )
        defauts = {self._trouver_defaut(reponse, _rendre_exact(nombre)) for reponse, nombre in couples}
        defauts.discard("")
        if None in defauts:
            return None
        return "arrondi", _ARRONDIS[defauts.pop() if len(defauts) == 1 else "tot"]

    def _trouver_defaut(self, reponse: Decimal, exact: Decimal) -> str | None:
        """Nommer ce qui sépare une case du résultat : un défaut d'écriture, rien (« »), ou None."""
        if self.coincider(reponse, exact):
            return ""
        arrondi = self.arrondir_nombre(exact)
        for places in self._lister_places(exact) if reponse else ():
            if places < self.decimales and reponse in (_garder(exact, places), _garder(arrondi, places)):
                if places < 0 or -reponse.as_tuple().exponent >= max(2, self.decimales):
                    return "fort"  # « 768,50 » a ses deux décimales
                return "une" if self.decimales - places == 1 else "plusieurs"
            if places >= 0 and reponse == _couper(exact, places):
                return "coupe" if places == self.decimales else "coupe_court"
        proche = abs(self.arrondir_nombre(reponse) - arrondi) <= Decimal(1).scaleb(-self.decimales)
        # Un compte qui tombe juste ne s'arrondit pas : qui s'en écarte d'une unité a fait une autre erreur.
        return "tot" if proche and (self.unite == "%" or exact != arrondi) else None

    def _lister_places(self, exact: Decimal) -> Iterator[int]:
        """Lister les précisions où une réponse a pu être écrite, de la demandée à la plus grossière.

        Un montant à l'euro s'arrondit aussi à la dizaine ou à la centaine, s'il est au moins cent fois plus
        grand ; un nombre de personnes ou de jours se compte.
        """
        yield from range(self.decimales, -1, -1)
        if self.unite == "€":
            yield from (-rang for rang in (1, 2, 3) if abs(exact) >= 10 ** (rang + 2))


# Aucune de ces phrases ne porte un chiffre : elle ne peut donc pas donner le résultat.
ARRONDI_EN_CHEMIN = (
    "Vous avez sans doute arrondi un taux au milieu du calcul. "
    "Gardez toutes ses décimales, et n'arrondissez qu'à la fin."
)
_ARRONDIS = {
    "coupe": (
        "Vous avez sans doute coupé les décimales au lieu d'arrondir. "
        "Regardez la première que vous retirez : à partir de cinq, on arrondit au-dessus."
    ),
    "coupe_court": (
        "Vous avez sans doute coupé les décimales au lieu d'arrondir. "
        "Relisez d'abord la précision demandée : il en manque."
    ),
    "une": "Vous y êtes presque, mais il manque une décimale. Relisez la précision demandée.",
    "plusieurs": "Vous y êtes presque, mais il manque des décimales. Relisez la précision demandée.",
    "fort": "Vous y êtes presque, mais vous avez sans doute trop arrondi. Relisez la précision demandée.",
    "tot": (
        "Vous y êtes presque, mais vous avez sans doute arrondi trop tôt. "
        "Gardez toutes les décimales jusqu'à la fin, puis arrondissez."
    ),
}


def citer_reponse(phrase: str) -> str:
    """Faire précéder une phrase de la réponse qu'elle commente (un modèle)."""
    return f"{{reponse}} : {phrase[0].lower()}{phrase[1:]}"


def _rendre_exact(nombre: object) -> Decimal:
    """Rendre un résultat sans la poussière des flottants, que l'on prendrait pour des décimales coupées."""
    exact = nombre if isinstance(nombre, Decimal) else Decimal(str(nombre))
    return exact.quantize(Decimal("1e-8"), ROUND_HALF_UP)


def _garder(nombre: Decimal, places: int) -> Decimal:
    """Arrondir à tant de décimales ; une place négative arrondit à la dizaine, à la centaine…"""
    return nombre.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _couper(nombre: Decimal, places: int) -> Decimal:
    """Couper à tant de décimales."""
    return nombre.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
