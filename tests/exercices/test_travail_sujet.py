"""Le travail sur un sujet : ses données, sa copie, et ce qu'une évaluation ne montre pas."""

import json
from dataclasses import replace

import pytest

from course_helpers.chapitres import CHAPITRES
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.copie import lire_copie, lire_copies
from course_helpers.exercices.statique import ecrire_copie_imprimee, ecrire_copie_texte
from course_helpers.exercices.sujet import composer_sujet, ecrire_fragment, lire_fragment, separer_variantes
from course_helpers.exercices.sujets_prets import lire_lien, lister_sujets_prets
from course_helpers.exercices.travail import Travail
from course_helpers.exercices.travail_sujet import TravailSujet
from course_helpers.tirages.reserve import PLACES, trouver_variante

CHOIX = [("4-pareto", "q1", 2), ("3-valeur", "q2", 5), ("4-pareto", "q18", 4)]
SUJET = composer_sujet(CHOIX, titre="Essai", evaluation=True, sel="0badcafe")


def travailler(sujet=SUJET, code="GPME2-07", **options):
    return TravailSujet(sujet, code, magasin=None, **options)


@pytest.mark.parametrize("serie", CHAPITRES)
def test_l_identifiant_d_une_evaluation_donne_dans_le_chapitre_d_autres_donnees(serie):
    """Que deux variantes n'ont jamais les mêmes données, les tests du tirage le vérifient pour toutes."""
    sujet = composer_sujet([(serie, "q1", 1)], evaluation=True, sel="0badcafe")
    evaluees, montrees = set(), {0}
    for rang in range(400):
        evaluees |= {*separer_variantes(sujet.trouver_variante(f"E-{rang}"), 1)}
        montrees |= {trouver_variante(f"E-{rang}", serie, tirage=tirage) for tirage in range(5)}
    assert len(evaluees) == PLACES and not evaluees & montrees
    travail, chapitre = travailler(sujet), Travail(serie, code="GPME2-07", magasin=None)
    assert not travail.portefeuille.clients.equals(chapitre.portefeuille.clients)


def test_une_evaluation_ne_juge_ni_n_aide():
    travail = travailler()
    for question in travail.q.values():
        assert "ni indice ni solution" in question.indice() and "ni indice ni solution" in question.solution()
    assert travail.q["q1"].verifier("mesure").etat == travail.q["q1"].verifier("loi").etat == "enregistre"
    carte = travail.q["q1"].carte
    assert [bouton.description for bouton in carte.boutons.children] == ["Enregistrer"]
    assert carte.aides.value == "" and "réussi" not in carte.retour.value
    with pytest.raises(ErreurCours, match="garde ses données"):
        travail.renouveler()
    assert travail.carte.panneau.nouvelles not in travail.carte.panneau.boutons.children


@pytest.mark.parametrize("donnees", ["classe", "groupe", "personne"])
def test_une_copie_porte_le_sujet_et_se_rouvre(donnees):
    sujet = replace(SUJET, donnees=donnees)
    travail = travailler(sujet, groupe="B" if donnees == "groupe" else "")
    travail.q["q2"].verifier("12")
    travail.q["q3"].noter_brouillon("Je commencerais par")
    copie = travail.exporter()
    lue = lire_copie(copie)
    assert (lue.serie, lue.evaluation, lue.sel) == (ecrire_fragment(sujet), True, sujet.sel)
    assert lue.variante == lue.annoncee == travail.variante
    for texte in (copie, ecrire_copie_texte(travail)):
        ailleurs = travailler(sujet, groupe=travail.groupe)
        ailleurs.reprendre(texte)
        assert ailleurs.q["q2"].essais == ["12"] and ailleurs.q["q3"].tapee == "Je commencerais par"
    assert ecrire_copie_imprimee(travail).count('class="donnees"') == 1


def test_une_copie_d_ailleurs_ne_se_rouvre_pas():
    copie = travailler().exporter()
    serie = Travail("4-pareto", code="GPME2-07", magasin=None).exporter()
    for travail, texte, motif in (
        (Travail("4-pareto", code="GPME2-07", magasin=None), copie, "répond à un sujet"),
        (travailler(), serie, "autre série"),
        (travailler(replace(SUJET, sel="12345678")), copie, "répond à un sujet"),
        (travailler(code="GPME2-08"), copie, "celle de GPME2-07"),
    ):
        with pytest.raises(ErreurCours, match=motif):
            travail.reprendre(texte)
    groupes = replace(SUJET, donnees="groupe")
    with pytest.raises(ErreurCours, match="groupe"):
        travailler(groupes, groupe="A").reprendre(travailler(groupes, groupe="B").exporter())


def test_le_meme_sujet_d_une_autre_edition_se_reprend_et_dit_ce_qui_a_change():
    anciennes = tuple(replace(question, empreinte="0000") for question in SUJET.questions[:1])
    ancien = replace(SUJET, questions=(*anciennes, *SUJET.questions[1:]))
    travail = travailler(ancien)
    travail.q["q1"].verifier("mesure")
    assert "La question 1 a changé" in travail.carte.tete.value
    neuf = travailler()
    assert neuf.nom_copie == travail.nom_copie
    neuf.reprendre(travail.exporter())
    assert neuf.q["q1"].essais == ["mesure"]


@pytest.mark.parametrize(
    "change",
    [
        {"sujet": "s1.AAAA"},
        {"sujet": "<script>"},
        {"sujet": ["s1"]},
        {"sujet": "s1." + "A" * 5000},
        {"tirage": 3},
        {"groupe": 3},
        {"code": "../x"},
        {"variante": 10**60},
        {"reponses": {"q1": {"gestes": [{"id": "a", "geste": "essai", "reponse": "x", "tirage": 7}]}}},
    ],
)
def test_une_copie_de_sujet_hostile_est_refusee_par_une_phrase(change):
    contenu = json.loads(travailler().exporter()) | change
    with pytest.raises(ErreurCours, match=r"\.$"):
        lire_copies(json.dumps(contenu))


def test_un_titre_hostile_reste_un_texte():
    hostile = replace(SUJET, titre="<img src=x onerror=alert(1)>", consigne="<script>alert(2)</script>")
    travail = travailler(lire_fragment(ecrire_fragment(hostile)))
    for page in (travail.carte.tete.value, ecrire_copie_imprimee(travail)):
        assert "<img src=x" not in page and "<script>alert" not in page
    assert "&lt;img src=x" in travail.carte.tete.value


@pytest.mark.parametrize("nom", lister_sujets_prets())
def test_un_sujet_pret_tient_dans_le_temps_de_son_adresse(nom):
    sujet = lister_sujets_prets()[nom]
    assert sujet.minutes == int(nom.rpartition("-")[2])
    assert lire_lien(f"https://exemple.fr/sujet.html#{nom.upper()}") is sujet
    points = [
        {q.identifiant: q.points for q in ouvrir_banque(choisie.serie).questions}[choisie.identifiant]
        for choisie in sujet.questions
    ]
    assert [choisie.points for choisie in sujet.questions] == points and not sujet.evaluation


def test_une_adresse_courte_inconnue_dit_lesquelles_existent():
    with pytest.raises(ErreurCours, match="choisissez parmi fichier-30"):
        lire_lien("abc-31")
