"""L'étude de cas : nettoyer un export, réunir ce que l'on sait de chaque client, en tirer les actions.

Ce module ne mesure rien par lui-même : il enchaîne les calculs des autres chapitres, et compte ce qui se
passe à chaque étape.
"""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from course_helpers.controles import (
    compter_centimes,
    exiger_choix,
    exiger_entier,
    exiger_nombre,
    exiger_table,
    lire_date,
)
from course_helpers.donnees import (
    chemin,
    lire_clients,
    lire_factures,
    lire_nombres,
    lire_prospects,
    lire_table,
    regrouper_clients,
)
from course_helpers.ecriture import FINE
from course_helpers.methode import repartir_visites
from course_helpers.pareto import HORS_CLASSEMENT, classer_abc
from course_helpers.portefeuille import noter_rfm, profiler_clients, resumer_rfm, situer_cycle_de_vie
from course_helpers.valeur import valeur_client

# Visites par client et par an, selon sa classe : l'exemple du cours.
FREQUENCES: Mapping[str, int] = {"A": 12, "B": 6, "C": 2}
SANS_ACHAT = "sans achat"

# Dans l'ordre : la première action dont la condition est remplie l'emporte.
ACTIONS = {
    "laisser partir": f"Parti{FINE}: l’appeler pour comprendre pourquoi, sans le visiter.",
    "relancer": f"Sans facture depuis un an{FINE}: l’appeler, puis lui faire une offre de retour.",
    "renégocier": f"Coûte plus qu’il ne rapporte{FINE}: renégocier prix, livraisons et minimum de commande.",
    "réparer": f"A un différend, un impayé ou un concurrent signalé{FINE}: régler ce point avant de vendre.",
    "rencontrer": f"A ou B par la valeur, et ses achats baissent{FINE}: lui rendre visite dans le mois.",
    "protéger": f"A par la valeur{FINE}: un suivi individualisé et un bilan annuel.",
    "développer": f"B par la valeur{FINE}: des offres ciblées pour le faire grandir.",
    "standardiser": f"C par la valeur{FINE}: la commande à distance, au tarif public.",
}


class Dossier(NamedTuple):
    """Les tables du Comptoir Brelande qu'emploie l'étude, lues et mises aux noms du cours.

    Attributes
    ----------
    factures : DataFrame
        Les lignes de 2024 et de 2025, comme :func:`course_helpers.donnees.lire_factures`.
    fiches : DataFrame
        Les fiches des clients, doubles compris.
    charges : DataFrame
        ``client``, ``nature``, ``montant`` (€ de 2025).
    signalements : DataFrame
        ``client``, ``date``, ``motif`` (vide pour une résiliation).
    temps : DataFrame
        Les visites possibles de 2026, une ligne par commercial.
    depenses : DataFrame
        Les dépenses de conquête et de fidélisation de 2025 : ``poste``, ``volet``, ``montant`` (€),
        ``actes`` (visites ou appels, vide pour les autres postes).
    prospects : DataFrame
        Une ligne par prospect, avec ses dates de contact et son opposition.
    objectifs : DataFrame
        Une ligne par indicateur et par secteur, en nombres et en %.
    """

    factures: pd.DataFrame
    fiches: pd.DataFrame
    charges: pd.DataFrame
    signalements: pd.DataFrame
    temps: pd.DataFrame
    depenses: pd.DataFrame
    prospects: pd.DataFrame
    objectifs: pd.DataFrame


def ouvrir_dossier() -> Dossier:
    """Lire les fichiers du Comptoir Brelande dont part l'étude de cas.

    Returns
    -------
    Dossier
        Des tables telles que les fichiers les donnent : rien n'y est encore réuni ni déduit.

    Examples
    --------
    >>> dossier = ouvrir_dossier()
    >>> len(dossier.factures), len(dossier.fiches), len(dossier.prospects)
    (3929, 226, 125)
    """
    annees = [lire_factures(chemin(f"factures-{annee}.csv")) for annee in (2024, 2025)]
    charges = lire_table(chemin("charges-clients-2025.csv"))
    signalements = lire_table(chemin("signalements.csv"))
    depenses = lire_table(chemin("conquete-fidelisation-2025.csv"))
    return Dossier(
        factures=pd.concat(annees, ignore_index=True),
        fiches=lire_clients(chemin("clients.csv")),
        charges=pd.DataFrame(
            {
                "client": charges["Client"],
                "nature": charges["Nature"],
                "montant": lire_nombres(charges["Montant HT"]),
            }
        ),
        signalements=pd.DataFrame(
            {
                "client": signalements["Client"],
                "date": pd.to_datetime(signalements["Date"], format="%d/%m/%Y"),
                "motif": signalements["Motif"],
            }
        ),
        temps=_lire_nombres("temps-commerciaux-2026.csv", "visites_possibles", "visites_prospects"),
        depenses=depenses[["poste", "volet"]].assign(
            montant=lire_nombres(depenses["montant_ht"]), actes=pd.to_numeric(depenses["actes"])
        ),
        prospects=lire_prospects(chemin("prospects.csv")),
        objectifs=_lire_nombres("objectifs-2026.csv", "obtenu", "base", "objectif_pct"),
    )


