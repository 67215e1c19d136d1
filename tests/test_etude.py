"""L'étude de cas : nettoyer en comptant, réunir les regards, répartir et chiffrer un plan."""

from fractions import Fraction

import pandas as pd
import pytest

from course_helpers.donnees import chemin, lire_clients
from course_helpers.erreurs import ErreurCours
from course_helpers.etude import (
    ACTIONS,
    FREQUENCES,
    chiffrer_plan,
    comparer_nettoyages,
    compter_besoins,
    croiser_criteres,
    dresser_portefeuille,
    nettoyer_factures,
    observer_conquete,
    ouvrir_dossier,
    repartir_equipe,
    unifier_noms,
)


@pytest.fixture(scope="module")
def dossier():
    return ouvrir_dossier()


@pytest.fixture(scope="module")
def portefeuille(dossier):
    return dresser_portefeuille(
        dossier.factures,
        "31/12/2025",
        fiches=dossier.fiches,
        charges=dossier.charges,
        signalements=dossier.signalements,
    )


@pytest.fixture
def export():
    return pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-01-08", "2025-02-03", "2025-03-04", "2024-05-06", "2025-04-07"]),
            "client": ["Mairie", "MAIRIE", "Mairie", "Gîte", "Gîte"],
            "code_client": ["C1", "C2", "C1", "C3", "C3"],
            "montant_ht": [100.0, 50.0, -30.0, 80.0, 10.0],
        }
    )


def test_le_nettoyage_retrouve_l_agregat_du_cours_au_centime(dossier):
    propre = nettoyer_factures(dossier.factures, annee=2025)
    agregat = lire_clients(chemin("ca-clients-2025.csv"))
    attendu = {
        nom.casefold(): round(100 * ca) for nom, ca in agregat[["client", "ca"]].itertuples(index=False)
    }
    trouve = {nom.casefold(): round(100 * ca) for nom, ca in propre[["client", "ca"]].itertuples(index=False)}
    assert trouve == attendu


def test_le_nettoyage_compte_chaque_etape(dossier):
    etapes = pd.DataFrame(nettoyer_factures(dossier.factures, annee=2025).attrs["etapes"])
    assert etapes["lignes"].tolist() == [3929, 1986, 1986, 1986]
    assert etapes["clients"].tolist()[1:] == [184, 184, 180]
    annee = dossier.factures[dossier.factures["date"].dt.year == 2025]["montant_ht"]
    centimes = [round(100 * montant) for montant in annee]
    assert round(100 * etapes["ca"].iloc[1]) == sum(c for c in centimes if c > 0)
    assert round(100 * etapes["ca"].iloc[3]) == sum(centimes)


@pytest.mark.parametrize(
    ("choix", "clients", "ca"),
    [
        ({}, 2, 210),
        ({"annee": 2025}, 2, 130),
        ({"annee": 2025, "avoirs": "ignores"}, 2, 160),
        ({"annee": 2025, "avoirs": "ajoutes"}, 2, 190),
        ({"annee": 2025, "noms": "saisis"}, 3, 130),
        ({"annee": 2025, "noms": "codes"}, 3, 130),
    ],
)
def test_chaque_oubli_a_son_compte(export, choix, clients, ca):
    propre = nettoyer_factures(export, **choix)
    assert (len(propre), propre["ca"].sum()) == (clients, ca)
    assert set(propre["reference"]) == {"Mairie", "Gîte"}
    assert len(propre.attrs["etapes"]) == 3 + ("annee" in choix)


def test_une_fiche_sans_code_reste_comptee(export):
    export.loc[4, "code_client"] = None
    propre = nettoyer_factures(export, annee=2025, noms="codes")
    assert propre["ca"].sum() == 130
    assert "Gîte (sans code)" in set(propre["client"])


def test_le_nettoyage_ne_change_pas_l_export_recu(export):
    avant = export.copy()
    nettoyer_factures(export, annee=2025, noms="codes", avoirs="ajoutes")
    pd.testing.assert_frame_equal(export, avant)


def test_un_choix_inconnu_ou_une_colonne_absente_se_disent(export):
    with pytest.raises(ErreurCours, match="Choix inconnu pour les noms"):
        nettoyer_factures(export, noms="alphabet")
    with pytest.raises(ErreurCours, match="Choix inconnu pour les avoirs"):
        nettoyer_factures(export, avoirs="perdus")
    with pytest.raises(ErreurCours, match="code_client"):
        nettoyer_factures(export.drop(columns="code_client"), noms="codes")


