"""Les figures du chapitre 3 : cascade d'un client, rangs, valeur vie, coûts, et le schéma d'une vente."""

from textwrap import fill

import matplotlib as mpl
import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_fois, ecrire_nombre
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, SOURCE, STYLE, Trace, coucher_barres, legender, ouvrir


def tracer_cascade(client: pd.Series, natures: pd.Series, *, source: str = SOURCE) -> Trace:
    """Tracer la cascade d'un client, de son chiffre d'affaires à sa valeur.

    Parameters
    ----------
    client : Series
        Une ligne de :func:`course_helpers.valeur.valeur_client` : ``client``, ``ca``, ``cout_achat``,
        ``valeur`` (€).
    natures : Series
        Ses charges, en € : nature → montant.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en € HT : chaque retrait part de là où le précédent s'arrête.

    Examples
    --------
    >>> mairie = pd.Series({"client": "Mairie", "ca": 60000, "cout_achat": 48000, "valeur": 1500})
    >>> charges = pd.Series({"Livraison": 8200, "Visites": 2300})
    >>> print(tracer_cascade(mairie, charges).texte.replace("\\u202f", " "))
    Mairie, de son chiffre d’affaires à sa valeur. Chiffre d’affaires HT : 60 000 €. Coût d’achat :
    −48 000 €. Livraison : −8 200 €. Visites : −2 300 €. Valeur : 1 500 €.
    """
    retraits = {"Coût d’achat": float(client["cout_achat"])} | {str(n): float(m) for n, m in natures.items()}
    ca, valeur = float(client["ca"]), float(client["valeur"])
    noms = ["Chiffre d’affaires HT", *retraits, "Valeur"]
    with mpl.rc_context(STYLE):
        ax = ouvrir("cascade")
        ax.barh(0, ca, color=COULEURS["bleu"], height=0.62)
        reste = ca
        for rang, montant in enumerate(retraits.values(), start=1):
            ax.plot([reste] * 2, [rang - 1, rang], color=COULEURS["encre"], linewidth=0.8)
            ax.barh(
                rang,
                -montant,
                left=reste,
                color=COULEURS["C"],
                edgecolor=COULEURS["encre"],
                hatch="//",
                height=0.62,
                linewidth=0,
            )
            reste -= montant
        ax.plot([reste] * 2, [len(noms) - 2, len(noms) - 1], color=COULEURS["encre"], linewidth=0.8)
        ax.barh(len(noms) - 1, valeur, color=COULEURS["A"], edgecolor=COULEURS["encre"], height=0.62)
        bas, haut = min(0.0, valeur), max(ca, 1.0)
        reste = ca
        for rang, montant in enumerate([ca, *(-m for m in retraits.values()), valeur]):
            droite = ca if rang == 0 else max(valeur, 0) if rang == len(noms) - 1 else reste
            if 0 < rang < len(noms) - 1:
                reste += montant
            ax.text(
                droite + 0.015 * (haut - bas),
                rang,
                ecrire_nombre(montant, 0, "€"),
                va="center",
                fontweight="bold" if rang in (0, len(noms) - 1) else "normal",
            )
        ax.axvline(0, color=COULEURS["encre"], linewidth=0.9)
        ax.set_xlim(bas - 0.03 * (haut - bas), haut + 0.24 * (haut - bas))
        ax.set_yticks(range(len(noms)), [fill(nom, 17) for nom in noms])
        ax.set_ylim(len(noms) - 0.5, -0.5)
        _graduer_euros(ax)
        legender(ax, phrase=_dire_cascade(client), x="Montant HT (€)", y="", source=source)
    detail = " ".join(f"{nom}{FINE}: {ecrire_nombre(-montant, 0, '€')}." for nom, montant in retraits.items())
    return Trace(
        ax,
        f"{client['client']}, de son chiffre d’affaires à sa valeur. "
        f"Chiffre d’affaires HT{FINE}: {ecrire_nombre(ca, 0, '€')}. {detail} "
        f"Valeur{FINE}: {ecrire_nombre(valeur, 0, '€')}.",
    )


