"""Un magasin : ses ventes, sa fréquentation, sa carte de fidélité, sa zone de chalandise.

Un magasin vend à des particuliers : les montants sont en euros toutes taxes comprises. Ils sont comptés en
centimes entiers, et un seuil se compare à des nombres exacts, jamais à un pourcentage arrondi.
"""

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from course_helpers.carte import ZONES
from course_helpers.controles import (
    compter_centimes,
    exiger_entiers,
    exiger_nombre,
    exiger_nombres,
    exiger_noms,
    exiger_table,
    refuser_lignes,
    refuser_vides,
)
from course_helpers.donnees import lire_colonnes
from course_helpers.ecriture import JOURS
from course_helpers.erreurs import ErreurCours
from course_helpers.valeur import calculer_ht, mesurer_marge

# Jusqu'à quelle part des clients va la zone primaire, puis la secondaire : une convention du cours, en %.
SEUILS_ZONES = (60, 85)
DEPENSE_MENAGE = 420  # € TTC par an dans les rayons du magasin, quand l'indice vaut 100 : un exemple
TAUX_MARQUE = 0.3  # celui de l'exemple du chapitre 3 : le magasin ne donne pas ses coûts d'achat
_TICKETS = {
    "N° ticket": "ticket",
    "Date": "date",
    "Code carte": "carte",
    "Rayon": "rayon",
    "Articles": "articles",
    "Montant TTC": "montant_ttc",
}
_PORTEURS = {
    "Code carte": "carte",
    "Commune": "commune",
    "Date d'adhésion": "adhesion",
    "Passages": "passages",
    "Achats TTC": "achats_ttc",
    "Points": "points",
    "Courriels acceptés": "courriels",
}
_FREQUENTATION = {"Date": "date", "Entrées": "entrees", "Tickets": "tickets", "CA TTC": "ca_ttc"}


def lire_tickets(fichier) -> pd.DataFrame:
    """Lire des tickets de caisse : une ligne par ticket et par rayon.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``magasin-tickets-2025.csv``.

    Returns
    -------
    DataFrame
        ``ticket``, ``date``, ``carte`` (vide sans carte), ``rayon``, ``articles``, ``montant_ttc`` (€), dans
        l'ordre du fichier.

    Raises
    ------
    ErreurCours
        Une colonne manque, une date ou un nombre ne se lit pas.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> lire_tickets(chemin("magasin-tickets-2025.csv")).head(2)[["ticket", "articles", "montant_ttc"]]
       ticket  articles  montant_ttc
    0  T00396         3         23.1
    1  T00397         1          3.9
    """
    return _lire(fichier, _TICKETS, entiers=("articles",), montants=("montant_ttc",), dates=("date",))


def lire_porteurs(fichier) -> pd.DataFrame:
    """Lire les porteurs d'une carte de fidélité : une ligne par carte.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``magasin-carte-2025.csv``.

    Returns
    -------
    DataFrame
        ``carte``, ``commune``, ``adhesion``, ``passages``, ``achats_ttc`` (€), ``points``, ``courriels``
        (« oui » ou « non »).

    Raises
    ------
    ErreurCours
        Comme :func:`lire_tickets`.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> lire_porteurs(chemin("magasin-carte-2025.csv")).shape
    (640, 7)
    """
    return _lire(
        fichier, _PORTEURS, entiers=("passages", "points"), montants=("achats_ttc",), dates=("adhesion",)
    )


def lire_frequentation(fichier) -> pd.DataFrame:
    """Lire la fréquentation d'un magasin : une ligne par jour d'ouverture.

    Parameters
    ----------
    fichier : Path or str
        Un CSV aux colonnes de ``magasin-frequentation-2025.csv``.

    Returns
    -------
    DataFrame
        ``date``, ``entrees`` (personnes), ``tickets``, ``ca_ttc`` (€).

    Raises
    ------
    ErreurCours
        Comme :func:`lire_tickets`.

    Examples
    --------
    >>> from course_helpers.donnees import chemin
    >>> lire_frequentation(chemin("magasin-frequentation-2025.csv")).shape
    (253, 4)
    """
    return _lire(
        fichier, _FREQUENTATION, entiers=("entrees", "tickets"), montants=("ca_ttc",), dates=("date",)
    )


