"""Produire les fichiers du Comptoir Brelande, entreprise fictive : « python datasets/generer.py ».

Les mêmes octets sortent sur toute machine : on ne tire au sort qu'avec ``Random(graine).random()``, et
l'argent est compté en centimes entiers.
"""

import csv
import io
import sys
from collections import defaultdict
from datetime import date, timedelta
from math import isqrt
from pathlib import Path
from random import Random

GRAINE = 4_2025
NOMBRE_CLIENTS = 220
ANNEES = (2024, 2025)

# fmt: off
LIEUX = [
    "Valbrune", "Morterive", "Chantelande", "Brisselac", "Fontaube", "Saint-Ormond", "Lussandre",
    "Peyrelonde", "Marsaguet", "Bellorive", "Roncevigne", "Clairmarsac", "Montauvert", "Sainte-Géralde",
    "Ribeyrane", "Tournelac", "Combrelune", "Fressignac", "Sauvebrune", "Lauverac", "Villebrande",
    "Puyvalière", "Rochemorne", "Bourdelande", "Jauvernac", "Grandvesse", "Saint-Mathelin",
    "Pontrebeau", "Verlhande", "Charmonteil",
]
PATRONYMES = [
    "Morlandier", "Vassaric", "Peyrondelle", "Lauberton", "Chabrondie", "Delmarsac", "Fontaubrie",
    "Grandveau", "Tissarange", "Roubeyrol", "Malissande", "Bournaziel", "Coustelande", "Vergnolat",
    "Brugeliard", "Lascombière", "Nauzerac", "Pradelinge", "Queyssande", "Sartigou", "Treuillard",
    "Vidalonge", "Bassompière-Roy", "Corbignat", "Darrousset", "Fauvergnat", "Gourdelat", "Jaubertie",
    "Mazeyrol", "Périchaud", "Rebeyrotte-Lang", "Soulignade", "Tarnaudie", "Valadier-Pons", "Xambeuil",
    "Bordelongue", "Clavériac", "Deshortières", "Froidemas", "Guillemontet",
]
RUES = [
    "rue des Tilleuls", "rue du Lavoir", "avenue de la Gare", "place du Marché", "rue de la Tannerie",
    "chemin des Vergers", "rue du Moulin", "impasse des Forges", "route de Limoges", "rue de l’Étang",
    "allée des Platanes", "rue des Écoles", "rue du Four", "avenue des Châtaigniers", "rue de la Fontaine",
]
# fmt: on

# Secteur : (types de clients, part du portefeuille en %, taille moyenne en indice).
SECTEURS = {
    "Collectivités": (["Mairie de {l}", "Foyer communal de {l}", "Syndicat des eaux de {l}"], 17, 20),
    "Enseignement": (["École de {l}", "Collège de {l}", "Lycée professionnel de {l}"], 13, 8),
    "Hôtellerie-restauration": (
        ["Hôtel {p}", "Restaurant {p}", "Auberge de {l}", "Camping de {l}", "Brasserie {p}", "Traiteur {p}"],
        22,
        0,
    ),
    "Santé": (["Cabinet médical {p}", "Cabinet dentaire {p}", "Ehpad de {l}", "Pharmacie {p}"], 16, 5),
    "Garages et ateliers": (["Garage {p}", "Carrosserie {p}", "Menuiserie {p}"], 13, -15),
    "Propreté": (["{p} Nettoyage", "{p} Multiservices"], 6, 35),
    "Commerces et bureaux": (["Boulangerie {p}", "Cabinet comptable {p}", "Salle de sport de {l}"], 13, -15),
}
# Les cinq premiers sont choisis : le deuxième est le gros client qui coûte.
PREMIERS = [
    ("Vassaric Propreté", "Propreté"),
    ("Mairie de Montauvert", "Collectivités"),
    ("Ehpad de Bellorive", "Santé"),
    ("Hôtel Fontaubrie", "Hôtellerie-restauration"),
    ("Lycée professionnel de Chantelande", "Enseignement"),
]
# Famille : (prix de vente HT en centimes, coût d'achat en % du prix).
FAMILLES = {
    "Consommables papier": ([2190, 3450, 4800, 7990], 71),
    "Produits d'entretien": ([1240, 1875, 4260, 8900], 61),
    "Hygiène des mains": ([995, 2730, 6300], 60),
    "Sacs et collecte": ([1520, 3180, 5640], 69),
    "Petit matériel": ([2490, 5800, 13900, 24500], 64),
    "Machines": ([69000, 149000, 325000], 76),
}
# Ce que le tarif appelle chaque prix, pour un logiciel de gestion : préfixe de la référence, puis libellés.
TARIF = {
    "Consommables papier": (
        "PAP",
        [
            "Papier toilette, colis de 48 rouleaux",
            "Essuie-mains pliés, carton de 3 000",
            "Bobines à dévidage central, lot de 12",
            "Draps d’examen, carton de 24",
        ],
    ),
    "Produits d'entretien": (
        "ENT",
        [
            "Nettoyant pour vitres, lot de 2 litres",
            "Nettoyant pour sols, bidon de 5 litres",
            "Détartrant, carton de 12 litres",
            "Lessive, sac de 20 kg",
        ],
    ),
    "Hygiène des mains": (
        "MAI",
        [
            "Savon doux, flacon d’un litre",
            "Gel hydroalcoolique, bidon de 5 litres",
            "Mousse lavante, carton de 6 recharges",
        ],
    ),
    "Sacs et collecte": (
        "SAC",
        [
            "Sacs de 30 litres, carton de 500",
            "Sacs de 110 litres, carton de 200",
            "Poubelle à pédale, 50 litres",
        ],
    ),
    "Petit matériel": (
        "MAT",
        [
            "Balai de lavage à plat",
            "Distributeur d’essuie-mains",
            "Chariot de lavage à deux seaux",
            "Chariot de ménage complet",
        ],
    ),
    "Machines": ("MAC", ["Aspirateur à eau et à poussière", "Monobrosse", "Autolaveuse à batterie"]),
}
ORIGINES = ["Prospection téléphonique", "Salon professionnel", "Recommandation", "Site internet", "Visite"]
COMMERCIAUX = ["Nadia Ferrand", "Hugo Sellier"]
NOMBRE_PROSPECTS = 130
VISITES_PAR_CLASSE = {"A": 12, "B": 6, "C": 2}
# Ce qu'une visite peut changer, selon le profil du client (troisième critère de la grille), de 0 à 5.
TYPOLOGIE = {"à développer": 5, "déclinant": 4, "fidèle": 3, "douteux": 1, "parti": 0}
FERIES = {(1, 1), (1, 5), (8, 5), (14, 7), (15, 8), (1, 11), (11, 11), (25, 12)}

# Secteur : qui reçoit le commercial, et combien de clients sur cent achètent d'abord au prix.
ACHETEURS = {
    "Collectivités": (["Secrétaire", "Responsable technique"], 65),
    "Enseignement": (["Gestionnaire", "Responsable technique"], 60),
    "Hôtellerie-restauration": (["Propriétaire", "Responsable des achats"], 35),
    "Santé": (["Secrétaire", "Responsable des achats"], 20),
    "Garages et ateliers": (["Propriétaire", "Responsable d’atelier"], 70),
    "Propreté": (["Responsable d’exploitation", "Responsable des achats"], 60),
    "Commerces et bureaux": (["Propriétaire", "Responsable d’accueil"], 55),
}
REMARQUES = {
    "client": [
        "La livraison arrive le jour dit.",
        "Nous apprécions les conseils du commercial.",
        "Le dépannage des machines est rapide.",
        "Les prix ont augmenté cette année.",
    ],
    "concurrence": [
        "Nous commandons sur une plateforme en ligne.",
        "Notre centrale de référencement nous impose le fournisseur.",
        "Nous avons le même fournisseur depuis quinze ans.",
        "Un négociant de Limoges nous livre le lendemain.",
        "Nous changeons souvent de fournisseur, selon les promotions.",
        "Notre fournisseur prête les distributeurs.",
    ],
    "relatif": [
        "Les produits professionnels sont trop chers pour notre budget.",
        "Il faudrait acheter par palette, nous n’avons pas la trésorerie.",
        "Nous ne savions pas qu’un négociant livrait les petits établissements.",
        "Nous n’avons jamais comparé avec nos produits ménagers ordinaires.",
        "Les produits professionnels abîment les sols, paraît-il.",
        "Ces produits sont sûrement dangereux pour le personnel.",
        "Notre prestataire de ménage fournit tout jusqu’à la fin du contrat.",
        "Personne ici n’a le temps de s’en occuper.",
    ],
    "absolu public": ["Tous nos achats passent par la communauté de communes."],
    "absolu": [
        "Le siège nous livre tout, nous n’achetons rien nous-mêmes.",
        "Le propriétaire des locaux se charge de l’entretien, produits compris.",
        "Nous fermons définitivement à la fin de l’année.",
    ],
}
SIGNALEMENTS = {
    "réclamation": [
        "Produit livré non conforme à la commande.",
        "Cartons abîmés à la livraison.",
        "Livraison en retard de plus de trois jours.",
        "Erreur de quantité sur la facture.",
    ],
    "impayé": ["Facture impayée après deux relances.", "Chèque revenu impayé."],
    "achat chez un concurrent": [
        "Cartons d’un autre fournisseur vus dans la réserve.",
        "Le client dit comparer nos prix et acheter les sacs ailleurs.",
        "Distributeurs d’un concurrent posés au printemps.",
    ],
    "résiliation": [
        "Met fin à la livraison régulière, sans motif.",
        "Regroupe ses achats chez un autre fournisseur.",
        "Change de prestataire de ménage, qui fournit les produits.",
    ],
}
MOTIFS = {"réclamation": "mécontent", "impayé": "insolvable", "achat chez un concurrent": "infidèle"}
OBJECTIFS = {
    "conversion": ("Nadia Ferrand", "deux demi-journées de prospection par semaine"),
    "renouvellement": ("Claire Aubin", "un appel à chaque client un mois avant l’échéance"),
    "ventes additionnelles": ("Hugo Sellier", "une offre groupée proposée à chaque visite"),
}
ECHEANCES = ["31/12/2026", "31/12/2026", "30/06/2026", ""]

# Ce que demande l'article A47 A-1 du livre des procédures fiscales (arrêté du 29 juillet 2013), dans l'ordre.
CHAMPS_FEC = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef "
    "PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
).split()
JOURNAUX = {
    "AN": "À-nouveaux",
    "VE": "Ventes",
    "AC": "Achats",
    "PA": "Paie",
    "BQ": "Banque",
}
COMPTES = {
    "101000": "Capital",
    "110000": "Report à nouveau",
    "120000": "Résultat",
    "401000": "Fournisseurs",
    "411000": "Clients",
    "421000": "Personnel, rémunérations dues",
    "431000": "Sécurité sociale",
    "445660": "TVA déductible",
    "445710": "TVA collectée",
    "512000": "Banque",
    "607000": "Achats de marchandises",
    "641000": "Rémunérations du personnel",
    "645000": "Charges sociales",
    "707000": "Ventes de marchandises",
    "707100": "Ventes de machines",
}
FOURNISSEURS = ["Papeteries du Taurion", "Chimie Verlhande", "Plastiques Combrelune", "Matériels Sauvebrune"]
SALARIES = [
    "Nadia Ferrand",
    "Hugo Sellier",
    "Claire Aubin",
    "Yvon Tarnaudie",
    "Maud Périchaud",
    "Samir Lauverac",
]
SALARIES += ["Odile Bournaziel", "Jean Malissande", "Léa Corbignat"]
# Le SIREN fait de zéros n'est attribué à personne ; sa clé de TVA est 12.
VENDEUR = {
    "nom": "Comptoir Brelande",
    "siren": "000000000",
    "tva": "FR12000000000",
    "rue": "12 rue des Potiers",
    "code_postal": "87000",
    "ville": "Limoges",
}
ESPACES_CII = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
# Ce qui ouvre un premier échange, et combien d'établissements sur cent l'ont entendu, selon l'étape la plus
# avancée où ils en sont ; puis combien d'établissements en sont là, parmi ceux qui n'ont pas commandé.
ACCROCHES = (
    "Livraison le lendemain",
    "Essai gratuit d’une machine",
    "Remise de bienvenue",
    "Nouveau catalogue",
)
ETAPES = {
    "commande": ((30, 44, 16, 10), None),
    "devis": ((28, 34, 20, 18), 18),
    "rendez-vous": ((25, 27, 24, 24), 27),
    "contact": ((20, 14, 30, 36), None),
}
VISITES_AUX_PROSPECTS = 420  # le poste de conquete-fidelisation-2025.csv
# Comment un client règle : jusqu'à quelle part des clients, puis le retard le plus court et le plus long.
HABITUDES = [(58, -4, 2), (84, 2, 18), (95, 12, 48), (100, 40, 110)]

