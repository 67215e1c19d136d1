"""La série du chapitre 7 : d'un export de factures au plan d'action, sur une petite entreprise.

Les réponses attendues viennent des calculs des chapitres 1 à 5. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from math import ceil

import pandas as pd

from course_helpers.donnees import exporter_csv, lire_clients, lire_factures, regrouper_clients
from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Valeurs
from course_helpers.methode import repartir_visites
from course_helpers.pareto import HORS_CLASSEMENT, classer_abc, resumer_abc
from course_helpers.portefeuille import resumer_rfm, situer_cycle_de_vie
from course_helpers.suivi import comparer_cibles
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.valeur import mesurer_marge, mesurer_retention, valeur_client

_JOUR = pd.Timestamp("2025-12-31")
_SANS_ACHAT = "sans_achat"


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Une variante de la série ``7-etude``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` et les ``taux_…`` sont en %, les montants en €.
    """
    faits, fiches = donnees.faits, lire_clients(exporter_csv(donnees.tables["fiches"]))
    export = lire_factures(exporter_csv(donnees.clients))
    reunis = export.assign(client=export["client"].replace(_lister_variantes(export)))
    avant, annee = (reunis[reunis["date"].dt.year == an] for an in (2024, 2025))
    facture = (
        annee[annee["montant_ht"] > 0].groupby("client")[["montant_ht", "cout_achat_ht"]].sum().astype(int)
    )
    clients = regrouper_clients(annee)
    charges = fiches.rename(columns={"charges": "montant"})
    charges = charges[charges["client"].isin(clients["client"])]
    valeurs = valeur_client(clients, charges)
    abc = classer_abc(clients)
    classes = dict(zip(abc["client"], abc["classe"].astype(str), strict=True))
    abc_valeur = classer_abc(valeurs, montant="valeur", avoirs="a_part")
    sur_valeur = dict(zip(abc_valeur["client"], abc_valeur["classe"].astype(str), strict=True))
    resume = resumer_abc(abc)
    effectifs = {classe: int(nombre) for classe, nombre in resume["effectif"].items()}
    cycle = situer_cycle_de_vie(reunis, _JOUR, fiches=fiches).set_index("client")["etape"].astype(str)
    rfm = resumer_rfm(reunis, _JOUR).set_index("client")
    retention = mesurer_retention(avant["client"], annee["client"])
    total, cout = int(clients["ca"].sum()), int(clients["cout_achat"].sum())
    gros = valeurs.set_index("client").loc[faits["gros"]].astype(int)
    frequences = {classe: faits[f"frequence_{classe.lower()}"] for classe in "ABC"}
    besoins = _compter_besoins(list(sur_valeur.values()), frequences)
    # Le tirage compte ce qui manque sur les classes du CA : ici, ce sont des B que l'on ne visite pas tous.
    manque = sum(effectifs[classe] * frequences[classe] for classe in "ABC") - faits["capacite"]
    reste = besoins["A"] + max(1, besoins["B"] - manque)
    visites = repartir_visites(besoins, reste, regle="priorite")
    rendu = reunis[reunis["client"] == faits["rendu"]]
    suivi = comparer_cibles(
        pd.DataFrame(
            {
                "realise": [faits["cumul_suivi"], faits["mois_suivi"]],
                "cible": [faits["cible_cumul"], faits["cible_mois"]],
                "sens": "hausse",
            }
        )
    )
    cycles = [faits[role] for role in ("double", "nouveau", "inactif", "sans_facture")]
    return {
        "entreprise": donnees.entreprise,
        **faits,
        "lignes": len(export),
        "fiches": len(fiches),
        # Le nettoyage
        "n": len(clients),
        "noms_2025": export.loc[export["date"].dt.year == 2025, "client"].nunique(),
        "clients_deux_ans": reunis["client"].nunique(),
        "lignes_2025": len(annee),
        "total": total,
        "factures": int(annee.loc[annee["montant_ht"] > 0, "montant_ht"].sum()),
        "avoirs": -int(annee.loc[annee["montant_ht"] < 0, "montant_ht"].sum()),
        "total_2024": int(avant["montant_ht"].sum()),
        "cas": {nom: _detailler(export, nom) for nom in (faits["double"], faits["rendu"], faits["nouveau"])},
        # ABC par cumul
        "classes": classes,
        "classes_toutes": dict.fromkeys(sorted(fiches["client"]), _SANS_ACHAT) | classes,
        "nets": dict(zip(abc["client"], abc["ca"].astype(int).tolist(), strict=True)),
        "bruts": {
            nom: int(montants[montants > 0].sum()) for nom, montants in annee.groupby("client")["montant_ht"]
        },
        "corrige_abc": "\n".join(
            f"{ligne.rang}. {ligne.client}{FINE}: {ecrire_nombre(ligne.ca, 0, '€')}, "
            f"cumul {ecrire_nombre(ligne.part_cumulee_pct, 1, '%')}, {ligne.classe}."
            for ligne in abc.itertuples()
        ),
        # Sans les montants : la question 8 les demande.
        "corrige_classes": "\n".join(
            f"{ligne.rang}. {ligne.client}{FINE}: cumul {ecrire_nombre(ligne.part_cumulee_pct, 1, '%')}, "
            f"{ligne.classe}."
            for ligne in abc.itertuples()
        ),
        # La valeur
        "valeurs": dict(zip(valeurs["client"], valeurs["valeur"].astype(int).tolist(), strict=True)),
        "sur_valeur": sur_valeur,
        "cinq": _choisir_cinq(list(sur_valeur), list(sur_valeur.values())),
        **{f"va_{classe.lower()}": list(sur_valeur.values()).count(classe) for classe in "ABC"},
        "compte_classes": ", ".join(
            f"{list(sur_valeur.values()).count(classe) or 'aucun'} {classe}" for classe in "ABC"
        ),
        "servis_comme_c": f"les C et {faits['gros']}" if "C" in sur_valeur.values() else faits["gros"],
        "prives": f"les C, ni pour {faits['gros']}" if "C" in sur_valeur.values() else faits["gros"],
        "corrige_valeur": "\n".join(
            f"{ligne.rang}. {ligne.client}{FINE}: {ecrire_nombre(ligne.valeur, 0, '€')}, "
            f"cumul {ecrire_nombre(ligne.part_cumulee_pct, 1, '%')}, {ligne.classe}."
            for ligne in abc_valeur[abc_valeur["classe"].astype(str) != HORS_CLASSEMENT].itertuples()
        ),
        "ca_gros": gros["ca"],
        "cout_gros": gros["cout_achat"],
        "charges_gros": gros["charges"],
        "marge_gros": gros["ca"] - gros["cout_achat"],
        "valeur_gros": gros["valeur"],
        "facture_gros": facture.loc[faits["gros"]].tolist(),
        "cout_total": cout,
        "charges_total": int(valeurs["charges"].sum()),
        "taux_marque": 100 * mesurer_marge(total, cout_achat=cout)["taux_marque"],
        "marges": list(zip(clients["ca"].astype(int), clients["cout_achat"].astype(int), strict=True)),
        # Le cycle de vie
        "etapes": {client: cycle[client] for client in cycles},
        "recence": int(rfm.loc[faits["rendu"], "recence"]),
        "derniere": f"{rendu.loc[rendu['montant_ht'] > 0, 'date'].max():%d/%m/%Y}",
        "jours_avoir": int((_JOUR - rendu["date"].max()).days),
        "jours_premiere": int((_JOUR - rendu.loc[rendu["date"].dt.year == 2025, "date"].min()).days),
        "taux_retention": 100 * retention["taux_retention"],
        "clients_2024": int(retention["debut"]),
        "restes": int(retention["restes"]),
        # Le plan
        "besoins_valeur": besoins,
        "besoin_valeur": sum(besoins.values()),
        **{f"besoin_v{classe.lower()}": besoin for classe, besoin in besoins.items()},
        "capacite": reste + faits["visites_prospects"],
        "reste": reste,
        "budget_visites": 52 * (reste + faits["visites_prospects"]),
        "visites": visites,
        "visites_vb": visites["B"],
        # Le suivi du plan, à la fin de septembre
        "manque_cumul": faits["cible_cumul"] - faits["cumul_suivi"],
        "retard_cumul": -float(suivi["ecart_pct"].iloc[0]),
        "avance_mois": float(suivi["ecart_pct"].iloc[1]),
        "reste_a_vendre": faits["objectif_suivi"] - faits["cumul_suivi"],
        "reste_par_mois": (faits["objectif_suivi"] - faits["cumul_suivi"]) // 3,
        "objectif": _REDACTIONS[faits["manque"]].format(**faits),
        "absent": _MANQUES[faits["manque"]],
    }


