"""Prospecter dans le droit : qui l'on contacte, par quel canal, et ce qui est refusé."""

import tomllib
from itertools import product

import pandas as pd
import pytest

from course_helpers.donnees import chemin
from course_helpers.erreurs import ErreurCours
from course_helpers.prospection import CANAUX, COLONNES, OBJETS, PUBLICS, juger_contact, trier_contacts

ANALOGUE, AUTRE, LOGEMENT = OBJETS
CONTACTS = pd.read_csv(chemin("contacts-salon-2026.csv"), sep=";")
REPONSES = [
    dict(zip(("accord", "client", "contrat"), cas, strict=True)) for cas in product((True, False), repeat=3)
]


def permis(canal, objet=ANALOGUE, public="consommateur", **faits):
    return juger_contact(canal, objet, public=public, **faits).permis


def test_un_refus_ou_un_silence_de_trois_ans_ecartent_de_tous_les_canaux():
    for canal, objet, public, faits in product(CANAUX, OBJETS, PUBLICS, REPONSES):
        for motif, regle in (("opposition", "opposition"), ("perime", "durees")):
            avis = juger_contact(canal, objet, public=public, **faits, **{motif: True})
            assert (avis.permis, avis.regle) == (False, regle)


def test_un_professionnel_se_contacte_sans_accord_et_une_lettre_aussi():
    for canal, objet in product(CANAUX, OBJETS):
        assert permis(canal, objet, "professionnel")
        assert permis("courrier postal", objet)


@pytest.mark.parametrize("canal", ["téléphone", "courriel", "SMS"])
def test_un_consommateur_doit_avoir_consenti(canal):
    assert permis(canal, accord=True)
    assert not permis(canal)


def test_l_exception_du_client_vaut_pour_les_messages_et_pas_pour_le_telephone():
    assert permis("courriel", client=True) and permis("SMS", client=True)
    assert not permis("courriel", AUTRE, client=True)
    assert not permis("téléphone", client=True)


def test_un_contrat_en_cours_permet_un_appel_sur_son_objet_seulement():
    assert permis("téléphone", contrat=True)
    assert not permis("téléphone", AUTRE, contrat=True)
    assert not permis("courriel", contrat=True)


def test_pour_les_travaux_d_energie_l_accord_ne_suffit_pas_au_telephone():
    assert not permis("téléphone", LOGEMENT, accord=True)
    assert permis("courriel", LOGEMENT, accord=True)


def test_chaque_avis_cite_une_regle_de_la_page_du_droit():
    droit = chemin("clients.csv").parents[1] / "book" / "droit.toml"
    regles = tomllib.loads(droit.read_text(encoding="utf-8"))
    for canal, objet, public, faits in product(CANAUX, OBJETS, PUBLICS, REPONSES):
        avis = juger_contact(canal, objet, public=public, **faits)
        assert avis.regle in regles and avis.raison.endswith(".")


def test_le_fichier_du_salon_se_trie_a_la_main():
    # Trois oppositions (Goudal, Lachaud, Pradal) ; deux anciens (camping, Mme Issartel).
    tri = trier_contacts(CONTACTS, "téléphone", "05/10/2026").set_index("contact")
    assert (tri["regle"] == "opposition").sum() == 3 and (tri["regle"] == "durees").sum() == 2
    # Six professionnels, deux accords (Estival, Jarrige), un contrat (Mme Faugeras).
    consommateurs = tri[tri["public"] == "consommateur"]
    assert consommateurs.index[consommateurs["permis"]].tolist() == [
        "M. Estival",
        "Mme Faugeras",
        "M. Jarrige",
    ]
    assert tri["permis"].sum() == 9
    assert [int(trier_contacts(CONTACTS, c, "05/10/2026")["permis"].sum()) for c in CANAUX] == [9, 12, 11, 15]


def test_un_an_plus_tard_d_autres_prospects_sont_trop_anciens():
    avant, apres = (trier_contacts(CONTACTS, "courrier postal", f"04/10/{annee}") for annee in (2026, 2027))
    partis = set(apres.loc[apres["regle"] == "durees", "contact"]) - set(
        avant.loc[avant["regle"] == "durees", "contact"]
    )
    # Leurs derniers contacts : 08/01, 25/03 et 30/06/2024, et 09/11/2023, tous avant le 04/10/2024.
    assert partis == {"Restaurant Nogaret", "M. Oustry", "M. Rigal", "Mairie de Saint-Pardoux"}


def test_le_jour_anniversaire_n_est_pas_encore_trop_tard():
    une = pd.DataFrame([("A", "professionnel", "", "non", "non", "05/10/2023", "non")], columns=COLONNES)
    assert trier_contacts(une, "téléphone", "05/10/2026")["permis"].tolist() == [True]
    assert trier_contacts(une, "téléphone", "06/10/2026")["permis"].tolist() == [False]


def test_la_duree_ne_vaut_que_pour_les_prospects():
    une = pd.DataFrame([("A", "consommateur", "", "oui", "non", "05/10/2020", "non")], columns=COLONNES)
    assert trier_contacts(une, "courriel", "05/10/2026")["permis"].tolist() == [True]


@pytest.mark.parametrize(
    ("geste", "message"),
    [
        (lambda: juger_contact("fax", ANALOGUE, public="consommateur"), "fax"),
        (lambda: juger_contact("SMS", "des cadeaux", public="consommateur"), "des cadeaux"),
        (lambda: juger_contact("SMS", ANALOGUE, public="association"), "association"),
        (lambda: trier_contacts(CONTACTS.drop(columns="accords"), "SMS", "05/10/2026"), "accords"),
        (lambda: trier_contacts(CONTACTS.assign(opposition="peut-être"), "SMS", "05/10/2026"), "oui ou non"),
        (lambda: trier_contacts(CONTACTS.assign(contact="A"), "SMS", "05/10/2026"), "A"),
        (lambda: trier_contacts(CONTACTS, "SMS", "hier"), "hier"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_refuse(geste, message):
    with pytest.raises(ErreurCours, match=message):
        geste()
