"""Lire des factures électroniques : CII et UBL (XML), Factur-X (un PDF qui porte un CII).

Une facture électronique n'a pas de DOCTYPE (norme EN 16931) : le refuser d'emblée suffit contre les entités
et les définitions extérieures, et le lecteur XML de Python n'a besoin de rien d'autre.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from xml.parsers import expat

import pandas as pd

from course_helpers.ecriture import compter, ecrire_nombre, typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.fichiers import TAILLES_MAX, refuser_poids
from course_helpers.lecture.mots import oter_accents
from course_helpers.nombres import abreger

_TAILLE_MAX = TAILLES_MAX["factures électroniques"]
_LECTURES_MAX = 3_000_000  # d'un PDF ; une facture en demande quelques milliers
_JOINTS_MAX = 50
_PROFONDEUR = 8  # au-delà, rien de ce qui est lu
_CENTIMES_MAX = 10**13

# Types de pièces de la norme EN 16931 et de la réforme française (codes UNTDID 1001).
AVOIRS = frozenset("81 83 261 262 296 308 381 396 420 458 502 532".split())
RECTIFICATIVES = frozenset("384 471 472 473".split())
ACOMPTES = frozenset("386 500 503".split())
FACTURES = frozenset(
    "71 80 82 84 102 130 202 203 204 211 218 219 295 326 331 380 382 383 385 387 388 389 390 393 394 395 456"
    " 457 501 527 553 575 623 633 751 780 817 870 875 876 877 935".split()
)

# Dans un CII, ce que l'on lit : chemin depuis la racine, sans les espaces de noms.
_TRANSACTION = "SupplyChainTradeTransaction/"
_ACCORD = _TRANSACTION + "ApplicableHeaderTradeAgreement/"
_REGLEMENT = _TRANSACTION + "ApplicableHeaderTradeSettlement/"
_CII = {
    "ExchangedDocument/ID": "numero",
    "ExchangedDocument/TypeCode": "type",
    "ExchangedDocument/IssueDateTime/DateTimeString": "date",
    _ACCORD + "BuyerTradeParty/Name": "client",
    _ACCORD + "BuyerTradeParty/ID": "code",
    _ACCORD + "BuyerTradeParty/SpecifiedLegalOrganization/ID": "siren",
    _ACCORD + "SellerTradeParty/Name": "vendeur",
    _REGLEMENT + "InvoiceCurrencyCode": "devise",
    _REGLEMENT + "SpecifiedTradeSettlementHeaderMonetarySummation/TaxBasisTotalAmount": "ht",
    _REGLEMENT + "InvoiceReferencedDocument/IssuerAssignedID": "precedente",
}
# La première version de ZUGFeRD, encore en circulation, nomme autrement les mêmes éléments.
_ANCIENS = {
    "CrossIndustryDocument": "CrossIndustryInvoice",
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation": "SpecifiedTradeSettlementHeaderMonetarySummation",
}
_UBL = {
    "ID": "numero",
    "InvoiceTypeCode": "type",
    "CreditNoteTypeCode": "type",
    "IssueDate": "date",
    "DocumentCurrencyCode": "devise",
    "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName": "client",
    "AccountingCustomerParty/Party/PartyName/Name": "enseigne",
    "AccountingCustomerParty/Party/PartyIdentification/ID": "code",
    "AccountingCustomerParty/Party/PartyLegalEntity/CompanyID": "siren",
    "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName": "vendeur",
    "LegalMonetaryTotal/TaxExclusiveAmount": "ht",
    "BillingReference/InvoiceDocumentReference/ID": "precedente",
}
_RACINES = {"CrossIndustryInvoice": _CII, "Invoice": _UBL, "CreditNote": _UBL}
_DATE = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})(?:[0-9]{4}|[0-9]{6}|[Z+-].*)?")
_MONTANT = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,10})?|\.[0-9]{1,10})")
_NOMS_JOINTS = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml")


@dataclass(frozen=True)
class Facture:
    """Ce que l'analyse retient d'une facture électronique.

    Parameters
    ----------
    numero, client : str
    jour : datetime.date
    centimes : int
        Le total hors taxes, négatif pour un avoir.
    type_ : str
        Le code UNTDID 1001 : 380 pour une facture, 381 pour un avoir.
    code : str or None
        L'identifiant de l'acheteur, s'il est donné.
    vendeur : str
    precedente : str or None
        Le numéro de la facture que celle-ci rectifie.
    """

    numero: str
    client: str
    jour: date
    centimes: int
    type_: str = "380"
    code: str | None = None
    vendeur: str = ""
    precedente: str | None = None


class _Doctype(Exception):
    """Le document déclare un DOCTYPE."""


def est_une_facture_electronique(octets: bytes) -> bool:
    """Dire si un fichier a l'air d'une facture électronique : un PDF, ou un XML de l'une des deux syntaxes.

    Examples
    --------
    >>> est_une_facture_electronique(b"%PDF-1.7"), est_une_facture_electronique(b"client;ca")
    (True, False)
    """
    return est_un_pdf(octets) or est_un_xml(octets)


def est_un_pdf(octets: bytes) -> bool:
    """Dire si un fichier est un PDF."""
    return b"%PDF-" in octets[:1024]


def est_un_xml(octets: bytes) -> bool:
    """Dire si un fichier est du XML."""
    debut = octets[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return (
        debut.startswith(b"<")
        and re.match(
            rb"<(?:\?xml|!--|!DOCTYPE\s+[\w:]*(?i:invoice|note)|[\w-]*:?"
            rb"(?:CrossIndustry|Invoice|CreditNote))",
            debut,
        )
        is not None
    )


def lire_factures_electroniques(
    sources: Sequence[tuple[str, bytes]], avancer: Callable[[float, str], None] | None = None
) -> tuple[pd.DataFrame, dict]:
    """Réunir des factures électroniques en une table, une ligne par facture.

    Le montant est le total hors taxes de la facture (BT-109) ; un avoir, dont les montants sont positifs, est
    compté en négatif. Une facture lue deux fois ne compte qu'une fois ; une facture rectificative remplace
    celle qu'elle cite ; un acompte est mis à part, la facture finale le comprend.

    Parameters
    ----------
    sources : sequence of (str, bytes)
        Le nom et les octets de fichiers CII, UBL ou Factur-X, qu'ouvre :mod:`course_helpers.lecture.depot`.
    avancer : callable, optional
        Reçoit la part lue et ce qui se fait.

    Returns
    -------
    tuple[pandas.DataFrame, dict]
        ``facture``, ``date``, ``code_client`` (si une facture le donne), ``client``, ``montant_ht`` (€),
        comme ``lire_factures``. Puis le rapport, qui est aussi dans ``.attrs["rapport"]`` : ``lignes_lues``
        (les fichiers), ``lignes_gardees``, ``lignes_ecartees`` ; ``ecartees`` (raison → ``nombre``,
        ``lignes`` : rang des premiers fichiers, ``exemple`` : le nom du premier, ``montant`` en € s'il est
        connu) ; ``refus`` (nom du fichier → phrase) ; ``remarques``.

    Raises
    ------
    ErreurCours
        Aucune facture n'a pu être lue : la phrase du premier refus.

    References
    ----------
    Norme EN 16931-1 : BT-1 numéro, BT-2 date, BT-3 type, BT-5 devise, BT-44 acheteur, BT-109 total hors
    taxes.
    """
    lues: list[tuple[int, str, Facture]] = []
    ecartees: dict[str, dict] = {}
    refus: dict[str, str] = {}

    def ecarter(raison: str, rang: int, nom: str, facture: Facture | None = None) -> None:
        cas = ecartees.setdefault(raison, {"nombre": 0, "lignes": [], "exemple": abreger(nom)})
        cas["nombre"] += 1
        cas["lignes"] = [*cas["lignes"], rang][:10]
        if facture is not None:
            cas["montant"] = round(cas.get("montant", 0) + facture.centimes / 100, 2)

    for rang, (nom, octets) in enumerate(sources, start=1):
        if avancer:
            avancer(rang / len(sources), "Lecture des factures")
        try:
            lues.append((rang, nom, lire_facture(octets, nom)))
        except ErreurCours as erreur:
            refus[nom] = str(erreur)
            ecarter("fichier refusé", rang, nom)
    gardees = _trier(lues, ecarter)
    if not gardees:
        raise ErreurCours(
            next(iter(refus.values()))
            if refus
            else typographier(
                "Aucune facture n’est gardée : "
                + " ; ".join(f"{raison} ({cas['nombre']})" for raison, cas in ecartees.items())
                + ". Déposez aussi les factures finales."
            )
        )
    gardees = sorted(gardees, key=lambda f: (f.jour, f.numero))
    table = pd.DataFrame(
        {
            "facture": [f.numero for f in gardees],
            "date": pd.Series([f.jour for f in gardees], dtype="datetime64[s]"),
            "code_client": [f.code for f in gardees],
            "client": [f.client for f in gardees],
            "montant_ht": [f.centimes / 100 for f in gardees],
        }
    )
    if table["code_client"].isna().all():
        table = table.drop(columns="code_client")
    rapport = {
        "lignes_lues": len(sources),
        "lignes_gardees": len(gardees),
        "lignes_ecartees": len(sources) - len(gardees),
        "ecartees": ecartees,
        "refus": refus,
        "remarques": [typographier(remarque) for remarque in _remarquer(gardees)],
    }
    table.attrs["rapport"] = rapport
    return table, rapport


def lire_facture(octets: bytes, nom: str = "ce fichier") -> Facture:
    """Lire une facture électronique.

    Parameters
    ----------
    octets : bytes
        Un CII, un UBL, ou un PDF Factur-X, de 20 Mo au plus.
    nom : str
        Le nom du fichier, pour les messages.

    Returns
    -------
    Facture

    Raises
    ------
    ErreurCours
        Ce n'est pas une facture électronique ; une valeur manque ou ne se lit pas ; elle n'est pas en euros ;
        le PDF est chiffré, abîmé, ou ne porte pas de facture ; le XML a un DOCTYPE.

    Examples
    --------
    >>> acheteur = "<PartyLegalEntity><RegistrationName>Hôtel Bief</RegistrationName></PartyLegalEntity>"
    >>> facture = lire_facture(
    ...     ("<Invoice><ID>F1</ID><IssueDate>2025-01-06</IssueDate><DocumentCurrencyCode>EUR"
    ...     "</DocumentCurrencyCode><AccountingCustomerParty><Party>" + acheteur + "</Party>"
    ...     "</AccountingCustomerParty><LegalMonetaryTotal><TaxExclusiveAmount>100.00"
    ...     "</TaxExclusiveAmount></LegalMonetaryTotal></Invoice>").encode()
    ... )
    >>> facture.client, facture.centimes
    ('Hôtel Bief', 10000)
    """
    refuser_poids(len(octets), "factures électroniques", abreger(nom))
    if not octets.strip():
        _refuser(nom, "est vide", "téléchargez-le de nouveau")
    if est_un_pdf(octets):
        octets = _extraire_xml(octets, nom)
    elif not est_un_xml(octets):
        _refuser(
            nom,
            "n’est ni une facture Factur-X, ni un CII, ni un UBL",
            "déposez la facture électronique, en .pdf ou en .xml",
        )
    return _comprendre(_lire_xml(octets, nom), nom)


def _refuser(nom: str, constat: str, geste: str) -> None:
    raise ErreurCours(f"« {abreger(nom)} » {constat} : {geste}.")


# --- Le PDF ---------------------------------------------------------------------------------------------


@contextmanager
def _faire_taire(nom: str) -> Iterator[None]:
    """Ne rien laisser écrire à une bibliothèque : ses avertissements citent le document."""
    journal = logging.getLogger(nom)
    avant = journal.disabled, journal.level
    journal.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        journal.disabled, journal.level = avant


class _TropDeLectures(BaseException):
    """Un PDF se relit sans fin ; pypdf rattraperait une erreur ordinaire, et continuerait."""


class _Flux(io.BytesIO):
    """Les octets d'un PDF, dont les lectures sont comptées : aucune table tordue ne fait lire sans fin."""

    lectures = 0

    def read(self, taille: int | None = -1) -> bytes:
        """Lire, un nombre de fois permis."""
        self.lectures += 1
        if self.lectures > _LECTURES_MAX:
            raise _TropDeLectures
        return super().read(taille)


