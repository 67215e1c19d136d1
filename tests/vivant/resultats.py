"""Les résultats à retrouver à l'identique dans CPython et dans le Python du navigateur.

Ce fichier s'exécute des deux côtés : il ne dépend que du paquet du cours.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from course_helpers import (
    donnees,
    entonnoir,
    etude,
    magasin,
    methode,
    pareto,
    portefeuille,
    prospection,
    risque,
    satisfaction,
    strategies,
    suivi,
    valeur,
)
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.exercices.banque import lister_series, poser_serie
from course_helpers.nombres import lire_nombres
from course_helpers.tirages.reserve import (
    CLASSE,
    NOMBRE_VARIANTES,
    RESERVES,
    trouver_variante,
)

CODES = [CLASSE, *(f"GPME{1 + rang // 25}-{1 + rang % 25:02d}" for rang in range(49))]

# Une sur douze, d'entraînement comme d'évaluation : le calcul est le même, seules les données changent.
VARIANTES = range(0, NOMBRE_VARIANTES, 12)


def calculer() -> dict[str, dict]:
    """Donner, pour chaque identifiant et chaque fonction, une empreinte et le JSON de chaque résultat."""
    groupes = {}
    for serie in lister_series():
        groupes[f"{serie} · variantes"] = {code: _tirer(code, serie) for code in CODES}
        for variante in VARIANTES:
            groupes[f"{serie} · {variante}"] = _evaluer(serie, variante)
    groupes |= {
        nom: fonction()
        for nom, fonction in {
            "lecture": _lire_donnees,
            "pareto": _classer,
            "catégories": _categoriser,
            "valeur": _valoriser,
            "prospection": _prospecter,
            "stratégies": _orienter,
            "étude": _enqueter,
            "risque": _relancer,
            "entonnoir": _demarcher,
            "magasin": _encaisser,
            "suivi": _suivre,
            "fiches": _imprimer,
        }.items()
    }
    return {nom: _signer(resultats) for nom, resultats in groupes.items()}


def canoniser(valeur) -> object:
    """Ramener un résultat à du JSON : entiers exacts, réels à 10 chiffres significatifs, tables en lignes.

    Examples
    --------
    >>> canoniser({"a": (1, 1 / 3, Fraction(1, 3))})
    {'a': [1, 0.3333333333, '1/3']}
    >>> canoniser(pd.Series({"ca": float("nan")}))
    [['ca', 'nan']]
    """
    if isinstance(valeur, pd.DataFrame):
        lignes = zip(valeur.index, *(valeur[colonne] for colonne in valeur), strict=True)
        return {
            "colonnes": canoniser(valeur.columns),
            "lignes": canoniser(lignes),
            "attrs": canoniser(valeur.attrs),
        }
    if isinstance(valeur, pd.Series):
        return canoniser(valeur.items())
    if hasattr(valeur, "items"):
        return {str(cle): canoniser(v) for cle, v in valeur.items()}
    if isinstance(valeur, set | frozenset):
        return sorted(map(canoniser, valeur))
    if valeur is None or isinstance(valeur, str | bool):
        return valeur
    if isinstance(valeur, bytes):
        return hashlib.sha256(valeur).hexdigest()
    if isinstance(valeur, Decimal | Fraction | date) or (pd.api.types.is_scalar(valeur) and pd.isna(valeur)):
        return str(valeur)
    if hasattr(valeur, "item") and not hasattr(valeur, "__len__"):
        valeur = valeur.item()
    if isinstance(valeur, bool | int):
        return valeur
    if isinstance(valeur, float):
        return float(f"{valeur:.10g}")
    if hasattr(valeur, "__iter__"):
        return [canoniser(v) for v in valeur]
    return canoniser(vars(valeur))


def _signer(resultats: dict) -> dict:
    textes = {
        str(cle): json.dumps(canoniser(v), ensure_ascii=False, sort_keys=True, allow_nan=False)
        for cle, v in resultats.items()
    }
    canonique = json.dumps(textes, ensure_ascii=False, sort_keys=True)
    return {"empreinte": hashlib.sha256(canonique.encode()).hexdigest(), "resultats": textes}


def _tirer(code: str, serie: str) -> list[int]:
    """Les variantes d'un identifiant, dans chaque réserve : pour s'entraîner, puis pour être évalué."""
    modes = [(reserve, evaluation) for reserve in RESERVES for evaluation in (False, True)]
    return [trouver_variante(code, serie, reserve=r, evaluation=e, sel="été") for r, e in modes]


def _evaluer(nom: str, variante: int) -> dict:
    """Les données d'une variante, les réponses attendues et celles des erreurs reconnues."""
    serie = poser_serie(nom, variante)
    resultats = {"portefeuille": serie.portefeuille, "valeurs": serie.valeurs}
    for numero, posee in serie.questions.items():
        resultats[numero] = posee.attendu
        resultats[f"{numero}, options"] = [option.texte for option in posee.options]
        resultats[f"{numero}, empreinte"] = posee.empreinte
        for erreur, motif in posee.erreurs:
            resultats[f"{numero}, erreur {erreur.code}"] = motif
        for rang, (_, reponse) in enumerate(posee.conventions):
            resultats[f"{numero}, convention {rang}"] = reponse
    return resultats


