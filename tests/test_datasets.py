"""Les données du cours : produites par leur générateur, conformes à leur description."""

import json
import re
import runpy

import frictionless
import pandas as pd
import pytest

from course_helpers.donnees import chemin, lire_clients, lire_factures, lire_nombres, lire_table
from course_helpers.erreurs import ErreurCours

DOSSIER = chemin("clients.csv").parent
PAQUET = json.loads((DOSSIER / "datapackage.json").read_text(encoding="utf-8"))
RESSOURCES = [ressource["name"] for ressource in PAQUET["resources"]]


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
    assert all(fichier.stat().st_size < 500_000 for fichier in DOSSIER.iterdir() if fichier.is_file())


def test_les_fichiers_sortent_du_generateur(tmp_path):
    runpy.run_path(str(DOSSIER / "generer.py"))["generer"](tmp_path)
    produits = sorted(fichier.name for fichier in tmp_path.iterdir())
    assert len(produits) == len(RESSOURCES) - 1  # pareto-public.csv est mesuré ailleurs
    for nom in produits:
        assert (tmp_path / nom).read_bytes() == (DOSSIER / nom).read_bytes(), nom


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