def _lire_nombres(fichier: str, *colonnes: str) -> pd.DataFrame:
    table = lire_table(chemin(fichier))
    return table.assign(**{nom: lire_nombres(table[nom]).astype(int) for nom in colonnes})


def unifier_noms(*tables: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Donner à chaque client un seul nom dans plusieurs tables.

    Parameters
    ----------
    *tables : DataFrame
        Chacune avec une colonne ``client``. La première, celle des factures, décide de l'orthographe.

    Returns
    -------
    tuple of DataFrame
        Les mêmes tables, le même nombre de lignes ; ``client`` y porte l'orthographe la plus fréquente de
        la première table où il figure.

    Raises
    ------
    ErreurCours
        La colonne « client » manque : renommez-la.

    Examples
    --------
    >>> factures = pd.DataFrame({"client": ["Mairie", "Mairie", "MAIRIE"]})
    >>> fiches = pd.DataFrame({"client": ["MAIRIE", "Gîte"]})
    >>> [table["client"].tolist() for table in unifier_noms(factures, fiches)]
    [['Mairie', 'Mairie', 'Mairie'], ['Mairie', 'Gîte']]
    """
    for table in tables:
        exiger_table(table, "client")
    gardes: dict[str, str] = {}
    for table in tables:
        for nom in table["client"].value_counts().index:
            gardes.setdefault(_reduire(nom), nom)
    return tuple(table.assign(client=[gardes[_reduire(nom)] for nom in table["client"]]) for table in tables)


def _reduire(nom: str) -> str:
    return " ".join(str(nom).split()).casefold()


def nettoyer_factures(
    factures: pd.DataFrame, *, annee: int | None = None, noms: str = "reunis", avoirs: str = "deduits"
) -> pd.DataFrame:
    """Passer des lignes d'un export à une ligne par client, en comptant chaque étape.

    Les choix par défaut sont les bons ; les autres montrent ce que coûte un oubli.

    Parameters
    ----------
    factures : DataFrame
        Colonnes ``date``, ``client``, ``montant_ht`` (€, négatif pour un avoir) et, pour ``noms="codes"``,
        ``code_client``.
    annee : int, optional
        L'année civile à garder ; toutes par défaut.
    noms : {"reunis", "saisis", "codes"}
        Ce qui fait un client : le nom sans les majuscules ni les espaces en trop, le nom tel qu'il est
        saisi, ou le code de la fiche.
    avoirs : {"deduits", "ignores", "ajoutes"}

    Returns
    -------
    DataFrame
        Une ligne par client : ``client``, ``ca`` (€), ``reference`` (le nom réuni, pour comparer).
        ``attrs["etapes"]`` : un dictionnaire par étape, ``etape``, ``lignes``, ``clients``, ``ca`` (€).

    Raises
    ------
    ErreurCours
        « Choix inconnu pour les noms : … », « Choix inconnu pour les avoirs : … », colonne absente,
        montant illisible.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-01-08", "2025-02-03", "2025-03-04", "2024-05-06"]),
    ...     "client": ["Mairie", "MAIRIE", "Mairie", "Gîte"], "montant_ht": [100.0, 50.0, -30.0, 80.0]})
    >>> propre = nettoyer_factures(factures, annee=2025)
    >>> propre
       client     ca reference
    0  Mairie  120.0    Mairie
    >>> pd.DataFrame(propre.attrs["etapes"])
                    etape  lignes  clients     ca
    0       lire l’export       4        3  230.0
    1          garder 2025       3        2  150.0
    2   déduire les avoirs       3        2  120.0
    3      réunir les noms       3        1  120.0
    """
    colonnes = ["date", "client", "montant_ht", *(["code_client"] if noms == "codes" else [])]
    exiger_table(factures, *colonnes, vide=False)
    exiger_choix("Choix inconnu pour les noms", noms, tuple(_NOMS))
    exiger_choix("Choix inconnu pour les avoirs", avoirs, tuple(_AVOIRS))
    (lignes,) = unifier_noms(factures)
    lignes = lignes.assign(
        reference=lignes["client"],
        client=factures["client"],
        centimes=compter_centimes(factures["montant_ht"]),
    )
    ventes = lignes["centimes"] >= 0
    etapes = [_compter("lire l’export", lignes, lignes.loc[ventes, "centimes"])]
    if annee is not None:
        lignes = lignes[lignes["date"].dt.year == exiger_entier("annee", annee, 1900, 2200)]
        ventes = lignes["centimes"] >= 0
        etapes.append(_compter(f"garder {annee}", lignes, lignes.loc[ventes, "centimes"]))
    if avoirs == "ignores":
        lignes = lignes[ventes]
    elif avoirs == "ajoutes":
        lignes = lignes.assign(centimes=lignes["centimes"].abs())
    etapes.append(_compter(_AVOIRS[avoirs], lignes, lignes["centimes"]))
    if noms == "reunis":
        lignes = lignes.assign(client=lignes["reference"])
    elif noms == "codes":
        lignes = lignes.assign(
            client=lignes["client"] + " (" + lignes["code_client"].fillna("sans code") + ")"
        )
    etapes.append(_compter(_NOMS[noms], lignes, lignes["centimes"]))
    clients = lignes.groupby("client", as_index=False).agg(
        ca=("centimes", "sum"), reference=("reference", "first")
    )
    clients["ca"] /= 100
    clients.attrs["etapes"] = etapes
    return clients


_NOMS = {
    "reunis": "réunir les noms",
    "saisis": "garder les noms saisis",
    "codes": "compter une fiche pour un client",
}
_AVOIRS = {
    "deduits": "déduire les avoirs",
    "ignores": "oublier les avoirs",
    "ajoutes": "ajouter les avoirs",
}


def _compter(etape: str, lignes: pd.DataFrame, centimes: pd.Series) -> dict:
    return {
        "etape": etape,
        "lignes": len(lignes),
        "clients": lignes["client"].nunique(),
        "ca": float(centimes.sum() / 100),
    }


def comparer_nettoyages(
    juste: pd.DataFrame, essai: pd.DataFrame, *, frequences: Mapping[str, int] = FREQUENCES
) -> pd.DataFrame:
    """Mesurer ce qu'un nettoyage mal fait change aux classes, puis aux visites.

    Parameters
    ----------
    juste, essai : DataFrame
        Deux résultats de :func:`nettoyer_factures` sur le même export.
    frequences : dict
        Visites par an d'un client de chaque classe.

    Returns
    -------
    DataFrame
        Une ligne par client réel, du plus gros écart de visites au plus petit : ``client``, ``classe``,
        ``classe_essai`` (plusieurs classes s'il est compté plusieurs fois), ``visites``, ``visites_essai``,
        ``ecart`` (visites). Les classes sont par cumul du CA, seuils 80/95, totaux négatifs mis à part.

    Raises
    ------
    ErreurCours
        Les refus de :func:`course_helpers.pareto.classer_abc`.

    Examples
    --------
    >>> factures = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-01-08", "2025-02-03", "2025-03-04"]),
    ...     "client": ["Mairie", "MAIRIE", "Gîte"], "montant_ht": [100.0, 50.0, 20.0]})
    >>> juste, essai = nettoyer_factures(factures), nettoyer_factures(factures, noms="saisis")
    >>> comparer_nettoyages(juste, essai)
       client classe classe_essai  visites  visites_essai  ecart
    0  Mairie      A        A + A       12             24     12
    1    Gîte      B            B        6              6      0
    """
    classes = {}
    for nom, clients in {"": juste, "_essai": essai}.items():
        classement = classer_abc(clients, avoirs="a_part").merge(
            clients[["client", "reference"]], on="client"
        )
        classement["classe"] = classement["classe"].astype(str)
        classement["visites"] = classement["classe"].map(dict(frequences)).fillna(0).astype(int)
        groupes = classement.groupby("reference")
        classes[f"classe{nom}"] = groupes["classe"].agg(lambda noms: " + ".join(sorted(noms)))
        classes[f"visites{nom}"] = groupes["visites"].sum()
    table = pd.DataFrame(classes)
    for nom in ("", "_essai"):
        table[f"classe{nom}"] = table[f"classe{nom}"].fillna("absent")
        table[f"visites{nom}"] = table[f"visites{nom}"].fillna(0).astype(int)
    table["ecart"] = table["visites_essai"] - table["visites"]
    table = table.rename_axis("client").reset_index()
    ordre = table["ecart"].abs().sort_values(ascending=False, kind="stable").index
    colonnes = ["client", "classe", "classe_essai", "visites", "visites_essai", "ecart"]
    return table.loc[ordre, colonnes].reset_index(drop=True)


def dresser_portefeuille(
    factures: pd.DataFrame,
    a_la_date: str | date,
    *,
    fiches: pd.DataFrame,
    charges: pd.DataFrame,
    signalements: pd.DataFrame,
) -> pd.DataFrame:
    """Réunir, sur une ligne par client, ce que les six chapitres disent de lui.

    Parameters
    ----------
    factures : DataFrame
        Colonnes ``facture``, ``date``, ``client``, ``montant_ht``, ``cout_achat_ht`` (€), de deux années au
        moins ; la valeur et les classes portent sur l'année civile de ``a_la_date``.
    a_la_date : date ou texte
        Jour d'où l'on regarde.
    fiches : DataFrame
        Colonnes ``client``, ``secteur``, ``commercial``, ``premier_contact`` (datetime64). Un client qui a
        plusieurs fiches garde la plus ancienne.
    charges : DataFrame
        Colonnes ``client``, ``montant`` (€) : ce que chacun a coûté dans l'année.
    signalements : DataFrame
        Colonnes ``client``, ``date`` (datetime64), ``motif`` ; un motif vide est une résiliation.

    Returns
    -------
    DataFrame
        Une ligne par client des fiches ou des factures, par ordre alphabétique : ``client``, ``secteur``,
        ``commercial``, ``ca``, ``valeur`` (€ de l'année), ``classe_ca``, ``classe_valeur`` (A, B, C, « hors
        classement » ou « sans achat »), ``etape``, ``segment`` (RFM), ``profil``, ``action``.
        ``attrs["fiches_reunies"]`` : combien de fiches faisaient double.

    Raises
    ------
    ErreurCours
        Les refus des fonctions enchaînées : colonne absente, charge sans client, date illisible…

    Examples
    --------
    >>> dossier = ouvrir_dossier()
    >>> portefeuille = dresser_portefeuille(
    ...     dossier.factures, "31/12/2025", fiches=dossier.fiches, charges=dossier.charges,
    ...     signalements=dossier.signalements)
    >>> mairie = portefeuille.set_index("client").loc["Mairie de Montauvert"]
    >>> mairie[["classe_ca", "classe_valeur", "profil", "action"]].tolist()
    ['A', 'hors classement', 'douteux', 'renégocier']
    """
    jour = lire_date(a_la_date)
    exiger_table(fiches, "client", "secteur", "commercial", "premier_contact")
    exiger_table(signalements, "client", "date", "motif")
    factures, fiches, charges, signalements = unifier_noms(factures, fiches, charges, signalements)
    uniques = fiches.sort_values("premier_contact", kind="stable").drop_duplicates("client")
    parties = signalements[signalements["motif"].isna()].groupby("client")["date"].max()
    uniques = uniques.assign(resiliation=parties.reindex(uniques["client"]).to_numpy())
    annee = regrouper_clients(factures[factures["date"].dt.year == jour.year])
    valeurs = valeur_client(annee, charges)
    etapes = situer_cycle_de_vie(factures, jour, fiches=uniques)
    profils = profiler_clients(
        factures, jour, signalements=signalements.dropna(subset="motif"), clients=uniques["client"].tolist()
    )
    table = pd.DataFrame({"client": sorted({*uniques["client"], *factures["client"]}, key=str.casefold)})
    for ajout in (
        uniques[["client", "secteur", "commercial"]],
        valeurs[["client", "ca", "valeur"]],
        _classer(valeurs, "ca"),
        _classer(valeurs, "valeur"),
        etapes[["client", "etape"]],
        noter_rfm(resumer_rfm(factures, jour))[["client", "segment"]],
        profils[["client", "profil"]],
    ):
        table = table.merge(ajout, on="client", how="left")
    table = table.fillna({"ca": 0.0, "valeur": 0.0, "classe_ca": SANS_ACHAT, "classe_valeur": SANS_ACHAT})
    table["action"] = _choisir_actions(table)
    table.attrs["fiches_reunies"] = len(fiches) - len(uniques)
    return table


def _classer(valeurs: pd.DataFrame, montant: str) -> pd.DataFrame:
    classes = classer_abc(valeurs, montant=montant, avoirs="a_part")
    return pd.DataFrame({"client": classes["client"], f"classe_{montant}": classes["classe"].astype(str)})


def _choisir_actions(table: pd.DataFrame) -> np.ndarray:
    """La première condition remplie donne l'action, dans l'ordre d'``ACTIONS``."""
    classe = table["classe_valeur"]
    conditions = [
        table["etape"] == "arrêt",
        classe == SANS_ACHAT,
        classe == HORS_CLASSEMENT,
        table["profil"] == "douteux",
        (table["profil"] == "déclinant") & classe.isin(["A", "B"]),
        classe == "A",
        classe == "B",
    ]
    noms = list(ACTIONS)
    return np.select([condition.to_numpy(dtype=bool) for condition in conditions], noms[:-1], noms[-1])


