"""Le travail d'une personne sur un sujet que son enseignant a composé, et qui se montre."""

from dataclasses import replace

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import magasin as magasins
from course_helpers.exercices.copie import Copie, lire_copie
from course_helpers.exercices.magasin import Magasin
from course_helpers.exercices.serie import SerieAffichee
from course_helpers.exercices.sujet import Sujet, est_un_sujet, lire_fragment, poser_devoir
from course_helpers.exercices.travail import SELON_LE_LIEU, Travail, nommer_copie_gardee


class TravailSujet(SerieAffichee, Travail):
    """Le travail d'une personne sur un sujet.

    Parameters
    ----------
    sujet : Sujet
    code : str
        L'identifiant de la personne.
    groupe : str
        Le sien, si les données sont celles d'un groupe.
    magasin : Magasin or None
        Comme pour :class:`course_helpers.exercices.travail.Travail`.

    Raises
    ------
    ErreurCours
        L'identifiant ou le groupe ne convient pas, ou le sujet n'a plus aucune question.

    Examples
    --------
    >>> from course_helpers.exercices.sujet import composer_sujet
    >>> sujet = composer_sujet([("4-pareto", "q1", 2)], evaluation=True)
    >>> TravailSujet(sujet, "GPME2-07").q["q1"].verifier("mesure").etat
    'enregistre'
    """

    def __init__(
        self, sujet: Sujet, code: str, *, groupe: str = "", magasin: Magasin | None = SELON_LE_LIEU
    ) -> None:
        self.sujet, self.groupe = sujet, groupe if sujet.donnees == "groupe" else ""
        self._commencer(sujet.ouvrir(), sujet.evaluation, code, magasin)

    @property
    def renouvelable(self) -> bool:
        """Les données d'un sujet sont celles que l'enseignant a choisies."""
        return False

    def resumer(self) -> None:
        """Ne rien résumer : l'accueil montre les chapitres."""

    def _partir_de_rien(self) -> None:
        super()._partir_de_rien()
        self.reserve, self.sel = self.sujet.reserve, self.sujet.sel

    def _tirer(self, tirage: int) -> None:
        self.variante = self.sujet.trouver_variante(self.code, self.groupe)
        self.poser(poser_devoir(self.banque.nom, self.variante), tirage)

    def composer_copie(self) -> Copie:
        """Composer la copie, telle qu'elle s'écrit."""
        return replace(super().composer_copie(), groupe=self.groupe)

    def _reconnaitre(self, copie: Copie) -> Copie:
        if est_un_sujet(copie.serie) and lire_fragment(copie.serie).cle == self.sujet.cle:
            return replace(copie, serie=self.banque.nom)
        return copie

    def _controler(self, copie: str | bytes) -> Copie:
        lue = super()._controler(copie)
        if lue.variante != self.variante:  # « B » et « 2 » sont le même groupe
            raise ErreurCours(
                f"Cette copie est celle du groupe « {lue.groupe} » : donnez ce groupe, puis recommencez."
            )
        return lue


def lire_copie_gardee(sujet: Sujet, code: str) -> Copie | None:
    """Lire la copie que le lieu garde déjà : elle dit que le travail est commencé, et dans quel groupe."""
    gardee = magasins.ouvrir_magasin(nommer_copie_gardee(code, sujet.ouvrir(), sujet.evaluation))
    try:
        texte = gardee.lire() if gardee else None
        return lire_copie(texte) if texte else None
    except ErreurCours:  # le travail, en s'ouvrant, la mettra de côté et le dira
        return None
