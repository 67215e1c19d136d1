"""La série du chapitre 4 : classer un portefeuille, mesurer sa concentration, décider.

Les réponses attendues viennent de :mod:`course_helpers.pareto`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from collections.abc import Iterable
from math import ceil, floor

import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Convention, Erreur, Option, Question, Sujet, Valeurs
from course_helpers.pareto import classer_abc, mesurer_concentration, resumer_abc, simuler_depart
from course_helpers.tirages.reserve import Portefeuille

_NDRC = "Analyser un portefeuille clients (NDRC, bloc 1)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_GPME = "Évaluer le risque client (GPME, bloc 1)"
_LIGNES = 6  # les premières lignes dont une question demande la part cumulée
_SEUIL_DEPENDANCE = 15  # en % du CA ; une convention parmi d'autres, que l'énoncé donne


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``4-pareto``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` sont en %, les montants en €.
    """
    clients = donnees.clients
    abc = classer_abc(clients)
    resume = resumer_abc(abc)
    effectif = resumer_abc(classer_abc(clients, methode="effectif"))
    marge = classer_abc(clients, montant="marge")
    mesures = mesurer_concentration(clients)
    tournee = classer_abc(donnees.tables["tournee"])
    avoirs = donnees.tables["avoirs"]
    complet = resumer_abc(classer_abc(pd.concat([clients[["client", "ca"]], avoirs]), avoirs="a_part"))
    n, n_a, n_b = len(clients), int(resume.loc["A", "effectif"]), int(resume.loc["B", "effectif"])
    rentables = set(marge.loc[marge["classe"] == "A", "client"])
    premier = abc["client"].iloc[0]
    depart = simuler_depart(clients, [premier])
    return {
        "entreprise": donnees.entreprise,
        "prospects": donnees.faits["prospects"],
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
        "cumul_lu": abc["part_cumulee_pct"].iloc[_LIGNES - 1],
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
        "deuxieme": abc["client"].iloc[1],
        "montant_deuxieme": abc["ca"].iloc[1],
        "part_deuxieme": abc["part_pct"].iloc[1],
        "total_apres": depart.loc["total", "apres"],
        "part_premier_apres": depart.loc["part_premier_pct", "apres"],
        # Avoirs
        "avoir_1": avoirs["client"].iloc[0],
        "montant_avoir_1": avoirs["ca"].iloc[0],
        "avoir_2": avoirs["client"].iloc[1],
        "montant_avoir_2": avoirs["ca"].iloc[1],
        "base_sans_avoirs": complet["montant"].sum(),
        # Marge
        "piege": next(c for c in abc["client"].head(n_a) if c not in rentables),
        "petit": abc["client"].iloc[n_a + n_b],
        "total_marge": int(clients["marge"].sum()),
        "marges": dict(zip(clients["client"], clients["marge"].tolist(), strict=True)),
        # Tournée
        "classes_tournee": dict(zip(tournee["client"], tournee["classe"].astype(str), strict=True)),
        "avant_quatrieme": tournee["part_cumulee_pct"].iloc[2],
        "corrige_tournee": "\n".join(
            f"{ligne.client}{FINE}: {ecrire_nombre(ligne.part_pct, 2, '%')}, "
            f"cumul {ecrire_nombre(ligne.part_cumulee_pct, 2, '%')}, classe {ligne.classe}."
            for ligne in tournee.itertuples()
        ),
        # Pour les mauvais calculs : les montants dans l'ordre où l'on peut, à tort, les prendre.
        "tries": abc["ca"].tolist(),
        "fichier": clients["ca"].tolist(),
        "marges_triees": marge["marge"].tolist(),
        "tournee": dict(
            zip(donnees.tables["tournee"]["client"], donnees.tables["tournee"]["ca"].tolist(), strict=True)
        ),
    }


# --- Les mauvais calculs -----------------------------------------------------------------------------------


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
    return 100 * v.marges[client] / v.total_marge


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


def _repartir_actions(individualise: str, standard: str) -> dict[str, str]:
    return dict.fromkeys(("visite", "offre", "direction"), individualise) | dict.fromkeys(
        ("lettre", "site", "relance"), standard
    )


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


# --- Des messages qui servent plusieurs fois ---------------------------------------------------------------

_CLIENT_COMPRIS = (
    '{reponse} : cette réponse suit une autre convention, `=SI(cumul<=80%;"A";…)`, client compris. '
    "Celle du cours teste le cumul de la ligne précédente : le client qui franchit 80 % reste en A."
)
_TRI_CROISSANT = (
    "{reponse} : vous avez sans doute trié du plus petit au plus gros. "
    "Par quel client un classement ABC commence-t-il ?"
)
_SANS_TRI = (
    "{reponse} : vous avez sans doute cumulé dans l'ordre du fichier. "
    "Sur quelle colonne fallait-il trier avant de cumuler ?"
)
_METHODES = (
    "{reponse} : vous avez sans doute appliqué l'autre méthode ABC. "
    "L'énoncé demande-t-il des seuils sur le CA cumulé ou sur le nombre de clients ?"
)


