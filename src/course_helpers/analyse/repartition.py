"""Comment le chiffre d'affaires et la marge se répartissent : ABC, concentration, départ d'un client."""

import pandas as pd

from course_helpers.analyse.contexte import METHODES, Contexte, ecrire_montant, enumerer, lire_textes
from course_helpers.analyse.partie import Partie
from course_helpers.controles import compter_centimes
from course_helpers.donnees import chemin, lire_table
from course_helpers.ecriture import compter, ecrire_nombre, ecrire_pct
from course_helpers.erreurs import ErreurCours
from course_helpers.nombres import lire_nombres
from course_helpers.pareto import (
    HORS_CLASSEMENT,
    mesurer_concentration,
    resumer_abc,
    simuler_depart,
)

_CLASSEMENT = {
    "rang": ("Rang", "entier"),
    "client": ("Client", "texte"),
    "ca": ("CA HT", "euros"),
    "part_pct": ("Part", "pct"),
    "part_cumulee_pct": ("Part cumulée", "pct"),
    "classe": ("Classe", "texte"),
}
VOTRE_PORTEFEUILLE = "Votre portefeuille"


def analyser_abc(contexte: Contexte) -> Partie:
    """Classer les clients selon leur chiffre d'affaires."""
    contexte.exiger_ca()
    classement = contexte.classement
    mesures = {
        "resume": resumer_abc(classement),
        "classement": classement,
        "ex_aequo": classement.attrs["ex_aequo"],
    }
    phrase = _dire_classes(contexte, classement, mesures["resume"], "du chiffre d’affaires", "ca")
    phrase += contexte.dire_negatifs()
    return contexte.rediger("abc", phrase, classement, _CLASSEMENT, mesures=mesures, limites=contexte.durees)


def analyser_marge(contexte: Contexte) -> Partie:
    """Classer les clients selon leur marge, si le fichier donne leur coût d'achat ou leur marge."""
    clients = donner_marges(contexte)
    if clients is None:
        return contexte.demander("marge", "Le fichier ne donne ni coût d’achat, ni marge.")
    if compter_centimes(clients.loc[clients["marge"] >= 0, "marge"]).sum() <= 0:
        return contexte.demander("marge", "Aucun client n’a de marge positive : aucune part ne se calcule.")
    seul = contexte.classer("marge", clients)
    classement = seul.merge(contexte.classement[["client", "rang"]], on="client", suffixes=("", "_ca"))
    resume = resumer_abc(seul)
    phrase = _dire_classes(contexte, classement, resume, "de la marge", "marge")
    perdants = classement.loc[classement["classe"] == HORS_CLASSEMENT, "client"]
    if len(perdants):
        phrase += f" {compter(len(perdants))} {_accorder(perdants, 'fait', 'font')} perdre de l’argent : "
        phrase += f"{enumerer(perdants)}."
    premier = contexte.classement["client"].iloc[0]
    rang = classement.loc[classement["client"] == premier, "rang"].iloc[0]
    if pd.isna(rang):
        phrase += f" Le premier client en chiffre d’affaires, {enumerer([premier])}, en fait partie."
    elif rang != 1:
        phrase += f" Le premier client en chiffre d’affaires, {enumerer([premier])}, n’est que {rang:.0f}ᵉ "
        phrase += "par la marge."
    colonnes = _CLASSEMENT | {"ca": None, "rang_ca": ("Rang en CA", "entier")}
    colonnes["marge"] = ("Marge", "euros")
    nature = reconnaitre_marge(contexte)
    limites = [lire_textes()["marge"]["reserves"][nature]]
    connus = set(clients["client"])
    if sans := [nom for nom in contexte.clients["client"].tolist() if nom not in connus]:
        limites.append(
            f"{compter(len(sans))} sans coût d’achat ni marge, hors de ce classement : {enumerer(sans)}."
        )
    ordre = ("rang", "client", "marge", "part_pct", "part_cumulee_pct", "classe", "rang_ca")
    return contexte.rediger(
        "marge",
        phrase,
        classement,
        {nom: colonnes[nom] for nom in ordre},
        mesures={"resume": resume, "classement": seul},
        limites=(*contexte.durees, *limites),
        definition=lire_textes()["marge"]["definitions"][nature],
    )


