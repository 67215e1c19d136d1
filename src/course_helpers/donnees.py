"""Lire les fichiers d'une entreprise : nombres français, tableaux de clients et de factures."""

import csv
import io
import math
import re
import unicodedata
import warnings
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from course_helpers.erreurs import ErreurCours

__all__ = ["chemin", "lire_clients", "lire_factures", "lire_nombre", "lire_nombres", "lire_table"]

TAILLE_MAX = 20_000_000  # octets : au-delà, un navigateur peine
# Dans la roue, les données voyagent à côté du code ; dans le dépôt, elles sont à la racine.
_DOSSIERS = (Path(__file__).parent / "datasets", Path(__file__).parents[2] / "datasets")

_ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "−": "-"})
_NOMBRE = re.compile(
    r"""(?P<parenthese>\()? (?P<moins>-\ ?)?
    (?P<entier> [0-9]+ | [0-9]{1,3}(?:\ [0-9]{3})+ | [0-9]{1,3}(?:\.[0-9]{3})+(?=,) | (?=[.,][0-9]) )
    (?: [,.](?P<decimales>[0-9]+) )?
    (?P<fin>\ ?-)?
    (?P<fermante>\))?
    (?: \ ?% (?P<pourcent>) | \ ?(?: k€ (?P<millier>) | € )? (?: \ ?(?:HT|TTC) )? )
    (?P<fermante2>\))?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def chemin(nom: str) -> Path:
    """Trouver un fichier de données du cours.

    Parameters
    ----------
    nom : str
        Nom du fichier, par exemple ``"ca-clients-2025.csv"``.

    Returns
    -------
    pathlib.Path
        L'emplacement du fichier, que le cours soit installé ou lu depuis son dépôt.

    Raises
    ------
    ErreurCours
        « Le fichier « … » ne fait pas partie du cours : choisissez parmi … »

    Examples
    --------
    >>> chemin("ca-clients-2025.csv").name
    'ca-clients-2025.csv'
    """
    dossier = next((d for d in _DOSSIERS if d.is_dir()), _DOSSIERS[0])
    connus = sorted(f.name for f in dossier.glob("*.csv"))
    if nom not in connus:
        raise ErreurCours(
            f"Le fichier « {nom} » ne fait pas partie du cours : choisissez parmi {', '.join(connus)}."
        )
    return dossier / nom


def lire_nombre(texte: str) -> float:
    """Lire un nombre écrit à la française.

    La virgule est décimale. Un point seul est décimal s'il n'y a pas de virgule ; avec une virgule, les
    points séparent les milliers. Rien d'illisible ne devient jamais zéro.

    Parameters
    ----------
    texte : str
        Le nombre, avec éventuellement des espaces de milliers (ordinaires ou insécables), un signe moins
        (devant, derrière ou par des parenthèses), ``€``, ``k€``, ``HT``, ``TTC`` ou ``%``.

    Returns
    -------
    float
        La valeur : ``12 k€`` donne 12000 (euros) et ``12,5 %`` donne 0,125 (fraction).

    Raises
    ------
    ErreurCours
        « « n.c. » n’est pas un nombre : écrivez par exemple 1 234,50. »

    Examples
    --------
    >>> lire_nombre("1 234,50 €")
    1234.5
    >>> lire_nombre("(1.234,50)")
    -1234.5
    >>> lire_nombre("12,5 %"), lire_nombre("12 k€ HT")
    (0.125, 12000.0)
    """
    lu = _NOMBRE.fullmatch(texte.translate(_ESPACES).strip()) if isinstance(texte, str) else None
    if lu is None:
        _refuser_nombre(texte)
    ouvrante, fermantes = lu["parenthese"] is not None, (lu["fermante"] or "") + (lu["fermante2"] or "")
    signes = ouvrante + (lu["moins"] is not None) + (lu["fin"] is not None)
    # Un seul signe à la fois : « -(12) » ou « -12- » ne disent pas ce qu'ils veulent.
    if signes > 1 or len(fermantes) != ouvrante:
        _refuser_nombre(texte)
    entier = re.sub("[ .]", "", lu["entier"])
    puissance = -2 if lu["pourcent"] is not None else 3 if lu["millier"] is not None else 0
    # L'exposant évite une division, qui ajouterait son propre arrondi.
    valeur = float(f"{entier}.{lu['decimales'] or '0'}e{puissance}")
    if math.isinf(valeur):
        _refuser_nombre(texte)
    return -valeur if signes and valeur else valeur


def _refuser_nombre(texte: object) -> None:
    if not isinstance(texte, str) or not texte.strip():
        raise ErreurCours("Le nombre manque : écrivez par exemple 1 234,50.")
    extrait = texte.strip() if len(texte) <= 40 else texte.strip()[:40] + "…"
    raise ErreurCours(f"« {extrait} » n’est pas un nombre : écrivez par exemple 1 234,50.")


def lire_nombres(serie: pd.Series) -> pd.Series:
    """Lire une colonne de nombres écrits à la française.

    Parameters
    ----------
    serie : pandas.Series
        Des textes, tels que les accepte ``lire_nombre``, ou des nombres.

    Returns
    -------
    pandas.Series
        Les valeurs (float), avec le même index et le même nom.

    Raises
    ------
    ErreurCours
        « La colonne « ca » a 2 valeurs illisibles, la première en ligne 3 : « n.c. ». Corrigez-les. » ou
        « La colonne « ca » mêle HT et TTC : … »

    Examples
    --------
    >>> lire_nombres(pd.Series(["1 234,50 €", "12 %"])).tolist()
    [1234.5, 0.12]
    """
    valeurs, illisibles = _convertir_nombres(serie.tolist(), serie.name)
    if illisibles:
        premier = serie.iloc[illisibles[0]]
        raise ErreurCours(
            f"La colonne « {serie.name} » a {_compter(len(illisibles), 'valeur illisible')}, "
            f"la première en ligne {illisibles[0] + 1} : « {_abreger(premier)} ». "
            "Corrigez-les, par exemple en 1 234,50, ou retirez ces lignes."
        )
    return pd.Series(valeurs, index=serie.index, name=serie.name)


def lire_table(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un tableau CSV ou Excel sans rien supposer de ses colonnes.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Un CSV (séparé par ``;``, ``,`` ou tabulation ; utf-8 ou cp1252) ou un classeur ``.xlsx``, de 20 Mo
        au plus. Les lignes qui précèdent les en-têtes sont comptées comme préambule.
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
    return _lire(source, feuille, {}, ())


def lire_clients(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un fichier de clients, une ligne par client.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Une colonne doit nommer le client (``Client``, ``Raison sociale``…).
    feuille : str, optional
        Le nom de la feuille du classeur.

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
        « Je ne trouve pas la colonne « client » : renommez-la, par exemple en « Client ». »

    Examples
    --------
    >>> lire_clients("Raison sociale;CA HT\\nHôtel Bellorive;1 200,50 €\\n".encode())
                client      ca
    0  Hôtel Bellorive  1200.5
    """
    return _lire(source, feuille, _CLIENTS, ("client",))


def lire_factures(source, feuille: str | None = None) -> pd.DataFrame:
    """Lire un export de factures, une ligne par ligne de facture.

    Parameters
    ----------
    source : str, pathlib.Path, bytes ou fichier ouvert en binaire
        Voir ``lire_table``. Numéro de facture, date, client et montant HT sont obligatoires.
    feuille : str, optional
        Le nom de la feuille du classeur.

    Returns
    -------
    pandas.DataFrame
        ``facture``, ``date`` (datetime64, lue jour d'abord), ``client``, ``montant_ht`` (€, négatif pour un
        avoir) et, si le fichier les a, ``code_client``, ``famille``, ``quantite``, ``cout_achat_ht`` (€) ;
        les autres colonnes gardent leur nom. Rapport dans ``.attrs["rapport"]``.

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « date » : renommez-la, par exemple en « Date facture ». »

    Examples
    --------
    >>> factures = lire_factures(chemin("factures-2024.csv"))
    >>> factures.dtypes["date"].kind, factures.attrs["rapport"]["encodage"]
    ('M', 'cp1252')
    """
    return _lire(source, feuille, _FACTURES, ("facture", "date", "client", "montant_ht"))


# Colonne du cours : en-têtes reconnus, sans accents, majuscules ni ponctuation. Le premier sert d'exemple.
_COMMUNES = {
    "client": "Client|clients|nom client|nom du client|nom|raison sociale|societe|entreprise|tiers",
    "code_client": "Code client|n client|no client|numero client|numero de client|id client|identifiant client"
    "|code tiers|reference client|ref client",
}
_FACTURES = _COMMUNES | {
    "facture": "N° facture|facture|no facture|numero facture|numero de facture|num facture|n piece|piece"
    "|numero piece|numero de piece|n document|numero document",
    "date": "Date facture|date|date de facture|date de la facture|date facturation|date de facturation"
    "|date piece|date de piece|date document",
    "famille": "Famille|famille article|famille d articles|famille produit|categorie|rayon|gamme",
    "quantite": "Quantité|qte|quantites|quantite facturee|qte facturee",
    "montant_ht": "Montant HT|montant|ca|ca ht|chiffre d affaires|chiffre d affaires ht|total ht|prix total ht"
    "|montant net ht|net ht|montant hors taxes|montant hors taxe",
    "cout_achat_ht": "Coût d'achat HT|cout d achat|cout achat|cout achat ht",
}
_CLIENTS = _COMMUNES | {
    "secteur": "Secteur|secteur d activite|activite|branche",
    "ville": "Ville|commune|localite",
    "code_postal": "Code postal|cp",
    "commercial": "Commercial|commerciale|representant|vendeur",
    "premier_contact": "Date du premier contact|premier contact|date premier contact",
    "origine_contact": "Origine du contact|origine contact|origine",
    "ca": "CA|ca ht|chiffre d affaires|chiffre d affaires ht|ca annuel|ca annuel ht|ca total|ca total ht"
    "|montant|montant ht|total ht",
    "cout_achat": "Coût d'achat|cout d achat ht|cout achat|cout achat ht",
    "charges": "Charges|charges client|charges ht",
    "marge": "Marge|marge ht|marge nette",
    "nb_factures": "Nombre de factures|nb factures|nb de factures",
}
_NOMBRES = {"quantite", "montant_ht", "cout_achat_ht", "ca", "cout_achat", "charges", "marge", "nb_factures"}
_DATES = {"date", "premier_contact"}
_OBLIGATOIRES = {"facture", "date", "client", "montant_ht", "ca"}
_CA_ANNEE = re.compile(r"(?:ca|chiffre d affaires)(?: ht)? (20\d\d)(?: ht)?")
_DATE = re.compile(
    r"(?:(?P<jour>[0-3]?[0-9])[/.-](?P<mois>[01]?[0-9])[/.-](?P<annee>[0-9]{4}|[0-9]{2})"
    r"|(?P<annee2>[0-9]{4})-(?P<mois2>[0-9]{2})-(?P<jour2>[0-9]{2}))(?:[T ][0-9:.]+)?"
)
_CONTROLE = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TOTAL = re.compile(
    r"(?:sous )?tota(?:l|ux)(?: (?:general|generaux|ht|ttc|clients?|factures?|de la periode|20\d\d))*"
)


def _lire(source, feuille, noms: dict[str, str], requises: tuple[str, ...]) -> pd.DataFrame:
    octets = _ouvrir(source)
    if octets.startswith(b"PK"):
        lignes, origine = _lire_classeur(octets, feuille)
    else:
        lignes, origine = _lire_csv(octets)
    rang, colonnes = _trouver_entetes(lignes, noms, requises)
    entetes, largeur = lignes[rang][1], len(colonnes)
    numeros, gardees, ecartees = [], [], {}
    for numero, cellules in lignes[rang + 1 :]:
        if raison := _juger_ligne(cellules, entetes, largeur):
            premiere = next((cellule for cellule in cellules if cellule is not None), None)
            ecartees.setdefault(raison, []).append((numero, premiere))
        else:
            numeros.append(numero)
            gardees.append(cellules[:largeur])
    table = pd.DataFrame(gardees, columns=colonnes)
    if noms:
        table = _convertir_colonnes(table, noms, numeros, ecartees)
    rapport = {
        "lignes_lues": len(lignes) - rang - 1,
        "lignes_gardees": len(table),
        "lignes_ecartees": sum(map(len, ecartees.values())),
        "ecartees": {
            raison: {
                "nombre": len(cas),
                "lignes": sorted(numero for numero, _ in cas)[:10],
                "exemple": _abreger(cas[0][1]),
            }
            for raison, cas in ecartees.items()
        },
        "lignes_preambule": rang,
        **origine,
    }
    if table.empty:
        _refuser_tableau_vide(rapport)
    table.attrs["rapport"] = rapport
    return table


def _ouvrir(source) -> bytes:
    if hasattr(source, "read"):
        octets = source.read()
    elif isinstance(source, str | Path):
        try:
            taille = Path(source).stat().st_size
            octets = Path(source).read_bytes() if taille <= TAILLE_MAX else taille
        except (OSError, ValueError):
            raise ErreurCours(
                f"Le fichier « {source} » est introuvable ou illisible : vérifiez son nom."
            ) from None
    else:
        octets = source
    if isinstance(octets, bytearray | memoryview):
        octets = bytes(octets)
    taille = octets if isinstance(octets, int) else len(octets)
    if taille > TAILLE_MAX:
        raise ErreurCours(
            f"Le fichier pèse {taille // 1_000_000} Mo, la limite est de {TAILLE_MAX // 1_000_000} Mo : "
            "gardez une seule année ou les seules colonnes utiles."
        )
    if not isinstance(octets, bytes):
        raise ErreurCours("Ouvrez le fichier en binaire, ou donnez son nom.")
    if not octets.strip():
        raise ErreurCours("Le fichier est vide : exportez-le de nouveau.")
    return octets


def _lire_csv(octets: bytes) -> tuple[list, dict]:
    texte, encodage = _decoder(octets)
    separateur = _trouver_separateur(texte)
    # Avec ``strict``, un guillemet jamais refermé est une erreur, au lieu d'avaler les lignes suivantes.
    lecteur = csv.reader(io.StringIO(texte, newline=None), delimiter=separateur, strict=True)
    lignes, debut = [], 1
    try:
        for cellules in lecteur:
            lignes.append((debut, [_nettoyer(cellule) for cellule in cellules]))
            debut = lecteur.line_num + 1
    except csv.Error:
        raise ErreurCours(
            f"Je n’ai pas compris les guillemets à partir de la ligne {debut} : "
            "doublez ceux qui sont dans un texte, ou supprimez-les."
        ) from None
    return lignes, {"encodage": encodage, "separateur": separateur}


def _decoder(octets: bytes) -> tuple[str, str]:
    encodages = ["utf-8-sig"] if octets.startswith(b"\xef\xbb\xbf") else ["utf-8", "cp1252"]
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodages = ["utf-16"]  # le « Texte Unicode » d'Excel
    for encodage in encodages:
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if _CONTROLE.search(texte) is None and not texte.lstrip().startswith("<"):
            return texte, encodage
        break
    raise ErreurCours(
        "Ce fichier n’est ni un CSV ni un classeur .xlsx : dans votre tableur, "
        "choisissez « Enregistrer sous », puis « CSV UTF-8 » ou « Classeur Excel »."
    )


def _trouver_separateur(texte: str) -> str:
    debut = texte[:50_000]

    def compter_lignes_regulieres(separateur: str) -> int:
        try:
            largeurs = Counter(
                len(c) for c in csv.reader(io.StringIO(debut, newline=None), delimiter=separateur)
            )
        except csv.Error:
            return 0
        return max((n for largeur, n in largeurs.items() if largeur > 1), default=0)

    # À égalité, le premier de la liste : la virgule est souvent décimale.
    meilleur = max(";\t,", key=compter_lignes_regulieres)
    if not compter_lignes_regulieres(meilleur):
        raise ErreurCours(
            "Je ne vois qu’une colonne : séparez les colonnes par des points-virgules, des virgules ou des tabulations."
        )
    return meilleur


def _lire_classeur(octets: bytes, feuille: str | None) -> tuple[list, dict]:
    import openpyxl  # n'est chargé que si l'on ouvre un classeur

    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            lourd = sum(partie.file_size for partie in archive.infolist()) > 10 * TAILLE_MAX
        if not lourd:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl prévient de chaque mise en forme qu'il ignore
                classeur = openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=True)
                feuilles = {page.title: _lire_feuille(page) for page in classeur.worksheets}
    except Exception:  # un classeur abîmé fait échouer openpyxl de vingt façons
        raise ErreurCours(
            "Je ne peux pas ouvrir ce classeur : enregistrez-le de nouveau au format .xlsx, sans mot de passe."
        ) from None
    if lourd:
        raise ErreurCours(
            "Ce classeur est trop lourd une fois ouvert : gardez une seule année, ou passez par un CSV."
        )
    remplies = [nom for nom, lignes in feuilles.items() if lignes]
    if feuille is None and not remplies:
        raise ErreurCours("Le classeur est vide : exportez-le de nouveau.")
    choisie = remplies[0] if feuille is None else feuille
    if choisie not in remplies:
        raise ErreurCours(
            f"La feuille « {choisie} » manque ou est vide : choisissez parmi {', '.join(remplies)}."
        )
    return feuilles[choisie], {"feuille": choisie, "autres_feuilles": [f for f in remplies if f != choisie]}