def _lire_clients() -> pd.DataFrame:
    return donnees.lire_clients(donnees.chemin("ca-clients-2025.csv"))


def _lire_factures() -> pd.DataFrame:
    annees = [donnees.lire_factures(donnees.chemin(f"factures-{annee}.csv")) for annee in (2024, 2025)]
    return pd.concat(annees, ignore_index=True)


def _grossir(clients: pd.DataFrame) -> pd.DataFrame:
    """Les mêmes montants, si gros qu'un entier de 32 bits n'en contiendrait pas les centimes."""
    return clients.assign(ca=clients["ca"] * 1e5)


def _lire_donnees() -> dict:
    factures = _lire_factures()
    return {
        "clients": _lire_clients(),
        "factures": factures,
        "clients regroupés": donnees.regrouper_clients(factures),
        "doublons": donnees.chercher_doublons(factures["client"].unique()),
        "prospects": donnees.verifier_contacts(
            donnees.lire_prospects(donnees.chemin("prospects.csv")), "02/01/2026"
        ),
        "csv": donnees.exporter_csv(_lire_clients()),
        "classeur relu": donnees.lire_clients(donnees.exporter_xlsx(_lire_clients())),
    }


def _relancer() -> dict:
    factures = risque.lire_reglements(donnees.chemin("reglements-2025.csv"))
    ouvertes = risque.lister_ouvertes(factures, "2025-12-31")
    balance = risque.dresser_balance(ouvertes)
    return {
        "balance": balance,
        "plafonds": risque.comparer_plafonds(balance, dict.fromkeys(balance["client"], 3000)),
        "délais": risque.mesurer_delais(factures, "2025-12-31").to_dict(),
        "retards": risque.chiffrer_retards(risque.graduer_relances(ouvertes), 0.12),
    }


def _demarcher() -> dict:
    demarches = pd.read_csv(donnees.chemin("demarches-2025.csv"), sep=";")
    contacts = pd.read_csv(donnees.chemin("contacts-salon-2026.csv"), sep=";")
    etapes = entonnoir.compter_entonnoir(demarches)
    return {
        "entonnoir": entonnoir.chiffrer_entonnoir(etapes, 40_130),
        "profils": entonnoir.comparer_profils(demarches, "accroche"),
        "tris": {c: prospection.trier_contacts(contacts, c, "05/10/2026") for c in prospection.CANAUX},
    }


