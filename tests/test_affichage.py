"""Un tableau se lit à la française, dit ses lignes et ses colonnes, et neutralise ce qu'il montre."""

import re
from pathlib import Path

import pandas as pd

from course_helpers import affichage
from course_helpers.affichage import ecrire_tableau

PAQUET = Path(affichage.__file__).parent


def test_sans_format_les_valeurs_disent_comment_s_ecrire():
    contacts = pd.DataFrame(
        {
            "client": ["A & B"],
            "ca": [1200],
            "Dernier contact": pd.to_datetime(["2025-03-01"]),
            "Rappel": pd.to_datetime([None]),
        }
    )
    tableau = ecrire_tableau(contacts, titre="Vos clients")
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', tableau) == [
        *("Client", "CA HT (€)", "Dernier contact", "Rappel")
    ]
    assert '<th scope="row">A &amp; B</th>' in tableau
    assert re.findall(r"<td[^>]*>([^<]*)", tableau) == ["1\u202f200", "01/03/2025", "—"]


def test_nu_un_tableau_ne_demande_aucune_feuille_de_style():
    table = pd.DataFrame({"client": ["Mairie"], "ca": [3]})
    assert "class=" not in ecrire_tableau(table, nu=True) and "tabindex" not in ecrire_tableau(table, nu=True)
    assert "text-align: right" in ecrire_tableau(table, nu=True)
    assert 'class="ch-table"' in ecrire_tableau(table) and "tabindex" in ecrire_tableau(table)


def test_la_legende_et_une_cellule_de_texte_sont_neutralisees():
    table = pd.DataFrame({"a": ["<i>"], "b": ["<b>gras</b>"]})
    tableau = ecrire_tableau(table, {"a": ("<u>", "texte"), "b": ("b", "html")}, titre="<s>", nommees=True)
    assert "<caption>&lt;s&gt;</caption>" in tableau and "&lt;u&gt;" in tableau
    assert '<th scope="row">&lt;i&gt;</th><td><b>gras</b></td>' in tableau


def test_un_seul_module_ecrit_des_tableaux():
    auteurs = [fichier.name for fichier in PAQUET.rglob("*.py") if "<thead" in fichier.read_text("utf-8")]
    assert auteurs == ["affichage.py"]