def mesurer_ventes(tickets: pd.DataFrame) -> pd.Series:
    """Mesurer ce que disent des tickets de caisse : panier moyen, indice de vente, poids de la carte.

    Parameters
    ----------
    tickets : DataFrame
        Une ligne par ticket et par rayon : ``ticket``, ``carte`` (vide sans carte), ``articles``,
        ``montant_ttc`` (€, positif).

    Returns
    -------
    Series
        ``tickets``, ``articles``, ``ca_ttc`` (€) ; ``panier_moyen`` (€ par ticket), ``indice_vente``
        (articles par ticket), ``prix_moyen`` (€ par article) ; ``tickets_carte``, ``taux_encartage_pct``
        (% des tickets), ``part_ca_carte_pct`` (% du CA), ``panier_carte`` et ``panier_sans_carte`` (€,
        ``NaN`` s'il n'y en a aucun).

    Raises
    ------
    ErreurCours
        Aucun ticket ; ticket manquant ; montant négatif ; article qui n'est pas un entier positif ; un ticket
        qui porte deux cartes.

    Notes
    -----
    Le taux d'encartage se compte sur les tickets. Le rapporter aux clients en donnerait un autre : le magasin
    ne sait pas combien de clients passent sans carte.

    Examples
    --------
    >>> tickets = pd.DataFrame({"ticket": ["T1", "T1", "T2"], "carte": ["K1", "K1", None],
    ...                         "articles": [1, 2, 1], "montant_ttc": [10, 20, 15]})
    >>> mesurer_ventes(tickets)[["panier_moyen", "indice_vente", "taux_encartage_pct"]].tolist()
    [22.5, 2.0, 50.0]

    References
    ----------
    Panier moyen = CA ÷ tickets ; indice de vente = articles ÷ tickets ; panier moyen = indice × prix moyen.
    """
    exiger_table(tickets, "ticket", "carte", "articles", "montant_ttc", vide=False)
    refuser_vides(tickets["ticket"])
    articles = [int(n) for n in exiger_nombres(tickets["articles"], 1, 10**6, "un nombre", entiers=True)]
    lignes = pd.DataFrame(
        {
            "ticket": tickets["ticket"].to_numpy(),
            "carte": tickets["carte"].fillna("").astype(str).to_numpy(),
            "articles": articles,
            "centimes": compter_centimes(tickets["montant_ttc"], avoirs=False),
        }
    )
    par_ticket = lignes.groupby("ticket", sort=False)
    plusieurs = lignes["ticket"].map(par_ticket["carte"].nunique() > 1)
    refuser_lignes(lignes["ticket"], plusieurs, "ticket qui porte deux cartes", "gardez-en une")
    sommes = par_ticket.agg({"carte": "first", "articles": "sum", "centimes": "sum"})
    avec = sommes["carte"] != ""
    nombre, total, vendus = len(sommes), int(sommes["centimes"].sum()), sum(articles)
    ca_carte, carte = int(sommes.loc[avec, "centimes"].sum()), int(avec.sum())
    return pd.Series(
        {
            "tickets": nombre,
            "articles": vendus,
            "ca_ttc": total / 100,
            "panier_moyen": total / nombre / 100,
            "indice_vente": vendus / nombre,
            "prix_moyen": total / vendus / 100,
            "tickets_carte": carte,
            "taux_encartage_pct": 100 * carte / nombre,
            "part_ca_carte_pct": _diviser(100 * ca_carte, total),
            "panier_carte": _diviser(ca_carte, 100 * carte),
            "panier_sans_carte": _diviser(total - ca_carte, 100 * (nombre - carte)),
        },
        dtype=object,
    )


