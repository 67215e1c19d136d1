"""Ateliers du chapitre 3 : qui rapporte, la valeur d'un client, sa valeur vie, gagner ou garder."""

import html
from functools import cached_property

import pandas as pd

from course_helpers.affichage import ecrire_tableau
from course_helpers.ateliers.atelier import (
    Atelier,
    Resultat,
    creer_case,
    creer_choix,
    creer_curseur,
    creer_liste,
)
from course_helpers.ecriture import FINE, compter, ecrire_nombre, ecrire_pct
from course_helpers.figures.trace import MAGASIN, SOURCE
from course_helpers.figures.valeur import (
    comparer_en_mots,
    tracer_cascade,
    tracer_couts,
    tracer_programme,
    tracer_restes,
    tracer_valeur_vie,
)
from course_helpers.pareto import mesurer_perte
from course_helpers.valeur import (
    amortir_acquisition,
    calculer_duree_moyenne,
    chiffrer_programme,
    comparer_couts,
    mesurer_retention_effectifs,
    valeur_client,
    valeur_vie,
    valeur_vie_marge_acquise,
)

# Ce que l'on retranche → ce que l'on mesure alors.
_COMPTES = {
    "ca": "le chiffre d’affaires",
    "marge": "la marge commerciale",
    "valeur": "la valeur",
}


class QuiRapporte(Atelier):
    """Retrancher les coûts un à un, et voir qui rapporte vraiment.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client, quelques-uns : ``client``, ``ca``, ``cout_achat`` (€ HT).
    charges : DataFrame
        Une ligne par charge : ``client``, ``montant`` (€ HT).
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Hôtel", "Garage"], "ca": [30000, 4000],
    ...                         "cout_achat": [21000, 2400]})
    >>> charges = pd.DataFrame({"client": ["Hôtel", "Garage"], "montant": [2500, 2100]})
    >>> print(QuiRapporte(clients, charges).ecrire_texte().replace("\\u202f", " "))
    Selon la valeur (CA − coût d’achat − charges), Hôtel vient en tête avec 6 500 €, et Garage en dernier
    avec −500 € : ce client coûte plus qu’il ne rapporte. Ensemble : 6 000 €. À partir de 5 000 €, relation
    individualisée pour Hôtel ; relation standard pour personne ; relation à revoir pour Garage.
    """

    faits = ("C3.1", "C3.3", "C3.4")
    titre = "qui rapporte vraiment ?"
    consigne = (
        "Passez du chiffre d’affaires à la valeur, puis retirez un client. Quels clients changent de place ?"
    )

    def __init__(self, clients: pd.DataFrame, charges: pd.DataFrame, *, source: str = SOURCE):
        self.clients, self.charges, self.source = clients, charges, source
        super().__init__(
            {
                "compte": creer_choix(
                    "Ce qui reste",
                    [
                        ("CA seul", "ca"),
                        ("CA − coût d’achat", "marge"),
                        ("CA − coût d’achat − charges", "valeur"),
                    ],
                    valeur="valeur",
                ),
                "seuil": creer_curseur("Individualiser dès (€)", 5000, 500, 20_000, 100),
                "retire": creer_liste(
                    "Retirer", [("personne", ""), *((nom, nom) for nom in clients["client"])]
                ),
            }
        )

    @cached_property
    def valeurs(self) -> pd.DataFrame:
        """La valeur de chaque client, et sa marge commerciale."""
        marges = valeur_client(self.clients)["valeur"]
        return valeur_client(self.clients, self.charges).assign(marge=marges)

    def calculer(self) -> Resultat:
        """Ranger les clients selon ce qui reste, et répartir les relations."""
        compte, seuil = self.reglages["compte"].value, self.reglages["seuil"].value
        retire = self.reglages["retire"].value
        montres = self.valeurs[self.valeurs["client"] != retire]
        restes = montres.assign(reste=montres[compte]).sort_values("reste", ascending=False)
        restes["relation"] = [
            "individualisée" if reste >= seuil else "standard" if reste >= 0 else "à revoir"
            for reste in restes["reste"]
        ]
        return Resultat(
            tracer_restes(restes, seuil=seuil, grandeur=f"{_nommer(compte)} (€ HT)", source=self.source),
            self._ecrire_phrase(restes, compte, seuil, retire),
            lambda: _ecrire_table_restes(restes),
            "from course_helpers.valeur import valeur_client\n\n"
            "# clients : client, ca, cout_achat ; charges : client, nature, montant\n"
            "valeurs = valeur_client(clients, charges)\n"
            f"valeurs.sort_values({('ca' if compte == 'ca' else 'valeur')!r}, ascending=False)",
        )

    def _ecrire_phrase(self, restes, compte, seuil, retire) -> str:
        premier, dernier = restes.iloc[0], restes.iloc[-1]
        calcul = {"ca": "", "marge": " (CA − coût d’achat)", "valeur": " (CA − coût d’achat − charges)"}
        phrase = (
            f"Selon {_COMPTES[compte]}{calcul[compte]}, {_nom(premier)} vient en tête avec "
            f"{_euros(premier['reste'])}, et {_nom(dernier)} en dernier avec {_euros(dernier['reste'])}"
        )
        if dernier["reste"] < 0:
            phrase += f"{FINE}: ce client coûte plus qu’il ne rapporte"
        groupes = {
            relation: ", ".join(_nom(ligne) for _, ligne in restes[restes["relation"] == relation].iterrows())
            for relation in ("individualisée", "standard", "à revoir")
        }
        phrase += (
            f". Ensemble{FINE}: {_euros(restes['reste'].sum())}. À partir de {_euros(seuil)}, "
            f"relation individualisée pour {groupes['individualisée'] or 'personne'}{FINE}; "
            f"relation standard pour {groupes['standard'] or 'personne'}"
        )
        if groupes["à revoir"]:
            phrase += f"{FINE}; relation à revoir pour {groupes['à revoir']}"
        if compte != "valeur":
            phrase += (
                f". Ce classement est trompeur{FINE}: le seuil porte sur la valeur, une fois tous les coûts "
                "retranchés"
            )
        if retire:
            ca, valeur = (
                mesurer_perte(self.valeurs, [retire], montant=colonne) for colonne in ("ca", "valeur")
            )
            phrase += (
                f". Sans {html.escape(str(retire))}, le chiffre d’affaires perd {ecrire_pct(ca)}, la valeur "
                f"{'gagne' if valeur < 0 else 'perd'} {ecrire_pct(abs(valeur))}"
            )
        return phrase + "."


