"""Les ateliers, un module par chapitre : un widget par idée relie des réglages à un calcul et à une image."""