def mesurer_transformation(tickets: int, entrees: int) -> float:
    """Mesurer le taux de transformation : sur cent personnes entrées, combien de tickets.

    Parameters
    ----------
    tickets, entrees : int
        De la même période.

    Returns
    -------
    float
        En %.

    Raises
    ------
    ErreurCours
        Aucune entrée, ou plus de tickets que d'entrées.

    Notes
    -----
    Une famille de quatre personnes fait quatre entrées et un ticket : le taux se compare à celui d'autres
    jours du même magasin, plutôt qu'à celui d'un autre.

    Examples
    --------
    >>> mesurer_transformation(45, 120)
    37.5
    """
    entres = exiger_nombre("entrees", entrees, 1, quoi="un nombre de personnes", entier=True)
    vendus = exiger_nombre("tickets", tickets, 0, entres, "un nombre de tickets", entier=True)
    return float(100 * vendus / entres)


def resumer_frequentation(frequentation: pd.DataFrame, groupes: pd.Series) -> pd.DataFrame:
    """Réunir des jours d'ouverture : entrées, tickets, chiffre d'affaires et les deux ratios.

    Parameters
    ----------
    frequentation : DataFrame
        Une ligne par jour : ``entrees``, ``tickets``, ``ca_ttc`` (€).
    groupes : Series
        De chaque jour, le groupe où il va : un mois, un jour de la semaine.

    Returns
    -------
    DataFrame
        ``groupe``, ``jours``, ``entrees``, ``tickets``, ``ca_ttc``, ``transformation_pct`` (tickets ÷ entrées
        du groupe : la moyenne des taux de chaque jour en serait une autre) et ``panier_moyen`` (€).

    Raises
    ------
    ErreurCours
        Une valeur manque ou n'est pas un nombre positif ; un jour a plus de tickets que d'entrées.

    Examples
    --------
    >>> jours = pd.DataFrame({"entrees": [100, 300], "tickets": [50, 90], "ca_ttc": [1000, 1800]})
    >>> resumer_frequentation(jours, pd.Series(["mai", "mai"]))[["transformation_pct", "panier_moyen"]]
       transformation_pct  panier_moyen
    0                35.0          20.0
    """
    exiger_table(frequentation, "entrees", "tickets", "ca_ttc", vide=False)
    entrees, tickets = (
        [int(n) for n in exiger_nombres(frequentation[nom], 1, quoi="un nombre", entiers=True)]
        for nom in ("entrees", "tickets")
    )
    trop = [sortis > entres for sortis, entres in zip(tickets, entrees, strict=True)]
    refuser_lignes(frequentation["tickets"], trop, "plus de tickets que d’entrées", "vérifiez le compteur")
    jours = pd.DataFrame(
        {
            "groupe": groupes.to_numpy(),
            "jours": 1,
            "entrees": entrees,
            "tickets": tickets,
            "ca_ttc": compter_centimes(frequentation["ca_ttc"], avoirs=False),
        }
    )
    reunis = jours.groupby("groupe", sort=False, observed=True).sum().reset_index()
    return reunis.assign(
        ca_ttc=reunis["ca_ttc"] / 100,
        transformation_pct=100 * reunis["tickets"] / reunis["entrees"],
        panier_moyen=reunis["ca_ttc"] / reunis["tickets"] / 100,
    )


