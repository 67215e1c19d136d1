"""Les données d'exercice de chaque série : un module par chapitre, une fonction ``tirer`` et ses reprises.

Une variante où deux erreurs de calcul donneraient le même nombre est reprise : ``REPRISES`` compte les
reprises de ces variantes. Les tests des séries vérifient chaque variante et disent laquelle reprendre.
"""
