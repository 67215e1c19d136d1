"""Remplacer, dans une archive, chaque module Python par sa forme compilée.

Pyodide exécute ce fichier sous Node : le Python qui compile est celui qui lira.
"""

import ast
import importlib.util
import io
import json
import re
import warnings
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

DOCUMENTES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def compiler_archive(octets, dossier: str, legers: list[str] | None = None) -> bytes:
    """Compiler une roue ou la bibliothèque standard.

    Le ``.pyc`` prend la place du ``.py``, hors de tout ``__pycache__`` : c'est la seule disposition que
    lisent à la fois zipimport et un paquet sans sources. Les dossiers ``tests`` et les extensions pour
    Windows sont retirés. Un fichier qui ne se compile pas, comme un modèle à remplir, reste tel quel.

    Parameters
    ----------
    octets : JsBuffer
        L'archive zip, donnée par Node.
    dossier : str
        L'endroit où elle sera lue, que citent les traces d'erreur.
    legers : list of str, optional
        Les modules qu'une page télécharge : l'archive n'a qu'eux, sans docstrings. Elles font le quart d'une
        bibliothèque, et une page ne les montre pas.

    Returns
    -------
    bytes
        L'archive compilée, sans date ni compression : « distribution.py » la comprime, hors de WebAssembly.
    """
    with zipfile.ZipFile(io.BytesIO(octets.to_bytes())) as archive:
        fichiers = {
            nom: archive.read(nom)
            for nom in sorted(archive.namelist())
            if not nom.endswith(("/", ".pyd")) and "tests" not in nom.split("/")[:-1]
        }
    if legers is not None:
        contenu = dict(_compiler(nom, fichiers[nom], dossier, documente=False) for nom in legers)
        return ecrire_archive(contenu, zipfile.ZIP_STORED)
    if "matplotlib/fontlist.json" in fichiers:
        fichiers["matplotlib/fontlist.json"] = relire_polices(fichiers)
    contenu = dict(_compiler(nom, source, dossier) for nom, source in fichiers.items())
    for nom in contenu:
        if nom.endswith(".dist-info/RECORD"):
            # La liste des fichiers suit les nouveaux noms ; les empreintes y sont facultatives.
            contenu[nom] = "".join(f"{fichier},,\n" for fichier in contenu).encode()
    return ecrire_archive(contenu, zipfile.ZIP_STORED)


def ecrire_archive(contenu: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Écrire une archive zip sans date ni droits : le même contenu donne les mêmes octets."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom, octets in contenu.items():
            archive.writestr(zipfile.ZipInfo(nom), octets, compression)
    return tampon.getvalue()


def comprimer_archive(octets: bytes) -> bytes:
    """Comprimer une archive qui ne l'est pas.

    Examples
    --------
    >>> archive = ecrire_archive({"module.pyc": bytes(1000)}, zipfile.ZIP_STORED)
    >>> comprimer_archive(archive) == ecrire_archive({"module.pyc": bytes(1000)})
    True
    """
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return ecrire_archive({nom: archive.read(nom) for nom in archive.namelist()})


def relire_polices(fichiers: dict[str, bytes]) -> bytes:
    """Rendre utilisable la liste des polices que transporte matplotlib.

    Écrite par une autre version, sur une autre machine, elle était refaite à chaque démarrage : elle prend
    ici le numéro que ce matplotlib attend et ne garde que ses propres polices.
    """
    liste = json.loads(fichiers["matplotlib/fontlist.json"])
    (version,) = re.findall(
        rb"^    __version__ = (\d+)$", fichiers["matplotlib/font_manager.py"], re.MULTILINE
    )
    liste["_version"] = int(version)
    liste["ttflist"] = [police for police in liste["ttflist"] if not police["fname"].startswith("/")]
    return json.dumps(liste).encode()


def retirer_docstrings(arbre: ast.Module) -> ast.Module:
    """Vider les docstrings d'un module, sans toucher à ses assertions ni à ce qui s'y exécute.

    Vide plutôt qu'absente : un programme qui complète sa docstring ne trouve pas ``None``.

    Examples
    --------
    >>> ast.unparse(retirer_docstrings(ast.parse("def f():\\n    'Rendre un.'\\n    return 1")))
    "def f():\\n    ''\\n    return 1"
    """
    for noeud in ast.walk(arbre):
        if isinstance(noeud, DOCUMENTES) and ast.get_docstring(noeud, clean=False) is not None:
            noeud.body[0].value.value = ""
    return arbre


def _compiler(nom: str, source: bytes, dossier: str, documente: bool = True) -> tuple[str, bytes]:
    if not nom.endswith(".py"):
        return nom, source
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            arbre = source if documente else retirer_docstrings(ast.parse(source))
            code = compile(arbre, f"{dossier}/{nom}", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return nom, source
    return f"{nom}c", bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), checked=False))
