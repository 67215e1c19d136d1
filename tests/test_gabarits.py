"""Les gabarits : ce qu'ils reçoivent est neutralisé ; ce qui leur manque se dit."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from course_helpers.gabarits import lire_gabarit, remplir

RETOUR = {
    "lieu": "",
    "palette": "",
    "code": "GPME2-07",
    "jour": "1er mars 2026",
    "convention": "",
    "parties": [],
}


def test_un_texte_est_neutralise_et_du_html_ne_l_est_pas_deux_fois():
    assert "Retour · &lt;b&gt;" in remplir("retour.html", **RETOUR | {"code": "<b>"})
    assert "Retour · <b>" in remplir("retour.html", **RETOUR | {"code": Markup("<b>")})


def test_du_html_deja_typographie_ne_fait_pas_passer_le_meme_texte():
    partie = {
        "titre": "",
        "variante": 1,
        "note": 20,
        "reussies": 1,
        "notees": 1,
        "redigees": 0,
        "changee": False,
        "remarque": "",
        "evaluation": False,
        "questions": [],
    }
    remplir("retour.html", **RETOUR | {"convention": Markup("<b>"), "parties": [partie]})
    page = remplir("retour.html", **RETOUR | {"convention": "<b>", "parties": [partie]})
    assert "&lt;b&gt;" in page and "<b>" not in page


def test_une_valeur_oubliee_se_dit():
    del (incomplet := dict(RETOUR))["code"]
    with pytest.raises(UndefinedError, match="code"):
        remplir("retour.html", **incomplet)


def test_la_typographie_laisse_les_balises_telles_quelles():
    assert "«\u202f{{ erreur" in lire_gabarit("classe.html")
    page = lire_gabarit("page.html")
    assert "default-src 'none'" in page and '{% include "page.css" %}' in page
