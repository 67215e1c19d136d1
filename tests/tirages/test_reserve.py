"""Le tirage des données d'exercice : le même pour un identifiant, partout et toujours."""

import hashlib
import json
import subprocess
import sys

import pytest
from variantes import pour_chaque_variante

from course_helpers.chapitres import CHAPITRES, COMPLEMENTS
from course_helpers.erreurs import ErreurCours
from course_helpers.tirages.hasard import Hasard
from course_helpers.tirages.reserve import (
    NOMBRE_VARIANTES,
    RESERVE_COURANTE,
    RESERVES,
    VARIANTES_ENTRAINEMENT,
    tirer_variante,
    trouver_variante,
)

EMPREINTE_CLASSE = "4d58a66d21b4137ac6e24cb78168b328519024192449ab6afad277b284bdd4c6"
# Les tableaux ajoutés depuis ont leur propre suite de nombres : l'empreinte dit que rien d'autre n'a changé.
AJOUTES = {"rayons", "porteurs"}
CODES = [f"GPME2-{rang:02d}" for rang in range(1, 31)]


def _resumer(donnees, **plus):
    """Empreinte d'un portefeuille : le JSON canonique de ses données en UTF-8."""
    contenu = plus | {
        "entreprise": donnees.entreprise,
        "clients": donnees.clients.to_dict("list"),
        "tables": {nom: table.to_dict("list") for nom, table in donnees.tables.items() if nom not in AJOUTES},
        "faits": dict(donnees.faits),
    }
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonique.encode()).hexdigest()