def _grouper_visites(portefeuille: pd.DataFrame) -> pd.DataFrame:
    """Garder les clients que l'on visite ; une valeur négative reçoit le rythme d'un C."""
    exiger_table(portefeuille, "commercial", "classe_valeur", "etape", "valeur", vide=False)
    suivis = portefeuille[(portefeuille["classe_valeur"] != SANS_ACHAT) & (portefeuille["etape"] != "arrêt")]
    return suivis.assign(classe=suivis["classe_valeur"].replace(HORS_CLASSEMENT, "C"))


def compter_besoins(
    portefeuille: pd.DataFrame, *, frequences: Mapping[str, int] = FREQUENCES
) -> pd.DataFrame:
    """Compter les visites que demandent les clients, d'après leur classe de valeur.

    Un client qui n'a rien acheté de l'année, ou qui est parti, n'en demande aucune. Un client dont la
    valeur est négative est visité comme un C, le temps de renégocier avec lui.

    Parameters
    ----------
    portefeuille : DataFrame
        Le résultat de :func:`dresser_portefeuille`.
    frequences : dict
        Visites par an d'un client de chaque classe, dans l'ordre où on les sert.

    Returns
    -------
    DataFrame
        Une ligne par commercial et par classe : ``commercial``, ``classe``, ``clients``,
        ``visites_par_client``, ``besoin`` (visites de l'année).

    Raises
    ------
    ErreurCours
        Colonne absente.

    Examples
    --------
    >>> portefeuille = pd.DataFrame({
    ...     "commercial": "Nadia", "classe_valeur": ["A", "B", "hors classement", "B", "sans achat"],
    ...     "etape": ["relation continue"] * 3 + ["arrêt", "inactivité"],
    ...     "valeur": [9.0, 1.0, -2.0, 1.0, 0.0]})
    >>> compter_besoins(portefeuille)
      commercial classe  clients  visites_par_client  besoin
    0      Nadia      A        1                  12      12
    1      Nadia      B        1                   6       6
    2      Nadia      C        1                   2       2
    """
    suivis = _grouper_visites(portefeuille)
    effectifs = suivis.groupby(["commercial", "classe"]).size()
    commerciaux = suivis["commercial"].drop_duplicates().sort_values(ascending=False)
    lignes = [
        (commercial, classe, int(effectifs.get((commercial, classe), 0)), frequence)
        for commercial, (classe, frequence) in product(commerciaux, frequences.items())
    ]
    table = pd.DataFrame(lignes, columns=["commercial", "classe", "clients", "visites_par_client"])
    return table.assign(besoin=table["clients"] * table["visites_par_client"])


