"""L'unique famille d'erreurs du cours."""


class ErreurCours(ValueError):
    """Donnée ou demande refusée, avec une phrase qui dit quoi, où et que faire.

    Le message s'adresse à une personne qui n'a jamais programmé : il nomme la colonne, la ligne et la
    valeur en cause, puis le geste qui corrige.

    Examples
    --------
    >>> raise ErreurCours("La colonne « ca » manque : renommez la colonne des montants.")
    Traceback (most recent call last):
        ...
    course_helpers.erreurs.ErreurCours: La colonne « ca » manque : renommez la colonne des montants.
    """

    def _render_traceback_(self) -> list[str]:
        """Ne montrer que la phrase dans un cahier : la trace d'un programme n'aide pas qui n'en écrit pas."""
        return [str(self)]
