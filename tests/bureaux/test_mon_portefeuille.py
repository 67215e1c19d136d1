"""Le bureau : ce que chaque étape montre, et ce qui reste quand on refuse, répond ou change d'avis."""

import asyncio
import io
import re
from datetime import UTC, datetime

import ipywidgets as widgets
import openpyxl
import pytest
from lecture import lire, lister_champs

from course_helpers import bureaux
from course_helpers.bureaux import apart
from course_helpers.bureaux.depot import EXEMPLES
from course_helpers.bureaux.mon_portefeuille import MonPortefeuille
from course_helpers.bureaux.plan_lu import Questions
from course_helpers.donnees import chemin
from course_helpers.fichiers import TAILLES_MAX
from course_helpers.lecture import Doute, Plan

MOIS_JOUR = b"N facture;Date;Client;Montant HT\n1;1/31/2025;A;300\n2;2/4/2025;B;50\n3;3/1/2025;C;25,5\n"
SANS_CLIENT = b"N facture;Date;Qui;Montant HT\n1;31/01/2025;A;3\n2;04/02/2025;B;5\n"
SAGE = (
    "SOCIETE DU COURS;;;;\nÉdition du 31/01/2025;;;;\n;;;;\n;;;HT;TTC\n"
    "Date;N° pièce;Intitulé;Montant;Montant\n"
    "13/01/2025;F1;Hôtel Bief;1000,00;1200,00\n14/01/2025;F2;Garage Aubin;50,50;60,60\n"
).encode("cp1252")


@pytest.fixture(scope="module", autouse=True)
def lire_ici():
    """Lire sans processus : il coûte deux secondes, et ses tests sont ceux d'apart.py."""
    with pytest.MonkeyPatch.context() as remplacer:
        remplacer.setattr(bureaux, "voie_de_la_page", apart._lire_ici)
        yield


def choisir(bureau, nom, contenu, poids=None):
    bureau.depot.champ.value = (
        {
            "name": nom,
            "type": "",
            "size": poids or len(contenu),
            "content": contenu,
            "last_modified": datetime.now(UTC),
        },
    )


def montrer(*fichiers):
    bureau = MonPortefeuille()
    bureau.recevoir(tuple(fichiers))
    return bureau


@pytest.fixture(scope="module")
def cours():
    """Le bureau des factures du cours, que les tests regardent sans le changer."""
    bureau = MonPortefeuille()
    bureau.depot.exemples["Essayer avec des factures"].click()
    return bureau


def test_au_depart_une_seule_etape_est_ouverte():
    bureau = MonPortefeuille()
    assert bureau.deposer.ouverte
    assert not any(etape.ouverte for etape in (bureau.lire, bureau.comprendre, bureau.emporter))
    assert bureau.comprendre.note == "Déposez d’abord un fichier."


@pytest.mark.parametrize("intitule", EXEMPLES)
def test_un_exemple_se_lit_et_s_analyse(intitule):
    bureau = MonPortefeuille()
    bureau.depot.exemples[intitule].click()
    assert all(nom in bureau.annonce.texte for nom in EXEMPLES[intitule])
    phrase = lire(bureau.plan_lu.phrase.value)
    assert "1 890 factures et 73 avoirs" in phrase and "2 742 889,68 €" in phrase
    # Les deux nombres s'expliquent l'un par l'autre, et un doute se dit là où l'on dit qu'il n'y en a pas.
    assert "220 clients (224 noms, dont 4 répétés aux majuscules" in phrase and len(bureau.lu.clients) == 220
    reconnu = lire(bureau.plan_lu.reconnu.value)
    assert "comptent avec lui : « " in reconnu and "Même nom, codes différents" in reconnu
    assert phrase.count("Rien n’est en doute, sauf des codes de clients à vérifier plus bas") == 1
    assert bureau.comprendre.ouverte and bureau.emporter.ouverte and not bureau.depot.attend


def test_un_fichier_choisi_se_lit():
    bureau = MonPortefeuille()
    contenu = chemin("ca-clients-2025.csv").read_bytes()
    choisir(bureau, "a.csv", contenu)
    assert bureau.demande.fichiers == (("a.csv", contenu),)
    assert bureau.depot.champ.value == (), "le même fichier peut être choisi de nouveau"
    assert bureau.lu.factures is None


