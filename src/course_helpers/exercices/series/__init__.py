"""Le contenu des séries : un texte par chapitre, et ses calculs en Python à côté."""
