"""Ateliers du chapitre 4 : l'explorateur ABC, et le départ d'un client."""

import html

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import Atelier, Resultat, creer_case, creer_choix, creer_curseur
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.erreurs import ErreurCours
from course_helpers.figures.etats import Etats
from course_helpers.figures.pareto import GRANDEURS, ecrire_phrase, tracer_depart, tracer_pareto
from course_helpers.figures.trace import MAGASIN, SOURCE
from course_helpers.pareto import (
    SEUILS,
    classer_abc,
    mesurer_concentration,
    mesurer_perte,
    nommer_methode,
    resumer_abc,
    simuler_depart,
)

_LIRE_CLIENTS = (
    "from course_helpers.donnees import chemin, lire_clients\n"
    "from course_helpers.pareto import classer_abc, resumer_abc\n\n"
    'clients = lire_clients(chemin("ca-clients-2025.csv"))\n'
)
_LIRE_MAGASIN = (
    "from course_helpers.donnees import chemin\n"
    "from course_helpers.magasin import lire_porteurs, lister_actifs\n"
    "from course_helpers.pareto import classer_abc, resumer_abc\n\n"
    'clients = lister_actifs(lire_porteurs(chemin("magasin-carte-2025.csv")))\n'
)
_CARTE = "carte"  # le critère qui classe les porteurs de la carte du magasin
CRITERES = {"ca": "Chiffre d’affaires", "marge": "Marge nette"}


