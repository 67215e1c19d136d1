"""Les mots que la lecture connaît, un par un, et les bords que les fichiers d'exemple ne touchent pas."""
# Une ligne par rôle, même longue : chaque liste se relit d'un trait.
# ruff: noqa: E501

import io
import zipfile

import numpy as np
import openpyxl
import pytest
from lecture import lire, lire_refus

from course_helpers.donnees import appliquer_plan, lire_clients, lire_factures, lire_table, proposer_lecture
from course_helpers.lecture import esquisser_lecture, pieces
from course_helpers.lecture.archives import est_cache
from course_helpers.lecture.dates import lire_dates
from course_helpers.lecture.devises import dire_unite
from course_helpers.lecture.encodage import choisir_encodage
from course_helpers.lecture.fec import est_un_fec
from course_helpers.lecture.montants import analyser, lire_montants
from course_helpers.lecture.roles import LIBELLES, TABLES, lire_devise, lire_entete, lire_unite

# (nature, rôle) : des en-têtes vus dans des exports.
ENTETES = {
    ("factures", "client"): "Client|Clients|Cliente|Nom du client|Noms client|Client nom|Client facturé|Client raison sociale|Customer|Customer name|Client name|Nom du tiers|Intitulé client|Libellé du tiers|Client final|Raison sociale|Raison sociale du client|Société|Entreprise|Dénomination sociale|Tiers|Partenaire|Nom de la société|Établissement client|Company|Billing company|Acheteur|Nom|Nom de famille|Nom complet|Destinataire|Nom et prénom|Bénéficiaire|Étiquettes de lignes|Row Labels",
    ("factures", "code_client"): "Code client|N° client|Réf. client|Client ID|Client code|Customer ID|N° compte tiers|Compte auxiliaire|Tiers code|Customer email|Email client|Code|Compte|N° compte|Numéro de compte|Matricule",
    ("factures", "prenom"): "Prénom|Prénoms|Prénom du client|First name|Billing first name|Prénom facturation",
    ("factures", "devise"): "Devise|Monnaie|Currency|Code devise|Devise facture|ISO devise",
    ("factures", "facture"): "N° facture|Num facture|Réf. pièce|Numéro de document|ID facture client|Facture|Pièce|Invoice|Invoice number|Facture n°|Pièce réf|Pièce comptable|Document number|Numéro|N°|Référence|Document|Nom document|N° de commande|Réf. ticket|Commande|Order ID|Name order|Transaction ID|Écriture|Receipt number|Code de transaction",
    ("factures", "date"): "Date facture|Date de pièce|Facture date|Invoice date|Date|Jour|Date d'émission|Date d'écriture|Émise le|Créé le|Created at|Date comptabilisation|Date de commande|Order date|Date add|Created (UTC)|Horodateur|Timestamp|Date et heure|Completed at|Paid at|Date paiement acceptée",
    ("factures", "famille"): "Famille|Famille d'articles|Famille de produits|Catégorie|Rayon|Gamme",
    ("factures", "quantite"): "Quantité|Qté|Quantité facturée|Qty|Quantity|Lineitem quantity",
    ("factures", "montant_ht"): "Montant HT|Total HT|Montant HT ligne|Ligne montant HT|HT|HT net|Prix de la ligne HT|Untaxed amount|Amount excl. tax|Somme de Montant HT|Total paid tax excl|Subtotal excl VAT|Net amount excl tax|Amount without tax|Montant|CA|Chiffre d'affaires|Total|Net|Sous-total|Prix total|Valeur|Base|Ventes|Facturation|Montant facturé|Total général|Total document|Net commercial|Amount|Gross|Brut|Net sales|Subtotal|Total sales|Order total|Total payé|Avant commission|Total de la commande|Montant de la transaction|Montant vente",
    ("factures", "prix_unitaire"): "Prix unitaire|Prix unitaire HT|Prix U|PU|PU HT|PU net|PU HT net|P.U. HT|Prix de vente unitaire|Prix unitaire de vente|Tarif unitaire|PUHT|Unit price|UnitPrice|Sales unit price|Lineitem price|Item price",
    ("factures", "remise"): "Remise|Remises|Remise %|Taux de remise|Montant remise|Remise ligne|Remise HT|Rabais|Ristourne|Discount|Line discount|Lineitem discount|Discount amount|Discount rate|Discount percent",
    ("factures", "cout_achat_ht"): "Coût d'achat|Coût d'achat HT|Coût achat HT|Coûts d'achat",
    ("factures", "statut"): "Statut|État|Statut facture|Status|Financial status|Fulfillment status|Payment status|Validée|Est finalisée|Is validated",
    ("factures", "annulation"): "Annulée|Annulée le|Date d'annulation|Cancelled at|Annulation|Supprimée|Is deleted|Voided|Brouillon|Est provisoire",
    ("factures", "type"): "Type|Nature|Type de pièce|Types de documents|Nature de la pièce|Genre de document|Type facture|Document type|Move type|Sens",
    ("factures", "rembourse"): "Avoir|Est un avoir|Note de crédit|Is a credit note|Is refund|Avoirs HT|Montant remboursé|Total des avoirs|Remboursement|Refunded|Amount refunded|Refunded amount|Order refund amount",
    ("factures", "ttc"): "Total TTC|T.T.C.|Montant toutes taxes comprises|Net à payer|À payer|Total incl. tax|Gross total|Total tax included",
    ("factures", "tva"): "TVA|Montant TVA|Dont TVA|T.V.A.|TVA due|TVA collectée|Tax|Tax amount|VAT|Total tax|Montant des taxes",
    ("clients", "secteur"): "Secteur|Secteur d'activité|Activité|Branche",
    ("clients", "ville"): "Ville|Commune|Localité",
    ("clients", "code_postal"): "Code postal|CP",
    ("clients", "commercial"): "Commercial|Commerciale|Représentant|Vendeur",
    ("clients", "premier_contact"): "Date du premier contact|Premier contact|Date premier contact",
    ("clients", "origine_contact"): "Origine du contact|Origine contact|Origine",
    ("clients", "ca"): "CA|CA annuel|CA HT|CA N|CA HT N|Chiffre d'affaires|Chiffre d'affaires net HT|Montant|Total HT|HT|Total|Ventes|Amount|Net sales",
    ("clients", "cout_achat"): "Coût d'achat|Coûts d'achat HT",
    ("clients", "charges"): "Charges|Charges client|Charges HT",
    ("clients", "marge"): "Marge|Marge HT|Marge nette",
    ("clients", "nb_factures"): "Nombre de factures|Nb factures|Nb de factures",
    ("prospects", "collecte"): "Date de collecte|Collecte|Date collecte",
    ("prospects", "dernier_contact"): "Date du dernier contact|Dernier contact|Date dernier contact",
    ("prospects", "opposition"): "Opposition|Opposition à la prospection|Opposé",
}  # fmt: skip


