"""Catégories de clientèle, profils, tailles, cycle de vie et segmentation RFM.

Une table de factures porte les colonnes ``facture``, ``date`` (datetime64), ``client`` et ``montant_ht``
(en €, négatif pour un avoir), à raison d’une ligne de facture par ligne. Tout se lit *à une date* : les
factures postérieures ne comptent pas, et le rapport (``attrs["rapport"]``) dit combien il y en a.
"""

from datetime import date
from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd

from course_helpers.controles import (
    citer,
    compter_centimes,
    exiger_dates,
    exiger_entier,
    exiger_nombre,
    exiger_noms,
    exiger_table,
    lire_date,
    refuser_lignes,
    refuser_vides,
)
from course_helpers.erreurs import ErreurCours

# Chaque typologie : ses groupes, dans l’ordre, et l’action qui convient à chacun.
CATEGORIES = {
    "client": "Fidéliser : entretenir la relation et la satisfaction.",
    "client de la concurrence": "Attirer par une offre qui se distingue, puis fidéliser.",
    "non-consommateur relatif": "Convertir : lever le frein (prix, ignorance, préjugé).",
    "non-consommateur absolu": "Ne pas prospecter.",
}
PROFILS = {
    "fidèle": "Fidéliser : offre personnalisée, interlocuteur attitré.",
    "à développer": "Confirmer : se distinguer des concurrents, transformer l’essai en habitude.",
    "déclinant": "Comprendre la baisse, puis relancer avant que le client ne parte.",
    "perdu": "Chercher la cause du départ, puis reconquérir si l’enjeu le mérite.",
    "douteux": "Traiter le motif (réclamation, impayé, concurrent) ou décider d’abandonner.",
}
TAILLES = {
    "gros": "Relation individualisée : visites régulières, conditions négociées.",
    "moyen": "Relation suivie : développer les achats.",
    "petit": "Relation standard : téléphone, courriel, commande en ligne.",
}
# Ce que le cours appelle un gros et un moyen client, en € HT par an ; un seuil atteint compte.
SEUILS_TAILLE = {"seuil_moyen": 2_000, "seuil_gros": 10_000}
ETAPES_CYCLE = {
    "prospect": "Prospecter : obtenir un premier échange.",
    "entrée en relation": "Répondre au besoin : devis, essai, rendez-vous.",
    "premier achat": "Suivre la livraison et préparer le deuxième achat.",
    "relation continue": "Fidéliser et élargir les achats.",
    "inactivité": "Réactiver : chercher la cause, proposer une reprise.",
    "arrêt": "Clore le dossier ; reconquérir seulement si l’enjeu le mérite.",
}
SEGMENTS_RFM = {
    "meilleur": "Fidéliser : avantages réservés, écoute.",
    "à fidéliser": "Donner l’habitude d’acheter : offre complémentaire, relance rapide.",
    "à reconquérir": "Relancer en priorité : ce client achetait souvent.",
    "occasionnel": "Relancer à faible coût.",
}
MOTIFS_DOUTEUX = ("mécontent", "infidèle", "insolvable")
# Qui n’a encore rien acheté n’est pas un client : il n’a pas de profil.
PROSPECT = "prospect"

# Jour d’une dernière facture qui n’existe pas.
_JAMAIS = np.iinfo(np.int64).min


def categoriser_consommateur(
    *, achete_chez_nous: bool, achete_ailleurs: bool, pourrait_acheter: bool | None = None
) -> str:
    """Dire à laquelle des quatre catégories de clientèle appartient une personne.

    Qui achète à la fois chez nous et ailleurs est un client. Le motif d’un refus ne se demande pas :
    religieux ou médical, c’est une donnée sensible (RGPD, article 9).

    Parameters
    ----------
    achete_chez_nous, achete_ailleurs : bool
        Achète-t-elle ce produit à l’entreprise, à un concurrent ?
    pourrait_acheter : bool, optional
        Pour qui n’achète à personne : pourrait-elle acheter un jour ?

    Returns
    -------
    str
        Une clé de ``CATEGORIES``.

    Raises
    ------
    ErreurCours
        « pourrait_acheter : répondez par vrai ou faux (True ou False), pas « None ». »

    Examples
    --------
    >>> categoriser_consommateur(achete_chez_nous=False, achete_ailleurs=False, pourrait_acheter=True)
    'non-consommateur relatif'
    """
    reponses = {"achete_chez_nous": achete_chez_nous, "achete_ailleurs": achete_ailleurs}
    if not (achete_chez_nous or achete_ailleurs):
        reponses["pourrait_acheter"] = pourrait_acheter
    for question, reponse in reponses.items():
        if not isinstance(reponse, bool | np.bool_):
            raise ErreurCours(f"{question} : répondez par vrai ou faux (True ou False), pas « {reponse} ».")
    if achete_chez_nous:
        return "client"
    if achete_ailleurs:
        return "client de la concurrence"
    return "non-consommateur relatif" if pourrait_acheter else "non-consommateur absolu"


