"""Le tableau de bord : chaque indicateur refait à la main, ses limites et ses refus."""

from fractions import Fraction

import pandas as pd
import pytest

from course_helpers.donnees import chemin
from course_helpers.erreurs import ErreurCours
from course_helpers.etude import ouvrir_dossier
from course_helpers.risque import lire_reglements
from course_helpers.suivi import INDICATEURS, comparer_cibles, repartir_objectif, tenir_tableau


def dater(*jours):
    return pd.to_datetime(list(jours))


# En 2024, août ne fait que 60 € sur 600 ; le Gîte et la Mairie sont clients.
FACTURES = pd.DataFrame(
    [
        ("2024-01-10", "Gîte", 300),
        ("2024-05-10", "Mairie", 240),
        ("2024-08-20", "Mairie", 60),
        ("2025-01-15", "MAIRIE", 310),
        ("2025-02-03", "École", 90),
        ("2025-02-20", "École", -40),
        ("2025-08-04", "Hôtel", 66),
        ("2025-08-05", "Lycée", -5),
    ],
    columns=["date", "client", "montant_ht"],
).assign(date=lambda table: pd.to_datetime(table["date"]))
REGLEMENTS = pd.DataFrame(
    {
        "facture": ["F1", "F2", "F3"],
        "client": ["Mairie", "École", "Hôtel"],
        "montant_ttc": [372.0, 108.0, 79.2],
        "date": dater("2025-01-15", "2025-02-03", "2025-08-04"),
        "echeance": dater("2025-02-14", "2025-03-05", "2025-09-03"),
        "reglement": pd.to_datetime(["2025-02-10", None, None]),
    }
)


def tenir(mois, **choix):
    return tenir_tableau(FACTURES, REGLEMENTS, mois, **choix)


def test_les_cinq_indicateurs_d_aout_se_refont_a_la_main():
    aout = tenir(8, hausse_pct=10, nouveaux_vises=3, echu_max_pct=50)
    # 66 − 5 ; 310 + 90 − 40 + 66 − 5. Un avoir baisse le CA, et ne fait pas un client.
    assert aout["realise"].round(9).tolist() == [61, 421, 3, 2, round(100 * 108 / 187.2, 9)]
    # 60 × 1,1 ; 600 × 1,1 ; deux clients en 2024 ; 3 × 8 / 12 ; le plafond donné
    assert aout["cible"].tolist() == [66, 660, 2, 2, 50]
    assert aout["atteint"].tolist() == [False, False, True, True, False]
    assert aout["ecart"].round(9).tolist()[:4] == [-5, -239, 1, 0]
    assert aout.loc["mois", "ecart_pct"] == pytest.approx(100 * -5 / 66)
    assert aout.attrs["objectif"] == 660 and aout.attrs["nouveaux_du_mois"] == 1
    assert aout.attrs["reste_par_mois"] == pytest.approx((660 - 421) / 4)
    assert (aout.attrs["encours"], aout.attrs["echu"]) == (187.2, 108)


def test_la_decision_suit_le_verdict():
    for cle, ligne in tenir(8).iterrows():
        indicateur = INDICATEURS[cle]
        assert ligne["decision"] == (indicateur.atteinte if ligne["atteint"] else indicateur.manquee)


def test_un_douzieme_fait_manquer_un_mois_creux_et_laisse_l_annee():
    saison, douzieme = tenir(8, hausse_pct=0), tenir(8, hausse_pct=0, repartition="douzieme")
    assert (saison.loc["mois", "cible"], douzieme.loc["mois", "cible"]) == (60, 50)
    assert tenir(12, repartition="douzieme").loc["cumul", "cible"] == pytest.approx(
        tenir(12).loc["cumul", "cible"]
    )


def test_la_cible_de_nouveaux_clients_s_arrondit_au_client_superieur():
    assert tenir(1, nouveaux_vises=36).loc["nouveaux", "cible"] == 3
    assert tenir(1, nouveaux_vises=37).loc["nouveaux", "cible"] == 4  # 37 / 12 = 3,08
    assert tenir(12, nouveaux_vises=37).loc["nouveaux", "cible"] == 37


def test_la_part_echue_est_incomplete_tant_que_le_suivi_commence():
    assert tenir(3).attrs["echu_incomplet"] and not tenir(5).attrs["echu_incomplet"]
    # Rien n'est dû avant la première facture : la part est nulle, sans division.
    sans = REGLEMENTS.assign(date=REGLEMENTS["date"] + pd.DateOffset(years=1))
    sans = sans.assign(echeance=sans["date"], reglement=pd.NaT)
    assert tenir_tableau(FACTURES, sans, 6).loc["echu", "realise"] == 0


def test_decembre_n_a_plus_de_reste_par_mois():
    assert pd.isna(tenir(12).attrs["reste_par_mois"])


def test_a_la_cible_tout_juste_elle_est_atteinte_dans_les_deux_sens():
    releve = pd.DataFrame({"realise": [0.3, 0.3], "cible": [0.1 + 0.2, 0.3], "sens": ["hausse", "baisse"]})
    # 0,1 + 0,2 s'écrit 0,30000000000000004 : la cible est manquée d'un rien, et l'arrondi ne le cache pas.
    assert comparer_cibles(releve)["atteint"].tolist() == [False, True]
    nulle = pd.DataFrame({"realise": [3], "cible": [0], "sens": ["hausse"]})
    assert pd.isna(comparer_cibles(nulle)["ecart_pct"].iloc[0])


def test_repartir_garde_le_total():
    passe = pd.Series([7, 8, 9, 10, 11, 12, 13, 2, 9, 8, 7, 4])
    assert sum(map(Fraction, map(str, repartir_objectif(200, passe)))) == 200


@pytest.mark.parametrize(
    ("appel", "message"),
    [
        (lambda: tenir(13), "vaut « 13 » : donnez un nombre entier de 1 à 12"),
        (lambda: tenir(3, repartition="trimestre"), "Répartition inconnue"),
        (lambda: tenir(3, echu_max_pct=120), "echu_max_pct"),
        (lambda: tenir_tableau(FACTURES.tail(5), REGLEMENTS, 3), "Les factures de 2024 manquent"),
        (lambda: repartir_objectif(100, pd.Series([1, 2])), "douze mois"),
        (
            lambda: comparer_cibles(pd.DataFrame({"realise": [1], "cible": [1], "sens": ["haut"]})),
            "Sens inconnu",
        ),
    ],
)
def test_les_refus_disent_quoi_faire(appel, message):
    with pytest.raises(ErreurCours, match=message):
        appel()


def test_le_comptoir_brelande_finit_l_annee_comme_les_autres_chapitres_le_disent():
    decembre = tenir_tableau(ouvrir_dossier().factures, lire_reglements(chemin("reglements-2025.csv")), 12)
    assert decembre.loc["cumul", "realise"] == pytest.approx(1_389_308, abs=1)
    assert decembre.loc["actifs", ["realise", "cible"]].tolist() == [180, 181]
    assert decembre.loc["nouveaux", "realise"] == 39
