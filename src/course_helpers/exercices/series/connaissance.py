"""La série du chapitre 1 : connaître le client, tenir un fichier propre et licite.

Les réponses attendues viennent de :mod:`course_helpers.donnees` et de ``champs-fichier-client.csv``. Les
seuls calculs écrits ici sont les mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from functools import cache

import pandas as pd

from course_helpers.donnees import chemin, chercher_doublons, lire_table, verifier_contacts
from course_helpers.ecriture import FINE
from course_helpers.exercices.question import Erreur, Option, Question, Sujet, Valeurs
from course_helpers.exercices.textes import typographier
from course_helpers.tirages.reserve import Portefeuille

_NDRC = "Exploiter et mutualiser l'information commerciale (NDRC, bloc 1)"
_CIBLER = "Cibler et prospecter la clientèle (NDRC, bloc 1)"
_OMNICANAL = "Maîtriser la relation omnicanale (NDRC, bloc 2)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_GPME = "Mettre à jour le système d'information clients (GPME, bloc 1)"
_VERDICTS = {"à garder": "garder", "à garder sous condition": "condition", "à écarter": "ecarter"}
_COLONNES = {
    "Date de collecte": "collecte",
    "Dernier contact": "dernier_contact",
    "Opposition": "opposition",
}


@cache
def _lire_champs() -> pd.DataFrame:
    return lire_table(chemin("champs-fichier-client.csv")).set_index("champ")


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``1-connaissance``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les ``n_…`` comptent des fiches ou des clients.
    """
    champs = _lire_champs()
    fiches = donnees.clients
    etablissements = (fiches["Raison sociale"] + " " + fiches["Ville"]).tolist()
    doublons = chercher_doublons(etablissements)
    jour = donnees.faits["jour"]
    prospects = donnees.tables["prospects"].rename(columns=_COLONNES)
    contacts = verifier_contacts(prospects, jour)
    oppose = contacts["opposition"] == "oui"
    depasse = contacts["echeance"] < pd.to_datetime(jour, format="%d/%m/%Y")
    depuis_collecte = verifier_contacts(prospects.assign(dernier_contact=prospects["collecte"]), jour)
    familles = champs["famille"].loc[donnees.tables["familles"]["Champ"]].to_dict()
    verdicts = champs["verdict_rgpd"].loc[donnees.tables["verdicts"]["Champ"]].map(_VERDICTS).to_dict()
    n_contactables = int((contacts["statut"] == "contactable").sum())

    def trouver(rangement: dict[str, str], classe: str) -> str:
        return next(champ for champ, sienne in rangement.items() if sienne == classe)

    return {
        "entreprise": donnees.entreprise,
        "jour": jour,
        # Les fiches de clients
        "n_fiches": len(fiches),
        "n_clients": len(fiches) - sum(len(groupe) - 1 for groupe in doublons),
        "n_doublons": len(doublons),
        "n_casse": len({etablissement.casefold() for etablissement in etablissements}),
        "corrige_doublons": "\n".join(f"{' et '.join(groupe)}." for groupe in doublons),
        # Les prospects
        "n_prospects": len(contacts),
        "n_contactables": n_contactables,
        "n_oppositions": int(oppose.sum()),
        "n_depasses": int(depasse.sum()),
        "n_les_deux": int((oppose & depasse).sum()),
        "n_retires": len(contacts) - n_contactables,
        "n_muets": int(prospects["dernier_contact"].isna().sum()),
        "n_depuis_collecte": int((depuis_collecte["statut"] == "contactable").sum()),
        # Les champs à ranger
        "familles": familles,
        "verdicts": verdicts,
        "exemples": champs["exemple"].to_dict(),
        "champ_identification": trouver(familles, "identification"),
        "champ_qualification": trouver(familles, "qualification"),
        "champ_historique": trouver(familles, "historique"),
        "champ_comportement": trouver(familles, "comportement"),
        "champ_libre": trouver(verdicts, "garder"),
        "champ_condition": trouver(verdicts, "condition"),
        "champ_sensible": _trouver_ecarte(verdicts, sensible=True),
        "champ_excessif": _trouver_ecarte(verdicts, sensible=False),
        "corrige_familles": "\n".join(f"{champ}{FINE}: {famille}." for champ, famille in familles.items()),
        "corrige_verdicts": "\n".join(
            f"{champ}{FINE}: {champs.loc[champ, 'verdict_rgpd']}. {typographier(champs.loc[champ, 'motif'])}"
            for champ in verdicts
        ),
    }


def _trouver_ecarte(verdicts: dict[str, str], *, sensible: bool) -> str:
    """Le champ à écarter qui est, ou n'est pas, une donnée sensible."""
    motifs = _lire_champs()["motif"]
    ecartes = [champ for champ, verdict in verdicts.items() if verdict == "ecarter"]
    return next(champ for champ in ecartes if motifs[champ].startswith("Donnée sensible") == sensible)


def _presenter(v: Valeurs, champs: dict[str, str]) -> tuple[Option, ...]:
    """Une ligne par champ, avec ce que porte la fiche."""
    return tuple(Option(champ, f"{champ} ({v.exemples[champ]})") for champ in champs)


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


