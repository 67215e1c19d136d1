"""Le magasin : cas faits à la main, calculs indépendants, refus."""

import csv
from collections import Counter, defaultdict
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers import ErreurCours
from course_helpers.donnees import chemin, lire_table
from course_helpers.magasin import (
    delimiter_zones,
    lire_frequentation,
    lire_porteurs,
    lire_tickets,
    mesurer_emprise,
    mesurer_frequence,
    mesurer_transformation,
    mesurer_ventes,
    peupler_zone,
    resumer_frequentation,
)


def lignes(nom):
    """Un fichier du magasin, lu sans le cours : un dictionnaire par ligne."""
    with chemin(nom).open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def euros(texte):
    return Decimal(texte.replace(",", "."))


@pytest.fixture(scope="module")
def zone():
    return peupler_zone(
        lire_table(chemin("magasin-zone.csv")).astype(
            {"temps_min": int, "menages": int, "indice_depense": int}
        ),
        lire_porteurs(chemin("magasin-carte-2025.csv")),
    )


# --- les tickets ------------------------------------------------------------------------------------


def test_les_tickets_du_magasin_se_recomptent():
    mesures = mesurer_ventes(lire_tickets(chemin("magasin-tickets-2025.csv")))
    montants, articles, cartes = defaultdict(Decimal), Counter(), {}
    for ligne in lignes("magasin-tickets-2025.csv"):
        montants[ligne["N° ticket"]] += euros(ligne["Montant TTC"])
        articles[ligne["N° ticket"]] += int(ligne["Articles"])
        cartes[ligne["N° ticket"]] = ligne["Code carte"]
    avec = {ticket for ticket, carte in cartes.items() if carte}
    total, encarte = sum(montants.values()), sum(montants[ticket] for ticket in avec)
    attendu = {
        "tickets": len(montants),
        "articles": sum(articles.values()),
        "ca_ttc": total,
        "panier_moyen": total / len(montants),
        "indice_vente": sum(articles.values()) / len(montants),
        "prix_moyen": total / sum(articles.values()),
        "tickets_carte": len(avec),
        "taux_encartage_pct": 100 * len(avec) / len(montants),
        "part_ca_carte_pct": 100 * encarte / total,
        "panier_carte": encarte / len(avec),
        "panier_sans_carte": (total - encarte) / (len(montants) - len(avec)),
    }
    assert mesures.to_dict() == pytest.approx({nom: float(valeur) for nom, valeur in attendu.items()})


def test_le_panier_est_l_indice_de_vente_fois_le_prix_moyen():
    mesures = mesurer_ventes(lire_tickets(chemin("magasin-tickets-2025.csv")))
    assert mesures["panier_moyen"] == pytest.approx(mesures["indice_vente"] * mesures["prix_moyen"])


def faire(*tickets):
    return pd.DataFrame(tickets, columns=["ticket", "carte", "articles", "montant_ttc"])


def test_sans_carte_le_panier_de_la_carte_n_existe_pas():
    mesures = mesurer_ventes(faire(("T1", None, 1, 10)))
    assert mesures["taux_encartage_pct"] == 0 and pd.isna(mesures["panier_carte"])


@pytest.mark.parametrize(
    ("tickets", "dit"),
    [
        ([("T1", "K1", 1, 10), ("T1", "K2", 1, 10)], "ticket qui porte deux cartes"),
        ([("T1", "K1", 1, 10), ("T1", None, 1, 10)], "ticket qui porte deux cartes"),
        ([("T1", None, 1, -10)], "montant négatif"),
        ([("T1", None, 0, 10)], "nombre impossible"),
        ([(None, None, 1, 10)], "valeur manquante"),
        ([], "aucune ligne"),
    ],
)
def test_des_tickets_impossibles_sont_refuses(tickets, dit):
    with pytest.raises(ErreurCours, match=dit):
        mesurer_ventes(faire(*tickets))


# --- la fréquentation -------------------------------------------------------------------------------


def test_la_transformation_par_jour_de_la_semaine_se_recompte():
    jours = lire_frequentation(chemin("magasin-frequentation-2025.csv"))
    reunis = resumer_frequentation(jours, jours["date"].dt.day_of_week).set_index("groupe")
    entrees, tickets = Counter(), Counter()
    for ligne in lignes("magasin-frequentation-2025.csv"):
        jour, mois, annee = map(int, ligne["Date"].split("/"))
        rang = pd.Timestamp(annee, mois, jour).day_of_week
        entrees[rang] += int(ligne["Entrées"])
        tickets[rang] += int(ligne["Tickets"])
    for rang, nombre in entrees.items():
        assert reunis.loc[rang, "transformation_pct"] == pytest.approx(100 * tickets[rang] / nombre)
    # Le samedi amène du monde et transforme moins : le commerce manque de vendeurs ce jour-là.
    assert reunis["entrees"].idxmax() == 5 == reunis["transformation_pct"].idxmin()


@pytest.mark.parametrize(("tickets", "entrees"), [(5, 0), (6, 5), (1.5, 5)])
def test_une_transformation_impossible_est_refusee(tickets, entrees):
    with pytest.raises(ErreurCours):
        mesurer_transformation(tickets, entrees)


