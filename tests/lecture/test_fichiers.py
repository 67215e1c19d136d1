"""Les fichiers des entreprises, un par ligne : ce qui doit en être lu, ou la phrase qui les refuse."""
# Un fichier par ligne, même longue : la table se lit de haut en bas.
# ruff: noqa: E501

from pathlib import Path

import pytest
from lecture import lire_refus

from course_helpers.donnees import lire_clients, lire_factures, proposer_lecture
from course_helpers.erreurs import ErreurCours

FICHIERS = Path(__file__).parent / "fichiers"
F, C = lire_factures, lire_clients
BIEF, AUBIN, LAVAL, GENES = "Hôtel Bief", "Garage Aubin", "École Laval", "Café Genès"

# fichier : (lecteur, choix, CA par client, {raison: lignes écartées}, mots d'une remarque)
LUS = {
    "04_dolibarr_lignes.csv": (F, {}, {BIEF: 1000, AUBIN: 1500}, {}, "Total HT » est le total de la facture, répété"),
    "05_odoo_lignes.csv": (F, {}, {BIEF: 1000, AUBIN: 800}, {}, "2 lignes complétées"),
    "06_statut.csv": (F, {}, {BIEF: 1000, LAVAL: 300}, {"pièce annulée": [3], "brouillon": [4, 5]}, ""),
    "07_avoir_positif.csv": (F, {}, {BIEF: 600, AUBIN: 700}, {"devis": [5]}, "avoirs écrits en positif sont déduits"),
    "08_dates_us.csv": (F, {"dates": "mois/jour"}, {BIEF: 200, AUBIN: 300}, {}, ""),
    "10_nombres_us.csv": (F, {}, {BIEF: 12500, AUBIN: 980, LAVAL: 450}, {}, ""),
    "11_nombres_us2.csv": (F, {"nombres": "point"}, {BIEF: 12500, AUBIN: 980, LAVAL: 450}, {}, ""),
    "12_point_milliers.csv": (C, {"nombres": "virgule"}, {BIEF: 12500, AUBIN: 1200, LAVAL: 980}, {}, ""),
    "13_devises.csv": (F, {"devise": "EUR"}, {BIEF: 1000}, {"autre devise": [3, 4]}, ""),
    "14_sous_totaux.csv": (C, {}, {BIEF: 1000, AUBIN: 300}, {"sous-total d’un client": [4, 6], "ligne de total": [7]}, ""),
    "15_nom_prenom.csv": (C, {}, {"Martin Alice": 900, "Martin Bruno": 100, "Durand Chloé": 500}, {}, "prénom est joint"),
    "15b_nom_prenom_factures.csv": (F, {}, {"Martin Alice": 900, "Martin Bruno": 100, "Durand Chloé": 500}, {}, "prénom est joint"),
    "16_homonymes.csv": (F, {}, {"Boulangerie Martin": 1000, BIEF: 500}, {}, "Même nom, codes différents : « Boulangerie Martin »"),
    "17_societe_nom.csv": (C, {}, {BIEF: 900, AUBIN: 500}, {}, ""),
    "18_code_seul.csv": (C, {}, {"C001": 900, "C002": 500}, {}, "chaque client porte son code"),
    "19_montant_et_ht.csv": (F, {}, {BIEF: 1000}, {}, ""),
    "19b_montant_ttc_nu.csv": (F, {"montants": "TTC"}, {BIEF: 1000, AUBIN: 500}, {}, "la TVA de chaque ligne en est ôtée"),
    "20_lignes_courtes.csv": (F, {}, {f"Client {i}": 100 for i in range(1, 7)}, {}, "4 lignes sans ses dernières cellules"),
    "20b_excel_sans_delimiteurs.csv": (F, {}, {BIEF: 100, AUBIN: 200, LAVAL: 300, "Mairie": 400}, {}, "2 lignes sans"),
    "21_msdos_cp850.csv": (C, {}, {BIEF: 900, "Café Élysée": 500}, {}, ""),
    "21b_msdos_cp850.csv": (C, {}, {BIEF: 900, AUBIN: 500, "Tôlerie Genès": 100}, {}, ""),
    "22_macroman.csv": (C, {}, {BIEF: 900, GENES: 500}, {}, ""),
    "23_entete_deux_lignes.csv": (C, {}, {BIEF: 1000, AUBIN: 500}, {}, ""),
    "24_commission_vide.csv": (C, {}, {BIEF: 1000, AUBIN: 500, LAVAL: 300, "Mairie": 800}, {}, ""),
    "25_tcd.csv": (C, {}, {BIEF: 1000, AUBIN: 500}, {}, "2 lignes complétées, d’abord la ligne 3"),
    "26_periodes.csv": (C, {"montants": "HT"}, {BIEF: 600, AUBIN: 100}, {"ligne de total": [4]}, ""),
    "27_dates_diverses.csv": (F, {}, dict.fromkeys("ABCDEFGHIJKLNOPQ", 1), {"date ambiguë": [14]}, ""),
    "28_nombres_divers.csv": (C, {}, dict.fromkeys("ABCDEFGJMNT", 1234.56) | {"H": 1234567, "K": -1234.56, "R": 0}, {"ca en devise étrangère": [13, 20], "ca illisible": [10, 16, 17, 18]}, ""),
    "30b_guillemets.csv": (C, {}, {'Garage "Chez Paul"': 900, 'Tuyaux 12" Pro': 50, BIEF: 500}, {}, ""),
    "31_utf16_sans_bom.csv": (C, {}, {BIEF: 900}, {}, ""),
    "31b_utf16_excel.txt": (C, {}, {BIEF: 900}, {}, ""),
    "32_pipe.csv": (C, {}, {BIEF: 900, AUBIN: 500.5}, {}, ""),
    "34_preambule_virgules.csv": (C, {}, {BIEF: 900, AUBIN: 500.5}, {"ligne de total": [6]}, ""),
    "35_deux_montants.csv": (C, {}, {BIEF: 900, AUBIN: 500.5}, {}, ""),
    "36_nom_point_virgule.csv": (C, {}, {AUBIN: 500.5}, {"ligne trop longue": [2]}, ""),
    "38_sep_egal.csv": (C, {}, {BIEF: 900}, {}, ""),
    "39_virgule_decimale_virgule.csv": (C, {}, {BIEF: 900, AUBIN: 1500.5}, {}, ""),
    "40_dates_nombres.xlsx": (F, {}, {BIEF: 1000, AUBIN: 500}, {}, ""),
    "41_feuilles.xlsx": (F, {}, {BIEF: 1000}, {}, ""),
    "42_fusion.xlsx": (F, {}, {BIEF: 1000, AUBIN: 500}, {}, "cellules fusionnées valent pour chacune"),
    "44_entete_fusionne.xlsx": (C, {}, {BIEF: 1000, AUBIN: 500}, {}, ""),
    "45_erreurs.xlsx": (F, {}, {AUBIN: 500}, {"montant_ht illisible": [2], "date illisible": [4]}, ""),
    "46_nombres.xlsx": (F, {}, {"4101": 1000, "4102": 500.1}, {}, ""),
    "47_date_heure.xlsx": (F, {}, {"A": 1000}, {"date illisible": [3]}, ""),
    "48_quantite_unite.csv": (F, {}, {BIEF: 600, AUBIN: 900, LAVAL: 300}, {}, "Quantité » : 2 valeurs illisibles, d’abord en ligne 2 (« 2 h »)"),
    "49_libreoffice.ods": (C, {}, {BIEF: 900, AUBIN: 500.5}, {}, ""),
    "52_ca_n.csv": (C, {}, {BIEF: 300}, {}, ""),
    "54_ht_eur.csv": (C, {}, {BIEF: 1200}, {}, ""),
    "55_ht_keur.csv": (C, {}, {BIEF: 12500}, {}, "multiplié par 1 000"),
    "56_usd.csv": (F, {"devise": "USD"}, {BIEF: 1200}, {}, ""),
    "57_total_client_nom.csv": (C, {}, {"Total Énergies": 900, BIEF: 100}, {"ligne de total": [3, 4]}, ""),
    "60_vide_nom_particulier.csv": (F, {}, {BIEF: 10, "-": 20, "N/A": 20, "Client divers": 5000}, {"client vide": [3]}, "« Client divers » : ce n’est pas le nom d’un client (3 lignes, 5 040,00 €)"),
    "62_un_achat_par_client.csv": (F, {}, {"A": 100, "B": 200, "C": 50, "D": 30}, {}, ""),
}  # fmt: skip

