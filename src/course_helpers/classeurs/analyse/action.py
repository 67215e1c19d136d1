"""Les feuilles de l'action : la valeur des clients, la grille de cotation, les visites."""

import pandas as pd

from course_helpers.analyse import Partie
from course_helpers.classeurs.classeur import Case, Colonne, Feuille


def valoriser(partie: Partie) -> Feuille:
    """Constater la valeur de chaque client."""
    table = partie.tableau
    return Feuille(
        nom="Valeur",
        titre="Que vaut chaque client, une fois payé ce qu'il coûte ?",
        consigne="Changez un coût ou une charge : la valeur suit.",
        cases=(
            Case(
                *("total", "Valeur du portefeuille", partie.mesures["valeur"], "euros"),
                "=ARRONDI(SOMME([valeur:]);2)",
                "La somme des valeurs",
            ),
            Case(
                *("negatifs", "Clients qui coûtent", partie.mesures["perdants"], "entier"),
                '=NB.SI([valeur:];"<0")',
                "Ceux dont la valeur est négative",
            ),
        ),
        colonnes=(
            Colonne("client", "Client", list(table["client"])),
            Colonne("ca", "CA HT", list(table["ca"]), "euros", aide="Avoirs déduits"),
            Colonne("cout_achat", "Coût d'achat HT", list(table["cout_achat"]), "euros"),
            Colonne("charges", "Charges", list(table["charges"]), "euros", aide="Occasionnées par ce client"),
            Colonne(
                *("valeur", "Valeur", list(table["valeur"]), "euros"),
                "=ARRONDI([ca]-[cout_achat]-[charges];2)",
                "Le CA HT moins le coût d'achat, moins les charges",
            ),
        ),
    )


def coter(partie: Partie) -> list[Feuille]:
    """Deux feuilles : les poids et les échelles, que l'on change, et la note de chaque client."""
    table, noms, poids = partie.tableau, partie.mesures["criteres"], partie.mesures["poids"]
    bornes = {critere: (table[critere].min().item(), table[critere].max().item()) for critere in poids}
    bornes = {critere: borne[:: -1 if critere == "recence" else 1] for critere, borne in bornes.items()}
    termes = []
    for rang, critere in enumerate(poids, start=1):
        pire, meilleure, sien = (f"INDEX([Poids!{nom}:];{rang})" for nom in ("pire", "meilleure", "poids"))
        termes.append(f"{sien}*([{critere}]-{pire})/({meilleure}-{pire})")
    return [
        Feuille(
            nom="Poids",
            titre="La grille de cotation",
            consigne="Ces poids sont les vôtres : changez-les, les notes et les rangs suivent.",
            colonnes=(
                Colonne("critere", "Critère", [noms[critere] for critere in poids]),
                Colonne(
                    "poids", "Poids", list(poids.values()), "entier", aide="Seules leurs proportions comptent"
                ),
                Colonne(
                    "pire", "Pire valeur", [b[0] for b in bornes.values()], "nombre", aide="Elle donne 0"
                ),
                Colonne(
                    *("meilleure", "Meilleure valeur", [b[1] for b in bornes.values()], "nombre"),
                    aide="Elle donne 100",
                ),
            ),
        ),
        Feuille(
            nom="Cotation",
            titre="Quels clients voir d'abord ?",
            consigne="Changez les poids dans la feuille « Poids ».",
            colonnes=(
                Colonne("client", "Client", list(table["client"])),
                *(
                    Colonne(
                        critere,
                        partie.colonnes[critere][0],
                        list(table[critere]),
                        partie.colonnes[critere][1],
                    )
                    for critere in poids
                ),
                Colonne(
                    *("note", "Note sur 100", list(table["note"]), "nombre"),
                    f"=ARRONDI(100*({'+'.join(termes)})/SOMME([Poids!poids:]);9)",
                    "Chaque critère est ramené entre 0 (pire) et 1 (meilleure), puis pondéré",
                ),
                Colonne(
                    *("rang", "Rang", list(table["rang"]), "entier"),
                    "=RANG([note];[note:];0)",
                    "La place de la note ; les ex æquo partagent la meilleure",
                ),
            ),
        ),
    ]


def visiter(partie: Partie) -> list[Feuille]:
    """Répartir les visites, puis les dater si elles le sont."""
    table, mesures = partie.tableau, partie.mesures
    reglages = mesures["reglages"]
    feuilles = [
        Feuille(
            nom="Visites",
            titre="Combien de visites, et à qui ?",
            consigne="Changez la durée ou le nombre de visites : la répartition suit, la classe A d'abord.",
            cases=(
                Case("semaines", "Durée du plan (semaines)", reglages.semaines, "entier"),
                Case("par_semaine", "Visites possibles par semaine", reglages.par_semaine, "entier"),
                Case(
                    *("capacite", "Visites possibles", mesures["capacite"], "entier"),
                    "={semaines}*{par_semaine}",
                    "Le nombre de semaines, multiplié par les visites d'une semaine",
                ),
            ),
            colonnes=(
                Colonne("classe", "Classe", list(table["classe"])),
                Colonne("clients", "Clients", list(table["clients"]), "entier"),
                Colonne(
                    "par_client",
                    "Visites par client",
                    list(table["par_client"]),
                    "entier",
                    aide="Sur la durée du plan",
                ),
                Colonne(
                    *("souhaitees", "Visites souhaitées", list(table["souhaitees"]), "entier"),
                    "=[clients]*[par_client]",
                    "Les clients de la classe, multipliés par leurs visites",
                ),
                Colonne(
                    *("possibles", "Visites retenues", list(table["possibles"]), "entier"),
                    "=MIN([souhaitees];MAX(0;{capacite}-SOMME([possibles^])))",
                    "Le souhait, tant qu'il reste des visites après les classes du dessus",
                ),
            ),
        )
    ]
    plan: pd.DataFrame | None = mesures["plan"]
    if plan is not None:
        feuilles.append(
            Feuille(
                nom="Plan d'action",
                titre="Qui voir, quel jour",
                consigne="Le même plan s'ouvre dans un agenda : le fichier « .ics » de cet export.",
                colonnes=(
                    Colonne("client", "Client", list(plan["client"])),
                    Colonne("date", "Date", list(plan["date"]), "date"),
                    Colonne("semaine", "Semaine", list(plan["semaine"])),
                    Colonne("visite", "Visite n°", list(plan["visite"]), "entier"),
                    Colonne(
                        "visites",
                        "Sur",
                        list(plan["visites"]),
                        "entier",
                        aide="Visites prévues sur la durée du plan",
                    ),
                    Colonne("classe", "Classe", list(plan["classe"].astype(str))),
                ),
            )
        )
    return feuilles