def test_un_fichier_trop_lourd_est_refuse_sans_etre_lu(monkeypatch):
    bureau = MonPortefeuille()
    choisir(bureau, "ventes.csv", b"", 1_234_000_000)  # la page n'en donne que le poids
    assert "« ventes.csv » pèse 1 234 Mo et dépasse 400 Mo" in lire(bureau.annonce.texte)
    assert bureau.demande is None and bureau.depot.champ.value == ()
    monkeypatch.setitem(TAILLES_MAX, "csv", 30)
    monkeypatch.setattr(bureaux, "voie_de_la_page", None)  # personne ne lit : le refus vient d'abord
    bureau.recevoir((("b.csv", b"client;ca HT" + 30 * b"\nA;3"),))
    assert "« b.csv » pèse 1 Mo et dépasse 0 Mo" in lire(bureau.annonce.texte)
    assert not bureau.depot.attend and bureau.lire.note.startswith("Ce fichier ne s’ouvre pas")


def test_rien_ne_s_analyse_tant_qu_un_doute_reste():
    bureau = montrer(("a.csv", MOIS_JOUR))
    (question,) = bureau.plan_lu.questions.reponses.values()
    assert question.value is None, "aucune réponse n'est donnée d'avance"
    assert bureau.lu is None and not bureau.comprendre.ouverte and not bureau.emporter.ouverte
    assert "1/31/2025" in bureau.plan_lu.questions.racine.children[1].value
    assert "1/31/2025" in bureau.plan_lu.apercu.value
    assert "mis à part, avant vos réponses" in bureau.plan_lu.reconnu.value
    question.value = "mois/jour"
    assert "Répondez d’abord" not in lire(bureau.annonce.texte)
    assert bureau.lu.factures["date"].dt.month.tolist() == [1, 2, 3]
    assert "mis à part, avant" not in bureau.plan_lu.reconnu.value
    assert bureau.comprendre.ouverte and question in bureau.plan_lu.questions.racine.children


def test_un_doute_que_seul_le_fichier_tranche_dit_que_faire():
    doute = Doute("montants", "Ces montants sont TTC", {}, "exportez-les HT")
    questions = Questions(lambda *reponse: None)
    questions.poser([doute])
    assert questions.restantes == 0 and "Exportez-les HT." in questions.sans_reponse.value
    questions.poser([])
    assert questions.sans_reponse.value == ""


def test_un_fichier_a_corriger_n_annonce_ni_question_ni_montant_hors_taxes():
    bureau = montrer(("ttc.csv", "Facture;Date;Client;Montant\nF1;06/01/2025;A;1 200,00 € TTC\n".encode()))
    assert "le fichier est à corriger avant l’analyse" in lire(bureau.plan_lu.phrase.value)
    assert bureau.plan_lu.questions.restantes == 0 and "HT, en euros" not in bureau.plan_lu.reconnu.value
    assert "onvertissez-les en HT" in bureau.plan_lu.questions.sans_reponse.value


def test_une_colonne_introuvable_se_designe_dans_un_menu():
    bureau = montrer(("a.csv", SANS_CLIENT))
    phrase = lire(bureau.plan_lu.phrase.value)
    assert "aucune colonne n’est reconnue pour le nom du client. Choisissez-la dans les menus" in phrase
    assert "« client »" not in phrase, "ni le nom d'une colonne du cours"
    menus = bureau.plan_lu.colonnes.menus
    assert {entete: menu.value for entete, menu in menus.items()} == {
        "N facture": "facture",
        "Date": "date",
        "Qui": "",
        "Montant HT": "montant_ht",
    }, "ce qui est reconnu le reste"
    assert "toutes les lignes comptent" not in bureau.plan_lu.reconnu.value
    assert "<td>A</td>" in bureau.plan_lu.apercu.value.replace(' class="ch-texte"', "")
    assert bureau.plan_lu.bouton_colonnes.value, "les menus sont dépliés : c'est là que cela se répare"
    bureau.plan_lu.colonnes.menus["Qui"].value = "client"
    assert bureau.lu.clients["client"].tolist() == ["A", "B"]
    assert bureau.demande.choix == {"roles": {"client": "Qui"}}
    bureau.recevoir((("b.csv", SANS_CLIENT.replace(b"Qui", b"Client")),))
    assert not bureau.plan_lu.bouton_colonnes.value, "un autre fichier, bien lu, ne les déplie pas"


