"""Les cartes : on remplit les champs, on clique, et l'on regarde l'état et le texte affichés."""

import asyncio
import base64
import html
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import ipywidgets as widgets
import pandas as pd
import pytest

from course_helpers.affichage import ecrire_tableau
from course_helpers.donnees import lire_clients, lire_factures
from course_helpers.ecriture import en_html
from course_helpers.exercices import Serie
from course_helpers.exercices.acquis import dresser_acquis
from course_helpers.exercices.banque import lister_series, ouvrir_banque
from course_helpers.exercices.copie import lire_copie, valider_copie
from course_helpers.exercices.magasin import MagasinFichier
from course_helpers.exercices.statique import (
    ecrire_copie_imprimee,
    ecrire_copie_texte,
    ecrire_donnees,
    ecrire_morceau,
)
from course_helpers.tirages.reserve import Portefeuille

TOTAL = len(ouvrir_banque("4-pareto").questions)

COMMANDES = (
    widgets.Text,
    widgets.Textarea,
    widgets.RadioButtons,
    widgets.Checkbox,
    widgets.Dropdown,
    widgets.Button,
    widgets.FileUpload,
)
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def serie():
    return Serie("4-pareto")


def _lire(widget):
    """Le texte qu'une personne lit dans un widget HTML."""
    return html.unescape(re.sub(r"<[^>]+>", " ", widget.value))


def _telecharger(page, nom):
    """Le texte que télécharge un lien de la page."""
    lien = re.search(rf'download="{re.escape(nom)}" href="data:[^;]+;base64,([^"]+)"', page)
    return base64.b64decode(lien[1])


def _parcourir(widget):
    yield widget
    for enfant in getattr(widget, "children", ()):
        yield from _parcourir(enfant)


def _remplir(travail, reponse):
    """Remplir les champs de la carte, comme une personne : une valeur, ou une par ligne."""
    champs = travail.carte.champs
    if "" in champs:
        champs[""].value = reponse
        return
    if travail.question.genre == "ordre":
        reponse = {cle: str(rang) for rang, cle in enumerate(reponse, start=1)}
    for cle, champ in champs.items():
        champ.value = reponse[cle]


def test_repondre_dans_les_champs_donne_l_etat_et_la_phrase(serie, taper):
    for travail in serie.q.values():
        for fausse in travail.question.erreurs[:1]:
            _remplir(travail, taper(travail.posee, fausse.calcul(travail.posee.valeurs)))
            travail.carte.verifier.click()
            assert (travail.etat, travail.verdict.code_erreur) == ("a_revoir", fausse.code)
            assert "▲ À revoir" in re.sub(r"\s+", " ", _lire(travail.carte.retour))
            assert travail.verdict.message.split("`")[0] in travail.carte.retour.value.replace("&amp;", "&")
            assert "(essai 1)" in _lire(travail.carte.retour)
        _remplir(travail, taper(travail.posee, travail.posee.attendu))
        travail.carte.verifier.click()
        etat, mots = (
            ("enregistre", "◆ Enregistrée") if not travail.question.corrige else ("reussi", "✔ Réussi")
        )
        assert travail.etat == etat
        assert mots in re.sub(r"\s+", " ", _lire(travail.carte.retour))
        assert mots.lower() in re.sub(r"\s+", " ", _lire(travail.carte.entete))
    assert f"{TOTAL} / {TOTAL}" in _lire(serie.carte.progression)


def test_la_question_ouverte_montre_ses_criteres_puis_son_modele(serie):
    carte = serie.q["q18"].carte
    assert carte.verifier.description == "Enregistrer"
    carte.champs[""].value = "Quinze clients A."
    carte.verifier.click()
    assert carte.retour.value.count("• ") == len(serie.q["q18"].question.criteres) == 4
    assert carte.solution.description == "Lire la solution"
    carte.solution.click()
    assert "Je propose de revoir ses conditions" in _lire(carte.aides)
    # Lire le modèle pour se relire n'est pas renoncer.
    assert serie.q["q18"].etat == "enregistre"
    assert "4\u202fpoints" in _lire(carte.entete)


def test_la_touche_entree_verifie(serie):
    carte = serie.q["q3"].carte
    carte.champs[""].value = "80"
    carte.champs[""]._handle_custom_msg({"event": "submit"}, [])
    assert serie.q["q3"].essais == ["80"]
    carte.champs[""]._handle_custom_msg({"event": "autre"}, [])
    assert serie.q["q3"].essais == ["80"]


