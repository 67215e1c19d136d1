"""La série du chapitre 5 : prospecter ou fidéliser, coter, répartir les visites, ordonner les étapes.

Les réponses attendues viennent de :mod:`course_helpers.methode`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from math import floor

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Erreur, Option, Question, Sujet, Valeurs
from course_helpers.methode import (
    BESOINS,
    ETAPES,
    FIDELISER,
    NON_TRANCHE,
    PROSPECTER,
    coter_clients,
    diagnostiquer,
    repartir_visites,
)
from course_helpers.tirages.methode import CRITERES, PAR_JOUR
from course_helpers.tirages.reserve import Portefeuille

_NDRC = "Cibler et prospecter la clientèle (NDRC, bloc 1)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_GPME = "Organiser la prospection (GPME, bloc 1)"
_QUESTIONS = ("cycle", "besoins", "pression", "prospection")
# Les verdicts de la source, en clés sans accent ni espace.
_VERDICTS = {FIDELISER: "fideliser", PROSPECTER: "prospecter", NON_TRANCHE: "non_tranche"}
_FAITS_DU_SECTEUR = {
    "long": "les clients restent plus de huit ans",
    "court_allongeable": "les clients partent au bout d'un an, mais un contrat pourrait les garder",
    "court": "les clients partent au bout d'un an, et l'offre ne peut pas les garder",
    "faible": "un concurrent passe de temps en temps",
    "moyenne": "des concurrents approchent quelques clients",
    "forte": "plusieurs concurrents démarchent les clients chaque mois",
    "non": "l'équipe ne prospecte pas",
    "peu": "l'équipe prospecte deux jours par an",
    "oui": "l'équipe prospecte chaque semaine",
}


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``5-methode``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les visites, les jours et les clients sont des entiers.
    """
    faits, classes = donnees.faits, donnees.tables["classes"].set_index("Classe")
    besoins = faits["besoins"].split()
    diagnostic = diagnostiquer(
        cycle=faits["cycle"], besoins=besoins, pression=faits["pression"], prospection=faits["prospection"]
    )
    terrain = faits["jours_ouvres"] - faits["conges"] - faits["reunions"] - faits["bureau"]
    possibles = terrain * faits["par_jour"]
    demandes = {nom: int(n) for nom, n in classes["Visites demandées"].items()}
    total, reste = sum(demandes.values()), possibles - faits["prospects"]
    proportion = repartir_visites(demandes, possibles, prospects=faits["prospects"])
    poids = dict(zip(CRITERES, (faits[f"poids_{nom.lower()}"] for nom in CRITERES), strict=True))
    cotation = coter_clients(donnees.clients, poids)
    tripler = coter_clients(donnees.clients, poids | {"Relation": 3 * poids["Relation"]})
    cote = cotation.iloc[3]
    premier, nouveau = cotation["client"].iloc[0], tripler["client"].iloc[0]
    autres = cotation[~cotation["client"].isin([premier, nouveau])]
    places = (5 * faits["semaines"] - faits["fermes"]) * PAR_JOUR
    return {
        "entreprise": donnees.entreprise,
        **{nom: faits[nom] for nom in ("jours_ouvres", "conges", "reunions", "bureau", "par_jour")},
        # Diagnostic
        "verdicts": {
            question: _VERDICTS[verdict]
            for question, verdict in zip(_QUESTIONS, diagnostic["verdict"], strict=True)
        },
        "nombre_besoins": len(besoins),
        "lignes_diagnostic": {
            "cycle": f"Question 1 : {_FAITS_DU_SECTEUR[faits['cycle']]}",
            "besoins": f"Question 2, occasions citées : {', '.join(BESOINS[b] for b in besoins) or 'aucune'}",
            "pression": f"Question 3 : {_FAITS_DU_SECTEUR[faits['pression']]}",
            "prospection": f"Question 4 : {_FAITS_DU_SECTEUR[faits['prospection']]}",
        },
        "corrige_diagnostic": "\n".join(
            f"Question {rang}{FINE}: {verdict}. {raison}"
            for rang, (verdict, raison) in enumerate(
                zip(diagnostic["verdict"], diagnostic["raison"], strict=True), start=1
            )
        ),
        # Temps et visites
        "terrain": terrain,
        "possibles": possibles,
        "prospects": faits["prospects"],
        "reste": reste,
        "total": total,
        "manque": total - reste,
        "demandes": demandes,
        "effectifs": {nom: int(n) for nom, n in classes["Clients"].items()},
        "lignes_classes": {nom: f"Classe {nom} ({n} demandées)" for nom, n in demandes.items()},
        "proportion": proportion,
        "priorite": (
            priorite := repartir_visites(demandes, possibles, prospects=faits["prospects"], regle="priorite")
        ),
        "priorite_c": priorite["C"],
        **{f"demande_{nom.lower()}": n for nom, n in demandes.items()},
        "corrige_proportion": "\n".join(
            f"Classe {nom}{FINE}: {besoin} × {reste} / {total} = "
            f"{ecrire_nombre(besoin * reste / total, 2)}, soit {compter_visites(proportion[nom])}."
            for nom, besoin in demandes.items()
        ),
        "couverture": 100 * reste / total,
        # Cotation
        **{nom: faits[nom] for nom in ("poids_importance", "poids_potentiel", "poids_relation")},
        "poids": tuple(poids.values()),
        "somme_poids": sum(poids.values()),
        "cote": cote["client"],
        "valeurs": tuple(int(cote[critere]) for critere in CRITERES),
        "note": cote["note"],
        "corrige_note": " + ".join(
            f"{poids[critere]} × {ecrire_nombre((cote[critere] - 1) / 4, 2)}" for critere in CRITERES
        ),
        "somme_parts": ecrire_nombre(
            sum(poids[critere] * (cote[critere] - 1) / 4 for critere in CRITERES), 2
        ),
        "premier": premier,
        "note_premier": ecrire_nombre(cotation["note"].iloc[0], 1),
        "nouveau": nouveau,
        "note_nouveau": ecrire_nombre(tripler["note"].iloc[0], 1),
        "poids_triple": 3 * poids["Relation"],
        "gros": autres.loc[autres["Importance"] == 5, "client"].iloc[0],
        "proche": autres.loc[(autres["Relation"] == 5) & (autres["Importance"] < 5), "client"].iloc[0],
        # Plan d'action
        "semaines": faits["semaines"],
        "fermes": faits["fermes"],
        "jours_plan": 5 * faits["semaines"] - faits["fermes"],
        "par_jour_plan": PAR_JOUR,
        "places": places,
        "placees": faits["placees"],
        "libres": places - faits["placees"],
    }


