"""L'analyse d'un portefeuille lu : juste à la main, vraie sur n'importe quel fichier, propre à celui-ci."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers.analyse import NOMS, REGLAGES, PortefeuilleLu, analyser, analyser_partie
from course_helpers.analyse.evolution import choisir_periodes
from course_helpers.analyse.portefeuille_lu import preparer_portefeuille
from course_helpers.donnees import chemin, lire_clients, lire_factures
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.analyse import tracer
from course_helpers.pareto import mesurer_concentration, resumer_abc

# Le cas du cours : le gros client qui coûte.
DOSSIER = """client;ca;cout achat;charges
Mairie;60000;48000;10500
Hôtel;30000;21000;2500
Cabinet;18000;11700;900
École;8000;5200;400
Garage;4000;2400;2100
"""
MONTANTS = st.integers(-50_000, 5_000_000)


def lire(texte):
    return preparer_portefeuille(lire_clients(texte.encode()))


def sans_fines(texte):
    return texte.replace("\u202f", " ")


@pytest.fixture(scope="module")
def entreprise():
    tables = [lire_factures(chemin(f"factures-{annee}.csv")) for annee in (2024, 2025)]
    return preparer_portefeuille(pd.concat(tables, ignore_index=True))


def test_le_gros_client_qui_coute():
    """Valeurs à la main : 1 500, 6 500, 5 400, 2 400, −500, en tout 15 300 ; marges 12 000 à 1 600."""
    parties = analyser(lire(DOSSIER))
    valeurs = parties["valeur"].tableau.set_index("client")["valeur"]
    assert valeurs.to_dict() == {
        "Hôtel": 6500, "Cabinet": 5400, "École": 2400, "Mairie": 1500, "Garage": -500,
    }  # fmt: skip
    assert "vaut 15 300 €" in sans_fines(parties["valeur"].phrase)
    assert "« Mairie », rapporte 1 500 €" in sans_fines(parties["valeur"].phrase)
    assert "1 client coûte plus qu’il ne rapporte : « Garage »" in sans_fines(parties["valeur"].phrase)
    assert parties["abc"].tableau["classe"].tolist() == ["A", "A", "A", "B", "C"]
    assert parties["marge"].tableau.set_index("client")["marge"].to_dict() == {
        "Mairie": 12000, "Hôtel": 9000, "Cabinet": 6300, "École": 2800, "Garage": 1600,
    }  # fmt: skip
    assert parties["depart"].mesures["perte_pct"] == 50.0
    assert "au-dessus du seuil de dépendance de 20 %" in sans_fines(parties["depart"].phrase)


def test_deux_annees_a_la_main():
    """A 100 → 150, B 80 → 0, C 0 → 60, D 40 → 41 (+2,5 %, stable) : 220 → 251, rétention 2 sur 3."""
    parties = analyser(lire("client;ca 2024;ca 2025;ca\nA;100;150;150\nB;80;0;0\nC;0;60;60\nD;40;41;41\n"))
    tableau = parties["periodes"].tableau.set_index("client")["statut"].to_dict()
    assert tableau == {"B": "perdu", "C": "gagné", "A": "en hausse", "D": "stable"}
    mesures = parties["periodes"].mesures
    assert (mesures["avant"], mesures["apres"]) == (220, 251)
    assert mesures["taux_retention"] == pytest.approx(2 / 3)
    assert "si l’année 2025 est complète" in " ".join(parties["periodes"].limites)


def test_une_case_vide_est_une_annee_sans_achat_une_case_illisible_ne_dit_rien():
    """A 100 → rien : perdu ; B rien → 60 : gagné ; C est illisible, D n'a aucune année."""
    lu = lire("client;ca 2024;ca 2025\nA;100;\nB;;60\nC;n.c.;90\nD;;\nE;10;10\n")
    periodes = analyser(lu)["periodes"]
    assert periodes.tableau.set_index("client")["statut"].to_dict() == {
        "A": "perdu", "B": "gagné", "E": "stable",
    }  # fmt: skip
    assert "1 client sans montant lisible en 2024 ou en 2025, hors de la comparaison : « C »" in sans_fines(
        " ".join(periodes.limites)
    )
    remarques = sans_fines(" ".join(lu.rapport["remarques"]))
    assert "« ca 2025 » : une case vide est lue comme une année sans achat (1 ligne)" in remarques
    assert tracer(periodes) is not None


