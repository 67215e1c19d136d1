"""La série du complément « Satisfaction et NPS » : enquête, NPS, incertitude, réclamations et avis.

Les réponses attendues viennent de :mod:`course_helpers.satisfaction`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

import pandas as pd

from course_helpers.ecriture import FINE
from course_helpers.exercices.question import Valeurs
from course_helpers.satisfaction import (
    GROUPES,
    calculer_nps,
    estimer_marge_nps,
    mesurer_reponse,
    mesurer_satisfaction,
    ranger_notes,
    resumer_avis,
    suivre_reclamations,
)
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.tirages.satisfaction import (
    AVIS,
    DELAI,
    DETRACTEURS,
    ETOILES,
    NOTE,
    PROMOTEURS,
    RECUE,
    REPONDUE,
    REPONSES,
    SANS_REPONSE,
    SUITE,
)

_CLES = dict(zip(GROUPES, ("detracteur", "passif", "promoteur"), strict=True))


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``complement-satisfaction``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``taux_…`` et ``part_…`` sont en %, les ``nps…`` en points.
    """
    notes, faits = donnees.clients[NOTE], donnees.faits
    mesures = mesurer_satisfaction(notes)
    utiles = faits["revenus"] - faits["vides"]
    avant = faits["promoteurs_pct"] - faits["detracteurs_pct"]
    passifs = faits["interroges"] - faits["promoteurs_pct"] - faits["detracteurs_pct"]
    return {
        **faits,
        "entreprise": donnees.entreprise,
        "n": len(notes),
        # L'enquête
        "utiles": utiles,
        "taux_reponse": mesurer_reponse(utiles, faits["envoyes"]),
        # Les notes
        "a_ranger": _choisir(notes),
        "corrige_groupes": "\n".join(
            f"{note}{FINE}: {ranger_notes(pd.Series([note])).iloc[0][:-1]}." for note in _choisir(notes)
        ),
        **{nom: mesures[nom] for nom in ("promoteurs", "passifs", "detracteurs", "nps", "moyenne")},
        "six": int((notes == 6).sum()),
        "huit": int((notes == 8).sum()),
        # L'incertitude
        "nps_avant": avant,
        "nps_apres": avant + faits["hausse"],
        "marge": round(estimer_marge_nps(faits["promoteurs_pct"], passifs, faits["detracteurs_pct"])),
        "a_obtenir": (100 // faits["marge_visee"]) ** 2,
        "racine": 100 // faits["marge_visee"],
        **_suivre(donnees.tables["plaintes"]),
        **_reunir(donnees.tables["canaux"]),
        **_lire_avis(donnees.tables["etoiles"]),
    }


def _choisir(notes: pd.Series) -> list[int]:
    """Choisir les notes à ranger : les limites, et la plus basse."""
    return [9, 8, 7, 6, int(notes.min())]


def _suivre(table: pd.DataFrame) -> dict:
    jours = {
        nom: pd.to_datetime(table[colonne].replace(SANS_REPONSE, None), format="%d/%m/%Y")
        for nom, colonne in (("reception", RECUE), ("reponse", REPONDUE))
    }
    suivi = suivre_reclamations(
        pd.DataFrame(jours | {"issue": table[SUITE], "revenu": None}), 1000, "31/12/2025", delai=DELAI
    )
    attentes = (jours["reponse"] - jours["reception"]).dt.days.dropna()
    return {
        "delai": DELAI,
        "n_plaintes": suivi["reclamations"],
        "traitees": suivi["traitees"],
        "en_cours": suivi["reclamations"] - suivi["traitees"],
        "a_temps": suivi["dans_delai"],
        "part_a_temps": suivi["dans_delai_pct"],
        "avant_limite": int((attentes < DELAI).sum()),
    }


def _reunir(table: pd.DataFrame) -> dict:
    reponses, pour, contre = (int(table[nom].sum()) for nom in (REPONSES, PROMOTEURS, DETRACTEURS))
    separes = [
        calculer_nps(p, n - p - c, c)
        for n, p, c in table[[REPONSES, PROMOTEURS, DETRACTEURS]].itertuples(index=False)
    ]
    return {
        "canaux_reponses": reponses,
        "canaux_pour": pour,
        "canaux_contre": contre,
        "nps_ensemble": calculer_nps(pour, reponses - pour - contre, contre),
        "nps_separes": separes,
    }


def _lire_avis(table: pd.DataFrame) -> dict:
    etoiles = pd.DataFrame({"etoiles": table[ETOILES].repeat(table[AVIS]), "reponse": None})
    bons = etoiles[etoiles["etoiles"] > 2]
    return {
        "n_avis": len(etoiles),
        "total_etoiles": int(etoiles["etoiles"].sum()),
        "moyenne_avis": resumer_avis(etoiles)["moyenne"],
        "moyenne_bons": resumer_avis(bons)["moyenne"],
    }


def _ranger(v: Valeurs, promoteur: int, passif: int) -> dict[str, str]:
    """Ranger les notes, avec les limites données."""
    return {
        f"note_{note}": "promoteur" if note >= promoteur else "passif" if note >= passif else "detracteur"
        for note in v.a_ranger
    }


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q2": {
        "inexploitables_comptes": lambda v: 100 * v.revenus / v.envoyes,
        "base_porteurs": lambda v: 100 * v.utiles / v.porteurs,
        "base_revenus": lambda v: 100 * v.utiles / v.revenus,
        "non_reponse": lambda v: 100 - v.taux_reponse,
    },
    "q3": {
        "attendu": lambda v: {
            f"note_{note}": _CLES[groupe]
            for note, groupe in zip(v.a_ranger, ranger_notes(pd.Series(v.a_ranger)), strict=True)
        },
        "lignes": lambda v: {f"note_{note}": f"Un client qui a mis {note} sur 10" for note in v.a_ranger},
        "moyenne_pour_limite": lambda v: _ranger(v, 7, 5),
        "huit_promoteur": lambda v: _ranger(v, 8, 7),
        "six_passif": lambda v: _ranger(v, 9, 6),
    },
    "q4": {
        "promoteurs_seuls": lambda v: 100 * v.promoteurs / v.n,
        "passifs_oublies": lambda v: 100 * (v.promoteurs - v.detracteurs) / (v.promoteurs + v.detracteurs),
        "six_oublie": lambda v: 100 * (v.promoteurs - v.detracteurs + v.six) / v.n,
        "huit_compte": lambda v: 100 * (v.promoteurs + v.huit - v.detracteurs) / v.n,
        "signe_inverse": lambda v: -v.nps,
        "moyenne_pour_nps": lambda v: 10 * v.moyenne,
    },
    "q6": {
        "traitees_seules": lambda v: 100 * v.a_temps / v.traitees,
        "limite_exclue": lambda v: 100 * v.avant_limite / v.n_plaintes,
        "en_retard": lambda v: 100 - v.part_a_temps,
        "part_traitee": lambda v: 100 * v.traitees / v.n_plaintes,
    },
    "q7": {
        "sans_les_mauvais": lambda v: v.moyenne_bons,
        "sur_dix": lambda v: 2 * v.moyenne_avis,
        "divise_par_cinq": lambda v: v.total_etoiles / 5,
    },
    "q8": {
        "sans_carre": lambda v: v.racine,
        "proportionnel": lambda v: 10 * v.racine,
        "carre_de_la_marge": lambda v: v.marge_visee**2,
    },
    "q12": {
        "moyenne_simple": lambda v: sum(v.nps_separes) / len(v.nps_separes),
        "somme": lambda v: sum(v.nps_separes),
        "passifs_oublies": lambda v: (
            100 * (v.canaux_pour - v.canaux_contre) / (v.canaux_pour + v.canaux_contre)
        ),
        "promoteurs_seuls": lambda v: 100 * v.canaux_pour / v.canaux_reponses,
    },
}
