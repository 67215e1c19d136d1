"""Proposer une lecture, l'appliquer ; lire des clients, des factures, des prospects, un tableau."""

from collections.abc import Callable

import pandas as pd

from course_helpers.controles import exiger_choix
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.aiguillage import appliquer, esquisser, lire, proposer
from course_helpers.lecture.compte_rendu import Esquisse
from course_helpers.lecture.plan import NATURES, Plan, verifier_choix


def proposer_lecture(
    source, nature: str | None = None, *, avancer: Callable[[float, str], None] | None = None, **choix
) -> Plan:
    """Proposer une lecture d'un fichier, ou de plusieurs déposés ensemble, sans rien deviner.

    Parameters
    ----------
    source : str, pathlib.Path, bytes, couple (nom, octets), fichier ouvert en binaire, ou liste de ceux-ci
        Un CSV, un classeur (.xlsx, .ods), un FEC, des factures électroniques (CII, UBL, Factur-X), une
        archive zip ou un dossier de ceux-ci. Plusieurs tableaux ont les mêmes en-têtes ; plusieurs FEC sont
        ceux de plusieurs exercices.
    nature : {"factures", "clients", "prospects", "table"}, optional
        Ce que le fichier énumère ; par défaut, ses en-têtes le disent.
    avancer : callable, optional
        Reçoit la part faite, de 0 à 1, et ce qui se fait.
    **choix
        Ceux de ``lire_factures``.

    Returns
    -------
    Plan
        Ce qui est reconnu (encodage, séparateur, feuille, en-têtes, rôle de chaque colonne, formats, sort de
        chaque statut et de chaque type de pièce), ce qui sera écarté et pourquoi, et les ``doutes`` : une
        question par doute, avec l'exemple qui la pose.

    Raises
    ------
    ErreurCours
        Si rien ne peut être proposé : fichier illisible, colonne absente…

    Examples
    --------
    >>> plan = proposer_lecture(b"N facture;Date;Client;Montant HT\\n1;1/31/2025;A;3\\n")
    >>> plan.nature, [doute.choix for doute in plan.doutes]
    ('factures', ['dates'])
    >>> plan.choisir(dates="mois/jour").doutes
    ()
    """
    if nature is not None:
        exiger_choix("Nature inconnue", nature, NATURES)
    return proposer(source, nature, verifier_choix(choix), avancer)


def esquisser_lecture(source, nature: str | None = None, **choix) -> Esquisse | None:
    """Montrer ce qu'un tableau contient, même si rien ne peut encore s'en lire.

    Parameters
    ----------
    source
        Un fichier ou plusieurs, comme dans ``proposer_lecture``.
    nature : {"factures", "clients", "prospects"}, optional
        Ce que le fichier énumère ; par défaut, ses en-têtes le disent.
    **choix
        Ceux de ``lire_factures``.

    Returns
    -------
    Esquisse or None
        None d'un FEC ou de factures électroniques : leur forme est fixée, il n'y a rien à y choisir.

    Raises
    ------
    ErreurCours
        Si le fichier ne s'ouvre pas.

    Examples
    --------
    >>> esquisse = esquisser_lecture(b"Date;Qui;Montant HT\\n31/01/2025;A;3\\n")
    >>> [colonne.role for colonne in esquisse.plan.colonnes]
    ['date', None, 'montant_ht']
    """
    if nature is not None:
        exiger_choix("Nature inconnue", nature, NATURES)
    return esquisser(source, nature, verifier_choix(choix))


