"""La série du chapitre 4 : classer un portefeuille, mesurer sa concentration, décider.

Les réponses attendues viennent de :mod:`course_helpers.pareto`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from collections.abc import Callable, Iterable
from math import ceil, floor

import pandas as pd

from course_helpers.controles import compter_centimes
from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Valeurs
from course_helpers.exercices.textes import ecrire_euros
from course_helpers.pareto import classer_abc, mesurer_concentration, resumer_abc, simuler_depart
from course_helpers.tirages.magasin import (
    ACHATS,
    ARTICLES,
    CA,
    PASSAGES,
    PORTEUR,
    RAYON,
    classer,
    lister_premiers,
)
from course_helpers.tirages.reserve import Portefeuille

_LIGNES = 6  # les premières lignes dont une question demande la part cumulée

_SEUIL_DEPENDANCE = 15  # en % du CA ; une convention parmi d'autres, que l'énoncé donne


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série, et que les données permettent.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``4-pareto`` ; ou, lu dans un fichier, trois clients au moins avec un
        CA, sans les colonnes ni les tableaux qu'il n'a pas.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` sont en %, les montants en € ; les listes et
        ``marges``, qui ne servent qu'aux mauvais calculs, sont en centimes.
    """
    abc = classer_abc(donnees.clients)
    valeurs = {"entreprise": donnees.entreprise} | dict(donnees.faits) | _mesurer_abc(donnees.clients, abc)
    if "marge" in donnees.clients and donnees.clients["marge"].sum() > 0:
        valeurs |= _mesurer_marge(donnees.clients, abc, valeurs["n_a"] + valeurs["n_b"])
    if "tournee" in donnees.tables:
        valeurs |= _classer_tournee(donnees.tables["tournee"])
    if "avoirs" in donnees.tables:
        valeurs |= _mettre_a_part(donnees.clients, donnees.tables["avoirs"])
    if "rayons" in donnees.tables:
        valeurs |= _classer_magasin(donnees.tables["rayons"], donnees.tables["porteurs"])
    return valeurs


def _mesurer_abc(clients: pd.DataFrame, abc: pd.DataFrame) -> dict:
    resume = resumer_abc(abc)
    effectif = resumer_abc(classer_abc(clients, methode="effectif"))
    mesures = mesurer_concentration(clients)
    n, n_a, n_b = len(clients), int(resume.loc["A", "effectif"]), int(resume.loc["B", "effectif"])
    premier = abc["client"].iloc[0]
    depart = simuler_depart(clients, [premier])
    depasse = mesures["part_premier_pct"] > _SEUIL_DEPENDANCE
    return {
        "n": n,
        "total": mesures["total"],
        # 20/80
        "rang_20": ceil(n / 5),
        "part_20": mesures["part_20pct_premiers_pct"],
        # ABC par cumul
        "n_a": n_a,
        "n_suivant": n_a + 1,
        "n_b": n_b,
        "part_a": resume.loc["A", "part_montant_pct"],
        "part_effectif_a": resume.loc["A", "part_effectif_pct"],
        "part_b": resume.loc["B", "part_montant_pct"],
        "montant_a": resume.loc["A", "montant"],
        "avant_dernier_a": abc["part_cumulee_pct"].iloc[n_a - 2],
        "lignes_lues": _LIGNES,
        "premiers": list(zip(abc["client"].head(_LIGNES), abc["ca"].head(_LIGNES).tolist(), strict=True)),
        "cumul_lu": abc["part_cumulee_pct"].head(_LIGNES).iloc[-1],
        "corrige_cumul": "\n".join(
            f"{ligne.rang}. {ligne.client}{FINE}: {ecrire_nombre(ligne.part_cumulee_pct, 1, '%')}."
            for ligne in abc.head(_LIGNES).itertuples()
        ),
        # ABC par effectif
        "n_a_effectif": int(effectif.loc["A", "effectif"]),
        "n_ab_effectif": int(effectif.loc["A", "effectif"] + effectif.loc["B", "effectif"]),
        "n_b_effectif": int(effectif.loc["B", "effectif"]),
        "part_a_effectif": effectif.loc["A", "part_montant_pct"],
        "part_b_effectif": effectif.loc["B", "part_montant_pct"],
        "montant_b_effectif": effectif.loc["B", "montant"],
        # Dépendance
        "premier": premier,
        "montant_premier": abc["ca"].iloc[0],
        "part_premier": mesures["part_premier_pct"],
        "seuil_dependance": _SEUIL_DEPENDANCE,
        "sens_seuil": "supérieure" if depasse else "inférieure",
        "suite_seuil": (
            "son départ est un risque à préparer" if depasse else "le risque se suit, sans urgence"
        ),
        "conseil_seuil": (
            "de réserver deux visites par mois à des prospects"
            if depasse
            else f"de vérifier chaque trimestre que le premier client reste sous {_SEUIL_DEPENDANCE}{FINE}%"
        ),
        "deuxieme": abc["client"].iloc[1],
        "montant_deuxieme": abc["ca"].iloc[1],
        "part_deuxieme": abc["part_pct"].iloc[1],
        "total_apres": depart.loc["total", "apres"],
        "part_premier_apres": depart.loc["part_premier_pct", "apres"],
        # Pour les mauvais calculs : les montants dans l'ordre où l'on peut, à tort, les prendre.
        "tries": compter_centimes(abc["ca"]).tolist(),
        "fichier": compter_centimes(clients["ca"]).tolist(),
    }


