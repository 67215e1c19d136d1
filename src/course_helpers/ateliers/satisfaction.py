"""L'atelier du complément « Satisfaction et NPS » : l'enquête, selon qui l'on interroge et combien."""

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_choix
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.satisfaction import tracer_notes
from course_helpers.figures.trace import MAGASIN
from course_helpers.satisfaction import GROUPES, mesurer_reponse, mesurer_satisfaction, ranger_notes

_TOUS = "les deux canaux"
_PERIODES = {"toute l’année": (1, 12), "le premier semestre": (1, 6), "le second semestre": (7, 12)}
_GARDEES = {"toutes les réponses": 0, "les 40 premières": 40, "les 20 premières": 20}


class EnqueteSatisfaction(Atelier):
    """Choisir un canal, une période et un nombre de réponses, et lire la note moyenne, le NPS et sa marge.

    Parameters
    ----------
    enquete : DataFrame
        Le résultat de :func:`course_helpers.satisfaction.lire_enquete`.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> enquete = pd.DataFrame({
    ...     "envoi": pd.to_datetime(["2025-02-04"] * 6), "canal": ["courriel"] * 6,
    ...     "note": [10, 9, 8, 7, 3, None], "motif": ["Choix", "Choix", "Prix", "Prix", "Prix", None]})
    >>> print(EnqueteSatisfaction(enquete).ecrire_texte().replace("\\u202f", " "))
    5 réponses sur 6 envois, soit 83,3 %. Note moyenne : 7,4 sur 10. NPS : 20 points, à 66 points près. Avec
    95 chances sur 100, celui de tous les clients est entre −46 et 86.
    """

    faits = ("S.1", "S.2", "S.3")
    titre = "enquête de satisfaction"
    consigne = "Changez de canal, puis ne gardez que 20 réponses : que devient la marge du NPS ?"

    def __init__(self, enquete: pd.DataFrame, *, source: str = MAGASIN):
        self.enquete = enquete
        self.source = source
        canaux = [_TOUS, *sorted(enquete["canal"].unique())]
        super().__init__(
            {
                "canal": creer_choix("Canal", canaux),
                "periode": creer_choix("Période", list(_PERIODES)),
                "gardees": creer_choix("On garde", list(_GARDEES)),
            }
        )

    def calculer(self) -> Resultat:
        """Garder les réponses choisies, et les mesurer."""
        canal, periode, gardees = (self.reglages[nom].value for nom in ("canal", "periode", "gardees"))
        debut, fin = _PERIODES[periode]
        choisis = self.enquete[self.enquete["envoi"].dt.month.between(debut, fin)]
        if canal != _TOUS:
            choisis = choisis[choisis["canal"] == canal]
        reponses = choisis.dropna(subset="note").reset_index(drop=True)
        limite = _GARDEES[gardees] or len(reponses)
        if reponses.empty:
            raise ErreurCours("Personne n’a répondu dans ce canal à cette période : choisissez-en une autre.")
        reponses = reponses.head(limite)
        mesures = mesurer_satisfaction(reponses["note"])
        return Resultat(
            tracer_notes(reponses["note"], source=self.source),
            _ecrire_phrase(mesures, len(choisis), complete=not _GARDEES[gardees]),
            lambda: _ecrire_tableaux(reponses),
            "from course_helpers.donnees import chemin\n"
            "from course_helpers.satisfaction import lire_enquete, mesurer_satisfaction\n\n"
            'enquete = lire_enquete(chemin("magasin-satisfaction-2025.csv"))\n'
            f'choisis = enquete[enquete["envoi"].dt.month.between({debut}, {fin})]\n'
            + ("" if canal == _TOUS else f'choisis = choisis[choisis["canal"] == "{canal}"]\n')
            + f'mesurer_satisfaction(choisis["note"].dropna().head({limite}))',
        )


def _ecrire_phrase(mesures: pd.Series, envois: int, *, complete: bool) -> str:
    reponses = compter(mesures["reponses"], "réponse")
    qui = (
        f"{reponses} sur {ecrire_nombre(envois)}{FINE}envois, soit "
        f"{ecrire_pct(mesurer_reponse(mesures['reponses'], envois))}."
        if complete
        else f"{reponses} gardées."
    )
    nps, marge = mesures["nps"], mesures["marge"]
    bas, haut = max(-100, nps - marge), min(100, nps + marge)
    # Quand les entiers ne tombent pas juste, de quoi refaire le calcul.
    exacts = ""
    if round(nps) - round(marge) != round(bas) or round(nps) + round(marge) != round(haut):
        exacts = (
            f" On n’arrondit qu’à la fin{FINE}: avant, le NPS est de {ecrire_nombre(nps, 2)} et la marge de "
            f"{ecrire_nombre(marge, 2)}."
        )
    return (
        f"{qui} Note moyenne{FINE}: {ecrire_nombre(mesures['moyenne'], 1)} sur 10. "
        f"NPS{FINE}: {ecrire_nombre(nps)}{FINE}points, à {ecrire_nombre(marge)}{FINE}points près. "
        f"Avec 95 chances sur 100, celui de tous les clients est entre {ecrire_nombre(bas)} et "
        f"{ecrire_nombre(haut)}.{exacts}"
    )


def _ecrire_tableaux(reponses: pd.DataFrame) -> str:
    groupes = ranger_notes(reponses["note"])
    total = len(reponses)
    parts = pd.DataFrame(
        [
            (nom[0].upper() + nom[1:], int((groupes == nom).sum()), 100 * int((groupes == nom).sum()) / total)
            for nom in GROUPES
        ],
        columns=["groupe", "reponses", "part"],
    )
    motifs = (
        reponses.groupby("motif")["note"].agg(["size", "mean"]).reset_index().sort_values(["mean", "motif"])
    )
    motifs["mean"] = [ecrire_nombre(note, 1) for note in motifs["mean"]]
    return ecrire_tableau(
        parts,
        {"groupe": ("Groupe", "texte"), "reponses": ("Réponses", "entier"), "part": ("Part", "pct")},
        titre="Les trois groupes du NPS",
    ) + ecrire_tableau(
        motifs,
        {
            "motif": ("Motif donné", "texte"),
            "size": ("Réponses", "entier"),
            "mean": ("Note moyenne", "chiffre"),
        },
        titre="Ce qui explique la note, de la moins bonne à la meilleure",
    )