def test_deux_annees_qui_ne_se_suivent_pas_ne_font_pas_de_perdus_en_un_ecran():
    parties = analyser(lire("client;ca 2022;ca 2025\nA;100;0\nB;80;90\n"))
    assert "Clients perdus" not in parties["synthese"].tableau["mesure"].tolist()
    assert "qui séparent les deux périodes" in parties["periodes"].limites[1]


def test_l_entreprise_du_cours_a_les_nombres_du_cours(entreprise):
    parties = analyser(entreprise)
    assert parties["abc"].mesures["resume"].equals(resumer_abc(parties["abc"].tableau))
    attendue = mesurer_concentration(entreprise.clients)
    assert parties["concentration"].mesures.items() >= attendue.to_dict().items()
    annees = entreprise.factures.groupby(entreprise.factures["date"].dt.year)["montant_ht"].sum().round(2)
    assert parties["periodes"].mesures["avant"] == annees[2024]
    assert parties["periodes"].mesures["apres"] == annees[2025]
    achats = entreprise.factures.groupby("client")["montant_ht"].sum().round(2)
    assert entreprise.clients.set_index("client")["ca"].round(2).to_dict() == achats.to_dict()


def test_deux_orthographes_sont_un_client_partout():
    factures = pd.DataFrame(
        {
            "facture": ["1", "2", "3", "4"],
            "date": pd.to_datetime(["2025-01-10", "2025-02-10", "2025-02-11", "2025-03-10"]),
            "client": ["Hôtel Bief", "HÔTEL  BIEF", "Hôtel Bief", "Garage"],
            "montant_ht": [100.0, 50.0, 10.0, 20.0],
        }
    )
    parties = analyser(preparer_portefeuille(factures))
    achats = parties["rfm"].tableau.set_index("client")[["frequence", "montant"]].to_dict("index")
    assert achats == {
        "Hôtel Bief": {"frequence": 3, "montant": 160},
        "Garage": {"frequence": 1, "montant": 20},
    }
    assert set(parties["cycle"].tableau["client"]) == set(achats)


@pytest.mark.parametrize(
    ("debut", "fin", "mois", "attendu"),
    [
        # Une année civile, dont le premier et le dernier jour n'ont pas de facture.
        ("2024-01-04", "2025-12-28", None, ("2024-01-01", "2024-12-31", "2025-01-01", "2025-12-31")),
        # Le fichier s'arrête au milieu d'un mois : les périodes aussi.
        ("2023-01-02", "2025-11-17", None, ("2023-11-18", "2024-11-17", "2024-11-18", "2025-11-17")),
        # Dix jours sans facture au début : l'année est entière ; onze : elle ne l'est pas.
        ("2024-01-11", "2025-12-31", None, ("2024-01-01", "2024-12-31", "2025-01-01", "2025-12-31")),
        ("2024-01-12", "2025-12-31", None, ("2024-02-01", "2024-12-31", "2025-02-01", "2025-12-31")),
        # Quinze mois : les trois mêmes mois, à un an d'intervalle.
        ("2024-01-02", "2025-03-31", None, ("2024-01-01", "2024-03-31", "2025-01-01", "2025-03-31")),
        ("2024-01-02", "2025-12-31", 6, ("2024-07-01", "2024-12-31", "2025-07-01", "2025-12-31")),
    ],
)
def test_deux_periodes_se_comparent_aux_memes_mois(debut, fin, mois, attendu):
    dates = pd.Series(pd.to_datetime([debut, fin]))
    ancienne, recente = choisir_periodes(dates, dates.max(), mois)
    assert [f"{jour:%Y-%m-%d}" for jour in (*ancienne, *recente)] == list(attendu)


