"""La valeur d'un client : ce qu'il rapporte, ce qu'il coûte, ce qu'il rapportera.

Les montants se calculent en fractions exactes et sortent en euros, arrondis une seule fois au centime (un
demi-centime s'éloigne de zéro). Un nom en ``taux_`` est une fraction : 0,2 pour 20 %.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from course_helpers.controles import (
    PLAFOND,
    citer,
    compter_centimes,
    exiger_entier,
    exiger_nombre,
    exiger_noms,
    exiger_table,
    refuser_lignes,
)
from course_helpers.erreurs import ErreurCours

ANNEES_MAX = 100
CENTIME = Fraction(1, 100)


def calculer_ht(prix_ttc: float, *, taux_tva: float = 0.2) -> float:
    """Retrouver le prix hors taxes d'un prix toutes taxes comprises.

    Parameters
    ----------
    prix_ttc : nombre
        Prix TTC, en euros.
    taux_tva : nombre
        Fraction, de 0 à 1.

    Returns
    -------
    float
        ``prix_ttc / (1 + taux_tva)``, en euros, arrondi au centime. Ôter 20 % du TTC serait une erreur.

    Raises
    ------
    ErreurCours
        « taux_tva » vaut « 20 » : donnez un taux (0,2 pour 20 %) de 0 à 1.

    Examples
    --------
    >>> calculer_ht(153.60)
    128.0
    """
    return _arrondir(_lire_montant("prix_ttc", prix_ttc) / (1 + _lire_taux("taux_tva", taux_tva)))


def mesurer_marge(
    prix_ht: float,
    *,
    cout_achat: float | None = None,
    taux_marque: float | None = None,
    taux_marge: float | None = None,
    frais: float = 0,
) -> pd.Series:
    """Décomposer un prix de vente hors taxes en coût d'achat, frais et marge nette.

    Parameters
    ----------
    prix_ht : nombre
        Prix de vente HT, en euros (0,01 au moins). Le total d'un portefeuille donne ses taux pondérés.
    cout_achat, taux_marque, taux_marge : nombre
        Un seul des trois : le coût en euros HT, la marge en fraction du prix de vente HT, ou en fraction
        du coût d'achat HT.
    frais : nombre
        Frais de vente, en euros HT.

    Returns
    -------
    Series
        En euros : ``prix_ht``, ``cout_achat`` (arrondi le premier), ``marge_commerciale``, ``frais``,
        ``marge_nette`` ; en fractions, sur le coût non arrondi : ``taux_marque``, ``taux_marge`` (vide si
        le coût est nul).

    Raises
    ------
    ErreurCours
        Donnez un seul des trois : « cout_achat », « taux_marque » ou « taux_marge ».

    Examples
    --------
    >>> mesurer_marge(calculer_ht(153.60), taux_marque=0.3, frais=6).round(4)
    prix_ht              128.0000
    cout_achat            89.6000
    marge_commerciale     38.4000
    frais                  6.0000
    marge_nette           32.4000
    taux_marque            0.3000
    taux_marge             0.4286
    dtype: float64
    """
    if [cout_achat, taux_marque, taux_marge].count(None) != 2:
        raise ErreurCours("Donnez un seul des trois : « cout_achat », « taux_marque » ou « taux_marge ».")
    prix, frais = _lire_montant("prix_ht", prix_ht, CENTIME), _lire_montant("frais", frais, 0)
    if taux_marque is not None:
        cout = prix * (1 - _lire_taux("taux_marque", taux_marque))
    elif taux_marge is not None:
        cout = prix / (1 + _lire_taux("taux_marge", taux_marge, maxi=10))
    else:
        cout = _lire_montant("cout_achat", cout_achat, 0)
    marge = _compter_centimes(prix) - _compter_centimes(cout)
    return pd.Series(
        {
            "prix_ht": _arrondir(prix),
            "cout_achat": _arrondir(cout),
            "marge_commerciale": marge / 100,
            "frais": _arrondir(frais),
            "marge_nette": (marge - _compter_centimes(frais)) / 100,
            "taux_marque": float((prix - cout) / prix),
            "taux_marge": float((prix - cout) / cout) if cout else math.nan,
        }
    )


def valeur_client(
    clients: pd.DataFrame,
    charges: pd.DataFrame | None = None,
    *,
    client: str = "client",
    ca: str = "ca",
    cout_achat: str = "cout_achat",
) -> pd.DataFrame:
    """Constater la valeur de chaque client sur une période : CA HT − coût d'achat − charges occasionnées.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client``, ``ca`` et ``cout_achat`` (euros HT de la période).
    charges : DataFrame, optional
        Une ligne par charge : ``client``, ``nature``, ``montant`` (euros HT, positif ou nul).
    client, ca, cout_achat : str
        Noms de ces colonnes.

    Returns
    -------
    DataFrame
        Une ligne par client, dans l'ordre reçu : la colonne du client, puis ``ca``, ``cout_achat``,
        ``charges``, ``valeur``, en euros. Chaque montant reçu compte au centime.

    Raises
    ------
    ErreurCours
        Colonne « client » : charge sans client (1 ligne), d'abord ligne 2 (« Gîte ») : corrigez…
        De même pour une colonne absente, un client vide ou en double, un montant illisible.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel"], "ca": [60000, 30000],
    ...                         "cout_achat": [48000, 21000]})
    >>> charges = pd.DataFrame({"client": ["Mairie", "Hôtel", "Mairie"],
    ...                         "nature": ["livraison", "visite", "appel d'offres"],
    ...                         "montant": [8200, 2500, 2300]})
    >>> valeur_client(clients, charges)
       client       ca  cout_achat  charges  valeur
    0  Mairie  60000.0     48000.0  10500.0  1500.0
    1   Hôtel  30000.0     21000.0   2500.0  6500.0
    """
    exiger_table(clients, client, ca, cout_achat, vide=False)
    noms = clients[client]
    exiger_noms(noms)
    recus, couts = compter_centimes(clients[ca]), compter_centimes(clients[cout_achat])
    centimes = pd.DataFrame({"ca": recus, "cout_achat": couts, "charges": 0})
    if charges is not None:
        exiger_table(charges, client, "montant")
        geste = "corrigez son nom ou ajoutez ce client"
        refuser_lignes(charges[client], ~charges[client].isin(noms), "charge sans client", geste)
        montants = pd.Series(compter_centimes(charges["montant"], avoirs=False))
        sommes = montants.groupby(charges[client].to_numpy()).sum()
        centimes["charges"] = sommes.reindex(noms.to_numpy(), fill_value=0).to_numpy()
    centimes["valeur"] = centimes["ca"] - centimes["cout_achat"] - centimes["charges"]
    valeurs = centimes / 100
    valeurs.insert(0, client, noms.to_numpy())
    return valeurs


def projeter_valeur(
    marge_annuelle: float, *, annees: int, taux_croissance: float = 0, cout_fidelisation: float = 0
) -> pd.DataFrame:
    """Projeter la valeur d'un client sur plusieurs années, sans actualiser ni compter de départ.

    Parameters
    ----------
    marge_annuelle : nombre
        Marge de la première année, en euros.
    annees : int
        De 1 à 100.
    taux_croissance : nombre
        Croissance annuelle de la marge, fraction de −1 à 1.
    cout_fidelisation : nombre
        Ce que coûte chaque année le maintien de la relation, en euros.

    Returns
    -------
    DataFrame
        Une ligne par année : ``annee`` (de 1 à ``annees``), puis en euros ``marge``,
        ``cout_fidelisation``, ``valeur``, ``valeur_cumulee``. Chaque case est l'arrondi de sa valeur
        exacte, comme dans un tableur : le cumul peut différer d'un centime de la somme des lignes.

    Raises
    ------
    ErreurCours
        « annees » vaut « 0 » : donnez un nombre entier d'années de 1 à 100.

    Examples
    --------
    >>> projeter_valeur(1000, annees=3, taux_croissance=0.05, cout_fidelisation=120)
       annee   marge  cout_fidelisation  valeur  valeur_cumulee
    0      1  1000.0              120.0   880.0           880.0
    1      2  1050.0              120.0   930.0          1810.0
    2      3  1102.5              120.0   982.5          2792.5
    """
    marge = _lire_montant("marge_annuelle", marge_annuelle)
    croissance = _lire_taux("taux_croissance", taux_croissance, mini=-1)
    cout = _lire_montant("cout_fidelisation", cout_fidelisation, 0)
    cumul, lignes = Fraction(0), []
    for annee in range(1, _lire_annees("annees", annees) + 1):
        cumul += marge - cout
        lignes.append((annee, *map(_arrondir, (marge, cout, marge - cout, cumul))))
        marge *= 1 + croissance
    return pd.DataFrame(lignes, columns=["annee", "marge", "cout_fidelisation", "valeur", "valeur_cumulee"])


def valeur_vie(
    marge_annuelle: float,
    *,
    taux_retention: float,
    taux_actualisation: float,
    horizon: int | None = None,
    premiere_marge: int = 1,
    cout_acquisition: float = 0,
) -> float:
    """Calculer la valeur vie : la somme actualisée des marges attendues, moins le coût d'acquisition.

    Avec m la marge, r la rétention et i l'actualisation : Σ m·rᵗ/(1+i)ᵗ, pour t de 1 à n
    (``premiere_marge=1``, la première marge vient dans un an) ou de 0 à n − 1 (``premiere_marge=0``).

    Parameters
    ----------
    marge_annuelle : nombre
        Marge (et non chiffre d'affaires) d'une année, en euros.
    taux_retention, taux_actualisation : nombre
        Fractions, de 0 à 1.
    horizon : int, optional
        Nombre n d'années, de 1 à 100 ; sans horizon, la somme est sans fin.
    premiere_marge : {1, 0}
        Valeur de t pour la première marge.
    cout_acquisition : nombre
        Coût de la conquête du client, en euros.

    Returns
    -------
    float
        En euros, non arrondi.

    Raises
    ------
    ErreurCours
        La valeur vie est infinie quand personne ne part et que rien n'est actualisé : donnez un horizon.

    References
    ----------
    S. Gupta et D. R. Lehmann, « Customers as Assets », Journal of Interactive Marketing, 2003.

    Examples
    --------
    >>> round(valeur_vie(100, taux_retention=0.8, taux_actualisation=0.1), 2)
    266.67
    >>> round(valeur_vie(100, taux_retention=0.8, taux_actualisation=0.1, horizon=5, premiere_marge=0), 2)
    292.06
    """
    marge = float(_lire_montant("marge_annuelle", marge_annuelle))
    retention = float(_lire_taux("taux_retention", taux_retention))
    actualisation = float(_lire_taux("taux_actualisation", taux_actualisation))
    cout = float(_lire_montant("cout_acquisition", cout_acquisition, 0))
    debut = exiger_entier("premiere_marge", premiere_marge, 0, 1)
    if horizon is None:
        perte = 1 - retention + actualisation
        poids = retention / perte if perte else math.inf
        if math.isinf(poids):
            raise ErreurCours(
                "La valeur vie est infinie quand personne ne part et que rien n’est actualisé : "
                "donnez un horizon."
            )
        return marge * (poids if debut else 1 + poids) - cout
    # Multiplier de proche en proche : une puissance n'a pas partout la même dernière décimale.
    facteur = retention / (1 + actualisation)
    poids, somme = (facteur if debut else 1.0), 0.0
    for _ in range(_lire_annees("horizon", horizon)):
        somme += poids
        poids *= facteur
    return marge * somme - cout


def valeur_vie_marge_acquise(
    marge_annuelle: float,
    *,
    taux_retention: float,
    taux_actualisation: float,
    horizon: int | None = None,
    cout_acquisition: float = 0,
) -> float:
    """Calculer la valeur vie dans l'autre convention : première marge certaine, reçue dans un an.

    Σ m·rᵗ⁻¹/(1+i)ᵗ pour t de 1 à n : une autre convention que celle de `valeur_vie`, non une erreur.

    Parameters
    ----------
    marge_annuelle, taux_retention, taux_actualisation, horizon, cout_acquisition
        Comme pour `valeur_vie`.

    Returns
    -------
    float
        En euros, non arrondi.

    Raises
    ------
    ErreurCours
        Les phrases de `valeur_vie`.

    Examples
    --------
    >>> round(valeur_vie_marge_acquise(100, taux_retention=0.8, taux_actualisation=0.1, horizon=5), 2)
    265.51
    """
    sans_delai = valeur_vie(
        marge_annuelle,
        taux_retention=taux_retention,
        taux_actualisation=taux_actualisation,
        horizon=horizon,
        premiere_marge=0,
    )
    cout = float(_lire_montant("cout_acquisition", cout_acquisition, 0))
    return sans_delai / (1 + float(taux_actualisation)) - cout


def mesurer_retention(debut: Iterable, fin: Iterable) -> pd.Series:
    """Mesurer la rétention entre deux périodes, à partir des identifiants des clients.

    Parameters
    ----------
    debut, fin : suite d'identifiants
        Colonne, liste ou ensemble ; un identifiant répété compte une fois.

    Returns
    -------
    Series
        Celle de `mesurer_retention_effectifs` ; sont nouveaux les clients de ``fin`` absents de ``debut``.

    Raises
    ------
    ErreurCours
        Colonne « fin » : identifiant vide (1 ligne), d'abord ligne 3 (« vide ») : nommez le client.

    Examples
    --------
    >>> mesurer_retention(["a", "b", "c", "d"], ["b", "c", "d", "x", "y"])["taux_retention"]
    np.float64(0.75)
    """
    debut, fin = _lire_identifiants("debut", debut), _lire_identifiants("fin", fin)
    return mesurer_retention_effectifs(len(debut), len(fin), nouveaux=len(fin - debut))


def mesurer_retention_effectifs(debut: int, fin: int, *, nouveaux: int) -> pd.Series:
    """Mesurer la rétention entre deux périodes, à partir des nombres de clients.

    Parameters
    ----------
    debut, fin : int
        Nombres de clients au début (un au moins) et à la fin.
    nouveaux : int
        Clients de la fin qui n'étaient pas là au début : la rétention ne les compte pas.

    Returns
    -------
    Series
        ``debut``, ``fin``, ``nouveaux``, ``restes``, ``perdus`` (clients) ; ``taux_retention`` et
        ``taux_attrition`` (fractions) ; ``duree_moyenne`` (en périodes, infinie si personne ne part).

    Raises
    ------
    ErreurCours
        « nouveaux » vaut « 30 » : donnez un nombre entier de clients de 0 à 20.
        Il resterait 210 clients sur 200 : vérifiez « fin » et « nouveaux ».

    References
    ----------
    F. F. Reichheld et W. E. Sasser, « Zero Defections: Quality Comes to Services »,
    Harvard Business Review, 1990.

    Examples
    --------
    >>> mesurer_retention_effectifs(200, 190, nouveaux=30)[["taux_retention", "duree_moyenne"]]
    taux_retention    0.8
    duree_moyenne     5.0
    dtype: float64
    """
    debut, fin = _lire_effectif("debut", debut, 1), _lire_effectif("fin", fin)
    nouveaux = _lire_effectif("nouveaux", nouveaux, 0, fin)
    restes = fin - nouveaux
    if restes > debut:
        raise ErreurCours(f"Il resterait {restes} clients sur {debut} : vérifiez « fin » et « nouveaux ».")
    return pd.Series(
        {
            "debut": debut,
            "fin": fin,
            "nouveaux": nouveaux,
            "restes": restes,
            "perdus": debut - restes,
            "taux_retention": restes / debut,
            "taux_attrition": (debut - restes) / debut,
            "duree_moyenne": calculer_duree_moyenne(Fraction(restes, debut)),
        }
    )


def calculer_duree_moyenne(taux_retention: float) -> float:
    """Estimer la durée moyenne d'une relation : 1 / attrition.

    Parameters
    ----------
    taux_retention : nombre
        Fraction des clients qui restent d'une période à la suivante, de 0 à 1.

    Returns
    -------
    float
        En périodes (en années si la rétention est annuelle) ; infinie si personne ne part.

    Raises
    ------
    ErreurCours
        « taux_retention » vaut « 80 » : donnez un taux (0,2 pour 20 %) de 0 à 1.

    Examples
    --------
    >>> calculer_duree_moyenne(0.8)
    5.0
    """
    attrition = 1 - _lire_taux("taux_retention", taux_retention)
    return float(1 / attrition) if attrition else math.inf


def amortir_acquisition(
    cout_acquisition: float,
    marge_annuelle: float,
    *,
    taux_retention: float = 1,
    taux_actualisation: float = 0,
    horizon: int = 10,
    premiere_marge: int = 1,
) -> pd.DataFrame:
    """Suivre d'année en année l'amortissement du coût d'acquisition par les marges attendues.

    Parameters
    ----------
    cout_acquisition, marge_annuelle : nombre
        En euros.
    taux_retention, taux_actualisation, horizon, premiere_marge
        Comme pour `valeur_vie` ; par défaut personne ne part et rien n'est actualisé.

    Returns
    -------
    DataFrame
        Une ligne par année : ``annee`` (le t de `valeur_vie`), ``marge``, ``marge_cumulee`` et ``solde``
        (cumul − coût) en euros, arrondis comme dans `projeter_valeur`, et ``amorti`` (vrai dès que le
        solde exact n'est plus négatif). ``.attrs["delai_recuperation"]`` : le t de la première année où le
        coût est récupéré, ou None.

    Raises
    ------
    ErreurCours
        « cout_acquisition » vaut « −50 » : donnez un montant en euros de 0 à 1 000 000 000 000.

    Examples
    --------
    >>> table = amortir_acquisition(250, 100, horizon=3)
    >>> table
       annee  marge  marge_cumulee  solde  amorti
    0      1  100.0          100.0 -150.0   False
    1      2  100.0          200.0  -50.0   False
    2      3  100.0          300.0   50.0    True
    >>> table.attrs["delai_recuperation"]
    3
    """
    cout = _lire_montant("cout_acquisition", cout_acquisition, 0)
    marge = _lire_montant("marge_annuelle", marge_annuelle)
    facteur = _lire_taux("taux_retention", taux_retention) / (
        1 + _lire_taux("taux_actualisation", taux_actualisation)
    )
    debut = exiger_entier("premiere_marge", premiere_marge, 0, 1)
    if debut:
        marge *= facteur
    cumul, lignes = Fraction(0), []
    for annee in range(debut, debut + _lire_annees("horizon", horizon)):
        cumul += marge
        lignes.append((annee, *map(_arrondir, (marge, cumul, cumul - cout)), cumul >= cout))
        marge *= facteur
    table = pd.DataFrame(lignes, columns=["annee", "marge", "marge_cumulee", "solde", "amorti"])
    table.attrs["delai_recuperation"] = next((ligne[0] for ligne in lignes if ligne[-1]), None)
    return table


def comparer_couts(
    *, depenses_conquete: float, clients_gagnes: int, depenses_fidelisation: float, clients_gardes: int
) -> pd.Series:
    """Comparer ce que coûte un client gagné et un client gardé.

    Parameters
    ----------
    depenses_conquete, depenses_fidelisation : nombre
        Dépenses de la période, en euros ; celles de fidélisation valent au moins 0,01.
    clients_gagnes, clients_gardes : int
        Nombres de clients, un au moins.

    Returns
    -------
    Series
        ``cout_gagner`` et ``cout_garder`` (euros par client, au centime), ``rapport`` (le premier divisé
        par le second, avant arrondi : 5 veut dire que gagner coûte cinq fois plus).

    Raises
    ------
    ErreurCours
        « clients_gagnes » vaut « 0 » : donnez un nombre entier de clients de 1 à 1 000 000 000 000.

    Examples
    --------
    >>> comparer_couts(depenses_conquete=9000, clients_gagnes=30,
    ...                depenses_fidelisation=9600, clients_gardes=160)
    cout_gagner    300.0
    cout_garder     60.0
    rapport          5.0
    dtype: float64
    """
    conquete = _lire_montant("depenses_conquete", depenses_conquete, 0)
    fidelisation = _lire_montant("depenses_fidelisation", depenses_fidelisation, CENTIME)
    gagner = conquete / _lire_effectif("clients_gagnes", clients_gagnes, 1)
    garder = fidelisation / _lire_effectif("clients_gardes", clients_gardes, 1)
    return pd.Series(
        {
            "cout_gagner": _arrondir(gagner),
            "cout_garder": _arrondir(garder),
            "rapport": float(gagner / garder),
        }
    )


def chiffrer_programme(
    *,
    membres: int,
    ca_moyen: float,
    marge_client: float,
    taux_remise: float,
    cout_fixe: float,
    retenus: int = 0,
    taux_hausse: float = 0,
) -> pd.Series:
    """Chiffrer une année d'un programme de fidélité : ce qu'il coûte, ce qu'il rapporte, son seuil.

    La remise est accordée à **tous** les membres, donc aussi à ceux qui auraient acheté de toute façon.
    Rapportent : la marge des clients retenus, c'est-à-dire ceux qui seraient partis sans le programme, et
    celle des achats que les membres font en plus.

    Parameters
    ----------
    membres : int
        Les clients qui reçoivent la remise, clients retenus compris ; un au moins.
    ca_moyen : nombre
        Ce que chacun achète dans l'année, en € HT, avant remise et sans les achats en plus.
    marge_client : nombre
        Ce qu'il laisse dans l'année, en €, avant remise ; 0,01 au moins.
    taux_remise, taux_hausse : nombre
        La remise sur les achats, et les achats en plus, en fractions de ``ca_moyen`` ; de 0 à 1.
    cout_fixe : nombre
        Logiciel, cartes, courriers : ce que l'on paie quel que soit le nombre de membres, en €.
    retenus : int
        De zéro au nombre de membres.

    Returns
    -------
    Series
        ``remises``, ``aubaine`` (la part des remises qui va aux membres qui seraient restés), ``cout``,
        ``marge_retenus``, ``marge_hausse``, ``gain`` et ``resultat`` (gain − coût), en euros ; ``seuil`` : le
        plus petit nombre de clients à retenir pour que le résultat ne soit pas négatif. Il peut dépasser le
        nombre de membres : le programme ne peut alors pas se payer.

    Raises
    ------
    ErreurCours
        « « membres » vaut « 0 » : donnez un nombre entier de clients de 1 à 1 000 000 000 000. »

    Examples
    --------
    >>> chiffrer_programme(membres=100, ca_moyen=5000, marge_client=800, taux_remise=0.02, cout_fixe=3000,
    ...                    retenus=10)
    remises           10000.0
    aubaine            9000.0
    cout              13000.0
    marge_retenus      8000.0
    marge_hausse          0.0
    gain               8000.0
    resultat          -5000.0
    seuil                17.0
    dtype: float64
    """
    nombre = _lire_effectif("membres", membres, 1)
    gardes = _lire_effectif("retenus", retenus, 0, nombre)
    achats = _lire_montant("ca_moyen", ca_moyen, 0) * (1 + _lire_taux("taux_hausse", taux_hausse))
    marge = _lire_montant("marge_client", marge_client, CENTIME)
    remise = achats * _lire_taux("taux_remise", taux_remise)
    cout = _lire_montant("cout_fixe", cout_fixe, 0) + nombre * remise
    # Un client retenu est déjà membre : ses achats en plus sont comptés avec ceux des autres.
    hausse = nombre * marge * _lire_taux("taux_hausse", taux_hausse)
    gain = gardes * marge + hausse
    montants = {
        "remises": nombre * remise,
        "aubaine": (nombre - gardes) * remise,
        "cout": cout,
        "marge_retenus": gardes * marge,
        "marge_hausse": hausse,
        "gain": gain,
        "resultat": gain - cout,
    }
    seuil = max(math.ceil((cout - hausse) / marge), 0)
    return pd.Series({nom: _arrondir(montant) for nom, montant in montants.items()} | {"seuil": float(seuil)})


def _lire_montant(nom: str, valeur, mini=-PLAFOND) -> Fraction:
    return exiger_nombre(nom, valeur, mini, quoi="un montant en euros")


def _lire_taux(nom: str, valeur, mini=0, maxi=1) -> Fraction:
    return exiger_nombre(nom, valeur, mini, maxi, "un taux (0,2 pour 20 %)")


def _lire_effectif(nom: str, valeur, mini=0, maxi=PLAFOND) -> int:
    return exiger_entier(nom, valeur, mini, maxi, "un nombre entier de clients")


def _lire_annees(nom: str, valeur) -> int:
    return exiger_entier(nom, valeur, 1, ANNEES_MAX, "un nombre entier d’années")


def _compter_centimes(montant: Fraction) -> int:
    centimes = int(abs(montant) * 100 + Fraction(1, 2))
    return centimes if montant >= 0 else -centimes


def _arrondir(montant: Fraction) -> float:
    return _compter_centimes(montant) / 100


def _lire_identifiants(nom: str, suite: Iterable) -> set:
    if isinstance(suite, str):
        raise ErreurCours(f"« {nom} » vaut « {suite} » : donnez une liste d’identifiants.")
    identifiants = pd.Series(list(suite), name=nom)
    vides = [citer(identifiant) == "vide" for identifiant in identifiants]
    refuser_lignes(identifiants, vides, "identifiant vide", "nommez le client")
    return set(identifiants)
