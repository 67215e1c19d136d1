"""L'analyse entière : une partie par question, dans l'ordre où on les lit."""

from collections.abc import Callable
from math import ceil

import pandas as pd

from course_helpers.analyse.action import analyser_cotation, analyser_valeur, analyser_visites
from course_helpers.analyse.contexte import Contexte, ecrire_montant, enumerer
from course_helpers.analyse.evolution import analyser_periodes
from course_helpers.analyse.partie import Partie
from course_helpers.analyse.portefeuille_lu import PortefeuilleLu
from course_helpers.analyse.reglages import lire_reglages
from course_helpers.analyse.relation import analyser_cycle, analyser_rfm
from course_helpers.analyse.repartition import (
    analyser_abc,
    analyser_concentration,
    analyser_depart,
    analyser_marge,
)
from course_helpers.ecriture import compter, ecrire_nombre, ecrire_pct
from course_helpers.erreurs import ErreurCours

PARTIES: dict[str, Callable[[Contexte], Partie]] = {
    "abc": analyser_abc,
    "marge": analyser_marge,
    "concentration": analyser_concentration,
    "depart": analyser_depart,
    "periodes": analyser_periodes,
    "rfm": analyser_rfm,
    "cycle": analyser_cycle,
    "valeur": analyser_valeur,
    "cotation": analyser_cotation,
    "visites": analyser_visites,
}
NOMS = ("synthese", *PARTIES)


def analyser(lu: PortefeuilleLu, **reglages) -> dict[str, Partie]:
    """Analyser un portefeuille lu.

    Parameters
    ----------
    lu : PortefeuilleLu
    **reglages
        Ceux de :class:`~course_helpers.analyse.reglages.Reglages`.

    Returns
    -------
    dict[str, Partie]
        ``synthese``, ``abc``, ``marge``, ``concentration``, ``depart``, ``periodes``, ``rfm``, ``cycle``,
        ``valeur``, ``cotation``, ``visites``, dans cet ordre. Une question à laquelle le fichier ne permet
        pas de répondre dit ce qu'il faut demander à l'entreprise.

    Raises
    ------
    ErreurCours
        Un réglage impossible.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel", "École"], "ca": [60.0, 30.0, 10.0]})
    >>> parties = analyser(PortefeuilleLu(clients))
    >>> print(parties["abc"].phrase.replace("\\u202f", " "))
    ABC par cumul, seuils 80/95. 2 clients sur 3 (66,7 %) font 90,0 % du chiffre d’affaires : « Mairie » et
    « Hôtel ».
    >>> [nom for nom, partie in parties.items() if not partie.repondue]
    ['marge', 'periodes', 'rfm', 'cycle', 'valeur', 'cotation']
    """
    contexte = Contexte(lu, lire_reglages(reglages))
    parties = {nom: _repondre(contexte, nom) for nom in PARTIES}
    return {"synthese": _resumer(contexte, parties), **parties}


def analyser_partie(lu: PortefeuilleLu, nom: str, **reglages) -> Partie:
    """Refaire une seule partie, quand un de ses réglages change.

    Parameters
    ----------
    lu : PortefeuilleLu
    nom : str
        L'une de ``NOMS``.
    **reglages
        Comme :func:`analyser`.

    Returns
    -------
    Partie

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel", "École"], "ca": [60.0, 30.0, 10.0]})
    >>> analyser_partie(PortefeuilleLu(clients), "depart", partant="École").mesures["perte_pct"]
    10.0
    """
    if nom == "synthese":
        return analyser(lu, **reglages)[nom]
    return _repondre(Contexte(lu, lire_reglages(reglages)), nom)


def _repondre(contexte: Contexte, nom: str) -> Partie:
    try:
        return PARTIES[nom](contexte)
    except ErreurCours as refus:
        return contexte.demander(nom, str(refus))