def mesurer_marche(*, clients: int, concurrence: int, relatifs: int, absolus: int = 0) -> pd.Series:
    """Mesurer la clientèle potentielle et la place de l’entreprise.

    Parameters
    ----------
    clients, concurrence, relatifs, absolus : int
        Nombre de personnes de chaque catégorie ; chacune n’est comptée qu’une fois. Les
        non-consommateurs absolus n’entrent dans aucun calcul.

    Returns
    -------
    Series
        ``clientele_potentielle`` (clients + concurrence + relatifs), ``prospects`` (potentielle −
        clients), ``penetration_produit_pct`` ((clients + concurrence) / potentielle),
        ``penetration_entreprise_pct`` (clients / potentielle), ``part_marche_clients_pct``
        (clients / (clients + concurrence) ; vide quand personne n’achète). Effectifs, puis %.

    Raises
    ------
    ErreurCours
        « « relatifs » vaut « −3 » : donnez un nombre entier de personnes de 0 à… » ;
        « La clientèle potentielle est vide : saisissez au moins une personne qui pourrait acheter. »

    Examples
    --------
    >>> salle = mesurer_marche(clients=2400, concurrence=9600, relatifs=18000, absolus=20000)
    >>> int(salle["prospects"]), float(salle["penetration_entreprise_pct"])
    (27600, 8.0)
    """
    effectifs = {"clients": clients, "concurrence": concurrence, "relatifs": relatifs, "absolus": absolus}
    clients, concurrence, relatifs, _ = (
        exiger_entier(nom, effectif, quoi="un nombre entier de personnes")
        for nom, effectif in effectifs.items()
    )
    acheteurs = clients + concurrence
    potentielle = acheteurs + relatifs
    if potentielle == 0:
        raise ErreurCours(
            "La clientèle potentielle est vide : saisissez au moins une personne qui pourrait acheter."
        )
    return pd.Series(
        {
            "clientele_potentielle": potentielle,
            "prospects": potentielle - clients,
            "penetration_produit_pct": 100 * acheteurs / potentielle,
            "penetration_entreprise_pct": 100 * clients / potentielle,
            "part_marche_clients_pct": 100 * clients / acheteurs if acheteurs else float("nan"),
        },
        dtype=object,
    )


def depouiller_enquete(enquete: pd.DataFrame, *, par: str | None = None) -> pd.DataFrame:
    """Compter les réponses d’une enquête dans chacune des quatre catégories.

    Parameters
    ----------
    enquete : DataFrame
        Une ligne par réponse : ``achete_chez_nous``, ``achete_ailleurs``, ``pourrait_acheter`` (« oui » ou
        « non » ; la dernière peut être vide pour qui achète déjà).
    par : str, optional
        Une colonne dont chaque valeur donne une ligne ; par défaut, une seule ligne, « ensemble ».

    Returns
    -------
    DataFrame
        Une colonne par catégorie de ``CATEGORIES``, dans l’ordre ; des nombres de réponses.

    Raises
    ------
    ErreurCours
        « Colonne « achete_ailleurs » : réponse illisible (1 ligne), d’abord ligne 2 (« peut-être ») :
        écrivez oui ou non. » ; colonne absente.

    Examples
    --------
    >>> enquete = pd.DataFrame({"achete_chez_nous": ["oui", "non", "non"], "ville": list("aab"),
    ...     "achete_ailleurs": ["oui", "oui", "non"], "pourrait_acheter": [None, None, "oui"]})
    >>> depouiller_enquete(enquete, par="ville").sum(axis=1).to_dict()
    {'a': 2, 'b': 1}
    """
    questions = ["achete_chez_nous", "achete_ailleurs", "pourrait_acheter"]
    exiger_table(enquete, *questions, *(() if par is None else (par,)))
    sens = {"oui": True, "non": False}
    for question in questions:
        obligatoires = enquete[question].notna() | (question != "pourrait_acheter")
        illisibles = obligatoires & ~enquete[question].isin(sens)
        refuser_lignes(enquete[question], illisibles, "réponse illisible", "écrivez oui ou non")
    reponses = enquete[questions].apply(lambda colonne: colonne.map(sens))
    categories = [
        categoriser_consommateur(**dict(zip(questions, ligne, strict=True)))
        for ligne in reponses.itertuples(index=False)
    ]
    groupes = enquete[par] if par else pd.Series("ensemble", index=enquete.index)
    comptes = pd.crosstab(groupes, pd.Series(categories, index=enquete.index))
    comptes = comptes.reindex(columns=list(CATEGORIES), fill_value=0)
    return comptes.rename_axis(index=par, columns=None)


