"""La série du chapitre 6 : poser un objectif, mesurer un écart, choisir une stratégie par segment.

Les réponses attendues viennent de :mod:`course_helpers.strategies`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from math import ceil

import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Erreur, Option, Question, Sujet, Valeurs
from course_helpers.strategies import (
    OFFRES,
    STRATEGIES,
    attribuer_strategies,
    comparer_offres,
    mesurer_ecarts,
    prevoir_base,
    resumer_taux,
)
from course_helpers.tirages.reserve import Portefeuille

_NDRC = "Mettre en œuvre et évaluer une démarche de prospection (NDRC, bloc 1)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_GPME = "Organiser la prospection (GPME, bloc 1)"
_ADDITIONNELLE, _GAMME = OFFRES


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``6-strategies``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``taux_…``, ``part_…`` et ``cible…`` sont en %, les montants
        en €, les ``ecart_…`` en points.
    """
    faits = donnees.faits
    secteurs = (
        donnees.tables["secteurs"]
        .rename(
            columns={
                "Secteur": "secteur",
                "Prospects au fichier": "fichier",
                "Prospects contactés": "base",
                "Nouveaux clients": "obtenu",
                "Cible (%)": "objectif_pct",
            }
        )
        .assign(indicateur="conversion")
    )
    ecarts = mesurer_ecarts(secteurs)
    ensemble = resumer_taux(secteurs).loc["conversion"]
    manque = ecarts.loc[ecarts["reste"].idxmax()]
    conversion, contrats, ventes = (
        ligne for _, ligne in mesurer_ecarts(_reunir_taux_d_ensemble(faits)).iterrows()
    )
    offres = comparer_offres(
        ventes=faits["ventes"],
        prix=faits["prix"],
        complement=faits["complement"],
        superieur=faits["superieur"],
        acceptent=(faits["completees"], faits["montees"]),
    )
    clients = attribuer_strategies(donnees.clients, segment="Segment")
    achats = clients.groupby("Segment")["ca"].agg(["size", "sum"])
    total = int(clients["ca"].sum())
    limites, exigeants = (achats.loc[segment] for segment in STRATEGIES)
    return {
        **faits,
        "entreprise": donnees.entreprise,
        # Toute l'entreprise
        "taux_conversion": conversion["reel_pct"],
        "clients_vises": int(conversion["obtenu"] + conversion["reste"]),
        "reste": int(conversion["reste"]),
        "seuil_clients": ecrire_nombre(conversion["objectif_pct"] * conversion["base"] / 100, 2),
        "a_contacter": prevoir_base(faits["vises"], obtenu=faits["gagnes"], base=faits["contactes"]),
        "taux_contrats": contrats["reel_pct"],
        "ecart_contrats": -contrats["ecart_points"],
        "relatif_contrats": -contrats["ecart_relatif_pct"],
        "reste_contrats": int(contrats["reste"]),
        # Par secteur
        "secteurs": secteurs.set_index("secteur")[["fichier", "base", "obtenu", "objectif_pct"]].to_dict(
            "index"
        ),
        "taux_secteurs": dict(zip(ecarts["secteur"], ecarts["reel_pct"], strict=True)),
        "gagnes_secteurs": int(ensemble["obtenu"]),
        "contactes_secteurs": int(ensemble["base"]),
        "taux_ensemble": ensemble["reel_pct"],
        "moyenne_simple": ensemble["moyenne_simple_pct"],
        "cible_ensemble": ensemble["objectif_pct"],
        "corrige_secteurs": "\n".join(
            f"{ligne.secteur}{FINE}: {ligne.obtenu} / {ligne.base} = {ecrire_nombre(ligne.reel_pct, 1, '%')}."
            for ligne in ecarts.itertuples()
        ),
        "secteur_manque": manque["secteur"],
        "reste_manque": int(manque["reste"]),
        "ecart_manque": ecrire_nombre(-manque["ecart_points"], 1),
        "gagnes_manque": manque["obtenu"],
        "vises_manque": int(manque["obtenu"] + manque["reste"]),
        "secteur_points": ecarts.loc[ecarts["ecart_points"].idxmin(), "secteur"],
        "reste_points": int(ecarts.loc[ecarts["ecart_points"].idxmin(), "reste"]),
        "secteur_bas": ecarts.loc[ecarts["reel_pct"].idxmin(), "secteur"],
        "secteur_haut": ecarts.loc[ecarts["objectif_pct"].idxmax(), "secteur"],
        # Ventes
        "taux_additionnelles": ventes["reel_pct"],
        "surplus_gamme": offres.loc[_GAMME, "surplus"],
        "gain_gamme": offres.loc[_GAMME, "gain"],
        "gain_additionnelle": offres.loc[_ADDITIONNELLE, "gain"],
        # Deux taux d'une année sur l'autre
        "taux_apres": faits["taux_avant"] + faits["hausse"],
        "hausse_relative": 100 * faits["hausse"] / faits["taux_avant"],
        # Segments
        "n": len(clients),
        "total": total,
        "n_exigeants": int(exigeants["size"]),
        "ca_exigeants": int(exigeants["sum"]),
        "ca_limites": int(limites["sum"]),
        "part_exigeants": 100 * exigeants["sum"] / total,
        "part_limites": 100 * limites["sum"] / total,
        "strategie_exigeants": STRATEGIES["clients exigeants"],
    }


def _reunir_taux_d_ensemble(faits) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicateur": ["conversion", "renouvellement", "ventes additionnelles"],
            "obtenu": [faits["gagnes"], faits["renouveles"], faits["completees"]],
            "base": [faits["contactes"], faits["echus"], faits["ventes"]],
            "objectif_pct": [faits["cible"], faits["cible_contrats"], 0],
        }
    )


# --- Les mauvais calculs -----------------------------------------------------------------------------------


def _sommer(v: Valeurs, colonne: str) -> int:
    return sum(secteur[colonne] for secteur in v.secteurs.values())


def _par_secteur(v: Valeurs, calcul) -> dict[str, float]:
    """Une colonne à compléter : une valeur par secteur."""
    return {nom: calcul(secteur) for nom, secteur in v.secteurs.items()}


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


# --- Des messages qui servent plusieurs fois ---------------------------------------------------------------