def test_la_touche_entree_attend_la_derniere_lettre(serie):
    carte = serie.q["q3"].carte

    async def taper():
        carte.champs[""].value = "8"
        carte.champs[""]._handle_custom_msg({"event": "submit"}, [])
        carte.champs[""].value = "80"  # cette lettre arrive du navigateur après la touche Entrée
        async with asyncio.timeout(60):
            while not serie.q["q3"].essais:
                await asyncio.sleep(0)

    asyncio.run(taper())
    assert serie.q["q3"].essais == ["80"]


def test_un_champ_vide_reste_a_faire(serie):
    for travail in serie.q.values():
        travail.carte.verifier.click()
        assert travail.etat == "a_faire" and travail.essais == []
        assert "Donnez d’abord une réponse" in _lire(travail.carte.retour)


def test_une_saisie_illisible_est_dite_dans_la_carte(serie):
    carte = serie.q["q3"].carte
    carte.champs[""].value = "81;4"
    carte.verifier.click()
    exemple = carte.travail.posee.champs[0].exemple
    assert f"Je n’ai pas compris «\u202f81;4\u202f»\u202f: écrivez par exemple {exemple}." in _lire(
        carte.retour
    )
    assert "✎" in carte.retour.value and "ch-retour ch-illisible" in carte.retour.value
    assert serie.q["q3"].essais == []


def test_une_saisie_en_html_est_montree_comme_du_texte(serie):
    carte = serie.q["q3"].carte
    carte.champs[""].value = "<img src=x onerror=alert(1)>"
    carte.verifier.click()
    assert "<img" not in carte.retour.value
    assert "&lt;img" in carte.retour.value


def test_un_classement_incomplet_dit_ce_qui_manque(serie):
    carte = serie.q["q4"].carte
    next(iter(carte.champs.values())).value = "A"
    carte.verifier.click()
    assert "Il manque une classe pour" in _lire(carte.retour)
    assert "et 6 autres" in _lire(carte.retour)


def test_les_indices_s_ajoutent_et_se_comptent(serie):
    carte = serie.q["q3"].carte
    assert carte.indice.description == "Indice 0/3"
    carte.indice.click()
    assert carte.indice.description == "Indice 1/3"
    assert carte.aides.value.count("<li") == 1
    carte.indice.click()
    carte.indice.click()
    assert carte.aides.value.count("<li") == 3
    # Le bouton ne se ferme pas : le clavier y perdrait sa place.
    assert not carte.indice.disabled
    carte.indice.click()
    assert "Vous avez pris les 3 indices" in _lire(carte.retour)
    assert "3 indices" in _lire(serie.carte.progression)


def test_la_solution_s_ouvre_apres_deux_essais(serie):
    travail = serie.q["q3"]
    carte = travail.carte
    solution = travail.posee.solution.splitlines()[-1]
    for reponse in ("1,5", "1,5", "2,5"):
        assert carte.solution.description == "Je renonce"
        carte.champs[""].value = reponse
        carte.verifier.click()
    assert travail.essais == ["1,5", "2,5"]
    assert carte.solution.description == "Lire la solution"
    assert solution not in _lire(carte.aides)
    carte.solution.click()
    assert solution in _lire(carte.aides)
    assert travail.etat == "renonce" and "solution demandée" in _lire(carte.entete)


def test_renoncer_demande_une_confirmation_qu_un_double_clic_ne_donne_pas(serie):
    travail = serie.q["q2"]
    carte = travail.carte
    carte.solution.click()
    carte.solution.click()
    assert travail.etat == "a_faire"
    assert "Voulez-vous renoncer\u202f?" in carte.confirmation.texte
    carte.confirmation.reponses["Non, je cherche encore"].click()
    assert carte.confirmation.reponses == {} and carte.confirmation.racine.children == ()
    carte.solution.click()
    carte.champs[""].value = "1,5"
    carte.verifier.click()
    assert carte.confirmation.reponses == {}
    carte.solution.click()
    carte.confirmation.reponses["Oui, je renonce"].click()
    assert travail.etat == "renonce"


def test_un_renoncement_s_annule_tant_que_la_solution_n_est_pas_lue(serie):
    travail = serie.q["q2"]
    carte = travail.carte
    travail.renoncer()
    assert "Solution" not in _lire(carte.aides)
    carte.confirmation.reponses["Annuler mon renoncement"].click()
    assert travail.etat == "a_faire" and carte.confirmation.reponses == {}
    assert Serie("4-pareto").q["q2"].etat == "a_faire"
    travail.renoncer()
    carte.solution.click()
    assert "Solution" in _lire(carte.aides)
    assert carte.confirmation.reponses == {}
    travail.annuler_renoncement()
    assert travail.etat == "renonce"