def viser_transformation(frequentation: pd.DataFrame, objectif_pct: float) -> pd.DataFrame:
    """Mettre en face d'une cible le taux de transformation de chaque jour de la semaine.

    Parameters
    ----------
    frequentation : DataFrame
        Le résultat de :func:`lire_frequentation`.
    objectif_pct : float
        La cible, en %, la même tous les jours.

    Returns
    -------
    DataFrame
        La table que lit :func:`course_helpers.strategies.mesurer_ecarts`, un jour de la semaine par ligne :
        ``indicateur``, ``secteur`` (le jour), ``obtenu`` (tickets), ``base`` (entrées), ``objectif_pct``.

    Raises
    ------
    ErreurCours
        Comme :func:`resumer_frequentation`.

    Examples
    --------
    >>> jours = pd.DataFrame({"date": pd.to_datetime(["2025-01-04", "2025-01-07"]), "entrees": [100, 60],
    ...                       "tickets": [38, 30], "ca_ttc": [900, 700]})
    >>> viser_transformation(jours, 41)[["secteur", "obtenu", "base"]].values.tolist()
    [['Mardi', 30, 60], ['Samedi', 38, 100]]
    """
    semaine = resumer_frequentation(frequentation, frequentation["date"].dt.day_of_week).sort_values("groupe")
    return pd.DataFrame(
        {
            "indicateur": "transformation",
            "secteur": [JOURS[rang].capitalize() for rang in semaine["groupe"]],
            "obtenu": semaine["tickets"].to_numpy(),
            "base": semaine["entrees"].to_numpy(),
            "objectif_pct": objectif_pct,
        }
    )


def mesurer_frequence(porteurs: pd.DataFrame) -> pd.Series:
    """Mesurer l'activité des porteurs d'une carte : combien achètent, combien de fois, pour combien.

    Parameters
    ----------
    porteurs : DataFrame
        Une ligne par carte : ``carte``, ``passages`` (tickets de la période), ``achats_ttc`` (€).

    Returns
    -------
    Series
        ``porteurs``, ``actifs`` (au moins un passage), ``taux_actifs_pct``, ``passages``, ``achats_ttc``
        (€) ; par porteur **actif**, ``frequence`` (passages) et ``valeur_moyenne`` (€) ; ``panier_moyen``
        (€).

    Raises
    ------
    ErreurCours
        Une carte en double, un passage qui n'est pas un entier positif, aucun porteur actif.

    Examples
    --------
    >>> porteurs = pd.DataFrame({"carte": ["K1", "K2", "K3"], "passages": [8, 2, 0],
    ...                          "achats_ttc": [160, 90, 0]})
    >>> mesurer_frequence(porteurs)[["actifs", "frequence", "panier_moyen", "valeur_moyenne"]].tolist()
    [2, 5.0, 25.0, 125.0]

    References
    ----------
    Valeur moyenne d'un client = fréquence × panier moyen.
    """
    exiger_table(porteurs, "carte", "passages", "achats_ttc", vide=False)
    exiger_noms(porteurs["carte"])
    passages = [int(n) for n in exiger_nombres(porteurs["passages"], 0, quoi="un nombre", entiers=True)]
    total = int(compter_centimes(porteurs["achats_ttc"], avoirs=False).sum())
    actifs, nombre = sum(n > 0 for n in passages), sum(passages)
    if not actifs:
        raise ErreurCours("Aucun porteur n’est passé en caisse : choisissez une période plus longue.")
    return pd.Series(
        {
            "porteurs": len(porteurs),
            "actifs": actifs,
            "taux_actifs_pct": 100 * actifs / len(porteurs),
            "passages": nombre,
            "achats_ttc": total / 100,
            "frequence": nombre / actifs,
            "panier_moyen": total / nombre / 100,
            "valeur_moyenne": total / actifs / 100,
        },
        dtype=object,
    )


