"""La série du chapitre 2 : ranger un marché en catégories, ses clients en profils, leur vie en étapes.

Les réponses attendues viennent de :mod:`course_helpers.portefeuille`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from course_helpers.carte import ZONES, ranger_zones, resumer_zones
from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Valeurs
from course_helpers.exercices.textes import typographier
from course_helpers.magasin import delimiter_zones, mesurer_emprise
from course_helpers.portefeuille import (
    categoriser_consommateur,
    classer_tailles,
    mesurer_marche,
    profiler_clients,
    resumer_segments,
    situer_cycle_de_vie,
)
from course_helpers.tirages.magasin import (
    ACHATS,
    INDICE,
    MENAGES,
    PORTEURS,
    SEUILS,
    TEMPS,
    decouper,
)
from course_helpers.tirages.portefeuille import (
    AUCUNE,
    CA_2024,
    CA_2025,
    COMMUNE,
    CONTACT,
    DERNIERE,
    ETABLISSEMENTS,
    FACTURES,
    ROUTE,
    SIENS,
    VOL,
)
from course_helpers.tirages.reserve import Portefeuille

_JOUR = "2025-12-31"

_MOTIFS = {"Réclamation": "mécontent", "Impayé": "insolvable"}

# Pourquoi chaque établissement est de sa catégorie.
_RAISONS = {
    "fidele": "il achète chez vous",
    "mixte": "il achète chez vous, même s'il achète aussi ailleurs",
    "concurrent": "il achète, mais seulement ailleurs",
    "frein_1": "ce frein peut se lever",
    "frein_2": "ce frein peut se lever",
    "exclusion": "sa situation exclut l'achat",
}

# Ce que dit chaque établissement : achète-t-il chez nous, ailleurs, pourrait-il acheter un jour ?
_REPONSES = {
    "fidele": (True, False, None),
    "mixte": (True, True, None),
    "concurrent": (False, True, None),
    "frein_1": (False, False, True),
    "frein_2": (False, False, True),
    "exclusion": (False, False, False),
}


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série, et que les données permettent.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``2-portefeuille`` ; ou, lu dans un fichier, des clients sans les
        tableaux ni les faits qu'il n'a pas.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` et ``penetration_…`` sont en %, les montants en €.
    """
    faits, tables = donnees.faits, donnees.tables
    valeurs = dict(faits) | {"entreprise": donnees.entreprise, "n": len(donnees.clients)}
    if "nous" in faits:
        valeurs |= _mesurer_marche(faits) | _ranger_etablissements(faits)
    if "seuil_gros" in faits:
        valeurs |= _mesurer_tailles(donnees.clients, faits)
    if "profils" in tables:
        profils = _profiler(tables["profils"])
        valeurs |= {
            "profils": profils,
            "corrige_profils": _lister(profils),
            "sans_signalement": _profiler(tables["profils"], signalements=False),
            "limite_baisse": _trouver_limite(tables["profils"]),
            "petite_baisse": _trouver_petite_baisse(tables["profils"]),
            "forte_baisse": _trouver_forte_baisse(tables["profils"], profils),
            "perdu": next(client for client, profil in profils.items() if profil == "perdu"),
            "signalements": dict(
                zip(tables["profils"]["client"], tables["profils"]["Signalement"], strict=True)
            ),
        }
    if "histoires" in tables:
        etapes = _situer(tables["histoires"])
        valeurs |= {
            "etapes": etapes,
            "corrige_etapes": _lister(etapes),
            "limite_date": (limite := _trouver(tables["histoires"], DERNIERE, "31/12/2024")),
            "limite_janvier": _trouver_janvier(tables["histoires"]),
            "inactif": next(c for c, etape in etapes.items() if etape == "inactivité" and c != limite),
            "arrete": next(client for client, etape in etapes.items() if etape == "arrêt"),
            "sans_contact": next(client for client, etape in etapes.items() if etape == "prospect"),
        }
    if "communes" in tables:
        valeurs |= _lire_carte(tables["communes"], faits)
    if "zone" in tables:
        valeurs |= _lire_zone(tables["zone"], faits)
    return valeurs


