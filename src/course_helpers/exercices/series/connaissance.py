"""La série du chapitre 1 : connaître le client, tenir un fichier propre et licite.

Les réponses attendues viennent de :mod:`course_helpers.donnees` et de ``champs-fichier-client.csv``. Les
seuls calculs écrits ici sont les mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from functools import cache

import pandas as pd

from course_helpers.donnees import chemin, chercher_doublons, lire_table, verifier_contacts
from course_helpers.ecriture import FINE
from course_helpers.exercices.question import Valeurs
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import Portefeuille

_VERDICTS = {"à garder": "garder", "à garder sous condition": "condition", "à écarter": "ecarter"}

_COLONNES = {
    "Date de collecte": "collecte",
    "Dernier contact": "dernier_contact",
    "Opposition": "opposition",
}


@cache
def _lire_champs() -> pd.DataFrame:
    return lire_table(chemin("champs-fichier-client.csv")).set_index("champ")


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``1-connaissance``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``n_…`` comptent des fiches ou des clients.
    """
    champs = _lire_champs()
    fiches = donnees.clients
    etablissements = (fiches["Raison sociale"] + " " + fiches["Ville"]).tolist()
    doublons = chercher_doublons(etablissements)
    jour = donnees.faits["jour"]
    prospects = donnees.tables["prospects"].rename(columns=_COLONNES)
    contacts = verifier_contacts(prospects, jour)
    oppose = contacts["opposition"] == "oui"
    depasse = contacts["echeance"] < pd.to_datetime(jour, format="%d/%m/%Y")
    depuis_collecte = verifier_contacts(prospects.assign(dernier_contact=prospects["collecte"]), jour)
    familles = champs["famille"].loc[donnees.tables["familles"]["Champ"]].to_dict()
    verdicts = champs["verdict_rgpd"].loc[donnees.tables["verdicts"]["Champ"]].map(_VERDICTS).to_dict()
    n_contactables = int((contacts["statut"] == "contactable").sum())
    noms = prospects["Prospect"]
    numeros = donnees.tables["numeros"]
    notes = numeros["SIREN"] != ""

    def trouver(rangement: dict[str, str], classe: str, rang: int = 0) -> str:
        return [champ for champ, sienne in rangement.items() if sienne == classe][rang]

    return {
        "entreprise": donnees.entreprise,
        "jour": jour,
        "limite": f"{pd.to_datetime(jour, format='%d/%m/%Y') - pd.DateOffset(years=3):%d/%m/%Y}",
        # Les fiches de clients
        "n_fiches": len(fiches),
        "n_clients": len(fiches) - sum(len(groupe) - 1 for groupe in doublons),
        "n_doublons": len(doublons),
        "n_casse": len({etablissement.casefold() for etablissement in etablissements}),
        "n_noms": fiches["Raison sociale"].str.casefold().nunique(),
        "corrige_doublons": "\n".join(f"{' et '.join(groupe)}." for groupe in doublons),
        # Les prospects
        "n_prospects": len(contacts),
        "n_contactables": n_contactables,
        "n_oppositions": int(oppose.sum()),
        "n_depasses": int(depasse.sum()),
        "n_les_deux": int((oppose & depasse).sum()),
        "corrige_oppositions": ", ".join(sorted(noms[oppose])),
        "corrige_depasses": ", ".join(sorted(noms[depasse])),
        "corrige_les_deux": ", ".join(sorted(noms[oppose & depasse])),
        "n_retires": len(contacts) - n_contactables,
        "n_muets": int(prospects["dernier_contact"].isna().sum()),
        "n_depuis_collecte": int((depuis_collecte["statut"] == "contactable").sum()),
        # Le SIREN de chaque fiche
        "n_numeros": len(numeros),
        "n_notes": int(notes.sum()),
        "n_vides": int((~notes).sum()),
        "n_neuf": int((numeros["SIREN"].str.len() == 9).sum()),
        "n_cases": int((numeros != "").sum().sum()),
        "rempli": 100 * notes.mean(),
        # Les champs à ranger
        "familles": familles,
        "verdicts": verdicts,
        "exemples": champs["exemple"].to_dict(),
        "champ_identification": trouver(familles, "identification"),
        "champ_qualification": trouver(familles, "qualification"),
        "champ_qualification_2": trouver(familles, "qualification", 1),
        "champ_historique": trouver(familles, "historique"),
        "champ_historique_2": trouver(familles, "historique", 1),
        "champ_comportement": trouver(familles, "comportement"),
        "champ_libre": trouver(verdicts, "garder"),
        "champ_libre_2": trouver(verdicts, "garder", 1),
        "champ_condition": trouver(verdicts, "condition"),
        "champ_sensible": _trouver_ecarte(verdicts, sensible=True),
        "champ_excessif": _trouver_ecarte(verdicts, sensible=False),
        "corrige_familles": "\n".join(f"{champ}{FINE}: {famille}." for champ, famille in familles.items()),
        "corrige_verdicts": "\n".join(
            f"{champ}{FINE}: {champs.loc[champ, 'verdict_rgpd']}. {typographier(champs.loc[champ, 'motif'])}"
            for champ in verdicts
        ),
    }