def chiffrer_membres(porteurs: pd.DataFrame, *, taux_marque: float = TAUX_MARQUE) -> pd.Series:
    """Chiffrer ce qu'un porteur actif achète et laisse dans l'année, hors taxes.

    Parameters
    ----------
    porteurs : DataFrame
        Comme :func:`mesurer_frequence`.
    taux_marque : nombre
        La marge commerciale en fraction du prix de vente HT : une hypothèse.

    Returns
    -------
    Series
        ``membres`` (les porteurs actifs) ; par membre, en € HT, ``ca_moyen`` (TVA à 20 % ôtée) et
        ``marge_client``. Ce sont les arguments de :func:`course_helpers.valeur.chiffrer_programme`.

    Raises
    ------
    ErreurCours
        Comme :func:`mesurer_frequence` ; un taux hors de 0 à 1.

    Examples
    --------
    >>> porteurs = pd.DataFrame({"carte": ["K1", "K2", "K3"], "passages": [8, 2, 0],
    ...                          "achats_ttc": [180, 60, 0]})
    >>> chiffrer_membres(porteurs).tolist()
    [2, 100.0, 30.0]
    """
    activite = mesurer_frequence(porteurs)
    vente = mesurer_marge(calculer_ht(activite["valeur_moyenne"]), taux_marque=taux_marque)
    return pd.Series(
        {
            "membres": activite["actifs"],
            "ca_moyen": float(vente["prix_ht"]),
            "marge_client": float(vente["marge_commerciale"]),
        },
        dtype=object,
    )


def lister_actifs(porteurs: pd.DataFrame) -> pd.DataFrame:
    """Lister les porteurs qui ont acheté, sous les noms de colonnes des autres chapitres.

    Parameters
    ----------
    porteurs : DataFrame
        Une ligne par carte : ``carte``, ``passages``, ``achats_ttc`` (€).

    Returns
    -------
    DataFrame
        ``client`` (le code de la carte) et ``ca`` (€ TTC), dans l'ordre reçu.

    Raises
    ------
    ErreurCours
        Une colonne manque, un passage n'est pas un entier positif.

    Examples
    --------
    >>> porteurs = pd.DataFrame({"carte": ["K1", "K2"], "passages": [8, 0], "achats_ttc": [160, 0]})
    >>> lister_actifs(porteurs).values.tolist()
    [['K1', 160]]
    """
    exiger_table(porteurs, "carte", "passages", "achats_ttc")
    passages = exiger_nombres(porteurs["passages"], 0, quoi="un nombre", entiers=True)
    actifs = porteurs[[nombre > 0 for nombre in passages]]
    noms = {"carte": "client", "achats_ttc": "ca"}
    return actifs[list(noms)].rename(columns=noms).reset_index(drop=True)


def peupler_zone(zone: pd.DataFrame, porteurs: pd.DataFrame) -> pd.DataFrame:
    """Compter, dans chaque commune de la zone, les porteurs de la carte et leurs achats.

    Parameters
    ----------
    zone : DataFrame
        Une ligne par ``commune``.
    porteurs : DataFrame
        Une ligne par carte : ``commune``, ``achats_ttc`` (€).

    Returns
    -------
    DataFrame
        La table reçue et deux colonnes : ``clients`` (les porteurs) et ``ca_ttc`` (€).

    Raises
    ------
    ErreurCours
        « Colonne « commune » : commune hors de la zone (1 ligne)… »

    Examples
    --------
    >>> porteurs = pd.DataFrame({"commune": ["A", "A"], "achats_ttc": [10.5, 20]})
    >>> peupler_zone(pd.DataFrame({"commune": ["A", "B"]}), porteurs).values.tolist()
    [['A', 2, 30.5], ['B', 0, 0.0]]
    """
    exiger_table(zone, "commune", vide=False)
    exiger_table(porteurs, "commune", "achats_ttc")
    exiger_noms(zone["commune"])
    inconnues = ~porteurs["commune"].isin(zone["commune"])
    refuser_lignes(porteurs["commune"], inconnues, "commune hors de la zone", "ajoutez-la à la zone")
    centimes = pd.Series(compter_centimes(porteurs["achats_ttc"], avoirs=False), index=porteurs.index)
    comptes = (porteurs["commune"].value_counts(), centimes.groupby(porteurs["commune"].to_numpy()).sum())
    clients, sommes = (zone["commune"].map(compte).fillna(0).astype("int64") for compte in comptes)
    return zone.assign(clients=clients, ca_ttc=sommes / 100)


