"""Ateliers du chapitre 5 : le diagnostic, l'entonnoir, la cotation, les visites, le plan d'action."""

import html
from collections.abc import Mapping
from math import prod

import pandas as pd

from course_helpers.affichage import Panneau, ecrire_tableau
from course_helpers.ateliers.atelier import (
    Atelier,
    Resultat,
    creer_case,
    creer_choix,
    creer_curseur,
    creer_liste,
)
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.entonnoir import chiffrer_entonnoir, compter_entonnoir, descendre_entonnoir
from course_helpers.figures.methode import ENTONNOIR, dessiner_entonnoir, tracer_cotation, tracer_visites
from course_helpers.figures.trace import SOURCE
from course_helpers.methode import (
    BESOINS,
    FIDELISER,
    NON_TRANCHE,
    PROSPECTER,
    chercher_bascules,
    compter_visites,
    coter_clients,
    decomposer_notes,
    diagnostiquer,
    lister_feries,
    lister_jours_de_visite,
    planifier_visites,
    repartir_visites,
)

# Valeur de la donnée → ce qu'on lit à l'écran.
_CYCLES = {
    "long": "long",
    "court_allongeable": "court, à allonger",
    "court": "court, que l’offre ne peut allonger",
}
_PRESSIONS = {"faible": "faible", "moyenne": "moyenne", "forte": "forte"}
_PROSPECTIONS = {"non": "non", "peu": "peu", "oui": "oui"}
_MARQUES = {FIDELISER: "● fidéliser", PROSPECTER: "▲ prospecter", NON_TRANCHE: "– non tranché"}


class DiagnosticSecteur(Atelier):
    """Répondre aux quatre questions pour un secteur, et lire chaque verdict avec sa raison.

    Parameters
    ----------
    secteurs : DataFrame
        Une ligne par secteur : ``secteur``, ``cycle``, les quatre besoins de
        :data:`course_helpers.methode.BESOINS` (« oui » ou « non »), ``pression``, ``prospection``.

    Examples
    --------
    >>> ligne = {"secteur": "Santé", "cycle": "long", "pression": "moyenne", "prospection": "oui"}
    >>> atelier = DiagnosticSecteur(pd.DataFrame([ligne | dict.fromkeys(BESOINS, "non")]))
    >>> atelier.reglages["revente"].value = True
    >>> print(atelier.ecrire_texte().replace("\\u202f", " ").split(" En comptant")[0])
    Santé, réponses modifiées. Question 1, cycle long : fidéliser. Question 2, 1 occasion de vendre sur 4 :
    non tranché. Question 3, pression moyenne : non tranché. Question 4, prospection en place : oui, non
    tranché.
    """

    faits = ("C5.2", "C5.3", "C5.4", "C5.5")
    titre = "quatre questions, quatre verdicts"
    consigne = (
        "Choisissez un secteur, puis changez une réponse à la fois. "
        "Quel verdict change, et quelle question reste toujours non tranchée ?"
    )

    def __init__(self, secteurs: pd.DataFrame):
        self.secteurs = secteurs.set_index("secteur").to_dict("index")
        premier = next(iter(self.secteurs))
        reponses = self._lire(premier)
        boutons = {
            "cycle": ("1. Cycle de vie", _CYCLES),
            "pression": ("3. Pression des concurrents", _PRESSIONS),
            "prospection": ("4. Prospection en place", _PROSPECTIONS),
        }
        cases = {
            besoin: creer_case(f"2. {texte}", cochee=reponses[besoin]) for besoin, texte in BESOINS.items()
        }
        radios = {
            nom: creer_choix(
                intitule, [(texte, cle) for cle, texte in choix.items()], valeur=reponses[nom], large=True
            )
            for nom, (intitule, choix) in boutons.items()
        }
        super().__init__(
            {
                "secteur": creer_liste("Secteur", list(self.secteurs)),
                "cycle": radios["cycle"],
                **cases,
                "pression": radios["pression"],
                "prospection": radios["prospection"],
            }
        )
        self.entrainer("secteur", self._reprendre_secteur)

    def calculer(self) -> Resultat:
        """Diagnostiquer avec les réponses du moment."""
        reponses = {nom: reglage.value for nom, reglage in self.reglages.items() if nom != "secteur"}
        besoins = [besoin for besoin in BESOINS if reponses[besoin]]
        simples = {nom: reponses[nom] for nom in ("cycle", "pression", "prospection")}
        diagnostic = diagnostiquer(besoins=besoins, **simples)
        phrase = self._ecrire_phrase(reponses, len(besoins), diagnostic["verdict"].tolist())
        return Resultat(
            Panneau(_ecrire_verdicts(diagnostic), phrase),
            phrase,
            self._ecrire_tous,
            "from course_helpers.methode import diagnostiquer\n\n"
            f'diagnostiquer(cycle="{reponses["cycle"]}", besoins={besoins!r}, '
            f'pression="{reponses["pression"]}", prospection="{reponses["prospection"]}")',
        )

    def _lire(self, secteur: str) -> dict:
        ligne = self.secteurs[secteur]
        return {nom: ligne[nom] for nom in ("cycle", "pression", "prospection")} | {
            besoin: ligne[besoin] == "oui" for besoin in BESOINS
        }

    def _reprendre_secteur(self, change) -> None:
        for nom, valeur in self._lire(change["new"]).items():
            self.reglages[nom].value = valeur

    def _ecrire_phrase(self, reponses, besoins, verdicts) -> str:
        secteur = self.reglages["secteur"].value
        nom = html.escape(secteur)
        if any(reponses[cle] != valeur for cle, valeur in self._lire(secteur).items()):
            nom += ", réponses modifiées"
        comptes = {verdict: verdicts.count(verdict) for verdict in _MARQUES}
        raisons = (
            f"cycle {_CYCLES[reponses['cycle']]}{FINE}:",
            f"{compter(besoins, 'occasion')} de vendre sur 4{FINE}:",
            f"pression {_PRESSIONS[reponses['pression']]}{FINE}:",
            f"prospection en place{FINE}: {_PROSPECTIONS[reponses['prospection']]},",
        )
        lus = " ".join(
            f"Question {rang}, {raison} {verdict}."
            for rang, (raison, verdict) in enumerate(zip(raisons, verdicts, strict=True), start=1)
        )
        return (
            f"{nom}. {lus} En comptant les verdicts (c’est une convention du cours){FINE}: "
            f"{comptes[FIDELISER]} pour fidéliser, {comptes[PROSPECTER]} pour prospecter, "
            f"{comptes[NON_TRANCHE]} non tranché{'s' * (comptes[NON_TRANCHE] > 1)}. Ce compte lance la "
            "discussion, mais il ne dit pas combien de temps donner à chaque action."
        )

    def _ecrire_tous(self) -> str:
        """Écrire les verdicts de tous les secteurs, d'après le fichier."""
        lignes = []
        for secteur in self.secteurs:
            reponses = self._lire(secteur)
            diagnostic = diagnostiquer(
                besoins=[besoin for besoin in BESOINS if reponses[besoin]],
                **{nom: reponses[nom] for nom in ("cycle", "pression", "prospection")},
            )
            lignes.append([secteur, *diagnostic["verdict"]])
        colonnes = ["secteur", "q1", "q2", "q3", "q4"]
        return ecrire_tableau(
            pd.DataFrame(lignes, columns=colonnes),
            {"secteur": ("Secteur", "texte")}
            | {f"q{rang}": (f"Question {rang}", "texte") for rang in (1, 2, 3, 4)},
            titre="Les secteurs, d’après le fichier de départ",
        )