def _mesurer_marche(faits: Mapping) -> dict:
    """Mesurer le marché, avant et après la campagne."""
    nous, concurrence, relatifs = (faits[nom] for nom in ("nous", "concurrence", "relatifs"))
    marche = mesurer_marche(
        clients=nous, concurrence=concurrence, relatifs=relatifs, absolus=faits["absolus"]
    )
    gagnes, convertis = faits["gagnes"], faits["convertis"]
    campagne = mesurer_marche(
        clients=nous + gagnes + convertis, concurrence=concurrence - gagnes, relatifs=relatifs - convertis
    )
    return {
        "total_zone": nous + concurrence + relatifs + faits["absolus"],
        "acheteurs": nous + concurrence,
        "potentielle": marche["clientele_potentielle"],
        "prospects": marche["prospects"],
        "penetration_produit": marche["penetration_produit_pct"],
        "penetration_entreprise": marche["penetration_entreprise_pct"],
        "part_marche": marche["part_marche_clients_pct"],
        "premiers": "les clients de la concurrence" if concurrence >= relatifs else "les relatifs",
        "premiers_nombre": max(concurrence, relatifs),
        "nous_apres": nous + gagnes + convertis,
        "acheteurs_apres": nous + concurrence + convertis,
        "part_marche_apres": campagne["part_marche_clients_pct"],
    }


def _ranger_etablissements(faits: Mapping) -> dict:
    """Ranger les établissements de l'enquête dans leur catégorie."""
    categories = {
        cle: categoriser_consommateur(
            achete_chez_nous=ici, achete_ailleurs=ailleurs, pourrait_acheter=un_jour
        )
        for cle, (ici, ailleurs, un_jour) in _REPONSES.items()
    }
    etablissements = {cle: faits[cle] for cle in faits["personnes"].split(",")}
    return {
        "categories": categories,
        "etablissements": etablissements,
        "frein_1": typographier(faits["frein_1"]),
        "frein_2": typographier(faits["frein_2"]),
        "corrige_categories": typographier(
            "\n".join(
                f"« {texte} » : {categories[cle]} ; {_RAISONS[cle]}." for cle, texte in etablissements.items()
            )
        ),
    }


def _mesurer_tailles(clients: pd.DataFrame, faits: Mapping) -> dict:
    """Compter et peser les gros clients ; les achats de l'année sont ceux de la dernière colonne."""
    avant, annee = clients.columns[-2:]
    tailles = classer_tailles(
        clients, seuil_moyen=faits["seuil_moyen"], seuil_gros=faits["seuil_gros"], montant=annee
    )
    segments = resumer_segments(tailles, ["taille"], montant=annee).set_index("taille")
    segments = segments.reindex(["gros", "moyen", "petit"], fill_value=0)
    return {
        # Le nom d'une colonne d'achats dit son année : « CA 2025 HT (€) ».
        "annee": annee.split()[1],
        "annee_avant": avant.split()[1],
        "n_gros": int(segments.loc["gros", "effectif"]),
        "n_gros_moyens": int(segments.loc[["gros", "moyen"], "effectif"].sum()),
        "montant_gros": segments.loc["gros", "montant"],
        "total": segments["montant"].sum(),
        "part_gros": segments.loc["gros", "part_montant_pct"],
        # Pour les mauvais calculs
        "recents": clients[annee].tolist(),
        "anciens": clients[avant].tolist(),
    }


def _profiler(table: pd.DataFrame, *, signalements: bool = True) -> dict[str, str]:
    """Donner à chaque client d'un tableau son profil, d'après deux années d'achats."""
    factures = pd.concat(
        pd.DataFrame(
            {
                "facture": [f"{annee}-{rang}" for rang in range(len(table))],
                "date": pd.Timestamp(annee, 6, 30),
                "client": table["client"],
                "montant_ht": table[colonne].astype(float),
            }
        )
        for annee, colonne in ((2024, CA_2024), (2025, CA_2025))
    )
    signales = table.loc[table["Signalement"] != AUCUNE, ["client", "Signalement"]]
    motifs = pd.DataFrame({"client": signales["client"], "motif": signales["Signalement"].map(_MOTIFS)})
    profils = profiler_clients(factures, _JOUR, signalements=motifs if signalements else None)
    return dict(zip(profils["client"], profils["profil"].astype(str), strict=True))


