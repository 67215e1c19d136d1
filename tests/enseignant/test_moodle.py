"""L'export vers Moodle : conforme au schéma, et des réponses que la correction du cours confirme."""

import base64
import html
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from lecture import lire_refus

from course_helpers.bureaux.imprimer import Imprimer
from course_helpers.donnees import lire_table
from course_helpers.enseignant.commande import main
from course_helpers.enseignant.moodle import (
    PARTIE_MAX,
    exporter_moodle,
    exporter_sujet,
    nommer_parties,
)
from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie
from course_helpers.exercices.sujet import QUESTIONS_MAX, composer_sujet

SCHEMA = xmlschema.XMLSchema11(Path(__file__).with_name("moodle.xsd"))
VARIANTES = 4


@pytest.fixture(scope="module", params=lister_series())
def export(request):
    return request.param, *exporter_moodle(request.param, VARIANTES)


@pytest.fixture(scope="module", params=lister_series(syntheses=True))
def synthese(request):
    return request.param, *exporter_moodle(request.param, VARIANTES)


def lister(export):
    """Rendre, pour chaque question exportée, son élément et la question posée."""
    nom, texte = export
    for element in ET.fromstring(texte).iterfind("question"):
        if element.get("type") == "category":
            continue
        _, numero, variante = element.findtext("idnumber").rsplit("-", 2)
        yield element, poser_serie(nom, int(variante)).questions[numero]


def test_l_export_suit_le_schema(export):
    SCHEMA.validate(export[1])


@pytest.mark.parametrize(
    ("juste", "faux"),
    [
        ("<tolerance>0.0499</tolerance>", "<tolerance>0,0499</tolerance>"),
        ('type="numerical"', 'type="nombre"'),
        ('fraction="100"', 'fraction="33"'),
        ("<single>true</single>", ""),
        ("$course$/top/", "/"),
        ("</quiz>", "<question/></quiz>"),
    ],
)
def test_le_schema_refuse_ce_que_moodle_refuserait(juste, faux):
    (texte,) = exporter_moodle("4-pareto", 1)
    assert juste in texte and not SCHEMA.is_valid(texte.replace(juste, faux, 1))


def test_chaque_question_a_sa_categorie_et_ses_variantes(export):
    nom, texte = export
    elements = list(ET.fromstring(texte))
    categories = [e.findtext("category/text") for e in elements if e.get("type") == "category"]
    assert len(categories) == len(set(categories)) == len(ouvrir_banque(nom).questions)
    # Une barre dans un titre se double, sinon elle créerait une sous-catégorie.
    assert all(len(re.split(r"(?<!/)/(?!/)", categorie)) == 4 for categorie in categories)
    compte = Counter(posee.question.identifiant for _, posee in lister(export))
    assert max(compte.values()) == VARIANTES and set(compte) == {
        q.identifiant for q in ouvrir_banque(nom).questions
    }
    identiques = [element.findtext("idnumber") for element, _ in lister(export)]
    assert len(identiques) == len(set(identiques))


def test_les_etiquettes_et_les_indices_y_sont(export):
    for element, posee in lister(export):
        etiquettes = [e.text for e in element.iterfind("tags/tag/text")]
        assert {export[0], posee.question.niveau, *posee.question.faits} <= set(etiquettes)
        assert not any("," in etiquette for etiquette in etiquettes)
        attendus = 0 if not posee.question.corrige else len(posee.question.indices)
        assert len(element.findall("hint")) == attendus
        assert element.findtext("penalty") == "0"


def lire_texte(contenu):
    """Le texte qu'une balise contient ; entre deux chiffres, Moodle reçoit une insécable ordinaire."""
    return re.sub(r"(?<=\d)\u00a0(?=\d)", "\u202f", html.unescape(re.sub(r"<[^>]+>", "", contenu)))


def lire_reponses(element):
    return [
        (
            reponse.get("fraction"),
            reponse.findtext("text"),
            lire_texte(reponse.findtext("feedback/text")),
            reponse.findtext("tolerance"),
        )
        for reponse in element.iterfind("answer")
    ]


