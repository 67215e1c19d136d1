"""Chaque fait à enseigner est expliqué, manipulé, exercé, comme book/faits.csv le demande."""

import pytest
from couverture import FAIRE, lire_faits, relever

FAITS = lire_faits()


@pytest.fixture(scope="module")
def releve():
    return relever()


@pytest.mark.parametrize("chapitre", sorted({fait.partition(".")[0] for fait in FAITS}))
def test_rien_ne_manque(releve, chapitre):
    manques = [
        f"{fait} ({intitule}) n’est pas {FAIRE[lettre].lower()}"
        for fait, (a_faire, intitule) in FAITS.items()
        if fait.startswith(f"{chapitre}.")
        for lettre in a_faire
        if not releve.get(fait, {}).get(lettre)
    ]
    assert not manques, "\n".join(manques)


def test_aucun_fait_n_est_invente(releve):
    assert sorted(set(releve) - set(FAITS)) == []
