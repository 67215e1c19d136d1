"""Les données du cours : produites par leur générateur, conformes à leur description."""

import json
import re
import runpy
from collections import Counter

import frictionless
import holidays
import pandas as pd
import pytest

from course_helpers.donnees import (
    chemin,
    lire_clients,
    lire_factures,
    lire_nombre,
    lire_nombres,
    lire_table,
    regrouper_clients,
)
from course_helpers.ecriture import ecrire_nombre
from course_helpers.entonnoir import comparer_profils, compter_entonnoir
from course_helpers.erreurs import ErreurCours
from course_helpers.fiches import ETATS_SIREN, verifier_siren
from course_helpers.methode import BESOINS, chercher_bascules, coter_clients, diagnostiquer, repartir_visites
from course_helpers.pareto import classer_abc
from course_helpers.portefeuille import (
    categoriser_consommateur,
    mesurer_marche,
    profiler_clients,
    situer_cycle_de_vie,
)
from course_helpers.strategies import attribuer_strategies, controler_objectif, mesurer_ecarts
from course_helpers.valeur import amortir_acquisition, comparer_couts, mesurer_retention

DOSSIER = chemin("clients.csv").parent
PAQUET = json.loads((DOSSIER / "datapackage.json").read_text(encoding="utf-8"))
RESSOURCES = [ressource["name"] for ressource in PAQUET["resources"]]
# Les autres sortent du générateur.
SAISIS = {
    "champs-fichier-client.csv",
    "conquete-fidelisation-2025.csv",
    "contacts-salon-2026.csv",
    "diagnostic-secteurs.csv",
    "grille-cotation.csv",
    "pareto-public.csv",
    "temps-commerciaux-2026.csv",
}
# Ce que sort un logiciel de comptabilité ou de facturation : sa norme le décrit (tests/lecture le vérifie).
NORMES = {"fec-2024.txt", "fec-2025.txt", "facture-cii.xml", "avoir-ubl.xml", "facture-factur-x.pdf"}


def centimes(montants: pd.Series) -> pd.Series:
    return (montants * 100).round().astype("int64")


@pytest.mark.parametrize("nom", RESSOURCES)
def test_la_ressource_suit_sa_description(nom):
    paquet = frictionless.Package(str(DOSSIER / "datapackage.json"))
    rapport = paquet.get_resource(nom).validate()
    assert rapport.valid, rapport.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_tout_fichier_est_decrit_et_leger():
    fichiers = {fichier.name for fichier in DOSSIER.glob("*.csv")}
    assert fichiers == {ressource["path"] for ressource in PAQUET["resources"]}
    assert all(chemin(nom).is_file() for nom in NORMES)
    # Un FEC lettré répète sur chaque ligne ce que demande son article : il pèse plus, et se comprime bien.
    poids = {fichier.name: fichier.stat().st_size for fichier in DOSSIER.iterdir() if fichier.is_file()}
    assert all(octets < (600_000 if nom in NORMES else 500_000) for nom, octets in poids.items())


def test_un_double_clic_dans_un_excel_francais_garde_les_accents():
    for fichier in DOSSIER.glob("*.csv"):
        octets = fichier.read_bytes()
        # Sans marque, Excel lit du Windows-1252 : un fichier qui l'est s'ouvre bien, un autre non.
        try:
            octets.decode("utf-8")
        except UnicodeDecodeError:
            assert "é" in octets.decode("cp1252"), fichier.name
        else:
            assert octets.startswith(b"\xef\xbb\xbf") and octets.count(b"\xef\xbb\xbf") == 1, fichier.name
        # Il coupe les colonnes au point-virgule, comme nos propres fichiers à télécharger.
        assert b";" in octets.split(b"\r\n", 1)[0], fichier.name


def test_les_fichiers_sortent_du_generateur(tmp_path):
    runpy.run_path(str(DOSSIER / "generer.py"))["generer"](tmp_path)
    produits = {fichier.name for fichier in tmp_path.iterdir()}
    assert produits == {f"{nom}.csv" for nom in RESSOURCES} - SAISIS | NORMES
    for nom in produits:
        assert (tmp_path / nom).read_bytes() == (DOSSIER / nom).read_bytes(), nom


def test_les_fichiers_d_import_redisent_les_fiches_et_le_tarif():
    fiches = pd.read_csv(chemin("clients.csv"), sep=";", dtype=str, keep_default_na=False)
    siennes = fiches[["Code client", "Raison sociale", "Adresse", "Code postal", "Ville", "SIREN"]]
    lus = {
        nom: pd.read_csv(chemin(f"import-{nom}.csv"), sep=";", dtype=str, keep_default_na=False)
        for nom in ("dolibarr-tiers", "odoo-contacts", "dolibarr-produits", "odoo-produits")
    }
    for nom in ("dolibarr-tiers", "dolibarr-produits"):
        # « Libellé (s.nom) » : la forme à laquelle Dolibarr reconnaît un champ. Une étoile : il est demandé.
        champs = [re.fullmatch(r"(.+?)(\*?) \((.+\..+)\)", titre) for titre in lus[nom].columns]
        demandes = {champ[3] for champ in champs if champ[2]}
        assert demandes == (
            {"s.nom", "s.status", "s.client", "s.fournisseur"}
            if nom == "dolibarr-tiers"
            else {"p.ref", "p.label", "p.tosell", "p.tobuy", "p.fk_product_type"}
        )
        lus[nom].columns = [champ[3] for champ in champs]
    for nom, colonnes in (
        ("dolibarr-tiers", ["s.code_client", "s.nom", "s.address", "s.zip", "s.town", "s.siren"]),
        ("odoo-contacts", ["ref", "name", "street", "zip", "city", "company_registry"]),
    ):
        assert lus[nom][colonnes].to_numpy().tolist() == siennes.to_numpy().tolist()
    produits, articles = lus["dolibarr-produits"], lus["odoo-produits"]
    colonnes = (
        ["p.ref", "p.label", "p.price", "p.cost_price", "p.note"],
        [
            "default_code",
            "name",
            "list_price",
            "standard_price",
            "description",
        ],
    )
    assert produits[colonnes[0]].to_numpy().tolist() == articles[colonnes[1]].to_numpy().tolist()
    ttc = centimes(produits["p.price_ttc"].astype(float))
    assert ttc.tolist() == [round(prix * 1.2) for prix in centimes(produits["p.price"].astype(float))]
    # Chaque famille vendue a ses articles.
    factures = lire_factures(chemin("factures-2025.csv"))
    assert {f"Famille : {famille}." for famille in factures["famille"]} == set(produits["p.note"])


