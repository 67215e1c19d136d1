"""Le classeur d'un portefeuille lu : chaque résultat de l'analyse, refait par des formules qui se lisent.

Changer un montant, un seuil ou une date change tout ce qui en dépend. Les montants sont arrondis au centime
avant d'être comparés, comme dans ``pareto.py`` : le tableur et le cours donnent les mêmes classes.
"""

import pandas as pd

from course_helpers.analyse import Partie, PortefeuilleLu
from course_helpers.classeurs.classeur import Case, Classeur, Colonne, Feuille, ecrire_classeur
from course_helpers.ecriture import compter, ecrire_nombre
from course_helpers.pareto import CLASSES, HORS_CLASSEMENT, classer_abc, mesurer_concentration, resumer_abc
from course_helpers.portefeuille import noter_rfm, resumer_rfm, situer_cycle_de_vie

# Chercher un rang parmi n clients, n fois : au-delà, un tableur fait attendre.
CLIENTS_VIVANTS = 5_000
_CLASSES_RFM = 5


def exporter_classeur(lu: PortefeuilleLu, parties: dict[str, Partie], *, calcules: bool = True) -> bytes:
    """Écrire le classeur d'une analyse, formules vivantes et valeurs calculées.

    Parameters
    ----------
    lu : PortefeuilleLu
    parties : dict[str, Partie]
        Ce que rend ``analyser`` : une question sans réponse n'a pas de feuille.
    calcules : bool
        Faux : sans les valeurs déjà calculées, pour vérifier qu'un tableur les retrouve.

    Returns
    -------
    bytes
        Un fichier ``.xlsx``.
    """
    return ecrire_classeur(preparer(lu, parties), corrige=True, calcules=calcules)


def preparer(lu: PortefeuilleLu, parties: dict[str, Partie]) -> Classeur:
    """Préparer le classeur d'une analyse.

    Parameters
    ----------
    lu, parties
        Comme :func:`exporter_classeur`.

    Returns
    -------
    Classeur

    Examples
    --------
    >>> lu = PortefeuilleLu(pd.DataFrame({"client": ["Mairie", "Garage"], "ca": [80.0, 20.0]}))
    >>> abc = Partie("abc", "Qui fait le chiffre ?", tableau=classer_abc(lu.clients))
    >>> [feuille.nom for feuille in preparer(lu, {"abc": abc}).feuilles]
    ['Clients', 'ABC', 'Classes', 'Concentration']
    """
    repondues = {nom: partie for nom, partie in parties.items() if partie.repondue}
    clients = _ranger(lu.clients)
    calculee = "marge" not in clients and {"ca", "cout_achat"} <= set(clients)
    if calculee:
        clients["marge"] = (clients["ca"] - clients["cout_achat"]).round(2)
    classements = {
        montant: _classer(clients, montant, repondues[nom])
        for nom, montant in (("abc", "ca"), ("marge", "marge"))
        if nom in repondues
    }
    feuilles = [_lister(clients, classements, "=ARRONDI([ca]-[cout_achat];2)" if calculee else "")]
    for montant, classement in classements.items():
        feuilles += [_poser_abc(classement, montant), _resumer(classement, montant)]
    if "ca" in classements:
        feuilles.append(_concentrer(clients))
    if lu.factures is not None and "rfm" in repondues:
        feuilles += _noter(lu)
    if lu.factures is not None and "cycle" in repondues:
        feuilles.append(_situer(lu))
    if lu.rapport.get("ecartees"):
        feuilles.append(_dire_ecartees(lu.rapport))
    return Classeur(
        chapitre="",
        titre="Mon portefeuille de clients",
        presentation="Une case de couleur porte une formule. Une case en gras, encadrée, est un réglage : "
        "changez-le, tout ce qui en dépend est recalculé. Le reste vient du fichier.",
        conventions=tuple(_dire_conventions(lu, parties)),
        feuilles=tuple(feuilles),
    )


def _dire_conventions(lu: PortefeuilleLu, parties: dict[str, Partie]):
    if lu.fin is not None:
        yield f"On se place au {lu.fin:%d/%m/%Y}, jour de la dernière facture."
    for partie in parties.values():
        if partie.convention:
            yield f"{partie.titre} {partie.convention}"
    for partie in parties.values():
        if not partie.repondue and partie.a_demander:
            yield f"{partie.titre} Sans réponse ici. À demander : {' '.join(partie.a_demander)}"


def _classer(clients: pd.DataFrame, montant: str, partie: Partie) -> pd.DataFrame:
    """Classer comme la partie l'a fait : sa méthode, ses seuils."""
    reglages = partie.tableau.attrs
    return classer_abc(
        clients,
        montant=montant,
        avoirs="a_part",
        methode=reglages.get("methode", "cumul"),
        seuils=reglages.get("seuils"),
    )


def _ranger(clients: pd.DataFrame) -> pd.DataFrame:
    """Ranger par nom : à montant égal, le premier de la feuille a le meilleur rang, comme dans le cours."""
    neutre = clients[["client"]].assign(ca=1)
    return clients.set_index("client").loc[classer_abc(neutre)["client"]].reset_index()


def _lister(clients: pd.DataFrame, classements: dict[str, pd.DataFrame], marge: str) -> Feuille:
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
            ("marge", "Marge", "euros", "Le CA HT moins le coût d'achat"),
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
    return Colonne(
        f"rang_{montant}",
        "Rang par le CA" if montant == "ca" else "Rang par la marge",
        [rangs[nom] for nom in clients["client"]],
        "entier",
        f"=RANG([{montant}];[{montant}:];0)+NB.SI([{montant}^];[{montant}])" if _vit(clients) else "",
        "La place du montant, du plus gros au plus petit ; à montant égal, le premier de la feuille",
    )