def test_une_reponse_deja_donnee_n_est_pas_un_nouvel_essai(serie):
    carte, travail = serie.q["q3"].carte, serie.q["q3"]
    for reponse in ("80", "80", "80,0 %", "81,9", "80"):
        carte.champs[""].value = reponse
        carte.verifier.click()
    assert travail.essais == ["80", "81,9"]
    # Là où la dernière réponse compte, y revenir est un essai.
    ouverte = serie.q["q18"]
    for reponse in ("a", "a", "b", "a"):
        ouverte.verifier(reponse)
    assert ouverte.essais == ["a", "b", "a"]


def test_une_reponse_fausse_apres_la_bonne_dit_que_la_bonne_reste_acquise(serie):
    carte = serie.q["q1"].carte
    for reponse, acquise in (("loi", False), ("mesure", False), ("partage", True)):
        carte.champs[""].value = reponse
        carte.verifier.click()
        assert ("reste acquise" in _lire(carte.retour)) == acquise
    assert "réussi" in _lire(carte.entete) and "À revoir" in _lire(carte.retour)


def test_une_reponse_redonnee_garde_son_verdict_apres_un_rechargement(tmp_path):
    magasin = MagasinFichier(tmp_path / "copie.json")
    carte = Serie("4-pareto", magasin=magasin).q["q1"].carte
    for reponse in ("mesure", "loi", "mesure"):
        carte.champs[""].value = reponse
        carte.verifier.click()
    relue = Serie("4-pareto", magasin=magasin).q["q1"].carte
    assert relue.champs[""].value == "mesure"
    assert relue.retour.value == carte.retour.value and "Réussi" in _lire(relue.retour)


def test_ce_qui_est_tape_sans_etre_valide_revient(tmp_path):
    magasin = MagasinFichier(tmp_path / "copie.json")
    serie = Serie("4-pareto", magasin=magasin)
    for numero, travail in serie.q.items():
        assert travail.carte.champs  # ils sont à l'écran
        if numero == "q3":
            travail.verifier("80")
    serie.q["q3"].carte.champs[""].value = "81,"
    serie.q["q18"].carte.champs[""].value = "Les clients A sont"
    cle, liste = next(iter(serie.q["q4"].carte.champs.items()))
    liste.value = "B"
    relue = Serie("4-pareto", magasin=magasin)
    assert relue.q["q3"].carte.champs[""].value == "81," and relue.q["q3"].essais == ["80"]
    assert relue.q["q18"].carte.champs[""].value == "Les clients A sont"
    assert relue.q["q4"].carte.champs[cle].value == "B"
    assert relue.q["q4"].etat == "a_faire"
    # Validé, ce n'est plus un brouillon ; d'autres données non plus n'en ont pas.
    relue.q["q3"].carte.champs[""].value = "81,9"
    relue.q["q3"].carte.verifier.click()
    assert relue.q["q3"].brouillon is None
    relue.renouveler()
    assert relue.q["q18"].carte.champs[""].value == ""
    relue.revenir()
    assert relue.q["q18"].carte.champs[""].value == "Les clients A sont"


def test_un_imprevu_est_dit_en_francais(serie, monkeypatch):
    travail = serie.q["q3"]
    monkeypatch.setattr(travail, "verifier", lambda valeur: 1 / 0)
    travail.carte.verifier.click()
    assert "Un imprévu a empêché de répondre (ZeroDivisionError)" in _lire(travail.carte.retour)
    assert travail.essais == []


def test_la_carte_suit_ce_que_fait_le_code(serie):
    travail = serie.q["q3"]
    carte = travail.carte
    travail.verifier("80")
    assert "▲" in carte.retour.value
    travail.indice()
    assert carte.indice.description == "Indice 1/3"


def test_la_copie_a_telecharger_est_a_jour(serie):
    carte = serie.carte
    serie.q["q3"].verifier("80")
    contenu = _telecharger(carte.panneau.liens.value, "copie-4-pareto-CLASSE.json")
    assert lire_copie(contenu).reponses == lire_copie(serie.exporter()).reponses


def test_chaque_commande_a_un_intitule_visible(serie):
    for widget in _parcourir(serie.carte.racine):
        if isinstance(widget, COMMANDES):
            assert widget.description


