"""Ce qui change d'une période à l'autre : clients gagnés, perdus, en hausse, en baisse."""

import numpy as np
import pandas as pd

from course_helpers.analyse.contexte import Contexte, ecrire_montant, enumerer
from course_helpers.analyse.partie import Partie
from course_helpers.analyse.portefeuille_lu import ANNEE
from course_helpers.controles import compter_centimes
from course_helpers.ecriture import compter, ecrire_nombre, ecrire_pct
from course_helpers.valeur import mesurer_retention

STATUTS = ("gagné", "perdu", "en hausse", "en baisse", "stable", "sans achat")
# Dix jours sans facture au bord du fichier, comme entre deux fêtes, ne font pas une période incomplète.
_BORD = pd.Timedelta(days=10)

_ENTRE_DEUX = (
    "Les mois qui séparent les deux périodes ne comptent pas : un client dit perdu y a peut-être acheté."
)


def analyser_periodes(contexte: Contexte) -> Partie:
    """Comparer deux périodes de même durée, aux mêmes mois de l'année."""
    if contexte.lu.factures is None:
        return _comparer_colonnes(contexte)
    if contexte.arret:
        return contexte.demander("periodes", f"{contexte.arret} Une période incomplète ne se compare pas.")
    choix = choisir_periodes(contexte.lu.factures["date"], contexte.jour, contexte.reglages.mois)
    if isinstance(choix, str):
        return contexte.demander("periodes", choix)
    ancienne, recente = choix
    achats = pd.DataFrame(
        {"avant": _sommer(contexte.lu.factures, ancienne), "apres": _sommer(contexte.lu.factures, recente)}
    ).fillna(0)
    dites = {"ancienne": _dire(ancienne), "recente": _dire(recente)}
    suivies = recente[0] == ancienne[1] + pd.Timedelta(days=1)
    limites = (*([] if suivies else [_ENTRE_DEUX]), *_dire_hors(contexte.lu.factures, choix))
    return _rediger(contexte, achats, dites, limites, suivies=suivies)


def choisir_periodes(dates: pd.Series, jour: pd.Timestamp, mois: int | None = None):
    """Choisir deux périodes que le fichier couvre : les mêmes mois, à un an d'intervalle.

    Parameters
    ----------
    dates : pandas.Series
        Les dates des factures.
    jour : pandas.Timestamp
        Le dernier jour de la période récente ; la fin du mois, s'il en est à dix jours au plus.
    mois : int, optional
        Leur durée ; la plus longue, jusqu'à douze mois, par défaut.

    Returns
    -------
    tuple or str
        Deux périodes (premier jour, dernier jour), l'ancienne d'abord ; ou ce qui manque.

    Examples
    --------
    >>> dates = pd.Series(pd.to_datetime(["2024-01-03", "2025-12-29"]))
    >>> ancienne, recente = choisir_periodes(dates, dates.max())
    >>> [f"{jour:%d/%m/%Y}" for jour in (*ancienne, *recente)]
    ['01/01/2024', '31/12/2024', '01/01/2025', '31/12/2025']
    >>> choisir_periodes(dates[1:], dates.max()).replace("\\u202f", " ")
    'Le fichier va du 29/12/2025 au 29/12/2025 : il faut treize mois au moins pour comparer deux périodes.'
    """
    jour = jour.normalize()
    fin_du_mois = jour + pd.offsets.MonthEnd(0)
    fin = fin_du_mois if fin_du_mois - jour <= _BORD else jour
    debut = dates.min().normalize()
    for duree in [mois] if mois else range(12, 0, -1):
        recente = (_reculer(fin, duree), fin)
        un_an_avant = _reculer(fin, 12) - pd.Timedelta(days=1)
        ancienne = (_reculer(un_an_avant, duree), un_an_avant)
        if debut <= ancienne[0] + _BORD:
            return ancienne, recente
    couvert = f"Le fichier va du {debut:%d/%m/%Y} au {jour:%d/%m/%Y}"
    if mois:
        return f"{couvert} : il ne couvre pas deux périodes de {mois} mois à un an d’intervalle."
    return f"{couvert} : il faut treize mois au moins pour comparer deux périodes."


def _reculer(fin: pd.Timestamp, mois: int) -> pd.Timestamp:
    """Le premier jour d'une période de tant de mois qui finit ce jour-là."""
    return fin + pd.Timedelta(days=1) - pd.DateOffset(months=mois)


def _sommer(factures: pd.DataFrame, periode: tuple) -> pd.Series:
    premier, dernier = periode
    dedans = (factures["date"] >= premier) & (factures["date"] < dernier + pd.Timedelta(days=1))
    retenues = factures[dedans]
    centimes = pd.Series(compter_centimes(retenues["montant_ht"]), index=retenues.index)
    return centimes.groupby(retenues["client"].to_numpy()).sum() / 100


def _dire_hors(factures: pd.DataFrame, periodes: tuple) -> list[str]:
    """Dire ce que le fichier porte hors des deux périodes."""
    dedans = pd.Series(False, index=factures.index)
    for premier, dernier in periodes:
        dedans |= (factures["date"] >= premier) & (factures["date"] < dernier + pd.Timedelta(days=1))
    hors = factures[~dedans]
    if hors.empty:
        return []
    montant = compter_centimes(hors["montant_ht"]).sum() / 100
    return [
        f"Hors des deux périodes : {compter(len(hors), 'ligne')} du fichier, pour {ecrire_montant(montant)}. "
        "Pour les y mettre, changez le jour où l’on se place, ou le nombre de mois."
    ]


