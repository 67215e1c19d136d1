"""Charger un programme du dépôt qui n'appartient à aucun paquet."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

RACINE = Path(__file__).resolve().parents[1]


def charger(chemin: str) -> ModuleType:
    """Exécuter de nouveau un fichier, donné depuis la racine du dépôt, et rendre son module."""
    fiche = importlib.util.spec_from_file_location(Path(chemin).stem, RACINE / chemin)
    module = importlib.util.module_from_spec(fiche)
    # Une dataclass cherche son module par son nom, pendant qu'il s'exécute.
    avant = sys.modules.get(fiche.name)
    sys.modules[fiche.name] = module
    try:
        fiche.loader.exec_module(module)
    finally:
        if avant is None:
            del sys.modules[fiche.name]
        else:
            sys.modules[fiche.name] = avant
    return module