def test_les_fichiers_de_norme_sont_au_dictionnaire():
    texte = (DOSSIER / "README.md").read_text(encoding="utf-8")
    for nom in NORMES:
        combien = chemin(nom).read_bytes().count(b"\n") - 1 if nom.endswith(".txt") else ""
        assert f"| `{nom}` | {ecrire_nombre(combien) if combien else ''}".rstrip() in texte


@pytest.fixture(scope="module")
def agregat():
    return lire_clients(chemin("ca-clients-2025.csv")).set_index("client").sort_index()


def cle(noms: pd.Series) -> pd.Series:
    return noms.str.split().str.join(" ").str.casefold()


def test_l_agregat_se_recalcule_au_centime(agregat):
    avant, factures = (lire_factures(chemin(f"factures-{an}.csv")) for an in (2024, 2025))
    charges = lire_table(chemin("charges-clients-2025.csv"))
    client = cle(factures["client"])
    ventes = factures["facture"].str.startswith("FA")
    attendu = pd.DataFrame(
        {
            "ca": centimes(factures["montant_ht"]).groupby(client).sum(),
            "cout_achat": centimes(factures["cout_achat_ht"]).groupby(client).sum(),
            "charges": centimes(lire_nombres(charges["Montant HT"])).groupby(cle(charges["Client"])).sum(),
            "nb_factures": 100 * factures["facture"].where(ventes).groupby(client).nunique(),
        }
    )
    attendu["marge"] = attendu["ca"] - attendu["cout_achat"] - attendu["charges"]
    attendu["ca_2024"] = centimes(avant["montant_ht"]).groupby(cle(avant["client"])).sum()
    attendu["ca_2024"] = attendu["ca_2024"].fillna(0)
    agregat = agregat.set_axis(cle(agregat.index.to_series()))
    for colonne in attendu:
        assert centimes(agregat[colonne]).to_dict() == attendu[colonne].to_dict(), colonne


def test_le_siren_se_mesure_et_n_est_a_personne():
    fiches = lire_table(chemin("clients.csv"))
    etats = fiches["SIREN"].map(verifier_siren)
    lisez_moi = (DOSSIER / "README.md").read_text(encoding="utf-8")
    faux = etats.isin(["mal formé", "clé fausse"])
    assert f"vide sur {(etats == 'absent').sum()} fiches et faux sur {faux.sum()}" in lisez_moi
    assert set(etats) == set(ETATS_SIREN)
    # Aucun numéro attribué ne commence par cinq zéros.
    assert fiches["SIREN"].dropna().str.startswith("00000").all()
    valides = fiches[etats == "valide"].assign(nom=lambda table: cle(table["Raison sociale"]))
    assert (valides.groupby("SIREN")["nom"].nunique() == 1).all()
    assert (valides.groupby("nom")["SIREN"].nunique() == 1).all()
    assert valides["SIREN"].duplicated().sum() == 6


