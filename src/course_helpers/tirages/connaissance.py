"""La série 1-connaissance : des fiches à réunir, des prospects à trier, des champs à ranger."""

from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, nommer

# Par construction, deux erreurs ne donnent jamais le même nombre : aucun tirage n'est à reprendre.
REPRISES: dict[int, int] = {}

# Des champs de champs-fichier-client.csv, qui conviennent à tout métier.
CHAMPS = {
    "identification": "Raison sociale|SIRET|Forme juridique et capital|Effectif|Secteur d’activité"
    "|Adresse de livraison|Téléphone de l’accueil",
    "qualification": "Nom et fonction de l’interlocutrice|Rôle dans l’achat|Équipement|Projet"
    "|Origine du contact",
    "historique": "Dates et quantités des commandes|Mode et délai de règlement|Retards de paiement"
    "|Réclamation et réponse donnée|Publipostages reçus et réponses|Demande de documentation"
    "|Compte rendu de visite",
    "comportement": "Fréquence d’achat|Moment des commandes|Lieux et canaux d’achat|Type de consommation"
    "|Taux de nourriture estimé",
    "libre": "Raison sociale|Effectif|Équipement|Mode et délai de règlement|Secteur d’activité"
    "|Fréquence d’achat",
    "condition": "Nom et fonction de l’interlocutrice|Courriel professionnel nominatif"
    "|Téléphone mobile professionnel|Compte rendu de visite|Demande de documentation"
    "|Pages consultées sur le site",
    "sensible": "Religion de l’interlocutrice|Santé de l’interlocutrice|Opinion politique"
    "|Appartenance syndicale",
    "excessif": "Situation de famille|Date de naissance|Adresse personnelle|Jugement sur la personne",
}
FAMILLES = ("identification", "qualification", "historique", "comportement")
VERDICTS = ("libre", "condition", "sensible", "excessif")
# Combien de champs à ranger : des groupes inégaux, pour que les derniers ne se déduisent pas des premiers.
EFFECTIFS = {
    "identification": 1,
    "qualification": 2,
    "historique": 2,
    "comportement": 1,
    "libre": 2,
    "condition": 1,
    "sensible": 1,
    "excessif": 1,
}
_VILLES = "Tulle Guéret Bellac Ussel Aubusson Saint-Junien Brive Uzerche".split()


def tirer(hasard: Hasard) -> dict:
    """Tirer un fichier de clients, un fichier de prospects, et les champs à ranger."""
    noms = nommer(hasard, 50)
    champs = {nom: hasard.melanger(liste.split("|")) for nom, liste in CHAMPS.items()}
    familles = [champ for nom in FAMILLES for champ in champs[nom][: EFFECTIFS[nom]]]
    verdicts = [champ for nom in VERDICTS for champ in champs[nom][: EFFECTIFS[nom]]]
    jour = date(2026, 1, 5) + timedelta(days=hasard.entier(0, 80))
    return {
        "entreprise": hasard.choisir(ENTREPRISES),
        "clients": _tirer_fiches(hasard, noms[: hasard.entier(11, 15)]),
        "tables": MappingProxyType(
            {
                "prospects": _tirer_prospects(hasard, noms[15:], jour),
                "familles": pd.DataFrame({"Champ": hasard.melanger(familles)}),
                "verdicts": pd.DataFrame({"Champ": hasard.melanger(verdicts)}),
                # En dernier : les copies d'avant cette question gardent leurs données.
                "numeros": _tirer_numeros(hasard),
            }
        ),
        "faits": MappingProxyType({"jour": f"{jour:%d/%m/%Y}"}),
    }


def _tirer_fiches(hasard: Hasard, noms: list[str]) -> pd.DataFrame:
    """Tirer des fiches de clients : trois ou quatre doublons, et un homonyme dans une autre ville."""
    fiches = [(nom, hasard.choisir(_VILLES)) for nom in noms]
    formes = (str.upper, str.lower, "SARL {}".format, "{} SAS".format)
    choisies = hasard.melanger(fiches)
    for forme, (nom, ville) in zip(formes[: hasard.entier(3, 4)], choisies, strict=False):
        fiches.append((forme(nom), ville))
    nom, ville = choisies[-1]
    fiches.append((nom, hasard.choisir([autre for autre in _VILLES if autre != ville])))
    return pd.DataFrame(hasard.melanger(fiches), columns=["Raison sociale", "Ville"])


