"""Écrit la table des matières du site de l'enseignant : celle du livre, puis ce que les élèves n'ont pas."""

import sys
from pathlib import Path

import yaml

from course_helpers.chapitres import DOSSIERS, PARCOURS

RACINE = Path(__file__).resolve().parents[1]
INTITULE = "Réservé à qui enseigne"


def lister_reservees() -> list[str]:
    """Lister les pages réservées, sans suffixe : préparer, les chapitres, la banque, tous les corrigés."""
    tetes = {"book/enseigner": "preparer", "solutions": "banque"}
    return [
        f"{dossier}/{nom}"
        for dossier, tete in tetes.items()
        for nom in [
            tete,
            *(nom for nom in (*PARCOURS, *DOSSIERS) if (RACINE / dossier / f"{nom}.md").exists()),
        ]
    ]


def main(arrivee: Path) -> None:
    """Écrire la table des matières avec les pages réservées.

    Parameters
    ----------
    arrivee : Path
        Le fichier à écrire.
    """
    table = yaml.safe_load((RACINE / "book" / "_toc.yml").read_text(encoding="utf-8"))
    pages = [{"file": page} for page in lister_reservees()]
    table["parts"].append({"caption": INTITULE, "chapters": pages})
    arrivee.parent.mkdir(parents=True, exist_ok=True)
    arrivee.write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
