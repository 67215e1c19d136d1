"""La lecture des fichiers d'une entreprise : propres, sales, ou qui ne sont pas des tableaux."""
# Un cas par ligne, même longue : la table se lit de haut en bas.
# ruff: noqa: E501

import io
import json
import tempfile
import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_helpers.donnees import (
    chemin,
    chercher_doublons,
    exporter_csv,
    exporter_xlsx,
    lire_clients,
    lire_factures,
    lire_prospects,
    lire_table,
    regrouper_clients,
    verifier_contacts,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX


def classeur(**feuilles: list) -> bytes:
    """Un classeur Excel : une feuille par argument, une liste par ligne."""
    livre = openpyxl.Workbook()
    livre.remove(livre.active)
    for titre, lignes in feuilles.items():
        page = livre.create_sheet(titre)
        for ligne in lignes:
            page.append(ligne)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def classeur_aux_cellules_fusionnees() -> bytes:
    livre = openpyxl.Workbook()
    for ligne in (
        ["Clients de 2025", None],
        ["Client", "CA HT"],
        ["Hôtel Bief", 10],
        [None, 5],
        ["Garage Lou", 3],
    ):
        livre.active.append(ligne)
    livre.active.merge_cells("A1:B1")
    livre.active.merge_cells("A3:A4")
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def classeur_de_formules() -> bytes:
    """Des formules enregistrées sans leur résultat."""
    return classeur(Ventes=[["Client", "CA"], ["Hôtel Bief", "=5+5"], ["Garage Lou", 3]])


def archive(**fichiers: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in fichiers.items():
            zip_.writestr(nom.replace("__", "/").replace("_xml", ".xml"), contenu)
    return sortie.getvalue()


BIEF, LOU = ("Hôtel Bief", 10.0), ("Garage Lou", 3.0)
ENTETES = "N° facture;Date facture;Client;Montant HT\n"

# nom du cas : (contenu, lignes gardées (client, ca), {raison: lignes du fichier écartées})
FICHIERS_DE_CLIENTS = {
    # Encodages et séparateurs
    "utf-8": ("client;ca\nHôtel Bief;10\nGarage Lou;3\n".encode(), [BIEF, LOU], {}),
    "utf-8 avec BOM": ("client;ca\nHôtel Bief;10\n".encode("utf-8-sig"), [BIEF], {}),
    "cp1252": ("client;ca\nHôtel Bief;10 €\n".encode("cp1252"), [BIEF], {}),
    "utf-16, le « Texte Unicode » d'Excel": ("client\tca\r\nHôtel Bief\t10\r\n".encode("utf-16"), [BIEF], {}),
    "virgules": ("client,ca\nHôtel Bief,10\nGarage Lou,3\n".encode(), [BIEF, LOU], {}),
    "virgules et nombres entre guillemets": ('client,ca\nHôtel Bief,"10,00"\n'.encode(), [BIEF], {}),
    "barres verticales": ("client|ca\nHôtel Bief|10\n".encode(), [BIEF], {}),
    "tabulations": ("client\tca\nHôtel Bief\t10,0\n".encode(), [BIEF], {}),
    "points-virgules malgré des virgules partout": (
        "client;ca\nHôtel, Bief;10,0\nGarage, Lou;3,0\n".encode(),
        [("Hôtel, Bief", 10.0), ("Garage, Lou", 3.0)],
        {},
    ),
    "consigne sep= pour Excel": ("sep=;\nclient;ca\nHôtel Bief;10\n".encode(), [BIEF], {}),
    "fins de ligne Windows": ("client;ca\r\nHôtel Bief;10\r\n".encode(), [BIEF], {}),
    "fins de ligne d'ancien Mac": ("client;ca\rHôtel Bief;10\r".encode(), [BIEF], {}),
    "pas de fin de ligne à la fin": ("client;ca\nHôtel Bief;10".encode(), [BIEF], {}),
    "texte entre guillemets, avec séparateur et retour à la ligne": (
        'client;ca\n"Hôtel; dit ""Bief""";10\n"Garage\nLou";3\nX;n.c.\n'.encode(),
        [('Hôtel; dit "Bief"', 10.0), ("Garage\nLou", 3.0)],
        {"ca illisible": [5]},
    ),
    "guillemet au milieu d'un texte": (b'client;ca\nEcran 12" Lou;3\n', [('Ecran 12" Lou', 3.0)], {}),
    # En-têtes
    "synonymes": ("Raison sociale;Chiffre d'affaires HT\nHôtel Bief;10\n".encode(), [BIEF], {}),
    "en-têtes en majuscules, avec unité": ("RAISON SOCIALE;CA HT (€)\nHôtel Bief;10\n".encode(), [BIEF], {}),
    "espaces autour des en-têtes": (" Client ; CA \nHôtel Bief;10\n".encode(), [BIEF], {}),
    "année dans l'en-tête": ("Client;CA 2025\nHôtel Bief;10\n".encode(), [BIEF], {}),
    "accents décomposés": ("Socie\u0301te\u0301;CA\nHôtel Bief;10\n".encode(), [BIEF], {}),
    "préambule": (
        "Comptoir Brelande\nÉdité le;21/11/2025\n\nClient;CA\nHôtel Bief;10\nTotal;10\n".encode(),
        [BIEF],
        {"ligne de total": [6]},
    ),
    "colonnes vides à droite": ("client;ca;;\nHôtel Bief;10;;\n".encode(), [BIEF], {}),
    "en-têtes répétés à chaque page": (
        "client;ca\nHôtel Bief;10\nclient;ca\nGarage Lou;3\n".encode(),
        [BIEF, LOU],
        {"en-têtes répétés": [3]},
    ),
    # Lignes
    "lignes vides": ("client;ca\n\nHôtel Bief;10\n;\n   ;\n".encode(), [BIEF], {"ligne vide": [2, 4, 5]}),
    "total en bas": ("client;ca\nHôtel Bief;10\nTOTAL GÉNÉRAL :;10\n".encode(), [BIEF], {"ligne de total": [3]}),
    "sous-totaux": (
        "client;ca\nHôtel Bief;10\nSous-total HT;10\nGarage Lou;3\nTotal (2 clients);13\n".encode(),
        [BIEF, LOU],
        {"ligne de total": [3, 5]},
    ),
    "total sans étiquette": ("client;ca\nHôtel Bief;10\n;10\n".encode(), [BIEF], {"client vide": [3]}),
    "un client qui s'appelle Total": (b"client;ca\nTotal Nettoyage;4\n", [("Total Nettoyage", 4.0)], {}),
    "ligne trop courte": ("client;ca\nHôtel Bief;10\nExporté par CA\n".encode(), [BIEF], {"ligne trop courte": [3]}),
    "ligne trop longue": (
        "client;ca\nHôtel Bief;10\nGarage;Lou;3\n".encode(),
        [BIEF],
        {"ligne trop longue": [3]},
    ),
    "client absent": ("client;ca\n;7\nHôtel Bief;10\n".encode(), [BIEF], {"client vide": [2]}),
    "espaces parasites dans les noms": ("client;ca\n  Hôtel   Bief ;10\n".encode(), [BIEF], {}),
    # Montants
    "n.c.": ("client;ca\nHôtel Bief;10\nGarage Lou;n.c.\n".encode(), [BIEF], {"ca illisible": [3]}),
    "texte dans un montant": ("client;ca\nHôtel Bief;10\nLou;environ 3\n".encode(), [BIEF], {"ca illisible": [3]}),
    "montant vide": ("client;ca\nHôtel Bief;10\nGarage Lou;\n".encode(), [BIEF], {"ca vide": [3]}),
    "tiret pour zéro": ("client;ca\nHôtel Bief;10\nGarage Lou;-\n".encode(), [BIEF], {"ca illisible": [3]}),
    "erreur de tableur": ("client;ca\nHôtel Bief;10\nLou;#DIV/0!\n".encode(), [BIEF], {"ca illisible": [3]}),
    "notation scientifique d'Excel": ("client;ca\nHôtel Bief;10\nLou;1,2E+05\n".encode(), [BIEF], {"ca illisible": [3]}),
    "pourcentage dans les montants": ("client;ca\nHôtel Bief;10\nLou;3 %\n".encode(), [BIEF], {"ca illisible": [3]}),
    "milliers anglais": ("client;ca\nHôtel Bief;10\nLou;1,234.56\n".encode(), [BIEF, ("Lou", 1234.56)], {}),
    "toutes les formes lisibles": (
        "client;ca\nA;1\u202f234,50\u202f€\nB;1\u00a0234,5\nC;1.234,50\nD;(12)\nE;12-\nF;−12\nG;2 k€\nH;12.5\n".encode(),
        [(nom, ca) for nom, ca in zip("ABCDEFGH", [1234.5, 1234.5, 1234.5, -12, -12, -12, 2000, 12.5], strict=True)],
        {},
    ),
    "avoir et zéro": ("client;ca\nHôtel Bief;-5\nGarage Lou;0\n".encode(), [("Hôtel Bief", -5.0), ("Garage Lou", 0.0)], {}),
    "plusieurs défauts sur une ligne : compté une fois": (
        "client;ca\nHôtel Bief;10\n;n.c.\n".encode(),
        [BIEF],
        {"client vide": [3]},
    ),
    # Classeurs
    "classeur": (classeur(Ventes=[["Client", "CA"], ["Hôtel Bief", 10], ["Garage Lou", 3.0]]), [BIEF, LOU], {}),
    "classeur aux nombres en texte": (classeur(V=[["Client", "CA"], ["Hôtel Bief", "10,00 €"], ["Garage Lou", 3]]), [BIEF, LOU], {}),
    "classeur décalé, avec titre": (
        classeur(V=[["Ventes 2025"], [], [None, "Client", "CA"], [None, "Hôtel Bief", 10]]),
        [BIEF],
        {},
    ),
    "cellules fusionnées": (classeur_aux_cellules_fusionnees(), [BIEF, ("Hôtel Bief", 5.0), LOU], {}),
    "formules sans résultat": (classeur_de_formules(), [LOU], {"ca vide": [2]}),
    "classeur : vrai/faux et erreur": (
        classeur(V=[["Client", "CA"], ["Hôtel Bief", 10], ["X", True], ["Y", "#REF!"]]),
        [BIEF],
        {"ca illisible": [3, 4]},
    ),
    "classeur : code numérique pour nom": (classeur(V=[["Client", "CA"], [4012, 10]]), [("4012", 10.0)], {}),
    "classeur : première feuille vide": (classeur(Vide=[], V=[["Client", "CA"], ["Hôtel Bief", 10]]), [BIEF], {}),
    "classeur : lignes vides": (
        classeur(V=[["Client", "CA"], [], ["Hôtel Bief", 10], [], []]),
        [BIEF],
        {"ligne vide": [2]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("contenu", "gardees", "ecartees"), FICHIERS_DE_CLIENTS.values(), ids=FICHIERS_DE_CLIENTS
)
def test_un_fichier_sale_se_lit_et_rend_des_comptes(contenu, gardees, ecartees):
    table = lire_clients(contenu)
    assert list(table[["client", "ca"]].itertuples(index=False, name=None)) == gardees
    verifier_rapport(table)
    rapport = table.attrs["rapport"]
    assert {raison: cas["lignes"] for raison, cas in rapport["ecartees"].items()} == ecartees


def verifier_rapport(table: pd.DataFrame) -> None:
    """Rien ne se perd, et le rapport n'a que des types ordinaires."""
    rapport = table.attrs["rapport"]
    assert rapport["lignes_lues"] == rapport["lignes_gardees"] + rapport["lignes_ecartees"]
    assert rapport["lignes_gardees"] == len(table)
    assert rapport["lignes_ecartees"] == sum(cas["nombre"] for cas in rapport["ecartees"].values())
    assert json.loads(json.dumps(rapport)) == rapport


# nom du cas : (dates du fichier, dates lues, {raison: lignes})
DATES = {
    "jour d'abord": (["03/04/2025", "13/04/2025"], [date(2025, 4, 3), date(2025, 4, 13)], {}),
    "formes mêlées, ligne par ligne": (
        ["3/4/25", "03-04-2025", "03.04.2025", "2025-04-03", "2025-04-03T10:32:00", "03/04/2025 10:32", "01/02/98"],
        [date(2025, 4, 3)] * 6 + [date(1998, 2, 1)],
        {},
    ),
    "une date impossible parmi des dates sans équivoque": (["13/04/2025", "12/31/2025"], [date(2025, 4, 13)], {"date impossible": [3]}),
    "jour qui n'existe pas": (["29/02/2024", "29/02/2025"], [date(2024, 2, 29)], {"date impossible": [3]}),
    "mots et numéros de série": (
        ["03/04/2025", "hier", "45658", "12345", "00/00/0000"],
        [date(2025, 4, 3), date(2025, 1, 1)],
        {"date illisible": [3, 5], "date impossible": [6]},
    ),
    "date vide": (["03/04/2025", ""], [date(2025, 4, 3)], {"date vide": [3]}),
}  # fmt: skip


@pytest.mark.parametrize(("ecrites", "lues", "ecartees"), DATES.values(), ids=DATES)
def test_les_dates_se_lisent_jour_d_abord(ecrites, lues, ecartees):
    lignes = "".join(f"FA-{i};{ecrite};Hôtel Bief;10\n" for i, ecrite in enumerate(ecrites))
    table = lire_factures((ENTETES + lignes).encode())
    assert table["date"].dt.date.tolist() == lues
    verifier_rapport(table)
    assert {raison: cas["lignes"] for raison, cas in table.attrs["rapport"]["ecartees"].items()} == ecartees


# nom du cas : (contenu, ou de quoi le fabriquer s'il est lourd, lecteur, phrase)
REFUS = {
    "fichier vide": (b"", lire_clients, "Le fichier est vide : exportez-le de nouveau"),
    "fichier d'espaces": (b" \n \n", lire_clients, "Le fichier est vide"),
    "en-têtes seuls": (b"client;ca\n", lire_clients, "n’a que ses en-têtes"),
    "rien de lisible": (b"client;ca\nA;n.c.\nB;\n", lire_clients, "Rien de lisible sur 2 lignes : ca illisible, 1 fois, d’abord en ligne 2 ; ca vide, 1 fois, d’abord en ligne 3"),
    "une colonne": (b"client\nA\nB\n", lire_clients, "Je ne vois qu’une colonne"),
    "mois d'abord, à l'américaine": ((ENTETES + "F1;03/04/2025;A;3\nF2;12/31/2025;A;3\n").encode(), lire_factures, "semble écrire le mois avant le jour, d’abord en ligne 3 (« 12/31/2025 ») : choisissez dates=\"mois/jour\""),
    "pas de colonne client": (b"nature;ca\nA;3\n", lire_clients, "Je ne trouve pas la colonne « client » : renommez-la, par exemple en « Client ». J’ai lu en ligne 1 : « nature », « ca »"),
    "pas d'en-têtes": ("Hôtel Bief;10\nGarage Lou;3\n".encode(), lire_clients, "Je ne trouve pas la colonne « client »"),
    "en-têtes en double": (b"client;ca;ca\nA;3;4\n", lire_clients, "Deux colonnes disent la même chose, « ca » et « ca »"),
    "deux en-têtes pour une colonne": (b"client;CA HT;Montant\nA;3;4\n", lire_clients, "Deux colonnes disent la même chose, « CA HT » et « Montant »"),
    "en-têtes en double d'un tableau quelconque": (b"a;b;a\n1;2;3\n", lire_table, "Deux colonnes disent la même chose, « a » et « a »"),
    "pas de date": (b"N facture;Client;Montant HT\n1;A;3\n", lire_factures, "Je ne trouve pas la colonne « date » : renommez-la, par exemple en « Date facture »"),
    "montants TTC seulement": (b"Facture;Date;Client;Montant TTC\n1;02/01/2025;A;3\n", lire_factures, "une colonne TTC ne la remplace pas, convertissez-la en HT"),
    "HT et TTC mêlés": (b"client;ca\nA;3 HT\nB;4 TTC\n", lire_clients, "La colonne « ca » mêle HT et TTC : mettez toutes les valeurs en HT"),
    "guillemet jamais refermé": (b'client;ca\nA;1\n"B;2\nC;3\n', lire_clients, "guillemets à partir de la ligne 3"),
    "guillemets non doublés": (b'client;ca\n"Le "petit" Lou";2\n', lire_clients, "guillemets à partir de la ligne 2"),
    "PDF": (b"%PDF-1.4\n\x00\x01\n", lire_clients, "est un PDF que je ne peux pas ouvrir"),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00", lire_clients, "n’est ni un CSV ni un classeur"),
    "page web enregistrée en .xls": (b"<html><table><tr><td>client</td></tr></table></html>", lire_clients, "n’est ni un CSV ni un classeur"),
    "ancien .xls": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, lire_clients, "n’est ni un CSV ni un classeur"),
    "octets qui ne sont d'aucun encodage": (b"client;ca\nH\x81tel;3\n", lire_clients, "n’est ni un CSV ni un classeur"),
    "utf-16 tronqué": ("client;ca\nA;3\n".encode("utf-16")[:-1], lire_clients, "n’est ni un CSV ni un classeur"),
    "JSON": (b'{"client": "A", "ca": 3}', lire_clients, "Je ne trouve pas la colonne « client »"),
    "classeur abîmé": (classeur(V=[["Client", "CA"], ["A", 3]])[:900], lire_clients, "Je ne peux pas ouvrir ce classeur"),
    "archive qui n'est pas un classeur": (archive(lisezmoi=b"bonjour"), lire_clients, "Je ne vois qu’une colonne"),
    "classeur vide": (classeur(V=[]), lire_clients, "Le classeur est vide"),
    "bombe de décompression": (lambda: archive(xl__workbook_xml=b"0" * 210_000_000), lire_clients, "Le fichier dépasse 200 Mo, le plus que le cours lise d’un classeur une fois ouvert : gardez une seule année"),
    "fichier introuvable": ("nulle-part.csv", lire_clients, "Le fichier « nulle-part.csv » est introuvable"),
    "dossier": (lambda: tempfile.mkdtemp(), lire_clients, "est vide : choisissez les fichiers eux-mêmes"),
    "tableau déjà lu": (pd.DataFrame({"client": ["A"]}), lire_clients, "Je ne sais lire qu’un nom de fichier"),
    "fichier ouvert en texte": (io.StringIO("client;ca\nA;3\n"), lire_clients, "Je ne sais lire qu’un nom de fichier"),
}  # fmt: skip


@pytest.mark.parametrize(("contenu", "lecteur", "phrase"), REFUS.values(), ids=REFUS)
def test_un_fichier_illisible_est_refuse_avec_sa_raison(contenu, lecteur, phrase):
    with pytest.raises(ErreurCours) as erreur:
        lecteur(contenu() if callable(contenu) else contenu)
    assert phrase in str(erreur.value).replace("\u202f", " ")


def test_la_limite_de_poids_laisse_lire_ce_qui_est_dessous(monkeypatch):
    octets = b"client;ca\n" + b"Garage Lou;12,50\n" * 1000
    monkeypatch.setitem(TAILLES_MAX, "csv", len(octets))
    assert lire_clients(octets)["ca"].sum() == 12_500
    monkeypatch.setitem(TAILLES_MAX, "csv", len(octets) - 1)
    phrase = (
        "Le fichier dépasse 0.Mo, le plus que le cours lise d’un CSV.: .* la page «.Les grands fichiers.»"
    )
    with pytest.raises(ErreurCours, match=phrase):
        lire_clients(octets)


def test_le_rapport_dit_comment_le_fichier_a_ete_lu():
    rapport = lire_clients("Ventes\n\nclient\tca\nHôtel Bief\t10\nLou\tn.c.\n".encode("cp1252")).attrs[
        "rapport"
    ]
    assert rapport == {
        "lignes_lues": 2,
        "lignes_gardees": 1,
        "lignes_ecartees": 1,
        "ecartees": {"ca illisible": {"nombre": 1, "lignes": [5], "exemple": "n.c."}},
        "lignes_preambule": 2,
        "encodage": "cp1252",
        "separateur": "\t",
    }


def test_le_rapport_ne_cite_que_les_premieres_lignes():
    cas = lire_clients(b"client;ca\nA;1\n" + b"B;n.c.\n" * 30).attrs["rapport"]["ecartees"]["ca illisible"]
    assert (cas["nombre"], cas["lignes"]) == (30, list(range(3, 13)))


def test_on_choisit_sa_feuille():
    octets = classeur(Notes=[["Bonjour", "à tous"]], Ventes=[["Client", "CA"], ["Hôtel Bief", 10]])
    table = lire_clients(octets, feuille="Ventes")
    assert table["ca"].tolist() == [10]
    assert table.attrs["rapport"]["autres_feuilles"] == ["Notes"]
    with pytest.raises(
        ErreurCours,
        match="La feuille «\u202fAchats\u202f» manque ou est vide\u202f: choisissez parmi Notes, Ventes",
    ):
        lire_clients(octets, feuille="Achats")


def test_les_colonnes_reconnues_prennent_leur_nom_et_leur_type():
    octets = (
        "Code client;Nom;Secteur d'activité;CP;Date du premier contact;CA 2024;CA 2025;Marge;Nb factures;Charges;Remarque\n"
        "C01;Hôtel Bief;Hôtellerie;01000;03/04/2019;1 000,50;;12;3;;007\n"
    ).encode()
    ligne = lire_clients(octets).iloc[0].to_dict()
    assert ligne.pop("charges") != 0  # une valeur facultative absente reste absente
    assert ligne.pop("ca_2025") == 0  # à côté d'une autre, une année vide est une année sans achat
    assert ligne == {
        "code_client": "C01",
        "client": "Hôtel Bief",
        "secteur": "Hôtellerie",
        "code_postal": "01000",
        "premier_contact": pd.Timestamp(2019, 4, 3),
        "ca_2024": 1000.5,
        "marge": 12.0,
        "nb_factures": 3.0,
        "Remarque": "007",
    }


def test_lire_factures_reconnait_un_export():
    octets = 'Numéro de pièce,Date,Nom du client,Famille article,Qté,Total HT,Remarque\nFA1,3/4/25,Bief,Sacs,2,"1 000,5",x\n'
    ligne = lire_factures(octets.encode()).iloc[0].to_dict()
    assert ligne == {
        "facture": "FA1",
        "date": pd.Timestamp(2025, 4, 3),
        "client": "Bief",
        "famille": "Sacs",
        "quantite": 2.0,
        "montant_ht": 1000.5,
        "Remarque": "x",
    }


def test_les_dates_d_un_classeur_restent_des_dates():
    octets = classeur(
        V=[
            ["Facture", "Date", "Client", "Montant HT"],
            [1, datetime(2025, 4, 3), "Bief", 3],
            [2, "31/4/25", "B", 4],
        ]
    )
    table = lire_factures(octets)
    assert table["date"].tolist() == [pd.Timestamp(2025, 4, 3)]
    assert table["facture"].tolist() == ["1"]
    assert table.attrs["rapport"]["ecartees"]["date impossible"]["lignes"] == [3]


def test_lire_table_ne_suppose_rien():
    table = lire_table("Ventes 2025;\n;\ncode;a;;valeur\n007;é;x;1,50\n01;;y;n.c.\n".encode())
    assert list(table.columns) == ["code", "a", "colonne 3", "valeur"]
    assert table["code"].tolist() == ["007", "01"]
    assert table["valeur"].tolist() == ["1,50", "n.c."]
    assert table.attrs["rapport"]["lignes_preambule"] == 2


def test_un_fichier_ouvert_se_lit_aussi(tmp_path):
    fichier = tmp_path / "clients.csv"
    fichier.write_bytes(b"client;ca\nA;3\n")
    with fichier.open("rb") as ouvert:
        assert lire_clients(ouvert)["ca"].tolist() == [3]
    assert (
        lire_clients(str(fichier))["ca"].tolist()
        == lire_clients(memoryview(b"client;ca\nA;3\n"))["ca"].tolist()
    )


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "ignore")))
def test_aucun_octet_ne_fait_tomber_les_lecteurs(octets):
    for lecteur in (lire_table, lire_clients, lire_factures):
        try:
            verifier_rapport(lecteur(octets))
        except ErreurCours as erreur:
            assert str(erreur)


