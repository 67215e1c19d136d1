"""Écrit la table des matières du site de l'enseignant : celle du livre, la banque, puis les corrigés."""

import sys
from pathlib import Path

import yaml

RACINE = Path(__file__).resolve().parents[1]


def main(arrivee: Path) -> None:
    """Écrire la table des matières avec les corrigés.

    Parameters
    ----------
    arrivee : Path
        Le fichier à écrire.
    """
    table = yaml.safe_load((RACINE / "book" / "_toc.yml").read_text(encoding="utf-8"))
    corriges = [
        {"file": f"solutions/{source.stem}"} for source in sorted((RACINE / "solutions").glob("[0-9]-*.md"))
    ]
    banque = {"file": "solutions/banque"}
    table["parts"].append({"caption": "Banque et corrigés", "chapters": [banque, *corriges]})
    arrivee.parent.mkdir(parents=True, exist_ok=True)
    arrivee.write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
