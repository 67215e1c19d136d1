"""La série du chapitre 3 : de la marge d'une vente à la valeur vie, puis à la décision.

Les réponses attendues viennent de :mod:`course_helpers.valeur`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from collections.abc import Mapping
from math import ceil

import pandas as pd

from course_helpers.ecriture import FINE, ecrire_fois, ecrire_nombre
from course_helpers.exercices.question import Valeurs
from course_helpers.exercices.textes import ecrire_euros
from course_helpers.tirages.magasin import CA, CA_CARTE, TICKETS, TICKETS_CARTE
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.valeur import (
    amortir_acquisition,
    calculer_ht,
    chiffrer_programme,
    comparer_couts,
    mesurer_marge,
    mesurer_retention_effectifs,
    valeur_client,
    valeur_vie,
    valeur_vie_marge_acquise,
)


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série, et que les données permettent.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``3-valeur`` ; ou, lu dans un fichier, des clients sans les colonnes, les
        tableaux ni les faits qu'il n'a pas.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les taux et les ``…_retention`` sont en %, les montants en €.
    """
    clients, faits = donnees.clients, donnees.faits
    valeurs = dict(faits) | {"entreprise": donnees.entreprise, "n": len(clients)}
    if "cout_achat" in clients:
        valeurs |= _mesurer_taux(clients)
    if {"cout_achat", "charges"} <= set(clients.columns):
        valeurs |= _mesurer_portefeuille(clients)
    if "cinq" in donnees.tables:
        valeurs |= _mesurer_cinq(donnees.tables["cinq"])
    if "debut" in faits:
        valeurs |= _mesurer_retention(faits)
    if "prix_ttc_centimes" in faits:
        valeurs |= _mesurer_vente(faits)
    if "vie_marge" in faits:
        valeurs |= _mesurer_vie(faits) | _mesurer_delai(faits)
    if "depenses_conquete" in faits:
        valeurs |= _mesurer_couts(faits)
    if "prog_membres" in faits:
        valeurs |= _mesurer_programme(faits)
    if "semaine" in donnees.tables:
        valeurs |= _mesurer_carte(donnees.tables["semaine"], faits)
    return valeurs


def _mesurer_taux(clients: pd.DataFrame) -> dict:
    ensemble = mesurer_marge(clients["ca"].sum(), cout_achat=clients["cout_achat"].sum())
    taux = 1 - clients["cout_achat"] / clients["ca"]
    return {
        "ca_total": ensemble["prix_ht"],
        "marge_totale": ensemble["marge_commerciale"],
        "taux_marque": 100 * ensemble["taux_marque"],
        "taux_marge": 100 * ensemble["taux_marge"],
        "moyenne_taux": 100 * taux.mean(),
    }


def _mesurer_portefeuille(clients: pd.DataFrame) -> dict:
    """Mesurer la valeur de chacun ; il faut sept clients au moins."""
    valeurs = _mesurer(clients).sort_values("ca", ascending=False, ignore_index=True)
    ensemble = mesurer_marge(
        valeurs["ca"].sum(), cout_achat=valeurs["cout_achat"].sum(), frais=valeurs["charges"].sum()
    )
    etudie = valeurs.iloc[4]
    return {
        "etudie": etudie.client,
        "etudie_ca": etudie.ca,
        "etudie_cout": etudie.cout_achat,
        "etudie_charges": etudie.charges,
        "etudie_valeur": etudie.valeur,
        "premier": valeurs["client"].iloc[0],
        "moyen": valeurs["client"].iloc[6],
        "piege": valeurs.loc[valeurs["valeur"].idxmin(), "client"],
        "perte": valeurs["valeur"].min(),
        "rang_piege": int(valeurs["valeur"].idxmin()) + 1,
        "petit": valeurs["client"].iloc[-1],
        "taux_valeur": 100 * ensemble["marge_nette"] / ensemble["prix_ht"],
        "valeurs": dict(zip(valeurs["client"], valeurs["valeur"].tolist(), strict=True)),
    }


def _mesurer_cinq(table: pd.DataFrame) -> dict:
    cinq = _mesurer(table)
    return {
        "cinq": {ligne.client: ligne for ligne in cinq.itertuples(index=False)},
        "perdant": cinq.loc[cinq["valeur"].idxmin(), "client"],
        "total_cinq": cinq["valeur"].sum(),
        "corrige_cinq": "\n".join(
            f"{ligne.client}{FINE}: {ecrire_euros(ligne.ca)} − {ecrire_euros(ligne.cout_achat)} − "
            f"{ecrire_euros(ligne.charges)} = {ecrire_euros(ligne.valeur)}."
            for ligne in cinq.itertuples()
        ),
    }


