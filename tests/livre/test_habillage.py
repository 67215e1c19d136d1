"""L'extension du livre : typographie, formules sans script, et ce que la page dit d'elle-même ailleurs."""

import base64
import html
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import nbformat
import pytest
from charger import charger
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.cache.main import JupyterCacheBase


@pytest.fixture(scope="module")
def habillage():
    return charger("book/_ext/habillage.py")


@pytest.mark.parametrize(
    "frappe, lu",
    [
        ("Est-ce vrai ?", "Est-ce vrai_?"),
        ("« 20/80 » : non", "«_20/80_»_: non"),
        ("80 % de 1 389 308 €", "80_% de 1_389_308_€"),
        ("l'année 2025 180 clients", "l’année 2025 180 clients"),
        ("à 8:30", "à 8:30"),
    ],
)
def test_la_typographie_se_fait_seule(habillage, frappe, lu):
    assert habillage.typographier(frappe).replace("\u202f", "_") == lu


@pytest.mark.parametrize("visiteur", ["visiter_formule", "visiter_formule_bloc"])
def test_une_formule_s_affiche_sans_script(habillage, visiteur):
    page = SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        getattr(habillage, visiteur)(page, nodes.math("", r"\frac{m r^t}{(1+i)^t}"))
    assert "<mfrac>" in page.body[0] and "<script" not in page.body[0]


def test_l_empreinte_suit_le_code_et_les_donnees(habillage, tmp_path, monkeypatch):
    monkeypatch.setattr(habillage, "RACINE", tmp_path)
    for dossier in ("src", "datasets"):
        (tmp_path / dossier).mkdir()
    (tmp_path / "src" / "pareto.py").write_text("1")
    avant = habillage.calculer_empreinte()
    assert habillage.calculer_empreinte() == avant
    (tmp_path / "src" / "pareto.py").write_text("2")
    assert habillage.calculer_empreinte() != avant


def test_une_page_qu_un_autre_coeur_inscrit_n_est_pas_de_trop(habillage, tmp_path, monkeypatch):
    monkeypatch.setattr(JupyterCacheBase, "truncate_caches", JupyterCacheBase.truncate_caches)
    # Entre les deux comptes du cache, un autre cœur a inscrit une page, dont le fichier n'est pas écrit.
    monkeypatch.setattr(NbCacheRecord, "records_to_delete", lambda garder, base: [autre.pk])
    reglages = SimpleNamespace()
    habillage.rattacher_cache(SimpleNamespace(outdir=str(tmp_path / "html")), reglages)
    cache = get_cache(reglages.nb_execution_cache_path)
    autre = NbCacheRecord.create_record("autre.md", "empreinte", cache.db)
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    cache.cache_notebook_bundle(CacheBundleIn(page, "page.md"), check_validity=False)
    assert [rangee.uri for rangee in cache.list_cache_records()] == ["autre.md", "page.md"]


def test_l_empreinte_suit_les_competences_annoncees_pas_le_reste_du_texte(habillage, tmp_path, monkeypatch):
    monkeypatch.setattr(habillage, "RACINE", tmp_path)
    page = tmp_path / "book" / "4-pareto.md"
    page.parent.mkdir()
    page.write_text("# ABC\n\n- Classer. *En lien avec NDRC, bloc 1 (vendre).*\n", encoding="utf-8")
    avant = habillage.calculer_empreinte()
    page.write_text(page.read_text(encoding="utf-8") + "\nUne phrase.\n", encoding="utf-8")
    assert habillage.calculer_empreinte() == avant
    page.write_text(page.read_text(encoding="utf-8").replace("vendre", "classer"), encoding="utf-8")
    assert habillage.calculer_empreinte() != avant


PAGES = {
    "index": "---\nmyst: {html_meta: {description: L'accueil « du » cours}}\n---\n# Le cours\n\n"
    "```{toctree}\nabc\naccessibilite\n7-etude\n```\n",
    "abc": "---\nmyst: {html_meta: {description: Classer ses clients}}\n---\n# L'ABC & *Pareto*\n",
    "accessibilite": "# Accessibilité\n",
    "7-etude": "# Étude de cas\n",
}