def _situer(table: pd.DataFrame) -> dict[str, str]:
    """Donner à chaque client d'un tableau son étape ; ses factures se suivent tous les vingt jours."""
    lignes = [
        {"facture": f"{ligne.client} {rang}", "client": ligne.client, "montant_ht": 100.0, "date": jour}
        for ligne in table.rename(columns={DERNIERE: "derniere", FACTURES: "nombre"}).itertuples()
        for rang, jour in enumerate(
            pd.date_range(end=pd.to_datetime(ligne.derniere, dayfirst=True), periods=ligne.nombre, freq="20D")
            if ligne.nombre
            else ()
        )
    ]
    # Le jour du contact ne change rien à l'étape : seul compte qu'il ait eu lieu.
    contacts = pd.Series(pd.Timestamp(_JOUR), index=table.index).where(table[DERNIERE] == CONTACT)
    fiches = pd.DataFrame({"client": table["client"], "premier_contact": contacts})
    etapes = situer_cycle_de_vie(pd.DataFrame(lignes), _JOUR, fiches=fiches).set_index("client")["etape"]
    return {client: str(etapes[client]) for client in table["client"]}


def _lire_carte(table: pd.DataFrame, faits: Mapping) -> dict:
    """Ranger les communes dans leur zone, à vol d'oiseau et par la route, et mesurer la zone secondaire."""
    # Seule la distance compte : chaque commune est posée à l'est. Rien n'est au-delà de la dernière zone.
    rayons = (faits["rayon_primaire"], faits["rayon_secondaire"], 1000)
    carte = pd.DataFrame(
        {
            "commune": table[COMMUNE],
            "x_km": table[VOL],
            "y_km": 0,
            "etablissements": table[ETABLISSEMENTS],
            "clients": table[SIENS],
            "ca": 0.0,
            "prospects": 0,
        }
    )
    par_la_route = carte.assign(x_km=table[ROUTE])
    zones, zones_route = (
        dict(zip(lue["commune"], ranger_zones(lue, rayons)["zone"].astype(str), strict=True))
        for lue in (carte, par_la_route)
    )
    resume = resumer_zones(carte, rayons).set_index("zone")
    par_route = resumer_zones(par_la_route, rayons).set_index("zone")
    secondaire = resume.loc["zone secondaire"]
    siennes = carte[[zones[commune] == "zone secondaire" for commune in carte["commune"]]]
    return {
        "zones": zones,
        "zones_route": {c: zone for c, zone in zones_route.items() if zone != zones[c]},
        "corrige_zones": _lister(zones),
        "limite_zone": table.loc[table[VOL] == faits["rayon_primaire"], COMMUNE].iloc[0],
        "penetration_zone": secondaire["penetration_pct"],
        "zone_clients": int(secondaire["clients"]),
        "zone_etablissements": int(secondaire["etablissements"]),
        "zone_communes": ", ".join(siennes["commune"]),
        "somme_clients": " + ".join(map(str, siennes["clients"])),
        "somme_etablissements": " + ".join(map(str, siennes["etablissements"])),
        # Pour les mauvais calculs
        "penetration_route": par_route.loc["zone secondaire", "penetration_pct"],
        "penetration_primaire": resume.loc["zone primaire", "penetration_pct"],
        "moyenne_zone": (100 * siennes["clients"] / siennes["etablissements"]).mean(),
        "dans_le_cercle": resume.loc[
            ["zone primaire", "zone secondaire"], ["clients", "etablissements"]
        ].sum(),
        "carte_clients": int(carte["clients"].sum()),
        "carte_etablissements": int(carte["etablissements"].sum()),
    }


