"""Un résultat juste mais mal écrit a sa phrase, qui ne donne jamais le résultat."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie
from course_helpers.exercices.mesure import ARRONDI_EN_CHEMIN, Mesure
from course_helpers.exercices.saisie import lire_decimal
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

UNITES = ("%", "€", "années", "clients", "points", "mois")
MESURES = st.builds(Mesure, unite=st.sampled_from(UNITES), decimales=st.integers(0, 2))
# De deux façons : un calcul exact, et le flottant qu'il donne.
NOMBRES = st.one_of(
    st.decimals(-99_999, 999_999, places=4),
    st.tuples(st.integers(-9_999, 99_999), st.integers(1, 997)).map(lambda couple: couple[0] / couple[1]),
)


def reconnaitre(mesure, reponse, attendu):
    return mesure.reconnaitre_ecriture({"": Decimal(reponse)}, {"": attendu})


def arrondir(nombre, places, sens=ROUND_HALF_UP):
    return Decimal(str(nombre)).quantize(Decimal(1).scaleb(-places), sens)


@given(MESURES, NOMBRES, st.integers(0, 3))
def test_la_reponse_juste_n_est_jamais_reconnue_comme_mal_ecrite(mesure, attendu, de_plus):
    juste = arrondir(attendu, mesure.decimales + de_plus)
    assert reconnaitre(mesure, juste, attendu) is None


@given(MESURES, NOMBRES, st.decimals(-99_999, 999_999, places=3), st.integers(-3, 2))
def test_ce_qui_est_reconnu_est_faux_et_la_phrase_ne_donne_pas_le_resultat(mesure, attendu, loin, places):
    proches = [arrondir(attendu, places, sens) for sens in (ROUND_DOWN, ROUND_HALF_UP)]
    pas = Decimal(1).scaleb(-mesure.decimales)
    for reponse in (loin, *proches, mesure.arrondir_nombre(attendu) + pas):
        ecriture = reconnaitre(mesure, reponse, attendu)
        if ecriture:
            assert not mesure.coincider(reponse, attendu)
            code, phrase = ecriture
            # Seule la fraction parle de nombres, toujours les mêmes : « de 1 », « pour 100 ».
            assert set(re.findall(r"\d+", phrase)) <= ({"1", "100"} if code == "fraction" else set())


@given(MESURES, NOMBRES)
def test_couper_au_lieu_d_arrondir_se_dit_quelle_que_soit_l_unite(mesure, attendu):
    coupee = arrondir(attendu, mesure.decimales, ROUND_DOWN)
    exact = arrondir(attendu, 8)
    if mesure.coincider(coupee, exact) or not coupee:
        return
    code, phrase = reconnaitre(mesure, coupee, attendu)
    # 0,44 se lit comme la fraction de 44,4 % avant de se lire comme un nombre coupé.
    assert (code == "arrondi" and "coupé les décimales au lieu d'arrondir" in phrase) or code == "fraction"


@given(MESURES, NOMBRES)
def test_moodle_ne_propose_que_ce_que_le_cours_reconnait(mesure, attendu):
    for nombre, _, message in mesure.deviner_ecritures(attendu):
        assert not mesure.coincider(nombre, attendu)
        assert reconnaitre(mesure, nombre, attendu) and message


@pytest.mark.parametrize(
    ("unite", "decimales", "attendu", "reponse", "dit"),
    [
        ("€", 0, 5737.6, 5737, "coupé les décimales"),
        ("€", 0, 5737.6, 5740, "trop arrondi"),
        ("€", 0, 5737.6, 5739, "arrondi trop tôt"),
        ("€", 2, 31.456, "31.45", "coupé les décimales"),
        ("€", 2, 31.456, "31.5", "il manque une décimale"),
        ("€", 2, 31.456, "31.50", "trop arrondi"),
        ("€", 2, 31.456, "31", "il manque des décimales"),
        ("années", 1, 3.86, "3.8", "coupé les décimales"),
        ("années", 1, 3.86, "4", "il manque une décimale"),
        ("années", 1, 3.86, "3", "il en manque"),
        ("mois", 0, 7.7, "7", "coupé les décimales"),
        ("%", 1, 66.371, "66", "il manque une décimale"),
        ("%", 1, 66.371, "66.5", "arrondi trop tôt"),
    ],
)
def test_chaque_defaut_a_sa_phrase(unite, decimales, attendu, reponse, dit):
    code, phrase = reconnaitre(Mesure(unite=unite, decimales=decimales), reponse, attendu)
    assert code == "arrondi" and dit in phrase


@pytest.mark.parametrize("tape", ["768,5", "768,50", "768,54", "768"])
def test_un_montant_se_cite_comme_il_est_tape(tape):
    mesure = Mesure(unite="€", decimales=2)
    lue = lire_decimal(f"{tape} €", unite="€", decimales=2)
    assert mesure.ecrire_nombre(lue) == f"{tape}\u202f€"


@pytest.mark.parametrize(
    ("unite", "attendu", "reponse"),
    [
        ("clients", 14, 13),  # un compte tombe juste : un client de moins est une autre erreur
        ("prospects", 177, 180),  # on compte des personnes, on ne les arrondit pas à la dizaine
        ("€", 112_809, 112_811),
        ("€", 150, 200),
        ("jours", 107, 100),
    ],
)
def test_un_nombre_simplement_faux_reste_sans_diagnostic(unite, attendu, reponse):
    assert reconnaitre(Mesure(unite=unite), reponse, attendu) is None


def test_une_colonne_n_est_reconnue_que_si_chaque_case_l_est():
    mesure = Mesure(unite="€")
    attendus = {"a": 12.6, "b": 40.2, "c": 7.9}
    coupees = {"a": Decimal(12), "b": Decimal(40), "c": Decimal(7)}
    assert "coupé" in mesure.reconnaitre_ecriture(coupees, attendus)[1]
    assert mesure.reconnaitre_ecriture(coupees | {"c": Decimal(70)}, attendus) is None


def test_un_taux_arrondi_au_milieu_du_calcul_est_dit_sans_rien_accepter_de_plus():
    vus = set()
    for nom in lister_series():
        for question in ouvrir_banque(nom).questions:
            calculs = getattr(question, "arrondis_en_chemin", ())
            for variante in range(NOMBRE_VARIANTES if calculs else 0):
                posee = poser_serie(nom, variante).questions[question.identifiant]
                erreurs = [posee.question.arrondir_nombre(motif) for _, motif in posee.erreurs]
                for calcul in calculs:
                    nombre = posee.question.arrondir_nombre(calcul(posee.valeurs))
                    verdict = posee.corriger(nombre)
                    assert (verdict.etat == "reussi") == posee.question.coincider(nombre, posee.attendu)
                    if verdict.etat != "reussi" and nombre not in erreurs:
                        assert verdict.code_erreur == "arrondi"
                        assert "arrondi un taux au milieu" in verdict.message
                        vus.add((nom, question.identifiant))
    assert ("6-strategies", "q15") in vus and not re.search(r"\d", ARRONDI_EN_CHEMIN)


@pytest.mark.parametrize(
    "tapee", ["9.7e-45", "-1e-300", "17." + "9" * 200, "1e20", "-9999999999999.123456789012345"]
)
def test_un_nombre_demesure_est_faux_et_n_arrete_rien(tapee):
    for mesure in (Mesure(unite="%", decimales=1), Mesure(unite="€"), Mesure()):
        assert not mesure.coincider(Decimal(tapee), 5737.945)
