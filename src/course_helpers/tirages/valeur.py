"""La série 3-valeur : un portefeuille avec ses coûts, une vente, une clientèle qui se renouvelle."""

from fractions import Fraction
from types import MappingProxyType

from course_helpers.tirages.hasard import ENTREPRISES, Hasard, compter_reprises, nommer, ranger
from course_helpers.tirages.magasin import tirer_carte

REPRISES = compter_reprises("1 2 9 10 43 67 75 91 92 113 114 128 142 146 159", "20")


def tirer(hasard: Hasard) -> dict:
    """Tirer les clients et leurs coûts, cinq clients à étudier, et les nombres des autres énoncés."""
    nombre = hasard.entier(20, 25)
    noms = nommer(hasard, nombre + 5)
    semaine, carte = tirer_carte(hasard)
    donnees = {
        "entreprise": hasard.choisir(ENTREPRISES),
        "clients": ranger(noms[:nombre], **_tirer_portefeuille(hasard, nombre)),
        "tables": MappingProxyType({"cinq": ranger(noms[nombre:], **_tirer_cinq(hasard))} | semaine),
    }
    faits = (
        _tirer_vente(hasard)
        | _tirer_retention(hasard)
        | _tirer_vie(hasard)
        | _tirer_conquete(hasard)
        | _tirer_amortissement(hasard)
    )
    faits |= _tirer_depenses(hasard, faits)
    # En dernier : les copies d'avant ces questions gardent leurs données.
    return donnees | {"faits": MappingProxyType(faits | _tirer_programme(hasard) | carte)}