def _lire_zone(table: pd.DataFrame, faits: Mapping) -> dict:
    """Délimiter la zone de chalandise d'un magasin, et mesurer son emprise sur une commune."""
    noms = {COMMUNE: "commune", TEMPS: "temps_min", PORTEURS: "clients", ACHATS: "ca_ttc"}
    zone = table.rename(columns=noms | {MENAGES: "menages", INDICE: "indice_depense"})
    rangee = delimiter_zones(zone, SEUILS)
    mesuree = mesurer_emprise(zone, faits["depense"]).set_index("commune")
    etudiee = mesuree.loc[faits["etudiee"]]
    return {
        "seuil_primaire": SEUILS[0],
        "seuil_secondaire": SEUILS[1],
        "zones_magasin": dict(zip(rangee["commune"], rangee["zone"].astype(str), strict=True)),
        "corrige_zones_magasin": "\n".join(
            f"{ligne.commune}{FINE}: {ecrire_nombre(ligne.temps_min, 0, 'min')}, cumul "
            f"{ecrire_nombre(ligne.cumul_pct, 1, '%')}, {ligne.zone}."
            for ligne in rangee.itertuples()
        ),
        "emprise": etudiee["emprise_pct"],
        "menages_etudiee": int(etudiee["menages"]),
        "indice_etudiee": int(etudiee["indice_depense"]),
        "potentiel_etudiee": etudiee["potentiel"],
        "achats_etudiee": int(etudiee["ca_ttc"]),
        # Pour les mauvais calculs
        "porteurs_etudiee": int(etudiee["clients"]),
        "achats_zone": int(mesuree["ca_ttc"].sum()),
        "potentiel_zone": mesuree["potentiel"].sum(),
        "lignes_zone": list(table.itertuples(index=False, name=None)),
    }


def _decouper(v: Valeurs, ordre: Callable | None, *, compris: bool = False) -> dict[str, str]:
    """Ranger à tort les communes du magasin : dans un autre ordre, ou sur un autre cumul."""
    lignes = sorted(v.lignes_zone, key=ordre) if ordre else v.lignes_zone
    return {commune: ZONES[rang] for commune, rang in decouper(lignes, compris).items()}


def _lister(attributions: dict[str, str]) -> str:
    return "\n".join(f"{client}{FINE}: {groupe}." for client, groupe in attributions.items())


def _trouver(table: pd.DataFrame, colonne: str, valeur: str) -> str:
    return table.loc[table[colonne] == valeur, "client"].iloc[0]


def _trouver_limite(table: pd.DataFrame) -> str:
    """Le client dont la baisse est de 25 % tout juste."""
    return table.loc[4 * table[CA_2025] == 3 * table[CA_2024], "client"].iloc[0]


def _trouver_petite_baisse(table: pd.DataFrame) -> str:
    """Le client qui achète un peu moins, sans que sa baisse atteigne 25 %."""
    avant, apres = table[CA_2024], table[CA_2025]
    baisse = (apres < avant) & (4 * apres > 3 * avant) & (table["Signalement"] == AUCUNE)
    return table.loc[baisse, "client"].iloc[0]


def _trouver_forte_baisse(table: pd.DataFrame, profils: Mapping[str, str]) -> str:
    """Le déclinant dont la baisse dépasse 25 %."""
    declinants = table["client"].map(profils) == "déclinant"
    return table.loc[declinants & (4 * table[CA_2025] < 3 * table[CA_2024]), "client"].iloc[0]


def _trouver_janvier(table: pd.DataFrame) -> str:
    """Le client dont la dernière facture a un peu moins de douze mois."""
    return table.loc[table[DERNIERE].str.endswith("/01/2025"), "client"].iloc[0]


def _part(numerateur: str, denominateur: str):
    """Un mauvais taux : deux nombres du marché, mal choisis."""
    return lambda v: 100 * getattr(v, numerateur) / getattr(v, denominateur)


def _oublier_la_concurrence(v: Valeurs) -> int | None:
    """La clientèle sans ses concurrents, quand ce nombre ne se trouve pas autrement."""
    total = v.nous + v.relatifs
    return None if total in (v.acheteurs, v.prospects) else total


def _compter_gros(montants: list[int], seuil: int, *, strict: bool = False) -> int:
    return sum(montant > seuil or (montant == seuil and not strict) for montant in montants)


def _peser_gros(montants: list[int], seuil: int, *, strict: bool = False) -> float:
    gros = [m for m in montants if m > seuil or (m == seuil and not strict)]
    return 100 * sum(gros) / sum(montants)


