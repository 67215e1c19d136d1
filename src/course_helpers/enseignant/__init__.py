"""Les outils de l'enseignant : corriger les copies d'une classe, exporter vers Moodle, imprimer des fiches.

La commande ``cours`` les réunit. Une copie est lue comme une donnée : rien de ce qu'elle contient n'est
exécuté, et aucune note qu'elle annoncerait n'est lue.
"""