def test_deux_colonnes_de_meme_nom_se_distinguent_par_la_ligne_du_dessus():
    bureau = montrer(("sage.csv", SAGE))
    assert list(bureau.plan_lu.colonnes.menus) == [
        "Date",
        "N° pièce",
        "Intitulé",
        "Montant (HT)",
        "Montant (TTC)",
    ]
    bureau.plan_lu.colonnes.menus["Intitulé"].value = "client"
    assert bureau.lu.clients.set_index("client")["ca"].to_dict() == {"Hôtel Bief": 1000, "Garage Aubin": 50.5}


def test_sans_ligne_du_dessus_deux_colonnes_de_meme_nom_se_distinguent_par_leur_place():
    bureau = montrer(("a.csv", b"N facture;Date;Date;Client;Montant HT\n1;31/01/2025;28/02/2025;A;3\n"))
    (question,) = bureau.plan_lu.questions.reponses.values()
    question.value = '{"date":"Date (colonne 3)"}'
    assert bureau.lu.factures["date"].dt.month.tolist() == [2]
    assert bureau.plan_lu.colonnes.menus["Date (colonne 2)"].value == ""


def test_la_ligne_des_titres_se_choisit():
    octets = b"Extrait;;;\nA;B;C;D\nF1;31/01/2025;Bief;3\nF2;31/01/2025;Lou;4\n"
    bureau = montrer(("a.csv", octets))
    assert bureau.lu is None and [n for _, n in bureau.plan_lu.titres.options] == [1, 2, 3, 4]
    bureau.plan_lu.titres.value = 2
    assert list(bureau.plan_lu.colonnes.menus) == ["A", "B", "C", "D"]
    for entete, role in zip("ABCD", ("facture", "date", "client", "montant_ht"), strict=True):
        bureau.plan_lu.colonnes.menus[entete].value = role
        assert bureau.plan_lu.colonnes.menus[entete].value == role, "un choix se voit aussitôt"
    (question,) = bureau.plan_lu.questions.reponses.values()
    assert bureau.lu is None, "« D » ne dit pas s'il est hors taxes"
    question.value = "HT"
    assert bureau.lu.clients["ca"].tolist() == [3, 4]
    assert bureau.demande.choix["entetes"] == 2


def test_le_montant_ht_d_une_boutique_et_ce_qui_vaut_un_achat_se_choisissent():
    octets = b"Date;Customer;Total (TTC);Tax\n13/01/2025;A;12,01;2,00\n13/01/2025;A;1,10;0,10\n"
    bureau = montrer(("boutique.csv", octets))
    questions = bureau.plan_lu.questions
    assert questions.restantes == 2 and bureau.lu is None
    assert "Rien encore : vos réponses" in lire(bureau.plan_lu.reconnu.value)
    vues = lire(" ".join(zone.value for zone in lister_champs(questions.racine, widgets.HTML)))
    assert "désignez-la plutôt dans les menus" in vues
    for question in questions.reponses.values():
        question.value = question.options[-1][1]
    assert bureau.lu.clients["ca"].tolist() == [11.01] and "1 achat" in lire(bureau.plan_lu.phrase.value)
    assert bureau.plan_lu.colonnes.menus["Total (TTC)"].value == "ttc"
    assert "Sans rôle" not in bureau.plan_lu.reconnu.value


DOUBLES = (
    "N° facture;Date;Client;Montant HT\nF1;13/01/2025;Hôtel Bief;10\nF2;14/01/2025;HOTEL BIEF;5,5\n"
    "F3;15/01/2025;Hôtel Bief;3\nF4;15/01/2025;SARL Lou;1\nF5;16/01/2025;Lou;2\n"
).encode()


