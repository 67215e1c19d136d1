"""Chaque fait à enseigner est expliqué, manipulé, exercé, comme book/faits.csv le demande."""

import re

import pytest
from couverture import FAIRE, lire_faits, lister_chapitres, relever

FAITS = lire_faits()


@pytest.fixture(scope="module")
def releve():
    return relever()


@pytest.mark.parametrize("chapitre", sorted({fait.partition(".")[0] for fait in FAITS}))
def test_rien_ne_manque(releve, chapitre):
    manques = [
        f"{fait} ({intitule}) n’est pas {FAIRE[lettre].lower()}"
        for fait, (a_faire, intitule, _) in FAITS.items()
        if fait.startswith(f"{chapitre}.")
        for lettre in a_faire
        if not releve.get(fait, {}).get(lettre)
    ]
    assert not manques, "\n".join(manques)


def test_aucun_fait_n_est_invente(releve):
    assert sorted(set(releve) - set(FAITS)) == []


def lire_partie(page, faits):
    """Ce que disent, sans balises, les parties d'une page que « % explique » désigne."""
    parties = {fait: "" for fait in faits}
    for partie in re.split(r"^#{2,4} ", page, flags=re.MULTILINE):
        for suite in re.findall(r"^% explique\s*: (.+)$", partie, flags=re.MULTILINE):
            for fait in re.split(r"[,\s]+", suite.strip()):
                parties[fait] = parties.get(fait, "") + " " + partie
    return {fait: re.sub(r"[*_`{}<>]|term", " ", texte).casefold() for fait, texte in parties.items()}


def chercher(terme):
    """Un terme, au singulier ou au pluriel, avec l'une ou l'autre apostrophe."""
    mots = [re.escape(mot.rstrip("sx")) + r"\w{0,4}" for mot in terme.casefold().split()]
    return re.compile(r"\s+".join(mots).replace("’", "['’]"))


@pytest.mark.parametrize("page", lister_chapitres(), ids=lambda page: page.stem)
def test_les_termes_du_metier_sont_dans_la_partie_qui_explique(page):
    """L'étudiante ou l'étudiant les rencontrera : chaque terme est là où son fait s'explique."""
    siens = {fait: f for fait, f in FAITS.items() if fait.startswith(f"C{page.stem[0]}.")}
    parties = lire_partie(page.read_text("utf-8"), siens)
    manques = [
        f"{fait} : « {terme} »"
        for fait, (*_, termes) in siens.items()
        for terme in termes
        if not chercher(terme).search(parties[fait])
    ]
    assert not manques, "\n".join(manques)
