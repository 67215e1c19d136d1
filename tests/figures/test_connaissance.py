"""Les figures du chapitre 1 : ce qu'elles montrent, leur texte, leur SVG."""

import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.donnees import chemin, lire_prospects, lire_table, verifier_contacts
from course_helpers.figures.connaissance import (
    dessiner_grc,
    tracer_champs,
    tracer_contacts,
    tracer_qualite,
    tracer_usure,
)

JOUR = "02/01/2026"
LIMITE = pd.Timestamp(2023, 1, 2)


RESTES = {pd.Timestamp(2026, 1, 2): 12, pd.Timestamp(2026, 7, 2): 7, pd.Timestamp(2027, 1, 2): 1}


def fichier():
    return verifier_contacts(lire_prospects(chemin("prospects.csv")), JOUR)


QUALITE = pd.DataFrame(
    {
        "indicateur": ["remplissage", "SIREN valides", "doublons", "fraîcheur"],
        "nombre": [18, 0, 1, 3],
        "base": [20, 0, 4, 4],
        "taux_pct": [90.0, float("nan"), 25.0, 75.0],
    }
)
TRACES = {
    "champs": lambda: tracer_champs(lire_table(chemin("champs-fichier-client.csv"))),
    "contacts": lambda: tracer_contacts(fichier(), LIMITE),
    "qualite": lambda: tracer_qualite(QUALITE),
    "usure": lambda: tracer_usure(pd.Series(RESTES)),
}


@pytest.mark.parametrize("nom", TRACES)
def test_titre_source_et_texte_de_remplacement(nom):
    trace = TRACES[nom]()
    assert trace.axes.figure.get_suptitle()
    assert trace.axes.figure.get_supxlabel().startswith("Source")
    racine = ET.fromstring(trace.ecrire_svg())
    assert racine.get("role") == "img" and racine.get("aria-label") == trace.texte
    assert TRACES[nom]().ecrire_svg() == TRACES[nom]().ecrire_svg()


def test_les_barres_des_champs_font_le_compte():
    champs = lire_table(chemin("champs-fichier-client.csv"))
    trace = TRACES["champs"]()
    largeurs = [barre.get_width() for groupe in trace.axes.containers for barre in groupe]
    assert sum(largeurs) == len(champs)
    assert lire(trace.axes.figure.get_suptitle()).startswith("13 champs sur 49")
    assert "À écarter : 13." in lire(trace.texte)


def test_les_barres_des_contacts_font_le_compte():
    contacts = fichier()
    trace = TRACES["contacts"]()
    hauteurs = [barre.get_height() for groupe in trace.axes.containers for barre in groupe]
    assert sum(hauteurs) == len(contacts)
    reste = (contacts["statut"] == "contactable").sum()
    assert lire(trace.axes.figure.get_suptitle()) == f"{reste} prospects sur 125 restent à solliciter"


def test_la_limite_se_place_entre_les_annees_et_disparait_hors_du_cadre():
    (trait,) = TRACES["contacts"]().axes.lines
    assert 2023 <= trait.get_xdata()[0] < 2023.01
    assert not tracer_contacts(fichier(), pd.Timestamp(2019, 5, 1)).axes.lines


def test_l_usure_montre_chaque_jour_de_tri():
    trace = TRACES["usure"]()
    assert [barre.get_height() for barre in trace.axes.containers[0]] == list(RESTES.values())
    assert lire(trace.texte).startswith("Sans réponse, le fichier passe de 12 à 1 prospect à solliciter.")
    assert "Juillet 2026 : 7." in lire(trace.texte)


def test_depuis_la_collecte_l_axe_le_dit():
    trace = tracer_contacts(fichier(), LIMITE, depart="collecte")
    assert trace.axes.get_xlabel() == "Année de la collecte"


def test_une_seule_annee_tient_sur_la_figure():
    contacts = fichier()
    contacts = contacts[contacts["collecte"].dt.year == 2025]
    assert len(tracer_contacts(contacts, LIMITE).axes.get_xticks()) == 1


def test_le_schema_de_la_grc_se_lit_sans_etre_vu():
    schema = dessiner_grc()
    racine = ET.fromstring(schema.ecrire_svg())
    assert racine.get("role") == "img" and schema.titre in racine.get("aria-label")
    ecrits = " ".join(texte.text for texte in racine.iter("{http://www.w3.org/2000/svg}text"))
    for mot in ("Base unique", "Vision globale", "Effort proportionné", "RGPD"):
        assert mot in ecrits
    _, _, largeur, hauteur = map(float, racine.get("viewBox").split())
    for boite in racine.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, large, haut = (float(boite.get(nom)) for nom in ("x", "y", "width", "height"))
        assert x >= 0 and x + large <= largeur and y >= 0 and y + haut <= hauteur


def test_un_taux_sans_base_se_dit_et_les_doublons_se_distinguent():
    trace = TRACES["qualite"]()
    assert [barre.get_width() for barre in trace.axes.patches] == [90, 0, 25, 75]
    assert [barre.get_hatch() for barre in trace.axes.patches] == ["", "", "//", ""]
    assert "SIREN valides : sans objet." in lire(trace.texte)