def _encaisser() -> dict:
    porteurs = magasin.lire_porteurs(donnees.chemin("magasin-carte-2025.csv"))
    zone = magasin.peupler_zone(pd.read_csv(donnees.chemin("magasin-zone.csv"), sep=";"), porteurs)
    notes = satisfaction.lire_enquete(donnees.chemin("magasin-satisfaction-2025.csv"))["note"].dropna()
    return {
        "ventes": magasin.mesurer_ventes(magasin.lire_tickets(donnees.chemin("magasin-tickets-2025.csv"))),
        "fréquence": magasin.mesurer_frequence(porteurs),
        "emprise": magasin.mesurer_emprise(magasin.delimiter_zones(zone)),
        "satisfaction": satisfaction.mesurer_satisfaction(notes),
    }


def _suivre() -> dict:
    factures = etude.ouvrir_dossier().factures
    reglements = risque.lire_reglements(donnees.chemin("reglements-2025.csv"))
    return {mois: suivi.tenir_tableau(factures, reglements, mois) for mois in (1, 8, 12)}


def _classer() -> dict:
    clients = _lire_clients()
    par_facture = donnees.regrouper_clients(_lire_factures())
    ex_aequo = pd.DataFrame({"client": list("fedcba"), "ca": [10, 40, 10, 10, 20, 10]})
    tables = {"clients": clients, "géants": _grossir(clients), "factures": par_facture, "ex æquo": ex_aequo}
    resultats = {}
    for nom, table in tables.items():
        for convention in ("cumul", "effectif"):
            classement = pareto.classer_abc(table, methode=convention, avoirs="a_part")
            resultats[f"classer_abc {nom} {convention}"] = classement
            resultats[f"resumer_abc {nom} {convention}"] = pareto.resumer_abc(classement)
        positifs = table[table["ca"] >= 0]
        resultats[f"classer_abc {nom} 70-90"] = pareto.classer_abc(positifs, seuils=(70, 90))
        resultats[f"mesurer_concentration {nom}"] = pareto.mesurer_concentration(positifs)
        resultats[f"calculer_lorenz {nom}"] = pareto.calculer_lorenz(positifs)
        partants = positifs.nlargest(2, "ca")["client"].tolist()
        resultats[f"simuler_depart {nom}"] = pareto.simuler_depart(positifs, partants)
        resultats[f"mesurer_perte {nom}"] = pareto.mesurer_perte(positifs, partants)
    return resultats


def _categoriser() -> dict:
    factures, jour = _lire_factures(), "2025-12-31"
    rfm = portefeuille.resumer_rfm(factures, jour)
    return {
        "mesurer_marche": portefeuille.mesurer_marche(clients=2400, concurrence=9600, relatifs=18007),
        "classer_tailles": portefeuille.classer_tailles(_lire_clients(), seuil_moyen=3000, seuil_gros=15000),
        "profiler_clients": portefeuille.profiler_clients(factures, jour),
        "situer_cycle_de_vie": portefeuille.situer_cycle_de_vie(factures, jour),
        "resumer_rfm": rfm,
        "noter_rfm": portefeuille.noter_rfm(rfm),
        "noter_rfm en 3": portefeuille.noter_rfm(rfm, classes=3),
    }


def _valoriser() -> dict:
    charges = donnees.lire_table(donnees.chemin("charges-clients-2025.csv"))
    charges = pd.DataFrame(
        {
            "client": charges["Client"],
            "nature": charges["Nature"],
            "montant": lire_nombres(charges["Montant HT"]),
        }
    )
    resultats = {
        "valeur_client": valeur.valeur_client(_lire_clients(), charges),
        "projeter_valeur": valeur.projeter_valeur(1234.56, annees=12, taux_croissance=0.037),
        "amortir_acquisition": valeur.amortir_acquisition(
            977.5, 321.09, taux_retention=0.83, taux_actualisation=0.061
        ),
        "mesurer_marge": valeur.mesurer_marge(valeur.calculer_ht(153.61), taux_marque=0.31, frais=6),
        "mesurer_retention": valeur.mesurer_retention(
            *(donnees.lire_factures(donnees.chemin(f"factures-{a}.csv"))["client"] for a in (2024, 2025))
        ),
    }
    for retention in (0, 0.5, 0.8, 0.93):
        for actualisation in (0, 0.05, 0.1):
            for horizon in (None, 1, 5, 30):
                cas = {"taux_retention": retention, "taux_actualisation": actualisation, "horizon": horizon}
                resultats[f"valeur_vie {cas}"] = [
                    valeur.valeur_vie(1234.56, premiere_marge=0, cout_acquisition=99.9, **cas),
                    valeur.valeur_vie(1234.56, **cas),
                    valeur.valeur_vie_marge_acquise(1234.56, **cas),
                ]
    return resultats