def test_comparer_ne_trouve_rien_quand_le_nettoyage_est_juste(export):
    juste = nettoyer_factures(export, annee=2025)
    ecarts = comparer_nettoyages(juste, juste)
    assert not ecarts["ecart"].any() and (ecarts["classe"] == ecarts["classe_essai"]).all()


def test_comparer_compte_les_visites_d_un_client_dedouble(dossier):
    juste = nettoyer_factures(dossier.factures, annee=2025)
    ecarts = comparer_nettoyages(juste, nettoyer_factures(dossier.factures, annee=2025, noms="codes"))
    assert ecarts["visites"].sum() == 53 * 12 + 72 * 6 + 55 * 2
    doubles = ecarts[ecarts["classe_essai"].str.contains("+", regex=False)]
    assert len(doubles) == 6
    for ligne in doubles.itertuples():
        assert ligne.visites_essai == sum(FREQUENCES[classe] for classe in ligne.classe_essai.split(" + "))
    assert ecarts["ecart"].abs().is_monotonic_decreasing


def test_un_client_de_trop_est_dit_absent_du_bon_nettoyage(export):
    juste = nettoyer_factures(export[export["client"] != "Gîte"], annee=2025)
    essai = nettoyer_factures(export)
    gite = comparer_nettoyages(juste, essai).set_index("client").loc["Gîte"]
    assert (gite["classe"], gite["visites"]) == ("absent", 0)


def test_le_portefeuille_a_une_ligne_par_client_et_rien_de_vide(portefeuille, dossier):
    assert len(portefeuille) == portefeuille["client"].str.casefold().nunique() == 220
    assert not portefeuille.isna().any().any()
    assert portefeuille.attrs["fiches_reunies"] == len(dossier.fiches) - 220


def test_la_valeur_est_celle_de_l_agregat(portefeuille):
    agregat = lire_clients(chemin("ca-clients-2025.csv"))
    marges = {
        nom.casefold(): round(100 * m) for nom, m in agregat[["client", "marge"]].itertuples(index=False)
    }
    actifs = portefeuille[portefeuille["classe_ca"] != "sans achat"]
    assert {
        n.casefold(): round(100 * v) for n, v in zip(actifs["client"], actifs["valeur"], strict=True)
    } == marges


def test_chaque_client_recoit_la_premiere_action_qui_s_applique(portefeuille):
    for ligne in portefeuille.itertuples():
        if ligne.etape == "arrêt":
            attendue = "laisser partir"
        elif ligne.classe_valeur == "sans achat":
            attendue = "relancer"
        elif ligne.valeur < 0:
            attendue = "renégocier"
        elif ligne.profil == "douteux":
            attendue = "réparer"
        elif ligne.profil == "déclinant" and ligne.classe_valeur != "C":
            attendue = "rencontrer"
        else:
            attendue = {"A": "protéger", "B": "développer", "C": "standardiser"}[ligne.classe_valeur]
        assert ligne.action == attendue, ligne.client
    assert set(portefeuille["action"]) == set(ACTIONS)


def test_les_noms_suivent_la_premiere_table_sans_perdre_de_ligne():
    factures = pd.DataFrame({"client": ["Gîte", "GÎTE", "Gîte"]})
    fiches = pd.DataFrame({"client": ["GÎTE", "GÎTE", "GÎTE", "gîte ", "Bar"]})
    unies = unifier_noms(factures, fiches)
    assert [len(table) for table in unies] == [3, 5]
    assert [set(table["client"]) for table in unies] == [{"Gîte"}, {"Gîte", "Bar"}]


def test_les_visites_du_cours_tombent_juste():
    besoins = pd.DataFrame({"commercial": "Nadia", "classe": list("ABC"), "besoin": [60, 80, 50]})
    temps = pd.DataFrame({"commercial": ["Nadia"], "visites_possibles": [180], "visites_prospects": [30]})
    assert repartir_equipe(besoins, temps)["visites"].tolist() == [47, 63, 40]
    assert repartir_equipe(besoins, temps, regle="priorite")["visites"].tolist() == [60, 80, 10]


def test_les_besoins_suivent_la_valeur(portefeuille):
    """Un client parti n'est plus visité ; une valeur négative l'est comme un C."""
    besoins = compter_besoins(portefeuille)
    suivis = portefeuille[(portefeuille["ca"] > 0) & (portefeuille["etape"] != "arrêt")]
    for ligne in besoins.itertuples():
        siens = suivis[suivis["commercial"] == ligne.commercial]
        classes = {"C": ["C", "hors classement"]}.get(ligne.classe, [ligne.classe])
        assert ligne.clients == siens["classe_valeur"].isin(classes).sum()
        assert ligne.besoin == ligne.clients * FREQUENCES[ligne.classe]
    assert besoins["clients"].sum() == len(suivis)


