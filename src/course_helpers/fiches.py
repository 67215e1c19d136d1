"""La fiche d'un client : ce que l'on y note, ce qu'elle vaut, ce qu'elle réunit."""

from datetime import date

import pandas as pd

from course_helpers.controles import exiger_dates, exiger_entier, exiger_table, lire_date
from course_helpers.etude import Dossier, dresser_portefeuille, unifier_noms
from course_helpers.lecture.regroupement import chercher_doublons

# Ce que l'on trouve dans la case du SIREN.
ETATS_SIREN = ("valide", "absent", "mal formé", "clé fausse")
# Les champs d'une fiche dont part l'adresse d'une facture.
CHAMPS_FACTURE = ("client", "Adresse", "code_postal", "ville", "SIREN")


def verifier_siren(siren: object) -> str:
    """Dire si un SIREN peut être juste : neuf chiffres, dont le dernier est la clé de Luhn.

    On double un chiffre sur deux, à partir de l'avant-dernier, et l'on ajoute tous les chiffres obtenus : la
    somme est un multiple de dix. Une clé juste ne prouve pas que le numéro est celui du client.

    Parameters
    ----------
    siren : object
        Le numéro noté sur la fiche, en texte ; les espaces ne comptent pas.

    Returns
    -------
    str
        « valide », « absent », « mal formé » (autre chose que neuf chiffres) ou « clé fausse ».

    References
    ----------
    Norme ISO/IEC 7812-1, annexe B (formule de Luhn), que suit le répertoire Sirene de l'Insee.

    Examples
    --------
    >>> [verifier_siren(siren) for siren in ("000 000 414", None, "00000131", "000000441")]
    ['valide', 'absent', 'mal formé', 'clé fausse']
    """
    chiffres = "" if pd.isna(siren) else "".join(str(siren).split())
    if not chiffres:
        return "absent"
    if len(chiffres) != 9 or not (chiffres.isascii() and chiffres.isdigit()):
        return "mal formé"
    doubles = (int(chiffre) * (1 + rang % 2) for rang, chiffre in enumerate(reversed(chiffres)))
    return "clé fausse" if sum(sum(divmod(nombre, 10)) for nombre in doubles) % 10 else "valide"


def mesurer_qualite(
    fiches: pd.DataFrame, factures: pd.DataFrame, a_la_date: str | date, *, champs=None, mois: int = 12
) -> pd.DataFrame:
    """Mesurer la qualité d'un fichier de clients, par quatre taux.

    - **remplissage** : cases remplies / cases à remplir ;
    - **SIREN valides** : SIREN valides / SIREN notés ;
    - **doublons** : fiches en trop / fiches (deux fiches de même nom, adresse et ville en font une de trop) ;
    - **fraîcheur** : fiches facturées dans les ``mois`` derniers mois / fiches.

    Parameters
    ----------
    fiches : DataFrame
        Une ligne par fiche : ``code_client``, ``client``, ``Adresse``, ``ville``, ``SIREN``.
    factures : DataFrame
        Colonnes ``code_client`` et ``date`` (datetime64).
    a_la_date : str or date
        Le jour du contrôle ; les factures plus tardives ne comptent pas.
    champs : sequence of str, optional
        Les colonnes dont on mesure le remplissage ; toutes par défaut.
    mois : int
        Ce qui est encore frais, en mois ; un client facturé le jour anniversaire l'est encore.

    Returns
    -------
    DataFrame
        Une ligne par taux : ``indicateur``, ``nombre``, ``base``, ``taux_pct`` (vide si la base est nulle).

    Raises
    ------
    ErreurCours
        « Il manque la colonne « SIREN » : … » ; un nombre de mois qui n'est pas entier, de 1 à 120 ; un
        fichier sans aucune fiche.

    Examples
    --------
    >>> fiches = pd.DataFrame({
    ...     "code_client": ["C1", "C2", "C3"], "client": ["Mairie de Bief", "MAIRIE DE BIEF", "Gîte Aubin"],
    ...     "Adresse": ["1 rue Haute", "1 rue Haute", "3 rue Basse"], "ville": ["Bief", "Bief", "Aubin"],
    ...     "SIREN": ["000000414", None, "00000131"]})
    >>> factures = pd.DataFrame({"code_client": ["C1"], "date": pd.to_datetime(["2025-06-02"])})
    >>> mesurer_qualite(fiches, factures, "31/12/2025").round(1)
          indicateur  nombre  base  taux_pct
    0    remplissage      14    15      93.3
    1  SIREN valides       1     2      50.0
    2       doublons       1     3      33.3
    3      fraîcheur       1     3      33.3
    """
    jour = lire_date(a_la_date)
    duree = exiger_entier("mois", mois, 1, 120, "un nombre entier de mois")
    exiger_table(fiches, "code_client", "client", "Adresse", "ville", "SIREN", vide=False)
    exiger_table(factures, "code_client", "date")
    exiger_dates(factures["date"])
    cases = fiches[list(champs)] if champs is not None else fiches
    etats = fiches["SIREN"].map(verifier_siren)
    noms = fiches["client"] + " " + fiches["Adresse"] + " " + fiches["ville"]
    dates = factures.loc[factures["date"] <= jour].groupby("code_client")["date"].max()
    dernieres = fiches["code_client"].map(dates)
    n = len(fiches)
    comptes = {
        "remplissage": (int(cases.notna().sum().sum()), cases.size),
        "SIREN valides": (int((etats == "valide").sum()), int((etats != "absent").sum())),
        "doublons": (sum(len(groupe) - 1 for groupe in chercher_doublons(noms)), n),
        "fraîcheur": (int((dernieres >= jour - pd.DateOffset(months=duree)).sum()), n),
    }
    table = pd.DataFrame(
        [(nom, nombre, base) for nom, (nombre, base) in comptes.items()],
        columns=["indicateur", "nombre", "base"],
    )
    table["taux_pct"] = 100 * table["nombre"] / table["base"].where(table["base"] > 0)
    return table


