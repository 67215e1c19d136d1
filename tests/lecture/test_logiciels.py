"""Ce que les logiciels français exportent : lu juste, ou refusé avec ce qu'il faut faire."""
# Un export par ligne, même long : la table se lit de haut en bas.
# ruff: noqa: E501

import io

import openpyxl
import pandas as pd
import pytest
from lecture import lire_refus

from course_helpers.donnees import (
    Plan,
    appliquer_plan,
    chemin,
    lire_clients,
    lire_factures,
    proposer_lecture,
)
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture.plan import CHOIX

F, C = lire_factures, lire_clients
BIEF, AUBIN, LAVAL = "Hôtel Bief", "Garage Aubin", "École Laval"
DEUX = {BIEF: 1000.5, AUBIN: 300}


def classeur(*lignes, formats=None, **autres) -> bytes:
    livre = openpyxl.Workbook()
    livre.active.title = "Export"
    for ligne in lignes:
        livre.active.append(ligne)
    for cellule, format in (formats or {}).items():
        livre.active[cellule].number_format = format
    for titre, contenu in autres.items():
        page = livre.create_sheet(titre)
        for ligne in contenu:
            page.append(ligne)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


ENTETES = "N° facture;Date;Client;Montant HT"


def formate(format, **autres) -> bytes:
    """Un classeur dont la première somme, ou d'autres cellules, ont un format de nombre."""
    lignes = (ENTETES.split(";"), ["F1", "13/01/2025", BIEF, 1000.5], ["F2", "14/01/2025", AUBIN, 300])
    return classeur(*lignes, formats={"D2": format, **autres})


