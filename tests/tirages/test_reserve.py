"""Le tirage des données d'exercice : le même pour un identifiant, partout et toujours."""

import hashlib
import json
import subprocess
import sys

import pytest

from course_helpers.erreurs import ErreurCours
from course_helpers.tirages.reserve import (
    NOMBRE_VARIANTES,
    tirer_portefeuille,
    tirer_variante,
    trouver_variante,
)
from course_helpers.tirages.tirage import Tirage

EMPREINTE_CLASSE = "4d58a66d21b4137ac6e24cb78168b328519024192449ab6afad277b284bdd4c6"
VARIANTES = [tirer_variante("4-pareto", variante) for variante in range(NOMBRE_VARIANTES)]


def _resumer(donnees):
    """Empreinte d'un portefeuille : son JSON canonique en UTF-8."""
    contenu = {
        "variante": donnees.variante,
        "entreprise": donnees.entreprise,
        "clients": donnees.clients.to_dict("list"),
        "tables": {nom: table.to_dict("list") for nom, table in donnees.tables.items()},
        "faits": dict(donnees.faits),
    }
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()


def test_le_meme_identifiant_donne_les_memes_donnees_dans_un_autre_processus():
    # Une graine de hachage différente : rien ne doit dépendre de l'ordre des ensembles ni de hash().
    programme = (
        "from course_helpers.tirages.reserve import tirer_portefeuille\n"
        "print(tirer_portefeuille('GPME2-07', '4-pareto').clients.to_json())"
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
    assert sorties == {tirer_portefeuille("GPME2-07", "4-pareto").clients.to_json()}


def test_les_donnees_de_la_classe_ne_changent_pas_sans_que_l_on_s_en_apercoive():
    # Les fiches imprimées et les copies déjà rendues en dépendent : si ce tirage doit changer, la
    # version du sujet change avec lui.
    assert _resumer(tirer_portefeuille("CLASSE", "4-pareto")) == EMPREINTE_CLASSE


def test_la_classe_a_sa_variante_et_personne_d_autre():
    assert tirer_portefeuille("CLASSE", "4-pareto").variante == 0
    tirees = {tirer_portefeuille(f"E{i}", "4-pareto").variante for i in range(2000)}
    assert tirees == set(range(1, NOMBRE_VARIANTES))


@pytest.mark.parametrize("code", ["CLASSE", "GPME2-07"])
def test_les_tirages_suivants_changent_de_donnees_et_restent_les_memes(code):
    variantes = [trouver_variante(code, "4-pareto", tirage=tirage) for tirage in range(1, 61)]
    assert sorted(variantes) == list(range(1, NOMBRE_VARIANTES))
    donnees = tirer_portefeuille(code, "4-pareto", tirage=3)
    assert (donnees.code, donnees.variante) == (code, variantes[2])
    assert trouver_variante(code, "4-pareto") == tirer_portefeuille(code, "4-pareto").variante


def test_les_variantes_different_toutes():
    assert len({_resumer(donnees) for donnees in VARIANTES}) == NOMBRE_VARIANTES


@pytest.mark.parametrize("donnees", VARIANTES, ids=lambda d: str(d.variante))
def test_chaque_variante_est_un_portefeuille_credible(donnees):
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


@pytest.mark.parametrize("donnees", VARIANTES, ids=lambda d: str(d.variante))
def test_le_cumul_de_la_tournee_manque_80_de_tres_peu(donnees):
    montants = sorted(donnees.tables["tournee"]["ca"], reverse=True)
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
        tirer_portefeuille(code, "4-pareto")
    assert str(refus.value).endswith(f"par exemple {conseil}.")


def test_une_serie_ou_une_variante_inconnue_est_refusee():
    with pytest.raises(ErreurCours, match=r"La série «\u202f9-rien\u202f» n’existe pas"):
        tirer_portefeuille("CLASSE", "9-rien")
    with pytest.raises(ErreurCours, match=r"La variante 61 n’existe pas"):
        tirer_variante("4-pareto", NOMBRE_VARIANTES)


def test_le_tirage_atteint_ses_bornes_et_melange_sans_perte():
    tirage = Tirage("bornes")
    assert {tirage.entier(3, 5) for _ in range(200)} == {3, 4, 5}
    assert sorted(tirage.melanger(range(30))) == list(range(30))
    assert tirage.melanger(range(30)) != tirage.melanger(range(30))