def test_le_retour_est_une_zone_annoncee_et_vide_au_depart(serie):
    for travail in serie.q.values():
        assert travail.carte.retour.value == travail.carte.aides.value == ""
        travail.carte.indice.click()
        assert '<li class="ch-a-dire">' in travail.carte.aides.value
        # Un verdict ne fait pas relire les indices.
        avant = travail.carte.aides.value
        travail.verifier("?")
        assert travail.carte.aides.value is avant
    assert serie.q["q3"].carte.retour.value.startswith(
        '<div role="alert" class="ch-a-dire ch-retour ch-illisible">'
    )


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


def test_une_colonne_propre_a_une_serie_porte_son_intitule(serie):
    tournee = serie.portefeuille.tables["tournee"].rename(columns={"ca": "Cible (%)", "client": "Secteur"})
    donnees = replace(serie.portefeuille, tables={"tournee": tournee})
    jumeau = ecrire_donnees(donnees, "tournee")
    assert '<th scope="col">Secteur</th><th scope="col" class="ch-nombre">Cible (%)</th>' in jumeau


def test_le_jumeau_se_lit_sans_programme(serie):
    jumeau = serie._repr_mimebundle_()["text/html"]
    assert jumeau.count('class="ch-carte"') == TOTAL
    cartes = jumeau.split('class="ch-carte"')[1:]
    for travail, carte in zip(serie.q.values(), cartes, strict=True):
        replis = re.findall(r"<summary>(.*?)</summary>", carte)
        if travail.question.table == "clients":
            assert replis.pop(0) == "Vos clients\u202f: les 41 clients"
        elif travail.question.table == "porteurs":
            assert replis.pop(0) == "Voir les 24 lignes"
        nombre = len(travail.question.indices)
        assert replis[:-2] == [f"Indice {i}/{nombre}" for i in range(1, nombre + 1)]
    # Rien de replié n'est ouvert d'avance.
    assert "<details open" not in jumeau


def test_lire_une_solution_sans_repondre_demande_deux_gestes(serie):
    """Le premier repli dit ce que l'on y perd ; la solution est dans le second."""
    jumeau = serie._repr_mimebundle_()["text/html"]
    for travail, carte in zip(serie.q.values(), jumeau.split('class="ch-carte"')[1:], strict=True):
        solution = en_html(travail.posee.solution)
        assert carte.count(solution) == 1
        avant = carte[: carte.index(solution)]
        assert avant.count("<details") - avant.count("</details>") == 2
        assert "c’est renoncer à vous exercer" in avant.rsplit("<summary>", 2)[1]


@pytest.mark.parametrize("nom", [*lister_series(), *lister_series(syntheses=True)])
def test_chaque_question_a_ses_donnees_pres_d_elle_et_un_seul_exemplaire_des_fichiers(nom):
    serie = Serie(nom)
    jumeau = serie._repr_mimebundle_()["text/html"]
    ancres = re.findall(r'id="(donnees-.*?)"', jumeau)
    assert len(ancres) == len(set(ancres)) == len(re.findall(r"\.xlsx", jumeau))
    # La page montre d'abord le parcours essentiel.
    montrees = sorted(serie.q.values(), key=lambda travail: not travail.question.essentiel)
    for travail, carte in zip(montrees, jumeau.split('class="ch-carte"')[1:], strict=True):
        if travail.question.table:
            for ligne in ecrire_tableau(travail.posee.table).split("<tr>")[2:]:
                assert ligne.split("</tr>")[0] in carte
            renvois = set(re.findall(r'href="#(donnees-.*?)"', carte))
            assert renvois <= set(ancres)
            assert renvois or "download=" in carte
        # Éveillée, la carte porte les mêmes données.
        assert ("<table" in ecrire_morceau("enonce", travail)) == bool(travail.question.table)


def test_chaque_fichier_porte_l_identifiant():
    serie = Serie("1-connaissance", code="NDRC-1", magasin=None)
    # Tel que rien n'en a été montré avant : le nom ne vient pas d'une autre personne.
    noms = re.findall(r'download="([^"]+)\.xlsx"', serie._repr_mimebundle_()["text/html"])
    assert len(noms) > 1 and all("-NDRC-1-" in nom for nom in noms)
    serie.changer_identifiant("NDRC-2")
    assert "-NDRC-1-" not in serie._repr_mimebundle_()["text/html"]


