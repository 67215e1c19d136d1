"""La figure de chaque partie de l'analyse d'un fichier : celles du cours, sur vos clients."""

from collections.abc import Callable
from textwrap import shorten

import matplotlib as mpl
import pandas as pd

from course_helpers.analyse.partie import Partie
from course_helpers.analyse.repartition import VOTRE_PORTEFEUILLE
from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.figures.methode import tracer_cotation, tracer_visites
from course_helpers.figures.pareto import tracer_depart, tracer_pareto, tracer_regularites
from course_helpers.figures.portefeuille import dessiner_segments
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, STYLE, Trace, legender, ouvrir
from course_helpers.portefeuille import resumer_segments

SOURCE = "votre fichier"
_MONTRES = 10


def tracer(partie: Partie) -> Trace | Schema | None:
    """Tracer une partie de l'analyse.

    Parameters
    ----------
    partie : Partie

    Returns
    -------
    Trace, Schema or None
        None si le fichier ne permet pas de répondre, ou s'il n'y a rien à montrer.

    Examples
    --------
    >>> from course_helpers.analyse import PortefeuilleLu, analyser
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel", "École"], "ca": [60.0, 30.0, 10.0]})
    >>> parties = analyser(PortefeuilleLu(clients))
    >>> tracer(parties["depart"]).texte.startswith("Poids des premiers clients")
    True
    >>> tracer(parties["rfm"]) is None
    True
    """
    return _FIGURES[partie.nom](partie) if partie.repondue else None


def tracer_ecarts_clients(
    montants: pd.DataFrame, *, phrase: str, intitule: str, source: str = SOURCE
) -> Trace:
    """Tracer des montants par client, gains d'un côté, pertes de l'autre.

    Parameters
    ----------
    montants : DataFrame
        Une ligne par client, dans l'ordre à montrer : ``client`` et ``montant`` (€, signé).
    phrase : str
        Ce que la figure prouve.
    intitule : str
        Ce que mesure l'axe.
    source : str

    Returns
    -------
    Trace
        Barres horizontales, en €.

    Examples
    --------
    >>> montants = pd.DataFrame({"client": ["Mairie", "Garage"], "montant": [1200.0, -300.0]})
    >>> trace = tracer_ecarts_clients(montants, phrase="Un gain, une perte", intitule="Écart (€)")
    >>> print(trace.texte.replace("\\u202f", " "))
    Écart (€), par client. Mairie : +1 200 €. Garage : −300 €.
    """
    noms = [shorten(str(nom), 26, placeholder="…") for nom in montants["client"]]
    valeurs = montants["montant"].to_numpy()
    dites = [f"{'+' if valeur > 0 else ''}{ecrire_nombre(valeur, unite='€')}" for valeur in valeurs]
    with mpl.rc_context(STYLE):
        ax = ouvrir()
        ax.figure.set_size_inches(5.2, 1.9 + 0.36 * len(noms))
        rangs = range(len(noms))
        barres = ax.barh(
            rangs,
            valeurs,
            height=0.62,
            color=[COULEURS["A"] if valeur >= 0 else COULEURS["C"] for valeur in valeurs],
            edgecolor=COULEURS["sur-couleur"],
            linewidth=0.6,
        )
        for barre, valeur in zip(barres, valeurs, strict=True):
            if valeur < 0:  # la couleur ne dit pas seule une perte
                barre.set_hatch("//")
        plus, moins = max(valeurs.max(initial=0), 0), min(valeurs.min(initial=0), 0)
        etendue = (plus - moins) or 1
        for rang, (valeur, texte) in enumerate(zip(valeurs, dites, strict=True)):
            ax.text(
                valeur + (0.02 if valeur >= 0 else -0.02) * etendue,
                rang,
                texte,
                ha="left" if valeur >= 0 else "right",
                va="center",
                fontsize=11.6,
            )
        ax.axvline(0, color=COULEURS["encre"], linewidth=0.9)
        # De quoi écrire chaque montant à côté de sa barre.
        ax.set_xlim(moins - 0.62 * etendue * (moins < 0), plus + 0.62 * etendue * (plus > 0 or not moins))
        ax.set_yticks(rangs, noms)
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        ax.spines["left"].set_visible(False)
        legender(ax, phrase=phrase, x=intitule, y="", source=source)
    detail = " ".join(f"{nom}{FINE}: {texte}." for nom, texte in zip(montants["client"], dites, strict=True))
    return Trace(ax, f"{intitule}, par client. {detail}")


def _tracer_abc(partie: Partie) -> Trace:
    grandeur = "marge" if partie.nom == "marge" else "ca"
    return tracer_pareto(partie.mesures["classement"], grandeur=grandeur, source=SOURCE)


def _tracer_concentration(partie: Partie) -> Trace:
    source = f"{SOURCE} et quatre fichiers publics"
    return tracer_regularites(partie.tableau, source=source, choisi=VOTRE_PORTEFEUILLE)


def _tracer_depart(partie: Partie) -> Trace:
    return tracer_depart(
        partie.mesures["comparaison"], seuil_dependance=partie.mesures["seuil"], source=SOURCE
    )


def _tracer_periodes(partie: Partie) -> Trace | None:
    change = partie.tableau[partie.tableau["ecart"] != 0].head(_MONTRES)
    if change.empty:
        return None
    combien = f"les {len(change)} plus grands écarts" if len(change) > 1 else "le seul écart"
    return tracer_ecarts_clients(
        change[["client", "ecart", "statut"]].rename(columns={"ecart": "montant"}),
        phrase=f"Ce qui a le plus changé{FINE}: {combien}",
        intitule="Écart de CA HT (€)",
    )


def _tracer_valeur(partie: Partie) -> Trace:
    valeurs = partie.tableau[["client", "valeur"]].rename(columns={"valeur": "montant"})
    if len(valeurs) > _MONTRES:
        valeurs = pd.concat([valeurs.head(_MONTRES // 2), valeurs.tail(_MONTRES // 2)])
    return tracer_ecarts_clients(
        valeurs,
        phrase="Ceux qui rapportent le plus, ceux qui rapportent le moins",
        intitule="Valeur constatée (€)",
    )


def _dessiner(critere: str, montant: str, nom: str) -> Callable[[Partie], Schema | None]:
    def dessiner(partie: Partie) -> Schema | None:
        if partie.tableau[montant].sum() <= 0:
            return None
        return dessiner_segments(
            resumer_segments(partie.tableau, [critere], montant=montant), [critere], nom=nom
        )

    return dessiner


def _tracer_cotation(partie: Partie) -> Trace:
    return tracer_cotation(partie.mesures["points"], partie.mesures["criteres"], source=SOURCE)


def _tracer_visites(partie: Partie) -> Trace:
    mesures = partie.mesures
    return tracer_visites(
        mesures["besoins"],
        mesures["visites"],
        possibles=mesures["capacite"],
        prospects=0,
        regle="priorité",
        source=SOURCE,
    )


_FIGURES: dict[str, Callable[[Partie], Trace | Schema | None]] = {
    "synthese": _tracer_abc,
    "abc": _tracer_abc,
    "marge": _tracer_abc,
    "concentration": _tracer_concentration,
    "depart": _tracer_depart,
    "periodes": _tracer_periodes,
    "rfm": _dessiner("segment", "montant", "RFM"),
    "cycle": _dessiner("etape", "ca", "étape de la relation"),
    "valeur": _tracer_valeur,
    "cotation": _tracer_cotation,
    "visites": _tracer_visites,
}