def test_des_periodes_que_des_mois_separent_ne_font_pas_de_perdus_en_un_ecran():
    """La Mairie achète le 14/01/2025, entre les deux périodes : elle n'est pas perdue."""
    factures = pd.DataFrame(
        {
            "facture": list("123456"),
            "date": pd.to_datetime(
                ["2024-01-15", "2024-06-18", "2024-09-02", "2025-01-14", "2025-06-03", "2025-11-19"]
            ),
            "client": ["École", "Mairie", "Garage", "Mairie", "Garage", "École"],
            "montant_ht": [10.0, 20.0, 30.0, 20.0, 30.0, -5.0],
        }
    )
    parties = analyser(preparer_portefeuille(factures))
    assert not parties["periodes"].mesures["suivies"]
    assert "y a peut-être acheté" in " ".join(parties["periodes"].limites)
    # De février à novembre : les 15/01/2024 et 14/01/2025 restent hors des deux.
    assert "Hors des deux périodes : 2 lignes du fichier, pour 30,00 €." in sans_fines(
        " ".join(parties["periodes"].limites)
    )
    lues = dict(parties["synthese"].tableau.itertuples(index=False))
    assert not [mesure for mesure in lues if "perdu" in mesure or "rétention" in mesure]
    assert "perdu" not in parties["synthese"].phrase
    assert lues["Factures, hors avoirs"] == "5"


def test_une_annee_incomplete_ne_se_compare_pas_a_une_autre():
    dates = pd.Series(pd.to_datetime(["2025-01-02", "2025-09-30"]))
    assert "treize mois" in choisir_periodes(dates, dates.max())
    assert "deux périodes de 12 mois" in choisir_periodes(dates, dates.max(), 12)


def test_ce_qui_manque_se_demande():
    parties = analyser(lire("client;ca\nMairie;60\nHôtel;30\n"))
    sans = {nom for nom, partie in parties.items() if not partie.repondue}
    assert sans == {"marge", "periodes", "rfm", "cycle", "valeur", "cotation"}
    for nom in sans:
        partie = parties[nom]
        assert not partie.phrase and partie.limites and partie.a_demander, nom
        assert tracer(partie) is None


def test_un_client_divers_et_un_client_sans_ca_sont_dits():
    clients = pd.DataFrame({"client": ["Client divers", "Mairie", "Hôtel"], "ca": [50.0, 40.0, np.nan]})
    limites = " ".join(map(sans_fines, analyser(preparer_portefeuille(clients))["synthese"].limites))
    assert "« Client divers » réunit sans doute plusieurs clients" in limites
    assert "1 client sans chiffre d’affaires lisible : « Hôtel »" in limites


def test_un_client_sur_plusieurs_lignes_n_en_fait_qu_une():
    lu = preparer_portefeuille(
        pd.DataFrame(
            {
                "client": ["Hôtel Bief", "Garage", "HÔTEL BIEF", "Hôtel Bief"],
                "ca": [0.1, 5.0, 0.2, 1.0],
                "cout_achat": [0.05, 4.0, np.nan, 0.5],
            }
        )
    )
    assert lu.clients.to_dict("list") == {
        "client": ["Hôtel Bief", "Garage"], "ca": [1.3, 5.0], "cout_achat": [0.55, 4.0],
    }  # fmt: skip
    limites = " ".join(map(sans_fines, analyser(lu)["synthese"].limites))
    assert "1 client sur plusieurs lignes, additionnées : « Hôtel Bief »" in limites


def test_sans_colonne_ca_la_derniere_annee_fait_le_classement():
    lu = lire("client;ca 2024;ca 2025\nA;100;10\nB;80;90\n")
    parties = analyser(lu)
    assert parties["abc"].tableau["client"].tolist() == ["B", "A"]
    assert "celui de 2025" in " ".join(parties["synthese"].limites)


def test_une_marge_nette_n_est_pas_dite_commerciale():
    """Dans l'agrégat du cours, la colonne « marge » déduit aussi les charges : la convention le dit."""
    marge = analyser(preparer_portefeuille(lire_clients(chemin("ca-clients-2025.csv"))))["marge"]
    assert sans_fines(marge.convention).startswith("Marge = CA HT − coût d’achat HT − charges")
    assert not any("ne compte ni la livraison" in limite for limite in marge.limites)
    # 50 − 20 = 30, et non 12 : rien dans le fichier n'explique cette marge.
    opaque = lire("client;ca;cout achat;marge\nMairie;50;20;12\nHôtel;30;10;20\n")
    assert "ne dit pas ce que sa colonne" in analyser(opaque)["marge"].limites[0]