def _choisir_cinq(clients: list[str], classes: list[str]) -> list[str]:
    """Choisir, par ordre alphabétique, celui qui coûte, les extrêmes, et les deux que sépare la fin des A."""
    n_a, n_classes = classes.count("A"), len(classes) - classes.count(HORS_CLASSEMENT)
    return sorted(clients[rang] for rang in (0, n_a - 1, n_a, n_classes - 1, classes.index(HORS_CLASSEMENT)))


def _compter_besoins(classes: list[str], frequences: dict[str, int]) -> dict[str, int]:
    """Compter les visites que demande chaque classe ; une valeur négative est visitée comme un C."""
    rythmes = ["C" if classe == HORS_CLASSEMENT else classe for classe in classes]
    return {classe: rythmes.count(classe) * frequences[classe] for classe in "ABC"}


def _lister_variantes(export: pd.DataFrame) -> dict[str, str]:
    """Donner, pour chaque orthographe à remplacer, celle que l'on garde."""
    fusions = regrouper_clients(export).attrs["fusions"]
    return {variante: garde for garde, variantes in fusions.items() for variante in variantes}


def _detailler(export: pd.DataFrame, nom: str) -> dict[str, int]:
    """Séparer ce qu'une erreur mêle ou oublie : les deux noms, les avoirs, l'année d'avant."""
    lignes = export[export["client"].str.casefold() == nom.casefold()]
    annee = lignes[lignes["date"].dt.year == 2025]
    return {
        "net": int(annee["montant_ht"].sum()),
        "brut": int(annee.loc[annee["montant_ht"] > 0, "montant_ht"].sum()),
        "premier_nom": int(annee.loc[annee["client"] == nom, "montant_ht"].sum()),
        "deux_ans": int(lignes["montant_ht"].sum()),
    }


