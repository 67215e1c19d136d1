"""Lire les fichiers que les entreprises ont vraiment."""
