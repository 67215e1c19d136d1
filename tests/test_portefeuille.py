"""Catégories, profils, tailles, cycle de vie, RFM : cas du cours, invariants, refus."""

import math
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lecture import lire_refus

from course_helpers.donnees import chemin, lire_table
from course_helpers.portefeuille import (
    CATEGORIES,
    ETAPES_CYCLE,
    PROFILS,
    SEGMENTS_RFM,
    TAILLES,
    categoriser_consommateur,
    classer_tailles,
    deplacer_consommateurs,
    depouiller_enquete,
    mesurer_marche,
    noter_rfm,
    profiler_clients,
    resumer_rfm,
    resumer_segments,
    retracer_cycle_de_vie,
    situer_cycle_de_vie,
)

JOUR = "2025-12-31"


def tabler(*lignes):
    """Une facture par ligne : (client, date, montant), ou (client, date, montant, numéro)."""
    return pd.DataFrame(
        {
            "facture": [ligne[3] if len(ligne) == 4 else f"F{n}" for n, ligne in enumerate(lignes)],
            "date": pd.Series([pd.Timestamp(ligne[1]) for ligne in lignes], dtype="datetime64[us]"),
            "client": [ligne[0] for ligne in lignes],
            "montant_ht": [float(ligne[2]) for ligne in lignes],
        }
    )


# --- les quatre catégories ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chez_nous", "ailleurs", "pourrait", "attendue"),
    [
        (True, False, None, "client"),
        (True, True, None, "client"),
        (False, True, None, "client de la concurrence"),
        (False, False, True, "non-consommateur relatif"),
        (False, False, False, "non-consommateur absolu"),
    ],
)
def test_quatre_categories(chez_nous, ailleurs, pourrait, attendue):
    obtenue = categoriser_consommateur(
        achete_chez_nous=chez_nous, achete_ailleurs=ailleurs, pourrait_acheter=pourrait
    )
    assert obtenue == attendue
    assert obtenue in CATEGORIES


def test_reponse_manquante():
    assert lire_refus(categoriser_consommateur, achete_chez_nous=False, achete_ailleurs=False) == (
        "pourrait_acheter : répondez par vrai ou faux (True ou False), pas « None »."
    )
    assert "achete_ailleurs : répondez" in lire_refus(
        categoriser_consommateur, achete_chez_nous=True, achete_ailleurs="non"
    )
    assert "achete_chez_nous : répondez" in lire_refus(
        categoriser_consommateur, achete_chez_nous="oui", achete_ailleurs=True
    )


def test_salle_d_escalade():
    salle = mesurer_marche(clients=2400, concurrence=9600, relatifs=18_000, absolus=20_000)
    assert salle.to_dict() == {
        "clientele_potentielle": 30_000,
        "prospects": 27_600,
        "penetration_produit_pct": 40,
        "penetration_entreprise_pct": 8,
        "part_marche_clients_pct": 20,
    }


def test_marche_sans_acheteur():
    marche = mesurer_marche(clients=0, concurrence=0, relatifs=5)
    assert marche["penetration_produit_pct"] == 0
    assert isinstance(marche["prospects"], int)
    assert math.isnan(marche["part_marche_clients_pct"])


@given(st.tuples(*[st.integers(0, 10**9)] * 4).filter(lambda n: sum(n[:2]) > 0))
def test_parts_du_marche(effectifs):
    clients, concurrence, relatifs, absolus = effectifs
    marche = mesurer_marche(clients=clients, concurrence=concurrence, relatifs=relatifs, absolus=absolus)
    assert marche["prospects"] + clients == marche["clientele_potentielle"]
    assert 0 <= marche["penetration_entreprise_pct"] <= marche["penetration_produit_pct"] <= 100
    assert marche["penetration_entreprise_pct"] <= marche["part_marche_clients_pct"] <= 100
    produit = marche["penetration_produit_pct"] * marche["part_marche_clients_pct"] / 100
    assert produit == pytest.approx(marche["penetration_entreprise_pct"])


@pytest.mark.parametrize(("valeur", "citee"), [(-3, "−3"), (2.5, "2,5"), (True, "True"), ("n.c.", "n.c.")])
def test_effectif_impossible(valeur, citee):
    assert lire_refus(mesurer_marche, clients=1, concurrence=1, relatifs=valeur) == (
        f"« relatifs » vaut « {citee} » : donnez un nombre entier de personnes de 0 à 1 000 000 000 000."
    )


