"""Les questions de la banque posées sur un fichier : posées justes, ou laissées avec leur raison."""

import base64
import html
import re
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course_helpers.analyse import PortefeuilleLu, preparer_portefeuille
from course_helpers.donnees import chemin, lire_factures
from course_helpers.ecriture import FINE
from course_helpers.exercices.banque import ouvrir_banque, poser_serie
from course_helpers.exercices.conditions import CONDITIONS, HORS_FICHIER, MOTS
from course_helpers.exercices.confusions import relever_confusions
from course_helpers.exercices.genres.ouvert import Ouvert
from course_helpers.exercices.question import QuestionPosee, Valeurs
from course_helpers.exercices.statique import ecrire_serie
from course_helpers.exercices.sur_mesure import SERIES, poser_sur

TOUTES = {
    f"{ouvrir_banque(nom).chapitre.numero}.{q.numero}" for nom in SERIES for q in ouvrir_banque(nom).questions
}
DOUZE = [37_000, 26_150, 19_420, 14_080, 9_310, 6_475, 4_520, 3_140, 2_230, 1_525, 1_140, 615]
NOMS = "Zinc Verger Usine Tuile Sillon Rivet Quai Presse Olive Navire Moulin Lampe".split()


def lire(ca, noms=None, **colonnes):
    """Un portefeuille lu : des montants, des noms de A à Z à l'envers, d'autres colonnes."""
    noms = noms or [f"Client {rang:04}" for rang in range(len(ca), 0, -1)]
    return PortefeuilleLu(pd.DataFrame({"client": noms, "ca": ca, **colonnes}))


def lister_raisons(lu):
    return poser_sur(lu)[1].set_index("question")["raison"].str.replace(FINE, " ")


def facturer(*annees, depart=2024):
    """Des factures : pour chaque année, client → montant, en janvier et en décembre."""
    lignes = [
        {
            "facture": f"{an}-{mois}-{nom}",
            "date": pd.Timestamp(an, mois, 15),
            "client": nom,
            "montant_ht": m / 2,
        }
        for an, achats in enumerate(annees, start=depart)
        for nom, m in achats.items()
        for mois in (1, 12)
    ]
    return preparer_portefeuille(pd.DataFrame(lignes))


# --- Le fichier du cours ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brelande():
    return poser_sur(preparer_portefeuille(lire_factures(chemin("factures-2025.csv"))))


def test_toute_question_est_posee_ou_laissee_une_fois(brelande):
    serie, laissees = brelande
    posees = {t.question.numero for t in serie.q.values()}
    assert posees | set(laissees["question"]) == TOUTES
    assert not posees & set(laissees["question"]) and laissees["question"].is_unique
    assert set(HORS_FICHIER) | set(CONDITIONS) == {
        (nom, q.identifiant) for nom in SERIES for q in ouvrir_banque(nom).questions
    }
    assert not set(HORS_FICHIER) & set(CONDITIONS)
    assert {"4.2", "4.5", "4.9", "4.11", "4.13", "4.15", "3.8"} <= posees


@pytest.mark.parametrize("nom", SERIES)
def test_les_textes_sont_ceux_de_la_banque(brelande, nom):
    serie, _ = brelande
    chapitre = ouvrir_banque(nom).chapitre.numero
    for question in ouvrir_banque(nom).questions:
        if f"q{chapitre}.{question.numero}" in serie.q:
            travail = serie.q[f"q{chapitre}.{question.numero}"]
            for champ in (
                "enonce",
                "indices",
                "solution",
                "confirmation",
                "conventions",
                "attendu",
                "points",
            ):
                assert getattr(travail.question, champ) == getattr(question, champ)
            assert set(travail.question.erreurs) <= set(question.erreurs)


