"""Une lecture se propose, s’enregistre et se rejoue ; rien ne se perd, et rien ne fait tomber les lecteurs."""
# ruff: noqa: E501

import csv
import io
import json
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lecture import lire, lire_refus

from course_helpers.donnees import (
    Plan,
    appliquer_plan,
    chemin,
    lire_clients,
    lire_factures,
    lire_prospects,
    lire_table,
    proposer_lecture,
)
from course_helpers.ecriture import ecrire_nombre
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import decoupage, esquisser_lecture
from course_helpers.lecture.dates import ORDRES, est_jour, lire_dates
from course_helpers.lecture.decoupage import decouper
from course_helpers.lecture.grille import nettoyer
from course_helpers.lecture.montants import FORMATS, analyser, lire_montants
from course_helpers.lecture.plan import CHOIX, NATURES
from course_helpers.lecture.regroupement import proposer_rapprochements

ENTETES = "N° facture;Date;Client;Montant HT;Statut;Type\n"
JANVIER = (
    ENTETES + "F1;1/31/2025;Hôtel Bief;12.500;En attente;Facture\nA1;1/2/2025;Bief;3;Payée;Avoir\n"
).encode()
FEVRIER = b"Client;Montant HT;Date;Statut;Type;N\xb0 facture\nLou;1.200;2/3/2025;En attente;Facture;F9\n"


def test_le_plan_dit_ce_qui_est_reconnu_et_ce_dont_on_doute():
    plan = proposer_lecture(JANVIER)
    assert (plan.version, plan.nature, plan.encodage, plan.separateur) == (1, "factures", "utf-8", ";")
    assert plan.ligne_entetes == 1
    assert {c.entete: c.role for c in plan.colonnes} == {
        "N° facture": "facture",
        "Date": "date",
        "Client": "client",
        "Montant HT": "montant_ht",
        "Statut": "statut",
        "Type": "type",
    }
    doutes = {doute.choix: doute for doute in plan.doutes}
    assert {choix: (d.colonne, d.ligne, d.exemple) for choix, d in doutes.items()} == {
        "statuts": ("Statut", 2, "En attente"),
        "nombres": ("Montant HT", 2, "12.500"),
        "dates": ("Date", 2, "1/31/2025"),
    }
    assert lire(doutes["nombres"].options) and set(doutes["nombres"].options) == set(FORMATS)
    assert plan.types == {"Facture": "facture", "Avoir": "avoir"} and plan.avoirs == "déduire"
    assert "choisissez" in lire_refus(appliquer_plan, plan, JANVIER)


def test_on_repond_a_chaque_doute_puis_le_plan_se_rejoue_le_mois_suivant(tmp_path):
    plan = proposer_lecture(JANVIER).choisir(
        dates="mois/jour", nombres="virgule", statuts={"En attente": "garder"}
    )
    assert plan.doutes == ()
    table = appliquer_plan(plan, JANVIER)
    assert table["montant_ht"].tolist() == [12500, -3]
    assert table["date"].dt.date.tolist() == [date(2025, 1, 31), date(2025, 1, 2)]
    fichier = tmp_path / "plan.json"
    fichier.write_text(plan.en_json(), encoding="utf-8")
    relu = Plan.lire(fichier.read_text(encoding="utf-8"))
    assert relu == plan
    # Le fichier suivant a d'autres colonnes, dans un autre ordre et un autre encodage.
    suite = appliquer_plan(relu, FEVRIER)
    assert suite["montant_ht"].tolist() == [1200]
    assert suite["date"].dt.date.tolist() == [date(2025, 2, 3)]


def test_un_plan_ne_repond_pas_a_une_question_nouvelle():
    plan = proposer_lecture(JANVIER).choisir(
        dates="mois/jour", nombres="virgule", statuts={"En attente": "garder"}
    )
    nouveau = FEVRIER.replace(b"En attente", b"Rembours\xe9e")
    assert "« Remboursée », dont je ne sais s’il faut les compter" in lire_refus(
        appliquer_plan, plan, nouveau
    )
    autre = FEVRIER.replace(b"2/3/2025", b"28/3/2025")
    assert "ne se lit pas mois/jour, comme il a été choisi" in lire_refus(appliquer_plan, plan, autre)
    sans = FEVRIER.replace(b"Montant HT", b"Couleur")
    assert "Je ne trouve pas la colonne « Montant HT », choisie pour « montant_ht »" in lire_refus(
        appliquer_plan, plan, sans
    )


def test_un_role_se_choisit_et_s_ote():
    octets = b"Client;Groupe;CA;TVA\nA;G1;12;2\nB;G1;6;1\n"
    plan = proposer_lecture(octets, "clients")
    assert [doute.choix for doute in plan.doutes] == ["montants"]
    table = appliquer_plan(plan.choisir(roles={"client": "Groupe", "tva": ""}), octets)
    assert table["client"].tolist() == ["G1", "G1"] and table["ca"].tolist() == [12, 6]
    # Une ligne de tirets ne devient pas celle des titres.
    tirets = b"Client;CA;TVA;a;b;c\nA;12;-;-;-;-\n"
    assert lire_clients(tirets, roles={"tva": ""}, montants="HT")["ca"].tolist() == [12]