@pytest.mark.parametrize("nom", ["clients", "concurrence", "absolus"])
def test_chaque_effectif_est_controle(nom):
    effectifs = {"clients": 1, "concurrence": 1, "relatifs": 1} | {nom: -1}
    assert lire_refus(mesurer_marche, **effectifs).startswith(f"« {nom} » vaut « −1 »")


def test_clientele_potentielle_vide():
    assert lire_refus(mesurer_marche, clients=0, concurrence=0, relatifs=0, absolus=9) == (
        "La clientèle potentielle est vide : saisissez au moins une personne qui pourrait acheter."
    )


# --- tailles --------------------------------------------------------------------------------------


def test_le_seuil_appartient_a_la_classe_du_dessus():
    clients = pd.DataFrame({"ca": [1.09, 1.1, 2.29, 2.3, 0]}, index=[7, 7, 3, 2, 1])
    classes = classer_tailles(clients, seuil_moyen=1.1, seuil_gros=2.3)
    assert classes["taille"].tolist() == ["petit", "moyen", "moyen", "gros", "petit"]
    assert classes.index.tolist() == [7, 7, 3, 2, 1]
    assert classes["taille"].cat.ordered
    assert "taille" not in clients


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(1, 10**6), st.integers(1, 10**6))
def test_chaque_client_a_une_taille(centimes, moyen, ecart):
    clients = pd.DataFrame({"ca": [Decimal(c) / 100 for c in centimes]})
    classes = classer_tailles(clients, seuil_moyen=moyen / 100, seuil_gros=(moyen + ecart) / 100)
    attendues = ["gros" if c >= moyen + ecart else "moyen" if c >= moyen else "petit" for c in centimes]
    assert classes["taille"].tolist() == attendues
    assert list(classes["taille"].cat.categories) == list(TAILLES)


def test_refus_des_tailles():
    def dire(montants, moyen=10, gros=20):
        return lire_refus(classer_tailles, pd.DataFrame({"ca": montants}), seuil_moyen=moyen, seuil_gros=gros)

    assert dire([1], 5000, 5000) == (
        "« seuil_gros » vaut « 5000 » : donnez un montant en euros de 5 000,01 à 1 000 000 000 000."
    )
    assert dire([1], 0, 10).startswith("« seuil_moyen » vaut « 0 » : donnez un montant en euros de 0,01 à")
    assert "montant négatif (2 lignes), d’abord ligne 2 (« −2 »)" in dire([3, -2, -1])
    assert lire_refus(classer_tailles, pd.DataFrame({"x": [1]}), seuil_moyen=1, seuil_gros=2) == (
        "La colonne « ca » manque. Colonnes présentes : « x ». Renommez la vôtre."
    )


# --- profils --------------------------------------------------------------------------------------


def profiler(*lignes, **options):
    profils = profiler_clients(tabler(*lignes), JOUR, **options)
    return dict(zip(profils["client"], profils["profil"], strict=True))


@pytest.mark.parametrize(
    ("lignes", "attendu", "motif"),
    [
        ([("2024-06-01", 100), ("2025-06-01", 100)], "fidèle", "Achète d’une année à l’autre."),
        ([("2024-06-01", 100), ("2025-06-01", 75.01)], "fidèle", "Achète d’une année à l’autre."),
        ([("2024-06-01", 100), ("2025-06-01", 75)], "déclinant", "Baisse d’au moins 25 %."),
        ([("2024-06-01", 0.01), ("2025-06-01", 0.01)], "fidèle", "Achète"),
        ([("2024-06-01", 100)], "perdu", "Plus d’achat net depuis 12 mois."),
        ([("2021-06-01", 100)], "perdu", "Plus d’achat net depuis 12 mois."),
        ([("2024-06-01", 9), ("2025-06-01", 9), ("2025-07-01", -9)], "perdu", "Plus d’achat net"),
        ([("2025-06-01", 100)], "à développer", "Nouveau ou revenu : rien les 12 mois d’avant."),
        ([("2022-06-01", 100), ("2025-06-01", 1)], "à développer", "Nouveau ou revenu"),
        # Le 31/12/2024, même à 14 h, tombe dans les 12 mois précédents ; le 01/01/2025, dans les derniers.
        ([("2024-12-31 14:00", 100), ("2025-01-01", 100)], "fidèle", "Achète"),
        ([("2023-12-31 14:00", 100), ("2025-01-01", 100)], "à développer", "Nouveau"),
    ],
)
def test_profil_d_apres_l_historique(lignes, attendu, motif):
    profils = profiler_clients(tabler(*[("Mairie", *ligne) for ligne in lignes]), JOUR)
    assert profils["profil"].tolist() == [attendu]
    assert profils["motif"][0].replace("\u202f", " ").startswith(motif)