def test_un_client_sans_cout_est_compte_et_nomme():
    clients = pd.DataFrame(
        {"client": list("abc"), "ca": [50.0, 30.0, 20.0], "cout_achat": [20.0, np.nan, 10.0]}
    )
    marge = analyser(PortefeuilleLu(clients))["marge"]
    assert marge.tableau["client"].tolist() == ["a", "c"]
    assert any(
        "1 client sans coût d’achat ni marge" in sans_fines(t) and "« b »" in sans_fines(t)
        for t in marge.limites
    )


def test_un_client_divers_ne_part_pas_et_ne_se_visite_pas():
    """« Client divers » fait 80 %, la Mairie 15 %, sous le seuil de 20 % : rien ne dépend d'elle."""
    clients = pd.DataFrame({"client": ["Client divers", "Mairie", "Garage"], "ca": [800.0, 150.0, 50.0]})
    parties = analyser(PortefeuilleLu(clients), debut=pd.Timestamp(2026, 2, 2).date())
    assert parties["depart"].mesures["partant"] == "Mairie"
    assert "Client divers" not in set(parties["visites"].mesures["plan"]["client"])
    assert parties["visites"].tableau["clients"].sum() == 2
    assert "qui achète sous le nom « Client divers », 80,0 %" in sans_fines(parties["synthese"].phrase)
    seul = analyser(PortefeuilleLu(clients.head(1)))["visites"]
    assert not seul.repondue and "ne désigne personne" in seul.limites[0]


def composer(*lignes):
    factures = pd.DataFrame(lignes, columns=["facture", "date", "client", "montant_ht"])
    return preparer_portefeuille(factures.assign(date=pd.to_datetime(factures["date"])))


def test_un_jour_hors_du_fichier_ne_fait_pas_de_faux_perdus():
    lu = composer(
        ("1", "2024-01-02", "a", 10.0), ("2", "2025-05-05", "a", 20.0), ("3", "2025-12-30", "b", 5.0)
    )
    apres = analyser(lu, jour=pd.Timestamp(2026, 9, 30).date())
    assert not apres["periodes"].repondue and "s’arrête le 30/12/2025" in apres["periodes"].limites[0]
    assert all(any("s’arrête" in t for t in apres[nom].limites) for nom in ("synthese", "rfm", "cycle"))
    avant = analyser(lu, jour=pd.Timestamp(2025, 6, 30).date())
    assert any("celles d’après le 30/06/2025 comprises" in t for t in avant["abc"].limites)
    # La fin d'un mois sans facture n'est pas un fichier qui s'arrête.
    assert analyser(lu, jour=pd.Timestamp(2025, 12, 31).date())["periodes"].repondue


def test_ce_qui_ne_distingue_personne_est_dit():
    lu = composer(("1", "2025-03-10", "a", 5.0), ("2", "2025-03-10", "b", 9.0), ("3", "2025-03-10", "b", 1.0))
    phrase = analyser(lu)["rfm"].phrase
    assert "la récence ne distingue personne" in phrase and "À relancer" not in phrase
    assert (
        "plus d’une facture"
        in analyser(composer(("1", "2025-03-10", "a", 5.0), ("2", "2025-04-10", "b", 9.0)))["rfm"].phrase
    )


def test_les_ventes_sans_client_d_un_fec_sont_dites():
    clients = pd.DataFrame({"client": ["a"], "ca": [50.0]})
    rapport = {"ventes_non_attribuees": 12.5, "part_non_attribuee_pct": 20.0}
    limites = analyser(PortefeuilleLu(clients, None, rapport))["synthese"].limites
    assert any(
        "12,50 € de ventes (20,00 %) ne sont attribués à aucun client" in sans_fines(t) for t in limites
    )