def test_les_noms_voisins_se_reunissent_d_une_case_et_se_separent():
    bureau = montrer(("a.csv", DOUBLES))
    cases = bureau.plan_lu.rapprocher.cases
    assert not any(case.value for case in cases.values()) and len(bureau.lu.clients) == 4
    case = cases["HOTEL BIEF"]
    assert (
        lire(case.description)
        == "« HOTEL BIEF » (1 ligne, 5,50 €) est le même client que « Hôtel Bief » (2 lignes, 13,00 €)"
    )
    assert "sauf 2 noms à vérifier" in lire(bureau.plan_lu.phrase.value)
    case.value = True
    assert len(bureau.lu.clients) == 3 and bureau.demande.choix["noms"] == {"HOTEL BIEF": "Hôtel Bief"}
    assert bureau.plan_lu.rapprocher.cases["HOTEL BIEF"] is case, "la case cochée reste à sa place"
    assert "1 nom réuni" in lire(bureau.plan_lu.reconnu.value)
    bureau.plan_lu.rapprocher.tout.click()
    assert len(bureau.lu.clients) == 2
    plan = bureau.lecture.plan.en_json().encode()
    bureau.plan_lu.rapprocher.rien.click()
    assert len(bureau.lu.clients) == 4 and "nom réuni" not in lire(bureau.plan_lu.reconnu.value)
    relu = montrer(("b.csv", DOUBLES), ("plan.json", plan))
    assert len(relu.lu.clients) == 2 and all(c.value for c in relu.plan_lu.rapprocher.cases.values())
    sans = montrer(("c.csv", SANS_CLIENT.replace(b"Qui", b"Client")))
    assert sans.plan_lu.rapprocher.racine.children == ()


def test_un_plan_anonyme_ne_garde_ni_les_noms_reunis_ni_une_date():
    bureau = montrer(("a.csv", re.sub(rb"1(\d)/01", rb"0\1/02", DOUBLES)))
    assert bureau.lecture.plan.jour_sans_preuve == ("03/02/2025", "2025-02-03")
    bureau.plan_lu.rapprocher.tout.click()
    bureau.emport.anonyme.value = True
    plan = next(f for i, f in bureau.emport._fichiers.items() if "plan de lecture" in i)
    assert b"03/02/2025" not in plan.octets and b"2025-02-03" not in plan.octets
    assert "BIEF" not in plan.octets.decode().upper() and "LOU" not in plan.octets.decode().upper()


def test_chaque_valeur_inconnue_d_une_colonne_a_sa_question():
    octets = (
        "N° facture;Date;Client;Montant HT;Statut;Type\n1;31/01/2025;A;3;Payée;Facture\n"
        "2;31/01/2025;A;5;En attente;Facture\n3;31/01/2025;B;7;Chez le juge;Acompte\n"
    ).encode()
    bureau = montrer(("a.csv", octets))
    questions = bureau.plan_lu.questions
    assert questions.restantes == 3 and "3 questions" in lire(bureau.plan_lu.phrase.value)
    attente, juge, acompte = questions.reponses.values()
    attente.value = '{"En attente":"garder"}'
    assert "Il reste 2 questions" in lire(bureau.annonce_plan.texte) and bureau.lu is None
    juge.value = '{"Chez le juge":"garder"}'
    acompte.value = '{"Acompte":"écarter"}'
    assert bureau.lu.clients.set_index("client")["ca"].to_dict() == {"A": 8}
    assert "Facture" in bureau.lecture.plan.types


