"""Le site de l'enseignant : celui des élèves, et ce qui n'est nulle part dans le leur."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from liens import chercher_liens_morts
from publier import lister_reservees

from course_helpers.chapitres import CHAPITRES, DOSSIERS
from course_helpers.exercices.banque import lister_series, ouvrir_banque

RACINE = Path(__file__).resolve().parents[2]
EXECUTE, *AUTRES = CHAPITRES  # un complément n’a pas de cahier
REUSSI = "✔ réussi"


@pytest.fixture(scope="module")
def site_enseignant(site, tmp_path_factory):
    """Le site de « make enseignant », sans le Python du navigateur, qui est celui du livre."""
    dossier = tmp_path_factory.mktemp("enseignant")
    # Les pages du livre sont déjà exécutées : seuls les corrigés restent à faire.
    shutil.copytree(site.parent / ".jupyter_cache", dossier / "_build" / ".jupyter_cache")
    table, reglages = dossier / "_toc.yml", dossier / "_config.yml"
    subprocess.run([sys.executable, RACINE / "solutions" / "publier.py", table], check=True)
    # Un corrigé s'exécute ici ; nbval exécute les autres, dont la page se construit sans leurs résultats.
    reglage = yaml.safe_load((RACINE / "_config.yml").read_text(encoding="utf-8"))
    reglage["execute"]["exclude_patterns"] = [f"solutions/{nom}.md" for nom in AUTRES]
    extensions = reglage["sphinx"]["local_extensions"]
    extensions.update({nom: str(RACINE / lieu) for nom, lieu in extensions.items()})
    reglages.write_text(yaml.safe_dump(reglage, allow_unicode=True), encoding="utf-8")
    livre = [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-n", "--keep-going"]
    construction = subprocess.run(
        [*livre, "--config", reglages, "--toc", table, "--path-output", dossier, "."],
        cwd=RACINE,
        # Un noyau de Jupyter ne démarre pas toujours sous une fausse date, et un site n'en porte aucune.
        env={nom: valeur for nom, valeur in os.environ.items() if nom not in ("LD_PRELOAD", "FAKETIME")},
        capture_output=True,
        text=True,
    )
    assert construction.returncode == 0, (construction.stdout + construction.stderr)[-3000:]
    return dossier / "_build" / "html"


def test_un_corrige_montre_ses_reponses(site_enseignant):
    page = (site_enseignant / "solutions" / f"{EXECUTE}.html").read_text(encoding="utf-8")
    assert page.count(REUSSI) >= len(ouvrir_banque(EXECUTE).questions) - 1
    assert all((site_enseignant / "solutions" / f"{nom}.html").exists() for nom in AUTRES)


@pytest.mark.parametrize("nom", DOSSIERS)
def test_le_corrige_d_un_dossier_se_lit_et_se_telecharge(site_enseignant, nom):
    page = (site_enseignant / "solutions" / f"{nom}.html").read_text(encoding="utf-8")
    assert page.count("Barème") >= len(ouvrir_banque(nom).questions)
    assert f'download="corrige-{nom}.docx"' in page


@pytest.mark.parametrize("nom", CHAPITRES)
def test_chaque_corrige_repond_a_chaque_question(nom):
    cahier = nbformat.read(RACINE / "solutions" / f"{nom}.ipynb", as_version=4)
    sorties = [sortie for cellule in cahier.cells for sortie in cellule.get("outputs", [])]
    reussies = [s for s in sorties if REUSSI in s.get("data", {}).get("text/plain", "")]
    assert len(reussies) >= len(ouvrir_banque(nom).questions) - 1


def test_la_banque_entiere_est_une_page(site_enseignant):
    page = (site_enseignant / "solutions" / "banque.html").read_text(encoding="utf-8")
    questions = [q for nom in lister_series() for q in ouvrir_banque(nom).questions]
    assert page.count('<section class="ch-carte">') == len(questions) + len(lister_series(syntheses=True))


def test_le_site_de_l_enseignant_se_dit_et_tous_ses_liens_menent_quelque_part(site_enseignant):
    pages = [page for page in site_enseignant.rglob("*.html") if "<article" in page.read_text("utf-8")]
    noms = {page.relative_to(site_enseignant).as_posix() for page in pages}
    assert noms > {f"{nom}.html" for nom in lister_reservees()}
    for page in pages:
        texte = page.read_text(encoding="utf-8")
        assert 'class="livre-reserve"' in texte and 'content="noindex"' in texte, page
        # « assembler.py » pose le reste : le programme de la page et les cahiers du navigateur.
        fautes = chercher_liens_morts(site_enseignant, page, ailleurs=("lite", "_static/vivant"))
        # Un corrigé montre chaque question seule, sous son tableau : son style cache ce rappel.
        fautes = [faute for faute in fautes if not faute.startswith("#donnees-")]
        assert not fautes, f"{page} : {fautes}"


def test_le_site_des_eleves_ne_les_contient_pas(site):
    fichiers = {fichier.relative_to(site).as_posix() for fichier in site.rglob("*") if fichier.is_file()}
    assert not [nom for nom in fichiers if "corrige" in nom or nom.startswith("solutions/")]
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    pages = [nom for nom in fichiers if re.match(r"(book|search).*html$", nom)]
    textes = {nom: (site / nom).read_text("utf-8") for nom in pages}
    for reservee in lister_reservees():
        assert f'"{reservee}"' not in index
        # Son adresse, si elle existe, ne fait que mener à « J'enseigne ».
        assert "<article" not in textes.pop(f"{reservee}.html", "")
    for nom, texte in textes.items():
        assert not re.search(r'href="[^"]*(solutions|enseigner)/', texte), nom
        assert "livre-reserve" not in texte
    # Aucune phrase d'une page d'enseignement n'est restée dans une page d'élève.
    sources = [
        *(RACINE / "book" / "enseigner" / f"{chapitre}.md" for chapitre in lister_series()),
        *(RACINE / "solutions" / f"{dossier}.md" for dossier in DOSSIERS),
    ]
    for fichier in sources:
        source = fichier.read_text(encoding="utf-8")
        phrases = re.findall(r"[^|*`\[\]\n.:«»’']{60,}", source)
        assert len(phrases) > 10
        assert not [(p, nom) for p in phrases for nom, texte in textes.items() if p.strip() in texte]
