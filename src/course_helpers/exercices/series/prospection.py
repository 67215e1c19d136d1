"""La série du complément « Prospecter dans le droit » : accords, refus, durées, appel et objections.

Les réponses attendues viennent de :mod:`course_helpers.prospection`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le tri qui mène à la réponse fausse.
"""

import pandas as pd

from course_helpers.exercices.question import Valeurs
from course_helpers.prospection import COURRIEL, TELEPHONE, trier_contacts
from course_helpers.tirages.prospection import APPELS, COURRIELS, JOUR, PRO, compter, est_perime
from course_helpers.tirages.reserve import Portefeuille


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``complement-prospection``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. ``part_ecartee`` est en %.
    """
    lignes = list(donnees.clients.itertuples(index=False, name=None))
    contacts = _preparer(donnees.clients)
    refus = {nom for nom, *_, opposition in lignes if opposition == "oui"}
    perimes = {nom for nom, _, _, client, date, _ in lignes if est_perime(date, client)}
    ecartes = refus | perimes
    return {
        "entreprise": donnees.entreprise,
        "jour": JOUR,
        "lignes": tuple(lignes),
        "n_contacts": len(lignes),
        "appelables": int(trier_contacts(contacts, TELEPHONE, JOUR)["permis"].sum()),
        "joignables": int(trier_contacts(contacts, COURRIEL, JOUR)["permis"].sum()),
        "restants": len(lignes) - len(ecartes),
        "pros_restants": sum(public == PRO and nom not in ecartes for nom, public, *_ in lignes),
        "refus": len(refus),
        "perimes": len(perimes),
        "doubles": len(refus & perimes),
        "ecartes": len(ecartes),
        "part_ecartee": 100 * len(ecartes) / len(lignes),
    }


def _preparer(table: pd.DataFrame) -> pd.DataFrame:
    """Donner au tableau d'un énoncé les colonnes que lit ``prospection.py``."""
    noms = {
        "client": "contact",
        "Public": "public",
        "Accords": "accords",
        "Déjà client": "client",
        "Dernier contact": "dernier_contact",
        "Opposition": "opposition",
    }
    return table.rename(columns=noms).assign(contrat="non")


def _trier(regles, code: str):
    return lambda v: compter(v.lignes, regles[code])


def _partager(v: Valeurs, nombre: int) -> float:
    return 100 * nombre / v.n_contacts


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q3": {code: _trier(APPELS, code) for code in APPELS if code != "attendu"},
    "q4": {code: _trier(COURRIELS, code) for code in COURRIELS if code != "attendu"},
    "q10": {
        "refus_seuls": lambda v: _partager(v, v.refus),
        "durees_seules": lambda v: _partager(v, v.perimes),
        "compte_deux_fois": lambda v: _partager(v, v.refus + v.perimes),
        "part_gardee": lambda v: _partager(v, v.restants),
    },
}