MORCEAUX = ["client", "ca", "date", "facture", "montant ht", ";", ",", "\t", "\n", "\r", '"', "12,5", "-", "%", "é", " ", "Total",
            "2025", "31/12/25", "\x00", "\ufeff", "CA 2024", "n.c.", "HT", "TTC", "PK"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(MORCEAUX), max_size=60).map("".join),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
def test_aucun_presque_tableau_ne_fait_tomber_les_lecteurs(texte, encodage):
    for debut in ("", "client;ca\n", "facture;date;client;montant ht\n"):
        for lecteur in (lire_table, lire_clients, lire_factures):
            try:
                verifier_rapport(lecteur((debut + texte).encode(encodage, "ignore")))
            except ErreurCours as erreur:
                assert str(erreur)


UN_CLASSEUR = classeur(Ventes=[["Client", "CA"], ["Hôtel Bief", 10]])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(UN_CLASSEUR) - 1), st.binary(max_size=40))
def test_aucun_classeur_abime_ne_fait_tomber_les_lecteurs(place, bruit):
    abime = UN_CLASSEUR[:place] + bruit + UN_CLASSEUR[place + len(bruit) :]
    try:
        verifier_rapport(lire_clients(abime))
    except ErreurCours as erreur:
        assert str(erreur)


CELLULES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), max_size=12
) | st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1))  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLULES, max_size=5), max_size=6))
def test_aucun_contenu_de_classeur_ne_fait_tomber_les_lecteurs(lignes):
    octets = classeur(V=[["Facture", "Date", "Client", "Montant HT"], *lignes])
    for lecteur in (lire_table, lire_clients, lire_factures):
        try:
            verifier_rapport(lecteur(octets))
        except ErreurCours as erreur:
            assert str(erreur)