@pytest.mark.parametrize(("nature", "role"), ENTETES)
def test_chaque_en_tete_dit_son_role(nature, role):
    for entete in ENTETES[nature, role].split("|"):
        indice = lire_entete(entete, nature)
        assert indice is not None and indice.role == role, entete


def test_chaque_role_se_dit_a_qui_ne_programme_pas():
    assert {*TABLES["factures"], *TABLES["clients"]} <= set(LIBELLES)


def test_ce_qui_aide_a_lire_garde_son_en_tete():
    titres = "Monnaie|État|Nature|Prénom|Total TTC|Montant TVA|Annulée|Avoir"
    octets = f"N° facture;Date;Nom;Montant HT;{titres.replace('|', ';')}\nF1;13/01/2025;Roy;10;EUR;Payée;Facture;Al;12;2;;\n"
    assert list(lire_factures(octets.encode())) == [
        "facture",
        "date",
        "client",
        "montant_ht",
        *titres.split("|"),
    ]


def test_ce_qui_ressemble_a_un_role_n_en_est_pas_un():
    for entete in "Date d'échéance|Taux TVA %|Prix|Marge %|Client depuis|Objectif 2026|Commentaire|x".split(
        "|"
    ):
        assert lire_entete(entete, "factures") is None, entete
    assert lire_entete("CA 2025 prévu", "clients") is None
    assert lire_entete("Quantité 2024", "clients") is None and lire_entete("A" * 81, "factures") is None


