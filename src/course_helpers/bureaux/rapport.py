"""Le rapport d'un portefeuille : une page complète, en noir et blanc, qui s'imprime sur quatre feuilles.

Un tableau est coupé à ce qu'une feuille porte, et la page dit combien de lignes restent dans le classeur.
"""

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from course_helpers.affichage import ecrire_tableau
from course_helpers.analyse import Partie, PortefeuilleLu
from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.figures.analyse import tracer
from course_helpers.figures.trace import Trace
from course_helpers.gabarits import remplir
from course_helpers.lecture.roles import traduire_roles
from course_helpers.palette import FEUILLE

FEUILLES = {
    "L’essentiel": ("synthese",),
    "Qui fait le chiffre d’affaires": ("abc", "marge", "concentration", "depart"),
    "Comment il évolue": ("periodes", "rfm", "cycle"),
    "Ce que valent les clients, ce qu’il faut faire": ("valeur", "cotation", "visites"),
}
_PLAN = {"date": ("Visite", "date"), "client": ("Client", "texte"), "classe": ("Classe", "texte")}
_VISITES = 4
_LAISSEES = {"periodes": "evolution_pct", "marge": "rang_ca"}  # une colonne que le classeur garde
# Un nom plus long prendrait deux lignes : selon le nombre de colonnes, à côté d'un dessin ou non.
_NOMS = {True: ((3, 32), (5, 24), (9, 19)), False: ((4, 46), (9, 28))}
# Quand tout ne tient pas, ces dessins cèdent leur place, dans cet ordre : l'archive des figures les a tous,
# et la première feuille montre déjà la courbe de l'ABC.
_CEDENT = (
    "visites",
    "depart",
    "marge",
    "abc",
    "cotation",
    "valeur",
    "cycle",
    "rfm",
    "concentration",
    "periodes",
)
# Ce que prennent les choses sur une feuille, en millimètres ; rapport.css les dispose.
_FEUILLE, _ENTETE, _ECART = 268, 13, 5
_LIGNE, _RANGEE, _PETITE = 4.7, 4.5, 3.9
_TITRE, _TETE_TABLEAU, _DESSIN = 7.5, 11, 52
_SIGNES, _SIGNES_PETITS, _SIGNES_NOTES = 96, 122, 40  # par ligne de texte, de convention, de note
_NOTE, _COLONNES_NOTES = 3.5, 3
_RANGEES = (3, 40)  # au moins, au plus