def test_les_nombres_exportes_sont_ceux_que_la_correction_reconnait(export):
    for element, posee in lister(export):
        if element.get("type") != "numerical":
            continue
        *reponses, (fraction, texte, _, _) = lire_reponses(element)
        assert (fraction, texte) == ("0", "*")
        assert reponses[0][0] == "100"
        for fraction, texte, retour, tolerance in reponses:
            verdict = posee.juger(Decimal(texte))
            assert fraction == ("100" if verdict.etat == "reussi" else "0"), (
                posee.question.identifiant,
                texte,
            )
            assert retour == verdict.message.replace("\n", "").replace("`", "")
            assert 0 <= Decimal(tolerance) <= 1
        codes = {posee.juger(Decimal(texte)).code_erreur for _, texte, _, _ in reponses}
        assert codes >= {erreur.code for erreur, _ in posee.erreurs}
        # Au milieu de la tolérance, la correction du cours dit la même chose que Moodle.
        attendu, tolerance = Decimal(reponses[0][1]), Decimal(reponses[0][3])
        assert posee.juger(attendu - tolerance / 2).etat in ("reussi", "illisible")


def test_un_denombrement_n_a_pas_de_tolerance(export):
    tolerances = {
        reponse.findtext("tolerance")
        for element, posee in lister(export)
        if element.get("type") == "numerical" and posee.question.unite not in ("%", "€")
        for reponse in element.iterfind("answer")
        if posee.question.decimales == 0
    }
    assert tolerances <= {"0"}


def test_une_seule_option_d_un_choix_est_juste(export):
    for element, posee in lister(export):
        if posee.question.genre != "choix":
            continue
        reponses = lire_reponses(element)
        assert [fraction for fraction, *_ in reponses].count("100") == 1 + len(posee.question.conventions)
        for fraction, texte, retour, _ in reponses:
            verdict = posee.juger(lire_texte(texte))
            assert (fraction == "100") == (verdict.etat == "reussi") and retour == verdict.message


def test_les_parts_d_un_choix_multiple_se_compensent(export):
    vus = 0
    for element, posee in lister(export):
        if posee.question.genre != "choix_multiple":
            continue
        vus += 1
        assert element.findtext("single") == "false"
        parts = [Decimal(fraction) for fraction, *_ in lire_reponses(element)]
        assert sum(part for part in parts if part > 0) == pytest.approx(100, abs=0.001)
        assert sum(part for part in parts if part < 0) == pytest.approx(-100, abs=0.001)
        assert sum(part > 0 for part in parts) == len(posee.attendu)
    assert vus


def test_les_associations_donnent_la_reponse_attendue(export):
    for element, posee in lister(export):
        if element.get("type") != "matching":
            continue
        lignes = [
            (lire_texte(sous.findtext("text")), sous.findtext("answer/text"))
            for sous in element.iterfind("subquestion")
        ]
        assert posee.juger({ligne: reponse for ligne, reponse in lignes if ligne}).etat == "reussi"
        # Une réponse qui ne sert à aucune ligne est au menu : son absence la désignerait.
        proposees = {option.texte for champ in posee.champs for option in champ.options}
        assert {reponse for _, reponse in lignes} == proposees


def lire_cases(element):
    """Lire les cases d'un énoncé comme Moodle : couper à ses signes, puis décoder une fois les entités.

    Rend, pour chaque case, son type et ses réponses : (part de la note en %, réponse, retour en HTML).
    """
    texte = element.findtext("questiontext/text")
    for type_, case in re.findall(r"\{1:(NUMERICAL|MULTICHOICE|SHORTANSWER):([^{}]*)\}", texte):
        reponses = []
        for reponse in case.split("~"):
            part, texte, retour = re.fullmatch(r"(=|%\d+%)([^#]*)#([^#]*(?:&#\d+;[^#]*)*)", reponse).groups()
            part = 100 if part == "=" else int(part.strip("%"))
            reponses.append((part, html.unescape(texte), html.unescape(retour)))
        yield type_, reponses