UNITES = {"CA (k€)": 1000, "CA HT en milliers d'euros": 1000, "CA (M€)": 1e6, "CA en millions d'euros": 1e6, "Montant (centimes)": 0.01, "Amount (cents)": 0.01, "CA (€)": 1}  # fmt: skip
DEVISES = {"USD": "Montant ($)|USD|dollars", "GBP": "£|gbp|livres sterling", "CHF": "CHF|francs suisses", "JPY": "¥|yens", "XOF": "F CFA|FCFA|XOF|XAF", "MAD": "MAD|dirhams|dhs", "DZD": "DZD|dinars", "TND": "TND", "CAD": "CAD", "XPF": "XPF|CFP", "SEK": "sek"}  # fmt: skip


def test_les_unites_et_les_monnaies_d_un_en_tete():
    assert {entete: lire_unite(entete) for entete in UNITES} == UNITES
    for code, textes in DEVISES.items():
        assert {lire_devise(texte) for texte in textes.split("|")} == {code}
    assert lire_devise("Montant HT (€)") is None and lire_devise("cadeau") is None
    assert dire_unite("CA $") and dire_unite("CA£") and not dire_unite("MAD")


STATUTS = {
    "garder": "|Payée|Impayée|Paid|Réglé|Non réglée|Soldée|Encaissé|Envoyée|Émise|Validée|Transmise|Déposée|Reçue|Acceptée|Facturé|Comptabilisée|En retard|Échue|Relancée|Montant dû|Due|Ouverte|Open|Sent|Overdue|Posted|Complete|Fulfilled|Terminée|Clôturée|Livrée|Expédiée|Shipped|Delivered|Partielle|Partially|Lettrée|Définitive|Finalisée|Achevée|Success|Approuvée|Processed|En préparation|OK|Confirmée|Imprimée|Éditée|Transférée|Normal|Actif|Active|En attente de paiement|Mise en demeure|Contentieux|Recouvrement",
    "pièce annulée": "Annulée|Abandonnée|Cancelled|Void|Supprimée|Deleted|Extournée",
    "brouillon": "Brouillon|Draft|Provisoire|PROV",
    "devis": "Devis envoyé|Proforma|Pro forma",
    "paiement échoué": "Échec|Échouée|Failed|Declined",
    None: "En attente|Remboursée|Refunded|Litige|Disputed|Chargeback|Non validée|À valider|Invalide|Refusée|Rejetée|Suspendue|Archivée|Expirée|Contestée|Reversed|Non envoyée|Non émise|À émettre|À facturer|To invoice|Bleu",
}  # fmt: skip
TYPES = {
    "facture": "Facture|Fact|FAC|FA|F|Invoice|380|Vente|Standard|Ticket|Facture de vente|Facture client|Factures doit|Facture de remplacement|Customer invoice|Sale|Charge|FV",
    "avoir": "Avoir|AV|A|Note de crédit|Credit note|Refund|381|NC|Avoir client|Facture d'avoir|Retour|Remboursement|Customer credit note",
    "devis": "Devis|Quote|Proposition commerciale|Offre|Estimate|DV",
    "proforma": "Proforma|Facture pro forma|PF",
    "commande": "Commande|Bon de commande|Commande client|BC|Sales order",
    "bon de livraison": "Livraison|Bon de livraison|BL|Delivery note|Bon de retour",
    "brouillon": "Brouillon|Draft|Facture brouillon",
    "règlement": "Règlement|Règlement client|Paiement|Payment|Encaissement|Virement|Versement|Payout|Transfer|RG",
    None: "Acompte|Situation|X12",
}  # fmt: skip


@pytest.mark.parametrize(("verdict", "mots"), STATUTS.items(), ids=map(str, STATUTS))
def test_chaque_statut_a_son_verdict(verdict, mots):
    assert {mot: pieces.classer_statut(mot) for mot in mots.split("|")} == dict.fromkeys(
        mots.split("|"), verdict
    )


def test_un_paiement_en_attente_n_ote_rien_a_la_vente():
    for mot in ("En attente", "Pending", "En cours", "Authorized", "Non", "Oui"):
        assert pieces.classer_statut(mot, paiement=True) == "garder" and pieces.classer_statut(mot) is None, (
            mot
        )
    assert pieces.classer_statut("Non annulée") is None, "« non annulée » n'est pas annulée"