def _mesurer_retention(faits: Mapping) -> dict:
    retention = mesurer_retention_effectifs(faits["debut"], faits["fin"], nouveaux=faits["nouveaux"])
    return {
        "restes": int(retention["restes"]),
        "perdus": int(retention["perdus"]),
        "retention": 100 * retention["taux_retention"],
        "attrition": 100 * retention["taux_attrition"],
        "duree": retention["duree_moyenne"],
        "corrige_duree": ecrire_nombre(retention["duree_moyenne"], 1) if retention["perdus"] else "",
    }


def _mesurer_vente(faits: Mapping) -> dict:
    ttc, marque = faits["prix_ttc_centimes"] / 100, faits["marque_pct"] / 100
    vente = mesurer_marge(calculer_ht(ttc), taux_marque=marque, frais=faits["frais"])
    return {
        "prix_ttc": ttc,
        "prix_ht": vente["prix_ht"],
        "cout_vente": vente["cout_achat"],
        "marge_vente": vente["marge_commerciale"],
        "nette_vente": vente["marge_nette"],
    }


def _mesurer_vie(faits: Mapping) -> dict:
    vie = {"taux_retention": faits["vie_retention"] / 100, "horizon": faits["vie_annees"]}
    conquete = {
        "taux_retention": faits["conquete_retention"] / 100,
        "taux_actualisation": faits["conquete_taux"] / 100,
        "horizon": faits["conquete_annees"],
    }
    cout = faits["conquete_cout"]
    return {
        "vie": valeur_vie(faits["vie_marge"], taux_actualisation=0, **vie),
        "vie_acquise": valeur_vie_marge_acquise(faits["vie_marge"], taux_actualisation=0, **vie),
        "corrige_vie": _detailler(amortir_acquisition(0, faits["vie_marge"], **vie)),
        "reglages_vie": vie,
        "conquete": valeur_vie(faits["conquete_marge"], premiere_marge=0, cout_acquisition=cout, **conquete),
        "conquete_acquise": valeur_vie_marge_acquise(
            faits["conquete_marge"], cout_acquisition=cout, **conquete
        ),
        "corrige_conquete": _detailler(
            amortir_acquisition(0, faits["conquete_marge"], premiere_marge=0, **conquete)
        ),
        "brute_conquete": valeur_vie(faits["conquete_marge"], premiere_marge=0, **conquete),
        "reglages_conquete": conquete,
    }


def _mesurer_delai(faits: Mapping) -> dict:
    reglages = {
        "taux_retention": faits["amorti_retention"] / 100,
        "taux_actualisation": faits["amorti_taux"] / 100,
    }
    amorti = amortir_acquisition(faits["amorti_cout"], faits["amorti_marge"], **reglages)
    annee = amorti.attrs["delai_recuperation"]
    simple = amortir_acquisition(
        faits["amorti_cout"], faits["amorti_marge"], **reglages | {"taux_actualisation": 0}
    )
    return {
        "annee": annee,
        "annee_avant": annee - 1,
        "annee_simple": simple.attrs["delai_recuperation"],
        "annee_sur_ca": amortir_acquisition(faits["amorti_cout"], faits["amorti_ca"], **reglages).attrs[
            "delai_recuperation"
        ],
        "manque": -amorti["solde"].iloc[annee - 2],
        "solde_avant": amorti["solde"].iloc[annee - 2],
        "solde": amorti["solde"].iloc[annee - 1],
    }


def _mesurer_couts(faits: Mapping) -> dict:
    couts = comparer_couts(
        depenses_conquete=faits["depenses_conquete"],
        clients_gagnes=faits["gagnes"],
        depenses_fidelisation=faits["depenses_fidelisation"],
        clients_gardes=faits["gardes"],
    )
    return {
        "cout_gagner": couts["cout_gagner"],
        "cout_garder": couts["cout_garder"],
        "verifiee": bool(couts["rapport"] > 1),
        "bilan_couts": _comparer(couts),
    }


def _mesurer_programme(faits: Mapping) -> dict:
    programme = chiffrer_programme(
        membres=faits["prog_membres"],
        ca_moyen=faits["prog_ca"],
        marge_client=faits["prog_marge"],
        taux_remise=faits["prog_remise"] / 100,
        cout_fixe=faits["prog_fixe"],
    )
    return {
        "prog_cout": programme["cout"],
        "prog_remises": programme["remises"],
        "prog_seuil": int(programme["seuil"]),
        "prog_exact": ecrire_nombre(programme["cout"] / faits["prog_marge"], 2),
    }