def test_le_portefeuille_a_la_forme_voulue(agregat):
    """Concentré sans être 20/80, avec un gros client qui coûte."""
    ca = agregat["ca"].sort_values(ascending=False)
    cumul = ca.cumsum() / ca.sum()
    assert 1_300_000 < ca.sum() < 1_600_000
    assert 0.09 < ca.iloc[0] / ca.sum() < 0.11
    assert 0.70 < cumul.iloc[-(-len(ca) // 5) - 1] < 0.73
    assert 0.26 < ((cumul < 0.8).sum() + 1) / len(ca) < 0.30
    assert 4 <= (agregat["marge"] < 0).sum() <= 8
    assert (agregat.loc[ca.index[:5], "marge"] < 0).sum() == 1


def test_les_factures_ont_les_accidents_de_la_vraie_vie():
    factures = pd.concat(
        [lire_factures(chemin(f"factures-{an}.csv")) for an in (2024, 2025)], ignore_index=True
    )
    assert 3_800 < len(factures) < 4_200
    avoirs = factures["facture"].str.startswith("AV")
    assert 50 < factures.loc[avoirs, "facture"].nunique() < 100
    assert (factures.loc[avoirs, ["quantite", "montant_ht", "cout_achat_ht"]] < 0).all(axis=None)
    assert (factures.loc[~avoirs, ["quantite", "montant_ht", "cout_achat_ht"]] > 0).all(axis=None)
    fiches = lire_clients(chemin("clients.csv"))
    assert len(fiches) == 226
    assert cle(fiches["client"]).nunique() == 220
    bruts = pd.read_csv(chemin("clients.csv"), sep=";", dtype=str)["Raison sociale"]
    assert (bruts != bruts.str.split().str.join(" ")).sum() >= 2  # des espaces parasites
    annees = factures.groupby(cle(factures["client"]))["date"].agg(["min", "max"])
    assert (annees["max"].dt.year == 2024).sum() > 20  # perdus
    assert (annees["min"].dt.year == 2025).sum() > 20  # gagnés
    assert (factures.groupby(cle(factures["client"]))["facture"].nunique() == 1).sum() > 10


def test_l_adresse_distingue_deux_clients_et_reunit_deux_fiches():
    fiches = lire_clients(chemin("clients.csv"))
    lieux = fiches["Adresse"] + ", " + fiches["ville"]
    assert lieux.nunique() == 220
    assert (lieux.groupby(cle(fiches["client"])).nunique() == 1).all()


def test_les_numeros_de_factures_se_suivent():
    for an in (2024, 2025):
        pieces = lire_factures(chemin(f"factures-{an}.csv")).drop_duplicates("facture")
        assert pieces["date"].is_monotonic_increasing
        for serie, numeros in pieces["facture"].str.extract("(..).*-(.*)").groupby(0)[1]:
            assert numeros.astype(int).tolist() == list(range(1, len(numeros) + 1)), serie


def test_20_80_ne_tient_dans_aucun_fichier_public():
    mesures = lire_table(chemin("pareto-public.csv"))
    premiers = lire_nombres(mesures["part_ca_20pct"]).tolist()
    necessaires = lire_nombres(mesures["part_clients_80pct"]).tolist()
    assert premiers == [67.8, 73.1, 54.6, 42.9]
    assert necessaires == [32.7, 27.7, 41.8, 57.3]


def test_un_fichier_inconnu_est_refuse_avec_la_liste():
    with pytest.raises(
        ErreurCours, match=r"« ventes\.csv » ne fait pas partie du cours.*ca-clients-2025\.csv"
    ):
        chemin("ventes.csv")
    with pytest.raises(ErreurCours):
        chemin("../datasets/clients.csv")


def test_les_donnees_se_trouvent_aussi_a_cote_du_paquet(tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "clients.csv").write_bytes(b"")
    monkeypatch.setattr("course_helpers.donnees._DOSSIERS", (tmp_path / "datasets", DOSSIER))
    assert chemin("clients.csv").parent == tmp_path / "datasets"


def test_le_dictionnaire_compte_juste():
    texte = (DOSSIER / "README.md").read_text(encoding="utf-8")
    annoncees = dict(re.findall(r"^\| `(.+?\.csv)` \| ([\d\u202f]+) \|", texte, re.MULTILINE))
    assert {nom: int(n.replace("\u202f", "")) for nom, n in annoncees.items()} == {
        fichier.name: len(lire_table(fichier)) for fichier in DOSSIER.glob("*.csv")
    }


def test_le_dictionnaire_nomme_chaque_colonne():
    texte = (DOSSIER / "README.md").read_text(encoding="utf-8").split("## Dictionnaire")[1]
    parties = {}
    for partie in texte.split("\n### "):
        parties |= dict.fromkeys(re.findall(r"`(\S+\.csv)`", partie.partition("\n")[0]), partie)
    for ressource in PAQUET["resources"]:
        for champ in ressource["schema"]["fields"]:
            # Un titre d'import de Dolibarr, « Nom* (s.nom) », se cite par son code.
            nom = re.sub(r".+ \((.+)\)$", r"\1", champ["name"])
            assert f"`{nom}`" in parties[ressource["path"]], (ressource["path"], nom)


# Les fichiers des chapitres 1, 2, 3, 5 et 6 : cohérents avec les factures, et faits pour leurs fonctions.


def lire(nom: str) -> pd.DataFrame:
    """Lire un fichier du cours avec les types de sa description."""
    champs = next(r for r in PAQUET["resources"] if r["path"] == nom)["schema"]["fields"]
    table = lire_table(chemin(nom))
    for champ in champs:
        colonne = champ["name"]
        if champ["type"] in ("integer", "number"):
            table[colonne] = lire_nombres(table[colonne].dropna()).reindex(table.index)
        elif champ["type"] == "date":
            table[colonne] = pd.to_datetime(table[colonne], format="%d/%m/%Y")
        elif champ["type"] == "boolean":
            table[colonne] = table[colonne].map({"oui": True, "non": False})
    return table


@pytest.fixture(scope="module")
def factures():
    """Les factures des deux années, un seul nom par client."""
    lues = pd.concat([lire_factures(chemin(f"factures-{an}.csv")) for an in (2024, 2025)], ignore_index=True)
    fusions = regrouper_clients(lues).attrs["fusions"]
    lues["client"] = lues["client"].replace({nom: garde for garde, noms in fusions.items() for nom in noms})
    return lues


@pytest.fixture(scope="module")
def fiches():
    """Une fiche par client : les doubles, ouvertes après coup, portent les derniers codes."""
    lues = lire_clients(chemin("clients.csv"))
    return lues[~cle(lues["client"]).duplicated()].set_index("client")


@pytest.fixture(scope="module")
def ventes(factures, fiches):
    """Les factures sans les avoirs, avec leur année et le secteur du client."""
    secteurs = fiches["secteur"]
    retenues = factures[factures["facture"].str.startswith("FA")]
    return retenues.assign(annee=retenues["date"].dt.year, secteur=retenues["client"].map(secteurs))


@pytest.fixture(scope="module")
def presents(ventes):
    """Par année, les clients facturés."""
    return {an: set(noms) for an, noms in ventes.groupby("annee")["client"]}


@pytest.fixture(scope="module")
def prospects():
    return lire_clients(chemin("prospects.csv")).assign(
        dernier=lire("prospects.csv")["Date du dernier contact"]
    )


@pytest.fixture(scope="module")
def signalements():
    lus = lire("signalements.csv")
    return lus.rename(columns={"Client": "client", "Motif": "motif"})


def test_les_champs_couvrent_familles_sources_et_verdicts():
    champs = lire("champs-fichier-client.csv")
    ecartes = champs["verdict_rgpd"] == "à écarter"
    assert (champs["famille"].isna() == ecartes).all()
    assert (champs["source"].isna() == ecartes).all()
    assert champs["famille"].value_counts().min() >= 6
    assert champs["source"].value_counts().min() >= 6
    assert champs["verdict_rgpd"].value_counts().min() >= 10
    sensibles = champs["motif"].str.contains("article 9")
    assert sensibles.sum() >= 6
    assert ecartes[sensibles].all()
    assert champs["motif"].str.contains("trois ans").any()


def test_la_fiche_a_trier_est_celle_d_un_vrai_client(agregat, factures, fiches):
    exemple = lire("champs-fichier-client.csv").set_index("champ")["exemple"]
    nom = exemple["Raison sociale"]
    fiche = fiches.loc[nom]
    assert exemple["Code client"] == fiche["code_client"]
    assert exemple["Secteur d’activité"] == fiche["secteur"]
    assert exemple["Adresse de livraison"] == f"{fiche['ville']}, {fiche['code_postal']}"
    assert exemple["Origine du contact"] == fiche["origine_contact"]
    assert lire_nombre(exemple["Chiffre d’affaires HT de 2025"]) == agregat.loc[nom, "ca"]
    derniere = factures[(factures["client"] == nom) & (factures["date"] == "2025-12-30")]
    assert exemple["Dates et quantités des commandes"].endswith(f" {derniere['quantite'].sum():.0f} articles")
    nourriture = lire("cotation-clients.csv").set_index("client").loc[nom, "taux_nourriture_pct"]
    assert lire_nombre(exemple["Taux de nourriture estimé"]) == nourriture / 100
    # Un numéro SIREN dont la clé de Luhn est fausse n'appartient à personne.
    doubles = [
        int(c) * (1 + rang % 2) for rang, c in enumerate(reversed(exemple["SIRET"].replace(" ", "")[:9]))
    ]
    assert sum(d - 9 * (d > 9) for d in doubles) % 10 != 0


def test_les_signalements_suivent_l_histoire_des_clients(signalements, factures, ventes, presents, fiches):
    codes = signalements["client"].map(fiches["code_client"])
    assert signalements["Code client"].tolist() == codes.tolist()
    motifs = {"réclamation": "mécontent", "impayé": "insolvable", "achat chez un concurrent": "infidèle"}
    natures = signalements["Nature"]
    assert (natures.map(motifs).fillna("") == signalements["motif"].fillna("")).all()
    assert (signalements["N° facture"].notna() == natures.isin(["réclamation", "impayé"])).all()
    pieces = ventes.drop_duplicates("facture").set_index("facture")
    dernieres = ventes.groupby("client")["date"].max()
    avoirs = factures[factures["facture"].str.startswith("AV")].groupby("client")["date"].max()
    litiges = lire_table(chemin("charges-clients-2025.csv")).query("Nature == 'Litiges et retours'")["Client"]
    for _, ligne in signalements[signalements["N° facture"].notna()].iterrows():
        piece = pieces.loc[ligne["N° facture"]]
        assert piece["client"] == ligne["client"]
        assert piece["date"] <= ligne["Date"]
        if ligne["Nature"] == "impayé":
            assert dernieres[ligne["client"]] == piece["date"]  # on ne le livre plus
        elif ligne["client"] not in set(litiges):
            assert avoirs[ligne["client"]] >= ligne["Date"]
    assert set(litiges) <= set(signalements.loc[natures == "réclamation", "client"])
    ca = factures.groupby(["client", factures["date"].dt.year])["montant_ht"].sum()
    for nom in signalements.loc[natures == "achat chez un concurrent", "client"]:
        assert ca[nom, 2025] < 0.9 * ca[nom, 2024]
        assert nom in presents[2025]


def test_les_cinq_profils_se_rencontrent(signalements, factures, prospects):
    profils = profiler_clients(
        factures,
        "2025-12-31",
        signalements=signalements.dropna(subset="motif"),
        clients=prospects["client"].tolist(),
    ).set_index("client")["profil"]
    assert len(profils) == 220 + len(prospects)
    assert (profils[prospects["client"]] == "prospect").all()
    chez_nous = profils.drop(prospects["client"]).value_counts()
    assert 100 <= chez_nous["fidèle"] <= 130
    assert 30 <= chez_nous["à développer"] <= 45
    assert 10 <= chez_nous["déclinant"] <= 25
    assert 35 <= chez_nous["perdu"] <= 45
    assert 10 <= chez_nous["douteux"] <= 20
    assert profils["Mairie de Montauvert"] == "douteux"  # le gros client qui coûte


def test_les_six_etapes_du_cycle_se_rencontrent(signalements, factures, prospects):
    resiliations = signalements.query("Nature == 'résiliation'").rename(columns={"Date": "resiliation"})
    fiches = pd.concat([prospects[["client", "premier_contact"]], resiliations[["client", "resiliation"]]])
    cycle = situer_cycle_de_vie(factures, "2025-12-31", fiches=fiches).set_index("client")
    assert cycle["etape"].value_counts().min() >= 5
    assert (cycle["etape"] == "prospect").sum() == prospects["premier_contact"].isna().sum()
    etapes = cycle.loc[resiliations["client"], "etape"].value_counts()
    assert (etapes["arrêt"], etapes["relation continue"]) == (len(resiliations) - 1, 1)  # un est revenu


def test_le_fichier_des_prospects_se_tient(prospects, factures, fiches):
    assert not set(prospects["client"]) & set(factures["client"])
    dates = lire("prospects.csv")
    joints = dates.dropna(subset="Date du dernier contact")
    assert (joints["Date de collecte"] <= joints["Date du premier contact"]).all()
    assert (joints["Date du premier contact"] <= joints["Date du dernier contact"]).all()
    jamais = dates[dates["Date du dernier contact"].isna()]
    assert jamais["Date du premier contact"].isna().all()
    assert set(jamais["Origine du contact"]) == {"Fichier acheté"}
    # Trois ans après le dernier contact, ou la collecte si rien n'a suivi, la fiche s'efface.
    reperes = dates["Date du dernier contact"].fillna(dates["Date de collecte"])
    assert 5 <= (reperes + pd.DateOffset(years=3) <= "2025-12-31").sum() <= 15
    assert 3 <= dates["Opposition"].sum() <= 10
    lieux = pd.concat([fiches, prospects])[["ville", "code_postal", "commercial"]].drop_duplicates()
    assert not lieux["ville"].duplicated().any()


def test_l_enquete_place_chacun_dans_une_des_quatre_categories(presents, ventes, prospects):
    reponses = lire("enquete-marche.csv").set_index("etablissement")
    questions = ["achete_chez_nous", "achete_ailleurs", "pourrait_acheter"]
    categories = reponses.apply(lambda r: categoriser_consommateur(**r[questions]), axis=1)
    assert set(categories.index[categories == "client"]) <= presents[2025]
    assert not set(categories.index[categories != "client"]) & presents[2025]
    assert (
        reponses["pourrait_acheter"].isna() == categories.isin(["client", "client de la concurrence"])
    ).all()
    perdus = categories[categories.index.isin(set(ventes["client"]) - presents[2025])]
    assert len(perdus) >= 3
    assert (perdus == "client de la concurrence").all()
    assert categories[categories.index.isin(prospects["client"])].nunique() == 2
    effectifs = categories.value_counts()
    assert effectifs.sum() == 150
    # L'enquête interroge un établissement sur dix : dix fois ses clients, ce sont les nôtres.
    assert 10 * effectifs["client"] == len(presents[2025])
    marche = mesurer_marche(
        clients=10 * effectifs["client"],
        concurrence=10 * effectifs["client de la concurrence"],
        relatifs=10 * effectifs["non-consommateur relatif"],
        absolus=10 * effectifs["non-consommateur absolu"],
    )
    assert 1_000 < marche["prospects"] < 1_200
    assert 15 < marche["part_marche_clients_pct"] < 25
    assert 60 < marche["penetration_produit_pct"] < 80
    nourriture = lire("cotation-clients.csv").set_index("client")["taux_nourriture_pct"]
    nous = reponses[reponses["achete_chez_nous"]]
    assert (nous["achete_ailleurs"] == (nourriture[nous.index] < 100)).all()


def test_garder_un_client_coute_moins_que_le_gagner(presents, ventes, prospects, agregat, fiches):
    retention = mesurer_retention(presents[2024], presents[2025])
    assert 0.75 < retention["taux_retention"] < 0.95
    depenses = lire("conquete-fidelisation-2025.csv").set_index("poste")
    par_volet = depenses.groupby("volet")["montant_ht"].sum()
    couts = comparer_couts(
        depenses_conquete=par_volet["conquête"],
        clients_gagnes=retention["nouveaux"],
        depenses_fidelisation=par_volet["fidélisation"],
        clients_gardes=retention["restes"],
    )
    assert 2 < couts["rapport"] < 4
    marge = agregat.loc[list(presents[2025] - presents[2024]), "marge"].mean()
    # La marge de 2025 est gagnée l'année même de la conquête : t = 0.
    suivi = amortir_acquisition(
        couts["cout_gagner"], marge, taux_retention=retention["taux_retention"], premiere_marge=0
    )
    assert suivi.attrs["delai_recuperation"] == 1
    # Les établissements touchés se comptent dans les autres fichiers.
    joints = prospects[prospects["dernier"].dt.year == 2025]
    origines = pd.concat(
        [fiches.loc[list(presents[2025] - presents[2024]), "origine_contact"], joints["origine_contact"]]
    ).value_counts()
    gardes = presents[2024] & presents[2025]
    machines = set(ventes.query("annee == 2025 and famille == 'Machines'")["client"]) & gardes
    classes = classer_abc(agregat.reset_index()).set_index("client")["classe"]
    assert depenses["touches"].to_dict() == {
        "Visites aux prospects (temps des commerciaux)": origines.sum(),
        "Premières visites aux nouveaux clients (temps des commerciaux)": retention["nouveaux"],
        "Téléprospection": origines["Prospection téléphonique"],
        "Salon professionnel de Limoges": origines["Salon professionnel"],
        "Référencement du site internet": origines["Site internet"],
        "Achat d’un fichier d’établissements": (prospects["origine_contact"] == "Fichier acheté").sum(),
        "Visites aux clients gardés (temps des commerciaux)": len(gardes),
        "Entretien gratuit des machines vendues": len(machines),
        "Formation du personnel des plus gros clients (classe A)": (classes[list(gardes)] == "A").sum(),
        "Enquête de satisfaction": retention["restes"],
    }
    # Une visite a un seul prix, un appel coûte bien moins ; les visites tiennent dans le temps disponible.
    visites = depenses[depenses.index.str.contains("isites")]
    assert (visites["montant_ht"] == 52 * visites["actes"]).all()
    assert visites["actes"].sum() <= lire("temps-commerciaux-2026.csv")["visites_possibles"].sum()
    appels = depenses.loc["Téléprospection"]
    assert appels["montant_ht"] / appels["actes"] < 5
    par_contact = depenses["montant_ht"] / depenses["touches"]
    assert par_contact["Téléprospection"] < par_contact["Visites aux prospects (temps des commerciaux)"]


def test_la_cotation_classe_autrement_que_le_chiffre_d_affaires(
    agregat, signalements, fiches, ventes, factures
):
    cotation = lire("cotation-clients.csv")
    classes = classer_abc(agregat.reset_index()).set_index("client")["classe"].astype(str)
    assert (
        cotation.set_index("client")["importance"].to_dict()
        == classes.map({"A": 5, "B": 3, "C": 1}).to_dict()
    )
    fiches = fiches.loc[cotation["client"]]
    for colonne in ("secteur", "commercial"):
        assert fiches[colonne].tolist() == cotation[colonne].tolist()
    assert cotation["distance_km"].groupby(fiches["ville"].to_numpy()).nunique().max() == 1
    motifs = signalements.dropna(subset="motif").drop_duplicates("client").set_index("client")["motif"]
    motifs = cotation["client"].map(motifs)
    assert (cotation.loc[motifs == "infidèle", "taux_nourriture_pct"] <= 50).all()
    # Le potentiel est en euros : ce que le client achète ailleurs dans nos familles.
    taux = cotation["taux_nourriture_pct"]
    ailleurs = cotation["client"].map(agregat["ca"]) * (100 - taux) / taux
    assert (cotation["potentiel_eur"] - ailleurs).abs().max() <= 50
    # La typologie reprend les profils du chapitre 2, et met à zéro qui a résilié depuis son dernier achat.
    profils = profiler_clients(factures, "2025-12-31", signalements=signalements.dropna(subset="motif"))
    profils = profils.set_index("client")["profil"].astype(str)
    resiliations = signalements[signalements["Nature"] == "résiliation"].set_index("client")["Date"]
    fin = pd.to_datetime(resiliations, format="%d/%m/%Y")
    partis = set(fin.index[fin >= ventes.groupby("client")["date"].max()[fin.index]])
    attendus = [profils[nom] if nom not in partis else "parti" for nom in cotation["client"]]
    assert cotation["profil"].tolist() == attendus
    assert attendus.count("parti") == 2
    points = {"à développer": 5, "déclinant": 4, "fidèle": 3, "douteux": 1, "parti": 0}
    assert cotation["typologie"].tolist() == [points[profil] for profil in attendus]
    grille = lire("grille-cotation.csv").set_index("critere")
    assert list(grille.index) == ["importance", "potentiel_eur", "typologie"]
    poids = grille["poids"].to_dict()
    echelles = {critere: (ligne["pire"], ligne["meilleure"]) for critere, ligne in grille.iterrows()}
    for critere in grille.index:
        premier = coter_clients(cotation, {critere: 1}, echelles=echelles).iloc[0]
        assert premier[critere] == cotation[critere].max(), critere
    rangs = coter_clients(cotation, poids, echelles=echelles)
    assert rangs["note"].max() > 80
    assert rangs["note"].min() < 30
    gros = set(agregat["ca"].nlargest(20).index)
    assert 5 <= len(gros & set(rangs["client"][:20])) <= 15
    # Le choix des poids se discute : un autre, et le premier client n'est plus le même.
    bascules = chercher_bascules(cotation, poids, echelles=echelles)
    assert (bascules[["suivant_min", "suivant_max"]] != "").any(axis=None)
    assert attribuer_strategies(cotation)["strategie"].value_counts().min() >= 60


def test_les_visites_demandees_depassent_les_visites_possibles(agregat, fiches):
    temps = lire("temps-commerciaux-2026.csv").set_index("commercial")
    feries = holidays.France(years=2026)
    ouvres = [jour for jour in pd.bdate_range("2026-01-01", "2026-12-31") if jour not in feries]
    assert (temps["jours_ouvres"] == len(ouvres)).all()
    absences = temps[["conges", "reunions_formation", "salons", "bureau"]].sum(axis=1)
    assert (temps["jours_terrain"] == temps["jours_ouvres"] - absences).all()
    assert (temps["visites_possibles"] == temps["jours_terrain"] * temps["visites_par_jour"]).all()
    besoins = lire("besoins-visites-2026.csv")
    assert (besoins["besoin"] == besoins["clients"] * besoins["visites_par_client"]).all()
    classes = classer_abc(agregat.reset_index()).set_index("client")["classe"].astype(str)
    commerciaux = fiches["commercial"].reindex(classes.index)
    comptes = classes.groupby([commerciaux, classes]).size()
    assert besoins.set_index(["commercial", "classe"])["clients"].to_dict() == comptes.to_dict()
    demande = besoins.groupby("classe")["besoin"].sum().astype(int).to_dict()
    capacite, prospects = int(temps["visites_possibles"].sum()), int(temps["visites_prospects"].sum())
    for regle, servie in (("proportionnelle", "B"), ("priorite", "A")):
        visites = repartir_visites(demande, capacite, prospects=prospects, regle=regle)
        assert sum(visites.values()) == capacite - prospects < sum(demande.values())
        assert (visites["A"] == demande["A"]) == (servie == "A")
        assert 0 < visites["C"] <= demande["C"]
    # L'un est débordé, l'autre a du temps : les portefeuilles sont à rééquilibrer.
    reste = (
        temps["visites_possibles"]
        - temps["visites_prospects"]
        - besoins.groupby("commercial")["besoin"].sum()
    )
    assert reste["Hugo Sellier"] < -200
    assert reste["Nadia Ferrand"] > 100


def test_le_diagnostic_par_secteur_s_appuie_sur_les_mesures(ventes, prospects):
    secteurs = lire("diagnostic-secteurs.csv").set_index("secteur")
    cotation = lire("cotation-clients.csv")
    verdicts = {}
    for secteur, ligne in secteurs.iterrows():
        siens = ventes[ventes["secteur"] == secteur].groupby("annee")["client"].unique()
        retention = mesurer_retention(siens[2024], siens[2025])["taux_retention"]
        assert (ligne["cycle"] == "long") == (retention >= 0.8), secteur
        nourriture = cotation.loc[cotation["secteur"] == secteur, "taux_nourriture_pct"].median()
        assert ligne["part"] == (nourriture < 60), secteur
        joints = (prospects["dernier"].dt.year[prospects["secteur"] == secteur] == 2025).sum()
        assert ligne["prospection"] == ("oui" if joints >= 15 else "peu" if joints else "non"), secteur
        verdicts[secteur] = diagnostiquer(
            besoins=[besoin for besoin in BESOINS if ligne[besoin]],
            **ligne[["cycle", "pression", "prospection"]],
        )["verdict"].tolist()
    premieres, deuxiemes, troisiemes, _ = zip(*verdicts.values(), strict=True)
    assert set(premieres) == {"fidéliser", "prospecter", "non tranché"}
    assert set(deuxiemes) == set(troisiemes) == {"fidéliser", "non tranché"}


def test_les_objectifs_partent_du_realise_de_2025(ventes, presents, prospects):
    objectifs = lire("objectifs-2026.csv")
    clients = ventes.drop_duplicates("client").set_index("client")["secteur"]
    joints = prospects.loc[prospects["dernier"].dt.year == 2025, "secteur"].value_counts()
    contrats = ventes[ventes["annee"] == 2024].groupby("client")["facture"].nunique()
    contrats = contrats.index[contrats >= 2]
    familles = ventes[ventes["annee"] == 2025].groupby(["secteur", "facture"])["famille"].nunique()
    for _, ligne in objectifs.iterrows():
        siens = set(clients.index[clients == ligne["secteur"]])
        gagnes = len(siens & presents[2025] - presents[2024])
        attendu = {
            "conversion": (gagnes, gagnes + joints[ligne["secteur"]]),
            "renouvellement": (len(siens & set(contrats) & presents[2025]), len(siens & set(contrats))),
            "ventes additionnelles": (
                (familles[ligne["secteur"]] > 1).sum(),
                familles[ligne["secteur"]].size,
            ),
        }[ligne["indicateur"]]
        assert (ligne["obtenu"], ligne["base"]) == attendu, (ligne["indicateur"], ligne["secteur"])
    ecarts = mesurer_ecarts(objectifs)
    # Aucune n'est déjà atteinte, et presque aucune ne tient à un seul client.
    assert not ecarts["atteint"].any()
    assert (ecarts["reste"] >= 2).sum() >= len(ecarts) - 1
    assert ecarts["ecart_points"].between(-25, 0).all()


def test_certains_objectifs_ne_sont_pas_smart():
    controles = [
        controler_objectif(
            qui=ligne["responsable"],
            quoi=f"{ligne['indicateur']}, {ligne['secteur']}",
            nombre=ligne["objectif_pct"],
            unite="%",
            depart=100 * ligne["obtenu"] / ligne["base"],
            moyens=ligne["moyens"],
            echeance=ligne["echeance"],
        )
        for _, ligne in lire("objectifs-2026.csv").iterrows()
    ]
    manques = Counter(critere for controle in controles for critere, _ in controle.manques)
    assert set(manques) == {"accessible et réaliste", "délai fixé"}
    assert min(manques.values()) >= 2
    assert sum(controle.smart for controle in controles) >= len(controles) // 2


# Le complément « Le risque client » : des règlements cohérents avec les factures et l'histoire des clients.


@pytest.fixture(scope="module")
def reglements():
    return lire("reglements-2025.csv").set_index("N° facture")


def test_chaque_facture_a_son_reglement_au_centime(reglements, ventes, fiches):
    de_2025 = ventes[ventes["annee"] == 2025]
    ht = centimes(de_2025["montant_ht"]).groupby(de_2025["facture"]).sum()
    assert reglements.index.tolist() == sorted(ht.index)
    ttc = ht + (ht * 20 + 50) // 100
    assert centimes(reglements["Montant TTC"]).to_dict() == ttc.to_dict()
    pieces = de_2025.drop_duplicates("facture").set_index("facture")
    assert (reglements["Date facture"] == pieces["date"].loc[reglements.index]).all()
    assert (reglements["Client"] == pieces["client"].loc[reglements.index]).all()
    assert (reglements["Code client"] == reglements["Client"].map(fiches["code_client"])).all()


def test_une_echeance_suit_les_conditions_et_la_loi(reglements, fiches):
    conditions = lire("conditions-clients-2025.csv").set_index("Client")
    assert set(conditions.index) == set(reglements["Client"])
    siennes = conditions.loc[reglements["Client"]].set_index(reglements.index)
    fins = siennes["Fin de mois"].astype(bool)
    echeances = reglements["Date facture"] + pd.to_timedelta(siennes["Délai en jours"], unit="D")
    echeances = echeances.where(~fins, echeances + pd.offsets.MonthEnd(0))
    assert (reglements["Date échéance"] == echeances).all()
    # Convenu : 60 jours au plus, ou 45 jours fin de mois ; un acheteur public a 30 jours.
    assert set(conditions.loc[~conditions["Fin de mois"].astype(bool), "Délai en jours"]) <= {30, 60}
    assert set(conditions.loc[conditions["Fin de mois"].astype(bool), "Délai en jours"]) == {45}
    publics = fiches["secteur"].loc[conditions.index].isin(["Collectivités", "Enseignement"])
    assert (conditions.loc[publics, "Délai en jours"] == 30).all()


def test_les_reglements_racontent_le_complement(reglements, signalements):
    regles = reglements["Date règlement"].dropna()
    assert (regles > reglements.loc[regles.index, "Date facture"]).all()
    assert (regles.dt.day_of_week < 5).all()
    impayees = signalements.loc[signalements["Nature"] == "impayé", "N° facture"]
    assert reglements.loc[impayees, "Date règlement"].isna().all()
    ouvertes = reglements[reglements["Date règlement"].isna()]
    retards = (pd.Timestamp(2025, 12, 31) - ouvertes["Date échéance"]).dt.days
    # Chaque colonne de la balance âgée sert, et l'essentiel n'est pas échu.
    for bas, haut in ((-999, 0), (1, 30), (31, 60), (61, 90), (91, 999)):
        assert retards.between(bas, haut).sum() >= 3, (bas, haut)
    assert 0.15 < ouvertes.loc[retards > 0, "Montant TTC"].sum() / ouvertes["Montant TTC"].sum() < 0.35
    plafonds = lire("conditions-clients-2025.csv").set_index("Client")["Plafond d'encours TTC"]
    encours = ouvertes.groupby("Client")["Montant TTC"].sum()
    depassent = encours.index[encours > plafonds.loc[encours.index]]
    assert 5 <= len(depassent) <= 20
    # L'hôtel de la situation : le plus gros retard, au-dessus de son plafond, et aucun impayé signalé.
    echus = ouvertes[retards > 0].groupby("Client")["Montant TTC"].sum()
    assert echus.idxmax() == "Hôtel Fontaubrie" and "Hôtel Fontaubrie" in depassent
    assert not ((signalements["client"] == "Hôtel Fontaubrie") & (signalements["Nature"] == "impayé")).any()


def test_la_facture_electronique_annonce_l_echeance_du_suivi(reglements):
    for nom in ("facture-cii.xml", "facture-factur-x.pdf"):
        texte = chemin(nom).read_bytes().decode("latin-1")
        numero = re.search(r"<ram:ID>(FA25-\d{4})</ram:ID>", texte)[1]
        echeance = re.search(r"DueDateDateTime><udt:DateTimeString[^>]*>(\d{8})", texte)[1]
        assert reglements.loc[numero, "Date échéance"] == pd.Timestamp(echeance), nom


def test_la_carte_s_accorde_avec_les_adresses_l_enquete_et_les_distances_par_la_route(fiches, agregat):
    communes = pd.read_csv(chemin("communes.csv"), sep=";", decimal=",", dtype={"code_postal": str})
    communes = communes.set_index("commune")
    prospects = lire_clients(chemin("prospects.csv"))
    adresses = pd.concat([lire_clients(chemin("clients.csv")), prospects])
    assert set(communes.index) == set(adresses["ville"])
    postaux = adresses.drop_duplicates("ville").set_index("ville")["code_postal"].astype(str)
    assert communes["code_postal"].to_dict() == postaux.to_dict()
    # À vol d'oiseau × 1,3, c'est la distance par la route que la cotation arrondit.
    cotation = lire("cotation-clients.csv")
    villes = fiches.loc[cotation["client"], "ville"].to_numpy()
    route = 1.3 * (communes["x_km"] ** 2 + communes["y_km"] ** 2) ** 0.5
    assert (route[villes].to_numpy() - cotation["distance_km"]).abs().max() < 0.5
    # La Creuse à l'est, la Corrèze au sud.
    departements = communes["code_postal"].str[:2]
    assert (communes.loc[departements == "23", "x_km"] > 0).all()
    assert (communes.loc[departements == "19", "y_km"] < 0).all()
    # L'enquête interroge un établissement sur dix.
    enquete = lire("enquete-marche.csv")
    assert communes["etablissements"].sum() == 10 * len(enquete)
    assert communes.loc["Limoges", "etablissements"] == 10 * (enquete["ville"] == "Limoges").sum()
    connus = prospects["ville"].value_counts().add(fiches["ville"].value_counts(), fill_value=0)
    assert (communes["etablissements"] > connus).all()


# --- Le lettrage du FEC de 2025 ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ecritures():
    """Les lignes du FEC de 2025 ; un débit est positif, en centimes."""
    lues = pd.read_csv(chemin("fec-2025.txt"), sep="|", dtype=str, encoding="iso-8859-15").fillna("")
    debits, credits_ = (centimes(lire_nombres(lues[colonne])) for colonne in ("Debit", "Credit"))
    return lues.assign(montant=debits - credits_)


def test_chaque_ecriture_du_fec_est_equilibree_et_la_banque_n_est_jamais_vide(ecritures):
    assert (ecritures.groupby("EcritureNum")["montant"].sum() == 0).all()
    banque = ecritures[ecritures["CompteNum"] == "512000"]
    assert (banque["montant"].cumsum() > 0).all()
    assert ecritures["EcritureNum"].astype(int).is_monotonic_increasing
    assert ecritures["EcritureDate"].is_monotonic_increasing


def test_un_code_de_lettrage_solde_les_lignes_d_un_seul_client(ecritures):
    lettrees = ecritures[ecritures["EcritureLet"] != ""]
    assert set(lettrees["CompteNum"]) == {"411000"}
    groupes = lettrees.groupby("EcritureLet")
    assert (groupes["montant"].sum() == 0).all()
    assert (groupes["CompAuxNum"].nunique() == 1).all() and (groupes["DateLet"].nunique() == 1).all()
    # On lettre le jour où l'on paie : la dernière des deux écritures.
    assert (groupes["EcritureDate"].max() == groupes["DateLet"].first()).all()
    assert ((ecritures["EcritureLet"] == "") == (ecritures["DateLet"] == "")).all()


def test_le_lettrage_du_fec_est_celui_des_reglements(ecritures, reglements):
    clients = ecritures[ecritures["CompteNum"] == "411000"]
    factures = clients[clients["JournalCode"].eq("VE") & clients["PieceRef"].str.startswith("FA")]
    factures = factures.set_index("PieceRef").loc[reglements.index]
    assert factures["montant"].tolist() == centimes(reglements["Montant TTC"]).tolist()
    jours = reglements["Date règlement"].dt.strftime("%Y%m%d").fillna("")
    assert factures["DateLet"].tolist() == jours.tolist()
    # En banque, chaque règlement est au crédit du même client, le même jour, pour le même montant.
    payees = factures[factures["EcritureLet"] != ""].reset_index()
    banque = clients[clients["JournalCode"] == "BQ"].set_index("EcritureLet").loc[payees["EcritureLet"]]
    assert (-banque["montant"]).tolist() == payees["montant"].tolist()
    assert banque["EcritureDate"].tolist() == payees["DateLet"].tolist()
    assert banque["CompAuxNum"].tolist() == payees["CompAuxNum"].tolist()
    # Ce qui reste ouvert est l'encours, moins les avoirs de décembre.
    ouvertes = clients[clients["EcritureLet"] == ""]
    avoirs = ouvertes[ouvertes["PieceRef"].str.startswith("AV")]
    assert set(avoirs["EcritureDate"].str[:6]) <= {"202512"}
    encours = centimes(reglements.loc[reglements["Date règlement"].isna(), "Montant TTC"]).sum()
    assert ouvertes["montant"].sum() - avoirs["montant"].sum() == encours


def test_les_demarches_font_le_compte_des_visites_payees_et_des_clients_gagnes(presents, prospects, fiches):
    demarches = lire("demarches-2025.csv").set_index("etablissement")
    gagnes = presents[2025] - presents[2024]
    joints = prospects[prospects["dernier"].dt.year == 2025].set_index("client")
    assert set(demarches.index) == gagnes | set(joints.index)
    assert set(demarches.index[demarches["etape"] == "commande"]) == gagnes
    for colonne in ("secteur", "commercial", "origine_contact"):
        connus = pd.concat([fiches.loc[list(gagnes), colonne], joints[colonne]])
        assert demarches[colonne].to_dict() == connus.to_dict(), colonne
    assert demarches.loc[joints.index, "fonction"].to_dict() == joints["Fonction"].to_dict()
    # Qui s'est opposé n'est ni relancé, ni chiffré.
    opposes = joints.index[joints["Opposition"].isin(["oui", True])]
    assert len(opposes) and (demarches.loc[opposes, "etape"] == "contact").all()
    visites = lire("conquete-fidelisation-2025.csv").set_index("poste")["actes"]
    assert demarches["visites"].sum() == visites["Visites aux prospects (temps des commerciaux)"]
    entonnoir = compter_entonnoir(demarches.reset_index())
    assert entonnoir["nombre"].is_monotonic_decreasing and entonnoir["nombre"].iloc[-1] == len(gagnes)
    # L'accroche distingue bien plus que l'origine du contact.
    ecarts = {
        colonne: comparer_profils(demarches, colonne)["taux"].agg(lambda taux: taux.max() - taux.min())
        for colonne in ("accroche", "origine_contact")
    }
    assert ecarts["accroche"] > 5 * ecarts["origine_contact"]


# Le magasin : la droguerie Tarnelle, ses tickets, sa carte, sa zone, sa satisfaction.


def test_les_fichiers_du_magasin_s_accordent():
    lus = {nom: lire(f"magasin-{nom}-2025.csv") for nom in ("carte", "frequentation", "tickets")}
    carte, frequentation, tickets = lus.values()
    for table in lus.values():
        for colonne in {"Achats TTC", "CA TTC", "Montant TTC"} & set(table.columns):
            table[colonne] = centimes(table[colonne])
    # Les jours relevés : les mêmes tickets et le même total que le relevé de l'année.
    jours = frequentation.set_index("Date")
    par_jour = tickets.groupby("Date").agg({"N° ticket": "nunique", "Montant TTC": "sum"})
    assert (par_jour["N° ticket"] == jours.loc[par_jour.index, "Tickets"]).all()
    assert (par_jour["Montant TTC"] == jours.loc[par_jour.index, "CA TTC"]).all()
    dates = pd.to_datetime(frequentation["Date"], format="%d/%m/%Y")
    assert set(dates.dt.day_of_week) == {1, 2, 3, 4, 5}
    assert not set(dates.dt.date) & set(holidays.country_holidays("FR", years=2025))
    assert (frequentation["Entrées"] > frequentation["Tickets"]).all()
    # L'échantillon d'une carte ne dépasse pas son année.
    avec = tickets.dropna(subset="Code carte")
    annee = carte.set_index("Code carte")
    vus = avec.groupby("Code carte").agg({"N° ticket": "nunique", "Montant TTC": "sum"})
    assert (vus["N° ticket"] <= annee.loc[vus.index, "Passages"]).all()
    assert (vus["Montant TTC"] <= annee.loc[vus.index, "Achats TTC"]).all()
    assert (avec.groupby("N° ticket")["Code carte"].nunique() == 1).all()
    adhesions = pd.to_datetime(annee.loc[avec["Code carte"], "Date d'adhésion"], format="%d/%m/%Y")
    assert (adhesions.to_numpy() <= pd.to_datetime(avec["Date"], format="%d/%m/%Y").to_numpy()).all()
    assert ((annee["Passages"] == 0) == (annee["Achats TTC"] == 0)).all()
    assert (100 * annee["Points"] <= annee["Achats TTC"]).all()
    assert (annee["Achats TTC"] < 100 * (annee["Points"] + annee["Passages"] + 1)).all()
    # Une petite moitié du chiffre d'affaires passe hors carte.
    assert 0.45 < annee["Achats TTC"].sum() / frequentation["CA TTC"].sum() < 0.55


def test_la_zone_du_magasin_est_sur_la_carte():
    zone = lire("magasin-zone.csv").set_index("commune")
    places = lire("communes.csv").set_index("commune")
    assert (zone["code_postal"].astype(str) == places.loc[zone.index, "code_postal"].astype(str)).all()
    x, y = (lire_nombres(places[axe]) for axe in ("x_km", "y_km"))
    route = 1.3 * ((x - x["Combrelune"]) ** 2 + (y - y["Combrelune"]) ** 2) ** 0.5
    lointaines = zone.drop("Combrelune")
    assert (route[lointaines.index] - lointaines["distance_km"]).abs().max() < 0.52
    assert zone["temps_min"].is_monotonic_increasing
    assert set(lire("magasin-carte-2025.csv")["Commune"]) == set(zone.index)


def test_la_satisfaction_du_magasin_a_la_forme_voulue():
    """Une bonne moyenne et un NPS modeste ; le canal change les deux."""
    enquete = lire("magasin-satisfaction-2025.csv")
    notes = pd.to_numeric(enquete["Note"])
    assert (notes.isna() == enquete["Motif"].isna()).all()
    assert 0.2 < notes.notna().mean() < 0.35
    nps = 100 * ((notes >= 9).sum() - (notes <= 6).sum()) / notes.notna().sum()
    assert notes.mean() > 7.5 and 5 < nps < 20
    reclamations = lire("magasin-reclamations-2025.csv")
    en_cours = reclamations["Issue"] == "en cours"
    assert (reclamations["Date de réponse"].isna() == en_cours).all()
    assert (reclamations["Revenu en magasin"].isna() == en_cours).all()
    for table, recue in ((reclamations, "Date de réception"), (lire("magasin-avis-2025.csv"), "Date")):
        jours = [pd.to_datetime(table[nom], format="%d/%m/%Y") for nom in (recue, "Date de réponse")]
        assert not (jours[1] < jours[0]).any()