@pytest.mark.parametrize(("verdict", "mots"), TYPES.items(), ids=map(str, TYPES))
def test_chaque_type_a_son_verdict(verdict, mots):
    assert {mot: pieces.classer_type(mot) for mot in mots.split("|")} == dict.fromkeys(
        mots.split("|"), verdict
    )


def test_les_totaux_les_periodes_et_les_noms_qui_n_en_sont_pas():
    for texte in "Total|TOTAL HT|Sous-total|Grand total|Totaux généraux|Somme|Cumul|Report|À reporter|Total (220 clients)|Total de l'exercice 2025".split(
        "|"
    ):
        assert pieces.est_total(texte), texte
    for texte in "Total Énergies|Totalement|Report SARL|Sommeil".split("|"):
        assert not pieces.est_total(texte), texte
    for texte in "Total Bief|Sous-total client Bief|Somme de Bief|Total pour Bief|Bief total|Bief somme|Bief Résultat".split(
        "|"
    ):
        assert pieces.lire_sous_total(texte) == "bief", texte
    for texte in "Janvier|Fév|Févr.|Août|Sept|Déc.|T3|1er trim|Trim. 2|2025|1999".split("|"):
        assert pieces.est_une_periode(texte) == (texte != "Fév"), texte
    for texte in "Divers|Client divers|Ventes comptoir|Client de passage|Anonyme|Inconnue|Particulier|Sans nom|N/A|NC|Néant|Null|xxx|TBD|Non renseigné|Vide|Client|Guest|Unknown|Divers clients|-|Web".split(
        "|"
    ):
        assert pieces.est_sans_nom(texte), texte
    for texte in ("AV12", "(AVO-3)", "NC 5", "RF2025", "FAV1", "FA-AV2", "avoir_9"):
        assert pieces.reperer(pieces.NUMERO_AVOIR, ["F1", texte]) == [1], texte
    for texte in ("(PROV12)", "prov", "/", "Brouillon 3", "DRAFT"):
        assert pieces.reperer(pieces.NUMERO_BROUILLON, ["F1", texte]) == [1], texte
    assert pieces.reperer(pieces.NUMERO_AVOIR, ["AVENUE", "F-AV"]) == []


JOURS = "05/01/2025|5-1-25|5.1.2025|05 01 2025|2025-01-05|2025/1/5|2025-01-05T10:22:00Z|2025-01-05 10:22:00.123 +02:00|20250105|20250105102233|5 janvier 2025|dim. 5 janv. 2025|5 Jan 2025|January 5, 2025|Sun Jan 5th 2025|45662|45662,43|05/01/2025 à 10 h 22|05/01/2025 10:22:33"


def test_un_jour_s_ecrit_de_bien_des_facons():
    lues = lire_dates(JOURS.split("|")).jours
    assert {texte: str(lu) for texte, lu in lues.items()} == dict.fromkeys(JOURS.split("|"), "2025-01-05")
    mois = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    lues = lire_dates([f"1er {nom} 2025" for nom in mois]).jours
    assert [str(lu)[5:7] for lu in lues.values()] == [f"{rang:02d}" for rang in range(1, 13)]
    periodes = ("05/01/2025 - 31/01/2025", "2025-01-05 - 2025-01-31")
    impossibles = ("30/02/2025", "2025-13-01", "12345678", "19999", "80001", "5 brumaire 2025", "hier")
    for texte in (*impossibles, *periodes):
        assert isinstance(lire_dates([texte]).jours[texte], str), texte


def test_un_apres_midi_ou_l_usage_du_fichier_demandent_l_ordre():
    assert lire_dates(["1/2/2025 3:05 PM", "1/3/2025 4:05 PM"]).doute == ("américain", "1/2/2025 3:05 PM")
    assert lire_dates(["1/2/2025 3:05 PM", "1/3/2025", "13/3/2025"]).doute is None
    assert lire_dates(["1/2/2025"], americain=True).doute == ("américain", "1/2/2025")
    assert lire_dates(["13/2/2025"], "mois/jour").doute == ("contraire", "13/2/2025")
    assert lire_dates(["1/2/2025"]).sans_preuve == "1/2/2025" and lire_dates(["1/1/2025"]).sans_preuve is None


