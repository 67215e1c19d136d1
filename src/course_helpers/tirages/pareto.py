"""La série 4-pareto : le portefeuille d'une petite entreprise, à classer."""

from types import MappingProxyType

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, compter_reprises, nommer, ranger
from course_helpers.tirages.magasin import tirer_rayons

REPRISES = compter_reprises(
    "11 14 22 23 24 35 39 45 47 49 59 67 68 75 79 82 86 89 107 108 118 127 128 129 130 137 138 143 144 145 "
    "157 159 160",
    "6 19 34 36 42 52 60 76 95 111 142",
    "9 10 31 38 50 51 74 92 103 119",
    "54 114 121",
    "20",
)


def tirer(hasard: Hasard) -> dict:
    """Tirer les clients, une tournée de huit clients, deux avoirs et un nombre de prospects."""
    # Jamais un multiple de 5 : le rang des 20 % premiers clients doit être à arrondir.
    nombre = hasard.choisir((38, 39, 41, 42, 43, 44, 46))
    noms = nommer(hasard, nombre + 10)
    montants = _tirer_montants(hasard, nombre)
    taux = [hasard.entier(200, 420) for _ in montants]
    # Un gros client presque sans marge : A sur le chiffre d'affaires, pas sur la marge.
    taux[hasard.entier(2, 4)] = hasard.entier(8, 20)
    total = sum(montants)
    magasin = tirer_rayons(hasard)
    return {
        "entreprise": hasard.choisir(ENTREPRISES),
        "clients": ranger(
            noms[:nombre], ca=montants, marge=[m * t // 1000 for m, t in zip(montants, taux, strict=True)]
        ),
        "tables": MappingProxyType(
            {
                "tournee": ranger(sorted(noms[nombre : nombre + 8]), ca=_tirer_tournee(hasard)),
                "avoirs": ranger(
                    noms[nombre + 8 :],
                    ca=[-total * hasard.entier(4, 9) // 1000, -total * hasard.entier(11, 19) // 1000],
                ),
            }
            | magasin
        ),
        "faits": MappingProxyType({"prospects": hasard.entier(55, 140)}),
    }


def _tirer_montants(hasard: Hasard, nombre: int) -> list[int]:
    """Tirer des montants décroissants, en euros : chacun vaut environ 90 % du précédent."""
    pas = hasard.entier(885, 925)
    montants = [hasard.entier(24_000, 48_000)]
    while len(montants) < nombre:
        montants.append(montants[-1] * (pas + hasard.entier(-45, 45)) // 1000)
    # Le premier client pèse plus ou moins lourd selon les portefeuilles.
    montants[0] = montants[0] * hasard.entier(105, 290) // 100
    return montants


def _tirer_tournee(hasard: Hasard) -> list[int]:
    """Tirer huit montants dont le cumul des trois premiers manque 80 % de très peu.

    Arrondi, ce cumul s'écrit 80,0 % : qui classe sur l'arrondi se trompe de classe pour le quatrième.
    Les 95 % sont franchis par le sixième, de 93,5 % environ à 96,5 %.
    """
    total = hasard.entier(48_000, 92_000)
    premier = hasard.entier(3800, 4400)
    deuxieme = hasard.entier(2050, 2500)
    dix_milliemes = [premier, deuxieme, 7998 - premier - deuxieme, hasard.entier(840, 930)]
    dix_milliemes.append(9350 - sum(dix_milliemes) + hasard.entier(-20, 20))
    dix_milliemes += [hasard.entier(265, 300), hasard.entier(170, 190)]
    montants = [total * part // 10_000 for part in dix_milliemes]
    # Un petit client ferme la liste : oublier de trier ne donne pas le même résultat que trier à l'envers.
    return [*hasard.melanger(montants), total - sum(montants)]