def _mesurer(table: pd.DataFrame) -> pd.DataFrame:
    return valeur_client(table, table[["client", "charges"]].rename(columns={"charges": "montant"}))


def _detailler(amorti: pd.DataFrame) -> str:
    """Une ligne par année : ce que vaut la marge attendue, puis le cumul."""
    return "\n".join(
        f"t = {ligne.annee}{FINE}: {ecrire_nombre(ligne.marge, 2, '€')}, "
        f"cumul {ecrire_nombre(ligne.marge_cumulee, 2, '€')}."
        for ligne in amorti.itertuples()
    )


def _comparer(couts: pd.Series) -> str:
    rapport = couts["rapport"]
    if rapport > 1:
        return f"gagner un client a coûté {ecrire_fois(rapport)} plus que d’en garder un"
    return f"garder un client a coûté {ecrire_fois(1 / rapport)} plus que d’en gagner un"


def _vendre(v: Valeurs, prix_ht: float, taux: str = "taux_marque") -> float:
    """La marge nette de la vente, à partir d'un prix ou d'un taux qui n'est pas le bon."""
    return mesurer_marge(prix_ht, frais=v.frais, **{taux: v.marque_pct / 100})["marge_nette"]


def _remplir(v: Valeurs, calcul) -> dict[str, float]:
    """Une colonne à compléter : une valeur par client du tableau."""
    return {nom: calcul(ligne) for nom, ligne in v.cinq.items()}


def _vivre(v: Valeurs, marge: float = 0, **change) -> float:
    """La valeur vie de la question 6, avec un réglage faux."""
    return valeur_vie(marge or v.vie_marge, taux_actualisation=0, **v.reglages_vie | change)


def _conquerir(v: Valeurs, marge: float = 0, cout: float | None = None, **change) -> float:
    """La valeur vie de la conquête, avec un réglage faux."""
    return valeur_vie(
        marge or v.conquete_marge,
        cout_acquisition=v.conquete_cout if cout is None else cout,
        **{"premiere_marge": 0} | v.reglages_conquete | change,
    )


def _perdre_i(reglages: dict) -> dict:
    """Multiplier par (1 − i) au lieu de diviser par (1 + i)."""
    garde = reglages["taux_retention"] * (1 - reglages["taux_actualisation"])
    return {"taux_retention": garde, "taux_actualisation": 0}


def _mesurer_carte(semaine: pd.DataFrame, faits: Mapping) -> dict:
    """Mesurer ce que pèse la carte d'un magasin, et ce que vaut un porteur actif."""
    tickets, avec, ca, ca_carte = (int(semaine[nom].sum()) for nom in (TICKETS, TICKETS_CARTE, CA, CA_CARTE))
    frequence = faits["carte_passages"] // faits["carte_actifs"]
    panier_ht = faits["panier_ht"]
    marge = frequence * panier_ht * faits["marque_magasin"] / 100
    return {
        "panier_ttc": panier_ht * 12 / 10,
        "frequence": frequence,
        "achats_porteur": frequence * panier_ht,
        "marge_porteur": marge,
        "valeur_porteur": marge - faits["cout_carte"],
        "tickets_semaine": tickets,
        "tickets_carte": avec,
        "ca_semaine": ca,
        "ca_carte": ca_carte,
        "part_ca_carte": 100 * ca_carte / ca,
        "taux_encartage": 100 * avec / tickets,
        "parts_par_jour": (100 * semaine[CA_CARTE] / semaine[CA]).tolist(),
    }


