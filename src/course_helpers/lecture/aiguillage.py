"""Envoyer ce que l'on dépose à qui sait le lire : tableau, FEC ou factures électroniques."""

import hashlib
from collections.abc import Callable, Sequence

import pandas as pd

from course_helpers.erreurs import ErreurCours
from course_helpers.lecture import compte_rendu, releves
from course_helpers.lecture.decoupage import decouper
from course_helpers.lecture.depot import (
    CLASSEUR,
    TABLEAUX,
    Fichier,
    choisir_format,
    nommer,
    ouvrir_depot,
    refuser_les_doubles,
)
from course_helpers.lecture.entetes import chercher_entetes
from course_helpers.lecture.etat import Etat
from course_helpers.lecture.etude import etudier
from course_helpers.lecture.grille import Grille
from course_helpers.lecture.mots import simplifier
from course_helpers.lecture.plan import Doute, Plan
from course_helpers.lecture.reunion import reunir
from course_helpers.lecture.roles import MONTANTS, Indice, compter_reconnus, lire_entete, lister_manquants
from course_helpers.lecture.tableurs import ouvrir_classeur

Avancer = Callable[[float, str], None] | None


# Le dernier fichier proposé, ouvert et étudié : répondre à un doute ne l'ouvre pas de nouveau, appliquer le
# plan que l'on vient de proposer ne l'étudie pas deux fois. Appliquer un plan l'oublie.
_GARDE: dict[str, tuple] = {}
_PRIX = {"prix_unitaire", "quantite"}  # de quoi calculer le montant d'une ligne
_GARDE_MAX = 100_000_000  # octets


def proposer(source, nature: str | None, choix: dict, avancer: Avancer = None) -> Plan:
    """Proposer un plan : voir ``proposer_lecture``."""
    format, fichiers = _ouvrir(source)
    if format in TABLEAUX:
        contenus = _resumer(fichiers)
        etat = _etudier(fichiers, nature, choix, avancer, contenus)
        plan = compte_rendu.faire_plan(etat, format, [f.nom for f in fichiers if f.nom])
        if contenus:
            _GARDE["étude"] = (contenus, plan, etat)
        return plan
    nature = nature or "factures"
    return releves.faire_plan(releves.relever(format, fichiers, nature, choix, avancer), nature, choix)


def esquisser(source, nature: str | None, choix: dict) -> compte_rendu.Esquisse | None:
    """Montrer le début d'un tableau : voir ``esquisser_lecture``."""
    format, fichiers = _ouvrir(source)
    if format not in TABLEAUX:
        return None
    grille, lue, doutes = _ouvrir_ou_reprendre(fichiers, nature, choix, None, _resumer(fichiers))
    etat = Etat(grille, lue, choix, doutes, exiger=False)
    if nature is None and etat.trouver("client") is None and etat.trouver("code_client") is None:
        etat = Etat(grille, "factures", choix, doutes, exiger=False)
    plan = compte_rendu.faire_plan(etat, format, [f.nom for f in fichiers if f.nom])
    return compte_rendu.esquisser(etat, plan)


def lire(source, nature: str, choix: dict, avancer: Avancer = None) -> pd.DataFrame:
    """Lire un tableau, des ventes ou des clients : voir ``lire_factures`` et ``lire_clients``."""
    format, fichiers = _ouvrir(source)
    if format in TABLEAUX:
        return compte_rendu.dresser(_etudier(fichiers, nature, choix, avancer))
    return releves.dresser(releves.relever(format, fichiers, nature, choix, avancer), nature)


def appliquer(plan: Plan, source, avancer: Avancer = None) -> pd.DataFrame:
    """Lire selon un plan : voir ``appliquer_plan``."""
    format, fichiers = _ouvrir(source)
    if format != plan.format and not {format, plan.format} <= set(TABLEAUX):
        raise ErreurCours(
            f"Ce plan lit un fichier du genre « {plan.format} », et celui-ci est du genre « {format} » : "
            "ouvrez-le sans plan, ou choisissez un fichier du même genre."
        )
    if format in TABLEAUX:
        contenus = _resumer(fichiers)
        gardes, propose, etat = _GARDE.get("étude", ((), None, None))
        _GARDE.clear()
        if not contenus or contenus != gardes or propose != plan:
            etat = _etudier(fichiers, plan.nature, plan.fixer(), avancer)
        elif avancer:
            avancer(0.5, "Écriture du tableau")
        return compte_rendu.dresser(etat)
    releve = releves.relever(format, fichiers, plan.nature, plan.choix, avancer)
    return releves.dresser(releve, plan.nature)


