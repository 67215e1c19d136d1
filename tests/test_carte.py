"""Distances, zones, tournées : comparées à un calcul indépendant, et à des cas faits à la main."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import atan2, degrees

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lecture import lire_refus

from course_helpers.carte import (
    DEPOT,
    FORMES,
    QUARTS,
    ZONES,
    mesurer_distances,
    mesurer_tournee,
    minuter_tournee,
    ordonner_tournee,
    peupler_communes,
    ranger_zones,
    resumer_zones,
    trouver_quart,
)

# Quatre communes aux quatre coins, à distances entières : 5, 10, 13 et 25 km.
COINS = pd.DataFrame({"commune": ["NE", "SE", "SO", "NO"], "x_km": [3, 6, -5, -24], "y_km": [4, -8, -12, 7]})


def reunir(points):
    """Une table de communes, aux coordonnées données en hectomètres."""
    return pd.DataFrame(
        {
            "commune": [f"V{rang:02d}" for rang in range(len(points))],
            "x_km": [x / 10 for x, _ in points],
            "y_km": [y / 10 for _, y in points],
        }
    )


def arrondir(carre_hm, coefficient="1"):
    """Une longueur en km, arrondie à l'hectomètre : en décimal, sans rien partager avec le cours."""
    hm = Decimal(carre_hm).sqrt() * Decimal(coefficient)
    return float(hm.quantize(Decimal(1), ROUND_HALF_UP)) / 10


points = st.tuples(st.integers(-500, 500), st.integers(-500, 500))
cartes = st.lists(points, min_size=1, max_size=9, unique=True)


@given(cartes)
def test_les_distances_sont_celles_d_un_calcul_en_decimal(places):
    attendues = [arrondir(x * x + y * y) for x, y in places]
    assert mesurer_distances(reunir(places)).tolist() == attendues


@given(cartes, st.lists(st.integers(1, 30), min_size=3, max_size=3), st.data())
def test_chaque_commune_est_dans_la_premiere_zone_qui_l_atteint(places, largeurs, donnees):
    rayons = [sum(largeurs[: rang + 1]) for rang in range(3)]
    communes = reunir(places)
    for colonne in ("clients", "prospects"):
        communes[colonne] = [donnees.draw(st.integers(0, 9)) for _ in places]
    communes["etablissements"] = communes["clients"] + communes["prospects"]
    communes["ca"] = [donnees.draw(st.integers(-900, 9000)) / 100 for _ in places]
    attendues = []
    for x, y in places:
        km = arrondir(x * x + y * y)
        attendues.append(next((z for z, r in zip(ZONES, rayons, strict=False) if km <= r), ZONES[-1]))
    assert ranger_zones(communes, rayons)["zone"].tolist() == attendues
    zones = resumer_zones(communes, rayons).set_index("zone")
    assert zones.index.tolist() == list(ZONES)
    assert zones["communes"].to_dict() == {zone: Counter(attendues)[zone] for zone in ZONES}
    for zone in ZONES:
        siennes = communes[[z == zone for z in attendues]]
        for colonne in ("etablissements", "clients", "prospects"):
            assert zones.loc[zone, colonne] == siennes[colonne].sum()
        assert zones.loc[zone, "ca"] == pytest.approx(siennes["ca"].sum(), abs=1e-9)
        base = siennes["etablissements"].sum()
        taux = zones.loc[zone, "penetration_pct"]
        assert taux * base == pytest.approx(100 * siennes["clients"].sum()) if base else pd.isna(taux)


def test_un_rayon_atteint_tout_juste_compte():
    rangees = ranger_zones(COINS, (5, 9.9, 13))
    assert rangees["zone"].tolist() == ["zone primaire", "zone tertiaire", "zone tertiaire", "au-delà"]


