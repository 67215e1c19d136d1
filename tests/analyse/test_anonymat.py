"""L'anonymat : rien de ce que le fichier écrit ne reste, et tout ce que l'on calcule reste."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers.analyse import PortefeuilleLu, preparer_portefeuille
from course_helpers.analyse.anonymat import AUTRE_SECTEUR, anonymiser, anonymiser_plan
from course_helpers.donnees import Plan, chemin, lire_clients, lire_factures, proposer_lecture
from course_helpers.pareto import classer_abc, mesurer_concentration

FACTURES = ("factures-2024.csv", "factures-2025.csv")
# Des noms qui sont aussi des mots du rapport, du HTML, des formules, des codes.
NOMS = st.one_of(
    st.sampled_from(
        [
            *(
                "Client",
                "Total",
                "Moyenne",
                "La Marge",
                "A",
                "Facture",
                "<b>Bief</b>",
                "<img src=x onerror=a>",
            ),
            *(
                "=1+1",
                "+33 6 00",
                "-Aubin",
                "@SOMME(A1)",
                "Client 001",
                "Pièce 001",
                "$x^2$",
                "Autre secteur",
            ),
        ]
    ),
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x2FF, categories=["L", "N", "P", "S"]), min_size=1
    ),
)


def ecrire_tout(lu):
    """Tout ce que porte un portefeuille, attributs compris, en un texte."""
    tables = [table for table in (lu.clients, lu.factures) if table is not None]
    return "\n".join(
        [repr(lu.rapport), *(table.to_csv() + repr(table.attrs) + repr(table.dtypes) for table in tables)]
    )


@pytest.fixture(scope="module")
def firme():
    """Les deux années de l'entreprise du cours, avec ce qui désigne ses clients."""
    factures = pd.concat([lire_factures(chemin(nom)) for nom in FACTURES], ignore_index=True)
    fiches = lire_clients(chemin("clients.csv")).drop_duplicates("client")
    lu = preparer_portefeuille(factures)
    clients = lu.clients.merge(fiches, on="client", how="left")
    clients["tva"] = [f"FR{40 + rang:02}{700000000 + 37 * rang}" for rang in range(len(clients))]
    clients["note libre"] = "Voir Mme " + clients["client"] + " le mardi"
    clients.attrs = lu.clients.attrs
    rapport = {
        "lignes_lues": 9,
        "fichiers": ["Xambeuil Nettoyage.csv"],
        "ecartees": {"statut « Xambeuil »": {"nombre": 2, "lignes": [3], "exemple": "Xambeuil Nettoyage"}},
        "remarques": ["Xambeuil Nettoyage est écrit de deux façons."],
    }
    return PortefeuilleLu(clients, lu.factures, rapport)


def test_aucun_texte_du_fichier_ne_reste(firme):
    anonyme, _ = anonymiser(firme)
    texte = ecrire_tout(anonyme)
    cherches = set(firme.factures["client"]) | set(firme.clients["client"]) | set(firme.clients["tva"])
    cherches |= set(firme.factures["code_client"]) | set(firme.factures["facture"])
    cherches |= {*firme.clients["commercial"].dropna(), *firme.clients["ville"].dropna(), "Xambeuil"}
    assert len(cherches) > 200
    assert [nom for nom in cherches if nom in texte] == []


def test_les_calculs_ne_changent_pas(firme):
    anonyme, correspondance = anonymiser(firme)
    avant = classer_abc(firme.clients, avoirs="a_part")
    apres = classer_abc(anonyme.clients, avoirs="a_part")
    assert avant["ca"].tolist() == apres["ca"].tolist()
    assert avant["classe"].astype(str).tolist() == apres["classe"].astype(str).tolist()
    assert anonyme.factures["montant_ht"].sum() == pytest.approx(firme.factures["montant_ht"].sum())
    assert anonyme.fin == firme.fin
    # Le même code partout : le client se retrouve, et son chiffre d'affaires avec lui.
    noms = correspondance[correspondance["sorte"] == "client"].set_index("code")["valeur"]
    for ligne in anonyme.clients.head(20).itertuples():
        ecrits = noms.loc[[ligne.client]]
        siennes = firme.factures[firme.factures["client"].isin(ecrits)]
        assert siennes["montant_ht"].sum() == pytest.approx(ligne.ca)
        assert (anonyme.factures["client"] == ligne.client).sum() == len(siennes)


def test_le_rapport_garde_ses_nombres(firme):
    rapport = anonymiser(firme)[0].rapport
    assert rapport["lignes_lues"] == 9
    assert list(rapport["ecartees"].values()) == [{"nombre": 2, "lignes": [3]}]
    assert rapport["remarques"][0].startswith("1") and "fichiers" not in rapport


def test_l_ordre_est_tire_au_sort(firme):
    """Ni l'alphabet, ni le chiffre d'affaires ne se lisent dans les codes ; deux tirages diffèrent."""
    tirages = [anonymiser(firme)[1].query("sorte == 'client'")["valeur"].tolist() for _ in range(2)]
    assert tirages[0] != tirages[1]
    assert tirages[0] != sorted(tirages[0])
    par_ca = firme.clients.sort_values("ca", ascending=False)["client"].tolist()
    assert tirages[0][:5] != par_ca[:5] or tirages[1][:5] != par_ca[:5]
    assert anonymiser(firme, graine=4)[1].equals(anonymiser(firme, graine=4)[1])