def deplacer_consommateurs(
    effectifs: dict[str, int], origine: str, destination: str, part_pct: float
) -> dict[str, int]:
    """Faire passer une part des personnes d’une catégorie dans une autre.

    Parameters
    ----------
    effectifs : dict
        Nombre de personnes de chaque catégorie.
    origine, destination : str
        Deux clés d’``effectifs``.
    part_pct : float
        Part de la catégorie d’origine qui passe, en %, de 0 à 100 ; le nombre est arrondi à l’unité.

    Returns
    -------
    dict
        Les nouveaux effectifs ; leur somme n’a pas changé.

    Raises
    ------
    ErreurCours
        « « part_pct » vaut « 120 » : donnez un pourcentage de 0 à 100. »

    Examples
    --------
    >>> deplacer_consommateurs({"client": 2400, "client de la concurrence": 9600},
    ...     "client de la concurrence", "client", 10)
    {'client': 3360, 'client de la concurrence': 8640}
    """
    part = exiger_nombre("part_pct", part_pct, 0, 100, "un pourcentage") / 100
    passent = int(effectifs[origine] * part + Fraction(1, 2))
    return effectifs | {
        origine: effectifs[origine] - passent,
        destination: effectifs[destination] + passent,
    }


def classer_tailles(
    clients: pd.DataFrame, *, seuil_moyen: float, seuil_gros: float, montant: str = "ca"
) -> pd.DataFrame:
    """Classer les clients en gros, moyens et petits d’après deux montants choisis par l’entreprise.

    Le seuil appartient à la classe du dessus. L’ABC (module ``pareto``) coupe autrement : d’après la
    part de chacun dans le total.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client, avec la colonne ``montant`` (en €).
    seuil_moyen, seuil_gros : float
        En €, 0 < seuil_moyen < seuil_gros.
    montant : str

    Returns
    -------
    DataFrame
        La table reçue, dans son ordre, et la colonne ``taille`` (« gros », « moyen », « petit »).

    Raises
    ------
    ErreurCours
        « « seuil_gros » vaut « 1000 » : donnez un montant en euros de 5 000,01 à… » ; colonne absente ;
        montant illisible, manquant ou négatif, avec sa ligne.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Garage"], "ca": [60000, 4000]})
    >>> classer_tailles(clients, seuil_moyen=5000, seuil_gros=20000)["taille"].tolist()
    ['gros', 'petit']
    """
    centime, euros = Fraction(1, 100), "un montant en euros"
    moyen = exiger_nombre("seuil_moyen", seuil_moyen, centime, quoi=euros)
    gros = exiger_nombre("seuil_gros", seuil_gros, moyen + centime, quoi=euros)
    exiger_table(clients, montant)
    centimes = compter_centimes(clients[montant], avoirs=False)
    tailles = np.select(
        [centimes >= ceil(100 * gros), centimes >= ceil(100 * moyen)], ["gros", "moyen"], "petit"
    )
    return clients.assign(taille=pd.Categorical(tailles, categories=list(TAILLES), ordered=True))