def _mesurer_marge(clients: pd.DataFrame, abc: pd.DataFrame, n_ab: int) -> dict:
    """Mesurer la marge de chacun ; le piège et le petit client n'y sont que si le portefeuille en a."""
    centimes = dict(zip(clients["client"], compter_centimes(clients["marge"]).tolist(), strict=True))
    total, total_ca = sum(centimes.values()), sum(compter_centimes(abc["ca"]).tolist())
    marge = classer_abc(clients, montant="marge", avoirs="a_part")
    rentables = set(marge.loc[marge["classe"] == "A", "client"])
    gros = abc.loc[abc["classe"] == "A"]
    # Un gros client qui laisse peu : A par le CA seulement, et moitié moins de marge que l'ensemble.
    pieges = [
        client
        for client, ca in zip(gros["client"], compter_centimes(gros["ca"]).tolist(), strict=True)
        if client not in rentables and 2 * centimes[client] * total_ca < total * ca
    ]
    petits = [client for client in abc["client"].iloc[n_ab:] if client not in rentables]
    return {
        "total_marge": total / 100,
        "marges": centimes,
        "marges_triees": sorted(centimes.values(), reverse=True),
        "rentables": rentables,
        "egalites": bool(abc.attrs["ex_aequo"] or marge.attrs["ex_aequo"]),
        **({"piege": pieges[0]} if pieges else {}),
        **({"petit": petits[0]} if petits else {}),
    }


def _classer_tournee(table: pd.DataFrame) -> dict:
    tournee = classer_abc(table)
    return {
        "classes_tournee": dict(zip(tournee["client"], tournee["classe"].astype(str), strict=True)),
        "avant_quatrieme": tournee["part_cumulee_pct"].iloc[2],
        "corrige_tournee": "\n".join(
            f"{ligne.client}{FINE}: {ecrire_nombre(ligne.part_pct, 2, '%')}, "
            f"cumul {ecrire_nombre(ligne.part_cumulee_pct, 2, '%')}, classe {ligne.classe}."
            for ligne in tournee.itertuples()
        ),
        "tournee": dict(zip(table["client"], table["ca"].tolist(), strict=True)),
    }


def _mettre_a_part(clients: pd.DataFrame, avoirs: pd.DataFrame) -> dict:
    complet = resumer_abc(classer_abc(pd.concat([clients[["client", "ca"]], avoirs]), avoirs="a_part"))
    return {
        "avoir_1": avoirs["client"].iloc[0],
        "montant_avoir_1": avoirs["ca"].iloc[0],
        "avoir_2": avoirs["client"].iloc[1],
        "montant_avoir_2": avoirs["ca"].iloc[1],
        "base_sans_avoirs": complet["montant"].sum(),
        "ca_net": complet["montant"].sum() + avoirs["ca"].sum(),
    }


def _classer_magasin(rayons: pd.DataFrame, porteurs: pd.DataFrame) -> dict:
    """Classer les rayons d'un magasin, et mesurer le 20/80 des porteurs de sa carte qui ont acheté."""
    abc = classer_abc(rayons.rename(columns={RAYON: "client", CA: "ca"}))
    actifs = porteurs[porteurs[PASSAGES] > 0].rename(columns={PORTEUR: "client", ACHATS: "ca"})
    rang, total = ceil(len(actifs) / 5), int(actifs["ca"].sum())
    return {
        "classes_rayons": dict(zip(abc["client"], abc["classe"].astype(str), strict=True)),
        "corrige_rayons": "\n".join(
            f"{ligne.client}{FINE}: {ecrire_nombre(ligne.part_pct, 2, '%')}, "
            f"cumul {ecrire_nombre(ligne.part_cumulee_pct, 2, '%')}, classe {ligne.classe}."
            for ligne in abc.itertuples()
        ),
        "lignes_rayons": list(rayons[[RAYON, ARTICLES, CA]].itertuples(index=False, name=None)),
        "n_actifs": len(actifs),
        "rang_porteurs": rang,
        "achats_porteurs": total,
        "achats_premiers": int(actifs["ca"].nlargest(rang).sum()),
        "part_20_porteurs": mesurer_concentration(actifs)["part_20pct_premiers_pct"],
        # Pour les mauvais calculs : les autres porteurs que l'on peut, à tort, additionner.
        "autres_porteurs": dict(
            zip(
                ("premiers", "inactifs", "inferieur", "assidus", "fichier"),
                (
                    100 * sum(choix) / total
                    for choix in lister_premiers(list(zip(porteurs[PASSAGES], porteurs[ACHATS], strict=True)))
                ),
                strict=True,
            )
        ),
    }