def _ouvrir(source) -> tuple[str, list[Fichier]]:
    fichiers = ouvrir_depot(source)
    return choisir_format(fichiers, _est_un_tableau), fichiers


def _resumer(fichiers: Sequence[Fichier]) -> tuple:
    """Ce qui distingue ces fichiers d'autres ; vide s'ils sont trop lourds pour être gardés."""
    if sum(fichier.taille for fichier in fichiers) > _GARDE_MAX:
        return ()
    return tuple((fichier.nom, hashlib.blake2b(fichier.contenu).digest()) for fichier in fichiers)


def _est_un_tableau(fichier: Fichier) -> bool:
    """Un fichier dont une ligne a deux en-têtes de clients ou de factures."""
    try:
        grilles = (
            ouvrir_classeur(fichier.contenu).values()
            if fichier.format == CLASSEUR
            else [decouper(fichier.contenu, lambda _: 0)]
        )
    except ErreurCours:
        return False
    return any(
        compter_reconnus(grille.donner_ligne(rang), nature) >= 2
        for grille in grilles
        for rang in range(min(grille.hauteur, 60))
        for nature in ("factures", "clients")
    )


def _etudier(
    fichiers: Sequence[Fichier], nature: str | None, choix: dict, avancer: Avancer, contenus: tuple = ()
) -> Etat:
    """Ouvrir les cellules de chaque fichier, les réunir, et les étudier."""
    grille, nature, doutes = _ouvrir_ou_reprendre(fichiers, nature, choix, avancer, contenus)

    def avancer_apres(part: float, mots: str) -> None:
        avancer(0.5 + part / 2, mots)

    return etudier(grille, nature, choix, doutes, avancer_apres if avancer else None)


def _ouvrir_ou_reprendre(
    fichiers: Sequence[Fichier], nature: str | None, choix: dict, avancer: Avancer, contenus: tuple
) -> tuple[Grille, str, list[Doute]]:
    """Ouvrir des fichiers, ou reprendre les cellules de ceux que l'on vient d'ouvrir ainsi."""
    ouverture = (
        contenus,
        nature,
        *(str(choix.get(nom)) for nom in ("encodage", "separateur", "feuille", "entetes", "roles")),
    )
    gardees = _GARDE.get("ouverture")
    if contenus and gardees and gardees[0] == ouverture:
        return gardees[1:]
    ouvertes = _ouvrir_les_cellules(fichiers, nature, choix, avancer)
    _GARDE.clear()
    if contenus:
        _GARDE["ouverture"] = (ouverture, *ouvertes)
    return ouvertes


def _ouvrir_les_cellules(
    fichiers: Sequence[Fichier], nature: str | None, choix: dict, avancer: Avancer
) -> tuple[Grille, str, list[Doute]]:
    plusieurs = len(fichiers) > 1
    if plusieurs:
        refuser_les_doubles(fichiers)
    total, faits, parties, doutes = sum(f.taille for f in fichiers), 0, [], []
    for fichier in fichiers:
        if avancer:
            avancer(faits / max(total, 1) / 2, "Ouverture du fichier")
        with nommer(fichier.nom if plusieurs else ""):
            grille, nature, siens = ouvrir_grille(fichier, nature, choix)
        parties.append((fichier.nom, grille))
        doutes += [doute for doute in siens if doute not in doutes]
        faits += fichier.taille
    grille = (
        reunir(parties, nature, choix.get("roles", {}), choix.get("entetes")) if plusieurs else parties[0][1]
    )
    return grille, nature, doutes


