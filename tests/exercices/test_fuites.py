"""Aucun énoncé ne donne la réponse d'une question d'avant : on peut lire la série entière sans la gâcher."""

import re
from decimal import Decimal
from itertools import combinations

import pytest

from course_helpers.chapitres import SYNTHESE
from course_helpers.exercices.banque import lister_series, ouvrir_banque, poser_serie
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

# (série, question qui répond, question qui montre) → la raison, qu'un enseignant accepterait.
EXCEPTIONS: dict[tuple[str, str, str], str] = {}
HASARDS = NOMBRE_VARIANTES // 20
_NOMBRE = re.compile(r"\d+(?:[\u202f\u00a0 ]\d{3})*(?:,\d+)?")


def ranger(nom, variante):
    """Les questions dans l'ordre où la page les montre, la synthèse à la fin."""
    series = [poser_serie(nom, variante), poser_serie(nom + SYNTHESE, variante)]
    questions = [posee for serie in series for posee in serie.questions.values()]
    return sorted(questions, key=lambda posee: not posee.question.essentiel)


def lire_enonce(posee):
    """Tout ce qui se lit d'une question avant d'y répondre."""
    textes = [posee.enonce, posee.consigne, *posee.indices]
    for champ in posee.champs:
        textes += [champ.avant, champ.intitule, champ.apres, *(option.texte for option in champ.options)]
    return "\n".join(textes)


def lire_nombres(texte):
    """Les nombres d'un texte qui ont trois chiffres ou plus : une donnée ronde ne trahit rien."""
    nombres = {Decimal(re.sub(r"\s", "", nombre).replace(",", ".")) for nombre in _NOMBRE.findall(texte)}
    return {nombre for nombre in nombres if compter_chiffres(nombre) >= 3}


def compter_chiffres(nombre):
    return len(str(abs(nombre)).replace(".", "").lstrip("0"))


def lister_nombres(posee):
    """Les nombres de la réponse, à la précision demandée, s'ils ont trois chiffres ou plus."""
    if not hasattr(posee.question, "unite"):
        return set()
    attendus = posee.attendu.values() if isinstance(posee.attendu, dict) else [posee.attendu]
    arrondis = {abs(posee.question.arrondir_nombre(nombre)) for nombre in attendus}
    return {nombre for nombre in arrondis if compter_chiffres(nombre) >= 3}


def lister_noms(posee):
    """Les listes de noms de la réponse, et tous les noms entre lesquels elle choisit."""
    genre, attendu = posee.question.genre, posee.attendu
    if genre == "classement":
        textes = {element.cle: element.texte for element in posee.elements}
        groupes = [
            {textes[cle] for cle, case in attendu.items() if case == categorie.cle}
            for categorie in posee.options
        ]
        return [groupe for groupe in groupes if len(groupe) >= 2], set(textes.values())
    if genre in ("choix", "choix_multiple"):
        textes = {option.cle: option.texte for option in posee.options}
        cles = [attendu] if genre == "choix" else attendu
        return [{textes[cle] for cle in cles}], set(textes.values())
    return [], set()


def compter_classes(posee):
    """De quoi reconnaître « 3 clients A » : l'effectif de chaque catégorie d'un classement."""
    if posee.question.genre != "classement":
        return []
    cases = list(posee.attendu.values())
    return [
        rf"\b{cases.count(categorie.cle)}\s(?:clients\s)?{re.escape(categorie.texte)}\b"
        for categorie in posee.options
    ]


def chercher_fuites(avant, apres):
    """Ce que l'énoncé d'une question donne de la réponse d'une autre."""
    enonce = lire_enonce(apres)
    reponses = lister_nombres(avant)
    lus = lire_nombres(enonce) - lire_nombres(lire_enonce(avant)) if reponses else set()
    fuites = [str(nombre) for nombre in reponses & {avant.question.arrondir_nombre(lu) for lu in lus}]
    groupes, tous = lister_noms(avant)
    cites = {nom for nom in tous if nom in enonce}
    fuites += [", ".join(sorted(groupe)) for groupe in groupes if cites == groupe]
    effectifs = compter_classes(avant)
    if effectifs and all(re.search(effectif, enonce) for effectif in effectifs):
        fuites.append("l'effectif de chaque classe")
    return fuites


@pytest.mark.parametrize("nom", lister_series())
def test_aucun_enonce_ne_donne_la_reponse_d_une_question_d_avant(nom):
    """Une fuite se voit dans toutes les variantes ; dans quelques-unes, deux données se ressemblent."""
    vues = {}
    for variante in range(NOMBRE_VARIANTES):
        for avant, apres in combinations(ranger(nom, variante), 2):
            paire = (avant.question.identifiant, apres.question.identifiant)
            if (nom, *paire) not in EXCEPTIONS and (fuites := chercher_fuites(avant, apres)):
                vues.setdefault(paire, []).append((variante, fuites))
    assert not {paire: ou for paire, ou in vues.items() if len(ou) > HASARDS}


def test_chaque_exception_porte_sur_des_questions_qui_existent_et_dit_sa_raison():
    for (nom, avant, apres), raison in EXCEPTIONS.items():
        connues = {
            question.identifiant
            for serie in (nom, nom + SYNTHESE)
            for question in ouvrir_banque(serie).questions
        }
        assert {avant, apres} <= connues and len(raison.split()) > 5