def _classer_rayons(v: Valeurs, ordre: Callable | None, colonne: int = 2, *, compris: bool = False) -> dict:
    """Classer à tort les rayons : dans un autre ordre, sur une autre colonne ou un autre cumul."""
    lignes = sorted(v.lignes_rayons, key=ordre) if ordre else v.lignes_rayons
    return {rayon: "ABC"[rang] for rayon, rang in classer(lignes, colonne, compris=compris).items()}


def _part(montants: list[int], rang: int) -> float:
    """Part, en %, des premiers montants d'une liste, dans l'ordre où elle est donnée."""
    return 100 * sum(montants[:rang]) / sum(montants)


def _compter_avant_80(montants: list[int]) -> int:
    """Nombre de lignes dont le cumul précédent est inférieur à 80 %, dans l'ordre donné."""
    return sum(100 * sum(montants[:i]) < 80 * sum(montants) for i in range(len(montants)))


def _cumuler_parts_arrondies(montants: list[int], rang: int) -> int:
    """Cumul de parts arrondies chacune à l'unité."""
    return sum(floor(100 * montant / sum(montants) + 0.5) for montant in montants[:rang])


def _remplir(v: Valeurs, calcul) -> dict[str, float]:
    """Une colonne à compléter : une valeur par rang, de 1 au nombre de lignes montrées."""
    return {f"rang{rang}": calcul(rang) for rang in range(1, len(v.premiers) + 1)}


def _lire_part_marge(v: Valeurs, client: str) -> float:
    return 100 * v.marges[client] / sum(v.marges.values())


def _classer_lignes(tournee: dict[str, int], ordre: Iterable[str], lettre) -> dict[str, str]:
    """Classer la tournée dans un ordre donné, par une règle (rang, cumul avant, cumul après) → lettre."""
    total, avant, classes = sum(tournee.values()), 0, {}
    for rang, client in enumerate(ordre, start=1):
        apres = avant + tournee[client]
        classes[client] = lettre(rang, 100 * avant / total, 100 * apres / total)
        avant = apres
    return classes


def _selon(part: float) -> str:
    return "A" if part < 80 else "B" if part < 95 else "C"


def _decroissant(v: Valeurs) -> list[str]:
    return sorted(v.tournee, key=v.tournee.get, reverse=True)


def _classer_client_compris(v: Valeurs) -> dict[str, str]:
    return _classer_lignes(
        v.tournee,
        _decroissant(v),
        lambda rang, avant, apres: "A" if apres <= 80 else "B" if apres <= 95 else "C",
    )


def _classer_sur_arrondis(v: Valeurs) -> dict[str, str]:
    return _classer_lignes(v.tournee, _decroissant(v), lambda rang, avant, apres: _selon(floor(avant + 0.5)))


def _classer_croissant(v: Valeurs) -> dict[str, str]:
    return _classer_lignes(v.tournee, _decroissant(v)[::-1], lambda rang, avant, apres: _selon(avant))


def _classer_sans_trier(v: Valeurs) -> dict[str, str]:
    return _classer_lignes(v.tournee, v.tournee, lambda rang, avant, apres: _selon(avant))


def _classer_par_effectif(v: Valeurs) -> dict[str, str]:
    return _classer_lignes(
        v.tournee,
        _decroissant(v),
        lambda rang, avant, apres: "A" if rang <= ceil(0.8) else "B" if rang <= 4 else "C",
    )