NOMBRES = {"1,234.56": 1234.56, "1,234,567": 1234567, "1.234.567": 1234567, "1'234,5": 1234.5, "+12": 12, "€ 12": 12, "-€12,5": -12.5, "12 EUR": 12, "12 euros": 12, "12\u2009345,6": 12345.6, "(3)": -3, "3-": -3}  # fmt: skip


def test_un_nombre_s_ecrit_de_bien_des_facons():
    for texte, valeur in NOMBRES.items():
        assert lire_montants([texte], "ca")[0].tolist() == [valeur], texte
    for texte in ("12 %", "1 23", "12,3,4", "n.c.", "1e400", "12 $"):
        assert np.isnan(lire_montants([texte], "ca")[0][0]), texte
    assert lire_montants(["12 $", "3 €"], "ca", devise="USD")[0].tolist()[0] == 12
    assert np.isnan(lire_montants(["3 €"], "ca", devise="USD")[0][0])


@pytest.mark.parametrize(
    ("textes", "format", "ambigu"),
    [
        (["1.234", "12,5"], "virgule", None),
        (["1,234", "12.5"], "point", None),
        (["1.234", "0.5"], "point", None),
        (["1.234", "1234.5"], "point", None),
        (["1.234", "1.234.567"], "virgule", None),
        (["1.234", "1.234,5"], "virgule", None),
        (["1,234", "1,234.5"], "point", None),
        (["1.234", "5"], None, "1.234"),
        (["1.234", "12.5", "1.234.567"], None, "1.234"),
        (["1.234", "1,234"], None, "1,234"),
        (["12.34", "5"], None, None),
    ],
)
def test_le_reste_de_la_colonne_tranche_ou_ne_tranche_pas(textes, format, ambigu):
    lue = analyser(textes)
    assert (lue.format, lue.ambigu is None) == (format, ambigu is None)


# --- Des bords --------------------------------------------------------------------------------------------


def faire_classeur(**feuilles) -> bytes:
    livre = openpyxl.Workbook()
    livre.remove(livre.active)
    for nom, lignes in feuilles.items():
        feuille = livre.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize(
    "titres",
    [["N° facture", "Date", "Client", "Total TTC", "TVA"], ["N° facture", "Date", "Client", "Qté", "PU HT"]],
)
def test_une_feuille_dont_le_montant_se_calcule_vaut_mieux_qu_une_feuille_sans_montant(titres):
    sans = ["N° facture", "Date", "Client", "Code client", "Famille", "Devise", "Statut"]
    octets = faire_classeur(
        Suivi=[sans, ["1", "13/01/2025", "A", "C1", "x", "EUR", "Payée"]],
        Ventes=[titres, ["1", "13/01/2025", "A", 12, 2]],
        Vide=[["N° facture", "Date", "Client", "Montant HT"]],
    )
    assert proposer_lecture(octets).feuille == "Ventes"


def test_une_feuille_qui_n_a_que_ses_titres_n_est_jamais_choisie():
    octets = faire_classeur(
        Titres=[["N° facture", "Date", "Client"]], Ventes=[["Date", "Client"], ["13/01/2025", "A"]]
    )
    assert esquisser_lecture(octets).plan.feuille == "Ventes"


def test_l_esquisse_montre_dix_lignes_telles_qu_elles_sont_ecrites():
    octets = b"Client;Ville;CA HT\n" + b"".join(b"C%d;;%d,50\n" % (n, n) for n in range(12))
    esquisse = esquisser_lecture(octets)
    assert (esquisse.plan.nature, len(esquisse.debut)) == ("clients", 10)
    assert esquisse.debut.iloc[9].tolist() == ["C9", "", "9,50"]
    assert list(esquisse.titres)[:2] == [1, 2] and len(esquisse.titres) == 13
    assert proposer_lecture(octets, "table").nature == "table"
    assert proposer_lecture(octets, entetes=1).ligne_entetes == 1
    assert esquisser_lecture(b"Code client;CA HT\nC1;3\n").plan.nature == "clients"


