"""Les cartes : on remplit les champs, on clique, et l'on regarde l'état et le texte affichés."""

import base64
import html
import json
import re

import ipywidgets as widgets
import pytest

from course_helpers.ecriture import ecrire_nombre
from course_helpers.exercices import Serie
from course_helpers.exercices.question import arrondir, expliquer

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def serie():
    return Serie("4-pareto")


def _lire(widget):
    """Le texte qu'une personne lit dans un widget HTML."""
    return html.unescape(re.sub(r"<[^>]+>", " ", widget.value))


def _parcourir(widget):
    yield widget
    for enfant in getattr(widget, "children", ()):
        yield from _parcourir(enfant)


def _repondre(posee, reponse):
    carte = posee.carte
    if posee.question.genre == "nombre":
        carte.champ.value = ecrire_nombre(arrondir(posee.question, reponse), posee.question.decimales)
    elif posee.question.genre == "choix":
        carte.champ.value = reponse
    else:
        for cle, liste in zip(
            [e.cle for e in posee.question.elements(posee.valeurs)], carte.champ.children, strict=True
        ):
            liste.value = reponse[cle]
    carte.verifier.click()


def test_repondre_dans_les_champs_donne_l_etat_et_la_phrase(serie):
    for posee in serie.q.values():
        fausse = posee.question.erreurs[0]
        _repondre(posee, fausse.calcul(posee.valeurs))
        assert (posee.etat, posee.verdict.code_erreur) == ("a_revoir", fausse.code)
        assert "▲ À revoir" in re.sub(r"\s+", " ", _lire(posee.carte.retour))
        assert posee.verdict.message.split("`")[0] in posee.carte.retour.value.replace("&amp;", "&")
        assert "(essai 1)" in _lire(posee.carte.retour)
        _repondre(posee, posee.question.attendu(posee.valeurs))
        assert posee.etat == "reussi"
        assert "✔ Réussi" in re.sub(r"\s+", " ", _lire(posee.carte.retour))
        assert "✔ réussi" in re.sub(r" +", "", _lire(posee.carte.entete)).replace("✔", "✔ ")
    assert "15 / 15" in _lire(serie.carte.progression)


def test_un_champ_vide_reste_a_faire(serie):
    for posee in serie.q.values():
        posee.carte.verifier.click()
        assert posee.etat == "a_faire" and posee.essais == []
        assert _lire(posee.carte.retour).strip() == ""


def test_une_saisie_illisible_est_dite_dans_la_carte(serie):
    carte = serie.q["q3"].carte
    carte.champ.value = "81;4"
    carte.verifier.click()
    assert "Je n’ai pas compris “81;4”\u202f: écrivez par exemple 81,4." in _lire(carte.retour)
    assert "✎" in carte.retour.value and 'class="ch-retour ch-illisible"' in carte.retour.value
    assert serie.q["q3"].essais == []


def test_une_saisie_en_html_est_montree_comme_du_texte(serie):
    carte = serie.q["q3"].carte
    carte.champ.value = "<img src=x onerror=alert(1)>"
    carte.verifier.click()
    assert "<img" not in carte.retour.value
    assert "&lt;img" in carte.retour.value


def test_un_classement_incomplet_dit_ce_qui_manque(serie):
    carte = serie.q["q4"].carte
    carte.champ.children[0].value = "A"
    carte.verifier.click()
    assert "Il manque une classe pour" in _lire(carte.retour)
    assert "et 6 autres" in _lire(carte.retour)


def test_les_indices_s_ajoutent_et_se_comptent(serie):
    carte = serie.q["q3"].carte
    assert carte.indice.description == "Indice 0/3"
    carte.indice.click()
    assert carte.indice.description == "Indice 1/3"
    assert carte.aides.value.count("<li>") == 1
    assert not carte.indice.disabled
    carte.indice.click()
    carte.indice.click()
    assert carte.aides.value.count("<li>") == 3
    assert carte.indice.disabled
    assert "3 indices" in _lire(serie.carte.progression)


def test_la_solution_s_ouvre_apres_deux_essais(serie):
    posee = serie.q["q3"]
    carte = posee.carte
    solution = expliquer(posee.question, posee.valeurs).splitlines()[-1]
    for _ in range(2):
        assert carte.solution.description == "Je renonce"
        carte.champ.value = "1,5"
        carte.verifier.click()
    assert carte.solution.description == "Solution"
    assert solution not in _lire(carte.aides)
    carte.solution.click()
    assert solution in _lire(carte.aides)
    assert posee.etat == "renonce" and "solution demandée" in _lire(carte.entete)


