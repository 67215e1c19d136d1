"""La série du chapitre 2 : ranger un marché en catégories, ses clients en profils, leur vie en étapes.

Les réponses attendues viennent de :mod:`course_helpers.portefeuille`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

import pandas as pd

from course_helpers.ecriture import FINE
from course_helpers.exercices.question import Erreur, Option, Question, Sujet, Valeurs
from course_helpers.exercices.textes import typographier
from course_helpers.portefeuille import (
    CATEGORIES,
    ETAPES_CYCLE,
    PROFILS,
    categoriser_consommateur,
    classer_tailles,
    mesurer_marche,
    profiler_clients,
    resumer_segments,
    situer_cycle_de_vie,
)
from course_helpers.tirages.portefeuille import AUCUNE, CA_2024, CA_2025, CONTACT, DERNIERE, FACTURES
from course_helpers.tirages.reserve import Portefeuille

_CHAPITRE = "2-portefeuille"
_NDRC = "Analyser un portefeuille clients (NDRC, bloc 1)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_GPME = "Mettre à jour le système d'information clients (GPME, bloc 1)"
_JOUR = "2025-12-31"
_MOTIFS = {"Réclamation": "mécontent", "Impayé": "insolvable"}
# Pourquoi chaque établissement est de sa catégorie.
_RAISONS = {
    "fidele": "il achète chez vous",
    "mixte": "il achète chez vous, même s'il achète aussi ailleurs",
    "concurrent": "il achète, mais seulement ailleurs",
    "frein_1": "ce frein peut se lever",
    "frein_2": "ce frein peut se lever",
    "exclusion": "sa situation exclut l'achat",
}
# Ce que dit chaque établissement : achète-t-il chez nous, ailleurs, pourrait-il acheter un jour ?
_REPONSES = {
    "fidele": (True, False, None),
    "mixte": (True, True, None),
    "concurrent": (False, True, None),
    "frein_1": (False, False, True),
    "frein_2": (False, False, True),
    "exclusion": (False, False, False),
}


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``2-portefeuille``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` et ``penetration_…`` sont en %, les montants en €.
    """
    faits = donnees.faits
    nous, concurrence, relatifs = (faits[nom] for nom in ("nous", "concurrence", "relatifs"))
    marche = mesurer_marche(
        clients=nous, concurrence=concurrence, relatifs=relatifs, absolus=faits["absolus"]
    )
    gagnes, convertis = faits["gagnes"], faits["convertis"]
    campagne = mesurer_marche(
        clients=nous + gagnes + convertis, concurrence=concurrence - gagnes, relatifs=relatifs - convertis
    )
    tailles = classer_tailles(
        donnees.clients, seuil_moyen=faits["seuil_moyen"], seuil_gros=faits["seuil_gros"], montant=CA_2025
    )
    segments = resumer_segments(tailles, ["taille"], montant=CA_2025).set_index("taille")
    profils = _profiler(donnees.tables["profils"])
    return dict(faits) | {
        "entreprise": donnees.entreprise,
        "total_zone": nous + concurrence + relatifs + faits["absolus"],
        "acheteurs": nous + concurrence,
        "categories": (
            categories := {
                cle: categoriser_consommateur(
                    achete_chez_nous=ici, achete_ailleurs=ailleurs, pourrait_acheter=un_jour
                )
                for cle, (ici, ailleurs, un_jour) in _REPONSES.items()
            }
        ),
        "etablissements": (etablissements := {cle: faits[cle] for cle in faits["personnes"].split(",")}),
        "frein_1": typographier(faits["frein_1"]),
        "frein_2": typographier(faits["frein_2"]),
        "corrige_categories": typographier(
            "\n".join(
                f"« {texte} » : {categories[cle]} ; {_RAISONS[cle]}." for cle, texte in etablissements.items()
            )
        ),
        "potentielle": marche["clientele_potentielle"],
        "prospects": marche["prospects"],
        "penetration_produit": marche["penetration_produit_pct"],
        "penetration_entreprise": marche["penetration_entreprise_pct"],
        "part_marche": marche["part_marche_clients_pct"],
        "premiers": "les clients de la concurrence" if concurrence >= relatifs else "les relatifs",
        "premiers_nombre": max(concurrence, relatifs),
        # La campagne
        "nous_apres": nous + gagnes + convertis,
        "acheteurs_apres": nous + concurrence + convertis,
        "part_marche_apres": campagne["part_marche_clients_pct"],
        # Tailles
        "n": len(tailles),
        "n_gros": int(segments.loc["gros", "effectif"]),
        "n_gros_moyens": int(segments.loc[["gros", "moyen"], "effectif"].sum()),
        "montant_gros": segments.loc["gros", "montant"],
        "total": segments["montant"].sum(),
        "part_gros": segments.loc["gros", "part_montant_pct"],
        # Profils et histoires
        "profils": profils,
        "corrige_profils": _lister(profils),
        "etapes": (etapes := _situer(donnees.tables["histoires"])),
        "corrige_etapes": _lister(etapes),
        # Pour les mauvais calculs
        "recents": donnees.clients[CA_2025].tolist(),
        "anciens": donnees.clients[CA_2024].tolist(),
        "sans_signalement": _profiler(donnees.tables["profils"], signalements=False),
        "limite_baisse": _trouver_limite(donnees.tables["profils"]),
        "limite_date": _trouver(donnees.tables["histoires"], DERNIERE, "31/12/2024"),
    }


def _profiler(table: pd.DataFrame, *, signalements: bool = True) -> dict[str, str]:
    """Donner à chaque client d'un tableau son profil, d'après deux années d'achats."""
    factures = pd.concat(
        pd.DataFrame(
            {
                "facture": [f"{annee}-{rang}" for rang in range(len(table))],
                "date": pd.Timestamp(annee, 6, 30),
                "client": table["client"],
                "montant_ht": table[colonne].astype(float),
            }
        )
        for annee, colonne in ((2024, CA_2024), (2025, CA_2025))
    )
    signales = table.loc[table["Signalement"] != AUCUNE, ["client", "Signalement"]]
    motifs = pd.DataFrame({"client": signales["client"], "motif": signales["Signalement"].map(_MOTIFS)})
    profils = profiler_clients(factures, _JOUR, signalements=motifs if signalements else None)
    return dict(zip(profils["client"], profils["profil"].astype(str), strict=True))