SANS_NUMERO = (
    b"Date;Client;Montant HT\n13/01/2025;A;10\n13/01/2025;A;5,5\n14/01/2025;A;-2\n13/01/2025;B;5,5\n"
)


@pytest.mark.parametrize(("achats", "effectif"), [("par ligne", 4), ("par jour", 3)])
def test_sans_numero_de_facture_ce_qui_vaut_un_achat_se_demande(achats, effectif):
    plan = proposer_lecture(SANS_NUMERO)
    assert plan.nature == "factures" and [d.choix for d in plan.doutes] == ["achats"]
    assert "Je ne trouve pas la colonne « facture »" in lire_refus(lire_factures, SANS_NUMERO)
    plan = plan.choisir(achats=achats)
    table = appliquer_plan(plan, SANS_NUMERO)
    assert table["facture"].nunique() == effectif and table["montant_ht"].sum() == 19
    assert not any("Client" in str(numero) or "13" in str(numero) for numero in table["facture"])
    assert f"{effectif} achats" in lire(" ".join(table.attrs["rapport"]["remarques"]))
    pd.testing.assert_frame_equal(appliquer_plan(Plan.lire(plan.en_json()), SANS_NUMERO), table)
    verifier_comptes(table)


def test_sans_numero_la_question_cite_les_colonnes_et_une_ligne_trop_longue_reste_a_part():
    (doute,) = proposer_lecture(SANS_NUMERO).doutes
    assert "se compterait avec « Date » et « Client »" in lire(doute.constat)
    table = lire_factures(SANS_NUMERO + b"15/01/2025;B;1;de trop\n", achats="par ligne")
    assert table["montant_ht"].tolist() == [10, 5.5, -2, 5.5]
    assert {r: c["lignes"] for r, c in table.attrs["rapport"]["ecartees"].items()} == {
        "ligne trop longue": [6]
    }


def test_deux_fichiers_sans_numero_qui_se_recouvrent_se_demandent():
    deux = [("a.csv", SANS_NUMERO), ("b.csv", SANS_NUMERO + b"15/01/2025;B;1\n")]
    plan = proposer_lecture(deux, achats="par ligne")
    assert [(d.choix, d.ligne, d.fichier, d.exemple) for d in plan.doutes] == [("doublons", 2, "b.csv", "A")]
    assert appliquer_plan(plan.choisir(doublons="écarter"), deux)["montant_ht"].sum() == 20


DOUBLES = (
    "N° facture;Date;Client;Montant HT\nF1;13/01/2025;Hôtel Bief;10\nF2;14/01/2025;HOTEL BIEF;5,5\n"
    "F3;15/01/2025;Hôtel Bief;3\nF4;15/01/2025;SARL Lou;1\nF5;16/01/2025;Lou;2\n"
).encode()


def test_des_noms_voisins_ne_se_reunissent_que_si_on_le_dit():
    table = lire_factures(DOUBLES)
    assert table["client"].nunique() == 4
    proposes = {(lu.nom, lu.garde): (lu.lignes, lu.montant) for lu in proposer_rapprochements(table)}
    assert proposes == {("HOTEL BIEF", "Hôtel Bief"): (1, 5.5), ("Lou", "SARL Lou"): (1, 2)}
    plan = proposer_lecture(DOUBLES, noms={"Hotel bief": "Rien", "HOTEL  Bief": "Hôtel Bief"})
    assert "1 nom réuni, comme vous l’avez choisi (1 ligne) : « HOTEL BIEF » devient « Hôtel Bief »." in lire(
        " ".join(plan.remarques)
    )
    reunie = appliquer_plan(Plan.lire(plan.en_json()), DOUBLES)
    assert reunie.groupby("client")["montant_ht"].sum().to_dict() == {
        "Hôtel Bief": 18.5,
        "Lou": 2,
        "SARL Lou": 1,
    }
    assert len(reunie) == len(table) and [lu.nom for lu in proposer_rapprochements(reunie)] == ["Lou"]


@pytest.mark.parametrize(
    ("dates", "preuve"),
    [
        (("03/04/2025", "05/06/2025"), ("03/04/2025", "2025-04-03")),
        (("03/04/2025", "31/01/2025"), None),
        (("2025-04-03", "2025-06-05"), None),
        (("03/03/2025", "05/05/2025"), None),
    ],
)
def test_un_ordre_que_rien_ne_prouve_se_dit_sans_arreter(dates, preuve):
    lignes = "".join(f"{rang};{jour};A;3\n" for rang, jour in enumerate(dates))
    octets = f"N° facture;Date;Client;Montant HT\n{lignes}".encode()
    plan = proposer_lecture(octets)
    assert plan.jour_sans_preuve == preuve and not plan.doutes and not plan.remarques
    assert Plan.lire(plan.en_json()) == plan
    assert proposer_lecture(octets, dates="jour/mois").jour_sans_preuve is None
    if preuve:
        assert "abîmé" in lire_refus(Plan.lire, plan.en_dict() | {"jour_sans_preuve": ["3", "hier"]})


