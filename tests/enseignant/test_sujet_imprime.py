"""Un sujet sur papier : ses seules questions, à part son corrigé, et le même dans un .docx."""

import html
import io
import re
import zipfile

import pytest
from tableur import lire_documents

from course_helpers.enseignant.commande import main
from course_helpers.enseignant.document import ecrire_docx
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.enseignant.sujet_emporte import lister_fichiers
from course_helpers.enseignant.sujet_imprime import Destinataire, ecrire_corriges, ecrire_sujets
from course_helpers.exercices.catalogue import chercher_questions, lister_questions, lister_valeurs
from course_helpers.exercices.sujet import QUESTIONS_MAX, composer_sujet, ecrire_sujet
from course_helpers.exercices.textes import en_html

CHOISIES = [
    ("4-pareto", "q4", 3),
    ("6-strategies", "q11", 2),
    ("4-pareto", "q3", 2),
    ("6-strategies", "q10", 1),
    ("3-valeur", "q3", 4),
    ("3-valeur-synthese", "s1", 5),
    ("4-pareto", "q18", 8),
]
ELEVES = [Destinataire("GPME2-07"), Destinataire("GPME2-08")]


@pytest.fixture(scope="module")
def sujet():
    return composer_sujet(
        CHOISIES, titre="Bilan <b>ABC</b> & valeur", consigne="Calculatrice.\nUne heure.", evaluation=True
    )


@pytest.fixture(scope="module")
def pages(sujet):
    return {"sujet": ecrire_sujets(sujet, ELEVES), "corrige": ecrire_corriges(sujet, ELEVES)}


def lister_textes(page):
    """Les textes d'une page, dans l'ordre, sans ce qui ne se voit pas."""
    corps = page[page.index("<body>") :]
    corps = re.sub(r'<caption class="masque">.*?</caption>', "", corps)
    morceaux = re.split(r"<[^>]+>", corps)
    return [" ".join(html.unescape(m).split()) for m in morceaux if m.strip()]


def test_le_sujet_porte_ses_questions_dans_l_ordre_et_rien_d_autre(sujet, pages):
    page = pages["sujet"]
    assert page.count('<main class="fiche">') == 2 and page.count('class="question"') == 2 * len(CHOISIES)
    titres = re.findall(r"<h3>Question (\d+) \((\d+)\u202fpoints?", page)
    assert titres == [(str(rang), str(points)) for rang, (_, _, points) in enumerate(CHOISIES, 1)] * 2
    assert "Bilan &lt;b&gt;ABC&lt;/b&gt; &amp; valeur" in page and "<b>ABC" not in page
    assert "25\u202fpoints" in page and f"{sujet.minutes_tiers_temps} min avec un tiers temps" in page
    for pour in ELEVES:
        for posee in sujet.poser(pour.code).questions.values():
            assert en_html(posee.enonce) in page
    # Deux documents, les clients de 4 et de 3 ; le tableau des secteurs une fois par copie.
    assert (
        re.findall(r"<h2>Document (\d) · (.+?)</h2>", page)
        == [
            ("1", "Méthode ABC et loi de Pareto"),
            ("2", "La valeur client"),
        ]
        * 2
    )
    assert page.count("Le tableau est celui de la question 2.") == 2


@pytest.mark.parametrize(
    "serie", ["3-valeur", "4-pareto", "7-etude", "complement-risque", "complement-satisfaction"]
)
def test_le_papier_dit_ou_prendre_le_fichier_d_un_tableau(serie):
    numero = next(q.identifiant for nom, q in lister_questions() if nom == serie and q.table == "clients")
    sujet = composer_sujet([(serie, numero, 1)])
    for page in (ecrire_sujets(sujet, ELEVES[:1]), ecrire_fiches(serie, ["GPME2-07"])):
        assert "votre tableur" not in page and "le fichier que donne votre" in page
    page = ecrire_sujets(sujet, ELEVES[:1], "https://exemple.fr/sujet.html#abc-30")
    assert "#abc-30</strong>, avec l’identifiant <strong>GPME2-07" in page and "que donne" not in page


