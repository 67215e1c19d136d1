"""Le droit : chaque phrase s'appuie sur les mots du texte, et ne s'écrit que dans ``book/droit.toml``."""

import re
import sys
import warnings
from datetime import date, timedelta

import pytest
from prose import RACINE

sys.path.insert(0, str(RACINE / "book" / "_ext"))
from droit import lire_droit

REGLES = lire_droit()
APPEL = re.compile(r"^`{3,}\{droit\} (.+)$", re.MULTILINE)
# Un article de code ne s’écrit qu’avec sa règle et sa date.
REFERENCE = re.compile(r"\bart(?:icle|\.)\s[LDR]\.\s?\d|\bL\.\s?\d{2,3}-\d", re.IGNORECASE)


def lister_pages():
    return {page: page.read_text("utf-8") for page in sorted((RACINE / "book").rglob("*.md"))}


@pytest.mark.parametrize("cle", REGLES)
def test_une_phrase_s_appuie_sur_les_mots_de_son_texte(cle):
    regle = REGLES[cle]
    phrase, mots = " ".join(regle.phrases), " ".join(regle.mots)
    assert regle.appuis, f"{cle} : rien ne relie la phrase à son texte"
    for dit, texte in regle.appuis.items():
        assert dit in phrase, f"{cle} : « {dit} » n’est plus dans la phrase"
        assert texte in mots, f"{cle} : « {texte} » n’est pas dans les mots du texte"
    # Un nombre ou une année que le cours imprime a son appui.
    for nombre in re.findall(r"\d+", re.sub(r"11 août 2026|1er", "", phrase)):
        assert any(nombre in dit for dit in regle.appuis), f"{cle} : {nombre} n’a pas d’appui"


@pytest.mark.filterwarnings("always")
def test_une_regle_verifiee_il_y_a_plus_d_un_an_se_signale():
    """Un avertissement, non un échec : le site d'hier se construit encore, et la suite dit quoi relire."""
    assert all(regle.verifie <= date.today() for regle in REGLES.values())
    for cle, regle in REGLES.items():
        if date.today() - regle.verifie > timedelta(days=365):
            warnings.warn(f"book/droit.toml, « {cle} » : vérifié le {regle.date}, à relire.", stacklevel=1)


def test_la_page_du_droit_montre_chaque_regle_et_ses_mots():
    page = (RACINE / "book" / "droit.md").read_text("utf-8")
    assert sorted(APPEL.findall(page)) == sorted(REGLES)
    assert page.count(":mots:") == len(REGLES)


def test_une_page_ne_pose_que_des_regles_connues():
    for page, texte in lister_pages().items():
        for cle in APPEL.findall(texte):
            assert cle in REGLES, f"{page.name} : la règle « {cle} » n’existe pas"


def test_aucun_article_ne_s_ecrit_ailleurs():
    """Une règle écrite deux fois finirait par se contredire."""
    for page, texte in lister_pages().items():
        trouve = REFERENCE.search(texte)
        assert not trouve, f"{page.name} : « {trouve[0]} » se prend dans book/droit.toml"