def repartir_equipe(
    besoins: pd.DataFrame,
    temps: pd.DataFrame,
    *,
    regle: str = "proportionnelle",
    commun: bool = False,
) -> pd.DataFrame:
    """Répartir les visites d'une équipe, chacun sur ses tournées ou toutes mises en commun.

    Parameters
    ----------
    besoins : DataFrame
        Une ligne par commercial et par classe : ``commercial``, ``classe``, ``besoin`` (visites).
    temps : DataFrame
        Une ligne par commercial : ``commercial``, ``visites_possibles``, ``visites_prospects`` (comprises).
    regle : {"proportionnelle", "priorite"}
        Celle de :func:`course_helpers.methode.repartir_visites`.
    commun : bool
        Vrai : un commercial qui a du temps visite les clients de l'autre. Les besoins s'additionnent.

    Returns
    -------
    DataFrame
        Une ligne par groupe, dans l'ordre reçu : ``commercial`` (« équipe » si tout est mis en commun),
        ``classe``, ``besoin``, ``visites``. ``attrs["libres"]`` : par commercial, les visites possibles que
        personne ne demande.

    Raises
    ------
    ErreurCours
        Les refus de ``repartir_visites`` : règle inconnue, visites aux prospects qui dépassent le temps.

    Examples
    --------
    >>> besoins = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe": ["A", "A"], "besoin": [10, 40]})
    >>> temps = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "visites_possibles": [30, 30],
    ...                       "visites_prospects": [5, 5]})
    >>> repartir_equipe(besoins, temps)["visites"].tolist()
    [10, 25]
    >>> repartir_equipe(besoins, temps, commun=True)
      commercial classe  besoin  visites
    0     équipe      A      50       50
    """
    exiger_table(besoins, "commercial", "classe", "besoin", vide=False)
    exiger_table(temps, "commercial", "visites_possibles", "visites_prospects", vide=False)
    if commun:
        besoins, temps = besoins.assign(commercial="équipe"), temps.assign(commercial="équipe")
    places = temps.groupby("commercial", sort=False)[["visites_possibles", "visites_prospects"]].sum()
    groupes = besoins.groupby(["commercial", "classe"], sort=False, observed=True)["besoin"].sum()
    lignes, libres = [], {}
    for commercial, (possibles, prospects) in places.astype(int).iterrows():
        siens = {classe: int(besoin) for (nom, classe), besoin in groupes.items() if nom == commercial}
        visites = repartir_visites(siens, int(possibles), prospects=int(prospects), regle=regle)
        lignes += [(commercial, classe, siens[classe], visites[classe]) for classe in siens]
        libres[commercial] = int(possibles - prospects) - sum(visites.values())
    table = pd.DataFrame(lignes, columns=["commercial", "classe", "besoin", "visites"])
    table.attrs["libres"] = libres
    return table