# logiciel : (contenu, encodage, lecteur, choix, CA par client, {raison: lignes écartées})
LUS = {
    # Comptabilité et gestion
    "Sage 100, texte tabulé": ("N° pièce\tDate\tN° client\tIntitulé client\tTotal HT\tTotal TTC\nFA00012\t13/01/25\tBIEF\tHôtel Bief\t1 000,50\t1 200,60\nFA00013\t14/01/25\tAUBIN\tGarage Aubin\t300,00\t360,00\n", "cp1252", F, {}, DEUX, {}),
    "Sage 50, avoir négatif": ("Type de document;Numéro;Date;Code client;Nom client;Total HT\nFacture;FA1;13/01/2025;C1;Hôtel Bief;1 200,50\nFacture d'avoir;AV1;14/01/2025;C1;Hôtel Bief;-200,00\nFacture;FA2;14/01/2025;C2;Garage Aubin;300,00\n", "cp1252", F, {}, DEUX, {}),
    "EBP, titre et total": ("Liste des factures;;;;\nDu 01/01/2025 au 31/12/2025;;;;\n\nNuméro du document;Date;Code client;Nom du client;Montant HT\nFA00000001;13/01/2025;CL1;Hôtel Bief;1000,50\nFA00000002;14/01/2025;CL2;Garage Aubin;300,00\nTotal;;;;1300,50\n", "cp1252", F, {}, DEUX, {"ligne de total": [7]}),
    "EBP, bons de livraison et commandes": ("Type de document;N° document;Date document;Nom client;Total HT\nFacture;FA1;13/01/2025;Hôtel Bief;1000,50\nBon de livraison;BL1;13/01/2025;Hôtel Bief;1000,50\nCommande client;CC1;13/01/2025;Hôtel Bief;1000,50\nFacture;FA2;14/01/2025;Garage Aubin;300\n", "utf-8", F, {}, DEUX, {"bon de livraison": [3], "commande": [4]}),
    "Ciel, MS-DOS": ("Pièce;Date;Client;HT Net;TTC Net\nF1;13/01/2025;Hôtel Bief;1000,50;1200,60\nF2;14/01/2025;Garage Aubin;300,00;360,00\n", "cp850", F, {}, DEUX, {}),
    "Ciel, Macintosh": ("Numéro de pièce;Date pièce;Nom du client;Montant HT\rF1;13/01/2025;Hôtel Bief;1000,50\rF2;14/01/2025;Garage Aubin;300,00\r", "mac_roman", F, {}, DEUX, {}),
    "Cegid, barres verticales": ("N° de pièce|Date de pièce|Code tiers|Raison sociale|Total HT\n1001|13012025|C1|Hôtel Bief|1000,50\n1002|14012025|C2|Garage Aubin|300,00\n", "cp1252", F, {}, DEUX, {}),
    "Cegid, dates collées": ("Numéro pièce;Date pièce;Libellé tiers;Montant HT\n1001;20250113;Hôtel Bief;1000,50\n1002;20250114;Garage Aubin;300,00\n", "utf-8", F, {}, DEUX, {}),
    "Quadra, moins derrière": ("Code client;Nom;CA HT\nC1;Hôtel Bief;1200,50\nC1;Hôtel Bief;200,00-\nC2;Garage Aubin;300,00\n", "cp850", C, {}, DEUX, {}),
    "ACD, un client par groupe": ("Client;N° facture;Date;Montant HT\nHôtel Bief;F1;13/01/2025;600,50\n;F2;14/01/2025;400,00\nTotal Hôtel Bief;;;1000,50\nGarage Aubin;F3;14/01/2025;300,00\nTotal Garage Aubin;;;300,00\n", "utf-8", F, {}, DEUX, {"sous-total d’un client": [4, 6]}),
    "Isacompta, total au bout du nom": ("Client;Mois;CA HT\nHôtel Bief;janvier;600,50\n;février;400\nHôtel Bief Total;;1000,50\nGarage Aubin;mars;300\nGarage Aubin Total;;300\nTotal général;;1300,50\n", "utf-8", C, {}, DEUX, {"sous-total d’un client": [4, 6], "ligne de total": [7]}),
    "Sage, titres sur deux lignes": ("SOCIETE DU COURS;;;;;\nJournal des ventes;;;;;\n;;;;;\n;;;Montant;Montant;Montant\nDate;N° pièce;Tiers;H.T.;T.V.A.;T.T.C.\n13/01/25;FA1;Hôtel Bief;1.200,50;240,10;1.440,60\n14/01/25;AV1;Hôtel Bief;200,00-;40,00-;240,00-\n;;Total du mois;1.000,50;200,10;1.200,60\n14/01/25;FA2;Garage Aubin;300,00;60,00;360,00\n;;Total général;1.300,50;260,10;1.560,60\n", "cp1252", F, {}, DEUX, {"ligne de total": [8, 10]}),
    "Odoo, écran des factures": ("Numéro,Nom d'affichage du partenaire de la facture,Date de facturation,Hors taxes signé,Total signé,Statut\nFAC/2025/1,Hôtel Bief,2025-01-13,1000.50,1200.60,Comptabilisé\nFAC/2025/2,Garage Aubin,2025-01-14,300.00,360.00,Comptabilisé\n/,Garage Aubin,2025-01-15,9.00,10.80,Brouillon\n", "utf-8", F, {}, DEUX, {"brouillon": [4]}),
    "Dolibarr, une colonne vide": ("Réf. facture;Réf. client;Type;Date facturation;Tiers;Code client;Montant HT;TVA;Montant TTC;État\nFA1;;Facture standard;13/01/2025;Hôtel Bief;CU1;1000,50;200,10;1200,60;Réglée\nFA2;;Facture standard;14/01/2025;Garage Aubin;CU2;300,00;60,00;360,00;Impayée\n", "utf-8", F, {}, DEUX, {}),
    # Boutiques
    "PrestaShop, taxe exclue choisie": ("ID;Référence;Client;Total;Paiement;État;Date\n5;XKBKNABJK;Hôtel Bief;1 000,50 €;Virement bancaire;Paiement accepté;2025-01-13 10:22:31\n6;OHSATSERP;Garage Aubin;300,00 €;Carte;Livré;2025-01-14 11:00:00\n7;FFATNOMMJ;École Laval;90,00 €;Carte;Annulé;2025-01-14 12:00:00\n", "utf-8", F, {"montants": "HT"}, DEUX, {"pièce annulée": [4]}),
    "WooCommerce, société ou personne": ("Order Number,Order Status,Order Date,Billing First Name,Billing Last Name,Billing Company,Order Total,Tax\n101,completed,2025-01-13 09:10,Alice,Martin,Hôtel Bief,1200.60,200.10\n102,processing,2025-01-14 09:10,Chloé,Durand,,360.00,60.00\n103,cancelled,2025-01-15 09:10,Bruno,Petit,,50.00,8.33\n", "utf-8", F, {"montants": "TTC"}, {BIEF: 1000.5, "Durand Chloé": 300}, {"pièce annulée": [4]}),
    "Shopify, rôles dits": ("Name,Email,Financial Status,Created at,Subtotal,Taxes,Total,Lineitem name,Billing Name\n#1001,a@exemple.fr,paid,2025-01-13 10:22:31 +0100,1000.50,200.10,1200.60,Draps,Hôtel Bief\n#1001,a@exemple.fr,,,,,,Serviettes,\n#1002,c@exemple.fr,paid,2025-01-14 10:22:31 +0100,300.00,60.00,360.00,Combinaison,Garage Aubin\n", "utf-8", F, {"roles": {"facture": "Name", "client": "Billing Name", "montant_ht": "Subtotal"}, "montants": "HT"}, DEUX, {"montant_ht vide": [3]}),
    # Encaissements
    "Stripe, euros, hors taxes choisis": ("id,Created (UTC),Amount,Currency,Customer Description,Status\nch_1,2025-01-13 10:22:31,1000.50,eur,Hôtel Bief,Paid\nch_2,2025-01-14 10:22:31,300.00,eur,Garage Aubin,Paid\nch_3,2025-01-15 10:22:31,80.00,eur,Garage Aubin,Failed\n", "utf-8", F, {"montants": "HT"}, DEUX, {"paiement échoué": [4]}),
    "PayPal, hors taxes choisis": ('"Date","Heure","Nom","État","Devise","Montant","Numéro de transaction"\n"13/01/2025","10:22:31","Hôtel Bief","Terminé","EUR","1 000,50","8XX1"\n"14/01/2025","10:22:31","Garage Aubin","Terminé","EUR","300,00","8XX2"\n', "utf-8-sig", F, {}, DEUX, {}),
    "SumUp, rapport avec clients": ("Date;Numéro de transaction;Client;Total HT;TVA;Total TTC\n13 janv. 2025 10:22;TX1;Hôtel Bief;1000,50;200,10;1200,60\n14 janv. 2025 11:02;TX2;Garage Aubin;300;60;360\n", "utf-8", F, {}, DEUX, {}),
    # Gestion en ligne
    "Dolibarr, brouillons numérotés": ("Réf. facture,Date facturation,Tiers,Total HT,Total TTC,État\nFA2501-0001,2025-01-13,Hôtel Bief,1000.5,1200.6,Payée\n(PROV7),2025-01-13,École Laval,50,60,Brouillon\nFA2501-0002,2025-01-14,Garage Aubin,300,360,Impayée\n", "utf-8", F, {}, DEUX, {"brouillon": [3]}),
    "Dolibarr, avoir négatif": ("Réf. facture;Date facturation;Tiers;Total HT\nFA2501-0001;13/01/2025;Hôtel Bief;1200,5\nAV2501-0001;14/01/2025;Hôtel Bief;-200\nFA2501-0002;14/01/2025;Garage Aubin;300\n", "utf-8", F, {}, DEUX, {}),
    "Odoo, en français": ("Numéro,Nom du partenaire,Date de facturation,Montant hors taxes signé,Total signé,État\nFAC/2025/00001,Hôtel Bief,2025-01-13,1000.50,1200.60,Comptabilisé\nFAC/2025/00002,Garage Aubin,2025-01-14,300.00,360.00,Comptabilisé\n/,École Laval,2025-01-15,10.00,12.00,Brouillon\n", "utf-8", F, {}, DEUX, {"brouillon": [4]}),
    "Odoo, classeur aux lignes vides": (classeur(["Numéro", "Date de facturation", "Client", "Lignes de facture/Produit", "Lignes de facture/Sous-total HT"], ["F1", "2025-01-13", BIEF, "Draps", 600.5], [None, None, None, "Pose", 400], ["F2", "2025-01-14", AUBIN, "Pose", 300]), None, F, {}, DEUX, {}),
    "Axonaut": ("Numéro;Date;Client;Montant HT;TVA;Montant TTC;Statut\n2025-001;13/01/2025;Hôtel Bief;1000,50;200,10;1200,60;Payée\n2025-002;14/01/2025;Garage Aubin;300,00;60,00;360,00;En retard\n", "utf-8-sig", F, {}, DEUX, {}),
    "Henrri, « H.T. »": ("N° Facture;Date de facture;Nom du client;Total H.T.;Total T.T.C.\n1;13/01/2025;Hôtel Bief;1 000,50 €;1 200,60 €\n2;14/01/2025;Garage Aubin;300,00 €;360,00 €\n", "utf-8", F, {}, DEUX, {}),
    "Pennylane, espaces fines": ("Numéro de facture,Date d'émission,Client,Montant HT,Statut de paiement\nF-1,13/01/2025,Hôtel Bief,\"1\u202f000,50 €\",Payée\nF-2,14/01/2025,Garage Aubin,\"300,00 €\",En attente\n", "utf-8", F, {}, DEUX, {}),
    "Évoliz, document et devise": ("Document n°;Date;Client;Total HT;Devise\nF-20250001;13/01/2025;Hôtel Bief;1000,50;EUR\nF-20250002;14/01/2025;Garage Aubin;300;€\n", "utf-8", F, {}, DEUX, {}),
    "Sellsy, acompte dit": ("Type;Numéro;Date;Société;Montant HT\nFacture;F-1;13/01/2025;Hôtel Bief;1000,50\nAcompte;AC-1;13/01/2025;Hôtel Bief;300,15\nFacture;F-2;14/01/2025;Garage Aubin;300,00\n", "utf-8", F, {"types": {"Acompte": "écarter"}}, DEUX, {"type « Acompte »": [3]}),
    "Tiime, avoirs positifs dits": ("Numéro;Date d'émission;Client;Montant HT\nF1;13/01/2025;Hôtel Bief;1200,50\nAV-001;14/01/2025;Hôtel Bief;200,00\nF2;14/01/2025;Garage Aubin;300,00\n", "utf-8", F, {"avoirs": "déduire"}, DEUX, {}),
    "Freebe, statut dit": ("N° facture;Date;Client;Montant HT;Statut\nF1;13/01/2025;Hôtel Bief;1000,50;Payée\nF2;14/01/2025;Garage Aubin;300,00;En attente\n", "utf-8", F, {"statuts": {"En attente": "garder"}}, DEUX, {}),
    "QuickBooks": ("Date,Type de transaction,N°,Client,Montant HT\n13/01/2025,Facture,1001,Hôtel Bief,\"1 000,50\"\n14/01/2025,Facture,1002,Garage Aubin,\"300,00\"\n", "utf-8", F, {}, DEUX, {}),
    "Zoho, à l'anglaise sans équivoque": ("Invoice Number,Invoice Date,Customer Name,Amount excl tax\nINV-1,2025-01-13,Hôtel Bief,\"1,000.50\"\nINV-2,2025-01-14,Garage Aubin,300.00\n", "utf-8", F, {}, DEUX, {}),
    "Suisse, apostrophes": ("N° facture;Date;Client;Montant HT\n1;13.01.2025;Hôtel Bief;1'000.50\n2;14.01.2025;Garage Aubin;300.00\n", "cp1252", F, {}, DEUX, {}),
    # Tableurs
    "Excel, numéros de série et codes": (classeur(["N° facture", "Date", "Code client", "Client", "Montant HT"], [1001, 45670, 411001, BIEF, 1000.5], [1002, 45671, 411002, AUBIN, 300]), None, F, {}, DEUX, {}),
    "Excel, la bonne feuille": (classeur(["Lisez-moi"], ["Export du jour"], Données=[["Client", "CA HT"], [BIEF, 1000.5], [AUBIN, 300]]), None, C, {}, DEUX, {}),
    "Excel, une feuille par mois, choisie": (classeur(["N° facture", "Date", "Client", "Montant HT"], ["F1", "13/01/2025", BIEF, 1000.5], ["F2", "14/01/2025", AUBIN, 300], Février=[["N° facture", "Date", "Client", "Montant HT"], ["F3", "13/02/2025", BIEF, 7]]), None, F, {"feuille": "Export"}, DEUX, {}),
    "Excel, en-tête sur deux lignes": ("Pièce;;Tiers;;Total;\nNuméro;Date;Code;Nom;HT;TTC\nF1;13/01/2025;C1;Hôtel Bief;1000,50;1200,60\nF2;14/01/2025;C2;Garage Aubin;300;360\n", "utf-8", F, {}, DEUX, {}),
    "Excel, HT et TTC sous le titre": ("N° facture;Date;Client;Montant;\n;;;TTC;HT\nF1;13/01/2025;Hôtel Bief;1200,60;1000,50\nF2;14/01/2025;Garage Aubin;360;300\n", "utf-8", F, {}, DEUX, {}),
    "Calc, en-têtes répétés à chaque page": ("Client;CA HT\nHôtel Bief;1000,50\nClient;CA HT\nGarage Aubin;300\n", "utf-8", C, {}, DEUX, {"en-têtes répétés": [3]}),
    "Calc, tableau croisé de montants": ("Client;Famille;Montant HT\nHôtel Bief;Draps;600,50\n;Pose;400,00\nGarage Aubin;Pose;300,00\nTotal Résultat;;1300,50\n", "utf-8", C, {}, DEUX, {"ligne de total": [5]}),
    "milliers d'euros": ("Raison sociale;CA (k€)\nHôtel Bief;1,0005\nGarage Aubin;0,3\n", "utf-8", C, {}, DEUX, {}),
    "commentaires et cellules collées à droite": ("Client;CA HT;;\nHôtel Bief;1000,50;;\nGarage Aubin;300;;\n;;;\nExporté par Alice\n", "utf-8", C, {}, DEUX, {"ligne vide": [4], "ligne trop courte": [5]}),
    "le total de la facture, répété, compté une fois": ("N° facture;Date;Client;Total HT;Article\nF1;13/01/2025;Hôtel Bief;1000,50;Draps\nF1;13/01/2025;Hôtel Bief;1000,50;Pose\nF2;14/01/2025;Garage Aubin;300,00;Pose\n", "utf-8", F, {"repetitions": "une fois"}, DEUX, {"total répété": [3]}),
    "Montant et TVA : la TVA montre le HT": ("N° facture;Date;Client;Montant;TVA\nF1;13/01/2025;Hôtel Bief;1000,50;200,10\nF2;14/01/2025;Garage Aubin;300,00;16,50\n", "utf-8", F, {}, DEUX, {}),
    "une facture dont seule la première ligne est nommée": ("N° facture;Date;Client;Produit;Montant HT\nF1;13/01/2025;Hôtel Bief;Draps;600,50\nF1;;;Pose;400\nF2;14/01/2025;Garage Aubin;Pose;300\n", "utf-8", F, {}, DEUX, {}),
    "un total sans nom, égal à la somme": ("N° facture;Date;Client;Produit;Montant HT\nF1;13/01/2025;Hôtel Bief;Draps;1000,50\nF2;14/01/2025;Garage Aubin;Pose;300\n;;;ventes;1300,50\n", "utf-8", F, {}, DEUX, {"ligne de total": [4]}),
    "des sous-totaux par code": ("Code client;Client;CA HT\nC1;Hôtel Bief;1000,50\nTotal C1 - Hôtel Bief;;1000,50\nC2;Garage Aubin;300\nTotal C2;;300\n", "utf-8", C, {}, DEUX, {"sous-total d’un client": [3, 5]}),
    "une dernière ligne dite total": ("Client;CA HT\nHôtel Bief;1000,50\nGarage Aubin;100\nGarage Aubin;200\nEnsemble;1300,50\n", "utf-8", C, {"derniere_ligne": "écarter"}, DEUX, {"ligne de total": [5]}),
    "un TTC dit, et sa TVA": ("N° facture;Date;Client;Montant TTC;TVA\nF1;13/01/2025;Hôtel Bief;1200,60;200,10\nF2;14/01/2025;Garage Aubin;360;60\n", "utf-8", F, {"roles": {"montant_ht": "Montant TTC"}, "montants": "TTC"}, DEUX, {}),
    "des livres mêlées, euros gardés": ("Client;CA HT\nHôtel Bief;1000,50 €\nLondon Ltd;800 £\nGarage Aubin;300 €\n", "utf-8", C, {"devise": "EUR"}, DEUX, {"ca en devise étrangère": [3]}),
    "des livres mêlées, livres gardées": ("Client;CA HT\nHôtel Bief;£1000.50\nParis SA;800 €\nGarage Aubin;300 £\n", "utf-8", C, {"devise": "GBP"}, DEUX, {"ca illisible": [3]}),
    "un groupe par client, dit": ("Client;N° facture;Date;Montant HT\nHôtel Bief;F1;13/01/2025;600,50\n;F2;14/01/2025;400\nGarage Aubin;F3;14/01/2025;300\n", "utf-8", F, {"suites": "compléter"}, DEUX, {}),
    "le code sous « Client », le nom sous « Raison sociale »": ("Client;Raison sociale;CA HT\nC001;Hôtel Bief;1000,50\nC002;Garage Aubin;300\n", "utf-8", C, {}, DEUX, {}),
    "un code vide, sans nom": ("Code client;CA HT\nC1;1000,50\n;7\n", "utf-8", C, {}, {"C1": 1000.5}, {"client vide": [3]}),
    "avoirs positifs et négatifs, tous déduits": ("Type;N° pièce;Date;Client;Montant HT\nFacture;F1;13/01/2025;Hôtel Bief;1050,50\nAvoir;A1;13/01/2025;Hôtel Bief;20\nAvoir;A2;13/01/2025;Hôtel Bief;-30\nFacture;F2;14/01/2025;Garage Aubin;300\n", "utf-8", F, {"avoirs": "déduire"}, DEUX, {}),
    "colonne d'annulation": ("N° facture;Date;Client;Montant HT;Annulée le\nF1;13/01/2025;Hôtel Bief;1000,50;\nF2;14/01/2025;Garage Aubin;300,00;\nF3;14/01/2025;Garage Aubin;50,00;15/01/2025\n", "utf-8", F, {}, DEUX, {"pièce annulée": [4]}),
    # Ce qu'un fichier dit ailleurs que dans ses montants
    "Excel, euros au format de la cellule": (formate("#,##0.00\\ [$€-40C]"), None, F, {}, DEUX, {}),
    "Excel, « HT » au format de la cellule": (formate('#,##0.00 "HT"'), None, F, {}, DEUX, {}),
    "Excel, milliers d'euros au format de la cellule": (formate('#,##0.0, "k€"'), None, F, {}, DEUX, {}),
    "Excel, dollars au format d'une cellule, euros gardés": (formate("#,##0.00", D3='#,##0.00 "$"'), None, F, {"devise": "EUR"}, {BIEF: 1000.5}, {"montant_ht en devise étrangère": [3]}),
    "avoirs dits par oui ou non": (f"{ENTETES};Avoir\nF1;13/01/2025;Hôtel Bief;1100,50;Non\nA1;13/01/2025;Hôtel Bief;100;Oui\nF2;14/01/2025;Garage Aubin;300;\n", "utf-8", F, {}, DEUX, {}),
    "avoirs dits par 0 et 1": (f"{ENTETES};Est un avoir ?\nF1;13/01/2025;Hôtel Bief;1100,50;0\nA1;13/01/2025;Hôtel Bief;100;1\nF2;14/01/2025;Garage Aubin;300;0\n", "utf-8", F, {}, DEUX, {}),
    "Stripe, remboursements déduits": ("id,Created (UTC),Amount,Amount Refunded,Currency,Customer Description\nch_1,2025-01-13,1000.50,0.00,eur,Hôtel Bief\nch_2,2025-01-14,320.00,20.00,eur,Garage Aubin\n", "utf-8", F, {"montants": "HT", "remboursements": "déduire"}, DEUX, {}),
    "Shopify, remboursements déjà comptés": ("Order,Created at,Billing Name,Subtotal excl. tax,Refunded Amount\n1001,2025-01-13,Hôtel Bief,1000.50,12.00\n1002,2025-01-14,Garage Aubin,300.00,\n", "utf-8", F, {"remboursements": "ignorer"}, DEUX, {}),
    "brouillons dits par oui ou non": (f"{ENTETES};Brouillon\nF1;13/01/2025;Hôtel Bief;1000,50;Non\nF2;14/01/2025;Garage Aubin;300;Non\nF3;14/01/2025;Garage Aubin;50;Oui\n", "utf-8", F, {}, DEUX, {"brouillon": [4]}),
    "lignes supprimées": (f"{ENTETES};Supprimée\nF1;13/01/2025;Hôtel Bief;1000,50;0\nF2;14/01/2025;Garage Aubin;300;0\nF3;14/01/2025;Garage Aubin;50;1\n", "utf-8", F, {}, DEUX, {"pièce annulée": [4]}),
    "factures validées, ou non": (f"{ENTETES};Validée\nF1;13/01/2025;Hôtel Bief;1000,50;Oui\nF2;14/01/2025;Garage Aubin;300;Oui\nF3;14/01/2025;Garage Aubin;50;Non\n", "utf-8", F, {"statuts": {"Non": "écarter"}}, DEUX, {"statut « Non »": [4]}),
    "un type qui n'est pas celui de la pièce": (f"{ENTETES};Type\nF1;13/01/2025;Hôtel Bief;1000,50;Prestation\nF2;14/01/2025;Garage Aubin;300;Négoce\n", "utf-8", F, {"roles": {"type": ""}}, DEUX, {}),
    "le sens, dit": (f"{ENTETES};Sens\nF1;13/01/2025;Hôtel Bief;1100,50;D\nA1;13/01/2025;Hôtel Bief;100;C\nF2;14/01/2025;Garage Aubin;300;D\n", "utf-8", F, {"types": {"D": "facture", "C": "avoir"}}, DEUX, {}),
    "PrestaShop, requête SQL": ("id_order;reference;date_add;customer;total_paid_tax_excl;total_paid_tax_incl\n5;XK;2025-01-13 10:00:00;Hôtel Bief;1000.50;1200.60\n6;XL;2025-01-14 10:00:00;Garage Aubin;300.00;360.00\n", "utf-8", F, {}, DEUX, {}),
    "une réponse recopiée d'un message, apostrophe courbe": (f"{ENTETES};Type\nF1;13/01/2025;Hôtel Bief;1000,50;Facture\nF2;14/01/2025;Garage Aubin;300;Facture\nF3;14/01/2025;Garage Aubin;50;Facture d'acompte\n", "utf-8", F, {"types": {"Facture d’acompte": "écarter"}}, DEUX, {"type « Facture d'acompte »": [4]}),
    "PayPal, les paiements sont des ventes": ("Date;Nom;Type;Devise;Avant commission;Commission;Net;Numéro de transaction\n13/01/2025;Hôtel Bief;Paiement;EUR;1000,50;-2;998,50;X1\n14/01/2025;Garage Aubin;Paiement;EUR;300;-2;298;X2\n", "utf-8", F, {"types": {"Paiement": "facture"}, "roles": {"montant_ht": "Avant commission"}, "montants": "HT"}, DEUX, {}),
    "Google Formulaires, horodateur": ("Horodateur,Client,Montant HT,Facture n°\n13/01/2025 10:22:31,Hôtel Bief,1000.5,F1\n14/01/2025 10:22:31,Garage Aubin,300,F2\n", "utf-8", F, {}, DEUX, {}),
    "WooCommerce, export avancé": ("Order Number,Order Date,Billing Company,Order Subtotal Amount,Order Refund Amount,Order Total Tax Amount\n1,2025-01-13,Hôtel Bief,1000.50,0.00,200.10\n2,2025-01-14,Garage Aubin,300.00,0.00,60.00\n", "utf-8", F, {}, DEUX, {}),
    "Stripe, clients par courriel": ("id,Created date (UTC),Amount,Currency,Customer Email,Captured,Status\nch_1,2025-01-13 10:00:00,1000.50,eur,a@exemple.fr,true,Paid\nch_2,2025-01-14 10:00:00,300.00,eur,b@exemple.fr,true,Paid\n", "utf-8", F, {"montants": "HT"}, {"a@exemple.fr": 1000.5, "b@exemple.fr": 300}, {}),
    "dates de deux sens, montants ronds, virgules": ("Numéro,Date,Client,Montant HT\n1,13/01/2025,Hôtel Bief,1000.5\n2,13/01/2025,Garage Aubin,300\n", "utf-8", F, {}, DEUX, {}),
    "en-tête sur deux lignes, deux « Numéro »": ("Facture;;Client;;Montant;\nNuméro;Date;Numéro;Nom;HT;TTC\nF1;13/01/2025;C1;Hôtel Bief;1000,50;1200,60\nF2;14/01/2025;C2;Garage Aubin;300;360\n", "utf-8", F, {}, DEUX, {}),
    "des centimes": ("N° facture;Date;Client;Montant HT (centimes)\nF1;13/01/2025;Hôtel Bief;100050\nF2;14/01/2025;Garage Aubin;30000\n", "utf-8", F, {}, DEUX, {}),
    "des centimes, en anglais": ("invoice,date,client,amount_excl_tax_cents\nF1,2025-01-13,Hôtel Bief,100050\nF2,2025-01-14,Garage Aubin,30000\n", "utf-8", F, {}, DEUX, {}),
    "MS-DOS, fin de fichier": ("Client;CA HT\nHôtel Bief;1000,50\nGarage Aubin;300\n\x1a", "cp850", C, {}, DEUX, {}),
    "tableau croisé d'Excel, dit": ("Étiquettes de lignes;Somme de Montant HT\nHôtel Bief;1000,50\nGarage Aubin;300\nTotal général;1300,50\n", "utf-8", C, {"roles": {"client": "Étiquettes de lignes"}}, DEUX, {"ligne de total": [4]}),
    "Dolibarr, un brouillon à son numéro": (f"{ENTETES}\nF1;13/01/2025;Hôtel Bief;1000,50\n(PROV12);13/01/2025;Hôtel Bief;70\nF2;14/01/2025;Garage Aubin;300\n", "utf-8", F, {}, DEUX, {"brouillon": [3]}),
    "un code et son contact": ("Client;Contact;CA HT\nC001;Mme Petit;1000,50\nC002;M. Grand;300\n", "utf-8", C, {}, {"C001": 1000.5, "C002": 300}, {}),
    "deux montants, dont un se dit HT": ("Client;CA;CA HT\nHôtel Bief;1200,60;1000,50\nGarage Aubin;360;300\n", "utf-8", C, {}, DEUX, {}),
    "une devise oubliée": (f"{ENTETES};Devise\nF1;13/01/2025;Hôtel Bief;1000,50;EUR\nF2;14/01/2025;Garage Aubin;300;EUR\nF3;14/01/2025;Garage Aubin;7;\nF4;14/01/2025;Garage Aubin;8;USD\n", "utf-8", F, {"devise": "EUR"}, DEUX, {"autre devise": [4, 5]}),
    "deux exports mis bout à bout": ("Client;CA HT\nHôtel Bief;1000,50\nsep=,\nGarage Aubin;300\n", "utf-8", C, {}, DEUX, {"ligne trop courte": [4 - 1]}),
    "total sans nom sous des sous-totaux": ("Client;Mois;CA HT\nHôtel Bief;janvier;1000,50\nTotal Hôtel Bief;;1000,50\nGarage Aubin;janvier;300\nTotal Garage Aubin;;300\n;Année;1300,50\n", "utf-8", C, {}, DEUX, {"sous-total d’un client": [3, 5], "ligne de total": [6]}),
    "une facture dont des lignes oublient le client ou la date": ("N° facture;Date;Client;Article;Montant HT\nF1;13/01/2025;Hôtel Bief;x;600,50\nF1;13/01/2025;;y;300\nF1;;Hôtel Bief;z;100\nF2;;Garage Aubin;z;7\n;14/01/2025;;z;9\nF3;14/01/2025;Garage Aubin;x;300\n", "utf-8", F, {}, DEUX, {"date vide": [5], "client vide": [6]}),
    "deux exercices côte à côte": ("Client;CA HT N;CA HT N-1\nHôtel Bief;1000,50;7\nGarage Aubin;300;8\n", "utf-8", C, {}, DEUX, {}),
    "un réalisé et un objectif": ("Client;CA HT;CA HT (objectif)\nHôtel Bief;1000,50;2000\nGarage Aubin;300;500\n", "utf-8", C, {}, DEUX, {}),
    "le même numéro chaque année": ("N° facture;Date;Client;Montant HT\n1;13/01/2025;Hôtel Bief;1000,50\n2;14/01/2025;Garage Aubin;150\n2;13/01/2025;Garage Aubin;150\n", "utf-8", F, {}, DEUX, {}),
}  # fmt: skip