_BASE_FICHIER = (
    "{reponse} : vous avez sans doute compté tous les prospects du fichier. "
    "Un prospect que personne n'a contacté pouvait-il dire oui ?"
)


# --- Les questions -----------------------------------------------------------------------------------------

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="Reconnaître un objectif SMART",
        chapitre="6-strategies",
        faits=("C6.2",),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Quatre objectifs sont proposés pour l'année prochaine. Lequel est SMART ?",
        genre="choix",
        options=(
            Option(
                "smart",
                "Inès gagne {vises} clients (contre {gagnes} cette année), par deux demi-journées de "
                "prospection "
                "par semaine, d'ici au 31 décembre.",
            ),
            Option(
                "sans_date",
                "Inès gagne {vises} clients (contre {gagnes} cette année), par deux demi-journées de "
                "prospection "
                "par semaine.",
            ),
            Option(
                "sans_nombre",
                "Inès gagne beaucoup plus de clients, par deux demi-journées de prospection par semaine, "
                "d'ici au 31 décembre.",
            ),
            Option("sans_moyens", "Inès gagne {vises} clients d'ici au 31 décembre."),
        ),
        attendu=_choisir("smart"),
        confirmation="Qui, quoi, combien, à partir de quoi, avec quels moyens et pour quand : tout y est.",
        erreurs=(
            Erreur(
                "cible_sans_date",
                _choisir("sans_date"),
                "Cet objectif n'a pas de date. Quel jour saura-t-on s'il est atteint ?",
            ),
            Erreur(
                "cible_sans_nombre",
                _choisir("sans_nombre"),
                "« Beaucoup plus » ne se compte pas. Combien de clients faudra-t-il pour dire que c'est "
                "fait ?",
            ),
            Erreur(
                "ni_depart_ni_moyens",
                _choisir("sans_moyens"),
                "Rien ne dit d'où l'on part, ni avec quoi. Comment savoir si cette cible est à portée ?",
            ),
        ),
        indices=(
            "Lisez chaque proposition lettre par lettre : spécifique, mesurable, accessible et réaliste, "
            "à délai fixé.",
            "Accessible et réaliste : il faut le niveau de départ et les moyens.",
        ),
        solution="Spécifique : Inès, gagner des clients. Mesurable : {vises} clients.\n"
        "Accessible et réaliste : on part de {gagnes}, avec deux demi-journées par semaine.\n"
        "À délai fixé : le 31 décembre. À chacune des autres phrases, il manque une de ces parties.",
    ),
    Question(
        identifiant="q2",
        titre="Quatre façons de vendre plus",
        chapitre="6-strategies",
        faits=("C6.1",),
        essentiel=True,
        niveau="rappel",
        points=2,
        competence=_NDRC,
        enonce="Voici sept ventes de la semaine. De quelle sorte est chacune ?",
        genre="classement",
        elements=lambda v: (
            Option("sacs", "Un client ajoute un lot de sacs à l'aspirateur qu'il achète"),
            Option("modele", "Un client prend le modèle professionnel à la place du modèle courant"),
            Option("contrat", "Un client reconduit son contrat annuel d'entretien"),
            Option("salon", "Un prospect rencontré sur un salon passe sa première commande"),
            Option("formule", "Un client choisit la formule Confort au lieu de la formule de base"),
            Option("garantie", "Un client joint une extension de garantie à sa machine"),
            Option("abonnement", "Un client prolonge d'un an son abonnement qui se termine"),
        ),
        categories=(
            Option("additionnelle", "Vente additionnelle"),
            Option("gamme", "Montée en gamme"),
            Option("renouvellement", "Renouvellement"),
            Option("nouveau", "Nouveau client"),
        ),
        attendu=lambda v: {
            "sacs": "additionnelle",
            "modele": "gamme",
            "contrat": "renouvellement",
            "salon": "nouveau",
            "formule": "gamme",
            "garantie": "additionnelle",
            "abonnement": "renouvellement",
        },
        confirmation="Ajouter un produit, en prendre un meilleur, continuer, arriver : quatre gestes à "
        "compter "
        "à part.",
        erreurs=(
            Erreur(
                "montee_pour_additionnelle",
                lambda v: {"modele": "additionnelle"},
                "Le modèle professionnel prend la place de l'autre. Combien d'aspirateurs le client "
                "achète-t-il ?",
            ),
            Erreur(
                "montee_pour_additionnelle",
                lambda v: {"formule": "additionnelle"},
                "La formule Confort remplace la formule de base. Le client a-t-il un produit de plus, "
                "ou un meilleur produit ?",
            ),
            Erreur(
                "additionnelle_pour_montee",
                lambda v: {"sacs": "gamme"},
                "Avec ou sans les sacs, l'aspirateur est le même. Qu'est-ce qui s'ajoute à l'achat ?",
            ),
            Erreur(
                "additionnelle_pour_montee",
                lambda v: {"garantie": "gamme"},
                "La machine ne change pas. La garantie la remplace-t-elle, ou vient-elle en plus ?",
            ),
            Erreur(
                "renouvellement_pour_additionnelle",
                lambda v: {"contrat": "additionnelle"},
                "Le contrat reconduit existait déjà. Qu'achète-t-il de plus que l'an passé ?",
            ),
            Erreur(
                "nouveau_pour_renouvellement",
                lambda v: {"salon": "renouvellement"},
                "C'est une première commande. Que pourrait renouveler quelqu'un qui n'a jamais acheté ?",
            ),
        ),
        indices=(
            "Demandez-vous d'abord si la personne était déjà cliente.",
            "Puis : le produit s'ajoute-t-il à l'achat, ou prend-il la place d'un autre ?",
        ),
        solution="Vente additionnelle : les sacs, la garantie. Un produit vient en plus.\n"
        "Montée en gamme : le modèle professionnel, la formule Confort. Un meilleur produit prend la place.\n"
        "Renouvellement : le contrat, l'abonnement. Le client continue.\n"
        "Nouveau client : le prospect du salon.",
    ),
    Question(
        identifiant="q3",
        titre="Le taux de conversion",
        chapitre="6-strategies",
        faits=("C6.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Le fichier compte {fichier} prospects. Cette année, {contactes} ont été contactés et "
        "{gagnes} d'entre eux sont devenus clients. L'entreprise a maintenant {actifs} clients actifs. "
        "Quel est son taux de conversion ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.taux_conversion,
        confirmation="{gagnes} nouveaux clients sur {contactes} prospects contactés : "
        "{taux_conversion:pct1}.",
        erreurs=(
            Erreur("base_fichier", lambda v: 100 * v.gagnes / v.fichier, _BASE_FICHIER),
            Erreur(
                "base_clients",
                lambda v: 100 * v.gagnes / v.actifs,
                "{reponse} : c'est la part des nouveaux parmi les clients. "
                "Qui pouvait devenir client cette année ?",
            ),
            Erreur(
                "base_sans_eux",
                lambda v: 100 * v.gagnes / (v.contactes - v.gagnes),
                "{reponse} : vous avez sans doute retiré de la base ceux qui ont dit oui. "
                "Avaient-ils été contactés ?",
            ),
            Erreur(
                "taux_d_echec",
                lambda v: 100 - v.taux_conversion,
                "{reponse} : c'est la part de ceux qui n'ont pas acheté. Que mesure une conversion ?",
            ),
            Erreur(
                "rapport_inverse",
                lambda v: 100 * v.contactes / v.gagnes,
                "{reponse} : vous avez sans doute divisé à l'envers. "
                "Un taux de conversion peut-il dépasser 100 % ?",
            ),
        ),
        indices=(
            "Un taux rapporte ce qui a réussi à ce qui aurait pu réussir.",
            "Au-dessus du trait, les nouveaux clients ; au-dessous, les prospects contactés.",
        ),
        solution="Ont réussi : {gagnes} nouveaux clients.\n"
        "Auraient pu réussir : les {contactes} prospects contactés, et eux seuls.\n"
        "{gagnes} / {contactes} = {taux_conversion:pct1}.",
    ),
    Question(
        identifiant="q4",
        titre="L'écart à la cible, en points",
        chapitre="6-strategies",
        faits=("C6.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Sur {echus} contrats arrivés à échéance, {renouveles} ont été renouvelés. "
        "La cible était de {cible_contrats:pct0}. "
        "De combien de points le taux de renouvellement est-il sous sa cible ?",
        genre="nombre",
        unite="points",
        attendu=lambda v: v.ecart_contrats,
        confirmation="{cible_contrats:pct0} moins {taux_contrats:pct0} : une différence de deux taux est "
        "en points.",
        erreurs=(
            Erreur(
                "ecart_en_pct",
                lambda v: v.relatif_contrats,
                "{reponse} : c'est l'écart en % de la cible. "
                "Des points se divisent-ils, ou se soustraient-ils ?",
            ),
            Erreur(
                "ecart_en_pct_du_reel",
                lambda v: 100 * v.ecart_contrats / v.taux_contrats,
                "{reponse} : c'est l'écart en % du taux réalisé. Que donne une soustraction des deux taux ?",
            ),
            Erreur(
                "nombre_pour_points",
                lambda v: v.reste_contrats,
                "{reponse} : c'est le nombre de contrats qui manquent. L'énoncé le demande-t-il en points ?",
            ),
            Erreur(
                "taux_pour_ecart",
                lambda v: v.taux_contrats,
                "{reponse} : c'est le taux réalisé. À quoi reste-t-il à le comparer ?",
            ),
        ),
        indices=(
            "Calculez d'abord le taux réalisé, en %.",
            "Un écart en points est la différence entre deux pourcentages.",
        ),
        solution="Taux réalisé : {renouveles} / {echus} = {taux_contrats:pct0}.\n"
        "{cible_contrats:pct0} − {taux_contrats:pct0} : il manque {ecart_contrats:ent} points.\n"
        "En % de la cible, le même écart s'écrit {relatif_contrats:pct1} : ne mélangez pas les deux.",
    ),
    Question(
        identifiant="q5",
        titre="Combien de clients encore à gagner",
        chapitre="6-strategies",
        faits=("C6.1", "C6.2"),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Le fichier compte {fichier} prospects ; {contactes} ont été contactés, {gagnes} sont devenus "
        "clients. La cible de conversion est de {cible:pct0}. Combien de clients de plus aurait-il "
        "fallu gagner "
        "pour l'atteindre ?",
        genre="nombre",
        unite="clients",
        attendu=lambda v: v.reste,
        confirmation="Il fallait {clients_vises} clients pour atteindre {cible:pct0} de {contactes} : "
        "on arrondit au client supérieur, puis on retire les {gagnes} gagnés.",
        erreurs=(
            Erreur(
                "arrondi_inferieur",
                lambda v: v.reste - 1,
                "{reponse} : il vous manque sans doute un client. "
                "Avec ce nombre, le taux atteint-il vraiment la cible ?",
            ),
            Erreur(
                "total_pour_reste",
                lambda v: v.clients_vises,
                "{reponse} : c'est le nombre à gagner en tout. Combien l'ont déjà été ?",
            ),
            Erreur(
                "points_pour_clients",
                lambda v: v.cible - v.taux_conversion,
                "{reponse} : vous avez sans doute donné l'écart en points. "
                "Combien de clients font ces points, sur {contactes} prospects ?",
            ),
            Erreur(
                "base_fichier",
                lambda v: ceil(v.cible * v.fichier / 100) - v.gagnes,
                _BASE_FICHIER,
            ),
        ),
        indices=(
            "Calculez d'abord combien de clients représentent {cible:pct0} des prospects contactés.",
            "Un client ne se coupe pas : arrondissez au supérieur, puis retirez ceux qui sont gagnés.",
        ),
        solution="{cible:pct0} de {contactes} prospects contactés : {seuil_clients}, donc {clients_vises} "
        "clients.\n"
        "{gagnes} sont déjà gagnés : {clients_vises} − {gagnes} = {reste}.",
    ),
    Question(
        identifiant="q6",
        titre="À chaque segment sa stratégie",
        chapitre="6-strategies",
        faits=("C6.3", "C6.4"),
        essentiel=True,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="La base est découpée en cinq segments. Quelle stratégie proposez-vous à chacun ?",
        genre="appariement",
        elements=lambda v: (
            Option("budget", "Budget limité : ils comparent les prix avant tout"),
            Option("exigeants", "Exigeants : ils cherchent exactement le produit qu'il leur faut"),
            Option("urgents", "Pressés : ils commandent toujours au dernier moment"),
            Option("eloignes", "Petits et éloignés : peu d'achats, loin de l'entreprise"),
            Option("declinants", "Déclinants : leurs achats baissent depuis un an"),
        ),
        categories=(
            Option("prix", "Une gamme à prix compétitifs"),
            Option("selection", "Une large sélection de produits"),
            Option("stock", "Un stock réservé et une livraison sous 24 heures"),
            Option("ligne", "La commande en ligne et la livraison groupée"),
            Option("visite", "Une visite pour comprendre, puis une offre de renouvellement"),
        ),
        attendu=lambda v: {
            "budget": "prix",
            "exigeants": "selection",
            "urgents": "stock",
            "eloignes": "ligne",
            "declinants": "visite",
        },
        confirmation="La stratégie répond à ce qui distingue le segment : prix, choix, délai, coût ou "
        "départ.",
        erreurs=(
            Erreur(
                "strategies_inversees",
                lambda v: {"budget": "selection", "exigeants": "prix"},
                "Vous avez sans doute inversé les deux premiers segments. "
                "Que regarde d'abord celui dont le budget est serré ?",
            ),
            Erreur(
                "prix_avant_cause",
                lambda v: {"declinants": "prix"},
                "Vous baissez les prix d'un client qui s'en va. Savez-vous pourquoi il achète moins ?",
            ),
            Erreur(
                "temps_mal_place",
                lambda v: {"eloignes": "visite"},
                "Vous envoyez un commercial loin, pour peu d'achats. Que coûte cette visite, "
                "et que rapporte-t-elle ?",
            ),
            Erreur(
                "choix_pour_delai",
                lambda v: {"urgents": "selection"},
                "Vous offrez plus de choix à un client pressé. De quoi manque-t-il au moment de commander ?",
            ),
        ),
        indices=(
            "Nommez en un mot ce que chaque segment attend : prix, choix, délai…",
            "Le budget limité appelle des prix ; l'exigence appelle du choix.",
        ),
        solution="Budget limité : la gamme à prix compétitifs. Exigeants : la large sélection.\n"
        "Pressés : le stock réservé et la livraison rapide.\n"
        "Petits et éloignés : la commande en ligne, qui coûte moins qu'une visite.\n"
        "Déclinants : on comprend avant de proposer.",
    ),
)


_ENTRAINEMENT = (
    Question(
        identifiant="q7",
        titre="Fixer un objectif commercial",
        chapitre="6-strategies",
        faits=("C6.1", "C6.2"),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_GPME,
        enonce="À propos des objectifs commerciaux, quelles affirmations sont justes ?",
        genre="choix_multiple",
        options=(
            Option("avant", "Ils se fixent avant le début de l'exercice."),
            Option("base", "Un taux n'a de sens que si l'on dit sa base."),
            Option("segment", "Chaque segment peut avoir sa propre cible."),
            Option("passe", "Une bonne cible se choisit sans regarder le résultat de l'an passé."),
            Option("synonymes", "Vente additionnelle et montée en gamme sont deux noms d'une même chose."),
        ),
        attendu=lambda v: ("avant", "base", "segment"),
        confirmation="On fixe avant, on dit la base, et l'on adapte la cible au segment.",
        erreurs=(
            Erreur(
                "depart_oublie",
                lambda v: {"passe": True},
                "Vous fixez une cible sans point de départ. Comment saurez-vous si elle est réaliste ?",
            ),
            Erreur(
                "montee_pour_additionnelle",
                lambda v: {"synonymes": True},
                "Ajouter un produit et en prendre un meilleur ne se comptent pas ensemble. "
                "Combien d'articles porte la facture dans chaque cas ?",
            ),
            Erreur(
                "objectif_apres_coup",
                lambda v: {"avant": False},
                "Un objectif connu après coup guide-t-il encore l'action de l'équipe ?",
            ),
            Erreur(
                "base_oubliee",
                lambda v: {"base": False},
                "« 20 % de conversion » : des prospects du fichier, ou de ceux que l'on a contactés ?",
            ),
            Erreur(
                "cible_unique",
                lambda v: {"segment": False},
                "Deux segments qui ne partent pas du même taux peuvent-ils viser la même cible ?",
            ),
        ),
        indices=(
            "Trois affirmations sont justes.",
            "Pour chacune, demandez-vous ce que l'équipe ferait si elle était fausse.",
        ),
        solution="Justes : on fixe les objectifs avant l'exercice, on dit la base d'un taux, et chaque "
        "segment "
        "peut avoir sa cible.\n"
        "Fausses : une cible part du résultat de l'an passé. "
        "La vente additionnelle ajoute un produit, la montée en gamme en remplace un.",
    ),
    Question(
        identifiant="q8",
        titre="Trouver ce qui manque",
        chapitre="6-strategies",
        faits=("C6.2",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="À chacun de ces objectifs, il manque une seule partie. Quel critère n'est pas rempli ?",
        genre="classement",
        elements=lambda v: (
            Option("qui", "Gagner 12 clients contre 8, par deux salons, d'ici au 31 décembre"),
            Option(
                "nombre",
                "Karim vend plus d'offres groupées que les 40 de l'an passé, par une remise, en juin",
            ),
            Option("unite", "Inès fait passer la conversion de 20 à 26, par deux appels, d'ici au 30 juin"),
            Option(
                "depart", "Léa renouvelle 90 % des contrats, par un appel un mois avant, d'ici au 30 juin"
            ),
            Option(
                "moyens", "Karim fait passer de 55 à 65 % la part des ventes additionnelles d'ici au 30 juin"
            ),
            Option(
                "date", "Inès gagne 12 clients contre 8, par deux demi-journées de prospection par semaine"
            ),
        ),
        categories=(
            Option("specifique", "Spécifique"),
            Option("mesurable", "Mesurable"),
            Option("realiste", "Accessible et réaliste"),
            Option("delai", "À délai fixé"),
        ),
        attendu=lambda v: {
            "qui": "specifique",
            "nombre": "mesurable",
            "unite": "mesurable",
            "depart": "realiste",
            "moyens": "realiste",
            "date": "delai",
        },
        confirmation="Qui et quoi, nombre et unité, départ et moyens, date : sept parties, quatre critères.",
        erreurs=(
            Erreur(
                "depart_oublie",
                lambda v: {"depart": "mesurable"},
                "Le nombre et l'unité y sont : 90 %. À quoi compare-t-on 90 % pour le juger accessible ?",
            ),
            Erreur(
                "moyens_pour_mesure",
                lambda v: {"moyens": "specifique"},
                "On sait qui agit, et sur quoi. Sait-on comment il s'y prendra ?",
            ),
            Erreur(
                "unite_oubliee",
                lambda v: {"unite": "realiste"},
                "Le départ et les moyens y sont. Mais 26 quoi : des clients, des %, des euros ?",
            ),
            Erreur(
                "cible_sans_date",
                lambda v: {"date": "realiste"},
                "On part de 8, avec du temps prévu. Quel jour fera-t-on le compte ?",
            ),
            Erreur(
                "responsable_oublie",
                lambda v: {"qui": "realiste"},
                "Le départ et les moyens y sont. À qui demandera-t-on le résultat ?",
            ),
        ),
        indices=(
            "Cherchez dans chaque phrase : qui, quoi, combien, de quoi, depuis combien, comment, quand.",
            "Le niveau de départ et les moyens disent si la cible est accessible et réaliste.",
        ),
        solution="Qui agit manque au premier : spécifique.\n"
        "« Plus » n'est pas un nombre, « 26 » n'a pas d'unité : mesurable.\n"
        "Sans départ ou sans moyens, on ne peut juger la cible : accessible et réaliste.\n"
        "Le dernier n'a pas de date : à délai fixé.",
    ),
    Question(
        identifiant="q9",
        titre="De l'objectif à l'écart",
        chapitre="6-strategies",
        faits=("C6.1", "C6.3"),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_GPME,
        enonce="Vous préparez l'exercice prochain. Dans quel ordre se font ces étapes ?",
        genre="ordre",
        elements=lambda v: (
            Option("objectif", "Fixer l'objectif commercial de l'entreprise"),
            Option("typologie", "Décrire les types de clients que l'on a"),
            Option("ranger", "Ranger chaque client de la base dans un segment"),
            Option("strategie", "Choisir la stratégie de chaque segment"),
            Option("cible", "Donner à cette stratégie sa cible, son responsable et sa date"),
            Option("ecart", "Mesurer l'écart entre le réalisé et la cible"),
        ),
        precedences=(
            ("objectif", "typologie"),
            ("objectif", "ranger"),
            ("typologie", "strategie"),
            ("ranger", "strategie"),
            ("strategie", "cible"),
            ("cible", "ecart"),
        ),
        attendu=lambda v: ("objectif", "typologie", "ranger", "strategie", "cible", "ecart"),
        confirmation="L'objectif d'abord, l'écart à la fin. Entre typologie et segments, les auteurs "
        "diffèrent : "
        "les deux ordres sont admis.",
        erreurs=(
            Erreur(
                "strategie_avant_segments",
                lambda v: ("strategie", "ranger"),
                "Vous choisissez les stratégies avant les segments. À qui s'adressent-elles ?",
            ),
            Erreur(
                "strategie_avant_types",
                lambda v: ("strategie", "typologie"),
                "Vous choisissez les stratégies avant de connaître les types de clients. "
                "Sur quoi les fondez-vous ?",
            ),
            Erreur(
                "objectif_apres_coup",
                lambda v: ("cible", "objectif"),
                "Vous donnez les cibles des segments avant l'objectif de l'entreprise. "
                "Comment sauront-elles aller dans le même sens ?",
            ),
            Erreur(
                "ecart_sans_cible",
                lambda v: ("ecart", "cible"),
                "Vous mesurez un écart avant d'avoir une cible. À quoi comparez-vous le réalisé ?",
            ),
        ),
        indices=(
            "Commencez par ce que toute l'entreprise veut, avant l'exercice.",
            "Un écart se mesure entre deux choses : lesquelles faut-il avoir avant ?",
        ),
        solution="1. L'objectif de l'entreprise ; 2. les types de clients ; 3. les segments.\n"
        "4. La stratégie de chacun ; 5. sa cible, son responsable, sa date ; 6. l'écart.\n"
        "Des auteurs font l'inverse pour 2 et 3 : ils découpent d'abord, puis décrivent chaque groupe.",
    ),
    Question(
        identifiant="q10",
        titre="Le taux d'ensemble",
        chapitre="6-strategies",
        faits=("C6.1", "C6.3"),
        essentiel=False,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="Voici la prospection de l'année, secteur par secteur. "
        "Quel est le taux de conversion des cinq secteurs réunis ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="secteurs",
        attendu=lambda v: v.taux_ensemble,
        confirmation="{gagnes_secteurs} nouveaux clients sur {contactes_secteurs} prospects contactés : "
        "les grands secteurs pèsent plus.",
        erreurs=(
            Erreur(
                "moyenne_simple",
                lambda v: v.moyenne_simple,
                "{reponse} : c'est la moyenne simple des cinq taux. "
                "Un secteur de dix prospects doit-il peser autant qu'un secteur de soixante-dix ?",
            ),
            Erreur(
                "base_fichier",
                lambda v: 100 * v.gagnes_secteurs / _sommer(v, "fichier"),
                _BASE_FICHIER,
            ),
            Erreur(
                "cible_pour_realise",
                lambda v: v.cible_ensemble,
                "{reponse} : c'est la cible d'ensemble. L'énoncé demande-t-il ce qui est visé, "
                "ou ce qui est obtenu ?",
            ),
            Erreur(
                "base_sans_eux",
                lambda v: 100 * v.gagnes_secteurs / (v.contactes_secteurs - v.gagnes_secteurs),
                "{reponse} : vous avez sans doute retiré de la base ceux qui ont dit oui. "
                "Faisaient-ils partie des prospects contactés ?",
            ),
        ),
        indices=(
            "N'additionnez pas des taux : additionnez ce qu'ils comptent.",
            "Total des nouveaux clients, divisé par le total des prospects contactés.",
        ),
        solution="Nouveaux clients : {gagnes_secteurs} en tout. Prospects contactés : {contactes_secteurs}.\n"
        "{gagnes_secteurs} / {contactes_secteurs} = {taux_ensemble:pct1}.\n"
        "La moyenne simple des cinq taux, {moyenne_simple:pct1}, oublie la taille des secteurs.",
    ),
    Question(
        identifiant="q11",
        titre="Un taux par secteur",
        chapitre="6-strategies",
        faits=("C6.1", "C6.3"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Complétez le taux de conversion de chaque secteur.",
        genre="tableau",
        unite="%",
        decimales=1,
        table="secteurs",
        elements=lambda v: tuple(Option(nom, nom) for nom in v.secteurs),
        attendu=lambda v: v.taux_secteurs,
        confirmation="Cinq bases différentes : c'est pourquoi les taux se comparent, et pas les nombres.",
        erreurs=(
            Erreur(
                "base_fichier",
                lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / s["fichier"]),
                "Vous avez sans doute compté tous les prospects du fichier. "
                "Combien de chaque secteur ont vraiment été contactés ?",
            ),
            Erreur(
                "base_totale",
                lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / v.contactes_secteurs),
                "Vous avez sans doute divisé par les prospects des cinq secteurs. "
                "Sur quels prospects se juge un seul secteur ?",
            ),
            Erreur(
                "part_des_gagnes",
                lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / v.gagnes_secteurs),
                "Vous avez donné la part de chaque secteur dans les nouveaux clients. "
                "Que faut-il mettre au-dessous du trait ?",
            ),
            Erreur(
                "base_sans_eux",
                lambda v: _par_secteur(v, lambda s: 100 * s["obtenu"] / (s["base"] - s["obtenu"])),
                "Vous avez sans doute retiré de chaque base ceux qui ont dit oui. "
                "N'avaient-ils pas été contactés, eux aussi ?",
            ),
            Erreur(
                "taux_d_echec",
                lambda v: _par_secteur(v, lambda s: 100 - 100 * s["obtenu"] / s["base"]),
                "Vous avez donné la part de ceux qui n'ont pas acheté. Que mesure une conversion ?",
            ),
        ),
        indices=(
            "Un taux par ligne : chaque secteur a sa propre base.",
            "Nouveaux clients du secteur, divisés par les prospects contactés du secteur.",
        ),
        solution="Nouveaux clients / prospects contactés, ligne par ligne :\n{corrige_secteurs}",
    ),
    Question(
        identifiant="q12",
        titre="Où manque-t-il le plus de clients ?",
        chapitre="6-strategies",
        faits=("C6.3",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce="Dans quel secteur manque-t-il le plus grand nombre de clients pour atteindre la cible ?",
        genre="choix",
        table="secteurs",
        options=(
            Option("manque", "{secteur_manque}"),
            Option("points", "{secteur_points}"),
            Option("bas", "{secteur_bas}"),
            Option("haut", "{secteur_haut}"),
        ),
        attendu=_choisir("manque"),
        confirmation="{secteur_manque} : {reste_manque} clients manquent, car la base est grande.",
        erreurs=(
            Erreur(
                "points_pour_clients",
                _choisir("points"),
                "{secteur_points} a le plus grand écart en points. Combien de clients cela fait-il, "
                "sur si peu de prospects ?",
            ),
            Erreur(
                "taux_pour_ecart",
                _choisir("bas"),
                "{secteur_bas} a le taux le plus faible. Sa cible est-elle loin de ce taux ?",
            ),
            Erreur(
                "cible_pour_ecart",
                _choisir("haut"),
                "{secteur_haut} a la cible la plus élevée. Qu'a déjà obtenu ce secteur ?",
            ),
        ),
        indices=(
            "Pour chaque secteur, multipliez la cible par les prospects contactés.",
            "Arrondissez au client supérieur, puis retirez les clients déjà gagnés.",
        ),
        solution="{secteur_manque} : il manque {reste_manque} clients, pour un écart de {ecart_manque} "
        "points.\n"
        "{secteur_points} a le plus grand écart en points, mais {reste_points} clients seulement y "
        "manquent.\n"
        "Les points comparent des taux ; les nombres disent le travail qui reste.",
    ),
    Question(
        identifiant="q13",
        titre="Le taux de ventes additionnelles",
        chapitre="6-strategies",
        faits=("C6.1",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Sur {ventes} ventes, {completees} comptent un produit complémentaire. Dans {montees} autres, "
        "le client a pris un modèle supérieur. Quel est le taux de ventes additionnelles ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.taux_additionnelles,
        confirmation="{completees} sur {ventes} ventes : les montées en gamme ne s'y ajoutent pas.",
        erreurs=(
            Erreur(
                "montee_pour_additionnelle",
                lambda v: 100 * (v.completees + v.montees) / v.ventes,
                "{reponse} : vous avez sans doute ajouté les montées en gamme. "
                "Un modèle supérieur est-il un produit de plus ?",
            ),
            Erreur(
                "montee_seule",
                lambda v: 100 * v.montees / v.ventes,
                "{reponse} : c'est le taux de montée en gamme. Quelles ventes ont un produit en plus ?",
            ),
            Erreur(
                "base_sans_montees",
                lambda v: 100 * v.completees / (v.ventes - v.montees),
                "{reponse} : vous avez sans doute retiré les montées en gamme de la base. "
                "Ne sont-elles pas des ventes conclues ?",
            ),
            Erreur(
                "base_sans_eux",
                lambda v: 100 * v.completees / (v.ventes - v.completees),
                "{reponse} : vous avez sans doute divisé par les ventes sans complément. "
                "Sur combien de ventes aurait-on pu en proposer un ?",
            ),
        ),
        indices=(
            "Une vente additionnelle ajoute un produit à l'achat.",
            "La base est l'ensemble des ventes conclues.",
        ),
        solution="Ventes avec un produit complémentaire : {completees}. Ventes conclues : {ventes}.\n"
        "{completees} / {ventes} = {taux_additionnelles:pct1}.\n"
        "Les {montees} montées en gamme se suivent à part, avec leur propre taux.",
    ),
    Question(
        identifiant="q14",
        titre="Ce que rapporte une montée en gamme",
        chapitre="6-strategies",
        faits=("C6.1",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Le modèle courant coûte {prix:eur}, le modèle supérieur {superieur:eur}, un produit "
        "complémentaire "
        "{complement:eur}. Sur {ventes} ventes, {montees} clients prennent le modèle supérieur. "
        "De combien ces montées en gamme augmentent-elles les ventes ?",
        genre="nombre",
        unite="€",
        attendu=lambda v: v.gain_gamme,
        confirmation="Chaque montée en gamme ajoute {surplus_gamme:eur}, la différence entre les deux "
        "modèles.",
        erreurs=(
            Erreur(
                "prix_entier",
                lambda v: v.montees * v.superieur,
                "{reponse} : vous avez sans doute compté le prix entier. "
                "Ces clients n'auraient-ils rien acheté sans le modèle supérieur ?",
            ),
            Erreur(
                "prix_courant",
                lambda v: v.montees * v.prix,
                "{reponse} : c'est ce qu'ils auraient payé de toute façon. Combien paient-ils en plus ?",
            ),
            Erreur(
                "toutes_les_ventes",
                lambda v: v.ventes * (v.superieur - v.prix),
                "{reponse} : vous avez sans doute compté toutes les ventes. Combien de clients ont accepté ?",
            ),
            Erreur(
                "montee_pour_additionnelle",
                lambda v: v.montees * v.complement,
                "{reponse} : vous avez compté un produit complémentaire. "
                "Ces clients ont-ils ajouté un produit, ou remplacé un modèle ?",
            ),
        ),
        indices=(
            "Le modèle supérieur remplace le modèle courant.",
            "Multipliez la différence des deux prix par le nombre de clients qui l'ont pris.",
        ),
        solution="Un client qui monte en gamme paie {superieur:eur} au lieu de {prix:eur} : "
        "{surplus_gamme:eur} "
        "de plus.\n"
        "{montees} clients : {montees} × {surplus_gamme:eur} = {gain_gamme:eur}.",
    ),
    Question(
        identifiant="q15",
        titre="Combien de prospects contacter",
        chapitre="6-strategies",
        faits=("C6.1", "C6.2"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce="L'objectif de l'an prochain est de {vises} nouveaux clients. Cette année, {contactes} "
        "prospects "
        "contactés sur les {fichier} du fichier en ont donné {gagnes} ; la cible était de {cible:pct0}. "
        "Si ce taux réalisé se maintient, combien de prospects faut-il contacter ?",
        genre="nombre",
        unite="prospects",
        attendu=lambda v: v.a_contacter,
        confirmation="{a_contacter} prospects au taux réalisé : c'est ce qui dit si l'objectif est "
        "accessible.",
        erreurs=(
            Erreur(
                "arrondi_inferieur",
                lambda v: v.a_contacter - 1,
                "{reponse} : il vous en manque sans doute un. "
                "Avec ce nombre, obtient-on vraiment {vises} clients ?",
            ),
            Erreur(
                "taux_applique",
                lambda v: v.vises * v.gagnes / v.contactes,
                "{reponse} : vous avez sans doute multiplié par le taux. "
                "Peut-on gagner {vises} clients en contactant moins de {vises} prospects ?",
            ),
            Erreur(
                "taux_cible",
                lambda v: ceil(100 * v.vises / v.cible),
                "{reponse} : vous avez sans doute pris le taux visé. Lequel l'énoncé dit-il de garder ?",
            ),
            Erreur(
                "base_fichier",
                lambda v: ceil(v.vises * v.fichier / v.gagnes),
                "{reponse} : vous avez sans doute calculé le taux sur tout le fichier. "
                "Combien de prospects a-t-on contactés pour gagner ces clients ?",
            ),
        ),
        indices=(
            "Combien de prospects contactés a-t-il fallu pour un client, cette année ?",
            "Divisez le nombre de clients visé par le taux réalisé, et arrondissez au supérieur.",
        ),
        solution="Cette année : {contactes} prospects contactés pour {gagnes} clients.\n"
        "Pour {vises} clients : {vises} × {contactes} / {gagnes}, arrondi au supérieur, soit {a_contacter}.\n"
        "Reste à vérifier que l'équipe a le temps de ces contacts : c'est le « réaliste » de SMART.",
    ),
    Question(
        identifiant="q16",
        titre="Dire une hausse sans se tromper",
        chapitre="6-strategies",
        faits=("C6.1",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce="Le taux de conversion est passé de {taux_avant:pct0} à {taux_apres:pct0}. "
        "Quelle phrase peut figurer dans le bilan ?",
        genre="choix",
        options=(
            Option("points", "Le taux a gagné {hausse} points, soit une hausse de {hausse_relative:pct1}."),
            Option("confusion", "Le taux a augmenté de {hausse:pct0}."),
            Option(
                "inversion", "Le taux a gagné {hausse_relative:ent} points, soit une hausse de {hausse:pct0}."
            ),
            Option("nombre", "Le taux a monté, donc l'entreprise a gagné plus de clients."),
        ),
        attendu=_choisir("points"),
        confirmation="La différence se dit en points ; la hausse relative, en % du taux de départ.",
        erreurs=(
            Erreur(
                "points_en_pct",
                _choisir("confusion"),
                "Une différence de deux taux n'est pas en %. Que font {hausse} points par rapport à "
                "{taux_avant:pct0} ?",
            ),
            Erreur(
                "ecart_en_pct",
                _choisir("inversion"),
                "Vous avez échangé les deux mesures. Laquelle s'obtient par une soustraction ?",
            ),
            Erreur(
                "base_oubliee",
                _choisir("nombre"),
                "Un taux peut monter quand sa base baisse. Combien de prospects a-t-on contactés ?",
            ),
        ),
        indices=(
            "Soustrayez les deux taux : le résultat est en points.",
            "Divisez ces points par le taux de départ : le résultat est en %.",
        ),
        solution="{taux_apres:pct0} − {taux_avant:pct0} : {hausse} points de plus.\n"
        "{hausse} / {taux_avant} = {hausse_relative:pct1} de hausse.\n"
        "Le nombre de nouveaux clients dépend aussi du nombre de prospects contactés.",
    ),
    Question(
        identifiant="q17",
        titre="Ranger six clients dans deux segments",
        chapitre="6-strategies",
        faits=("C6.3", "C6.4"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="Deux stratégies sont prêtes : une gamme à prix compétitifs, une large sélection de produits. "
        "À laquelle destinez-vous chaque client, d'après ce qu'il dit ?",
        genre="classement",
        elements=lambda v: (
            Option("devis", "« Je demande toujours trois devis, je prends le moins cher. »"),
            Option("reference", "« Il me faut cette référence précise, pas une autre. »"),
            Option("enveloppe", "« Mon enveloppe est fixée pour l'année, je ne la dépasse pas. »"),
            Option("essai", "« Je compare dix modèles avant de choisir. »"),
            Option("gros", "« Je commande pour trois sites, au prix le plus serré. »"),
            Option("salles", "« Chaque salle demande un produit différent. »"),
        ),
        categories=(
            Option("prix", "Gamme à prix compétitifs"),
            Option("selection", "Large sélection"),
        ),
        attendu=lambda v: {
            "devis": "prix",
            "reference": "selection",
            "enveloppe": "prix",
            "essai": "selection",
            "gros": "prix",
            "salles": "selection",
        },
        confirmation="Le critère du segment est ce que le client cherche, non ce qu'il achète en tout.",
        erreurs=(
            Erreur(
                "strategies_inversees",
                lambda v: {
                    "devis": "selection",
                    "reference": "prix",
                    "enveloppe": "selection",
                    "essai": "prix",
                    "gros": "selection",
                    "salles": "prix",
                },
                "Vous avez sans doute échangé les deux stratégies. Que veut celui qui compte ses euros ?",
            ),
            Erreur(
                "taille_pour_segment",
                lambda v: {"gros": "selection"},
                "Trois sites, c'est un gros client. Mais que demande-t-il : du choix, ou un prix ?",
            ),
            Erreur(
                "comparer_pour_prix",
                lambda v: {"essai": "prix"},
                "Ce client compare des modèles, non des prix. Que lui faut-il pour choisir ?",
            ),
            Erreur(
                "precision_pour_prix",
                lambda v: {"reference": "prix"},
                "Ce client veut une référence précise. La trouvera-t-il dans une gamme courte et bon "
                "marché ?",
            ),
        ),
        indices=(
            "Cherchez le mot qui décide le client : un prix, ou un produit.",
            "La taille du client ne dit pas ce qu'il cherche.",
        ),
        solution="Prix compétitifs : les trois devis, l'enveloppe fixée, les trois sites au prix serré.\n"
        "Large sélection : la référence précise, les dix modèles comparés, les salles différentes.\n"
        "Un gros client peut avoir un budget limité : le segment dépend de ce qu'il cherche.",
    ),
    Question(
        identifiant="q18",
        titre="Ce que pèse un segment",
        chapitre="6-strategies",
        faits=("C6.3", "C6.4"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Vous destinez aux clients exigeants une large sélection de produits. "
        "Quelle part du CA de vos {n} clients font-ils ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_exigeants,
        confirmation="{n_exigeants} clients font {part_exigeants:pct1} du CA : le poids d'un segment guide "
        "l'effort.",
        erreurs=(
            Erreur(
                "part_des_clients",
                lambda v: 100 * v.n_exigeants / v.n,
                "{reponse} : c'est la part des clients, non celle du CA. "
                "De quoi voulez-vous la part : de personnes ou d'euros ?",
            ),
            Erreur(
                "autre_segment",
                lambda v: v.part_limites,
                "{reponse} : c'est l'autre segment. À qui destine-t-on une large sélection ?",
            ),
            Erreur(
                "base_autre_segment",
                lambda v: 100 * v.ca_exigeants / v.ca_limites,
                "{reponse} : vous avez sans doute divisé par le CA de l'autre segment. "
                "Une part se rapporte-t-elle au reste, ou au tout ?",
            ),
            Erreur(
                "nombre_pour_part",
                lambda v: v.n_exigeants,
                "{reponse} : c'est un nombre de clients. Quelle somme fallait-il rapporter au total ?",
            ),
        ),
        indices=(
            "Filtrez d'abord la colonne « Segment ».",
            "Additionnez le CA de ces clients, puis divisez par le CA de tous les clients.",
        ),
        solution="Les {n_exigeants} clients exigeants achètent pour {ca_exigeants:eur}, sur {total:eur}.\n"
        "{ca_exigeants:eur} / {total:eur} = {part_exigeants:pct1}.\n"
        "Stratégie du segment : {strategie_exigeants}.",
    ),
    Question(
        identifiant="q19",
        titre="Écrire un objectif pour un segment",
        chapitre="6-strategies",
        faits=("C6.2", "C6.3", "C6.4"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_NDRC,
        enonce="Choisissez un secteur du tableau et proposez, en trois ou quatre phrases : le constat "
        "chiffré, "
        "une stratégie, puis un objectif SMART pour l'an prochain.",
        genre="ouvert",
        table="secteurs",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "Le constat cite un taux, sa base, et l'écart à la cible en points ou en clients.",
            "La stratégie répond à ce qui distingue les clients du secteur.",
            "L'objectif dit qui agit, quoi, combien et dans quelle unité.",
            "Le niveau de départ, les moyens et la date y sont.",
        ),
        indices=(
            "Commencez par le taux de conversion du secteur et sa base.",
            "Relisez votre objectif lettre par lettre : rien ne doit y être deviné.",
        ),
        solution="« Secteur {secteur_manque} : {gagnes_manque} clients gagnés, {ecart_manque} points sous la "
        "cible.\n"
        "Ces clients comparent les prix : nous leur présenterons une gamme à prix compétitifs.\n"
        "Objectif : Inès y gagne {vises_manque} clients, au lieu de {gagnes_manque}.\n"
        "Elle y consacre deux demi-journées par semaine, et nous faisons le compte le 31 décembre. »",
    ),
)

SUJET = Sujet(
    nom="6-strategies",
    titre="Série 6 · Objectifs et stratégies par segment",
    version="1",
    presentation="Vous travaillez pour {entreprise}. Voici ses {n} clients : le segment où chacun est rangé, "
    "et son chiffre d'affaires hors taxes (CA) de l'exercice 2025.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