def test_une_premiere_ligne_sans_client_n_est_a_personne():
    octets = b"N facture;Date;Client;Article;Montant HT\n;;;x;5\nF1;13/01/2025;A;y;3\n;;;z;4\nF2;14/01/2025;B;w;1\n"
    table = lire_factures(octets)
    assert table["montant_ht"].tolist() == [3, 4, 1] and table["client"].tolist() == ["A", "A", "B"]
    (cas,) = table.attrs["rapport"]["ecartees"].values()
    assert cas["lignes"] == [2]


def test_une_ligne_de_facture_sans_client_reprend_le_sien_et_le_dit():
    octets = "N° facture;Date;Client;Montant HT\nF1;13/01/2025;A;10\nF1;13/01/2025;;5\nF2;14/01/2025;B;1\n".encode()
    table = lire_factures(octets)
    assert table["client"].tolist() == ["A", "A", "B"]
    assert "le client et la date de leur facture : 1 ligne complétée, d’abord la ligne 3" in lire(
        " ".join(table.attrs["rapport"]["remarques"])
    )


def test_un_code_vaut_un_nom_pour_choisir_la_feuille():
    octets = faire_classeur(
        Suivi=[
            ["N° facture", "Date", "Client", "Prénom", "Famille", "Devise", "Statut"],
            ["1", "13/01/2025", "A", "B", "x", "EUR", "Payée"],
        ],
        Ventes=[["N° facture", "Date", "Code client", "Montant HT"], ["1", "13/01/2025", "C1", 12]],
    )
    assert proposer_lecture(octets).feuille == "Ventes"


def test_sans_tva_rien_ne_prouve_que_le_montant_est_ttc():
    tete = "N° facture;Date;Client;Montant;TVA;TTC\n1;13/01/2025;A;10;{0};10\n2;14/01/2025;A;20;{0};20\n"
    assert list(proposer_lecture(tete.format(0).encode()).doutes[0].options) == ["HT", "TTC"]
    assert list(proposer_lecture(tete.format(1).encode()).doutes[0].options) == ["TTC"]


def test_les_nombres_du_fichier_disent_s_il_est_a_l_anglaise():
    assert analyser(["1,234.50", "980.25"]).anglais and analyser(["12.5"]).anglais
    assert not analyser(["1.234,50", "12,5"]).anglais and not analyser(["12,5", "1.234"]).anglais


def test_une_feuille_sans_la_ligne_des_titres_choisie_laisse_lire_l_autre():
    octets = faire_classeur(Note=[["Bonjour"]], Ventes=[["Ventes"], ["x"], ["Client", "CA HT"], ["A", 12]])
    plan = proposer_lecture(octets, entetes=3)
    assert (plan.feuille, plan.ligne_entetes) == ("Ventes", 3)


def test_un_total_qui_compte_ce_qui_est_mis_a_part_ne_surprend_pas():
    octets = "N° facture;Date;Client;Montant HT;Statut\n1;13/01/2025;A;10;Payée\n2;14/01/2025;B;5;Annulée\nTotal;;;{};\n"
    for total, surprend in ((15, False), (10, False), (20, True)):
        remarques = lire_factures(octets.format(total).encode()).attrs["rapport"].get("remarques", [])
        assert any("n’est pas la somme" in remarque for remarque in remarques) == surprend, total


def test_deux_annees_en_milliers_valent_mille_fois_plus():
    table = lire_clients("Client;CA 2024 (k€);CA 2025 (k€)\nA;1,5;2\n".encode())
    assert (table["ca_2024"].tolist(), table["ca_2025"].tolist()) == ([1500], [2000])


def fusionner(numero, client, autre) -> bytes:
    """Deux lignes, dont le client et le numéro sont fusionnés, puis une troisième."""
    livre = openpyxl.Workbook()
    for ligne in (
        ["N° facture", "Date", "Client", "Montant HT"],
        [numero, "13/01/2025", client, 1],
        [None, "13/01/2025", None, 2],
        [f"{numero}b", "14/01/2025", autre, 4],
    ):
        livre.active.append(ligne)
    livre.active.merge_cells("A2:A3")
    livre.active.merge_cells("C2:C3")
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def test_les_cellules_fusionnees_du_second_classeur_restent_a_leur_place():
    table = lire_factures([("a.xlsx", fusionner("F1", "A", "B")), ("b.xlsx", fusionner("F2", "C", "D"))])
    assert table.groupby("client")["montant_ht"].sum().to_dict() == {"A": 3, "B": 4, "C": 3, "D": 4}
    assert "4 cellules complétées" in lire(" ".join(table.attrs["rapport"]["remarques"]))


