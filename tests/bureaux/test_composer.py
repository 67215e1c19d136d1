"""L'onglet « Composer » : le sujet suit les champs, l'aperçu suit le sujet, et rien ne s'arrête."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from lecture import lire

from course_helpers import bureaux
from course_helpers.bureaux.bureau import Bureau
from course_helpers.bureaux.chercher import LIGNES
from course_helpers.bureaux.composer import Composer
from course_helpers.chapitres import CHAPITRES
from course_helpers.donnees import exporter_csv
from course_helpers.enseignant.correspondance import former_classe
from course_helpers.enseignant.document import ecrire_docx
from course_helpers.enseignant.moodle import exporter_sujet
from course_helpers.enseignant.sujet_imprime import Destinataire, ecrire_corriges, ecrire_sujets
from course_helpers.exercices.catalogue import lister_questions
from course_helpers.exercices.sujet import (
    CONSIGNE_MAX,
    QUESTIONS_MAX,
    TITRE_MAX,
    ecrire_fragment,
    ecrire_sujet,
    lire_fragment,
    lire_sujet,
)
from course_helpers.exercices.sujets_prets import lister_sujets_prets
from course_helpers.exercices.textes import en_html

SITE = "https://exemple.fr/cours/book/sujet.html"
PIEGE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def composer():
    return Composer()


def ajouter(composer, *numeros):
    """Ajouter des questions comme par les boutons, d'après leur numéro dans le cours."""
    for numero in numeros:
        chapitre = next(nom for nom in CHAPITRES if nom.startswith(numero[0]))
        composer.chercher.filtres["chapitre"].value = chapitre
        composer.chercher.precedentes.click()
        while f"la question {numero}" not in [lire(b.description)[8:] for b in montres(composer)]:
            composer.chercher.suivantes.click()
        next(b for b in montres(composer) if lire(b.description).endswith(f"question {numero}")).click()


def montres(composer):
    return [ligne.bouton for ligne in composer.chercher.montrees]


def lister(composer):
    return [question.numero for question in composer.sujet.questions]


def lire_fichier(composer, mot):
    """Les octets d'un fichier, comme par son bouton ; la phrase qui l'a refusé, sinon."""
    (intitule,) = (nom for nom in composer.emport.boutons if mot in nom)
    composer.emport.boutons[intitule].click()
    if "est prêt" not in composer.emport.annonce.texte:
        return composer.emport.annonce.texte
    return composer.emport._fichiers[intitule].octets


# --- Chercher ----------------------------------------------------------------------------------------------


def test_les_filtres_se_combinent_et_les_enonces_se_lisent(composer):
    filtres = composer.chercher.filtres
    assert f"{len(lister_questions())} questions trouvées" in lire(composer.chercher.compte.value)
    filtres["chapitre"].value, filtres["niveau"].value = "4-pareto", "cas"
    textes = " ".join(ligne.texte.value for ligne in composer.chercher.montrees)
    assert "Votre premier client, " in textes and "cas · nombre" in textes
    filtres["genre"].value = "ouvert"
    assert "1 question trouvée" in lire(composer.chercher.compte.value) and len(montres(composer)) == 1
    filtres["minutes"].value = 2
    assert "Élargissez un filtre" in composer.chercher.compte.value and not montres(composer)


def test_on_feuillette_la_banque_sans_en_sortir(composer):
    composer.chercher.precedentes.click()
    premier = montres(composer)[0].description
    for _ in range(200):
        composer.chercher.suivantes.click()
    assert (
        0 < len(montres(composer)) <= LIGNES
        and f"à {len(lister_questions())}" in composer.chercher.compte.value
    )
    for _ in range(200):
        composer.chercher.precedentes.click()
    assert montres(composer)[0].description == premier


def test_un_clic_recu_apres_le_filtre_suivant_ajoute_la_question_que_l_on_voyait(composer):
    """Pendant que Python travaille, la page montre encore la liste d'avant, et l'on y clique."""
    composer.chercher.filtres["chapitre"].value = "3-valeur"
    vue = montres(composer)[4]
    assert lire(vue.description) == "Ajouter la question 3.5"
    composer.chercher.filtres["chapitre"].value = "4-pareto"
    vue.click()
    composer.chercher.suivantes.click()
    assert lister(composer) == ["3.5"]
    composer.chercher.filtres["chapitre"].value = "3-valeur"
    assert montres(composer)[4] is vue and lire(vue.description) == "Retirer la question 3.5"


