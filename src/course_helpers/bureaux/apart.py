"""Lire un dépôt à part du Python qui tient la page : la lecture se suit, et s'arrête seule.

Dans une page du site, un second travailleur lit ; dans JupyterLab, un processus ; dans JupyterLite, où ni
l'un ni l'autre n'existe, le même Python. Les trois exécutent la même demande (:func:`executer`) et rendent
les mêmes octets. Ils ne vont que d'un Python du lecteur à l'autre : aucun fichier déposé ne s'ouvre ainsi.
"""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from course_helpers import bureaux
from course_helpers.ecriture import typographier
from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import Esquisse, Plan, appliquer_plan, esquisser_lecture, proposer_lecture
from course_helpers.lecture.compte_rendu import APERCU
from course_helpers.lecture.depot import refuser_trop_lourds
from course_helpers.lecture.regroupement import Rapprochement, proposer_rapprochements

Avancer = Callable[[float, str], None]
_RESULTAT = b"="  # ce qui suit est le résultat ; avant, une ligne par avancement


@dataclass(frozen=True)
class Demande:
    """Ce qu'il faut lire, et les choix déjà faits.

    Parameters
    ----------
    fichiers : tuple of tuple[str, bytes]
        Nom et contenu de chaque fichier.
    nature : {"factures", "clients"} or None
        Ce qu'ils énumèrent ; None : leurs en-têtes le disent.
    choix : dict
        Ceux de ``proposer_lecture``.
    """

    fichiers: tuple[tuple[str, bytes], ...]
    nature: str | None = None
    choix: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Lecture:
    """Ce qu'une demande rend.

    Parameters
    ----------
    plan : Plan
        Celui que l'on propose ; si un ``refus`` dit pourquoi il ne se fait pas, celui de l'esquisse.
    table : pandas.DataFrame or None
        Ce qui est lu ; None tant qu'il reste un doute.
    apercu : pandas.DataFrame or None
        Les dix premières lignes : lues, ou telles qu'elles sont écrites s'il reste un doute.
    refus : str
        Pourquoi le plan ne se fait pas ; la feuille, la ligne des titres et les rôles se choisissent encore.
    esquisse : Esquisse or None
        D'un tableau : ce que l'on peut y choisir.
    rapprochements : tuple of Rapprochement
        Les noms qui désignent peut-être un même client.
    """

    plan: Plan
    table: pd.DataFrame | None = None
    apercu: pd.DataFrame | None = None
    refus: str = ""
    esquisse: Esquisse | None = None
    rapprochements: tuple[Rapprochement, ...] = ()


async def lire_a_part(demande: Demande, avancer: Avancer | None = None) -> Lecture:
    """Lire sans retenir le Python qui tient la page ; annuler la tâche arrête la lecture, et elle seule.

    Parameters
    ----------
    demande : Demande
    avancer : callable, optional
        Reçoit la part faite, de 0 à 1, et ce qui se fait.

    Returns
    -------
    Lecture

    Raises
    ------
    ErreurCours
        Si le dépôt ne se lit pas.

    Examples
    --------
    >>> lecture = asyncio.run(lire_a_part(Demande((("a.csv", b"client;ca\\nA;3\\n"),))))
    >>> lecture.table["ca"].tolist()
    [3.0]
    """
    refuser_trop_lourds(demande.fichiers)  # tout de suite, et sans en faire une copie
    voie = bureaux.voie_de_la_page or (_lire_ici if sys.platform == "emscripten" else _lire_dans_un_processus)
    octets = pickle.dumps(demande)
    suivre = avancer or (lambda part, mots: None)
    try:
        resultat = await voie(octets, suivre)
    except OSError:  # ni second travailleur, ni processus : le même Python lit
        resultat = await _lire_ici(octets, suivre)
    lecture = pickle.loads(resultat)
    if isinstance(lecture, str):
        raise ErreurCours(lecture)
    return lecture


def s_arrete() -> bool:
    """Dire si une lecture peut s'arrêter : dans JupyterLite, le même Python lit, et ne s'interrompt pas.

    Examples
    --------
    >>> s_arrete()
    True
    """
    return bureaux.voie_de_la_page is not None or sys.platform != "emscripten"