def test_des_dates_qui_se_lisent_dans_les_deux_sens_se_disent_et_se_changent():
    octets = "N° facture;Date;Client;Montant HT\n1;03/04/2025;A;3\n2;05/06/2025;B;4\n".encode()
    bureau = montrer(("a.csv", octets))
    phrase = "lues jour/mois, ce qu’aucune ne permet de vérifier : « 03/04/2025 » est lu 3 avril 2025"
    assert phrase in lire(bureau.plan_lu.reconnu.value)
    assert "sauf l’ordre du jour et du mois" in lire(bureau.plan_lu.phrase.value)
    bureau.plan_lu.dates.value = "mois/jour"
    assert bureau.lu.factures["date"].dt.month.tolist() == [3, 5]
    assert "ne permet de vérifier" not in bureau.plan_lu.reconnu.value
    prouve = montrer(("b.csv", octets + b"3;31/01/2025;A;3\n"))
    assert prouve.plan_lu.dates.value == "jour/mois"
    assert "ne permet de vérifier" not in prouve.plan_lu.reconnu.value
    assert "sauf" not in lire(prouve.plan_lu.phrase.value)


def test_la_feuille_lue_se_dit_et_se_change():
    classeur = openpyxl.Workbook()
    classeur.active.title = "Lisez-moi"
    for ligne in (["Export du 31/12/2025"], ["Contact", "comptabilité"]):
        classeur.active.append(ligne)
    for nom, ligne in (("Ventes 2024", "A"), ("Ventes 2025", "B")):
        feuille = classeur.create_sheet(nom)
        feuille.append(["N° facture", "Date", "Qui", "Montant HT"])
        feuille.append(["F1", "31/01/2025", ligne, 3])
    sortie = io.BytesIO()
    classeur.save(sortie)
    bureau = montrer(("v.xlsx", sortie.getvalue()))
    assert bureau.plan_lu.feuille.options == ("Lisez-moi", "Ventes 2024", "Ventes 2025")
    assert bureau.plan_lu.feuille.value == "Ventes 2024", "celle dont les colonnes se reconnaissent"
    assert "« Ventes 2024 » est lue : c’est celle dont" in lire(bureau.plan_lu.reconnu.value)
    assert "Non lues : « Lisez-moi », « Ventes 2025 »" in lire(bureau.plan_lu.reconnu.value)
    bureau.plan_lu.feuille.value = "Ventes 2025"
    bureau.plan_lu.colonnes.menus["Qui"].value = "client"
    assert bureau.lu.clients["client"].tolist() == ["B"]
    assert "est lue : vous l’avez choisie" in lire(bureau.plan_lu.reconnu.value)
    bureau.plan_lu.feuille.value = "Lisez-moi"
    assert bureau.lu is None and bureau.lire.ouverte and bureau.plan_lu.feuille.value == "Lisez-moi"


def test_le_separateur_et_l_encodage_se_changent_et_se_retrouvent():
    bureau = montrer(("a.csv", "Client;CA HT\nHôtel Bief;10,5\nCafé Genès;3,5\n".encode("cp1252")))
    plan_lu = bureau.plan_lu
    assert (plan_lu.separateur.value, plan_lu.encodage.value) == (";", "cp1252")
    assert [mots for mots, _ in plan_lu.separateur.options] == [
        "point-virgule", "virgule", "barre verticale", "tabulation",
    ]  # fmt: skip
    plan_lu.separateur.value = ","
    assert bureau.lu is None and bureau.lire.ouverte and list(plan_lu.colonnes.menus) == ["Client;CA HT"]
    assert plan_lu.separateur.value == ",", "ce que l'on a choisi se voit"
    plan_lu.separateur.value = ";"
    assert bureau.lu.clients["ca"].sum() == 14
    plan_lu.encodage.value = "cp850"
    assert bureau.lu.clients["client"].tolist() != ["Hôtel Bief", "Café Genès"]
    plan_lu.encodage.value = "cp1252"
    assert bureau.lu.clients["client"].tolist() == ["Hôtel Bief", "Café Genès"]
    assert bureau.demande.choix == {"separateur": ";", "encodage": "cp1252"}
    assert not montrer(("f.txt", chemin("fec-2024.txt").read_bytes())).plan_lu.separateur.options


def test_deux_fichiers_separes_autrement_se_disent_puis_se_lisent_de_meme():
    bureau = montrer(("a.csv", b"Client;CA HT\nA;10\n"), ("b.csv", b"Client,CA HT\nB,3\n"))
    assert bureau.lu.clients["ca"].sum() == 13
    assert bureau.plan_lu.separateur.options[0] == ("point-virgule et virgule", "; et ,")