def test_les_cases_d_un_tableau_sont_lues_par_moodle(export):
    for element, posee in lister(export):
        if posee.question.genre != "tableau":
            continue
        assert element.get("type") == "cloze" and element.find("defaultgrade") is None
        a_remplir = element.findtext("questiontext/text").split("<table")[-1]
        assert re.findall(r'<th scope="(col|row)"', a_remplir) == [
            "col",
            "col",
            *["row"] * len(posee.elements),
        ]
        cases = list(lire_cases(element))
        assert [type_ for type_, _ in cases] == ["NUMERICAL"] * len(posee.elements)
        lus, confirmations = {}, set()
        for cle, (_, reponses) in zip(posee.attendu, cases, strict=True):
            nombre, tolerance = reponses[0][1].split(":")
            assert (
                Decimal(tolerance) < Decimal("0.5").scaleb(-posee.question.decimales)
                or posee.question.tolerance
            )
            lus[cle] = nombre.replace(".", ",")
            confirmations |= {retour for part, _, retour in reponses[:1] if part == 100}
            part, reponse, relance = reponses[-1]
            assert (part, reponse) == (0, "*") and "sans unité" in relance
            assert max(Decimal(reponse.split(":")[1]) for part, reponse, _ in reponses[:-1]) >= 0
        assert posee.juger(lus).etat == "reussi"
        # La confirmation de la question donnerait, dans une case, le résultat des suivantes.
        assert confirmations == {""}
        assert max(len(reponses) for _, reponses in cases) >= 2 + len(posee.question.erreurs) // 2
        if posee.question.unite == "%":
            assert any("une fraction de 1" in retour for _, reponses in cases for *_, retour in reponses)


def test_une_autre_convention_ne_coute_rien_dans_moodle(export):
    """Un classement, ou un ordre, qui admet plusieurs réponses : des menus, et toutes ont leur part."""
    for element, posee in lister(export):
        question = posee.question
        if question.genre not in ("classement", "ordre") or element.get("type") != "cloze":
            assert question.genre != "classement" or not posee.conventions
            assert question.genre != "ordre" or not question.precedences
            continue
        cases = [dict((texte, part) for part, texte, _ in reponses) for _, reponses in lire_cases(element)]
        if question.genre == "ordre":
            rangs = {cle: str(rang) for rang, cle in enumerate(posee.attendu, start=1)}
            assert all(case[rangs[o.cle]] == 100 for o, case in zip(posee.options, cases, strict=True))
            assert all(0 in case.values() for case in cases)
            continue
        textes = {option.cle: option.texte for option in posee.options}
        for motif in [posee.attendu, *(posee.attendu | motif for _, motif in posee.conventions)]:
            for ligne, case in zip(posee.elements, cases, strict=True):
                assert case[textes[motif[ligne.cle]]] == 100
        assert any(0 in case.values() for case in cases)


def test_l_enonce_dit_comment_repondre(export):
    for element, posee in lister(export):
        texte = lire_texte(element.findtext("questiontext/text"))
        assert re.sub(r"\s", "", posee.consigne) in re.sub(r"\s", "", texte)
        if element.get("type") == "numerical":
            assert "sans espace" in texte


def test_un_nombre_recopie_se_relit(export):
    """Une espace fine couperait « 3 175 » : Moodle n'admet que l'insécable ordinaire."""
    assert not re.search(r"\d\u202f\d", export[1])


def test_un_test_tire_toutes_ses_questions_sur_les_memes_donnees(export):
    numeros = {question.identifiant for question in ouvrir_banque(export[0]).questions}
    par_etiquette = {}
    for element, posee in lister(export):
        for tag in element.iterfind("tags/tag/text"):
            if tag.text.startswith("variante "):
                par_etiquette.setdefault(tag.text, []).append(posee.question.identifiant)
    assert len(par_etiquette) == VARIANTES
    assert all(sorted(siennes) == sorted(numeros) for siennes in par_etiquette.values())


def test_une_borne_d_arrondi_va_du_bon_cote(export):
    """Moodle dit juste ce que la correction dit juste, à un demi-pas au-dessous comme au-dessus."""
    for element, posee in lister(export):
        if element.get("type") != "numerical":
            continue
        reponses = [(Decimal(t), Decimal(tol), int(f)) for f, t, _, tol in lire_reponses(element) if t != "*"]
        attendu = reponses[0][0]
        demi = Decimal("0.5").scaleb(-posee.question.decimales)
        for tape in (attendu - demi, attendu + demi):
            part = next((part for nombre, ecart, part in reponses if abs(tape - nombre) <= ecart), 0)
            juste = posee.juger(tape).etat == "reussi"
            assert (part == 100) == juste, (posee.question.identifiant, tape)