def test_deux_orthographes_ont_un_code():
    factures = pd.DataFrame(
        {
            "facture": [1, 2, 3],
            "date": pd.to_datetime(["2025-01-02", "2025-02-03", "2025-03-04"]),
            "client": ["Hôtel Bief", "HÔTEL  BIEF", "Mairie"],
            "montant_ht": [10.0, 20.0, 5.0],
        }
    )
    anonyme, correspondance = anonymiser(preparer_portefeuille(factures))
    assert anonyme.factures["client"].nunique() == len(anonyme.clients) == 2
    codes = correspondance.set_index("valeur")["code"]
    assert codes["Hôtel Bief"] == codes["HÔTEL  BIEF"] != codes["Mairie"]


def test_un_secteur_rare_ne_designe_personne():
    clients = pd.DataFrame(
        {"client": list("abcde"), "ca": 1.0, "secteur": ["Santé", "Santé", "Santé", "Phare", None]}
    )
    assert set(anonymiser(PortefeuilleLu(clients))[0].clients["secteur"].dropna()) == {"Santé", AUTRE_SECTEUR}


@given(st.lists(NOMS, min_size=2, max_size=12, unique_by=str.casefold), st.data())
@settings(max_examples=60)
def test_a_tirage_egal_les_noms_n_y_changent_rien(noms, donnees):
    """Deux fichiers qui ne diffèrent que par leurs textes donnent le même portefeuille anonyme."""
    montants = donnees.draw(st.lists(st.integers(1, 10**6), min_size=len(noms), max_size=len(noms)))
    jours = pd.Timestamp("2025-01-01") + pd.to_timedelta(range(len(noms)), unit="D")
    tables = []
    for ecrits, suffixe in ((noms, "x"), ([f"Nom{rang:03}" for rang in range(len(noms))], "y")):
        clients = pd.DataFrame({"client": ecrits, "ca": montants, "code_client": suffixe, "siret": suffixe})
        factures = pd.DataFrame(
            {"facture": [f"{nom}{suffixe}" for nom in ecrits], "date": jours, "client": ecrits}
        )
        factures["montant_ht"] = [float(m) for m in montants]
        rapport = {
            "lignes_lues": 3,
            "ecartees": {f"type « {ecrits[0]} »": {"nombre": 1, "exemple": ecrits[0]}},
            "remarques": [ecrits[0]],
        }
        tables.append(PortefeuilleLu(clients, factures, rapport))
    textes = [ecrire_tout(anonymiser(lu, graine=7)[0]) for lu in tables]
    prefixes = {"Compte ": "Client ", "Portefeuille ": "Client ", "Document ": "Pièce ", "Vente ": "Pièce "}
    for prefixe, usuel in prefixes.items():  # un nom qui ressemble à un code fait changer de mot
        textes = [texte.replace(prefixe, usuel) for texte in textes]
    assert textes[0] == textes[1]


def test_aucun_code_n_est_un_nom_du_fichier():
    clients = pd.DataFrame({"client": ["Client 001", "Compte 002", "Mairie"], "ca": [1.0, 2.0, 3.0]})
    anonyme, _ = anonymiser(PortefeuilleLu(clients))
    assert not set(anonyme.clients["client"]) & set(clients["client"])


def test_le_plan_anonyme_relit_le_mois_suivant():
    entete = "Société d'en face;Facture;Le;Net;Notes"
    janvier = f"{entete}\nMairie;1;02/01/2025;10,00;rappeler Mme Blin\nHôtel;2;x;5,00;".encode()
    fevrier = f"{entete}\nMairie;3;02/02/2025;12,00;rien".encode()
    roles = {"client": "Société d'en face", "date": "Le", "montant_ht": "Net"}
    plan = proposer_lecture(janvier, "factures", roles=roles, montants="HT")
    lu = preparer_portefeuille(lire_factures(janvier, roles=roles, montants="HT"))
    anonyme = anonymiser_plan(plan, lu)
    texte = anonyme.en_json()
    assert not [mot for mot in ("Mairie", "Hôtel", "Blin", "rappeler") if mot in texte]
    assert [cas["nombre"] for cas in anonyme.ecartees.values()] == [1]
    repris = lire_factures(fevrier, **Plan.lire(texte).fixer())
    assert repris["montant_ht"].tolist() == [12.0]


def test_un_en_tete_qui_est_un_client_n_est_pas_garde():
    """Sans ligne d'en-têtes, la première ligne de données en tient lieu."""
    plan = Plan.lire(
        {
            "version": 1,
            "nature": "clients",
            "colonnes": [
                {"entete": "Mairie", "nom": "client", "role": "client"},
                {"entete": "CA HT", "nom": "ca", "role": "ca"},
            ],
            "statuts": {"Mairie": "garder"},
            "choix": {"types": {"Mairie": "facture", "Avoir": "avoir"}, "feuille": "Mairie"},
        }
    )
    lu = PortefeuilleLu(pd.DataFrame({"client": ["Mairie"], "ca": [1.0]}))
    assert "Mairie" not in anonymiser_plan(plan, lu).en_json()
    assert anonymiser_plan(plan, lu).choix["types"] == {"Avoir": "avoir"}
    # Un en-tête ordinaire reste, même si un client porte ce nom.
    ordinaire = replace(lu, clients=pd.DataFrame({"client": ["CA HT"], "ca": [1.0]}))
    assert "CA HT" in anonymiser_plan(plan, ordinaire).en_json()


def test_la_concentration_est_la_meme(firme):
    avant, apres = (mesurer_concentration(lu.clients) for lu in (firme, anonymiser(firme)[0]))
    assert avant.to_dict() == pytest.approx(apres.to_dict())