def ouvrir_grille(fichier: Fichier, nature: str | None, choix: dict) -> tuple[Grille, str, list[Doute]]:
    """Ouvrir un fichier, et choisir la feuille qui se lit.

    Parameters
    ----------
    fichier : Fichier
        Un CSV ou un classeur.
    nature : {"factures", "clients", "prospects", "table"} or None
        Ce que l'on y cherche ; None : le fichier le dit.
    choix : dict
        Voir ``Plan.choisir``.

    Returns
    -------
    tuple[Grille, str, list[Doute]]
        Les cellules, la nature, et un doute si plusieurs feuilles conviennent.

    Examples
    --------
    >>> (fichier,) = ouvrir_depot(b"N facture;Date;Client;Montant HT\\n1;02/01/2025;A;3\\n")
    >>> ouvrir_grille(fichier, None, {})[1]
    'factures'
    """
    if fichier.format != CLASSEUR:

        def noter(cellules: list) -> int:
            return max(
                compter_reconnus(cellules, n) for n in ([nature] if nature else ("factures", "clients"))
            )

        options = {nom: choix.get(nom) for nom in ("encodage", "separateur")}
        grille = decouper(fichier.contenu, noter, **options)
        return grille, nature or _reconnaitre_nature([grille], choix), []
    feuilles = ouvrir_classeur(fichier.contenu)
    choisie = choix.get("feuille")
    vues = [feuilles[choisie]] if choisie in feuilles else list(feuilles.values())
    nature = nature or _reconnaitre_nature(vues, choix)
    if choisie is not None:
        if choisie not in feuilles:
            raise ErreurCours(
                f"La feuille « {choisie} » manque ou est vide : choisissez parmi {', '.join(feuilles)}."
            )
        return feuilles[choisie], nature, []
    notes = {nom: _noter_feuille(grille, nature, choix) for nom, grille in feuilles.items()}
    meilleure = max(notes, key=notes.__getitem__)  # à égalité, la première
    rivales = [
        nom
        for nom, note in notes.items()
        if note[0] and (note[0] == notes[meilleure][0] if nature == "factures" else note == notes[meilleure])
    ]
    doutes = []
    if nature != "table" and len(rivales) > 1:
        cites = ", ".join(f"« {nom} »" for nom in rivales)
        doutes.append(
            Doute(
                "feuille",
                f"Plusieurs feuilles se lisent ({cites})",
                {nom: f"lire la feuille « {nom} »" for nom in rivales},
                f'choisissez-en une, par exemple feuille="{rivales[0]}"',
            )
        )
    return feuilles[meilleure], nature, doutes


def _reconnaitre_nature(grilles: list[Grille], choix: dict) -> str:
    """Des factures s'il y a un numéro, une date, un montant, ou une date sans CA ; sinon des clients."""
    choisis = {role for role, entete in choix.get("roles", {}).items() if entete}
    for grille in grilles:
        try:
            textes = chercher_entetes(grille, "factures", {}, choix.get("entetes")).textes
        except ErreurCours:  # cette feuille n'a pas la ligne que l'on a choisie
            continue
        roles = choisis | {indice.role for texte in textes if (indice := lire_entete(texte, "factures"))}
        roles |= {"montant_ht"} if "ttc" in roles or roles >= _PRIX else set()
        if len(roles & {"facture", "date", "montant_ht"}) >= 2 or (
            "date" in roles and not any(_est_un_ca(lire_entete(texte, "clients")) for texte in textes)
        ):
            return "factures"
    return "clients"


def _est_un_ca(indice: Indice | None) -> bool:
    return indice is not None and indice.role.startswith("ca")


def _noter_feuille(grille: Grille, nature: str, choix: dict) -> tuple[int, bool, int]:
    """Si la feuille a tout ce qu'il faut (2), ou tout sauf un numéro (1) ; des dates ; le reste."""
    if nature == "table":
        return 2, False, 0
    roles = choix.get("roles", {})
    try:
        entetes = chercher_entetes(grille, nature, roles, choix.get("entetes"))
    except ErreurCours:  # cette feuille n'a pas la ligne que l'on a choisie
        return 0, False, 0
    if grille.hauteur <= entetes.corps:
        return 0, False, 0
    presents = {indice.role for texte in entetes.textes if (indice := lire_entete(texte, nature))}
    ecrits = {simplifier(texte) for texte in entetes.textes}
    presents |= {role for role, entete in roles.items() if simplifier(entete) in ecrits}
    calculable = {"ttc", "tva"} <= presents or presents >= _PRIX
    presents |= {MONTANTS.get(nature)} if calculable else set()
    manquent = lister_manquants(presents, nature)
    complete = 2 if not manquent else int(manquent == ["facture"])
    return complete, nature == "factures" and "date" in presents, len(presents)