def test_la_feuille_choisie_dit_seule_ce_que_le_fichier_enumere():
    livre = openpyxl.Workbook()
    livre.active.title = "Tiers"
    for ligne in (["Code", "Raison sociale", "CA HT"], ["C1", "A", 25]):
        livre.active.append(ligne)
    ventes = livre.create_sheet("Ventes")
    for ligne in (["Date de vente", "Client", "Qté", "Prix"], ["02/01/2025", "A", 2, 10.5]):
        ventes.append(ligne)
    sortie = io.BytesIO()
    livre.save(sortie)
    assert proposer_lecture(sortie.getvalue(), feuille="Tiers").nature == "clients"
    esquisse = esquisser_lecture(sortie.getvalue())
    assert (esquisse.plan.nature, esquisse.feuilles) == ("factures", ("Ventes", "Tiers"))
    assert esquisse.manquent == ("montant_ht",) and "prix unitaire" in esquisse.conseils[0]


def test_une_colonne_vide_ne_dispute_rien_a_une_autre():
    octets = "Réf. facture;Réf. client;Code client;Date;Tiers;Montant HT\nF1;;C1;13/01/2025;A;3\n".encode()
    assert lire_factures(octets)["code_client"].tolist() == ["C1"]


BOUTIQUE = b"Order ID,Date,Customer,Total (TTC),Tax\n1,2025-01-13,A,12.01,2.00\n2,2025-01-14,B,1.10,0.10\n"


def test_le_ht_d_une_boutique_se_calcule_si_on_le_demande():
    plan = proposer_lecture(BOUTIQUE)
    (doute,) = plan.doutes
    assert (doute.choix, list(doute.options)) == ("montants", ["TTC"])
    assert "HT = « Total (TTC) » − « Tax »" in lire(doute.options["TTC"])
    roles = {colonne.entete: colonne.role for colonne in plan.colonnes}
    assert (roles["Total (TTC)"], roles["Tax"]) == ("ttc", "tva")
    plan = plan.choisir(montants="TTC")
    table = appliquer_plan(plan, BOUTIQUE)
    assert table["montant_ht"].tolist() == [10.01, 1.0]
    pd.testing.assert_frame_equal(appliquer_plan(Plan.lire(plan.en_json()), BOUTIQUE), table)
    # Dire HT ce qui est TTC ne répond pas, et une colonne HT n'a besoin de rien.
    assert [d.choix for d in proposer_lecture(BOUTIQUE, montants="HT").doutes] == ["montants"]
    avec_ht = b"Order ID,Date,Customer,Total HT,Total (TTC),Tax\n1,2025-01-13,A,10.00,12.00,2.00\n"
    assert lire_factures(avec_ht)["montant_ht"].tolist() == [10]
    assert proposer_lecture(avec_ht).montants == "HT"
    sans_tva = BOUTIQUE.replace(b"Tax", b"Port")
    assert "une colonne TTC ne la remplace pas" in lire_refus(lire_factures, sans_tva)


def test_une_commande_ttc_rendue_en_entier_se_deduit_en_ht():
    octets = b"Order ID,Date,Customer,Total (TTC),Tax,Refunded Amount\n1,2025-01-13,A,12.01,2.00,12.01\n2,2025-01-14,B,1.10,0.10,0\n"
    choix = {"montants": "TTC", "remboursements": "déduire"}
    assert lire_factures(octets, **choix)["montant_ht"].tolist() == [0, 1]
    partie = octets.replace(b"2.00,12.01", b"2.00,6.00")
    assert "dont une partie de la ligne 2 (« 6.00 »)" in lire_refus(lire_factures, partie, **choix)


def test_des_clients_ttc_avec_leur_tva_se_ramenent_en_ht():
    octets = b"Client;CA TTC;TVA\nA;12;2\nB;6;1\n"
    assert [d.choix for d in proposer_lecture(octets, "clients").doutes] == ["montants"]
    assert lire_clients(octets, montants="TTC")["ca"].tolist() == [10, 5]


PRIX = "N° facture;Date;Client;Quantité;PU HT;Remise\n"
VENDUS = PRIX + "F1;13/01/2025;A;3;0,335;{0}\nF1;13/01/2025;B;2;10;{1}\nF2;14/01/2025;B;-1;5,50;\n"


def test_sans_montant_la_ligne_vaut_sa_quantite_au_prix_unitaire():
    """3 × 0,335 = 1,005, qui s'arrondit à 1,01 ; un retour reste négatif."""
    octets = VENDUS.format("0", "").encode()
    plan = proposer_lecture(octets)
    assert plan.nature == "factures" and not plan.doutes
    assert [c.role for c in plan.colonnes][3:] == ["quantite", "prix_unitaire", "remise"]
    assert "Montant de chaque ligne = « Quantité » × « PU HT »" in lire(plan.remarques[0])
    table = appliquer_plan(plan, octets)
    assert table["montant_ht"].tolist() == [1.01, 20, -5.5]
    pd.testing.assert_frame_equal(appliquer_plan(Plan.lire(plan.en_json()), octets), table)
    # Un montant écrit l'emporte toujours.
    ecrit = octets.replace(b"Remise", b"Montant HT").replace(b";0\n", b";9\n").replace(b"10;\n", b"10;8\n")
    assert lire_factures(ecrit)["montant_ht"].tolist() == [9, 8]