class ValeurDuClient(Atelier):
    """Choisir un client, changer ce qu'il fait dépenser, et lire sa valeur.

    Parameters
    ----------
    clients : DataFrame
        Une ligne par client : ``client``, ``ca``, ``cout_achat`` (€ HT de la période).
    charges : DataFrame
        Une ligne par client et par nature : ``client``, ``nature``, ``montant`` (€ HT).
    depart : str, optional
        Le client montré d'abord ; par défaut, celui de plus faible valeur.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> clients = pd.DataFrame({"client": ["Mairie", "Hôtel"], "ca": [60000, 30000],
    ...                         "cout_achat": [48000, 21000]})
    >>> charges = pd.DataFrame({"client": ["Mairie", "Mairie", "Hôtel"],
    ...                         "nature": ["Livraison", "Visites", "Visites"],
    ...                         "montant": [8000, 5000, 2500]})
    >>> atelier = ValeurDuClient(clients, charges)
    >>> atelier.reglages["nature_1"].value = 50
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Mairie : 60 000,00 € − 48 000,00 € de coût d’achat − 9 000,00 € de charges = 3 000,00 €. Ce client
    rapporte. Sur 2 clients, rang 1 par le chiffre d’affaires, rang 2 par la valeur. Charges changées :
    Livraison à 50 %.
    """

    faits = ("C3.1", "C3.3")
    titre = "la valeur d’un client"
    consigne = (
        "Choisissez un client, puis changez ses charges (100 % est le montant réel). À partir de quand "
        "rapporte-t-il ?"
    )

    def __init__(
        self,
        clients: pd.DataFrame,
        charges: pd.DataFrame,
        *,
        depart: str | None = None,
        source: str = SOURCE,
    ):
        self.clients, self.charges, self.source = clients, charges, source
        self.bases = {True: valeur_client(clients, charges)}
        self.bases[False] = valeur_client(clients.assign(cout_achat=0), charges)
        tries = self.bases[True].sort_values("ca", ascending=False)
        if depart is None:
            depart = tries.loc[tries["valeur"].idxmin(), "client"]
        totaux = charges.groupby("nature", sort=True)["montant"].sum()
        self.natures = list(totaux.sort_values(ascending=False, kind="stable").index)
        super().__init__(
            {
                "client": creer_liste(
                    "Client",
                    [
                        (f"{nom} ({_euros(ca)})", nom)
                        for nom, ca in zip(tries["client"], tries["ca"], strict=True)
                    ],
                    valeur=depart,
                    max_width="26em",
                ),
                **{
                    f"nature_{rang}": creer_curseur(f"{nature} (%)", 100, 0, 200, 5)
                    for rang, nature in enumerate(self.natures, start=1)
                },
                "cout": creer_case("Compter le coût d’achat", cochee=True),
            }
        )
        self.entrainer("client", self._reprendre_charges)

    def calculer(self) -> Resultat:
        """Mesurer la valeur du client choisi, avec les charges réglées."""
        nom, compte = self.reglages["client"].value, self.reglages["cout"].value
        taux = {n: self.reglages[f"nature_{rang}"].value for rang, n in enumerate(self.natures, start=1)}
        base = self.bases[compte]
        fiche = base.loc[base["client"] == nom, ["client", "ca", "cout_achat"]]
        reelles = self.charges[self.charges["client"] == nom]
        reglees = reelles.assign(montant=(reelles["montant"] * reelles["nature"].map(taux) / 100).round(2))
        client = valeur_client(fiche, reglees).iloc[0]
        autres = base[base["client"] != nom]
        rangs = {
            "ca": 1 + int((autres["ca"] > client["ca"]).sum()),
            "valeur": 1 + int((autres["valeur"] > client["valeur"]).sum()),
        }
        changees = {n: part for n, part in taux.items() if part != 100}
        return Resultat(
            tracer_cascade(client, reglees.set_index("nature")["montant"], source=self.source),
            self._ecrire_phrase(client, fiche, rangs, compte, changees),
            lambda: _ecrire_table_charges(reelles, reglees, taux),
            "from course_helpers.donnees import chemin, lire_clients, lire_nombres, lire_table\n"
            "from course_helpers.valeur import valeur_client\n\n"
            'clients = lire_clients(chemin("ca-clients-2025.csv"))\n'
            'charges = lire_table(chemin("charges-clients-2025.csv"))\n'
            'charges["montant"] = lire_nombres(charges["Montant HT"])\n'
            'charges = charges.rename(columns={"Client": "client", "Nature": "nature"})\n'
            "valeurs = valeur_client(clients, charges)\n"
            f'valeurs[valeurs["client"] == {nom!r}]',
        )

    def _reprendre_charges(self, _) -> None:
        """Un autre client se montre d'abord avec ses charges réelles."""
        for rang in range(1, len(self.natures) + 1):
            self.reglages[f"nature_{rang}"].value = 100

    def _ecrire_phrase(self, client, fiche, rangs, compte, changees) -> str:
        valeur = client["valeur"]
        cout = f" − {_euros(client['cout_achat'], 2)} de coût d’achat" if compte else ""
        phrases = [
            f"{_nom(client)}{FINE}: {_euros(client['ca'], 2)}{cout} − {_euros(client['charges'], 2)} "
            f"de charges = {_euros(valeur, 2)}."
        ]
        if valeur < 0:
            plafond = valeur_client(fiche)["valeur"].iloc[0]
            phrases.append(
                f"Ce client coûte plus qu’il ne rapporte{FINE}: ses charges ne devraient pas dépasser "
                f"{_euros(plafond, 2)}."
            )
        else:
            phrases.append("Ce client rapporte." if valeur else "Ce client ne rapporte ni ne coûte.")
        if not compte:
            phrases.append("Le coût d’achat n’est pas compté, pour personne.")
        phrases.append(
            f"Sur {compter(len(self.clients))}, rang {rangs['ca']} par le chiffre d’affaires, "
            f"rang {rangs['valeur']} par la valeur."
        )
        if changees:
            liste = ", ".join(
                f"{html.escape(str(nature))} à {ecrire_nombre(part, unite='%')}"
                for nature, part in changees.items()
            )
            phrases.append(f"Charges changées{FINE}: {liste}.")
        return " ".join(phrases)