@pytest.mark.parametrize("variante", range(0, 160, 8))
def test_les_donnees_d_un_tirage_relues_donnent_les_memes_reponses_et_diagnostics(variante, taper):
    """Les clients d'une variante, lus comme un fichier : la série 4 s'y pose et s'y corrige de même."""
    tiree = poser_serie("4-pareto", variante)
    clients = pd.concat([tiree.portefeuille.clients, tiree.portefeuille.tables["avoirs"]])
    clients["marge"] = clients["marge"].fillna(0)
    serie, laissees = poser_sur(PortefeuilleLu(clients.sample(frac=1, random_state=variante)))
    # La tournée, les prospects et le magasin ne sont pas dans le fichier ; l'ordre des lignes, changé, peut
    # en confondre une autre.
    raisons = laissees.set_index("question")["raison"]
    for numero, posee in tiree.questions.items():
        cle = f"q4.{numero[1:]}"
        if cle not in serie.q:
            ici = QuestionPosee(posee.question, serie.valeurs, serie.portefeuille, "")
            assert numero in ("q4", "q10", "q19", "q20") or relever_confusions(ici), raisons[
                f"4.{numero[1:]}"
            ]
            continue
        sur_mesure = serie.q[cle].posee
        assert sur_mesure.question.arrondir(sur_mesure.attendu) == posee.question.arrondir(posee.attendu)
        motifs = {erreur.code: motif for erreur, motif in posee.erreurs}
        for erreur, motif in sur_mesure.erreurs:
            assert erreur in posee.question.erreurs
            verdict = sur_mesure.juger(taper(sur_mesure, motif))
            assert (verdict.etat, verdict.code_erreur) == ("a_revoir", erreur.code)
            if erreur.code not in (
                "sans_tri",
                "premier_du_fichier",
            ):  # seuls à dépendre de l'ordre des lignes
                assert sur_mesure.question.arrondir(motif) == posee.question.arrondir(motifs[erreur.code])
                assert verdict.message == posee.juger(taper(posee, motif)).message


def test_les_clients_et_leurs_couts_d_un_tirage_relus_donnent_les_reponses_de_la_serie_3():
    for variante in range(0, 160, 16):
        tiree = poser_serie("3-valeur", variante)
        serie, _ = poser_sur(PortefeuilleLu(tiree.portefeuille.clients))
        for numero in ("q3", "q8", "q9"):
            sur_mesure, posee = serie.q[f"q3.{numero[1:]}"].posee, tiree.questions[numero]
            assert sur_mesure.attendu == posee.attendu
            assert [e.code for e, _ in sur_mesure.erreurs] == [e.code for e, _ in posee.erreurs]
        valeurs = serie.q["q3.4"].posee.attendu
        assert len(valeurs) == 5 and sum(valeur < 0 for valeur in valeurs.values()) == 1


# --- Chaque raison -----------------------------------------------------------------------------------------


def placer(rang, montant):
    """Les douze montants, l'un d'eux changé."""
    return [montant if place == rang else autre for place, autre in enumerate(DOUZE)]


def couter(taux=0.6, charges=0.05, **cas):
    """Les douze clients, leurs coûts ; ``cas`` dit ceux que l'on change, par nom."""
    table = pd.DataFrame({"client": NOMS, "ca": DOUZE})
    table["cout_achat"] = [round(ca * (taux + rang / 50)) for rang, ca in enumerate(DOUZE)]
    table["charges"] = [round(ca * charges) for ca in DOUZE]
    for nom, colonnes in cas.items():
        for colonne, montant in colonnes.items():
            table.loc[table["client"] == nom, colonne] = montant
    return PortefeuilleLu(table)


DEUX_ANNEES = dict(zip(NOMS, DOUZE, strict=True))
MOUVEMENTS = {nom: ca for nom, ca in DEUX_ANNEES.items() if nom not in ("Zinc", "Olive")}

