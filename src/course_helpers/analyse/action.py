"""De l'analyse à l'action : la valeur de chaque client, la grille de cotation, les visites."""

from math import ceil

import pandas as pd

from course_helpers.analyse.contexte import Contexte, ecrire_montant, enumerer, joindre
from course_helpers.analyse.partie import Partie
from course_helpers.analyse.repartition import donner_marges
from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.methode import (
    compter_visites,
    coter_clients,
    decomposer_notes,
    planifier_visites,
    repartir_visites,
)
from course_helpers.pareto import CLASSES
from course_helpers.portefeuille import resumer_rfm
from course_helpers.valeur import valeur_client

CRITERES = {
    "ca": "chiffre d’affaires",
    "frequence": "fréquence",
    "recence": "récence",
    "marge": "marge",
}
_MONTRES = 8


def analyser_valeur(contexte: Contexte) -> Partie:
    """Constater la valeur de chaque client, si le fichier donne son coût d'achat et ses charges."""
    clients = contexte.clients
    absentes = [
        nom
        for colonne, nom in (("cout_achat", "le coût d’achat"), ("charges", "les charges"))
        if colonne not in clients or not clients[colonne].notna().any()
    ]
    if absentes:
        return contexte.demander("valeur", f"Le fichier ne donne pas {' ni '.join(absentes)} par client.")
    connus = clients[clients["cout_achat"].notna()]
    charges = pd.DataFrame({"client": connus["client"], "montant": connus["charges"].fillna(0)})
    valeurs = valeur_client(connus, charges)
    valeurs = valeurs.sort_values(["valeur", "client"], ascending=[False, True], kind="stable")
    valeurs = valeurs.reset_index(drop=True)
    premier, perdants = valeurs.iloc[0], valeurs[valeurs["valeur"] < 0]
    total = valeurs["valeur"].sum()
    phrase = (
        f"Le portefeuille vaut {ecrire_montant(total)} : {ecrire_montant(valeurs['ca'].sum())} de chiffre "
        f"d’affaires, moins {ecrire_montant(valeurs['cout_achat'].sum())} d’achats et "
        f"{ecrire_montant(valeurs['charges'].sum())} de charges. Le client qui rapporte le plus est "
        f"{enumerer([premier['client']])} ({ecrire_montant(premier['valeur'])})."
    )
    gros = valeurs.sort_values(["ca", "client"], ascending=[False, True]).iloc[0]
    if gros["client"] != premier["client"]:
        phrase += (
            f" Le premier en chiffre d’affaires, {enumerer([gros['client']])}, rapporte "
            f"{ecrire_montant(gros['valeur'])}."
        )
    if len(perdants):
        phrase += (
            f" {compter(len(perdants))} {'coûte' if len(perdants) == 1 else 'coûtent'} plus qu’"
            f"{'il ne rapporte' if len(perdants) == 1 else 'ils ne rapportent'} : "
            f"{enumerer(perdants['client'][::-1])}."
        )
    limites = ()
    if len(connus) < len(clients):
        limites = (f"{compter(len(clients) - len(connus))} sans coût d’achat : leur valeur n’est pas dite.",)
    colonnes = {
        "client": ("Client", "texte"),
        "ca": ("CA HT", "euros"),
        "cout_achat": ("Coût d’achat", "euros"),
        "charges": ("Charges", "euros"),
        "valeur": ("Valeur", "euros"),
    }
    mesures = {"valeur": float(total), "perdants": len(perdants)}
    return contexte.rediger("valeur", phrase, valeurs, colonnes, mesures=mesures, limites=limites)


def analyser_cotation(contexte: Contexte) -> Partie:
    """Coter les clients avec les critères que le fichier donne."""
    contexte.exiger_ca()
    table = _reunir_criteres(contexte)
    poids = {
        critere: contexte.reglages.poids.get(critere, 0)
        for critere in CRITERES
        if critere in table and table[critere].nunique() > 1 and contexte.reglages.poids.get(critere, 0) > 0
    }
    if len(poids) < 2:
        return contexte.demander("cotation", "Moins de deux critères distinguent les clients de ce fichier.")
    echelles = {critere: (float(table[critere].min()), float(table[critere].max())) for critere in poids}
    if "recence" in echelles:  # le plus récent est le meilleur
        echelles["recence"] = echelles["recence"][::-1]
    cotation = coter_clients(table, poids, echelles=echelles)
    premiers = cotation["client"].head(_MONTRES)
    points = decomposer_notes(table[table["client"].isin(premiers)], poids, echelles=echelles)
    noms = {critere: CRITERES[critere] for critere in poids}
    tete = cotation.iloc[0]
    par_ca = contexte.classement["client"].iloc[0]
    phrase = (
        f"En tête, {enumerer(cotation['client'].head(3))} : la première note est "
        f"{ecrire_nombre(tete['note'], 1)} sur 100. "
    )
    rang = cotation.loc[cotation["client"] == par_ca, "rang"]
    if par_ca != tete["client"] and len(rang):
        phrase += f"Le premier en chiffre d’affaires, {enumerer([par_ca])}, est {int(rang.iloc[0])}ᵉ. "
    else:
        phrase += "C’est aussi le premier en chiffre d’affaires. "
    dits = ", ".join(f"{noms[critere]} {poids[critere]}" for critere in poids)
    intitules = {
        "ca": ("CA HT", "euros"),
        "frequence": ("Factures", "entier"),
        "recence": ("Récence (jours)", "entier"),
        "marge": ("Marge", "euros"),
    }
    colonnes = {"rang": ("Rang", "entier"), "client": ("Client", "texte")}
    colonnes |= {critere: intitules[critere] for critere in poids} | {"note": ("Note sur 100", "nombre")}
    mesures = {"points": points, "criteres": noms, "poids": poids}
    return contexte.rediger("cotation", phrase, cotation, colonnes, mesures=mesures, poids=dits)


