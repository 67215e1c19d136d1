"""La figure du complément « Le risque client » : la balance âgée."""

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.trace import COULEURS, HACHURES, SOURCE, STYLE, Trace, legender, ouvrir
from course_helpers.risque import TRANCHES


def tracer_balance(ouvertes: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Tracer ce que les clients doivent, par ancienneté de retard.

    Parameters
    ----------
    ouvertes : DataFrame
        Le résultat de :func:`course_helpers.risque.lister_ouvertes` : ``tranche`` et ``montant_ttc`` (€).
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en € TTC : une par tranche, le non échu en haut.

    Examples
    --------
    >>> ouvertes = pd.DataFrame({"tranche": ["non échu", "31 à 60 jours"], "montant_ttc": [300, 100]})
    >>> print(tracer_balance(ouvertes).texte.replace("\\u202f", " "))
    Balance âgée : ce que les clients doivent, par ancienneté de retard. Non échu : 300 €, 1 facture.
    1 à 30 jours : 0 €, 0 facture. 31 à 60 jours : 100 €, 1 facture. 61 à 90 jours : 0 €, 0 facture.
    Plus de 90 jours : 0 €, 0 facture.
    """
    groupes = ouvertes.groupby(ouvertes["tranche"].astype(str))["montant_ttc"]
    sommes = groupes.sum().reindex(TRANCHES, fill_value=0).astype(float)
    effectifs = groupes.size().reindex(TRANCHES, fill_value=0)
    total, echu = sommes.sum(), sommes.iloc[1:].sum()
    phrase = (
        f"{ecrire_pct(100 * echu / total)} de ce que les clients doivent est en retard"
        if total
        else "Les clients ne doivent rien"
    )
    noms = [nom[0].upper() + nom[1:] for nom in TRANCHES]
    etiquettes = [
        f"{ecrire_nombre(somme, 0, '€')}, {compter(nombre, 'facture')}"
        for somme, nombre in zip(sommes, effectifs, strict=True)
    ]
    haut = max(1.0, float(sommes.max()))
    with mpl.rc_context(STYLE):
        ax = ouvrir("balance")
        for rang, somme in enumerate(sommes):
            role = "A" if rang else "C"
            ax.barh(
                rang,
                somme,
                height=0.62,
                color=COULEURS[role],
                edgecolor=COULEURS["encre"],
                hatch=HACHURES[role],
                linewidth=0,
            )
            ax.text(somme + 0.02 * haut, rang, etiquettes[rang].replace(", ", "\n"), va="center")
        ax.set_yticks(range(len(noms)), noms)
        ax.set_ylim(len(noms) - 0.5, -0.5)
        ax.set_xlim(0, 1.42 * haut)
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(3))
        ax.xaxis.set_major_formatter(lambda montant, _: ecrire_nombre(montant))
        ax.grid(axis="x", color=COULEURS["trait"], linewidth=0.7)
        ax.set_axisbelow(True)
        legender(ax, phrase=phrase, x="Montant TTC (€)", y="", source=source)
    detail = " ".join(f"{nom}{FINE}: {texte}." for nom, texte in zip(noms, etiquettes, strict=True))
    return Trace(ax, f"Balance âgée{FINE}: ce que les clients doivent, par ancienneté de retard. {detail}")
