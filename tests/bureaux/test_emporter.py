"""Ce que l'on emporte : rien d'écrit d'avance, rien qui s'exécute, rien qui nomme quelqu'un sous anonymat."""

import io
import json
import zipfile
from datetime import date
from functools import cache
from xml.etree import ElementTree

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portefeuilles import HOSTILES, inventer_factures

from course_helpers.analyse import analyser, preparer_portefeuille
from course_helpers.bureaux import emporter
from course_helpers.bureaux.emporter import detacher_svg, preparer_exports
from course_helpers.donnees import Plan, appliquer_plan, lire_table, proposer_lecture
from course_helpers.ecriture import ecrire_pct

JANVIER = "Facture;Date;Client;Montant HT\nF1;02/01/2025;Hôtel Bief;10,00\nF2;03/01/2025;Mairie;x\n".encode()
FEVRIER = b"Facture;Date;Client;Montant HT\nF3;02/02/2025;Garage;12,00\n"


def deplier(nom, octets):
    """Chaque morceau d'un fichier, archives ouvertes : nom → octets."""
    if not zipfile.is_zipfile(io.BytesIO(octets)):
        return {nom: octets}
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {
            chemin: morceau
            for dedans in archive.namelist()
            for chemin, morceau in deplier(f"{nom}/{dedans}", archive.read(dedans)).items()
        }


def tout_deplier(fichiers):
    return {
        chemin: octets
        for fichier in fichiers
        if not fichier.a_part
        for chemin, octets in deplier(fichier.nom, fichier.octets).items()
    }


def chercher(mot, morceaux):
    """Où se lit un mot, tel quel ou comme du HTML, du XML, du JSON ou un agenda l'écrit."""
    echappe = mot.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    ecritures = {mot, echappe, echappe.replace('"', "&quot;"), echappe.replace('"', "&#34;")}
    ecritures |= {json.dumps(mot)[1:-1], mot.replace(",", "\\,").replace(";", "\\;"), mot.replace("'", "’")}
    return [
        chemin
        for chemin, octets in morceaux.items()
        # Un agenda coupe ses lignes : on les recolle.
        if any(ecriture.encode() in octets.replace(b"\r\n ", b"") for ecriture in ecritures)
    ]


def test_rien_n_est_ecrit_avant_d_etre_demande(cas, monkeypatch):
    appels = []
    for nom in (
        "exporter_classeur",
        "ecrire_rapport",
        "exporter_figures",
        "exporter_calendrier",
        "anonymiser",
    ):
        vraie = getattr(emporter, nom)
        monkeypatch.setattr(
            emporter, nom, lambda *valeurs, nom=nom, vraie=vraie: appels.append(nom) or vraie(*valeurs)
        )
    fichiers = preparer_exports(*cas["trois"], anonyme=True)
    assert appels == []
    assert fichiers[-1].octets and fichiers[-1].octets
    assert appels == ["anonymiser"]
    assert fichiers[1].octets
    assert appels == ["anonymiser", "ecrire_rapport"]  # un seul tirage pour tous les fichiers


def test_les_noms_disent_quoi_et_quand(cas):
    fichiers = preparer_exports(*cas["cours"], Plan("factures"))
    noms = [fichier.nom for fichier in fichiers]
    assert noms[:3] == [
        "portefeuille-2025-12-31.xlsx",
        "rapport-2025-12-31.html",
        "figures-2025-12-31.zip",
    ]
    assert noms[-1] == "plan-de-lecture-2025-12-31.json"
    anonymes = preparer_exports(*cas["clients"], anonyme=True, jour=date(2026, 1, 5))
    assert [f.nom for f in anonymes if f.a_part] == ["correspondance-a-garder-2026-01-05.csv"]
    assert anonymes[0].nom == "portefeuille-anonyme-2026-01-05.xlsx"


def test_les_figures_s_ouvrent_hors_de_la_page(cas):
    [archive] = [f for f in preparer_exports(*cas["cours"]) if f.nom.startswith("figures")]
    morceaux = deplier("f", archive.octets)
    svg = {nom: octets for nom, octets in morceaux.items() if nom.endswith(".svg")}
    assert len(svg) >= 3 and len(morceaux) > len(svg)
    for octets in svg.values():
        racine = ElementTree.fromstring(octets)
        assert racine.tag.endswith("svg") and "viewBox" in racine.attrib
        assert b"var(" not in octets
    assert all(o.startswith(b"\x89PNG") for nom, o in morceaux.items() if nom.endswith(".png"))


def test_un_svg_detache_garde_son_texte():
    svg = detacher_svg(
        '<svg aria-label="A &gt; B" xmlns="x"><text fill="var(--ch-encre, #1B2A33)">é</text></svg>'
    )
    assert 'fill="#1B2A33">é' in svg and svg.index("<rect") < svg.index("<text")


def test_rien_d_hostile_ne_s_execute(cas):
    lu, parties = cas["hostile"]
    morceaux = tout_deplier(preparer_exports(lu, parties, Plan("factures")))
    for chemin, octets in morceaux.items():
        if chemin.endswith((".html", ".svg", ".xml")):
            assert b"<script>alert" not in octets and b"<img src=x" not in octets, chemin
        if chemin.endswith((".svg", ".xml", ".rels")):
            ElementTree.fromstring(octets)
        if "/sheet" in chemin:
            assert b"<f>HYPERLINK" not in octets and b"<hyperlink" not in octets
    assert not [chemin for chemin in morceaux if "externalLink" in chemin]