# Le magasin : la droguerie Tarnelle, à Combrelune, voisine et cliente fictive du grossiste.
MAGASIN = "Combrelune"
# Commune : (ménages, indice de dépense, poids des porteurs de la carte).
CHALANDISE = {
    "Combrelune": (2150, 98, 430),
    "Marsaguet": (980, 104, 118),
    "Roncevigne": (1120, 95, 112),
    "Sainte-Géralde": (860, 91, 80),
    "Clairmarsac": (1340, 107, 86),
    "Sauvebrune": (1260, 93, 64),
    "Limoges": (5400, 102, 52),
    "Chantelande": (1180, 90, 24),
    "Ribeyrane": (740, 96, 14),
    "Brisselac": (690, 99, 12),
    "Valbrune": (710, 101, 8),
}
NOMBRE_PORTEURS = 640
ASCENSION = (29, 5)  # en 2025
# Rayon : (poids dans les tickets, prix d'un article en centimes TTC).
RAYONS = {
    "Entretien de la maison": (34, [245, 390, 560, 790, 1240]),
    "Hygiène et beauté": (24, [195, 340, 520, 890, 1450]),
    "Cuisine et table": (17, [490, 990, 1490, 2450, 3900]),
    "Bricolage": (12, [350, 690, 1190, 1990, 4500]),
    "Décoration": (7, [690, 1290, 1990, 3490, 5900]),
    "Jardin": (6, [450, 890, 1590, 2990, 6900]),
}
# Par mois, entrées d'un jour ordinaire en indice ; par jour de la semaine, du mardi au samedi.
SAISON_MAGASIN = (88, 90, 101, 108, 110, 104, 92, 84, 102, 100, 104, 132)
SEMAINE_MAGASIN = {1: 78, 2: 104, 3: 84, 4: 104, 5: 148}
MOTIFS_AVIS = ["Accueil et conseil", "Choix", "Prix", "Attente en caisse", "Produit manquant", "Horaires"]
# Note → les motifs que l'on en donne : leurs rangs, répétés selon leur poids.
MOTIFS_NOTES = {
    "haut": (0, 0, 0, 0, 1, 1, 2),
    "moyen": (0, 1, 1, 2, 2, 5, 4),
    "bas": (3, 3, 3, 4, 4, 4, 2, 5),
}
# Canal : (questionnaires envoyés, réponses attendues pour cent, poids des notes de 0 à 10).
ENQUETES = {
    "courriel": (620, 21, (2, 1, 2, 3, 4, 8, 12, 20, 25, 21, 18)),
    "ticket de caisse": (380, 29, (1, 0, 1, 1, 2, 4, 7, 18, 30, 24, 20)),
}
RECLAMATIONS = {
    "Produit défectueux": 14,
    "Produit manquant": 9,
    "Erreur de prix en caisse": 8,
    "Attente en caisse": 5,
    "Points de fidélité non crédités": 7,
}
CANAUX_RECLAMATION = ["magasin", "magasin", "courriel", "téléphone"]
AVIS = {
    5: [
        "Très bons conseils, je reviendrai.",
        "On trouve de tout, et l’accueil est aimable.",
        "Un vrai commerce de proximité.",
    ],
    4: ["Bon choix, prix corrects.", "Équipe serviable, parking un peu petit."],
    3: ["Correct, mais il manque souvent une référence.", "Bien, un peu cher sur la décoration."],
    2: ["Vingt minutes d’attente un samedi.", "Deux fois que le produit annoncé n’est pas en rayon."],
    1: [
        "Article défectueux, échange refusé sans ticket.",
        "Personne pour renseigner, je suis reparti sans rien.",
    ],
}
POIDS_AVIS = {5: 40, 4: 24, 3: 12, 2: 9, 1: 15}


class Tirage:
    """Des tirages entiers, tous bâtis sur ``random()``."""

    def __init__(self, graine: int):
        """Partir d'une graine entière."""
        self.hasard = Random(graine).random

    def entier(self, bas: int, haut: int) -> int:
        """Un entier de ``bas`` à ``haut``, bornes comprises."""
        return bas + int(self.hasard() * (haut - bas + 1))

    def un(self, choix: list):
        """Un élément de la liste."""
        return choix[self.entier(0, len(choix) - 1)]

    def melanger(self, choix: list) -> list:
        """La liste dans un autre ordre."""
        return sorted(choix, key=lambda _: self.hasard())

    def jour(self, debut: date, fin: date) -> date:
        """Un jour ouvré entre deux dates."""
        while True:
            jour = debut + timedelta(days=self.entier(0, (fin - debut).days))
            # En août, une commande sur deux attend la rentrée.
            if (
                jour.weekday() < 5
                and (jour.day, jour.month) not in FERIES
                and (jour.month != 8 or self.entier(0, 1))
            ):
                return jour