def _vit(clients: pd.DataFrame) -> bool:
    return len(clients) <= CLIENTS_VIVANTS


def _nommer(montant: str) -> tuple[str, str]:
    return ("ABC", "CA HT") if montant == "ca" else ("ABC marge", "Marge")


def _poser_abc(classement: pd.DataFrame, montant: str) -> Feuille:
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
            Case("effectif", "Clients classés", effectif, "entier", f'=NB.SI([{montant}:];">=0")'),
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


def _resumer(classement: pd.DataFrame, montant: str) -> Feuille:
    nom, intitule = _nommer(montant)
    resume = resumer_abc(classement)
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


def _concentrer(clients: pd.DataFrame) -> Feuille:
    positifs = clients[clients["ca"] >= 0]
    mesures = mesurer_concentration(positifs)
    total, effectif = float(mesures["total"]), int(mesures["effectif"])
    premier = classer_abc(positifs).iloc[0]
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
            Case("partant", "Et si ce client part ? Son rang", 1, "entier", aide="Le rang à essayer"),
            Case(
                *("nom", "Son nom", premier["client"], "texte"),
                "=INDEX([ABC!client:];{partant})",
                "Lu dans la feuille « ABC »",
            ),
            Case(
                *("perte", "Part du CA perdue", float(premier["part_pct"]) / 100, "pct"),
                "=INDEX([ABC!ca:];{partant})/{ABC!total}",
                "Son CA divisé par le total classé",
            ),
            Case(
                *("reste", "CA restant", round(total - float(premier["ca"]), 2), "euros"),
                "=ARRONDI({ABC!total}-INDEX([ABC!ca:];{partant});2)",
                "Le total classé moins son CA",
            ),
        ),
    )


def _noter(lu: PortefeuilleLu) -> list[Feuille]:
    """Deux feuilles : les bornes des notes, que l'on change, et les notes de chaque client."""
    rfm = noter_rfm(resumer_rfm(lu.factures, lu.fin), classes=_CLASSES_RFM)
    notes = range(2, _CLASSES_RFM + 1)
    bornes = {critere: _borner(rfm, critere, notes) for critere in ("recence", "frequence", "montant")}
    varies = {critere: int(rfm[critere].nunique() > 1) for critere in ("recence", "frequence")}
    haut = {
        lettre: f"ET(2*[note_{lettre}]>{_CLASSES_RFM};{{{critere}_varie}}=1)"
        for lettre, critere in (("r", "recence"), ("f", "frequence"))
    }
    aide_varie = (
        "1 si les clients ne sont pas tous au même point, 0 sinon : un critère égal ne distingue personne"
    )
    feuille_bornes = Feuille(
        nom="Bornes RFM",
        titre="À partir d'où l'on a chaque note",
        consigne="Ces bornes partagent vos clients en cinq groupes proches. Changez-les : les notes suivent.",
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
                    lu.fin.normalize(),
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
                        list(lu.fin.normalize() - pd.to_timedelta(rfm["recence"], unit="D")),
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
                    f'=SI({haut["r"]};SI({haut["f"]};"meilleur";"à développer");'
                    f'SI({haut["f"]};"à reconquérir";"occasionnel"))',
                    "Récent : note R au-dessus de la moitié ; souvent : note F de même. Convention du cours",
                ),
            ),
        ),
    ]


def _borner(rfm: pd.DataFrame, critere: str, notes: range) -> list:
    """La valeur qui donne au moins chaque note ; hors d'atteinte, celle qui n'est donnée à personne."""
    recence = critere == "recence"
    classes = {classe["note"]: classe["a" if recence else "de"] for classe in rfm.attrs["bornes"][critere]}
    hors_d_atteinte = -1 if recence else rfm[critere].max().item() + 1
    return [
        next((classes[n] for n in range(note, max(notes) + 1) if classes[n] is not None), hors_d_atteinte)
        for note in notes
    ]


def _situer(lu: PortefeuilleLu) -> Feuille:
    cycle = situer_cycle_de_vie(lu.factures, lu.fin)
    return Feuille(
        nom="Cycle de vie",
        titre="Où en est la relation avec chaque client ?",
        consigne="Changez la date ou les deux durées : les étapes suivent.",
        cases=(
            Case("jour", "On se place au", lu.fin.normalize(), "date", aide="Le jour de la dernière facture"),
            Case("inactivite", "Inactivité après (mois)", 12, "entier", aide="Convention du cours"),
            Case("arret", "Arrêt après (mois)", 24, "entier", aide="Convention du cours"),
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


def _dire_ecartees(rapport: dict) -> Feuille:
    ecartees = rapport["ecartees"]
    return Feuille(
        nom="Écarté",
        titre="Ce que la lecture a mis de côté, et pourquoi",
        consigne=f"{compter(rapport.get('lignes_lues', 0), 'ligne lue')}, "
        f"{ecrire_nombre(rapport.get('lignes_gardees', 0))} gardées.",
        colonnes=(
            Colonne("raison", "Raison", list(ecartees)),
            Colonne("nombre", "Lignes", [cas["nombre"] for cas in ecartees.values()], "entier"),
            Colonne("montant", "Montant", [cas.get("montant") for cas in ecartees.values()], "euros"),
            Colonne(
                "lignes",
                "Premières lignes du fichier",
                [", ".join(map(str, cas.get("lignes", ()))) for cas in ecartees.values()],
            ),
        ),
    )
