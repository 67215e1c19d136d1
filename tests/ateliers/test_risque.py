"""L'atelier du complément « Le risque client » : l'état et la figure après chaque geste."""

import pandas as pd
import pytest
from lecture import lire

from course_helpers.ateliers.risque import BalanceAgee
from course_helpers.risque import lire_reglements

JOURS = ("date", "echeance", "reglement")
FACTURES = pd.DataFrame(
    [
        ("F1", "Hôtel", 3650, "2025-10-17", "2025-11-16", None),  # 45 jours de retard fin décembre
        ("F2", "Hôtel", 600, "2025-12-15", "2026-01-14", None),
        ("F3", "Mairie", 1000, "2025-11-11", "2025-12-11", None),  # 20 jours
        ("F4", "École", 200, "2025-05-05", "2025-06-04", "2025-11-03"),  # en retard fin juin et fin septembre
    ],
    columns=["facture", "client", "montant_ttc", *JOURS],
).assign(**{jour: lambda table, jour=jour: pd.to_datetime(table[jour]) for jour in JOURS})
PLAFONDS = {"Hôtel": 3000, "Mairie": 5000, "École": 5000}


@pytest.fixture
def atelier():
    return BalanceAgee(FACTURES, PLAFONDS)


def test_etat_de_depart(atelier):
    phrase = lire(atelier)
    assert "Au 31/12/2025, 2 clients doivent 5 250,00 € TTC, dont 4 650,00 € échus." in phrase
    assert "1 client dépasse son plafond." in phrase
    assert "1 relance ferme, 1 mise en demeure." in phrase
    # 3 650 × 12 % × 45 / 365 = 54,00 et 1 000 × 12 % × 20 / 365 = 6,58
    assert "80 € d’indemnités et 60,58 € de pénalités" in phrase


def test_changer_de_date_change_la_balance_et_le_programme(atelier):
    avant = atelier._figure.value
    atelier.reglages["date"].value = "30/06/2025"
    assert "Au 30/06/2025, 1 client doit 200,00 € TTC, dont 200,00 € échus." in lire(atelier)
    assert "1 relance ferme." in lire(atelier) and "plafond" not in lire(atelier)
    assert atelier._figure.value != avant
    assert '"30/06/2025"' in atelier._programme.value.replace("&quot;", '"')


def test_avancer_la_mise_en_demeure_deplace_les_courriers(atelier):
    atelier.reglages["demeure"].value = 20
    assert "À faire : 2 mises en demeure." in lire(atelier)


def test_un_seuil_croise_se_dit_et_l_atelier_repart(atelier):
    with atelier.ensemble():
        atelier.reglages["ferme"].value = 25
        atelier.reglages["demeure"].value = 20
    assert atelier.resultat is None
    dit = "La mise en demeure (20 jours) doit venir après la relance ferme (25 jours) : reculez-la."
    assert atelier.message.replace("\u202f", " ") == dit
    atelier.revenir_au_depart()
    assert atelier.resultat and not atelier.message


def test_ne_garder_que_les_clients_au_dessus_de_leur_plafond(atelier):
    atelier.reglages["clients"].value = "au-dessus de leur plafond"
    assert "1 client doit 4 250,00 € TTC, dont 3 650,00 €" in lire(atelier)
    atelier.reglages["date"].value = "30/09/2025"
    assert "aucun de ces clients ne doit rien" in lire(atelier)


def test_le_taux_change_les_penalites_seules(atelier):
    atelier.reglages["taux"].value = 6
    assert "80 € d’indemnités et 30,29 € de pénalités" in lire(atelier)


def test_les_tableaux_nomment_le_client_sa_tranche_et_la_relance(atelier):
    tableaux = atelier.resultat.tableau()
    assert tableaux.count("<table") == 2
    assert "mise en demeure" in tableaux and "1\u202f250,00\u202f€" in tableaux  # le dépassement de l'hôtel
    assert "École" not in tableaux


def test_le_programme_montre_refait_le_calcul(monkeypatch):
    from course_helpers.donnees import chemin

    factures = lire_reglements(chemin("reglements-2025.csv"))
    atelier = BalanceAgee(factures, dict.fromkeys(factures["client"], 5000))
    espace = {}
    exec(atelier.resultat.programme, espace)
    assert (
        f"{len(espace['dresser_balance'](espace['ouvertes']))}\u202fclients doivent"
        in atelier.resultat.phrase
    )