def compter_visites(nombre: int) -> str:
    """Écrire un nombre de visites, accordé."""
    return f"{ecrire_nombre(nombre)} visite{'s' if nombre >= 2 else ''}"


# --- Les mauvais calculs -----------------------------------------------------------------------------------


def _partager(quantite: int, bases: dict[str, int]) -> dict[str, int]:
    """Partager selon une base, en arrondissant chaque part à l'entier le plus proche."""
    total = sum(bases.values())
    return {nom: floor(quantite * base / total + 0.5) for nom, base in bases.items()}


def _ponderer(v: Valeurs) -> int:
    """Additionner les valeurs brutes du client coté, chacune fois son poids."""
    return sum(poids * valeur for poids, valeur in zip(v.poids, v.valeurs, strict=True))


def _inverser_besoins(v: Valeurs) -> dict[str, str]:
    return {"besoins": "non_tranche" if v.verdicts["besoins"] == "fideliser" else "fideliser"}


def _manquer_cycle(v: Valeurs) -> dict[str, str]:
    return {"cycle": "fideliser" if v.verdicts["cycle"] == "prospecter" else "prospecter"}


def _inverser_pression(v: Valeurs) -> dict[str, str]:
    return {"pression": "non_tranche" if v.verdicts["pression"] == "fideliser" else "fideliser"}


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


def _lister_precedences(etapes: dict[str, int]) -> tuple[tuple[str, str], ...]:
    """Les couples (avant, après) que la méthode impose entre quelques étapes."""
    cles = {numero: cle for cle, numero in etapes.items()}
    return tuple(
        (cles[avant], cle)
        for cle, numero in etapes.items()
        for avant in ETAPES[numero - 1].apres
        if avant in cles
    )


# --- Les questions -----------------------------------------------------------------------------------------

# Clé d'une étape dans l'exercice → son numéro dans la méthode, dans un ordre qui convient.
_ETAPES_A_RANGER = {
    "temps": 2,
    "objectif": 3,
    "segmenter": 4,
    "grille": 9,
    "repartir": 10,
    "plan": 11,
    "rendez_vous": 12,
}

