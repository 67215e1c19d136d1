"""Le classeur d'un portefeuille lu : un vrai tableur le recalcule et retrouve l'analyse, au centime."""

import io
from datetime import date

import pandas as pd
import pytest
from openpyxl import load_workbook
from tableur import lire_calculs, recalculer

from course_helpers.analyse import PortefeuilleLu, analyser, preparer_portefeuille
from course_helpers.classeurs.analyse import exporter_classeur, preparer
from course_helpers.classeurs.analyse.repartition import CLIENTS_VIVANTS
from course_helpers.donnees import chemin, lire_clients, lire_factures

HOSTILES = [
    "=1+1",
    "+33 6",
    "-Aubin",
    "@SOMME(A1)",
    "<b>Bief</b>",
    "https://exemple.fr",
    "12",
    "'Apo",
]


def inventer_factures(effectif, noms=None):
    """Des factures de toutes tailles : avoirs, ex æquo, clients partis depuis un ou deux ans."""
    lignes = [
        {
            "facture": f"F{rang}-{achat}",
            "date": pd.Timestamp("2025-12-31") - pd.Timedelta(days=(rang * 37 + achat * 91) % 1000),
            "client": noms[rang] if noms else f"Compte {rang * 7919 % effectif:04}",
            "montant_ht": round(9e6 / (10 + rang) ** 1.4 / (achat + 1) + rang % 7 / 100, 2),
        }
        for rang in range(effectif)
        for achat in range(1 + rang % 4)
    ]
    lignes.append({**lignes[-1], "facture": "avoir", "montant_ht": -2 * abs(lignes[-1]["montant_ht"]) - 1})
    return pd.DataFrame(lignes)


def preparer_cas():
    firme = lire_clients(chemin("ca-clients-2025.csv"))
    seuils = pd.DataFrame({"client": list("abcd"), "ca": [80.0, 15.0, 5.0, 0.0]})
    egaux = pd.DataFrame({"client": [f"k{rang}" for rang in range(10)], "ca": 10.1})
    return {
        "firme": (
            PortefeuilleLu(firme, None, {"lignes_lues": 2, "ecartees": {"brouillon": {"nombre": 1}}}),
            {},
        ),
        "factures": (preparer_portefeuille(lire_factures(chemin("factures-2025.csv"))), {}),
        "seuils": (PortefeuilleLu(seuils), {}),
        "egaux": (PortefeuilleLu(egaux), {"methode": "effectif", "fin_a": 20, "fin_b": 50}),
        "seul": (
            PortefeuilleLu(pd.DataFrame({"client": ["Mairie"], "ca": [0.1]})),
            {"fin_a": 12, "fin_b": 99},
        ),
        "hostiles": (
            preparer_portefeuille(inventer_factures(len(HOSTILES), HOSTILES)),
            {"classes": 4, "inactivite": 3, "arret": 9, "stable": 10, "jour": date(2025, 11, 30), "mois": 6},
        ),
        "grand": (preparer_portefeuille(inventer_factures(1000)), {}),
    }


CAS = ("firme", "factures", "seuils", "egaux", "seul", "hostiles", "grand")


@pytest.fixture(scope="module")
def cas():
    return {nom: (lu, analyser(lu, **reglages)) for nom, (lu, reglages) in preparer_cas().items()}


@pytest.fixture(scope="module")
def recalcules(cas, tmp_path_factory):
    octets = {nom: exporter_classeur(*valeurs, calcules=False) for nom, valeurs in cas.items()}
    return recalculer(tmp_path_factory.mktemp("analyses"), octets)


@pytest.mark.parametrize("nom", CAS)
def test_le_tableur_retrouve_l_analyse_au_centime(nom, cas, recalcules):
    verifiees = 0
    for place, attendu, lu, format_ in lire_calculs(preparer(*cas[nom]), recalcules[nom]):
        verifiees += 1
        if isinstance(attendu, str):
            assert str(lu) == attendu, place
        elif pd.isna(attendu):
            assert lu in (None, ""), place
        elif format_ == "euros":
            assert round(lu, 2) == round(attendu, 2), place
        else:
            assert lu == pytest.approx(attendu, abs=1e-9), place
    assert verifiees > 30


