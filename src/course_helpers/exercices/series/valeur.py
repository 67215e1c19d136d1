"""La série du chapitre 3 : de la marge d'une vente à la valeur vie, puis à la décision.

Les réponses attendues viennent de :mod:`course_helpers.valeur`. Les seuls calculs écrits ici sont les
mauvais : chaque erreur typique est le calcul qui mène à la réponse fausse.
"""

from math import ceil

import pandas as pd

from course_helpers.ecriture import FINE, ecrire_nombre
from course_helpers.exercices.question import Convention, Erreur, Option, Question, Sujet, Valeurs
from course_helpers.tirages.reserve import Portefeuille
from course_helpers.valeur import (
    amortir_acquisition,
    calculer_ht,
    comparer_couts,
    mesurer_marge,
    mesurer_retention_effectifs,
    valeur_client,
    valeur_vie,
    valeur_vie_marge_acquise,
)

_NDRC = "Analyser un portefeuille clients (NDRC, bloc 1)"
_PROSPECTION = "Mettre en œuvre et évaluer une démarche de prospection (NDRC, bloc 1)"
_MCO = "Entretenir la relation client (MCO, bloc 1)"
_ETUDES = "Réaliser et exploiter des études commerciales (MCO, bloc 1)"
_GPME = "Mettre à jour le système d'information clients (GPME, bloc 1)"


def calculer(donnees: Portefeuille) -> dict:
    """Calculer tout ce que citent les questions de la série.

    Parameters
    ----------
    donnees : Portefeuille
        Un portefeuille de la série ``3-valeur``.

    Returns
    -------
    dict
        Des nombres et des textes, par nom. Les taux et les ``…_retention`` sont en %, les montants en €.
    """
    faits = donnees.faits
    valeurs = _mesurer(donnees.clients).sort_values("ca", ascending=False, ignore_index=True)
    cinq = _mesurer(donnees.tables["cinq"])
    ensemble = mesurer_marge(
        valeurs["ca"].sum(), cout_achat=valeurs["cout_achat"].sum(), frais=valeurs["charges"].sum()
    )
    taux = 1 - valeurs["cout_achat"] / valeurs["ca"]
    ttc, marque = faits["prix_ttc_centimes"] / 100, faits["marque_pct"] / 100
    vente = mesurer_marge(calculer_ht(ttc), taux_marque=marque, frais=faits["frais"])
    retention = mesurer_retention_effectifs(faits["debut"], faits["fin"], nouveaux=faits["nouveaux"])
    etudie = valeurs.iloc[4]
    couts = comparer_couts(
        depenses_conquete=faits["depenses_conquete"],
        clients_gagnes=faits["gagnes"],
        depenses_fidelisation=faits["depenses_fidelisation"],
        clients_gardes=faits["gardes"],
    )
    vie = {
        "taux_retention": faits["vie_retention"] / 100,
        "taux_actualisation": faits["vie_taux"] / 100,
        "horizon": faits["vie_annees"],
    }
    conquete = {
        "taux_retention": faits["conquete_retention"] / 100,
        "taux_actualisation": faits["conquete_taux"] / 100,
        "horizon": faits["conquete_annees"],
    }
    cout = faits["conquete_cout"]
    reglages = {
        "taux_retention": faits["amorti_retention"] / 100,
        "taux_actualisation": faits["amorti_taux"] / 100,
    }
    amorti = amortir_acquisition(faits["amorti_cout"], faits["amorti_marge"], **reglages)
    annee = amorti.attrs["annee_equilibre"]
    return dict(faits) | {
        "entreprise": donnees.entreprise,
        "n": len(valeurs),
        # Une vente
        "prix_ttc": ttc,
        "prix_ht": vente["prix_ht"],
        "cout_vente": vente["cout_achat"],
        "marge_vente": vente["marge_commerciale"],
        "nette_vente": vente["marge_nette"],
        # Le portefeuille
        "etudie": etudie.client,
        "etudie_ca": etudie.ca,
        "etudie_cout": etudie.cout_achat,
        "etudie_charges": etudie.charges,
        "etudie_valeur": etudie.valeur,
        "premier": valeurs["client"].iloc[0],
        "moyen": valeurs["client"].iloc[6],
        "piege": valeurs.loc[valeurs["valeur"].idxmin(), "client"],
        "perte": valeurs["valeur"].min(),
        "rang_piege": int(valeurs["valeur"].idxmin()) + 1,
        "petit": valeurs["client"].iloc[-1],
        "ca_total": ensemble["prix_ht"],
        "marge_totale": ensemble["marge_commerciale"],
        "taux_marque": 100 * ensemble["taux_marque"],
        "taux_marge": 100 * ensemble["taux_marge"],
        "taux_valeur": 100 * ensemble["marge_nette"] / ensemble["prix_ht"],
        "moyenne_taux": 100 * taux.mean(),
        "cinq": {ligne.client: ligne for ligne in cinq.itertuples(index=False)},
        "perdant": cinq.loc[cinq["valeur"].idxmin(), "client"],
        "total_cinq": cinq["valeur"].sum(),
        "corrige_cinq": "\n".join(
            f"{ligne.client}{FINE}: {_euros(ligne.ca)} − {_euros(ligne.cout_achat)} − "
            f"{_euros(ligne.charges)} = {_euros(ligne.valeur)}."
            for ligne in cinq.itertuples()
        ),
        # Rétention
        "restes": int(retention["restes"]),
        "perdus": int(retention["perdus"]),
        "retention": 100 * retention["taux_retention"],
        "attrition": 100 * retention["taux_attrition"],
        "duree": retention["duree_moyenne"],
        "corrige_duree": ecrire_nombre(retention["duree_moyenne"], 1),
        # Valeur vie
        "vie": valeur_vie(faits["vie_marge"], **vie),
        "vie_acquise": valeur_vie_marge_acquise(faits["vie_marge"], **vie),
        "corrige_vie": _detailler(amortir_acquisition(0, faits["vie_marge"], **vie)),
        "reglages_vie": vie,
        "conquete": valeur_vie(faits["conquete_marge"], premiere_marge=0, cout_acquisition=cout, **conquete),
        "conquete_acquise": valeur_vie_marge_acquise(
            faits["conquete_marge"], cout_acquisition=cout, **conquete
        ),
        "corrige_conquete": _detailler(
            amortir_acquisition(0, faits["conquete_marge"], premiere_marge=0, **conquete)
        ),
        "brute_conquete": valeur_vie(faits["conquete_marge"], premiere_marge=0, **conquete),
        "reglages_conquete": conquete,
        # Point mort
        "annee": annee,
        "annee_avant": annee - 1,
        "annee_sur_ca": amortir_acquisition(faits["amorti_cout"], faits["amorti_ca"], **reglages).attrs[
            "annee_equilibre"
        ],
        "manque": -amorti["solde"].iloc[annee - 2],
        "solde_avant": amorti["solde"].iloc[annee - 2],
        "solde": amorti["solde"].iloc[annee - 1],
        # Gagner ou garder
        "cout_gagner": couts["cout_gagner"],
        "cout_garder": couts["cout_garder"],
        "verifiee": bool(couts["rapport"] > 1),
        "bilan_couts": _comparer(couts),
    }


