"""Écrire dans le site ce que lisent les hébergeurs courants : en-têtes de sécurité, types, compression.

``.htaccess`` pour Apache, ``_headers`` pour Netlify et Cloudflare Pages. Les valeurs sont celles que sert
``book/servir.py`` ; ``book/publier.md`` les explique, et donne celles de Nginx.
"""

import importlib.util
from pathlib import Path
from types import ModuleType

SERVIR = Path(__file__).resolve().parents[1] / "servir.py"
TYPES = {
    ".wasm": "application/wasm",
    ".mjs": "text/javascript",
    ".ipynb": "application/x-ipynb+json",
    ".whl": "application/zip",
}
# Une page comprimée pèse cinq fois moins ; Python, que le navigateur reçoit comprimé, n'y gagnerait rien.
COMPRIMES = "text/html text/css text/javascript application/json image/svg+xml"


def lire_servir() -> ModuleType:
    """Donner le module ``book/servir.py``, qui n'appartient à aucun paquet."""
    fiche = importlib.util.spec_from_file_location("servir", SERVIR)
    module = importlib.util.module_from_spec(fiche)
    fiche.loader.exec_module(module)
    return module


def ecrire_apache(en_tetes: dict[str, str]) -> str:
    """Rédiger le fichier ``.htaccess`` d'Apache.

    Examples
    --------
    >>> print(ecrire_apache({"Referrer-Policy": "no-referrer"}).splitlines()[1])
      Header always set Referrer-Policy "no-referrer"
    """
    lignes = [f'  Header always set {nom} "{valeur}"' for nom, valeur in en_tetes.items()]
    types = [f"  AddType {valeur} {suffixe}" for suffixe, valeur in TYPES.items()]
    blocs = [
        "<IfModule mod_headers.c>",
        *lignes,
        "</IfModule>",
        "<IfModule mod_mime.c>",
        *types,
        "</IfModule>",
        "<IfModule mod_filter.c>",
        "  <IfModule mod_deflate.c>",
        f"    AddOutputFilterByType DEFLATE {COMPRIMES}",
        "  </IfModule>",
        "</IfModule>",
    ]
    return "\n".join(blocs) + "\n"


def ecrire_plat(en_tetes: dict[str, str]) -> str:
    """Rédiger le fichier ``_headers`` de Netlify et de Cloudflare Pages.

    Examples
    --------
    >>> print(ecrire_plat({"Referrer-Policy": "no-referrer"}), end="")
    /*
      Referrer-Policy: no-referrer
    """
    return "/*\n" + "".join(f"  {nom}: {valeur}\n" for nom, valeur in en_tetes.items())


def poser_reglages(site: Path) -> None:
    """Écrire les deux fichiers à la racine du site."""
    en_tetes = lire_servir().EN_TETES
    (site / ".htaccess").write_text(ecrire_apache(en_tetes), encoding="utf-8")
    (site / "_headers").write_text(ecrire_plat(en_tetes), encoding="utf-8")