def test_sommes_et_seuil_de_baisse():
    factures = tabler(("a", "2024-05-01", 0.1), ("a", "2024-05-02", 0.2), ("a", "2025-05-02", 0.2))
    profils = profiler_clients(factures, JOUR, baisse_pct=33.4)
    assert profils.loc[0, ["ca_precedent", "ca_recent", "profil"]].tolist() == [0.3, 0.2, "fidèle"]
    profils = profiler_clients(factures, JOUR, baisse_pct=12.5)
    assert profils["motif"].tolist() == ["Baisse d’au moins 12,5\u202f%."]
    # 7,50 € moins 14,4 % font 6,42 € exactement, ce qu’un calcul en flottants manque.
    factures = tabler(("a", "2024-05-01", 7.5), ("a", "2025-05-02", 6.42))
    assert profiler_clients(factures, JOUR, baisse_pct=14.4)["profil"].tolist() == ["déclinant"]
    assert profiler_clients(factures, JOUR, baisse_pct=100 / 3)["profil"].tolist() == ["fidèle"]


def test_mecontent_seulement_sur_reclamation():
    lignes = [("Mairie", "2024-05-01", 100), ("Mairie", "2025-05-01", 10), ("Hôtel", "2025-05-01", 10)]
    assert profiler(*lignes) == {"Mairie": "déclinant", "Hôtel": "à développer"}
    signalements = pd.DataFrame(
        {"client": ["Hôtel", "Hôtel", "Hôtel"], "motif": ["mécontent", "insolvable", "mécontent"]}
    )
    profils = profiler_clients(tabler(*lignes), JOUR, signalements=signalements)
    assert profils["profil"].tolist() == ["déclinant", "douteux"]
    assert profils["motif"][1] == "Signalement enregistré\u202f: insolvable, mécontent."


def test_prospect_sans_facture_et_facture_posterieure():
    lignes = [("Mairie", "2025-05-01", 10), ("Garage", "2026-01-01", 10)]
    for connus in (["École", "Mairie"], pd.Series(["École"])):
        assert profiler(*lignes, clients=connus) == {"Mairie": "à développer", "École": "prospect"}
    ecole = profiler_clients(tabler(*lignes), JOUR, clients=["École"]).iloc[1]
    assert ecole.tolist() == ["École", 0, 0, "prospect", "N’a encore rien acheté."]
    # Un signalement sur un client à venir n’est ni une faute de frappe ni, encore, un profil.
    signalements = pd.DataFrame({"client": ["Garage"], "motif": ["infidèle"]})
    assert profiler(*lignes, signalements=signalements) == {"Mairie": "à développer"}
    rapport = profiler_clients(tabler(*lignes), JOUR).attrs["rapport"]
    assert rapport == {"lues": 2, "retenues": 1, "posterieures": 1}


def test_refus_des_signalements():
    lignes = [("Mairie", "2025-05-01", 10)]

    def dire(**colonnes):
        return lire_refus(profiler_clients, tabler(*lignes), JOUR, signalements=pd.DataFrame(colonnes))

    assert dire(client=["Mairie"], motif=["fâché"]) == (
        "Colonne « motif » : motif inconnu (1 ligne), d’abord ligne 1 (« fâché ») : "
        "écrivez mécontent, infidèle ou insolvable."
    )
    assert dire(client=["Mairie", "Mairy"], motif=["infidèle"] * 2) == (
        "Colonne « client » : client inconnu (1 ligne), d’abord ligne 2 (« Mairy ») : "
        "corrigez son nom ou ajoutez-le au fichier des clients."
    )
    assert "La colonne « motif » manque." in dire(client=["Mairie"])
    for baisse in (0, 101):
        assert lire_refus(profiler_clients, tabler(*lignes), JOUR, baisse_pct=baisse) == (
            f"« baisse_pct » vaut « {baisse} » : donnez un pourcentage de 1 à 100."
        )


# --- cycle de vie ---------------------------------------------------------------------------------


def situer(*lignes, jour=JOUR, **options):
    etapes = situer_cycle_de_vie(tabler(*lignes), jour, **options)
    return dict(zip(etapes["client"], etapes["etape"], strict=True))


@pytest.mark.parametrize(
    ("dates", "attendue"),
    [
        (["2025-12-31"], "premier achat"),
        (["2025-03-01", "2025-02-01"], "relation continue"),
        (["2025-01-01"], "premier achat"),
        (["2024-12-31 18:00"], "inactivité"),
        (["2024-12-31", "2021-01-01"], "inactivité"),
        (["2024-01-01"], "inactivité"),
        (["2023-12-31"], "arrêt"),
    ],
)
def test_etape_d_apres_les_factures(dates, attendue):
    assert situer(*[("Mairie", jour, 10) for jour in dates]) == {"Mairie": attendue}