def _extraire_xml(octets: bytes, nom: str) -> bytes:
    """Le XML que porte un PDF Factur-X."""
    import pypdf  # n'est chargé que si l'on ouvre un PDF

    joints: list[tuple[str, bytes]] = []
    etat = "lu"
    try:
        with (
            _faire_taire("pypdf"),
            pypdf.apply_configuration(
                zlib_maximum_output_length=_TAILLE_MAX,
                lzw_maximum_output_length=_TAILLE_MAX,
                run_length_maximum_output_length=_TAILLE_MAX,
                maximum_declared_stream_length=_TAILLE_MAX,
                array_based_stream_maximum_output_length=_TAILLE_MAX,
                stream_decoding_work_maximum_length=2 * _TAILLE_MAX,
            ),
        ):
            document = pypdf.PdfReader(_Flux(octets), strict=False, root_object_recovery_limit=1000)
            if document.is_encrypted:
                etat = "chiffré"
            else:
                for joint in islice(document.attachment_list, _JOINTS_MAX):
                    titre = str(joint.name)
                    if titre.lower().endswith(".xml"):
                        joints.append((titre.lower(), joint.content))
    except (_TropDeLectures, Exception):  # un PDF abîmé fait échouer pypdf de vingt façons
        etat = "abîmé" if not joints else "lu"
    if etat == "chiffré":
        _refuser(nom, "est un PDF chiffré", "enregistrez-le sans mot de passe, ou déposez son .xml")
    if etat == "abîmé":
        _refuser(
            nom, "est un PDF que je ne peux pas ouvrir", "téléchargez-le de nouveau, ou déposez son .xml"
        )
    for titre in _NOMS_JOINTS:
        for joint, contenu in joints:
            if joint == titre:
                return contenu
    if len(joints) == 1:
        return joints[0][1]
    _refuser(
        nom,
        "est un PDF sans facture électronique jointe",
        "demandez la facture au format Factur-X, ou déposez son .xml",
    )