def test_un_nom_ne_fabrique_pas_de_rendez_vous(cas):
    lu, parties = cas["hostile"]
    agendas = [f for f in preparer_exports(lu, parties) if f.nom.endswith(".ics")]
    [agenda] = agendas
    visites = list(icalendar.Calendar.from_ical(agenda.octets).walk("VEVENT"))
    clients = {str(visite["summary"]).removeprefix("Visite\u202f: ") for visite in visites}
    assert len(visites) == len(parties["visites"].mesures["plan"]) > 10
    assert clients <= set(HOSTILES)


def test_le_plan_relit_le_fichier_du_mois_suivant():
    plan = proposer_lecture(JANVIER, "factures")
    lu = preparer_portefeuille(appliquer_plan(plan, JANVIER))
    for anonyme in (False, True):
        [fichier] = [
            f for f in preparer_exports(lu, analyser(lu), plan, anonyme=anonyme) if f.nom.endswith(".json")
        ]
        repris = Plan.lire(fichier.octets)
        suivant = proposer_lecture(FEVRIER, repris.nature, **repris.fixer())
        assert appliquer_plan(suivant, FEVRIER)["montant_ht"].tolist() == [12.0]


def test_aucun_nom_code_ni_numero_ne_reste(cas):
    """La recherche porte sur tous les octets, archives et classeurs ouverts."""
    lu, parties = cas["cours"]
    factures = lu.factures.assign(tva=["FR12" + code[1:] * 2 for code in lu.factures["code_client"]])
    nommes = preparer_portefeuille(factures)
    plan = Plan("factures", ecartees={"brouillon": {"nombre": 1, "exemple": "Vassaric Propreté"}})
    morceaux = tout_deplier(preparer_exports(nommes, parties, plan, anonyme=True))
    assert len(morceaux) > 20
    cherches = {nom for colonne in ("client", "code_client", "tva", "facture") for nom in factures[colonne]}
    assert len(cherches) > 2000
    tout = b"\n".join(morceaux.values()).replace(b"\r\n ", b"")
    assert [nom for nom in cherches if nom.encode() in tout] == []
    # La même recherche les trouve dans les fichiers ordinaires : elle sait chercher.
    ordinaires = tout_deplier(preparer_exports(lu, parties))
    premier = lu.clients.sort_values("ca")["client"].iloc[-1]
    assert len(chercher(premier, ordinaires)) >= 2


def test_la_correspondance_est_a_part_et_sans_formule(cas):
    lu, parties = cas["hostile"]
    fichiers = preparer_exports(lu, parties, anonyme=True)
    [correspondance] = [f for f in fichiers if f.a_part]
    assert correspondance is fichiers[-1]
    table = lire_table(correspondance.octets)
    assert set(table["valeur"]) >= {nom for nom in HOSTILES if nom[0] not in "=+-@"}
    assert not [cellule for cellule in table["valeur"] if cellule[0] in "=+-@"]
    codes = set(table.loc[table["sorte"] == "client", "code"])
    assert chercher(sorted(codes)[0], tout_deplier(fichiers[:2]))


MOTS = st.sampled_from(
    [
        *(*HOSTILES, "Client", "Total", "Moyenne", "Classe A", "CA HT", "Rapport", "Segment", "meilleur"),
        *("cumul", "Visite", "Facture", "<b>", "=SOMME(A1:A9)", "cycle", "Lisez-moi", "portefeuille", "€"),
    ]
)


@cache
def emporter_anonyme(noms):
    """Chaque fichier que l'on emporterait, noms remplacés : chemin → octets."""
    factures = inventer_factures(noms)
    ordre = {nom: rang for rang, nom in enumerate(noms)}
    clients = preparer_portefeuille(factures)
    # L'ordre alphabétique suit les noms : on le retire de la comparaison.
    places = clients.clients["client"].map(ordre)
    lu = type(clients)(
        clients.clients.iloc[places.argsort()].reset_index(drop=True), factures, {"lignes_lues": 3}
    )
    with pytest.MonkeyPatch.context() as contexte:
        vraie = emporter.anonymiser
        contexte.setattr(emporter, "anonymiser", lambda lu: vraie(lu, graine=3))
        return tout_deplier(preparer_exports(lu, analyser(lu), Plan("factures"), anonyme=True))


# Peu de tirages, de beaucoup de mots chacun : un fichier de plus coûte plus qu'un mot de plus.
@given(st.lists(MOTS, min_size=12, max_size=12, unique_by=str.casefold).map(tuple))
@settings(max_examples=3)
def test_a_tirage_egal_aucun_octet_ne_depend_des_noms(noms):
    """Des noms qui sont des mots du rapport ne se cherchent pas : ils ne doivent rien y changer."""
    rendu, neutre = map(emporter_anonyme, (noms, tuple(f"Nom{rang}" for rang in range(len(noms)))))
    assert rendu.keys() == neutre.keys()
    assert [chemin for chemin, octets in rendu.items() if octets != neutre[chemin]] == []


def test_les_reglages_sont_gardes_sous_anonymat():
    """Le client dont on simule le départ devient son code, les seuils restent."""
    lu = preparer_portefeuille(inventer_factures(["Mairie", "Hôtel Bief", "Garage", "École"]))
    parties = analyser(lu, partant="Garage", fin_a=60)
    perte = ecrire_pct(parties["depart"].mesures["perte_pct"])
    for dits in ({}, {"reglages": {"partant": "Garage", "fin_a": 60}}):
        rapport = preparer_exports(lu, parties, anonyme=True, **dits)[1].octets.decode()
        assert "seuils 60/95" in rapport and f"perd {perte}" in rapport and "Garage" not in rapport
