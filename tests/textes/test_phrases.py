"""Aucune phrase ne dépasse quarante mots ; le cours en vise moins de vingt-cinq."""

import pytest
from phrases import compter_mots, decouper_phrases
from prose import RACINE, lire_fichier, lire_scripts, lister_fichiers

MAXIMUM = 40


def relever_longues(passages):
    return [
        f"{ou} ({compter_mots(phrase)} mots) {phrase}"
        for ou, texte in passages
        for phrase in decouper_phrases(texte)
        if compter_mots(phrase) > MAXIMUM
    ]


@pytest.mark.parametrize("fichier", lister_fichiers(), ids=lambda f: f.relative_to(RACINE).as_posix())
def test_les_phrases_restent_courtes(fichier):
    longues = relever_longues(lire_fichier(fichier))
    assert not longues, "\n".join(longues)


def test_les_phrases_des_scripts_aussi():
    longues = relever_longues(lire_scripts())
    assert not longues, "\n".join(longues)
