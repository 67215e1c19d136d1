"""Le registre des chapitres et des compléments : un nom, le même dans tous les étages et toutes les pages."""

from dataclasses import dataclass

from course_helpers.erreurs import ErreurCours


@dataclass(frozen=True)
class Chapitre:
    """Un chapitre du cours.

    Parameters
    ----------
    numero : int
    nom : str
        Sans accent : celui de ses modules et de ses fichiers.
    ancien : str
        Le nom qu'il portait dans la première édition ; vide s'il n'a pas changé. Les copies d'alors le
        citent, et les données d'exercice en sont tirées : le changer les changerait toutes.
    """

    numero: int
    nom: str
    ancien: str = ""

    @property
    def cle(self) -> str:
        """Le nom de sa page, de sa série et de son cahier, par exemple ``"4-pareto"``."""
        return f"{self.numero}-{self.nom}"

    @property
    def module(self) -> str:
        """Le nom des modules qui tirent ses données et calculent ses réponses."""
        return self.nom

    @property
    def graine(self) -> str:
        """Le texte d'où ses données d'exercice sont tirées."""
        return self.ancien or self.cle

    @property
    def graine_variante(self) -> str:
        """Le texte d'où vient, pour un identifiant, le numéro de ses données."""
        return self.graine


@dataclass(frozen=True)
class Complement(Chapitre):
    """Une séance pour un seul diplôme, hors des chapitres : ni cahier, ni classeur, ni synthèse à trous.

    Parameters
    ----------
    numero : str
        Une lettre : ses questions se nomment « R.1 », ses faits aussi.
    """

    numero: str

    @property
    def cle(self) -> str:
        """Le nom de sa page et de sa série, par exemple ``"complement-risque"``."""
        return f"complement-{self.nom}"

    @property
    def graine_variante(self) -> str:
        """Le même numéro qu'au chapitre 4 : qui n'y partage ses données avec personne ne les partage pas ici.

        Les identifiants qu'une classe a déjà reçus tiennent ainsi leur promesse.
        """
        return "4-pareto"


@dataclass(frozen=True)
class Dossier(Chapitre):
    """Un dossier d'entraînement : la forme de l'épreuve d'un diplôme, sur les fichiers du cours.

    Ses données sont les mêmes pour tous. Ses questions n'ont ni solution, ni réponse attendue : son corrigé
    n'est que dans le site de l'enseignant.

    Parameters
    ----------
    numero : str
        Le diplôme : ses questions se nomment « GPME.1 ».
    """

    numero: str

    @property
    def cle(self) -> str:
        """Le nom de sa page et de sa série, par exemple ``"dossier-gpme"``."""
        return f"dossier-{self.nom}"

    @property
    def module(self) -> str:
        """Le même pour les trois : un dossier n'a ni tirage ni calcul."""
        return "dossiers"


_NOMS = ("connaissance", "portefeuille", "valeur", "pareto", "methode", "strategies", "etude")
_ANCIENS = {"etude": "7-etude-de-cas"}
CHAPITRES = {
    chapitre.cle: chapitre
    for chapitre in (Chapitre(n, nom, _ANCIENS.get(nom, "")) for n, nom in enumerate(_NOMS, start=1))
}

# Un nouveau se range à la fin : les liens des sujets citent une série par son rang.
COMPLEMENTS = {
    complement.cle: complement
    for complement in (
        Complement("R", "risque"),
        Complement("S", "satisfaction"),
        Complement("P", "prospection"),
    )
}
# Tout ce qui a une page, une série et des données d'exercice.
PARCOURS = CHAPITRES | COMPLEMENTS
DOSSIERS = {
    dossier.cle: dossier
    for dossier in (Dossier("NDRC", "ndrc"), Dossier("GPME", "gpme"), Dossier("MCO", "mco"))
}

SYNTHESE = "-synthese"  # la série qui reprend un chapitre en un texte à trous : « 4-pareto-synthese »


def nommer_serie(nom: object) -> str:
    """Donner à une série son nom d'aujourd'hui.

    Raises
    ------
    ErreurCours
        « La série « … » n'existe pas : choisissez parmi … »

    Examples
    --------
    >>> nommer_serie("7-etude-de-cas"), nommer_serie("4-pareto-synthese")
    ('7-etude', '4-pareto-synthese')
    """
    return trouver_chapitre(nom).cle + SYNTHESE * str(nom).endswith(SYNTHESE)


def trouver_chapitre(cle: object) -> Chapitre:
    """Trouver un chapitre, un complément ou un dossier, par sa clé, l'ancienne ou celle de sa synthèse.

    Parameters
    ----------
    cle : str

    Raises
    ------
    ErreurCours
        « La série « … » n'existe pas : choisissez parmi … »

    Examples
    --------
    >>> trouver_chapitre("4-pareto").nom
    'pareto'
    >>> trouver_chapitre("7-etude-de-cas").cle
    '7-etude'
    """
    for chapitre in (*PARCOURS.values(), *DOSSIERS.values()):
        if cle in (chapitre.cle, chapitre.graine):
            return chapitre
        if cle == chapitre.cle + SYNTHESE and chapitre.cle in CHAPITRES:
            return chapitre
    raise ErreurCours(f"La série « {cle!s:.40} » n’existe pas : choisissez parmi {', '.join(PARCOURS)}.")