RAISONS = [
    ("4.2", lire(DOUZE[:5]), "Il faut au moins 6 clients : votre fichier en a 5."),
    ("4.7", lire(DOUZE[:7]), "Il faut au moins 11 clients : votre fichier en a 7."),
    ("4.5", lire([500, 300]), "Il faut au moins 3 clients qui ont acheté : votre fichier en a 2."),
    ("4.11", lire([*DOUZE[:6], 0, 0]), "Il faut au moins 7 clients qui ont acheté : votre fichier en a 6."),
    (
        "4.5",
        lire([1, 1, 1], ["Zoo", "Zoo", "École"]),
        "Colonne « client » : déjà présent plus haut (1 ligne), d’abord ligne 2 (« Zoo "
        "») : réunissez ces lignes en une seule.",
    ),
    (
        "4.3",
        lire(placer(0, 10**6)),
        "Votre premier client atteint 80 % du CA à lui seul : la classe A n’a que lui.",
    ),
    (
        "4.9",
        lire([50, 30, 12, 5, 3]),
        "Le cumul de vos clients tombe juste sur 80 % : aucun client ne franchit le seuil.",
    ),
    (
        "4.9",
        lire([50_000, 30_001, 12_000, 4999, 3000]),
        "Le cumul de vos clients frôle 80 % de si près que deux décimales ne le montrent pas.",
    ),
    ("4.3", lire([40, 30, 29, 1]), "Aucun client de votre fichier n’est en classe B, après les A."),
    (
        "4.7",
        lire([700, 200, *[10] * 10]),
        "Par effectif ou par cumul, votre classe A compte 2 clients : rien ne les sépare.",
    ),
    ("4.5", lire(placer(1, DOUZE[0])), "Deux de vos clients sont premiers à égalité."),
    ("4.13", lire(placer(2, DOUZE[1])), "Deux de vos clients sont deuxièmes à égalité."),
    (
        "4.18",
        lire([*range(1039, 999, -1)], marge=[300, 300, 300, 10, *[300] * 36]),
        "Votre premier client ne fait que 2,5 % du CA : son départ n’est pas le risque "
        "dont parle le modèle de réponse.",
    ),
    (
        "4.12",
        lire(DOUZE),
        "Il faut deux clients au total négatif, ni plus ni moins : votre fichier n’en a aucun.",
    ),
    (
        "4.12",
        lire([*DOUZE, -5, -6, -7]),
        "Il faut deux clients au total négatif, ni plus ni moins : votre fichier en a 3.",
    ),
    ("4.12", lire([*DOUZE, -5, -(10**6)]), "Vos avoirs dépassent vos ventes."),
    ("4.14", lire(DOUZE), "Votre fichier n’a pas de montant « marge » par client."),
    ("4.14", lire(DOUZE, marge=[None, *DOUZE[1:]]), "Le montant « marge » manque pour 1 client."),
    (
        "4.14",
        lire(DOUZE, marge=[-1, *DOUZE[1:]]),
        "Un de vos clients a une marge négative : classer par la marge demanderait une convention de plus.",
    ),
    ("4.14", lire(DOUZE, marge=[0] * 12), "Vos clients ne laissent aucune marge."),
    (
        "4.14",
        lire(DOUZE, marge=[m / 3 for m in DOUZE]),
        "Aucun client de votre classe A ne laisse bien moins de marge que les autres.",
    ),
    (
        "4.14",
        lire(DOUZE, marge=[10, *[m / 3 for m in DOUZE[1:]]]),
        "Vos deux premiers clients ne sont pas A à la fois par le CA et par la marge.",
    ),
    (
        "4.15",
        lire([1503, *[1499] * 4, *[500] * 5]),
        "Votre premier client est tout près du seuil de 15 % : un arrondi déciderait de la réponse.",
    ),
    (
        "4.9",
        lire([50, 25, 14, 8, 3]),
        "Sur vos données, deux erreurs fréquentes donneraient chaque fois le même nombre.",
    ),
    (
        "3.9",
        PortefeuilleLu(couter(Verger={"charges": 20_000}).clients.replace("Lampe", "Moyen")),
        "Deux des noms à choisir se ressemblent trop pour être distingués.",
    ),
    (
        "2.12",
        facturer(
            DEUX_ANNEES,
            {nom: m for nom, m in zip(NOMS, [50_000, 30_000, 20_000, *range(101, 110)], strict=True)},
        ),
        "Aucun client de votre fichier n’est de taille moyenne.",
    ),
    (
        "4.13",
        lire([5_000, 2_500, 1_250, 700, 400, 150]),
        "Sur vos données, une erreur fréquente tombe sur la bonne réponse : donner la part du client parti.",
    ),
    (
        "4.9",
        lire([400, 300, 150, *[15] * 10]),
        "Sur vos données, une erreur fréquente tombe sur la bonne réponse : recopier la règle 20/80.",
    ),
    ("3.3", lire(DOUZE), "Votre fichier n’a pas de montant « coût d’achat » par client."),
    (
        "3.9",
        lire(DOUZE, cout_achat=[ca / 2 for ca in DOUZE]),
        "Votre fichier n’a pas de montant « charges » par client.",
    ),
    (
        "3.3",
        couter(Rivet={}, Sillon={"charges": 9000}),
        "Votre cinquième client par le CA, celui que la question étudie, ne rapporte rien.",
    ),
    ("3.4", couter(), "Aucun client de votre fichier ne coûte plus qu’il ne rapporte."),
    ("3.9", couter(), "Aucun client de votre fichier ne coûte plus qu’il ne rapporte."),
    (
        "3.4",
        couter(Olive={"charges": 2000}),
        "Il faut quatre clients rentables plus petits que celui qui coûte plus qu’il ne "
        "rapporte : votre fichier en a 3.",
    ),
    (
        "3.9",
        couter(Olive={"charges": 2000}),
        "Le client qui vous coûte le plus n’est pas l’un des gros à comparer : il est de rang 9 sur 12.",
    ),
    (
        "3.9",
        couter(Verger={"charges": 20_000}, Lampe={"charges": 300}),
        "Plusieurs des quatre clients à comparer ne rapportent rien.",
    ),
    (
        "3.9",
        couter(Verger={"charges": 20_000}, Moulin={"ca": 615, "charges": 1, "cout_achat": 400}),
        "Vos plus gros ou vos plus petits clients sont à égalité.",
    ),
    (
        "3.8",
        lire([*DOUZE, -3], cout_achat=[1] * 13),
        "1 client au total négatif est mis à part : le taux du portefeuille entier le compterait.",
    ),
    ("3.8", lire([*DOUZE, 0], cout_achat=[1] * 13), "Un client sans CA n’a pas de taux de marque."),
    (
        "3.8",
        lire(DOUZE, cout_achat=[ca * 2 for ca in DOUZE]),
        "Le coût d’achat total est nul, ou dépasse le CA.",
    ),
    ("3.5", lire(DOUZE), "Il faut les factures de deux années : votre fichier n’énumère que des clients."),
    ("3.5", facturer({"Zinc": -5}, DEUX_ANNEES), "Aucun de vos clients n’a acheté en 2024."),
    (
        "3.5",
        facturer(DEUX_ANNEES),
        "Il faut deux années civiles entières : vos factures vont du 15/01/2024 au 15/12/2024.",
    ),
    (
        "3.5",
        facturer(DEUX_ANNEES, DEUX_ANNEES),
        "Il faut au moins deux clients gagnés, deux perdus et deux restés entre 2024 et "
        "2025 : votre fichier en compte 0, 0 et 12.",
    ),
    (
        "3.10",
        facturer(DEUX_ANNEES, {"Zinc": 9, "Lampe": 5, "Azur": 1, "Bois": 2}),
        "À ce rythme, une relation dure moins de deux années.",
    ),
    (
        "2.11",
        facturer(DEUX_ANNEES, {n: m + 1 for n, m in DEUX_ANNEES.items()}),
        "Aucun client ne se trouve à la limite du seuil : il en faudrait un, parmi les "
        "gros, dont les achats de l’année font un montant rond.",
    ),
]