class ValeurVie(Atelier):
    """Régler la rétention, le taux, l'horizon et le coût d'acquisition, et lire la valeur vie.

    Parameters
    ----------
    marge, cout : float
        Marge annuelle et coût d'acquisition du départ, en €.
    taux : float
        Taux d'actualisation du départ, en % ; 0 n'actualise pas.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> print(ValeurVie(cout=150).ecrire_texte().replace("\\u202f", " "))
    Valeur vie sur 5 ans, première marge à t = 1 : 212,41 € de marges attendues − 150,00 € d’acquisition
    = 62,41 €. Le coût d’acquisition est récupéré à t = 3. À ce rythme, une relation dure 5,0 ans en
    moyenne. Si personne ne partait, on annoncerait 229,08 €, ce qui serait trop. L’autre convention
    (première marge certaine ; encadré « Actualiser, et les autres conventions » du chapitre 3) donne
    115,51 €.
    """

    faits = ("C3.2",)
    titre = "la valeur vie d’un client"
    consigne = (
        "Changez une hypothèse à la fois. Laquelle change le plus la valeur vie, et laquelle le délai de "
        "récupération ?"
    )

    def __init__(
        self, *, marge: float = 100, cout: float = 150, taux: float = 10, source: str = "exemple du cours"
    ):
        self.source = source
        super().__init__(
            {
                "marge": creer_curseur("Marge par an (€)", marge, 10, 1000, 10),
                "retention": creer_curseur("Rétention (%)", 80, 0, 100),
                "taux": creer_curseur("Taux d’actualisation (%)", taux, 0, 30),
                "horizon": creer_curseur("Horizon (années)", 5, 1, 15),
                "cout": creer_curseur("Coût d’acquisition (€)", cout, 0, 1500, 10),
                "debut": creer_choix(
                    "Première marge", [("dans un an (t = 1)", 1), ("tout de suite (t = 0)", 0)], large=True
                ),
            }
        )

    def calculer(self) -> Resultat:
        """Calculer la valeur vie avec les réglages du moment."""
        marge, cout = self.reglages["marge"].value, self.reglages["cout"].value
        choix = {
            "taux_retention": self.reglages["retention"].value / 100,
            "taux_actualisation": self.reglages["taux"].value / 100,
            "horizon": int(self.reglages["horizon"].value),
        }
        debut = self.reglages["debut"].value
        amorti = amortir_acquisition(cout, marge, premiere_marge=debut, **choix)
        fideles = amortir_acquisition(cout, marge, premiere_marge=debut, **choix | {"taux_retention": 1})
        reglages = ", ".join(f"{nom}={valeur:g}" for nom, valeur in choix.items())
        return Resultat(
            tracer_valeur_vie(
                amorti,
                fideles["marge"],
                cout_acquisition=cout,
                actualise=choix["taux_actualisation"] > 0,
                source=self.source,
            ),
            self._ecrire_phrase(amorti, marge, cout, choix, debut),
            lambda: _ecrire_table_vie(amorti, debut, choix["taux_actualisation"]),
            "from course_helpers.valeur import amortir_acquisition, valeur_vie\n\n"
            f"valeur_vie({marge:g}, {reglages}, premiere_marge={debut}, cout_acquisition={cout:g})",
        )

    def _ecrire_phrase(self, amorti, marge, cout, choix, debut) -> str:
        brute = valeur_vie(marge, premiere_marge=debut, **choix)
        nette = valeur_vie(marge, premiere_marge=debut, cout_acquisition=cout, **choix)
        restent = valeur_vie(
            marge, premiere_marge=debut, cout_acquisition=cout, **choix | {"taux_retention": 1}
        )
        autre = valeur_vie_marge_acquise(marge, cout_acquisition=cout, **choix)
        calcul = f"{_euros(brute, 2)} de marges attendues"
        if cout:
            calcul += f" − {_euros(cout, 2)} d’acquisition = {_euros(nette, 2)}"
        phrases = [
            f"Valeur vie sur {_ans(choix['horizon'])}, première marge à {_date(debut)}{FINE}: {calcul}."
        ]
        annee = amorti.attrs["delai_recuperation"]
        if cout and annee is None:
            phrases.append(f"Le coût d’acquisition n’est pas récupéré en {_ans(choix['horizon'])}.")
        elif cout:
            phrases.append(f"Le coût d’acquisition est récupéré à {_date(annee)}.")
        if choix["taux_retention"] < 1:
            duree = calculer_duree_moyenne(choix["taux_retention"])
            dite = ecrire_nombre(duree, 1, "an" if duree < 2 else "ans")
            phrases.append(f"À ce rythme, une relation dure {dite} en moyenne.")
            phrases.append(
                f"Si personne ne partait, on annoncerait {_euros(restent, 2)}, ce qui serait trop."
            )
        else:
            phrases.append(f"Personne ne part{FINE}: est-ce vraisemblable{FINE}?")
        egales = _euros(autre, 2) == _euros(nette, 2)
        phrases.append(
            f"L’autre convention (première marge certaine{FINE}; encadré «{FINE}Actualiser, et les "
            f"autres conventions{FINE}» du chapitre 3) donne "
            f"{'ici le même résultat' if egales else _euros(autre, 2)}."
        )
        return " ".join(phrases)