def test_les_parts_font_cent_et_la_base_est_dite():
    communes = COINS.assign(etablissements=[40, 20, 20, 20], clients=[4, 5, 0, 1], prospects=[1, 0, 2, 1])
    zones = resumer_zones(communes.assign(ca=[100.10, 200.20, 0, 99.70]), (5, 10, 20)).set_index("zone")
    assert zones["penetration_pct"].tolist() == [10, 25, 0, 5]
    assert zones["part_clients_pct"].tolist() == [40, 50, 0, 10]
    assert zones["ca"].tolist() == [100.1, 200.2, 0, 99.7]
    assert zones["part_ca_pct"].tolist() == [25.025, 50.05, 0, 24.925]
    assert zones["part_prospects_pct"].tolist() == [25, 0, 50, 25]


@pytest.mark.parametrize(
    ("rayons", "refus"),
    [
        (
            (15, 15, 45),
            "« rayon de la zone secondaire » vaut « 15 » : donnez un nombre de kilomètres de 15,1 à",
        ),
        ((0, 15, 45), "« rayon de la zone primaire » vaut « 0 »"),
        ((15, 30), "Il faut trois rayons, en km : 2 reçus."),
    ],
)
def test_des_rayons_qui_ne_croissent_pas_sont_refuses(rayons, refus):
    assert refus in lire_refus(ranger_zones, COINS, rayons)


def test_peupler_compte_et_refuse_ce_qui_ne_va_pas():
    communes = COINS.assign(etablissements=3)
    clients = pd.DataFrame({"ville": ["NE", "NO", "NE"], "ca": [0.1, 5, 0.2]}, index=[7, 8, 9])
    prospects = pd.DataFrame({"ville": ["SE", "NE"]})
    table = peupler_communes(communes, clients, prospects).set_index("commune")
    assert table["clients"].to_dict() == {"NE": 2, "SE": 0, "SO": 0, "NO": 1}
    assert table["ca"].tolist() == [0.3, 0, 0, 5] and table["prospects"].tolist() == [1, 1, 0, 0]
    assert table["distance_km"].tolist() == [5, 10, 13, 25]
    ailleurs = pd.DataFrame({"ville": ["SE", "Mars"]})
    assert "commune inconnue de la carte (1 ligne), d’abord ligne 2 (« Mars »)" in lire_refus(
        peupler_communes, communes, clients, ailleurs
    )
    assert "moins d’établissements que de clients et de prospects (1 ligne), d’abord ligne 1" in lire_refus(
        peupler_communes, communes.assign(etablissements=2), clients, prospects
    )