def _reunir_criteres(contexte: Contexte) -> pd.DataFrame:
    """Une ligne par client qui a acheté, une colonne par critère connu."""
    table = contexte.acheteurs[["client", "ca"]]
    if contexte.lu.factures is not None:
        rfm = resumer_rfm(contexte.lu.factures, contexte.jour)
        table = table.merge(rfm[["client", "frequence", "recence"]], on="client")
    marges = donner_marges(contexte)
    if marges is not None:
        table = table.merge(marges[["client", "marge"]], on="client")
    return table


def analyser_visites(contexte: Contexte) -> Partie:
    """Répartir les visites possibles entre les classes, puis les dater."""
    contexte.exiger_ca()
    reglages = contexte.reglages
    classes = contexte.nommes.loc[contexte.nommes["classe"].isin(CLASSES), ["client", "classe"]]
    if classes.empty:
        return contexte.demander("visites", f"{enumerer(contexte.divers)} ne désigne personne à visiter.")
    par_client = {
        classe: min(compter_visites(reglages.frequences.get(classe, 0), reglages.semaines), reglages.semaines)
        for classe in CLASSES
    }
    effectifs = classes["classe"].value_counts()
    besoins = {classe: int(effectifs.get(classe, 0)) * par_client[classe] for classe in CLASSES}
    capacite = reglages.semaines * reglages.par_semaine
    visites = repartir_visites(besoins, capacite, regle="priorite")
    comptes = _servir(classes, par_client, visites)
    tableau = pd.DataFrame(
        {
            "classe": CLASSES,
            "clients": [int(effectifs.get(classe, 0)) for classe in CLASSES],
            "par_client": [par_client[classe] for classe in CLASSES],
            "souhaitees": [besoins[classe] for classe in CLASSES],
            "possibles": [visites[classe] for classe in CLASSES],
        }
    )
    manque = sum(besoins.values()) - sum(visites.values())
    phrase = (
        f"{compter(sum(besoins.values()), 'visite souhaitée')} pour {compter(capacite, 'visite possible')} "
        f"en {compter(reglages.semaines, 'semaine')}"
    )
    if manque:
        privees = [classe for classe in CLASSES if visites[classe] < besoins[classe]]
        phrase += (
            f" : il en manque {ecrire_nombre(manque)}, en {'classes' if privees[1:] else 'classe'} "
            f"{joindre(privees)}. Un appel ou un courriel les remplace."
        )
    else:
        phrase += f" : le plan tient, et il reste {compter(capacite - sum(visites.values()), 'visite')}."
    phrase += f" À voir d’abord : {enumerer(classes['client'].head(3))}."
    plan, limites = _dater(contexte, comptes)
    colonnes = {
        "classe": ("Classe", "texte"),
        "clients": ("Clients", "entier"),
        "par_client": ("Visites par client", "entier"),
        "souhaitees": ("Visites souhaitées", "entier"),
        "possibles": ("Visites possibles", "entier"),
    }
    mesures = {"besoins": besoins, "visites": visites, "capacite": capacite, "plan": plan}
    frequences = ", ".join(f"{classe} {reglages.frequences.get(classe, 0)}" for classe in CLASSES)
    return contexte.rediger(
        "visites",
        phrase,
        tableau,
        colonnes,
        mesures=mesures,
        limites=limites,
        frequences=frequences,
        semaines=reglages.semaines,
        par_semaine=reglages.par_semaine,
        capacite=capacite,
    )


def _servir(classes: pd.DataFrame, par_client: dict, visites: dict) -> pd.DataFrame:
    """Donner à chaque client ses visites, du premier au dernier, tant qu'il en reste à sa classe."""
    restes, servies = dict(visites), []
    for classe in classes["classe"].astype(str):
        donnees = min(par_client[classe], restes[classe])
        restes[classe] -= donnees
        servies.append(donnees)
    comptes = classes.assign(visites=servies)
    return comptes[comptes["visites"] > 0].reset_index(drop=True)


def _dater(contexte: Contexte, comptes: pd.DataFrame) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """Dater les visites, ou dire pourquoi elles ne le sont pas."""
    reglages = contexte.reglages
    debut = reglages.debut
    if debut is None:
        if contexte.jour is None:
            return None, ("Choisissez le premier jour du plan pour dater les visites.",)
        debut = contexte.jour + pd.offsets.Week(weekday=0)
    if comptes.empty:
        return None, ()
    try:
        plan = planifier_visites(
            comptes, debut, semaines=reglages.semaines, par_jour=ceil(reglages.par_semaine / 5)
        )
    except ErreurCours as refus:
        return None, (str(refus),)
    return plan, ()
