"""Les figures du chapitre 4 : courbe de Pareto, concentration, départ d'un client, portefeuilles publics."""

from textwrap import fill

import matplotlib as mpl
import numpy as np
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.trace import (
    COULEURS,
    HACHURES,
    SOURCE,
    STYLE,
    Trace,
    apparier_barres,
    coucher_barres,
    graduer,
    legender,
    ouvrir,
    reprendre,
)
from course_helpers.pareto import CLASSES, HORS_CLASSEMENT, nommer_methode, resumer_abc

# Au-delà, les points d'une classe se confondent, et le SVG pèse pour rien.
_POINTS = 400
_BREF = (5.2, 2.9)  # pouces
# Ce que mesurent les montants : dans une phrase, puis sur un axe.
GRANDEURS = {
    "ca": ("du chiffre d’affaires", "Chiffre d’affaires cumulé"),
    "marge": ("de la marge des clients classés", "Marge cumulée"),
}


def tracer_pareto(
    classement: pd.DataFrame,
    *,
    grandeur: str = "ca",
    source: str = SOURCE,
    sur: Trace | None = None,
    bref: bool = False,
) -> Trace:
    """Tracer la part cumulée des clients classés, avec les classes A, B et C.

    Parameters
    ----------
    classement : DataFrame
        Le résultat de :func:`course_helpers.pareto.classer_abc`.
    grandeur : {"ca", "marge"}
        Ce que mesurent les montants.
    source : str
        Mention portée sous la figure.
    sur : Trace, optional
        Un tracé de cette même fonction, déjà écrit en SVG, que celui-ci remplace : sa figure est reprise,
        et il ne doit plus servir.
    bref : bool
        Sans titre ni source, et moins haute : la page les écrit autour de la figure.

    Returns
    -------
    Trace
        Abscisses : clients cumulés, en % ; ordonnées : montant cumulé, en %.

    Examples
    --------
    >>> from course_helpers.pareto import classer_abc
    >>> clients = pd.DataFrame({"client": list("abc"), "ca": [80, 15, 5]})
    >>> print(tracer_pareto(classer_abc(clients)).texte.replace("\\u202f", " "))
    Courbe de Pareto (ABC par cumul, seuils 80/95). Classe A : 1 client (33,3 % des clients), 80,0 % du
    chiffre d’affaires. Classe B : 1 client (33,3 % des clients), 15,0 % du chiffre d’affaires.
    Classe C : 1 client (33,3 % des clients), 5,0 % du chiffre d’affaires.
    """
    resume = resumer_abc(classement)
    classes = classement[classement["classe"] != HORS_CLASSEMENT]
    effectif = len(classes)
    abscisses = np.append(0.0, 100 * classes["rang"].to_numpy(float) / effectif)
    ordonnees = np.append(0.0, classes["part_cumulee_pct"].to_numpy(float))
    lignes = {nom: _decrire_classe(nom, resume.loc[nom], grandeur) for nom in CLASSES}

    cadre = {
        "phrase": ecrire_phrase(resume, grandeur),
        "x": "Clients cumulés, du plus gros au plus petit (%)",
        "y": f"{GRANDEURS[grandeur][1]} (%)",
        "source": source,
    }

    with mpl.rc_context(STYLE):
        ax = reprendre(sur, **cadre)
        if ax is None:
            ax = ouvrir()
            graduer(ax)
            if bref:
                ax.figure.set_size_inches(*_BREF)
                ax.set(
                    xlabel=cadre["x"], ylabel=GRANDEURS[grandeur][1].replace(" cumulé", "\ncumulé") + " (%)"
                )
            else:
                legender(ax, **cadre)
        debut, traces = 0, []
        for nom in CLASSES:
            fin = debut + int(resume.loc[nom, "effectif"])
            places = _choisir_points(debut, fin, _POINTS // 16 if bref else _POINTS)
            ax.fill(
                [abscisses[debut], *abscisses[places], abscisses[fin]],
                [0, *ordonnees[places], 0],
                facecolor=COULEURS[nom],
                edgecolor=COULEURS["encre"],
                hatch=HACHURES[nom],
                alpha=0.45,
                linewidth=0,
            )
            if fin > debut:
                traces.extend(places[1:] if traces else places)
                milieu = (abscisses[debut] + abscisses[fin]) / 2
                ax.text(milieu, 3, nom, ha="center", va="bottom", fontweight="bold", fontsize=15)
            debut = fin
        ax.plot(abscisses[traces], ordonnees[traces], color=COULEURS["bleu"], linewidth=2.4)
        droite = ax.axhline if classement.attrs.get("methode", "cumul") == "cumul" else ax.axvline
        for seuil in classement.attrs.get("seuils", []):
            droite(seuil, color=COULEURS["encre"], linewidth=0.9, linestyle=(0, (5, 4)))
        for rang, nom in enumerate(CLASSES):
            ligne = resume.loc[nom]
            ax.text(
                97,
                42 - 12 * rang if bref else 44 - 9 * rang,
                f"{nom}{FINE}: {compter(ligne['effectif'])} → {ecrire_pct(ligne['part_montant_pct'])}",
                ha="right",
            )
    return Trace(ax, f"Courbe de Pareto ({nommer_methode(classement)}). " + " ".join(lignes.values()))


def _choisir_points(debut: int, fin: int, nombre: int) -> np.ndarray:
    """Les rangs à tracer d'une classe : tous, ou assez pour que l'œil n'y voie pas de différence."""
    if fin - debut <= nombre:
        return np.arange(debut, fin + 1)
    premiers = np.arange(debut, debut + nombre // 4)
    return np.unique(np.append(premiers, np.linspace(debut, fin, nombre).astype(int)))


def tracer_concentration(
    courbe: pd.DataFrame,
    mesures: pd.Series,
    *,
    grandeur: str = "ca",
    source: str = SOURCE,
) -> Trace:
    """Tracer la courbe de concentration, avec la répartition égale et le repère 20/80.

    Parameters
    ----------
    courbe : DataFrame
        Le résultat de :func:`course_helpers.pareto.calculer_lorenz`.
    mesures : Series
        Le résultat de :func:`course_helpers.pareto.mesurer_concentration` sur les mêmes clients.
    grandeur, source : str
        Comme pour :func:`tracer_pareto`.

    Returns
    -------
    Trace
        Abscisses : clients cumulés, en % ; ordonnées : montant cumulé, en %.

    Examples
    --------
    >>> from course_helpers.pareto import calculer_lorenz, mesurer_concentration
    >>> clients = pd.DataFrame({"client": range(10), "ca": [10] * 10})
    >>> trace = tracer_concentration(calculer_lorenz(clients), mesurer_concentration(clients))
    >>> print(trace.axes.figure.get_suptitle().replace("\\u202f", " "))
    Les 20 % premiers clients font 20,0 % du chiffre d’affaires et non 80 %
    """
    part = float(mesures["part_20pct_premiers_pct"])
    phrase = f"Les 20{FINE}% premiers clients font {ecrire_pct(part)} {GRANDEURS[grandeur][0]}"
    if round(part, 1) != 80:
        phrase += f" et non 80{FINE}%"
    with mpl.rc_context(STYLE):
        ax = ouvrir("concentration")
        ax.plot([0, 100], [0, 100], color=COULEURS["encre"], linewidth=1, linestyle=(0, (2, 3)))
        ax.text(66, 50, "répartition égale", va="top")
        ax.plot(courbe["part_clients_pct"], courbe["part_montant_pct"], color=COULEURS["bleu"], linewidth=2.4)
        ax.plot([20], [80], marker="D", markersize=8, color=COULEURS["encre"], fillstyle="none", linestyle="")
        ax.text(17, 80, "repère\n20/80", ha="right", va="center")
        ax.plot([20, 20], [0, part], color=COULEURS["A"], linewidth=1.6)
        ax.plot([20], [part], marker="o", markersize=9, color=COULEURS["A"], linestyle="")
        ax.text(23, part - 2, f"mesuré{FINE}: {ecrire_pct(part)}", va="top", fontweight="bold")
        graduer(ax)
        legender(
            ax,
            phrase=phrase,
            x="Clients cumulés, du plus gros au plus petit (%)",
            y=f"{GRANDEURS[grandeur][1]} (%)",
            source=source,
        )
    besoin = f"{compter(mesures['clients_pour_80pct'])} ({ecrire_pct(mesures['clients_pour_80pct_pct'])})"
    return Trace(
        ax,
        f"Courbe de concentration. {phrase}. Il faut {besoin} pour atteindre 80{FINE}% "
        f"{GRANDEURS[grandeur][0]}. La diagonale représente des clients tous égaux.",
    )


def tracer_depart(
    comparaison: pd.DataFrame,
    *,
    seuil_dependance: float = 20,
    source: str = SOURCE,
) -> Trace:
    """Comparer le poids des premiers clients avant et après un départ.

    Parameters
    ----------
    comparaison : DataFrame
        Le résultat de :func:`course_helpers.pareto.simuler_depart`.
    seuil_dependance : float
        Part du premier client, en %, au-delà de laquelle on parle de dépendance : une convention.
    source : str
        Comme pour :func:`tracer_pareto`.

    Returns
    -------
    Trace
        Barres horizontales : part du chiffre d'affaires des 1, 3 et 5 premiers clients, en %.

    Examples
    --------
    >>> from course_helpers.pareto import simuler_depart
    >>> clients = pd.DataFrame({"client": list("abcd"), "ca": [50, 20, 20, 10]})
    >>> print(tracer_depart(simuler_depart(clients, ["a"])).texte.replace("\\u202f", " "))
    Poids des premiers clients, avant puis après le départ. Le premier client : 50,0 %, puis 40,0 %.
    Les 3 premiers : 90,0 %, puis 100,0 %. Les 5 premiers : 100,0 %, puis 100,0 %.
    Perte de chiffre d’affaires : 50,0 %. Seuil de dépendance retenu : 20 %.
    """
    noms = {
        "part_premier_pct": "Le premier client",
        "part_3_premiers_pct": "Les 3 premiers",
        "part_5_premiers_pct": "Les 5 premiers",
    }
    parts = comparaison.loc[list(noms), ["avant", "apres"]].astype(float).rename(index=noms)
    perte = float(comparaison.loc["perte_pct", "apres"])
    partis = int(comparaison.loc["effectif", "avant"] - comparaison.loc["effectif", "apres"])
    phrase = f"Avec {compter(partis)} de moins, {ecrire_pct(perte)} du chiffre d’affaires disparaît"
    with mpl.rc_context(STYLE):
        ax = ouvrir("depart")
        apparier_barres(
            ax, list(parts.index), parts["avant"], parts["apres"], couleurs=(COULEURS["bleu"], COULEURS["A"])
        )
        for conteneur, moment in zip(ax.containers, ("avant", "après"), strict=True):
            for barre in conteneur:
                ax.text(
                    barre.get_width() + 1,
                    barre.get_y() + barre.get_height() / 2,
                    f"{moment}{FINE}: {ecrire_pct(barre.get_width())}",
                    va="center",
                    fontsize=12,
                )
        ax.plot([seuil_dependance], [-0.5], marker="v", markersize=8, color=COULEURS["encre"])
        ax.text(
            seuil_dependance,
            -0.62,
            f"seuil de dépendance{FINE}: {ecrire_nombre(seuil_dependance, unite='%')}",
            ha="center",
            va="bottom",
            fontsize=12,
        )
        ax.set_ylim(2.5, -0.85)
        ax.set_xlim(0, max(60.0, 1.35 * float(parts.to_numpy().max())))
        ax.xaxis.set_major_formatter(lambda valeur, _: ecrire_nombre(valeur))
        legender(
            ax,
            phrase=phrase,
            x="Part du chiffre d’affaires (%)",
            y="",
            source=source,
        )
    detail = " ".join(
        f"{nom}{FINE}: {ecrire_pct(ligne['avant'])}, puis {ecrire_pct(ligne['apres'])}."
        for nom, ligne in parts.iterrows()
    )
    return Trace(
        ax,
        f"Poids des premiers clients, avant puis après le départ. {detail} "
        f"Perte de chiffre d’affaires{FINE}: {ecrire_pct(perte)}. "
        f"Seuil de dépendance retenu{FINE}: {ecrire_nombre(seuil_dependance, unite='%')}.",
    )


def tracer_regularites(portefeuilles: pd.DataFrame, *, source: str, choisi: str = "") -> Trace:
    """Comparer la part des 20 % premiers clients dans plusieurs portefeuilles.

    Parameters
    ----------
    portefeuilles : DataFrame
        Une ligne par portefeuille : ``jeu`` (son nom) et ``part_ca_20pct`` (en %).
    source : str
        Mention portée sous la figure.
    choisi : str
        Le nom du portefeuille à distinguer, en orange et hachuré ; aucun par défaut.

    Returns
    -------
    Trace
        Barres horizontales : part du chiffre d'affaires des 20 % premiers clients, en %.

    Examples
    --------
    >>> portefeuilles = pd.DataFrame({"jeu": ["Un", "Deux"], "part_ca_20pct": [67.8, 42.9]})
    >>> print(tracer_regularites(portefeuilles, source="essai").texte.replace("\\u202f", " "))
    Part du chiffre d’affaires faite par les 20 % premiers clients. Un : 67,8 %. Deux : 42,9 %.
    Repère : 80 %.
    """
    atteints = int((portefeuilles["part_ca_20pct"] >= 80).sum())
    nombre = len(portefeuilles)
    constat = (
        f"{atteints} de ces {nombre} portefeuilles vérifient 20/80"
        if atteints
        else (f"Aucun de ces {nombre} portefeuilles n’atteint 80{FINE}%")
    )
    with mpl.rc_context(STYLE):
        ax = ouvrir("regularites")
        coucher_barres(
            ax,
            [fill(nom, 18) for nom in portefeuilles["jeu"]],
            portefeuilles["part_ca_20pct"],
            height=0.55,
            color=COULEURS["C"],
        )
        for rang, (nom, part) in enumerate(portefeuilles[["jeu", "part_ca_20pct"]].itertuples(index=False)):
            if nom == choisi:
                ax.patches[rang].set(facecolor=COULEURS["A"], hatch="//", edgecolor=COULEURS["encre"])
            ax.text(
                part - 1.5,
                rang,
                ecrire_pct(part),
                ha="right",
                va="center",
                fontweight="bold",
                color=COULEURS["sur-couleur"],
                bbox={"facecolor": COULEURS["A"], "edgecolor": "none", "pad": 1.2} if nom == choisi else None,
            )
        ax.axvline(80, color=COULEURS["encre"], linewidth=0.9, linestyle=(0, (5, 4)))
        ax.text(81, -0.42, f"80{FINE}%", va="center")
        ax.set_xlim(0, 100)
        legender(
            ax,
            phrase=constat,
            x=f"Part du CA des 20{FINE}% premiers clients (%)",
            y="",
            source=source,
        )
    detail = " ".join(
        f"{nom}{FINE}: {ecrire_pct(part)}."
        for nom, part in portefeuilles[["jeu", "part_ca_20pct"]].itertuples(index=False)
    )
    return Trace(
        ax,
        f"Part du chiffre d’affaires faite par les 20{FINE}% premiers clients. {detail} "
        f"Repère{FINE}: 80{FINE}%.",
    )


def ecrire_phrase(resume: pd.DataFrame, grandeur: str = "ca") -> str:
    """Écrire ce que prouve la courbe de Pareto : combien de clients A font quelle part du montant.

    Parameters
    ----------
    resume : DataFrame
        Le résultat de :func:`course_helpers.pareto.resumer_abc`.
    grandeur : {"ca", "marge"}

    Returns
    -------
    str
    """
    a, total = resume.loc["A"], int(resume["effectif"].sum())
    return (
        f"{compter(a['effectif'])} sur {ecrire_nombre(total)} ({ecrire_pct(a['part_effectif_pct'])}) "
        f"{'font' if a['effectif'] > 1 else 'fait'} {ecrire_pct(a['part_montant_pct'])} "
        f"{GRANDEURS[grandeur][0]}"
    )


def _decrire_classe(nom: str, ligne: pd.Series, grandeur: str) -> str:
    return (
        f"Classe {nom}{FINE}: {compter(ligne['effectif'])} "
        f"({ecrire_pct(ligne['part_effectif_pct'])} des clients), "
        f"{ecrire_pct(ligne['part_montant_pct'])} {GRANDEURS[grandeur][0]}."
    )