# --- Le XML ---------------------------------------------------------------------------------------------


def _lire_xml(octets: bytes, nom: str) -> dict[str, str]:
    """Les quelques valeurs utiles d'un CII ou d'un UBL, la première de chaque, sans bâtir de document."""
    valeurs: dict[str, str] = {}
    chemin: list[str] = []
    ignores = 0
    voulu: str | None = None
    morceaux: list[str] = []
    attributs: dict[str, str] = {}

    def interdire(*_) -> None:
        raise _Doctype

    def ouvrir(nom_complet: str, attrs: dict) -> None:
        nonlocal ignores, voulu
        voulu = None
        if ignores or len(chemin) >= _PROFONDEUR:
            ignores += 1
            return
        local = nom_complet.rpartition("}")[2]
        chemin.append(_ANCIENS.get(local, local))
        champs = _RACINES.get(chemin[0])
        champ = champs.get("/".join(chemin[1:])) if champs else None
        if champ is not None and champ not in valeurs:
            voulu = champ
            morceaux.clear()
            attributs.clear()
            attributs.update(attrs)

    def ecrire(texte: str) -> None:
        if voulu is not None:
            morceaux.append(texte)

    def fermer(_) -> None:
        nonlocal ignores, voulu
        if ignores:
            ignores -= 1
            return
        if voulu is not None:
            texte = " ".join("".join(morceaux).split())
            if texte:
                valeurs[voulu] = texte
                if voulu == "ht" and "currencyID" in attributs:
                    valeurs["devise_ht"] = attributs["currencyID"].strip()
        voulu = None
        if len(chemin) == 1:
            valeurs["racine"] = chemin[0]
        chemin.pop()

    faute = None
    try:
        lecteur = expat.ParserCreate(namespace_separator="}")
        lecteur.buffer_text = True
        lecteur.StartDoctypeDeclHandler = interdire
        lecteur.EntityDeclHandler = interdire
        lecteur.StartElementHandler = ouvrir
        lecteur.EndElementHandler = fermer
        lecteur.CharacterDataHandler = ecrire
        lecteur.Parse(octets, True)
    except _Doctype:
        faute = "doctype"
    except Exception:  # XML mal formé, ou dans un encodage que Python ne connaît pas
        faute = "abîmé"
    if faute == "doctype":
        _refuser(
            nom,
            "déclare un DOCTYPE ou des entités, ce qu’une facture électronique n’a jamais",
            "ne l’ouvrez pas, et demandez-la de nouveau à qui l’a émise",
        )
    if faute:
        _refuser(nom, "est un XML abîmé", "téléchargez-le de nouveau")
    if valeurs.get("racine") not in _RACINES:
        if valeurs.get("racine") in ("Workbook", "document"):
            _refuser(
                nom, "est un classeur en XML", "ouvrez-le dans votre tableur, et enregistrez-le en .xlsx"
            )
        _refuser(
            nom, "est un XML, mais ni un CII ni un UBL", "déposez la facture électronique, en .pdf ou en .xml"
        )
    return valeurs