# --- Les questions -----------------------------------------------------------------------------------------

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="Analyser la demande",
        chapitre="1-connaissance",
        faits=("C1.1",),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_CIBLER,
        enonce="Avant de prospecter, vous analysez la demande. De quoi s'agit-il ?",
        genre="choix",
        options=(
            Option("besoin", "D'un besoin qui s'exprime sur le marché : on y repère qui pourrait acheter."),
            Option("commandes", "Des commandes déjà reçues : elles suffisent à dire qui achètera demain."),
            Option("offre", "De ce que l'entreprise sait vendre : on cherche ensuite à qui le proposer."),
            Option("liste", "De la liste des prospects : plus elle est longue, mieux on prospecte."),
        ),
        attendu=_choisir("besoin"),
        confirmation="La demande montre un besoin, dans la société et dans l'économie : "
        "l'étudier désigne les prospects susceptibles d'acheter.",
        erreurs=(
            Erreur(
                "commandes_pour_demande",
                _choisir("commandes"),
                "Vous prenez les ventes passées pour la demande. "
                "Qui a besoin de l'offre sans avoir encore commandé ?",
            ),
            Erreur(
                "offre_pour_demande",
                _choisir("offre"),
                "Vous partez de l'offre. De quel côté du marché la demande se trouve-t-elle ?",
            ),
            Erreur(
                "liste_pour_demande",
                _choisir("liste"),
                "Vous comptez des noms. Combien d'entre eux ont besoin de ce que vous vendez ?",
            ),
        ),
        indices=(
            "La demande vient de ceux qui achètent, non de ceux qui vendent.",
            "Demandez-vous ce qui pousse quelqu'un à acheter.",
        ),
        solution="La demande est la forme que prend un besoin dans la société et dans l'économie.\n"
        "L'analyser, c'est chercher qui a ce besoin et pourrait acheter.\n"
        "La prospection vise alors ces prospects-là, et perd moins de temps.",
    ),
    Question(
        identifiant="q2",
        titre="Quatre familles d'informations",
        chapitre="1-connaissance",
        faits=("C1.5",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="Voici huit champs de la fiche d'un hôtel client. "
        "Dans quelle famille d'informations rangez-vous chacun ?",
        genre="classement",
        elements=lambda v: _presenter(v, v.familles),
        categories=(
            Option("identification", "identification"),
            Option("qualification", "qualification"),
            Option("historique", "historique"),
            Option("comportement", "comportement"),
        ),
        attendu=lambda v: v.familles,
        confirmation="Qui est-il, à qui et de quoi parler, ce qui s'est passé, comment il achète : "
        "chaque famille répond à une question.",
        erreurs=(
            Erreur(
                "qualification_pour_identification",
                lambda v: {v.champ_qualification: "identification"},
                "Relisez « {champ_qualification} ». Ce champ dit-il qui est l'entreprise, "
                "ou aide-t-il à personnaliser le contact ?",
            ),
            Erreur(
                "comportement_pour_historique",
                lambda v: {v.champ_historique: "comportement"},
                "Relisez « {champ_historique} ». Est-ce un fait daté, ou une habitude ?",
            ),
            Erreur(
                "historique_pour_comportement",
                lambda v: {v.champ_comportement: "historique"},
                "Relisez « {champ_comportement} ». Est-ce arrivé un jour précis, "
                "ou est-ce sa façon habituelle d'acheter ?",
            ),
            Erreur(
                "identification_pour_qualification",
                lambda v: {v.champ_identification: "qualification"},
                "Relisez « {champ_identification} ». Ce champ change-t-il quand l'interlocuteur change ?",
            ),
        ),
        indices=(
            "L'identification dit qui est le client ; la qualification dit à qui et de quoi lui parler.",
            "L'historique garde des faits datés ; le comportement décrit des habitudes.",
        ),
        solution="{corrige_familles}\nEn cas d'hésitation, cherchez à quelle question le champ répond.",
    ),
    Question(
        identifiant="q3",
        titre="D'où vient l'information ?",
        chapitre="1-connaissance",
        faits=("C1.6",),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Quatre sources alimentent la base de données. Laquelle fournit d'abord chaque information ?",
        genre="appariement",
        elements=lambda v: (
            Option("reglement", "Factures, délais et retards de règlement"),
            Option("campagne", "Réponses à la dernière campagne, réclamations traitées"),
            Option("visite", "Projet entendu en visite, nom de la personne qui décide"),
            Option("adresses", "Adresses et habitudes d'entreprises jamais rencontrées"),
        ),
        categories=(
            Option("comptable", "Le service comptable"),
            Option("mercatique", "Le service mercatique"),
            Option("commerciaux", "Les commerciaux"),
            Option("externe", "Une base achetée ou louée"),
        ),
        attendu=lambda v: {
            "reglement": "comptable",
            "campagne": "mercatique",
            "visite": "commerciaux",
            "adresses": "externe",
        },
        confirmation="Trois sources sont dans la maison ; la quatrième s'achète, et se vérifie.",
        erreurs=(
            Erreur(
                "commerciaux_pour_mercatique",
                lambda v: {"campagne": "commerciaux", "visite": "mercatique"},
                "Vous échangez le service mercatique et les commerciaux. Lequel des deux va chez le client ?",
            ),
            Erreur(
                "externe_pour_mercatique",
                lambda v: {"campagne": "externe", "adresses": "mercatique"},
                "Vous cherchez au-dehors ce que vos campagnes ont déjà appris. "
                "Qui connaît des entreprises que personne ici n'a rencontrées ?",
            ),
            Erreur(
                "commerciaux_pour_comptable",
                lambda v: {"reglement": "commerciaux", "visite": "comptable"},
                "Vous échangez les commerciaux et le service comptable. Qui enregistre les règlements ?",
            ),
        ),
        indices=(
            "Demandez-vous qui voit passer l'information le premier.",
            "Le service mercatique mène études et campagnes ; les commerciaux rencontrent les clients.",
        ),
        solution="Factures et règlements : le service comptable.\n"
        "Réponses aux campagnes et réclamations : le service mercatique.\n"
        "Projets et interlocuteurs : les commerciaux, par leurs comptes rendus.\n"
        "Entreprises inconnues : une base externe, achetée ou louée.",
    ),
    Question(
        identifiant="q4",
        titre="Garder ou écarter",
        chapitre="1-connaissance",
        faits=("C1.9",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_GPME,
        enonce="La finalité de votre fichier est le suivi commercial d'entreprises clientes. "
        "Que faites-vous de chacun de ces champs ?",
        genre="classement",
        elements=lambda v: _presenter(v, v.verdicts),
        categories=(
            Option("garder", "à garder"),
            Option("condition", "à garder sous condition"),
            Option("ecarter", "à écarter"),
        ),
        attendu=lambda v: v.verdicts,
        confirmation="Utile et sans personne : garder. Utile et nominatif : informer, respecter les droits. "
        "Sensible ou inutile : écarter.",
        erreurs=(
            Erreur(
                "sensible_garde",
                lambda v: {v.champ_sensible: "garder"},
                "Vous gardez « {champ_sensible} ». Que dit l'article 9 du RGPD des données sensibles ?",
            ),
            Erreur(
                "sensible_sous_condition",
                lambda v: {v.champ_sensible: "condition"},
                "Vous gardez « {champ_sensible} » sous condition. "
                "Une vente peut-elle avoir besoin d'une donnée sensible ?",
            ),
            Erreur(
                "minimisation_oubliee",
                lambda v: {v.champ_excessif: "garder"},
                "Vous gardez « {champ_excessif} ». À quelle étape de la vente ce champ est-il nécessaire ?",
            ),
            Erreur(
                "condition_oubliee",
                lambda v: {v.champ_condition: "garder"},
                "« {champ_condition} » concerne une personne. Que lui doit-on avant de s'en servir ?",
            ),
            Erreur(
                "nominatif_ecarte",
                lambda v: {v.champ_condition: "ecarter"},
                "Vous écartez « {champ_condition} ». "
                "Le RGPD interdit-il toute donnée personnelle, ou en règle-t-il l'usage ?",
            ),
            Erreur(
                "utile_ecarte",
                lambda v: {v.champ_libre: "ecarter"},
                "Vous écartez « {champ_libre} ». Peut-on suivre un client sans cette information ?",
            ),
        ),
        indices=(
            "Posez deux questions : le champ désigne-t-il une personne ? La vente en a-t-elle besoin ?",
            "Santé, religion, opinions, syndicat, origine : jamais dans un fichier commercial.",
        ),
        solution="{corrige_verdicts}",
    ),
    Question(
        identifiant="q5",
        titre="Qui peut-on encore solliciter ?",
        chapitre="1-connaissance",
        faits=("C1.9",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_GPME,
        enonce="Nous sommes le {jour}. Vous appliquez la recommandation de la CNIL : "
        "trois ans depuis le dernier contact venu du prospect ; à défaut, depuis la collecte. "
        "Combien de vos {n_prospects} prospects pouvez-vous encore solliciter ?",
        genre="nombre",
        unite="prospects",
        table="prospects",
        attendu=lambda v: v.n_contactables,
        confirmation="Le délai court depuis le dernier contact, et l'opposition l'emporte toujours.",
        erreurs=(
            Erreur(
                "tout_garde",
                lambda v: v.n_prospects,
                "{reponse} : c'est tout le fichier. Que disent les dates, et la colonne « Opposition » ?",
            ),
            Erreur(
                "opposition_oubliee",
                lambda v: v.n_prospects - v.n_depasses,
                "{reponse} : vous avez sans doute regardé les dates seules. "
                "Que demande une personne qui s'est opposée ?",
            ),
            Erreur(
                "delai_oublie",
                lambda v: v.n_prospects - v.n_oppositions,
                "{reponse} : vous avez sans doute retiré les seules oppositions. "
                "Jusqu'à quelle date garde-t-on un prospect qui ne donne plus signe ?",
            ),
            Erreur(
                "depuis_la_collecte",
                lambda v: v.n_depuis_collecte,
                "{reponse} : vous avez sans doute compté depuis la collecte. "
                "Un échange plus récent ne fait-il pas repartir le délai ?",
            ),
            Erreur(
                "sans_contact_ecartes",
                lambda v: v.n_contactables - v.n_muets,
                "{reponse} : vous avez sans doute écarté ceux qui n'ont jamais répondu. "
                "Depuis quelle date court leur délai ?",
            ),
            Erreur(
                "retires_deux_fois",
                lambda v: v.n_prospects - v.n_depasses - v.n_oppositions,
                "{reponse} : vous avez sans doute retiré deux fois la même fiche. "
                "Un prospect peut-il être à la fois opposé et hors délai ?",
            ),
            Erreur(
                "complement",
                lambda v: v.n_retires,
                "{reponse} : c'est le nombre de fiches à retirer. Que demande l'énoncé ?",
            ),
        ),
        indices=(
            "Écrivez d'abord la date limite : trois ans avant le {jour}.",
            "Retirez les oppositions, puis les fiches dont le dernier contact est antérieur à cette date.",
            "Sans contact venu du prospect, comparez la date de collecte à la date limite.",
        ),
        solution="{n_oppositions} prospects se sont opposés ; {n_depasses} ont dépassé le délai.\n"
        "Fiches dans les deux cas : {n_les_deux}, à ne retirer qu'une fois.\n"
        "{n_prospects} − {n_oppositions} − {n_depasses} + {n_les_deux} = {n_contactables}.\n"
        "Hors délai, on efface ou l'on rend anonyme ; opposé, on garde de quoi ne plus solliciter.",
    ),
    Question(
        identifiant="q6",
        titre="Les quatre éléments du plan de marchéage",
        chapitre="1-connaissance",
        faits=("C1.4",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Quatre décisions individualisent l'offre d'une entreprise. "
        "Quel élément du plan de marchéage chacune change-t-elle ?",
        genre="appariement",
        elements=lambda v: (
            Option("service", "Une prise en main et un entretien ajoutés à la machine"),
            Option("tarif", "Un tarif qui suit la valeur perçue et la saison"),
            Option("direct", "Une commande directe, sans revendeur qui fasse écran"),
            Option("message", "Un courriel qui cite la dernière commande et attend une réponse"),
        ),
        categories=(
            Option("produit", "Le produit"),
            Option("prix", "Le prix"),
            Option("distribution", "La distribution"),
            Option("communication", "La communication"),
        ),
        attendu=lambda v: {
            "service": "produit",
            "tarif": "prix",
            "direct": "distribution",
            "message": "communication",
        },
        confirmation="Chaque élément passe de la masse à la personne : services, valeur perçue, lien direct, "
        "dialogue.",
        erreurs=(
            Erreur(
                "canal_et_message",
                lambda v: {"direct": "communication", "message": "distribution"},
                "Vous échangez le chemin de la commande et celui du message. "
                "Lequel des deux livre un produit ?",
            ),
            Erreur(
                "service_pris_pour_prix",
                lambda v: {"service": "prix", "tarif": "produit"},
                "Vous échangez le produit et le prix. "
                "Un service ajouté change-t-il ce que l'on vend, ou combien on le vend ?",
            ),
            Erreur(
                "produit_et_distribution",
                lambda v: {"service": "distribution", "direct": "produit"},
                "Vous échangez le produit et la distribution. Que vend-on, et par quel chemin ?",
            ),
        ),
        indices=(
            "Produit : quoi ; prix : combien ; distribution : par quel chemin ; communication : que dire.",
            "Un service qui accompagne un bien fait partie du produit.",
        ),
        solution="Prise en main et entretien : le produit, entouré de services.\n"
        "Tarif selon la valeur perçue et le moment : le prix.\n"
        "Commande sans revendeur : la distribution, plus proche du client.\n"
        "Courriel personnel qui attend une réponse : la communication, interactive.",
    ),
)


_ENTRAINEMENT = (
    Question(
        identifiant="q7",
        titre="Une société de consommateurs",
        chapitre="1-connaissance",
        faits=("C1.2", "C1.3"),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_MCO,
        enonce="De la société de consommation à la société de consommateurs : "
        "quelles affirmations sont justes ?",
        genre="choix_multiple",
        options=(
            Option("besoins", "Depuis les années 1980, les besoins s'individualisent."),
            Option("conception", "Le consommateur prend part à la conception de l'offre."),
            Option("relation", "La mercatique relationnelle adapte l'offre à chaque client."),
            Option("masse", "Une même offre pour tous suffit, si la publicité est assez forte."),
            Option("etude", "Une étude faite une fois suffit pour connaître ses clients."),
        ),
        attendu=lambda v: ("besoins", "conception", "relation"),
        confirmation="Individualiser demande d'écouter en permanence ceux à qui l'on vend.",
        erreurs=(
            Erreur(
                "mercatique_de_masse",
                lambda v: {"masse": True},
                "Vous décrivez la société de consommation. Qu'attendent aujourd'hui les consommateurs ?",
            ),
            Erreur(
                "ecoute_ponctuelle",
                lambda v: {"etude": True},
                "Une étude vieillit. Que devient-elle quand les besoins changent ?",
            ),
            Erreur(
                "co_conception_oubliee",
                lambda v: {"conception": False},
                "Vous laissez le consommateur spectateur. Que lui demande-t-on avant de lancer un produit ?",
            ),
            Erreur(
                "relation_oubliee",
                lambda v: {"relation": False},
                "Que veut dire « relationnelle », dans mercatique relationnelle ?",
            ),
            Erreur(
                "besoins_oublies",
                lambda v: {"besoins": False},
                "Les besoins sont-ils restés les mêmes pour tous depuis quarante ans ?",
            ),
        ),
        indices=(
            "Une société de consommateurs part des personnes, non des produits.",
            "Trois affirmations sont justes.",
        ),
        solution="Depuis les années 1980, chacun attend une réponse à ses propres besoins.\n"
        "Le consommateur est associé à l'offre : on parle de co-conception.\n"
        "La mercatique relationnelle individualise l'offre ; l'écoute ne s'arrête jamais.",
    ),
    Question(
        identifiant="q8",
        titre="Critère socio-démographique ou style de vie",
        chapitre="1-connaissance",
        faits=("C1.7",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Une entreprise qui vend aussi à des particuliers décrit ses clients. "
        "De quel type est chaque critère ?",
        genre="classement",
        elements=lambda v: (
            Option("age", "Tranche d'âge"),
            Option("loisirs", "Loisirs préférés"),
            Option("revenu", "Revenu du foyer"),
            Option("nouveaute", "Attrait pour la nouveauté"),
            Option("commune", "Taille de la commune"),
            Option("recup", "Goût pour la récupération et le fait-main"),
        ),
        categories=(Option("socio", "socio-démographique"), Option("style", "style de vie")),
        attendu=lambda v: {
            "age": "socio",
            "loisirs": "style",
            "revenu": "socio",
            "nouveaute": "style",
            "commune": "socio",
            "recup": "style",
        },
        confirmation="Le premier type dit la place de chacun dans la société, le second sa façon de vivre.",
        erreurs=(
            Erreur(
                "revenu_style",
                lambda v: {"revenu": "style"},
                "Vous rangez le revenu avec les styles de vie. "
                "Deux foyers de même revenu vivent-ils de la même façon ?",
            ),
            Erreur(
                "loisirs_socio",
                lambda v: {"loisirs": "socio"},
                "Vous rangez les loisirs avec le revenu. Disent-ils une situation, ou une façon de vivre ?",
            ),
            Erreur(
                "gout_socio",
                lambda v: {"nouveaute": "socio"},
                "Vous rangez un goût avec l'âge et le revenu. Une attitude se lit-elle dans un recensement ?",
            ),
        ),
        indices=(
            "Un critère socio-démographique se constate : âge, revenu, lieu, foyer.",
            "Un style de vie s'observe dans les goûts, les activités et les attitudes.",
        ),
        solution="Socio-démographiques : tranche d'âge, revenu du foyer, taille de la commune.\n"
        "Styles de vie : loisirs, attrait pour la nouveauté, goût pour la récupération.\n"
        "Entre professionnels, le secteur et l'effectif jouent le premier rôle.",
    ),
    Question(
        identifiant="q9",
        titre="Pourquoi connaître ses clients",
        chapitre="1-connaissance",
        faits=("C1.8",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_CIBLER,
        enonce="Une information sur les clients a conduit à chaque décision. Quel en est le but ?",
        genre="appariement",
        elements=lambda v: (
            Option("horaire", "Les écoles veulent être livrées avant huit heures : on organise la tournée."),
            Option("garantie", "Cette acheteuse redoute les pannes : on commence par la garantie."),
            Option("marge", "Les hôtels laissent la meilleure marge : on leur réserve les visites."),
            Option("gites", "Aucun concurrent ne démarche les gîtes ruraux : on y va."),
        ),
        categories=(
            Option("offre", "Adapter l'offre"),
            Option("argument", "Améliorer l'argumentation"),
            Option("segment", "Cibler un segment rentable"),
            Option("niche", "Occuper une niche"),
        ),
        attendu=lambda v: {
            "horaire": "offre",
            "garantie": "argument",
            "marge": "segment",
            "gites": "niche",
        },
        confirmation="Une information ne vaut que par la décision qu'elle change.",
        erreurs=(
            Erreur(
                "niche_et_segment",
                lambda v: {"marge": "niche", "gites": "segment"},
                "Vous échangez la niche et le segment rentable. Lequel des deux est inexploité ?",
            ),
            Erreur(
                "offre_et_argument",
                lambda v: {"horaire": "argument", "garantie": "offre"},
                "Vous échangez l'offre et l'argumentation. "
                "Dans quel cas l'entreprise change-t-elle ce qu'elle fournit ?",
            ),
            Erreur(
                "offre_et_segment",
                lambda v: {"horaire": "segment", "marge": "offre"},
                "Vous échangez l'offre et la cible. Choisit-on ici à qui vendre, ou quoi vendre ?",
            ),
        ),
        indices=(
            "Demandez-vous ce qui change : ce que l'on vend, ce que l'on dit, ou ceux que l'on vise.",
            "Une niche est un segment que personne n'exploite encore.",
        ),
        solution="Livraison avant huit heures : on adapte l'offre.\n"
        "La garantie d'abord : on améliore l'argumentation.\n"
        "Les visites aux hôtels : on cible un segment rentable.\n"
        "Les gîtes délaissés : on occupe une niche, à l'abri de la pression des concurrents.",
    ),
    Question(
        identifiant="q10",
        titre="Mettre en place une gestion de la relation client",
        chapitre="1-connaissance",
        faits=("C1.10",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="Vous mettez en place une gestion de la relation client (GRC). "
        "Dans quel ordre se font ces étapes ?",
        genre="ordre",
        elements=lambda v: (
            Option("finalite", "Écrire à quoi servira le fichier, et sur quelle base légale"),
            Option("champs", "Retenir les seuls champs utiles à ce but"),
            Option("collecter", "Collecter les données, en informant les personnes"),
            Option("reunir", "Réunir les fiches de chaque client en une seule"),
            Option("estimer", "Estimer le potentiel de chaque client"),
            Option("effort", "Régler l'effort commercial sur ce potentiel"),
        ),
        attendu=lambda v: ("finalite", "champs", "collecter", "reunir", "estimer", "effort"),
        confirmation="Le but d'abord, l'effort en dernier : chaque étape se sert de la précédente.",
        erreurs=(
            Erreur(
                "collecte_sans_but",
                lambda v: ("collecter", "finalite"),
                "Vous collectez avant de dire pourquoi. Que répondez-vous à qui le demande ?",
            ),
            Erreur(
                "tout_collecter",
                lambda v: ("collecter", "champs"),
                "Vous collectez avant de choisir. Que faites-vous des données dont vous n'avez pas besoin ?",
            ),
            Erreur(
                "potentiel_sur_doublons",
                lambda v: ("estimer", "reunir"),
                "Vous estimez un client dont les achats sont sur deux fiches. Que vaut cette estimation ?",
            ),
            Erreur(
                "effort_avant_potentiel",
                lambda v: ("effort", "estimer"),
                "Vous répartissez l'effort avant de connaître le potentiel. Sur quoi le réglez-vous ?",
            ),
        ),
        indices=(
            "Un champ n'est utile que par rapport à un but écrit.",
            "Une vision globale du client suppose une seule fiche par client.",
        ),
        solution="1. Écrire le but et la base légale ; 2. choisir les champs ; 3. collecter en informant.\n"
        "4. Réunir les fiches ; 5. estimer le potentiel ; 6. régler l'effort.\n"
        "Les trois premières étapes sont aussi celles que demande le RGPD.",
    ),
    Question(
        identifiant="q11",
        titre="Ce qu'est la GRC",
        chapitre="1-connaissance",
        faits=("C1.10",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_MCO,
        enonce="Qu'est-ce que la gestion de la relation client (GRC, ou CRM) ?",
        genre="choix",
        options=(
            Option(
                "demarche", "Une démarche de l'entreprise, pour mieux connaître et satisfaire ses clients."
            ),
            Option("logiciel", "Un logiciel : une fois installé, il connaît les clients à notre place."),
            Option("egalite", "Un principe : donner à chaque client exactement le même temps."),
            Option("campagne", "Une campagne : un envoi personnalisé, puis l'on passe au suivant."),
        ),
        attendu=_choisir("demarche"),
        confirmation="La GRC organise l'entreprise autour du client ; le logiciel n'en est que l'outil.",
        erreurs=(
            Erreur(
                "logiciel_pour_demarche",
                _choisir("logiciel"),
                "Vous prenez l'outil pour la démarche. Qui saisit les informations, et qui s'en sert ?",
            ),
            Erreur(
                "effort_egal",
                _choisir("egalite"),
                "Vous donnez à tous le même effort. Tous les clients ont-ils le même potentiel ?",
            ),
            Erreur(
                "relation_ponctuelle",
                _choisir("campagne"),
                "Une campagne a une fin. Que veut dire « relation » ?",
            ),
        ),
        indices=(
            "Cherchez ce qui resterait si l'on retirait l'ordinateur.",
            "La relation s'inscrit dans le temps et passe par plusieurs canaux.",
        ),
        solution="La GRC est une démarche : mieux connaître et mieux satisfaire les clients, dans la durée.\n"
        "Tous les canaux alimentent une vision globale du client.\n"
        "L'effort commercial se règle sur le potentiel d'activité et de rentabilité.",
    ),
    Question(
        identifiant="q12",
        titre="Hier et aujourd'hui",
        chapitre="1-connaissance",
        faits=("C1.4",),
        essentiel=False,
        niveau="application",
        points=1,
        competence="Communiquer pour développer la relation client (GPME, bloc 1)",
        enonce="Ces décisions relèvent-elles d'une mercatique de masse ou d'une mercatique individualisée ?",
        genre="classement",
        elements=lambda v: (
            Option("modele", "Un seul modèle pour tous les clients"),
            Option("reglage", "Un matériel réglé selon les locaux du client"),
            Option("cout", "Un prix unique, fixé sur le seul coût de revient"),
            Option("valeur", "Un prix qui suit la valeur perçue et le moment"),
            Option("grossiste", "Un grossiste qui ne dit pas à qui il revend"),
            Option("dialogue", "Des questions posées en ligne, avec réponse du commercial"),
        ),
        categories=(Option("masse", "de masse"), Option("individuelle", "individualisée")),
        attendu=lambda v: {
            "modele": "masse",
            "reglage": "individuelle",
            "cout": "masse",
            "valeur": "individuelle",
            "grossiste": "masse",
            "dialogue": "individuelle",
        },
        confirmation="Individualiser, c'est partir de ce que le client perçoit, et rester en lien avec lui.",
        erreurs=(
            Erreur(
                "ecran_ignore",
                lambda v: {"grossiste": "individuelle"},
                "Vous gardez un distributeur qui fait écran. Que saurez-vous de l'acheteur final ?",
            ),
            Erreur(
                "prix_au_cout",
                lambda v: {"cout": "individuelle"},
                "Vous individualisez un prix qui ignore le client. De quoi ce prix dépend-il ?",
            ),
            Erreur(
                "valeur_percue_ignoree",
                lambda v: {"valeur": "masse"},
                "La valeur perçue est-elle la même pour tous, à tout moment ?",
            ),
            Erreur(
                "dialogue_de_masse",
                lambda v: {"dialogue": "masse"},
                "Une réponse personnelle s'adresse-t-elle à tout le monde ?",
            ),
        ),
        indices=(
            "Demandez-vous si la décision changerait pour un autre client.",
            "Un intermédiaire qui garde l'information éloigne du client.",
        ),
        solution="De masse : le modèle unique, le prix fixé sur le coût, le grossiste qui fait écran.\n"
        "Individualisées : le matériel réglé, le prix selon la valeur perçue, le dialogue en ligne.\n"
        "Le produit, le prix, la distribution et la communication changent ensemble.",
    ),
    Question(
        identifiant="q13",
        titre="Une offre, plusieurs canaux",
        chapitre="1-connaissance",
        faits=("C1.11",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_OMNICANAL,
        enonce="L'offre multicanal passe par plusieurs chemins. De quel canal relève chaque situation ? "
        "La vente à distance est un ajout de ce cours.",
        genre="classement",
        elements=lambda v: (
            Option("magasin", "Achat au magasin de l'entreprise"),
            Option("visite", "Commande prise par une commerciale en visite"),
            Option("site", "Commande passée sur le site, la nuit"),
            Option("agence", "Conseil demandé à l'agence de quartier"),
            Option("stand", "Devis établi par un vendeur sur un salon"),
            Option("catalogue", "Bon de commande du catalogue, renvoyé par courrier"),
        ),
        categories=(
            Option("reseau", "réseau de distribution"),
            Option("force", "force de vente"),
            Option("distance", "vente à distance"),
        ),
        attendu=lambda v: {
            "magasin": "reseau",
            "visite": "force",
            "site": "distance",
            "agence": "reseau",
            "stand": "force",
            "catalogue": "distance",
        },
        confirmation="Multicanal : plusieurs canaux côte à côte. Omnicanal : des canaux qui se parlent, "
        "avec une seule fiche client.",
        erreurs=(
            Erreur(
                "site_pris_pour_reseau",
                lambda v: {"site": "reseau"},
                "Vous rangez le site avec les magasins. Le client s'est-il déplacé ?",
            ),
            Erreur(
                "agence_prise_pour_force",
                lambda v: {"agence": "force"},
                "Vous rangez l'agence avec les vendeurs qui se déplacent. Qui va vers qui ?",
            ),
            Erreur(
                "visite_a_distance",
                lambda v: {"visite": "distance"},
                "Vous rangez une visite avec la vente à distance. Client et vendeuse sont-ils face à face ?",
            ),
            Erreur(
                "stand_pris_pour_reseau",
                lambda v: {"stand": "reseau"},
                "Un stand est provisoire. Est-ce le lieu qui vend ici, ou le vendeur ?",
            ),
        ),
        indices=(
            "Un réseau, ce sont des lieux ; une force de vente, ce sont des personnes.",
            "À distance, le client et le vendeur ne sont pas au même endroit.",
        ),
        solution="Réseau de distribution : le magasin et l'agence.\n"
        "Force de vente : la visite et le vendeur du salon.\n"
        "Vente à distance : le site et le catalogue.\n"
        "L'omnicanal, autre ajout du cours, fait circuler l'information de l'un à l'autre.",
    ),
    Question(
        identifiant="q14",
        titre="Deux voies de croissance",
        chapitre="1-connaissance",
        faits=("C1.12",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_CIBLER,
        enonce="Pour croître, l'entreprise conquiert ou vend davantage à ceux qu'elle a. "
        "De quelle voie relève chaque action ?",
        genre="classement",
        elements=lambda v: (
            Option("fichier", "Louer un fichier d'entreprises du département"),
            Option("points", "Donner des points à chaque commande"),
            Option("contrat", "Proposer un contrat d'entretien à l'acheteur d'une machine"),
            Option("essai", "Offrir un essai à des entreprises qui achètent ailleurs"),
            Option("gamme", "Présenter une seconde gamme à un client régulier"),
            Option("parrain", "Demander à un client le nom d'un confrère intéressé"),
        ),
        categories=(
            Option("conquerir", "conquérir de nouveaux clients"),
            Option("developper", "vendre davantage aux clients"),
        ),
        attendu=lambda v: {
            "fichier": "conquerir",
            "points": "developper",
            "contrat": "developper",
            "essai": "conquerir",
            "gamme": "developper",
            "parrain": "conquerir",
        },
        confirmation="Qui achètera de plus : un inconnu, ou quelqu'un qui achète déjà ? Tout est là.",
        erreurs=(
            Erreur(
                "fidelisation_pour_conquete",
                lambda v: {"points": "conquerir"},
                "Vous rangez les points avec la conquête. Qui en cumule, sinon celui qui achète déjà ?",
            ),
            Erreur(
                "moyen_pour_cible",
                lambda v: {"parrain": "developper"},
                "Vous regardez à qui l'on demande. Mais qui achètera, si le parrainage réussit ?",
            ),
            Erreur(
                "valeur_client_ignoree",
                lambda v: {"gamme": "conquerir"},
                "Vous rangez la seconde gamme avec la conquête. Ce client est-il nouveau ?",
            ),
            Erreur(
                "prospects_pris_pour_clients",
                lambda v: {"essai": "developper"},
                "Vous rangez avec vos clients ceux d'un concurrent. Ont-ils déjà acheté chez vous ?",
            ),
        ),
        indices=(
            "Demandez-vous qui paiera la prochaine facture.",
            "Un programme de fidélisation s'adresse à ceux qui achètent déjà.",
        ),
        solution="Conquérir : le fichier loué, l'essai offert, le confrère recommandé.\n"
        "Vendre davantage : les points, le contrat d'entretien, la seconde gamme.\n"
        "La seconde voie accroît la valeur client ; le chapitre 3 la mesurera.",
    ),
    Question(
        identifiant="q15",
        titre="Un client, une fiche",
        chapitre="1-connaissance",
        faits=("C1.9",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Votre export compte {n_fiches} fiches. Majuscules et forme juridique ne changent pas "
        "un client. Deux établissements de même nom, dans deux villes, sont deux clients. "
        "Combien avez-vous de clients ?",
        genre="nombre",
        unite="clients",
        table="clients",
        attendu=lambda v: v.n_clients,
        confirmation="Un soupçon n'est pas une preuve : la ville sépare les homonymes.",
        erreurs=(
            Erreur(
                "fiches_pour_clients",
                lambda v: v.n_fiches,
                "{reponse} : c'est le nombre de fiches. Triez par nom : lesquelles se ressemblent ?",
            ),
            Erreur(
                "homonymes_reunis",
                lambda v: v.n_clients - 1,
                "{reponse} : vous avez sans doute réuni deux homonymes. Sont-ils dans la même ville ?",
            ),
            Erreur(
                "forme_juridique_comptee",
                lambda v: v.n_casse,
                "{reponse} : vous avez sans doute tenu compte de la forme juridique. "
                "« SARL » devant un nom fait-il un autre client ?",
            ),
            Erreur(
                "doublons_supprimes",
                lambda v: v.n_clients - v.n_doublons,
                "{reponse} : vous avez sans doute supprimé toutes les fiches des doublons. "
                "Combien faut-il en garder par client ?",
            ),
        ),
        indices=(
            "Triez le tableau par nom, sans regarder les majuscules.",
            "Cherchez aussi les noms précédés ou suivis de SARL ou SAS, puis comparez les villes.",
        ),
        solution="Fiches à réunir deux à deux, {n_doublons} fois :\n{corrige_doublons}\n"
        "{n_fiches} fiches − {n_doublons} fiches en trop = {n_clients} clients.\n"
        "Avant de réunir, comparez l'adresse ou le SIRET : le nom seul ne prouve rien.",
    ),
    Question(
        identifiant="q16",
        titre="Les outils et leurs limites",
        chapitre="1-connaissance",
        faits=("C1.9",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_GPME,
        enonce="Base de données, GRC, géomarketing : quelles affirmations sont justes ?",
        genre="choix_multiple",
        options=(
            Option("carte", "Le géomarketing place clients et prospects sur une carte."),
            Option("usure", "Une base se met à jour sans cesse : elle vieillit chaque jour."),
            Option("cout", "Un fichier externe se paie, et sa qualité se vérifie."),
            Option("justes", "Un logiciel de GRC rend exactes les données qu'on y saisit."),
            Option("libres", "Un fichier acheté s'emploie sans informer les personnes qui y figurent."),
        ),
        attendu=lambda v: ("carte", "usure", "cout"),
        confirmation="L'outil vise mieux ; il ne corrige ni une donnée fausse ni un défaut d'information.",
        erreurs=(
            Erreur(
                "outil_infaillible",
                lambda v: {"justes": True},
                "Vous faites confiance à l'outil. Que rend-il si l'on y saisit une erreur ?",
            ),
            Erreur(
                "fichier_achete_libre",
                lambda v: {"libres": True},
                "Acheter un fichier ne donne pas tous les droits. "
                "Que doit-on à une personne qui ne nous connaît pas ?",
            ),
            Erreur(
                "mise_a_jour_oubliee",
                lambda v: {"usure": False},
                "Vos interlocuteurs restent-ils au même poste dix ans ? Que devient alors la base ?",
            ),
            Erreur(
                "cout_oublie",
                lambda v: {"cout": False},
                "Qui fournit un fichier externe, et pourquoi le ferait-il pour rien ?",
            ),
            Erreur(
                "geomarketing_oublie",
                lambda v: {"carte": False},
                "Que signifie le début du mot « géomarketing » ?",
            ),
        ),
        indices=(
            "Les avantages tiennent au ciblage ; les limites, à la qualité, à l'âge et au coût des données.",
            "Trois affirmations sont justes.",
        ),
        solution="Le géomarketing situe clients et prospects sur une carte.\n"
        "Une base demande une mise à jour permanente ; un fichier externe se paie et se contrôle.\n"
        "Aucun logiciel ne corrige une saisie fausse.\n"
        "Qui emploie un fichier acheté informe les personnes, au plus tard au premier contact.",
    ),
    Question(
        identifiant="q17",
        titre="« Ne me sollicitez plus »",
        chapitre="1-connaissance",
        faits=("C1.9",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Une responsable des achats vous dit : « Je ne veux plus de vos sollicitations. » "
        "Que faites-vous de sa fiche ?",
        genre="choix",
        options=(
            Option("noter", "Noter l'opposition et sa date, et ne plus la solliciter."),
            Option("effacer", "Effacer toute trace d'elle, opposition comprise."),
            Option("attendre", "La solliciter encore jusqu'au bout des trois ans."),
            Option("courriel", "Ne plus l'appeler, mais lui envoyer les offres par courriel."),
        ),
        attendu=_choisir("noter"),
        confirmation="L'opposition à la prospection n'a pas à être motivée, et vaut tout de suite.",
        erreurs=(
            Erreur(
                "opposition_perdue",
                _choisir("effacer"),
                "Vous effacez tout. Si un fichier acheté la contient demain, comment saurez-vous son refus ?",
            ),
            Erreur(
                "duree_contre_opposition",
                _choisir("attendre"),
                "Vous opposez la durée à son refus. Lequel des deux l'emporte ?",
            ),
            Erreur(
                "autre_canal",
                _choisir("courriel"),
                "Vous changez de canal. A-t-elle refusé le téléphone, ou la sollicitation ?",
            ),
        ),
        indices=(
            "Le droit d'opposition s'exerce à tout moment, sans raison à donner.",
            "Pour respecter un refus demain, il faut s'en souvenir.",
        ),
        solution="On note l'opposition et sa date, et l'on cesse toute sollicitation.\n"
        "On ne garde d'elle que ce qui permet de respecter ce refus.\n"
        "Si son entreprise est cliente, les messages liés aux commandes restent possibles.",
    ),
    Question(
        identifiant="q18",
        titre="Rendre compte de l'état du fichier",
        chapitre="1-connaissance",
        faits=("C1.5", "C1.9"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_GPME,
        enonce="Rédigez, en quatre ou cinq phrases, une note au dirigeant : l'état du fichier des prospects "
        "au {jour}, ce que vous retirez et pourquoi, et une règle pour le garder propre.",
        genre="ouvert",
        table="prospects",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "Un nombre de fiches est donné, avec sa date et sa règle de calcul.",
            "Le délai de trois ans et les oppositions sont distingués.",
            "La finalité du fichier est dite, et un champ inutile ou sensible est écarté.",
            "Une règle de mise à jour est proposée : qui, et quand.",
        ),
        indices=(
            "Commencez par le constat : combien de prospects restent à solliciter, et depuis quand compter.",
            "Terminez par une règle : un verbe, une personne, une date.",
        ),
        solution="« Au {jour}, le fichier compte {n_prospects} prospects ; {n_contactables} peuvent être "
        "sollicités.\n"
        "Le délai de trois ans est dépassé pour {n_depasses} fiches : je propose de les effacer.\n"
        "Les {n_oppositions} oppositions restent notées, pour ne solliciter personne à tort.\n"
        "Le fichier sert au suivi commercial : les champs sensibles ou inutiles en sortent.\n"
        "Chaque premier lundi du mois, je refais ce tri et je réunis les doublons. »",
    ),
)

SUJET = Sujet(
    nom="1-connaissance",
    titre="Série 1 · La connaissance du client",
    version="1",
    presentation="Vous travaillez pour {entreprise}. Voici ses {n_fiches} fiches de clients, telles que le "
    "logiciel les exporte. Le fichier des prospects est avec la question qui s'en sert.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