@given(points.filter(any))
def test_le_quart_est_celui_de_la_boussole(point):
    x, y = point
    cap = degrees(atan2(x, y)) % 360
    assert trouver_quart(x, y) == QUARTS[int(cap // 90)]


@given(cartes, st.sampled_from(list(FORMES)))
def test_une_tournee_passe_une_fois_par_chaque_commune(places, forme):
    communes = reunir(places)
    boucles = ordonner_tournee(communes, forme)
    assert Counter(nom for boucle in boucles for nom in boucle) == Counter(communes["commune"])
    assert all(boucles) and (len(boucles) == 1 or forme == "marguerite")
    # L'ordre des lignes ne compte pas.
    assert ordonner_tournee(communes.iloc[::-1], forme) == boucles


@given(cartes, st.sampled_from(list(FORMES)), st.integers(10, 30))
def test_sa_longueur_est_celle_d_un_calcul_en_decimal(places, forme, dixiemes):
    communes = reunir(places)
    boucles = ordonner_tournee(communes, forme)
    lieux = {DEPOT: (0, 0), **dict(zip(communes["commune"], places, strict=True))}
    attendus = [
        arrondir(
            (lieux[de][0] - lieux[a][0]) ** 2 + (lieux[de][1] - lieux[a][1]) ** 2, Decimal(dixiemes) / 10
        )
        for boucle in boucles
        for de, a in pairwise([DEPOT, *boucle, DEPOT])
    ]
    trajets = mesurer_tournee(communes, boucles, sinuosite=dixiemes / 10)
    assert trajets["km"].tolist() == attendus
    assert trajets["boucle"].nunique() == len(boucles)


@given(cartes)
def test_chaque_petale_est_un_quart_et_tourne_dans_le_sens_des_aiguilles(places):
    lieux = dict(zip(reunir(places)["commune"], places, strict=True))
    caps = [
        [degrees(atan2(*lieux[nom])) % 360 for nom in boucle]
        for boucle in ordonner_tournee(reunir(places), "marguerite")
    ]
    assert len({int(cap[0] // 90) for cap in caps}) == len(caps)
    for petale in caps:
        assert len({int(cap // 90) for cap in petale}) == 1
        assert all(avant <= apres + 1e-9 for avant, apres in pairwise(petale))


@given(cartes)
def test_le_zigzag_part_du_plus_loin_et_revient_le_long_de_son_axe(places):
    lieux = dict(zip(reunir(places)["commune"], places, strict=True))
    (boucle,) = ordonner_tournee(reunir(places), "zigzag")
    ax, ay = lieux[boucle[0]]
    assert ax * ax + ay * ay == max(x * x + y * y for x, y in places)
    avances = [lieux[nom][0] * ax + lieux[nom][1] * ay for nom in boucle]
    assert avances == sorted(avances, reverse=True)


@given(cartes)
def test_l_escargot_prend_la_moitie_la_plus_proche_puis_le_reste(places):
    lieux = dict(zip(reunir(places)["commune"], places, strict=True))
    (boucle,) = ordonner_tournee(reunir(places), "escargot")
    moitie = (len(boucle) + 1) // 2
    normes = [x * x + y * y for x, y in (lieux[nom] for nom in boucle)]
    assert normes[0] == min(normes)
    assert max(normes[:moitie]) <= min(normes[moitie:], default=max(normes))


def test_les_quatre_coins_a_la_main():
    assert ordonner_tournee(COINS, "marguerite") == [["NE"], ["SE"], ["SO"], ["NO"]]
    # L'axe va vers NO (−24 ; 7) : SO avance de 36, NE de −44, SE de −200.
    assert ordonner_tournee(COINS, "zigzag") == [["NO", "SO", "NE", "SE"]]
    assert ordonner_tournee(COINS, "escargot") == [["NE", "SE", "SO", "NO"]]
    marguerite = mesurer_tournee(COINS, ordonner_tournee(COINS, "marguerite"))
    # 1,3 × 5, 10, 13 et 25, aller et retour : 6,5, 13, 16,9 et 32,5.
    assert marguerite["km"].tolist() == [6.5, 6.5, 13, 13, 16.9, 16.9, 32.5, 32.5]


def test_la_tournee_refuse_une_forme_une_commune_ou_une_table_vide():
    assert "Forme de tournée inconnue : « trèfle »" in lire_refus(ordonner_tournee, COINS, "trèfle")
    assert "La commune « Mars » n’est pas sur la carte" in lire_refus(mesurer_tournee, COINS, [["Mars"]])
    assert lire_refus(ordonner_tournee, COINS.head(0), "zigzag")
    assert "« sinuosite » vaut « 0,9 »" in lire_refus(mesurer_tournee, COINS, [["NE"]], sinuosite=0.9)


def test_la_journee_se_compte_en_minutes():
    # 90 km à 60 km/h : 90 minutes ; il en reste 390, soit six visites d'une heure.
    assert minuter_tournee(90, 5, minutes_visite=60, vitesse_kmh=60).tolist() == [90, 300, 390, 6]
    # Une minute de route de plus, et la septième visite ne tient plus tout juste.
    assert minuter_tournee(60, 0, minutes_visite=60, vitesse_kmh=60)["visites_possibles"] == 7
    assert minuter_tournee(61, 0, minutes_visite=60, vitesse_kmh=60)["visites_possibles"] == 6
    assert minuter_tournee(0.5, 0, minutes_visite=1, vitesse_kmh=60)["route_min"] == 1
    assert minuter_tournee(900, 1, minutes_visite=60, vitesse_kmh=60)["visites_possibles"] == 0
    assert "« vitesse_kmh » vaut « 0 » : donnez une vitesse en km/h" in lire_refus(
        minuter_tournee, 10, 1, minutes_visite=60, vitesse_kmh=0
    )
