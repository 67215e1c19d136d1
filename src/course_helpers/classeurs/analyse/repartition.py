"""Les feuilles des montants : les clients, leur classement, leurs classes, la concentration."""

import pandas as pd

from course_helpers.classeurs.classeur import Case, Colonne, Feuille
from course_helpers.pareto import CLASSES, HORS_CLASSEMENT, classer_abc, mesurer_concentration

# Chercher un rang parmi n clients, n fois : au-delà, un tableur fait attendre.
CLIENTS_VIVANTS = 5_000


def ranger(clients: pd.DataFrame) -> pd.DataFrame:
    """Ranger par nom : à montant égal, le premier de la feuille a le meilleur rang, comme dans le cours."""
    neutre = clients[["client"]].assign(ca=1)
    return clients.set_index("client").loc[classer_abc(neutre)["client"]].reset_index()


def lister(clients: pd.DataFrame, classements: dict[str, pd.DataFrame], marge: str) -> Feuille:
    """Poser les clients et leurs montants ; ``marge`` est sa formule, si le fichier ne la donne pas."""
    donnees = [
        Colonne(nom, intitule, list(clients[nom]), format_, marge if nom == "marge" else "", aide)
        for nom, intitule, format_, aide in (
            (
                "client",
                "Client",
                "texte",
                "Le nom lu dans le fichier ; les orthographes réunies n'en font qu'un",
            ),
            ("ca", "CA HT", "euros", "La somme des factures, avoirs déduits"),
            ("cout_achat", "Coût d'achat HT", "euros", "Ce que l'entreprise a payé ce qu'elle a vendu"),
            ("marge", "Marge", "euros", "Celle du fichier, ou le CA HT moins le coût d'achat"),
            ("charges", "Charges", "euros", "Ce que ce client occasionne : visites, livraisons…"),
            ("nb_factures", "Factures", "entier", "Le nombre de factures, avoirs non comptés"),
            ("derniere_facture", "Dernière facture", "date", "Avoirs non comptés"),
            ("secteur", "Secteur", "texte", "Tel que le fichier l'écrit"),
        )
        if nom in clients
    ]
    rangs = [_classer_rang(clients, classement, montant) for montant, classement in classements.items()]
    return Feuille(
        nom="Clients",
        titre="Les clients lus dans le fichier",
        consigne="Les données de départ, par ordre alphabétique. Changez un montant : tout le reste suit.",
        colonnes=(*donnees, *rangs),
    )


def _classer_rang(clients: pd.DataFrame, classement: pd.DataFrame, montant: str) -> Colonne:
    rangs = {nom: rang for rang, nom in enumerate(classement["client"], start=1)}
    formule = f"RANG([{montant}];[{montant}:];0)+NB.SI([{montant}^];[{montant}])"
    if len(rangs) < len(clients):
        formule = f'SI([{montant}]="";"";{formule})'
    return Colonne(
        f"rang_{montant}",
        "Rang par le CA" if montant == "ca" else "Rang par la marge",
        [rangs.get(nom) for nom in clients["client"]],
        "entier",
        f"={formule}" if _vit(clients) else "",
        "La place du montant, du plus gros au plus petit ; à montant égal, le premier de la feuille",
    )


def _vit(clients: pd.DataFrame) -> bool:
    return len(clients) <= CLIENTS_VIVANTS


def _nommer(montant: str) -> tuple[str, str]:
    return ("ABC", "CA HT") if montant == "ca" else ("ABC marge", "Marge")