def _tirer_portefeuille(hasard: Hasard, nombre: int) -> dict[str, list[int]]:
    """Tirer des clients du plus gros au plus petit ; l'un des gros coûte plus qu'il ne rapporte."""
    ca = [hasard.entier(34_000, 52_000)]
    while len(ca) < nombre:
        ca.append(ca[-1] * hasard.entier(840, 920) // 1000)
    # Les gros clients négocient : leur taux de marque est plus bas, la moyenne simple des taux se trompe.
    marges = [c * (235 + 8 * rang + hasard.entier(-15, 15)) // 1000 for rang, c in enumerate(ca)]
    charges = [c * hasard.entier(45, 110) // 1000 for c in ca]
    gros = hasard.entier(1, 3)
    marges[gros] = ca[gros] * hasard.entier(175, 205) // 1000
    charges[gros] = marges[gros] + ca[gros] * hasard.entier(15, 45) // 1000
    return {"ca": ca, "cout_achat": [c - m for c, m in zip(ca, marges, strict=True)], "charges": charges}


def _tirer_cinq(hasard: Hasard) -> dict[str, list[int]]:
    """Tirer cinq clients, en centaines d'euros : le premier laisse peu, le dernier fait perdre."""
    ca = [
        hasard.entier(480, 720),
        hasard.entier(260, 360),
        hasard.entier(150, 210),
        hasard.entier(70, 110),
        hasard.entier(34, 56),
    ]
    taux = [hasard.entier(17, 21), hasard.entier(26, 33), hasard.entier(33, 38), 35, 40]
    marges = [c * t // 100 for c, t in zip(ca, taux, strict=True)]
    valeurs = [
        ca[0] * hasard.entier(2, 3) // 100,
        marges[1] * hasard.entier(65, 80) // 100,
        marges[2] * hasard.entier(78, 90) // 100,
        marges[3] * hasard.entier(70, 90) // 100,
        -hasard.entier(3, 9),
    ]
    return {
        "ca": [100 * c for c in ca],
        "cout_achat": [100 * (c - m) for c, m in zip(ca, marges, strict=True)],
        "charges": [100 * (m - v) for m, v in zip(marges, valeurs, strict=True)],
    }


def _tirer_vente(hasard: Hasard) -> dict[str, int]:
    """Tirer une vente dont le prix HT et le coût d'achat tombent juste au centime."""
    prix_ht = 10 * hasard.entier(9, 45)
    return {
        "prix_ttc_centimes": 120 * prix_ht,
        "marque_pct": hasard.choisir((25, 28, 30, 32, 35, 38)),
        "frais": hasard.entier(3, 9),
    }


def _tirer_retention(hasard: Hasard) -> dict[str, int]:
    """Tirer une clientèle qui perd plus de clients qu'elle n'en gagne."""
    debut = hasard.entier(120, 380)
    perdus = debut * hasard.entier(140, 330) // 1000
    nouveaux = perdus * hasard.entier(35, 85) // 100
    return {"debut": debut, "fin": debut - perdus + nouveaux, "nouveaux": nouveaux}


def _tirer_vie(hasard: Hasard) -> dict[str, int]:
    """Tirer un client habituel, dont on cherche la valeur vie."""
    marge = 10 * hasard.entier(24, 75)
    return {
        "vie_marge": marge,
        "vie_ca": marge * hasard.choisir((4, 5, 6)),
        "vie_retention": hasard.choisir((70, 75, 80, 85)),
        "vie_taux": hasard.choisir((5, 6, 8, 10)),
        "vie_annees": hasard.choisir((4, 5, 6)),
    }


def _tirer_conquete(hasard: Hasard) -> dict[str, int]:
    """Tirer un client à conquérir : ce qu'il coûte et ce que l'on en attend."""
    marge = 10 * hasard.entier(31, 90)
    return {
        "conquete_marge": marge,
        "conquete_ca": marge * hasard.choisir((4, 5)),
        "conquete_cout": marge * hasard.entier(105, 175) // 1000 * 10,
        "conquete_retention": hasard.choisir((65, 70, 75, 80)),
        "conquete_taux": hasard.choisir((5, 8, 10)),
        "conquete_annees": hasard.choisir((3, 4)),
    }


def _tirer_amortissement(hasard: Hasard) -> dict[str, int]:
    """Tirer un coût d'acquisition à mi-chemin de deux années du cumul : aucun arrondi ne décide."""
    marge = 10 * hasard.entier(28, 80)
    retention, taux = hasard.choisir(((75, 10), (75, 8), (80, 10), (80, 8), (80, 5)))
    facteur = Fraction(retention, 100 + taux)
    annee = hasard.choisir((4, 5))
    avant = sum(facteur**t for t in range(1, annee))
    return {
        "amorti_marge": marge,
        "amorti_ca": 4 * marge,
        "amorti_cout": int(marge * (avant + facteur**annee / 2) / 10) * 10,
        "amorti_retention": retention,
        "amorti_taux": taux,
    }


def _tirer_depenses(hasard: Hasard, clientele: dict[str, int]) -> dict[str, int]:
    """Tirer ce qu'ont coûté les mouvements de la clientèle ; une fois sur quatre, garder coûte plus."""
    gagnes, gardes = clientele["nouveaux"], clientele["fin"] - clientele["nouveaux"]
    cout_garder = hasard.entier(60, 320)
    if hasard.entier(1, 4) == 4:
        cout_gagner = cout_garder * hasard.entier(45, 80) // 100
    else:
        cout_gagner = cout_garder * hasard.entier(150, 420) // 100
    return {
        "gagnes": gagnes,
        "touches": gagnes * hasard.entier(25, 38) // 10,
        "gardes": gardes,
        "depenses_conquete": 10 * (gagnes * cout_gagner // 10),
        "depenses_fidelisation": 10 * (gardes * cout_garder // 10),
    }


def _tirer_programme(hasard: Hasard) -> dict[str, int]:
    """Tirer un programme de fidélité ; le tirage se reprend tant que deux seuils se confondraient."""
    while True:
        # Aucun montant rond : il se confondrait avec la réponse d'une autre question.
        membres, fixe = 10 * hasard.entier(8, 24), 100 * hasard.entier(21, 59) + 53
        ca, remise = 100 * hasard.entier(18, 45) + 50, hasard.entier(2, 4)
        marge = ca * hasard.entier(11, 19) // 1000 * 10 + 5
        remises = membres * ca * remise // 100
        cout = fixe + remises
        seuils = [-(-cout // marge), cout // marge, -(-fixe // marge), -(-remises // marge), -(-cout // ca)]
        if len(set(seuils)) == len(seuils) and max(seuils) < membres // 2 and seuils[-1] > 2:
            return {
                "prog_membres": membres,
                "prog_fixe": fixe,
                "prog_ca": ca,
                "prog_remise": remise,
                "prog_marge": marge,
            }
