"""La série du chapitre 6 : poser un objectif, mesurer un écart, choisir une stratégie par segment.

Les réponses attendues viennent de :mod:`course_helpers.strategies`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from decimal import ROUND_HALF_UP, Decimal
from math import ceil

import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Valeurs
from course_helpers.magasin import mesurer_transformation
from course_helpers.strategies import (
    OFFRES,
    STRATEGIES,
    attribuer_strategies,
    comparer_offres,
    mesurer_ecarts,
    prevoir_base,
    resumer_taux,
)
from course_helpers.suivi import comparer_cibles, repartir_objectif
from course_helpers.tirages.magasin import CA, ENTREES, TICKETS
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.tirages.strategies import ACTIFS, CA_CUMUL, CA_MOIS, ECHU, INDICATEUR

_ADDITIONNELLE, _GAMME = OFFRES


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``6-strategies``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``taux_…``, ``part_…`` et ``cible…`` sont en %, les montants
        en €, les ``ecart_…`` en points.
    """
    faits = donnees.faits
    secteurs = (
        donnees.tables["secteurs"]
        .rename(
            columns={
                "Secteur": "secteur",
                "Prospects au fichier": "fichier",
                "Prospects contactés": "base",
                "Nouveaux clients": "obtenu",
                "Cible (%)": "objectif_pct",
            }
        )
        .assign(indicateur="conversion")
    )
    ecarts = mesurer_ecarts(secteurs)
    ensemble = resumer_taux(secteurs).loc["conversion"]
    manque = ecarts.loc[ecarts["reste"].idxmax()]
    conversion, contrats, ventes = (
        ligne for _, ligne in mesurer_ecarts(_reunir_taux_d_ensemble(faits)).iterrows()
    )
    offres = comparer_offres(
        ventes=faits["ventes"],
        prix=faits["prix"],
        complement=faits["complement"],
        superieur=faits["superieur"],
        acceptent=(faits["completees"], faits["montees"]),
    )
    suivi = _suivre(donnees.tables["suivi"])
    clients = attribuer_strategies(donnees.clients, segment="Segment")
    achats = clients.groupby("Segment")["ca"].agg(["size", "sum"])
    total = int(clients["ca"].sum())
    limites, exigeants = (achats.loc[segment] for segment in STRATEGIES)
    return {
        **faits,
        "entreprise": donnees.entreprise,
        **_mesurer_magasin(donnees.tables["semaine"], faits["cible_transformation"]),
        # Toute l'entreprise
        "taux_conversion": conversion["reel_pct"],
        "clients_vises": int(conversion["obtenu"] + conversion["reste"]),
        "reste": int(conversion["reste"]),
        "seuil_clients": ecrire_nombre(conversion["objectif_pct"] * conversion["base"] / 100, 2),
        "a_contacter": prevoir_base(faits["vises"], obtenu=faits["gagnes"], base=faits["contactes"]),
        "taux_contrats": contrats["reel_pct"],
        "ecart_contrats": -contrats["ecart_points"],
        "relatif_contrats": -contrats["ecart_relatif_pct"],
        "reste_contrats": int(contrats["reste"]),
        # Par secteur
        "secteurs": secteurs.set_index("secteur")[["fichier", "base", "obtenu", "objectif_pct"]].to_dict(
            "index"
        ),
        "taux_secteurs": dict(zip(ecarts["secteur"], ecarts["reel_pct"], strict=True)),
        "gagnes_secteurs": int(ensemble["obtenu"]),
        "contactes_secteurs": int(ensemble["base"]),
        "taux_ensemble": ensemble["reel_pct"],
        "moyenne_simple": ensemble["moyenne_simple_pct"],
        "cible_ensemble": ensemble["objectif_pct"],
        "corrige_secteurs": "\n".join(
            f"{ligne.secteur}{FINE}: {ligne.obtenu} / {ligne.base} = {ecrire_nombre(ligne.reel_pct, 1, '%')}."
            for ligne in ecarts.itertuples()
        ),
        "corrige_manques": "\n".join(
            f"{ligne.secteur}{FINE}: {ecrire_nombre(ligne.objectif_pct, 0, '%')} de {ligne.base}, donc "
            + (
                f"{ligne.obtenu + ligne.reste:.0f} − {ligne.obtenu} = {ligne.reste:.0f}."
                if ligne.reste
                else f"la cible est atteinte avec {ligne.obtenu}."
            )
            for ligne in ecarts.itertuples()
        ),
        "secteur_manque": manque["secteur"],
        "taux_manque": manque["reel_pct"],
        "reste_manque": int(manque["reste"]),
        "ecart_manque": ecrire_nombre(-manque["ecart_points"], 1),
        "gagnes_manque": manque["obtenu"],
        "base_manque": manque["base"],
        "vises_manque": int(manque["obtenu"] + manque["reste"]),
        "secteur_points": ecarts.loc[ecarts["ecart_points"].idxmin(), "secteur"],
        "reste_points": int(ecarts.loc[ecarts["ecart_points"].idxmin(), "reste"]),
        "secteur_bas": ecarts.loc[ecarts["reel_pct"].idxmin(), "secteur"],
        "secteur_haut": ecarts.loc[ecarts["objectif_pct"].idxmax(), "secteur"],
        # Ventes
        "taux_additionnelles": ventes["reel_pct"],
        "surplus_gamme": offres.loc[_GAMME, "surplus"],
        "gain_gamme": offres.loc[_GAMME, "gain"],
        "gain_additionnelle": offres.loc[_ADDITIONNELLE, "gain"],
        # Deux taux d'une année sur l'autre
        "taux_apres": faits["taux_avant"] + faits["hausse"],
        "hausse_relative": 100 * faits["hausse"] / faits["taux_avant"],
        # Segments
        "n": len(clients),
        "total": total,
        "n_exigeants": int(exigeants["size"]),
        "ca_exigeants": int(exigeants["sum"]),
        "ca_limites": int(limites["sum"]),
        "part_exigeants": 100 * exigeants["sum"] / total,
        "part_limites": 100 * limites["sum"] / total,
        "strategie_exigeants": STRATEGIES["clients exigeants"],
        # Le tableau de bord
        "cible_aout": _viser_aout(faits),
        "verdicts": dict(zip(suivi[INDICATEUR], suivi["verdict"], strict=True)),
        "corrige_verdicts": "\n".join(
            f"{ligne.indicateur.partition(' (')[0]}{FINE}: {ecrire_nombre(ligne.realise)} pour "
            f"{ecrire_nombre(ligne.cible)}, et la {ligne.sens} est favorable{FINE}: {ligne.verdict}."
            for ligne in suivi.rename(columns={INDICATEUR: "indicateur"}).itertuples()
        ),
    }