def profiler_clients(
    factures: pd.DataFrame,
    a_la_date: str | date,
    *,
    signalements: pd.DataFrame | None = None,
    clients: list | None = None,
    baisse_pct: float = 25,
) -> pd.DataFrame:
    """Donner à chaque client son profil : fidèle, à développer, déclinant, perdu ou douteux.

    La première règle qui s’applique l’emporte, en comparant les 12 derniers mois aux 12 précédents :

    1. **douteux** : un signalement est enregistré. « Mécontent » demande une réclamation, « infidèle »
       un achat constaté chez un concurrent, « insolvable » un impayé : rien ne se devine. C’est le sens
       commercial, distinct du compte 416 de la comptabilité ;
    2. **perdu** : plus rien d’acheté en net sur les 12 derniers mois ;
    3. **à développer** : rien d’acheté en net sur les 12 mois précédents (nouveau client ou revenu) ;
    4. **déclinant** : il achète encore, mais moins, d’au moins ``baisse_pct`` ;
    5. **fidèle** : les autres, qui achètent d’une année à l’autre.

    Qui n’a encore ni facture ni avoir n’est pas un client : « prospect » tient lieu de profil.

    Parameters
    ----------
    factures, a_la_date
        Comme :func:`resumer_rfm`.
    signalements : DataFrame, optional
        Colonnes ``client`` et ``motif`` (« mécontent », « infidèle » ou « insolvable »).
    clients : list, optional
        Clients et prospects du fichier, même sans facture.
    baisse_pct : float
        Convention du cours, en %, de 1 à 100.

    Returns
    -------
    DataFrame
        Une ligne par client : ``client``, ``ca_precedent``, ``ca_recent`` (nets, en € HT), ``profil``,
        ``motif`` (la raison, en une phrase). ``attrs["rapport"]`` compte les lignes.

    Raises
    ------
    ErreurCours
        « Colonne « motif » : motif inconnu (1 ligne), d’abord ligne 1 (« fâché ») : écrivez mécontent,
        infidèle ou insolvable. » ; « Colonne « client » : client inconnu (1 ligne)… » ; « « baisse_pct » vaut
        « 0 » : donnez un pourcentage de 1 à 100. » ; et les refus de :func:`resumer_rfm` sur les factures.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": [1, 2, 3, 4], "client": ["Mairie", "Mairie", "Garage", "Garage"],
    ...     "date": pd.to_datetime(["2024-05-02", "2025-05-06", "2024-03-01", "2025-03-03"]),
    ...     "montant_ht": [500.0, 520.0, 800.0, 600.0]})
    >>> profiler_clients(factures, "2025-12-31")[["client", "ca_precedent", "ca_recent", "profil"]]
       client  ca_precedent  ca_recent     profil
    0  Mairie         500.0      520.0     fidèle
    1  Garage         800.0      600.0  déclinant
    """
    reste = 1 - exiger_nombre("baisse_pct", baisse_pct, 1, 100, "un pourcentage") / 100
    jour = lire_date(a_la_date)
    table, centimes, rapport = _lire_factures(factures, jour)
    refuser_vides(factures["facture"])
    refuser_vides(factures["client"])
    dates = table["date"].dt.normalize()
    recente = dates > jour - pd.DateOffset(years=1)
    precedente = (dates > jour - pd.DateOffset(years=2)) & ~recente
    tous = pd.Index(dict.fromkeys([*table["client"], *(() if clients is None else clients)]))
    nets = pd.DataFrame({"recent": centimes * recente, "precedent": centimes * precedente})
    nets = nets.groupby(table["client"]).sum().reindex(tous, fill_value=0)
    recent, precedent = nets["recent"], nets["precedent"]

    motifs = pd.Series(dtype=object)
    if signalements is not None:
        exiger_table(signalements, "client", "motif")
        inconnus = ~signalements["motif"].isin(MOTIFS_DOUTEUX)
        geste = "écrivez mécontent, infidèle ou insolvable"
        refuser_lignes(signalements["motif"], inconnus, "motif inconnu", geste)
        inconnus = ~signalements["client"].isin([*tous, *factures["client"]])
        geste = "corrigez son nom ou ajoutez-le au fichier des clients"
        refuser_lignes(signalements["client"], inconnus, "client inconnu", geste)
        motifs = signalements.groupby("client")["motif"].agg(lambda noms: ", ".join(sorted(set(noms))))
    signale = motifs.reindex(tous)

    # En entiers de Python : la comparaison est exacte et ne déborde pas.
    seuil = precedent.astype(object) * reste.numerator
    en_baisse = recent.astype(object) * reste.denominator <= seuil
    regles = [
        (signale.notna(), "douteux", "Signalement enregistré : " + signale.fillna("") + "."),
        (~tous.isin(table["client"]), PROSPECT, "N’a encore rien acheté."),
        (recent <= 0, "perdu", "Plus d’achat net depuis 12 mois."),
        (precedent <= 0, "à développer", "Nouveau ou revenu : rien les 12 mois d’avant."),
        (en_baisse, "déclinant", f"Baisse d’au moins {citer(baisse_pct)} %."),
    ]
    conditions = [np.asarray(condition, dtype=bool) for condition, _, _ in regles]
    profils = np.select(conditions, [profil for _, profil, _ in regles], "fidèle")
    resultat = (nets[["precedent", "recent"]] / 100).add_prefix("ca_").rename_axis("client").reset_index()
    resultat["profil"] = pd.Categorical(profils, categories=[*PROFILS, PROSPECT])
    resultat["motif"] = np.select(conditions, [r for _, _, r in regles], "Achète d’une année à l’autre.")
    resultat.attrs["rapport"] = rapport
    return resultat


