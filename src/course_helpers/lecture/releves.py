"""Relever les ventes d'un format qui n'est pas un tableau : FEC, factures électroniques."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from course_helpers.ecriture import compter, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.depot import FACTURES, FEC, Fichier, nommer, refuser_les_doubles
from course_helpers.lecture.factures_electroniques import lire_factures_electroniques
from course_helpers.lecture.fec import Ventes, lire_ventes, mesurer_part
from course_helpers.lecture.plan import Colonne, Doute, Plan
from course_helpers.lecture.regroupement import regrouper_clients, remarquer_codes, reunir_noms
from course_helpers.lecture.reunion import REDITE, douter_de_doublons
from course_helpers.nombres import abreger

_COLONNES = {
    FEC: (
        Colonne("PieceRef", "facture", "facture"),
        Colonne("EcritureDate", "date", "date", "AAAAMMJJ"),
        Colonne("CompAuxNum", "code_client", "code_client"),
        Colonne("CompAuxLib", "client", "client"),
        Colonne("Credit moins Debit, comptes 70", "montant_ht", "montant_ht"),
    ),
    FACTURES: (
        Colonne("Numéro (BT-1)", "facture", "facture"),
        Colonne("Date (BT-2)", "date", "date"),
        Colonne("Identifiant de l’acheteur (BT-46)", "code_client", "code_client"),
        Colonne("Acheteur (BT-44)", "client", "client"),
        Colonne("Total hors taxes (BT-109)", "montant_ht", "montant_ht"),
    ),
}
_CHOIX = {FEC: ("comptes", "doublons", "noms"), FACTURES: ("noms",)}
_QUOI = {FEC: "d’un FEC", FACTURES: "de factures électroniques"}
_CITES = 50  # noms de fichiers gardés dans un plan


@dataclass(frozen=True)
class Releve:
    """Ce qu'un format particulier donne.

    Parameters
    ----------
    format : str
    table : pandas.DataFrame
        Comme ``lire_factures``.
    rapport : dict
    doutes : tuple of Doute
    fichiers : tuple of str
    """

    format: str
    table: pd.DataFrame
    rapport: dict
    doutes: tuple[Doute, ...]
    fichiers: tuple[str, ...]


def relever(
    format: str,
    fichiers: Sequence[Fichier],
    nature: str,
    choix: dict,
    avancer: Callable[[float, str], None] | None = None,
) -> Releve:
    """Lire des FEC, ou des factures électroniques.

    Parameters
    ----------
    format : {"fec", "factures électroniques"}
    fichiers : sequence of Fichier
    nature : {"factures", "clients", "prospects", "table"}
        Seules les deux premières en sortent.
    choix : dict
        Voir ``Plan.choisir`` ; ``comptes``, ``doublons`` et ``noms`` seuls ont un sens ici.
    avancer : callable, optional
        Reçoit la part faite et ce qui se fait.

    Returns
    -------
    Releve

    Raises
    ------
    ErreurCours
        « Un FEC énumère des ventes… » ; « « dates » ne se choisit pas… » ; et ce que refuse ``lire_fec`` ou
        ``lire_factures_electroniques``.

    Examples
    --------
    >>> relever(FEC, [Fichier("", FEC, b"client;ca")], "prospects", {})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: On ne lit ... que les ventes...
    """
    if nature not in ("factures", "clients"):
        raise ErreurCours(
            f"On ne lit {_QUOI[format]} que les ventes, et les clients qu’elles nomment : lisez-le avec "
            "lire_factures ou lire_clients."
        )
    for nom in choix:
        if nom not in (*_CHOIX[format], "roles"):
            raise ErreurCours(
                f"« {nom} » ne se choisit pas pour la lecture {_QUOI[format]}, dont la forme est fixée : "
                "ôtez ce choix."
            )
    noms = tuple(fichier.nom for fichier in fichiers if fichier.nom)
    if format == FEC:
        table, rapport, doutes = _relever_fec(fichiers, choix, avancer)
    else:
        sources = [(fichier.nom or "votre fichier", fichier.contenu) for fichier in fichiers]
        table, rapport = lire_factures_electroniques(sources, avancer)
        doutes = ()
        if rapport["refus"]:
            nom, phrase = next(iter(rapport["refus"].items()))
            combien = compter(len(rapport["refus"]), "fichier")
            rapport["remarques"].append(
                typographier(f"{combien} à part, d’abord « {abreger(nom)} ». {phrase}")
            )
    if reunions := choix.get("noms"):
        reunis, phrases = reunir_noms(table["client"].to_numpy(dtype=object), reunions)
        table = table.assign(client=reunis)
        table.attrs["rapport"] = rapport  # le même, et non sa copie
        rapport["remarques"] += phrases
    rapport["remarques"] += remarquer_codes(table)
    rapport["ecartees"] = {raison: {"exemple": "", **cas} for raison, cas in rapport["ecartees"].items()}
    return Releve(format, table, rapport, doutes, noms)


def _relever_fec(
    fichiers: Sequence[Fichier], choix: dict, avancer: Callable | None
) -> tuple[pd.DataFrame, dict, tuple[Doute, ...]]:
    total, faits, lus = sum(fichier.taille for fichier in fichiers), 0, []
    if len(fichiers) > 1:
        refuser_les_doubles(fichiers)
    for fichier in fichiers:

        def avancer_ici(part: float, mots: str, faits=faits, taille=fichier.taille) -> None:
            avancer((faits + part * taille) / max(total, 1), mots)

        with nommer(fichier.nom if len(fichiers) > 1 else ""):
            lus.append(lire_ventes(fichier.contenu, choix.get("comptes"), avancer_ici if avancer else None))
        faits += fichier.taille
    if len(lus) == 1:
        return lus[0].table, lus[0].rapport, lus[0].doutes
    return _reunir([fichier.nom for fichier in fichiers], lus, choix.get("doublons"))


def _reunir(
    noms: list[str], lus: list[Ventes], doublons: str | None
) -> tuple[pd.DataFrame, dict, tuple[Doute, ...]]:
    """Mettre à la suite les ventes de plusieurs FEC, et leurs rapports."""
    rapport = _reunir_rapports(noms, [lu.rapport for lu in lus])
    table = pd.concat([lu.table for lu in lus], ignore_index=True)
    rangs = np.repeat(np.arange(len(lus)), [len(lu.table) for lu in lus])
    numeros, effectifs = (
        np.concatenate([getattr(lu, champ) for lu in lus]) for champ in ("numeros", "effectifs")
    )
    # Deux fois la même vente, c'est la même dans deux fichiers ; dans un seul, ce sont deux ventes.
    vues: dict[tuple, int] = {}
    champs = table[["facture", "date", "client", "montant_ht"]].itertuples(index=False, name=None)
    redites = np.array(
        [vues.setdefault(cle, rang) != rang for cle, rang in zip(champs, rangs.tolist(), strict=True)], bool
    )
    siens = [replace(doute, fichier=nom) for nom, lu in zip(noms, lus, strict=True) for doute in lu.doutes]
    doutes = tuple(siens[:1])  # une réponse vaut pour tous
    if redites.any():
        premiere = int(np.flatnonzero(redites)[0])
        lieu = (int(numeros[premiere]), abreger(table["facture"][premiere]), noms[rangs[premiere]])
        if doublons is None:
            doutes = (*doutes, douter_de_doublons("PieceRef", *lieu))
        elif doublons == "écarter":
            lignes, montant = int(effectifs[redites].sum()), round(table["montant_ht"][redites].sum(), 2)
            rapport["ecartees"][REDITE] = {
                "nombre": lignes,
                "lignes": numeros[redites][:10].tolist(),
                "montant": montant,
                "fichiers": [noms[rang] for rang in rangs[redites][:10]],
                "exemple": lieu[1],
            }
            rapport["lignes_gardees"] -= lignes
            rapport["lignes_ecartees"] += lignes
            for champ in ("ventes", "ventes_attribuees"):
                rapport[champ] = round(rapport[champ] - montant, 2)
            rapport["part_non_attribuee_pct"] = mesurer_part(
                rapport["ventes_non_attribuees"], rapport["ventes"]
            )
            table = table[~redites].reset_index(drop=True)
    table.attrs["rapport"] = rapport
    return table, rapport, doutes


def _reunir_rapports(noms: list[str], rapports: list[dict]) -> dict:
    ecartees: dict[str, dict] = {}
    for nom, rapport in zip(noms, rapports, strict=True):
        for raison, cas in rapport["ecartees"].items():
            tout = ecartees.setdefault(raison, {"nombre": 0, "lignes": [], "fichiers": []})
            tout["nombre"] += cas["nombre"]
            cites = cas["lignes"][: 10 - len(tout["lignes"])]
            tout["lignes"] += cites
            tout["fichiers"] += [nom] * len(cites)
            if "montant" in cas:
                tout["montant"] = round(tout.get("montant", 0) + cas["montant"], 2)
    champs = ("lignes_lues", "lignes_gardees", "lignes_ecartees")
    sommes = {champ: sum(rapport[champ] for rapport in rapports) for champ in champs}
    euros = {
        champ: round(sum(rapport[champ] for rapport in rapports), 2)
        for champ in ("ventes", "ventes_attribuees", "ventes_non_attribuees")
    }
    origine = {
        champ: " et ".join(dict.fromkeys(rapport[champ] for rapport in rapports))
        for champ in ("encodage", "separateur")
    }
    return {
        **sommes,
        "ecartees": ecartees,
        **euros,
        "part_non_attribuee_pct": mesurer_part(euros["ventes_non_attribuees"], euros["ventes"]),
        **origine,
        "fichiers": noms,
        "remarques": [
            typographier(f"« {abreger(nom)} » : {remarque}")
            for nom, rapport in zip(noms, rapports, strict=True)
            for remarque in rapport["remarques"]
        ],
    }


def faire_plan(releve: Releve, nature: str, choix: dict) -> Plan:
    """Dire comment les fichiers seront lus."""
    return Plan(
        nature=nature,
        format=releve.format,
        fichiers=releve.fichiers[:_CITES],
        encodage=releve.rapport.get("encodage"),
        separateur=releve.rapport.get("separateur"),
        colonnes=tuple(
            colonne for colonne in _COLONNES[releve.format] if colonne.nom in releve.table.columns
        ),
        montants="HT",
        ecartees=releve.rapport["ecartees"],
        remarques=tuple(releve.rapport["remarques"]),
        doutes=releve.doutes,
        choix={nom: reponse for nom, reponse in choix.items() if nom in _CHOIX[releve.format]},
    )


def dresser(releve: Releve, nature: str) -> pd.DataFrame:
    """Faire le tableau, si rien n'est en doute : des ventes, ou leurs clients.

    Raises
    ------
    ErreurCours
        Les doutes, un par phrase.
    """
    if releve.doutes:
        raise ErreurCours(" ".join(doute.ecrire() for doute in releve.doutes))
    if nature == "factures":
        return releve.table
    clients = regrouper_clients(releve.table)
    if "code_client" in releve.table:
        codes = releve.table.groupby("client")["code_client"].agg(["nunique", "first"])
        uniques = codes["first"].where(codes["nunique"] == 1)
        clients.insert(1, "code_client", uniques.reindex(clients["client"]).to_numpy())
    clients.attrs["rapport"] = releve.rapport
    return clients
