"""Les feuilles de la relation : deux périodes, récence-fréquence-montant, cycle de vie."""

import pandas as pd

from course_helpers.analyse import Partie
from course_helpers.classeurs.classeur import Case, Colonne, Feuille

_CHANGE = {
    "gagne": ("Clients gagnés", "gagné"),
    "perdu": ("Clients perdus", "perdu"),
    "hausse": ("Clients en hausse", "en hausse"),
    "baisse": ("Clients en baisse", "en baisse"),
}


def comparer(partie: Partie) -> Feuille:
    """Comparer deux périodes, client par client."""
    table, mesures = partie.tableau, partie.mesures
    return Feuille(
        nom="Périodes",
        titre="Qui avez-vous gagné, perdu, développé ?",
        consigne="Changez la marge de stabilité : les verdicts suivent.",
        cases=(
            Case(
                "stable",
                "Stable : évolution d'au plus (%)",
                mesures["reglages"].stable,
                "entier",
                aide="Convention",
            ),
            *(
                Case(
                    *(nom, intitule, mesures["effectifs"][statut], "entier"),
                    f'=NB.SI([statut:];"{statut}")',
                    f"Combien de clients ont le verdict « {statut} »",
                )
                for nom, (intitule, statut) in _CHANGE.items()
            ),
            Case(
                *("retention", "Rétention", mesures["taux_retention"], "pct"),
                '=SOMMEPROD(([avant:]>0)*([apres:]>0))/NB.SI([avant:];">0")',
                "Les clients de la première période qui achètent encore, divisés par ceux de la première",
            ),
        ),
        colonnes=(
            Colonne("client", "Client", list(table["client"])),
            Colonne(
                "avant", f"CA HT {mesures['ancienne']}", list(table["avant"]), "euros", aide="Avoirs déduits"
            ),
            Colonne(
                "apres", f"CA HT {mesures['recente']}", list(table["apres"]), "euros", aide="Avoirs déduits"
            ),
            Colonne(
                *("ecart", "Écart", list(table["ecart"]), "euros"),
                "=ARRONDI([apres]-[avant];2)",
                "Le CA de la seconde période moins celui de la première",
            ),
            Colonne(
                *("evolution", "Évolution", list(table["evolution_pct"] / 100), "pct"),
                '=SI([avant]>0;[ecart]/[avant];"")',
                "L'écart divisé par le CA de la première période",
            ),
            Colonne(
                *("statut", "Verdict", list(table["statut"]), "texte"),
                '=SI(ET([avant]<=0;[apres]<=0);"sans achat";SI([avant]<=0;"gagné";SI([apres]<=0;"perdu";'
                'SI(ARRONDI(100*[ecart];2)>ARRONDI({stable}*[avant];2);"en hausse";'
                'SI(ARRONDI(100*[ecart];2)<ARRONDI(-{stable}*[avant];2);"en baisse";"stable")))))',
                "Acheter dans une seule période fait gagner ou perdre ; sinon, l'évolution tranche",
            ),
        ),
    )