def situer_cycle_de_vie(
    factures: pd.DataFrame,
    a_la_date: str | date,
    *,
    fiches: pd.DataFrame | None = None,
    inactivite_mois: int = 12,
    arret_mois: int = 24,
) -> pd.DataFrame:
    """Situer chaque client parmi les six étapes du cycle de vie.

    - **arrêt** : ``arret_mois`` révolus sans facture, ou une résiliation que nulle facture n’a suivie ;
    - **inactivité** : ``inactivite_mois`` révolus sans facture ;
    - **relation continue** : au moins deux factures ; **premier achat** : une seule ;
    - **entrée en relation** : un échange, pas encore de facture ; **prospect** : ni l’un ni l’autre, qu’on
      l’ait sollicité ou non.

    Parameters
    ----------
    factures, a_la_date
        Comme :func:`resumer_rfm` ; la date borne aussi les contacts et les résiliations.
    fiches : DataFrame, optional
        Une ligne par client ou prospect : ``client`` et, au besoin, ``premier_contact`` et ``resiliation``
        (datetime64, vides permis).
    inactivite_mois, arret_mois : int
        Durées, en mois, la première inférieure à la seconde.

    Returns
    -------
    DataFrame
        Une ligne par client : ``client``, ``derniere`` (date de facture), ``factures`` (nombre,
        hors avoirs), ``etape``. Les clients qui n’ont que des avoirs sont mis à part et nommés
        dans ``attrs["rapport"]["sans_facture"]`` : leur achat précède le fichier.

    Raises
    ------
    ErreurCours
        « « inactivite_mois » vaut « 24 » : donnez un nombre entier de 1 à 11. » ; une fiche sans nom
        ou en double ; et les refus de :func:`resumer_rfm` sur les factures.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": [1, 2, 3], "client": ["Mairie", "Mairie", "Garage"], "montant_ht": [90.0, 80.0, 70.0],
    ...     "date": pd.to_datetime(["2025-02-03", "2025-09-01", "2024-06-30"])})
    >>> fiches = pd.DataFrame({"client": ["École"], "premier_contact": pd.to_datetime(["2025-11-04"])})
    >>> situer_cycle_de_vie(factures, "2025-12-31", fiches=fiches)[["client", "factures", "etape"]]
       client  factures               etape
    0  Mairie         2   relation continue
    1  Garage         1          inactivité
    2   École         0  entrée en relation
    """
    arret = exiger_entier("arret_mois", arret_mois, 2, 1200)
    inactivite = exiger_entier("inactivite_mois", inactivite_mois, 1, arret - 1)
    jour = lire_date(a_la_date)
    etats, rapport = _resumer_achats(factures, jour)
    for colonne in ("premier_contact", "resiliation"):
        etats[colonne] = pd.NaT
    if fiches is not None:
        exiger_table(fiches, "client")
        exiger_noms(fiches["client"])
        nouveaux = fiches.loc[~fiches["client"].isin([*etats.index, *rapport["sans_facture"]]), "client"]
        etats = etats.reindex(etats.index.append(pd.Index(nouveaux)))
        for colonne in {"premier_contact", "resiliation"} & set(fiches.columns):
            exiger_dates(fiches[colonne])
            etats[colonne] = fiches.set_index("client")[colonne].reindex(etats.index)

    derniere = etats["derniere"]
    resilie = (etats["resiliation"] <= jour) & ~(derniere > etats["resiliation"])
    etapes = np.select(
        [
            resilie | (derniere <= jour - pd.DateOffset(months=arret)),
            derniere <= jour - pd.DateOffset(months=inactivite),
            etats["factures"] >= 2,
            etats["factures"] == 1,
            etats["premier_contact"] <= jour,
        ],
        ["arrêt", "inactivité", "relation continue", "premier achat", "entrée en relation"],
        "prospect",
    )
    resultat = etats[["derniere", "factures"]].fillna({"factures": 0}).astype({"factures": int})
    resultat = resultat.rename_axis("client").reset_index()
    resultat["etape"] = pd.Categorical(etapes, categories=list(ETAPES_CYCLE), ordered=True)
    resultat.attrs["rapport"] = rapport
    return resultat


def retracer_cycle_de_vie(
    factures: pd.DataFrame,
    client: str,
    du: str | date,
    au: str | date,
    *,
    fiche: dict | None = None,
    inactivite_mois: int = 12,
    arret_mois: int = 24,
) -> pd.DataFrame:
    """Retracer les étapes qu’un client a traversées, et dire pourquoi il a changé d’étape.

    Parameters
    ----------
    factures, inactivite_mois, arret_mois
        Comme :func:`situer_cycle_de_vie`.
    client : str
        Son nom, tel que dans les factures ; un prospect n’y est pas.
    du, au : date, ou texte JJ/MM/AAAA ou AAAA-MM-JJ
        Premier et dernier jour retracés.
    fiche : dict, optional
        ``premier_contact`` et ``resiliation`` (dates, ``None`` ou absentes si inconnues).

    Returns
    -------
    DataFrame
        Une ligne par étape, dans le temps : ``depuis`` (datetime64), ``etape``, ``motif`` (une phrase).

    Raises
    ------
    ErreurCours
        Les refus de :func:`situer_cycle_de_vie`.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": [1, 2], "client": "Mairie", "montant_ht": [90.0, 80.0],
    ...     "date": pd.to_datetime(["2024-02-03", "2024-09-01"])})
    >>> vie = retracer_cycle_de_vie(factures, "Mairie", "2024-01-01", "2025-12-31")
    >>> vie["etape"].tolist()
    ['prospect', 'premier achat', 'relation continue', 'inactivité']
    >>> vie["motif"].iloc[-1]
    '12 mois révolus sans facture depuis le 01/09/2024.'
    """
    debut, fin = lire_date(du), lire_date(au)
    siennes = factures[factures["client"] == client]
    connues = {cle: pd.Timestamp(jour) for cle, jour in (fiche or {}).items() if pd.notna(jour)}
    fiches = pd.DataFrame([{"client": client, "premier_contact": pd.NaT, "resiliation": pd.NaT} | connues])
    fiches = fiches.astype({"premier_contact": "datetime64[us]", "resiliation": "datetime64[us]"})
    achats = sorted(set(siennes.loc[siennes["montant_ht"] >= 0, "date"].dt.normalize()))
    # Seuls ces jours peuvent changer l’étape : un contact, une facture, une résiliation, un seuil franchi.
    jours = {debut, *connues.values(), *achats}
    jours |= {
        achat + pd.DateOffset(months=mois) for achat in achats for mois in (inactivite_mois, arret_mois)
    }
    lignes: list[dict] = []
    for jour in sorted(j for j in jours if debut <= j <= fin):
        situation = situer_cycle_de_vie(
            siennes, jour, fiches=fiches, inactivite_mois=inactivite_mois, arret_mois=arret_mois
        ).iloc[0]
        etape = situation["etape"]
        if lignes and lignes[-1]["etape"] == etape:
            continue
        precedente = lignes[-1]["etape"] if lignes else ""
        resiliation = connues.get("resiliation")
        resilie = resiliation is not None and resiliation <= jour
        lignes.append(
            {"depuis": jour, "etape": etape}
            | {
                "motif": _motiver_etape(
                    etape,
                    precedente,
                    situation["derniere"],
                    arret_mois if etape == "arrêt" else inactivite_mois,
                    resiliation if resilie else None,
                )
            }
        )
    return pd.DataFrame(lignes, columns=["depuis", "etape", "motif"])


