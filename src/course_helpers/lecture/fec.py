"""Lire les ventes d'un FEC, le fichier des écritures comptables que toute entreprise sait sortir."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre, ecrire_pct, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.ecritures import (
    AUTRES,
    CHAMPS,
    DATE,
    TEXTES,
    VIDE,
    AutreEncodage,
    Lues,
    lire_entete,
    parcourir,
    preparer,
    relever_accents,
)
from course_helpers.lecture.encodage import choisir_encodage
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute
from course_helpers.nombres import abreger

_ANONYMES = re.compile(
    r"(?:(?:compte|ventes?) )?(?:clients? )?(?:divers|comptoir|passage|de passage|particuliers?|anonymes?"
    r"|caisse|internet|web|boutique)(?: clients?)?|clients?|n a|nc|inconnue?"
)

_COLLECTIFS = re.compile(r"^clients?\b|collectif|\bdivers\b|^ventes?\b")

MONTANT_ILLISIBLE = "montant illisible"
DATE_ILLISIBLE = "date illisible"
INCOMPLETE = "écriture dont une ligne ne se lit pas"
SANS_VENTE = "compte client sans vente"
SANS_CLIENT = "vente sans compte client"
SANS_AUXILIAIRE = "client sans compte auxiliaire"
GROUPEE = "plusieurs clients dans l’écriture"
PARTIELLE = "compte client plus petit que la vente"
NULLE = "vente de somme nulle"


def est_un_fec(octets: bytes) -> bool:
    """Dire si un fichier est un FEC, à sa ligne d'en-têtes.

    Parameters
    ----------
    octets : bytes
        Le fichier, ou son début.

    Returns
    -------
    bool
        Vrai si la première ligne porte les noms des champs, dans n'importe quel ordre ni casse.

    Examples
    --------
    >>> est_un_fec("|".join(CHAMPS).upper().encode()), est_un_fec(b"client;ca")
    (True, False)
    """
    entete = lire_entete(bytes(octets[:40_000]))
    return entete is not None and (not entete.manquants or len(entete.places) >= len(CHAMPS) // 2)


@dataclass(frozen=True)
class Ventes:
    """Les ventes d'un FEC, et d'où chacune vient.

    Parameters
    ----------
    table : pandas.DataFrame
    rapport : dict
        Voir ``lire_fec``.
    numeros : numpy.ndarray
        De chaque vente, le numéro dans le fichier de la ligne du compte client.
    effectifs : numpy.ndarray
        De chaque vente, le nombre de lignes de son écriture.
    doutes : tuple of Doute
        Ce qui attend une réponse.
    """

    table: pd.DataFrame
    rapport: dict
    numeros: np.ndarray
    effectifs: np.ndarray
    doutes: tuple[Doute, ...] = ()


def lire_fec(source, *, comptes: str | None = None) -> tuple[pd.DataFrame, dict]:
    """Lire les ventes d'un FEC, une ligne par écriture de vente.

    Le montant hors taxes d'une vente est la somme des crédits moins les débits des comptes 70 de l'écriture ;
    son client est le compte auxiliaire de la ligne 411. Les sommes sont faites en centimes entiers.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Dix-huit champs ou plus, séparés par une tabulation ou « | » ; utf-8, utf-16 ou cp1252. ``Montant`` et
        ``Sens`` peuvent remplacer ``Debit`` et ``Credit``. Sans compte auxiliaire, un compte comme 411DUPONT
        est celui d'un client ; sans compte 411, ``IdClient`` le nomme. 400 Mo au plus.
    comptes : {"clients", "collectifs"}, optional
        Ce que sont des comptes comme 411001, sans auxiliaire : un client chacun, ou des comptes collectifs.

    Returns
    -------
    tuple[pandas.DataFrame, dict]
        ``facture`` (la pièce, sinon l'écriture), ``date`` (celle de l'écriture), ``code_client``, ``client``,
        ``montant_ht`` (€, négatif pour un avoir), comme ``lire_factures``. Puis le rapport, qui est aussi
        dans ``.attrs["rapport"]`` : ``lignes_lues``, ``lignes_gardees``, ``lignes_ecartees`` ; ``ecartees``
        (raison → ``nombre``, premières ``lignes``, et ``montant`` en € de ventes, s'il y en a) ; ``ventes``,
        ``ventes_attribuees`` et ``ventes_non_attribuees`` (€) ; ``part_non_attribuee_pct`` ; ``remarques`` ;
        ``encodage`` et ``separateur``.

    Raises
    ------
    ErreurCours
        « Ce fichier n’est pas un FEC… », « Dans ce FEC, il manque… », « Ce FEC ne contient aucune vente… »,
        « Aucune vente de ce FEC n’est rattachée à un client… »

    References
    ----------
    Livre des procédures fiscales, article A47 A-1.

    Examples
    --------
    >>> lignes = [
    ...     "|".join(CHAMPS),
    ...     "VE|Ventes|1|20250106|411000|Clients|C1|Hôtel Bief|F1|20250106||120,00|0,00|||||",
    ...     "VE|Ventes|1|20250106|707000|Ventes|||F1|20250106||0,00|100,00|||||",
    ... ]
    >>> ventes, rapport = lire_fec("\\n".join(lignes).encode())
    >>> ventes
      facture       date code_client      client  montant_ht
    0      F1 2025-01-06          C1  Hôtel Bief       100.0
    >>> rapport["lignes_lues"], rapport["lignes_gardees"], rapport["part_non_attribuee_pct"]
    (2, 2, 0.0)
    """
    ventes = lire_ventes(source, comptes)
    if ventes.doutes:
        raise ErreurCours(ventes.doutes[0].ecrire())
    return ventes.table, ventes.rapport


def lire_ventes(
    source, comptes: str | None = None, avancer: Callable[[float, str], None] | None = None
) -> Ventes:
    """Lire les ventes d'un FEC et dire de quelles lignes elles viennent : voir ``lire_fec``.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
    comptes : {"clients", "collectifs"}, optional
        Voir ``lire_fec``.
    avancer : callable, optional
        Reçoit la part lue et ce qui se fait.

    Returns
    -------
    Ventes

    Examples
    --------
    >>> lire_ventes(b"client;ca")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: Ce fichier n’est pas un FEC...
    """
    source = preparer(source)
    lues, encodage = None, "utf-8"
    with suppress(AutreEncodage):
        entete, lues = parcourir(source, encodage, avancer)
    # Hors du bloc d'exception : aucune erreur ne garde les octets du fichier.
    if lues is None:
        encodage = choisir_encodage(relever_accents(source)) or "cp1252"
        entete, lues = parcourir(source, encodage, avancer)
    return _dresser(lues, {"encodage": encodage, "separateur": entete.separateur}, comptes)


def _dresser(lues: Lues, origine: dict, comptes: str | None) -> Ventes:
    """Réunir les lignes par écriture, nommer le client, compter ce qui reste."""
    if not lues.numeros:
        raise ErreurCours(
            "Ce FEC ne contient aucune ligne de vente (comptes 70) ni de client (comptes 411) : demandez "
            "le FEC complet de l’exercice."
        )
    numeros = np.concatenate(lues.numeros)
    centimes = np.concatenate(lues.centimes)
    lisibles = np.concatenate(lues.lisibles)
    centimes[~lisibles] = 0
    nombre = len(numeros)
    zero = np.zeros(nombre, np.int32)
    codes = {nom: np.concatenate(lues.codes[nom]) if lues.codes[nom] else zero for nom in TEXTES}
    textes = {nom: list(lues.textes[nom]) or [""] for nom in TEXTES}
    lues.codes.clear()

    vente = np.array([texte.startswith("70") for texte in textes["CompteNum"]])[codes["CompteNum"]]
    jours = np.array([_lire_date(texte) for texte in textes["EcritureDate"]], "datetime64[D]")
    dates = jours[codes["EcritureDate"]]
    doute = _nommer_par_le_compte(codes, textes, vente, numeros, comptes)
    ecritures = _numeroter(codes["JournalCode"], codes["EcritureNum"])
    porteuses = ~vente | _nommer_par_l_identifiant(codes, textes, vente, ecritures)
    identites, anonymes = _identifier(codes, textes)

    groupes, simples = _isoler(ecritures, vente, porteuses, identites)
    if not simples.all():
        # Une écriture de plusieurs clients : chaque pièce est peut-être celle d'un seul.
        fines = _numeroter(ecritures, _numeroter(codes["EcritureDate"], codes["PieceRef"]))
        fines = np.where(simples[ecritures], ecritures, ecritures.max() + 1 + fines)
        groupes, simples = _isoler(pd.factorize(fines)[0], vente, porteuses, identites)

    combien = len(simples)
    ht = _sommer(groupes[vente], centimes[vente], combien)
    debit = _sommer(groupes[~vente], np.maximum(-centimes[~vente], 0), combien)
    credit = _sommer(groupes[~vente], np.maximum(centimes[~vente], 0), combien)
    a_vente = np.bincount(groupes[vente], minlength=combien) > 0
    a_client = np.bincount(groupes[porteuses], minlength=combien) > 0
    au_comptant = np.bincount(groupes[porteuses & vente], minlength=combien) > 0
    sans_nom = np.bincount(groupes[porteuses & anonymes], minlength=combien) > 0
    illisible = np.bincount(groupes[~lisibles], minlength=combien) > 0
    sans_date = np.bincount(groupes[np.isnat(dates)], minlength=combien) > 0
    incomplete = np.bincount(groupes[_reperer(lues.incompletes, codes, textes)], minlength=combien) > 0
    couverte = (np.where(ht > 0, debit, credit) >= np.abs(ht)) | au_comptant
    # La première raison qui vaut l'emporte.
    raisons = {
        MONTANT_ILLISIBLE: illisible,
        DATE_ILLISIBLE: sans_date,
        INCOMPLETE: incomplete,
        SANS_VENTE: ~a_vente,
        GROUPEE: ~simples,
        SANS_CLIENT: ~a_client,
        SANS_AUXILIAIRE: sans_nom,
        NULLE: ht == 0,
        PARTIELLE: ~couverte,
    }
    verdict = np.select(list(raisons.values()), range(len(raisons)), -1)

    ecartees = {}
    for rang, raison in enumerate(raisons):
        lignes = np.sort(numeros[(verdict == rang)[groupes]])
        if len(lignes):
            ecartees[raison] = {"nombre": len(lignes), "lignes": lignes[:10].tolist()}
            if montant := int(ht[verdict == rang].sum()):
                ecartees[raison]["montant"] = montant / 100
    for raison, effectif in lues.autres.items():
        ecartees[raison] = {"nombre": effectif, "lignes": lues.exemples[raison]}

    table, premieres = _nommer(verdict, groupes, vente, porteuses, codes, textes, dates, ht)
    total = int(centimes[vente & lisibles].sum())
    attribue = int(ht[verdict == -1].sum())
    gardees = int((verdict == -1)[groupes].sum())
    rapport = {
        "lignes_lues": lues.lignes,
        "lignes_gardees": gardees,
        "lignes_ecartees": lues.lignes - gardees,
        "ecartees": ecartees,
        "ventes": total / 100,
        "ventes_attribuees": attribue / 100,
        "ventes_non_attribuees": (total - attribue) / 100,
        "part_non_attribuee_pct": mesurer_part(total - attribue, total),
        **origine,
    }
    if doute is None:
        _refuser_sans_client(rapport, vente)
    pieces = np.array([_lire_date(texte) for texte in textes["PieceDate"]], "datetime64[D]")
    ecarts = pieces[codes["PieceDate"][premieres]] != dates[premieres]
    ecarts &= ~np.isnat(pieces[codes["PieceDate"][premieres]])
    rapport["remarques"] = _remarquer(rapport, table, ecarts)
    table.attrs["rapport"] = rapport
    rangs = groupes[premieres]
    effectifs = np.bincount(groupes, minlength=combien)[rangs]
    return Ventes(table, rapport, numeros[premieres], effectifs, () if doute is None else (doute,))


def mesurer_part(non_attribue: float, total: float) -> float:
    """La part des ventes sans client, en %.

    Examples
    --------
    >>> mesurer_part(50, 1084.5)
    4.6104
    """
    return round(100 * non_attribue / total, 4) if total else 0.0


def _nommer_par_le_compte(
    codes: dict, textes: dict, vente: np.ndarray, numeros: np.ndarray, comptes: str | None
) -> Doute | None:
    """Sans auxiliaire, 411DUPONT est le compte d'un client ; 411001 l'est peut-être : cela se demande."""
    vides = {nom: np.array([not texte for texte in textes[nom]]) for nom in ("CompAuxNum", "CompAuxLib")}
    nues = ~vente & vides["CompAuxNum"][codes["CompAuxNum"]] & vides["CompAuxLib"][codes["CompAuxLib"]]
    if not nues.any():
        return None
    couples = codes["CompteNum"].astype(np.int64) * len(textes["CompteLib"]) + codes["CompteLib"]
    siens, douteux, lignes = set(), set(), np.flatnonzero(nues)
    for couple in pd.unique(couples[lignes]).tolist():
        numero, libelle = divmod(couple, len(textes["CompteLib"]))
        suffixe = textes["CompteNum"][numero][3:].strip().strip("0")
        nom = simplifier(textes["CompteLib"][libelle])
        if any(lettre.isalpha() for lettre in suffixe) or (suffixe and comptes == "clients"):
            siens.add(couple)
        elif suffixe and not _COLLECTIFS.search(nom):
            douteux.add(couple)
    dites = np.isin(couples, list(siens)) & nues
    _recopier(codes, textes, "CompteNum", "CompAuxNum", dites)
    _recopier(codes, textes, "CompteLib", "CompAuxLib", dites)
    if not douteux or comptes is not None:
        return None
    premiere = int(np.flatnonzero(np.isin(couples, list(douteux)) & nues)[0])
    numero, libelle = (textes[nom][codes[nom][premiere]] for nom in ("CompteNum", "CompteLib"))
    combien = len({couple // len(textes["CompteLib"]) for couple in douteux})
    return Doute(
        "comptes",
        f"Sans compte auxiliaire, {compter(combien, 'compte')} 411 "
        f"{'sont peut-être ceux' if combien > 1 else 'est peut-être celui'} d’un seul client",
        {"clients": "chaque compte est un client", "collectifs": "plusieurs clients y sont réunis"},
        'choisissez comptes="clients" si chacun est un client, comptes="collectifs" sinon',
        "CompteNum",
        int(numeros[premiere]),
        abreger(f"{numero} {libelle}"),
    )


def _nommer_par_l_identifiant(
    codes: dict, textes: dict, vente: np.ndarray, ecritures: np.ndarray
) -> np.ndarray:
    """Les lignes de vente qui nomment leur client par IdClient, dans une écriture sans compte 411."""
    dits = np.array([bool(texte) for texte in textes["IdClient"]])[codes["IdClient"]]
    vides = np.array([not texte for texte in textes["CompAuxNum"]])[codes["CompAuxNum"]]
    vides &= np.array([not texte for texte in textes["CompAuxLib"]])[codes["CompAuxLib"]]
    avec_client = np.bincount(ecritures[~vente], minlength=int(ecritures.max(initial=-1)) + 1) > 0
    _recopier(codes, textes, "IdClient", "CompAuxNum", dits & vides)
    return vente & dits & ~avec_client[ecritures]


def _recopier(codes: dict, textes: dict, depuis: str, vers: str, lignes: np.ndarray) -> None:
    """Écrire dans un champ, sur ces lignes, ce que dit un autre champ."""
    connus = {texte: rang for rang, texte in enumerate(textes[vers])}
    traduits = np.zeros(len(textes[depuis]), np.int32)
    for rang in np.unique(codes[depuis][lignes]).tolist():
        texte = textes[depuis][rang]
        if texte not in connus:
            connus[texte] = len(textes[vers])
            textes[vers].append(texte)
        traduits[rang] = connus[texte]
    colonne = codes[vers].copy()
    colonne[lignes] = traduits[codes[depuis][lignes]]
    codes[vers] = colonne


def _reperer(ecritures: set[tuple[str, str]], codes: dict, textes: dict) -> np.ndarray:
    """Les lignes de ces écritures (journal, numéro)."""
    journaux, numeros = (
        {texte: code for code, texte in enumerate(textes[nom])} for nom in ("JournalCode", "EcritureNum")
    )
    cles = [
        journaux[journal] * len(numeros) + numeros[numero]
        for journal, numero in ecritures
        if journal in journaux and numero in numeros
    ]
    if not cles:
        return np.zeros(len(codes["JournalCode"]), bool)
    return np.isin(codes["JournalCode"].astype(np.int64) * len(numeros) + codes["EcritureNum"], cles)


def _identifier(codes: dict, textes: dict) -> tuple[np.ndarray, np.ndarray]:
    """Le client de chaque ligne (son compte auxiliaire, sinon son nom), et les lignes qui n'en ont pas."""
    numero_vide = np.array([not texte for texte in textes["CompAuxNum"]])[codes["CompAuxNum"]]
    nom_vide = np.array([not texte for texte in textes["CompAuxLib"]])[codes["CompAuxLib"]]
    par_nom = len(textes["CompAuxNum"]) + codes["CompAuxLib"].astype(np.int64)
    return np.where(numero_vide, par_nom, codes["CompAuxNum"]), numero_vide & nom_vide


def _numeroter(premiers: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Un numéro par couple, dans l'ordre du fichier."""
    largeur = int(seconds.max(initial=0)) + 1
    return pd.factorize(premiers.astype(np.int64) * largeur + seconds)[0]


def _isoler(
    groupes: np.ndarray, vente: np.ndarray, porteuses: np.ndarray, identites: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Les groupes, et lesquels n'ont qu'un client ; un groupe sans vente est simple."""
    combien = int(groupes.max(initial=-1)) + 1
    largeur = int(identites.max(initial=0)) + 1
    couples = np.unique(groupes[porteuses].astype(np.int64) * largeur + identites[porteuses])
    # Dans un navigateur, un rang tient sur 32 bits ; un couple, non.
    clients = np.bincount((couples // largeur).astype(np.intp), minlength=combien)
    a_vente = np.bincount(groupes[vente], minlength=combien) > 0
    return groupes, (clients <= 1) | ~a_vente


def _sommer(groupes: np.ndarray, centimes: np.ndarray, combien: int) -> np.ndarray:
    """Des sommes d'entiers, exactes."""
    sommes = np.zeros(combien, np.int64)
    np.add.at(sommes, groupes, centimes)
    return sommes


def _nommer(verdict, groupes, vente, porteuses, codes, textes, dates, ht) -> tuple[pd.DataFrame, np.ndarray]:
    """Une ligne par vente attribuée, et la ligne du compte client de chacune."""
    clients = np.flatnonzero(porteuses & (verdict == -1)[groupes])
    gardes, rangs = np.unique(groupes[clients], return_index=True)
    premieres = clients[rangs]
    noms: dict[int, str] = {}
    for numero, nom in dict.fromkeys(
        zip(codes["CompAuxNum"][clients].tolist(), codes["CompAuxLib"][clients].tolist(), strict=True)
    ):
        if textes["CompAuxLib"][nom]:
            noms.setdefault(numero, textes["CompAuxLib"][nom])
    pieces_de_vente = np.full(len(verdict), -1, np.int64)
    ventes = np.flatnonzero(vente)[::-1]
    pieces_de_vente[groupes[ventes]] = codes["PieceRef"][ventes]
    references = []
    for groupe, ligne in zip(gardes.tolist(), premieres.tolist(), strict=True):
        references.append(
            textes["PieceRef"][codes["PieceRef"][ligne]]
            or textes["PieceRef"][pieces_de_vente[groupe]]
            or textes["EcritureNum"][codes["EcritureNum"][ligne]]
        )
    numeros = codes["CompAuxNum"][premieres].tolist()
    libelles = codes["CompAuxLib"][premieres].tolist()
    table = pd.DataFrame(
        {
            "facture": references,
            "date": dates[premieres].astype("datetime64[s]"),
            "code_client": [textes["CompAuxNum"][numero] or None for numero in numeros],
            "client": [
                textes["CompAuxLib"][nom] or noms.get(numero) or textes["CompAuxNum"][numero]
                for numero, nom in zip(numeros, libelles, strict=True)
            ],
            "montant_ht": ht[gardes] / 100,
        }
    )
    ordre = np.argsort(premieres, kind="stable")
    if table["code_client"].isna().all():
        table = table.drop(columns="code_client")
    return table.iloc[ordre].reset_index(drop=True), premieres[ordre]


def _refuser_sans_client(rapport: dict, vente: np.ndarray) -> None:
    """Rien d'attribué : dire pourquoi, et quoi demander."""
    if rapport["lignes_gardees"]:
        return
    if not vente.any():
        raise ErreurCours(
            "Ce FEC ne contient aucune ligne de vente (comptes 70) : demandez le FEC complet de l’exercice."
        )
    raisons = " ; ".join(
        f"{raison} ({compter(cas['nombre'], 'ligne')}, d’abord ligne {cas['lignes'][0]})"
        for raison, cas in rapport["ecartees"].items()
        if raison not in (AUTRES, VIDE, SANS_VENTE)
    )
    conseil = (
        "Demandez un FEC avec les comptes auxiliaires (CompAuxNum, CompAuxLib), ou la liste des factures."
    )
    if {DATE_ILLISIBLE, MONTANT_ILLISIBLE} & rapport["ecartees"].keys():
        conseil = (
            "Exportez-le de nouveau, sans l’ouvrir dans un tableur : 20250106 pour une date, 12,50 pour un "
            "montant."
        )
    raise ErreurCours(
        "Aucune vente de ce FEC n’est rattachée à un client, sur "
        f"{ecrire_nombre(rapport['ventes'], 2, '€')} HT : {raisons}. {conseil}"
    )


def _remarquer(rapport: dict, table: pd.DataFrame, ecarts: np.ndarray) -> list[str]:
    """Ce que le lecteur doit savoir, en phrases."""
    remarques = []
    reste = {raison: cas["montant"] for raison, cas in rapport["ecartees"].items() if cas.get("montant")}
    total = ecrire_nombre(rapport["ventes"], 2, "€")
    if reste:
        details = ", ".join(
            f"{raison} : {ecrire_nombre(montant, 2, '€')}" for raison, montant in reste.items()
        )
        remarques.append(
            f"{ecrire_nombre(rapport['ventes_attribuees'], 2, '€')} HT sur {total} sont attribués à un "
            f"client ; {ecrire_nombre(rapport['ventes_non_attribuees'], 2, '€')} "
            f"({ecrire_pct(rapport['part_non_attribuee_pct'], 2)}) ne le sont pas ({details})."
        )
    else:
        remarques.append(f"Toutes les ventes, {total} HT, sont attribuées à un client.")
    if combien := int(ecarts.sum()):
        premiere = int(np.flatnonzero(ecarts)[0])
        remarques.append(
            f"{compter(combien, 'pièce')} n’ont pas la date de leur écriture, d’abord "
            f"« {abreger(table['facture'][premiere])} » : la date gardée est celle de l’écriture."
        )
    par_client = table.groupby("client")["montant_ht"].sum()
    for nom in par_client.index:
        simple = simplifier(nom)
        if not simple or _ANONYMES.fullmatch(simple):
            remarques.append(
                f"« {abreger(nom)} » n’est pas le nom d’un client "
                f"({ecrire_nombre(round(par_client[nom], 2), 2, '€')}) : plusieurs acheteurs y sont "
                "peut-être réunis."
            )
    return [typographier(remarque) for remarque in remarques]


def _lire_date(texte: str) -> np.datetime64:
    if lue := DATE.fullmatch(texte):
        with suppress(ValueError):
            return np.datetime64(f"{lue[1]}-{lue[3]}-{lue[4]}")
    return np.datetime64("NaT")