_PROSPECTS_OUBLIES = (
    "Vous avez sans doute réparti toutes les visites possibles. "
    "Combien en restera-t-il pour les prospects, promises à l'étape 3 ?"
)

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="Prospecter ou fidéliser : la vraie question",
        chapitre="5-methode",
        faits=("C5.1",),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Une directrice demande s'il faut prospecter ou fidéliser. Quelle réponse tient la route ?",
        genre="choix",
        options=(
            Option("repartir", "Les deux sont vitaux : on répartit le temps et les moyens entre eux."),
            Option(
                "fideliser", "Fidéliser seulement : garder un client coûte moins cher que d'en gagner un."
            ),
            Option(
                "prospecter", "Prospecter seulement : une entreprise ne grandit que par de nouveaux clients."
            ),
            Option("moitie", "Couper le temps en deux moitiés : c'est la règle qui convient partout."),
        ),
        attendu=_choisir("repartir"),
        confirmation="La question est celle du temps et des moyens : on dose, on n'exclut pas.",
        erreurs=(
            Erreur(
                "choix_exclusif_fideliser",
                _choisir("fideliser"),
                "Des clients partent chaque année, même bien suivis. "
                "Qui les remplacera si l'on ne prospecte plus ?",
            ),
            Erreur(
                "choix_exclusif_prospecter",
                _choisir("prospecter"),
                "Les clients actuels peuvent aussi acheter davantage. "
                "Que deviennent-ils si personne ne les voit ?",
            ),
            Erreur(
                "partage_sans_diagnostic",
                _choisir("moitie"),
                "Vous partagez avant d'avoir regardé la situation. "
                "Le même dosage convient-il à un cycle long et à un cycle court ?",
            ),
        ),
        indices=(
            "Imaginez une année entière sans prospection, puis une année entière sans suivi des clients.",
            "Cherchez la réponse qui parle de temps à répartir selon la situation.",
        ),
        solution="Sans fidélisation, les clients partent ; sans prospection, rien ne remplace ceux qui "
        "partent.\n"
        "On ne choisit donc pas un camp : on répartit un temps limité.\n"
        "Les quatre questions du chapitre aident à trouver le dosage, secteur par secteur.",
    ),
    Question(
        identifiant="q2",
        titre="Quatre questions, quatre verdicts",
        chapitre="5-methode",
        faits=("C5.2", "C5.3", "C5.4", "C5.5"),
        essentiel=True,
        niveau="cas",
        points=2,
        competence=_NDRC,
        enonce="Voici ce que disent vos commerciaux d'un secteur. "
        "Quel verdict chaque réponse donne-t-elle, prise seule ?",
        genre="classement",
        elements=lambda v: tuple(Option(cle, texte) for cle, texte in v.lignes_diagnostic.items()),
        categories=(
            Option("fideliser", "fidéliser"),
            Option("prospecter", "prospecter"),
            Option("non_tranche", "non tranché"),
        ),
        attendu=lambda v: v.verdicts,
        confirmation="Quatre réponses, quatre verdicts : ils ne se votent pas, ils se lisent avec leurs "
        "raisons.",
        erreurs=(
            Erreur(
                "deux_sur_quatre_questions",
                lambda v: dict.fromkeys(_QUESTIONS, "fideliser"),
                "Vous donnez un seul verdict aux quatre questions. "
                "À quelle question la règle « au moins 2 sur 4 » appartient-elle ?",
            ),
            Erreur(
                "question_4_tranchee",
                lambda v: {"prospection": "prospecter"},
                "La question 4 ne tranche jamais : elle conseille. "
                "Que fait-on de la prospection selon qu'elle est en place ou non ?",
            ),
            Erreur(
                "besoins_mal_comptes",
                _inverser_besoins,
                "Reprenez la question 2 : combien d'occasions sont citées, et combien en faut-il ?",
            ),
            Erreur(
                "cycle_mal_lu",
                _manquer_cycle,
                "La question 1 regarde deux choses : la durée, puis ce que l'offre permet. "
                "Que dit l'énoncé de chacune ?",
            ),
            Erreur(
                "pression_mal_lue",
                _inverser_pression,
                "Relisez la question 3 : elle ne tranche que si la pression est forte. "
                "Que font ici les concurrents ?",
            ),
            Erreur(
                "pression_fuie",
                lambda v: {"pression": "prospecter"},
                "La question 3 ne fait jamais prospecter. "
                "Quand des concurrents visitent vos clients, qui faut-il protéger d'abord ?",
            ),
        ),
        indices=(
            "Jugez chaque ligne seule, sans regarder les trois autres.",
            "Question 1 : un cycle court ne fait prospecter que si l'offre ne peut pas l'allonger.",
            "Question 2 : deux occasions suffisent. Question 3 : il faut une pression forte. "
            "Question 4 : elle ne tranche pas.",
        ),
        solution="{corrige_diagnostic}\n"
        "Les verdicts ne s'additionnent pas : ils préparent une discussion sur le temps à répartir.",
    ),
    Question(
        identifiant="q3",
        titre="Quelle étape avant quelle autre",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_GPME,
        enonce="Voici sept des douze étapes de la méthode. "
        "Rangez-les : chacune a besoin de ce qui la précède. "
        "Plusieurs ordres conviennent.",
        genre="ordre",
        elements=lambda v: tuple(
            Option(cle, ETAPES[numero - 1].nom) for cle, numero in _ETAPES_A_RANGER.items()
        ),
        attendu=lambda v: tuple(_ETAPES_A_RANGER),
        precedences=_lister_precedences(_ETAPES_A_RANGER),
        confirmation="Chaque étape trouve prêt ce dont elle a besoin.",
        erreurs=(
            Erreur(
                "objectif_avant_temps",
                lambda v: ("objectif", "temps"),
                "Vous promettez des visites aux prospects avant de connaître le temps. "
                "Sur quoi les prendrez-vous ?",
            ),
            Erreur(
                "cotation_avant_criteres",
                lambda v: ("grille", "segmenter"),
                "Vous cotez les clients avant de les avoir segmentés. "
                "Où la grille prendra-t-elle son critère ?",
            ),
            Erreur(
                "visites_avant_note",
                lambda v: ("repartir", "grille"),
                "Vous répartissez les visites avant la cotation. "
                "Qui départagera deux clients si le temps manque ?",
            ),
            Erreur(
                "plan_avant_visites",
                lambda v: ("plan", "repartir"),
                "Vous écrivez le calendrier avant de savoir combien de visites chacun reçoit. "
                "Que placez-vous ?",
            ),
            Erreur(
                "appels_avant_plan",
                lambda v: ("rendez_vous", "plan"),
                "Vous prenez des rendez-vous avant d'avoir un plan. Quelle date proposez-vous au client ?",
            ),
        ),
        indices=(
            "Pour chaque étape, demandez-vous ce qu'elle utilise, puis quelle étape le produit.",
            "Le temps se mesure avant d'être promis ; la note se calcule avant de départager.",
            "Les trois dernières vont du nombre de visites au calendrier, puis au téléphone.",
        ),
        solution="Le temps disponible, puis l'objectif de visites aux prospects, pris sur ce temps.\n"
        "La segmentation, puis la grille de cotation, qui s'en sert.\n"
        "La répartition des visites clients, le plan d'action, enfin la prise de rendez-vous.\n"
        "La segmentation et la grille peuvent aussi se faire avant la mesure du temps.",
    ),
    Question(
        identifiant="q4",
        titre="Combien de visites dans l'année",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Une commerciale a {jours_ouvres} jours ouvrés dans l'année. "
        "Elle en retire {conges} de congés, "
        "{reunions} de réunions et de formation, {bureau} de bureau. "
        "Elle fait {par_jour} visites par jour de terrain. Combien de visites lui sont possibles ?",
        genre="nombre",
        unite="visites",
        attendu=lambda v: v.possibles,
        confirmation="{terrain} jours de terrain, {par_jour} visites par jour : c'est tout le temps à "
        "partager.",
        erreurs=(
            Erreur(
                "aucune_absence_retiree",
                lambda v: v.jours_ouvres * v.par_jour,
                "{reponse} : vous comptez une visite possible chaque jour ouvré. "
                "Quels jours n'est-elle pas sur le terrain ?",
            ),
            Erreur(
                "conges_oublies",
                lambda v: (v.terrain + v.conges) * v.par_jour,
                "{reponse} : il reste sans doute des congés dans votre temps. "
                "Visite-t-on pendant ses congés ?",
            ),
            Erreur(
                "bureau_oublie",
                lambda v: (v.terrain + v.bureau) * v.par_jour,
                "{reponse} : vous n'avez sans doute pas retiré le bureau. Quand prépare-t-elle ses devis ?",
            ),
            Erreur(
                "jours_pour_visites",
                lambda v: v.terrain,
                "{reponse} : c'est un nombre de jours. Combien de visites tient une journée ?",
            ),
            Erreur(
                "prospects_trop_tot",
                lambda v: v.reste,
                "{reponse} : vous avez déjà retiré les visites aux prospects. "
                "L'énoncé demande-t-il les visites possibles ou celles qui restent aux clients ?",
            ),
        ),
        indices=(
            "Comptez d'abord les jours de terrain.",
            "Jours de terrain : jours ouvrés, moins congés, moins réunions, moins bureau. "
            "Multipliez ensuite par les visites d'une journée.",
        ),
        solution="{jours_ouvres} − {conges} − {reunions} − {bureau} = {terrain} jours de terrain.\n"
        "{terrain} × {par_jour} = {possibles} visites possibles dans l'année.",
    ),
    Question(
        identifiant="q5",
        titre="Partager ce qui reste, en proportion",
        chapitre="5-methode",
        faits=("C5.8", "C5.1"),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_GPME,
        enonce="{possibles} visites sont possibles ; {prospects} sont réservées aux prospects. "
        "Partagez le reste entre les classes, en proportion de leurs visites demandées (plus forts restes).",
        genre="tableau",
        unite="visites",
        table="classes",
        elements=lambda v: tuple(Option(nom, texte) for nom, texte in v.lignes_classes.items()),
        attendu=lambda v: v.proportion,
        confirmation="Chaque classe cède la même part de ses visites, et le total est exact.",
        erreurs=(
            Erreur(
                "prospects_oublies",
                lambda v: repartir_visites(v.demandes, v.possibles),
                _PROSPECTS_OUBLIES,
            ),
            Erreur(
                "arrondi_qui_ne_tombe_pas_juste",
                lambda v: _partager(v.reste, v.demandes),
                "Vous avez arrondi chaque ligne à part. Additionnez vos trois nombres : "
                "trouvez-vous ce qu'il y avait à partager ?",
            ),
            Erreur(
                "regles_confondues",
                lambda v: v.priorite,
                "Vous avez servi une classe après l'autre. "
                "L'énoncé demande-t-il la priorité ou la proportion ?",
            ),
            Erreur(
                "base_clients",
                lambda v: _partager(v.reste, v.effectifs),
                "Vous avez partagé selon le nombre de clients. Quelle colonne l'énoncé prend-il pour base ?",
            ),
            Erreur(
                "parts_egales",
                lambda v: dict.fromkeys("ABC", v.reste // 3),
                "Vous avez donné autant à chaque classe. Demandent-elles toutes autant de visites ?",
            ),
            Erreur(
                "temps_illimite",
                lambda v: v.demandes,
                "Vous accordez tout ce qui est demandé. Le total tient-il dans le temps qui reste ?",
            ),
        ),
        indices=(
            "Retirez d'abord les visites réservées aux prospects.",
            "Part d'une classe : visites demandées × visites restantes / total demandé. "
            "Gardez la partie entière.",
            "Les visites encore libres vont aux plus grandes parties décimales.",
        ),
        solution="Il reste {possibles} − {prospects} = {reste} visites pour {total} demandées.\n"
        "{corrige_proportion}\n"
        "On garde les parties entières, puis on donne les visites encore libres aux plus forts restes.\n"
        "Le total fait bien {reste} visites.",
    ),
    Question(
        identifiant="q6",
        titre="La note d'un client",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="La grille va de 1 (pire) à 5 (meilleure valeur). Poids : importance {poids_importance}, "
        "potentiel {poids_potentiel}, relation {poids_relation}. Chaque valeur devient une part : "
        "(valeur − 1) / 4. Quelle est, sur 100, la note de {cote} ?",
        genre="nombre",
        unite="points",
        table="clients",
        attendu=lambda v: v.note,
        confirmation="La note est la moyenne pondérée des parts, ramenée à 100.",
        erreurs=(
            Erreur(
                "poids_oublies",
                lambda v: 100 * (sum(v.valeurs) - 3) / 12,
                "{reponse} : vous avez sans doute fait une moyenne sans les poids. "
                "Les trois critères comptent-ils autant ?",
            ),
            Erreur(
                "echelle_oubliee",
                lambda v: 20 * _ponderer(v) / v.somme_poids,
                "{reponse} : vous avez sans doute divisé les valeurs par 5. "
                "Quelle part l'énoncé donne-t-il à la valeur 1, la pire ?",
            ),
            Erreur(
                "note_sur_cinq",
                lambda v: _ponderer(v) / v.somme_poids,
                "{reponse} : c'est une moyenne des valeurs, de 1 à 5. Sur combien la note se donne-t-elle ?",
            ),
            Erreur(
                "somme_sans_division",
                _ponderer,
                "{reponse} : vous avez additionné sans diviser. Que vaut la somme des poids ?",
            ),
        ),
        indices=(
            "Transformez d'abord les trois valeurs en parts : 1 donne 0 ; 3 donne 0,5 ; 5 donne 1.",
            "Multipliez chaque part par son poids, puis additionnez.",
            "Divisez par la somme des poids, {somme_poids}, et multipliez par 100.",
        ),
        solution="Parts pondérées : {corrige_note} = {somme_parts}.\n"
        "Somme des poids : {somme_poids}.\n"
        "100 × {somme_parts} / {somme_poids} = {note:ent} points sur 100.",
    ),
)

