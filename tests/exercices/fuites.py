"""Ce que l'énoncé d'une question donne de la réponse d'une autre."""

import re
from decimal import Decimal

from course_helpers.chapitres import CHAPITRES, SYNTHESE
from course_helpers.exercices.banque import poser_serie
from course_helpers.tirages.reserve import NOMBRE_VARIANTES

# (série, question qui répond, question qui montre) → la raison, qu'un enseignant accepterait.
EXCEPTIONS: dict[tuple[str, str, str], str] = {}
HASARDS = NOMBRE_VARIANTES // 20
_NOMBRE = re.compile(r"\d+(?:[\u202f\u00a0 ]\d{3})*(?:,\d+)?")


def ranger(nom, variante):
    """Les questions dans l'ordre où la page les montre, la synthèse à la fin."""
    noms = (nom, nom + SYNTHESE) if nom in CHAPITRES else (nom,)
    series = [poser_serie(serie, variante) for serie in noms]
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


class Relue:
    """Ce qu'une question montre et ce qu'elle attend, relevés une fois pour toutes les paires."""

    def __init__(self, posee):
        self.question = posee.question
        self.enonce = lire_enonce(posee)
        self.lus = lire_nombres(self.enonce)
        self.reponses = lister_nombres(posee)
        self.groupes, self.noms = lister_noms(posee)
        self.effectifs = compter_classes(posee)


def chercher_fuites(avant, apres):
    """Ce que l'énoncé d'une question donne de la réponse d'une autre."""
    lus = apres.lus - avant.lus if avant.reponses else ()
    fuites = [str(nombre) for nombre in avant.reponses & {avant.question.arrondir_nombre(lu) for lu in lus}]
    cites = {nom for nom in avant.noms if nom in apres.enonce}
    fuites += [", ".join(sorted(groupe)) for groupe in avant.groupes if cites == groupe]
    if avant.effectifs and all(re.search(effectif, apres.enonce) for effectif in avant.effectifs):
        fuites.append("l'effectif de chaque classe")
    return fuites