@pytest.mark.parametrize(
    ("remises", "choix", "montants"),
    [
        (("10", "50"), "déjà déduites", [1.01, 20, -5.5]),
        (("10", "50"), "en pourcentage", [0.90, 10, -5.5]),
        (("0", "12,25"), "en euros", [1.01, 7.75, -5.5]),
    ],
)
def test_une_remise_se_demande(remises, choix, montants):
    octets = VENDUS.format(*remises).encode()
    (doute,) = proposer_lecture(octets).doutes
    assert doute.choix == "remises" and list(doute.options) == ["déjà déduites", "en pourcentage", "en euros"]
    assert lire_factures(octets, remises=choix)["montant_ht"].tolist() == montants
    # Un « % » ne peut être des euros, ni 120 un pourcentage.
    assert "en euros" not in proposer_lecture(octets.replace(b"Remise", b"Remise %")).doutes[0].options
    assert "en pourcentage" not in proposer_lecture(VENDUS.format("1", "120").encode()).doutes[0].options


def test_un_prix_ou_une_quantite_douteux_ne_font_pas_un_montant():
    vague = VENDUS.format("0", "").replace("PU HT", "Prix unitaire").encode()
    assert [d.choix for d in proposer_lecture(vague).doutes] == ["montants"]
    deux = VENDUS.format("3", "4").replace("Remise", "PU net HT").encode()
    assert [d.choix for d in proposer_lecture(deux).doutes] == ["roles"]
    milliers = VENDUS.format("0", "").replace("A;3;", "A;1.500;").encode()
    assert [d.choix for d in proposer_lecture(milliers).doutes] == ["nombres"]
    lignes = (
        "F3;15/01/2025;C;2 h;40;\nF4;15/01/2025;C;-2;-40;\nF5;15/01/2025;C;;40;\nF6;15/01/2025;C;1e9;1e9;\n"
    )
    table = lire_factures((VENDUS.format("0", "") + lignes).encode())
    assert set(table.attrs["rapport"]["ecartees"]) == {
        "quantite illisible", "prix et quantité négatifs", "quantite vide",
    }  # fmt: skip
    verifier_comptes(table)


@pytest.mark.parametrize(
    ("avant", "apres", "doutes"),
    [
        ("CA 2024", "CA 2025", []),
        ("C.A. net HT 2024", "C.A. net HT 2025", []),
        ("Ventes HT 2024", "Ventes 2025 HT", []),
        ("Chiffre d'affaires exercice 2024", "CA de l'année 2025", []),
        ("Ventes 2024", "Ventes 2025", ["montants"]),
        ("2024", "2025", ["montants"]),
    ],
)
def test_deux_annees_se_reconnaissent_et_un_titre_vague_se_demande(avant, apres, doutes):
    octets = f"Client;{avant};{apres}\nA;10,5;20\nB;;3\n".encode()
    plan = proposer_lecture(octets)
    assert [colonne.role for colonne in plan.colonnes] == ["client", "ca_2024", "ca_2025"]
    assert [doute.choix for doute in plan.doutes] == doutes
    if doutes:
        assert f"« {avant} », « {apres} »" in lire(plan.doutes[0].constat)
    table = lire_clients(octets, montants="HT")
    assert table["ca_2024"].tolist() == [10.5, 0] and table["ca_2025"].tolist() == [20, 3]


DOUBLE_ENTETE = ";;;HT;TTC\nDate;N° pièce;Client;Montant;Montant\n13/01/2025;F1;A;10;12\n"


@pytest.mark.parametrize(
    ("texte", "intitules", "montant"),
    [
        (DOUBLE_ENTETE, ["Montant (HT)", "Montant (TTC)"], 10),
        ("Date;N° pièce;Client;Montant;Montant\n;;;TTC;HT\n13/01/2025;F1;A;12;10\n", ["Montant TTC", "Montant HT"], 10),
        ("Date;N° pièce;Client;Montant HT;Note;Note\n13/01/2025;F1;A;10;x;y\n", ["Montant HT", "Note (colonne 5)", "Note (colonne 6)"], 10),
    ],
)  # fmt: skip
def test_deux_en_tetes_pareils_se_distinguent(texte, intitules, montant):
    plan = proposer_lecture(texte.encode())
    assert [colonne.entete for colonne in plan.colonnes][3:] == intitules and not plan.doutes
    table = appliquer_plan(Plan.lire(plan.en_json()), texte.encode())
    assert table["montant_ht"].tolist() == [montant]


def test_la_ligne_des_en_tetes_se_choisit():
    octets = b"Date;N facture;Client;Montant HT\nDate;Piece;Client;Montant HT\n13/01/2025;F1;A;10\n"
    assert proposer_lecture(octets).ligne_entetes == 1
    plan = proposer_lecture(octets, entetes=2)
    assert plan.ligne_entetes == 2 and plan.colonnes[1].entete == "Piece"
    assert len(appliquer_plan(Plan.lire(plan.en_json()), octets)) == 1
    assert "Le fichier n’a pas de ligne 40" in lire_refus(lire_factures, octets, entetes=40)
    for faux in (0, "2", True):
        assert "attend le numéro d’une ligne" in lire_refus(lire_factures, octets, entetes=faux)