class GagnerOuGarder(Atelier):
    """Changer les dépenses et leurs effets : gagner coûte-t-il plus que garder ?

    Parameters
    ----------
    depenses_conquete, depenses_fidelisation : float
        En € HT de l'année.
    debut, gagnes, gardes : int
        Clients au début de l'année, gagnés pendant, gardés jusqu'au bout.
    marge : float
        Ce que laisse un client gagné l'année de sa conquête (t = 0), en €.
    source : str
        Mention portée sous la figure.

    Examples
    --------
    >>> atelier = GagnerOuGarder(9000, 9600, debut=200, gagnes=30, gardes=160, marge=150)
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    Un client gagné a coûté 300,00 €, un client gardé 60,00 €. Gagner a coûté 5 fois plus que garder :
    l’hypothèse se vérifie sur ces chiffres. 160 clients gardés sur 200 : rétention de 80,0 %. 40 départs,
    30 clients gagnés : la conquête ne remplace pas tous les clients perdus. À 150 € de marge par an et à
    cette rétention, sans actualiser, le coût d’un client gagné est récupéré à t = 2 (l’année de la
    conquête est t = 0).
    """

    faits = ("C3.5",)
    titre = "gagner ou garder ?"
    consigne = (
        "Faites varier les dépenses et le nombre de clients. À partir de quand garder coûte-t-il plus cher "
        "que gagner ?"
    )

    def __init__(
        self,
        depenses_conquete: float,
        depenses_fidelisation: float,
        *,
        debut: int,
        gagnes: int,
        gardes: int,
        marge: float,
        source: str = SOURCE,
    ):
        self.debut, self.marge, self.source = debut, marge, source
        super().__init__(
            {
                "conquete": creer_curseur("Conquête (€)", depenses_conquete, 0, 120_000, 50),
                "gagnes": creer_curseur("Clients gagnés", gagnes, 1, 150),
                "fidelisation": creer_curseur("Fidélisation (€)", depenses_fidelisation, 50, 120_000, 50),
                "gardes": creer_curseur("Clients gardés", gardes, 1, debut),
            }
        )

    def calculer(self) -> Resultat:
        """Comparer les deux coûts par client."""
        conquete, fidelisation = self.reglages["conquete"].value, self.reglages["fidelisation"].value
        gagnes, gardes = int(self.reglages["gagnes"].value), int(self.reglages["gardes"].value)
        couts = comparer_couts(
            depenses_conquete=conquete,
            clients_gagnes=gagnes,
            depenses_fidelisation=fidelisation,
            clients_gardes=gardes,
        )
        retention = mesurer_retention_effectifs(self.debut, gardes + gagnes, nouveaux=gagnes)
        return Resultat(
            tracer_couts(couts, source=self.source),
            self._ecrire_phrase(couts, retention),
            lambda: _ecrire_table_couts(couts, retention, conquete, fidelisation),
            "from course_helpers.valeur import comparer_couts\n\n"
            f"comparer_couts(depenses_conquete={conquete:g}, clients_gagnes={gagnes},\n"
            f"               depenses_fidelisation={fidelisation:g}, clients_gardes={gardes})",
        )

    def _ecrire_phrase(self, couts, retention) -> str:
        rapport = couts["rapport"]
        mots = comparer_en_mots(rapport)
        if round(rapport, 1) == 1:
            verdict = "ces chiffres ne tranchent pas"
        else:
            verdict = f"l’hypothèse {'se vérifie' if rapport > 1 else 'ne se vérifie pas'} sur ces chiffres"
        perdus, nouveaux = int(retention["perdus"]), int(retention["nouveaux"])
        bilan = (
            "ne remplace pas tous les clients perdus"
            if nouveaux < perdus
            else "remplace tout juste les clients perdus"
            if nouveaux == perdus
            else "fait plus que remplacer les clients perdus"
        )
        amorti = amortir_acquisition(
            couts["cout_gagner"],
            self.marge,
            taux_retention=retention["taux_retention"],
            horizon=20,
            premiere_marge=0,
        )
        annee = amorti.attrs["delai_recuperation"]
        paye = f"est récupéré à {_date(annee)}" if annee is not None else "n’est pas récupéré en 20 ans"
        return (
            f"Un client gagné a coûté {_euros(couts['cout_gagner'], 2)}, un client gardé "
            f"{_euros(couts['cout_garder'], 2)}. {mots}{FINE}: {verdict}. "
            f"{compter(retention['restes'], 'client gardé')} sur {self.debut}{FINE}: rétention de "
            f"{ecrire_pct(100 * retention['taux_retention'])}. {compter(perdus, 'départ')}, "
            f"{compter(nouveaux, 'client gagné')}{FINE}: la conquête {bilan}. "
            f"À {_euros(self.marge)} de marge par an et à cette rétention, sans actualiser, le coût d’un "
            f"client gagné {paye} (l’année de la conquête est {_date(0)})."
        )


