"""L'unique famille d'erreurs du cours."""

from course_helpers.ecriture import typographier


class ErreurCours(ValueError):
    """Donnée ou demande refusée, avec une phrase qui dit quoi, où et que faire.

    Le message s'adresse à une personne qui n'a jamais programmé : il nomme la colonne, la ligne et la
    valeur en cause, puis le geste qui corrige. Sa typographie est soignée ici.

    Examples
    --------
    >>> str(ErreurCours("La colonne « ca » manque : renommez celle des montants.")).replace("\\u202f", "_")
    'La colonne «_ca_» manque_: renommez celle des montants.'
    """

    def __init__(self, phrase: str):
        super().__init__(typographier(phrase))

    def _render_traceback_(self) -> list[str]:
        """Ne montrer que la phrase dans un cahier : la trace d'un programme n'aide pas qui n'en écrit pas."""
        return [str(self)]
