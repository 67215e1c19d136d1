"""Lire, regrouper et exporter les données d'une entreprise : nombres français, clients, factures."""

import io
import re
import unicodedata
from collections import Counter
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from course_helpers.controles import (
    compter_centimes,
    exiger_dates,
    exiger_entier,
    exiger_table,
    lire_date,
    refuser_lignes,
    refuser_vides,
)
from course_helpers.ecriture import compter
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import lire_lignes
from course_helpers.nombres import abreger, lire_cellules, lire_nombre, lire_nombres

__all__ = [
    "chemin",
    "chercher_doublons",
    "exporter_csv",
    "exporter_xlsx",
    "lire_clients",
    "lire_factures",
    "lire_nombre",
    "lire_nombres",
    "lire_prospects",
    "lire_table",
    "regrouper_clients",
    "verifier_contacts",
]

# Dans la roue, les données voyagent à côté du code ; dans le dépôt, elles sont à la racine.
_DOSSIERS = (Path(__file__).parent / "datasets", Path(__file__).parents[2] / "datasets")

_SUFFIXES = {".csv", ".txt", ".xml", ".pdf"}

# Colonne du cours : en-têtes reconnus, sans accents, majuscules ni ponctuation. Le premier sert d'exemple.
_COMMUNES = {
    "client": "Client|clients|nom client|nom du client|nom|raison sociale|societe|entreprise|tiers",
    "code_client": "Code client|n client|no client|numero client|numero de client|id client|code tiers"
    "|identifiant client|reference client|ref client",
}
_FACTURES = _COMMUNES | {
    "facture": "N° facture|facture|no facture|numero facture|numero de facture|num facture|n piece|piece"
    "|no piece|numero piece|numero de piece|n document|no document|numero document",
    "date": "Date facture|date|date de facture|date de la facture|date facturation|date de facturation"
    "|date piece|date de piece|date document",
    "famille": "Famille|famille article|famille d articles|famille produit|categorie|rayon|gamme",
    "quantite": "Quantité|qte|quantites|quantite facturee|qte facturee",
    "montant_ht": "Montant HT|montant|ca|ca ht|chiffre d affaires|chiffre d affaires ht|total ht"
    "|prix total ht|montant net ht|net ht|montant hors taxes|montant hors taxe",
    "cout_achat_ht": "Coût d'achat HT|cout d achat|cout achat|cout achat ht",
}
_CLIENTS = _COMMUNES | {
    "secteur": "Secteur|secteur d activite|activite|branche",
    "ville": "Ville|commune|localite",
    "code_postal": "Code postal|cp",
    "commercial": "Commercial|commerciale|representant|vendeur",
    "premier_contact": "Date du premier contact|premier contact|date premier contact",
    "origine_contact": "Origine du contact|origine contact|origine",
    "ca": "CA|ca ht|chiffre d affaires|chiffre d affaires ht|ca annuel|ca annuel ht|ca total|ca total ht"
    "|montant|montant ht|total ht",
    "cout_achat": "Coût d'achat|cout d achat ht|cout achat|cout achat ht",
    "charges": "Charges|charges client|charges ht",
    "marge": "Marge|marge ht|marge nette",
    "nb_factures": "Nombre de factures|nb factures|nb de factures",
}
_PROSPECTS = _CLIENTS | {
    "collecte": "Date de collecte|collecte|date collecte",
    "dernier_contact": "Date du dernier contact|dernier contact|date dernier contact",
    "opposition": "Opposition|opposition a la prospection|oppose",
}
# Ce que l'on peut encore faire d'une fiche de prospect, de la plus libre à la plus contrainte.
STATUTS = ("contactable", "délai dépassé", "opposition")
_NOMBRES = ("quantite", "montant_ht", "cout_achat_ht", "ca", "cout_achat", "charges", "marge", "nb_factures")
_DATES = ("date", "premier_contact", "collecte", "dernier_contact")
_OBLIGATOIRES = ("facture", "date", "client", "montant_ht", "ca")
_CA_ANNEE = re.compile(r"(?:ca|chiffre d affaires)(?: ht)? (20\d\d)(?: ht)?")
# « Total », « Sous-total HT », « TOTAL (220 clients) », mais pas « Total Nettoyage ».
_TOTAL = re.compile(
    r"(?:(?:sous )?tota(?:l|ux)|somme|cumul|report|a reporter)"
    r"(?: (?:general|generaux|global|ht|ttc|clients?|factures?|lignes?|ventes|ca|chiffre|affaires|montants?"
    r"|periode|annee|exercice|mois|euros?|\d+|d|de|du|des|la|l))*"
)
_DATE = re.compile(
    r"(?:(?P<jour>[0-9]{1,2})[/.-](?P<mois>[0-9]{1,2})[/.-](?P<annee>[0-9]{4}|[0-9]{2})"
    r"|(?P<annee2>[0-9]{4})-(?P<mois2>[0-9]{2})-(?P<jour2>[0-9]{2}))(?:[T ][0-9:.]+)?"
)
_FORMULE = ("=", "+", "-", "@", "\t", "\r")
_FORMES_JURIDIQUES = {"sarl", "sas", "sasu", "sa", "eurl", "ei", "ets", "etablissements", "ste", "societe"}


