"""Le serveur de book/servir.py : en-têtes, types, port, sous-chemin, arrêt."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

RACINE = Path(__file__).parents[2]
PROGRAMME = RACINE / "book" / "servir.py"


@pytest.fixture
def dossier(tmp_path):
    (tmp_path / "index.html").write_text("<h1>Essai</h1>", encoding="utf-8")
    for nom in ("a.wasm", "b.mjs", "c.js", "d.svg"):
        (tmp_path / nom).write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    "nom, type_attendu",
    [
        ("", "text/html; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("b.mjs", "text/javascript; charset=utf-8"),
        ("c.js", "text/javascript; charset=utf-8"),
        ("d.svg", "image/svg+xml"),
    ],
)
def test_les_types_et_les_en_tetes(module_servir, dossier, nom, type_attendu):
    with module_servir.servir(dossier, port=0) as adresse, urlopen(adresse + nom) as reponse:
        assert reponse.headers["Content-Type"] == type_attendu
        assert reponse.headers["Cache-Control"] == "no-cache"
        politique = reponse.headers["Content-Security-Policy"]
        assert politique.startswith("default-src 'self';") and "http" not in politique


def test_le_sous_chemin_est_respecte(module_servir, dossier):
    with module_servir.servir(dossier, port=0, prefixe="/cours/") as adresse:
        with urlopen(adresse + "index.html") as reponse:
            assert b"Essai" in reponse.read()
        with pytest.raises(HTTPError, match="404") as refus:
            urlopen(adresse.replace("/cours/", "/") + "index.html")
        refus.value.close()


def test_un_port_pris_laisse_place_au_suivant(module_servir, dossier):
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        pris = occupant.getsockname()[1]
        with module_servir.servir(dossier, port=pris) as adresse, urlopen(adresse) as reponse:
            assert reponse.status == 200
            assert int(adresse.rsplit(":", 1)[1].strip("/")) > pris


def test_sans_site_la_phrase_dit_quoi_faire(module_servir, tmp_path):
    with pytest.raises(FileNotFoundError, match="make site"), module_servir.servir(tmp_path, port=0):
        pass


def test_la_commande_donne_l_adresse_et_s_arrete_proprement(dossier):
    with subprocess.Popen(
        [sys.executable, PROGRAMME, dossier], stdout=subprocess.PIPE, text=True
    ) as commande:
        premiere = commande.stdout.readline()
        assert "http://127.0.0.1:" in premiere
        commande.send_signal(signal.SIGINT)
        suite, _ = commande.communicate()
    assert commande.returncode == 0 and "arrêté" in suite


def test_le_site_porte_les_reglages_des_hebergeurs(site, module_servir):
    """Les mêmes en-têtes partout : servis ici, écrits pour Apache et les hébergeurs, dits dans la page."""
    apache, plat = ((site / nom).read_text(encoding="utf-8") for nom in (".htaccess", "_headers"))
    page = (RACINE / "book" / "publier.md").read_text(encoding="utf-8")
    for nom, valeur in module_servir.EN_TETES.items():
        assert f'Header always set {nom} "{valeur}"' in apache
        assert f"\n  {nom}: {valeur}\n" in plat
        assert f"\n{nom}: {valeur}\n" in page and f'add_header {nom} "{valeur}" always;' in page
    assert "AddType application/wasm .wasm" in apache and "AddType text/javascript .mjs" in apache
    assert "DEFLATE text/html text/css text/javascript " in apache and "\ngzip on;" in page