def _motiver_etape(etape, precedente, derniere, mois, resiliation) -> str:
    """Dire en une phrase ce qui a fait entrer un client dans une étape."""
    if etape == "arrêt" and resiliation is not None and not derniere > resiliation:
        return f"Résiliation du {resiliation:%d/%m/%Y}."
    if etape in ("arrêt", "inactivité"):
        return f"{mois} mois révolus sans facture depuis le {derniere:%d/%m/%Y}."
    if etape == "relation continue":
        retour = precedente in ("arrêt", "inactivité")
        return f"{'Retour' if retour else 'Achat répété'}, facture du {derniere:%d/%m/%Y}."
    return {
        "prospect": "Rien d’acheté, et aucun échange connu.",
        "entrée en relation": "Un échange, pas encore de facture.",
        "premier achat": "Une seule facture à ce jour.",
    }[etape]


def resumer_segments(clients: pd.DataFrame, criteres: list[str], *, montant: str = "ca") -> pd.DataFrame:
    """Résumer les segments que dessinent un ou plusieurs critères.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : les colonnes des ``criteres`` et ``montant`` (en €).
    criteres : list of str
        Un segment réunit les clients qui ont la même valeur pour tous.
    montant : str

    Returns
    -------
    DataFrame
        Une ligne par segment occupé : les critères, ``effectif``, ``part_effectif_pct``, ``montant`` (en €),
        ``part_montant_pct``. Un critère ordonné garde son ordre.

    Raises
    ------
    ErreurCours
        Colonne absente, critère sans valeur, montant illisible, ou total nul : aucune part ne se calcule.

    Examples
    --------
    >>> clients = pd.DataFrame({"taille": ["gros", "petit", "petit"], "ca": [80.0, 15.0, 5.0]})
    >>> resumer_segments(clients, ["taille"])["part_montant_pct"].tolist()
    [80.0, 20.0]
    """
    exiger_table(clients, *criteres, montant)
    for critere in criteres:
        refuser_vides(clients[critere])
    centimes = pd.Series(compter_centimes(clients[montant]), index=clients.index)
    total = int(centimes.sum())
    if total <= 0:
        raise ErreurCours("Le total des montants est nul : aucune part ne se calcule.")
    groupes = centimes.groupby([clients[critere] for critere in criteres], observed=True)
    resume = groupes.agg(effectif="size", montant="sum").reset_index()
    resume.insert(len(criteres) + 1, "part_effectif_pct", 100 * resume["effectif"] / len(clients))
    resume["part_montant_pct"] = 100 * resume["montant"] / total
    resume["montant"] /= 100
    return resume


