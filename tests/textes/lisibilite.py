"""Mesure la lisibilité des pages : longueur des phrases, et indice de Kandel et Moles.

L'indice est la formule de Flesch adaptée au français : plus il est haut, plus les mots et les phrases sont
courts. textstat compte les syllabes par les coupures en fin de ligne (pyphen) et en oublie : l'indice est
flatteur, il compare les pages entre elles. Les tests ne jugent que la longueur des phrases.
"""

import textstat
from phrases import compter_mots, decouper_phrases
from prose import RACINE, lire_fichier, lister_pages


def main() -> None:
    """Afficher un tableau, une ligne par page."""
    textstat.set_lang("fr")
    toutes = []
    print(f"{'page':36} {'phrases':>8} {'mots par phrase':>16} {'la plus longue':>15} {'Kandel-Moles':>13}")
    for page in lister_pages():
        phrases = [phrase for _, texte in lire_fichier(page) for phrase in decouper_phrases(texte)]
        if phrases:
            ecrire(page.relative_to(RACINE).as_posix(), phrases)
            toutes += phrases
    ecrire("ensemble", toutes)


def ecrire(nom: str, phrases: list[str]) -> None:
    """Écrire une ligne du tableau."""
    longueurs = [compter_mots(phrase) for phrase in phrases]
    moyenne = f"{sum(longueurs) / len(longueurs):.1f}".replace(".", ",")
    indice = f"{textstat.flesch_reading_ease(' '.join(phrases)):.0f}"
    print(f"{nom:36} {len(phrases):8} {moyenne:>16} {max(longueurs):15} {indice:>13}")


if __name__ == "__main__":
    main()
