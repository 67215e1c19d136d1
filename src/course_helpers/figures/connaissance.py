"""Les figures du chapitre 1 : les champs d'un fichier, l'âge des contacts, la relation client."""

import matplotlib as mpl
import pandas as pd
from matplotlib.ticker import MaxNLocator

from course_helpers.donnees import STATUTS
from course_helpers.ecriture import FINE, MOIS, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.schema import Schema
from course_helpers.figures.trace import COULEURS, SOURCE, STYLE, Trace, coucher_barres, legender, ouvrir

FAMILLES = ("identification", "qualification", "historique", "comportement")
VERDICTS = ("à garder", "à garder sous condition", "à écarter")
# Un motif par sens : la figure se lit aussi en noir et blanc.
_REMPLIR = {
    "à garder": ("B", ""),
    "à garder sous condition": ("A", "//"),
    "à écarter": ("C", ".."),
    "contactable": ("B", ""),
    "délai dépassé": ("C", ".."),
    "opposition": ("A", "//"),
}


def tracer_champs(champs: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Tracer le nombre de champs par famille, selon ce que le RGPD permet d'en faire.

    Parameters
    ----------
    champs : DataFrame
        Une ligne par champ : ``famille`` (vide pour un champ à écarter) et ``verdict_rgpd``.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Une barre par famille, puis une pour les champs à écarter ; abscisses en nombre de champs.

    Examples
    --------
    >>> champs = pd.DataFrame({
    ...     "famille": ["identification", "qualification", None],
    ...     "verdict_rgpd": ["à garder", "à garder sous condition", "à écarter"],
    ... })
    >>> print(tracer_champs(champs).texte.replace("\\u202f", " "))
    Champs par famille. Identification : 1 à garder. Qualification : 1 à garder sous condition.
    Historique : aucun. Comportement : aucun. À écarter : 1.
    """
    rangs = [*FAMILLES, "à écarter"]
    lignes = champs["famille"].where(champs["verdict_rgpd"] != "à écarter", "à écarter")
    compte = pd.crosstab(lignes, champs["verdict_rgpd"]).reindex(index=rangs, columns=VERDICTS, fill_value=0)
    ecartes = int(compte.loc["à écarter"].sum())
    with mpl.rc_context(STYLE):
        ax = ouvrir("champs")
        gauche = pd.Series(0, index=rangs)
        for verdict in VERDICTS:
            couleur, hachure = _REMPLIR[verdict]
            barres = ax.barh(
                [nom.capitalize() for nom in rangs],
                compte[verdict],
                left=gauche,
                facecolor=COULEURS[couleur],
                edgecolor=COULEURS["encre"],
                hatch=hachure,
                linewidth=0.6,
                label=verdict,
            )
            ax.bar_label(
                barres,
                labels=[ecrire_nombre(n) if n else "" for n in compte[verdict]],
                label_type="center",
                bbox={"facecolor": COULEURS["clair"], "edgecolor": "none", "pad": 1.2, "alpha": 0.85},
                color=COULEURS["sur-couleur"],
            )
            gauche = gauche + compte[verdict]
        ax.invert_yaxis()
        ax.margins(y=0.02)
        _poser_legende(ax)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        legender(
            ax,
            phrase=f"{compter(ecartes, 'champ')} sur {len(champs)} n’ont pas leur place dans le fichier",
            x="Nombre de champs",
            y="",
            source=source,
        )
    parties = []
    for nom in rangs:
        siens = [
            f"{n}" + ("" if nom == "à écarter" else f" {verdict}")
            for verdict, n in compte.loc[nom].items()
            if n
        ]
        parties.append(f"{nom.capitalize()}{FINE}: {', '.join(siens) or 'aucun'}.")
    return Trace(ax, "Champs par famille. " + " ".join(parties))


def tracer_contacts(
    contacts: pd.DataFrame, limite: pd.Timestamp, *, depart: str = "dernier_contact", source: str = SOURCE
) -> Trace:
    """Tracer les prospects par année du point de départ de leur délai, et ce que l'on peut en faire.

    Parameters
    ----------
    contacts : DataFrame
        Le résultat de :func:`course_helpers.donnees.verifier_contacts`.
    limite : Timestamp
        En deçà de ce jour, le délai est dépassé.
    depart : {"dernier_contact", "collecte"}
        La date d'où court le délai.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Abscisses : année ; ordonnées : nombre de prospects ; un trait marque la limite.

    Examples
    --------
    >>> from course_helpers.donnees import verifier_contacts
    >>> prospects = pd.DataFrame({
    ...     "collecte": pd.to_datetime(["2021-05-04", "2025-01-10"]),
    ...     "dernier_contact": pd.to_datetime([None, "2025-02-03"]),
    ...     "opposition": ["non", "non"],
    ... })
    >>> contacts = verifier_contacts(prospects, "02/01/2026")
    >>> print(tracer_contacts(contacts, pd.Timestamp(2023, 1, 2)).texte.replace("\\u202f", " "))
    1 prospect sur 2 reste à solliciter. Avant le 02/01/2023, le délai est dépassé. 2021 : 1 délai dépassé.
    2025 : 1 contactable.
    """
    annees = contacts[depart].fillna(contacts["collecte"]).dt.year
    rangs = list(range(int(annees.min()), int(annees.max()) + 1))
    compte = pd.crosstab(annees, contacts["statut"]).reindex(index=rangs, columns=STATUTS, fill_value=0)
    reste = int(compte["contactable"].sum())
    phrase = (
        f"{compter(reste, 'prospect')} sur {len(contacts)} {'restent' if reste > 1 else 'reste'} à solliciter"
    )
    # Une année occupe l'intervalle [année, année + 1[ : la limite se place au jour près.
    place = limite.year + (limite.day_of_year - 1) / 366
    with mpl.rc_context(STYLE):
        ax = ouvrir("contacts")
        bas = pd.Series(0, index=rangs)
        for statut in STATUTS:
            couleur, hachure = _REMPLIR[statut]
            ax.bar(
                [annee + 0.5 for annee in rangs],
                compte[statut],
                bottom=bas,
                width=0.8,
                facecolor=COULEURS[couleur],
                edgecolor=COULEURS["encre"],
                hatch=hachure,
                linewidth=0.6,
                label=f"{statut}{FINE}: {ecrire_nombre(compte[statut].sum())}",
            )
            bas = bas + compte[statut]
        for annee, total in bas.items():
            ax.text(annee + 0.5, total + 1, ecrire_nombre(total), ha="center")
        if rangs[0] <= place <= rangs[-1] + 1:
            ax.axvline(place, color=COULEURS["encre"], linewidth=1.2, linestyle=(0, (5, 4)))
            ax.text(
                place,
                bas.max() * 1.12,
                f"limite{FINE}: {limite:%d/%m/%Y}",
                ha="center",
                va="bottom",
                fontsize=11.6,
            )
        ax.set(xlim=(rangs[0], rangs[-1] + 1), ylim=(0, bas.max() * 1.2))
        ax.set_xticks([annee + 0.5 for annee in rangs], [str(annee) for annee in rangs])
        ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        _poser_legende(ax)
        quand = (
            "Année du dernier contact, ou de la collecte"
            if depart == "dernier_contact"
            else "Année de la collecte"
        )
        legender(ax, phrase=phrase, x=quand, y="Nombre de prospects", source=source)
    parties = []
    for annee in rangs:
        siens = [f"{n} {statut}" for statut, n in compte.loc[annee].items() if n]
        if siens:
            parties.append(f"{annee}{FINE}: {', '.join(siens)}.")
    avant = f"Avant le {limite:%d/%m/%Y}, le délai est dépassé."
    return Trace(ax, f"{phrase}. {avant} {' '.join(parties)}")


def tracer_usure(restes: pd.Series, *, source: str = SOURCE) -> Trace:
    """Tracer ce qui reste à solliciter d'un fichier si aucun prospect ne répond plus.

    Parameters
    ----------
    restes : Series
        Nombre de prospects à solliciter, par jour de tri (index de Timestamp, dans l'ordre).
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Une barre par jour de tri ; ordonnées en nombre de prospects.

    Examples
    --------
    >>> restes = pd.Series({pd.Timestamp(2026, 1, 2): 112, pd.Timestamp(2029, 1, 2): 0})
    >>> print(tracer_usure(restes).texte.replace("\u202f", " "))
    Sans réponse, le fichier passe de 112 à 0 prospect à solliciter. Janvier 2026 : 112. Janvier 2029 : 0.
    """
    mois = [f"{MOIS[jour.month - 1]} {jour.year}" for jour in restes.index]
    with mpl.rc_context(STYLE):
        ax = ouvrir("usure")
        barres = ax.bar(
            range(len(restes)), restes, facecolor=COULEURS["B"], edgecolor=COULEURS["encre"], linewidth=0.6
        )
        ax.bar_label(barres, labels=[ecrire_nombre(n) for n in restes], padding=2)
        ax.set_xticks(range(len(restes)), [nom.replace(" ", "\n") for nom in mois])
        ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        phrase = (
            f"Sans réponse, le fichier passe de {ecrire_nombre(restes.iloc[0])} "
            f"à {compter(restes.iloc[-1], 'prospect')} à solliciter"
        )
        legender(ax, phrase=phrase, x="Jour du tri", y="Prospects à solliciter", source=source)
    releves = " ".join(
        f"{nom.capitalize()}{FINE}: {ecrire_nombre(n)}." for nom, n in zip(mois, restes, strict=True)
    )
    return Trace(ax, f"{phrase}. {releves}")


def tracer_qualite(qualite: pd.DataFrame, *, source: str = SOURCE) -> Trace:
    """Tracer les taux qui mesurent la qualité d'un fichier de clients.

    Parameters
    ----------
    qualite : DataFrame
        Le résultat de :func:`course_helpers.fiches.mesurer_qualite`.
    source : str
        Mention portée sous la figure.

    Returns
    -------
    Trace
        Une barre par taux, en % ; celle des doublons, que l'on veut courte, est hachurée.

    Examples
    --------
    >>> qualite = pd.DataFrame({"indicateur": ["SIREN valides", "doublons"], "nombre": [190, 6],
    ...     "base": [198, 226], "taux_pct": [95.96, 2.65]})
    >>> print(tracer_qualite(qualite).texte.replace("\u202f", " "))
    190 SIREN valides sur 198 notés. SIREN valides : 96,0 %. Doublons : 2,7 %.
    """
    taux = qualite.set_index("indicateur")["taux_pct"]
    siren = qualite.set_index("indicateur").loc["SIREN valides"]
    ecrits = [ecrire_pct(part) if pd.notna(part) else "sans objet" for part in taux]
    phrase = f"{ecrire_nombre(siren['nombre'])} SIREN valides sur {ecrire_nombre(siren['base'])} notés"
    noms = [f"{nom[0].upper()}{nom[1:]}" for nom in taux.index]
    with mpl.rc_context(STYLE):
        ax = ouvrir("qualite")
        longueurs = taux.fillna(0).tolist()
        coucher_barres(
            ax,
            noms,
            longueurs,
            color=[COULEURS["A" if nom == "Doublons" else "B"] for nom in noms],
            edgecolor=COULEURS["encre"],
            hatch=["//" if nom == "Doublons" else "" for nom in noms],
            linewidth=0.6,
        )
        for rang, (longueur, ecrit) in enumerate(zip(longueurs, ecrits, strict=True)):
            ax.text(longueur + 1.5, rang, ecrit, va="center")
        ax.set(xlim=(0, 122), xticks=range(0, 101, 25))
        legender(ax, phrase=phrase, x="Taux (%)", y="", source=source)
    releves = " ".join(f"{nom}{FINE}: {ecrit}." for nom, ecrit in zip(noms, ecrits, strict=True))
    return Trace(ax, f"{phrase}. {releves}")


def _poser_legende(ax) -> None:
    """Sous l'axe, en une ligne : rien n'est caché, même quand toutes les barres sont hautes."""
    ax.legend(
        frameon=False,
        loc="upper center",
        bbox_to_anchor=(0.42, -0.16),
        ncols=3,
        columnspacing=1,
        handlelength=1.4,
        fontsize=11.6,
    )


def dessiner_grc() -> Schema:
    """Dessiner la gestion de la relation client : des canaux, une base unique, un effort proportionné.

    Examples
    --------
    >>> "effort proportionné" in repr(dessiner_grc())
    True
    """
    schema = Schema(
        "Tous les échanges sont notés sur une seule fiche, qui montre à quels clients consacrer du temps",
        "Visites, téléphone et courriel, site et salons, comptabilité alimentent une base unique, une fiche "
        f"par client, tenue selon le RGPD. La base donne une vision globale du client{FINE}: ses "
        "interlocuteurs, ses achats, son potentiel. De cette vision vient un effort "
        "proportionné au potentiel, qui passe de nouveau par les canaux.",
        640,
        490,
    )
    canaux = ("Visites", "Téléphone, courriel", "Site, salons", "Comptabilité")
    for rang, canal in enumerate(canaux):
        schema.boite(10 + 158 * rang, 34, 146, 56, canal, role="B")
        schema.fleche(83 + 158 * rang, 90, 250 + 47 * rang, 150)
    schema.ecrire(320, 14, "Canaux de contact et sources internes", taille=15)
    schema.boite(200, 150, 240, 74, "**Base unique**\nune fiche par client", role="structure")
    schema.boite(478, 150, 152, 74, "**RGPD**\nbut, durée, droits")
    schema.fleche(478, 187, 440, 187, pointille=True)
    schema.fleche(320, 224, 320, 264)
    schema.boite(
        200, 264, 240, 92, "**Vision globale**\ninterlocuteurs, achats, habitudes, potentiel", role="A"
    )
    schema.fleche(320, 356, 320, 396)
    schema.boite(
        200, 396, 240, 82, "**Effort proportionné**\nau potentiel d’activité et de rentabilité", role="C"
    )
    schema.fleche(200, 437, 60, 90, pointille=True)
    schema.ecrire(76, 330, "et l’échange recommence", largeur=130)
    return schema
