"""Les dossiers : barème, annexes, nombres du corrigé recalculés des fichiers, et rien du corrigé ailleurs."""

import csv
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import jupytext
import myst_nb
import pytest
from prose import lire_fichier

from course_helpers.chapitres import DOSSIERS, PARCOURS
from course_helpers.ecriture import ecrire_nombre, ecrire_pct
from course_helpers.enseignant.correction import calculer_note, corriger_copie
from course_helpers.enseignant.decision import Decision
from course_helpers.enseignant.fiche import ecrire_fiches
from course_helpers.enseignant.moodle import exporter_moodle
from course_helpers.enseignant.referentiels import trouver_competence
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque
from course_helpers.exercices.copie import lire_copies
from course_helpers.exercices.genres import GENRES
from course_helpers.exercices.travail import Travail
from course_helpers.tirages.reserve import CLASSE, trouver_variante

RACINE = Path(__file__).resolve().parents[2]
TOTAL = {"dossier-ndrc": 40, "dossier-gpme": 20, "dossier-mco": 20}
MINUTES = {"dossier-ndrc": 180, "dossier-gpme": 120, "dossier-mco": 120}
ANNEXES = {"dossier-ndrc": 6, "dossier-gpme": 5, "dossier-mco": 6}
NATURES = {
    "Méthode": "calcul",
    "Résultat": "calcul",
    "Unité": "calcul",
    "Commentaire": "commentaire",
    "Document": "document",
}
PARTS = {"calcul": Fraction(1, 3), "commentaire": Fraction(2, 5), "document": Fraction(4, 15)}


def lire(fichier):
    """Lire un fichier de données sans rien du paquet."""
    with (RACINE / "datasets" / fichier).open(encoding="utf-8-sig", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=";"))


def compter_centimes(texte):
    return round(Fraction(texte.replace(",", ".")) * 100) if texte else 0


def lire_jour(texte):
    jour, mois, annee = map(int, texte.split("/"))
    return date(annee, mois, jour)


@pytest.fixture(scope="module", params=DOSSIERS)
def nom(request):
    return request.param


@pytest.fixture(scope="module")
def poses():
    """Les nombres que le corrigé de chaque dossier pose dans sa page."""

    def poser(nom):
        if nom not in faits:
            faits[nom] = {}
            gardee = myst_nb.glue
            myst_nb.glue = lambda cle, objet, display: faits[nom].__setitem__(cle, objet.data)
            try:
                valeurs = {}
                for cellule in jupytext.read(RACINE / "solutions" / f"{nom}.md", fmt="md:myst").cells:
                    if cellule.cell_type == "code":
                        exec(cellule.source, valeurs)
            finally:
                myst_nb.glue = gardee
        return faits[nom]

    faits = {}
    return poser


# --- Le barème et la forme -------------------------------------------------------------------------------


def test_le_bareme_totalise_et_le_temps_tient(nom):
    questions = ouvrir_banque(nom).questions
    assert sum(q.points for q in questions) == TOTAL[nom]
    assert 0.9 * MINUTES[nom] <= sum(q.minutes for q in questions) <= MINUTES[nom]
    assert 10 <= len(questions) <= 14
    assert {q.genre for q in questions} == {"ouvert"} < set(GENRES), "aucun QCM"
    assert len({q.partie for q in questions}) == 3 and all(q.partie for q in questions)


def test_ses_competences_sont_celles_des_referentiels_et_de_son_diplome(nom):
    for question in ouvrir_banque(nom).questions:
        assert trouver_competence(question.competence).etiquette == question.competence
        assert f"({DOSSIERS[nom].numero}, bloc" in question.competence


def test_calcul_commentaire_et_document_ont_leur_part(nom):
    points = defaultdict(Fraction)
    for question in ouvrir_banque(nom).questions:
        for critere in question.criteres:
            points[NATURES[critere.partition(" :")[0]]] += Fraction(question.points, len(question.criteres))
    for nature, part in PARTS.items():
        assert abs(points[nature] / TOTAL[nom] - part) <= Fraction(3, 100), (nature, points)