def _ecrire_verdicts(diagnostic: pd.DataFrame) -> str:
    """Écrire les verdicts en liste : un tableau de quatre colonnes sortirait d'un téléphone."""
    return (
        "<dl>"
        + "".join(
            f"<dt>{html.escape(ligne['question'])}</dt>"
            f"<dd><strong>{_MARQUES[ligne['verdict']]}</strong><br>"
            f"{html.escape(ligne['raison'])} {html.escape(ligne['conseil'])}</dd>"
            for ligne in diagnostic.to_dict("records")
        )
        + "</dl>"
    )


class EntonnoirProspection(Atelier):
    """Régler des contacts, trois taux de passage et un budget ; lire ce que coûte un nouveau client.

    Parameters
    ----------
    demarches : DataFrame
        Une ligne par établissement contacté, que lit :func:`course_helpers.entonnoir.compter_entonnoir` : les
        réglages en partent.
    budget : nombre
        Ce que la campagne a coûté, en €.

    Examples
    --------
    >>> demarches = pd.DataFrame({"etablissement": range(40), "etape":
    ...     ["contact"] * 20 + ["rendez-vous"] * 10 + ["devis"] * 5 + ["commande"] * 5})
    >>> atelier = EntonnoirProspection(demarches, 6000)
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    40 contacts donnent 20 rendez-vous, 10 devis et 5 clients gagnés, soit 12,5 % des contacts. Avec un
    budget de 6 000 €, un contact coûte 150,00 €, un rendez-vous 300,00 € et un nouveau client 1 200,00 €.
    Aux mêmes taux, chaque client de plus demande 8,0 contacts de plus.
    """

    faits = ("C5.10",)
    titre = "l’entonnoir de prospection"
    consigne = (
        "Doublez les contacts sans changer le budget, puis revenez au départ et améliorez un seul taux. "
        "Que devient le coût d’un nouveau client, et lequel de ces deux changements est réaliste ?"
    )

    def __init__(self, demarches: pd.DataFrame, budget: float):
        depart = compter_entonnoir(demarches)
        taux = [round(part, 1) for part in depart["passage_pct"].iloc[1:]]
        noms = ("contacts → rendez-vous", "rendez-vous → devis", "devis → commandes")
        super().__init__(
            {
                "contacts": creer_curseur("Établissements contactés", int(depart["nombre"].iloc[0]), 20, 400),
                **{
                    etage: creer_curseur(f"Taux {nom} (%)", part, 5, 100, 0.1)
                    for etage, nom, part in zip(depart["etage"].iloc[1:], noms, taux, strict=True)
                },
                "budget": creer_curseur("Budget (€)", budget, 0, 100_000, 10),
            }
        )

    def calculer(self) -> Resultat:
        """Descendre l'entonnoir avec les réglages du moment."""
        contacts, *taux, budget = (reglage.value for reglage in self.reglages.values())
        contacts, taux = int(contacts), [round(part, 1) for part in taux]
        entonnoir = chiffrer_entonnoir(descendre_entonnoir(contacts, taux), budget)
        return Resultat(
            dessiner_entonnoir(entonnoir),
            self._ecrire_phrase(entonnoir, taux, budget),
            lambda: _ecrire_entonnoir(entonnoir),
            "from course_helpers.entonnoir import chiffrer_entonnoir, descendre_entonnoir\n\n"
            f"chiffrer_entonnoir(descendre_entonnoir({contacts}, {taux}), {budget:g})",
        )

    def _ecrire_phrase(self, entonnoir: pd.DataFrame, taux: list[float], budget: float) -> str:
        contacts, rendez_vous, devis, clients = entonnoir["nombre"]
        phrase = (
            f"{compter(contacts, 'contact')} donnent {ecrire_nombre(rendez_vous)} rendez-vous, "
            f"{ecrire_nombre(devis)} devis et {compter(clients, 'client gagné')}"
        )
        if not clients:
            return f"{phrase}{FINE}: personne ne supporte le budget de {ecrire_nombre(budget, 0, '€')}."
        couts = [ecrire_nombre(cout, 2, "€") for cout in entonnoir["cout"]]
        de_plus = 1 / prod(part / 100 for part in taux)
        ecrit = ecrire_nombre(de_plus, 1)
        arrondi = (
            ""
            if ecrit == ecrire_nombre(contacts / clients, 1)
            else " La figure arrondit chaque étage à l’établissement, ce calcul non."
        )
        return (
            f"{phrase}, soit {ecrire_pct(entonnoir['global_pct'].iloc[-1])} des contacts. Avec un budget de "
            f"{ecrire_nombre(budget, 0, '€')}, un contact coûte {couts[0]}, un rendez-vous {couts[1]} et un "
            f"nouveau client {couts[3]}. Aux mêmes taux, chaque client de plus demande "
            f"{ecrit} contact{'s' * (de_plus >= 2)} de plus.{arrondi}"
        )