def _comprendre(valeurs: dict[str, str], nom: str) -> Facture:
    """Vérifier et typer ce qui a été lu."""
    if valeurs["racine"] == "CreditNote":
        valeurs.setdefault("type", "381")
    valeurs.setdefault("type", "380")
    valeurs.setdefault("client", valeurs.get("enseigne", ""))
    mots = {
        "numero": "le numéro",
        "date": "la date",
        "client": "le nom de l’acheteur",
        "ht": "le total hors taxes",
        "devise": "la devise",
    }
    if manquants := [mot for champ, mot in mots.items() if not valeurs.get(champ)]:
        _refuser(nom, f"ne donne pas {', ni '.join(manquants)}", "demandez une facture complète")
    devises = {valeurs["devise"].upper(), valeurs.get("devise_ht", valeurs["devise"]).upper()}
    if devises != {"EUR"}:
        (autre, *_) = sorted(devises - {"EUR"})
        _refuser(nom, f"est en {abreger(autre)}, et non en euros", "convertissez-la, ou mettez-la à part")
    lue = _DATE.fullmatch(valeurs["date"])
    jour = None
    if lue is not None:
        try:
            jour = date(int(lue[1]), int(lue[3]), int(lue[4]))
        except ValueError:
            jour = None
    if jour is None:
        _refuser(
            nom, f"porte une date illisible (« {abreger(valeurs['date'])} »)", "demandez une facture corrigée"
        )
    centimes = None
    if _MONTANT.fullmatch(valeurs["ht"]):
        exact = Decimal(valeurs["ht"]) * 100
        if exact == exact.to_integral_value() and abs(exact) < _CENTIMES_MAX:
            centimes = int(exact)
    if centimes is None:
        _refuser(
            nom,
            f"porte un total hors taxes illisible (« {abreger(valeurs['ht'])} »)",
            "demandez une facture corrigée",
        )
    type_ = valeurs["type"]
    if type_ not in AVOIRS | FACTURES | RECTIFICATIVES | ACOMPTES:
        _refuser(
            nom,
            f"porte le type de pièce « {abreger(type_)} », qui n’est ni une facture ni un avoir",
            "retirez-la, ou demandez la facture",
        )
    if type_ in AVOIRS and centimes < 0:
        _refuser(
            nom,
            f"est un avoir d’un montant négatif ({ecrire_nombre(centimes / 100, 2, '€')}), alors que la "
            "norme l’écrit positif",
            "vérifiez s’il rend de l’argent au client ou lui en demande",
        )
    return Facture(
        numero=valeurs["numero"],
        client=valeurs["client"],
        jour=jour,
        centimes=-centimes if type_ in AVOIRS else centimes,
        type_=type_,
        code=valeurs.get("code") or valeurs.get("siren"),
        vendeur=valeurs.get("vendeur", ""),
        precedente=valeurs.get("precedente"),
    )


