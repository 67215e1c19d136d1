"""Ce que plusieurs tests d'exercices demandent : des réponses complètes, justes ou fautives, et tapées."""

import shutil
from decimal import Decimal

import pytest

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices import banque


def taper(posee, motif):
    """Compléter un motif, puis écrire la réponse comme une personne la tape."""
    question = posee.question
    if not question.corrige:
        return "Quinze clients A font 80 % du CA. Je propose de prospecter."

    def ecrire(case):
        if not isinstance(case, Decimal):
            return case
        return ecrire_nombre(case, max(0, -case.as_tuple().exponent))

    reponse = question.arrondir(question.completer(posee, motif))
    if isinstance(reponse, dict):
        return {cle: ecrire(case) for cle, case in reponse.items()}
    return ecrire(reponse)


@pytest.fixture(name="taper")
def _taper():
    """La fonction : une réponse, ou un motif d'erreur, complétée et tapée."""
    return taper


@pytest.fixture
def corriger_texte(tmp_path, monkeypatch):
    """Corriger le texte d'une série comme on le ferait à la main, le temps d'un test."""
    textes = tmp_path / "series"

    def vider():
        banque.ouvrir_banque.cache_clear()
        banque.poser_serie.cache_clear()

    def corriger(nom, *corrections):
        if not textes.exists():
            shutil.copytree(banque.SERIES, textes)
        fichier = textes / f"{nom}.md"
        texte = fichier.read_text(encoding="utf-8")
        for avant, apres in corrections:
            assert texte.count(avant) == 1, avant
            texte = texte.replace(avant, apres)
        fichier.write_text(texte, encoding="utf-8")
        monkeypatch.setattr(banque, "SERIES", textes)
        vider()

    yield corriger
    monkeypatch.undo()
    vider()
