"""La copie : ce qu'elle garde d'une édition à l'autre, et la réponse qui compte."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie
from course_helpers.exercices.copie import (
    Brouillon,
    Copie,
    Feuille,
    Geste,
    ecrire_copie,
    lire_copie,
    retenir,
)
from course_helpers.exercices.statique import ecrire_copie_texte

EDITION_1 = Path(__file__).parent / "copies_edition_1"  # exportées par la première édition du cours
AVANT = Path(__file__).parent / "copies_avant_reecriture"  # de la deuxième édition, avant ses textes
ETATS_AVANT = json.loads((AVANT / "etats.json").read_text(encoding="utf-8"))


def ouvrir(nom, **options):
    texte = (EDITION_1 / f"{nom}.json").read_text(encoding="utf-8")
    copie = json.loads(texte)
    serie = Serie(copie["serie"], code=copie["code"], magasin=None, **options)
    serie.reprendre(texte)
    return copie, serie


def test_une_copie_d_entrainement_de_la_premiere_edition_s_ouvre():
    copie, serie = ouvrir("4-pareto-entrainement")
    assert (serie.reserve, serie.variante) == (1, copie["variante"])
    etats = {numero: etat for numero, etat in serie.progression().etats.items() if etat != "a_faire"}
    assert etats == {"q1": "reussi", "q2": "renonce", "q3": "a_revoir", "q4": "reussi", "q18": "enregistre"}
    assert serie.q["q1"].essais == ["loi", "mesure"] and serie.q["q3"].indices_pris == 1
    assert serie.avis == ""
    # Elle se continue sur les mêmes données, et se relit.
    serie.q["q3"].verifier(serie.valeurs.part_a)
    relue = Serie("4-pareto", code="GPME2-07", magasin=None)
    relue.reprendre(serie.exporter())
    assert relue.variante == copie["variante"] and relue.q["q3"].etat == "reussi"


def test_une_copie_d_evaluation_de_la_premiere_edition_garde_ses_donnees():
    copie, serie = ouvrir("4-pareto-evaluation", mode="evaluation")
    assert serie.variante == copie["variante"]
    assert serie.q["q1"].essais == ["loi", "mesure"] and serie.q["q1"].etat == "enregistre"
    # Aujourd'hui, une évaluation puise dans une part que l'entraînement ne montre pas.
    assert Serie("4-pareto", code="GPME2-07", mode="evaluation", magasin=None).variante > 120


def test_une_copie_sous_l_ancien_nom_du_chapitre_et_un_autre_tirage_s_ouvre():
    copie, serie = ouvrir("7-etude-de-cas-tirage-1")
    assert serie.banque.nom == "7-etude" and serie.tirage == 1 and serie.variante == copie["variante"]
    assert serie.q["q2"].etat == "reussi" and serie.q["q1"].indices_pris == 1


def test_seule_la_question_dont_la_reponse_change_est_posee_de_nouveau(corriger_texte):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    serie.q["q2"].verifier(serie.valeurs.part_20)
    serie.q["q9"].verifier(str(serie.valeurs.n_a))
    serie.q["q5"].verifier(serie.valeurs.part_premier)
    copie = serie.exporter()
    corriger_texte(
        "4-pareto",
        ("Dans votre portefeuille de {n:ent} clients, quelle part", "Parmi vos {n:ent} clients, quelle part"),
        ("% attendu : n_a\n", "% attendu : n_b\n"),
    )
    relue = Serie("4-pareto", code="GPME2-07", magasin=None)
    relue.reprendre(copie)
    assert relue.q["q2"].etat == relue.q["q5"].etat == "reussi"
    assert relue.q["q9"].etat == "a_faire" and relue.q["q9"].essais == []
    assert relue.avis.endswith("La question 9 a changé depuis\u202f: elle est à refaire.")
    # Ce qui avait été répondu reste dans la copie, effacé.
    (geste,) = lire_copie(relue.exporter()).reponses["q9"].gestes
    assert geste.efface and geste.reponse == str(serie.valeurs.n_a)


def test_une_copie_ancienne_ne_repond_pas_a_une_question_d_une_autre_edition(corriger_texte):
    corriger_texte(
        "4-pareto", ("## q4 · Huit clients à classer\n", "## q4 · Huit clients à classer\n\n% édition : 2\n")
    )
    _, serie = ouvrir("4-pareto-entrainement")
    assert serie.q["q4"].etat == "a_faire" and serie.q["q1"].etat == "reussi"
    assert "La question 4 a changé depuis" in serie.avis


def test_une_copie_d_une_version_a_venir_est_refusee_avec_une_phrase():
    serie = Serie("4-pareto", magasin=None)
    for changer in (
        {"format": "course-helpers/copie-3"},
        {"reserve": 3},
        {"cours": "99.0.0", "serie": "8-relances"},
    ):
        with pytest.raises(ErreurCours, match="vient d’une édition plus récente du cours"):
            serie.reprendre(json.dumps(json.loads(serie.exporter()) | changer))


GESTES = st.builds(
    Geste,
    geste=st.sampled_from(["essai", "indice", "solution", "lecture", "brouillon"]),
    tirage=st.integers(0, 3),
    reponse=st.none()
    | st.text(min_size=1, max_size=20)
    | st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
    id=st.text(min_size=1, max_size=12),
    le=st.text(max_size=20),
    efface=st.text(max_size=20),
    retabli=st.text(max_size=20),
)
FEUILLES = st.builds(
    Feuille,
    empreinte=st.text(max_size=12),
    gestes=st.lists(GESTES, max_size=5).map(tuple),
    brouillon=st.none()
    | st.builds(
        Brouillon,
        reponse=st.text(max_size=20) | st.lists(st.text(max_size=5)),
        tirage=st.integers(0, 3),
        le=st.text(max_size=20),
    ),
)


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q99"]), FEUILLES), st.integers(0, 3), st.booleans())
def test_une_copie_ecrite_se_relit_telle_quelle(reponses, tirage, evaluation):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    copie = Copie(
        serie="4-pareto", code="GPME2-07", variante=0, annoncee=serie.variante, tirage=tirage,
        evaluation=evaluation, sel="x", reponses=reponses,
    )  # fmt: skip
    lue = lire_copie(ecrire_copie(copie))
    assert lue.reponses == reponses
    assert (lue.tirage, lue.evaluation, lue.sel) == (tirage, evaluation, "x")


@given(st.lists(st.sampled_from(["a_revoir", "reussi", "illisible"])), st.booleans())
def test_la_reponse_qui_compte(etats, renoncee):
    assert retenir(etats, evaluation=True, renoncee=renoncee).etat == (etats[-1] if etats else "a_faire")
    etat, rang = retenir(etats, renoncee=renoncee)
    if renoncee:
        assert etat == "renonce"
    elif "reussi" in etats:
        assert (etat, rang) == ("reussi", etats.index("reussi"))
    else:
        assert etat == (etats[-1] if etats else "a_faire")


@pytest.mark.parametrize(
    "transmettre",
    [
        lambda texte: texte,
        lambda texte: texte.replace("\n", "\r\n"),
        lambda texte: "Bonjour,\n\n" + "".join(f"> {ligne}\n" for ligne in texte.splitlines()) + "\nMerci",
        lambda texte: re.sub(r"(?m)^(.{1,40})(.*)$", r"\1\n\2", texte),
        lambda texte: texte.replace("\n", " "),
    ],
    ids=["telle quelle", "Windows", "citée", "coupée", "sur une ligne"],
)
def test_une_copie_collee_en_texte_se_relit(transmettre):
    serie = Serie("4-pareto", magasin=None)
    serie.q["q18"].verifier("Réponse « à la main », é è €")
    texte = transmettre(ecrire_copie_texte(serie))
    assert lire_copie(texte).reponses == serie.composer_copie().reponses
    assert lire_copie(texte.encode("utf-16")).reponses == serie.composer_copie().reponses


def test_un_texte_de_copie_incomplet_le_dit():
    texte = ecrire_copie_texte(Serie("4-pareto", magasin=None))
    debut = texte.index("[COPIE DU COURS]")
    assert "Identifiant" in texte[:debut] and "sans réponse" in texte[:debut]
    un_de_moins = texte[: debut + 60] + texte[debut + 61 :]
    for coupe in (texte[: debut + 100], un_de_moins, texte[debut + 60 :]):
        with pytest.raises(ErreurCours, match=r"incomplet ou modifié|texte où il n’y a pas de copie"):
            lire_copie(coupe)


@pytest.mark.parametrize("nom", ETATS_AVANT)
def test_une_copie_d_avant_la_reecriture_s_ouvre_et_dit_ce_qui_a_change(nom):
    """Rien ne se perd des copies faites avant, et rien n’y change en silence."""
    texte = (AVANT / f"{nom}.json").read_text(encoding="utf-8")
    copie = json.loads(texte)
    serie = Serie(copie["serie"], code=copie["code"], mode=copie["mode"], magasin=None)
    serie.reprendre(texte)
    assert serie.variante == copie["variante"]
    avant = ETATS_AVANT[nom]
    refaire = {n for n, etat in avant.items() if n not in serie.q or serie.q[n].etat != etat}
    dites = {f"q{n}" for n in re.findall(r"\d+", serie.avis.partition("changé")[0])}
    assert refaire == dites & set(avant), serie.avis
    # Ce qui est à refaire est encore dans la copie, effacé.
    gardees = lire_copie(serie.exporter()).reponses
    for numero in refaire:
        assert gardees[numero].gestes and all(geste.efface for geste in gardees[numero].gestes)