@pytest.mark.parametrize(("question", "lu", "raison"), RAISONS, ids=[q for q, _, _ in RAISONS])
def test_chaque_raison_se_lit_sur_un_fichier_fait_pour_elle(question, lu, raison):
    assert lister_raisons(lu).get(question, "posée") == raison


def test_ce_que_corrige_un_fichier_pose_la_question():
    """À chaque donnée qui manquait, la question revient."""
    assert "q4.12" in poser_sur(lire([*DOUZE, -5, -6]))[0].q
    assert {"q3.3", "q3.4", "q3.9"} <= set(poser_sur(couter(Verger={"charges": 20_000}))[0].q)
    retenus = facturer(DEUX_ANNEES, MOUVEMENTS | {"Azur": 700, "Bois": 50, "Cuir": 30})
    serie, _ = poser_sur(retenus)
    assert serie.q["q3.5"].verifier("83,3").etat == "reussi"  # 10 restés sur 12
    assert serie.q["q3.10"].verifier("6").etat == "reussi"
    serie, _ = poser_sur(
        facturer(DEUX_ANNEES | {"Verger": 9000, "Usine": 9000}, DEUX_ANNEES | {"Usine": 19_400})
    )
    assert (
        "19\u202f400\u202f€" in serie.q["q2.11"].posee.enonce and "en 2025" in serie.q["q2.11"].posee.enonce
    )
    assert serie.q["q2.11"].verifier("3").etat == "reussi"
    assert serie.q["q2.11"].verifier("2").code_erreur == "seuil_strict"