def test_un_jour_a_plus_de_tickets_que_d_entrees():
    jours = pd.DataFrame({"entrees": [10, 5], "tickets": [5, 6], "ca_ttc": [100, 100]})
    with pytest.raises(ErreurCours, match="ligne 2"):
        resumer_frequentation(jours, pd.Series([1, 1]))


# --- la carte ---------------------------------------------------------------------------------------


def test_la_frequence_ne_compte_que_les_actifs():
    porteurs = lignes("magasin-carte-2025.csv")
    passages = [int(ligne["Passages"]) for ligne in porteurs]
    actifs = sum(n > 0 for n in passages)
    mesures = mesurer_frequence(lire_porteurs(chemin("magasin-carte-2025.csv")))
    total = sum(euros(ligne["Achats TTC"]) for ligne in porteurs)
    assert mesures["actifs"] == actifs < mesures["porteurs"] == len(porteurs)
    assert mesures["frequence"] == pytest.approx(sum(passages) / actifs)
    assert mesures["valeur_moyenne"] == pytest.approx(float(total) / actifs)
    assert mesures["valeur_moyenne"] == pytest.approx(mesures["frequence"] * mesures["panier_moyen"])


def test_aucun_porteur_actif_est_refuse():
    with pytest.raises(ErreurCours, match="Aucun porteur"):
        mesurer_frequence(pd.DataFrame({"carte": ["K1"], "passages": [0], "achats_ttc": [0]}))


# --- la zone ----------------------------------------------------------------------------------------


def test_la_zone_du_magasin_se_recompte(zone):
    porteurs = Counter(ligne["Commune"] for ligne in lignes("magasin-carte-2025.csv"))
    temps = {ligne["commune"]: int(ligne["temps_min"]) for ligne in lignes("magasin-zone.csv")}
    cumul, attendu = 0, {}
    for commune in sorted(temps, key=lambda nom: (temps[nom], nom)):
        rang = (100 * cumul >= 60 * 640) + (100 * cumul >= 85 * 640)
        attendu[commune] = ("zone primaire", "zone secondaire", "zone tertiaire")[rang]
        cumul += porteurs[commune]
    rangee = delimiter_zones(zone).set_index("commune")
    assert rangee["zone"].astype(str).to_dict() == attendu
    assert rangee["clients"].to_dict() == dict(porteurs)
    assert rangee["cumul_pct"].iloc[-1] == 100
    assert set(attendu.values()) == {"zone primaire", "zone secondaire", "zone tertiaire"}


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 500)), min_size=1, max_size=12).filter(
        lambda communes: any(clients for _, clients in communes)
    )
)
def test_une_zone_quelconque_a_toujours_une_zone_primaire_et_ne_recule_pas(communes):
    table = pd.DataFrame(communes, columns=["temps_min", "clients"])
    table["commune"] = [f"C{rang:02d}" for rang in range(len(table))]
    rangee = delimiter_zones(table)
    assert rangee["zone"].iloc[0] == "zone primaire"
    assert rangee["zone"].is_monotonic_increasing
    assert rangee["clients"].sum() == table["clients"].sum()
    # La zone primaire est la plus petite suite de communes qui atteint le seuil.
    primaire = rangee.loc[rangee["zone"] == "zone primaire", "clients"]
    total = int(table["clients"].sum())
    assert 100 * int(primaire.iloc[:-1].sum()) < 60 * total
    assert len(primaire) == len(rangee) or 100 * int(primaire.sum()) >= 60 * total


def test_un_seuil_atteint_tout_juste_clot_la_zone():
    table = pd.DataFrame({"commune": list("ABC"), "temps_min": [1, 2, 3], "clients": [60, 25, 15]})
    assert delimiter_zones(table)["zone"].tolist() == ["zone primaire", "zone secondaire", "zone tertiaire"]


def test_des_seuils_a_l_envers_sont_refuses(zone):
    with pytest.raises(ErreurCours, match="zone secondaire"):
        delimiter_zones(zone, (80, 60))


def test_une_commune_hors_de_la_zone_est_refusee():
    with pytest.raises(ErreurCours, match="hors de la zone"):
        peupler_zone(pd.DataFrame({"commune": ["A"]}), pd.DataFrame({"commune": ["B"], "achats_ttc": [1.0]}))


def test_une_zone_sans_client_est_refusee(zone):
    with pytest.raises(ErreurCours, match="aucun client"):
        delimiter_zones(zone.assign(clients=0))


def test_l_emprise_se_recalcule_et_decroit_avec_la_distance(zone):
    mesuree = mesurer_emprise(zone, 420).set_index("commune")
    achats = Counter()
    for ligne in lignes("magasin-carte-2025.csv"):
        achats[ligne["Commune"]] += euros(ligne["Achats TTC"])
    for ligne in lignes("magasin-zone.csv"):
        potentiel = Decimal(int(ligne["menages"]) * 420 * int(ligne["indice_depense"])) / 100
        assert mesuree.loc[ligne["commune"], "potentiel"] == pytest.approx(float(potentiel))
        attendue = 100 * achats[ligne["commune"]] / potentiel
        assert mesuree.loc[ligne["commune"], "emprise_pct"] == pytest.approx(float(attendue))
    assert mesuree["emprise_pct"].idxmax() == "Combrelune"
    with pytest.raises(ErreurCours):
        mesurer_emprise(zone, 0)
