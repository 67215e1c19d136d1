"""La banque est un texte : ce qu'il dit passe tel quel, ce qu'il a d'incohérent est refusé avec sa ligne."""

import re
from pathlib import Path

import pytest

from course_helpers.chapitres import CHAPITRES, COMPLEMENTS
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.exercices.banque import lire_banque, lister_series, ouvrir_banque, poser_serie
from course_helpers.exercices.question import SeriePosee
from course_helpers.exercices.series import pareto
from course_helpers.tirages.reserve import tirer_variante

TEXTE = """# Série d'essai

Voici {n} clients.

## Messages communs

`tri`
: {reponse} : dans quel sens avez-vous trié ?

## q1 · Une part

% faits : C4.1, C4.2
% parcours : essentiel
% niveau : application
% points : 2
% réponse : nombre
% unité : %
% décimales : 1
% attendu : part

Quelle part, sur {n} clients ?

### Erreurs

`supposee` = 80
: {reponse} : l'avez-vous mesurée ?

`complement`

`tri` = autre

### Indices

1. Triez.
2. Cumulez.

### Confirmation

{part:pct1}, c'est mesuré.

### Solution

On trie.

On cumule : {part:pct1}.

### Exemples

- `12,3` → réussi
- `80` → supposee : recopiée
"""
COMPLEMENT = TEXTE.replace("`complement`\n", "`complement`\n: Et le reste ?\n")
CALCULS = {"q1": {"complement": lambda v: 100 - v.part}}


def calculer(donnees):
    return {"n": 41, "part": 12.34, "autre": 3}


def lire(texte=COMPLEMENT, calculs=CALCULS):
    return lire_banque(texte, "4-pareto", calculer, calculs)


def test_le_texte_dit_la_question():
    banque = lire()
    (question,) = banque.questions
    assert (banque.titre, banque.presentation) == ("Série d'essai", "Voici {n} clients.")
    assert (question.identifiant, question.titre, question.numero) == ("q1", "Une part", "1")
    assert (question.faits, question.essentiel, question.points) == (("C4.1", "C4.2"), True, 2)
    assert (question.unite, question.decimales, question.genre) == ("%", 1, "nombre")
    assert question.indices == ("Triez.", "Cumulez.")
    assert question.solution == "On trie.\nOn cumule : {part:pct1}."
    assert [(exemple.reponse, exemple.verdict, exemple.raison) for exemple in question.exemples] == [
        ("12,3", "réussi", ""),
        ("80", "supposee", "recopiée"),
    ]


def test_une_valeur_est_une_constante_un_nom_ou_un_calcul():
    class Valeurs:
        part, autre = 12.34, 3

    (question,) = lire().questions
    assert question.attendu(Valeurs) == 12.34
    assert [erreur.calcul(Valeurs) for erreur in question.erreurs] == [80, 100 - 12.34, 3]
    # Un code sans texte prend le message commun.
    assert question.erreurs[2].message == "{reponse} : dans quel sens avez-vous trié ?"


@pytest.mark.parametrize(
    ("avant", "apres", "refus"),
    [
        ("% unité : %", "% unitee : %", "ligne 17 : « unitee » est inconnu d'une question « nombre »"),
        ("### Indices", "### Astuces", "ligne 33 : « astuces » est inconnu"),
        ("% réponse : nombre", "% réponse : devinette", "ligne 16 : réponse « devinette » inconnue"),
        ("% réponse : nombre\n", "", "ligne 10 : réponse «  » inconnue"),
        ("% points : 2", "% points : deux", "ligne 15 : « deux » ne convient pas à « points »"),
        ("% niveau : application", "% niveau : facile", "ligne 14 : « facile » ne convient pas à « niveau »"),
        ("% attendu : part\n", "", "ligne 10 : la réponse attendue n'est dite nulle part"),
        ("`tri` = autre", "`tri` = 3 autres", "ligne 31 : « 3 autres » n'est ni une constante ni un nom"),
        ("`tri` = autre", "`tri`", "ligne 31 : « tri » n'a ni valeur dans le texte, ni calcul en Python"),
        (": {reponse} : l'avez-vous mesurée ?\n", "", "ligne 25 : « supposee » n'a pas de texte"),
        ("1. Triez.", "1. **Triez**.", "ligne 35 : « ** » s'afficherait tel quel"),
        ("1. Triez.", "Triez.", "ligne 35 : une liste était attendue"),
        ("`80` → supposee", "`80` → devinee", "ligne 51 : « devinee » n'est pas un verdict"),
        ("- `80` → supposee", "- 80 : supposee", "ligne 51 : un exemple s'écrit"),
        ("## q1 · Une part", "## Une part", "ligne 10 : « Une part » n'est ni une question"),
        ("# Série d'essai\n", "Série d'essai\n", "ligne 1 : un fichier commence par le titre"),
        ("`supposee` = 80", "supposee = 80", "ligne 25 : un code entre accents graves"),
    ],
)
def test_un_texte_incoherent_est_refuse_avec_sa_ligne(avant, apres, refus):
    assert COMPLEMENT.count(avant) == 1
    with pytest.raises(ErreurCours) as erreur:
        lire(COMPLEMENT.replace(avant, apres))
    assert typographier(f"series/4-pareto.md, {refus}") in str(erreur.value)