def resumer_rfm(factures: pd.DataFrame, a_la_date: str | date) -> pd.DataFrame:
    """Résumer les achats de chaque client : récence, fréquence, montant.

    Parameters
    ----------
    factures : DataFrame
        Colonnes ``facture``, ``date``, ``client``, ``montant_ht`` (en €, négatif = avoir).
    a_la_date : date, ou texte JJ/MM/AAAA ou AAAA-MM-JJ
        Jour d’où l’on regarde ; il compte.

    Returns
    -------
    DataFrame
        Une ligne par client, par ordre d’apparition : ``client``, ``recence`` (jours depuis la dernière
        facture), ``frequence`` (nombre de factures distinctes, avoirs exclus), ``montant`` (CA net, en
        € HT, avoirs déduits). ``attrs["rapport"]`` : lignes ``lues``, ``retenues`` et ``posterieures``,
        et ``sans_facture``, les noms des clients mis à part parce qu’ils n’ont que des avoirs.

    Raises
    ------
    ErreurCours
        « Colonne « montant_ht » : montant écrit en texte, manquant ou infini (1 ligne), d’abord ligne 3
        (« n.c. »)… » ; « Aucune facture jusqu’au 31/12/2023 : choisissez une date plus tardive. » ; colonne
        absente, valeur manquante, date illisible, de même.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "facture": ["F1", "F2", "A1", "F3"], "client": ["Mairie", "Mairie", "Mairie", "Garage"],
    ...     "date": pd.to_datetime(["2025-12-01", "2025-12-21", "2025-12-30", "2025-11-01"]),
    ...     "montant_ht": [500.0, 300.0, -100.0, 40.0]})
    >>> resumer_rfm(factures, "2025-12-31")
       client  recence  frequence  montant
    0  Mairie       10          2    700.0
    1  Garage       60          1     40.0

    References
    ----------
    A. M. Hughes, *Strategic Database Marketing*, 1994, pour la méthode. Les définitions sont celles du cours.
    """
    jour = lire_date(a_la_date)
    achats, rapport = _resumer_achats(factures, jour)
    if achats.empty:
        raise ErreurCours(f"Aucune facture jusqu’au {jour:%d/%m/%Y} : choisissez une date plus tardive.")
    resume = achats.reset_index().rename(columns={"factures": "frequence"})
    resume.insert(1, "recence", (jour - resume.pop("derniere")).dt.days)
    resume["montant"] = resume.pop("centimes") / 100
    resume.attrs["rapport"] = rapport
    return resume


def noter_rfm(rfm: pd.DataFrame, *, classes: int = 5) -> pd.DataFrame:
    """Noter récence, fréquence et montant, et en tirer un segment.

    Les notes vont de 1 à ``classes`` (le meilleur). Deux valeurs égales ont toujours la même note : un
    paquet d’ex æquo reste entier dans la classe qu’il commence, et les classes suivantes se partagent à
    parts égales les clients qui restent. Elles ne s’effondrent donc pas quand la moitié des clients n’a
    acheté qu’une fois. S’il y a moins de valeurs distinctes que de classes, les notes s’espacent de 1 à
    ``classes`` ; s’il n’y en a qu’une, tous reçoivent la note du milieu.

    Le segment est une convention du cours. Récent : note R au-dessus de la moitié de ``classes`` ;
    souvent : note F au-dessus. Récent et souvent, « meilleur » ; récent, « à fidéliser » ; souvent, « à
    reconquérir » ; ni l’un ni l’autre, « occasionnel ». Un critère où tous les clients se valent ne fait dire
    ni « récent » ni « souvent ». M dit l’effort que le client mérite.

    Parameters
    ----------
    rfm : DataFrame
        Le résultat de :func:`resumer_rfm`.
    classes : int
        De 2 à 9.

    Returns
    -------
    DataFrame
        La table reçue et ``note_r``, ``note_f``, ``note_m``, ``segment``. ``attrs["bornes"]`` décrit, par
        critère, toutes les classes déclarées : ``note``, ``effectif``, ``de`` et ``a`` (``None`` si vide).

    Raises
    ------
    ErreurCours
        « « classes » vaut « 1 » : donnez un nombre entier de 2 à 9. » ; colonne absente, valeur manquante.

    Examples
    --------
    >>> rfm = pd.DataFrame({"client": list("abcd"), "recence": [5, 40, 90, 300],
    ...                     "frequence": [6, 1, 3, 1], "montant": [900.0, 50.0, 400.0, 20.0]})
    >>> noter_rfm(rfm, classes=3)[["client", "note_r", "note_f", "note_m", "segment"]]
      client  note_r  note_f  note_m        segment
    0      a       3       3       3       meilleur
    1      b       2       1       1    à fidéliser
    2      c       1       2       2  à reconquérir
    3      d       1       1       1    occasionnel
    """
    classes = exiger_entier("classes", classes, 2, 9)
    exiger_table(rfm, "recence", "frequence", "montant")
    notes, bornes = rfm.copy(), {}
    for critere, sens in {"recence": -1, "frequence": 1, "montant": 1}.items():
        refuser_vides(rfm[critere])
        note = _noter(sens * rfm[critere].to_numpy(), classes)
        notes[f"note_{critere[0]}"] = note
        bornes[critere] = []
        for valeur in range(1, classes + 1):
            groupe = rfm.loc[note == valeur, critere]
            de, a = (groupe.min().item(), groupe.max().item()) if len(groupe) else (None, None)
            bornes[critere].append({"note": valeur, "effectif": len(groupe), "de": de, "a": a})
    # Un critère où tous se valent ne distingue personne : un seul achat chacun, ce n'est pas « souvent ».
    recent, souvent = (
        (2 * notes[f"note_{critere[0]}"] > classes) & (rfm[critere].nunique() > 1)
        for critere in ("recence", "frequence")
    )
    segments = np.select([recent & souvent, recent, souvent], list(SEGMENTS_RFM)[:3], list(SEGMENTS_RFM)[3])
    notes["segment"] = pd.Categorical(segments, categories=list(SEGMENTS_RFM))
    notes.attrs = {**rfm.attrs, "bornes": bornes}
    return notes


