"""Mesurer ce que valent les signes d'un échange : ``python tests/mesures_echanges.py``.

Mille classes de trente personnes honnêtes par série, qui font les erreurs que la banque reconnaît, des fautes
de calcul et des réponses au hasard. Dans chacune, des personnes prennent ensuite quatre réponses à une autre,
parmi celles que leurs données changent.
"""

import random
from dataclasses import dataclass
from decimal import Decimal

from course_helpers.chapitres import CHAPITRES
from course_helpers.enseignant.echanges import lister_justes, trouver_echange
from course_helpers.exercices.banque import poser_serie
from course_helpers.exercices.confusions import reduire_reponse
from course_helpers.tirages.reserve import VARIANTES_ENTRAINEMENT

PERSONNES, ECHANGEES = 30, 4
PART_CONNUES = 0.65  # des réponses fausses : les erreurs que la banque reconnaît


@dataclass(frozen=True)
class Modele:
    """Ce que l'on peut répondre à une question : juste, par erreur connue, ou à côté."""

    justes: frozenset
    attendu: object
    erreurs: list
    options: tuple
    pas: Decimal


@dataclass
class Bilan:
    """Ce qu'ont donné des classes."""

    personnes: int = 0
    montrees: int = 0
    echanges: int = 0
    vus: int = 0


def preparer_jeux(serie: str, nombre: int) -> dict[int, dict[str, Modele]]:
    """Préparer les réponses possibles aux questions d'une série, sur le jeu commun et quelques autres."""
    jeux = {}
    for variante in (0, *VARIANTES_ENTRAINEMENT[:nombre]):
        posees = poser_serie(serie, variante).questions
        jeux[variante] = {
            numero: Modele(
                justes,
                reduire_reponse(posee := posees[numero], posee.attendu),
                [
                    reduire_reponse(posee, posee.question.completer(posee, motif))
                    for _, motif in posee.erreurs
                ],
                tuple(option.cle for option in posee.options),
                Decimal(1).scaleb(-getattr(posee.question, "decimales", 0)),
            )
            for numero, justes in lister_justes(serie, variante).items()
        }
    return jeux


def glisser(modele: Modele, hasard: random.Random) -> object:
    """Donner une réponse à côté, qu'aucune erreur connue n'explique."""
    attendu = modele.attendu
    if isinstance(attendu, Decimal):
        return hasard.choice(
            [
                attendu + modele.pas * hasard.choice((-2, -1, 1, 2)),
                attendu * 10,
                Decimal(100) - attendu,
                Decimal(hasard.randrange(1000)) * modele.pas,
                (attendu * Decimal(hasard.uniform(0.6, 1.5))).quantize(modele.pas),
            ]
        )
    if isinstance(attendu, str):
        return hasard.choice(modele.options)
    if _a_des_lignes(attendu):
        lignes = dict(attendu)
        ligne, autre = hasard.choice(list(lignes)), hasard.choice(list(lignes.values()))
        lignes[ligne] = lignes[ligne] + modele.pas if isinstance(autre, Decimal) else autre
        return tuple(sorted(lignes.items()))
    return tuple(hasard.sample(attendu, len(attendu)))


def repondre(jeu: dict[str, Modele], hasard: random.Random) -> dict[str, object]:
    """Répondre honnêtement à toute une série ; rendre les réponses fausses."""
    aisance, fausses = min(1, max(0, hasard.gauss(0.55, 0.25))), {}
    for numero, modele in jeu.items():
        if hasard.random() < 0.05 or hasard.random() < 0.25 + 0.63 * aisance:
            continue  # sans réponse, ou juste
        if modele.erreurs and hasard.random() < PART_CONNUES:
            reponse = modele.erreurs[min(int(hasard.expovariate(1.1)), len(modele.erreurs) - 1)]
        else:
            reponse = glisser(modele, hasard)
        if reponse not in modele.justes:
            fausses[numero] = reponse
    return fausses


def simuler_classes(jeux: dict[int, dict[str, Modele]], *, classes: int, graine: int) -> Bilan:
    """Simuler des classes honnêtes, puis, dans chacune, trois échanges de quatre réponses."""
    hasard, bilan, reserve = random.Random(graine), Bilan(), [v for v in jeux if v]
    for _ in range(classes):
        variantes = hasard.choices(reserve, k=PERSONNES)
        presents = {0, *variantes}
        justes: dict = {}
        for variante in presents:
            for numero, modele in jeux[variante].items():
                for reponse in modele.justes:
                    justes.setdefault(numero, {}).setdefault(reponse, set()).add(variante)
        copies = [repondre(jeux[variante], hasard) for variante in variantes]
        bilan.personnes += len(copies)
        bilan.montrees += sum(trouver_echange(c, justes, len(presents)) is not None for c in copies)
        for _ in range(3):
            une, autre = hasard.sample(range(PERSONNES), 2)
            ici, la = jeux[variantes[une]], jeux[variantes[autre]]
            changent = [numero for numero in ici if _se_prend(ici[numero], la[numero])]
            if len(changent) < ECHANGEES:
                continue  # la même série, les mêmes données, ou des questions qui n'en dépendent pas
            prises = {numero: la[numero].attendu for numero in hasard.sample(changent, ECHANGEES)}
            trouve = trouver_echange(copies[une] | prises, justes, len(presents))
            bilan.echanges += 1
            bilan.vus += trouve is not None and trouve[0] == variantes[autre]
    return bilan


def _se_prend(ici: Modele, la: Modele) -> bool:
    """Dire si une réponse prise ailleurs peut se taper ici, et y est fausse."""
    if _a_des_lignes(ici.attendu) and dict(ici.attendu).keys() != dict(la.attendu).keys():
        return False
    return not ici.justes & la.justes


def _a_des_lignes(reponse: object) -> bool:
    return isinstance(reponse, tuple) and isinstance(reponse[0], tuple)


if __name__ == "__main__":
    print("série            honnêtes montrées (≤ 1 %)   échanges vus (≥ 90 %)")
    for serie in CHAPITRES:
        fait = simuler_classes(preparer_jeux(serie, len(VARIANTES_ENTRAINEMENT)), classes=1000, graine=2026)
        vus = f"{100 * fait.vus / fait.echanges:.1f} % de {fait.echanges}" if fait.echanges else "trop peu"
        print(
            f"{serie:<16} {100 * fait.montrees / fait.personnes:.3f} % de {fait.personnes}   {vus}",
            flush=True,
        )
