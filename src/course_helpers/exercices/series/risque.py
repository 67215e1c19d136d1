"""La série du complément « Le risque client » : encours, balance âgée, retards, plafond et relances.

Les réponses attendues viennent de :mod:`course_helpers.risque`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

import pandas as pd

from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.exercices.question import Valeurs
from course_helpers.risque import (
    INDEMNITE,
    TRANCHES,
    calculer_penalites,
    comparer_plafonds,
    dresser_balance,
    lister_ouvertes,
    mesurer_delais,
    noter_solvabilite,
)
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.tirages.risque import DELAI, JOUR

# Les clés des tranches, dans leur ordre : le texte des catégories les porte.
_CLES = dict(zip(TRANCHES, ("non_echu", "t30", "t60", "t90", "plus"), strict=True))


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``complement-risque``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` sont en %, les montants en € TTC, les délais en
        jours.
    """
    ouvertes = lister_ouvertes(_dater(donnees.tables["ouvertes"]), JOUR)
    reglees = _dater(donnees.tables["reglees"])
    balance = dresser_balance(ouvertes).set_index("client")
    fiches = donnees.clients.set_index("client")
    plafonds = comparer_plafonds(balance.reset_index(), fiches["Plafond TTC (€)"].to_dict()).set_index(
        "client"
    )
    suivi, calme = donnees.faits["suivi"], donnees.faits["calme"]
    siennes = ouvertes[ouvertes["client"] == suivi].sort_values(["retard", "facture"])
    vieille, du = siennes.iloc[-1], balance.loc[suivi]
    total, echu = balance["encours"].sum(), balance["echu"].sum()
    taux, retard = donnees.faits["taux"], int(vieille["retard"])
    penalites = calculer_penalites(vieille["montant_ttc"], retard, taux / 100)
    delais = mesurer_delais(reglees, JOUR)
    fiche = fiches.loc[suivi]
    part_60 = 100 * (du["61 à 90 jours"] + du["plus de 90 jours"]) / du["encours"]
    points, avis = _noter(fiche, plafonds.loc[suivi, "part_plafond_pct"], part_60)
    return {
        "entreprise": donnees.entreprise,
        **donnees.faits,
        "delai": DELAI,
        "n_ouvertes": len(ouvertes),
        # Encours
        "encours_suivi": du["encours"],
        "echu_suivi": du["echu"],
        "non_echu_suivi": du["non échu"],
        "encours_total": total,
        "echu_total": echu,
        "n_suivi": len(siennes),
        "part_echue": 100 * echu / total,
        "tardif_total": balance[list(TRANCHES[2:])].sum().sum(),
        "n_echues": int((ouvertes["retard"] > 0).sum()),
        # Balance
        "a_ranger": _choisir(ouvertes),
        "corrige_balance": _ecrire_balance(_choisir(ouvertes)),
        # Retard d'une facture
        "facture": vieille["facture"],
        "montant_facture": vieille["montant_ttc"],
        "echeance_facture": f"{vieille['echeance']:%d/%m/%Y}",
        "retard_facture": retard,
        "penalites": penalites,
        "reclame": penalites + INDEMNITE,
        # Délai moyen
        "n_reglees": len(reglees),
        "delai_moyen": delais["delai_moyen"],
        "montant_regle": reglees["montant_ttc"].sum(),
        "paires": list(
            zip(
                (reglees["reglement"] - reglees["date"]).dt.days.tolist(),
                reglees["montant_ttc"].tolist(),
                strict=True,
            )
        ),
        # Plafond
        "plafond_suivi": plafonds.loc[suivi, "plafond"],
        "depassement_suivi": plafonds.loc[suivi, "depassement"],
        "plafond_calme": plafonds.loc[calme, "plafond"],
        "encours_calme": balance.loc[calme, "encours"],
        "echu_calme": balance.loc[calme, "echu"],
        "disponible": plafonds.loc[calme, "disponible"],
        # Note
        "note": sum(points.values()),
        "avis": avis,
        "corrige_note": _ecrire_note(fiche, plafonds.loc[suivi, "part_plafond_pct"], part_60, points),
    }


def _dater(table: pd.DataFrame) -> pd.DataFrame:
    """Donner au tableau d'un énoncé les colonnes que lit ``risque.py``."""
    noms = {"N° facture": "facture", "Client": "client", "Montant TTC (€)": "montant_ttc"}
    jours = {"Date facture": "date", "Date échéance": "echeance", "Date règlement": "reglement"}
    lue = table.rename(columns=noms | jours)
    if "reglement" not in lue:
        lue["reglement"] = None
    for colonne in jours.values():
        lue[colonne] = pd.to_datetime(lue[colonne], format="%d/%m/%Y")
    return lue


def _noter(fiche: pd.Series, part_plafond: float, part_60: float) -> tuple[dict[str, int], str]:
    return noter_solvabilite(
        retard_moyen=int(fiche["Retard moyen (jours)"]),
        part_plafond_pct=part_plafond,
        part_60_pct=part_60,
        impayes=int(fiche["Impayés en deux ans"]),
        anciennete=int(fiche["Ancienneté (années)"]),
    )