def _situer(table: pd.DataFrame) -> dict[str, str]:
    """Donner à chaque client d'un tableau son étape ; ses factures se suivent tous les vingt jours."""
    lignes = [
        {"facture": f"{ligne.client} {rang}", "client": ligne.client, "montant_ht": 100.0, "date": jour}
        for ligne in table.rename(columns={DERNIERE: "derniere", FACTURES: "nombre"}).itertuples()
        for rang, jour in enumerate(
            pd.date_range(end=pd.to_datetime(ligne.derniere, dayfirst=True), periods=ligne.nombre, freq="20D")
            if ligne.nombre
            else ()
        )
    ]
    # Le jour du contact ne change rien à l'étape : seul compte qu'il ait eu lieu.
    contacts = pd.Series(pd.Timestamp(_JOUR), index=table.index).where(table[DERNIERE] == CONTACT)
    fiches = pd.DataFrame({"client": table["client"], "premier_contact": contacts})
    etapes = situer_cycle_de_vie(pd.DataFrame(lignes), _JOUR, fiches=fiches).set_index("client")["etape"]
    return {client: str(etapes[client]) for client in table["client"]}


def _lister(attributions: dict[str, str]) -> str:
    return "\n".join(f"{client}{FINE}: {groupe}." for client, groupe in attributions.items())


def _trouver(table: pd.DataFrame, colonne: str, valeur: str) -> str:
    return table.loc[table[colonne] == valeur, "client"].iloc[0]


def _trouver_limite(table: pd.DataFrame) -> str:
    """Le client dont la baisse est de 25 % tout juste."""
    return table.loc[4 * table[CA_2025] == 3 * table[CA_2024], "client"].iloc[0]


# --- Les mauvais calculs -----------------------------------------------------------------------------------


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


def _part(numerateur: str, denominateur: str):
    """Un mauvais taux : deux nombres du marché, mal choisis."""
    return lambda v: 100 * getattr(v, numerateur) / getattr(v, denominateur)


def _couper_a_la_virgule(nom: str):
    """Un taux juste, mais coupé à la virgule."""
    return lambda v: int(getattr(v, nom))


def _compter_gros(montants: list[int], seuil: int, *, strict: bool = False) -> int:
    return sum(montant > seuil or (montant == seuil and not strict) for montant in montants)


def _peser_gros(montants: list[int], seuil: int, *, strict: bool = False) -> float:
    gros = [m for m in montants if m > seuil or (m == seuil and not strict)]
    return 100 * sum(gros) / sum(montants)


def _remplacer(attributions: dict[str, str], avant: str, apres: str) -> dict[str, str]:
    """Les clients d'un groupe, tous rangés à tort dans un autre."""
    return {client: apres for client, groupe in attributions.items() if groupe == avant}


def _oublier_la_date(v: Valeurs) -> dict[str, str]:
    """Les clients qui ont beaucoup acheté, tous crus en relation continue."""
    return _remplacer(v.etapes, "inactivité", "relation continue") | _remplacer(
        v.etapes, "arrêt", "relation continue"
    )


def _oublier_l_arret(v: Valeurs) -> dict[str, str]:
    return _remplacer(v.etapes, "arrêt", "inactivité")


# --- Ce qui sert plusieurs fois ----------------------------------------------------------------------------

_MARCHE = (
    "Votre marché : {nous:ent} clients, {concurrence:ent} clients de la concurrence, "
    "{relatifs:ent} relatifs, {absolus:ent} absolus. "
)
_ABSOLUS = "Ces personnes n'achèteront pas : peuvent-elles faire partie d'une clientèle potentielle ?"
_OPTIONS_CATEGORIES = tuple(Option(nom, nom) for nom in CATEGORIES)
_OPTIONS_PROFILS = tuple(Option(nom, nom) for nom in PROFILS)
_OPTIONS_ETAPES = tuple(Option(nom, nom) for nom in ETAPES_CYCLE)