@pytest.mark.parametrize(
    ("choix", "mots"),
    [
        ({"dates": "inverse"}, "Choix impossible pour « dates » : « inverse ». Choisissez parmi"),
        ({"couleur": "rouge"}, "Choix inconnu : « couleur ». Choisissez parmi"),
        ({"roles": {"chef": "Nom"}}, "Rôle inconnu : « chef »"),
        ({"roles": "Nom"}, "« roles » attend une réponse par valeur"),
        ({"statuts": {"Payée": "peut-être"}}, "Choix impossible pour « statuts » : « peut-être »"),
        ({"feuille": 3}, "« feuille » attend un texte, et non « 3 »"),
        ({"roles": {"client": "Nom"}}, "Je ne trouve pas la colonne « Nom », choisie pour « client »"),
        ({"encodage": "martien"}, "ne se lit pas en « martien »"),
        ({"separateur": "!"}, "Séparateur inconnu, « ! »"),
        ({"montants": "TTC"}, "aucune colonne ne donne la TVA"),
    ],
)
def test_un_choix_impossible_est_refuse(choix, mots):
    refus = lire_refus(lire_factures, b"N facture;Date;Client;Montant HT\n1;13/01/2025;A;3\n", **choix)
    assert mots.replace("'", "’") in refus


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("bonjour", "Ce n’est pas un plan de lecture"),
        ("[]", "Ce n’est pas un plan de lecture"),
        ('{"nature": "clients", "version": 9}', "Ce plan est de la version « 9 », le cours lit la version 1"),
        ('{"nature": "clients", "version": 1, "colonnes": 3}', "Ce plan de lecture est abîmé"),
        ('{"nature": "clients", "version": 1, "choix": {"dates": 3}}', "Choix impossible pour « dates »"),
    ],
)
def test_un_plan_abime_est_refuse(texte, mots):
    assert mots in lire_refus(Plan.lire, texte)


def test_seul_un_plan_s_applique():
    assert "Il faut un plan" in lire_refus(appliquer_plan, {"version": 1}, b"client;ca\nA;3\n")


@pytest.mark.parametrize(
    ("nom", "lecteur"),
    [
        ("factures-2024.csv", lire_factures),
        ("factures-2025.csv", lire_factures),
        ("clients.csv", lire_clients),
        ("ca-clients-2025.csv", lire_clients),
        ("prospects.csv", lire_prospects),
    ],
)
def test_les_fichiers_du_cours_ne_laissent_aucun_doute(nom, lecteur):
    nature = {lire_factures: "factures", lire_clients: "clients", lire_prospects: "prospects"}[lecteur]
    plan = proposer_lecture(chemin(nom), nature)
    assert plan.doutes == ()
    pd.testing.assert_frame_equal(
        appliquer_plan(Plan.lire(plan.en_json()), chemin(nom)), lecteur(chemin(nom))
    )


# --- Rien ne se perd, rien ne tombe ----------------------------------------------------------------------

CELLULES = st.sampled_from(
    ["", "A", "B", "-", "Total", "Total A", "F1", "F2", "AV3", "(PROV1)", "13/01/2025", "01/02/2025", "1/31/2025",
     "2025-01-06", "45663", "hier", "12,50", "1 234,50 €", "12.500", "1,234.56", "-3", "(3)", "n.c.", "$12", "3 TTC",
     "Payée", "Annulée", "Facture", "Avoir", "Devis", "Acompte", "EUR", "USD", "janvier", "€", '"', "x;y", "\u202f"]
)  # fmt: skip
TITRES = st.sampled_from(
    ["N° facture", "Date", "Client", "Montant HT", "Montant", "Montant HT de la ligne", "Total TTC", "TVA", "Statut",
     "Type", "Devise", "Nom", "Prénom", "Société", "Code client", "Mois", "Quantité", "CA 2024", "CA 2025", "CA",
     "Annulée le", "Coût d'achat HT", "", "HT", "Référence"]
)  # fmt: skip
LIGNES = st.lists(st.lists(CELLULES, max_size=8), max_size=12)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        nom: st.sampled_from(valeurs)
        if isinstance(valeurs, tuple)
        else st.dictionaries(
            st.sampled_from(["client", "tva", "type", "Payée", "Acompte"]),
            st.sampled_from(["", "Nom", "garder", "écarter"]),
            max_size=2,
        )
        if valeurs is dict
        else st.sampled_from([None, 1, 2, 3])
        if valeurs is int
        else st.sampled_from([None, "EUR", "USD", ";", ",", "utf-8", "Feuil1"])
        for nom, valeurs in CHOIX.items()
    },
)


def verifier_comptes(table: pd.DataFrame) -> None:
    rapport = table.attrs["rapport"]
    assert rapport["lignes_lues"] == rapport["lignes_gardees"] + rapport["lignes_ecartees"]
    assert rapport["lignes_gardees"] == len(table)
    assert rapport["lignes_ecartees"] == sum(cas["nombre"] for cas in rapport["ecartees"].values())
    assert json.loads(json.dumps(rapport)) == rapport


@settings(max_examples=400)
@given(st.lists(TITRES, min_size=1, max_size=8), LIGNES, st.sampled_from(";,\t|"), OPTIONS)
def test_garde_plus_ecarte_font_lu_et_un_plan_se_relit(titres, lignes, separateur, options):
    titres = ["N° facture", "Date", "Client", "Montant HT", *titres][: 4 + len(titres)]
    octets = "\n".join(separateur.join(ligne) for ligne in [titres, *lignes]).encode()
    for nature in NATURES:
        try:
            plan = proposer_lecture(octets, nature, **options)
        except ErreurCours as erreur:
            assert str(erreur)
            continue
        assert Plan.lire(plan.en_json()) == plan
        assert sum(cas["nombre"] for cas in plan.ecartees.values()) <= len(lignes)
        try:
            table = appliquer_plan(plan, octets)
        except ErreurCours as erreur:
            assert str(erreur)
        else:
            assert not plan.doutes, plan.doutes
            verifier_comptes(table)