def _suivre(table: pd.DataFrame) -> pd.DataFrame:
    """Comparer chaque indicateur à sa cible, et en donner le verdict."""
    releve = table.rename(columns={"Réalisé": "realise", "Cible": "cible"})
    compare = comparer_cibles(
        releve.assign(sens=["baisse" if nom == ECHU else "hausse" for nom in releve[INDICATEUR]])
    )
    return compare.assign(verdict=[_VERDICTS[bool(atteint)] for atteint in compare["atteint"]])


_VERDICTS = {True: "cible atteinte", False: "cible manquée"}


def _inverser(verdict: str) -> str:
    return _VERDICTS[verdict != _VERDICTS[True]]


def _viser_aout(faits) -> int:
    """La cible d'août : la part d'août dans l'an dernier, prise sur l'objectif."""
    autres = faits["annee_passee"] - faits["aout_passe"]
    mois = pd.Series([autres] + [0] * 6 + [faits["aout_passe"]] + [0] * 4)
    return int(repartir_objectif(faits["objectif_annee"], mois).iloc[7])


def _reunir_taux_d_ensemble(faits) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicateur": ["conversion", "renouvellement", "ventes additionnelles"],
            "obtenu": [faits["gagnes"], faits["renouveles"], faits["completees"]],
            "base": [faits["contactes"], faits["echus"], faits["ventes"]],
            "objectif_pct": [faits["cible"], faits["cible_contrats"], 0],
        }
    )


def _sommer(v: Valeurs, colonne: str) -> int:
    return sum(secteur[colonne] for secteur in v.secteurs.values())


def _par_secteur(v: Valeurs, calcul) -> dict[str, float]:
    """Une colonne à compléter : une valeur par secteur."""
    return {nom: calcul(secteur) for nom, secteur in v.secteurs.items()}


def _contacter_au_taux_arrondi(v: Valeurs, decimales: int) -> int:
    """Les prospects à contacter, si l'on arrondit le taux (en %) avant de s'en servir."""
    taux = Decimal(100 * v.gagnes) / v.contactes
    arrondi = taux.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    return ceil(100 * v.vises / arrondi)