def test_un_fichier_qui_ne_s_ouvre_pas_ne_demande_pas_d_en_deposer_un():
    bureau = montrer(("logo.png", b"\x89PNG\r\n\x1a\n\x00\x00"))
    for etape in (bureau.lire, bureau.comprendre, bureau.emporter):
        assert etape.note.startswith("Ce fichier ne s’ouvre pas") and not etape.ouverte


def test_changer_un_role_change_l_apercu_et_se_defait():
    bureau = montrer(("a.csv", chemin("factures-2024.csv").read_bytes()))
    assert "Famille de produits" in bureau.plan_lu.apercu.value
    bureau.plan_lu.colonnes.menus["Famille"].value = ""
    assert "Famille de produits" not in bureau.plan_lu.apercu.value
    bureau.revenir.click()
    assert bureau.demande.choix == {} and bureau.plan_lu.colonnes.menus["Famille"].value == "famille"


def test_un_refus_se_dit_tel_quel_et_laisse_l_analyse_d_avant():
    bureau = montrer(("a.csv", SANS_CLIENT.replace(b"Qui", b"Client")))
    avant, lecture = bureau.lu, bureau.lecture
    bureau.depot.recevoir((("vide.csv", b""),))
    assert bureau.annonce.texte and "▲" in bureau.annonce.racine.value
    assert bureau.lu is avant and bureau.lecture is lecture and bureau.comprendre.ouverte


def test_un_plan_enregistre_se_depose_avec_le_fichier():
    premier = montrer(("a.csv", MOIS_JOUR))
    next(iter(premier.plan_lu.questions.reponses.values())).value = "mois/jour"
    plan = premier.lecture.plan.en_json().encode()
    assert Plan.lire(plan) == premier.lecture.plan
    suivant = montrer(("b.csv", MOIS_JOUR.replace(b"300", b"400")), ("plan.json", plan))
    assert suivant.lu.clients["ca"].sum() == 475.5 and not suivant.plan_lu.questions.reponses
    # Ou après lui.
    suivant = montrer(("b.csv", MOIS_JOUR))
    suivant.recevoir((("plan.json", plan),))
    assert suivant.lu is not None


def test_un_plan_seul_dit_ce_qui_lui_manque():
    bureau = MonPortefeuille()
    plan = Plan("factures").en_json().encode()
    choisir(bureau, "plan.json", plan)
    assert "avec le fichier" in bureau.annonce.texte and not bureau.lire.ouverte


def test_ce_qui_est_mis_a_part_est_compte():
    octets = MOIS_JOUR.replace(b"1/31", b"31/1").replace(b"2/4", b"4/2") + b"4;12/3/2025;D;pas un nombre\n"
    bureau = montrer(("a.csv", octets))
    lu = lire(bureau.plan_lu.reconnu.value)
    assert "<strong>1 ligne</strong>" in lu and "pas un nombre" in lu and "ligne 5" in lu


def test_chaque_question_a_sa_phrase_ou_dit_ce_qui_manque(cours):
    for nom, partie in cours.analyse.parties.items():
        cours.analyse.choix.value = nom
        assert cours.analyse.liste.value == nom, "la liste et le menu disent le même choix"
        assert cours.analyse.partie is partie
        montre = cours.analyse.phrase.value
        assert ("Le fichier ne permet pas" in montre) == (not partie.repondue)
        assert bool(cours.analyse.tableau.value) == partie.repondue
        assert partie.repondue or "À demander à l’entreprise" in cours.analyse.suite.value
        # Une convention ne dit que ce qui se montre avec elle.
        for mesure in ("Gini", "IHH"):
            assert (mesure in cours.analyse.suite.value) == (mesure in cours.analyse.tableau.value), nom


def test_un_tableau_long_est_coupe_et_le_dit(cours):
    cours.analyse.choix.value = "abc"
    assert cours.analyse.tableau.value.count("<tr>") == 21
    assert "20 premières lignes sur 220" in cours.analyse.tableau.value


