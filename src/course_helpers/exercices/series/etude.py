"""La série du chapitre 7 : d'un export de factures au plan d'action, sur une petite entreprise.

Les réponses attendues viennent du rez-de-chaussée (données, catégories, valeur, pareto, prospection). Les
seuls calculs écrits ici sont les mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from math import ceil

import pandas as pd

from course_helpers.donnees import exporter_csv, lire_clients, lire_factures, regrouper_clients
from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Convention, Erreur, Option, Question, Sujet, Valeurs
from course_helpers.methode import repartir_visites
from course_helpers.pareto import classer_abc, resumer_abc
from course_helpers.portefeuille import resumer_rfm, situer_cycle_de_vie
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.valeur import mesurer_marge, mesurer_retention, valeur_client

_NDRC = "Analyser un portefeuille clients (NDRC, bloc 1)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_GPME = "Mettre à jour le système d'information clients (GPME, bloc 1)"
_JOUR = pd.Timestamp("2025-12-31")


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Une variante de la série ``7-etude``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``part_…`` et les ``taux_…`` sont en %, les montants en €.
    """
    faits, fiches = donnees.faits, lire_clients(exporter_csv(donnees.tables["fiches"]))
    export = lire_factures(exporter_csv(donnees.clients))
    reunis = export.assign(client=export["client"].replace(_lister_variantes(export)))
    avant, annee = (reunis[reunis["date"].dt.year == an] for an in (2024, 2025))
    clients = regrouper_clients(annee)
    charges = fiches.rename(columns={"charges": "montant"})
    charges = charges[charges["client"].isin(clients["client"])]
    valeurs = valeur_client(clients, charges)
    abc = classer_abc(clients)
    resume = resumer_abc(abc)
    effectifs = {classe: int(nombre) for classe, nombre in resume["effectif"].items()}
    cycle = situer_cycle_de_vie(reunis, _JOUR, fiches=fiches).set_index("client")["etape"].astype(str)
    rfm = resumer_rfm(reunis, _JOUR).set_index("client")
    retention = mesurer_retention(avant["client"], annee["client"])
    total, cout = int(clients["ca"].sum()), int(clients["cout_achat"].sum())
    gros = valeurs.set_index("client").loc[faits["gros"]].astype(int)
    frequences = {classe: faits[f"frequence_{classe.lower()}"] for classe in "ABC"}
    besoins = {classe: effectifs[classe] * frequences[classe] for classe in "ABC"}
    visites = repartir_visites(besoins, faits["capacite"], prospects=faits["visites_prospects"])
    rendu = reunis[reunis["client"] == faits["rendu"]]
    cycles = [faits[role] for role in ("double", "nouveau", "inactif", "sans_facture")]
    return {
        "entreprise": donnees.entreprise,
        **faits,
        "lignes": len(export),
        "fiches": len(fiches),
        # Le nettoyage
        "n": len(clients),
        "noms_2025": export.loc[export["date"].dt.year == 2025, "client"].nunique(),
        "clients_deux_ans": reunis["client"].nunique(),
        "lignes_2025": len(annee),
        "total": total,
        "factures": int(annee.loc[annee["montant_ht"] > 0, "montant_ht"].sum()),
        "avoirs": -int(annee.loc[annee["montant_ht"] < 0, "montant_ht"].sum()),
        "total_2024": int(avant["montant_ht"].sum()),
        "cas": {nom: _detailler(export, nom) for nom in (faits["double"], faits["rendu"], faits["nouveau"])},
        # ABC par cumul
        "classes": dict(zip(abc["client"], abc["classe"].astype(str), strict=True)),
        "nets": dict(zip(abc["client"], abc["ca"].astype(int).tolist(), strict=True)),
        "bruts": {
            nom: int(montants[montants > 0].sum()) for nom, montants in annee.groupby("client")["montant_ht"]
        },
        "n_a": effectifs["A"],
        "n_b": effectifs["B"],
        "n_c": effectifs["C"],
        "part_a": resume.loc["A", "part_montant_pct"],
        "part_effectif_a": resume.loc["A", "part_effectif_pct"],
        "montant_a": int(resume.loc["A", "montant"]),
        "corrige_abc": "\n".join(
            f"{ligne.rang}. {ligne.client}{FINE}: {ecrire_nombre(ligne.ca, 0, '€')}, "
            f"cumul {ecrire_nombre(ligne.part_cumulee_pct, 1, '%')}, {ligne.classe}."
            for ligne in abc.itertuples()
        ),
        # La valeur
        "ca_gros": gros["ca"],
        "cout_gros": gros["cout_achat"],
        "charges_gros": gros["charges"],
        "marge_gros": gros["ca"] - gros["cout_achat"],
        "valeur_gros": gros["valeur"],
        "cout_total": cout,
        "charges_total": int(valeurs["charges"].sum()),
        "taux_marque": 100 * mesurer_marge(total, cout_achat=cout)["taux_marque"],
        "marges": list(zip(clients["ca"].astype(int), clients["cout_achat"].astype(int), strict=True)),
        # Le cycle de vie
        "etapes": {client: cycle[client] for client in cycles},
        "recence": int(rfm.loc[faits["rendu"], "recence"]),
        "derniere": f"{rendu.loc[rendu['montant_ht'] > 0, 'date'].max():%d/%m/%Y}",
        "jours_avoir": int((_JOUR - rendu["date"].max()).days),
        "jours_premiere": int((_JOUR - rendu.loc[rendu["date"].dt.year == 2025, "date"].min()).days),
        "taux_retention": 100 * retention["taux_retention"],
        "clients_2024": int(retention["debut"]),
        "restes": int(retention["restes"]),
        # Le plan
        "besoins": besoins,
        "besoin": sum(besoins.values()),
        "reste": faits["capacite"] - faits["visites_prospects"],
        "visites": visites,
        "corrige_visites": "\n".join(
            f"{classe}{FINE}: {besoins[classe]} × {faits['capacite'] - faits['visites_prospects']} / "
            f"{sum(besoins.values())}, soit {visites[classe]}."
            for classe in "ABC"
        ),
        "objectif": _REDACTIONS[faits["manque"]].format(**faits),
        "absent": _MANQUES[faits["manque"]],
    }