@pytest.mark.parametrize("nom", CAS)
def test_les_valeurs_se_lisent_sans_tableur(nom, cas):
    ouvert = load_workbook(io.BytesIO(exporter_classeur(*cas[nom])), data_only=True)
    for place, attendu, lu, _ in lire_calculs(preparer(*cas[nom]), ouvert):
        if isinstance(attendu, str):
            assert str(lu) == attendu, place
        elif pd.isna(attendu):
            assert lu in (None, ""), place
        else:
            assert lu == pytest.approx(attendu, abs=1e-9), place


def test_un_nom_hostile_reste_un_texte(cas, recalcules):
    ouvert = load_workbook(io.BytesIO(exporter_classeur(*cas["hostiles"])))
    noms = [cellule for (cellule,) in ouvert["Clients"].iter_rows(min_row=5, max_col=1)]
    assert {cellule.value for cellule in noms} == set(HOSTILES)
    for cellule in noms:
        assert cellule.data_type == "s" and cellule.hyperlink is None
        assert cellule.quotePrefix == cellule.value.startswith(("=", "+", "-", "@"))
    relus = recalcules["hostiles"]["Clients"].iter_rows(min_row=5, max_col=1, values_only=True)
    assert {str(nom) for (nom,) in relus} == set(HOSTILES)


def test_lisez_moi_explique_chaque_formule(cas):
    ouvert = load_workbook(io.BytesIO(exporter_classeur(*cas["factures"])))
    lignes = [ligne for ligne in ouvert["Lisez-moi"].iter_rows(values_only=True) if ligne[1]]
    expliquees = {ligne[:2]: ligne[2:] for ligne in lignes}
    assert expliquees["ABC", "Part"][1] == '=SI(C11<0;"";C11/$B$5)'
    for feuille in preparer(*cas["factures"]).feuilles:
        for objet in (*feuille.cases, *feuille.colonnes):
            assert objet.aide or not objet.formule, objet
    assert "Formules" not in ouvert.sheetnames
    conventions = [str(ligne[0]) for ligne in ouvert["Lisez-moi"].iter_rows(values_only=True)]
    sans = [partie for partie in cas["factures"][1].values() if not partie.repondue]
    assert sans and all(any(p.titre in phrase for phrase in conventions) for p in sans)


def test_changer_un_seuil_change_les_classes(cas, tmp_path):
    """Le classeur vit : un seuil, puis un montant, changés dans le fichier, changent ce qui en dépend."""
    lu, parties = cas["seuils"]
    ouvert = load_workbook(io.BytesIO(exporter_classeur(lu, parties)))
    ouvert["ABC"]["B3"] = 0.5
    ouvert["Clients"]["B7"] = 500  # le troisième client passe premier
    octets = io.BytesIO()
    ouvert.save(octets)
    abc = recalculer(tmp_path, {"change": octets.getvalue()})["change"]["ABC"]
    lus = [ligne[:7] for ligne in abc.iter_rows(min_row=11, values_only=True)]
    assert [ligne[0] for ligne in lus] == ["c", "a", "b", "d"]
    assert [ligne[6] for ligne in lus] == ["A", "B", "C", "C"]


def test_un_tres_grand_portefeuille_garde_ses_rangs_ecrits():
    clients = pd.DataFrame({"client": [f"c{r:05}" for r in range(CLIENTS_VIVANTS + 1)], "ca": 10.0})
    lu = PortefeuilleLu(clients)
    clients_, abc, *_ = preparer(lu, analyser(lu)).feuilles
    assert [c.nom for c in clients_.colonnes if c.formule] == []
    assert [c.nom for c in abc.colonnes if c.formule] == ["part", "cumul", "part_cumulee", "classe"]


def test_les_memes_donnees_donnent_les_memes_octets(cas):
    assert exporter_classeur(*cas["seuils"]) == exporter_classeur(*cas["seuils"])


def test_chaque_question_repondue_a_sa_feuille(cas):
    noms = {feuille.nom for feuille in preparer(*cas["grand"]).feuilles}
    assert {"ABC", "Classes", "Concentration", "Périodes", "RFM", "Bornes RFM", "Cycle de vie"} <= noms
    assert {"Cotation", "Poids", "Visites", "Plan d'action"} <= noms
    assert "Valeur" in {feuille.nom for feuille in preparer(*cas["firme"]).feuilles}
    assert all(partie.repondue for nom, partie in cas["grand"][1].items() if nom not in ("marge", "valeur"))