# --- Plusieurs factures ---------------------------------------------------------------------------------


def _simplifier(texte: str) -> str:
    # Non le « simplifier » des en-têtes : un nom peut être écrit dans un autre alphabet.
    return " ".join(re.findall(r"\w+", oter_accents(texte.casefold())))


def _trier(lues: list[tuple[int, str, Facture]], ecarter) -> list[Facture]:
    """Écarter ce qui compterait deux fois."""

    def cle(facture: Facture) -> tuple[str, str]:
        return _simplifier(facture.vendeur), facture.numero

    contenus: dict[tuple, set] = {}
    for _, _, facture in lues:
        contenus.setdefault(cle(facture), set()).add(replace(facture, client=_simplifier(facture.client)))
    remplacees = {
        (cle(facture)[0], facture.precedente)
        for _, _, facture in lues
        if facture.type_ in RECTIFICATIVES and facture.precedente not in (None, facture.numero)
    }
    gardees, vues = [], set()
    for rang, nom, facture in lues:
        if len(contenus[cle(facture)]) > 1:
            ecarter("même numéro, contenus différents", rang, nom, facture)
        elif cle(facture) in vues:
            ecarter("facture déjà lue", rang, nom, facture)
        elif cle(facture) in remplacees:
            ecarter("remplacée par une facture rectificative", rang, nom, facture)
        elif facture.type_ in ACOMPTES:
            ecarter("acompte, que la facture finale comprend", rang, nom, facture)
        else:
            gardees.append(facture)
        vues.add(cle(facture))
    return gardees


def _remarquer(gardees: list[Facture]) -> Iterator[str]:
    avoirs = [f for f in gardees if f.type_ in AVOIRS]
    if avoirs:
        montant = ecrire_nombre(-sum(f.centimes for f in avoirs) / 100, 2, "€")
        yield f"{compter(len(avoirs), 'avoir')}, {montant} HT, sont déduits."
    vendeurs = Counter({_simplifier(f.vendeur): f.vendeur for f in gardees if f.vendeur}.values())
    if len(vendeurs) > 1:
        cites = ", ".join(f"« {abreger(nom)} »" for nom in sorted(vendeurs)[:5])
        yield (
            f"Ces factures ont {len(vendeurs)} vendeurs ({cites}) : si certaines sont des factures reçues, "
            "retirez-les."
        )
    seules = [f for f in gardees if f.type_ in RECTIFICATIVES and f.precedente is None]
    if seules:
        yield (
            f"« {abreger(seules[0].numero)} » est une facture rectificative qui ne cite pas celle qu’elle "
            "remplace : vérifiez qu’elle n’est pas comptée deux fois."
        )
