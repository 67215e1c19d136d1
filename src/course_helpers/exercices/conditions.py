"""À quelles conditions une question de la banque se pose sur un fichier, et pourquoi elle ne l'est pas.

Les tirages garantissent ces conditions aux données d'exercice ; un fichier lu les remplit ou non. Une
condition est une fonction (données lues, valeurs de la série) → la raison de laisser la question, vide si
elle est remplie.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from course_helpers.ecriture import FINE, compter, ecrire_nombre
from course_helpers.exercices.donnees_lues import DonneesLues
from course_helpers.exercices.question import Valeurs

Condition = Callable[[DonneesLues, Valeurs], str]

PARETO, VALEUR, PORTEFEUILLE = "4-pareto", "3-valeur", "2-portefeuille"
_POIDS_SENSIBLE = 5  # en % du CA : sous ce poids, le départ du premier client n'est pas un risque à écrire
_PRES_DU_SEUIL = 0.1  # en points : plus près d'un seuil, l'arrondi déciderait


# --- Ce qu'un fichier ne contient jamais -------------------------------------------------------------------

_MARCHE = (
    "Il faudrait connaître tout le marché. Un fichier de clients ne compte ni ceux de la concurrence, "
    "ni ceux qui n’achètent pas."
)
_TAUX = "Il faudrait un taux de rétention et un taux d’actualisation, que l’entreprise choisit."
_PROGRAMME = "Il faudrait un programme de fidélité, sa remise et son coût fixe."
_DEPENSES = "Il faudrait ce qu’ont coûté la conquête et la fidélisation de l’année."


def _renvoyer(chapitre: int) -> str:
    return f"Elle ne porte pas sur un portefeuille{FINE}: répondez-y dans la série du chapitre {chapitre}."


HORS_FICHIER: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (PARETO, "q4"): (
            "Il faudrait une tournée de huit clients dont un se trouve à la limite du seuil de 80\u202f%. "
            "Un fichier ne dit pas qui se visite ensemble."
        ),
        (PARETO, "q10"): "Il faudrait aussi le nombre de prospects, qu’un fichier de clients ne donne pas.",
        (VALEUR, "q2"): "Elle porte sur une vente, avec son prix TTC et ses frais, non sur des clients.",
        (VALEUR, "q6"): _TAUX,
        (VALEUR, "q12"): _TAUX,
        (VALEUR, "q13"): _TAUX,
        (VALEUR, "q14"): _DEPENSES,
        (VALEUR, "q15"): _DEPENSES,
        (VALEUR, "q18"): _DEPENSES,
        (PORTEFEUILLE, "q1"): "Elle porte sur une enquête auprès d’établissements, non sur des clients.",
        (PORTEFEUILLE, "q6"): (
            "Il faudrait aussi des prospects et leurs contacts. Un fichier de ventes ne connaît que ceux qui "
            "ont acheté."
        ),
        (PORTEFEUILLE, "q10"): "Il faudrait les réclamations et les impayés enregistrés par l’entreprise.",
        **{
            (PORTEFEUILLE, numero): (
                "Il faudrait une carte\u202f: la distance de chaque commune, et combien elle compte "
                "d’établissements."
            )
            for numero in ("q19", "q20")
        },
        **{(VALEUR, numero): _PROGRAMME for numero in ("q19", "q20")},
        **{
            (serie, numero): (
                "Il faudrait les tickets et la carte de fidélité d’un magasin, qu’un fichier de clients ne "
                "donne pas."
            )
            for serie, numeros in (
                (PARETO, ("q19", "q20")),
                (VALEUR, ("q22", "q23")),
                (PORTEFEUILLE, ("q21", "q22")),
            )
            for numero in numeros
        },
        **{(PORTEFEUILLE, numero): _MARCHE for numero in ("q2", "q3", "q4", "q5", "q7", "q17", "q18")},
        **{(VALEUR, numero): _renvoyer(3) for numero in ("q1", "q7", "q11", "q16", "q17", "q21")},
        **{
            (PORTEFEUILLE, numero): _renvoyer(2) for numero in ("q8", "q9", "q13", "q14", "q15", "q16", "q23")
        },
    }
)


# --- Ce que certains fichiers donnent ----------------------------------------------------------------------


def _exiger_clients(minimum: int) -> Condition:
    def verifier(lues: DonneesLues, v: Valeurs) -> str:
        if "clients" in lues.manques:
            return lues.manques["clients"]
        if len(lues.clients) < minimum:
            return f"Il faut au moins {minimum} clients{FINE}: votre fichier en a {len(lues.clients)}."
        return ""

    return verifier


def _exiger_acheteurs(minimum: int) -> Condition:
    def verifier(lues: DonneesLues, v: Valeurs) -> str:
        if "clients" in lues.manques:
            return lues.manques["clients"]
        if lues.acheteurs < minimum:
            return (
                f"Il faut au moins {minimum} clients qui ont acheté{FINE}: votre fichier en a "
                f"{lues.acheteurs}."
            )
        return ""

    return verifier


def _exiger(nom: str) -> Condition:
    """Exiger une colonne, deux années entières ou un client à perte : ce dont ``manques`` dit l'absence."""
    return lambda lues, v: lues.manques.get(nom, "")


