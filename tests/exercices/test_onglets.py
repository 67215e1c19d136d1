"""Deux onglets sur le même travail : quel que soit l'ordre des messages, aucune réponse n'est perdue."""

import json
from collections import deque
from dataclasses import replace
from functools import reduce
from itertools import permutations

import pytest
from charger import charger
from hypothesis import given, settings
from hypothesis import strategies as st

from course_helpers.exercices.copie import Copie, Feuille, Geste, lire_copie, unir
from course_helpers.exercices.travail import Travail

SERIE, CLE = "4-pareto-synthese", "s1"


def charger_noyau():
    """Donner à chaque onglet son propre Python, comme dans le navigateur."""
    noyau = charger("book/_vivant/page/noyau.py")
    noyau.MagasinPage.copies, noyau.MagasinPage._ecouteurs = {}, {}
    return noyau


class Onglet:
    """Un onglet : son Python, sa page, et les messages qui vont de l'un à l'autre."""

    def __init__(self, memoire, onglets):
        self.memoire, self.onglets = memoire, onglets
        self.connus = dict(memoire)
        self.vers_page, self.vers_python, self.evenements = deque(), deque(), deque()
        self.noyau = charger_noyau()
        self.noyau.poster = self.vers_page.append
        self.noyau.MagasinPage.copies.update(memoire)
        nom = Travail(SERIE, magasin=None).nom_copie
        self.travail = Travail(SERIE, magasin=self.noyau.MagasinPage(nom))
        onglets.append(self)

    def repondre(self, reponse):
        """Répondre dans la carte ; Python en informe la page."""
        trous = self.travail.q[CLE].posee.champs
        cases = {trou.cle: trou.options[0].cle if trou.options else "1" for trou in trous}
        verdict = self.travail.q[CLE].verifier(cases | {"part": reponse})
        assert verdict.etat == "a_revoir"

    def traiter_page(self):
        """La page garde ce que Python lui donne, comme ``garder`` dans memoire.js."""
        message = self.vers_page.popleft()
        nom, texte = message["nom"], message["texte"]
        la = self.memoire.get(nom)
        if la is not None and la != self.connus.get(nom):
            self.connus[nom] = la
            self.vers_python.append((nom, la))
            return
        self.memoire[nom] = self.connus[nom] = texte
        for autre in self.onglets:
            if autre is not self:
                autre.evenements.append((nom, texte))

    def traiter_evenement(self):
        """La page apprend qu'un autre onglet a écrit."""
        nom, texte = self.evenements.popleft()
        self.connus[nom] = texte
        self.vers_python.append((nom, texte))

    def traiter_python(self):
        """Python reçoit la copie de l'autre onglet."""
        self.noyau.MagasinPage.recevoir(*self.vers_python.popleft())

    def avancer(self, quoi):
        """Traiter un message d'une sorte, s'il y en a un."""
        file = {"page": self.vers_page, "python": self.vers_python, "evenement": self.evenements}[quoi]
        if not file:
            return False
        getattr(self, f"traiter_{quoi}")()
        return True


def lister_reponses(travail):
    return {essai["part"] for essai in travail.q[CLE].essais}


ETAPES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["reponse", "page", "python", "evenement", "rouvrir"])),
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(ETAPES)
def test_aucun_essai_n_est_perdu_entre_onglets(etapes):
    memoire, onglets, attendues = {}, [], set()
    for _ in range(3):
        Onglet(memoire, onglets)
    for rang, (numero, geste) in enumerate(etapes):
        onglet = onglets[numero]
        if geste == "reponse":
            onglet.repondre(f"{rang}")
            attendues.add(f"{rang}")
        elif geste == "rouvrir":
            # Un onglet se ferme quand sa page a fini d'écrire ; un autre s'ouvre à sa place.
            while onglet.vers_page or onglet.vers_python:
                onglet.avancer("page") or onglet.avancer("python")
            onglets.remove(onglet)
            Onglet(memoire, onglets)
            onglets.insert(numero, onglets.pop())
        else:
            onglet.avancer(geste)
    tours = 0
    while any([o.avancer(quoi) for o in onglets for quoi in ("page", "python", "evenement")]):
        tours += 1
        assert tours < 1000, "les onglets se réveillent sans fin"
    for onglet in onglets:
        assert lister_reponses(onglet.travail) == attendues
    if attendues:
        (texte,) = memoire.values()
        gestes = lire_copie(texte).reponses[CLE].gestes
        assert len(gestes) == len({geste.id for geste in gestes}) == len(attendues)