# logiciel : (contenu, lecteur, mots du refus)
REFUSES = {
    "PrestaShop : le total est-il TTC ?": ("ID;Référence;Client;Total;État;Date\n5;XKBK;Hôtel Bief;1 000,50 €;Livré;2025-01-13\n", F, "« Total » ne disent pas s’ils sont HT ou TTC, d’abord en ligne 2 (« 1 000,50 € »)"),
    "WooCommerce : la taxe montre le TTC": ("Order Number,Order Date,Billing Company,Order Total,Tax\n101,2025-01-13,Hôtel Bief,1200.60,200.10\n", F, "sont TTC : la TVA du fichier le montre, d’abord en ligne 2 (« 1200.60 ») : choisissez montants=\"TTC\""),
    "Shopify : pas de numéro, deux noms": ("Name,Email,Financial Status,Created at,Subtotal,Total,Billing Name\n#1001,a@exemple.fr,paid,2025-01-13,1000.50,1200.60,Hôtel Bief\n", F, "Je ne trouve pas la colonne « facture »"),
    "SumUp : pas de client": ("Date,ID de transaction,Type,Montant\n13/01/2025,TX1,Vente,12.00\n", F, "Je ne trouve pas la colonne « client » : renommez-la"),
    "Stripe : dollars": ("id,Created (UTC),Amount,Currency,Customer Description\nch_1,2025-01-13,1000.50,usd,Hôtel Bief\n", F, "ne sont pas en euros (USD), d’abord en ligne 2 (« usd »)"),
    "PayPal : deux monnaies": ("Date;Nom;Devise;Montant HT;N° transaction\n13/01/2025;Hôtel Bief;EUR;10;1\n14/01/2025;London Ltd;GBP;10;2\n", F, "ne sont pas en euros (EUR, GBP), d’abord en ligne 3 (« GBP ») : convertissez-les"),
    "montants en dollars dans les cellules": ("Client;CA\nHôtel Bief;$1,000.50\nGarage Aubin;$300.00\n", C, "ne sont pas en euros, d’abord en ligne 2 (« $1,000.50 »)"),
    "Sellsy : un acompte est-il une vente ?": ("Type;Numéro;Date;Client;Montant HT\nFacture;F-1;13/01/2025;Hôtel Bief;100\nAcompte;AC-1;13/01/2025;Hôtel Bief;30\n", F, "contient « Acompte », dont je ne sais si ce sont des ventes, d’abord en ligne 3 (« Acompte ») : dites-le, par exemple types={\"Acompte\":\"facture\"}"),
    "Freebe : un statut inconnu": ("N° facture;Date;Client;Montant HT;Statut\nF1;13/01/2025;Hôtel Bief;100;Payée\nF2;13/01/2025;Hôtel Bief;30;Remboursée\n", F, "« Remboursée », dont je ne sais s’il faut les compter, d’abord en ligne 3"),
    "Tiime : des avoirs positifs sans type": ("Numéro;Date;Client;Montant HT\nF1;13/01/2025;Hôtel Bief;100\nAV-001;14/01/2025;Hôtel Bief;20\n", F, "numérotées comme des avoirs ont un montant positif, d’abord en ligne 3 (« 20 ») : choisissez avoirs=\"déduire\""),
    "des avoirs tantôt positifs, tantôt négatifs": ("Type;N° pièce;Date;Client;Montant HT\nFacture;F1;13/01/2025;A;100\nAvoir;A1;13/01/2025;A;20\nAvoir;A2;13/01/2025;A;-30\n", F, "Des avoirs sont écrits en positif, d’autres en négatif, d’abord en ligne 3"),
    "QuickBooks américain": ("Date,Num,Customer,Amount excl tax\n01/02/2025,1,Hôtel Bief,100.50\n01/03/2025,2,Hôtel Bief,100.00\n", F, "peut se lire jour/mois ou mois/jour, et les nombres du fichier sont à l’anglaise, d’abord en ligne 2 (« 01/02/2025 »)"),
    "heures AM et PM": ("N° facture;Date;Client;Montant HT\n1;01/02/2025 10:00 AM;A;100\n2;01/03/2025 02:05 PM;A;100\n", F, "choisissez dates=\"mois/jour\" ou dates=\"jour/mois\""),
    "jours et mois mêlés": ("N° facture;Date;Client;Montant HT\n1;13/02/2025;A;100\n2;02/13/2025;A;100\n3;02/03/2025;A;100\n", F, "mêle des dates jour/mois et mois/jour, d’abord en ligne 3 (« 02/13/2025 »)"),
    "Allemagne : 1.250": ("Client;CA HT\nA;1.250\nB;980\n", C, "d’abord en ligne 2 (« 1.250 ») : choisissez nombres=\"point\" s’il vaut 1,250, nombres=\"virgule\" s’il vaut 1 250"),
    "un coût ambigu": ("N° facture;Date;Client;Montant HT;Coût d'achat HT\n1;13/02/2025;A;100,50;12.500\n", F, "« Coût d’achat HT » a des nombres qui se lisent de deux façons, d’abord en ligne 2 (« 12.500 »)"),
    "le total de la facture répété": ("N° facture;Date;Client;Total HT;Article\nF1;13/01/2025;A;100;Draps\nF1;13/01/2025;A;100;Pose\n", F, "« Total HT » est peut-être le total de la facture, répété, d’abord en ligne 3 (« 100 ») : choisissez repetitions=\"une fois\""),
    "un client par groupe, sans sous-total": ("Client;N° facture;Date;Montant HT\nA;F1;13/01/2025;100\n;F2;13/01/2025;100\n", F, "Le nom du client est vide sur 1 ligne, d’abord en ligne 3 : un tableau groupé, ou un oubli : choisissez suites=\"compléter\""),
    "une feuille par mois": (classeur(["N° facture", "Date", "Client", "Montant HT"], ["F1", "13/01/2025", BIEF, 1], Février=[["N° facture", "Date", "Client", "Montant HT"], ["F3", "13/02/2025", BIEF, 7]]), F, "Plusieurs feuilles se lisent (« Export », « Février ») : choisissez-en une, par exemple feuille=\"Export\""),
    "grand livre d'un client": ("Date;Journal;N° pièce;Compte tiers;Débit;Crédit\n13/01/2025;VE;F1;BIEF;1200;\n", F, "exportez plutôt les factures de vente, ou le FEC"),
    "balance âgée : pas de montant HT": ("Client;N° facture;Date;Échéance;Reste dû\nA;F1;13/01/2025;13/02/2025;100\n", F, "Je ne trouve pas la colonne « montant_ht »"),
    "montants TTC seulement": ("N° facture;Date;Client;Montant TTC\n1;13/02/2025;A;120\n", F, "une colonne TTC ne la remplace pas, convertissez-la en HT"),
    "cellules TTC sous un en-tête HT": ("Client;CA HT\nA;120,00 € TTC\n", C, "se disent TTC, d’abord en ligne 2 (« 120,00 € TTC ») : convertissez-les en HT"),
    "des livres mêlées à des euros": ("Client;CA HT\nA;1000,50 €\nB;800 £\nC;300 €\n", C, "ne sont pas tous en euros, d’abord en ligne 3 (« 800 £ »)"),
    "une dernière ligne égale à la somme": ("Client;CA HT\nA;3\nB;4\nC;5\nEnsemble;12\n", C, "vaut la somme de toutes les autres, d’abord en ligne 5 (« Ensemble ») : choisissez derniere_ligne=\"écarter\""),
    "l'année devant, en deux chiffres": ("N° facture;Date;Client;Montant HT\n1;25-01-06;A;1\n2;25-01-13;A;1\n3;25-02-20;A;1\n", F, "date ambiguë, 3 fois, d’abord en ligne 2. « 25-01-06 » : écrivez une date comme 31/12/2025"),
    "un TTC désigné comme montant": ("N° facture;Date;Client;Montant TTC;Autre\n1;13/01/2025;A;120;x\n", F, "une colonne TTC ne la remplace pas"),
    "francs CFA": ("N° facture;Date;Client;Total HT (FCFA)\n1;13/02/2025;A;120 000\n", F, "« Total HT (FCFA) » n’est pas en euros"),
    "Quadra, colonnes de largeur fixe": ("MBIEF    VE000130125 Facture 1    D+000000120000\nMAUBIN   VE000140125 Facture 2    D+000000036000\n", F, "Je ne vois qu’une colonne"),
    "deux colonnes du même sens": ("N° facture;Date;Client;Total HT;Montant HT\n1;13/02/2025;A;100;90\n", F, "Deux colonnes disent la même chose, « Total HT » et « Montant HT » : renommez l’une d’elles, ou choisissez roles={\"montant_ht\":\"Total HT\"}"),
    "page web": ("<html><body>Session expirée</body></html>", F, "n’est ni un CSV ni un classeur"),
    "Excel, dollars au format de la cellule": (formate('#,##0.00 "$"', D3="[$$-409]#,##0.00"), F, "ne sont pas en euros, d’abord en ligne 2 (« 1000.50 USD »)"),
    "Excel, livres mêlées au format de la cellule": (formate("[$£-809]#,##0.00"), F, "ne sont pas tous en euros, d’abord en ligne 2 (« 1000.50 GBP ») : convertissez-les en euros, ou choisissez la monnaie à garder"),
    "Excel, « TTC » au format de la cellule": (formate('#,##0.00 "TTC"'), F, "se disent TTC, d’abord en ligne 2 (« 1000.50 TTC »)"),
    "Excel, pourcentages": (formate("0.00%", D3="0%"), F, "« 100050.00 % » : écrivez un nombre comme 1 234,50"),
    "un type inconnu": (f"{ENTETES};Type\nF1;13/01/2025;A;10;ZX\nF2;13/01/2025;A;20;ZY\n", F, "« Type » contient « ZX », « ZY », dont je ne sais si ce sont des ventes, d’abord en ligne 2 (« ZX ») : dites-le, par exemple types={\"ZX\":\"facture\"} ou types={\"ZX\":\"écarter\"} ; si cette colonne dit autre chose, roles={\"type\":\"\"}"),
    "le sens, sans rien dire": (f"{ENTETES};Sens\nF1;13/01/2025;A;100;D\nA1;13/01/2025;A;40;C\n", F, "« Sens » contient « D », « C », dont je ne sais si ce sont des ventes"),
    "des remboursements": ("Order,Created at,Billing Name,Subtotal excl. tax,Refunded Amount\n1001,2025-01-13,A,100.50,\n1002,2025-01-14,B,100.50,100.50\n", F, "« Refunded Amount » donne des sommes rendues, que les montants comprennent peut-être, d’abord en ligne 3 (« 100.50 ») : choisissez remboursements=\"déduire\" s’il faut les ôter"),
    "des avoirs en face des factures": (f"{ENTETES};Avoir HT\nF1;13/01/2025;A;100;\nF2;13/01/2025;A;90;40\n", F, "« Avoir HT » donne des sommes rendues"),
    "une facture non validée": (f"{ENTETES};Validée\nF1;13/01/2025;A;100;Oui\nF2;13/01/2025;A;40;Non\n", F, "« Validée » contient « Non », dont je ne sais s’il faut les compter, d’abord en ligne 3"),
    "PayPal, des paiements": ("Date;Nom;Type;Devise;Avant commission;Commission;Net;Numéro de transaction\n13/01/2025;A;Paiement;EUR;1000,50;-2;998,50;X1\n", F, "Deux colonnes disent la même chose, « Avant commission » et « Net »"),
    "des encaissements seuls": (f"{ENTETES};Type\nF1;13/01/2025;A;100;Paiement\n", F, "« Type » contient « Paiement », dont je ne sais si ce sont des ventes"),
    "un prix et une quantité": ("N° facture;Date;Client;Quantité;Prix\nF1;13/01/2025;A;10;5\n", F, "Je ne trouve pas la colonne « montant_ht »"),
    "tableau croisé d'Excel": ("Étiquettes de lignes;Somme de Montant HT\nA;1000,50\nB;300\n", C, "« Étiquettes de lignes » est l’en-tête d’un tableau croisé, et ne dit pas ce qu’il énumère : si ce sont des clients, choisissez roles={\"client\":\"Étiquettes de lignes\"}"),
    "tableau croisé compact": ("Client;Somme de Montant HT\nA;1000\njanvier;600\nfévrier;400\nB;300\nJanvier;300\nTotal général;1300\n", C, "« Client » mêle des clients et des périodes, d’abord en ligne 3 (« janvier ») : affichez le tableau croisé sous forme tabulaire"),
    "HT et TTC échangés": (f"{ENTETES};Montant TTC\nF1;13/01/2025;A;120;100\nF2;13/01/2025;A;240;200\n", F, "« Montant HT » se disent HT, mais le reste du fichier montre des montants TTC, d’abord en ligne 2 (« 120 »)"),
    "un HT égal au TTC, et de la TVA": (f"{ENTETES};TVA;Montant TTC\nF1;13/01/2025;A;120;20;120\nF2;13/01/2025;A;240;40;240\n", F, "se disent HT, mais le reste du fichier montre des montants TTC"),
    "l'année devant, deux lignes": (f"{ENTETES}\nF1;25/01/13;A;100\nF2;25/01/14;A;40\n", F, "date ambiguë, 2 fois"),
    "l'en-tête écrit le mois devant": ("N° facture;Date (MM/DD/YYYY);Client;Montant HT\nF1;01/02/2025;A;100\nF2;01/03/2025;A;40\n", F, "peut se lire jour/mois ou mois/jour, et son en-tête écrit le mois devant"),
    "classeur XML d'Excel 2003": ("<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook></Workbook>", F, "est un classeur en XML : ouvrez-le dans votre tableur, et enregistrez-le en .xlsx"),
}  # fmt: skip


