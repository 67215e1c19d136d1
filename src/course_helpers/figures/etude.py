"""Les figures de l'étude de cas : les étapes, le croisement de deux critères, les visites du plan."""

from textwrap import fill

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.etude import SANS_ACHAT
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, HACHURES, SOURCE, STYLE, Trace, legender, ouvrir
from course_helpers.pareto import CLASSES, HORS_CLASSEMENT
from course_helpers.portefeuille import ETAPES_CYCLE, PROFILS, SEGMENTS_RFM

# Les critères du portefeuille croisé, comme on les lit.
CRITERES = {
    "classe_ca": "Classe sur le CA",
    "etape": "Étape du cycle de vie",
    "segment": "Segment RFM",
    "profil": "Profil",
    "secteur": "Secteur",
    "commercial": "Commercial",
    "classe_valeur": "Classe sur la valeur",
}
# Ce que chaque case peut montrer : son intitulé, puis comment l'écrire.
MESURES = {
    "effectif": ("Nombre de clients", ecrire_nombre),
    "ca": ("CA HT de l’année (k€)", lambda montant: ecrire_nombre(montant / 1000, 1)),
    "valeur": ("Valeur de l’année (k€)", lambda montant: ecrire_nombre(montant / 1000, 1)),
}
_ORDRE = [*CLASSES, HORS_CLASSEMENT, SANS_ACHAT, *ETAPES_CYCLE, *SEGMENTS_RFM, *PROFILS]


def ordonner_modalites(noms) -> list[str]:
    """Ranger les modalités d'un critère dans leur ordre de lecture, ou par ordre alphabétique.

    Examples
    --------
    >>> ordonner_modalites(["sans achat", "C", "A"]), ordonner_modalites(["Santé", "Propreté"])
    (['A', 'C', 'sans achat'], ['Propreté', 'Santé'])
    """
    return sorted(set(noms), key=lambda nom: (_ORDRE.index(nom) if nom in _ORDRE else len(_ORDRE), nom))


def dessiner_enquete() -> Schema:
    """Dessiner les sept étapes de l'enquête, et ce que chacune transmet à la suivante.

    Returns
    -------
    Schema
    """
    etapes = (
        ("1. Lire", f"combien de lignes{FINE}?"),
        ("2. Nettoyer", f"combien de clients{FINE}?"),
        ("3. Situer", f"où en sont-ils{FINE}?"),
        ("4. Valoriser", f"que rapportent-ils{FINE}?"),
        ("5. Croiser", f"qui compte vraiment{FINE}?"),
        ("6. Répartir", f"qui visiter, combien{FINE}?"),
        ("7. Viser", f"pour quand, combien{FINE}?"),
    )
    schema = Schema(
        "Chaque étape travaille sur le résultat de la précédente",
        f"Sept boîtes reliées par des flèches{FINE}: "
        + ", puis ".join(
            f"{nom[3:].lower()} ({question.removesuffix(FINE + '?')})" for nom, question in etapes
        )
        + ". Une dernière flèche mène au plan d’action.",
        640,
        414,
    )
    for rang, (nom, question) in enumerate(etapes):
        haut = 6 + 58 * rang
        schema.boite(10, haut, 190, 44, f"**{nom}", role="structure").ecrire(
            215, haut + 22, question, largeur=230, ancre="start"
        )
        if rang < len(etapes) - 1:
            schema.fleche(105, haut + 44, 105, haut + 58)
    return schema.fleche(424, 376, 448, 376).boite(
        448, 343, 182, 66, "**Le plan d’action\nune page", role="A"
    )


def tracer_croisement(
    cases: pd.DataFrame,
    *,
    mesure: str = "effectif",
    case: tuple[str, str] | None = None,
    source: str = SOURCE,
) -> Trace:
    """Tracer le tableau croisé de deux critères.

    Parameters
    ----------
    cases : DataFrame
        Le résultat de :func:`course_helpers.etude.croiser_criteres`.
    mesure : {"effectif", "ca", "valeur"}
        Ce que chaque case montre.
    case : (str, str), optional
        La case à entourer : modalité de la ligne, modalité de la colonne.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Lignes et colonnes : les modalités des deux critères ; dans chaque case, la mesure.

    Examples
    --------
    >>> cases = pd.DataFrame({"classe_ca": ["A", "B"], "etape": ["inactivité"] * 2, "effectif": [3, 1],
    ...                       "ca": [90.0, 10.0], "valeur": [9.0, 1.0], "action": ["", ""]})
    >>> print(tracer_croisement(cases).texte.replace("\\u202f", " "))
    Classe sur le CA et étape du cycle de vie. Nombre de clients. A, inactivité : 3. B, inactivité : 1.
    """
    import seaborn as sns  # chargé ici : son import ralentirait les pages qui ne l'emploient pas

    lignes, colonnes = cases.columns[:2]
    intitule, ecrire = MESURES[mesure]
    rangs, places = ordonner_modalites(cases[lignes]), ordonner_modalites(cases[colonnes])
    carre = cases.pivot(index=lignes, columns=colonnes, values=mesure).loc[rangs, places].astype(float)
    effectifs = cases.pivot(index=lignes, columns=colonnes, values="effectif").loc[rangs, places]
    textes = carre.map(ecrire).where(effectifs > 0, "")
    with mpl.rc_context(STYLE):
        ax = ouvrir("croisement")
        sns.heatmap(
            carre,
            annot=textes,
            fmt="",
            cmap=sns.light_palette(COULEURS["B"], as_cmap=True),
            vmin=min(0.0, float(carre.to_numpy().min())),
            cbar=False,
            linewidths=1.5,
            linecolor=COULEURS["trait"],
            annot_kws={"color": COULEURS["sur-couleur"], "fontsize": 12},  # les cases restent claires
            ax=ax,
        )
        if case is not None:
            place = (places.index(case[1]), rangs.index(case[0]))
            ax.add_patch(mpl.patches.Rectangle(place, 1, 1, fill=False, edgecolor=COULEURS["A"], linewidth=4))
        incline = len(places) > 4
        ax.set_xticks(
            [rang + 0.5 for rang in range(len(places))],
            places if incline else [_couper(nom, 11) for nom in places],
            rotation=45 if incline else 0,
            ha="right" if incline else "center",
            rotation_mode="anchor" if incline else None,
        )
        ax.set_yticks(
            [rang + 0.5 for rang in range(len(rangs))], [_couper(nom, 13) for nom in rangs], rotation=0
        )
        legender(
            ax,
            phrase=_dire_croisement(effectifs, lignes, colonnes),
            x=f"{CRITERES[colonnes]} · {intitule.lower() if mesure == 'effectif' else intitule}",
            y=CRITERES[lignes],
            source=source,
        )
    detail = " ".join(
        f"{ligne}, {colonne}{FINE}: {textes.loc[ligne, colonne]}."
        for ligne in rangs
        for colonne in places
        if effectifs.loc[ligne, colonne]
    )
    titre = f"{CRITERES[lignes]} et {CRITERES[colonnes][0].lower()}{CRITERES[colonnes][1:]}"
    return Trace(ax, f"{titre}. {intitule}. {detail}")


