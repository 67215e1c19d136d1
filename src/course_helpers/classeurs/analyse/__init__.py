"""Le classeur d'un portefeuille lu : chaque résultat de l'analyse, refait par des formules qui se lisent.

Changer un montant, un seuil ou une date change tout ce qui en dépend. Les montants sont arrondis au centime
avant d'être comparés, comme dans ``pareto.py`` : le tableur et le cours donnent les mêmes classes.
"""

from course_helpers.analyse import Partie, PortefeuilleLu
from course_helpers.classeurs.analyse import action, relation, repartition
from course_helpers.classeurs.classeur import Classeur, Colonne, Feuille, ecrire_classeur
from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.lecture.roles import traduire_roles

__all__ = ["exporter_classeur", "preparer"]

_MONTANTS = {"abc": "ca", "marge": "marge"}
_FEUILLES = {
    "periodes": relation.comparer,
    "rfm": relation.noter,
    "cycle": relation.situer,
    "valeur": action.valoriser,
    "cotation": action.coter,
    "visites": action.visiter,
}


def exporter_classeur(lu: PortefeuilleLu, parties: dict[str, Partie], *, calcules: bool = True) -> bytes:
    """Écrire le classeur d'une analyse, formules vivantes et valeurs calculées.

    Parameters
    ----------
    lu : PortefeuilleLu
    parties : dict[str, Partie]
        Ce que rend ``analyser`` : une question sans réponse n'a pas de feuille.
    calcules : bool
        Faux : sans les valeurs déjà calculées, pour vérifier qu'un tableur les retrouve.

    Returns
    -------
    bytes
        Un fichier ``.xlsx``.
    """
    return ecrire_classeur(preparer(lu, parties), corrige=True, calcules=calcules)


def preparer(lu: PortefeuilleLu, parties: dict[str, Partie]) -> Classeur:
    """Préparer le classeur d'une analyse.

    Parameters
    ----------
    lu, parties
        Comme :func:`exporter_classeur`.

    Returns
    -------
    Classeur

    Examples
    --------
    >>> import pandas as pd
    >>> from course_helpers.analyse import analyser
    >>> lu = PortefeuilleLu(pd.DataFrame({"client": ["Mairie", "Garage"], "ca": [80.0, 20.0]}))
    >>> [feuille.nom for feuille in preparer(lu, analyser(lu)).feuilles]
    ['Clients', 'ABC', 'Classes', 'Concentration', 'Visites']
    """
    repondues = {nom: partie for nom, partie in parties.items() if partie.repondue}
    clients, marge = repartition.ranger(lu.clients), ""
    classements = {montant: repondues[nom].tableau for nom, montant in _MONTANTS.items() if nom in repondues}
    if "marge" in classements:
        # Les deux classements suivent la même méthode ; celui de la marge ne la répète pas.
        classements["marge"] = classements["marge"].copy()
        classements["marge"].attrs = classements["ca"].attrs
        if "marge" not in clients:
            marges = classements["marge"].set_index("client")["marge"]
            clients["marge"] = clients["client"].map(marges)
            marge = '=SI([cout_achat]="";"";ARRONDI([ca]-[cout_achat];2))'
    feuilles = [repartition.lister(clients, classements, marge)]
    for nom, montant in _MONTANTS.items():
        if nom in repondues:
            resume = repartition.resumer(repondues[nom].mesures["resume"], montant)
            feuilles += [repartition.poser_abc(classements[montant], montant), resume]
    if "abc" in repondues:
        partant = repondues["depart"].mesures["partant"] if "depart" in repondues else None
        feuilles.append(repartition.concentrer(classements["ca"], partant))
    for nom, poser in _FEUILLES.items():
        if nom in repondues:
            posees = poser(repondues[nom])
            feuilles += posees if isinstance(posees, list) else [posees]
    if lu.rapport.get("ecartees"):
        feuilles.append(_dire_ecartees(lu.rapport))
    return Classeur(
        chapitre="",
        titre="Mon portefeuille de clients",
        presentation="Une case de couleur porte une formule. Une case en gras, encadrée, est un réglage : "
        "changez-le, tout ce qui en dépend est recalculé. Le reste vient du fichier.",
        conventions=tuple(_dire_conventions(parties)),
        feuilles=tuple(feuilles),
    )


def _dire_conventions(parties: dict[str, Partie]):
    for partie in parties.values():
        if partie.convention:
            yield f"{partie.titre} {partie.convention}"
    for partie in parties.values():
        if not partie.repondue and partie.a_demander:
            yield f"{partie.titre} Sans réponse ici. À demander : {' '.join(partie.a_demander)}"


def _dire_ecartees(rapport: dict) -> Feuille:
    ecartees = rapport["ecartees"]
    return Feuille(
        nom="Écarté",
        titre="Ce que la lecture a mis de côté, et pourquoi",
        consigne=f"{compter(rapport.get('lignes_lues', 0), 'ligne lue')}, "
        f"{ecrire_nombre(rapport.get('lignes_gardees', 0))} gardées.",
        colonnes=(
            Colonne("raison", "Raison", [traduire_roles(raison) for raison in ecartees]),
            Colonne("nombre", "Lignes", [cas["nombre"] for cas in ecartees.values()], "entier"),
            Colonne("montant", "Montant", [cas.get("montant") for cas in ecartees.values()], "euros"),
            Colonne(
                "lignes",
                "Premières lignes du fichier",
                [", ".join(map(str, cas.get("lignes", ()))) for cas in ecartees.values()],
            ),
        ),
    )