_LIRE_PORTEURS = (
    "from course_helpers.donnees import chemin\n"
    "from course_helpers.magasin import chiffrer_membres, lire_porteurs\n"
    "from course_helpers.valeur import chiffrer_programme\n\n"
    'membres = chiffrer_membres(lire_porteurs(chemin("magasin-carte-2025.csv")))\n'
)
_LIRE_PROGRAMME = "from course_helpers.valeur import chiffrer_programme\n\n"
COUTS_FIXES = {False: 3_000, True: 600}  # € par an : ceux du grossiste, puis du magasin ; des exemples


class ProgrammeFidelite(Atelier):
    """Régler un programme de fidélité : combien de clients doit-il retenir pour se payer ?

    Parameters
    ----------
    membres : int
        Les clients qui reçoivent la remise.
    ca_moyen, marge_client : float
        Ce que chacun achète et laisse dans l'année, en € HT, avant remise.
    source : str
        Mention portée sous la figure.
    magasin : Series, optional
        Le résultat de :func:`course_helpers.magasin.chiffrer_membres` : on peut alors régler, à la place de
        ce programme, la carte d'un magasin.

    Examples
    --------
    >>> atelier = ProgrammeFidelite(100, 5000, 800)
    >>> print(atelier.ecrire_texte().replace("\\u202f", " "))
    100 membres, 2 % de remise et 3 000 € de coût fixe : le programme coûte 13 100 € par an. 9 292 € de
    remises vont à des clients qui seraient restés. Avec 8 clients retenus et 1 % d’achats en plus, il
    rapporte 7 200 € : il perd 5 900 €. Pour se payer, il doit retenir 16 clients au moins.
    """

    faits = ("C3.8",)
    titre = "que rapporte un programme de fidélité ?"
    consigne = (
        "Ramenez les achats en plus à zéro, puis cherchez combien de clients il faut retenir pour que le "
        "programme se paie. Doublez ensuite la remise : que devient ce seuil ?"
    )

    def __init__(
        self,
        membres: int,
        ca_moyen: float,
        marge_client: float,
        *,
        source: str = SOURCE,
        magasin: pd.Series | None = None,
    ):
        self.grossiste = {"membres": membres, "ca_moyen": ca_moyen, "marge_client": marge_client}
        self.magasin = None if magasin is None else magasin.to_dict()
        self.source = source
        chez = [("les clients gardés", False), ("les porteurs de la carte (magasin)", True)]
        choix = {} if magasin is None else {"magasin": creer_choix("Membres", chez, large=True)}
        super().__init__(
            choix
            | {
                "remise": creer_curseur("Remise (%)", 2, 0, 10, 0.5),
                "fixe": creer_curseur("Coût fixe (€)", COUTS_FIXES[False], 0, 15_000, 100),
                "retenus": creer_curseur("Clients retenus", 8, 0, min(membres, 60)),
                "hausse": creer_curseur("Achats en plus (%)", 1, 0, 20),
            }
        )
        if choix:
            self.entrainer("magasin", self._reprendre_cout)

    @property
    def _au_magasin(self) -> bool:
        return "magasin" in self.reglages and self.reglages["magasin"].value

    @property
    def fixes(self) -> dict:
        """Ce que l'on ne règle pas : les membres, ce que chacun achète et ce qu'il laisse."""
        return self.magasin if self._au_magasin else self.grossiste

    def _reprendre_cout(self, change) -> None:
        self.reglages["fixe"].value = COUTS_FIXES[change["new"]]

    def calculer(self) -> Resultat:
        """Chiffrer l'année du programme."""
        remise, fixe, retenus, hausse = (
            self.reglages[nom].value for nom in ("remise", "fixe", "retenus", "hausse")
        )
        # Un pourcentage réglé au demi-point est un nombre entier de millièmes : la division est exacte.
        taux = {"taux_remise": round(10 * remise) / 1000, "taux_hausse": round(hausse) / 100}
        programme = chiffrer_programme(**self.fixes, **taux, cout_fixe=fixe, retenus=int(retenus))
        lus = taux if self._au_magasin else self.fixes | taux
        arguments = ", ".join(f"{nom}={valeur:g}" for nom, valeur in lus.items())
        return Resultat(
            tracer_programme(programme, source=MAGASIN if self._au_magasin else self.source),
            self._ecrire_phrase(programme, remise, fixe, int(retenus), hausse),
            lambda: _ecrire_table_programme(programme),
            (_LIRE_PORTEURS if self._au_magasin else _LIRE_PROGRAMME)
            + f"chiffrer_programme({'**membres, ' * self._au_magasin}{arguments},\n"
            f"                   cout_fixe={fixe:g}, retenus={int(retenus)})",
        )

    def _ecrire_phrase(self, programme, remise, fixe, retenus, hausse) -> str:
        seuil, membres = int(programme["seuil"]), self.fixes["membres"]
        if seuil > membres:
            fin = f"Même en retenant ses {compter(membres, 'membre')}, il ne se paierait pas."
        elif seuil:
            fin = f"Pour se payer, il doit retenir {compter(seuil)} au moins."
        else:
            fin = "Les achats en plus suffisent à le payer."
        if self._au_magasin:
            fin += f" {self._dire_marge()}"
        bilan = "perd" if programme["resultat"] < 0 else "gagne"
        taux = ecrire_nombre(remise, 1, "%").replace(",0", "")
        gain = f"{_euros(programme['gain'])}{FINE}: il {bilan} {_euros(abs(programme['resultat']))}"
        return (
            f"{compter(membres, 'membre')}, {taux} de remise et {_euros(fixe)} de coût fixe{FINE}: le "
            f"programme coûte {_euros(programme['cout'])} par an. {_euros(programme['aubaine'])} de remises "
            f"vont à des clients qui seraient restés. Avec {compter(retenus, 'client retenu')} et "
            f"{ecrire_nombre(hausse, 0, '%')} d’achats en plus, il rapporte {gain}. {fin}"
        )

    def _dire_marge(self) -> str:
        """Dire l'hypothèse : un magasin ne connaît pas la marge d'un porteur."""
        achats, marge = self.fixes["ca_moyen"], self.fixes["marge_client"]
        return (
            f"Un porteur achète pour {_euros(achats, 2)} HT par an et laisse {_euros(marge, 2)} de "
            f"marge, en supposant un taux de marque de {ecrire_pct(100 * marge / achats, 0)}."
        )