def test_etapes_sans_facture_et_resiliation():
    fiches = pd.DataFrame(
        {
            "client": ["a", "b", "c", "d", "e", "f"],
            "premier_contact": pd.to_datetime(["2025-12-31", None, "2026-01-01", None, None, None]),
            "resiliation": pd.to_datetime([None, None, None, "2025-06-01", "2025-06-01", "2026-06-01"]),
        }
    )
    lignes = [("d", "2025-05-01", 9), ("e", "2025-07-01", 9), ("f", "2025-07-01", 9), ("g", "2025-07-01", 9)]
    assert situer(*lignes, fiches=fiches) == {
        "d": "arrêt",
        "e": "premier achat",  # une facture a suivi la résiliation
        "f": "premier achat",  # résiliation à venir
        "g": "premier achat",
        "a": "entrée en relation",
        "b": "prospect",
        "c": "prospect",  # contact à venir
    }
    assert situer(*lignes, jour="2025-06-01", fiches=fiches.iloc[[3]]) == {"d": "arrêt"}
    # Le même jour, la résiliation n’est suivie d’aucune facture.
    assert situer(("d", "2025-06-01", 9), fiches=fiches.iloc[[3]]) == {"d": "arrêt"}
    etapes = situer_cycle_de_vie(tabler(*lignes), JOUR, fiches=fiches)
    assert etapes.set_index("client")["factures"].to_dict() == {
        **dict.fromkeys("defg", 1),
        **dict.fromkeys("abc", 0),
    }
    assert list(etapes["etape"].cat.categories) == list(ETAPES_CYCLE)


def test_avoirs_seuls_mis_a_part():
    lignes = [
        ("a", "2025-05-01", -9),
        ("b", "2025-05-01", 9),
        ("b", "2025-08-01", -2),
        ("a", "2025-09-01", -1),
    ]
    fiches = pd.DataFrame({"client": ["a", "b"]})
    etapes = situer_cycle_de_vie(tabler(*lignes), JOUR, fiches=fiches)
    assert etapes[["client", "factures"]].values.tolist() == [["b", 1]]
    assert etapes["derniere"].tolist() == [pd.Timestamp("2025-05-01")]
    assert etapes.attrs["rapport"] == {"lues": 4, "retenues": 4, "posterieures": 0, "sans_facture": ["a"]}


def test_durees_reglables_et_fichier_de_prospects():
    assert situer(("a", "2025-09-30", 9), inactivite_mois=3, arret_mois=6) == {"a": "inactivité"}
    assert situer(("a", "2025-06-30", 9), inactivite_mois=3, arret_mois=6) == {"a": "arrêt"}
    vide = tabler(("a", "2025-01-01", 1)).iloc[:0]
    fiches = pd.DataFrame({"client": ["École"]})
    assert situer_cycle_de_vie(vide, JOUR, fiches=fiches)["etape"].tolist() == ["prospect"]


def test_refus_du_cycle():
    factures = tabler(("a", "2025-05-01", 9))
    assert lire_refus(situer_cycle_de_vie, factures, JOUR, inactivite_mois=24, arret_mois=24) == (
        "« inactivite_mois » vaut « 24 » : donnez un nombre entier de 1 à 23."
    )
    assert lire_refus(situer_cycle_de_vie, factures, JOUR, inactivite_mois=0).startswith(
        "« inactivite_mois »"
    )
    assert lire_refus(situer_cycle_de_vie, factures, JOUR, arret_mois=1) == (
        "« arret_mois » vaut « 1 » : donnez un nombre entier de 2 à 1 200."
    )

    def dire(**colonnes):
        return lire_refus(situer_cycle_de_vie, factures, JOUR, fiches=pd.DataFrame(colonnes))

    assert "déjà présent plus haut (1 ligne), d’abord ligne 2 (« Mairie »)" in dire(client=["Mairie"] * 2)
    assert "valeur manquante (1 ligne), d’abord ligne 2" in dire(client=["a", None])
    assert dire(nom=["a"]).startswith("La colonne « client » manque.")
    assert "« premier_contact » ne contient pas des dates, d’abord ligne 1 (« hier »)" in dire(
        client=["a"], premier_contact=["hier"]
    )


# --- tout le fichier ------------------------------------------------------------------------------

LIGNES = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.dates(date(2022, 1, 1), date(2026, 6, 30)),
        st.integers(-500, 2000).map(lambda centimes: centimes / 100),
        st.sampled_from(["F1", "F2", "F3", "F4", 5]),
    ),
    max_size=25,
)
REGLAGES = settings(max_examples=60, deadline=None)