def test_la_page_a_ses_annexes_et_se_dit_un_entrainement(nom):
    page = (RACINE / "book" / f"{nom}.md").read_text(encoding="utf-8")
    annexes = re.findall(r"^### Annexe (\d) · ", page, re.MULTILINE)
    assert annexes == [str(rang) for rang in range(1, ANNEXES[nom] + 1)]
    assert page.count("::::{div} annexe") == ANNEXES[nom]
    assert "et non sujet officiel" in page and "Toute réponse cohérente est acceptée" in page
    cites = {n for q in ouvrir_banque(nom).questions for n in re.findall(r"annexe (\d)", q.enonce)}
    assert cites <= set(annexes)
    # Le NDRC a une annexe inutile, que personne ne cite.
    assert ("6" in cites) == (nom == "dossier-mco")


def test_le_corrige_suit_les_questions_et_leurs_points(nom):
    corrige = (RACINE / "solutions" / f"{nom}.md").read_text(encoding="utf-8")
    attendus = [(q.numero, str(q.points)) for q in ouvrir_banque(nom).questions]
    assert re.findall(r"^### (\d+)\. .*\((\d+) points?\)$", corrige, re.MULTILINE) == attendus
    assert corrige.count("**Barème.**") == len(attendus)
    assert "toute réponse cohérente est acceptée" in corrige.casefold()
    assert "La grille d’oral" in corrige or "Le kit d’oral" in corrige


def test_le_kit_d_oral_ndrc_a_six_changements():
    kit = (RACINE / "solutions" / "dossier-ndrc.md").read_text(encoding="utf-8").partition("kit d’oral")[2]
    assert re.findall(r"^\| (\d) \|", kit, re.MULTILINE) == list("123456")


# --- Le travail en ligne ---------------------------------------------------------------------------------


def test_chacun_a_les_memes_donnees_et_rien_ne_s_y_renouvelle(nom):
    assert {trouver_variante(code, nom, tirage=tirage) for code in (CLASSE, "A7") for tirage in (0, 3)} == {0}
    assert not Travail(nom, code="A7", magasin=None).renouvelable


def test_une_carte_n_offre_ni_indice_ni_solution(nom):
    serie = Serie(nom, magasin=None)
    for travail in serie.q.values():
        assert [bouton.description for bouton in travail.carte.boutons.children] == ["Enregistrer"]
        travail.verifier("Une réponse.")
        assert not travail.solution_ouverte and "modèle" not in travail.verdict.message
    html = serie._repr_mimebundle_()["text/html"]
    assert "Solution" not in html and "Indice" not in html and "indice" not in str(serie.progression())


def test_une_copie_se_corrige_sur_le_bareme(nom):
    travail = Travail(nom, code="A7", magasin=None)
    for question in travail.q.values():
        question.verifier("Une réponse rédigée.")
    (copie,) = lire_copies(travail.exporter())
    resultat, questions = corriger_copie(copie, "copie.json"), ouvrir_banque(nom).questions
    assert calculer_note(resultat) == 0, "rien n'est noté avant l'enseignant"
    premiere, *autres = questions
    niveaux = {question.identifiant: (3,) * len(question.criteres) for question in autres}
    niveaux[premiere.identifiant] = (0,) * len(premiere.criteres)
    notee = replace(resultat, decision=Decision(niveaux=niveaux))
    assert calculer_note(notee) == Fraction(20 * (TOTAL[nom] - premiere.points), TOTAL[nom])


def test_une_fiche_et_moodle_prennent_chaque_question_une_fois(nom):
    fiche, (xml,) = ecrire_fiches(nom, [CLASSE], corrige=True), exporter_moodle(nom, 5)
    assert fiche.count('<div class="donnees"></div>') == 1
    assert xml.count('<question type="essay">') == len(ouvrir_banque(nom).questions)


# --- Rien du corrigé hors du site de l'enseignant -----------------------------------------------------------


def test_les_questions_n_ont_ni_solution_ni_nombre_calcule(nom):
    banque = ouvrir_banque(nom)
    for question in banque.questions:
        assert not (question.solution or question.indices or question.confirmation or question.erreurs)
    assert not banque.citations, "un nombre du corrigé se lirait dans le programme de la page"