def _lire_feuille(page) -> list:
    page.reset_dimensions()  # certaines exportations annoncent une étendue fausse
    lignes = [[_nettoyer(cellule) for cellule in ligne] for ligne in page.iter_rows(values_only=True)]
    while lignes and all(cellule is None for cellule in lignes[-1]):
        lignes.pop()
    largeur = max(map(len, lignes), default=0)
    return [(n, ligne + [None] * (largeur - len(ligne))) for n, ligne in enumerate(lignes, 1)]


def _nettoyer(cellule):
    if not isinstance(cellule, str):
        return cellule
    return re.sub(r"\s\s+", " ", cellule.strip()) or None


def _simplifier(texte) -> str:
    """Ôter majuscules, accents et ponctuation."""
    sans_accent = unicodedata.normalize("NFKD", str(texte or "")).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", sans_accent.lower()))


def _trouver_entetes(lignes: list, noms: dict, requises: tuple) -> tuple[int, list[str]]:
    """Le rang de la ligne d'en-têtes, et le nom que prend chaque colonne."""
    connus = {_simplifier(mot): nom for nom, mots in noms.items() for mot in mots.split("|")}
    debut = [cellules for _, cellules in lignes[:50]]
    if noms:
        reconnus = [
            len({connus[_simplifier(c)] for c in cellules if _simplifier(c) in connus}) for cellules in debut
        ]
        rang = reconnus.index(max(reconnus))
    else:
        remplies = [sum(c is not None for c in cellules) for cellules in debut]
        # Une ligne de titre a moins de cellules que le tableau ; un en-tête peut en oublier une.
        habituel = Counter(n for n in remplies if n > 1).most_common(1)
        seuil = habituel[0][0] if habituel else 2
        rang = next((r for r, n in enumerate(remplies) if n >= seuil - (seuil > 4)), 0)
    entetes = debut[rang]
    while entetes and entetes[-1] is None:
        entetes = entetes[:-1]
    colonnes = [
        connus.get(_simplifier(entete)) or (f"colonne {i}" if entete is None else str(entete))
        for i, entete in enumerate(entetes, 1)
    ]
    if noms is _CLIENTS:
        colonnes = _nommer_annees(colonnes)
    for nom in requises:
        if nom not in colonnes:
            vues = ", ".join(f"« {_abreger(entete)} »" for entete in entetes if entete is not None)
            raise ErreurCours(
                f"Je ne trouve pas la colonne « {nom} » : renommez-la, par exemple en "
                f"« {noms[nom].split('|')[0]} ». J’ai lu en ligne {lignes[rang][0]} : {vues or 'rien'}."
            )
    for nom, combien in Counter(colonnes).items():
        if combien > 1:
            doubles = " et ".join(f"« {e} »" for e, c in zip(entetes, colonnes, strict=True) if c == nom)
            raise ErreurCours(
                f"Deux colonnes disent la même chose, {doubles} : renommez ou supprimez l’une d’elles."
            )
    return rang, colonnes


