"""La figure du complément « Satisfaction et NPS » : les notes d'une enquête, et leurs trois groupes."""

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.trace import COULEURS, HACHURES, MAGASIN, STYLE, Trace, legender, ouvrir
from course_helpers.satisfaction import GROUPES, PASSIF, PROMOTEUR, mesurer_satisfaction, ranger_notes

# Groupe : son rôle (couleur et hachures), sa première et sa dernière note, et comment on les dit.
_ROLES = dict(zip(GROUPES, "CBA", strict=True))
_BORNES = {
    GROUPES[0]: (0, PASSIF - 1, f"de 0 à {PASSIF - 1}"),
    GROUPES[1]: (PASSIF, PROMOTEUR - 1, f"{PASSIF} et {PROMOTEUR - 1}"),
    GROUPES[2]: (PROMOTEUR, 10, f"{PROMOTEUR} et 10"),
}


def tracer_notes(notes: pd.Series, *, source: str = MAGASIN) -> Trace:
    """Tracer combien de clients ont donné chaque note, et le groupe où le NPS les range.

    Parameters
    ----------
    notes : Series
        Entières, de 0 à 10, sans vide.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres verticales : une par note, de 0 à 10 ; une accolade par groupe, avec sa part.

    Examples
    --------
    >>> print(tracer_notes(pd.Series([10, 9, 8, 7, 3])).texte.replace("\\u202f", " "))
    Notes de 5 réponses. Détracteurs, de 0 à 6 : 20,0 %. Passifs, 7 et 8 : 40,0 %. Promoteurs, 9 et 10 :
    40,0 %.
    """
    mesures = mesurer_satisfaction(notes)
    groupes = ranger_notes(pd.Series(range(11))).astype(str).tolist()
    nombres = notes.astype(int).value_counts().reindex(range(11), fill_value=0)
    total, haut = mesures["reponses"], max(1, int(nombres.max()))
    parts = {nom: 100 * int(nombres[[g == nom for g in groupes]].sum()) / total for nom in GROUPES}
    with mpl.rc_context(STYLE):
        ax = ouvrir("notes")
        for note, nombre in nombres.items():
            role = _ROLES[groupes[note]]
            ax.bar(
                note,
                nombre,
                width=0.8,
                color=COULEURS[role],
                edgecolor=COULEURS["encre"],
                hatch=HACHURES[role],
                linewidth=0,
            )
            if nombre:
                ax.text(note, nombre + 0.02 * haut, ecrire_nombre(nombre), ha="center", va="bottom")
        # Les deux derniers titres sont plus larges que leurs barres : on les écarte.
        for (nom, (de, a, _)), decale in zip(_BORNES.items(), (0, -0.2, 0.2), strict=True):
            ax.plot([de - 0.4, a + 0.4], [1.16 * haut] * 2, color=COULEURS["encre"], linewidth=1.2)
            dit = f"{nom.capitalize()}\n{ecrire_pct(parts[nom])}"
            ax.text((de + a) / 2 + decale, 1.19 * haut, dit, ha="center", va="bottom")
        ax.set_xticks(range(11))
        ax.set_xlim(-0.7, 10.7)
        ax.set_ylim(0, 1.5 * haut)
        ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(4, integer=True))
        ax.grid(axis="y", color=COULEURS["trait"], linewidth=0.7)
        ax.set_axisbelow(True)
        phrase = f"Le NPS est de {ecrire_nombre(mesures['nps'])} points"
        legender(ax, phrase=phrase, x="Note", y="Réponses", source=source)
    detail = " ".join(
        f"{nom.capitalize()}, {notes_dites}{FINE}: {ecrire_pct(parts[nom])}."
        for nom, (_, _, notes_dites) in _BORNES.items()
    )
    return Trace(ax, f"Notes de {compter(total, 'réponse')}. {detail}")
