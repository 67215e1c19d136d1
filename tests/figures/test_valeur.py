"""Les figures du chapitre 3 : ce qu'elles montrent, leur texte, leur SVG."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from lecture import lire

from course_helpers.figures.valeur import (
    comparer_en_mots,
    dessiner_vente,
    tracer_cascade,
    tracer_couts,
    tracer_programme,
    tracer_rangs,
    tracer_restes,
    tracer_valeur_vie,
)
from course_helpers.valeur import (
    amortir_acquisition,
    chiffrer_programme,
    comparer_couts,
    mesurer_marge,
    valeur_client,
)

CLIENTS = pd.DataFrame(
    {
        "client": ["Mairie", "Hôtel", "Cabinet", "École", "Garage"],
        "ca": [60_000, 30_000, 18_000, 8_000, 4_000],
        "cout_achat": [48_000, 21_000, 11_700, 5_200, 2_400],
    }
)
CHARGES = pd.DataFrame(
    {
        "client": ["Mairie", "Mairie", "Hôtel", "Cabinet", "École", "Garage"],
        "nature": ["livraison", "visites", *["visites"] * 4],
        "montant": [8_200, 2_300, 2_500, 900, 400, 2_100],
    }
)
VALEURS = valeur_client(CLIENTS, CHARGES)
RESTES = VALEURS.assign(
    reste=VALEURS["valeur"], relation=["standard", *["individualisée"] * 2, "standard", "à revoir"]
)


def dessiner_cascade(nom="Mairie"):
    client = VALEURS[VALEURS["client"] == nom].iloc[0]
    return tracer_cascade(client, CHARGES[CHARGES["client"] == nom].set_index("nature")["montant"])


def dessiner_vie(cout=150, horizon=5, debut=1):
    amorti, fideles = (
        amortir_acquisition(
            cout, 100, taux_retention=retention, taux_actualisation=0.1, horizon=horizon, premiere_marge=debut
        )
        for retention in (0.8, 1)
    )
    return tracer_valeur_vie(amorti, fideles["marge"], cout_acquisition=cout)


def dessiner_programme(retenus=10):
    return tracer_programme(
        chiffrer_programme(
            membres=100,
            ca_moyen=5000,
            marge_client=800,
            taux_remise=0.02,
            cout_fixe=3000,
            retenus=retenus,
            taux_hausse=0.05,
        )
    )


def dessiner_couts(conquete=9000):
    return tracer_couts(
        comparer_couts(
            depenses_conquete=conquete, clients_gagnes=30, depenses_fidelisation=9600, clients_gardes=160
        )
    )


TRACES = {
    "programme": lambda: dessiner_programme(),
    "cascade": dessiner_cascade,
    "rangs": lambda: tracer_rangs(VALEURS),
    "restes": lambda: tracer_restes(RESTES, seuil=5000, grandeur="Valeur (€)"),
    "vie": dessiner_vie,
    "couts": dessiner_couts,
}


@pytest.mark.parametrize("nom", TRACES)
def test_titre_unite_source_et_texte_de_remplacement(nom):
    trace = TRACES[nom]()
    figure = trace.axes.figure
    assert figure.get_suptitle()
    assert "(€" in trace.axes.get_xlabel() + trace.axes.get_ylabel()
    assert figure.get_supxlabel().startswith("Source")
    assert len(trace.texte) > 60
    racine = ET.fromstring(trace.ecrire_svg())
    assert racine.get("role") == "img" and racine.get("aria-label") == trace.texte


@pytest.mark.parametrize("nom", TRACES)
def test_svg_reproductible(nom):
    svg = TRACES[nom]().ecrire_svg()
    assert svg == TRACES[nom]().ecrire_svg()
    assert not re.search(r"<g id=", svg)


def test_la_cascade_descend_du_ca_a_la_valeur():
    barres = [(barre.get_x(), barre.get_width()) for barre in dessiner_cascade().axes.patches]
    assert barres == [(0, 60_000), (60_000, -48_000), (12_000, -8_200), (3_800, -2_300), (0, 1_500)]
    assert lire(dessiner_cascade().axes.figure.get_suptitle()) == "Sur 60 000 €, Mairie laisse 1 500 €"


def test_la_cascade_d_un_client_qui_coute_passe_sous_zero():
    trace = dessiner_cascade("Garage")
    assert trace.axes.patches[-1].get_width() == -500
    assert trace.axes.get_xlim()[0] < -500
    assert lire(trace.axes.figure.get_suptitle()) == "Malgré 4 000 € d’achats, Garage fait perdre 500 €"


def test_les_rangs_suivent_le_chiffre_d_affaires():
    _, gagnants, perdants = tracer_rangs(VALEURS.sample(frac=1, random_state=3)).axes.lines
    assert gagnants.get_xdata().tolist() == [1, 2, 3, 4]
    assert gagnants.get_ydata().tolist() == [1500, 6500, 5400, 2400]
    assert perdants.get_xdata().tolist() == [5] and perdants.get_ydata().tolist() == [-500]


def test_chaque_relation_est_ecrite():
    trace = TRACES["restes"]()
    mots = " ".join(texte.get_text() for texte in trace.axes.texts)
    assert all(relation in mots for relation in ("individualisée", "standard", "à revoir"))
    assert [barre.get_width() for barre in trace.axes.patches] == VALEURS["valeur"].tolist()


def test_la_valeur_vie_du_cours():
    trace = dessiner_vie(cout=0)
    cumul = trace.axes.lines[0].get_ydata()
    assert cumul[-1] == 212.41
    assert "En 5 ans, les marges attendues valent 212 €" in lire(trace.axes.figure.get_suptitle())
    pointillees = [barre.get_height() for barre in trace.axes.patches[:5]]
    assert pointillees == [90.91, 82.64, 75.13, 68.3, 62.09]
    assert dessiner_vie(cout=0, debut=0).axes.lines[0].get_ydata()[-1] == 292.06


def test_le_delai_de_recuperation_est_marque_ou_son_absence_dite():
    atteint = dessiner_vie(150)
    assert lire(atteint.axes.figure.get_suptitle()) == "Le coût d’acquisition est remboursé à t = 3"
    assert atteint.axes.lines[-1].get_xdata()[0] == 3
    jamais = dessiner_vie(900)
    assert "n’est pas remboursé" in lire(jamais.axes.figure.get_suptitle())
    assert len(jamais.axes.lines) == 2
    assert "jamais atteint" in jamais.texte


def test_un_long_horizon_garde_des_graduations_lisibles():
    assert [int(t) for t in dessiner_vie(horizon=15).axes.get_xticks()] == [5, 10, 15]


def test_couts_dans_les_deux_sens():
    assert [barre.get_width() for barre in dessiner_couts().axes.patches] == [300, 60]
    assert lire(dessiner_couts(900).axes.figure.get_suptitle()) == "Garder a coûté 2 fois plus que gagner"
    assert comparer_en_mots(1.02) == "Gagner et garder ont coûté presque autant"
    assert comparer_en_mots(0) == "Gagner n’a rien coûté"


def test_le_schema_d_une_vente_est_a_l_echelle():
    svg = dessiner_vente(mesurer_marge(128, taux_marque=0.3, frais=6), 153.6).ecrire_svg()
    racine = ET.fromstring(svg)
    largeurs = [float(r.get("width")) for r in racine.iter("{http://www.w3.org/2000/svg}rect")]
    assert largeurs == pytest.approx([600, 500, 100, 150, 350, 126.5625, 23.4375], abs=1e-3)
    assert "32,40" in racine.get("aria-label")


def test_les_barres_du_programme_font_les_couts_et_les_gains():
    fixe, aubaine, remises, retenus, hausse = (
        barre.get_width() for barre in dessiner_programme().axes.patches
    )
    # Chacun achète 5 250 € : 105 € de remise, et 800 × 5 % = 40 € de marge en plus.
    assert (fixe, aubaine, remises, retenus, hausse) == (3000, 9450, 1050, 8000, 4000)
    assert "coûte 1 500 € de plus" in lire(dessiner_programme().axes.figure.get_suptitle())
    assert "rapporte 100 € de plus" in lire(dessiner_programme(12).axes.figure.get_suptitle())
    hachurees = [bool(barre.get_hatch()) for barre in dessiner_programme().axes.patches]
    assert hachurees == [True, True, True, False, False]