def _valoriser(
    v: Valeurs, panier: float, *, passages: float | None = None, cout: float | None = None
) -> float:
    """Valoriser un porteur, avec un panier, une fréquence ou un coût mal choisis."""
    fois = v.frequence if passages is None else passages
    return fois * panier * v.marque_magasin / 100 - (v.cout_carte if cout is None else cout)


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q2": {
        "ttc_pour_ht": lambda v: _vendre(v, v.prix_ttc),
        "ht_par_soustraction": lambda v: _vendre(v, v.prix_ttc * 4 / 5),
        "taux_de_marge": lambda v: _vendre(v, v.prix_ht, "taux_marge"),
        "cout_pour_marge": lambda v: v.cout_vente - v.frais,
    },
    "q3": {
        "charges_oubliees": lambda v: v.etudie_ca - v.etudie_cout,
        "cout_achat_oublie": lambda v: v.etudie_ca - v.etudie_charges,
        "charges_ajoutees": lambda v: v.etudie_ca - v.etudie_cout + v.etudie_charges,
    },
    "q4": {
        "attendu": lambda v: _remplir(v, lambda c: c.valeur),
        "lignes": lambda v: {client: client for client in v.cinq},
        "ca_pour_marge": lambda v: _remplir(v, lambda c: c.ca),
        "charges_oubliees": lambda v: _remplir(v, lambda c: c.ca - c.cout_achat),
        "cout_achat_oublie": lambda v: _remplir(v, lambda c: c.ca - c.charges),
        "signe_perdu": lambda v: {v.perdant: -v.cinq[v.perdant].valeur},
    },
    "q5": {
        "nouveaux_comptes": lambda v: 100 * v.fin / v.debut,
        "base_de_la_fin": lambda v: 100 * v.restes / v.fin,
        "part_des_nouveaux": lambda v: 100 * v.nouveaux / v.debut,
    },
    "q6": {
        "ca_pour_marge": lambda v: _vivre(v, v.vie_ca),
        "tout_le_monde_reste": lambda v: _vivre(v, taux_retention=1),
        "une_seule_retention": lambda v: v.vie_marge * v.vie_annees * v.vie_retention / 100,
        "attrition_pour_retention": lambda v: _vivre(v, taux_retention=(100 - v.vie_retention) / 100),
        "premiere_annee": lambda v: v.vie_marge * v.vie_retention / 100,
        "derniere_annee": lambda v: v.vie_marge * (v.vie_retention / 100) ** v.vie_annees,
    },
    "q8": {
        "cout_pour_marge": lambda v: 100 - v.taux_marque,
    },
    "q10": {
        "un_sur_retention": lambda v: v.debut / v.restes,
        "part_pour_duree": lambda v: v.attrition / 100,
        "nouveaux_comptes": lambda v: v.debut / (v.debut - v.fin),
    },
    "q12": {
        "premiere_marge_differee": lambda v: _conquerir(v, premiere_marge=1),
        "ca_pour_marge": lambda v: _conquerir(v, v.conquete_ca),
        "tout_le_monde_reste": lambda v: _conquerir(v, taux_retention=1),
        "un_moins_i": lambda v: _conquerir(v, **_perdre_i(v.reglages_conquete)),
        "sans_actualisation": lambda v: _conquerir(v, taux_actualisation=0),
        "projection_pour_valeur_vie": lambda v: v.conquete_marge * v.conquete_annees - v.conquete_cout,
    },
    "q13": {
        "tout_le_monde_reste": lambda v: ceil(v.amorti_cout / v.amorti_marge),
    },
    "q14": {
        "prospects_pour_clients": lambda v: v.depenses_conquete / v.touches,
        "toutes_les_depenses": lambda v: (v.depenses_conquete + v.depenses_fidelisation) / v.gagnes,
        "tous_les_clients": lambda v: v.depenses_conquete / (v.gagnes + v.gardes),
    },
    "q19": {
        "remise_sur_la_marge": lambda v: v.prog_fixe + v.prog_membres * v.prog_marge * v.prog_remise / 100,
        "un_seul_client": lambda v: v.prog_fixe + v.prog_ca * v.prog_remise / 100,
    },
    "q20": {
        "arrondi_inferieur": lambda v: v.prog_cout // v.prog_marge,
        "remises_oubliees": lambda v: ceil(v.prog_fixe / v.prog_marge),
        "fixe_oublie": lambda v: ceil(v.prog_remises / v.prog_marge),
        "ca_pour_marge": lambda v: ceil(v.prog_cout / v.prog_ca),
    },
    "q15": {
        "attendu": lambda v: "verifiee" if v.verifiee else "dementie",
        "conclusion_inversee": lambda v: "dementie" if v.verifiee else "verifiee",
    },
    "q22": {
        "ttc_pour_ht": lambda v: _valoriser(v, v.panier_ttc),
        "vingt_pour_cent_retires": lambda v: _valoriser(v, 0.8 * v.panier_ttc),
        "un_seul_passage": lambda v: _valoriser(v, v.panier_ht, passages=1),
        "carte_oubliee": lambda v: _valoriser(v, v.panier_ht, cout=0),
        "tous_les_porteurs": lambda v: _valoriser(
            v, v.panier_ht, passages=v.carte_passages / v.carte_porteurs
        ),
        "ca_pour_marge": lambda v: v.achats_porteur - v.cout_carte,
    },
    "q23": {
        "part_des_tickets": lambda v: v.taux_encartage,
        "moyenne_simple": lambda v: sum(v.parts_par_jour) / len(v.parts_par_jour),
        "sans_carte": lambda v: 100 - v.part_ca_carte,
        "base_sans_carte": lambda v: 100 * v.ca_carte / (v.ca_semaine - v.ca_carte),
        "samedi_seul": lambda v: v.parts_par_jour[-1],
    },
}