# --- Les calculs que le texte nomme ---
CALCULS = {
    "q2": {
        "part_des_clients": lambda v: 100 * v.rang_20 / v.n,
        "tri_croissant": lambda v: _part(v.tries[::-1], v.rang_20),
        "sans_tri": lambda v: _part(v.fichier, v.rang_20),
        "rang_inferieur": lambda v: _part(v.tries, v.n // 5),
        "marge_pour_ca": lambda v: _part(v.marges_triees, v.rang_20),
    },
    "q3": {
        "client_compris": lambda v: _part(v.tries, v.n_a - 1),
        "tri_croissant": lambda v: _part(v.tries[::-1], _compter_avant_80(v.tries[::-1])),
        "sans_tri": lambda v: _part(v.fichier, _compter_avant_80(v.fichier)),
    },
    "q4": {
        "lignes": lambda v: {client: client for client in v.tournee},
        "client_compris": _classer_client_compris,
        "cumul_arrondi": _classer_sur_arrondis,
        "tri_croissant": _classer_croissant,
        "sans_tri": _classer_sans_trier,
        "methodes_confondues": _classer_par_effectif,
    },
    "q5": {
        "base_classe_a": lambda v: 100 * v.montant_premier / v.montant_a,
        "base_sans_lui": lambda v: 100 * v.montant_premier / v.total_apres,
        "marge_pour_ca": lambda v: _lire_part_marge(v, v.premier),
        "parts_egales": lambda v: 100 / v.n,
        "premier_du_fichier": lambda v: _part(v.fichier, 1),
    },
    "q8": {
        "part_cumulee": lambda v: v.part_a_effectif + v.part_b_effectif,
        "part_des_clients": lambda v: 100 * v.n_b_effectif / v.n,
        "rang_inferieur": lambda v: _part(v.tries, v.n // 2) - _part(v.tries, v.n // 10),
    },
    "q9": {
        "client_compris": lambda v: v.n_a - 1,
        "tri_croissant": lambda v: _compter_avant_80(v.tries[::-1]),
        "sans_tri": lambda v: _compter_avant_80(v.fichier),
    },
    "q10": {
        "client_compris": lambda v: 100 * (v.n_a - 1) / v.n,
        "base_prospects": lambda v: 100 * v.n_a / (v.n + v.prospects),
        "methodes_confondues": lambda v: 100 * v.n_a_effectif / v.n,
    },
    "q11": {
        "attendu": lambda v: _remplir(v, lambda rang: _part(v.tries, rang)),
        "lignes": lambda v: {
            f"rang{rang}": f"{rang}. {client}, {ecrire_euros(montant)}"
            for rang, (client, montant) in enumerate(v.premiers, start=1)
        },
        "part_seule": lambda v: _remplir(v, lambda rang: _part(v.tries, rang) - _part(v.tries, rang - 1)),
        "cumul_precedent": lambda v: _remplir(v, lambda rang: _part(v.tries, rang - 1)),
        "parts_arrondies": lambda v: _remplir(v, lambda rang: _cumuler_parts_arrondies(v.tries, rang)),
        "base_du_tableau": lambda v: _remplir(v, lambda rang: _part(v.tries[:_LIGNES], rang)),
        "part_des_clients": lambda v: _remplir(v, lambda rang: 100 * rang / v.n),
        "marge_pour_ca": lambda v: _remplir(
            v, lambda rang: sum(_lire_part_marge(v, client) for client, _ in v.premiers[:rang])
        ),
    },
    "q12": {
        "avoirs_seuls": lambda v: -v.montant_avoir_1 - v.montant_avoir_2,
        "avoirs_sans_signe": lambda v: v.total - v.montant_avoir_1 - v.montant_avoir_2,
    },
    "q13": {
        "marge_pour_ca": lambda v: (
            100 * v.marges[v.deuxieme] / (sum(v.marges.values()) - v.marges[v.premier])
        ),
    },
    "q15": {
        "attendu": lambda v: "depasse" if v.part_premier > _SEUIL_DEPENDANCE else "reste",
        "seuil_mal_compare": lambda v: "reste" if v.part_premier > _SEUIL_DEPENDANCE else "depasse",
    },
    "q19": {
        "lignes": lambda v: {rayon: rayon for rayon, *_ in v.lignes_rayons},
        "rayon_compris": lambda v: _classer_rayons(v, lambda ligne: -ligne[2], compris=True),
        "par_articles": lambda v: _classer_rayons(v, lambda ligne: -ligne[1], 1),
        "tri_croissant": lambda v: _classer_rayons(v, lambda ligne: ligne[2]),
        "sans_tri": lambda v: _classer_rayons(v, None),
    },
    "q20": {
        "inactifs_comptes": lambda v: v.autres_porteurs["inactifs"],
        "rang_inferieur": lambda v: v.autres_porteurs["inferieur"],
        "plus_assidus": lambda v: v.autres_porteurs["assidus"],
        "sans_tri": lambda v: v.autres_porteurs["fichier"],
    },
}