# Regrouper les clients


def test_regrouper_reunit_casse_et_espaces_et_rien_d_autre():
    factures = pd.DataFrame(
        {
            "facture": ["F1", "F1", "F2", "A1", "F3", "F4"],
            "date": pd.to_datetime(
                ["2025-01-02", "2025-01-02", "2025-03-01", "2025-04-01", "2025-02-01", "2025-05-05"]
            ),
            "client": ["Hôtel Bief", "Hôtel Bief", "HÔTEL  BIEF ", "hôtel bief", "Hotel Bief", "SARL Lou"],
            "montant_ht": [0.1, 0.2, 10.0, -4.0, 7.0, 3.0],
            "cout_achat_ht": [0.05, 0.1, 6.0, -2.0, 5.0, 1.0],
        }
    )
    clients = regrouper_clients(factures)
    assert clients["client"].tolist() == ["Hotel Bief", "Hôtel Bief", "SARL Lou"]
    bief = clients.set_index("client").loc["Hôtel Bief"].to_dict()
    assert bief == {
        "ca": 6.3,
        "cout_achat": 4.15,
        "nb_factures": 2,
        "premiere_facture": pd.Timestamp(2025, 1, 2),
        "derniere_facture": pd.Timestamp(2025, 3, 1),
    }
    assert clients.attrs["fusions"] == {"Hôtel Bief": ["HÔTEL  BIEF ", "hôtel bief"]}
    assert [sorted(groupe) for groupe in clients.attrs["doublons_possibles"]] == [
        ["Hotel Bief", "Hôtel Bief"]
    ]
    sans_accents = regrouper_clients(factures, accents=True)
    assert sans_accents["client"].tolist() == ["Hôtel Bief", "SARL Lou"]
    assert sans_accents["ca"].tolist() == [13.3, 3.0]


