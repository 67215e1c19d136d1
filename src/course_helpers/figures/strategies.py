"""Les figures du chapitre 6 : la démarche, les écarts par secteur, deux façons de vendre plus."""

from textwrap import fill

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre, ecrire_pct
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, SOURCE, STYLE, Trace, coucher_barres, legender, ouvrir
from course_helpers.strategies import INDICATEURS

_CIBLE = {
    "markersize": 8,
    "color": COULEURS["bleu"],
    "markeredgecolor": COULEURS["sur-couleur"],
    "linestyle": "",
}


def ecrire_points(ecart: float) -> str:
    """Écrire un écart entre deux taux, avec son signe.

    Parameters
    ----------
    ecart : float
        En points.

    Returns
    -------
    str

    Examples
    --------
    >>> ecrire_points(-5.86).replace("\\u202f", " "), ecrire_points(1.04).replace("\\u202f", " ")
    ('−5,9 points', '+1,0 point')
    """
    mot = "point" if abs(ecart) < 1.95 else "points"
    return ("+" if ecart >= 0.05 else "") + ecrire_nombre(ecart, 1, mot)


def tracer_ecarts(
    ecarts: pd.DataFrame, *, choisi: str = "", par: str = "secteur", source: str = SOURCE
) -> Trace:
    """Comparer, secteur par secteur, le taux réalisé à sa cible.

    Parameters
    ----------
    ecarts : DataFrame
        Le résultat de :func:`course_helpers.strategies.mesurer_ecarts` pour un seul indicateur, avec une
        colonne ``secteur``.
    choisi : str
        Le secteur à mettre en avant ; aucun par défaut.
    par : str
        Ce qu'est une ligne, si ce n'est pas un secteur : un jour.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales : taux réalisé, en % ; un losange marque la cible.

    Examples
    --------
    >>> from course_helpers.strategies import mesurer_ecarts
    >>> resultats = pd.DataFrame({"indicateur": ["conversion"] * 2, "secteur": ["Mairies", "Hôtels"],
    ...                           "obtenu": [9, 6], "base": [60, 20], "objectif_pct": [20, 25]})
    >>> print(tracer_ecarts(mesurer_ecarts(resultats)).texte.replace("\\u202f", " "))
    Taux de conversion, réalisé et cible. Mairies : 15,0 % (9 sur 60), cible 20 %, écart −5,0 points.
    Hôtels : 30,0 % (6 sur 20), cible 25 %, écart +5,0 points.
    """
    indicateur = ecarts["indicateur"].iloc[0]
    sous = int((~ecarts["atteint"].astype(bool)).sum())
    phrase = f"{_nommer(indicateur)}{FINE}: {sous} {par}s sur {len(ecarts)} sont sous leur cible"
    if sous < 2:
        compte = f"un seul {par}" if sous else f"aucun {par} n’"
        phrase = f"{_nommer(indicateur)}{FINE}: {compte}{' ' if sous else ''}est sous sa cible"
    lignes = list(ecarts.itertuples())
    with mpl.rc_context(STYLE):
        ax = ouvrir("ecarts")
        coucher_barres(
            ax,
            [fill(ligne.secteur, 14) for ligne in lignes],
            ecarts["reel_pct"],
            height=0.62,
            color=[COULEURS["A" if ligne.secteur == choisi else "C"] for ligne in lignes],
        )
        # La place de l'écart, à droite de tout ce qui est dessiné.
        bord = max(max(ligne.reel_pct, ligne.objectif_pct) for ligne in lignes)
        ax.text(1.46 * bord, -0.85, "écart", ha="right", va="center")
        ax.plot([0.03 * bord], [-0.85], marker="D", **_CIBLE)
        ax.text(0.07 * bord, -0.85, "cible", va="center")
        for rang, ligne in enumerate(lignes):
            gras = "bold" if ligne.secteur == choisi else "normal"
            # Une barre trop courte laisse son taux dehors, à l'encre du thème.
            dehors = ligne.reel_pct < 0.2 * bord
            ax.text(
                ligne.reel_pct + 0.02 * bord if dehors else 0.02 * bord,
                rang,
                ecrire_pct(ligne.reel_pct),
                va="center",
                fontweight=gras,
                color=COULEURS["encre"] if dehors else COULEURS["sur-couleur"],
            )
            ax.plot([ligne.objectif_pct], [rang], marker="D", **_CIBLE)
            droite = {"x": 1.46 * bord, "ha": "right", "va": "center", "fontweight": gras}
            ax.text(y=rang - 0.18, s=ecrire_points(ligne.ecart_points), **droite)
            ax.text(
                y=rang + 0.24,
                s=f"{ecrire_nombre(ligne.obtenu)} sur {ecrire_nombre(ligne.base)}",
                fontsize=12,
                **droite,
            )
        ax.set_ylim(len(lignes) - 0.5, -1.25)
        ax.set_xlim(0, 1.47 * bord)
        ax.set_xticks([repere for repere in range(0, 101, 20) if repere <= bord])
        legender(ax, phrase=phrase, x=f"{_nommer(indicateur)} (%)", y="", source=source)
    detail = " ".join(
        f"{ligne.secteur}{FINE}: {ecrire_pct(ligne.reel_pct)} "
        f"({ecrire_nombre(ligne.obtenu)} sur {ecrire_nombre(ligne.base)}), "
        f"cible {ecrire_pct(ligne.objectif_pct, 0)}, écart {ecrire_points(ligne.ecart_points)}."
        for ligne in lignes
    )
    return Trace(ax, f"{_nommer(indicateur)}, réalisé et cible. {detail}")


