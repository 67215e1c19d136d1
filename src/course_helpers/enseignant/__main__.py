"""Permettre « python -m course_helpers.enseignant », là où la commande « cours » n'est pas installée."""

import sys

from course_helpers.enseignant.commande import main

if __name__ == "__main__":
    sys.exit(main())