def test_un_client_qui_n_a_que_des_avoirs_n_a_pas_de_facture():
    factures = pd.DataFrame(
        {
            "facture": ["A1", "F1"],
            "date": pd.to_datetime(["2025-01-02"] * 2),
            "client": ["Bief", "Lou"],
            "montant_ht": [-5, 5],
        }
    )
    clients = regrouper_clients(factures).set_index("client")
    assert clients["nb_factures"].to_dict() == {"Bief": 0, "Lou": 1}
    assert clients["derniere_facture"].isna().to_dict() == {"Bief": True, "Lou": False}


def test_les_factures_du_cours_se_regroupent_comme_l_agregat():
    clients = regrouper_clients(lire_factures(chemin("factures-2025.csv"))).set_index("client").sort_index()
    agregat = lire_clients(chemin("ca-clients-2025.csv")).set_index("client").sort_index()
    for colonne in ("ca", "cout_achat", "nb_factures"):
        assert clients[colonne].to_dict() == agregat[colonne].to_dict()
    # Six clients ont deux fiches ; deux d'entre elles ne diffèrent que par des espaces, ôtées à la lecture.
    assert len(clients.attrs["fusions"]) == 4


@pytest.mark.parametrize(
    ("table", "phrase"),
    [
        ({"client": ["A"]}, "La colonne «\u202fmontant_ht\u202f» manque"),
        ({"client": [], "montant_ht": []}, "La table n’a aucune ligne"),
        ({"client": ["A", None], "montant_ht": [1, 2]}, "valeur manquante (1\u202fligne), d’abord ligne 2"),
        (
            {"client": ["A", "B"], "montant_ht": [1, float("nan")]},
            "1\u202fvaleur sans nombre lisible, d’abord en ligne 2",
        ),
        ({"client": ["A", "B"], "montant_ht": ["1", "n.c."]}, "«\u202fn.c.\u202f»"),
    ],
)
def test_regrouper_refuse_un_tableau_incomplet(table, phrase):
    with pytest.raises(ErreurCours) as erreur:
        regrouper_clients(pd.DataFrame(table))
    assert phrase in str(erreur.value)


