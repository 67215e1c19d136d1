"""Deux séances côte à côte : un progrès se lit sur les mêmes questions, ou ne se dit pas."""

from dataclasses import replace

import pytest

from course_helpers.enseignant.correction import composer_lot, corriger_remises, lire_remises
from course_helpers.enseignant.correspondance import former_classe
from course_helpers.enseignant.depot import Depose
from course_helpers.enseignant.progres import Compte, Cote, comparer_seances
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque

CLASSE = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom", "BLIN Eva"])
LEA, TOM, EVA = (eleve.identifiant for eleve in CLASSE.eleves)
ANALYSER = "Analyser un portefeuille clients (NDRC, bloc 1)"


@pytest.fixture
def corriger(repondre_juste):
    """La fonction : corriger des copies, d'après identifiant → questions justes."""

    def faire(copies, serie="4-pareto"):
        deposes = []
        for rang, (code, numeros) in enumerate(copies.items()):
            travail = Serie(serie, code=code, magasin=None)
            for numero in numeros:
                repondre_juste(travail.q[numero])
            deposes.append(Depose(f"{rang}.json", travail.exporter().encode()))
        lus = [lire_remises(depose.nom, depose.lire) for depose in deposes]
        return composer_lot(lus, corriger_remises(lus))

    return faire


def test_les_progres_se_lisent_par_competence_chez_qui_a_rendu_deux_fois(corriger):
    octobre = Cote(
        corriger({LEA: ["q1"], TOM: ["q1", "q2"], EVA: []}), CLASSE, {}, "2025-10-12T08:00:00+00:00"
    )
    mars = Cote(corriger({TOM: ["q1"], LEA: ["q1", "q2", "q3"]}), CLASSE)
    progres = comparer_seances(mars, octobre)
    assert progres.avant is octobre and progres.apres is mars
    assert octobre.dite == "séance du 12 octobre 2025" and mars.dite == "séance en cours"
    assert progres.presents == [LEA, TOM] and progres.une_fois == ["BLIN Eva"]
    assert progres.communes == [ouvrir_banque("4-pareto").titre] and not progres.cote_a_cote
    (analyser,) = (e for e in progres.evolutions if e.competence == ANALYSER)
    des_competences = [q.competence for q in ouvrir_banque("4-pareto").questions if q.corrige]
    assert analyser.questions == des_competences.count(ANALYSER)
    assert sum(e.questions for e in progres.evolutions) == len(des_competences)
    gagnees = sum(des_competences[rang] == ANALYSER for rang in (1, 2))  # q2 et q3
    avant, apres = analyser.eleves[LEA]
    assert apres.reussies - avant.reussies == gagnees > 0 and avant.total == apres.total
    assert analyser.lister(1) == [LEA] and analyser.lister(-1) == [TOM] and not analyser.lister(0)
    assert analyser.classe[0].total == 2 * analyser.questions
    assert Compte(3, 4).taux == 75 and Compte().taux == 0


def test_sans_serie_commune_rien_n_est_conclu(corriger):
    une = Cote(corriger({LEA: ["q1"]}), CLASSE, {}, "2025-10-12")
    autre = Cote(corriger({LEA: ["q1"]}, serie="5-methode"), CLASSE)
    progres = comparer_seances(une, autre)
    assert not progres.evolutions and not progres.presents and not progres.communes
    assert progres.cote_a_cote and all(avant or apres for _, avant, apres in progres.cote_a_cote)
    assert any(avant is None or apres is None for _, avant, apres in progres.cote_a_cote)


def test_deux_classes_ne_se_comparent_pas(corriger):
    autre = former_classe("GPME2", ["PETIT Zoé"])
    assert autre.eleves[0].identifiant == LEA
    with pytest.raises(ErreurCours, match="de deux classes"):
        comparer_seances(
            Cote(corriger({LEA: []}), CLASSE, {}, "2025-10-12"), Cote(corriger({LEA: []}), autre)
        )


def test_sans_classe_les_identifiants_suffisent_et_un_identifiant_partage_ne_se_devine_pas(corriger):
    ensemble = corriger({"BTS1-01": ["q1"]})
    seules = corriger({"BTS1-01": ["q1", "q2"], "BTS1-02": []})
    progres = comparer_seances(Cote(ensemble, le="2025-10-12"), Cote(seules))
    assert progres.presents == ["BTS1-01"] and progres.une_fois == ["BTS1-02"] and progres.partagees == 0
    partage = corriger({"BTS1-01": ["q1"]}).resultats["4-pareto"] * 2
    ensemble.resultats["4-pareto"] = [replace(r, lieu=str(rang)) for rang, r in enumerate(partage)]
    progres = comparer_seances(Cote(ensemble, le="2025-10-12"), Cote(seules))
    assert progres.partagees == 2 and not progres.presents
