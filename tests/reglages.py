"""Ce que tout atelier doit à ses réglages, et à la page qui dort."""

import ipywidgets as widgets


def lister_valeurs(reglage):
    """Lister ce qu'un réglage peut valoir : chaque option, ou ses deux bornes."""
    if isinstance(reglage, widgets.Checkbox):
        return [True, False]
    if isinstance(reglage, widgets.RadioButtons | widgets.Dropdown):
        return [valeur for _, valeur in reglage._options_full]
    return [reglage.min, reglage.max]


def verifier_valeurs(atelier):
    """Chaque option et chaque borne donnent un résultat."""
    for reglage in atelier.reglages.values():
        for valeur in lister_valeurs(reglage):
            reglage.value = valeur
            assert atelier.resultat is not None, (reglage.description, valeur, atelier.message)


def verifier_jumeau(atelier):
    """Endormi, l'atelier montre sa phrase et son tableau ; éveillé, chaque réglage se nomme."""
    paquet = atelier._repr_mimebundle_()
    assert atelier.resultat.phrase in paquet["text/html"] and paquet["text/plain"] == atelier.resultat.phrase
    assert "<table" in paquet["text/html"] and "<details" in paquet["text/html"]
    for reglage in atelier.reglages.values():
        assert reglage.description.strip() and getattr(reglage, "continuous_update", False) is False
    assert atelier.faits and atelier.titre and atelier.consigne