def tracer_rangs(valeurs: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Placer chaque client selon son rang par le chiffre d'affaires et sa valeur.

    Parameters
    ----------
    valeurs : DataFrame
        Une ligne par client : ``client``, ``ca`` et ``valeur`` (€).
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Abscisses : rang par le chiffre d'affaires, 1 pour le plus gros ; ordonnées : valeur, en €.

    Examples
    --------
    >>> valeurs = pd.DataFrame({"client": list("abc"), "ca": [60, 30, 10], "valeur": [-2, 9, 4]})
    >>> print(tracer_rangs(valeurs).texte.replace("\\u202f", " "))
    Valeur de 3 clients, rangés par chiffre d’affaires décroissant. Au premier rang, « a » : −2 €.
    1 client a une valeur négative ; le plus coûteux, « a », est de rang 1 par le chiffre d’affaires : −2 €.
    """
    tries = valeurs.sort_values("ca", ascending=False, ignore_index=True)
    rangs = tries.index + 1
    perdus = tries["valeur"] < 0
    dernier = int(tries["valeur"].idxmin())
    rang = dernier + 1
    phrase = f"Le client de rang {rang} par le chiffre d’affaires est le dernier par la valeur"
    with mpl.rc_context(STYLE):
        ax = ouvrir("rangs")
        ax.axhline(0, color=COULEURS["encre"], linewidth=0.9)
        ax.plot(rangs[~perdus], tries.loc[~perdus, "valeur"], "o", color=COULEURS["bleu"], markersize=4)
        ax.plot(
            rangs[perdus],
            tries.loc[perdus, "valeur"],
            "v",
            color=COULEURS["A"],
            markeredgecolor=COULEURS["encre"],
            markersize=9,
        )
        haut, large = float(tries["valeur"].max()), len(tries)
        for place in sorted({0, dernier}):
            ligne = tries.iloc[place]
            positive = ligne["valeur"] >= 0
            ax.text(
                place + 1 + 0.03 * large,
                ligne["valeur"],
                f"{ligne['client']}{FINE}: {ecrire_nombre(ligne['valeur'], 0, '€')}",
                va="center_baseline" if positive else "top",
            )
        ax.text(
            large,
            0.3 * haut,
            f"▼ {compter(perdus.sum())}\nqui coûtent plus\nqu’ils ne rapportent",
            ha="right",
            va="center",
        )
        ax.set_xlim(-0.02 * large, 1.03 * large)
        ax.set_ylim(min(0.0, float(tries["valeur"].min())) - 0.1 * haut, 1.06 * haut)
        _graduer_euros(ax, "y")
        legender(
            ax,
            phrase=phrase,
            x="Rang par le chiffre d’affaires (1 = le plus gros)",
            y="Valeur constatée (€)",
            source=source,
        )
    ont = "a" if perdus.sum() < 2 else "ont"
    return Trace(
        ax,
        f"Valeur de {compter(len(tries))}, rangés par chiffre d’affaires décroissant. Au premier rang, "
        f"«{FINE}{tries['client'].iloc[0]}{FINE}»{FINE}: {ecrire_nombre(tries['valeur'].iloc[0], 0, '€')}. "
        f"{compter(perdus.sum())} {ont} une valeur négative{FINE}; le plus coûteux, "
        f"«{FINE}{tries['client'].iloc[dernier]}{FINE}», est de rang {rang} par le chiffre d’affaires{FINE}: "
        f"{ecrire_nombre(tries['valeur'].iloc[dernier], 0, '€')}.",
    )


def tracer_restes(restes: pd.DataFrame, *, seuil: float, grandeur: str, source: str = SOURCE) -> Trace:
    """Comparer ce que chaque client laisse, et le traitement que cela lui vaut.

    Parameters
    ----------
    restes : DataFrame
        Une ligne par client, dans l'ordre à montrer : ``client``, ``reste`` (€) et ``relation``
        (« individualisée », « standard » ou « à revoir »).
    seuil : float
        En €, ce à partir de quoi la relation est individualisée.
    grandeur : str
        Ce que mesure ``reste``, écrit sur l'axe.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en € HT.

    Examples
    --------
    >>> restes = pd.DataFrame({"client": ["Hôtel", "Garage"], "reste": [6500, -500],
    ...                        "relation": ["individualisée", "à revoir"]})
    >>> print(tracer_restes(restes, seuil=5000, grandeur="Valeur (€)").texte.replace("\\u202f", " "))
    Ce que laisse chaque client. Hôtel : 6 500 €, relation individualisée. Garage : −500 €, relation
    à revoir. Seuil : 5 000 €.
    """
    styles = {
        "individualisée": (COULEURS["A"], ""),
        "standard": (COULEURS["C"], ".."),
        "à revoir": (COULEURS["B"], "//"),
    }
    total = float(restes["reste"].sum())
    premier = restes.iloc[0]
    part = f", {ecrire_nombre(100 * premier['reste'] / total, 0, '%')} du total" if total > 0 else ""
    phrase = f"{premier['client']} vient en tête{FINE}: {ecrire_nombre(premier['reste'], 0, '€')}{part}"
    with mpl.rc_context(STYLE):
        ax = ouvrir("restes")
        for rang, ligne in enumerate(restes.itertuples()):
            couleur, hachure = styles[ligne.relation]
            ax.barh(
                rang,
                ligne.reste,
                color=couleur,
                hatch=hachure,
                edgecolor=COULEURS["encre"],
                linewidth=0,
                height=0.6,
            )
            ax.text(
                max(ligne.reste, 0) + 0.02 * float(restes["reste"].abs().max()),
                rang,
                f"{ecrire_nombre(ligne.reste, 0, '€')}\n{ligne.relation}",
                va="center",
                linespacing=1.1,
            )
        ax.axvline(0, color=COULEURS["encre"], linewidth=0.9)
        ax.axvline(seuil, color=COULEURS["encre"], linewidth=0.9, linestyle=(0, (5, 4)))
        ax.text(seuil, -0.62, f" seuil{FINE}: {ecrire_nombre(seuil, 0, '€')}", ha="left", va="bottom")
        haut = max(float(restes["reste"].max()), seuil)
        bas = min(float(restes["reste"].min()), 0.0)
        ax.set_xlim(bas - 0.05 * haut, 1.5 * haut)
        ax.set_ylim(len(restes) - 0.4, -0.95)
        ax.set_yticks(range(len(restes)), [fill(nom, 14) for nom in restes["client"]])
        _graduer_euros(ax)
        legender(ax, phrase=phrase, x=grandeur, y="", source=source)
    detail = " ".join(
        f"{ligne.client}{FINE}: {ecrire_nombre(ligne.reste, 0, '€')}, relation {ligne.relation}."
        for ligne in restes.itertuples()
    )
    return Trace(ax, f"Ce que laisse chaque client. {detail} Seuil{FINE}: {ecrire_nombre(seuil, 0, '€')}.")


def tracer_valeur_vie(
    amorti: pd.DataFrame,
    sans_depart: pd.Series,
    *,
    cout_acquisition: float,
    actualise: bool = False,
    source: str = SOURCE,
) -> Trace:
    """Tracer les marges attendues d'un client, leur cumul et son coût d'acquisition.

    Parameters
    ----------
    amorti : DataFrame
        Le résultat de :func:`course_helpers.valeur.amortir_acquisition`.
    sans_depart : Series
        Les marges des mêmes années si personne ne partait, en €.
    cout_acquisition : float
        En €, celui du calcul.
    actualise : bool
        Dire que les marges sont ramenées à leur valeur d'aujourd'hui.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Abscisses : t, en années ; ordonnées : €. Barre vide, la marge si personne ne partait ; barre
        pleine, la marge attendue ; courbe, son cumul.

    Examples
    --------
    >>> from course_helpers.valeur import amortir_acquisition
    >>> amorti = amortir_acquisition(150, 100, taux_retention=0.8, taux_actualisation=0.1, horizon=3)
    >>> restent = amortir_acquisition(150, 100, taux_actualisation=0.1, horizon=3)
    >>> trace = tracer_valeur_vie(amorti, restent["marge"], cout_acquisition=150)
    >>> print(trace.texte.replace("\\u202f", " "))
    Marges attendues, année par année. t = 1 : 72,73 €, cumul 72,73 €. t = 2 : 52,89 €, cumul 125,62 €.
    t = 3 : 38,47 €, cumul 164,09 €. Coût d’acquisition : 150 €, atteint à t = 3.
    """
    annees, cumuls = amorti["annee"], amorti["marge_cumulee"]
    valeur = float(amorti["solde"].iloc[-1])
    annee = amorti.attrs["delai_recuperation"]
    horizon = compter(len(amorti), "an")
    if not cout_acquisition:
        valent = f"{ecrire_nombre(valeur, 0, '€')}{' aujourd’hui' if actualise else ''}"
        phrase = f"En {horizon}, les marges attendues valent {valent}"
        fin = "Aucun coût d’acquisition."
    elif annee is None:
        phrase = f"En {horizon}, le coût d’acquisition n’est pas remboursé"
        fin = f"Coût d’acquisition{FINE}: {ecrire_nombre(cout_acquisition, 0, '€')}, jamais atteint."
    else:
        phrase = f"Le coût d’acquisition est remboursé à t = {annee}"
        fin = f"Coût d’acquisition{FINE}: {ecrire_nombre(cout_acquisition, 0, '€')}, atteint à t = {annee}."
    haut = max(float(cumuls.max()), float(cout_acquisition), float(sans_depart.max()), 1.0)
    with mpl.rc_context(STYLE):
        ax = ouvrir("valeur_vie")
        contour = {"edgecolor": COULEURS["encre"], "width": 0.6}
        ax.bar(annees, sans_depart, color="none", linestyle=(0, (2, 2)), **contour)
        ax.bar(annees, amorti["marge"], color=COULEURS["C"], hatch="..", **contour)
        ax.plot(annees, cumuls, color=COULEURS["bleu"], linewidth=2.4, marker="o")
        # À droite du dernier point : il reste de la place pour les mots.
        ax.text(
            annees.iloc[-1] + 0.4,
            cumuls.iloc[-1],
            f"cumul{FINE}:\n{ecrire_nombre(cumuls.iloc[-1], 0, '€')}",
            va="center",
        )
        if cout_acquisition:
            ax.axhline(cout_acquisition, color=COULEURS["encre"], linewidth=0.9, linestyle=(0, (5, 4)))
            ax.text(
                annees.iloc[-1] + 0.45 + 0.28 * len(annees),
                cout_acquisition - 0.015 * haut,
                f"coût{FINE}: {ecrire_nombre(cout_acquisition, 0, '€')}",
                ha="right",
                va="top",
            )
        if annee is not None and cout_acquisition:
            ax.plot(
                [annee],
                [cumuls[annees == annee].iloc[0]],
                marker="D",
                markersize=10,
                color=COULEURS["A"],
                markeredgecolor=COULEURS["encre"],
                linestyle="",
            )
        ax.set_xlim(annees.iloc[0] - 0.5, annees.iloc[-1] + 0.5 + 0.28 * len(annees))
        ax.set_ylim(0, 1.14 * haut)
        pas = 1 if len(annees) <= 12 else 5
        ax.set_xticks([a for a in annees if a % pas == 0])
        _graduer_euros(ax, "y")
        legender(
            ax,
            phrase=phrase,
            x=f"t, en années (pointillé{FINE}: si personne ne partait)",
            y=f"Marge {'actualisée' if actualise else 'attendue'}, et cumul (€)",
            source=source,
        )
    detail = " ".join(
        f"t = {ligne.annee}{FINE}: {ecrire_nombre(ligne.marge, 2, '€')}, "
        f"cumul {ecrire_nombre(ligne.marge_cumulee, 2, '€')}."
        for ligne in amorti.itertuples()
    )
    return Trace(ax, f"Marges attendues, année par année. {detail} {fin}")


def tracer_couts(couts: pd.Series, *, source: str = SOURCE) -> Trace:
    """Comparer le coût d'un client gagné et celui d'un client gardé.

    Parameters
    ----------
    couts : Series
        Le résultat de :func:`course_helpers.valeur.comparer_couts`.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en € par client.

    Examples
    --------
    >>> from course_helpers.valeur import comparer_couts
    >>> couts = comparer_couts(depenses_conquete=9000, clients_gagnes=30,
    ...                        depenses_fidelisation=9600, clients_gardes=160)
    >>> print(tracer_couts(couts).texte.replace("\\u202f", " "))
    Un client gagné a coûté 300 €, un client gardé 60 €. Gagner a coûté 5 fois plus que garder.
    """
    gagner, garder = float(couts["cout_gagner"]), float(couts["cout_garder"])
    phrase = comparer_en_mots(float(couts["rapport"]))
    with mpl.rc_context(STYLE):
        ax = ouvrir("couts")
        coucher_barres(
            ax,
            [fill(nom, 10) for nom in ("Un client gagné", "Un client gardé")],
            [gagner, garder],
            height=0.5,
            color=[COULEURS["B"], COULEURS["A"]],
            hatch=["//", ""],
        )
        for rang, cout in enumerate((gagner, garder)):
            ax.text(
                cout + 0.02 * max(gagner, garder, 1),
                rang,
                ecrire_nombre(cout, 0, "€"),
                va="center",
                fontweight="bold",
            )
        ax.set_xlim(0, 1.25 * max(gagner, garder, 1))
        _graduer_euros(ax)
        legender(ax, phrase=phrase, x="Coût par client (€ HT)", y="", source=source)
    return Trace(
        ax,
        f"Un client gagné a coûté {ecrire_nombre(gagner, 0, '€')}, un client gardé "
        f"{ecrire_nombre(garder, 0, '€')}. {phrase}.",
    )


def tracer_programme(programme: pd.Series, *, source: str = SOURCE) -> Trace:
    """Comparer ce que coûte et ce que rapporte un programme de fidélité.

    Parameters
    ----------
    programme : Series
        Le résultat de :func:`course_helpers.valeur.chiffrer_programme`.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Barres horizontales, en € : trois coûts hachurés, puis deux gains.

    Examples
    --------
    >>> from course_helpers.valeur import chiffrer_programme
    >>> programme = chiffrer_programme(membres=100, ca_moyen=5000, marge_client=800, taux_remise=0.02,
    ...                                cout_fixe=3000, retenus=10)
    >>> print(tracer_programme(programme).texte.replace("\u202f", " "))
    Le programme coûte 5 000 € de plus qu’il ne rapporte. Coût fixe : 3 000 €. Remises à qui serait resté :
    9 000 €. Remises aux retenus : 1 000 €. Marge des retenus : 8 000 €. Marge des achats en plus : 0 €.
    """
    p = programme
    lignes = {
        "Coût fixe": p["cout"] - p["remises"],
        "Remises à qui serait resté": p["aubaine"],
        "Remises aux retenus": p["remises"] - p["aubaine"],
        "Marge des retenus": p["marge_retenus"],
        "Marge des achats en plus": p["marge_hausse"],
    }
    ecart = ecrire_nombre(abs(p["resultat"]), 0, "€")
    if p["resultat"] < 0:
        phrase = f"Le programme coûte {ecart} de plus qu’il ne rapporte"
    else:
        phrase = f"Le programme rapporte {ecart} de plus qu’il ne coûte"
    haut = max(*lignes.values(), 1)
    with mpl.rc_context(STYLE):
        ax = ouvrir("programme")
        coucher_barres(
            ax,
            [fill(nom, 15) for nom in lignes],
            list(lignes.values()),
            height=0.6,
            color=[COULEURS["A"]] * 3 + [COULEURS["B"]] * 2,
            hatch=["//"] * 3 + [""] * 2,
        )
        for rang, montant in enumerate(lignes.values()):
            ax.text(montant + 0.02 * haut, rang, ecrire_nombre(montant, 0, "€"), va="center")
        ax.set_xlim(0, 1.3 * haut)
        _graduer_euros(ax)
        legender(
            ax,
            phrase=phrase,
            x=f"Montant de l’année (€ arrondis{FINE}; hachuré{FINE}: un coût)",
            y="",
            source=source,
        )
    detail = " ".join(f"{nom}{FINE}: {ecrire_nombre(montant, 0, '€')}." for nom, montant in lignes.items())
    return Trace(ax, f"{phrase}. {detail}")


def dessiner_vente(vente: pd.Series, prix_ttc: float) -> Schema:
    """Dessiner comment un prix TTC se partage, de la taxe à la marge nette.

    Parameters
    ----------
    vente : Series
        Le résultat de :func:`course_helpers.valeur.mesurer_marge`, à marge nette positive.
    prix_ttc : float
        En €.

    Returns
    -------
    Schema
        Quatre étages, chaque largeur proportionnelle à son montant.

    Examples
    --------
    >>> from course_helpers.valeur import mesurer_marge
    >>> vente = mesurer_marge(128, taux_marque=0.3, frais=6)
    >>> print(repr(dessiner_vente(vente, 153.6)).replace("\\u202f", " "))
    Prix TTC : 153,60 €. TVA : 25,60 €. Prix HT : 128,00 €. Coût d’achat : 89,60 €.
    Marge commerciale : 38,40 €. Frais : 6,00 €. Marge nette : 32,40 €.
    """
    etages = (
        (("Prix TTC", prix_ttc, "structure"),),
        (("Prix HT", vente["prix_ht"], "structure"), ("TVA", prix_ttc - vente["prix_ht"], "C")),
        (("Marge commerciale", vente["marge_commerciale"], "B"), ("Coût d’achat", vente["cout_achat"], "C")),
        (("Marge nette", vente["marge_nette"], "A"), ("Frais", vente["frais"], "C")),
    )
    montants = {nom: float(montant) for etage in etages for nom, montant, _ in etage}
    ordre = ("Prix TTC", "TVA", "Prix HT", "Coût d’achat", "Marge commerciale", "Frais", "Marge nette")
    texte = " ".join(f"{nom}{FINE}: {ecrire_nombre(montants[nom], 2, '€')}." for nom in ordre)
    nette = ecrire_nombre(montants["Marge nette"], 2, "€")
    schema = Schema(
        f"De {ecrire_nombre(prix_ttc, 2, '€')} payés par le client, il reste {nette}", texte, 640, 376
    )
    for rang, etage in enumerate(etages):
        gauche, haut = 20.0, 8 + 92 * rang
        mots = []
        for nom, montant, role in etage:
            largeur = 600 * float(montant) / prix_ttc
            schema.aire(gauche, haut, largeur, 34, role=role)
            mots.append(f"{nom}{FINE}: {ecrire_nombre(montant, 2, '€')}")
            gauche += largeur
        schema.ecrire(20, haut + 56, " | ".join(mots), ancre="start", taille=21, largeur=640)
    return schema


def comparer_en_mots(rapport: float) -> str:
    """Écrire combien de fois plus coûte un client gagné, ou gardé.

    Parameters
    ----------
    rapport : float
        Le coût d'un client gagné divisé par celui d'un client gardé.

    Returns
    -------
    str

    Examples
    --------
    >>> comparer_en_mots(2.54), comparer_en_mots(0.5)
    ('Gagner a coûté 2,5 fois plus que garder', 'Garder a coûté 2 fois plus que gagner')
    """
    if round(rapport, 1) == 1:
        return "Gagner et garder ont coûté presque autant"
    if rapport > 1:
        return f"Gagner a coûté {ecrire_fois(rapport)} plus que garder"
    if not rapport:
        return "Gagner n’a rien coûté"
    return f"Garder a coûté {ecrire_fois(1 / rapport)} plus que gagner"


def _dire_cascade(client: pd.Series) -> str:
    nom, valeur = client["client"], float(client["valeur"])
    if valeur < 0:
        achats, perte = ecrire_nombre(client["ca"], 0, "€"), ecrire_nombre(-valeur, 0, "€")
        return f"Malgré {achats} d’achats, {nom} fait perdre {perte}"
    return f"Sur {ecrire_nombre(client['ca'], 0, '€')}, {nom} laisse {ecrire_nombre(valeur, 0, '€')}"


def _graduer_euros(ax, axe: str = "x") -> None:
    """Peu de graduations, écrites à la française."""
    graduations = ax.xaxis if axe == "x" else ax.yaxis
    graduations.set_major_locator(mpl.ticker.MaxNLocator(4))
    graduations.set_major_formatter(lambda montant, _: ecrire_nombre(montant))
    ax.grid(axis=axe, color=COULEURS["trait"], linewidth=0.7)
    ax.set_axisbelow(True)
