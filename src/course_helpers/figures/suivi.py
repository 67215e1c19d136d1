"""La figure du tableau de bord : cinq indicateurs, chacun rapporté à sa cible."""

from textwrap import fill

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre, ecrire_pct
from course_helpers.figures.strategies import ecrire_points
from course_helpers.figures.trace import COULEURS, SOURCE, STYLE, Trace, legender, ouvrir
from course_helpers.suivi import nommer_mois

_BORD = 130  # % de la cible : au-delà, la barre s'arrête et la valeur reste écrite


def ecrire_mesure(valeur: float, unite: str) -> str:
    """Écrire une mesure du tableau de bord : des euros et des clients entiers, une part au dixième.

    Examples
    --------
    >>> [ecrire_mesure(*lue).replace("\\u202f", " ") for lue in ((1200.4, "€"), (13.25, "%"), (1, "clients"))]
    ['1 200 €', '13,3 %', '1 client']
    """
    if unite == "%":
        return ecrire_pct(valeur)
    return ecrire_nombre(valeur, 0, unite.rstrip("s") if abs(valeur) < 2 else unite)


def ecrire_ecart(ecart: float, unite: str) -> str:
    """Écrire un écart avec son signe ; celui de deux parts est en points.

    Examples
    --------
    >>> ecrire_ecart(120.4, "€").replace("\\u202f", " "), ecrire_ecart(-6.75, "%").replace("\\u202f", " ")
    ('+120 €', '−6,8 points')
    """
    if unite == "%":
        return ecrire_points(ecart)
    return ("+" if ecart >= 0.5 else "") + ecrire_mesure(ecart, unite)


def ecrire_relatif(ecart_pct: float) -> str:
    """Écrire l'écart en % de la cible, avec son signe ; rien si la cible est nulle.

    Examples
    --------
    >>> ecrire_relatif(4.04).replace("\\u202f", " "), ecrire_relatif(float("nan"))
    ('+4,0 %', '—')
    """
    if pd.isna(ecart_pct):
        return "—"
    return ("+" if ecart_pct >= 0.05 else "") + ecrire_pct(ecart_pct)


def tracer_tableau(tableau: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Tracer le tableau de bord d'un mois : chaque réalisé, en % de sa cible.

    Parameters
    ----------
    tableau : DataFrame
        Le résultat de :func:`course_helpers.suivi.tenir_tableau`.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en % de la cible ; un trait marque la cible. La couleur dit si elle est
        atteinte, et le mot l'écrit ; pas de hachures, sous lesquelles le nombre se lirait mal.

    Examples
    --------
    >>> tableau = pd.DataFrame({"indicateur": ["Part échue de l’encours"], "unite": "%", "sens": "baisse",
    ...     "realise": 26.0, "cible": 20.0, "ecart": 6.0, "ecart_pct": 30.0, "atteint": False})
    >>> tableau.attrs = {"mois": 12, "annee": 2025}
    >>> print(tracer_tableau(tableau).texte.replace("\\u202f", " "))
    Tableau de bord de décembre 2025. Part échue de l’encours (la baisse est favorable) : 26,0 %, cible
    20,0 %, écart +30,0 %, cible manquée.
    """
    quand = nommer_mois(tableau.attrs["mois"], tableau.attrs["annee"])
    atteintes = int(tableau["atteint"].sum())
    verbe = "cibles atteintes" if atteintes > 1 else "cible atteinte"
    phrase = f"{quand[0].upper()}{quand[1:]}{FINE}: {atteintes or 'aucune'} {verbe} sur {len(tableau)}"
    lignes = list(tableau.itertuples())
    with mpl.rc_context(STYLE):
        ax = ouvrir("tableau-de-bord")
        for rang, ligne in enumerate(lignes):
            part = 100 * ligne.realise / ligne.cible if ligne.cible else _BORD
            role = "B" if ligne.atteint else "A"
            ax.barh(
                rang,
                min(part, _BORD),
                height=0.62,
                color=COULEURS[role],
                linewidth=0,
            )
            # Une barre trop courte laisse son nombre dehors, après le trait, à l'encre du thème.
            mesure = ecrire_mesure(ligne.realise, ligne.unite)
            dehors = part < 6 * len(mesure) + 6
            ax.text(
                103 if dehors else 3,
                rang,
                mesure,
                va="center",
                fontweight="bold",
                color=COULEURS["encre"] if dehors else COULEURS["sur-couleur"],
            )
            droite = {"x": 272, "ha": "right", "va": "center"}
            mot = "atteinte" if ligne.atteint else "manquée"
            ax.text(y=rang - 0.2, s=f"{ecrire_relatif(ligne.ecart_pct)} · {mot}", fontweight="bold", **droite)
            ax.text(
                y=rang + 0.24, s=f"cible {ecrire_mesure(ligne.cible, ligne.unite)}", fontsize=12, **droite
            )
        ax.axvline(100, color=COULEURS["bleu"], linewidth=2)
        ax.set_yticks(
            range(len(lignes)),
            [
                fill(ligne.indicateur, 16) + ("\n(à faire baisser)" if ligne.sens == "baisse" else "")
                for ligne in lignes
            ],
        )
        ax.set_ylim(len(lignes) - 0.5, -0.5)
        ax.set_xlim(0, 273)
        ax.set_xticks([0, 50, 100])
        legender(
            ax,
            phrase=phrase,
            x=f"Réalisé, en{FINE}% de la cible (trait{FINE}: la cible)",
            y="",
            source=source,
        )
    detail = " ".join(
        f"{ligne.indicateur} (la {ligne.sens} est favorable){FINE}: "
        f"{ecrire_mesure(ligne.realise, ligne.unite)}, cible {ecrire_mesure(ligne.cible, ligne.unite)}, "
        f"écart {ecrire_relatif(ligne.ecart_pct)}, cible {'atteinte' if ligne.atteint else 'manquée'}."
        for ligne in lignes
    )
    return Trace(ax, f"Tableau de bord {'d’' if quand[0] in 'ao' else 'de '}{quand}. {detail}")