def test_un_client_ecrit_de_deux_facons_n_est_ni_perdu_ni_gagne():
    avant = {nom.upper() if nom == "Lampe" else nom: ca for nom, ca in DEUX_ANNEES.items()}
    serie, _ = poser_sur(facturer(avant, MOUVEMENTS | {"Azur": 700, "Bois": 50, "Cuir": 30}))
    assert serie.q["q3.5"].verifier("83,3").etat == "reussi"


def test_chaque_erreur_qui_peut_se_confondre_a_ses_mots():
    codes = {
        erreur.code
        for nom, numero in CONDITIONS
        for question in ouvrir_banque(nom).questions
        if question.identifiant == numero and question.genre in ("nombre", "tableau")
        for erreur in question.erreurs
    }
    assert codes <= set(MOTS)
    assert all(mots == mots.strip(".").strip() and mots[0].islower() for mots in MOTS.values())


# --- N'importe quel fichier --------------------------------------------------------------------------------

MONTANTS = st.one_of(
    st.sampled_from([0, 0, 100, 100, 250.5, 1000, -50, -1000.25, 10**9]),
    st.integers(-(10**6), 10**7).map(lambda centimes: centimes / 100),
)


@st.composite
def tirer_portefeuilles(draw):
    """De 1 à 60 clients : des zéros, des égalités, des avoirs, un énorme ; des coûts, des années, ou non."""
    ca = draw(st.lists(MONTANTS, min_size=1, max_size=60))
    if draw(st.booleans()):
        achats = [{f"Client {rang}": montant for rang, montant in enumerate(ca) if draw(st.integers(0, 3))}]
        achats.append({f"Client {rang}": montant for rang, montant in enumerate(reversed(ca))})
        if achats[0]:
            return facturer(*achats)
    colonnes = {
        colonne: [round(abs(m) * draw(st.sampled_from([0, 0.3, 0.6, 1.2])), 2) for m in ca]
        for colonne in ("cout_achat", "charges", "marge")
        if draw(st.booleans())
    }
    return lire(ca, **colonnes)


@settings(max_examples=120, deadline=None)
@given(tirer_portefeuilles())
@example(lire([0]))
@example(lire([10**9, 1, 1]))
@example(lire([-1, -2, -3]))
def test_rien_que_des_questions_justes_ou_des_raisons(lu):
    serie, laissees = poser_sur(lu)
    assert {t.question.numero for t in serie.q.values()} | set(laissees["question"]) == TOUTES
    assert len(serie.q) + len(laissees) == len(TOUTES)
    for raison in laissees["raison"]:
        assert raison.endswith(".") and not raison[0].islower() and " :" not in raison, raison
        # Une condition dit toujours ce qui manque, avant que la pose ne le découvre.
        assert "tout ce que cette question emploie" not in raison
    for travail in serie.q.values():
        verifier_posee(travail.posee)


def verifier_posee(posee):
    """La réponse juste est acceptée, chaque erreur reçoit son diagnostic, les textes se lisent."""
    textes = [posee.enonce, posee.solution, posee.confirmation, *posee.indices]
    if posee.question.corrige:
        assert posee.juger(ecrire_reponse(posee, posee.attendu)).etat == "reussi"
        for erreur, motif in posee.erreurs:
            verdict = posee.juger(ecrire_reponse(posee, motif))
            assert (verdict.etat, verdict.code_erreur) == ("a_revoir", erreur.code), (
                posee.question.identifiant
            )
            textes.append(verdict.message)
    for texte in textes:
        assert not re.search(r"[{}]|\bnan\b|\binf\b|None|\b[01][ \u202f]clients\b|Les [01] ", texte), texte


def ecrire_reponse(posee, motif):
    """Une réponse calculée, telle qu'on la tape."""
    reponse = posee.question.arrondir(posee.question.completer(posee, motif))

    def ecrire(case):
        return f"{case:f}".replace(".", ",") if isinstance(case, Decimal) else case

    if isinstance(reponse, dict):
        return {cle: ecrire(case) for cle, case in reponse.items()}
    return ecrire(reponse)


# --- Ce que l'on voit --------------------------------------------------------------------------------------