def _prospecter() -> dict:
    cotation = donnees.lire_table(donnees.chemin("cotation-clients.csv"))
    lus = {nom: lire_nombres(cotation[nom]) for nom in ("importance", "typologie")}
    cotation = cotation.assign(**lus)
    poids, echelles = {"importance": 4, "typologie": 2.5}, {"importance": (1, 5), "typologie": (0, 5)}
    comptes = pd.DataFrame({"client": cotation["client"][:40], "visites": [1 + i % 6 for i in range(40)]})
    resultats = {
        "coter_clients": methode.coter_clients(cotation, poids, echelles=echelles),
        "planifier_visites": methode.planifier_visites(comptes, "2026-05-04", semaines=26, feries=()),
    }
    for regle in ("proportionnelle", "priorite"):
        for capacite in (0, 7, 101, 180, 500):
            resultats[f"repartir_visites {regle} {capacite}"] = methode.repartir_visites(
                {"A": 61, "B": 83, "C": 57}, capacite, prospects=min(capacite, 31), regle=regle
            )
    return resultats


def _orienter() -> dict:
    objectifs = donnees.lire_table(donnees.chemin("objectifs-2026.csv"))
    conversions = objectifs[objectifs["indicateur"] == "conversion"]
    chiffres = {nom: lire_nombres(conversions[nom]) for nom in ("obtenu", "base", "objectif_pct")}
    cotation = donnees.lire_table(donnees.chemin("cotation-clients.csv"))
    connus = cotation[cotation["segment"].isin(["budget limité", "clients exigeants"])]
    return {
        "mesurer_ecarts": strategies.mesurer_ecarts(conversions.assign(**chiffres)),
        "attribuer_strategies": strategies.attribuer_strategies(connus),
    }


def _enqueter() -> dict:
    dossier = etude.ouvrir_dossier()
    juste = etude.nettoyer_factures(dossier.factures, annee=2025)
    essai = etude.nettoyer_factures(dossier.factures, noms="codes", avoirs="ignores")
    portefeuille = etude.dresser_portefeuille(
        dossier.factures,
        "31/12/2025",
        fiches=dossier.fiches,
        charges=dossier.charges,
        signalements=dossier.signalements,
    )
    besoins = etude.compter_besoins(portefeuille)
    plan = etude.repartir_equipe(besoins, dossier.temps, regle="priorite", commun=True)
    suppositions = {"prospects": 220, "visites_par_prospect": 2, "taux_pct": 30, "valeur_nouveau": 800}
    suppositions["cout_visite"] = 50
    return {
        "nettoyer_factures": juste,
        "comparer_nettoyages": etude.comparer_nettoyages(juste, essai),
        "dresser_portefeuille": portefeuille,
        "croiser_criteres": etude.croiser_criteres(portefeuille, "etape", "segment"),
        "compter_besoins": besoins,
        "repartir_equipe": plan,
        "observer_conquete": etude.observer_conquete(
            dossier.factures, portefeuille, dossier.objectifs, depenses=dossier.depenses
        ),
        "chiffrer_plan": etude.chiffrer_plan(plan, portefeuille, **suppositions),
    }


def _imprimer() -> dict:
    return {serie: ecrire_fiches(serie, [CLASSE], corrige=True) for serie in lister_series()}