# fichier : (lecteur, choix, mots du refus)
REFUSES = {
    "08_dates_us.csv": (F, {}, "semble écrire le mois avant le jour, d’abord en ligne 3 (« 12/13/2024 ») : choisissez dates=\"mois/jour\" si c’est bien le cas"),
    "11_nombres_us2.csv": (F, {}, "d’abord en ligne 2 (« 12,500 ») : choisissez nombres=\"virgule\" s’il vaut 12,500, nombres=\"point\" s’il vaut 12 500"),
    "12_point_milliers.csv": (C, {}, "d’abord en ligne 2 (« 12.500 ») : choisissez nombres=\"point\" s’il vaut 12,500"),
    "13_devises.csv": (F, {}, "ne sont pas en euros (EUR, JPY, GBP), d’abord en ligne 3 (« JPY »)"),
    "19b_montant_ttc_nu.csv": (F, {}, "« Montant » sont TTC : la TVA du fichier le montre"),
    "26_periodes.csv": (C, {}, "« Total » ne disent pas s’ils sont HT ou TTC"),
    "29_xls_html.xls": (C, {}, "n’est ni un CSV ni un classeur .xlsx : dans votre tableur"),
    "30_guillemets.csv": (C, {}, "guillemets à partir de la ligne 2"),
    "33_debit_credit.csv": (F, {}, "Un débit et un crédit sont ceux d’un compte, taxes comprises"),
    "37_une_colonne_montant_sans_entete.csv": (C, {}, "Je ne trouve pas la colonne « client »"),
    "43_formules.xlsx": (F, {}, "formules jamais calculées : ouvrez le classeur dans votre tableur, enregistrez-le"),
    "50_excel97.xls": (C, {}, "un ancien classeur .xls (Excel 97 à 2003) : ouvrez-le dans votre tableur"),
    "53_ca_ttc.csv": (C, {}, "« CA TTC » est TTC, et le cours compte en HT : convertissez-la"),
    "56_usd.csv": (F, {}, "« Montant HT ($) » n’est pas en euros : convertissez-les en euros, ou choisissez devise=\"USD\""),
    "58_doublon_entete.csv": (F, {}, "Deux colonnes disent la même chose, « Date » et « Date »"),
    "59_date_echeance.csv": (F, {}, "Je ne trouve pas la colonne « date » : renommez-la, par exemple en « Date facture »"),
    "61_ttc_dans_cellules.csv": (F, {}, "se disent TTC, d’abord en ligne 2 (« 1 200,00 € TTC ») : convertissez-les en HT"),
}  # fmt: skip
# Lu par le nom de ses colonnes, sans CA unique.
SANS_CA = {"51_ca_annees.csv"}