NOMS = st.text("aAéÉ bB-", min_size=1, max_size=6)


@given(st.lists(st.tuples(NOMS, st.integers(-(10**9), 10**9)), min_size=1, max_size=30), st.randoms())
def test_regrouper_ne_perd_pas_un_centime_et_ignore_l_ordre(lignes, hasard):
    factures = pd.DataFrame(
        {"client": [nom for nom, _ in lignes], "montant_ht": [cents / 100 for _, cents in lignes]}
    )
    clients = regrouper_clients(factures)
    assert round(sum(round(ca * 100) for ca in clients["ca"])) == sum(cents for _, cents in lignes)
    assert clients["client"].str.split().str.join(" ").str.casefold().is_unique
    hasard.shuffle(lignes)
    melange = pd.DataFrame(
        {"client": [nom for nom, _ in lignes], "montant_ht": [cents / 100 for _, cents in lignes]}
    )
    pd.testing.assert_frame_equal(regrouper_clients(melange), clients)


def test_les_doublons_possibles_ne_sont_que_des_soupcons():
    noms = [
        "Garage Lou",
        "GARAGE LOU",
        "Lou Garage SARL",
        "Garage Loup",
        "L'Étape",
        "L’etape",
        "SARL",
        "SAS",
        "!",
        "?",
    ]
    assert chercher_doublons(noms) == [
        ["Garage Lou", "GARAGE LOU", "Lou Garage SARL"],
        ["L'Étape", "L’etape"],
    ]