def donner_marges(contexte: Contexte) -> pd.DataFrame | None:
    """Donner la marge de chaque client.

    Returns
    -------
    pandas.DataFrame or None
        ``client``, ``ca``, ``marge`` (€), pour les clients dont on la connaît ; None sans coût d'achat ni
        marge.
    """
    clients = contexte.clients
    if "marge" in clients and clients["marge"].notna().any():
        return clients.loc[clients["marge"].notna(), ["client", "ca", "marge"]]
    if "cout_achat" not in clients or not clients["cout_achat"].notna().any():
        return None
    connus = clients[clients["cout_achat"].notna()]
    centimes = compter_centimes(connus["ca"]) - compter_centimes(connus["cout_achat"])
    return connus[["client", "ca"]].assign(marge=centimes / 100)


def reconnaitre_marge(contexte: Contexte) -> str:
    """Dire ce qu'est la marge : calculée ici, ou celle du fichier, que l'on rapproche de ses autres colonnes.

    Returns
    -------
    str
        ``"commerciale"`` (CA − coût d'achat), ``"nette"`` (charges déduites aussi) ou ``"donnee"``.
    """
    clients = contexte.clients
    if "marge" not in clients or not clients["marge"].notna().any():
        return "commerciale"
    if "cout_achat" not in clients:
        return "donnee"
    commerciale = clients["ca"] - clients["cout_achat"]
    natures = {"commerciale": commerciale}
    if "charges" in clients:
        natures["nette"] = commerciale - clients["charges"].fillna(0)
    for nature, calculee in natures.items():
        ecarts = (clients["marge"] - calculee).dropna().abs()
        if len(ecarts) and ecarts.max() < 0.015:
            return nature
    return "donnee"


def analyser_concentration(contexte: Contexte) -> Partie:
    """Mesurer la concentration, à côté de portefeuilles publics."""
    contexte.exiger_ca()
    mesures = mesurer_concentration(contexte.acheteurs)
    premier = contexte.classement.iloc[0]
    part, vingt = mesures["part_premier_pct"], mesures["part_20pct_premiers_pct"]
    phrase = (
        f"Le premier client, {enumerer([premier['client']])}, fait {ecrire_pct(part)} du chiffre d’affaires, "
        f"et les trois premiers, {ecrire_pct(mesures['part_3_premiers_pct'])}. Il faut "
        f"{compter(mesures['clients_pour_80pct'])} sur {ecrire_nombre(mesures['effectif'])} "
        f"({ecrire_pct(mesures['clients_pour_80pct_pct'])}) pour atteindre 80 % du chiffre d’affaires. "
        f"Les 20 % premiers clients en font {ecrire_pct(vingt)}"
    )
    publics = lire_table(chemin("pareto-public.csv"))[["jeu", "part_ca_20pct", "part_clients_80pct"]]
    for colonne in ("part_ca_20pct", "part_clients_80pct"):
        publics[colonne] = lire_nombres(publics[colonne])
    moins = int((publics["part_ca_20pct"] < vingt).sum())
    phrase += f" : plus que dans {moins} des {len(publics)} portefeuilles publics du tableau."
    moi = pd.DataFrame(
        {
            "jeu": [VOTRE_PORTEFEUILLE],
            "part_ca_20pct": [vingt],
            "part_clients_80pct": [mesures["clients_pour_80pct_pct"]],
        }
    )
    tableau = pd.concat([moi, publics], ignore_index=True)
    colonnes = {
        "jeu": ("Portefeuille", "texte"),
        "part_ca_20pct": ("Part du CA des 20 % premiers clients", "pct"),
        "part_clients_80pct": ("Part des clients pour 80 % du CA", "pct"),
    }
    return contexte.rediger(
        "concentration", phrase, tableau, colonnes, mesures=mesures.to_dict(), limites=contexte.durees
    )


