"""La typographie des textes, une fois passés par ce qui les compose : le livre, les cahiers, les cartes."""

import pytest
from prose import (
    RACINE,
    lire_ateliers,
    lire_fichier,
    lire_questions_composees,
    lire_scripts,
    lister_fichiers,
)
from typographie import FINE, relever_fautes

from course_helpers.ecriture import typographier


def lister_fautes(passages):
    return [f"{ou} {faute}" for ou, texte in passages for faute in relever_fautes(texte)]


@pytest.mark.parametrize("fichier", lister_fichiers(), ids=lambda f: f.relative_to(RACINE).as_posix())
def test_pages_et_cahiers(fichier):
    # L'apostrophe se juge dans la source : à côté d'un gras, la construction ne la voit pas.
    composes = ((ou, typographier(texte.replace("'", "\x00"))) for ou, texte in lire_fichier(fichier))
    fautes = lister_fautes((ou, texte.replace("\x00", "'")) for ou, texte in composes)
    assert not fautes, "\n".join(fautes)


def test_questions():
    fautes = lister_fautes(lire_questions_composees())
    assert not fautes, "\n".join(fautes)


def test_ateliers():
    fautes = lister_fautes(lire_ateliers())
    assert not fautes, "\n".join(fautes)


def test_scripts_des_pages():
    # Rien ne les compose : les espaces fines y sont écrites.
    passages = lire_scripts()
    assert len(passages) > 60
    fautes = lister_fautes(passages)
    assert not fautes, "\n".join(fautes)


@pytest.mark.parametrize(
    "texte",
    [
        *("Oui !", "l'an", "« ici »", "10%", "10 %", "Quoi?", "un , deux", "a  b", "“mot”", "fin...", "2ème"),
        *("étudiant·e", "étudiant(e)", "1 000 fois", "de de", "un - deux", "Ainsi: oui", "A partir de là"),
    ],
)
def test_une_faute_est_vue(texte):
    assert relever_fautes(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "«_20/80_»_: 5_% de 1_000_€_; vrai_?",
        "de A2:A11, à 8:30…",
        "2 × 55 min · disponible_: `…`",
        "vous vous trompez (où_?), l’an 2025 180 clients",
    ],
)
def test_un_texte_soigne_passe(texte):
    assert relever_fautes(texte.replace("_", FINE)) == []
