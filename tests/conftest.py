"""Réglages communs des tests."""

from hypothesis import settings

# Une machine partagée peut être lente : la durée d'un exemple ne dit rien de sa justesse.
settings.register_profile("cours", deadline=None)
settings.load_profile("cours")

# Ce n'est pas un test : « make mesures » le lance, avec des concurrents que les tests n'installent pas.
collect_ignore = ["mesures.py", "mesures_page.py", "textes/lisibilite.py"]
