"""Une classe fictive de trente copies, et de quoi lancer la commande et regarder ses pages."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from playwright.sync_api import sync_playwright

from course_helpers.enseignant.commande import main
from course_helpers.exercices import Serie

SERIE = "4-pareto"
JOUR = "2026-03-14"


def saisir(posee, reponse):
    """Écrire une réponse calculée comme une personne la saisirait."""

    def ecrire(case):
        return f"{case:f}".replace(".", ",") if isinstance(case, Decimal) else case

    reponse = posee.question.arrondir(reponse)
    if isinstance(reponse, dict):
        return {cle: ecrire(case) for cle, case in reponse.items()}
    return list(reponse) if isinstance(reponse, tuple) else ecrire(reponse)


def completer(posee, motif):
    """Compléter le motif partiel d'une erreur en une réponse entière."""
    attendu = posee.attendu
    if isinstance(attendu, dict):
        return {**attendu, **motif}
    if isinstance(motif, dict):  # des options cochées ou non
        return tuple(o.cle for o in posee.options if motif.get(o.cle, o.cle in attendu))
    if isinstance(attendu, tuple):
        return (*motif, *(cle for cle in attendu if cle not in motif))
    return motif


def repondre_juste(travail):
    """Répondre juste à une question, quel que soit son genre."""
    if not travail.question.corrige:
        return travail.verifier("Je commencerais par les clients A.")
    return travail.verifier(saisir(travail.posee, travail.posee.attendu))


def se_tromper(travail, hasard):
    """Faire l'une des erreurs typiques de la question, plutôt l'une des premières déclarées."""
    erreurs = travail.posee.erreurs
    if not erreurs:
        return repondre_juste(travail)
    _, motif = erreurs[min(int(hasard.expovariate(1.1)), len(erreurs) - 1)]
    return travail.verifier(saisir(travail.posee, completer(travail.posee, motif)))


def travailler(code, hasard, aisance):
    """Remplir une série comme une personne d'une certaine aisance (de 0 à 1) ; rendre sa copie."""
    serie = Serie(SERIE, code=code, magasin=None)
    for rang, travail in enumerate(serie.q.values()):
        facilite = 0.95 - 0.45 * ((rang * 7) % 15) / 15
        if hasard.random() < 0.06 * (1 - aisance) + 0.01:
            continue
        if hasard.random() < 0.05 and hasattr(travail.question, "unite"):
            travail.verifier("je ne sais pas")
            continue
        for _ in range(3):
            if hasard.random() < facilite * (0.35 + 0.75 * aisance):
                repondre_juste(travail)
                break
            if hasard.random() < 0.4:
                travail.indice()
            se_tromper(travail, hasard)
            if hasard.random() < 0.45:
                break
        if travail.etat == "a_revoir" and hasard.random() < 0.25:
            travail.solution()
    return serie.exporter()


@pytest.fixture(scope="session")
def copies_de_la_classe():
    """Donner trente copies par identifiant, toujours les mêmes."""
    hasard = random.Random(2026)
    return {
        code: travailler(code, hasard, min(1, max(0, hasard.gauss(0.6, 0.22))))
        for code in (f"GPME2-{rang:02}" for rang in range(1, 31))
    }


@pytest.fixture(scope="session")
def texte_juste():
    """Donner une copie entièrement réussie, telle qu'exportée."""
    serie = Serie(SERIE, code="GPME2-07", magasin=None)
    for travail in serie.q.values():
        repondre_juste(travail)
    return serie.exporter()


def essayer(*reponses):
    """Les gestes d'une personne qui a essayé ces réponses, tels qu'une copie les garde."""
    return [{"id": f"e{n}", "geste": "essai", "reponse": r} for n, r in enumerate(reponses)]


@pytest.fixture(name="essayer")
def _essayer():
    return essayer


@pytest.fixture(name="repondre_juste")
def _repondre_juste():
    return repondre_juste


@pytest.fixture(name="se_tromper")
def _se_tromper():
    return se_tromper


@pytest.fixture
def copie_juste(texte_juste):
    """Donner le contenu d'une copie entièrement réussie, que le test peut abîmer."""
    return json.loads(texte_juste)


@pytest.fixture(scope="session")
def classe(copies_de_la_classe, tmp_path_factory):
    """Donner le dossier des résultats d'une classe : trente copies corrigées, deux illisibles."""
    racine = tmp_path_factory.mktemp("classe")
    copies = racine / "copies"
    copies.mkdir()
    for code, copie in copies_de_la_classe.items():
        (copies / f"copie-{code}.json").write_text(copie, encoding="utf-8")
    (copies / "copie-GPME2-31.json").write_text(copies_de_la_classe["GPME2-01"][:900], encoding="utf-8")
    (copies / "Exercice ABC.xlsx").write_bytes(b"PK")
    assert main(["corriger", str(copies), "--sortie", str(racine / "resultats"), "--date", JOUR]) == 0
    return racine / "resultats"


@pytest.fixture
def corriger_dossier(tmp_path):
    """Corriger des fichiers donnés par nom ; rendre le dossier des résultats."""

    def corriger_fichiers(fichiers, *options):
        copies = tmp_path / "copies"
        copies.mkdir(exist_ok=True)
        for nom, contenu in fichiers.items():
            octets = contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode()
            (copies / nom).parent.mkdir(parents=True, exist_ok=True)
            (copies / nom).write_bytes(octets)
        sortie = tmp_path / "resultats"
        code = main(["corriger", str(copies), "--sortie", str(sortie), "--date", JOUR, *options])
        assert code == 0
        return sortie

    return corriger_fichiers


@pytest.fixture(scope="session")
def dans_chromium(lancer_chromium):
    """Exécuter une fonction sur un navigateur, dans un fil à part : un seul Playwright y est ouvert."""
    with ThreadPoolExecutor(1) as fil:

        def ouvrir():
            playwright = sync_playwright().start()
            return playwright, lancer_chromium(playwright, "--host-resolver-rules=MAP * ~NOTFOUND")

        playwright, chromium = fil.submit(ouvrir).result()
        yield lambda fonction, *arguments: fil.submit(fonction, chromium, *arguments).result()
        fil.submit(chromium.close).result()
        fil.submit(playwright.stop).result()