def _trouver_ecarte(verdicts: dict[str, str], *, sensible: bool) -> str:
    """Le champ à écarter qui est, ou n'est pas, une donnée sensible."""
    motifs = _lire_champs()["motif"]
    ecartes = [champ for champ, verdict in verdicts.items() if verdict == "ecarter"]
    return next(champ for champ in ecartes if motifs[champ].startswith("Donnée sensible") == sensible)


def _presenter(v: Valeurs, champs: dict[str, str]) -> dict[str, str]:
    """Une ligne par champ, avec ce que porte la fiche."""
    return {champ: f"{champ} ({v.exemples[champ]})" for champ in champs}


def _distinguer(nombre: int, *autres: int) -> int | None:
    """Le nombre que donne un mauvais calcul, si la réponse ou une autre erreur ne le donne pas aussi."""
    return None if nombre in autres else nombre


def _compter_sur_une_date(v: Valeurs, ecartes: int) -> int | None:
    """Ne lire qu'une colonne de dates, sans les oppositions."""
    hors_delai = v.n_prospects - v.n_depasses
    autres = [v.n_contactables, v.n_retires, v.n_depuis_collecte, v.n_contactables - v.n_muets]
    autres += [v.n_prospects - v.n_oppositions, hors_delai - v.n_oppositions]
    return _distinguer(hors_delai - ecartes, *autres)


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q2": {
        "lignes": lambda v: _presenter(v, v.familles),
        "qualification_pour_identification": lambda v: {v.champ_identification: "qualification"},
        "identification_pour_qualification": lambda v: {v.champ_qualification: "identification"},
        "identification_pour_qualification_2": lambda v: {v.champ_qualification_2: "identification"},
        "historique_pour_qualification": lambda v: {v.champ_qualification: "historique"},
        "historique_pour_qualification_2": lambda v: {v.champ_qualification_2: "historique"},
        "comportement_pour_historique": lambda v: {v.champ_historique: "comportement"},
        "comportement_pour_historique_2": lambda v: {v.champ_historique_2: "comportement"},
        "historique_pour_comportement": lambda v: {v.champ_comportement: "historique"},
    },
    "q4": {
        "lignes": lambda v: _presenter(v, v.verdicts),
        "sensible_garde": lambda v: {v.champ_sensible: "garder"},
        "sensible_sous_condition": lambda v: {v.champ_sensible: "condition"},
        "minimisation_oubliee": lambda v: {v.champ_excessif: "garder"},
        "inutile_sous_condition": lambda v: {v.champ_excessif: "condition"},
        "condition_oubliee": lambda v: {v.champ_condition: "garder"},
        "nominatif_ecarte": lambda v: {v.champ_condition: "ecarter"},
        "utile_ecarte": lambda v: {v.champ_libre: "ecarter"},
        "utile_ecarte_2": lambda v: {v.champ_libre_2: "ecarter"},
        "condition_de_trop": lambda v: {v.champ_libre: "condition"},
        "condition_de_trop_2": lambda v: {v.champ_libre_2: "condition"},
    },
    "q5": {
        "opposition_oubliee": lambda v: v.n_prospects - v.n_depasses,
        "delai_oublie": lambda v: v.n_prospects - v.n_oppositions,
        "sans_contact_ecartes": lambda v: v.n_contactables - v.n_muets,
        "retires_deux_fois": lambda v: v.n_prospects - v.n_depasses - v.n_oppositions,
        "collecte_seule": lambda v: _compter_sur_une_date(v, v.n_contactables - v.n_depuis_collecte),
        "dernier_contact_seul": lambda v: _compter_sur_une_date(v, v.n_muets),
    },
    "q19": {
        "neuf_chiffres": lambda v: 100 * v.n_neuf / v.n_numeros,
        "cases_vides": lambda v: 100 * v.n_vides / v.n_numeros,
        "exactitude": lambda v: 100 * v.n_neuf / v.n_notes,
        "tout_le_tableau": lambda v: 100 * v.n_cases / (4 * v.n_numeros),
    },
    "q15": {
        "homonymes_reunis": lambda v: v.n_clients - 1,
        "noms_seuls": lambda v: _distinguer(v.n_noms, v.n_clients),
        "doublons_supprimes": lambda v: v.n_clients - v.n_doublons,
    },
}
