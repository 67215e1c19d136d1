"""Réglages communs des tests."""

import pytest
from hypothesis import HealthCheck, settings

# Une machine partagée peut être lente : la durée d'un exemple ne dit rien de sa justesse.
settings.register_profile("cours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cours")

# Un fichier n'occupe qu'un cœur : les plus longs partent les premiers, pour qu'aucun ne finisse seul.
LONGS = [
    f"tests/{nom}.py"
    for nom in (
        "livre/test_activees",
        "livre/test_accessibilite",
        "vivant/test_memes_resultats",
        "livre/test_corriges",
        "livre/test_pages",
        "livre/test_vivante",
        "livre/test_lite",
        "livre/test_habillage",
        "exercices/test_reserve",
        "livre/test_paquet",
        "livre/test_labo",
        "classeurs/test_classeurs",
    )
]


def pytest_collection_modifyitems(items):
    rangs = {nom: rang for rang, nom in enumerate(LONGS)}
    items.sort(key=lambda item: rangs.get(item.nodeid.partition("::")[0], len(LONGS)))
    for item in items:
        # Le sort déplace les fichiers, non ce qu'ils contiennent : un cahier se lit dans l'ordre.
        item.add_marker(pytest.mark.random_order(disabled=True))


# Ce n'est pas un test : « make mesures » le lance, avec des concurrents que les tests n'installent pas.
collect_ignore = ["mesures.py", "mesures_page.py", "textes/lisibilite.py"]