# Exporter


TABLE = pd.DataFrame(
    {
        "client": ["Hôtel ; « Bief »", "=1+1"],
        "date": pd.to_datetime(["2025-04-03", None]),
        "ca": [1234.5, -0.25],
        "n": [1, 2],
    }
)


def test_le_csv_exporte_est_celui_d_un_excel_francais():
    octets = exporter_csv(TABLE)
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.decode("utf-8-sig").split("\r\n") == [
        "client;date;ca;n",
        '"Hôtel ; « Bief »";03/04/2025;1234,5;1',
        "'=1+1;;-0,25;2",
        "",
    ]
    assert lire_clients(octets)["ca"].tolist() == [1234.5, -0.25]


def test_l_index_ne_s_exporte_que_s_il_a_un_nom():
    table = TABLE[["n"]].set_axis(pd.Index(["A", "B"], name="classe"))
    assert exporter_csv(table).decode("utf-8-sig").split() == ["classe;n", "A;1", "B;2"]
    assert lire_table(exporter_xlsx(table))["classe"].tolist() == ["A", "B"]


def test_le_classeur_exporte_garde_nombres_et_dates():
    livre = openpyxl.load_workbook(io.BytesIO(exporter_xlsx({"ABC/2025": TABLE, "Vide": TABLE.head(0)})))
    assert livre.sheetnames == ["ABC 2025", "Vide"]
    page = livre["ABC 2025"]
    assert [cellule.value for cellule in page[2]] == ["Hôtel ; « Bief »", datetime(2025, 4, 3), 1234.5, 1]
    assert page["B2"].number_format == "DD/MM/YYYY"
    assert (page["A3"].value, page["A3"].data_type) == ("'=1+1", "s")  # jamais une formule
    assert page.freeze_panes == "A2"
    assert [cellule.value for cellule in livre["Vide"][1]] == ["client", "date", "ca", "n"]