def appliquer_plan(
    plan: Plan, source, *, avancer: Callable[[float, str], None] | None = None
) -> pd.DataFrame:
    """Lire un fichier selon un plan : celui qui l'a fait naître, ou celui du mois suivant.

    Parameters
    ----------
    plan : Plan
        Ce qu'a rendu ``proposer_lecture``, corrigé par ``choisir`` ou relu par ``Plan.lire``.
    source
        Un fichier ou plusieurs, comme dans ``proposer_lecture``.
    avancer : callable, optional
        Reçoit la part faite, de 0 à 1, et ce qui se fait.

    Returns
    -------
    pandas.DataFrame
        Le tableau que rendrait ``lire_factures`` ou ``lire_clients``.

    Raises
    ------
    ErreurCours
        Si ce fichier n'est pas du genre que lit le plan, si une colonne manque, ou s'il pose une question à
        laquelle le plan ne répond pas.

    Examples
    --------
    >>> plan = proposer_lecture(b"client;ca\\nA;3\\n")
    >>> appliquer_plan(plan, b"ca;client\\n4;B\\n")["ca"].tolist()
    [4.0]
    """
    if not isinstance(plan, Plan):
        raise ErreurCours(
            "Il faut un plan : proposer_lecture en propose un, Plan.lire relit celui d’un fichier."
        )
    return appliquer(plan, source, avancer)


