"""Les figures, un module par chapitre : une table entre, un tracé et son texte de remplacement sortent.

Une figure ne calcule rien : elle dessine ce que le rez-de-chaussée a calculé. Son titre est la phrase
qu'elle prouve ; aucune information ne passe par la seule couleur.
"""