def test_aucune_phrase_d_un_corrige_n_est_dans_ce_que_les_eleves_recoivent(nom):
    corrige = (RACINE / "solutions" / f"{nom}.md").read_text(encoding="utf-8").partition("## Première")[2]
    phrases = [p.strip() for p in re.findall(r"[^|*`\[\]\n.:«»’{}>]{45,}", corrige)]
    assert len(phrases) > 10
    recus = [
        fichier
        for dossier, motif in (("src", "*"), ("datasets", "*"), ("notebooks", "*"), ("book", "*.md"))
        for fichier in (RACINE / dossier).rglob(motif)
        if fichier.is_file() and fichier.suffix in (".py", ".md", ".html", ".csv", ".json", ".toml", ".ipynb")
    ]
    for fichier in recus:
        texte = fichier.read_text(encoding="utf-8", errors="replace")
        assert not [p for p in phrases if p in texte], fichier


def test_les_nombres_du_corrige_ne_sont_pas_dans_la_page(nom, poses):
    page = " ".join(p.texte for p in lire_fichier(RACINE / "book" / f"{nom}.md"))
    for cle, texte in poses(nom).items():
        if len(re.sub(r"\D", "", texte)) > 4:
            assert texte not in page, cle


def test_un_dossier_n_est_pas_un_parcours():
    assert not DOSSIERS.keys() & PARCOURS.keys()


# --- Les nombres des corrigés, recalculés depuis les fichiers ---------------------------------------------


def euros(centimes, decimales=2):
    return ecrire_nombre(centimes / 100, decimales, "€")


def test_les_nombres_du_corrige_gpme(poses):
    jour, du, echu, delais, regle, total, total_echu = date(2025, 11, 30), 0, 0, 0, 0, 0, 0
    for ligne in lire("reglements-2025.csv"):
        emise, echeance = lire_jour(ligne["Date facture"]), lire_jour(ligne["Date échéance"])
        montant = compter_centimes(ligne["Montant TTC"])
        paye = ligne["Date règlement"] and lire_jour(ligne["Date règlement"])
        if emise > jour:
            continue
        ouverte, tard = not paye or paye > jour, echeance < jour
        total, total_echu = total + ouverte * montant, total_echu + ouverte * tard * montant
        if ligne["Client"] != "Brasserie Peyrondelle":
            continue
        if ouverte:
            du, echu = du + montant, echu + tard * montant
        else:
            delais, regle = delais + (paye - emise).days * montant, regle + montant
    attendus = {
        "encours": euros(du),
        "echu": euros(echu),
        "depassement": euros(du - 500_000),
        "part_plafond": ecrire_pct(100 * du / 500_000),
        "delai": ecrire_nombre(delais / regle, 1),
        # FA25-0581 : échue le 21 octobre, soit 40 jours.
        "penalites": euros(round(159_793 * 12 * 40 / 36_500)),
        "reclame": euros(round(159_793 * 12 * 40 / 36_500) + 4_000),
        "sans": euros(du + 180_000),
        "apres": euros(du + 180_000 - echu),
        "total": euros(total),
        "total_echu": euros(total_echu),
        "part_echue": ecrire_pct(100 * total_echu / total),
    }
    lus = poses("dossier-gpme")
    assert {cle: lus[cle] for cle in attendus} == attendus


