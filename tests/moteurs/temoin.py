"""Un serveur du site qui retient tout ce qui ne va pas : erreurs de page, fichiers absents, autres sites.

Les navigateurs ne disent pas leur console de la même façon, et WebKit la tait à qui le conduit : la page et
le travailleur où tourne Python rapportent donc ici leurs erreurs. Ce serveur est aussi le mandataire du
navigateur : ce qui serait demandé à un autre site arrive ici, et ne va pas plus loin.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(RACINE / "book"))
from servir import Reponse, servir  # noqa: E402  (book/ n'est pas un paquet)

RAPPORTER = """(() => {
  const dire = (...mots) => {
    const body = mots.map((mot) => [mot, mot?.stack].join(" ")).join(" ");
    fetch("/temoin", { method: "POST", body, keepalive: true });
  };
  self.addEventListener("error", (e) => {
    // Firefox précharge la page suivante, et y renonce quand il veut ; une mesure remise à l'image d'après se
    // dit comme une erreur, et n'en est pas une.
    if (e.target?.rel === "next" || e.message?.startsWith("ResizeObserver loop")) return;
    dire(e.message ?? "pas chargé", e.filename ?? e.target?.outerHTML);
  }, true);
  self.addEventListener("unhandledrejection", (e) => dire("promesse rompue", e.reason));
  self.addEventListener("securitypolicyviolation", (e) => dire("interdit", e.blockedURI));
  const ecrire = console.error;
  console.error = (...mots) => { dire(...mots); ecrire(...mots); };
})();"""
DANS_UNE_PAGE = f"<head><script>{RAPPORTER}</script>".encode()


class Temoin(Reponse):
    """Servir le site, et retenir dans ``fautes`` ce qui ne va pas."""

    fautes: list[str]

    def send_head(self):
        """Ajouter à chaque page, et au travailleur, de quoi rapporter ses erreurs."""
        fichier = Path(self.translate_path(self.path))
        page = fichier.suffix == ".html"
        demande = self.path.startswith(self.prefixe) and fichier.is_file()
        if not demande or not (page or fichier.name == "travailleur.mjs"):
            return super().send_head()
        corps = fichier.read_bytes()
        corps = corps.replace(b"<head>", DANS_UNE_PAGE, 1) if page else RAPPORTER.encode() + corps
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(fichier))
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        return io.BytesIO(corps)

    def do_POST(self):
        """Retenir ce qu'une page rapporte, ou ce qu'elle voulait envoyer ailleurs."""
        corps = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/temoin":
            return self.send_error(404)
        self.fautes.append(corps.decode())
        self.send_response(204)
        self.end_headers()

    def do_CONNECT(self):
        """Ne mener nulle part."""
        self.send_error(502)

    def send_error(self, code, *details, **autres):
        """Retenir ce qui est demandé ailleurs, ou qui manque."""
        self.fautes.append(f"{code} {self.command} {self.path}")
        super().send_error(code, *details, **autres)


@contextmanager
def temoigner() -> Iterator[tuple[str, list[str]]]:
    """Servir le site construit ; donner son adresse, et la liste où viennent les fautes."""
    Temoin.fautes = []
    with servir(RACINE / "_build" / "html", port=0, prefixe="/cours/", reponse=Temoin) as adresse:
        yield adresse, Temoin.fautes
