"""Le fichier des écritures comptables : ce qu'on en lit, ce qu'on en écarte, ce qu'on n'en garde jamais."""
# Un cas par ligne, même longue : la table se lit de haut en bas.
# ruff: noqa: E501

import io
import json
import pickle
import random
import traceback
from collections import defaultdict
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lecture import lire as lisible
from lecture import lire_refus

from course_helpers.donnees import (
    appliquer_plan,
    chemin,
    lire_factures,
    proposer_lecture,
    regrouper_clients,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX
from course_helpers.lecture import ecritures, fec
from course_helpers.lecture.ecritures import AUTRES, CHAMPS, CHAMPS_EN_TROP
from course_helpers.lecture.fec import est_un_fec, lire_fec

SALARIEE = "Zéphyrine Quatrebarbes"


def ligne(
    compte,
    debit="0,00",
    credit="0,00",
    *,
    num="1",
    jour="20250106",
    journal="VE",
    aux="",
    nom="",
    piece="F1",
    lib="Facture",
    date_piece=None,
    compte_lib="Compte",
    fin=("", "", "20250131", "", ""),
):
    return [
        journal,
        "Ventes",
        num,
        jour,
        compte,
        compte_lib,
        aux,
        nom,
        piece,
        date_piece or jour,
        lib,
        debit,
        credit,
        *fin,
    ]


def vente(num, client, ht, *, tva="0,00", ttc=None, compte="707000", **options):
    """Une facture : le client, la vente, la TVA. Un montant commencé par « - » passe de l'autre côté."""
    code, nom = client
    ttc = ttc or ht

    def cote(montant, debit):
        inverse = montant.startswith("-")
        montant = montant.removeprefix("-")
        return {"debit": montant} if debit != inverse else {"credit": montant}

    options.setdefault("piece", f"F{num}")
    lignes = [
        ligne("411000", num=num, aux=code, nom=nom, **cote(ttc, True), **options),
        ligne(compte, num=num, **cote(ht, False), **options),
    ]
    return lignes + ([ligne("445710", num=num, **cote(tva, False), **options)] if tva != "0,00" else [])


def paie(num="90"):
    return [
        ligne("641000", "2000,00", num=num, journal="OD", lib=f"Paie {SALARIEE}", piece="PAIE"),
        ligne(
            "421000",
            credit="2000,00",
            num=num,
            journal="OD",
            aux="S01",
            nom=SALARIEE,
            lib=f"Paie {SALARIEE}",
            piece="PAIE",
        ),
    ]


def ecrire(*groupes, sep="\t", encodage="utf-8", fin="\r\n", champs=CHAMPS, queue=""):
    lignes = [list(champs)] + [x for groupe in groupes for x in groupe]
    return "".join(sep.join(x) + queue + fin for x in lignes).encode(encodage)


BIEF, AUBIN = ("C001", "Hôtel Bief"), ("C002", "Garage Aubin")
DEUX = [vente("1", BIEF, "1000,00", tva="200,00", ttc="1200,00"), vente("2", AUBIN, "34,50")]
LUES = [("F1", "Hôtel Bief", 1000.0), ("F2", "Garage Aubin", 34.5)]
COMPTES = [  # un compte 411 par client, sans auxiliaire
    [ligne("411BIEF", "1000,00", compte_lib="Hôtel Bief"), ligne("707000", credit="1000,00")],
    [
        ligne("411AUBIN", "34,50", num="2", piece="F2", compte_lib="Garage Aubin"),
        ligne("707000", credit="34,50", num="2", piece="F2"),
    ],
]
PERMUTES = (
    "Credit",
    "Debit",
    "CompAuxLib",
    *[c for c in CHAMPS if c not in ("Credit", "Debit", "CompAuxLib")],
)


def permuter(groupes):
    return [[x[CHAMPS.index(c)] for c in PERMUTES] for groupe in groupes for x in groupe]


def en_sens(groupes, debit, credit):
    """Les mêmes écritures, « Montant » et « Sens » au lieu de « Debit » et « Credit »."""
    lignes = []
    for x in (x for groupe in groupes for x in groupe):
        au_debit = x[11] != "0,00"
        lignes.append([*x[:11], x[11] if au_debit else x[12], debit if au_debit else credit, *x[13:]])
    return lignes


SENS = tuple({"Debit": "Montant", "Credit": "Sens"}.get(c, c) for c in CHAMPS)
SANS_AUX = [[[*x[:6], "", "", *x[8:]] for x in vente("1", BIEF, "10,00")]]

# nom du cas : (fichier, ventes lues, {raison: (lignes, € de ventes non attribués)})
CAS = {
    # La forme du fichier
    "tabulation, utf-8": (ecrire(*DEUX), LUES, {}),
    "barre": (ecrire(*DEUX, sep="|"), LUES, {}),
    "point-virgule, sorti d'un tableur": (ecrire(*DEUX, sep=";"), LUES, {}),
    "cp1252": (ecrire(*DEUX, encodage="cp1252"), LUES, {}),
    "MS-DOS": (ecrire(*DEUX, encodage="cp850"), LUES, {}),
    "ancien Macintosh, barres": (ecrire(*DEUX, sep="|", encodage="mac_roman"), LUES, {}),
    "utf-8 avec marque": (ecrire(*DEUX, encodage="utf-8-sig"), LUES, {}),
    "utf-16": (ecrire(*DEUX, encodage="utf-16"), LUES, {}),
    "fins de ligne Unix": (ecrire(*DEUX, fin="\n"), LUES, {}),
    "fins de ligne des anciens Macintosh": (ecrire(*DEUX, fin="\r"), LUES, {}),
    "sans fin de dernière ligne": (ecrire(*DEUX).rstrip(), LUES, {}),
    "séparateur en fin de ligne": (ecrire(*DEUX, sep="|", queue="|"), LUES, {}),
    "séparateur en fin de ligne, sauf d'en-têtes": (ecrire(sep="|") + ecrire(*DEUX, sep="|", queue="|").split(b"\n", 1)[1], LUES, {}),
    "trois séparateurs en fin de ligne": (ecrire(*DEUX, queue="\t\t\t"), LUES, {}),
    "en-têtes en majuscules": (ecrire(*DEUX, champs=[c.upper() for c in CHAMPS]), LUES, {}),
    "en-têtes en minuscules": (ecrire(*DEUX, champs=[c.lower() for c in CHAMPS]), LUES, {}),
    "en-têtes accentués et espacés": (ecrire(*DEUX, champs=[{"Debit": " Débit ", "Credit": "Crédit"}.get(c, c) for c in CHAMPS]), LUES, {}),
    "tout entre guillemets": (ecrire([[f'"{c}"' for c in x] for g in DEUX for x in g], champs=[f'"{c}"' for c in CHAMPS]), LUES, {}),
    "colonnes dans un autre ordre": (ecrire(permuter(DEUX), champs=PERMUTES), LUES, {}),
    "vingt-deux champs": (ecrire([[*x, "20250201", "CB", "V", "9"] for g in DEUX for x in g], champs=[*CHAMPS, "DateRglt", "ModeRglt", "NatOp", "IdClient"]), LUES, {}),
    "ligne vide au début et à la fin": (b"\r\n" + ecrire(*DEUX) + b"\r\n\r\n", LUES, {"ligne vide": (2, None)}),
    # Les montants et les dates
    "montants complétés de zéros": (ecrire(vente("1", BIEF, "0000001000,00"), vente("2", AUBIN, "000034,50")), LUES, {}),
    "montants complétés d'espaces": (ecrire(vente("1", BIEF, "   1000,00"), vente("2", AUBIN, "  34,50 ")), LUES, {}),
    "montants au point": (ecrire(vente("1", BIEF, "1000.00"), vente("2", AUBIN, "34.5")), LUES, {}),
    "milliers séparés": (ecrire(vente("1", BIEF, "1 000,00"), vente("2", AUBIN, "34,50")), LUES, {}),
    "milliers séparés d'un point": (ecrire(vente("1", BIEF, "1.000,00"), vente("2", AUBIN, "34,50")), LUES, {}),
    "montant vide pour zéro": (ecrire([[c if c != "0,00" else "" for c in x] for g in DEUX for x in g]), LUES, {}),
    "montants au point, vides pour zéro": (ecrire([[c.replace(",", ".") if c != "0,00" else "" for c in x] for g in DEUX for x in g]), LUES, {}),
    "signe moins derrière": (ecrire(DEUX[0], [ligne("411000", "200,00-", num="3", aux="C001", nom="Hôtel Bief", piece="A1"), ligne("707000", credit="200,00-", num="3", piece="A1")]), [LUES[0], ("A1", "Hôtel Bief", -200.0)], {}),
    "signe plus": (ecrire(vente("1", BIEF, "+1000,00"), vente("2", AUBIN, "+34,50")), LUES, {}),
    "dates à tirets": (ecrire(vente("1", BIEF, "1000,00", jour="2025-01-06"), vente("2", AUBIN, "34,50", jour="2025-01-06")), LUES, {}),
    "Montant et Sens, D et C": (ecrire(en_sens(DEUX, "D", "C"), champs=SENS), LUES, {}),
    "Montant et Sens, +1 et -1": (ecrire(en_sens(DEUX, "+1", "-1"), champs=SENS, sep="|"), LUES, {}),
    "Sens illisible": (ecrire(en_sens(DEUX[:1], "D", "C"), en_sens(DEUX[1:], "D", "?"), champs=SENS), LUES[:1], {"montant illisible": (2, None)}),
    "trois décimales": (ecrire(DEUX[0], vente("2", AUBIN, "34,505")), LUES[:1], {"montant illisible": (2, 0)}),
    "point ambigu": (ecrire(DEUX[0], vente("2", AUBIN, "12.500")), LUES[:1], {"montant illisible": (2, 0)}),
    "montant en lettres": (ecrire(DEUX[0], vente("2", AUBIN, "n.c.")), LUES[:1], {"montant illisible": (2, 0)}),
    "montant démesuré": (ecrire(DEUX[0], vente("2", AUBIN, "9" * 40)), LUES[:1], {"montant illisible": (2, 0)}),
    "date impossible": (ecrire(DEUX[0], vente("2", AUBIN, "34,50", jour="20250230")), LUES[:1], {"date illisible": (2, 34.5)}),
    "date à l'américaine": (ecrire(DEUX[0], vente("2", AUBIN, "34,50", jour="01/06/2025")), LUES[:1], {"date illisible": (2, 34.5)}),
    # Les ventes
    "avoir": (ecrire(*DEUX, vente("3", BIEF, "-200,00", piece="A1")), [*LUES, ("A1", "Hôtel Bief", -200.0)], {}),
    "débit négatif": (ecrire(DEUX[0], [ligne("411000", "-200,00", num="3", aux="C001", nom="Hôtel Bief", piece="A1"), ligne("707000", credit="-200,00", num="3", piece="A1")]), [LUES[0], ("A1", "Hôtel Bief", -200.0)], {}),
    "plusieurs comptes de vente, remise déduite": (ecrire([ligne("411000", "110,00", aux="C001", nom="Hôtel Bief"), ligne("701100", credit="70,00"), ligne("708500", credit="50,00"), ligne("709700", "10,00")]), [("F1", "Hôtel Bief", 110.0)], {}),
    "échéances : deux lignes du même client": (ecrire([ligne("411000", "60,00", aux="C001", nom="Hôtel Bief"), ligne("411000", "40,00", aux="C001", nom="Hôtel Bief"), ligne("706000", credit="100,00")]), [("F1", "Hôtel Bief", 100.0)], {}),
    "réglée dans la même écriture": (ecrire([ligne("411000", "100,00", aux="C001", nom="Hôtel Bief"), ligne("706000", credit="100,00"), ligne("411000", credit="100,00", aux="C001", nom="Hôtel Bief"), ligne("512000", "100,00")]), [("F1", "Hôtel Bief", 100.0)], {}),
    "le même numéro dans deux journaux": (ecrire(vente("1", BIEF, "1000,00"), vente("1", AUBIN, "34,50", journal="V2", piece="F2")), LUES, {}),
    "sans nom auxiliaire : son code": (ecrire(vente("1", ("C001", ""), "10,00")), [("F1", "C001", 10.0)], {}),
    "nom donné sur une autre écriture": (ecrire(vente("1", ("C001", ""), "10,00"), vente("2", BIEF, "5,00")), [("F1", "Hôtel Bief", 10.0), ("F2", "Hôtel Bief", 5.0)], {}),
    "sans code auxiliaire : son nom": (ecrire(vente("1", ("", "Hôtel Bief"), "10,00")), [("F1", "Hôtel Bief", 10.0)], {}),
    "sans pièce : le numéro d'écriture": (ecrire(vente("7", BIEF, "10,00", piece="")), [("7", "Hôtel Bief", 10.0)], {}),
    "pièce sur la seule ligne de vente": (ecrire([ligne("411000", "10,00", aux="C001", nom="Hôtel Bief", piece=""), ligne("707000", credit="10,00", piece="F9")]), [("F9", "Hôtel Bief", 10.0)], {}),
    "sans numéro d'écriture : la pièce": (ecrire(vente("", BIEF, "1000,00", piece="F1"), vente("", AUBIN, "34,50", piece="F2")), LUES, {}),
    "un mois dans une écriture, une pièce par client": (ecrire(vente("1", BIEF, "1000,00", piece="F1"), vente("1", AUBIN, "34,50", piece="F2")), LUES, {}),
    "règlements et à-nouveaux": (ecrire(*DEUX, [ligne("512000", "1200,00", num="8", journal="BQ"), ligne("411000", credit="1200,00", num="8", journal="BQ", aux="C001", nom="Hôtel Bief")]), LUES, {"compte client sans vente": (1, None)}),
    # Un client sans compte auxiliaire
    "un compte par client, à son nom": (ecrire(*COMPTES), LUES, {}),
    "un compte par client, sans libellé": (ecrire([[*x[:5], "", *x[6:]] for g in COMPTES for x in g]), [("F1", "411BIEF", 1000.0), ("F2", "411AUBIN", 34.5)], {}),
    "un compte par client et un collectif": (ecrire(*COMPTES, vente("3", ("", ""), "50,00", compte_lib="Clients divers")), LUES, {"client sans compte auxiliaire": (2, 50)}),
    "un compte collectif par nature de vente": (ecrire(*DEUX, [ligne("411200", "50,00", num="3", compte_lib="Clients - Prestations"), ligne("707000", credit="50,00", num="3")]), LUES, {"client sans compte auxiliaire": (2, 50)}),
    "recettes au comptant, IdClient": (ecrire([[*x, "Hôtel Bief"] for x in [ligne("512000", "10,00"), ligne("706000", credit="10,00")]], champs=[*CHAMPS, "IdClient"]), [("F1", "Hôtel Bief", 10.0)], {}),
    "IdClient sur un compte collectif": (ecrire([[*x, "Hôtel Bief"] for x in vente("1", ("", ""), "10,00")], champs=[*CHAMPS, "IdClient"]), [("F1", "Hôtel Bief", 10.0)], {}),
    "deux IdClient dans une écriture": (ecrire([[*x, ""] for g in DEUX for x in g], [[*ligne("706000", credit="10,00", num="3"), "A"], [*ligne("706000", credit="5,00", num="3"), "B"]], champs=[*CHAMPS, "IdClient"]), LUES, {"plusieurs clients dans l’écriture": (2, 15)}),
    # Ce qui ne s'attribue pas
    "recettes groupées, sans compte client": (ecrire(*DEUX, [ligne("530000", "60,00", num="3"), ligne("707000", credit="50,00", num="3")]), LUES, {"vente sans compte client": (1, 50)}),
    "recettes groupées de plusieurs clients": (ecrire(*DEUX, [ligne("411000", "30,00", num="3", aux="C001", nom="Hôtel Bief", piece="Z"), ligne("411000", "20,00", num="3", aux="C002", nom="Garage Aubin", piece="Z"), ligne("707000", credit="50,00", num="3", piece="Z")]), LUES, {"plusieurs clients dans l’écriture": (3, 50)}),
    "un client de code, un autre de nom, dans une écriture": (ecrire([ligne("707000", credit="50,00", num="3"), ligne("411000", "30,00", num="3", aux="C001"), ligne("411000", "20,00", num="3", nom="Garage Aubin")], vente("4", BIEF, "10,00")), [("F4", "Hôtel Bief", 10.0)], {"plusieurs clients dans l’écriture": (3, 50)}),
    "recettes du jour dont un seul client": (ecrire(*DEUX, [ligne("411000", "30,00", num="3", aux="C001", nom="Hôtel Bief", piece="Z"), ligne("530000", "970,00", num="3", piece="Z"), ligne("707000", credit="1000,00", num="3", piece="Z")]), LUES, {"compte client plus petit que la vente": (2, 1000)}),
    "compte collectif sans auxiliaire": (ecrire(*DEUX, vente("3", ("", ""), "50,00")), LUES, {"client sans compte auxiliaire": (2, 50)}),
    "reclassement entre comptes de vente": (ecrire(*DEUX, [ligne("411000", "0,00", num="3", aux="C001", nom="Hôtel Bief"), ligne("707000", "5,00", num="3"), ligne("706000", credit="5,00", num="3")]), LUES, {"vente de somme nulle": (3, None)}),
    "factures à établir, puis annulées": (ecrire(*DEUX, [ligne("418100", "50,00", num="3"), ligne("707000", credit="50,00", num="3")], [ligne("707000", "50,00", num="4"), ligne("418100", credit="50,00", num="4")]), LUES, {"vente sans compte client": (2, None)}),
    # Un champ contient le séparateur
    "libellé": (ecrire(*DEUX[:1], vente("2", AUBIN, "34,50", lib="Pièces | main d'œuvre"), sep="|"), LUES, {}),
    "nom d'un client que l'on connaît": (ecrire(*DEUX, vente("3", ("C002", "Garage|Aubin"), "5,00"), sep="|"), [*LUES, ("F3", "Garage|Aubin", 5.0)], {}),
    "champs vides omis en fin de ligne": (ecrire(DEUX[0], [x[:16] for x in DEUX[1]]), LUES, {}),
    "ligne coupée": (ecrire(*DEUX) + b"VE\tVentes\t9\t20250106\t707", LUES, {"champs décalés": (1, None)}),
    "une ligne d'une vente ne se lit pas": (ecrire(*DEUX, [ligne("411000", "30,00", num="3", aux="C001", nom="Hôtel Bief"), ligne("707000", credit="20,00", num="3"), [*ligne("706000", credit="10,00", num="3")[:9], "x"]]), LUES, {"champs décalés": (1, None), "écriture dont une ligne ne se lit pas": (2, 20)}),
    "nom d'un client inconnu, de deux façons": (ecrire(*DEUX, vente("3", ("C9", "Le|Bief"), "5,00", compte_lib="Clients Z"), sep="|"), LUES, {"champs décalés": (1, None), "écriture dont une ligne ne se lit pas": (1, 5)}),
    "vingt et un séparateurs de trop": (ecrire(*DEUX, vente("3", BIEF, "5,00", lib="a" + "|b" * 21), sep="|"), LUES, {"champs décalés": (2, None)}),
    "vingt séparateurs de trop": (ecrire(*DEUX, vente("3", BIEF, "5,00", lib="a" + "|b" * 20), sep="|"), [*LUES, ("F3", "Hôtel Bief", 5.0)], {}),
    "ligne de trop de champs, illisible": (ecrire(*DEUX, [["x"] * 30]), LUES, {"champs décalés": (1, None)}),
}  # fmt: skip


@pytest.mark.parametrize("nom", CAS)
def test_chaque_habitude_est_lue_ou_ecartee(nom):
    octets, attendues, ecartees = CAS[nom]
    assert est_un_fec(octets)
    table, rapport = lire_fec(octets)
    assert list(zip(table["facture"], table["client"], table["montant_ht"], strict=True)) == attendues
    obtenues = {r: (c["nombre"], c.get("montant")) for r, c in rapport["ecartees"].items() if r != AUTRES}
    assert {r: (n, m or None) for r, (n, m) in ecartees.items()} == obtenues
    assert rapport["lignes_gardees"] + rapport["lignes_ecartees"] == rapport["lignes_lues"]
    assert sum(cas["nombre"] for cas in rapport["ecartees"].values()) == rapport["lignes_ecartees"]
    perdu = sum(m or 0 for _, m in ecartees.values())
    assert rapport["ventes_non_attribuees"] == perdu
    assert rapport["ventes_attribuees"] == table["montant_ht"].sum()


@pytest.mark.parametrize("nom", ["01_fec_tab.txt", "02_fec_pipe.txt", "03_fec_clients.txt"])
def test_les_formes_deja_vues(nom, tmp_path):
    """Une facture, une autre, un avoir ; dans le troisième, la pièce est de l'année d'avant."""
    groupes = [
        vente("1", BIEF, "1000,00", tva="200,00", ttc="1200,00", piece="F25-001", date_piece="20241231"),
        vente("2", AUBIN, "1234,50", tva="246,90", ttc="1481,40", piece="F25-002", jour="20250113"),
        vente("3", BIEF, "-200,00", tva="-40,00", ttc="-240,00", piece="A25-001", jour="20250203"),
    ]
    options = {"sep": "|", "encodage": "cp1252"} if "pipe" in nom else {}
    (tmp_path / nom).write_bytes(ecrire(*groupes, **options))
    table, rapport = lire_fec(tmp_path / nom)
    assert list(table.columns) == ["facture", "date", "code_client", "client", "montant_ht"]
    assert table["date"].dt.strftime("%d/%m/%Y").tolist() == ["06/01/2025", "13/01/2025", "03/02/2025"]
    assert regrouper_clients(table)["ca"].tolist() == [1234.5, 800.0]
    assert rapport["lignes_lues"] == 9
    assert any("1 pièce n’ont pas" in lisible(r) or "1 pièce" in lisible(r) for r in rapport["remarques"])
    with (tmp_path / nom).open("rb") as ouvert:
        assert lire_fec(ouvert)[0].equals(table)


def test_une_ligne_ecartee_se_retrouve_dans_le_fichier():
    """Une ligne vide avant les en-têtes, deux à la fin ; six ventes sans client font douze lignes."""
    ecartees = lire_fec(b"\r\n" + ecrire(*DEUX) + b"\r\n\r\n")[1]["ecartees"]
    assert ecartees["ligne vide"]["lignes"] == [8, 9]
    sans = [x for num in "345678" for x in vente(num, ("", ""), "1,00", compte_lib="Clients divers")]
    cas = lire_fec(ecrire(*DEUX, sans))[1]["ecartees"]["client sans compte auxiliaire"]
    assert (cas["nombre"], cas["lignes"], cas["montant"]) == (12, list(range(7, 17)), 6)


def test_un_compte_auxiliaire_l_emporte_sur_un_identifiant():
    for client, code in ((BIEF, "C001"), (("C001", ""), "C001"), (("", "Hôtel Bief"), None)):
        lignes = [[*x, "ID9"] for x in vente("1", client, "10,00")]
        table = lire_fec(ecrire(lignes, champs=[*CHAMPS, "IdClient"]))[0]
        assert table["montant_ht"].tolist() == [10], client
        assert (table["code_client"].tolist() if code else list(table)[:3]) == (
            [code] if code else ["facture", "date", "client"]
        )


def test_la_part_non_attribuee_est_dite():
    octets = ecrire(*DEUX, [ligne("530000", "60,00", num="3"), ligne("707000", credit="50,00", num="3")])
    rapport = lire_fec(octets)[1]
    assert rapport["ventes"] == 1084.5
    assert rapport["part_non_attribuee_pct"] == pytest.approx(100 * 50 / 1084.5, abs=1e-4)
    assert [lisible(r) for r in rapport["remarques"]] == [
        "1 034,50 € HT sur 1 084,50 € sont attribués à un client ; 50,00 € (4,61 %) ne le sont pas "
        "(vente sans compte client : 50,00 €)."
    ]
    assert "Toutes les ventes, 1 034,50 € HT" in lisible(lire_fec(ecrire(*DEUX))[1]["remarques"][0])


def test_un_client_qui_n_en_est_pas_un_est_signale():
    for nom in ("Clients divers", "CLIENT COMPTOIR", "Ventes de passage", "-", "Particuliers"):
        rapport = lire_fec(ecrire(*DEUX, vente("3", ("C9", nom), "5,00")))[1]
        assert f"« {nom} » n’est pas le nom d’un client (5,00 €)" in lisible(rapport["remarques"][1])
    assert len(lire_fec(ecrire(*DEUX, vente("3", ("C9", "Comptoir Brelande"), "5,00")))[1]["remarques"]) == 1


def test_des_comptes_411_numerotes_se_demandent():
    """411001 « Hôtel Bief » : un client ? Rien ne le prouve."""
    lignes = [
        [c.replace("411BIEF", "411001").replace("411AUBIN", "411002") for c in x] for g in COMPTES for x in g
    ]
    octets = ecrire(lignes)
    refus = lire_refus(lire_fec, octets)
    assert (
        "Sans compte auxiliaire, 2 comptes 411 sont peut-être ceux d’un seul client, d’abord en ligne 2"
        in refus
    )
    assert '(« 411001 Hôtel Bief ») : choisissez comptes="clients"' in refus
    table = lire_fec(octets, comptes="clients")[0]
    assert list(zip(table["facture"], table["client"], table["montant_ht"], strict=True)) == LUES
    assert "Aucune vente de ce FEC n’est rattachée à un client" in lire_refus(
        lire_fec, octets, comptes="collectifs"
    )
    plan = proposer_lecture(octets)
    assert [(d.choix, d.ligne, set(d.options)) for d in plan.doutes] == [
        ("comptes", 2, {"clients", "collectifs"})
    ]
    pd.testing.assert_frame_equal(appliquer_plan(plan.choisir(comptes="clients"), octets), table)
    deux = [
        ("a.txt", octets),
        ("b.txt", ecrire([[c.replace("20250106", "20260106") for c in x] for x in lignes])),
    ]
    (doute,) = proposer_lecture(deux).doutes
    assert doute.fichier == "a.txt" and lire_factures(deux, comptes="clients")["montant_ht"].sum() == 2069


def test_les_sommes_sont_exactes():
    """Des montants qu'un flottant additionne mal."""
    hasard, attendu, groupes = random.Random(7), defaultdict(Decimal), []
    for num in map(str, range(400)):
        ht = Decimal(hasard.randrange(1, 10**9)) / 100
        client = hasard.choice([BIEF, AUBIN])
        attendu[client[1]] += ht
        groupes.append(vente(num, client, f"{ht:.2f}".replace(".", ",")))
    table, rapport = lire_fec(ecrire(*groupes))
    for nom, total in attendu.items():
        assert (
            sum(map(Decimal, table.loc[table["client"] == nom, "montant_ht"].map("{:.2f}".format))) == total
        )
    assert Decimal(f"{rapport['ventes']:.2f}") == sum(attendu.values())


def test_les_blocs_ne_coupent_rien(monkeypatch):
    """Le fichier se lit par blocs : leur taille ne change rien à ce qu'on y lit."""
    groupes = [vente(str(n), (f"C{n % 7}", f"Hôtel {n % 7}"), f"{n},{n % 100:02d}") for n in range(1, 200)]
    octets = ecrire(*groupes, paie(), sep="|", encodage="cp1252")
    entier, rapport = lire_fec(octets)
    for taille in (1, 7, 300, 4000):
        monkeypatch.setattr(ecritures, "_BLOC", taille)
        table, autre = lire_fec(octets)
        assert table.equals(entier) and autre == rapport, taille


# --- Les salaires n'en sortent pas ----------------------------------------------------------------------


def tout_lire(objet) -> str:
    """Tout ce qu'un objet laisse voir, ou emporte si on l'enregistre."""
    return (
        repr(objet)
        + str(objet)
        + pickle.dumps(objet).decode("utf-8", "replace")
        + pickle.dumps(objet).decode("latin-1")
    )


@pytest.mark.parametrize("sep", ["\t", "|"])
def test_un_salaire_n_est_nulle_part(sep, monkeypatch):
    gardees = []
    monkeypatch.setattr(
        fec,
        "_dresser",
        lambda lues, *reste, faire=fec._dresser: (
            gardees.append(pickle.dumps(lues)),
            faire(lues, *reste),
        )[1],
    )
    table, rapport = lire_fec(ecrire(*DEUX, paie(), paie("91"), sep=sep))
    json.dumps(rapport)
    vus = (
        tout_lire(table)
        + tout_lire(rapport)
        + gardees[0].decode("latin-1")
        + gardees[0].decode("utf-8", "replace")
    )
    assert "Hôtel Bief" in vus  # l'épreuve verrait un nom
    for secret in (SALARIEE, SALARIEE.encode().decode("latin-1"), "Quatrebarbes", "S01", "PAIE", "2000,00"):
        assert secret not in vus, secret
    assert rapport["ecartees"][AUTRES]["nombre"] == 5


@pytest.mark.parametrize(
    "octets",
    [
        ecrire(paie()),
        ecrire(paie(), *SANS_AUX),
        ecrire(paie(), champs=CHAMPS[:11]),
        ecrire(paie(), [ligne("411000", "abc", aux="C1", nom="Bief"), ligne("707000", credit="abc")]),
        ecrire(paie(), *SANS_AUX, encodage="cp1252"),
        ecrire(paie(), [[SALARIEE] * 40], *SANS_AUX),
        ecrire(paie(), [[*ligne("421000", lib=SALARIEE), SALARIEE]], *SANS_AUX),
    ],
)
def test_un_refus_ne_cite_aucun_salaire(octets):
    with pytest.raises(ErreurCours) as refus:
        lire_fec(octets)
    vus = "".join(traceback.format_exception(refus.value)) + str(refus.value)
    erreur = refus.value
    while erreur is not None:
        vus += repr(erreur) + repr(vars(erreur)) + repr(getattr(erreur, "object", ""))
        erreur = erreur.__context__ or erreur.__cause__
    assert "Quatrebarbes" not in vus


# --- Les refus ------------------------------------------------------------------------------------------


def test_ce_qui_n_est_pas_un_fec_est_refuse(tmp_path):
    assert not est_un_fec(b"client;ca\nHotel;3\n") and not est_un_fec(b"") and not est_un_fec(b"\x00" * 500)
    assert "Ce fichier n’est pas un FEC" in lire_refus(lire_fec, b"client;ca\nHotel;3\n")
    assert "Le fichier est vide" in lire_refus(lire_fec, b"")
    assert "introuvable" in lire_refus(lire_fec, tmp_path / "absent.txt")
    assert "introuvable" in lire_refus(lire_fec, tmp_path)
    assert "binaire" in lire_refus(lire_fec, io.StringIO("x"))
    assert "binaire" in lire_refus(lire_fec, 12)


def test_ce_qui_manque_est_nomme():
    champs = [{"CompteNum": "Compte", "Credit": "Montant crédit"}.get(c, c) for c in CHAMPS]
    phrase = lire_refus(lire_fec, ecrire(*DEUX, champs=champs))
    assert "il manque « CompteNum », « Credit »" in phrase
    assert est_un_fec(ecrire(*DEUX, champs=champs))  # assez pour le reconnaître, pas pour le lire


def test_rien_a_attribuer_est_refuse_avec_le_montant():
    phrase = lire_refus(lire_fec, ecrire(*SANS_AUX))
    assert "Aucune vente de ce FEC n’est rattachée à un client, sur 10,00 € HT" in phrase
    assert "client sans compte auxiliaire (2 lignes, d’abord ligne 2)" in phrase and "CompAuxNum" in phrase
    a_la_main = ecrire(vente("1", BIEF, "10,00", jour="06/01/2025"))
    assert "sans l’ouvrir dans un tableur : 20250106 pour une date" in lire_refus(lire_fec, a_la_main)
    sans_vente = ecrire([ligne("411000", credit="5,00", aux="C1"), ligne("512000", "5,00")])
    assert "aucune ligne de vente" in lire_refus(lire_fec, sans_vente)
    assert "aucune ligne de vente" in lire_refus(lire_fec, ecrire(paie()))


# --- Les fichiers hostiles ------------------------------------------------------------------------------


def test_trois_cents_colonnes():
    surplus = [f"x{n}" for n in range(282)]
    octets = ecrire([[*x, *[""] * 282] for g in DEUX for x in g], champs=[*CHAMPS, *surplus])
    assert lire_fec(octets)[0]["montant_ht"].tolist() == [1000.0, 34.5]


def test_une_ligne_de_vingt_mo():
    longue = "x" * 20_000_000
    table, rapport = lire_fec(ecrire(*DEUX, [ligne("606000", "5,00", num="3", lib=longue)]))
    assert table["montant_ht"].tolist() == [1000.0, 34.5] and rapport["lignes_lues"] == 6
    table, rapport = lire_fec(ecrire(*DEUX) + longue.encode())
    assert rapport["ecartees"][CHAMPS_EN_TROP] == {"nombre": 1, "lignes": [7]}
    table, _ = lire_fec(ecrire(*DEUX, [ligne("411000", "5,00", num="3", nom="|" * 20_000_000)], sep="|"))
    assert len(table) == 2


def test_ce_qui_est_demesure_est_refuse(monkeypatch):
    monkeypatch.setattr(ecritures, "_LIGNE_MAX", 1000)
    monkeypatch.setattr(ecritures, "_BLOC", 100)
    assert "Une ligne de ce fichier dépasse" in lire_refus(lire_fec, ecrire(*DEUX) + b"x" * 5000)
    monkeypatch.setitem(TAILLES_MAX, "fec", 3000)
    assert "un par exercice" in lire_refus(lire_fec, ecrire(*DEUX) * 10)


MORCEAUX = st.sampled_from(
    [
        "\t",
        "|",
        '"',
        "\n",
        "\r",
        "\0",
        "é",
        "411",
        "707000",
        "0,00",
        "12.500",
        "-",
        "20250106",
        "\ud7ff",
        "=1+1",
        " ",
        "",
        "D",
        "1e9",
        "inf",
        "nan",
        "True",
    ]
)


@given(
    st.lists(st.lists(MORCEAUX | st.text(max_size=4), max_size=22), max_size=8),
    st.sampled_from(["\t", "|", ";", ","]),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
    st.booleans(),
)
def test_rien_ne_sort_qu_un_refus_du_cours(lignes, sep, encodage, sens):
    texte = "\n".join([sep.join(SENS if sens else CHAMPS), *map(sep.join, lignes)])
    verifier(texte.encode(encodage, "replace"))


@given(st.data())
def test_un_fec_abime_se_lit_ou_se_refuse(donnees):
    octets = bytearray(ecrire(*DEUX, paie(), vente("3", BIEF, "-5,00"), sep="|"))
    for _ in range(donnees.draw(st.integers(1, 6))):
        place = donnees.draw(st.integers(0, len(octets) - 1))
        octets[place : place + donnees.draw(st.integers(0, 3))] = donnees.draw(st.binary(max_size=3))
    verifier(bytes(octets))


@given(st.binary(max_size=300))
def test_des_octets_quelconques(octets):
    verifier(octets)


def verifier(octets):
    est_un_fec(octets)
    try:
        table, rapport = lire_fec(octets)
    except ErreurCours:
        return
    assert sum(cas["nombre"] for cas in rapport["ecartees"].values()) == rapport["lignes_ecartees"]
    assert rapport["lignes_gardees"] + rapport["lignes_ecartees"] == rapport["lignes_lues"]
    assert round(100 * table["montant_ht"]).sum() == round(100 * rapport["ventes_attribuees"])
    assert table["client"].ne("").all() and table["date"].notna().all()


# --- Celui du cours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("annee", [2024, 2025])
def test_le_fec_du_cours_dit_les_factures_au_centime(annee):
    table, rapport = lire_fec(chemin(f"fec-{annee}.txt"))
    factures = lire_factures(chemin(f"factures-{annee}.csv"))
    par_piece = factures.groupby("facture").agg(
        {
            "date": "first",
            "code_client": "first",
            "client": "first",
            "montant_ht": lambda m: round(m.sum(), 2),
        }
    )
    obtenu = table.set_index("facture").sort_index()
    assert obtenu["montant_ht"].tolist() == par_piece.sort_index()["montant_ht"].tolist()
    for colonne in ("date", "code_client"):
        assert obtenu[colonne].tolist() == par_piece.sort_index()[colonne].tolist()
    assert obtenu.index.is_unique
    assert rapport["part_non_attribuee_pct"] == 0 and rapport["ventes_non_attribuees"] == 0
    assert rapport["ecartees"][AUTRES]["nombre"] > 1_000
    un, deux = regrouper_clients(table), regrouper_clients(factures)
    assert un["ca"].tolist() == deux["ca"].tolist()


@pytest.mark.parametrize("annee, sep, encodage", [(2024, "\t", "utf-8"), (2025, "|", "iso-8859-15")])
def test_le_fec_du_cours_suit_la_liste_publiee(annee, sep, encodage):
    """Livre des procédures fiscales, article A47 A-1, VII : noms, ordre, contenu, équilibre, chronologie."""
    lignes = [x.split(sep) for x in chemin(f"fec-{annee}.txt").read_bytes().decode(encodage).split("\r\n")]
    assert lignes.pop() == [""]
    assert tuple(lignes.pop(0)) == CHAMPS == (
        "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
        "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
        "ValidDate", "Montantdevise", "Idevise",
    )  # fmt: skip
    table = pd.DataFrame(lignes, columns=CHAMPS)
    obligatoires = ["JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib"]
    obligatoires += ["PieceRef", "PieceDate", "EcritureLib", "ValidDate"]
    assert (table[obligatoires] != "").all(axis=None)
    for champ in ("EcritureDate", "PieceDate", "ValidDate"):
        assert pd.to_datetime(table[champ], format="%Y%m%d").notna().all()
    assert (
        table["EcritureDate"].str.startswith(str(annee)).all()
        and (table["ValidDate"] >= table["EcritureDate"]).all()
    )
    assert table["CompteNum"].str.fullmatch(r"[1-7]\d{5}").all()
    for montant in ("Debit", "Credit"):
        assert table[montant].str.fullmatch(r"\d+,\d\d").all()
    # Un compte auxiliaire va avec son nom ; les comptes de tiers en ont tous un.
    assert ((table["CompAuxNum"] == "") == (table["CompAuxLib"] == "")).all()
    assert (table.loc[table["CompteNum"].str[:3].isin(["401", "411", "421"]), "CompAuxNum"] != "").all()
    sommes = (
        table[["Debit", "Credit"]].map(lambda m: int(m.replace(",", ""))).groupby(table["EcritureNum"]).sum()
    )
    assert (sommes["Debit"] == sommes["Credit"]).all()
    numeros = table["EcritureNum"].drop_duplicates().astype(int).tolist()
    assert numeros == list(range(1, len(numeros) + 1)) and table["EcritureDate"].is_monotonic_increasing
    assert {"VE", "AC", "PA", "BQ", "AN"} == set(table["JournalCode"])


def test_le_report_du_cours_est_le_solde_de_l_an_passe():
    soldes = []
    for annee, sep, encodage in ((2024, "\t", "utf-8"), (2025, "|", "iso-8859-15")):
        table = pd.read_csv(
            chemin(f"fec-{annee}.txt"), sep=sep, encoding=encodage, dtype=str, keep_default_na=False
        )
        cents = table["Debit"].str.replace(",", "").astype(int) - table["Credit"].str.replace(",", "").astype(
            int
        )
        garder = table["CompteNum"] < "6" if annee == 2024 else table["JournalCode"] == "AN"
        somme = cents[garder].groupby([table["CompteNum"], table["CompAuxNum"]]).sum()
        soldes.append(somme[(somme != 0) & (somme.index.get_level_values(0) != "120000")].to_dict())
    assert soldes[0] == soldes[1]