def _mesurer(table: pd.DataFrame) -> pd.DataFrame:
    return valeur_client(table, table[["client", "charges"]].rename(columns={"charges": "montant"}))


def _detailler(amorti: pd.DataFrame) -> str:
    """Une ligne par année : ce que vaut la marge attendue, puis le cumul."""
    return "\n".join(
        f"t = {ligne.annee}{FINE}: {ecrire_nombre(ligne.marge, 2, '€')}, "
        f"cumul {ecrire_nombre(ligne.marge_cumulee, 2, '€')}."
        for ligne in amorti.itertuples()
    )


def _euros(montant: float) -> str:
    return ecrire_nombre(montant, 0, "€")


def _comparer(couts: pd.Series) -> str:
    rapport = couts["rapport"]
    if rapport > 1:
        return f"gagner un client a coûté {ecrire_nombre(rapport, 1)} fois plus que d’en garder un"
    return f"garder un client a coûté {ecrire_nombre(1 / rapport, 1)} fois plus que d’en gagner un"


# --- Les mauvais calculs -----------------------------------------------------------------------------------


def _vendre(v: Valeurs, prix_ht: float, taux: str = "taux_marque") -> float:
    """La marge nette de la vente, à partir d'un prix ou d'un taux qui n'est pas le bon."""
    return mesurer_marge(prix_ht, frais=v.frais, **{taux: v.marque_pct / 100})["marge_nette"]


def _remplir(v: Valeurs, calcul) -> dict[str, float]:
    """Une colonne à compléter : une valeur par client du tableau."""
    return {nom: calcul(ligne) for nom, ligne in v.cinq.items()}


def _vivre(v: Valeurs, marge: float = 0, **change) -> float:
    """La valeur vie de la question 6, avec un réglage faux."""
    return valeur_vie(marge or v.vie_marge, **v.reglages_vie | change)


def _conquerir(v: Valeurs, marge: float = 0, cout: float | None = None, **change) -> float:
    """La valeur vie de la conquête, avec un réglage faux."""
    return valeur_vie(
        marge or v.conquete_marge,
        cout_acquisition=v.conquete_cout if cout is None else cout,
        **{"premiere_marge": 0} | v.reglages_conquete | change,
    )


def _perdre_i(reglages: dict) -> dict:
    """Multiplier par (1 − i) au lieu de diviser par (1 + i)."""
    garde = reglages["taux_retention"] * (1 - reglages["taux_actualisation"])
    return {"taux_retention": garde, "taux_actualisation": 0}


def _choisir(cle: str):
    """Le « calcul » d'un choix : toujours la même option."""
    return lambda v: cle


# --- Des messages qui servent plusieurs fois ---------------------------------------------------------------

_MARGE_ACQUISE = (
    "{reponse} : cette réponse suit une autre convention. La première marge y est certaine, reçue "
    "dans un an : "
    "le départ ne compte qu'ensuite. Celle du cours compte la rétention dès la première année, t = 1."
)
_MARGE_ACQUISE_CONQUETE = (
    "{reponse} : cette réponse suit une autre convention. La première marge y est certaine, "
    "mais reçue dans un an. L'énoncé la reçoit tout de suite, à t = 0."
)
_UN_MOINS_I = (
    "{reponse} : vous avez sans doute multiplié par (1 − i) chaque année. "
    "Combien faut-il placer aujourd'hui, au taux i, pour avoir 100 € dans un an ?"
)
_PERSONNE_NE_PART = (
    "{reponse} : vous avez sans doute compté la marge entière chaque année. "
    "Tous les clients sont-ils encore là l'année suivante ?"
)
_NON_ACTUALISE = (
    "{reponse} : vous n'avez sans doute pas actualisé. "
    "100 € reçus dans trois ans valent-ils 100 € aujourd'hui ?"
)
_PROJECTION = (
    "{reponse} : vous êtes sans doute parti de la valeur projetée, marge fois nombre d'années. "
    "Que faites-vous des départs et du temps ?"
)
_CA_POUR_MARGE_VIE = (
    "{reponse} : vous avez sans doute additionné le chiffre d'affaires. "
    "Que reste-t-il à l'entreprise quand elle a payé ce qu'elle vend ?"
)


# --- Les questions -----------------------------------------------------------------------------------------