HEURES = st.sampled_from(["", "2026-01-01T00:00:00.001Z", "2026-01-01T00:00:00.002Z", "2026-02-01"])
# Un identifiant est celui d'un seul geste : deux copies ne diffèrent que par ce qui l'a effacé ou rétabli.
SORTES = ("essai", "brouillon", "solution", "lecture", "essai", "brouillon")
GESTES = st.lists(st.tuples(st.integers(0, 5), HEURES, HEURES), max_size=5).map(
    lambda liste: tuple(
        Geste(SORTES[n], 0, f"r{n}", id=f"{n}", le=f"2026-01-0{n + 1}", efface=e, retabli=r)
        for n, (e, r) in {n: (e, r) for n, e, r in liste}.items()
    )
)
COPIES = st.builds(
    lambda gestes, tirage, tirage_le: Copie(
        SERIE,
        "CLASSE",
        tirage,
        tirage,
        tirage=tirage,
        tirage_le=tirage_le,
        reponses={CLE: Feuille(gestes=gestes)},
    ),
    GESTES,
    st.integers(0, 2),
    HEURES,
)


@given(st.lists(COPIES, min_size=3, max_size=3))
def test_reunir_ne_depend_ni_de_l_ordre_ni_du_nombre(copies):
    une = reduce(unir, copies)
    for ordre in permutations(copies):
        autre = reduce(unir, ordre)
        feuille, autre_feuille = une.reponses[CLE], autre.reponses[CLE]
        assert autre_feuille.lister_essais(0) == feuille.lister_essais(0)
        assert autre_feuille.lire_brouillon(0) == feuille.lire_brouillon(0)
        assert autre_feuille.dire_solution(0) == feuille.dire_solution(0)
        assert (autre.tirage, autre.variante) == (une.tirage, une.variante)
    assert unir(une, copies[0]) == unir(une, une) == une


def test_un_effacement_ou_un_autre_tirage_se_suivent_d_un_onglet_a_l_autre():
    memoire, onglets = {}, []
    un, deux = Onglet(memoire, onglets), Onglet(memoire, onglets)

    def laisser_finir():
        while any([o.avancer(quoi) for o in onglets for quoi in ("page", "python", "evenement")]):
            pass

    un.repondre("12")
    laisser_finir()
    deux.travail.effacer()
    laisser_finir()
    assert un.travail.q[CLE].etat == "a_faire" and un.travail.effaces == 1
    un.travail.retablir()
    laisser_finir()
    assert lister_reponses(deux.travail) == {"12"}
    deux.travail.renouveler()
    laisser_finir()
    assert un.travail.tirage == 1 and un.travail.posee.portefeuille.variante == deux.travail.variante


@pytest.mark.parametrize("abime", ["{", json.dumps({"format": "autre"})])
def test_une_copie_abimee_par_un_autre_onglet_n_efface_pas_celle_d_ici(abime):
    memoire, onglets = {}, []
    un = Onglet(memoire, onglets)
    un.repondre("12")
    un.traiter_page()
    un.vers_python.append((un.travail.nom_copie, abime))
    un.traiter_python()
    assert lister_reponses(un.travail) == {"12"}
    messages = list(un.vers_page)
    assert [m["sorte"] for m in messages] == ["ecarter", "copie"]
    assert lire_copie(messages[-1]["texte"]).reponses[CLE].gestes


def test_deux_reunions_gardent_le_brouillon_le_plus_recent():
    un = Travail(SERIE, magasin=None)
    deux = Travail(SERIE, magasin=None)
    un.q[CLE].noter_brouillon({"part": "1"})
    deux.q[CLE].noter_brouillon({"part": "2"})
    plus_tard = replace(deux.q[CLE].brouillon, le="9999")
    deux.q[CLE].brouillon = plus_tard
    un.reunir(deux.exporter())
    assert un.q[CLE].tapee == {"part": "2"}


def test_d_autres_donnees_choisies_dans_un_onglet_n_effacent_rien_dans_l_autre():
    un, deux = Travail(SERIE, magasin=None), Travail(SERIE, magasin=None)
    for travail in (un, deux):
        trous = travail.q[CLE].posee.champs
        cases = {trou.cle: trou.options[0].cle if trou.options else "1" for trou in trous}
        travail.q[CLE].verifier(cases | {"part": "12"})
    deux.renouveler()
    un.reunir(deux.exporter())
    assert un.tirage == 1 and un.avis == ""
    un.revenir()
    assert lister_reponses(un) == {"12"}


def test_un_renoncement_annule_ici_mais_lu_la_reste_un_renoncement():
    un, deux = Travail(SERIE, magasin=None), Travail(SERIE, magasin=None)
    un.q[CLE].renoncer()
    deux.reprendre(un.exporter())
    un.q[CLE].annuler_renoncement()
    deux.q[CLE].solution()
    un.reunir(deux.exporter())
    assert un.q[CLE].renoncee and not un.q[CLE].renoncement_annulable


def test_un_brouillon_efface_dans_un_onglet_ne_revient_pas_par_l_autre():
    un = Travail(SERIE, magasin=None)
    un.q[CLE].noter_brouillon({"part": "1"})
    deux = Travail(SERIE, magasin=None)
    deux.reprendre(un.exporter())
    un.effacer()
    un.reunir(deux.exporter())
    assert un.q[CLE].tapee is None and un.effaces == 1
    deux.reunir(un.exporter())
    assert deux.q[CLE].tapee is None
    deux.retablir()
    un.reunir(deux.exporter())
    assert un.q[CLE].tapee == deux.q[CLE].tapee == {"part": "1"}