@st.composite
def composer_factures(draw):
    """Des factures de toutes sortes : un seul jour ou dix ans, avoirs, ex æquo, clients à zéro."""
    noms = draw(st.lists(st.sampled_from(list("abcdefghij")), min_size=1, max_size=40))
    jours = draw(st.lists(st.integers(0, 3650), min_size=len(noms), max_size=len(noms)))
    montants = draw(st.lists(MONTANTS, min_size=len(noms), max_size=len(noms)))
    return pd.DataFrame(
        {
            "facture": [str(rang // 2) for rang in range(len(noms))],
            "date": pd.Timestamp("2016-01-01") + pd.to_timedelta(jours, unit="D"),
            "client": noms,
            "montant_ht": np.array(montants) / 100,
        }
    )


def verifier(parties):
    assert tuple(parties) == NOMS
    for partie in parties.values():
        assert partie.titre
        if partie.repondue:
            assert partie.phrase and partie.convention and len(partie.tableau)
            assert set(partie.colonnes) <= set(partie.tableau.columns)
            for texte in (partie.phrase, partie.convention):
                assert "nan" not in texte and "{" not in texte and "None" not in texte
        else:
            assert partie.limites


@settings(max_examples=60)
@given(composer_factures())
def test_n_importe_quelles_factures_s_analysent(factures):
    parties = analyser(preparer_portefeuille(factures))
    verifier(parties)


@settings(max_examples=60)
@given(st.lists(st.tuples(MONTANTS, MONTANTS, MONTANTS.map(abs)), min_size=1, max_size=30))
def test_n_importe_quels_clients_s_analysent(lignes):
    clients = pd.DataFrame(np.array(lignes) / 100, columns=["ca", "cout_achat", "charges"])
    clients.insert(0, "client", [f"client {rang}" for rang in range(len(clients))])
    verifier(analyser(PortefeuilleLu(clients)))


@settings(max_examples=40)
@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=20, unique=True), st.randoms())
def test_les_montants_permutes_changent_les_phrases(montants, hasard):
    """Ce qui est dit l'est de ces clients-là : le premier en CA n'est plus le même, les phrases non plus."""
    noms = [f"client {rang}" for rang in range(len(montants))]
    autres = montants[1:] + montants[:1]
    avant, apres = (
        analyser(PortefeuilleLu(pd.DataFrame({"client": noms, "ca": np.array(ca) / 100})))
        for ca in (montants, autres)
    )
    for nom in ("synthese", "abc", "concentration", "depart", "visites"):
        assert avant[nom].phrase != apres[nom].phrase, nom


@pytest.mark.parametrize("reglage", REGLAGES, ids=lambda reglage: reglage.nom)
def test_chaque_reglage_a_ses_bornes_et_change_ce_qu_il_dit_changer(entreprise, reglage):
    for valeur in (reglage.minimum - 1, reglage.maximum + 1):
        with pytest.raises(ErreurCours, match="nombre entier"):
            analyser(entreprise, **{reglage.nom: valeur})
    valeurs = {"fin_a": 50, "fin_b": 90, "seuil": 5, "mois": 6, "stable": 30, "classes": 3,
               "inactivite": 6, "arret": 18, "semaines": 26, "par_semaine": 40}  # fmt: skip
    choix = {reglage.nom: valeurs[reglage.nom]}
    for nom in reglage.parties:
        depart, autre = analyser_partie(entreprise, nom), analyser_partie(entreprise, nom, **choix)
        assert (depart.phrase, depart.convention) != (autre.phrase, autre.convention), nom


@pytest.mark.parametrize("nom", NOMS)
def test_chaque_partie_a_sa_figure_et_son_texte(entreprise, nom):
    partie = analyser(entreprise)[nom]
    if not partie.repondue:
        assert nom == "valeur"  # le fichier ne dit pas les charges
        return
    figure = tracer(partie)
    assert figure.texte and figure._repr_html_().count("<svg") == 1
    # Un grand portefeuille ne fait pas deux cents étiquettes.
    assert figure._repr_html_().count("<text") < 60


def test_un_reglage_inconnu_est_refuse(entreprise):
    with pytest.raises(ErreurCours, match="Réglage inconnu"):
        analyser(entreprise, seuils=3)
    with pytest.raises(ErreurCours, match="après l’inactivité"):
        analyser(entreprise, inactivite=24, arret=12)