def _ecrire_note(fiche: pd.Series, part_plafond: float, part_60: float, points: dict[str, int]) -> str:
    lus = {
        "retard_moyen": f"retard moyen de {compter(fiche['Retard moyen (jours)'], 'jour')}",
        "part_plafond_pct": f"encours ÷ plafond = {ecrire_pct(part_plafond)}",
        "part_60_pct": f"part en retard de plus de 60 jours = {ecrire_pct(part_60)}",
        "impayes": compter(fiche["Impayés en deux ans"], "impayé") + " en deux ans",
        "anciennete": f"ancienneté de {compter(fiche['Ancienneté (années)'], 'an')}",
    }
    return "\n".join(
        f"{texte[0].upper() + texte[1:]}{FINE}: {compter(points[critere], 'point')}."
        for critere, texte in lus.items()
    )


def _choisir(ouvertes: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Choisir six factures : une par tranche, et celle qui échoit le jour même.

    Dans chaque tranche, la plus proche de sa fin, sauf pour la deuxième et la troisième : 30 et 31 jours.
    """
    # À retard égal, l'ordre des numéros : un tri d'une seule colonne en change d'une machine à l'autre.
    par_tranche = ouvertes.sort_values(["retard", "facture"]).groupby("tranche", observed=True)
    retenues = [par_tranche.get_group(tranche) for tranche in TRANCHES]
    du_jour = ouvertes[ouvertes["echeance"].dt.date == JOUR]
    choisies = pd.concat(
        [
            retenues[0][retenues[0]["echeance"].dt.date != JOUR].head(1),
            du_jour,
            retenues[1].tail(1),
            retenues[2].head(1),
            *(table.tail(1) for table in retenues[3:]),
        ]
    ).sort_values("facture")
    return [
        (
            ligne.facture,
            f"{ligne.facture}, échéance le {ligne.echeance:%d/%m/%Y}",
            int((pd.Timestamp(JOUR) - ligne.echeance).days),
        )
        for ligne in choisies.itertuples()
    ]


def _trancher(retard: int) -> str:
    """Donner la clé de la tranche d'un retard, en jours."""
    rang = 0 if retard <= 0 else 1 + sum(retard > borne for borne in (30, 60, 90))
    return list(_CLES.values())[rang]


def _ecrire_balance(choisies: list[tuple[str, str, int]]) -> str:
    noms = {cle: tranche for tranche, cle in _CLES.items()}
    return "\n".join(
        f"{facture}{FINE}: {ecrire_nombre(max(retard, 0))} {'jour' if retard < 2 else 'jours'} de retard, "
        f"«{FINE}{noms[_trancher(retard)]}{FINE}»."
        for facture, _, retard in choisies
    )


def _ranger(v: Valeurs, decalage: int) -> dict[str, str]:
    return {facture: _trancher(retard + decalage) for facture, _, retard in v.a_ranger}


def _reclamer(v: Valeurs, *, montant: float | None = None, retard: int | None = None) -> float:
    du = v.montant_facture if montant is None else montant
    return INDEMNITE + calculer_penalites(du, v.retard_facture if retard is None else retard, v.taux / 100)


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q2": {
        "ht": lambda v: v.encours_suivi / 1.2,
    },
    "q3": {
        "attendu": lambda v: _ranger(v, 0),
        "lignes": lambda v: {facture: texte for facture, texte, _ in v.a_ranger},
        "depuis_facture": lambda v: _ranger(v, DELAI),
        "jour_compris": lambda v: _ranger(v, 1),
    },
    "q4": {
        "non_echu": lambda v: 100 - v.part_echue,
        "en_nombre": lambda v: 100 * v.n_echues / v.n_ouvertes,
        "base_non_echu": lambda v: 100 * v.echu_total / (v.encours_total - v.echu_total),
        "plus_de_30": lambda v: 100 * v.tardif_total / v.encours_total,
    },
    "q5": {
        "sur_ht": lambda v: _reclamer(v, montant=round(v.montant_facture / 1.2, 2)),
        "depuis_facture": lambda v: _reclamer(v, retard=v.retard_facture + DELAI),
        "annee_entiere": lambda v: _reclamer(v, retard=365),
    },
    "q7": {
        "moyenne_simple": lambda v: sum(jours for jours, _ in v.paires) / len(v.paires),
        "depuis_echeance": lambda v: v.delai_moyen - DELAI,
    },
    "q8": {
        "echu_seul": lambda v: v.plafond_calme - v.echu_calme,
        "en_ht": lambda v: v.disponible / 1.2,
        "addition": lambda v: v.plafond_calme + v.encours_calme,
    },
    "q11": {
        "echu_pour_encours": lambda v: v.note + 2,
        "part_en_nombre": lambda v: v.note + 1,
        "plus_gros_retard": lambda v: v.note - 1,
    },
}