def test_un_reglage_refait_sa_partie_et_perime_les_autres():
    bureau = montrer(("a.csv", chemin("ca-clients-2025.csv").read_bytes()))
    analyse = bureau.analyse
    synthese = analyse.partie.phrase
    analyse.choix.value = "abc"
    analyse.commandes.champs["fin_a"].value = 50
    assert "seuils 50/95" in analyse.partie.phrase
    analyse.choix.value = "synthese"
    assert analyse.partie.phrase != synthese
    analyse.choix.value = "abc"
    analyse.commandes.champs["methode"].value = "effectif"
    assert "ABC par effectif, seuils 10/50" in analyse.partie.phrase, "les seuils suivent la méthode"


def test_changer_une_colonne_garde_les_reglages_un_autre_fichier_les_oublie():
    bureau = montrer(("a.csv", chemin("factures-2025.csv").read_bytes()))
    champs = bureau.analyse.commandes.champs
    bureau.analyse.choix.value = "depart"
    champs["partant"].value = partant = champs["partant"].options[3][1]
    champs["seuil"].value = 33
    bureau.plan_lu.colonnes.menus["Famille"].value = ""
    assert (champs["partant"].value, champs["seuil"].value) == (partant, 33)
    assert "33" in bureau.analyse.partie.convention and partant in bureau.analyse.partie.phrase
    bureau.recevoir((("b.csv", SANS_CLIENT.replace(b"Qui", b"Client")),))
    assert (champs["partant"].value, champs["seuil"].value) == (None, 20)


def test_une_question_qui_retarde_l_analyse_ne_garde_pas_les_reglages_du_fichier_d_avant():
    bureau = montrer(("a.csv", chemin("factures-2025.csv").read_bytes()))
    seuil = bureau.analyse.commandes.champs["seuil"]
    bureau.analyse.choix.value = "depart"
    seuil.value = 33
    bureau.recevoir((("b.csv", MOIS_JOUR),))
    (question,) = bureau.plan_lu.questions.reponses.values()
    question.value = "mois/jour"
    assert bureau.comprendre.ouverte and seuil.value == 20
    seuil.value = 41
    bureau.plan_lu.colonnes.menus["N facture"].value = ""
    assert seuil.value == 41, "le même fichier, relu, garde les siens"


def test_un_reglage_impossible_ne_change_rien():
    bureau = montrer(("a.csv", chemin("ca-clients-2025.csv").read_bytes()))
    analyse = bureau.analyse
    analyse.choix.value = "abc"
    avant = analyse.partie
    analyse.commandes.champs["fin_a"].value = 97
    assert "97" in analyse.annonce.texte and "▲" in analyse.annonce.racine.value
    assert analyse.partie is avant and analyse.parties["abc"] is avant
    assert analyse.commandes.champs["fin_a"] in lister_champs(analyse.racine, widgets.BoundedIntText)


def test_les_montants_permutes_changent_les_phrases():
    lignes = chemin("ca-clients-2025.csv").read_text(encoding="utf-8-sig").splitlines()
    bureau = montrer(("a.csv", "\n".join(lignes).encode()))
    tete, *corps = lignes
    place = tete.split(";").index(next(c for c in tete.split(";") if c.lower().startswith("ca")))
    cellules = [ligne.split(";") for ligne in corps]
    montants = [ligne[place] for ligne in cellules]
    for ligne, montant in zip(cellules, reversed(montants), strict=True):
        ligne[place] = montant
    autre = montrer(("a.csv", "\n".join([tete, *(";".join(ligne) for ligne in cellules)]).encode()))
    for nom in ("synthese", "abc", "depart"):
        assert bureau.analyse.parties[nom].phrase != autre.analyse.parties[nom].phrase


def test_les_exercices_se_posent_a_la_demande_sur_ce_portefeuille(cours):
    assert cours.exercices.serie is None
    cours.exercices.bouton.value = True
    assert len(cours.exercices.serie.q) > 3 and "pourquoi" in cours.exercices._laissees.value
    cours.exercices.bouton.value = False