_ESSENTIEL = (
    Question(
        identifiant="q1",
        titre="La valeur d'un client, en mots",
        chapitre="3-valeur",
        faits=("C3.1", "C3.2"),
        essentiel=True,
        niveau="rappel",
        points=1,
        competence=_NDRC,
        enonce="Un grossiste veut connaître la valeur d'un client sur l'année écoulée. "
        "L'énoncé compte le coût d'achat. Que calcule-t-il ?",
        genre="choix",
        options=(
            Option(
                "valeur", "Le CA HT du client, moins le coût d'achat, moins les charges qu'il occasionne."
            ),
            Option("ca", "Le CA HT du client, avoirs déduits."),
            Option("commerciale", "Le CA HT du client, moins le coût d'achat de ce qu'il a acheté."),
            Option("future", "La somme des marges que le client laissera dans les prochaines années."),
        ),
        attendu=_choisir("valeur"),
        confirmation="La valeur constatée est la marge nette de la période : rien n'y est estimé.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                _choisir("ca"),
                "Vous prenez les ventes pour ce qui reste. Que devez-vous payer pour servir ce client ?",
            ),
            Erreur(
                "charges_oubliees",
                _choisir("commerciale"),
                "C'est la marge commerciale. "
                "Qui paie les visites, les livraisons et le publipostage destinés à ce client ?",
            ),
            Erreur(
                "valeur_vie_pour_constatee",
                _choisir("future"),
                "C'est la valeur vie, tournée vers l'avenir. De quelle période parle l'énoncé ?",
            ),
        ),
        indices=(
            "Cherchez ce qui reste à l'entreprise, pas ce qui entre.",
            "Deux choses se retranchent : ce que coûtent les produits, et ce que coûte le client.",
        ),
        solution="Valeur constatée = CA HT − coût d'achat − charges occasionnées par le client.\n"
        "Pour une entreprise de services sans achat de marchandises, il reste CA HT − charges.\n"
        "L'énoncé dit toujours si le coût d'achat est compté.",
    ),
    Question(
        identifiant="q2",
        titre="Du prix TTC à la marge nette",
        chapitre="3-valeur",
        faits=("C3.1",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_GPME,
        enonce="Un produit est vendu {prix_ttc:eur} TTC, TVA à 20 %. Son taux de marque est de "
        "{marque_pct:pct0} du prix HT. La vente occasionne {frais:eur} de frais HT. "
        "Quelle est sa marge nette, coût d'achat et frais déduits ?",
        genre="nombre",
        unite="€",
        decimales=2,
        attendu=lambda v: v.nette_vente,
        confirmation="{prix_ht:eur} HT laissent {marge_vente:eur} de marge commerciale, puis "
        "{nette_vente:eur} "
        "une fois les frais payés.",
        erreurs=(
            Erreur(
                "ttc_pour_ht",
                lambda v: _vendre(v, v.prix_ttc),
                "{reponse} : vous avez sans doute pris la marge sur le prix TTC. "
                "À qui l'entreprise verse-t-elle la TVA ?",
            ),
            Erreur(
                "ht_par_soustraction",
                lambda v: _vendre(v, v.prix_ttc * 4 / 5),
                "{reponse} : vous avez sans doute ôté 20 % du prix TTC. "
                "Les 20 % de TVA se calculent-ils sur le TTC ou sur le HT ?",
            ),
            Erreur(
                "taux_de_marge",
                lambda v: _vendre(v, v.prix_ht, "taux_marge"),
                "{reponse} : vous avez sans doute lu un taux de marge, rapporté au coût d'achat. "
                "À quoi se rapporte le taux de marque ?",
            ),
            Erreur(
                "frais_oublies",
                lambda v: v.marge_vente,
                "{reponse} : c'est la marge commerciale. Que reste-t-il quand les frais sont payés ?",
            ),
            Erreur(
                "cout_pour_marge",
                lambda v: v.cout_vente - v.frais,
                "{reponse} : vous avez sans doute gardé le coût d'achat. "
                "Quelle partie du prix reste à l'entreprise ?",
            ),
        ),
        indices=(
            "Retrouvez d'abord le prix HT : le TTC vaut 120 % du HT.",
            "Dans un tableur, prix TTC en B1 : le prix HT est `=B1/(1+20%)`.",
            "La marge commerciale est le prix HT multiplié par le taux de marque ; ôtez ensuite les frais.",
        ),
        solution="Prix HT : {prix_ttc:eur} / 1,20 = {prix_ht:eur}.\n"
        "Marge commerciale : {prix_ht:eur} × {marque_pct:pct0} = {marge_vente:eur} "
        "(le coût d'achat est de {cout_vente:eur}).\n"
        "Marge nette : {marge_vente:eur} − {frais:eur} = {nette_vente:eur}.",
    ),
    Question(
        identifiant="q3",
        titre="La valeur d'un client de votre portefeuille",
        chapitre="3-valeur",
        faits=("C3.1",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Quelle est la valeur constatée de « {etudie} » ? "
        "Coût d'achat compris : CA HT − coût d'achat − charges.",
        genre="nombre",
        unite="€",
        table="clients",
        attendu=lambda v: v.etudie_valeur,
        confirmation="Sur {etudie_ca:eur} de chiffre d'affaires, ce client laisse {etudie_valeur:eur} : "
        "c'est cela qu'il rapporte.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                lambda v: v.etudie_ca,
                "{reponse} : c'est son chiffre d'affaires. Que faut-il payer pour le servir ?",
            ),
            Erreur(
                "charges_oubliees",
                lambda v: v.etudie_ca - v.etudie_cout,
                "{reponse} : c'est sa marge commerciale. Quelle colonne du tableau n'avez-vous pas "
                "employée ?",
            ),
            Erreur(
                "cout_achat_oublie",
                lambda v: v.etudie_ca - v.etudie_charges,
                "{reponse} : vous avez sans doute oublié le coût d'achat. L'énoncé le compte-t-il ou non ?",
            ),
            Erreur(
                "charges_ajoutees",
                lambda v: v.etudie_ca - v.etudie_cout + v.etudie_charges,
                "{reponse} : vous avez sans doute ajouté les charges. "
                "Une charge enrichit-elle l'entreprise ?",
            ),
        ),
        indices=(
            "Repérez la ligne de ce client : trois montants s'y lisent.",
            "Dans un tableur : `=B2-C2-D2`, si la ligne 2 est la sienne.",
        ),
        solution="{etudie_ca:eur} − {etudie_cout:eur} − {etudie_charges:eur} = {etudie_valeur:eur}.\n"
        "La marge commerciale s'arrête avant les charges ; la valeur du client va jusqu'au bout.",
    ),
    Question(
        identifiant="q4",
        titre="Qui coûte plus qu'il ne rapporte",
        chapitre="3-valeur",
        faits=("C3.1", "C3.3"),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_NDRC,
        enonce="Calculez la valeur de chacun de ces cinq clients, coût d'achat compris : "
        "CA HT − coût d'achat − charges. Une perte s'écrit avec le signe moins.",
        genre="tableau",
        unite="€",
        table="cinq",
        elements=lambda v: tuple(Option(client, client) for client in v.cinq),
        attendu=lambda v: _remplir(v, lambda c: c.valeur),
        confirmation="À eux cinq, {total_cinq:eur}. « {perdant} » coûte plus qu'il ne rapporte : "
        "ses charges dépassent sa marge.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                lambda v: _remplir(v, lambda c: c.ca),
                "Vous avez recopié le chiffre d'affaires. Que reste-t-il quand tout est payé ?",
            ),
            Erreur(
                "charges_oubliees",
                lambda v: _remplir(v, lambda c: c.ca - c.cout_achat),
                "Vous vous êtes arrêté à la marge commerciale. "
                "Que coûtent les visites, les livraisons, les relances de chaque client ?",
            ),
            Erreur(
                "cout_achat_oublie",
                lambda v: _remplir(v, lambda c: c.ca - c.charges),
                "Vous avez sans doute oublié le coût d'achat. Que compte l'énoncé ?",
            ),
            Erreur(
                "signe_perdu",
                lambda v: {v.perdant: -v.cinq[v.perdant].valeur},
                "Le signe d'un client s'est perdu. "
                "Que vaut une marge quand les charges la dépassent : un gain ou une perte ?",
            ),
        ),
        indices=(
            "Faites d'abord la marge commerciale de chaque ligne : CA moins coût d'achat.",
            "Ôtez ensuite les charges. L'une des cinq lignes devient négative.",
            "Dans un tableur : `=B2-C2-D2`, à recopier vers le bas.",
        ),
        solution="CA HT − coût d'achat − charges :\n{corrige_cinq}\n"
        "Le plus gros chiffre d'affaires n'est pas la plus grande valeur.",
    ),
    Question(
        identifiant="q5",
        titre="Combien restent d'une année à l'autre",
        chapitre="3-valeur",
        faits=("C3.2",),
        essentiel=True,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="L'entreprise avait {debut} clients au 1er janvier. Au 31 décembre, elle en a {fin}, "
        "dont {nouveaux} arrivés dans l'année. Quel est son taux de rétention ?",
        genre="nombre",
        unite="%",
        decimales=1,
        attendu=lambda v: v.retention,
        confirmation="{restes} clients sur {debut} sont restés : les nouveaux ne comptent pas.",
        erreurs=(
            Erreur(
                "nouveaux_comptes",
                lambda v: 100 * v.fin / v.debut,
                "{reponse} : vous avez sans doute compté les {nouveaux} nouveaux clients. "
                "Étaient-ils là au début ?",
            ),
            Erreur(
                "attrition_pour_retention",
                lambda v: v.attrition,
                "{reponse} : c'est l'attrition, la part de ceux qui partent. Que demande l'énoncé ?",
            ),
            Erreur(
                "base_de_la_fin",
                lambda v: 100 * v.restes / v.fin,
                "{reponse} : vous avez sans doute divisé par les clients de la fin. "
                "Parmi qui cherche-t-on ceux qui restent ?",
            ),
            Erreur(
                "part_des_nouveaux",
                lambda v: 100 * v.nouveaux / v.debut,
                "{reponse} : c'est le poids des nouveaux clients. Combien d'anciens sont encore là ?",
            ),
        ),
        indices=(
            "Ôtez d'abord les nouveaux clients de ceux de la fin.",
            "Divisez par le nombre de clients du début.",
        ),
        solution="Restés : {fin} − {nouveaux} = {restes} clients.\n"
        "Rétention : {restes} / {debut} = {retention:pct1}. Attrition : {attrition:pct1}.",
    ),
    Question(
        identifiant="q6",
        titre="La valeur vie d'un client",
        chapitre="3-valeur",
        faits=("C3.2",),
        essentiel=True,
        niveau="application",
        points=2,
        competence=_MCO,
        enonce="Un client achète pour {vie_ca:eur} par an et laisse {vie_marge:eur} de marge. "
        "Rétention : {vie_retention:pct0}. Taux d'actualisation : {vie_taux:pct0}. "
        "Horizon : {vie_annees} ans, première marge dans un an (t = 1). "
        "Quelle est sa valeur vie, sans coût d'acquisition ?",
        genre="nombre",
        unite="€",
        attendu=lambda v: v.vie,
        confirmation="{vie:eur} : chaque marge est multipliée par la chance que le client soit encore là, "
        "puis ramenée à aujourd'hui.",
        conventions=(Convention(lambda v: v.vie_acquise, _MARGE_ACQUISE),),
        erreurs=(
            Erreur("ca_pour_marge", lambda v: _vivre(v, v.vie_ca), _CA_POUR_MARGE_VIE),
            Erreur("tout_le_monde_reste", lambda v: _vivre(v, taux_retention=1), _PERSONNE_NE_PART),
            Erreur("un_moins_i", lambda v: _vivre(v, **_perdre_i(v.reglages_vie)), _UN_MOINS_I),
            Erreur(
                "sans_actualisation",
                lambda v: _vivre(v, taux_actualisation=0),
                _NON_ACTUALISE,
            ),
            Erreur(
                "premiere_marge_immediate",
                lambda v: _vivre(v, premiere_marge=0),
                "{reponse} : vous avez compté la première marge dès aujourd'hui, à t = 0. "
                "Quand l'énoncé la place-t-il ?",
            ),
            Erreur(
                "projection_pour_valeur_vie",
                lambda v: v.vie_marge * v.vie_annees,
                _PROJECTION,
            ),
        ),
        indices=(
            "À la date t, la marge attendue est la marge multipliée par la rétention, t fois.",
            "Ramenez chaque marge à aujourd'hui : divisez par (1 + i), t fois.",
            "Dans un tableur : marge en E1, rétention en E2, taux en E3, les années 1, 2… en A2 et dessous. "
            "En B2, à recopier : `=E$1*E$2^A2/(1+E$3)^A2`. Additionnez enfin la colonne B.",
        ),
        solution="Pour chaque année t : marge × rétention puissance t, divisée par (1 + i) puissance t.\n"
        "{corrige_vie}\n"
        "Valeur vie sur {vie_annees} ans : {vie:eur}. Une réponse sans ses hypothèses ne veut rien dire.",
    ),
)