def _plusieurs_a(lues: DonneesLues, v: Valeurs) -> str:
    if v.n_a < 2:
        return f"Votre premier client atteint 80{FINE}% du CA à lui seul{FINE}: la classe A n’a que lui."
    return ""


def _seuil_franchi(lues: DonneesLues, v: Valeurs) -> str:
    if 100 * sum(v.tries[: v.n_a]) == 80 * sum(v.tries):
        return f"Le cumul de vos clients tombe juste sur 80{FINE}%{FINE}: aucun client ne franchit le seuil."
    # Écrit avec deux décimales, le cumul d'avant doit se lire sous le seuil, et celui d'après, au-dessus.
    if round(v.avant_dernier_a, 2) >= 80 or round(v.part_a, 2) <= 80:
        return f"Le cumul de vos clients frôle 80{FINE}% de si près que deux décimales ne le montrent pas."
    return ""


def _suite_en_b(lues: DonneesLues, v: Valeurs) -> str:
    return "" if v.n_b else "Aucun client de votre fichier n’est en classe B, après les A."


def _methodes_distinctes(lues: DonneesLues, v: Valeurs) -> str:
    if v.n_a == v.n_a_effectif:
        return f"Par effectif ou par cumul, votre classe A compte {compter(v.n_a)}{FINE}: rien ne les sépare."
    return ""


def _premier_seul(lues: DonneesLues, v: Valeurs) -> str:
    return "Deux de vos clients sont premiers à égalité." if v.tries[0] == v.tries[1] else ""


def _deuxieme_seul(lues: DonneesLues, v: Valeurs) -> str:
    return "Deux de vos clients sont deuxièmes à égalité." if v.tries[1] == v.tries[2] else ""


def _premier_pese(lues: DonneesLues, v: Valeurs) -> str:
    if v.part_premier < _POIDS_SENSIBLE:
        return (
            f"Votre premier client ne fait que {ecrire_nombre(v.part_premier, 1, '%')} du CA{FINE}: son "
            "départ n’est pas le risque dont parle le modèle de réponse."
        )
    return ""


def _loin_du_seuil(lues: DonneesLues, v: Valeurs) -> str:
    if abs(v.part_premier - v.seuil_dependance) <= _PRES_DU_SEUIL:
        return (
            f"Votre premier client est tout près du seuil de {ecrire_nombre(v.seuil_dependance, 0, '%')}"
            f"{FINE}: un arrondi déciderait de la réponse."
        )
    return ""


def _deux_avoirs(lues: DonneesLues, v: Valeurs) -> str:
    if len(lues.avoirs) != 2:
        en_a = f"en a {len(lues.avoirs)}" if len(lues.avoirs) else "n’en a aucun"
        return f"Il faut deux clients au total négatif, ni plus ni moins{FINE}: votre fichier {en_a}."
    if v.total + v.montant_avoir_1 + v.montant_avoir_2 <= 0:
        return "Vos avoirs dépassent vos ventes."
    return ""


def _marge_sans_perte(lues: DonneesLues, v: Valeurs) -> str:
    if "marge" in lues.manques:
        return lues.manques["marge"]
    if (lues.clients["marge"] < 0).any():
        return (
            f"Un de vos clients a une marge négative{FINE}: classer par la marge demanderait une convention "
            "de plus."
        )
    return "" if lues.clients["marge"].sum() > 0 else "Vos clients ne laissent aucune marge."


def _un_piege(lues: DonneesLues, v: Valeurs) -> str:
    if not hasattr(v, "piege"):
        return "Aucun client de votre classe A ne laisse bien moins de marge que les autres."
    return ""


def _quatre_a_distinguer(lues: DonneesLues, v: Valeurs) -> str:
    if v.piege in (v.premier, v.deuxieme) or not {v.premier, v.deuxieme} <= v.rentables or v.n_a < 3:
        return "Vos deux premiers clients ne sont pas A à la fois par le CA et par la marge."
    if not hasattr(v, "petit"):
        return "Aucun client de votre classe C n’est hors de la classe A par la marge."
    if v.egalites:
        return "Des clients à égalité se trouvent de part et d’autre d’une limite de classe."
    return ""