# Le même objectif, à chaque fois privé d'une de ses parties ; à chaque partie, son nom.
_MANQUES = {
    "echeance": "la date",
    "nombre": "le nombre à atteindre",
    "depart": "le niveau de départ",
    "moyens": "les moyens",
}

_REDACTIONS = {
    "echeance": "La commerciale signera {a_signer} nouveaux clients, contre {signes} en 2025, "
    "en y consacrant une demi-journée par semaine.",
    "nombre": "La commerciale signera plus de nouveaux clients que les {signes} de 2025, "
    "en y consacrant une demi-journée par semaine, avant le 31/12/2026.",
    "depart": "La commerciale signera {a_signer} nouveaux clients avant le 31/12/2026, "
    "en y consacrant une demi-journée par semaine.",
    "moyens": "La commerciale signera {a_signer} nouveaux clients avant le 31/12/2026, "
    "contre {signes} en 2025.",
}


def _classer(montants: dict[str, int], *, croissant: bool = False, client_compris: bool = False) -> dict:
    """Classer par cumul, seuils 80/95, dans un ordre ou par un test qui ne sont pas ceux du cours."""
    total, cumul, classes = sum(montants.values()), 0, {}
    for client in sorted(montants, key=montants.get, reverse=not croissant):
        avant, cumul = cumul, cumul + montants[client]
        if client_compris:
            classes[client] = "A" if 100 * cumul <= 80 * total else "B" if 100 * cumul <= 95 * total else "C"
        else:
            classes[client] = "A" if 100 * avant < 80 * total else "B" if 100 * avant < 95 * total else "C"
    return classes


def _classer_par_effectif(montants: dict[str, int]) -> dict:
    ordre = sorted(montants, key=montants.get, reverse=True)
    n = len(ordre)
    return {
        client: "A" if rang <= ceil(n / 10) else "B" if rang <= ceil(n / 2) else "C"
        for rang, client in enumerate(ordre, start=1)
    }


def _donner_cas(v: Valeurs, mesure: str) -> dict[str, int]:
    return {role: v.cas[getattr(v, role)][mesure] for role in ("double", "rendu", "nouveau")}


def _completer(v: Valeurs, classes: dict[str, str]) -> dict[str, str]:
    """Ajouter à un classement les clients du fichier qui n'ont rien acheté dans l'année."""
    return {client: classes.get(client, _SANS_ACHAT) for client in v.classes_toutes}