# --- Composer ----------------------------------------------------------------------------------------------


def test_sans_question_les_etapes_suivantes_attendent(composer):
    assert composer.sujet is None and "Aucune question" in composer.mesures.value
    assert not any(etape.ouverte for etape in (composer.relire, composer.lien, composer.emporter))


def test_le_sujet_l_apercu_et_le_temps_suivent_chaque_geste(composer):
    ajouter(composer, "4.3", "1.1", "3.3")
    assert lister(composer) == ["4.3", "1.1", "3.3"] and composer.sujet.total == 4
    assert "3 questions · 4 points · 10 min</strong> (14 min avec un tiers temps)" in lire(
        composer.mesures.value
    )
    place = composer.choisies.places[2]
    place.monter.click()
    composer.choisies.places[1].monter.click()
    assert lister(composer) == ["3.3", "4.3", "1.1"]
    composer.choisies.places[0].monter.click()
    assert "déjà la première" in composer.annonce.texte and lister(composer) == ["3.3", "4.3", "1.1"]
    composer.choisies.places[0].descendre.click()
    composer.choisies.places[0].points.value = "8"
    assert [q.points for q in composer.sujet.questions] == [8, 1, 1]
    apercu = lire(composer.apercu.value)
    assert "10 points" in apercu and apercu.index("classe A") < apercu.index("La valeur d’un client")
    assert "Analyser un portefeuille clients (NDRC, bloc 1)" in apercu
    composer.choisies.places[1].retirer.click()
    assert lister(composer) == ["4.3", "1.1"] and composer.choisies.places[0].points.value == "8"
    composer.choisies.places[1].retirer.click()
    composer.choisies.places[0].retirer.click()
    assert composer.sujet is None and not composer.relire.ouverte


def test_le_bouton_d_une_question_prise_la_retire(composer):
    bouton = montres(composer)[0]
    bouton.click()
    assert lire(bouton.description) == "Retirer la question 1.1" and lister(composer) == ["1.1"]
    bouton.click()
    assert lire(bouton.description) == "Ajouter la question 1.1" and composer.sujet is None


@pytest.mark.parametrize("tape", ["", "abc", "0", "1,5", "99", "-1", "²"])
def test_des_points_qui_n_en_sont_pas_ne_bloquent_rien(composer, tape):
    ajouter(composer, "4.3", "1.1")
    composer.choisies.places[0].points.value = "3"
    composer.choisies.places[0].points.value = tape
    assert f"Question 1 : « {tape} » n’est pas un nombre de points" in lire(composer.fautes.value)
    assert [q.points for q in composer.sujet.questions] == [3, 1] and composer.emporter.ouverte
    composer.choisies.places[0].descendre.click()
    assert "Question 2 : " in lire(composer.fautes.value)
    composer.choisies.places[1].points.value = "4"
    assert "n’est pas" not in composer.fautes.value and composer.sujet.total == 5


def test_un_titre_d_evaluation_met_le_sujet_en_evaluation_et_le_dit(composer):
    composer.titre.value = "Bilan du chapitre 4"
    assert not composer.evaluation.value
    composer.titre.value = "Évaluation du 12 mars"
    assert composer.evaluation.value and "D’après le titre" in composer.annonce.texte
    composer.evaluation.value = False
    composer.titre.value = "Évaluation du 13 mars"
    assert not composer.evaluation.value, "ce que l'on a choisi reste"


def test_un_texte_trop_long_ou_hostile_se_dit_et_se_montre_en_texte(composer):
    ajouter(composer, "4.3")
    composer.titre.value = f"  Bilan\t{PIEGE} \x00"
    assert composer.sujet.titre == f"Bilan {PIEGE} \ufffd"
    assert "<img" not in composer.apercu.value and "&lt;img" in composer.apercu.value
    composer.titre.value, composer.consigne.value = "a" * (TITRE_MAX + 1), "b " * CONSIGNE_MAX
    fautes = lire(composer.fautes.value)
    assert "Le titre compte 81 caractères" in fautes and "les 600 premiers" in fautes
    assert len(composer.sujet.titre) == TITRE_MAX and lire_fragment(ecrire_fragment(composer.sujet))