def _dire(periode: tuple) -> str:
    return f"du {periode[0]:%d/%m/%Y} au {periode[1]:%d/%m/%Y}"


def _comparer_colonnes(contexte: Contexte) -> Partie:
    """Comparer les deux dernières colonnes « CA 2024 », « CA 2025 » d'un fichier de clients."""
    annees = sorted(int(lue[1]) for nom in contexte.clients if (lue := ANNEE.fullmatch(str(nom))))
    if len(annees) < 2:
        return contexte.demander("periodes", "Le fichier ne dit pas quand chaque client a acheté.")
    avant, apres = annees[-2:]
    achats = contexte.clients.set_index("client")[[f"ca_{avant}", f"ca_{apres}"]]
    achats.columns = ["avant", "apres"]
    limites = [f"Le fichier ne dit pas si l’année {apres} est complète."]
    inconnus = achats.index[achats.isna().any(axis=1)]
    if len(inconnus):
        limites.append(
            f"{compter(len(inconnus))} sans montant lisible en {avant} ou en {apres}, hors de la "
            f"comparaison : {enumerer(inconnus)}."
        )
    if apres - avant > 1:
        limites.append(_ENTRE_DEUX)
    dites = {"ancienne": f"en {avant}", "recente": f"en {apres}"}
    return _rediger(contexte, achats.dropna(), dites, tuple(limites), suivies=apres - avant == 1)


def _rediger(
    contexte: Contexte, achats: pd.DataFrame, dites: dict, limites: tuple, *, suivies: bool = True
) -> Partie:
    avant, apres = (compter_centimes(achats[nom]) for nom in ("avant", "apres"))
    ecart, marge = apres - avant, contexte.reglages.stable
    tableau = achats.assign(ecart=ecart / 100)
    with np.errstate(divide="ignore", invalid="ignore"):
        tableau["evolution_pct"] = np.where(avant > 0, 100 * ecart / avant, np.nan)
    tableau["statut"] = np.select(
        [
            (avant <= 0) & (apres <= 0),
            avant <= 0,
            apres <= 0,
            100 * ecart > marge * avant,
            100 * ecart < -marge * avant,
        ],
        ["sans achat", "gagné", "perdu", "en hausse", "en baisse"],
        "stable",
    )
    tableau = tableau.rename_axis("client").reset_index()
    ordre = np.lexsort((tableau["client"].astype(str), -np.abs(ecart)))
    tableau = tableau.iloc[ordre].reset_index(drop=True)
    if not (avant > 0).any():
        return contexte.demander("periodes", f"Personne n’a acheté {dites['ancienne']} : rien à comparer.")
    retention = mesurer_retention(achats.index[avant > 0], achats.index[apres > 0])
    mesures = {
        "avant": int(avant.sum()) / 100,
        "apres": int(apres.sum()) / 100,
        "effectifs": tableau["statut"].value_counts().reindex(STATUTS, fill_value=0).to_dict(),
        "taux_retention": float(retention["taux_retention"]),
        "suivies": suivies,
        **dites,
    }
    colonnes = {
        "client": ("Client", "texte"),
        "avant": (f"CA HT, {dites['ancienne']}", "euros"),
        "apres": (f"CA HT, {dites['recente']}", "euros"),
        "ecart": ("Écart", "euros"),
        "evolution_pct": ("Évolution", "pct"),
        "statut": ("Évolution du client", "texte"),
    }
    return contexte.rediger(
        "periodes",
        _dire_evolution(tableau, mesures),
        tableau,
        colonnes,
        mesures=mesures,
        limites=limites,
        stable=marge,
        **dites,
    )


def _dire_evolution(tableau: pd.DataFrame, mesures: dict) -> str:
    avant, apres, effectifs = mesures["avant"], mesures["apres"], mesures["effectifs"]
    phrase = f"De {ecrire_montant(avant)} à {ecrire_montant(apres)} : le chiffre d’affaires "
    if avant > 0:
        evolution = 100 * (apres - avant) / avant
        phrase += f"{'progresse' if evolution >= 0 else 'recule'} de {ecrire_pct(abs(evolution))}. "
    else:
        phrase += f"passe de {ecrire_montant(avant)} à {ecrire_montant(apres)}. "
    for verbe in ("gagné", "perdu"):
        noms = tableau.loc[tableau["statut"] == verbe, "client"]
        montant = tableau.loc[tableau["statut"] == verbe, "ecart"].abs().sum()
        if len(noms):
            combien = f"{compter(len(noms))} ({ecrire_montant(montant)} : {enumerer(noms)})"
            phrase += f"Vous avez {verbe} {combien}. "
        else:
            phrase += f"Vous n’avez {verbe} aucun client. "
    hausse, baisse = effectifs["en hausse"], effectifs["en baisse"]
    phrase += (
        f"{compter(hausse)} {'progressent' if hausse > 1 else 'progresse'} et {compter(baisse)} "
        f"{'reculent' if baisse > 1 else 'recule'}. Sur les clients de la première "
        f"période, {ecrire_nombre(100 * mesures['taux_retention'], 1, '%')} achètent encore : c’est la "
        "rétention."
    )
    premier = tableau.iloc[0]
    if premier["ecart"]:
        sens = "+" if premier["ecart"] > 0 else ""
        phrase += (
            f" Le plus grand écart est celui de {enumerer([premier['client']])} : "
            f"{sens}{ecrire_montant(premier['ecart'])}."
        )
    return phrase