def _remplacer(attributions: dict[str, str], avant: str, apres: str) -> dict[str, str]:
    """Les clients d'un groupe, tous rangés à tort dans un autre."""
    return {client: apres for client, groupe in attributions.items() if groupe == avant}


def _oublier_signalements(v: Valeurs, *motifs: str) -> dict[str, str]:
    """Les clients signalés, rangés d'après leurs seuls achats."""
    return {client: v.sans_signalement[client] for client, motif in v.signalements.items() if motif in motifs}


def _oublier_la_date(v: Valeurs) -> dict[str, str]:
    """Les clients qui ont beaucoup acheté, tous crus en relation continue."""
    return _remplacer(v.etapes, "inactivité", "relation continue") | _remplacer(
        v.etapes, "arrêt", "relation continue"
    )


def _oublier_l_arret(v: Valeurs) -> dict[str, str]:
    return _remplacer(v.etapes, "arrêt", "inactivité")


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q1": {
        "attendu": lambda v: {cle: v.categories[cle] for cle in v.etablissements},
        "lignes": lambda v: {cle: texte for cle, texte in v.etablissements.items()},
    },
    "q2": {
        "clients_retires": lambda v: v.potentielle - v.nous,
        "concurrence_oubliee": _oublier_la_concurrence,
    },
    "q3": {
        "absolus_comptes_prospects": lambda v: v.prospects + v.absolus,
    },
    "q4": {
        "toute_la_zone": _part("acheteurs", "total_zone"),
        "penetration_entreprise": _part("nous", "potentielle"),
        "concurrence_seule": _part("concurrence", "potentielle"),
        "non_acheteurs": _part("relatifs", "potentielle"),
        "part_marche": _part("nous", "acheteurs"),
    },
    "q5": {
        "penetration_pour_part": _part("nous", "potentielle"),
        "base_sans_nous": _part("nous", "concurrence"),
        "toute_la_zone": _part("nous", "total_zone"),
        "penetration_produit": _part("acheteurs", "potentielle"),
        "part_des_autres": _part("concurrence", "acheteurs"),
        "base_prospects": _part("nous", "prospects"),
    },
    "q6": {
        "lignes": lambda v: {client: client for client in v.etapes},
        "derniere_date_oubliee": _oublier_la_date,
        "arret_pris_pour_inactivite": _oublier_l_arret,
        "inactivite_prise_pour_arret": lambda v: _remplacer(v.etapes, "inactivité", "arrêt"),
        "jour_anniversaire": lambda v: {v.limite_date: "relation continue"},
        "presque_douze_mois": lambda v: {v.limite_janvier: "inactivité"},
        "inactif_cru_actif": lambda v: {v.inactif: "relation continue"},
        "arret_cru_actif": lambda v: {v.arrete: "relation continue"},
        "contact_invente": lambda v: {v.sans_contact: "entrée en relation"},
        "premier_achat_pris_pour_relation": lambda v: _remplacer(
            v.etapes, "premier achat", "relation continue"
        ),
        "contact_oublie": lambda v: _remplacer(v.etapes, "entrée en relation", "prospect"),
    },
    "q7": {
        "part_marche_pour_penetration": _part("nous", "acheteurs"),
        "toute_la_zone": _part("nous", "total_zone"),
        "base_prospects": _part("nous", "prospects"),
        "penetration_produit": _part("acheteurs", "potentielle"),
    },
    "q10": {
        "lignes": lambda v: {client: client for client in v.profils},
        "signalement_ignore": lambda v: _oublier_signalements(v, "Réclamation", "Impayé"),
        "reclamation_ignoree": lambda v: _oublier_signalements(v, "Réclamation"),
        "impaye_ignore": lambda v: _oublier_signalements(v, "Impayé"),
        "perdu_pris_pour_declinant": lambda v: {v.perdu: "déclinant"},
        "baisse_ignoree": lambda v: _remplacer(v.profils, "déclinant", "fidèle"),
        "forte_baisse_ignoree": lambda v: {v.forte_baisse: "fidèle"},
        "perdu_cru_douteux": lambda v: {v.perdu: "douteux"},
        "baisse_crue_douteuse": lambda v: {v.forte_baisse: "douteux"},
        "fidele_cru_a_developper": lambda v: {v.petite_baisse: "à développer"},
        "seuil_strict": lambda v: {v.limite_baisse: "fidèle"},
        "petite_baisse": lambda v: {v.petite_baisse: "déclinant"},
        "nouveau_cru_fidele": lambda v: _remplacer(v.profils, "à développer", "fidèle"),
    },
    "q11": {
        "seuil_strict": lambda v: _compter_gros(v.recents, v.seuil_gros, strict=True),
        "mauvaise_annee": lambda v: _compter_gros(v.anciens, v.seuil_gros),
    },
    "q12": {
        "part_des_clients": lambda v: 100 * v.n_gros / v.n,
        "seuil_strict": lambda v: _peser_gros(v.recents, v.seuil_gros, strict=True),
        "mauvaise_annee": lambda v: _peser_gros(v.anciens, v.seuil_gros),
        "moyens_comptes": lambda v: _peser_gros(v.recents, v.seuil_moyen),
        "base_sans_gros": lambda v: 100 * v.montant_gros / (v.total - v.montant_gros),
        "base_autre_annee": lambda v: 100 * v.montant_gros / sum(v.anciens),
    },
    "q17": {
        "marche_fige": lambda v: 100 * v.nous_apres / v.acheteurs,
        "gagnes_comptes_deux_fois": lambda v: 100 * v.nous_apres / (v.acheteurs_apres + v.gagnes),
        "relatifs_oublies": lambda v: 100 * (v.nous + v.gagnes) / v.acheteurs,
        "gagnes_oublies": lambda v: 100 * (v.nous + v.convertis) / v.acheteurs_apres,
        "part_inchangee": _part("nous", "acheteurs"),
        "penetration_pour_part": _part("nous_apres", "potentielle"),
        "base_sans_nous": lambda v: 100 * v.nous_apres / (v.concurrence - v.gagnes),
    },
    "q19": {
        "lignes": lambda v: {commune: commune for commune in v.zones},
        "route_lue": lambda v: v.zones_route,
        "borne_exclue": lambda v: {v.limite_zone: "zone secondaire"},
        "zones_inversees": lambda v: (
            _remplacer(v.zones, "zone primaire", "zone tertiaire")
            | _remplacer(v.zones, "zone tertiaire", "zone primaire")
        ),
    },
    "q20": {
        "moyenne_simple": lambda v: v.moyenne_zone,
        "cercle_entier": lambda v: 100 * v.dans_le_cercle["clients"] / v.dans_le_cercle["etablissements"],
        "toutes_les_zones": _part("carte_clients", "carte_etablissements"),
        "zone_primaire": lambda v: v.penetration_primaire,
        "route_lue": lambda v: v.penetration_route,
        "part_des_clients": _part("zone_clients", "carte_clients"),
        "part_des_etablissements": _part("zone_etablissements", "carte_etablissements"),
    },
    "q21": {
        "lignes": lambda v: {commune: commune for commune, *_ in v.lignes_zone},
        "commune_exclue": lambda v: _decouper(v, lambda ligne: ligne[1], compris=True),
        "tri_par_porteurs": lambda v: _decouper(v, lambda ligne: -ligne[4]),
        "sans_tri": lambda v: _decouper(v, None),
        "zones_inversees": lambda v: (
            _remplacer(v.zones_magasin, "zone primaire", "zone tertiaire")
            | _remplacer(v.zones_magasin, "zone tertiaire", "zone primaire")
        ),
    },
    "q22": {
        "indice_oublie": lambda v: 100 * v.achats_etudiee / (v.menages_etudiee * v.depense),
        "indice_a_l_envers": lambda v: v.achats_etudiee * v.indice_etudiee / (v.menages_etudiee * v.depense),
        "porteurs_par_menage": _part("porteurs_etudiee", "menages_etudiee"),
        "part_du_ca": _part("achats_etudiee", "achats_zone"),
        "toute_la_zone": _part("achats_etudiee", "potentiel_zone"),
    },
}
