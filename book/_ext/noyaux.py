"""Des noyaux qui naissent tout prêts : Sphinx a importé le cours, et chacun part de lui.

Une vingtaine de pages s'exécutent, chacune dans un noyau neuf : leurs imports prenaient la moitié du temps de
la construction du livre, et Jupyter n'a pas de quoi les partager. nbval garde des noyaux ordinaires.
"""

import asyncio
import importlib
import logging
import multiprocessing
import os
import pkgutil
import sys

from ipykernel.kernelapp import IPKernelApp
from jupyter_client.provisioning import local_provisioner

import course_helpers

# Ce que le cours n'importe qu'à son premier emploi, et que la plupart des pages emploient.
AILLEURS = ("openpyxl", "seaborn")
# Ailleurs, un processus ne se divise pas, ou pas sans risque : les noyaux y restent ordinaires.
SE_DIVISE = sys.platform == "linux"


class Noyau(multiprocessing.get_context("fork" if SE_DIVISE else None).Process):
    """Un noyau, avec les gestes que Jupyter attend d'un programme lancé."""

    stdin = stdout = stderr = None

    def poll(self):
        """Donner son code de sortie, ou None s'il tourne."""
        return self.exitcode

    def wait(self):
        """Attendre sa fin ; donner son code de sortie."""
        self.join()
        return self.exitcode

    def send_signal(self, signal):
        """Lui envoyer un signal."""
        os.kill(self.pid, signal)


def vivre(arguments, env, dossier):
    """Devenir un noyau, qui ne garde de Sphinx que les modules."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(dossier)
    logging.root.handlers.clear()
    asyncio.set_event_loop(asyncio.new_event_loop())
    IPKernelApp.launch_instance(arguments)


def lancer(commande, *, env, cwd, **_):
    """Lancer un noyau, comme ``jupyter_client.launcher.launch_kernel``."""
    arguments = commande[commande.index("ipykernel_launcher") + 1 :]
    noyau = Noyau(target=vivre, args=(arguments, env, cwd))
    noyau.start()
    os.setpgid(noyau.pid, noyau.pid)  # l'arrêter n'arrête que lui
    return noyau


def brancher(app):
    """Importer ce dont les pages se servent, et faire naître de Sphinx leurs noyaux."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # comme dans tout noyau
    for module in pkgutil.walk_packages(course_helpers.__path__, "course_helpers."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    for nom in AILLEURS:
        importlib.import_module(nom)
    local_provisioner.launch_kernel = lancer


def setup(app):
    """Brancher les noyaux sur Sphinx."""
    if SE_DIVISE:
        app.connect("builder-inited", brancher)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