def test_ce_qu_on_exporte_se_relit():
    factures = lire_factures(chemin("factures-2025.csv"))
    for octets in (exporter_csv(factures), exporter_xlsx(factures)):
        pd.testing.assert_frame_equal(lire_factures(octets), factures)


# --- Les prospects : qui peut encore être sollicité ------------------------------------------------------


def prospects(*lignes):
    table = pd.DataFrame(lignes, columns=["collecte", "dernier_contact", "opposition"])
    return table.assign(**{nom: pd.to_datetime(table[nom]) for nom in ("collecte", "dernier_contact")})


@pytest.mark.parametrize(
    ("collecte", "dernier", "opposition", "statut"),
    [
        ("2020-01-01", "2023-03-10", "non", "contactable"),  # le contact prolonge le délai
        ("2020-01-01", "2022-03-10", "non", "délai dépassé"),
        ("2023-03-10", None, "non", "contactable"),  # jamais de réponse : depuis la collecte
        ("2022-03-10", None, "non", "délai dépassé"),
        ("2022-01-01", "2023-02-15", "non", "contactable"),  # le jour anniversaire est dans le délai
        ("2022-01-01", "2023-02-14", "non", "délai dépassé"),
        ("2025-01-01", "2026-01-01", "oui", "opposition"),
        ("2020-01-01", "2020-02-01", "oui", "opposition"),  # elle l'emporte sur le délai
    ],
)
def test_statut_d_un_prospect(collecte, dernier, opposition, statut):
    fiche = prospects((collecte, dernier, opposition))
    assert verifier_contacts(fiche, "15/02/2026")["statut"].tolist() == [statut]