def croiser_criteres(portefeuille: pd.DataFrame, lignes: str, colonnes: str) -> pd.DataFrame:
    """Compter les clients, et ce qu'ils font, dans chaque case de deux critères.

    Parameters
    ----------
    portefeuille : DataFrame
        Le résultat de :func:`dresser_portefeuille`.
    lignes, colonnes : str
        Deux de ses colonnes de texte, différentes.

    Returns
    -------
    DataFrame
        Une ligne par case, cases vides comprises : les deux critères, ``effectif`` (clients), ``ca``,
        ``valeur`` (€), ``action`` (la plus fréquente, vide s'il n'y a personne).

    Raises
    ------
    ErreurCours
        « Choix inconnu pour les colonnes : « etape »… » si les deux critères sont le même.

    Examples
    --------
    >>> portefeuille = pd.DataFrame({
    ...     "classe_ca": ["A", "A", "B"], "etape": ["un", "deux", "un"], "ca": [5.0, 4.0, 1.0],
    ...     "valeur": [2.0, -1.0, 1.0], "action": ["protéger", "renégocier", "développer"]})
    >>> croiser_criteres(portefeuille, "classe_ca", "etape")
      classe_ca etape  effectif   ca  valeur      action
    0         A    un         1  5.0     2.0    protéger
    1         A  deux         1  4.0    -1.0  renégocier
    2         B    un         1  1.0     1.0  développer
    3         B  deux         0  0.0     0.0
    """
    exiger_table(portefeuille, lignes, colonnes, "ca", "valeur", "action", vide=False)
    autres = [nom for nom in portefeuille.columns if nom != lignes]
    exiger_choix("Choix inconnu pour les colonnes", colonnes, autres)
    cases = []
    for cle in product(portefeuille[lignes].unique(), portefeuille[colonnes].unique()):
        dedans = portefeuille[(portefeuille[lignes] == cle[0]) & (portefeuille[colonnes] == cle[1])]
        frequentes = dedans["action"].value_counts()
        action = frequentes.index[0] if len(dedans) else ""
        cases.append(
            (*cle, len(dedans), dedans["ca"].sum().round(2), dedans["valeur"].sum().round(2), action)
        )
    return pd.DataFrame(cases, columns=[lignes, colonnes, "effectif", "ca", "valeur", "action"])


