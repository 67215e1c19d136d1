"""Les genres de questions, un par fichier : chacun est une classe, qui s'inscrit en étant définie.

Ajouter un genre, c'est ajouter un fichier ici ; rien d'autre dans le cours ne le nomme.
"""

from importlib import import_module
from pkgutil import iter_modules

from course_helpers.exercices.question import Question

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

GENRES = Question.genres