def situer_zone(zone: pd.DataFrame, communes: pd.DataFrame, ville: str) -> pd.DataFrame:
    """Placer une zone de chalandise sur la carte, le magasin au centre.

    Parameters
    ----------
    zone : DataFrame
        Le résultat de :func:`peupler_zone` : ``commune``, ``menages``, ``clients``, ``ca_ttc`` (€).
    communes : DataFrame
        ``commune``, ``x_km``, ``y_km``, d'une même origine.
    ville : str
        La commune du magasin.

    Returns
    -------
    DataFrame
        La table que lisent :func:`course_helpers.carte.ranger_zones` et ``resumer_zones`` : les
        établissements y sont les ménages, et aucun prospect n'est connu.

    Raises
    ------
    ErreurCours
        Une commune de la zone n'est pas sur la carte.

    Examples
    --------
    >>> zone = pd.DataFrame({"commune": ["A", "B"], "menages": [40, 10], "clients": [4, 2],
    ...                      "ca_ttc": [300.0, 100.0]})
    >>> communes = pd.DataFrame({"commune": ["A", "B"], "x_km": [-2.5, 1], "y_km": [1, 1]})
    >>> situer_zone(zone, communes, "A")[["x_km", "y_km", "etablissements"]].values.tolist()
    [[0.0, 0.0, 40.0], [3.5, 0.0, 10.0]]
    """
    exiger_table(zone, "commune", "menages", "clients", "ca_ttc")
    exiger_table(communes, "commune", "x_km", "y_km")
    lieux = communes.set_index("commune")[["x_km", "y_km"]]
    absentes = ~zone["commune"].isin(lieux.index)
    refuser_lignes(zone["commune"], absentes, "commune inconnue de la carte", "ajoutez-la aux communes")
    places = (lieux - lieux.loc[ville]).round(1).loc[zone["commune"]].reset_index()
    return places.assign(
        etablissements=zone["menages"].to_numpy(),
        clients=zone["clients"].to_numpy(),
        ca=zone["ca_ttc"].to_numpy(),
        prospects=0,
    )


def delimiter_zones(zone: pd.DataFrame, seuils: Sequence[float] = SEUILS_ZONES) -> pd.DataFrame:
    """Délimiter les zones primaire, secondaire et tertiaire, par la part cumulée des clients.

    On part de la commune la plus proche en temps de route, et l'on cumule les clients. Comme dans la méthode
    ABC « cumul » du chapitre 4, on compare au seuil la part cumulée **avant** la commune : celle qui fait
    franchir le seuil appartient à la zone la plus proche.

    Parameters
    ----------
    zone : DataFrame
        Une ligne par ``commune`` : ``temps_min``, ``clients``.
    seuils : sequence of float
        La part des clients où finit la zone primaire, puis la secondaire, en %.

    Returns
    -------
    DataFrame
        La table, de la commune la plus proche à la plus lointaine (à temps égal, par nom), et trois
        colonnes : ``part_pct``, ``cumul_pct`` (% des clients) et ``zone`` (l'une des trois premières de
        ``ZONES``).

    Raises
    ------
    ErreurCours
        Des seuils qui ne croissent pas, une commune en double, un effectif qui n'est pas un entier, aucun
        client.

    Examples
    --------
    >>> zone = pd.DataFrame({"commune": list("ABC"), "temps_min": [5, 12, 30], "clients": [50, 40, 10]})
    >>> delimiter_zones(zone)[["commune", "cumul_pct", "zone"]].values.tolist()
    [['A', 50.0, 'zone primaire'], ['B', 90.0, 'zone primaire'], ['C', 100.0, 'zone tertiaire']]
    """
    exiger_table(zone, "commune", "temps_min", "clients", vide=False)
    exiger_noms(zone["commune"])
    primaire = exiger_nombre("seuil de la zone primaire", seuils[0], 1, 99, "un pourcentage")
    secondaire = exiger_nombre("seuil de la zone secondaire", seuils[1], primaire, 100, "un pourcentage")
    exiger_nombres(zone["temps_min"], 0, 10**4, "un nombre de minutes")
    rangee = zone.sort_values(["temps_min", "commune"], ignore_index=True)
    clients = [int(n) for n in exiger_nombres(rangee["clients"], 0, quoi="un nombre", entiers=True)]
    total = sum(clients)
    if not total:
        raise ErreurCours("La zone n’a aucun client : comptez d’abord les clients de chaque commune.")
    cumuls = pd.Series(clients).cumsum().tolist()
    avant = [cumul - sien for cumul, sien in zip(cumuls, clients, strict=True)]
    rangs = [sum(100 * deja >= borne * total for borne in (primaire, secondaire)) for deja in avant]
    return rangee.assign(
        part_pct=[100 * sien / total for sien in clients],
        cumul_pct=[100 * cumul / total for cumul in cumuls],
        zone=pd.Categorical([ZONES[rang] for rang in rangs], categories=list(ZONES[:3]), ordered=True),
    )