def test_aucune_solution_n_est_dans_le_sujet_et_toutes_dans_le_corrige(sujet, pages):
    for pour in ELEVES:
        for posee in sujet.poser(pour.code).questions.values():
            assert en_html(posee.solution) not in pages["sujet"]
            assert en_html(posee.solution) in pages["corrige"]
    assert "Le barème" in pages["corrige"] and "Le barème" not in pages["sujet"]
    assert pages["corrige"].count("Accepté aussi") >= 2
    # Huit points, quatre critères : deux points au plus pour chacun.
    assert re.findall(r"<br>(\d,\d\d)</th>", pages["corrige"])[:4] == ["0,00", "0,67", "1,33", "2,00"]


def test_un_corrige_commun_a_toute_la_classe_ne_s_imprime_qu_une_fois():
    """Les critères de la rédaction sont communs ; une solution qui suit les données se redit à chacun."""
    sujet = composer_sujet([("1-connaissance", "q1", 1), ("4-pareto", "q3", 2), ("4-pareto", "q18", 8)])
    page = ecrire_corriges(sujet, ELEVES)
    un, autre = (sujet.poser(pour.code).questions for pour in ELEVES)
    assert un["q1"].solution == autre["q1"].solution and un["q2"].solution != autre["q2"].solution
    assert page.count(en_html(un["q1"].solution)) == 1 and page.count("<caption>Critères") == 1
    tous, *chacun = page.split('<main class="corrige">')[1:]
    assert "Le barème" in tous and en_html(un["q1"].solution) in tous and len(chacun) == 2
    for copie, posees in zip(chacun, (un, autre), strict=True):
        assert en_html(posees["q2"].solution) in copie and "le même pour tous" in copie
    # Seul destinataire : son corrigé est entier, à la suite du barème.
    seul = ecrire_corriges(sujet, ELEVES[:1])
    assert seul.count('<main class="corrige">') == 1 and "le même pour tous" not in seul
    assert all(en_html(posee.solution) in seul for posee in un.values())
    # Rien de propre à personne : une seule partie.
    commun = ecrire_corriges(composer_sujet([("1-connaissance", "q1", 1)]), ELEVES)
    assert commun.count('<main class="corrige">') == 1 and commun.count('class="question"') == 1


def test_aucun_corrige_ne_parle_python():
    banque = [(serie, q.identifiant, 1) for serie, q in lister_questions()]
    for debut in range(0, len(banque), QUESTIONS_MAX):
        sujet = composer_sujet(banque[debut : debut + QUESTIONS_MAX], donnees="classe")
        texte = " ".join(lister_textes(ecrire_corriges(sujet, [Destinataire()])))
        assert not re.search(r"\b(import|lambda|print|df|pd|def|python)\b|\.\w+\(|\[\"|==", texte, re.I)


def test_chacun_a_ses_donnees_et_un_groupe_les_partage(sujet):
    un, autre = (ecrire_sujets(sujet, [eleve]) for eleve in ELEVES)
    assert lister_textes(un) != lister_textes(autre)
    groupes = composer_sujet(CHOISIES, donnees="groupe", evaluation=True, sel="0badcafe")
    a, b = (ecrire_sujets(groupes, [Destinataire(groupe=lettre)]) for lettre in "AB")
    assert "groupe A" in a and lister_textes(a)[3:] != lister_textes(b)[3:]


def garder_les_mots(texte):
    """Ce qui se lit, sans de quoi répondre : ni cases, ni pointillés, ni puces, ni numéros de page."""
    return re.sub(r"[☐○•…\s]|[A-H]\.|Page|[\d/]", "", texte)


