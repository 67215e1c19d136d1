"""Les portefeuilles que le rapport et les exports emploient, analysés une fois."""

import pytest
from portefeuilles import lire_cas

from course_helpers.analyse import analyser


@pytest.fixture(scope="session")
def cas():
    return {nom: (lu, analyser(lu)) for nom, lu in lire_cas().items()}
