"""Les figures du chapitre 5 : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.entonnoir import chiffrer_entonnoir, descendre_entonnoir
from course_helpers.figures.methode import (
    dessiner_entonnoir,
    dessiner_etapes,
    tracer_cotation,
    tracer_visites,
)
from course_helpers.methode import ETAPES, decomposer_notes, repartir_visites

COURS = {"A": 60, "B": 80, "C": 50}
CLIENTS = pd.DataFrame(
    {"client": ["Garage", "Mairie", "Lycée <3>"], "ca": [2, 5, 3], "potentiel": [5, 1, 3], "km": [10, 0, 80]}
)
NOMS = {"ca": "Importance", "potentiel": "Potentiel", "km": "Proximité"}


def visites(**options):
    partage = repartir_visites(COURS, 180, **options)
    prospects = options.get("prospects", 0)
    return tracer_visites(COURS, partage, possibles=180, prospects=prospects, regle="proportion")


def cotation():
    poids, echelles = {"ca": 3, "potentiel": 2, "km": 1}, {"ca": (1, 5), "potentiel": (1, 5), "km": (80, 0)}
    return tracer_cotation(decomposer_notes(CLIENTS, poids, echelles=echelles), NOMS)


@pytest.mark.parametrize("tracer", [lambda: visites(prospects=30), cotation], ids=["visites", "cotation"])
def test_titre_unite_source_et_texte_de_remplacement(tracer):
    trace = tracer()
    figure = trace.axes.figure
    assert figure.get_suptitle()
    assert re.search("Visites|points", trace.axes.get_xlabel())
    assert figure.get_supxlabel().startswith("Source")
    racine = ET.fromstring(trace.ecrire_svg())
    assert racine.get("role") == "img"
    assert racine.get("aria-label") == trace.texte
    assert trace.ecrire_svg() == trace.ecrire_svg()


def test_les_barres_sont_les_visites_et_les_prospects_servis_d_abord():
    trace = visites(prospects=30)
    demandees, accordees = ([barre.get_width() for barre in groupe] for groupe in trace.axes.containers)
    assert demandees == [0, 60, 80, 50]
    assert accordees == [30, 47, 63, 40]
    titre = lire(trace.axes.figure.get_suptitle()).replace("\n", " ")
    assert titre == "Il manque 40 visites : 150 possibles, 190 demandées"


def test_le_titre_dit_quand_le_temps_suffit():
    partage = {"A": 10, "B": 20, "C": 0}
    trace = tracer_visites(partage, partage, possibles=50, prospects=5, regle="priorité")
    assert lire(trace.axes.figure.get_suptitle()).startswith("Le temps suffit : 45 visites possibles")


def test_les_barres_empilees_font_la_note():
    trace = cotation()
    bouts = {}
    for groupe in trace.axes.containers:
        for rang, barre in enumerate(groupe):
            bouts[rang] = barre.get_x() + barre.get_width()
    assert [texte.get_text() for texte in trace.axes.texts] == ["66,7", "60,4", "41,7"]
    assert list(bouts.values()) == pytest.approx([66.666667, 60.416667, 41.666667])
    assert "1. Mairie : 66,7 (Importance 50,0 ; Potentiel 0,0 ; Proximité 16,7)." in lire(trace.texte)


def test_les_ex_aequo_en_tete_sont_dits():
    egaux = CLIENTS.assign(ca=[3, 3, 1], potentiel=[3, 3, 1], km=[0, 0, 0])
    points = decomposer_notes(egaux, {"ca": 1, "potentiel": 1})
    trace = tracer_cotation(points, {"ca": "Importance", "potentiel": "Potentiel"})
    assert "ex æquo" in trace.axes.figure.get_suptitle()


def test_le_schema_montre_les_douze_etapes_dans_l_ordre():
    schema = dessiner_etapes()
    places = [schema.texte.index(etape.nom.lower()) for etape in ETAPES]
    assert places == sorted(places)
    svg = schema.ecrire_svg()
    ET.fromstring(svg)
    assert svg.count("<rect") == 4
    assert all(f">{etape.numero} · {etape.nom.split()[0]} " in svg for etape in ETAPES)
    # Sur un téléphone de 390 px, les mots restent à 10 px au moins.
    largeur = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    assert 15 * 360 / largeur >= 10


def test_les_etages_de_l_entonnoir_sont_larges_comme_leurs_nombres():
    schema = dessiner_entonnoir(chiffrer_entonnoir(descendre_entonnoir(100, [60, 50, 10]), 6000))
    racine = ET.fromstring(schema.ecrire_svg())
    etages = [float(r.get("width")) for r in racine.iter("{http://www.w3.org/2000/svg}rect")]
    assert [round(100 * etage / etages[0]) for etage in etages] == [100, 60, 30, 3]
    lus = [lire(texte.text) for texte in racine.iter("{http://www.w3.org/2000/svg}text")]
    assert {"100", "60", "30", "3", "60,0 %", "50,0 %", "10,0 %", "à 2 000 € chacun"} <= set(lus)
    assert schema.texte in racine.get("aria-label")


def test_un_etage_vide_n_a_pas_de_barre():
    schema = dessiner_entonnoir(chiffrer_entonnoir(descendre_entonnoir(20, [5, 5, 5]), 6000))
    racine = ET.fromstring(schema.ecrire_svg())
    assert len(list(racine.iter("{http://www.w3.org/2000/svg}rect"))) == 2
    assert lire(schema.texte).endswith("Devis : 0 (0,0 % de l’étage d’avant). Nouveaux clients : 0.")