def _etudie_rentable(lues: DonneesLues, v: Valeurs) -> str:
    if v.etudie_valeur <= 0:
        return "Votre cinquième client par le CA, celui que la question étudie, ne rapporte rien."
    return ""


def _un_gros_a_perte(lues: DonneesLues, v: Valeurs) -> str:
    if v.perte >= 0:
        return "Aucun client de votre fichier ne coûte plus qu’il ne rapporte."
    if v.rang_piege > v.n // 5 or v.piege in (v.premier, v.moyen, v.petit):
        return (
            f"Le client qui vous coûte le plus n’est pas l’un des gros à comparer{FINE}: il est de rang "
            f"{v.rang_piege} sur {ecrire_nombre(v.n)}."
        )
    if min(v.valeurs[client] for client in (v.premier, v.moyen, v.petit)) <= 0:
        return "Plusieurs des quatre clients à comparer ne rapportent rien."
    montants = sorted(lues.clients["ca"])
    if montants[0] == montants[1] or montants[-1] == montants[-2]:
        return "Vos plus gros ou vos plus petits clients sont à égalité."
    return ""


def _taux_d_ensemble(lues: DonneesLues, v: Valeurs) -> str:
    if len(lues.avoirs):
        verbe, les = ("sont mis", "les") if len(lues.avoirs) > 1 else ("est mis", "le")
        return (
            f"{compter(len(lues.avoirs))} au total négatif {verbe} à part{FINE}: le taux du portefeuille "
            f"entier {les} compterait."
        )
    if lues.acheteurs < len(lues.clients):
        return "Un client sans CA n’a pas de taux de marque."
    if v.marge_totale <= 0 or lues.clients["cout_achat"].sum() <= 0:
        return "Le coût d’achat total est nul, ou dépasse le CA."
    return ""


def _mouvements(lues: DonneesLues, v: Valeurs) -> str:
    if min(v.nouveaux, v.perdus, v.restes) < 2:
        return (
            f"Il faut au moins deux clients gagnés, deux perdus et deux restés entre {lues.annees.avant} et "
            f"{lues.annees.annee}{FINE}: votre fichier en compte {v.nouveaux}, {v.perdus} et {v.restes}."
        )
    return ""


def _duree_de_deux_ans(lues: DonneesLues, v: Valeurs) -> str:
    return "" if v.duree >= 2 else "À ce rythme, une relation dure moins de deux années."


def _un_client_au_seuil(lues: DonneesLues, v: Valeurs) -> str:
    if not hasattr(v, "seuil_gros"):
        return (
            f"Aucun client ne se trouve à la limite du seuil{FINE}: il en faudrait un, parmi les gros, dont "
            "les achats de l’année font un montant rond."
        )
    if v.n_gros_moyens <= v.n_gros:
        return "Aucun client de votre fichier n’est de taille moyenne."
    return ""


CONDITIONS: Mapping[tuple[str, str], tuple[Condition, ...]] = MappingProxyType(
    {
        (PARETO, "q1"): (),
        (PARETO, "q2"): (_exiger_clients(6),),
        (PARETO, "q3"): (_exiger_clients(3), _plusieurs_a, _seuil_franchi, _suite_en_b),
        (PARETO, "q5"): (_exiger_clients(3), _premier_seul),
        (PARETO, "q6"): (_exiger_clients(2),),
        (PARETO, "q7"): (_exiger_clients(11), _methodes_distinctes),
        (PARETO, "q8"): (_exiger_clients(5),),
        (PARETO, "q9"): (_exiger_clients(3), _plusieurs_a, _seuil_franchi),
        (PARETO, "q11"): (_exiger_acheteurs(7),),
        (PARETO, "q12"): (_exiger_clients(3), _deux_avoirs),
        (PARETO, "q13"): (_exiger_acheteurs(3), _premier_seul, _deuxieme_seul),
        (PARETO, "q14"): (
            _exiger_clients(5),
            _marge_sans_perte,
            _un_piege,
            _premier_seul,
            _quatre_a_distinguer,
        ),
        (PARETO, "q15"): (_exiger_clients(3), _premier_seul, _loin_du_seuil),
        (PARETO, "q16"): (),
        (PARETO, "q17"): (),
        (PARETO, "q18"): (
            _exiger_clients(3),
            _plusieurs_a,
            _premier_seul,
            _premier_pese,
            _marge_sans_perte,
            _un_piege,
        ),
        (VALEUR, "q3"): (
            _exiger("cout_achat"),
            _exiger("charges"),
            _exiger_acheteurs(8),
            _etudie_rentable,
        ),
        (VALEUR, "q4"): (_exiger("cout_achat"), _exiger("charges"), _exiger_acheteurs(8), _exiger("cinq")),
        (VALEUR, "q5"): (_exiger_clients(3), _exiger("annees"), _mouvements),
        (VALEUR, "q8"): (_exiger_clients(3), _exiger("cout_achat"), _taux_d_ensemble),
        (VALEUR, "q9"): (_exiger("cout_achat"), _exiger("charges"), _exiger_acheteurs(8), _un_gros_a_perte),
        (VALEUR, "q10"): (_exiger_clients(3), _exiger("annees"), _mouvements, _duree_de_deux_ans),
        (PORTEFEUILLE, "q11"): (_exiger_clients(3), _exiger("annees"), _un_client_au_seuil),
        (PORTEFEUILLE, "q12"): (_exiger_clients(3), _exiger("annees"), _un_client_au_seuil),
    }
)