class ExplorateurAbc(Atelier):
    """Changer de méthode, de seuils ou de critère, et voir les classes bouger.

    Sur la marge, les clients qui font perdre de l'argent sont mis à part et comptés.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client``, ``ca`` (en €) et, pour le second critère, ``marge`` (en €).
    source : str
        Mention portée sous la figure.
    magasin : DataFrame, optional
        Le résultat de :func:`course_helpers.magasin.lister_actifs` : un critère de plus classe alors, à
        la place de ces clients, les porteurs de la carte d'un magasin.

    Examples
    --------
    >>> atelier = ExplorateurAbc(pd.DataFrame({"client": list("abc"), "ca": [80, 15, 5]}))
    >>> atelier.reglages["fin_a"].value = 85
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    ABC par cumul, seuils 85/95. 2 clients sur 3 (66,7 %) font 95,0 % du chiffre d’affaires. Les 20 %
    premiers clients (1 sur 3) en font 80,0 % : c’est le repère 20/80. Par rapport à l’ABC du chiffre
    d’affaires par cumul 80/95, 1 client change de classe : b (B → A).
    """

    faits = ("C4.1", "C4.2")
    titre = "l’explorateur ABC"
    consigne = "Choisissez une méthode, déplacez les seuils : quels clients changent de classe ?"

    def __init__(self, clients: pd.DataFrame, *, source: str = SOURCE, magasin: pd.DataFrame | None = None):
        self.grossiste, self.magasin = clients, magasin
        self.source = source
        self._departs: dict[bool, pd.Series] = {}
        criteres = [(nom, colonne) for colonne, nom in CRITERES.items() if colonne in clients]
        if magasin is not None:
            criteres.append(("Achats TTC, carte du magasin", _CARTE))
        super().__init__(
            {
                "methode": creer_choix(
                    "Méthode",
                    [
                        ("par cumul du montant, 80/95", ("cumul", *SEUILS["cumul"])),
                        ("par effectif (nombre de clients), 10/50", ("effectif", *SEUILS["effectif"])),
                        ("par effectif (nombre de clients), 20/50", ("effectif", 20, 50)),
                    ],
                ),
                "fin_a": creer_curseur("Fin de A (%)", SEUILS["cumul"][0], 1, 99),
                "fin_b": creer_curseur("Fin de B (%)", SEUILS["cumul"][1], 2, 100),
                "critere": creer_choix("Critère", criteres),
            }
        )
        self.entrainer("methode", self._reprendre_seuils)

    def calculer(self) -> Resultat:
        """Classer avec les réglages du moment."""
        colonne = "ca" if self._au_magasin else self.reglages["critere"].value
        methode = self.reglages["methode"].value[0]
        seuils = (_entier(self.reglages["fin_a"].value), _entier(self.reglages["fin_b"].value))
        if seuils[0] >= seuils[1]:
            raise ErreurCours(
                f"La fin de A ({ecrire_nombre(seuils[0], unite='%')}) doit rester avant la fin de B "
                f"({ecrire_nombre(seuils[1], unite='%')}){FINE}: baissez la première ou montez la seconde."
            )
        avoirs = "refuser" if colonne == "ca" else "a_part"
        classement = classer_abc(self.clients, montant=colonne, methode=methode, seuils=seuils, avoirs=avoirs)
        resume = resumer_abc(classement)
        return Resultat(
            tracer_pareto(
                classement,
                grandeur=colonne,
                source=MAGASIN if self._au_magasin else self.source,
                sur=self.resultat and self.resultat.trace,
            ),
            self._ecrire_phrase(classement, resume, colonne) + self._dire_mouvements(classement),
            lambda: _ecrire_tableaux(classement, resume, colonne, self._classes_depart),
            (_LIRE_MAGASIN if self._au_magasin else _LIRE_CLIENTS)
            + f'classement = classer_abc(clients, montant="{colonne}", methode="{methode}", seuils={seuils}'
            f"{', avoirs=' + repr(avoirs) if avoirs == 'a_part' else ''})\n"
            "resumer_abc(classement)",
        )

    @property
    def _au_magasin(self) -> bool:
        return self.reglages["critere"].value == _CARTE

    @property
    def clients(self) -> pd.DataFrame:
        """Les clients que l'on classe : ceux du grossiste, ou les porteurs de la carte du magasin."""
        return self.magasin if self._au_magasin else self.grossiste

    @property
    def _classes_depart(self) -> pd.Series:
        # On ne classe qu'une fois les mêmes clients : un curseur doit répondre vite.
        if self._au_magasin not in self._departs:
            classes = classer_abc(self.clients).set_index("client")["classe"].astype(str)
            self._departs[self._au_magasin] = classes
        return self._departs[self._au_magasin]

    def _dire_mouvements(self, classement) -> str:
        """Dire quels clients ont changé de classe depuis le réglage de départ."""
        depart = self._classes_depart
        classes = classement.set_index("client")["classe"].astype(str)
        classes = classes[depart.index]  # les plus gros clients d'abord
        partis = classes[classes != depart]
        if partis.empty:
            return ""
        exemples = ", ".join(
            f"{html.escape(str(nom))} ({depart[nom]} → {classe})" for nom, classe in partis.head(3).items()
        )
        verbe = "change" if len(partis) == 1 else "changent"
        return (
            f" Par rapport à l’ABC du chiffre d’affaires par cumul 80/95, {compter(len(partis))} {verbe} "
            f"de classe{FINE}: {exemples}"
            + (
                f"… Le tableau les donne tous{FINE}: comparez ses deux dernières colonnes."
                if len(partis) > 3
                else "."
            )
        )

    def _reprendre_seuils(self, change) -> None:
        _, fin_a, fin_b = change["new"]
        self.reglages["fin_a"].value, self.reglages["fin_b"].value = fin_a, fin_b

    def _ecrire_phrase(self, classement, resume, colonne) -> str:
        a, effectif = resume.loc["A"], int(resume["effectif"].sum())
        classes = classement.dropna(subset="rang")
        mesures = mesurer_concentration(classes, montant=classement.attrs["montant"])
        part = mesures["part_20pct_premiers_pct"]
        premiers = -(-effectif // 5)
        ecart = (
            "c’est le repère 20/80"
            if round(part, 1) == 80
            else f"le portefeuille est {'plus' if part > 80 else 'moins'} concentré que le repère 20/80"
        )
        phrases = [
            f"{nommer_methode(classement)}.",
            f"{compter(a['effectif'])} sur {effectif} ({ecrire_pct(a['part_effectif_pct'])}) "
            f"{'font' if a['effectif'] > 1 else 'fait'} {ecrire_pct(a['part_montant_pct'])} "
            f"{GRANDEURS[colonne][0]}.",
            f"Les 20{FINE}% premiers clients ({premiers} sur {effectif}) "
            f"en font {ecrire_pct(part)}{FINE}: {ecart}.",
        ]
        if mis_a_part := classement.attrs["hors_classement"]:
            perte = classement.loc[classement["rang"].isna(), classement.attrs["montant"]].sum()
            phrases.append(
                f"Hors classement{FINE}: {compter(mis_a_part)} à marge négative "
                f"({ecrire_nombre(perte, 2, '€')} en tout)."
            )
        phrases += [
            f"À la limite {egalite['limite']}, {compter(egalite['effectif'])} ont le même montant "
            f"({ecrire_nombre(egalite['montant'], 2, '€')}){FINE}: l’ordre alphabétique les départage."
            for egalite in classement.attrs["ex_aequo"]
        ]
        return " ".join(phrases)


class DepartClient(Atelier):
    """Cocher les clients qui partent, et voir ce que deviennent le CA, la marge et l'indépendance.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client``, ``ca`` et, si elle est connue, ``marge`` (en €).
    proposes : int
        Nombre de gros clients proposés au départ.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": list("abcd"), "ca": [50, 20, 20, 10], "marge": [1, 5, 3, 1]})
    >>> atelier = DepartClient(clients)
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Sans « a », le chiffre d’affaires perd 50,0 % et la marge 10,0 %. Le premier client passe de 50,0 %
    à 40,0 % du chiffre d’affaires : au-dessus du seuil de dépendance retenu (15 %, une convention).
    """

    faits = ("C4.3",)
    titre = "et si ce client part ?"
    consigne = "Cochez un client, puis deux : que reste-t-il du chiffre d’affaires, et de la marge ?"

    def __init__(self, clients: pd.DataFrame, *, proposes: int = 6, source: str = SOURCE):
        self.clients = clients
        self.source = source
        # Il doit toujours rester un client au portefeuille.
        premiers = classer_abc(clients).head(min(proposes, len(clients) - 1))
        self.proposes = premiers["client"].tolist()
        cases = {
            f"part_{rang}": creer_case(f"{nom} ({ecrire_nombre(ca, 0, '€')})", cochee=rang == 1)
            for rang, (nom, ca) in enumerate(zip(premiers["client"], premiers["ca"], strict=True), start=1)
        }
        super().__init__({**cases, "seuil": creer_curseur("Seuil de dépendance (%)", 15, 5, 40)})

    @property
    def partants(self) -> list:
        """Les clients cochés."""
        return [nom for rang, nom in enumerate(self.proposes, start=1) if self.reglages[f"part_{rang}"].value]

    def calculer(self) -> Resultat:
        """Comparer avant et après le départ des clients cochés."""
        partants, seuil = self.partants, self.reglages["seuil"].value
        comparaison = simuler_depart(self.clients, partants)
        return Resultat(
            tracer_depart(comparaison, seuil_dependance=seuil, source=self.source),
            self._ecrire_phrase(comparaison, partants, seuil),
            lambda: self._ecrire_tableau(comparaison, partants),
            "from course_helpers.donnees import chemin, lire_clients\n"
            "from course_helpers.pareto import simuler_depart\n\n"
            'clients = lire_clients(chemin("ca-clients-2025.csv"))\n'
            f"simuler_depart(clients, {partants!r})",
        )

    def _ecrire_tableau(self, comparaison, partants) -> str:
        lignes = [
            {
                "mesure": intitule,
                **{quand: ecrire(comparaison.loc[nom, quand]) for quand in ("avant", "apres")},
            }
            for nom, (intitule, ecrire) in _MESURES.items()
        ]
        if "marge" in self.clients:
            marges = self.clients["marge"]
            reste = marges[~self.clients["client"].isin(partants)]
            lignes.append(
                {
                    "mesure": "Marge nette",
                    "avant": ecrire_nombre(marges.sum(), 2, "€"),
                    "apres": ecrire_nombre(reste.sum(), 2, "€"),
                }
            )
        return ecrire_tableau(
            pd.DataFrame(lignes),
            {"mesure": ("Mesure", "texte"), "avant": ("Avant", "chiffre"), "apres": ("Après", "chiffre")},
            titre="Avant et après le départ",
        )

    def _ecrire_phrase(self, comparaison, partants, seuil) -> str:
        avant, apres = comparaison.loc["part_premier_pct", ["avant", "apres"]]
        place = "au-dessus" if apres >= seuil else "au-dessous"
        independance = (
            f"du chiffre d’affaires{FINE}: {place} du seuil de dépendance retenu "
            f"({ecrire_nombre(seuil, unite='%')}, une convention)."
        )
        if not partants:
            return f"Aucun départ{FINE}: le premier client pèse {ecrire_pct(avant)} {independance}"
        noms = ", ".join(f"«{FINE}{html.escape(str(nom))}{FINE}»" for nom in partants)
        perte = f"Sans {noms}, le chiffre d’affaires perd {ecrire_pct(comparaison.loc['perte_pct', 'apres'])}"
        if "marge" in self.clients:
            marge = mesurer_perte(self.clients, partants, montant="marge")
            perte += f" et la marge {'gagne ' if marge < 0 else ''}{ecrire_pct(abs(marge))}"
        return f"{perte}. Le premier client passe de {ecrire_pct(avant)} à {ecrire_pct(apres)} {independance}"


def figer_limite(clients: pd.DataFrame, limites: range = range(50, 95, 5)) -> Etats:
    """Classer pour chaque limite de la classe A, et garder de quoi les parcourir sans Python.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client`` et ``ca`` (en €).
    limites : range
        Les fins de A, en % ; celle de B reste à 95 %.

    Returns
    -------
    Etats

    Examples
    --------
    >>> etats = figer_limite(pd.DataFrame({"client": list("abc"), "ca": [80, 15, 5]}))
    >>> print(repr(etats).replace("\\u202f", " "))
    1 client sur 3 (33,3 %) fait 80,0 % du chiffre d’affaires : c’est la classe A (ABC par cumul,
    seuils 80/95).
    """
    depart, fin_b = SEUILS["cumul"]
    etats = {}
    for limite in limites:
        classement = classer_abc(clients, seuils=(limite, fin_b))
        constat, methode = ecrire_phrase(resumer_abc(classement)), nommer_methode(classement)
        phrase = f"{constat}{FINE}: c’est la classe A ({methode})."
        etats[limite] = tracer_pareto(classement, bref=True), phrase
    return Etats(
        f"De qui cette entreprise dépend-elle{FINE}?",
        "Limite de la classe A",
        etats,
        depart,
        "Courbe de Pareto, coupée en classes A, B et C",
    )


_MESURES = {
    "effectif": ("Clients", ecrire_nombre),
    "total": ("Chiffre d’affaires", lambda montant: ecrire_nombre(montant, 2, "€")),
    "perte_pct": ("Chiffre d’affaires perdu", ecrire_pct),
    "part_premier_pct": ("Part du premier client", ecrire_pct),
    "part_3_premiers_pct": ("Part des 3 premiers", ecrire_pct),
    "part_5_premiers_pct": ("Part des 5 premiers", ecrire_pct),
}


def _ecrire_tableaux(classement: pd.DataFrame, resume: pd.DataFrame, colonne: str, depart: pd.Series) -> str:
    montant = "CA HT" if colonne == "ca" else "Marge nette"
    return ecrire_tableau(
        resume.reset_index(),
        {
            "classe": ("Classe", "texte"),
            "effectif": ("Clients", "entier"),
            "part_effectif_pct": ("Part des clients", "pct"),
            "montant": (montant, "euros"),
            "part_montant_pct": ("Part du montant", "pct"),
        },
        titre=nommer_methode(classement),
    ) + ecrire_tableau(
        classement.assign(depart=classement["client"].map(depart)),
        {
            "rang": ("Rang", "entier"),
            "client": ("Client", "texte"),
            colonne: (montant, "euros"),
            "part_pct": ("Part", "pct"),
            "part_cumulee_pct": ("Part cumulée", "pct"),
            "classe": ("Classe", "texte"),
            "depart": ("Sur le CA, 80/95", "texte"),
        },
        titre="Clients classés",
    )


def _entier(valeur: float) -> float:
    return int(valeur) if valeur == int(valeur) else valeur
