"""Les chiffres du Comptoir Brelande : chacun a un nom, une définition, et se calcule une fois.

Une page ne recompte pas ses clients : elle prend ici le nombre dont la définition est la bonne. « Perdu »,
« inactif » et « parti » se ressemblent ; ``chiffres.toml`` dit ce que chacun compte.
"""

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd

from course_helpers.donnees import chemin, lire_nombres, lire_table, verifier_contacts
from course_helpers.ecriture import ecrire_nombre, ecrire_pct
from course_helpers.etude import dresser_portefeuille, nettoyer_factures, ouvrir_dossier
from course_helpers.portefeuille import SEUILS_TAILLE, classer_tailles
from course_helpers.valeur import comparer_couts, mesurer_retention

JOUR = "31/12/2025"


@cache
def dresser_chiffres() -> pd.DataFrame:
    """Calculer les chiffres de l'entreprise, chacun d'après sa définition.

    Returns
    -------
    DataFrame
        Une ligne par quantité, dans l'ordre de ``chiffres.toml`` : ``nom``, ``intitule``, ``definition``,
        ``valeur`` (nombre), ``unite`` (« clients », « fiches », « prospects », « € » ou « % »).

    Examples
    --------
    >>> chiffres = dresser_chiffres().set_index("nom")["valeur"]
    >>> chiffres["gardes"] + chiffres["perdus"] == chiffres["actifs_2024"]
    np.True_
    >>> chiffres["gardes"] + chiffres["gagnes"] == chiffres["actifs_2025"]
    np.True_
    """
    dossier = ouvrir_dossier()
    ventes = {annee: nettoyer_factures(dossier.factures, annee=annee) for annee in (2024, 2025)}
    retention = mesurer_retention(ventes[2024]["client"], ventes[2025]["client"])
    portefeuille = dresser_portefeuille(
        dossier.factures,
        JOUR,
        fiches=dossier.fiches,
        charges=dossier.charges,
        signalements=dossier.signalements,
    )
    etapes = portefeuille["etape"].astype(str).value_counts()
    profils = portefeuille["profil"].astype(str).value_counts()
    actifs = portefeuille["client"].isin(ventes[2025]["client"])
    tailles = classer_tailles(ventes[2025], **SEUILS_TAILLE)["taille"].astype(str)
    depenses = lire_table(chemin("conquete-fidelisation-2025.csv"))
    volets = lire_nombres(depenses["montant_ht"]).groupby(depenses["volet"]).sum()
    couts = comparer_couts(
        depenses_conquete=volets["conquête"],
        clients_gagnes=retention["nouveaux"],
        depenses_fidelisation=volets["fidélisation"],
        clients_gardes=retention["restes"],
    )
    statuts = verifier_contacts(dossier.prospects, "01/01/2026")["statut"]
    valeurs = {
        "fiches": len(dossier.fiches),
        "fiches_reunies": portefeuille.attrs["fiches_reunies"],
        "clients_connus": len(portefeuille),
        "actifs_2024": retention["debut"],
        "actifs_2025": retention["fin"],
        "gardes": retention["restes"],
        "gagnes": retention["nouveaux"],
        "perdus": retention["perdus"],
        "sans_achat": (~actifs).sum(),
        "premiers_achats": etapes["premier achat"],
        "relations_continues": etapes["relation continue"],
        "inactifs": etapes["inactivité"],
        "partis": etapes["arrêt"],
        "partis_apres_achat": (actifs & (portefeuille["etape"] == "arrêt")).sum(),
        "declinants": profils["déclinant"],
        "douteux": profils["douteux"],
        "gros_clients": (tailles == "gros").sum(),
        "ca_2024": round(ventes[2024]["ca"].sum(), 2),
        "ca_2025": round(ventes[2025]["ca"].sum(), 2),
        "retention_pct": 100 * retention["taux_retention"],
        "depenses_conquete": volets["conquête"],
        "depenses_fidelisation": volets["fidélisation"],
        "cout_gagne": couts["cout_gagner"],
        "cout_garde": couts["cout_garder"],
        "prospects": len(statuts),
        "prospects_contactables": (statuts == "contactable").sum(),
    }
    fiches = tomllib.loads(files("course_helpers").joinpath("chiffres.toml").read_text(encoding="utf-8"))
    table = pd.DataFrame([{"nom": nom, **fiche, "valeur": valeurs.pop(nom)} for nom, fiche in fiches.items()])
    return table[["nom", "intitule", "definition", "valeur", "unite"]]


def ecrire_chiffres() -> dict[str, str]:
    """Écrire chaque chiffre pour une phrase : « 141 », « 72,8 % », « 1 234 € ».

    Returns
    -------
    dict of str
        Nom → nombre écrit : les effectifs sans unité, les montants à l'euro, les taux à un dixième.

    Examples
    --------
    >>> sorted(set(ecrire_chiffres()) & {"perdus", "inactifs", "partis"})
    ['inactifs', 'partis', 'perdus']
    """
    return {
        ligne.nom: ecrire_pct(ligne.valeur)
        if ligne.unite == "%"
        else ecrire_nombre(ligne.valeur, 0, "€" if ligne.unite == "€" else "")
        for ligne in dresser_chiffres().itertuples()
    }
