"""Servir le livre construit sur cette machine : ``python book/servir.py [dossier]``.

Le site n'est visible que d'ici (127.0.0.1). Les en-têtes sont ceux que l'on attend d'un hébergeur :
aucune page ne peut interroger un autre site, et rien ne reste en mémoire d'une construction à l'autre.
"""

import contextlib
import errno
import signal
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 8000
SITE = Path(__file__).resolve().parents[1] / "_build" / "html"
POLITIQUE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
)
# Un hébergeur doit les envoyer aussi : book/_vivant/hebergement.py les écrit, book/publier.md les explique.
EN_TETES = {
    "Content-Security-Policy": POLITIQUE,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Garder, mais demander d'abord si rien n'a changé : une page mise à jour est vue mise à jour.
    "Cache-Control": "no-cache",
}


class Reponse(SimpleHTTPRequestHandler):
    """Répondre comme un hébergeur de fichiers, avec les en-têtes de sécurité du cours."""

    protocol_version = "HTTP/1.1"
    # Windows tire ses types du registre, qui peut être faux : ceux-ci comptent pour que la page s'ouvre.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".ipynb": "application/x-ipynb+json",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mjs": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
    }

    def __init__(self, *args, prefixe: str = "/", **kwargs):
        self.prefixe = prefixe
        super().__init__(*args, **kwargs)

    def send_head(self):
        """Refuser ce qui est hors du préfixe : un lien absolu casserait chez un hébergeur en sous-dossier."""
        if not self.path.startswith(self.prefixe):
            self.send_error(404, "Hors du site")
            return None
        return super().send_head()

    def translate_path(self, path):
        """Trouver le fichier sous le dossier servi, préfixe retiré."""
        return super().translate_path("/" + path.removeprefix(self.prefixe))

    def end_headers(self):
        """Ajouter les en-têtes communs à toutes les réponses."""
        for nom, valeur in EN_TETES.items():
            self.send_header(nom, valeur)
        super().end_headers()

    def log_message(self, *args):
        """Se taire : l'adresse est la seule ligne utile à l'écran."""


class Serveur(ThreadingHTTPServer):
    """Répondre à plusieurs demandes à la fois, et se taire quand un navigateur raccroche."""

    def handle_error(self, request, client_address):
        """Ne signaler que les vraies pannes."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def ouvrir(dossier: Path, port: int, prefixe: str, classe: type[Reponse] = Reponse) -> Serveur:
    """Ouvrir le serveur sur ce port ou, s'il est pris, sur le premier libre qui suit."""
    if not (Path(dossier) / "index.html").is_file():
        raise FileNotFoundError(
            f"Aucun site dans {dossier}\u202f: lancez d’abord «\u202fmake site\u202f», puis recommencez."
        )
    reponse = partial(classe, directory=str(dossier), prefixe=prefixe)
    for essai in [0] if port == 0 else range(port, port + 20):
        try:
            return Serveur(("127.0.0.1", essai), reponse)
        except OSError as refus:
            if refus.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(f"Les ports {port} à {port + 19} sont tous pris\u202f: fermez un programme et recommencez.")


@contextlib.contextmanager
def servir(
    dossier: Path = SITE, port: int = PORT, prefixe: str = "/", reponse: type[Reponse] = Reponse
) -> Iterator[str]:
    """Servir un dossier le temps d'un bloc ``with``.

    Parameters
    ----------
    dossier : Path
        Le site construit ; il contient ``index.html``.
    port : int
        Le port voulu ; 0 laisse le système choisir.
    prefixe : str
        Le chemin sous lequel le site est servi, par exemple ``"/cours/"``.
    reponse : type
        De quoi répondre autrement, pour imiter un autre hébergeur.

    Yields
    ------
    str
        L'adresse du site, barre finale comprise.

    Raises
    ------
    FileNotFoundError
        « Aucun site dans … : lancez d'abord « make site », puis recommencez. »
    """
    serveur = ouvrir(dossier, port, prefixe, reponse)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield f"http://127.0.0.1:{serveur.server_port}{prefixe}"
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()


def main() -> None:
    """Servir jusqu'à Ctrl+C."""
    dossier = Path(sys.argv[1]) if len(sys.argv) > 1 else SITE
    # Un programme lancé en arrière-plan hérite d'un Ctrl+C ignoré : on le rétablit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with servir(dossier) as adresse:
            print(f"Le cours est ouvert à l’adresse {adresse}", flush=True)
            print("Pour l’arrêter\u202f: Ctrl+C.", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        print("\nLe cours est arrêté.")
    except OSError as refus:
        sys.exit(str(refus))


if __name__ == "__main__":
    main()