def _lister_variantes(export: pd.DataFrame) -> dict[str, str]:
    """Donner, pour chaque orthographe à remplacer, celle que l'on garde."""
    fusions = regrouper_clients(export).attrs["fusions"]
    return {variante: garde for garde, variantes in fusions.items() for variante in variantes}


def _detailler(export: pd.DataFrame, nom: str) -> dict[str, int]:
    """Séparer ce qu'une erreur mêle ou oublie : les deux noms, les avoirs, l'année d'avant."""
    lignes = export[export["client"].str.casefold() == nom.casefold()]
    annee = lignes[lignes["date"].dt.year == 2025]
    return {
        "net": int(annee["montant_ht"].sum()),
        "brut": int(annee.loc[annee["montant_ht"] > 0, "montant_ht"].sum()),
        "premier_nom": int(annee.loc[annee["client"] == nom, "montant_ht"].sum()),
        "deux_ans": int(lignes["montant_ht"].sum()),
    }


# Le même objectif, à chaque fois privé d'une de ses parties ; à chaque partie, son nom.
_MANQUES = {
    "echeance": "la date",
    "nombre": "le nombre à atteindre",
    "depart": "le niveau de départ",
    "moyens": "les moyens",
}
_REDACTIONS = {
    "echeance": "La commerciale signera {a_signer} nouveaux clients, contre {signes} en 2025, "
    "en y consacrant une demi-journée par semaine.",
    "nombre": "La commerciale signera plus de nouveaux clients que les {signes} de 2025, "
    "en y consacrant une demi-journée par semaine, avant le 30/06/2026.",
    "depart": "La commerciale signera {a_signer} nouveaux clients avant le 30/06/2026, "
    "en y consacrant une demi-journée par semaine.",
    "moyens": "La commerciale signera {a_signer} nouveaux clients avant le 30/06/2026, "
    "contre {signes} en 2025.",
}


# --- Les mauvais calculs -----------------------------------------------------------------------------------


def _classer(montants: dict[str, int], *, croissant: bool = False, client_compris: bool = False) -> dict:
    """Classer par cumul, seuils 80/95, dans un ordre ou par un test qui ne sont pas ceux du cours."""
    total, cumul, classes = sum(montants.values()), 0, {}
    for client in sorted(montants, key=montants.get, reverse=not croissant):
        avant, cumul = cumul, cumul + montants[client]
        if client_compris:
            classes[client] = "A" if 100 * cumul <= 80 * total else "B" if 100 * cumul <= 95 * total else "C"
        else:
            classes[client] = "A" if 100 * avant < 80 * total else "B" if 100 * avant < 95 * total else "C"
    return classes


def _classer_par_effectif(montants: dict[str, int]) -> dict:
    ordre = sorted(montants, key=montants.get, reverse=True)
    n = len(ordre)
    return {
        client: "A" if rang <= ceil(n / 10) else "B" if rang <= ceil(n / 2) else "C"
        for rang, client in enumerate(ordre, start=1)
    }


def _mesurer_part_a(montants: dict[str, int], *, croissant: bool = False) -> float:
    classes = _classer(montants, croissant=croissant)
    return 100 * sum(montants[c] for c in montants if classes[c] == "A") / sum(montants.values())


def _donner_cas(v: Valeurs, mesure: str) -> dict[str, int]:
    return {role: v.cas[getattr(v, role)][mesure] for role in ("double", "rendu", "nouveau")}


def _repartir(v: Valeurs, places: int, *, priorite: bool = False) -> dict[str, int]:
    regle = "priorite" if priorite else "proportionnelle"
    return repartir_visites(v.besoins, places, regle=regle)


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


# --- Des messages qui servent plusieurs fois ---------------------------------------------------------------

_AVOIRS = (
    "{reponse} : vous avez sans doute laissé de côté les lignes négatives. "
    "Que devient une vente que le client a rendue ?"
)
_DEUX_ANS = "{reponse} : vous avez sans doute compté aussi 2024. Sur quelle période porte la question ?"