def test_le_docx_dit_la_meme_chose_dans_libreoffice(pages, tmp_path):
    # XML refuse ces caractères, même échappés : un seul rendrait le document illisible.
    abimee = "<main><p>avant\x00\x0b\ufffe après</p><table><tr><td></td></tr></table></main>"
    documents = {nom: ecrire_docx(page) for nom, page in {**pages, "abime": abimee}.items()}
    assert documents["sujet"] == ecrire_docx(pages["sujet"])
    lus = {nom: " ".join(texte.split()) for nom, texte in lire_documents(tmp_path, documents).items()}
    assert "avant après" in lus.pop("abime")
    for nom, lu in lus.items():
        place = 0
        for morceau in lister_textes(pages[nom]):
            trouve = lu.find(morceau, place)
            assert trouve >= 0, (nom, morceau, lu[place : place + 200])
            place = trouve + len(morceau)
        assert garder_les_mots(lu) == garder_les_mots("".join(lister_textes(pages[nom])))


def test_la_commande_ecrit_les_memes_fichiers(tmp_path, capsys):
    sujet = composer_sujet(CHOISIES[:2], titre="Bilan", evaluation=True, sel="0badcafe")
    (tmp_path / "bilan.sujet.json").write_bytes(ecrire_sujet(sujet))
    (tmp_path / "classe.csv").write_text("GPME2-07\nGPME2-08\n", encoding="utf-8")
    commande = ["sujet", str(tmp_path / "bilan.sujet.json"), "--sortie", str(tmp_path / "bilan")]
    assert main(commande) == 2 and "--liste" in capsys.readouterr().err
    commande += ["--liste", str(tmp_path / "classe.csv"), "--jeux", "2"]
    assert main(commande) == 0
    ecrits = {nom: ecrire() for nom, *_, ecrire in lister_fichiers(sujet, lambda: ELEVES, lambda: 2)}
    attendus = ecrits | ecrits[f"{sujet.abrege}-moodle.xml"]
    assert {f.name: f.read_bytes() for f in (tmp_path / "bilan").iterdir()} == attendus
    assert main(commande) == 2 and "existe déjà" in capsys.readouterr().err
    assert main([*commande, "--remplacer"]) == 0


@pytest.mark.parametrize("colonnes", [2, 5, 7])
def test_une_colonne_du_docx_tient_son_plus_long_mot(colonnes):
    cases = "<td>Recommandation</td>" * (colonnes - 1) + f"<td>{'une phrase ' * 9}</td>"
    octets = ecrire_docx(f"<main><table><tr>{cases}</tr></table></main>")
    xml = zipfile.ZipFile(io.BytesIO(octets)).read("word/document.xml").decode()
    largeurs = [int(largeur) for largeur in re.findall(r'gridCol w:w="(\d+)"', xml)]
    corps = 8 if "CaseSerree" in xml else 9.5
    assert sum(largeurs) <= 9638 and (corps == 8) == (colonnes == 7)
    # Un caractère prend en moyenne un demi-corps, en vingtièmes de point.
    assert min(largeurs[:-1]) > 10 * corps * len("Recommandation")


# --- Chercher dans la banque -------------------------------------------------------------------------------


@pytest.mark.parametrize("critere", ["chapitre", "niveau", "competence", "genre"])
def test_un_critere_partage_la_banque(critere):
    parts = [chercher_questions(**{critere: valeur}) for valeur in lister_valeurs(critere)]
    assert all(parts) and sum(map(len, parts)) == len({id(q) for part in parts for _, q in part})
    sans = [q for _, q in lister_questions() if critere == "competence" and not q.competence]
    assert sum(map(len, parts)) == len(lister_questions()) - len(sans)


def test_les_criteres_se_combinent():
    trouvees = chercher_questions(3, chapitre="4-pareto", niveau="application")
    assert trouvees and all(
        serie == "4-pareto" and q.niveau == "application" and q.minutes <= 3 for serie, q in trouvees
    )