def resumer_a_la_main(lignes, jour):
    """La même chose que resumer_rfm, client par client et ligne par ligne."""
    attendu, a_part = [], []
    passees = [ligne for ligne in lignes if ligne[1] <= jour]
    for client in dict.fromkeys(ligne[0] for ligne in passees):
        siennes = [ligne for ligne in passees if ligne[0] == client]
        ventes = [ligne for ligne in siennes if ligne[2] >= 0]
        if ventes:
            recence = (jour - max(ligne[1] for ligne in ventes)).days
            net = sum(round(100 * ligne[2]) for ligne in siennes) / 100
            attendu.append([client, recence, len({ligne[3] for ligne in ventes}), net])
        else:
            a_part.append(client)
    return attendu, a_part


@REGLAGES
@given(LIGNES, st.booleans())
def test_rfm_comme_a_la_main(lignes, ranger):
    jour = date(2025, 12, 31)
    if ranger:  # le chemin court des exports rangés par facture
        lignes = sorted((ligne for ligne in lignes if ligne[3] != 5), key=lambda ligne: ligne[3])
    attendu, a_part = resumer_a_la_main(lignes, jour)
    if not attendu:
        phrase = lire_refus(resumer_rfm, tabler(*lignes), jour)
        assert phrase == "Aucune facture jusqu’au 31/12/2025 : choisissez une date plus tardive."
        return
    resume = resumer_rfm(tabler(*lignes), jour)
    assert resume.columns.tolist() == ["client", "recence", "frequence", "montant"]
    assert resume.values.tolist() == attendu
    rapport = resume.attrs["rapport"]
    assert rapport["sans_facture"] == a_part
    assert rapport["lues"] == len(lignes) == rapport["retenues"] + rapport["posterieures"]


@REGLAGES
@given(LIGNES, st.lists(st.sampled_from("abgh"), unique=True))
def test_chaque_client_une_fois(lignes, connus):
    factures = tabler(*lignes)
    fiches = pd.DataFrame({"client": pd.Series(connus, dtype=object)})
    presents = {ligne[0] for ligne in lignes if ligne[1] <= date(2025, 12, 31)} | set(connus)
    profils = profiler_clients(factures, JOUR, clients=connus)
    assert sorted(profils["client"]) == sorted(presents)
    assert set(profils["profil"]) <= {*PROFILS, "prospect"} - {"douteux"}
    etapes = situer_cycle_de_vie(factures, JOUR, fiches=fiches)
    assert sorted([*etapes["client"], *etapes.attrs["rapport"]["sans_facture"]]) == sorted(presents)
    assert set(etapes["etape"]) <= set(ETAPES_CYCLE)


@REGLAGES
@given(LIGNES, st.integers(0, 1500))
def test_sans_nouvelle_facture_on_ne_revient_pas_en_arriere(lignes, jours):
    fin = date(2026, 6, 30)
    avant = situer_cycle_de_vie(tabler(*lignes), fin)["etape"].cat.codes
    apres = situer_cycle_de_vie(tabler(*lignes), fin + timedelta(days=jours))["etape"].cat.codes
    assert (apres >= avant).all()


@pytest.mark.parametrize("forme", ["category", "string", "object"])
def test_types_de_colonnes_et_index_repete(forme):
    lignes = [("a", "2025-12-01", 9, "F1"), ("b", "2025-12-02", 5, "F2"), ("a", "2025-12-30", 1, "F1")]
    factures = tabler(*lignes).astype({"client": forme, "facture": forme}).set_axis([0, 0, 0])
    assert resumer_rfm(factures, JOUR).values.tolist() == [["a", 1, 1, 10.0], ["b", 29, 1, 5.0]]
    assert profiler_clients(factures, JOUR)["profil"].tolist() == ["à développer"] * 2
    assert situer_cycle_de_vie(factures, JOUR)["etape"].tolist() == ["premier achat"] * 2


