"""Étudier une grille : de ses cellules à ce que l'on en comprend, une règle après l'autre."""

from collections.abc import Callable
from dataclasses import replace

from course_helpers.lecture.devises import ecarter_devises
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.formes import (
    douter_de_la_derniere,
    ecarter_la_forme,
    ecarter_lignes_courtes,
    ecarter_sous_totaux,
    reprendre_fusions,
    verifier_le_total,
)
from course_helpers.lecture.grille import Grille
from course_helpers.lecture.noms import (
    nommer_clients,
    refuser_les_periodes,
    remarquer_noms,
    reunir_les_noms,
)
from course_helpers.lecture.plan import Doute
from course_helpers.lecture.prix import multiplier_les_prix
from course_helpers.lecture.reunion import chercher_doublons
from course_helpers.lecture.suites import completer_suites
from course_helpers.lecture.taxes import verifier_montants
from course_helpers.lecture.valeurs import completer_annees, lire_valeurs
from course_helpers.lecture.ventes import (
    chercher_repetitions,
    deduire_avoirs,
    deduire_remboursements,
    ecarter_pieces,
    numeroter_achats,
)

# L'ordre compte : chaque règle ne voit que les lignes que les précédentes ont gardées.
REGLES = (
    reprendre_fusions,
    ecarter_lignes_courtes,
    nommer_clients,
    ecarter_sous_totaux,
    completer_suites,
    reunir_les_noms,
    ecarter_pieces,
    ecarter_devises,
    lire_valeurs,
    completer_annees,
    multiplier_les_prix,
    numeroter_achats,
    douter_de_la_derniere,
    verifier_montants,
    deduire_remboursements,
    deduire_avoirs,
    verifier_le_total,
    chercher_doublons,
    chercher_repetitions,
    refuser_les_periodes,
    remarquer_noms,
)


def etudier(
    grille: Grille,
    nature: str,
    choix: dict,
    doutes: list[Doute] | None = None,
    avancer: Callable[[float, str], None] | None = None,
) -> Etat:
    """Étudier une grille selon des choix.

    Parameters
    ----------
    grille : Grille
    nature : {"factures", "clients", "prospects", "table"}
    choix : dict
        Voir ``Plan.choisir``.
    doutes : list of Doute
        Ceux que l'ouverture du fichier a déjà fait naître.
    avancer : callable, optional
        Reçoit la part faite et ce qui se fait.

    Returns
    -------
    Etat

    Raises
    ------
    ErreurCours
        « Je ne trouve pas la colonne « date » : … » ; « Le tableau n'a que ses en-têtes : … »

    Examples
    --------
    >>> from course_helpers.lecture.decoupage import decouper
    >>> etudier(decouper(b"client;ca\\nA;3\\n", len), "clients", {}).code
    array([0], dtype=int16)
    """
    etat = Etat(grille, nature, choix, doutes)
    ecarter_la_forme(etat)
    regles = REGLES if nature != "table" else ()
    for rang, regle in enumerate(regles):
        if avancer:
            avancer(rang / len(regles), "Étude des colonnes")
        regle(etat)
    etat.doutes = [_situer(doute, grille) for doute in etat.doutes]
    return etat


def _situer(doute: Doute, grille: Grille) -> Doute:
    """De plusieurs fichiers réunis, dire lequel pose la question, et la ligne qu'il a chez lui."""
    if doute.ligne is None or not grille.debuts:
        return doute
    ligne, fichier = grille.situer(doute.ligne)
    return replace(doute, ligne=ligne, fichier=fichier)