def test_une_synthese_a_trous_se_complete_dans_moodle(synthese):
    SCHEMA.validate(synthese[1])
    for element, posee in lister(synthese):
        assert element.get("type") == "cloze" and element.find("defaultgrade") is None
        cases = list(lire_cases(element))
        assert len(cases) == len(posee.question.trous)
        lus = {}
        for champ, (_, reponses) in zip(posee.champs, cases, strict=True):
            juste = next(texte for part, texte, _ in reponses if part == 100)
            lus[champ.cle] = re.sub(r":[\d.]+$", "", juste).replace(".", ",")
            assert any(part < 100 for part, *_ in reponses)
        assert posee.juger(lus).etat == "reussi", lus


def test_une_redaction_garde_son_modele_pour_l_enseignant(export):
    redactions = [element for element, posee in lister(export) if not posee.question.corrige]
    assert redactions
    for element in redactions:
        assert element.findtext("graderinfo/text").count("<li>") >= 3


def test_le_tableau_joint_se_relit(export):
    for element, posee in lister(export):
        fichier = element.find("questiontext/file")
        assert (fichier is not None) == bool(posee.question.table)
        if posee.question.table == "clients":
            donnees = posee.portefeuille.clients
            assert len(lire_table(base64.b64decode(fichier.text))) == len(donnees)
            assert f"@@PLUGINFILE@@/{fichier.get('name')}" in element.findtext("questiontext/text")


def test_la_sortie_standard_ne_porte_que_le_document(capsys):
    assert main(["moodle", "4-pareto", "--variantes", "1"]) == 0
    capture = capsys.readouterr()
    assert capture.err == "" and [capture.out] == exporter_moodle("4-pareto", 1)


# --- Un sujet ----------------------------------------------------------------------------------------------

CHOISIES = [("4-pareto", "q3", 5), ("1-connaissance", "q1", 2), ("4-pareto", "q4", 3), ("4-pareto", "q18", 7)]


@pytest.mark.parametrize("evaluation", [False, True])
def test_un_sujet_s_exporte_avec_ses_seules_questions_ses_points_et_ses_donnees(evaluation):
    sujet = composer_sujet(
        CHOISIES, titre="Bilan / 1", donnees="groupe", evaluation=evaluation, sel="0badcafe"
    )
    (texte,) = exporter_sujet(sujet, 3)
    SCHEMA.validate(texte)
    elements = list(ET.fromstring(texte))
    categories = [e for e in elements if e.get("type") == "category"]
    noms = [e.findtext("category/text").rpartition("/")[2] for e in categories]
    assert [nom[:2] for nom in noms] == ["01", "02", "03", "04"]
    assert all("Bilan // 1/" in e.findtext("category/text") for e in categories)
    for categorie, (_, _, points) in zip(categories, CHOISIES, strict=True):
        assert f"Elle vaut {points}" in categorie.findtext("info/text")
    questions = [e for e in elements if e.get("type") != "category"]
    assert {e.findtext("defaultgrade") for e in questions} == {"5", "2", "7", None}
    # Le jeu 2 est, dans chaque question, celui du groupe B.
    for rang, groupe in enumerate("ABC", start=1):
        enonces = [
            lire_texte(e.findtext("questiontext/text"))
            for e in questions
            if f"jeu {rang}" in [tag.text for tag in e.iterfind("tags/tag/text")]
        ]
        assert len(enonces) == len(CHOISIES)
        for enonce, posee in zip(enonces, sujet.poser(groupe=groupe).questions.values(), strict=True):
            assert enonce.startswith(posee.enonce.replace("\n", ""))
    assert bool([e for e in questions if e.find("hint") is not None]) is not evaluation


def test_les_memes_donnees_pour_tous_font_un_seul_jeu_et_un_nombre_de_jeux_se_borne():
    sujet = composer_sujet(CHOISIES, donnees="classe", evaluation=True, sel="0badcafe")
    (texte,) = exporter_sujet(sujet, 40)
    assert texte.count("<name>") == len(CHOISIES)
    assert "de 1 à 40" in lire_refus(exporter_sujet, sujet, 41)