def chemin(nom: str) -> Path:
    """Trouver un fichier de données du cours.

    Parameters
    ----------
    nom : str
        Nom du fichier, par exemple ``"ca-clients-2025.csv"``.

    Returns
    -------
    pathlib.Path
        L'emplacement du fichier, que le cours soit installé ou lu depuis son dépôt.

    Raises
    ------
    ErreurCours
        « Le fichier « … » ne fait pas partie du cours : choisissez parmi … »

    Examples
    --------
    >>> chemin("ca-clients-2025.csv").name
    'ca-clients-2025.csv'
    """
    dossier = next((d for d in _DOSSIERS if d.is_dir()), _DOSSIERS[0])
    connus = sorted(f.name for f in dossier.glob("*.*") if f.suffix in _SUFFIXES)
    if nom not in connus:
        raise ErreurCours(
            f"Le fichier « {nom} » ne fait pas partie du cours : choisissez parmi {', '.join(connus)}."
        )
    return dossier / nom


def lire_table(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un tableau CSV ou Excel sans rien supposer de ses colonnes.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Un CSV (séparé par ``;``, ``,`` ou tabulation ; utf-8 ou cp1252) ou un classeur ``.xlsx``, de 20 Mo
        au plus. Les lignes qui précèdent les en-têtes sont comptées comme préambule.
    feuille : str, optional
        Le nom de la feuille du classeur ; par défaut, la première qui n'est pas vide.

    Returns
    -------
    pandas.DataFrame
        Une ligne par ligne gardée, dans l'ordre du fichier ; les colonnes du fichier. D'un CSV, tout est
        texte, sans espaces superflus : un code postal garde son zéro. ``.attrs["rapport"]`` dit ce qui a été
        lu (``lignes_lues``, ``lignes_gardees``, ``lignes_ecartees``), ce qui a été écarté et pourquoi
        (``ecartees`` : raison → ``nombre``, premières ``lignes`` du fichier, ``exemple``), et comment
        (``encodage``, ``separateur`` ou ``feuille``, ``lignes_preambule``).

    Raises
    ------
    ErreurCours
        Si le fichier est introuvable, vide, trop lourd, ou n'est pas un tableau ; si deux colonnes portent
        le même nom.

    Examples
    --------
    >>> table = lire_table("client;ca\\nHôtel Bellorive;1 200,50\\nTotal;1 200,50\\n".encode())
    >>> table["ca"].tolist()
    ['1 200,50']
    >>> table.attrs["rapport"]["ecartees"]
    {'ligne de total': {'nombre': 1, 'lignes': [3], 'exemple': 'Total'}}
    """
    return _lire(source, feuille, {}, ())


def lire_clients(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un fichier de clients, une ligne par client.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Une colonne doit nommer le client (``Client``, ``Raison sociale``…).
    feuille : str, optional
        Le nom de la feuille du classeur.

    Returns
    -------
    pandas.DataFrame
        ``client`` (texte) et, si le fichier les a, ``code_client``, ``secteur``, ``ville``, ``code_postal``,
        ``commercial``, ``premier_contact`` (date), ``origine_contact``, ``ca``, ``cout_achat``, ``charges``,
        ``marge``, ``ca_2024``… (€) et ``nb_factures`` ; les autres colonnes gardent leur nom. Une seule
        colonne « CA 2025 » devient ``ca``. Rapport dans ``.attrs["rapport"]``.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « client » : renommez-la, par exemple en « Client ». »

    Examples
    --------
    >>> lire_clients("Raison sociale;CA HT\\nHôtel Bellorive;1 200,50 €\\n".encode())
                client      ca
    0  Hôtel Bellorive  1200.5
    """
    return _lire(source, feuille, _CLIENTS, ("client",))


def lire_prospects(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un fichier de prospects, une ligne par prospect.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Une colonne doit nommer le prospect (``Raison sociale``…).
    feuille : str, optional
        Le nom de la feuille du classeur.

    Returns
    -------
    pandas.DataFrame
        Les colonnes de ``lire_clients`` (le nom du prospect est dans ``client``) et, si le fichier les a,
        ``collecte`` et ``dernier_contact`` (dates) et ``opposition`` (texte). Rapport dans
        ``.attrs["rapport"]``.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « client » : renommez-la, par exemple en « Client ». »

    Examples
    --------
    >>> lire_prospects("Société;Dernier contact;Opposition\\nHôtel Bief;01/03/2024;non".encode())
           client dernier_contact opposition
    0  Hôtel Bief      2024-03-01        non
    """
    return _lire(source, feuille, _PROSPECTS, ("client",))


def verifier_contacts(prospects: pd.DataFrame, a_la_date: str | date, *, mois: int = 36) -> pd.DataFrame:
    """Dire quels prospects peuvent encore être sollicités à une date.

    Le délai court depuis le dernier contact venu du prospect ; à défaut, depuis la collecte de ses
    coordonnées. Le jour anniversaire est encore dans le délai. Une opposition l'emporte toujours.

    Parameters
    ----------
    prospects : pandas.DataFrame
        Colonnes ``collecte`` et ``dernier_contact`` (dates ; la seconde peut être vide) et ``opposition``
        (« oui » ou « non »).
    a_la_date : str or date
        Le jour du tri.
    mois : int
        Durée de conservation, en mois ; 36 (trois ans) est la recommandation de la CNIL.

    Returns
    -------
    pandas.DataFrame
        La table reçue, dans son ordre, et deux colonnes : ``echeance`` (le dernier jour du délai) et
        ``statut`` (« contactable », « délai dépassé » ou « opposition »).

    Raises
    ------
    ErreurCours
        « Colonne « opposition » : réponse inconnue (1 ligne), d'abord ligne 1 (« ? ») : écrivez oui ou non. »
        ; « Colonne « collecte » : valeur manquante… » ; « Colonne « dernier_contact » : date à venir… » ;
        durée qui n'est pas un nombre entier de mois de 1 à 120.

    References
    ----------
    CNIL, recommandation sur la durée de conservation des données de prospection : trois ans à compter de la
    collecte ou du dernier contact venu du prospect.

    Examples
    --------
    >>> prospects = pd.DataFrame({
    ...     "client": ["Hôtel Bief", "Garage Aubin", "École Laval"],
    ...     "collecte": pd.to_datetime(["2021-05-04", "2024-09-02", "2024-01-10"]),
    ...     "dernier_contact": pd.to_datetime(["2022-06-01", None, "2025-02-03"]),
    ...     "opposition": ["non", "non", "oui"],
    ... })
    >>> verifier_contacts(prospects, "02/01/2026")[["client", "echeance", "statut"]]
             client   echeance         statut
    0    Hôtel Bief 2025-06-01  délai dépassé
    1  Garage Aubin 2027-09-02    contactable
    2   École Laval 2028-02-03     opposition
    """
    jour = lire_date(a_la_date)
    duree = exiger_entier("mois", mois, 1, 120, "un nombre entier de mois")
    exiger_table(prospects, "collecte", "dernier_contact", "opposition")
    refuser_vides(prospects["collecte"])
    for colonne in ("collecte", "dernier_contact"):
        exiger_dates(prospects[colonne])
        refuser_lignes(prospects[colonne], prospects[colonne] > jour, "date à venir", "vérifiez la date")
    opposition = prospects["opposition"]
    refuser_lignes(opposition, ~opposition.isin(["oui", "non"]), "réponse inconnue", "écrivez oui ou non")
    echeance = prospects["dernier_contact"].fillna(prospects["collecte"]) + pd.DateOffset(months=duree)
    statut = np.select([opposition == "oui", echeance < jour], STATUTS[:0:-1], STATUTS[0])
    return prospects.assign(echeance=echeance, statut=pd.Categorical(statut, categories=STATUTS))


def lire_factures(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un export de factures, une ligne par ligne de facture.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Numéro de facture, date, client et montant HT sont obligatoires.
    feuille : str, optional
        Le nom de la feuille du classeur.

    Returns
    -------
    pandas.DataFrame
        ``facture``, ``date`` (datetime64, lue jour d'abord), ``client``, ``montant_ht`` (€, négatif pour un
        avoir) et, si le fichier les a, ``code_client``, ``famille``, ``quantite``, ``cout_achat_ht`` (€) ;
        les autres colonnes gardent leur nom. Rapport dans ``.attrs["rapport"]``.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « date » : renommez-la, par exemple en « Date facture ». »

    Examples
    --------
    >>> factures = lire_factures(chemin("factures-2024.csv"))
    >>> factures.dtypes["date"].kind, factures.attrs["rapport"]["encodage"]
    ('M', 'cp1252')
    """
    return _lire(source, feuille, _FACTURES, ("facture", "date", "client", "montant_ht"))


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
    ordre = sorted(orthographes, key=lambda cle: (_oter_accents(cle), cle))
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
    """
    groupes: dict[tuple, list[str]] = {}
    for nom in map(str, noms):
        mots = sorted(_simplifier(nom).split())
        cle = tuple(mot for mot in mots if mot not in _FORMES_JURIDIQUES) or tuple(mots) or (nom,)
        groupes.setdefault(cle, []).append(nom)
    return [groupe for groupe in groupes.values() if len(groupe) > 1]


def exporter_csv(table: pd.DataFrame) -> bytes:
    """Écrire un tableau en CSV qu'un Excel français ouvre d'un double clic.

    Parameters
    ----------
    table : pandas.DataFrame
        Le tableau ; son index n'est écrit que s'il porte un nom.

    Returns
    -------
    bytes
        Le fichier : point-virgule, virgule décimale, dates jour/mois/année, utf-8 avec BOM.

    Examples
    --------
    >>> exporter_csv(pd.DataFrame({"client": ["Hôtel Bief"], "ca": [1200.5]})).decode("utf-8-sig")
    'client;ca\\r\\nHôtel Bief;1200,5\\r\\n'
    """
    texte = _preparer_export(table).to_csv(
        sep=";", decimal=",", date_format="%d/%m/%Y", lineterminator="\r\n", index=False
    )
    return texte.encode("utf-8-sig")


def exporter_xlsx(tables: pd.DataFrame | dict[str, pd.DataFrame]) -> bytes:
    """Écrire un ou plusieurs tableaux dans un classeur Excel.

    Parameters
    ----------
    tables : pandas.DataFrame ou dict[str, pandas.DataFrame]
        Un tableau, ou un tableau par nom de feuille ; l'index n'est écrit que s'il porte un nom.

    Returns
    -------
    bytes
        Le classeur ``.xlsx`` : nombres et dates restent des nombres et des dates, en-têtes figés.

    Examples
    --------
    >>> classeur = exporter_xlsx({"ABC": pd.DataFrame({"client": ["Hôtel Bief"], "ca": [1200.5]})})
    >>> lire_clients(classeur)["ca"].tolist()
    [1200.5]
    """
    sortie = io.BytesIO()
    with pd.ExcelWriter(sortie, engine="openpyxl") as classeur:
        for nom, table in (tables if isinstance(tables, dict) else {"Tableau": tables}).items():
            titre = re.sub(r"[\[\]:*?/\\]", " ", nom)[:31]  # ce qu'Excel admet
            _preparer_export(table).to_excel(classeur, sheet_name=titre, index=False, freeze_panes=(1, 0))
            for colonne in classeur.sheets[titre].columns:
                largeur = 32 if colonne[0].column == 1 else max(12, len(str(colonne[0].value)) + 2)
                classeur.sheets[titre].column_dimensions[colonne[0].column_letter].width = largeur
                for cellule in colonne:
                    if cellule.is_date:
                        cellule.number_format = "DD/MM/YYYY"
    return sortie.getvalue()


def _preparer_export(table: pd.DataFrame) -> pd.DataFrame:
    """L'index nommé devient une colonne ; un texte qu'un tableur prendrait pour une formule est désarmé."""

    def desarmer(cellule):
        return f"'{cellule}" if isinstance(cellule, str) and cellule.startswith(_FORMULE) else cellule

    table = table.reset_index() if table.index.name is not None else table
    table = table.apply(lambda colonne: colonne if is_numeric_dtype(colonne) else colonne.map(desarmer))
    return table.rename(columns=desarmer)


def _lire(source, feuille, noms: dict[str, str], requises: tuple[str, ...]) -> pd.DataFrame:
    lignes, origine = lire_lignes(source, feuille)
    rang, colonnes = _trouver_entetes(lignes, noms, requises)
    numeros, gardees, ecartees = [], [], {}
    for numero, cellules in lignes[rang + 1 :]:
        if raison := _juger_ligne(cellules, lignes[rang][1], len(colonnes)):
            premiere = next((cellule for cellule in cellules if cellule is not None), None)
            ecartees.setdefault(raison, []).append((numero, premiere))
        else:
            numeros.append(numero)
            gardees.append(cellules[: len(colonnes)])
    table = _convertir_colonnes(pd.DataFrame(gardees, columns=colonnes), noms, numeros, ecartees)
    rapport = {
        "lignes_lues": len(lignes) - rang - 1,
        "lignes_gardees": len(table),
        "lignes_ecartees": sum(map(len, ecartees.values())),
        "ecartees": {
            raison: {
                "nombre": len(cas),
                "lignes": [numero for numero, _ in sorted(cas, key=lambda c: c[0])[:10]],
                "exemple": abreger(cas[0][1]),
            }
            for raison, cas in ecartees.items()
        },
        "lignes_preambule": rang,
        **origine,
    }
    if not rapport["lignes_lues"]:
        raise ErreurCours("Le tableau n’a que ses en-têtes : vérifiez l’export, il n’y a rien à lire.")
    if table.empty:
        raisons = " ; ".join(
            f"{raison}, {cas['nombre']} fois, d’abord en ligne {cas['lignes'][0]}"
            for raison, cas in rapport["ecartees"].items()
        )
        raise ErreurCours(f"Rien de lisible sur {compter(rapport['lignes_lues'], 'ligne')} : {raisons}.")
    table.attrs["rapport"] = rapport
    return table


def _trouver_entetes(lignes: list, noms: dict, requises: tuple) -> tuple[int, list[str]]:
    """Le rang de la ligne d'en-têtes, et le nom que prend chaque colonne."""
    connus = {_simplifier(mot): nom for nom, mots in noms.items() for mot in mots.split("|")}
    debut = [cellules for _, cellules in lignes[:50]]
    if noms:
        reconnus = [len({connus.get(_simplifier(c)) for c in cellules} - {None}) for cellules in debut]
        rang = reconnus.index(max(reconnus))
    else:
        # Une ligne de titre a moins de cellules que le tableau ; un en-tête peut en oublier une.
        remplies = [sum(c is not None for c in cellules) for cellules in debut]
        habituel = Counter(nombre for nombre in remplies if nombre > 1).most_common(1)
        seuil = habituel[0][0] if habituel else 2
        rang = next((r for r, nombre in enumerate(remplies) if nombre >= seuil - (seuil > 4)), 0)
    entetes = debut[rang]
    while entetes and entetes[-1] is None:
        entetes = entetes[:-1]
    colonnes = [
        connus.get(_simplifier(entete)) or (f"colonne {i}" if entete is None else str(entete))
        for i, entete in enumerate(entetes, 1)
    ]
    if noms is _CLIENTS:
        annees = {nom: annee[1] for nom in colonnes if (annee := _CA_ANNEE.fullmatch(_simplifier(nom)))}
        seule = len(annees) == 1 and "ca" not in colonnes
        colonnes = [nom if nom not in annees else "ca" if seule else f"ca_{annees[nom]}" for nom in colonnes]
    vus = ", ".join(f"« {abreger(entete)} »" for entete in entetes[:8] if entete is not None) or "rien"
    for nom in requises:
        if nom not in colonnes:
            conseil = f"renommez-la, par exemple en « {noms[nom].split('|')[0]} »"
            if nom == "montant_ht" and "ttc" in _simplifier(vus).split():
                conseil = "une colonne TTC ne la remplace pas, convertissez-la en HT"
            raise ErreurCours(
                f"Je ne trouve pas la colonne « {nom} » : {conseil}. "
                f"J’ai lu en ligne {lignes[rang][0]} : {vus}."
            )
    for nom, combien in Counter(colonnes).items():
        if combien > 1:
            doubles = " et ".join(f"« {e} »" for e, c in zip(entetes, colonnes, strict=True) if c == nom)
            raise ErreurCours(f"Deux colonnes disent la même chose, {doubles} : renommez l’une d’elles.")
    return rang, colonnes


def _juger_ligne(cellules: list, entetes: list, largeur: int) -> str | None:
    """La raison d'écarter une ligne, ou None."""
    if all(cellule is None for cellule in cellules):
        return "ligne vide"
    if _TOTAL.fullmatch(next(filter(None, map(_simplifier, cellules)), "")):
        return "ligne de total"
    if cellules == entetes:
        return "en-têtes répétés"
    if len(cellules) < largeur:
        return "ligne trop courte"
    return "ligne trop longue" if any(cellule is not None for cellule in cellules[largeur:]) else None


def _convertir_colonnes(table: pd.DataFrame, noms: dict, numeros: list, ecartees: dict) -> pd.DataFrame:
    """Donner leur type aux colonnes reconnues ; une valeur illisible écarte sa ligne."""
    refus: dict[int, tuple[str, object]] = {}
    annees = {nom for nom in table.columns if noms is _CLIENTS and re.fullmatch("ca_20..", nom)}
    for nom in table.columns.intersection({*noms, *annees}, sort=False):
        cellules = [None if pd.isna(cellule) else cellule for cellule in table[nom].astype(object)]
        fautes: dict[int, str] = {}
        if nom in _NOMBRES or nom in annees:
            table[nom], positions = lire_cellules(cellules, nom)
            # Un pourcentage n'est pas un montant.
            positions += [
                i for i, cellule in enumerate(cellules) if isinstance(cellule, str) and "%" in cellule
            ]
            fautes = {i: "illisible" for i in positions if cellules[i] is not None}
        elif nom in _DATES:
            lues = {cellule: _lire_date(cellule) for cellule in set(cellules)}
            fautes = {
                i: lues[cellule] for i, cellule in enumerate(cellules) if isinstance(lues[cellule], str)
            }
            table[nom] = pd.to_datetime([None if i in fautes else lues[c] for i, c in enumerate(cellules)])
        else:
            table[nom] = [None if cellule is None else _ecrire_texte(cellule) for cellule in cellules]
        if nom in _OBLIGATOIRES:
            fautes |= {i: "vide" for i, cellule in enumerate(cellules) if cellule is None}
        refus = {i: (f"{nom} {faute}", cellules[i]) for i, faute in fautes.items()} | refus
    for i, (raison, valeur) in sorted(refus.items()):
        ecartees.setdefault(raison, []).append((numeros[i], valeur))
    return table.drop(index=list(refus)).reset_index(drop=True)


def _lire_date(cellule: object) -> datetime | str | None:
    """La date, ou le mot qui dit pourquoi elle ne se lit pas ; None si la cellule est vide."""
    if cellule is None or isinstance(cellule, datetime):
        return cellule
    lue = _DATE.fullmatch(cellule) if isinstance(cellule, str) else None
    if lue is None:
        return "illisible"
    annee, mois, jour = (int(lue[nom] or lue[nom + "2"]) for nom in ("annee", "mois", "jour"))
    if annee < 100:
        annee += 2000 if annee < 70 else 1900
    try:
        return datetime(annee, mois, jour)
    except ValueError:
        return "impossible"


@lru_cache(maxsize=10_000, typed=True)  # les noms de clients se répètent
def _simplifier(texte: object) -> str:
    """Ôter majuscules, accents et ponctuation."""
    return " ".join(re.findall("[a-z0-9]+", _oter_accents(str(texte or "").lower())))


def _reunir(nom: object, accents: bool) -> str:
    """Ce que deux orthographes d'un même client ont en commun."""
    commun = " ".join(unicodedata.normalize("NFC", str(nom)).split()).casefold()
    return _oter_accents(commun) if accents else commun


def _oter_accents(texte: str) -> str:
    if texte.isascii():
        return texte
    return "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))


def _ecrire_texte(cellule: object) -> str:
    return str(int(cellule)) if isinstance(cellule, float) and cellule.is_integer() else str(cellule)