def _ecrire_entonnoir(entonnoir: pd.DataFrame) -> str:
    return ecrire_tableau(
        entonnoir.assign(etage=ENTONNOIR),
        {
            "etage": ("Étage", "texte"),
            "nombre": ("Établissements", "entier"),
            "passage_pct": ("Taux de passage", "pct"),
            "global_pct": ("Part des contacts", "pct"),
            "cout": ("Coût par établissement", "euros"),
        },
        titre="L’entonnoir, étage par étage",
    )


class GrilleCotation(Atelier):
    """Changer les poids d'une grille, voir le classement bouger et chercher où il bascule.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client``, ``commercial`` et une colonne par critère de la grille.
    grille : DataFrame
        Une ligne par critère (quatre au plus) : ``critere``, ``pire``, ``meilleure``, ``poids``.
    noms : dict
        Critère → son nom à l'écran.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> clients = pd.DataFrame(
    ...     {"client": ["Garage", "Mairie"], "commercial": "Nadia", "ca": [2, 5], "potentiel": [5, 2]}
    ... )
    >>> grille = pd.DataFrame(
    ...     {"critere": ["ca", "potentiel"], "pire": 1, "meilleure": 5, "poids": [5, 4]}
    ... )
    >>> atelier = GrilleCotation(clients, grille, {"ca": "Importance", "potentiel": "Potentiel"})
    >>> print(atelier.ecrire_texte().replace("\\u202f", " ").split(" Il garde")[0])
    Les deux portefeuilles, poids 50/40 (55,6 % et 44,4 %). En tête : Mairie, avec 66,7 points sur 100.
    Si l’on change un seul poids, ce client garde sa place tant que l’on a : importance 40,0 au
    moins, potentiel 50,0 au plus.
    """

    faits = ("C5.8",)
    titre = "la grille et ses poids"
    consigne = (
        "Déplacez un poids jusqu’à changer de premier client. "
        "De combien faut-il changer ce poids, et que dire alors du classement ?"
    )

    def __init__(
        self, clients: pd.DataFrame, grille: pd.DataFrame, noms: Mapping[str, str], *, source: str = SOURCE
    ):
        self.clients = clients
        self.noms = dict(noms)
        self.source = source
        self.echelles = {
            ligne["critere"]: (ligne["pire"], ligne["meilleure"]) for ligne in grille.to_dict("records")
        }
        # Sur 100 plutôt que sur 10 : un cran de curseur est alors un petit changement.
        self.depart = {ligne["critere"]: 10 * ligne["poids"] for ligne in grille.to_dict("records")}
        self._au_depart: dict[str, pd.DataFrame] = {}  # la cotation de départ de chaque portefeuille
        commerciaux = sorted(clients["commercial"].unique())
        super().__init__(
            {
                critere: creer_curseur(f"Poids {self.noms[critere]}", poids, 0, 100)
                for critere, poids in self.depart.items()
            }
            | {
                "commercial": creer_choix(
                    "Portefeuille", [("tous", ""), *((nom, nom) for nom in commerciaux)]
                )
            }
        )

    def calculer(self) -> Resultat:
        """Coter avec les poids du moment."""
        commercial = self.reglages["commercial"].value
        clients = self.clients[self.clients["commercial"] == commercial] if commercial else self.clients
        poids = {critere: int(self.reglages[critere].value) for critere in self.depart}
        points = decomposer_notes(clients, poids, echelles=self.echelles)
        bascules = chercher_bascules(clients, poids, echelles=self.echelles)
        if commercial not in self._au_depart:
            self._au_depart[commercial] = coter_clients(clients, self.depart, echelles=self.echelles)
        depart = self._au_depart[commercial]
        return Resultat(
            tracer_cotation(points, self.noms, source=self.source),
            self._ecrire_phrase(points, poids, bascules, depart),
            lambda: self._ecrire_tableaux(points, bascules, clients),
            "import pandas as pd\n"
            "from course_helpers.donnees import chemin\n"
            "from course_helpers.methode import chercher_bascules, coter_clients\n\n"
            'clients = pd.read_csv(chemin("cotation-clients.csv"), sep=";")\n'
            + (f'clients = clients[clients["commercial"] == "{commercial}"]\n' if commercial else "")
            + f"poids = {poids}\n"
            f"echelles = {self.echelles}\n"
            "chercher_bascules(clients, poids, echelles=echelles)\n"
            "coter_clients(clients, poids, echelles=echelles)",
        )

    def _ecrire_phrase(self, points, poids, bascules, depart) -> str:
        qui = html.escape(self.reglages["commercial"].value or "Les deux portefeuilles")
        total = sum(poids.values())
        parts = [ecrire_pct(100 * valeur / total) for valeur in poids.values()]
        premiers = points.loc[points["rang"] == 1, "client"].tolist()
        premier = html.escape(str(premiers[0]))
        note = ecrire_nombre(points["note"].iloc[0], 1)
        tete = (
            f"En tête{FINE}: {premier}, avec {note} points sur 100."
            if len(premiers) == 1
            else f"{compter(len(premiers))} sont premiers ex æquo, avec {note} points sur 100."
        )
        phrases = [
            f"{qui}, poids {'/'.join(map(str, poids.values()))} "
            f"({', '.join(parts[:-1])} et {parts[-1]}). {tete}"
        ]
        if len(premiers) == 1:
            phrases.append(self._dire_bascules(bascules))
        phrases.append(self._dire_mouvements(points, poids, depart))
        return " ".join(phrase for phrase in phrases if phrase)

    def _dire_bascules(self, bascules) -> str:
        """Dire dans quelles bornes chaque poids laisse le premier à sa place."""
        bornes = []
        for ligne in bascules.to_dict("records"):
            nom = self.noms[ligne["critere"]].lower()
            bas, haut = ligne["poids_min"], ligne["poids_max"]
            if not pd.isna(bas):
                bornes.append(f"{nom} {ecrire_nombre(bas, 1)} au moins")
            if not pd.isna(haut):
                bornes.append(f"{nom} {ecrire_nombre(haut, 1)} au plus")
        if not bornes:
            return "Ce client garde sa place, quel que soit le poids que l’on change seul."
        return (
            f"Si l’on change un seul poids, ce client garde sa place tant que l’on a{FINE}: "
            f"{', '.join(bornes)}."
        )

    def _dire_mouvements(self, points, poids, depart) -> str:
        """Dire qui entre parmi les dix premiers et qui en sort, par rapport aux poids de départ."""
        if poids == self.depart:
            return ""
        avant, apres = depart["client"].head(10).tolist(), points["client"].head(10).tolist()
        entrants = [html.escape(str(nom)) for nom in apres if nom not in avant]
        if not entrants:
            return "Les dix premiers restent les mêmes qu’avec les poids de départ."
        cites = ", ".join(entrants[:3]) + ("…" if len(entrants) > 3 else "")
        return (
            f"Par rapport aux poids de départ, {compter(len(entrants))} "
            f"{'entrent' if len(entrants) > 1 else 'entre'} parmi les dix premiers{FINE}: {cites}"
            f"{'' if cites.endswith('…') else '.'}"
        )

    def _ecrire_tableaux(self, points, bascules, clients) -> str:
        return ecrire_tableau(
            bascules.assign(critere=bascules["critere"].map(self.noms)),
            {
                "critere": ("Critère", "texte"),
                "poids": ("Poids", "entier"),
                "poids_min": ("Bascule en descendant à", "nombre"),
                "suivant_min": ("au profit de", "texte"),
                "poids_max": ("Bascule en montant à", "nombre"),
                "suivant_max": ("au profit de", "texte"),
            },
            titre="De combien un poids doit bouger, seul, pour changer de premier",
        ) + ecrire_tableau(
            points.merge(clients.drop(columns="commercial"), on="client", suffixes=("_points", "")),
            {
                "rang": ("Rang", "entier"),
                "client": ("Client", "texte"),
                "note": ("Note", "nombre"),
                **{critere: (self.noms[critere], "entier") for critere in self.depart},
            },
            titre="Le classement, et les valeurs de la grille",
        )