@dataclass
class Bloc:
    """Une question répondue, et ce qu'une feuille en montre."""

    partie: Partie
    figure: Markup | None = None
    annexe: Markup | None = None
    lignes: int = 0

    @property
    def colonnes(self) -> dict[str, tuple[str, str]]:
        """Les colonnes que la feuille montre."""
        laissee = _LAISSEES.get(self.partie.nom)
        return {nom: dite for nom, dite in self.partie.colonnes.items() if nom != laissee}

    @property
    def hauteur(self) -> float:
        """Ce que prend le bloc sur une feuille, en millimètres, avec ses lignes de tableau."""
        # Un intitulé long prend plusieurs lignes d'en-tête.
        tetes = max(len(intitule) // 14 for intitule, _ in self.colonnes.values())
        tableau = _TETE_TABLEAU + _PETITE * min(tetes, 3) + _RANGEE * self.lignes
        corps = max(
            tableau,
            _DESSIN if self.figure else 0,
            _TETE_TABLEAU + _RANGEE * _VISITES if self.annexe else 0,
        )
        textes = _mesurer(self.partie.phrase) + _mesurer(self.partie.convention, _SIGNES_PETITS, _PETITE)
        return _ECART + _TITRE + textes + corps

    @property
    def tableau(self) -> Markup:
        """Les lignes que la feuille porte, en HTML."""
        montrees = self.partie.tableau.head(self.lignes)
        largeurs = _NOMS[bool(self.figure or self.annexe)]
        signes = next(signes for colonnes, signes in largeurs if len(self.colonnes) <= colonnes)
        textes = {
            nom: [_abreger(valeur, signes) for valeur in montrees[nom]]
            for nom, (_, format_) in self.colonnes.items()
            if format_ == "texte"
        }
        return Markup(ecrire_tableau(montrees.assign(**textes), self.colonnes, nu=True))

    @property
    def reste(self) -> str:
        """Ce qui n'est pas montré, et où le lire."""
        reste = len(self.partie.tableau) - self.lignes
        nom = "client" if "client" in self.partie.tableau else "ligne"
        return f"… et {compter(reste, f'autre {nom}')}, dans le classeur." if reste > 0 else ""


def ecrire_rapport(lu: PortefeuilleLu, parties: dict[str, Partie]) -> str:
    """Écrire le rapport d'une analyse.

    Parameters
    ----------
    lu : PortefeuilleLu
    parties : dict[str, Partie]
        Ce que rend ``analyser`` ; une question sans réponse y est « à demander ».

    Returns
    -------
    str
        Une page HTML complète, sans script ni demande au réseau ; quatre feuilles A4 une fois imprimée.
    """
    notes, sommaire = _noter(lu, parties), _dresser_sommaire(parties)
    synthese = parties["synthese"]
    chiffres = list(synthese.tableau.itertuples(index=False, name=None)) if synthese.repondue else []
    feuilles = []
    for rang, (titre, noms) in enumerate(FEUILLES.items()):
        reunies = [parties[nom] for nom in noms]
        attente = [partie for partie in reunies if not partie.repondue]
        blocs = [_preparer(partie) for partie in reunies if partie.repondue and partie is not synthese]
        place = _FEUILLE - _ENTETE - sum(_mesurer_attente(partie) for partie in attente)
        if rang == len(FEUILLES) - 1:
            place -= _mesurer_notes(notes)
        _repartir(blocs, place)
        feuilles.append({"titre": titre, "blocs": blocs, "attente": attente})
    return remplir(
        "rapport.html",
        palette=Markup(FEUILLE),
        date="" if lu.fin is None else f"{lu.fin:%d/%m/%Y}",
        origine=_dire_origine(lu),
        synthese=synthese,
        chiffres=chiffres,
        figure=_dessiner(synthese) if synthese.repondue else None,
        sommaire=sommaire,
        pages=feuilles,
        notes=notes,
    )


def _preparer(partie: Partie) -> Bloc:
    if partie.nom == "visites" and partie.mesures.get("plan") is not None:
        return Bloc(partie, annexe=_montrer_plan(partie.mesures["plan"]))
    return Bloc(partie, _dessiner(partie))


def _dessiner(partie: Partie) -> Markup | None:
    figure = tracer(partie)
    if figure is None:
        return None
    # Deux parties peuvent montrer la même courbe : leurs identifiants diffèrent.
    return Markup(figure.ecrire_svg(partie.nom) if isinstance(figure, Trace) else figure.ecrire_svg())


def _montrer_plan(plan: pd.DataFrame) -> Markup:
    """Les premières visites datées : le reste est dans l'agenda."""
    montrees = plan.head(_VISITES)
    noms = [_abreger(nom, 22) for nom in montrees["client"]]
    return Markup(ecrire_tableau(montrees.assign(client=noms), _PLAN, nu=True))


def _dresser_sommaire(parties: dict[str, Partie]) -> list[tuple[str, str]]:
    """Chaque question, et où sa réponse se lit."""
    return [
        (parties[nom].titre, f"page {page}" if parties[nom].repondue else "à demander")
        for page, noms in enumerate(FEUILLES.values(), start=1)
        for nom in noms
        if nom != "synthese"
    ]


def _repartir(blocs: list[Bloc], place: float) -> None:
    """Donner à chaque tableau ses lignes, une par une, tant que la feuille les porte."""
    au_moins, au_plus = _RANGEES
    for bloc in blocs:
        bloc.lignes = min(au_moins, len(bloc.partie.tableau))
    for nom in _CEDENT:
        if sum(bloc.hauteur for bloc in blocs) > place:
            for bloc in blocs:
                bloc.figure = None if bloc.partie.nom == nom else bloc.figure
    ouverts = list(blocs)
    while ouverts:
        for bloc in list(ouverts):
            bloc.lignes += 1
            plein = bloc.lignes > min(au_plus, len(bloc.partie.tableau))
            if plein or sum(autre.hauteur for autre in blocs) > place:
                bloc.lignes -= 1
                ouverts.remove(bloc)


def _mesurer(texte: str, signes: int = _SIGNES, hauteur: float = _LIGNE) -> float:
    """Estimer la hauteur d'un texte, en millimètres."""
    return hauteur * -(-len(texte) // signes)


def _mesurer_attente(partie: Partie) -> float:
    """Estimer un encadré « à demander » ; ses lignes à remplir prennent la place qui reste."""
    return 2 * _ECART + _TITRE + sum(_mesurer(texte) for texte in (*partie.limites, *partie.a_demander))


def _mesurer_notes(notes: list[tuple[str, list[str]]]) -> float:
    hauteurs = [_mesurer(phrase, _SIGNES_NOTES, _NOTE) for _, phrases in notes for phrase in phrases]
    return _ECART + 8 + (sum(hauteurs) + 9 * len(notes)) / _COLONNES_NOTES


def _abreger(valeur: object, signes: int) -> str:
    texte = "" if pd.isna(valeur) else str(valeur)
    return texte if len(texte) <= signes else texte[: signes - 1] + "…"


def _dire_origine(lu: PortefeuilleLu) -> str:
    lues = lu.rapport.get("lignes_lues")
    if lues is None:
        return ""
    return (
        f"{compter(lues, 'ligne lue')} : {compter(lu.rapport.get('lignes_gardees', lues), 'gardée')}, "
        f"{compter(lu.rapport.get('lignes_ecartees', 0), 'mise')} de côté (voir page 4). Montants hors taxes."
    )


def _noter(lu: PortefeuilleLu, parties: dict[str, Partie]) -> list[tuple[str, list[str]]]:
    """Ce que le fichier ne dit pas, les conventions, ce qui a été lu et mis de côté."""
    repondues = [partie for partie in parties.values() if partie.repondue]
    # Ce qui est sans réponse a déjà son encadré.
    limites = [limite for partie in repondues for limite in partie.limites if not _renvoyer(limite, parties)]
    limites = list(dict.fromkeys(limites))
    ecartees = [
        f"{traduire_roles(raison)} : {compter(cas['nombre'], 'ligne')}"
        + (f", {ecrire_nombre(cas['montant'], 2, '€')}" if cas.get("montant") else "")
        + "."
        for raison, cas in lu.rapport.get("ecartees", {}).items()
    ]
    lecture = [*(ecartees or ["Rien n’a été mis de côté."]), *lu.rapport.get("remarques", ())]
    return [
        (titre, phrases)
        for titre, phrases in (
            ("Ce que le fichier ne dit pas", limites),
            ("Comment c’est compté", [parties["synthese"].convention]),
            ("Ce qui a été lu et mis de côté", lecture),
        )
        if any(phrases)
    ]


def _renvoyer(limite: str, parties: dict[str, Partie]) -> bool:
    """Dire si une limite ne fait qu'énumérer les questions sans réponse."""
    sans = [partie.titre for partie in parties.values() if not partie.repondue]
    return bool(sans) and all(titre in limite for titre in sans)