def test_le_tableau_se_telecharge_pour_un_tableur_francais(serie):
    for page in (serie._repr_mimebundle_()["text/html"], serie.tableau()._repr_mimebundle_()["text/html"]):
        octets = _telecharger(page, "clients-CLASSE-0.csv")
        lignes = octets.decode("utf-8-sig").splitlines()
        assert octets.startswith(b"\xef\xbb\xbf")
        assert lignes[0] == "client;ca;marge" and len(lignes) == 42
        lu = lire_clients(_telecharger(page, "clients-CLASSE-0.xlsx"))
        assert lu["ca"].tolist() == serie.portefeuille.clients["ca"].tolist()
    assert _telecharger(page, "clients-CLASSE-0.xlsx")[:2] == b"PK"
    assert repr(serie.tableau()).count("\n") == 41


def test_l_export_de_factures_porte_son_nom_et_de_vraies_dates():
    serie = Serie("7-etude")
    page = serie._repr_mimebundle_()["text/html"]
    octets = _telecharger(page, "factures-CLASSE-0.xlsx")
    dates = pd.read_excel(io.BytesIO(octets))["Date facture"]
    assert pd.api.types.is_datetime64_any_dtype(dates)
    assert dates.dt.strftime("%d/%m/%Y").tolist() == serie.portefeuille.clients["Date facture"].tolist()
    assert len(lire_factures(octets)) == len(serie.portefeuille.clients)


# --- L'évaluation ------------------------------------------------------------------------------------------


def test_en_evaluation_rien_ne_dit_si_la_reponse_est_juste(taper):
    vus = {}
    for essai in ("juste", "faux"):
        serie = Serie("4-pareto", mode="evaluation")
        for travail in serie.q.values():
            posee = travail.posee
            motif = posee.attendu if essai == "juste" or not posee.erreurs else posee.erreurs[0][1]
            _remplir(travail, taper(posee, motif))
            travail.carte.verifier.click()
            assert travail.etat == "enregistre"
            assert travail.carte.verifier.description == "Enregistrer"
            assert len(travail.carte.boutons.children) == 1
        vus[essai] = [(p.carte.entete.value, p.carte.retour.value) for p in serie.q.values()]
        assert f"{TOTAL} / {TOTAL}" in _lire(serie.carte.progression)
        assert serie.carte.panneau.nouvelles not in set(_parcourir(serie.carte.racine))
    assert vus["juste"] == vus["faux"]


def test_le_jumeau_d_une_evaluation_n_a_ni_indice_ni_solution():
    jumeau = Serie("4-pareto", mode="evaluation")._repr_mimebundle_()["text/html"]
    assert "Indice" not in jumeau and "Solution" not in jumeau
    assert "<strong>Évaluation</strong>" in jumeau


# --- La copie ----------------------------------------------------------------------------------------------


def test_effacer_demande_confirmation_et_se_retablit(serie):
    panneau = serie.carte.panneau
    serie.q["q3"].verifier("80")
    carte = serie.q["q3"].carte
    panneau.effacer.click()
    panneau.effacer.click()  # un double-clic ne confirme rien
    assert serie.q["q3"].essais == ["80"]
    # Demander l'autre geste annule le premier.
    panneau.nouvelles.click()
    assert list(panneau.confirmation.reponses) == ["Oui, d’autres données", "Non, je garde celles-ci"]
    panneau.effacer.click()
    panneau.confirmation.reponses["Oui, effacer"].click()
    assert "Vos réponses sont effacées" in _lire(panneau.retour)
    assert serie.q["q3"].essais == [] and carte.champs[""].value == ""
    assert f"0 / {TOTAL}" in _lire(serie.carte.progression)
    serie.q["q1"].verifier("mesure")
    # Même après un rechargement, ce qui a été effacé se rétablit, et ce qui a suivi reste.
    relue = Serie("4-pareto", magasin=None)
    relue.reprendre(serie.exporter())
    assert relue.carte.panneau.retablir in relue.carte.panneau.boutons.children
    relue.carte.panneau.retablir.click()
    assert relue.q["q3"].essais == ["80"] and relue.q["q1"].etat == "reussi"
    assert relue.q["q3"].carte.champs[""].value == "80"
    assert relue.carte.panneau.retablir not in relue.carte.panneau.boutons.children