@pytest.mark.parametrize("regle", ["proportionnelle", "priorite"])
@pytest.mark.parametrize("commun", [False, True])
def test_aucun_plan_ne_depasse_le_temps_ni_le_besoin(dossier, portefeuille, regle, commun):
    besoins = compter_besoins(portefeuille)
    table = repartir_equipe(besoins, dossier.temps, regle=regle, commun=commun)
    assert (table["visites"] <= table["besoin"]).all()
    assert table["besoin"].sum() == besoins["besoin"].sum()
    reste = (dossier.temps["visites_possibles"] - dossier.temps["visites_prospects"]).sum()
    assert table["visites"].sum() + sum(table.attrs["libres"].values()) == reste
    assert list(table.attrs["libres"].values()) == ([0] if commun else [170, 0])


def test_mettre_en_commun_ne_fait_jamais_moins_de_visites(dossier, portefeuille):
    besoins = compter_besoins(portefeuille)
    separees = repartir_equipe(besoins, dossier.temps)["visites"].sum()
    assert repartir_equipe(besoins, dossier.temps, commun=True)["visites"].sum() > separees


def test_le_croisement_compte_tout_le_monde_une_fois(portefeuille):
    for colonnes in ("classe_valeur", "etape", "segment", "profil", "secteur"):
        cases = croiser_criteres(portefeuille, "classe_ca", colonnes)
        assert cases["effectif"].sum() == 220
        assert round(cases["ca"].sum(), 2) == round(portefeuille["ca"].sum(), 2)
    with pytest.raises(ErreurCours, match="Choix inconnu pour les colonnes"):
        croiser_criteres(portefeuille, "etape", "etape")


def test_la_conquete_observee_est_celle_des_factures(dossier, portefeuille):
    conquete = observer_conquete(dossier.factures, portefeuille, dossier.objectifs, depenses=dossier.depenses)
    agregat = lire_clients(chemin("ca-clients-2025.csv"))
    gagnes = agregat[agregat["ca_2024"] == 0]
    assert conquete["gagnes"] == len(gagnes) == 39
    moyenne = sum(Fraction(str(marge)) for marge in gagnes["marge"]) / 39
    assert conquete["valeur_moyenne"] == pytest.approx(float(moyenne), abs=0.005)
    assert conquete["taux_pct"] == pytest.approx(100 * 39 / 128)
    # Le chapitre 3 le dit : une visite coûte 52 € de temps de commercial.
    assert (conquete["cout_visite"], conquete["faites"]) == (52, 420 + 120 + 720)
    assert (conquete["visites"], conquete["premieres"]) == (420, 120)
    assert conquete["par_prospect"] == round(420 / 128, 1)


def test_le_plan_n_espere_pas_plus_que_2025_n_a_donne(dossier, portefeuille):
    conquete = observer_conquete(dossier.factures, portefeuille, dossier.objectifs, depenses=dossier.depenses)
    plan = repartir_equipe(compter_besoins(portefeuille), dossier.temps, commun=True)
    bilan = chiffrer_plan(
        plan,
        portefeuille,
        prospects=220,
        visites_par_prospect=conquete["par_prospect"],
        taux_pct=conquete["taux_pct"],
        valeur_nouveau=conquete["valeur_moyenne"],
        cout_visite=conquete["cout_visite"],
    )
    par_visite = conquete["gagnes"] / conquete["visites"]
    assert bilan["nouveaux"] == round(220 * par_visite)


def test_le_plan_chiffre_ce_qu_il_expose_et_ce_qu_il_coute(dossier, portefeuille):
    plan = repartir_equipe(compter_besoins(portefeuille), dossier.temps, regle="priorite", commun=True)
    choix = {"prospects": 220, "taux_pct": 30, "valeur_nouveau": 800, "cout_visite": 50}
    bilan = chiffrer_plan(plan, portefeuille, visites_par_prospect=2, **choix)
    moins_vus = portefeuille["classe_valeur"].isin(["C", "hors classement"])
    exposee = portefeuille.loc[moins_vus, "valeur"].clip(lower=0).sum()
    assert bilan["valeur_exposee"] == pytest.approx(exposee, abs=0.01)
    assert (bilan["nouveaux"], bilan["valeur_nouveaux"]) == (33, 26_400)
    assert (bilan["cout_clients"], bilan["cout_prospects"]) == (1092 * 50, 220 * 50)
    with pytest.raises(ErreurCours, match="visites_par_prospect"):
        chiffrer_plan(plan, portefeuille, visites_par_prospect=0, **choix)