def _mesurer_magasin(semaine: pd.DataFrame, cible: int) -> dict:
    """Mesurer la transformation d'un magasin dans la semaine, et ce qu'une cible ajouterait."""
    entrees, tickets, ca = (int(semaine[nom].sum()) for nom in (ENTREES, TICKETS, CA))
    panier = ca / tickets
    samedi = semaine.iloc[-1]
    vises = entrees * cible // 100
    return {
        "entrees_semaine": entrees,
        "tickets_semaine": tickets,
        "ca_semaine": ca,
        "panier_semaine": panier,
        "transformation": mesurer_transformation(tickets, entrees),
        "transformation_samedi": mesurer_transformation(samedi[TICKETS], samedi[ENTREES]),
        "taux_par_jour": (100 * semaine[TICKETS] / semaine[ENTREES]).tolist(),
        "tickets_vises": vises,
        "tickets_en_plus": vises - tickets,
        "ca_en_plus": (vises - tickets) * panier,
        "panier_samedi": samedi[CA] / samedi[TICKETS],
    }


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q3": {
        "base_fichier": lambda v: 100 * v.gagnes / v.fichier,
        "base_clients": lambda v: 100 * v.gagnes / v.actifs,
        "base_sans_eux": lambda v: 100 * v.gagnes / (v.contactes - v.gagnes),
        "taux_d_echec": lambda v: 100 - v.taux_conversion,
        "rapport_inverse": lambda v: 100 * v.contactes / v.gagnes,
    },
    "q4": {
        "ecart_signe": lambda v: -v.ecart_contrats,
        "ecart_en_pct_du_reel": lambda v: 100 * v.ecart_contrats / v.taux_contrats,
    },
    "q5": {
        "arrondi_inferieur": lambda v: v.reste - 1,
        "points_pour_clients": lambda v: v.cible - v.taux_conversion,
        "base_fichier": lambda v: ceil(v.cible * v.fichier / 100) - v.gagnes,
    },
    "q10": {
        "base_fichier": lambda v: 100 * v.gagnes_secteurs / _sommer(v, "fichier"),
        "base_sans_eux": lambda v: 100 * v.gagnes_secteurs / (v.contactes_secteurs - v.gagnes_secteurs),
    },
    "q11": {
        "lignes": lambda v: {nom: nom for nom in v.secteurs},
        "base_fichier": lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / s["fichier"]),
        "base_totale": lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / v.contactes_secteurs),
        "part_des_gagnes": lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / v.gagnes_secteurs),
        "base_sans_eux": lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / (s["base"] - s["obtenu"])),
        "taux_d_echec": lambda v: _par_secteur(v, lambda s: 100 - 100 * s["obtenu"] / s["base"]),
    },
    "q13": {
        "montee_pour_additionnelle": lambda v: 100 * (v.completees + v.montees) / v.ventes,
        "montee_seule": lambda v: 100 * v.montees / v.ventes,
        "base_sans_montees": lambda v: 100 * v.completees / (v.ventes - v.montees),
        "base_sans_eux": lambda v: 100 * v.completees / (v.ventes - v.completees),
    },
    "q14": {
        "prix_entier": lambda v: v.montees * v.superieur,
        "prix_courant": lambda v: v.montees * v.prix,
        "toutes_les_ventes": lambda v: v.ventes * (v.superieur - v.prix),
        "montee_pour_additionnelle": lambda v: v.montees * v.complement,
    },
    "q15": {
        "arrondi_inferieur": lambda v: v.a_contacter - 1,
        "taux_applique": lambda v: v.vises * v.gagnes / v.contactes,
        "taux_cible": lambda v: ceil(100 * v.vises / v.cible),
        "base_fichier": lambda v: ceil(v.vises * v.fichier / v.gagnes),
        "taux_a_l_unite": lambda v: _contacter_au_taux_arrondi(v, 0),
        "taux_au_dixieme": lambda v: _contacter_au_taux_arrondi(v, 1),
    },
    "q18": {
        "part_des_clients": lambda v: 100 * v.n_exigeants / v.n,
        "base_autre_segment": lambda v: 100 * v.ca_exigeants / v.ca_limites,
    },
    "q20": {
        "douzieme": lambda v: v.objectif_annee // 12,
        "douzieme_passe": lambda v: v.annee_passee // 12,
        "douzieme_de_la_hausse": lambda v: v.aout_passe + (v.objectif_annee - v.annee_passee) // 12,
        "toute_la_hausse": lambda v: v.aout_passe + v.objectif_annee - v.annee_passee,
    },
    "q21": {
        "lignes": lambda v: {nom: nom for nom in v.verdicts},
        "sens_oublie": lambda v: {ECHU: _inverser(v.verdicts[ECHU])},
        "egalite_manquee": lambda v: {ACTIFS: _VERDICTS[False]},
        "mois_pour_cumul": lambda v: {CA_CUMUL: v.verdicts[CA_MOIS]},
        "cumul_pour_mois": lambda v: {CA_MOIS: v.verdicts[CA_CUMUL]},
    },
    "q22": {
        "moyenne_simple": lambda v: sum(v.taux_par_jour) / len(v.taux_par_jour),
        "entrees_par_ticket": lambda v: 100 * v.entrees_semaine / v.tickets_semaine,
        "sans_achat": lambda v: 100 - v.transformation,
        "samedi_seul": lambda v: v.taux_par_jour[-1],
    },
    "q23": {
        "ca_vise": lambda v: v.tickets_vises * v.panier_semaine,
        "points_pour_cent": lambda v: v.ca_semaine * (v.cible_transformation - v.transformation) / 100,
        "tickets_seuls": lambda v: v.tickets_en_plus,
        "panier_du_samedi": lambda v: v.tickets_en_plus * v.panier_samedi,
    },
}