def test_les_nombres_du_corrige_ndrc(poses):
    clients = lire("ca-clients-2025.csv")
    secteur = [ligne for ligne in clients if ligne["secteur"] == "Hôtellerie-restauration"]

    def additionner(lignes, colonne):
        return sum(compter_centimes(ligne[colonne]) for ligne in lignes)

    def marquer(lignes):
        return ecrire_pct(100 * (1 - additionner(lignes, "cout_achat") / additionner(lignes, "ca")))

    def evoluer(lignes):
        return ecrire_pct(100 * additionner(lignes, "ca") / additionner(lignes, "ca_2024") - 100)

    rangs = sorted((compter_centimes(ligne["ca"]) for ligne in secteur), reverse=True)
    postes = lire("conquete-fidelisation-2025.csv")
    volets = {
        volet: additionner([ligne for ligne in postes if ligne["volet"] == volet], "montant_ht")
        for volet in ("conquête", "fidélisation")
    }
    touches = {ligne["poste"].partition(" (")[0]: ligne["touches"] for ligne in postes}
    assert (touches["Premières visites aux nouveaux clients"], touches["Visites aux clients gardés"]) == (
        "39",
        "141",
    )
    valeur = sum(additionner(secteur, "ca") - additionner(secteur, c) for c in ("cout_achat", "charges"))
    valeur = (valeur - additionner(secteur, "ca")) / len(secteur)
    lus = poses("dossier-ndrc")
    attendus = {
        "evolution_secteur": evoluer(secteur),
        "evolution": evoluer(clients),
        "marque_secteur": marquer(secteur),
        "marque": marquer(clients),
        "dix": ecrire_pct(100 * sum(rangs[:10]) / sum(rangs)),
        "premier": ecrire_pct(100 * rangs[0] / sum(rangs)),
        "gagne": euros(volets["conquête"] / 39),
        "garde": euros(volets["fidélisation"] / 141),
        "rapport": ecrire_nombre(volets["conquête"] / 39 / (volets["fidélisation"] / 141), 1),
        "moyenne": euros(valeur),
        "seuil": ecrire_nombre(-(-240_000 // valeur)),
        "depart": ecrire_pct(100 * 7 / 29),
        "a_gagner": "9",  # 30 % de 29 font 8,7
    }
    assert {cle: lus[cle] for cle in attendus} == attendus


def test_les_nombres_du_corrige_mco(poses):
    caisse = defaultdict(lambda: [set(), 0, 0])
    for ligne in lire("magasin-tickets-2025.csv"):
        if lire_jour(ligne["Date"]) >= date(2025, 7, 1):
            groupe = caisse[bool(ligne["Code carte"])]
            groupe[0].add(ligne["N° ticket"])
            groupe[1] += int(ligne["Articles"])
            groupe[2] += compter_centimes(ligne["Montant TTC"])
    mois = defaultdict(lambda: [0, 0])
    for ligne in lire("magasin-frequentation-2025.csv"):
        if lire_jour(ligne["Date"]) >= date(2025, 7, 1):
            for compte in (mois[lire_jour(ligne["Date"]).month], mois["tout"]):
                compte[0] += int(ligne["Tickets"])
                compte[1] += int(ligne["Entrées"])
    taux = {cle: 100 * tickets / entrees for cle, (tickets, entrees) in mois.items() if cle != "tout"}
    porteurs = lire("magasin-carte-2025.csv")
    actifs = [ligne for ligne in porteurs if int(ligne["Passages"])]
    notes = [
        int(ligne["Note"])
        for ligne in lire("magasin-satisfaction-2025.csv")
        if ligne["Note"] and lire_jour(ligne["Date d'envoi"]) >= date(2025, 7, 1)
    ]
    zone = {ligne["commune"]: ligne for ligne in lire("magasin-zone.csv")}

    def emprendre(commune):
        siens = sum(compter_centimes(p["Achats TTC"]) for p in porteurs if p["Commune"] == commune)
        lieu = zone[commune]
        return ecrire_pct(siens / (int(lieu["menages"]) * 420 * int(lieu["indice_depense"]) / 100))

    lus = poses("dossier-mco")
    attendus = {
        "panier_avec": euros(caisse[True][2] / len(caisse[True][0])),
        "panier_sans": euros(caisse[False][2] / len(caisse[False][0])),
        "indice_avec": ecrire_nombre(caisse[True][1] / len(caisse[True][0]), 2),
        "indice_sans": ecrire_nombre(caisse[False][1] / len(caisse[False][0]), 2),
        "transformation": ecrire_pct(100 * mois["tout"][0] / mois["tout"][1]),
        "taux_meilleur": ecrire_pct(max(taux.values())),
        "taux_moindre": ecrire_pct(min(taux.values())),
        "actifs": ecrire_pct(100 * len(actifs) / len(porteurs)),
        "frequence": ecrire_nombre(sum(int(p["Passages"]) for p in actifs) / len(actifs), 1),
        "valeur": euros(sum(compter_centimes(p["Achats TTC"]) for p in actifs) / len(actifs)),
        "emprise_combrelune": emprendre("Combrelune"),
        "emprise_limoges": emprendre("Limoges"),
        "nps": ecrire_nombre(100 * (sum(n >= 9 for n in notes) - sum(n <= 6 for n in notes)) / len(notes), 1),
        "reponses": ecrire_nombre(len(notes)),
    }
    assert {cle: lus[cle] for cle in attendus} == attendus
