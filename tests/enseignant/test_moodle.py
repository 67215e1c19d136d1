"""L'export vers Moodle : conforme au schéma, et des réponses que la correction du cours confirme."""

import base64
import html
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from course_helpers.donnees import lire_table
from course_helpers.enseignant.commande import main
from course_helpers.enseignant.moodle import exporter_moodle
from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie

SCHEMA = xmlschema.XMLSchema11(Path(__file__).with_name("moodle.xsd"))
VARIANTES = 4


@pytest.fixture(scope="module", params=lister_series())
def export(request):
    return request.param, exporter_moodle(request.param, VARIANTES)


@pytest.fixture(scope="module", params=lister_series(syntheses=True))
def synthese(request):
    return request.param, exporter_moodle(request.param, VARIANTES)


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
        ("<tolerance>0.05</tolerance>", "<tolerance>0,05</tolerance>"),
        ('type="numerical"', 'type="nombre"'),
        ('fraction="100"', 'fraction="33"'),
        ("<single>true</single>", ""),
        ("$course$/top/", "/"),
        ("</quiz>", "<question/></quiz>"),
    ],
)
def test_le_schema_refuse_ce_que_moodle_refuserait(juste, faux):
    texte = exporter_moodle("4-pareto", 1)
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
    return html.unescape(re.sub(r"<[^>]+>", "", contenu))


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
        assert codes >= {erreur.code for erreur in posee.question.erreurs}
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
        couples = {
            lire_texte(sous.findtext("text")): sous.findtext("answer/text")
            for sous in element.iterfind("subquestion")
        }
        assert posee.juger(couples).etat == "reussi"


def test_les_cases_d_un_tableau_sont_lues_par_moodle(export):
    vus, tableaux = 0, 0
    for element, posee in lister(export):
        tableaux += posee.question.genre == "tableau"
        if element.get("type") != "cloze":
            continue
        vus += 1
        a_remplir = element.findtext("questiontext/text").split("<table>")[-1]
        entetes = re.findall(r'<th scope="(col|row)"', a_remplir)
        assert entetes == ["col", "col", *["row"] * len(posee.elements)]
        cases = re.findall(r"\{1:NUMERICAL:((?:\\.|[^}\\])*)\}", element.findtext("questiontext/text"))
        attendus = posee.attendu
        assert len(cases) == len(attendus)
        lus = {}
        for cle, case in zip(attendus, cases, strict=True):
            reponses = re.split(r"(?<!\\)~", case)
            forme = (
                r"(=|%(?:100|0)%)(?:(-?\d+(?:\.\d+)?):(\d+(?:\.\d+)?)|\*)(?:#(?:\\[}#~/\"\\]|[^}#~/\"\\])*)?"
            )
            lues = [re.fullmatch(forme, reponse) for reponse in reponses]
            assert all(lues), [r for r, lue in zip(reponses, lues, strict=True) if not lue]
            assert lues[0][1] == "=" and reponses[-1].startswith("%0%*")
            lus[cle] = lues[0][2].replace(".", ",")
        assert posee.juger(lus).etat == "reussi"
        assert max(len(re.split(r"(?<!\\)~", case)) for case in cases) >= 2 + len(posee.question.erreurs) // 2
    assert vus == tableaux


def test_une_synthese_a_trous_se_complete_dans_moodle(synthese):
    SCHEMA.validate(synthese[1])
    for element, posee in lister(synthese):
        assert element.get("type") == "cloze" and element.find("defaultgrade") is None
        texte = element.findtext("questiontext/text")
        forme = r"\{1:(NUMERICAL|MULTICHOICE|SHORTANSWER):((?:\\.|[^}\\])*)\}"
        cases = re.findall(forme, texte)
        assert len(cases) == len(posee.question.trous)
        lus = {}
        for champ, (_, case) in zip(posee.champs, cases, strict=True):
            reponses = re.split(r"(?<!\\)~", case)
            (juste,) = [r.split("#")[0].removeprefix("=") for r in reponses if r.startswith("=")][:1]
            lus[champ.cle] = re.sub(r":[\d.]+$", "", juste).replace(".", ",")
            assert any(not reponse.startswith("=") for reponse in reponses)
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
    assert capture.err == "" and capture.out == exporter_moodle("4-pareto", 1)