def encoder(contenu, encodage="utf-8") -> bytes:
    return contenu if isinstance(contenu, bytes) else contenu.encode(encodage)


@pytest.mark.parametrize("nom", LUS)
def test_un_export_est_lu_juste(nom):
    contenu, encodage, lecteur, choix, attendu, ecartees = LUS[nom]
    table = lecteur(encoder(contenu, encodage), **choix)
    montant = "montant_ht" if lecteur is F else "ca"
    assert table.groupby("client", sort=False)[montant].sum().round(2).to_dict() == attendu
    rapport = table.attrs["rapport"]
    assert {raison: cas["lignes"] for raison, cas in rapport["ecartees"].items()} == ecartees
    assert rapport["lignes_lues"] == len(table) + sum(cas["nombre"] for cas in rapport["ecartees"].values())
    if lecteur is F:
        assert set(table["date"].dt.strftime("%d/%m/%Y")) <= {f"{jour}/01/2025" for jour in (13, 14)}


@pytest.mark.parametrize("nom", REFUSES)
def test_un_export_douteux_est_refuse_avec_ce_qu_il_faut_faire(nom):
    contenu, lecteur, mots = REFUSES[nom]
    assert mots in lire_refus(lecteur, encoder(contenu))


def test_le_portefeuille_importe_dans_dolibarr_en_revient_le_meme():
    """Les lignes de facture que Dolibarr exporte, au nom des tiers qu'on lui a donnés."""
    tiers = pd.read_csv(chemin("import-dolibarr-tiers.csv"), sep=";", dtype=str).set_index(
        "Code client (s.code_client)"
    )["Nom* (s.nom)"]
    factures = F(chemin("factures-2025.csv"))
    export = pd.DataFrame(
        {
            "Raison sociale": factures["code_client"].map(tiers),
            "Réf. facture": factures["facture"],
            "Date facturation": factures["date"].dt.strftime("%Y-%m-%d"),
            "Total HT": factures.groupby("facture")["montant_ht"].transform("sum").round(2),
            "Description de ligne": factures["famille"],
            "Montant HT de la ligne": factures["montant_ht"],
        }
    )
    relu = F(export.to_csv(index=False).encode())
    assert len(relu) == len(factures) and not relu.attrs["rapport"]["ecartees"]
    for colonne in ("facture", "date", "client", "montant_ht"):
        assert relu[colonne].tolist() == factures[colonne].tolist(), colonne


