"""Garder une copie d'une séance à l'autre.

Un *magasin* sait ``lire``, ``ecrire`` et ``ecarter`` une copie ; il ne sait pas ce qu'elle
contient. Sous JupyterLab, c'est un fichier à côté du cahier. Ailleurs (calcul des cahiers, livre, page du
navigateur, programme), rien n'est gardé : un travail d'hier ne change pas un résultat d'aujourd'hui.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

from course_helpers.erreurs import ErreurCours


class Magasin(Protocol):
    """Ce que la série attend d'un magasin."""

    def lire(self) -> str | None:
        """Rendre la copie gardée, ou None."""

    def ecrire(self, copie: str, resume: dict | None = None) -> None:
        """Garder la copie, et son résumé là où il se montre ; lever ErreurCours si c'est impossible."""

    def ecarter(self) -> str:
        """Mettre de côté une copie que l'on ne peut pas reprendre, et dire où."""

    def lire_attentes(self) -> list[str]:
        """Rendre, une fois, les copies venues d'ailleurs qui attendent d'être réunies à celle-ci."""

    def ecouter(self, ecouteur: Callable[[str], object]) -> None:
        """Faire appeler une fonction quand la copie change ailleurs, avec son nouveau texte."""


class MagasinFichier:
    """Une copie gardée dans un fichier, écrit d'un seul coup.

    Parameters
    ----------
    fichier : Path

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as dossier:
    ...     magasin = MagasinFichier(Path(dossier) / "copie-CLASSE-4-pareto.json")
    ...     magasin.ecrire("{}")
    ...     magasin.lire()
    '{}'
    """

    def __init__(self, fichier: Path) -> None:
        self.fichier = fichier

    def lire(self) -> str | None:
        """Rendre le contenu du fichier ; None s'il n'existe pas."""
        try:
            return self.fichier.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as erreur:
            raise ErreurCours(
                f"La copie gardée dans {self.fichier.name} ne se lit pas : ouvrez votre copie téléchargée."
            ) from erreur

    def ecrire(self, copie: str, resume: dict | None = None) -> None:
        """Écrire à côté, puis remplacer : une panne laisse l'ancienne copie entière."""
        brouillon = self.fichier.with_name(f".{self.fichier.name}.{os.getpid()}")
        try:
            brouillon.write_text(copie, encoding="utf-8")
            brouillon.replace(self.fichier)
        except OSError as erreur:
            brouillon.unlink(missing_ok=True)
            raise ErreurCours(
                "Ce dossier ne garde pas votre travail : téléchargez votre copie avant de quitter."
            ) from erreur

    def ecarter(self) -> str:
        """Renommer le fichier sans rien écraser ; rendre son nouveau nom."""
        for rang in range(1, 1000):
            ailleurs = self.fichier.with_name(f"{self.fichier.stem}.ancienne-{rang}.json")
            if not ailleurs.exists():
                break
        self.fichier.rename(ailleurs)
        return ailleurs.name

    def lire_attentes(self) -> list[str]:
        """Ne rien attendre : un cahier rouvre les copies qu'on lui choisit."""
        return []

    def ecouter(self, ecouteur: Callable[[str], object]) -> None:
        """Ne rien écouter : deux cahiers ouverts sur un même fichier sont deux séances."""


# La page du navigateur y met sa fabrique, (nom du fichier) → Magasin, et l'identifiant de son en-tête.
fabrique_de_la_page: Callable[[str], Magasin] | None = None
identifiant_de_la_page = ""
# Ce qui suit « # » dans son adresse, quand ce n'est pas un endroit de la page : le lien d'un sujet.
lien_de_la_page = ""
# Ce que Python dit à la page : {"sorte": …}.
parler_a_la_page: Callable[[dict], None] | None = None
# Ce que la page sait de sa mémoire : refusée, pleine, ou qui s'efface.
avis_de_la_page = ""
# Les travaux qui suivent l'identifiant du lieu.
_SUIVEURS: WeakSet = WeakSet()
_IDENTIFIANT = ".identifiant-du-cours"


def ouvrir_magasin(nom: str) -> Magasin | None:
    """Ouvrir le magasin du lieu où l'on est.

    Parameters
    ----------
    nom : str
        Le nom du fichier, par exemple ``"copie-GPME2-07-4-pareto.json"``.

    Returns
    -------
    Magasin or None
        Un fichier à côté du cahier dans une séance de JupyterLab ou de JupyterLite ; None ailleurs.
    """
    if fabrique_de_la_page is not None:
        return fabrique_de_la_page(nom)
    return MagasinFichier(Path.cwd() / nom) if _est_une_seance() else None


def lire_identifiant() -> str:
    """Lire l'identifiant donné là où l'on travaille : l'en-tête de la page, ou un cahier ; vide sinon."""
    if fabrique_de_la_page is not None or not _est_une_seance():
        return identifiant_de_la_page
    try:
        return (Path.cwd() / _IDENTIFIANT).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def suivre_identifiant(travail: object) -> None:
    """Faire suivre à un travail l'identifiant du lieu."""
    _SUIVEURS.add(travail)


def oublier(travail: object) -> None:
    """Ne plus faire suivre l'identifiant à qui s'en va."""
    _SUIVEURS.discard(travail)


def avertir(avis: str) -> None:
    """Dire ce que la page apprend de sa mémoire, par exemple qu'elle est pleine."""
    global avis_de_la_page
    avis_de_la_page = avis
    for travail in list(_SUIVEURS):
        travail.prevenir()


def changer_identifiant(code: str) -> None:
    """Donner l'identifiant de la page, que ses travaux suivent."""
    global identifiant_de_la_page
    identifiant_de_la_page = code
    for travail in list(_SUIVEURS):
        travail.changer_identifiant(code)


def changer_lien(lien: str) -> None:
    """Dire à la page du sujet le lien que porte l'adresse."""
    global lien_de_la_page
    lien_de_la_page = lien
    for travail in list(_SUIVEURS):
        if hasattr(travail, "changer_lien"):
            travail.changer_lien(lien)


def ecrire_lien(lien: str) -> None:
    """Mettre un lien dans l'adresse de la page : la recharger le rouvre."""
    if parler_a_la_page:
        parler_a_la_page({"sorte": "lien", "lien": lien})


def ecrire_identifiant(code: str) -> None:
    """Garder l'identifiant : pour les autres cahiers du dossier, ou dans l'en-tête de la page."""
    if parler_a_la_page:
        parler_a_la_page({"sorte": "identifiant", "code": code})
    elif fabrique_de_la_page is None and _est_une_seance():
        with contextlib.suppress(OSError):  # sans place, on le redonnera : le travail, lui, avertit
            (Path.cwd() / _IDENTIFIANT).write_text(code, encoding="utf-8")


def _est_une_seance() -> bool:
    # Jupyter ne donne ce nom qu'au noyau d'un cahier ouvert par quelqu'un : ni au calcul des cahiers, ni au
    # livre, ni aux tests, qui doivent partir d'une série intacte. JupyterLite, lui, monte son disque dans
    # /drive ; sans ce disque, rien ne durerait.
    if sys.platform == "emscripten":
        return Path.cwd().is_relative_to("/drive")
    return bool(os.environ.get("JPY_SESSION_NAME"))