def reunir_fiches(fiches: pd.DataFrame, factures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ne garder qu'une fiche par client, et porter ses factures sur elle.

    Deux fiches font double quand le nom, l'adresse et la ville sont les mêmes, aux majuscules et aux espaces
    près. La première garde son code ; une case vide y prend ce que porte l'autre.

    Parameters
    ----------
    fiches : DataFrame
        Une ligne par fiche : ``code_client``, ``client``, ``Adresse``, ``ville``.
    factures : DataFrame
        Colonne ``code_client`` ; un code sans fiche devient vide.

    Returns
    -------
    tuple of DataFrame
        Les fiches gardées, dans leur ordre, et les factures, sous le code gardé.

    Raises
    ------
    ErreurCours
        « Il manque la colonne « Adresse » : … »

    Examples
    --------
    >>> fiches = pd.DataFrame({
    ...     "code_client": ["C1", "C2"], "client": ["Mairie de Bief", "MAIRIE DE BIEF "],
    ...     "Adresse": ["1 rue Haute", "1 rue Haute"], "ville": ["Bief", "Bief"],
    ...     "SIREN": [None, "000000414"]})
    >>> gardees, factures = reunir_fiches(fiches, pd.DataFrame({"code_client": ["C2"]}))
    >>> gardees["SIREN"].tolist(), factures["code_client"].tolist()
    (['000000414'], ['C1'])
    """
    exiger_table(fiches, "code_client", "client", "Adresse", "ville")
    exiger_table(factures, "code_client")
    textes = fiches["client"] + " " + fiches["Adresse"] + " " + fiches["ville"]
    cles = textes.str.split().str.join(" ").str.casefold()
    gardees = fiches.groupby(cles, sort=False).first().reset_index(drop=True)
    premiers = fiches.groupby(cles, sort=False)["code_client"].transform("first")
    codes = dict(zip(fiches["code_client"], premiers, strict=True))
    return gardees, factures.assign(code_client=factures["code_client"].map(codes))


def resumer_clients(dossier: Dossier, a_la_date: str | date) -> pd.DataFrame:
    """Réunir, sur une ligne par client, tout ce qu'un logiciel de GRC montre de lui.

    Rien n'est estimé : chaque case vient d'une table du dossier, ou d'un calcul du cours.

    Parameters
    ----------
    dossier : Dossier
        Celui que lit :func:`course_helpers.etude.ouvrir_dossier`.
    a_la_date : str or date
        Le jour d'où l'on regarde ; « cette année » est l'année civile de ce jour.

    Returns
    -------
    DataFrame
        Les colonnes de :func:`course_helpers.etude.dresser_portefeuille`, et : ``adresse``, ``code_postal``,
        ``ville``, ``origine``, ``premier_contact`` (date), ``anciennete`` (années révolues), ``siren``,
        ``siren_etat``, ``fiches`` (leur nombre), ``ca_avant`` (€ HT de l'année d'avant), ``facture``,
        ``facture_date``, ``facture_ht`` (la dernière facture, hors avoirs ; vides s'il n'y en a pas),
        ``famille`` et ``famille_pct`` (la plus achetée de l'année, en % de ses achats ; vides sans achat) et
        ``signalements`` (liste de (date, motif), une résiliation n'ayant pas de motif).

    Raises
    ------
    ErreurCours
        Les refus de :func:`course_helpers.etude.dresser_portefeuille`.

    Examples
    --------
    >>> from course_helpers.etude import ouvrir_dossier
    >>> clients = resumer_clients(ouvrir_dossier(), "31/12/2025").set_index("client")
    >>> clients.loc["Mairie de Grandvesse", ["siren", "siren_etat", "classe_ca", "action"]].tolist()
    ['000000414', 'valide', 'A', 'protéger']
    """
    jour = lire_date(a_la_date)
    table = dresser_portefeuille(
        dossier.factures,
        jour,
        fiches=dossier.fiches,
        charges=dossier.charges,
        signalements=dossier.signalements,
    )
    factures, fiches, signalements = unifier_noms(dossier.factures, dossier.fiches, dossier.signalements)
    factures = factures[factures["date"] <= jour]
    anciennes = fiches.sort_values(["premier_contact", "code_client"]).groupby("client")
    # first() prend la première case remplie : le SIREN d'une fiche peut manquer sur l'autre.
    fiche = anciennes.first().rename(
        columns={"Adresse": "adresse", "SIREN": "siren", "origine_contact": "origine"}
    )
    retenues = ["adresse", "code_postal", "ville", "origine", "premier_contact", "siren"]
    table = table.merge(fiche[retenues], left_on="client", right_index=True, how="left")
    table["siren"] = table["siren"].fillna("")
    table["siren_etat"] = table["siren"].map(verifier_siren)
    table["fiches"] = table["client"].map(anciennes.size())
    revolus = [(jour.month, jour.day) >= (contact.month, contact.day) for contact in table["premier_contact"]]
    table["anciennete"] = [
        jour.year - contact.year - (not revolu)
        for contact, revolu in zip(table["premier_contact"], revolus, strict=True)
    ]
    avant = factures[factures["date"].dt.year == jour.year - 1].groupby("client")["montant_ht"].sum()
    table["ca_avant"] = table["client"].map(avant).fillna(0.0).round(2)
    ventes = factures[factures["montant_ht"] > 0].groupby(["client", "facture"], as_index=False)
    pieces = ventes.agg(facture_date=("date", "max"), facture_ht=("montant_ht", "sum"))
    dernieres = pieces.sort_values(["facture_date", "facture"]).drop_duplicates("client", keep="last")
    table = table.merge(dernieres.round({"facture_ht": 2}), on="client", how="left")
    annee = factures[factures["date"].dt.year == jour.year]
    familles = annee.groupby(["client", "famille"], as_index=False)["montant_ht"].sum()
    premieres = familles.sort_values(["montant_ht", "famille"], ascending=[False, True]).drop_duplicates(
        "client"
    )
    totaux = annee.groupby("client")["montant_ht"].sum()
    premieres["famille_pct"] = 100 * premieres["montant_ht"] / premieres["client"].map(totaux)
    table = table.merge(premieres[["client", "famille", "famille_pct"]], on="client", how="left")
    notes = signalements.sort_values("date").groupby("client")
    suivis = {
        client: list(zip(siens["date"], siens["motif"].fillna(""), strict=True)) for client, siens in notes
    }
    table["signalements"] = [suivis.get(client, []) for client in table["client"]]
    return table
