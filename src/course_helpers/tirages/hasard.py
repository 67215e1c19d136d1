"""Tirer au sort des entiers et des noms, les mêmes partout pour un même texte de départ."""

import hashlib

import pandas as pd

ENTREPRISES = (
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


class Hasard:
    """Une suite d'entiers qui ne dépend que d'un texte de départ.

    Parameters
    ----------
    graine : str
        Le texte de départ.

    Examples
    --------
    >>> [Hasard("exemple").entier(1, 6) for _ in range(2)]
    [1, 1]
    >>> Hasard("exemple").melanger("abc") == Hasard("exemple").melanger("abc")
    True
    """

    def __init__(self, graine: str) -> None:
        self._graine = graine
        self._rang = 0

    def deriver(self, nom: str) -> "Hasard":
        """Ouvrir une autre suite, qui ne dépend que de ce texte et d'un nom : celle-ci n'avance pas."""
        return Hasard(f"{self._graine}:{nom}")

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


def nommer(hasard: Hasard, nombre: int) -> list[str]:
    """Composer des noms d'entreprises fictives, tous différents."""
    noms = [(hasard.choisir(_METIERS), nom) for nom in _NOMS]
    noms += [(hasard.choisir(_ETABLISSEMENTS), lieu) for lieu in _LIEUX]
    return [" ".join(nom).replace("_", " ") for nom in hasard.melanger(noms)[:nombre]]


def nommer_communes(hasard: Hasard, nombre: int) -> list[str]:
    """Tirer des noms de communes fictives, tous différents."""
    return [lieu.replace("_", " ") for lieu in hasard.melanger(_LIEUX)[:nombre]]


def ranger(noms: list[str], **colonnes: list[int]) -> pd.DataFrame:
    """Ranger par nom, comme l'export d'un logiciel de gestion."""
    table = pd.DataFrame({"client": noms, **colonnes}).astype(dict.fromkeys(colonnes, "int64"))
    return table.sort_values("client", ignore_index=True)


def compter_reprises(*variantes: str) -> dict[int, int]:
    """Compter les reprises de chaque variante : une pour celles du premier texte, deux pour le deuxième…

    Un tirage où deux erreurs de calcul donneraient le même nombre est repris. Les tests des séries vérifient
    chaque variante et disent laquelle reprendre.

    Examples
    --------
    >>> compter_reprises("39 44", "52")
    {39: 1, 44: 1, 52: 2}
    """
    return {int(v): reprises for reprises, texte in enumerate(variantes, start=1) for v in texte.split()}