def test_le_meme_identifiant_donne_les_memes_donnees_dans_un_autre_processus():
    # Une graine de hachage différente : rien ne doit dépendre de l'ordre des ensembles ni de hash().
    programme = (
        "from course_helpers.tirages.reserve import tirer_variante, trouver_variante\n"
        "print(tirer_variante('4-pareto', trouver_variante('GPME2-07', '4-pareto')).clients.to_json())"
    )
    sorties = {
        subprocess.run(
            [sys.executable, "-c", programme],
            env={"PYTHONHASHSEED": graine},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for graine in ("1", "2")
    }
    assert sorties == {tirer_variante("4-pareto", trouver_variante("GPME2-07", "4-pareto")).clients.to_json()}


def test_les_donnees_de_la_classe_ne_changent_pas_sans_que_l_on_s_en_apercoive():
    # Les fiches imprimées et les copies déjà rendues en dépendent : si ce tirage doit changer, la
    # version du sujet change avec lui.
    assert _resumer(tirer_variante("4-pareto", 0), variante=0) == EMPREINTE_CLASSE


def test_la_classe_a_sa_variante_et_personne_d_autre():
    codes = [f"E{rang}" for rang in range(2000)]
    for reserve, variantes in RESERVES.items():
        for evaluation in (False, True):
            options = {"reserve": reserve, "evaluation": evaluation}
            assert trouver_variante("CLASSE", "4-pareto", sel="juin", **options) == 0
            tirees = {trouver_variante(code, "4-pareto", **options) for code in codes}
            assert tirees == set((evaluation and variantes.evaluation) or variantes.entrainement)


@pytest.mark.parametrize(
    ("reserve", "options", "premiere", "nombre", "milieu"),
    [
        (1, {}, 1, 60, ""),
        (1, {"evaluation": True, "sel": "juin"}, 1, 60, ""),
        (2, {"sel": "juin"}, 1, 120, ""),
        (2, {"evaluation": True}, 121, 40, ":"),
        (2, {"evaluation": True, "sel": "juin"}, 121, 40, "juin:"),
    ],
)
@pytest.mark.parametrize("serie", CHAPITRES)
def test_une_ancienne_copie_garde_ses_donnees(serie, reserve, options, premiere, nombre, milieu):
    # La formule est récrite ici : la changer dans le cours rendrait fausses les copies déjà faites.
    graine = "7-etude-de-cas" if serie == "7-etude" else serie
    for code in CODES:
        empreinte = int(hashlib.sha256(f"{graine}:{milieu}{code}".encode()).hexdigest(), 16)
        for tirage in (0, 1, 2, 59, 60, 9999):
            attendue = premiere + (empreinte + 7 * tirage) % nombre
            assert trouver_variante(code, serie, reserve=reserve, tirage=tirage, **options) == attendue


@pytest.mark.parametrize("serie", COMPLEMENTS)
def test_un_complement_suit_le_numero_du_chapitre_4(serie):
    """Les identifiants déjà donnés à une classe n'y partagent pas de données non plus."""
    for code in CODES:
        for tirage in (0, 1, 59):
            voulue = trouver_variante(code, "4-pareto", tirage=tirage)
            assert trouver_variante(code, serie, tirage=tirage) == voulue
    assert tirer_variante(serie, 3).clients.to_dict() != tirer_variante("4-pareto", 3).clients.to_dict()


def test_une_copie_neuve_puise_dans_la_derniere_reserve():
    for code in CODES:
        derniere = trouver_variante(code, "4-pareto", reserve=max(RESERVES))
        assert trouver_variante(code, "4-pareto") == derniere


def test_une_variante_d_evaluation_ne_sert_jamais_a_s_entrainer():
    """D'une réserve à l'autre non plus : ce que l'on a vu à l'entraînement ne sera pas demandé."""
    entrainement = {v for reserve in RESERVES.values() for v in reserve.entrainement}
    evaluation = {v for reserve in RESERVES.values() for v in reserve.evaluation}
    assert not entrainement & evaluation
    assert entrainement | evaluation == set(range(1, NOMBRE_VARIANTES))
    assert len(VARIANTES_ENTRAINEMENT) >= 120 and len(RESERVES[RESERVE_COURANTE].evaluation) >= 40


@pytest.mark.parametrize("reserve", RESERVES)
@pytest.mark.parametrize(
    ("code", "evaluation"), [("CLASSE", False), ("CLASSE", True), ("GPME2-07", False), ("GPME2-07", True)]
)
def test_les_tirages_suivants_passent_par_toutes_les_variantes(code, evaluation, reserve):
    choisie = RESERVES[reserve]
    attendues = (evaluation and code != "CLASSE" and choisie.evaluation) or choisie.entrainement
    options = {"reserve": reserve, "evaluation": evaluation}
    tirees = [trouver_variante(code, "4-pareto", tirage=n, **options) for n in range(1, len(attendues) + 1)]
    assert sorted(tirees) == list(attendues)
    donnees = tirer_variante("4-pareto", tirees[2], code=code)
    assert (donnees.code, donnees.variante) == (code, tirees[2])


def test_le_sel_change_les_donnees_d_une_evaluation():
    def tirer(**options):
        return [trouver_variante(code, "4-pareto", **options) for code in CODES]

    sels = ("", "juin", "mai")
    assert len({tuple(tirer(evaluation=True, sel=sel)) for sel in sels}) == len(sels)
    assert tirer(sel="juin") == tirer()
    # Une demi-paire de substitution, que JSON admet : elle ne doit pas arrêter une correction.
    assert set(tirer(evaluation=True, sel="\ud800")) <= set(RESERVES[RESERVE_COURANTE].evaluation)


@pytest.mark.parametrize("serie", CHAPITRES)
def test_les_variantes_different_toutes(serie):
    donnees = {_resumer(tirer_variante(serie, variante)) for variante in range(NOMBRE_VARIANTES)}
    assert len(donnees) == NOMBRE_VARIANTES


@pour_chaque_variante
def test_chaque_variante_est_un_portefeuille_credible(variante):
    donnees = tirer_variante("4-pareto", variante)
    clients, tournee, avoirs = donnees.clients, donnees.tables["tournee"], donnees.tables["avoirs"]
    assert list(clients.columns) == ["client", "ca", "marge"]
    assert 38 <= len(clients) <= 46 and len(clients) % 5
    noms = [*clients["client"], *tournee["client"], *avoirs["client"]]
    assert len(set(noms)) == len(noms)
    assert "_" not in "".join(noms)
    assert clients["client"].is_monotonic_increasing and tournee["client"].is_monotonic_increasing
    assert clients["ca"].is_unique and clients["ca"].min() > 0
    assert (clients["marge"] > 0).all() and (clients["marge"] < clients["ca"]).all()
    assert (avoirs["ca"] < 0).all() and len(avoirs) == 2
    assert 50 < donnees.faits["prospects"] < 150


@pour_chaque_variante
def test_le_cumul_de_la_tournee_manque_80_de_tres_peu(variante):
    montants = sorted(tirer_variante("4-pareto", variante).tables["tournee"]["ca"], reverse=True)
    assert len(set(montants)) == 8
    cumul = 100 * sum(montants[:3]) / sum(montants)
    assert 79.95 <= cumul < 80


@pytest.mark.parametrize(
    ("code", "conseil"),
    [
        ("gpme2-07", "GPME2-07"),
        ("GPME 2", "GPME-2"),
        ("-GPME", "GPME2-07"),
        ("É12", "GPME2-07"),
        ("", "GPME2-07"),
        ("A" * 21, "GPME2-07"),
        ("../ETC", "GPME2-07"),
        ("GPME2-07\n", "GPME2-07"),
        (None, "GPME2-07"),
        (12, "GPME2-07"),
    ],
)
def test_un_identifiant_impossible_est_refuse_avec_un_exemple(code, conseil):
    with pytest.raises(ErreurCours, match=r"ne convient pas\u202f: écrivez des majuscules") as refus:
        trouver_variante(code, "4-pareto")
    assert str(refus.value).endswith(f"par exemple {conseil}.")


def test_une_serie_ou_une_variante_inconnue_est_refusee():
    with pytest.raises(ErreurCours, match=r"La série «\u202f9-rien\u202f» n’existe pas"):
        tirer_variante("9-rien", 0)
    with pytest.raises(ErreurCours, match=r"La variante 161 n’existe pas\u202f: choisissez de 0 à 160"):
        tirer_variante("4-pareto", 161)


@pytest.mark.parametrize("reserve", [0, max(RESERVES) + 1, "2", True, None, [2]])
def test_une_reserve_inconnue_est_refusee(reserve):
    with pytest.raises(
        ErreurCours, match=r"La réserve «\u202f.*\u202f» n’existe pas\u202f: choisissez de 1 à "
    ):
        trouver_variante("GPME2-07", "4-pareto", reserve=reserve)


def test_le_tirage_atteint_ses_bornes_et_melange_sans_perte():
    tirage = Hasard("bornes")
    assert {tirage.entier(3, 5) for _ in range(200)} == {3, 4, 5}
    assert sorted(tirage.melanger(range(30))) == list(range(30))
    assert tirage.melanger(range(30)) != tirage.melanger(range(30))