def executer(octets: bytes, avancer: Avancer) -> bytes:
    """Faire ce que dit une demande, là où l'on est.

    Parameters
    ----------
    octets : bytes
        Une ``Demande``, mise en octets.
    avancer : callable

    Returns
    -------
    bytes
        Une ``Lecture``, ou la phrase d'un refus.

    Examples
    --------
    >>> isinstance(pickle.loads(executer(pickle.dumps(Demande((("vide.csv", b""),))), print)), str)
    True
    """
    try:
        resultat: Lecture | str = _lire(pickle.loads(octets), avancer)
    except ErreurCours as refus:
        resultat = str(refus)
    except MemoryError:
        resultat = typographier(
            "Ces fichiers ne tiennent pas dans la mémoire de cet appareil : déposez-en un par année, ou "
            "lisez-les sur un ordinateur, avec le cahier « Mon portefeuille » dans JupyterLab."
        )
    except Exception as panne:  # une panne muette laisserait attendre sans fin
        resultat = typographier(
            f"La lecture s’est arrêtée sur un imprévu ({type(panne).__name__} : {panne}). Enregistrez le "
            "fichier en CSV depuis un tableur, et déposez-le de nouveau ; si cela revient, signalez-le."
        )
    return pickle.dumps(resultat)


def _lire(demande: Demande, avancer: Avancer) -> Lecture:
    fichiers = list(demande.fichiers)

    def avancer_de(debut: float, part: float, mots: str) -> None:
        avancer(debut + part / 2, mots)

    def esquisser() -> Esquisse | None:
        return esquisser_lecture(fichiers, demande.nature, **demande.choix)

    try:
        plan = proposer_lecture(fichiers, demande.nature, avancer=partial(avancer_de, 0), **demande.choix)
        esquisse = esquisser()  # avant d'appliquer le plan, qui oublie les cellules
        if not plan.doutes:
            table = appliquer_plan(plan, fichiers, avancer=partial(avancer_de, 0.5))
            return Lecture(
                plan,
                table,
                table.head(APERCU),
                esquisse=esquisse,
                rapprochements=proposer_rapprochements(table),
            )
    except ErreurCours as refus:
        # Les colonnes se voient peut-être sans que l'on sache ce qu'elles disent : le lecteur peut le dire.
        if (esquisse := esquisser()) is None:
            raise
        return Lecture(esquisse.plan, None, esquisse.debut, str(refus), esquisse)
    return Lecture(plan, None, esquisse.debut if esquisse else None, esquisse=esquisse)


async def _lire_ici(octets: bytes, avancer: Avancer) -> bytes:
    await asyncio.sleep(0)  # ce que l'on vient de dire s'affiche d'abord
    return executer(octets, avancer)


async def _lire_dans_un_processus(octets: bytes, avancer: Avancer) -> bytes:
    boucle = asyncio.get_running_loop()

    def suivre(ligne: bytes) -> None:
        part, mots = ligne.decode().rstrip("\n").split("\t", 1)
        boucle.call_soon_threadsafe(avancer, float(part), mots)

    def dialoguer(processus: subprocess.Popen) -> bytes:
        with processus:
            processus.stdin.write(octets)
            processus.stdin.close()
            for ligne in processus.stdout:
                if ligne.startswith(_RESULTAT):
                    return processus.stdout.read()
                suivre(ligne)
        raise BrokenPipeError("la lecture s’est arrêtée")

    # Un interpréteur neuf, plutôt qu'une copie de celui-ci : un noyau a des fils qu'une copie n'aurait pas.
    processus = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    dialogue = asyncio.ensure_future(asyncio.to_thread(dialoguer, processus))
    try:
        return await asyncio.shield(dialogue)
    except asyncio.CancelledError:
        processus.kill()
        await asyncio.gather(dialogue, return_exceptions=True)
        raise


def _repondre() -> None:
    """Être le processus : la demande arrive par l'entrée, le résultat part par la sortie."""
    sortie = sys.stdout.buffer

    def avancer(part: float, mots: str) -> None:
        sortie.write(f"{part:.4f}\t{mots}\n".encode())
        sortie.flush()

    resultat = executer(sys.stdin.buffer.read(), avancer)
    sortie.write(_RESULTAT + b"\n" + resultat)
    sortie.flush()


if __name__ == "__main__":
    # Sous son vrai nom : ce qui se met ici en octets se relit ailleurs.
    from course_helpers.bureaux import apart

    apart._repondre()