def test_ce_qu_un_doute_propose_se_choisit():
    """Une option que le cours refuserait laisserait l'élève sans réponse."""
    vus = set()
    for contenu, lecteur, _ in REFUSES.values():
        try:
            doutes = proposer_lecture(encoder(contenu), "factures" if lecteur is F else "clients").doutes
        except ErreurCours:
            continue
        for doute in doutes:
            if isinstance(CHOIX[doute.choix], tuple):
                vus.add(doute.choix)
                assert set(doute.options) <= set(CHOIX[doute.choix]), doute
    assert {"dates", "nombres", "montants", "avoirs", "repetitions", "suites"} <= vus


def test_un_total_ecrit_que_la_somme_contredit_est_dit():
    """Une ligne qui manque, un avoir compté deux fois : le total du logiciel le montre."""
    lignes = "F1;13/01/2025;A;100\nF2;13/01/2025;B;40\n"
    for total, dit in ((500, True), (140, False)):
        rapport = F(f"{ENTETES}\n{lignes}Total;;;{total}\n".encode()).attrs["rapport"]
        phrases = " ".join(rapport.get("remarques", [])).replace("\u202f", " ")
        attendu = "Le total écrit au bas du fichier (500,00 €) n’est pas la somme de ce qui est lu (140,00 €)"
        assert (attendu in phrases) == dit and ("Le total" in phrases) == dit
    # Ce qui est mis à part explique l'écart.
    brouillon = f"{ENTETES};Statut\nF1;13/01/2025;A;100;Payée\nF2;13/01/2025;B;40;Brouillon\nTotal;;;140;\n"
    assert "remarques" not in F(brouillon.encode()).attrs["rapport"]