def test_refus_des_factures():
    factures = tabler(("a", "2025-05-01", 9), ("b", "2025-05-01", 9))

    def dire(jour=JOUR, **colonnes):
        return lire_refus(resumer_rfm, factures.assign(**colonnes), jour)

    assert dire(montant_ht=[1, "n.c."]).startswith(
        "Colonne « montant_ht » : montant écrit en texte, manquant ou infini (1 ligne), d’abord ligne 2"
    )
    assert dire(client=[None, "b"]) == (
        "Colonne « client » : valeur manquante (1 ligne), d’abord ligne 1 (« vide ») : "
        "complétez-la ou retirez la ligne."
    )
    assert "Colonne « facture » : valeur manquante (2 lignes), d’abord ligne 1" in dire(facture=[None, None])
    # Une ligne postérieure fausse se signale aussi, à sa place dans le fichier reçu.
    dates = pd.to_datetime(["2027-01-01", None])
    assert "Colonne « date » : valeur manquante (1 ligne), d’abord ligne 2" in dire(date=dates)
    assert "« date » ne contient pas des dates, d’abord ligne 1 (« 01/05/2025 »)" in dire(
        date=["01/05/2025"] * 2
    )
    assert dire("bientôt").startswith("Date illisible : « bientôt »")
    assert lire_refus(resumer_rfm, factures.drop(columns="client"), JOUR).startswith(
        "La colonne « client » manque."
    )


@pytest.mark.parametrize("forme", ["object", "string", "str", "category"])
@pytest.mark.parametrize("colonne", ["facture", "client"])
@pytest.mark.parametrize("manquantes", [[0], [0, 1], [1, 2], [2], [0, 1, 2]])
def test_identifiant_manquant_partout(forme, colonne, manquantes):
    factures = tabler(*[("a", "2025-05-01", 9, f"F{n}") for n in range(3)]).astype({colonne: forme})
    factures.loc[manquantes, colonne] = None
    for fonction in (resumer_rfm, situer_cycle_de_vie, profiler_clients):
        phrase = lire_refus(fonction, factures, JOUR)
        nombre = f"{len(manquantes)} ligne{'s' if len(manquantes) > 1 else ''}"
        debut = f"Colonne « {colonne} » : valeur manquante ({nombre}), d’abord ligne {manquantes[0] + 1} "
        assert phrase.startswith(debut)
    assert "valeur manquante (1 ligne), d’abord ligne 1" in lire_refus(
        resumer_rfm, factures.iloc[[manquantes[0]]], JOUR
    )


def test_table_vide():
    colonnes = ["facture", "date", "client", "montant_ht"]
    assert "ne contient pas des dates" in lire_refus(resumer_rfm, pd.DataFrame(columns=colonnes), JOUR)
    vide = tabler(("a", "2025-05-01", 1)).iloc[:0]
    assert lire_refus(resumer_rfm, vide, JOUR).startswith("Aucune facture jusqu’au 31/12/2025")


def test_formes_de_date_acceptees():
    factures = tabler(("a", "2025-12-30 23:59", 9))
    for jour in ("31/12/2025", pd.Timestamp("2025-12-31 08:00")):
        assert resumer_rfm(factures, jour)["recence"].tolist() == [1]


# --- notes RFM ------------------------------------------------------------------------------------


def noter(frequences, classes=5):
    """Notes F seules : récence et montant égaux pour tous."""
    return noter_rfm(pd.DataFrame({"recence": 1, "frequence": frequences, "montant": 1.0}), classes=classes)


def test_la_moitie_n_a_achete_qu_une_fois():
    notes = noter([1] * 50 + [2] * 20 + [3] * 10 + list(range(4, 24)))
    assert notes["note_f"].value_counts().sort_index().to_dict() == {1: 50, 2: 20, 3: 10, 4: 10, 5: 10}
    bornes = notes.attrs["bornes"]["frequence"]
    assert bornes[0] == {"note": 1, "effectif": 50, "de": 1, "a": 1}
    assert bornes[4] == {"note": 5, "effectif": 10, "de": 14, "a": 23}