def mesurer_emprise(zone: pd.DataFrame, depense_menage: float = DEPENSE_MENAGE) -> pd.DataFrame:
    """Mesurer le taux d'emprise : la part de ce que les ménages dépensent que le magasin encaisse.

    Parameters
    ----------
    zone : DataFrame
        Une ligne par commune, ou par zone : ``menages``, ``indice_depense`` (100 pour la France) et
        ``ca_ttc`` (€, ce que le magasin y vend).
    depense_menage : float
        La dépense annuelle d'un ménage dans les rayons du magasin, en € TTC, quand l'indice vaut 100.

    Returns
    -------
    DataFrame
        La table reçue et deux colonnes : ``potentiel`` (€ TTC) et ``emprise_pct``.

    Raises
    ------
    ErreurCours
        Un nombre de ménages nul ou qui n'est pas entier, un indice ou une dépense impossible.

    Notes
    -----
    Le CA d'une commune n'est connu que pour les porteurs de la carte : ce taux est un minimum.

    Examples
    --------
    >>> zone = pd.DataFrame({"menages": [1000], "indice_depense": [95], "ca_ttc": [19950]})
    >>> mesurer_emprise(zone)[["potentiel", "emprise_pct"]].values.tolist()
    [[399000.0, 5.0]]

    References
    ----------
    Potentiel = ménages × dépense moyenne × indice ÷ 100 ; taux d'emprise = CA ÷ potentiel.
    """
    exiger_table(zone, "menages", "indice_depense", "ca_ttc")
    menages = exiger_nombres(zone["menages"], 1, 10**8, "un nombre de ménages", entiers=True)
    indices, unite = exiger_entiers(zone["indice_depense"], 1, 1000)
    depense = exiger_nombre("depense_menage", depense_menage, 1, 10**6, "une dépense annuelle")
    potentiels = [
        nombre * depense * Fraction(indice, 100 * unite)
        for nombre, indice in zip(menages, indices, strict=True)
    ]
    centimes = compter_centimes(zone["ca_ttc"], avoirs=False)
    return zone.assign(
        potentiel=[float(potentiel) for potentiel in potentiels],
        emprise_pct=[
            float(int(somme) / potentiel) for somme, potentiel in zip(centimes, potentiels, strict=True)
        ],
    )


def _diviser(haut: int, bas: int) -> float:
    return haut / bas if bas else float("nan")


def _lire(fichier, colonnes: dict, *, entiers: tuple, montants: tuple, dates: tuple) -> pd.DataFrame:
    lue = lire_colonnes(fichier, colonnes, dates=dates, nombres=(*entiers, *montants))
    return lue.astype(dict.fromkeys(entiers, "int64"))