@settings(max_examples=300)
@given(st.lists(TITRES, min_size=1, max_size=8), LIGNES, st.sampled_from(";,\t|"), OPTIONS)
def test_ce_qui_ne_se_lit_pas_se_montre(titres, lignes, separateur, options):
    octets = "\n".join(separateur.join(ligne) for ligne in [titres, *lignes]).encode()
    for nature in (None, "factures", "clients"):
        try:
            esquisse = esquisser_lecture(octets, nature, **options)
        except ErreurCours as erreur:
            assert str(erreur)
            continue
        plan = esquisse.plan
        assert plan.ligne_entetes in esquisse.titres and len(esquisse.debut) <= 10
        assert options.get("entetes") in (None, plan.ligne_entetes)
        assert list(esquisse.debut) == list(dict.fromkeys(colonne.entete for colonne in plan.colonnes))
        assert not set(esquisse.manquent) & {colonne.role for colonne in plan.colonnes}
        assert Plan.lire(plan.en_json()) == plan


@settings(max_examples=300)
@given(
    LIGNES, st.sampled_from(["N° facture;Date;Client;Montant HT", "Client;N° facture;Date;Montant HT;Mois"])
)
def test_aucun_montant_garde_ne_vient_d_ailleurs_que_du_fichier(lignes, entetes):
    texte = "\n".join([entetes, *(";".join(cellules) for cellules in lignes)])
    try:
        table = lire_factures(texte.encode())
    except ErreurCours:
        return
    # « 12.500 » vaut douze mille cinq cents quand une autre cellule écrit ses centimes avec une virgule.
    lisibles = {12.5, 12_500, 1234.5, 1234.56, -3, 3, 45663}
    assert {abs(m) for m in table["montant_ht"]} <= {abs(m) for m in lisibles}
    assert table[["facture", "client", "date"]].notna().all(axis=None)


@settings(max_examples=300)
@given(
    st.lists(
        st.lists(st.text("ab1 \u00a0\u202f\u3000\téÂâ,.", max_size=4), min_size=1, max_size=4),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
@example([["", "A"], ["B", "C"]], True)
@example([[""], ["B", "C"]], False)
def test_un_csv_sans_guillemet_se_coupe_comme_a_la_main(lignes, finie):
    """Le découpage rapide rend les cellules d'un découpage naïf : nettoyées, vides comprises."""
    texte = "\n".join([";".join(cellules) for cellules in lignes]) + "\n" * finie
    assume(texte)
    grille = decouper(texte.encode(), lambda _: 0, separateur=";")
    attendues = [[nettoyer(c) for c in ligne.split(";")] for ligne in texte.removesuffix("\n").split("\n")]
    assert [grille.donner_ligne(rang) for rang in range(grille.hauteur)] == attendues
    if grille.pleine:
        assert all(None not in ligne for ligne in attendues)


@given(
    st.lists(
        st.sampled_from(
            [
                "1 234,50",
                "12",
                "1 23",
                "12 345",
                "1234 567",
                "3,5 €",
                "4€",
                "1 2,5",
                "€ 3",
                "-1 000",
                "1 000 000",
                "1,5 3",
                "1,5 300",
                "1. 300",
                "1,55 300",
                "1,555 300",
                "12 3456",
                " 12",
                "5 € 4",
                "1\u202f234,5",
            ]
        ),
        min_size=1,
        max_size=5,
    )
)
def test_lire_vite_des_montants_dit_comme_les_lire_un_a_un(textes):
    ensemble, fautes = lire_montants(textes, "ca")
    for texte, valeur, faute in zip(textes, ensemble.tolist(), fautes.tolist(), strict=True):
        (seule,), (sienne,) = (
            lire_montants([texte, "x"], "ca")[0][:1],
            lire_montants([texte, "x"], "ca")[1][:1],
        )
        assert faute == sienne and (faute or valeur == seule)


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_aucun_octet_ne_fait_tomber_proposer(octets):
    for nature in (None, *NATURES):
        try:
            assert proposer_lecture(octets, nature).nature in NATURES
        except ErreurCours as erreur:
            assert str(erreur)


JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["factures", "mois/jour"]),
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(st.sampled_from([*CHOIX, "entete", "nom", "role"]), x, max_size=3)
    ),
    max_leaves=8,
)
CHAMPS = st.sampled_from(
    "nature colonnes doutes choix dates nombres montants devise statuts types remarques ecartees version feuille "
    "ligne_entetes avoirs repetitions suites encodage separateur".split()
)


@settings(max_examples=400)
@given(st.dictionaries(CHAMPS, JSONS, max_size=4), st.booleans())
def test_aucun_plan_ne_fait_tomber_la_lecture(champs, greffe):
    base = proposer_lecture(JANVIER).en_dict() if greffe else {"version": 1, "nature": "factures"}
    try:
        plan = Plan.lire(json.dumps(base | champs))
        verifier_comptes(appliquer_plan(plan, JANVIER))
    except ErreurCours as erreur:
        assert str(erreur)