def _resumer(contexte: Contexte, parties: dict[str, Partie]) -> Partie:
    """Le portefeuille en un écran, et ce qu'il faut regarder d'abord."""
    if not parties["abc"].repondue:
        return contexte.demander("synthese", parties["abc"].limites[0])
    classes, concentration = parties["abc"].mesures["resume"], parties["concentration"].mesures
    premier = contexte.classement.iloc[0]
    lignes = [
        ("Clients", ecrire_nombre(len(contexte.clients))),
        ("CA HT", ecrire_nombre(contexte.clients["ca"].sum(), 2, "€")),
        ("Clients A", ecrire_nombre(classes.loc["A", "effectif"])),
        ("Part des clients A", ecrire_pct(classes.loc["A", "part_montant_pct"])),
        ("Part du premier client", ecrire_pct(concentration["part_premier_pct"])),
        (
            f"Part des 20 % premiers clients ({ceil(concentration['effectif'] / 5)})",
            ecrire_pct(concentration["part_20pct_premiers_pct"]),
        ),
    ]
    factures = contexte.lu.factures
    periode = ""
    if factures is not None:
        debut = factures["date"].min()
        periode = f", du {debut:%d/%m/%Y} au {contexte.lu.fin:%d/%m/%Y}"
        lignes.insert(0, ("Période", f"{debut:%d/%m/%Y} – {contexte.lu.fin:%d/%m/%Y}"))
        lignes.insert(3, ("Factures, hors avoirs", ecrire_nombre(contexte.clients["nb_factures"].sum())))
    if parties["marge"].repondue:
        part = parties["marge"].mesures["resume"].loc["A", "part_montant_pct"]
        lignes.append(("Part de la marge des clients A", ecrire_pct(part)))
    periodes = parties["periodes"]
    comparees = ""
    # Deux périodes que des mois séparent ne disent pas seules qui est perdu : leur partie, elle, l'explique.
    if periodes.repondue and periodes.mesures["suivies"]:
        mesures, effectifs = periodes.mesures, periodes.mesures["effectifs"]
        comparees = f" Clients gardés, gagnés, perdus : {mesures['ancienne']}, puis {mesures['recente']}."
        lignes += [
            ("Clients gardés (rétention)", ecrire_pct(100 * mesures["taux_retention"])),
            *((f"Clients {statut}s", ecrire_nombre(effectifs[statut])) for statut in ("gagné", "perdu")),
        ]
    phrase = (
        f"{compter(len(contexte.clients))} et {ecrire_montant(contexte.clients['ca'].sum())} de chiffre "
        f"d’affaires HT{periode}. {compter(classes.loc['A', 'effectif'])} A en "
        f"{'fait' if classes.loc['A', 'effectif'] == 1 else 'font'} "
        f"{ecrire_pct(classes.loc['A', 'part_montant_pct'])} ; le premier, {enumerer([premier['client']])}, "
        f"{ecrire_pct(premier['part_pct'])}.{contexte.dire_negatifs()} {_conseiller(contexte, parties)}"
    )
    manquantes = [partie.titre for partie in parties.values() if not partie.repondue]
    limites = [f"Sans réponse dans ce fichier : {' '.join(manquantes)}"] if manquantes else []
    rapport = contexte.lu.rapport
    if annee := rapport.get("annee"):
        limites.append(f"Le chiffre d’affaires est celui de {annee}, la dernière année du fichier.")
    if repetes := rapport.get("plusieurs_lignes"):
        limites.append(f"{compter(len(repetes))} sur plusieurs lignes, additionnées : {enumerer(repetes)}.")
    if fusions := contexte.clients.attrs.get("fusions"):
        limites.append(
            f"{enumerer(fusions)} : de plusieurs orthographes, majuscules ou espaces, un seul client."
        )
    if doublons := contexte.clients.attrs.get("doublons_possibles"):
        groupes = ["\u202f/\u202f".join(groupe) for groupe in doublons]
        limites.append(f"Peut-être un même client sous deux noms, à vérifier : {enumerer(groupes)}.")
    if sans_ca := rapport.get("sans_ca"):
        limites.append(f"{compter(len(sans_ca))} sans chiffre d’affaires lisible : {enumerer(sans_ca)}.")
    if contexte.divers:
        limites.append(
            f"{enumerer(contexte.divers)} réunit sans doute plusieurs clients : il compte ici pour un. "
            "Ni départ, ni visite ne s’en déduit."
        )
    if non_attribuees := rapport.get("ventes_non_attribuees"):
        part = ecrire_pct(rapport.get("part_non_attribuee_pct", 0), 2)
        limites.append(
            f"{ecrire_nombre(non_attribuees, 2, '€')} de ventes ({part}) ne sont attribués à aucun client : "
            "ils ne sont pas dans l’analyse."
        )
    if contexte.arret:
        limites.append(contexte.arret)
    tableau = pd.DataFrame(lignes, columns=["mesure", "valeur"])
    colonnes = {"mesure": ("Mesure", "texte"), "valeur": ("Votre portefeuille", "chiffre")}
    mesures = {"classement": contexte.classement}
    dite = "sur une période que le fichier ne dit pas"
    return contexte.rediger(
        "synthese",
        phrase,
        tableau,
        colonnes,
        mesures=mesures,
        limites=tuple(limites),
        periode=periode.removeprefix(", ") or dite,
        comparees=comparees,
    )


def _conseiller(contexte: Contexte, parties: dict[str, Partie]) -> str:
    """Dire ce qu'il faut regarder d'abord : la dépendance, puis les pertes, puis les clients à relancer."""
    depart, periodes, rfm = (parties[nom] for nom in ("depart", "periodes", "rfm"))
    seuil = contexte.reglages.seuil
    if depart.repondue and depart.mesures["perte_pct"] >= seuil:
        return (
            f"À regarder d’abord : la dépendance envers {enumerer([depart.mesures['partant']])}, au-dessus "
            f"du seuil de {seuil} %."
        )
    if periodes.repondue and periodes.mesures["suivies"]:
        perdus = periodes.tableau[periodes.tableau["statut"] == "perdu"]
        if len(perdus):
            combien = compter(len(perdus), "client perdu")
            return f"À regarder d’abord : {combien}, {enumerer(perdus['client'])}."
    if rfm.repondue and rfm.mesures["segments"]["à reconquérir"]:
        noms = rfm.tableau.loc[rfm.tableau["segment"] == "à reconquérir", "client"]
        return f"À regarder d’abord : les clients à reconquérir, {enumerer(noms)}."
    sans_nom = contexte.classement["client"].astype(str).isin(contexte.divers)
    part = contexte.classement.loc[sans_nom, "part_pct"].sum()
    if part >= seuil:
        return (
            f"À regarder d’abord : qui achète sous le nom {enumerer(contexte.divers)}, {ecrire_pct(part)} du "
            "chiffre d’affaires."
        )
    noms = contexte.nommes.loc[contexte.nommes["classe"] == "A", "client"]
    return f"À regarder d’abord : garder les clients A, {enumerer(noms)}."
