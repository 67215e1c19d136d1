"""Le cours à emporter : un fichier complet, toujours le même, que son propre serveur rend vivant."""

import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from charger import charger


@pytest.fixture(scope="module")
def module_paquet(site):
    """Donner book/_vivant/paquet.py, qui n'appartient à aucun paquet."""
    return charger("book/_vivant/paquet.py")


@pytest.fixture(scope="module")
def emporte(site, module_paquet, tmp_path_factory):
    """Le cours à emporter, écrit puis décompressé ailleurs."""
    dossier = tmp_path_factory.mktemp("clé USB")
    fichier = dossier / "cours-hors-ligne.zip"
    module_paquet.ecrire_paquet(module_paquet.reunir(site), fichier)
    with zipfile.ZipFile(fichier) as archive:
        archive.extractall(dossier)
    return fichier


def test_il_contient_tout_le_site(site, emporte):
    with zipfile.ZipFile(emporte) as archive:
        noms = set(archive.namelist())
    attendus = {f"site/{f.relative_to(site).as_posix()}" for f in site.rglob("*") if f.is_file()}
    attendus = {nom for nom in attendus if not nom.startswith("site/_pdf/")}
    attendus = attendus - {"site/.buildinfo"} | {"LISEZ-MOI.txt", "servir.py"}
    assert noms == {f"cours-hors-ligne/{nom}" for nom in attendus}
    assert emporte.stat().st_size <= 70_000_000


def test_ses_octets_ne_dependent_que_du_contenu(module_paquet, tmp_path):
    contenu = {"a.txt": b"a" * 1000, "site/b.html": "é".encode()}
    for nom in ("un.zip", "deux.zip"):
        module_paquet.ecrire_paquet(contenu, tmp_path / nom)
    assert (tmp_path / "un.zip").read_bytes() == (tmp_path / "deux.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "un.zip") as archive:
        assert {fiche.date_time for fiche in archive.infolist()} == {(2025, 1, 1, 0, 0, 0)}
        # Décompressé par l'un, servi par l'autre : chacun doit pouvoir lire.
        assert {fiche.external_attr >> 16 & 0o777 for fiche in archive.infolist()} == {0o644}


def test_l_ordre_est_alphabetique(module_paquet, site):
    noms = list(module_paquet.reunir(site))
    assert noms == sorted(noms)


def test_le_site_de_l_enseignant_a_son_dossier_et_sa_notice(site, module_paquet, tmp_path):
    for nom in ("index.html", "pyodide/taille.json", "_static/vivant/amorce.js", "lite/index.html"):
        (tmp_path / "site" / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(site / nom, tmp_path / "site" / nom)
    (tmp_path / "site" / "solutions").mkdir()
    module_paquet.main(tmp_path / "site", tmp_path / "cours-enseignant.zip")
    with zipfile.ZipFile(tmp_path / "cours-enseignant.zip") as archive:
        assert {nom.partition("/")[0] for nom in archive.namelist()} == {"cours-enseignant"}
        notice = archive.read("cours-enseignant/LISEZ-MOI.txt").decode("utf-8-sig")
    assert "Ne le donnez pas aux élèves" in notice


def test_la_notice_se_lit_sous_windows(emporte):
    octets = (emporte.parent / "cours-hors-ligne" / "LISEZ-MOI.txt").read_bytes()
    assert octets.startswith(b"\xef\xbb\xbf") and octets.count(b"\r\n") == octets.count(b"\n")
    assert "python3 servir.py" in octets.decode("utf-8-sig")


def test_un_site_incomplet_est_refuse(module_paquet, tmp_path):
    (tmp_path / "index.html").write_text("seule")
    with pytest.raises(ValueError, match=r"pyodide/taille\.json"):
        module_paquet.reunir(tmp_path)


def test_un_paquet_trop_lourd_est_refuse(module_paquet, tmp_path, monkeypatch):
    monkeypatch.setattr(module_paquet, "PLAFOND", 100)
    with pytest.raises(ValueError, match="Mo permis"):
        module_paquet.ecrire_paquet({"a": bytes(range(256))}, tmp_path / "trop.zip")
    assert list(tmp_path.iterdir()) == []


def test_un_serveur_remanie_est_signale(module_paquet):
    with pytest.raises(ValueError, match=r"servir\.py"):
        module_paquet.deplacer_site("SITE = None\n")


def test_son_propre_serveur_rend_le_chapitre_vivant(emporte, ouvrir_contexte, activer):
    dossier = emporte.parent / "cours-hors-ligne"
    commande = [sys.executable, "servir.py"]
    serveur = subprocess.Popen(commande, cwd=dossier, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        adresse = re.search(r"http://127\.0\.0\.1:\d+/", serveur.stdout.readline()).group()
        demandes = []
        with ouvrir_contexte() as contexte:
            contexte.on("request", lambda demande: demandes.append(demande.url))
            vue = contexte.new_page()
            vue.goto(adresse + "book/4-pareto.html")
            activer(vue)
            assert vue.locator(".ch-carte").count() > 0
        reseau = [url for url in demandes if not url.startswith(("data:", "blob:"))]
        assert [url for url in reseau if not url.startswith(adresse)] == []
    finally:
        serveur.terminate()
        serveur.communicate()