# --- Un nombre, une date : jamais devinés ----------------------------------------------------------------


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8),
    st.booleans(),
    st.sampled_from(["", " €", " EUR", " HT"]),
)
def test_un_montant_se_relit_dans_les_deux_usages_ou_se_demande(centimes, anglais, unite):
    valeurs = [c / 100 for c in centimes]
    textes = [f"{v:,.2f}{unite}" if anglais else ecrire_nombre(v, 2) + unite for v in valeurs]
    analyse = analyser(textes)
    assert analyse.ambigu is None  # deux décimales lèvent le doute
    assert lire_montants(textes, "ca", analyse.format)[0].tolist() == valeurs


@given(st.lists(st.integers(1, 999_999), min_size=1, max_size=6), st.sampled_from(",."))
def test_un_nombre_qui_se_lit_de_deux_facons_se_demande(milliers, signe):
    textes = [f"{m:,}".replace(",", signe) for m in milliers]
    seuls = [m for m in milliers if 1000 <= m < 1_000_000]
    assert (analyser(textes).ambigu is not None) == bool(seuls)
    for format in FORMATS:
        entiers = format == ("point" if signe == "," else "virgule")
        attendus = [m if entiers or m < 1000 else m / 1000 for m in milliers]
        assert lire_montants(textes, "ca", format)[0].tolist() == attendus


@given(
    st.lists(st.dates(date(1970, 1, 1), date(2069, 12, 31)), min_size=1, max_size=8), st.sampled_from(ORDRES)
)
def test_une_date_americaine_ne_se_lit_jamais_sans_confirmation(jours, ordre):
    ecrire = "%d/%m/%Y" if ordre == "jour/mois" else "%m/%d/%Y"
    textes = [jour.strftime(ecrire) for jour in jours]
    lues = lire_dates(list(dict.fromkeys(textes)), ordre)
    assert [lues.jours[texte].astype(object) for texte in textes] == jours
    proposees = lire_dates(list(dict.fromkeys(textes)))
    if ordre == "mois/jour" and any(jour.day > 12 for jour in jours):
        assert proposees.doute
    if ordre == "jour/mois":
        assert proposees.doute is None


def test_chaque_morceau_du_fichier_est_nettoye(monkeypatch):
    """Une seule cellule à nettoyer, loin de la fin du fichier."""
    monkeypatch.setattr(decoupage, "_MORCEAU", 8)
    assert lire_clients(b"Client;CA\nHotel  A;3\nB;4\nC;5\n")["client"].tolist() == ["Hotel A", "B", "C"]


def test_zero_n_est_jamais_negatif():
    assert str(lire_montants(["-0", "1,5"], "ca")[0].tolist()) == "[0.0, 1.5]"


@given(st.text(max_size=20) | st.integers() | st.floats() | st.booleans())
def test_aucune_valeur_ne_fait_tomber_la_lecture_d_une_date(valeur):
    for ordre in (None, *ORDRES):
        lue = lire_dates([valeur], ordre).jours[valeur]
        assert est_jour(lue) or lue in {"illisible", "impossible", "ambiguë"}


# --- Les classeurs de LibreOffice ------------------------------------------------------------------------

ESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def faire_ods(lignes: str, entete: str = "") -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{entete}<office:document-content {ESPACES}><office:body><office:spreadsheet>'
            f'<table:table table:name="Ventes">{lignes}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return sortie.getvalue()


