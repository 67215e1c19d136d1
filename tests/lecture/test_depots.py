"""Ce que l'on dépose ensemble : reconnu, réuni en une table, ou refusé d'une phrase qui dit quel fichier."""
# Un dépôt par ligne, même long : la table se lit de haut en bas.
# ruff: noqa: E501

import io
import json
import pickle
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture import lire, lire_refus

from course_helpers import fichiers
from course_helpers.donnees import (
    Plan,
    appliquer_plan,
    chemin,
    lire_clients,
    lire_factures,
    lire_prospects,
    lire_table,
    proposer_lecture,
    regrouper_clients,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX
from course_helpers.lecture import aiguillage

BIEF, AUBIN = "Hôtel Bief", "Garage Aubin"
JANVIER = (
    "N° facture;Date;Client;Montant HT\nF1;13/01/2025;Hôtel Bief;1 000,50\nF2;14/01/2025;Garage Aubin;300\n"
)
FEVRIER = "Ventes de février\nClient,Montant HT,N° facture,Date\nHôtel Bief,200.00,F3,15/02/2025\n,,,\n"
DEUX = [("janvier.csv", JANVIER.encode("cp1252")), ("fevrier.csv", FEVRIER.encode())]
ENTETES = "N° facture;Date;Client;Montant HT\n".encode()
FEC = "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise".split()


def fec(*ventes, queue="") -> bytes:
    """Un FEC d'une écriture par vente : (numéro, jour, code, nom, HT)."""
    lignes = ["|".join(FEC)]
    for rang, (numero, jour, code, nom, ht) in enumerate(ventes, 1):
        for compte, aux, lib, debit, credit in (
            ("411000", code, nom, ht, "0,00"),
            ("707000", "", "", "0,00", ht),
        ):
            lignes.append(
                f"VE|Ventes|{rang}|{jour}|{compte}|Compte|{aux}|{lib}|{numero}|{jour}|Facture|{debit}|{credit}|||{jour}||"
            )
    return ("\r\n".join([*lignes, ""]) + queue).encode()


AN_1 = fec(("F1", "20240106", "C1", BIEF, "1000,50"), ("F2", "20240107", "C2", AUBIN, "300,00"))
AN_2 = fec(
    ("F3", "20250106", "C1", BIEF, "200,00"),
    queue="BQ|Banque|9|20250131|512000|Banque|||R1|20250131|Salaire|0,00|9,00|||20250131||\r\n",
)


def ubl(numero, ht, client=BIEF, jour="2025-01-06") -> bytes:
    return (
        f"<Invoice><ID>{numero}</ID><IssueDate>{jour}</IssueDate><DocumentCurrencyCode>EUR</DocumentCurrencyCode>"
        f"<AccountingCustomerParty><Party><PartyLegalEntity><RegistrationName>{client}</RegistrationName></PartyLegalEntity></Party></AccountingCustomerParty>"
        f"<LegalMonetaryTotal><TaxExclusiveAmount>{ht}</TaxExclusiveAmount></LegalMonetaryTotal></Invoice>"
    ).encode()


def zipper(*fichiers) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers:
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def classeur(*lignes) -> bytes:
    livre = openpyxl.Workbook()
    for ligne in lignes:
        livre.active.append(ligne)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


TROIS = {BIEF: 1200.5, AUBIN: 300}
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
# dépôt : (source, choix, format, CA par client, {raison: (nombre, lignes, fichiers)})
LUS = {
    "un CSV": (JANVIER.encode(), {}, "csv", {BIEF: 1000.5, AUBIN: 300}, {}),
    "deux CSV, colonnes en désordre": (DEUX, {}, "csv", TROIS, {"ligne vide": (1, [4], ["fevrier.csv"])}),
    "les mêmes en archive": (("ventes.zip", zipper(*DEUX)), {}, "csv", TROIS, {"ligne vide": (1, [4], ["fevrier.csv"])}),
    "un CSV et un classeur": ([DEUX[0], ("mars.xlsx", classeur(["N° facture", "Date", "Client", "Montant HT"], ["F3", "15/03/2025", BIEF, 200]))], {}, "csv", TROIS, {}),
    "une colonne vide à droite d'un seul": ([DEUX[0], ("b.csv", b"N\xc2\xb0 facture;Date;Client;Montant HT;;\nF3;15/02/2025;H\xc3\xb4tel Bief;200;;\n")], {}, "csv", TROIS, {}),
    "une ligne courte dans le second": ([DEUX[0], ("b.csv", ENTETES + b"F3;15/02/2025;H\xc3\xb4tel Bief;200\nF4;16/02/2025\n")], {}, "csv", TROIS, {"ligne trop courte": (1, [3], ["b.csv"])}),
    "une ligne longue dans le second": ([DEUX[0], ("b.csv", ENTETES + b"F3;15/02/2025;H\xc3\xb4tel Bief;200\nF4;16/02/2025;A;3;x\n")], {}, "csv", TROIS, {"ligne trop longue": (1, [3], ["b.csv"])}),
    "un FEC": (AN_1, {}, "fec", {BIEF: 1000.5, AUBIN: 300}, {}),
    "deux FEC de deux exercices": ([("2024.txt", AN_1), ("2025.txt", AN_2)], {}, "fec", TROIS, {"ni compte client ni compte de vente": (1, [4], ["2025.txt"])}),
    "un FEC en archive": (("fec.zip", zipper(("2024.txt", AN_1))), {}, "fec", {BIEF: 1000.5, AUBIN: 300}, {}),
    "le même exercice deux fois, une vente en plus": ([("a.txt", AN_1), ("b.txt", fec(("F1", "20240106", "C1", BIEF, "1000,50"), ("F9", "20240201", "C1", BIEF, "200,00")))], {"doublons": "écarter"}, "fec", TROIS, {"déjà lue dans un autre fichier": (2, [2], ["b.txt"])}),
    "deux fois la même vente dans un seul FEC": (fec(("F1", "20240106", "C1", BIEF, "5,00"), ("F1", "20240106", "C1", BIEF, "5,00")), {}, "fec", {BIEF: 10}, {}),
    "une facture électronique": (ubl("F1", "100.00"), {}, "factures électroniques", {BIEF: 100}, {}),
    "plusieurs factures, un lisez-moi": ([("f1.xml", ubl("F1", "1000.50")), ("f2.xml", ubl("F2", "300", AUBIN)), ("lisez-moi.txt", b"bonjour"), ("f3.xml", ubl("F3", "200"))], {}, "factures électroniques", TROIS, {"fichier refusé": (1, [3], None)}),
    "des factures en archive, un PDF nu": (("f.zip", zipper(("f1.xml", ubl("F1", "7")), ("f2.pdf", PDF))), {}, "factures électroniques", {BIEF: 7}, {"fichier refusé": (1, [2], None)}),
    "mois qui se recouvrent, comptés une fois": ([DEUX[0], ("fevrier.csv", (JANVIER + "F3;15/02/2025;Hôtel Bief;200\n").encode())], {"doublons": "écarter"}, "csv", TROIS, {"déjà lue dans un autre fichier": (2, [2, 3], ["fevrier.csv", "fevrier.csv"])}),
    "mois qui se recouvrent, tous comptés": ([DEUX[0], ("fevrier.csv", (JANVIER + "\n").encode())], {"doublons": "compter"}, "csv", {BIEF: 2001, AUBIN: 600}, {"ligne vide": (1, [4], ["fevrier.csv"])}),
    "des en-têtes que l'on désigne, sous un titre": ([(f"{mois}.csv", f"Ventes de {mois};;;\nQui;Quoi;Quand;Combien\nA;{n};13/0{n}/2025;{n}\n".encode()) for n, mois in ((1, "janvier"), (2, "février"))], {"roles": {"client": "Qui", "facture": "Quoi", "date": "Quand", "montant_ht": "Combien"}, "montants": "HT"}, "csv", {"A": 3}, {}),
    "le même numéro chaque année": ([("2024.csv", b"N facture;Date;Client;Montant HT\n1;13/01/2024;A;3\n"), ("2025.csv", b"N facture;Date;Client;Montant HT\n1;13/01/2025;A;3\n")], {}, "csv", {"A": 6}, {}),
}  # fmt: skip


@pytest.mark.parametrize("nom", LUS)
def test_un_depot_fait_une_table(nom):
    source, choix, format, attendu, ecartees = LUS[nom]
    plan = proposer_lecture(source, **choix)
    assert (plan.format, plan.nature, plan.doutes) == (format, "factures", ())
    assert Plan.lire(plan.en_json()) == plan and Plan.lire(plan.en_dict()) == plan
    table = appliquer_plan(Plan.lire(plan.en_json()), source)
    pd.testing.assert_frame_equal(table, lire_factures(source, **choix))
    assert table.groupby("client")["montant_ht"].sum().round(2).to_dict() == attendu
    if format != "csv":  # une forme fixée : ses colonnes sont celles du cours
        assert [c.nom for c in plan.colonnes] == [c.role for c in plan.colonnes] == list(table)
    rapport = table.attrs["rapport"]
    assert {
        r: (c["nombre"], c["lignes"], c.get("fichiers")) for r, c in rapport["ecartees"].items()
    } == ecartees
    assert rapport["lignes_lues"] == rapport["lignes_gardees"] + rapport["lignes_ecartees"]
    assert rapport["lignes_ecartees"] == sum(cas["nombre"] for cas in rapport["ecartees"].values())
    assert plan.ecartees == rapport["ecartees"] and all("exemple" in cas for cas in plan.ecartees.values())
    # D'un travailleur à l'autre : le plan passe en JSON, la table en octets.
    relue = pickle.loads(pickle.dumps(table))
    pd.testing.assert_frame_equal(relue, table)
    assert relue.attrs == table.attrs and json.loads(json.dumps(rapport)) == rapport


def test_ce_que_des_fec_mettent_a_part_dit_combien_il_vaut():
    """Deux ventes sans client, une par exercice, et deux autres que les deux fichiers donnent."""
    sans = ("F5", "20240301", "", "", "50,00"), ("F6", "20250301", "", "", "25,50")
    commune = ("F1", "20240106", "C1", BIEF, "1000,50")
    deux = [("a.txt", fec(commune, sans[0])), ("b.txt", fec(commune, sans[1]))]
    table = lire_factures(deux, doublons="écarter")
    rapport = table.attrs["rapport"]
    montants = {cas["montant"] for cas in rapport["ecartees"].values() if "montant" in cas}
    assert montants == {75.5, 1000.5}
    assert rapport["ecartees"]["déjà lue dans un autre fichier"]["exemple"] == "F1"
    assert (rapport["ventes"], rapport["ventes_attribuees"], rapport["ventes_non_attribuees"]) == (
        1076,
        1000.5,
        75.5,
    )
    assert rapport["part_non_attribuee_pct"] == 7.0167  # 75,50 € sur 1 076 €, et non sur 2 076,50 €
    assert table["montant_ht"].sum() == 1000.5


def test_des_factures_disent_le_fichier_qu_elles_laissent():
    table = lire_factures([("f1.xml", ubl("F1", "7")), ("lisez-moi.txt", b"bonjour")])
    assert "« lisez-moi.txt »" in lire(" ".join(table.attrs["rapport"]["remarques"]))


def test_un_fec_cite_dix_lignes_mises_a_part_au_plus():
    queue = "".join(
        f"BQ|Banque|{n}|20250131|512000|Banque|||R{n}|20250131|Frais|0,00|9,00|||20250131||\r\n"
        for n in range(9, 40)
    )
    (cas,) = (
        lire_factures(fec(("F1", "20250106", "C1", BIEF, "5,00"), queue=queue))
        .attrs["rapport"]["ecartees"]
        .values()
    )
    assert (cas["nombre"], cas["lignes"]) == (31, list(range(4, 14)))


def test_un_tableau_d_un_seul_mot_connu_n_empeche_pas_de_lire_des_factures():
    notes = ("notes.csv", b"client;remarque\nA;rappeler\n")
    table = lire_factures([("f.xml", ubl("F1", "7")), notes])
    assert table["montant_ht"].tolist() == [7]


@pytest.mark.parametrize("nom", LUS)
def test_un_depot_se_lit_aussi_par_client(nom):
    source, choix, _, attendu, _ = LUS[nom]
    if LUS[nom][2] == "csv":
        return  # un tableau de factures n'est pas un tableau de clients
    clients = lire_clients(source, **choix)
    assert clients.set_index("client")["ca"].to_dict() == attendu
    assert clients["ca"].tolist() == regrouper_clients(lire_factures(source, **choix))["ca"].tolist()
    plan = proposer_lecture(source, "clients", **choix)
    pd.testing.assert_frame_equal(appliquer_plan(plan, source), clients)


def test_les_clients_d_un_fec_gardent_leur_code_s_il_est_seul():
    octets = fec(
        ("F1", "20240106", "C1", BIEF, "1,00"),
        ("F2", "20240106", "C2", AUBIN, "2,00"),
        ("F3", "20240106", "C3", AUBIN, "4,00"),
    )
    clients = lire_clients(octets)
    assert clients["client"].tolist() == [AUBIN, BIEF] and clients["code_client"].fillna("").tolist() == [
        "",
        "C1",
    ]
    assert clients["nb_factures"].tolist() == [2, 1]


def test_un_code_de_deux_noms_et_un_nom_de_deux_codes_se_disent():
    vente = ("20250106", "C1", BIEF, "1,00")
    deux = [("a.txt", fec(("F1", *vente))), ("b.txt", fec(("F2", "20260106", "C1", "Hôtel du Bief", "2,00")))]
    remarques = lire(" ".join(lire_factures(deux).attrs["rapport"]["remarques"]))
    assert "Même code, noms différents : C1 (« Hôtel Bief », « Hôtel du Bief »)" in remarques
    assert "Même nom" not in remarques
    octets = fec(("F1", *vente), ("F2", "20250106", "C2", BIEF, "2,00"))
    remarques = lire(" ".join(proposer_lecture(octets).remarques))
    assert "Même nom, codes différents : « Hôtel Bief »" in remarques and "Même code" not in remarques
    assert "Même" not in " ".join(lire_factures(AN_1).attrs["rapport"]["remarques"])


def test_les_noms_d_un_fec_se_reunissent_aussi():
    octets = fec(("F1", "20240106", "C1", BIEF, "10,00"), ("F2", "20240107", "C2", "HOTEL BIEF", "5,00"))
    plan = proposer_lecture(octets, noms={"HOTEL BIEF": BIEF})
    assert plan.choix == {"noms": {"HOTEL BIEF": BIEF}}
    table = appliquer_plan(Plan.lire(plan.en_json()), octets)
    assert table.groupby("client")["montant_ht"].sum().to_dict() == {BIEF: 15}
    assert "« HOTEL BIEF » devient « Hôtel Bief »" in lire(" ".join(table.attrs["rapport"]["remarques"]))
    assert lire_clients(octets, noms={"HOTEL BIEF": BIEF})["ca"].tolist() == [15]
    deux = [("a.xml", ubl("F1", "3")), ("b.xml", ubl("F2", "4", "Hotel Bief"))]
    assert lire_factures(deux, noms={"Hotel Bief": BIEF})["client"].tolist() == [BIEF, BIEF]


# dépôt : (source, mots du refus)
CSV_CLIENTS = b"Client;CA\nA;3\n"
REFUSES = {
    "formes différentes": ([*DEUX, ("clients.csv", CSV_CLIENTS)], "« clients.csv » n’a pas les mêmes colonnes que « janvier.csv » : il lui manque « N° facture », « Date », « Montant HT », et il a en plus « CA ». Déposez-le à part, ou donnez-lui les mêmes en-têtes."),
    "la forme la plus commune est le modèle": ([("clients.csv", CSV_CLIENTS), *DEUX], "« clients.csv » n’a pas les mêmes colonnes que « janvier.csv »"),
    "une colonne de trop": ([DEUX[0], ("b.csv", b"N facture;Date;Client;Montant HT;Ville\n1;13/01/2025;A;3;B\n")], "« b.csv » n’a pas les mêmes colonnes que « janvier.csv » : il a en plus « Ville »"),
    "un FEC et un CSV": ([("fec.txt", AN_1), DEUX[0]], "« janvier.csv » est un tableau, et « fec.txt » un FEC : ils ne se lisent pas ensemble. Déposez d’abord l’un, puis l’autre."),
    "un FEC et une facture": ([("fec.txt", AN_1), ("f.xml", ubl("F1", "3"))], "« f.xml » est une facture électronique, et « fec.txt » un FEC"),
    "une facture et un CSV": ([("f.xml", ubl("F1", "3")), DEUX[0]], "« janvier.csv » est un tableau, et « f.xml » une facture électronique"),
    "une facture et un classeur": ([("f.xml", ubl("F1", "3")), ("c.xlsx", classeur(["Client", "CA"], ["A", 3]))], "« c.xlsx » est un tableau, et « f.xml » une facture électronique"),
    "un CSV et une image": ([DEUX[0], ("logo.png", b"\x89PNG\r\n\x1a\n\x00\x00")], "« logo.png » : Ce fichier n’est ni un CSV ni un classeur"),
    "un CSV et un fichier vide": ([DEUX[0], ("vide.csv", b"")], "« vide.csv » : Le fichier est vide"),
    "deux fois le même CSV": ([DEUX[0], ("copie.csv", DEUX[0][1])], "« copie.csv » et « janvier.csv » sont le même fichier : n’en déposez qu’un."),
    "deux fois le même FEC": ([("a.txt", AN_1), ("b.txt", AN_1)], "« b.txt » et « a.txt » sont le même fichier"),
    "deux FEC qui se recouvrent": ([("a.txt", AN_1), ("b.txt", fec(("F9", "20240201", "C1", BIEF, "5,00"), ("F1", "20240106", "C1", BIEF, "1000,50")))], "Deux fichiers donnent les mêmes ventes, d’abord en ligne 4 de « b.txt » (« F1 ») : choisissez doublons=\"écarter\" pour les compter une fois"),
    "deux mois qui se recouvrent": ([DEUX[0], ("b.csv", ("Titre;;;\n" + JANVIER).encode())], "Deux fichiers donnent les mêmes ventes, d’abord en ligne 3 de « b.csv » (« F1 »)"),
    "un doute dans le second": ([DEUX[0], ("us.csv", b"N\xc2\xb0 facture;Date;Client;Montant HT\nF8;01/31/2025;A;3\nF9;02/01/2025;A;4\n")], "d’abord en ligne 2 de « us.csv » (« 01/31/2025 »)"),
    "un second FEC sans vente": ([("a.txt", AN_1), ("b.txt", fec())], "« b.txt » : Ce FEC ne contient aucune ligne de vente"),
    "rien": ([], "Il n’y a aucun fichier à lire"),
    "une archive vide": (zipper(), "L’archive « archive.zip » est vide"),
    "que des lisez-moi": ([("a.txt", b"bonjour"), ("b.txt", b"adieu")], "« a.txt » : Je ne vois qu’une colonne"),
    "un choix sans objet": (AN_1, "« dates » ne se choisit pas pour la lecture d’un FEC"),
}  # fmt: skip


@pytest.mark.parametrize("nom", REFUSES)
def test_un_depot_impossible_est_refuse(nom):
    source, mots = REFUSES[nom]
    choix = {"dates": "mois/jour"} if nom == "un choix sans objet" else {}
    assert mots in lire_refus(lire_factures, source, **choix)


def test_un_doute_de_plusieurs_fichiers_se_leve_comme_les_autres():
    source, _ = REFUSES["deux FEC qui se recouvrent"]
    plan = proposer_lecture(source)
    (doute,) = plan.doutes
    assert (doute.choix, doute.colonne, doute.ligne, doute.fichier, set(doute.options)) == (
        "doublons",
        "PieceRef",
        4,
        "b.txt",
        {"écarter", "compter"},
    )
    un, deux = (appliquer_plan(plan.choisir(doublons=r), source) for r in ("écarter", "compter"))
    assert un["montant_ht"].sum() == 1305.5 and deux["montant_ht"].sum() == 2306
    assert [r.attrs["rapport"]["ventes"] for r in (un, deux)] == [1305.5, 2306]


def test_le_plan_d_un_genre_de_fichier_n_en_lit_pas_un_autre():
    plan = proposer_lecture(AN_1)
    assert "Ce plan lit un fichier du genre « fec », et celui-ci est du genre « csv »" in lire_refus(
        appliquer_plan, plan, JANVIER.encode()
    )
    # Un CSV et un classeur sont tous deux des tableaux.
    plan = proposer_lecture(JANVIER.encode())
    table = appliquer_plan(
        plan, classeur(["Client", "Date", "N° facture", "Montant HT"], [BIEF, "13/01/2025", "F1", 3])
    )
    assert table["montant_ht"].tolist() == [3]
    assert "du genre « factures électroniques »" in lire_refus(appliquer_plan, plan, ubl("F1", "3"))


def test_un_plan_d_avant_les_formats_se_relit():
    ancien = proposer_lecture(JANVIER.encode()).en_dict()
    del ancien["format"], ancien["fichiers"]
    assert Plan.lire(ancien).format == "csv"
    assert Plan.lire(ancien | {"feuille": "Ventes"}).format == "classeur"
    assert "abîmé" in lire_refus(Plan.lire, ancien | {"format": "martien"})
    assert appliquer_plan(Plan.lire(ancien), JANVIER.encode())["montant_ht"].tolist() == [1000.5, 300]


@pytest.mark.parametrize("source", [AN_1, ubl("F1", "3")])
def test_un_fec_ou_une_facture_ne_se_lit_ni_en_prospects_ni_en_tableau(source):
    """Un FEC a aussi les salaires : il ne se lit pas en entier."""
    for lecteur in (lire_prospects, lire_table):
        assert "que les ventes, et les clients qu’elles nomment" in lire_refus(lecteur, source)


def test_un_dossier_et_des_chemins_se_lisent(tmp_path):
    for nom, contenu in DEUX:
        (tmp_path / nom).write_bytes(contenu)
    (tmp_path / ".cache").write_bytes(b"x")
    attendue = lire_factures([DEUX[1], DEUX[0]])
    pd.testing.assert_frame_equal(lire_factures(tmp_path), attendue)
    pd.testing.assert_frame_equal(
        lire_factures([tmp_path / "fevrier.csv", str(tmp_path / "janvier.csv")]), attendue
    )
    with (tmp_path / "janvier.csv").open("rb") as ouvert:
        assert lire_factures([ouvert, DEUX[1]]).attrs["rapport"]["fichiers"] == ["janvier.csv", "fevrier.csv"]
    (tmp_path / "fec.txt").write_bytes(AN_1)
    assert lire_factures(tmp_path / "fec.txt")["montant_ht"].sum() == 1300.5
    assert "« absent.csv » est introuvable" in lire_refus(
        lire_factures, [tmp_path / "janvier.csv", "absent.csv"]
    )


def test_les_fichiers_du_cours_se_deposent_ensemble():
    exercices = [chemin("fec-2024.txt"), chemin("fec-2025.txt")]
    annees = [chemin("factures-2024.csv"), chemin("factures-2025.csv")]
    un, deux = lire_factures(exercices), lire_factures(annees)
    assert regrouper_clients(un)["ca"].tolist() == regrouper_clients(deux)["ca"].tolist()
    assert un.attrs["rapport"]["part_non_attribuee_pct"] == 0
    assert len(un.attrs["rapport"]["remarques"]) >= 2 and lire(
        un.attrs["rapport"]["remarques"][0]
    ).startswith("« fec-2024.txt » : ")


def test_la_limite_de_poids_est_celle_du_format(monkeypatch, tmp_path):
    """Un FEC plus lourd qu'un CSV permis se lit."""
    monkeypatch.setitem(TAILLES_MAX, "csv", 200)
    assert len(AN_1) > 200 and lire_factures(AN_1)["montant_ht"].sum() == 1300.5
    (tmp_path / "fec.txt").write_bytes(AN_1)
    assert len(lire_factures(tmp_path / "fec.txt")) == 2
    monkeypatch.setitem(TAILLES_MAX, "fec", 300)
    for source in (AN_1, tmp_path / "fec.txt"):
        assert (
            "le plus que le cours lise d’un FEC : demandez-en un par exercice ; sinon, suivez la page « Les grands fichiers »"
            in lire_refus(lire_factures, source)
        )
    monkeypatch.setitem(TAILLES_MAX, "factures électroniques", 300)
    assert "dépasse 0 Mo" in lire_refus(lire_factures, ubl("F1", "3"))


@pytest.mark.parametrize(
    ("format", "dans_la_page", "mots"),
    [
        (
            "csv",
            True,
            "pèse 201 Mo et dépasse 200 Mo, le plus que cette page lise d’un CSV : gardez une seule année",
        ),
        (
            "csv",
            False,
            "le plus que le cours lise d’un CSV : gardez une seule année, ou les seules colonnes utiles ; sinon",
        ),
        ("dépôt", True, "Cet ensemble de fichiers pèse 401 Mo"),
        ("archive", True, "Le fichier dépasse 400 Mo"),
    ],
)
def test_un_refus_de_poids_dit_le_poids_la_limite_et_que_faire(format, dans_la_page, mots):
    taille = TAILLES_MAX[format] + (1_000_000 if "pèse" in mots else 1)
    assert mots in lire_refus(fichiers.refuser_poids, taille, format, dans_la_page=dans_la_page)


def test_ce_qui_se_lit_dans_jupyterlab_le_dit(monkeypatch):
    monkeypatch.setitem(TAILLES_MAX, "fec", 100_000_000)
    phrase = lire_refus(fichiers.refuser_poids, 110_000_000, "fec", "f.txt", dans_la_page=True)
    assert phrase.startswith("« f.txt » pèse 110 Mo et dépasse 100 Mo") and "un par exercice." in phrase
    assert "dans JupyterLab, en lit 400 Mo ; au-delà, suivez la page « Les grands fichiers »" in phrase


def test_le_plan_de_plusieurs_fichiers_dit_comment_chacun_est_ecrit():
    plan = proposer_lecture(DEUX)
    assert (plan.encodage, plan.separateur) == ("cp1252 et utf-8", "; et ,")
    assert plan.fichiers == ("janvier.csv", "fevrier.csv")
    rapport = lire_factures(DEUX).attrs["rapport"]
    assert rapport["fichiers"] == list(plan.fichiers) and rapport["lignes_preambule"] == 1
    pareils = [("a.csv", DEUX[0][1]), ("b.csv", DEUX[0][1].replace(b"F1", b"F7").replace(b"F2", b"F8"))]
    plan = proposer_lecture(pareils)
    assert (plan.encodage, plan.separateur) == ("cp1252", ";")
    feuilles = [(nom, classeur(["Client", "CA HT"], [nom, 3])) for nom in ("a.xlsx", "b.xlsx")]
    plan = proposer_lecture(feuilles)
    assert (plan.format, plan.nature, plan.feuille) == ("classeur", "clients", "Sheet")
    assert appliquer_plan(plan, feuilles)["client"].tolist() == ["a.xlsx", "b.xlsx"]


def test_la_page_des_grands_fichiers_dit_les_tailles_permises():
    page = lire((Path(__file__).parents[2] / "book" / "grands-fichiers.md").read_text("utf-8"))
    for rang, ou in enumerate(("Dans une page du cours", "Dans JupyterLab")):
        csv, fec = (fichiers._TAILLES[format][rang] // 1_000_000 for format in ("csv", "fec"))
        assert re.search(rf"\| {ou} \| [^|]+ \| CSV : {csv} Mo ; FEC : {fec} Mo \|", page)
    assert {taille // 1_000_000 for taille in fichiers._TAILLES["classeur"]} == {20}
    assert "Un classeur se lit jusqu’à 20 Mo" in page and "# Les grands fichiers" in page


@pytest.mark.parametrize(
    "nom",
    [
        "un CSV",
        "deux CSV, colonnes en désordre",
        "deux FEC de deux exercices",
        "plusieurs factures, un lisez-moi",
    ],
)
def test_une_longue_lecture_dit_ou_elle_en_est(nom):
    source, choix, *_ = LUS[nom]
    suivi = []
    plan = proposer_lecture(source, avancer=lambda part, mots: suivi.append((part, mots)), **choix)
    parts = [part for part, _ in suivi]
    assert parts == sorted(parts) and parts[0] >= 0 and parts[-1] <= 1 and len(parts) > 1
    assert all(mots for _, mots in suivi)
    if isinstance(source, list) and plan.format == "csv":
        ouvertures = [part for part, mots in suivi if mots == "Ouverture du fichier"]
        assert len(ouvertures) == len(source) and len(set(ouvertures)) == len(source)
    suite = []
    appliquer_plan(plan, source, avancer=lambda part, mots: suite.append((part, mots)))
    assert [part for part, _ in suite] == sorted(part for part, _ in suite) and suite


def test_appliquer_ce_que_l_on_vient_de_proposer_ne_l_etudie_pas_deux_fois(monkeypatch):
    etudes = []
    monkeypatch.setattr(
        aiguillage, "etudier", lambda *a, faire=aiguillage.etudier: (etudes.append(1), faire(*a))[1]
    )
    source, autre = JANVIER.encode(), JANVIER.replace("300", "301").encode()
    table = appliquer_plan(plan := proposer_lecture(source), source)
    assert len(etudes) == 1
    # Un autre contenu, un autre plan, une seconde application : tout est relu.
    assert appliquer_plan(plan, autre)["montant_ht"].tolist() == [1000.5, 301]
    proposer_lecture(source)
    assert appliquer_plan(plan, autre)["montant_ht"].tolist() == [1000.5, 301]
    plan = proposer_lecture(source)
    avant = len(etudes)
    assert appliquer_plan(plan.choisir(nombres="virgule"), source)["client"].tolist() == [BIEF, AUBIN]
    assert len(etudes) == avant + 1
    table["montant_ht"] = 0
    assert appliquer_plan(proposer_lecture(source), source)["montant_ht"].tolist() == [1000.5, 300]
    assert not aiguillage._GARDE


def test_repondre_a_un_doute_n_ouvre_pas_le_fichier_de_nouveau(monkeypatch):
    ouverts = []
    monkeypatch.setattr(
        aiguillage,
        "decouper",
        lambda *a, faire=aiguillage.decouper, **k: (ouverts.append(1), faire(*a, **k))[1],
    )
    source = b"N facture;Date;Client;Montant HT\nF1;1/31/2025;A;12.500\nF2;2/1/2025;B;3\n"
    for choix in ({}, {"dates": "mois/jour"}, {"dates": "mois/jour", "nombres": "virgule"}):
        plan = proposer_lecture(source, **choix)
    assert len(ouverts) == 1 and plan.doutes == ()
    assert appliquer_plan(plan, source)["montant_ht"].tolist() == [12500, 3]
    proposer_lecture(source, separateur=";")
    assert len(ouverts) == 2


MORCEAUX = st.sampled_from(
    [
        JANVIER.encode(),
        FEVRIER.encode(),
        CSV_CLIENTS,
        AN_1,
        AN_2,
        ubl("F1", "3"),
        ubl("F2", "4"),
        PDF,
        b"bonjour",
        b"",
        zipper(("a.csv", JANVIER)),
    ]
)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b.csv", "é.xml"]), MORCEAUX | st.binary(max_size=60)), max_size=4
    ),
    st.sampled_from([None, "factures", "clients"]),
    st.sampled_from([None, "écarter", "compter"]),
)
def test_un_depot_quelconque_se_lit_ou_se_refuse(fichiers, nature, doublons):
    try:
        plan = proposer_lecture(fichiers, nature, doublons=doublons)
        table = appliquer_plan(Plan.lire(plan.en_json()), fichiers)
    except ErreurCours as erreur:
        assert str(erreur)
        return
    rapport = table.attrs["rapport"]
    assert not plan.doutes and len(table)
    assert rapport["lignes_lues"] == rapport["lignes_gardees"] + rapport["lignes_ecartees"]
    assert rapport["lignes_ecartees"] == sum(cas["nombre"] for cas in rapport["ecartees"].values())
