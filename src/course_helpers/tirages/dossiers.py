"""Les dossiers : les mêmes données pour tous, celles des fichiers du cours, que leur page montre."""

import pandas as pd

from course_helpers.tirages.hasard import Hasard

REPRISES: dict[int, int] = {}


def tirer(hasard: Hasard) -> dict:
    """Ne rien tirer : les annexes d'un dossier sont dans sa page."""
    return {"entreprise": "le Comptoir Brelande", "clients": pd.DataFrame({"client": []})}