def rang(*cellules: str, fois: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{fois}">{"".join(cellules)}</table:table-row>'


def texte(valeur: str, hauteur: int = 1) -> str:
    return f'<table:table-cell table:number-rows-spanned="{hauteur}"><text:p>{valeur}</text:p></table:table-cell>'


def nombre(valeur: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{valeur}"><text:p>?</text:p></table:table-cell>'


VIDE = '<table:table-cell table:number-columns-repeated="16000"/>'
COUVERTE = "<table:covered-table-cell/>"


def test_un_ods_se_lit_avec_ses_dates_ses_fusions_et_ses_repetitions():
    jour = '<table:table-cell office:value-type="date" office:date-value="2025-01-13"/>'
    octets = faire_ods(
        rang(VIDE, fois=3)
        + rang(texte("N° facture"), texte("Date"), texte("Client"), texte("Montant HT"), VIDE)
        + rang(
            texte("F1", 2),
            jour.replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"'),
            texte("Hôtel <text:s/>Bief", 2),
            nombre(600.5),
        )
        + rang(COUVERTE, COUVERTE, COUVERTE, nombre(400))
        + rang(texte("F2"), jour, texte("Garage Aubin"), nombre(100), fois=2)
        + rang(VIDE, fois=1_048_000)
    )
    table = lire_factures(octets, repetitions="sommer")
    assert table.groupby("client")["montant_ht"].sum().to_dict() == {
        "Hôtel Bief": 1000.5,
        "Garage Aubin": 200,
    }
    assert table["date"].dt.date.unique().tolist() == [date(2025, 1, 13)]
    assert table["facture"].tolist() == ["F1", "F1", "F2", "F2"]


def test_un_ods_numerote_ses_lignes_vides_comprises():
    octets = faire_ods(
        rang(VIDE, fois=3)
        + rang(texte("Client"), texte("CA HT"))
        + rang(VIDE)
        + rang(VIDE, fois=2)
        + rang(texte("A"), texte("n.c."))
        + rang(texte("B"), nombre(3))
        + rang(VIDE, fois=1_048_000)
    )
    rapport = lire_clients(octets).attrs["rapport"]
    assert {raison: cas["lignes"] for raison, cas in rapport["ecartees"].items()} == {
        "ligne vide": [5, 6, 7],
        "ca illisible": [8],
    }
    assert proposer_lecture(octets, "clients").ligne_entetes == 4


@pytest.mark.parametrize(
    ("octets", "mots"),
    [
        (faire_ods("", '<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "Ce classeur déclare des entités"),
        (faire_ods(rang(texte("A"), fois=2_000_000)), "Cette feuille est trop grande"),
        (faire_ods("<table:table-cell>" * 3), "Je ne peux pas ouvrir ce classeur"),
        (faire_ods(""), "Le classeur est vide"),
        (faire_ods(rang(*[texte(str(i)) for i in range(1001)])), "un tableau en a 1000 au plus"),
    ],
)
def test_un_ods_hostile_est_refuse(octets, mots):
    assert mots in lire_refus(lire_table, octets)


def test_une_fusion_de_toute_la_feuille_ne_fige_rien():
    livre = openpyxl.Workbook()
    for ligne in (["Client", "CA"], ["A", 3], *[[f"B{i}", 1] for i in range(500)]):
        livre.active.append(ligne)
    livre.active.merge_cells("A3:A4")
    sortie = io.BytesIO()
    livre.save(sortie)
    immense = io.BytesIO()
    with zipfile.ZipFile(sortie) as lue, zipfile.ZipFile(immense, "w") as ecrite:
        for nom in lue.namelist():  # openpyxl mettrait des heures à fusionner autant de cellules
            ecrite.writestr(nom, lue.read(nom).replace(b'ref="A3:A4"', b'ref="A3:XFD1048576"'))
    table = lire_clients(immense.getvalue())
    assert len(table) == 501 and table["client"].tolist()[1:4] == ["B0", "B0", "B2"]


LONGUE = 3_000_000


@pytest.mark.parametrize(
    ("octets", "mots"),
    [
        (b"client;ca\n" + b"x" * LONGUE + b";3\nB;4\n", None),
        (b'client;ca\n"' + b"x" * LONGUE + b'";3\nB;4\n', "La ligne 2 a une cellule trop longue"),
        (b"client;ca\n" + b";" * LONGUE + b"\nB;4\n", "La ligne 2 a 3 000 001 cellules"),
        (b";".join(b"c%d" % i for i in range(300)) + b";client;ca\n" + b";" * 300 + b"A;3\n", None),
        (b"client;ca\n<b onclick=alert()>A</b>;3\n=1+1;4\n", None),
    ],
)
def test_un_fichier_hostile_se_lit_ou_se_refuse(octets, mots):
    csv.field_size_limit(2**31 - 2)  # ce que fait frictionless
    if mots:
        assert mots in lire_refus(lire_clients, octets)
    else:
        verifier_comptes(lire_clients(octets))


def test_mille_colonnes_et_pas_une_de_plus():
    entetes, ligne = ["client", "ca", *(f"c{i}" for i in range(998))], ["A", "3", *["x"] * 998]
    assert lire_clients(f"{';'.join(entetes)}\n{';'.join(ligne)}\n".encode())["ca"].tolist() == [3]
    large = f"{';'.join([*entetes, 'y'])}\n{';'.join([*ligne, 'y'])}\n".encode()
    assert "La ligne 1 a 1 001 cellules : un tableau en a 1000 au plus" in lire_refus(lire_clients, large)


UN_ODS = faire_ods(rang(texte("Client"), texte("CA")) + rang(texte("A"), nombre(3)))


@settings(max_examples=100)
@given(st.integers(0, len(UN_ODS) - 1), st.binary(max_size=30))
def test_aucun_ods_abime_ne_fait_tomber_les_lecteurs(place, bruit):
    try:
        verifier_comptes(lire_clients(UN_ODS[:place] + bruit + UN_ODS[place + len(bruit) :]))
    except ErreurCours as erreur:
        assert str(erreur)


ATTRIBUTS = st.sampled_from(
    ['office:value-type="float"', 'office:value="3"', 'office:value="x"', 'office:value-type="date"',
     'office:date-value="2025-01-13T25"', 'table:number-columns-repeated="-3"', 'table:number-columns-repeated="x"',
     'table:number-rows-spanned="99999999"', 'office:value-type="boolean"', 'office:value-type="time"']
)  # fmt: skip


@settings(max_examples=100)
@given(
    st.lists(st.lists(ATTRIBUTS, unique_by=lambda a: a.split("=")[0], max_size=3), max_size=5),
    st.sampled_from(["1", "0", "-2", "9999999", "x"]),
)
def test_aucun_contenu_d_ods_ne_fait_tomber_les_lecteurs(cellules, fois):
    contenu = "".join(
        f"<table:table-cell {' '.join(a)}><text:p>A</text:p></table:table-cell>" for a in cellules
    )
    lignes = rang(texte("Client"), texte("CA")) + rang(contenu).replace(
        'repeated="1"', f'repeated="{fois}"', 1
    )
    try:
        verifier_comptes(lire_clients(faire_ods(lignes)))
    except ErreurCours as erreur:
        assert str(erreur)