def test_un_nom_de_client_ne_devient_jamais_du_html():
    noms = [f"<img src=x onerror=alert({rang})>" for rang in range(12)]
    serie, _ = poser_sur(lire(DOUZE, noms, marge=[m / 3 for m in DOUZE]))
    for travail in serie.q.values():
        travail.verifier("12")
        travail.renoncer()
        travail.solution()
    vues = [ecrire_serie(serie), serie.carte.tete.value, serie.carte.panneau.liens.value]
    for travail in serie.q.values():
        carte = travail.carte
        vues += [carte.entete.value, carte.retour.value, carte.aides.value]
        vues += [widget.value for widget in carte.racine.children if hasattr(widget, "value")]
    assert not any("<img" in vue for vue in vues)
    assert any(html.escape("<img src=x") in vue for vue in vues)


def test_une_question_n_est_pas_noyee_sous_trois_mille_lignes():
    montants = [5_000_000, *(200_000 / (rang + 3) for rang in range(2999))]
    serie, _ = poser_sur(lire([round(m, 2) for m in montants]))
    assert "3\u202f000 clients" in serie.presentation.replace("\u202fclients", " clients")
    assert serie.carte.tete.value.count("<tr>") < 250
    assert "premières lignes sur 3\u202f000" in serie.carte.tete.value
    for travail in serie.q.values():
        assert sum(str(getattr(w, "value", "")).count("<tr>") for w in travail.carte.racine.children) < 12
    # Les centimes se lisent : la réponse se calcule sur ce que l'on voit.
    assert "66,64" in serie.carte.tete.value


def test_rien_ne_se_garde_et_rien_ne_se_rend():
    serie, _ = poser_sur(lire(DOUZE, marge=[m // (2 + rang % 4) for rang, m in enumerate(DOUZE)]))
    assert serie.code == "mon fichier" and not hasattr(serie, "exporter") and not hasattr(serie, "reprendre")
    assert not serie.rendue
    vue = serie.carte.panneau.liens.value
    assert "Télécharger ma copie" not in vue and "Ce texte n’est pas une copie à rendre" in vue
    assert "Rien n’est gardé dans ce navigateur" in vue
    assert [b.description for b in serie.carte.panneau.boutons.children] == ["Effacer mes réponses"]
    serie.q["q4.5"].verifier("29,5")
    texte = lire_lien(serie.carte.panneau.liens.value)
    assert re.search(r"Ma réponse \(.*\) : 29,5", texte) and "il n’est pas une copie du cours" in texte
    question = serie.q["q4.6"].carte
    question.solution.click()
    assert "votre copie" not in question.confirmation.texte
    serie.carte.panneau.effacer.click()
    serie.carte.panneau.confirmation.reponses["Oui, effacer"].click()
    assert serie.progression().faites == 0
    serie.carte.panneau.retablir.click()
    assert serie.progression().reussies == 1


def lire_lien(vue):
    octets = re.search(r"base64,([^\"]+)", vue)[1]
    return base64.b64decode(octets).decode()


def test_le_parcours_termine_ne_demande_aucune_copie():
    serie, _ = poser_sur(lire(DOUZE))
    for travail in serie.q.values():
        travail.renoncer()
    bilans = "".join(bilan.value for bilan in serie.carte.bilans)
    assert "Série parcourue" in bilans and "copie" not in bilans


def test_une_redaction_ne_promet_pas_d_etre_lue_par_un_enseignant():
    serie, _ = poser_sur(couter(Usine={"cout_achat": 19_000}))
    travail = serie.q["q4.18"]
    assert isinstance(travail.question, Ouvert) and "Usine" in travail.posee.solution
    verdict = travail.verifier("Douze clients, dont cinq A.")
    assert verdict.etat == "enregistre"
    assert "enseign" not in verdict.message + travail.posee.consigne


def test_les_montants_permutes_changent_les_reponses():
    a, _ = poser_sur(lire(DOUZE))
    b, _ = poser_sur(lire([DOUZE[1], 2 * DOUZE[0], *DOUZE[2:]]))
    assert a.q["q4.5"].posee.attendu != b.q["q4.5"].posee.attendu
    assert a.q["q4.5"].posee.confirmation != b.q["q4.5"].posee.confirmation


def test_les_valeurs_absentes_se_disent():
    with pytest.raises(AttributeError, match="ne donnent pas «\u202ftotal\u202f»"):
        _ = Valeurs(n=3).total