def _tirer_prospects(hasard: Hasard, noms: list[str], jour: date) -> pd.DataFrame:
    """Tirer des prospects autour de la limite des trois ans, jamais à moins de dix jours d'elle."""
    limite = jour.replace(year=jour.year - 3)
    en_regle, hors_delai = hasard.choisir(((2, 4), (3, 5), (2, 5), (3, 6), (4, 6)))
    prolonges, muets = hasard.choisir(((2, 3), (3, 4), (2, 4), (3, 5)))
    cas = ["oppose"] * en_regle + ["depasse"] * hors_delai + ["les deux"]
    cas += ["prolonge"] * prolonges + ["muet"] * muets
    cas += ["recent"] * (hasard.entier(30, 34) - len(cas))
    lignes = []
    for nom, sort in zip(noms, cas, strict=False):
        if sort in ("depasse", "les deux"):
            contact = limite - timedelta(days=hasard.entier(10, 400))
        elif sort == "prolonge":
            contact = limite + timedelta(days=hasard.entier(30, 700))
        else:
            contact = limite + timedelta(days=hasard.entier(220, 1000))
        if sort == "prolonge":
            collecte = limite - timedelta(days=hasard.entier(20, 300))
        else:
            collecte = contact - timedelta(days=hasard.entier(0, 150))
        lignes.append(
            {
                "Prospect": nom,
                "Date de collecte": collecte,
                "Dernier contact": None if sort == "muet" else contact,
                "Opposition": "oui" if sort in ("oppose", "les deux") else "non",
            }
        )
    table = pd.DataFrame(hasard.melanger(lignes))
    return table.astype(dict.fromkeys(("Date de collecte", "Dernier contact"), "datetime64[s]"))


def _tirer_numeros(hasard: Hasard) -> pd.DataFrame:
    """Tirer des fiches dont quelques SIREN manquent ou ont perdu un chiffre, et des codes postaux vides.

    Le tirage se reprend lui-même tant que deux calculs donneraient des taux voisins.
    """
    while True:
        n, vides, courts = hasard.entier(14, 22), hasard.entier(3, 6), hasard.entier(1, 3)
        sans_postal = hasard.entier(1, 2)
        notes, bons = n - vides, n - vides - courts
        taux = [1000 * notes // n, 1000 * bons // n, 1000 * vides // n, 1000 * bons // notes]
        taux += [1000 * (4 * n - vides - sans_postal) // (4 * n), 10 * notes]
        if all(abs(un - autre) >= 11 for rang, un in enumerate(taux) for autre in taux[:rang]):
            break
    noms = nommer(hasard, n)
    # Cinq zéros devant, comme dans le fichier du cours : ces numéros ne sont à personne.
    sirens = [calculer_siren(f"{hasard.entier(300, 999):08}") for _ in noms]
    sirens = (
        [""] * vides + [siren[:-1] for siren in sirens[vides : vides + courts]] + sirens[vides + courts :]
    )
    postaux = [""] * sans_postal + [
        f"{hasard.entier(16, 87)}{hasard.entier(10, 89)}0" for _ in noms[sans_postal:]
    ]
    return pd.DataFrame(
        {
            "Raison sociale": noms,
            "Code postal": hasard.melanger(postaux),
            "Ville": [hasard.choisir(_VILLES) for _ in noms],
            "SIREN": hasard.melanger(sirens),
        }
    )


def calculer_siren(debut: str) -> str:
    """Ajouter à huit chiffres la clé de Luhn d'un SIREN.

    Examples
    --------
    >>> calculer_siren("00000041")
    '000000414'
    """
    somme = sum(sum(divmod(int(c) * (2 - rang % 2), 10)) for rang, c in enumerate(reversed(debut)))
    return debut + str(-somme % 10)