def test_quintiles_ordinaires():
    assert noter(range(10))["note_f"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert noter(range(11))["note_f"].tolist() == [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_moins_de_valeurs_que_de_classes():
    notes = noter([1, 2, 2])
    assert notes["note_f"].tolist() == [1, 5, 5]
    assert notes.attrs["bornes"]["frequence"][1:4] == [
        {"note": note, "effectif": 0, "de": None, "a": None} for note in (2, 3, 4)
    ]
    assert noter([1, 2, 3])["note_f"].tolist() == [1, 3, 5]
    assert noter([7, 7])["note_f"].tolist() == [3, 3]
    assert noter([7, 7], classes=4)["note_f"].tolist() == [2, 2]


@pytest.mark.parametrize("classes", [3, 4, 5])
def test_un_critere_constant_ne_fait_dire_ni_souvent_ni_recent(classes):
    achats = pd.DataFrame(
        {"client": list("abc"), "recence": [5, 90, 300], "frequence": 1, "montant": [3.0, 2, 1]}
    )
    assert set(noter_rfm(achats, classes=classes)["segment"]) <= {"à fidéliser", "occasionnel"}
    egales = achats.assign(recence=30, frequence=[1, 5, 9])
    assert set(noter_rfm(egales, classes=classes)["segment"]) <= {"à reconquérir", "occasionnel"}


@given(st.lists(st.integers(1, 30), min_size=1, max_size=200), st.integers(2, 9))
def test_notes_de_quantiles(frequences, classes):
    notes = noter(frequences, classes)
    par_valeur = notes.groupby("frequence")["note_f"].agg(["min", "max", "size"])
    assert (par_valeur["min"] == par_valeur["max"]).all()
    assert par_valeur["min"].is_monotonic_increasing
    distinctes = len(par_valeur)
    assert notes["note_f"].nunique() == min(classes, distinctes)
    if distinctes > 1:
        assert set(notes["note_f"]) >= {1, classes}
    bornes = notes.attrs["bornes"]["frequence"]
    assert [borne["note"] for borne in bornes] == list(range(1, classes + 1))
    assert sum(borne["effectif"] for borne in bornes) == len(frequences)
    if distinctes >= classes:
        # Nulle classe ne dépasse sa part de plus que son plus gros paquet d’ex æquo.
        for borne in bornes:
            paquet = par_valeur.loc[borne["de"] : borne["a"], "size"].max()
            assert borne["effectif"] < len(frequences) / classes + paquet + 1


def test_segments():
    rfm = pd.DataFrame(
        {
            "recence": [1, 2, 300, 400],
            "frequence": [9, 1, 8, 2],
            "montant": [10.0, 20.0, 40.0, 30.0],
        }
    )
    notes = noter_rfm(rfm, classes=4)
    assert notes["note_r"].tolist() == [4, 3, 2, 1]
    assert notes["note_m"].tolist() == [1, 2, 4, 3]
    assert notes["segment"].tolist() == ["meilleur", "à fidéliser", "à reconquérir", "occasionnel"]
    assert list(notes["segment"].cat.categories) == list(SEGMENTS_RFM)
    assert "note_r" not in rfm


def test_notes_gardent_le_rapport():
    rfm = resumer_rfm(tabler(("a", "2025-05-01", 9), ("b", "2026-05-01", 9)), JOUR)
    assert noter_rfm(rfm).attrs["rapport"]["posterieures"] == 1


def test_refus_des_notes():
    rfm = pd.DataFrame({"recence": [1, 2], "frequence": [1, 2], "montant": [1.0, None]})
    for classes in (1, 10, 2.5):
        phrase = lire_refus(noter_rfm, rfm, classes=classes)
        assert phrase.startswith("« classes »") and phrase.endswith("donnez un nombre entier de 2 à 9.")
    assert "« montant » : valeur manquante (1 ligne), d’abord ligne 2" in lire_refus(noter_rfm, rfm)
    for colonne in rfm:
        assert f"La colonne « {colonne} » manque." in lire_refus(noter_rfm, rfm.drop(columns=colonne))


def test_une_action_pour_chaque_groupe():
    for typologie in (CATEGORIES, PROFILS, TAILLES, ETAPES_CYCLE, SEGMENTS_RFM):
        assert all(action.endswith(".") for action in typologie.values())
    assert len(CATEGORIES) == len(SEGMENTS_RFM) == 4
    assert len(PROFILS) == 5
    assert not set(PROFILS) & set(SEGMENTS_RFM)  # un mot, un sens
    assert len(ETAPES_CYCLE) == 6


# --- enquête, passages d'une catégorie à l'autre, segments, ligne de vie -----------------------------


def test_l_enquete_du_comptoir_se_depouille_sans_reste():
    enquete = lire_table(chemin("enquete-marche.csv"))
    ensemble = depouiller_enquete(enquete).iloc[0]
    assert ensemble.to_dict() == dict(zip(CATEGORIES, (18, 72, 39, 21), strict=True))
    par_secteur = depouiller_enquete(enquete, par="secteur")
    assert par_secteur.sum().tolist() == ensemble.tolist()
    assert par_secteur.index.name == "secteur" and len(par_secteur) == 7


@pytest.mark.parametrize("question", ["achete_chez_nous", "achete_ailleurs", "pourrait_acheter"])
def test_une_reponse_illisible_est_refusee_avec_sa_ligne(question):
    reponses = {nom: ["oui", "non"] for nom in ("achete_chez_nous", "achete_ailleurs", "pourrait_acheter")}
    enquete = pd.DataFrame(reponses | {question: ["oui", "peut-être"]})
    assert lire_refus(depouiller_enquete, enquete) == (
        f"Colonne « {question} » : réponse illisible (1 ligne), d’abord ligne 2 (« peut-être ») : "
        "écrivez oui ou non."
    )


@given(
    st.lists(st.integers(0, 10**6), min_size=4, max_size=4),
    st.integers(0, 100),
    st.permutations(list(CATEGORIES)),
)
def test_un_passage_garde_le_total_et_personne_n_est_negatif(nombres, part, ordre):
    effectifs = dict(zip(CATEGORIES, nombres, strict=True))
    apres = deplacer_consommateurs(effectifs, ordre[0], ordre[1], part)
    assert sum(apres.values()) == sum(nombres) and min(apres.values()) >= 0
    assert [apres[nom] for nom in ordre[2:]] == [effectifs[nom] for nom in ordre[2:]]


def test_un_passage_de_plus_de_cent_pour_cent_est_refuse():
    assert lire_refus(deplacer_consommateurs, {"a": 1, "b": 2}, "a", "b", 120) == (
        "« part_pct » vaut « 120 » : donnez un pourcentage de 0 à 100."
    )


def test_les_segments_se_partagent_tous_les_clients_et_tout_le_montant():
    clients = pd.DataFrame(
        {"profil": list("aabb"), "taille": ["gros", "petit", "petit", "petit"], "ca": [70.0, 10, 15, 5]}
    )
    resume = resumer_segments(clients, ["profil", "taille"])
    assert resume["effectif"].tolist() == [1, 1, 2]
    assert resume["montant"].tolist() == [70, 10, 20]
    assert resume["part_effectif_pct"].tolist() == [25, 25, 50]
    assert resume["part_montant_pct"].sum() == 100
    assert lire_refus(resumer_segments, clients.assign(ca=0.0), ["profil"]) == (
        "Le total des montants est nul : aucune part ne se calcule."
    )


def retracer(*lignes, du="2024-01-01", au="2026-12-31", **options):
    vie = retracer_cycle_de_vie(tabler(*lignes), "a", du, au, **options)
    return [(f"{depuis:%d/%m/%Y}", etape, motif) for depuis, etape, motif in vie.itertuples(index=False)]


def test_une_vie_entiere_du_prospect_a_l_arret():
    fiche = {"premier_contact": pd.Timestamp("2024-02-01")}
    assert retracer(
        ("a", "2024-03-10", 50), ("a", "2024-06-05", 60), ("b", "2026-01-01", 9), fiche=fiche
    ) == [
        ("01/01/2024", "prospect", "Rien d’acheté, et aucun échange connu."),
        ("01/02/2024", "entrée en relation", "Un échange, pas encore de facture."),
        ("10/03/2024", "premier achat", "Une seule facture à ce jour."),
        ("05/06/2024", "relation continue", "Achat répété, facture du 05/06/2024."),
        ("05/06/2025", "inactivité", "12 mois révolus sans facture depuis le 05/06/2024."),
        ("05/06/2026", "arrêt", "24 mois révolus sans facture depuis le 05/06/2024."),
    ]


def test_resiliation_puis_retour():
    fiche = {"resiliation": pd.Timestamp("2024-04-01"), "premier_contact": pd.NaT}
    etapes = retracer(("a", "2024-03-10", 50), ("a", "2025-02-05", 60), fiche=fiche, au="2025-12-31")
    assert [motif for _, _, motif in etapes[2:]] == [
        "Résiliation du 01/04/2024.",
        "Retour, facture du 05/02/2025.",
    ]


def test_un_client_revenu_d_inactivite_et_un_prospect_sans_facture():
    etapes = retracer(("a", "2024-01-10", 50), ("a", "2025-03-01", 60), au="2025-12-31", inactivite_mois=6)
    assert etapes[2] == ("10/07/2024", "inactivité", "6 mois révolus sans facture depuis le 10/01/2024.")
    assert etapes[3][1:] == ("relation continue", "Retour, facture du 01/03/2025.")
    assert [etape for _, etape, _ in retracer(("b", "2024-01-10", 50))] == ["prospect"]


def test_la_ligne_de_vie_dit_la_meme_etape_que_la_photographie():
    lignes = [("a", "2024-01-10", 50), ("a", "2024-01-20", -50), ("a", "2025-03-01", 60)]
    vie = retracer_cycle_de_vie(tabler(*lignes), "a", "2024-01-01", "2026-12-31")
    for jour in pd.date_range("2024-01-10", "2026-12-31", freq="17D"):
        depuis = vie[vie["depuis"] <= jour].iloc[-1]
        assert depuis["etape"] == situer_cycle_de_vie(tabler(*lignes), jour)["etape"].iloc[0]