def test_de_nouvelles_donnees_changent_le_tableau_et_les_cartes_et_l_on_revient(serie):
    carte, panneau = serie.q["q4"].carte, serie.carte.panneau
    serie.q["q3"].verifier("80")
    avant = (serie.carte.tete.value, carte.racine.children[1].value, list(carte.champs))
    panneau.nouvelles.click()
    panneau.nouvelles.click()
    assert serie.tirage == 0
    panneau.confirmation.reponses["Oui, d’autres données"].click()
    assert serie.tirage == 1 and serie.portefeuille.variante != 0
    apres = (serie.carte.tete.value, carte.racine.children[1].value, list(carte.champs))
    assert all(a != b for a, b in zip(avant, apres, strict=True))
    assert serie.portefeuille.tables["tournee"]["client"][0] in carte.champs
    assert "tirage 2" in _lire(serie.carte.tete)
    assert serie.q["q3"].verifier(serie.valeurs.part_a).etat == "reussi"
    panneau.revenir.click()
    assert serie.tirage == 0 and serie.q["q3"].essais == ["80"]
    assert panneau.revenir not in panneau.boutons.children
    # Les données suivantes sont neuves : celles que l'on a quittées ne reviennent pas avec leurs réponses.
    serie.renouveler()
    assert serie.tirage == 2 and serie.q["q3"].etat == "a_faire"


def _deposer(panneau, contenu):
    """Choisir un fichier, comme dans le navigateur."""
    fichier = {"name": "copie.json", "type": "application/json", "size": len(contenu)}
    fichier |= {"last_modified": datetime(2025, 1, 6, tzinfo=UTC), "content": memoryview(contenu)}
    panneau.rouvrir.value = (fichier,)


def test_rouvrir_une_copie_remet_les_reponses_dans_les_champs(serie, taper):
    for travail in serie.q.values():
        travail.verifier(taper(travail.posee, travail.posee.attendu))
    relue = Serie("4-pareto")
    panneau = relue.carte.panneau
    _deposer(panneau, serie.exporter().encode())
    assert f"Copie rouverte\u202f: {TOTAL}\u202fquestions reprises" in _lire(panneau.retour_reprise)
    assert lire_copie(relue.exporter()).reponses == lire_copie(serie.exporter()).reponses
    # Les champs portent les réponses : les vérifier de nouveau donne le même verdict.
    for travail in relue.q.values():
        verdict = travail.verdict
        travail.carte.verifier.click()
        assert travail.verdict == verdict and len(travail.essais) == 1
    _deposer(panneau, serie.exporter().encode())
    assert "Cette copie est déjà là" in _lire(panneau.retour_reprise)


def test_une_copie_rouverte_s_ajoute_au_travail(serie):
    ailleurs = Serie("4-pareto", magasin=None)
    ailleurs.q["q1"].verifier("mesure")
    serie.q["q3"].verifier("80")
    panneau = serie.carte.panneau
    panneau.colle.value = base64.b64decode(
        re.search(r'txt" href="data:[^,]+,([^"]+)"', ailleurs.carte.panneau.liens.value)[1]
    ).decode()
    panneau.ouvrir_colle.click()
    assert "1\u202fquestion reprise" in _lire(panneau.retour_reprise)
    assert serie.q["q1"].etat == "reussi" and serie.q["q3"].essais == ["80"]
    assert panneau.colle.value == ""
    panneau.ouvrir_colle.click()
    assert "Collez d’abord" in _lire(panneau.retour_reprise)


@pytest.mark.parametrize("contenu", [b"{}", b"\xff\xfe", b"[" * 9000, b"null"])
def test_un_autre_fichier_n_est_pas_repris(serie, contenu):
    panneau = serie.carte.panneau
    serie.q["q3"].verifier("80")
    _deposer(panneau, contenu)
    assert "Ce n’est pas une copie du cours" in _lire(panneau.retour_reprise)
    assert serie.q["q3"].essais == ["80"]
    assert panneau.rouvrir.value == ()


def test_la_copie_imprimee_est_complete_sure_et_sans_note(serie, taper):
    for travail in serie.q.values():
        travail.verifier(taper(travail.posee, travail.posee.attendu))
    serie.q["q18"].verifier("<script>alert(1)</script> & {n}")
    serie.q["q2"].indice()
    page = _telecharger(serie.carte.panneau.liens.value, "copie-4-pareto-CLASSE.html").decode()
    assert page.startswith("<!DOCTYPE html>") and page.endswith("</html>")
    assert page.count("<section>") == TOTAL
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {n}" in page
    # L'avancement n'est pas une note, même quand la série a vingt questions.
    sans_avancement = page.replace(f"{TOTAL} / {TOTAL}", "")
    assert not re.search(r"https?://|\bon\w+=|point|/ 20", sans_avancement)
    assert f"{TOTAL} / {TOTAL} · 1 indice" in page and "variante" not in page
    # Les données y sont, chaque tableau une fois : les petits avec leur question, les clients à la fin.
    assert page.index("La tournée</caption>") < page.index("Vos clients</caption>")
    assert page.count("<table>") == 4
    for texte in (
        "Commande en ligne, sans visite",
        "6. Choisir le traitement",
        "2\u202fessais",
        "1\u202findice</p>",
    ):
        assert texte in page
    vierge = _telecharger(Serie("4-pareto").carte.panneau.liens.value, "copie-4-pareto-CLASSE.html").decode()
    assert vierge.count("Sans réponse.") == TOTAL


