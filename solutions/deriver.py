"""Dérive de chaque ``N-nom.md`` le corrigé exécuté et le cahier de l'étudiant.

Le résultat ne dépend que de la source : dériver deux fois donne les mêmes octets. Aucune image, aucun
widget, aucune durée n'est gardé ; les cellules qui en montrent portent ``nbval-ignore-output``.
"""

import re
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

from course_helpers.exercices.textes import typographier

SOURCES = Path(__file__).parent
CAHIERS = SOURCES.parent / "notebooks"
IGNOREE = "nbval-ignore-output"
METADONNEES = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TEXTES = {"text/plain", "text/html"}
# Ce que la typographie ne touche pas : code, formules, adresses, et la ligne de tirets d'un tableau.
INTACTS = re.compile(
    r"(```.*?```|`[^`]*`|\$[^$]+\$|\]\([^)]*\)|<[^>]*>|^[|\s:-]+$)", re.DOTALL | re.MULTILINE
)


def preparer(source: Path) -> dict[Path, nbformat.NotebookNode]:
    """Préparer le corrigé et le cahier d'une source, sans les exécuter.

    Parameters
    ----------
    source : Path
        Le cahier MyST, dont les cellules de correction portent l'étiquette ``solution``.

    Returns
    -------
    dict
        Chemin du fichier → cahier, sans aucune sortie.
    """
    complet = jupytext.read(source)
    complet.metadata = nbformat.from_dict(METADONNEES)
    for rang, cellule in enumerate(complet.cells, start=1):
        cellule.id = f"cellule-{rang:02}"
        garde = {nom: cellule.metadata[nom] for nom in ("tags", "jupyter") if nom in cellule.metadata}
        cellule.metadata = nbformat.from_dict(garde)
        if cellule.cell_type == "markdown":
            cellule.source = soigner(cellule.source)
    vierge = deepcopy(complet)
    vierge.cells = [cellule for cellule in vierge.cells if "solution" not in etiqueter(cellule)]
    return {
        dossier / f"{source.stem}.ipynb": cahier
        for dossier, cahier in ((SOURCES, complet), (CAHIERS, vierge))
    }


def soigner(texte: str) -> str:
    """Mettre la typographie française dans un texte de cahier, que nul autre outil ne compose.

    Examples
    --------
    >>> soigner("Qui ? `a ? b`").replace("\u202f", "_")
    'Qui_? `a ? b`'
    """
    morceaux = INTACTS.split(texte)
    return "".join(morceau if rang % 2 else typographier(morceau) for rang, morceau in enumerate(morceaux))


def executer(cahier: nbformat.NotebookNode, dossier: Path) -> None:
    """Exécuter un cahier sur place et n'en garder que les sorties reproductibles."""
    NotebookClient(cahier, timeout=600, resources={"metadata": {"path": str(dossier)}}).execute()
    cahier.metadata = nbformat.from_dict(METADONNEES)
    for cellule in cahier.cells:
        if cellule.cell_type != "code":
            continue
        cellule.metadata.pop("execution", None)
        if IGNOREE in etiqueter(cellule):
            cellule.outputs = []
        for sortie in cellule.outputs:
            if not set(sortie.get("data", ())) <= TEXTES or sortie.get("name") == "stderr":
                raise SystemExit(
                    f"La cellule {cellule.id} montre une image ou un widget : étiquetez-la {IGNOREE}."
                )


def etiqueter(cellule: nbformat.NotebookNode) -> list[str]:
    """Rendre les étiquettes d'une cellule."""
    return cellule.metadata.get("tags", [])


def ecrire(cahier: nbformat.NotebookNode) -> str:
    """Écrire un cahier toujours de la même façon."""
    cahier.nbformat, cahier.nbformat_minor = 4, 5
    nbformat.validate(cahier)
    return nbformat.writes(cahier, version=nbformat.NO_CONVERT) + "\n"


def main() -> None:
    """Dériver tous les cahiers et leurs corrigés, et les exécuter."""
    for source in (*sorted(SOURCES.glob("[0-9]-*.md")), SOURCES / "mon-portefeuille.md"):
        for fichier, cahier in preparer(source).items():
            executer(cahier, SOURCES)
            fichier.write_text(ecrire(cahier), encoding="utf-8", newline="\n")
        print(f"{source.stem} : corrigé et cahier dérivés")


if __name__ == "__main__":
    main()
