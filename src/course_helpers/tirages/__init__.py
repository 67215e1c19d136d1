"""Les données d'exercice de chaque série : un module par chapitre, une fonction ``tirer`` et ses reprises."""
