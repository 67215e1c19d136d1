"""Écrire des copies, ou les noter, seul dans son processus : ``python tests/mesures_copies.py noter …``."""

import random
import sys
from decimal import Decimal
from pathlib import Path

from course_helpers.enseignant.correction import corriger_copies
from course_helpers.enseignant.notes import ecrire_csv
from course_helpers.exercices.banque import poser_serie
from course_helpers.exercices.copie import Copie, Feuille, Geste, ecrire_copie
from course_helpers.tirages.reserve import trouver_variante

SERIE = "4-pareto"


def saisir(posee, reponse):
    """Écrire une réponse calculée comme une copie la garde."""

    def ecrire(case):
        return f"{case:f}".replace(".", ",") if isinstance(case, Decimal) else case

    reponse = posee.question.arrondir(reponse)
    if isinstance(reponse, dict):
        return {cle: ecrire(case) for cle, case in reponse.items()}
    return list(reponse) if isinstance(reponse, tuple) else ecrire(reponse)


def preparer_reponses(posee, hasard) -> list:
    """Donner la réponse juste d'une question, puis des fausses."""
    attendu = posee.attendu
    motifs = [motif for _, motif in posee.erreurs]
    if isinstance(attendu, dict):
        motifs = [attendu | motif for motif in motifs]
    elif isinstance(attendu, tuple):
        motifs = [tuple(hasard.sample(attendu, len(attendu))) for _ in motifs]
    return [saisir(posee, reponse) for reponse in (attendu or "Mon texte.", *motifs)]


def ecrire(dossier: str, nombre: str, questions: str) -> None:
    """Écrire des copies, justes ou fausses au hasard, un identifiant chacune."""
    hasard = random.Random(2026)
    reserve = {}
    for rang in range(int(nombre)):
        code = f"ELEVE-{rang:05}"
        variante = trouver_variante(code, SERIE)
        if variante not in reserve:
            posees = list(poser_serie(SERIE, variante).questions.items())[: int(questions)]
            reserve[variante] = [(nom, posee, preparer_reponses(posee, hasard)) for nom, posee in posees]
        feuilles = {}
        for nom, posee, (juste, *fausses) in reserve[variante]:
            essais = [hasard.choice(fausses)] if fausses and hasard.random() < 0.4 else []
            if posee.champs[0].saisie == "ligne" and len(posee.champs) == 1 and hasard.random() < 0.2:
                essais.append(f"{100 * hasard.random():.2f}".replace(".", ","))
            essais = [*essais, juste] if hasard.random() < 0.7 else essais
            gestes = [Geste("essai", reponse=essai) for essai in essais]
            gestes += [Geste("indice")] * hasard.choice((0, 0, 1))
            feuilles[nom] = Feuille(empreinte=posee.empreinte, gestes=tuple(gestes))
        copie = Copie(serie=SERIE, code=code, variante=variante, annoncee=variante, reponses=feuilles)
        Path(dossier, f"copie-{code}.json").write_text(ecrire_copie(copie), encoding="utf-8")


def noter(dossier: str, notes: str) -> None:
    """Lire, juger, écrire les notes : ce que fait l'« autograde » de nbgrader."""
    Path(notes).write_bytes(ecrire_csv(corriger_copies(Path(dossier))))


if __name__ == "__main__":
    {"ecrire": ecrire, "noter": noter}[sys.argv[1]](*sys.argv[2:])