class PartageVisites(Atelier):
    """Partager des visites trop peu nombreuses entre prospects et clients, par deux règles.

    Parameters
    ----------
    cas : dict
        Nom → visites ``possibles``, ``prospects``, et besoins ``A``, ``B``, ``C``. Le premier est celui de
        départ.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> atelier = PartageVisites(
    ...     {"Cas du cours": {"possibles": 180, "prospects": 30, "A": 60, "B": 80, "C": 50}}
    ... )
    >>> print(atelier.ecrire_texte().replace("\\u202f", " ").split(" Si l’on")[0])
    Cas du cours : 180 visites possibles, 30 promises aux prospects ; il en reste 150 pour 190 demandées,
    soit 78,9 % de la demande. Règle proportionnelle : A 47, B 63, C 40.
    >>> atelier.reglages["regle"].value = "priorite"
    >>> "Règle de priorité : A 60, B 80, C 10." in atelier.ecrire_texte().replace("\\u202f", " ")
    True
    """

    faits = ("C5.8",)
    titre = "des visites trop peu nombreuses"
    consigne = (
        "Changez la règle, puis le nombre de visites promises aux prospects : "
        "quelle classe perd des visites ?"
    )

    def __init__(self, cas: Mapping[str, Mapping[str, int]], *, source: str = SOURCE):
        self.cas = {nom: dict(valeurs) for nom, valeurs in cas.items()}
        self.source = source
        depart = next(iter(self.cas.values()))
        # Au-dessus du plus grand cas, à la cinquantaine.
        plafond = {cle: 50 * (1 + max(c[cle] for c in self.cas.values()) // 50) for cle in depart}
        intitules = {
            "possibles": "Visites possibles",
            "prospects": "Promises aux prospects",
            "A": "Demandées par les A",
            "B": "Demandées par les B",
            "C": "Demandées par les C",
        }
        super().__init__(
            {
                "cas": creer_liste("Cas", list(self.cas), large=True),
                "regle": creer_choix(
                    "Règle",
                    [
                        ("proportionnelle : la même part pour chaque classe", "proportionnelle"),
                        ("de priorité : A en entier, puis B, puis C", "priorite"),
                    ],
                ),
                **{
                    cle: creer_curseur(intitule, depart[cle], 0, plafond[cle])
                    for cle, intitule in intitules.items()
                },
            }
        )
        self.entrainer("cas", self._reprendre_cas)

    def calculer(self) -> Resultat:
        """Partager avec les réglages du moment."""
        valeurs = {cle: int(self.reglages[cle].value) for cle in ("possibles", "prospects", "A", "B", "C")}
        besoins = {nom: valeurs[nom] for nom in "ABC"}
        regle = self.reglages["regle"].value
        visites = repartir_visites(besoins, valeurs["possibles"], prospects=valeurs["prospects"], regle=regle)
        nom_regle = "priorité" if regle == "priorite" else "proportion"
        return Resultat(
            tracer_visites(
                besoins,
                visites,
                possibles=valeurs["possibles"],
                prospects=valeurs["prospects"],
                regle=nom_regle,
                source=self.source,
            ),
            self._ecrire_phrase(valeurs, besoins, visites, regle),
            lambda: _ecrire_partages(valeurs, besoins),
            "from course_helpers.methode import repartir_visites\n\n"
            f"besoins = {besoins}\n"
            f"repartir_visites(besoins, {valeurs['possibles']}, prospects={valeurs['prospects']}, "
            f'regle="{regle}")',
        )

    def _reprendre_cas(self, change) -> None:
        for cle, valeur in self.cas[change["new"]].items():
            self.reglages[cle].value = valeur

    def _ecrire_phrase(self, valeurs, besoins, visites, regle) -> str:
        nom = self.reglages["cas"].value
        modifie = any(valeurs[cle] != valeur for cle, valeur in self.cas[nom].items())
        reste, total = valeurs["possibles"] - valeurs["prospects"], sum(besoins.values())
        part = f", soit {ecrire_pct(100 * reste / total)} de la demande" if reste < total else ""
        regles = {"proportionnelle": "Règle proportionnelle", "priorite": "Règle de priorité"}
        detail = ", ".join(f"{groupe} {ecrire_nombre(n)}" for groupe, n in visites.items())
        phrases = [
            f"{html.escape(nom)}{', modifié' if modifie else ''}{FINE}: "
            f"{_dire_visites(valeurs['possibles'])} possibles, {ecrire_nombre(valeurs['prospects'])} "
            f"promises aux prospects{FINE}; il en reste {ecrire_nombre(reste)} pour "
            f"{ecrire_nombre(total)} demandées{part}. {regles[regle]}{FINE}: {detail}."
        ]
        if total <= reste:
            phrases.append(
                f"Chaque classe reçoit tout ce qu’elle demande, donc la règle ne sert pas{FINE}: "
                f"il reste {_dire_visites(reste - total)} à employer."
            )
        else:
            oubli = repartir_visites(besoins, valeurs["possibles"], regle=regle)
            if valeurs["prospects"]:
                phrases.append(
                    "Si l’on oubliait de retirer les prospects, on promettrait "
                    + ", ".join(f"{groupe} {ecrire_nombre(n)}" for groupe, n in oubli.items())
                    + f"{FINE}: {_dire_visites(sum(oubli.values()) + valeurs['prospects'])} "
                    f"en tout pour {ecrire_nombre(valeurs['possibles'])} possibles."
                )
            pertes = {groupe: besoins[groupe] - n for groupe, n in visites.items()}
            perdant = max(pertes, key=pertes.get)
            phrases.append(f"La classe {perdant} perd le plus{FINE}: {_dire_visites(pertes[perdant])}.")
        return " ".join(phrases)


def _dire_visites(nombre: int) -> str:
    return compter(nombre, "visite")


def _ecrire_partages(valeurs, besoins) -> str:
    """Écrire côte à côte le besoin, les deux règles et l'oubli des prospects."""
    possibles, prospects = valeurs["possibles"], valeurs["prospects"]
    partages = {
        "besoin": besoins,
        "proportion": repartir_visites(besoins, possibles, prospects=prospects),
        "priorite": repartir_visites(besoins, possibles, prospects=prospects, regle="priorite"),
        "oubli": repartir_visites(besoins, possibles),
    }
    lignes = [
        {"classe": nom, **{quoi: partage[nom] for quoi, partage in partages.items()}} for nom in besoins
    ]
    lignes.append({"classe": "Total", **{quoi: sum(partage.values()) for quoi, partage in partages.items()}})
    return ecrire_tableau(
        pd.DataFrame(lignes),
        {
            "classe": ("Classe", "texte"),
            "besoin": ("Demandées", "entier"),
            "proportion": ("En proportion", "entier"),
            "priorite": ("Priorité à A", "entier"),
            "oubli": ("Prospects oubliés (erreur)", "entier"),
        },
        titre="Les mêmes visites, partagées de trois façons",
    )


_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


class PlanAction(Atelier):
    """Dater les visites d'un trimestre, et voir combien de visites chaque jour fermé fait perdre.

    Parameters
    ----------
    clients : DataFrame
        Du premier au dernier servi : ``client``, ``commercial``, ``frequence`` (visites par an), ``classe``.
    prospects : DataFrame
        Dans l'ordre où les voir : ``client``, ``commercial``.
    debuts : dict
        Nom à l'écran → premier jour (AAAA-MM-JJ).
    promis : dict
        Commercial → visites aux prospects promises dans l'année ; la période en reprend sa part, dans la
        limite des prospects du fichier.

    Examples
    --------
    >>> clients = pd.DataFrame(
    ...     {"client": ["Mairie"], "commercial": ["Nadia"], "frequence": [12], "classe": ["A"]}
    ... )
    >>> prospects = pd.DataFrame({"client": ["Garage"], "commercial": ["Nadia"]})
    >>> atelier = PlanAction(clients, prospects, {"mai": "2026-05-04"}, {"Nadia": 4})
    >>> print(atelier.ecrire_texte().replace("\\u202f", " ").split(" Premier")[0])
    Nadia, 13 semaines depuis le 04/05/2026, bureau le vendredi : 49 jours de visite, 196 visites possibles à
    4 par jour. 1 visite de prospects, puis 3 visites de clients sur 3 demandées : le temps suffit (il reste
    192 visites possibles). Jours fériés évités : 08/05, 14/05, 25/05, 14/07.
    """

    faits = ("C5.8",)
    titre = "le plan d’action, jour par jour"
    consigne = (
        "Changez le début, la durée, le jour de bureau ou le rythme : "
        "combien de visites sont possibles, et qui n’en reçoit plus ?"
    )

    def __init__(
        self,
        clients: pd.DataFrame,
        prospects: pd.DataFrame,
        debuts: Mapping[str, str],
        promis: Mapping[str, int],
    ):
        self.clients, self.prospects, self.promis = clients, prospects, promis
        commerciaux = sorted(clients["commercial"].unique(), reverse=True)
        maximum = int(prospects["commercial"].value_counts().reindex(commerciaux).min())
        super().__init__(
            {
                "commercial": creer_choix("Commercial", commerciaux, large=True),
                "debut": creer_liste("Début", list(debuts.items())),
                "semaines": creer_curseur("Durée (semaines)", 13, 4, 16),
                "prospects": creer_curseur(
                    "Visites aux prospects",
                    min(compter_visites(promis[commerciaux[0]], 13), maximum),
                    0,
                    maximum,
                ),
                "par_jour": creer_choix("Visites par jour", [3, 4, 5], valeur=4, large=True),
                "bureau": creer_choix(
                    "Jour de bureau", [(_JOURS[rang], rang) for rang in (4, 0, 2)], large=True
                ),
            }
        )
        for nom in ("commercial", "semaines"):
            self.entrainer(nom, self._reprendre_promesse)

    def _reprendre_promesse(self, change) -> None:
        curseur = self.reglages["prospects"]
        promises = self.promis[self.reglages["commercial"].value]
        curseur.value = min(compter_visites(promises, int(self.reglages["semaines"].value)), curseur.max)

    def calculer(self) -> Resultat:
        """Planifier avec les réglages du moment."""
        nom, debut = self.reglages["commercial"].value, self.reglages["debut"].value
        semaines, par_jour = int(self.reglages["semaines"].value), self.reglages["par_jour"].value
        periode = {"semaines": semaines, "fermetures": self._fermer(debut, semaines)}
        jours = lister_jours_de_visite(debut, **periode)
        places = len(jours) * par_jour
        vus = self.prospects[self.prospects["commercial"] == nom].head(
            min(int(self.reglages["prospects"].value), places)
        )
        siens = self.clients[self.clients["commercial"] == nom]
        besoins = {
            ligne["client"]: compter_visites(ligne["frequence"], semaines)
            for ligne in siens.to_dict("records")
        }
        # Les prospects d'abord ; puis, si le temps manque, les clients dans l'ordre de leur note.
        visites = repartir_visites(besoins, places, prospects=len(vus), regle="priorite")
        comptes = pd.DataFrame(
            {
                "client": [*vus["client"], *visites],
                "visites": [1] * len(vus) + list(visites.values()),
                "nature": ["prospect"] * len(vus) + [f"client {c}" for c in siens["classe"]],
            }
        )
        self.plan = plan = planifier_visites(
            comptes[comptes["visites"] > 0], debut, par_jour=par_jour, **periode
        )
        phrase = self._ecrire_phrase(nom, len(jours), places, len(vus), besoins, visites)
        return Resultat(
            Panneau(self._ecrire_grille(plan, jours), phrase),
            phrase,
            lambda: _ecrire_plan(plan),
            "from course_helpers.methode import exporter_calendrier, planifier_visites\n\n"
            "# comptes : une ligne par client ou prospect, colonnes client, visites, nature\n"
            f'plan = planifier_visites(comptes, "{debut}", semaines={semaines}, par_jour={par_jour}, '
            "fermetures=jours_de_bureau)\n"
            "exporter_calendrier(plan)",
        )

    def _fermer(self, debut: str, semaines: int) -> list:
        """Lister les jours de bureau de la période."""
        bureau = self.reglages["bureau"].value
        jours = pd.date_range(debut, periods=7 * semaines)
        return [jour.date() for jour in jours if jour.weekday() == bureau]

    def _ecrire_phrase(self, nom, jours, places, prospects, besoins, visites) -> str:
        debut = pd.Timestamp(self.reglages["debut"].value)
        semaines = int(self.reglages["semaines"].value)
        demandees, servies = sum(besoins.values()), sum(visites.values())
        libres = places - prospects - servies
        constat = (
            f"le temps suffit (il reste {_dire_visites(libres)} possibles)"
            if servies == demandees
            else f"il manque {_dire_visites(demandees - servies)}, et "
            f"{compter(sum(visites[c] < besoins[c] for c in besoins))} parmi les moins bien notés en perdent"
        )
        return (
            f"{html.escape(nom)}, {semaines} semaines depuis le {debut:%d/%m/%Y}, bureau le "
            f"{_JOURS[self.reglages['bureau'].value]}{FINE}: {jours} jours de visite, "
            f"{ecrire_nombre(places)} visites possibles à {self.reglages['par_jour'].value} par jour. "
            f"{_dire_visites(prospects)} de prospects, puis {_dire_visites(servies)} de clients sur "
            f"{ecrire_nombre(demandees)} demandées{FINE}: {constat}. Jours fériés évités{FINE}: "
            f"{', '.join(f'{jour:%d/%m}' for jour in self._lister_feries()) or 'aucun'}."
        )

    def _lister_feries(self) -> list:
        """Les jours fériés de la période, du lundi au vendredi."""
        debut = pd.Timestamp(self.reglages["debut"].value)
        fin = debut + pd.Timedelta(weeks=int(self.reglages["semaines"].value))
        return [
            jour
            for annee in range(debut.year, fin.year + 1)
            for jour in lister_feries(annee)
            if debut.date() <= jour < fin.date() and jour.weekday() < 5
        ]

    def _ecrire_grille(self, plan: pd.DataFrame, ouverts: list) -> str:
        """Écrire semaines en lignes et jours en colonnes : les visites, ou pourquoi il n'y en a pas."""
        debut = pd.Timestamp(self.reglages["debut"].value)
        lundi = debut - pd.Timedelta(days=debut.weekday())
        comptes = plan["date"].value_counts().to_dict()
        bureau, ouverts, feries = self.reglages["bureau"].value, set(ouverts), set(self._lister_feries())
        lignes = []
        jour = lundi
        while jour.date() <= max(ouverts):
            ligne = {"semaine": f"{jour:%d/%m}"}
            for rang, nom in enumerate(_JOURS):
                date = jour + pd.Timedelta(days=rang)
                if date.date() in ouverts:
                    ligne[nom] = str(comptes.get(date, 0))
                else:
                    ligne[nom] = "F" if date.date() in feries else "B" if rang == bureau else "—"
            lignes.append(ligne)
            jour += pd.Timedelta(weeks=1)
        premiers = plan.head(6)
        return ecrire_tableau(
            pd.DataFrame(lignes),
            {"semaine": ("Lundi", "texte")} | {nom: (nom[:3].capitalize(), "chiffre") for nom in _JOURS},
            titre="Visites par jour (B : bureau, F : férié)",
        ) + ecrire_tableau(
            premiers.assign(jour=premiers["date"].dt.strftime("%d/%m")),
            {"jour": ("Jour", "texte"), "client": ("À appeler", "texte"), "nature": ("Nature", "texte")},
            titre="Les six premiers rendez-vous à prendre",
        )


def _ecrire_plan(plan: pd.DataFrame) -> str:
    return ecrire_tableau(
        plan.assign(jour=plan["date"].dt.strftime("%d/%m/%Y")),
        {
            "semaine": ("Semaine", "texte"),
            "jour": ("Jour", "texte"),
            "client": ("Client ou prospect", "texte"),
            "nature": ("Nature", "texte"),
            "visite": ("Visite n°", "entier"),
            "visites": ("sur", "entier"),
        },
        titre="Le plan d’action, toutes les visites",
    )