def test_une_question_a_cases_dit_ce_que_moodle_y_compte():
    """Moodle fait la somme des cases : la catégorie prévient, et les autres genres n'en disent rien."""
    racine = ET.fromstring(*exporter_moodle("4-pareto", 1))
    questions = list(racine)
    for categorie, question in pairwise(questions):
        if categorie.get("type") == "category":
            dit = "un point par case" in categorie.find("info/text").text
            assert dit == (question.get("type") == "cloze"), question.find("name/text").text


# --- La taille ---------------------------------------------------------------------------------------------


def verifier_parties(documents):
    """Chaque partie s'importe seule ; ensemble, elles ont chaque question une fois, dans sa catégorie."""
    vus = []
    for document in documents:
        assert len(document.encode()) <= PARTIE_MAX
        SCHEMA.validate(document)
        elements = list(ET.fromstring(document))
        assert elements[0].get("type") == "category" and elements[-1].get("type") != "category"
        for element in elements:
            if element.get("type") == "category":
                chemin = element.findtext("category/text")
                continue
            vus.append((chemin, element.findtext("idnumber")))
    assert len(vus) == len(set(vus)) == len({identifiant for _, identifiant in vus})
    return vus


@pytest.mark.parametrize("nom", [*lister_series(), *lister_series(syntheses=True)])
def test_un_fichier_trop_lourd_est_coupe_en_parties(nom, monkeypatch):
    """La borne est abaissée pour que chaque série soit coupée ; ce qu'elle garde est ce qu'un seul aurait."""
    (entier,) = exporter_moodle(nom, VARIANTES)
    monkeypatch.setattr("course_helpers.enseignant.moodle.PARTIE_MAX", len(entier.encode()) // 2)
    coupees = exporter_moodle(nom, VARIANTES)
    assert len(coupees) >= 3 and max(len(c.encode()) for c in coupees) <= len(entier.encode()) // 2
    assert verifier_parties(coupees) == verifier_parties([entier])


def test_le_plus_que_le_bureau_propose_tient_en_parties():
    documents = exporter_moodle("4-pareto", Imprimer().variantes.max)
    assert len(documents) > 1
    questions = {identifiant.rsplit("-", 2)[1] for _, identifiant in verifier_parties(documents)}
    assert questions == {question.identifiant for question in ouvrir_banque("4-pareto").questions}


def test_le_plus_long_sujet_tient_en_parties():
    """Les questions les plus lourdes de la banque, autant qu'un sujet en admet, au réglage du bureau."""
    poids = sorted(
        (
            len(*exporter_sujet(composer_sujet([(nom, q.identifiant, 1)], donnees="classe"), 1)),
            nom,
            q.identifiant,
        )
        for nom in [*lister_series(), *lister_series(syntheses=True)]
        for q in ouvrir_banque(nom).questions
    )
    lourdes = [(nom, identifiant, 1) for _, nom, identifiant in poids[-QUESTIONS_MAX:]]
    documents = exporter_sujet(composer_sujet(lourdes, donnees="personne", evaluation=True), 5)
    assert len(documents) > 1 and len({chemin for chemin, _ in verifier_parties(documents)}) == QUESTIONS_MAX


def test_la_commande_ecrit_les_parties_et_le_dit(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("course_helpers.enseignant.moodle.PARTIE_MAX", 120_000)
    documents = exporter_moodle("1-connaissance", 4)
    attendus = nommer_parties("moodle-1-connaissance.xml", documents)
    commande = ["moodle", "1-connaissance", "--variantes", "4"]
    assert main(commande) == 2
    capture = capsys.readouterr()
    assert (
        capture.out == ""
        and f"--sortie et un dossier, où il s’écrira en {len(documents)} parties" in capture.err
    )
    commande += ["--sortie", str(tmp_path / "moodle")]
    assert main(commande) == 0 and "partie-1-sur" in capsys.readouterr().out
    assert {f.name: f.read_bytes() for f in (tmp_path / "moodle").iterdir()} == attendus
    assert main(commande) == 2 and "existe déjà" in capsys.readouterr().err
    assert main([*commande, "--remplacer"]) == 0