def test_quarante_questions_au_plus(composer):
    for _ in range(QUESTIONS_MAX // LIGNES + 1):
        for bouton in list(montres(composer)):
            bouton.click()
        composer.chercher.suivantes.click()
    assert len(composer.sujet.questions) == QUESTIONS_MAX


# --- Donner ------------------------------------------------------------------------------------------------


def test_le_lien_porte_le_sujet_et_un_sujet_pret_a_son_adresse_courte(composer):
    composer.pret.value = "abc-30"
    composer.prendre.click()
    assert composer.sujet == lister_sujets_prets()["abc-30"] and "commence par https://" in (
        composer.donner.annonce.texte
    )
    composer.donner.adresse.value = SITE
    assert f">{SITE}#abc-30</textarea>" in composer.donner.lien.value and not composer.donner.annonce.texte
    composer.evaluation.value = True
    lien = re.search(r">(.+?)</textarea>", composer.donner.lien.value)[1]
    assert lire_fragment(lien) == composer.sujet and composer.sujet.sel != "00000000"
    composer.retirer.click()
    autre = re.search(r">(.+?)</textarea>", composer.donner.lien.value)[1]
    assert lire_fragment(autre).sel != lire_fragment(lien).sel


def test_le_code_qr_suit_le_lien_quand_on_le_montre(composer):
    composer.pret.value, composer.donner.adresse.value = "abc-30", SITE
    composer.prendre.click()
    assert composer.donner.code.value == ""
    composer.donner.repli.children[0].value = True
    premier = composer.donner.code.value
    assert premier.count("<svg") == 2 and "exemple.fr/cours/book/sujet.html#abc-30</p>" in premier
    composer.titre.value = PIEGE
    assert "<img" not in composer.donner.code.value and composer.donner.code.value != premier
    composer.consigne.value = "b " * (CONSIGNE_MAX // 2)
    assert composer.donner.code.value == "" and "Donnez plutôt le lien" in composer.donner.annonce.texte
    assert "</textarea>" in composer.donner.lien.value


def test_l_adresse_de_cet_ordinateur_se_dit(monkeypatch):
    monkeypatch.setattr(bureaux, "adresse_du_livre", "http://127.0.0.1:8000/cours/")
    composer = Composer()
    ajouter(composer, "4.3")
    assert "http://127.0.0.1:8000/cours/book/sujet.html#s1." in composer.donner.lien.value
    assert "n’existe que sur cet ordinateur" in composer.donner.annonce.texte


# --- Emporter ----------------------------------------------------------------------------------------------


def test_les_fichiers_sont_ceux_du_sujet(composer):
    ajouter(composer, "4.3", "1.1")
    composer.donnees.value = "classe"
    sujet, pour = composer.sujet, [Destinataire()]
    assert lire_fichier(composer, "sujet, à imprimer").decode() == ecrire_sujets(sujet, pour)
    assert lire_fichier(composer, "sujet, à modifier") == ecrire_docx(ecrire_sujets(sujet, pour))
    assert lire_fichier(composer, "barème, à imprimer").decode() == ecrire_corriges(sujet, pour)
    assert lire_fichier(composer, "Moodle").decode() == exporter_sujet(sujet, 5)[0]
    archive = zipfile.ZipFile(io.BytesIO(lire_fichier(composer, "tableaux")))
    assert archive.namelist() == ["toute-la-classe/document-1.csv"]
    clients = sujet.poser("CLASSE").documents[0].portefeuille.clients
    assert archive.read(archive.namelist()[0]) == exporter_csv(clients)
    assert lire_sujet(lire_fichier(composer, "à garder")) == sujet
    composer.jeux.value = "deux"
    assert "écrivez un entier de 1 à 40" in lire_fichier(composer, "Moodle")


@pytest.mark.parametrize("evaluation", [False, True])
def test_sans_classe_un_sujet_pret_s_imprime_avec_les_donnees_de_la_classe(composer, evaluation):
    composer.pret.value = "abc-30"
    composer.prendre.click()
    composer.evaluation.value = evaluation
    sujet, pour = composer.sujet, [Destinataire()]
    assert sujet.donnees == "personne"
    assert lire_fichier(composer, "sujet, à imprimer").decode() == ecrire_sujets(sujet, pour)
    assert lire_fichier(composer, "barème, à imprimer").decode() == ecrire_corriges(sujet, pour)
    assert composer.papier in composer.emporter.racine.children
    composer.donner.adresse.value = SITE
    papier = lire_fichier(composer, "sujet, à imprimer").decode()
    assert (f"{SITE}#abc-30</strong>, avec" in papier) != evaluation
    dit = lire(composer.papier.value)
    assert "les mêmes données pour tous" in dit and "« Ma classe »" in dit
    assert ("Ce papier est commun" in dit) == evaluation
    # L'aperçu, qui a les mêmes données, montre aussi les réponses d'une question à choix.
    champs = [q.champs[0] for q in sujet.poser("CLASSE").questions.values()]
    textes = [o.texte for champ in champs if champ.saisie in ("boutons", "cases") for o in champ.options]
    assert textes and all(en_html(texte) in composer.apercu.value for texte in textes)


def test_chaque_eleve_a_son_sujet_quand_la_classe_est_ouverte(composer):
    ajouter(composer, "4.3")
    assert "Aucune classe n’est ouverte" in composer.papier.value
    classe = former_classe("GPME2", ["DURAND Léa", "MARTIN Tom"])
    composer.recevoir_classe(classe)
    page = lire_fichier(composer, "sujet, à imprimer").decode()
    assert page.count('<main class="fiche">') == 2
    assert "Le papier réunit 2 sujets, un par élève" in lire(composer.papier.value)
    assert composer.classe.presents[0].identifiant in composer.apercu.value
    assert all(eleve.identifiant in page and eleve.nom not in page for eleve in classe.eleves)
    composer.donnees.value, composer.groupes.value = "groupe", "3"
    assert re.findall(
        r"<strong>(groupe .)</strong>", lire_fichier(composer, "sujet, à imprimer").decode()
    ) == [
        "groupe A",
        "groupe B",
        "groupe C",
    ]
    assert "3 sujets, un par groupe" in lire(composer.papier.value)
    composer.groupes.value = "30"
    assert "écrivez un entier de 1 à 26" in lire(lire_fichier(composer, "sujet, à imprimer"))


def test_un_sujet_garde_se_rouvre(composer):
    ajouter(composer, "4.3", "1.1")
    composer.titre.value, composer.evaluation.value = "Bilan", True
    composer.choisies.places[0].points.value = "7"
    garde, autre = composer.sujet, Composer()
    autre._ouvrir(lire_sujet(ecrire_sujet(garde)))
    assert (
        autre.sujet == garde and autre.titre.value == "Bilan" and "Sujet ouvert" in autre.annonce_banque.texte
    )
    recu = {"name": "a.json", "content": b"{", "type": "", "size": 1, "last_modified": datetime.now(UTC)}
    autre.champ.value = (recu,)
    assert "n’est pas un sujet de ce cours" in autre.annonce_banque.texte and autre.sujet == garde


def test_ouvrir_un_sujet_ne_perd_pas_celui_d_avant(composer):
    assert composer.revenir not in composer._boutons.children
    ajouter(composer, "4.3", "1.1")
    composer.titre.value = "Le mien"
    avant = composer.sujet
    composer.prendre.click()
    assert composer.sujet == lister_sujets_prets()[composer.pret.value] != avant
    composer.revenir.click()
    assert composer.sujet == avant


def test_le_bureau_fait_l_onglet_quand_on_l_ouvre_et_lui_donne_la_classe():
    bureau, classe = Bureau(), former_classe("GPME2", ["DURAND Léa"])
    bureau.ma_classe.ouvrir(classe)
    assert "composer" not in vars(bureau)
    bureau.onglets.value = "Composer"
    assert bureau.children[-1] is bureau.composer.racine and bureau.composer.classe is classe
    autre = former_classe("MCO1", ["MARTIN Tom"])
    bureau.ma_classe.ouvrir(autre)
    assert bureau.composer.classe is autre
