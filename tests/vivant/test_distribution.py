"""La distribution : rien n'y entre qui ne soit dans une liste de confiance, et elle se suffit."""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zipfile

import pytest
from charger import charger

from course_helpers.erreurs import ErreurCours


def signer(octets):
    return hashlib.sha256(octets).hexdigest()


def fiche(nom, octets):
    return {"name": nom, "version": "1", "file_name": f"{nom}.whl", "sha256": signer(octets)}


@pytest.fixture(scope="session")
def verrou(pyodide):
    return json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))


@pytest.fixture
def hors_ligne(module_distribution, monkeypatch):
    """Sans réseau ni Node : tout doit venir du cache."""

    def refuser(commande):
        pytest.fail(f"Une commande a été lancée : {commande}")

    monkeypatch.setattr(module_distribution, "lancer", refuser)
    monkeypatch.setattr(module_distribution, "demander_au_projet", lambda *_: pytest.fail("réseau demandé"))


# --- Ce qui vient d'ailleurs est vérifié ---------------------------------------------------------------


@pytest.mark.parametrize("debut", ["pyodide-", "six-", "pandas-", "seaborn-"])
def test_un_fichier_corrompu_du_cache_arrete_tout(pyodide, module_distribution, hors_ligne, tmp_path, debut):
    """Le noyau, un paquet officiel, celui qui en remplace un et un ajout."""
    cache, sortie = tmp_path / "cache", tmp_path / "pyodide"
    (cache / "telecharges").mkdir(parents=True)
    for fichier in (module_distribution.CACHE / "telecharges").iterdir():
        (cache / "telecharges" / fichier.name).symlink_to(fichier)
    (victime,) = (cache / "telecharges").glob(f"{debut}*")
    octets = bytearray(victime.read_bytes())
    octets[len(octets) // 2] ^= 1
    victime.unlink()
    victime.write_bytes(octets)
    avant = sorted(tmp_path.rglob("*"))
    with pytest.raises(ErreurCours, match="n’est pas le fichier attendu") as refus:
        module_distribution.construire(sortie, cache)
    assert victime.name in str(refus.value) and "le cache" in str(refus.value)
    assert sorted(tmp_path.rglob("*")) == avant


def test_les_sources_sont_essayees_dans_l_ordre(module_distribution, tmp_path):
    """Le cache a le premier, le site le deuxième : le miroir ne donne que le dernier."""
    octets = {nom: nom.encode() for nom in ("un", "deux", "trois")}
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "deux.whl").write_bytes(octets["deux"])
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "un.whl").write_bytes(octets["un"])
    demandes = []

    def miroir(paquets):
        demandes.extend(paquet["name"] for paquet in paquets)
        # Un miroir peut contenir bien d'autres choses : elles ne sont pas prises.
        return {f"{nom}.whl": octets[nom] for nom in octets} | {"intrus.whl": b""}

    adresse = (tmp_path / "site").as_uri() + "/"
    sources = {
        "le site": lambda paquets: module_distribution.demander_au_projet(adresse, paquets),
        "le miroir": miroir,
    }
    paquets = [fiche(nom, octets[nom]) for nom in ("un", "deux", "trois")]
    trouves = module_distribution.rassembler(paquets, cache, sources)
    assert trouves == {f"{nom}.whl": octets[nom] for nom in octets}
    assert demandes == ["trois"]
    assert sorted(f.name for f in cache.iterdir()) == ["deux.whl", "trois.whl", "un.whl"]


def test_une_source_qui_ment_arrete_tout(module_distribution, tmp_path):
    sources = {"le miroir": lambda _: {"un.whl": b"un", "deux.whl": b"autre chose"}}
    paquets = [fiche("un", b"un"), fiche("deux", b"deux")]
    with pytest.raises(ErreurCours, match=r"deux\.whl \(le miroir\) n’est pas le fichier attendu"):
        module_distribution.rassembler(paquets, tmp_path / "cache", sources)
    assert not (tmp_path / "cache").exists()