_ENTRAINEMENT = (
    Question(
        identifiant="q7",
        titre="« Au moins 2 sur 4 » : de quoi ?",
        chapitre="5-methode",
        faits=("C5.3",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="« Au moins deux oui sur quatre, alors fidéliser. » À quoi cette règle s'applique-t-elle ?",
        genre="choix",
        options=(
            Option(
                "besoins",
                "Aux quatre occasions de vendre plus aux clients : revente, autres entités, "
                "autres produits, part de leurs achats.",
            ),
            Option("questions", "Aux quatre questions : cycle, besoins, concurrents, prospection en place."),
            Option("clients", "À quatre clients interrogés : deux satisfaits suffisent."),
            Option("trimestres", "Aux quatre trimestres : deux en hausse suffisent."),
        ),
        attendu=_choisir("besoins"),
        confirmation="La règle vit à l'intérieur de la question 2, et nulle part ailleurs.",
        erreurs=(
            Erreur(
                "deux_sur_quatre_questions",
                _choisir("questions"),
                "Vous comptez les quatre questions. "
                "La question 4 peut-elle seulement répondre « fidéliser » ?",
            ),
            Erreur(
                "sondage_de_clients",
                _choisir("clients"),
                "Vous comptez des clients. La règle porte-t-elle sur des personnes ou sur des occasions "
                "de vendre ?",
            ),
            Erreur(
                "trimestres_comptes",
                _choisir("trimestres"),
                "Vous comptez des trimestres. Que cherche-t-on à vendre de plus, et à qui ?",
            ),
        ),
        indices=(
            "Une seule des quatre questions se découpe elle-même en quatre.",
            "Il s'agit de la question 2, celle des besoins des clients.",
        ),
        solution="La question 2 demande ce que l'on peut encore vendre aux clients, sous quatre formes.\n"
        "Si deux de ces formes au moins sont possibles, le potentiel est réel : on fidélise.\n"
        "Les trois autres questions donnent chacune leur verdict, sans vote.",
    ),
    Question(
        identifiant="q8",
        titre="Priorité à la classe A",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Mêmes données : {possibles} visites possibles, dont {prospects} réservées aux prospects. "
        "Les classes A, B et C demandent {demande_a}, {demande_b} et {demande_c} visites. "
        "La règle devient : A en entier, puis B, puis C. Combien en reste-t-il à C ?",
        genre="nombre",
        unite="visites",
        attendu=lambda v: v.priorite_c,
        confirmation="A et B sont servies en entier ; C supporte seule tout ce qui manque.",
        erreurs=(
            Erreur(
                "prospects_oublies",
                lambda v: v.possibles - v.demandes["A"] - v.demandes["B"],
                "{reponse} : vous êtes sans doute parti de toutes les visites possibles. "
                "Lesquelles sont déjà promises ?",
            ),
            Erreur(
                "regles_confondues",
                lambda v: v.proportion["C"],
                "{reponse} : vous avez sans doute partagé en proportion. "
                "Dans cette règle, qui est servi en premier ?",
            ),
            Erreur(
                "temps_illimite",
                lambda v: v.demandes["C"],
                "{reponse} : c'est tout ce que C demande. Le total tient-il dans le temps qui reste ?",
            ),
            Erreur(
                "manque_pour_reste",
                lambda v: v.manque,
                "{reponse} : c'est ce qui manque à C. "
                "L'énoncé demande-t-il ce qu'elle perd ou ce qu'elle reçoit ?",
            ),
        ),
        indices=(
            "Retirez d'abord les visites aux prospects, puis tout ce que demande A.",
            "Retirez ensuite tout ce que demande B : ce qui reste va à C.",
        ),
        solution="{possibles} − {prospects} = {reste} visites pour les clients.\n"
        "Après A et B : {reste} − {demande_a} − {demande_b} = {priorite_c} visites pour C.\n"
        "Il en manque {manque} : par cette règle, la classe C les perd toutes.",
    ),
    Question(
        identifiant="q9",
        titre="Et si l'on prospecte déjà ?",
        chapitre="5-methode",
        faits=("C5.5",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="L'équipe prospecte déjà, chaque semaine, avec des résultats inégaux. "
        "Que conseille la méthode ?",
        genre="choix",
        options=(
            Option(
                "analyser",
                "Continuer, et chercher qui signe et pourquoi, pour y concentrer l'effort.",
            ),
            Option("doubler", "Doubler le temps de prospection, puisqu'elle est en place."),
            Option("arreter", "Arrêter, puisque les résultats sont inégaux."),
            Option("elargir", "Appeler tous les prospects de la même façon, pour n'en oublier aucun."),
        ),
        attendu=_choisir("analyser"),
        confirmation="À temps égal, l'effort rapporte davantage là où l'on réussit déjà.",
        erreurs=(
            Erreur(
                "plus_de_temps",
                _choisir("doubler"),
                "Vous ajoutez du temps avant d'avoir regardé où il sert. "
                "Quel profil de prospect signe le plus ?",
            ),
            Erreur(
                "abandon",
                _choisir("arreter"),
                "Vous abandonnez une compétence qui s'apprend. Que disent les essais qui ont réussi ?",
            ),
            Erreur(
                "meme_approche",
                _choisir("elargir"),
                "Vous traitez tous les prospects pareil. "
                "Les accroches qui ont marché valaient-elles pour tous ?",
            ),
        ),
        indices=(
            "Comparez les prospects devenus clients aux autres : secteur, taille, interlocuteur.",
            "La méthode ne demande pas plus de temps : elle demande de mieux l'employer.",
        ),
        solution="On continue, puis on analyse ce qui réussit.\n"
        "Trois choses à relever : le profil type des prospects gagnés, l'accroche, l'approche.\n"
        "On vise ensuite les prospects qui ressemblent aux clients gagnés, à temps égal.",
    ),
    Question(
        identifiant="q10",
        titre="Agitation ou action ?",
        chapitre="5-methode",
        faits=("C5.6",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Les demandes de devis baissent. Le dirigeant lance : « Trouvez des commandes, et vite. » "
        "Qu'est-ce qui ferait de cet élan une action commerciale ?",
        genre="choix_multiple",
        options=(
            Option("objectif", "Donner un objectif à chaque visite."),
            Option("types", "Dire quels types de prospects voir."),
            Option("outils", "Adapter les documents de vente à chaque segment."),
            Option("partage", "Décider de la politique avec les commerciaux, et l'écrire."),
            Option("rendez_vous", "Remplir les agendas, quels que soient les rendez-vous."),
            Option("route", "Mesurer l'effort aux kilomètres parcourus."),
        ),
        attendu=lambda v: ("objectif", "types", "outils", "partage"),
        confirmation="Un but, des cibles, des outils adaptés, une politique commune : voilà l'action.",
        erreurs=(
            Erreur(
                "agenda_plein",
                lambda v: {"rendez_vous": True},
                "Un agenda plein rassure. Qu'attend-on de chacun de ces rendez-vous ?",
            ),
            Erreur(
                "effort_pour_resultat",
                lambda v: {"route": True},
                "Vous mesurez la fatigue. Qu'est-ce qui mesurerait un résultat ?",
            ),
            Erreur(
                "politique_non_partagee",
                lambda v: {"partage": False},
                "Si chaque commercial décide seul, que vaudra la somme de leurs efforts ?",
            ),
            Erreur(
                "visite_sans_objectif",
                lambda v: {"objectif": False},
                "Comment saura-t-on, en sortant, si la visite a réussi ?",
            ),
        ),
        indices=(
            "Pour chaque proposition, demandez-vous si elle dit pourquoi l'on bouge, ou seulement que "
            "l'on bouge.",
            "Quatre propositions conviennent.",
        ),
        solution="L'action a des objectifs de visite, des types de prospects choisis, des outils par "
        "segment.\n"
        "Elle repose sur une politique partagée avec la force de vente.\n"
        "Remplir les agendas ou rouler davantage n'est que de l'agitation.",
    ),
    Question(
        identifiant="q11",
        titre="De l'information au message",
        chapitre="5-methode",
        faits=("C5.7",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Vous préparez une campagne de conquête. Dans quel ordre enchaînez-vous ces étapes ?",
        genre="ordre",
        elements=lambda v: (
            Option("collecter", "Collecter les informations sur le marché"),
            Option("qualifier", "Qualifier les données : vérifier, compléter"),
            Option("segmenter", "Segmenter en groupes homogènes"),
            Option("cibler", "Cibler les groupes les plus susceptibles d'acheter"),
            Option("message", "Choisir le canal et le message de la cible"),
        ),
        attendu=lambda v: ("collecter", "qualifier", "segmenter", "cibler", "message"),
        confirmation="De l'information brute à la bonne phrase, dite par le bon canal à la bonne cible.",
        erreurs=(
            Erreur(
                "message_avant_cible",
                lambda v: ("message", "cibler"),
                "Vous écrivez le message avant de connaître la cible. À qui parle-t-il ?",
            ),
            Erreur(
                "cible_avant_segments",
                lambda v: ("cibler", "segmenter"),
                "Vous choisissez une cible avant d'avoir des segments. Entre quoi choisissez-vous ?",
            ),
            Erreur(
                "segments_sans_qualification",
                lambda v: ("segmenter", "qualifier"),
                "Vous segmentez des données non vérifiées. "
                "Que valent des groupes faits sur des fiches fausses ?",
            ),
            Erreur(
                "qualification_de_rien",
                lambda v: ("qualifier", "collecter"),
                "Vous qualifiez avant de collecter. Quelles données vérifiez-vous ?",
            ),
        ),
        indices=(
            "On ne vérifie que ce que l'on a, on ne groupe que ce que l'on a vérifié.",
            "Cibler, c'est choisir parmi des segments ; le message vient après la cible.",
        ),
        solution="Collecter, qualifier, segmenter, cibler, puis choisir le canal et le message.\n"
        "Chaque étape travaille sur le résultat de la précédente.",
    ),
    Question(
        identifiant="q12",
        titre="De quoi chaque étape a besoin",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Chaque étape attend quelque chose des précédentes. Associez à chacune ce qui doit être prêt.",
        genre="appariement",
        elements=lambda v: (
            Option("objectif", "Fixer le nombre de visites aux prospects"),
            Option("comptes", "Répartir les clients en comptes"),
            Option("typologie", "Établir une typologie client"),
            Option("grille", "Établir la grille de cotation"),
            Option("repartir", "Répartir les visites clients"),
            Option("appels", "Préparer la prise de rendez-vous"),
        ),
        categories=(
            Option("temps", "Le temps disponible, mesuré"),
            Option("achats", "Ce que chacun achète et pourrait acheter"),
            Option("infos", "Les informations recueillies sur les clients"),
            Option("criteres", "Les trois critères à noter"),
            Option("note", "La note, et le temps une fois les prospects servis"),
            Option("dates", "Les dates du plan d'action"),
        ),
        attendu=lambda v: {
            "objectif": "temps",
            "comptes": "achats",
            "typologie": "infos",
            "grille": "criteres",
            "repartir": "note",
            "appels": "dates",
        },
        confirmation="Connaître la raison vaut mieux que réciter la liste : l'ordre s'en déduit.",
        erreurs=(
            Erreur(
                "appels_sans_dates",
                lambda v: {"appels": "temps"},
                "Au téléphone, une disponibilité vague ne suffit pas. Que proposez-vous au client ?",
            ),
            Erreur(
                "promesse_sans_temps",
                lambda v: {"objectif": "note"},
                "Les prospects n'ont pas de note : ils se servent avant. Sur quoi prend-on leurs visites ?",
            ),
            Erreur(
                "grille_avant_typologie",
                lambda v: {"grille": "infos"},
                "Des informations brutes ne se notent pas encore. Que note une grille multicritère ?",
            ),
            Erreur(
                "visites_sans_note",
                lambda v: {"repartir": "temps"},
                "Le temps seul ne départage pas deux clients. Qu'est-ce qui dit lequel voir ?",
            ),
        ),
        indices=(
            "Cherchez d'abord les couples évidents : les appels, la grille.",
            "Les visites aux prospects se retirent du temps avant celles des clients.",
        ),
        solution="L'objectif de visites demande le temps ; les comptes, ce que chacun achète et pourrait "
        "acheter.\n"
        "La typologie demande des informations ; la grille, les trois critères.\n"
        "La répartition demande la note et le temps restant ; les appels, les dates du plan.",
    ),
    Question(
        identifiant="q13",
        titre="Changer un poids, changer de premier",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_NDRC,
        enonce="Le dirigeant triple le poids de la relation, qui passe de {poids_relation} à "
        "{poids_triple} ; "
        "importance ({poids_importance}) et potentiel ({poids_potentiel}) ne changent pas. "
        "Qui prend la première place ?",
        genre="choix",
        table="clients",
        options=(
            Option("nouveau", "{nouveau}"),
            Option("premier", "{premier}"),
            Option("gros", "{gros}"),
            Option("proche", "{proche}"),
        ),
        attendu=_choisir("nouveau"),
        confirmation="Avec les nouveaux poids, {nouveau} obtient {note_nouveau} points sur 100 et passe "
        "premier.",
        erreurs=(
            Erreur(
                "poids_inchanges",
                _choisir("premier"),
                "{premier} était premier avec les anciens poids. Avez-vous recalculé sa note ?",
            ),
            Erreur(
                "importance_seule",
                _choisir("gros"),
                "{gros} pèse lourd aujourd'hui. Quelle place tient l'importance dans les nouveaux poids ?",
            ),
            Erreur(
                "relation_seule",
                _choisir("proche"),
                "{proche} a une relation parfaite. Les deux autres critères ne comptent-ils plus ?",
            ),
        ),
        indices=(
            "Recalculez la note des quatre clients proposés avec les nouveaux poids.",
            "La somme des poids change aussi, mais elle est la même pour tous.",
        ),
        solution="Avec les anciens poids, {premier} était premier avec {note_premier} points.\n"
        "Avec la relation au poids {poids_triple}, {nouveau} passe premier avec {note_nouveau} points.\n"
        "Un classement qui bascule se présente avec ses poids : ils sont un choix.",
    ),
    Question(
        identifiant="q14",
        titre="La part des demandes satisfaite",
        chapitre="5-methode",
        faits=("C5.8", "C5.1"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="{possibles} visites possibles, {prospects} pour les prospects, {total} demandées par les "
        "clients. "
        "Quelle part des visites demandées les clients recevront-ils en tout ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.couverture,
        confirmation="{reste} visites pour {total} demandées : c'est la part que la règle proportionnelle "
        "sert à chacun.",
        erreurs=(
            Erreur(
                "prospects_oublies",
                lambda v: 100 * v.possibles / v.total,
                "{reponse} : vous avez sans doute compté les visites promises aux prospects. "
                "Iront-elles aux clients ?",
            ),
            Erreur(
                "base_possibles",
                lambda v: 100 * v.reste / v.possibles,
                "{reponse} : c'est la part du temps donnée aux clients. "
                "À quoi l'énoncé rapporte-t-il les visites ?",
            ),
            Erreur(
                "part_manquante",
                lambda v: 100 - v.couverture,
                "{reponse} : c'est la part qui manque. "
                "L'énoncé demande-t-il ce qu'ils perdent ou ce qu'ils reçoivent ?",
            ),
            Erreur(
                "rapport_renverse",
                lambda v: 100 * v.total / v.reste,
                "{reponse} : vous avez divisé dans l'autre sens. "
                "Une part de 100 ou plus est-elle possible ici ?",
            ),
        ),
        indices=(
            "Comptez les visites qui restent aux clients une fois les prospects servis.",
            "Divisez-les par les visites demandées.",
        ),
        solution="{possibles} − {prospects} = {reste} visites pour les clients.\n"
        "{reste} / {total} = {couverture:pct1}.",
    ),
    Question(
        identifiant="q15",
        titre="À quelle question répond ce constat ?",
        chapitre="5-methode",
        faits=("C5.2", "C5.3", "C5.4", "C5.5"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence="Assurer la veille informationnelle (MCO, bloc 1)",
        enonce="Au retour d'une tournée, les commerciaux rapportent quatre constats. "
        "À quelle question du diagnostic chacun répond-il ?",
        genre="appariement",
        elements=lambda v: (
            Option("fideles", "Nos clients d'il y a dix ans achètent encore"),
            Option("site", "Le siège commande, ses trois agences pas encore"),
            Option("rival", "Un rival leur propose la même gamme, moins chère"),
            Option("appels", "Nos rendez-vous gagnés viennent tous de la même accroche"),
        ),
        categories=(
            Option("cycle", "1. La durée du cycle de vie"),
            Option("besoins", "2. Les besoins des clients"),
            Option("concurrents", "3. Les concurrents"),
            Option("prospection", "4. La prospection en place"),
        ),
        attendu=lambda v: {
            "fideles": "cycle",
            "site": "besoins",
            "rival": "concurrents",
            "appels": "prospection",
        },
        confirmation="Chaque constat nourrit une seule question : on le range avant de conclure.",
        erreurs=(
            Erreur(
                "agences_prises_pour_prospects",
                lambda v: {"site": "prospection"},
                "Les agences d'un client ne sont pas des inconnues. Quelle occasion ouvrent-elles chez lui ?",
            ),
            Erreur(
                "fidelite_prise_pour_besoin",
                lambda v: {"fideles": "besoins"},
                "Ce constat parle de temps passé. Quelle question mesure une durée ?",
            ),
            Erreur(
                "accroche_prise_pour_besoin",
                lambda v: {"appels": "besoins"},
                "Une accroche sert à obtenir un premier rendez-vous. Avec qui ?",
            ),
        ),
        indices=(
            "Cherchez le mot qui compte : une durée, une occasion de vendre, un rival, un premier "
            "rendez-vous.",
            "Vendre à une autre entité du même client, c'est encore vendre à ce client.",
        ),
        solution="Dix ans d'achats : durée du cycle. Des agences à équiper : besoins, autres entités.\n"
        "Un rival moins cher : concurrents. Une accroche qui marche : prospection en place, à analyser.",
    ),
    Question(
        identifiant="q16",
        titre="Les rendez-vous encore libres",
        chapitre="5-methode",
        faits=("C5.8",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_GPME,
        enonce="Un plan d'action couvre {semaines} semaines de cinq jours, dont {fermes} jours fériés ou "
        "de salon. "
        "On y fait {par_jour_plan} visites par jour ; {placees} sont déjà datées. "
        "Combien de rendez-vous peut-on encore prendre ?",
        genre="nombre",
        unite="rendez-vous",
        attendu=lambda v: v.libres,
        confirmation="{jours_plan} jours de visite, moins ce qui est déjà daté : voilà ce que l'on peut "
        "proposer.",
        erreurs=(
            Erreur(
                "jours_fermes_oublies",
                lambda v: 5 * v.semaines * v.par_jour_plan - v.placees,
                "{reponse} : vous avez sans doute compté les jours fermés. Qui vous recevra ces jours-là ?",
            ),
            Erreur(
                "semaine_de_sept_jours",
                lambda v: (7 * v.semaines - v.fermes) * v.par_jour_plan - v.placees,
                "{reponse} : vous avez sans doute compté les samedis et les dimanches. "
                "Combien de jours de visite une semaine a-t-elle ?",
            ),
            Erreur(
                "visites_placees_oubliees",
                lambda v: v.places,
                "{reponse} : c'est tout le plan. Combien de ces places sont déjà prises ?",
            ),
            Erreur(
                "jours_fermes_pour_visites",
                lambda v: 5 * v.semaines * v.par_jour_plan - v.fermes - v.placees,
                "{reponse} : vous avez retiré des jours à des visites. "
                "Combien de visites un jour fermé coûte-t-il ?",
            ),
        ),
        indices=(
            "Comptez les jours de visite : cinq par semaine, moins les jours fermés.",
            "Multipliez par les visites d'une journée, puis retirez celles qui sont datées.",
        ),
        solution="5 × {semaines} − {fermes} = {jours_plan} jours de visite.\n"
        "{jours_plan} × {par_jour_plan} = {places} places ; {places} − {placees} = {libres} rendez-vous.",
    ),
    Question(
        identifiant="q17",
        titre="Conseiller le dirigeant",
        chapitre="5-methode",
        faits=("C5.1", "C5.6", "C5.8"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_NDRC,
        enonce="Le dirigeant veut « tout miser sur la prospection cette année ». En quatre ou cinq phrases, "
        "dites-lui ce que montrent le diagnostic et le compte des visites, puis ce que vous proposez.",
        genre="ouvert",
        table="classes",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "Au moins un verdict du diagnostic est cité avec sa raison.",
            "Le compte des visites est donné : possibles, promises aux prospects, demandées par les clients.",
            "La règle de partage proposée est nommée, et ce qu'elle coûte est dit.",
            "La réponse dose les deux actions au lieu d'en choisir une.",
            "Une première action est fixée, avec une personne et une date.",
        ),
        indices=(
            "Commencez par ce que l'on sait : une raison du diagnostic, puis les trois nombres de visites.",
            "Terminez par ce que l'on fait lundi, et par ce que l'on regardera dans trois mois.",
        ),
        solution="« Le diagnostic ne conseille pas un camp : chaque question a sa raison, et la quatrième "
        "ne tranche pas.\n"
        "Nous pouvons faire {possibles} visites ; {prospects} sont promises aux prospects, il en reste "
        "{reste}.\n"
        "Les clients en demandent {total} : il en manque {manque}.\n"
        "En servant d'abord A, toute la perte tombe sur C, que je propose de suivre à distance.\n"
        "Nous gardons les visites aux prospects, et nous comptons les résultats fin mars. »",
    ),
)

SUJET = Sujet(
    nom="5-methode",
    titre="Série 5 · Prospecter ou fidéliser : la méthode en 12 étapes",
    version="1",
    presentation="Vous travaillez pour {entreprise}. Voici huit clients, notés de 1 à 5 sur trois critères : "
    "leur importance aujourd'hui, leur potentiel, la qualité de la relation. "
    "D'autres tableaux viennent avec les questions.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