def test_les_autres_feuilles_de_plusieurs_classeurs_se_disent():
    titres, notes = ["N° facture", "Date", "Client", "Montant HT"], [["rien"]]
    un = faire_classeur(Ventes=[titres, ["F1", "13/01/2025", "A", 1]], Notes=notes)
    deux = faire_classeur(Ventes=[titres, ["F2", "14/01/2025", "A", 2]], Aide=notes)
    csv = b"N facture;Date;Client;Montant HT\nF3;15/01/2025;A;4\n"
    rapport = lire_factures([("c.csv", csv), ("a.xlsx", un), ("b.xlsx", deux)]).attrs["rapport"]
    assert rapport["autres_feuilles"] == ["Aide", "Notes"]


def test_des_factures_ttc_sans_date_restent_des_factures():
    refus = lire_refus(proposer_lecture, "N° facture;Client;Total TTC\nF1;A;12\n".encode())
    assert "Je ne trouve pas les colonnes « date » et « montant_ht »" in refus


def test_un_tableau_garde_ses_lignes_courtes_mais_pas_un_mot_seul():
    table = lire_table(b"a;b;c\n1;2;3\n4;5\n6\n")
    assert table["b"].tolist() == ["2", "5"]
    assert table.attrs["rapport"]["ecartees"]["ligne trop courte"]["lignes"] == [4]


def test_la_ligne_des_titres_se_montre_meme_loin():
    octets = b"x;y\n" * 80 + b"Client;CA HT\nA;3\n"
    assert esquisser_lecture(octets, "clients", entetes=81).titres[81] == "Client, CA HT"


def test_une_monnaie_ne_se_demande_qu_une_fois():
    octets = "N° facture;Date;Client;Montant HT ($);Devise\nF1;13/01/2025;A;10;USD\n".encode()
    assert [doute.choix for doute in proposer_lecture(octets).doutes] == ["devise"]


def test_des_annees_l_emportent_sur_un_ttc():
    table = lire_clients(b"Client;CA HT 2024;CA HT 2025;CA TTC\nA;10;20;24\n")
    assert (table["ca_2024"].tolist(), table["ca_2025"].tolist()) == ([10], [20])


def test_deux_taux_sur_une_facture_prouvent_encore_le_hors_taxes():
    """100 € HT dont une part à 20 % et une à 10 % : 15,50 € de TVA, qui n'est celle d'aucun taux."""
    octets = "N° facture;Date;Client;Montant;TVA;TTC\nF1;13/01/2025;A;100;15,50;115,50\n".encode()
    assert lire_factures(octets)["montant_ht"].tolist() == [100]


def test_un_en_tete_ht_que_la_tva_contredit_laisse_le_choix():
    tete = "N° facture;Date;Client;Montant HT;TVA;Montant TTC\nF1;13/01/2025;A;120;20;120\n"
    (doute,) = proposer_lecture(tete.encode()).doutes
    assert list(doute.options) == ["HT", "TTC"]


def test_la_tva_se_lit_comme_le_montant():
    octets = "N° facture;Date;Client;Total TTC;TVA\nF1;13/01/2025;A;7.200;1.200\nF2;14/01/2025;A;12,50;2\n"
    assert lire_factures(octets.encode(), montants="TTC")["montant_ht"].tolist() == [6000, 10.5]


def test_une_quantite_qui_se_lit_de_deux_facons_ne_se_demande_pas():
    octets = "N° facture;Date;Client;Montant HT;Quantité\nF1;13/01/2025;A;12,50;1.500\n".encode()
    table = lire_factures(octets)
    assert table["montant_ht"].tolist() == [12.5] and table["quantite"].isna().all()
    assert "« Quantité » : 1 valeur illisible" in lire(" ".join(table.attrs["rapport"]["remarques"]))


ACCENTS = "État;Client|mot;Ça|déçu|Garçon|Français|Reçu|à payer|Réglé le|Noël; Année|Café|Élève|Société|Hôtel"