# --- Les questions -----------------------------------------------------------------------------------------

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="Mener l'étude dans l'ordre",
        chapitre="7-etude",
        faits=("C4.2", "C5.8"),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Vous avez l'export de factures et deux journées. Dans quel ordre menez-vous l'étude ?",
        genre="ordre",
        elements=lambda v: (
            Option("lire", "Lire l'export et compter ses lignes"),
            Option("nettoyer", "Réunir les doublons et déduire les avoirs"),
            Option("valoriser", "Retirer à chaque client son coût d'achat et ses charges"),
            Option("classer", "Classer les clients sur le CA et sur la valeur, puis croiser"),
            Option("repartir", "Répartir les visites dans le temps disponible"),
            Option("planifier", "Dater les actions et fixer les objectifs"),
        ),
        attendu=lambda v: ("lire", "nettoyer", "valoriser", "classer", "repartir", "planifier"),
        confirmation="Une erreur du début se paie à chaque étape suivante : on nettoie avant de compter.",
        erreurs=(
            Erreur(
                "classe_avant_nettoyage",
                lambda v: ("classer", "nettoyer"),
                "Vous classez avant de nettoyer. Que devient un client saisi sous deux noms ?",
            ),
            Erreur(
                "visites_avant_classes",
                lambda v: ("repartir", "classer"),
                "Vous répartissez les visites avant de connaître les classes. Qui visitez-vous en premier ?",
            ),
            Erreur(
                "dates_avant_visites",
                lambda v: ("planifier", "repartir"),
                "Vous datez des visites dont le nombre n'est pas fixé. Combien en mettez-vous par mois ?",
            ),
            Erreur(
                "lecture_oubliee",
                lambda v: ("nettoyer", "lire"),
                "Vous corrigez un fichier sans l'avoir compté. Comment saurez-vous ce qui a disparu ?",
            ),
        ),
        indices=(
            "Demandez-vous de quel résultat chaque étape a besoin.",
            "On compte les lignes avant de toucher au fichier ; on date les visites en dernier.",
        ),
        solution="1. Lire et compter ; 2. réunir et déduire ; 3. retirer coûts et charges.\n"
        "4. Classer et croiser ; 5. répartir les visites ; 6. dater et fixer les objectifs.\n"
        "Chaque étape travaille sur le résultat de la précédente.",
    ),
    Question(
        identifiant="q2",
        titre="Combien de clients actifs",
        chapitre="7-etude",
        faits=("C2.8", "C4.2"),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Votre export compte {lignes} lignes, de 2024 et de 2025, et votre fichier {fiches} fiches. "
        "Dans l'export, un client est saisi sous deux noms. Combien de clients ont acheté en 2025 ?",
        genre="nombre",
        unite="clients",
        table="clients",
        attendu=lambda v: v.n,
        confirmation="Un client est une entreprise, non une façon d'écrire son nom.",
        erreurs=(
            Erreur(
                "doublon_compte",
                lambda v: v.noms_2025,
                "{reponse} : un client est sans doute compté deux fois. "
                "Deux noms de l'export ne diffèrent-ils que par les majuscules ?",
            ),
            Erreur("annees_melees", lambda v: v.clients_deux_ans, _DEUX_ANS),
            Erreur(
                "fiches_pour_clients",
                lambda v: v.fiches,
                "{reponse} : c'est le nombre de fiches. Une fiche sans facture a-t-elle acheté ?",
            ),
            Erreur(
                "lignes_pour_clients",
                lambda v: v.lignes_2025,
                "{reponse} : c'est le nombre de lignes de 2025. Un client n'en a-t-il qu'une ?",
            ),
        ),
        indices=(
            "Filtrez d'abord l'année 2025, puis dressez la liste des noms sans répétition.",
            "Relisez cette liste à voix haute : deux noms désignent la même entreprise.",
        ),
        solution="L'export de 2025 porte {noms_2025} noms différents.\n"
        "« {double} » y figure deux fois, dont une en majuscules : il reste {n} clients.\n"
        "Les clients de 2024 qui n'ont rien acheté depuis, et la fiche sans facture, ne comptent pas.",
    ),
    Question(
        identifiant="q3",
        titre="Le chiffre d'affaires de 2025",
        chapitre="7-etude",
        faits=("C3.1",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_GPME,
        enonce="Quel est le chiffre d'affaires hors taxes de 2025, avoirs déduits ?",
        genre="nombre",
        unite="€",
        table="clients",
        attendu=lambda v: v.total,
        confirmation="{factures:eur} de factures, moins {avoirs:eur} d'avoirs.",
        erreurs=(
            Erreur("avoirs_ignores", lambda v: v.factures, _AVOIRS),
            Erreur(
                "avoirs_ajoutes",
                lambda v: v.factures + v.avoirs,
                "{reponse} : vous avez sans doute ajouté les avoirs aux ventes. "
                "Que dit le signe moins devant ces montants ?",
            ),
            Erreur("annees_melees", lambda v: v.total + v.total_2024, _DEUX_ANS),
            Erreur(
                "doublon_ecarte",
                lambda v: v.total - v.nets[v.double] + v.cas[v.double]["premier_nom"],
                "{reponse} : vous avez sans doute effacé les lignes du second nom. "
                "Réunir un doublon, est-ce perdre ses factures ?",
            ),
            Erreur(
                "ttc_pour_ht",
                lambda v: 1.2 * v.total,
                "{reponse} : vous avez sans doute ajouté la TVA. L'énoncé demande-t-il du TTC ?",
            ),
            Erreur(
                "marge_pour_ca",
                lambda v: v.total - v.cout_total,
                "{reponse} : vous avez retiré le coût d'achat. Est-ce encore un chiffre d'affaires ?",
            ),
        ),
        indices=(
            "Ne gardez que les lignes datées de 2025.",
            "Additionnez tous leurs montants, les négatifs compris.",
        ),
        solution="Les factures de 2025 totalisent {factures:eur} ; les avoirs, {avoirs:eur}.\n"
        "{factures:eur} − {avoirs:eur} = {total:eur}.\n"
        "Une somme faite sur toutes les lignes de 2025, avec leur signe, donne le même résultat.",
    ),
    Question(
        identifiant="q4",
        titre="Classer le portefeuille nettoyé",
        chapitre="7-etude",
        faits=("C4.2",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="Classez en A, B ou C les clients qui ont acheté en 2025 "
        "(ABC par cumul du CA net, seuils 80/95).",
        genre="classement",
        table="clients",
        elements=lambda v: tuple(Option(client, client) for client in sorted(v.nets)),
        categories=(Option("A", "A"), Option("B", "B"), Option("C", "C")),
        attendu=lambda v: v.classes,
        confirmation="Les doublons sont réunis, les avoirs déduits : ces classes peuvent servir.",
        conventions=(
            Convention(
                lambda v: _classer(v.nets, client_compris=True),
                'Ce classement suit une autre convention, `=SI(cumul<=80%;"A";…)`, client compris. '
                "Celle du cours teste le cumul de la ligne précédente : "
                "le client qui franchit un seuil garde la meilleure classe.",
            ),
        ),
        erreurs=(
            Erreur(
                "avoirs_ignores",
                lambda v: _classer(v.bruts),
                "Vous avez sans doute classé sans déduire les avoirs. "
                "Quel client a rendu une grande partie de ses achats ?",
            ),
            Erreur(
                "tri_croissant",
                lambda v: _classer(v.nets, croissant=True),
                "Vous avez sans doute trié du plus petit au plus gros. "
                "Par quel client un classement ABC commence-t-il ?",
            ),
            Erreur(
                "methodes_confondues",
                lambda v: _classer_par_effectif(v.nets),
                "Vous avez sans doute classé par effectif, 10 % puis 50 % des clients. "
                "L'énoncé demande-t-il des seuils sur les clients ou sur le CA cumulé ?",
            ),
        ),
        indices=(
            "Faites d'abord une ligne par client : un tableau croisé dynamique additionne pour vous.",
            "Triez par CA net décroissant, puis cumulez les parts.",
            "Un client est A si le cumul de la ligne précédente est inférieur à 80 %.",
        ),
        solution="Du plus gros au plus petit :\n{corrige_abc}\n"
        "La classe dépend du cumul de la ligne précédente : moins de 80 %, A ; moins de 95 %, B.",
    ),
    Question(
        identifiant="q5",
        titre="Ce que rapporte le premier client",
        chapitre="7-etude",
        faits=("C3.1", "C3.4"),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="{gros} est votre premier client. Le servir a coûté {charges_gros:eur} de charges en 2025. "
        "Quelle est sa valeur constatée en 2025 : CA − coût d'achat − charges ?",
        genre="nombre",
        unite="€",
        table="clients",
        attendu=lambda v: v.valeur_gros,
        confirmation="Le premier client par le CA coûte plus qu'il ne rapporte : {valeur_gros:eur}.",
        erreurs=(
            Erreur(
                "charges_oubliees",
                lambda v: v.marge_gros,
                "{reponse} : c'est sa marge commerciale. Qu'a coûté le service de ce client ?",
            ),
            Erreur(
                "ca_pour_marge",
                lambda v: v.ca_gros,
                "{reponse} : c'est son chiffre d'affaires. Que reste-t-il quand tout est payé ?",
            ),
            Erreur(
                "cout_achat_oublie",
                lambda v: v.ca_gros - v.charges_gros,
                "{reponse} : vous avez sans doute oublié le coût d'achat. Les produits sont-ils gratuits ?",
            ),
            Erreur(
                "signe_perdu",
                lambda v: -v.valeur_gros,
                "{reponse} : le montant est juste, le signe non. Ce client rapporte-t-il, ou coûte-t-il ?",
            ),
        ),
        indices=(
            "Additionnez ses montants de 2025, puis ses coûts d'achat, avoir compris.",
            "Retirez ensuite ses charges. Le résultat peut être négatif : écrivez alors le signe moins.",
        ),
        solution="CA {ca_gros:eur}, coût d'achat {cout_gros:eur} : il reste {marge_gros:eur}.\n"
        "Les charges sont de {charges_gros:eur}.\n"
        "{marge_gros:eur} − {charges_gros:eur} = {valeur_gros:eur}.",
    ),
    Question(
        identifiant="q6",
        titre="Que faire du gros client qui coûte",
        chapitre="7-etude",
        faits=("C3.4", "C4.4"),
        essentiel=True,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="{gros} est A sur le CA et sa valeur est négative. Que proposez-vous au dirigeant ?",
        genre="choix",
        options=(
            Option("renegocier", "Revoir avec lui remises, livraisons et minimum de commande, puis juger."),
            Option("choyer", "Lui réserver le plus de visites : c'est le premier client."),
            Option("rompre", "Cesser de le servir dès le mois prochain."),
            Option("vendre", "Lui vendre davantage aux mêmes conditions, pour amortir ses charges."),
        ),
        attendu=_choisir("renegocier"),
        confirmation="Un gros client qui coûte se négocie : ses prix et ses charges peuvent changer.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                _choisir("choyer"),
                "Vous décidez sur le seul chiffre d'affaires. Qui paie les visites que vous ajoutez ?",
            ),
            Erreur(
                "rupture_sans_examen",
                _choisir("rompre"),
                "Vous rompez sans négocier. Les charges fixes qu'il aide à payer partent-elles avec lui ?",
            ),
            Erreur(
                "vendre_a_perte",
                _choisir("vendre"),
                "Vous vendez plus à perte. Si chaque commande coûte, que donne le double ?",
            ),
        ),
        indices=(
            "Cherchez d'où vient la perte : du prix, des remises ou du service.",
            "Une décision sans retour se prend après la négociation, non avant.",
        ),
        solution="La valeur dit ce qu'il reste aujourd'hui, aux conditions d'aujourd'hui.\n"
        "On négocie d'abord ce qui coûte : remises, livraisons, minimum de commande, visites.\n"
        "Si rien ne bouge, on réduit le service ; rompre vient en dernier.",
    ),
    Question(
        identifiant="q7",
        titre="Répartir les visites de 2026",
        chapitre="7-etude",
        faits=("C5.8",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="En 2026, chaque client A demande {frequence_a} visites, chaque client B {frequence_b}, "
        "chaque client C {frequence_c}. Vous avez {n_a} clients A, {n_b} B et {n_c} C. "
        "{capacite} visites sont possibles, dont {visites_prospects} réservées aux prospects. "
        "Répartissez le reste en proportion des besoins (plus forts restes).",
        genre="tableau",
        unite="visites",
        elements=lambda v: (Option("A", "Clients A"), Option("B", "Clients B"), Option("C", "Clients C")),
        attendu=lambda v: v.visites,
        confirmation="Les prospects d'abord : il reste {reste} visites pour un besoin de {besoin}.",
        erreurs=(
            Erreur(
                "prospects_oublies",
                lambda v: _repartir(v, v.capacite),
                "Vous avez réparti toutes les visites possibles. Que reste-t-il pour les prospects ?",
            ),
            Erreur(
                "priorite_pour_proportion",
                lambda v: _repartir(v, v.reste, priorite=True),
                "Vous avez servi les A en entier, puis les autres. "
                "Quelle règle l'énoncé demande-t-il, la priorité ou la proportion ?",
            ),
            Erreur(
                "capacite_oubliee",
                lambda v: v.besoins,
                "Vous avez écrit les besoins. Tiennent-ils dans le temps disponible ?",
            ),
            Erreur(
                "parts_egales",
                lambda v: {
                    "A": v.reste - 2 * (v.reste // 3),
                    "B": v.reste // 3,
                    "C": v.reste // 3,
                },
                "Vous avez donné autant à chaque classe. Ont-elles le même besoin ?",
            ),
        ),
        indices=(
            "Retirez d'abord les visites réservées aux prospects.",
            "Le besoin d'une classe est son nombre de clients fois sa fréquence.",
            "Multipliez chaque besoin par le reste, divisez par le besoin total. "
            "Arrondissez en dessous, puis servez les plus forts restes.",
        ),
        solution="Il reste {capacite} − {visites_prospects} = {reste} visites, pour un besoin de {besoin}.\n"
        "{corrige_visites}\n"
        "Les visites perdues en arrondissant en dessous vont aux plus forts restes.",
    ),
)

_ENTRAINEMENT = (
    Question(
        identifiant="q8",
        titre="Trois clients à recalculer",
        chapitre="7-etude",
        faits=("C3.1",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Donnez le chiffre d'affaires net de 2025 de ces trois clients. "
        "Leurs lignes demandent du soin.",
        genre="tableau",
        unite="€",
        table="clients",
        elements=lambda v: tuple(Option(role, getattr(v, role)) for role in ("double", "rendu", "nouveau")),
        attendu=lambda v: _donner_cas(v, "net"),
        confirmation="Deux noms réunis, deux avoirs déduits, une seule année : le compte est propre.",
        erreurs=(
            Erreur(
                "doublon_separe",
                lambda v: {"double": v.cas[v.double]["premier_nom"]},
                "Il manque les lignes du client {double} saisies en majuscules. "
                "Avez-vous réuni ses deux noms ?",
            ),
            Erreur(
                "avoirs_ignores",
                lambda v: {role: v.cas[getattr(v, role)]["brut"] for role in ("rendu", "nouveau")},
                "Vous n'avez sans doute pas déduit les avoirs. Que devient une vente rendue ?",
            ),
            Erreur(
                "annees_melees",
                lambda v: {"double": v.cas[v.double]["deux_ans"]},
                "Vous avez sans doute ajouté les factures de 2024 du client {double}. "
                "Quelle année est demandée ?",
            ),
        ),
        indices=(
            "Filtrez 2025, puis un client à la fois.",
            "Cherchez le second nom du client {double}, et les lignes négatives des deux autres.",
        ),
        solution="{double} : additionnez ses deux orthographes.\n"
        "{rendu} et {nouveau} : retirez leurs avoirs.\n"
        "Le classement final vous donne les trois montants :\n{corrige_abc}",
    ),
    Question(
        identifiant="q9",
        titre="La part des clients A",
        chapitre="7-etude",
        faits=("C4.1", "C4.2"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Quelle part du CA net de 2025 font les clients A (ABC par cumul, seuils 80/95) ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.part_a,
        confirmation="{montant_a:eur} sur {total:eur} : la part se calcule sur le CA, avoirs déduits.",
        erreurs=(
            Erreur(
                "part_des_clients",
                lambda v: v.part_effectif_a,
                "{reponse} : c'est la part des clients. De quoi l'énoncé demande-t-il la part ?",
            ),
            Erreur(
                "seuil_recopie",
                lambda v: 80,
                "{reponse} : c'est le seuil. Le dernier client A s'arrête-t-il juste dessus ?",
            ),
            Erreur("avoirs_ignores", lambda v: _mesurer_part_a(v.bruts), _AVOIRS),
            Erreur(
                "tri_croissant",
                lambda v: _mesurer_part_a(v.nets, croissant=True),
                "{reponse} : vous avez sans doute trié du plus petit au plus gros. "
                "Par quel client un classement ABC commence-t-il ?",
            ),
        ),
        indices=(
            "Reprenez votre classement de la question 4.",
            "Additionnez le CA des clients A et divisez par le CA de tous les clients de 2025.",
        ),
        solution="Les {n_a} clients A font {montant_a:eur}.\n"
        "Le CA total est de {total:eur}.\n"
        "{montant_a:eur} / {total:eur} = {part_a:pct1}.",
    ),
    Question(
        identifiant="q10",
        titre="Où en sont-ils de leur cycle de vie",
        chapitre="7-etude",
        faits=("C2.8",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Au 31/12/2025, à quelle étape est chacun ? "
        "Inactivité : douze mois sans facture. Arrêt : vingt-quatre mois, ou une résiliation. "
        "Pour {sans_facture}, il n'y a qu'une fiche, ouverte après un premier contact.",
        genre="classement",
        table="clients",
        elements=lambda v: tuple(Option(client, client) for client in sorted(v.etapes)),
        categories=tuple(
            Option(etape, etape)
            for etape in (
                "prospect",
                "entrée en relation",
                "premier achat",
                "relation continue",
                "inactivité",
                "arrêt",
            )
        ),
        attendu=lambda v: v.etapes,
        confirmation="Un avoir n'est pas un achat, et un contact n'en est pas encore un.",
        erreurs=(
            Erreur(
                "avoir_compte",
                lambda v: {v.nouveau: "relation continue"},
                "Vous comptez deux pièces pour {nouveau}. La seconde est-elle un achat ?",
            ),
            Erreur(
                "inactif_pour_arret",
                lambda v: {v.inactif: "arrêt"},
                "{inactif} n'achète plus depuis plus de douze mois. Est-ce déjà vingt-quatre ?",
            ),
            Erreur(
                "contact_ignore",
                lambda v: {v.sans_facture: "prospect"},
                "{sans_facture} a une date de premier contact. Est-ce encore un inconnu ?",
            ),
            Erreur(
                "fiche_pour_achat",
                lambda v: {v.sans_facture: "premier achat"},
                "{sans_facture} a une fiche. Y a-t-il une facture à son nom dans l'export ?",
            ),
        ),
        indices=(
            "Cherchez, pour chacun, la date de sa dernière facture et le nombre de ses factures.",
            "Une pièce dont le numéro commence par AV n'est pas une facture.",
        ),
        solution="{double} a plusieurs factures en 2025, sous ses deux noms : relation continue.\n"
        "{nouveau} a une facture et un avoir : premier achat.\n"
        "{inactif} n'a de factures qu'en 2024 : inactivité.\n"
        "{sans_facture} a un premier contact et aucune facture : entrée en relation.",
    ),
    Question(
        identifiant="q11",
        titre="La récence, sans se tromper de pièce",
        chapitre="7-etude",
        faits=("C2.8",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="RFM au 31/12/2025 : quelle est la récence du client {rendu}, "
        "en jours depuis sa dernière facture ?",
        genre="nombre",
        unite="jours",
        table="clients",
        attendu=lambda v: v.recence,
        confirmation="Sa dernière facture est du {derniere} ; l'avoir, plus récent, n'est pas un achat.",
        erreurs=(
            Erreur(
                "avoir_compte",
                lambda v: v.jours_avoir,
                "{reponse} : vous partez de l'avoir. Un client qui rend un produit vient-il d'acheter ?",
            ),
            Erreur(
                "premiere_facture",
                lambda v: v.jours_premiere,
                "{reponse} : vous partez de sa première facture de 2025. La récence part de laquelle ?",
            ),
            Erreur(
                "jours_depuis_janvier",
                lambda v: 365 - v.recence,
                "{reponse} : c'est le nombre de jours écoulés avant la facture. "
                "Dans quel sens compte-t-on la récence ?",
            ),
        ),
        indices=(
            "Filtrez les lignes de ce client et écartez les pièces AV.",
            "Dans un tableur, la différence de deux dates donne un nombre de jours.",
        ),
        solution="La dernière facture du client {rendu} est du {derniere}.\n"
        "Du {derniere} au 31/12/2025, il y a {recence} jours.\n"
        "La date de l'avoir donnerait {jours_avoir} jours, à tort.",
    ),
    Question(
        identifiant="q12",
        titre="La rétention de 2024 à 2025",
        chapitre="7-etude",
        faits=("C3.5",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Quel est le taux de rétention : la part des clients facturés en 2024 "
        "qui le sont encore en 2025 ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.taux_retention,
        confirmation="{restes} clients sur les {clients_2024} de 2024 : les nouveaux ne comptent pas.",
        erreurs=(
            Erreur(
                "nouveaux_comptes",
                lambda v: 100 * v.n / v.clients_2024,
                "{reponse} : vous avez sans doute compté tous les clients de 2025. "
                "Un client gagné en 2025 a-t-il été retenu ?",
            ),
            Erreur(
                "attrition_pour_retention",
                lambda v: 100 - v.taux_retention,
                "{reponse} : c'est la part des clients partis. Que demande l'énoncé ?",
            ),
            Erreur(
                "base_arrivee",
                lambda v: 100 * v.restes / v.n,
                "{reponse} : vous avez sans doute divisé par les clients de 2025. "
                "De quels clients mesure-t-on la fidélité ?",
            ),
        ),
        indices=(
            "Dressez la liste des clients facturés en 2024.",
            "Comptez ceux que l'on retrouve en 2025, puis divisez par la liste de départ.",
        ),
        solution="{clients_2024} clients sont facturés en 2024.\n"
        "{restes} le sont encore en 2025.\n"
        "{restes} / {clients_2024} = {taux_retention:pct1}.",
    ),
    Question(
        identifiant="q13",
        titre="Le taux de marque du portefeuille",
        chapitre="7-etude",
        faits=("C3.1", "C3.3"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Quel est le taux de marque du portefeuille en 2025 : "
        "la marge commerciale totale rapportée au CA net total ?",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.taux_marque,
        confirmation="Le taux d'un ensemble se calcule sur ses totaux : les gros clients y pèsent plus.",
        erreurs=(
            Erreur(
                "moyenne_simple",
                lambda v: 100 * sum(1 - cout / ca for ca, cout in v.marges) / v.n,
                "{reponse} : c'est la moyenne des taux des clients. "
                "Un petit client pèse-t-il autant qu'un gros ?",
            ),
            Erreur(
                "taux_de_marge",
                lambda v: 100 * (v.total - v.cout_total) / v.cout_total,
                "{reponse} : c'est le taux de marge, rapporté au coût d'achat. "
                "À quoi le taux de marque rapporte-t-il la marge ?",
            ),
            Erreur(
                "marge_nette",
                lambda v: 100 * (v.total - v.cout_total - v.charges_total) / v.total,
                "{reponse} : vous avez aussi retiré les charges. Font-elles partie de la marge commerciale ?",
            ),
        ),
        indices=(
            "Additionnez les montants de 2025, puis les coûts d'achat de 2025, avoirs compris.",
            "Divisez la différence par le chiffre d'affaires net.",
        ),
        solution="CA net {total:eur}, coût d'achat {cout_total:eur}.\n"
        "({total:eur} − {cout_total:eur}) / {total:eur} = {taux_marque:pct1}.",
    ),
    Question(
        identifiant="q14",
        titre="Ce que coûte un avoir oublié",
        chapitre="7-etude",
        faits=("C4.2", "C4.4"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Un collègue a fait la même ABC (par cumul, seuils 80/95) sans déduire les avoirs. "
        "À quel client réserve-t-il à tort un suivi de client A ?",
        genre="choix",
        table="clients",
        options=(
            Option("rendu", "{rendu}"),
            Option("gros", "{gros}"),
            Option("dernier_a", "{dernier_a}"),
            Option("nouveau", "{nouveau}"),
        ),
        attendu=_choisir("rendu"),
        confirmation="Ses factures le placent en A ; ses achats réels, en B.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                _choisir("gros"),
                "{gros} est bien A sur le CA net. Sa faiblesse vient-elle d'un avoir, ou de ses coûts ?",
            ),
            Erreur(
                "net_pour_brut",
                _choisir("dernier_a"),
                "{dernier_a} est bien A une fois les avoirs déduits. Qui ne l'est plus ?",
            ),
            Erreur(
                "avoir_sans_effet",
                _choisir("nouveau"),
                "{nouveau} a bien un avoir. Suffit-il à le faire changer de classe ?",
            ),
        ),
        indices=(
            "Cherchez les pièces AV de 2025 : combien de clients en ont une ?",
            "Recalculez le rang de ces clients sans leurs avoirs.",
        ),
        solution="{rendu} a rendu une grosse commande.\n"
        "Sans son avoir, ses factures le mettent parmi les A ; avec lui, il est B.\n"
        "Une erreur du nettoyage devient une tournée mal faite.",
    ),
    Question(
        identifiant="q15",
        titre="Nettoyer sans rien perdre",
        chapitre="7-etude",
        faits=("C1.9",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_GPME,
        enonce="Quelles affirmations sont justes, quand on nettoie un export de factures ?",
        genre="choix_multiple",
        options=(
            Option("avoir", "Un avoir se déduit du CA du client qui l'a reçu."),
            Option("compter", "Chaque ligne écartée se compte, et l'on dit pourquoi."),
            Option("potentiel", "Une fiche sans facture reste au fichier, hors du classement."),
            Option("ressemblance", "Deux noms qui se ressemblent se réunissent sans vérifier."),
            Option("effacer", "Une ligne illisible s'efface : une de plus ou de moins ne change rien."),
            Option("ttc", "On peut additionner des montants HT et TTC s'ils viennent du même client."),
        ),
        attendu=lambda v: ("avoir", "compter", "potentiel"),
        confirmation="On déduit, on compte, on met à part : rien ne disparaît sans être dit.",
        erreurs=(
            Erreur(
                "doublon_non_verifie",
                lambda v: {"ressemblance": True},
                "Vous réunissez sur une ressemblance. Deux mairies voisines n'en font-elles qu'une ?",
            ),
            Erreur(
                "ligne_perdue",
                lambda v: {"effacer": True},
                "Vous effacez une ligne sans la compter. Comment retrouverez-vous le total du logiciel ?",
            ),
            Erreur(
                "ht_ttc_meles",
                lambda v: {"ttc": True},
                "Vous additionnez du HT et du TTC. Que mesure alors cette somme ?",
            ),
            Erreur(
                "avoir_ignore",
                lambda v: {"avoir": False},
                "Vous ne déduisez pas l'avoir. À qui appartient encore cette vente rendue ?",
            ),
        ),
        indices=(
            "Pour chaque phrase, demandez-vous si le total du logiciel se retrouve encore.",
            "Trois affirmations sont justes.",
        ),
        solution="Justes : l'avoir se déduit ; toute ligne écartée se compte ; la fiche sans facture reste.\n"
        "Une ressemblance se vérifie, par le code, l'adresse ou un appel.\n"
        "Une ligne illisible se signale, et l'on ne mêle jamais HT et TTC.",
    ),
    Question(
        identifiant="q16",
        titre="Un objectif presque SMART",
        chapitre="7-etude",
        faits=("C6.1", "C6.2"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce="Le plan fixe un objectif de conquête : « {objectif} » Que lui manque-t-il pour être SMART ?",
        genre="choix",
        options=(
            Option("echeance", "Une date"),
            Option("nombre", "Un nombre à atteindre"),
            Option("depart", "Le niveau de départ"),
            Option("moyens", "Les moyens"),
            Option("rien", "Rien : il est SMART"),
        ),
        attendu=lambda v: v.manque,
        confirmation="Il manque {absent} : sans cela, personne ne pourra dire si l'objectif est tenu.",
        erreurs=(
            Erreur(
                "smart_trop_vite",
                _choisir("rien"),
                "Vous le jugez complet. Y lit-on qui, combien, depuis combien, avec quoi et pour quand ?",
            ),
            Erreur(
                "partie_presente",
                lambda v: "nombre" if v.manque != "nombre" else "echeance",
                "« {reponse} » : relisez la phrase, elle en donne un ou une. Que n'y trouvez-vous pas ?",
            ),
        ),
        indices=(
            "Soulignez qui, quoi, combien, le niveau de départ, les moyens et la date.",
            "Ce que vous n'avez pas pu souligner est la réponse.",
        ),
        solution="La phrase dit presque tout ; il manque {absent}.\n"
        "Complète, elle donnerait : {signes} clients signés en 2025, {a_signer} visés, "
        "une demi-journée par semaine, avant le 30/06/2026.",
    ),
    Question(
        identifiant="q17",
        titre="Du constat à l'action",
        chapitre="7-etude",
        faits=("C2.6", "C6.3"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="Le plan attribue une action à chaque situation. Laquelle convient à chacune ?",
        genre="appariement",
        elements=lambda v: (
            Option("cout", "Gros client, valeur négative"),
            Option("solide", "Client A rentable, facturé chaque trimestre"),
            Option("inactif", "Ancien client, sans facture depuis quinze mois"),
            Option("fiche", "Fiche récente, aucune facture"),
            Option("double", "Client saisi sous deux noms"),
        ),
        categories=(
            Option("renegocier", "Revoir prix, remises et livraisons"),
            Option("visiter", "Visites régulières et bilan annuel"),
            Option("appeler", "L'appeler pour comprendre son silence"),
            Option("qualifier", "Préciser son besoin, puis proposer un premier achat"),
            Option("reunir", "Réunir les fiches avant toute action"),
        ),
        attendu=lambda v: {
            "cout": "renegocier",
            "solide": "visiter",
            "inactif": "appeler",
            "fiche": "qualifier",
            "double": "reunir",
        },
        confirmation="Le constat choisit l'action : classe, valeur et étape se lisent ensemble.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                lambda v: {"cout": "visiter"},
                "Vous donnez des visites au client qui coûte. Que lui rapportent-elles, et à vous ?",
            ),
            Erreur(
                "inactif_pour_prospect",
                lambda v: {"inactif": "qualifier"},
                "Vous traitez un ancien client comme un inconnu. Que savez-vous déjà de lui ?",
            ),
            Erreur(
                "doublon_relance",
                lambda v: {"double": "appeler"},
                "Vous appelez deux fois la même entreprise. Que faut-il corriger d'abord ?",
            ),
            Erreur(
                "prospect_neglige",
                lambda v: {"fiche": "renegocier"},
                "Vous négociez avec qui n'a rien acheté. Que faut-il apprendre de lui d'abord ?",
            ),
        ),
        indices=(
            "Nommez d'abord le problème : un coût, un silence, une inconnue, une erreur de saisie, ou aucun.",
            "Une erreur de saisie se corrige avant d'agir.",
        ),
        solution="Gros client qui coûte : revoir prix, remises et livraisons.\n"
        "Client A rentable : visites régulières. Ancien client silencieux : l'appeler.\n"
        "Fiche sans facture : préciser son besoin. Deux noms : réunir les fiches.",
    ),
    Question(
        identifiant="q18",
        titre="Le plan d'action, en une page",
        chapitre="7-etude",
        faits=("C5.8", "C6.3"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_NDRC,
        enonce="Rédigez le plan d'action de 2026 pour votre dirigeant, en six à dix phrases : "
        "le constat, les priorités, les visites, un objectif et son suivi.",
        genre="ouvert",
        table="fiches",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "Le nettoyage est chiffré : lignes lues, clients réunis, avoirs déduits.",
            "Le classement nomme son critère, sa méthode et ses seuils.",
            "Le client A dont la valeur est négative est nommé, avec une action.",
            "Les visites tiennent dans la capacité, prospects compris.",
            "Un objectif est SMART : qui, combien, départ, moyens, date.",
        ),
        indices=(
            "Commencez par le fichier : combien de lignes, combien de clients, quel CA net.",
            "Terminez par une date et par ce que vous mesurerez ce jour-là.",
        ),
        solution="« Sur {lignes} lignes, {n} clients ont acheté en 2025, pour {total:eur} HT, "
        "avoirs déduits.\n"
        "{n_a} clients A font {part_a:pct1} du CA (ABC par cumul, seuils 80/95).\n"
        "{gros}, le premier, coûte plus qu'il ne rapporte : {valeur_gros:eur}. "
        "Je propose de revoir ses conditions avant mars.\n"
        "Sur {capacite} visites, {visites_prospects} vont aux prospects et {reste} aux clients.\n"
        "Objectif : {a_signer} clients signés avant le 30/06/2026, contre {signes} en 2025, "
        "une demi-journée par semaine. »",
    ),
)

SUJET = Sujet(
    nom="7-etude",
    titre="Série 7 · Étude de cas : du fichier brut au plan d'action",
    version="1",
    presentation="Vous travaillez pour {entreprise}. "
    "Voici l'export de ses factures de 2024 et 2025, tel que le logiciel l'a sorti : {lignes} lignes, "
    "montants et coûts d'achat hors taxes. FA désigne une facture, AV un avoir. "
    "Ouvrez-le dans votre tableur pour le nettoyer, puis pour calculer.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