def test_renoncer_demande_une_confirmation(serie):
    posee = serie.q["q2"]
    carte = posee.carte
    carte.solution.click()
    assert posee.etat == "a_faire"
    assert "Appuyez encore pour confirmer" in _lire(carte.retour)
    carte.champ.value = "1,5"
    carte.verifier.click()
    assert carte.solution.description == "Je renonce"
    carte.solution.click()
    carte.solution.click()
    assert posee.etat == "renonce"
    assert "Solution" in _lire(carte.aides)


def test_un_imprevu_est_dit_en_francais(serie, monkeypatch):
    posee = serie.q["q3"]
    monkeypatch.setattr(posee, "verifier", lambda valeur: 1 / 0)
    posee.carte.verifier.click()
    assert "Un imprévu a empêché de répondre (ZeroDivisionError)" in _lire(posee.carte.retour)
    assert posee.essais == []


def test_la_carte_suit_ce_que_fait_le_code(serie):
    posee = serie.q["q3"]
    carte = posee.carte
    posee.verifier("80")
    assert "▲" in carte.retour.value
    posee.indice()
    assert carte.indice.description == "Indice 1/3"


def test_la_copie_a_telecharger_est_a_jour(serie):
    carte = serie.carte
    serie.q["q3"].verifier("80")
    contenu = re.search(
        r'download="copie-CLASSE\.json" href="data:application/json;base64,([^"]+)"', carte.copie.value
    )
    assert json.loads(base64.b64decode(contenu[1])) == json.loads(serie.exporter())


def test_chaque_commande_a_un_intitule_visible(serie):
    for widget in _parcourir(serie.carte.racine):
        if isinstance(widget, widgets.Text | widgets.RadioButtons | widgets.Dropdown | widgets.Button):
            assert widget.description


def test_le_retour_est_une_zone_annoncee(serie):
    for posee in serie.q.values():
        for zone in (posee.carte.retour, posee.carte.aides):
            assert zone.value.startswith('<div role="status" aria-live="polite"')


def test_l_affichage_porte_widget_jumeau_et_texte(serie):
    for montre in (serie, serie.q["q3"], serie.q["q6"]):
        formes = montre._repr_mimebundle_(include=None, exclude=None)
        assert set(formes) == {WIDGET, "text/html", "text/plain"}
        assert formes["text/plain"] == repr(montre)
        assert formes["text/html"].count("<style>") == 2
        assert not re.search(r"<script|https?://|\bon\w+=", formes["text/html"])


def test_une_question_seule_montre_sa_carte_et_ses_donnees(serie):
    jumeau = serie.q["q3"]._repr_mimebundle_()["text/html"]
    assert jumeau.count('class="ch-carte"') == 1
    assert "Voir les 41 clients" in jumeau
    assert "Voir les" not in serie.q["q6"]._repr_mimebundle_()["text/html"]
    assert serie.portefeuille.tables["tournee"]["client"][7] in serie.q["q4"]._repr_mimebundle_()["text/html"]


def test_le_jumeau_se_lit_sans_programme(serie):
    jumeau = serie._repr_mimebundle_()["text/html"]
    assert jumeau.count('class="ch-carte"') == 15
    cartes = jumeau.split('class="ch-carte"')[1:]
    for posee, carte in zip(serie.q.values(), cartes, strict=True):
        replis = re.findall(r"<summary>(.*?)</summary>", carte)
        nombre = len(posee.question.indices)
        assert replis == [*(f"Indice {i}/{nombre}" for i in range(1, nombre + 1)), "Solution"]
    # Rien de replié n'est ouvert d'avance.
    assert "<details open" not in jumeau


def test_le_tableau_se_telecharge_pour_un_tableur_francais(serie):
    jumeau = serie._repr_mimebundle_()["text/html"]
    octets = base64.b64decode(
        re.search(r'clients-CLASSE\.csv" href="data:text/csv;base64,([^"]+)"', jumeau)[1]
    )
    lignes = octets.decode("utf-8-sig").splitlines()
    assert octets.startswith(b"\xef\xbb\xbf")
    assert lignes[0] == "client;ca;marge"
    assert len(lignes) == 42