# --- Les erreurs que ces données ne permettent pas de faire, et les mots de celles qui s'y confondent -------

SANS_OBJET: Mapping[tuple[str, str, str], Callable[[Valeurs], bool]] = MappingProxyType(
    {
        # Rien n'est à arrondir : l'un ou l'autre sens donne le même rang.
        (PARETO, "q2", "rang_inferieur"): lambda v: v.n % 5 == 0,
        (PARETO, "q8", "rang_inferieur"): lambda v: v.n % 10 == 0,
        (VALEUR, "q5", "nouveaux_comptes"): lambda v: v.nouveaux < 2,
        (VALEUR, "q10", "nouveaux_comptes"): lambda v: v.fin >= v.debut,
    }
)

# Parmi beaucoup de clients, un rang ou un client de plus ne se voit pas à la précision demandée : qui l'a
# manqué a tout de même mesuré ce que l'on cherche.
NUANCES = frozenset(
    {
        (PARETO, "q2", "rang_inferieur"),
        (PARETO, "q8", "rang_inferieur"),
        (PORTEFEUILLE, "q12", "seuil_strict"),
    }
)

MOTS: Mapping[str, str] = MappingProxyType(
    {
        "annee_precedente": "prendre une autre année",
        "avoirs_oublies": "oublier les avoirs",
        "avoirs_seuls": "donner le total des avoirs",
        "avoirs_sans_signe": "compter les avoirs comme des ventes",
        "base_autre_annee": "diviser par les clients d’une autre année",
        "base_avant_depart": "garder le total d’avant le départ",
        "base_classe_a": "diviser par le CA des seuls clients A",
        "base_de_la_fin": "diviser par les clients de la fin",
        "base_du_tableau": "diviser par le total des premiers clients",
        "base_sans_gros": "diviser par le CA des autres clients",
        "base_sans_lui": "diviser par le CA des autres clients",
        "attrition_pour_retention": "donner l’attrition",
        "ca_pour_marge": "recopier le CA",
        "charges_ajoutees": "ajouter les charges",
        "charges_comprises": "retrancher aussi les charges",
        "charges_oubliees": "oublier les charges",
        "cout_achat_oublie": "oublier le coût d’achat",
        "cout_pour_marge": "donner la part du coût d’achat",
        "cumul_precedent": "donner le cumul d’avant chaque ligne",
        "marge_pour_ca": "travailler sur la marge",
        "mauvaise_annee": "compter sur l’année d’avant",
        "methodes_confondues": "appliquer l’autre méthode ABC",
        "moyenne_simple": "faire la moyenne des taux",
        "moyens_comptes": "compter aussi les clients moyens",
        "nouveaux_comptes": "compter aussi les nouveaux clients",
        "part_cumulee": "donner la part cumulée des A et des B",
        "part_des_clients": "donner la part des clients",
        "part_des_nouveaux": "donner le poids des nouveaux clients",
        "part_du_partant": "donner la part du client parti",
        "part_pour_duree": "donner la part des clients partis",
        "part_seule": "donner la part de chaque client",
        "parts_arrondies": "arrondir chaque part avant de les additionner",
        "parts_egales": "partager le CA également entre tous",
        "premier_du_fichier": "prendre la première ligne sans trier",
        "rang_inferieur": "arrondir le rang vers le bas",
        "reference_recopiee": "recopier l’exemple du cours",
        "sans_tri": "cumuler sans trier",
        "seuil_recopie": "recopier le seuil de 80\u202f%",
        "seuil_strict": "exclure le client au seuil",
        "signe_perdu": "perdre le signe moins",
        "suppose_20_80": "recopier la règle 20/80",
        "taux_de_marge": "diviser par le coût d’achat",
        "taux_pour_duree": "donner l’attrition",
        "tri_croissant": "trier du plus petit au plus gros",
        "un_sur_retention": "diviser 1 par la rétention",
    }
)