def analyser_depart(contexte: Contexte) -> Partie:
    """Mesurer ce que devient le portefeuille sans un client."""
    contexte.exiger_ca()
    acheteurs, seuil = contexte.acheteurs, contexte.reglages.seuil
    partant = contexte.reglages.partant
    premier, limites = contexte.classement["client"].iloc[0], contexte.durees
    if partant is None:
        # Un « Client divers » ne part pas : il n'est personne.
        vendus = contexte.nommes[contexte.nommes["ca"] > 0]
        partant = vendus["client"].iloc[0] if len(vendus) else premier
        if partant != premier:
            limites += (f"{enumerer([premier])} ne désigne personne : le premier client nommé est étudié.",)
    if len(acheteurs) < 2:
        return contexte.demander("depart", "Il n’y a qu’un client : sans lui, il ne reste rien à mesurer.")
    if partant in contexte.negatifs:
        raise ErreurCours(f"Le CA de « {partant} » est négatif : son départ n’enlèverait rien.")
    reste = acheteurs[acheteurs["client"] != partant]
    if len(reste) < len(acheteurs) and compter_centimes(reste["ca"]).sum() <= 0:
        return contexte.demander("depart", f"« {partant} » est le seul à acheter : sans lui, rien ne reste.")
    comparaison = simuler_depart(acheteurs, [partant])
    perte = comparaison.loc["perte_pct", "apres"]
    avant, apres = comparaison.loc["part_premier_pct", ["avant", "apres"]]
    suivant = contexte.classement.loc[contexte.classement["client"] != partant, "client"].iloc[0]
    place = "au-dessus du" if apres >= seuil else "sous le"
    phrase = (
        f"Sans {enumerer([partant])}, le chiffre d’affaires perd {ecrire_pct(perte)}, soit "
        f"{ecrire_montant(comparaison.loc['total', 'avant'] - comparaison.loc['total', 'apres'])}. "
        f"La part du premier client passe de {ecrire_pct(avant)} à {ecrire_pct(apres)} "
        f"({enumerer([suivant])}) : {place} seuil de dépendance de {seuil} %."
    )
    intitules = {
        "effectif": "Clients",
        "total": "CA HT (€)",
        "part_premier_pct": "Part du premier client (%)",
        "part_3_premiers_pct": "Part des trois premiers (%)",
        "part_5_premiers_pct": "Part des cinq premiers (%)",
        "gini": "Gini",
        "ihh": "IHH",
    }
    tableau = comparaison.loc[list(intitules)].astype(float).rename(index=intitules)
    tableau = tableau.rename_axis("mesure").reset_index()
    colonnes = {
        "mesure": ("Mesure", "texte"),
        "avant": ("Avant", "nombre"),
        "apres": ("Après", "nombre"),
    }
    mesures = {"comparaison": comparaison, "partant": partant, "perte_pct": perte, "seuil": seuil}
    return contexte.rediger(
        "depart", phrase, tableau, colonnes, mesures=mesures, limites=limites, seuil=seuil
    )


def _dire_classes(contexte: Contexte, classement, resume: pd.DataFrame, de_quoi: str, montant: str) -> str:
    """Dire ce que font les clients A, et qui ils sont."""
    a = resume.loc["A"]
    noms = classement.loc[classement["classe"] == "A", "client"]
    phrase = (
        f"{compter(a['effectif'])} sur {ecrire_nombre(resume['effectif'].sum())} "
        f"({ecrire_pct(a['part_effectif_pct'])}) {_accorder(noms, 'fait', 'font')} "
        f"{ecrire_pct(a['part_montant_pct'])} {de_quoi} : {enumerer(noms)}."
    )
    methode = METHODES[contexte.reglages.methode]
    fin_a, fin_b = contexte.seuils
    phrase = f"ABC {methode}, seuils {fin_a}/{fin_b}. " + phrase
    egaux = classement.attrs.get("ex_aequo", ())
    if egaux:
        phrase += (
            f" À la limite {egaux[0]['limite']}, {compter(egaux[0]['effectif'])} ont le même montant "
            f"({ecrire_montant(egaux[0]['montant'])}) : l’ordre des noms les sépare."
        )
    return phrase


def _accorder(noms, singulier: str, pluriel: str) -> str:
    return singulier if len(noms) < 2 else pluriel