def noter(partie: Partie) -> list[Feuille]:
    """Deux feuilles : les bornes des notes, que l'on change, et les notes de chaque client."""
    rfm, jour, classes = (
        partie.tableau,
        partie.mesures["jour"].normalize(),
        partie.mesures["reglages"].classes,
    )
    notes = range(2, classes + 1)
    bornes = {
        critere: _borner(partie.mesures["bornes"][critere], rfm[critere], notes)
        for critere in ("recence", "frequence", "montant")
    }
    varies = {critere: int(rfm[critere].nunique() > 1) for critere in ("recence", "frequence")}
    haut = {
        lettre: f"ET(2*[note_{lettre}]>{classes};{{{critere}_varie}}=1)"
        for lettre, critere in (("r", "recence"), ("f", "frequence"))
    }
    aide_varie = (
        "1 si les clients ne sont pas tous au même point, 0 sinon : un critère égal ne distingue personne"
    )
    feuille_bornes = Feuille(
        nom="Bornes RFM",
        titre="À partir d'où l'on a chaque note",
        consigne=f"Elles partagent vos clients en {classes} groupes. Changez-les : les notes suivent.",
        colonnes=(
            Colonne(
                "note", "Note", list(notes), "entier", aide="En dessous de la première borne, la note est 1"
            ),
            Colonne(
                "recence",
                "Récence au plus (jours)",
                bornes["recence"],
                "entier",
                aide="Plus c'est récent, mieux c'est",
            ),
            Colonne(
                "frequence", "Factures au moins", bornes["frequence"], "entier", aide="Avoirs non comptés"
            ),
            Colonne("montant", "CA net au moins", bornes["montant"], "euros", aide="HT, avoirs déduits"),
        ),
    )
    return [
        feuille_bornes,
        Feuille(
            nom="RFM",
            titre="Récence, fréquence, montant : qui relancer ?",
            consigne="Changez la date ou, dans « Bornes RFM », les bornes : notes et segments suivent.",
            cases=(
                Case(
                    "jour",
                    "On se place au",
                    jour,
                    "date",
                    aide="Le jour de la dernière facture",
                ),
                *(
                    Case(
                        *(
                            f"{critere}_varie",
                            f"La {critere.replace('recence', 'récence').replace('freq', 'fréq')} distingue",
                            varies[critere],
                            "entier",
                        ),
                        f"=SI(MAX([{critere}:])>MIN([{critere}:]);1;0)",
                        aide_varie,
                    )
                    for critere in ("recence", "frequence")
                ),
            ),
            colonnes=(
                Colonne("client", "Client", rfm["client"].tolist()),
                Colonne(
                    *(
                        "derniere",
                        "Dernière facture",
                        list(jour - pd.to_timedelta(rfm["recence"], unit="D")),
                    ),
                    "date",
                    aide="Avoirs non comptés",
                ),
                Colonne(
                    "frequence",
                    "Fréquence",
                    rfm["frequence"].tolist(),
                    "entier",
                    aide="Nombre de factures distinctes",
                ),
                Colonne(
                    "montant", "Montant", rfm["montant"].tolist(), "euros", aide="CA net HT, avoirs déduits"
                ),
                Colonne(
                    *("recence", "Récence (jours)", rfm["recence"].tolist(), "entier"),
                    "={jour}-[derniere]",
                    "Les jours écoulés depuis la dernière facture",
                ),
                *(
                    Colonne(
                        *(
                            f"note_{critere[0]}",
                            f"Note {critere[0].upper()}",
                            rfm[f"note_{critere[0]}"].tolist(),
                            "entier",
                        ),
                        f"=1+SOMMEPROD(1*([Bornes RFM!{critere}:]{signe}[{critere}]))",
                        "1, plus 1 par borne atteinte",
                    )
                    for critere, signe in (("recence", ">="), ("frequence", "<="), ("montant", "<="))
                ),
                Colonne(
                    *("segment", "Segment", rfm["segment"].astype(str).tolist(), "texte"),
                    f'=SI({haut["r"]};SI({haut["f"]};"meilleur";"à fidéliser");'
                    f'SI({haut["f"]};"à reconquérir";"occasionnel"))',
                    "Récent : note R au-dessus de la moitié ; souvent : note F de même. Convention du cours",
                ),
            ),
        ),
    ]


def _borner(classes: list[dict], valeurs: pd.Series, notes: range) -> list:
    """La valeur qui donne au moins chaque note ; hors d'atteinte, celle qui n'est donnée à personne."""
    recence = valeurs.name == "recence"
    connues = {classe["note"]: classe["a" if recence else "de"] for classe in classes}
    hors_d_atteinte = -1 if recence else valeurs.max().item() + 1
    return [
        next((connues[n] for n in range(note, max(notes) + 1) if connues[n] is not None), hors_d_atteinte)
        for note in notes
    ]


def situer(partie: Partie) -> Feuille:
    """Situer chaque client dans le cycle de vie ; la date et les durées se changent."""
    cycle, jour, reglages = partie.tableau, partie.mesures["jour"].normalize(), partie.mesures["reglages"]
    return Feuille(
        nom="Cycle de vie",
        titre="Où en est la relation avec chaque client ?",
        consigne="Changez la date ou les deux durées : les étapes suivent.",
        cases=(
            Case("jour", "On se place au", jour, "date", aide="Le jour de la dernière facture"),
            Case(
                "inactivite",
                "Inactivité après (mois)",
                reglages.inactivite,
                "entier",
                aide="Convention du cours",
            ),
            Case("arret", "Arrêt après (mois)", reglages.arret, "entier", aide="Convention du cours"),
        ),
        colonnes=(
            Colonne("client", "Client", cycle["client"].tolist()),
            Colonne(
                "derniere", "Dernière facture", list(cycle["derniere"]), "date", aide="Avoirs non comptés"
            ),
            Colonne("factures", "Factures", cycle["factures"].tolist(), "entier", aide="Avoirs non comptés"),
            Colonne(
                *("etape", "Étape", cycle["etape"].astype(str).tolist(), "texte"),
                '=SI([derniere]<=MOIS.DECALER({jour};-{arret});"arrêt";'
                'SI([derniere]<=MOIS.DECALER({jour};-{inactivite});"inactivité";'
                'SI([factures]>=2;"relation continue";"premier achat")))',
                "Le temps écoulé depuis la dernière facture d'abord, puis le nombre de factures",
            ),
        ),
    )