def nommer_clients(t: Tirage) -> list[dict]:
    """Les clients, du plus gros au plus petit : nom, secteur, ville, commercial."""
    clients = [{"client": nom, "secteur": secteur, "taille": -999} for nom, secteur in PREMIERS]
    pris = {nom for nom, _ in PREMIERS}
    for secteur, (_, part, taille) in SECTEURS.items():
        for nom in t.melanger(lister_noms(secteur, pris))[: NOMBRE_CLIENTS * part // 100]:
            clients.append({"client": nom, "secteur": secteur, "taille": t.entier(0, 100) - taille})
    clients = sorted(clients, key=lambda c: c["taille"])[:NOMBRE_CLIENTS]
    postaux = {lieu: f"{t.un([87, 87, 87, 23, 19])}{t.entier(10, 89)}0" for lieu in LIEUX}
    for client in clients:
        situer(t, client, postaux)
    return clients


def lister_noms(secteur: str, pris: set[str]) -> list[str]:
    """Les noms qu'un établissement de ce secteur peut encore porter."""
    types = SECTEURS[secteur][0]
    noms = [type_.format(l=lieu) for type_ in types if "{l}" in type_ for lieu in LIEUX]
    noms += [type_.format(p=nom) for type_ in types if "{p}" in type_ for nom in PATRONYMES]
    return [nom for nom in noms if nom not in pris]


def situer(t: Tirage, client: dict, postaux: dict[str, str]) -> None:
    """Donner une ville, un commercial et une origine."""
    lieu = next((lieu for lieu in LIEUX if client["client"].endswith(lieu)), None)
    client["ville"] = lieu or (t.un(LIEUX) if t.entier(0, 2) else "Limoges")
    client["code_postal"] = postaux.get(client["ville"], "87000")
    client["commercial"] = COMMERCIAUX[client["code_postal"] < "87450"]
    client["origine"] = t.un(ORIGINES)


def loger(t: Tirage, clients: list[dict]) -> None:
    """Donner à chaque client une adresse : deux clients d'une même ville n'ont jamais la même."""
    prises = set()
    for client in clients:
        while True:
            adresse = f"{t.entier(1, 48)} {t.un(RUES)}"
            if (adresse, client["ville"]) not in prises:
                break
        prises.add((adresse, client["ville"]))
        client["adresse"] = adresse


def cler(debut: str) -> str:
    """Un SIREN : huit chiffres, puis la clé de Luhn, qui rend multiple de 10 la somme des neuf."""
    # De droite à gauche, un chiffre sur deux est doublé ; 14 compte pour 1 + 4.
    somme = sum(sum(divmod(int(c) * (2 - rang % 2), 10)) for rang, c in enumerate(reversed(debut)))
    return debut + str(-somme % 10)


def immatriculer(t: Tirage, fiches: list[tuple]) -> dict[str, str]:
    """Le SIREN noté sur chaque fiche : souvent absent des plus anciennes, mal saisi sur quelques autres.

    Le numéro vient du code du client. Il commence par cinq zéros : aucune entreprise n'en a d'aussi petit.
    """
    saisir = [
        lambda siren: siren[:-2] + siren[-1] + siren[-2],
        lambda siren: siren[:-1],
        lambda siren: siren + "00010",  # le SIRET de l'établissement, dans la case du SIREN
    ]
    notes = {}
    for code, _, client, ouverture in fiches:
        siren = cler(f"{int(client['code'][1:]):08d}")
        sort = t.entier(1, 100)
        if sort <= (20 if ouverture.year < 2018 else 6):
            siren = ""
        elif sort > 94:
            siren = saisir[len(notes) % 3](siren)
        notes[code] = siren
    return notes


def prevoir(t: Tirage, clients: list[dict]) -> None:
    """Fixer pour chaque client son histoire et son chiffre d'affaires visé, en centimes."""
    for rang, client in enumerate(clients):
        # Une hyperbole décalée : concentrée, sans tomber sur 20/80.
        base = 14_500_000_00 // (34 * rang + 100) - 600_00
        sort = t.entier(1, 100) if rang > 11 else 50
        debut, fin = date(2024, 1, 2), date(2025, 12, 31)
        if sort <= 15:  # perdu en 2024
            fin = date(2024, t.entier(3, 11), 28)
        elif sort <= 23:  # perdu en 2025
            fin = date(2025, t.entier(2, 5), 28)
        elif sort > 84:  # gagné en 2025
            debut = date(2025, t.entier(1, 8), 3)
        unique = rang > 110 and t.entier(1, 100) <= 16
        if unique:  # n'a acheté qu'une fois
            debut = date(t.un([2024, 2025]), t.entier(1, 10), 3)
            fin = debut + timedelta(days=50)
        client |= {"debut": debut, "fin": fin, "unique": unique}
        client["vise"] = {2024: base * t.entier(78, 112) // 100, 2025: base * t.entier(90, 110) // 100}
        ancien = debut if debut.year == 2025 else date(2024, 1, 2)
        client["contact"] = ancien - timedelta(
            days=t.entier(12, 160) if debut.year == 2025 else t.entier(40, 5200)
        )
        # Un client important négocie : sa remise augmente le coût relatif.
        client["remise"] = 16 if rang == 1 else 7 if rang < 12 else 3 if rang < 50 else 0
    for numero, client in enumerate(sorted(clients, key=lambda c: (c["contact"], c["client"])), 1):
        client["code"] = f"C{numero:04d}"


def dedoubler(t: Tirage, clients: list[dict]) -> list[tuple[str, dict]]:
    """Ouvrir par erreur une seconde fiche à six clients, au nom saisi autrement."""
    doubles = [c for c in clients[6:60] if c["debut"].year == 2024 and c["fin"].year == 2025]
    ecrire = [
        str.upper,
        lambda n: n + " ",
        str.lower,
        lambda n: n.replace(" ", "  ", 1),
        lambda n: " " + n.upper(),
    ]
    fiches = []
    for numero, client in enumerate(t.melanger(doubles)[:6]):
        client["double"] = (
            f"C{NOMBRE_CLIENTS + 1 + numero:04d}",
            ecrire[numero % len(ecrire)](client["client"]),
        )
        fiches.append((date(2024, 6, 3) + timedelta(days=60 * numero), client))
    return fiches


def facturer(t: Tirage, clients: list[dict], annee: int) -> list[dict]:
    """Les lignes de factures et d'avoirs d'une année, numérotées dans l'ordre des dates."""
    pieces = []
    for client in clients:
        debut = max(client["debut"], date(annee, 1, 2))
        fin = min(client["fin"], date(annee, 12, 31))
        if debut > fin:
            continue
        vise = max(client["vise"][annee] * ((fin - debut).days + 1) // 365, 12_000)
        nombre = 1 if client["unique"] else min(52, 1 + vise // 210_000 + t.entier(0, 2))
        poids = [[t.entier(30, 100) for _ in range(t.entier(1, 3))] for _ in range(nombre)]
        total = sum(map(sum, poids))
        for lignes in poids:
            jour = t.jour(debut, fin)
            detail = [_ligne(t, client, vise * p // total) for p in lignes]
            pieces.append((jour, "FA", client, detail))
            # Un retour de marchandise : une partie d'une ligne revient quelques jours plus tard.
            quantite, _, _ = max(ligne[1:] for ligne in detail)
            if nombre > 2 and quantite > 3 and t.entier(1, 100) <= 5:
                famille, quantite, montant, cout = max(detail, key=lambda ligne: ligne[1])
                rendu = t.entier(1, quantite // 3)
                avoir = [(famille, -rendu, -(montant * rendu // quantite), -(cout * rendu // quantite))]
                pieces.append(
                    (t.jour(jour, min(jour + timedelta(days=25), date(annee, 12, 31))), "AV", client, avoir)
                )
    sortie, numeros = [], defaultdict(int)
    for jour, type_, client, detail in sorted(pieces, key=lambda p: (p[0], p[2]["code"], p[1])):
        numeros[type_] += 1
        code, nom = client["code"], client["client"]
        if "double" in client and jour >= client["ouverture"] and t.entier(0, 1):
            code, nom = client["double"]
        for famille, quantite, montant, cout in detail:
            sortie.append(
                {
                    "facture": f"{type_}{annee % 100}-{numeros[type_]:04d}",
                    "jour": jour,
                    "code": code,
                    "nom": nom,
                }
                | {
                    "client": client,
                    "famille": famille,
                    "quantite": quantite,
                    "montant": montant,
                    "cout": cout,
                }
            )
    return sortie


def _ligne(t: Tirage, client: dict, vise: int) -> tuple[str, int, int, int]:
    famille = t.un([f for f in FAMILLES if f != "Machines" or vise > 75_000])
    prix, part_cout = FAMILLES[famille]
    prix = t.un([p for p in prix if p <= max(vise, min(prix))])
    quantite = max(1, (vise + prix // 2) // prix)
    brut = prix * quantite
    cout = brut * (part_cout + t.entier(-3, 3)) // 100
    return famille, quantite, brut * (100 - client["remise"]) // 100, cout


def compter_charges(t: Tirage, clients: list[dict], lignes: list[dict]) -> list[tuple[dict, str, int]]:
    """Ce que chaque client actif fait dépenser en 2025, par nature.

    « Déplacements » est fait des frais de route : le temps des commerciaux est une dépense de conquête ou de
    fidélisation, dans conquete-fidelisation-2025.csv.
    """
    ca, nombre = defaultdict(int), defaultdict(set)
    for ligne in lignes:
        ca[ligne["client"]["code"]] += ligne["montant"]
        nombre[ligne["client"]["code"]].add(ligne["facture"])
    charges = []
    couteux = [c["code"] for c in clients[90:] if ca.get(c["code"])][::13][:5]
    for client in sorted(clients, key=lambda c: c["code"]):
        code = client["code"]
        if code not in ca:
            continue
        livraisons = len(nombre[code])
        preparation = livraisons * t.entier(700, 1200) + ca[code] * t.entier(10, 25) // 1000
        deplacements = ca[code] * t.entier(15, 40) // 1000 + t.entier(0, 2) * 1450
        publipostage = t.entier(0, 3) * 320
        litiges = 0
        if client is clients[1]:  # marché public : réassorts urgents, livraisons dans seize bâtiments
            deplacements, litiges = ca[code] * 9 // 100, ca[code] * 4 // 100
            preparation = ca[code] * 12 // 100
        elif code in couteux:  # petit client lointain que l'on visite trop souvent
            deplacements = ca[code] * t.entier(38, 60) // 100 + 2450
        for nature, montant in [
            ("Déplacements", deplacements),
            ("Préparation et livraison", preparation),
            ("Publipostage", publipostage),
            ("Litiges et retours", litiges),
        ]:
            if montant:
                charges.append((client, nature, montant))
    return charges


def agreger(clients: list[dict], annee_1: list[dict], annee_2: list[dict], charges: list) -> list[list]:
    """Une ligne par client actif en 2025, dans l'ordre des codes, montants en centimes."""
    lignes = []
    for client in sorted(clients, key=lambda c: c["code"]):
        siennes = [ligne for ligne in annee_2 if ligne["client"] is client]
        if not siennes:
            continue
        ca, cout = sum(x["montant"] for x in siennes), sum(x["cout"] for x in siennes)
        depenses = sum(montant for c, _, montant in charges if c is client)
        factures = {x["facture"] for x in siennes if x["facture"].startswith("FA")}
        avant = sum(x["montant"] for x in annee_1 if x["client"] is client)
        lignes.append(
            [client["client"], client["secteur"]]
            + [euros(m) for m in (ca, cout, depenses, ca - cout - depenses)]
            + [len(factures), euros(avant)]
        )
    return lignes


def suivre_achats(clients: list[dict], factures: dict[int, list[dict]]) -> None:
    """Noter pour chaque client ses factures (hors avoirs), dans l'ordre des dates, et son CA par année."""
    for client in clients:
        client |= {"achats": {}, "ca": dict.fromkeys(ANNEES, 0)}
    for annee in ANNEES:
        for ligne in factures[annee]:
            client = ligne["client"]
            client["ca"][annee] += ligne["montant"]
            if ligne["facture"].startswith("FA"):
                client["achats"][ligne["facture"]] = ligne["jour"]
    for client in clients:
        client["derniere"] = max(client["achats"].values())
        client["annees"] = {jour.year for jour in client["achats"].values()}
    # Classes ABC sur le CA de 2025, méthode « cumul » : part cumulée avant le client < 80 %, puis < 95 %.
    total, cumul = sum(c["ca"][2025] for c in clients), 0
    for client in sorted(clients, key=lambda c: (-c["ca"][2025], c["client"])):
        client["classe"] = "A" if 100 * cumul < 80 * total else "B" if 100 * cumul < 95 * total else "C"
        cumul += client["ca"][2025]


def signaler(t: Tirage, clients: list[dict], factures: dict[int, list[dict]]) -> list[tuple]:
    """Réclamations, impayés, achats chez un concurrent et résiliations, par date."""
    signalements = []

    def noter(client: dict, nature: str, debut: date, fin: date, facture: str = "") -> None:
        jour = t.jour(debut, min(fin, date(2025, 12, 31)))
        signalements.append((jour, client, nature, facture, t.un(SIGNALEMENTS[nature])))
        client |= {"nature": nature, "signale": jour}

    mairie = clients[1]  # celle dont les litiges coûtent
    for facture in t.melanger([f for f in mairie["achats"] if f.startswith("FA25")])[:3]:
        jour = mairie["achats"][facture]
        noter(mairie, "réclamation", jour, jour + timedelta(days=10), facture)
    # Ailleurs, une réclamation a donné lieu à un avoir : elle le précède.
    avoirs = {x["client"]["code"]: x for x in factures[2025] if x["facture"].startswith("AV")}
    for avoir in t.melanger([x for x in avoirs.values() if x["client"] is not mairie])[:7]:
        achats = avoir["client"]["achats"]
        facture = [f for f, jour in achats.items() if jour <= avoir["jour"]][-1]
        noter(avoir["client"], "réclamation", achats[facture], avoir["jour"], facture)

    def choisir(nombre: int, convient) -> list[dict]:
        return t.melanger([c for c in clients if "nature" not in c and convient(c)])[:nombre]

    prives = ("Hôtellerie-restauration", "Garages et ateliers", "Commerces et bureaux", "Propreté")
    for client in choisir(
        3, lambda c: date(2025, 1, 1) <= c["derniere"] <= date(2025, 7, 31) and c["secteur"] in prives
    ):
        jour = client["derniere"] + timedelta(days=60)
        noter(client, "impayé", jour, jour + timedelta(days=30), list(client["achats"])[-1])
    for client in choisir(
        4, lambda c: 10 * c["ca"][2025] < 9 * c["ca"][2024] and c["derniere"] >= date(2025, 9, 1)
    ):
        noter(client, "achat chez un concurrent", date(2025, 4, 1), date(2025, 12, 19))
    perdus = choisir(5, lambda c: c["annees"] == {2024})
    perdus += choisir(2, lambda c: c["annees"] == {2024, 2025} and c["derniere"] < date(2025, 6, 30))
    for client in perdus:
        noter(client, "résiliation", client["derniere"], client["derniere"] + timedelta(days=60))

    def lister(client: dict, annee: int) -> list[date]:
        return [jour for jour in client["achats"].values() if jour.year == annee]

    # Un client a résilié fin 2024, puis il est revenu au printemps.
    for client in choisir(
        1,
        lambda c: (
            c["annees"] == {2024, 2025}
            and min(lister(c, 2025)) > date(2025, 3, 1)
            and c["derniere"] > date(2025, 9, 1)
        ),
    ):
        noter(client, "résiliation", max(lister(client, 2024)), date(2024, 12, 31))
    return sorted(signalements, key=lambda s: (s[0], s[1]["code"]))


def demarcher(t: Tirage, clients: list[dict]) -> list[dict]:
    """Les prospects de l'entreprise : d'où ils viennent, et le dernier échange qu'elle a eu avec eux."""
    postaux = {c["ville"]: c["code_postal"] for c in clients}
    pris = {c["client"] for c in clients}
    prospects = []
    for secteur, (_, part, _) in SECTEURS.items():
        for nom in t.melanger(lister_noms(secteur, pris))[: NOMBRE_PROSPECTS * part // 100]:
            prospect = {"client": nom, "secteur": secteur, "premier": None, "dernier": None}
            situer(t, prospect, postaux)
            sort = t.entier(1, 100)
            if sort <= 12:  # jamais joint
                prospect["origine"] = "Fichier acheté"
                prospect["collecte"] = t.jour(date(2024, 9, 2), date(2025, 11, 28))
            else:
                debut, fin = (2025, 2025) if sort <= 82 else (2023, 2024) if sort <= 92 else (2021, 2022)
                prospect["dernier"] = t.jour(date(debut, 1, 6), date(fin, 12, 19))
                prospect["premier"] = t.jour(
                    prospect["dernier"] - timedelta(days=t.entier(0, 200)), prospect["dernier"]
                )
                prospect["collecte"] = t.jour(prospect["premier"] - timedelta(days=30), prospect["premier"])
            prospect["interlocuteur"] = f"{t.un(['Mme', 'M.'])} {t.un(PATRONYMES)}"
            prospect["fonction"] = t.un(ACHETEURS[secteur][0])
            prospect["achats"] = 100 * t.entier(3, 20) * t.entier(1, 6)
            prospect["opposition"] = prospect["dernier"] is not None and t.entier(1, 100) <= 5
            prospects.append(prospect)
    return sorted(prospects, key=lambda p: (p["collecte"], p["client"]))


def relever_demarches(t: Tirage, clients: list[dict], prospects: list[dict]) -> list[tuple]:
    """Les établissements contactés en 2025 : l'accroche, les visites reçues, l'étape la plus avancée."""
    gagnes = [c for c in clients if c["annees"] == {2025}]
    joints = [p for p in prospects if p["dernier"] and p["dernier"].year == 2025]
    suite = iter(t.melanger([p for p in joints if not p["opposition"]]))
    etapes = {id(c): "commande" for c in gagnes} | {id(p): "contact" for p in joints}
    for etape, (_, nombre) in ETAPES.items():
        etapes |= {id(next(suite)): etape for _ in range(nombre or 0)}
    lignes = []
    for qui in sorted(gagnes + joints, key=lambda e: e["client"]):
        etape, sort, rang = etapes[id(qui)], t.entier(1, 100), 0
        while sort > sum(ETAPES[etape][0][: rang + 1]):
            rang += 1
        fonctions = ACHETEURS[qui["secteur"]][0]
        lignes.append(
            {
                "client": qui["client"],
                "secteur": qui["secteur"],
                "commercial": qui["commercial"],
                "fonction": qui.get("fonction") or fonctions[t.entier(1, 100) > 40],
                "origine": qui["origine"],
                "accroche": ACCROCHES[rang],
                "visites": {"contact": 2, "rendez-vous": 3, "devis": 4, "commande": 4}[etape],
                "etape": etape,
            }
        )
    # Les visites font le compte que la comptabilité a payé.
    reste = VISITES_AUX_PROSPECTS - sum(ligne["visites"] for ligne in lignes)
    for ligne in t.melanger(lignes)[: abs(reste)]:
        ligne["visites"] += 1 if reste > 0 else -1
    return [tuple(ligne.values()) for ligne in lignes]


def coter(t: Tirage, clients: list[dict]) -> list[tuple]:
    """Ce que la grille de cotation demande sur chaque client facturé en 2025."""
    km = {lieu: t.entier(8, 70) for lieu in LIEUX} | {"Limoges": 4}
    lignes = []
    for client in sorted((c for c in clients if 2025 in c["annees"]), key=lambda c: c["code"]):
        motif, ca = MOTIFS.get(client.get("nature")), client["ca"][2025]
        # Un client vu chez un concurrent ne nous achète pas tout.
        nourriture = 5 * (t.entier(4, 10) if motif == "infidèle" else t.entier(4, 20))
        # Au-delà de 80 000 € d’achats chez nous, nous sommes le premier fournisseur.
        client["nourriture"] = max(nourriture, 60) if ca > 8_000_000 else nourriture
        t.entier(1, 2) if motif else t.entier(2, 5)  # gardé : les tirages suivants en dépendent
        # Ce qu'il achète ailleurs dans nos familles, en euros par an, à la centaine.
        potentiel = round(ca * (100 - client["nourriture"]) / client["nourriture"] / 10_000) * 100
        profil = profiler(client, motif)
        importance = {"A": 5, "B": 3, "C": 1}[client["classe"]]
        prix = t.entier(1, 100) <= ACHETEURS[client["secteur"]][1]
        segment = "budget limité" if prix else "clients exigeants"
        lignes.append(
            (
                *(client["client"], client["secteur"], client["commercial"]),
                *(importance, client["nourriture"], potentiel, profil, TYPOLOGIE[profil]),
                *(km[client["ville"]], segment),
            )
        )
    return lignes


def profiler(client: dict, motif: str | None) -> str:
    """Le profil d'un client facturé en 2025, selon les règles du chapitre 2 et les résiliations."""
    if client.get("nature") == "résiliation" and client["signale"] >= client["derniere"]:
        return "parti"
    if motif:
        return "douteux"
    if client["ca"][2024] <= 0:
        return "à développer"
    return "déclinant" if 4 * client["ca"][2025] <= 3 * client["ca"][2024] else "fidèle"


def placer_communes(
    t: Tirage, clients: list[dict], prospects: list[dict], cotes: list[tuple], reponses: list[tuple]
) -> list[tuple]:
    """Placer chaque commune autour du dépôt, et compter ses établissements professionnels.

    Par la route, il y a 1,3 fois la distance à vol d'oiseau, arrondie au kilomètre : celle de la cotation. La
    Creuse (23) est à l'est, la Corrèze (19) au sud. L'enquête donne le nombre d'établissements de Limoges, et
    celui de toute la zone.
    """
    villes = {c["client"]: c["ville"] for c in clients}
    km = {villes[ligne[0]]: ligne[8] for ligne in cotes}
    postaux = {c["ville"]: c["code_postal"] for c in clients}
    places: dict[str, tuple[int, int]] = {}  # en hectomètres, vers l'est et vers le nord
    for ville in sorted(km, key=lambda v: (km[v], v)):
        loin = 100 * km[ville] // 13 + 5
        while True:
            x, y = t.entier(-loin, loin), t.entier(-loin, loin)
            creuse, correze = x > 0 and -0.4 * x < y < 1.2 * x, y < 0 and -0.5 * -y < x < -y
            voulu = {"23": creuse, "19": correze, "87": not (creuse or correze)}[postaux[ville][:2]]
            juste = (100 * km[ville] - 45) ** 2 < 169 * (x * x + y * y) < (100 * km[ville] + 45) ** 2
            libre = all((x - a) ** 2 + (y - b) ** 2 > 60**2 for a, b in places.values())
            if voulu and juste and libre:
                break
        places[ville] = (x, y)
    connus = [c["ville"] for c in clients + prospects]
    interroges = [ligne[2] for ligne in reponses]
    nombres = {"Limoges": 10 * interroges.count("Limoges")}
    autres = [ville for ville in km if ville != "Limoges"]
    poids = {v: 20 + 2 * connus.count(v) + 4 * interroges.count(v) + t.entier(0, 25) for v in sorted(autres)}
    reste = 10 * len(reponses) - nombres["Limoges"]
    cumul = 0
    for ville in sorted(autres):  # chaque arrondi porte sur le cumul : le total est juste
        avant, cumul = cumul, cumul + poids[ville]
        total = sum(poids.values())
        nombres[ville] = reste * cumul // total - reste * avant // total
    return [
        (ville, postaux[ville], kilometres(places[ville][0]), kilometres(places[ville][1]), nombres[ville])
        for ville in sorted(km)
    ]


def kilometres(hectometres: int) -> str:
    """Des hectomètres, écrits en kilomètres à la française."""
    return f"{'-' if hectometres < 0 else ''}{abs(hectometres) // 10},{abs(hectometres) % 10}"


def enqueter(t: Tirage, clients: list[dict], prospects: list[dict]) -> list[tuple]:
    """Les réponses d'un établissement sur dix de la zone, par ordre alphabétique."""
    actifs = sorted((c for c in clients if 2025 in c["annees"]), key=lambda c: c["code"])
    perdus = t.melanger([c for c in clients if 2025 not in c["annees"]])[:4]
    connus, pris = t.melanger(prospects)[:14], {c["client"] for c in clients + prospects}
    postaux, autres = {c["ville"]: c["code_postal"] for c in clients}, []
    for secteur, (_, part, _) in SECTEURS.items():
        for nom in t.melanger(lister_noms(secteur, pris))[: 117 * part // 100]:
            autres.append({"client": nom, "secteur": secteur})
            situer(t, autres[-1], postaux)
    # La propreté et la santé ne se passent pas de produits professionnels ; un client perdu en achète encore.
    libres = t.melanger([e for e in autres if e["secteur"] not in ("Propreté", "Santé")])
    absolus, suivants = libres[:21], t.melanger(libres[21:] + connus)
    relatifs = [e for e in suivants if e["secteur"] not in ("Propreté", "Santé")][:39]
    categories = {e["client"]: "concurrence" for e in perdus + connus + autres}
    categories |= {e["client"]: "absolu" for e in absolus} | {e["client"]: "relatif" for e in relatifs}
    lignes = []
    for e in sorted(actifs[t.entier(0, 9) :: 10] + perdus + connus + autres, key=lambda e: e["client"]):
        categorie = categories.get(e["client"], "client")
        ailleurs = categorie == "concurrence" or e.get("nourriture", 100) < 100
        pourrait = {"relatif": "oui", "absolu": "non"}.get(categorie, "")
        if categorie == "absolu" and e["secteur"] in ("Collectivités", "Enseignement"):
            categorie = "absolu public"
        reponses = ["oui" if categorie == "client" else "non", "oui" if ailleurs else "non", pourrait]
        lignes.append((e["client"], e["secteur"], e["ville"], *reponses, t.un(REMARQUES[categorie])))
    return lignes


def compter_besoins(clients: list[dict]) -> list[list]:
    """Les visites que demandent les clients actifs en 2025, par commercial et par classe."""
    lignes = []
    for commercial in COMMERCIAUX:
        for classe, visites in VISITES_PAR_CLASSE.items():
            nombre = sum(
                c["classe"] == classe and c["commercial"] == commercial
                for c in clients
                if 2025 in c["annees"]
            )
            lignes.append([commercial, classe, nombre, visites, nombre * visites])
    return lignes


def viser(t: Tirage, clients: list[dict], prospects: list[dict], lignes: list[dict]) -> list[tuple]:
    """Par indicateur et secteur, le réalisé de 2025 et la cible de 2026."""
    familles = defaultdict(set)
    for ligne in lignes:
        if ligne["facture"].startswith("FA"):
            familles[ligne["client"]["secteur"], ligne["facture"]].add(ligne["famille"])
    objectifs = []
    for secteur in sorted(SECTEURS):
        siens = [c for c in clients if c["secteur"] == secteur]
        gagnes = sum(c["annees"] == {2025} for c in siens)
        echanges = [p["dernier"] for p in prospects if p["secteur"] == secteur and p["dernier"]]
        joints = sum(jour.year == 2025 for jour in echanges)
        # Un contrat annuel lie les clients livrés au moins deux fois ; il finit le 31 décembre.
        contrats = [c for c in siens if sum(jour.year == 2024 for jour in c["achats"].values()) >= 2]
        renouveles = sum(2025 in c["annees"] for c in contrats)
        ventes = [vues for (s, _), vues in familles.items() if s == secteur]
        realises = {
            "conversion": (gagnes, gagnes + joints),
            "renouvellement": (renouveles, len(contrats)),
            "ventes additionnelles": (sum(len(vues) > 1 for vues in ventes), len(ventes)),
        }
        for indicateur, (obtenu, base) in realises.items():
            # Une cible demande deux clients de plus au moins ; au-delà de 95 %, on ne promet plus rien.
            cible = min(95, 100 * obtenu // base // 5 * 5 + t.un([5, 5, 10]))
            while cible < 95 and -(-cible * base // 100) < obtenu + 2:
                cible += 5
            responsable, moyens = OBJECTIFS[indicateur]
            # Tous ne sont pas SMART : il manque ici un moyen, là une date.
            moyens, echeance = moyens if t.entier(0, 5) else "", t.un(ECHEANCES)
            objectifs.append((indicateur, secteur, obtenu, base, cible, responsable, moyens, echeance))
    return objectifs


def convenir(t: Tirage, clients: list[dict], lignes: list[dict]) -> None:
    """Donner à chaque client facturé en 2025 son délai de règlement, ses habitudes et son plafond d'encours.

    Le plafond, arrondi au millier d’euros supérieur, suit ses achats et son délai.
    """
    ttc = defaultdict(int)
    for ligne in lignes:
        ttc[ligne["client"]["code"]] += ligne["montant"] * 6 // 5
    # Les factures électroniques du cours annoncent trente jours.
    affiches = {lignes[0]["client"]["code"] for lignes in choisir_electroniques(lignes)}
    for client in sorted(clients, key=lambda c: c["code"]):
        tire, paie, aise = t.entier(1, 100), t.entier(1, 100), t.entier(150, 230)
        if client["code"] not in ttc:
            continue
        public = client["secteur"] in ("Collectivités", "Enseignement")
        court = public or tire <= 60 or client["code"] in affiches
        client["delai"], client["fin_de_mois"] = (
            (30, False) if court else (45, True) if tire <= 85 else (60, False)
        )
        client["habitude"] = next(bornes for part, *bornes in HABITUDES if paie <= part)
        jours = client["delai"] + 15 * client["fin_de_mois"] + 15
        # En pour cent, pour une année et en milliers d’euros : 100 × 365 × 100 000 centimes.
        client["plafond"] = max(2, -(-ttc[client["code"]] * jours * aise // 3_650_000_000)) * 100_000


def regler(t: Tirage, lignes: list[dict], signalements: list[tuple]) -> list[tuple]:
    """Les factures d'une année, leur échéance, et leur règlement s'il est venu avant le 31 décembre 2025.

    Une facture signalée impayée le reste. Les avoirs, remboursés à part, n'y sont pas.
    """
    impayees = {facture for _, _, nature, facture, _ in signalements if nature == "impayé"}
    sortie = []
    for numero, detail in reunir_pieces(lignes).items():
        if not numero.startswith("FA"):
            continue
        client, jour = detail[0]["client"], detail[0]["jour"]
        echeance = fixer_echeance(jour, client["delai"], client["fin_de_mois"])
        paye = max(echeance + timedelta(days=t.entier(*client["habitude"])), jour + timedelta(days=1))
        while paye.weekday() > 4 or (paye.day, paye.month) in FERIES:
            paye += timedelta(days=1)
        regle = paye if numero not in impayees and paye <= date(2025, 12, 31) else None
        ht = sum(ligne["montant"] for ligne in detail)
        sortie.append((numero, client, jour, echeance, ht + taxer(ht), regle))
    return sortie


def fixer_echeance(jour: date, delai: int, fin_de_mois: bool) -> date:
    """L'échéance d'une facture : le délai, puis la fin du mois où il tombe si elle est convenue."""
    echeance = jour + timedelta(days=delai)
    if fin_de_mois:
        suivant = date(echeance.year + echeance.month // 12, echeance.month % 12 + 1, 1)
        echeance = suivant - timedelta(days=1)
    return echeance


def euros(centimes: int) -> str:
    """Des centimes, écrits en euros à la française."""
    return f"{'-' if centimes < 0 else ''}{abs(centimes) // 100},{abs(centimes) % 100:02d}"


def ecrire_csv(chemin: Path, entetes: str, lignes: list, encodage: str = "utf-8-sig") -> None:
    """Écrire un fichier comme un logiciel français : point-virgule, fin de ligne Windows."""
    texte = io.StringIO()
    csv.writer(texte, delimiter=";", lineterminator="\r\n").writerows([entetes.split(";"), *lignes])
    chemin.write_bytes(texte.getvalue().encode(encodage))


def reunir_pieces(lignes: list[dict]) -> dict[str, list[dict]]:
    """Les lignes de chaque facture ou avoir, dans l'ordre des numéros d'écriture."""
    pieces: dict[str, list[dict]] = {}
    for ligne in lignes:
        pieces.setdefault(ligne["facture"], []).append(ligne)
    return pieces


def taxer(centimes: int) -> int:
    """La TVA à 20 % d'un montant en centimes, au centime le plus proche."""
    tva = (abs(centimes) * 20 + 50) // 100
    return -tva if centimes < 0 else tva


def encaisser(factures: dict[int, list[dict]], reglements: list[tuple]) -> dict[str, date]:
    """Le jour où chaque pièce de 2025 est payée : une facture d'après son règlement, un avoir remboursé.

    Un avoir est remboursé le dernier jour de semaine du mois suivant. Ce qui n'est pas payé au 31 décembre
    n'y est pas.
    """
    jours = {numero: regle for numero, *_, regle in reglements if regle}
    for numero, detail in reunir_pieces(factures[2025]).items():
        jour = detail[0]["jour"]
        if numero.startswith("AV") and jour.month < 12:
            suivant = date(jour.year + (jour.month + 1) // 12, (jour.month + 1) % 12 + 1, 1)
            fin = suivant - timedelta(days=1)
            jours[numero] = fin - timedelta(days=max(0, fin.weekday() - 4))
    return jours


def lettrer(paiements: dict[str, date]) -> dict[str, tuple[str, str]]:
    """Le code et la date de lettrage de chaque pièce payée, dans l'ordre des paiements : AAA, AAB…"""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ordre = sorted(paiements.items(), key=lambda paire: (paire[1], paire[0]))
    return {
        piece: ("".join(alphabet[rang // 26**place % 26] for place in (2, 1, 0)), f"{jour:%Y%m%d}")
        for rang, (piece, jour) in enumerate(ordre)
    }


def passer_ecritures(
    t: Tirage, factures: dict[int, list[dict]], paiements: dict[str, date]
) -> dict[int, list[tuple]]:
    """Les écritures de chaque année : (jour, journal, pièce, libellé, lignes).

    Une ligne est (compte, auxiliaire, nom, centimes) ; un débit est positif, et chaque écriture est à zéro.
    Une ligne lettrée y ajoute son code et sa date. Les clients règlent 2024 par trimestre, et 2025 pièce par
    pièce, d'après ``paiements`` ; ce qu'ils devaient à l'ouverture de 2025 est réglé à la fin de janvier.
    """
    bruts = [t.entier(1_850, 3_400) * 100 for _ in SALARIES]
    soldes: dict[tuple, int] = {("512000", "", ""): 180_000_00, ("101000", "", ""): -180_000_00}
    annees = {}
    for annee in ANNEES:
        report = [(*cle, solde) for cle, solde in sorted(soldes.items()) if solde]
        ecritures = [(date(annee, 1, 1), "AN", f"AN{annee}", "Reprise des soldes", report)]
        couts: dict[int, int] = defaultdict(int)
        dus: dict[int, dict[tuple, int]] = defaultdict(lambda: defaultdict(int))
        for compte, aux, nom, solde in report:
            if compte == "411000":
                dus[0][aux, nom] += solde
        par_piece = annee == 2025
        recus: dict[date, list[tuple]] = defaultdict(list)
        lettres = {}
        if par_piece:
            fin_janvier = {f"AN{aux}{nom}": date(annee, 1, 31) for (aux, nom), du in dus[0].items() if du}
            lettres = lettrer(paiements | fin_janvier)
            report[:] = [
                (*ligne, *lettres[f"AN{ligne[1]}{ligne[2]}"]) if ligne[0] == "411000" else ligne
                for ligne in report
            ]
        for numero, lignes in reunir_pieces(factures[annee]).items():
            jour, code, nom = (lignes[0][cle] for cle in ("jour", "code", "nom"))
            nom = " ".join(nom.split())
            machines = sum(x["montant"] for x in lignes if x["famille"] == "Machines")
            ht = sum(x["montant"] for x in lignes)
            tva = taxer(ht)
            lettre = lettres.get(numero, ())
            if lettre:
                recus[paiements[numero]].append(("411000", code, nom, -ht - tva, *lettre))
            detail = [("411000", code, nom, ht + tva, *lettre), ("707000", "", "", machines - ht)]
            detail += [("707100", "", "", -machines), ("445710", "", "", -tva)]
            libelle = "Facture" if numero.startswith("FA") else "Avoir"
            ecritures.append((jour, "VE", numero, libelle, detail))
            couts[jour.month] += sum(x["cout"] for x in lignes)
            if not par_piece:
                dus[(jour.month + 2) // 3][code, nom] += ht + tva
        for jour, regles in recus.items():
            banque = ("512000", "", "", -sum(ligne[3] for ligne in regles))
            ecritures.append((jour, "BQ", f"RC{jour:%Y%m%d}", "Règlements de clients", [banque, *regles]))
        payes = [("401000", aux, nom, -solde) for compte, aux, nom, solde, *_ in report if compte == "401000"]
        for mois in range(1, 13):
            fin = date(annee, mois + 1, 1) - timedelta(days=1) if mois < 12 else date(annee, 12, 31)
            piece = f"{annee}-{mois:02d}"
            # Les clients règlent chaque trimestre ce qu'ils doivent du précédent ; en 2025, pièce par pièce.
            if mois == 1 if par_piece else mois % 3 == 0:
                regles = [
                    ("411000", *qui, -du, *lettres.get(f"AN{qui[0]}{qui[1]}", ()))
                    for qui, du in sorted(dus[0 if par_piece else mois // 3 - 1].items())
                    if du
                ]
                if regles:
                    regles.insert(0, ("512000", "", "", -sum(ligne[3] for ligne in regles)))
                    ecritures.append((fin, "BQ", f"RC{piece}", "Règlements de clients", regles))
            if payes:  # il n'y a rien à régler le premier mois
                payes.append(("512000", "", "", -sum(ligne[-1] for ligne in payes)))
                ecritures.append((fin, "BQ", f"RF{piece}", "Règlements de fournisseurs", payes))
            payes = []
            for rang, nom in enumerate(FOURNISSEURS, 1):
                ht = couts[mois] * (40, 30, 20, 10)[rang - 1] // 100
                tva, qui = taxer(ht), (f"F{rang:02d}", nom)
                achat = [("607000", "", "", ht), ("445660", "", "", tva), ("401000", *qui, -ht - tva)]
                ecritures.append((fin, "AC", f"{piece}-{rang}", f"Facture {nom}", achat))
                payes.append(("401000", *qui, ht + tva))
            nets = [
                ("421000", f"P{rang:02d}", nom, -(brut * 78 // 100))
                for rang, (nom, brut) in enumerate(zip(SALARIES, bruts, strict=True), 1)
            ]
            total, verse = sum(bruts), sum(ligne[-1] for ligne in nets)
            patronales = total * 42 // 100
            paie = [("641000", "", "", total), ("645000", "", "", patronales), *nets]
            paie.append(("431000", "", "", -total - patronales - verse))
            ecritures.append((fin, "PA", f"PA{piece}", "Paie du mois", paie))
            virements = [(*ligne[:3], -ligne[3]) for ligne in nets] + [("512000", "", "", verse)]
            ecritures.append((fin, "BQ", f"VP{piece}", "Virement des paies", virements))
        annees[annee] = sorted(ecritures, key=lambda e: (e[0], list(JOURNAUX).index(e[1])))
        soldes = defaultdict(int)
        for *_, detail in ecritures:
            for compte, aux, nom, montant, *_ in detail:
                # Les comptes de charges et de produits repartent de zéro ; leur solde est le résultat.
                soldes[(compte, aux, nom) if compte < "6" else ("120000", "", "")] += montant
    return annees


def ecrire_fec(chemin: Path, ecritures: list[tuple], separateur: str, encodage: str) -> None:
    """Écrire le fichier des écritures comptables d'un exercice."""
    lignes = [CHAMPS_FEC]
    for rang, (jour, journal, piece, libelle, detail) in enumerate(ecritures, 1):
        suivant = date(jour.year + jour.month // 12, jour.month % 12 + 1, 1)
        valide = suivant - timedelta(days=1)
        for compte, aux, nom, montant, *lettrage in detail:
            if not montant:
                continue
            qui = [journal, JOURNAUX[journal], str(rang), f"{jour:%Y%m%d}", compte, COMPTES[compte], aux, nom]
            quoi = [piece, f"{jour:%Y%m%d}", libelle, euros(max(montant, 0)), euros(max(-montant, 0))]
            lignes.append([*qui, *quoi, *(lettrage or ("", "")), f"{valide:%Y%m%d}", "", ""])
    chemin.write_bytes("".join(separateur.join(ligne) + "\r\n" for ligne in lignes).encode(encodage))


def decimaux(centimes: int) -> str:
    """Des centimes, écrits en euros comme dans un XML."""
    return f"{'-' if centimes < 0 else ''}{abs(centimes) // 100}.{abs(centimes) % 100:02d}"


def ecrire_xml(nom: str, contenu, **attributs: str) -> str:
    """Un élément XML : un texte, ou la suite de ses enfants."""
    if isinstance(contenu, list):
        contenu = "".join(contenu)
    else:
        contenu = contenu.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    attributs_ecrits = "".join(f' {cle}="{valeur}"' for cle, valeur in attributs.items())
    return f"<{nom}{attributs_ecrits}>{contenu}</{nom}>"


def decrire_ligne(ligne: dict) -> tuple[int, int, str]:
    """La quantité, le montant (positifs) et le prix unitaire à quatre décimales d'une ligne."""
    quantite, montant = abs(ligne["quantite"]), abs(ligne["montant"])
    prix = (montant * 200 + quantite) // (2 * quantite)
    return quantite, montant, f"{prix // 10_000}.{prix % 10_000:04d}"


def rediger_cii(lignes: list[dict]) -> bytes:
    """Une facture au format CII, profil EN 16931."""
    x, premiere = ecrire_xml, lignes[0]
    client, ht = premiere["client"], sum(ligne["montant"] for ligne in lignes)
    tva = taxer(ht)

    def situer_partie(nom: str, qui: dict) -> str:
        elements = [x("ram:ID", qui["code"])] if "code" in qui else []
        elements += [x("ram:Name", qui["nom"])]
        if "siren" in qui:
            elements += [x("ram:SpecifiedLegalOrganization", [x("ram:ID", qui["siren"], schemeID="0002")])]
        adresse = [x("ram:PostcodeCode", qui["code_postal"])]
        adresse += [x("ram:LineOne", qui["rue"])] if "rue" in qui else []
        adresse += [x("ram:CityName", qui["ville"]), x("ram:CountryID", "FR")]
        elements += [x("ram:PostalTradeAddress", adresse)]
        if "tva" in qui:
            elements += [x("ram:SpecifiedTaxRegistration", [x("ram:ID", qui["tva"], schemeID="VA")])]
        return x(nom, elements)

    def rediger_ligne(rang: int, ligne: dict) -> str:
        quantite, montant, prix = decrire_ligne(ligne)
        return x(
            "ram:IncludedSupplyChainTradeLineItem",
            [
                x("ram:AssociatedDocumentLineDocument", [x("ram:LineID", str(rang))]),
                x("ram:SpecifiedTradeProduct", [x("ram:Name", ligne["famille"])]),
                x(
                    "ram:SpecifiedLineTradeAgreement",
                    [x("ram:NetPriceProductTradePrice", [x("ram:ChargeAmount", prix)])],
                ),
                x(
                    "ram:SpecifiedLineTradeDelivery",
                    [x("ram:BilledQuantity", str(quantite), unitCode="C62")],
                ),
                x(
                    "ram:SpecifiedLineTradeSettlement",
                    [
                        x(
                            "ram:ApplicableTradeTax",
                            [
                                x("ram:TypeCode", "VAT"),
                                x("ram:CategoryCode", "S"),
                                x("ram:RateApplicablePercent", "20"),
                            ],
                        ),
                        x(
                            "ram:SpecifiedTradeSettlementLineMonetarySummation",
                            [x("ram:LineTotalAmount", decimaux(montant))],
                        ),
                    ],
                ),
            ],
        )

    acheteur = {"nom": " ".join(premiere["nom"].split()), "code": premiere["code"]} | {
        cle: client[cle] for cle in ("code_postal", "ville")
    }
    echeance = premiere["jour"] + timedelta(days=30)
    corps = [
        x(
            "rsm:ExchangedDocumentContext",
            [
                x(
                    "ram:GuidelineSpecifiedDocumentContextParameter",
                    [x("ram:ID", "urn:cen.eu:en16931:2017")],
                )
            ],
        ),
        x(
            "rsm:ExchangedDocument",
            [
                x("ram:ID", premiere["facture"]),
                x("ram:TypeCode", "380"),
                x(
                    "ram:IssueDateTime",
                    [x("udt:DateTimeString", f"{premiere['jour']:%Y%m%d}", format="102")],
                ),
            ],
        ),
        x(
            "rsm:SupplyChainTradeTransaction",
            [
                *[rediger_ligne(rang, ligne) for rang, ligne in enumerate(lignes, 1)],
                x(
                    "ram:ApplicableHeaderTradeAgreement",
                    [
                        situer_partie("ram:SellerTradeParty", VENDEUR),
                        situer_partie("ram:BuyerTradeParty", acheteur),
                    ],
                ),
                x("ram:ApplicableHeaderTradeDelivery", []),
                x(
                    "ram:ApplicableHeaderTradeSettlement",
                    [
                        x("ram:InvoiceCurrencyCode", "EUR"),
                        x(
                            "ram:ApplicableTradeTax",
                            [
                                x("ram:CalculatedAmount", decimaux(tva)),
                                x("ram:TypeCode", "VAT"),
                                x("ram:BasisAmount", decimaux(ht)),
                                x("ram:CategoryCode", "S"),
                                x("ram:RateApplicablePercent", "20"),
                            ],
                        ),
                        x(
                            "ram:SpecifiedTradePaymentTerms",
                            [
                                x(
                                    "ram:DueDateDateTime",
                                    [x("udt:DateTimeString", f"{echeance:%Y%m%d}", format="102")],
                                )
                            ],
                        ),
                        x(
                            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
                            [
                                x("ram:LineTotalAmount", decimaux(ht)),
                                x("ram:TaxBasisTotalAmount", decimaux(ht)),
                                x("ram:TaxTotalAmount", decimaux(tva), currencyID="EUR"),
                                x("ram:GrandTotalAmount", decimaux(ht + tva)),
                                x("ram:DuePayableAmount", decimaux(ht + tva)),
                            ],
                        ),
                    ],
                ),
            ],
        ),
    ]
    espaces = {f"xmlns:{prefixe}": adresse for prefixe, adresse in ESPACES_CII.items()}
    document = x("rsm:CrossIndustryInvoice", corps, **espaces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


def rediger_ubl(lignes: list[dict], rendue: str) -> bytes:
    """Un avoir au format UBL ; ses montants sont positifs, et ``rendue`` est la facture qu'il corrige."""
    x, premiere = ecrire_xml, lignes[0]
    client, ht = premiere["client"], -sum(ligne["montant"] for ligne in lignes)
    tva, euro = taxer(ht), {"currencyID": "EUR"}
    taxe = x("cac:TaxScheme", [x("cbc:ID", "VAT")])
    categorie = [x("cbc:ID", "S"), x("cbc:Percent", "20"), taxe]

    def situer_partie(nom: str, qui: dict) -> str:
        elements = [x("cac:PartyIdentification", [x("cbc:ID", qui["code"])])] if "code" in qui else []
        adresse = [x("cbc:StreetName", qui["rue"])] if "rue" in qui else []
        adresse += [x("cbc:CityName", qui["ville"]), x("cbc:PostalZone", qui["code_postal"])]
        adresse += [x("cac:Country", [x("cbc:IdentificationCode", "FR")])]
        elements += [x("cac:PostalAddress", adresse)]
        if "tva" in qui:
            elements += [x("cac:PartyTaxScheme", [x("cbc:CompanyID", qui["tva"]), taxe])]
        legale = [x("cbc:RegistrationName", qui["nom"])]
        legale += [x("cbc:CompanyID", qui["siren"], schemeID="0002")] if "siren" in qui else []
        return x(nom, [x("cac:Party", [*elements, x("cac:PartyLegalEntity", legale)])])

    def rediger_ligne(rang: int, ligne: dict) -> str:
        quantite, montant, prix = decrire_ligne(ligne)
        return x(
            "cac:CreditNoteLine",
            [
                x("cbc:ID", str(rang)),
                x("cbc:CreditedQuantity", str(quantite), unitCode="C62"),
                x("cbc:LineExtensionAmount", decimaux(montant), **euro),
                x(
                    "cac:Item",
                    [x("cbc:Name", ligne["famille"]), x("cac:ClassifiedTaxCategory", categorie)],
                ),
                x("cac:Price", [x("cbc:PriceAmount", prix, **euro)]),
            ],
        )

    acheteur = {"nom": " ".join(premiere["nom"].split()), "code": premiere["code"]} | {
        cle: client[cle] for cle in ("code_postal", "ville")
    }
    corps = [
        x("cbc:CustomizationID", "urn:cen.eu:en16931:2017"),
        x("cbc:ID", premiere["facture"]),
        x("cbc:IssueDate", f"{premiere['jour']:%Y-%m-%d}"),
        x("cbc:CreditNoteTypeCode", "381"),
        x("cbc:DocumentCurrencyCode", "EUR"),
        x("cac:BillingReference", [x("cac:InvoiceDocumentReference", [x("cbc:ID", rendue)])]),
        situer_partie("cac:AccountingSupplierParty", VENDEUR),
        situer_partie("cac:AccountingCustomerParty", acheteur),
        x(
            "cac:TaxTotal",
            [
                x("cbc:TaxAmount", decimaux(tva), **euro),
                x(
                    "cac:TaxSubtotal",
                    [
                        x("cbc:TaxableAmount", decimaux(ht), **euro),
                        x("cbc:TaxAmount", decimaux(tva), **euro),
                        x("cac:TaxCategory", categorie),
                    ],
                ),
            ],
        ),
        x(
            "cac:LegalMonetaryTotal",
            [
                x("cbc:LineExtensionAmount", decimaux(ht), **euro),
                x("cbc:TaxExclusiveAmount", decimaux(ht), **euro),
                x("cbc:TaxInclusiveAmount", decimaux(ht + tva), **euro),
                x("cbc:PayableAmount", decimaux(ht + tva), **euro),
            ],
        ),
        *[rediger_ligne(rang, ligne) for rang, ligne in enumerate(lignes, 1)],
    ]
    espaces = {"xmlns": UBL + "CreditNote-2"}
    espaces |= {
        "xmlns:cac": UBL + "CommonAggregateComponents-2",
        "xmlns:cbc": UBL + "CommonBasicComponents-2",
    }
    document = x("CreditNote", corps, **espaces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


def imprimer_facture(lignes: list[dict]) -> bytes:
    """Une facture Factur-X : une page que l'on lit, et le CII joint que lisent les logiciels.

    Rien n'y est comprimé : les mêmes octets sortent sur toute machine.
    """
    premiere = lignes[0]
    ht = sum(ligne["montant"] for ligne in lignes)
    tva = taxer(ht)
    textes = [
        f"{VENDEUR['nom']}, {VENDEUR['rue']}, {VENDEUR['code_postal']} {VENDEUR['ville']}",
        f"SIREN {VENDEUR['siren']}, TVA {VENDEUR['tva']} (entreprise fictive)",
        "",
        f"Facture {premiere['facture']} du {premiere['jour']:%d/%m/%Y}",
        f"Client {premiere['code']} : {' '.join(premiere['nom'].split())}",
        "",
        *[f"{x['famille']} : {x['quantite']} pour {euros(x['montant'])} euros HT" for x in lignes],
        "",
        f"Total HT {euros(ht)}, TVA 20 % {euros(tva)}, total TTC {euros(ht + tva)} euros",
    ]
    page = "BT /F1 11 Tf 60 780 Td 16 TL\n"
    for texte in textes:
        protege = texte.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        page += f"({protege}) Tj T*\n"
    page += "ET\n"
    jour = f"{premiere['jour']:%Y-%m-%d}T08:00:00+00:00"
    heure = f"(D:{premiere['jour']:%Y%m%d}080000Z)"
    titre = f"Facture {premiere['facture']}"
    notice = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">\n'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>\n'
        f"<xmp:CreateDate>{jour}</xmp:CreateDate>\n"
        "<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>"
        "<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>\n"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>\n'
    ).encode()
    joint = rediger_cii(lignes)

    def faire_flux(contenu: bytes, entrees: str = "") -> bytes:
        return f"<< {entrees}/Length {len(contenu)} >>\nstream\n".encode() + contenu + b"\nendstream"

    objets = [
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R /AF [7 0 R] "
        b"/Names << /EmbeddedFiles << /Names [(factur-x.xml) 7 0 R] >> >> /Lang (fr-FR) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        faire_flux(page.encode("cp1252")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        faire_flux(notice, "/Type /Metadata /Subtype /XML "),
        b"<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /AFRelationship /Alternative "
        b"/EF << /F 8 0 R /UF 8 0 R >> >>",
        faire_flux(
            joint,
            f"/Type /EmbeddedFile /Subtype /text#2Fxml /Params << /Size {len(joint)} /ModDate {heure} >> ",
        ),
        f"<< /Title ({titre}) /CreationDate {heure} >>".encode(),
    ]
    sortie, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for rang, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += f"{rang} 0 obj\n".encode() + objet + b"\nendobj\n"
    table = len(sortie)
    sortie += f"xref\n0 {len(objets) + 1}\n0000000000 65535 f \n".encode()
    sortie += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    empreinte = f"<{GRAINE:032x}>"
    sortie += (
        f"trailer\n<< /Size {len(objets) + 1} /Root 1 0 R /Info {len(objets)} 0 R "
        f"/ID [{empreinte} {empreinte}] >>\nstartxref\n{table}\n%%EOF\n"
    ).encode()
    return bytes(sortie)


def choisir_electroniques(lignes: list[dict]) -> tuple[list[dict], list[dict], list[dict]]:
    """Les lignes d'une facture, d'un avoir au même client, et d'une facture à un autre."""
    pieces = reunir_pieces(lignes)
    avoir = next(numero for numero in pieces if numero.startswith("AV"))
    client = pieces[avoir][0]["client"]
    siennes = [
        numero
        for numero, detail in pieces.items()
        if detail[0]["client"] is client and detail[0]["jour"] <= pieces[avoir][0]["jour"]
    ]
    autres = [n for n, x in pieces.items() if x[0]["client"] is not client and len(x) > 1 and n[:2] == "FA"]
    return pieces[siennes[0]], pieces[avoir], pieces[autres[0]]


def facturer_en_ligne(dossier: Path, lignes: list[dict]) -> None:
    """Écrire trois factures électroniques : un CII, un avoir en UBL, un Factur-X."""
    facture, avoir, autre = choisir_electroniques(lignes)
    (dossier / "facture-cii.xml").write_bytes(rediger_cii(facture))
    (dossier / "avoir-ubl.xml").write_bytes(rediger_ubl(avoir, facture[0]["facture"]))
    (dossier / "facture-factur-x.pdf").write_bytes(imprimer_facture(autre))


def tirer_pese(t: Tirage, choix: list, poids: list[int]):
    """Un élément de la liste, selon des poids entiers."""
    rang = t.entier(1, sum(poids))
    for element, sien in zip(choix, poids, strict=True):
        rang -= sien
        if rang <= 0:
            return element
    raise AssertionError("les poids ne font pas leur somme")


def situer_zone(t: Tirage, communes: list[tuple]) -> list[tuple]:
    """La zone du magasin : chaque commune, sa distance par la route, ses minutes, ses ménages."""
    places = {ligne[0]: tuple(int(km.replace(",", "")) for km in ligne[2:4]) for ligne in communes}
    postaux = {ligne[0]: ligne[1] for ligne in communes}
    x, y = places[MAGASIN]
    sortie = []
    for commune, (menages, indice, _) in CHALANDISE.items():
        a, b = places[commune]
        # 1,3 km de route pour 1 km à vol d'oiseau, comme pour le grossiste.
        km = (13 * isqrt(100 * ((a - x) ** 2 + (b - y) ** 2)) + 500) // 1000
        minutes = 4 if commune == MAGASIN else 3 + (km * 60 + 27) // 55 + t.entier(0, 2)
        sortie.append((commune, postaux[commune], km or 1, minutes, menages, indice))
    return sorted(sortie, key=lambda ligne: (ligne[3], ligne[0]))


def encarter(t: Tirage, zone: list[tuple]) -> list[dict]:
    """Les porteurs de la carte de fidélité : leur commune, leur date d'adhésion, leur assiduité."""
    minutes = {ligne[0]: ligne[3] for ligne in zone}
    porteurs = []
    for _ in range(NOMBRE_PORTEURS):
        commune = tirer_pese(t, list(CHALANDISE), [poids for _, _, poids in CHALANDISE.values()])
        while True:
            adhesion = date(2019, 3, 5) + timedelta(days=t.entier(0, 2470))
            if adhesion.weekday() in SEMAINE_MAGASIN and (adhesion.day, adhesion.month) not in FERIES:
                break
        # Qui habite loin vient moins souvent, et achète plus à chaque fois.
        assidu = tirer_pese(t, [0, 2, 6, 14, 34], [9, 33, 32, 19, 7])
        assiduite = max(assidu * (60 - minutes[commune]), 2 * (assidu > 0))
        porteurs.append({"commune": commune, "adhesion": adhesion, "assiduite": assiduite})
    for numero, porteur in enumerate(sorted(porteurs, key=lambda p: (p["adhesion"], p["commune"])), 1):
        porteur |= {"code": f"K{numero:04d}", "panier": 100 + minutes[porteur["commune"]]}
    return porteurs


def tenir_caisse(t: Tirage, porteurs: list[dict]) -> tuple[list[tuple], list[dict]]:
    """Les jours d'ouverture de 2025 et leurs entrées, puis tous les tickets de l'année."""
    jours, tickets = [], []
    debut = date(2025, 1, 1)
    for rang in range(365):
        jour = debut + timedelta(days=rang)
        if jour.weekday() not in SEMAINE_MAGASIN or (jour.day, jour.month) in FERIES | {ASCENSION}:
            continue
        indice = SAISON_MAGASIN[jour.month - 1] * SEMAINE_MAGASIN[jour.weekday()]
        entrees = indice * t.entier(104, 136) // 10_000
        # Le samedi et en décembre, on entre plus souvent sans acheter.
        part = t.entier(41, 51) - 7 * (jour.weekday() == 5) - 3 * (jour.month == 12)
        nombre = max(1, entrees * part // 100)
        jours.append((jour, entrees))
        presents = [p for p in porteurs if p["adhesion"] <= jour]
        poids = [p["assiduite"] for p in presents]
        heures = sorted(
            tirer_pese(t, [9, 10, 11, 14, 15, 16, 17, 18], [5, 14, 18, 10, 12, 15, 17, 9]) * 60
            + t.entier(0, 59)
            for _ in range(nombre)
        )
        for heure in heures:
            porteur = tirer_pese(t, presents, poids) if t.entier(1, 100) <= 46 else None
            tickets.append(
                {"jour": jour, "heure": heure, "porteur": porteur, "lignes": remplir(t, jour, porteur)}
            )
    for numero, ticket in enumerate(tickets, 1):
        ticket["numero"] = f"T{numero:05d}"
    return jours, tickets


def remplir(t: Tirage, jour: date, porteur: dict | None) -> list[tuple[str, int, int]]:
    """Les lignes d'un ticket : rayon, nombre d'articles, montant TTC en centimes."""
    noms = list(RAYONS)
    poids = [
        poids * (3 if nom == "Jardin" and 3 <= jour.month <= 6 else 1) for nom, (poids, _) in RAYONS.items()
    ]
    poids = [
        p * (2 if nom == "Décoration" and jour.month == 12 else 1) for nom, p in zip(noms, poids, strict=True)
    ]
    lignes: dict[str, tuple[int, int]] = {}
    for _ in range(
        tirer_pese(t, [1, 2, 3, 4, 5, 7], [38, 28, 16, 10, 5, 3]) + (t.entier(1, 100) <= 30 if porteur else 0)
    ):
        rayon = tirer_pese(t, noms, poids)
        prix = tirer_pese(t, RAYONS[rayon][1], [22, 30, 26, 16, 6])
        if porteur and porteur["panier"] > 100 + t.entier(0, 60):
            prix = RAYONS[rayon][1][min(4, RAYONS[rayon][1].index(prix) + 1)]
        articles, montant = lignes.get(rayon, (0, 0))
        lignes[rayon] = (articles + 1, montant + prix)
    return [(rayon, *lignes[rayon]) for rayon in noms if rayon in lignes]


def est_relevee(jour: date) -> bool:
    """Dire si les tickets d'un jour sont dans l'échantillon : la semaine du deuxième mardi de chaque mois."""
    mardi = jour - timedelta(days=jour.weekday() - 1)
    return 8 <= mardi.day <= 14


def interroger(t: Tirage) -> list[tuple]:
    """Les questionnaires envoyés dans l'année, et ce qu'ont noté ceux qui répondent."""
    envois = []
    for canal, (nombre, part, poids) in ENQUETES.items():
        for _ in range(nombre):
            envoi = date(2025, 1, 7) + timedelta(days=t.entier(0, 350))
            if t.entier(1, 100) > part:
                envois.append((envoi, canal, "", ""))
                continue
            note = tirer_pese(t, list(range(11)), list(poids))
            ton = "haut" if note > 8 else "moyen" if note > 6 else "bas"
            envois.append((envoi, canal, note, MOTIFS_AVIS[t.un(list(MOTIFS_NOTES[ton]))]))
    return [(f"Q{n:04d}", *envoi) for n, envoi in enumerate(sorted(envois, key=lambda e: e[:2]), 1)]


def reclamer(t: Tirage) -> list[tuple]:
    """Les réclamations de l'année : reçue, répondue, et ce qui en est sorti."""
    lignes = []
    for motif, nombre in RECLAMATIONS.items():
        for _ in range(nombre):
            recue = date(2025, 1, 2) + timedelta(days=t.entier(0, 355))
            delai = tirer_pese(t, [0, 1, 2, 4, 7, 12, 21, -1], [22, 17, 16, 15, 12, 7, 4, 7])
            repondue = recue + timedelta(days=delai) if delai >= 0 else None
            issue = (
                "en cours"
                if delai < 0 or repondue > date(2025, 12, 31)
                else tirer_pese(
                    t,
                    ["échange ou remboursement", "geste commercial", "explication", "sans suite"],
                    [45, 22, 22, 11],
                )
            )
            if issue == "en cours":
                repondue = None
            # Une réponse lente ou une affaire sans suite fait perdre plus de clients.
            chances = 82 - 3 * min(delai, 15) - 40 * (issue == "sans suite")
            revenu = "" if issue == "en cours" else "oui" if t.entier(1, 100) <= chances else "non"
            lignes.append((recue, t.un(CANAUX_RECLAMATION), motif, repondue, issue, revenu))
    return sorted(lignes, key=lambda ligne: (ligne[0], ligne[2]))


def recueillir(t: Tirage) -> list[tuple]:
    """Les avis laissés en ligne : le jour, les étoiles, le texte, le jour de la réponse du magasin."""
    lignes = []
    for _ in range(64):
        jour = date(2025, 1, 2) + timedelta(days=t.entier(0, 355))
        etoiles = tirer_pese(t, list(POIDS_AVIS), list(POIDS_AVIS.values()))
        repond = t.entier(1, 100) <= (70 if etoiles < 3 else 45)
        reponse = jour + timedelta(days=t.entier(1, 14)) if repond else None
        lignes.append(
            (jour, etoiles, t.un(AVIS[etoiles]), reponse if reponse and reponse.year == 2025 else None)
        )
    return sorted(lignes, key=lambda ligne: (ligne[0], ligne[1], ligne[2]))


def tenir_magasin(dossier: Path, communes: list[tuple]) -> None:
    """Écrire les fichiers de la droguerie Tarnelle : zone, carte, tickets, fréquentation, satisfaction."""
    zone = situer_zone(Tirage(GRAINE + 40), communes)
    porteurs = encarter(Tirage(GRAINE + 41), zone)
    jours, tickets = tenir_caisse(Tirage(GRAINE + 42), porteurs)
    ecrire_csv(
        dossier / "magasin-zone.csv",
        "commune;code_postal;distance_km;temps_min;menages;indice_depense",
        zone,
    )
    achats: dict[str, list[int]] = defaultdict(list)
    par_jour: dict[date, list[int]] = defaultdict(list)
    for ticket in tickets:
        montant = sum(centimes for _, _, centimes in ticket["lignes"])
        par_jour[ticket["jour"]].append(montant)
        if ticket["porteur"]:
            achats[ticket["porteur"]["code"]].append(montant)
    ecrire_csv(
        dossier / "magasin-carte-2025.csv",
        "Code carte;Commune;Date d'adhésion;Passages;Achats TTC;Points;Courriels acceptés",
        [
            [
                *(p["code"], p["commune"], f"{p['adhesion']:%d/%m/%Y}", len(achats[p["code"]])),
                *(euros(sum(achats[p["code"]])), sum(montant // 100 for montant in achats[p["code"]])),
                "oui" if accepte else "non",
            ]
            for p, accepte in accepter_courriels(Tirage(GRAINE + 43), porteurs)
        ],
    )
    ecrire_csv(
        dossier / "magasin-frequentation-2025.csv",
        "Date;Entrées;Tickets;CA TTC",
        [
            [f"{jour:%d/%m/%Y}", entrees, len(par_jour[jour]), euros(sum(par_jour[jour]))]
            for jour, entrees in jours
        ],
    )
    ecrire_csv(
        dossier / "magasin-tickets-2025.csv",
        "Date;Heure;N° ticket;Code carte;Rayon;Articles;Montant TTC",
        [
            [
                *(f"{x['jour']:%d/%m/%Y}", f"{x['heure'] // 60:02d}:{x['heure'] % 60:02d}", x["numero"]),
                *(x["porteur"]["code"] if x["porteur"] else "", rayon, articles, euros(montant)),
            ]
            for x in tickets
            if est_relevee(x["jour"])
            for rayon, articles, montant in x["lignes"]
        ],
    )
    ecrire_csv(
        dossier / "magasin-satisfaction-2025.csv",
        "Questionnaire;Date d'envoi;Canal;Note;Motif",
        [
            [numero, f"{jour:%d/%m/%Y}", canal, note, motif]
            for numero, jour, canal, note, motif in interroger(Tirage(GRAINE + 44))
        ],
    )
    ecrire_csv(
        dossier / "magasin-reclamations-2025.csv",
        "N°;Date de réception;Canal;Motif;Date de réponse;Issue;Revenu en magasin",
        [
            [
                *(f"R{n:02d}", f"{recue:%d/%m/%Y}", canal, motif),
                *(f"{repondue:%d/%m/%Y}" if repondue else "", issue, revenu),
            ]
            for n, (recue, canal, motif, repondue, issue, revenu) in enumerate(
                reclamer(Tirage(GRAINE + 45)), 1
            )
        ],
    )
    ecrire_csv(
        dossier / "magasin-avis-2025.csv",
        "Date;Étoiles;Avis;Date de réponse",
        [
            [f"{jour:%d/%m/%Y}", etoiles, texte, f"{reponse:%d/%m/%Y}" if reponse else ""]
            for jour, etoiles, texte, reponse in recueillir(Tirage(GRAINE + 46))
        ],
    )


def preparer_imports(dossier: Path, fiches: list[tuple], sirens: dict[str, str]) -> None:
    """Les clients et les produits, dans les colonnes que Dolibarr et Odoo savent importer.

    Les fiches y sont telles que saisies : doublons, SIREN vides ou faux. Un prix y a un point décimal, une
    date l'ordre année-mois-jour : Dolibarr n'en lit pas d'autres.
    """
    tiers, contacts = [], []
    for code, nom, c, jour in fiches:
        note = f"Secteur : {c['secteur']}. Suivi par {c['commercial']}. Origine : {c['origine']}."
        lieu = (c["adresse"], c["code_postal"], c["ville"])
        tiers.append((nom, 1, code, *lieu, "FR", sirens[code], note, 1, 0, f"{jour:%Y-%m-%d}"))
        contacts.append((f"client_{code}", nom, "True", code, *lieu, "base.fr", sirens[code], note))
    ecrire_csv(
        dossier / "import-dolibarr-tiers.csv",
        "Nom* (s.nom);État* (s.status);Code client (s.code_client);Adresse (s.address);Code postal (s.zip);"
        "Ville (s.town);Code pays (s.fk_pays);SIREN (s.siren);Note privée (s.note_private);"
        "Client* (s.client);Fournisseur* (s.fournisseur);Date création (s.datec)",
        tiers,
    )
    ecrire_csv(
        dossier / "import-odoo-contacts.csv",
        "id;name;is_company;ref;street;zip;city;country_id/id;company_registry;comment",
        contacts,
    )
    produits, articles = [], []
    for famille, (prefixe, libelles) in TARIF.items():
        prix, part_cout = FAMILLES[famille]
        for rang, (libelle, vente) in enumerate(zip(libelles, prix, strict=True), start=1):
            reference, note = f"{prefixe}-{rang:02d}", f"Famille : {famille}."
            ht, ttc, cout = (
                euros(x).replace(",", ".") for x in (vente, vente + taxer(vente), vente * part_cout // 100)
            )
            produits.append((reference, libelle, note, ht, ttc, 20, 1, 1, 0, cout))
            articles.append((f"produit_{reference}", libelle, "consu", reference, ht, cout, note))
    ecrire_csv(
        dossier / "import-dolibarr-produits.csv",
        "Réf.* (p.ref);Libellé* (p.label);Note (p.note);Prix HT (p.price);Prix TTC (p.price_ttc);"
        "Taux TVA (p.tva_tx);En vente* (p.tosell);En achat* (p.tobuy);Type* (p.fk_product_type);"
        "Prix de revient (p.cost_price)",
        produits,
    )
    ecrire_csv(
        dossier / "import-odoo-produits.csv",
        "id;name;type;default_code;list_price;standard_price;description",
        articles,
    )


def accepter_courriels(t: Tirage, porteurs: list[dict]) -> list[tuple[dict, bool]]:
    """Chaque porteur, par code, et s'il a accepté de recevoir des courriels."""
    return [(p, t.entier(1, 100) <= 63) for p in sorted(porteurs, key=lambda p: p["code"])]


def generer(dossier: Path) -> None:
    """Écrire tous les fichiers du Comptoir Brelande dans un dossier."""
    t = Tirage(GRAINE)
    clients = nommer_clients(t)
    prevoir(t, clients)
    doubles = dedoubler(t, clients)
    for ouverture, client in doubles:
        client["ouverture"] = ouverture
    loger(Tirage(GRAINE + 7), clients)
    fiches = [(c["code"], c["client"], c, c["contact"]) for c in clients]
    fiches += [(*c["double"], c, c["ouverture"]) for _, c in doubles]
    fiches.sort(key=lambda f: f[0])
    sirens = immatriculer(Tirage(GRAINE + 40), fiches)
    preparer_imports(dossier, fiches, sirens)
    ecrire_csv(
        dossier / "clients.csv",
        "Code client;Raison sociale;Secteur;Adresse;Ville;Code postal;Commercial;Date du premier contact;"
        "Origine du contact;SIREN",
        [
            [
                code,
                nom,
                c["secteur"],
                c["adresse"],
                c["ville"],
                c["code_postal"],
                c["commercial"],
                f"{jour:%d/%m/%Y}",
                c["origine"],
                sirens[code],
            ]
            for code, nom, c, jour in fiches
        ],
    )
    factures = {annee: facturer(t, clients, annee) for annee in ANNEES}
    for annee, encodage in zip(ANNEES, ("cp1252", "utf-8-sig"), strict=True):
        ecrire_csv(
            dossier / f"factures-{annee}.csv",
            "N° facture;Date facture;Code client;Client;Famille;Quantité;Montant HT;Coût d'achat HT",
            [
                (
                    x["facture"],
                    f"{x['jour']:%d/%m/%Y}",
                    x["code"],
                    x["nom"],
                    x["famille"],
                    x["quantite"],
                    euros(x["montant"]),
                    euros(x["cout"]),
                )
                for x in factures[annee]
            ],
            encodage,
        )
    charges = compter_charges(t, clients, factures[2025])
    ecrire_csv(
        dossier / "charges-clients-2025.csv",
        "Code client;Client;Nature;Montant HT",
        [[c["code"], c["client"], nature, euros(montant)] for c, nature, montant in charges],
    )
    ecrire_csv(
        dossier / "ca-clients-2025.csv",
        "client;secteur;ca;cout_achat;charges;marge;nb_factures;ca_2024",
        agreger(clients, factures[2024], factures[2025], charges),
    )
    suivre_achats(clients, factures)
    # Chaque fichier a sa graine : en changer un laisse les autres tels quels.
    signalements = signaler(Tirage(GRAINE + 1), clients, factures)
    ecrire_csv(
        dossier / "signalements.csv",
        "Date;Code client;Client;Nature;Motif;N° facture;Objet",
        [
            [f"{jour:%d/%m/%Y}", c["code"], c["client"], nature, MOTIFS.get(nature), facture, objet]
            for jour, c, nature, facture, objet in signalements
        ],
    )
    prospects = demarcher(Tirage(GRAINE + 2), clients)
    ecrire_csv(
        dossier / "prospects.csv",
        "Raison sociale;Secteur;Ville;Code postal;Commercial;Interlocuteur;Fonction;Origine du contact;"
        "Date de collecte;Date du premier contact;Date du dernier contact;Achats annuels estimés HT;"
        "Opposition",
        [
            [p["client"], p["secteur"], p["ville"], p["code_postal"], p["commercial"]]
            + [p["interlocuteur"], p["fonction"], p["origine"]]
            + [f"{jour:%d/%m/%Y}" if jour else "" for jour in (p["collecte"], p["premier"], p["dernier"])]
            + [p["achats"], "oui" if p["opposition"] else "non"]
            for p in prospects
        ],
    )
    ecrire_csv(
        dossier / "cotation-clients.csv",
        "client;secteur;commercial;importance;taux_nourriture_pct;potentiel_eur;profil;typologie;distance_km;segment",
        cotes := coter(Tirage(GRAINE + 3), clients),
    )
    ecrire_csv(
        dossier / "enquete-marche.csv",
        "etablissement;secteur;ville;achete_chez_nous;achete_ailleurs;pourrait_acheter;remarque",
        reponses := enqueter(Tirage(GRAINE + 4), clients, prospects),
    )
    ecrire_csv(
        dossier / "communes.csv",
        "commune;code_postal;x_km;y_km;etablissements",
        communes := placer_communes(Tirage(GRAINE + 30), clients, prospects, cotes, reponses),
    )
    ecrire_csv(
        dossier / "demarches-2025.csv",
        "etablissement;secteur;commercial;fonction;origine_contact;accroche;visites;etape",
        relever_demarches(Tirage(GRAINE + 40), clients, prospects),
    )
    ecrire_csv(
        dossier / "besoins-visites-2026.csv",
        "commercial;classe;clients;visites_par_client;besoin",
        compter_besoins(clients),
    )
    ecrire_csv(
        dossier / "objectifs-2026.csv",
        "indicateur;secteur;obtenu;base;objectif_pct;responsable;moyens;echeance",
        viser(Tirage(GRAINE + 5), clients, prospects, factures[2025]),
    )
    convenir(Tirage(GRAINE + 20), clients, factures[2025])
    reglements = regler(Tirage(GRAINE + 21), factures[2025], signalements)
    ecritures = passer_ecritures(Tirage(GRAINE + 6), factures, encaisser(factures, reglements))
    for annee, separateur, encodage in zip(ANNEES, "\t|", ("utf-8", "iso-8859-15"), strict=True):
        ecrire_fec(dossier / f"fec-{annee}.txt", ecritures[annee], separateur, encodage)
    facturer_en_ligne(dossier, factures[2025])
    ecrire_csv(
        dossier / "conditions-clients-2025.csv",
        "Code client;Client;Délai en jours;Fin de mois;Plafond d'encours TTC",
        [
            [c["code"], c["client"], c["delai"], "oui" if c["fin_de_mois"] else "non", c["plafond"] // 100]
            for c in sorted(clients, key=lambda c: c["code"])
            if "plafond" in c
        ],
    )
    ecrire_csv(
        dossier / "reglements-2025.csv",
        "N° facture;Code client;Client;Date facture;Date échéance;Montant TTC;Date règlement",
        [
            [
                *(numero, c["code"], c["client"], f"{jour:%d/%m/%Y}", f"{echeance:%d/%m/%Y}"),
                *(euros(ttc), f"{regle:%d/%m/%Y}" if regle else ""),
            ]
            for numero, c, jour, echeance, ttc, regle in reglements
        ],
    )
    tenir_magasin(dossier, communes)


if __name__ == "__main__":
    generer(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