def _noter(valeurs: np.ndarray, classes: int) -> np.ndarray:
    """Couper en classes d’effectifs proches sans jamais séparer des valeurs égales."""
    distinctes, rangs, effectifs = np.unique(valeurs, return_inverse=True, return_counts=True)
    nombre = min(classes, len(distinctes))
    if nombre == 1:
        return np.full(len(valeurs), (classes + 1) // 2)
    cumul = effectifs.cumsum()
    fins, pris = [], 0
    for restantes in range(nombre, 1, -1):
        cible = pris + ceil((len(valeurs) - pris) / restantes)
        # Chaque classe qui suit garde au moins une valeur distincte.
        fin = min(int(np.searchsorted(cumul, cible)), len(distinctes) - restantes)
        fins.append(fin)
        pris = int(cumul[fin])
    return 1 + np.searchsorted(fins, rangs) * (classes - 1) // (nombre - 1)


def _lire_factures(factures: pd.DataFrame, jour: pd.Timestamp) -> tuple[pd.DataFrame, np.ndarray, dict]:
    """Vérifier les factures, garder celles datées au plus tard de ce jour, compter les autres."""
    exiger_table(factures, "facture", "date", "client", "montant_ht")
    exiger_dates(factures["date"])
    refuser_vides(factures["date"])
    centimes = compter_centimes(factures["montant_ht"])
    retenues = (factures["date"] < jour + pd.Timedelta(days=1)).to_numpy()
    rapport = {"lues": len(factures), "retenues": int(retenues.sum()), "posterieures": int((~retenues).sum())}
    if not retenues.all():
        factures, centimes = factures[retenues], centimes[retenues]
    return factures, centimes, rapport


def _resumer_achats(factures: pd.DataFrame, jour: pd.Timestamp) -> tuple[pd.DataFrame, dict]:
    """Résumer par client : dernière facture, nombre de factures, centimes nets.

    Comparer chaque ligne à la précédente coûte bien moins que d’identifier chaque texte : les lignes qui
    se suivent pour la même facture forment un bloc, et un export rangé par numéro se reconnaît au passage.
    """
    table, centimes, rapport = _lire_factures(factures, jour)
    numeros, noms = table["facture"].to_numpy(), table["client"].to_numpy()
    memes, ranges = np.zeros(max(len(table) - 1, 0), dtype=bool), False
    try:
        with np.errstate(invalid="ignore"):
            memes = ((noms[1:] == noms[:-1]) & (numeros[1:] == numeros[:-1])).astype(bool)
            # Rangé : le numéro croît, ou bien rien ne change. Un numéro manquant n’y parvient jamais.
            ranges = len(table) > 1 and bool((memes | (numeros[1:] > numeros[:-1])).all())
    except TypeError:  # des numéros manquants ou de types mélangés ne se comparent pas
        pass
    debuts = np.flatnonzero(np.append(np.ones(min(len(table), 1), dtype=bool), ~memes))
    clients, noms = pd.factorize(noms[debuts])
    codes = np.arange(len(debuts)) if ranges else pd.factorize(numeros[debuts])[0]
    if (clients < 0).any() or (codes < 0).any():
        refuser_vides(factures["facture"])
        refuser_vides(factures["client"])

    jours = table["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    jours = np.maximum.reduceat(np.where(centimes >= 0, jours, _JAMAIS), debuts)
    derniere = np.full(len(noms), _JAMAIS)
    np.maximum.at(derniere, clients, jours)
    nets = np.bincount(clients, np.add.reduceat(centimes, debuts), len(noms)).astype(np.int64)
    vendus = jours > _JAMAIS
    if not ranges:
        vendus[vendus] = ~pd.Series(clients[vendus] * len(codes) + codes[vendus]).duplicated()
    etats = pd.DataFrame(
        {
            "derniere": derniere.astype("datetime64[D]").astype("datetime64[us]"),
            "factures": np.bincount(clients[vendus], minlength=len(noms)),
            "centimes": nets,
        },
        index=pd.Index(noms, name="client"),
    )
    a_part = derniere == _JAMAIS
    return etats[~a_part], rapport | {"sans_facture": list(noms[a_part])}
