"""Aucune phrase ne dépasse quarante mots ; le cours en vise moins de vingt-cinq."""

import pytest
from phrases import compter_mots, decouper_phrases
from prose import RACINE, lire_fichier, lister_fichiers

MAXIMUM = 40


@pytest.mark.parametrize("fichier", lister_fichiers(), ids=lambda f: f.relative_to(RACINE).as_posix())
def test_les_phrases_restent_courtes(fichier):
    longues = [
        f"{ou} ({compter_mots(phrase)} mots) {phrase}"
        for ou, texte in lire_fichier(fichier)
        for phrase in decouper_phrases(texte)
        if compter_mots(phrase) > MAXIMUM
    ]
    assert not longues, "\n".join(longues)