def lire_table(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un tableau CSV, Excel ou LibreOffice sans rien supposer de ses colonnes.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Un CSV (séparé par ``;``, ``,``, ``|`` ou tabulation ; utf-8, cp1252, cp850, MacRoman), un classeur
        ``.xlsx`` ou ``.ods``, ou plusieurs de mêmes en-têtes ; leur taille est celle de
        ``fichiers.TAILLES_MAX``. Les lignes qui précèdent les en-têtes sont comptées comme préambule.
    feuille : str, optional
        Le nom de la feuille du classeur ; par défaut, la première qui n'est pas vide.

    Returns
    -------
    pandas.DataFrame
        Une ligne par ligne gardée, dans l'ordre du fichier ; les colonnes du fichier. D'un CSV, tout est
        texte, sans espaces superflus : un code postal garde son zéro. ``.attrs["rapport"]`` dit ce qui a été
        lu (``lignes_lues``, ``lignes_gardees``, ``lignes_ecartees``), ce qui a été écarté et pourquoi
        (``ecartees`` : raison → ``nombre``, premières ``lignes`` du fichier, ``exemple``), et comment
        (``encodage``, ``separateur`` ou ``feuille``, ``lignes_preambule``).

    Raises
    ------
    ErreurCours
        Si le fichier est introuvable, vide, trop lourd, ou n'est pas un tableau ; si deux colonnes portent
        le même nom.

    Examples
    --------
    >>> table = lire_table("client;ca\\nHôtel Bellorive;1 200,50\\nTotal;1 200,50\\n".encode())
    >>> table["ca"].tolist()
    ['1 200,50']
    >>> table.attrs["rapport"]["ecartees"]
    {'ligne de total': {'nombre': 1, 'lignes': [3], 'exemple': 'Total'}}
    """
    return _lire(source, "table", {"feuille": feuille})


def lire_clients(source, feuille: str | None = None, **choix) -> pd.DataFrame:
    """Lire un fichier de clients, une ligne par client.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Une colonne doit nommer le client (``Client``, ``Raison sociale``…). D'un FEC ou
        de factures électroniques, les ventes sont réunies par client.
    feuille : str, optional
        Le nom de la feuille du classeur ; par défaut, celle qui se lit.
    **choix
        Voir ``lire_factures``.

    Returns
    -------
    pandas.DataFrame
        ``client`` (texte) et, si le fichier les a, ``code_client``, ``secteur``, ``ville``, ``code_postal``,
        ``commercial``, ``premier_contact`` (date), ``origine_contact``, ``ca``, ``cout_achat``, ``charges``,
        ``marge``, ``ca_2024``… (€) et ``nb_factures`` ; les autres colonnes gardent leur nom. Une seule
        colonne « CA 2025 » devient ``ca``. Rapport dans ``.attrs["rapport"]``.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « client » : renommez-la, par exemple en « Client ». »

    Examples
    --------
    >>> lire_clients("Raison sociale;CA HT\\nHôtel Bellorive;1 200,50 €\\n".encode())
                client      ca
    0  Hôtel Bellorive  1200.5
    """
    return _lire(source, "clients", {"feuille": feuille, **choix})


def lire_prospects(source, feuille: str | None = None, **choix) -> pd.DataFrame:
    """Lire un fichier de prospects, une ligne par prospect.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Une colonne doit nommer le prospect (``Raison sociale``…).
    feuille : str, optional
        Le nom de la feuille du classeur.
    **choix
        Voir ``lire_factures``.

    Returns
    -------
    pandas.DataFrame
        Les colonnes de ``lire_clients`` (le nom du prospect est dans ``client``) et, si le fichier les a,
        ``collecte`` et ``dernier_contact`` (dates) et ``opposition`` (texte). Rapport dans
        ``.attrs["rapport"]``.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « client » : renommez-la, par exemple en « Client ». »

    Examples
    --------
    >>> lire_prospects("Société;Dernier contact;Opposition\\nHôtel Bief;01/03/2024;non".encode())
           client dernier_contact opposition
    0  Hôtel Bief      2024-03-01        non
    """
    return _lire(source, "prospects", {"feuille": feuille, **choix})


def lire_factures(source, feuille: str | None = None, **choix) -> pd.DataFrame:
    """Lire un export de factures, une ligne par ligne de facture.

    Ce qui ne fait pas de doute est lu ; sinon, rien n'est deviné : le refus dit quel choix faire.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``proposer_lecture``. Date, client et montant HT sont obligatoires ; sans numéro de
        facture, ``achats`` dit ce qui vaut un achat.
    feuille : str, optional
        Le nom de la feuille du classeur ; par défaut, celle qui se lit.
    **choix
        ``dates`` (``"jour/mois"``, ``"mois/jour"``) ; ``nombres`` (le signe décimal, ``"virgule"`` ou
        ``"point"``) ; ``montants`` (``"HT"``, ou ``"TTC"`` si une colonne donne la TVA) ; ``devise`` (celle
        que l'on garde) ; ``achats`` (sans numéro de facture, un achat ``"par ligne"``, ou ``"par jour"`` et
        par client) ; ``avoirs`` (``"déduire"``, ``"tels quels"``) ; ``repetitions`` (``"sommer"`` les
        lignes, ou compter ``"une fois"`` un total répété) ; ``suites`` (``"compléter"`` un client vide par
        celui du dessus, ``"écarter"``) ; ``derniere_ligne`` (``"écarter"``, ``"compter"``) ;
        ``doublons`` (les ventes que deux fichiers donnent : ``"écarter"``, ``"compter"``) ;
        ``remboursements`` (les sommes d'une colonne « Remboursé » : ``"déduire"``, ``"ignorer"``) ;
        ``remises`` (d'un prix unitaire : ``"déjà déduites"``, ``"en pourcentage"``, ``"en euros"``) ;
        ``comptes`` (voir ``lire_fec``) ; ``statuts`` et
        ``types`` (valeur → ``"garder"``, ``"facture"``, ``"avoir"``, ``"écarter"``) ; ``roles`` (colonne du
        cours → en-tête du fichier) ; ``noms`` (nom d'un client → celui à qui le réunir) ; ``entetes`` (le
        numéro de la ligne d'en-têtes) ; ``encodage``, ``separateur``.

    Returns
    -------
    pandas.DataFrame
        ``facture``, ``date`` (datetime64), ``client``, ``montant_ht`` (€, négatif pour un avoir) et, si le
        fichier les a, ``code_client``, ``famille``, ``quantite``, ``cout_achat_ht`` (€) ; les autres colonnes
        gardent leur nom. Rapport dans ``.attrs["rapport"]`` ; ``remarques`` y dit ce qui a été compris.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « date » : renommez-la, par exemple en « Date facture ». » ;
        « La colonne « Date » semble écrire le mois avant le jour, d'abord en ligne 3 (« 12/13/2024 ») : … »

    Examples
    --------
    >>> octets = b"N facture;Date;Client;Montant HT\\n1;1/31/2025;A;3\\n"
    >>> lire_factures(octets, dates="mois/jour")["date"].dt.month.tolist()
    [1]
    """
    return _lire(source, "factures", {"feuille": feuille, **choix})


def _lire(source, nature: str, choix: dict) -> pd.DataFrame:
    return lire(source, nature, verifier_choix(choix))
