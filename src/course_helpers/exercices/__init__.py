"""Des questions écrites une fois, posées sur les données de chacun, qui reconnaissent les erreurs.

Les widgets ne se chargent qu'avec :class:`Serie` : corriger des copies s'en passe, d'où
cet accès différé (la forme que SPEC 1 donne aux paquets scientifiques).
"""

from importlib import import_module

_ADRESSES = {"Serie": "serie", "Verdict": "question"}
__all__ = list(_ADRESSES)


def __getattr__(nom: str) -> object:
    """Donner une classe publique, en chargeant son module à la première demande."""
    if nom not in _ADRESSES:
        raise AttributeError(nom)
    return getattr(import_module(f"{__name__}.{_ADRESSES[nom]}"), nom)