def _couper(nom: str, largeur: int) -> str:
    return fill(nom, largeur, break_long_words=False)


def _dire_croisement(effectifs: pd.DataFrame, lignes: str, colonnes: str) -> str:
    total = int(effectifs.to_numpy().sum())
    if {lignes, colonnes} == {"classe_ca", "classe_valeur"}:
        actifs = effectifs.drop(index=SANS_ACHAT, columns=SANS_ACHAT, errors="ignore")
        meme = sum(int(actifs.loc[c, c]) for c in CLASSES if c in actifs.index and c in actifs.columns)
        autres = int(actifs.to_numpy().sum()) - meme
        return f"{compter(autres)} sur {meme + autres} changent de classe quand on regarde la valeur"
    ligne, colonne = effectifs.stack().idxmax()
    nombre = int(effectifs.loc[ligne, colonne])
    return f"{compter(nombre)} sur {total} sont dans une même case{FINE}: {ligne}, {colonne}"


def tracer_visites(repartition: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Comparer les visites demandées et les visites prévues, par commercial et par classe.

    Parameters
    ----------
    repartition : DataFrame
        Le résultat de :func:`course_helpers.etude.repartir_equipe`.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales : le besoin en contour, les visites prévues en plein.

    Examples
    --------
    >>> repartition = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe": ["A", "A"], "besoin": [10, 40],
    ...                             "visites": [10, 25]})
    >>> print(tracer_visites(repartition).texte.replace("\\u202f", " "))
    Le plan assure 35 visites sur les 50 demandées (70,0 %). Nadia, classe A : 10 sur 10.
    Hugo, classe A : 25 sur 40.
    """
    visites, besoin = int(repartition["visites"].sum()), int(repartition["besoin"].sum())
    phrase = (
        f"Le plan assure {compter(visites, 'visite')} sur les {ecrire_nombre(besoin)} demandées "
        f"({ecrire_pct(100 * visites / besoin)})"
    )
    noms = [
        f"{commercial.split()[0].capitalize()}\nclasse {classe}"
        for commercial, classe in zip(repartition["commercial"], repartition["classe"], strict=True)
    ]
    with mpl.rc_context(STYLE):
        ax = ouvrir("visites")
        for rang, ligne in enumerate(repartition.itertuples()):
            ax.barh(
                rang,
                ligne.visites,
                color=COULEURS[ligne.classe],
                hatch=HACHURES[ligne.classe],
                edgecolor=COULEURS["encre"],
                linewidth=0,
                height=0.6,
            )
            ax.barh(rang, ligne.besoin, color="none", edgecolor=COULEURS["encre"], linewidth=1.4, height=0.6)
            ax.text(
                ligne.besoin + besoin * 0.012,
                rang,
                f"{ecrire_nombre(ligne.visites)} sur {ecrire_nombre(ligne.besoin)}",
                va="center",
            )
        ax.set_yticks(range(len(noms)), noms)
        ax.set_xlim(0, 1.35 * float(repartition["besoin"].max()))
        ax.xaxis.set_major_formatter(lambda valeur, _: ecrire_nombre(valeur))
        ax.invert_yaxis()
        legender(ax, phrase=phrase, x=f"Visites de l’année (contour{FINE}: demandées)", y="", source=source)
    detail = " ".join(
        f"{ligne.commercial}, classe {ligne.classe}{FINE}: {ecrire_nombre(ligne.visites)} sur "
        f"{ecrire_nombre(ligne.besoin)}."
        for ligne in repartition.itertuples()
    )
    return Trace(ax, f"{phrase}. {detail}")