_ENTRAINEMENT = (
    Question(
        identifiant="q7",
        titre="Constatée, projetée, valeur vie",
        chapitre="3-valeur",
        faits=("C3.2",),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_MCO,
        enonce="Trois nombres portent le nom de « valeur » d'un client. Quelles affirmations sont justes ?",
        genre="choix_multiple",
        options=(
            Option("constatee", "La valeur constatée porte sur une période passée, charges comprises."),
            Option(
                "projetee", "La valeur projetée additionne les marges de plusieurs années, sans actualiser."
            ),
            Option("hypotheses", "Une valeur vie se donne avec son horizon, sa rétention et son taux."),
            Option("ca", "La valeur vie additionne les chiffres d'affaires attendus."),
            Option("certaine", "La valeur vie est une somme que le client versera à coup sûr."),
        ),
        attendu=lambda v: ("constatee", "projetee", "hypotheses"),
        confirmation="Le passé se constate, l'avenir se projette ; la valeur vie compte départs et temps.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                lambda v: {"ca": True},
                "Vous additionnez des ventes. La valeur vie additionne-t-elle ce qui entre ou ce qui reste ?",
            ),
            Erreur(
                "estimation_prise_pour_certitude",
                lambda v: {"certaine": True},
                "Vous prenez une estimation pour une promesse. Que dit le taux de rétention ?",
            ),
            Erreur(
                "hypotheses_oubliees",
                lambda v: {"hypotheses": False},
                "Le même client peut avoir dix valeurs vie. De quoi dépend le résultat ?",
            ),
            Erreur(
                "actualisation_partout",
                lambda v: {"projetee": False},
                "Projeter, c'est prolonger une marge année après année. Qu'y ajoute la valeur vie ?",
            ),
        ),
        indices=(
            "Pour chaque affirmation, demandez-vous : passé ou futur, ventes ou marge ?",
            "Trois affirmations sont justes.",
        ),
        solution="Constatée : CA − coût d'achat − charges d'une période passée.\n"
        "Projetée : les marges de n années, additionnées telles quelles.\n"
        "Valeur vie : les marges attendues, départs comptés et temps actualisé. C'est une estimation.",
    ),
    Question(
        identifiant="q8",
        titre="Le taux de marque du portefeuille",
        chapitre="3-valeur",
        faits=("C3.1", "C3.3"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_ETUDES,
        enonce="Quel est le taux de marque de votre portefeuille entier ? "
        "C'est la marge commerciale (coût d'achat déduit, sans les charges) rapportée au CA HT.",
        genre="nombre",
        unite="%",
        decimales=1,
        table="clients",
        attendu=lambda v: v.taux_marque,
        confirmation="{marge_totale:eur} de marge commerciale pour {ca_total:eur} : les gros clients pèsent "
        "plus que les petits.",
        erreurs=(
            Erreur(
                "moyenne_simple",
                lambda v: v.moyenne_taux,
                "{reponse} : vous avez sans doute fait la moyenne des taux. "
                "Un petit client doit-il peser autant qu'un gros ?",
            ),
            Erreur(
                "taux_de_marge",
                lambda v: v.taux_marge,
                "{reponse} : vous avez sans doute divisé par le coût d'achat. "
                "À quoi l'énoncé rapporte-t-il la marge ?",
            ),
            Erreur(
                "charges_comprises",
                lambda v: v.taux_valeur,
                "{reponse} : vous avez sans doute retranché aussi les charges. "
                "Que dit la parenthèse de l'énoncé ?",
            ),
            Erreur(
                "cout_pour_marge",
                lambda v: 100 - v.taux_marque,
                "{reponse} : c'est la part du coût d'achat dans le CA. Que reste-t-il au-dessus du coût ?",
            ),
        ),
        indices=(
            "Additionnez d'abord les CA, puis les coûts d'achat. Divisez en dernier.",
            "Dans le tableau, le CA est en B, le coût d'achat en C. "
            "Dans une case de la colonne F : `=(SOMME(B:B)-SOMME(C:C))/SOMME(B:B)`.",
        ),
        solution="Marge commerciale totale : {marge_totale:eur}. CA total : {ca_total:eur}.\n"
        "{marge_totale:eur} / {ca_total:eur} = {taux_marque:pct1}.\n"
        "La moyenne simple des taux donnerait {moyenne_taux:pct1} : elle fait comme si tous "
        "achetaient autant.",
    ),
    Question(
        identifiant="q9",
        titre="Un gros client qui coûte",
        chapitre="3-valeur",
        faits=("C3.3",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_NDRC,
        enonce="Ces quatre clients sont dans votre portefeuille. Lequel a une valeur négative ? "
        "Coût d'achat compris : CA HT − coût d'achat − charges.",
        genre="choix",
        table="clients",
        options=(
            Option("piege", "{piege}"),
            Option("premier", "{premier}"),
            Option("moyen", "{moyen}"),
            Option("petit", "{petit}"),
        ),
        attendu=_choisir("piege"),
        confirmation="« {piege} » est le client de rang {rang_piege} par le CA, et sa valeur est de "
        "{perte:eur}.",
        erreurs=(
            Erreur(
                "gros_suppose_couteux",
                _choisir("premier"),
                "C'est le plus gros CA. Avez-vous calculé ce qu'il laisse, ou l'avez-vous supposé ?",
            ),
            Erreur(
                "petit_suppose_couteux",
                _choisir("petit"),
                "C'est le plus petit CA. Un petit client fait-il perdre de l'argent parce qu'il est petit ?",
            ),
            Erreur(
                "valeur_non_calculee",
                _choisir("moyen"),
                "Sa ligne laisse pourtant un reste positif. Avez-vous ôté les deux colonnes de coûts ?",
            ),
        ),
        indices=(
            "Ajoutez une colonne de valeur à votre tableau : `=B2-C2-D2`, recopiée vers le bas.",
            "Triez cette colonne par ordre croissant : une perte vient en tête.",
        ),
        solution="« {piege} » est de rang {rang_piege} par le CA.\n"
        "Ses charges dépassent sa marge commerciale : sa valeur est de {perte:eur}.\n"
        "Le CA dit le poids d'un client, pas ce qu'il rapporte.",
    ),
    Question(
        identifiant="q10",
        titre="La durée moyenne d'une relation",
        chapitre="3-valeur",
        faits=("C3.2",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_MCO,
        enonce="{debut} clients au 1er janvier ; {fin} au 31 décembre, dont {nouveaux} nouveaux. "
        "Si l'attrition reste la même, combien d'années dure en moyenne une relation ?",
        genre="nombre",
        unite="années",
        decimales=1,
        attendu=lambda v: v.duree,
        confirmation="{perdus} départs sur {debut} clients : à ce rythme, une relation dure "
        "{corrige_duree} années en moyenne.",
        erreurs=(
            Erreur(
                "un_sur_retention",
                lambda v: v.debut / v.restes,
                "{reponse} : vous avez sans doute divisé 1 par la rétention. "
                "Si presque tous restent, la relation est-elle si courte ?",
            ),
            Erreur(
                "nouveaux_comptes",
                lambda v: v.debut / (v.debut - v.fin),
                "{reponse} : vous avez sans doute compté les nouveaux clients parmi ceux qui restent. "
                "Combien sont vraiment partis ?",
            ),
            Erreur(
                "taux_pour_duree",
                lambda v: v.attrition,
                "{reponse} : c'est l'attrition, en %. Comment passe-t-on d'un taux de départ à une durée ?",
            ),
        ),
        indices=(
            "Calculez d'abord l'attrition : départs divisés par clients du début.",
            "Une attrition de 20 % veut dire un départ sur cinq chaque année, donc cinq ans en moyenne.",
        ),
        solution="Départs : {debut} − ({fin} − {nouveaux}) = {perdus} clients. "
        "Attrition : {perdus} / {debut} = {attrition:pct1}.\n"
        "Durée moyenne : 1 / attrition = {debut} / {perdus}, soit {corrige_duree} années.",
    ),
    Question(
        identifiant="q11",
        titre="À chaque valeur sa relation",
        chapitre="3-valeur",
        faits=("C3.3", "C3.4"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_MCO,
        enonce="Vous avez mesuré la valeur de cinq clients. Quelle décision convient à chacun ?",
        genre="appariement",
        elements=lambda v: (
            Option("fort", "Forte valeur, achats réguliers depuis huit ans"),
            Option("gros", "Gros CA, valeur négative : deux livraisons par jour"),
            Option("modeste", "Petite valeur positive, commandes régulières"),
            Option("recent", "Client depuis deux mois, valeur encore faible, gros besoins"),
            Option("litige", "Bonne marge, mais des retours de marchandise répétés"),
        ),
        categories=(
            Option("individualiser", "Un interlocuteur attitré et une offre à lui"),
            Option("renegocier", "Revoir le nombre et le prix des livraisons"),
            Option("standard", "Commande en ligne et relance automatique"),
            Option("developper", "Faire un bilan de ses besoins avant de juger"),
            Option("corriger", "Chercher la cause avec lui et la traiter"),
        ),
        attendu=lambda v: {
            "fort": "individualiser",
            "gros": "renegocier",
            "modeste": "standard",
            "recent": "developper",
            "litige": "corriger",
        },
        confirmation="La relation individualisée va aux plus rentables ; une charge excessive se "
        "traite d'abord.",
        erreurs=(
            Erreur(
                "ca_pour_marge",
                lambda v: {"gros": "individualiser"},
                "Vous soignez un client qui coûte plus qu'il ne rapporte. "
                "Que gagne l'entreprise à mieux le servir ?",
            ),
            Erreur(
                "temps_mal_place",
                lambda v: {"modeste": "individualiser"},
                "Vous donnez un commercial attitré à un petit client. "
                "Combien coûte une heure de visite, et que laisse-t-il ?",
            ),
            Erreur(
                "client_fige",
                lambda v: {"recent": "standard"},
                "Vous jugez un client sur deux mois. Que pourrait-il acheter dans un an ?",
            ),
            Erreur(
                "rentable_neglige",
                lambda v: {"fort": "standard"},
                "Vous traitez comme les autres le client qui rapporte le plus. Que risque-t-il de faire ?",
            ),
        ),
        indices=(
            "Pour chaque client, dites d'abord ce qui fait monter ou baisser sa valeur.",
            "Une valeur négative ne se corrige pas avec plus d'attentions, mais avec moins de charges.",
        ),
        solution="Forte valeur : interlocuteur attitré. Gros CA mais perte : revoir les livraisons.\n"
        "Petite valeur régulière : commande en ligne, sans frais.\n"
        "Client récent : bilan de ses besoins. Retours répétés : en traiter la cause.",
    ),
    Question(
        identifiant="q12",
        titre="Un client à conquérir vaut-il son coût",
        chapitre="3-valeur",
        faits=("C3.2", "C3.5"),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_PROSPECTION,
        enonce="Conquérir un client coûte {conquete_cout:eur}. Il achèterait pour {conquete_ca:eur} "
        "par an et "
        "laisserait {conquete_marge:eur} de marge. Rétention : {conquete_retention:pct0}. Taux : "
        "{conquete_taux:pct0}. {conquete_annees} marges, la première tout de suite (t = 0). "
        "Quelle valeur vie, coût d'acquisition déduit ?",
        genre="nombre",
        unite="€",
        attendu=lambda v: v.conquete,
        confirmation="Les marges attendues valent {brute_conquete:eur}. Une fois la conquête payée, "
        "il reste {conquete:eur}.",
        conventions=(Convention(lambda v: v.conquete_acquise, _MARGE_ACQUISE_CONQUETE),),
        erreurs=(
            Erreur(
                "acquisition_oubliee",
                lambda v: v.brute_conquete,
                "{reponse} : vous n'avez sans doute pas déduit le coût d'acquisition. "
                "Que faut-il payer avant la première vente ?",
            ),
            Erreur(
                "premiere_marge_differee",
                lambda v: _conquerir(v, premiere_marge=1),
                "{reponse} : vous avez placé la première marge dans un an. Quand l'énoncé la place-t-il ?",
            ),
            Erreur("ca_pour_marge", lambda v: _conquerir(v, v.conquete_ca), _CA_POUR_MARGE_VIE),
            Erreur("tout_le_monde_reste", lambda v: _conquerir(v, taux_retention=1), _PERSONNE_NE_PART),
            Erreur("un_moins_i", lambda v: _conquerir(v, **_perdre_i(v.reglages_conquete)), _UN_MOINS_I),
            Erreur("sans_actualisation", lambda v: _conquerir(v, taux_actualisation=0), _NON_ACTUALISE),
            Erreur(
                "projection_pour_valeur_vie",
                lambda v: v.conquete_marge * v.conquete_annees - v.conquete_cout,
                _PROJECTION,
            ),
        ),
        indices=(
            "À t = 0, la marge est entière : le client vient d'arriver.",
            "Chaque année suivante, multipliez par la rétention et divisez par (1 + i).",
            "Additionnez les {conquete_annees} marges, puis ôtez le coût d'acquisition.",
        ),
        solution="Marges attendues, ramenées à aujourd'hui :\n{corrige_conquete}\n"
        "{brute_conquete:eur} − {conquete_cout:eur} = {conquete:eur}.\n"
        "Sans le coût d'acquisition, toute conquête semblerait bonne.",
    ),
    Question(
        identifiant="q13",
        titre="L'année du point mort",
        chapitre="3-valeur",
        faits=("C3.2", "C3.5"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_PROSPECTION,
        enonce="Gagner un client coûte {amorti_cout:eur}. Il achète pour {amorti_ca:eur} et laisse "
        "{amorti_marge:eur} de marge par an, la première dans un an. Rétention : {amorti_retention:pct0}. "
        "Taux : {amorti_taux:pct0}. Au bout de combien d'années les marges attendues ont-elles payé "
        "sa conquête ?",
        genre="nombre",
        unite="années",
        attendu=lambda v: v.annee,
        confirmation="Il manque encore {manque:eur} un an plus tôt ; ensuite, le solde est de {solde:eur}.",
        erreurs=(
            Erreur(
                "tout_le_monde_reste",
                lambda v: ceil(v.amorti_cout / v.amorti_marge),
                "{reponse} : vous avez sans doute divisé le coût par la marge. "
                "Cette marge est-elle la même chaque année, départs et temps comptés ?",
            ),
            Erreur(
                "ca_pour_marge",
                lambda v: v.annee_sur_ca,
                "{reponse} : vous avez sans doute compté le chiffre d'affaires. "
                "Est-ce lui qui rembourse le coût ?",
            ),
            Erreur(
                "annee_precedente",
                lambda v: v.annee_avant,
                "{reponse} : cette année-là, il manque encore un peu. Le cumul a-t-il atteint le coût ?",
            ),
        ),
        indices=(
            "Faites un tableau : année, marge attendue et actualisée, cumul.",
            "Le point mort est la première année où le cumul atteint le coût.",
        ),
        solution="La marge attendue baisse chaque année : rétention, puis actualisation.\n"
        "Au bout de {annee_avant} ans, le solde vaut {solde_avant:eur} : ce n'est pas encore payé.\n"
        "Au bout de {annee} ans, il vaut {solde:eur} : le point mort est atteint.",
    ),
    Question(
        identifiant="q14",
        titre="Le coût d'un client gagné",
        chapitre="3-valeur",
        faits=("C3.5",),
        essentiel=False,
        niveau="application",
        points=1,
        competence=_PROSPECTION,
        enonce="L'année de la question 5, la conquête a coûté {depenses_conquete:eur} : "
        "{touches} prospects touchés, {gagnes} clients gagnés. "
        "La fidélisation a coûté {depenses_fidelisation:eur}, pour {gardes} clients gardés. "
        "Combien a coûté un client gagné ?",
        genre="nombre",
        unite="€",
        attendu=lambda v: v.cout_gagner,
        confirmation="{depenses_conquete:eur} pour {gagnes} clients gagnés : les essais manqués se "
        "paient aussi.",
        erreurs=(
            Erreur(
                "prospects_pour_clients",
                lambda v: v.depenses_conquete / v.touches,
                "{reponse} : c'est le coût d'un prospect touché. Combien sont devenus clients ?",
            ),
            Erreur(
                "cout_garder",
                lambda v: v.cout_garder,
                "{reponse} : c'est le coût d'un client gardé. Quelle dépense l'énoncé demande-t-il ?",
            ),
            Erreur(
                "toutes_les_depenses",
                lambda v: (v.depenses_conquete + v.depenses_fidelisation) / v.gagnes,
                "{reponse} : vous avez sans doute additionné les deux dépenses. "
                "Laquelle sert à gagner des clients ?",
            ),
            Erreur(
                "tous_les_clients",
                lambda v: v.depenses_conquete / (v.gagnes + v.gardes),
                "{reponse} : vous avez sans doute divisé par tous les clients. "
                "Lesquels cette dépense a-t-elle fait venir ?",
            ),
        ),
        indices=(
            "Choisissez la dépense qui sert à faire venir des clients.",
            "Divisez-la par le nombre de clients gagnés, pas par celui des prospects touchés.",
        ),
        solution="{depenses_conquete:eur} / {gagnes} clients gagnés = {cout_gagner:eur}.\n"
        "De même, {depenses_fidelisation:eur} / {gardes} clients gardés = {cout_garder:eur}.\n"
        "Ici, {bilan_couts}.",
    ),
    Question(
        identifiant="q15",
        titre="Fidéliser coûte-t-il moins cher ?",
        chapitre="3-valeur",
        faits=("C3.5",),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_ETUDES,
        enonce="Même année qu'à la question 14. Conquête : {depenses_conquete:eur} pour {gagnes} clients "
        "gagnés. Fidélisation : {depenses_fidelisation:eur} pour {gardes} clients gardés. "
        "« Fidéliser coûte moins cher que conquérir » : que concluez-vous pour cette entreprise, "
        "cette année-là ?",
        genre="choix",
        options=(
            Option("verifiee", "L'hypothèse se vérifie : un client gardé a coûté moins qu'un client gagné."),
            Option(
                "dementie", "L'hypothèse ne se vérifie pas : un client gardé a coûté plus qu'un client gagné."
            ),
            Option("loi", "Inutile de calculer : fidéliser coûte toujours cinq fois moins."),
            Option("totaux", "On compare les deux dépenses totales : la plus faible est la moins chère."),
        ),
        attendu=lambda v: "verifiee" if v.verifiee else "dementie",
        confirmation="Par client, {bilan_couts}. Une autre année, il faudra refaire le calcul.",
        erreurs=(
            Erreur(
                "conclusion_inversee",
                lambda v: "dementie" if v.verifiee else "verifiee",
                "Vos deux coûts par client disent le contraire. Lequel des deux est le plus petit ?",
            ),
            Erreur(
                "hypothese_prise_pour_loi",
                _choisir("loi"),
                "Vous prenez une hypothèse pour une loi. Que donnent les chiffres de cette entreprise ?",
            ),
            Erreur(
                "totaux_compares",
                _choisir("totaux"),
                "Vous comparez des totaux. Portent-ils sur le même nombre de clients ?",
            ),
        ),
        indices=(
            "Ramenez chaque dépense à un client : divisez-la par le nombre de clients concernés.",
            "Comparez ensuite les deux coûts par client.",
        ),
        solution="Coût d'un client gagné : {cout_gagner:eur}. Coût d'un client gardé : {cout_garder:eur}.\n"
        "Par client, {bilan_couts}.\n"
        "L'idée que fidéliser coûte moins cher est une hypothèse : on la vérifie sur ses chiffres.",
    ),
    Question(
        identifiant="q16",
        titre="Ce qui fait croître, ce que l'on fait",
        chapitre="3-valeur",
        faits=("C3.6", "C3.7"),
        essentiel=False,
        niveau="rappel",
        points=1,
        competence=_MCO,
        enonce="Fidéliser ou conquérir : que dit le cours ? Cochez les affirmations justes.",
        genre="choix_multiple",
        options=(
            Option(
                "croissance",
                "CA et part de marché progresseraient plus par la fidélisation que par la conquête.",
            ),
            Option("pratique", "Beaucoup d'entreprises font pourtant de l'acquisition leur premier levier."),
            Option("verifier", "Ces idées se vérifient sur les chiffres de chaque entreprise."),
            Option("arret", "Une entreprise qui fidélise bien peut cesser de prospecter."),
            Option("gratuit", "Fidéliser ne coûte rien : les clients sont déjà là."),
        ),
        attendu=lambda v: ("croissance", "pratique", "verifier"),
        confirmation="La fidélisation est souvent le meilleur levier, rarement le premier choisi : "
        "on mesure.",
        erreurs=(
            Erreur(
                "prospection_abandonnee",
                lambda v: {"arret": True},
                "Des clients partent toujours. Qui les remplacera ?",
            ),
            Erreur(
                "fidelisation_gratuite",
                lambda v: {"gratuit": True},
                "Visites, service, remises : qui paie la fidélisation ?",
            ),
            Erreur(
                "constat_ignore",
                lambda v: {"pratique": False},
                "Regardez les objectifs que l'on donne aux commerciaux. Portent-ils sur les anciens "
                "clients ?",
            ),
            Erreur(
                "hypothese_prise_pour_loi",
                lambda v: {"verifier": False},
                "Vous acceptez l'idée sans la mesurer. Vaut-elle pour toutes les entreprises ?",
            ),
            Erreur(
                "levier_oublie",
                lambda v: {"croissance": False},
                "Un client gardé rachète chaque année. Que devient le CA si l'on remplace seulement "
                "les partants ?",
            ),
        ),
        indices=(
            "Distinguez ce qui serait le plus efficace de ce que l'on fait le plus souvent.",
            "Trois affirmations sont justes ; « rien » et « cesser » sont des mots à peser.",
        ),
        solution="D'après le cours, fidéliser fait croître le CA et la part de marché plus que conquérir.\n"
        "Pourtant, beaucoup d'entreprises misent d'abord sur l'acquisition.\n"
        "On vérifie les deux sur ses chiffres, et l'on continue de prospecter : des clients partent "
        "toujours.",
    ),
    Question(
        identifiant="q17",
        titre="Les étapes dans l'ordre",
        chapitre="3-valeur",
        faits=("C3.1", "C3.4"),
        essentiel=False,
        niveau="cas",
        points=1,
        competence=_GPME,
        enonce="Vous mesurez la valeur de chaque client d'un négoce, pour décider à qui réserver "
        "une relation individualisée. Dans quel ordre se font ces étapes ?",
        genre="ordre",
        elements=lambda v: (
            Option("avoirs", "Réunir les factures de chaque client et déduire ses avoirs"),
            Option("cout", "Retrancher le coût d'achat des produits vendus"),
            Option("charges", "Retrancher de cette marge commerciale les charges du client"),
            Option("classer", "Ranger les clients selon cette valeur"),
            Option("relation", "Choisir la relation qui convient à chacun"),
        ),
        attendu=lambda v: ("avoirs", "cout", "charges", "classer", "relation"),
        confirmation="Chaque étape part du résultat de la précédente : ventes, marge, valeur, rang, "
        "décision.",
        erreurs=(
            Erreur(
                "decision_avant_mesure",
                lambda v: ("relation", "classer"),
                "Vous décidez avant de classer. Sur quoi se fonde alors votre choix ?",
            ),
            Erreur(
                "charges_oubliees",
                lambda v: ("classer", "charges"),
                "Vous classez avant d'ôter les charges. Est-ce la valeur que vous rangez ?",
            ),
            Erreur(
                "charges_avant_cout",
                lambda v: ("charges", "cout"),
                "L'étape parle de « cette marge commerciale ». Comment l'obtient-on ?",
            ),
            Erreur(
                "avoirs_apres",
                lambda v: ("cout", "avoirs"),
                "Vous calculez une marge avant de connaître les ventes. De quel montant partez-vous ?",
            ),
        ),
        indices=(
            "Demandez-vous de quel résultat chaque étape a besoin.",
            "La marge commerciale vient avant la marge nette ; la décision vient en dernier.",
        ),
        solution="1. Factures et avoirs ; 2. coût d'achat ; 3. charges ; 4. rangement ; 5. relation.\n"
        "Après l'étape 2, on a la marge commerciale ; après l'étape 3, la valeur du client.",
    ),
    Question(
        identifiant="q18",
        titre="Conseiller le dirigeant",
        chapitre="3-valeur",
        faits=("C3.4", "C3.5", "C3.6"),
        essentiel=False,
        niveau="cas",
        points=0,
        competence=_GPME,
        enonce="En quatre ou cinq phrases, conseillez le dirigeant : un gros client a une valeur négative "
        "(coût d'achat compris), "
        "et il voudrait tout miser sur la conquête. Que lui proposez-vous ? Appuyez-vous sur vos chiffres "
        "des questions 5, 9, 14 et 15.",
        genre="ouvert",
        table="clients",
        attendu=lambda v: "",
        confirmation="Votre texte est gardé.",
        criteres=(
            "La valeur d'un client est chiffrée, et le texte dit si le coût d'achat est compté.",
            "La rétention ou le coût d'un client gardé est cité avec sa base.",
            "Une décision distingue les clients rentables des autres.",
            "« Fidéliser coûte moins cher » est traité comme une hypothèse à vérifier.",
        ),
        indices=(
            "Commencez par un fait : un client, son CA, sa valeur.",
            "Terminez par deux actions : l'une sur ce client, l'autre sur le budget de l'an prochain.",
        ),
        solution="« {piege} est notre client de rang {rang_piege}, mais sa valeur est de {perte:eur}, "
        "coût d'achat compris.\n"
        "Je propose de revoir avec lui le nombre de livraisons avant tout nouvel avantage.\n"
        "{restes} de nos {debut} clients sont restés. Par client, {bilan_couts}.\n"
        "Gardons donc un budget pour chaque volet, et refaisons ce calcul l'an prochain. »",
    ),
)

SUJET = Sujet(
    nom="3-valeur",
    titre="Série 3 · La valeur client",
    version="2",
    presentation="Vous travaillez pour {entreprise}. Voici {n} de ses clients sur l'exercice 2025 : "
    "chiffre d'affaires hors taxes (CA), coût d'achat des produits vendus, charges occasionnées. "
    "Ouvrez le tableau dans votre tableur pour calculer.",
    calculer=calculer,
    questions=_ESSENTIEL + _ENTRAINEMENT,
)
