"""La série complement-prospection : le fichier d'une campagne, avec les accords, les refus et les dates."""

from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, nommer

# Le tirage se reprend lui-même tant que deux erreurs s'y confondraient : aucune variante n'est à reprendre.
REPRISES: dict[int, int] = {}

JOUR = "05/10/2026"  # celui de la campagne
PRO, PARTICULIER = "professionnel", "consommateur"
COLONNES = ("client", "Public", "Accords", "Déjà client", "Dernier contact", "Opposition")
ACCORDS = ("", "téléphone", "courriel", "téléphone, courriel")
_CIVILITES = ("Mme", "M.")
_PERSONNES = (
    "Arnaud Bessac Combrouze Delort Estival Faugeras Goudal Hébrard Issartel Jarrige Lachaud Maurin Nogaret "
    "Oustry Pradal Rigal Sarrut Teyssier Ussel Vidalenc"
).split()


def tirer(hasard: Hasard) -> dict:
    """Tirer dix-huit contacts : huit professionnels et dix consommateurs."""
    noms = nommer(hasard, 8)
    personnes = [f"{hasard.choisir(_CIVILITES)} {nom}" for nom in hasard.melanger(_PERSONNES)[:10]]
    while True:
        # Le premier a refusé et ne donne plus signe : sans lui, rien ne se compterait deux fois.
        lignes = [(noms[0], PRO, hasard.choisir(ACCORDS), "non", _tirer_date(hasard, recent=False), "oui")]
        lignes += [(nom, PRO, *_tirer_contact(hasard, 25)) for nom in noms[1:]]
        lignes += [(nom, PARTICULIER, *_tirer_contact(hasard, 35)) for nom in personnes]
        if se_distinguent(lignes):
            break
    table = pd.DataFrame(hasard.melanger(lignes), columns=COLONNES)
    return {
        "entreprise": hasard.choisir(ENTREPRISES),
        "clients": table,
        "tables": MappingProxyType({}),
        "faits": MappingProxyType({"jour": JOUR}),
    }


def _tirer_contact(hasard: Hasard, clients_pct: int) -> tuple[str, str, str, str]:
    """Tirer les accords, « déjà client », le dernier contact et l'opposition."""
    client = hasard.entier(1, 100) <= clients_pct
    return (
        hasard.choisir(ACCORDS),
        "oui" if client else "non",
        _tirer_date(hasard, recent=client or hasard.entier(1, 100) <= 78),
        "oui" if hasard.entier(1, 100) <= 14 else "non",
    )


def _tirer_date(hasard: Hasard, *, recent: bool) -> str:
    """Tirer une date : de 2024 à l'été 2026, ou d'il y a plus de trois ans."""
    if recent:
        annee, mois = hasard.entier(2024, 2026), hasard.entier(1, 9)
    else:
        annee, mois = hasard.entier(2021, 2022), hasard.entier(1, 12)
    return f"{hasard.entier(1, 28):02d}/{mois:02d}/{annee}"


def est_perime(date: str, client: str) -> bool:
    """Dire si un prospect n'a plus donné signe depuis plus de trois ans ; un client, jamais."""
    return client == "non" and int(date[-4:]) <= 2022


def compter(lignes: list[tuple], garder) -> int:
    """Compter les contacts que garde une règle : public, accords, client, périmé, opposition → oui ou non."""
    return sum(
        garder(public, accords, client == "oui", est_perime(date, client), opposition == "oui")
        for _, public, accords, client, date, opposition in lignes
    )


# Qui l'on appelle et à qui l'on écrit, selon la règle et selon chaque erreur.
APPELS = {
    "attendu": lambda p, a, c, vieux, non: not vieux and not non and (p == PRO or "téléphone" in a),
    "opposition_oubliee": lambda p, a, c, vieux, non: not vieux and (p == PRO or "téléphone" in a),
    "duree_oubliee": lambda p, a, c, vieux, non: not non and (p == PRO or "téléphone" in a),
    "consentement_oublie": lambda p, a, c, vieux, non: not vieux and not non,
    "accord_exige_de_tous": lambda p, a, c, vieux, non: not vieux and not non and "téléphone" in a,
    "client_pour_accord": lambda p, a, c, vieux, non: (
        not vieux and not non and (p == PRO or c or "téléphone" in a)
    ),
    "professionnels_seuls": lambda p, a, c, vieux, non: not vieux and not non and p == PRO,
}
COURRIELS = {
    "attendu": lambda p, a, c, vieux, non: not vieux and not non and (p == PRO or c or "courriel" in a),
    "client_oublie": lambda p, a, c, vieux, non: not vieux and not non and (p == PRO or "courriel" in a),
    "opposition_oubliee": lambda p, a, c, vieux, non: not vieux and (p == PRO or c or "courriel" in a),
    "duree_oubliee": lambda p, a, c, vieux, non: not non and (p == PRO or c or "courriel" in a),
    "consentement_oublie": lambda p, a, c, vieux, non: not vieux and not non,
    "accord_exige_de_tous": lambda p, a, c, vieux, non: not vieux and not non and "courriel" in a,
}


def se_distinguent(lignes: list[tuple]) -> bool:
    """Dire si la règle et chaque erreur donnent des nombres différents, et si les deux réponses aussi."""
    refus = {ligne[0] for ligne in lignes if ligne[5] == "oui"}
    perimes = {ligne[0] for ligne in lignes if est_perime(ligne[4], ligne[3])}
    gardes = len(lignes) - len(refus | perimes)
    nombres = [len(refus | perimes), len(refus), len(perimes), len(refus) + len(perimes), gardes]
    if len(set(nombres)) < len(nombres):
        return False
    attendus = set()
    # Presque tout tirage se refuse : au premier nombre en double, les suivants ne se comptent pas.
    for regles in (APPELS, COURRIELS):
        comptes: list[int] = []
        for garder in regles.values():
            compte = compter(lignes, garder)
            if compte <= 1 or compte in comptes:
                return False
            comptes.append(compte)
        attendus.add(comptes[0])
    return len(attendus) == 2