def _nommer_annees(colonnes: list[str]) -> list[str]:
    annees = [_CA_ANNEE.fullmatch(_simplifier(nom)) for nom in colonnes]
    seule = "ca" not in colonnes and sum(a is not None for a in annees) == 1
    return [
        nom if annee is None else "ca" if seule else f"ca_{annee[1]}"
        for nom, annee in zip(colonnes, annees, strict=True)
    ]


def _juger_ligne(cellules: list, entetes: list, largeur: int) -> str | None:
    """La raison d'écarter une ligne, ou None."""
    remplies = [cellule for cellule in cellules if cellule is not None]
    if not remplies:
        return "ligne vide"
    if _TOTAL.fullmatch(_simplifier(remplies[0])):
        return "ligne de total"
    if cellules == entetes:
        return "en-têtes répétés"
    if any(cellule is not None for cellule in cellules[largeur:]):
        return "valeurs en trop"
    if len(cellules) < largeur:
        return "valeurs manquantes"
    return None


def _convertir_colonnes(table: pd.DataFrame, noms: dict, numeros: list, ecartees: dict) -> pd.DataFrame:
    """Donner leur type aux colonnes reconnues ; une valeur illisible écarte sa ligne."""
    refus = {}
    for nom in table.columns:
        cellules = [None if cellule is pd.NaT else cellule for cellule in table[nom].astype(object).tolist()]
        if nom in _NOMBRES or (nom.startswith("ca_") and noms is _CLIENTS):
            table[nom], fautes = _convertir_nombres(cellules, nom)
            # Un pourcentage n'est pas un montant.
            fautes += [i for i, cellule in enumerate(cellules) if isinstance(cellule, str) and "%" in cellule]
            for i in fautes:
                if not _est_vide(cellules[i]):
                    refus.setdefault(i, (f"{nom} illisible", cellules[i]))
        elif nom in _DATES:
            lues = {cellule: _lire_date(cellule) for cellule in set(cellules)}
            for i, cellule in enumerate(cellules):
                if isinstance(lues[cellule], str):
                    refus.setdefault(i, (f"{nom} {lues[cellule]}", cellule))
            table[nom] = pd.to_datetime([None if isinstance(lues[c], str) else lues[c] for c in cellules])
        elif nom in noms:
            table[nom] = [None if _est_vide(cellule) else _ecrire_texte(cellule) for cellule in cellules]
        if nom in _OBLIGATOIRES:
            for i, cellule in enumerate(cellules):
                if _est_vide(cellule):
                    refus.setdefault(
                        i, (f"{nom} vide", next((c for c in table.iloc[i] if not _est_vide(c)), None))
                    )
    for i, (raison, valeur) in sorted(refus.items()):
        ecartees.setdefault(raison, []).append((numeros[i], valeur))
    return table.drop(index=list(refus)).reset_index(drop=True)


