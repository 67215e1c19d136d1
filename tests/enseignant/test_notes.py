"""Les notes : le CSV, le classeur dont les formules recalculent, et ce qui compte ou non."""

import csv
import io
import json
import re

import openpyxl
import pytest

from course_helpers.ecriture import typographier
from course_helpers.enseignant.copies import lire_fichier
from course_helpers.enseignant.correction import corriger_copie, lister_notees
from course_helpers.exercices import Serie
from course_helpers.exercices.banque import ouvrir_banque

BANQUE = ouvrir_banque("4-pareto")
POINTS = sum(question.points for question in lister_notees(BANQUE))


def lire_notes(sortie):
    texte = (sortie / "notes.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


def test_le_csv_s_ouvre_dans_un_excel_francais(classe):
    octets = (classe / "notes.csv").read_bytes()
    assert octets.startswith(b"\xef\xbb\xbfcode;serie;note_sur_20;reussies;total;etat;motif;fichier\r\n")
    lignes = lire_notes(classe)
    assert len(lignes) == 32
    corrigees = [ligne for ligne in lignes if ligne["etat"] == "corrigée"]
    assert [ligne["code"] for ligne in corrigees] == [f"GPME2-{rang:02}" for rang in range(1, 31)]
    assert all("," in ligne["note_sur_20"] and "." not in ligne["note_sur_20"] for ligne in corrigees)
    illisibles = [ligne for ligne in lignes if ligne["etat"] == "illisible"]
    assert [ligne["fichier"] for ligne in illisibles] == [
        "Exercice ABC.xlsx",
        "copie-GPME2-31.json",
    ]


def test_chaque_copie_recoit_les_etats_que_la_carte_montrait(copies_de_la_classe, tmp_path):
    for code, texte in copies_de_la_classe.items():
        (tmp_path / "copie.json").write_text(texte, encoding="utf-8")
        (copie,) = lire_fichier(tmp_path, "copie.json")
        serie = Serie("4-pareto", code=code)
        serie.reprendre(texte)
        etats = [travail.etat for travail in serie.q.values()]
        assert [rendu.etat for rendu in corriger_copie(copie, "copie.json").rendus] == etats, code


def test_en_evaluation_la_derniere_reponse_compte(corriger_dossier, copie_juste, essayer):
    serie = Serie("4-pareto", code="GPME2-07", mode="evaluation")
    copie = json.loads(serie.exporter())
    for numero, travail in serie.q.items():
        attendu = travail.posee.attendu
        copie["reponses"][numero]["gestes"] = essayer(
            *([attendu] if isinstance(attendu, str) else []), "n.c."
        )
    for rendu in copie_juste["reponses"].values():
        rendu["gestes"] += essayer("n.c.")
    evaluation, entrainement = (
        lire_notes(corriger_dossier({"a.json": une}, "--remplacer"))[0] for une in (copie, copie_juste)
    )
    assert (evaluation["note_sur_20"], evaluation["motif"]) == ("0,0", "")
    assert entrainement["note_sur_20"] == "20,0"


def test_les_indices_ne_coutent_rien_et_une_solution_lue_vaut_zero(corriger_dossier, copie_juste):
    for rendu in copie_juste["reponses"].values():
        rendu["gestes"] += [{"id": f"i{n}", "geste": "indice"} for n in range(3)]
    copie_juste["reponses"]["q3"]["gestes"].append({"id": "s", "geste": "solution"})
    (ligne,) = lire_notes(corriger_dossier({"a.json": copie_juste}))
    perdus = next(question.points for question in BANQUE.questions if question.identifiant == "q3")
    assert ligne["note_sur_20"] == f"{20 * (POINTS - perdus) / POINTS:.1f}".replace(".", ",")
    assert int(ligne["reussies"]) == int(ligne["total"]) - 1


def test_une_question_ouverte_ne_compte_pas(corriger_dossier, copie_juste):
    ouvertes = [question.identifiant for question in BANQUE.questions if not question.corrige]
    assert ouvertes
    for numero in ouvertes:
        copie_juste["reponses"][numero]["gestes"] = []
    (ligne,) = lire_notes(corriger_dossier({"a.json": copie_juste}))
    assert ligne["note_sur_20"] == "20,0"


def test_de_nouvelles_donnees_demandees_avant_de_rendre_ne_retirent_pas_la_note(
    corriger_dossier, repondre_juste
):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    repondre_juste(serie.q["q3"])
    serie.renouveler()
    repondre_juste(serie.q["q5"])
    (ligne,) = lire_notes(corriger_dossier({"a.json": json.loads(serie.exporter())}))
    assert ligne["reussies"] == "1" and "notée sur les données de l’identifiant" in ligne["motif"]
    assert "tirage 1" in ligne["motif"]


def test_qui_n_a_repondu_que_sur_d_autres_donnees_y_est_note(corriger_dossier, repondre_juste):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    serie.renouveler()
    serie.renouveler()
    repondre_juste(serie.q["q3"])
    seule = json.loads(serie.exporter())
    serie.renouveler()
    for copie in (seule, json.loads(serie.exporter())):
        (ligne,) = lire_notes(corriger_dossier({"a.json": copie}, "--remplacer"))
        assert ligne["reussies"] == "1"
        assert "notée sur d’autres données que celles de l’identifiant (tirage 2)" in ligne["motif"]


def test_un_texte_non_enregistre_arrive_a_l_enseignant(corriger_dossier):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    (ouverte,) = (travail for travail in serie.q.values() if not travail.question.corrige)
    ouverte.noter_brouillon("Je commence par les clients A.")
    sortie = corriger_dossier({"a.json": json.loads(serie.exporter())})
    page = (sortie / "retours" / "GPME2-07.html").read_text(encoding="utf-8")
    assert "Votre réponse (tapée, non enregistrée)" in page and "Je commence par les clients A." in page


def test_l_enseignant_lit_le_texte_laisse_dans_le_champ_meme_change_apres_l_enregistrement(corriger_dossier):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    (ouverte,) = (travail for travail in serie.q.values() if not travail.question.corrige)
    ouverte.verifier("Un premier jet.")
    ouverte.noter_brouillon("Un second jet.")
    sortie = corriger_dossier({"a.json": json.loads(serie.exporter())})
    page = (sortie / "retours" / "GPME2-07.html").read_text(encoding="utf-8")
    assert "tapée, non enregistrée" in page and "Un second jet." in page and "Un premier jet." not in page


@pytest.mark.parametrize(
    ("mode", "geste", "etat"),
    [("entrainement", "vérifiée", "non vérifiée"), ("evaluation", "enregistrée", "non enregistrée")],
)
def test_une_reponse_tapee_sans_etre_validee_se_montre_et_ne_vaut_rien(corriger_dossier, mode, geste, etat):
    serie = Serie("4-pareto", code="GPME2-07", mode=mode, magasin=None)
    serie.q["q2"].noter_brouillon(f"{serie.q['q2'].posee.attendu:.1f}".replace(".", ","))
    serie.q["q3"].verifier("abc")
    serie.q["q3"].noter_brouillon("abc")
    serie.q["q5"].verifier("1")
    serie.q["q5"].noter_brouillon("2,0")
    action, *autres = serie.q["q6"].posee.champs
    serie.q["q6"].noter_brouillon({action.cle: "A", **{champ.cle: None for champ in autres}})
    # Ce qui ne dit rien de neuf : la même réponse écrite autrement, des champs vidés.
    serie.q["q8"].verifier("12,0")
    serie.q["q8"].noter_brouillon("12,0 %")
    serie.q["q9"].noter_brouillon("4")
    serie.q["q9"].noter_brouillon(" ")
    serie.q["q11"].verifier({champ.cle: "1,5" for champ in serie.q["q11"].posee.champs})
    sortie = corriger_dossier({"a.json": json.loads(serie.exporter())})
    (ligne,) = lire_notes(sortie)
    assert (ligne["note_sur_20"], ligne["motif"]) == ("0,0", f"4\u202fréponses tapées, non {geste}s")
    page = (sortie / "retours" / "GPME2-07.html").read_text(encoding="utf-8")
    tapees = re.findall(
        rf'<div>(Tapée[^:]*, non {geste}|Tapée, non comprise)\u202f: <span class="reponse">(.*?)</span>', page
    )
    ecrite = f"{serie.q['q2'].posee.attendu:.1f}".replace(".", ",")
    ligne_6 = f"{action.intitule}\u202f: {action.options[0].texte}"
    assert [dit for dit, _ in tapees] == [
        f"Tapée, non {geste}",
        "Tapée, non comprise",
        f"Tapée ensuite, non {geste}",
        f"Tapée, non {geste}",
    ]
    assert [texte for _, texte in tapees] == [ecrite, "abc", "2,0", ligne_6]
    assert page.count(f"✎</span> {etat}</span>") == 3 and "à faire" not in page
    # La solution est juste au-dessous : une réponse que rien ne reconnaît garde son compte, rien d'autre.
    assert "Reprenez" not in page and len(re.findall(r"<p>[\w ]+ justes\u202f: 0 sur \d", page)) == 1
    assert f'<span class="puce illisible" aria-hidden="true">✎</span>{etat}' in (
        sortie / "classe.html"
    ).read_text(encoding="utf-8")


def test_ce_qui_est_tape_apres_une_reussite_ou_une_solution_lue_ne_se_remarque_pas(
    corriger_dossier, repondre_juste
):
    serie = Serie("4-pareto", code="GPME2-07", magasin=None)
    repondre_juste(serie.q["q3"])
    serie.q["q5"].renoncer()
    for numero in ("q3", "q5"):
        serie.q[numero].noter_brouillon("1,5")
    (ligne,) = lire_notes(corriger_dossier({"a.json": json.loads(serie.exporter())}))
    assert (ligne["reussies"], ligne["motif"]) == ("1", "")


# --- Le classeur -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def classeur(classe):
    octets = io.BytesIO((classe / "notes.xlsx").read_bytes())
    return openpyxl.load_workbook(octets), openpyxl.load_workbook(octets, data_only=True)


def calculer(feuille, ligne, **reglages):
    """Calculer à la main ce que dit la formule d'une note, d'après les cases réglables."""
    points = [cellule.value for cellule in feuille[6][5:]]
    reponses = [cellule.value for cellule in feuille[ligne][5:]]
    maximum, retrait = feuille["B4"].value, reglages.get("retrait", feuille["B5"].value)
    obtenus = (
        sum(a * b for a, b in zip(points, reponses, strict=True)) - retrait * feuille.cell(ligne, 4).value
    )
    return round(maximum * max(0, obtenus) / sum(points) + 1e-9, 1)


def test_le_classeur_donne_les_memes_notes_que_le_csv(classe, classeur):
    formules, valeurs = (livre["4-pareto"] for livre in classeur)
    notes = [float(ligne["note_sur_20"].replace(",", ".")) for ligne in lire_notes(classe)[:30]]
    assert [valeurs.cell(ligne, 2).value for ligne in range(8, 38)] == notes
    assert [calculer(formules, ligne) for ligne in range(8, 38)] == notes
    fin = openpyxl.utils.get_column_letter(5 + len(BANQUE.questions))
    somme = f"SUMPRODUCT(F8:{fin}8,$F$6:${fin}$6)"
    assert formules["B8"].value == f"=ROUND($B$4*MAX(0,{somme}-$B$5*D8)/SUM($F$6:${fin}$6),1)"


def test_le_bareme_du_classeur_est_celui_de_la_serie(classeur):
    feuille = classeur[0]["4-pareto"]
    assert [cellule.value for cellule in feuille[7][5:]] == [q.identifiant for q in BANQUE.questions]
    ouvertes = {q.identifiant for q in BANQUE.questions} - {q.identifiant for q in lister_notees(BANQUE)}
    for cellule, question in zip(feuille[6][5:], BANQUE.questions, strict=True):
        assert cellule.value == (0 if question.identifiant in ouvertes else question.points)
    assert feuille["B5"].value == 0  # les indices ne coûtent rien, sauf décision de l'enseignant


def test_les_copies_non_corrigees_sont_dans_le_classeur(classeur):
    lignes = list(classeur[0]["Non corrigées"].iter_rows(values_only=True))
    assert [ligne[0] for ligne in lignes] == ["Fichier", "Exercice ABC.xlsx", "copie-GPME2-31.json"]
    assert all(ligne[2] for ligne in lignes)


def test_deux_series_dans_un_dossier_se_lisent_a_part(corriger_dossier, copie_juste):
    autre = Serie("5-methode", code="GPME2-07").exporter().encode()
    seconde = Serie("5-methode", code="GPME2-08").exporter().encode()
    sortie = corriger_dossier({"a.json": copie_juste, "b.json": autre, "c.json": seconde})
    assert [ligne["serie"] for ligne in lire_notes(sortie)] == ["4-pareto", "5-methode", "5-methode"]
    retour = (sortie / "retours" / "GPME2-07.html").read_text(encoding="utf-8")
    assert all(typographier(ouvrir_banque(nom).titre) in retour for nom in ("4-pareto", "5-methode"))
    assert openpyxl.load_workbook(sortie / "notes.xlsx").sheetnames == ["4-pareto", "5-methode"]
    titres = re.findall(r"<h1>(.*?)</h1>", (sortie / "classe.html").read_text(encoding="utf-8"))
    # La copie égarée d'une autre série ne prend pas la première place.
    assert titres == [typographier(ouvrir_banque(nom).titre) for nom in ("5-methode", "4-pareto")]


def test_la_commande_peut_ne_compter_que_l_essentiel(corriger_dossier, copie_juste):
    for question in BANQUE.questions:
        if not question.essentiel:
            copie_juste["reponses"][question.identifiant]["gestes"] = []
    toutes, essentiel = (
        lire_notes(corriger_dossier({"a.json": copie_juste}, "--remplacer", *options))[0]
        for options in ([], ["--essentiel"])
    )
    obtenus = sum(question.points for question in lister_notees(BANQUE, essentiel=True))
    assert toutes["note_sur_20"] == f"{20 * obtenus / POINTS:.1f}".replace(".", ",")
    assert essentiel["note_sur_20"] == "20,0" and essentiel["reussies"] == essentiel["total"]