def test_un_fichier_introuvable_est_nomme(module_distribution, tmp_path):
    sources = {"le site": lambda _: {}, "le miroir": lambda _: {"autre.whl": b""}}
    with pytest.raises(ErreurCours, match=r"Introuvable.*un\.whl.*le cache, le site, le miroir"):
        module_distribution.rassembler([fiche("un", b"un")], tmp_path / "cache", sources)


def test_le_site_du_projet_injoignable_laisse_la_place(module_distribution, tmp_path):
    adresse = (tmp_path / "absent").as_uri() + "/"
    assert module_distribution.demander_au_projet(adresse, [fiche("un", b"un")]) == {}


def test_le_miroir_ne_donne_que_les_noms_demandes(module_distribution, monkeypatch):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("paquet/assets/un.whl", b"un")
        archive.writestr("paquet/code.py", b"print('jamais lu')")
    telecharger = {"miroir.whl": tampon.getvalue()}
    monkeypatch.setattr(module_distribution, "_telecharger", lambda exigences: telecharger)
    paquets = [fiche("un", b"un"), fiche("deux", b"deux")]
    assert module_distribution.demander_au_miroir(paquets) == {"un.whl": b"un"}


def test_le_verrou_npm_ne_nomme_aucun_serveur(module_distribution):
    texte = (module_distribution.ICI / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in texte and "http" not in texte
    assert "omit-lockfile-registry-resolved=true" in (module_distribution.ICI / ".npmrc").read_text("utf-8")


# --- Ce qui est servi ------------------------------------------------------------------------------------


def test_chaque_fichier_du_verrou_est_la_et_juste(pyodide, module_distribution, verrou):
    for nom, paquet in verrou["packages"].items():
        assert signer((pyodide / paquet["file_name"]).read_bytes()) == paquet["sha256"], nom
    servis = {paquet["file_name"] for paquet in verrou["packages"].values()}
    attendus = servis | {*module_distribution.NOYAU, "pyodide-lock.json"}
    assert {fichier.name for fichier in pyodide.iterdir()} == attendus


def test_le_verrou_ne_contient_que_ce_qui_sert(module_distribution, verrou):
    paquets = verrou["packages"]
    atteints, a_suivre = set(), list(module_distribution.RACINES)
    while a_suivre:
        nom = a_suivre.pop()
        assert nom in paquets, f"{nom} est demandé et absent"
        if nom not in atteints:
            atteints.add(nom)
            a_suivre += paquets[nom]["depends"]
    assert atteints == paquets.keys()


def test_les_extras_qu_un_lecteur_emploie_sont_du_voyage(verrou):
    """Une page n'installe rien à la demande : ce qui se charge tard doit déjà être là."""
    besoins = set(verrou["packages"]["course-helpers"]["depends"])
    assert {"seaborn", "openpyxl", "pypdf", "xlsxwriter", "icalendar"} <= besoins <= set(verrou["packages"])


def test_le_verrou_ne_nomme_aucun_site(pyodide):
    texte = (pyodide / "pyodide-lock.json").read_text("utf-8")
    assert not re.search(r"//|\.(com|org|net|io|dev)\b", texte)


def test_le_noyau_est_celui_de_npm(pyodide, module_distribution):
    noyau = module_distribution.lire_noyau(module_distribution.CACHE / "telecharges")
    for nom in set(module_distribution.NOYAU) - {"python_stdlib.zip"}:
        assert (pyodide / nom).read_bytes() == noyau[nom], nom


def test_les_modules_sont_compiles(pyodide):
    """Un .py restant serait compilé à chaque visite, un .pyc d'une autre version serait refusé."""
    sources, total = [], 0
    for archive in [*pyodide.glob("*.whl"), pyodide / "python_stdlib.zip"]:
        with zipfile.ZipFile(archive) as contenu:
            noms = contenu.namelist()
            sources += [f"{archive.name}/{nom}" for nom in noms if nom.endswith(".py")]
            assert not [nom for nom in noms if "/tests/" in f"/{nom}"], archive.name
            for nom in noms:
                if nom.endswith(".pyc"):
                    # Le numéro de Python 3.12, puis « empreinte, jamais vérifiée ».
                    entete = contenu.read(nom)[:8]
                    assert entete == (3531).to_bytes(2, "little") + b"\r\n" + b"\x01\0\0\0", nom
                    total += 1
    assert sources == [] and total > 2000


def test_la_roue_du_cours_est_complete_et_reproductible(module_distribution):
    (fiche_un, roue), (fiche_deux, bis) = (
        module_distribution.emballer_cours(),
        module_distribution.emballer_cours(),
    )
    assert (fiche_un, roue) == (fiche_deux, bis)
    assert fiche_un["imports"] == ["course_helpers"] and {"pandas", "seaborn"} <= set(fiche_un["depends"])
    with zipfile.ZipFile(io.BytesIO(roue)) as archive:
        noms = set(archive.namelist())
        assert {"course_helpers/__init__.py", "course_helpers/datasets/ca-clients-2025.csv"} <= noms
        assert {"course_helpers/affichage.css", "course_helpers/gabarits/page.html"} <= noms
        assert not [nom for nom in noms if "__pycache__" in nom or "/." in nom]
        record = next(nom for nom in noms if nom.endswith("RECORD"))
        assert {ligne.split(",")[0] for ligne in archive.read(record).decode().split()} == noms


def test_reconstruire_sans_changement_ne_compile_ni_ne_telecharge(
    pyodide, module_distribution, hors_ligne, tmp_path
):
    module_distribution.construire(tmp_path / "pyodide", page=tmp_path / "page")
    for dossier, refait in ((pyodide, "pyodide"), (module_distribution.SORTIE_PAGE, "page")):
        assert {f.name for f in (tmp_path / refait).iterdir()} == {f.name for f in dossier.iterdir()}
        for fichier in dossier.iterdir():
            assert (tmp_path / refait / fichier.name).read_bytes() == fichier.read_bytes(), fichier.name


# --- Ce qu'une page télécharge -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def lots(pyodide, module_distribution):
    """Le contenu de chaque lot, décomprimé, une fois son nom et son empreinte vérifiés."""
    sommaire = json.loads((module_distribution.SORTIE_PAGE / "fichiers.json").read_text("utf-8"))
    contenus = {}
    for lot, fiche in sommaire["lots"].items():
        octets = (module_distribution.SORTIE_PAGE / fiche["nom"]).read_bytes()
        assert signer(octets) == fiche["sha256"] and signer(octets)[:8] in fiche["nom"]
        assert len(octets) == fiche["octets"]
        contenus[lot] = gzip.decompress(octets)
    assert sum(fiche["octets"] for fiche in sommaire["lots"].values()) <= 17_500_000
    return contenus


def lister(octets):
    with tarfile.open(fileobj=io.BytesIO(octets)) as archive:
        return {fiche.name: archive.extractfile(fiche).read() for fiche in archive}


def test_les_lots_portent_le_noyau_et_le_cours_entier(lots, module_distribution, pyodide):
    noyau = module_distribution.lire_noyau(module_distribution.CACHE / "telecharges")
    assert lots["coeur"] == noyau["pyodide.asm.wasm"] and lots["moteur"] == noyau["pyodide.asm.js"]
    (roue,) = pyodide.glob("course_helpers-*.whl")
    with zipfile.ZipFile(roue) as archive:
        attendus = {f"lib/python3.12/site-packages/{nom}": archive.read(nom) for nom in archive.namelist()}
    inutiles = module_distribution.socle.INUTILES
    # Le FEC, les factures électroniques et les fichiers d'import attendent que l'on en ouvre un.
    tables = {
        nom: o
        for nom, o in attendus.items()
        if "/datasets/" not in nom or (nom.endswith((".csv", ".json")) and "/import-" not in nom)
    }
    assert len(tables) < len(attendus)
    assert lister(lots["cours"]) == {nom: o for nom, o in tables.items() if not nom.endswith(inutiles)}


def test_ce_qui_manque_aux_lots_a_sa_place_dans_une_roue(lots, pyodide):
    paquets = lister(lots["paquets"])
    reste = json.loads(paquets.pop("reste.json"))
    portes = {*paquets, *lister(lots["bibliotheque"])}
    assert any(
        "pandas/io/sas" in chemin for chemin in reste[next(r for r in reste if r.startswith("pandas"))]
    )
    for roue, chemins in reste.items():
        assert portes.isdisjoint(chemins)
        with zipfile.ZipFile(pyodide / roue) as archive:
            noms = set(archive.namelist())
        racine = "lib/python3.12/" + ("" if roue == "python_stdlib.zip" else "site-packages/")
        assert {chemin.removeprefix(racine) for chemin in chemins} <= noms


def test_la_liste_ne_nomme_que_ce_qui_existe(lots, module_distribution):
    """Un nom périmé dirait une dépendance mise à jour sans refaire la liste."""
    voulus = module_distribution.socle.LISTE.read_text("utf-8").split()
    portes = {*lister(lots["paquets"]), *lister(lots["bibliotheque"])}
    assert voulus == sorted(set(voulus))
    assert {nom for nom in voulus if f"lib/python3.12/{nom}" not in portes} == set()


# --- La compilation --------------------------------------------------------------------------------------


@pytest.fixture
def module_compilation(module_distribution):
    return charger("book/_vivant/compilation.py")


def test_compiler_une_archive(module_compilation):
    """Les modules deviennent des .pyc, RECORD suit, tests et extensions partent, le reste ne bouge pas."""
    contenu = {
        "p/__init__.py": b"x = 1\n",
        "p/modele.py": b"x = {{ gabarit\n",
        "p/donnees.csv": b"a;b\n",
        "p/tests/test_p.py": b"",
        "p/rapide.cp312-win32.pyd": b"MZ",
        "p-1.dist-info/RECORD": b"p/__init__.py,sha256=...,6\n",
    }

    class Octets:
        def to_bytes(self):
            return module_compilation.ecrire_archive(contenu)

    octets = module_compilation.compiler_archive(Octets(), "/lib")
    assert octets == module_compilation.compiler_archive(Octets(), "/lib")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        noms = archive.namelist()
        assert noms == ["p-1.dist-info/RECORD", "p/__init__.pyc", "p/donnees.csv", "p/modele.py"]
        assert archive.read("p/modele.py") == contenu["p/modele.py"]
        assert archive.read("p-1.dist-info/RECORD").decode() == "".join(f"{nom},,\n" for nom in noms)


def test_sans_docstrings_un_module_garde_ses_assertions(module_compilation):
    source = "'Module.'\nclass A:\n 'Classe.'\n def f(self):\n  'Rien.'\n  assert self is None"
    arbre = module_compilation.retirer_docstrings(module_compilation.ast.parse(source))
    espace = {}
    exec(compile(arbre, "module", "exec"), espace)
    assert espace["__doc__"] == espace["A"].__doc__ == espace["A"].f.__doc__ == ""
    with pytest.raises(AssertionError):
        espace["A"]().f()


def test_les_polices_d_une_autre_machine_sont_retirees(module_compilation):
    liste = {"_version": 390, "ttflist": [{"fname": "fonts/ttf/a.ttf"}, {"fname": "/System/b.ttf"}]}
    fichiers = {
        "matplotlib/fontlist.json": json.dumps(liste).encode(),
        "matplotlib/font_manager.py": b"class FontManager:\n    __version__ = 330\n",
    }
    relue = json.loads(module_compilation.relire_polices(fichiers))
    assert relue == {"_version": 330, "ttflist": [{"fname": "fonts/ttf/a.ttf"}]}