def construire(dossier, adresse):
    """Construire un livre de trois pages ; rendre le dossier du site et ce que Sphinx en a dit."""
    for nom, texte in PAGES.items():
        page = dossier / "source" / "book" / f"{nom}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(texte, encoding="utf-8")
    reglages = {
        "extensions": "myst_nb,sphinx_design,habillage",
        "html_theme": "cours",
        "master_doc": "book/index",
        "language": "fr",
        "html_title": "Le cours",
    }
    options = [f"-D{nom}={valeur}" for nom, valeur in reglages.items()]
    extension = Path(__file__).parents[2] / "book" / "_ext"
    chemins = os.pathsep.join([str(extension), os.environ.get("PYTHONPATH", "")])
    site = dossier / "html"
    fini = subprocess.run(
        [sys.executable, "-m", "sphinx", "-qWCb", "html", *options, dossier / "source", site],
        env=os.environ | {"URL_SITE": adresse, "PYTHONPATH": chemins},
        capture_output=True,
        text=True,
        check=False,
    )
    return site, fini


def relever_balises(page):
    texte = page.read_text(encoding="utf-8")
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', texte)), texte


def test_une_adresse_donne_le_plan_du_site_et_les_cartes(tmp_path):
    site, fini = construire(tmp_path, "https://exemple.fr/cours")
    assert fini.returncode == 0, fini.stderr
    lieux = [lieu.text for lieu in ElementTree.parse(site / "sitemap.xml").iterfind(".//{*}loc")]
    assert lieux == [f"https://exemple.fr/cours/book/{nom}.html" for nom in sorted(PAGES)]
    balises, texte = relever_balises(site / "book" / "abc.html")
    assert balises["og:title"] == "L’ABC &amp; Pareto"
    assert balises["og:description"] == "Classer ses clients"
    assert 'content="Classer ses clients" name="description"' in texte
    assert balises["og:url"] == "https://exemple.fr/cours/book/abc.html"
    assert balises["og:image"] == "https://exemple.fr/cours/_static/apercu.png"
    assert '<link rel="canonical" href="https://exemple.fr/cours/book/abc.html">' in texte
    renvoi, texte = relever_balises(site / "book" / "7-etude-de-cas.html")
    assert renvoi["robots"] == "noindex" and "og:url" not in renvoi
    assert '<link rel="canonical" href="https://exemple.fr/cours/book/7-etude.html">' in texte
    racine, _ = relever_balises(site / "index.html")
    assert racine["og:url"] == "https://exemple.fr/cours/book/index.html"
    assert racine["og:description"] == "L’accueil «\u202fdu\u202f» cours"
    # La même construction, sans adresse : les pages déjà écrites le sont de nouveau, et le plan part.
    site, fini = construire(tmp_path, "")
    assert fini.returncode == 0, fini.stderr
    assert not (site / "sitemap.xml").exists()
    for page in (site / "index.html", *(site / "book").glob("*.html")):
        _, texte = relever_balises(page)
        assert "og:" not in texte and "canonical" not in texte and "exemple.fr" not in texte, page.name


def test_une_adresse_incomplete_arrete_la_construction(tmp_path):
    _, fini = construire(tmp_path, "exemple.fr")
    assert fini.returncode != 0 and "URL_SITE vaut «" in fini.stderr


def test_une_page_qui_dort_donne_ses_fichiers_a_cote_d_elle(habillage, tmp_path):
    portes = {"clients.csv": b"client;ca", "plan d&#x27;action.ics": b"BEGIN", "autre.csv": b"client;ca"}
    corps = "".join(
        f'<a download="{nom}" href="data:text/csv;base64,{base64.b64encode(octets).decode()}">ici</a>'
        for nom, octets in portes.items()
    )
    pose = habillage.poser_fichiers(corps, tmp_path, "../")
    liens = re.findall(r'<a download="([^"]+)" href="\.\./([^"]+)">ici</a>', pose)
    assert [nom for nom, _ in liens] == list(portes) and "data:" not in pose
    for nom, lien in liens:
        assert (tmp_path / html.unescape(lien)).read_bytes() == portes[nom]
    # Une page ne donne plus qu'un fichier : les autres s'en vont, et lui reste.
    (tmp_path / "page.html").write_text(f'<a href="../{liens[1][1]}">')
    habillage.retirer_fichiers(tmp_path)
    restes = [fichier.read_bytes() for fichier in tmp_path.glob("_donnees/*/*")]
    assert restes == [b"BEGIN"]