def verifier(octets, lecteur, choix, attendu, ecartees, remarque):
    """Le CA par client, ce qui est écarté, ce qui est dit ; et rien ne se perd."""
    table = lecteur(octets, **choix)
    montant = "montant_ht" if lecteur is lire_factures else "ca"
    totaux = table.groupby("client", sort=False)[montant].sum().round(2).to_dict()
    rapport = table.attrs["rapport"]
    assert totaux == attendu
    assert {raison: cas["lignes"] for raison, cas in rapport["ecartees"].items()} == ecartees
    assert rapport["lignes_lues"] == len(table) + sum(cas["nombre"] for cas in rapport["ecartees"].values())
    dites = " ".join(rapport.get("remarques", [])).replace("\u202f", " ")
    assert (remarque in dites) if remarque else not dites, dites
    return table


@pytest.mark.parametrize("nom", LUS)
def test_un_fichier_lisible_est_lu_juste(nom):
    lecteur, choix, attendu, ecartees, remarque = LUS[nom]
    table = verifier((FICHIERS / nom).read_bytes(), lecteur, choix, attendu, ecartees, remarque)
    if "date" in table and nom.startswith("27"):
        assert set(table["date"].dt.strftime("%Y-%m-%d")) == {"2025-01-06"}


@pytest.mark.parametrize("nom", REFUSES)
def test_un_fichier_douteux_est_refuse_avec_le_choix_a_faire(nom):
    lecteur, choix, mots = REFUSES[nom]
    assert mots in lire_refus(lecteur, (FICHIERS / nom).read_bytes(), **choix)


def test_chaque_fichier_a_son_resultat():
    fichiers = {fichier.name for fichier in FICHIERS.iterdir()} - {"entetes.txt"}
    assert fichiers == LUS.keys() | REFUSES.keys() | SANS_CA


def test_les_annees_restent_des_colonnes():
    table = lire_clients(FICHIERS / "51_ca_annees.csv")
    assert table.iloc[0].tolist() == [BIEF, 100, 200, 300]


VALEURS = {
    "facture": "F1",
    "date": "13/01/2025",
    "client": "Hôtel Bief",
    "code_client": "C1",
    "montant_ht": "12,50",
}


@pytest.mark.parametrize("entetes", (FICHIERS / "entetes.txt").read_text("utf-8").splitlines())
def test_les_entetes_habituels_sont_reconnus(entetes):
    plan = proposer_lecture(f"{entetes}\n{';'.join('x' for _ in entetes.split(';'))}\n".encode(), "factures")
    roles = [colonne.role for colonne in plan.colonnes]
    ligne = ";".join(VALEURS.get(role, "") for role in roles)
    octets = f"{entetes}\n{ligne}\n".encode()
    choix = {"devise": "XOF"} if "FCFA" in entetes else {}
    table = lire_factures(octets, **choix)
    assert table.loc[0, ["facture", "client", "montant_ht"]].tolist() in (
        ["F1", BIEF, 12.5],
        ["F1", "C1", 12.5],
    )
    assert table.loc[0, "date"].strftime("%d/%m/%Y") == "13/01/2025"


def test_tout_ce_qui_manque_est_nomme_d_un_coup():
    with pytest.raises(ErreurCours) as refus:
        lire_factures("Numéro;Couleur;Taille\n1;vert;L\n".encode())
    assert str(refus.value).replace("\u202f", " ") == (
        "Je ne trouve pas les colonnes « date », « client » et « montant_ht » : renommez-les, par exemple en "
        "« Date facture », « Client » et « Montant HT ». J’ai lu en ligne 1 : « Numéro », « Couleur », « Taille »."
    )