def _ecrire_table_programme(programme: pd.Series) -> str:
    lignes = {
        "Coût fixe": programme["cout"] - programme["remises"],
        "Remises à tous les membres": programme["remises"],
        "Marge des clients retenus": programme["marge_retenus"],
        "Marge des achats en plus": programme["marge_hausse"],
        "Résultat": programme["resultat"],
    }
    return ecrire_tableau(
        pd.DataFrame({"poste": list(lignes), "montant": list(lignes.values())}),
        {"poste": ("Poste", "texte"), "montant": ("Montant de l’année", "euros")},
        titre="Ce que le programme coûte et rapporte",
    )


def _nom(ligne: pd.Series) -> str:
    return html.escape(str(ligne["client"]))


def _nommer(compte: str) -> str:
    nom = _COMPTES[compte].split(" ", 1)[1]
    return nom[0].upper() + nom[1:]


def _euros(montant: float, decimales: int = 0) -> str:
    return ecrire_nombre(montant, decimales, "€")


def _date(t: int) -> str:
    """Écrire une date sans qu'une fin de ligne la coupe."""
    return f"t{FINE}={FINE}{t}"


def _ans(annees: int) -> str:
    return compter(annees, "an")


def _ecrire_table_restes(restes: pd.DataFrame) -> str:
    return ecrire_tableau(
        restes,
        {
            "client": ("Client", "texte"),
            "ca": ("CA HT", "euros"),
            "cout_achat": ("Coût d’achat HT", "euros"),
            "marge": ("Marge commerciale", "euros"),
            "charges": ("Charges HT", "euros"),
            "valeur": ("Valeur", "euros"),
            "relation": ("Relation", "texte"),
        },
        titre="Du chiffre d’affaires à la valeur",
    )