# --- Les questions -----------------------------------------------------------------------------------------

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="Ce que dit la règle des 20/80",
        chapitre="4-pareto",
        faits=("C4.1",),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Que dit la règle des 20/80, quand on l'emploie avec rigueur ?",
        genre="choix",
        options=(
            Option("mesure", "Souvent, peu de clients font l'essentiel du CA : on mesure leur part réelle."),
            Option("loi", "Dans toute entreprise, 20 % des clients font 80 % du CA."),
            Option("partage", "Le CA se partage en deux : 20 % d'un côté, 80 % de l'autre, 100 % en tout."),
            Option(
                "objectif", "Une entreprise saine doit concentrer 80 % de son CA sur 20 % de ses clients."
            ),
        ),
        attendu=_choisir("mesure"),
        confirmation="20/80 est une régularité observée : chaque portefeuille a sa propre part, à mesurer.",
        erreurs=(
            Erreur(
                "suppose_20_80",
                _choisir("loi"),
                "Vous prenez une régularité pour une loi exacte. "
                "Que trouveriez-vous si tous les clients achetaient autant ?",
            ),
            Erreur(
                "pourcentages_additionnes",
                _choisir("partage"),
                "Vous additionnez deux pourcentages qui n'ont pas la même base. "
                "20 % de quoi, et 80 % de quoi ?",
            ),
            Erreur(
                "constat_pris_pour_objectif",
                _choisir("objectif"),
                "Vous faites d'un constat un objectif. "
                "Quel risque court une entreprise qui dépend de peu de clients ?",
            ),
        ),
        indices=(
            "20 % porte sur le nombre de clients ; 80 % porte sur leur CA.",
            "Imaginez dix clients qui achètent autant : les deux premiers feraient-ils 80 % du CA ?",
        ),
        solution="20 % désigne une part des clients, 80 % une part du CA : les deux ne s'additionnent pas.\n"
        "Cette proportion s'observe souvent de loin, rarement de près : on calcule la part réelle.\n"
        "Ce n'est pas un objectif : plus le CA est concentré, plus le départ d'un gros client coûte.",
    ),
    Question(
        identifiant="q2",
        titre="20/80 : la part réelle",
        chapitre="4-pareto",
        faits=("C4.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Dans votre portefeuille de {n} clients, quelle part du CA font les 20 % plus gros clients ? "
        "Leur nombre s'arrondit au supérieur.",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_20,
        confirmation="Les {rang_20} plus gros clients font {part_20:pct1} du CA : 20/80 se mesure, "
        "il ne se suppose pas.",
        erreurs=(
            Erreur(
                "suppose_20_80",
                lambda v: 80,
                "{reponse} : vous avez sans doute recopié la règle. "
                "Quel est le CA réel de ces clients, dans votre tableau ?",
            ),
            Erreur(
                "part_des_clients",
                lambda v: 100 * v.rang_20 / v.n,
                "{reponse} : c'est la part des clients, non celle du CA. "
                "De quoi voulez-vous la part : d'un nombre de clients ou d'une somme en euros ?",
            ),
            Erreur("tri_croissant", lambda v: _part(v.tries[::-1], v.rang_20), _TRI_CROISSANT),
            Erreur("sans_tri", lambda v: _part(v.fichier, v.rang_20), _SANS_TRI),
            Erreur(
                "rang_inferieur",
                lambda v: _part(v.tries, v.n // 5),
                "{reponse} : il vous manque sans doute un client. "
                "20 % de {n} clients ne tombe pas juste : dans quel sens l'énoncé arrondit-il ?",
            ),
            Erreur(
                "marge_pour_ca",
                lambda v: _part(v.marges_triees, v.rang_20),
                "{reponse} : vous avez sans doute travaillé sur la marge. "
                "Quelle colonne l'énoncé demande-t-il ?",
            ),
        ),
        indices=(
            "Triez d'abord les clients du plus gros CA au plus petit.",
            "Calculez 20 % de {n}, puis arrondissez au client supérieur.",
            "Additionnez le CA de ces premiers clients, et rapportez-le au CA de tous les clients.",
        ),
        solution="20 % de {n} clients, arrondi au supérieur : {rang_20} clients.\n"
        "Après un tri par CA décroissant, leur CA cumulé fait {part_20:pct1} du total de {total:eur}.\n"
        "La règle 20/80 annonçait 80 % : votre portefeuille a sa propre concentration.",
    ),
    Question(
        identifiant="q3",
        titre="La part du CA de la classe A",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="Dans votre portefeuille (ABC par cumul du CA, seuils 80/95), "
        "quelle part du CA font les clients A ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_a,
        confirmation="{part_a:pct1} pour {n_a} clients : celui qui franchit 80 % reste en A, "
        "la classe dépasse donc un peu le seuil.",
        conventions=(Convention(lambda v: _part(v.tries, v.n_a - 1), _CLIENT_COMPRIS),),
        erreurs=(
            Erreur(
                "part_des_clients",
                lambda v: v.part_effectif_a,
                "{reponse} ({n_a} clients sur {n}) : c'est la part des clients, non celle du CA. "
                "À quoi rapportez-vous la somme ?",
            ),
            Erreur(
                "seuil_recopie",
                lambda v: 80,
                "{reponse} : c'est le seuil, non la part observée. "
                "Le client qui franchit 80 % est en A : la classe s'arrête-t-elle juste sur le seuil ?",
            ),
            Erreur("methodes_confondues", lambda v: v.part_a_effectif, _METHODES),
            Erreur(
                "tri_croissant",
                lambda v: _part(v.tries[::-1], _compter_avant_80(v.tries[::-1])),
                _TRI_CROISSANT,
            ),
            Erreur("sans_tri", lambda v: _part(v.fichier, _compter_avant_80(v.fichier)), _SANS_TRI),
        ),
        indices=(
            "Triez par CA décroissant, puis ajoutez une colonne de parts cumulées.",
            "Un client est A tant que la part cumulée de la ligne précédente est inférieure à 80 %.",
            "Additionnez le CA des clients A, puis divisez par le CA de tous les clients.",
        ),
        solution="Triez les {n} clients par CA décroissant et cumulez leurs parts.\n"
        "Avant le client de rang {n_a}, le cumul vaut {avant_dernier_a:pct1} : moins de 80 %, il est A.\n"
        "Avec lui, le cumul passe à {part_a:pct1} : le client suivant est B.\n"
        "Les {n_a} clients A font {montant_a:eur} sur {total:eur}, soit {part_a:pct1}.",
    ),
    Question(
        identifiant="q4",
        titre="Huit clients à classer",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="Voici les huit clients d'une tournée. "
        "Classez-les en A, B ou C (ABC par cumul du CA, seuils 80/95).",
        genre="classement",
        table="tournee",
        elements=lambda v: tuple(Option(client, client) for client in v.tournee),
        categories=(Option("A", "A"), Option("B", "B"), Option("C", "C")),
        attendu=lambda v: v.classes_tournee,
        confirmation="Le cumul avant le quatrième client vaut {avant_quatrieme:pct2} : moins de 80 %, "
        "il reste donc en A.",
        conventions=(
            Convention(
                _classer_client_compris,
                'Ce classement suit une autre convention, `=SI(cumul<=80%;"A";…)`, client compris. '
                "Celle du cours teste le cumul de la ligne précédente : "
                "le client qui franchit un seuil garde la meilleure classe.",
            ),
        ),
        erreurs=(
            Erreur(
                "cumul_arrondi",
                _classer_sur_arrondis,
                "Vous avez sans doute classé sur des pourcentages arrondis. "
                "Affichez deux décimales : ce cumul atteint-il vraiment 80 % ?",
            ),
            Erreur(
                "tri_croissant",
                _classer_croissant,
                "Vous avez sans doute trié du plus petit au plus gros. "
                "Par quel client un classement ABC commence-t-il ?",
            ),
            Erreur(
                "sans_tri",
                _classer_sans_trier,
                "Vous avez sans doute cumulé dans l'ordre du tableau. "
                "Sur quelle colonne fallait-il trier avant de cumuler ?",
            ),
            Erreur(
                "methodes_confondues",
                _classer_par_effectif,
                "Vous avez sans doute classé par effectif, 10 % puis 50 % des clients. "
                "L'énoncé demande-t-il des seuils sur les clients ou sur le CA cumulé ?",
            ),
        ),
        indices=(
            "Triez les huit clients du plus gros CA au plus petit.",
            "Pour chacun, regardez la part cumulée avant lui : moins de 80 %, moins de 95 %, ou plus.",
            "Gardez deux décimales : un cumul très proche d'un seuil ne l'a pas forcément atteint.",
        ),
        solution="Du plus gros au plus petit :\n{corrige_tournee}\n"
        "La classe dépend du cumul de la ligne précédente. Avant le quatrième client, il vaut "
        "{avant_quatrieme:pct2} : l'arrondi à 80 % le ferait passer en B, à tort.",
    ),
    Question(
        identifiant="q5",
        titre="Le poids du premier client",
        chapitre="4-pareto",
        faits=("C4.3",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Quelle part du CA total fait votre premier client ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_premier,
        confirmation="{premier} fait {part_premier:pct1} du CA : c'est ce que coûterait son départ.",
        erreurs=(
            Erreur(
                "base_classe_a",
                lambda v: 100 * v.montant_premier / v.montant_a,
                "{reponse} : vous l'avez sans doute rapporté au CA des seuls clients A. "
                "Sur quelle base l'énoncé demande-t-il la part ?",
            ),
            Erreur(
                "base_sans_lui",
                lambda v: 100 * v.montant_premier / v.total_apres,
                "{reponse} : vous l'avez sans doute rapporté au CA des autres clients. "
                "Le premier client fait-il partie du total ?",
            ),
            Erreur(
                "marge_pour_ca",
                lambda v: _lire_part_marge(v, v.premier),
                "{reponse} : c'est sa part de la marge. Quelle colonne l'énoncé demande-t-il ?",
            ),
            Erreur(
                "parts_egales",
                lambda v: 100 / v.n,
                "{reponse} : c'est la part d'un client si tous achetaient autant. "
                "Quel est le CA réel du premier ?",
            ),
            Erreur(
                "premier_du_fichier",
                lambda v: _part(v.fichier, 1),
                "{reponse} : c'est la première ligne du fichier. "
                "Le premier client est celui du plus gros CA : sur quelle colonne trier ?",
            ),
        ),
        indices=(
            "Le premier client est celui dont le CA est le plus élevé.",
            "Divisez son CA par le CA de tous les clients, lui compris.",
        ),
        solution="Le premier client, {premier}, achète pour {montant_premier:eur}.\n"
        "Le CA total est de {total:eur}.\n"
        "{montant_premier:eur} / {total:eur} = {part_premier:pct1}.",
    ),
    Question(
        identifiant="q6",
        titre="À chaque classe son traitement",
        chapitre="4-pareto",
        faits=("C4.4",),
        essentiel=True,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="Les clients A reçoivent un traitement individualisé, les clients C un traitement standard. "
        "À quelle classe destinez-vous chaque action ?",
        genre="classement",
        elements=lambda v: (
            Option("lettre", "Lettre d'information, la même pour tous"),
            Option("visite", "Visite trimestrielle d'un commercial attitré"),
            Option("offre", "Offre négociée après un bilan de ses besoins"),
            Option("site", "Commande en ligne, tarif du catalogue"),
            Option("relance", "Relance automatique par courriel"),
            Option("direction", "Rendez-vous annuel avec le dirigeant"),
        ),
        categories=(Option("A", "A, individualisé"), Option("C", "C, standard")),
        attendu=lambda v: _repartir_actions("A", "C"),
        confirmation="Le temps rare va aux clients A ; les clients C sont servis par des moyens communs.",
        erreurs=(
            Erreur(
                "traitements_inverses",
                lambda v: _repartir_actions("C", "A"),
                "Vous avez sans doute inversé les deux classes. "
                "À qui donner le temps d'un commercial, qui est rare ?",
            ),
            Erreur(
                "tout_individualise",
                lambda v: _repartir_actions("A", "A"),
                "Vous individualisez tout. Combien d'heures faudrait-il pour {n} clients, "
                "et que rapporterait chacune ?",
            ),
            Erreur(
                "tout_standard",
                lambda v: _repartir_actions("C", "C"),
                "Vous servez tous les clients de la même façon. "
                "Que risque l'entreprise si un client A se sent mal suivi ?",
            ),
        ),
        indices=(
            "Demandez-vous si l'action prend du temps pour un seul client.",
            "Ce qui sert à tous sans effort supplémentaire convient aux clients C.",
        ),
        solution="Pour les A : la visite trimestrielle, l'offre négociée, le rendez-vous avec le dirigeant.\n"
        "Pour les C : la lettre d'information, la commande en ligne, la relance automatique.\n"
        "On n'abandonne pas les C : on les sert à moindre coût, et l'on repère ceux qui grandissent.",
    ),
)


_ENTRAINEMENT = (
    Question(
        identifiant="q7",
        titre="Deux méthodes ABC",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Deux méthodes d'ABC : par effectif (seuils 10/50) et par cumul (seuils 80/95). "
        "Quelles affirmations sont justes ?",
        genre="choix_multiple",
        options=(
            Option("rang", "Par effectif, c'est le rang du client qui fixe sa classe."),
            Option("cumul", "Par cumul, c'est la part du CA cumulée avant le client qui fixe sa classe."),
            Option("tri", "Les deux méthodes commencent par un tri du plus gros CA au plus petit."),
            Option("reference", "La classe A fait toujours 60 % du CA."),
            Option("memes", "Les deux méthodes trouvent toujours autant de clients A."),
        ),
        attendu=lambda v: ("rang", "cumul", "tri"),
        confirmation="Trier, puis couper : par effectif sur le rang, par cumul sur le CA déjà cumulé.",
        erreurs=(
            Erreur(
                "reference_supposee",
                lambda v: {"reference": True},
                "60 % est le résultat de l'exemple du cours. "
                "Peut-on fixer d'avance ce que l'on cherche à mesurer ?",
            ),
            Erreur(
                "methodes_confondues",
                lambda v: {"memes": True},
                "Vous supposez que les deux méthodes se valent. "
                "Combien de clients A trouvez-vous par l'une, puis par l'autre, dans votre portefeuille ?",
            ),
            Erreur(
                "tri_oublie",
                lambda v: {"tri": False},
                "Vous oubliez une étape commune. "
                "Dans quel ordre ranger les clients avant de couper ou de cumuler ?",
            ),
            Erreur(
                "seuil_sur_montant",
                lambda v: {"cumul": False},
                "Que cumule la méthode par cumul, et qu'y compare-t-on à 80 % ?",
            ),
            Erreur(
                "effectif_oublie",
                lambda v: {"rang": False},
                "Le mot « effectif » désigne un nombre de clients. Qu'est-ce qui fixe alors la classe ?",
            ),
        ),
        indices=(
            "L'effectif est un nombre de personnes ou de clients.",
            "Trois affirmations sont justes. Une part observée n'est jamais fixée d'avance.",
        ),
        solution="Les deux méthodes trient les clients du plus gros CA au plus petit, puis coupent.\n"
        "Par effectif, avec {n} clients : A jusqu'au rang {n_a_effectif}, B jusqu'au rang "
        "{n_ab_effectif}, C ensuite.\n"
        "Par cumul, A tant que la part cumulée avant le client est inférieure à 80 %.\n"
        "Dans votre portefeuille : {n_a_effectif} clients A par effectif, {n_a} par cumul.",
    ),
    Question(
        identifiant="q8",
        titre="La classe B, par effectif",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Faites cette fois une ABC par effectif (seuils 10/50, rangs arrondis au supérieur). "
        "Quelle part du CA font les clients B ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_b_effectif,
        confirmation="Les {n_b_effectif} clients B font {part_b_effectif:pct1} du CA ; "
        "l'exemple du cours annonçait 30 %.",
        erreurs=(
            Erreur(
                "reference_recopiee",
                lambda v: 30,
                "{reponse} : c'est l'exemple du cours. Quelle part observez-vous dans votre portefeuille ?",
            ),
            Erreur("methodes_confondues", lambda v: v.part_b, _METHODES),
            Erreur(
                "part_cumulee",
                lambda v: v.part_a_effectif + v.part_b_effectif,
                "{reponse} : c'est la part cumulée des A et des B. "
                "Que faut-il retirer pour n'avoir que les B ?",
            ),
            Erreur(
                "part_des_clients",
                lambda v: 100 * v.n_b_effectif / v.n,
                "{reponse} : c'est la part des clients, non celle du CA. À quoi rapportez-vous la somme ?",
            ),
            Erreur(
                "rang_inferieur",
                lambda v: _part(v.tries, v.n // 2) - _part(v.tries, v.n // 10),
                "{reponse} : vous avez sans doute arrondi les rangs vers le bas. "
                "Que demande l'énoncé quand 10 % de {n} ne tombe pas juste ?",
            ),
        ),
        indices=(
            "Calculez 10 % puis 50 % de {n} clients, et arrondissez au supérieur.",
            "Les B commencent juste après le dernier rang A.",
            "Additionnez le CA des seuls clients B, puis divisez par le CA total.",
        ),
        solution="A s'arrête au rang {n_a_effectif} et B au rang {n_ab_effectif}.\n"
        "Les {n_b_effectif} clients B font {montant_b_effectif:eur} sur {total:eur}, "
        "soit {part_b_effectif:pct1}.",
    ),
    Question(
        identifiant="q9",
        titre="Combien de clients A",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Combien de clients sont en classe A (ABC par cumul du CA, seuils 80/95) ?",
        genre="nombre",
        unite="clients",
        table="clients",
        attendu=lambda v: v.n_a,
        confirmation="{n_a} clients sur {n} : le dernier est celui qui franchit 80 %.",
        conventions=(Convention(lambda v: v.n_a - 1, _CLIENT_COMPRIS),),
        erreurs=(
            Erreur(
                "suppose_20_80",
                lambda v: v.rang_20,
                "{reponse} : c'est 20 % des clients. "
                "Avez-vous vérifié que leur CA cumulé atteint 80 %, ou l'avez-vous supposé ?",
            ),
            Erreur("methodes_confondues", lambda v: v.n_a_effectif, _METHODES),
            Erreur("tri_croissant", lambda v: _compter_avant_80(v.tries[::-1]), _TRI_CROISSANT),
            Erreur("sans_tri", lambda v: _compter_avant_80(v.fichier), _SANS_TRI),
        ),
        indices=(
            "Triez par CA décroissant et cumulez les parts.",
            "Comptez les lignes dont le cumul de la ligne précédente est inférieur à 80 %.",
        ),
        solution="Après {n_a} clients, le cumul atteint {part_a:pct1} ; un client plus tôt, il valait "
        "{avant_dernier_a:pct1}.\n"
        "Le client de rang {n_a} franchit le seuil : il est encore A, et il y a {n_a} clients A.",
    ),
    Question(
        identifiant="q10",
        titre="Les clients A parmi les clients",
        chapitre="4-pareto",
        faits=("C4.1", "C4.2"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Votre logiciel contient {n} clients actifs et {prospects} prospects, qui n'ont rien acheté. "
        "Quelle part des clients les A représentent-ils, en nombre (ABC par cumul du CA, seuils 80/95) ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_effectif_a,
        confirmation="{n_a} clients A sur {n} clients actifs : les prospects ne sont pas encore des clients.",
        conventions=(Convention(lambda v: 100 * (v.n_a - 1) / v.n, _CLIENT_COMPRIS),),
        erreurs=(
            Erreur(
                "base_prospects",
                lambda v: 100 * v.n_a / (v.n + v.prospects),
                "{reponse} : vous avez sans doute compté les prospects dans la base. "
                "Un prospect est-il déjà un client ?",
            ),
            Erreur(
                "part_du_ca",
                lambda v: v.part_a,
                "{reponse} : c'est la part du CA. L'énoncé demande-t-il des euros ou des clients ?",
            ),
            Erreur(
                "nombre_pour_part",
                lambda v: v.n_a,
                "{reponse} : c'est un nombre de clients. À combien de clients le rapporter pour avoir un % ?",
            ),
            Erreur("methodes_confondues", lambda v: 100 * v.n_a_effectif / v.n, _METHODES),
            Erreur(
                "suppose_20_80",
                lambda v: 20,
                "{reponse} : vous avez sans doute recopié la règle 20/80. "
                "Combien de clients A comptez-vous dans votre tableau ?",
            ),
        ),
        indices=(
            "Comptez d'abord les clients A.",
            "Choisissez la base : qui a acheté au moins une fois dans l'exercice ?",
        ),
        solution="Il y a {n_a} clients A.\n"
        "La base est le nombre de clients actifs, {n} : les {prospects} prospects n'ont rien acheté.\n"
        "{n_a} / {n} = {part_effectif_a:pct1}.",
    ),
    Question(
        identifiant="q11",
        titre="Remplir la colonne des parts cumulées",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Voici vos {lignes_lues} plus gros clients, déjà triés. "
        "Complétez leur part cumulée dans le CA de tous vos clients.",
        genre="tableau",
        unite="%",
        decimales=1,
        table="clients",
        elements=lambda v: tuple(
            Option(f"rang{rang}", f"{rang}. {client}, {ecrire_nombre(montant, 0, '€')}")
            for rang, (client, montant) in enumerate(v.premiers, start=1)
        ),
        attendu=lambda v: _remplir(v, lambda rang: _part(v.tries, rang)),
        confirmation="Les {lignes_lues} premiers clients font ensemble {cumul_lu:pct1} du CA.",
        erreurs=(
            Erreur(
                "part_seule",
                lambda v: _remplir(v, lambda rang: _part(v.tries, rang) - _part(v.tries, rang - 1)),
                "Vous avez donné la part de chaque client. Que veut dire « cumulée » ?",
            ),
            Erreur(
                "cumul_precedent",
                lambda v: _remplir(v, lambda rang: _part(v.tries, rang - 1)),
                "Vous avez donné le cumul avant chaque client. Sur sa propre ligne, est-il compris ?",
            ),
            Erreur(
                "parts_arrondies",
                lambda v: _remplir(v, lambda rang: _cumuler_parts_arrondies(v.tries, rang)),
                "Vous avez sans doute arrondi chaque part avant de les additionner. "
                "Que devient le résultat si vous n'arrondissez qu'à la fin ?",
            ),
            Erreur(
                "base_du_tableau",
                lambda v: _remplir(v, lambda rang: _part(v.tries[:_LIGNES], rang)),
                "Vous avez sans doute divisé par le total de ces {lignes_lues} clients. "
                "De quel CA l'énoncé demande-t-il la part ?",
            ),
            Erreur(
                "part_des_clients",
                lambda v: _remplir(v, lambda rang: 100 * rang / v.n),
                "Vous avez cumulé des clients, non leur CA. Quelle colonne fallait-il cumuler ?",
            ),
            Erreur(
                "marge_pour_ca",
                lambda v: _remplir(
                    v, lambda rang: sum(_lire_part_marge(v, client) for client, _ in v.premiers[:rang])
                ),
                "Vous avez sans doute cumulé la marge. Quelle colonne l'énoncé demande-t-il ?",
            ),
        ),
        indices=(
            "La part cumulée d'une ligne additionne les parts de toutes les lignes jusqu'à elle.",
            "Cumulez d'abord les CA ; divisez ensuite chaque cumul par le CA de tous vos clients.",
        ),
        solution="Chaque ligne ajoute son CA au cumul de la précédente, divisé par {total:eur} :\n"
        "{corrige_cumul}\n"
        "Arrondissez seulement ce que vous écrivez : le tableur garde toutes les décimales.",
    ),
    Question(
        identifiant="q12",
        titre="Des avoirs dans l'export",
        chapitre="4-pareto",
        faits=("C4.2",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce="L'export complet ajoute à vos {n} clients deux clients au total négatif (des avoirs) : "
        "{avoir_1}, {montant_avoir_1:eur}, et {avoir_2}, {montant_avoir_2:eur}. "
        "Vous faites une ABC par cumul du CA (seuils 80/95), avoirs mis à part. "
        "Quel montant représente alors 100 % ?",
        genre="nombre",
        unite="€",
        table="clients",
        attendu=lambda v: v.base_sans_avoirs,
        confirmation="Les deux avoirs sont hors classement : ils sont comptés à part et sortent de la base.",
        erreurs=(
            Erreur(
                "avoirs_dans_la_base",
                lambda v: v.total + v.montant_avoir_1 + v.montant_avoir_2,
                "{reponse} : vous avez sans doute laissé les avoirs dans le total. "
                "Que devient alors la part cumulée juste avant eux : dépasse-t-elle 100 % ?",
            ),
            Erreur(
                "avoirs_sans_signe",
                lambda v: v.total - v.montant_avoir_1 - v.montant_avoir_2,
                "{reponse} : vous avez sans doute compté les avoirs comme des ventes. "
                "Que dit le signe moins devant ces montants ?",
            ),
            Erreur(
                "marge_pour_ca",
                lambda v: v.total_marge,
                "{reponse} : c'est le total de la marge. Quelle colonne l'énoncé demande-t-il ?",
            ),
        ),
        indices=(
            "Mettre à part, c'est sortir ces clients du classement et de la base.",
            "Additionnez les seuls CA positifs.",
        ),
        solution="Les {n} clients classés totalisent {base_sans_avoirs:eur} : c'est la base, 100 %.\n"
        "Les deux avoirs sont comptés à part, « hors classement ».\n"
        "Laissés dans le total, ils feraient dépasser 100 % au cumul avant d'y revenir.",
    ),
    Question(
        identifiant="q13",
        titre="Et si le premier client part ?",
        chapitre="4-pareto",
        faits=("C4.3",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Votre premier client, {premier}, part. "
        "Quelle part du CA restant fait alors le nouveau premier client ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_premier_apres,
        confirmation="{deuxieme} pèse alors {part_premier_apres:pct1} d'un CA plus petit : "
        "la base a changé avec le départ.",
        erreurs=(
            Erreur(
                "base_avant_depart",
                lambda v: v.part_deuxieme,
                "{reponse} : vous avez sans doute gardé l'ancien total. "
                "Après le départ, que vaut le CA de l'entreprise ?",
            ),
            Erreur(
                "part_du_partant",
                lambda v: v.part_premier,
                "{reponse} : c'est ce que pesait le client parti. Qui est premier après son départ ?",
            ),
            Erreur(
                "marge_pour_ca",
                lambda v: 100 * v.marges[v.deuxieme] / (v.total_marge - v.marges[v.premier]),
                "{reponse} : c'est sa part de la marge. Quelle colonne l'énoncé demande-t-il ?",
            ),
        ),
        indices=(
            "Retirez d'abord la ligne du client qui part.",
            "Recalculez le total sans lui avant de calculer la part.",
        ),
        solution="Sans {premier}, le CA tombe de {total:eur} à {total_apres:eur}.\n"
        "Le nouveau premier, {deuxieme}, achète pour {montant_deuxieme:eur}.\n"
        "{montant_deuxieme:eur} / {total_apres:eur} = {part_premier_apres:pct1}.",
    ),
    Question(
        identifiant="q14",
        titre="Gros client : sur quel critère ?",
        chapitre="4-pareto",
        faits=("C4.2", "C4.4"),
        essentiel=False,
        niveau="cas",
        points=2,
        competence=_NDRC,
        enonce="Faites deux fois l'ABC par cumul (seuils 80/95) : sur le CA, puis sur la marge. "
        "Quel client est A sur le CA, mais pas sur la marge ?",
        genre="choix",
        table="clients",
        options=(
            Option("piege", "{piege}"),
            Option("premier", "{premier}"),
            Option("deuxieme", "{deuxieme}"),
            Option("petit", "{petit}"),
        ),
        attendu=_choisir("piege"),
        confirmation="{piege} achète beaucoup et laisse peu de marge : un gros client n'est pas toujours "
        "un client rentable.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                _choisir("premier"),
                "{premier} a le plus gros CA. Avez-vous refait le classement sur la marge, "
                "ou gardé celui du CA ?",
            ),
            Erreur(
                "classe_sur_une_colonne",
                _choisir("deuxieme"),
                "{deuxieme} est bien A sur le CA. Quel est son rang quand vous triez par marge ?",
            ),
            Erreur(
                "condition_oubliee",
                _choisir("petit"),
                "{petit} n'est pas A sur la marge. Est-il A sur le CA, comme le demande l'énoncé ?",
            ),
        ),
        indices=(
            "Triez d'abord par CA et notez les clients A ; triez ensuite par marge.",
            "Cherchez un client du haut du tableau dont la marge est très faible.",
        ),
        solution="Sur le CA, {piege} est parmi les {n_a} clients A.\n"
        "Triés par marge, il passe loin derrière : il n'est plus A.\n"
        "Avant de lui réserver un traitement individualisé, voyez son prix, ses remises et ses coûts.",
    ),
    Question(
        identifiant="q15",
        titre="L'entreprise est-elle dépendante ?",
        chapitre="4-pareto",
        faits=("C4.3",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Votre entreprise fixe son seuil de dépendance à {seuil_dependance:pct0} du CA pour un client "
        "(une convention ; d'autres auteurs vont jusqu'à 30 %). Que concluez-vous ?",
        genre="choix",
        table="clients",
        options=(
            Option("depasse", "Le premier client dépasse le seuil : son départ est un risque à préparer."),
            Option("reste", "Aucun client ne dépasse le seuil : le risque se suit, sans urgence."),
            Option("classe_a", "La classe A dépasse le seuil : l'entreprise dépend de chaque client A."),
            Option("nombre", "Avec {n} clients, une entreprise ne dépend d'aucun d'eux."),
        ),
        attendu=lambda v: "depasse" if v.part_premier > _SEUIL_DEPENDANCE else "reste",
        confirmation="Le premier client fait {part_premier:pct1} du CA, "
        "à comparer au seuil de {seuil_dependance:pct0} choisi.",
        erreurs=(
            Erreur(
                "seuil_mal_compare",
                lambda v: "reste" if v.part_premier > _SEUIL_DEPENDANCE else "depasse",
                "Vous avez sans doute comparé une autre part au seuil. "
                "Quelle part du CA total fait votre premier client ?",
            ),
            Erreur(
                "classe_pour_client",
                _choisir("classe_a"),
                "Vous comparez toute une classe à un seuil fixé pour un seul client. "
                "Quelle part fait le plus gros d'entre eux ?",
            ),
            Erreur(
                "nombre_rassurant",
                _choisir("nombre"),
                "Vous jugez sur le nombre de clients. "
                "Que se passe-t-il si l'un d'eux fait à lui seul une grande part du CA ?",
            ),
        ),
        indices=(
            "La dépendance se mesure client par client.",
            "Calculez la part du premier client, puis comparez-la au seuil.",
        ),
        solution="Le premier client, {premier}, fait {part_premier:pct1} du CA.\n"
        "Le seuil choisi est de {seuil_dependance:pct0} : c'est cette comparaison qui décide.\n"
        "Le nombre de clients ne protège pas, et le seuil reste une convention.",
    ),
    Question(
        identifiant="q16",
        titre="Les étapes dans l'ordre",
        chapitre="4-pareto",
        faits=("C4.2", "C4.4"),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Vous expliquez l'ABC par cumul (seuils 80/95) à un nouveau collègue. "
        "Dans quel ordre se font ces étapes ?",
        genre="ordre",
        elements=lambda v: (
            Option("relever", "Relever le CA de chaque client sur l'exercice"),
            Option("trier", "Trier les clients du plus gros CA au plus petit"),
            Option("cumuler", "Cumuler les CA, ligne après ligne"),
            Option("rapporter", "Diviser chaque cumul par le CA total"),
            Option("classer", "Donner sa classe à chaque client"),
            Option("traiter", "Choisir le traitement de chaque classe"),
        ),
        attendu=lambda v: ("relever", "trier", "cumuler", "rapporter", "classer", "traiter"),
        confirmation="Chaque étape se sert du résultat de la précédente.",
        erreurs=(
            Erreur(
                "sans_tri",
                lambda v: ("cumuler", "trier"),
                "Vous cumulez avant de trier. Que vaut le cumul si l'ordre des lignes change ensuite ?",
            ),
            Erreur(
                "donnees_apres",
                lambda v: ("trier", "relever"),
                "Vous triez avant d'avoir relevé les CA. Sur quoi porte alors votre tri ?",
            ),
            Erreur(
                "classe_avant_part",
                lambda v: ("classer", "rapporter"),
                "Vous donnez les classes avant d'avoir les parts. À quoi comparez-vous alors 80 % ?",
            ),
            Erreur(
                "traitement_avant_classe",
                lambda v: ("traiter", "classer"),
                "Vous choisissez les traitements avant les classes. À qui les destinez-vous ?",
            ),
        ),
        indices=(
            "Demandez-vous ce dont chaque étape a besoin pour se faire.",
            "Le seuil de 80 % se compare à une part cumulée ; on ne cumule qu'une liste triée.",
        ),
        solution="1. Relever les CA ; 2. trier du plus gros au plus petit ; 3. cumuler.\n"
        "4. Diviser chaque cumul par le total ; 5. donner les classes ; 6. choisir les traitements.\n"
        "Le classement n'est pas une fin : il sert à répartir le temps et les moyens.",
    ),
    Question(
        identifiant="q17",
        titre="À chaque client sa stratégie",
        chapitre="4-pareto",
        faits=("C4.3", "C4.4"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence="Négocier et accompagner la relation client (NDRC, bloc 1)",
        enonce="Votre ABC par cumul (seuils 80/95) donne une classe ; la situation du client dit quoi faire. "
        "Quelle action proposez-vous pour chacun ?",
        genre="appariement",
        elements=lambda v: (
            Option("marge", "Client A, presque sans marge"),
            Option("baisse", "Client A, achats en baisse depuis deux trimestres"),
            Option("poids", "Client A, un quart du CA à lui seul"),
            Option("hausse", "Client B, achats en hausse chaque trimestre"),
            Option("petit", "Client C, petites commandes régulières"),
        ),
        categories=(
            Option("renegocier", "Revoir prix, remises et coûts"),
            Option("rencontrer", "Le rencontrer vite et traiter la cause"),
            Option("diversifier", "Gagner d'autres clients"),
            Option("developper", "Proposer une offre élargie"),
            Option("standardiser", "Commande en ligne, sans visite"),
        ),
        attendu=lambda v: {
            "marge": "renegocier",
            "baisse": "rencontrer",
            "poids": "diversifier",
            "hausse": "developper",
            "petit": "standardiser",
        },
        confirmation="La classe répartit le temps ; la marge, l'évolution et le poids choisissent l'action.",
        erreurs=(
            Erreur(
                "dependance_aggravee",
                lambda v: {"poids": "developper"},
                "Vous vendez encore plus au client qui pèse un quart du CA. Et s'il part ?",
            ),
            Erreur(
                "ca_pour_marge",
                lambda v: {"marge": "developper"},
                "Vous vendez davantage à un client presque sans marge. Que gagne l'entreprise ?",
            ),
            Erreur(
                "temps_mal_place",
                lambda v: {"petit": "rencontrer"},
                "Vous envoyez un commercial chez le plus petit client. Lequel des cinq va peut-être partir ?",
            ),
            Erreur(
                "classe_figee",
                lambda v: {"hausse": "standardiser"},
                "Vous servez au minimum un client qui grandit. Quelle classe aura-t-il l'an prochain ?",
            ),
            Erreur(
                "alerte_manquee",
                lambda v: {"baisse": "standardiser"},
                "Vous réduisez le suivi d'un client A dont les achats baissent. Que risque-t-il de faire ?",
            ),
        ),
        indices=(
            "Nommez d'abord le problème de chaque client : marge, départ, dépendance, croissance ou coût.",
            "Le poids d'un client dans le CA ne se corrige pas chez lui, mais chez les autres.",
        ),
        solution="Presque sans marge : revoir prix, remises et coûts.\n"
        "Achats en baisse : le rencontrer vite et traiter la cause.\n"
        "Un quart du CA : gagner d'autres clients, pour en dépendre moins.\n"
        "Client B en hausse : une offre élargie. Client C régulier : la commande en ligne.",
    ),
    Question(
        identifiant="q18",
        titre="Rendre compte au dirigeant",
        chapitre="4-pareto",
        faits=("C4.3", "C4.4"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_GPME,
        enonce="Rédigez, en trois ou quatre phrases, le message que vous envoyez au dirigeant : "
        "ce que montre l'ABC par cumul (seuils 80/95) de votre portefeuille, le risque, et votre conseil.",
        genre="ouvert",
        table="clients",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "Un chiffre de votre portefeuille est cité, avec sa base : part du CA ou part des clients.",
            "La méthode et ses seuils sont nommés.",
            "Un risque est nommé : dépendance, client peu rentable ou client en baisse.",
            "Une action est proposée, à une classe ou à un client précis.",
        ),
        indices=(
            "Commencez par le constat chiffré : combien de clients A, et quelle part du CA.",
            "Terminez par une phrase qui commence par un verbe : ce que le dirigeant peut faire.",
        ),
        solution="« Sur {n} clients, {n_a} font {part_a:pct1} du CA (ABC par cumul, seuils 80/95).\n"
        "Le premier, {premier}, pèse {part_premier:pct1} : son départ serait un risque.\n"
        "{piege} est en A, mais laisse peu de marge.\n"
        "Je propose de revoir ses conditions, et de consacrer deux visites par mois à de nouveaux clients. »",
    ),
)

SUJET = Sujet(
    nom="4-pareto",
    titre="Série 4 · Méthode ABC et loi de Pareto",
    version="2",
    presentation="Vous travaillez pour {entreprise}. Voici ses {n} clients : "
    "leur chiffre d'affaires hors taxes (CA) et leur marge sur l'exercice 2025. "
    "Ouvrez le tableau dans votre tableur pour calculer.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
