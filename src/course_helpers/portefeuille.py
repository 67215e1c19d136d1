"""Tirer, d'un simple identifiant, les données d'exercice d'une étudiante ou d'un étudiant.

Le même identifiant donne les mêmes données partout : le tirage n'emploie que ``hashlib`` et des entiers,
car les lois de probabilité et les puissances diffèrent d'une plateforme à l'autre à la dernière décimale.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from course_helpers.erreurs import ErreurCours

CLASSE = "CLASSE"
# La variante 0 est celle de CLASSE ; un identifiant personnel tombe sur l'une des suivantes.
NOMBRE_VARIANTES = 61

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


@dataclass(frozen=True, eq=False)
class Portefeuille:
    """Les données d'exercice d'une personne, pour une série.

    Parameters
    ----------
    code : str
        L'identifiant, ou ``CLASSE``.
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    variante : int
        Le numéro du tirage dans la réserve ; 0 pour ``CLASSE``.
    entreprise : str
        L'entreprise fictive et son métier.
    clients : DataFrame
        Une ligne par client, par ordre alphabétique. Pour ``4-pareto`` : ``client``, ``ca`` (€ HT de
        l'exercice), ``marge`` (€).
    tables : Mapping
        Les petits tableaux propres à certaines questions.
    faits : Mapping
        Les autres données de l'énoncé, en types simples.
    """

    code: str
    serie: str
    variante: int
    entreprise: str
    clients: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    faits: Mapping[str, int | str] = field(default_factory=dict)


class Tirage:
    """Une suite d'entiers qui ne dépend que d'un texte de départ.

    Parameters
    ----------
    graine : str
        Le texte de départ.

    Examples
    --------
    >>> [Tirage("exemple").entier(1, 6) for _ in range(2)]
    [1, 1]
    >>> Tirage("exemple").melanger("abc") == Tirage("exemple").melanger("abc")
    True
    """

    def __init__(self, graine: str) -> None:
        self._graine = graine
        self._rang = 0

    def entier(self, minimum: int, maximum: int) -> int:
        """Tirer un entier entre deux bornes incluses."""
        self._rang += 1
        empreinte = hashlib.sha256(f"{self._graine}:{self._rang}".encode()).digest()
        return minimum + int.from_bytes(empreinte, "big") % (maximum - minimum + 1)

    def choisir(self, elements):
        """Tirer un élément d'une suite."""
        return elements[self.entier(0, len(elements) - 1)]

    def melanger(self, elements) -> list:
        """Rendre les éléments dans un ordre tiré au sort."""
        ordre = list(elements)
        for i in range(len(ordre) - 1, 0, -1):
            j = self.entier(0, i)
            ordre[i], ordre[j] = ordre[j], ordre[i]
        return ordre


def portefeuille(code: str, serie: str, *, tirage: int = 0) -> Portefeuille:
    """Donner les données d'exercice qui correspondent à un identifiant.

    Parameters
    ----------
    code : str
        L'identifiant : majuscules sans accent, chiffres et traits d'union, 20 caractères au plus.
        ``CLASSE`` donne les mêmes données à tout le monde.
    serie : str
        Le nom de la série, par exemple ``"4-pareto"``.
    tirage : int
        0 pour les données de l'identifiant ; 1, 2… pour s'entraîner sur d'autres.

    Returns
    -------
    Portefeuille
        Toujours le même pour un identifiant, une série et un tirage.

    Raises
    ------
    ErreurCours
        « L'identifiant « … » ne convient pas : écrivez… » ou « La série « … » n'existe pas. »

    Examples
    --------
    >>> portefeuille("GPME2-07", "4-pareto").clients.columns.to_list()
    ['client', 'ca', 'marge']
    >>> portefeuille("CLASSE", "4-pareto").variante
    0
    """
    return tirer_variante(serie, trouver_variante(code, serie, tirage=tirage), code=code)


def trouver_variante(code: str, serie: str, *, tirage: int = 0) -> int:
    """Trouver le numéro de variante d'un identifiant, sans construire ses données.

    Parameters
    ----------
    code, serie, tirage
        Comme pour :func:`portefeuille`.

    Returns
    -------
    int
        0 pour ``CLASSE`` ; soixante tirages de suite donnent soixante variantes différentes.

    Raises
    ------
    ErreurCours
        L'identifiant ne convient pas, ou le tirage n'est pas un entier positif.

    Examples
    --------
    >>> trouver_variante("CLASSE", "4-pareto")
    0
    >>> len({trouver_variante("GPME2-07", "4-pareto", tirage=n) for n in range(60)})
    60
    """
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        _refuser_code(code)
    if type(tirage) is not int or not 0 <= tirage < 10_000:
        raise ErreurCours(f"Le tirage « {tirage!s:.40} » ne convient pas : donnez un entier de 0 à 9999.")
    if code == CLASSE and not tirage:
        return 0
    empreinte = hashlib.sha256(f"{serie}:{code}".encode()).digest()
    personnelles = NOMBRE_VARIANTES - 1
    # 7 et 60 n'ont pas de diviseur commun : le pas passe par toutes les variantes avant de revenir.
    return 1 + (int.from_bytes(empreinte, "big") + 7 * tirage) % personnelles


def tirer_variante(serie: str, variante: int, *, code: str = CLASSE) -> Portefeuille:
    """Construire une variante de la réserve d'une série.

    Parameters
    ----------
    serie : str
        Le nom de la série.
    variante : int
        De 0 (celle de ``CLASSE``) à ``NOMBRE_VARIANTES`` − 1.
    code : str
        L'identifiant à inscrire sur le portefeuille.

    Returns
    -------
    Portefeuille

    Raises
    ------
    ErreurCours
        La série ou la variante n'existe pas.

    Examples
    --------
    >>> len(tirer_variante("4-pareto", 12).tables["tournee"])
    8
    """
    if serie not in _SERIES:
        raise ErreurCours(
            f"La série « {serie} » n’existe pas : choisissez parmi {', '.join(sorted(_SERIES))}."
        )
    if variante not in range(NOMBRE_VARIANTES):
        raise ErreurCours(f"La variante {variante} n’existe pas : choisissez de 0 à {NOMBRE_VARIANTES - 1}.")
    tirer, reprises = _SERIES[serie]
    tirage = Tirage(f"{serie}:{variante}:{reprises.get(variante, 0)}")
    return Portefeuille(code=code, serie=serie, variante=variante, **tirer(tirage))


def _refuser_code(code: object) -> None:
    propose = str(code).strip().upper().replace("_", "-").replace(" ", "-")
    essai = propose if isinstance(code, str) and _CODE.fullmatch(propose) else "GPME2-07"
    raise ErreurCours(
        f"L’identifiant « {str(code)[:40]} » ne convient pas : écrivez des majuscules sans accent, des "
        f"chiffres et des traits d’union, 20 caractères au plus, par exemple {essai}."
    )


# --- La série 4-pareto : le portefeuille d'une petite entreprise, à classer -------------------------------

_ENTREPRISES = (
    "Vaugris Bureau, mobilier de bureau à Angoulême",
    "Les Torréfacteurs du Clain, cafés et fontaines à eau à Poitiers",
    "Signal’Ouest, enseignes et signalétique à Niort",
    "Ardoise & Métal, petit équipement de cuisine à Brive",
    "Blanc Marais, location de linge professionnel à La Rochelle",
    "Pixelle, impression et objets publicitaires à Périgueux",
    "Froid Vézère, entretien de matériel frigorifique à Tulle",
    "Jardins du Taurion, entretien d’espaces verts à Guéret",
)
_METIERS = (
    "Boulangerie Cabinet_dentaire Cabinet_vétérinaire Camping Carrosserie Clinique Cordonnerie Fromagerie "
    "Garage Hôtel Imprimerie Laboratoire Librairie Maçonnerie Menuiserie Opticien Pharmacie Pressing "
    "Résidence Restaurant Scierie Traiteur Transports Vergers"
).split()
_NOMS = (
    "Alvergnat Barsange Beaulac Brugeval Cazelmont Chantegrive Corbelain Courtevoie Darnelle Delmazure "
    "Esparvac Fauvergne Fontarel Gardelune Grandval Hautefage Jarrissou Lanterne Lascombelle Lavergnolle "
    "Malbosque Marcillou Maurival Montserein Nadalou Orgevin Peyrignol Pradelune Puymartel Quercelin "
    "Ribeyrolle Rochevive Roumagnou Sauvetel Servianne Soubrelle Tarnelou Trémoulac Valbrune Vernassal "
    "Vialatou Villegrave"
).split()
_ETABLISSEMENTS = (
    "Mairie_de Collège_de Lycée_de Office_de_tourisme_de Maison_de_retraite_de Cantine_de"
).split()
_LIEUX = (
    "Bellefontaine-sur-Gorre Chambalou Chantemerle-les-Prés Fontverne Grandrieu-Bas La_Cournelle "
    "La_Roche-Maubert Lavaur-le-Vieux Marsalène Montbrelan Noirval Pierrelune Rivesalme Saint-Aurelan "
    "Saint-Mesmoux Saint-Vaury-le-Neuf Sainte-Orsine Valsonnière Vauxbrune Verteserre"
).split()

# Un tirage où deux erreurs de calcul donneraient le même nombre est repris : variante → nombre de reprises.
# Les tests des séries vérifient chaque variante et disent laquelle reprendre.
_REPRISES_PARETO = {
    variante: reprises
    for reprises, variantes in (
        (1, (11, 14, 22, 23, 24, 35, 39, 45, 47, 49, 59)),
        (2, (6, 19, 34, 36, 42, 52, 60)),
        (3, (9, 10, 31, 38, 50, 51)),
        (4, (54,)),
        (5, (20,)),
    )
    for variante in variantes
}


def _tirer_pareto(tirage: Tirage) -> dict:
    """Tirer les clients, une tournée de huit clients, deux avoirs et un nombre de prospects."""
    # Jamais un multiple de 5 : le rang des 20 % premiers clients doit être à arrondir.
    nombre = tirage.choisir((38, 39, 41, 42, 43, 44, 46))
    noms = _nommer(tirage, nombre + 10)
    montants = _tirer_montants(tirage, nombre)
    taux = [tirage.entier(200, 420) for _ in montants]
    # Un gros client presque sans marge : A sur le chiffre d'affaires, pas sur la marge.
    taux[tirage.entier(2, 4)] = tirage.entier(8, 20)
    total = sum(montants)
    return {
        "entreprise": tirage.choisir(_ENTREPRISES),
        "clients": _ranger(
            noms[:nombre], ca=montants, marge=[m * t // 1000 for m, t in zip(montants, taux, strict=True)]
        ),
        "tables": MappingProxyType(
            {
                "tournee": _ranger(sorted(noms[nombre : nombre + 8]), ca=_tirer_tournee(tirage)),
                "avoirs": _ranger(
                    noms[nombre + 8 :],
                    ca=[-total * tirage.entier(4, 9) // 1000, -total * tirage.entier(11, 19) // 1000],
                ),
            }
        ),
        "faits": MappingProxyType({"prospects": tirage.entier(55, 140)}),
    }


def _tirer_montants(tirage: Tirage, nombre: int) -> list[int]:
    """Tirer des montants décroissants, en euros : chacun vaut environ 90 % du précédent."""
    pas = tirage.entier(885, 925)
    montants = [tirage.entier(24_000, 48_000)]
    while len(montants) < nombre:
        montants.append(montants[-1] * (pas + tirage.entier(-45, 45)) // 1000)
    # Le premier client pèse plus ou moins lourd selon les portefeuilles.
    montants[0] = montants[0] * tirage.entier(105, 290) // 100
    return montants


def _tirer_tournee(tirage: Tirage) -> list[int]:
    """Tirer huit montants dont le cumul des trois premiers manque 80 % de très peu.

    Arrondi, ce cumul s'écrit 80,0 % : qui classe sur l'arrondi se trompe de classe pour le quatrième.
    Les 95 % sont franchis par le sixième, de 93,5 % environ à 96,5 %.
    """
    total = tirage.entier(48_000, 92_000)
    premier = tirage.entier(3800, 4400)
    deuxieme = tirage.entier(2050, 2500)
    dix_milliemes = [premier, deuxieme, 7998 - premier - deuxieme, tirage.entier(840, 930)]
    dix_milliemes.append(9350 - sum(dix_milliemes) + tirage.entier(-20, 20))
    dix_milliemes += [tirage.entier(265, 300), tirage.entier(170, 190)]
    montants = [total * part // 10_000 for part in dix_milliemes]
    # Un petit client ferme la liste : oublier de trier ne donne pas le même résultat que trier à l'envers.
    return [*tirage.melanger(montants), total - sum(montants)]


def _nommer(tirage: Tirage, nombre: int) -> list[str]:
    """Composer des noms d'entreprises fictives, tous différents."""
    noms = [(tirage.choisir(_METIERS), nom) for nom in _NOMS]
    noms += [(tirage.choisir(_ETABLISSEMENTS), lieu) for lieu in _LIEUX]
    return [" ".join(nom).replace("_", " ") for nom in tirage.melanger(noms)[:nombre]]


def _ranger(noms: list[str], **colonnes: list[int]) -> pd.DataFrame:
    """Ranger par nom, comme l'export d'un logiciel de gestion."""
    table = pd.DataFrame({"client": noms, **colonnes}).astype(dict.fromkeys(colonnes, "int64"))
    return table.sort_values("client", ignore_index=True)


_SERIES: dict[str, tuple[Callable[[Tirage], dict], dict[int, int]]] = {
    "4-pareto": (_tirer_pareto, _REPRISES_PARETO),
}