def observer_conquete(
    factures: pd.DataFrame,
    portefeuille: pd.DataFrame,
    objectifs: pd.DataFrame,
    *,
    depenses: pd.DataFrame,
) -> pd.Series:
    """Observer ce que la conquête de l'année a donné, et combien de visites elle a demandées.

    Le coût d'une visite est celui du temps des commerciaux : ce que toutes les visites de l'année ont coûté,
    divisé par leur nombre.

    Parameters
    ----------
    factures : DataFrame
        Les deux années, ``date`` et ``client`` ; les noms y sont réunis ou non.
    portefeuille : DataFrame
        Le résultat de :func:`dresser_portefeuille`.
    objectifs : DataFrame
        Colonnes ``indicateur``, ``obtenu``, ``base`` : la ligne « conversion » de chaque secteur.
    depenses : DataFrame
        Colonnes ``poste``, ``montant`` (€), ``actes`` : les postes qui nomment des visites, dont « Visites
        aux prospects… » et « Premières visites… ».

    Returns
    -------
    Series
        ``gagnes`` (clients de l'année absents de la précédente), ``joints`` (clients gagnés et prospects
        joints), ``taux_pct`` (conversion, en %), ``valeur_moyenne`` (€ d'un client gagné, la première année),
        ``cout_visite`` (€), ``faites`` (toutes les visites de l'année), ``visites`` (aux prospects),
        ``premieres`` (aux clients gagnés, après leur premier achat), ``par_prospect`` (visites aux prospects
        par établissement joint, au dixième).

    Raises
    ------
    ErreurCours
        Colonne absente.

    Examples
    --------
    >>> dossier = ouvrir_dossier()
    >>> portefeuille = dresser_portefeuille(
    ...     dossier.factures, "31/12/2025", fiches=dossier.fiches, charges=dossier.charges,
    ...     signalements=dossier.signalements)
    >>> conquete = observer_conquete(
    ...     dossier.factures, portefeuille, dossier.objectifs, depenses=dossier.depenses)
    >>> conquete[["gagnes", "joints", "cout_visite"]].tolist()
    [39.0, 128.0, 52.0]
    """
    exiger_table(factures, "date", "client")
    exiger_table(portefeuille, "client", "ca", "valeur")
    exiger_table(objectifs, "indicateur", "obtenu", "base")
    exiger_table(depenses, "poste", "montant", "actes")
    (reunies,) = unifier_noms(factures)
    annee = reunies["date"].dt.year
    anciens = set(reunies.loc[annee < annee.max(), "client"])
    recents = set(reunies.loc[annee == annee.max(), "client"])
    gagnes = portefeuille[portefeuille["client"].isin(recents - anciens)]
    conversion = objectifs.loc[objectifs["indicateur"] == "conversion", ["obtenu", "base"]].sum()
    visites = depenses[depenses["poste"].str.contains("visites ", case=False)]
    par_poste = {
        debut: float(visites.loc[visites["poste"].str.startswith(debut), "actes"].sum())
        for debut in ("Visites aux prospects", "Premières visites")
    }
    faites = visites["actes"].sum()
    return pd.Series(
        {
            "gagnes": float(len(gagnes)),
            "joints": float(conversion["base"]),
            "taux_pct": 100 * conversion["obtenu"] / conversion["base"],
            "valeur_moyenne": round(gagnes["valeur"].mean(), 2),
            "cout_visite": visites["montant"].sum() / faites,
            "faites": faites,
            "visites": par_poste["Visites aux prospects"],
            "premieres": par_poste["Premières visites"],
            "par_prospect": round(par_poste["Visites aux prospects"] / conversion["base"], 1),
        }
    )


