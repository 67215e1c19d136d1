"""Un plan de séance tient dans l'heure, et laisse aux questions le temps que la banque leur donne."""

import csv
import re
from fractions import Fraction
from itertools import pairwise

import pytest
from prose import RACINE

from course_helpers.chapitres import CHAPITRES, COMPLEMENTS, PARCOURS
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.sujet import TIERS_TEMPS
from course_helpers.exercices.sujets_prets import lister_sujets_prets

SEANCE = 55
UTILES = 30  # ce qu'une séance laisse au travail, une fois la classe installée et la correction faite
SEANCES = [page.stem for page in sorted((RACINE / "book").glob("seance-*.md"))]
TITRE = re.compile(r"^## Plan de la séance (\d)", re.MULTILINE)
LIGNE = re.compile(r"^\| (\d+)–(\d+) \| (.+) \|$", re.MULTILINE)
SUITE = re.compile(r"\bquestions? (\d+(?:(?:, | et | à |, puis )\d+)*)")


def lister_seances(nom):
    """Les séances d'une page d'enseignant : pour chacune, (début, fin, texte) de chaque ligne."""
    page = (RACINE / "book" / "enseigner" / f"{nom}.md").read_text("utf-8")
    debuts = [trouve.start() for trouve in TITRE.finditer(page)] + [len(page)]
    for debut, fin in pairwise(debuts):
        partie = page[debut:fin].split("\n## ")[0]
        yield [(int(a), int(b), texte) for a, b, texte in LIGNE.findall(partie)]


def lire_numeros(texte):
    """Les questions qu'une ligne nomme : « questions 1 à 4 », « questions 5 et 6, puis 14 »."""
    numeros = set()
    for suite in SUITE.findall(texte):
        for morceau in re.split(r", puis |, | et ", suite):
            bornes = [int(n) for n in morceau.split(" à ")]
            numeros |= set(range(bornes[0], bornes[-1] + 1))
    return numeros


@pytest.mark.parametrize("nom", PARCOURS)
def test_une_seance_se_suit_minute_par_minute(nom):
    seances = list(lister_seances(nom))
    assert len(seances) == 1 if nom in COMPLEMENTS else len(seances) >= 2
    for rang, lignes in enumerate(seances, start=1):
        assert lignes, f"séance {rang} : aucune ligne « 0–10 »"
        assert lignes[0][0] == 0, f"séance {rang}"
        assert lignes[-1][1] == SEANCE, f"séance {rang} : {lignes[-1][1]} min"
        for avant, apres in pairwise(lignes):
            assert avant[1] == apres[0], f"séance {rang} : {avant[1]}, puis {apres[0]}"


@pytest.mark.parametrize("nom", PARCOURS)
def test_une_ligne_laisse_le_temps_de_ses_questions(nom):
    minutes = {int(q.numero): q.minutes for q in ouvrir_banque(nom).questions}
    for lignes in lister_seances(nom):
        for debut, fin, texte in lignes:
            demande = sum(minutes[numero] for numero in lire_numeros(texte))
            assert demande <= fin - debut, f"{debut}–{fin} : {demande} min de questions dans « {texte} »"


@pytest.mark.parametrize("nom", PARCOURS)
def test_le_parcours_essentiel_tient_dans_les_seances(nom):
    questions = ouvrir_banque(nom).questions
    assert all(question.minutes > 0 for question in questions), [
        q.identifiant for q in questions if not q.minutes
    ]
    seances = list(lister_seances(nom))
    essentielles = {int(q.numero): q.minutes for q in questions if q.essentiel}
    assert sum(essentielles.values()) <= UTILES * len(seances)
    nommees = set().union(*(lire_numeros(texte) for lignes in seances for *_, texte in lignes))
    assert set(essentielles) <= nommees, f"hors du plan : {sorted(set(essentielles) - nommees)}"


@pytest.mark.parametrize("page", SEANCES)
def test_une_seance_prete_tient_son_heure_et_son_sujet(page):
    texte = (RACINE / "book" / f"{page}.md").read_text("utf-8")
    lignes = [(int(a), int(b), ligne) for a, b, ligne in LIGNE.findall(texte)]
    assert [lignes[0][0], lignes[-1][1]] == [0, SEANCE]
    assert all(avant[1] == apres[0] for avant, apres in pairwise(lignes))
    ((debut, fin, _),) = [ligne for ligne in lignes if "Trente minutes utiles" in ligne[2]]
    # Le sujet emplit le temps utile ; avec un tiers temps, le socle y tient.
    nom, socle = re.search(r"^```\{seance\} (\S+)\n:socle: (.+)$", texte, re.MULTILINE).groups()
    sujet = lister_sujets_prets()[nom]
    assert sujet.minutes == fin - debut == UTILES
    questions = {str(rang): question for rang, (_, question) in enumerate(sujet.retenues, start=1)}
    assert sum(questions.pop(rang).minutes for rang in socle.split(", ")) * Fraction(*TIERS_TEMPS) <= UTILES
    assert questions, "rien pour approfondir"
    # Les questions que le texte nomme sont du sujet ; la rédaction à faire chez soi est une rédaction.
    assert all(1 <= int(n) <= len(sujet.retenues) for n in re.findall(r"[Qq]uestions? (\d+)", texte))
    chapitre = re.search(r"\]\((\d-\w+)\.md\)", texte)[1]
    numero = re.search(r"le numéro (\d+) du chapitre", texte)[1]
    redigee = next(q for q in ouvrir_banque(chapitre).questions if q.numero == numero)
    assert redigee.criteres
    assert "| Critère | Très insuffisant | Insuffisant | Satisfaisant | Très satisfaisant |" in texte


def test_la_progression_de_l_annee_suit_les_plans_et_les_questions():
    page = (RACINE / "book" / "enseigner.md").read_text("utf-8")
    lignes = re.findall(r"\| \[\d\]\((.+?)\.md\) \| (\d+) \| (\d+) \|", page)
    attendues = [
        (
            nom,
            str(len(list(lister_seances(nom)))),
            str(sum(q.minutes for q in ouvrir_banque(nom).questions if not q.essentiel)),
        )
        for nom in CHAPITRES
    ]
    assert lignes == attendues
    assert f"{sum(int(seances) for _, seances, _ in attendues)} séances de 55 minutes" in page


def test_les_remarques_a_lire_sont_celles_de_l_enquete():
    page = (RACINE / "book" / "enseigner" / "2-portefeuille.md").read_text("utf-8")
    lues = re.findall(r"^\| «\u202f(.+?)\u202f» \| (relatif|absolu) \|$", page, re.MULTILINE)
    with (RACINE / "datasets" / "enquete-marche.csv").open(encoding="utf-8", newline="") as fichier:
        reponses = {
            (ligne["remarque"], {"oui": "relatif", "non": "absolu"}.get(ligne["pourrait_acheter"]))
            for ligne in csv.DictReader(fichier, delimiter=";")
        }
    assert len(lues) == 8 and set(lues) <= reponses