def test_un_euro_n_est_pas_une_lettre():
    """Le « € » de cp1252 est le « Ç » de MS-DOS : seul, ou en fin de mot, ce n'en est pas un."""
    for texte in ("Client;CA\nA;12 €\nB;3 €\n", "Client;CA (€)\nA;1\n", "CA (K€);x", "État;a\nb;2 €\nc;3€\n"):
        assert choisir_encodage(texte.encode("cp1252")) == "cp1252", texte
    for texte in ACCENTS.split("|"):
        for encodage in ("cp1252", "cp850"):
            assert choisir_encodage(texte.encode(encodage)) == encodage, (texte, encodage)
    assert lire_clients("Client;CA HT\nA;12 €\nB;3 €\n".encode("cp1252"))["ca"].tolist() == [12, 3]


@pytest.mark.parametrize("encodage", ["utf-16-le", "utf-16-be"])
def test_les_deux_utf_16_se_lisent(encodage):
    marque = "\ufeff".encode(encodage)
    octets = marque + "Client;CA HT\nHôtel Bief;3\n".encode(encodage)
    assert lire_clients(octets)["client"].tolist() == ["Hôtel Bief"]
    titres = "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib Debit Credit"
    assert est_un_fec(marque + titres.replace(" ", "\t").encode(encodage) + "\n".encode(encodage))


def test_ce_que_le_systeme_cache_dans_une_archive():
    for nom, cache in {
        "__MACOSX/a.csv": True,
        "__MACOSX\\a.csv": True,
        "x/.DS_Store": True,
        "x/a.csv": False,
        "x/": True,
    }.items():
        assert est_cache(zipfile.ZipInfo(nom)) == cache, nom


@pytest.mark.parametrize("mot", ["Oui", "o", "1", "true", "vrai", "Yes", "y", "x"])
def test_oui_se_dit_de_plusieurs_facons(mot):
    octets = (
        f"N° facture;Date;Client;Montant HT;Avoir\nF1;13/01/2025;A;10;non\nF2;14/01/2025;A;3;{mot}\n".encode()
    )
    assert lire_factures(octets)["montant_ht"].tolist() == [10, -3]
    validee = octets.replace(b"Avoir", "Validée".encode()).replace(b";non", f";{mot}".encode())
    assert lire_factures(validee)["montant_ht"].sum() == 13


@pytest.mark.parametrize("mot", ["Non", "n", "0", "false", "faux", "No"])
def test_non_se_dit_de_plusieurs_facons(mot):
    octets = f"N° facture;Date;Client;Montant HT;Annulée\nF1;13/01/2025;A;10;{mot}\nF2;14/01/2025;A;3;oui\n".encode()
    table = lire_factures(octets)
    assert table["montant_ht"].tolist() == [10] and list(table.attrs["rapport"]["ecartees"]) == [
        "pièce annulée"
    ]
    avoir = octets.replace("Annulée".encode(), b"Avoir")
    assert lire_factures(avoir)["montant_ht"].tolist() == [10, -3]


def test_la_taxe_se_prouve_sur_toutes_les_lignes_ou_se_demande():
    tete = "N° facture;Date;Client;Montant;TVA\n"
    dehors = tete + "1;13/01/2025;A;100;20\n2;14/01/2025;B;200;11\n3;15/01/2025;B;50;0\n"
    dedans = tete + "1;13/01/2025;A;120;20\n2;14/01/2025;B;211;11\n"
    assert proposer_lecture(dehors.encode()).doutes == ()
    assert list(proposer_lecture(dedans.encode()).doutes[0].options) == ["TTC"]
    assert lire_factures(dedans.encode(), montants="TTC")["montant_ht"].tolist() == [100, 200]
    mele = dehors.replace("200;11", "200;33")
    assert list(proposer_lecture(mele.encode()).doutes[0].options) == ["HT", "TTC"]
    assert "« Montant » sont TTC" in lire_refus(lire_factures, dedans.encode())
    for taux in (20, 10, 5.5, 2.1, 8.5):
        une = (tete + f"1;13/01/2025;A;1000;{10 * taux:.2f}\n").replace(".", ",").encode()
        assert appliquer_plan(proposer_lecture(une), une)["montant_ht"].tolist() == [1000], taux
        assert "la TVA du fichier le montre" in lire(proposer_lecture(une).remarques[-1])