def chiffrer_plan(
    repartition: pd.DataFrame,
    portefeuille: pd.DataFrame,
    *,
    prospects: int,
    visites_par_prospect: float,
    taux_pct: float,
    valeur_nouveau: float,
    cout_visite: float,
) -> pd.Series:
    """Chiffrer un plan de visites : ce qu'il assure, ce qu'il expose, ce qu'il conquiert, ce qu'il coûte.

    La valeur des clients visités moins que prévu n'est pas perdue : elle est exposée. La conquête suppose
    que le taux de conversion et la valeur d'un nouveau client restent ceux de l'année observée.

    Parameters
    ----------
    repartition : DataFrame
        Le résultat de :func:`repartir_equipe`.
    portefeuille : DataFrame
        Le résultat de :func:`dresser_portefeuille`.
    prospects : int
        Visites réservées aux prospects.
    visites_par_prospect : float
        Combien il en faut pour aller au bout d'un prospect.
    taux_pct : float
        Part des prospects vus qui deviennent clients, en %.
    valeur_nouveau : float
        Valeur d'un nouveau client la première année, en €.
    cout_visite : float
        Coût d'une visite, en €.

    Returns
    -------
    Series
        ``besoin``, ``visites``, ``service_pct`` (visites assurées, en % du besoin), ``libres`` (visites),
        ``valeur_exposee`` (€ des clients dont le groupe n'a pas tout son besoin, valeurs négatives à part),
        ``exposee_pct`` (en % de la valeur des clients visités, comptée de même), ``nouveaux`` (clients,
        arrondis à l'unité), ``valeur_nouveaux`` (€), ``cout_clients`` et ``cout_prospects`` (€ de visites).
        Les groupes sont ceux de :func:`compter_besoins`.

    Raises
    ------
    ErreurCours
        « « visites_par_prospect » vaut « 0 » : donnez un nombre de 1 à 100. », colonne absente.

    Examples
    --------
    >>> portefeuille = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe_valeur": ["A", "A"],
    ...                              "etape": "relation continue", "valeur": [300.0, 700.0]})
    >>> besoins = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "classe": ["A", "A"], "besoin": [10, 40]})
    >>> temps = pd.DataFrame({"commercial": ["Nadia", "Hugo"], "visites_possibles": [30, 30],
    ...                       "visites_prospects": [5, 5]})
    >>> chiffrer_plan(repartir_equipe(besoins, temps), portefeuille, prospects=10, visites_par_prospect=2,
    ...               taux_pct=40, valeur_nouveau=500, cout_visite=50)
    besoin               50.0
    visites              35.0
    service_pct          70.0
    libres               15.0
    valeur_exposee      700.0
    exposee_pct          70.0
    nouveaux              2.0
    valeur_nouveaux    1000.0
    cout_clients       1750.0
    cout_prospects      500.0
    dtype: float64
    """
    exiger_table(repartition, "commercial", "classe", "besoin", "visites", vide=False)
    suivis = _grouper_visites(portefeuille)
    par_prospect = float(exiger_nombre("visites_par_prospect", visites_par_prospect, 1, 100))
    taux = float(exiger_nombre("taux_pct", taux_pct, 0, 100, "un pourcentage")) / 100
    if "équipe" in set(repartition["commercial"]):
        suivis = suivis.assign(commercial="équipe")
    # Une valeur négative n'est pas exposée : rien ne se perd quand on visite moins qui coûte.
    valeurs = suivis["valeur"].clip(lower=0).groupby([suivis["commercial"], suivis["classe"]]).sum()
    courts = repartition[repartition["visites"] < repartition["besoin"]]
    exposee = sum(
        float(valeurs.get(cle, 0.0)) for cle in zip(courts["commercial"], courts["classe"], strict=True)
    )
    besoin, visites = repartition["besoin"].sum(), repartition["visites"].sum()
    nouveaux = float(round(prospects / par_prospect * taux))
    return pd.Series(
        {
            "besoin": float(besoin),
            "visites": float(visites),
            "service_pct": 100 * visites / besoin,
            "libres": float(sum(repartition.attrs.get("libres", {}).values())),
            "valeur_exposee": round(exposee, 2),
            "exposee_pct": 100 * exposee / valeurs.sum(),
            "nouveaux": nouveaux,
            "valeur_nouveaux": round(nouveaux * valeur_nouveau, 2),
            "cout_clients": round(visites * cout_visite, 2),
            "cout_prospects": round(prospects * cout_visite, 2),
        }
    )