# --- Les questions -----------------------------------------------------------------------------------------

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="Six établissements, quatre catégories",
        chapitre=_CHAPITRE,
        faits=("C2.1", "C2.2"),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Six établissements de votre zone ont répondu à une enquête. "
        "Dans quelle catégorie de clientèle rangez-vous chacun, aujourd'hui ?",
        genre="classement",
        elements=lambda v: tuple(Option(cle, texte) for cle, texte in v.etablissements.items()),
        categories=_OPTIONS_CATEGORIES,
        attendu=lambda v: {cle: v.categories[cle] for cle in v.etablissements},
        confirmation="Deux questions suffisent : à qui achète-t-il, et sinon, pourrait-il acheter un jour ?",
        erreurs=(
            Erreur(
                "relatif_pris_pour_absolu",
                lambda v: dict.fromkeys(("frein_1", "frein_2"), "non-consommateur absolu"),
                "Vous rangez parmi les absolus des établissements qu'un frein retient. "
                "Et si ce frein se levait ?",
            ),
            *(
                Erreur(
                    f"relatif_pris_pour_absolu_{rang}",
                    lambda v, frein=frein: {frein: "non-consommateur absolu"},
                    f"« {{{frein}}} » : vous en faites un absolu. Et si ce frein se levait ?",
                )
                for rang, frein in enumerate(("frein_1", "frein_2"), start=1)
            ),
            Erreur(
                "absolu_pris_pour_relatif",
                lambda v: {"exclusion": "non-consommateur relatif"},
                "Vous comptez convertir un établissement que sa situation exclut. "
                "Quelle offre pourrait y changer quelque chose ?",
            ),
            Erreur(
                "client_partage",
                lambda v: {"mixte": "client de la concurrence"},
                "L'un de ces établissements achète chez vous et ailleurs. Cesse-t-il d'être votre client ?",
            ),
            Erreur(
                "concurrent_pris_pour_relatif",
                lambda v: {"concurrent": "non-consommateur relatif"},
                "Celui qui achète à un concurrent consomme déjà le produit. "
                "De quoi un non-consommateur se passe-t-il ?",
            ),
        ),
        indices=(
            "Demandez-vous d'abord s'il achète le produit, chez vous ou ailleurs.",
            "S'il n'achète à personne : est-ce un frein qui peut se lever, ou une situation qui l'exclut ?",
        ),
        solution="Ligne par ligne :\n{corrige_categories}\n"
        "Relatif ou absolu : aujourd'hui du moins, car la réponse peut changer avec le temps.",
    ),
    Question(
        identifiant="q2",
        titre="La clientèle potentielle",
        chapitre=_CHAPITRE,
        faits=("C2.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce=_MARCHE + "Combien d'établissements compte votre clientèle potentielle ?",
        genre="nombre",
        unite="établissements",
        attendu=lambda v: v.potentielle,
        confirmation="Vos clients, ceux de la concurrence et les relatifs : "
        "tous peuvent vous acheter un jour.",
        erreurs=(
            Erreur("absolus_comptes", lambda v: v.total_zone, "{reponse}, c'est toute la zone. " + _ABSOLUS),
            Erreur(
                "clients_retires",
                lambda v: v.potentielle - v.nous,
                "{reponse} : ce sont les prospects. Vos propres clients n'ont-ils plus rien à vous acheter ?",
            ),
            Erreur(
                "relatifs_oublies",
                lambda v: v.acheteurs,
                "{reponse} : ce sont les acheteurs d'aujourd'hui. "
                "Qui n'achète pas encore, mais pourrait le faire ?",
            ),
            Erreur(
                "relatifs_seuls",
                lambda v: v.relatifs,
                "{reponse} : ce sont les seuls relatifs. Ceux qui achètent déjà ne comptent-ils pas ?",
            ),
        ),
        indices=(
            "La clientèle potentielle réunit tous ceux qui achètent ou pourraient acheter le produit.",
            "Additionnez trois des quatre catégories.",
        ),
        solution="{nous:ent} + {concurrence:ent} + {relatifs:ent} = {potentielle:ent} établissements.\n"
        "Les {absolus:ent} absolus restent hors du compte.",
    ),
    Question(
        identifiant="q3",
        titre="Les prospects",
        chapitre=_CHAPITRE,
        faits=("C2.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce=_MARCHE + "Combien de prospects avez-vous ?",
        genre="nombre",
        unite="prospects",
        attendu=lambda v: v.prospects,
        confirmation="Un prospect peut acheter et ne vous achète pas encore : "
        "c'est le potentiel, moins vos clients.",
        erreurs=(
            Erreur(
                "absolus_comptes_prospects",
                lambda v: v.prospects + v.absolus,
                "{reponse} : vous comptez sans doute les absolus comme prospects. "
                "Quelle visite les ferait acheter ?",
            ),
            Erreur(
                "clients_comptes_prospects",
                lambda v: v.potentielle,
                "{reponse} : c'est la clientèle potentielle. Un client est-il encore un prospect ?",
            ),
            Erreur(
                "concurrence_seule",
                lambda v: v.concurrence,
                "{reponse} : vous vous arrêtez aux clients des concurrents. "
                "Qui d'autre pourrait vous acheter un jour ?",
            ),
            Erreur(
                "relatifs_seuls",
                lambda v: v.relatifs,
                "{reponse} : vous vous arrêtez aux relatifs. "
                "Les clients d'un concurrent sont-ils hors de portée ?",
            ),
        ),
        indices=(
            "Un prospect n'est pas encore client, mais il pourrait le devenir.",
            "Deux catégories sont à prospecter : lesquelles ?",
        ),
        solution="{concurrence:ent} + {relatifs:ent} = {prospects:ent} prospects.\n"
        "Autre chemin : la clientèle potentielle, {potentielle:ent}, moins vos {nous:ent} clients.",
    ),
    Question(
        identifiant="q4",
        titre="Le produit est-il répandu ?",
        chapitre=_CHAPITRE,
        faits=("C2.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce=_MARCHE + "Quel est le taux de pénétration du produit ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.penetration_produit,
        confirmation="{penetration_produit:pct1} de ceux qui peuvent acheter achètent déjà, chez vous ou "
        "ailleurs.",
        erreurs=(
            Erreur(
                "absolus_comptes",
                _part("acheteurs", "total_zone"),
                "{reponse} : vous avez sans doute divisé par toute la zone. " + _ABSOLUS,
            ),
            Erreur(
                "penetration_entreprise",
                _part("nous", "potentielle"),
                "{reponse} : c'est la pénétration de votre entreprise. "
                "Qui d'autre que vos clients achète le produit ?",
            ),
            Erreur(
                "concurrence_seule",
                _part("concurrence", "potentielle"),
                "{reponse} : vous ne comptez que les clients des concurrents. "
                "Les vôtres n'achètent-ils pas aussi ?",
            ),
            Erreur(
                "non_acheteurs",
                _part("relatifs", "potentielle"),
                "{reponse} : c'est la part de ceux qui n'achètent pas. Que mesure une pénétration ?",
            ),
            Erreur(
                "part_marche",
                _part("nous", "acheteurs"),
                "{reponse} : c'est votre part de marché. "
                "L'énoncé demande-t-il votre place ou celle du produit ?",
            ),
        ),
        indices=(
            "En haut de la fraction : tous ceux qui achètent le produit, à vous ou à un autre.",
            "En bas : tous ceux qui pourraient l'acheter, c'est-à-dire la clientèle potentielle.",
        ),
        solution="Achètent : {nous:ent} + {concurrence:ent} = {acheteurs:ent}.\n"
        "Peuvent acheter : {potentielle:ent}.\n"
        "{acheteurs:ent} / {potentielle:ent} = {penetration_produit:pct1}.",
    ),
    Question(
        identifiant="q5",
        titre="Votre part de marché",
        chapitre=_CHAPITRE,
        faits=("C2.1",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce=_MARCHE + "Quelle est votre part de marché, en nombre de clients ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.part_marche,
        confirmation="{part_marche:pct1} des acheteurs d'aujourd'hui sont chez vous : "
        "la base est celle de ceux qui achètent.",
        erreurs=(
            Erreur(
                "penetration_pour_part",
                _part("nous", "potentielle"),
                "{reponse} : c'est la pénétration de l'entreprise. "
                "Une part de marché se rapporte-t-elle à ceux qui pourraient acheter, ou à ceux qui "
                "achètent ?",
            ),
            Erreur(
                "base_sans_nous",
                _part("nous", "concurrence"),
                "{reponse} : vous avez sans doute divisé par les seuls clients des concurrents. "
                "Vos clients sont-ils dans le marché ?",
            ),
            Erreur(
                "absolus_comptes",
                _part("nous", "total_zone"),
                "{reponse} : vous avez sans doute divisé par toute la zone. " + _ABSOLUS,
            ),
            Erreur(
                "penetration_produit",
                _part("acheteurs", "potentielle"),
                "{reponse} : c'est la pénétration du produit. Où sont vos clients dans ce calcul ?",
            ),
            Erreur(
                "part_des_autres",
                _part("concurrence", "acheteurs"),
                "{reponse} : c'est la part de vos concurrents, tous réunis. Laquelle demande l'énoncé ?",
            ),
        ),
        indices=(
            "Le marché d'aujourd'hui, ce sont ceux qui achètent, chez vous et ailleurs.",
            "Divisez vos clients par l'ensemble des acheteurs, les vôtres compris.",
        ),
        solution="Acheteurs d'aujourd'hui : {nous:ent} + {concurrence:ent} = {acheteurs:ent}.\n"
        "{nous:ent} / {acheteurs:ent} = {part_marche:pct1}.\n"
        "Cette part compte des clients, non des euros : avec de petits clients, elle flatte.",
    ),
    Question(
        identifiant="q6",
        titre="Huit histoires, six étapes",
        chapitre=_CHAPITRE,
        faits=("C2.8",),
        essentiel=True,
        niveau="cas",
        points=2,
        competence=_GPME,
        enonce="Vous êtes le 31/12/2025. À quelle étape du cycle de vie se trouve chaque client ? "
        "Inactivité : 12 mois révolus sans facture ; arrêt : 24 mois révolus.",
        genre="classement",
        table="histoires",
        elements=lambda v: tuple(Option(client, client) for client in v.etapes),
        categories=_OPTIONS_ETAPES,
        attendu=lambda v: v.etapes,
        confirmation="La date de la dernière facture tranche d'abord ; le nombre de factures, ensuite.",
        erreurs=(
            Erreur(
                "derniere_date_oubliee",
                _oublier_la_date,
                "Vous avez sans doute compté les factures sans lire leur date. "
                "De quand date la dernière de chacun ?",
            ),
            Erreur(
                "arret_pris_pour_inactivite",
                _oublier_l_arret,
                "L'un de ces clients n'achète plus depuis plus de deux ans. "
                "Est-il encore seulement inactif ?",
            ),
            Erreur(
                "inactivite_prise_pour_arret",
                lambda v: _remplacer(v.etapes, "inactivité", "arrêt"),
                "Vous fermez des dossiers trop tôt. Combien de mois l'énoncé demande-t-il pour un arrêt ?",
            ),
            Erreur(
                "jour_anniversaire",
                lambda v: {v.limite_date: "relation continue"},
                "{limite_date} n'achète plus depuis le 31/12/2024. "
                "Le 31/12/2025, douze mois sont-ils révolus ?",
            ),
            Erreur(
                "premier_achat_pris_pour_relation",
                lambda v: _remplacer(v.etapes, "premier achat", "relation continue"),
                "Une seule facture suffit-elle pour parler d'achats répétés ?",
            ),
            Erreur(
                "contact_oublie",
                lambda v: _remplacer(v.etapes, "entrée en relation", "prospect"),
                "Un établissement qui n'a rien acheté vous a pourtant parlé. "
                "Quelle étape vient après prospect ?",
            ),
        ),
        indices=(
            "Lisez d'abord la dernière facture : a-t-elle moins de 12 mois, de 12 à 24 mois, ou plus ?",
            "Si elle est récente, comptez : une facture, ou plusieurs ?",
            "Sans facture : y a-t-il eu un contact ?",
        ),
        solution="Dans l'ordre du tableau :\n{corrige_etapes}\n"
        "Avec une dernière facture le 31/12/2024, les 12 mois sont révolus le 31/12/2025.",
    ),
)


_ENTRAINEMENT = (
    Question(
        identifiant="q7",
        titre="La pénétration de l'entreprise",
        chapitre=_CHAPITRE,
        faits=("C2.1",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce=_MARCHE + "Quel est le taux de pénétration de votre entreprise ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.penetration_entreprise,
        confirmation="{penetration_entreprise:pct1} de ceux qui peuvent acheter sont vos clients.",
        erreurs=(
            Erreur(
                "part_marche_pour_penetration",
                _part("nous", "acheteurs"),
                "{reponse} : c'est votre part de marché. "
                "Une pénétration se rapporte-t-elle à ceux qui achètent, ou à ceux qui pourraient acheter ?",
            ),
            Erreur(
                "absolus_comptes",
                _part("nous", "total_zone"),
                "{reponse} : vous gardez sans doute les absolus dans la base. " + _ABSOLUS,
            ),
            Erreur(
                "base_prospects",
                _part("nous", "prospects"),
                "{reponse} : vous avez sans doute divisé par les prospects. "
                "Vos clients font-ils partie de la clientèle potentielle ?",
            ),
            Erreur(
                "penetration_produit",
                _part("acheteurs", "potentielle"),
                "{reponse} : c'est la pénétration du produit, tous fournisseurs réunis. "
                "Combien sont chez vous ?",
            ),
            Erreur(
                "decimale_manquante",
                _couper_a_la_virgule("penetration_entreprise"),
                "{reponse} : vous en êtes tout près, mais il manque une décimale. "
                "Que donne le calcul après la virgule ?",
            ),
        ),
        indices=(
            "En haut de la fraction : vos clients seulement.",
            "En bas : la clientèle potentielle, sans les absolus.",
        ),
        solution="{nous:ent} / {potentielle:ent} = {penetration_entreprise:pct1}.\n"
        "Vérification : pénétration du produit × part de marché donne le même taux.",
    ),
    Question(
        identifiant="q8",
        titre="Les étapes d'une relation",
        chapitre=_CHAPITRE,
        faits=("C2.8",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_MCO,
        enonce="Remettez dans l'ordre les étapes du cycle de vie d'un client, de la première à la dernière.",
        genre="ordre",
        elements=lambda v: (
            Option("prospect", "Il pourrait acheter, sans échange avec vous"),
            Option("contact", "Il demande un devis"),
            Option("achat", "Il reçoit sa première facture"),
            Option("relation", "Il rachète régulièrement"),
            Option("inactivite", "Il n'a rien acheté depuis plus d'un an"),
            Option("arret", "La relation est terminée"),
        ),
        attendu=lambda v: ("prospect", "contact", "achat", "relation", "inactivite", "arret"),
        confirmation="Prospect, entrée en relation, premier achat, relation continue, inactivité, arrêt.",
        erreurs=(
            Erreur(
                "achat_avant_contact",
                lambda v: ("achat", "contact"),
                "Chez vous, la facture précède le devis. Que se passe-t-il d'abord ?",
            ),
            Erreur(
                "arret_avant_inactivite",
                lambda v: ("arret", "inactivite"),
                "Vous placez l'arrêt avant l'inactivité. Laquelle des deux peut encore se rattraper ?",
            ),
            Erreur(
                "relation_avant_achat",
                lambda v: ("relation", "achat"),
                "Vous placez les achats répétés avant le premier. Peut-on racheter sans avoir acheté ?",
            ),
            Erreur(
                "contact_avant_prospect",
                lambda v: ("contact", "prospect"),
                "Vous faites précéder le prospect par l'échange. Qui est-il avant de vous parler ?",
            ),
        ),
        indices=(
            "Partez de quelqu'un qui ne vous connaît pas encore.",
            "Entre la relation suivie et la fin, il y a un temps où le client se tait.",
        ),
        solution="1. Prospect ; 2. entrée en relation ; 3. premier achat.\n"
        "4. Relation continue ; 5. inactivité ; 6. arrêt.\n"
        "Un client peut revenir en arrière : on réactive un inactif, on reconquiert parfois un ancien "
        "client.",
    ),
    Question(
        identifiant="q9",
        titre="À chaque catégorie son action",
        chapitre=_CHAPITRE,
        faits=("C2.2", "C2.6"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Quelle action convient à chaque catégorie de clientèle ?",
        genre="appariement",
        elements=lambda v: (
            Option("client", "Nos clients"),
            Option("concurrence", "Les clients de la concurrence"),
            Option("relatif", "Les non-consommateurs relatifs"),
            Option("absolu", "Les non-consommateurs absolus"),
        ),
        categories=(
            Option("fideliser", "Offre personnalisée, pour qu'ils restent"),
            Option("attirer", "Offre différente de celle d'en face, puis fidélisation"),
            Option("convertir", "Essai ou information, pour lever le frein"),
            Option("laisser", "Aucune prospection"),
        ),
        attendu=lambda v: {
            "client": "fideliser",
            "concurrence": "attirer",
            "relatif": "convertir",
            "absolu": "laisser",
        },
        confirmation="Fidéliser, attirer, convertir, laisser : l'action suit la catégorie.",
        erreurs=(
            Erreur(
                "absolus_prospectes",
                lambda v: {"absolu": "convertir"},
                "Vous dépensez du temps pour qui n'achètera pas. Quel frein comptez-vous lever ?",
            ),
            Erreur(
                "relatifs_abandonnes",
                lambda v: {"relatif": "laisser"},
                "Vous abandonnez des clients possibles. Qu'est-ce qui les retient, au juste ?",
            ),
            Erreur(
                "conquete_et_conversion",
                lambda v: {"concurrence": "convertir", "relatif": "attirer"},
                "Vous voulez convaincre du produit quelqu'un qui l'achète déjà. "
                "Qu'attend-il pour changer de fournisseur ?",
            ),
            Erreur(
                "clients_convertis",
                lambda v: {"client": "convertir"},
                "Vos clients connaissent déjà le produit. Qu'est-ce qui peut les faire rester ?",
            ),
        ),
        indices=(
            "Demandez-vous ce que chacun sait déjà du produit, et de vous.",
            "Une seule catégorie ne mérite aucun effort de prospection.",
        ),
        solution="Nos clients : fidéliser. Clients de la concurrence : "
        "attirer en se distinguant, puis fidéliser.\n"
        "Non-consommateurs relatifs : convertir, en levant le frein. Absolus : ne pas prospecter.",
    ),
    Question(
        identifiant="q10",
        titre="Sept clients, quatre profils",
        chapitre=_CHAPITRE,
        faits=("C2.4",),
        essentiel=False,
        niveau="application",
        points=2,
        competence=_MCO,
        enonce="Quel est le profil de chaque client ? Un signalement l'emporte sur tout : douteux. "
        "Rien en 2024 : potentiel. Une baisse d'au moins 25 % : déclinant. Sinon : fidèle.",
        genre="classement",
        table="profils",
        elements=lambda v: tuple(Option(client, client) for client in v.profils),
        categories=_OPTIONS_PROFILS,
        attendu=lambda v: v.profils,
        confirmation="Les règles s'appliquent dans l'ordre : un signalement passe avant les montants.",
        erreurs=(
            Erreur(
                "signalement_ignore",
                lambda v: {c: p for c, p in v.sans_signalement.items() if p != v.profils[c]},
                "Vous avez sans doute lu les montants avant les signalements. "
                "Que dit la dernière colonne du tableau ?",
            ),
            Erreur(
                "baisse_ignoree",
                lambda v: _remplacer(v.profils, "déclinant", "fidèle"),
                "Certains achètent encore, mais bien moins. De combien leurs achats ont-ils baissé ?",
            ),
            Erreur(
                "seuil_strict",
                lambda v: {v.limite_baisse: "fidèle"},
                "Les achats de {limite_baisse} baissent de 25 % tout juste. "
                "Que veut dire « au moins 25 % » ?",
            ),
            Erreur(
                "nouveau_cru_fidele",
                lambda v: _remplacer(v.profils, "potentiel", "fidèle"),
                "Un client de cette année n'a pas encore de fidélité à montrer. Qu'a-t-il acheté en 2024 ?",
            ),
        ),
        indices=(
            "Lisez d'abord la colonne des signalements.",
            "Pour les autres, calculez 2025 / 2024 : "
            "en dessous ou au niveau de 75 %, la baisse atteint 25 %.",
        ),
        solution="Dans l'ordre du tableau :\n{corrige_profils}\n"
        "Une réclamation ou un impayé enregistrés font un client douteux, quel que soit son montant.",
    ),
    Question(
        identifiant="q11",
        titre="Combien de gros clients ?",
        chapitre=_CHAPITRE,
        faits=("C2.5",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="L'entreprise appelle gros un client qui achète pour au moins {seuil_gros:eur} par an, "
        "et moyen un client d'au moins {seuil_moyen:eur}. Combien de gros clients compte-t-elle en 2025 ?",
        genre="nombre",
        unite="clients",
        table="clients",
        attendu=lambda v: v.n_gros,
        confirmation="Ces seuils sont ceux de l'entreprise : une autre en choisirait d'autres.",
        erreurs=(
            Erreur(
                "seuil_strict",
                lambda v: _compter_gros(v.recents, v.seuil_gros, strict=True),
                "{reponse} : il en manque un, qui achète pour le seuil tout juste. "
                "Que veut dire « au moins » ?",
            ),
            Erreur(
                "mauvaise_annee",
                lambda v: _compter_gros(v.anciens, v.seuil_gros),
                "{reponse} : vous avez sans doute compté sur 2024. Quelle année demande l'énoncé ?",
            ),
            Erreur(
                "moyens_comptes",
                lambda v: v.n_gros_moyens,
                "{reponse} : vous avez sans doute compté les moyens avec les gros. "
                "Quel seuil s'applique aux gros ?",
            ),
        ),
        indices=(
            "Triez le tableau par chiffre d'affaires de 2025, du plus gros au plus petit.",
            "Comptez les clients jusqu'au seuil, celui qui l'atteint tout juste compris.",
        ),
        solution="{n_gros} clients achètent pour {seuil_gros:eur} ou davantage en 2025, sur {n}.\n"
        "Le client au seuil tout juste est gros : le seuil appartient à la classe du dessus.",
    ),
    Question(
        identifiant="q12",
        titre="Ce que pèsent les gros clients",
        chapitre=_CHAPITRE,
        faits=("C2.5",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Gros client : au moins {seuil_gros:eur} en 2025. "
        "Quelle part du chiffre d'affaires de 2025 font les gros clients ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_gros,
        confirmation="{n_gros} clients font {part_gros:pct1} du chiffre d'affaires : "
        "la taille dit à qui réserver les visites.",
        erreurs=(
            Erreur(
                "part_des_clients",
                lambda v: 100 * v.n_gros / v.n,
                "{reponse} : c'est la part des clients, non celle du chiffre d'affaires. "
                "De quoi l'énoncé demande-t-il la part ?",
            ),
            Erreur(
                "seuil_strict",
                lambda v: _peser_gros(v.recents, v.seuil_gros, strict=True),
                "{reponse} : le client qui achète pour le seuil tout juste n'y est pas. "
                "Que veut dire « au moins » ?",
            ),
            Erreur(
                "mauvaise_annee",
                lambda v: _peser_gros(v.anciens, v.seuil_gros),
                "{reponse} : vous avez sans doute travaillé sur 2024. Quelle année demande l'énoncé ?",
            ),
            Erreur(
                "moyens_comptes",
                lambda v: _peser_gros(v.recents, v.seuil_moyen),
                "{reponse} : les moyens sont dans votre somme. "
                "À partir de quel montant un client est-il gros ?",
            ),
            Erreur(
                "base_sans_gros",
                lambda v: 100 * v.montant_gros / (v.total - v.montant_gros),
                "{reponse} : vous avez sans doute divisé par le chiffre d'affaires des autres. "
                "Les gros clients sont-ils dans le total ?",
            ),
        ),
        indices=(
            "Additionnez le chiffre d'affaires de 2025 des seuls gros clients.",
            "Divisez par le chiffre d'affaires de 2025 de tous les clients.",
        ),
        solution="Les {n_gros} gros clients achètent pour {montant_gros:eur}, sur {total:eur}.\n"
        "{montant_gros:eur} / {total:eur} = {part_gros:pct1}.",
    ),
    Question(
        identifiant="q13",
        titre="Segmenter : pour quoi faire ?",
        chapitre=_CHAPITRE,
        faits=("C2.7",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Quelles affirmations sur la segmentation sont justes ?",
        genre="choix_multiple",
        options=(
            Option("homogene", "Dans un segment, les clients se ressemblent sur les critères retenus."),
            Option("objectif", "On choisit ses critères d'après un objectif commercial."),
            Option("offre", "À des segments différents peuvent répondre des offres différentes."),
            Option("unique", "Une clientèle n'a qu'une bonne segmentation."),
            Option("pareille", "On segmente surtout quand tous les clients demandent la même chose."),
        ),
        attendu=lambda v: ("homogene", "objectif", "offre"),
        confirmation="Découper selon un but, en groupes qui se ressemblent, pour adapter l'offre à chacun.",
        erreurs=(
            Erreur(
                "segmentation_unique",
                lambda v: {"unique": True},
                "Vous croyez à un découpage unique. Découpe-t-on de même pour des visites et pour un tarif ?",
            ),
            Erreur(
                "demande_homogene",
                lambda v: {"pareille": True},
                "Si tous demandent la même chose, à quoi sert de les séparer ?",
            ),
            Erreur(
                "objectif_oublie",
                lambda v: {"objectif": False},
                "Vous oubliez le but. Sans lui, comment choisir entre le secteur, la taille et le profil ?",
            ),
            Erreur(
                "offre_oubliee",
                lambda v: {"offre": False},
                "Vous découpez sans adapter l'offre. Qu'y gagne le client d'un segment ?",
            ),
            Erreur(
                "homogeneite_oubliee",
                lambda v: {"homogene": False},
                "Un segment réunit-il des clients au hasard ?",
            ),
        ),
        indices=(
            "Segmenter et différencier l'offre vont ensemble.",
            "Trois affirmations sont justes. Méfiez-vous de ce qui vaut « toujours » ou « pour tous ».",
        ),
        solution="Segmenter, c'est découper une clientèle en groupes homogènes, dans un but commercial.\n"
        "Plus la demande est diverse, plus l'offre gagne à se différencier.\n"
        "Changer de but, c'est souvent changer de critères, donc de segments.",
    ),
    Question(
        identifiant="q14",
        titre="Ce qui s'écrit dans la fiche",
        chapitre=_CHAPITRE,
        faits=("C2.2",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Au téléphone, une gérante refuse votre offre en invoquant sa religion. "
        "Qu'écrivez-vous dans le fichier des prospects ?",
        genre="choix",
        options=(
            Option("neutre", "« Non intéressée, ne plus solliciter » : sans le motif."),
            Option("motif", "« Refus pour motif religieux » : cela évitera de la rappeler."),
            Option("code", "Un code interne, « R », que seule l'équipe sait lire."),
            Option("relance", "« À relancer dans six mois » : elle changera peut-être d'avis."),
        ),
        attendu=_choisir("neutre"),
        confirmation="Le refus suffit pour agir ; la religion est une donnée sensible, qui ne "
        "s'enregistre pas.",
        erreurs=(
            Erreur(
                "donnee_sensible_notee",
                _choisir("motif"),
                "Vous notez une conviction religieuse. De quoi avez-vous besoin pour ne plus la rappeler ?",
            ),
            Erreur(
                "donnee_sensible_codee",
                _choisir("code"),
                "Un code que l'équipe sait lire dit la même chose. La donnée a-t-elle disparu du fichier ?",
            ),
            Erreur(
                "refus_ignore",
                _choisir("relance"),
                "Elle a refusé, et vous la relancez. Que devient son droit de s'opposer à la prospection ?",
            ),
        ),
        indices=(
            "Le RGPD range la religion et la santé parmi les données sensibles (article 9).",
            "Demandez-vous de quelle information l'équipe a besoin pour agir.",
        ),
        solution="Le fichier garde le refus et sa date, jamais le motif religieux ou médical.\n"
        "Ce motif est une donnée sensible (RGPD, article 9) ; le coder ne change rien.\n"
        "Le refus de sollicitation, lui, se note et se respecte.",
    ),
    Question(
        identifiant="q15",
        titre="Douteux, en quel sens ?",
        chapitre=_CHAPITRE,
        faits=("C2.4",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Un client a porté réclamation pour une livraison abîmée. Toutes ses factures sont payées. "
        "Comment le classez-vous ?",
        genre="choix",
        options=(
            Option("commercial", "Douteux au sens commercial ; la comptabilité n'a rien à changer."),
            Option("comptable", "Douteux au sens comptable : sa créance passe au compte 416."),
            Option("fidele", "Fidèle : il paie, donc il est satisfait."),
            Option("arrete", "En arrêt de relation : on ne lui livre plus rien."),
        ),
        attendu=_choisir("commercial"),
        confirmation="Mécontent, il peut partir : c'est un risque commercial, non une créance à recouvrer.",
        erreurs=(
            Erreur(
                "sens_comptable",
                _choisir("comptable"),
                "Le compte 416 reçoit des créances dont le paiement est incertain. "
                "Ce client doit-il encore ?",
            ),
            Erreur(
                "paiement_pris_pour_satisfaction",
                _choisir("fidele"),
                "Payer n'est pas être satisfait. Que vous dit sa réclamation ?",
            ),
            Erreur(
                "abandon_immediat",
                _choisir("arrete"),
                "Vous mettez fin à la relation sans traiter la réclamation. "
                "Que pouvait-elle vous apprendre ?",
            ),
        ),
        indices=(
            "Dans ce cours, « douteux » réunit mécontents, infidèles et insolvables.",
            "La comptabilité ne regarde que le paiement des factures.",
        ),
        solution="Mécontent, il est douteux au sens commercial : on traite d'abord sa réclamation.\n"
        "En comptabilité, le compte 416 réunit les créances dont le paiement est incertain : "
        "rien de tel ici.",
    ),
    Question(
        identifiant="q16",
        titre="À chaque profil sa stratégie",
        chapitre=_CHAPITRE,
        faits=("C2.4", "C2.6"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="Quelle décision prenez-vous pour chaque situation ?",
        genre="appariement",
        elements=lambda v: (
            Option("fidele", "Achète chaque mois depuis des années"),
            Option("concurrent", "Achète tout à un concurrent"),
            Option("mecontent", "Réclame pour la première fois, dossier fondé"),
            Option("insolvable", "Impayés répétés malgré des délais accordés"),
            Option("declinant", "Achète un tiers de moins, sans rien dire"),
        ),
        categories=(
            Option("personnaliser", "Offre personnalisée et interlocuteur attitré"),
            Option("differencier", "Offre qui se distingue, pour le faire venir"),
            Option("reparer", "Traiter la réclamation sans attendre"),
            Option("cesser", "Cesser de livrer à crédit, abandonner au besoin"),
            Option("comprendre", "Chercher la cause, puis relancer"),
        ),
        attendu=lambda v: {
            "fidele": "personnaliser",
            "concurrent": "differencier",
            "mecontent": "reparer",
            "insolvable": "cesser",
            "declinant": "comprendre",
        },
        confirmation="Fidéliser, conquérir, réparer, abandonner, comprendre : "
        "le profil appelle sa stratégie.",
        erreurs=(
            Erreur(
                "mecontent_abandonne",
                lambda v: {"mecontent": "cesser"},
                "Vous abandonnez un client à sa première réclamation, fondée. "
                "Combien coûterait de la traiter ?",
            ),
            Erreur(
                "insolvable_choye",
                lambda v: {"insolvable": "personnaliser"},
                "Vous offrez davantage à qui ne paie pas. Qui supporte le risque ?",
            ),
            Erreur(
                "declinant_laisse",
                lambda v: {"declinant": "personnaliser"},
                "Vous proposez une offre sans savoir pourquoi il s'éloigne. Que faut-il chercher d'abord ?",
            ),
            Erreur(
                "conquete_de_ses_clients",
                lambda v: {"fidele": "differencier"},
                "Vous cherchez à faire venir quelqu'un qui est déjà là. Qu'attend un client fidèle ?",
            ),
        ),
        indices=(
            "Nommez d'abord le profil de chacun.",
            "Un seul mérite que l'on cesse de livrer à crédit ; un seul n'est pas encore client.",
        ),
        solution="Fidèle : offre personnalisée. Client d'un concurrent : offre qui se distingue.\n"
        "Mécontent : traiter la réclamation. Insolvable malgré les délais : cesser de livrer à crédit.\n"
        "Déclinant : comprendre la baisse, puis relancer.",
    ),
    Question(
        identifiant="q17",
        titre="Après la campagne",
        chapitre=_CHAPITRE,
        faits=("C2.1", "C2.6"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce=_MARCHE + "Une campagne vous amène {gagnes:ent} clients de la concurrence et "
        "{convertis:ent} relatifs. Quelle est votre nouvelle part de marché, en nombre de clients ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.part_marche_apres,
        confirmation="{part_marche_apres:pct1}, contre {part_marche:pct1} avant : "
        "les relatifs convertis agrandissent aussi le marché.",
        erreurs=(
            Erreur(
                "marche_fige",
                lambda v: 100 * v.nous_apres / v.acheteurs,
                "{reponse} : vous gardez l'ancien nombre d'acheteurs. "
                "Les relatifs convertis n'achètent-ils pas maintenant ?",
            ),
            Erreur(
                "gagnes_comptes_deux_fois",
                lambda v: 100 * v.nous_apres / (v.acheteurs_apres + v.gagnes),
                "{reponse} : vous avez sans doute ajouté au marché ceux que vous avez pris à la concurrence. "
                "N'y étaient-ils pas déjà ?",
            ),
            Erreur(
                "relatifs_oublies",
                lambda v: 100 * (v.nous + v.gagnes) / v.acheteurs,
                "{reponse} : il manque sans doute les relatifs convertis. À qui achètent-ils désormais ?",
            ),
            Erreur(
                "part_inchangee",
                _part("nous", "acheteurs"),
                "{reponse} : c'est la part d'avant la campagne. Combien de clients avez-vous maintenant ?",
            ),
            Erreur(
                "penetration_pour_part",
                _part("nous_apres", "potentielle"),
                "{reponse} : c'est la pénétration de l'entreprise. "
                "Une part de marché se rapporte-t-elle à ceux qui achètent ?",
            ),
        ),
        indices=(
            "Comptez d'abord vos clients après la campagne.",
            "Comptez ensuite tous les acheteurs : qui s'y ajoute, qui change seulement de fournisseur ?",
        ),
        solution="Vos clients : {nous:ent} + {gagnes:ent} + {convertis:ent} = {nous_apres:ent}.\n"
        "Les acheteurs : {acheteurs:ent} + {convertis:ent} = {acheteurs_apres:ent}, "
        "car ceux de la concurrence achetaient déjà.\n"
        "{nous_apres:ent} / {acheteurs_apres:ent} = {part_marche_apres:pct1}.",
    ),
    Question(
        identifiant="q18",
        titre="Conseiller le dirigeant",
        chapitre=_CHAPITRE,
        faits=("C2.1", "C2.6", "C2.7"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_NDRC,
        enonce=_MARCHE + "Le dirigeant veut « prospecter toute la zone ». Répondez-lui en quatre phrases : "
        "qui viser, qui laisser, et par quelle action.",
        genre="ouvert",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "Le nombre de prospects est cité, sans les absolus.",
            "Un taux est cité avec sa base : pénétration ou part de marché.",
            "Deux segments au moins reçoivent des actions différentes.",
            "Le conseil tient compte des clients à garder.",
        ),
        indices=(
            "Commencez par compter ceux que l'on peut gagner.",
            "Opposez deux actions : se distinguer des concurrents, lever un frein.",
        ),
        solution="« Visons nos {prospects:ent} prospects ; laissons les {absolus:ent} absolus, "
        "qui n'achèteront pas.\n"
        "Sur {acheteurs:ent} acheteurs, {part_marche:pct1} sont chez nous : gardons-les d'abord.\n"
        "À ceux de la concurrence, proposons une livraison le lendemain ; "
        "aux relatifs, un essai qui lève leur frein.\n"
        "Commençons par {premiers} : {premiers_nombre:ent} établissements, le groupe le plus nombreux. »",
    ),
)

SUJET = Sujet(
    nom=_CHAPITRE,
    titre="Série 2 · Catégories et typologies du portefeuille",
    version="2",
    presentation="Vous travaillez pour {entreprise}. Son marché compte quatre catégories d'établissements ; "
    "les énoncés en donnent les nombres. Voici aussi {n} de ses clients : "
    "ce qu'ils ont acheté en 2024 et en 2025, en euros hors taxes.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