def _ecrire_table_charges(reelles: pd.DataFrame, reglees: pd.DataFrame, taux: dict) -> str:
    table = reelles[["nature", "montant"]].assign(
        reglee=reglees["montant"], part=[taux[nature] for nature in reelles["nature"]]
    )
    return ecrire_tableau(
        table,
        {
            "nature": ("Nature de la charge", "texte"),
            "montant": ("Montant réel HT", "euros"),
            "part": ("Réglage", "pct"),
            "reglee": ("Montant réglé HT", "euros"),
        },
        titre="Les charges du client",
    )


def _ecrire_table_vie(amorti: pd.DataFrame, debut: int, taux: float) -> str:
    return ecrire_tableau(
        amorti,
        {
            "annee": ("t", "entier"),
            "marge": (f"Marge attendue{', actualisée' if taux else ''}", "euros"),
            "marge_cumulee": ("Cumul", "euros"),
            "solde": ("Cumul − coût d’acquisition", "euros"),
        },
        titre=f"Année par année, première marge à t = {debut}",
    )


def _ecrire_table_couts(couts: pd.Series, retention: pd.Series, conquete: float, fidelisation: float) -> str:
    table = pd.DataFrame(
        {
            "volet": ["Conquête", "Fidélisation"],
            "depense": [conquete, fidelisation],
            "clients": [retention["nouveaux"], retention["restes"]],
            "cout": [couts["cout_gagner"], couts["cout_garder"]],
        }
    )
    return ecrire_tableau(
        table,
        {
            "volet": ("Volet", "texte"),
            "depense": ("Dépense HT", "euros"),
            "clients": ("Clients", "entier"),
            "cout": ("Coût par client", "euros"),
        },
        titre="Ce que coûte un client gagné, un client gardé",
    )