def test_un_calcul_sans_texte_est_refuse_avec_son_fichier_et_sa_ligne():
    ligne = CALCULS["q1"]["complement"].__code__.co_firstlineno
    for calculs in ({"q1": CALCULS["q1"] | {"oubli": CALCULS["q1"]["complement"]}}, {"q9": CALCULS["q1"]}):
        with pytest.raises(ErreurCours, match=rf"test_banque\.py, ligne {ligne}.*n’a pas de texte"):
            lire(calculs=CALCULS | calculs)


@pytest.mark.parametrize(
    ("avant", "apres", "ligne"),
    [("{n} clients ?", "{m} clients ?", 21), ("`tri` = autre", "`tri` = ailleurs", 31)],
)
def test_un_nom_que_rien_ne_calcule_est_refuse_avec_sa_ligne(avant, apres, ligne):
    banque = lire(COMPLEMENT.replace(avant, apres))
    with pytest.raises(ErreurCours, match=f"ligne {ligne}.* est cité, et la série ne le calcule pas"):
        banque.verifier_citations(calculer(None))
    lire().verifier_citations(calculer(None))


def test_corriger_une_phrase_ne_demande_ni_python_ni_test(corriger_texte):
    avant = poser_serie("4-pareto", 0).questions["q2"]
    corriger_texte(
        "4-pareto",
        ("Dans votre portefeuille de {n:ent} clients, quelle part", "Parmi vos {n} clients, quelle part"),
    )
    apres = poser_serie("4-pareto", 0).questions["q2"]
    assert avant.enonce != apres.enonce and apres.enonce.startswith("Parmi vos ")
    assert apres.empreinte == avant.empreinte
    for exemple in apres.question.exemples:
        assert apres.juger(exemple.reponse) == avant.juger(exemple.reponse)


def test_chaque_chapitre_a_sa_serie_et_sa_synthese():
    assert lister_series() == [*CHAPITRES, *COMPLEMENTS]
    assert lister_series(syntheses=True) == [f"{nom}-synthese" for nom in CHAPITRES]
    with pytest.raises(ErreurCours, match="choisissez parmi 1-connaissance"):
        ouvrir_banque("9-rien")
    for complement in COMPLEMENTS:
        with pytest.raises(ErreurCours, match="choisissez parmi 1-connaissance"):
            ouvrir_banque(f"{complement}-synthese")


def test_un_nom_d_avant_mene_a_la_meme_serie():
    assert ouvrir_banque("7-etude-de-cas").nom == "7-etude"


def test_la_question_que_contributing_donne_en_exemple_se_lit_et_tient_ses_promesses():
    guide = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    texte = re.search(r"```markdown\n(.*?)```", guide, re.DOTALL)[1]
    calculs = {"q2": {"rang_inferieur": pareto.CALCULS["q2"]["rang_inferieur"]}}
    banque = lire_banque(f"# Essai\n\nVos clients.\n\n{texte}", "4-pareto", pareto.calculer, calculs)
    donnees = tirer_variante("4-pareto", 0)
    valeurs = banque.calculer(donnees)
    banque.verifier_citations(valeurs)
    serie = SeriePosee.composer(banque.questions, banque.presentation, valeurs, donnees, "essai")
    posee = serie.questions["q2"]
    verdicts = [posee.juger(exemple.reponse) for exemple in posee.question.exemples]
    assert [verdict.code_erreur or "réussi" for verdict in verdicts] == [
        exemple.verdict for exemple in posee.question.exemples
    ]