def _convertir_nombres(cellules: list, nom: object) -> tuple[np.ndarray, list[int]]:
    """Les valeurs, et les positions de celles que l'on ne sait pas lire (elles valent alors NaN)."""
    valeurs, illisibles = np.full(len(cellules), math.nan), []
    for i, cellule in enumerate(cellules):
        try:
            valeurs[i] = _valoir(cellule)
        except ErreurCours:
            illisibles.append(i)
    taxes = {
        taxe
        for c in cellules
        if isinstance(c, str)
        for taxe in ("HT", "TTC")
        if c.rstrip(" )-−").upper().endswith(taxe)
    }
    if len(taxes) > 1:
        raise ErreurCours(f"La colonne « {nom} » mêle HT et TTC : mettez toutes les valeurs en HT.")
    return valeurs, illisibles


def _valoir(cellule: object) -> float:
    if isinstance(cellule, int | float) and not isinstance(cellule, bool) and math.isfinite(cellule):
        return float(cellule)
    return lire_nombre(cellule)


def _lire_date(cellule: object) -> datetime | str | None:
    """La date, ou le mot qui dit pourquoi elle ne se lit pas ; None si la cellule est vide."""
    if _est_vide(cellule) or isinstance(cellule, datetime):
        return None if _est_vide(cellule) else cellule
    if isinstance(cellule, date):
        return datetime(cellule.year, cellule.month, cellule.day)
    lue = _DATE.fullmatch(cellule) if isinstance(cellule, str) else None
    if lue is None:
        return "illisible"
    annee, mois, jour = (int(lue[nom] or lue[nom + "2"]) for nom in ("annee", "mois", "jour"))
    if annee < 100:
        annee += 2000 if annee < 70 else 1900
    try:
        return datetime(annee, mois, jour)
    except ValueError:
        return "impossible"


def _est_vide(cellule: object) -> bool:
    return cellule is None or (isinstance(cellule, float) and math.isnan(cellule))


def _ecrire_texte(cellule: object) -> str:
    return str(int(cellule)) if isinstance(cellule, float) and cellule.is_integer() else str(cellule)


def _refuser_tableau_vide(rapport: dict) -> None:
    if not rapport["lignes_lues"]:
        raise ErreurCours(
            "Le tableau n’a que ses en-têtes : vérifiez l’export, il n’y a aucune ligne à lire."
        )
    raisons = " ; ".join(
        f"{raison}, {cas['nombre']} fois, d’abord en ligne {cas['lignes'][0]}"
        for raison, cas in rapport["ecartees"].items()
    )
    raise ErreurCours(f"Aucune ligne lisible sur {rapport['lignes_lues']} : {raisons}. Corrigez le fichier.")


def _compter(nombre: int, quoi: str) -> str:
    return f"{nombre} {quoi}" if nombre < 2 else f"{nombre} {' '.join(mot + 's' for mot in quoi.split())}"


def _abreger(valeur) -> str:
    texte = "vide" if valeur is None else str(valeur)
    return texte if len(texte) <= 40 else texte[:40] + "…"