def test_un_plan_relit_la_feuille_qu_il_a_choisie():
    lignes = [["N° facture", "Date", "Client", "Montant HT"], ["F1", "13/01/2025", BIEF, 5]]
    octets = classeur(["Export du jour"], Factures=lignes, Notes=[["rien"]])
    plan = proposer_lecture(octets)
    assert plan.feuille == "Factures"
    assert appliquer_plan(plan, octets)["montant_ht"].tolist() == [5]


def test_chaque_export_se_lit_aussi_par_un_plan():
    """Comme le fait la page : proposer, répondre, enregistrer, appliquer."""
    for nom, (contenu, encodage, lecteur, choix, attendu, _) in LUS.items():
        octets = encoder(contenu, encodage)
        plan = proposer_lecture(octets, "factures" if lecteur is F else "clients", **choix)
        assert not plan.doutes, nom
        table = appliquer_plan(Plan.lire(plan.en_json()), octets)
        montant = "montant_ht" if lecteur is F else "ca"
        assert table.groupby("client", sort=False)[montant].sum().round(2).to_dict() == attendu, nom


def test_des_entiers_ne_sont_pas_a_l_anglaise():
    """Des virgules entre les colonnes, des montants ronds : rien ne dit que le mois est devant."""
    table = F("Numéro,Date,Client,Montant HT\n1,02/01/2025,A,10\n2,03/01/2025,B,20\n".encode())
    assert table["date"].dt.strftime("%d/%m").tolist() == ["02/01", "03/01"]


def test_ce_qui_est_ecarte_dit_combien_il_vaut():
    lignes = "F1;13/01/2025;A;100;Payée\nF2;13/01/2025;B;1 000,50;Annulée\nF3;13/01/2025;B;n.c.;Annulée\n"
    octets = f"{ENTETES};Statut\n{lignes}F4;hier;B;7;Payée\nTotal;;;1107,50;\n".encode()
    ecartees = F(octets).attrs["rapport"]["ecartees"]
    assert {raison: cas.get("montant") for raison, cas in ecartees.items()} == {
        "ligne de total": None,
        "pièce annulée": 1000.5,
        "date illisible": 7,
    }
    milliers = "Client;CA HT (k€)\nA;3\n;4\n".encode()
    assert C(milliers).attrs["rapport"]["ecartees"]["client vide"]["montant"] == 4000