def test_la_duree_se_regle_et_le_29_fevrier_a_une_echeance():
    fiche = prospects(("2024-02-29", None, "non"))
    assert verifier_contacts(fiche, "28/02/2025", mois=12)["echeance"].tolist() == [datetime(2025, 2, 28)]
    assert verifier_contacts(fiche, "01/03/2025", mois=12)["statut"].tolist() == ["délai dépassé"]


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (
            prospects(("2025-01-01", None, "?")),
            {},
            "« opposition » : réponse inconnue (1 ligne), d’abord ligne 1",
        ),
        (prospects((None, "2025-01-01", "non")), {}, "« collecte » : valeur manquante"),
        (prospects(("2025-01-01", "2027-01-01", "non")), {}, "« dernier_contact » : date à venir"),
        (prospects(("2025-01-01", None, "non")), {"mois": 0}, "« mois » vaut « 0 »"),
        (prospects(("2025-01-01", None, "non")).drop(columns="opposition"), {}, "« opposition » manque"),
        (prospects().assign(collecte="hier"), {}, "« collecte » ne contient pas des dates"),
    ],
)
def test_refus_de_verifier_les_contacts(table, options, message):
    with pytest.raises(ErreurCours) as refus:
        verifier_contacts(table, "15/02/2026", **options)
    assert message in str(refus.value).replace("\u202f", " ")


def test_le_fichier_du_cours_s_use_si_personne_ne_repond():
    fichier = lire_prospects(chemin("prospects.csv"))
    assert fichier.attrs["rapport"]["lignes_ecartees"] == 0
    restent = [
        (verifier_contacts(fichier, f"02/01/{annee}")["statut"] == "contactable").sum()
        for annee in (2026, 2027, 2028, 2029)
    ]
    assert restent == sorted(restent, reverse=True) and restent[-1] == 0