def tracer_offres(offres: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Comparer ce que rapportent la vente additionnelle et la montée en gamme.

    Parameters
    ----------
    offres : DataFrame
        Le résultat de :func:`course_helpers.strategies.comparer_offres`.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales : gain, en €.

    Examples
    --------
    >>> from course_helpers.strategies import comparer_offres
    >>> offres = comparer_offres(ventes=100, prix=300, complement=60, superieur=450, acceptent=(40, 20))
    >>> print(tracer_offres(offres).texte.replace("\\u202f", " "))
    Gain de chaque offre. Vente additionnelle : 40 × 60,00 € = 2 400 €.
    Montée en gamme : 20 × 150,00 € = 3 000 €.
    """
    gains = offres["gain"].tolist()
    meilleure = offres.index[gains.index(max(gains))]
    ecart = ecrire_nombre(abs(gains[0] - gains[1]), 0, "€")
    phrase = (
        "Les deux offres rapportent autant"
        if gains[0] == gains[1]
        else f"La {meilleure} rapporte {ecart} de plus que l’autre offre"
    )
    calculs = [
        f"{ecrire_nombre(ligne.acceptees)} × {ecrire_nombre(ligne.surplus, 2, '€')}"
        for ligne in offres.itertuples()
    ]
    with mpl.rc_context(STYLE):
        ax = ouvrir("offres")
        coucher_barres(
            ax,
            [fill(nom[0].upper() + nom[1:], 14) for nom in offres.index],
            gains,
            height=0.5,
            color=[COULEURS["A"], COULEURS["B"]],
            edgecolor=COULEURS["encre"],
            hatch=["", "//"],
        )
        bord = max(*gains, 1)
        for rang, (gain, calcul) in enumerate(zip(gains, calculs, strict=True)):
            ax.text(gain + 0.02 * bord, rang, ecrire_nombre(gain, 0, "€"), va="center", fontweight="bold")
            ax.text(0, rang - 0.34, calcul, va="center")
        ax.set_xlim(0, 1.3 * bord)
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(4))
        ax.xaxis.set_major_formatter(lambda valeur, _: ecrire_nombre(valeur))
        legender(ax, phrase=phrase, x="Ce que l’offre ajoute aux ventes (€)", y="", source=source)
    detail = " ".join(
        f"{nom[0].upper() + nom[1:]}{FINE}: {calcul} = {ecrire_nombre(gain, 0, '€')}."
        for nom, calcul, gain in zip(offres.index, calculs, gains, strict=True)
    )
    return Trace(ax, f"Gain de chaque offre. {detail}")


def dessiner_demarche() -> Schema:
    """Dessiner la démarche : de l'objectif de l'entreprise à l'écart, segment par segment.

    Returns
    -------
    Schema

    Examples
    --------
    >>> dessiner_demarche().texte.startswith("Avant l’exercice, l’objectif de l’entreprise")
    True
    """
    schema = Schema(
        "Un objectif pour l’entreprise, une stratégie et une cible par segment",
        "Avant l’exercice, l’objectif de l’entreprise. Il mène à la typologie et aux segments, dans un ordre "
        "ou dans l’autre, puis à la stratégie de chaque segment, à son objectif SMART et à l’écart mesuré. "
        "L’écart conduit à corriger les moyens, la stratégie ou la cible. L’exercice suivant repart de "
        "l’objectif de l’entreprise.",
        640,
        394,
    )
    schema.boite(
        34,
        10,
        594,
        62,
        "**L’objectif de l’entreprise\nfixé avant le début de l’exercice",
        role="structure",
    )
    # Les auteurs mettent ces deux étapes dans un ordre ou dans l'autre : l'objectif mène aux deux.
    schema.fleche(125, 72, 125, 112).fleche(331, 72, 331, 112)
    schema.boite(34, 112, 182, 90, "**Typologie\nquels types de clients avons-nous", role="B")
    schema.boite(240, 112, 182, 90, "**Segments\nchaque client est rangé dans un groupe", role="B")
    schema.boite(446, 112, 182, 90, "**Stratégie\nce que l’on propose à ce segment", role="A")
    schema.fleche(216, 143, 240, 143).fleche(240, 171, 216, 171)
    schema.fleche(422, 157, 446, 157)
    schema.fleche(537, 202, 537, 242)
    schema.boite(446, 242, 182, 90, "**Objectif SMART\nqui, quoi, combien, avec quoi, quand", role="A")
    schema.fleche(446, 287, 422, 287)
    schema.boite(240, 242, 182, 90, "**Écart\nle réalisé moins la cible, en points", role="C")
    schema.fleche(240, 287, 216, 287)
    schema.boite(34, 242, 182, 90, "**Correction\nles moyens, la stratégie ou la cible")
    # L'exercice suivant repart de l'objectif de l'entreprise, et non de la typologie.
    schema.fleche(34, 287, 14, 287, 14, 41, 34, 41, pointille=True)
    schema.ecrire(320, 366, f"En pointillé{FINE}: l’objectif de l’exercice suivant part de cet écart.")
    return schema


def _nommer(indicateur: str) -> str:
    """Le nom d'un taux, pour un titre ou un axe."""
    return f"Taux {'d’' if indicateur[0] in 'aeiou' else 'de '}{indicateur}"


def decrire_taux(obtenu: int, base: int, indicateur: str) -> str:
    """Dire ce que compte un taux, en toutes lettres.

    Parameters
    ----------
    obtenu, base : int
    indicateur : str
        Une clé de :data:`course_helpers.strategies.INDICATEURS`.

    Returns
    -------
    str

    Examples
    --------
    >>> decrire_taux(7, 29, "conversion").replace("\\u202f", " ")
    '7 nouveaux clients sur 29 prospects contactés'
    """
    succes, occasions = INDICATEURS[indicateur]
    return f"{ecrire_nombre(obtenu)} {succes} sur {ecrire_nombre(base)} {occasions}"
