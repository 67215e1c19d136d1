"""Réunir les lignes de factures par client, et les noms qui en désignent peut-être un seul."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_helpers.controles import compter_centimes, exiger_table, refuser_vides
from course_helpers.ecriture import compter, typographier
from course_helpers.lecture.mots import oter_accents, simplifier
from course_helpers.nombres import abreger, lire_nombres

_FORMES_JURIDIQUES = {"sarl", "sas", "sasu", "sa", "eurl", "ei", "ets", "etablissements", "ste", "societe"}
_ENTRE_INITIALES = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # « S.A.S. » et « SAS » sont la même forme


def regrouper_clients(
    factures: pd.DataFrame, *, client: str = "client", montant: str = "montant_ht", accents: bool = False
) -> pd.DataFrame:
    """Réunir les lignes de factures par client.

    Les noms qui ne diffèrent que par les majuscules ou les espaces sont un seul client ; l'orthographe la
    plus fréquente est gardée.

    Parameters
    ----------
    factures : pandas.DataFrame
        Les lignes de factures, avec les colonnes ``client`` et ``montant`` (€) ; ``cout_achat_ht`` (€), ou
        ``facture`` et ``date``, ajoutent des colonnes au résultat.
    client, montant : str
        Les noms de ces colonnes.
    accents : bool
        Réunir aussi les noms qui ne diffèrent que par les accents.

    Returns
    -------
    pandas.DataFrame
        Une ligne par client, par ordre alphabétique : ``client``, ``ca`` (€, avoirs déduits) et, selon les
        colonnes reçues, ``cout_achat`` (€), ``nb_factures``, ``premiere_facture`` et ``derniere_facture``
        (avoirs non comptés : une pièce dont le total est négatif). ``.attrs["fusions"]`` donne les
        orthographes réunies sous chaque nom gardé, ``.attrs["doublons_possibles"]`` les groupes de noms à
        vérifier (voir ``chercher_doublons``).

    Raises
    ------
    ErreurCours
        « La colonne « client » manque : … » ou « La colonne « montant_ht » a 2 valeurs sans nombre lisible… »

    Examples
    --------
    >>> noms = ["Hôtel Bief", "HÔTEL  BIEF", "Hôtel Bief"]
    >>> clients = regrouper_clients(pd.DataFrame({"client": noms, "montant_ht": [10, 5, -2]}))
    >>> clients
           client    ca
    0  Hôtel Bief  13.0
    >>> clients.attrs["fusions"]
    {'Hôtel Bief': ['HÔTEL  BIEF']}
    """
    exiger_table(factures, client, montant, vide=False)
    refuser_vides(factures[client])
    # Les noms se répètent : chacun n'est simplifié qu'une fois.
    codes, noms = pd.factorize(factures[client])
    frequences = np.bincount(codes).tolist()
    noms = [str(nom) for nom in noms]
    cles = [_reunir(nom, accents) for nom in noms]
    orthographes: dict[str, list[str]] = {}
    for _, nom, cle in sorted(zip([-n for n in frequences], noms, cles, strict=True)):
        orthographes.setdefault(cle, []).append(nom)
    ordre = sorted(orthographes, key=lambda cle: (oter_accents(cle), cle))
    place = {cle: rang for rang, cle in enumerate(ordre)}
    groupes = np.array([place[cle] for cle in cles])[codes]

    # Des centimes entiers : leur somme est exacte.
    centimes = compter_centimes(lire_nombres(factures[montant]))
    clients = pd.DataFrame({"client": [orthographes[cle][0] for cle in ordre]})
    clients["ca"] = np.bincount(groupes, weights=centimes) / 100
    if "cout_achat_ht" in factures:
        couts = compter_centimes(lire_nombres(factures["cout_achat_ht"]))
        clients["cout_achat"] = np.bincount(groupes, weights=couts) / 100
    if {"facture", "date"} <= set(factures.columns):
        lignes = factures[["facture", "date"]].assign(groupe=groupes, total=centimes)
        pieces = lignes.groupby(["groupe", "facture"], dropna=False).agg({"total": "sum", "date": "min"})
        ventes = pieces[pieces["total"] >= 0].groupby("groupe")["date"].agg(["size", "min", "max"])
        ventes = ventes.reindex(clients.index)
        clients["nb_factures"] = ventes["size"].fillna(0).astype("int64")
        clients["premiere_facture"], clients["derniere_facture"] = ventes["min"], ventes["max"]
    clients.attrs["fusions"] = {noms[0]: noms[1:] for noms in orthographes.values() if len(noms) > 1}
    clients.attrs["doublons_possibles"] = chercher_doublons(clients["client"])
    return clients


@dataclass(frozen=True)
class Rapprochement:
    """Un nom qui désigne peut-être le même client qu'un autre.

    Parameters
    ----------
    nom, garde : str
        Ce nom, et celui que l'on garderait : le plus fréquent.
    lignes, lignes_garde : int
        Combien de lignes porte chacun.
    montant, montant_garde : float or None
        Ce qu'elles valent (€).
    """

    nom: str
    garde: str
    lignes: int
    lignes_garde: int
    montant: float | None = None
    montant_garde: float | None = None


def proposer_rapprochements(table: pd.DataFrame) -> tuple[Rapprochement, ...]:
    """Proposer de réunir les noms qui désignent peut-être le même client.

    Parameters
    ----------
    table : pandas.DataFrame
        Colonne ``client`` et, s'il y en a une, ``montant_ht`` ou ``ca`` (€).

    Returns
    -------
    tuple of Rapprochement
        Un par nom de trop, les montants les plus grands d'abord : l'autre graphie d'un nom, ou « Société,
        Contact » quand « Société » est aussi un client (Odoo nomme ainsi l'adresse de facturation). Les
        majuscules et les espaces n'en font pas : ``regrouper_clients`` ne les distingue pas.

    Examples
    --------
    >>> noms = ["Hôtel Bief", "HOTEL BIEF", "Hôtel Bief"]
    >>> (lu,) = proposer_rapprochements(pd.DataFrame({"client": noms, "ca": [10, 5.0, 2]}))
    >>> lu.nom, lu.garde, lu.lignes, lu.montant, lu.montant_garde
    ('HOTEL BIEF', 'Hôtel Bief', 1, 5.0, 12.0)
    >>> contacts = pd.DataFrame({"client": ["Bief", "Bief, Paul Roy", "Roy, Paul"]})
    >>> [(lu.nom, lu.garde) for lu in proposer_rapprochements(contacts)]
    [('Bief, Paul Roy', 'Bief')]
    """
    codes, noms = pd.factorize(table["client"])
    lignes = np.bincount(codes[codes >= 0], minlength=len(noms))
    cles = [_reunir(nom, accents=False) for nom in noms]
    communs = pd.DataFrame({"nom": noms.astype(str), "cle": cles, "lignes": lignes})
    montant = next((nom for nom in ("montant_ht", "ca") if nom in table), None)
    if montant:
        centimes = (pd.to_numeric(table[montant]).fillna(0) * 100).round().to_numpy()
        communs["centimes"] = np.bincount(codes[codes >= 0], centimes[codes >= 0], len(noms))
    # Le plus fréquent ; à égalité, celui qui n'est pas tout en capitales.
    communs["capitales"] = communs["nom"].str.isupper()
    ordre, croissant = ["lignes", "capitales"], [False, True]
    tries = communs.sort_values(ordre, ascending=croissant, kind="stable")
    sommes = tries.groupby("cle", sort=False).agg(
        {"nom": "first", "capitales": "first", "lignes": "sum"} | ({"centimes": "sum"} if montant else {})
    )
    sommes = sommes.sort_values(ordre, ascending=croissant, kind="stable").set_index("nom")
    euros = (sommes["centimes"] / 100).to_dict() if montant else {}
    lignes = sommes["lignes"].to_dict()
    trouves = [
        Rapprochement(nom, garde, int(lignes[nom]), int(lignes[garde]), euros.get(nom), euros.get(garde))
        for garde, *autres in chercher_doublons(sommes.index)
        for nom in autres
    ]
    deja = {lu.nom for lu in trouves}
    trouves += [
        Rapprochement(nom, garde, int(lignes[nom]), int(lignes[garde]), euros.get(nom), euros.get(garde))
        for nom, garde in _chercher_contacts(sommes.index)
        if nom not in deja
    ]
    return tuple(sorted(trouves, key=lambda lu: -abs(lu.montant or 0)))


def reunir_noms(noms: np.ndarray, reunions: dict[str, str]) -> tuple[np.ndarray, list[str]]:
    """Donner le même nom à ceux que l'on a choisi de réunir.

    Parameters
    ----------
    noms : numpy.ndarray
        Un nom par ligne, ou None.
    reunions : dict[str, str]
        Nom → celui que l'on garde ; majuscules et espaces ne comptent pas.

    Returns
    -------
    tuple[numpy.ndarray, list[str]]
        Les noms, et la phrase qui compte ce qui a changé, s'il y en a.

    Examples
    --------
    >>> noms, phrases = reunir_noms(np.array(["HOTEL BIEF", None], object), {"Hotel Bief": "Bief"})
    >>> noms.tolist(), len(phrases)
    (['Bief', None], 1)
    """
    cibles = {_reunir(nom, accents=False): garde for nom, garde in reunions.items() if garde}
    codes, distincts = pd.factorize(noms)
    vises = {rang: cibles.get(_reunir(nom, accents=False)) for rang, nom in enumerate(distincts)}
    gardes = {rang: garde for rang, garde in vises.items() if garde and garde != distincts[rang]}
    if not gardes:
        return noms, []
    nouveaux = np.array([gardes.get(rang, nom) for rang, nom in enumerate(distincts)] + [None], dtype=object)
    lignes = int(np.isin(codes, list(gardes)).sum())
    cites = [f"« {abreger(distincts[rang])} » devient « {abreger(garde)} »" for rang, garde in gardes.items()]
    suite = f", et {compter(len(cites) - 5, 'autre')}" if len(cites) > 5 else ""
    phrase = (
        f"{compter(len(cites), 'nom réuni')}, comme vous l’avez choisi ({compter(lignes, 'ligne')}) : "
        f"{', '.join(cites[:5])}{suite}."
    )
    return nouveaux[codes], [typographier(phrase)]


def remarquer_codes(ventes: pd.DataFrame) -> list[str]:
    """Dire les noms qui ont plusieurs codes, et les codes qui ont plusieurs noms.

    Parameters
    ----------
    ventes : pandas.DataFrame
        Colonnes ``client`` et, s'il y en a une, ``code_client``.

    Returns
    -------
    list[str]
        Une phrase par cas, ou aucune.

    Examples
    --------
    >>> remarquer_codes(pd.DataFrame({"client": ["Bief", "Bief SAS"], "code_client": ["C1", "C1"]}))[0][:26]
    'Même code, noms différents'
    """
    if "code_client" not in ventes:
        return []
    couples = ventes[["client", "code_client"]].dropna().drop_duplicates()
    phrases = []
    plusieurs = couples.groupby("client", sort=False)["code_client"].nunique()
    if noms := plusieurs[plusieurs > 1].index.tolist():
        cites = ", ".join(f"« {abreger(nom)} »" for nom in noms[:5])
        phrases.append(
            f"Même nom, codes différents : {cites}. Si ce sont deux clients, ajoutez leur code à leur nom."
        )
    plusieurs = couples.groupby("code_client", sort=False)["client"].nunique()
    if codes := plusieurs[plusieurs > 1].index.tolist():
        noms = couples.loc[couples["code_client"] == codes[0], "client"].tolist()
        cites = ", ".join(f"« {abreger(nom)} »" for nom in noms[:3])
        autres = f", et {compter(len(codes) - 1, 'autre')}" if len(codes) > 1 else ""
        phrases.append(
            f"Même code, noms différents : {abreger(codes[0])} ({cites}){autres}. Chaque nom compte pour un "
            "client : donnez-leur le même s’il n’y en a qu’un."
        )
    return [typographier(phrase) for phrase in phrases]


def chercher_doublons(noms) -> list[list[str]]:
    """Chercher les noms qui désignent peut-être le même client.

    Parameters
    ----------
    noms : suite de str
        Les noms, un par client ou par fiche.

    Returns
    -------
    list[list[str]]
        Les groupes de noms égaux aux majuscules, espaces, accents, ponctuation, forme juridique (SARL,
        SAS…) et ordre des mots près, dans l'ordre où ils viennent. À vérifier un par un : un soupçon n'est
        pas une preuve.

    Examples
    --------
    >>> chercher_doublons(["Garage Morlandier", "Hôtel Bief", "SARL Morlandier Garage", "hotel-bief"])
    [['Garage Morlandier', 'SARL Morlandier Garage'], ['Hôtel Bief', 'hotel-bief']]
    >>> chercher_doublons(["S.A.S. Thermolux", "SAS THERMOLUX", "Thermolux S.A.R.L"])
    [['S.A.S. Thermolux', 'SAS THERMOLUX', 'Thermolux S.A.R.L']]
    """
    groupes: dict[tuple, list[str]] = {}
    for nom in map(str, noms):
        mots = sorted(simplifier(_ENTRE_INITIALES.sub("", nom)).split())
        cle = tuple(mot for mot in mots if mot not in _FORMES_JURIDIQUES) or tuple(mots) or (nom,)
        groupes.setdefault(cle, []).append(nom)
    return [groupe for groupe in groupes.values() if len(groupe) > 1]


def lister_repetes(noms: pd.Series) -> list[str]:
    """Lister les noms qui en répètent un autre, aux majuscules et aux espaces près : un seul client.

    Examples
    --------
    >>> lister_repetes(pd.Series(["Hôtel Bief", "HÔTEL  BIEF", "Hôtel Bief"]))
    ['HÔTEL  BIEF']
    """
    distincts = noms.dropna().drop_duplicates()
    return distincts[distincts.map(lambda nom: _reunir(nom, accents=False)).duplicated()].tolist()


def _chercher_contacts(noms) -> list[tuple[str, str]]:
    """« Société, Contact » et « Société », quand les deux sont des clients."""
    societes = {_reunir(nom, accents=True): nom for nom in noms}
    couples = []
    for nom in noms:
        debut, virgule, contact = nom.partition(", ")
        if virgule and contact.strip() and (societe := societes.get(_reunir(debut, accents=True))):
            couples.append((nom, societe))
    return couples


def _reunir(nom: object, accents: bool) -> str:
    """Ce que deux orthographes d'un même client ont en commun."""
    commun = " ".join(unicodedata.normalize("NFC", str(nom)).split()).casefold()
    return oter_accents(commun) if accents else commun