def test_chaque_fichier_s_ecrit_quand_on_le_demande(cours):
    emport = cours.emport
    assert not any(lien.value for lien in emport.liens.values())
    for intitule, bouton in emport.boutons.items():
        bouton.click()
        assert "est prêt" in emport.annonce.texte, (intitule, emport.annonce.texte)
        assert 'download="' in emport.liens[intitule].value
    emport.anonyme.value = True
    assert not any(lien.value for lien in emport.liens.values()), "ce qui portait des noms n'est plus là"
    assert any("correspondance" in intitule for intitule in emport.boutons)
    emport.anonyme.value = False


def test_un_reglage_retire_les_fichiers_qu_il_perime():
    bureau = montrer(("a.csv", chemin("ca-clients-2025.csv").read_bytes()))
    intitule = next(i for i in bureau.emport.boutons if "rapport" in i)
    bureau.emport.boutons[intitule].click()
    avant = bureau.emport.liens[intitule].value
    bureau.analyse.choix.value = "abc"
    bureau.analyse.commandes.champs["fin_a"].value = 50
    assert bureau.emport.liens[intitule].value == ""
    bureau.emport.boutons[intitule].click()
    assert bureau.emport.liens[intitule].value not in ("", avant)


def test_un_autre_fichier_oublie_les_questions_du_precedent():
    bureau = montrer(("a.csv", MOIS_JOUR))
    bureau.recevoir((("b.csv", SANS_CLIENT.replace(b"Qui", b"Client")),))
    assert bureau.plan_lu.questions.reponses == {} and bureau.lu is not None


def test_un_nom_de_client_ne_devient_pas_du_html():
    octets = SANS_CLIENT.replace(b"Qui", b"Client").replace(b";A;", b";<img src=x onerror=alert(1)>;")
    bureau = montrer(("<b>a</b>.csv", octets))
    zones = [zone.value for zone in lister_champs(bureau, widgets.HTML)]
    assert any("&lt;img" in zone for zone in zones)
    assert not any("<img src" in zone or "<b>a" in zone for zone in zones)


def test_arreter_une_lecture_laisse_tout_le_reste(monkeypatch):
    monkeypatch.setattr(bureaux, "voie_de_la_page", None)  # dans un processus, que l'on arrête

    async def faire():
        bureau = MonPortefeuille()
        bureau.recevoir((("a.csv", SANS_CLIENT.replace(b"Qui", b"Client")),))
        await bureau.tache
        avant = bureau.lu
        assert avant is not None
        gros = b"N facture;Date;Client;Montant HT\n" + b"1;31/01/2025;A;3\n" * 300_000
        bureau.recevoir((("gros.csv", gros),))
        tache = bureau.tache
        await asyncio.sleep(0)
        assert bureau.depot.attend
        bureau.depot.bouton_arreter.click()
        await asyncio.gather(tache, return_exceptions=True)
        assert bureau.lu is avant and bureau.comprendre.ouverte and not bureau.depot.attend
        assert "Lecture arrêtée" in bureau.annonce.texte
        bureau.recevoir((("b.csv", MOIS_JOUR.replace(b"1/31", b"31/1")),))
        await bureau.tache
        return bureau

    assert asyncio.run(faire()).demande.fichiers[0][0] == "b.csv"


def test_deux_depots_coup_sur_coup_ne_gardent_que_le_second():
    async def faire():
        bureau = MonPortefeuille()
        bureau.recevoir((("a.csv", SANS_CLIENT),))
        premiere = bureau.tache
        await asyncio.sleep(0)
        bureau.recevoir((("b.csv", SANS_CLIENT.replace(b"Qui", b"Client")),))
        await asyncio.gather(premiere, bureau.tache, return_exceptions=True)
        return bureau

    bureau = asyncio.run(faire())
    assert bureau.demande.fichiers[0][0] == "b.csv" and bureau.lu is not None and not bureau.depot.attend


def test_sans_programme_pour_l_animer_le_bureau_dit_ce_qu_il_fera():
    paquet = MonPortefeuille()._repr_mimebundle_()
    assert "Déposez d’abord un fichier" in paquet["text/plain"]
    assert "rien ne quitte cet ordinateur" in paquet["text/html"]