def _donner_cinq(v: Valeurs, classes: dict[str, str]) -> dict[str, str]:
    """Donner la classe des cinq clients de la question, celui qui coûte à part."""
    return {client: classes.get(client, "hors_classement") for client in v.cinq}


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q3": {
        "avoirs_ajoutes": lambda v: v.factures + v.avoirs,
        "annees_melees": lambda v: v.total + v.total_2024,
        "doublon_ecarte": lambda v: v.total - v.nets[v.double] + v.cas[v.double]["premier_nom"],
        "ttc_pour_ht": lambda v: 1.2 * v.total,
        "marge_pour_ca": lambda v: v.total - v.cout_total,
    },
    "q4": {
        "lignes": lambda v: {client: client for client in v.classes_toutes},
        "client_compris": lambda v: _completer(v, _classer(v.nets, client_compris=True)),
        "avoirs_ignores": lambda v: _completer(v, _classer(v.bruts)),
        "tri_croissant": lambda v: _completer(v, _classer(v.nets, croissant=True)),
        "methodes_confondues": lambda v: _completer(v, _classer_par_effectif(v.nets)),
        "ancien_classe": lambda v: {v.inactif: "C"},
    },
    "q5": {
        "cout_achat_oublie": lambda v: v.ca_gros - v.charges_gros,
        "signe_perdu": lambda v: -v.valeur_gros,
        "avoirs_oublies": lambda v: v.facture_gros[0] - v.facture_gros[1] - v.charges_gros,
    },
    "q7": {
        "prospects_oublies": lambda v: repartir_visites(v.besoins_valeur, v.capacite, regle="priorite"),
        "proportion_pour_priorite": lambda v: repartir_visites(v.besoins_valeur, v.reste),
        "negatif_en_a": lambda v: repartir_visites(
            v.besoins_valeur | {"A": v.besoin_va + v.frequence_a, "C": v.besoin_vc - v.frequence_c},
            v.reste,
            regle="priorite",
        ),
    },
    "q8": {
        "attendu": lambda v: _donner_cas(v, "net"),
        "lignes": lambda v: {role: getattr(v, role) for role in ("double", "rendu", "nouveau")},
        "doublon_separe": lambda v: {"double": v.cas[v.double]["premier_nom"]},
        "avoirs_ignores": lambda v: {role: v.cas[getattr(v, role)]["brut"] for role in ("rendu", "nouveau")},
        "annees_melees": lambda v: {"double": v.cas[v.double]["deux_ans"]},
    },
    "q9": {
        "attendu": lambda v: _donner_cinq(v, {c: k for c, k in v.sur_valeur.items() if c != v.gros}),
        "lignes": lambda v: {client: client for client in v.cinq},
        "client_compris": lambda v: _donner_cinq(
            v, _classer({c: n for c, n in v.valeurs.items() if n > 0}, client_compris=True)
        ),
        "ca_pour_marge": lambda v: {v.gros: "A"},
        "negatif_en_c": lambda v: {v.gros: "C"},
    },
    "q10": {
        "lignes": lambda v: {client: client for client in sorted(v.etapes)},
        "avoir_compte": lambda v: {v.nouveau: "relation continue"},
        "inactif_pour_arret": lambda v: {v.inactif: "arrêt"},
        "contact_ignore": lambda v: {v.sans_facture: "prospect"},
        "fiche_pour_achat": lambda v: {v.sans_facture: "premier achat"},
    },
    "q11": {
        "jours_depuis_janvier": lambda v: 365 - v.recence,
    },
    "q12": {
        "nouveaux_comptes": lambda v: 100 * v.n / v.clients_2024,
        "attrition_pour_retention": lambda v: 100 - v.taux_retention,
        "base_arrivee": lambda v: 100 * v.restes / v.n,
    },
    "q13": {
        "moyenne_simple": lambda v: 100 * sum(1 - cout / ca for ca, cout in v.marges) / v.n,
        "taux_de_marge": lambda v: 100 * (v.total - v.cout_total) / v.cout_total,
        "marge_nette": lambda v: 100 * (v.total - v.cout_total - v.charges_total) / v.total,
    },
    "q16": {
        "partie_presente": lambda v: "nombre" if v.manque != "nombre" else "echeance",
    },
    "q19": {
        "ecart_signe": lambda v: -v.retard_cumul,
        "base_realise": lambda v: 100 * v.manque_cumul / v.cumul_suivi,
        "mois_sur_realise": lambda v: 100 * (v.mois_suivi - v.cible_mois) / v.mois_suivi,
        "realise_pour_ecart": lambda v: 100 * v.cumul_suivi / v.cible_cumul,
    },
    "q20": {
        "douzieme": lambda v: v.objectif_suivi / 12,
        "mois_passes": lambda v: v.reste_a_vendre / 9,
        "moyenne_passee": lambda v: v.cumul_suivi // 9,
        "ecart_pour_reste": lambda v: v.manque_cumul / 3,
    },
}