def test_l_avis_de_la_copie_gardee_se_lit_dans_la_serie(serie):
    serie.avis = "Ce dossier ne garde pas votre travail."
    serie.carte.actualiser()
    assert "Ce dossier ne garde pas votre travail." in _lire(serie.carte.progression)


def test_la_copie_du_cahier_suit_chaque_reponse(serie, monkeypatch):
    class Sortie:
        def update(self, donnees, raw):
            montrees.append(donnees)

    def montrer(donnees, *, raw, display_id=None):
        montrees.append(donnees)
        return Sortie() if display_id else None

    montrees = []
    monkeypatch.setattr("course_helpers.exercices.serie.display", montrer)
    serie.copie()._ipython_display_()
    assert set(montrees[0]) == {WIDGET, "text/html", "text/plain"}
    assert (
        json.loads(_telecharger(montrees[0]["text/html"], "copie-4-pareto-CLASSE.json"))["serie"]
        == "4-pareto"
    )
    type_copie = "application/vnd.course-helpers.copie+json"
    assert set(montrees[1]) == {type_copie, "text/plain"}
    serie.q["q3"].verifier("80")
    assert valider_copie(montrees[-1][type_copie]).reponses["q3"].lister_essais(0) == ["80"]
    assert repr(serie.copie()) == repr(serie.progression())
    serie.suivi()._ipython_display_()
    serie.q["q2"].verifier("80")
    assert montrees[-1] == {"text/plain": repr(serie.progression())}


def test_les_dates_d_un_tableau_s_ecrivent_a_la_francaise():
    contacts = pd.DataFrame({"Prospect": list("abcdefghi"), "Dernier contact": pd.Timestamp(2025, 3, 1)})
    donnees = Portefeuille("CLASSE", "4-pareto", 0, "", contacts)
    tableau = ecrire_donnees(donnees, "clients")
    assert '<td class="ch-nombre">01/03/2025</td>' in tableau
    assert "Voir les 9 lignes" in tableau


def test_le_style_d_une_carte_n_est_pas_neutralise(serie):
    """Un texte ajouté à un gabarit rempli serait échappé : le style se lirait au lieu de s'appliquer."""
    for widget in (*_parcourir(serie.carte.racine), *_parcourir(serie.q["q3"].carte.racine)):
        if isinstance(widget, widgets.HTML):
            assert "&lt;style" not in widget.value and "&lt;p" not in widget.value
    assert serie.carte.tete.value.startswith("<style>")


# --- Le texte à trous --------------------------------------------------------------------------------------


def test_un_texte_a_trous_se_remplit_au_fil_du_paragraphe():
    serie = Serie("4-pareto-synthese")
    travail = serie.q["s1"]
    carte = travail.carte
    fil = next(widget for widget in _parcourir(carte.racine) if "ch-fil" in widget._dom_classes)
    textes = [_lire(widget) for widget in fil.children if isinstance(widget, widgets.HTML)]
    assert [str(rang) for rang in range(1, len(carte.champs) + 1)] == [t.split()[-1] for t in textes[:-1]]
    assert [w for w in fil.children if not isinstance(w, widgets.HTML)] == list(carte.champs.values())
    for cle, case in travail.question.arrondir(travail.posee.attendu).items():
        carte.champs[cle].value = str(case).replace(".", ",")
    carte.verifier.click()
    assert travail.etat == "reussi"
    # Une copie rouverte remet les mots dans leurs trous.
    relue = Serie("4-pareto-synthese", magasin=None)
    relue.reprendre(serie.exporter())
    assert {cle: c.value for cle, c in relue.q["s1"].carte.champs.items()} == {
        cle: c.value for cle, c in carte.champs.items()
    }