def poser_abc(classement: pd.DataFrame, montant: str) -> Feuille:
    """Classer : rang, part, cumul, classe ; les seuils se changent."""
    nom, intitule = _nommer(montant)
    fin_a, fin_b = (seuil / 100 for seuil in classement.attrs["seuils"])
    par_cumul = classement.attrs["methode"] == "cumul"
    classes = classement["classe"] != HORS_CLASSEMENT
    centimes = (100 * classement[montant]).round().astype("int64")
    total = int(centimes[classes].sum())
    effectif = int(classes.sum())
    vit = _vit(classement)
    parmi = f"EQUIV([rang];[Clients!rang_{montant}:];0)"
    if par_cumul:
        base, quoi = "{total}", "Total classé × seuil : le cumul y est comparé"
        fins = [round(seuil * total / 100, 6) for seuil in (fin_a, fin_b)]
        mot, masque, arrondir = (
            "Le CA où finit" if montant == "ca" else "La marge où finit",
            "euros",
            "ARRONDI({0};6)",
        )
        condition = "SOMME([cumul-])<{fin}"
        aide_classe = (
            "A tant que le cumul de la ligne du dessus est sous la fin de A, B tant qu'il est sous la fin de "
            "B, C ensuite ; un total négatif est hors classement"
        )
    else:
        base, quoi = "{effectif}", "Effectif classé × seuil, arrondi au client supérieur"
        fins = [-(-round(seuil * effectif, 6) // 1) for seuil in (fin_a, fin_b)]
        mot, masque, arrondir = "Le rang où finit", "entier", "ARRONDI.SUP(ARRONDI({0};6);0)"
        condition = "[rang]<={fin}"
        aide_classe = "A jusqu'au rang où finit A, B jusqu'à celui où finit B, C ensuite"
    test_a, test_b = (condition.replace("{fin}", f"{{fin_{classe}}}") for classe in "ab")
    return Feuille(
        nom=nom,
        titre=f"Classement ABC par {'cumul' if par_cumul else 'effectif'} : {intitule}",
        consigne="Changez les deux seuils : les classes suivent."
        + (
            ""
            if vit
            else " Au-delà de 5 000 clients, le rang, le nom et le montant sont écrits, non calculés."
        ),
        cases=(
            Case("seuil_a", "Fin de la classe A", fin_a, "pct", aide="Convention à annoncer ; modifiable"),
            Case("seuil_b", "Fin de la classe B", fin_b, "pct", aide="Convention à annoncer ; modifiable"),
            Case(
                *("total", "Total classé", total / 100, "euros"),
                f'=ARRONDI(SOMME.SI([{montant}:];">=0");2)',
                "Les totaux négatifs n'entrent dans aucune base",
            ),
            Case(
                "effectif",
                "Clients classés",
                effectif,
                "entier",
                f'=NB.SI([{montant}:];">=0")',
                "Ceux dont le total n'est pas négatif",
            ),
            *(
                Case(
                    f"fin_{classe}",
                    f"{mot} {classe.upper()}",
                    fin,
                    masque,
                    "=" + arrondir.format(f"{{seuil_{classe}}}*{base}"),
                    quoi,
                )
                for classe, fin in zip("ab", fins, strict=True)
            ),
        ),
        colonnes=(
            Colonne(
                *("client", "Client", classement["client"].tolist(), "texte"),
                f"=INDEX([Clients!client:];{parmi})" if vit else "",
                "Le nom de celui qui a ce rang dans la feuille « Clients »",
            ),
            Colonne(
                "rang", "Rang", list(range(1, len(classement) + 1)), "entier", aide="De 1 au dernier client"
            ),
            Colonne(
                *(montant, intitule, classement[montant].astype(float).tolist(), "euros"),
                f"=INDEX([Clients!{montant}:];{parmi})" if vit else "",
                "Le montant de celui qui a ce rang dans la feuille « Clients »",
            ),
            Colonne(
                *("part", "Part", (classement["part_pct"] / 100).tolist(), "pct"),
                f'=SI([{montant}]<0;"";[{montant}]/{{total}})',
                "Le montant du client divisé par le total classé",
            ),
            Colonne(
                *("cumul", "Cumul", (centimes.cumsum() / 100).where(classes).tolist(), "euros"),
                f'=SI([{montant}]<0;"";ARRONDI(SOMME([cumul-];[{montant}]);2))',
                "Le cumul de la ligne du dessus, plus le montant de la ligne : on cumule des euros",
            ),
            Colonne(
                *("part_cumulee", "Part cumulée", (classement["part_cumulee_pct"] / 100).tolist(), "pct"),
                f'=SI([{montant}]<0;"";[cumul]/{{total}})',
                "Le cumul divisé par le total classé ; la dernière fait 100 %",
            ),
            Colonne(
                *("classe", "Classe", classement["classe"].astype(str).tolist(), "texte"),
                f'=SI([{montant}]<0;"{HORS_CLASSEMENT}";SI({test_a};"A";SI({test_b};"B";"C")))',
                aide_classe,
            ),
        ),
    )


def resumer(resume: pd.DataFrame, montant: str) -> Feuille:
    """Compter les clients et le montant de chaque classe."""
    nom, intitule = _nommer(montant)
    return Feuille(
        nom="Classes" if montant == "ca" else "Classes marge",
        titre=f"Ce que pèse chaque classe : {intitule}",
        consigne=f"Compté dans la feuille « {nom} ».",
        colonnes=(
            Colonne("classe", "Classe", list(CLASSES)),
            Colonne(
                *("effectif", "Clients", resume["effectif"].tolist(), "entier"),
                f"=NB.SI([{nom}!classe:];[classe])",
                "Combien de clients ont cette classe",
            ),
            Colonne(
                *("part_effectif", "Part des clients", (resume["part_effectif_pct"] / 100).tolist(), "pct"),
                f"=[effectif]/{{{nom}!effectif}}",
                "Leur nombre divisé par celui des clients classés",
            ),
            Colonne(
                *("montant", intitule, resume["montant"].tolist(), "euros"),
                f"=ARRONDI(SOMME.SI([{nom}!classe:];[classe];[{nom}!{montant}:]);2)",
                "La somme des montants de la classe",
            ),
            Colonne(
                *("part_montant", "Part du montant", (resume["part_montant_pct"] / 100).tolist(), "pct"),
                f"=[montant]/{{{nom}!total}}",
                "Cette somme divisée par le total classé",
            ),
        ),
    )


def concentrer(classement: pd.DataFrame, partant: str | None) -> Feuille:
    """Mesurer la concentration, et ce que le départ d'un client enlève."""
    positifs = classement[classement["classe"] != HORS_CLASSEMENT]
    mesures = mesurer_concentration(positifs[["client", "ca"]])
    total, effectif = float(mesures["total"]), int(mesures["effectif"])
    place = next((rang for rang, nom in enumerate(positifs["client"], 1) if nom == partant), 1)
    parti = positifs.iloc[place - 1]
    classes = "([ABC!ca:]>=0)"
    parts = (
        ("un", "Part du premier client", "part_premier_pct", "1"),
        ("trois", "Part des 3 premiers", "part_3_premiers_pct", "3"),
        ("cinq", "Part des 5 premiers", "part_5_premiers_pct", "5"),
        ("vingt", "Part des 20 % premiers", "part_20pct_premiers_pct", "{premiers}"),
    )
    return Feuille(
        nom="Concentration",
        titre="Le portefeuille repose-t-il sur quelques clients ?",
        consigne="Changez le seuil ou le client qui part : les résultats suivent.",
        colonnes=(),
        cases=(
            Case("seuil", "Part du CA visée", 0.8, "pct", aide="20/80 se mesure, il ne se suppose pas"),
            Case(
                *("premiers", "20 % des clients", -(-effectif // 5), "entier"),
                "=ARRONDI.SUP(20%*{ABC!effectif};0)",
                "Arrondi au client supérieur",
            ),
            *(
                Case(
                    *(nom, intitule, float(mesures[mesure]) / 100, "pct"),
                    f"=SOMMEPROD(([ABC!rang:]<={borne})*{classes}*[ABC!ca:])/{{ABC!total}}",
                    "La somme de leurs CA, divisée par le total classé",
                )
                for nom, intitule, mesure, borne in parts
            ),
            Case(
                *("suffisants", "Clients qui atteignent la part visée", int(mesures["clients_pour_80pct"])),
                "entier",
                f"=1+SOMMEPROD(([ABC!cumul:]<ARRONDI({{seuil}}*{{ABC!total}};6))*{classes})",
                "Ceux dont le cumul est sous la part visée, et celui qui la franchit",
            ),
            Case(
                *("gini", "Indice de Gini", float(mesures["gini"]), "nombre"),
                f"=SOMMEPROD(({{ABC!effectif}}+1-2*[ABC!rang:])*{classes}*[ABC!ca:])"
                "/({ABC!effectif}*{ABC!total})",
                "0 : tous les clients pèsent autant ; près de 1 : un seul fait presque tout",
            ),
            Case(
                *("ihh", "Indice de Herfindahl-Hirschman", float(mesures["ihh"]), "entier"),
                f"=SOMMEPROD({classes}*([ABC!ca:]/{{ABC!total}})^2)*10000",
                "La somme des carrés des parts en % : 10 000 pour un client unique",
            ),
            Case("partant", "Et si ce client part ? Son rang", place, "entier", aide="Le rang à essayer"),
            Case(
                *("nom", "Son nom", parti["client"], "texte"),
                "=INDEX([ABC!client:];{partant})",
                "Lu dans la feuille « ABC »",
            ),
            Case(
                *("perte", "Part du CA perdue", float(parti["part_pct"]) / 100, "pct"),
                "=INDEX([ABC!ca:];{partant})/{ABC!total}",
                "Son CA divisé par le total classé",
            ),
            Case(
                *("reste", "CA restant", round(total - float(parti["ca"]), 2), "euros"),
                "=ARRONDI({ABC!total}-INDEX([ABC!ca:];{partant});2)",
                "Le total classé moins son CA",
            ),
        ),
    )
