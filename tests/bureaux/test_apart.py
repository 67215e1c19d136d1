"""Lire à part : la lecture se suit, s'arrête seule, et dit pourquoi elle refuse."""

import asyncio

import pytest
from lecture import lire

from course_helpers.bureaux.apart import Demande, lire_a_part
from course_helpers.donnees import chemin
from course_helpers.erreurs import ErreurCours

FACTURES = ("factures-2024.csv", "factures-2025.csv")
AMBIGU = b"N facture;Date;Client;Montant HT\n1;1/31/2025;A;3\n2;2/4/2025;B;5\n"


def ouvrir(*noms):
    return tuple((nom, chemin(nom).read_bytes()) for nom in noms)


def test_la_lecture_se_suit_et_rend_un_plan_et_un_tableau():
    parts = []
    lecture = asyncio.run(lire_a_part(Demande(ouvrir(*FACTURES)), lambda part, mots: parts.append(part)))
    assert lecture.plan.format == "csv" and lecture.plan.fichiers == FACTURES
    assert len(lecture.table) == lecture.table.attrs["rapport"]["lignes_gardees"]
    assert parts and parts == sorted(parts) and 0 <= parts[0] < parts[-1] <= 1


def test_un_doute_n_a_pas_de_tableau_mais_un_apercu():
    lecture = asyncio.run(lire_a_part(Demande((("a.csv", AMBIGU),))))
    assert [doute.choix for doute in lecture.plan.doutes] == ["dates"]
    assert lecture.table is None and lecture.apercu["Date"].tolist() == ["1/31/2025", "2/4/2025"]


def test_une_colonne_introuvable_laisse_choisir_les_roles():
    octets = b"N facture;Date;Qui;Montant HT\n1;31/01/2025;A;3\n"
    lecture = asyncio.run(lire_a_part(Demande((("a.csv", octets),), "factures")))
    assert [colonne.role for colonne in lecture.plan.colonnes] == ["facture", "date", None, "montant_ht"]
    assert lecture.esquisse.manquent == ("client",) and "client" in lire(lecture.refus)
    assert lecture.apercu["Qui"].tolist() == ["A"] and lecture.table is None
    demande = Demande((("a.csv", octets),), "factures", {"roles": {"client": "Qui"}})
    assert asyncio.run(lire_a_part(demande)).table["client"].tolist() == ["A"]


def test_un_refus_est_une_phrase():
    with pytest.raises(ErreurCours):
        asyncio.run(lire_a_part(Demande((("a.csv", b""),))))


def test_la_lecture_s_arrete_et_une_autre_reprend():
    async def arreter():
        commencee = asyncio.Event()
        gros = b"N facture;Date;Client;Montant HT\n" + b"1;31/01/2025;A;3\n" * 300_000
        demande = Demande((("gros.csv", gros),))
        lente = asyncio.create_task(lire_a_part(demande, lambda part, mots: commencee.set()))
        await commencee.wait()
        lente.cancel()
        with pytest.raises(asyncio.CancelledError):
            await lente
        return await lire_a_part(Demande(ouvrir("ca-clients-2025.csv")))

    assert asyncio.run(arreter()).table is not None