def test_un_texte_non_enregistre_se_lit_dans_la_copie_et_se_dit_pres_du_telechargement(serie):
    panneau = serie.carte.panneau
    assert "non enregistrée" not in _lire(panneau.liens)
    serie.q["q18"].carte.champs[""].value = "Je commence par les clients A."
    serie.q["q3"].noter_brouillon("80")
    assert "Questions 3, 18\u202f: réponse tapée, non enregistrée." in _lire(panneau.liens)
    texte = ecrire_copie_texte(serie)
    assert "Je commence par les clients A. (non enregistré)" in texte.partition("[COPIE")[0]
    assert "Je commence par les clients A. (non enregistré)" in ecrire_copie_imprimee(serie)
    # Seul un texte rédigé se lit sans être validé.
    assert "80 (non" not in texte
    serie.q["q18"].carte.verifier.click()
    assert "Question 3\u202f: réponse tapée" in _lire(panneau.liens)
    # Une réponse déjà donnée n'attend rien, même tapée autrement.
    serie.q["q3"].verifier("80")
    serie.q["q3"].noter_brouillon("80,0 %")
    assert "non enregistrée" not in _lire(panneau.liens)
    assert "(non enregistré)" not in ecrire_copie_texte(serie)


def test_un_texte_change_apres_l_avoir_enregistre_le_dit_et_se_rend_comme_on_l_a_laisse(serie):
    carte = serie.q["q18"].carte
    champ = carte.champs[""]
    champ.value = "Un premier jet."
    carte.verifier.click()
    gardee, accuse = _lire(carte.entete), _lire(carte.retour)
    assert "puis modifiée" not in gardee
    champ.value = "Un second jet,\nen deux lignes."
    assert "enregistrée, puis modifiée" in _lire(carte.entete)
    # Les critères restent : on se relit avec eux.
    assert "Votre copie rend ce nouveau texte" in _lire(carte.retour)
    assert accuse.partition("Relisez-le")[2] in _lire(carte.retour)
    lisible = ecrire_copie_texte(serie).partition("[COPIE")[0]
    assert re.search(r"enregistrée, puis modifiée\).*\n    Un second jet,\n    en deux lignes\.\n", lisible)
    assert "premier jet" not in lisible and "Un second jet" in ecrire_copie_imprimee(serie)
    assert "la copie tel que vous l’avez laissé" in _lire(serie.carte.panneau.liens)
    # Revenir au texte enregistré, ou l'enregistrer de nouveau : rien n'est plus à dire.
    champ.value = "Un premier jet."
    assert (_lire(carte.entete), _lire(carte.retour)) == (gardee, accuse)
    champ.value = "Un second jet,\nen deux lignes."
    carte.verifier.click()
    assert (_lire(carte.entete), _lire(carte.retour)) == (gardee, accuse)
    assert "modifiée" not in ecrire_copie_texte(serie)


def test_en_evaluation_une_reponse_changee_dit_que_celle_d_avant_compte():
    serie = Serie("4-pareto", mode="evaluation")
    carte = serie.q["q3"].carte
    carte.champs[""].value = "80"
    carte.verifier.click()
    carte.champs[""].value = "81"
    assert "puis modifiée" in _lire(carte.entete) and "La réponse d’avant compte" in _lire(carte.retour)
    assert "80" in ecrire_copie_texte(serie).partition("[COPIE")[0]


def test_la_progression_est_la_meme_vivante_et_endormie_et_n_est_dite_qu_une_fois(serie):
    serie.q["q1"].verifier("mesure")
    serie.q["q2"].renoncer()
    progression = serie.progression()
    assert str(progression) == f"2 / {TOTAL} · 0 indice"
    assert serie.resumer()["faites"] == progression.faites == 2
    assert "Progression" not in _lire(serie.carte.tete)
    assert f"2 / {TOTAL}" in _lire(serie.carte.progression)
    assert 'class="ch-suivi"' in serie._repr_mimebundle_()["text/html"]


def test_une_partie_est_terminee_quand_chaque_question_est_essayee(serie, taper):
    essentiels = [travail for travail in serie.q.values() if travail.question.essentiel]
    ratee, *autres = essentiels
    for travail in autres[1:]:
        travail.verifier(taper(travail.posee, travail.posee.attendu))
    autres[0].renoncer()
    ratee.verifier(taper(ratee.posee, ratee.posee.erreurs[0][1]))
    acquis = dresser_acquis(essentiels)
    assert acquis.terminee and acquis.points < acquis.sur
    assert [(numero, raison) for numero, _, raison in acquis.a_retravailler] == [
        (ratee.question.numero, "à revoir"),
        (autres[0].question.numero, "solution demandée"),
    ]
    ratee.effacer("2026-01-01")
    assert not dresser_acquis(essentiels).terminee
